//! How one would go back, step by step, and who answers for it.

use leptos::prelude::*;

use super::course::Course;
use super::field::{Field, text_value};
use crate::domain::change::rollout::PlanRecord;
use crate::log::canonical::object_of;
use crate::ui::live;

#[component]
pub(super) fn PlanBack() -> impl IntoView {
    let course = Course::expect();
    let change = course.change;
    let of = move |read: fn(&PlanRecord) -> String| {
        live(move || course.rollout.with(|rollout| rollout.plan.as_ref().map(read).unwrap_or_default()))
    };
    let text = Field::lines(
        "rollout-plan",
        "What is done, in which order",
        "1. Set the weight of the canary to 0.\n2. Look whether errors are gone.\n3. Tell #orders.",
        5,
    );
    let by = Field::line("rollout-plan-by", "Who answers for it", "");
    let by = by.draw(change, of(|plan| plan.by.clone()), move |text| {
        let has_plan = course.rollout.with_untracked(|rollout| rollout.plan.is_some());
        let by = text.trim().trim_start_matches('@').to_owned();
        if !has_plan || by.is_empty() {
            return Err("Write the plan first, and name somebody who answers for it.".to_owned());
        }
        Ok(change.set_in_rollout("plan", &object_of([("by", text_value(&by))])))
    });
    let at = live(move || {
        let at = course.rollout.with(|rollout| rollout.plan.as_ref().map(|plan| plan.at));
        at.map(|at| format!("Written {}.", course.told(at)))
    });
    view! {
        {text.draw(change, of(|plan| plan.text.clone()), move |text| Ok(change.set_plan_back(text)))}
        <div class="paper__row">{by}<p class="quiet" role="status">{at}</p></div>
    }
    .into_any()
}
