//! Steps that are kept as follow-ups, so that none is forgotten: above all those that take something away.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use crate::domain::change::{Change, Link, PlanStep, due_after, promise_of};
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::ordered::sort_few;
use crate::domain::postmortem::{FollowUp, STATES, title_of};
use crate::pages::when;
use crate::platform::dom;
use crate::state::{Page, StepPromise};
use crate::ui::{PlainLink, drawn, live, memo, on, typed, while_wanted};

/// What a link says first about where its follow-ups belong.
const FIRST: [&str; 5] = ["follow_up", "finding", "culprit", "suspect", "fix"];

/// Where follow-ups of a change may be kept: the incidents it belongs to, the likeliest first, and the change itself.
pub(super) fn places(change: &Change, own: ScopeId) -> Vec<ScopeId> {
    let mut links: Vec<&Link> = change.about.links.iter().collect();
    sort_few(&mut links, |link| FIRST.iter().position(|part| *part == link.part).unwrap_or(FIRST.len()));
    let mut places: Vec<ScopeId> = Vec::new();
    for scope in links.iter().map(|link| link.scope).chain([own]) {
        if !places.contains(&scope) {
            places.push(scope);
        }
    }
    places
}

/// Keeps the steps that are not done as follow-ups.
#[component]
pub(super) fn KeepRest() -> impl IntoView {
    let desk = Desk::expect();
    let change = desk.change;
    let workbench = change.scope().workbench();
    let own = change.scope().scope();
    let only_contract = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<ScopeId>);
    let owner = RwSignal::new(change.me().unwrap_or_default());
    let day = RwSignal::new(None::<String>);
    let due = live(move || {
        let usual = || change.with(|change| due_after(change.about.window_hours, workbench.now())).to_string();
        day.get().unwrap_or_else(usual)
    });
    let places = memo(move || change.with(|change| places(change, own)));
    let place = live(move || chosen.get().or_else(|| places.with(|places| places.first().copied())).unwrap_or(own));
    // Those that are neither done nor kept.
    let rest = memo(move || {
        let has_any = !desk.promises.is_empty();
        let is_left = |step: &Arc<PlanStep>| {
            let name = step.name();
            (step.is_contract() || !only_contract.get())
                && change.with(|change| change.step_done(&name).is_none())
                && !(has_any && desk.promises.of(change.promise_record(&name)).is_some())
        };
        desk.plan.get().into_iter().filter(is_left).collect::<Vec<_>>()
    });
    let keep = move |_| {
        let handle = Some(owner.get_untracked().trim().trim_start_matches('@').to_owned()).filter(|by| !by.is_empty());
        let due = due.get_untracked().parse().ok();
        let says = change.get_untracked();
        let into = place.get_untracked();
        // What the change is about there is what its steps answer.
        let answers = |link: &&Link| link.scope == into && link.part == "finding";
        let findings: Vec<RecordId> = says.about.links.iter().filter(answers).filter_map(|link| link.record).collect();
        let promise = |step: &Arc<PlanStep>| {
            let promise = promise_of(&says, step, handle.clone(), due);
            (change.promise_record(&step.name()), FollowUp { findings: findings.clone(), ..promise })
        };
        let promises: Vec<_> = rest.with_untracked(|rest| rest.iter().map(promise).collect());
        spawn_local(async move {
            let words = match change.promise(into, promises).await {
                Ok(1) => "1 step is kept as a follow-up.".to_owned(),
                Ok(count) => format!("{count} steps are kept as follow-ups."),
                Err(why) => format!("Could not {why}."),
            };
            let _ = said.try_set(words);
            // The button goes with what it kept, once that is told.
            if dom::field_in_use().is_none() {
                request_animation_frame(|| _ = dom::focus("keep-said"));
            }
        });
    };
    let option = move |scope: ScopeId| {
        let words = move || if scope == own { "this change".to_owned() } else { workbench.name_of(scope) };
        view! { <option value=scope.to_string()>{live(words)}</option> }.into_any()
    };
    let form = move || {
        let words = live(move || match rest.with(Vec::len) {
            1 => "Keep 1 step as a follow-up".to_owned(),
            count => format!("Keep {count} steps as follow-ups"),
        });
        view! {
            <div class="keep" role="group" aria-label="Keep the rest as follow-ups">
                <p class="keep__lead">"What is not done today is forgotten by next month. Keep the rest as follow-ups:"</p>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=live(move || only_contract.get())
                        on:change=on(move |_: web_sys::Event| only_contract.update(|only| *only = !*only))
                    />
                    "Only the contract steps"
                </label>
                <label>"Owner "<input id="keep-owner" autocomplete="off" prop:value=live(move || owner.get()) on:input=typed(move |text| owner.set(text)) /></label>
                <label>"Until "<input id="keep-due" type="date" prop:value=due on:change=typed(move |text| day.set(Some(text))) /></label>
                <label>
                    "In "
                    <select prop:value=live(move || place.get().to_string()) on:change=typed(move |scope| chosen.set(scope.parse().ok()))>
                        {drawn(move || places.get().into_iter().map(option).collect::<Vec<AnyView>>().into_any())}
                    </select>
                </label>
                <button class="button" type="button" aria-disabled=live(move || rest.with(Vec::is_empty).to_string()) on:click=on(keep)>{words}</button>
            </div>
        }
        .into_any()
    };
    // Redrawn only where it comes or goes: its fields keep what is typed.
    let is_wanted = memo(move || !rest.with(Vec::is_empty) || only_contract.get());
    view! {
        {while_wanted(move || is_wanted.get(), form)}
        <p class="quiet keep__said" id="keep-said" tabindex="-1" role="status">{live(move || said.get())}</p>
        {drawn(move || earlier(desk))}
    }
    .into_any()
}

