//! Changes of all incidents: what is open first, the oldest first.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::when;
use crate::command::{Act, Place};
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::ordered::sort_many;
use crate::domain::postmortem::chain::{Chain, Standing};
use crate::domain::postmortem::{CLASSES, STATES, STRENGTHS, title_of};
use crate::domain::time::{Instant, Precise};
use crate::platform::dom;
use crate::platform::zone::AnyZone;
use crate::state::{ChainOf, Chains, Commands, Notice, OfPage, Page, Tone, Workbench};
use crate::text::markdown::plain;
use crate::ui::{Modal, PlainLink, drawn, effect, live, memo, on, typed};

/// How many rows are drawn at first, and more each time that is asked for.
const ROWS: usize = 150;

/// Letters of an entry that are shown where one is chosen.
const LETTERS: usize = 160;

/// One change of one incident.
#[derive(Debug, Clone, PartialEq)]
struct Promise {
    scope: ScopeId,
    record: RecordId,
    /// Kept in a change to a schema that belongs to no incident.
    is_of_change: bool,
    text: String,
    state: String,
    owner: String,
    due: Option<Precise>,
    is_overdue: bool,
    is_open: bool,
    strength: Option<String>,
    /// When it was written down.
    since: Instant,
    /// Classes of the findings it answers.
    classes: Vec<String>,
    /// The name of the zone in which its incident is told.
    zone: Option<String>,
    /// The entries it rests on, with when they happened, what they say and what became of them.
    evidence: Vec<(RecordId, Option<Precise>, String, Standing)>,
}

