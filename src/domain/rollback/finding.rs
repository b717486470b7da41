//! One answer: what one fact means for the previous release, whom it keeps waiting, and what of it comes back.

use super::change_type::ChangeType;
use super::question::Question;
use super::rule::{Blocks, Hazard};
use super::verdict::{Holds, Reversal, Verdict};

/// What one thing that a statement does means, where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What is done.
    pub change: ChangeType,
    /// Where it is written, in bytes.
    pub start: u32,
    /// To where.
    pub end: u32,
    /// What it is done to: a table, or a column of one. Empty where nothing has a name.
    pub subject: String,
    /// Whether the previous release keeps working.
    pub verdict: Verdict,
    /// Whether its writes hold.
    pub old_writes: Holds,
    /// Whether its reads hold.
    pub old_reads: Holds,
    /// Why it can take the site down.
    pub hazard: Option<Hazard>,
    /// The lock's name; empty where nobody notices one.
    pub lock: &'static str,
    /// What waits while it is held.
    pub blocks: Blocks,
    /// What comes back.
    pub reversal: Reversal,
    /// Why.
    pub why: &'static str,
    /// What settles it.
    pub question: Option<Question>,
    /// What was answered, with evidence.
    pub answer: Option<bool>,
    /// Whether it is done to something that this script made.
    pub is_on_new: bool,
    /// Whether it only adds its name to the list of changes.
    pub is_also: bool,
    /// Whether a rollback does not take it back.
    pub stays: bool,
}
