//! Random numbers from the browser's cryptographic source.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Crypto;

    #[wasm_bindgen(method, js_name = getRandomValues)]
    fn get_random_values(this: &Crypto, bytes: &Uint8Array);
}

/// 128 random bits.
///
/// # Panics
///
/// Where there is no `crypto`, which no browser that runs WebAssembly lacks.
pub fn bits() -> u128 {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).expect("every browser has crypto");
    let bytes = Uint8Array::new_with_length(16);
    crypto.unchecked_ref::<Crypto>().get_random_values(&bytes);
    let mut bits = [0; 16];
    bytes.copy_to(&mut bits);
    u128::from_be_bytes(bits)
}
