//! The checklist of a change to a schema: lines that people answer for, each because of what the change does.

use super::record::Outcome;
use crate::domain::rollback::effect::Effect;

/// Who answers for a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Whoever wrote the change.
    Author,
    /// Whoever reads it.
    Reviewer,
    /// Who runs the databases.
    Dba,
    /// Who answers for the data.
    DataOwner,
    /// Who reads the tables beside the application.
    Downstream,
    /// Who is called when it goes wrong.
    OnCall,
    /// Who says when what is deployed.
    ReleaseManager,
}

impl Owner {
    /// What a person calls them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Author => "Author",
            Self::Reviewer => "Reviewer",
            Self::Dba => "DBA",
            Self::DataOwner => "Data owner",
            Self::Downstream => "Downstream owners",
            Self::OnCall => "On-call",
            Self::ReleaseManager => "Release manager",
        }
    }
}

/// Before which step of a change a line is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Before {
    /// Before anything runs.
    First,
    /// Before a step that takes something away.
    Contract,
    /// Once all has been done.
    Closing,
}

impl Before {
    /// In words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::First => "before the first step",
            Self::Contract => "before the contract step",
            Self::Closing => "before it is closed",
        }
    }
}

/// What a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// Any change.
    Any,
    /// A question that it hangs on.
    Questions,
    /// Something that exists already is touched.
    Touching,
    /// It can take the site down.
    Hazard,
    /// It throws data away.
    Loss,
    /// Others see another shape.
    Shape,
    /// It does what no rollback takes back.
    Effects,
    /// It wants a plan.
    Plan,
    /// A step of the plan takes something away.
    Contract,
}

/// A line of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its name in the log: a promise.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// Who answers for it.
    pub owner: Owner,
    /// What is signed.
    pub words: &'static str,
    /// What counts as evidence.
    pub evidence: &'static str,
    /// When it is due.
    pub before: Before,
    from: From,
}

/// The line that waits for every question of the review.
pub(super) const QUESTIONS: &str = "questions";

/// The two lines that a step which takes something away waits for.
pub const LOCKS: [&str; 2] = ["no_old_instance", "window_passed"];

const fn item(
    name: &'static str,
    title: &'static str,
    owner: Owner,
    before: Before,
    from: From,
    words: &'static str,
    evidence: &'static str,
) -> Item {
    Item { name, title, owner, words, evidence, before, from }
}

/// Every line there is, in the order in which they are due.
pub const CHECKLIST: &[Item] = &[
    item(
        "release",
        "Previous release and rollback window",
        Owner::Author,
        Before::First,
        From::Any,
        "The previous release and the hours in which one would roll back to it are named, and the floor release of every step that loosens something.",
        "a tag or commit, and the hours",
    ),
    item(
        QUESTIONS,
        "Questions answered",
        Owner::Author,
        Before::First,
        From::Questions,
        "Every question of the review is answered, with something to look at.",
        "links to counts, searches and logs",
    ),
    item(
        "old_code",
        "Old writes and reads checked",
        Owner::Reviewer,
        Before::First,
        From::Touching,
        "Old writes and old reads were checked against the SQL of the previous release, not of the new one: SELECT *, inserts without column names, prepared statements, ON CONFLICT targets, index hints, matching on names in errors.",
        "what was searched, in which commit",
    ),
    item(
        "load",
        "Size, write rate, lag, timeouts",
        Owner::Dba,
        Before::First,
        From::Hazard,
        "Table size, write rate, longest transaction and lag budget are known; lock_timeout or lock_wait_timeout and a retry are set; ALGORITHM and LOCK are written out on MySQL; one strong lock for each transaction.",
        "the figures, and when they were read",
    ),
    item(
        "servers",
        "Server versions",
        Owner::Dba,
        Before::First,
        From::Touching,
        "Versions of the primary and of all replicas are known, and how many instant operations a table has left.",
        "the versions",
    ),
    item(
        "destroyed_data",
        "Data that goes",
        Owner::DataOwner,
        Before::First,
        From::Loss,
        "The data that goes may go; a backup exists and was restored; how long tombstones and copies are kept is said.",
        "backup id, and the day it was restored",
    ),
    item(
        "effects",
        "What cannot be called back",
        Owner::Author,
        Before::First,
        From::Effects,
        "What no rollback takes back is held by a flag, an outbox or a cap until the first stages have passed; how the harmed would be found and made whole is written down.",
        "the flag or cap, and where it is written down",
    ),
    item(
        "downstream",
        "Others who read it",
        Owner::Downstream,
        Before::First,
        From::Shape,
        "Change capture, reports, search, exports, foreign tables and publications that read it know of it.",
        "who answered, and where",
    ),
    item(
        "abort",
        "What makes us stop, and who presses what",
        Owner::OnCall,
        Before::First,
        From::Touching,
        "What makes us stop, who presses what, how long each step may take and where one sees it; who clears up invalid indexes and constraints that stayed NOT VALID.",
        "a link to the dashboard and the runbook",
    ),
    item(
        "order",
        "Order of steps and deploys",
        Owner::ReleaseManager,
        Before::First,
        From::Plan,
        "The order of steps and deploys, the time between expand and contract and the names of feature flags are agreed.",
        "where that is written down",
    ),
    item(
        LOCKS[0],
        "No old instance is left",
        Owner::ReleaseManager,
        Before::Contract,
        From::Contract,
        "No instance, job or worker of a release that still uses the old is running.",
        "what showed it, and when",
    ),
    item(
        LOCKS[1],
        "The rollback window has passed",
        Owner::OnCall,
        Before::Contract,
        From::Contract,
        "The rollback window has passed: nobody goes back to such a release any more.",
        "since when",
    ),
    item(
        "contract_dated",
        "The contract steps have a date",
        Owner::Author,
        Before::Closing,
        From::Contract,
        "The contract steps have an owner and a date.",
        "who, and until when",
    ),
];

