//! What the revisions of an incident tell: its records, its entries in order, and what follows from them.
//!
//! [`read`] is the definition. [`Live`](super::Live) keeps the same answer up to date one revision at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::conflict::{self, FieldConflict, Resolved};
use super::revision::Revision;
use super::union::{Fork, Log};
use crate::domain::entry::{Entry, Statement};
use crate::domain::fold::{Incident, fold};
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::json::Unfit;
use crate::domain::milestone::Milestone;
use crate::domain::number::Numbered;
use crate::domain::ordered::sort_few;
use crate::domain::postmortem::chain::{Entries, Known};
use crate::domain::record::{
    Body, ClockCorrection, IncidentRecord, Inclusion, Lists, PersonRecord, WriterRecord, kind,
};
use crate::domain::sorted::{SortedMap, SortedSet};
use crate::domain::time::Hlc;

/// An incident as its revisions tell it, together with those of the incidents it includes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// What it is called; none when that has not arrived or cannot be read.
    pub record: Option<IncidentRecord>,
    /// The record that says so.
    pub record_id: Option<RecordId>,
    /// What a team has agreed on; in the scope of its lists only.
    pub lists: Option<Lists>,
    /// What records say that are read later, by those who want them: of a postmortem, for example.
    pub bodies: SortedMap<RecordId, Body>,
    /// Every record, whatever its kind.
    pub records: SortedMap<RecordId, Record>,
    /// Every entry, also those in the trash. Shared, so that a page can hold one and see by its address that it is the same.
    pub entries: SortedMap<RecordId, Arc<Entry>>,
    /// Those that are not in the trash, in timeline order: ten thousand of them are read after every change, and looking each
    /// up would take longer than that.
    pub(crate) ordered: Vec<Arc<Entry>>,
    /// What follows from the entries.
    pub incident: Incident,
    /// People, by handle.
    pub people: SortedMap<String, PersonRecord>,
    /// The pages that introduced themselves.
    pub writers: SortedMap<WriterId, WriterRecord>,
    /// Milliseconds that are added to the clock readings of writers found wrong.
    pub clock_shifts: SortedMap<WriterId, i64>,
    /// The scopes it is read from: its own first, then those it includes.
    pub scopes: Vec<ScopeId>,
    /// Records that are kept and could not be understood.
    pub unread: Vec<Unread>,
    /// Counters that stand twice.
    pub forks: Vec<Fork>,
    /// Everything that was said in its own scope was taken out for good, and so is what arrives later.
    pub is_taken_out: bool,
}

impl Reading {
    /// What is needed to show its number among others.
    pub fn numbered(&self) -> Option<Numbered> {
        let (record, scope) = (self.record.as_ref()?, self.scopes.first()?);
        Some(Numbered { scope: *scope, number: record.number, device: record.device })
    }

    /// The entries that are not in the trash, in timeline order.
    pub fn timeline(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.ordered.iter().map(Arc::as_ref)
    }

    /// Folds the entries anew, whatever the order in which they came.
    pub fn fold(&mut self) {
        self.incident = fold(self.entries.values().map(Arc::as_ref));
        self.ordered = self.incident.order.iter().filter_map(|id| self.entries.get(id).cloned()).collect();
    }

    /// Records with fields that two people changed at once.
    pub fn conflicts(&self) -> impl Iterator<Item = (&RecordId, &FieldConflict)> {
        self.records.iter().flat_map(|(id, record)| record.conflicts.iter().map(move |conflict| (id, conflict)))
    }
}

impl Entries for Reading {
    fn says_detected(&self) -> bool {
        self.incident.milestones.get(Milestone::Detected).is_some()
    }

    fn known(&self, entry: RecordId) -> Option<Known<'_>> {
        let record = self.records.get(&entry)?;
        Some(Known { heads: &record.heads, is_deleted: record.is_deleted, is_purged: record.is_purged })
    }
}

/// A record without its content.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The scope its revisions are written to.
    pub scope: ScopeId,
    /// Its kind.
    pub kind: String,
    /// The revisions a next one is made from.
    pub heads: Vec<Hash>,
    /// How many revisions it has.
    pub revisions: usize,
    /// In the trash.
    pub is_deleted: bool,
    /// What it said was taken out for good.
    pub is_purged: bool,
    /// Fields that two people changed at once.
    pub conflicts: Vec<FieldConflict>,
}

