//! The policy of saving, over the in-memory twin: every fault has a visible outcome, nothing is marked as saved that is
//! not, and nothing that was said is lost while the page lives.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pollster::block_on;
use stillpoint::domain::change::{Change, UP};
use stillpoint::domain::entry::{Phase, Says, Statement};
use stillpoint::domain::gate::Refusal;
use stillpoint::domain::id::{DeviceId, RecordId};
use stillpoint::domain::milestone::Milestone;
use stillpoint::domain::record::{DRILL, TRIAGE, kind};
use stillpoint::domain::time::{Instant, Occurred, Precise, Precision};
use stillpoint::log::Log;
use stillpoint::log::canonical::{Object, record_named};
use stillpoint::store::{
    Fault, Keeper, Mark, Me, Memory, NewIncident, News, Room, Snapshot, Store, StoreError, Stored, Unsent,
};
use stillpoint::text::revisions;

fn me() -> Me {
    Me { handle: "dana".to_owned(), name: "Dana".to_owned() }
}

fn at(minute: i64) -> Instant {
    Instant::from_millis(1_763_470_000_000 + minute * 60_000)
}

/// Ids in order, so that a run can be repeated.
fn ids(start: u128) -> Box<dyn Fn() -> u128> {
    let next = Cell::new(start);
    Box::new(move || next.replace(next.get() + 1))
}

fn keeper_on(store: Memory, start: u128) -> Rc<Keeper<Memory>> {
    Rc::new(Keeper::new(store, DeviceId::from_bits(77), ids(start)))
}

fn keeper() -> Rc<Keeper<Memory>> {
    keeper_on(Memory::default(), 1)
}

fn declare(keeper: &Rc<Keeper<Memory>>) -> Room<Memory> {
    Room::declare(
        Rc::clone(keeper),
        NewIncident { number: 42, title: "Checkout writes time out", ..NewIncident::default() },
        keeper.new_record(),
        &me(),
        at(0),
    )
}

fn note(room: &Room<Memory>, text: &str, minute: i64) -> RecordId {
    let record = room.keeper().new_record();
    let said = Statement::new(Says::Note, "dana", text, at(minute), room.keeper().writer_id());
    room.say(record, &said, &me(), at(minute)).expect("no gate is in the way");
    record
}

fn text_change(text: &str) -> Object {
    Object::from_iter([("text".to_owned(), text.into())])
}

fn stored(room: &Room<Memory>) -> Log {
    let rows = block_on(room.keeper().store().read(room.scope())).expect("the twin was healed");
    Log::of(rows.into_iter().filter_map(|row| match row {
        Stored::Good(revision) => Some(revision),
        Stored::Damaged(_) => None,
    }))
}

/// No revision carries a saved mark that the store does not hold, and what it does not hold is handed out all the same.
fn assert_marks_are_true(room: &Room<Memory>) {
    room.keeper().store().heal();
    let on_medium = stored(room);
    for revision in room.live().log().iter() {
        if room.keeper().mark(revision.hash()) == Some(Mark::Saved) {
            assert!(on_medium.get(revision.hash()).is_some(), "a false saved mark on {revision:?}");
        }
        if on_medium.get(revision.hash()).is_none() {
            assert!(room.keeper().unsaved().iter().any(|unsaved| unsaved.hash() == revision.hash()));
        }
    }
    let file = revisions::parse(&room.file());
    assert_eq!(file.log, *room.live().log(), "the file holds what is saved and what is not");
}

#[test]
fn an_entry_is_shown_as_saving_then_saved_and_survives_the_page() {
    let keeper = keeper();
    let room = declare(&keeper);
    let record = note(&room, "p99 rising", 1);
    assert_eq!(room.mark(record), Mark::Saving);
    assert_eq!(room.reading().incident.order.len(), 2);
    block_on(keeper.drain());
    assert_eq!(room.mark(record), Mark::Saved);
    let again = block_on(Room::open(Rc::clone(&keeper), room.scope(), at(2))).unwrap();
    assert_eq!(*again.reading(), *room.reading());
}

#[test]
fn what_is_said_while_a_write_is_under_way_shares_the_next() {
    let keeper = keeper();
    let room = declare(&keeper);
    block_on(keeper.drain());
    let before = keeper.store().calls();
    for minute in 0..50 {
        note(&room, "many at once", minute);
    }
    block_on(keeper.drain());
    assert_eq!(keeper.store().calls() - before, 1);
}

#[test]
fn a_full_disk_keeps_the_text_here_and_saves_it_once_there_is_space() {
    let keeper = keeper();
    let room = declare(&keeper);
    block_on(keeper.drain());
    keeper.store().fail(0, usize::MAX, Fault::Refused(StoreError::Full));
    let first = note(&room, "one", 1);
    let second = note(&room, "two", 2);
    block_on(keeper.drain());
    assert_eq!(room.mark(first), Mark::NotSaved(StoreError::Full));
    assert_eq!((keeper.failed_count(), keeper.failure()), (2, Some(StoreError::Full)));
    assert_marks_are_true(&room);
    // Space returns; saving anything saves the rest.
    let third = note(&room, "three", 3);
    block_on(keeper.drain());
    for record in [first, second, third] {
        assert_eq!(room.mark(record), Mark::Saved);
    }
    assert_eq!(stored(&room), *room.live().log());
}