/// Change types after which nothing that existed is any different.
const TOUCH_NOTHING: &[&str] = &[
    "create_table",
    "create_temp_table",
    "create_table_as",
    "create_type",
    "create_domain",
    "create_view",
    "create_matview",
    "create_function",
    "create_sequence",
    "create_schema",
    "create_role",
    "comment",
    "grant",
    "read_only",
    "session_setting",
    "transaction_control",
    "client_directive",
    "set_column_statistics",
];

/// Beginnings and whole names of change types after which others see another shape.
const RESHAPE: &[&str] = &[
    "drop_",
    "rename_",
    "recreate_table",
    "swap_table",
    "set_schema",
    "change_column",
    "modify_column",
    "replace_view",
    "enum_",
    "convert_charset",
    "replication_object",
    "truncate_",
    "set_logged",
];

impl Item {
    /// True for a line that may be signed only once something else is so.
    pub fn has_gate(&self) -> bool {
        self.name == QUESTIONS || LOCKS.contains(&self.name)
    }

    /// What of that outcome it comes from; none where it does not apply.
    pub fn because(&self, outcome: &Outcome) -> Option<String> {
        let types = |wanted: &dyn Fn(&str) -> bool| {
            let found: Vec<&str> =
                outcome.change_types.iter().map(String::as_str).filter(|name| wanted(name)).collect();
            (!found.is_empty()).then(|| found.join(", ").replace('_', " "))
        };
        match self.from {
            From::Any => Some("any change".to_owned()),
            From::Questions => (outcome.questions > 0).then(|| match outcome.questions {
                1 => "a question".to_owned(),
                count => format!("{count} questions"),
            }),
            From::Touching => types(&|name| !TOUCH_NOTHING.contains(&name)),
            From::Hazard => outcome.lock_hazard.then(|| "a lock hazard".to_owned()),
            From::Loss => (outcome.reversal == "lossy" || outcome.reversal == "impossible")
                .then(|| format!("a way back that is {}", outcome.reversal)),
            From::Effects => types(&|name| Effect::of(name).is_some()),
            // Fields of messages, events and interfaces are read by others by what they are.
            From::Shape => {
                types(&|name| name.starts_with("field_") || RESHAPE.iter().any(|shape| name.starts_with(shape)))
            }
            From::Plan => outcome.has_plan.then(|| "a plan with steps".to_owned()),
            From::Contract => outcome.may_contract().then(|| "a step that takes something away".to_owned()),
        }
    }
}

/// The lines that a change of that outcome wants signed, in order.
pub fn checklist(outcome: &Outcome) -> impl Iterator<Item = &'static Item> {
    CHECKLIST.iter().filter(|item| item.because(outcome).is_some())
}

/// The line of that name.
pub fn item_named(name: &str) -> Option<&'static Item> {
    CHECKLIST.iter().find(|item| item.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rollback::ChangeType;

    fn names(outcome: &Outcome) -> Vec<&'static str> {
        checklist(outcome).map(|item| item.name).collect()
    }

    #[test]
    fn a_new_table_wants_little_and_a_dropped_column_much() {
        let of = |types: &[&str]| Outcome {
            verdict: "safe".to_owned(),
            reversal: "lossless".to_owned(),
            change_types: types.iter().map(|name| (*name).to_owned()).collect(),
            ..Outcome::default()
        };
        assert_eq!(names(&of(&["create_table"])), ["release"]);
        let dropped = Outcome {
            verdict: "unsafe".to_owned(),
            reversal: "impossible".to_owned(),
            has_plan: true,
            ..of(&["drop_column"])
        };
        let wanted = names(&dropped);
        for name in
            ["release", "old_code", "destroyed_data", "downstream", "order", LOCKS[0], LOCKS[1], "contract_dated"]
        {
            assert!(wanted.contains(&name), "{name} is wanted");
        }
        assert!(!wanted.contains(&"questions") && !wanted.contains(&"load"));
        let asked = Outcome { questions: 2, lock_hazard: true, ..of(&["set_not_null"]) };
        assert!(names(&asked).contains(&"questions") && names(&asked).contains(&"load"));
        let because = item_named("questions").and_then(|item| item.because(&asked));
        assert_eq!(because.as_deref(), Some("2 questions"));
    }

    #[test]
    fn a_plan_that_takes_nothing_away_wants_nothing_signed_about_that() {
        let of = |has_contract| Outcome { has_plan: true, has_contract, ..Outcome::default() };
        assert_eq!(names(&of(Some(false))), ["release", "order"]);
        for has_contract in [Some(true), None] {
            assert_eq!(names(&of(has_contract)), ["release", "order", LOCKS[0], LOCKS[1], "contract_dated"]);
        }
    }

    #[test]
    fn every_type_that_a_line_names_exists() {
        for name in TOUCH_NOTHING {
            assert!(ChangeType::of(name).is_some(), "{name}");
        }
        for shape in RESHAPE {
            assert!(ChangeType::ALL.iter().any(|change| change.id().starts_with(shape)), "{shape}");
        }
    }

    #[test]
    fn no_name_stands_twice() {
        for item in CHECKLIST {
            assert_eq!(CHECKLIST.iter().filter(|other| other.name == item.name).count(), 1, "{}", item.name);
            assert!(item.words.ends_with('.'), "{}", item.name);
        }
    }
}
