//! The way there in steps, each of which can be rolled back. A step that takes something away waits for two signed lines.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::Desk;
use super::promises::{KeepRest, kept_as};
use super::verdict;
use crate::domain::change::{PlanStep, run_as_written, step_waits};
use crate::domain::time::Instant;
use crate::pages::when;
use crate::platform::{clock, dom};
use crate::ui::{drawn, keyed, live, memo, on, while_wanted};

/// The most plans that are drawn.
const DRAWN: usize = 12;

#[component]
pub(super) fn Plan() -> impl IntoView {
    let desk = Desk::expect();
    let plan = desk.plan;
    // A window ends while the page stands.
    let minute = RwSignal::new(clock::now());
    let timer = set_interval_with_handle(move || minute.set(clock::now()), std::time::Duration::from_secs(60)).ok();
    on_cleanup(move || {
        if let Some(timer) = timer {
            timer.clear();
        }
    });
    let plans = memo(move || plan.with(|plan| cut(plan)));
    let keys = move || plans.with(|plans| plans.iter().take(DRAWN).map(name_of).collect());
    let draw = move |key: String| {
        let steps = plans.with_untracked(|plans| plans.iter().find(|steps| name_of(steps) == key).cloned());
        steps.map(|steps| one_plan(desk, minute, &steps)).into_any()
    };
    let left_out = live(move || {
        let more = plans.with(Vec::len).saturating_sub(DRAWN);
        let more = more + desk.answered().get().map_or(0, |answered| answered.reviewed.plans_left_out);
        match more {
            0 => None,
            1 => Some("1 further plan is left out here: review the script in parts.".to_owned()),
            more => Some(format!("{more} further plans are left out here: review the script in parts.")),
        }
    });
    let as_written = live(move || run_as_written(&desk.answered().get()?.reviewed.as_written));
    while_wanted(
        move || plan.with(|plan| !plan.is_empty()),
        move || {
            view! {
                <section class="change__plan" aria-labelledby="plan-heading">
                    <h2 id="plan-heading">"The safe way there"</h2>
                    <p class="quiet">"Each step can be rolled back by itself, once its gate was passed. R0 is the release before the plan, and each plan counts for itself."</p>
                    {optional(as_written)}
                    <div class="judged">{keyed(keys, draw)}</div>
                    {optional(left_out)}
                    <KeepRest />
                </section>
            }
            .into_any()
        },
    )
}

/// A sentence that is there while there is something to say.
fn optional(words: Signal<Option<String>>) -> AnyView {
    while_wanted(
        move || words.with(Option::is_some),
        move || view! { <p class="quiet">{live(move || words.get())}</p> }.into_any(),
    )
}

/// The steps of one plan.
type Steps = Vec<Arc<PlanStep>>;

/// The steps of all plans, plan by plan.
fn cut(plan: &[Arc<PlanStep>]) -> Vec<Steps> {
    plan.chunk_by(|one, next| one.is_beside(next)).map(<[_]>::to_vec).collect()
}

/// What tells a plan from others. Its steps are held as long as it is drawn, so nothing else comes to have their addresses.
fn name_of(steps: &Steps) -> String {
    steps.iter().fold(String::new(), |name, step| name + &format!("{:p} ", Arc::as_ptr(step)))
}

/// The steps for one thing that the script does.
fn one_plan(desk: Desk, minute: RwSignal<Instant>, steps: &Steps) -> AnyView {
    let first = steps.first();
    let told = first.map(|step| step.change_type.replace('_', " ")).unwrap_or_default();
    let subject = first.map(|step| step.subject.clone()).unwrap_or_default();
    let about = if subject.is_empty() { told } else { format!("{told}: {subject}") };
    let note = first.map(|step| step.note.clone()).filter(|note| !note.is_empty());
    let rows: Vec<AnyView> = (0..steps.len()).map(|at| row(desk, minute, steps, at)).collect();
    view! {
        <section class="plan__one">
            {(!about.is_empty()).then(|| view! { <h3 class="plan__about">{about}</h3> })}
            {note.map(|note| view! { <p class="plan__note">{note}</p> })}
            <ol class="plan">{rows}</ol>
        </section>
    }
    .into_any()
}

/// Keeps the focus at a step, whose row is drawn anew.
fn stay(place: usize) {
    request_animation_frame(move || _ = dom::focus(&format!("step-{place}")));
}

/// What of a step changes while it is drawn: what it waits for, that it is done, what it is kept as.
fn foot(desk: Desk, step: &PlanStep, waits: &[String]) -> AnyView {
    let told = move |at| desk.change.scope().zone().with(|zone| when::minute(at, zone));
    let (name, place) = (step.name(), step.step);
    let (done, before) = desk.change.with(|change| {
        let done = change.step_done(&name).filter(|_| desk.is_written().get()).cloned();
        (done, change.step_said(&name).filter(|held| !change.is_of_now(held.says.of)).cloned())
    });
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
        None if !waits.is_empty() => view! {
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
    view! { {before}{foot}{kept.map(|kept| view! { " · "{kept} })} }.into_any()
}

fn row(desk: Desk, minute: RwSignal<Instant>, steps: &Steps, at: usize) -> AnyView {
    let (step, all) = (steps[at].clone(), steps.clone());
    let waits = memo(move || {
        // What is typed and not written yet is another script, whatever was signed for the last one.
        if !desk.is_written().get() {
            return vec!["the script is not saved yet".to_owned()];
        }
        minute.track();
        let told = move |at| desk.change.scope().zone().with(|zone| when::minute(at, zone));
        let waits = desk.change.with(|change| step_waits(change, &all, at, clock::now()));
        waits.iter().map(|wait| wait.words(told)).collect()
    });
    let foot = {
        let step = step.clone();
        drawn(move || waits.with(|waits| foot(desk, &step, waits)))
    };
    let is_locked = live(move || waits.with(|waits| !waits.is_empty()).to_string());
    let place = step.step;
    let PlanStep { phase, sql, template, what, gate, check, takes, back, verdict: word, raises_floor, floor, .. } =
        PlanStep::clone(&step);
    let phase_name = phase.clone();
    let detail = |title: &'static str, text: Option<String>| {
        text.filter(|text| !text.is_empty()).map(|text| view! { <dt>{title}</dt><dd>{text}</dd> }.into_any())
    };
    let query = check.filter(|check| !check.is_empty());
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let has_more = query.is_some() || said(&takes) || said(&back);
    // Statements to run stand in a block of their own, also those that a person completes.
    let words = match template.as_deref().and_then(|template| what.strip_suffix(template)) {
        Some(words) => words.trim_end().to_owned(),
        None => what,
    };
    let words = (!words.is_empty()).then(|| match sql.is_some() {
        true => view! { <p class="step__gate"><b>"Mind: "</b>{words}</p> }.into_any(),
        false => view! { <p>{words}</p> }.into_any(),
    });
    let (before, after) = if sql.is_some() { (None, words) } else { (words, None) };
    let run = sql.or(template).map(|sql| view! { <pre tabindex="0">{sql}</pre> });
    view! {
        <li class="step" data-phase=phase_name data-locked=is_locked>
            <span class="step__place">{place}</span>
            <span class="step__phase">{phase}</span>
            <div class="step__what">
                {before}
                {run}
                {after}
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
                <p class="step__foot" id=format!("step-{place}") tabindex="-1">{foot}</p>
            </div>
            {(!word.is_empty()).then(|| verdict(&word))}
        </li>
    }
    .into_any()
}
