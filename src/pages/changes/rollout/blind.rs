//! What a canary cannot see: aloud where it matters for this change, folded away where it always holds a little.

use leptos::prelude::*;

use super::course::Course;
use crate::domain::change::rollout::{Blindness, Circumstances, blindnesses};
use crate::ui::{drawn, memo};

/// A day in minutes.
const DAY: u32 = 24 * 60;

#[component]
pub(super) fn Blind() -> impl IntoView {
    let course = Course::expect();
    let of = memo(move || {
        let waits = course.stages().iter().fold(0_u32, |sum, stage| sum.saturating_add(stage.minutes));
        course.rollout.with(|rollout| Circumstances {
            is_configuration: rollout.is_configuration == Some(true),
            writes_new_form: rollout.writes_new_form == Some(true),
            is_within_a_day: waits < DAY,
        })
    });
    let row =
        |blind: &Blindness| view! { <li><b>{blind.title}": "</b>{blind.why}" "<i>{blind.instead}</i></li> }.into_any();
    let rows = move || {
        let of = of.get();
        let (loud, others): (Vec<_>, Vec<_>) = blindnesses(of).partition(|blind| blind.is_loud(of));
        let loud: Vec<AnyView> = loud.into_iter().map(row).collect();
        let others: Vec<AnyView> = others.into_iter().map(row).collect();
        view! {
            {(!loud.is_empty()).then(|| view! {
                <div class="rollout__blind" role="note">
                    <h3>"What a canary does not see of this change"</h3>
                    <ul>{loud}</ul>
                </div>
            })}
            <details class="paper__part">
                <summary><h3>"What a canary cannot see"</h3><span class="paper__state">"read it once before the first stage"</span></summary>
                <ul class="paper__body">{others}</ul>
            </details>
        }
        .into_any()
    };
    drawn(rows)
}
