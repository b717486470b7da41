//! What holds for every history, whatever arrives when.
//!
//! `PROPTEST_CASES` sets the number of cases of each property for a longer run.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/history.rs"]
mod history;

use std::collections::BTreeSet;

use history::{ROOT, histories, histories_of};
use proptest::prelude::*;
use proptest::sample::Index;
use stillpoint::domain::entry::Entry;
use stillpoint::domain::id::{RecordId, ScopeId, WriterId};
use stillpoint::domain::metrics::{CLOCKS, Reading as ClockReading};
use stillpoint::domain::role::SHARED;
use stillpoint::domain::time::{Instant, Precise, Precision};
use stillpoint::log::conflict::resolve;
use stillpoint::log::live::Live;
use stillpoint::log::revision::Reach;
use stillpoint::log::{Log, Reading, Revision, read};
use stillpoint::text::fold_json;
use stillpoint::text::revisions::{self, File};

fn cases(default: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(default), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn any_order_duplication_and_partition_tells_the_same_incident(
        history in histories(), order in any::<u64>(), parts in 1..4usize,
    ) {
        let straight = history.log();
        let shuffled = shuffled(&history.revisions, order);
        let again = shuffled.iter().chain(&shuffled[..shuffled.len() / 2]).cloned();
        let mut pieces = vec![Log::default(); parts];
        for (position, revision) in again.enumerate() {
            pieces[position % parts].add(revision);
        }
        let united = Log::of(pieces.iter().rev().flat_map(Log::iter).cloned());
        prop_assert_eq!(united.set_hash(), straight.set_hash());
        prop_assert_eq!(united.scope_hash(ROOT), straight.scope_hash(ROOT));
        prop_assert_eq!(printed(&united), printed(&straight));
        let (ours, theirs) = (read(&united, ROOT), read(&straight, ROOT));
        let json = |reading: &Reading, log: &Log| fold_json::print(reading, log, None, vec![]);
        prop_assert_eq!(json(&ours, &united), json(&theirs, &straight));
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn a_purged_body_stays_out_of_every_union(history in histories(), order in any::<u64>(), kept in any::<bool>()) {
        let bodied = history.revisions.iter().filter(|revision| !revision.header().is_purge());
        let stubs: Vec<Revision> = bodied.step_by(3).cloned().map(stub).collect();
        let mut union = Log::of(shuffled(&with(&history.revisions, &stubs), order));
        if kept {
            union = Log::of(history.revisions.iter().cloned().chain(union.iter().cloned()));
        }
        let named = history.revisions.iter().flat_map(|revision| {
            revision.header().purges.iter().map(|hash| (revision.header().scope, *hash))
        });
        let reaching: Vec<(ScopeId, Reach)> = history.revisions.iter().map(Revision::header).flat_map(|header| {
            let record = header.purges_record.map(Reach::Record);
            record.into_iter().chain(header.purges_all.then_some(Reach::All)).map(|reach| (header.scope, reach))
        }).collect();
        let purged: BTreeSet<_> = named.chain(stubs.iter().map(|stub| (stub.header().scope, stub.hash()))).collect();
        for revision in union.iter() {
            let header = revision.header();
            let is_out = purged.contains(&(header.scope, revision.hash()))
                || reaching.iter().any(|(scope, reach)| *scope == header.scope && reach.takes_out(header));
            prop_assert_eq!(revision.body().text().is_none(), is_out, "{}", revision.to_line());
        }
        prop_assert_eq!(union.set_hash(), history.log().set_hash(), "a purge takes no revision out");
    }

    #[test]
    fn a_merge_is_commutative_associative_and_idempotent_to_the_byte(
        history in histories(), sides in prop::collection::vec(1..8u8, 26),
    ) {
        let part = |bit: u8| {
            let members = history.revisions.iter().zip(&sides).filter(|(_, side)| *side & bit != 0);
            printed(&Log::of(members.map(|(revision, _)| revision.clone())))
        };
        let [a, b, c] = [part(1), part(2), part(4)];
        let ab = merged(&[&a, &b]);
        prop_assert_eq!(&ab, &merged(&[&b, &a]));
        prop_assert_eq!(merged(&[&ab, &c]), merged(&[&a, &merged(&[&b, &c])]));
        prop_assert_eq!(&merged(&[&ab, &ab]), &ab);
        prop_assert_eq!(&merged(&[&ab, &a]), &ab);
        prop_assert_eq!(merged(&[&a, &b, &c]), printed(&history.log()));
    }
}

proptest! {
    #![proptest_config(cases(1200))]

    #[test]
    fn a_live_incident_equals_its_definition_after_every_revision(
        history in histories_of(1..=20), order in any::<u64>(), start in any::<Index>(),
    ) {
        let arriving = shuffled(&history.revisions, order);
        let (at_once, one_by_one) = arriving.split_at(start.index(arriving.len() + 1));
        let mut live = Live::new(ROOT, at_once.iter().cloned());
        let mut log = Log::of(at_once.iter().cloned());
        for revision in one_by_one {
            let added = live.add(revision.clone());
            prop_assert_eq!(added, log.add(revision.clone()));
            prop_assert_eq!(live.reading(), &read(&log, ROOT), "after {}", revision.to_line());
        }
    }

    #[test]
    fn a_live_incident_forgets_what_arrives_purged(history in histories_of(1..=12), order in any::<u64>()) {
        let mut live = Live::new(ROOT, history.revisions.iter().cloned());
        let mut log = history.log();
        for revision in shuffled(&history.revisions, order).into_iter().take(5).map(stub) {
            prop_assert_eq!(live.add(revision.clone()), log.add(revision));
            prop_assert_eq!(live.reading(), &read(&log, ROOT));
        }
    }
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn a_file_reads_back_to_the_same_set_and_bytes(history in histories(), windows in any::<bool>()) {
        let (log, bytes) = (history.log(), printed(&history.log()));
        let text = String::from_utf8(bytes.clone()).expect("files are UTF-8");
        let file = revisions::parse(if windows { text.replace('\n', "\r\n") } else { text }.as_bytes());
        prop_assert_eq!(&file.log, &log);
        prop_assert_eq!((file.problems.len(), file.damaged.len(), file.repeated), (0, 0, 0));
        prop_assert_eq!(printed(&file.log), bytes);
    }

    #[test]
    fn a_damaged_file_is_read_without_a_panic_and_nothing_of_it_is_lost(
        history in histories_of(1..=10), damage in prop::collection::vec(damage(), 1..5),
    ) {
        let mut bytes = printed(&history.log());
        damage.iter().for_each(|damage| damage.apply(&mut bytes));
        assert_nothing_lost(&bytes)?;
    }

    #[test]
    fn any_bytes_are_read_without_a_panic_and_nothing_of_them_is_lost(
        bytes in prop::collection::vec(byte(), 0..200),
    ) {
        assert_nothing_lost(&bytes)?;
    }

    #[test]
    fn the_order_holds_every_live_entry_once_and_keeps_time_and_documents(history in histories()) {
        let log = history.log();
        let reading = read(&log, ROOT);
        let live: BTreeSet<RecordId> = reading.entries.values().filter(|e| !e.is_deleted).map(|e| e.id).collect();
        prop_assert_eq!(reading.incident.order.len(), live.len());
        prop_assert_eq!(reading.incident.order.iter().copied().collect::<BTreeSet<_>>(), live);
        let ordered: Vec<&Entry> = reading.timeline().collect();
        let times: Vec<_> = ordered.iter().filter_map(|entry| Some((entry.at?, entry.created, entry.id))).collect();
        prop_assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", times);
        for (position, entry) in ordered.iter().enumerate().filter(|(_, entry)| entry.at.is_none()) {
            prop_assert_eq!(neighbour(&ordered, position), expected_neighbour(&ordered, entry), "of {}", entry.id);
        }
    }

    #[test]
    fn what_follows_from_the_entries_never_contradicts_them(history in histories()) {
        let reading = read(&history.log(), ROOT);
        assert_clocks(&reading)?;
        assert_roles(&reading)?;
        for contest in &reading.incident.contested {
            let values: BTreeSet<_> = contest.claims.iter().map(|(_, value)| value).collect();
            prop_assert!(values.len() > 1, "{:?}", contest);
            prop_assert!(contest.claims.iter().all(|(entry, _)| reading.incident.order.contains(entry)));
        }
    }

    #[test]
    fn what_a_record_says_does_not_depend_on_the_order_of_its_revisions(history in histories(), order in any::<u64>()) {
        let log = history.log();
        let records: BTreeSet<RecordId> = log.iter().map(|revision| revision.header().record).collect();
        for record in records {
            let revisions: Vec<&Revision> = log.iter().filter(|r| r.header().record == record).collect();
            let mut reversed = revisions.clone();
            reversed.sort_by_key(|revision| mixed(order, revision));
            let resolved = resolve(&revisions);
            prop_assert_eq!(&resolve(&reversed), &resolved);
            for conflict in &resolved.conflicts {
                prop_assert!(conflict.values.windows(2).any(|pair| pair[0].1 != pair[1].1), "{:?}", conflict);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn a_time_is_printed_as_it_was_written_or_refused(text in TIMES) {
        if let Ok(precise) = text.parse::<Precise>() {
            prop_assert_eq!(precise.to_string(), text);
        }
    }

    #[test]
    fn every_instant_survives_its_text(millis in any::<i64>()) {
        let at = Instant::from_millis(millis);
        prop_assert_eq!(at.to_string().parse(), Ok(at));
        let precise = Precise { at, precision: Precision::Millisecond };
        prop_assert_eq!(precise.to_string().parse(), Ok(precise));
    }

    #[test]
    fn ids_are_sorted_alike_as_bits_and_as_text(one in any::<u128>(), other in any::<u128>()) {
        let [a, b] = [one, other].map(RecordId::from_bits);
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        prop_assert_eq!(a.to_string().parse(), Ok(a));
        prop_assert_eq!(ScopeId::from_bits(one).to_string(), WriterId::from_bits(one).to_string());
    }
}

// --- Orders and unions -----------------------------------------------------------------------------------------------

/// The same revisions in an order that depends on nothing but `order`.
fn shuffled(revisions: &[Revision], order: u64) -> Vec<Revision> {
    let mut shuffled = revisions.to_vec();
    shuffled.sort_by_key(|revision| mixed(order, revision));
    shuffled
}

fn mixed(order: u64, revision: &Revision) -> u64 {
    let hash = revision.hash();
    let (start, _) = hash.bytes().split_at(8);
    let mixed = start.iter().fold(order, |mixed, byte| (mixed ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    mixed ^ (mixed >> 29)
}

fn with(revisions: &[Revision], more: &[Revision]) -> Vec<Revision> {
    revisions.iter().chain(more).cloned().collect()
}

fn stub(mut revision: Revision) -> Revision {
    revision.purge();
    revision
}

fn printed(log: &Log) -> Vec<u8> {
    revisions::print(log, [])
}

/// What `stillpoint merge` writes for these files.
fn merged(files: &[&[u8]]) -> Vec<u8> {
    let files: Vec<File> = files.iter().map(|bytes| revisions::parse(bytes)).collect();
    let damaged: BTreeSet<&Vec<u8>> = files.iter().flat_map(|file| &file.damaged).collect();
    revisions::print(&Log::of(files.iter().flat_map(|file| file.log.iter().cloned())), damaged)
}

/// Times, and what is nearly one.
const TIMES: &str = "[ +0-9]{4}-[01][0-9]-[ 0-3][0-9]?(T[ 012]?[0-9]:[0-9]{2}(:[0-6][0-9](\\.[0-9]{1,3})?)?Z)?";

// --- Damage ----------------------------------------------------------------------------------------------------------

/// What happens to a file on its way.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Cut(Index),
    Remove(Index, usize),
    Insert(Index, Vec<u8>),
    RepeatLine(Index),
}

/// Any byte, those that mean something to JSON and to lines more often.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![any::<u8>(), prop::sample::select(b"\n\r {}[]\":,\\0e-".to_vec())]
}

fn damage() -> impl Strategy<Value = Change> {
    let inserted = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..6),
        prop::sample::select(vec![b"\r\n".to_vec(), b"\r\r\n".to_vec(), b"\xef\xbb\xbf".to_vec(), b"null".to_vec()]),
    ];
    prop_oneof![
        (any::<Index>(), 1..=255u8).prop_map(|(at, bits)| Change::Flip(at, bits)),
        any::<Index>().prop_map(Change::Cut),
        (any::<Index>(), 1..80usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (any::<Index>(), inserted).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        any::<Index>().prop_map(Change::RepeatLine),
    ]
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        match self {
            Self::Flip(at, bits) => {
                let position = at.index(bytes.len());
                bytes[position] ^= bits;
            }
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Self::Remove(at, length) => {
                let position = at.index(bytes.len());
                bytes.drain(position..(position + length).min(bytes.len()));
            }
            Self::Insert(at, inserted) => {
                let position = at.index(bytes.len());
                bytes.splice(position..position, inserted.iter().copied());
            }
            Self::RepeatLine(at) => {
                let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
                let line = [b"\n", *at.get(&lines)].concat();
                bytes.extend(line);
            }
        }
    }
}

/// Every line is a revision, a manifest or kept as it is; writing what was read changes it no further.
fn assert_nothing_lost(bytes: &[u8]) -> Result<(), TestCaseError> {
    let file = revisions::parse(bytes);
    let _ = read(&file.log, ROOT);
    let written = revisions::print(&file.log, &file.damaged);
    let again = revisions::parse(&written);
    prop_assert_eq!(&again.log, &file.log);
    prop_assert_eq!(&again.damaged, &file.damaged);
    prop_assert_eq!(again.problems.len(), file.damaged.len(), "{:?}", again.problems);
    prop_assert_eq!(&revisions::print(&again.log, &again.damaged), &written);
    for damaged in &file.damaged {
        prop_assert!(bytes.windows(damaged.len()).any(|window| window == damaged.as_slice()));
    }
    Ok(())
}

// --- Places without a time -------------------------------------------------------------------------------------------

/// The timed entry that an untimed one stands behind, or before; none where it stands at the end with others.
#[derive(Debug, PartialEq)]
enum Neighbour {
    Behind(RecordId),
    Before(RecordId),
    AtTheEnd,
}

/// What the format says: behind the row it followed, or before the first timed row, or last.
fn expected_neighbour(ordered: &[&Entry], entry: &Entry) -> Neighbour {
    let rows = ordered.iter().filter(|other| other.at.is_some()).filter_map(|other| {
        let (theirs, ours) = (other.said.place.as_ref()?, entry.said.place.as_ref()?);
        (theirs.document == ours.document).then_some((theirs.index, other.id))
    });
    let index = entry.said.place.as_ref().map_or(0, |place| place.index);
    let (before, after): (Vec<_>, Vec<_>) = rows.partition(|(row, _)| *row <= index);
    // Of rows with one number the first in time is the row it stands at.
    let last = before.iter().map(|(row, _)| *row).max();
    let first = after.iter().map(|(row, _)| *row).min();
    let row = |rows: &[(u64, RecordId)], wanted| rows.iter().find(|(row, _)| Some(*row) == wanted).map(|(_, id)| *id);
    match (row(&before, last), row(&after, first)) {
        (Some(id), _) => Neighbour::Behind(id),
        (None, Some(id)) => Neighbour::Before(id),
        (None, None) => Neighbour::AtTheEnd,
    }
}

/// Where it stands. Several untimed entries stand at one timed one, so what lies between counts.
fn neighbour(ordered: &[&Entry], position: usize) -> Neighbour {
    let expected = expected_neighbour(ordered, ordered[position]);
    let timed_before = ordered[..position].iter().rev().find(|entry| entry.at.is_some());
    let timed_after = ordered[position..].iter().find(|entry| entry.at.is_some());
    match expected {
        Neighbour::Before(_) => timed_after.map_or(Neighbour::AtTheEnd, |entry| Neighbour::Before(entry.id)),
        Neighbour::Behind(_) => timed_before.map_or(Neighbour::AtTheEnd, |entry| Neighbour::Behind(entry.id)),
        Neighbour::AtTheEnd => timed_after.map_or(Neighbour::AtTheEnd, |entry| Neighbour::Before(entry.id)),
    }
}

// --- The fold --------------------------------------------------------------------------------------------------------

fn assert_clocks(reading: &Reading) -> Result<(), TestCaseError> {
    let milestones = &reading.incident.milestones;
    for clock in CLOCKS {
        let ends = milestones.get(clock.from).zip(milestones.get(clock.to));
        match (clock.read(milestones), ends) {
            (ClockReading::Seconds(seconds), Some((from, to))) => {
                let millis = to.at.at.since(from.at.at);
                prop_assert_eq!(seconds, u64::try_from(millis / 1000).unwrap_or(0));
                prop_assert!(millis > -60_000, "{} is {seconds} although it is {millis} ms", clock.name);
            }
            (ClockReading::Seconds(_), None) => prop_assert!(false, "{} needs both milestones", clock.name),
            (ClockReading::Not(why), Some((from, to))) => {
                let is_day = from.at.precision == Precision::Day || to.at.precision == Precision::Day;
                prop_assert!(is_day || to.at.at < from.at.at, "{why}");
            }
            (ClockReading::Not(_), None) => {}
        }
    }
    for reached in milestones.iter() {
        prop_assert!(reading.incident.order.contains(&reached.entry));
        prop_assert_eq!(reading.entries[&reached.entry].precise(), Some(reached.at));
    }
    Ok(())
}

fn assert_roles(reading: &Reading) -> Result<(), TestCaseError> {
    let lasting: Vec<_> = reading.incident.roles.history().iter().filter(|held| !held.is_over).collect();
    for (position, held) in lasting.iter().enumerate() {
        let others = lasting[position + 1..].iter().filter(|other| other.role == held.role);
        let is_shared = SHARED.contains(&held.role.as_str());
        prop_assert!(others.clone().all(|other| is_shared && other.holder != held.holder), "{:?}", lasting);
    }
    Ok(())
}
