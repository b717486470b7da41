//! The policy of saving: what is written together, what happens when it fails, which marks are shown.
//!
//! What is said appears at once as *saving*. It becomes *saved* only when the store has acknowledged it, and *not saved*,
//! with the reason, when it did not; then it stays in memory, is tried again, and can be handed out as a file. What is said
//! while a write is under way shares the next one.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::draft::Unsent;
use super::store::{Batch, Store, StoreError, Stored};
use super::summary::Summary;
use crate::domain::id::{DeviceId, Hash, RecordId, ScopeId, WriterId};
use crate::domain::sorted::{SortedMap, SortedSet};
use crate::log::revision::Key;
use crate::log::{Log, Revision, SetHash, Writer, read};

/// Draws 128 random bits.
pub type Ids = Box<dyn Fn() -> u128>;

/// Who is speaking.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Me {
    /// Short, without blanks: what entries name.
    pub handle: String,
    /// What people call them.
    pub name: String,
}

/// Whether something that was said is on the medium.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Not yet acknowledged.
    Saving,
    /// Acknowledged.
    Saved,
    /// Refused; still here, and tried again.
    NotSaved(StoreError),
}

/// What the page is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Marks have changed.
    Marks,
    /// These revisions are on the medium now.
    Saved(Vec<(ScopeId, WriterId)>),
    /// Something that was said was refused; it stays here and is tried again.
    NotSaved(StoreError),
    /// An unsent text could not be journalled.
    NotJournalled(StoreError),
}

/// One thing that was said: written whole or not at all, and not divided when it fails.
#[derive(Debug, Clone, Default)]
pub(super) struct Unit {
    pub(super) revisions: Vec<Revision>,
    pub(super) replaced: Vec<Revision>,
    pub(super) attachments: Vec<(Hash, Vec<u8>)>,
    pub(super) sent: Vec<(RecordId, WriterId)>,
    /// What the list shows afterwards; its count and set hash are filled in when it is written.
    pub(super) summary: Option<Summary>,
}

/// Which revisions of a scope are stored.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    revisions: u64,
    set_hash: SetHash,
}

type Listener = Box<dyn Fn(News)>;

/// One page's way to the store.
pub struct Keeper<S> {
    store: S,
    device: DeviceId,
    writer: RefCell<Writer>,
    ids: Ids,
    queue: RefCell<Vec<Unit>>,
    failed: RefCell<Vec<(Unit, StoreError)>>,
    writing: RefCell<Vec<Unit>>,
    is_draining: Cell<bool>,
    marks: RefCell<HashMap<Hash, Mark>>,
    /// Revisions that are not acknowledged, by record: few, so that asking for one row's mark costs nothing.
    unsettled: RefCell<SortedMap<RecordId, SortedSet<Hash>>>,
    held: RefCell<SortedMap<ScopeId, Held>>,
    listener: RefCell<Option<Listener>>,
}

impl<S: Store> Keeper<S> {
    /// A keeper for a page of that device. Its writer id is drawn here and never used again.
    pub fn new(store: S, device: DeviceId, ids: Ids) -> Self {
        let writer = Writer::new(WriterId::from_bits(ids()));
        Self {
            store,
            device,
            writer: RefCell::new(writer),
            ids,
            queue: RefCell::default(),
            failed: RefCell::default(),
            writing: RefCell::default(),
            is_draining: Cell::new(false),
            marks: RefCell::default(),
            unsettled: RefCell::default(),
            held: RefCell::default(),
            listener: RefCell::default(),
        }
    }

    /// Has `listener` told what happens.
    pub fn listen(&self, listener: impl Fn(News) + 'static) {
        *self.listener.borrow_mut() = Some(Box::new(listener));
    }

    fn tell(&self, news: News) {
        if let Some(listener) = self.listener.borrow().as_ref() {
            listener(news);
        }
    }

    /// The store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The device this page runs on.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// This page.
    pub fn writer_id(&self) -> WriterId {
        self.writer.borrow().id()
    }

