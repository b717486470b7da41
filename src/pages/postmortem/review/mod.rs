//! The review: who answers for the document, how far it is, until when, who has signed off, when people meet, and how it is
//! frozen and closed. Loaded on demand.

mod deadlines;
mod freeze;
mod meeting;
mod people;
mod sign_off;
mod steps;

use leptos::prelude::*;

use self::deadlines::Deadlines;
use self::freeze::Freeze;
use self::meeting::Meeting;
use self::people::{Owner, Reviewers};
use self::sign_off::SignOff;
use self::steps::Steps;
use super::super::on_demand::part;
use crate::command::{Act, Pane};
use crate::domain::postmortem::missing::{Gap, GapKind, missing};
use crate::platform::{clock, dom};
use crate::state::{OpenIncident, OpenPostmortem, Typing};
use crate::ui::{drawn, effect, memo, on, while_wanted};

part!(review, || view! { <Review /> }.into_any());

/// Goes to the button that freezes: one more key does it.
fn go_to_freeze() {
    request_animation_frame(|| {
        dom::focus(freeze::BUTTON);
    });
}

#[component]
fn Review() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let (is_signing, said) = (RwSignal::new(false), RwSignal::new(""));
    let act = move |act: Act| match act {
        Act::Own => {
            if postmortem.own() {
                said.set("You answer for this document.");
            }
            true
        }
        Act::SignOff => {
            is_signing.set(true);
            true
        }
        Act::Freeze => {
            go_to_freeze();
            true
        }
        _ => false,
    };
    postmortem.offer(Callback::new(act));
    view! {
        <section class="review" aria-label="Review">
            <p class="hidden" role="status">{said}</p>
            <Steps />
            <div class="review__parts">
                <Owner />
                <Reviewers is_signing />
                <Deadlines />
                <Meeting />
                <Freeze />
                <Lacks />
            </div>
            {while_wanted(move || is_signing.get(), move || view! { <SignOff is_signing /> }.into_any())}
        </section>
    }
    .into_any()
}

/// What is missing, each with the way to where it can be filled in.
#[component]
fn Lacks() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let gaps = memo(move || gaps(postmortem));
    let to = move |gap: &Gap| {
        let pane = match gap.kind {
            GapKind::Unanswered | GapKind::OpenQuestion => Pane::Questions,
            _ => Pane::Chain,
        };
        if gap.about.is_some() {
            postmortem.chosen().set(gap.about);
        }
        postmortem.pane().set(pane);
    };
    view! {
        <section class="card review__lacks" aria-label="What is missing">
            <h2>"What is missing"</h2>
            {drawn(move || match gaps.get() {
                none if none.is_empty() => view! { <p>"Nothing that can be told from here."</p> }.into_any(),
                gaps => view! {
                    <p class="quiet">"Things to do before or after the review, the worthiest first. None of them holds it up."</p>
                    <ul>
                        {gaps.into_iter().map(|gap| {
                            let says = gap.says.clone();
                            view! { <li><button class="link" on:click=on(move |_| to(&gap))>{says}</button></li> }
                        }).collect_view()}
                    </ul>
                }.into_any(),
            })}
        </section>
    }
    .into_any()
}

fn gaps(postmortem: OpenPostmortem) -> Vec<Gap> {
    postmortem.incident().with(|reading| postmortem.with(|says| missing(says, reading, clock::now())))
}

/// A text that is written beside others, and is there again after the page was closed or has stopped.
fn kept(open: OpenIncident, editor: &str) -> Typing {
    let workbench = open.workbench();
    let typing = Typing::new(workbench, Some(open.scope()), editor, None);
    effect(move || {
        let unsent = workbench.orphans().with(|all| all.iter().find(|one| typing.is_for(one)).cloned());
        if let Some(unsent) = unsent.filter(|_| typing.record().is_none()) {
            typing.adopt(&unsent);
        }
    });
    typing
}
