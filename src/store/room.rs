//! One open incident: its log, what it tells, and the only way to add to it.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use serde_json::Value;

use super::keeper::{Keeper, Mark, Me, Unit};
use super::store::{Damaged, Store, StoreError, Stored};
use super::summary::Summary;
use crate::domain::entry::{Entry, Mark as MilestoneMark, Phase, Says, Statement};
use crate::domain::fold::{Incident, topic_of};
use crate::domain::gate::{self, Refusal};
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::json::Json as _;
use crate::domain::record::{IncidentRecord, PersonRecord, Purge, TRIAGE, WriterRecord, kind};
use crate::domain::sorted::SortedSet;
use crate::domain::time::{Instant, Occurred};
use crate::log::canonical::{Object, object, object_to_text, record_named};
use crate::log::conflict::{self, DELETED};
use crate::log::revision::Reach;
use crate::log::{Draft, Live, Log, Reading, Revision, SetHash, reading};

/// What a new incident is called, and how it begins.
#[derive(Debug, Clone, Default)]
pub struct NewIncident<'a> {
    /// 42 of `INC-42`.
    pub number: u64,
    /// One line.
    pub title: &'a str,
    /// The name of the zone its times are shown in.
    pub zone: Option<&'a str>,
    /// As in [`IncidentRecord::standing`].
    pub standing: Option<&'a str>,
    /// When it was declared, if not now.
    pub occurred: Option<Occurred>,
}

/// What a record said at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    record: RecordId,
    kind: String,
    heads: Vec<Hash>,
    body: Object,
    /// Fields that its heads disagree about.
    contested: Vec<String>,
}

impl Snapshot {
    /// A record that is not there yet. Where another page writes it meanwhile, both are kept: neither has seen the other.
    pub fn before(kind: &str, record: RecordId) -> Self {
        let (heads, body, contested) = (Vec::new(), Object::new(), Vec::new());
        Self { record, kind: kind.to_owned(), heads, body, contested }
    }

    /// The revisions that it was the sum of.
    pub fn heads(&self) -> &[Hash] {
        &self.heads
    }

    /// The words of a field.
    pub fn words(&self, field: &str) -> &str {
        self.body.get(field).and_then(Value::as_str).unwrap_or_default()
    }
}

/// What these revisions of a record say together.
fn snapshot_of(record: RecordId, kind: String, history: &[&Revision]) -> Option<Snapshot> {
    let resolved = conflict::resolve(history);
    let contested = resolved.conflicts.into_iter().map(|conflict| conflict.field).collect();
    Some(Snapshot { record, kind, heads: resolved.heads, body: resolved.body?.object()?, contested })
}

/// A body with changes; `null` removes a field.
fn changed(body: &Object, changes: &Object) -> Object {
    let mut after = body.clone();
    for (field, value) in changes {
        match value {
            Value::Null => after.remove(field),
            value => after.insert(field.clone(), value.clone()),
        };
    }
    after
}

/// Those of these revisions that still say something.
fn with_bodies<'a>(revisions: impl Iterator<Item = &'a Revision>) -> impl Iterator<Item = Hash> {
    revisions.filter(|revision| revision.body().text().is_some()).map(Revision::hash)
}

/// The change that puts a record into the trash, or takes it out.
fn deleted(value: Value) -> Object {
    let mut changes = Object::new();
    changes.insert(DELETED.to_owned(), value);
    changes
}

/// An incident that is open in this page.
pub struct Room<S> {
    keeper: Rc<Keeper<S>>,
    live: RefCell<Live>,
    damaged: RefCell<Vec<Damaged>>,
}

