//! What was deleted, and the ways back and out. Drawn as a panel.

use leptos::prelude::*;

use super::entry::kind_words;
use super::panels::Asked;
use super::when;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::platform::dom;
use crate::state::{Commands, OpenIncident};
use crate::ui::{Modal, keyed, live, memo, on, while_wanted};

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
    let zone = open.zone();
    let about = move |entry: &Entry| {
        let at = entry.precise().map(|at| zone.with(|zone| when::full(at, zone)));
        format!("{} · {} · {}", kind_words(entry), at.as_deref().unwrap_or("no time"), entry.said.by)
    };
    view! {
        <li class="trashed">
            <span class="row__text">{live(move || entry.with(|e| e.as_ref().map(|e| e.said.text.clone())))}</span>
            <span class="quiet trashed__about">{live(move || entry.with(|entry| entry.as_deref().map(about)))}</span>
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
pub(super) fn Trash() -> impl IntoView {
    let asked = Asked::expect();
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
            asked.close();
        }
        is_empty()
    });
    view! {
        <Modal label="Trash" class="trash" on_close=move |()| asked.close()>
            <h1>"Trash"</h1>
            {while_wanted(is_empty, || view! { <p class="quiet">"Nothing was deleted."</p> }.into_any())}
            <ul id=TRASH>
                {keyed(
                    move || trashed.with(|trashed| trashed.iter().map(RecordId::to_string).collect()),
                    |key| key.parse().ok().map(|id| view! { <TrashedRow id /> }).into_any(),
                )}
            </ul>
            <p><button class="button" on:click=on(move |_| asked.close())>"Close"</button></p>
        </Modal>
    }
    .into_any()
}
