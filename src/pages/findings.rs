//! What was found while reading an incident, and what was changed in two places at once. Drawn as panels.

use leptos::prelude::*;

use super::history::told_in;
use crate::domain::fold::Topic;
use crate::domain::id::RecordId;
use crate::domain::record::kind;
use crate::log::canonical::object_of;
use crate::log::conflict::FieldConflict;
use crate::platform::dom;
use crate::state::OpenIncident;
use crate::text::changes::{name, tell};
use crate::ui::{drawn, memo, on};

/// What was changed in two places at once and what cannot be merged. Texts of a postmortem stand where they are read.
#[component]
pub(super) fn Conflicts(
    /// The record.
    id: RecordId,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let conflicts = memo(move || {
        open.with(|reading| {
            let Some(record) = reading.records.get(&id) else { return Vec::new() };
            let is_shown_here = |conflict: &&FieldConflict| conflict.field != "text" || record.kind == kind::ENTRY;
            record.conflicts.iter().filter(is_shown_here).cloned().collect()
        })
    });
    move || {
        conflicts
            .get()
            .into_iter()
            .map(|conflict| {
                let field = name(&conflict.field);
                view! {
                    <div class="conflict" role="group" aria-label="Two versions">
                        <p>{format!("Changed in two places at once: the {field}. Which one holds?")}</p>
                        <ul>
                            {conflict.values.into_iter().map(|(_, value)| {
                                let told = tell(&conflict.field, Some(&value));
                                let shown = open.zone().with(|zone| told_in(&told, zone)).unwrap_or_else(|| "nothing".to_owned());
                                let changes = object_of([(&conflict.field, value)]);
                                view! {
                                    <li>
                                        {shown}" "
                                        <button class="link" on:click=on(move |_| {
                                            open.revise(id, &changes);
                                            // The button goes with what it settled.
                                            dom::focus(&format!("record-{id}"));
                                        })>"This one"</button>
                                    </li>
                                }
                            }).collect_view()}
                        </ul>
                    </div>
                }
            })
            .collect_view()
    }
}

/// What was found while reading: damage, conflicts, contests, records from newer versions.
#[component]
pub(super) fn Findings() -> impl IntoView {
    let open = OpenIncident::expect();
    let findings = memo(move || {
        let damaged = open.damaged_count();
        open.with(|reading| {
            let mut findings = Vec::new();
            if damaged > 0 {
                findings.push(format!(
                    "{damaged} stored records are damaged and set aside; everything else is here. A file of this incident that holds them repairs them."
                ));
            }
            if !reading.unread.is_empty() {
                findings.push(format!("{} records cannot be read by this version: kept, and not shown.", reading.unread.len()));
            }
            // A contested role is told where the roles are, by name and with the way to settle it.
            let others = reading.incident.contested.iter().filter(|contest| !matches!(contest.topic, Topic::Role(_)));
            for contest in others {
                let values: Vec<&str> = contest.claims.iter().map(|(_, value)| value.as_str()).collect();
                findings.push(format!("Contested: {} is said to be {}.", topic(&contest.topic), values.join(" and ")));
            }
            for breach in &reading.incident.breaches {
                findings.push(format!("Two devices together passed a gate that does not hold: would refuse to {}.", breach.refusal));
            }
            for fork in &reading.forks {
                findings.push(format!("A browser profile was copied: writer {} counts twice. Both are kept.", fork.writer.short()));
            }
            findings
        })
    });
    view! {
        {drawn(move || match findings.get() {
            findings if findings.is_empty() => ().into_any(),
            findings => view! {
                <details class="findings">
                    <summary>{match findings.len() { 1 => findings[0].clone(), count => format!("{count} things to know about this incident") }}</summary>
                    {(findings.len() > 1).then(|| view! {
                        <ul>{findings.iter().map(|finding| view! { <li>{finding.clone()}</li> }).collect_view()}</ul>
                    })}
                </details>
            }
            .into_any(),
        })}
    }
}

fn topic(topic: &Topic) -> String {
    match topic {
        Topic::Severity => "the severity".to_owned(),
        Topic::Phase => "the phase".to_owned(),
        Topic::Role(role) => format!("the {role}"),
    }
}
