//! The rollout on paper: what is decided, the stages with boxes and room for figures, the way back.

use leptos::prelude::*;

use super::course::{bears, minutes};
use super::todo::{quick, title};
use crate::domain::change::rollout::{Stage, Standing, Strategy, TurnRecord, clash, missing};
use crate::pages::when;
use crate::state::spread;

use super::super::desk::Desk;

/// For the sheet that is printed.
pub(super) fn on_paper(desk: Desk) -> AnyView {
    let change = desk.change.get_untracked();
    let zone = desk.change.scope().zone().get_untracked();
    let rollout = change.rollout.clone().unwrap_or_default();
    let spread = spread(&change);
    let strategy = rollout.strategy();
    let clash =
        strategy.zip(untrack(|| bears(desk))).and_then(|(strategy, (writes, reads))| clash(strategy, writes, reads));
    let is_begun =
        |stage: &Stage| spread.stages.iter().find(|(percent, _)| *percent == stage.percent).map(|(_, at)| *at);
    let stage = |stage: &Stage| {
        let begun = is_begun(stage);
        let tick = if begun.is_some() { "☒" } else { "☐" };
        let begun = begun.map(|at| format!(" Begun {}.", when::minute(at, &zone)));
        let why = stage.why.clone().map(|why| format!(" {why}"));
        view! {
            <li>
                <p>{tick}" "<b>{format!("{} %, {}: ", stage.percent, minutes(stage.minutes))}</b>{begun}{why}</p>
                <p class="on-paper__signature" data-signed=begun_word(tick)>"Begun, figures, decided, by:"</p>
            </li>
        }
        .into_any()
    };
    let stages: Vec<AnyView> = match strategy.is_none_or(Strategy::has_stages) {
        true => rollout.stages().iter().map(stage).collect(),
        false => Vec::new(),
    };
    let options: Vec<AnyView> = rollout
        .options
        .iter()
        .filter(|option| option.is_available)
        .map(|option| {
            let note = option.note.clone().map(|note| format!(" {note}"));
            view! { <li><b>{title(option).to_owned()}": "</b>{quick(option)}"."{note}</li> }.into_any()
        })
        .collect();
    let trigger = rollout.trigger.as_ref().map(|trigger| {
        let metrics = rollout.metrics();
        let metric = metrics.iter().find(|metric| metric.name == trigger.metric);
        let metric = metric.map_or(trigger.metric.clone(), |metric| metric.title().to_owned());
        let lasting = trigger.minutes.map(|count| format!(" for {}", minutes(count))).unwrap_or_default();
        let overrides =
            trigger.overrides.clone().map(|who| format!(" Who may overrule it: {who}.")).unwrap_or_default();
        format!(
            "By itself: {metric} beyond {}{lasting}: {}.{overrides}",
            trigger.limit,
            trigger.acts.trim_end_matches('.')
        )
    });
    let turn = |says: &TurnRecord| {
        let why = says.why.clone().map(|why| format!(": {why}")).unwrap_or_default();
        let words = format!("{}, @{}, {}{why}", says.told(), says.by, when::minute(says.at, &zone));
        view! { <li>{words}</li> }.into_any()
    };
    let turns: Vec<AnyView> = change.turns.iter().map(|held| turn(&held.says)).collect();
    let lacks: Vec<AnyView> = match spread.standing {
        Standing::NotBegun => missing(&rollout, &change.turns)
            .into_iter()
            .map(|missing| view! { <li>"☐ "{missing.words}</li> }.into_any())
            .collect(),
        _ => Vec::new(),
    };
    let named = strategy.map_or("No strategy is chosen.".to_owned(), |strategy| {
        format!("{}: {}", strategy.traits().title, strategy.traits().means)
    });
    view! {
        <h2>"The rollout"</h2>
        <p>{named}</p>
        {clash.map(|clash| view! { <p><b>{clash.words}</b></p> })}
        {(!lacks.is_empty()).then(|| view! { <h3>"Missing before the start"</h3><ul>{lacks}</ul> })}
        {(!stages.is_empty()).then(|| view! { <ul>{stages}</ul> })}
        {(!turns.is_empty()).then(|| view! { <h3>"Decided"</h3><ul>{turns}</ul> })}
        <h3>"Ways back"</h3>
        {if options.is_empty() { view! { <p>"None is written down."</p> }.into_any() } else { view! { <ul>{options}</ul> }.into_any() }}
        {trigger.map(|words| view! { <p>{words}</p> })}
        {rollout.plan.map(|plan| view! { <h3>{format!("Plan for going back, @{}", plan.by)}</h3><pre>{plan.text}</pre> })}
    }
    .into_any()
}

fn begun_word(tick: &str) -> String {
    (tick == "☒").to_string()
}
