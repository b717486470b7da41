//! Whose turn it is: which request is under way, which waits, and what is given up. Knows no worker and no clock, so that every
//! way in which a worker can fail is tested without one.

use std::sync::Arc;

use thiserror::Error;

use super::ask::{Reply, Request};
use super::paper::Printed;
use crate::domain::change::{JudgedPick, Reviewed};
use crate::domain::json::Json;

/// After so many failures a text is not tried again.
const TRIES: u32 = 2;

/// Why there is no review, as what could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Failure {
    /// The worker stopped over it.
    #[error("review this script: the review broke off")]
    Stopped,
    /// It was ended because it took too long.
    #[error("review this script: the review took too long and was ended")]
    TookTooLong,
    /// The worker failed over this text, and did so before.
    #[error("review this script: the review has failed twice, and is tried again when the text changes")]
    GivenUp,
    /// There is no worker.
    #[error("load the review of scripts: you may be offline, or a newer version was installed and wants a reload")]
    NotLoaded,
}

impl Failure {
    /// Whether trying again may help.
    pub const fn may_be_retried(self) -> bool {
        !matches!(self, Self::GivenUp)
    }
}

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Make a worker, in place of the one there was.
    Start,
    /// Send this to the worker: the text of the request of that number.
    Say(u64, String),
    /// Show what was reviewed, and what that came to.
    Show(Box<Shown>),
    /// Show that there is no review, and why.
    Refuse(Failure),
}

/// A review, and the request that it answers.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What was asked: its ranges are those of this script.
    pub request: Request,
    /// The review of the script.
    pub reviewed: Arc<Reviewed>,
    /// What is to be said of what was picked by hand.
    pub picks: Vec<JudgedPick>,
    /// The review as it goes out, where that was asked for.
    pub printed: Option<Printed>,
}

impl PartialEq for Shown {
    /// A request is known by its number.
    fn eq(&self, other: &Self) -> bool {
        self.request.number == other.request.number && self.reviewed == other.reviewed
    }
}

/// How far the worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Worker {
    /// There is none, and one is made when it is wanted.
    #[default]
    None,
    /// It is loading.
    Coming,
    /// It can be asked.
    Ready,
    /// It could not be had, and is not tried again before a person says so.
    Refused,
}

/// One worker's requests. At most one is under way and one waits: the newest, for nobody wants to see the others any more.
#[derive(Debug, Default)]
pub struct Turns {
    worker: Worker,
    newest: u64,
    under_way: Option<Request>,
    waiting: Option<Request>,
    /// The newest, when its review has failed.
    failed: Option<Request>,
    /// The review that was shown last, with its number: the next one is told as the difference to it.
    held: (u64, Arc<Reviewed>),
    /// The text over which the worker failed last, and how often.
    trap: Option<(Request, u32)>,
}

impl Turns {
    /// A worker is wanted from now on.
    pub fn start(&mut self) -> Vec<Act> {
        if self.worker != Worker::None {
            return Vec::new();
        }
        self.worker = Worker::Coming;
        vec![Act::Start]
    }

    /// Asks for a review. What was asked before is not shown any more.
    pub fn ask(&mut self, mut request: Request) -> Vec<Act> {
        self.newest += 1;
        request.number = self.newest;
        self.failed = None;
        if self.is_given_up(&request) {
            self.waiting = None;
            return vec![Act::Refuse(Failure::GivenUp)];
        }
        self.waiting = Some(request);
        if self.worker == Worker::Refused { vec![Act::Refuse(Failure::NotLoaded)] } else { self.go_on() }
    }

    /// The worker can be asked.
    pub fn is_ready(&mut self) -> Vec<Act> {
        self.worker = Worker::Ready;
        self.go_on()
    }