/// A record that is kept and could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Which.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// Why, as a sentence without its full stop.
    pub why: String,
}

/// One record, read: what [`read`] and [`Live`](super::Live) put together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ReadRecord {
    pub(super) record: Record,
    pub(super) created: Hlc,
    pub(super) says: Content,
}

/// What a record of a known kind says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Entry(Box<Entry>),
    Incident(IncidentRecord),
    Person(PersonRecord),
    Writer(WriterRecord),
    Clock(ClockCorrection),
    Inclusion(Inclusion),
    Lists(Lists),
    /// To be read by those who want it.
    Later(Box<str>),
    /// Nothing that is folded: a purge, a purged or a deleted record.
    Silent,
    Unread(Unread),
}

/// Reads one record from its revisions.
pub(super) fn read_record(id: RecordId, revisions: &[&Revision]) -> Option<ReadRecord> {
    let first = conflict::first(revisions)?;
    let header = first.header();
    let resolved = conflict::resolve(revisions);
    let says = match revisions.iter().find(|revision| revision.is_from_newer_version()) {
        Some(newer) => Content::Unread(Unread {
            record: id,
            kind: header.kind.clone(),
            why: format!(
                "version {} of the stored form wrote it, this program knows {}",
                newer.header().v,
                super::revision::FORMAT
            ),
        }),
        None => content(id, first, &resolved),
    };
    let record = Record {
        scope: header.scope,
        kind: header.kind.clone(),
        is_purged: resolved.body.is_none(),
        heads: resolved.heads,
        revisions: revisions.len(),
        is_deleted: resolved.is_deleted,
        conflicts: resolved.conflicts,
    };
    Some(ReadRecord { record, created: header.hlc, says })
}

fn content(id: RecordId, first: &Revision, resolved: &Resolved) -> Content {
    let kind = first.header().kind.as_str();
    let Some(body) = &resolved.body else { return Content::Silent };
    if resolved.is_deleted && kind != kind::ENTRY {
        return Content::Silent;
    }
    let read = match kind {
        kind::ENTRY => body.read::<Statement>().map(|said| {
            let at = said.occurred.as_ref().map(|occurred| occurred.at.at);
            Content::Entry(Box::new(Entry {
                id,
                created: first.header().hlc,
                writer: first.header().writer,
                at,
                corrected_by_millis: 0,
                logged_at: said.logged_at,
                is_deleted: resolved.is_deleted,
                said,
            }))
        }),
        kind::INCIDENT => body.read().map(Content::Incident),
        kind::PERSON => body.read().map(Content::Person),
        kind::WRITER => body.read().map(Content::Writer),
        kind::CLOCK => body.read().map(Content::Clock),
        kind::INCLUSION => body.read().map(Content::Inclusion),
        kind::LISTS => body.read().map(Content::Lists),
        kind::PURGE => Ok(Content::Silent),
        later if kind::is_read_later(later) => Ok(Content::Later(body.clone().into_text())),
        other => Err(Unfit::new(format!("its kind `{other}` is not known to this version"))),
    };
    read.unwrap_or_else(|why| Content::Unread(Unread { record: id, kind: kind.to_owned(), why: why.to_string() }))
}

/// Moves an entry's times by what its clocks were found to be wrong.
pub(super) fn correct(entry: &mut Entry, shifts: &SortedMap<WriterId, i64>) {
    let shift = |writer: Option<WriterId>| writer.and_then(|writer| shifts.get(&writer)).copied().unwrap_or(0);
    let occurred = entry.said.occurred.as_ref();
    entry.corrected_by_millis = shift(occurred.and_then(|occurred| occurred.clock));
    entry.at = occurred.map(|occurred| occurred.at.at.plus_millis(entry.corrected_by_millis));
    entry.logged_at = entry.said.logged_at.plus_millis(shift(Some(entry.writer)));
}

