//! Who answers for the document, and who reviews it.

use leptos::prelude::*;
use serde_json::Value;

use super::super::super::hand_over::{known, understood};
use super::super::super::roles::name_of;
use super::super::super::when;
use super::piece::{Button, Field, bold, card, form, line, list, said, span};
use crate::domain::postmortem::review::{Review, Worth, checks, found_in_words, reviews};
use crate::log::canonical::object_of;
use crate::state::{OpenIncident, OpenPostmortem};
use crate::ui::{drawn, memo};

/// The id of the list of people.
const PEOPLE: &str = "review-people";

/// Everybody who was heard of, for fields that name somebody.
fn people(open: OpenIncident) -> AnyView {
    let people = memo(move || open.with(|reading| known(reading, "")));
    let options = drawn(move || {
        let option = |(handle, name): (String, String)| view! { <option value=handle>{name}</option> };
        people.get().into_iter().map(option).collect_view().into_any()
    });
    view! { <datalist id=PEOPLE>{options}</datalist> }.into_any()
}

/// A field that names somebody.
fn named(label: &'static str, id: &'static str, text: RwSignal<String>) -> AnyView {
    Field { label, id, sort: "text", class: "", list: PEOPLE }.of(text)
}

/// The handle that is meant by what was typed.
fn meant(open: OpenIncident, text: &str) -> String {
    open.with_untracked(|reading| understood(text, &known(reading, "")))
}

#[component]
pub(super) fn Owner() -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let owner = memo(move || postmortem.with(|says| says.about.owner.clone()));
    let text = RwSignal::new(String::new());
    let me = open.workbench().me();
    let is_mine = move || owner.get().is_some() && owner.get() == me.get().map(|me| me.handle);
    let submit = move || {
        let handle = text.with_untracked(|text| meant(open, text));
        if !handle.is_empty() && postmortem.set(&object_of([("owner", handle.into())])) {
            text.set(String::new());
        }
    };
    let standing = drawn(move || match owner.get() {
        Some(owner) => {
            let name = open.with(|reading| name_of(reading, &owner));
            line("", vec![bold(name), span("", "answers for this document.")])
        }
        None => line("", vec![span("badge", "no owner"), span("", "Nobody answers for this document yet.")]),
    });
    let claim = drawn(move || match is_mine() {
        true => ().into_any(),
        false => line(
            "",
            vec![Button { key: "l", ..Button::default() }.view("I answer for it", move |_| _ = postmortem.own())],
        ),
    });
    let name = form(
        "review__name",
        submit,
        vec![named("Somebody else", "review-owner", text), Button::submit("Let them answer for it")],
    );
    card("Owner", "", vec![standing, claim, name, people(open)])
}

#[component]
pub(super) fn Reviewers(
    /// True while somebody signs off.
    is_signing: RwSignal<bool>,
) -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let all = memo(move || {
        let present = postmortem.present();
        postmortem.with(|says| reviews(says, present))
    });
    let text = RwSignal::new(String::new());
    let set = move |reviewers: Vec<String>| {
        let reviewers = if reviewers.is_empty() { Value::Null } else { reviewers.into() };
        postmortem.set(&object_of([("reviewers", reviewers)]))
    };
    let asked = move || untrack(|| postmortem.with(|says| says.about.reviewers.clone()));
    let submit = move || {
        let handle = text.with_untracked(|text| meant(open, text));
        let mut reviewers = asked();
        if handle.is_empty() {
            return;
        }
        if !reviewers.contains(&handle) {
            reviewers.push(handle);
            set(reviewers);
        }
        text.set(String::new());
    };
    let take_out = Callback::new(move |by: String| {
        set(asked().into_iter().filter(|other| *other != by).collect());
    });
    let standing = drawn(move || match all.get() {
        none if none.is_empty() => said(
            "quiet",
            "Nobody is asked yet. One sign-off by anybody is enough then; whoever is named here has to sign off as well.",
        ),
        all => list("reviewers", all.into_iter().map(|review| one(open, review, take_out)).collect()),
    });
    let name =
        form("review__name", submit, vec![named("Ask somebody", "review-reviewer", text), Button::submit("Ask them")]);
    let sign = Button { class: "button button--primary", key: "s", ..Button::default() };
    card("Reviewers", "", vec![standing, name, line("", vec![sign.view("Sign off …", move |_| is_signing.set(true))])])
}

fn one(open: OpenIncident, review: Review, take_out: Callback<String>) -> AnyView {
    let (counts, worth) = (review.counts(), review.worth());
    let Review { by, is_asked, signed, .. } = review;
    let name = open.with(|reading| name_of(reading, &by));
    let zone = open.zone();
    let standing = worth.map_or("asked", Worth::as_str);
    let label = format!("Remove {name}");
    let mut who = vec![
        bold(name),
        view! { <span class="reviewers__standing" data-current=counts.to_string()>{standing}</span>" " }.into_any(),
    ];
    if is_asked {
        let remove = Button { class: "link", label: Some(label), ..Button::default() };
        who.push(remove.view("Remove", move |_| take_out.run(by.clone())));
    }
    let mut parts = vec![line("reviewers__who", who)];
    if let Some(signed) = signed {
        let at = zone.with(|zone| when::minute(signed.at, zone));
        let is_found = |name: &str| signed.checks.iter().any(|found| found == name);
        let left: Vec<&str> = checks().filter(|check| !is_found(check.name)).map(|check| check.title).collect();
        let found = found_in_words(&signed.checks);
        let left = if left.is_empty() { String::new() } else { format!("; not: {}", left.join(", ")) };
        parts.push(said("quiet reviewers__found", format!("{at}: {found} found in order{left}.")));
        if !signed.text.is_empty() {
            parts.push(said("reviewers__text", signed.text));
        }
    }
    parts.into_any()
}
