//! Until when the review and the changes are due, and by which term.

use leptos::prelude::*;
use serde_json::Value;

use super::super::status_line::{deadlines_now, terms};
use crate::domain::postmortem::review::{Status, days_in_words, days_until, end};
use crate::domain::time::{Precise, Precision};
use crate::log::canonical::Object;
use crate::platform::clock;
use crate::state::{OpenIncident, OpenPostmortem, Team};
use crate::ui::{drawn, live, memo, on, typed};

#[component]
pub(super) fn Deadlines() -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let team = Team::new(open.workbench());
    let due = memo(move || deadlines_now(postmortem, team));
    let counted = memo(move || open.with(|reading| terms(team, reading)));
    let has_end = memo(move || open.with(|reading| end(&reading.incident).is_some()));
    let is_reviewed = memo(move || postmortem.with(|says| Status::of(&says.about) >= Status::Reviewed));
    let how_far = move |day: Precise| days_until(day, clock::now(), &open.zone().get());
    let by_terms = move || {
        let Some((terms, severity)) = counted.get() else { return String::new() };
        let whose = severity.unwrap_or_else(|| "an incident without a severity".to_owned());
        format!(
            "For {whose}: the review within {}, the changes within {} days, counted from the end of the incident.",
            terms.review_in_words(),
            terms.change_days
        )
    };
    let set = move |day: Value| postmortem.set(&Object::from_iter([("review_by".to_owned(), day)]));
    let named = move |day: String| {
        if let Ok(day) = day.parse::<Precise>() {
            set(day.to_string().into());
        }
    };
    let review = move || {
        let Some(due) = due.get() else {
            return view! { <span class="quiet">"counted from the end of the incident, which no entry says yet"</span> }
                .into_any();
        };
        let days = how_far(due.review);
        let standing = match is_reviewed.get() {
            true => view! { <span class="quiet">"reviewed"</span> }.into_any(),
            false => far(days),
        };
        view! { <b>{due.review.to_string()}</b>" "{standing} }.into_any()
    };
    let changes = move || match due.get().and_then(|due| due.changes) {
        Some(day) => view! { <b>{day.to_string()}</b>" "{far(how_far(day))} }.into_any(),
        None => view! { <span class="quiet">"counted from the end of the incident"</span> }.into_any(),
    };
    view! {
        <section class="card" aria-label="Deadlines">
            <h2>"Deadlines"</h2>
            <dl class="facts">
                <dt>"Review"</dt><dd>{drawn(review)}</dd>
                <dt>"Changes"</dt><dd>{drawn(changes)}</dd>
            </dl>
            <p class="quiet">{live(by_terms)}</p>
            {drawn(move || (!has_end.get()).then(|| view! {
                <p class="quiet">"Say in the timeline when it was resolved, and the days are counted from there."</p>
            }).into_any())}
            <div class="review__name">
                <label>
                    "Another day for the review"
                    <input
                        type="date"
                        id="review-by"
                        prop:value=live(move || due.get().filter(|due| due.is_named).map(|due| day_text(due.review)).unwrap_or_default())
                        on:change=typed(named)
                    />
                </label>
                {drawn(move || due.get().is_some_and(|due| due.is_named).then(|| view! {
                    <button class="button" on:click=on(move |_| _ = set(Value::Null))>"Back to the team’s term"</button>
                }).into_any())}
            </div>
        </section>
    }
    .into_any()
}

/// A day as a field has it.
fn day_text(day: Precise) -> String {
    Precise { precision: Precision::Day, ..day }.to_string()
}

fn far(days: i64) -> AnyView {
    let class = if days < 0 { "badge" } else { "quiet" };
    view! { <span class=class>{days_in_words(days)}</span> }.into_any()
}