/// The correction that counts for each writer: the last that was made.
pub(super) fn clock_shifts<'a>(
    corrections: impl Iterator<Item = (Hlc, RecordId, &'a ClockCorrection)>,
) -> SortedMap<WriterId, i64> {
    let mut corrections: Vec<_> = corrections.collect();
    sort_few(&mut corrections, |(created, record, _)| (*created, *record));
    corrections.iter().flat_map(|(_, _, c)| c.writers.iter().map(|writer| (*writer, c.add_millis))).collect()
}

/// The scopes an incident is read from: its own, then those it includes and those they include, by id.
pub(crate) fn scopes(log: &Log, root: ScopeId) -> Vec<ScopeId> {
    let mut scopes = vec![root];
    let mut position = 0;
    while let Some(scope) = scopes.get(position).copied() {
        let inclusions = log.scope(scope).filter(|revision| revision.header().kind == kind::INCLUSION);
        let mut included: SortedSet<ScopeId> = SortedSet::default();
        for (id, revisions) in by_record(inclusions) {
            if let Some(Content::Inclusion(inclusion)) = read_record(id, &revisions).map(|read| read.says) {
                included.insert(inclusion.scope);
            }
        }
        for scope in included {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        position += 1;
    }
    scopes
}

pub(super) fn by_record<'a>(revisions: impl Iterator<Item = &'a Revision>) -> BTreeMap<RecordId, Vec<&'a Revision>> {
    let mut records: BTreeMap<RecordId, Vec<&Revision>> = BTreeMap::new();
    for revision in revisions {
        records.entry(revision.header().record).or_default().push(revision);
    }
    records
}

/// Everything the log says about the incident of that scope.
pub fn read(log: &Log, scope: ScopeId) -> Reading {
    let scopes = scopes(log, scope);
    let revisions = scopes.iter().flat_map(|scope| log.scope(*scope));
    let records: Vec<(RecordId, ReadRecord)> = by_record(revisions)
        .into_iter()
        .filter_map(|(id, revisions)| Some((id, read_record(id, &revisions)?)))
        .collect();
    let forks = log.forks().into_iter().filter(|fork| scopes.contains(&fork.scope)).collect();
    let mut reading = assemble(records, scopes, forks);
    reading.is_taken_out = log.is_taken_out(scope);
    reading.fold();
    reading
}

/// Puts records together, which come in the order of their ids; the fold is left to the caller.
pub(super) fn assemble(records: Vec<(RecordId, ReadRecord)>, scopes: Vec<ScopeId>, forks: Vec<Fork>) -> Reading {
    let mut reading = Reading { forks, ..Reading::default() };
    reading.clock_shifts = clock_shifts(records.iter().filter_map(|(id, read)| match &read.says {
        Content::Clock(correction) => Some((read.created, *id, correction)),
        _ => None,
    }));
    let mut named: Option<(Hlc, RecordId)> = None;
    for (id, read) in records {
        let scope = read.record.scope;
        reading.records.insert(id, read.record);
        match read.says {
            Content::Entry(mut entry) => {
                correct(&mut entry, &reading.clock_shifts);
                reading.entries.insert(id, Arc::new(*entry));
            }
            // Of several, which only a merge of broken files brings together, the first one names the incident.
            Content::Incident(record) if scopes.first() == Some(&scope) => {
                if named.is_none_or(|named| (read.created, id) < named) {
                    named = Some((read.created, id));
                    reading.record = Some(record);
                    reading.record_id = Some(id);
                }
            }
            Content::Person(person) => {
                reading.people.insert(person.handle.clone(), person);
            }
            Content::Writer(writer) => {
                reading.writers.insert(WriterId::from_bits(id.bits()), writer);
            }
            Content::Lists(lists) => reading.lists = Some(lists),
            Content::Later(json) => {
                let kind = reading.records.get(&id).map(|record| record.kind.clone()).unwrap_or_default();
                reading.bodies.insert(id, Body { kind, created: read.created, json });
            }
            Content::Unread(unread) => reading.unread.push(unread),
            Content::Incident(_) | Content::Clock(_) | Content::Inclusion(_) | Content::Silent => {}
        }
    }
    reading.scopes = scopes;
    reading
}
