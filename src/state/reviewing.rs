//! The review of a script while it is typed: what is asked of the worker, and what it has answered last.
//!
//! To be named by a part only, so that the first view does not carry it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::domain::rollback::About;
use crate::platform::dom;
use crate::platform::worker::{self, Worker};
use crate::text::rollback::ask::{Reply, Request};
use crate::text::rollback::turns::{Act, Failure, Shown, Turns};

/// How long a review may take. A script of 2 MB takes a second, and several on a slow phone.
const REVIEW_MILLIS: i32 = 10_000;
/// How long the worker may take to come.
const COMING_MILLIS: i32 = 30_000;
/// The worker's name in `index.html`.
const NAME: &str = "sql-worker";

/// How far the review of what was asked last is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReviewProgress {
    /// Nothing was asked.
    #[default]
    Resting,
    /// The worker is loading.
    Loading,
    /// It is under way, or waits.
    Busy,
    /// It is there.
    Done,
    /// There is none, and why.
    Failed(Failure),
}

/// The reviews of a page that shows scripts, and the worker that makes them, which ends with the owner.
#[derive(Clone, Copy)]
pub struct Reviewing {
    held: StoredValue<Rc<RefCell<Held>>, LocalStorage>,
    shown: RwSignal<Option<Arc<Shown>>>,
    progress: RwSignal<ReviewProgress>,
}

struct Held {
    turns: Turns,
    worker: Option<Worker>,
    /// How many workers were started.
    started: u32,
    address: Option<String>,
    review_millis: i32,
}

impl Reviewing {
    /// Begins to load the worker.
    pub fn new() -> Self {
        Self::with(worker::address(NAME), REVIEW_MILLIS)
    }

    /// The same with a worker of that address, and another patience.
    pub fn with(address: Option<String>, review_millis: i32) -> Self {
        let held = Held { turns: Turns::default(), worker: None, started: 0, address, review_millis };
        let this = Self {
            held: StoredValue::new_local(Rc::new(RefCell::new(held))),
            shown: RwSignal::new(None),
            progress: RwSignal::new(ReviewProgress::Resting),
        };
        this.turn(Turns::start);
        this
    }

    /// Asks for the review of a script: whenever something was typed, however quickly. What was asked before is not shown
    /// any more.
    pub fn ask(self, script: String, down: Option<String>, about: About) {
        self.ask_for(Request { number: 0, since: 0, script, down, about, picked: Vec::new(), paper: None });
    }

    /// The same for a request, which is numbered in its turn.
    pub fn ask_for(self, request: Request) {
        self.progress.set(ReviewProgress::Busy);
        self.turn(|turns| turns.ask(request));
    }

    /// Tries again what has failed.
    pub fn retry(self) {
        if matches!(self.progress.get_untracked(), ReviewProgress::Failed(failure) if failure.may_be_retried()) {
            self.progress.set(ReviewProgress::Resting);
            self.turn(Turns::retry);
        }
    }

    /// The last review, also while the next one is under way; none once one has failed. Its ranges are those of the script it
    /// holds.
    pub fn shown(self) -> Signal<Option<Arc<Shown>>> {
        self.shown.into()
    }

    /// How far the review of what was asked last is.
    pub fn progress(self) -> Signal<ReviewProgress> {
        self.progress.into()
    }

    /// Does what a turn comes to. Nothing once the page was left.
    fn turn(self, take: impl FnOnce(&mut Turns) -> Vec<Act>) {
        let Some(held) = self.held.try_get_value() else { return };
        let acts = take(&mut held.borrow_mut().turns);
        for act in acts {
            match act {
                Act::Start => self.start(&held),
                Act::Say(number, text) => self.say(&held, number, &text),
                Act::Show(shown) => self.shown.set(Some(Arc::new(*shown))),
                Act::Refuse(failure) => {
                    self.progress.set(ReviewProgress::Failed(failure));
                    // What was said of another text must not stand beside this one.
                    self.shown.set(None);
                    // What is not loaded has no use for its thread.
                    if failure == Failure::NotLoaded {
                        held.borrow_mut().worker = None;
                    }
                }
            }
        }
        self.follow(&held);
    }

    /// Says how far it is. A failure is told until something is asked again.
    fn follow(self, held: &RefCell<Held>) {
        let before = self.progress.get_untracked();
        let (is_loading, is_busy) = {
            let turns = &held.borrow().turns;
            (turns.is_loading(), turns.is_busy())
        };
        let now = match (is_loading, is_busy) {
            _ if matches!(before, ReviewProgress::Failed(_)) => before,
            (true, _) => ReviewProgress::Loading,
            (false, true) => ReviewProgress::Busy,
            (false, false) if self.shown.with_untracked(Option::is_some) => ReviewProgress::Done,
            (false, false) => ReviewProgress::Resting,
        };
        if now != before {
            self.progress.set(now);
        }
    }

    fn start(self, held: &Rc<RefCell<Held>>) {
        let (address, started) = {
            let held = &mut *held.borrow_mut();
            held.started += 1;
            // The old one ends first: two at once are two modules in memory.
            held.worker = None;
            (held.address.clone(), held.started)
        };
        let heard = move |text: String| match text.as_str() {
            "ready" => self.turn(Turns::is_ready),
            _ => match Reply::read(&text) {
                Ok(reply) => self.turn(|turns| turns.heard(reply)),
                Err(_) => self.turn(Turns::stopped),
            },
        };
        let worker = address.and_then(|address| Worker::start(&address, heard, move || self.turn(Turns::stopped)));
        let is_made = worker.is_some();
        held.borrow_mut().worker = worker;
        spawn_local(async move {
            if is_made {
                dom::sleep(COMING_MILLIS).await;
            }
            // Of a later one another task will tell.
            let Some(held) = self.held.try_get_value() else { return };
            let is_last = held.borrow().started == started;
            if is_last {
                self.turn(Turns::not_loaded);
            }
        });
    }

    fn say(self, held: &Rc<RefCell<Held>>, number: u64, text: &str) {
        let held = held.borrow();
        if let Some(worker) = &held.worker {
            worker.say(text);
        }
        let millis = held.review_millis;
        spawn_local(async move {
            dom::sleep(millis).await;
            self.turn(|turns| turns.is_late(number));
        });
    }
}

impl Default for Reviewing {
    fn default() -> Self {
        Self::new()
    }
}
