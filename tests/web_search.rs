//! Search over a database in a browser: what is found, what is read again, and how long the page is held.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "the lint knows tests by `#[test]` only")]

#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/keys.rs"]
mod keys;

use std::cell::Cell;
use std::rc::Rc;

use corpus::{Numbers, text};
use leptos::mount::mount_to;
use leptos::prelude::*;
use serde_json::{Value, json};
use stillpoint::domain::entry::{Says, Statement};
use stillpoint::domain::id::{DeviceId, RecordId, ScopeId, WriterId};
use stillpoint::domain::record::kind;
use stillpoint::domain::time::Instant;
use stillpoint::log::{Draft, Revision, Writer};
use stillpoint::platform::{dom, random};
use stillpoint::state::{Search, Standing, Workbench};
use stillpoint::store::{Batch, IndexedDb, Keeper, Me, Medium, Room, Store};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

/// Code that is built for tests is slow: what is measured there is only whether measuring works.
const IS_FAST: bool = !cfg!(debug_assertions);

const INCIDENTS: u32 = if IS_FAST { 400 } else { 30 };
const ENTRIES: u32 = if IS_FAST { 75 } else { 40 };
const LARGE: u32 = if IS_FAST { 50_000 } else { 2_000 };

struct Wall;

impl keys::Clock for Wall {
    fn millis(&self) -> f64 {
        let performance = js_sys::Reflect::get(&js_sys::global(), &"performance".into()).unwrap();
        let now: js_sys::Function = js_sys::Reflect::get(&performance, &"now".into()).unwrap().into();
        now.call0(&performance).unwrap().as_f64().unwrap()
    }
}

#[wasm_bindgen_test]
fn a_key_in_fifty_thousand_entries() {
    console_log!("{}", keys::measured(if IS_FAST { 50_000 } else { 1_000 }, &Wall));
}

fn me() -> Me {
    Me { handle: "dana".to_owned(), name: "Dana".to_owned() }
}

fn at(second: i64) -> Instant {
    Instant::from_millis(1_763_470_000_000 + second * 1000)
}

async fn database() -> IndexedDb {
    IndexedDb::open("a test", || {}, || {}, || {}).await.unwrap().0
}

/// Writes incidents as fast as the database takes them.
struct Author {
    writer: Writer,
    numbers: Numbers,
    second: i64,
}

impl Author {
    fn write(&mut self, scope: ScopeId, record: RecordId, kind: &str, body: Value, parents: &[&Revision]) -> Revision {
        self.second += 1;
        let draft = Draft {
            scope,
            record,
            kind: kind.to_owned(),
            parents: parents.iter().map(|revision| revision.hash()).collect(),
            author: "dana".to_owned(),
            purges: vec![],
            body: body.as_object().unwrap().clone(),
        };
        self.writer.write(draft, at(self.second))
    }

    fn note(&mut self, scope: ScopeId, text: &str) -> Revision {
        let time = at(self.second).to_string();
        let body = json!({"kind": "note", "by": "dana", "logged_at": time, "occurred": {"at": time}, "text": text});
        self.write(scope, RecordId::from_bits(random::bits()), kind::ENTRY, body, &[])
    }

    async fn incident(&mut self, database: &IndexedDb, number: u32, entries: u32) -> ScopeId {
        let scope = ScopeId::from_bits(random::bits());
        let name = json!({"number": number, "title": format!("Zebra {number} went down")});
        let mut revisions = vec![self.write(scope, RecordId::from_bits(1), kind::INCIDENT, name, &[])];
        for _ in 0..entries {
            let text = text(&mut self.numbers);
            revisions.push(self.note(scope, &text));
        }
        revisions.push(self.note(scope, &format!("the quagga of {number}")));
        let deleted = self.note(scope, "a dodo that was deleted");
        let mut body: Value = serde_json::from_str(deleted.body().text().unwrap()).unwrap();
        body["deleted"] = true.into();
        let trash = self.write(scope, deleted.header().record, kind::ENTRY, body, &[&deleted]);
        revisions.extend([deleted, trash]);
        for share in revisions.chunks(5000) {
            database.append(&Batch { revisions: share.to_vec(), ..Batch::default() }).await.unwrap();
        }
        scope
    }
}

async fn until(what: impl Fn() -> bool) {
    let started = js_sys::Date::now();
    while !what() {
        assert!(js_sys::Date::now() - started < 120_000.0, "it takes too long");
        dom::sleep(5).await;
    }
}

/// The longest time in which a task that always waits had no turn.
fn watch() -> Rc<Cell<(bool, f64)>> {
    let held = Rc::new(Cell::new((true, 0.0)));
    let watch = Rc::clone(&held);
    spawn_local(async move {
        while watch.get().0 {
            let before = keys::Clock::millis(&Wall);
            dom::sleep(0).await;
            let gap = keys::Clock::millis(&Wall) - before;
            watch.set((watch.get().0, f64::max(watch.get().1, gap)));
        }
    });
    held
}

