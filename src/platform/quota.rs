//! What the browser promises about the data of this page.

use wasm_bindgen_futures::JsFuture;

/// The browser's promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// It deletes the data only when the person says so.
    Kept,
    /// It may delete the data when the disk is short of space.
    BestEffort,
    /// It does not say.
    Unknown,
}

/// Asks for the data to be kept. To be called when the person has just saved something: some browsers only grant it then.
pub async fn ask() -> Promise {
    let Some(manager) = web_sys::window().map(|window| window.navigator().storage()) else { return Promise::Unknown };
    if js_sys::Reflect::has(&manager, &"persist".into()) != Ok(true) {
        return Promise::Unknown;
    }
    let Ok(promise) = manager.persist() else { return Promise::Unknown };
    match JsFuture::from(promise).await {
        Ok(granted) if granted.is_truthy() => Promise::Kept,
        Ok(_) => Promise::BestEffort,
        Err(_) => Promise::Unknown,
    }
}
