//! The heights of a long list's rows, and which of them lies where.

use super::change::Change;

/// The heights of rows in pixels: measured where they have been shown, estimated elsewhere.
///
/// Finding the row at an offset and the offset of a row take logarithmic time (a Fenwick tree of heights); appending too.
/// A change in the middle costs one pass over the numbers behind it.
#[derive(Debug, Clone)]
pub struct Heights {
    heights: Vec<f32>,
    /// Fenwick tree: node `i` (from 1) holds the sum of the `i & -i` heights that end at row `i - 1`.
    sums: Vec<f64>,
    estimate: f32,
}

impl Heights {
    /// No rows. `estimate` is the height of a row that was never shown.
    pub fn new(estimate: f32) -> Self {
        Self { heights: Vec::new(), sums: Vec::new(), estimate }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.heights.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.heights.is_empty()
    }

    /// The height of a row, as far as it is known.
    pub fn height(&self, position: usize) -> f32 {
        self.heights.get(position).copied().unwrap_or_default()
    }

    /// Takes over changes of the rows. Those that stay keep their heights.
    pub fn replace(&mut self, changes: &[Change]) {
        let Some(first) = changes.first() else { return };
        let behind = self.heights.split_off(first.old.start);
        self.sums.truncate(first.old.start);
        let mut kept = first.old.start;
        for change in changes {
            for position in kept..change.old.start {
                self.push(behind[position - first.old.start]);
            }
            for _ in change.new.clone() {
                self.push(self.estimate);
            }
            kept = change.old.end;
        }
        for height in &behind[kept - first.old.start..] {
            self.push(*height);
        }
    }

    fn push(&mut self, height: f32) {
        self.heights.push(height);
        let node = self.heights.len();
        // The tree's newest node sums the nodes it covers.
        let mut sum = f64::from(height);
        let mut covered = node - 1;
        while covered > node - (node & node.wrapping_neg()) {
            sum += self.sums[covered - 1];
            covered -= covered & covered.wrapping_neg();
        }
        self.sums.push(sum);
    }

    /// A row was shown and has this height. True when that is new.
    pub fn measure(&mut self, position: usize, height: f32) -> bool {
        let Some(known) = self.heights.get_mut(position) else { return false };
        let difference = f64::from(height) - f64::from(*known);
        if difference.abs() < 0.01 {
            return false;
        }
        *known = height;
        let mut node = position + 1;
        while node <= self.sums.len() {
            self.sums[node - 1] += difference;
            node += node & node.wrapping_neg();
        }
        true
    }

    /// The pixels above a row.
    pub fn offset(&self, position: usize) -> f64 {
        let mut node = position.min(self.sums.len());
        let mut sum = 0.0;
        while node > 0 {
            sum += self.sums[node - 1];
            node -= node & node.wrapping_neg();
        }
        sum
    }

    /// The height of all rows.
    pub fn total(&self) -> f64 {
        self.offset(self.len())
    }

    /// The row that covers the pixel at `offset`: the first for negative ones, the last past the end.
    pub fn at(&self, offset: f64) -> usize {
        let mut position = 0;
        let mut rest = offset;
        let mut step = self.sums.len().checked_ilog2().map_or(0, |bits| 1 << bits);
        while step > 0 {
            let next = position + step;
            if next <= self.sums.len() && self.sums[next - 1] <= rest {
                position = next;
                rest -= self.sums[next - 1];
            }
            step >>= 1;
        }
        position.min(self.len().saturating_sub(1))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::ui::window::change::changes;
    use proptest::prelude::*;

    fn assert_consistent(rows: &Heights) {
        let mut offsets = vec![0.0];
        for height in &rows.heights {
            offsets.push(offsets[offsets.len() - 1] + f64::from(*height));
        }
        for (position, offset) in offsets.iter().enumerate() {
            assert!((rows.offset(position) - offset).abs() < 0.01, "row {position}");
        }
        for (position, window) in offsets.windows(2).enumerate() {
            assert_eq!(rows.at(f64::midpoint(window[0], window[1])), position);
        }
    }

    proptest! {
        #[test]
        fn every_offset_is_the_sum_of_what_is_above(
            orders in prop::collection::vec(prop::collection::vec(0u32..60, 0..40), 1..6),
            measured in prop::collection::vec((0usize..40, 1f32..200.0), 0..20),
        ) {
            let mut rows = Heights::new(40.0);
            let mut old = Vec::new();
            for mut order in orders {
                order.sort_unstable();
                order.dedup();
                rows.replace(&changes(&old, &order));
                for (position, height) in &measured {
                    rows.measure(*position, *height);
                }
                prop_assert_eq!(rows.len(), order.len());
                assert_consistent(&rows);
                old = order;
            }
        }
    }

    #[test]
    fn rows_keep_their_heights_when_others_come_and_go() {
        let mut rows = Heights::new(40.0);
        rows.replace(&changes(&[], &[1, 2, 3]));
        rows.measure(1, 100.0);
        rows.replace(&changes(&[1, 2, 3], &[0, 1, 9, 2, 3, 4]));
        assert_eq!((rows.offset(3), rows.offset(4)), (120.0, 220.0));
        rows.replace(&changes(&[0, 1, 9, 2, 3, 4], &[2, 4]));
        assert_eq!((rows.offset(1), rows.total()), (100.0, 140.0));
    }

    #[test]
    fn what_lies_outside_is_the_first_or_the_last() {
        let mut rows = Heights::new(10.0);
        assert_eq!((rows.at(5.0), rows.total()), (0, 0.0));
        rows.replace(&changes(&[], &[1, 2, 3]));
        assert_eq!((rows.at(-5.0), rows.at(1000.0)), (0, 2));
    }
}
