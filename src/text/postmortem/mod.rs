//! The postmortem as files for other people and other programs, and back.
//!
//! A [`Document`] is what goes out: the sections of a template with what people wrote and what the workbench says, findings,
//! changes, answers, who signed off. [`markdown`] writes it and [`read`] reads it back; [`html`] is for browsers and printers.
//! [`external`] makes the document that other people may see. [`mermaid`] draws the incident, [`jira`] lists the changes, and
//! [`issue`] makes the address at which a tracker opens a new issue.
//!
//! The forms for people are written piece by piece, so that a page can write a long one without standing still.

pub mod document;
pub mod external;
pub mod facts;
mod fields;
pub mod html;
pub mod issue;
pub mod jira;
pub mod markdown;
pub mod mermaid;
mod outgoing;
pub mod read;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod round_trip;
mod signed;
mod words;

pub use document::{Document, Extent, Step, Wanted};
pub use outgoing::{Outgoing, last_said};
