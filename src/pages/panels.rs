//! What the room shows only when it is asked for: what an entry said before, the trash, where the timeline is searched.
//! Loaded on demand, all together.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::on_demand::{Part, part};
use super::timeline::TimelineView;
use super::when;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::platform::dom;
use crate::platform::zone::AnyZone;
use crate::state::{OpenIncident, Version};
use crate::ui::{Icon, Modal, drawn, live, memo, on, typed, while_wanted};

part!(panels, Draw, draw);

/// Which of them.
#[derive(Clone, Copy)]
pub(super) enum Which {
    /// What this entry said before.
    History(RecordId),
    /// The trash, open while this is true.
    Trash(RwSignal<bool>),
    /// Where the timeline is searched.
    Find,
}

/// Draws one.
type Draw = fn(Which) -> AnyView;

fn draw(which: Which) -> AnyView {
    match which {
        Which::History(id) => view! { <History id /> }.into_any(),
        Which::Trash(is_open) => view! { <Trash is_open /> }.into_any(),
        Which::Find => view! { <Find /> }.into_any(),
    }
}

/// One of these panels, loaded if it was not before.
#[component]
pub(super) fn PanelOf(
    /// Which.
    which: Which,
) -> impl IntoView {
    Part::new(load).view(move |draw| draw(which))
}

/// Everything an entry ever said.
#[component]
fn History(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let zone = open.zone();
    view! {
        <ol class="history" aria-label="History">
            {drawn(move || open.history(id).into_iter().enumerate().map(|(position, version)| view! {
                <li>
                    <span class="quiet">{format!("{} by {}: ", zone.with(|zone| when::minute(version.at, zone)), version.author)}</span>
                    {zone.with(|zone| said(&version, zone))}
                    {(position > 0 && version.said.is_some()).then(|| view! {
                        " "
                        <button class="link" on:click=on(move |_| {
                            open.return_to(id, version.hash);
                        })>"Return to this"</button>
                    })}
                </li>
            }).collect_view().into_any())}
        </ol>
    }
}

fn said(version: &Version, zone: &AnyZone) -> String {
    match &version.said {
        _ if version.is_deleted => "deleted".to_owned(),
        None => "taken out for good".to_owned(),
        Some(said) => {
            let at = said.occurred.as_ref().map(|occurred| when::full(occurred.at, zone));
            format!("{} · {}", at.as_deref().unwrap_or("no time"), said.text)
        }
    }
}

/// The list in the trash.
const TRASH: &str = "trash";

/// What was pressed goes with its row: the focus goes to what is left.
fn stay_in_trash() {
    request_animation_frame(|| {
        dom::focus_inside(TRASH, "button");
    });
}

/// An entry in the trash.
#[component]
fn TrashedRow(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let entry = open.entry(id);
    view! {
        <li class="trashed">
            <span class="row__text">{live(move || entry.with(|e| e.as_ref().map(|e| e.said.text.clone())))}</span>
            " "
            <button class="link" on:click=on(move |_| {
                open.restore(id);
                stay_in_trash();
            })>"Restore"</button>
            <details class="purge">
                <summary>"Take out for good …"</summary>
                <p>
                    "Removes every version of this text here and wherever this log is united with another. "
                    "Files handed out before still hold it until they are."
                </p>
                <button class="button" on:click=on(move |_| {
                    open.purge(id, "taken out of the trash");
                    stay_in_trash();
                })>"Take it out"</button>
            </details>
        </li>
    }
}

/// What was deleted, and the ways back and out.
#[component]
fn Trash(
    /// True while it is shown.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let trashed = memo(move || {
        open.with(|reading| {
            reading.entries.values().filter(|entry| entry.is_deleted).map(|entry| entry.id).collect::<Vec<_>>()
        })
    });
    let is_empty = move || trashed.with(Vec::is_empty);
    // The last one is out: there is nothing to see any more.
    Effect::new(move |was_empty: Option<bool>| {
        if is_empty() && was_empty == Some(false) {
            is_open.set(false);
        }
        is_empty()
    });
    view! {
        <Modal label="Trash" class="trash" on_close=move |()| is_open.set(false)>
            <h1>"Trash"</h1>
            {while_wanted(is_empty, || view! { <p class="quiet">"Nothing was deleted."</p> }.into_any())}
            <ul id=TRASH><For each=move || trashed.get() key=|id| *id let:id><TrashedRow id /></For></ul>
            <p><button class="button" on:click=on(move |_| is_open.set(false))>"Close"</button></p>
        </Modal>
    }
    .into_any()
}

/// Looks for words in the timeline, also in what is not in view.
#[component]
fn Find() -> impl IntoView {
    let (open, view) = (OpenIncident::expect(), TimelineView::expect());
    let query = RwSignal::new(String::new());
    let found = memo(move || {
        let words: Vec<String> = dom::lower_case(&query.get()).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let has_all = |entry: &Entry| {
            let text = format!("{} {} {}", entry.said.text, entry.said.by, entry.said.says.kind());
            let text = dom::lower_case(&text);
            words.iter().all(|word| text.contains(word))
        };
        open.with(|reading| reading.timeline().filter(|entry| has_all(entry)).map(|entry| entry.id).collect::<Vec<_>>())
    });
    let position = move || {
        let chosen = view.chosen()?;
        found.with(|found| found.iter().position(|id| *id == chosen))
    };
    let step = move |forward: bool| {
        let count = found.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let next = match (untrack(position), forward) {
            (Some(now), true) => (now + 1) % count,
            (Some(now), false) => (now + count - 1) % count,
            (None, true) => 0,
            (None, false) => count - 1,
        };
        if let Some(id) = found.with_untracked(|found| found.get(next).copied()) {
            view.choose(id);
        }
    };
    let close = move || {
        view.is_finding.set(false);
        view.enter();
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" => step(!event.shift_key()),
            "ArrowDown" => step(true),
            "ArrowUp" => step(false),
            "Escape" => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let said = move || match (query.with(|query| query.trim().is_empty()), found.with(Vec::len), position()) {
        (true, ..) => "Enter goes to the next, Shift+Enter back, Esc closes".to_owned(),
        (_, 0, _) => "Nothing found".to_owned(),
        (_, count, Some(now)) => format!("{} of {count}", now + 1),
        (_, count, None) => format!("{count} found"),
    };
    view! {
        <div class="find" role="search">
            <Icon name="search" />
            <input
                node_ref=field
                id="find"
                class="find__field"
                aria-label="Find in the timeline"
                placeholder="Find in the timeline"
                autocomplete="off"
                on:input=typed(move |text| query.set(text))
                on:keydown=on_key
            />
            <span class="quiet" role="status">{said}</span>
            <button class="button" on:click=on(move |_| close())>"Close"</button>
        </div>
    }
    .into_any()
}
