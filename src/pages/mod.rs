//! The page: one file a panel.

mod about;
mod app;
mod data;
mod entry;
mod entry_box;
mod export;
mod gallery;
mod incidents;
mod load;
mod markup;
mod nav;
mod on_demand;
mod palette;
mod panels;
mod picker;
mod room;
mod sample;
mod search;
mod settings;
mod storage;
mod timeline;
mod when;
mod who;

pub use app::App;
