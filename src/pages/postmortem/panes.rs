//! What a postmortem shows beside its document. Loaded on demand, all together: they share too much to come one by one.

use leptos::prelude::*;

use super::chain::ChainPane;
use super::numbers::Numbers;
use super::questions;
use super::review::Review;
use crate::command::Pane;
use crate::pages::on_demand::{Loading, Part, Sheet, part, styled};

part!(panes, Draw, draw);

/// Loads them with their style.
pub(super) fn load_styled() -> Loading<Draw> {
    styled(load, &[Sheet::Panes])
}

/// Draws one of them; nothing for the document, which is here before them.
type Draw = fn(Pane) -> AnyView;

fn draw(pane: Pane) -> AnyView {
    match pane {
        Pane::Document => ().into_any(),
        Pane::Chain => view! { <ChainPane /> }.into_any(),
        Pane::Questions => questions::draw(),
        Pane::Numbers => view! { <Numbers /> }.into_any(),
        Pane::Review => view! { <Review /> }.into_any(),
    }
}

/// One of them, loaded if it was not before.
pub(super) fn pane_of(pane: Pane) -> AnyView {
    Part::new(load_styled).view(move |draw| draw(pane))
}
