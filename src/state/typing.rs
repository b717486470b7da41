//! Text that is being typed, and its journal.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::workbench::Workbench;
use crate::domain::id::{Hash, RecordId, ScopeId};
use crate::platform::{clock, dom};
use crate::store::Unsent;

/// The longest a key waits for its journal while others follow.
const JOURNAL_MILLIS: i32 = 120;

/// One editor's text. The first key is journalled at once, the following ones after a pause at most: whatever was typed a
/// quarter of a second before the page dies is there when it is opened again.
#[derive(Clone, Copy)]
pub struct Typing {
    workbench: Workbench,
    scope: Option<ScopeId>,
    editor: StoredValue<String>,
    text: RwSignal<String>,
    /// What stands before the text in its journal.
    lead: RwSignal<String>,
    /// The record the text will be said under.
    record: RwSignal<Option<RecordId>>,
    /// The revisions of the record that the text was begun from, where the editor says so.
    from: StoredValue<Option<Vec<Hash>>>,
    /// True from the first key of a person until the text is said or given up.
    is_touched: StoredValue<bool>,
    /// True while a journal entry is due.
    is_due: StoredValue<bool>,
    /// The text as it was last journalled, and whether a timer runs.
    is_resting: StoredValue<bool>,
}

impl Typing {
    /// An empty editor of that name. With a record it edits that one, otherwise it draws a new one for each text.
    pub fn new(workbench: Workbench, scope: Option<ScopeId>, editor: &str, record: Option<RecordId>) -> Self {
        let this = Self {
            workbench,
            scope,
            editor: StoredValue::new(editor.to_owned()),
            text: RwSignal::new(String::new()),
            lead: RwSignal::new(String::new()),
            record: RwSignal::new(record),
            from: StoredValue::new(None),
            is_touched: StoredValue::new(false),
            is_due: StoredValue::new(false),
            is_resting: StoredValue::new(false),
        };
        // The last chance before the page is hidden, frozen or closed.
        let on_hide = window_event_listener(leptos::ev::pagehide, move |_| this.flush());
        on_cleanup(move || {
            this.leave();
            on_hide.remove();
        });
        this
    }

    /// The text.
    pub fn text(self) -> RwSignal<String> {
        self.text
    }

    /// What the editor knows beside its text, as words that it reads again when it takes the text over: what stands before
    /// the text in its journal.
    pub fn set_lead(self, lead: String) {
        self.lead.set(lead);
        let text = self.text.get_untracked();
        if !text.is_empty() {
            self.input(text);
        }
    }

    /// Sets the text without journalling it: what the editor shows before anybody typed.
    pub fn show(self, text: &str) {
        self.text.set(text.to_owned());
    }

    /// Goes on with that record, as it reads now.
    pub fn go_on(self, record: RecordId, text: &str) {
        self.record.set(Some(record));
        self.show(text);
    }

    /// The text is begun from these revisions of its record: whoever goes on with it after the page is gone begins there as well,
    /// and does not write over what others have said since.
    pub fn begin_from(self, heads: &[Hash]) {
        self.from.set_value(Some(heads.to_vec()));
    }

    /// True once its person typed, until the text is said or given up.
    pub fn is_touched(self) -> bool {
        self.is_touched.get_value()
    }

    /// The text was changed by its person.
    pub fn input(self, text: String) {
        self.text.set(text);
        if self.record.get_untracked().is_none() {
            let Some(keeper) = self.workbench.keeper() else { return };
            self.record.set(Some(keeper.new_record()));
        }
        self.is_due.set_value(true);
        self.is_touched.set_value(true);
        if !self.is_resting.get_value() {
            self.flush();
            self.rest();
        }
    }

    /// Lets further keys wait for a moment.
    fn rest(self) {
        self.is_resting.set_value(true);
        spawn_local(async move {
            dom::sleep(JOURNAL_MILLIS).await;
            // The editor may be gone by now; it has flushed when it went.
            let Some(is_due) = self.is_due.try_get_value() else { return };
            self.is_resting.set_value(false);
            if is_due {
                self.flush();
                self.rest();
            }
        });
    }

    /// The editor goes: its text waits for the next editor of its name.
    fn leave(self) {
        self.flush();
        if self.is_touched.try_get_value() == Some(true)
            && let Some(unsent) = self.unsent().filter(|unsent| !unsent.text.trim().is_empty())
        {
            self.workbench.keep(unsent);
        }
    }

    fn unsent(self) -> Option<Unsent> {
        let (keeper, record) = (self.workbench.keeper()?, self.record.try_get_untracked()??);
        Some(Unsent {
            record,
            scope: self.scope,
            editor: self.editor.try_get_value()?,
            writer: keeper.writer_id(),
            text: match self.text.try_get_untracked()? {
                text if text.is_empty() => text,
                text => format!("{}{text}", self.lead.try_get_untracked()?),
            },
            at: clock::now(),
            from: self.from.try_get_value()?,
        })
    }

    /// Journals what is due.
    fn flush(self) {
        if self.is_due.try_get_value() != Some(true) {
            return;
        }
        self.is_due.set_value(false);
        let (Some(keeper), Some(unsent)) = (self.workbench.keeper(), self.unsent()) else { return };
        spawn_local(async move { keeper.journal(unsent).await });
    }

    /// The record that the text is to be said under; none when nothing was typed.
    pub fn record(self) -> Option<RecordId> {
        self.record.get_untracked()
    }

    /// The text was said: the editor is empty and the next text gets a new record. The journal entry goes with the write.
    pub fn clear(self) {
        self.is_due.set_value(false);
        self.is_touched.set_value(false);
        self.text.set(String::new());
        self.record.set(None);
    }

    /// The text is given up: its journal entry goes now.
    pub fn discard(self) {
        self.is_touched.set_value(false);
        self.text.set(String::new());
        self.is_due.set_value(self.record.get_untracked().is_some());
        self.flush();
        self.record.set(None);
    }

    /// Takes over a text of a page that is gone, if this editor is empty.
    pub fn adopt(self, orphan: &Unsent) -> bool {
        if !self.text.get_untracked().is_empty() {
            return false;
        }
        self.record.set(Some(orphan.record));
        self.from.set_value(orphan.from.clone());
        self.workbench.forget_orphan(orphan);
        self.input(orphan.text.clone());
        true
    }

    /// True for unsent texts of this editor.
    pub fn is_for(self, orphan: &Unsent) -> bool {
        orphan.scope == self.scope && self.editor.with_value(|editor| *editor == orphan.editor)
    }
}
