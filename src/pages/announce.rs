//! What the room says to those who do not see it: what is new in the timeline, and whether what was logged here is saved.

use leptos::prelude::*;

use super::timeline::TimelineView;
use crate::domain::entry::{Entry, Says};
use crate::domain::time::Hlc;
use crate::state::OpenIncident;
use crate::store::Mark;
use crate::ui::{effect, live};

/// As much of an entry as is read out: a longer one is read in the timeline.
const LONGEST: usize = 120;

fn begins(entry: &Entry) -> String {
    let line = entry.said.text.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line.to_owned(),
    }
}

/// A place that is not seen and is read out, politely, when it changes.
#[component]
pub(super) fn Announcer() -> impl IntoView {
    let (open, timeline) = (OpenIncident::expect(), TimelineView::expect());
    let told = RwSignal::new(String::new());
    // What was there when the room opened is no news.
    let latest = |entries: &mut dyn Iterator<Item = Hlc>| entries.max().unwrap_or_default();
    let known = StoredValue::new(
        open.with_untracked(|reading| latest(&mut reading.entries.values().map(|entry| entry.created))),
    );
    effect(move || {
        let since = known.get_value();
        let said_here = timeline.said_last().get_untracked();
        let (news, newest) = open.with(|reading| {
            // Roles are told by those who show them.
            let is_news = |entry: &&std::sync::Arc<Entry>| {
                entry.created > since
                    && !entry.is_deleted
                    && Some(entry.id) != said_here
                    && !matches!(entry.said.says, Says::Role { .. })
            };
            let news: Vec<String> = reading
                .entries
                .values()
                .filter(is_news)
                .map(|entry| format!("{}, {}: {}", entry.said.by, entry.said.says.kind(), begins(entry)))
                .collect();
            (news, latest(&mut reading.entries.values().map(|entry| entry.created)))
        });
        known.set_value(newest.max(since));
        match news.as_slice() {
            [] => {}
            [one] => told.set(one.clone()),
            several => told.set(format!("{} new entries", several.len())),
        }
    });
    effect(move || {
        let Some(id) = timeline.said_last().get() else { return };
        let text = open.with_untracked(|reading| reading.entries.get(&id).map(|entry| begins(entry)));
        let text = text.unwrap_or_default();
        told.set(match open.mark(id).get() {
            Mark::Saving => format!("Logged: {text}"),
            Mark::Saved => format!("Saved: {text}"),
            Mark::NotSaved(error) => format!("Not saved, could not {error}: {text}"),
        });
    });
    view! { <p class="hidden" role="status">{live(move || told.get())}</p> }
}