impl Promise {
    fn all_of(chain: &ChainOf, now: Instant) -> Vec<Self> {
        let says = &chain.linked.says;
        let walk = Chain::of(says, &chain.linked);
        let of = |held: &crate::domain::postmortem::Held<crate::domain::postmortem::FollowUp>| {
            let change = &held.says;
            let cited = |entry: RecordId| {
                let cited = chain.linked.entries.get(&entry);
                let text = cited.and_then(|cited| cited.text.as_deref()).unwrap_or_default();
                (cited.and_then(|cited| cited.at), plain(text, LETTERS))
            };
            let mut classes: Vec<String> = Vec::new();
            for class in walk.answered_by(change).iter().filter_map(|finding| finding.says.class.clone()) {
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
            let evidence = walk.evidence_of(change).into_iter();
            Self {
                scope: chain.summary.scope,
                record: held.id,
                is_of_change: !chain.summary.is_incident(),
                text: change.text.clone(),
                state: change.state().to_owned(),
                owner: change.owner.clone().unwrap_or_default(),
                due: change.due,
                is_overdue: change.is_overdue(now),
                is_open: change.is_open(),
                strength: change.strength().map(|strength| strength.name),
                since: held.created.instant(),
                classes,
                zone: chain.linked.zone.clone(),
                evidence: evidence
                    .map(|one| {
                        let (at, text) = cited(one.entry);
                        (one.entry, at, text, one.standing)
                    })
                    .collect(),
            }
        };
        says.follow_ups.iter().map(of).collect()
    }
}

/// By what the rows are in order.
const ORDERS: [(&str, &str); 4] =
    [("age", "Age, the oldest first"), ("due", "Day, the overdue first"), ("owner", "Owner"), ("class", "Class")];

/// Which rows are shown.
const SHOWN: [(&str, &str); 6] = [
    ("open", "Open"),
    ("overdue", "Overdue"),
    ("committed", "Promised"),
    ("proposed", "Proposals"),
    ("done", "Done"),
    ("declined", "Not doing"),
];

fn is_shown(promise: &Promise, shown: &str) -> bool {
    match shown {
        "open" => promise.is_open,
        "overdue" => promise.is_overdue,
        state => promise.state == state,
    }
}

/// What a row is placed by: what waits for somebody before all else, then the oldest.
fn place(one: &Promise, by: &str) -> (bool, Instant, String, Instant, RecordId) {
    let far = Instant::from_millis(i64::MAX);
    let (is_later, day, words) = match by {
        "due" => (!one.is_overdue, one.due.map_or(far, |due| due.at), String::new()),
        "owner" => (false, far, one.owner.clone()),
        "class" => (false, far, one.classes.join(" ")),
        _ => (false, far, String::new()),
    };
    (is_later, day, words, one.since, one.record)
}

#[component]
pub(super) fn List(
    /// The chains.
    chains: Chains,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let (order, shown, who) =
        (RwSignal::new("age".to_owned()), RwSignal::new("open".to_owned()), RwSignal::new(String::new()));
    let limit = RwSignal::new(ROWS);
    let chosen = RwSignal::new(None::<(ScopeId, RecordId)>);
    let walking = RwSignal::new(None::<Promise>);
    let all = memo(move || {
        let now = workbench.now();
        chains.all().with(|chains| chains.iter().flat_map(|chain| Promise::all_of(chain, now)).collect::<Vec<_>>())
    });
    let rows = memo(move || {
        let (shown, who, order) = (shown.get(), who.get(), order.get());
        let who = who.trim().trim_start_matches('@').to_lowercase();
        let is_meant =
            |one: &&Promise| is_shown(one, &shown) && (who.is_empty() || one.owner.to_lowercase().contains(&who));
        let mut rows: Vec<Promise> = all.with(|all| all.iter().filter(is_meant).cloned().collect());
        sort_many(&mut rows, |one| place(one, &order));
        rows
    });
    let find = move |wanted: (ScopeId, RecordId)| {
        all.with_untracked(|all| all.iter().find(|one| (one.scope, one.record) == wanted).cloned())
    };
    let commands = Commands::expect();
    let act = move |act: Act| {
        let Some(promise) = chosen.get_untracked().and_then(find) else { return false };
        match act {
            Act::Evidence | Act::Commit | Act::Prove | Act::Decline if promise.is_of_change => {
                commands.hold();
                workbench.go(Page::Change(promise.scope));
            }
            Act::Evidence => match promise.evidence.as_slice() {
                [] => {
                    let text = "It rests on no entry: open it and name one as evidence of its finding.";
                    workbench.notice().set(Some(Notice::new(Tone::Waiting, text)));
                }
                [(entry, ..)] => workbench.go_to_entry(promise.scope, *entry),
                _ => {
                    commands.hold();
                    walking.set(Some(promise));
                }
            },
            // What it takes is asked where it is written.
            Act::Commit | Act::Prove | Act::Decline => {
                commands.hold();
                workbench.go_and_act(promise.scope, promise.record, Some(act));
            }
            _ => return false,
        }
        true
    };
    commands.offer(OfPage {
        places: Place::OF_FOLLOW_UPS,
        act: Callback::new(act),
        has_entry: live(move || chosen.get().is_some()),
        take_letter: Callback::new(|()| {}),
    });
    let on_key = move |event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        dom::focus_neighbour(".promise__link", forward);
    };
    // The first row has the focus as soon as there is one, unless somebody is elsewhere by then.
    let is_fresh = StoredValue::new(true);
    effect(move || {
        if rows.with(|rows| !rows.is_empty()) && is_fresh.get_value() {
            is_fresh.set_value(false);
            request_animation_frame(|| {
                if dom::has_no_focus() || dom::has_focus("main") {
                    dom::focus_inside("promises", ".promise__link");
                }
            });
        }
    });
    let count_of = move |shown: &'static str| all.with(|all| all.iter().filter(|one| is_shown(one, shown)).count());
    let select = move |label: &'static str, words: &'static [(&'static str, &'static str)], value: RwSignal<String>| {
        view! {
            <label>
                {label}" "
                <select prop:value=live(move || value.get()) on:change=typed(move |name| value.set(name))>
                    {words.iter().map(|(name, title)| view! { <option value=*name>{*title}</option> }.into_any()).collect_view()}
                </select>
            </label>
        }
        .into_any()
    };
    view! {
        <div class="promises__tools">
            <div class="promises__states" role="group" aria-label="Which are shown">
                {SHOWN.into_iter().map(|(name, title)| view! {
                    <button
                        class="button"
                        aria-pressed=live(move || (shown.get() == name).to_string())
                        on:click=on(move |_| {
                            shown.set(name.to_owned());
                            limit.set(ROWS);
                        })
                    >
                        {title}" "<span class="count">{live(move || count_of(name))}</span>
                    </button>
                }.into_any()).collect_view()}
            </div>
            {select("In order of", &ORDERS, order)}
            <label>
                "Owner "
                <input autocomplete="off" prop:value=live(move || who.get()) on:input=typed(move |text| who.set(text)) />
            </label>
        </div>
        {drawn(move || {
            let is_done = chains.progress().get().is_done;
            if rows.with(|rows| !rows.is_empty()) || !is_done {
                return ().into_any();
            }
            if all.with(Vec::is_empty) {
                return view! {
                    <div class="empty">
                        <h2>"Nothing was promised yet"</h2>
                        <p>"A change follows from a finding. Open an incident ("<kbd>"i"</kbd>"), its postmortem ("<kbd>"y"</kbd>"), write a finding down ("<kbd>"f"</kbd>") and what will be different ("<kbd>"c"</kbd>")."</p>
                    </div>
                }.into_any();
            }
            view! { <p class="quiet">"None of these. Choose another state above."</p> }.into_any()
        })}
        <ol class="promises__list" id="promises" on:keydown=on(on_key)>
            {drawn(move || {
                let (now, zone) = (workbench.now(), workbench.zone());
                rows.with(|rows| rows.iter().take(limit.get()).map(|one| {
                    row(workbench, one, now, one.due.map(|due| when::full(due, &zone)), chosen)
                }).collect_view()).into_any()
            })}
        </ol>
        {drawn(move || {
            let more = rows.with(Vec::len).saturating_sub(limit.get());
            (more > 0).then(|| view! {
                <p><button class="button" on:click=on(move |_| limit.update(|limit| *limit += ROWS))>{format!("{more} more")}</button></p>
            }).into_any()
        })}
        {drawn(move || walking.get().map(|promise| view! { <Walk promise walking /> }).into_any())}
    }
    .into_any()
}

