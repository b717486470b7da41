//! How long things took, computed from milestones or not at all.
//!
//! A clock that cannot be computed says why. It is never negative and never guessed.
//!
//! [`CLOCKS`] are what a fold answers with; [`metrics`] is what a postmortem shows: each with its formula in words and the
//! entries it was read off. How long something has taken while it still goes on is told by [`super::tempo`].

use super::entry::{AlertState, Entry, Mark, Says};
use super::fold::{ImpactWindow, Incident};
use super::harm;
use super::id::RecordId;
use super::milestone::{Milestone, Milestones, Reached};
use super::tempo::{Stopwatch, Tempo};
use super::time::{Precise, Precision};

/// A span between two milestones that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Its name in output.
    pub name: &'static str,
    /// Where it starts.
    pub from: Milestone,
    /// Where it stops.
    pub to: Milestone,
}

/// Every clock there is.
pub const CLOCKS: [Clock; 8] = [
    Clock { name: "detect", from: Milestone::ImpactBegan, to: Milestone::Detected },
    Clock { name: "acknowledge", from: Milestone::Detected, to: Milestone::Acknowledged },
    Clock { name: "declare", from: Milestone::Detected, to: Milestone::Declared },
    Clock { name: "identify", from: Milestone::Detected, to: Milestone::Identified },
    Clock { name: "mitigate", from: Milestone::ImpactBegan, to: Milestone::Mitigated },
    Clock { name: "impact", from: Milestone::ImpactBegan, to: Milestone::ImpactEnded },
    Clock { name: "resolve", from: Milestone::ImpactBegan, to: Milestone::Resolved },
    Clock { name: "close", from: Milestone::Resolved, to: Milestone::Closed },
];

/// What a clock shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Whole seconds, rounded down.
    Seconds(u64),
    /// Not computable, and why, as a sentence without its full stop.
    Not(String),
}

impl Clock {
    /// What it shows for these milestones.
    pub fn read(&self, milestones: &Milestones) -> Reading {
        let (from, to) = match (milestones.get(self.from), milestones.get(self.to)) {
            (Some(from), Some(to)) => (from, to),
            (None, _) => return Reading::Not(missing(milestones, self.from)),
            (_, None) => return Reading::Not(missing(milestones, self.to)),
        };
        between(&from, &to).map_or_else(Reading::Not, |millis| Reading::Seconds(millis / 1000))
    }
}

/// One figure of a postmortem: from which entry to which, and how long that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Its name in output.
    pub name: &'static str,
    /// What the page calls it.
    pub title: &'static str,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// The entry it is counted from; none where there is none.
    pub from: Option<RecordId>,
    /// The entry it is counted to; none where there is none.
    pub to: Option<RecordId>,
    /// What comes of it.
    pub value: Reading,
}

/// Something that lasted, perhaps several times: a severity, a time of harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lasted {
    /// The severity, or whom the harm met; empty where nobody said.
    pub what: String,
    /// The entries it was read off, in order.
    pub entries: Vec<RecordId>,
    /// How long, all times together.
    pub value: Reading,
}

