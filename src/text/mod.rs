//! Formats in and out. Pure: text in, values out, and the other way round.

pub mod amendments;
pub mod brief;
pub mod chain;
pub mod changes;
pub mod export;
pub mod fold_json;
pub mod ics;
mod json;
pub mod lint;
pub mod markdown;
pub mod postmortem;
pub mod quote;
pub mod revisions;
pub mod rollback;
pub mod timeline;
