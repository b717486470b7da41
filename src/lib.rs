//! Stillpoint.
#[cfg(feature = "cli")]
pub mod cli;
pub mod domain;
pub mod log;
pub mod store;
pub mod text;