/// A metric from one milestone to another: name, title, formula.
type Between = (&'static str, &'static str, &'static str, Milestone, Milestone);

/// Those that are the time between two milestones. Drift and what was degraded before anybody was told stand before them, the
/// sum of harm behind.
const BETWEEN: [Between; 8] = [
    (
        "detect",
        "Time to detect",
        "from when impact began until it was detected",
        Milestone::ImpactBegan,
        Milestone::Detected,
    ),
    (
        "acknowledge",
        "Time to acknowledge",
        "from when it was detected until somebody took it up",
        Milestone::Detected,
        Milestone::Acknowledged,
    ),
    (
        "declare",
        "Time to declare",
        "from when it was detected until it was called an incident",
        Milestone::Detected,
        Milestone::Declared,
    ),
    (
        "isolate",
        "Time to isolate",
        "from when it was detected until it was known what makes it happen",
        Milestone::Detected,
        Milestone::Identified,
    ),
    (
        "mitigate",
        "Time to mitigate",
        "from when impact began until the harm was stopped or small",
        Milestone::ImpactBegan,
        Milestone::Mitigated,
    ),
    (
        "resolve",
        "Time to resolve",
        "from when impact began until it was resolved",
        Milestone::ImpactBegan,
        Milestone::Resolved,
    ),
    (
        "recover",
        "Recovery after the cause was known",
        "from when it was known what makes it happen until it was resolved",
        Milestone::Identified,
        Milestone::Resolved,
    ),
    ("close", "Time to close", "from when it was resolved until it was closed", Milestone::Resolved, Milestone::Closed),
];

/// Every metric of an incident, those of the beginning first. `ordered` are its live entries in timeline order.
pub fn metrics<'a>(incident: &Incident, ordered: impl Iterator<Item = &'a Entry>) -> Vec<Metric> {
    let milestones = &incident.milestones;
    let mut metrics = vec![
        metric(
            milestones,
            (
                "drift",
                "Length of the drift",
                "from the first deviation, seen afterwards, until impact began",
                Milestone::DriftBegan,
                Milestone::ImpactBegan,
            ),
        ),
        degraded(milestones, ordered),
    ];
    metrics.extend(BETWEEN.map(|between| metric(milestones, between)));
    let total = Metric {
        name: "impact_total",
        title: "Time with impact",
        formula: "all times of impact together; what two of them share is counted once",
        from: incident.impacts.first().map(|window| window.began),
        to: incident
            .impacts
            .iter()
            .filter(|window| window.to.is_some())
            .max_by_key(|w| w.to.map(|to| to.at))
            .and_then(|w| w.ended),
        value: in_all(&Tempo::of(incident, &[]).impact, "impact"),
    };
    metrics.insert(metrics.len() - 1, total);
    metrics
}

fn metric(milestones: &Milestones, (name, title, formula, from, to): Between) -> Metric {
    let entry = |milestone| milestones.get(milestone).map(|reached| reached.entry);
    let value = Clock { name, from, to }.read(milestones);
    Metric { name, title, formula, from: entry(from), to: entry(to), value }
}

/// For how long it was wrong already when the first alert came or somebody noticed.
fn degraded<'a>(milestones: &Milestones, ordered: impl Iterator<Item = &'a Entry>) -> Metric {
    let begun = [Milestone::DriftBegan, Milestone::ImpactBegan].map(|milestone| milestones.get(milestone));
    let from = begun.into_iter().flatten().min_by_key(|reached| reached.at.at);
    let told = from.and_then(|from| {
        // What was noticed before anything began is what the reason speaks of.
        let detected = milestones.get(Milestone::Detected).filter(|detected| detected.at.precision != Precision::Day);
        let before = detected.filter(|detected| between(&from, detected).is_err());
        before.or_else(|| first_told(&from, ordered))
    });
    let value = match (&from, &told) {
        (None, _) => Reading::Not("no entry says “drift began” or “impact began”".to_owned()),
        (Some(from), None) if from.at.precision == Precision::Day => Reading::Not(only_day(&from.milestone.in_words())),
        (Some(from), None) => {
            let after = from.milestone.in_words();
            Reading::Not(format!("no alert and no entry that says “detected” stands after “{after}”"))
        }
        (Some(from), Some(told)) => {
            between(from, told).map_or_else(Reading::Not, |millis| Reading::Seconds(millis / 1000))
        }
    };
    Metric {
        name: "degraded_before_alert",
        title: "Degraded before the first alert",
        formula: "from when drift or impact began, whichever was first, until the first alert or until it was detected",
        from: from.map(|from| from.entry),
        to: told.map(|told| told.entry),
        value,
    }
}

