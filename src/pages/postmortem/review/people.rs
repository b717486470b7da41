//! Who answers for the document, and who reviews it.

use leptos::prelude::*;
use serde_json::Value;

use super::super::super::hand_over::{known, understood};
use super::super::super::roles::name_of;
use super::super::super::when;
use crate::domain::postmortem::review::{Review, checks, reviews};
use crate::log::canonical::Object;
use crate::state::{OpenIncident, OpenPostmortem};
use crate::ui::{drawn, live, memo, on, typed};

/// Everybody who was heard of, for fields that name somebody.
#[component]
fn People(
    /// The id of the list.
    id: &'static str,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let people = memo(move || open.with(|reading| known(reading, "")));
    view! {
        <datalist id=id>
            {drawn(move || people.get().into_iter().map(|(handle, name)| view! {
                <option value=handle>{name}</option>
            }).collect_view().into_any())}
        </datalist>
    }
    .into_any()
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
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let handle = text.with_untracked(|text| meant(open, text));
        if !handle.is_empty() && postmortem.set(&Object::from_iter([("owner".to_owned(), handle.into())])) {
            text.set(String::new());
        }
    };
    view! {
        <section class="card" aria-label="Owner">
            <h2>"Owner"</h2>
            <p>
                {drawn(move || match owner.get() {
                    Some(owner) => {
                        let name = open.with(|reading| name_of(reading, &owner));
                        view! { <b>{name}</b>" answers for this document." }.into_any()
                    }
                    None => view! { <span class="badge">"no owner"</span>" Nobody answers for this document yet." }.into_any(),
                })}
            </p>
            {drawn(move || (!is_mine()).then(|| view! {
                <p><button class="button" on:click=on(move |_| _ = postmortem.own())>"I answer for it "<kbd>"l"</kbd></button></p>
            }).into_any())}
            <form class="review__name" on:submit=on(submit)>
                <label>
                    "Somebody else"
                    <input
                        id="review-owner"
                        list="review-owners"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        prop:value=live(move || text.get())
                        on:input=typed(move |typed| text.set(typed))
                    />
                </label>
                <button class="button" type="submit">"Name them"</button>
            </form>
            <People id="review-owners" />
        </section>
    }
    .into_any()
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
        postmortem.set(&Object::from_iter([("reviewers".to_owned(), reviewers)]))
    };
    let asked = move || untrack(|| postmortem.with(|says| says.about.reviewers.clone()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
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
    view! {
        <section class="card" aria-label="Reviewers">
            <h2>"Reviewers"</h2>
            {drawn(move || match all.get() {
                none if none.is_empty() => view! {
                    <p class="quiet">"Nobody is asked yet. One sign-off by anybody is enough then; whoever is named here has to sign off as well."</p>
                }.into_any(),
                all => view! {
                    <ul class="reviewers">{all.into_iter().map(|review| one(open, review, take_out)).collect_view()}</ul>
                }.into_any(),
            })}
            <form class="review__name" on:submit=on(submit)>
                <label>
                    "Ask somebody"
                    <input
                        id="review-reviewer"
                        list="review-reviewers"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        prop:value=live(move || text.get())
                        on:input=typed(move |typed| text.set(typed))
                    />
                </label>
                <button class="button" type="submit">"Ask them"</button>
            </form>
            <People id="review-reviewers" />
            <p><button class="button button--primary" on:click=on(move |_| is_signing.set(true))>"Sign off … "<kbd>"s"</kbd></button></p>
        </section>
    }
    .into_any()
}

fn one(open: OpenIncident, review: Review, take_out: Callback<String>) -> AnyView {
    let Review { by, is_asked, signed, is_current } = review;
    let name = open.with(|reading| name_of(reading, &by));
    let zone = open.zone();
    let standing = match (&signed, is_current) {
        (None, _) => "asked",
        (Some(_), true) => "signed off",
        (Some(_), false) => "changed since they signed off",
    };
    let label = format!("Do not ask {name}");
    let detail = signed.map(|signed| {
        let found = signed.checks.len();
        let of = checks().count();
        let at = zone.with(|zone| when::minute(signed.at, zone));
        let open_checks: Vec<&str> = checks()
            .filter(|check| !signed.checks.iter().any(|name| name == check.name))
            .map(|check| check.title)
            .collect();
        let left = if open_checks.is_empty() { String::new() } else { format!("; not: {}", open_checks.join(", ")) };
        view! {
            <p class="quiet reviewers__found">{format!("{at}: {found} of {of} found in order{left}.")}</p>
            {(!signed.text.is_empty()).then(|| view! { <blockquote class="reviewers__text">{signed.text}</blockquote> })}
        }
    });
    view! {
        <li>
            <p class="reviewers__who">
                <b>{name}</b>" "
                <span class="reviewers__standing" data-current=is_current.to_string()>{standing}</span>
                {is_asked.then(|| view! {
                    " "<button class="link" aria-label=label on:click=on(move |_| take_out.run(by.clone()))>"Remove"</button>
                })}
            </p>
            {detail}
        </li>
    }
    .into_any()
}
