//! How far the document is, the way on and back, and how it is closed.

use leptos::prelude::*;
use serde_json::Value;

use super::kept;
use super::piece::{Button, bold, form, line, refusal, said, span, text_area};
use crate::domain::postmortem::review::{NotYet, Refused, Status, breach, is_still_live, was_taken};
use crate::domain::postmortem::{Postmortem, PostmortemRecord};
use crate::log::canonical::object_of;
use crate::platform::dom;
use crate::state::{OpenPostmortem, Typing};
use crate::ui::{drawn, live, memo, on, while_wanted};

/// The field for the reason why nothing was changed.
const REASON: &str = "close-without";

/// What is told of one that is reviewed and was not frozen.
const LIVE: &str = "It is not frozen: what it says still follows the entries. Freezing it keeps what was reviewed.";

#[component]
pub(super) fn Steps() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let status = memo(move || postmortem.with(|says| Status::of(&says.about)));
    let refused = RwSignal::new(None::<Refused>);
    // What is told is why it may not now: a reason that is gone is told no more.
    let why_not = memo(move || {
        let refused = refused.get()?;
        let present = postmortem.present();
        postmortem.with(|says| refused.still(says, present))
    });
    let reason = kept(postmortem.incident(), "close without");
    let move_to = move |to: Status| {
        let present = untrack(|| postmortem.present());
        let no = untrack(|| postmortem.with(|says| Refused::of(says, to, present)));
        if no.is_none() {
            postmortem.set(&object_of([("status", to.as_str().into())]));
        }
        refused.set(no);
        if why_not.get_untracked() == Some(NotYet::NothingChanged) {
            request_animation_frame(|| {
                dom::focus(REASON);
            });
        }
    };
    // Also where it was closed, and the change that let it be was taken back since.
    let lacks = memo(move || postmortem.with(breach));
    let asks_reason = move || why_not.get() == Some(NotYet::NothingChanged) || lacks.get().is_some();
    let why = move || postmortem.with(|says| says.about.closed_without.clone());
    let step = |step: Status| {
        let (is_now, is_past) = (
            live(move || (status.get() == step).then_some("step")),
            live(move || postmortem.with(|says| was_taken(says, step)).to_string()),
        );
        view! {
            <li>
                <button class="steps__step" aria-current=is_now data-past=is_past on:click=on(move |_| move_to(step))>
                    {step.title()}
                </button>
            </li>
        }
        .into_any()
    };
    let steps: Vec<AnyView> = Status::ALL.into_iter().map(step).collect();
    let parts = vec![
        view! { <ol class="steps" aria-label="How far the document is">{steps}</ol> }.into_any(),
        refusal(move || why_not.get().map(|why| format!("Could not {why}."))),
        refusal(move || {
            let why = "It is closed, but no change is promised or done any more, and no reason is written why not.";
            lacks.get().map(|_| why.to_owned())
        }),
        while_wanted(move || postmortem.with(is_still_live), move || said("quiet", LIVE)),
        while_wanted(asks_reason, move || view! { <Reason reason refused /> }.into_any()),
        drawn(move || match why() {
            Some(why) => line(
                "",
                vec![
                    bold("Closed without a change:"),
                    span("", why),
                    Button { class: "link", ..Button::default() }.view("Take this reason back", move |_| {
                        postmortem.set(&object_of([("closed_without", Value::Null)]));
                    }),
                ],
            ),
            None => ().into_any(),
        }),
    ];
    view! { <div class="review__steps">{parts}</div> }.into_any()
}

/// Why nothing is changed, and closing with that.
#[component]
fn Reason(
    /// What is being typed.
    reason: Typing,
    /// The last move, where it was refused.
    refused: RwSignal<Option<Refused>>,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let close = move || {
        let why = reason.text().with_untracked(|text| text.trim().to_owned());
        if why.is_empty() {
            dom::focus(REASON);
            return;
        }
        let present = untrack(|| postmortem.present());
        let says = postmortem.says().with_untracked(|says| says.as_ref().clone());
        let about = PostmortemRecord { closed_without: Some(why.clone()), ..says.about.clone() };
        let refusal = Refused::of(&Postmortem { about, ..says }, Status::Closed, present);
        if refusal.is_some() {
            return refused.set(refusal);
        }
        let changes = [("closed_without", why.into()), ("status", Status::Closed.as_str().into())];
        if postmortem.set(&object_of(changes)) {
            refused.set(None);
            reason.discard();
        }
    };
    let field = text_area(REASON, "Why nothing is changed because of it", reason);
    form("review__reason", close, vec![field, line("", vec![Button::submit("Close it with this reason")])])
}
