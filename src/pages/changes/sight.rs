//! Which lines of a script are in sight: only those are drawn, however long it is.

use std::ops::Range;

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

use crate::ui::{effect, memo};

/// Lines come and go so many at a time, so that most turns of a wheel draw nothing.
const BLOCK: usize = 16;
/// The height of a line in pixels (`.script` in `style/changes.css`).
const LINE_HEIGHT: f64 = 22.0;

/// The lines that are in sight, and some around them.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    /// The first line in sight, and how many fit into the window.
    seen: RwSignal<(usize, usize)>,
    lines: Memo<(usize, usize)>,
    /// What scrolls, which is told how much stands above them.
    pub(super) frame: NodeRef<Div>,
}

impl Sight {
    /// That of a script of so many lines, from its beginning.
    pub(super) fn new(count: Memo<usize>) -> Self {
        let seen = RwSignal::new((1, fitting()));
        let resized = window_event_listener(leptos::ev::resize, move |_| seen.update(|seen| seen.1 = fitting()));
        on_cleanup(move || resized.remove());
        let lines = memo(move || {
            let (first, fit) = seen.get();
            around(first, fit, count.get())
        });
        let frame = NodeRef::<Div>::new();
        effect(move || {
            let ((from, _), digits) = (lines.get(), count.get().to_string().len());
            if let Some(frame) = frame.get() {
                let style = HtmlElement::style(&frame);
                let _ = style.set_property("--above", &(from - 1).to_string());
                let _ = style.set_property("--digits", &digits.to_string());
            }
        });
        Self { seen, lines, frame }
    }

    /// These lines, from 1.
    pub(super) fn lines(self) -> Range<usize> {
        let (from, to) = self.lines.get();
        from..to
    }

    /// The script was scrolled.
    pub(super) fn look(self, event: &web_sys::Event) {
        let Some(frame) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
        let first = f64::from(frame.scroll_top()) / LINE_HEIGHT;
        self.seen.update(|seen| seen.0 = first as usize + 1);
    }
}

/// How many lines the window could show.
fn fitting() -> usize {
    let height = document().document_element().map_or(0, |page| page.client_height());
    (f64::from(height) / LINE_HEIGHT) as usize + 1
}

/// The lines that are drawn, of so many, where so many fit below the first one in sight.
fn around(first: usize, fit: usize, count: usize) -> (usize, usize) {
    let from = (first / BLOCK).saturating_sub(1) * BLOCK + 1;
    let to = ((first + fit) / BLOCK + 2) * BLOCK + 1;
    (from.min(count), to.min(count + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_surrounds_what_is_in_sight_and_does_not_grow_with_the_script() {
        for first in 1..200 {
            let (from, to) = around(first, 40, 10_000);
            assert!(from <= first && to > first + 40, "{first}: {from}..{to}");
            assert!(to - from <= 40 + 4 * BLOCK, "{first}: {from}..{to}");
        }
        assert_eq!(around(1, 40, 3), (1, 4));
        assert_eq!(around(300, 40, 3), (3, 4), "lines were taken out, and it has not scrolled yet");
    }
}
