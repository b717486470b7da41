//! The workbench an incident lead opens when production breaks.
//!
//! Everything that is said about an incident is an immutable *revision*; a set of revisions is a [`log`]; what an incident is
//! (who leads, how severe, which phase, how long what took) is *folded* from its entries and stored nowhere. That one
//! shape gives history, undo, audit and merge: two tabs, two people and two laptops are united by uniting sets.
//!
//! # The map
//!
//! | module | what it is | knows |
//! | --- | --- | --- |
//! | [`domain`] | entries and the rules that follow from them: the fold, roles, milestones, clocks, gates | nothing else |
//! | [`log`] | revisions, their bytes and hashes, union, merge, and what a log tells | `domain` |
//! | [`text`] | formats in and out | `domain`, `log` |
//! | [`store`] | the log made durable, and the policy of saving | the three above |
//! | `platform` | the browser, one facility a file (feature `web`) | `domain` |
//! | `state` | reactive handles: what pages read and the only way they change anything (feature `app`) | all above |
//! | [`command`] | the table of everything a person can do | nothing else |
//! | `ui`, `pages` | primitives that know no incident, and the page (feature `app`) | `state`; `ui` nothing |
//! | `cli` | the command-line tool (feature `cli`) | `domain`, `log`, `text` |
//!
//! Imports point one way; `tests/layers.rs` holds them to it. `domain`, `log`, `text` and `store` build and test natively in
//! seconds without a browser or a view layer.
//!
//! # From a file to an incident
//!
//! ```
//! use stillpoint::{log, text::revisions};
//!
//! let file = revisions::parse(include_bytes!("../tests/golden/incident.jsonl"));
//! let scope = *file.log.scopes().first().expect("it holds an incident");
//! let reading = log::read(&file.log, scope);
//! assert_eq!(reading.record.expect("it has a name").number, 42);
//! ```

#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
pub mod domain;
pub mod log;
#[cfg(feature = "app")]
pub mod pages;
#[cfg(feature = "web")]
pub mod platform;
#[cfg(feature = "app")]
pub mod state;
pub mod store;
pub mod text;
pub mod ui;
