//! Pure values and rules: what an incident is and what follows from its entries.
//!
//! Nothing here reads a clock, draws a random number or knows a browser: times and ids come in as arguments, and
//! the answer is a value or a refusal.

pub mod change;
pub mod correction;
pub mod duties;
pub mod entry;
pub mod find;
pub mod fold;
pub mod gate;
pub mod harm;
pub mod id;
pub mod json;
pub mod late;
pub mod line;
pub mod metrics;
pub mod milestone;
pub mod number;
pub(crate) mod ordered;
pub mod part;
pub mod postmortem;
pub mod record;
pub mod role;
pub mod rollback;
pub mod search;
pub mod shown;
pub mod sorted;
pub mod tempo;
pub mod time;
pub mod told;
pub mod turning;
pub mod zone;

pub use entry::{Entry, Says};
pub use fold::{Incident, fold};
pub use id::{Hash, RecordId, ScopeId, WriterId};
pub use time::{Hlc, Instant, Occurred, Precision};
