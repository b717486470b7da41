//! The timeline beside the document, to quote from.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::desk::Desk;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::domain::shown::{Filter, is_milestone};
use crate::domain::turning::is_brief;
use crate::pages::when;
use crate::platform::dom;
use crate::state::{Commands, OpenPostmortem};
use crate::text::markdown::plain;
use crate::text::quote::quote;
use crate::text::timeline::value;
use crate::ui::window::{Cursor, Window};
use crate::ui::{drawn, effect, live, memo, on, typed};

/// The field in which words are looked for.
const FIELD: &str = "quote-find";

/// The list.
const LIST: &str = "quote-list";

/// Letters of an entry that a row shows.
const MOST_LETTERS: usize = 200;

/// Which entries are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    All,
    Starred,
    Milestones,
}

impl Among {
    const EVERY: [(Self, &'static str); 3] =
        [(Self::All, "All"), (Self::Starred, "Starred"), (Self::Milestones, "Milestones")];
}

/// The timeline as it is now, to be searched and quoted from: beside the text where there is room, over it elsewhere.
#[component]
pub(super) fn Quote(
    /// The section that a quotation goes into while none is written.
    first: Callback<(), RecordId>,
) -> impl IntoView {
    let (open, desk, commands) = (OpenPostmortem::expect().incident(), Desk::expect(), Commands::expect());
    effect(move || {
        if desk.finds_entry.get() {
            desk.finds_entry.set(false);
            // Once it is shown, where it lies over the text.
            request_animation_frame(move || commands.release_into(FIELD));
        }
    });
    let (query, among) = (RwSignal::new(String::new()), RwSignal::new(Among::All));
    let cursor = Cursor::<RecordId>::default();
    let order = memo(move || {
        let filter = Filter {
            is_starred: among.get() == Among::Starred,
            is_milestone: among.get() == Among::Milestones,
            words: dom::lower_case(&query.get()).split_whitespace().map(str::to_owned).collect(),
            ..Filter::default()
        };
        open.with(|reading| {
            let shown = reading.timeline().filter(|entry| filter.shows(entry, dom::lower_case));
            // A brief has the words of most others, and Enter takes the first.
            let (mut order, mut last) = (Vec::<RecordId>::new(), Vec::new());
            for entry in shown {
                let among = if !filter.words.is_empty() && is_brief(entry) { &mut last } else { &mut order };
                among.push(entry.id);
            }
            order.append(&mut last);
            Arc::new(order)
        })
    });
    let said = RwSignal::new(String::new());
    let take = move || {
        let chosen = cursor.selected().get_untracked();
        let Some(id) = chosen.or_else(|| order.with_untracked(|order| order.first().copied())) else { return };
        cursor.select(id);
        let words = open.with_untracked(|reading| {
            let entry = reading.entries.get(&id)?;
            let zone = open.zone().get_untracked();
            let time = entry.precise().map(|at| when::time(at, &zone)).filter(|time| !time.is_empty());
            let time = time.or_else(|| entry.precise().map(|at| when::full(at, &zone)));
            Some(quote(id, time.as_deref().unwrap_or("no time"), &entry.said.by, &words(entry)))
        });
        if let Some(words) = words {
            let into = desk.here().get_untracked().unwrap_or_else(|| first.run(()));
            desk.ask(into, Some(words));
            said.set("Quoted. Enter quotes the next, Esc goes back to the text.".to_owned());
        }
    };
    let close = move || {
        desk.is_quoting.set(false);
        said.set(String::new());
        if !desk.return_to_field() {
            dom::focus("main");
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) || event.default_prevented() {
            return;
        }
        let is_button = !dom::has_focus(FIELD) && !dom::has_focus(LIST);
        match event.key().as_str() {
            "Enter" if !is_button => take(),
            "ArrowDown" if dom::has_focus(FIELD) => cursor.step(1),
            "ArrowUp" if dom::has_focus(FIELD) => cursor.step(-1),
            "Escape" => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let count = move || match order.with(|order| order.len()) {
        0 => "Nothing found".to_owned(),
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    view! {
        <aside class="quote" aria-label="Timeline to quote from" on:keydown=on(on_key)>
            <div class="quote__head">
                <input
                    id=FIELD
                    aria-label="Find an entry to quote"
                    placeholder="Find an entry to quote"
                    autocomplete="off"
                    on:input=typed(move |text| {
                        cursor.clear();
                        query.set(text);
                    })
                />
                <button class="button quote__close" on:click=on(move |_| close())>"Close"</button>
            </div>
            <div class="quote__among" role="group" aria-label="Which entries">
                {Among::EVERY.into_iter().map(|(which, name)| view! {
                    <button
                        class="chip"
                        aria-pressed=live(move || (among.get() == which).to_string())
                        on:click=on(move |_| among.set(which))
                    >{name}</button>
                }).collect_view()}
                <span class="quiet quote__said" role="status">{live(move || match said.get() {
                    none if none.is_empty() => count(),
                    said => said,
                })}</span>
            </div>
            <div class="quote__list">
                <Window order row=|id| view! { <Row id /> } estimate=54.0 cursor label="Timeline" id=LIST />
            </div>
            <p class="quote__foot quiet">
                <button class="button" on:click=on(move |_| take())>"Quote "<kbd>"Enter"</kbd></button>
            </p>
        </aside>
    }
    .into_any()
}

/// What an entry says; of one without a text its kind and value, as in `phase: mitigated`.
fn words(entry: &Entry) -> String {
    let says = &entry.said.says;
    match (entry.said.text.trim(), value(says)) {
        ("", value) if value.is_empty() => says.kind().to_owned(),
        ("", value) => format!("{}: {value}", says.kind()),
        (text, _) => text.to_owned(),
    }
}

/// An entry in two lines.
#[component]
fn Row(
    /// The entry.
    id: RecordId,
) -> impl IntoView {
    let open = OpenPostmortem::expect().incident();
    let entry = open.entry(id);
    drawn(move || {
        let Some(entry) = entry.get() else { return ().into_any() };
        let time = open.zone().with(|zone| entry.precise().map(|at| when::short(at, zone)));
        let mark = match (entry.said.is_starred, is_milestone(&entry)) {
            (true, _) => "★ ",
            (false, true) => "⚑ ",
            (false, false) => "",
        };
        view! {
            <div class="quote__row">
                <span class="quiet">{mark}{time.unwrap_or_else(|| "no time".to_owned())}" @"{entry.said.by.clone()}</span>
                <span class="quote__text">{plain(&words(&entry), MOST_LETTERS)}</span>
            </div>
        }
        .into_any()
    })
}
