//! Statement by statement: what each means, in words for everybody; and what was not looked into.

use leptos::prelude::*;

use super::desk::Desk;
use super::verdict;
use crate::domain::change::{Reviewed, ReviewedStatement};
use crate::ui::{drawn, memo};

/// The most statements that are told one by one.
const TOLD: usize = 60;

#[component]
pub(super) fn Statements() -> impl IntoView {
    let desk = Desk::expect();
    // Where a statement stands in its line is not told: most keys change nothing here.
    let reviewed = memo(move || {
        desk.answered().get().map(|answered| {
            let Reviewed { statements, unreviewed, advice, .. } = &answered.reviewed;
            let told = |statement: &ReviewedStatement| ReviewedStatement { range: (0, 0), ..statement.clone() };
            let (statements, unreviewed, advice) =
                (statements.iter().map(told).collect(), unreviewed.clone(), advice.clone());
            Reviewed { statements, unreviewed, advice, ..Reviewed::default() }
        })
    });
    drawn(move || {
        let Some(reviewed) = reviewed.get() else { return ().into_any() };
        let (calm, loud): (Vec<_>, Vec<_>) = reviewed.statements.iter().partition(|statement| is_calm(statement));
        let count = loud.len();
        let rows: Vec<AnyView> = loud.into_iter().take(TOLD).map(row).collect();
        let calm: Vec<AnyView> = calm.into_iter().take(TOLD).map(row).collect();
        let unreviewed = reviewed
            .unreviewed
            .iter()
            .take(TOLD)
            .map(|one| view! { <li>{format!("Line {}: {}", one.line, one.reason)}</li> }.into_any());
        let unreviewed: Vec<AnyView> = unreviewed.collect();
        let advice = reviewed
            .advice
            .iter()
            .take(TOLD)
            .map(|one| view! { <li>{format!("Line {}: {}", one.line, one.words)}</li> }.into_any());
        let advice: Vec<AnyView> = advice.collect();
        let calm_count = reviewed.statements.len() - count;
        view! {
            <section class="change__statements" aria-labelledby="statements-heading">
                <h2 id="statements-heading">"Line by line"</h2>
                {(!unreviewed.is_empty()).then(|| view! {
                    <div class="unreviewed">
                        <h3>"Not looked into"</h3>
                        <ul>{unreviewed}</ul>
                    </div>
                })}
                <ol class="statements">{rows}</ol>
                {(!advice.is_empty()).then(|| view! {
                    <div>
                        <h3>"What would make it gentler"</h3>
                        <ul class="advice">{advice}</ul>
                    </div>
                })}
                {(count > TOLD).then(|| view! { <p class="quiet">{format!("And {} more.", count - TOLD)}</p> })}
                {(!calm.is_empty()).then(|| view! {
                    <details>
                        <summary>{if calm_count == 1 { "1 statement is safe".to_owned() } else { format!("{calm_count} statements are safe") }}</summary>
                        <ol class="statements">{calm}</ol>
                    </details>
                })}
            </section>
        }
        .into_any()
    })
}

/// True for a statement that wants nobody's attention.
fn is_calm(statement: &ReviewedStatement) -> bool {
    statement.verdict == "safe" && !statement.lock_hazard && statement.reversal == "lossless"
}

fn row(statement: &ReviewedStatement) -> AnyView {
    let ReviewedStatement { line, why, lock, hazard, reversal, old_writes, old_reads, change_types, tools, .. } =
        statement.clone();
    let lock = lock.filter(|lock| !lock.is_empty());
    let waits = match (statement.lock_hazard, hazard, lock) {
        (true, hazard, lock) => {
            let words = hazard.unwrap_or_else(|| "Others wait while the work on the table runs.".to_owned());
            Some(lock.map_or(words.clone(), |lock| format!("{lock}: {words}")))
        }
        (false, _, Some(lock)) => Some(format!("{lock}, for a moment.")),
        (false, _, None) => None,
    };
    view! {
        <li class="statement" data-verdict=statement.verdict.clone()>
            <span class="statement__line">{format!("Line {line}")}</span>
            <div>
                {verdict(&statement.verdict)}
                {statement.lock_hazard.then(|| view! { <span class="badge">"keeps others waiting"</span> })}
                {(reversal != "lossless").then(|| view! { <span class="badge">{format!("way back {reversal}")}</span> })}
                <p class="statement__why">{why}</p>
                <details class="statement__more">
                    <summary>"More"</summary>
                    <dl>
                        <dt>"Old writes"</dt><dd>{old_writes}</dd>
                        <dt>"Old reads"</dt><dd>{old_reads}</dd>
                        {waits.map(|waits| view! { <dt>"Lock"</dt><dd>{waits}</dd> })}
                        <dt>"Taking it back"</dt><dd>{reversal}</dd>
                        {(!change_types.is_empty()).then(|| view! { <dt>"What it does"</dt><dd>{change_types.join(", ").replace('_', " ")}</dd> })}
                        {(!tools.is_empty()).then(|| view! { <dt>"Others who flag it"</dt><dd>{tools.join(", ")}</dd> })}
                    </dl>
                </details>
            </div>
        </li>
    }
    .into_any()
}
