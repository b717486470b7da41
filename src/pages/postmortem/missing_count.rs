//! How much of a postmortem is missing, in its head.

use leptos::prelude::*;

use crate::command::Act;
use crate::domain::postmortem::missing::missing;
use crate::state::{Commands, OpenPostmortem};
use crate::ui::{drawn, memo, on};

/// How much is missing, once harm is stopped: during the fire nothing of this is.
#[component]
pub(super) fn MissingCount() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let (open, commands) = (postmortem.incident(), Commands::expect());
    let gaps = memo(move || {
        open.with(|reading| {
            let is_due = reading.incident.is_mitigated();
            is_due.then(|| postmortem.with(|says| missing(says, reading, open.workbench().now()).len()))
        })
    });
    view! {
        {drawn(move || match gaps.get() {
            None => ().into_any(),
            Some(0) => view! { <span class="badge badge--quiet">"✓ nothing is missing"</span> }.into_any(),
            Some(count) => view! {
                <button class="room__state" title="What is missing (m)" on:click=on(move |_| {
                    commands.run(Act::Missing);
                })>
                    <span class="badge">{match count {
                        1 => "1 thing is missing".to_owned(),
                        count => format!("{count} things are missing"),
                    }}</span>
                </button>
            }.into_any(),
        })}
    }
    .into_any()
}
