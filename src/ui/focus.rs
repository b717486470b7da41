//! Who has the focus.

use leptos::html::Textarea;
use leptos::prelude::*;

/// True while an input method composes: its keys are not the page's. Some browsers say so by the key code 229 only.
pub fn is_composing(event: &leptos::ev::KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// A reference for a text field that takes the focus when it comes into the document. In the same turn of the event loop:
/// a timer would take the focus from whatever the person has gone to meanwhile.
pub fn focused() -> NodeRef<Textarea> {
    let field = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    field
}
