//! The automatic trigger: what starts the way back by itself, written down before it is needed.

use leptos::prelude::*;
use serde_json::Value;

use super::course::Course;
use super::field::{Field, text_value, whole};
use crate::domain::change::rollout::{MetricRecord, TriggerRecord};
use crate::log::canonical::object_of;
use crate::ui::{drawn, live};

#[component]
pub(super) fn Trigger() -> impl IntoView {
    let course = Course::expect();
    let change = course.change;
    let put = move |field: &'static str, value: Value| change.set_in_rollout("trigger", &object_of([(field, value)]));
    let of = move |read: fn(&TriggerRecord) -> String| {
        live(move || course.rollout.with(|rollout| rollout.trigger.as_ref().map(read).unwrap_or_default()))
    };
    let line =
        |name: &'static str, label: &'static str, placeholder: &'static str, read: fn(&TriggerRecord) -> String| {
            let field = Field::line(format!("rollout-trigger-{name}"), label, placeholder);
            field.draw(change, of(read), move |text| Ok(put(name, text_value(text))))
        };
    // A metric is shown by its title, and kept by its name.
    let titled = live(move || {
        course.rollout.with(|rollout| {
            let name = rollout.trigger.as_ref().map(|trigger| trigger.metric.clone()).unwrap_or_default();
            let metrics = rollout.metrics();
            metrics.iter().find(|metric| metric.name == name).map_or(name, |metric| metric.title().to_owned())
        })
    });
    let metric = Field { list: Some("rollout-metrics"), ..Field::line("rollout-trigger-metric", "Metric", "Errors") };
    let metric = metric.draw(change, titled, move |text| {
        let metrics = course.rollout.with_untracked(|rollout| rollout.metrics());
        let named = metrics.iter().find(|metric| metric.title() == text.trim()).map(|metric| metric.name.clone());
        Ok(put("metric", named.map_or_else(|| text_value(text), Value::from)))
    });
    let minutes = Field::number("rollout-trigger-minutes", "For so many minutes");
    let stands = of(|trigger| trigger.minutes.map(|count| count.to_string()).unwrap_or_default());
    let minutes = minutes
        .draw(change, stands, move |text| Ok(put("minutes", whole(text, "minutes")?.map_or(Value::Null, Value::from))));
    let options = move || {
        let option = |metric: &MetricRecord| view! { <option value=metric.title().to_owned()></option> }.into_any();
        course.rollout.with(|rollout| rollout.metrics().iter().map(option).collect::<Vec<AnyView>>()).into_any()
    };
    view! {
        <datalist id="rollout-metrics">{drawn(options)}</datalist>
        <div class="paper__row">
            {metric}
            {line("limit", "Beyond", "2 %", |trigger| trigger.limit.clone())}
            {minutes}
        </div>
        <div class="paper__row">
            {line("acts", "Who or what acts then", "The router takes the canary out", |trigger| trigger.acts.clone())}
            {line("overrides", "Who may overrule it", "The incident lead", |trigger| trigger.overrides.clone().unwrap_or_default())}
        </div>
    }
    .into_any()
}
