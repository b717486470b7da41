//! The page: one file a panel.

mod about;
mod announce;
mod app;
mod data;
mod edit;
mod entry;
mod entry_box;
mod export;
mod filter;
mod find;
mod findings;
mod gallery;
mod hand_over;
mod history;
mod incidents;
mod load;
mod markup;
mod nav;
mod on_demand;
mod palette;
mod panels;
mod picker;
mod role_dialog;
mod roles;
mod room;
mod sample;
mod search;
mod settings;
mod storage;
mod timeline;
mod took_part;
mod trash;
mod when;
mod who;

pub use app::App;
