//! What of a timeline is shown: which entries, where it is silent, where harm goes on.

use super::entry::{Entry, Mark, Phase, Says};
use super::fold::Incident;
use super::id::RecordId;
use super::sorted::SortedSet;
use super::time::{Hlc, Instant, Precision};

/// Which entries are shown. What is empty or false asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of one of these kinds.
    pub kinds: Vec<String>,
    /// By one of these people, by handle.
    pub people: Vec<String>,
    /// Starred.
    pub is_starred: bool,
    /// Milestones.
    pub is_milestone: bool,
    /// With all of these words, in lower case, in the text.
    pub words: Vec<String>,
}

impl Filter {
    /// True when it shows everything.
    pub fn shows_all(&self) -> bool {
        *self == Self::default()
    }

    /// True when it shows this entry. `lower` makes lower case as `words` are made.
    pub fn shows(&self, entry: &Entry, lower: impl Fn(&str) -> String) -> bool {
        let said = &entry.said;
        let is_among = |wanted: &[String], word: &str| wanted.is_empty() || wanted.iter().any(|other| other == word);
        if !is_among(&self.kinds, said.says.kind())
            || !is_among(&self.people, &said.by)
            || self.is_starred && !said.is_starred
            || self.is_milestone && !is_milestone(entry)
        {
            return false;
        }
        self.words.is_empty() || {
            let text = lower(&said.text);
            self.words.iter().all(|word| text.contains(word.as_str()))
        }
    }
}

/// True for what an incident is measured by: phases, impacts, and entries that carry a mark.
pub fn is_milestone(entry: &Entry) -> bool {
    matches!(entry.said.says, Says::Phase { .. } | Says::Impact { .. })
        || entry.said.marks.iter().any(|mark| !matches!(mark, Mark::Other(_)))
}

/// Milliseconds without an entry from which on it is silence: in the first two hours of an incident nobody should be left
/// for longer without a word (PagerDuty, external communication guidelines).
pub const SILENCE_MILLIS: i64 = 20 * 60_000;

/// The silences among live entries in timeline order: before which entry, and for how many milliseconds. What lasted is
/// no silence; entries of which only the day is known, or nothing, say nothing about it; after an incident is resolved
/// nobody is expected to speak.
pub fn silences<'a>(live: impl IntoIterator<Item = &'a Entry>) -> Vec<(RecordId, i64)> {
    let mut found = Vec::new();
    let mut last: Option<Instant> = None;
    let mut is_over = false;
    for entry in live {
        let Some(at) = entry.precise().filter(|at| at.precision != Precision::Day).map(|at| at.at) else { continue };
        if let Some(last) = last
            && !is_over
            && at.since(last) >= SILENCE_MILLIS
        {
            found.push((entry.id, at.since(last)));
        }
        let until = entry.ended().map_or(at, |ended| ended.at.max(at));
        last = Some(last.map_or(until, |last| last.max(until)));
        if let Says::Phase { phase } = entry.said.says {
            is_over = matches!(phase, Phase::Resolved | Phase::Closed);
        }
    }
    found
}

/// A place among timed entries.
type Place = (Instant, Hlc, RecordId);

/// Between which entries harm goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HarmLine {
    windows: Vec<(Place, Option<Place>)>,
    /// Untimed entries that stand where harm goes on.
    untimed: SortedSet<RecordId>,
}

