//! A change to a schema: its scripts, what was answered about them, who has signed what.
//!
//! A change is a scope of its own, as an incident is: a copy of it can be handed out, signed on another device, and united. What
//! a script does is answered by [`crate::domain::rollback`]; here stands what people say about it. [`Change`] is what the
//! records say together.

mod beside;
mod checklist;
mod guess;
mod layout;
mod promise;
mod record;
mod reviewed;
pub mod rollout;

pub use beside::{DamageRecord, JudgedPick, Pick, Picked, Stage, carrier_title};
pub use checklist::{Before, CHECKLIST, Item, LOCKS, Owner, checklist, item_named};
pub use guess::{Guess, guess};
pub use layout::{Sorted, sorted_in};
pub use promise::{due_after, promise_of};
pub use record::{
    Change, ChangeRecord, DOWN, Link, NewChange, Outcome, PARTS, Script, Settled, Signed, StepDone, UP, part_in_words,
};
pub use reviewed::{
    Advised, AskedQuestion, DownScript, NotLookedInto, PlanStep, Reviewed, ReviewedStatement, step_name,
};
