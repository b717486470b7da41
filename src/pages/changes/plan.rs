//! The way there in steps, each of which can be rolled back. A step that takes something away waits for two signed lines.

use leptos::prelude::*;

use super::desk::Desk;
use super::promises::{KeepRest, kept_as};
use super::verdict;
use crate::domain::change::{Change, LOCKS, PlanStep, item_named};
use crate::pages::when;
use crate::platform::dom;
use crate::ui::{drawn, memo, on, while_wanted};

/// The most plans that are drawn.
const DRAWN: usize = 12;

#[component]
pub(super) fn Plan() -> impl IntoView {
    let desk = Desk::expect();
    // Most keys change no step, and a plan is long.
    let plan = memo(move || desk.answered().get().map(|answered| answered.reviewed.plan.clone()).unwrap_or_default());
    let rows = move || {
        let plan = plan.get();
        let count = plan.chunk_by(|one, next| one.is_beside(next)).count();
        let rows = desk.change.with(|change| {
            let plans = plan.chunk_by(|one, next| one.is_beside(next)).take(DRAWN);
            plans.map(|steps| one_plan(desk, change, steps)).collect::<Vec<AnyView>>()
        });
        view! {
            {rows}
            {(count > DRAWN).then(|| view! { <p class="quiet">{format!("And {} more plans: review the script in parts.", count - DRAWN)}</p> })}
        }
        .into_any()
    };
    while_wanted(
        move || plan.with(|plan| !plan.is_empty()),
        move || {
            view! {
                <section class="change__plan" aria-labelledby="plan-heading">
                    <h2 id="plan-heading">"The safe way there"</h2>
                    <p class="quiet">"Each step can be rolled back by itself, once its gate was passed. R0 is the release before the plan."</p>
                    {drawn(rows)}
                    <KeepRest />
                </section>
            }
            .into_any()
        },
    )
}

/// The steps for one thing that the script does.
fn one_plan(desk: Desk, change: &Change, steps: &[PlanStep]) -> AnyView {
    let first = steps.first();
    let told = first.map(|step| step.change_type.replace('_', " ")).unwrap_or_default();
    let subject = first.map(|step| step.subject.clone()).unwrap_or_default();
    let about = if subject.is_empty() { told } else { format!("{told}: {subject}") };
    let note = first.map(|step| step.note.clone()).filter(|note| !note.is_empty());
    let rows: Vec<AnyView> = steps.iter().map(|step| row(desk, change, step)).collect();
    view! {
        {(!about.is_empty()).then(|| view! { <h3 class="plan__about">{about}</h3> })}
        {note.map(|note| view! { <p class="plan__note">{note}</p> })}
        <ol class="plan">{rows}</ol>
    }
    .into_any()
}

/// Keeps the focus at a step, whose row is drawn anew.
fn stay(place: usize) {
    request_animation_frame(move || _ = dom::focus(&format!("step-{place}")));
}

/// The lines that a step still waits for.
fn waits_for(change: &Change, step: &PlanStep) -> Vec<&'static str> {
    let locks = LOCKS.into_iter().filter(|lock| step.is_contract() && !change.is_signed(lock));
    locks.filter_map(|lock| Some(item_named(lock)?.title)).collect()
}

fn row(desk: Desk, change: &Change, step: &PlanStep) -> AnyView {
    let waits = waits_for(change, step);
    let done = change.step_done(&step.name()).cloned();
    let (name, is_locked, place) = (step.name(), !waits.is_empty(), step.step);
    let kept = desk.promises.of(desk.change.promise_record(&name)).map(|promise| kept_as(desk, &promise));
    let foot = match done {
        Some(held) => {
            let at = desk.change.scope().zone().with(|zone| when::minute(held.says.at, zone));
            let back = move |_| {
                desk.change.undo_step(&name);
                stay(place);
            };
            view! {
                <span class="step__done">{format!("✓ done by @{}, {at}", held.says.by)}</span>
                " "<button class="link" type="button" on:click=on(back)>"Not done after all"</button>
            }
            .into_any()
        }
        None if is_locked => view! {
            <span class="step__locked">{format!("Locked until signed: {}.", waits.join("; "))}</span>
            " "<button class="link" type="button" on:click=on(|_| _ = dom::focus("checklist"))>"To the checklist"</button>
        }
        .into_any(),
        None => {
            let do_it = move |_| {
                desk.change.do_step(&name);
                stay(place);
            };
            view! { <button class="link" type="button" on:click=on(do_it)>"Done"</button> }.into_any()
        }
    };
    let PlanStep { phase, sql, what, gate, check, takes, back, verdict: word, raises_floor, floor, .. } = step.clone();
    let phase_name = phase.clone();
    let detail = |title: &'static str, text: Option<String>| {
        text.filter(|text| !text.is_empty()).map(|text| view! { <dt>{title}</dt><dd>{text}</dd> }.into_any())
    };
    let query = check.filter(|check| !check.is_empty());
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let has_more = query.is_some() || said(&takes) || said(&back);
    view! {
        <li class="step" data-phase=phase_name data-locked=is_locked.to_string()>
            <span class="step__place">{place}</span>
            <span class="step__phase">{phase}</span>
            <div class="step__what">
                {(sql.as_deref() != Some(what.as_str()) && !what.is_empty()).then(|| view! { <p>{what}</p> })}
                {sql.map(|sql| view! { <pre tabindex="0">{sql}</pre> })}
                {(!gate.is_empty()).then(|| view! { <p class="step__gate"><b>"Before: "</b>{gate}</p> })}
                {raises_floor.then(|| view! { <p class="step__floor"><span class="badge">"raises the floor"</span>{format!(" One may roll back to R{floor} then, and not further.")}</p> })}
                {has_more.then(|| view! {
                    <details>
                        <summary>"How it is checked, how long, the way back"</summary>
                        <dl>
                            {query.map(|query| view! { <dt>"Check"</dt><dd><pre tabindex="0">{query}</pre></dd> })}
                            {detail("Takes", takes)}
                            {detail("Way back", back)}
                        </dl>
                    </details>
                })}
                <p class="step__foot" id=format!("step-{place}") tabindex="-1">{foot}{kept.map(|kept| view! { " · "{kept} })}</p>
            </div>
            {(!word.is_empty()).then(|| verdict(&word))}
        </li>
    }
    .into_any()
}
