//! Whether a change to a schema can be rolled back: what a migration does, what that means for the release before it, what it
//! locks, what of it comes back, and which steps are safer.

mod change_type;
mod context;
pub mod dialect;
pub mod down;
pub mod effect;
pub mod fact;
mod finding;
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
pub use review::{About, Advice, Answer, Review, Statement, Unreviewed, review};
pub use rule::{Blocks, Hazard, Lasts, LockRule, Rule};
pub use rules::rule_of;
pub use verdict::{Holds, Reversal, Verdict};
