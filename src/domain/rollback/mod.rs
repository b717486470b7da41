//! Whether a change to a schema can be rolled back: what a migration does, what that means for the release before it, what it
//! locks, what of it comes back, and which steps are safer.

mod change_type;
pub mod dialect;
pub mod guard;
pub mod split;
pub mod token;
mod verdict;

pub use change_type::ChangeType;
pub use verdict::{Holds, Reversal, Verdict};
