//! The review of a change to a schema for others: for programs, for a pull request, for a pipeline's log and for a terminal. What
//! a review reads beside its script: a file of answers, and the layouts of migration tools. And what is said of scripts between
//! the page and the worker that reviews them.

mod anew;
pub mod answers;
pub mod ask;
pub mod by_hand;
mod checked;
pub mod concern;
pub mod explained;
pub mod github;
pub mod json;
pub mod layout;
mod loses;
pub mod markdown;
pub mod paper;
pub mod rollout;
mod sheet;
pub mod terminal;
pub mod turns;

pub use checked::{Checked, Judged, JudgedPlan, Open, check};
pub use sheet::{Sheet, Source, Unreadable};
