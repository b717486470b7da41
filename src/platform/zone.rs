//! The browser's own time zone.

use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::domain::time::Instant;
use crate::domain::zone::Zone;

/// The zone that the device is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Here;

impl Zone for Here {
    fn offset_seconds(&self, at: Instant) -> i32 {
        let date = Date::new(&JsValue::from_f64(at.millis() as f64));
        -(date.get_timezone_offset() as i32) * 60
    }
}

impl Here {
    /// Its name, such as `Europe/Berlin`.
    pub fn name(self) -> String {
        let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
        let name = Reflect::get(&options, &"timeZone".into()).ok().and_then(|name| name.as_string());
        name.unwrap_or_else(|| "local time".to_owned())
    }
}
