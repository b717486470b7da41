//! Freezing the document, and what was said after it was.

use leptos::prelude::*;

use super::super::super::roles::name_of;
use super::super::super::when;
use super::piece::{Button, card, fold, form, line, list, said, span};
use crate::domain::postmortem::review::Status;
use crate::state::{Commands, OpenIncident, OpenPostmortem};
use crate::text::amendments::short;
use crate::ui::{Modal, drawn, live, memo};

/// Freezes it, where anything was said since. One that is not reviewed yet is mostly still being written: then it asks first.
pub(super) fn ask(postmortem: OpenPostmortem, is_freezing: RwSignal<bool>, told: RwSignal<&'static str>) {
    let is_as_frozen = untrack(|| postmortem.frozen().with(Option::is_some) && postmortem.amendments().is_empty());
    if is_as_frozen {
        told.set("Nothing was said since it was frozen.");
    } else if untrack(|| status(postmortem)) < Status::Reviewed {
        is_freezing.set(true);
    } else {
        freeze(postmortem, told);
    }
}

fn freeze(postmortem: OpenPostmortem, told: RwSignal<&'static str>) {
    told.set(if postmortem.freeze() { "Frozen. What is said from here on is an amendment." } else { "" });
}

fn status(postmortem: OpenPostmortem) -> Status {
    postmortem.with(|says| Status::of(&says.about))
}

/// Whether to freeze what is not reviewed yet.
#[component]
pub(super) fn AskFreeze(
    /// True while it is asked.
    is_freezing: RwSignal<bool>,
    /// What became of it.
    told: RwSignal<&'static str>,
) -> impl IntoView {
    Commands::expect().let_go();
    let postmortem = OpenPostmortem::expect();
    let standing = untrack(|| match status(postmortem) {
        Status::InReview => "It is in review still: what reviewers ask for is an amendment then.",
        _ => "It is a draft still: whatever is written from here on is an amendment then.",
    });
    let what = if untrack(|| postmortem.frozen().with(Option::is_some)) { AGAIN } else { LIVE };
    let send = move || {
        is_freezing.set(false);
        freeze(postmortem, told);
    };
    let does = Button { class: "button button--primary", sort: "submit", ..Button::default() };
    let parts = vec![
        view! { <h1>"Freeze it?"</h1> }.into_any(),
        said("", standing),
        said("quiet", what),
        line("", vec![does.view("Freeze it", |_| {}), Button::plain("Not yet", move |_| is_freezing.set(false))]),
    ];
    view! {
        <Modal label="Freeze it?" class="asking" on_close=move |()| is_freezing.set(false)>
            {form("", send, parts)}
        </Modal>
    }
    .into_any()
}

#[component]
pub(super) fn Freeze(
    /// True while it is asked whether to.
    is_freezing: RwSignal<bool>,
    /// What became of it.
    told: RwSignal<&'static str>,
) -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let frozen = postmortem.frozen();
    let amended = memo(move || {
        let zone = open.zone().get();
        postmortem.amendments().into_iter().map(|amendment| amendment.in_words(&zone)).collect::<Vec<_>>()
    });
    let freeze = move |_| ask(postmortem, is_freezing, told);
    let standing = drawn(move || {
        let Some(frozen) = frozen.get() else { return said("", LIVE) };
        let by = open.with(|reading| name_of(reading, &frozen.of.by));
        let at = open.zone().with(|zone| when::minute(frozen.of.at, zone));
        let count = frozen.of.scopes.iter().map(|scope| scope.saw.count()).sum::<u64>();
        let whole =
            if frozen.is_exact { "all of them are here, unchanged" } else { "not all of them are here as they were" };
        let mut parts = vec![
            line("", vec![span("", format!("Frozen by {by} at {at},")), hash(short(frozen.of.set_hash))]),
            fold(
                || "Whole hash, and what it covers".to_owned(),
                vec![
                    hash(frozen.of.set_hash.to_string()),
                    said("quiet", format!("The set hash of {count} revisions: {whole}.")),
                ],
            ),
        ];
        parts.extend(frozen.remarks().into_iter().map(|remark| said("refusal", remark)));
        parts.into_any()
    });
    let since = drawn(move || match (frozen.get(), amended.get()) {
        (None, _) => ().into_any(),
        (Some(_), none) if none.is_empty() => said("quiet", "Nothing was said since."),
        (Some(_), all) => {
            let title = if all.len() == 1 { "1 amendment".to_owned() } else { format!("{} amendments", all.len()) };
            let all = list("amendments", all.into_iter().map(|one| span("", one)).collect());
            vec![view! { <h3>{title}</h3> }.into_any(), all].into_any()
        }
    });
    let is_off = live(move || frozen.get().is_some() && amended.with(Vec::is_empty));
    let words = live(move || {
        if frozen.get().is_some() { "Freeze again, with the amendments" } else { "Freeze it as it is" }.to_owned()
    });
    let button = Button { key: "z", is_off, ..Button::default() }.following(words, freeze);
    card("Freezing", "", vec![standing, since, line("", vec![button])])
}

/// What freezing does, before somebody does it.
const LIVE: &str = "Numbers, timeline and texts follow what is said. Frozen, the document is what it was at that moment, with a \
    hash that shows so; later edits are kept beside it as amendments.";

/// What freezing again does.
const AGAIN: &str = "It is frozen as it was before. Frozen again, it takes the amendments in, with another hash.";

fn hash(text: String) -> AnyView {
    view! { <code class="review__hash">{text}</code> }.into_any()
}
