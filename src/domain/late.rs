//! What is late at a moment: words that nobody has said, an answer that nobody has given, an end of harm.

use super::entry::{Entry, Phase};
use super::fold::Incident;
use super::shown::SILENCE_MILLIS;
use super::time::{Instant, Precision};

/// Milliseconds after which an offer should have been answered.
pub const ANSWER_MILLIS: i64 = 5 * 60_000;

/// True once nobody is missed any more and nobody is expected to speak.
pub fn is_over(incident: &Incident) -> bool {
    matches!(incident.phase(), Some(Phase::Resolved | Phase::Closed))
}

/// The last moment, up to now, that an entry tells of: when it was logged or when it happened, whichever is later. A day
/// without an hour is no moment, and what is ahead has told nothing yet.
fn told_at(entry: &Entry, now: Instant) -> Instant {
    let is_moment = |precision| precision != Precision::Day;
    let began = entry.precise().filter(|at| is_moment(at.precision));
    let ended = entry.ended().filter(|at| is_moment(at.precision));
    let happened = [began, ended].into_iter().flatten().map(|at| at.at).filter(|at| *at <= now);
    happened.fold(entry.logged_at.min(now), Instant::max)
}

/// For how many milliseconds nothing was logged, once that is silence and the incident is not over.
pub fn silence<'a>(incident: &Incident, live: impl IntoIterator<Item = &'a Entry>, now: Instant) -> Option<i64> {
    if is_over(incident) {
        return None;
    }
    let last = live.into_iter().map(|entry| told_at(entry, now)).max()?;
    Some(now.since(last)).filter(|millis| *millis >= SILENCE_MILLIS)
}

/// For how many milliseconds an offer, which this entry makes, waits for an answer.
pub fn wait(offer: &Entry, now: Instant) -> i64 {
    now.since(told_at(offer, now))
}

/// True while harm goes on after the incident is over: somebody should say when it ended.
pub fn is_harm_left_open(incident: &Incident) -> bool {
    is_over(incident) && incident.impacts.iter().any(|window| window.ended.is_none())
}

/// Milliseconds by which two clocks may differ.
const SLACK_MILLIS: i64 = 2 * 60_000;

/// By how many milliseconds the last entry was logged ahead of this device's clock, where clocks do not differ by so much:
/// that of its device or this one is wrong, and what is logged here may stand before what it answers.
pub fn ahead<'a>(live: impl IntoIterator<Item = &'a Entry>, now: Instant) -> Option<i64> {
    let last = live.into_iter().map(|entry| entry.logged_at).max()?;
    Some(last.since(now)).filter(|millis| *millis > SLACK_MILLIS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::testing;
    use crate::domain::entry::{ImpactMove, Says, Statement};
    use crate::domain::fold::fold;
    use crate::domain::id::WriterId;
    use crate::domain::time::{Occurred, Precise};

    fn at(minute: i64) -> Instant {
        Instant::from_millis(minute * 60_000)
    }

    /// Logged in one minute about another.
    fn entry(logged: i64, happened: i64, says: Says) -> Entry {
        let writer = WriterId::from_bits(1);
        let mut said = Statement::new(says, "dana", "", at(logged), writer);
        said.occurred = Some(Occurred::said(Precise { at: at(happened), precision: Precision::Minute }));
        testing::entry((logged * 10_000 + happened) as u128, Some(at(happened)), said)
    }

    fn minutes(entries: &[Entry], now: i64) -> Option<i64> {
        silence(&fold(entries), entries, at(now)).map(|millis| millis / 60_000)
    }

    #[test]
    fn silence_begins_twenty_minutes_after_the_last_word() {
        let entries = [entry(0, 0, Says::Note), entry(10, 10, Says::Note)];
        assert_eq!(minutes(&entries, 29), None);
        assert_eq!(minutes(&entries, 30), Some(20));
        assert_eq!(minutes(&entries, 35), Some(25));
        assert_eq!(minutes(&[], 35), None);
    }

    #[test]
    fn what_was_written_down_later_is_a_word_too() {
        assert_eq!(minutes(&[entry(30, 0, Says::Note)], 45), None);
        assert_eq!(minutes(&[entry(30, 0, Says::Note)], 55), Some(25));
    }

    #[test]
    fn what_lasted_is_no_silence_before_its_end() {
        let mut lasted = entry(0, 0, Says::Note);
        lasted.said.ended = Some(Precise { at: at(30), precision: Precision::Minute });
        assert_eq!(minutes(&[lasted], 45), None);
    }

    #[test]
    fn what_is_ahead_or_known_by_its_day_only_ends_no_silence() {
        assert_eq!(minutes(&[entry(0, 500, Says::Note)], 25), Some(25));
        let mut of_a_day = entry(0, 20, Says::Note);
        of_a_day.said.occurred = Some(Occurred::said(Precise { at: at(20), precision: Precision::Day }));
        assert_eq!(minutes(&[of_a_day], 25), Some(25));
        // Logged by a clock that is ahead.
        assert_eq!(minutes(&[entry(500, 500, Says::Note)], 25), None);
    }

    #[test]
    fn a_clock_that_is_behind_the_last_entry_is_told() {
        let entries = [entry(60, 0, Says::Note), entry(10, 500, Says::Note)];
        assert_eq!(ahead(&entries, at(0)), Some(60 * 60_000));
        assert_eq!(ahead(&entries, at(58)), None);
        assert_eq!(ahead(&entries, at(90)), None);
        assert_eq!(ahead(&[], at(0)), None);
    }

    #[test]
    fn nobody_is_late_after_the_end() {
        for phase in [Phase::Resolved, Phase::Closed] {
            let entries = [entry(0, 0, Says::Note), entry(1, 1, Says::Phase { phase })];
            assert_eq!(minutes(&entries, 100), None);
        }
        let entries = [entry(0, 0, Says::Phase { phase: Phase::Watching })];
        assert_eq!(minutes(&entries, 100), Some(100));
    }

    #[test]
    fn an_offer_waits_from_when_it_was_made_and_never_less_than_nothing() {
        assert_eq!(wait(&entry(10, 10, Says::Note), at(16)), 6 * 60_000);
        assert_eq!(wait(&entry(10, 2, Says::Note), at(16)), 6 * 60_000);
        assert_eq!(wait(&entry(90, 90, Says::Note), at(16)), 0);
    }

    #[test]
    fn harm_is_left_open_only_once_the_incident_is_over() {
        let impact =
            |minute, impact| entry(minute, minute, Says::Impact { impact, who: None, share: None, certainty: None });
        let mut entries = vec![impact(1, ImpactMove::Began)];
        assert!(!is_harm_left_open(&fold(&entries)));
        entries.push(entry(5, 5, Says::Phase { phase: Phase::Resolved }));
        assert!(is_harm_left_open(&fold(&entries)));
        entries.push(impact(6, ImpactMove::Ended));
        assert!(!is_harm_left_open(&fold(&entries)));
    }
}
