//! The incident as the fold of its entries.
//!
//! Who leads, how severe it is, which phase, what is measured: nothing of that is stored, all of it is read off the
//! entries here, in the order in which they happened. Correct the time of one and everything that follows from it moves.

use super::entry::{Entry, ImpactMove, Phase, RoleMove, Says};
use super::gate::{self, Breach};
use super::id::RecordId;
use super::milestone::{Milestone, Milestones};
use super::ordered::sort_many;
use super::role::{Roles, SHARED};
use super::sorted::{SortedMap, SortedSet};
use super::time::Precise;

/// What an incident's entries tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Incident {
    /// Every live entry, in timeline order.
    pub order: Vec<RecordId>,
    /// Each severity it had.
    pub severities: Vec<Since<String>>,
    /// Each phase it was in.
    pub phases: Vec<Since<Phase>>,
    /// Who held which role.
    pub roles: Roles,
    /// The moments it is measured by.
    pub milestones: Milestones,
    /// Times of harm.
    pub impacts: Vec<ImpactWindow>,
    /// What two people said at once, not knowing of each other.
    pub contested: Vec<Contest>,
    /// Gates that a merge broke.
    pub breaches: Vec<Breach>,
}

impl Incident {
    /// The severity it has now, by the last entry that says one.
    pub fn severity(&self) -> Option<&str> {
        self.severities.last().map(|since| since.value.as_str())
    }

    /// The phase it is in now, by the last entry that says one.
    pub fn phase(&self) -> Option<Phase> {
        self.phases.last().map(|since| since.value)
    }

    /// True once harm was stopped, or it was over, and nobody has taken that back.
    pub fn is_mitigated(&self) -> bool {
        let ends = [Milestone::Mitigated, Milestone::Watching, Milestone::Resolved, Milestone::Closed];
        ends.into_iter().any(|end| self.milestones.get(end).is_some())
    }

    /// What is contested about a role.
    pub fn contest_of(&self, role: &str) -> Option<&Contest> {
        self.contested.iter().find(|contest| matches!(&contest.topic, Topic::Role(of) if of == role))
    }

    /// Entries that a new severity, phase or role entry replaces: what is said of it now and by nobody replaced.
    pub fn heads<'a>(entries: impl IntoIterator<Item = &'a Entry>, topic: &Topic) -> Vec<RecordId> {
        topic_heads(entries.into_iter().filter(|entry| topic_of(entry).as_ref() == Some(topic)))
            .into_iter()
            .map(|entry| entry.id)
            .collect()
    }
}

/// A value and the entry that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since<T> {
    /// What it was from then on.
    pub value: T,
    /// From when; none when the entry is untimed.
    pub from: Option<Precise>,
    /// The entry that says so.
    pub entry: RecordId,
}

/// A time of harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImpactWindow {
    /// The entry that says it began.
    pub began: RecordId,
    /// From when.
    pub from: Option<Precise>,
    /// The entry that says it ended; none while it lasts.
    pub ended: Option<RecordId>,
    /// Until when.
    pub to: Option<Precise>,
}

/// What has one value at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// How severe it is.
    Severity,
    /// Which phase it is in.
    Phase,
    /// Who holds this role.
    Role(String),
}

/// Two or more entries that replace the same thing with different values. The last counts until a person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// About what.
    pub topic: Topic,
    /// The entries with their values, in timeline order; a released role has an empty value.
    pub claims: Vec<(RecordId, String)>,
}

/// The incident as its entries tell it. Puts them in order first: nobody else has to. Entries in the trash are to be
/// handed in too: others may name them as the ones they replace.
pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Incident {
    let all: Vec<&Entry> = entries.into_iter().collect();
    let live = in_order(all.iter().copied().filter(|entry| !entry.is_deleted));
    fold_ordered(&live, &all)
}

