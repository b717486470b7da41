//! What stands around the text of a postmortem: what the entries say, how far it is, what is missing, and the timeline to
//! quote from. Nobody waits for these to write, so they come after the text, all together. Loaded on demand.

use leptos::prelude::*;

use super::facts::Facts;
use super::missing_count::MissingCount;
use super::quote::Quote;
use super::status_line::StatusLine;
use crate::domain::id::RecordId;
use crate::domain::postmortem::Fact;
use crate::pages::on_demand::{Part, part};

part!(margin, Draw, draw);

/// A piece of it.
#[derive(Clone, Copy)]
pub(super) enum Piece {
    /// How far the document is, and how much is missing.
    State,
    /// What the entries say in a section.
    Facts(Memo<Vec<Fact>>),
    /// The timeline to quote from, with the section that a quotation goes into while none is written.
    Quote(Callback<(), RecordId>),
}

/// Draws one of them.
type Draw = fn(Piece) -> AnyView;

fn draw(piece: Piece) -> AnyView {
    match piece {
        Piece::State => (view! { <StatusLine /> }, view! { <MissingCount /> }).into_any(),
        Piece::Facts(facts) => view! { <Facts facts /> }.into_any(),
        Piece::Quote(first) => view! { <Quote first /> }.into_any(),
    }
}

/// The margin of the postmortem that is shown, on its way since that was opened.
#[derive(Clone, Copy)]
pub(super) struct Margin(Part<Draw>);

impl Margin {
    /// Begins to load it, and provides it.
    pub(super) fn provide() -> Self {
        let this = Self(Part::new(load));
        provide_context(this);
        this
    }

    /// From any component of the postmortem.
    pub(super) fn expect() -> Self {
        expect_context()
    }

    /// How far the document is, and how much is missing; or that this and the rest could not be loaded.
    pub(super) fn state(self) -> AnyView {
        self.0.view(|draw| draw(Piece::State))
    }

    /// What the entries say in a section.
    pub(super) fn facts(self, facts: Memo<Vec<Fact>>) -> AnyView {
        self.0.view_when_here(move |draw| draw(Piece::Facts(facts)))
    }

    /// The timeline to quote from.
    pub(super) fn quote(self, first: Callback<(), RecordId>) -> AnyView {
        self.0.view_when_here(move |draw| draw(Piece::Quote(first)))
    }
}
