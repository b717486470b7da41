//! The open incident: what its room reads, and the only way it is changed.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::notice::Notice;
use super::route::Page;
use super::workbench::Workbench;
use crate::domain::entry::{Entry, Mark as EntryMark, Says, Statement};
use crate::domain::gate::Refusal;
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::json::Json as _;
use crate::domain::line::{self, Against, Doubt, LONG_AFTER_MILLIS, Line, Way, When};
use crate::domain::record::DRILL;
use crate::domain::time::{Instant, Occurred, Precise};
use crate::log::canonical::Object;
use crate::log::conflict::DELETED;
use crate::log::{Log, Reading};
use crate::platform::clock;
use crate::platform::zone::{AnyZone, Here};
use crate::store::{Mark, Me, Medium, NewIncident, Room, Snapshot, Store as _, StoreError, Unsent};

type PageRoom = Room<Medium>;

/// One revision of a record, as its history shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its hash.
    pub hash: Hash,
    /// Who made it, a handle.
    pub author: String,
    /// When, by the clock of the page that wrote it.
    pub at: Instant,

    /// The version it was made from, the latest where it brought several together; none for the first.
    pub before: Option<Hash>,
    /// What it said, field by field; none when it was purged.
    pub body: Option<Object>,
    /// What it said; none when it was purged or cannot be read.
    pub said: Option<Statement>,
    /// True when it puts the entry into the trash.
    pub is_deleted: bool,
}

/// Something new as it is to be said.
#[derive(Debug, Clone)]
pub struct Saying {
    /// Its kind, and what that adds.
    pub says: Says,
    /// When it happened.
    pub at: SaidAt,
    /// Handle of whoever said it; none for the person at the keyboard.
    pub by: Option<String>,
    /// The words.
    pub text: String,
    /// Entries it accepts, answers, resolves or reverts.
    pub answers: Vec<RecordId>,
}

impl Saying {
    /// Said now by the person at the keyboard, without words and answering nothing.
    pub fn now(says: Says) -> Self {
        Self { says, at: SaidAt::Now, by: None, text: String::new(), answers: Vec::new() }
    }
}

/// An incident as it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// One line.
    pub title: String,
    /// When; where that can be meant in several ways each of them, the likeliest first.
    pub ways: Vec<(SaidAt, String)>,
    /// Why a person is asked which way is meant.
    pub doubt: Option<String>,
    /// True when no way is likelier than the others.
    pub must_choose: bool,
}

impl Declaration {
    /// Reads the line in which an incident is declared: a time may stand before its title.
    pub fn read(line: &str) -> Self {
        let named = |name: &str| AnyZone::of(name).ok();
        let against = Against {
            now: clock::now(),
            zone: &AnyZone::Here,
            named,
            began: None,
            catching_up_from: None,
            is_after_the_fact: false,
        };
        let read = line::read(line.trim(), &against);
        let now = |title: &str| Self {
            title: title.trim().to_owned(),
            ways: vec![(SaidAt::Now, String::new())],
            doubt: None,
            must_choose: false,
        };
        match read.when {
            // Who declares speaks for themselves: a name is part of the title.
            _ if read.by.is_some() => now(line),
            When::Now => now(read.text),
            When::Ago(at) => Self { ways: vec![(SaidAt::Ago(at), String::new())], ..now(read.text) },
            When::At { ways, doubt, written } => Self {
                ways: ways.iter().map(|way| (SaidAt::named(way, written), way.meaning.clone())).collect(),
                doubt: doubt.map(|doubt| doubt.to_string()),
                must_choose: matches!(doubt, Some(Doubt::Zone(_))),
                ..now(read.text)
            },
        }
    }
}

/// When something new happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaidAt {
    /// Now.
    Now,
    /// So long ago, by the clock of this device.
    Ago(Precise),
    /// At a time that was named.
    Named {
        /// The time.
        at: Precise,
        /// Until when it lasted, where that was said.
        until: Option<Precise>,
        /// As it was typed, where that says more than the time.
        written: Option<String>,
    },
}

