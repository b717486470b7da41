//! Whether a change to a schema can be rolled back: what a migration does, what that means for the release before it, what it
//! locks, what of it comes back, and which steps are safer.
//!
//! A script goes through five steps, none of which recurses or can fail:
//!
//! | step | module | makes |
//! | --- | --- | --- |
//! | tokens | [`token`] | every byte part of one token; comments and literals are inert |
//! | statements | [`split`] | ranges without delimiters; directives apart; limits ([`guard`]) and what is never closed |
//! | facts | [`recognise`] | one [`fact::Fact`] for each thing a statement does, names folded as the dialect does |
//! | findings | `context`, over the `state` of the script | the table's row ([`rule_of`]), as the rest of the script changes it |
//! | review | `review` | the worst of the findings, and what was not looked into |
//!
//! ```
//! use stillpoint::domain::rollback::{About, Dialect, Verdict, review};
//!
//! let found = review("ALTER TABLE usher RENAME COLUMN hall TO room;", &About::new(Dialect::Postgresql));
//! assert_eq!(found.verdict, Verdict::Unsafe);
//! assert_eq!(found.statements[0].lock, "ACCESS EXCLUSIVE");
//! ```

mod change_type;
mod context;
pub mod dialect;
pub mod down;
pub mod effect;
pub mod fact;
mod finding;
mod grammar;
pub mod guard;
pub mod plan;
mod question;
pub mod recognise;
mod review;
mod rule;
mod rules;
pub mod split;
mod state;
pub mod token;
mod verdict;

pub use change_type::ChangeType;
pub use context::Habits;
pub use dialect::{Dialect, Server, Version};
pub use finding::Finding;
pub use plan::PlanKind;
pub use question::{Asked, Question, Settles};
pub use review::{About, Advice, Answer, Axis, Review, Statement, Unreviewed, review};
pub use rule::{Blocks, Hazard, Lasts, LockRule, Rule};
pub use rules::rule_of;
pub use verdict::{Holds, Reversal, Verdict};
