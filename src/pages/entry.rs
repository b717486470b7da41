//! One row of the timeline: read, corrected, deleted, and its history.

use std::sync::Arc;

use leptos::prelude::*;

use super::markup::markup;
use super::panels::{PanelOf, Which};
use super::timeline::{Panel, TimelineView};
use super::when;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::domain::time::{Precise, Precision};
use crate::domain::zone::Utc;
use crate::platform::zone::AnyZone;
use crate::state::OpenIncident;
use crate::store::Mark;
use crate::ui::{drawn, live, memo, on, while_wanted};

/// One entry.
#[component]
pub(super) fn EntryRow(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let (open, timeline) = (OpenIncident::expect(), TimelineView::expect());
    let entry = open.entry(id);
    let panel = memo(move || timeline.panel(id));
    let with = move |read: fn(&Entry) -> String| entry.with(|entry| entry.as_deref().map(read).unwrap_or_default());
    // Only the chosen row's buttons are stops of the Tab key: ten thousand rows would be thirty thousand.
    let tab = move || if timeline.chosen() == Some(id) { "0" } else { "-1" };
    view! {
        <div
            class="row"
            data-kind=live(move || with(|entry| entry.said.says.kind().to_owned()))
            data-harm=live(move || entry.with(|entry| entry.as_ref().map(|entry| timeline.harm_around(entry))))
        >
            <When entry />
            <span class="row__rail" aria-hidden="true"></span>
            <div class="row__body">
                <span class="row__kind">{live(move || with(label))}</span>
                {while_wanted(
                    move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.is_deleted)),
                    || view! { <span class="badge">"in the trash; saving takes it out"</span>" " }.into_any(),
                )}
                {drawn(move || entry.with(|entry| entry.as_ref().map(|entry| {
                    entry.said.marks.iter().map(|mark| view! {
                        <span class="flag">{mark.as_str().replace('_', " ")}</span>
                    }).collect_view()
                })).into_any())}
                <div class="row__text md">{drawn(move || entry.with(|entry| entry.as_ref().map(|e| markup(e.said.text.clone()))).into_any())}</div>
                {while_wanted(
                    move || open.with(|reading| reading.records.get(&id).is_some_and(|record| !record.conflicts.is_empty())),
                    move || view! { <PanelOf which=Which::Conflicts(id) /> }.into_any(),
                )}
                {drawn(move || match panel.get() {
                    None => ().into_any(),
                    Some(Panel::Edit) => view! { <PanelOf which=Which::Edit(id) /> }.into_any(),
                    Some(Panel::History) => view! { <PanelOf which=Which::History(id) /> }.into_any(),
                }.into_any())}
            </div>
            <div class="row__side">
                <span class="row__who">{live(move || with(|entry| entry.said.by.clone()))}</span>
                <MarkSign id />
                <span class="row__acts">
                    <button class="link" tabindex=tab on:click=on(move |_| timeline.edit(id))>"Edit"</button>
                    <button class="link" tabindex=tab on:click=on(move |_| timeline.toggle_panel(id, Panel::History))>"History"</button>
                    <button class="link" tabindex=tab on:click=on(move |_| timeline.delete(id))>"Delete"</button>
                </span>
            </div>
        </div>
    }
    .into_any()
}

/// The kind in words, with its value where it has one; nothing for a plain note.
fn label(entry: &Entry) -> String {
    use crate::domain::entry::Says;
    match &entry.said.says {
        Says::Note => String::new(),
        Says::Severity { severity } => format!("severity {severity}"),
        Says::Phase { phase } => phase.as_str().to_owned(),
        Says::Role { role, moved, holder } => {
            let moved = match moved {
                crate::domain::entry::RoleMove::Take => "takes",
                crate::domain::entry::RoleMove::Offer => "is offered",
                crate::domain::entry::RoleMove::Accept => "accepts",
                crate::domain::entry::RoleMove::Decline => "declines",
                crate::domain::entry::RoleMove::Release => "gives up",
            };
            format!("{holder} {moved} {role}")
        }
        Says::Impact { impact: crate::domain::entry::ImpactMove::Began, .. } => "impact began".to_owned(),
        Says::Impact { impact: crate::domain::entry::ImpactMove::Ended, .. } => "impact ended".to_owned(),
        says => says.kind().to_owned(),
    }
}

#[component]
fn When(
    /// The entry.
    entry: Memo<Option<Arc<Entry>>>,
) -> impl IntoView {
    /// Milliseconds from which the two times of an entry are both worth showing.
    const WORTH_SHOWING: i64 = 120_000;
    let zone = OpenIncident::expect().zone();
    let happened = move || entry.with(|entry| entry.as_deref().and_then(Entry::precise));
    let shown = move |show: fn(Precise, &AnyZone) -> String| happened().map(|at| zone.with(|zone| show(at, zone)));
    let logged = move || {
        entry.with(|entry| {
            let entry = entry.as_ref()?;
            let differs = entry.at.is_none_or(|at| entry.logged_at.since(at).abs() >= WORTH_SHOWING);
            let at = Precise { at: entry.logged_at, precision: Precision::Minute };
            let is_same_day = zone.with(|zone| {
                entry.precise().is_some_and(|happened| when::date(happened, zone) == when::date(at, zone))
            });
            let text = zone.with(|zone| if is_same_day { when::time(at, zone) } else { when::short(at, zone) });
            differs.then(|| format!("logged {text}"))
        })
    };
    let corrected = move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.corrected_by_millis != 0));
    let in_both_zones = move || {
        let at = happened()?;
        let shown = zone.with(|zone| format!("{} {}", when::full(at, zone), zone.name()));
        Some(format!("{shown}\n{} UTC", when::full(at, &Utc)))
    };
    view! {
        <div class="row__when" title=in_both_zones>
            <time datetime=live(move || happened().map(|at| at.to_string()))>
                <span class="row__day hidden">{live(move || shown(when::date))}</span>
                " "
                <span class="row__time">
                    {live(move || match happened() {
                        None => "no time".to_owned(),
                        Some(at) if at.precision == Precision::Day => "day".to_owned(),
                        Some(at) => zone.with(|zone| when::time(at, zone)),
                    })}
                </span>
            </time>
            {drawn(move || logged().map(|text| view! { <small>{text}</small> }).into_any())}
            {while_wanted(corrected, move || view! {<small>"clock corrected"</small>}.into_any())}
        </div>
    }
}

/// Whether it is saved: quiet when it is, loud when it is not.
#[component]
fn MarkSign(
    /// The record.
    id: RecordId,
) -> impl IntoView {
    let mark = OpenIncident::expect().mark(id);
    view! {
        <span
            class="mark"
            data-mark=live(move || mark.with(|mark| match mark {
                Mark::Saving => "saving",
                Mark::Saved => "saved",
                Mark::NotSaved(_) => "not-saved",
            }))
        >
            {live(move || mark.with(|mark| match mark {
                Mark::Saving => "saving".to_owned(),
                Mark::Saved => "✓ saved".to_owned(),
                Mark::NotSaved(error) => format!("NOT SAVED: could not {error}"),
            }))}
        </span>
    }
}
