//! What only a browser knows: the database, its transactions, its refusals.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "the lint knows tests by `#[test]` only")]

use std::cell::Cell;
use std::rc::Rc;

use stillpoint::domain::entry::{Says, Statement};
use stillpoint::domain::id::{DeviceId, Hash, RecordId, ScopeId};
use stillpoint::domain::time::Instant;
use stillpoint::log::Revision;
use stillpoint::log::canonical::digest;
use stillpoint::platform::random;
use stillpoint::store::{
    Batch, IndexedDb, Keeper, Mark, Me, Medium, NewIncident, Room, Store, StoreError, Stored, Unsent,
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn database() -> IndexedDb {
    IndexedDb::open("a test", || {}, || {}, || {}).await.unwrap().0
}

fn me() -> Me {
    Me { handle: "dana".to_owned(), name: "Dana".to_owned() }
}

fn at(second: i64) -> Instant {
    Instant::from_millis(1_763_470_000_000 + second * 1000)
}

fn keeper(database: IndexedDb) -> Rc<Keeper<Medium>> {
    Rc::new(Keeper::new(Medium::Database(database), DeviceId::from_bits(1), Box::new(random::bits)))
}

/// What declaring writes: the page, the person, the incident's name, and its first entry.
const INTRODUCTION: u64 = 4;

/// An incident with `count` notes, saved. Scopes are random, so that tests do not meet.
async fn saved_room(count: i64) -> Room<Medium> {
    let keeper = keeper(database().await);
    let room = Room::declare(
        Rc::clone(&keeper),
        NewIncident { number: 1, title: "x", ..NewIncident::default() },
        keeper.new_record(),
        &me(),
        at(0),
    );
    for second in 0..count {
        let said = Statement::new(Says::Note, "dana", "p99 🔥 rising", at(second), keeper.writer_id());
        room.say(keeper.new_record(), &said, &me(), at(second)).unwrap();
    }
    keeper.drain().await;
    assert_eq!(keeper.failed_count(), 0, "{:?}", keeper.failure());
    room
}

fn revisions(stored: &[Stored]) -> Vec<Revision> {
    let good = |stored: &Stored| match stored {
        Stored::Good(revision) => revision.clone(),
        Stored::Damaged(damaged) => panic!("{}", damaged.why),
    };
    stored.iter().map(good).collect()
}

#[wasm_bindgen_test]
async fn what_is_saved_is_read_back_in_the_order_of_its_keys() {
    let room = saved_room(30).await;
    let stored = revisions(&database().await.read(room.scope()).await.unwrap());
    let live: Vec<Revision> = room.live().log().iter().cloned().collect();
    assert_eq!(stored, live);
    assert_eq!(room.mark(live[5].header().record), Mark::Saved);
}

#[wasm_bindgen_test]
async fn a_scope_is_read_without_its_neighbours() {
    let (first, second) = (saved_room(3).await, saved_room(2).await);
    let database = database().await;
    assert_eq!(database.count(Some(first.scope())).await.unwrap(), INTRODUCTION + 3);
    assert_eq!(database.count(Some(second.scope())).await.unwrap(), INTRODUCTION + 2);
    let scopes = database.scopes().await.unwrap();
    assert!(scopes.contains(&first.scope()) && scopes.contains(&second.scope()));
    assert_eq!(database.count(Some(ScopeId::from_bits(random::bits()))).await.unwrap(), 0);
}

#[wasm_bindgen_test]
async fn a_collision_is_refused_and_writes_nothing_of_its_batch() {
    let room = saved_room(1).await;
    let database = database().await;
    let known = room.live().log().iter().next().unwrap().clone();
    let other = saved_room(1).await;
    let fresh = other.live().log().iter().next().unwrap().clone();
    let before = database.count(None).await.unwrap();
    let batch = Batch { revisions: vec![fresh, known], ..Batch::default() };
    assert_eq!(database.append(&batch).await, Err(StoreError::Exists));
    assert_eq!(database.count(None).await.unwrap(), before);
}

#[wasm_bindgen_test]
async fn news_of_one_writer_are_read_from_where_it_was_left() {
    let room = saved_room(10).await;
    let writer = room.keeper().writer_id();
    let news = revisions(&database().await.read_after(room.scope(), writer, 8).await.unwrap());
    let counters: Vec<u64> = news.iter().map(|revision| revision.header().counter).collect();
    assert_eq!(counters, [9, 10, 11, 12, 13, 14]);
}

#[wasm_bindgen_test]
async fn a_purge_replaces_the_stored_bytes() {
    let room = saved_room(2).await;
    let record = *room.reading().incident.order.last().unwrap();
    room.purge(record, "a secret", &me(), at(9));
    room.keeper().drain().await;
    let stored = revisions(&database().await.read(room.scope()).await.unwrap());
    let purged: Vec<RecordId> =
        stored.iter().filter(|r| r.body().text().is_none()).map(|r| r.header().record).collect();
    assert_eq!(purged, [record]);
}

#[wasm_bindgen_test]
async fn attachments_and_unsent_texts_are_written_with_the_revision() {
    let room = saved_room(0).await;
    let database = database().await;
    let writer = room.keeper().writer_id();
    let record = RecordId::from_bits(random::bits());
    let unsent = Unsent {
        record,
        scope: Some(room.scope()),
        editor: "box".to_owned(),
        writer,
        text: "typing".to_owned(),
        at: at(1),
        from: None,
    };
    database.put_unsent(&unsent).await.unwrap();
    assert!(database.unsent().await.unwrap().contains(&unsent));
    let hash: Hash = digest(b"bytes");
    let batch =
        Batch { attachments: vec![(hash, b"bytes".to_vec())], sent: vec![(record, writer)], ..Batch::default() };
    database.append(&batch).await.unwrap();
    assert_eq!(database.attachment(hash).await.unwrap().as_deref(), Some(b"bytes".as_slice()));
    assert!(!database.unsent().await.unwrap().contains(&unsent));
}

#[wasm_bindgen_test]
async fn the_list_agrees_with_what_is_stored() {
    let room = saved_room(4).await;
    let listed = room.keeper().summaries().await.unwrap();
    let summary = listed.iter().find(|summary| summary.scope == room.scope()).unwrap();
    assert_eq!((summary.entries, summary.revisions), (5, INTRODUCTION + 4));
    let total = database().await.count(None).await.unwrap();
    assert_eq!(listed.iter().map(|summary| summary.revisions).sum::<u64>(), total);
}

#[wasm_bindgen_test]
async fn a_second_page_follows_the_first() {
    let ours = saved_room(1).await;
    let theirs = Room::open(keeper(database().await), ours.scope(), at(1)).await.unwrap();
    let said = Statement::new(Says::Observation, "dana", "seen here", at(2), ours.keeper().writer_id());
    ours.say(ours.keeper().new_record(), &said, &me(), at(2)).unwrap();
    ours.keeper().drain().await;
    theirs.refresh(Some((ours.scope(), ours.keeper().writer_id())), at(3)).await.unwrap();
    assert_eq!(*theirs.reading(), *ours.reading());
}

#[wasm_bindgen_test]
async fn opening_again_finds_the_same_database() {
    let (_, first) = IndexedDb::open("one", || {}, || {}, || {}).await.unwrap();
    let (_, second) = IndexedDb::open("two", || {}, || {}, || {}).await.unwrap();
    assert_eq!(first.identity, second.identity);
    assert!(!second.is_new);
}

#[wasm_bindgen_test]
async fn a_database_that_is_deleted_is_told_and_not_made_again() {
    let was_told = Rc::new(Cell::new(false));
    let told = Rc::clone(&was_told);
    let (old, _) = IndexedDb::open("a test", || {}, move || told.set(true), || {}).await.unwrap();
    let factory = js_sys::Reflect::get(&js_sys::global(), &"indexedDB".into()).unwrap();
    factory.unchecked_into::<web_sys::IdbFactory>().delete_database("stillpoint").unwrap();
    while !was_told.get() {
        stillpoint::platform::dom::sleep(5).await;
    }
    assert_eq!(old.count(None).await, Err(StoreError::Vanished));
}
