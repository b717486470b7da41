//! What a statement says: tolerant of what does not matter, strict where the grammar is closed. One folder for each dialect, one
//! file for what both share.

mod cursor;
mod expression;
mod mysql;
mod postgresql;
pub(super) mod reserved;
mod rows;
mod statement;
mod table;

pub use statement::read;
