//! `stillpoint fold`: the incident that files tell together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::input::Inputs;
use super::{Outcome, print};
use crate::domain::id::ScopeId;
use crate::domain::number;
use crate::log::{Log, Reading, read};
use crate::text::fold_json::{self, Unread};

pub(super) fn run(files: &[PathBuf], wanted: Option<&str>) -> Outcome {
    let inputs = match Inputs::read(files) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let has_problems = inputs.name_problems();
    let log = inputs.union();
    let incidents = Incidents::of(&log);
    let reading = match incidents.choose(wanted) {
        Ok(reading) => reading,
        Err((outcome, why)) => {
            eprintln!("stillpoint: {why}");
            return outcome;
        }
    };
    let unread = inputs.files.iter().flat_map(|(name, file)| {
        file.problems.iter().map(|problem| Unread::Line {
            file: name.clone(),
            line: problem.line,
            why: problem.why.clone(),
        })
    });
    let name = reading.scopes.first().and_then(|scope| incidents.names.get(scope));
    let mut json = fold_json::print(reading, &log, name.map(String::as_str), unread.collect());
    json.push('\n');
    print(json.as_bytes());
    if has_problems { Outcome::Findings } else { Outcome::Fine }
}

/// The incidents of a log, and what they are called.
struct Incidents {
    readings: BTreeMap<ScopeId, Reading>,
    names: BTreeMap<ScopeId, String>,
}

impl Incidents {
    fn of(log: &Log) -> Self {
        let is_incident = |reading: &Reading| reading.record.is_some() || !reading.entries.is_empty();
        let readings: BTreeMap<ScopeId, Reading> =
            log.scopes().into_iter().map(|scope| (scope, read(log, scope))).filter(|(_, r)| is_incident(r)).collect();
        let names = number::names(readings.values().filter_map(Reading::numbered));
        Self { readings, names }
    }

    fn choose(&self, wanted: Option<&str>) -> Result<&Reading, (Outcome, String)> {
        let included: BTreeSet<ScopeId> =
            self.readings.values().flat_map(|reading| reading.scopes.iter().skip(1).copied()).collect();
        let roots: Vec<&ScopeId> = self.readings.keys().filter(|scope| !included.contains(scope)).collect();
        let list = || self.names.values().cloned().collect::<Vec<_>>().join(", ");
        let scopes: Vec<&ScopeId> = match wanted {
            None => roots,
            Some(wanted) => self.readings.keys().filter(|scope| self.is_meant(**scope, wanted)).collect(),
        };
        match (scopes.as_slice(), wanted) {
            ([scope], _) => Ok(self.including(**scope)),
            ([], None) => Err((Outcome::BadInput, "could not find an incident in these files".to_owned())),
            ([], Some(wanted)) => Err((Outcome::BadInput, format!("could not find {wanted} among {}", list()))),
            (_, None) => Err((
                Outcome::Usage,
                format!("the files hold several incidents; say --incident with one of {}", list()),
            )),
            (_, Some(wanted)) => {
                Err((Outcome::Usage, format!("{wanted} is the number of several incidents; say one of {}", list())))
            }
        }
    }

    /// True when `wanted` is the number, the number with its suffix, or the scope id of this incident.
    fn is_meant(&self, scope: ScopeId, wanted: &str) -> bool {
        let Some(reading) = self.readings.get(&scope) else { return false };
        let number = reading.record.as_ref().map(|record| format!("INC-{}", record.number));
        scope.to_string() == wanted
            || self.names.get(&scope).is_some_and(|name| name.eq_ignore_ascii_case(wanted))
            || number.is_some_and(|number| number.eq_ignore_ascii_case(wanted))
    }

    /// The incident, or the one that includes it: both numbers keep resolving.
    fn including(&self, scope: ScopeId) -> &Reading {
        let includes = |reading: &&Reading| reading.scopes.iter().skip(1).any(|included| *included == scope);
        self.readings.values().find(includes).unwrap_or(&self.readings[&scope])
    }
}
