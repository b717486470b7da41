//! What was decided, with what the gate said then; and what two people wrote of a rollout at once.

use leptos::prelude::*;
use serde_json::Value;

use super::course::Course;
use crate::domain::change::rollout::{Call, Strategy, TurnRecord};
use crate::domain::id::RecordId;
use crate::domain::postmortem::Held;
use crate::domain::record::kind;
use crate::log::canonical::Object;
use crate::platform::dom;
use crate::state::OpenChange;
use crate::ui::{drawn, memo, on};

#[component]
pub(super) fn Turns() -> impl IntoView {
    let course = Course::expect();
    let turns = memo(move || course.turns());
    let rows = move || {
        let turns = turns.get();
        if turns.is_empty() {
            return ().into_any();
        }
        let me = course.change.me();
        let rows: Vec<AnyView> = turns
            .iter()
            .enumerate()
            .map(|(place, held)| row(course, held, place == 0 && me.as_ref() == Some(&held.says.by)))
            .collect();
        view! {
            <section aria-labelledby="rollout-turns">
                <h3 id="rollout-turns">"Decisions"</h3>
                <ol class="turns" reversed=true>{rows}</ol>
            </section>
        }
        .into_any()
    };
    drawn(rows)
}

fn row(course: Course, held: &Held<TurnRecord>, is_mine_and_last: bool) -> AnyView {
    let says = &held.says;
    let gate = Call::ALL.into_iter().find(|call| says.gate.as_deref() == Some(call.name()));
    let against = says.is_against_the_gate();
    let why = says.why.clone().filter(|why| !why.trim().is_empty());
    let (who, record) = (format!("@{}, {}", says.by, course.told(says.at)), held.id);
    let back = move |_| {
        course.change.take_back(record);
        request_animation_frame(|| _ = dom::focus("rollout-now"));
    };
    view! {
        <li class="turn">
            <b class="turn__what">{says.told()}</b>" "<span class="quiet">{who}</span>
            {gate.map(|gate| view! { " · "<span>{format!("the gate said: {}", gate.title().to_lowercase())}</span> })}
            {against.then(|| view! { " "<span class="badge">"against the gate"</span> })}
            {is_mine_and_last.then(|| view! { " "<button class="link" type="button" on:click=on(back)>"Take it back"</button> })}
            {why.map(|why| view! { <span class="turn__why">{why}</span> })}
        </li>
    }
    .into_any()
}

/// What two people wrote down of a rollout at once.
#[component]
pub(super) fn AtOnce() -> impl IntoView {
    let course = Course::expect();
    at_once(course.change, kind::ROLLOUT, course.change.rollout_record(), "rollout-now".to_owned())
}

/// Two who wrote the same field of a record at once: both versions are here until somebody says; then the focus goes to `next`.
pub(super) fn at_once(change: OpenChange, kind: &'static str, record: RecordId, next: String) -> AnyView {
    let versions = memo(move || change.versions(record));
    drawn(move || {
        let versions = versions.get();
        let differing = differing(&versions);
        if differing.is_empty() {
            return ().into_any();
        }
        let one = |version: Object| {
            let words: Vec<String> = differing.iter().map(|field| in_words(field, version.get(field))).collect();
            let next = next.clone();
            let keep = move |_| {
                change.choose(kind, record, &version);
                let next = next.clone();
                request_animation_frame(move || _ = dom::focus(&next));
            };
            view! {
                <p class="conflict__version">
                    {words.join(" ")}" "<button class="button" type="button" on:click=on(keep)>"This one"</button>
                </p>
            }
            .into_any()
        };
        view! {
            <div class="conflict" role="group" aria-label="Two versions">
                <p>"Two people wrote this at once. Both versions are here until you say which one holds."</p>
                {versions.into_iter().map(one).collect_view()}
            </div>
        }
        .into_any()
    })
}

/// The fields in which versions differ; who wrote last, and when, is none of them.
fn differing(versions: &[Object]) -> Vec<String> {
    let Some((first, others)) = versions.split_first() else { return Vec::new() };
    let fields = versions.iter().flat_map(|version| version.keys());
    let mut found: Vec<String> = Vec::new();
    for field in fields {
        let is_said = !matches!(field.as_str(), "by" | "at");
        if is_said && !found.contains(field) && others.iter().any(|other| other.get(field) != first.get(field)) {
            found.push(field.clone());
        }
    }
    found
}

/// What a version says in a field.
fn in_words(field: &str, value: Option<&Value>) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    };
    let says = match (field, value) {
        (_, None | Some(Value::Null)) => "nothing".to_owned(),
        ("strategy", Some(Value::String(name))) => {
            Strategy::of(name).map_or(name.clone(), |strategy| strategy.traits().title.to_owned())
        }
        ("plan", Some(plan)) => plan.get("text").map(text).unwrap_or_default(),
        ("trigger", Some(Value::Object(trigger))) => trigger.values().map(text).collect::<Vec<_>>().join(", "),
        (_, Some(value)) => text(value),
    };
    let name = match field {
        "strategy" => "Strategy",
        "configuration" => "Changes configuration",
        "new_form" => "Writes data in a new form",
        "trigger" => "Trigger",
        "plan" => "Plan for going back",
        "baseline" => "Baseline",
        "canary" => "Canary",
        other => other,
    };
    format!("{name}: {says}.")
}
