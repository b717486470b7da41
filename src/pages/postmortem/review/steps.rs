//! How far the document is, the way on and back, and how it is closed.

use leptos::prelude::*;
use serde_json::Value;

use super::kept;
use super::piece::{Button, bold, form, line, refusal, said, span, text_area};
use crate::domain::entry::Phase;
use crate::domain::postmortem::review::{NotYet, Refused, Status, breach, is_still_live, may_move, was_taken};
use crate::domain::postmortem::{Postmortem, PostmortemRecord};
use crate::log::Reading;
use crate::log::canonical::object_of;
use crate::platform::dom;
use crate::state::{OpenPostmortem, Typing};
use crate::ui::{drawn, live, memo, on, while_wanted};

/// A reason with which it is closed all the same.
#[derive(Clone, Copy)]
struct Why {
    /// The element of its field.
    id: &'static str,
    label: &'static str,
    /// Where it is kept with the document.
    kept: &'static str,
    of: fn(&mut PostmortemRecord) -> &mut Option<String>,
}

/// Why nothing was changed.
const NOTHING: Why = Why {
    id: "close-without",
    label: "Why nothing is changed because of it",
    kept: "closed_without",
    of: |about| &mut about.closed_without,
};

/// Why nobody looks again at what was changed.
const DESPITE: Why = Why {
    id: "close-despite",
    label: "Why it is closed without another look",
    kept: "closed_despite",
    of: |about| &mut about.closed_despite,
};

/// The reason that would do.
fn asked_by(why_not: &NotYet) -> Option<Why> {
    match why_not {
        NotYet::NothingChanged => Some(NOTHING),
        NotYet::ChangedSince(_) => Some(DESPITE),
        _ => None,
    }
}

/// Takes the focus to the field for the reason that would do, once it is there.
fn to_reason(why_not: Option<NotYet>) {
    if let Some(why) = why_not.as_ref().and_then(asked_by) {
        request_animation_frame(move || {
            dom::focus(why.id);
        });
    }
}

/// What is told of one that is reviewed and was not frozen.
const LIVE: &str = "It is not frozen: what it says still follows the entries. Freezing it keeps what was reviewed.";

/// What is told of one that is closed while its incident is not.
const OPEN: &str = "The document is closed. The incident itself is closed in its timeline, by its phase.";

#[component]
pub(super) fn Steps() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let status = memo(move || postmortem.with(|says| Status::of(&says.about)));
    let refused = RwSignal::new(None::<Refused>);
    // What is told is why it may not now: a reason that is gone is told no more.
    let why_not = memo(move || {
        let refused = refused.get()?;
        let present = postmortem.present();
        postmortem.with(|says| refused.still(says, present))
    });
    let nothing = kept(postmortem.incident(), "close without");
    let despite = kept(postmortem.incident(), "close despite");
    let move_to = move |to: Status| {
        let present = untrack(|| postmortem.present());
        let no = untrack(|| postmortem.with(|says| Refused::of(says, to, present)));
        if no.is_none() {
            let mut changes = object_of([("status", to.as_str().into())]);
            // It was for what was there then: what is closed again is asked again.
            if to != Status::Closed && untrack(|| postmortem.with(|says| says.about.closed_despite.is_some())) {
                changes.insert(DESPITE.kept.to_owned(), Value::Null);
            }
            postmortem.set(&changes);
        }
        refused.set(no);
        to_reason(why_not.get_untracked());
    };
    // Also where it was closed, and the change that let it be was taken back since.
    let lacks = memo(move || postmortem.with(breach));
    let asks = move |is_meant: fn(&NotYet) -> bool| {
        why_not.with(|why| why.as_ref().is_some_and(is_meant)) || lacks.with(|why| why.as_ref().is_some_and(is_meant))
    };
    let asks_nothing = move || asks(|why| *why == NotYet::NothingChanged);
    let asks_despite = move || asks(|why| matches!(why, NotYet::ChangedSince(_)));
    let why = move || postmortem.with(|says| says.about.closed_without.clone());
    let why_despite = move || postmortem.with(|says| says.about.closed_despite.clone());
    let is_open_still = move || {
        let is_closed = |reading: &Reading| reading.incident.phase() == Some(Phase::Closed);
        status.get() == Status::Closed && !postmortem.incident().with(is_closed)
    };
    let step = |step: Status| {
        let (is_now, is_past) = (
            live(move || (status.get() == step).then_some("step")),
            live(move || postmortem.with(|says| was_taken(says, step)).to_string()),
        );
        view! {
            <li>
                <button class="steps__step" aria-current=is_now data-past=is_past on:click=on(move |_| move_to(step))>
                    {step.title()}
                </button>
            </li>
        }
        .into_any()
    };
    let steps: Vec<AnyView> = Status::ALL.into_iter().map(step).collect();
    let parts = vec![
        view! { <ol class="steps" aria-label="How far the document is">{steps}</ol> }.into_any(),
        refusal(move || why_not.get().map(|why| format!("Could not {why}."))),
        refusal(move || {
            let why = "It is closed, but no change is promised or done any more, and no reason is written why not.";
            lacks.get().map(|_| why.to_owned())
        }),
        while_wanted(move || postmortem.with(is_still_live), move || said("quiet", LIVE)),
        while_wanted(is_open_still, move || said("quiet", OPEN)),
        while_wanted(asks_nothing, move || view! { <Reason why=NOTHING reason=nothing refused /> }.into_any()),
        while_wanted(asks_despite, move || view! { <Reason why=DESPITE reason=despite refused /> }.into_any()),
        drawn(move || match why() {
            Some(why) => line(
                "",
                vec![
                    bold("Closed without a change:"),
                    span("", why),
                    Button { class: "link", ..Button::default() }.view("Take this reason back", move |_| {
                        postmortem.set(&object_of([("closed_without", Value::Null)]));
                    }),
                ],
            ),
            None => ().into_any(),
        }),
        drawn(move || match why_despite() {
            Some(why) => line("", vec![bold("Closed without another look:"), span("", why)]),
            None => ().into_any(),
        }),
    ];
    view! { <div class="review__steps">{parts}</div> }.into_any()
}

/// A reason, and closing with that.
#[component]
fn Reason(
    /// Which.
    why: Why,
    /// What is being typed.
    reason: Typing,
    /// The last move, where it was refused.
    refused: RwSignal<Option<Refused>>,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let close = move || {
        let text = reason.text().with_untracked(|text| text.trim().to_owned());
        if text.is_empty() {
            dom::focus(why.id);
            return;
        }
        let present = untrack(|| postmortem.present());
        let says = postmortem.says().with_untracked(|says| says.as_ref().clone());
        let mut about = says.about.clone();
        *(why.of)(&mut about) = Some(text.clone());
        let says = Postmortem { about, ..says };
        let why_not = may_move(&says, Status::Closed, present).err();
        let mut changes = object_of([(why.kept, text.into())]);
        match &why_not {
            None => _ = changes.insert("status".to_owned(), Status::Closed.as_str().into()),
            // This one is kept, and another reason is asked for.
            Some(why_not) if asked_by(why_not).is_some() => {}
            Some(_) => return refused.set(Refused::of(&says, Status::Closed, present)),
        }
        if postmortem.set(&changes) {
            refused.set(Refused::of(&says, Status::Closed, present));
            reason.discard();
            to_reason(why_not);
        }
    };
    let field = text_area(why.id, why.label, reason);
    form("review__reason", close, vec![field, line("", vec![Button::submit("Close it with this reason")])])
}
