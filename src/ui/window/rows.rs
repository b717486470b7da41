//! The heights of a long list's rows, and which of them a viewport shows.

/// Rows in order with their heights in pixels: measured where they have been shown, estimated elsewhere.
///
/// Finding the row at an offset and the offset of a row take logarithmic time (a Fenwick tree of heights); appending too.
/// A change in the middle costs one pass over the numbers behind it.
#[derive(Debug, Clone)]
pub struct Rows<K> {
    ids: Vec<K>,
    heights: Vec<f32>,
    /// Fenwick tree: node `i` (from 1) holds the sum of the `i & -i` heights that end at row `i - 1`.
    sums: Vec<f64>,
    estimate: f32,
}

impl<K: Copy + PartialEq> Rows<K> {
    /// No rows. `estimate` is the height of a row that was never shown.
    pub fn new(estimate: f32) -> Self {
        Self { ids: Vec::new(), heights: Vec::new(), sums: Vec::new(), estimate }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The row at that position.
    pub fn id(&self, position: usize) -> Option<K> {
        self.ids.get(position).copied()
    }

    /// The rows at these positions.
    pub fn ids(&self, range: std::ops::Range<usize>) -> &[K] {
        &self.ids[range.start.min(self.ids.len())..range.end.min(self.ids.len())]
    }

    /// Where a row is, looking near `hint` first.
    pub fn position(&self, id: K, hint: usize) -> Option<usize> {
        let near = hint.min(self.ids.len());
        let behind = self.ids[near..].iter().position(|other| *other == id).map(|offset| near + offset);
        behind.or_else(|| self.ids[..near].iter().rposition(|other| *other == id))
    }

    /// Takes over a new order. Rows that stay keep their heights. True when anything changed.
    pub fn replace(&mut self, ids: &[K]) -> bool {
        let common = |pairs: &mut dyn Iterator<Item = (&K, &K)>| pairs.take_while(|(a, b)| a == b).count();
        let before = common(&mut self.ids.iter().zip(ids));
        if before == self.ids.len() && before == ids.len() {
            return false;
        }
        let after = common(&mut self.ids[before..].iter().rev().zip(ids[before..].iter().rev()));
        let (old_end, new_end) = (self.ids.len() - after, ids.len() - after);
        // Between what is common at both ends rows were added, removed or moved: few, or all of them at once.
        let known: Vec<(K, f32)> =
            (before..old_end).map(|position| (self.ids[position], self.heights[position])).collect();
        let heights = ids[before..new_end].iter().map(|id| self.known_height(&known, *id)).collect::<Vec<f32>>();
        let is_append = before == self.ids.len();
        self.ids.splice(before..old_end, ids[before..new_end].iter().copied());
        if is_append {
            for height in heights {
                self.push(height);
            }
        } else {
            self.heights.splice(before..old_end, heights);
            self.sum_anew(before);
        }
        true
    }

    fn known_height(&self, known: &[(K, f32)], id: K) -> f32 {
        /// Past this a search in a list is slower than measuring again.
        const FEW: usize = 64;
        let few = &known[..known.len().min(FEW)];
        few.iter().find(|(other, _)| *other == id).map_or(self.estimate, |(_, height)| *height)
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

    /// Builds the tree again from the row at `from` on; what is before it stays.
    fn sum_anew(&mut self, from: usize) {
        self.sums.truncate(from);
        let heights = self.heights.split_off(from);
        for height in heights {
            self.push(height);
        }
    }

    /// A row was shown and has this height. True when that is new.
    pub fn measure(&mut self, position: usize, height: f32) -> bool {
        let Some(known) = self.heights.get_mut(position) else { return false };
        let difference = f64::from(height) - f64::from(*known);
        if difference.abs() < 0.1 {
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
    use proptest::prelude::*;

    /// The same, computed the plain way.
    fn offsets(rows: &Rows<u32>) -> Vec<f64> {
        let mut sum = 0.0;
        let mut offsets = vec![0.0];
        for height in &rows.heights {
            sum += f64::from(*height);
            offsets.push(sum);
        }
        offsets
    }

    fn assert_consistent(rows: &Rows<u32>) {
        let offsets = offsets(rows);
        for (position, offset) in offsets.iter().enumerate() {
            assert!((rows.offset(position) - offset).abs() < 0.01, "row {position}");
        }
        for (position, window) in offsets.windows(2).enumerate() {
            let middle = f64::midpoint(window[0], window[1]);
            assert_eq!(rows.at(middle), position);
        }
    }

    proptest! {
        #[test]
        fn every_offset_is_the_sum_of_what_is_above(
            orders in prop::collection::vec(prop::collection::vec(0u32..60, 0..40), 1..6),
            measured in prop::collection::vec((0usize..40, 1f32..200.0), 0..20),
        ) {
            let mut rows = Rows::new(40.0);
            for mut order in orders {
                order.sort_unstable();
                order.dedup();
                rows.replace(&order);
                for (position, height) in &measured {
                    rows.measure(*position, *height);
                }
                prop_assert_eq!(rows.ids(0..rows.len()), order.as_slice());
                assert_consistent(&rows);
            }
        }
    }

    #[test]
    fn rows_keep_their_heights_when_others_come_and_go() {
        let mut rows = Rows::new(40.0);
        rows.replace(&[1, 2, 3]);
        rows.measure(1, 100.0);
        rows.replace(&[0, 1, 9, 2, 3, 4]);
        assert_eq!(rows.offset(3), 120.0);
        assert_eq!(rows.offset(4), 220.0);
        assert_eq!(rows.position(2, 0), Some(3));
        assert_eq!(rows.position(2, 6), Some(3));
        assert!(!rows.replace(&[0, 1, 9, 2, 3, 4]));
    }

    #[test]
    fn what_lies_outside_is_the_first_or_the_last() {
        let mut rows = Rows::new(10.0);
        assert_eq!((rows.at(5.0), rows.total()), (0, 0.0));
        rows.replace(&[1, 2, 3]);
        assert_eq!((rows.at(-5.0), rows.at(1000.0)), (0, 2));
    }
}
