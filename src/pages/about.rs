//! What an incident is called, and in which zone its times are shown. Drawn as a panel.

use leptos::prelude::*;
use serde_json::Value;

use super::panels::Asked;
use crate::log::canonical::Object;
use crate::platform::zone::{self, AnyZone};
use crate::state::{Commands, OpenIncident};
use crate::ui::Modal;

#[component]
pub(super) fn About() -> impl IntoView {
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    view! {
        <Modal label="About this incident" class="about" on_close=move |()| asked.close()>
            <AboutForm open asked />
        </Modal>
    }
}

#[component]
fn AboutForm(
    /// The incident.
    open: OpenIncident,
    /// Where it lies.
    asked: Asked,
) -> impl IntoView {
    let record = open.with_untracked(|reading| reading.record.clone()).unwrap_or_default();
    let snapshot = open.with_untracked(|reading| reading.record_id).and_then(|id| open.snapshot(id));
    let before = record.clone();
    let title = RwSignal::new(record.title);
    let zone = RwSignal::new(record.zone.unwrap_or_default());
    let refused = RwSignal::new(None::<String>);
    let commands = Commands::expect();
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if field.get().is_some() {
            commands.release_into("about-title");
        }
    });
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let mut changes = Object::new();
        let typed = title.get_untracked().trim().to_owned();
        if typed.is_empty() {
            return refused.set(Some("Could not save an incident without a title.".to_owned()));
        }
        if typed != before.title {
            changes.insert("title".to_owned(), typed.into());
        }
        let typed = zone.get_untracked().trim().to_owned();
        if typed != before.zone.clone().unwrap_or_default() {
            let value = match AnyZone::of(&typed) {
                _ if typed.is_empty() => Value::Null,
                Ok(zone) => zone.name().into(),
                Err(why) => return refused.set(Some(format!("Could not {why}."))),
            };
            changes.insert("zone".to_owned(), value);
        }
        match &snapshot {
            _ if changes.is_empty() => asked.close(),
            Some(snapshot) if open.revise_from(snapshot, &changes) => asked.close(),
            _ => {
                refused.set(Some("Could not change what this incident is called: its name has not arrived.".to_owned()))
            }
        }
    };
    view! {
        <form on:submit=save>
            <h1>"About this incident"</h1>
            <div class="edit">
                <label>
                    "Title"
                    <input id="about-title" node_ref=field prop:value=move || title.get() on:input:target=move |e| title.set(e.target().value()) />
                </label>
                <label>
                    "Zone in which its times are shown"
                    <input
                        list="incident-zones"
                        placeholder="that of whoever looks"
                        prop:value=move || zone.get()
                        on:input:target=move |e| zone.set(e.target().value())
                    />
                </label>
                <datalist id="incident-zones">
                    {zone::names().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
                </datalist>
            </div>
            {move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> })}
            <p>
                <button class="button button--primary" type="submit">"Save"</button>
                <button class="button" type="button" on:click=move |_| asked.close()>"Cancel"</button>
            </p>
        </form>
    }
    .into_any()
}