impl SaidAt {
    /// A time that was named. One that names its zone or its day, or is not sure, is kept as it was typed as well.
    pub fn named(way: &Way, written: &str) -> Self {
        let says_more = written.contains(|c: char| c.is_alphabetic() || c == '+') || line::is_about(written);
        Self::Named { at: way.at, until: way.until, written: says_more.then(|| written.to_owned()) }
    }

    /// True for a time that is not sure.
    pub fn is_about(&self) -> bool {
        matches!(self, Self::Named { written: Some(written), .. } if line::is_about(written))
    }

    /// Until when it lasted.
    pub fn until(&self) -> Option<Precise> {
        match self {
            Self::Named { until, .. } => *until,
            Self::Now | Self::Ago(_) => None,
        }
    }

    /// As an entry has it; nothing for now.
    fn occurred(self, writer: WriterId) -> Option<Occurred> {
        match self {
            Self::Now => None,
            Self::Ago(at) => Some(Occurred { clock: Some(writer), ..Occurred::said(at) }),
            Self::Named { at, written, .. } => Some(Occurred::written(at, written)),
        }
    }
}

/// The open incident.
#[derive(Clone, Copy)]
pub struct OpenIncident {
    workbench: Workbench,
    room: StoredValue<Rc<PageRoom>, LocalStorage>,
    changed: RwSignal<u64>,
    refusal: RwSignal<Option<Refusal>>,
    zone: Memo<AnyZone>,
    times: Memo<Times>,
}

/// What the incident says about when a line can be meant: as in [`Against`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Times {
    began: Option<Instant>,
    catching_up_from: Option<Precise>,
    is_after_the_fact: bool,
}

impl Times {
    fn of(reading: &Reading) -> Self {
        /// How many entries after it something of long ago still tells that somebody is catching up.
        const RECENT: usize = 3;
        let is_long_after = |entry: &Entry| entry.at.is_some_and(|at| entry.logged_at.since(at) > LONG_AFTER_MILLIS);
        let mut latest: Vec<&Entry> = Vec::with_capacity(RECENT + 1);
        let is_after_the_fact = reading.timeline().min_by_key(|entry| entry.created).is_some_and(is_long_after);
        for entry in reading.timeline() {
            let is_older = latest.len() == RECENT && latest.last().is_some_and(|last| last.created > entry.created);
            if is_older || is_after_the_fact && !is_long_after(entry) {
                continue;
            }
            let place = latest.partition_point(|other| other.created > entry.created);
            latest.insert(place, entry);
            latest.truncate(RECENT);
        }
        Self {
            began: reading.timeline().find_map(|entry| entry.at),
            catching_up_from: latest.into_iter().find(|entry| is_long_after(entry)).and_then(Entry::precise),
            is_after_the_fact,
        }
    }
}

impl OpenIncident {
    /// Declares an incident; it is open at once and saved soon.
    pub fn declare(
        workbench: Workbench,
        title: &str,
        at: SaidAt,
        standing: Option<&str>,
        record: RecordId,
        me: &Me,
    ) -> Option<ScopeId> {
        let keeper = workbench.keeper()?;
        let zone = Here.name();
        let named = NewIncident {
            number: workbench.next_number(),
            title,
            zone: AnyZone::of(&zone).is_ok().then_some(&zone),
            standing,
            occurred: at.occurred(keeper.writer_id()),
        };
        let room = Room::declare(keeper, named, record, me, clock::now());
        let scope = room.scope();
        spawn_local(async move {
            room.keeper().drain().await;
            workbench.reload_summaries().await;
        });
        Some(scope)
    }

    /// Opens an incident from the store.
    pub async fn open(workbench: Workbench, scope: ScopeId) -> Result<Rc<PageRoom>, StoreError> {
        let keeper = workbench.keeper().ok_or(StoreError::Closed)?;
        let room = Room::open(keeper, scope, clock::now()).await?;
        workbench.drain();
        Ok(Rc::new(room))
    }

