//! The reading of one incident, kept up to date one revision at a time.
//!
//! What an entry changes is that entry, its place in the order, and the fold of entries that are in order already. People,
//! pages and names are few and read again together, since each page introduces itself before it says something. What
//! reaches further (a clock correction, an included incident, an untimed entry's neighbours) is read anew. A
//! property test holds this to the definition, [`read`](super::read).

use std::sync::Arc;

use super::reading::{self, Content, Reading, by_record, correct, read_record};
use super::revision::Revision;
use super::union::{Added, Log};
use crate::domain::entry::Entry;
use crate::domain::fold::fold_ordered;
use crate::domain::id::{Hash, RecordId, ScopeId};
use crate::domain::ordered::sort_few;
use crate::domain::record::kind;
use crate::domain::sorted::SortedMap;

/// Kinds of records that change no entry.
const NAMES: [&str; 4] = [kind::INCIDENT, kind::PERSON, kind::WRITER, kind::LISTS];

/// An incident that is being added to.
#[derive(Debug, Clone)]
pub struct Live {
    scope: ScopeId,
    log: Log,
    by_record: SortedMap<RecordId, Vec<Hash>>,
    reading: Reading,
    /// Entries without a time, whose places depend on their neighbours.
    untimed: usize,
}

impl Live {
    /// The incident of that scope, from revisions in any order.
    pub fn new(scope: ScopeId, revisions: impl IntoIterator<Item = Revision>) -> Self {
        Self::of(scope, Log::of(revisions))
    }

    /// The incident of that scope, from a log that may hold others.
    pub fn of(scope: ScopeId, log: Log) -> Self {
        let hashes = |revisions: Vec<&Revision>| revisions.into_iter().map(Revision::hash).collect();
        let by_record = by_record(log.iter()).into_iter().map(|(id, revisions)| (id, hashes(revisions))).collect();
        let mut live = Self { scope, log, by_record, reading: Reading::default(), untimed: 0 };
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

    /// The revisions of a record: each after those it was made from, and in the order of their clocks where descent is silent.
    pub fn history(&self, record: RecordId) -> Vec<&Revision> {
        let mut waiting: Vec<&Revision> = self.revisions(record);
        sort_few(&mut waiting, |revision| (revision.header().hlc, revision.hash()));
        let mut ordered: Vec<&Revision> = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let is_ready = |revision: &&Revision| {
                !revision.header().parents.iter().any(|parent| waiting.iter().any(|other| other.hash() == *parent))
            };
            // Hashes make a circle impossible; the fallback keeps even a forged one from hanging the page.
            let next = waiting.iter().position(is_ready).unwrap_or(0);
            ordered.push(waiting.remove(next));
        }
        ordered
    }

    fn revisions(&self, record: RecordId) -> Vec<&Revision> {
        let hashes = self.by_record.get(&record).map(Vec::as_slice).unwrap_or_default();
        let revisions = hashes.iter().filter_map(|hash| self.log.get(*hash));
        // The log may hold incidents that this one does not include.
        revisions.filter(|revision| self.reading.scopes.contains(&revision.header().scope)).collect()
    }

    /// Adds one revision and brings the reading up to date.
    pub fn add(&mut self, revision: Revision) -> Added {
        let (record, kind) = (revision.header().record, revision.header().kind.clone());
        let reaches_far = revision.header().is_purge()
            || (kind != kind::ENTRY && !NAMES.contains(&kind.as_str()) && !kind::is_read_later(&kind))
            || self.reading.records.get(&record).is_some_and(|known| known.kind != kind);
        let (hash, scope) = (revision.hash(), revision.header().scope);
        let is_second = self.log.forks_with(&revision);
        let added = self.log.add(revision);
        match added {
            Added::Known => return added,
            Added::New => self.by_record.or_default(record).push(hash),
            Added::Purged => {}
        }
        if reaches_far || is_second || !self.reading.scopes.contains(&scope) {
            self.read_anew();
        } else if kind == kind::ENTRY {
            self.read_again(record);
        } else {
            self.read_names_again();
        }
        added
    }

    fn read_anew(&mut self) {
        self.reading = reading::read(&self.log, self.scope);
        self.untimed = self.reading.entries.values().filter(|entry| entry.at.is_none()).count();
    }

