//! What a signature or a step of the plan still waits for: gates stand where haste hurts later.
//!
//! They are asked when something is said, and again whenever the plan is shown, so that a merge or an edit that breaks one shows
//! it.

use std::sync::Arc;

use super::checklist::{Item, LOCKS, QUESTIONS, item_named};
use super::record::Change;
use super::reviewed::{PlanStep, Reviewed};
use crate::domain::time::Instant;

const HOUR_MILLIS: i64 = 3_600_000;

/// Something that has to be so first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// So many questions of the review are open.
    Questions(usize),
    /// The step of that number is not done.
    Step(usize),
    /// Nobody has said for how many hours one would roll back.
    NoWindow,
    /// The hours in which one would roll back end then.
    Window {
        /// How many they are.
        hours: u32,
        /// When they end.
        ends: Instant,
    },
    /// The line of that title is not signed.
    Unsigned(&'static str),
}

impl Wait {
    /// What it waits for, as a sentence without its full stop; times as `told` writes them.
    pub fn words(&self, told: impl Fn(Instant) -> String) -> String {
        match self {
            Self::Questions(1) => "1 question is still open".to_owned(),
            Self::Questions(count) => format!("{count} questions are still open"),
            Self::Step(step) => format!("step {step} is not done"),
            Self::NoWindow => "nobody has said for how many hours you would roll back".to_owned(),
            Self::Window { hours, ends } => format!("the window of {hours} h ends {}", told(*ends)),
            Self::Unsigned(title) => format!("“{title}” is not signed"),
        }
    }
}

/// What a line of the checklist waits for before it may be signed. The two that a contract step waits for want every step before
/// such a step done, in every plan that has one: they are signed once for the change.
pub fn signing_waits(change: &Change, reviewed: &Reviewed, item: &Item, now: Instant) -> Vec<Wait> {
    match item.name {
        QUESTIONS => match reviewed.open(change).count() {
            0 => Vec::new(),
            open => vec![Wait::Questions(open)],
        },
        name if LOCKS.contains(&name) => {
            let undone = reviewed.plans().filter_map(|plan| undone_before(change, plan, first_contract(plan)?));
            let mut waits: Vec<Wait> = undone.map(Wait::Step).collect();
            if name == LOCKS[1] {
                waits.extend(window(change, reviewed.plans(), now));
            }
            waits
        }
        _ => Vec::new(),
    }
}

/// What the step at that place of its plan waits for before it is done.
pub fn step_waits(change: &Change, plan: &[Arc<PlanStep>], at: usize, now: Instant) -> Vec<Wait> {
    let mut waits: Vec<Wait> = undone_before(change, plan, at).map(Wait::Step).into_iter().collect();
    if plan.get(at).is_some_and(|step| step.is_contract()) {
        let unsigned = LOCKS.into_iter().filter(|lock| !change.is_signed(lock));
        waits.extend(unsigned.filter_map(|lock| Some(Wait::Unsigned(item_named(lock)?.title))));
        waits.extend(window(change, [plan], now));
    }
    waits
}

/// Where the first step stands that takes something away.
fn first_contract(plan: &[Arc<PlanStep>]) -> Option<usize> {
    plan.iter().position(|step| step.is_contract())
}

/// The number of the first step before that place which is not done.
fn undone_before(change: &Change, plan: &[Arc<PlanStep>], at: usize) -> Option<usize> {
    plan[..at].iter().find(|step| change.step_done(&step.name()).is_none()).map(|step| step.step)
}

