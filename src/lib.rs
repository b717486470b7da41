//! Stillpoint.
#[cfg(feature = "cli")]
pub mod cli;
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
#[cfg(feature = "app")]
pub mod ui;
