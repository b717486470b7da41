//! A list of any length of which only the rows in view are in the document.

mod change;
#[cfg(feature = "app")]
mod cursor;
#[cfg(feature = "app")]
mod grid;
mod heights;
#[cfg(feature = "app")]
mod row;
#[cfg(feature = "app")]
mod view;

pub use change::{Change, changes, moved};
#[cfg(feature = "app")]
pub use cursor::{Cursor, InView};
pub use heights::Heights;
#[cfg(feature = "app")]
pub use view::Window;
