//! The postmortem as files for other people and other programs, and back.

pub mod facts;
mod words;
