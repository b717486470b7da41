//! The review meeting: when, where, its agenda, and a file for calendars.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::status_line::deadlines_now;
use super::gaps;
use super::piece::{Button, Field, bold, card, fold, form, line, list, refusal, said, span, status, words};
use crate::domain::json::Json as _;
use crate::domain::postmortem::agenda::{Item, agenda};
use crate::domain::postmortem::missing::GapKind;
use crate::domain::postmortem::{self};
use crate::domain::time::{Precise, Precision};
use crate::domain::zone::{self, Local};
use crate::log::canonical::object_of;
use crate::platform::{clipboard, clock, file};
use crate::state::{OpenIncident, OpenPostmortem, Team};
use crate::text::ics;
use crate::ui::{drawn, memo};

/// How long a meeting is where nobody said, in minutes.
const MINUTES: u32 = 60;

/// The longest that can be said.
const MOST_MINUTES: u32 = 480;

/// What of the gaps is to be spoken about: what a chain needs, and the questions that nobody has answered.
fn open_points(postmortem: OpenPostmortem) -> Vec<String> {
    let is_meant = |kind| {
        matches!(
            kind,
            GapKind::Unanswered
                | GapKind::NoEvidence
                | GapKind::EvidenceGone
                | GapKind::EvidenceCorrected
                | GapKind::NotPromised
                | GapKind::TriggerOnly
                | GapKind::Undecided
        )
    };
    gaps(postmortem).into_iter().filter(|gap| is_meant(gap.kind)).map(|gap| gap.says).collect()
}

#[component]
pub(super) fn Meeting() -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let meeting = memo(move || postmortem.with(|says| says.about.meeting.clone()));
    let minutes = memo(move || meeting.get().map_or(MINUTES, |meeting| meeting.minutes));
    let items = memo(move || {
        let points = open_points(postmortem);
        open.with(|reading| postmortem.with(|says| agenda(says, &reading.incident, minutes.get(), &points)))
    });
    let name = move || untrack(|| open.workbench().name_of(open.scope()));
    let told = RwSignal::new(String::new());
    let copy = move |_| {
        let title = open.with_untracked(|reading| reading.record.as_ref().map(|record| record.title.clone()));
        let text = ics::agenda_text(&name(), &title.unwrap_or_default(), &items.get_untracked());
        spawn_local(async move {
            let words = match clipboard::write(&text).await {
                Ok(()) => "The agenda is in the clipboard.".to_owned(),
                Err(why) => format!("Could not {why}."),
            };
            let _ = told.try_set(words);
        });
    };
    let download = move |_| {
        let points = untrack(|| open_points(postmortem));
        let text = open.with_untracked(|reading| {
            postmortem.says().with_untracked(|says| ics::print_with(reading, says, &name(), clock::now(), &points))
        });
        let file_name = format!("{}-review.ics", name());
        told.set(match file::download(&file_name, ics::MEDIA_TYPE, text.as_bytes()) {
            Ok(()) => format!("{file_name} is handed out."),
            Err(why) => format!("Could not hand out a file: {why}."),
        });
    };
    let shown = move || match meeting.get() {
        Some(postmortem::Meeting { at, minutes, place }) => {
            let zone = open.zone().get();
            let local = Local::at(at, &zone);
            let place = if place.is_empty() { String::new() } else { format!(", {place}") };
            let time = local.time_text(Precision::Minute);
            format!("{} at {time}, {minutes} minutes{place}.", local.date_text())
        }
        None => "No meeting is planned.".to_owned(),
    };
    let team = Team::new(open.workbench());
    let too_late = drawn(move || {
        let due = meeting.get().zip(deadlines_now(postmortem, team));
        let due = due.filter(|(meeting, due)| due.is_too_late(meeting.at, &open.zone().get()));
        match due {
            Some((_, due)) => said("", format!("The review is due before that, by {}.", due.review)),
            None => ().into_any(),
        }
    });
    let agenda = drawn(move || {
        let items: Vec<AnyView> = items.get().into_iter().map(one).collect();
        view! { <ol class="agenda">{items}</ol> }.into_any()
    });
    card(
        "Meeting",
        "review__meeting",
        vec![
            words("", shown),
            too_late,
            drawn(move || view! { <Plan meeting=meeting.get() /> }.into_any()),
            line("", vec![Button::plain("Copy the agenda", copy), Button::plain("Download for a calendar", download)]),
            status("quiet", told.into()),
            fold(move || format!("Agenda for {} minutes", minutes.get()), vec![agenda]),
        ],
    )
}

fn one(item: Item) -> AnyView {
    let points = item.points.into_iter().map(|point| span("", point)).collect();
    let parts = vec![
        line("", vec![bold(item.title), span("quiet", format!("{} min", item.minutes))]),
        said("agenda__ask", item.ask),
        list("", points),
    ];
    view! { <li>{parts}</li> }.into_any()
}

/// When it is to be.
#[component]
fn Plan(
    /// When it is now.
    meeting: Option<postmortem::Meeting>,
) -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let zone = open.zone();
    let local = meeting.as_ref().map(|meeting| Local::at(meeting.at, &zone.get_untracked()));
    let day = RwSignal::new(local.as_ref().map(Local::date_text).unwrap_or_default());
    let time = RwSignal::new(local.map(|local| local.time_text(Precision::Minute)).unwrap_or_default());
    let minutes = RwSignal::new(meeting.as_ref().map_or(MINUTES, |meeting| meeting.minutes).to_string());
    let is_planned = meeting.is_some();
    let place = RwSignal::new(meeting.map(|meeting| meeting.place).unwrap_or_default());
    let refused = RwSignal::new(None::<String>);
    let submit = move || {
        let typed = format!("{} {}", day.get_untracked(), time.get_untracked());
        let at = zone.with_untracked(|zone| zone::parse(typed.trim(), clock::now(), zone));
        let at = match at {
            Ok(Precise { at, precision }) if precision != Precision::Day => at,
            Ok(_) => return refused.set(Some("Could not plan a meeting without its time.".to_owned())),
            Err(why) => return refused.set(Some(format!("Could not {why}."))),
        };
        let minutes = minutes.with_untracked(|text| text.trim().parse::<u32>().ok());
        let Some(minutes) = minutes.filter(|minutes| (1..=MOST_MINUTES).contains(minutes)) else {
            return refused.set(Some(format!("Could not plan a meeting of other than 1 to {MOST_MINUTES} minutes.")));
        };
        let place = place.with_untracked(|place| place.trim().to_owned());
        let meeting = postmortem::Meeting { at, minutes, place };
        refused.set(None);
        postmortem.set(&object_of([("meeting", meeting.write())]));
    };
    let cancel = move |_| {
        postmortem.set(&object_of([("meeting", serde_json::Value::Null)]));
    };
    let field = |label, id, sort, class, text| Field { label, id, sort, class, list: "" }.of(text);
    let mut acts = vec![Button::submit(if is_planned { "Move the meeting" } else { "Plan the meeting" })];
    if is_planned {
        acts.push(Button::plain("Call it off", cancel));
    }
    form(
        "review__plan",
        submit,
        vec![
            field("Day", "meeting-day", "date", "", day),
            field("Time", "meeting-time", "time", "", time),
            field("Minutes", "meeting-minutes", "number", "", minutes),
            field("Place or link", "meeting-place", "text", "review__place", place),
            words("quiet", move || format!("Times in {}.", zone.get().name())),
            refusal(move || refused.get()),
            line("", acts),
        ],
    )
}
