//! The list of incidents, and where one is declared.

use std::cmp::Reverse;
use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::load::LoadFile;
use super::on_demand::OnDemand;
use super::storage::PromiseLine;
use super::when;
use super::{sample, search};
use crate::domain::entry::Phase;
use crate::domain::id::ScopeId;
use crate::domain::record::{DRILL, TRIAGE};
use crate::platform::dom;
use crate::state::{Declaration, OpenIncident, Page, SaidAt, Typing, Workbench};
use crate::store::Summary;
use crate::ui::window::{Cursor, Window};
use crate::ui::{Icon, PlainLink, drawn, effect, live, memo, typed, while_wanted};

/// The list's element.
const LIST: &str = "incidents";

/// Which incidents are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    Open,
    Over,
}

impl Which {
    const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Over => "over",
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Open ones first, then by their last entry.
    OpenFirst,
    /// By their last entry.
    Latest,
    /// By number, the newest first.
    Number,
    /// By severity, the worst first.
    Severity,
}

impl Order {
    const fn as_str(self) -> &'static str {
        match self {
            Self::OpenFirst => "open",
            Self::Latest => "latest",
            Self::Number => "number",
            Self::Severity => "severity",
        }
    }
}

/// What the standing of an incident is called, where it is none as such.
pub(super) fn standing_in_words(standing: &str) -> String {
    match standing {
        TRIAGE => "maybe".to_owned(),
        other => other.to_owned(),
    }
}

fn is_over(summary: &Summary) -> bool {
    matches!(summary.phase, Some(Phase::Resolved | Phase::Closed))
}

/// True when every word is in the number, the title, the severity, the phase, the lead, the services, the tags or the type.
fn has_words(summary: &Summary, words: &[String]) -> bool {
    let text = format!(
        "inc-{} {} {} {} {} {} {}",
        summary.number,
        dom::lower_case(&summary.title),
        summary.severity.as_deref().unwrap_or_default(),
        summary.phase.map_or("", Phase::as_str),
        summary.lead.as_deref().unwrap_or_default(),
        summary.standing.as_deref().map_or(String::new(), standing_in_words),
        dom::lower_case(&[summary.sort.as_slice(), &summary.services, &summary.tags].concat().join(" ")),
    );
    words.iter().all(|word| text.contains(word.as_str()))
}

/// The incidents that are asked for, in order.
fn listed(summaries: &[Summary], which: Which, order: Order, query: &str) -> Vec<ScopeId> {
    let words: Vec<String> = dom::lower_case(query).split_whitespace().map(str::to_owned).collect();
    let is_asked_for = |summary: &&Summary| match which {
        Which::All => true,
        Which::Open => !is_over(summary),
        Which::Over => is_over(summary),
    };
    let mut listed: Vec<&Summary> =
        summaries.iter().filter(is_asked_for).filter(|summary| has_words(summary, &words)).collect();
    listed.sort_unstable_by_key(|summary| {
        let (first, severity) = match order {
            // What may be one, and what is practice, comes behind what is.
            Order::OpenFirst => ((is_over(summary), summary.standing.is_some()), ""),
            Order::Severity => ((summary.severity.is_none(), false), summary.severity.as_deref().unwrap_or_default()),
            Order::Latest | Order::Number => ((false, false), ""),
        };
        let last = if order == Order::Number { None } else { summary.last };
        (first, severity, Reverse((last, summary.number, summary.scope)))
    });
    listed.iter().map(|summary| summary.scope).collect()
}

/// How the list is looked at. It lives as long as the page, so that who comes back from a room finds it as it was.
#[derive(Clone, Copy)]
pub(super) struct ListState {
    query: RwSignal<String>,
    which: RwSignal<Which>,
    sorting: RwSignal<Order>,
    cursor: Cursor<ScopeId>,
}

impl ListState {
    /// Provides it.
    pub(super) fn provide() {
        provide_context(Self {
            query: RwSignal::new(String::new()),
            which: RwSignal::new(Which::All),
            sorting: RwSignal::new(Order::OpenFirst),
            cursor: Cursor::default(),
        });
    }
}

