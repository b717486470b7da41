//! What MySQL runs.

mod alter_table;
mod column;
mod create;
mod statement;

pub(super) use statement::statement;
