//! The whole of a rollout's section: now, the gate, what was decided, and the paper behind it.

use leptos::prelude::*;

use super::blind::Blind;
use super::course::Course;
use super::gate::GateTable;
use super::metrics::Metrics;
use super::now::Now;
use super::plan::PlanBack;
use super::stages::Stages;
use super::strategy::Strategies;
use super::trigger::Trigger;
use super::turns::{AtOnce, Turns};
use super::ways::WaysBack;
use crate::ui::{drawn, live, while_wanted};

#[component]
pub(super) fn Sheet() -> impl IntoView {
    let course = Course::provide();
    view! {
        <Now />
        <AtOnce />
        <GateTable />
        <Turns />
        <div class="paper">
            {fold(course, "strategy", "Strategy", view! { <Strategies /> }.into_any())}
            {while_wanted(move || course.has_stages(), move || view! {
                {fold(course, "stages", "Stages", view! { <Stages /> }.into_any())}
                {fold(course, "metrics", "Metrics and limits", view! { <Metrics /> }.into_any())}
            }.into_any())}
            {fold(course, "options", "Ways back", view! { <WaysBack /> }.into_any())}
            {fold(course, "trigger", "Automatic trigger", view! { <Trigger /> }.into_any())}
            {fold(course, "plan", "Plan for going back", view! { <PlanBack /> }.into_any())}
            {while_wanted(move || course.has_stages(), || view! { <Blind /> }.into_any())}
        </div>
    }
    .into_any()
}

/// A part of the paper: folded, with what stands in it in a few words, and whether something is missing.
fn fold(course: Course, part: &'static str, title: &'static str, body: AnyView) -> AnyView {
    let lacks = move || course.missing.with(|missing| missing.iter().filter(|one| one.part == part).count());
    let is_open = part == "strategy" && course.rollout.with_untracked(|rollout| rollout.strategy.is_none());
    let state = live(move || course.in_short(part));
    let mark = move || match lacks() {
        0 => ().into_any(),
        1 => view! { <span class="badge">"1 missing"</span> }.into_any(),
        count => view! { <span class="badge">{format!("{count} missing")}</span> }.into_any(),
    };
    view! {
        <details class="paper__part" open=is_open>
            <summary><h3>{title}</h3><span class="paper__state">{state}</span>{drawn(mark)}</summary>
            <div class="paper__body">{body}</div>
        </details>
    }
    .into_any()
}
