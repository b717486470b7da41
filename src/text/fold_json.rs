//! The incident as JSON: what `stillpoint fold` prints. An interface: it changes only on purpose.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::entry::Says;
use crate::domain::fold::{ImpactWindow, Incident, Topic};
use crate::domain::gate::Refusal;
use crate::domain::id::RecordId;
use crate::domain::metrics::{CLOCKS, Clock, Reading as ClockReading};
use crate::domain::time::{Instant, Precise};
use crate::log::{Log, Reading, SetHash};

/// A line or record that was not understood.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Unread {
    /// A line of a file.
    Line {
        /// The file's name as it was given.
        file: String,
        /// The line's number, from 1.
        line: usize,
        /// Why.
        why: String,
    },
    /// A record.
    Record {
        /// Which.
        record: RecordId,
        /// Its kind.
        kind: String,
        /// Why.
        why: String,
    },
}

#[derive(Serialize)]
struct Held {
    value: String,
    from: Option<Precise>,
    entry: RecordId,
}

#[derive(Serialize)]
struct Role {
    role: String,
    holder: String,
    from: Option<Precise>,
    to: Option<Precise>,
    entry: RecordId,
}

#[derive(Serialize)]
struct Milestone {
    name: &'static str,
    at: Precise,
    entry: RecordId,
}

#[derive(Serialize)]
struct Impact {
    from: Option<Precise>,
    to: Option<Precise>,
    who: Option<String>,
    share: Option<String>,
    certainty: Option<String>,
    began: RecordId,
    ended: Option<RecordId>,
}

#[derive(Serialize)]
struct ClockShift {
    writer: String,
    add_seconds: f64,
}

/// The printed form; its fields are printed in this order.
#[derive(Serialize)]
struct Printed {
    number: Option<String>,
    title: String,
    /// Only where it is no incident as such: then it is in no figures over many.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    sort: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    services: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    severity: Vec<Held>,
    phases: Vec<Held>,
    roles: Vec<Role>,
    offers: Vec<Value>,
    milestones: Vec<Milestone>,
    clocks: BTreeMap<&'static str, Value>,
    impact: Vec<Impact>,
    first: Option<Instant>,
    last: Option<Instant>,
    entries: usize,
    deleted: usize,
    purged: usize,
    contested: Vec<Value>,
    conflicts: Vec<Value>,
    clock_corrections: Vec<ClockShift>,
    includes: Vec<String>,
    unread: Vec<Unread>,
    set_hash: String,
}

/// The incident that `reading` read from `log`, called `name`. `unread` lines of files come before unread records.
pub fn print(reading: &Reading, log: &Log, name: Option<&str>, unread: Vec<Unread>) -> String {
    let incident = &reading.incident;
    let held = |value: String, from: Option<Precise>, entry: RecordId| Held { value, from, entry };
    let mut set_hash = SetHash::default();
    for revision in reading.scopes.iter().flat_map(|scope| log.scope(*scope)) {
        set_hash.add(&revision.hash());
    }
    let timed: Vec<Instant> = reading.timeline().filter_map(|entry| entry.at).collect();
    let records = reading.unread.iter().map(|unread| Unread::Record {
        record: unread.record,
        kind: unread.kind.clone(),
        why: unread.why.clone(),
    });
    let record = reading.record.clone().unwrap_or_default();
    let printed = Printed {
        number: name.map(str::to_owned),
        title: record.title,
        standing: record.standing,
        sort: record.sort,
        services: record.services,
        tags: record.tags,
        severity: incident.severities.iter().map(|s| held(s.value.clone(), s.from, s.entry)).collect(),
        phases: incident.phases.iter().map(|p| held(p.value.as_str().to_owned(), p.from, p.entry)).collect(),
        roles: incident
            .roles
            .history()
            .iter()
            .map(|held| Role {
                role: held.role.clone(),
                holder: held.holder.clone(),
                from: held.from,
                to: held.to,
                entry: held.entry,
            })
            .collect(),
        offers: incident
            .roles
            .offers()
            .iter()
            .map(|offer| sorted(json!({"role": offer.role, "to": offer.to, "entry": offer.entry})))
            .collect(),
        milestones: incident
            .milestones
            .iter()
            .map(|reached| Milestone { name: reached.milestone.as_str(), at: reached.at, entry: reached.entry })
            .collect(),
        clocks: CLOCKS.iter().map(|clock| (clock.name, clock_value(clock, incident))).collect(),
        impact: incident.impacts.iter().map(|window| impact(reading, window)).collect(),
        first: timed.first().copied(),
        last: timed.last().copied(),
        entries: incident.order.len(),
        deleted: reading.entries.values().filter(|entry| entry.is_deleted).count(),
        purged: reading.records.values().filter(|record| record.is_purged).count(),
        contested: incident.contested.iter().map(contest).map(sorted).collect(),
        conflicts: conflicts(reading).into_iter().map(sorted).collect(),
        clock_corrections: reading
            .clock_shifts
            .iter()
            .map(|(writer, millis)| ClockShift { writer: writer.to_string(), add_seconds: *millis as f64 / 1000.0 })
            .collect(),
        includes: reading.scopes.iter().skip(1).map(ToString::to_string).collect(),
        unread: unread.into_iter().chain(records).collect(),
        set_hash: set_hash.to_string(),
    };
    serde_json::to_string_pretty(&printed).expect("the printed form is plain values")
}