    /// The worker has answered. Only what answers the newest request is shown.
    pub fn heard(&mut self, reply: Reply) -> Vec<Act> {
        let Some(request) = self.under_way.take_if(|request| request.number == reply.number) else {
            return Vec::new();
        };
        let mut acts = Vec::new();
        if request.number == self.newest {
            let nothing = Arc::default();
            let before = if reply.since == 0 { &nothing } else { &self.held.1 };
            let is_of_it = reply.since == 0 || reply.since == self.held.0;
            let Some(reviewed) = Reviewed::read_anew(&reply.review, before).ok().filter(|_| is_of_it) else {
                self.under_way = Some(request);
                return self.failed(Failure::Stopped);
            };
            let reviewed = Arc::new(reviewed);
            self.held = (request.number, reviewed.clone());
            acts.push(Act::Show(Box::new(Shown { request, reviewed, picks: reply.picks, printed: reply.printed })));
        }
        acts.extend(self.go_on());
        acts
    }

    /// The worker has stopped, whatever it was doing.
    pub fn stopped(&mut self) -> Vec<Act> {
        if self.worker == Worker::Coming {
            return self.not_loaded();
        }
        self.failed(Failure::Stopped)
    }

    /// The request of that number has taken too long, if it is still under way.
    pub fn is_late(&mut self, number: u64) -> Vec<Act> {
        match &self.under_way {
            Some(request) if request.number == number => self.failed(Failure::TookTooLong),
            _ => Vec::new(),
        }
    }

    /// The worker that was to be made could not be, or has taken too long to come.
    pub fn not_loaded(&mut self) -> Vec<Act> {
        if self.worker != Worker::Coming {
            return Vec::new();
        }
        self.worker = Worker::Refused;
        vec![Act::Refuse(Failure::NotLoaded)]
    }

    /// A person wants what failed to be tried again.
    pub fn retry(&mut self) -> Vec<Act> {
        if self.worker == Worker::Refused {
            self.worker = Worker::None;
            return self.start();
        }
        match self.failed.take() {
            Some(request) => self.ask(request),
            None => Vec::new(),
        }
    }

    /// Whether the worker is loading.
    pub fn is_loading(&self) -> bool {
        self.worker == Worker::Coming
    }

    /// Whether the newest request has neither a review nor a failure yet.
    pub fn is_busy(&self) -> bool {
        let is_newest = |request: &Request| request.number == self.newest;
        self.waiting.is_some() || self.under_way.as_ref().is_some_and(is_newest)
    }

    fn go_on(&mut self) -> Vec<Act> {
        if self.waiting.is_none() || self.under_way.is_some() {
            return Vec::new();
        }
        match self.worker {
            Worker::None => self.start(),
            Worker::Coming | Worker::Refused => Vec::new(),
            Worker::Ready => {
                self.under_way = self.waiting.take();
                self.under_way.iter_mut().for_each(|request| request.since = self.held.0);
                let said = self.under_way.iter().map(|request| Act::Say(request.number, request.write().to_string()));
                said.collect()
            }
        }
    }

    /// What was under way has ended the worker. Another one is made at once, for what is typed next.
    fn failed(&mut self, why: Failure) -> Vec<Act> {
        self.worker = Worker::None;
        // Without a request it ends by itself; made anew, it might do so for ever.
        let Some(request) = self.under_way.take() else { return self.go_on() };
        let mut acts = Vec::new();
        let before =
            self.trap.take().filter(|(trap, _)| trap.is_about_same_text(&request)).map_or(0, |(_, times)| times);
        self.trap = Some((request.clone(), before + 1));
        if self.waiting.as_ref().is_some_and(|waiting| self.is_given_up(waiting)) {
            self.waiting = None;
            acts.push(Act::Refuse(Failure::GivenUp));
        } else if request.number == self.newest {
            acts.push(Act::Refuse(if self.is_given_up(&request) { Failure::GivenUp } else { why }));
            self.failed = Some(request);
        }
        acts.extend(self.start());
        acts
    }

