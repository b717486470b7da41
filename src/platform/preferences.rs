//! Preferences: what may be lost without harm. Nothing that was said is kept here.
//!
//! gloo-storage panics where the browser blocks storage, so every access goes through a probe. Without storage the page
//! works, and forgets its preferences.

use gloo_storage::{LocalStorage, Storage as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// Prefix of our keys on an origin that may be shared.
const PREFIX: &str = "stillpoint.";

/// Whether local storage answers. Asking is what throws where it is blocked.
pub fn is_available() -> bool {
    js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("localStorage")).is_ok_and(|storage| storage.is_object())
}

/// The preference of that name; none where it was never set, cannot be read, or storage is blocked.
pub fn get<T: DeserializeOwned>(name: &str) -> Option<T> {
    if !is_available() {
        return None;
    }
    LocalStorage::get(format!("{PREFIX}{name}")).ok()
}

/// Sets it, where that is possible.
pub fn set(name: &str, value: impl Serialize) {
    if is_available() {
        let _ = LocalStorage::set(format!("{PREFIX}{name}"), value);
    }
}
