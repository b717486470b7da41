//! A change to a schema: its scripts, what was answered about them, who has signed what.
//!
//! A change is a scope of its own, as an incident is: a copy of it can be handed out, signed on another device, and united. What
//! a script does is answered by [`crate::domain::rollback`]; here stands what people say about it. [`Change`] is what the
//! records say together.

mod axis;
mod checklist;
mod gate;
mod guess;
mod layout;
mod margin;
mod record;
mod reviewed;
mod told;

pub use axis::{Axis, Tone, axes, halves};
pub use checklist::{Before, CHECKLIST, Item, LOCKS, Owner, checklist, item_named};
pub use gate::{Wait, signing_waits, step_waits};
pub use guess::{Guess, guess, version_in};
pub use layout::{Migration, Sorted, migrations, sorted_in};
pub use margin::{Margin, margin};
pub use record::{Change, ChangeRecord, DOWN, Link, Outcome, Script, Settled, Signed, StepDone, UP};
pub use reviewed::{
    Advised, AskedQuestion, DownScript, NotLookedInto, PlanStep, Reviewed, ReviewedFinding, ReviewedStatement,
};
pub use told::{Told, lines_of, not_reviewed, told};