#[test]
fn one_thing_that_does_not_fit_does_not_keep_others_from_being_saved() {
    let keeper = keeper();
    let room = declare(&keeper);
    block_on(keeper.drain());
    let (first, second) = (note(&room, "one", 1), note(&room, "two", 2));
    // The write of both fails, and then that of the first.
    keeper.store().fail(keeper.store().calls(), 2, Fault::Refused(StoreError::Full));
    block_on(keeper.drain());
    // The second went in, which lets the first be tried again.
    assert_eq!((room.mark(first), room.mark(second)), (Mark::Saved, Mark::Saved));
}

#[test]
fn a_lost_acknowledgement_doubles_nothing() {
    let keeper = keeper();
    let room = declare(&keeper);
    block_on(keeper.drain());
    let record = note(&room, "one", 1);
    let fault = Fault::Unacknowledged(StoreError::Aborted { cause: "UnknownError".to_owned() });
    keeper.store().fail(keeper.store().calls(), 1, fault);
    block_on(keeper.drain());
    assert!(matches!(room.mark(record), Mark::NotSaved(_)));
    keeper.retry();
    block_on(keeper.drain());
    assert_eq!(room.mark(record), Mark::Saved);
    assert_eq!(stored(&room), *room.live().log());
}

/// Everything a page does with its store.
fn use_everything(keeper: &Rc<Keeper<Memory>>, other: &[u8]) -> (Room<Memory>, Vec<StoreError>) {
    let mut refused = Vec::new();
    let mut tell = |result: Result<(), StoreError>| refused.extend(result.err());
    let room = declare(keeper);
    block_on(keeper.drain());
    let unsent = Unsent {
        record: keeper.new_record(),
        scope: Some(room.scope()),
        editor: "box".to_owned(),
        writer: keeper.writer_id(),
        text: "typing".to_owned(),
        at: at(1),
        from: None,
    };
    block_on(keeper.journal(unsent));
    tell(block_on(keeper.store().unsent()).map(|_| ()));
    let record = note(&room, "one", 1);
    block_on(keeper.drain());
    room.revise(record, &text_change("two"), &me(), at(2)).expect("no gate is in the way");
    block_on(keeper.drain());
    room.delete(record, &me(), at(3));
    block_on(keeper.drain());
    room.restore(record, &me(), at(4)).expect("no gate is in the way");
    block_on(keeper.drain());
    room.purge(record, "a token", &me(), at(5));
    block_on(keeper.drain());
    let file = revisions::parse(other);
    match block_on(keeper.preview(&file)) {
        Ok(preview) => tell(block_on(keeper.import(&preview))),
        Err(error) => tell(Err(error)),
    }
    tell(block_on(room.refresh(None, at(6))));
    tell(block_on(keeper.summaries()).map(|_| ()));
    tell(block_on(Room::open(Rc::clone(keeper), room.scope(), at(7))).map(|_| ()));
    block_on(keeper.drain());
    (room, refused)
}

#[test]
fn every_call_failed_in_turn_and_in_every_way_has_a_visible_outcome() {
    let elsewhere = keeper_on(Memory::default(), 5_000);
    let other = declare(&elsewhere).file();
    let whole = keeper();
    use_everything(&whole, &other);
    let calls = whole.store().calls();
    assert!(calls > 15, "{calls} calls");
    for fault in Fault::all() {
        for nth in 0..calls {
            let keeper = keeper();
            let news = Rc::new(RefCell::new(Vec::new()));
            let heard = Rc::clone(&news);
            keeper.listen(move |told| heard.borrow_mut().push(told));
            keeper.store().fail(nth, 1, fault.clone());
            let (room, refused) = use_everything(&keeper, &other);
            let is_bad = |told: &News| matches!(told, News::NotSaved(_) | News::NotJournalled(_));
            let was_told = news.borrow().iter().any(is_bad) || !refused.is_empty();
            assert!(was_told, "call {nth} failed with {fault:?} and nobody was told");
            assert_marks_are_true(&room);
            keeper.retry();
            block_on(keeper.drain());
            assert_eq!(keeper.failed_count(), 0);
            for revision in room.live().log().iter() {
                assert!(stored(&room).get(revision.hash()).is_some(), "lost after {fault:?} at call {nth}");
            }
        }
    }
}

#[test]
fn a_damaged_row_is_named_and_all_others_load() {
    let keeper = keeper();
    let room = declare(&keeper);
    for minute in 0..10 {
        note(&room, "an entry with some text in it", minute);
    }
    block_on(keeper.drain());
    let rows = room.live().log().len();
    let whole: Vec<u8> = stored(&room).iter().last().unwrap().to_line().into_bytes();
    let key = stored(&room).iter().last().unwrap().key();
    let mut positions = 0;
    for bit in [0x01, 0x20, 0x80] {
        for position in 0..whole.len() {
            keeper.store().tamper(|row, bytes| {
                if *row == key {
                    bytes.clone_from(&whole);
                    bytes[position] ^= bit;
                }
            });
            let opened = block_on(Room::open(Rc::clone(&keeper), room.scope(), at(99))).unwrap();
            let damaged: Vec<_> = opened.damaged().iter().map(|damaged| damaged.key).collect();
            assert_eq!(damaged, [key], "bit {bit} of byte {position}");
            assert_eq!(opened.live().log().len(), rows - 1);
            positions += 1;
        }
    }
    assert!(positions >= 1000, "{positions} positions");
}

