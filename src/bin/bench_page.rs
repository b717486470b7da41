//! What `scripts/bench` measures of us, as functions for its pages (`bench/`).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use stillpoint::domain::id::RecordId;
use stillpoint::log::{Live, Log, Revision, read};
use stillpoint::text;
use stillpoint::ui;
use stillpoint::ui::window::{Cursor, Window};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[path = "../../tests/support/corpus.rs"]
mod corpus;
#[path = "../../tests/support/keys.rs"]
mod keys;

fn main() {
    stillpoint::platform::failure::report_panics();
}

// --- window ---------------------------------------------------------------------------------------------------------

/// What a row of a timeline tells.
#[derive(PartialEq)]
struct Entry {
    time: String,
    kind: String,
    text: String,
    author: String,
    mark: String,
}

/// A list and what it is made of, shaped like the page's state: entries by id, their order, and rows that look themselves up.
#[derive(Clone, Copy)]
struct Stage {
    entries: RwSignal<HashMap<RecordId, Arc<Entry>>>,
    order: RwSignal<Arc<Vec<RecordId>>>,
    cursor: Cursor<RecordId>,
}

thread_local! {
    static OWNER: Owner = Owner::new();
    static STAGE: Cell<Option<Stage>> = const { Cell::new(None) };
    static MOUNTED: RefCell<Vec<UnmountHandle<AnyViewState>>> = const { RefCell::new(Vec::new()) };
    static TEXT: RefCell<String> = const { RefCell::new(String::new()) };
}

fn stage() -> Stage {
    STAGE.get().unwrap_or_else(|| {
        let stage = OWNER.with(|owner| {
            owner.with(|| Stage {
                entries: RwSignal::new(HashMap::new()),
                order: RwSignal::new(Arc::default()),
                cursor: Cursor::default(),
            })
        });
        STAGE.set(Some(stage));
        stage
    })
}

/// As good as drawn: ids of neighbours have nothing in common.
fn record(number: usize) -> RecordId {
    RecordId::from_bits((number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

/// Adds an entry without an order.
#[wasm_bindgen]
pub fn prepare(number: usize, time: String, kind: String, text: String, author: String, mark: String) {
    let entry = Arc::new(Entry { time, kind, text, author, mark });
    stage().entries.update_untracked(|entries| entries.insert(record(number), entry));
}

/// Shows the first entries as a list that follows its end.
#[wasm_bindgen]
pub fn mount(root: HtmlElement, count: usize) {
    let Stage { entries, order, cursor } = stage();
    order.set(Arc::new((0..count).map(record).collect()));
    let mounted = mount_to(root, move || {
        let row = move |id| {
            let entry = Memo::new(move |_| entries.with(|entries| entries.get(&id).cloned()));
            // As one: an entry is changed as a whole, and rarely.
            move || entry.with(|entry| entry.as_deref().map(row))
        };
        view! { <Window order row estimate=52.0 cursor label="Timeline" id="timeline" follows_end=true /> }.into_any()
    });
    MOUNTED.with_borrow_mut(|all| all.push(mounted));
}

fn row(entry: &Entry) -> impl IntoView + use<> {
    view! {
        <time class="row__when">{entry.time.clone()}</time>
        <div class="row__body">
            <span class="row__kind">{entry.kind.clone()}</span>
            <span class="row__text">{entry.text.clone()}</span>
        </div>
        <span class="row__who">{entry.author.clone()}</span>
        <span class="mark">{entry.mark.clone()}</span>
    }
}

/// Says one more thing.
#[wasm_bindgen]
pub fn append(number: usize, time: String, kind: String, text: String, author: String, mark: String) {
    let Stage { entries, order, .. } = stage();
    let entry = Arc::new(Entry { time, kind, text, author, mark });
    entries.update(|entries| _ = entries.insert(record(number), entry));
    order.update(|order| Arc::make_mut(order).push(record(number)));
}

/// Brings a row to the top.
#[wasm_bindgen]
pub fn show(number: usize) {
    stage().cursor.show(record(number));
}

// --- markdown -------------------------------------------------------------------------------------------------------

/// Takes the text over, as it lies here when the page has read it.
#[wasm_bindgen]
pub fn hold_markdown(text: String) {
    TEXT.set(text);
}

/// Reads it to its end; how many events that were.
#[wasm_bindgen]
pub fn markdown_events() -> usize {
    TEXT.with_borrow(|text| text::markdown::events(text).count())
}

/// Makes it nodes inside of an element.
#[wasm_bindgen]
pub fn markdown_nodes(root: HtmlElement) {
    OWNER.with(|owner| {
        owner.with(|| TEXT.with_borrow(|text| ui::markdown(text).build().mount(&root, None)));
        owner.cleanup();
    });
}

// --- search ---------------------------------------------------------------------------------------------------------

struct Wall;

impl keys::Clock for Wall {
    fn millis(&self) -> f64 {
        web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
    }
}

/// What a key costs while something is typed into a search over so many entries, in words.
#[wasm_bindgen]
pub fn search_keys(entries: u32) -> String {
    keys::measured(entries, &Wall)
}

// --- room -----------------------------------------------------------------------------------------------------------

/// What opening an incident of this revision file costs beside reading and drawing it, in words.
#[wasm_bindgen]
pub fn room_stages(file: &str) -> String {
    let clock = || keys::Clock::millis(&Wall);
    let lines: Vec<&str> = file.lines().filter(|line| line.starts_with("{\"hash\"")).collect();
    let mut told = String::new();
    let mut last = clock();
    let mut tell = |what: &str| {
        let now = clock();
        told.push_str(&format!("{what}: {:.1} ms\n", now - last));
        last = clock();
    };
    let bytes: Vec<Vec<u8>> = lines.iter().map(|line| line.as_bytes().to_vec()).collect();
    tell("copied");
    for bytes in &bytes {
        std::hint::black_box(stillpoint::log::canonical::digest(bytes));
    }
    tell("hashed once");
    let revisions: Vec<Revision> = lines.iter().filter_map(|line| Revision::from_line(line).ok()).collect();
    tell("read and verified");
    let scope = revisions.last().map(|revision| revision.header().scope);
    let log = Log::of(revisions.iter().cloned());
    tell("united");
    let reading = scope.map(|scope| read(&log, scope));
    tell("understood");
    let live = scope.map(|scope| Live::new(scope, log.iter().cloned()));
    tell("united and understood again");
    if let Some(reading) = &reading {
        std::hint::black_box(stillpoint::domain::fold::fold(reading.entries.values().map(Arc::as_ref)));
    }
    tell("folded");
    drop(live);
    tell("dropped");
    told
}
