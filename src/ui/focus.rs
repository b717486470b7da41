//! Who has the focus.

use leptos::html::Textarea;
use leptos::prelude::*;

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
