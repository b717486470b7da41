//! Primitives that know no incident.

#[cfg(feature = "app")]
mod link;
pub mod window;

#[cfg(feature = "app")]
pub use link::PlainLink;
