//! Makes new revisions: one writer's identity, counters and clock.

use super::canonical::Object;
use super::revision::{FORMAT, Header, Reach, Revision};
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::sorted::SortedMap;
use crate::domain::time::{Hlc, Instant};

/// What is to be said: a revision without what its writer adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is loaded with.
    pub scope: ScopeId,
    /// The record it revises.
    pub record: RecordId,
    /// The record's kind.
    pub kind: String,
    /// The record's heads, all of them: what it was made from.
    pub parents: Vec<Hash>,
    /// Handle of the person who makes it.
    pub author: String,
    /// Revisions whose bodies are taken out.
    pub purges: Vec<Hash>,
    /// The content.
    pub body: Object,
}

/// One load of the page, or one run of a program.
#[derive(Debug, Clone)]
pub struct Writer {
    id: WriterId,
    hlc: Hlc,
    counters: SortedMap<ScopeId, u64>,
}

impl Writer {
    /// A writer that has written nothing. The id is to be drawn at random.
    pub fn new(id: WriterId) -> Self {
        Self { id, hlc: Hlc::default(), counters: SortedMap::default() }
    }

    /// Its id.
    pub fn id(&self) -> WriterId {
        self.id
    }

    /// True when it has written in that scope.
    pub fn has_written(&self, scope: ScopeId) -> bool {
        self.counters.contains_key(&scope)
    }

    /// What it writes from now on sorts after `seen`, unless that clock runs far ahead.
    pub fn observe(&mut self, seen: Hlc, now: Instant) {
        self.hlc = self.hlc.observe(seen, now);
    }

    /// Makes the bytes of a revision, at `now` by this device's clock.
    pub fn write(&mut self, draft: Draft, now: Instant) -> Revision {
        self.write_purge(draft, Reach::Named, now)
    }

    /// The same, of a revision that takes out more than it names.
    pub fn write_purge(&mut self, draft: Draft, reach: Reach, now: Instant) -> Revision {
        self.hlc = self.hlc.tick(now);
        let counter = self.counters.or_default(draft.scope);
        *counter += 1;
        let header = Header {
            v: FORMAT,
            writer: self.id,
            counter: *counter,
            scope: draft.scope,
            record: draft.record,
            kind: draft.kind,
            parents: draft.parents,
            hlc: self.hlc,
            author: draft.author,
            body: Hash::from_bytes([0; 32]),
            purges: draft.purges,
            purges_record: match reach {
                Reach::Record(record) => Some(record),
                Reach::Named | Reach::All => None,
            },
            purges_all: reach == Reach::All,
        };
        Revision::make(header, &draft.body)
    }
}
