//! What an incident is called, what it is about, and in which zone its times are shown. Drawn as a panel.

use leptos::prelude::*;
use serde_json::Value;

use super::panels::Asked;
use crate::domain::record::{DRILL, TRIAGE};
use crate::log::canonical::Object;
use crate::platform::zone::{self, AnyZone};
use crate::state::{Commands, OpenIncident, Workbench};
use crate::store::Summary;
use crate::ui::{Modal, live, on, typed, while_wanted};

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
    let standing = RwSignal::new(record.standing.clone().unwrap_or_default());
    let sort = RwSignal::new(record.sort.unwrap_or_default());
    let (services, tags) = (RwSignal::new(record.services.join(", ")), RwSignal::new(record.tags.join(", ")));
    let refused = RwSignal::new(None::<String>);
    let commands = Commands::expect();
    let workbench = open.workbench();
    let is_drill =
        move || open.with(|reading| reading.record.as_ref().is_some_and(|r| r.standing.as_deref() == Some(DRILL)));
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
        if let Some(value) = changed_word(&standing.get_untracked(), before.standing.as_deref()) {
            changes.insert("standing".to_owned(), value);
        }
        if let Some(value) = changed_word(&sort.get_untracked(), before.sort.as_deref()) {
            changes.insert("type".to_owned(), value);
        }
        for (field, typed, before) in
            [("services", services.get_untracked(), &before.services), ("tags", tags.get_untracked(), &before.tags)]
        {
            let words = words(&typed);
            if words != *before {
                changes.insert(field.to_owned(), if words.is_empty() { Value::Null } else { words.into() });
            }
        }
        // What may have been an incident is one from now on: that is a moment of its timeline.
        let is_declared = before.standing.as_deref() == Some(TRIAGE) && standing.with_untracked(String::is_empty);
        match &snapshot {
            _ if changes.is_empty() => asked.close(),
            Some(snapshot) if open.revise_from(snapshot, &changes) => {
                if is_declared {
                    open.say_declared();
                }
                asked.close();
            }
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
            <div class="edit">
                <label>
                    "What it is"
                    <select prop:value=live(move || standing.get()) on:change=typed(move |value| standing.set(value))>
                        <option value="">"An incident"</option>
                        <option value=TRIAGE>"Maybe one: triage, in no figures until it is declared"</option>
                        <option value=DRILL>"A drill: in no figures, and can be taken out for good"</option>
                    </select>
                </label>
                <Words label="Type" id="incident-types" words=sort used=used(workbench, |summary| summary.sort.as_slice()) />
                <Words label="Services, with commas" id="incident-services" words=services used=used(workbench, |summary| &summary.services) />
                <Words label="Tags, with commas" id="incident-tags" words=tags used=used(workbench, |summary| &summary.tags) />
            </div>
            {while_wanted(is_drill, move || view! {
                <details class="purge">
                    <summary>"Take this drill out for good …"</summary>
                    <p>
                        "Removes everything that was said in it, here and wherever this log is united with another. "
                        "Files handed out before still hold it until they are."
                    </p>
                    <button class="button" type="button" on:click=on(move |_| open.purge_drill())>"Take it out"</button>
                </details>
            }.into_any())}
            {move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> })}
            <p>
                <button class="button button--primary" type="submit">"Save"</button>
                <button class="button" type="button" on:click=move |_| asked.close()>"Cancel"</button>
            </p>
        </form>
    }
    .into_any()
}

/// The field's new value where it was changed; `null` takes it away.
fn changed_word(typed: &str, before: Option<&str>) -> Option<Value> {
    let typed = typed.trim();
    (typed != before.unwrap_or_default()).then(|| if typed.is_empty() { Value::Null } else { typed.into() })
}

/// A list as it is typed, each word once.
fn words(typed: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in typed.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        if !words.iter().any(|other| other == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// What was used in other incidents before, the most frequent first.
fn used(workbench: Workbench, read: fn(&Summary) -> &[String]) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    workbench.summaries().with_untracked(|summaries| {
        for word in summaries.iter().flat_map(read) {
            match counts.iter_mut().find(|(other, _)| other == word) {
                Some((_, count)) => *count += 1,
                None => counts.push((word.clone(), 1)),
            }
        }
    });
    counts.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    counts.into_iter().map(|(word, _)| word).collect()
}

/// A field for words that were perhaps used before: the last one typed is completed from them.
#[component]
fn Words(
    /// What it is for.
    label: &'static str,
    /// The id of its list.
    id: &'static str,
    /// What stands in it.
    words: RwSignal<String>,
    /// What was used before.
    used: Vec<String>,
) -> impl IntoView {
    // A browser completes a field as a whole: what stands before the last comma is put before each choice.
    let choices = move || {
        let typed = words.get();
        let before = typed.rfind(',').map_or(String::new(), |comma| format!("{}, ", &typed[..comma]));
        used.iter().map(|word| view! { <option value=format!("{before}{word}")></option> }).collect_view()
    };
    view! {
        <label>
            {label}
            <input list=id autocomplete="off" prop:value=live(move || words.get()) on:input=typed(move |text| words.set(text)) />
        </label>
        <datalist id=id>{choices}</datalist>
    }
    .into_any()
}
