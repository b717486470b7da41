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

/// The space that this page's data takes, in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usage {
    /// In use, as the browser estimates it.
    pub used: f64,
    /// What it allows; none when it does not say.
    pub quota: Option<f64>,
}

/// Asks how much space is in use; none when the browser does not say.
pub async fn usage() -> Option<Usage> {
    let manager = web_sys::window().map(|window| window.navigator().storage())?;
    if js_sys::Reflect::has(&manager, &"estimate".into()) != Ok(true) {
        return None;
    }
    let estimate = JsFuture::from(manager.estimate().ok()?).await.ok()?;
    let number = |name: &str| js_sys::Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some(Usage { used: number("usage")?, quota: number("quota") })
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
