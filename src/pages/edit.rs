//! Where an entry is corrected. Drawn as a panel.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::timeline::TimelineView;
use super::when;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::domain::time::{Occurred, Precise};
use crate::domain::zone;
use crate::log::canonical::{Object, object};
use crate::platform::dom;
use crate::platform::zone::AnyZone;
use crate::state::{Commands, OpenIncident, Typing};
use crate::ui::{drawn, live, on, typed};

/// Corrects the text and the time of an entry.
#[component]
pub(super) fn EditEntry(
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
