//! Freezing the document, and what was said after it was.

use leptos::prelude::*;

use super::super::super::roles::name_of;
use super::super::super::when;
use super::piece::{Button, card, fold, line, list, said, span, status};
use crate::state::{OpenIncident, OpenPostmortem};
use crate::text::amendments::short;
use crate::ui::{drawn, live, memo};

/// Freezes it, where anything was said since; answers what became of it. A freeze only adds, so nobody is asked first.
pub(super) fn freeze(postmortem: OpenPostmortem) -> &'static str {
    let is_as_frozen = untrack(|| postmortem.frozen().with(Option::is_some) && postmortem.amendments().is_empty());
    if is_as_frozen {
        "Nothing was said since it was frozen."
    } else if postmortem.freeze() {
        "Frozen. What is said from here on is an amendment."
    } else {
        ""
    }
}

#[component]
pub(super) fn Freeze() -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let frozen = postmortem.frozen();
    let amended = memo(move || {
        let zone = open.zone().get();
        postmortem.amendments().into_iter().map(|amendment| amendment.in_words(&zone)).collect::<Vec<_>>()
    });
    let told = RwSignal::new("");
    let freeze = move |_| told.set(freeze(postmortem));
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
    card(
        "Freezing",
        "",
        vec![standing, since, line("", vec![button]), status("hidden", live(move || told.get().to_owned()))],
    )
}

/// What freezing does, before somebody does it.
const LIVE: &str = "Numbers, timeline and texts follow what is said. Frozen, the document is what it was at that moment, with a \
    hash that shows so; later edits are kept beside it as amendments.";

fn hash(text: String) -> AnyView {
    view! { <code class="review__hash">{text}</code> }.into_any()
}
