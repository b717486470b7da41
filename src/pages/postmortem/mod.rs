//! The postmortem of one incident, pane by pane. Loaded on demand.

mod document;
mod numbers;
mod questions;
mod review;
mod status_line;

use leptos::prelude::*;

use self::document::Document;
use self::questions::Questions;
use self::status_line::StatusLine;
use super::on_demand::{Loading, OnDemand, part, styled};
use super::opened::{OpenedRoom, opened};
use crate::command::{Act, Pane, Place};
use crate::domain::id::ScopeId;
use crate::platform::dom;
use crate::state::{Commands, OfPage, OpenIncident, OpenPostmortem, Page, Workbench};
use crate::ui::{PlainLink, drawn, effect, live, memo, on};

part!(postmortem, Draw, draw);

/// Loads it with its style.
pub(super) fn load_styled() -> Loading<Draw> {
    styled(load)
}

/// Draws the postmortem of the incident in this scope.
type Draw = fn(ScopeId) -> AnyView;

fn draw(scope: ScopeId) -> AnyView {
    opened(scope, |room| view! { <OpenedPostmortem room /> }.into_any())
}

#[component]
fn OpenedPostmortem(
    /// The incident.
    room: OpenedRoom,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let open = OpenIncident::provide(workbench, room.get_value());
    let postmortem = OpenPostmortem::provide(open);
    let commands = Commands::expect();
    commands.let_go();
    let title = memo(move || {
        open.with(|reading| reading.record.as_ref().map(|record| record.title.clone()).unwrap_or_default())
    });
    let name = memo(move || workbench.name_of(open.scope()));
    effect(move || dom::set_title(&format!("Postmortem of {} {} · Stillpoint", name.get(), title.get())));
    let pane = postmortem.pane();
    let act = move |act: Act| match act {
        Act::Pane(wanted) => {
            pane.set(wanted);
            true
        }
        Act::Room => {
            workbench.go(Page::Room(open.scope()));
            true
        }
        Act::Own | Act::SignOff | Act::Freeze => postmortem.act_in(Pane::Review, act),
        other => postmortem.act(other),
    };
    commands.offer(OfPage {
        places: Place::OF_POSTMORTEM,
        act: Callback::new(act),
        has_entry: live(move || postmortem.chosen().get().is_some()),
        take_letter: Callback::new(|()| {}),
    });
    let scope = open.scope();
    view! {
        <div class="postmortem">
            <header class="postmortem__head">
                <PlainLink href=Page::Room(scope).path() follow=move |()| workbench.go(Page::Room(scope)) class="number">
                    {live(move || name.get())}
                </PlainLink>
                <h1>{title}</h1>
                <StatusLine />
            </header>
            <div class="postmortem__panes" role="tablist" aria-label="Parts of the postmortem">
                {Pane::ALL.into_iter().map(|of| view! {
                    <button
                        class="tab"
                        role="tab"
                        aria-selected=live(move || (pane.get() == of).to_string())
                        on:click=on(move |_| pane.set(of))
                    >
                        {of.title()}
                    </button>
                }.into_any()).collect_view()}
            </div>
            {drawn(move || match pane.get() {
                Pane::Document => view! { <Document /> }.into_any(),
                Pane::Questions => view! { <Questions /> }.into_any(),
                Pane::Numbers => view! { <OnDemand load=numbers::load /> }.into_any(),
                Pane::Review => view! { <OnDemand load=review::load /> }.into_any(),
                Pane::Chain => ().into_any(),
            })}
        </div>
    }
    .into_any()
}
