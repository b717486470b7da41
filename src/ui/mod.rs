//! Primitives that know no incident.

#[cfg(feature = "app")]
mod focus;
#[cfg(feature = "app")]
mod link;
#[cfg(feature = "app")]
mod markdown;
pub mod window;

#[cfg(feature = "app")]
pub use focus::{focused, is_composing};
#[cfg(feature = "app")]
pub use link::PlainLink;
#[cfg(feature = "app")]
pub use markdown::markdown;
