//! Looking for a query, a slice at a time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::haystack::{Haystack, Part};
use super::query::Query;
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::time::Instant;

/// How many of the best are kept in order; the others are counted.
const BEST: usize = 200;

/// Looking at a document by itself costs about as much as looking through so many bytes of the buffer.
const LOOK: usize = 200;

/// Where a document stands in a haystack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) part: u32,
    pub(super) document: u32,
}

/// A document that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The incident.
    pub scope: ScopeId,
    /// The entry; none for the incident's title.
    pub record: Option<RecordId>,
    /// When it happened.
    pub at: Option<Instant>,
    pub(super) place: Place,
}

/// The key of the order, the best greatest: titles, then whole words, then the latest, then what came first.
type Rank = (bool, bool, Option<Instant>, Reverse<Place>);

/// One query on its way through a haystack.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    query: Query,
    generation: u64,
    /// What an earlier query found that may be found by this one; looked at before everything from `next` on.
    earlier: Vec<Place>,
    earlier_seen: usize,
    /// The first document that was not looked at.
    next: (usize, usize),
    hits: Vec<Place>,
    best: BinaryHeap<Reverse<Rank>>,
}

impl Scan {
    /// From the beginning.
    pub fn new(query: Query, haystack: &Haystack) -> Self {
        Self { query, generation: haystack.generation(), ..Self::default() }
    }

    /// The next key's scan. Where it can only find what this one found, and that is little, it looks at nothing else, as far as
    /// this one has come; else it begins anew.
    #[must_use]
    pub fn next(self, query: Query, haystack: &Haystack) -> Self {
        let is_current = self.generation == haystack.generation();
        let waiting = self.earlier.len() - self.earlier_seen;
        let is_little = (self.hits.len() + waiting).saturating_mul(LOOK) <= self.bytes_seen(haystack);
        if !is_current || !is_little || !query.extends(&self.query) {
            return Self::new(query, haystack);
        }
        let mut earlier = self.hits;
        earlier.extend_from_slice(&self.earlier[self.earlier_seen..]);
        Self { query, generation: self.generation, earlier, next: self.next, ..Self::default() }
    }

    fn bytes_seen(&self, haystack: &Haystack) -> usize {
        let whole: usize = haystack.parts().iter().take(self.next.0).map(|part| part.folded.len()).sum();
        whole + haystack.parts().get(self.next.0).map_or(0, |part| part.start(self.next.1))
    }

    /// What is looked for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Looks through about `budget` bytes more, at least at one document. True when nothing is left; documents that are added
    /// later are looked at by a later step.
    pub fn step(&mut self, haystack: &Haystack, budget: usize) -> bool {
        if self.generation != haystack.generation() {
            *self = Self::new(std::mem::take(&mut self.query), haystack);
        }
        if self.query.is_empty() {
            return true;
        }
        let mut left = budget.max(1);
        while let Some(place) = self.earlier.get(self.earlier_seen).copied() {
            if left == 0 {
                return false;
            }
            let part = &haystack.parts()[place.part as usize];
            left = left.saturating_sub(part.folded(place.document as usize).len() + LOOK);
            self.earlier_seen += 1;
            self.look(part, place);
        }
        while let Some(part) = haystack.parts().get(self.next.0) {
            let first = self.next.1;
            if first == part.len() {
                // The last part may still grow.
                if self.next.0 + 1 == haystack.parts().len() {
                    break;
                }
                self.next = (self.next.0 + 1, 0);
                continue;
            }
            if left == 0 {
                return false;
            }
            let start = part.start(first);
            let last = first + part.ends()[first..].partition_point(|end| *end as usize <= start + left);
            let last = last.max(first + 1);
            left = left.saturating_sub(part.start(last) - start);
            self.look_through(part, first, last);
            self.next.1 = last;
        }
        true
    }

    /// Looks through the documents `first..last` of the part that is next.
    fn look_through(&mut self, part: &Part, first: usize, last: usize) {
        let end = part.start(last);
        let mut document = first;
        let mut at = part.start(first);
        while let Some(found) = self.query.each().first().and_then(|word| word.find(&part.folded[at..end])) {
            let found = (at + found) as u32;
            // Most often the next one; otherwise it may be far away.
            if part.ends()[document] <= found {
                document += 1;
                document += part.ends()[document..last].partition_point(|end| *end <= found);
            }
            self.look(part, Place { part: self.next.0 as u32, document: document as u32 });
            document += 1;
            if document == last {
                break;
            }
            at = part.start(document);
        }
    }

    fn look(&mut self, part: &Part, place: Place) {
        let Some(is_whole) = self.query.judge(part.folded(place.document as usize)) else { return };
        let (record, at) = part.about(place.document as usize);
        self.hits.push(place);
        let rank = Reverse((record.is_none(), is_whole, at, Reverse(place)));
        if self.best.len() < BEST {
            self.best.push(rank);
        } else if let Some(mut worst) = self.best.peek_mut()
            && worst.0 < rank.0
        {
            *worst = rank;
        }
    }

    /// How many documents were found so far.
    pub fn count(&self) -> usize {
        self.hits.len()
    }

    /// The best of those that were found so far, at most two hundred, the best first. Nothing of a haystack that has
    /// forgotten something since the last step.
    pub fn best(&self, haystack: &Haystack) -> Vec<Found> {
        if self.generation != haystack.generation() {
            return Vec::new();
        }
        let ranks = self.best.clone().into_sorted_vec();
        let found = ranks.into_iter().map(|Reverse((_, _, at, Reverse(place)))| {
            let part = &haystack.parts()[place.part as usize];
            Found { scope: part.scope, record: part.about(place.document as usize).0, at, place }
        });
        found.collect()
    }
}
