//! What PostgreSQL runs.

mod alter_table;
mod column;
mod create;
mod object;
mod statement;

pub(super) use statement::statement;
