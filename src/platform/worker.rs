//! A program in a thread of its own, beside the page.

use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent};

/// A worker. It ends when this is dropped, in the middle of whatever it does.
pub struct Worker {
    worker: web_sys::Worker,
    _on_text: Closure<dyn FnMut(MessageEvent)>,
    _on_failure: Closure<dyn FnMut(Event)>,
}

impl Worker {
    /// Starts the script at that address. Failing is told as well where it cannot be had, or is refused by the page's policy;
    /// nothing where this browser has no workers.
    pub fn start(
        address: &str,
        mut on_text: impl FnMut(String) + 'static,
        mut on_failure: impl FnMut() + 'static,
    ) -> Option<Self> {
        let worker = web_sys::Worker::new(address).ok()?;
        let on_text = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_text(text);
            }
        });
        let on_failure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // Otherwise it would count as an error of the page.
            event.prevent_default();
            on_failure();
        });
        worker.set_onmessage(Some(on_text.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_failure.as_ref().unchecked_ref()));
        Some(Self { worker, _on_text: on_text, _on_failure: on_failure })
    }

    /// Sends it a text.
    pub fn say(&self, text: &str) {
        let _ = self.worker.post_message(&text.into());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// The address of the worker of that name: `index.html` says it, because it changes with what the worker is made of.
pub fn address(name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let element = document.query_selector(&format!("meta[name={name}]")).ok()??;
    element.get_attribute("content")
}
