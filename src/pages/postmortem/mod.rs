//! The postmortem of one incident, pane by pane. Loaded on demand.

mod chain;
mod desk;
mod disagreement;
mod document;
mod entry_link;
mod facts;
mod hand_out;
pub(super) mod hints;
mod margin;
mod missing_count;
mod numbers;
mod panes;
mod passage;
mod printing;
mod questions;
mod quote;
mod review;
mod section;
mod status_line;
mod templates;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;

use self::desk::Desk;
use self::document::Document;
use self::hand_out::HandingOut;
use self::margin::Margin;
use super::on_demand::{Loading, OnDemand, Sheet, part, styled};
use super::opened::{OpenedRoom, opened};
use crate::command::{Act, COMMANDS, Pane, Place};
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::postmortem::Postmortem;
use crate::platform::dom;
use crate::state::{Commands, Notice, OfPage, OpenIncident, OpenPostmortem, Page, Workbench};
use crate::store::Mark;
use crate::ui::{Places, PlainLink, drawn, effect, live, memo, on, while_wanted};

part!(postmortem, Draw, draw);

/// Loads it with its style.
pub(super) fn load_styled() -> Loading<Draw> {
    styled(load, &[Sheet::Room, Sheet::Postmortem])
}

/// Draws the postmortem of the incident in this scope.
type Draw = fn(ScopeId) -> AnyView;

fn draw(scope: ScopeId) -> AnyView {
    opened(scope, |room| view! { <OpenedPostmortem room /> }.into_any())
}

/// The element in which the pane is shown.
const PANE: &str = "pane";

/// A text that is written in place.
const PASSAGE: &str = ".passage";

/// When what it shows beside the document is loaded, if nobody asked for it before: the network may break.
const PRELOAD_MILLIS: i32 = 1_000;

/// How long a record that a link led to is waited for, and how often it is looked for.
const LONGEST_WAIT_MILLIS: i32 = 8_000;
const STEP_MILLIS: i32 = 50;

/// What a pane is called in an address: the word of its command.
fn word_of(pane: Pane) -> &'static str {
    COMMANDS.iter().find(|command| command.act == Act::Pane(pane)).map_or("", |command| command.word)
}

/// The pane that shows a record of the postmortem; none for a record that is none of its.
fn pane_of(says: &Postmortem, record: RecordId) -> Option<Pane> {
    if says.sections.iter().any(|held| held.id == record) {
        Some(Pane::Document)
    } else if says.answers.iter().any(|held| held.id == record) {
        Some(Pane::Questions)
    } else if says.finding(record).is_some() || says.follow_up(record).is_some() {
        Some(Pane::Chain)
    } else if says.about_id == Some(record) || says.sign_offs.iter().any(|held| held.id == record) {
        Some(Pane::Review)
    } else {
        None
    }
}

