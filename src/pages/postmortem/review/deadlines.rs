//! Until when the review and the changes are due, and by which term.

use leptos::prelude::*;
use serde_json::Value;

use super::super::status_line::{deadlines_now, terms};
use super::piece::{Button, Field, bold, card, said, span, words};
use crate::domain::postmortem::review::{Status, days_in_words, days_until, end, was_taken};
use crate::domain::time::{Precise, Precision};
use crate::log::canonical::object_of;
use crate::platform::clock;
use crate::state::{OpenIncident, OpenPostmortem, Team};
use crate::ui::{drawn, memo};

#[component]
pub(super) fn Deadlines() -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let team = Team::new(open.workbench());
    let due = memo(move || deadlines_now(postmortem, team));
    let counted = memo(move || open.with(|reading| terms(team, reading)));
    let has_end = memo(move || open.with(|reading| end(&reading.incident).is_some()));
    let is_reviewed = memo(move || {
        postmortem.with(|says| Status::of(&says.about) == Status::Reviewed || was_taken(says, Status::Reviewed))
    });
    let how_far = move |day: Precise| days_until(day, clock::now(), &open.zone().get());
    let by_terms = move || {
        let Some((terms, severity)) = counted.get() else { return String::new() };
        let whose = severity.unwrap_or_else(|| "an incident without a severity".to_owned());
        format!(
            "For {whose}: the review within {}, the changes within {} days, counted from the end of the incident, or from its first entry where that was written later.",
            terms.review_in_words(),
            terms.change_days
        )
    };
    let set = move |day: Value| postmortem.set(&object_of([("review_by", day)]));
    let named = move |day: String| {
        if let Ok(day) = day.parse::<Precise>() {
            set(day.to_string().into());
        }
    };
    let review = drawn(move || match due.get() {
        None => span("quiet", "counted from the end of the incident, which no entry says yet"),
        Some(due) => vec![
            bold(due.review.to_string()),
            match is_reviewed.get() {
                true => span("quiet", "reviewed"),
                false => far(how_far(due.review)),
            },
        ]
        .into_any(),
    });
    let changes = drawn(move || match due.get().and_then(|due| due.changes) {
        Some(day) => vec![bold(day.to_string()), far(how_far(day))].into_any(),
        None => span("quiet", "counted from the end of the incident"),
    });
    let facts = view! { <dl class="facts"><dt>"Review"</dt><dd>{review}</dd><dt>"Changes"</dt><dd>{changes}</dd></dl> };
    let named_day = move || due.get().filter(|due| due.is_named).map(|due| day_text(due.review)).unwrap_or_default();
    let day = Field { label: "Another day for the review", id: "review-by", sort: "date", class: "", list: "" };
    let back = drawn(move || match due.get().is_some_and(|due| due.is_named) {
        true => Button::plain("Back to the team’s term", move |_| _ = set(Value::Null)),
        false => ().into_any(),
    });
    let hint = drawn(move || match has_end.get() {
        true => ().into_any(),
        false => said("quiet", "Say in the timeline when it was resolved, and the days are counted from there."),
    });
    let other = view! { <div class="review__name">{vec![day.view(named_day, named), back]}</div> }.into_any();
    card("Deadlines", "", vec![facts.into_any(), words("quiet", by_terms), hint, other])
}

/// A day as a field has it.
fn day_text(day: Precise) -> String {
    Precise { precision: Precision::Day, ..day }.to_string()
}

fn far(days: i64) -> AnyView {
    span(if days < 0 { "badge" } else { "quiet" }, days_in_words(days))
}
