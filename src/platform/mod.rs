//! The browser, one facility a file. Nothing here knows an incident.

pub mod channel;
pub mod clipboard;
pub mod clock;
pub mod dom;
pub mod failure;
pub mod file;
pub mod preferences;
pub mod quota;
pub mod random;
pub mod worker;
pub mod zone;
