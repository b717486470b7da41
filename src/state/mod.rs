//! Reactive handles over the domain: what pages read, and the only way they change anything.

mod notice;
mod open_incident;
mod route;
mod typing;
mod workbench;

pub use notice::{Notice, Tone};
pub use open_incident::{OpenIncident, Version};
pub use route::Page;
pub use typing::Typing;
pub use workbench::{Standing, Workbench};
