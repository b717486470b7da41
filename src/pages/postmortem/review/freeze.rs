//! Freezing the document, and what was said after it was.

use leptos::prelude::*;

use super::super::super::roles::name_of;
use super::super::super::when;
use crate::state::{OpenIncident, OpenPostmortem};
use crate::text::amendments::short;
use crate::ui::{drawn, live, memo, on};

/// The button that freezes.
pub(super) const BUTTON: &str = "review-freeze";

#[component]
pub(super) fn Freeze() -> impl IntoView {
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let frozen = postmortem.frozen();
    let amended = memo(move || {
        let zone = open.zone().get();
        postmortem.amendments().into_iter().map(|amendment| amendment.in_words(&zone)).collect::<Vec<_>>()
    });
    let said = RwSignal::new("");
    let freeze = move |_| {
        if postmortem.freeze() {
            said.set("Frozen. What is said from here on is an amendment.");
        }
    };
    let standing = move || {
        match frozen.get() {
        None => view! {
            <p>
                "Numbers, timeline and texts follow what is said. Frozen, the document is what it was at that moment, with a hash that "
                "shows so; later edits are kept beside it as amendments."
            </p>
        }
        .into_any(),
        Some(frozen) => {
            let by = open.with(|reading| name_of(reading, &frozen.of.by));
            let at = open.zone().with(|zone| when::minute(frozen.of.at, zone));
            let remarks = frozen.remarks();
            view! {
                <p>{format!("Frozen by {by} at {at}, ")}<code class="review__hash">{short(frozen.of.set_hash)}</code>"."</p>
                <details>
                    <summary>"Whole hash, and what it covers"</summary>
                    <p><code class="review__hash">{frozen.of.set_hash.to_string()}</code></p>
                    <p class="quiet">
                        {format!(
                            "The set hash of {} revisions: {}.",
                            frozen.of.scopes.iter().map(|scope| scope.saw.count()).sum::<u64>(),
                            if frozen.is_exact { "all of them are here, unchanged" } else { "not all of them are here as they were" },
                        )}
                    </p>
                </details>
                {remarks.into_iter().map(|remark| view! { <p class="refusal">{remark}</p> }).collect_view()}
            }
            .into_any()
        }
    }
    };
    view! {
        <section class="card" aria-label="Freezing">
            <h2>"Freezing"</h2>
            {drawn(standing)}
            {drawn(move || match (frozen.get(), amended.get()) {
                (None, _) => ().into_any(),
                (Some(_), none) if none.is_empty() => view! { <p class="quiet">"Nothing was said since."</p> }.into_any(),
                (Some(_), all) => view! {
                    <h3>{if all.len() == 1 { "1 amendment".to_owned() } else { format!("{} amendments", all.len()) }}</h3>
                    <ul class="amendments">{all.into_iter().map(|one| view! { <li>{one}</li> }).collect_view()}</ul>
                }.into_any(),
            })}
            <p>
                <button
                    class="button"
                    id=BUTTON
                    disabled=live(move || frozen.get().is_some() && amended.with(Vec::is_empty))
                    on:click=on(freeze)
                >
                    {live(move || if frozen.get().is_some() { "Freeze again, with the amendments" } else { "Freeze it as it is" })}
                    " "<kbd>"z"</kbd>
                </button>
            </p>
            <p class="hidden" role="status">{said}</p>
        </section>
    }
    .into_any()
}
