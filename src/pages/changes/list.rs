//! All changes to schemas, the latest first.

use leptos::prelude::*;

use super::verdict;
use crate::domain::change::{Link, NewChange};
use crate::pages::load::LoadFile;
use crate::pages::when;
use crate::platform::dom;
use crate::state::{Changes, Commands, ListedChange, OpenChange, Page, Workbench};
use crate::ui::{PlainLink, drawn, on};

#[component]
pub(super) fn List() -> impl IntoView {
    let workbench = Workbench::expect();
    dom::set_title("Changes · Stillpoint");
    // What was typed for the button that begins one is for that button.
    Commands::expect().release_to_page();
    let start = move |title: &str, links: &[Link]| {
        if let Some(scope) = OpenChange::begin(workbench, title, links) {
            workbench.go(Page::Change(scope));
        }
    };
    if let Some(NewChange { title, link }) = workbench.take_wanted_change() {
        // Once this page is drawn, which the next one replaces.
        request_animation_frame(move || start(&title, &[link]));
    }
    let changes = Changes::new(workbench);
    let begin = move |_| start("", &[]);
    view! {
        <div class="schema-changes">
            <header class="changes__head">
                <h1>"Changes to schemas"</h1>
                <button id="review-change" class="button button--primary" on:click=on(begin)>"Review a schema change"</button>
            </header>
            <p class="quiet changes__lead">
                "Does the previous release keep working once the new one has run and written? Paste a migration and see, statement by statement."
            </p>
            {drawn(move || match shown(workbench, changes) {
                None => view! { <p class="quiet">"Reading …"</p> }.into_any(),
                Some(all) if all.is_empty() => view! {
                    <div class="changes__empty">
                        <h2>"Nothing to review yet"</h2>
                        <p>"A review begins with a script: paste it, or drop a .sql file. It says what breaks when the code is rolled back, what is locked meanwhile, and what comes back; it asks what it cannot know, and proposes safer steps."</p>
                    </div>
                }.into_any(),
                Some(all) => view! {
                    <ul class="changes__list">{all.into_iter().map(|one| row(workbench, changes, one)).collect_view()}</ul>
                }.into_any(),
            })}
            {drawn(move || trash(workbench, changes))}
            <LoadFile done=|()| {} />
        </div>
    }
    .into_any()
}

/// The changes that are listed: not those in the trash, and not those that were begun and left with nothing in them. What was
/// typed for one and is not written keeps it in sight.
fn shown(workbench: Workbench, changes: Changes) -> Option<Vec<ListedChange>> {
    let mut all = changes.all().get()?;
    let unsent = workbench.orphans().with(|all| all.iter().filter_map(|unsent| unsent.scope).collect::<Vec<_>>());
    all.retain(|one| !one.is_in_trash && (!one.is_blank || unsent.contains(&one.scope)));
    Some(all)
}

/// What is in the trash, with its way back.
fn trash(workbench: Workbench, changes: Changes) -> AnyView {
    let mut all = changes.all().get().unwrap_or_default();
    all.retain(|one| one.is_in_trash);
    if all.is_empty() {
        return ().into_any();
    }
    let count = all.len();
    view! {
        <details class="changes__trash">
            <summary>{format!("In the trash ({count})")}</summary>
            <ul class="changes__list">{all.into_iter().map(|one| row(workbench, changes, one)).collect_view()}</ul>
        </details>
    }
    .into_any()
}

/// So many of something, in words; nothing for none.
fn counted(count: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    }
}

fn row(workbench: Workbench, changes: Changes, one: ListedChange) -> AnyView {
    let ListedChange { scope, title, outcome, unsigned, last, is_in_trash, .. } = one;
    let (word, label) = match is_in_trash {
        true => ("Take it out", format!("Take it out of the trash: {title}")),
        false => ("Trash", format!("Put it into the trash: {title}")),
    };
    let turn = move |_| {
        changes.put_into_trash(scope, !is_in_trash);
        dom::focus("review-change");
    };
    let open = outcome.as_ref().map_or(0, |outcome| outcome.open as usize);
    let badges = [counted(open, "question open", "questions open"), counted(unsigned, "line to sign", "lines to sign")];
    let badges = badges.into_iter().flatten().map(|text| view! { <span class="badge">{text}</span> }.into_any());
    view! {
        <li class="change-row">
            <PlainLink href=Page::Change(scope).path() follow=move |()| workbench.go(Page::Change(scope)) class="change-row__title">
                {title}
            </PlainLink>
            <span class="change-row__marks">
                {match outcome {
                    None => view! { <span class="quiet">"not reviewed"</span> }.into_any(),
                    Some(outcome) => view! {
                        {verdict(&outcome.verdict)}
                        {outcome.lock_hazard.then(|| view! { <span class="badge">"keeps others waiting"</span> })}
                        {(outcome.reversal != "lossless").then(|| view! { <span class="badge">{format!("way back {}", outcome.reversal)}</span> })}
                    }.into_any(),
                }}
                {badges.collect_view()}
            </span>
            <span class="change-row__age quiet">
                {when::ago(last, workbench.now())}" "
                <button class="link" type="button" aria-label=label on:click=on(turn)>{word}</button>
            </span>
        </li>
    }
    .into_any()
}
