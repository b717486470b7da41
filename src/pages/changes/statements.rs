//! Statement by statement: what each means, in words for everybody; and what was not looked into.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::Desk;
use super::verdict;
use crate::domain::change::{Advised, Judgement, NotLookedInto, Reviewed, ReviewedStatement, Told, told};
use crate::platform::dom;
use crate::ui::{drawn, keyed, live, memo, on, while_wanted};

/// The most rows that are told of what is safe.
const CALM: usize = 60;

/// The most of the others. What is alike is one row, and the worst comes first.
const LOUD: usize = 300;

/// What is told line by line: the rows, the worst first, and what was not looked into or would make it gentler.
#[derive(Debug, Clone, PartialEq, Default)]
struct Lines {
    loud: Vec<Told>,
    calm: Vec<Told>,
    unreviewed: Vec<NotLookedInto>,
    advice: Vec<Advised>,
}

#[component]
pub(super) fn Statements() -> impl IntoView {
    let desk = Desk::expect();
    // Where a statement stands in its line is not told: most keys change nothing here.
    let lines = memo(move || {
        let Some(answered) = desk.answered().get() else { return Lines::default() };
        let Reviewed { unreviewed, advice, .. } = &*answered.reviewed;
        let mut rows = told(&answered.reviewed);
        rows.iter_mut().for_each(|row| row.statement.range = (0, 0));
        let (calm, loud) = rows.into_iter().partition(Told::is_calm);
        Lines { loud, calm, unreviewed: unreviewed.clone(), advice: advice.clone() }
    });
    let is_one =
        memo(move || lines.with(|lines| (lines.loud.len(), lines.calm.len(), lines.unreviewed.len()) == (1, 0, 0)));
    let and_more = move |count: fn(&Lines) -> usize, most: usize| {
        let more = memo(move || lines.with(count).saturating_sub(most));
        while_wanted(
            move || more.get() > 0,
            move || view! { <p class="quiet">{live(move || format!("And {} more.", more.get()))}</p> }.into_any(),
        )
    };
    let loud = move || {
        let loud = rows(desk, lines, |lines| &lines.loud, LOUD);
        // What one statement does is told above it already.
        if is_one.get() {
            view! { <details><summary>"What it does, and who else flags it"</summary>{loud}</details> }.into_any()
        } else {
            loud
        }
    };
    let unread = move || {
        let row = |one: &NotLookedInto| view! { <li>{format!("Line {}: {}", one.line, one.reason)}</li> }.into_any();
        lines.with(|lines| lines.unreviewed.iter().take(CALM).map(row).collect::<Vec<AnyView>>().into_any())
    };
    let advised = move || {
        let row = |one: &Advised| view! { <li>{format!("{}: {}", one.place(), one.words)}</li> }.into_any();
        lines.with(|lines| lines.advice.iter().take(CALM).map(row).collect::<Vec<AnyView>>().into_any())
    };
    let safe = live(move || match lines.with(|lines| lines.calm.iter().map(|row| row.count).sum::<usize>()) {
        1 => "1 statement is safe".to_owned(),
        count => format!("{count} statements are safe"),
    });
    // What is safe is drawn once somebody wants to see it.
    let is_open = RwSignal::new(false);
    let calm = move || {
        view! { {rows(desk, lines, |lines| &lines.calm, CALM)}{and_more(|lines| lines.calm.len(), CALM)} }.into_any()
    };
    let body = move || {
        view! {
            {while_wanted(move || lines.with(|lines| !lines.unreviewed.is_empty()), move || view! {
                <div class="unreviewed">
                    <h3>"Not looked into"</h3>
                    <ul>{drawn(unread)}</ul>
                    {and_more(|lines| lines.unreviewed.len(), CALM)}
                </div>
            }.into_any())}
            {while_wanted(move || lines.with(|lines| !lines.loud.is_empty()), move || drawn(loud))}
            {and_more(|lines| lines.loud.len(), LOUD)}
            {while_wanted(move || lines.with(|lines| !lines.advice.is_empty()), move || view! {
                <div>
                    <h3>"What would make it gentler"</h3>
                    <ul class="advice">{drawn(advised)}</ul>
                </div>
            }.into_any())}
            {while_wanted(move || lines.with(|lines| !lines.calm.is_empty()), move || view! {
                <details on:toggle=on(move |event: web_sys::Event| is_open.set(dom::is_open(&event)))>
                    <summary>{safe}</summary>
                    {while_wanted(move || is_open.get(), calm)}
                </details>
            }.into_any())}
        }
        .into_any()
    };
    let is_wanted = move || lines.with(|lines| lines.loud.len() + lines.calm.len() + lines.unreviewed.len() > 0);
    while_wanted(is_wanted, move || {
        view! {
            <section class="change__statements" aria-labelledby="statements-heading">
                <h2 id="statements-heading" tabindex="-1">"Line by line"</h2>
                <div class="judged">{body()}</div>
            </section>
        }
        .into_any()
    })
}