/// Whether the rollback window is open: it begins with the last step that was done before one takes something away.
fn window<'a>(change: &Change, plans: impl IntoIterator<Item = &'a [Arc<PlanStep>]>, now: Instant) -> Option<Wait> {
    let before = plans.into_iter().filter_map(|plan| Some(&plan[..first_contract(plan)?])).flatten();
    let last = before.filter_map(|step| Some(change.step_done(&step.name())?.says.at)).max();
    let Some(hours) = change.about.window_hours else { return Some(Wait::NoWindow) };
    let ends = Instant::from_millis(last?.millis() + i64::from(hours) * HOUR_MILLIS);
    (now < ends).then_some(Wait::Window { hours, ends })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::record::{Body, kind};
    use crate::domain::time::Hlc;

    fn instant(text: &str) -> Instant {
        text.parse().expect("it is a time")
    }

    fn plan() -> Reviewed {
        let step = |step: usize, phase: &str| {
            format!(
                r#"{{"step":{step},"phase":"{phase}","sql":"SQL {step};","change_type":"drop_column","subject":"o.b"}}"#
            )
        };
        let steps = [step(1, "expand"), step(2, "migrate"), step(3, "contract")].join(",");
        let json = format!(
            r#"{{"verdict":"depends","reversal":"lossless","questions":[{{"id":"q","words":"Is it?"}}],"plan":[{steps}]}}"#
        );
        Reviewed::read_json(&json).expect("it is a review")
    }

    /// A change on which these steps are done at 14:00, the locks are signed if `is_signed`, and this window is named.
    fn change(done: &[usize], is_signed: bool, window: Option<u32>) -> Change {
        let review = plan();
        let body = |kind: &str, json: String| Body { kind: kind.to_owned(), created: Hlc(1, 0), json: json.into() };
        let window = window.map(|hours| format!(r#","window_hours":{hours}"#)).unwrap_or_default();
        let mut bodies = vec![
            body(kind::CHANGE, format!(r#"{{"title":""{window}}}"#)),
            body(kind::SCRIPT, r#"{"direction":"up","text":"DROP"}"#.to_owned()),
        ];
        let read = |bodies: &[Body]| {
            let ids: Vec<RecordId> = (0..bodies.len()).map(|at| RecordId::from_bits(at as u128 + 1)).collect();
            Change::of(ids.iter().zip(bodies))
        };
        let of = read(&bodies).written().expect("it has a script");
        for step in done {
            let name = review.plan[step - 1].name();
            bodies.push(body(
                kind::STEP,
                format!(r#"{{"step":"{name}","by":"dana","at":"2026-11-20T14:00Z","of":"{of}"}}"#),
            ));
        }
        for lock in LOCKS.into_iter().filter(|_| is_signed) {
            bodies.push(body(
                kind::SIGNED,
                format!(r#"{{"item":"{lock}","by":"dana","at":"2026-11-20T14:00Z","evidence":"none","of":"{of}"}}"#),
            ));
        }
        read(&bodies)
    }

    fn signing(change: &Change, item: &str, now: &str) -> Vec<String> {
        let item = item_named(item).expect("it is a line");
        let waits = signing_waits(change, &plan(), item, instant(now));
        waits.iter().map(|wait| wait.words(|at| at.to_string())).collect()
    }

    #[test]
    fn the_questions_are_signed_once_none_is_open() {
        assert_eq!(signing(&change(&[], false, None), "questions", "2026-11-20T15:00Z"), ["1 question is still open"]);
        assert_eq!(signing(&change(&[], false, None), "load", "2026-11-20T15:00Z"), [""; 0]);
    }

    #[test]
    fn the_locks_are_signed_once_the_steps_are_done_and_the_window_is_over() {
        let told = |done: &[usize], window, now| signing(&change(done, false, window), LOCKS[1], now);
        assert_eq!(
            told(&[], None, "2026-11-20T15:00Z"),
            ["step 1 is not done", "nobody has said for how many hours you would roll back"]
        );
        assert_eq!(told(&[1, 2], Some(48), "2026-11-22T13:59Z"), ["the window of 48 h ends 2026-11-22T14:00:00Z"]);
        assert_eq!(told(&[1, 2], Some(48), "2026-11-22T14:00Z"), [""; 0]);
        assert_eq!(signing(&change(&[1], false, Some(0)), LOCKS[0], "2026-11-20T15:00Z"), ["step 2 is not done"]);
        assert_eq!(signing(&change(&[1, 2], false, None), LOCKS[0], "2026-11-20T15:00Z"), [""; 0]);
    }

    #[test]
    fn steps_are_done_in_their_order_and_the_last_one_behind_its_locks() {
        let waits = |change: &Change, at: usize, now: &str| step_waits(change, &plan().plan, at, instant(now)).len();
        let early = "2026-11-21T14:00Z";
        assert_eq!(waits(&change(&[], false, Some(48)), 0, early), 0);
        assert_eq!(waits(&change(&[], false, Some(48)), 1, early), 1, "the first one is not done");
        assert_eq!(waits(&change(&[1, 2], false, Some(48)), 2, "2026-11-23T14:00Z"), 2, "two lines are not signed");
        assert_eq!(waits(&change(&[1, 2], true, Some(48)), 2, early), 1, "the window was made longer since");
        assert_eq!(waits(&change(&[1, 2], true, Some(48)), 2, "2026-11-23T14:00Z"), 0);
        assert_eq!(waits(&change(&[1], true, Some(48)), 2, "2026-11-23T14:00Z"), 1, "a step was taken back since");
    }
}
