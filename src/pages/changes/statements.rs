//! Statement by statement: what each means, in words for everybody; and what was not looked into.

use leptos::prelude::*;

use super::desk::Desk;
use super::verdict;
use crate::domain::change::{Reviewed, ReviewedStatement, Told, told};
use crate::ui::{drawn, memo};

/// The most rows that are told of what is safe.
const CALM: usize = 60;

/// The most of the others. What is alike is one row, and the worst comes first.
const LOUD: usize = 300;

#[component]
pub(super) fn Statements() -> impl IntoView {
    let desk = Desk::expect();
    // Where a statement stands in its line is not told: most keys change nothing here.
    let reviewed = memo(move || {
        desk.answered().get().map(|answered| {
            let Reviewed { unreviewed, advice, .. } = &answered.reviewed;
            let mut rows = told(&answered.reviewed);
            rows.iter_mut().for_each(|row| row.statement.range = (0, 0));
            (rows, unreviewed.clone(), advice.clone())
        })
    });
    drawn(move || {
        let Some((rows, unreviewed, advice)) = reviewed.get() else { return ().into_any() };
        if rows.is_empty() && unreviewed.is_empty() {
            return ().into_any();
        }
        let is_one = rows.len() == 1 && unreviewed.is_empty();
        let (calm, loud): (Vec<_>, Vec<_>) = rows.into_iter().partition(Told::is_calm);
        let has_loud = !loud.is_empty();
        let (more, calm_more) = (loud.len().saturating_sub(LOUD), calm.len().saturating_sub(CALM));
        let calm_count: usize = calm.iter().map(|row| row.count).sum();
        let draw = |rows: Vec<Told>, most: usize| {
            let rows = rows.iter().take(most).map(|told| row(desk, told));
            view! { <ol class="statements">{rows.collect_view()}</ol> }.into_any()
        };
        let (has_calm, loud, calm) = (!calm.is_empty(), draw(loud, LOUD), draw(calm, CALM));
        let unread = unreviewed
            .iter()
            .take(CALM)
            .map(|one| view! { <li>{format!("Line {}: {}", one.line, one.reason)}</li> }.into_any());
        let unread: Vec<AnyView> = unread.collect();
        let advised = advice
            .iter()
            .take(CALM)
            .map(|one| view! { <li>{format!("Line {}: {}", one.line, one.words)}</li> }.into_any());
        let advised: Vec<AnyView> = advised.collect();
        let and_more = |count: usize| {
            (count > 0).then(|| view! { <p class="quiet">{format!("And {count} more.")}</p> }.into_any())
        };
        // What one statement does is told above it already.
        let loud = if is_one && has_loud {
            view! { <details><summary>"What it does, and who else flags it"</summary>{loud}</details> }.into_any()
        } else {
            loud
        };
        let safe = if calm_count == 1 {
            "1 statement is safe".to_owned()
        } else {
            format!("{calm_count} statements are safe")
        };
        let body = view! {
            {(!unread.is_empty()).then(|| view! {
                <div class="unreviewed">
                    <h3>"Not looked into"</h3>
                    <ul>{unread}</ul>
                    {and_more(unreviewed.len().saturating_sub(CALM))}
                </div>
            })}
            {loud}
            {and_more(more)}
            {(!advised.is_empty()).then(|| view! {
                <div>
                    <h3>"What would make it gentler"</h3>
                    <ul class="advice">{advised}</ul>
                </div>
            })}
            {has_calm.then(|| view! {
                <details>
                    <summary>{safe}</summary>
                    {calm}
                    {and_more(calm_more)}
                </details>
            })}
        }
        .into_any();
        view! {
            <section class="change__statements" aria-labelledby="statements-heading">
                <h2 id="statements-heading" tabindex="-1">"Line by line"</h2>
                <div class="judged">{body}</div>
            </section>
        }
        .into_any()
    })
}

/// Why it stands as it does: what a person has answered comes first.
fn because(desk: Desk, statement: &ReviewedStatement) -> String {
    let answer = desk.change.with(|change| {
        let answer = statement.answered().find_map(|(question, subject)| {
            change.answer(question, subject).or_else(|| change.answer(question, None)).map(|held| held.says.clone())
        });
        answer.map(|says| format!("{} ({})", if says.is_yes { "Yes" } else { "No" }, says.evidence))
    });
    match answer {
        Some(answer) if statement.verdict == "safe" => format!("Safe by your answer: {answer}."),
        Some(answer) => format!("{} By your answer: {answer}.", statement.why),
        None => statement.why.clone(),
    }
}

fn row(desk: Desk, told: &Told) -> AnyView {
    let statement = &told.statement;
    let why = because(desk, statement);
    let ReviewedStatement { lock, hazard, reversal, old_writes, old_reads, change_types, tools, .. } =
        statement.clone();
    let is_unread = statement.is_unread();
    let lock = lock.filter(|lock| !lock.is_empty() && !is_unread);
    let waits = match (statement.lock_hazard, hazard, lock) {
        (true, hazard, lock) => {
            let words = hazard.unwrap_or_else(|| "Others wait while the work on the table runs.".to_owned());
            Some(lock.map_or(words.clone(), |lock| format!("{lock}: {words}")))
        }
        (false, _, Some(lock)) => Some(format!("{lock}, for a moment.")),
        (false, _, None) => is_unread.then(|| "not known".to_owned()),
    };
    let does = change_types.join(", ").replace('_', " ");
    let way_back = statement.way_back();
    let reversal = if is_unread { "not known".to_owned() } else { reversal };
    view! {
        <li class="statement" data-verdict=statement.standing().to_owned()>
            <span class="statement__line">{told.place()}</span>
            <div>
                {verdict(statement.standing())}
                {statement.lock_hazard.then(|| view! { <span class="badge">"keeps others waiting"</span> })}
                {way_back.map(|words| view! { <span class="badge">{words}</span> })}
                {(told.count > 1).then(|| view! { <span class="statement__does">{format!("{} × {does}", told.count)}</span> })}
                <p class="statement__why">{why}</p>
                <details class="statement__more">
                    <summary>"More"</summary>
                    <dl>
                        <dt>"Old writes"</dt><dd>{old_writes}</dd>
                        <dt>"Old reads"</dt><dd>{old_reads}</dd>
                        {waits.map(|waits| view! { <dt>"Lock"</dt><dd>{waits}</dd> })}
                        <dt>"Taking it back"</dt><dd>{reversal}</dd>
                        {(!does.is_empty()).then(|| view! { <dt>"What it does"</dt><dd>{does}</dd> })}
                        {(!tools.is_empty()).then(|| view! { <dt>"Others who flag it"</dt><dd>{tools.join(", ")}</dd> })}
                    </dl>
                </details>
            </div>
        </li>
    }
    .into_any()
}
