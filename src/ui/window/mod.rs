//! A list of any length of which only the rows in view are in the document.

mod rows;
#[cfg(feature = "app")]
mod view;

pub use rows::Rows;
#[cfg(feature = "app")]
pub use view::{Cursor, Window};