/// The first alert after that, or the first entry that says that it was detected.
fn first_told<'a>(from: &Reached, ordered: impl Iterator<Item = &'a Entry>) -> Option<Reached> {
    let tells = |entry: &Entry| match entry.said.says {
        Says::Alert { state: Some(AlertState::Resolved), .. } => false,
        Says::Alert { .. } => true,
        _ => entry.said.marks.contains(&Mark::Detected),
    };
    let told = ordered
        .filter(|entry| tells(entry))
        .filter_map(|entry| Some(Reached { milestone: Milestone::Detected, at: entry.precise()?, entry: entry.id }));
    let mut told = told.filter(|told| told.at.precision != Precision::Day);
    told.find(|told| between(from, told).is_ok())
}

/// How long it had each severity until it was over, in the order of `worst_first`, then those it does not name.
pub fn severities(incident: &Incident, worst_first: &[String]) -> Vec<Lasted> {
    let lasted = |(what, stopwatch): (String, Stopwatch)| {
        let value = in_all(&stopwatch, &what);
        Lasted { what, entries: each_once(stopwatch.entries), value }
    };
    Tempo::of(incident, worst_first).severities.into_iter().map(lasted).collect()
}

/// How long each time of harm was, in timeline order. `ordered` are the live entries.
pub fn windows<'a>(incident: &Incident, ordered: impl Iterator<Item = &'a Entry>) -> Vec<Lasted> {
    let mut windows: Vec<Lasted> = incident.impacts.iter().map(window).collect();
    for entry in ordered {
        for window in windows.iter_mut().filter(|window| window.entries.first() == Some(&entry.id)) {
            window.what = harm::in_words(entry);
        }
    }
    windows
}

fn window(window: &ImpactWindow) -> Lasted {
    // Told by the same rule as all of them together.
    let alone = Incident { impacts: vec![window.clone()], ..Incident::default() };
    let stopwatch = Tempo::of(&alone, &[]).impact;
    let value = in_all(&stopwatch, "impact");
    Lasted { what: String::new(), entries: stopwatch.entries, value }
}

/// What a stopwatch shows once nothing goes on.
fn in_all(stopwatch: &Stopwatch, what: &str) -> Reading {
    let spans = match &stopwatch.counts {
        Ok(spans) => spans,
        Err(why) => return Reading::Not(why.clone()),
    };
    let millis: Option<i64> = spans.iter().map(|span| Some(span.to?.since(span.from).max(0))).sum();
    match millis {
        Some(millis) => Reading::Seconds(millis.unsigned_abs() / 1000),
        None => Reading::Not(format!("no entry ends “{what}”")),
    }
}

fn each_once(entries: Vec<RecordId>) -> Vec<RecordId> {
    let mut once: Vec<RecordId> = Vec::with_capacity(entries.len());
    for entry in entries {
        if !once.contains(&entry) {
            once.push(entry);
        }
    }
    once
}

/// Milliseconds from one milestone to another, or why they cannot be told, as a sentence without its full stop.
pub(super) fn between(from: &Reached, to: &Reached) -> Result<u64, String> {
    for reached in [from, to] {
        if reached.at.precision == Precision::Day {
            return Err(only_day(&reached.milestone.in_words()));
        }
    }
    let millis = to.at.at.since(from.at.at);
    match u64::try_from(millis) {
        Ok(millis) => Ok(millis),
        // 14:07 may well be after 14:07:30: it names the whole minute.
        Err(_) if span_millis(to.at) > millis.unsigned_abs() => Ok(0),
        Err(_) => {
            let (first, second) = (from.milestone.in_words(), to.milestone.in_words());
            Err(format!("“{second}” at {} is before “{first}” at {}", to.at, from.at))
        }
    }
}

/// Why a day is not enough.
pub(super) fn only_day(says: &str) -> String {
    format!("only the day of “{says}” is known")
}

/// Why a milestone was not reached.
pub(super) fn missing(milestones: &Milestones, milestone: Milestone) -> String {
    match milestones.reopened_by(milestone) {
        Some(_) => format!("“{}” was taken back by a later entry", milestone.in_words()),
        None => format!("no entry says “{}”", milestone.in_words()),
    }
}