/// The same for entries that are in order already: `live` those that are not in the trash, `all` in any order.
pub(crate) fn fold_ordered(live: &[&Entry], all: &[&Entry]) -> Incident {
    let impacts = impacts(live);
    let mut incident = Incident {
        order: live.iter().map(|entry| entry.id).collect(),
        roles: Roles::of(live.iter().copied()),
        milestones: Milestones::of(live.iter().copied(), &impacts),
        impacts,
        contested: contested(live, all),
        ..Incident::default()
    };
    for entry in live {
        let (from, entry_id) = (entry.precise(), entry.id);
        match &entry.said.says {
            Says::Severity { severity } => {
                incident.severities.push(Since { value: severity.clone(), from, entry: entry_id });
            }
            Says::Phase { phase } => incident.phases.push(Since { value: *phase, from, entry: entry_id }),
            _ => {}
        }
    }
    incident.breaches = gate::breaches(&incident);
    incident
}

/// Timeline order: by when it happened, when it was first written, then by id. An untimed entry stays behind the row it
/// followed in the document it came from; rows before the first timed one stay before it; what has no timed
/// neighbour at all comes last.
pub fn in_order<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let (mut timed, untimed): (Vec<&Entry>, Vec<&Entry>) = entries.into_iter().partition(|entry| entry.at.is_some());
    sort_many(&mut timed, |entry| entry.order());
    if untimed.is_empty() { timed } else { with_untimed(&timed, untimed) }
}

fn with_untimed<'a>(timed: &[&'a Entry], mut untimed: Vec<&'a Entry>) -> Vec<&'a Entry> {
    let mut rows: Vec<&Entry> = timed.iter().copied().filter(|entry| entry.said.place.is_some()).collect();
    sort_by_place(&mut rows);
    sort_by_place(&mut untimed);
    // What stands directly before and behind each timed entry.
    let mut before: Vec<Vec<&Entry>> = vec![Vec::new(); timed.len()];
    let mut behind = before.clone();
    let mut last = Vec::new();
    for entry in untimed {
        let place = &entry.said.place;
        let next = rows.partition_point(|row| row.said.place <= *place);
        let is_same = |row: &&&Entry| match (&row.said.place, place) {
            (Some(row), Some(place)) => row.document == place.document,
            _ => false,
        };
        let row_before = rows[..next].last().filter(is_same);
        match row_before.or_else(|| rows.get(next).filter(is_same)) {
            Some(row) => {
                // Of rows at one place the first in time is meant.
                let first = rows.partition_point(|other| other.said.place < row.said.place);
                let anchor = timed.partition_point(|other| other.order() < rows[first].order());
                let beside = if row_before.is_some() { &mut behind } else { &mut before };
                beside[anchor].push(entry);
            }
            None => last.push(entry),
        }
    }
    let mut ordered = Vec::with_capacity(timed.len());
    for ((entry, before), behind) in timed.iter().zip(before).zip(behind) {
        ordered.extend(before);
        ordered.push(*entry);
        ordered.extend(behind);
    }
    ordered.extend(last);
    ordered
}

/// By document and row; at one place by time, then by when they were first written.
fn sort_by_place(entries: &mut [&Entry]) {
    sort_many(entries, |entry| (entry.said.place.as_ref(), entry.at, entry.created, entry.id));
}

fn impacts(live: &[&Entry]) -> Vec<ImpactWindow> {
    let mut windows: Vec<ImpactWindow> = Vec::new();
    for entry in live {
        match entry.said.says {
            Says::Impact { impact: ImpactMove::Began, .. } => {
                windows.push(ImpactWindow { began: entry.id, from: entry.precise(), ended: None, to: None });
            }
            Says::Impact { impact: ImpactMove::Ended, .. } => {
                let names = &entry.said.answers;
                for window in windows.iter_mut().filter(|window| window.ended.is_none()) {
                    if names.is_empty() || names.contains(&window.began) {
                        window.ended = Some(entry.id);
                        window.to = entry.precise();
                    }
                }
            }
            _ => {}
        }
    }
    windows
}

/// What an entry gives a value to, if it does.
pub fn topic_of(entry: &Entry) -> Option<Topic> {
    match &entry.said.says {
        Says::Severity { .. } => Some(Topic::Severity),
        Says::Phase { .. } => Some(Topic::Phase),
        Says::Role { moved: RoleMove::Offer | RoleMove::Decline, .. } => None,
        Says::Role { role, .. } if SHARED.contains(&role.as_str()) => None,
        Says::Role { role, .. } => Some(Topic::Role(role.clone())),
        _ => None,
    }
}

