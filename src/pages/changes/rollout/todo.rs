//! What is still missing before the start, as a list whose lines lead to their fields, and what stands in each part in short.

use leptos::prelude::*;

use super::course::{Course, minutes};
use super::steady;
use crate::domain::change::rollout::{Metric, Missing, OptionRecord, RolloutRecord, WAYS, Way, quickest};
use crate::platform::dom;
use crate::ui::on;

/// The list of it.
pub(super) fn list(course: Course, missing: &[Missing]) -> AnyView {
    let fields = course.rollout.with_untracked(|rollout| fields(rollout, missing));
    let rows: Vec<AnyView> = missing
        .iter()
        .zip(fields)
        .map(|(missing, field)| {
            let words = missing.words.clone();
            view! { <li><button class="link" type="button" on:mousedown=steady() on:click=on(move |_| dom::unfold(&field))>{words}</button></li> }
                .into_any()
        })
        .collect();
    view! { <ul class="rollout__todo">{rows}</ul> }.into_any()
}

/// The field that each is about.
fn fields(rollout: &RolloutRecord, missing: &[Missing]) -> Vec<String> {
    let lacking = |(place, record)| match Metric::of(record) {
        Ok(metric) if !metric.has_no_limit() => None,
        _ => Some(format!("rollout-metric-{place}-absolute")),
    };
    let metrics = rollout.metrics();
    let mut metrics = metrics.iter().enumerate().filter_map(lacking);
    let untimed = |option: &&OptionRecord| option.is_available && option.minutes.is_none();
    let mut untimed = rollout.options.iter().filter(untimed);
    let usual = rollout.strategy().and_then(|strategy| WAYS.iter().find(|way| way.is_usual_with(strategy)));
    let first_way = usual.or(WAYS.first()).map_or("", |way| way.name);
    let trigger = rollout.trigger.clone().unwrap_or_default();
    let lacks = [
        (trigger.metric.trim().is_empty(), "metric"),
        (trigger.limit.trim().is_empty(), "limit"),
        (trigger.minutes.is_none(), "minutes"),
        (trigger.acts.trim().is_empty(), "acts"),
        (trigger.overrides.is_none(), "overrides"),
    ];
    let trigger = lacks.iter().find(|(lacks, _)| *lacks).map_or("limit", |(_, field)| *field);
    let mut has_strategy = rollout.strategy().is_some();
    let field = |missing: &Missing| match missing.part {
        "strategy" if !has_strategy => {
            has_strategy = true;
            "rollout-strategy-canary".to_owned()
        }
        "strategy" => "rollout-configuration".to_owned(),
        "stages" => "rollout-stage-0-percent".to_owned(),
        "metrics" => metrics.next().unwrap_or_else(|| "rollout-metric-0-absolute".to_owned()),
        "options" => match untimed.next() {
            Some(option) => format!("rollout-way-{}-minutes", option.way),
            None => format!("rollout-way-{first_way}"),
        },
        "trigger" => format!("rollout-trigger-{trigger}"),
        _ => "rollout-plan".to_owned(),
    };
    missing.iter().map(field).collect()
}

impl Course {
    /// What stands in a part, in a few words.
    pub(super) fn in_short(self, part: &str) -> String {
        self.rollout.with(|rollout| match part {
            "strategy" => match (rollout.strategy(), &rollout.strategy) {
                (Some(strategy), _) => strategy.traits().title.to_owned(),
                (None, Some(other)) => other.clone(),
                (None, None) => "not chosen".to_owned(),
            },
            "stages" => {
                let stages = rollout.stages();
                let shares: Vec<String> = stages.iter().map(|stage| stage.percent.to_string()).collect();
                let all: u32 = stages.iter().fold(0, |sum, stage| sum.saturating_add(stage.minutes));
                format!("{} %, {} in all", shares.join(" → "), minutes(all))
            }
            "metrics" => {
                let metrics = rollout.metrics();
                metrics.iter().map(|metric| metric.title()).collect::<Vec<_>>().join(", ")
            }
            "options" => {
                let count = rollout.options.iter().filter(|option| option.is_available).count();
                match quickest(&rollout.options) {
                    Some(option) => format!("{count} there now, the quickest in {}", quick(option)),
                    None if count == 0 => "none written down".to_owned(),
                    None => format!("{count} there now"),
                }
            }
            "trigger" => match &rollout.trigger {
                Some(trigger) if !trigger.limit.trim().is_empty() => {
                    let metrics = rollout.metrics();
                    let title = metrics.iter().find(|metric| metric.name == trigger.metric);
                    format!(
                        "{} beyond {}",
                        title.map_or(trigger.metric.as_str(), |metric| metric.title()),
                        trigger.limit
                    )
                }
                Some(_) => "begun".to_owned(),
                None => "none written down".to_owned(),
            },
            _ => match &rollout.plan {
                Some(plan) if !plan.text.trim().is_empty() => format!("@{}, {}", plan.by, self.told(plan.at)),
                _ => "not written".to_owned(),
            },
        })
    }
}

/// How long a way back takes.
pub(super) fn quick(option: &OptionRecord) -> String {
    match option.minutes {
        Some(0) => "less than a minute".to_owned(),
        Some(count) => minutes(count),
        None => "nobody said how long".to_owned(),
    }
}

/// What a way back is called.
pub(super) fn title(option: &OptionRecord) -> &str {
    Way::of(&option.way).map_or(option.way.as_str(), |way| way.title)
}
