//! The moments an incident is measured by, each read off an entry.
//!
//! Nobody sets a milestone beside the timeline: a phase or impact entry *is* one, and any entry can carry a mark.
//! Of several claims the earliest counts for beginnings, and for ends the last that no later entry reopened.

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

    /// True when the last claim counts rather than the first.
    const fn is_end(self) -> bool {
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
        match entry.said.says {
            Says::Phase { phase } => {
                let reopened: Vec<Phase> = Phase::ALL.into_iter().filter(|later| *later > phase).collect();
                for end in reopened {
                    self.reopen(Milestone::of_phase(end), entry.id);
                }
                self.claim(Milestone::of_phase(phase), at, entry.id);
            }
            Says::Impact { impact: ImpactMove::Began, .. } => {
                self.claim(Milestone::ImpactBegan, at, entry.id);
            }
            _ => {}
        }
        for mark in &entry.said.marks {
            let milestone = match mark {
                Mark::DriftBegan => Milestone::DriftBegan,
                Mark::Detected => Milestone::Detected,
                Mark::Declared => Milestone::Declared,
                Mark::Acknowledged => Milestone::Acknowledged,
                Mark::Other(_) => continue,
            };
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

    /// All that were reached, by time.
    pub fn iter(&self) -> impl Iterator<Item = &Reached> {
        self.reached.iter()
    }
}
