//! The review: who answers for the document, how far it is, until when, who has signed off, when people meet, and how it is
//! frozen and closed.

mod deadlines;
mod freeze;
mod meeting;
mod people;
mod piece;
mod sign_off;
mod steps;

use leptos::prelude::*;

use self::deadlines::Deadlines;
use self::freeze::{AskFreeze, Freeze};
use self::meeting::Meeting;
use self::people::{Owner, Reviewers};
use self::piece::{Button, card, list, said};
use self::sign_off::SignOff;
use self::steps::Steps;
use super::desk::Desk;
use super::disagreement::Disagreement;
use super::hints::HintsInAll;
use super::questions::go_to_answer;
use crate::command::{Act, Pane};
use crate::domain::postmortem::missing::{Gap, GapKind, missing};
use crate::domain::record::kind;
use crate::platform::clock;
use crate::state::{OpenIncident, OpenPostmortem, Typing};
use crate::ui::{drawn, effect, memo, while_wanted};

#[component]
pub(super) fn Review() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let (is_signing, is_freezing, told) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(""));
    let act = move |act: Act| match act {
        Act::Own => {
            if postmortem.own() {
                told.set("You answer for this document.");
            }
            true
        }
        Act::SignOff => {
            is_signing.set(true);
            true
        }
        Act::Freeze => {
            freeze::ask(postmortem, is_freezing, told);
            true
        }
        _ => false,
    };
    postmortem.offer(Callback::new(act));
    view! {
        <section class="review" aria-label="Review">
            <p class="hidden" role="status">{told}</p>
            <Disagreement record=postmortem.document_record() kind=kind::POSTMORTEM />
            <Steps />
            <div class="review__parts">
                <Owner />
                <Reviewers is_signing />
                <Deadlines />
                <Meeting />
                <Freeze is_freezing told />
                <Lacks />
            </div>
            {while_wanted(move || is_freezing.get(), move || view! { <AskFreeze is_freezing told /> }.into_any())}
            {while_wanted(move || is_signing.get(), move || view! { <SignOff is_signing /> }.into_any())}
        </section>
    }
    .into_any()
}

/// How many are shown before the others are asked for.
const SHOWN: usize = 5;

/// What is missing, each with the way to where it can be filled in.
#[component]
fn Lacks() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let gaps = memo(move || gaps(postmortem));
    let desk = Desk::expect();
    let to = move |gap: &Gap| {
        if go_to_answer(postmortem, desk, gap) {
            return;
        }
        let pane = match gap.kind {
            GapKind::NoSummary => Pane::Document,
            GapKind::NotDetected => Pane::Numbers,
            _ => Pane::Chain,
        };
        match gap.about {
            // Its card is shown and has the focus.
            Some(record) => postmortem.incident().workbench().wanted().set(Some(record)),
            None => postmortem.pane().set(pane),
        }
    };
    let shows_all = RwSignal::new(false);
    let all = drawn(move || match gaps.get() {
        none if none.is_empty() => said("", "Nothing that can be told from here."),
        gaps => {
            let more = gaps.len().saturating_sub(SHOWN);
            let limit = if shows_all.get() { gaps.len() } else { SHOWN };
            let items = gaps.into_iter().take(limit).map(|gap| {
                let says = gap.says.clone();
                Button { class: "link", ..Button::default() }.view(says, move |_| to(&gap))
            });
            let mut parts = vec![list("", items.collect())];
            if more > 0 {
                let words = if shows_all.get() { "Fewer".to_owned() } else { format!("{more} more") };
                let turn = move |_| shows_all.update(|all| *all = !*all);
                parts.push(Button { class: "link", ..Button::default() }.view(words, turn));
            }
            parts.into_any()
        }
    });
    card(
        "What is missing",
        "review__lacks",
        vec![
            said("quiet", "What matters most first. None of it holds the review up."),
            all,
            view! { <HintsInAll /> }.into_any(),
        ],
    )
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
