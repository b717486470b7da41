//! What was promised, over all incidents. Loaded on demand.

use leptos::prelude::*;

use super::on_demand::{Loading, part, styled};
use crate::platform::dom;

part!(follow_ups, || view! { <FollowUps /> }.into_any());

/// Loads it with its style.
pub(super) fn load_styled() -> Loading {
    styled(load)
}

#[component]
fn FollowUps() -> impl IntoView {
    dom::set_title("Follow-ups · Stillpoint");
    view! { <h1>"Follow-up changes"</h1> }
}
