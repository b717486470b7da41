//! Icons: one sprite in the document (`style/icons.svg`), each used by its name.

use leptos::prelude::*;

/// An icon beside words that say the same; it says nothing to those who cannot see it.
#[component]
pub fn Icon(
    /// Its name in the sprite, without `icon-`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("#icon-{name}")></use>
        </svg>
    }
}
