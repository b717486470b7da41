//! What happened a year ago, and what was promised long ago and is not done.

use leptos::prelude::*;

use crate::domain::id::{RecordId, ScopeId};
use crate::domain::postmortem::recurrence::{is_a_year_ago, unfinished};
use crate::state::{Chains, Page, Workbench};
use crate::ui::{PlainLink, drawn, memo};

/// How many unfinished changes are shown before the others are folded.
const SHOWN: usize = 5;

/// A card that looks back, where there is something to look back at.
#[component]
pub(super) fn YearAgo(
    /// The chains.
    chains: Chains,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let years = memo(move || {
        let now = workbench.now();
        // Also those without a postmortem: that may be what is to be looked at.
        workbench.summaries().with(|summaries| {
            let counts = summaries.iter().filter(|summary| summary.standing.is_none());
            let then = counts.filter(|summary| summary.first.is_some_and(|began| is_a_year_ago(began, now)));
            then.map(|summary| (summary.scope, summary.title.clone())).collect::<Vec<_>>()
        })
    });
    let open = memo(move || {
        let now = workbench.now();
        chains.all().with(|chains| {
            let mut all: Vec<(ScopeId, RecordId, String)> = Vec::new();
            // The oldest incident first.
            for chain in chains.iter().rev() {
                for record in unfinished(chain.told(), now) {
                    let text = chain.linked.says.follow_up(record).map(|change| change.text.clone());
                    all.push((chain.summary.scope, record, text.unwrap_or_default()));
                }
            }
            all
        })
    });
    drawn(move || {
        let (years, open) = (years.get(), open.get());
        if years.is_empty() && open.is_empty() {
            return ().into_any();
        }
        let years = years.into_iter().map(|(scope, title)| view! {
            <li>
                <span class="number">{workbench.name_of(scope)}</span>" "
                <PlainLink href=Page::Postmortem(scope).path() follow=move |()| workbench.go(Page::Postmortem(scope))>{title}</PlainLink>
            </li>
        }.into_any());
        let years: Vec<AnyView> = years.collect();
        let mut rows: Vec<AnyView> = open
            .into_iter()
            .map(|(scope, record, text)| {
                view! {
                    <li>
                        <span class="number">{workbench.name_of(scope)}</span>" "
                        <PlainLink
                            href=format!("{}#{record}", Page::Postmortem(scope).path())
                            follow=move |()| workbench.go_to_link(scope, record)
                        >{text}</PlainLink>
                    </li>
                }
                .into_any()
            })
            .collect();
        let rest = rows.split_off(rows.len().min(SHOWN));
        let count = rest.len();
        view! {
            <aside class="card year-ago" aria-label="Looking back">
                {(!years.is_empty()).then(|| view! { <h2>"A year ago"</h2><ul>{years}</ul> })}
                {(!rows.is_empty()).then(|| view! {
                    <h2>"Written down more than three months ago, promised and not done"</h2>
                    <ul>{rows}</ul>
                    {(count > 0).then(|| view! { <details><summary>{format!("{count} more")}</summary><ul>{rest}</ul></details> })}
                })}
            </aside>
        }
        .into_any()
    })
}