/// Rows of what is told: one is drawn again where what it says is another, and not where it is told of other lines.
fn rows(desk: Desk, lines: Memo<Lines>, of: fn(&Lines) -> &Vec<Told>, most: usize) -> AnyView {
    // What a row says is held as long as the row, so nothing else comes to have its address.
    let name = |told: &Told| format!("{:p}", Arc::as_ptr(&told.statement.says));
    let keys = move || lines.with(|lines| of(lines).iter().take(most).map(name).collect());
    let draw = move |key: String| {
        let find = move |lines: &Lines| of(lines).iter().find(|told| name(told) == key).cloned();
        match lines.with_untracked(find) {
            Some(told) => row(desk, told, lines, of),
            None => ().into_any(),
        }
    };
    view! { <ol class="statements">{keyed(keys, draw)}</ol> }.into_any()
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

fn row(desk: Desk, told: Told, lines: Memo<Lines>, of: fn(&Lines) -> &Vec<Told>) -> AnyView {
    let statement = told.statement.clone();
    let says = statement.says.clone();
    // Where it stands and how many there are moves with the script.
    let now = memo(move || {
        let is_it = |told: &&Told| Arc::ptr_eq(&told.statement.says, &says);
        lines.with(|lines| of(lines).iter().find(is_it).map(|told| (told.place(), told.count))).unwrap_or_default()
    });
    let does = StoredValue::new(statement.change_types.join(", ").replace('_', " "));
    let many = move || {
        let words = live(move || format!("{} × {}", now.get().1, does.get_value()));
        view! { <span class="statement__does">{words}</span> }.into_any()
    };
    let standing = statement.standing().to_owned();
    let why = {
        let statement = statement.clone();
        live(move || because(desk, &statement))
    };
    let is_open = RwSignal::new(false);
    let (locks, way_back) = (statement.lock_hazard, statement.way_back());
    view! {
        <li class="statement" data-verdict=standing.clone()>
            <span class="statement__line">{live(move || now.get().0)}</span>
            <div>
                {verdict(&standing)}
                {locks.then(|| view! { <span class="badge">"keeps others waiting"</span> })}
                {way_back.map(|words| view! { <span class="badge">{words}</span> })}
                {while_wanted(move || now.get().1 > 1, many)}
                <p class="statement__why">{why}</p>
                <details class="statement__more" on:toggle=on(move |event: web_sys::Event| is_open.set(dom::is_open(&event)))>
                    <summary>"More"</summary>
                    {while_wanted(move || is_open.get(), move || more(&statement))}
                </details>
            </div>
        </li>
    }
    .into_any()
}

/// What else is known of a statement.
fn more(statement: &ReviewedStatement) -> AnyView {
    let waits = statement.waits_in_words();
    let reversal = statement.reversal_in_words();
    let Judgement { old_writes, old_reads, change_types, tools, .. } = Judgement::clone(&statement.says);
    let does = change_types.join(", ").replace('_', " ");
    view! {
        <dl>
            <dt>"Old writes"</dt><dd>{old_writes}</dd>
            <dt>"Old reads"</dt><dd>{old_reads}</dd>
            <dt>"Lock"</dt><dd>{waits}</dd>
            <dt>"Taking it back"</dt><dd>{reversal}</dd>
            {(!does.is_empty()).then(|| view! { <dt>"What it does"</dt><dd>{does}</dd> })}
            {(!tools.is_empty()).then(|| view! { <dt>"Others who flag it"</dt><dd>{tools.join(", ")}</dd> })}
        </dl>
    }
    .into_any()
}
