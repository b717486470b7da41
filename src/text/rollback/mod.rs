//! What is said of scripts between the page and the worker that reviews them.

pub mod ask;
pub mod turns;