#[test]
fn an_intact_copy_from_a_file_repairs_a_damaged_row() {
    let keeper = keeper();
    let room = declare(&keeper);
    let record = note(&room, "one", 1);
    block_on(keeper.drain());
    let file = room.file();
    keeper.store().tamper(|_, bytes| bytes[10] ^= 1);
    let broken = block_on(Room::open(Rc::clone(&keeper), room.scope(), at(2))).unwrap();
    assert_eq!(broken.damaged().len(), room.live().log().len());
    let preview = block_on(keeper.preview(&revisions::parse(&file))).unwrap();
    block_on(keeper.import(&preview)).unwrap();
    let repaired = block_on(Room::open(Rc::clone(&keeper), room.scope(), at(3))).unwrap();
    assert_eq!(repaired.damaged().len(), 0);
    assert!(repaired.reading().entries.contains_key(&record));
}

#[test]
fn loading_a_file_twice_changes_nothing() {
    let elsewhere = keeper_on(Memory::default(), 5_000);
    let theirs = declare(&elsewhere);
    let keeper = keeper();
    let file = revisions::parse(&theirs.file());
    let first = block_on(keeper.preview(&file)).unwrap();
    assert_eq!((first.scopes[0].new, first.scopes[0].is_new), (theirs.live().log().len(), true));
    assert_eq!((first.scopes[0].name.as_str(), first.scopes[0].entries), ("INC-42", 1));
    block_on(keeper.import(&first)).unwrap();
    let second = block_on(keeper.preview(&file)).unwrap();
    assert_eq!((second.scopes[0].new, second.scopes[0].known), (0, theirs.live().log().len()));
    block_on(keeper.import(&second)).unwrap();
    let opened = block_on(Room::open(Rc::clone(&keeper), theirs.scope(), at(9))).unwrap();
    assert_eq!(opened.live().log(), theirs.live().log());
    assert_eq!(block_on(keeper.summaries()).unwrap()[0].entries, 1);
}

#[test]
fn a_purge_leaves_no_byte_of_the_text_on_the_medium() {
    let keeper = keeper();
    let room = declare(&keeper);
    let record = note(&room, "token hunter2", 1);
    room.revise(record, &text_change("token hunter2 again"), &me(), at(2)).unwrap();
    block_on(keeper.drain());
    room.purge(record, "a secret", &me(), at(3));
    block_on(keeper.drain());
    let found = Cell::new(false);
    keeper.store().tamper(|_, bytes| {
        found.set(found.get() || String::from_utf8_lossy(bytes).contains("hunter2"));
    });
    assert!(!found.get());
    let again = block_on(Room::open(Rc::clone(&keeper), room.scope(), at(4))).unwrap();
    assert_eq!(*again.reading(), *room.reading());
    assert!(again.reading().records[&record].is_purged);
}

#[test]
fn two_pages_on_one_store_see_each_other_and_overwrite_nothing() {
    let store = Rc::new(Memory::default());
    let [first, second] =
        [10_000, 20_000].map(|start| Rc::new(Keeper::new(Rc::clone(&store), DeviceId::from_bits(1), ids(start))));
    let ours = Room::declare(
        Rc::clone(&first),
        NewIncident { number: 1, title: "x", ..NewIncident::default() },
        first.new_record(),
        &me(),
        at(0),
    );
    block_on(first.drain());
    let theirs = block_on(Room::open(Rc::clone(&second), ours.scope(), at(1))).unwrap();
    for (room, keeper) in [(&ours, &first), (&theirs, &second)] {
        let said = Statement::new(Says::Note, "dana", "mine", at(2), keeper.writer_id());
        room.say(keeper.new_record(), &said, &me(), at(2)).unwrap();
        block_on(keeper.drain());
    }
    block_on(ours.refresh(Some((ours.scope(), second.writer_id())), at(3))).unwrap();
    block_on(theirs.refresh(None, at(3))).unwrap();
    assert_eq!(*ours.reading(), *theirs.reading());
    assert_eq!(ours.reading().incident.order.len(), 3);
    let listed = block_on(first.summaries()).unwrap();
    assert_eq!((listed.len(), listed[0].entries), (1, 3), "the summary was rebuilt from both");
}

