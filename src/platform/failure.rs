//! What is shown when this program fails: a screen that `boot.js` makes without WebAssembly.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Defined by `boot.js`.
    #[wasm_bindgen(js_namespace = stillpoint, js_name = failed)]
    fn failed(message: &str);

    /// Defined by `boot.js`.
    #[wasm_bindgen(catch, js_namespace = stillpoint, js_name = hold)]
    fn try_hold(unsaved: &str) -> Result<(), JsValue>;
}

/// Keeps what is not saved where it can be handed out when this program has failed. The rows of a long list are not all in
/// the document, so the failure screen cannot read them there.
pub fn hold(unsaved: &str) {
    // Without `boot.js` there is no such screen.
    let _ = try_hold(unsaved);
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
