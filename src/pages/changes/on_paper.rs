//! The change on paper: what is open, the plan and the checklist, with boxes for a pen. It is there while the page is printed.

use leptos::prelude::*;

use super::checklist::outcome;
use super::desk::Desk;
use super::rollout::Rolling;
use crate::domain::change::{Change, Item, PlanStep, axes, checklist};
use crate::pages::when;
use crate::platform::zone::AnyZone;
use crate::ui::while_wanted;

#[component]
pub(super) fn OnPaper() -> impl IntoView {
    let desk = Desk::expect();
    let is_printing = RwSignal::new(false);
    for (name, now) in [("beforeprint", true), ("afterprint", false)] {
        let listener = window_event_listener_untyped(name, move |_| is_printing.set(now));
        on_cleanup(move || listener.remove());
    }
    let rolling = Rolling::expect();
    while_wanted(move || is_printing.get(), move || sheet(desk, rolling))
}

/// A box, with a cross where it is done.
fn tick(is_done: bool) -> &'static str {
    if is_done { "☒" } else { "☐" }
}

fn sheet(desk: Desk, rolling: Rolling) -> AnyView {
    let answered = desk.answered().get_untracked();
    let zone = desk.change.scope().zone().get_untracked();
    let outcome = untrack(|| outcome(desk));
    let change = desk.change.get_untracked();
    // What is not known is said on paper as well.
    let verdict = answered.as_ref().map(|answered| {
        let open = answered.reviewed.open(&change).count();
        axes(&answered.reviewed, open).map(|axis| format!("{}: {}.", axis.asks, axis.says)).join(" ")
    });
    let about = [
        change.about.previous_release.as_ref().map(|release| format!("Previous release: {release}.")),
        change.about.window_hours.map(|hours| format!("One would roll back to it for {hours} hours.")),
    ];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let open: Vec<AnyView> = answered
        .iter()
        .flat_map(|answered| answered.reviewed.open(&change))
        .map(|asked| view! { <li>{format!("{} {}: {}", tick(false), asked.subject, asked.words)}</li> }.into_any())
        .collect();
    let plan: Vec<AnyView> =
        answered.iter().flat_map(|answered| &answered.reviewed.plan).map(|step| step_row(&change, step)).collect();
    let picks: Vec<AnyView> = answered
        .iter()
        .flat_map(|answered| &answered.reviewed.picks)
        .map(|pick| {
            let before = pick.before.clone().map(|before| format!(" Before: {before}"));
            view! { <li><b>{format!("{} {}: ", pick.title, pick.name)}</b>{pick.says.verdict.clone()}". "{pick.says.why.clone()}{before}</li> }
                .into_any()
        })
        .collect();
    let lines: Vec<AnyView> = checklist(&outcome).map(|item| line(&change, item, &zone)).collect();
    view! {
        <div class="on-paper">
            <h1>{change.title().to_owned()}</h1>
            {verdict.map(|verdict| view! { <p><b>{verdict}</b>" "{about}</p> })}
            {(!open.is_empty()).then(|| view! { <h2>"Open questions"</h2><ul>{open}</ul> })}
            {(!picks.is_empty()).then(|| view! { <h2>"What else changes"</h2><ul>{picks}</ul> })}
            <h2>"Sign-offs"</h2>
            <ul>{lines}</ul>
            {(!plan.is_empty()).then(|| view! { <h2>"The plan"</h2><ul>{plan}</ul> })}
            {rolling.on_paper()}
            <p>{format!("Times in {}.", zone.name())}</p>
        </div>
    }
    .into_any()
}

fn line(change: &Change, item: &'static Item, zone: &AnyZone) -> AnyView {
    let signed = change.signed(item.name).map(|held| {
        let says = &held.says;
        let evidence = says.evidence.as_deref().map(|evidence| format!(": {evidence}")).unwrap_or_default();
        format!("@{}, {}{evidence}", says.by, when::minute(says.at, zone))
    });
    let signed = signed.collect::<Vec<_>>();
    let is_signed = !signed.is_empty();
    let signature = if is_signed { signed.join("; ") } else { format!("Evidence ({}), name, day:", item.evidence) };
    view! {
        <li>
            <p>{tick(is_signed)}" "<b>{item.owner.title()}", "{item.before.title()}": "</b>{item.words}</p>
            <p class="on-paper__signature" data-signed=is_signed.to_string()>{signature}</p>
        </li>
    }
    .into_any()
}

fn step_row(change: &Change, step: &PlanStep) -> AnyView {
    let is_done = change.step_done(&step.name()).is_some();
    let gate = Some(step.gate.clone()).filter(|gate| !gate.is_empty());
    view! {
        <li>
            <p>{tick(is_done)}" "<b>{step.phase.clone()}": "</b>{step.sql.is_none().then(|| step.what.clone())}</p>
            {step.sql.clone().map(|sql| view! { <pre>{sql}</pre> })}
            {gate.map(|gate| view! { <p>"Before: "{gate}</p> })}
        </li>
    }
    .into_any()
}
