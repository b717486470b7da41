//! A change to a schema: its scripts, what was answered about them, who has signed what.
//!
//! A change is a scope of its own, as an incident is: a copy of it can be handed out, signed on another device, and united. What
//! a script does is answered by [`crate::domain::rollback`]; here stands what people say about it. [`Change`] is what the
//! records say together.

mod axis;
mod beside;
mod checklist;
mod gate;
mod guess;
mod layout;
mod margin;
mod promise;
mod record;
mod reviewed;
pub mod rollout;
mod told;

pub use axis::{Axis, Tone, axes, halves};
pub use beside::{DamageRecord, JudgedPick, Pick, Picked, Stage, carrier_title};
pub use checklist::{Before, CHECKLIST, Item, LOCKS, Owner, checklist, item_named};
pub use gate::{Wait, signing_waits, step_waits};
pub use guess::{Guess, guess, version_in};
pub use layout::{Migration, Sorted, migrations, sorted_in};
pub use margin::{Margin, margin};
pub use promise::{due_after, promise_of};
pub use record::{
    Change, ChangeRecord, DOWN, Link, NewChange, Outcome, PARTS, Script, Settled, Signed, StepDone, UP, part_in_words,
};
pub use reviewed::{
    Advised, AskedQuestion, DownScript, Judgement, NotLookedInto, PlanStep, Reviewed, ReviewedFinding,
    ReviewedStatement, step_name,
};
pub use told::{Told, lines_of, not_reviewed, run_as_written, told};
