//! The moments an incident is measured by, each read off an entry.
//!
//! Nobody sets a milestone beside the timeline: a phase or impact entry *is* one, and any entry can carry a mark.
//! Of several claims the earliest counts for beginnings, and for ends the last that no later entry reopened.
//!
//! An end is reopened by what cannot be true together with it: the search that begins again, new harm, and work on what was
//! over. To understand what makes it happen once the harm is stopped is the usual order and takes nothing back.
//!
//! | a later entry says | and takes back |
//! | --- | --- |
//! | investigating | identified, mitigated, watching, resolved, closed |
//! | identified, mitigated or watching | resolved, closed |
//! | resolved | closed |
//! | closed | nothing |
//! | impact began | mitigated, watching, resolved, closed |
//!
//! Whether harm has ended is read off its times alone.

use super::entry::{Entry, ImpactMove, Mark, Phase, Says};
use super::fold::ImpactWindow;
use super::id::RecordId;
use super::ordered::sort_few;
use super::time::Precise;

/// Which moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Milestone {
    /// The first deviation, seen afterwards.
    DriftBegan,
    /// Harm began.
    ImpactBegan,
    /// Somebody or something noticed.
    Detected,
    /// Somebody took it up.
    Acknowledged,
    /// It was called an incident.
    Declared,
    /// The search began.
    Investigating,
    /// What makes it happen is known.
    Identified,
    /// The harm is stopped or small.
    Mitigated,
    /// A fix is in, being watched.
    Watching,
    /// Harm ended.
    ImpactEnded,
    /// It is over.
    Resolved,
    /// Nothing is left to do for it.
    Closed,
}

impl Milestone {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::DriftBegan,
        Self::ImpactBegan,
        Self::Detected,
        Self::Acknowledged,
        Self::Declared,
        Self::Investigating,
        Self::Identified,
        Self::Mitigated,
        Self::Watching,
        Self::ImpactEnded,
        Self::Resolved,
        Self::Closed,
    ];

    /// Its name in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DriftBegan => "drift_began",
            Self::ImpactBegan => "impact_began",
            Self::Detected => "detected",
            Self::Acknowledged => "acknowledged",
            Self::Declared => "declared",
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Mitigated => "mitigated",
            Self::Watching => "watching",
            Self::ImpactEnded => "impact_ended",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// In words, for a sentence: "impact began".
    pub fn in_words(self) -> String {
        self.as_str().replace('_', " ")
    }

    const fn of_phase(phase: Phase) -> Self {
        match phase {
            Phase::Investigating => Self::Investigating,
            Phase::Identified => Self::Identified,
            Phase::Mitigated => Self::Mitigated,
            Phase::Watching => Self::Watching,
            Phase::Resolved => Self::Resolved,
            Phase::Closed => Self::Closed,
        }
    }

    /// The one that a mark says; none for a mark of a newer version.
    pub const fn of_mark(mark: &Mark) -> Option<Self> {
        match mark {
            Mark::DriftBegan => Some(Self::DriftBegan),
            Mark::Detected => Some(Self::Detected),
            Mark::Declared => Some(Self::Declared),
            Mark::Acknowledged => Some(Self::Acknowledged),
            Mark::Other(_) => None,
        }
    }

    /// Those that an entry says: by its kind, then by its marks.
    pub fn said_by(entry: &Entry) -> Vec<Self> {
        let of_kind = match entry.said.says {
            Says::Phase { phase } => Some(Self::of_phase(phase)),
            Says::Impact { impact: ImpactMove::Began, .. } => Some(Self::ImpactBegan),
            Says::Impact { impact: ImpactMove::Ended, .. } => Some(Self::ImpactEnded),
            _ => None,
        };
        of_kind.into_iter().chain(entry.said.marks.iter().filter_map(Self::of_mark)).collect()
    }

    /// The ends that are not true any more once this is said after them.
    const fn takes_back(self) -> &'static [Self] {
        /// What says that it goes on no more is last, what was known first: each takes back what stands behind it.
        const ENDS: &[Milestone] =
            &[Milestone::Identified, Milestone::Mitigated, Milestone::Watching, Milestone::Resolved, Milestone::Closed];
        let kept = match self {
            Self::Investigating => 0,
            Self::ImpactBegan => 1,
            Self::Identified | Self::Mitigated | Self::Watching => 3,
            Self::Resolved => 4,
            _ => ENDS.len(),
        };
        ENDS.split_at(kept).1
    }

    /// True when the last claim counts rather than the first.
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::Identified | Self::Mitigated | Self::Watching | Self::ImpactEnded | Self::Resolved | Self::Closed
        )
    }
}

