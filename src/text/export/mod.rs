//! The timeline of an incident as files for other programs and other people. Out only: what is read back is JSON lines.
//!
//! A [`Sheet`] says what every export says, in the same words; the formats differ in how they write it down:
//!
//! | module | for |
//! | --- | --- |
//! | [`markdown`] | an issue or a page on GitHub or GitLab, a message in Slack |
//! | [`csv`] | a spreadsheet |
//! | [`json`] | another program |
//! | [`html`] | a browser or a printer: one file that needs no other |
//!
//! All are functions of the reading alone: the same revisions make the same bytes, in whatever order they came.

pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
pub(in crate::text) mod marked;
mod paper;
pub(in crate::text) mod sheet;
mod slack;

pub use sheet::Sheet;
