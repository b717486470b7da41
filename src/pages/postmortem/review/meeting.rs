//! The review meeting: when, where, its agenda, and a file for calendars.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::gaps;
use crate::domain::json::Json as _;
use crate::domain::postmortem::agenda::{Item, agenda};
use crate::domain::postmortem::missing::GapKind;
use crate::domain::postmortem::{self};
use crate::domain::time::{Precise, Precision};
use crate::domain::zone::{self, Local};
use crate::log::canonical::Object;
use crate::platform::{clipboard, clock, file};
use crate::state::{OpenIncident, OpenPostmortem};
use crate::text::ics;
use crate::ui::{drawn, live, memo, on, typed};

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
                | GapKind::TriggerOnly
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
    let said = RwSignal::new(String::new());
    let copy = move |_| {
        let title = open.with_untracked(|reading| reading.record.as_ref().map(|record| record.title.clone()));
        let text = ics::agenda_text(&name(), &title.unwrap_or_default(), &items.get_untracked());
        spawn_local(async move {
            let words = match clipboard::write(&text).await {
                Ok(()) => "The agenda is in the clipboard.".to_owned(),
                Err(why) => format!("Could not {why}."),
            };
            let _ = said.try_set(words);
        });
    };
    let download = move |_| {
        let points = untrack(|| open_points(postmortem));
        let text = open.with_untracked(|reading| {
            postmortem.says().with_untracked(|says| ics::print_with(reading, says, &name(), clock::now(), &points))
        });
        let file_name = format!("{}-review.ics", name());
        said.set(match file::download(&file_name, ics::MEDIA_TYPE, text.as_bytes()) {
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
    view! {
        <section class="card review__meeting" aria-label="Meeting">
            <h2>"Meeting"</h2>
            <p>{live(shown)}</p>
            {drawn(move || view! { <Plan meeting=meeting.get() /> }.into_any())}
            <p>
                <button class="button" on:click=on(copy)>"Copy the agenda"</button>
                <button class="button" on:click=on(download)>"Download for a calendar"</button>
            </p>
            <p class="quiet" role="status">{said}</p>
            <details>
                <summary>{live(move || format!("Agenda for {} minutes", minutes.get()))}</summary>
                <ol class="agenda">{drawn(move || items.get().into_iter().map(one).collect_view().into_any())}</ol>
            </details>
        </section>
    }
    .into_any()
}

fn one(item: Item) -> AnyView {
    view! {
        <li>
            <p><b>{item.title}</b>" "<span class="quiet">{format!("{} min", item.minutes)}</span></p>
            <p class="agenda__ask">{item.ask}</p>
            <ul>{item.points.into_iter().map(|point| view! { <li>{point}</li> }).collect_view()}</ul>
        </li>
    }
    .into_any()
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
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
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
        postmortem.set(&Object::from_iter([("meeting".to_owned(), meeting.write())]));
    };
    let cancel = move |_| {
        postmortem.set(&Object::from_iter([("meeting".to_owned(), serde_json::Value::Null)]));
    };
    view! {
        <form class="review__plan" on:submit=on(submit)>
            <label>"Day"<input type="date" id="meeting-day" prop:value=live(move || day.get()) on:input=typed(move |text| day.set(text)) /></label>
            <label>"Time"<input type="time" id="meeting-time" prop:value=live(move || time.get()) on:input=typed(move |text| time.set(text)) /></label>
            <label>
                "Minutes"
                <input
                    type="number"
                    id="meeting-minutes"
                    min="1"
                    max=MOST_MINUTES.to_string()
                    prop:value=live(move || minutes.get())
                    on:input=typed(move |text| minutes.set(text))
                />
            </label>
            <label class="review__place">"Place or link"<input id="meeting-place" prop:value=live(move || place.get()) on:input=typed(move |text| place.set(text)) /></label>
            <p class="quiet">{live(move || format!("Times in {}.", zone.get().name()))}</p>
            {drawn(move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
            <p>
                <button class="button" type="submit">{if is_planned { "Move the meeting" } else { "Plan the meeting" }}</button>
                {is_planned.then(|| view! { <button class="button" type="button" on:click=on(cancel)>"Call it off"</button> })}
            </p>
        </form>
    }
    .into_any()
}
