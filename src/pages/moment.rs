//! A field for the moment at which something happened, read as in the box. Part of panels.

use leptos::html::Input;
use leptos::prelude::*;

use super::entry_box::Understood;
use super::when;
use crate::platform::clock;
use crate::state::{Commands, OpenIncident, SaidAt};
use crate::ui::{drawn, effect, live, memo, typed};

/// When something happened, typed as in the box, with what is asked about it.
#[derive(Clone, Copy)]
pub(super) struct When {
    open: OpenIncident,
    text: RwSignal<String>,
    /// Which of several ways it is meant.
    way: RwSignal<Option<usize>>,
    /// True where it is asked, as in the box, when what has no time happened.
    asks: bool,
}

impl When {
    /// With that text to begin with.
    pub(super) fn of(open: OpenIncident, text: String) -> Self {
        Self { open, text: RwSignal::new(text), way: RwSignal::new(None), asks: false }
    }

    /// The same of what is chosen in one key: where an incident is written down afterwards, it is not of now unasked.
    pub(super) fn asking(open: OpenIncident, text: String) -> Self {
        Self { asks: true, ..Self::of(open, text) }
    }

    fn understood(self) -> Understood {
        self.text.with(|text| match text.trim() {
            // Something is said: the time alone is missing.
            "" if self.asks => {
                let mut understood = Understood::of(&self.open.read_line("…"));
                understood.text.clear();
                understood
            }
            text => Understood::of(&self.open.read_line(text)),
        })
    }

    /// The time, or what is wrong with it.
    pub(super) fn read(self) -> Result<SaidAt, String> {
        let understood = untrack(|| self.understood());
        if !understood.text.is_empty() || understood.by.is_some() {
            let text = self.text.get_untracked();
            return Err(format!("Could not read “{text}” as a time such as 14:07, -12m or yesterday 23:50."));
        }
        let way = self.way.get_untracked();
        if understood.must_choose && way.is_none() {
            return Err("Could not tell which zone is meant: choose one.".to_owned());
        }
        Ok(understood.at(way))
    }

    /// The field, and below it how it is read.
    pub(super) fn view(self, id: String, label: &'static str, focus_with: Option<Commands>) -> AnyView {
        let name = format!("{id}-way");
        let take = move |text| {
            self.way.set(None);
            self.text.set(text);
        };
        let field = Field { label, placeholder: "now, 14:07 or -12m", list: None, id: Some(id), focus_with };
        view! { {field.view(self.text, Box::new(take))}{drawn(move || self.reading(&name))} }.into_any()
    }

    fn reading(self, name: &str) -> AnyView {
        let understood = self.understood();
        let zone = self.open.zone().get();
        if understood.question.is_empty() {
            let at = match understood.at(None) {
                SaidAt::Ago(at) | SaidAt::Named { at, .. } if understood.text.is_empty() => at,
                _ => return ().into_any(),
            };
            return view! { <p class="quiet">{format!("{}, {}", when::full(at, &zone), when::ago(at.at, clock::now()))}</p> }.into_any();
        }
        let chosen = move || self.way.get().or((!understood.must_choose).then_some(0));
        let chosen = memo(chosen);
        let ways = understood.ways.into_iter().enumerate().map(|(number, way)| {
            view! {
                <label>
                    <input
                        type="radio"
                        name=name.to_owned()
                        prop:checked=live(move || chosen.get() == Some(number))
                        on:change=typed(move |_| self.way.set(Some(number)))
                    />
                    <span><b>{when::full(way.at, &zone)}</b>" "<span class="quiet">{way.meaning}</span></span>
                </label>
            }
        });
        view! { <fieldset class="choice"><legend>{understood.question}</legend>{ways.collect_view()}</fieldset> }
            .into_any()
    }
}

/// A labelled field of one line.
pub(super) struct Field {
    pub(super) label: &'static str,
    pub(super) placeholder: &'static str,
    /// The list of what is often typed into it.
    pub(super) list: Option<&'static str>,
    pub(super) id: Option<String>,
    /// With it the field takes the focus when it is there.
    pub(super) focus_with: Option<Commands>,
}

impl Field {
    /// With what stands in it and what takes what is typed.
    pub(super) fn view(self, text: RwSignal<String>, take: Box<dyn FnMut(String)>) -> AnyView {
        let field = NodeRef::<Input>::new();
        if let (Some(commands), Some(id)) = (self.focus_with, self.id.clone()) {
            effect(move || {
                if field.get().is_some() {
                    commands.release_into(&id);
                }
            });
        }
        view! {
            <label>
                {self.label}
                <input
                    node_ref=field
                    id=self.id
                    list=self.list
                    placeholder=self.placeholder
                    autocomplete="off"
                    prop:value=live(move || text.get())
                    on:input=typed(take)
                />
            </label>
        }
        .into_any()
    }
}
