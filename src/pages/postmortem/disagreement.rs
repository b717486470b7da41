//! What two people did at once to a record of the postmortem: what cannot be merged, and what was deleted under the one who
//! writes it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use serde_json::Value;

use crate::domain::id::RecordId;
use crate::log::canonical::object_of;
use crate::pages::markup::markup;
use crate::pages::panels::{PanelOf, Which};
use crate::platform::dom;
use crate::state::{OpenIncident, OpenPostmortem};
use crate::text::quote::with_places;
use crate::ui::{drawn, memo, on, while_wanted};

/// What each of those says who disagree about a field of a record, as words; nothing where they agree.
pub(super) fn versions(open: OpenIncident, record: RecordId, field: &str) -> Vec<String> {
    open.with(|reading| {
        let conflicts = reading.records.get(&record).map(|record| record.conflicts.as_slice()).unwrap_or_default();
        let values = conflicts.iter().find(|conflict| conflict.field == field);
        let values = values.map(|conflict| conflict.values.as_slice()).unwrap_or_default();
        values.iter().map(|(_, value)| value.as_str().unwrap_or_default().to_owned()).collect()
    })
}

/// What a person who writes a text begins from: what stands there, or every version of it, one below the other. Whoever wrote
/// on in one of them would throw the others away without having seen it.
pub(super) fn beginning(
    open: OpenIncident,
    record: RecordId,
    field: &'static str,
    text: Signal<String>,
) -> Memo<String> {
    memo(move || match versions(open, record, field) {
        none if none.is_empty() => text.get(),
        versions => versions.join("\n\n"),
    })
}

/// The element of the button that keeps a record.
pub(super) fn keeper_of(record: RecordId) -> String {
    format!("keep-{record}")
}

/// Says to the one who writes a record that it was deleted elsewhere, and asks what is to become of it.
pub(super) fn deleted_elsewhere(
    record: RecordId,
    keep: impl FnMut(MouseEvent) + 'static,
    let_go: impl FnMut(MouseEvent) + 'static,
) -> AnyView {
    view! {
        <p class="passage__back" role="alert">
            "This was deleted elsewhere. "
            <button class="button" type="button" id=keeper_of(record) on:click=on(keep)>"Keep it"</button>
            " "
            <button class="link" type="button" on:click=on(let_go)>"Let it go"</button>
        </p>
    }
    .into_any()
}

/// What two people wrote at once and what cannot be merged: every version, until a person says. Of a text both can hold, one
/// below the other; whoever writes it has both in the field.
#[component]
pub(super) fn Disagreement(
    /// The record.
    record: RecordId,
    /// Its kind.
    kind: &'static str,
    /// True while its text is written.
    #[prop(into, optional)]
    is_written: Signal<bool>,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let open = postmortem.incident();
    let versions = memo(move || versions(open, record, "text"));
    let keep = move |text: String| {
        let text = object_of([("text", Value::from(text))]);
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
        if is_written.get() {
            let told = "These lines were changed in two places at once. Both versions stand in the field, one below the other: \
                        what you make of them holds.";
            return view! { <p class="conflict" role="status">{told}</p> }.into_any();
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