#[test]
fn what_is_saved_late_is_marked_heard_of_and_listed_as_it_is() {
    let store = Rc::new(Memory::default());
    let [first, second] =
        [10_000, 20_000].map(|start| Rc::new(Keeper::new(Rc::clone(&store), DeviceId::from_bits(1), ids(start))));
    let ours = Room::declare(
        Rc::clone(&first),
        NewIncident { number: 1, title: "x", ..NewIncident::default() },
        first.new_record(),
        &me(),
        at(0),
    );
    block_on(first.drain());
    let theirs = block_on(Room::open(second, ours.scope(), at(1))).unwrap();
    let say = |text: &str, minute: i64| {
        let record = first.new_record();
        let said = Statement::new(Says::Note, "dana", text, at(minute), first.writer_id());
        ours.say(record, &said, &me(), at(minute)).unwrap();
        record
    };
    let fail_next = |store: &Memory| store.fail(store.calls(), 1, Fault::Refused(StoreError::Full));
    fail_next(&store);
    let early = say("did not fit at first", 2);
    block_on(first.drain());
    // The later one goes in, which lets the first be tried again, and fail again.
    first.listen({
        let store = Rc::clone(&store);
        move |news| {
            if let News::Saved(_) = news {
                fail_next(&store)
            }
        }
    });
    say("fits", 3);
    block_on(first.drain());
    block_on(theirs.refresh(Some((ours.scope(), first.writer_id())), at(4))).unwrap();
    assert_eq!(theirs.reading().incident.order.len(), 2);

    first.listen(|_| {});
    first.retry();
    assert_eq!(
        (ours.mark(early), first.failed_count()),
        (Mark::NotSaved(StoreError::Full), 1),
        "while it is tried again"
    );
    store.heal();
    block_on(first.drain());
    assert_eq!((ours.mark(early), first.failed_count()), (Mark::Saved, 0));
    block_on(theirs.refresh(Some((ours.scope(), first.writer_id())), at(5))).unwrap();
    assert_eq!(*theirs.reading(), *ours.reading());
    assert_eq!(block_on(first.summaries()).unwrap()[0].entries, 3);
}

#[test]
fn closing_is_refused_while_harm_goes_on_and_nothing_is_written() {
    use stillpoint::domain::entry::ImpactMove;
    let keeper = keeper();
    let room = declare(&keeper);
    let says = Says::Impact { impact: ImpactMove::Began, who: None, share: None, certainty: None };
    let impact = Statement::new(says, "dana", "checkout fails", at(1), keeper.writer_id());
    room.say(keeper.new_record(), &impact, &me(), at(1)).unwrap();
    let before = room.live().log().len();
    let close = Statement::new(Says::Phase { phase: Phase::Closed }, "dana", "", at(2), keeper.writer_id());
    let refusal = room.say(keeper.new_record(), &close, &me(), at(2)).unwrap_err();
    assert_eq!(refusal.to_string(), "close the incident: its impact has not ended; log when it did");
    assert_eq!(room.live().log().len(), before);
}

#[test]
fn a_sample_is_forgotten_as_a_whole_and_nothing_else_is() {
    let keeper = keeper();
    let (sample, kept) = (declare(&keeper), declare(&keeper));
    block_on(keeper.drain());
    note(&sample, "not yet saved", 1);
    block_on(keeper.forget(sample.scope())).unwrap();
    block_on(keeper.drain());
    assert_eq!(block_on(keeper.store().count(Some(sample.scope()))).unwrap(), 0);
    assert_eq!(stored(&kept), *kept.live().log());
    let listed: Vec<_> = block_on(keeper.summaries()).unwrap().iter().map(|summary| summary.scope).collect();
    assert_eq!((listed, keeper.unsaved().len()), (vec![kept.scope()], 0));
}

#[test]
fn an_edit_that_took_a_while_does_not_undo_what_another_said_meanwhile() {
    let keeper = keeper();
    let room = declare(&keeper);
    let record = note(&room, "p99 rising", 1);
    let seen = room.snapshot(record).unwrap();
    room.revise(record, &text_change("p99 at 4 s"), &me(), at(2)).unwrap();
    let star = Object::from_iter([("star".to_owned(), true.into())]);
    room.revise_from(&seen, &star, &me(), at(3)).unwrap();
    let entry = room.reading().entries[&record].said.clone();
    assert_eq!((entry.text.as_str(), entry.is_starred), ("p99 at 4 s", true));
    // Both changed the text: both are shown.
    room.revise_from(&seen, &text_change("p99 at 9 s"), &me(), at(4)).unwrap();
    assert_eq!(room.reading().records[&record].conflicts.len(), 1);
}

#[test]
fn an_unsent_text_that_comes_back_goes_on_from_where_it_was_begun() {
    let keeper = keeper();
    let room = declare(&keeper);
    let record = note(&room, "Base line.", 1);
    let begun = room.snapshot(record).unwrap();
    room.revise(record, &text_change("Base line. THEIRS"), &me(), at(2)).unwrap();
    room.revise(record, &text_change("Base line. THEIRS, and more"), &me(), at(3)).unwrap();
    assert_ne!(room.snapshot(record).unwrap(), begun);
    assert_eq!(room.snapshot_at(record, begun.heads()), Some(begun.clone()));
    assert_eq!(begun.words("text"), "Base line.");
    let back = room.snapshot_at(record, begun.heads()).unwrap();
    room.revise_from(&back, &text_change("Base line. MINE"), &me(), at(4)).unwrap();
    let conflicts = room.reading().records[&record].conflicts.clone();
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
    let texts: Vec<&str> = conflict.values.iter().filter_map(|(_, value)| value.as_str()).collect();
    assert_eq!(texts, ["Base line. THEIRS, and more", "Base line. MINE"]);
    // Both of them are what the next edit begins from.
    let both = room.snapshot(record).unwrap();
    assert_eq!((both.heads().len(), room.snapshot_at(record, both.heads())), (2, Some(both.clone())));
    // What is not here cannot be gone on from.
    let elsewhere = declare(&keeper_on(Memory::default(), 900));
    let other = note(&elsewhere, "elsewhere", 1);
    assert_eq!(room.snapshot_at(record, elsewhere.snapshot(other).unwrap().heads()), None);
}

