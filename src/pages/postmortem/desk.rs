//! What is being written in the panes, and where a quotation goes.

use leptos::prelude::*;

use crate::domain::id::RecordId;
use crate::platform::dom;
use crate::text::quote::put_in;

/// The passage that is written, or was last. One for all panes.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    here: RwSignal<Option<RecordId>>,
    /// Where the caret stood when it was left, counted in UTF-16.
    caret: StoredValue<Option<usize>>,
    wanted: RwSignal<Option<(RecordId, Option<String>)>>,
    /// The passages that are open, with what is typed in them.
    written: RwSignal<Vec<RecordId>>,
    /// The timeline lies over the text, where there is no room beside it.
    pub(super) is_quoting: RwSignal<bool>,
    /// The field that finds an entry to quote is to have the focus, once it is there.
    pub(super) finds_entry: RwSignal<bool>,
}

impl Desk {
    /// Provides it.
    pub(super) fn provide() -> Self {
        let this = Self {
            here: RwSignal::new(None),
            caret: StoredValue::new(None),
            wanted: RwSignal::new(None),
            written: RwSignal::new(Vec::new()),
            is_quoting: RwSignal::new(false),
            finds_entry: RwSignal::new(false),
        };
        provide_context(this);
        this
    }

    /// From any component of the postmortem.
    pub(super) fn expect() -> Self {
        expect_context()
    }

    /// The passage that is written, or was last.
    pub(super) fn here(self) -> Signal<Option<RecordId>> {
        self.here.into()
    }

    /// This one is written now.
    pub(super) fn sit_down(self, record: RecordId) {
        if self.here.get_untracked() != Some(record) {
            self.here.set(Some(record));
            self.caret.set_value(None);
        }
    }

    /// A passage was opened, or closed.
    pub(super) fn note(self, record: RecordId, is_open: bool) {
        self.written.update(|written| {
            written.retain(|other| *other != record);
            if is_open {
                written.push(record);
            }
        });
    }

    /// True while that passage is open.
    pub(super) fn is_written(self, record: RecordId) -> bool {
        self.written.with(|written| written.contains(&record))
    }

    /// Its field is left, with the caret where it stands.
    pub(super) fn leave(self, record: RecordId) {
        if self.here.get_untracked() == Some(record) {
            self.caret.set_value(dom::caret(&field_of(record)));
        }
    }

    /// Opens a passage to be written, with a paragraph put in where the caret stood, if one is given.
    pub(super) fn ask(self, record: RecordId, paragraph: Option<String>) {
        self.sit_down(record);
        self.wanted.set(Some((record, paragraph)));
    }

    /// What is asked of this passage, once.
    pub(super) fn take_wanted(self, record: RecordId) -> Option<Option<String>> {
        let is_asked = self.wanted.with(|wanted| wanted.as_ref().is_some_and(|(asked, _)| *asked == record));
        if !is_asked {
            return None;
        }
        self.wanted.try_update(Option::take).flatten().map(|(_, paragraph)| paragraph)
    }

    /// A text with a paragraph where the caret stands or stood in it, at its end where it never did; and where it stands then.
    pub(super) fn with_paragraph(self, record: RecordId, text: &str, paragraph: &str) -> (String, usize) {
        let caret = dom::caret(&field_of(record)).or(self.caret.get_value()).unwrap_or(usize::MAX);
        let (text, caret) = put_in(text, caret, paragraph);
        self.caret.set_value(Some(caret));
        (text, caret)
    }

    /// Gives the field of the passage the focus again, if it is there.
    pub(super) fn return_to_field(self) -> bool {
        self.here.get_untracked().is_some_and(|record| dom::focus(&field_of(record)))
    }
}

/// The id of the field in which a passage is written.
pub(super) fn field_of(record: RecordId) -> String {
    format!("text-{record}")
}
