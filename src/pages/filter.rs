//! Chooses which entries of a timeline are shown. Drawn as a panel.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::find::bar_field;
use super::timeline::{BAR_FIELD, TimelineView};
use crate::domain::shown::Filter;
use crate::domain::sorted::SortedMap;
use crate::platform::dom;
use crate::state::OpenIncident;
use crate::ui::{Icon, drawn, live, memo, on, typed};

/// Words with how often each occurs, in alphabetical order.
type Counts = Vec<(String, usize)>;

/// Turns a word on, or off where it is on.
fn toggle(words: &mut Vec<String>, word: &str) {
    match words.iter().position(|other| other == word) {
        Some(position) => drop(words.remove(position)),
        None => words.push(word.to_owned()),
    }
}

#[component]
pub(super) fn FilterBar() -> impl IntoView {
    let (open, view) = (OpenIncident::expect(), TimelineView::expect());
    let filter = view.filter;
    let change = move |change: &dyn Fn(&mut Filter)| {
        let mut filter = filter.get_untracked();
        change(&mut filter);
        view.show_only(filter);
    };
    let text = RwSignal::new(filter.with_untracked(|filter| filter.words.join(" ")));
    let counts = memo(move || {
        open.with(|reading| {
            let (mut kinds, mut people) =
                (SortedMap::<String, usize>::default(), SortedMap::<String, usize>::default());
            for entry in reading.timeline() {
                *kinds.or_default(entry.said.says.kind().to_owned()) += 1;
                *people.or_default(entry.said.by.clone()) += 1;
            }
            let listed = |counts: SortedMap<String, usize>| counts.into_iter().collect::<Counts>();
            (listed(kinds), listed(people))
        })
    });
    let on_key = move |event: KeyboardEvent| {
        if !dom::is_composing(&event) && event.key() == "Escape" {
            event.prevent_default();
            view.close_bar();
        }
    };
    let field = bar_field();
    let show_words = move |typed: String| {
        let words: Vec<String> = dom::lower_case(&typed).split_whitespace().map(str::to_owned).collect();
        text.set(typed);
        change(&move |filter| filter.words.clone_from(&words));
    };
    let show_all = move || {
        text.set(String::new());
        view.show_only(Filter::default());
        dom::focus(BAR_FIELD);
    };
    let switch = move |label: &'static str, is_on: fn(&Filter) -> bool, turn: fn(&mut Filter)| {
        view! {
            <button
                class="chip"
                aria-pressed=live(move || filter.with(is_on).to_string())
                on:click=on(move |_| change(&turn))
            >{label}</button>
        }
    };
    view! {
        <div class="find filters" role="search" aria-label="Which entries are shown" on:keydown=on_key>
            <Icon name="search" />
            <input
                node_ref=field
                id=BAR_FIELD
                class="find__field"
                aria-label="Show only entries with these words"
                placeholder="Show only entries with …"
                autocomplete="off"
                prop:value=live(move || text.get())
                on:input=typed(show_words)
            />
            <span class="filters__kinds" role="group" aria-label="Kinds">
                {drawn(move || counts.get().0.into_iter().map(|(kind, count)| {
                    let (is_on, turned) = (kind.clone(), kind.clone());
                    view! {
                        <button
                            class="chip"
                            aria-pressed=live(move || filter.with(|filter| filter.kinds.contains(&is_on)).to_string())
                            on:click=on(move |_| change(&|filter| toggle(&mut filter.kinds, &turned)))
                        >{kind}" "<small>{count}</small></button>
                    }
                }).collect_view().into_any())}
            </span>
            {switch("milestones", |filter| filter.is_milestone, |filter| filter.is_milestone = !filter.is_milestone)}
            {switch("starred", |filter| filter.is_starred, |filter| filter.is_starred = !filter.is_starred)}
            <select
                aria-label="Whose entries"
                prop:value=live(move || filter.with(|filter| filter.people.first().cloned().unwrap_or_default()))
                on:change=typed(move |person| change(&|filter| {
                    filter.people = if person.is_empty() { Vec::new() } else { vec![person.clone()] };
                }))
            >
                <option value="">"by anybody"</option>
                {drawn(move || counts.get().1.into_iter().map(|(person, count)| {
                    let is_chosen = filter.with_untracked(|filter| filter.people.contains(&person));
                    view! { <option value=person.clone() selected=is_chosen>{format!("by {person} ({count})")}</option> }
                }).collect_view().into_any())}
            </select>
            <span class="filters__end">
                <button class="button" on:click=on(move |_| show_all())>"Show all"</button>
                <button class="button" on:click=on(move |_| view.close_bar())>"Close"</button>
            </span>
        </div>
    }
    .into_any()
}
