//! Who took part in an incident, and for how long each was on duty.

use leptos::prelude::*;

use super::roles::name_of;
use crate::domain::part::took_part;
use crate::platform::clock;
use crate::state::OpenIncident;
use crate::text::brief;
use crate::ui::{drawn, memo};

#[component]
pub(super) fn TookPart() -> impl IntoView {
    let open = OpenIncident::expect();
    let parts = memo(move || {
        open.with(|reading| {
            let parts = took_part(reading.timeline(), &reading.incident, clock::now());
            parts.into_iter().map(|part| (name_of(reading, &part.handle), part)).collect::<Vec<_>>()
        })
    });
    view! {
        <details class="took-part">
            <summary>"Who took part, and for how long"</summary>
            <table>
                <thead><tr><th scope="col">"Who"</th><th scope="col">"On duty"</th><th scope="col">"Entries"</th></tr></thead>
                <tbody>
                    {drawn(move || parts.get().into_iter().map(|(name, part)| view! {
                        <tr>
                            <th scope="row">{name}</th>
                            <td>{match part.on_duty_millis {
                                0 => "–".to_owned(),
                                millis => brief::length(millis),
                            }}</td>
                            <td>{part.entries}</td>
                        </tr>
                    }).collect_view().into_any())}
                </tbody>
            </table>
        </details>
    }
    .into_any()
}
