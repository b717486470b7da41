//! The device's clock, asked in this file only.

use crate::domain::time::Instant;

/// What it shows.
pub fn now() -> Instant {
    Instant::from_millis(js_sys::Date::now() as i64)
}
