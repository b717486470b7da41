//! A link to an entry in the text of a postmortem.

use leptos::prelude::*;

use super::passage::Written;
use crate::domain::id::RecordId;
use crate::pages::when;
use crate::platform::zone::AnyZone;
use crate::state::{OpenIncident, Page};
use crate::text::markdown::plain;
use crate::text::quote::entry_of;
use crate::ui::{PlainLink, drawn, memo};

/// Letters of the entry that are shown.
const MOST_LETTERS: usize = 240;

/// Draws a link to a place in a text: to an entry, if it names one.
pub(super) fn draw(place: &str, children: Vec<AnyView>) -> AnyView {
    match entry_of(place) {
        Some(id) => view! { <EntryLink id>{children}</EntryLink> }.into_any(),
        None => children.into_any(),
    }
}

/// The time and the words of an entry in a line; none for one that is not here.
fn shown(open: OpenIncident, id: RecordId, zone: &AnyZone) -> Option<String> {
    open.with(|reading| {
        let entry = reading.entries.get(&id)?;
        let at = entry.precise().map_or("no time".to_owned(), |at| when::full(at, zone));
        Some(format!("{at} @{}: {}", entry.said.by, plain(&entry.said.text, MOST_LETTERS)))
    })
}

/// A link to an entry in the room. It shows the entry, and what became of it since.
#[component]
pub(super) fn EntryLink(
    /// The entry.
    id: RecordId,
    /// What the link says.
    children: Children,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let (workbench, scope) = (open.workbench(), open.scope());
    let written = use_context::<Written>();
    let words = memo(move || open.zone().with(|zone| shown(open, id, zone)));
    let became = memo(move || {
        match open.with(|reading| reading.entries.get(&id).map(|entry| entry.is_deleted)) {
            None => return "not here",
            Some(true) => return "deleted",
            Some(false) => {}
        }
        let last = |record: RecordId| open.history(record).first().map(|version| version.at);
        // What was corrected before this was written was seen by whoever wrote it.
        let is_later = written.is_some_and(|Written(record)| match (last(id), last(record)) {
            (Some(corrected), Some(written)) => corrected > written,
            _ => false,
        });
        if is_later { "corrected since" } else { "" }
    });
    view! {
        <span class="cites">
            <PlainLink href=format!("{}#{id}", Page::Room(scope).path()) follow=move |()| workbench.go_to_entry(scope, id)>
                {children()}
            </PlainLink>
            <span class="cites__entry" role="tooltip">{move || words.get()}</span>
            {drawn(move || match became.get() {
                "" => ().into_any(),
                became => view! { " "<span class="badge">{became}</span> }.into_any(),
            })}
        </span>
    }
    .into_any()
}