#[component]
fn OpenedPostmortem(
    /// The incident.
    room: OpenedRoom,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let open = OpenIncident::provide(workbench, room.get_value());
    let postmortem = OpenPostmortem::provide(open);
    Desk::provide();
    let margin = Margin::provide();
    provide_context(Places(entry_link::draw));
    let commands = Commands::expect();
    // What was typed since is for what is to be done here, if anything is.
    if workbench.wanted_act().with_value(Option::is_some) {
        commands.hold();
    } else {
        commands.release_to_page();
    }
    spawn_local(async {
        dom::sleep(PRELOAD_MILLIS).await;
        let _ = (panes::load_styled().await, templates::load().await, hand_out::load_styled().await);
    });
    let title = memo(move || {
        open.with(|reading| reading.record.as_ref().map(|record| record.title.clone()).unwrap_or_default())
    });
    let name = memo(move || workbench.name_of(open.scope()));
    effect(move || dom::set_title(&format!("Postmortem of {} {} · Stillpoint", name.get(), title.get())));
    let pane = postmortem.pane();
    follow_address(postmortem);
    let hands_out = RwSignal::new(false);
    provide_context(HandingOut(hands_out));
    let act = move |act: Act| match act {
        Act::Pane(wanted) => {
            show(pane, wanted);
            true
        }
        Act::Room => {
            workbench.go(Page::Room(open.scope()));
            true
        }
        Act::Own | Act::SignOff | Act::Freeze => {
            if pane.get_untracked() != Pane::Review {
                // What has the focus may go with its pane, and a dialog gives it back to where it was.
                dom::focus(&tab_id(Pane::Review));
            }
            postmortem.act_in(Pane::Review, act)
        }
        // The pane that is shown may have something to make it of: an answer, for a finding.
        Act::NewFinding | Act::NewChange | Act::Missing if !postmortem.act(act) => {
            // What is typed next is for a field of the other pane, or of one that is on its way.
            commands.hold();
            postmortem.act_in(Pane::Chain, act)
        }
        Act::NewFinding | Act::NewChange | Act::Missing => true,
        Act::HandOut => {
            commands.hold();
            hands_out.set(true);
            true
        }
        // Both are of the document, wherever somebody is when they think of it.
        Act::Template | Act::Quote if pane.get_untracked() != Pane::Document && !postmortem.act(act) => {
            dom::focus(&tab_id(Pane::Document));
            commands.hold();
            postmortem.act_in(Pane::Document, act)
        }
        other => postmortem.act(other),
    };
    commands.offer(OfPage {
        places: Place::OF_POSTMORTEM,
        act: Callback::new(act),
        has_entry: live(move || postmortem.chosen().get().is_some()),
        take_letter: Callback::new(|()| {}),
    });
    let scope = open.scope();
    // Keys act from the tab: what it shows is a step away.
    request_animation_frame(move || {
        if (dom::has_no_focus() || dom::has_focus("main"))
            && let Some(pane) = pane.try_get_untracked()
        {
            dom::focus(&tab_id(pane));
        }
    });
    view! {
        <div class="postmortem">
            <header class="postmortem__head">
                <PlainLink href=Page::Room(scope).path() follow=move |()| workbench.go(Page::Room(scope)) class="number">
                    {live(move || name.get())}
                </PlainLink>
                <h1>{title}</h1>
                {margin.state()}
                <span class="postmortem__saved" role="status"><Saved /></span>
            </header>
            {drawn(move || open.refusal().get().map(|refusal| view! {
                <p class="refusal" role="alert">{format!("Could not {refusal}.")}</p>
            }).into_any())}
            {drawn(move || postmortem.with(Postmortem::unread_in_words).into_iter().map(|told| view! {
                <p class="refusal" role="status">{told}</p>
            }).collect_view().into_any())}
            <Tabs pane />
            {while_wanted(move || hands_out.get(), || view! { <OnDemand load=hand_out::load_styled /> }.into_any())}
            <div
                class="postmortem__pane"
                id=PANE
                role="tabpanel"
                aria-labelledby=live(move || tab_id(pane.get()))
                on:keydown=on(move |event: KeyboardEvent| on_pane_key(&event, pane.get_untracked()))
            >
                {drawn(move || match pane.get() {
                    Pane::Document => view! { <Document /> }.into_any(),
                    pane => panes::pane_of(pane),
                })}
            </div>
        </div>
    }
    .into_any()
}

/// Follows the address: a record that a link led to is shown and has the focus, the name of a pane opens it; and the other way
/// round, the address names the pane that is shown.
fn follow_address(postmortem: OpenPostmortem) {
    let (open, pane) = (postmortem.incident(), postmortem.pane());
    let workbench = open.workbench();
    let read = move || {
        let fragment = dom::fragment();
        let named = Pane::ALL.into_iter().find(|pane| word_of(*pane) == fragment);
        if let Some(named) = named.filter(|named| pane.get_untracked() != *named) {
            pane.set(named);
        }
    };
    read();
    let on_popstate = window_event_listener(leptos::ev::popstate, move |_| read());
    on_cleanup(move || on_popstate.remove());
    let before = StoredValue::new(pane.get_untracked());
    effect(move || {
        let now = pane.get();
        if now != before.get_value() {
            before.set_value(now);
            keep_focus(now);
            // Somebody may have left in the same moment, and the address names where they are.
            if workbench.page().get_untracked() != Page::Postmortem(open.scope()) {
                return;
            }
            dom::replace_path(&format!("{}#{}", Page::Postmortem(open.scope()).path(), word_of(now)));
        }
    });
    effect(move || {
        let Some(record) = workbench.wanted().get() else { return };
        if open.with(|reading| reading.entries.contains_key(&record)) {
            // The room takes it. Wanting it anew from here would have this ask for it for ever.
            return workbench.go(Page::Room(open.scope()));
        }
        // It may be on its way from another tab.
        let Some(holds) = postmortem.with(|says| pane_of(says, record)) else { return };
        workbench.wanted().set(None);
        let act = workbench.wanted_act().try_update_value(Option::take).flatten();
        if holds == Pane::Chain {
            postmortem.chosen().set(Some(record));
            // What it lays over the pane takes the focus.
            if let Some(act) = act {
                postmortem.act_in(holds, act);
                return;
            }
        }
        pane.set(holds);
        spawn_local(async move {
            for _ in 0..LONGEST_WAIT_MILLIS / STEP_MILLIS {
                dom::sleep(STEP_MILLIS).await;
                // Somebody may be elsewhere by now.
                if pane.try_get_untracked() != Some(holds) || dom::focus(&format!("record-{record}")) {
                    return;
                }
            }
        });
    });
}