/// A milestone together with the entry that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Which.
    pub milestone: Milestone,
    /// When.
    pub at: Precise,
    /// The entry that was used.
    pub entry: RecordId,
}

/// What comes of an entry's saying that a milestone was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is what the incident is measured by.
    Counts,
    /// Another entry says it too, and that one counts.
    Other(Reached),
    /// This entry took it back.
    TakenBack(RecordId),
    /// Nothing: the entry has no time, or ends no harm.
    Idle,
}

/// The milestones of an incident, and the ends that were taken back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Milestones {
    reached: Vec<Reached>,
    reopened: Vec<(Milestone, RecordId)>,
}

impl Milestones {
    /// Reads them off live entries in timeline order and the times of harm among them. Untimed entries feed no clock.
    pub fn of<'a>(ordered: impl IntoIterator<Item = &'a Entry>, impacts: &[ImpactWindow]) -> Self {
        let mut milestones = Self::default();
        for entry in ordered {
            let Some(at) = entry.precise() else { continue };
            milestones.note(entry, at);
        }
        milestones.end_impact(impacts);
        sort_few(&mut milestones.reached, |reached| (reached.at.at, reached.milestone));
        milestones
    }

    fn note(&mut self, entry: &Entry, at: Precise) {
        // Whether harm has ended is read off its times.
        for milestone in Milestone::said_by(entry).into_iter().filter(|said| *said != Milestone::ImpactEnded) {
            for end in milestone.takes_back() {
                self.reopen(*end, entry.id);
            }
            self.claim(milestone, at, entry.id);
        }
    }

    /// Harm has ended when none goes on: an end that leaves another time of harm open, or that ends none, is not yet it.
    fn end_impact(&mut self, impacts: &[ImpactWindow]) {
        let ends = || impacts.iter().filter_map(|window| Some((window.to?, window.ended?)));
        match impacts.iter().find(|window| window.ended.is_none()) {
            Some(open) if ends().next().is_some() => self.reopened.push((Milestone::ImpactEnded, open.began)),
            Some(_) => {}
            None => {
                if let Some((at, entry)) = ends().max_by_key(|(at, _)| at.at) {
                    self.claim(Milestone::ImpactEnded, at, entry);
                }
            }
        }
    }

    fn claim(&mut self, milestone: Milestone, at: Precise, entry: RecordId) {
        self.reopened.retain(|(end, _)| *end != milestone);
        let reached = Reached { milestone, at, entry };
        match self.reached.iter_mut().find(|known| known.milestone == milestone) {
            Some(known) if milestone.is_end() => *known = reached,
            Some(_) => {}
            None => self.reached.push(reached),
        }
    }

    fn reopen(&mut self, end: Milestone, by: RecordId) {
        if end.is_end() && self.get(end).is_some() {
            self.reached.retain(|reached| reached.milestone != end);
            self.reopened.push((end, by));
        }
    }

    /// The milestone, if it was reached and not taken back.
    pub fn get(&self, milestone: Milestone) -> Option<Reached> {
        self.reached.iter().copied().find(|reached| reached.milestone == milestone)
    }

    /// The entry that took this end back, where one did and the end was not reached again.
    pub fn reopened_by(&self, end: Milestone) -> Option<RecordId> {
        self.reopened.iter().find(|(milestone, _)| *milestone == end).map(|(_, by)| *by)
    }

    /// What comes of that entry's saying so.
    pub fn standing(&self, milestone: Milestone, entry: RecordId) -> Standing {
        match (self.get(milestone), self.reopened_by(milestone)) {
            (Some(reached), _) if reached.entry == entry => Standing::Counts,
            (Some(reached), _) => Standing::Other(reached),
            (None, Some(by)) => Standing::TakenBack(by),
            (None, None) => Standing::Idle,
        }
    }

    /// All that were reached, by time.
    pub fn iter(&self) -> impl Iterator<Item = &Reached> {
        self.reached.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::Statement;
    use crate::domain::entry::testing;
    use crate::domain::fold::fold;
    use crate::domain::id::WriterId;
    use crate::domain::time::Instant;

    fn entry(id: u128, minute: i64, says: Says, marks: &[Mark]) -> Entry {
        let (writer, at) = (WriterId::from_bits(1), Instant::from_millis(minute * 60_000));
        let mut said = Statement::new(says, "dana", "", at, writer);
        said.marks = marks.to_vec();
        testing::entry(id, Some(at), said)
    }

    /// What is reopened when that is said after `earlier`.
    fn taken_back(earlier: Milestone, later: Says) -> bool {
        let phase = Phase::ALL.into_iter().find(|phase| Milestone::of_phase(*phase) == earlier).unwrap();
        let entries = [entry(1, 1, Says::Phase { phase }, &[]), entry(2, 2, later, &[])];
        let milestones = fold(&entries).milestones;
        let by = milestones.reopened_by(earlier);
        assert_eq!(by.is_some(), milestones.get(earlier).is_none(), "it counts, or it is said what took it back");
        assert!(by.is_none_or(|by| by == entries[1].id));
        by.is_some()
    }

    #[test]
    fn an_end_is_taken_back_only_by_what_cannot_be_true_together_with_it() {
        use Milestone::{Closed, Identified, Mitigated, Resolved, Watching};
        let ends = [Identified, Mitigated, Watching, Resolved, Closed];
        let phase = |phase| Says::Phase { phase };
        let impact = |impact| Says::Impact { impact, who: None, share: None, certainty: None };
        let table = [
            (phase(Phase::Investigating), &ends[..]),
            (phase(Phase::Identified), &[Resolved, Closed]),
            (phase(Phase::Mitigated), &[Resolved, Closed]),
            (phase(Phase::Watching), &[Resolved, Closed]),
            (phase(Phase::Resolved), &[Closed]),
            (phase(Phase::Closed), &[]),
            (impact(ImpactMove::Began), &[Mitigated, Watching, Resolved, Closed]),
            (impact(ImpactMove::Ended), &[]),
            (Says::Note, &[]),
        ];
        for (later, wanted) in table {
            let found: Vec<Milestone> = ends.into_iter().filter(|end| taken_back(*end, later.clone())).collect();
            assert_eq!(found, wanted, "after {later:?}");
        }
    }

    #[test]
    fn what_was_taken_back_counts_again_once_it_is_said_again() {
        let phase = |phase| Says::Phase { phase };
        let entries = [
            entry(1, 1, phase(Phase::Mitigated), &[]),
            entry(2, 2, phase(Phase::Investigating), &[]),
            entry(3, 3, phase(Phase::Mitigated), &[]),
            entry(4, 4, phase(Phase::Identified), &[]),
        ];
        let reached = fold(&entries).milestones.get(Milestone::Mitigated).unwrap();
        assert_eq!(reached.entry, entries[2].id);
    }

    #[test]
    fn an_entry_is_told_which_of_its_milestones_count() {
        let phase = |phase| Says::Phase { phase };
        let mut untimed = entry(6, 9, Says::Note, &[Mark::Acknowledged]);
        (untimed.at, untimed.said.occurred) = (None, None);
        let entries = [
            entry(1, 1, Says::Note, &[Mark::Detected, Mark::Other("paged".into())]),
            entry(2, 2, Says::Alert { source: None, labels: Default::default(), state: None }, &[Mark::Detected]),
            entry(3, 3, phase(Phase::Identified), &[]),
            entry(4, 4, phase(Phase::Resolved), &[Mark::Declared]),
            entry(5, 5, phase(Phase::Identified), &[]),
            untimed,
        ];
        let milestones = fold(&entries).milestones;
        let standings = |id: usize| -> Vec<(Milestone, Standing)> {
            let entry = &entries[id - 1];
            Milestone::said_by(entry).into_iter().map(|said| (said, milestones.standing(said, entry.id))).collect()
        };
        let other = |milestone| Standing::Other(milestones.get(milestone).unwrap());
        assert_eq!(standings(1), [(Milestone::Detected, Standing::Counts)]);
        assert_eq!(standings(2), [(Milestone::Detected, other(Milestone::Detected))]);
        assert_eq!(standings(3), [(Milestone::Identified, other(Milestone::Identified))]);
        let taken_back = (Milestone::Resolved, Standing::TakenBack(RecordId::from_bits(5)));
        assert_eq!(standings(4), [taken_back, (Milestone::Declared, Standing::Counts)]);
        assert_eq!(standings(5), [(Milestone::Identified, Standing::Counts)]);
        assert_eq!(standings(6), [(Milestone::Acknowledged, Standing::Idle)]);
    }
}
