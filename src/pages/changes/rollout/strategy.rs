//! The strategy: what each asks and gives, side by side, and what is said of the change that decides between them.

use leptos::prelude::*;
use serde_json::Value;

use super::course::Course;
use super::field::choice;
use crate::domain::change::rollout::{RolloutRecord, Strategy};
use crate::ui::{live, on};

#[component]
pub(super) fn Strategies() -> impl IntoView {
    let course = Course::expect();
    let change = course.change;
    let said = move |read: fn(&RolloutRecord) -> Option<bool>| {
        live(move || {
            let word = match course.rollout.with(read) {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            };
            word.to_owned()
        })
    };
    let say = move |field: &'static str| {
        move |word: String| {
            let value = match word.as_str() {
                "yes" => true.into(),
                "no" => false.into(),
                _ => Value::Null,
            };
            change.set_rollout(field, value);
        }
    };
    let ways = [("", "Nobody has said"), ("yes", "Yes"), ("no", "No")];
    view! {
        <fieldset class="strategies">
            <legend class="hidden">"Strategy"</legend>
            {Strategy::ALL.map(|strategy| row(course, strategy)).into_iter().collect_view()}
        </fieldset>
        <div class="paper__row">
            {choice("rollout-configuration", "It changes configuration", &ways, said(|rollout| rollout.is_configuration), say("configuration"))}
            {choice("rollout-new-form", "It writes data in a new form", &ways, said(|rollout| rollout.writes_new_form), say("new_form"))}
        </div>
    }
    .into_any()
}

fn row(course: Course, strategy: Strategy) -> AnyView {
    let traits = strategy.traits();
    let is_it = live(move || course.rollout.with(|rollout| rollout.strategy() == Some(strategy)));
    let choose = move |_: web_sys::Event| _ = course.change.set_rollout("strategy", traits.name.into());
    let id = format!("rollout-strategy-{}", traits.name);
    let told = format!("{id}-traits");
    let rows = [
        ("Way back", traits.way_back.to_owned()),
        ("Cost", traits.cost.to_owned()),
        ("Both releases at once", format!("{}. {}", traits.mixing.title(), traits.mixing_why)),
        ("Who meets a bad release", traits.blast_radius.to_owned()),
    ];
    let rows = rows.map(|(name, words)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> }.into_any());
    view! {
        <div class="strategy" data-chosen=live(move || is_it.get().to_string())>
            <label class="check">
                <input type="radio" name="rollout-strategy" id=id aria-describedby=told.clone() prop:checked=is_it on:change=on(choose) />
                <span><b>{traits.title}</b>" "{traits.means}</span>
            </label>
            <dl id=told>{rows.into_iter().collect_view()}</dl>
        </div>
    }
    .into_any()
}
