//! The way there in steps, each of which can be rolled back. A step that takes something away waits for two signed lines.

use leptos::prelude::*;

use super::desk::Desk;
use super::promises::{KeepRest, kept_as};
use super::verdict;
use crate::domain::change::{Change, PlanStep, step_waits};
use crate::pages::when;
use crate::platform::{clock, dom};
use crate::ui::{drawn, memo, on, while_wanted};

/// The most plans that are drawn.
const DRAWN: usize = 12;

#[component]
pub(super) fn Plan() -> impl IntoView {
    let desk = Desk::expect();
    // Most keys change no step, and a plan is long.
    let plan = memo(move || desk.answered().get().map(|answered| answered.reviewed.plan.clone()).unwrap_or_default());
    // A window ends while the page stands.
    let minute = RwSignal::new(clock::now());
    let timer = set_interval_with_handle(move || minute.set(clock::now()), std::time::Duration::from_secs(60)).ok();
    on_cleanup(move || {
        if let Some(timer) = timer {
            timer.clear();
        }
    });
    let rows = move || {
        let plan = plan.get();
        minute.track();
        let count = plan.chunk_by(|one, next| one.is_beside(next)).count();
        let rows = desk.change.with(|change| {
            let plans = plan.chunk_by(|one, next| one.is_beside(next)).take(DRAWN);
            plans.map(|steps| one_plan(desk, change, steps)).collect::<Vec<AnyView>>()
        });
        view! {
            <div class="judged">{rows}</div>
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
    let rows: Vec<AnyView> = (0..steps.len()).map(|at| row(desk, change, steps, at)).collect();
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

fn row(desk: Desk, change: &Change, steps: &[PlanStep], at: usize) -> AnyView {
    let step = &steps[at];
    let told = move |at| desk.change.scope().zone().with(|zone| when::minute(at, zone));
    let mut waits: Vec<String> =
        step_waits(change, steps, at, clock::now()).iter().map(|wait| wait.words(told)).collect();
    // What is typed and not written yet is another script, whatever was signed for the last one.
    if !desk.is_written().get() {
        waits = vec!["the script is not saved yet".to_owned()];
    }
    let before = change.step_said(&step.name()).filter(|held| !change.is_of_now(held.says.of)).cloned();
    let done = change.step_done(&step.name()).filter(|_| desk.is_written().get()).cloned();
    let (name, is_locked, place) = (step.name(), !waits.is_empty(), step.step);
    let kept = desk.promises.of(desk.change.promise_record(&name)).map(|promise| kept_as(desk, &promise));
    let before = before.map(|held| {
        let words = format!("Done by @{}, {}, for an earlier script: look again. ", held.says.by, told(held.says.at));
        view! { <span class="step__before">{words}</span> }
    });
    let foot = match done {
        Some(held) => {
            let at = told(held.says.at);
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
            <span class=if step.is_contract() { "step__locked" } else { "quiet" }>{format!("Not yet: {}.", waits.join("; "))}</span>
            {step.is_contract().then(|| view! { " "<button class="link" type="button" on:click=on(|_| _ = dom::focus("checklist"))>"To the checklist"</button> })}
        }
        .into_any(),
        None => {
            let do_it = move |_| {
                // A plan of another script has no step of this one.
                if !desk.is_stale().get_untracked() {
                    desk.change.do_step(&name);
                    stay(place);
                }
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
                {(sql.is_none() && !what.is_empty()).then(|| view! { <p>{what}</p> })}
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
                <p class="step__foot" id=format!("step-{place}") tabindex="-1">{before}{foot}{kept.map(|kept| view! { " · "{kept} })}</p>
            </div>
            {(!word.is_empty()).then(|| verdict(&word))}
        </li>
    }
    .into_any()
}