/// All incidents, open ones first.
#[component]
pub(super) fn Incidents() -> impl IntoView {
    let workbench = Workbench::expect();
    dom::set_title("Incidents · Stillpoint");
    let ListState { query, which, sorting, cursor } = expect_context();
    provide_context(search::Wanted(query));
    let order = memo(move || {
        let (which, sorting) = (which.get(), sorting.get());
        Arc::new(query.with(|query| workbench.summaries().with(|s| listed(s, which, sorting, query))))
    });
    // Another question has another answer, which begins at its top.
    let asked = move || (which.get(), sorting.get(), query.get());
    Effect::new(move |before: Option<(Which, Order, String)>| {
        let asked = asked();
        // Who comes back finds the list as it was.
        if before.is_none() {
            if let Some(chosen) = cursor.selected().get_untracked() {
                cursor.reveal(chosen);
            }
        } else if before.as_ref() == Some(&asked) {
            // The same question.
        } else if let Some(first) = order.with_untracked(|order| order.first().copied()) {
            cursor.show(first);
        }
        asked
    });
    let is_any = memo(move || workbench.summaries().with(|summaries| !summaries.is_empty()));
    let enter_list = move || {
        let Some(first) = order.with_untracked(|order| order.first().copied()) else {
            dom::focus_inside(search::FIRST, "a");
            return;
        };
        let is_listed = |scope: ScopeId| order.with_untracked(|order| order.contains(&scope));
        if !cursor.selected().get_untracked().is_some_and(is_listed) {
            cursor.select(first);
        }
        dom::focus(LIST);
    };
    let open = move |scope: Option<ScopeId>| {
        if let Some(scope) = scope {
            workbench.go(Page::Room(scope));
        }
    };
    let on_list_key = move |event: KeyboardEvent| {
        // A link in a row has its own Enter.
        if event.key() == "Enter" && !event.default_prevented() && dom::has_focus(LIST) {
            event.prevent_default();
            open(cursor.selected().get_untracked());
        }
    };
    let on_filter_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => enter_list(),
            "Enter" => open(order.with_untracked(|order| order.first().copied())),
            "Escape" => {
                query.set(String::new());
                dom::focus("main");
            }
            _ => return,
        }
        event.prevent_default();
    };
    // Arrows enter the list from wherever nothing else has a use for them.
    let on_page_key = window_event_listener(leptos::ev::keydown, move |event| {
        let is_arrow = matches!(event.key().as_str(), "ArrowDown" | "ArrowUp");
        if is_arrow && !event.default_prevented() && dom::has_focus("main") {
            event.prevent_default();
            enter_list();
        }
    });
    on_cleanup(move || on_page_key.remove());
    view! {
        <div class="incidents" data-searching=live(move || query.with(|query| !query.trim().is_empty()).to_string())>
            <header class="incidents__head">
                <h1>"Incidents"</h1>
                <Declare />
            </header>
            <Show when=move || is_any.get() fallback=|| view! { <NoIncidents /> }>
                <div class="incidents__tools" role="search">
                    <label class="filter">
                        <Icon name="search" />
                        <input
                            id="filter"
                            class="filter__field"
                            aria-label="Search incidents and everything in them"
                            placeholder="Search everything"
                            autocomplete="off"
                            prop:value=live(move || query.get())
                            on:input=typed(move |text| query.set(text))
                            on:keydown=on_filter_key
                        />
                        <kbd>"/"</kbd>
                    </label>
                    <select
                        aria-label="Which incidents"
                        prop:value=which.get_untracked().as_str()
                        on:change=typed(move |text| which.set(match text.as_str() {
                            "open" => Which::Open,
                            "over" => Which::Over,
                            _ => Which::All,
                        }))
                    >
                        <option value="all">"All"</option>
                        <option value="open">"Open"</option>
                        <option value="over">"Over"</option>
                    </select>
                    <select
                        aria-label="Order"
                        prop:value=sorting.get_untracked().as_str()
                        on:change=typed(move |text| sorting.set(match text.as_str() {
                            "latest" => Order::Latest,
                            "number" => Order::Number,
                            "severity" => Order::Severity,
                            _ => Order::OpenFirst,
                        }))
                    >
                        <option value="open">"Open first"</option>
                        <option value="latest">"Latest entry first"</option>
                        <option value="number">"Newest number first"</option>
                        <option value="severity">"Worst first"</option>
                    </select>
                    <span class="quiet" role="status">
                        {live(move || {
                            let (shown, all) = (order.with(|order| order.len()), workbench.summaries().with(Vec::len));
                            match (shown, all) {
                                (1, 1) => "1 incident".to_owned(),
                                (shown, all) if shown == all => format!("{all} incidents"),
                                (shown, all) => format!("{shown} of {all} incidents"),
                            }
                        })}
                    </span>
                </div>
                <Window
                    order=order
                    row=move |scope| view! { <IncidentRow scope /> }
                    estimate=49.0
                    cursor=cursor
                    label="Incidents"
                    id=LIST
                    on_key=Callback::new(on_list_key)
                />
                {while_wanted(
                    move || query.with(|query| !query.trim().is_empty()),
                    || view! { <OnDemand load=search::load /> }.into_any(),
                )}
            </Show>
            <footer class="incidents__foot">
                <PromiseLine />
            </footer>
        </div>
    }
    .into_any()
}