/// Shows a pane, if it is not shown already, and takes the focus to its tab.
fn show(pane: RwSignal<Pane>, wanted: Pane) {
    if pane.get_untracked() != wanted {
        pane.set(wanted);
    }
    dom::focus(&tab_id(wanted));
}

/// Takes the focus to the tab of a pane that has come, where it went away with what was shown before.
fn keep_focus(pane: Pane) {
    request_animation_frame(move || {
        if dom::has_no_focus() {
            dom::focus(&tab_id(pane));
        }
    });
}

/// Keys that mean the same in every pane. Esc leaves a field for the tab of the pane, where letters act; what is typed stays. The
/// arrow keys go from passage to passage. What has another use for them says so.
fn on_pane_key(event: &KeyboardEvent, pane: Pane) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(target) = target.filter(|_| !event.default_prevented() && !dom::is_composing(event)) else { return };
    let is_within = |selector: &str| target.closest(selector).is_ok_and(|found| found.is_some());
    match event.key().as_str() {
        "Escape" if is_within("input, textarea, select") && !is_within("dialog") => {
            dom::focus(&tab_id(pane));
        }
        key @ ("ArrowDown" | "ArrowUp") if target.matches(PASSAGE).unwrap_or(false) => {
            dom::focus_neighbour(PASSAGE, key == "ArrowDown");
        }
        _ => return,
    }
    event.prevent_default();
}

fn tab_id(pane: Pane) -> String {
    format!("tab-{}", word_of(pane))
}

/// The panes, of which one is shown: arrow keys go from one to the next, and down into the one that is shown.
#[component]
fn Tabs(
    /// The one that is shown.
    pane: RwSignal<Pane>,
) -> impl IntoView {
    let on_key = move |event: KeyboardEvent| {
        // Down from the tabs is the first of what the pane holds, or else the first that can be pressed in it.
        let is_down = dom::step_of(&event) == Some(true);
        if is_down && (dom::focus_inside(PANE, ".passage, .link-card") || dom::focus_inside(PANE, "button")) {
            return event.prevent_default();
        }
        let now = Pane::ALL.iter().position(|other| *other == pane.get_untracked()).unwrap_or_default();
        let last = Pane::ALL.len() - 1;
        let next = match event.key().as_str() {
            "ArrowRight" => (now + 1) % (last + 1),
            "ArrowLeft" => (now + last) % (last + 1),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        show(pane, Pane::ALL[next]);
    };
    view! {
        <div class="postmortem__panes" role="tablist" aria-label="Parts of the postmortem" on:keydown=on(on_key)>
            {Pane::ALL.into_iter().enumerate().map(|(position, of)| view! {
                <button
                    class="tab"
                    role="tab"
                    id=tab_id(of)
                    aria-controls=PANE
                    aria-selected=live(move || (pane.get() == of).to_string())
                    tabindex=live(move || if pane.get() == of { "0" } else { "-1" })
                    on:click=on(move |_| show(pane, of))
                >
                    {of.title()}" "<kbd aria-hidden="true">{position + 1}</kbd>
                </button>
            }.into_any()).collect_view()}
        </div>
    }
    .into_any()
}

/// Whether everything that was written is saved.
#[component]
fn Saved() -> impl IntoView {
    let open = OpenIncident::expect();
    let worst = move || {
        let records: Vec<RecordId> = open.with(|reading| reading.bodies.keys().copied().collect());
        let marks = records.into_iter().map(|record| open.mark(record).get());
        let mut worst = None;
        for mark in marks {
            match (&worst, &mark) {
                (Some(Mark::NotSaved(_)), _) | (Some(Mark::Saving), Mark::Saved) => {}
                _ => worst = Some(mark),
            }
        }
        worst
    };
    drawn(move || worst().map(|mark| sign(&mark)).into_any())
}

/// A mark in words.
fn sign(mark: &Mark) -> AnyView {
    let (state, words) = match mark {
        Mark::Saving => ("saving", "saving".to_owned()),
        Mark::Saved => ("saved", "✓ saved".to_owned()),
        Mark::NotSaved(error) => ("not-saved", Notice::not_saved(error).replacen("Not saved", "NOT SAVED", 1)),
    };
    view! { <span class="mark" data-mark=state>{words}</span> }.into_any()
}
