//! The incidents that files hold, and which of them is meant.

use std::collections::BTreeMap;

use super::Outcome;
use crate::domain::id::ScopeId;
use crate::domain::number;
use crate::domain::sorted::SortedMap;
use crate::log::{Log, Reading, read};

/// The incidents of a log, and what they are called.
pub(super) struct Incidents {
    readings: BTreeMap<ScopeId, Reading>,
    names: SortedMap<ScopeId, String>,
    taken_out: Vec<ScopeId>,
}

impl Incidents {
    pub(super) fn of(log: &Log) -> Self {
        let is_incident = |reading: &Reading| reading.record.is_some() || !reading.entries.is_empty();
        let readings: BTreeMap<ScopeId, Reading> =
            log.scopes().into_iter().map(|scope| (scope, read(log, scope))).filter(|(_, r)| is_incident(r)).collect();
        let names = number::names(readings.values().filter_map(Reading::numbered));
        let taken_out = log.scopes().into_iter().filter(|scope| log.is_taken_out(*scope)).collect();
        Self { readings, names, taken_out }
    }

    /// What it is called among the others.
    pub(super) fn name(&self, reading: &Reading) -> Option<&str> {
        reading.scopes.first().and_then(|scope| self.names.get(scope)).map(String::as_str)
    }

    /// All of them, those that another includes with that one.
    pub(super) fn all(&self) -> impl Iterator<Item = &Reading> {
        self.roots().map(|scope| &self.readings[&scope])
    }

    /// The incident that is meant, or the one that includes it: all numbers keep resolving.
    pub(super) fn choose(&self, wanted: Option<&str>) -> Result<&Reading, (Outcome, String)> {
        let is_asked_for = |root: &ScopeId| match wanted {
            None => true,
            Some(wanted) => self.readings[root].scopes.iter().any(|scope| self.is_meant(*scope, wanted)),
        };
        let meant: Vec<ScopeId> = self.roots().filter(is_asked_for).collect();
        match (meant.as_slice(), wanted) {
            ([scope], _) => Ok(&self.readings[scope]),
            ([], None) if !self.taken_out.is_empty() => Err((
                Outcome::BadInput,
                "could not read an incident: what these files held was taken out for good".to_owned(),
            )),
            ([], Some(wanted)) if self.taken_out.iter().any(|scope| scope.to_string() == wanted) => {
                Err((Outcome::BadInput, format!("could not read {wanted}: it was taken out for good")))
            }
            ([], None) => Err((Outcome::BadInput, "could not find an incident in these files".to_owned())),
            ([], Some(wanted)) => {
                let all: Vec<ScopeId> = self.readings.keys().copied().collect();
                Err((Outcome::BadInput, format!("could not find {wanted} among {}", self.list(&all))))
            }
            (several, None) => Err((
                Outcome::Usage,
                format!("the files hold several incidents; say --incident with one of {}", self.list(several)),
            )),
            (several, Some(wanted)) => Err((
                Outcome::Usage,
                format!("{wanted} is the number of several incidents; say one of {}", self.list(several)),
            )),
        }
    }

    /// Incidents that no other includes. Of those that include each other, the one with the lowest number stands for all.
    fn roots(&self) -> impl Iterator<Item = ScopeId> {
        let number = |scope| self.readings.get(&scope).and_then(|reading| reading.record.as_ref()).map(|r| r.number);
        let rank = move |scope| (number(scope).unwrap_or(u64::MAX), scope);
        let gives_way = move |scope, to| {
            scope != to && self.includes(to, scope) && !(self.includes(scope, to) && rank(scope) < rank(to))
        };
        self.readings.keys().copied().filter(move |scope| !self.readings.keys().any(|other| gives_way(*scope, *other)))
    }

    fn includes(&self, scope: ScopeId, other: ScopeId) -> bool {
        self.readings.get(&scope).is_some_and(|reading| reading.scopes.contains(&other))
    }

    fn list(&self, scopes: &[ScopeId]) -> String {
        let name = |scope: &ScopeId| self.names.get(scope).cloned().unwrap_or_else(|| scope.to_string());
        scopes.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// True when `wanted` is the number, the number with its suffix, or the scope id of this incident.
    fn is_meant(&self, scope: ScopeId, wanted: &str) -> bool {
        let Some(reading) = self.readings.get(&scope) else { return false };
        let number = reading.record.as_ref().map(|record| format!("INC-{}", record.number));
        scope.to_string() == wanted
            || self.names.get(&scope).is_some_and(|name| name.eq_ignore_ascii_case(wanted))
            || number.is_some_and(|number| number.eq_ignore_ascii_case(wanted))
    }
}
