//! What comes back from incident to incident, and what became of what was promised.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::record::{FollowUp, Held, Postmortem};
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::ordered::sort_few;
use crate::domain::time::Instant;

/// A day.
const DAY: i64 = 86_400_000;

/// One incident, as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Its scope.
    pub scope: ScopeId,
    /// False for triage and drills, which are in no figure.
    pub counts: bool,
    /// What was found out and promised.
    pub says: &'a Postmortem,
}

/// By what findings are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// By class.
    Class,
    /// By what of the class: the class and it, with a slash between.
    Detail,
    /// By recurring pattern.
    Pattern,
}

/// Something that was found in one incident or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// By what it is counted.
    pub by: Dimension,
    /// Its name.
    pub name: String,
    /// The findings behind the number, incident by incident in the order in which those were handed in.
    pub findings: Vec<(ScopeId, RecordId)>,
    /// In how many incidents.
    pub incidents: usize,
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recurrence {
    /// Of how many incidents the numbers are: those that count and in which something was found.
    pub of: usize,
    /// What was found, the most frequent first, then by name.
    pub rows: Vec<Recurring>,
}

impl Recurring {
    /// In which share of the incidents, in whole percent.
    pub fn percent(&self, of: usize) -> usize {
        (self.incidents * 200 + of) / (2 * of.max(1))
    }
}

