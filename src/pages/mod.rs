//! The page: one file a panel.

mod app;
mod entry;
mod gallery;
mod incidents;
mod load;
mod on_demand;
mod room;
mod storage;
mod when;
mod who;

pub use app::App;
