//! Saying which milestones an entry marks. Drawn as a panel.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::entry::write;
use super::panels::Asked;
use super::when;
use crate::domain::correction::toggled;
use crate::domain::entry::Mark;
use crate::domain::id::RecordId;
use crate::domain::milestone::{Milestone, Standing};
use crate::platform::dom;
use crate::state::{Commands, OpenIncident};
use crate::ui::{Modal, drawn, live, on};

const fn meaning(mark: &Mark) -> &'static str {
    match mark {
        Mark::DriftBegan => "The first deviation, seen afterwards; there was no harm yet.",
        Mark::Detected => "Somebody or something noticed.",
        Mark::Declared => "It was called an incident.",
        Mark::Acknowledged => "Somebody took it up.",
        Mark::Other(_) => "",
    }
}

/// The marks that any entry can have, each to be set or taken away.
#[component]
pub(super) fn Marks(
    /// The entry.
    id: RecordId,
) -> impl IntoView {
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    Commands::expect().let_go();
    let entry = open.entry(id);
    let toggle = move |mark: &Mark| {
        let marks = entry.with_untracked(|entry| entry.as_ref().map(|entry| entry.said.marks.clone()));
        if let Some(marks) = marks {
            write(open, id, "marks", toggled(&marks, mark));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let key = event.key();
        let digit = key.parse::<usize>().ok().and_then(|digit| Mark::ALL.get(digit.checked_sub(1)?));
        match (key.as_str(), digit) {
            (_, Some(mark)) => toggle(mark),
            ("ArrowDown", _) => dom::focus_neighbour(".picker__choice", true),
            ("ArrowUp", _) => dom::focus_neighbour(".picker__choice", false),
            ("Enter", _) => asked.close(),
            _ => return,
        }
        event.prevent_default();
    };
    // Where the incident has it now, and what this entry's saying so comes to.
    let stands = move |mark: &Mark, is_set: bool| {
        let milestone = Milestone::of_mark(mark)?;
        open.with(|reading| {
            let reached = reading.incident.milestones.get(milestone)?;
            let at = open.zone().with(|zone| when::full(reached.at, zone));
            Some(match reading.incident.milestones.standing(milestone, id) {
                Standing::Counts => format!("counts, at {at}"),
                _ if is_set => format!("said at {at} by another entry; the earliest counts"),
                _ => format!("said at {at} by another entry"),
            })
        })
    };
    let has_time = move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.at.is_some()));
    view! {
        <Modal label="Milestones of this entry" class="picker" on_close=move |()| asked.close()>
            <h1>"Which milestones does it mark?"</h1>
            <p class="quiet marks__text">{live(move || entry.with(|entry| entry.as_ref().map(|entry| entry.said.text.clone())))}</p>
            {drawn(move || (!has_time()).then_some(view! {
                <p class="quiet">"This entry has no time, so that its marks feed no clock."</p>
            }).into_any())}
            <div class="picker__choices" on:keydown=on(on_key)>
                {Mark::ALL.iter().enumerate().map(|(position, mark)| {
                    let is_set = move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.said.marks.contains(mark)));
                    view! {
                        <button
                            class="picker__choice marks__choice"
                            role="checkbox"
                            aria-checked=live(move || is_set().to_string())
                            autofocus=position == 0
                            on:click=on(move |_| toggle(mark))
                        >
                            <span class="marks__box" aria-hidden="true"></span>
                            <b>{mark.as_str().replace('_', " ")}</b>
                            <span>
                                {meaning(mark)}" "
                                <span class="quiet marks__stands">{live(move || stands(mark, is_set()))}</span>
                            </span>
                            <kbd aria-hidden="true">{position + 1}</kbd>
                        </button>
                    }
                }).collect_view()}
            </div>
            <p class="quiet">"The digits set a mark and take it away, Enter closes. A phase or impact entry is its own milestone."</p>
            <p><button class="button" on:click=on(move |_| asked.close())>"Done"</button></p>
        </Modal>
    }
    .into_any()
}
