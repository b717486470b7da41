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
            {drawn(move || match changes.all().get() {
                None => view! { <p class="quiet">"Reading …"</p> }.into_any(),
                Some(all) if all.is_empty() => view! {
                    <div class="changes__empty">
                        <h2>"Nothing to review yet"</h2>
                        <p>"A review begins with a script: paste it, or drop a .sql file. It says what breaks when the code is rolled back, what is locked meanwhile, and what comes back; it asks what it cannot know, and proposes safer steps."</p>
                    </div>
                }.into_any(),
                Some(all) => view! {
                    <ul class="changes__list">{all.into_iter().map(|one| row(workbench, one)).collect_view()}</ul>
                }.into_any(),
            })}
            <LoadFile done=|()| {} />
        </div>
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

fn row(workbench: Workbench, one: ListedChange) -> AnyView {
    let ListedChange { scope, title, outcome, unsigned, last } = one;
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
            <span class="change-row__age quiet">{when::ago(last, workbench.now())}</span>
        </li>
    }
    .into_any()
}
