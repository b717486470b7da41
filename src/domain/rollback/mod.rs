//! Whether a change to a schema can be rolled back: what a migration does, what that means for the release before it, what it
//! locks, what of it comes back, and which steps are safer.

mod change_type;
mod verdict;

pub use change_type::ChangeType;
pub use verdict::{Holds, Reversal, Verdict};
