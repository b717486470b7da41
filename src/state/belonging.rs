//! The changes to schemas that belong to an incident, for its room and its postmortem.
//!
//! To be named by a part only, so that the first view does not carry it.

use super::workbench::Workbench;
use crate::domain::change::{ChangeRecord, Outcome};
use crate::domain::id::ScopeId;
use crate::domain::json::Json as _;
use crate::domain::record::{TEAM, kind};
use crate::log::Reading;
use crate::platform::clock;
use crate::store::{Room, StoreError};

/// A change that belongs to an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// Its scope.
    pub change: ScopeId,
    /// What it is called; empty where nobody named it.
    pub title: String,
    /// What it is to the incident, as in [`Link`](crate::domain::change::Link), each once.
    pub parts: Vec<String>,
    /// What its review said last; none where it was never reviewed.
    pub verdict: Option<String>,
}

/// Reads the changes that belong to the incident of that scope.
pub async fn changes_of(workbench: Workbench, incident: ScopeId) -> Result<Vec<Belonging>, StoreError> {
    let Some(keeper) = workbench.keeper() else { return Ok(Vec::new()) };
    let mut scopes: Vec<ScopeId> = keeper
        .summaries()
        .await?
        .into_iter()
        .chain(keeper.unsaved_summaries())
        .filter(|summary| !summary.is_incident() && summary.scope != TEAM && summary.chain != Some(0))
        .map(|summary| summary.scope)
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    let mut all = Vec::new();
    for scope in scopes {
        let room = Room::open(keeper.clone(), scope, clock::now()).await?;
        all.extend(belonging(&room.reading(), scope, incident));
    }
    Ok(all)
}

/// What a change is to that incident; nothing where it does not belong to it.
fn belonging(reading: &Reading, change: ScopeId, incident: ScopeId) -> Option<Belonging> {
    let text =
        |wanted: &str| reading.bodies.values().find(|body| body.kind == wanted).map(|body| -> &str { &body.json });
    let about = ChangeRecord::read(text(kind::CHANGE)?).ok()?;
    let verdict = text(kind::OUTCOME).and_then(|json| Outcome::read(json).ok()).map(|outcome| outcome.verdict);
    let mut parts: Vec<String> = Vec::new();
    for link in about.links.into_iter().filter(|link| link.scope == incident) {
        if !parts.contains(&link.part) {
            parts.push(link.part);
        }
    }
    (!parts.is_empty()).then_some(Belonging { change, title: about.title, parts, verdict })
}
