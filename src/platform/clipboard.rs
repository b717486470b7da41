//! The clipboard.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Puts a text there. Finishes "Could not …" when the browser does not let the page.
pub async fn write(text: &str) -> Result<(), String> {
    let window = web_sys::window().ok_or("reach the clipboard: there is no window")?;
    let clipboard = window.navigator().clipboard();
    // Where the page came over a line that others can read, browsers have none.
    if JsValue::from(clipboard.clone()).is_undefined() {
        return Err("reach the clipboard: browsers keep it from pages that came over plain HTTP".to_owned());
    }
    JsFuture::from(clipboard.write_text(text))
        .await
        .map(drop)
        .map_err(|_| "reach the clipboard: the browser refused".to_owned())
}