    /// Reads every record again that is no entry, where none of them reaches an entry.
    fn read_names_again(&mut self) {
        let is_name =
            |id: &RecordId, this: &Self| this.reading.records.get(id).is_none_or(|record| record.kind != kind::ENTRY);
        let names = self.by_record.keys().filter(|id| is_name(id, self));
        let read = names.filter_map(|id| Some((*id, read_record(*id, &self.revisions(*id))?)));
        let names = reading::assemble(read.collect(), self.reading.scopes.clone(), Vec::new());
        let Reading { record, record_id, lists, bodies, records, people, writers, unread, .. } = names;
        self.reading.unread.retain(|unread| unread.kind == kind::ENTRY);
        for unread in unread {
            let position = self.reading.unread.partition_point(|other| other.record < unread.record);
            self.reading.unread.insert(position, unread);
        }
        self.reading.records.extend(records);
        self.reading =
            Reading { record, record_id, lists, bodies, people, writers, ..std::mem::take(&mut self.reading) };
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
                self.reading.entries.insert(id, Arc::new(*entry));
            }
            Content::Unread(unread) => {
                let position = self.reading.unread.partition_point(|other| other.record < id);
                self.reading.unread.insert(position, unread);
            }
            _ => {}
        }
        // An untimed entry stands where its neighbours put it, so the order is no sorted list to search.
        if self.untimed > 0 || before.as_ref().is_some_and(|entry| entry.at.is_none()) {
            self.reading.fold();
            return;
        }
        self.move_in(id, before.as_deref());
        let live: Vec<&Entry> = self.reading.timeline().collect();
        let all: Vec<&Entry> = self.reading.entries.values().map(Arc::as_ref).collect();
        self.reading.incident = fold_ordered(&live, &all);
    }

    /// Takes the entry out of the order where it was and puts it where it is now.
    fn move_in(&mut self, id: RecordId, before: Option<&Entry>) {
        let Reading { entries, ordered, .. } = &mut self.reading;
        if let Some(before) = before.filter(|entry| !entry.is_deleted)
            && let Ok(position) = ordered.binary_search_by(|other| other.order().cmp(&before.order()))
        {
            ordered.remove(position);
        }
        if let Some(entry) = entries.get(&id).filter(|entry| !entry.is_deleted) {
            let position = ordered.partition_point(|other| other.order() < entry.order());
            ordered.insert(position, Arc::clone(entry));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::WriterId;
    use crate::domain::time::Instant;
    use crate::log::read;
    use crate::log::writer::{Draft, Writer};
    use serde_json::{Value, json};

    const SCOPE: ScopeId = ScopeId::from_bits(1);
    const ELSEWHERE: ScopeId = ScopeId::from_bits(2);

    fn write(
        writer: &mut Writer,
        scope: ScopeId,
        record: u128,
        kind: &str,
        parents: &[&Revision],
        body: Value,
    ) -> Revision {
        let Value::Object(body) = body else { panic!("bodies are objects") };
        let parents = parents.iter().map(|revision| revision.hash()).collect();
        let (record, kind) = (RecordId::from_bits(record), kind.to_owned());
        let draft = Draft { scope, record, kind, parents, author: "dana".into(), purges: vec![], body };
        writer.write(draft, Instant::from_millis(5))
    }

    fn note(at: Option<&str>) -> Value {
        let mut body = json!({"kind": "note", "by": "dana", "logged_at": "2026-11-18T14:00:00Z"});
        if let Some(at) = at {
            body["occurred"] = json!({ "at": at });
        }
        body
    }

    /// The last of these arrives alone.
    fn assert_kept_up(revisions: &[Revision]) {
        let [before @ .., last] = revisions else { panic!("at least one") };
        let mut live = Live::new(SCOPE, before.iter().cloned());
        live.add(last.clone());
        assert_eq!(live.reading(), &read(&Log::of(revisions.iter().cloned()), SCOPE));
    }

    #[test]
    fn an_entry_that_is_given_its_time_stands_in_one_place_only() {
        let mut writer = Writer::new(WriterId::from_bits(1));
        let mut written: Vec<Revision> = ["14:01", "14:02"]
            .iter()
            .zip(1..)
            .map(|(time, record)| {
                let body = note(Some(&format!("2026-11-18T{time}Z")));
                write(&mut writer, SCOPE, record, kind::ENTRY, &[], body)
            })
            .collect();
        let untimed = write(&mut writer, SCOPE, 3, kind::ENTRY, &[], note(None));
        let timed = write(&mut writer, SCOPE, 3, kind::ENTRY, &[&untimed], note(Some("2026-11-18T14:00Z")));
        written.extend([untimed, timed]);
        assert_kept_up(&written);
    }

    #[test]
    fn revisions_in_another_scope_do_not_count() {
        let mut writer = Writer::new(WriterId::from_bits(1));
        let first = write(&mut writer, SCOPE, 1, kind::ENTRY, &[], note(None));
        let elsewhere = write(&mut writer, ELSEWHERE, 1, kind::ENTRY, &[&first], note(Some("2026-11-18")));
        let second = write(&mut writer, SCOPE, 1, kind::ENTRY, &[&first], note(Some("2026-11-19")));
        assert_kept_up(&[first, elsewhere, second]);
    }

    #[test]
    fn names_that_arrive_later_are_known_and_leave_what_could_not_be_read_in_its_place() {
        let mut writer = Writer::new(WriterId::from_bits(1));
        let mut of = |record, kind, body| write(&mut writer, SCOPE, record, kind, &[], body);
        let written = [
            of(5, kind::ENTRY, json!({"kind": "note"})),
            of(3, kind::ENTRY, note(Some("2026-11-18T14:01Z"))),
            of(1, kind::PERSON, json!({"handle": "ines", "name": "Ines"})),
            of(4, kind::WRITER, json!({"device": "3", "version": "1"})),
            of(6, kind::INCIDENT, json!({"number": "none"})),
            of(2, kind::INCIDENT, json!({"number": 42, "title": "checkout"})),
            of(7, kind::PERSON, json!({"handle": "ines", "name": "Ines Maurer"})),
            of(8, kind::FINDING, json!({"text": "the pool had one size for all"})),
        ];
        for end in 2..=written.len() {
            assert_kept_up(&written[..end]);
        }
    }

    #[test]
    fn a_record_that_changes_its_kind_is_read_anew() {
        let mut writer = Writer::new(WriterId::from_bits(1));
        let name = json!({"number": 42, "title": "checkout"});
        let named = write(&mut writer, SCOPE, 1, kind::INCIDENT, &[], name);
        let entry = write(&mut writer, SCOPE, 1, kind::ENTRY, &[&named], note(None));
        assert_kept_up(&[named, entry]);
    }
}
