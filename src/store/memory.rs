//! The in-memory twin of the database: keeps everything but outlives nothing, and fails on demand.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::draft::Unsent;
use super::store::{Batch, Store, StoreError, Stored, stored};
use super::summary::Summary;
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::log::revision::Key;

/// How a call fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is refused and nothing was done.
    Refused(StoreError),
    /// It was done, and the answer is an error all the same: the acknowledgement was lost.
    Unacknowledged(StoreError),
}

impl Fault {
    /// Every way a call can fail.
    pub fn all() -> Vec<Self> {
        let errors = [
            StoreError::Full,
            StoreError::Blocked { why: "SecurityError".to_owned() },
            StoreError::Aborted { cause: "UnknownError".to_owned() },
            StoreError::Closed,
            StoreError::Newer,
            StoreError::Vanished,
            StoreError::Unreadable { what: "a row".to_owned(), why: "DataError".to_owned() },
        ];
        errors.iter().flat_map(|error| [Self::Refused(error.clone()), Self::Unacknowledged(error.clone())]).collect()
    }
}

/// A store in memory.
#[derive(Debug, Default)]
pub struct Memory {
    held: RefCell<Held>,
    calls: Cell<usize>,
    fault: RefCell<Option<(usize, usize, Fault)>>,
}

#[derive(Debug, Default)]
struct Held {
    revisions: BTreeMap<Key, Vec<u8>>,
    attachments: BTreeMap<Hash, Vec<u8>>,
    summaries: BTreeMap<ScopeId, Summary>,
    unsent: BTreeMap<(RecordId, WriterId), Unsent>,
}

impl Memory {
    /// From now on, lets `count` calls fail, beginning with the `nth` from the start, counted from zero.
    pub fn fail(&self, nth: usize, count: usize, fault: Fault) {
        *self.fault.borrow_mut() = Some((nth, count, fault));
    }

    /// Lets no more calls fail.
    pub fn heal(&self) {
        *self.fault.borrow_mut() = None;
    }

    /// How many calls there were.
    pub fn calls(&self) -> usize {
        self.calls.get()
    }

    /// Changes the bytes under each key, for tests of damage.
    pub fn tamper(&self, change: impl Fn(&Key, &mut Vec<u8>)) {
        for (key, bytes) in &mut self.held.borrow_mut().revisions {
            change(key, bytes);
        }
    }

    /// Runs `act`, unless this call is to fail before or after it.
    fn call<T>(&self, act: impl FnOnce(&mut Held) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let number = self.calls.replace(self.calls.get() + 1);
        let fault = self.fault.borrow().clone();
        match fault.filter(|(nth, count, _)| (*nth..nth.saturating_add(*count)).contains(&number)) {
            None => act(&mut self.held.borrow_mut()),
            Some((_, _, Fault::Refused(error))) => Err(error),
            Some((_, _, Fault::Unacknowledged(error))) => {
                act(&mut self.held.borrow_mut())?;
                Err(error)
            }
        }
    }
}

impl Store for Memory {
    async fn append(&self, batch: &Batch) -> Result<(), StoreError> {
        self.call(|held| {
            let mut seen = BTreeSet::new();
            let is_new = |key: &Key| !held.revisions.contains_key(key);
            if !batch.revisions.iter().all(|revision| is_new(&revision.key()) && seen.insert(revision.key())) {
                return Err(StoreError::Exists);
            }
            for revision in &batch.revisions {
                held.revisions.insert(revision.key(), revision.to_line().into_bytes());
            }
            for replaced in &batch.replaced {
                held.revisions.insert(replaced.key(), replaced.to_line().into_bytes());
            }
            held.attachments.extend(batch.attachments.iter().cloned());
            held.summaries.extend(batch.summaries.iter().map(|summary| (summary.scope, summary.clone())));
            for sent in &batch.sent {
                held.unsent.remove(sent);
            }
            Ok(())
        })
    }

    async fn read(&self, scope: ScopeId) -> Result<Vec<Stored>, StoreError> {
        self.call(|held| {
            let rows = held.revisions.iter().filter(|(key, _)| key.0 == scope);
            Ok(rows.map(|(key, bytes)| stored(*key, bytes.clone())).collect())
        })
    }

    async fn read_page(&self, scope: ScopeId, after: Option<Key>, limit: u32) -> Result<Vec<Stored>, StoreError> {
        self.call(|held| {
            let rows =
                held.revisions.iter().filter(|(key, _)| key.0 == scope && after.is_none_or(|after| **key > after));
            Ok(rows.take(limit as usize).map(|(key, bytes)| stored(*key, bytes.clone())).collect())
        })
    }

    async fn read_after(&self, scope: ScopeId, writer: WriterId, counter: u64) -> Result<Vec<Stored>, StoreError> {
        self.call(|held| {
            let rows = held.revisions.iter().filter(|(key, _)| (key.0, key.1) == (scope, writer) && key.2 > counter);
            Ok(rows.map(|(key, bytes)| stored(*key, bytes.clone())).collect())
        })
    }

    async fn count(&self, scope: Option<ScopeId>) -> Result<u64, StoreError> {
        self.call(|held| {
            let count = held.revisions.keys().filter(|key| scope.is_none_or(|scope| key.0 == scope)).count();
            Ok(count as u64)
        })
    }

    async fn scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        self.call(|held| {
            let scopes: BTreeSet<ScopeId> = held.revisions.keys().map(|key| key.0).collect();
            Ok(scopes.into_iter().collect())
        })
    }

    async fn summaries(&self) -> Result<Vec<Summary>, StoreError> {
        self.call(|held| Ok(held.summaries.values().cloned().collect()))
    }

    async fn put_summaries(&self, summaries: &[Summary]) -> Result<(), StoreError> {
        self.call(|held| {
            held.summaries.extend(summaries.iter().map(|summary| (summary.scope, summary.clone())));
            Ok(())
        })
    }

    async fn forget(&self, scope: ScopeId) -> Result<(), StoreError> {
        self.call(|held| {
            held.revisions.retain(|key, _| key.0 != scope);
            held.summaries.remove(&scope);
            held.unsent.retain(|_, unsent| unsent.scope != Some(scope));
            Ok(())
        })
    }

    async fn attachment(&self, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
        self.call(|held| Ok(held.attachments.get(&hash).cloned()))
    }

    async fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        self.call(|held| Ok(held.unsent.values().cloned().collect()))
    }

    async fn put_unsent(&self, unsent: &Unsent) -> Result<(), StoreError> {
        self.call(|held| {
            let key = (unsent.record, unsent.writer);
            match unsent.text.is_empty() {
                true => held.unsent.remove(&key),
                false => held.unsent.insert(key, unsent.clone()),
            };
            Ok(())
        })
    }
}
