//! Looks for words in the timeline, and goes to a time in it. Drawn as panels.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::timeline::{BAR_FIELD, TimelineView};
use super::when;
use crate::domain::find;
use crate::domain::line::{Line, When};
use crate::domain::zone;
use crate::platform::{clock, dom};
use crate::state::{Commands, OpenIncident};
use crate::ui::{Icon, memo, on, typed};

/// Looks for words in the timeline, also in what is not in view.
#[component]
pub(super) fn Find() -> impl IntoView {
    let (open, view) = (OpenIncident::expect(), TimelineView::expect());
    let query = RwSignal::new(String::new());
    let found = memo(move || {
        let words: Vec<String> = dom::lower_case(&query.get()).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return Vec::new();
        }
        open.with(|reading| {
            let entry = |id| reading.entries.get(&id).map(|entry| &**entry);
            find::found(reading.timeline(), &words, entry, dom::lower_case)
        })
    });
    let position = move || {
        let chosen = view.chosen()?;
        found.with(|found| found.iter().position(|id| *id == chosen))
    };
    let step = move |forward: bool| {
        let count = found.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let next = match (untrack(position), forward) {
            (Some(now), true) => (now + 1) % count,
            (Some(now), false) => (now + count - 1) % count,
            (None, true) => 0,
            (None, false) => count - 1,
        };
        if let Some(id) = found.with_untracked(|found| found.get(next).copied()) {
            view.choose(id);
        }
    };
    let close = move || view.close_bar();
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" => step(!event.shift_key()),
            "ArrowDown" => step(true),
            "ArrowUp" => step(false),
            "Escape" => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let field = bar_field();
    let said = move || match (query.with(|query| query.trim().is_empty()), found.with(Vec::len), position()) {
        (true, ..) => "Enter goes to the next, Shift+Enter back, Esc closes".to_owned(),
        (_, 0, _) => "Nothing found".to_owned(),
        (_, count, Some(now)) => format!("{} of {count}", now + 1),
        (_, count, None) => format!("{count} found"),
    };
    view! {
        <div class="find" role="search">
            <Icon name="search" />
            <input
                node_ref=field
                id=BAR_FIELD
                class="find__field"
                aria-label="Find in the timeline"
                placeholder="Find in the timeline"
                autocomplete="off"
                on:input=typed(move |text| query.set(text))
                on:keydown=on_key
            />
            <span class="quiet" role="status">{said}</span>
            <button class="button" on:click=on(move |_| close())>"Close"</button>
        </div>
    }
    .into_any()
}

/// The field of a bar, which takes the focus and what was typed for it when it comes.
pub(super) fn bar_field() -> NodeRef<Input> {
    let commands = Commands::expect();
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if field.get().is_some() {
            commands.release_into(BAR_FIELD);
        }
    });
    field
}

/// Goes to the entries of a time.
#[component]
pub(super) fn GoTo() -> impl IntoView {
    let (open, view) = (OpenIncident::expect(), TimelineView::expect());
    let typed_time = RwSignal::new(String::new());
    let meant = memo(move || {
        let zone = open.zone().get();
        let near = view.near().map_or_else(clock::now, |near| when::within(near, &zone));
        let typed = typed_time.get();
        // A time of day is near what is looked at; what says more, such as `yesterday 23:00`, is read as in the box.
        (!typed.trim().is_empty()).then(|| {
            let line = format!("{} x", typed.trim());
            zone::parse(typed.trim(), near, &zone).or_else(|error| match open.read_line(&line) {
                Line { when: When::Ago(at), text: "x", .. } => Ok(at),
                Line { when: When::At { ways, .. }, text: "x", .. } => ways.first().map(|way| way.at).ok_or(error),
                _ => Err(error),
            })
        })
    });
    let go = move || {
        if let Some(Ok(at)) = meant.get_untracked() {
            view.go_to(at.at);
            view.close_bar();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" => go(),
            "Escape" => view.close_bar(),
            _ => return,
        }
        event.prevent_default();
    };
    let field = bar_field();
    let said = move || match meant.get() {
        None => "such as 14:07 or 2026-11-18 14:07; Home and End go to the ends, j and k to milestones".to_owned(),
        Some(Ok(at)) => open.zone().with(|zone| format!("Enter goes to {} {}", when::full(at, zone), zone.name())),
        Some(Err(error)) => format!("Could not {error}."),
    };
    view! {
        <div class="find" role="search">
            <input
                node_ref=field
                id=BAR_FIELD
                class="find__field"
                aria-label="Go to a time"
                placeholder="Go to a time"
                autocomplete="off"
                on:input=typed(move |text| typed_time.set(text))
                on:keydown=on_key
            />
            <span class="quiet" role="status">{said}</span>
            <button class="button" on:click=on(move |_| view.close_bar())>"Close"</button>
        </div>
    }
    .into_any()
}
