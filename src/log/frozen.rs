//! A document that was frozen: which revisions it is made of, and what it says by those alone.
//!
//! A freeze names revisions and never copies them, so what was taken out for good stays out of a frozen document as well, and
//! what has not arrived here yet is missing from it. Both are told.

use std::sync::Arc;

use super::reading::{Reading, read};
use super::revision::Revision;
use super::union::{Log, SetHash};
use crate::domain::entry::Seen;
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::postmortem::{Freeze, FrozenScope};
use crate::domain::record::kind;
use crate::domain::sorted::SortedMap;

/// Kinds of records that make up what reviewers read.
const REVIEWED: [&str; 4] = [kind::SECTION, kind::ANSWER, kind::FINDING, kind::FOLLOW_UP];

/// A name for what a postmortem says now: the set hash over the heads of its records. A sign-off carries the one it is about.
pub fn present(reading: &Reading) -> Hash {
    let records = reading.records.values();
    let reviewed = records.filter(|record| REVIEWED.contains(&record.kind.as_str()) && !record.is_deleted);
    SetHash::of(reviewed.flat_map(|record| &record.heads)).hash()
}

/// Everything that is there now of these scopes, and its set hash: what a freeze names.
pub fn seen(log: &Log, scopes: &[ScopeId]) -> (Vec<FrozenScope>, Hash) {
    let mut set = SetHash::default();
    let scopes = scopes.iter().map(|scope| {
        let revisions = log.scope(*scope).inspect(|revision| set.add(&revision.hash()));
        let ids = revisions.map(|revision| (revision.header().writer, revision.header().counter));
        FrozenScope { scope: *scope, saw: Seen::of(ids) }
    });
    let scopes = scopes.collect();
    (scopes, set.hash())
}

/// True when that revision was there.
pub fn is_among(freeze: &Freeze, scope: ScopeId, writer: WriterId, counter: u64) -> bool {
    freeze.scopes.iter().any(|frozen| frozen.scope == scope && frozen.saw.contains(writer, counter))
}

/// True when what a record says now was not there: it was changed, begun or put into the trash since.
pub fn is_amended(log: &Log, reading: &Reading, freeze: &Freeze, record: RecordId) -> bool {
    let heads = reading.records.get(&record).map(|record| record.heads.as_slice()).unwrap_or_default();
    heads.iter().filter_map(|head| log.get(*head)).any(|revision| {
        let header = revision.header();
        !is_among(freeze, header.scope, header.writer, header.counter)
    })
}

/// True when anything that the document tells was changed, begun or put into the trash since.
pub fn has_amendments(log: &Log, reading: &Reading, freeze: &Freeze) -> bool {
    let is_told = |kind: &str| [kind::INCIDENT, kind::ENTRY].contains(&kind) || REVIEWED.contains(&kind);
    let mut revisions = reading.scopes.iter().flat_map(|scope| log.scope(*scope)).map(Revision::header);
    revisions.any(|header| is_told(&header.kind) && !is_among(freeze, header.scope, header.writer, header.counter))
}

/// Those of its revisions that are here, in the order of their keys.
fn revisions<'a>(log: &'a Log, freeze: &'a Freeze) -> impl Iterator<Item = &'a Revision> {
    let was_there = |frozen: &FrozenScope, revision: &Revision| {
        frozen.saw.contains(revision.header().writer, revision.header().counter)
    };
    freeze
        .scopes
        .iter()
        .flat_map(move |frozen| log.scope(frozen.scope).filter(move |revision| was_there(frozen, revision)))
}

/// How many there are, and how many of them say nothing any more.
fn here<'a>(revisions: impl Iterator<Item = &'a Revision>) -> (usize, usize) {
    let count = |(all, stubs): (usize, usize), revision: &Revision| {
        (all + 1, stubs + usize::from(revision.body().text().is_none()))
    };
    revisions.fold((0, 0), count)
}

/// A frozen document, as far as its revisions are here.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    /// The record of the document that says so.
    pub of: Freeze,
    /// What it says.
    pub reading: Arc<Reading>,
    /// How many of its revisions are not here.
    pub missing: u64,
    /// How many of them have been taken out for good since.
    pub taken_out: usize,
    /// True when these are the very revisions that were frozen.
    pub is_exact: bool,
    /// Its revisions that are here, and those of them that say nothing any more: while both stay, so does what it says.
    here: (usize, usize),
}

impl Frozen {
    /// True when it would be read the same again.
    pub fn is_as_of(&self, log: &Log, freeze: &Freeze) -> bool {
        self.of == *freeze && self.here == here(revisions(log, freeze))
    }