impl HarmLine {
    /// That of an incident with these live entries in timeline order, of which `entry` looks one up.
    pub fn of<'a>(
        incident: &Incident,
        ordered: impl IntoIterator<Item = &'a Entry>,
        entry: impl Fn(RecordId) -> Option<&'a Entry>,
    ) -> Self {
        let place = |id: RecordId| entry(id).and_then(Entry::order);
        let windows = incident.impacts.iter().filter_map(|window| {
            let began = place(window.began)?;
            match window.ended {
                None => Some((began, None)),
                Some(ended) => Some((began, Some(place(ended)?))),
            }
        });
        let mut line = Self { windows: windows.collect(), untimed: SortedSet::default() };
        let mut last = None;
        for entry in ordered {
            if entry.at.is_some() {
                last = Some(entry);
            } else if last.is_some_and(|last| line.around(last).1) {
                line.untimed.insert(entry.id);
            }
        }
        line
    }

    /// Whether harm goes on just before an entry, and just after it.
    pub fn around(&self, entry: &Entry) -> (bool, bool) {
        let Some(place) = entry.order() else {
            let is_harmed = self.untimed.contains(&entry.id);
            return (is_harmed, is_harmed);
        };
        let windows = || self.windows.iter();
        let before = windows().any(|(began, ended)| *began < place && ended.is_none_or(|ended| place <= ended));
        let after = windows().any(|(began, ended)| *began <= place && ended.is_none_or(|ended| place < ended));
        (before, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::testing;
    use crate::domain::entry::{ImpactMove, Statement};
    use crate::domain::fold::fold;
    use crate::domain::id::WriterId;
    use crate::domain::time::{Occurred, Precise};

    fn entry(minute: i64, says: Says) -> Entry {
        let writer = WriterId::from_bits(1);
        let at = Instant::from_millis(minute * 60_000);
        testing::entry(minute as u128, Some(at), Statement::new(says, "dana", format!("Said at {minute}"), at, writer))
    }

    fn impact(minute: i64, impact: ImpactMove) -> Entry {
        entry(minute, Says::Impact { impact, who: None, share: None, certainty: None })
    }

    #[test]
    fn a_filter_shows_what_fits_all_it_asks_for() {
        let mut starred = entry(1, Says::Observation);
        starred.said.is_starred = true;
        let mut marked = entry(2, Says::Note);
        marked.said.marks.push(Mark::Detected);
        marked.said.by = "sam".to_owned();
        let phase = entry(3, Says::Phase { phase: Phase::Mitigated });
        let all = [starred, marked, phase];
        let shown = |filter: Filter| {
            let shows = |entry: &&Entry| filter.shows(entry, |text| text.to_lowercase());
            all.iter().filter(shows).map(|entry| entry.id.bits()).collect::<Vec<_>>()
        };
        assert_eq!(shown(Filter::default()), [1, 2, 3]);
        assert_eq!(shown(Filter { kinds: vec!["note".into(), "phase".into()], ..Filter::default() }), [2, 3]);
        assert_eq!(shown(Filter { people: vec!["sam".into()], ..Filter::default() }), [2]);
        assert_eq!(shown(Filter { is_starred: true, ..Filter::default() }), [1]);
        assert_eq!(shown(Filter { is_milestone: true, ..Filter::default() }), [2, 3]);
        assert_eq!(shown(Filter { words: vec!["said".into(), "at 3".into()], ..Filter::default() }), [3]);
        assert_eq!(shown(Filter { is_milestone: true, people: vec!["dana".into()], ..Filter::default() }), [3]);
    }

    #[test]
    fn a_mark_of_a_newer_version_is_no_milestone_yet() {
        let mut marked = entry(2, Says::Note);
        marked.said.marks.push(Mark::Other("foreseen".into()));
        assert!(!is_milestone(&marked));
    }

    #[test]
    fn silence_ends_where_somebody_speaks_and_what_lasted_is_none() {
        let mut lasted = entry(30, Says::Note);
        lasted.said.ended = Some(Precise { at: Instant::from_millis(55 * 60_000), precision: Precision::Minute });
        let mut of_a_day = entry(57, Says::Note);
        if let Some(Occurred { at, .. }) = &mut of_a_day.said.occurred {
            at.precision = Precision::Day;
        }
        let entries = [entry(0, Says::Note), lasted, of_a_day, entry(74, Says::Note), entry(95, Says::Note)];
        let minutes = |found: Vec<(RecordId, i64)>| {
            found.into_iter().map(|(id, millis)| (id.bits(), millis / 60_000)).collect::<Vec<_>>()
        };
        assert_eq!(minutes(silences(&entries)), [(30, 30), (95, 21)]);
    }

    #[test]
    fn nobody_is_expected_to_speak_after_the_end() {
        let resolved = entry(10, Says::Phase { phase: Phase::Resolved });
        let reopened = entry(500, Says::Phase { phase: Phase::Investigating });
        let entries = [entry(0, Says::Note), resolved, reopened, entry(600, Says::Note)];
        assert_eq!(silences(&entries).iter().map(|(id, _)| id.bits()).collect::<Vec<_>>(), [600]);
    }

    #[test]
    fn harm_is_between_its_beginning_and_its_end() {
        let entries = [
            entry(0, Says::Note),
            impact(5, ImpactMove::Began),
            entry(7, Says::Note),
            impact(9, ImpactMove::Ended),
            entry(11, Says::Note),
            impact(13, ImpactMove::Began),
        ];
        let incident = fold(&entries);
        let line = HarmLine::of(&incident, &entries, |id| entries.iter().find(|entry| entry.id == id));
        let around: Vec<_> = entries.iter().map(|entry| line.around(entry)).collect();
        let expected = [(false, false), (false, true), (true, true), (true, false), (false, false), (false, true)];
        assert_eq!(around, expected);
    }

    #[test]
    fn what_has_no_time_is_harmed_like_what_it_stands_behind() {
        let mut untimed = entry(6, Says::Note);
        (untimed.at, untimed.said.occurred) = (None, None);
        untimed.said.place = Some(crate::domain::entry::Place { document: "doc".to_owned(), index: 1 });
        let mut began = impact(5, ImpactMove::Began);
        began.said.place = Some(crate::domain::entry::Place { document: "doc".to_owned(), index: 0 });
        let entries = [began, untimed, impact(9, ImpactMove::Ended)];
        let line = HarmLine::of(&fold(&entries), &entries, |id| entries.iter().find(|entry| entry.id == id));
        assert_eq!(line.around(&entries[1]), (true, true));
    }
}