/// With its members in one order, whether or not another crate of the build makes serde_json keep that of insertion.
fn sorted(mut value: Value) -> Value {
    value.sort_all_objects();
    value
}

/// A time of harm with what the entry that began it says of whom it met.
fn impact(reading: &Reading, window: &ImpactWindow) -> Impact {
    let (who, share, certainty) = match reading.entries.get(&window.began).map(|entry| &entry.said.says) {
        Some(Says::Impact { who, share, certainty, .. }) => (who.clone(), share.clone(), certainty.clone()),
        _ => (None, None, None),
    };
    Impact { from: window.from, to: window.to, who, share, certainty, began: window.began, ended: window.ended }
}

fn clock_value(clock: &Clock, incident: &Incident) -> Value {
    sorted(match clock.read(&incident.milestones) {
        ClockReading::Seconds(seconds) => {
            json!({"seconds": seconds, "from": clock.from.as_str(), "to": clock.to.as_str()})
        }
        ClockReading::Not(why) => json!({ "why_not": why }),
    })
}

fn topic(topic: &Topic) -> Value {
    match topic {
        Topic::Severity => json!("severity"),
        Topic::Phase => json!("phase"),
        Topic::Role(role) => json!(format!("role:{role}")),
    }
}

fn contest(contest: &crate::domain::fold::Contest) -> Value {
    let claims: Vec<Value> =
        contest.claims.iter().map(|(entry, value)| json!({"entry": entry, "value": value})).collect();
    json!({"what": topic(&contest.topic), "claims": claims})
}

fn conflicts(reading: &Reading) -> Vec<Value> {
    let fields = reading.conflicts().map(|(record, conflict)| {
        let values: Vec<Value> =
            conflict.values.iter().map(|(revision, value)| json!({"revision": revision, "value": value})).collect();
        json!({"what": "field", "record": record, "field": conflict.field, "values": values})
    });
    let forks = reading.forks.iter().map(|fork| {
        json!({"what": "forked_writer", "scope": fork.scope, "writer": fork.writer, "counter": fork.counter, "revisions": fork.hashes})
    });
    let breaches = reading.incident.breaches.iter().map(|breach| {
        let why = match &breach.refusal {
            Refusal::Contested(about) => json!({"contested": topic(about)}),
            Refusal::ImpactOpen { began } => json!({"impact_open": began}),
            other => json!(other.to_string()),
        };
        json!({"what": "gate", "entry": breach.entry, "why": why})
    });
    fields.chain(forks).chain(breaches).collect()
}