/// How long the span is that the precision names.
fn span_millis(time: Precise) -> u64 {
    match time.precision {
        Precision::Day => 86_400_000,
        Precision::Minute => 60_000,
        Precision::Second => 1000,
        Precision::Millisecond => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::testing;
    use crate::domain::entry::{ImpactMove, Phase, Statement};
    use crate::domain::fold;
    use crate::domain::id::WriterId;
    use crate::domain::sorted::SortedMap;
    use crate::domain::time::{Instant, Occurred};

    pub(super) fn entry(id: u128, minute: i64, says: Says) -> Entry {
        let writer = WriterId::from_bits(1);
        let at = Instant::from_millis(minute * 60_000);
        let mut said = Statement::new(says, "dana", "", at, writer);
        said.occurred = Some(Occurred::said(Precise { at, precision: Precision::Minute }));
        testing::entry(id, Some(at), said)
    }

    pub(super) fn impact(id: u128, minute: i64, impact: ImpactMove, answers: &[u128]) -> Entry {
        let who = Some(format!("group {id}"));
        let mut entry = entry(id, minute, Says::Impact { impact, who, share: None, certainty: None });
        entry.said.answers = answers.iter().map(|id| RecordId::from_bits(*id)).collect();
        entry
    }

    pub(super) fn marked(mut entry: Entry, mark: Mark) -> Entry {
        entry.said.marks.push(mark);
        entry
    }

    pub(super) fn phase(id: u128, minute: i64, phase: Phase) -> Entry {
        entry(id, minute, Says::Phase { phase })
    }

    pub(super) fn severity(id: u128, minute: i64, severity: &str) -> Entry {
        entry(id, minute, Says::Severity { severity: severity.to_owned() })
    }

    fn alert(id: u128, minute: i64, state: Option<AlertState>) -> Entry {
        entry(id, minute, Says::Alert { source: None, labels: SortedMap::default(), state })
    }

    pub(super) fn all(entries: &[Entry]) -> Vec<Metric> {
        let incident = fold(entries);
        let live = fold::in_order(entries.iter().filter(|entry| !entry.is_deleted));
        metrics(&incident, live.into_iter())
    }

    fn value(entries: &[Entry], name: &str) -> Metric {
        all(entries).into_iter().find(|metric| metric.name == name).unwrap()
    }

    fn minutes(entries: &[Entry], name: &str) -> u64 {
        match value(entries, name).value {
            Reading::Seconds(seconds) => seconds / 60,
            Reading::Not(why) => panic!("{name}: {why}"),
        }
    }

    fn why(entries: &[Entry], name: &str) -> String {
        match value(entries, name).value {
            Reading::Seconds(seconds) => panic!("{name}: {seconds} s"),
            Reading::Not(why) => why,
        }
    }

    fn story() -> Vec<Entry> {
        vec![
            marked(entry(1, 0, Says::Observation), Mark::DriftBegan),
            impact(2, 10, ImpactMove::Began, &[]),
            alert(3, 14, Some(AlertState::Firing)),
            marked(entry(4, 16, Says::Note), Mark::Detected),
            marked(entry(5, 17, Says::Note), Mark::Acknowledged),
            marked(phase(6, 18, Phase::Investigating), Mark::Declared),
            phase(7, 30, Phase::Identified),
            phase(8, 40, Phase::Mitigated),
            impact(9, 45, ImpactMove::Ended, &[]),
            phase(10, 60, Phase::Resolved),
            phase(11, 90, Phase::Closed),
        ]
    }

    #[test]
    fn each_metric_names_its_two_entries() {
        let expected = [
            ("drift", 1, 2, 10),
            ("degraded_before_alert", 1, 3, 14),
            ("detect", 2, 4, 6),
            ("acknowledge", 4, 5, 1),
            ("declare", 4, 6, 2),
            ("isolate", 4, 7, 14),
            ("mitigate", 2, 8, 30),
            ("resolve", 2, 10, 50),
            ("recover", 7, 10, 30),
            ("impact_total", 2, 9, 35),
            ("close", 10, 11, 30),
        ];
        let found: Vec<(&str, u128, u128, Reading)> = all(&story())
            .into_iter()
            .map(|metric| (metric.name, metric.from.unwrap().bits(), metric.to.unwrap().bits(), metric.value))
            .collect();
        assert_eq!(found, expected.map(|(name, from, to, minutes)| (name, from, to, Reading::Seconds(minutes * 60))));
    }

    #[test]
    fn a_corrected_time_moves_what_it_feeds_and_nothing_else() {
        let mut entries = story();
        entries[1] = impact(2, 5, ImpactMove::Began, &[]);
        assert_eq!(["drift", "detect", "resolve"].map(|name| minutes(&entries, name)), [5, 11, 55]);
        assert_eq!(["acknowledge", "isolate", "close"].map(|name| minutes(&entries, name)), [1, 14, 30]);
    }

    #[test]
    fn what_was_degraded_is_counted_to_whatever_told_first_after_it_began() {
        let began = impact(1, 10, ImpactMove::Began, &[]);
        let told = |others: &[Entry]| {
            let entries: Vec<Entry> = std::iter::once(began.clone()).chain(others.iter().cloned()).collect();
            value(&entries, "degraded_before_alert")
        };
        let detected = |minute| marked(entry(9, minute, Says::Note), Mark::Detected);
        assert_eq!(told(&[alert(2, 14, None), detected(12)]).value, Reading::Seconds(120));
        assert_eq!(told(&[alert(2, 5, None), alert(3, 14, None)]).to, Some(RecordId::from_bits(3)));
        let resolved = alert(2, 14, Some(AlertState::Resolved));
        let why = "no alert and no entry that says “detected” stands after “impact began”";
        assert_eq!(told(&[resolved]).value, Reading::Not(why.into()));
        let early = "“detected” at 1970-01-01T00:08Z is before “impact began” at 1970-01-01T00:10Z";
        assert_eq!(told(&[detected(8), alert(2, 14, None)]).value, Reading::Not(early.into()));
        let mut of_a_day = began.clone();
        of_a_day.said.occurred.as_mut().unwrap().at.precision = Precision::Day;
        let only_day = Reading::Not("only the day of “impact began” is known".into());
        assert_eq!(value(&[of_a_day, alert(2, 14, None)], "degraded_before_alert").value, only_day);
    }

    #[test]
    fn what_is_missing_is_said_and_what_is_there_is_named() {
        let entries = [impact(1, 10, ImpactMove::Began, &[])];
        assert_eq!(why(&entries, "detect"), "no entry says “detected”");
        assert_eq!(value(&entries, "detect").from, Some(RecordId::from_bits(1)));
        assert_eq!(value(&entries, "detect").to, None);
        assert_eq!(why(&entries, "impact_total"), "no entry ends “impact”");
        assert_eq!(why(&[], "degraded_before_alert"), "no entry says “drift began” or “impact began”");
        assert_eq!(why(&[], "impact_total"), "no entry says “impact began”");
    }

    #[test]
    fn each_time_of_harm_stands_by_itself_and_the_total_counts_what_they_share_once() {
        let entries = [
            impact(1, 0, ImpactMove::Began, &[]),
            impact(2, 5, ImpactMove::Began, &[]),
            impact(3, 10, ImpactMove::Ended, &[1]),
            impact(4, 20, ImpactMove::Ended, &[2]),
            impact(5, 50, ImpactMove::Began, &[]),
        ];
        let told: Vec<(String, Reading)> =
            windows(&fold(&entries), entries.iter()).into_iter().map(|window| (window.what, window.value)).collect();
        let open = Reading::Not("no entry ends “impact”".into());
        let expected = [("group 1", Reading::Seconds(600)), ("group 2", Reading::Seconds(900)), ("group 5", open)];
        assert_eq!(told, expected.map(|(what, value)| (what.to_owned(), value)));
        assert_eq!(minutes(&entries[..4], "impact_total"), 20);
        assert_eq!(value(&entries, "impact_total").to, Some(RecordId::from_bits(4)));
    }

    #[test]
    fn a_severity_lasts_until_the_next_or_the_end() {
        let entries = [severity(1, 0, "sev2"), severity(2, 10, "sev1"), severity(3, 25, "sev2")];
        let told = |entries: &[Entry]| -> Vec<(String, Reading)> {
            let lasted = severities(&fold(entries), &["sev1".to_owned()]);
            lasted.into_iter().map(|lasted| (lasted.what, lasted.value)).collect()
        };
        let sev1 = ("sev1".to_owned(), Reading::Seconds(900));
        let open = ("sev2".to_owned(), Reading::Not("no entry ends “sev2”".into()));
        assert_eq!(told(&entries), [sev1.clone(), open]);
        let mut over = entries.to_vec();
        over.push(phase(4, 30, Phase::Resolved));
        assert_eq!(told(&over), [sev1, ("sev2".to_owned(), Reading::Seconds(900))]);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod properties {
    use super::tests::{all, entry, impact, marked, phase, severity};
    use super::*;
    use crate::domain::entry::{ImpactMove, Phase};
    use crate::domain::fold;
    use proptest::prelude::*;

    /// Entries of every kind that a metric is read off, at any minute and in any order.
    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        prop::collection::vec((0..14usize, 0..120i64, 1..12u128), 0..14).prop_map(|all| {
            let entry = |(id, (kind, minute, other)): (u128, (usize, i64, u128))| match kind {
                0..6 => phase(id, minute, Phase::ALL[kind]),
                6 => impact(id, minute, ImpactMove::Began, &[]),
                7 => impact(id, minute, ImpactMove::Ended, &[other]),
                8 => impact(id, minute, ImpactMove::Ended, &[]),
                9..12 => severity(id, minute, ["sev1", "sev2", "sev3"][kind - 9]),
                _ => marked(entry(id, minute, Says::Note), Mark::ALL[(minute % 4) as usize].clone()),
            };
            (1..).zip(all).map(entry).collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_computed_is_the_time_between_its_two_entries(entries in entries()) {
            let at = |id: Option<RecordId>| {
                entries.iter().find(|entry| Some(entry.id) == id).and_then(|entry| entry.at).unwrap()
            };
            for metric in all(&entries) {
                let Reading::Seconds(seconds) = metric.value else { continue };
                let between = at(metric.to).since(at(metric.from)) / 1000;
                prop_assert!(between >= 0, "{metric:?}");
                if metric.name == "impact_total" {
                    prop_assert!(seconds <= between.unsigned_abs(), "{seconds} of {between}");
                } else {
                    prop_assert_eq!(seconds, between.unsigned_abs(), "{:?}", metric.name);
                }
            }
        }

        #[test]
        fn the_severities_share_the_time_from_the_first_to_the_end(entries in entries()) {
            let incident = fold(&entries);
            let told = severities(&incident, &[]);
            let sum: Option<u64> = told.iter().map(|lasted| match lasted.value {
                Reading::Seconds(seconds) => Some(seconds),
                Reading::Not(_) => None,
            }).sum();
            let end = [Milestone::Resolved, Milestone::Closed].into_iter().find_map(|end| incident.milestones.get(end));
            match (incident.severities.first(), end, sum) {
                (Some(first), Some(end), Some(sum)) => {
                    let span = end.at.at.since(first.from.unwrap().at).max(0);
                    prop_assert_eq!(sum, span.unsigned_abs() / 1000);
                }
                (Some(_), None, sum) => prop_assert_eq!(sum, None, "nothing has ended"),
                (None, _, _) => prop_assert!(told.is_empty()),
                (Some(_), Some(_), None) => prop_assert!(false, "{:?}", told),
            }
        }
    }
}