/// Counts what was found by class, detail and pattern, over the incidents that count.
pub fn recurrence<'a>(incidents: impl IntoIterator<Item = Told<'a>>) -> Recurrence {
    let mut found: BTreeMap<(Dimension, String), Recurring> = BTreeMap::new();
    let mut of = 0;
    for told in incidents.into_iter().filter(|told| told.counts && !told.says.findings.is_empty()) {
        of += 1;
        for held in &told.says.findings {
            let finding = &held.says;
            let mut names: Vec<(Dimension, String)> = Vec::new();
            if let Some(class) = &finding.class {
                names.push((Dimension::Class, class.clone()));
                if let Some(detail) = &finding.detail {
                    names.push((Dimension::Detail, format!("{class}/{detail}")));
                }
            }
            for pattern in &finding.patterns {
                let name = (Dimension::Pattern, pattern.clone());
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            for (by, name) in names {
                let row = found.entry((by, name.clone())).or_insert_with(|| Recurring {
                    by,
                    name,
                    findings: Vec::new(),
                    incidents: 0,
                });
                let is_first_of_incident = row.findings.last().is_none_or(|(scope, _)| *scope != told.scope);
                row.incidents += usize::from(is_first_of_incident);
                row.findings.push((told.scope, held.id));
            }
        }
    }
    let mut rows: Vec<Recurring> = found.into_values().collect();
    sort_few(&mut rows, |row| (row.by, Reverse(row.incidents), Reverse(row.findings.len())));
    Recurrence { of, rows }
}

/// True for what began a year ago, give or take four days: the week in which it is worth a look.
pub fn is_a_year_ago(began: Instant, now: Instant) -> bool {
    (361 * DAY..=369 * DAY).contains(&now.since(began))
}

/// How old a change is that should have been made: a quarter of a year.
pub const LONG: i64 = 90 * DAY;

/// What was written down long ago, was promised, and is neither done nor given up. The age is that of the change: an incident
/// of years ago that somebody writes down today has promised nothing before today.
pub fn unfinished(told: Told<'_>, now: Instant) -> Vec<RecordId> {
    let is_meant = |held: &&Held<FollowUp>| {
        told.counts && held.says.state() == "committed" && now.since(held.created.instant()) > LONG
    };
    told.says.follow_ups.iter().filter(is_meant).map(|held| held.id).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::chain::tests::{change, finding, held, id};
    use super::*;
    use crate::domain::postmortem::Finding;
    use crate::domain::time::Hlc;

    fn of_class(class: &str, detail: Option<&str>, patterns: &[&str]) -> Finding {
        Finding {
            class: Some(class.into()),
            detail: detail.map(str::to_owned),
            patterns: patterns.iter().map(|pattern| (*pattern).to_owned()).collect(),
            ..finding("f", Vec::new())
        }
    }

    fn told(scope: u128, says: &Postmortem) -> Told<'_> {
        Told { scope: ScopeId::from_bits(scope), counts: true, says }
    }

    fn findings(all: Vec<Finding>) -> Postmortem {
        let findings = all.into_iter().zip(10..).map(|(finding, n)| held(n, finding)).collect();
        Postmortem { findings, ..Postmortem::default() }
    }

    #[test]
    fn incidents_are_counted_once_each_and_findings_stand_behind_the_number() {
        let a = findings(vec![
            of_class("operational", Some("rollback"), &["untested-recovery"]),
            of_class("operational", Some("deployment"), &["untested-recovery", "untested-recovery"]),
        ]);
        let b = findings(vec![of_class("operational", Some("rollback"), &[]), of_class("data", None, &["our own"])]);
        let (none, drill) = (Postmortem::default(), findings(vec![of_class("data", None, &[])]));
        let drill = Told { counts: false, ..told(4, &drill) };
        let all = recurrence([told(1, &a), told(2, &b), told(3, &none), drill]);
        assert_eq!(all.of, 2, "neither the one without findings nor the drill");
        let row = |name: &str| all.rows.iter().find(|row| row.name == name).unwrap();
        assert_eq!((row("operational").incidents, row("operational").findings.len()), (2, 3));
        assert_eq!((row("operational/rollback").incidents, row("operational").percent(all.of)), (2, 100));
        assert_eq!((row("untested-recovery").incidents, row("untested-recovery").findings.len()), (1, 2));
        assert_eq!(row("data").findings, [(ScopeId::from_bits(2), id(11))]);
        assert_eq!(row("our own").percent(all.of), 50);
        let names: Vec<&str> = all.rows.iter().map(|row| row.name.as_str()).collect();
        let wanted =
            ["operational", "data", "operational/rollback", "operational/deployment", "untested-recovery", "our own"];
        assert_eq!(names, wanted);
    }

    #[test]
    fn nothing_found_is_no_division_by_nothing() {
        assert_eq!(recurrence([]), Recurrence::default());
        let row = Recurring { by: Dimension::Class, name: "data".into(), findings: Vec::new(), incidents: 0 };
        assert_eq!(row.percent(0), 0);
    }

    #[test]
    fn a_year_ago_is_a_week_wide() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let now = at("2026-11-20T12:00Z");
        for (began, wanted) in [
            ("2025-11-20T12:00Z", true),
            ("2025-11-16T13:00Z", true),
            ("2025-11-24T11:00Z", true),
            ("2025-11-15T12:00Z", false),
            ("2025-11-25T12:00Z", false),
            ("2026-11-20T12:00Z", false),
        ] {
            assert_eq!(is_a_year_ago(at(began), now), wanted, "{began}");
        }
    }

    #[test]
    fn what_was_written_down_long_ago_and_is_promised_and_open_is_unfinished() {
        let state = |state: &str| FollowUp { state: Some(state.into()), ..change("c", &[]) };
        let now: Instant = "2026-11-20T12:00Z".parse().unwrap();
        let states = ["committed", "done", "declined", "proposed"];
        let written = |days: i64| {
            let created = Hlc(now.plus_millis(-days * DAY).millis(), 0);
            let follow_ups = states.map(state).into_iter().zip(20..);
            let follow_ups = follow_ups.map(|(change, n)| Held { created, ..held(n, change) }).collect();
            Postmortem { follow_ups, ..Postmortem::default() }
        };
        assert_eq!(unfinished(told(1, &written(91)), now), [id(20)]);
        assert_eq!(unfinished(told(1, &written(90)), now), Vec::<RecordId>::new());
        assert_eq!(unfinished(told(1, &written(0)), now), Vec::<RecordId>::new(), "whenever the incident was");
        assert_eq!(unfinished(Told { counts: false, ..told(1, &written(400)) }, now), Vec::<RecordId>::new());
    }
}