impl<S: Store> Room<S> {
    /// Declares an incident: its name, and its first entry, which says that it was declared and is being investigated.
    pub fn declare(keeper: Rc<Keeper<S>>, named: NewIncident<'_>, record: RecordId, me: &Me, now: Instant) -> Self {
        let NewIncident { number, title, zone, standing, occurred } = named;
        let scope = keeper.new_scope();
        let room = Self::empty(keeper, scope);
        let device = Some(room.keeper.device());
        let named = IncidentRecord {
            number,
            device,
            title: title.to_owned(),
            zone: zone.map(str::to_owned),
            standing: standing.map(str::to_owned),
            ..IncidentRecord::default()
        };
        let writer = room.keeper.writer_id();
        let says = Says::Phase { phase: Phase::Investigating };
        let mut said = Statement::new(says, me.handle.clone(), title, now, writer);
        said.occurred = occurred.or(said.occurred);
        // What may be an incident is declared later, or never.
        if standing != Some(TRIAGE) {
            said.marks.push(MilestoneMark::Declared);
        }
        let mut drafts = room.introductions(me);
        drafts.push(room.draft(room.keeper.new_record(), kind::INCIDENT, Vec::new(), object(&named), me));
        drafts.push(room.draft(record, kind::ENTRY, Vec::new(), object(&said), me));
        room.write(drafts, Unit { sent: vec![(record, writer)], ..Unit::default() }, now);
        room
    }

    /// Begins what is no incident and has a scope of its own, such as a change to a schema. It is there once something is put
    /// into it.
    pub fn begin(keeper: Rc<Keeper<S>>) -> Self {
        let scope = keeper.new_scope();
        Self::empty(keeper, scope)
    }

    fn empty(keeper: Rc<Keeper<S>>, scope: ScopeId) -> Self {
        Self { keeper, live: RefCell::new(Live::new(scope, [])), damaged: RefCell::default() }
    }

    /// Opens an incident from the store, together with what this page said of it and could not save.
    pub async fn open(keeper: Rc<Keeper<S>>, scope: ScopeId, now: Instant) -> Result<Self, StoreError> {
        let (mut log, mut damaged, mut with_body) = (Log::default(), Vec::new(), Vec::new());
        let mut position = 0;
        let mut scopes = vec![scope];
        while let Some(scope) = scopes.get(position).copied() {
            let rows = keeper.store().read(scope).await?;
            keeper.track(scope, &rows);
            for row in rows {
                match row {
                    Stored::Good(revision) => {
                        with_body.extend(revision.body().text().map(|_| revision.hash()));
                        log.add(revision);
                    }
                    Stored::Damaged(row) => damaged.push(row),
                }
            }
            for revision in keeper.unsaved() {
                with_body.extend(with_bodies(std::iter::once(&revision)));
                log.add(revision);
            }
            for included in reading::scopes(&log, scopes[0]) {
                if !scopes.contains(&included) {
                    scopes.push(included);
                }
            }
            position += 1;
        }
        let live = RefCell::new(Live::of(scope, log));
        let room = Self { keeper, live, damaged: RefCell::new(damaged) };
        if room.sweep(&with_body) {
            room.keeper.drain().await;
        }
        room.observe(now);
        Ok(room)
    }

    fn observe(&self, now: Instant) {
        let mut writer = self.keeper.writer();
        for revision in self.live.borrow().log().iter() {
            writer.observe(revision.header().hlc, now);
        }
    }

    /// Takes the bodies out of rows that a purge takes out and that still have them: it came from another tab while a file
    /// was being loaded here, or while something was said here by somebody who had not heard of it. True when there were any.
    fn sweep(&self, with_body: &[Hash]) -> bool {
        let live = self.live.borrow();
        if live.log().purged_count() == 0 {
            return false;
        }
        let stored = with_body.iter().filter_map(|hash| live.log().get(*hash));
        let replaced: Vec<Revision> = stored.filter(|revision| revision.body().text().is_none()).cloned().collect();
        if replaced.is_empty() {
            return false;
        }
        self.keeper.take_out(&replaced);
        self.keeper.save(Unit { replaced, ..Unit::default() });
        true
    }

    /// The scope it was opened by.
    pub fn scope(&self) -> ScopeId {
        self.live.borrow().scope()
    }

