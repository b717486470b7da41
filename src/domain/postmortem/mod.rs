//! The postmortem: what an incident taught, and what was changed because of it.
//!
//! It is a chain that can be walked both ways: an entry of the timeline is the evidence of a *finding*, a statement about a
//! condition; a *follow-up* changes the system because of findings; and it is done when a *proof* says how that is known. Each
//! of these is a record of its own in the incident's scope, so that two people who write at once merge like everywhere else.
//!
//! [`Postmortem`] is what those records say together. What the incident itself says (numbers, roles, times of harm) stands in
//! none of them: it is read off the entries, until the document is frozen.

pub mod agenda;
pub mod chain;
pub mod missing;
mod questions;
mod record;
pub mod recurrence;
pub mod review;
pub mod similar;
mod taxonomy;
mod template;

pub use questions::{ALWAYS, Count, QUESTIONS, Question};
pub use record::{
    Answer, Assumption, Citation, Declined, Dismissal, Finding, FollowUp, Freeze, FrozenScope, Held, LayerAnswer,
    Meeting, Postmortem, PostmortemRecord, Proof, Section, SignOff, TemplateRecord, TermRecord,
};
pub use taxonomy::{
    CHANGES, CLASSES, Class, EFFECTS, FAILURES, Failure, LAYERS, LIMITS_DAMAGE, PATTERNS, PREVENTS_CAUSE, STATES,
    STATUSES, STRENGTHS, Word, title_of,
};
pub use template::{Fact, Outline, OutlinePart, Part, TEMPLATES, Template, facts_of, slot_of, template_named};
