//! Who took part, and how much: so that somebody who has worked for long is seen and relieved.

use super::entry::Entry;
use super::fold::Incident;
use super::milestone::Milestone;
use super::ordered::sort_many;
use super::role::Roles;
use super::time::{Instant, Precise, Precision};

/// One person's part in an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Their handle.
    pub handle: String,
    /// How many entries they said.
    pub entries: usize,
    /// How long they held a role, in milliseconds; two at once count once.
    pub on_duty_millis: i64,
}

/// Everybody who said something or held a role, the longest on duty first, as of `now`.
///
/// Who still holds a role when the incident is resolved is off duty from then on. A time in a role that began or ended at an
/// unknown time of day counts for nothing, rather than for a guess.
pub fn took_part<'a>(entries: impl IntoIterator<Item = &'a Entry>, incident: &Incident, now: Instant) -> Vec<Part> {
    let over = [Milestone::Resolved, Milestone::Closed].into_iter().find_map(|over| incident.milestones.get(over));
    let over = over.and_then(|reached| known(Some(reached.at)));
    let (roles, end) = (&incident.roles, over.map_or(now, |over| over.min(now)));
    let mut parts: Vec<Part> = Vec::new();
    for entry in entries {
        part(&mut parts, &entry.said.by).entries += 1;
    }
    for held in roles.history() {
        part(&mut parts, &held.holder);
    }
    for part in &mut parts {
        part.on_duty_millis = on_duty(roles, &part.handle, end);
    }
    sort_many(&mut parts, |part| (-part.on_duty_millis, usize::MAX - part.entries, part.handle.clone()));
    parts
}

fn part<'a>(parts: &'a mut Vec<Part>, handle: &str) -> &'a mut Part {
    let position = parts.iter().position(|part| part.handle == handle).unwrap_or_else(|| {
        parts.push(Part { handle: handle.to_owned(), entries: 0, on_duty_millis: 0 });
        parts.len() - 1
    });
    &mut parts[position]
}

fn known(at: Option<Precise>) -> Option<Instant> {
    at.filter(|at| at.precision != Precision::Day).map(|at| at.at)
}

fn on_duty(roles: &Roles, handle: &str, end: Instant) -> i64 {
    let spans = roles.history().iter().filter(|held| held.holder == handle);
    let mut spans: Vec<(Instant, Instant)> =
        spans.filter_map(|held| Some((known(held.from)?, if held.is_over { known(held.to)? } else { end }))).collect();
    sort_many(&mut spans, |span| *span);
    let mut total = 0;
    let mut counted = None;
    for (from, to) in spans {
        let from = counted.map_or(from, |counted| from.max(counted));
        total += to.since(from).max(0);
        counted = Some(counted.map_or(to, |counted: Instant| counted.max(to)));
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{Phase, RoleMove, Says, Statement};
    use crate::domain::fold::fold;
    use crate::domain::id::{RecordId, WriterId};
    use crate::domain::time::{Hlc, Occurred};

    fn said(id: u128, at: &str, says: Says, by: &str) -> Entry {
        let (writer, precise) = (WriterId::from_bits(1), at.parse::<Precise>().unwrap());
        let mut said = Statement::new(says, by, "text", precise.at, writer);
        said.occurred = Some(Occurred::said(precise));
        Entry {
            id: RecordId::from_bits(id),
            created: Hlc(precise.at.millis(), 0),
            writer,
            at: Some(precise.at),
            corrected_by_millis: 0,
            logged_at: precise.at,
            is_deleted: false,
            said,
        }
    }

    fn moved(id: u128, at: &str, role: &str, moved: RoleMove, holder: &str) -> Entry {
        said(id, at, Says::Role { role: role.to_owned(), moved, holder: holder.to_owned() }, holder)
    }

    fn parts(entries: &[Entry], now: &str) -> Vec<(String, usize, i64)> {
        let now = now.parse::<Precise>().unwrap().at;
        let parts = took_part(entries, &fold(entries), now);
        parts.into_iter().map(|part| (part.handle, part.entries, part.on_duty_millis / 60_000)).collect()
    }

    #[test]
    fn two_roles_at_once_count_once_and_a_pause_does_not_count() {
        let entries = [
            moved(1, "2026-11-18T14:00Z", "lead", RoleMove::Take, "dana"),
            moved(2, "2026-11-18T14:10Z", "scribe", RoleMove::Take, "dana"),
            moved(3, "2026-11-18T14:20Z", "lead", RoleMove::Take, "sam"),
            moved(4, "2026-11-18T14:30Z", "scribe", RoleMove::Release, "dana"),
            moved(5, "2026-11-18T15:00Z", "scribe", RoleMove::Take, "dana"),
            said(6, "2026-11-18T15:01Z", Says::Note, "ito"),
        ];
        let expected = [("sam", 1, 50), ("dana", 4, 40), ("ito", 1, 0)];
        assert_eq!(parts(&entries, "2026-11-18T15:10Z"), expected.map(|(by, count, min)| (by.to_owned(), count, min)));
    }

    #[test]
    fn nobody_is_on_duty_once_it_is_resolved() {
        let entries = [
            moved(1, "2026-11-18T14:00Z", "lead", RoleMove::Take, "dana"),
            said(2, "2026-11-18T14:45Z", Says::Phase { phase: Phase::Resolved }, "dana"),
        ];
        assert_eq!(parts(&entries, "2026-11-20T15:00Z"), [("dana".to_owned(), 2, 45)]);
    }

    #[test]
    fn what_is_ahead_or_of_an_unknown_time_counts_for_nothing() {
        let entries = [
            moved(1, "2026-11-17", "deputy", RoleMove::Take, "ito"),
            moved(2, "2026-11-18T16:00Z", "lead", RoleMove::Take, "dana"),
        ];
        let parts = parts(&entries, "2026-11-18T15:00Z");
        assert!(parts.iter().all(|(.., minutes)| *minutes == 0), "{parts:?}");
    }
}