    /// What the incident of that scope said when it was frozen.
    pub fn of(log: &Log, scope: ScopeId, freeze: &Freeze) -> Self {
        let mut cut = Log::default();
        let mut found: SortedMap<(ScopeId, WriterId), u64> = SortedMap::default();
        let mut last = None;
        for revision in revisions(log, freeze) {
            let (scope, writer, counter, _) = revision.key();
            // Two under one counter are one of those that were named, and a copied profile.
            if last != Some((scope, writer, counter)) {
                *found.or_default((scope, writer)) += 1;
            }
            last = Some((scope, writer, counter));
            cut.add(revision.clone());
        }
        let wanted = freeze.scopes.iter().map(|frozen| frozen.saw.count()).fold(0, u64::saturating_add);
        let is_taken_out = |revision: &&Revision| revision.body().text().is_none() && !cut.takes_out(revision);
        Self {
            missing: wanted.saturating_sub(found.values().sum()),
            taken_out: cut.iter().filter(is_taken_out).count(),
            is_exact: cut.set_hash().hash() == freeze.set_hash,
            here: here(cut.iter()),
            reading: Arc::new(read(&cut, scope)),
            of: freeze.clone(),
        }
    }

    /// What is to be told about it, each as a sentence; nothing where it is whole.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        match self.missing {
            0 => {}
            1 => remarks.push("1 revision that was frozen did not arrive here: it may have said more.".to_owned()),
            count => {
                remarks.push(format!("{count} revisions that were frozen did not arrive here: it may have said more."));
            }
        }
        match self.taken_out {
            0 => {}
            1 => remarks.push("1 revision that was frozen was taken out for good since.".to_owned()),
            count => remarks.push(format!("{count} revisions that were frozen were taken out for good since.")),
        }
        if self.missing == 0 && !self.is_exact {
            remarks.push(
                "What is here is not what was frozen: a copied browser profile has written under the same counters."
                    .to_owned(),
            );
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::postmortem::Postmortem;
    use crate::domain::time::Instant;
    use crate::log::canonical::object;
    use crate::log::{Draft, Writer};
    use serde_json::{Value, json};

    const SCOPE: ScopeId = ScopeId::from_bits(7);

    /// One device: what it has, and how it writes.
    struct Device {
        writer: Writer,
        log: Log,
        now: i64,
    }

    impl Device {
        fn new(id: u128) -> Self {
            Self { writer: Writer::new(WriterId::from_bits(id)), log: Log::default(), now: 1_000 * id as i64 }
        }

        fn draft(&self, record: u128, kind: &str, body: Value) -> Draft {
            let record = RecordId::from_bits(record);
            let parents = read(&self.log, SCOPE).records.get(&record).map(|record| record.heads.clone());
            let (parents, body) = (parents.unwrap_or_default(), body.as_object().cloned().unwrap_or_default());
            Draft { scope: SCOPE, record, kind: kind.into(), parents, author: "sam".into(), purges: vec![], body }
        }

        fn put(&mut self, record: u128, kind: &str, body: Value) -> Revision {
            self.write(self.draft(record, kind, body))
        }

        fn write(&mut self, draft: Draft) -> Revision {
            self.now += 10;
            let revision = self.writer.write(draft, Instant::from_millis(self.now));
            self.log.add(revision.clone());
            revision
        }

        fn section(&mut self, text: &str) -> Revision {
            self.put(1, kind::SECTION, json!({"slot": "summary", "text": text}))
        }

        fn freeze(&mut self) -> Freeze {
            let (scopes, set_hash) = seen(&self.log, &[SCOPE]);
            let freeze = Freeze { by: "sam".into(), at: Instant::from_millis(self.now), scopes, set_hash };
            let draft = self.draft(self.now as u128, kind::FREEZE, json!({}));
            self.write(Draft { body: object(&freeze), ..draft });
            freeze
        }

        fn purge(&mut self, of: &Revision) {
            let draft = self.draft(self.now as u128, kind::PURGE, json!({"why": "a name"}));
            self.write(Draft { purges: vec![of.hash()], ..draft });
        }

        fn take(&mut self, other: &Self) {
            for revision in other.log.iter() {
                self.log.add(revision.clone());
            }
        }

        fn frozen(&self, freeze: &Freeze) -> Frozen {
            Frozen::of(&self.log, SCOPE, freeze)
        }
    }

    fn summary(frozen: &Frozen) -> String {
        let says = Postmortem::of(frozen.reading.bodies.iter());
        says.section("summary").map(|section| section.says.text.clone()).unwrap_or_default()
    }

    #[test]
    fn what_was_said_of_the_document_since_is_an_amendment_and_what_was_said_of_its_review_is_none() {
        let mut device = Device::new(1);
        device.section("Checkout was slow.");
        let freeze = device.freeze();
        let has = |device: &Device, freeze: &Freeze| has_amendments(&device.log, &read(&device.log, SCOPE), freeze);
        assert!(!has(&device, &freeze));
        device.put(5, kind::SIGN_OFF, json!({"by": "sam", "at": "2026-11-20T14:09:00Z"}));
        assert!(!has(&device, &freeze));
        device.section("Checkout was slow for an hour.");
        assert!(has(&device, &freeze));
        let again = device.freeze();
        assert!(!has(&device, &again));
    }

    #[test]
    fn what_is_said_later_is_not_in_it() {
        let mut device = Device::new(1);
        device.section("before");
        let freeze = device.freeze();
        device.section("after");
        let frozen = device.frozen(&freeze);
        assert_eq!((summary(&frozen).as_str(), frozen.is_exact), ("before", true));
        assert_eq!(frozen.remarks(), Vec::<String>::new());
        assert_eq!(summary(&device.frozen(&device.freeze_read())), "before", "the record says the same");
    }

    impl Device {
        /// The freeze that counts, as its record says it.
        fn freeze_read(&self) -> Freeze {
            let reading = read(&self.log, SCOPE);
            Postmortem::of(reading.bodies.iter()).frozen().cloned().unwrap()
        }
    }

    #[test]
    fn what_was_changed_since_is_told_record_by_record() {
        let mut device = Device::new(1);
        let record = device.section("before").header().record;
        let other = device.put(2, kind::ANSWER, json!({"asked": "first-sign", "text": "The lag."})).header().record;
        let freeze = device.freeze();
        let amended = |device: &Device, freeze: &Freeze| {
            let reading = read(&device.log, SCOPE);
            [record, other].map(|record| is_amended(&device.log, &reading, freeze, record))
        };
        assert_eq!(amended(&device, &freeze), [false, false]);
        device.section("after");
        assert_eq!(amended(&device, &freeze), [true, false]);
        let again = device.freeze();
        assert_eq!(amended(&device, &again), [false, false], "frozen again, it takes the amendments in");
    }

    #[test]
    fn what_another_device_said_before_and_nobody_here_had_heard_is_not_in_it() {
        let (mut dana, mut sam) = (Device::new(1), Device::new(2));
        dana.section("one\ntwo\nthree");
        sam.take(&dana);
        sam.section("one\ntwo\n3");
        let freeze = dana.freeze();
        let alone = dana.frozen(&freeze);
        dana.take(&sam);
        assert!(alone.is_as_of(&dana.log, &freeze));
        assert_eq!(dana.frozen(&freeze), alone, "what arrives changes nothing");
        sam.take(&dana);
        assert_eq!(sam.frozen(&freeze), alone, "and it says the same everywhere");
        let again = sam.freeze();
        dana.take(&sam);
        assert_eq!(summary(&dana.frozen(&again)), "one\ntwo\n3");
        assert_eq!(dana.freeze_read(), again, "the last one counts");
    }

    #[test]
    fn what_has_not_arrived_is_told() {
        let mut dana = Device::new(1);
        dana.section("before");
        let body = json!({"text": "retries pile up"});
        let finding = dana.put(2, kind::FINDING, body);
        let freeze = dana.freeze();
        let mut sam = Device::new(2);
        sam.log = Log::of(dana.log.iter().filter(|revision| revision.hash() != finding.hash()).cloned());
        let frozen = sam.frozen(&freeze);
        assert_eq!((frozen.missing, frozen.is_exact, summary(&frozen).as_str()), (1, false, "before"));
        assert_eq!(frozen.remarks(), ["1 revision that was frozen did not arrive here: it may have said more."]);
        sam.log.add(finding);
        assert_eq!(sam.frozen(&freeze).remarks(), Vec::<String>::new());
    }

    #[test]
    fn what_was_taken_out_for_good_is_not_in_it_and_told_unless_it_was_out_before() {
        let mut device = Device::new(1);
        let (old, new) = (device.section("a name"), device.section("no name"));
        device.purge(&old);
        let freeze = device.freeze();
        assert_eq!(device.frozen(&freeze).remarks(), Vec::<String>::new());
        let before = device.frozen(&freeze);
        device.purge(&new);
        assert!(!before.is_as_of(&device.log, &freeze));
        let frozen = device.frozen(&freeze);
        assert_eq!((summary(&frozen).as_str(), frozen.taken_out, frozen.is_exact), ("", 1, true));
        assert_eq!(frozen.remarks(), ["1 revision that was frozen was taken out for good since."]);
    }

    #[test]
    fn a_copied_profile_that_wrote_under_the_same_counter_is_noticed() {
        let mut device = Device::new(1);
        device.section("before");
        let mut copy = Device { writer: device.writer.clone(), log: device.log.clone(), now: device.now };
        device.section("here");
        let freeze = device.freeze();
        copy.section("there");
        device.take(&copy);
        let frozen = device.frozen(&freeze);
        assert_eq!((frozen.missing, frozen.is_exact), (0, false));
        assert_eq!(frozen.remarks().len(), 1);
    }

    #[test]
    fn a_sign_off_is_about_texts_findings_and_changes_and_not_about_who_signed() {
        let mut device = Device::new(1);
        device.section("before");
        let now = |device: &Device| present(&read(&device.log, SCOPE));
        let before = now(&device);
        device.put(2, kind::SIGN_OFF, json!({"by": "sam", "at": "2026-11-20T14:07:00Z"}));
        device.put(3, kind::POSTMORTEM, json!({"status": "in_review"}));
        assert_eq!(now(&device), before);
        device.section("after");
        let after = now(&device);
        assert_ne!(after, before);
        device.put(4, kind::FINDING, json!({"text": "retries pile up"}));
        assert_ne!(now(&device), after);
        device.put(4, kind::FINDING, json!({"text": "retries pile up", "deleted": true}));
        assert_eq!(now(&device), after, "put into the trash again");
    }
}
