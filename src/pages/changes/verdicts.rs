//! The three answers at a glance: whether one can roll back, what waits meanwhile, and what comes back. Each with one sentence
//! that says why. They are dimmed while they are not about what is typed, and gone when its review has failed.

use leptos::prelude::*;

use super::desk::Desk;
use crate::domain::change::{Axis, axes, halves, not_reviewed};
use crate::platform::dom;
use crate::state::{Notice, ReviewProgress};
use crate::ui::{drawn, live, memo, on, while_wanted};

#[component]
pub(super) fn Verdicts() -> impl IntoView {
    let desk = Desk::expect();
    // Most keys change none of it.
    let answers = memo(move || {
        let answered = desk.answered().get()?;
        let reviewed = &answered.reviewed;
        let open = desk.change.with(|change| reviewed.open(change).count());
        Some((axes(reviewed, open), halves(reviewed), not_reviewed(reviewed, &answered.script)))
    });
    let drawn_axes = move || {
        let Some((axes, mut halves, left_out)) = answers.get() else { return ().into_any() };
        let axes = axes.map(|Axis { asks, tone, says, why }| {
            view! {
                <div class="axis" data-tone=tone.as_str()>
                    <dt>{asks}</dt>
                    <dd>
                        <strong class="axis__says">{says}</strong>
                        {halves.take().map(|halves| view! { <span class="axis__halves">{halves}</span> })}
                        <span class="axis__why">{why}</span>
                    </dd>
                </div>
            }
            .into_any()
        });
        let to_it = |_| _ = dom::focus("statements-heading");
        view! {
            <dl class="axes">{axes.into_iter().collect_view()}</dl>
            {left_out.map(|words| view! {
                <p class="axes__left-out">
                    {words}" "<button class="link" type="button" on:click=on(to_it)>"Which, and why"</button>
                </p>
            })}
        }
        .into_any()
    };
    // One sentence for those who do not see it: told again only where it changes.
    let told = move || {
        let (axes, ..) = answers.get()?;
        Some(axes.map(|axis| format!("{}: {}.", axis.asks, axis.says)).join(" "))
    };
    let is_behind = move || desk.is_behind().get() && answers.with(Option::is_some);
    view! {
        <div class="glance">
            <div class="judged">{drawn(drawn_axes)}</div>
            {while_wanted(is_behind, || view! { <p class="glance__behind">"Reviewing what you typed …"</p> }.into_any())}
        </div>
        <p class="hidden" role="status">{live(told)}</p>
        {drawn(move || progress(desk))}
    }
    .into_any()
}

/// Why there is no review, and what can be done about it.
fn progress(desk: Desk) -> AnyView {
    match desk.progress().get() {
        ReviewProgress::Loading => view! { <p class="quiet">"Loading the review …"</p> }.into_any(),
        ReviewProgress::Failed(failure) => {
            let notice = Notice::not_reviewed(failure);
            view! {
                <div class="notice" data-tone=notice.tone.as_str() role="alert">
                    <h2>"Not reviewed"</h2>
                    <p>{notice.text}</p>
                    {failure.may_be_retried().then(|| view! {
                        <button class="button" type="button" on:click=on(move |_| desk.retry())>"Try the review again"</button>
                    })}
                </div>
            }
            .into_any()
        }
        ReviewProgress::Resting | ReviewProgress::Busy | ReviewProgress::Done => ().into_any(),
    }
}
