//! The postmortem of the open incident: what its panes read, and the only way it is changed.

use std::sync::Arc;

use leptos::prelude::*;

use super::open_incident::OpenIncident;
use crate::command::{Act, Pane};
use crate::domain::id::{Hash, RecordId};
use crate::domain::postmortem::{Freeze, Postmortem};
use crate::domain::record::kind;
use crate::log::canonical::{Object, object, object_of, record_named};
use crate::log::{Frozen, Reading, frozen};
use crate::platform::clock;
use crate::text::amendments::{Amendment, amendments};

/// The postmortem of the open incident. To be named by its parts only, so that the first view does not carry it.
#[derive(Clone, Copy)]
pub struct OpenPostmortem {
    open: OpenIncident,
    says: Memo<Arc<Postmortem>>,
    pane: RwSignal<Pane>,
    chosen: RwSignal<Option<RecordId>>,
    of_pane: RwSignal<Option<(u32, Callback<Act, bool>)>>,
    panes: StoredValue<u32>,
    /// What is to be done by a pane that is on its way.
    waiting: StoredValue<Option<Act>>,
    frozen: Memo<Option<Arc<Frozen>>>,
}

impl OpenPostmortem {
    /// Provides that of an incident.
    pub fn provide(open: OpenIncident) -> Self {
        let says = Memo::new(move |_| Arc::new(open.with(|reading| Postmortem::of(reading.bodies.iter()))));
        let this = Self {
            open,
            says,
            frozen: Memo::new_with_compare(move |before| frozen_now(open, says, before), is_other),
            pane: RwSignal::new(Pane::default()),
            chosen: RwSignal::new(None),
            of_pane: RwSignal::new(None),
            panes: StoredValue::new(0),
            waiting: StoredValue::new(None),
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

    /// It as it was frozen; none while it is live. What was taken out for good since is not in it.
    pub fn frozen(self) -> Memo<Option<Arc<Frozen>>> {
        self.frozen
    }

    /// What the incident and its postmortem said when it was frozen; none while it is live.
    pub fn frozen_reading(self) -> Memo<Option<Arc<Reading>>> {
        let frozen = self.frozen;
        let read = move |_: Option<&Option<Arc<Reading>>>| {
            frozen.with(|frozen| frozen.as_ref().map(|frozen| frozen.reading.clone()))
        };
        Memo::new_with_compare(read, is_other)
    }

    /// Reads from what the document is about: as it was frozen, or as it is now, and whenever that changes.
    pub fn shown<T>(self, read: impl FnOnce(&Reading) -> T) -> T {
        match self.frozen.get() {
            Some(frozen) => read(&frozen.reading),
            None => self.open.with(read),
        }
    }

    /// Freezes it as it is now: what is said from here on is an amendment. Frozen again, it takes the amendments in.
    pub fn freeze(self) -> bool {
        let (Some(me), Some(record)) = (self.open.workbench().me().get_untracked(), self.open.new_record()) else {
            return false;
        };
        let (scopes, set_hash) = untrack(|| self.open.with_log(|log, reading| frozen::seen(log, &reading.scopes)));
        let freeze = Freeze { by: me.handle, at: clock::now(), scopes, set_hash };
        self.put(kind::FREEZE, record, &object(&freeze))
    }

    /// What was said after it was frozen, in the order in which that was said.
    pub fn amendments(self) -> Vec<Amendment> {
        self.says.with(|says| match says.frozen() {
            Some(freeze) => self.open.with_log(|log, reading| amendments(log, reading, freeze)),
            None => Vec::new(),
        })
    }

    /// True when that record of it was changed after it was frozen.
    pub fn is_amended(self, record: RecordId) -> bool {
        self.says.with(|says| {
            let freeze = says.frozen();
            freeze.is_some_and(|freeze| {
                self.open.with_log(|log, reading| frozen::is_amended(log, reading, freeze, record))
            })
        })
    }

    /// True when anything that it tells was changed after it was frozen.
    pub fn has_amendments(self) -> bool {
        self.says.with(|says| {
            let has = |freeze| self.open.with_log(|log, reading| frozen::has_amendments(log, reading, freeze));
            says.frozen().is_some_and(has)
        })
    }

    /// A name for what it says now, which a sign-off carries.
    pub fn present(self) -> Hash {
        self.open.with(frozen::present)
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
        if let Some(waiting) = self.waiting.try_update_value(Option::take).flatten() {
            // Once the pane is drawn: it may have to take the focus somewhere.
            request_animation_frame(move || {
                act.try_run(waiting);
            });
        }
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

    /// Goes to that pane and lets it do it, once it is there.
    pub fn act_in(self, pane: Pane, act: Act) -> bool {
        let is_shown = self.pane.get_untracked() == pane;
        if !is_shown || !self.act(act) {
            self.waiting.set_value(Some(act));
        }
        if !is_shown {
            self.pane.set(pane);
        }
        true
    }

    /// The person at the keyboard answers for the document from now on.
    pub fn own(self) -> bool {
        let Some(me) = self.open.workbench().me().get_untracked() else { return false };
        self.set(&object_of([("owner", me.handle.into())]))
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

    /// Says something of one of its records: changes it, or makes it. `null` removes a field.
    pub fn put(self, kind: &str, record: RecordId, changes: &Object) -> bool {
        self.open.put(kind, record, changes)
    }
}

/// What was frozen, read again only where something of it has arrived or was taken out.
fn frozen_now(
    open: OpenIncident,
    says: Memo<Arc<Postmortem>>,
    before: Option<&Option<Arc<Frozen>>>,
) -> Option<Arc<Frozen>> {
    let freeze = says.with(|says| says.frozen().cloned())?;
    let before = before.and_then(Option::as_ref);
    open.with_log(|log, reading| match before.filter(|before| before.is_as_of(log, &freeze)) {
        Some(before) => Some(before.clone()),
        None => Some(Arc::new(Frozen::of(log, *reading.scopes.first()?, &freeze))),
    })
}

/// Compared by address: what was read once is large.
fn is_other<T>(before: Option<&Option<Arc<T>>>, after: Option<&Option<Arc<T>>>) -> bool {
    match (before, after) {
        (Some(Some(before)), Some(Some(after))) => !Arc::ptr_eq(before, after),
        (before, after) => {
            before.is_none() || before.is_some_and(Option::is_some) != after.is_some_and(Option::is_some)
        }
    }
}
