//! Messages between the tabs of one browser. They are hints: a tab that missed one finds out all the same.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel that every tab of this origin hears, except the one that speaks.
pub struct Channel {
    channel: Option<BroadcastChannel>,
    _listener: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Channel {
    /// Joins the channel of that name. Where the browser has none, nothing is heard and nothing fails.
    pub fn join(name: &str, mut on_text: impl FnMut(String) + 'static) -> Self {
        let Ok(channel) = BroadcastChannel::new(name) else { return Self { channel: None, _listener: None } };
        let listener = Closure::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_text(text);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self { channel: Some(channel), _listener: Some(listener) }
    }

    /// Tells the other tabs.
    pub fn say(&self, text: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&text.into());
        }
    }
}
