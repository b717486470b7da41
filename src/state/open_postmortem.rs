//! The postmortem of the open incident: what its panes read, and the only way it is changed.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::open_incident::OpenIncident;
use crate::command::{Act, Pane};
use crate::domain::id::RecordId;
use crate::domain::postmortem::Postmortem;
use crate::domain::record::kind;
use crate::log::canonical::{Object, record_named};
use crate::log::conflict::DELETED;
use crate::store::Snapshot;

/// The postmortem of the open incident. To be named by its parts only, so that the first view does not carry it.
#[derive(Clone, Copy)]
pub struct OpenPostmortem {
    open: OpenIncident,
    says: Memo<Arc<Postmortem>>,
    pane: RwSignal<Pane>,
    chosen: RwSignal<Option<RecordId>>,
    of_pane: RwSignal<Option<(u32, Callback<Act, bool>)>>,
    panes: StoredValue<u32>,
}

impl OpenPostmortem {
    /// Provides that of an incident.
    pub fn provide(open: OpenIncident) -> Self {
        let this = Self {
            open,
            says: Memo::new(move |_| Arc::new(open.with(|reading| Postmortem::of(reading.bodies.iter())))),
            pane: RwSignal::new(Pane::default()),
            chosen: RwSignal::new(None),
            of_pane: RwSignal::new(None),
            panes: StoredValue::new(0),
        };
        provide_context(this);
        this
    }

    /// The postmortem, from any component of it.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The incident.
    pub fn incident(self) -> OpenIncident {
        self.open
    }

    /// What its records say together.
    pub fn says(self) -> Memo<Arc<Postmortem>> {
        self.says
    }

    /// Reads from what it says, now and whenever that changes.
    pub fn with<T>(self, read: impl FnOnce(&Postmortem) -> T) -> T {
        self.says.with(|says| read(says))
    }

    /// The part of it that is shown.
    pub fn pane(self) -> RwSignal<Pane> {
        self.pane
    }

    /// The finding or change that is chosen.
    pub fn chosen(self) -> RwSignal<Option<RecordId>> {
        self.chosen
    }

    /// Lets a pane do what is asked for, as long as its owner is shown; `act` answers false for what is none of its own.
    pub fn offer(self, act: Callback<Act, bool>) {
        self.panes.update_value(|count| *count += 1);
        let number = self.panes.get_value();
        self.of_pane.set(Some((number, act)));
        on_cleanup(move || {
            // The next pane may have offered its own by now.
            if self.of_pane.try_get_untracked().flatten().is_some_and(|(holder, _)| holder == number) {
                self.of_pane.set(None);
            }
        });
    }

    /// Lets the pane that is shown do it; false where it does not.
    pub fn act(self, act: Act) -> bool {
        self.of_pane.get_untracked().is_some_and(|(_, of_pane)| of_pane.run(act))
    }

    /// The record of the document itself: one in each incident, so that two devices that begin it write one.
    pub fn document_record(self) -> RecordId {
        record_named(kind::POSTMORTEM, &self.open.scope().to_string())
    }

    /// The record of the section of that slot, for the same reason made from its name.
    pub fn section_record(self, slot: &str) -> RecordId {
        record_named(kind::SECTION, &format!("{}:{slot}", self.open.scope()))
    }

    /// The record of the answer to a question of the library.
    pub fn answer_record(self, question: &str) -> RecordId {
        record_named(kind::ANSWER, &format!("{}:{question}", self.open.scope()))
    }

    /// The record that puts the hint of that key aside.
    pub fn dismissal_record(self, key: &str) -> RecordId {
        record_named(kind::DISMISSAL, &format!("{}:{key}", self.open.scope()))
    }

    /// Says something of the document itself: owner, status, template. `null` removes a field.
    pub fn set(self, changes: &Object) -> bool {
        self.open.put(kind::POSTMORTEM, self.document_record(), changes)
    }

    /// One of its records as it is now, or that it is not there yet, for an edit that takes a while.
    pub fn snapshot(self, kind: &str, record: RecordId) -> Snapshot {
        self.open.snapshot(record).unwrap_or_else(|| Snapshot::before(kind, record))
    }

    /// Changes fields of a record as it was when the edit began, and takes it out of the trash.
    pub fn put_from(self, from: &Snapshot, mut changes: Object) -> bool {
        changes.entry(DELETED).or_insert(Value::Null);
        self.open.revise_from(from, &changes)
    }

    /// Says something of one of its records: changes it, or makes it. `null` removes a field.
    pub fn put(self, kind: &str, record: RecordId, changes: &Object) -> bool {
        self.open.put(kind, record, changes)
    }
}
