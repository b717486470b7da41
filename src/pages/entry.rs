//! One row of the timeline: read, corrected, deleted, and its history.

use std::sync::Arc;

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use serde_json::Value;

use super::evidence::evidence;
use super::markup::markup;
use super::panels::{Asked, PanelOf, Which};
use super::timeline::{Panel, TimelineView};
use super::when;
use crate::domain::entry::{Entry, Mark as MilestoneMark, Says};
use crate::domain::harm;
use crate::domain::id::RecordId;
use crate::domain::milestone::{Milestone, Standing};
use crate::domain::time::{Precise, Precision};
use crate::domain::turning;
use crate::domain::zone::Utc;
use crate::log::canonical::object_of;
use crate::platform::zone::AnyZone;
use crate::state::{Notice, OpenIncident, Tone};
use crate::store::Mark;
use crate::ui::{Icon, drawn, live, memo, on, while_wanted};

/// Changes a field of an entry, `null` taking it away; a refusal is told where the page tells such things.
pub(super) fn write(open: OpenIncident, id: RecordId, field: &str, value: Value) {
    if !open.revise(id, &object_of([(field, value)]))
        && let Some(refusal) = open.refusal().get_untracked()
    {
        open.workbench().notice().set(Some(Notice::new(Tone::Waiting, format!("Could not {refusal}."))));
    }
}

/// Stars an entry for the report, or takes the star away.
pub(super) fn toggle_star(open: OpenIncident, id: RecordId) {
    let is_starred = open.with_untracked(|reading| reading.entries.get(&id).is_some_and(|entry| entry.said.is_starred));
    write(open, id, "star", if is_starred { Value::Null } else { true.into() });
}

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
    let tab = live(move || if timeline.chosen() == Some(id) { "0" } else { "-1" });
    let asked = Asked::expect();
    // What can be done to a row is there for the one that is chosen or pointed at: it is more than half of a row's elements.
    let is_pointed_at = RwSignal::new(false);
    let has_acts = move || is_pointed_at.get() || timeline.chosen() == Some(id);
    let is_starred = move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.said.is_starred));
    view! {
        <div
            class="row"
            data-kind=live(move || with(|entry| entry.said.says.kind().to_owned()))
            data-harm=live(move || entry.with(|entry| entry.as_ref().map(|entry| timeline.harm_around(entry))))
            data-moved=live(move || (timeline.moved.get() == Some(id)).then_some("true"))
            on:pointerenter=on(move |_: PointerEvent| is_pointed_at.set(true))
            on:pointerleave=on(move |_: PointerEvent| is_pointed_at.set(false))
        >
            <When entry />
            <span class="row__rail" aria-hidden="true"></span>
            <div class="row__body">
                {while_wanted(is_starred, || view! {
                    <span class="row__star" title="Starred: in the report"><Icon name="star" /><span class="hidden">"starred, in the report "</span></span>
                }.into_any())}
                <Flags id entry />
                <span class="row__kind">{live(move || with(label))}</span>
                <span class="row__says">{live(move || entry.with(|entry| entry.as_deref().and_then(|entry| turned(open, entry))))}</span>
                <span class="row__harm">{live(move || with(harm::in_words))}</span>
                {while_wanted(
                    move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.is_deleted)),
                    || view! { <span class="badge">"in the trash; saving takes it out"</span>" " }.into_any(),
                )}
                <div class="row__text md">{drawn(move || entry.with(|entry| entry.as_ref().map(|entry| text(entry, tab))).into_any())}</div>
                <Lasted entry />
                {drawn(move || entry.with(|entry| entry.as_ref().map(|entry| evidence(&entry.said.evidence, tab))).into_any())}
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
                <span class="row__acts">{while_wanted(has_acts, move || view! {
                    <ActButton name="Edit" icon="edit" title="Correct (e)" tab act=move |()| timeline.edit(id) />
                    <ActButton name="Star" icon="star" title="Star for the report (b)" tab is_on=live(is_starred) act=move |()| toggle_star(open, id) />
                    <ActButton name="Milestones" icon="flag" title="Mark a milestone (m)" tab act=move |()| asked.ask(Which::Marks(id)) />
                    <ActButton name="History" icon="history" title="What it said before (h)" tab act=move |()| timeline.toggle_panel(id, Panel::History) />
                    <ActButton name="Delete" icon="trash" title="Put it into the trash (x)" tab act=move |()| timeline.delete(id) />
                }.into_any())}</span>
                <span class="row__who" title=live(move || with(|entry| entry.said.by.clone()))>{live(move || with(|entry| entry.said.by.clone()))}</span>
                <MarkSign id />
            </div>
        </div>
    }
    .into_any()
}

/// What an entry is, in words: its milestone where its kind is one, else its kind with its value.
pub(super) fn kind_words(entry: &Entry) -> String {
    match (&entry.said.says, Milestone::said_by(entry).first()) {
        (Says::Phase { .. } | Says::Impact { .. }, Some(milestone)) => milestone.in_words(),
        (Says::Note, _) => "note".to_owned(),
        _ => turning::in_words(entry, None).unwrap_or_else(|| label(entry)),
    }
}

/// The kind in words; nothing for a plain note, for what is a milestone, which has a flag, and for what is a sentence.
fn label(entry: &Entry) -> String {
    match &entry.said.says {
        Says::Note | Says::Phase { .. } | Says::Impact { .. } | Says::Severity { .. } | Says::Role { .. } => {
            String::new()
        }
        says => says.kind().to_owned(),
    }
}

