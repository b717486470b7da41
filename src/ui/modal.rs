//! What lies over the page for a moment.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::live::effect;

/// A modal dialog. The browser keeps the focus inside, closes it with Escape, and gives the focus back to where it was.
#[component]
pub fn Modal(
    /// What it is, for those who cannot see it.
    label: &'static str,
    /// Its class.
    #[prop(optional)]
    class: &'static str,
    /// Called when it was closed, however.
    #[prop(into)]
    on_close: Callback<()>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    effect(move || {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    // Taken out of the document while open it would take the focus with it.
    on_cleanup(move || {
        if let Some(Some(dialog)) = dialog.try_get_untracked() {
            dialog.close();
        }
    });
    let close_outside = move |event: leptos::ev::MouseEvent| {
        let Some(dialog) = dialog.get_untracked() else { return };
        if event.target().as_ref() == Some(dialog.as_ref()) {
            dialog.close();
        }
    };
    let closed = move |_| {
        // The element may serve the next dialog by now; that one is open, and this event speaks of the one before.
        if dialog.get_untracked().is_some_and(|dialog| !dialog.open()) {
            let _ = on_close.try_run(());
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class=format!("modal {class}")
            aria-label=label
            on:close=closed
            on:mousedown=close_outside
        >
            <div class="modal__body">{children()}</div>
        </dialog>
    }
    .into_any()
}
