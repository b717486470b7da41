//! What the room shows only when it is asked for: what an entry said before, the trash, where the timeline is searched.
//! Loaded on demand, all together.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::on_demand::{Part, part};
use super::picker::{PhasePicker, SeverityPicker};
use super::timeline::TimelineView;
use super::when;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::domain::time::{Occurred, Precise};
use crate::domain::zone;
use crate::log::canonical::{Object, object};
use crate::platform::dom;
use crate::platform::zone::AnyZone;
use crate::state::{Commands, OpenIncident, Typing, Version};
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
    /// An entry's text and time, to be corrected.
    Edit(RecordId),
    /// What two people changed at once in an entry.
    Conflicts(RecordId),
    /// What was found while reading the incident.
    Findings,
    /// How severe it is now, while this is true.
    Severity(RwSignal<bool>),
    /// Which phase it is in now, while this is true.
    Phase(RwSignal<bool>),
}

/// Draws one.
type Draw = fn(Which) -> AnyView;

fn draw(which: Which) -> AnyView {
    match which {
        Which::History(id) => view! { <History id /> }.into_any(),
        Which::Trash(is_open) => view! { <Trash is_open /> }.into_any(),
        Which::Find => view! { <Find /> }.into_any(),
        Which::Edit(id) => view! { <EditEntry id /> }.into_any(),
        Which::Conflicts(id) => view! { <Conflicts id /> }.into_any(),
        Which::Findings => view! { <Findings /> }.into_any(),
        Which::Severity(is_open) => view! { <SeverityPicker is_open /> }.into_any(),
        Which::Phase(is_open) => view! { <PhasePicker is_open /> }.into_any(),
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
    Commands::expect().let_go();
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
    let commands = Commands::expect();
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
        if field.get().is_some() {
            commands.release_into("find");
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

/// What two people changed at once and what cannot be merged.
#[component]
fn Conflicts(
    /// The record.
    id: RecordId,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let conflicts = memo(move || {
        open.with(|reading| reading.records.get(&id).map(|record| record.conflicts.clone()).unwrap_or_default())
    });
    move || {
        conflicts
            .get()
            .into_iter()
            .map(|conflict| {
                let field = conflict.field.clone();
                view! {
                    <div class="conflict" role="group" aria-label="Two versions">
                        <p>{format!("Two people changed the {field} at once. Which one holds?")}</p>
                        <ul>
                            {conflict.values.into_iter().map(|(_, value)| {
                                let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                                let changes = Object::from_iter([(conflict.field.clone(), value)]);
                                view! {
                                    <li>
                                        {shown}" "
                                        <button class="link" on:click=on(move |_| {
                                            open.revise(id, &changes);
                                        })>"This one"</button>
                                    </li>
                                }
                            }).collect_view()}
                        </ul>
                    </div>
                }
            })
            .collect_view()
    }
}

/// Corrects the text and the time of an entry.
#[component]
fn EditEntry(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let (open, timeline) = (OpenIncident::expect(), TimelineView::expect());
    let zone = open.zone().get_untracked();
    let entry = open.entry(id).get_untracked();
    let text = entry.as_ref().map(|entry| entry.said.text.clone()).unwrap_or_default();
    let at = entry.as_deref().and_then(Entry::precise);
    let shown_time = at.map(|at| when::full(at, &zone)).unwrap_or_default();
    let time = RwSignal::new(shown_time.clone());
    let refused = RwSignal::new(None::<String>);
    let typing = Typing::new(open.workbench(), Some(open.scope()), "edit", Some(id));
    typing.show(&text);
    let orphan = open
        .workbench()
        .orphans()
        .with_untracked(|orphans| orphans.iter().find(|orphan| typing.is_for(orphan) && orphan.record == id).cloned());
    if let Some(orphan) = orphan {
        typing.show("");
        typing.adopt(&orphan);
    }
    let snapshot = open.snapshot(id);
    let save = move || {
        // Only what was changed here: what another page has changed meanwhile is not for this one to say.
        let mut changes = Object::new();
        let typed = typing.text().get_untracked();
        if typed.trim_end() != text.trim_end() {
            changes.insert("text".to_owned(), typed.trim_end().into());
        }
        let typed = time.get_untracked();
        if typed.trim() != shown_time {
            match read_time(&typed, at, &zone) {
                Ok(occurred) => changes.insert("occurred".to_owned(), occurred),
                Err(why) => return refused.set(Some(why)),
            };
        }
        if snapshot.as_ref().is_some_and(|snapshot| open.revise_from(snapshot, &changes)) {
            typing.clear();
            timeline.close_panel(id);
        } else {
            refused.set(open.refusal().get_untracked().map(|refusal| format!("Could not {refusal}.")));
        }
    };
    let save = StoredValue::new_local(save);
    let give_up = move || {
        typing.discard();
        timeline.close_panel(id);
    };
    let on_key = move |event: KeyboardEvent| {
        // A button has its own Enter, and an input method its own Enter and Escape.
        let is_button = event.target().is_some_and(|target| target.dyn_ref::<web_sys::HtmlButtonElement>().is_some());
        if is_button || dom::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" if !event.shift_key() => {
                event.prevent_default();
                save.with_value(|save| save());
            }
            "Escape" => {
                event.prevent_default();
                give_up();
            }
            _ => {}
        }
    };
    let field = NodeRef::<leptos::html::Textarea>::new();
    let field_id = format!("edit-{id}");
    let commands = Commands::expect();
    Effect::new({
        let field_id = field_id.clone();
        move |_| {
            if field.get().is_some() {
                commands.release_into(&field_id);
            }
        }
    });
    view! {
        <div class="edit" on:keydown=on_key>
            <label>
                "When"
                <input
                    class="edit__time"
                    prop:value=live(move || time.get())
                    on:input=typed(move |text| time.set(text))
                />
            </label>
            <label>
                "What happened"
                <textarea
                    node_ref=field
                    id=field_id
                    rows="2"
                    prop:value=live(move || typing.text().get())
                    on:input=typed(move |text| typing.input(text))
                ></textarea>
            </label>
            {drawn(move || refused.get().map(|why| view! { <p role="alert" class="refusal">{why}</p> }).into_any())}
            <button class="button button--primary" on:click=on(move |_| save.with_value(|save| save()))>"Save"</button>
            <button class="button" on:click=on(move |_| give_up())>"Cancel"</button>
        </div>
    }
    .into_any()
}

/// A typed time as the entry's field; `null`, which takes the time away, for an empty one.
fn read_time(typed: &str, before: Option<Precise>, zone: &AnyZone) -> Result<serde_json::Value, String> {
    if typed.trim().is_empty() {
        return Ok(serde_json::Value::Null);
    }
    let near = before.map_or_else(crate::platform::clock::now, |before| when::within(before, zone));
    let at = zone::parse(typed, near, zone).map_err(|error| format!("Could not {error}."))?;
    Ok(object(&Occurred::said(at)).into())
}

/// What was found while reading: damage, conflicts, contests, records from newer versions.
#[component]
fn Findings() -> impl IntoView {
    let open = OpenIncident::expect();
    let findings = memo(move || {
        let damaged = open.damaged_count();
        open.with(|reading| {
            let mut findings = Vec::new();
            if damaged > 0 {
                findings.push(format!(
                    "{damaged} stored records are damaged and set aside; everything else is here. A file of this incident that holds them repairs them."
                ));
            }
            if !reading.unread.is_empty() {
                findings.push(format!("{} records cannot be read by this version: kept, and not shown.", reading.unread.len()));
            }
            for contest in &reading.incident.contested {
                let values: Vec<&str> = contest.claims.iter().map(|(_, value)| value.as_str()).collect();
                findings.push(format!("Contested: {} is said to be {}.", topic(&contest.topic), values.join(" and ")));
            }
            for breach in &reading.incident.breaches {
                findings.push(format!("Two devices together passed a gate that does not hold: would refuse to {}.", breach.refusal));
            }
            for fork in &reading.forks {
                findings.push(format!("A browser profile was copied: writer {} counts twice. Both are kept.", fork.writer.short()));
            }
            findings
        })
    });
    view! {
        {drawn(move || match findings.get() {
            findings if findings.is_empty() => ().into_any(),
            findings => view! {
                <details class="findings">
                    <summary>{match findings.len() { 1 => findings[0].clone(), count => format!("{count} things to know about this incident") }}</summary>
                    {(findings.len() > 1).then(|| view! {
                        <ul>{findings.iter().map(|finding| view! { <li>{finding.clone()}</li> }).collect_view()}</ul>
                    })}
                </details>
            }
            .into_any(),
        })}
    }
}

fn topic(topic: &crate::domain::fold::Topic) -> String {
    use crate::domain::fold::Topic;
    match topic {
        Topic::Severity => "the severity".to_owned(),
        Topic::Phase => "the phase".to_owned(),
        Topic::Role(role) => format!("the {role}"),
    }
}