    /// Provides an opened incident.
    pub fn provide(workbench: Workbench, room: Rc<PageRoom>) -> Self {
        let (room, changed) = (StoredValue::new_local(room), RwSignal::new(0));
        let zone = Memo::new(move |_| {
            changed.track();
            let name = room.with_value(|room: &Rc<PageRoom>| room.reading().record.as_ref()?.zone.clone());
            let own = || name.and_then(|name| AnyZone::of(&name).ok());
            workbench.wanted_zone().get().or_else(own).unwrap_or_default()
        });
        let times = Memo::new(move |_| {
            changed.track();
            room.with_value(|room: &Rc<PageRoom>| Times::of(&room.reading()))
        });
        let this = Self { workbench, room, changed, refusal: RwSignal::new(None), zone, times };
        provide_context(this);
        this.follow_other_tabs();
        this
    }

    /// The open incident, from any component of its room.
    pub fn expect() -> Self {
        expect_context()
    }

    fn follow_other_tabs(self) {
        Effect::new(move |_| {
            let scopes = self.with_untracked(|reading| reading.scopes.clone());
            let heard = self.workbench.heard().get().unwrap_or_default();
            for (scope, writer) in heard {
                if scopes.contains(&scope) {
                    self.refresh(Some((scope, writer)));
                }
            }
        });
        // A hint may have been missed while the room was being read, and while the tab slept.
        self.refresh(None);
        let on_focus = window_event_listener(leptos::ev::focus, move |_| {
            Here::look_again();
            self.refresh(None);
        });
        on_cleanup(move || on_focus.remove());
    }

    fn refresh(self, writer: Option<(ScopeId, WriterId)>) {
        let Some(room) = self.room.try_get_value() else { return };
        let is_ours = writer.is_some_and(|(_, writer)| writer == room.keeper().writer_id());
        spawn_local(async move {
            // What this page imported stands under many writers.
            let before = room.live().log().len();
            let result = room.refresh(writer.filter(|_| !is_ours), clock::now()).await;
            if let Err(error) = result {
                self.workbench.notice().set(Some(Notice::of(&error)));
            }
            if room.live().log().len() != before {
                let _ = self.changed.try_update(|count| *count += 1);
            }
        });
    }

    /// Reads from what the incident tells, now and whenever it changes.
    pub fn with<T>(self, read: impl FnOnce(&Reading) -> T) -> T {
        self.changed.track();
        self.with_untracked(read)
    }

    /// Reads from what the incident tells, once.
    pub fn with_untracked<T>(self, read: impl FnOnce(&Reading) -> T) -> T {
        self.room.with_value(|room| read(&room.reading()))
    }

    /// Reads from its revisions and what they tell, now and whenever that changes.
    pub fn with_log<T>(self, read: impl FnOnce(&Log, &Reading) -> T) -> T {
        self.changed.track();
        self.room.with_value(|room| {
            let live = room.live();
            read(live.log(), live.reading())
        })
    }

    /// Its entries in order.
    pub fn order(self) -> Memo<Vec<RecordId>> {
        Memo::new(move |_| self.with(|reading| reading.incident.order.clone()))
    }

    /// One entry.
    pub fn entry(self, id: RecordId) -> Memo<Option<Arc<Entry>>> {
        // Compared by address: one entry's change must not have all others compared word for word.
        let is_other = |before: Option<&Option<Arc<Entry>>>, after: Option<&Option<Arc<Entry>>>| match (before, after) {
            (Some(Some(before)), Some(Some(after))) => !Arc::ptr_eq(before, after),
            (before, after) => before != after,
        };
        Memo::new_with_compare(move |_| self.with(|reading| reading.entries.get(&id).cloned()), is_other)
    }

    /// Whether an entry is on the medium.
    pub fn mark(self, id: RecordId) -> Memo<Mark> {
        Memo::new(move |_| {
            self.changed.track();
            self.workbench.marks().track();
            self.room.with_value(|room| room.mark(id))
        })
    }

    /// Why the last thing was not written.
    pub fn refusal(self) -> RwSignal<Option<Refusal>> {
        self.refusal
    }

    /// The workbench it is open in.
    pub fn workbench(self) -> Workbench {
        self.workbench
    }

    /// The zone in which its times are shown.
    pub fn zone(self) -> Memo<AnyZone> {
        self.zone
    }

    /// Its scope.
    pub fn scope(self) -> ScopeId {
        self.room.with_value(|room| room.scope())
    }

