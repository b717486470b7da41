//! Files in and out.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Response, Url};

/// Hands the bytes to the person as a file of that name.
pub fn download(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), String> {
    download_parts(name, media_type, &Array::of1(&Uint8Array::from(bytes)))
}

/// Hands these byte arrays, one after the other, to the person as one file of that name.
pub fn download_parts(name: &str, media_type: &str, parts: &Array) -> Result<(), String> {
    let say = |error: JsValue| format!("{error:?}");
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(parts, &options).map_err(say)?;
    let address = Url::create_object_url_with_blob(&blob).map_err(say)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let anchor: HtmlAnchorElement = document.create_element("a").map_err(say)?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    // The browser has taken the bytes over by the time the click returns to the event loop.
    let revoke = Closure::once_into_js(move || {
        let _ = Url::revoke_object_url(&address);
    });
    let window = web_sys::window().ok_or("no window")?;
    window.set_timeout_with_callback_and_timeout_and_arguments_0(revoke.unchecked_ref(), 10_000).map_err(say)?;
    Ok(())
}

/// Fetches a file of this page's own release.
pub async fn fetch(path: &str) -> Result<Vec<u8>, String> {
    let say = |error: JsValue| format!("{error:?}");
    let window = web_sys::window().ok_or("no window")?;
    let answer: Response = JsFuture::from(window.fetch_with_str(path)).await.map_err(say)?.unchecked_into();
    if !answer.ok() {
        return Err(format!("the server answered {}", answer.status()));
    }
    let buffer = JsFuture::from(answer.array_buffer().map_err(say)?).await.map_err(say)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Reads a file that the person chose.
pub async fn read(file: &web_sys::File) -> Result<Vec<u8>, String> {
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|error| format!("{error:?}"))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
