//! What the list of incidents shows of each: a cache that can be rebuilt from the log at any time.

use crate::domain::entry::Phase;
use crate::domain::id::{DeviceId, ScopeId};
use crate::domain::json::record;
use crate::domain::number::Numbered;
use crate::domain::record::IncidentRecord;
use crate::domain::role;
use crate::domain::time::Instant;
use crate::log::{Reading, SetHash};

/// One incident in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its scope.
    pub scope: ScopeId,
    /// 42 of `INC-42`.
    pub number: u64,
    /// The device that gave the number.
    pub device: Option<DeviceId>,
    /// One line.
    pub title: String,
    /// As in [`IncidentRecord::standing`].
    pub standing: Option<String>,
    /// Its type.
    pub sort: Option<String>,
    /// Services it is about.
    pub services: Vec<String>,
    /// What else it is to be found by.
    pub tags: Vec<String>,
    /// What it is now.
    pub severity: Option<String>,
    /// What it is in now.
    pub phase: Option<Phase>,
    /// Handle of who leads now.
    pub lead: Option<String>,
    /// When its first timed entry happened.
    pub first: Option<Instant>,
    /// When its last timed entry happened.
    pub last: Option<Instant>,
    /// Entries that are not in the trash.
    pub entries: usize,
    /// How many records there are that a postmortem is made of; none in summaries of a program that did not count them.
    pub chain: Option<usize>,
    /// How many revisions it was made from. With `set_hash` it tells whether it is out of date.
    pub revisions: u64,
    /// Which revisions it was made from.
    pub set_hash: SetHash,
}

record!(Summary {
    scope: needed "scope",
    number: needed "number",
    device: optional "device",
    title: needed "title",
    standing: optional "standing",
    sort: optional "type",
    services: or_empty "services",
    tags: or_empty "tags",
    severity: optional "severity",
    phase: optional "phase",
    lead: optional "lead",
    first: optional "first",
    last: optional "last",
    entries: needed "entries",
    chain: optional "chain",
    revisions: needed "revisions",
    set_hash: needed "set_hash",
});

impl Summary {
    /// The summary of an incident, made from the revisions that are stored.
    pub fn of(reading: &Reading, revisions: u64, set_hash: SetHash) -> Option<Self> {
        let incident = &reading.incident;
        let unnamed = IncidentRecord { title: "Its name has not arrived".to_owned(), ..IncidentRecord::default() };
        let record = match &reading.record {
            Some(record) => record,
            // No incident, but revisions all the same: it is counted, and not listed.
            None if reading.entries.is_empty() => &IncidentRecord::default(),
            None => &unnamed,
        };
        Some(Self {
            scope: *reading.scopes.first()?,
            number: record.number,
            device: record.device,
            title: record.title.clone(),
            standing: record.standing.clone(),
            sort: record.sort.clone(),
            services: record.services.clone(),
            tags: record.tags.clone(),
            severity: incident.severity().map(str::to_owned),
            phase: incident.phase(),
            lead: incident.roles.holder(role::LEAD).map(|held| held.holder.clone()),
            first: reading.timeline().find_map(|entry| entry.at),
            last: reading.timeline().rev().find_map(|entry| entry.at),
            entries: incident.order.len(),
            chain: Some(reading.bodies.len()),
            revisions,
            set_hash,
        })
    }

    /// True for incidents; false for what else has a scope of its own, such as a team's lists.
    pub fn is_incident(&self) -> bool {
        self.number > 0 || self.entries > 0 || !self.title.is_empty()
    }

    /// What is needed to show its number among others.
    pub fn numbered(&self) -> Numbered {
        Numbered { scope: self.scope, number: self.number, device: self.device }
    }
}
