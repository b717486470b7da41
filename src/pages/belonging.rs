//! Which changes to schemas belong to the incident: a quiet line with what their reviews said last. And the beginning of one
//! that is suspected. Drawn as panels.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::panels::Asked;
use crate::domain::change::{Link, NewChange, part_in_words};
use crate::domain::entry::Says;
use crate::domain::id::RecordId;
use crate::platform::dom;
use crate::state::{Belonging, OpenIncident, Page, changes_of};
use crate::text::markdown::plain;
use crate::ui::{PlainLink, drawn};

/// How long what is in sight comes first: nobody looks here for the first second.
const LATER_MILLIS: i32 = 700;

/// The most letters of an entry that become a title.
const LETTERS: usize = 120;

#[component]
pub(super) fn Changes() -> impl IntoView {
    let open = OpenIncident::expect();
    let (workbench, scope) = (open.workbench(), open.scope());
    let all = RwSignal::new(Vec::<Belonging>::new());
    let read = move || {
        spawn_local(async move {
            dom::sleep(LATER_MILLIS).await;
            // Where they cannot be read nothing is said of them: the room has more to tell.
            if let Ok(found) = changes_of(workbench, scope).await {
                let _ = all.try_set(found);
            }
        });
    };
    read();
    // Somebody has come back to this tab; a change may have been linked in another.
    let listener = window_event_listener(leptos::ev::focus, move |_| read());
    on_cleanup(move || listener.remove());
    drawn(move || {
        let all = all.get();
        if all.is_empty() {
            return ().into_any();
        }
        let rows = all.into_iter().map(|one| {
            let Belonging { change, title, parts, verdict } = one;
            let parts: Vec<&str> = parts.iter().map(|part| part_in_words(part)).collect();
            let title = if title.trim().is_empty() { "a change without a name".to_owned() } else { title };
            let verdict = verdict.map_or("not reviewed".to_owned(), |verdict| format!("rollback {verdict}"));
            view! {
                <span class="belonging__one">
                    <PlainLink href=Page::Change(change).path() follow=move |()| workbench.go(Page::Change(change))>{title}</PlainLink>
                    <span class="quiet">{format!(" {}, {verdict}", parts.join(", "))}</span>
                </span>
            }
            .into_any()
        });
        let rows: Vec<AnyView> = rows.collect();
        view! { <span class="belonging"><span class="quiet">"Changes: "</span>{rows}</span> }.into_any()
    })
}

/// Begins the review of a change that is suspected in the incident, from an entry that tells of one where that is chosen.
#[component]
pub(super) fn ReviewChange(
    /// The chosen entry.
    entry: Option<RecordId>,
) -> impl IntoView {
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    let scope = open.scope();
    let told = entry.and_then(|id| {
        open.with_untracked(|reading| {
            let entry = reading.entries.get(&id)?;
            matches!(entry.said.says, Says::Change { .. }).then(|| (id, plain(&entry.said.text, LETTERS)))
        })
    });
    let (record, title) = told.map_or((None, String::new()), |(id, title)| (Some(id), title));
    let link = Link { scope, record, part: "suspect".to_owned(), tells: false };
    // Once this is drawn: the page goes elsewhere.
    request_animation_frame(move || {
        asked.close();
        open.workbench().begin_change(NewChange { title, link });
    });
}
