//! Primitives that know no incident.

mod link;

pub use link::PlainLink;
