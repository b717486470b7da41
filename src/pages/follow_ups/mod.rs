//! What was promised, over all incidents, and what comes back in them. Loaded on demand.

mod list;
mod recurring;
mod year_ago;

use leptos::prelude::*;

use self::list::List;
use self::recurring::Recurring;
use self::year_ago::YearAgo;
use super::on_demand::{Loading, Sheet, part, styled};
use crate::platform::dom;
use crate::state::{Chains, ChainsRead, Commands, Workbench};
use crate::ui::{drawn, live, on};

part!(follow_ups, || view! { <FollowUps /> }.into_any());

/// Loads it with its style.
pub(super) fn load_styled() -> Loading {
    styled(load, &[Sheet::Room, Sheet::Postmortem, Sheet::Panes])
}

/// Which view is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    List,
    Recurring,
}

#[component]
fn FollowUps() -> impl IntoView {
    let workbench = Workbench::expect();
    Commands::expect().let_go();
    dom::set_title("Follow-ups · Stillpoint");
    let chains = Chains::new(workbench);
    let pane = RwSignal::new(Pane::List);
    let tab = move |of: Pane, title: &'static str| {
        view! {
            <button class="tab" aria-pressed=live(move || (pane.get() == of).to_string()) on:click=on(move |_| pane.set(of))>
                {title}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="promises">
            <header class="promises__head">
                <h1>"Follow-up changes"</h1>
                <p class="quiet" role="status">{live(move || in_words(&chains.progress().get()))}</p>
            </header>
            {drawn(move || chains.progress().get().problem.map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
            <div class="postmortem__panes" role="group" aria-label="What is shown">
                {tab(Pane::List, "Changes")}
                {tab(Pane::Recurring, "What comes back")}
            </div>
            <YearAgo chains />
            {drawn(move || match pane.get() {
                Pane::List => view! { <List chains /> }.into_any(),
                Pane::Recurring => view! { <Recurring chains /> }.into_any(),
            })}
        </div>
    }
    .into_any()
}

fn in_words(progress: &ChainsRead) -> String {
    match progress {
        ChainsRead { is_done: false, read, of, .. } if *of > 0 => format!("Read {read} of {of} postmortems …"),
        ChainsRead { is_done: false, .. } => "Reading …".to_owned(),
        ChainsRead { of: 1, .. } => "1 postmortem".to_owned(),
        ChainsRead { of, .. } => format!("{of} postmortems"),
    }
}