    fn is_given_up(&self, request: &Request) -> bool {
        self.trap.as_ref().is_some_and(|(trap, times)| *times >= TRIES && trap.is_about_same_text(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rollback::{About, Dialect};

    fn script(text: &str) -> Request {
        Request {
            number: 0,
            since: 0,
            script: text.to_owned(),
            down: None,
            about: About::new(Dialect::Postgresql),
            picked: Vec::new(),
            paper: None,
        }
    }

    fn reply(number: u64) -> Reply {
        let lists = r#""statements":[],"places":[],"questions":[],"plan":[]"#;
        let review = format!(r#"{{"rest":{{"verdict":"safe","reversal":"lossless"}},{lists}}}"#);
        Reply { number, since: 0, review, picks: Vec::new(), printed: None }
    }

    fn shown(number: u64) -> Act {
        let request = Request { number, ..script("") };
        let says = |word: &str| word.to_owned();
        let reviewed = Reviewed { verdict: says("safe"), reversal: says("lossless"), ..Reviewed::default() };
        Act::Show(Box::new(Shown { request, reviewed: reviewed.into(), picks: Vec::new(), printed: None }))
    }

    /// The numbers of what was sent, in order.
    fn said(acts: &[Act]) -> Vec<u64> {
        acts.iter().filter_map(|act| if let Act::Say(number, _) = act { Some(*number) } else { None }).collect()
    }

    fn ready() -> Turns {
        let mut turns = Turns::default();
        assert_eq!(turns.start(), [Act::Start]);
        assert!(turns.start().is_empty(), "one is enough");
        assert!(turns.is_ready().is_empty());
        turns
    }

    #[test]
    fn what_is_asked_before_the_worker_listens_is_asked_once_it_does() {
        let mut turns = Turns::default();
        assert_eq!(turns.ask(script("a")), [Act::Start]);
        assert!(turns.is_loading() && turns.is_busy());
        assert!(turns.ask(script("b")).is_empty());
        let acts = turns.is_ready();
        assert_eq!(said(&acts), [2]);
        assert!(matches!(&acts[0], Act::Say(2, text) if text.contains(r#""script":"b""#)), "{acts:?}");
        assert_eq!(turns.heard(reply(2)), [shown(2)]);
        assert!(!turns.is_busy());
    }

    #[test]
    fn one_is_under_way_the_newest_waits_and_only_that_is_shown() {
        let mut turns = ready();
        assert_eq!(said(&turns.ask(script("a"))), [1]);
        for text in ["b", "c", "d"] {
            assert!(turns.ask(script(text)).is_empty());
        }
        assert_eq!(said(&turns.heard(reply(1))), [4], "and nothing of the first is shown");
        assert!(turns.heard(reply(1)).is_empty(), "twice");
        assert!(turns.heard(reply(9)).is_empty(), "never asked");
        assert_eq!(turns.heard(reply(4)), [shown(4)]);
    }

    #[test]
    fn a_review_is_asked_for_as_the_difference_to_the_one_that_is_shown() {
        let mut turns = ready();
        let since = |acts: &[Act]| match acts {
            [Act::Say(_, text)] => {
                text.split("\"since\":").nth(1).and_then(|rest| rest.split([',', '}']).next()?.parse().ok())
            }
            _ => None,
        };
        assert_eq!(since(&turns.ask(script("a"))), None::<u64>);
        assert_eq!(turns.heard(reply(1)), [shown(1)]);
        assert_eq!(since(&turns.ask(script("b"))), Some(1));
        turns.ask(script("c"));
        assert_eq!(since(&turns.heard(reply(2))), Some(1), "the second was never shown");
        assert_eq!(turns.heard(Reply { since: 1, ..reply(3) }), [shown(3)]);
        turns.ask(script("d"));
        // What cannot be read as one is as good as no answer.
        assert_eq!(turns.heard(Reply { since: 2, ..reply(4) }), [Act::Refuse(Failure::Stopped), Act::Start]);
    }

    #[test]
    fn a_worker_that_stops_is_replaced_and_what_was_asked_is_refused() {
        let mut turns = ready();
        turns.ask(script("a"));
        assert_eq!(turns.stopped(), [Act::Refuse(Failure::Stopped), Act::Start]);
        assert!(!turns.is_busy());
        assert!(turns.is_ready().is_empty(), "not tried again by itself");
        assert_eq!(said(&turns.retry()), [2]);
        assert_eq!(turns.heard(reply(2)), [shown(2)]);
        assert!(turns.retry().is_empty(), "nothing has failed");
    }

    #[test]
    fn after_two_failures_a_text_is_not_tried_again_until_it_changes() {
        let mut turns = ready();
        turns.ask(script("a"));
        turns.stopped();
        turns.is_ready();
        turns.ask(script("a"));
        assert_eq!(turns.is_late(2), [Act::Refuse(Failure::GivenUp), Act::Start]);
        turns.is_ready();
        assert_eq!(turns.ask(script("a")), [Act::Refuse(Failure::GivenUp)]);
        assert_eq!(turns.retry(), [], "it was refused, and has not failed");
        assert_eq!(said(&turns.ask(script("ab"))), [4]);
        assert_eq!(turns.heard(reply(4)), [shown(4)]);
        assert_eq!(turns.ask(script("a")), [Act::Refuse(Failure::GivenUp)], "it is still the text that failed");
    }

    #[test]
    fn two_failures_on_different_texts_give_up_neither() {
        let mut turns = ready();
        for text in ["a", "b", "a", "b"] {
            turns.ask(script(text));
            assert_eq!(turns.stopped(), [Act::Refuse(Failure::Stopped), Act::Start]);
            turns.is_ready();
        }
    }

    #[test]
    fn a_failure_of_what_nobody_waits_for_is_not_told_and_the_newest_goes_on() {
        let mut turns = ready();
        turns.ask(script("a"));
        turns.ask(script("b"));
        assert_eq!(turns.stopped(), [Act::Start]);
        assert_eq!(said(&turns.is_ready()), [2]);
        assert_eq!(turns.heard(reply(2)), [shown(2)]);
    }

    #[test]
    fn what_waits_is_given_up_with_the_text_under_way() {
        let mut turns = ready();
        turns.ask(script("a"));
        turns.stopped();
        turns.is_ready();
        turns.ask(script("a"));
        turns.ask(script("a"));
        assert_eq!(turns.stopped(), [Act::Refuse(Failure::GivenUp), Act::Start]);
        assert!(turns.is_ready().is_empty() && !turns.is_busy());
    }

    #[test]
    fn only_what_is_under_way_is_late() {
        let mut turns = ready();
        turns.ask(script("a"));
        turns.heard(reply(1));
        assert!(turns.is_late(1).is_empty());
        turns.ask(script("b"));
        assert!(turns.is_late(1).is_empty());
        assert_eq!(turns.is_late(2), [Act::Refuse(Failure::TookTooLong), Act::Start]);
    }

    #[test]
    fn a_worker_that_does_not_come_is_said_and_tried_again_on_request_only() {
        let mut turns = Turns::default();
        turns.start();
        assert_eq!(turns.stopped(), [Act::Refuse(Failure::NotLoaded)]);
        assert!(turns.not_loaded().is_empty(), "said once");
        assert_eq!(turns.ask(script("a")), [Act::Refuse(Failure::NotLoaded)]);
        assert_eq!(turns.retry(), [Act::Start]);
        assert_eq!(turns.not_loaded(), [Act::Refuse(Failure::NotLoaded)]);
        assert_eq!(turns.retry(), [Act::Start]);
        assert_eq!(said(&turns.is_ready()), [1], "what was asked meanwhile");
    }

    #[test]
    fn a_worker_that_stops_over_nothing_is_made_anew_when_it_is_wanted() {
        let mut turns = ready();
        assert!(turns.stopped().is_empty());
        assert_eq!(turns.ask(script("a")), [Act::Start]);
    }

    #[test]
    fn what_failed_is_told_in_one_sentence_and_may_be_tried_again_unless_it_is_given_up() {
        for why in [Failure::Stopped, Failure::TookTooLong, Failure::GivenUp, Failure::NotLoaded] {
            assert!(!why.to_string().contains('.') && why.to_string().contains(": "), "{why}");
            assert_eq!(why.may_be_retried(), why != Failure::GivenUp);
        }
    }
}
