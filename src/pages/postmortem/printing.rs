//! Whether the page is being printed: what is folded on the screen stands open on paper.

use leptos::prelude::*;

/// Known to everything in a pane.
#[derive(Clone, Copy)]
pub(super) struct Printing(RwSignal<bool>);

impl Printing {
    /// Follows the browser, as long as the owner is shown.
    pub(super) fn provide() {
        let this = Self(RwSignal::new(false));
        for (name, is_printing) in [("beforeprint", true), ("afterprint", false)] {
            let listener = window_event_listener_untyped(name, move |_| this.0.set(is_printing));
            on_cleanup(move || listener.remove());
        }
        provide_context(this);
    }

    /// From any component of the pane.
    pub(super) fn expect() -> Self {
        expect_context()
    }

    /// True while the page is being printed.
    pub(super) fn is_on(self) -> bool {
        self.0.get()
    }
}
