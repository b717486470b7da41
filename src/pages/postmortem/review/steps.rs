//! How far the document is, the way on and back, and how it is closed.

use leptos::prelude::*;
use serde_json::Value;

use super::kept;
use crate::domain::postmortem::review::{NotYet, Status, breach, may_move};
use crate::log::canonical::Object;
use crate::platform::dom;
use crate::state::{OpenPostmortem, Typing};
use crate::ui::{drawn, live, memo, on, typed, while_wanted};

/// The field for the reason why nothing was changed.
const REASON: &str = "close-without";

#[component]
pub(super) fn Steps() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let status = memo(move || postmortem.with(|says| Status::of(&says.about)));
    let refused = RwSignal::new(None::<NotYet>);
    let reason = kept(postmortem.incident(), "close without");
    let move_to = move |to: Status| {
        let present = untrack(|| postmortem.present());
        let may = untrack(|| postmortem.with(|says| may_move(says, to, present)));
        let asks_reason = may == Err(NotYet::NothingChanged);
        if may.is_ok() {
            postmortem.set(&Object::from_iter([("status".to_owned(), to.as_str().into())]));
        }
        refused.set(may.err());
        if asks_reason {
            request_animation_frame(|| {
                dom::focus(REASON);
            });
        }
    };
    // Also where it was closed, and the change that let it be was taken back since.
    let lacks = memo(move || postmortem.with(breach));
    let asks_reason = move || refused.get() == Some(NotYet::NothingChanged) || lacks.get().is_some();
    let why = move || postmortem.with(|says| says.about.closed_without.clone());
    view! {
        <div class="review__steps">
            <ol class="steps" aria-label="How far the document is">
                {Status::ALL.into_iter().map(|step| view! {
                    <li>
                        <button
                            class="steps__step"
                            aria-current=live(move || (status.get() == step).then_some("step"))
                            data-past=live(move || (step < status.get()).to_string())
                            on:click=on(move |_| move_to(step))
                        >
                            {step.title()}
                        </button>
                    </li>
                }.into_any()).collect_view()}
            </ol>
            {drawn(move || refused.get().map(|why| view! {
                <p class="refusal" role="alert">{format!("Could not {why}.")}</p>
            }).into_any())}
            {drawn(move || lacks.get().map(|_| view! {
                <p class="refusal">"It is closed, but no change is promised or done any more, and no reason is written why not."</p>
            }).into_any())}
            {while_wanted(asks_reason, move || view! { <Reason reason refused /> }.into_any())}
            {drawn(move || why().map(|why| view! {
                <p>
                    <b>"Closed without a change: "</b>{why}" "
                    <button class="link" on:click=on(move |_| {
                        postmortem.set(&Object::from_iter([("closed_without".to_owned(), Value::Null)]));
                    })>"Take this reason back"</button>
                </p>
            }).into_any())}
        </div>
    }
    .into_any()
}

/// Why nothing is changed, and closing with that.
#[component]
fn Reason(
    /// What is being typed.
    reason: Typing,
    /// Why the last move was refused.
    refused: RwSignal<Option<NotYet>>,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let close = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let why = reason.text().with_untracked(|text| text.trim().to_owned());
        if why.is_empty() {
            dom::focus(REASON);
            return;
        }
        let changes =
            [("closed_without".to_owned(), why.into()), ("status".to_owned(), Status::Closed.as_str().into())];
        if postmortem.set(&Object::from_iter(changes)) {
            refused.set(None);
            reason.discard();
        }
    };
    view! {
        <form class="review__reason" on:submit=on(close)>
            <label for=REASON>"Why nothing is changed because of it"</label>
            <textarea
                id=REASON
                rows="2"
                placeholder="What was decided, by whom, and what would change that"
                prop:value=live(move || reason.text().get())
                on:input=typed(move |text| reason.input(text))
            ></textarea>
            <p><button class="button" type="submit">"Close it with this reason"</button></p>
        </form>
    }
    .into_any()
}
