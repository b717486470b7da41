//! What other incidents have found that resembles a finding while it is typed.

use std::sync::Arc;

use leptos::prelude::*;

use super::Board;
use super::pieces::{list, pill, words};
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::postmortem::similar::{Past, similar};
use crate::domain::postmortem::{Finding, STATES, title_of};
use crate::state::{ChainOf, Page};
use crate::ui::{PlainLink, drawn, effect, memo};

/// How many are shown, and how many changes of each.
const SHOWN: usize = 3;

/// One that resembles.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    scope: ScopeId,
    record: RecordId,
    text: String,
    /// What was changed because of it, and how far that is.
    changes: Vec<(String, String)>,
}

fn find(draft: &Finding, own: ScopeId, services: &[String], chains: &[Arc<ChainOf>]) -> Vec<Found> {
    let others: Vec<&Arc<ChainOf>> = chains.iter().filter(|chain| chain.summary.scope != own).collect();
    let all = || others.iter().flat_map(|chain| chain.linked.says.findings.iter().map(move |held| (chain, held)));
    let past: Vec<Past<'_>> =
        all().map(|(chain, held)| Past { finding: &held.says, services: &chain.summary.services }).collect();
    let found = similar(draft, services, &past, SHOWN).into_iter();
    found
        .filter_map(|one| {
            let (chain, held) = all().nth(one.position)?;
            let changes = chain.linked.says.follow_ups_of(held.id).take(SHOWN);
            Some(Found {
                scope: chain.summary.scope,
                record: held.id,
                text: held.says.text.clone(),
                changes: changes.map(|change| (change.says.text.clone(), change.says.state().to_owned())).collect(),
            })
        })
        .collect()
}

/// What resembles the finding that is written.
#[component]
pub(super) fn Similar(
    /// It, as it is typed.
    draft: Signal<Finding>,
) -> impl IntoView {
    let board = Board::expect();
    let workbench = board.open.workbench();
    // Other incidents are read once somebody writes, and not before.
    effect(move || {
        if draft.with(|draft| draft.text.trim().len() > 2) {
            board.read_others();
        }
    });
    let found = memo(move || {
        let Some(chains) = board.others.get() else { return Vec::new() };
        let services = board.open.with(|reading| reading.record.as_ref().map(|record| record.services.clone()));
        let own = board.open.scope();
        draft.with(|draft| chains.all().with(|all| find(draft, own, &services.unwrap_or_default(), all)))
    });
    drawn(move || {
        let all = found.get();
        if all.is_empty() {
            return ().into_any();
        }
        let row = |one: Found| {
            let (scope, record) = (one.scope, one.record);
            let to_it = view! {
                <PlainLink
                    href=format!("{}#{record}", Page::Postmortem(scope).path())
                    follow=move |()| workbench.go_to_link(scope, record)
                >{one.text}</PlainLink>
            };
            let change = |(text, state): (String, String)| {
                vec![words("", format!("{text} ")), pill("state", &state, title_of(STATES, &state).to_owned(), None)]
            };
            let changes = list("", "What was changed", one.changes.into_iter().map(change).collect());
            vec![words("number", format!("{} ", workbench.name_of(scope))), to_it.into_any(), changes]
        };
        let rows = list("", "Findings", all.into_iter().map(row).collect());
        view! {
            <aside class="similar" aria-label="Similar findings of other incidents">
                <h3>"Found before, in other incidents"</h3>
                {rows}
            </aside>
        }
        .into_any()
    })
}
