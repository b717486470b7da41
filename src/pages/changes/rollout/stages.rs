//! The stages: which share, how long, and what that long is for.

use leptos::prelude::*;
use serde_json::Value;

use super::course::Course;
use super::field::{Field, text_value, whole};
use crate::domain::change::rollout::{RolloutRecord, Stage, flaws, reasons, usual};
use crate::domain::json::Json as _;
use crate::log::canonical::object_of;
use crate::platform::dom;
use crate::state::STAGES;
use crate::ui::{drawn, keyed, live, memo, on, while_wanted};

/// As they are written, so that none changes its place while it is edited.
fn written(rollout: &RolloutRecord) -> Vec<Stage> {
    if rollout.stages.is_empty() { usual() } else { rollout.stages.clone() }
}

#[component]
pub(super) fn Stages() -> impl IntoView {
    let course = Course::expect();
    let change = course.change;
    let stages = memo(move || course.rollout.with(written));
    let count = memo(move || stages.with(Vec::len));
    let keys = move || (0..count.get()).map(|place| place.to_string()).collect();
    let wrong = move || {
        let flaws = flaws(&course.stages());
        let rows: Vec<AnyView> =
            flaws.into_iter().map(|words| view! { <p class="refusal">{words}</p> }.into_any()).collect();
        view! { <div role="status">{rows}</div> }.into_any()
    };
    let add = move |_| {
        let last = stages.with_untracked(|stages| stages.iter().map(|stage| stage.minutes).max());
        // Where a stage is missing most: half way to everybody.
        let shares: Vec<u32> =
            course.rollout.with_untracked(RolloutRecord::stages).iter().map(|stage| stage.percent).collect();
        let free = (1..=100)
            .rev()
            .find(|share| !shares.contains(share) && shares.iter().all(|other| other.abs_diff(*share) > 4));
        let stage = Stage { percent: free.unwrap_or(1), minutes: last.unwrap_or(10), why: None };
        if change.add_listed(STAGES, stage.write()) {
            request_animation_frame(move || {
                let place = stages.with_untracked(Vec::len).saturating_sub(1);
                dom::focus(&format!("rollout-stage-{place}-percent"));
            });
        }
    };
    let is_own = memo(move || course.rollout.with(|rollout| !rollout.stages.is_empty()));
    let reset = move |_| {
        change.set_rollout(STAGES, Value::Null);
        dom::focus("rollout-stage-0-percent");
    };
    view! {
        <p class="quiet">"Each stage is watched longer than the one before, for what it looks for takes longer to show."</p>
        <div class="stages">{keyed(keys, move |place| row(course, stages, place.parse().unwrap_or_default()))}</div>
        {drawn(wrong)}
        <p class="rollout__ends">
            <button class="button" type="button" on:click=on(add)>"Add a stage"</button>
            {while_wanted(move || is_own.get(), move || view! { <button class="link" type="button" on:click=on(reset)>"Back to the usual stages"</button> }.into_any())}
        </p>
    }
    .into_any()
}

fn row(course: Course, stages: Memo<Vec<Stage>>, place: usize) -> AnyView {
    let change = course.change;
    let of = move |read: fn(&Stage) -> String| {
        live(move || stages.with(|stages| stages.get(place).map(read).unwrap_or_default()))
    };
    let put = move |field: &'static str, value: Value| change.set_listed(STAGES, place, &object_of([(field, value)]));
    let percent = Field::number(format!("rollout-stage-{place}-percent"), "Share, %");
    let percent =
        percent.draw(change, of(|stage| stage.percent.to_string()), move |text| match whole(text, "a share")? {
            Some(share @ 1..=100) => Ok(put("percent", share.into())),
            _ => Err("A share is from 1 to 100 %.".to_owned()),
        });
    let minutes = Field::number(format!("rollout-stage-{place}-minutes"), "Watched, minutes");
    let minutes = minutes.draw(change, of(|stage| stage.minutes.to_string()), move |text| {
        Ok(put("minutes", whole(text, "minutes")?.unwrap_or_default().into()))
    });
    let why = Field::line(format!("rollout-stage-{place}-why"), "What for", "");
    let why = why
        .draw(change, of(|stage| stage.why.clone().unwrap_or_default()), move |text| Ok(put("why", text_value(text))));
    let shows = live(move || {
        let share = stages.with(|stages| stages.get(place).map(|stage| stage.percent)).unwrap_or_default();
        let before = course.stages().iter().map(|stage| stage.percent).filter(|other| *other < share).max();
        reasons(before.unwrap_or(0), share).map(|reason| reason.words).collect::<Vec<_>>().join(" ")
    });
    let remove = move |_| {
        change.remove_listed(STAGES, place);
        dom::focus("rollout-stage-0-percent");
    };
    let label = live(move || {
        format!("Remove the stage of {} %", stages.with(|stages| stages.get(place).map_or(0, |stage| stage.percent)))
    });
    view! {
        <div class="stage" role="group" aria-label=live(move || format!("Stage {}", place + 1))>
            {percent}{minutes}{why}
            <button class="link stage__remove" type="button" aria-label=label on:click=on(remove)>"×"</button>
            <p class="quiet stage__shows">{shows}</p>
        </div>
    }
    .into_any()
}
