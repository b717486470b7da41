//! Choosing how severe an incident is and which phase it is in. Drawn as panels, and loaded with them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::moment::When;
use super::panels::Asked;
use super::timeline::TimelineView;
use crate::domain::entry::{Phase, Says};
use crate::platform::dom;
use crate::state::{Commands, Notice, OpenIncident, SaidAt, Saying, Team, Tone};
use crate::ui::{Modal, drawn, on};

/// The choice that has the focus first.
const FIRST: &str = "picker-first";

/// What is chosen from a list is an entry, of now or of the time that was typed; that can be corrected as any other's.
fn pick(open: OpenIncident, timeline: TimelineView, asked: Asked, at: SaidAt, says: Says) {
    asked.close();
    let is_of_now = at == SaidAt::Now;
    let (severity, phase) = match &says {
        Says::Severity { severity } => (Some(severity.clone()), None),
        Says::Phase { phase } => (None, Some(*phase)),
        _ => (None, None),
    };
    if let Some(record) = open.say_new(Saying { at, ..Saying::now(says) }) {
        timeline.follow(record);
        // Behind an entry that stands later, by a correction or by another device's clock, it does not count now.
        let counts = open.with_untracked(|reading| {
            let incident = &reading.incident;
            severity.is_none_or(|severity| incident.severity() == Some(&severity))
                && phase.is_none_or(|phase| incident.phase() == Some(phase))
        });
        if is_of_now && !counts {
            let text = "Logged, but an entry with a later time still counts: correct its time, or that of this one, if a clock is wrong.";
            open.workbench().notice().set(Some(Notice::new(Tone::Waiting, text)));
        }
    } else if let Some(refusal) = open.refusal().get_untracked() {
        open.workbench().notice().set(Some(Notice::new(Tone::Waiting, format!("Could not {refusal}."))));
    }
    // The dialog gives the focus back to where it was when it closes; the box takes it after that.
    request_animation_frame(|| {
        dom::focus("box");
    });
}

/// The choices of a picker: each a button, the one that holds now marked.
fn choices(label: &'static str, hint: &'static str, choices: Vec<(String, String, bool, Says)>) -> AnyView {
    Commands::expect().let_go();
    let (open, timeline, asked) = (OpenIncident::expect(), TimelineView::expect(), Asked::expect());
    // What was typed with the command: a time before it, a value behind it.
    let (before, value) = asked.noted();
    let (when, refused) = (When::asking(open, before), RwSignal::new(None::<String>));
    let wanted = choices.iter().position(|(name, ..)| name.eq_ignore_ascii_case(&value));
    if wanted.is_none() && !value.is_empty() {
        refused.set(Some(format!("Could not find “{value}” here: choose one.")));
    }
    let first = wanted.or_else(|| choices.iter().position(|(_, _, is_now, _)| *is_now)).unwrap_or_default();
    let choose = move |says: Says| match when.read() {
        Ok(at) => pick(open, timeline, asked, at, says),
        Err(why) => refused.set(Some(why)),
    };
    let to_first = |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            dom::focus(FIRST);
        }
    };
    let step = |event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        dom::focus_neighbour(".picker__choice", forward);
    };
    view! {
        <Modal label=label class="picker" on_close=move |()| asked.close()>
            <h1>{label}</h1>
            <p class="quiet">{hint}</p>
            <div class="picker__choices" on:keydown=on(step)>
                {choices.into_iter().enumerate().map(|(position, (name, meaning, is_now, says))| view! {
                    <button
                        class="picker__choice"
                        id=(position == first).then_some(FIRST)
                        autofocus=position == first
                        aria-current=is_now.then_some("true")
                        on:click=on(move |_| choose(says.clone()))
                    >
                        <b>{name}</b>
                        <span class="quiet">{meaning}</span>
                    </button>
                }).collect_view()}
            </div>
            {drawn(move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
            <div class="impact__form" on:keydown=on(to_first)>{when.view("picker-when".to_owned(), "When", None)}</div>
        </Modal>
    }
    .into_any()
}

#[component]
pub(super) fn SeverityPicker() -> impl IntoView {
    let open = OpenIncident::expect();
    let team = Team::new(open.workbench());
    drawn(move || {
        let Some(lists) = team.lists().get() else { return ().into_any() };
        let now = open.with_untracked(|reading| reading.incident.severity().map(str::to_owned));
        let levels = lists.severities().into_iter().map(|level| {
            let is_now = now.as_deref() == Some(level.name.as_str());
            (level.name.to_ascii_uppercase(), level.meaning, is_now, Says::Severity { severity: level.name })
        });
        choices("How severe is it now?", "When unsure, assume worse.", levels.collect())
    })
}

#[component]
pub(super) fn PhasePicker() -> impl IntoView {
    let now = OpenIncident::expect().with_untracked(|reading| reading.incident.phase());
    let phases = Phase::ALL.map(|phase| {
        let meaning = match phase {
            Phase::Investigating => "Looking for what it is.",
            Phase::Identified => "What makes it happen is known.",
            Phase::Mitigated => "The harm is stopped or small; the condition may remain.",
            Phase::Watching => "A fix is in, being watched.",
            Phase::Resolved => "It is over.",
            Phase::Closed => "Nothing is left to do for it.",
        };
        (phase.as_str().to_owned(), meaning.to_owned(), now == Some(phase), Says::Phase { phase })
    });
    choices("Which phase is it in now?", "Any order may happen. Each is an entry.", phases.into())
}
