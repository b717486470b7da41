//! How long things have taken so far, always against a given `now`.
//!
//! A stopwatch is the spans that it counts: where entries said when something began and ended, the last perhaps still open.
//! It is made of the incident alone and read at any moment, so a view ticks without folding anything again, and a
//! correction of one time moves every stopwatch that the entry feeds. What took place as a whole is measured by
//! [`super::metrics`]; the reasons why something cannot be computed are the same.

use std::fmt;

use super::entry::Phase;
use super::fold::{Incident, Since};
use super::id::RecordId;
use super::metrics;
use super::milestone::{Milestone, Reached};
use super::ordered::{sort_few, sort_many};
use super::time::{Instant, Precise, Precision};

/// From one moment to another; without an end it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub from: Instant,
    /// Where it ends; none while it lasts.
    pub to: Option<Instant>,
}

/// A clock that may still run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopwatch {
    /// What it counts, in order and apart from each other; or why it cannot be computed, as a sentence without its full stop.
    pub counts: Result<Vec<Span>, String>,
    /// The entries it was read off.
    pub entries: Vec<RecordId>,
}

/// What a stopwatch shows at one moment. Whole seconds, rounded down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elapsed {
    /// So much until now, and counting.
    Running(u64),
    /// So much; nothing goes on.
    Stopped(u64),
    /// Nothing yet: it begins in so many seconds, rounded up.
    Ahead(u64),
    /// Not computable, and why, as a sentence without its full stop.
    Not(String),
}

impl Elapsed {
    /// The seconds it has counted; none where it is not computable.
    pub const fn seconds(&self) -> Option<u64> {
        match self {
            Self::Running(seconds) | Self::Stopped(seconds) => Some(*seconds),
            Self::Ahead(_) => Some(0),
            Self::Not(_) => None,
        }
    }
}

impl fmt::Display for Elapsed {
    /// As a clock shows it: `1:42:10`, with the days before it from the first on, `in 0:05:00` before it begins, a dash for
    /// what is not computable.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = match self {
            Self::Running(seconds) | Self::Stopped(seconds) => *seconds,
            Self::Ahead(seconds) => {
                f.write_str("in ")?;
                *seconds
            }
            Self::Not(_) => return f.write_str("—"),
        };
        if seconds >= 86_400 {
            write!(f, "{} d ", seconds / 86_400)?;
        }
        write!(f, "{}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
    }
}

impl Stopwatch {
    fn not(why: impl Into<String>, entries: Vec<RecordId>) -> Self {
        Self { counts: Err(why.into()), entries }
    }

    fn of(spans: Vec<Span>, entries: Vec<RecordId>) -> Self {
        Self { counts: Ok(union(spans)), entries }
    }

    /// What it shows at `now`. What lies ahead of `now` is not counted yet, so it is never negative.
    pub fn read(&self, now: Instant) -> Elapsed {
        let spans = match &self.counts {
            Ok(spans) => spans,
            Err(why) => return Elapsed::Not(why.clone()),
        };
        let counted = |span: &Span| span.to.map_or(now, |to| to.min(now)).since(span.from).max(0) as u64;
        let seconds = spans.iter().map(counted).sum::<u64>() / 1000;
        match (spans.first(), spans.iter().any(|span| span.from <= now && span.to.is_none_or(|to| to > now))) {
            (Some(first), _) if first.from > now => Elapsed::Ahead((first.from.since(now) as u64).div_ceil(1000)),
            (_, true) => Elapsed::Running(seconds),
            (_, false) => Elapsed::Stopped(seconds),
        }
    }

    /// True when it may show something else a moment after `now`.
    pub fn runs_on(&self, now: Instant) -> bool {
        self.counts.as_ref().is_ok_and(|spans| spans.iter().any(|span| span.to.is_none_or(|to| to > now)))
    }
}

/// Every stopwatch of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tempo {
    /// How long there was harm: harm in two places at once is counted once, and time without harm is not counted.
    pub impact: Stopwatch,
    /// How long it has been in the phase that it is in; stops when it is closed.
    pub phase: Stopwatch,
    /// Since somebody or something noticed; stops when it is resolved.
    pub detected: Stopwatch,
    /// Since it was called an incident; stops when it is resolved.
    pub declared: Stopwatch,
    /// How long it had each severity, all times together; stops when it is resolved.
    pub severities: Vec<(String, Stopwatch)>,
}

