//! Whether a change to a schema can be rolled back: what a migration does, what that means for the release before it, what it
//! locks, what of it comes back, and which steps are safer.

mod change_type;
pub mod dialect;
pub mod effect;
pub mod guard;
pub mod plan;
mod question;
mod rule;
mod rules;
pub mod split;
pub mod token;
mod verdict;

pub use change_type::ChangeType;
pub use plan::PlanKind;
pub use question::{Asked, Question, Settles};
pub use rule::{Blocks, Hazard, Lasts, LockRule, Rule};
pub use rules::rule_of;
pub use verdict::{Holds, Reversal, Verdict};
