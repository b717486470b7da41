//! The chain of one incident for a look over all of them, read in pieces: many incidents must not hold the page up.
//!
//! Nothing is folded here, and entries are read only where a finding names them. What counts as said is what the log's reading
//! says: heads merged, nothing from the trash, nothing that was purged.

use std::collections::BTreeMap;

use super::keeper::Keeper;
use super::store::{Store, StoreError, Stored};
use crate::domain::entry::Statement;
use crate::domain::id::{Hash, RecordId, ScopeId};
use crate::domain::postmortem::Postmortem;
use crate::domain::postmortem::chain::{Entries, Known};
use crate::domain::record::{Body, IncidentRecord, kind};
use crate::domain::time::Precise;
use crate::log::revision::Key;
use crate::log::{Added, Log, Revision, conflict};

/// The chain of one scope on its way.
#[derive(Debug, Clone)]
pub struct Links {
    scope: ScopeId,
    log: Log,
    records: BTreeMap<RecordId, Vec<Hash>>,
    after: Option<Key>,
}

/// What a postmortem says, and the entries it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linked {
    /// What its records say together.
    pub says: Postmortem,
    /// The entries that findings name, as far as they are here.
    pub entries: BTreeMap<RecordId, Cited>,
    /// The name of the zone that the incident's times are shown in; none for the viewer's own.
    pub zone: Option<String>,
}

/// An entry that a finding names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    heads: Vec<Hash>,
    is_deleted: bool,
    /// When it happened, as it was said; none when it is untimed.
    pub at: Option<Precise>,
    /// What it says; none when that was taken out for good.
    pub text: Option<String>,
}

impl Entries for Linked {
    fn known(&self, entry: RecordId) -> Option<Known<'_>> {
        let cited = self.entries.get(&entry)?;
        Some(Known { heads: &cited.heads, is_deleted: cited.is_deleted, is_purged: cited.text.is_none() })
    }
}

impl Links {
    /// Of that scope, of which nothing is read yet.
    pub fn new(scope: ScopeId) -> Self {
        Self { scope, log: Log::default(), records: BTreeMap::new(), after: None }
    }

    /// Reads up to `limit` rows more from the store. True when there are no more.
    pub async fn read_some<S: Store>(&mut self, keeper: &Keeper<S>, limit: u32) -> Result<bool, StoreError> {
        let rows = keeper.store().read_page(self.scope, self.after, limit).await?;
        let is_last = (rows.len() as u32) < limit;
        for row in rows {
            match row {
                Stored::Good(revision) => {
                    self.after = Some(revision.key());
                    self.add(revision);
                }
                Stored::Damaged(damaged) => self.after = Some(damaged.key),
            }
        }
        if is_last {
            let scope = self.scope;
            let unsaved = keeper.unsaved().into_iter().filter(|revision| revision.header().scope == scope);
            unsaved.for_each(|revision| self.add(revision));
        }
        Ok(is_last)
    }

    fn add(&mut self, revision: Revision) {
        let (record, hash) = (revision.header().record, revision.hash());
        if self.log.add(revision) == Added::New {
            self.records.entry(record).or_default().push(hash);
        }
    }

    /// What was read, once there are no more rows.
    pub fn finish(self) -> Linked {
        let mut bodies: Vec<(RecordId, Body)> = Vec::new();
        let mut zone = None;
        for (record, hashes) in &self.records {
            let Some(first) = self.log.get(hashes[0]).map(Revision::header) else { continue };
            if kind::is_read_later(&first.kind) {
                bodies.extend(self.body(hashes).map(|body| (*record, body)));
            } else if first.kind == kind::INCIDENT && first.scope == self.scope {
                zone = self.zone(hashes);
            }
        }
        let says = Postmortem::of(bodies.iter().map(|(record, body)| (record, body)));
        let mut entries = BTreeMap::new();
        for citation in says.findings.iter().flat_map(|held| &held.says.evidence) {
            let cited = self.records.get(&citation.entry).map(|hashes| self.cited(hashes));
            entries.extend(cited.map(|cited| (citation.entry, cited)));
        }
        Linked { says, entries, zone }
    }

    /// What a record says whose text is kept as it is; none for one in the trash, taken out, or of a newer version.
    fn body(&self, hashes: &[Hash]) -> Option<Body> {
        let revisions: Vec<&Revision> = hashes.iter().filter_map(|hash| self.log.get(*hash)).collect();
        let first = conflict::first(&revisions)?.header();
        if revisions.iter().any(|revision| revision.is_from_newer_version()) {
            return None;
        }
        let resolved = conflict::resolve(&revisions);
        let body = resolved.body.filter(|_| !resolved.is_deleted)?;
        Some(Body { kind: first.kind.clone(), created: first.hlc, json: body.into_text() })
    }

    fn zone(&self, hashes: &[Hash]) -> Option<String> {
        let revisions: Vec<&Revision> = hashes.iter().filter_map(|hash| self.log.get(*hash)).collect();
        conflict::resolve(&revisions).body?.read::<IncidentRecord>().ok()?.zone
    }

    fn cited(&self, hashes: &[Hash]) -> Cited {
        let revisions: Vec<&Revision> = hashes.iter().filter_map(|hash| self.log.get(*hash)).collect();
        let resolved = conflict::resolve(&revisions);
        let said = resolved.body.map(|body| body.read::<Statement>().ok());
        let at = said.as_ref().and_then(|said| said.as_ref()?.occurred.as_ref().map(|occurred| occurred.at));
        let text = said.map(|said| said.map(|said| said.text).unwrap_or_default());
        Cited { heads: resolved.heads, is_deleted: resolved.is_deleted, at, text }
    }
}
