//! What two people changed at once in a record of the postmortem, and what cannot be merged.

use leptos::prelude::*;
use serde_json::Value;

use crate::domain::id::RecordId;
use crate::log::canonical::Object;
use crate::pages::markup::markup;
use crate::pages::panels::{PanelOf, Which};
use crate::platform::dom;
use crate::state::OpenPostmortem;
use crate::text::quote::with_places;
use crate::ui::{drawn, memo, on, while_wanted};

/// What two people wrote at once and what cannot be merged: every version, until a person says. Of a text both can hold, one
/// below the other.
#[component]
pub(super) fn Disagreement(
    /// The record.
    record: RecordId,
    /// Its kind.
    kind: &'static str,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let open = postmortem.incident();
    let versions = memo(move || {
        open.with(|reading| {
            let conflicts = reading.records.get(&record).map(|record| record.conflicts.as_slice()).unwrap_or_default();
            let texts = conflicts.iter().find(|conflict| conflict.field == "text");
            let texts = texts.map(|conflict| conflict.values.as_slice()).unwrap_or_default();
            texts.iter().map(|(_, value)| value.as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        })
    });
    let keep = move |text: String| {
        let text = Object::from_iter([("text".to_owned(), Value::from(text))]);
        if postmortem.put(kind, record, &text) {
            // The button goes with what it settled.
            dom::focus(&format!("record-{record}"));
        }
    };
    let has_other = move || {
        open.with(|reading| {
            let conflicts = reading.records.get(&record).map(|record| record.conflicts.as_slice()).unwrap_or_default();
            conflicts.iter().any(|conflict| conflict.field != "text")
        })
    };
    let texts = drawn(move || {
        let versions = versions.get();
        if versions.is_empty() {
            return ().into_any();
        }
        let both = versions.join("\n\n");
        view! {
            <div class="conflict" role="group" aria-label="Two versions">
                <p>"These lines were changed in two places at once. Both versions are here until you say which one holds."</p>
                {versions.into_iter().map(|text| {
                    let shown = with_places(&text);
                    view! {
                        <div class="conflict__version">
                            <div class="md">{markup(shown)}</div>
                            <button class="button" on:click=on(move |_| keep(text.clone()))>"This one"</button>
                        </div>
                    }
                }).collect_view()}
                <p><button class="button" on:click=on(move |_| keep(both.clone()))>"Both, one below the other"</button></p>
            </div>
        }
        .into_any()
    });
    view! {
        {texts}
        {while_wanted(has_other, move || view! { <PanelOf which=Which::Conflicts(record) /> }.into_any())}
    }
    .into_any()
}
