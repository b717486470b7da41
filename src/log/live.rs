//! The reading of one incident, kept up to date one revision at a time.
//!
//! What an entry changes is that entry, its place in the order, and the fold of entries that are in order already. What
//! reaches further (a clock correction, an included incident, an untimed entry's neighbours) is read anew. A
//! property test holds this to the definition, [`read`](super::read).

use std::collections::HashMap;

use super::reading::{self, Content, Reading, correct, read_record};
use super::revision::Revision;
use super::union::{Added, Log};
use crate::domain::entry::Entry;
use crate::domain::fold::{fold, fold_ordered};
use crate::domain::id::{Hash, RecordId, ScopeId};
use crate::domain::record::kind;

/// An incident that is being added to.
#[derive(Debug, Clone)]
pub struct Live {
    scope: ScopeId,
    log: Log,
    by_record: HashMap<RecordId, Vec<Hash>>,
    reading: Reading,
    /// Entries without a time, whose places depend on their neighbours.
    untimed: usize,
}

impl Live {
    /// The incident of that scope, from revisions in any order.
    pub fn new(scope: ScopeId, revisions: impl IntoIterator<Item = Revision>) -> Self {
        let log = Log::of(revisions);
        let mut live = Self { scope, log, by_record: HashMap::new(), reading: Reading::default(), untimed: 0 };
        for revision in live.log.iter() {
            live.by_record.entry(revision.header().record).or_default().push(revision.hash());
        }
        live.read_anew();
        live
    }

    /// The scope it was opened by.
    pub fn scope(&self) -> ScopeId {
        self.scope
    }

    /// All revisions.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// What they tell.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The revisions of a record, in the order of their clocks.
    pub fn history(&self, record: RecordId) -> Vec<&Revision> {
        let mut revisions: Vec<&Revision> = self.revisions(record);
        revisions.sort_unstable_by_key(|revision| (revision.header().hlc, revision.hash()));
        revisions
    }

    fn revisions(&self, record: RecordId) -> Vec<&Revision> {
        let hashes = self.by_record.get(&record).map(Vec::as_slice).unwrap_or_default();
        hashes.iter().filter_map(|hash| self.log.get(*hash)).collect()
    }

    /// Adds one revision and brings the reading up to date.
    pub fn add(&mut self, revision: Revision) -> Added {
        let record = revision.header().record;
        let reaches_far = !revision.header().purges.is_empty() || revision.header().kind != kind::ENTRY;
        let (hash, scope) = (revision.hash(), revision.header().scope);
        let is_second = self.log.forks_with(&revision);
        let added = self.log.add(revision);
        match added {
            Added::Known => return added,
            Added::New => self.by_record.entry(record).or_default().push(hash),
            Added::Purged => {}
        }
        if reaches_far || is_second || !self.reading.scopes.contains(&scope) {
            self.read_anew();
        } else {
            self.read_again(record);
        }
        added
    }

    fn read_anew(&mut self) {
        self.reading = reading::read(&self.log, self.scope);
        self.untimed = self.reading.entries.values().filter(|entry| entry.at.is_none()).count();
    }

    /// Reads one entry's record again.
    fn read_again(&mut self, id: RecordId) {
        let Some(read) = read_record(id, &self.revisions(id)) else { return };
        self.reading.unread.retain(|unread| unread.record != id);
        self.reading.records.insert(id, read.record);
        let before = self.reading.entries.remove(&id);
        self.untimed -= usize::from(before.as_ref().is_some_and(|entry| entry.at.is_none()));
        match read.says {
            Content::Entry(mut entry) => {
                correct(&mut entry, &self.reading.clock_shifts);
                self.untimed += usize::from(entry.at.is_none());
                self.reading.entries.insert(id, *entry);
            }
            Content::Unread(unread) => {
                let position = self.reading.unread.partition_point(|other| other.record < id);
                self.reading.unread.insert(position, unread);
            }
            _ => {}
        }
        if self.untimed > 0 {
            self.reading.incident = fold(self.reading.entries.values());
            return;
        }
        let mut order = std::mem::take(&mut self.reading.incident.order);
        self.move_in(&mut order, id, before.as_ref());
        let live: Vec<&Entry> = order.iter().filter_map(|id| self.reading.entries.get(id)).collect();
        let all: Vec<&Entry> = self.reading.entries.values().collect();
        self.reading.incident = fold_ordered(&live, &all);
    }

    /// Takes the entry out of the order where it was and puts it where it is now.
    fn move_in(&self, order: &mut Vec<RecordId>, id: RecordId, before: Option<&Entry>) {
        let entries = &self.reading.entries;
        if let Some(before) = before.filter(|entry| !entry.is_deleted) {
            // The entry itself is compared by what it was; all others stand in order.
            let key_of = |other: &RecordId| {
                if *other == id { before.order() } else { entries.get(other).and_then(Entry::order) }
            };
            if let Ok(position) = order.binary_search_by(|other| key_of(other).cmp(&before.order())) {
                order.remove(position);
            }
        }
        if let Some(entry) = entries.get(&id).filter(|entry| !entry.is_deleted) {
            let position = order.partition_point(|other| entries.get(other).and_then(Entry::order) < entry.order());
            order.insert(position, id);
        }
    }
}