#[component]
fn IncidentRow(
    /// Which.
    scope: ScopeId,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let page = Page::Room(scope);
    let summary = memo(move || {
        workbench.summaries().with(|summaries| summaries.iter().find(|summary| summary.scope == scope).cloned())
    });
    let show =
        move |read: fn(&Summary) -> String| summary.with(|summary| summary.as_ref().map(read).unwrap_or_default());
    let badges = move || {
        summary.with(|summary| {
            let Some(summary) = summary else { return Vec::new() };
            let mut badges = Vec::new();
            if summary.severity.is_none() && !is_over(summary) {
                badges.push(view! { <span class="badge">"no severity"</span> }.into_any());
            }
            if let Some(severity) = &summary.severity {
                badges.push(
                    view! { <span class="severity" data-severity=severity.clone()>{severity.clone()}</span> }
                        .into_any(),
                );
            }
            if let Some(phase) = summary.phase {
                badges.push(view! { <span class="phase" data-phase=phase.as_str()>{phase.as_str()}</span> }.into_any());
            }
            if !is_over(summary) && summary.lead.is_none() {
                badges.push(view! { <span class="badge">"no lead"</span> }.into_any());
            }
            if let Some(standing) = &summary.standing {
                badges.push(view! { <span class="badge badge--quiet">{standing_in_words(standing)}</span> }.into_any());
            }
            let names = summary.sort.iter().chain(&summary.services).chain(&summary.tags);
            badges.extend(names.take(4).map(|name| view! { <span class="tag">{name.clone()}</span> }.into_any()));
            if workbench.is_sample(scope) {
                badges.push(view! { <span class="badge badge--quiet">"sample"</span> }.into_any());
            }
            badges
        })
    };
    let is_done = move || summary.with(|summary| summary.as_ref().is_some_and(is_over)).to_string();
    view! {
        <div class="incident" data-over=is_done>
            <span class="number">{live(move || workbench.name_of(scope))}</span>
            <span class="incident__what">
                <PlainLink href=page.path() follow=move |()| workbench.go(page) class="incident__title">
                    {live(move || show(|summary| summary.title.clone()))}
                </PlainLink>
                <span class="incident__badges">{badges}</span>
            </span>
            <span class="incident__lead">{live(move || show(|summary| summary.lead.clone().unwrap_or_default()))}</span>
            <span class="incident__entries"><b>{live(move || show(|summary| summary.entries.to_string()))}</b>
                {live(move || show(|summary| if summary.entries == 1 { " entry" } else { " entries" }.to_owned()))}</span>
            <span class="incident__last">
                {live(move || {
                    let last = summary.with(|summary| summary.as_ref().and_then(|summary| summary.last));
                    last.map(|last| when::minute(last, &workbench.zone()))
                })}
            </span>
        </div>
    }
    .into_any()
}

/// What the empty list teaches.
#[component]
fn NoIncidents() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"Nothing has happened here yet"</h2>
            <ol class="empty__keys">
                <li><kbd>"n"</kbd><span>"and one line declares an incident: named, timed, saved. Everything else can wait."</span></li>
                <li><kbd>"Enter"</kbd><span>"logs what you type, for as long as it lasts. Times and words can be corrected later."</span></li>
                <li><kbd>"?"</kbd><span>"shows every key, "<kbd>"Ctrl+K"</kbd>" everything that can be done."</span></li>
            </ol>
            <OnDemand load=sample::load />
            <LoadFile done=|()| {} />
        </div>
    }
    .into_any()
}