fn row(
    workbench: Workbench,
    one: &Promise,
    now: Instant,
    due: Option<String>,
    chosen: RwSignal<Option<(ScopeId, RecordId)>>,
) -> AnyView {
    let (scope, record, text, is_of_change) = (one.scope, one.record, one.text.clone(), one.is_of_change);
    let path = match is_of_change {
        true => Page::Change(scope).path(),
        false => format!("{}#{record}", Page::Postmortem(scope).path()),
    };
    let follow = move |()| match is_of_change {
        true => workbench.go(Page::Change(scope)),
        false => workbench.go_to_link(scope, record),
    };
    let owner = if one.owner.is_empty() { None } else { Some(format!("@{}", one.owner)) };
    let strength = one.strength.as_ref().map(|name| {
        view! {
            <span class="strength" data-state=name.clone()>{title_of(STRENGTHS, name).to_owned()}</span>
        }
    });
    let classes = one.classes.clone().into_iter().map(|name| {
        let class = CLASSES.iter().find(|class| class.word.name == name);
        view! { <span class="tag">{class.map_or(name, |class| class.word.title.to_owned())}</span> }
    });
    let is_shaken = one.evidence.iter().any(|(.., standing)| *standing != Standing::Live);
    view! {
        <li class="promise">
            <span class="number">{live(move || if is_of_change { "Change".to_owned() } else { workbench.name_of(scope) })}</span>
            <span class="promise__what">
                <span on:focusin=on(move |_| chosen.set(Some((scope, record))))>
                    <PlainLink
                        href=path
                        follow=follow
                        class="promise__link"
                    >{text}</PlainLink>
                </span>
                <span class="promise__marks">
                    <span class="state" data-state=one.state.clone()>{title_of(STATES, &one.state).to_owned()}</span>
                    {strength}
                    {classes.collect_view()}
                    {match one.evidence.len() {
                        // A step of a plan rests on the review.
                        0 if is_of_change => ().into_any(),
                        0 => view! { <span class="badge">"No evidence"</span> }.into_any(),
                        _ if is_shaken => view! { <span class="badge">"Evidence has changed"</span> }.into_any(),
                        _ => ().into_any(),
                    }}
                </span>
            </span>
            <span class="promise__owner">
                {match owner {
                    Some(owner) => view! { <b>{owner}</b> }.into_any(),
                    // Nobody has promised a proposal.
                    None if one.state == "committed" => view! { <span class="badge">"No owner"</span> }.into_any(),
                    None => view! { <span class="quiet">"no owner"</span> }.into_any(),
                }}
            </span>
            <span class="promise__due">
                {match (one.is_overdue, due) {
                    (true, Some(due)) => view! { <span class="badge">{format!("Overdue since {due}")}</span> }.into_any(),
                    (_, Some(due)) => view! { <span>{format!("until {due}")}</span> }.into_any(),
                    (_, None) => view! { <span class="quiet">"no date"</span> }.into_any(),
                }}
            </span>
            <span class="promise__age quiet">{when::ago(one.since, now)}</span>
        </li>
    }
    .into_any()
}

