//! A plan and its steps: what is done, what has to be shown before it, and how far back one may go after it.

use super::super::question::Question;
use super::PlanKind;

/// Which part of a plan a step belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Something new comes beside the old.
    Expand,
    /// Releases and rows move over.
    Migrate,
    /// The old goes. Locked until it is signed that nobody needs it.
    Contract,
}

impl Phase {
    /// Its word in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expand => "expand",
            Self::Migrate => "migrate",
            Self::Contract => "contract",
        }
    }
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Statements to run, as they stand.
    Sql(String),
    /// A release of the application, and what it has to do.
    Deploy(String),
    /// Something a person does.
    Do(String),
}

impl What {
    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Self::Sql(text) | Self::Deploy(text) | Self::Do(text) => text,
        }
    }

    /// Statements that a person completes, if it is of those: what is missing stands between ‹ and ›.
    pub fn template(&self) -> Option<&str> {
        match self {
            Self::Do(words) => words.split_once(", then run: ").map(|(_, sql)| sql),
            Self::Sql(_) | Self::Deploy(_) => None,
        }
    }

    /// Its statements, if it has any.
    pub fn sql(&self) -> Option<&str> {
        if let Self::Sql(sql) = self { Some(sql) } else { None }
    }
}

/// What has to be shown before a step may begin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gate {
    /// In words; empty where nothing has to.
    pub words: String,
    /// The questions that it settles: the step is safe once they have these answers.
    pub answers: Vec<(Question, bool)>,
    /// Whether it shows what spares the server the scan for which others would wait.
    pub spares_scan: bool,
}

/// What two people sign before a step of the contract phase may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lock {
    /// No instance of the release that still needs the old is left.
    NoOldInstance,
    /// The time in which one would roll back to it has passed.
    WindowPassed,
}

impl Lock {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::NoOldInstance, Self::WindowPassed];

    /// Its name in output and in stored reviews: a promise.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoOldInstance => "no_old_instance",
            Self::WindowPassed => "window_passed",
        }
    }

    /// The line that is signed.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoOldInstance => "No instance, job or worker of a release that still uses the old is running.",
            Self::WindowPassed => "The rollback window has passed: nobody goes back to such a release any more.",
        }
    }
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which part of the plan it belongs to.
    pub phase: Phase,
    /// What is done.
    pub what: What,
    /// What has to be shown before it begins.
    pub gate: Gate,
    /// A query that shows that it worked; empty where no query tells.
    pub check: String,
    /// What whoever runs the statements has to know, beside them; empty where nothing is.
    pub aside: String,
    /// How long it takes, and what that grows with.
    pub takes: String,
    /// What to do when it goes wrong.
    pub back: String,
    /// The release that one may still roll back to once it is done: 0 is the one before the plan, 1 the first it deploys.
    pub floor: u8,
    /// Whether it raises that floor.
    pub raises_floor: bool,
}

impl Step {
    /// What has to be signed before it may begin.
    pub fn locks(&self) -> &'static [Lock] {
        if self.phase == Phase::Contract { &Lock::ALL } else { &[] }
    }

    /// Whether it may begin, as far as signatures go.
    pub fn is_unlocked(&self, signed: &[Lock]) -> bool {
        self.locks().iter().all(|lock| signed.contains(lock))
    }

    /// The release one may still roll back to, in words.
    pub fn floor_in_words(&self) -> String {
        match self.floor {
            0 => "One may still roll back to the release before this plan.".to_owned(),
            floor => format!("One may roll back to R{floor}, and not further."),
        }
    }

    pub(super) fn gate(&mut self, words: impl Into<String>) -> &mut Self {
        self.gate.words = words.into();
        self
    }

    pub(super) fn answers(&mut self, question: Question, is_yes: bool) -> &mut Self {
        self.gate.answers.push((question, is_yes));
        self
    }

    pub(super) fn spares_scan(&mut self) -> &mut Self {
        self.gate.spares_scan = true;
        self
    }

    pub(super) fn check(&mut self, query: impl Into<String>) -> &mut Self {
        self.check = query.into();
        self
    }

    pub(super) fn aside(&mut self, words: impl Into<String>) -> &mut Self {
        self.aside = words.into();
        self
    }

    pub(super) fn takes(&mut self, words: impl Into<String>) -> &mut Self {
        self.takes = words.into();
        self
    }

    pub(super) fn back(&mut self, words: impl Into<String>) -> &mut Self {
        self.back = words.into();
        self
    }

    pub(super) fn floor(&mut self, release: u8) -> &mut Self {
        self.raises_floor = release > self.floor;
        self.floor = self.floor.max(release);
        self
    }
}

/// A way to a change in steps, each of which can be rolled back by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its kind.
    pub kind: PlanKind,
    /// What is good to know before: a shortcut, a trap; empty where there is nothing.
    pub note: String,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}