#[component]
fn Declare() -> impl IntoView {
    let workbench = Workbench::expect();
    let typing = Typing::new(workbench, None, "declare", None);
    effect(move || {
        let orphan = workbench.orphans().with(|orphans| orphans.iter().find(|orphan| typing.is_for(orphan)).cloned());
        if let Some(orphan) = orphan {
            typing.adopt(&orphan);
        }
    });
    let standing = RwSignal::new(None::<&'static str>);
    let read = memo(move || Declaration::read(&typing.text().get()));
    // Which of the ways in which its time can be meant.
    let picked = RwSignal::new(None::<usize>);
    let way = move || picked.get().or_else(|| (!read.with(|read| read.must_choose)).then_some(0));
    let declare = move || {
        let (declared, way) = (read.get_untracked(), untrack(way));
        let at = way.and_then(|way| declared.ways.get(way).cloned());
        let (Some(record), Some(me), Some((at, _)), false) =
            (typing.record(), workbench.me().get_untracked(), at, declared.title.is_empty())
        else {
            return;
        };
        typing.clear();
        let scope = OpenIncident::declare(workbench, &declared.title, at, standing.get_untracked(), record, &me);
        if let Some(scope) = scope {
            workbench.go(Page::Room(scope));
        }
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        declare();
    };
    // A list of choices has no Enter of its own.
    let on_choice_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            declare();
        }
    };
    let at_in_words = move |at: &SaidAt| match at {
        SaidAt::Now => "now".to_owned(),
        SaidAt::Ago(at) | SaidAt::Named { at, .. } => {
            let zone = workbench.zone();
            format!("{} {}", when::full(*at, &zone), zone.name())
        }
    };
    // What is not as it seems is said before it is done.
    let said = move || {
        read.with(|read| match (&read.doubt, read.ways.first()) {
            (Some(doubt), _) => format!("About its time: {doubt}. Choose what is meant:"),
            (None, Some((at, _))) if *at != SaidAt::Now => format!("Declared after the fact, at {}", at_in_words(at)),
            _ => String::new(),
        })
    };
    view! {
        <form class="declare" on:submit=submit>
            <label class="hidden" for="declare">"Declare an incident"</label>
            <div class="declare__line">
                <input
                    id="declare"
                    class="declare__input"
                    autocomplete="off"
                    placeholder="What is happening, in one line"
                    prop:value=live(move || typing.text().get())
                    on:input=typed(move |text| {
                        picked.set(None);
                        typing.input(text);
                    })
                />
                <select
                    aria-label="What it is"
                    on:keydown=on_choice_key
                    prop:value=live(move || standing.get().unwrap_or_default())
                    on:change=typed(move |value| standing.set(match value.as_str() {
                        TRIAGE => Some(TRIAGE),
                        DRILL => Some(DRILL),
                        _ => None,
                    }))
                >
                    <option value="">"Incident"</option>
                    <option value=TRIAGE>"Maybe one"</option>
                    <option value=DRILL>"Drill"</option>
                </select>
                <button class="button button--primary" type="submit">"Declare "<kbd>"n"</kbd></button>
            </div>
            <div class="declare__said" data-asks=live(move || read.with(|read| read.doubt.is_some()).to_string())>
                <span role="status">{live(said)}</span>" "
                {drawn(move || {
                    let Declaration { ways, doubt, must_choose, .. } = read.get();
                    doubt.map(|_| view! {
                        <select
                            aria-label="When it happened"
                            on:change=typed(move |value| picked.set(value.parse().ok()))
                            on:keydown=on_choice_key
                        >
                            {must_choose.then(|| view! { <option value="">"which one?"</option> })}
                            {ways.iter().enumerate().map(|(position, (at, meaning))| view! {
                                <option value=position.to_string()>{format!("{}, {meaning}", at_in_words(at))}</option>
                            }).collect_view()}
                        </select>
                    }).into_any()
                })}
            </div>
        </form>
    }
}
