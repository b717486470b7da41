//! The union of revisions: any order, any duplication, any partition, one result.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::revision::{Key, Reach, Revision};
use crate::domain::id::{Hash, NotAnId, RecordId, ScopeId, WriterId};
use crate::domain::json::as_text;
use crate::domain::sorted::SortedSet;

/// A fingerprint of a set of revisions: the sum of their hashes modulo 2^256, read as big-endian numbers.
///
/// A sum, because adding one revision to a hundred thousand must not read the others again. It guards against loss and
/// accident, not against somebody who forges sets on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SetHash([u8; 32]);

impl SetHash {
    /// Adds one revision.
    pub fn add(&mut self, hash: &Hash) {
        let mut carry = 0;
        for (sum, byte) in self.0.iter_mut().zip(hash.bytes()).rev() {
            let total = u16::from(*sum) + u16::from(*byte) + carry;
            *sum = (total & 0xff) as u8;
            carry = total >> 8;
        }
    }

    /// The fingerprint of these revisions.
    pub fn of<'a>(hashes: impl IntoIterator<Item = &'a Hash>) -> Self {
        let mut set = Self::default();
        for hash in hashes {
            set.add(hash);
        }
        set
    }

    /// The fingerprint by itself, as records carry it.
    pub const fn hash(&self) -> Hash {
        Hash::from_bytes(self.0)
    }
}

impl fmt::Display for SetHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hash().fmt(f)
    }
}

impl std::str::FromStr for SetHash {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse::<Hash>().map(|hash| Self(*hash.bytes()))
    }
}

as_text!(SetHash);

/// What adding a revision did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It was new.
    New,
    /// It was there already, and nothing changed.
    Known,
    /// It was there with its body, and now the body is gone: it arrived purged.
    Purged,
}

/// One writer's counter with more than one revision under it: a browser profile was copied, or restored from a backup, and
/// went on in both places. All of them are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// Where.
    pub scope: ScopeId,
    /// Whose counter.
    pub writer: WriterId,
    /// Which counter.
    pub counter: u64,
    /// What stands under it.
    pub hashes: Vec<Hash>,
}

/// A set of revisions of any scopes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    revisions: BTreeMap<Key, Revision>,
    keys: HashMap<Hash, Key>,
    purged: SortedSet<(ScopeId, Hash)>,
    purged_records: SortedSet<(ScopeId, RecordId)>,
    purged_scopes: SortedSet<ScopeId>,
}

impl Log {
    /// The union of these revisions.
    pub fn of(revisions: impl IntoIterator<Item = Revision>) -> Self {
        let mut log = Self::default();
        for revision in revisions {
            log.add(revision);
        }
        log
    }

    /// Adds one revision. A stub wins over a body, whichever came first; a revision that purges others takes their bodies
    /// out, also of those that are still to come.
    pub fn add(&mut self, mut revision: Revision) -> Added {
        let scope = revision.header().scope;
        for target in revision.header().purges.clone() {
            if self.purged.insert((scope, target))
                && let Some(known) = self.keys.get(&target).and_then(|key| self.revisions.get_mut(key))
                && known.header().scope == scope
            {
                known.purge();
            }
        }
        let (record, is_all) = (revision.header().purges_record, revision.header().purges_all);
        if let Some(record) = record
            && self.purged_records.insert((scope, record))
        {
            self.take_out(scope);
        }
        if is_all && self.purged_scopes.insert(scope) {
            self.take_out(scope);
        }
        if self.takes_out(&revision) {
            revision.purge();
        }
        match self.revisions.get_mut(&revision.key()) {
            Some(known) if known.body() == revision.body() || revision.body().text().is_some() => Added::Known,
            Some(known) => {
                known.purge();
                Added::Purged
            }
            None => {
                self.keys.insert(revision.hash(), revision.key());
                self.revisions.insert(revision.key(), revision);
                Added::New
            }
        }
    }

    /// Takes the bodies out of what is here already.
    fn take_out(&mut self, scope: ScopeId) {
        let purged: Vec<Key> = self.scope(scope).filter(|known| self.takes_out(known)).map(Revision::key).collect();
        for key in purged {
            if let Some(known) = self.revisions.get_mut(&key) {
                known.purge();
            }
        }
    }

    /// True when a purge that is here takes this revision's body out, whether the revision is here or not.
    pub fn takes_out(&self, revision: &Revision) -> bool {
        let (header, scope) = (revision.header(), revision.header().scope);
        self.purged.contains(&(scope, revision.hash()))
            || self.is_record_taken_out(scope, header.record)
            || (self.is_taken_out(scope) && Reach::All.takes_out(header))
    }

    /// True when nothing that is said in that scope is to be read, now or later.
    pub fn is_taken_out(&self, scope: ScopeId) -> bool {
        self.purged_scopes.contains(&scope)
    }

    /// True when nothing that is said of that record is to be read, now or later.
    pub fn is_record_taken_out(&self, scope: ScopeId, record: RecordId) -> bool {
        self.purged_records.contains(&(scope, record))
    }

    /// The revision with that hash.
    pub fn get(&self, hash: Hash) -> Option<&Revision> {
        self.revisions.get(self.keys.get(&hash)?)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.revisions.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.revisions.is_empty()
    }

    /// All, in the order of their keys: by scope, writer, counter, hash.
    pub fn iter(&self) -> impl Iterator<Item = &Revision> {
        self.revisions.values()
    }

    /// Those of one scope, in the order of their keys.
    pub fn scope(&self, scope: ScopeId) -> impl Iterator<Item = &Revision> {
        let low = (scope, WriterId::from_bits(0), 0, Hash::from_bytes([0; 32]));
        self.revisions.range(low..).map(|(_, revision)| revision).take_while(move |r| r.header().scope == scope)
    }

    /// The scopes there are.
    pub fn scopes(&self) -> SortedSet<ScopeId> {
        self.revisions.keys().map(|key| key.0).collect()
    }

    /// The fingerprint of all.
    pub fn set_hash(&self) -> SetHash {
        SetHash::of(self.keys.keys())
    }

    /// The fingerprint of one scope.
    pub fn scope_hash(&self, scope: ScopeId) -> SetHash {
        let mut set = SetHash::default();
        for revision in self.scope(scope) {
            set.add(&revision.hash());
        }
        set
    }

    /// How many have lost their body to a purge.
    pub fn purged_count(&self) -> usize {
        self.iter().filter(|revision| revision.body().text().is_none()).count()
    }

    /// True when another revision than this one stands under its writer's counter.
    pub(super) fn forks_with(&self, revision: &Revision) -> bool {
        let (scope, writer, counter, hash) = revision.key();
        let [low, high] = [[0; 32], [255; 32]].map(|bytes| (scope, writer, counter, Hash::from_bytes(bytes)));
        self.revisions.range(low..=high).any(|(key, _)| key.3 != hash)
    }

    /// Counters that stand twice.
    pub fn forks(&self) -> Vec<Fork> {
        let mut forks: Vec<Fork> = Vec::new();
        let mut previous: Option<&Key> = None;
        for key in self.revisions.keys() {
            let (scope, writer, counter, hash) = *key;
            if let Some(before) = previous
                && (before.0, before.1, before.2) == (scope, writer, counter)
            {
                match forks.last_mut() {
                    Some(fork) if (fork.scope, fork.writer, fork.counter) == (scope, writer, counter) => {
                        fork.hashes.push(hash);
                    }
                    _ => forks.push(Fork { scope, writer, counter, hashes: vec![before.3, hash] }),
                }
            }
            previous = Some(key);
        }
        forks
    }
}
