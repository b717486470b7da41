//! The review for others: as text for a pull request, for programs, and on paper. The worker writes it, which has the engine.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use super::rollout::{Printing, Rolling};
use crate::platform::{clipboard, dom, file};
use crate::text::export::markdown::Flavour;
use crate::text::rollback::paper::Printed;
use crate::ui::{Modal, live, memo, on};

/// One form in which a review goes out.
struct Form {
    title: &'static str,
    what_for: &'static str,
    /// The end of the file's name.
    end: &'static str,
    media_type: &'static str,
    read: fn(&Printed) -> &String,
    /// The markdown that it is, with which the rollout goes out too; none for JSON.
    flavour: Option<Flavour>,
}

static FORMS: [Form; 3] = [
    Form {
        title: "Markdown for GitHub",
        what_for: "a pull request: verdicts, answers, the plan as tasks, sign-offs, the rollout",
        end: "md",
        media_type: "text/markdown",
        read: |printed| &printed.github,
        flavour: Some(Flavour::GitHub),
    },
    Form {
        title: "Markdown for GitLab",
        what_for: "a merge request",
        end: "gitlab.md",
        media_type: "text/markdown",
        read: |printed| &printed.gitlab,
        flavour: Some(Flavour::GitLab),
    },
    Form {
        title: "JSON",
        what_for: "a pipeline, or another program",
        end: "json",
        media_type: "application/json",
        read: |printed| &printed.json,
        flavour: None,
    },
];

#[component]
pub(super) fn HandOut() -> impl IntoView {
    let desk = Desk::expect();
    desk.commands.let_go();
    let said = RwSignal::new(String::new());
    let rolling = Rolling::expect();
    let printed = memo(move || desk.printed());
    let rollouts = FORMS
        .each_ref()
        .map(|form| memo(move || form.flavour.map_or(Printing::Nothing, |flavour| rolling.printed(flavour))));
    let is_failed = memo(move || rollouts.iter().any(|rollout| rollout.get() == Printing::Failed));
    // The review with the rollout behind it; none while either is on its way.
    let texts = memo(move || {
        let text = |(form, rollout): (&Form, &Memo<Printing>)| {
            let review = printed.with(|printed| printed.as_ref().map(|printed| (form.read)(printed).clone()));
            match (review, rollout.get()) {
                (_, Printing::Loading | Printing::Failed) => None,
                (Some(review), Printing::Nothing) => Some(review),
                (Some(review), Printing::Here(rollout)) => Some(format!("{}\n\n{rollout}", review.trim_end())),
                // A change without a script has a rollout all the same.
                (None, Printing::Here(rollout)) if desk.is_empty() => Some(rollout),
                (None, _) => None,
            }
        };
        FORMS.iter().zip(&rollouts).map(text).collect::<Vec<_>>()
    });
    let is_ready = move |place: usize| texts.with(|texts| texts[place].is_some());
    let state = live(move || match (is_ready(0), said.get()) {
        (false, _) if is_failed.get() => "Could not load the rollout: you may be offline.".to_owned(),
        (false, _) if desk.is_empty() => "There is nothing to review yet.".to_owned(),
        (false, _) => "Writing …".to_owned(),
        (true, said) => said,
    });
    let give = move |place: usize, is_copied: bool| {
        let form = &FORMS[place];
        let Some(text) = texts.with_untracked(|texts| texts[place].clone()) else { return };
        let name = format!("{}.{}", desk.change.get_untracked().file_stem(), form.end);
        spawn_local(async move {
            let words = match is_copied {
                true => match clipboard::write(&text).await {
                    Ok(()) => format!("{} is in the clipboard.", form.title),
                    Err(why) => format!("Could not {why}. Download it instead."),
                },
                false => match file::download(&name, form.media_type, text.as_bytes()) {
                    Ok(()) => format!("{name} is handed out."),
                    Err(why) => format!("Could not hand out a file: {why}."),
                },
            };
            let _ = said.try_set(words);
        });
    };
    let row = move |(place, form): (usize, &'static Form)| {
        let button = |word: &'static str, is_copied: bool| {
            view! {
                <button
                    class="button"
                    aria-label=format!("{word} {}", form.title)
                    aria-disabled=live(move || (!is_ready(place)).to_string())
                    on:click=on(move |_| give(place, is_copied))
                >
                    {word}
                </button>
            }
            .into_any()
        };
        view! {
            <li>
                <span><b>{form.title}</b>" "<span class="quiet">{form.what_for}</span></span>
                {button("Copy", true)}
                {button("Download", false)}
            </li>
        }
        .into_any()
    };
    let print = move |_| {
        desk.is_going_out.set(false);
        // The dialog is gone by then, and what is printed has its place.
        request_animation_frame(dom::print);
    };
    view! {
        <Modal label="The review for others" class="hand-out" on_close=move |()| desk.is_going_out.set(false)>
            <h1>"The review for others"</h1>
            <p class="quiet">"It goes out as it stands now. Times are in UTC."</p>
            <ul class="hand-out__forms">
                {FORMS.iter().enumerate().map(row).collect_view()}
                <li>
                    <span><b>"On paper"</b>" "<span class="quiet">"the checklist with boxes, the plan and what is open"</span></span>
                    <button class="button" aria-label="Print the checklist" on:click=on(print)>"Print"</button>
                </li>
            </ul>
            <p class="quiet" role="status">{state}</p>
            <p><button class="button" on:click=on(move |_| desk.is_going_out.set(false))>"Close"</button></p>
        </Modal>
    }
    .into_any()
}
