//! The damage window: from when to when the new release wrote what was wrong, how much that is, what cannot be called back, and
//! how those who were harmed are found and made whole.

use leptos::prelude::*;
use serde_json::Value;

use super::desk::Desk;
use super::kept::{Kept, Place};
use crate::domain::change::{DamageRecord, Stage};
use crate::domain::json::Json as _;
use crate::domain::line::When;
use crate::domain::ordered::sort_few;
use crate::domain::record::kind;
use crate::domain::time::Instant;
use crate::log::canonical::Object;
use crate::pages::when;
use crate::platform::dom;
use crate::state::OpenChange;
use crate::text::rollback::paper::damage_in_words;
use crate::ui::{drawn, live, memo, on, typed, while_wanted};

/// The share of the traffic where nobody says.
const ALL: u32 = 100;

#[component]
pub(super) fn Damage() -> impl IntoView {
    let desk = Desk::expect();
    let is_told = memo(move || desk.change.with(|change| change.damage.is_some()));
    view! {
        <details class="change__damage" open=is_told.get_untracked()>
            <summary><h2>"Damage window"</h2></summary>
            <p class="quiet">"For a change that went wrong: everything that the new release wrote from the deploy to the rollback, and how it is made good."</p>
            <Window />
            <Words />
        </details>
    }
    .into_any()
}

/// A time that somebody typed as in the box; none for what is no time.
fn read_time(change: OpenChange, text: &str) -> Option<Instant> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("now") {
        return Some(change.scope().workbench().now());
    }
    let open = change.scope();
    // A line has words behind its time.
    let typed = format!("{text} x");
    let line = untrack(|| open.read_line(&typed));
    match line.when {
        _ if line.text != "x" || line.by.is_some() => None,
        When::Now => None,
        When::Ago(at) => Some(at.at),
        When::At { ways, .. } => ways.first().map(|way| way.at.at),
    }
}

fn said(change: OpenChange) -> DamageRecord {
    change.with(|change| change.damage.clone().unwrap_or_default())
}

