//! Which findings name an entry, and what followed from them: the way from the timeline into the chain. Drawn as a panel.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::panels::{Asked, Which};
use crate::domain::entry::Says;
use crate::domain::id::RecordId;
use crate::domain::postmortem::{Postmortem, STATES, title_of};
use crate::platform::dom;
use crate::state::{Commands, OpenIncident};
use crate::ui::{Modal, on};

#[component]
pub(super) fn CitedBy(
    /// The entry.
    id: RecordId,
) -> impl IntoView {
    Commands::expect().let_go();
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    let (workbench, scope) = (open.workbench(), open.scope());
    let says = open.with_untracked(|reading| Postmortem::of(reading.bodies.iter()));
    let go = move |record: RecordId| {
        asked.close();
        workbench.go_to_link(scope, record);
    };
    let step = |event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        dom::focus_neighbour(".picker__choice", forward);
    };
    let findings = says.findings_of(id).enumerate().map(|(place, held)| {
        let finding = held.id;
        let changes = says.follow_ups_of(finding).map(|held| {
            let change = held.id;
            let state = title_of(STATES, held.says.state()).to_owned();
            view! {
                <button class="picker__choice cited__change" on:click=on(move |_| go(change))>
                    <b>"Change · "{state}</b><span>{held.says.text.clone()}</span>
                </button>
            }
            .into_any()
        });
        view! {
            <button class="picker__choice" autofocus=place == 0 on:click=on(move |_| go(finding))>
                <b>"Finding"</b><span>{held.says.text.clone()}</span>
            </button>
            {changes.collect_view()}
        }
        .into_any()
    });
    let findings: Vec<AnyView> = findings.collect();
    let is_none = findings.is_empty();
    let tells_of_change = open.with_untracked(|reading| {
        reading.entries.get(&id).is_some_and(|entry| matches!(entry.said.says, Says::Change { .. }))
    });
    view! {
        <Modal label="Findings that name this entry" class="picker" on_close=move |()| asked.close()>
            <h1>"Findings that name this entry"</h1>
            {is_none.then(|| view! {
                <p class="quiet">
                    "None yet. Open the postmortem ("<kbd>"y"</kbd>"), choose a finding and name this entry as its evidence ("<kbd>"q"</kbd>")."
                </p>
                <p><button class="button" autofocus=true on:click=on(move |_| asked.close())>"Close"</button></p>
            })}
            <div class="picker__choices" on:keydown=on(step)>{findings}</div>
            {tells_of_change.then(|| view! {
                <p><button class="link" on:click=on(move |_| asked.ask(Which::ReviewChange(Some(id))))>"Review it as a schema change"</button></p>
            })}
        </Modal>
    }
    .into_any()
}
