//! What was said, for good: immutable revisions, their union, and what a scope's revisions tell.
//!
//! Pure as the domain: bytes and values in, bytes and values out.

pub mod canonical;
pub mod conflict;
pub mod frozen;
pub mod live;
pub mod migrate;
pub mod reading;
pub mod revision;
pub mod union;
pub mod writer;

pub use frozen::Frozen;
pub use live::Live;
pub use reading::{Reading, read};
pub use revision::{Body, Damage, Header, Revision};
pub use union::{Added, Log, SetHash};
pub use writer::{Draft, Writer};