impl Tempo {
    /// Reads them off an incident. Severities stand in the order of `worst_first`, then those it does not name, by when they
    /// were first said.
    pub fn of(incident: &Incident, worst_first: &[String]) -> Self {
        let over = over(incident);
        Self {
            impact: impact(incident),
            phase: phase(incident),
            detected: since(incident, Milestone::Detected, &over),
            declared: since(incident, Milestone::Declared, &over),
            severities: severities(incident, worst_first, &over),
        }
    }

    /// Every stopwatch.
    pub fn all(&self) -> impl Iterator<Item = &Stopwatch> {
        let first = [&self.impact, &self.phase, &self.detected, &self.declared];
        first.into_iter().chain(self.severities.iter().map(|(_, stopwatch)| stopwatch))
    }
}

/// A time that can be counted from, or why it cannot.
fn counted(at: Option<Precise>, says: &str) -> Result<Instant, String> {
    match at {
        None => Err(format!("the entry that says “{says}” has no time")),
        Some(Precise { precision: Precision::Day, .. }) => Err(metrics::only_day(says)),
        Some(at) => Ok(at.at),
    }
}

fn impact(incident: &Incident) -> Stopwatch {
    let windows = &incident.impacts;
    let entries = windows.iter().flat_map(|window| std::iter::once(window.began).chain(window.ended)).collect();
    if windows.is_empty() {
        return Stopwatch::not(metrics::missing(&incident.milestones, Milestone::ImpactBegan), entries);
    }
    let span = |window: &super::fold::ImpactWindow| {
        let from = counted(window.from, "impact began")?;
        let to = window.ended.map(|_| counted(window.to, "impact ended")).transpose()?;
        Ok(Span { from, to })
    };
    match windows.iter().map(span).collect::<Result<_, String>>() {
        Ok(spans) => Stopwatch::of(spans, entries),
        Err(why) => Stopwatch::not(why, entries),
    }
}

/// What follows each other without a change between: saying the same again changes nothing.
fn stays<T: PartialEq>(held: &[Since<T>]) -> Vec<&Since<T>> {
    let mut stays: Vec<&Since<T>> = Vec::new();
    for since in held {
        if stays.last().is_none_or(|last| last.value != since.value) {
            stays.push(since);
        }
    }
    stays
}

fn phase(incident: &Incident) -> Stopwatch {
    let Some(now) = stays(&incident.phases).pop() else {
        return Stopwatch::not("no entry says a phase", Vec::new());
    };
    if now.value == Phase::Closed {
        return Stopwatch::not("the incident is closed", vec![now.entry]);
    }
    match counted(now.from, now.value.as_str()) {
        Ok(from) => Stopwatch::of(vec![Span { from, to: None }], vec![now.entry]),
        Err(why) => Stopwatch::not(why, vec![now.entry]),
    }
}

/// Where the incident is over: resolved, or closed without.
fn over(incident: &Incident) -> Result<Option<Reached>, String> {
    let get = |milestone| incident.milestones.get(milestone);
    // New harm takes an end back that the phase still says.
    let is_reopened =
        [Milestone::Resolved, Milestone::Closed].into_iter().any(|end| incident.milestones.reopened_by(end).is_some());
    match (get(Milestone::Resolved).or_else(|| get(Milestone::Closed)), incident.phase()) {
        (Some(reached), _) => counted(Some(reached.at), reached.milestone.as_str()).map(|_| Some(reached)),
        (None, Some(phase @ (Phase::Resolved | Phase::Closed))) if !is_reopened => {
            counted(None, phase.as_str()).map(|_| None)
        }
        (None, _) => Ok(None),
    }
}

