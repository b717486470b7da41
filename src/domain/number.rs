//! The numbers people call incidents by.
//!
//! A number is given once and never reassigned. Two devices that were apart may give the same one; then each incident
//! shows its device's suffix, and references, which are made of record ids, are not affected.

use super::id::{DeviceId, ScopeId};
use super::ordered::sort_many;
use super::sorted::SortedMap;

/// What is needed to show an incident's number among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Numbered {
    /// The incident.
    pub scope: ScopeId,
    /// 42 of `INC-42`; 0 for an incident whose name has not arrived.
    pub number: u64,
    /// Who gave it.
    pub device: Option<DeviceId>,
}

/// The number the next incident gets: one more than the greatest known here.
pub fn next(known: impl IntoIterator<Item = u64>) -> u64 {
    /// Beyond this it was no count: somebody's file says so, and ours shall not follow it.
    const LIMIT: u64 = 1_000_000_000;
    known.into_iter().filter(|number| *number < LIMIT).max().unwrap_or(0) + 1
}

/// What each incident is called among all of `incidents`, by scope: `INC-42`, or `INC-42·k7qz1m` where another has the
/// same number.
pub fn names(incidents: impl IntoIterator<Item = Numbered>) -> SortedMap<ScopeId, String> {
    let mut incidents: Vec<Numbered> = incidents.into_iter().collect();
    sort_many(&mut incidents, |incident| incident.scope);
    // By scope as the names will be, and by number to find those that share one.
    let mut by_number: Vec<(u64, Option<DeviceId>)> = incidents.iter().map(|i| (i.number, i.device)).collect();
    sort_many(&mut by_number, |shared| *shared);
    let name = |incident: &Numbered| {
        let number = incident.number;
        let from = by_number.partition_point(|(other, _)| *other < number);
        let sharing = by_number[from..].iter().take_while(|(other, _)| *other == number);
        let of_device = || sharing.clone().filter(|(_, device)| *device == incident.device).count();
        match incident.device {
            _ if number == 0 => format!("INC-?·{}", incident.scope.short()),
            _ if sharing.clone().count() == 1 => format!("INC-{number}"),
            Some(device) if of_device() == 1 => format!("INC-{number}·{}", device.short()),
            _ => format!("INC-{number}·{}", incident.scope.short()),
        }
    };
    incidents.iter().map(|incident| (incident.scope, name(incident))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(scope: u128, number: u64, device: u128) -> Numbered {
        Numbered { scope: ScopeId::from_bits(scope), number, device: Some(DeviceId::from_bits(device)) }
    }

    #[test]
    fn a_collision_shows_each_with_its_device_and_renames_nothing_else() {
        let names = names([numbered(1, 42, 10), numbered(2, 42, 11), numbered(3, 43, 10)]);
        assert_eq!(names[&ScopeId::from_bits(1)], "INC-42·00000a");
        assert_eq!(names[&ScopeId::from_bits(2)], "INC-42·00000b");
        assert_eq!(names[&ScopeId::from_bits(3)], "INC-43");
    }

    #[test]
    fn two_tabs_of_one_device_are_told_apart_by_their_scopes() {
        let names = names([numbered(1, 42, 10), numbered(2, 42, 10)]);
        assert_ne!(names[&ScopeId::from_bits(1)], names[&ScopeId::from_bits(2)]);
    }

    #[test]
    fn the_next_number_is_past_all_known() {
        assert_eq!(next([3, 41, 7]), 42);
        assert_eq!(next([]), 1);
    }
}