    pub(super) fn writer(&self) -> std::cell::RefMut<'_, Writer> {
        self.writer.borrow_mut()
    }

    /// Draws the id of a new record.
    pub fn new_record(&self) -> RecordId {
        RecordId::from_bits((self.ids)())
    }

    /// Draws the id of a new scope.
    pub(super) fn new_scope(&self) -> ScopeId {
        ScopeId::from_bits((self.ids)())
    }

    /// The mark of a revision of this page; nothing for those that were read from the medium.
    pub fn mark(&self, hash: Hash) -> Option<Mark> {
        self.marks.borrow().get(&hash).cloned()
    }

    /// The worst mark of a record's revisions.
    pub(super) fn mark_of_record(&self, record: RecordId) -> Mark {
        let unsettled = self.unsettled.borrow();
        let hashes = unsettled.get(&record).into_iter().flat_map(SortedSet::iter);
        let marks = hashes.filter_map(|hash| self.mark(*hash));
        marks.fold(Mark::Saved, |worst, mark| if matches!(worst, Mark::NotSaved(_)) { worst } else { mark })
    }

    /// Revisions that were said here and are not on the medium.
    pub fn unsaved(&self) -> Vec<Revision> {
        let (queue, failed, writing) = (self.queue.borrow(), self.failed.borrow(), self.writing.borrow());
        let units = queue.iter().chain(failed.iter().map(|(unit, _)| unit)).chain(writing.iter());
        let waiting = units.flat_map(|unit| unit.revisions.iter().cloned());
        waiting.filter(|revision| self.mark(revision.hash()) != Some(Mark::Saved)).collect()
    }

    /// How many things that were said the store refused, also while they are tried again.
    pub fn failed_count(&self) -> usize {
        let (queue, failed, writing) = (self.queue.borrow(), self.failed.borrow(), self.writing.borrow());
        let units = queue.iter().chain(failed.iter().map(|(unit, _)| unit)).chain(writing.iter());
        let refused = units.filter(|unit| self.was_refused(unit)).filter_map(|unit| unit.revisions.first());
        // What is being written may stand in two places.
        refused.map(Revision::hash).collect::<SortedSet<_>>().len()
    }

    fn was_refused(&self, unit: &Unit) -> bool {
        unit.revisions.iter().any(|revision| matches!(self.mark(revision.hash()), Some(Mark::NotSaved(_))))
    }

    /// Why the last of them was refused.
    pub fn failure(&self) -> Option<StoreError> {
        self.failed.borrow().last().map(|(_, error)| error.clone())
    }

    /// Takes over what was said; [`Keeper::drain`] writes it.
    pub(super) fn save(&self, unit: Unit) {
        self.queue.borrow_mut().push(unit.clone());
        self.set_marks(&unit, &Mark::Saving);
    }

    /// Takes the bodies of these out of what waits to be written, so that they do not reach the medium after their purge.
    pub(super) fn take_out(&self, purged: &[Revision]) {
        let purged: SortedSet<Hash> = purged.iter().map(Revision::hash).collect();
        let (mut queue, mut failed) = (self.queue.borrow_mut(), self.failed.borrow_mut());
        let units = queue.iter_mut().chain(failed.iter_mut().map(|(unit, _)| unit));
        let waiting = units.flat_map(|unit| unit.revisions.iter_mut());
        waiting.filter(|revision| purged.contains(&revision.hash())).for_each(Revision::purge);
    }

    /// Lets everything that was refused be tried again by the next [`Keeper::drain`]. Until that is acknowledged, it stays
    /// marked as not saved.
    pub fn retry(&self) {
        let failed = std::mem::take(&mut *self.failed.borrow_mut());
        self.queue.borrow_mut().extend(failed.into_iter().map(|(unit, _)| unit));
    }

    fn set_marks(&self, unit: &Unit, mark: &Mark) {
        {
            let (mut marks, mut unsettled) = (self.marks.borrow_mut(), self.unsettled.borrow_mut());
            for revision in &unit.revisions {
                marks.insert(revision.hash(), mark.clone());
                let record = unsettled.or_default(revision.header().record);
                match mark {
                    Mark::Saved => record.remove(&revision.hash()),
                    Mark::Saving | Mark::NotSaved(_) => record.extend([revision.hash()]),
                }
                if record.is_empty() {
                    unsettled.remove(&revision.header().record);
                }
            }
        }
        self.tell(News::Marks);
    }

    /// Writes everything that waits. To be called after everything that was said; a second call returns at once while one
    /// is under way, because that one goes on until nothing waits.
    pub async fn drain(&self) {
        if self.is_draining.replace(true) {
            return;
        }
        loop {
            let units = std::mem::take(&mut *self.queue.borrow_mut());
            if units.is_empty() {
                break;
            }
            self.writing.borrow_mut().clone_from(&units);
            if units.len() > 1 && self.commit(&units).await.is_ok() {
                continue;
            }
            // Together they failed, or there is one: alone each gets what space there is, and its own reason.
            // What was refused before comes last: what was just said does not wait for it.
            let (refused, fresh): (Vec<Unit>, Vec<Unit>) = units.into_iter().partition(|unit| self.was_refused(unit));
            for unit in fresh.into_iter().chain(refused) {
                if let Err(error) = self.commit(std::slice::from_ref(&unit)).await {
                    self.set_marks(&unit, &Mark::NotSaved(error.clone()));
                    // When it is saved in the end, its summary is out of date; without one, the list is rebuilt.
                    self.failed.borrow_mut().push((Unit { summary: None, ..unit }, error.clone()));
                    self.tell(News::NotSaved(error));
                }
            }
        }
        self.writing.borrow_mut().clear();
        self.is_draining.set(false);
    }

    pub(super) async fn commit(&self, units: &[Unit]) -> Result<(), StoreError> {
        let result = self.store.append(&self.batch(units)).await;
        match result {
            Ok(()) => self.acknowledge(units, units.iter().flat_map(|unit| &unit.revisions)),
            Err(StoreError::Exists) => self.commit_missing(units).await?,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Some of it is there already: an acknowledgement was lost, or another tab brought it. The key of a revision holds its
    /// hash, so what stands under it is the same. Writes the rest.
    async fn commit_missing(&self, units: &[Unit]) -> Result<(), StoreError> {
        let mut present: SortedSet<Key> = SortedSet::default();
        let scopes: SortedSet<ScopeId> =
            units.iter().flat_map(|unit| &unit.revisions).map(|r| r.header().scope).collect();
        for scope in scopes {
            let stored = self.store.read(scope).await?;
            self.track(scope, &stored);
            present.extend(stored.iter().filter_map(|stored| match stored {
                Stored::Good(revision) => Some(revision.key()),
                Stored::Damaged(_) => None,
            }));
        }
        let mut rest = units.to_vec();
        for unit in &mut rest {
            unit.revisions.retain(|revision| !present.contains(&revision.key()));
        }
        self.store.append(&self.batch(&rest)).await?;
        self.acknowledge(units, rest.iter().flat_map(|unit| &unit.revisions));
        Ok(())
    }

    fn batch(&self, units: &[Unit]) -> Batch {
        let mut batch = Batch::default();
        let mut summaries: SortedMap<ScopeId, Summary> = SortedMap::default();
        for unit in units {
            batch.revisions.extend(unit.revisions.iter().cloned());
            batch.replaced.extend(unit.replaced.iter().cloned());
            batch.attachments.extend(unit.attachments.iter().cloned());
            batch.sent.extend(unit.sent.iter().copied());
            summaries.extend(unit.summary.iter().map(|summary| (summary.scope, summary.clone())));
        }
        for (scope, mut summary) in summaries {
            let mut held = self.held.borrow().get(&scope).copied().unwrap_or_default();
            for revision in batch.revisions.iter().filter(|revision| revision.header().scope == scope) {
                held.revisions += 1;
                held.set_hash.add(&revision.hash());
            }
            (summary.revisions, summary.set_hash) = (held.revisions, held.set_hash);
            batch.summaries.push(summary);
        }
        batch
    }

    /// `units` are on the medium; `written` of them were not before.
    fn acknowledge<'a>(&self, units: &[Unit], written: impl Iterator<Item = &'a Revision>) {
        self.learn(written);
        for unit in units {
            self.set_marks(unit, &Mark::Saved);
        }
        let of_all = units.iter().flat_map(|unit| &unit.revisions).map(|r| (r.header().scope, r.header().writer));
        let mut places: Vec<_> = of_all.collect();
        places.dedup();
        self.tell(News::Saved(places));
        // Where one thing could be written, what failed before may be as well.
        self.retry();
    }

    /// These revisions are known to be stored.
    pub(super) fn learn<'a>(&self, revisions: impl Iterator<Item = &'a Revision>) {
        let mut held = self.held.borrow_mut();
        for revision in revisions {
            let held = held.or_default(revision.header().scope);
            held.revisions += 1;
            held.set_hash.add(&revision.hash());
        }
    }

    /// Exactly these are known to be stored of that scope.
    pub(super) fn track(&self, scope: ScopeId, stored: &[Stored]) {
        let set_hash = SetHash::of(
            stored
                .iter()
                .map(|stored| match stored {
                    Stored::Good(revision) => revision.hash(),
                    Stored::Damaged(damaged) => damaged.key.3,
                })
                .collect::<Vec<_>>()
                .iter(),
        );
        self.held.borrow_mut().insert(scope, Held { revisions: stored.len() as u64, set_hash });
    }

    /// Journals an unsent text. A failure is told and does not stop the typing.
    pub async fn journal(&self, unsent: Unsent) {
        if let Err(error) = self.store.put_unsent(&unsent).await {
            self.tell(News::NotJournalled(error));
        }
    }

    /// Forgets a sample or a drill as a whole, also what this page could not save of it.
    pub async fn forget(&self, scope: ScopeId) -> Result<(), StoreError> {
        self.store.forget(scope).await?;
        let is_kept = |unit: &Unit| unit.revisions.iter().all(|revision| revision.header().scope != scope);
        self.queue.borrow_mut().retain(is_kept);
        self.failed.borrow_mut().retain(|(unit, _)| is_kept(unit));
        self.held.borrow_mut().remove(&scope);
        Ok(())
    }

    /// The list of incidents. Summaries that do not agree with what is stored are rebuilt.
    pub async fn summaries(&self) -> Result<Vec<Summary>, StoreError> {
        let summaries = self.store.summaries().await?;
        let counted: u64 = summaries.iter().map(|summary| summary.revisions).sum();
        if self.store.count(None).await? == counted {
            return Ok(summaries);
        }
        self.rebuild(summaries).await
    }

    /// Incidents that this page holds and the medium does not, as the list shows them.
    pub fn unsaved_summaries(&self) -> Vec<Summary> {
        let log = Log::of(self.unsaved());
        let scopes = log.scopes();
        scopes.into_iter().filter_map(|scope| Summary::of(&read(&log, scope), 0, SetHash::default())).collect()
    }

    async fn rebuild(&self, summaries: Vec<Summary>) -> Result<Vec<Summary>, StoreError> {
        let mut by_scope: SortedMap<ScopeId, Summary> = SortedMap::default();
        let known: SortedMap<ScopeId, Summary> =
            summaries.into_iter().map(|summary| (summary.scope, summary)).collect();
        let mut rebuilt = Vec::new();
        for scope in self.store.scopes().await? {
            let count = self.store.count(Some(scope)).await?;
            if let Some(summary) = known.get(&scope).filter(|summary| summary.revisions == count) {
                by_scope.insert(scope, summary.clone());
                continue;
            }
            let stored = self.store.read(scope).await?;
            self.track(scope, &stored);
            let held = self.held.borrow().get(&scope).copied().unwrap_or_default();
            let reading = read(&good(&stored), scope);
            if let Some(summary) = Summary::of(&reading, held.revisions, held.set_hash) {
                rebuilt.push(summary.clone());
                by_scope.insert(scope, summary);
            }
        }
        self.store.put_summaries(&rebuilt).await?;
        Ok(by_scope.into_values().collect())
    }
}

/// The revisions among stored rows that could be read.
pub(super) fn good(stored: &[Stored]) -> Log {
    Log::of(stored.iter().filter_map(|stored| match stored {
        Stored::Good(revision) => Some(revision.clone()),
        Stored::Damaged(_) => None,
    }))
}
