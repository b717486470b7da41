//! The log made durable, and the only code that outlives the page.
//!
//! [`Store`] is what a medium has to do; [`IndexedDb`] is the browser's, [`Memory`] its twin for tests, with every fault
//! on demand. [`Keeper`] owns the policy: what is written together, what happens when it fails, which marks are shown.
//! [`Room`] is one open incident: its log, what it tells, and the only way to add to it.

mod draft;
mod import;
#[cfg(feature = "web")]
mod indexed_db;
mod keeper;
mod links;
#[cfg(feature = "web")]
mod medium;
mod memory;
mod room;
#[expect(clippy::module_inception, reason = "the trait of that name")]
mod store;
mod summary;
mod texts;

pub use draft::Unsent;
pub use import::{Coming, Preview};
#[cfg(feature = "web")]
pub use indexed_db::{IndexedDb, Opened};
pub use keeper::{Ids, Keeper, Mark, Me, News};
pub use links::{Cited, Linked, Links};
#[cfg(feature = "web")]
pub use medium::Medium;
pub use memory::{Fault, Memory};
pub use room::{NewIncident, Room, Snapshot};
pub use store::{Batch, Damaged, Store, StoreError, Stored};
pub use summary::Summary;
pub use texts::Texts;
