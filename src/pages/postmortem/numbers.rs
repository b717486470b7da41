//! How long what took: every metric with its formula and its two entries, or why it cannot be computed.

use leptos::prelude::*;

use super::super::when;
use crate::domain::entry::Entry;
use crate::domain::id::RecordId;
use crate::domain::metrics::{self, Lasted, Metric, Reading as Took};
use crate::domain::milestone::Milestone;
use crate::log::Reading;
use crate::platform::zone::AnyZone;
use crate::state::{OpenIncident, OpenPostmortem, Page, Team};
use crate::ui::{PlainLink, drawn, live, memo};

/// What of an entry's text stands in a link to it, in characters.
const LONGEST: usize = 64;

/// An entry that something was read off.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    entry: RecordId,
    time: String,
    words: String,
}

impl Read {
    fn of(reading: &Reading, zone: &AnyZone, entry: RecordId) -> Option<Self> {
        let said = reading.entries.get(&entry)?;
        let time = said.precise().map_or_else(|| "no time".to_owned(), |at| when::full(at, zone));
        Some(Self { entry, time, words: words(said) })
    }
}

/// The first words of an entry, or what it says where it has none.
fn words(entry: &Entry) -> String {
    let line = entry.said.text.trim().lines().next().unwrap_or_default();
    match (line, line.char_indices().nth(LONGEST)) {
        ("", _) => match Milestone::said_by(entry).first() {
            Some(milestone) => milestone.in_words(),
            None => entry.said.says.kind().to_owned(),
        },
        (_, Some((end, _))) => format!("{} …", line[..end].trim_end()),
        (line, None) => line.to_owned(),
    }
}

/// A metric as it is shown.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    title: &'static str,
    formula: &'static str,
    took: Result<String, String>,
    from: Option<Read>,
    to: Option<Read>,
}

/// Something that lasted as it is shown: with its share of the longest of its like, of a thousand.
#[derive(Debug, Clone, PartialEq)]
struct Bar {
    what: String,
    took: Result<String, String>,
    share: u64,
    entries: Vec<Read>,
}

/// Everything that is shown.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    rows: Vec<Row>,
    severities: Vec<Bar>,
    windows: Vec<Bar>,
}

impl Shown {
    fn of(reading: &Reading, zone: &AnyZone, worst_first: &[String]) -> Self {
        let incident = &reading.incident;
        let read = |entry: Option<RecordId>| entry.and_then(|entry| Read::of(reading, zone, entry));
        let row = |metric: Metric| Row {
            title: metric.title,
            formula: metric.formula,
            took: took(metric.value),
            from: read(metric.from),
            to: read(metric.to),
        };
        let bars = |all: Vec<Lasted>, unnamed: &str| -> Vec<Bar> {
            let longest = all.iter().map(|lasted| seconds(&lasted.value)).max().unwrap_or(0).max(1);
            let bar = |lasted: Lasted| Bar {
                what: if lasted.what.is_empty() { unnamed.to_owned() } else { lasted.what },
                share: seconds(&lasted.value) * 1000 / longest,
                took: took(lasted.value),
                entries: lasted.entries.into_iter().filter_map(|entry| read(Some(entry))).collect(),
            };
            all.into_iter().map(bar).collect()
        };
        Self {
            rows: metrics::metrics(incident, reading.timeline()).into_iter().map(row).collect(),
            severities: bars(metrics::severities(incident, worst_first), "no severity"),
            windows: bars(metrics::windows(incident, reading.timeline()), "whom is not said"),
        }
    }
}

fn seconds(value: &Took) -> u64 {
    match value {
        Took::Seconds(seconds) => *seconds,
        Took::Not(_) => 0,
    }
}

/// How long, or why that cannot be told.
fn took(value: Took) -> Result<String, String> {
    match value {
        Took::Seconds(seconds @ 0..60) => Ok(format!("{seconds} s")),
        Took::Seconds(seconds) => Ok(when::length(i64::try_from(seconds).unwrap_or(i64::MAX / 1000) * 1000)),
        Took::Not(why) => Err(sentence(&why)),
    }
}

/// What is a sentence but for its first letter and its full stop.
fn sentence(words: &str) -> String {
    let mut sentence = format!("{words}.");
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}

