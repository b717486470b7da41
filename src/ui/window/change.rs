//! What became of a list's rows: which gave way to which.

use std::ops::Range;

/// A run of rows that gave way to another; either may be empty. What is between two changes is the same before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stood.
    pub old: Range<usize>,
    /// Where it stands now.
    pub new: Range<usize>,
}

/// What leads from one order to the other. Rows that only moved are among those that went and among those that came.
pub fn changes<K: PartialEq>(old: &[K], new: &[K]) -> Vec<Change> {
    // All that has to be made anew for each kind of key; most often it leaves nothing, or one row.
    let before = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let behind = old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(|(a, b)| a == b).count();
    differences(before..old.len() - behind, before..new.len() - behind, &|a, b| old[a] == new[b])
}

fn differences(old: Range<usize>, new: Range<usize>, is_same: &dyn Fn(usize, usize) -> bool) -> Vec<Change> {
    let mut found = Vec::new();
    let (mut a, mut b) = (old.start, new.start);
    while a < old.end || b < new.end {
        if a < old.end && b < new.end && is_same(a, b) {
            (a, b) = (a + 1, b + 1);
            continue;
        }
        let (next_a, next_b) = meet(a..old.end, b..new.end, is_same).unwrap_or((old.end, new.end));
        found.push(Change { old: a..next_a, new: b..next_b });
        (a, b) = (next_a, next_b);
    }
    found
}

/// The nearest place at which both go on with the same row. Looked for nearby only: what differs by more is measured
/// again when it is shown, which is cheaper.
fn meet(old: Range<usize>, new: Range<usize>, is_same: &dyn Fn(usize, usize) -> bool) -> Option<(usize, usize)> {
    const NEARBY: usize = 64;
    for distance in 1..=NEARBY {
        for skipped in 0..=distance {
            let (a, b) = (old.start + skipped, new.start + distance - skipped);
            if a < old.end && b < new.end && is_same(a, b) {
                return Some((a, b));
            }
        }
    }
    None
}

/// Where a row stands after the changes; nowhere when it is among those that went.
pub fn moved(changes: &[Change], position: usize) -> Option<usize> {
    // What is before the first change stays; what is behind one stands as far behind it as before.
    match changes.iter().rfind(|change| change.old.start <= position) {
        None => Some(position),
        Some(change) if change.old.contains(&position) => None,
        Some(change) => Some(position - change.old.end + change.new.end),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_between_the_changes_is_the_same(
            old in prop::collection::hash_set(0u32..200, 0..100),
            new in prop::collection::hash_set(0u32..200, 0..100),
        ) {
            let (old, new) = (Vec::from_iter(old), Vec::from_iter(new));
            let changes = changes(&old, &new);
            let mut rebuilt = Vec::new();
            let mut position = 0;
            for change in &changes {
                rebuilt.extend_from_slice(&old[position..change.old.start]);
                prop_assert_eq!(rebuilt.len(), change.new.start);
                rebuilt.extend_from_slice(&new[change.new.clone()]);
                position = change.old.end;
            }
            rebuilt.extend_from_slice(&old[position..]);
            prop_assert_eq!(&rebuilt, &new);
            for (position, row) in old.iter().enumerate() {
                if let Some(moved) = moved(&changes, position) {
                    prop_assert_eq!(new[moved], *row);
                }
            }
        }
    }

    #[test]
    fn rows_that_come_and_go_at_several_places_are_told_apart() {
        let change = |old, new| Change { old, new };
        assert_eq!(changes(&[1, 2, 3], &[1, 2, 3]), []);
        assert_eq!(changes(&[1, 2, 3], &[1, 2, 3, 4]), [change(3..3, 3..4)]);
        assert_eq!(
            changes(&[1, 2, 3, 4, 5], &[0, 1, 2, 4, 9, 5]),
            [change(0..0, 0..1), change(2..3, 3..3), change(4..4, 4..5)]
        );
        assert_eq!(moved(&[change(0..0, 0..1), change(2..3, 3..3)], 2), None);
    }
}
