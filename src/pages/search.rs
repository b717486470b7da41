//! What a search over everything has found, below the incidents whose own lines fit. Loaded on demand.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::on_demand::part;
use super::when;
use crate::domain::search::Snippet;
use crate::state::{Hit, Page, Progress, Search, Workbench};
use crate::ui::{PlainLink, drawn, effect, live, on};

part!(search, || view! { <Findings /> }.into_any());

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted(pub(super) RwSignal<String>);

/// How many findings are shown. Who has more types another word sooner than reading on.
const SHOWN: usize = 50;

/// The element of the first finding, which arrows go to.
pub(super) const FIRST: &str = "hit-0";

#[component]
fn Findings() -> impl IntoView {
    let workbench = Workbench::expect();
    let Wanted(wanted) = expect_context();
    let search = Search::new(workbench);
    effect(move || wanted.with(|wanted| search.query(wanted)));
    let said = move || {
        let (count, progress) = (search.count().get(), search.progress().get());
        in_words(count, &progress)
    };
    // Arrows go from one finding to the next, as in every list here.
    let on_key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let position = target
            .and_then(|target| target.closest("[id^=hit-]").ok().flatten())
            .and_then(|row| row.id().strip_prefix("hit-").and_then(|number| number.parse::<i32>().ok()));
        let Some(position) = position else { return };
        event.prevent_default();
        crate::platform::dom::focus_inside(&format!("hit-{}", position + step), "a");
    };
    view! {
        <section class="hits" aria-label="Found in entries" on:keydown=on(on_key)>
            <p class="hits__said quiet" role="status">{live(said)}</p>
            {drawn(move || search.progress().get().problem.map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
            <ol class="hits__list">
                {drawn(move || {
                    search.hits().with(|hits| hits.iter().take(SHOWN).enumerate().map(|(position, hit)| row(workbench, position, hit)).collect_view()).into_any()
                })}
            </ol>
            <p class="hits__said quiet">
                {live(move || (search.count().get() > SHOWN).then(|| format!("The best {SHOWN} are shown: another word finds fewer.")))}
            </p>
        </section>
    }
    .into_any()
}

fn in_words(count: usize, progress: &Progress) -> String {
    let found = match count {
        0 if progress.is_done => "Nothing in any entry".to_owned(),
        0 => "Nothing in any entry yet".to_owned(),
        1 => "1 finding in entries and titles".to_owned(),
        count => format!("{count} findings in entries and titles"),
    };
    if progress.is_done {
        return format!("{found}.");
    }
    format!("{found}; searched {} of {} incidents …", progress.searched, progress.incidents)
}

fn row(workbench: Workbench, position: usize, hit: &Hit) -> AnyView {
    let page = Page::Room(hit.scope);
    let (scope, record) = (hit.scope, hit.record);
    let address = record.map_or_else(|| page.path(), |record| format!("{}#{record}", page.path()));
    let follow = move |()| match record {
        Some(record) => workbench.go_to_entry(scope, record),
        None => workbench.go(page),
    };
    let at = hit.at.map(|at| when::minute(at, &workbench.zone()));
    let text = marked(&hit.snippet);
    view! {
        <li class="hit" id=format!("hit-{position}")>
            <span class="number">{hit.name.clone()}</span>
            <span class="hit__what">
                <PlainLink href=address follow=follow class="hit__link">{text}</PlainLink>
                {record.is_some().then(|| view! { <span class="quiet">{hit.title.clone()}</span> })}
            </span>
            <span class="quiet hit__when">{at}</span>
        </li>
    }
    .into_any()
}

/// The text around the words, with the words marked.
fn marked(snippet: &Snippet) -> AnyView {
    let mut parts = Vec::new();
    let mut done = 0;
    for range in &snippet.matches {
        parts.push(snippet.text[done..range.start].to_owned().into_any());
        parts.push(view! { <mark>{snippet.text[range.clone()].to_owned()}</mark> }.into_any());
        done = range.end;
    }
    parts.push(snippet.text[done..].to_owned().into_any());
    parts.into_any()
}