/// The sentence of a turning point. Only a severity asks what it was before, and so is read again with the incident.
fn turned(open: OpenIncident, entry: &Entry) -> Option<String> {
    match entry.said.replaces.first().filter(|_| matches!(entry.said.says, Says::Severity { .. })) {
        Some(before) => {
            open.with(|reading| turning::in_words(entry, reading.entries.get(before).map(|before| &**before)))
        }
        None => turning::in_words(entry, None),
    }
}

/// What was said; of a brief that came with an offer the first line, with the rest to be unfolded.
fn text(entry: &Entry, tab: Signal<&'static str>) -> AnyView {
    let Some((first, rest)) = turning::folded(entry) else { return markup(entry.said.text.clone()) };
    view! {
        <details class="row__brief">
            <summary tabindex=tab>{markup(first.to_owned())}</summary>
            {markup(rest.to_owned())}
        </details>
    }
    .into_any()
}

/// One of the things that can be done to an entry.
#[component]
fn ActButton(
    /// What it is called.
    name: &'static str,
    /// Its icon.
    icon: &'static str,
    /// What it does, with its key.
    title: &'static str,
    /// Whether it is a stop of the Tab key.
    tab: Signal<&'static str>,
    /// Whether it holds now, for what is on or off.
    #[prop(optional)]
    is_on: Option<Signal<bool>>,
    /// Does it.
    #[prop(into)]
    act: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="link row__act"
            title=title
            tabindex=tab
            aria-pressed=is_on.map(|is_on| live(move || is_on.get().to_string()))
            on:click=on(move |_| act.run(()))
        >
            <Icon name=icon /><span class="hidden">{name}</span>
        </button>
    }
    .into_any()
}

/// The milestones that an entry says: filled where the incident is measured by it, in outline where it is not.
#[component]
fn Flags(
    /// The entry's record.
    id: RecordId,
    /// The entry.
    entry: Memo<Option<Arc<Entry>>>,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let said = memo(move || {
        entry.with(|entry| {
            let said = entry.as_deref().map(Milestone::said_by).unwrap_or_default();
            if said.is_empty() {
                return Vec::new();
            }
            let standing = |milestone| open.with(|reading| reading.incident.milestones.standing(milestone, id));
            said.into_iter().map(|milestone| (milestone, standing(milestone))).collect()
        })
    });
    let others = move || {
        entry.with(|entry| {
            let marks = entry.iter().flat_map(|entry| entry.said.marks.iter());
            marks
                .filter(|mark| matches!(mark, MilestoneMark::Other(_)))
                .map(|mark| mark.as_str().replace('_', " "))
                .collect::<Vec<_>>()
        })
    };
    let why = move |milestone: Milestone, standing: Standing| match standing {
        Standing::Counts => "The incident is measured by this entry".to_owned(),
        Standing::Other(other) => {
            let at = open.zone().with(|zone| when::full(other.at, zone));
            let which = if milestone.is_end() { "last" } else { "earliest" };
            format!("Another entry counts, at {at}: the {which}")
        }
        Standing::TakenBack(_) => "A later entry took this back".to_owned(),
        Standing::Idle => "Feeds no clock: the entry has no time, or ends no harm".to_owned(),
    };
    drawn(move || {
        let flags = said.get().into_iter().map(|(milestone, standing)| {
            let counts = standing == Standing::Counts;
            view! {
                <span class="flag" data-counts=counts.to_string() title=why(milestone, standing)>
                    {milestone.in_words()}
                    {(!counts).then_some(view! { <span class="hidden">" (another counts)"</span> })}
                </span>
            }
        });
        let others = others().into_iter().map(|name| view! { <span class="flag" data-counts="false">{name}</span> });
        (flags.collect_view(), others.collect_view()).into_any()
    })
}

/// Until when it lasted, for what has an end.
#[component]
fn Lasted(
    /// The entry.
    entry: Memo<Option<Arc<Entry>>>,
) -> impl IntoView {
    let zone = OpenIncident::expect().zone();
    let words = move || entry.with(|entry| zone.with(|zone| lasted(entry.as_deref()?, zone)));
    drawn(move || words().map(|words| view! { <span class="row__until">{words}</span> }).into_any())
}

/// `until 15:20 · 42 min`, with its day where that is another.
fn lasted(entry: &Entry, zone: &AnyZone) -> Option<String> {
    let ended = entry.ended()?;
    let Some(began) = entry.precise() else { return Some(format!("until {}", when::full(ended, zone))) };
    if [began, ended].iter().any(|at| at.precision == Precision::Day) {
        return Some(format!("until {}", when::full(ended, zone)));
    }
    let is_same_day = when::date(began, zone) == when::date(ended, zone);
    let until = if is_same_day { when::time(ended, zone) } else { when::short(ended, zone) };
    Some(format!("until {until} · {}", when::length(ended.at.since(began.at))))
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
                        Some(at) => {
                            let sign = if entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.is_about())) { "~" } else { "" };
                            zone.with(|zone| [sign, &when::time(at, zone)].concat())
                        }
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
                Mark::NotSaved(error) => Notice::not_saved(error).replacen("Not saved", "NOT SAVED", 1),
            }))}
        </span>
    }
}