    /// How many stored rows are damaged.
    pub fn damaged_count(self) -> usize {
        self.changed.track();
        self.room.with_value(|room| room.damaged().len())
    }

    /// True when it is written down after it was over, so that nothing said of it is of now unless somebody says so.
    pub fn is_after_the_fact(self) -> bool {
        self.times.with_untracked(|times| times.is_after_the_fact)
    }

    /// Reads a line as it stands in the box.
    pub fn read_line(self, text: &str) -> Line<'_> {
        // A blank in front keeps a line from being read: it is text as it stands.
        if let Some(text) = text.strip_prefix(' ') {
            return Line { when: When::Now, by: None, text };
        }
        let zone = self.zone.get();
        let named = |name: &str| AnyZone::of(name).ok();
        let Times { began, catching_up_from, is_after_the_fact } = self.times.get();
        line::read(text, &Against { now: clock::now(), zone: &zone, named, began, catching_up_from, is_after_the_fact })
    }

    /// Says something new. Shown at once and marked; true unless it was refused.
    pub fn say(self, record: RecordId, saying: Saying) -> bool {
        self.act(|room, me, now| {
            let writer = room.keeper().writer_id();
            let by = saying.by.unwrap_or_else(|| me.handle.clone());
            let mut said = Statement::new(saying.says, by, saying.text, now, writer);
            said.ended = saying.at.until();
            said.occurred = saying.at.occurred(writer).or(said.occurred);
            said.answers = saying.answers;
            said.replaces = room.replaced_by(&said.says);
            room.say(record, &said, me, now)
        })
    }

    /// Says something new that nobody has typed a text for, now; none when it was refused.
    pub fn say_now(self, says: Says) -> Option<RecordId> {
        self.say_new(Saying::now(says))
    }

    /// Says something new under a record of its own; none when it was refused.
    pub fn say_new(self, saying: Saying) -> Option<RecordId> {
        let record = self.workbench.keeper()?.new_record();
        self.say(record, saying).then_some(record)
    }

    /// Says that what may have been an incident is one: a moment of its own, which marks it as declared.
    pub fn say_declared(self) {
        let Some(record) = self.workbench.keeper().map(|keeper| keeper.new_record()) else { return };
        self.act(|room, me, now| {
            let text = "Declared: this is an incident";
            let mut said = Statement::new(Says::Note, me.handle.clone(), text, now, room.keeper().writer_id());
            said.marks.push(EntryMark::Declared);
            room.say(record, &said, me, now)
        });
    }

    /// Changes fields of an entry; `null` removes one.
    pub fn revise(self, record: RecordId, changes: &Object) -> bool {
        self.act(|room, me, now| room.revise(record, changes, me, now))
    }

    /// Says something of a record that is no entry, such as a finding: changes it, or makes it where it is not there yet;
    /// `null` removes a field. True unless it was refused.
    pub fn put(self, kind: &str, record: RecordId, changes: &Object) -> bool {
        self.act(|room, me, now| room.put(kind, record, changes, me, now))
    }

    /// A record id that nothing has yet.
    pub fn new_record(self) -> Option<RecordId> {
        self.workbench.keeper().map(|keeper| keeper.new_record())
    }

    /// An entry as it is now, for an edit that takes a while.
    pub fn snapshot(self, record: RecordId) -> Option<Snapshot> {
        self.room.with_value(|room| room.snapshot(record))
    }

    /// A record as it was when these were its heads; none where that cannot be told any more.
    pub fn snapshot_at(self, record: RecordId, heads: &[Hash]) -> Option<Snapshot> {
        self.room.with_value(|room| room.snapshot_at(record, heads))
    }

    /// A record that is no entry as it is now, or that it is not there yet, for an edit that takes a while.
    pub fn record_now(self, kind: &str, record: RecordId) -> Snapshot {
        self.snapshot(record).unwrap_or_else(|| Snapshot::before(kind, record))
    }

    /// The same as it was when an unsent text was begun; as it is now where that is not known.
    pub fn record_at(self, kind: &str, record: RecordId, from: Option<&[Hash]>) -> Snapshot {
        let at = from.and_then(|heads| match heads {
            [] => Some(Snapshot::before(kind, record)),
            heads => self.snapshot_at(record, heads),
        });
        at.unwrap_or_else(|| self.record_now(kind, record))
    }

    /// Changes fields of a record as it was when the edit began, and takes it out of the trash.
    pub fn put_from(self, from: &Snapshot, mut changes: Object) -> bool {
        changes.entry(DELETED).or_insert(Value::Null);
        self.revise_from(from, &changes)
    }

    /// Changes fields of an entry as it was when the edit began.
    pub fn revise_from(self, from: &Snapshot, changes: &Object) -> bool {
        self.act(|room, me, now| room.revise_from(from, changes, me, now))
    }

    /// Puts an entry into the trash.
    pub fn delete(self, record: RecordId) -> bool {
        self.act(|room, me, now| {
            room.delete(record, me, now);
            Ok(())
        })
    }

    /// Takes an entry out of the trash.
    pub fn restore(self, record: RecordId) -> bool {
        self.act(|room, me, now| room.restore(record, me, now))
    }

    /// Lets an entry say again what an earlier revision said.
    pub fn return_to(self, record: RecordId, version: Hash) -> bool {
        self.act(|room, me, now| room.return_to(record, version, me, now))
    }

    /// Takes everything an entry ever said out for good.
    pub fn purge(self, record: RecordId, why: &str) -> bool {
        let is_done = self.act(|room, me, now| {
            room.purge(record, why, me, now);
            Ok(())
        });
        // Somebody may have been editing it, in this tab or in another: that text goes as well.
        let Some(keeper) = self.workbench.keeper() else { return is_done };
        spawn_local(async move {
            for unsent in keeper.store().unsent().await.unwrap_or_default() {
                if unsent.record == record {
                    keeper.journal(Unsent { text: String::new(), ..unsent }).await;
                }
            }
        });
        is_done
    }

    /// Takes a drill out for good, as a whole. What is no drill stays.
    pub fn purge_drill(self) {
        let is_drill =
            |reading: &Reading| reading.record.as_ref().is_some_and(|r| r.standing.as_deref() == Some(DRILL));
        if !self.with_untracked(is_drill) {
            return;
        }
        self.act(|room, me, now| {
            room.purge_whole("a drill, taken out as a whole", me, now);
            Ok(())
        });
        let (Some(keeper), scope, workbench) = (self.workbench.keeper(), self.scope(), self.workbench) else { return };
        spawn_local(async move {
            for unsent in keeper.store().unsent().await.unwrap_or_default() {
                if unsent.scope == Some(scope) {
                    keeper.journal(Unsent { text: String::new(), ..unsent }).await;
                }
            }
            keeper.drain().await;
            workbench.reload_summaries().await;
            workbench.go(Page::Incidents);
        });
    }

    fn act(self, act: impl FnOnce(&PageRoom, &Me, Instant) -> Result<(), Refusal>) -> bool {
        let Some(me) = self.workbench.me().get_untracked() else { return false };
        let result = self.room.with_value(|room| act(room, &me, clock::now()));
        self.refusal.set(result.clone().err());
        self.changed.update(|count| *count += 1);
        self.workbench.drain();
        result.is_ok()
    }

    /// Everything an entry ever said, the latest first.
    pub fn history(self, record: RecordId) -> Vec<Version> {
        self.changed.track();
        self.room.with_value(|room| {
            let live = room.live();
            let all = live.history(record);
            let version = |revision: &&crate::log::Revision| {
                let text = revision.body().text();
                let body = text.and_then(|text| serde_json::from_str::<Object>(text).ok());
                Version {
                    hash: revision.hash(),
                    author: revision.header().author.clone(),
                    at: revision.header().hlc.instant(),
                    before: all
                        .iter()
                        .rev()
                        .map(|other| other.hash())
                        .find(|hash| revision.header().parents.contains(hash)),
                    is_deleted: body.as_ref().is_some_and(|body| body.get("deleted") == Some(&true.into())),
                    said: text.and_then(|text| Statement::read(text).ok()),
                    body,
                }
            };
            all.iter().rev().map(version).collect()
        })
    }

    /// Every revision of it as a file, also those that are not saved.
    pub fn file(self) -> Vec<u8> {
        self.room.with_value(|room| room.file())
    }
}
