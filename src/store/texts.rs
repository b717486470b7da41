//! The texts of one incident for a search, read in pieces: fifty thousand entries must not hold the page up.
//!
//! A search needs what entries say and not what follows from them, so nothing is folded or put in order here. What counts as
//! said is what the log's reading says: heads merged, nothing from the trash, nothing that was purged, clocks corrected.

use std::collections::{BTreeMap, BTreeSet};

use super::keeper::Keeper;
use super::store::{Store, StoreError, Stored};
use crate::domain::entry::{Evidence, Mark, Says, Statement};
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::record::{ClockCorrection, IncidentRecord, kind};
use crate::domain::search::{Document, Haystack};
use crate::domain::time::{Hlc, Instant};
use crate::log::revision::Key;
use crate::log::{Added, Log, Revision, conflict};

/// The texts of one scope on their way into a haystack.
#[derive(Debug)]
pub struct Texts {
    scope: ScopeId,
    log: Log,
    records: BTreeMap<RecordId, Vec<Hash>>,
    /// Those that may be corrections of clocks.
    clocks: BTreeSet<RecordId>,
    after: Option<Key>,
    /// Milliseconds to add to what these writers read off their clocks, known once all rows are there.
    shifts: Option<BTreeMap<WriterId, i64>>,
    /// The record that names the incident: the one that was made first.
    named: Option<((Hlc, RecordId), IncidentRecord)>,
    began: Option<Instant>,
}

impl Texts {
    /// Of that scope, of which nothing is read yet.
    pub fn new(scope: ScopeId) -> Self {
        Self {
            scope,
            log: Log::default(),
            records: BTreeMap::new(),
            clocks: BTreeSet::new(),
            after: None,
            shifts: None,
            named: None,
            began: None,
        }
    }

    /// Which.
    pub fn scope(&self) -> ScopeId {
        self.scope
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
        if revision.header().kind == kind::CLOCK {
            self.clocks.insert(record);
        }
        if self.log.add(revision) == Added::New {
            self.records.entry(record).or_default().push(hash);
        }
    }

    /// Puts the texts of some records into the haystack, until `is_enough` says so after one of them. True when all are in it.
    pub fn put_some(&mut self, haystack: &mut Haystack, mut is_enough: impl FnMut() -> bool) -> bool {
        if self.shifts.is_none() {
            self.shifts = Some(self.clock_shifts());
        }
        while let Some((record, hashes)) = self.records.pop_first() {
            self.put(haystack, record, &hashes);
            if is_enough() {
                return false;
            }
        }
        if let Some((_, named)) = self.named.take() {
            let name = format!("INC-{}", named.number);
            let document = Document { record: None, at: self.began, fields: &[&named.title, &name] };
            haystack.add(self.scope, &document);
        }
        true
    }

    fn put(&mut self, haystack: &mut Haystack, record: RecordId, hashes: &[Hash]) {
        let revisions: Vec<&Revision> = hashes.iter().filter_map(|hash| self.log.get(*hash)).collect();
        let Some(first) = conflict::first(&revisions).map(Revision::header) else { return };
        let is_understood = !revisions.iter().any(|revision| revision.is_from_newer_version());
        if !is_understood || ![kind::ENTRY, kind::INCIDENT].contains(&first.kind.as_str()) {
            return;
        }
        let resolved = conflict::resolve(&revisions);
        let Some(body) = resolved.body.filter(|_| !resolved.is_deleted) else { return };
        if first.kind == kind::INCIDENT {
            let made = (first.hlc, record);
            if let Ok(named) = body.read()
                && self.named.as_ref().is_none_or(|(earlier, _)| made < *earlier)
            {
                self.named = Some((made, named));
            }
            return;
        }
        let Ok(said) = body.read::<Statement>() else { return };
        let shift = |writer: &WriterId| self.shifts.as_ref().and_then(|shifts| shifts.get(writer)).copied();
        let at = said.occurred.as_ref().map(|occurred| {
            let millis = occurred.clock.as_ref().and_then(shift).unwrap_or(0);
            occurred.at.at.plus_millis(millis)
        });
        self.began = self.began.into_iter().chain(at).min();
        let words = words(&said);
        let mut fields = vec![said.text.as_str(), words.as_str(), said.by.as_str()];
        fields.extend(details(&said));
        haystack.add(self.scope, &Document { record: Some(record), at, fields: &fields });
    }

    /// The corrections that count: the last one made for each writer.
    fn clock_shifts(&self) -> BTreeMap<WriterId, i64> {
        let mut corrections: BTreeMap<(Hlc, RecordId), ClockCorrection> = BTreeMap::new();
        for record in &self.clocks {
            let Some(hashes) = self.records.get(record) else { continue };
            let revisions: Vec<&Revision> = hashes.iter().filter_map(|hash| self.log.get(*hash)).collect();
            let Some(first) = conflict::first(&revisions).map(Revision::header) else { continue };
            if first.kind == kind::CLOCK && !revisions.iter().any(|revision| revision.is_from_newer_version()) {
                let resolved = conflict::resolve(&revisions);
                let body = resolved.body.filter(|_| !resolved.is_deleted);
                if let Some(correction) = body.and_then(|body| body.read().ok()) {
                    corrections.insert((first.hlc, *record), correction);
                }
            }
        }
        let of_each = corrections.values().flat_map(|c| c.writers.iter().map(|writer| (*writer, c.add_millis)));
        of_each.collect()
    }
}

/// The kind of an entry and the words that belong to it, as one field.
fn words(said: &Statement) -> String {
    let mut words: Vec<&str> = vec![said.says.kind()];
    match &said.says {
        Says::Alert { source, .. } => words.extend(source.as_deref()),
        Says::Action { assignee, .. } => words.extend(assignee.as_deref()),
        Says::Change { sort, .. } => words.extend(sort.as_deref()),
        Says::Impact { who, share, certainty, .. } => {
            words.extend([who, share, certainty].map(Option::as_deref).into_iter().flatten())
        }
        Says::Severity { severity } => words.push(severity),
        Says::Phase { phase } => words.push(phase.as_str()),
        Says::Role { role, holder, .. } => words.extend([role.as_str(), holder.as_str()]),
        Says::Note | Says::Observation | Says::Decision { .. } | Says::Unknown { .. } => {}
    }
    words.extend(said.marks.iter().map(Mark::as_str));
    words.join(" ")
}

/// What an entry rests on and what was weighed, a field each.
fn details(said: &Statement) -> impl Iterator<Item = &str> {
    let evidence = said.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Link(text) | Evidence::Raw(text) => Some(text.as_str()),
        Evidence::File { name, .. } => Some(name.as_str()),
        Evidence::Unknown(_) => None,
    });
    let (options, objections, labels) = match &said.says {
        Says::Decision { options, objections, .. } => (options.as_slice(), objections.as_slice(), None),
        Says::Alert { labels, .. } => (&[][..], &[][..], Some(labels)),
        _ => (&[][..], &[][..], None),
    };
    let labels = labels.into_iter().flat_map(|labels| labels.values());
    let weighed = options.iter().chain(objections).chain(labels).map(String::as_str);
    evidence.chain(weighed).chain(said.correlation.as_deref())
}