fn texts(search: Search) -> Vec<String> {
    search.hits().with_untracked(|hits| hits.iter().map(|hit| hit.snippet.text.clone()).collect())
}

#[wasm_bindgen_test]
async fn everything_that_is_stored_is_found_and_kept_up_with() {
    let database = database().await;
    let mut author =
        Author { writer: Writer::new(WriterId::from_bits(random::bits())), numbers: Numbers::new(3), second: 0 };
    let large = author.incident(&database, 1, LARGE).await;
    for number in 2..=INCIDENTS {
        author.incident(&database, number, ENTRIES).await;
    }
    let newest = author.incident(&database, INCIDENTS + 1, 3).await;

    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let handles = Rc::new(Cell::new(None));
    let made = Rc::clone(&handles);
    let mounted = mount_to(root, move || {
        let workbench = Workbench::provide();
        made.set(Some((workbench, Search::new(workbench))));
    });
    let (workbench, search) = handles.get().unwrap();
    until(|| workbench.standing().get_untracked() == Standing::Ready).await;
    let done = || search.progress().with_untracked(|progress| progress.is_done);
    let count = || search.count().get_untracked() as u32;

    // While everything is being read, findings come, and the page is held for short times only.
    let watched = watch();
    let started = keys::Clock::millis(&Wall);
    search.query("quagga");
    until(|| count() > 0).await;
    let first = keys::Clock::millis(&Wall) - started;
    assert_eq!(search.hits().with_untracked(|hits| hits[0].scope), newest, "the newest incident is read first");
    until(done).await;
    let whole = keys::Clock::millis(&Wall) - started;
    let entries = LARGE + INCIDENTS * ENTRIES;
    console_log!(
        "{entries} entries of {} incidents: first finding after {first:.0} ms, all after {whole:.0} ms, held for {:.0} ms",
        INCIDENTS + 1,
        watched.get().1
    );
    assert_eq!(count(), INCIDENTS + 1);
    search.progress().with_untracked(|progress| {
        assert_eq!((progress.searched, progress.incidents), (INCIDENTS as usize + 1, INCIDENTS as usize + 1));
        assert_eq!(progress.problem, None);
    });

    // What has been read is there with the key.
    watched.set((true, 0.0));
    for (typed, expected) in
        [("zebra", INCIDENTS + 1), ("Zebra 17", 1), ("\"zebra 17 went\"", 1), ("dodo", 0), ("", 0), ("inc-17", 1)]
    {
        dom::sleep(0).await;
        search.query(typed);
        dom::sleep(0).await;
        until(done).await;
        let found = count();
        // `17` is in other numbers too, and in no other where there are few.
        assert!(found == expected || (typed.ends_with("17") && found > expected), "{typed}: {found}");
    }
    search.query("\"quagga of 1\"");
    until(done).await;
    let hit = search.hits().with_untracked(|hits| hits.iter().find(|hit| hit.scope == large).cloned()).unwrap();
    assert_eq!((hit.name.as_str(), hit.title.as_str()), ("INC-1", "Zebra 1 went down"));
    assert!(hit.record.is_some() && hit.at.is_some());
    let marked = hit.snippet.matches.first().map(|range| hit.snippet.text[range.clone()].to_owned());
    assert_eq!(marked.as_deref(), Some("quagga of 1"));
    console_log!("typing holds for {:.0} ms", watched.get().1);

    // What another page says is found, and what it takes out is not.
    search.query("okapi");
    until(done).await;
    assert_eq!(count(), 0);
    let keeper = Rc::new(Keeper::new(Medium::Database(database), DeviceId::from_bits(1), Box::new(random::bits)));
    let room = Room::open(Rc::clone(&keeper), newest, at(author.second)).await.unwrap();
    let record = keeper.new_record();
    let said = Statement::new(Says::Note, "dana", "an okapi", at(author.second), keeper.writer_id());
    room.say(record, &said, &me(), at(author.second)).unwrap();
    keeper.drain().await;
    tell(newest, keeper.writer_id());
    until(|| count() == 1).await;
    assert_eq!(texts(search), ["an okapi"]);
    room.purge(record, "no okapi", &me(), at(author.second + 1));
    keeper.drain().await;
    tell(newest, keeper.writer_id());
    until(|| count() == 0).await;

    // It ends when its owner goes, also in the middle.
    search.query("o");
    drop(mounted);
    dom::sleep(50).await;
    watched.set((false, 0.0));
}

/// As another tab does.
fn tell(scope: ScopeId, writer: WriterId) {
    let channel = web_sys::BroadcastChannel::new("stillpoint").unwrap();
    channel.post_message(&format!("saved {scope}:{writer}").into()).unwrap();
    channel.close();
}
