//! How long things took, computed from milestones or not at all.
//!
//! A clock that cannot be computed says why. It is never negative and never guessed.

use super::milestone::{Milestone, Milestones, Reached};
use super::time::{Precise, Precision};

/// A span between two milestones that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Its name in output.
    pub name: &'static str,
    /// Where it starts.
    pub from: Milestone,
    /// Where it stops.
    pub to: Milestone,
}

/// Every clock there is.
pub const CLOCKS: [Clock; 8] = [
    Clock { name: "detect", from: Milestone::ImpactBegan, to: Milestone::Detected },
    Clock { name: "acknowledge", from: Milestone::Detected, to: Milestone::Acknowledged },
    Clock { name: "declare", from: Milestone::Detected, to: Milestone::Declared },
    Clock { name: "identify", from: Milestone::Detected, to: Milestone::Identified },
    Clock { name: "mitigate", from: Milestone::ImpactBegan, to: Milestone::Mitigated },
    Clock { name: "impact", from: Milestone::ImpactBegan, to: Milestone::ImpactEnded },
    Clock { name: "resolve", from: Milestone::ImpactBegan, to: Milestone::Resolved },
    Clock { name: "close", from: Milestone::Resolved, to: Milestone::Closed },
];

/// What a clock shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Whole seconds, rounded down.
    Seconds(u64),
    /// Not computable, and why, as a sentence without its full stop.
    Not(String),
}

impl Clock {
    /// What it shows for these milestones.
    pub fn read(&self, milestones: &Milestones) -> Reading {
        let (from, to) = match (milestones.get(self.from), milestones.get(self.to)) {
            (Some(from), Some(to)) => (from, to),
            (None, _) => return Reading::Not(missing(milestones, self.from)),
            (_, None) => return Reading::Not(missing(milestones, self.to)),
        };
        between(&from, &to).map_or_else(Reading::Not, |millis| Reading::Seconds(millis / 1000))
    }
}

/// Milliseconds from one milestone to another, or why they cannot be told, as a sentence without its full stop.
pub(super) fn between(from: &Reached, to: &Reached) -> Result<u64, String> {
    for reached in [from, to] {
        if reached.at.precision == Precision::Day {
            return Err(only_day(&reached.milestone.in_words()));
        }
    }
    let millis = to.at.at.since(from.at.at);
    match u64::try_from(millis) {
        Ok(millis) => Ok(millis),
        // 14:07 may well be after 14:07:30: it names the whole minute.
        Err(_) if span_millis(to.at) > millis.unsigned_abs() => Ok(0),
        Err(_) => {
            let (first, second) = (from.milestone.in_words(), to.milestone.in_words());
            Err(format!("“{second}” at {} is before “{first}” at {}", to.at, from.at))
        }
    }
}

/// Why a day is not enough.
pub(super) fn only_day(says: &str) -> String {
    format!("only the day of “{says}” is known")
}

/// Why a milestone was not reached.
pub(super) fn missing(milestones: &Milestones, milestone: Milestone) -> String {
    match milestones.reopened_by(milestone) {
        Some(_) => format!("“{}” was taken back by a later entry", milestone.in_words()),
        None => format!("no entry says “{}”", milestone.in_words()),
    }
}

/// How long the span is that the precision names.
fn span_millis(time: Precise) -> u64 {
    match time.precision {
        Precision::Day => 86_400_000,
        Precision::Minute => 60_000,
        Precision::Second => 1000,
        Precision::Millisecond => 1,
    }
}
