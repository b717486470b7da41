//! What the room says to those who do not see it: what is new in the timeline and what became of what was there, and
//! whether what was logged here is saved.

use std::sync::Arc;

use leptos::prelude::*;

use super::roles::name_of;
use super::timeline::TimelineView;
use super::when;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::domain::sorted::SortedMap;
use crate::domain::told::{self, Became};
use crate::log::Reading;
use crate::state::{Notice, OpenIncident};
use crate::store::Mark;
use crate::ui::{effect, live};

/// Entries as they were when they were last looked at.
type Known = SortedMap<RecordId, Arc<Entry>>;

/// Something that is told about one entry.
struct News {
    /// What became of it; nothing for an entry that is new.
    became: Option<Became>,
    words: String,
}

impl News {
    /// What is told of an entry that is new, or that was another before; nothing of most changes.
    fn of(open: OpenIncident, reading: &Reading, before: Option<&Arc<Entry>>, entry: &Entry) -> Option<Self> {
        let became = match before {
            None if entry.is_deleted => return None,
            None => None,
            Some(before) => Some(Became::of(before, entry)?),
        };
        let words = told::in_words(entry, |handle| name_of(reading, handle));
        let words = match (became, before) {
            (Some(Became::Moved), Some(before)) => format!("{}: {words}", moved(open, before, entry)),
            (Some(Became::Deleted), _) => format!("In the trash: {words}"),
            (Some(_), _) => format!("Out of the trash: {words}"),
            (None, _) => format!("{}: {words}", name_of(reading, &entry.said.by)),
        };
        Some(Self { became, words })
    }
}

/// Places that are not seen and are read out, politely, when they change.
#[component]
pub(super) fn Announcer() -> impl IntoView {
    let (open, timeline) = (OpenIncident::expect(), TimelineView::expect());
    let me = open.workbench().me();
    let my_handle = move || me.get_untracked().map(|me| me.handle).unwrap_or_default();
    // Each has a place of its own: one does not take the word from another.
    let [news, logged, saved] = [(); 3].map(|()| RwSignal::new(String::new()));
    // What was there when the room opened is no news.
    let known = StoredValue::new(open.with_untracked(|reading| -> Known { reading.entries.clone() }));
    effect(move || {
        let said_here = timeline.said_last().get_untracked();
        let deleted_here = untrack(|| timeline.last_deleted());
        let me = my_handle();
        let told = open.with(|reading| {
            let mut told = Vec::new();
            known.with_value(|known| {
                // Both are in the order of their records.
                let mut earlier = known.iter().peekable();
                for (id, entry) in reading.entries.iter() {
                    while earlier.next_if(|(other, _)| *other < id).is_some() {}
                    let before = earlier.next_if(|(other, _)| *other == id).map(|(_, before)| before);
                    if before.is_some_and(|before| Arc::ptr_eq(before, entry)) {
                        continue;
                    }
                    // What was logged here is told below; roles, by those who show them.
                    let is_told = said_here == Some(*id) || told::is_told_with_roles(entry, &me);
                    if before.is_none() && is_told {
                        continue;
                    }
                    // What was deleted here is told beside the way back.
                    let is_here = |news: &News| news.became == Some(Became::Deleted) && deleted_here == Some(*id);
                    told.extend(News::of(open, reading, before, entry).filter(|news| !is_here(news)));
                }
            });
            known.set_value(reading.entries.clone());
            told
        });
        match told.as_slice() {
            [] => {}
            [one] => news.set(one.words.clone()),
            several => news.set(in_all(several)),
        }
    });
    let told_last = StoredValue::new(None::<RecordId>);
    effect(move || {
        let Some(id) = timeline.said_last().get() else { return };
        let mark = open.mark(id).get();
        if told_last.get_value() != Some(id) {
            told_last.set_value(Some(id));
            saved.set(String::new());
            let me = my_handle();
            let words = open.with_untracked(|reading| {
                let entry = reading.entries.get(&id).filter(|entry| !told::is_told_with_roles(entry, &me))?;
                Some(told::in_words(entry, |handle| name_of(reading, handle)))
            });
            logged.set(words.map(|words| format!("Logged: {words}")).unwrap_or_default());
        }
        match mark {
            Mark::Saving => {}
            Mark::Saved => saved.set("Saved".to_owned()),
            // Why is told where what to do about it is told, for as long as that is there.
            Mark::NotSaved(error) => saved.set(match open.workbench().is_told(&error) {
                true => "Not saved".to_owned(),
                false => Notice::not_saved(&error),
            }),
        }
    });
    view! {
        {[news, logged, saved].map(|told| view! { <p class="hidden" role="status">{live(move || told.get())}</p> }.into_any()).collect_view()}
    }
    .into_any()
}

/// What a correction has moved: `Moved 14:09 → 13:58`.
fn moved(open: OpenIncident, before: &Entry, after: &Entry) -> String {
    let zone = open.zone().get_untracked();
    match (before.precise(), after.precise()) {
        (Some(before), Some(after)) => {
            let [before, after] = when::pair(before, after, &zone);
            format!("Moved {before} → {after}")
        }
        (None, Some(after)) => format!("Moved to {}", when::full(after, &zone)),
        (_, None) => "Without a time now".to_owned(),
    }
}

/// How much of each there is.
fn in_all(news: &[News]) -> String {
    let count = |became: Option<Became>| news.iter().filter(|one| one.became == became).count();
    let parts = [
        (count(None), "new"),
        (count(Some(Became::Moved)), "moved"),
        (count(Some(Became::Deleted)), "in the trash"),
        (count(Some(Became::Restored)), "out of the trash"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = parts.map(|(count, what)| format!("{count} {what}")).collect();
    format!("Entries: {}", words.join(", "))
}