/// Which of several entries to go to: a digit, or Enter on one.
#[component]
fn Walk(
    /// The change.
    promise: Promise,
    /// Where it is laid over the page.
    walking: RwSignal<Option<Promise>>,
) -> impl IntoView {
    Commands::expect().let_go();
    let (workbench, scope) = (Workbench::expect(), promise.scope);
    // As in its own room: what the viewer asks for, or that of the incident.
    let own = || promise.zone.as_deref().and_then(|name| AnyZone::of(name).ok());
    let zone = workbench.wanted_zone().get_untracked().or_else(own).unwrap_or_default();
    let go = move |entry: RecordId| {
        walking.set(None);
        workbench.go_to_entry(scope, entry);
    };
    let targets: Vec<RecordId> = promise.evidence.iter().map(|(entry, ..)| *entry).collect();
    let on_key = move |event: KeyboardEvent| {
        let digit = event.key().parse::<usize>().ok().filter(|digit| *digit > 0);
        if let Some(entry) = digit.and_then(|digit| targets.get(digit - 1)) {
            event.prevent_default();
            return go(*entry);
        }
        match event.key().as_str() {
            "ArrowDown" => dom::focus_neighbour(".picker__choice", true),
            "ArrowUp" => dom::focus_neighbour(".picker__choice", false),
            _ => return,
        }
        event.prevent_default();
    };
    let rows = promise.evidence.into_iter().enumerate().map(move |(place, (entry, at, text, standing))| {
        let became = (standing != Standing::Live).then(|| standing.as_str());
        let at = at.map_or_else(|| "no time".to_owned(), |at| when::full(at, &zone));
        view! {
            <button class="picker__choice" autofocus=place == 0 on:click=on(move |_| go(entry))>
                <b><kbd>{place + 1}</kbd></b>
                <span><span class="chain__time">{at}</span>" "{text}" "{became.map(|became| view! { <span class="badge">{became}</span> })}</span>
            </button>
        }
        .into_any()
    });
    view! {
        <Modal label="Which entry?" class="picker" on_close=move |()| walking.set(None)>
            <h1>"Which entry?"</h1>
            <p class="quiet">{promise.text}</p>
            <p class="quiet">{format!("Times in {}.", zone.name())}</p>
            <div class="picker__choices" on:keydown=on(on_key)>{rows.collect_view()}</div>
        </Modal>
    }
    .into_any()
}
