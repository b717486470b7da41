//! Questions that a team asks itself.

use leptos::prelude::*;

#[component]
pub(super) fn Questions() -> impl IntoView {
    view! { <h2>"Questions"</h2> }
}
