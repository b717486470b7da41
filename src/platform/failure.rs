//! What is shown when this program fails: a screen that `boot.js` makes without WebAssembly.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Defined by `boot.js`.
    #[wasm_bindgen(js_namespace = stillpoint, js_name = failed)]
    fn failed(message: &str);
}

/// Has every panic shown on that screen.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        let payload = info.payload();
        let message = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
        failed(&format!("{}{place}", message.unwrap_or("no message")));
    }));
}
