//! The few refusals. Gates are checked when something is written, never when it is read: a merge may bring together
//! what nobody would have been allowed to write, and then it is shown.

use super::entry::{Phase, Says, Statement};
use super::fold::{Incident, Topic};
use super::id::RecordId;

/// Why something is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// An entry with neither text nor a kind that speaks for itself.
    #[error("save an empty entry: write what happened")]
    Empty,
    /// It would end before it began.
    #[error("save an entry that ends before it begins")]
    EndsBeforeStart,
    /// Closing while harm goes on.
    #[error("close the incident: its impact has not ended; log when it did")]
    ImpactOpen {
        /// The entry that says it began.
        began: RecordId,
    },
    /// Closing while two say different things.
    #[error("close the incident: {} is contested; say which one holds", describe(.0))]
    Contested(Topic),
    /// The drill it is said in is gone, and whatever is said in it goes with it.
    #[error("log here: this drill was taken out for good; copy your text elsewhere")]
    DrillTakenOut,
    /// The entry it changes is gone, and whatever is said of it goes with it.
    #[error("change this entry: what it said was taken out for good; copy your text elsewhere")]
    EntryTakenOut,
}

fn describe(topic: &Topic) -> String {
    match topic {
        Topic::Severity => "the severity".to_owned(),
        Topic::Phase => "the phase".to_owned(),
        Topic::Role(role) => format!("the role “{role}”"),
    }
}

/// A gate that does not hold although it was passed: two devices each wrote what was allowed there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The entry that passed the gate.
    pub entry: RecordId,
    /// What would refuse it now.
    pub refusal: Refusal,
}

/// Whether this may be written to the incident as it stands.
pub fn may_say(incident: &Incident, said: &Statement) -> Result<(), Refusal> {
    let speaks_by_kind =
        matches!(said.says, Says::Severity { .. } | Says::Phase { .. } | Says::Role { .. } | Says::Impact { .. });
    if said.text.trim().is_empty() && said.evidence.is_empty() && !speaks_by_kind {
        return Err(Refusal::Empty);
    }
    if let (Some(occurred), Some(ended)) = (&said.occurred, said.ended)
        && ended.at < occurred.at.at
    {
        return Err(Refusal::EndsBeforeStart);
    }
    match said.says {
        Says::Phase { phase: Phase::Closed } => may_close(incident, &said.replaces),
        _ => Ok(()),
    }
}

/// `settles` are the entries that closing replaces: a contest of phases among them ends with it.
fn may_close(incident: &Incident, settles: &[RecordId]) -> Result<(), Refusal> {
    if let Some(open) = incident.impacts.iter().find(|window| window.ended.is_none()) {
        return Err(Refusal::ImpactOpen { began: open.began });
    }
    let is_open = |claims: &[(RecordId, String)]| !claims.iter().all(|(entry, _)| settles.contains(entry));
    match incident.contested.iter().find(|contest| is_open(&contest.claims)) {
        Some(contest) => Err(Refusal::Contested(contest.topic.clone())),
        None => Ok(()),
    }
}

/// Gates that were passed and do not hold.
pub(super) fn breaches(incident: &Incident) -> Vec<Breach> {
    match incident.phases.last() {
        Some(last) if last.value == Phase::Closed => {
            may_close(incident, &[]).err().map(|refusal| Breach { entry: last.entry, refusal }).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
