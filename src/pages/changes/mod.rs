//! Changes to schemas: the list of them, and the page of one. Loaded on demand.

mod beside;
mod checklist;
mod damage;
mod desk;
mod files;
mod hand_out;
mod kept;
mod links;
mod list;
mod on_paper;
mod page;
mod plan;
mod promises;
mod questions;
mod rollout;
mod script;
mod sight;
mod statements;
mod switches;
mod verdicts;

use leptos::prelude::*;

use self::list::List;
use self::page::ChangePage;
use super::on_demand::{Loading, Sheet, part, styled};
use super::opened::opened_as;
use crate::domain::id::ScopeId;

part!(changes, Draw, draw);

/// Draws the change of this scope, or the list of all.
type Draw = fn(Option<ScopeId>) -> AnyView;

/// Loads it with its style.
pub(super) fn load_styled() -> Loading<Draw> {
    styled(load, &[Sheet::Changes])
}

fn draw(scope: Option<ScopeId>) -> AnyView {
    match scope {
        Some(scope) => opened_as("change", scope, |room| view! { <ChangePage room /> }.into_any()),
        None => view! { <List /> }.into_any(),
    }
}

/// A verdict as a word with a sign: never a colour alone.
fn verdict(word: &str) -> AnyView {
    let told = if word == "unknown" { "not known" } else { word };
    view! { <span class="verdict" data-verdict=word.to_owned()>{told.to_owned()}</span> }.into_any()
}
