//! A row in the document.

use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// A row that is in the document, and what was written to its element.
pub(super) struct Row {
    pub(super) position: usize,
    pub(super) element: HtmlElement,
    /// True when the observer of sizes knows it.
    pub(super) is_observed: bool,
    view: AnyViewState,
    owner: Owner,
    number: usize,
    is_selected: bool,
    /// Where it stands when it is not among the rows in view.
    apart: Option<f64>,
}

impl Row {
    /// Makes the row's element; `blank` is what all rows begin as.
    pub(super) fn new(blank: &Node, position: usize, id: &str, owner: Owner, view: impl FnOnce() -> AnyView) -> Self {
        let element: HtmlElement = blank.clone_node_with_deep(true).expect("an element can be copied").unchecked_into();
        element.set_id(id);
        let cell = element.first_element_child().expect("a blank row has a cell");
        let mut view = owner.with(|| view().build());
        view.mount(&cell, None);
        Self { position, element, is_observed: false, view, owner, number: 0, is_selected: false, apart: None }
    }

    /// Takes the row out of the document. Its owner can own another row.
    pub(super) fn close(self) -> Owner {
        self.element.remove();
        drop(self.view);
        self.owner.cleanup();
        self.owner
    }

    /// Writes what has changed about the row as such.
    pub(super) fn write(&mut self, is_selected: bool, apart: Option<f64>) {
        if self.number != self.position + 1 {
            self.number = self.position + 1;
            self.set("aria-rowindex", &self.number.to_string());
        }
        if self.is_selected != is_selected {
            self.is_selected = is_selected;
            self.set("aria-selected", if is_selected { "true" } else { "false" });
        }
        if self.apart != apart {
            let style = self.element.style();
            let (place, top) = apart.map_or(("", String::new()), |top| ("absolute", pixels(top)));
            let _ = style.set_property("position", place);
            let _ = style.set_property("top", &top);
            self.apart = apart;
        }
    }

    fn set(&self, name: &str, value: &str) {
        let _ = self.element.set_attribute(name, value);
    }

    /// Its height in the document.
    pub(super) fn height(&self) -> f32 {
        self.element.get_bounding_client_rect().height() as f32
    }

    /// True when this element is inside of the row.
    pub(super) fn holds(&self, element: Option<&web_sys::Element>) -> bool {
        self.element.contains(element.map(AsRef::as_ref))
    }
}

/// A length for a style: hundredths, as browsers lay out in parts of a pixel. Without the code that prints any number.
pub(super) fn pixels(value: f64) -> String {
    let hundredths = (value * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    let hundredths = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}px", hundredths / 100, hundredths % 100)
}