fn since(incident: &Incident, begin: Milestone, over: &Result<Option<Reached>, String>) -> Stopwatch {
    let Some(began) = incident.milestones.get(begin) else {
        return Stopwatch::not(metrics::missing(&incident.milestones, begin), Vec::new());
    };
    let end = over.as_ref().ok().copied().flatten();
    let entries = std::iter::once(began.entry).chain(end.map(|end| end.entry)).collect();
    let span = counted(Some(began.at), &begin.in_words()).and_then(|from| {
        if let Some(end) = over.clone()? {
            metrics::between(&began, &end)?;
            // A minute may name a moment before the one it is compared with.
            return Ok(Span { from, to: Some(end.at.at.max(from)) });
        }
        Ok(Span { from, to: None })
    });
    match span {
        Ok(span) => Stopwatch::of(vec![span], entries),
        Err(why) => Stopwatch::not(why, entries),
    }
}

fn severities(
    incident: &Incident,
    worst_first: &[String],
    over: &Result<Option<Reached>, String>,
) -> Vec<(String, Stopwatch)> {
    let stays = stays(&incident.severities);
    let mut found: Vec<(String, Stopwatch)> = Vec::new();
    for (position, stay) in stays.iter().enumerate() {
        let next = stays.get(position + 1);
        let span = counted(stay.from, &stay.value).and_then(|from| {
            let end = over.clone()?.map(|end| end.at.at);
            let next = next.map(|next| counted(next.from, &next.value)).transpose()?;
            let to = next.into_iter().chain(end).min();
            Ok(Span { from, to: to.map(|to| to.max(from)) })
        });
        let slot = found.iter().position(|(name, _)| *name == stay.value).unwrap_or_else(|| {
            found.push((stay.value.clone(), Stopwatch::of(Vec::new(), Vec::new())));
            found.len() - 1
        });
        let (_, Stopwatch { counts, entries }) = &mut found[slot];
        match (counts.as_mut(), span) {
            (Ok(spans), Ok(span)) => spans.push(span),
            (Ok(_), Err(why)) => *counts = Err(why),
            (Err(_), _) => {}
        }
        entries.extend(std::iter::once(stay.entry).chain(next.map(|next| next.entry)));
    }
    let rank = |name: &String| worst_first.iter().position(|other| other == name).unwrap_or(worst_first.len());
    sort_few(&mut found, |(name, _)| rank(name));
    found
}

