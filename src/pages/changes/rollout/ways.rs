//! The ways back: which are there now, how long each would take, and what it needs.

use leptos::prelude::*;
use serde_json::Value;

use super::course::Course;
use super::field::{Field, text_value, whole};
use crate::domain::change::rollout::{OptionRecord, WAYS, Way};
use crate::log::canonical::object_of;
use crate::ui::{live, memo, on};

#[component]
pub(super) fn WaysBack() -> impl IntoView {
    let course = Course::expect();
    view! {
        <p class="quiet">"What could be done now, not in general: with these machines, this database, whoever is awake."</p>
        <div class="ways">{WAYS.iter().map(|way| row(course, way)).collect_view()}</div>
    }
    .into_any()
}

fn row(course: Course, way: &'static Way) -> AnyView {
    let change = course.change;
    let says = memo(move || {
        course.rollout.with(|rollout| {
            let is_it = |option: &&OptionRecord| option.way == way.name;
            rollout.options.iter().find(is_it).cloned().unwrap_or_default()
        })
    });
    let put = move |field: &'static str, value: Value| change.set_way_back(way.name, &object_of([(field, value)]));
    let is_there = live(move || says.with(|says| says.is_available));
    let turn = move |_: web_sys::Event| {
        let value = if is_there.get_untracked() { Value::Null } else { true.into() };
        put("available", value);
    };
    let id = format!("rollout-way-{}", way.name);
    let minutes = Field::number(format!("{id}-minutes"), "Minutes, as of now");
    let stands = live(move || says.with(|says| says.minutes.map(|count| count.to_string()).unwrap_or_default()));
    let minutes = minutes
        .draw(change, stands, move |text| Ok(put("minutes", whole(text, "minutes")?.map_or(Value::Null, Value::from))));
    let note = Field::line(format!("{id}-note"), "What it needs, or why it is not there", way.needs);
    let stands = live(move || says.with(|says| says.note.clone().unwrap_or_default()));
    let note = note.draw(change, stands, move |text| Ok(put("note", text_value(text))));
    view! {
        <div class="way" role="group" aria-label=way.title data-there=live(move || is_there.get().to_string())>
            <label class="check">
                <input type="checkbox" id=id prop:checked=is_there on:change=on(turn) />
                <span><b>{way.title}</b>" "<span class="quiet">{way.speed}</span></span>
            </label>
            {minutes}{note}
            <p class="quiet way__pitfall">{way.pitfall}</p>
        </div>
    }
    .into_any()
}
