//! The rollout as markdown, for what goes out with the review.

use crate::domain::change::Change;
use crate::domain::rollback::Holds;
use crate::domain::zone::Utc;
use crate::pages::when;
use crate::text::export::markdown::Flavour;
use crate::text::rollback::rollout;

/// With times in UTC, as the rest of what goes out has them.
pub(super) fn print(change: &Change, bears: Option<(Holds, Holds)>, flavour: Flavour) -> String {
    rollout::print(change, bears, &|at| format!("{} UTC", when::minute(at, &Utc)), flavour)
}