    /// The page's way to the store.
    pub fn keeper(&self) -> &Rc<Keeper<S>> {
        &self.keeper
    }

    /// What its revisions tell.
    pub fn reading(&self) -> Ref<'_, Reading> {
        Ref::map(self.live.borrow(), Live::reading)
    }

    /// Its revisions and what they tell.
    pub fn live(&self) -> Ref<'_, Live> {
        self.live.borrow()
    }

    /// Stored rows whose bytes are not those that were written.
    pub fn damaged(&self) -> Ref<'_, Vec<Damaged>> {
        self.damaged.borrow()
    }

    /// Whether what this page said of a record is on the medium: the worst of its revisions' marks. What was read from the
    /// medium is saved.
    pub fn mark(&self, record: RecordId) -> Mark {
        self.keeper.mark_of_record(record)
    }

    /// What a new severity, phase or role entry replaces.
    pub fn replaced_by(&self, says: &Says) -> Vec<RecordId> {
        let reading = self.reading();
        let probe = Entry {
            id: RecordId::from_bits(0),
            created: crate::domain::time::Hlc::default(),
            writer: self.keeper.writer_id(),
            at: None,
            logged_at: Instant::EPOCH,
            corrected_by_millis: 0,
            is_deleted: false,
            said: Statement::new(says.clone(), "", "", Instant::EPOCH, self.keeper.writer_id()),
        };
        topic_of(&probe)
            .map_or_else(Vec::new, |topic| Incident::heads(reading.entries.values().map(AsRef::as_ref), &topic))
    }

    /// Says something new under a record id that was drawn before.
    pub fn say(&self, record: RecordId, said: &Statement, me: &Me, now: Instant) -> Result<(), Refusal> {
        self.may_speak_of(record)?;
        gate::may_say(&self.reading().incident, said)?;
        let mut drafts = self.introductions(me);
        drafts.push(self.draft(record, kind::ENTRY, Vec::new(), object(said), me));
        let sent = vec![(record, self.keeper.writer_id())];
        self.write(drafts, Unit { sent, ..Unit::default() }, now);
        Ok(())
    }

    /// Changes fields of an entry as it is now; a field set to `null` is removed. All else stays as it is, also what this version
    /// does not know. Changing nothing writes nothing.
    pub fn revise(&self, record: RecordId, changes: &Object, me: &Me, now: Instant) -> Result<(), Refusal> {
        match self.snapshot(record) {
            Some(snapshot) => self.revise_from(&snapshot, changes, me, now),
            None if changes.get(DELETED) == Some(&Value::Bool(true)) => Ok(()),
            None => self.may_speak_of(record),
        }
    }

    /// What is said where everything was taken out would go unread: better not to take it from the person who typed it.
    fn may_speak_of(&self, record: RecordId) -> Result<(), Refusal> {
        let (live, scope) = (self.live.borrow(), self.scope_of(record));
        if live.log().is_taken_out(scope) {
            return Err(Refusal::DrillTakenOut);
        }
        if live.log().is_record_taken_out(scope, record) {
            return Err(Refusal::EntryTakenOut);
        }
        Ok(())
    }

    /// Changes fields of an entry as it was when somebody began to edit it. What others have changed meanwhile is merged
    /// with that, or shown beside it; it is not overwritten by somebody who never saw it.
    pub fn revise_from(&self, from: &Snapshot, changes: &Object, me: &Me, now: Instant) -> Result<(), Refusal> {
        let record = from.record;
        let sent = vec![(record, self.keeper.writer_id())];
        let after = changed(&from.body, changes);
        if after == from.body && from.heads.len() == 1 {
            self.keeper.save(Unit { sent, ..Unit::default() });
            return Ok(());
        }
        let is_deleted = after.get(DELETED) == Some(&Value::Bool(true));
        if !is_deleted {
            self.may_speak_of(record)?;
        }
        if from.kind == kind::ENTRY
            && !is_deleted
            && let Ok(said) = Statement::read(&object_to_text(&after))
        {
            gate::may_say(&self.reading().incident, &said)?;
        }
        let mut drafts = self.introductions(me);
        if from.contested.iter().any(|field| !changes.contains_key(field)) {
            // Only what was decided is written, onto each version: what else they disagree about stays open.
            for head in &from.heads {
                if let Some(body) = self.body_of(*head) {
                    drafts.push(self.draft(record, &from.kind, vec![*head], changed(&body, changes), me));
                }
            }
        } else {
            drafts.push(self.draft(record, &from.kind, from.heads.clone(), after, me));
        }
        self.write(drafts, Unit { sent, ..Unit::default() }, now);
        Ok(())
    }

    /// Says what a team has agreed on. Its record has a fixed id, so that two devices that do so have one.
    pub fn agree(&self, changes: &Object, me: &Me, now: Instant) {
        let record = record_named(kind::LISTS, "");
        if self.snapshot(record).is_some() {
            // No gate stands before lists, and nobody takes them out for good.
            self.revise(record, changes, me, now).ok();
            return;
        }
        let mut drafts = self.introductions(me);
        drafts.push(self.draft(record, kind::LISTS, Vec::new(), changed(&Object::new(), changes), me));
        self.write(drafts, Unit::default(), now);
    }

    /// Says something of a record that is no entry: changes it, or makes it where it is not there yet. A field set to `null` is
    /// removed, and taken out of the trash is what was in it.
    pub fn put(&self, kind: &str, record: RecordId, changes: &Object, me: &Me, now: Instant) -> Result<(), Refusal> {
        if self.snapshot(record).is_some() {
            let mut changes = changes.clone();
            changes.entry(DELETED).or_insert(Value::Null);
            return self.revise(record, &changes, me, now);
        }
        self.may_speak_of(record)?;
        let mut drafts = self.introductions(me);
        drafts.push(self.draft(record, kind, Vec::new(), changed(&Object::new(), changes), me));
        let sent = vec![(record, self.keeper.writer_id())];
        self.write(drafts, Unit { sent, ..Unit::default() }, now);
        Ok(())
    }

    /// A record as it is now, for an edit that takes a while.
    pub fn snapshot(&self, record: RecordId) -> Option<Snapshot> {
        let live = self.live.borrow();
        let kind = live.reading().records.get(&record)?.kind.clone();
        snapshot_of(record, kind, &live.history(record))
    }

    /// A record as it was when these were its heads, for an edit that was begun then and goes on. None where they are not
    /// here, or do not say anything any more.
    pub fn snapshot_at(&self, record: RecordId, heads: &[Hash]) -> Option<Snapshot> {
        let live = self.live.borrow();
        let kind = live.reading().records.get(&record)?.kind.clone();
        let mut seen: SortedSet<Hash> = SortedSet::default();
        let mut queue = heads.to_vec();
        while let Some(hash) = queue.pop() {
            if seen.insert(hash) {
                queue.extend(live.log().get(hash).into_iter().flat_map(|revision| revision.header().parents.clone()));
            }
        }
        let mut history = live.history(record);
        history.retain(|revision| seen.contains(&revision.hash()));
        let snapshot = snapshot_of(record, kind, &history)?;
        heads.iter().all(|head| snapshot.heads.contains(head)).then_some(snapshot)
    }

    /// Puts an entry into the trash.
    pub fn delete(&self, record: RecordId, me: &Me, now: Instant) {
        let changes = deleted(Value::Bool(true));
        self.revise(record, &changes, me, now).expect("a gate never refuses a deletion");
    }

    /// Takes an entry out of the trash.
    pub fn restore(&self, record: RecordId, me: &Me, now: Instant) -> Result<(), Refusal> {
        self.revise(record, &deleted(Value::Null), me, now)
    }

    /// Lets an entry say again what one of its earlier revisions said.
    pub fn return_to(&self, record: RecordId, revision: Hash, me: &Me, now: Instant) -> Result<(), Refusal> {
        let (Some(current), Some(earlier)) = (self.snapshot(record), self.body_of(revision)) else { return Ok(()) };
        let mut changes = earlier;
        for field in current.body.keys().filter(|field| !changes.contains_key(*field)).cloned().collect::<Vec<_>>() {
            changes.insert(field, Value::Null);
        }
        self.revise(record, &changes, me, now)
    }

    /// What one revision said.
    pub fn body_of(&self, revision: Hash) -> Option<Object> {
        let live = self.live.borrow();
        serde_json::from_str(live.log().get(revision)?.body().text()?).ok()
    }

    /// Takes everything an entry ever said out for good, here and wherever this log is merged, and what others still say of
    /// it who have not heard of that. Copies that were handed out
    /// are beyond reach until they are merged.
    pub fn purge(&self, record: RecordId, why: &str, me: &Me, now: Instant) {
        let purged: Vec<Revision> = self.live.borrow().history(record).into_iter().cloned().collect();
        self.purge_revisions(purged, Reach::Record(record), self.scope_of(record), why, me, now);
    }

    /// Takes everything that was ever said in this incident out for good, its name with it, and what others still say in it:
    /// what is left are headers and who wrote. Scopes it includes stay.
    pub fn purge_whole(&self, why: &str, me: &Me, now: Instant) {
        let scope = self.scope();
        let purged: Vec<Revision> = {
            let live = self.live.borrow();
            let said = live.log().scope(scope).filter(|revision| Reach::All.takes_out(revision.header()));
            said.filter(|revision| revision.body().text().is_some()).cloned().collect()
        };
        self.purge_revisions(purged, Reach::All, scope, why, me, now);
    }

    fn purge_revisions(
        &self,
        mut purged: Vec<Revision>,
        reach: Reach,
        scope: ScopeId,
        why: &str,
        me: &Me,
        now: Instant,
    ) {
        let body = object(&Purge { why: why.to_owned() });
        let mut draft = self.draft(self.keeper.new_record(), kind::PURGE, Vec::new(), body, me);
        (draft.scope, draft.purges) = (scope, purged.iter().map(Revision::hash).collect());
        let mut revisions = self.written(self.introductions(me), now);
        revisions.push(self.keeper.writer().write_purge(draft, reach, now));
        let records: SortedSet<RecordId> = purged.iter().map(|revision| revision.header().record).collect();
        let sent = records.iter().map(|record| (*record, self.keeper.writer_id())).collect();
        purged.iter_mut().for_each(Revision::purge);
        self.keeper.take_out(&purged);
        self.keep(revisions, Unit { replaced: purged, sent, ..Unit::default() });
    }

    /// Brings in what other tabs have written: that of `writer` where it is known who it was, all otherwise.
    pub async fn refresh(&self, writer: Option<(ScopeId, WriterId)>, now: Instant) -> Result<(), StoreError> {
        let scopes = self.reading().scopes.clone();
        let mut rows = Vec::new();
        match writer {
            Some((scope, writer)) if scopes.contains(&scope) => {
                // From the first gap on: what a page could not save at first is saved after what it said later.
                let counters: SortedSet<u64> = self
                    .live
                    .borrow()
                    .log()
                    .scope(scope)
                    .filter(|r| r.header().writer == writer)
                    .map(|r| r.header().counter)
                    .collect();
                let known = (1..).take_while(|counter| counters.contains(counter)).count() as u64;
                rows = self.keeper.store().read_after(scope, writer, known).await?;
            }
            Some(_) => {}
            None => {
                for scope in scopes {
                    if self.keeper.store().count(Some(scope)).await? != self.stored_count(scope) {
                        let stored = self.keeper.store().read(scope).await?;
                        self.keeper.track(scope, &stored);
                        rows.extend(stored);
                    }
                }
            }
        }
        let mut with_body: SortedSet<Hash> = SortedSet::default();
        for row in rows {
            let Stored::Good(revision) = row else { continue };
            if revision.header().is_purge() {
                with_body.extend(with_bodies(self.live.borrow().log().iter()));
            }
            with_body.extend(with_bodies(std::iter::once(&revision)));
            self.keeper.writer().observe(revision.header().hlc, now);
            let is_new = self.live.borrow().log().get(revision.hash()).is_none();
            if is_new && writer.is_some() {
                self.keeper.learn(std::iter::once(&revision));
            }
            self.live.borrow_mut().add(revision);
        }
        if self.sweep(&with_body.iter().copied().collect::<Vec<_>>()) {
            self.keeper.drain().await;
        }
        Ok(())
    }

    /// How many stored rows of that scope this room knows: a file that was loaded beside it may have brought more.
    fn stored_count(&self, scope: ScopeId) -> u64 {
        let unsaved = self.keeper.unsaved().iter().filter(|revision| revision.header().scope == scope).count();
        let damaged = self.damaged.borrow().iter().filter(|damaged| damaged.key.0 == scope).count();
        let known = self.live.borrow().log().scope(scope).count();
        (known + damaged).saturating_sub(unsaved) as u64
    }

    /// Every revision of it, also those that are not saved: what is handed out as a file.
    pub fn file(&self) -> Vec<u8> {
        let damaged: Vec<Vec<u8>> = self.damaged.borrow().iter().map(|damaged| damaged.bytes.clone()).collect();
        crate::text::revisions::print(self.live.borrow().log(), &damaged)
    }

    fn scope_of(&self, record: RecordId) -> ScopeId {
        self.reading().records.get(&record).map_or_else(|| self.scope(), |record| record.scope)
    }

    /// The page and the person, where the log does not know them yet.
    fn introductions(&self, me: &Me) -> Vec<Draft> {
        let reading = self.reading();
        let mut drafts = Vec::new();
        let writer = self.keeper.writer_id();
        if !self.keeper.writer().has_written(self.scope()) {
            let body = WriterRecord {
                device: self.keeper.device(),
                label: None,
                version: env!("CARGO_PKG_VERSION").to_owned(),
            };
            let record = RecordId::from_bits(writer.bits());
            drafts.push(self.draft(record, kind::WRITER, Vec::new(), object(&body), me));
        }
        let known = reading.people.get(&me.handle);
        if known.is_none_or(|person| person.name != me.name) {
            let record = record_named(kind::PERSON, &me.handle);
            let heads = reading.records.get(&record).map(|record| record.heads.clone()).unwrap_or_default();
            let body = PersonRecord { handle: me.handle.clone(), name: me.name.clone() };
            drafts.push(self.draft(record, kind::PERSON, heads, object(&body), me));
        }
        drafts
    }

    fn draft(&self, record: RecordId, kind: &str, parents: Vec<Hash>, body: Object, me: &Me) -> Draft {
        Draft {
            scope: self.scope_of(record),
            record,
            kind: kind.to_owned(),
            parents,
            author: me.handle.clone(),
            purges: Vec::new(),
            body,
        }
    }

    fn write(&self, drafts: Vec<Draft>, unit: Unit, now: Instant) {
        self.keep(self.written(drafts, now), unit);
    }

    fn written(&self, drafts: Vec<Draft>, now: Instant) -> Vec<Revision> {
        let mut writer = self.keeper.writer();
        drafts.into_iter().map(|draft| writer.write(draft, now)).collect()
    }

    fn keep(&self, revisions: Vec<Revision>, mut unit: Unit) {
        for revision in revisions {
            let hash = revision.hash();
            self.live.borrow_mut().add(revision);
            // As the log holds it: a body that a purge takes out does not reach the medium.
            unit.revisions.extend(self.live.borrow().log().get(hash).cloned());
        }
        unit.summary = Summary::of(&self.reading(), 0, SetHash::default());
        self.keeper.save(unit);
    }
}
