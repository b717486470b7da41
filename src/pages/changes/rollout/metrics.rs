//! What the gates compare: metrics with limits that are written down before anybody has seen a figure.

use leptos::prelude::*;
use serde_json::Value;

use super::course::Course;
use super::field::{Field, choice, text_value};
use crate::domain::change::rollout::{Metric, MetricRecord, RolloutRecord};
use crate::domain::json::Json as _;
use crate::log::canonical::object_of;
use crate::platform::dom;
use crate::state::METRICS;
use crate::ui::{drawn, keyed, live, memo, on, typed, while_wanted};

#[component]
pub(super) fn Metrics() -> impl IntoView {
    let course = Course::expect();
    let change = course.change;
    let metrics = memo(move || course.rollout.with(RolloutRecord::metrics));
    let keys = move || metrics.with(|metrics| (0..metrics.len()).map(|place| place.to_string()).collect());
    let name = RwSignal::new(String::new());
    let lacks_name = RwSignal::new(false);
    let add = move |_| {
        let title = name.get_untracked().trim().to_owned();
        lacks_name.set(title.is_empty());
        if title.is_empty() {
            dom::focus("rollout-metric-add");
            return;
        }
        let record = MetricRecord {
            name: metrics.with_untracked(|metrics| name_for(&title, metrics)),
            title: Some(title),
            ..MetricRecord::default()
        };
        if change.add_listed(METRICS, record.write()) {
            name.set(String::new());
            request_animation_frame(move || {
                let place = metrics.with_untracked(Vec::len).saturating_sub(1);
                dom::unfold(&format!("rollout-metric-{place}-absolute"));
            });
        }
    };
    let is_own = memo(move || course.rollout.with(|rollout| !rollout.metrics.is_empty()));
    let reset = move |_| {
        change.set_rollout(METRICS, Value::Null);
        dom::focus("rollout-metric-add");
    };
    view! {
        <div class="metrics">{keyed(keys, move |place| row(course, metrics, place.parse().unwrap_or_default()))}</div>
        <div class="beside" role="group" aria-label="Add a metric">
            <label class="field">
                <span>"Another metric"</span>
                <input
                    id="rollout-metric-add"
                    autocomplete="off"
                    placeholder="Orders, queue length, refunds"
                    aria-invalid=live(move || lacks_name.get().then_some("true"))
                    prop:value=live(move || name.get())
                    on:input=typed(move |text| name.set(text))
                />
            </label>
            <button class="button" type="button" on:click=on(add)>"Add"</button>
            {while_wanted(move || is_own.get(), move || view! { <button class="link" type="button" on:click=on(reset)>"Back to the usual metrics"</button> }.into_any())}
        </div>
        {while_wanted(move || lacks_name.get(), || view! { <p class="refusal" role="alert">"Say what is measured."</p> }.into_any())}
    }
    .into_any()
}

/// What readings name a metric of that title by.
fn name_for(title: &str, metrics: &[MetricRecord]) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(dom::lower_case).collect::<Vec<_>>().join("_");
    let is_free = |name: &String| metrics.iter().all(|metric| metric.name != *name);
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    [name.clone()].into_iter().chain(numbered).find(is_free).unwrap_or(name)
}

fn row(course: Course, metrics: Memo<Vec<MetricRecord>>, place: usize) -> AnyView {
    let change = course.change;
    let of = move |read: fn(&MetricRecord) -> String| {
        live(move || metrics.with(|metrics| metrics.get(place).map(read).unwrap_or_default()))
    };
    let put = move |field: &'static str, value: Value| change.set_listed(METRICS, place, &object_of([(field, value)]));
    let field =
        |name: &'static str, label: &'static str, placeholder: &'static str, read: fn(&MetricRecord) -> String| {
            let field = Field::line(format!("rollout-metric-{place}-{name}"), label, placeholder);
            field.draw(change, of(read), move |text| Ok(put(name, text_value(text))))
        };
    let title = of(|metric| metric.title().to_owned());
    let limits = move || {
        let record = metrics.with(|metrics| metrics.get(place).cloned()).unwrap_or_default();
        match Metric::of(&record) {
            Ok(metric) if metric.has_no_limit() => view! { <span class="badge">"no limit"</span> }.into_any(),
            Ok(metric) => view! { <span class="paper__state">{metric.limits()}</span> }.into_any(),
            Err(why) => view! { <span class="refusal">{format!("Could not {why}.")}</span> }.into_any(),
        }
    };
    let remove = move |_| {
        change.remove_listed(METRICS, place);
        dom::focus("rollout-metric-add");
    };
    let label = live(move || format!("Remove {}", title.get()));
    let forms = [("readings", "Readings, such as a latency each minute"), ("counts", "So many out of so many")];
    let betters = [("lower", "Lower"), ("higher", "Higher")];
    view! {
        <details class="metric">
            <summary><b>{title}</b>{drawn(limits)}</summary>
            <div class="metric__fields">
                {field("title", "Name", "", |metric| metric.title().to_owned())}
                {choice(&format!("rollout-metric-{place}-form"), "What is measured", &forms, of(|metric| metric.form().name().to_owned()), move |form| _ = put("form", form.into()))}
                {choice(&format!("rollout-metric-{place}-better"), "Better is", &betters, of(|metric| metric.better().name().to_owned()), move |better| _ = put("better", better.into()))}
                {field("unit", "Unit", "ms, MB", move |metric| metric.unit.clone().unwrap_or_default())}
                {field("absolute", "Not beyond", "", |metric| metric.absolute.clone().unwrap_or_default())}
                {field("relative", "Not beyond × the baseline", "", |metric| metric.relative.clone().unwrap_or_default())}
                {field("why", "Why this limit", "", |metric| metric.why.clone().unwrap_or_default())}
                <button class="button" type="button" aria-label=label on:click=on(remove)>"Remove"</button>
            </div>
        </details>
    }
    .into_any()
}
