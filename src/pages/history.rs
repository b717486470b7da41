//! What an entry said before. Drawn as a panel.

use leptos::prelude::*;

use super::when;
use crate::domain::id::RecordId;
use crate::platform::zone::AnyZone;
use crate::state::{OpenIncident, Version};
use crate::ui::{drawn, on};

/// Everything an entry ever said.
#[component]
pub(super) fn History(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let zone = open.zone();
    view! {
        <ol class="history" aria-label="History">
            {drawn(move || open.history(id).into_iter().enumerate().map(|(position, version)| view! {
                <li>
                    <span class="quiet">{format!("{} by {}: ", zone.with(|zone| when::minute(version.at, zone)), version.author)}</span>
                    {zone.with(|zone| said(&version, zone))}
                    {(position > 0 && version.said.is_some()).then(|| view! {
                        " "
                        <button class="link" on:click=on(move |_| {
                            open.return_to(id, version.hash);
                        })>"Return to this"</button>
                    })}
                </li>
            }).collect_view().into_any())}
        </ol>
    }
}

fn said(version: &Version, zone: &AnyZone) -> String {
    match &version.said {
        _ if version.is_deleted => "deleted".to_owned(),
        None => "taken out for good".to_owned(),
        Some(said) => {
            let at = said.occurred.as_ref().map(|occurred| when::full(occurred.at, zone));
            format!("{} · {}", at.as_deref().unwrap_or("no time"), said.text)
        }
    }
}
