//! One row of the timeline: read, corrected, deleted, and its history.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::markup::markup;
use super::panels::{PanelOf, Which};
use super::timeline::{Panel, TimelineView};
use super::when;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::domain::time::{Occurred, Precise, Precision};
use crate::domain::zone::{self, Utc};
use crate::log::canonical::{Object, object};
use crate::platform::dom;
use crate::platform::zone::AnyZone;
use crate::state::{OpenIncident, Typing};
use crate::store::Mark;
use crate::ui::{drawn, focused, live, memo, on, typed, while_wanted};

/// One entry.
#[component]
pub(super) fn EntryRow(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let (open, timeline) = (OpenIncident::expect(), TimelineView::expect());
    let entry = open.entry(id);
    let panel = memo(move || timeline.panel(id));
    let with = move |read: fn(&Entry) -> String| entry.with(|entry| entry.as_deref().map(read).unwrap_or_default());
    // Only the chosen row's buttons are stops of the Tab key: ten thousand rows would be thirty thousand.
    let tab = move || if timeline.chosen() == Some(id) { "0" } else { "-1" };
    view! {
        <div class="row" data-kind=live(move || with(|entry| entry.said.says.kind().to_owned()))>
            <When entry />
            <span class="row__rail" aria-hidden="true"></span>
            <div class="row__body">
                <span class="row__kind">{live(move || with(label))}</span>
                {drawn(move || entry.with(|entry| entry.as_ref().map(|entry| {
                    entry.said.marks.iter().map(|mark| view! {
                        <span class="flag">{mark.as_str().replace('_', " ")}</span>
                    }).collect_view()
                })).into_any())}
                <div class="row__text md">{drawn(move || entry.with(|entry| entry.as_ref().map(|e| markup(e.said.text.clone()))).into_any())}</div>
                <Conflicts id />
                {drawn(move || match panel.get() {
                    None => ().into_any(),
                    Some(Panel::Edit) => view! { <EditEntry id /> }.into_any(),
                    Some(Panel::History) => view! { <PanelOf which=Which::History(id) /> }.into_any(),
                }.into_any())}
            </div>
            <div class="row__side">
                <span class="row__who">{live(move || with(|entry| entry.said.by.clone()))}</span>
                <MarkSign id />
                <span class="row__acts">
                    <button class="link" tabindex=tab on:click=on(move |_| timeline.toggle_panel(id, Panel::Edit))>"Edit"</button>
                    <button class="link" tabindex=tab on:click=on(move |_| timeline.toggle_panel(id, Panel::History))>"History"</button>
                    <button class="link" tabindex=tab on:click=on(move |_| timeline.delete(id))>"Delete"</button>
                </span>
            </div>
        </div>
    }
    .into_any()
}

/// The kind in words, with its value where it has one; nothing for a plain note.
fn label(entry: &Entry) -> String {
    use crate::domain::entry::Says;
    match &entry.said.says {
        Says::Note => String::new(),
        Says::Severity { severity } => format!("severity {severity}"),
        Says::Phase { phase } => phase.as_str().to_owned(),
        Says::Role { role, moved, holder } => {
            let moved = match moved {
                crate::domain::entry::RoleMove::Take => "takes",
                crate::domain::entry::RoleMove::Offer => "is offered",
                crate::domain::entry::RoleMove::Accept => "accepts",
                crate::domain::entry::RoleMove::Release => "gives up",
            };
            format!("{holder} {moved} {role}")
        }
        Says::Impact { impact: crate::domain::entry::ImpactMove::Began, .. } => "impact began".to_owned(),
        Says::Impact { impact: crate::domain::entry::ImpactMove::Ended, .. } => "impact ended".to_owned(),
        says => says.kind().to_owned(),
    }
}

#[component]
fn When(
    /// The entry.
    entry: Memo<Option<Arc<Entry>>>,
) -> impl IntoView {
    /// Milliseconds from which the two times of an entry are both worth showing.
    const WORTH_SHOWING: i64 = 120_000;
    let zone = OpenIncident::expect().zone();
    let happened = move || entry.with(|entry| entry.as_deref().and_then(Entry::precise));
    let shown = move |show: fn(Precise, &AnyZone) -> String| happened().map(|at| zone.with(|zone| show(at, zone)));
    let logged = move || {
        entry.with(|entry| {
            let entry = entry.as_ref()?;
            let differs = entry.at.is_none_or(|at| entry.logged_at.since(at).abs() >= WORTH_SHOWING);
            let at = Precise { at: entry.logged_at, precision: Precision::Minute };
            let is_same_day = zone.with(|zone| {
                entry.precise().is_some_and(|happened| when::date(happened, zone) == when::date(at, zone))
            });
            let text = zone.with(|zone| if is_same_day { when::time(at, zone) } else { when::short(at, zone) });
            differs.then(|| format!("logged {text}"))
        })
    };
    let corrected = move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.corrected_by_millis != 0));
    let in_both_zones = move || {
        let at = happened()?;
        let shown = zone.with(|zone| format!("{} {}", when::full(at, zone), zone.name()));
        Some(format!("{shown}\n{} UTC", when::full(at, &Utc)))
    };
    view! {
        <div class="row__when" title=in_both_zones>
            <time datetime=live(move || happened().map(|at| at.to_string()))>
                <span class="row__day hidden">{live(move || shown(when::date))}</span>
                " "
                <span class="row__time">
                    {live(move || match happened() {
                        None => "no time".to_owned(),
                        Some(at) if at.precision == Precision::Day => "day".to_owned(),
                        Some(at) => zone.with(|zone| when::time(at, zone)),
                    })}
                </span>
            </time>
            {drawn(move || logged().map(|text| view! { <small>{text}</small> }).into_any())}
            {while_wanted(corrected, move || view! {<small>"clock corrected"</small>}.into_any())}
        </div>
    }
}

/// Whether it is saved: quiet when it is, loud when it is not.
#[component]
fn MarkSign(
    /// The record.
    id: RecordId,
) -> impl IntoView {
    let mark = OpenIncident::expect().mark(id);
    view! {
        <span
            class="mark"
            data-mark=live(move || mark.with(|mark| match mark {
                Mark::Saving => "saving",
                Mark::Saved => "saved",
                Mark::NotSaved(_) => "not-saved",
            }))
        >
            {live(move || mark.with(|mark| match mark {
                Mark::Saving => "saving".to_owned(),
                Mark::Saved => "✓ saved".to_owned(),
                Mark::NotSaved(error) => format!("NOT SAVED: could not {error}"),
            }))}
        </span>
    }
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
    let field = focused();
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