#[component]
pub(super) fn Numbers() -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let team = Team::new(open.workbench());
    let zone = open.zone();
    let shown = memo(move || {
        let lists = team.lists().get().unwrap_or_default();
        let worst_first: Vec<String> = lists.severities().into_iter().map(|level| level.name).collect();
        zone.with(|zone| postmortem.shown(|reading| Shown::of(reading, zone, &worst_first)))
    });
    let frozen = memo(move || postmortem.with(|says| says.frozen().map(|freeze| (freeze.by.clone(), freeze.at))));
    let how = move || match frozen.get() {
        Some((by, at)) => format!(
            "As frozen by {by} at {}. What was corrected since is an amendment and changes nothing here.",
            zone.with(|zone| when::minute(at, zone))
        ),
        None => {
            "Read off the entries: correct a time in the timeline, and every number that rests on it moves.".to_owned()
        }
    };
    view! {
        <section class="numbers" aria-label="Numbers">
            <p class="quiet">{live(how)}" "{live(move || format!("Times in {}.", zone.get().name()))}</p>
            <table class="numbers__table">
                <thead>
                    <tr>
                        <th scope="col">"What, and how it is computed"</th>
                        <th scope="col">"How long"</th>
                        <th scope="col">"From"</th>
                        <th scope="col">"To"</th>
                    </tr>
                </thead>
                <tbody>{drawn(move || shown.get().rows.into_iter().map(row).collect_view().into_any())}</tbody>
            </table>
            <h2>"Time in each severity"</h2>
            {drawn(move || bars(shown.get().severities, "No entry says a severity."))}
            <h2>"Each time of impact"</h2>
            {drawn(move || bars(shown.get().windows, "No entry says that impact began."))}
        </section>
    }
    .into_any()
}

fn row(row: Row) -> AnyView {
    let (value, why) = told(row.took);
    view! {
        <tr>
            <th scope="row"><span>{row.title}</span><span class="quiet numbers__formula">{row.formula}</span></th>
            <td class="numbers__value" data-label="How long">{value}{why}</td>
            <td data-label="From">{row.from.map(entry_link)}</td>
            <td data-label="To">{row.to.map(entry_link)}</td>
        </tr>
    }
    .into_any()
}

/// The value, and below it why there is none.
fn told(took: Result<String, String>) -> (AnyView, AnyView) {
    match took {
        Ok(value) => (view! { <b>{value}</b> }.into_any(), ().into_any()),
        Err(why) => (
            view! { <span aria-hidden="true">"—"</span> }.into_any(),
            view! { <span class="quiet numbers__why"><span class="hidden">"Not computable: "</span>{why}</span> }
                .into_any(),
        ),
    }
}

fn entry_link(read: Read) -> AnyView {
    let open = OpenIncident::expect();
    let (workbench, scope, entry) = (open.workbench(), open.scope(), read.entry);
    view! {
        <PlainLink
            href=format!("{}#{entry}", Page::Room(scope).path())
            follow=move |()| workbench.go_to_entry(scope, entry)
            class="numbers__entry"
        >
            <span class="numbers__time">{read.time}</span>" "{read.words}
        </PlainLink>
    }
    .into_any()
}

fn bars(bars: Vec<Bar>, none: &'static str) -> AnyView {
    if bars.is_empty() {
        return view! { <p class="quiet">{none}</p> }.into_any();
    }
    let bar = |bar: Bar| {
        let (value, why) = told(bar.took);
        view! {
            <li class="bars__bar">
                <span class="bars__what">{bar.what}</span>
                <span class="bars__value">{value}{why}</span>
                <svg class="bars__line" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="bars__whole" width="1000" height="8"></rect>
                    <rect class="bars__share" width=bar.share.to_string() height="8"></rect>
                </svg>
                <details class="bars__entries">
                    <summary>{match bar.entries.len() {
                        1 => "1 entry".to_owned(),
                        count => format!("{count} entries"),
                    }}</summary>
                    <ul>{bar.entries.into_iter().map(|read| view! { <li>{entry_link(read)}</li> }).collect_view()}</ul>
                </details>
            </li>
        }
    };
    view! { <ul class="bars">{bars.into_iter().map(bar).collect_view()}</ul> }.into_any()
}