/// Follow-ups of steps that the plan no longer has.
fn earlier(desk: Desk) -> AnyView {
    let mut others = desk.promises.of_change();
    if others.is_empty() {
        return ().into_any();
    }
    let of_plan: Vec<RecordId> =
        desk.plan.with(|plan| plan.iter().map(|step| desk.change.promise_record(&step.name())).collect());
    // What is to be found out after a rollback was never a step.
    let attempts = desk.change.with(|change| change.turns.len());
    let of_rollout: Vec<RecordId> =
        (1..=attempts).map(|attempt| desk.change.promise_record(&format!("rollback:{attempt}"))).collect();
    others.retain(|one| !of_plan.contains(&one.record) && !of_rollout.contains(&one.record));
    if others.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = others
        .into_iter()
        .map(|one| view! { <li>{one.says.text.clone()}" "{kept_as(desk, &one)}</li> }.into_any())
        .collect();
    view! {
        <h3>"Kept of an earlier plan"</h3>
        <ul class="links">{rows}</ul>
    }
    .into_any()
}

/// A follow-up on one line: where it is, whose, until when, how far.
pub(super) fn kept_as(desk: Desk, promise: &StepPromise) -> AnyView {
    let workbench = desk.change.scope().workbench();
    let StepPromise { scope, record, says } = promise;
    let (scope, record) = (*scope, *record);
    let is_own = scope == desk.change.scope().scope();
    let name = workbench.name_of(scope);
    let path = format!("{}#{record}", Page::Postmortem(scope).path());
    let owner = says.owner.as_ref().map(|owner| format!(" @{owner}"));
    let zone = workbench.zone();
    let due = says.due.map(|due| format!(" until {}", when::date(due, &zone)));
    let is_overdue = says.is_overdue(workbench.now());
    // In an incident it is declined where it stands, with a reason.
    let is_open_here = is_own && says.is_open();
    let let_go = move |_| {
        desk.change.take_back(record);
        request_animation_frame(|| _ = dom::focus("keep-owner"));
    };
    view! {
        <span class="step__kept">
            {match is_own {
                true => view! { "Follow-up" }.into_any(),
                false => view! {
                    "Follow-up in "
                    <PlainLink href=path follow=move |()| workbench.go_to_link(scope, record)>{if name.is_empty() { "an incident".to_owned() } else { name }}</PlainLink>
                }.into_any(),
            }}
            {owner}{due}" "
            {is_open_here.then(|| view! {
                <button class="link" type="button" aria-label=format!("Let the follow-up go: {}", says.text) on:click=on(let_go)>"Let it go"</button>" "
            })}
            {if is_overdue { view! { <span class="badge">"Overdue"</span> }.into_any() } else { view! { <span class="quiet">{title_of(STATES, says.state()).to_owned()}</span> }.into_any() }}
        </span>
    }
    .into_any()
}
