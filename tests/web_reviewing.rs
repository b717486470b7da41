//! The handle that asks for reviews, beside workers that answer, wait and fail as they are told.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "the lint knows tests by `#[test]` only")]

use std::sync::Arc;

use leptos::prelude::*;
use stillpoint::domain::rollback::{About, Dialect};
use stillpoint::platform::dom;
use stillpoint::state::{ReviewProgress, Reviewing};
use stillpoint::text::rollback::turns::Failure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A worker whose verdict is the script it was asked about; `slow` takes a while, `trap` throws out of WebAssembly, `hang` never
/// ends.
const ECHO: &str = r#"
    const unreachable = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(unreachable))).exports.t;
    onmessage = ({ data }) => {
        const { number, script } = JSON.parse(data);
        if (script.includes("trap")) trap();
        while (script.includes("hang"));
        const rest = { verdict: script, reversal: "lossless" };
        const review = { rest, statements: [], places: [], questions: [], plan: [] };
        const answer = () => postMessage(JSON.stringify({ number, review }));
        if (script.includes("slow")) setTimeout(answer, 300); else answer();
    };
    postMessage("ready");
"#;

/// Long enough for a worker of that size to start on a busy machine.
const PATIENCE_MILLIS: i32 = 10_000;

fn address(script: &str) -> Option<String> {
    Some(format!("data:text/javascript,{}", String::from(js_sys::encode_uri_component(script))))
}

/// An owner as a page has one, and its handle.
fn opened(script: &str, review_millis: i32) -> (Owner, Reviewing) {
    let owner = Owner::new();
    let reviewing = owner.with(|| Reviewing::with(address(script), review_millis));
    (owner, reviewing)
}

fn ask(reviewing: Reviewing, script: &str) {
    reviewing.ask(script.to_owned(), None, About::new(Dialect::Postgresql));
}

/// Waits until it is no longer loading or busy.
async fn rested(reviewing: Reviewing) -> ReviewProgress {
    for _ in 0..PATIENCE_MILLIS / 10 {
        match reviewing.progress().get_untracked() {
            ReviewProgress::Loading | ReviewProgress::Busy => dom::sleep(10).await,
            progress => return progress,
        }
    }
    reviewing.progress().get_untracked()
}

fn shown(reviewing: Reviewing) -> Option<String> {
    reviewing.shown().get_untracked().map(|shown| shown.reviewed.verdict.clone())
}

#[wasm_bindgen_test]
async fn what_is_asked_before_the_worker_listens_is_answered() {
    let (_owner, reviewing) = opened(ECHO, PATIENCE_MILLIS);
    ask(reviewing, "SELECT 1");
    assert_eq!(reviewing.progress().get_untracked(), ReviewProgress::Loading);
    assert_eq!(rested(reviewing).await, ReviewProgress::Done);
    let shown = reviewing.shown().get_untracked().unwrap();
    assert_eq!((shown.request.script.as_str(), shown.reviewed.verdict.as_str()), ("SELECT 1", "SELECT 1"));
}

#[wasm_bindgen_test]
async fn only_the_newest_of_many_is_shown() {
    let (_owner, reviewing) = opened(ECHO, PATIENCE_MILLIS);
    ask(reviewing, "first");
    rested(reviewing).await;
    for script in ["slow", "second", "third", "fourth"] {
        ask(reviewing, script);
        assert_eq!(shown(reviewing).unwrap(), "first");
    }
    assert_eq!(rested(reviewing).await, ReviewProgress::Done);
    assert_eq!(shown(reviewing).unwrap(), "fourth");
    assert_eq!(reviewing.shown().get_untracked().unwrap().request.number, 5);
}

#[wasm_bindgen_test]
async fn a_trap_is_told_and_survived() {
    let (_owner, reviewing) = opened(ECHO, PATIENCE_MILLIS);
    ask(reviewing, "SELECT 1");
    rested(reviewing).await;
    ask(reviewing, "trap");
    assert_eq!(rested(reviewing).await, ReviewProgress::Failed(Failure::Stopped));
    assert_eq!(shown(reviewing), None, "the last review was of another script");
    reviewing.retry();
    assert_eq!(rested(reviewing).await, ReviewProgress::Failed(Failure::GivenUp));
    reviewing.retry();
    assert_eq!(rested(reviewing).await, ReviewProgress::Failed(Failure::GivenUp));
    ask(reviewing, "SELECT 2");
    assert_eq!(rested(reviewing).await, ReviewProgress::Done);
    assert_eq!(shown(reviewing).unwrap(), "SELECT 2");
}

#[wasm_bindgen_test]
async fn a_review_that_does_not_end_is_ended() {
    let (_owner, reviewing) = opened(ECHO, 1_000);
    ask(reviewing, "hang");
    assert_eq!(rested(reviewing).await, ReviewProgress::Failed(Failure::TookTooLong));
    ask(reviewing, "SELECT 1");
    assert_eq!(rested(reviewing).await, ReviewProgress::Done);
}

#[wasm_bindgen_test]
async fn without_a_worker_that_is_said_until_one_can_be_had() {
    let missing =
        [None, address("this is no script"), address("throw new Error('at once')"), address("postMessage('stopped')")];
    for address in missing {
        let owner = Owner::new();
        let reviewing = owner.with(|| Reviewing::with(address, PATIENCE_MILLIS));
        ask(reviewing, "SELECT 1");
        assert_eq!(rested(reviewing).await, ReviewProgress::Failed(Failure::NotLoaded));
        reviewing.retry();
        assert_eq!(rested(reviewing).await, ReviewProgress::Failed(Failure::NotLoaded));
    }
}

#[wasm_bindgen_test]
async fn the_worker_ends_with_its_owner() {
    let script = r#"
        const channel = new BroadcastChannel("a worker that lives");
        setInterval(() => channel.postMessage("still here"), 20);
        postMessage("ready");
    "#;
    let heard = Arc::new(std::sync::atomic::AtomicU32::new(0));
    let count = || heard.load(std::sync::atomic::Ordering::Relaxed);
    // A script with an address of its own has no origin, and would be heard by nobody.
    let bag = web_sys::BlobPropertyBag::new();
    bag.set_type("text/javascript");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&script.into()), &bag).unwrap();
    let address = web_sys::Url::create_object_url_with_blob(&blob).unwrap();
    let _channel = stillpoint::platform::channel::Channel::join("a worker that lives", {
        let heard = Arc::clone(&heard);
        move |_| _ = heard.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    });
    let owner = Owner::new();
    owner.with(|| Reviewing::with(Some(address), PATIENCE_MILLIS));
    for _ in 0..PATIENCE_MILLIS / 10 {
        if count() > 2 {
            break;
        }
        dom::sleep(10).await;
    }
    assert!(count() > 2, "it lives");
    owner.cleanup();
    dom::sleep(100).await;
    let before = count();
    dom::sleep(300).await;
    assert_eq!(count(), before, "and does no longer");
}
