//! How far the document is, who answers for it, until when, and whether it is frozen: one line in the head of every pane.

use leptos::prelude::*;

use super::super::roles::name_of;
use crate::command::Pane;
use crate::domain::postmortem::Postmortem;
use crate::domain::postmortem::review::{
    Deadlines, Status, Terms, days_in_words, days_until, deadlines, worst_severity,
};
use crate::domain::time::Hlc;
use crate::log::Reading;
use crate::platform::clock;
use crate::state::{OpenIncident, OpenPostmortem, Team};
use crate::text::amendments::short;
use crate::ui::{drawn, live, memo, on};

/// The terms that count for an incident, and the severity they are for; none while the team's are being read.
pub(super) fn terms(team: Team, reading: &Reading) -> Option<(Terms, Option<String>)> {
    let lists = team.lists().get()?;
    let worst_first: Vec<String> = lists.severities().into_iter().map(|level| level.name).collect();
    let severity = worst_severity(&reading.incident, &worst_first);
    let agreed = team.with(|team| Postmortem::of(team.bodies.iter()).terms).unwrap_or_default();
    Some((Terms::of(severity, &agreed, &worst_first), severity.map(str::to_owned)))
}

/// The deadlines of the open postmortem.
pub(super) fn deadlines_now(postmortem: OpenPostmortem, team: Team) -> Option<Deadlines> {
    let open = postmortem.incident();
    let zone = open.zone().get();
    open.with(|reading| {
        let (terms, _) = terms(team, reading)?;
        let entered = reading.timeline().map(|entry| entry.created).min().map(Hlc::instant);
        postmortem.with(|says| deadlines(says, &reading.incident, entered, terms, &zone))
    })
}

#[component]
pub(super) fn StatusLine() -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let team = Team::new(open.workbench());
    let status = memo(move || postmortem.with(|says| Status::of(&says.about)));
    let owner = memo(move || {
        let owner = postmortem.with(|says| says.about.owner.clone());
        owner.map(|owner| open.with(|reading| name_of(reading, &owner)))
    });
    let due = memo(move || {
        let days = deadlines_now(postmortem, team).map(|due| days_until(due.review, clock::now(), &open.zone().get()));
        days.filter(|_| status.get() < Status::Reviewed)
    });
    let frozen = memo(move || postmortem.with(|says| says.frozen().map(|freeze| short(freeze.set_hash))));
    let since = live(move || if postmortem.has_amendments() { " · amended since" } else { "" });
    view! {
        <p class="status-line">
            <button
                class="status"
                data-status=live(move || status.get().as_str())
                aria-label=live(move || format!("{}: show the review", status.get().title()))
                on:click=on(move |_| postmortem.pane().set(Pane::Review))
            >
                {live(move || status.get().title())}
            </button>
            {drawn(move || match owner.get() {
                Some(owner) => view! { <span>{owner}</span> }.into_any(),
                None => view! { <span class="badge">"no owner"</span> }.into_any(),
            })}
            {drawn(move || due.get().map(|days| {
                let class = if days < 0 { "badge" } else { "quiet" };
                let words = if days < 0 { days_in_words(days) } else { format!("due {}", days_in_words(days)) };
                view! { <span class=class>"review "{words}</span> }
            }).into_any())}
            {drawn(move || frozen.get().map(|hash| view! { <span class="quiet">"frozen "<code>{hash}</code>{since}</span> }).into_any())}
        </p>
    }
    .into_any()
}