fn value_of(entry: &Entry) -> String {
    match &entry.said.says {
        Says::Severity { severity } => severity.clone(),
        Says::Phase { phase } => phase.as_str().to_owned(),
        Says::Role { moved: RoleMove::Release, .. } => String::new(),
        Says::Role { holder, .. } => holder.clone(),
        _ => String::new(),
    }
}

fn contested(live: &[&Entry], all: &[&Entry]) -> Vec<Contest> {
    let mut topics: SortedMap<Topic, Vec<&Entry>> = SortedMap::default();
    for entry in all {
        if let Some(topic) = topic_of(entry) {
            topics.or_default(topic).push(entry);
        }
    }
    let mut contests = Vec::new();
    for (topic, entries) in topics {
        let heads: SortedSet<RecordId> =
            topic_heads(entries.iter().copied()).into_iter().map(|entry| entry.id).collect();
        if heads.len() < 2 {
            continue;
        }
        let claims: Vec<(RecordId, String)> =
            live.iter().filter(|entry| heads.contains(&entry.id)).map(|entry| (entry.id, value_of(entry))).collect();
        let is_same = claims.windows(2).all(|pair| pair[0].1 == pair[1].1);
        if !is_same {
            contests.push(Contest { topic, claims });
        }
    }
    contests
}

/// The live entries of one topic that no live entry replaces, directly or through others: a replacement in the
/// trash counts for nothing by itself, but who replaced it had seen what it replaced.
fn topic_heads<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let by_id: SortedMap<RecordId, &Entry> = entries.into_iter().map(|entry| (entry.id, entry)).collect();
    let mut replaced: SortedSet<RecordId> = SortedSet::default();
    let live = by_id.values().filter(|entry| !entry.is_deleted);
    let mut queue: Vec<RecordId> = live.flat_map(|entry| entry.said.replaces.iter().copied()).collect();
    while let Some(id) = queue.pop() {
        if replaced.insert(id)
            && let Some(entry) = by_id.get(&id)
        {
            queue.extend(entry.said.replaces.iter().copied());
        }
    }
    by_id.into_values().filter(|entry| !entry.is_deleted && !replaced.contains(&entry.id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::Statement;
    use crate::domain::entry::testing;
    use crate::domain::id::WriterId;
    use crate::domain::metrics::{CLOCKS, Reading};
    use crate::domain::milestone::Milestone;
    use crate::domain::time::Instant;

    fn impact(id: u128, minute: i64, impact: ImpactMove, answers: &[u128]) -> Entry {
        let writer = WriterId::from_bits(1);
        let at = Instant::from_millis(minute * 60_000);
        let says = Says::Impact { impact, who: None, share: None, certainty: None };
        let mut said = Statement::new(says, "dana", "", at, writer);
        said.answers = answers.iter().map(|id| RecordId::from_bits(*id)).collect();
        testing::entry(id, Some(at), said)
    }

    fn impact_seconds(entries: &[Entry]) -> Reading {
        CLOCKS.iter().find(|clock| clock.name == "impact").unwrap().read(&fold(entries).milestones)
    }

    #[test]
    fn harm_has_ended_only_when_none_goes_on() {
        let mut entries = vec![
            impact(1, 0, ImpactMove::Began, &[]),
            impact(2, 5, ImpactMove::Began, &[]),
            impact(3, 10, ImpactMove::Ended, &[1]),
        ];
        let incident = fold(&entries);
        assert_eq!(incident.milestones.get(Milestone::ImpactEnded), None);
        assert_eq!(incident.milestones.reopened_by(Milestone::ImpactEnded), Some(RecordId::from_bits(2)));
        assert!(matches!(impact_seconds(&entries), Reading::Not(_)));
        entries.push(impact(4, 20, ImpactMove::Ended, &[2]));
        assert_eq!(impact_seconds(&entries), Reading::Seconds(20 * 60));
    }

    #[test]
    fn an_end_of_nothing_is_no_milestone() {
        let entries = [impact(1, 0, ImpactMove::Began, &[]), impact(2, 9, ImpactMove::Ended, &[7])];
        assert!(matches!(impact_seconds(&entries), Reading::Not(_)));
        assert_eq!(fold(&entries[1..]).milestones.get(Milestone::ImpactEnded), None);
    }
}