#[test]
fn what_two_pages_begin_at_once_is_kept_twice() {
    let keeper = keeper();
    let room = declare(&keeper);
    let record = keeper.new_record();
    // Both began to write while the record was not there.
    let [ours, theirs] = [(); 2].map(|()| Snapshot::before("section", record));
    for (from, text, minute) in [(&ours, "mine", 1), (&theirs, "yours", 2)] {
        let mut changes = text_change(text);
        changes.insert("slot".to_owned(), "summary".into());
        room.revise_from(from, &changes, &me(), at(minute)).unwrap();
    }
    let conflicts = room.reading().records[&record].conflicts.clone();
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
    let texts: Vec<&str> = conflict.values.iter().filter_map(|(_, value)| value.as_str()).collect();
    assert_eq!((conflict.field.as_str(), texts), ("text", vec!["mine", "yours"]));
    // An edit of what is there now settles it.
    room.put("section", record, &text_change("mine\n\nyours"), &me(), at(3)).unwrap();
    assert!(room.reading().records[&record].conflicts.is_empty());
    assert!(room.reading().bodies[&record].json.contains(r#""slot":"summary""#));
}

#[test]
fn settling_one_disagreement_leaves_the_others_open() {
    let keeper = keeper();
    let room = declare(&keeper);
    let record = note(&room, "p99 rising", 1);
    let seen = room.snapshot(record).unwrap();
    for (text, link) in [("at 4 s", "a"), ("at 9 s", "b")] {
        let mut changes = text_change(text);
        changes.insert("correlation".to_owned(), link.into());
        room.revise_from(&seen, &changes, &me(), at(2)).unwrap();
    }
    let fields = || room.reading().records[&record].conflicts.iter().map(|c| c.field.clone()).collect::<Vec<_>>();
    assert_eq!(fields(), ["correlation", "text"]);
    room.revise(record, &text_change("at 4 s"), &me(), at(3)).unwrap();
    assert_eq!(fields(), ["correlation"]);
    assert_eq!(room.reading().entries[&record].said.text, "at 4 s");
    room.revise(record, &Object::from_iter([("correlation".to_owned(), "a".into())]), &me(), at(4)).unwrap();
    assert_eq!((fields().len(), room.reading().records[&record].heads.len()), (0, 1));
}

#[test]
fn a_record_from_a_fast_clock_keeps_its_beginning_when_it_is_edited() {
    let keeper = keeper();
    let room = declare(&keeper);
    let fast = keeper_on(Memory::default(), 9_000);
    block_on(keeper.drain());
    let preview = block_on(fast.preview(&revisions::parse(&room.file()))).unwrap();
    block_on(fast.import(&preview)).unwrap();
    let theirs = block_on(Room::open(Rc::clone(&fast), room.scope(), at(1))).unwrap();
    let a_year = 525_600;
    let record = note(&theirs, "from next year", a_year);
    block_on(fast.drain());
    let back = block_on(keeper.preview(&revisions::parse(&theirs.file()))).unwrap();
    block_on(keeper.import(&back)).unwrap();
    block_on(room.refresh(None, at(2))).unwrap();
    room.revise(record, &text_change("corrected"), &me(), at(3)).unwrap();
    assert_eq!(room.reading().entries[&record].writer, fast.writer_id());
    assert_eq!(room.reading().entries[&record].logged_at, at(a_year));
    let live = room.live();
    let last = live.history(record).last().map(|revision| revision.header().writer);
    assert_eq!(last, Some(keeper.writer_id()), "the edit comes after what it was made from");
}

#[test]
fn a_drill_goes_as_a_whole_and_leaves_nothing_to_read() {
    let keeper = keeper();
    let named = NewIncident { number: 7, title: "Practice hunter2", standing: Some(DRILL), ..NewIncident::default() };
    let room = Room::declare(Rc::clone(&keeper), named, keeper.new_record(), &me(), at(0));
    let kept = declare(&keeper);
    let record = note(&room, "the secret is hunter2", 1);
    room.revise(record, &text_change("hunter2 again"), &me(), at(2)).unwrap();
    assert!(!room.reading().record.as_ref().unwrap().counts());
    room.purge_whole("a drill", &me(), at(3));
    block_on(keeper.drain());
    keeper.store().tamper(|_, bytes| assert!(!String::from_utf8_lossy(bytes).contains("hunter2")));
    assert!(!String::from_utf8_lossy(&room.file()).contains("hunter2"));
    assert!(room.reading().record.is_none() && room.reading().entries.is_empty());
    let listed = block_on(keeper.summaries()).unwrap();
    let scopes: Vec<_> = listed.iter().filter(|summary| summary.is_incident()).map(|s| s.scope).collect();
    assert_eq!(scopes, [kept.scope()]);
}

#[test]
fn what_may_be_an_incident_is_not_declared_and_one_can_be_declared_after_the_fact() {
    let keeper = keeper();
    let declared = |named: NewIncident<'_>| {
        let room = Room::declare(Rc::clone(&keeper), named, keeper.new_record(), &me(), at(30));
        let reading = room.reading();
        reading.incident.milestones.get(Milestone::Declared).map(|reached| reached.at.at)
    };
    let named = NewIncident { number: 1, title: "x", ..NewIncident::default() };
    assert_eq!(declared(named.clone()), Some(at(30)));
    assert_eq!(declared(NewIncident { standing: Some(TRIAGE), ..named.clone() }), None);
    let then = Occurred::said(Precise { at: at(10), precision: Precision::Second });
    assert_eq!(declared(NewIncident { occurred: Some(then), ..named }), Some(at(10)));
}

// --- What was taken out for good stays out ----------------------------------------------------------------------------

/// Two pages with a store each, and what one of them declared known to both.
fn apart(standing: Option<&str>) -> [Room<Memory>; 2] {
    let [ours, theirs] = [keeper_on(Memory::default(), 10_000), keeper_on(Memory::default(), 20_000)];
    let named = NewIncident { number: 7, title: "Practice hunter2", standing, ..NewIncident::default() };
    let room = Room::declare(Rc::clone(&ours), named, ours.new_record(), &me(), at(0));
    note(&room, "the token is hunter2", 1);
    block_on(ours.drain());
    bring(&room.file(), &theirs);
    let opened = block_on(Room::open(theirs, room.scope(), at(2))).expect("nothing fails");
    [room, opened]
}

/// A drill that is open in two tabs of one browser.
fn tabs_in_a_drill() -> (Rc<Memory>, [Room<Rc<Memory>>; 2]) {
    let store = Rc::new(Memory::default());
    let [first, second] =
        [10_000, 20_000].map(|start| Rc::new(Keeper::new(Rc::clone(&store), DeviceId::from_bits(1), ids(start))));
    let named = NewIncident { number: 7, title: "Practice", standing: Some(DRILL), ..NewIncident::default() };
    let ours = Room::declare(Rc::clone(&first), named, first.new_record(), &me(), at(0));
    block_on(first.drain());
    let theirs = block_on(Room::open(second, ours.scope(), at(1))).expect("nothing fails");
    (store, [ours, theirs])
}

fn bring(file: &[u8], keeper: &Rc<Keeper<Memory>>) {
    let preview = block_on(keeper.preview(&revisions::parse(file))).expect("nothing fails");
    block_on(keeper.import(&preview)).expect("nothing fails");
}

/// No byte of it on the medium, in the file, or in what the page shows.
fn assert_gone(room: &Room<Memory>) {
    room.keeper().store().tamper(|_, bytes| {
        let line = String::from_utf8_lossy(bytes);
        assert!(!line.contains("hunter2"), "{line}");
    });
    assert!(!String::from_utf8_lossy(&room.file()).contains("hunter2"));
    assert!(!room.reading().timeline().any(|entry| entry.said.text.contains("hunter2")));
}

fn with_text(room: &Room<Memory>, text: &str) -> RecordId {
    let reading = room.reading();
    reading.timeline().find(|entry| entry.said.text == text).expect("it was said").id
}

#[test]
fn an_edit_by_somebody_who_had_not_heard_of_the_purge_brings_nothing_back() {
    for purge_arrives_first in [true, false] {
        let [ours, theirs] = apart(None);
        let record = with_text(&ours, "the token is hunter2");
        ours.purge(record, "a secret", &me(), at(3));
        theirs.revise(record, &text_change("hunter2, without the rest"), &me(), at(4)).unwrap();
        block_on(ours.keeper().drain());
        block_on(theirs.keeper().drain());
        let (purged, edited) = (ours.file(), theirs.file());
        let third = keeper_on(Memory::default(), 30_000);
        let order = if purge_arrives_first { [&purged, &edited] } else { [&edited, &purged] };
        order.into_iter().for_each(|file| bring(file, &third));
        let united = block_on(Room::open(third, ours.scope(), at(5))).unwrap();
        assert!(united.reading().records[&record].is_purged);
        united
            .keeper()
            .store()
            .tamper(|_, bytes| assert!(!String::from_utf8_lossy(bytes).contains("without the rest")));
        assert!(!String::from_utf8_lossy(&united.file()).contains("without the rest"));
        bring(&edited, ours.keeper());
        bring(&purged, theirs.keeper());
        for room in [ours, theirs] {
            block_on(room.refresh(None, at(6))).unwrap();
            assert!(room.reading().records[&record].is_purged);
            room.keeper().store().tamper(|_, bytes| assert!(!String::from_utf8_lossy(bytes).contains("the rest")));
            assert_eq!(room.file(), united.file(), "whatever came first");
        }
    }
}

#[test]
fn what_was_said_in_a_drill_by_somebody_who_had_not_heard_of_its_end_goes_with_it() {
    for purge_arrives_first in [true, false] {
        let [ours, theirs] = apart(Some(DRILL));
        ours.purge_whole("a drill", &me(), at(3));
        note(&theirs, "hunter2 once more", 4);
        block_on(ours.keeper().drain());
        block_on(theirs.keeper().drain());
        let (purged, said) = (ours.file(), theirs.file());
        let third = keeper_on(Memory::default(), 30_000);
        let order = if purge_arrives_first { [&purged, &said] } else { [&said, &purged] };
        order.into_iter().for_each(|file| bring(file, &third));
        let united = block_on(Room::open(third, ours.scope(), at(5))).unwrap();
        bring(&said, ours.keeper());
        bring(&purged, theirs.keeper());
        for room in [&ours, &theirs] {
            block_on(room.refresh(None, at(6))).unwrap();
        }
        for room in [&united, &ours, &theirs] {
            assert_gone(room);
            assert!(room.reading().is_taken_out && room.reading().record.is_none());
            assert_eq!(room.file(), united.file());
            let listed = block_on(room.keeper().summaries()).unwrap();
            assert!(!listed.iter().any(|summary| summary.is_incident()), "{listed:?}");
        }
    }
}

#[test]
fn a_tab_that_sits_in_a_drill_that_was_taken_out_is_told_and_writes_nothing_more() {
    let (store, [ours, theirs]) = tabs_in_a_drill();
    let [first, second] = [&ours, &theirs].map(|room| Rc::clone(room.keeper()));
    let said = |text: &str| Statement::new(Says::Note, "dana", text, at(2), second.writer_id());
    let record = second.new_record();
    theirs.say(record, &said("hunter2, too late"), &me(), at(2)).unwrap();
    let edited = theirs.snapshot(record).unwrap();
    ours.purge_whole("a drill", &me(), at(3));
    block_on(first.drain());
    // What waits there was said before anybody there could know.
    block_on(theirs.refresh(Some((ours.scope(), first.writer_id())), at(4))).unwrap();
    block_on(second.drain());
    let refused = Err(Refusal::DrillTakenOut);
    assert_eq!(theirs.say(second.new_record(), &said("and more"), &me(), at(5)), refused);
    assert_eq!(theirs.revise(record, &text_change("and more"), &me(), at(5)), refused);
    assert_eq!(theirs.revise_from(&edited, &text_change("and more"), &me(), at(5)), refused);
    theirs.delete(record, &me(), at(5));
    block_on(second.drain());
    block_on(ours.refresh(Some((ours.scope(), second.writer_id())), at(6))).unwrap();
    assert!(ours.reading().entries.is_empty() && theirs.reading().entries.is_empty());
    store.tamper(|_, bytes| {
        let line = String::from_utf8_lossy(bytes);
        assert!(!line.contains("hunter2") && !line.contains("and more"), "{line}");
    });
}

#[test]
fn what_another_tab_had_saved_meanwhile_is_swept_by_the_one_that_hears_of_it() {
    let (store, [ours, theirs]) = tabs_in_a_drill();
    let [first, second] = [&ours, &theirs].map(|room| Rc::clone(room.keeper()));
    ours.purge_whole("a drill", &me(), at(3));
    block_on(first.drain());
    let said = Statement::new(Says::Note, "dana", "hunter2", at(2), second.writer_id());
    theirs.say(second.new_record(), &said, &me(), at(2)).unwrap();
    block_on(second.drain());
    block_on(ours.refresh(Some((ours.scope(), second.writer_id())), at(4))).unwrap();
    store.tamper(|_, bytes| assert!(!String::from_utf8_lossy(bytes).contains("hunter2")));
}

#[test]
fn an_edit_of_an_entry_that_was_taken_out_meanwhile_is_refused() {
    let keeper = keeper();
    let room = declare(&keeper);
    let record = note(&room, "hunter2", 1);
    let seen = room.snapshot(record).unwrap();
    room.purge(record, "a secret", &me(), at(2));
    let refused = Err(Refusal::EntryTakenOut);
    assert_eq!(room.revise_from(&seen, &text_change("hunter2!"), &me(), at(3)), refused);
    assert_eq!(room.restore(record, &me(), at(3)), refused);
    room.delete(record, &me(), at(4));
    block_on(keeper.drain());
    assert_gone(&room);
}

#[test]
fn the_old_file_of_a_drill_that_was_taken_out_brings_nothing_and_says_so() {
    let [ours, _] = apart(Some(DRILL));
    let before = ours.file();
    ours.purge_whole("a drill", &me(), at(3));
    block_on(ours.keeper().drain());
    let after = ours.file();
    let preview = block_on(ours.keeper().preview(&revisions::parse(&before))).unwrap();
    let coming = &preview.scopes[0];
    assert_eq!((coming.name.as_str(), coming.title.as_str(), coming.new), ("INC-7", "", 0));
    assert!(coming.is_taken_out && coming.was_taken_out);
    block_on(ours.keeper().import(&preview)).unwrap();
    assert_gone(&ours);
    // The file of afterwards, where it still is: it goes there as well.
    let elsewhere = keeper_on(Memory::default(), 40_000);
    bring(&before, &elsewhere);
    let preview = block_on(elsewhere.preview(&revisions::parse(&after))).unwrap();
    let coming = &preview.scopes[0];
    assert_eq!(coming.name, "INC-7");
    assert!(coming.is_taken_out && !coming.was_taken_out);
}

#[test]
fn a_drill_that_is_taken_out_between_preview_and_union_stays_out() {
    let [ours, theirs] = apart(Some(DRILL));
    note(&theirs, "hunter2 once more", 3);
    let preview = block_on(ours.keeper().preview(&revisions::parse(&theirs.file()))).unwrap();
    ours.purge_whole("a drill", &me(), at(4));
    block_on(ours.keeper().drain());
    block_on(ours.keeper().import(&preview)).unwrap();
    assert_gone(&ours);
    let listed = block_on(ours.keeper().summaries()).unwrap();
    assert!(!listed.iter().any(|summary| summary.is_incident()), "{listed:?}");
}

#[test]
fn what_could_not_be_saved_before_a_drill_was_taken_out_is_not_saved_after_it() {
    for is_opened_anew in [true, false] {
        let (store, [ours, theirs]) = tabs_in_a_drill();
        let [first, second] = [&ours, &theirs].map(|room| Rc::clone(room.keeper()));
        let said = Statement::new(Says::Note, "dana", "hunter2", at(2), second.writer_id());
        store.fail(store.calls(), 10, Fault::Refused(StoreError::Full));
        theirs.say(second.new_record(), &said, &me(), at(2)).unwrap();
        block_on(second.drain());
        store.heal();
        assert_eq!(second.failed_count(), 1);
        ours.purge_whole("a drill", &me(), at(3));
        block_on(first.drain());
        if is_opened_anew {
            block_on(Room::open(Rc::clone(&second), ours.scope(), at(4))).unwrap();
        } else {
            block_on(theirs.refresh(None, at(4))).unwrap();
        }
        second.retry();
        block_on(second.drain());
        assert_eq!((second.failed_count(), second.unsaved().len()), (0, 0));
        store.tamper(|_, bytes| assert!(!String::from_utf8_lossy(bytes).contains("hunter2")));
    }
}

#[test]
fn a_change_has_a_scope_of_its_own_is_no_incident_and_two_copies_of_it_unite() {
    let keeper = keeper();
    let room = Room::begin(Rc::clone(&keeper));
    let scope = room.scope();
    let script = record_named(kind::SCRIPT, &format!("{scope}:{UP}"));
    let up = |text: &str| {
        let mut body = text_change(text);
        body.insert("direction".to_owned(), UP.into());
        body
    };
    let signed = |item: &str, by: &str| {
        let fields = [("item", item), ("by", by), ("at", "2026-11-20T14:07:00Z")];
        Object::from_iter(fields.map(|(field, value)| (field.to_owned(), value.into())))
    };
    room.put(kind::SCRIPT, script, &up("ALTER TABLE a;\n\nALTER TABLE b;\n"), &me(), at(1)).unwrap();
    block_on(keeper.drain());
    let summaries = block_on(keeper.summaries()).unwrap();
    assert!(summaries.iter().all(|summary| !summary.is_incident()), "the list of incidents does not show it");
    assert_eq!(summaries.iter().map(|summary| summary.chain).collect::<Vec<_>>(), [Some(1)]);

    // A copy goes to somebody else, who signs a line and writes into the script while that happens here too.
    let copy = Memory::default();
    let theirs = keeper_on(copy, 5_000);
    let file = revisions::parse(&room.file());
    block_on(theirs.import(&block_on(theirs.preview(&file)).unwrap())).unwrap();
    let there = block_on(Room::open(Rc::clone(&theirs), scope, at(2))).unwrap();
    let ito = Me { handle: "ito".to_owned(), name: "Ito".to_owned() };
    there.put(kind::SIGNED, theirs.new_record(), &signed("load", "ito"), &ito, at(3)).unwrap();
    there.put(kind::SCRIPT, script, &up("ALTER TABLE a;\n\nALTER TABLE b2;\n"), &ito, at(3)).unwrap();
    room.put(kind::SIGNED, keeper.new_record(), &signed("release", "dana"), &me(), at(3)).unwrap();
    room.put(kind::SCRIPT, script, &up("ALTER TABLE a1;\n\nALTER TABLE b;\n"), &me(), at(3)).unwrap();
    block_on(keeper.drain());

    let back = block_on(keeper.preview(&revisions::parse(&there.file()))).unwrap();
    assert!(back.scopes[0].is_change && !back.scopes[0].is_new);
    block_on(keeper.import(&back)).unwrap();
    let both = block_on(Room::open(Rc::clone(&keeper), scope, at(4))).unwrap();
    let change = Change::of(both.reading().bodies.iter());
    let signers = |item| change.signed(item).map(|held| held.says.by.as_str()).collect::<Vec<_>>();
    assert_eq!((signers("load"), signers("release")), (vec!["ito"], vec!["dana"]), "the union shows both");
    assert_eq!(change.script(UP), "ALTER TABLE a1;\n\nALTER TABLE b2;\n", "and lines of both");
}
