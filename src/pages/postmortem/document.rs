//! The document: its sections, beside the timeline.

use leptos::prelude::*;

use crate::domain::postmortem::TEMPLATES;

#[component]
pub(super) fn Document() -> impl IntoView {
    TEMPLATES[0].parts.iter().map(|part| view! { <h2>{part.heading}</h2> }).collect_view()
}