/// From when to when, how far it had spread, and how much went wrong.
#[component]
fn Window() -> impl IntoView {
    let desk = Desk::expect();
    let change = desk.change;
    let (from, percent, refused) = (RwSignal::new(String::new()), RwSignal::new(ALL.to_string()), RwSignal::new(false));
    let put = move |stages: Vec<Stage>| {
        change.set_damage("stages", if stages.is_empty() { Value::Null } else { stages.write() });
    };
    let add = move |_| {
        let Some(at) = read_time(change, &from.get_untracked()) else {
            refused.set(true);
            return;
        };
        refused.set(false);
        let percent = percent.get_untracked().trim().trim_end_matches('%').trim().parse().unwrap_or(ALL).min(ALL);
        let mut stages = untrack(|| said(change)).stages;
        stages.retain(|stage| stage.from != at);
        stages.push(Stage { from: at, percent });
        sort_few(&mut stages, |stage| stage.from);
        put(stages);
        from.set(String::new());
    };
    let rows = move || {
        let stages = said(change).stages;
        let zone = change.scope().zone();
        let rows = stages.into_iter().map(|stage| {
            let at = zone.with(|zone| when::minute(stage.from, zone));
            let label = format!("Remove the stage from {at}");
            let remove = move |_| {
                let mut stages = untrack(|| said(change)).stages;
                stages.retain(|other| *other != stage);
                put(stages);
                dom::focus("damage-from");
            };
            view! {
                <li>{format!("From {at}: {} % of the traffic ", stage.percent)}<button class="link" type="button" aria-label=label on:click=on(remove)>"×"</button></li>
            }
            .into_any()
        });
        view! { <ul class="links">{rows.collect::<Vec<AnyView>>()}</ul> }.into_any()
    };
    let ended = live(move || {
        let ended = said(change).ended;
        ended.map(|at| change.scope().zone().with(|zone| when::minute(at, zone))).unwrap_or_default()
    });
    let set_ended = move |text: String| {
        if text.trim().is_empty() {
            change.set_damage("ended", Value::Null);
            refused.set(false);
        } else if let Some(at) = read_time(change, &text) {
            change.set_damage("ended", at.write());
            refused.set(false);
        } else {
            refused.set(true);
        }
    };
    let number = move |field: &'static str, label: &'static str, read: fn(&DamageRecord) -> Option<u64>| {
        let now = live(move || read(&said(change)).map(|number| number.to_string()).unwrap_or_default());
        let set = move |text: String| {
            change.set_damage(field, text.trim().parse::<u64>().map_or(Value::Null, Value::from));
        };
        view! {
            <label class="field">
                <span>{label}</span>
                <input id=format!("damage-{field}") inputmode="numeric" autocomplete="off" prop:value=now on:change=typed(set) />
            </label>
        }
        .into_any()
    };
    let told = live(move || {
        let damage = said(change);
        let now = change.scope().workbench().now();
        let lasted = damage.window().millis(now).filter(|millis| *millis > 0).map(when::in_words);
        let state = if damage.ended.is_some() { "It lasted" } else { "It has lasted" };
        let lasted = lasted.map(|lasted| format!("{state} {lasted}. ")).unwrap_or_default();
        format!("{lasted}Damage: {}.", damage_in_words(&damage, now))
    });
    let is_begun = memo(move || !said(change).stages.is_empty());
    view! {
        {drawn(rows)}
        <div class="beside" role="group" aria-label="How far the release had spread">
            <label class="field">
                <span>{live(move || if is_begun.get() { "Then, from" } else { "The new release wrote from" })}</span>
                <input id="damage-from" autocomplete="off" placeholder="14:07, -12m, 2026-11-20 14:07" prop:value=live(move || from.get()) on:input=typed(move |text| from.set(text)) />
            </label>
            <label class="field">
                <span>"Share of the traffic, %"</span>
                <input id="damage-percent" inputmode="numeric" autocomplete="off" prop:value=live(move || percent.get()) on:input=typed(move |text| percent.set(text)) />
            </label>
            <button class="button" type="button" on:click=on(add)>"Add"</button>
            <label class="field">
                <span>"Rolled back"</span>
                <input id="damage-ended" autocomplete="off" placeholder="14:31, now" prop:value=ended on:change=typed(set_ended) />
            </label>
        </div>
        {while_wanted(move || refused.get(), || view! {
            <p class="refusal" role="alert">"Could not read it as a time such as 14:07, -12m or 2026-11-20 14:07."</p>
        }.into_any())}
        <div class="beside">
            {number("counted", "Bad writes, counted", |damage| damage.counted)}
            {number("writes_a_minute", "Or: writes a minute", |damage| damage.writes_a_minute)}
            {number("at_least", "of 1,000 bad, at least", |damage| damage.at_least.map(u64::from))}
            {number("at_most", "and at most", |damage| damage.at_most.map(u64::from))}
        </div>
        <p role="status"><b>{told}</b></p>
    }
    .into_any()
}

/// What cannot be called back, and how it is made good.
#[component]
fn Words() -> impl IntoView {
    let change = Desk::expect().change;
    let text =
        |field: &'static str, label: &'static str, placeholder: &'static str, read: fn(&DamageRecord) -> &String| {
            let place = Place {
                kind: kind::DAMAGE,
                record: change.damage_record(),
                field,
                editor: format!("change-damage-{field}"),
                beside: Object::new(),
            };
            let kept = Kept::new(change, place, live(move || read(&said(change)).clone()));
            view! {
                {kept.came_back()}
                <label class="field">
                    <span>{label}</span>
                    <textarea
                        id=format!("damage-{field}")
                        rows="2"
                        placeholder=placeholder
                        prop:value=live(move || kept.shown().get())
                        on:input=typed(move |text| kept.input(text))
                        on:blur=on(move |_| _ = kept.save())
                    ></textarea>
                </label>
            }
            .into_any()
        };
    view! {
        {text("stays", "What cannot be called back", "Mails sent, cards charged, events that others have read", |damage| &damage.stays)}
        {text("found", "How the harmed are found", "The query or list that names them, and who keeps it", |damage| &damage.found)}
        {text("made_whole", "How they are made whole", "Refunds, corrections, a mail that a person has read", |damage| &damage.made_whole)}
    }
    .into_any()
}
