//! Reactive handles over the domain: what pages read, and the only way they change anything.

mod belonging;
mod changes;
mod commands;
mod elsewhere;
mod follow_ups;
mod notice;
mod open_change;
mod open_incident;
mod open_postmortem;
mod reviewing;
mod roles;
mod rollout;
mod route;
mod search;
mod step_promises;
mod team;
mod theme;
mod typing;
mod workbench;

pub use belonging::{Belonging, changes_of};
pub use changes::{Changes, ListedChange};
pub use commands::{Commands, OfPage, Overlay};
pub use follow_ups::{ChainOf, Chains, ChainsRead};
pub use notice::{Notice, Tone};
pub use open_change::OpenChange;
pub use open_incident::{Declaration, OpenIncident, SaidAt, Saying, Version};
pub use open_postmortem::OpenPostmortem;
pub use reviewing::{ReviewProgress, Reviewing};
pub use rollout::{METRICS, STAGES, spread};
pub use route::Page;
pub use search::{Hit, Progress, Search};
pub use step_promises::{StepPromise, StepPromises};
pub use team::Team;
pub use theme::Theme;
pub use typing::Typing;
pub use workbench::{Standing, Workbench};