/// The same time as spans that are in order and do not touch: what two of them share is counted once.
fn union(mut spans: Vec<Span>) -> Vec<Span> {
    let mut whole: Vec<Span> = Vec::new();
    sort_many(&mut spans, |span| (span.from, span.to));
    for span in spans {
        match whole.last_mut() {
            Some(last) if last.to.is_none_or(|to| to >= span.from) => {
                // One without an end outlasts all others.
                last.to = last.to.zip(span.to).map(|(last, next)| last.max(next));
            }
            _ => whole.push(span),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::testing;
    use crate::domain::entry::{Entry, ImpactMove, Mark, Says, Statement};
    use crate::domain::fold;
    use crate::domain::id::WriterId;
    use crate::domain::time::Occurred;

    const MINUTE: i64 = 60_000;

    /// An entry at a minute of the incident.
    fn entry(id: u128, minute: i64, says: Says) -> Entry {
        let writer = WriterId::from_bits(1);
        let at = Instant::from_millis(minute * MINUTE);
        let mut said = Statement::new(says, "dana", "", at, writer);
        said.occurred = Some(Occurred::said(Precise { at, precision: Precision::Minute }));
        testing::entry(id, Some(at), said)
    }

    fn began(id: u128, minute: i64) -> Entry {
        let impact = ImpactMove::Began;
        entry(id, minute, Says::Impact { impact, who: None, share: None, certainty: None })
    }

    fn ended(id: u128, minute: i64, answers: &[u128]) -> Entry {
        let impact = ImpactMove::Ended;
        let mut entry = entry(id, minute, Says::Impact { impact, who: None, share: None, certainty: None });
        entry.said.answers = answers.iter().map(|id| RecordId::from_bits(*id)).collect();
        entry
    }

    fn phase(id: u128, minute: i64, phase: Phase) -> Entry {
        entry(id, minute, Says::Phase { phase })
    }

    fn severity(id: u128, minute: i64, severity: &str) -> Entry {
        entry(id, minute, Says::Severity { severity: severity.to_owned() })
    }

    fn detected(id: u128, minute: i64) -> Entry {
        let mut entry = entry(id, minute, Says::Observation);
        entry.said.marks = vec![Mark::Detected];
        entry
    }

    fn untimed(mut entry: Entry) -> Entry {
        (entry.at, entry.said.occurred) = (None, None);
        entry
    }

    fn of_a_day(mut entry: Entry) -> Entry {
        entry.said.occurred.as_mut().unwrap().at.precision = Precision::Day;
        entry
    }

    fn tempo(entries: &[Entry]) -> Tempo {
        Tempo::of(&fold(entries), &["sev1".to_owned(), "sev2".to_owned()])
    }

    fn minutes(minutes: i64) -> Instant {
        Instant::from_millis(minutes * MINUTE)
    }

    fn not(why: &str) -> Elapsed {
        Elapsed::Not(why.to_owned())
    }

    #[test]
    fn harm_in_two_places_counts_once_and_a_gap_not_at_all() {
        let mut entries = vec![began(1, 0), began(2, 5), ended(3, 10, &[1]), ended(4, 20, &[2]), began(5, 50)];
        let impact = tempo(&entries).impact;
        assert_eq!(impact.read(minutes(7)), Elapsed::Running(7 * 60), "what lies ahead is not counted");
        assert_eq!(impact.read(minutes(30)), Elapsed::Stopped(20 * 60));
        assert_eq!(impact.read(minutes(60)), Elapsed::Running(30 * 60));
        entries.push(ended(6, 70, &[]));
        assert_eq!(tempo(&entries).impact.read(minutes(99)), Elapsed::Stopped(40 * 60));
        assert!(!tempo(&entries).impact.runs_on(minutes(99)));
        assert_eq!(tempo(&entries).impact.entries.len(), 6);
    }

    #[test]
    fn a_correction_of_one_time_moves_what_is_counted() {
        let before = [began(1, 30), phase(2, 35, Phase::Identified)];
        let after = [began(1, 10), phase(2, 50, Phase::Identified)];
        assert_eq!(tempo(&before).impact.read(minutes(60)), Elapsed::Running(30 * 60));
        assert_eq!(tempo(&after).impact.read(minutes(60)), Elapsed::Running(50 * 60));
        assert_eq!(tempo(&before).phase.read(minutes(60)), Elapsed::Running(25 * 60));
        assert_eq!(tempo(&after).phase.read(minutes(60)), Elapsed::Running(10 * 60));
    }

    #[test]
    fn a_phase_counts_from_where_it_was_entered_last() {
        let mut entries = vec![
            phase(1, 0, Phase::Investigating),
            phase(2, 10, Phase::Watching),
            phase(3, 20, Phase::Investigating),
            phase(4, 25, Phase::Investigating),
        ];
        assert_eq!(tempo(&entries).phase.read(minutes(30)), Elapsed::Running(10 * 60), "said again, it goes on");
        entries.push(phase(5, 40, Phase::Closed));
        assert_eq!(tempo(&entries).phase.read(minutes(50)), not("the incident is closed"));
        assert_eq!(tempo(&[]).phase.read(minutes(0)), not("no entry says a phase"));
    }

    #[test]
    fn what_began_with_the_detection_stops_when_it_is_resolved_and_goes_on_when_that_is_taken_back() {
        let mut entries = vec![detected(1, 5), phase(2, 0, Phase::Investigating)];
        assert_eq!(tempo(&entries).detected.read(minutes(10)), Elapsed::Running(5 * 60));
        entries.push(phase(3, 30, Phase::Resolved));
        assert_eq!(tempo(&entries).detected.read(minutes(90)), Elapsed::Stopped(25 * 60));
        entries.push(phase(4, 60, Phase::Investigating));
        assert_eq!(tempo(&entries).detected.read(minutes(90)), Elapsed::Running(85 * 60));
        entries.push(phase(5, 80, Phase::Closed));
        assert_eq!(tempo(&entries).detected.read(minutes(90)), Elapsed::Stopped(75 * 60), "closed without");
        assert_eq!(tempo(&entries[1..]).detected.read(minutes(90)), not("no entry says “detected”"));
    }

    #[test]
    fn each_severity_has_all_its_times_together_the_worst_first() {
        let mut entries = vec![
            severity(1, 0, "sev9"),
            severity(2, 1, "sev2"),
            severity(3, 11, "sev1"),
            severity(4, 15, "sev1"),
            severity(5, 31, "sev2"),
        ];
        let shown = |entries: &[Entry], now: i64| -> Vec<(String, Elapsed)> {
            let severities = tempo(entries).severities.into_iter();
            severities.map(|(name, stopwatch)| (name, stopwatch.read(minutes(now)))).collect()
        };
        let expected = |sev2: Elapsed| {
            vec![
                ("sev1".to_owned(), Elapsed::Stopped(20 * 60)),
                ("sev2".to_owned(), sev2),
                ("sev9".to_owned(), Elapsed::Stopped(60)),
            ]
        };
        assert_eq!(shown(&entries, 40), expected(Elapsed::Running(19 * 60)));
        entries.push(phase(6, 36, Phase::Resolved));
        assert_eq!(shown(&entries, 40), expected(Elapsed::Stopped(15 * 60)));
    }

    #[test]
    fn new_harm_after_the_end_sets_the_clocks_going_again() {
        let mut entries = vec![detected(1, 0), severity(2, 0, "sev2"), phase(3, 10, Phase::Resolved), began(4, 30)];
        assert_eq!(tempo(&entries).detected.read(minutes(40)), Elapsed::Running(40 * 60));
        assert_eq!(tempo(&entries).severities[0].1.read(minutes(40)), Elapsed::Running(40 * 60));
        entries.extend([ended(5, 50, &[4]), phase(6, 60, Phase::Resolved)]);
        assert_eq!(tempo(&entries).detected.read(minutes(99)), Elapsed::Stopped(60 * 60));
    }

    #[test]
    fn what_cannot_be_computed_says_why() {
        let now = minutes(60);
        assert_eq!(tempo(&[]).impact.read(now), not("no entry says “impact began”"));
        let impact = |entries: &[Entry]| tempo(entries).impact.read(now);
        assert_eq!(impact(&[untimed(began(1, 0))]), not("the entry that says “impact began” has no time"));
        assert_eq!(impact(&[of_a_day(began(1, 0))]), not("only the day of “impact began” is known"));
        let end = untimed(ended(2, 0, &[]));
        assert_eq!(impact(&[began(1, 0), end]), not("the entry that says “impact ended” has no time"));
        let open = [detected(1, 0), untimed(phase(2, 0, Phase::Resolved))];
        assert_eq!(tempo(&open).detected.read(now), not("the entry that says “resolved” has no time"));
        let backwards = [detected(1, 30), phase(2, 10, Phase::Resolved)];
        let why = "“resolved” at 1970-01-01T00:10Z is before “detected” at 1970-01-01T00:30Z";
        assert_eq!(tempo(&backwards).detected.read(now), not(why));
        let unknown = [severity(1, 0, "sev2"), of_a_day(severity(2, 1, "sev1"))];
        assert!(tempo(&unknown).severities.iter().all(|(_, stopwatch)| stopwatch.counts.is_err()));
    }

    #[test]
    fn what_lies_ahead_says_when_it_begins() {
        let stopwatch = tempo(&[began(1, 10)]).impact;
        assert_eq!(stopwatch.read(minutes(9).plus_millis(500)), Elapsed::Ahead(60));
        assert!(stopwatch.runs_on(minutes(9)));
        assert_eq!(stopwatch.read(minutes(10)), Elapsed::Running(0));
    }

    #[test]
    fn a_clock_shows_hours_minutes_and_seconds() {
        for (elapsed, text) in [
            (Elapsed::Running(0), "0:00:00"),
            (Elapsed::Stopped(6130), "1:42:10"),
            (Elapsed::Running(2 * 86_400 + 3 * 3600 + 61), "2 d 3:01:01"),
            (Elapsed::Ahead(300), "in 0:05:00"),
            (not("no entry says “detected”"), "—"),
        ] {
            assert_eq!(elapsed.to_string(), text);
        }
    }
}
