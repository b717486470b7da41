//! The two tests of the gate: whether readings, or shares, of the canary are worse than those of the baseline by more than chance.
//!
//! Both are one-sided when the gate asks, for a canary that is better is no reason to stop; the other side and both are here for
//! whoever wants to check them against a table. Few readings are compared exactly, also where some are equal: of all ways to deal
//! them out to two sides of these sizes, those that are as far apart are counted. Many are compared by the normal distribution,
//! corrected for equal readings and for continuity.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::domain::ordered::sort_many;

/// Which difference counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The second is greater.
    Greater,
    /// The second is less.
    Less,
    /// Either.
    Both,
}

/// Which test was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Mann–Whitney U, every arrangement counted.
    RanksExact,
    /// Mann–Whitney U by the normal distribution.
    RanksNormal,
    /// Fisher's exact test of two shares.
    SharesExact,
    /// Two shares by the normal distribution with the pooled share.
    SharesNormal,
}

impl Test {
    /// Its name in the field.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RanksExact => "Mann–Whitney U, exact",
            Self::RanksNormal => "Mann–Whitney U, normal approximation",
            Self::SharesExact => "Fisher’s exact test",
            Self::SharesNormal => "two-proportion z-test",
        }
    }
}

/// What a test says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// Which test it was.
    pub test: Test,
    /// How likely a difference like this, or a greater one, is where there is none.
    pub p: f64,
    /// U of the second sample, or z of the difference of the shares. For Fisher's test the count that it is about.
    pub statistic: f64,
    /// How far apart they are, positive where the second is greater: Cliff's delta for readings (−1 to 1), the odds ratio for
    /// shares (over 1 where the second is greater).
    pub effect: f64,
}

/// The most readings, of both sides together, whose arrangements are counted. Their number is exact in a floating point number.
const EXACT_UP_TO: usize = 50;

/// How likely a standard normal variable is at least `z`.
fn normal_tail(z: f64) -> f64 {
    Normal::standard().sf(z)
}

/// A key in the order of the numbers, none of which is a NaN.
fn key(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// Puts numbers in order.
pub(super) fn sort(numbers: &mut [f64]) {
    sort_many(numbers, |number| key(*number));
}

/// Compares two samples by their ranks (Mann and Whitney). None where one of them is empty.
pub fn ranks(first: &[f64], second: &[f64], side: Side) -> Option<Tested> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    let mut all: Vec<(f64, bool)> = first.iter().map(|value| (value + 0.0, false)).collect();
    all.extend(second.iter().map(|value| (value + 0.0, true)));
    sort_many(&mut all, |(value, _)| key(*value));
    // Twice the rank of each: the mean rank of equal readings is a whole number then.
    let mut doubled = Vec::with_capacity(all.len());
    let (mut sum, mut ties) = (0, 0.0);
    for equal in all.chunk_by(|one, other| one.0 == other.0) {
        let rank = 2 * doubled.len() + equal.len() + 1;
        sum += rank * equal.iter().filter(|(_, is_second)| *is_second).count();
        let count = equal.len() as f64;
        ties += count * (count * count - 1.0);
        doubled.resize(doubled.len() + equal.len(), rank);
    }
    let (n1, n2) = (first.len() as f64, second.len() as f64);
    let u = (sum as f64 - n2 * (n2 + 1.0)) / 2.0;
    let effect = 2.0 * u / (n1 * n2) - 1.0;
    if all.len() <= EXACT_UP_TO {
        let (less, greater) = tails(&doubled, second.len(), sum);
        return Some(Tested { test: Test::RanksExact, p: of_side(side, less, greater), statistic: u, effect });
    }
    let n = n1 + n2;
    let spread = (n1 * n2 / 12.0 * ((n + 1.0) - ties / (n * (n - 1.0)))).sqrt();
    let tail = |distance: f64| if spread > 0.0 { normal_tail((distance - 0.5) / spread) } else { 1.0 };
    let distance = u - n1 * n2 / 2.0;
    let p = of_side(side, tail(-distance), tail(distance));
    Some(Tested { test: Test::RanksNormal, p, statistic: u, effect })
}

/// How likely a sum of so many of the ranks is at most, and at least, that one.
fn tails(ranks: &[usize], taken: usize, sum: usize) -> (f64, f64) {
    let most: usize = ranks.iter().sum();
    // Whoever takes these leaves the others: the fewer of the two are counted.
    if 2 * taken > ranks.len() {
        let (less, greater) = tails(ranks, ranks.len() - taken, most - sum);
        return (greater, less);
    }
    let width = most + 1;
    // In row `k` stands, for each sum, in how many ways `k` of the ranks have it.
    let mut ways = vec![0.0_f64; (taken + 1) * width];
    ways[0] = 1.0;
    let mut reached = 0;
    for rank in ranks {
        reached += rank;
        for k in (1..=taken).rev() {
            for total in *rank..=reached {
                ways[k * width + total] += ways[(k - 1) * width + total - rank];
            }
        }
    }
    let row = &ways[taken * width..];
    let all: f64 = row.iter().sum();
    (row[..=sum].iter().sum::<f64>() / all, row[sum..].iter().sum::<f64>() / all)
}

/// The probability of one side, or of both.
fn of_side(side: Side, less: f64, greater: f64) -> f64 {
    let p = match side {
        Side::Greater => greater,
        Side::Less => less,
        Side::Both => 2.0 * less.min(greater),
    };
    p.min(1.0)
}

/// So many out of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Those that are counted.
    pub count: u64,
    /// All; never fewer.
    pub total: u64,
}

impl Share {
    /// The share, from 0 to 1; 0 of none.
    pub fn rate(self) -> f64 {
        if self.total == 0 { 0.0 } else { self.count as f64 / self.total as f64 }
    }

    /// Those that are not counted.
    fn rest(self) -> f64 {
        (self.total - self.count) as f64
    }
}

/// Compares two shares: by the normal distribution with the pooled share, or exactly where that expects fewer than five in some
/// cell (Cochran's rule). None where one of them is of nothing.
pub fn shares(first: Share, second: Share, side: Side) -> Option<Tested> {
    if first.total == 0 || second.total == 0 {
        return None;
    }
    let (n1, n2) = (first.total as f64, second.total as f64);
    let (counted, rest) = ((first.count + second.count) as f64, first.rest() + second.rest());
    // One case is added where one is nought, to each side as much of it as it has of all: half a case for each, as is usual, would
    // make a great difference of a small canary in which nothing happened (Sweeting, Sutton and Lambert, 2004).
    let is_nought = first.count.min(second.count) == 0 || first.rest().min(second.rest()) == 0.0;
    let odds = |share: Share| {
        let added = if is_nought { share.total as f64 / (n1 + n2) } else { 0.0 };
        (share.count as f64 + added) / (share.rest() + added)
    };
    let effect = odds(second) / odds(first);
    if counted.min(rest) * n1.min(n2) / (n1 + n2) < 5.0 {
        let p = fisher(first, second, side);
        return Some(Tested { test: Test::SharesExact, p, statistic: second.count as f64, effect });
    }
    let pooled = counted / (n1 + n2);
    let z = (second.rate() - first.rate()) / (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    let p = of_side(side, normal_tail(-z), normal_tail(z));
    Some(Tested { test: Test::SharesNormal, p, statistic: z, effect })
}

/// Weights that are smaller than this part of the greatest change no probability that is told.
const NOTHING: f64 = 1e-18;

/// Fisher's exact test: the hypergeometric weights of all counts that the second could have, from the likeliest outwards, each
/// from its neighbour. No factorial is wanted, for only their ratios count.
fn fisher(first: Share, second: Share, side: Side) -> f64 {
    let (counted, n1, n2) = (first.count + second.count, first.total, second.total);
    let (lowest, highest) = (counted.saturating_sub(n1), counted.min(n2));
    // The weight of k + 1 over that of k.
    let ratio = |k: u64| {
        let (up, down) = ((counted - k) as f64 * (n2 - k) as f64, (k + 1) as f64 * ((n1 + k + 1) - counted) as f64);
        up / down
    };
    let likeliest = ((counted as f64) * (n2 as f64) / ((n1 + n2) as f64)) as u64;
    let start = likeliest.clamp(lowest, highest);
    let mut weights = vec![(start, 1.0)];
    let (mut k, mut weight) = (start, 1.0);
    while k < highest && weight > NOTHING {
        weight *= ratio(k);
        k += 1;
        weights.push((k, weight));
    }
    (k, weight) = (start, 1.0);
    while k > lowest && weight > NOTHING {
        k -= 1;
        weight /= ratio(k);
        weights.push((k, weight));
    }
    let all: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let observed = weights.iter().find(|(k, _)| *k == second.count).map_or(0.0, |(_, weight)| *weight);
    let counts = |k: u64, weight: f64| match side {
        Side::Greater => k >= second.count,
        Side::Less => k <= second.count,
        // What is as unlikely, up to rounding.
        Side::Both => weight <= observed * (1.0 + 1e-7),
    };
    let tail: f64 = weights.iter().filter(|(k, weight)| counts(*k, *weight)).map(|(_, weight)| weight).sum();
    (tail / all).min(1.0)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;
    use statrs::distribution::{DiscreteCDF, Hypergeometric};

    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-9 + 1e-7 * expected.abs(), "{found} is not {expected}");
    }

    fn p_of_ranks(first: &[f64], second: &[f64], side: Side) -> f64 {
        ranks(first, second, side).expect("both have readings").p
    }

    /// Two samples of these sizes without equal readings in which the second has the given U.
    fn with_u(n1: usize, n2: usize, mut u: usize) -> (Vec<f64>, Vec<f64>) {
        // The second begins below all of the first; each of its readings can pass `n1` of them.
        let mut passed: Vec<usize> = vec![0; n2];
        for slot in passed.iter_mut().rev() {
            *slot = u.min(n1);
            u -= *slot;
        }
        assert_eq!(u, 0);
        let first = (1..=n1).map(|place| (1000 * place) as f64).collect();
        let second = passed.iter().enumerate().map(|(place, passed)| (1000 * passed + place + 1) as f64).collect();
        (first, second)
    }

    #[test]
    fn the_example_of_scipy_has_its_probabilities() {
        // scipy.stats.mannwhitneyu, ages at diagnosis: U = 17, p = 0.1111111111111111 (exact, two-sided).
        let (males, females) = ([19.0, 22.0, 16.0, 29.0, 24.0], [20.0, 11.0, 17.0, 12.0]);
        let tested = ranks(&females, &males, Side::Both).expect("both have readings");
        assert_eq!((tested.test, tested.statistic), (Test::RanksExact, 17.0));
        close(tested.p, 1.0 / 9.0);
        // One-sided as R's wilcox.test has it: 0.05555556, and for the other side 0.9682540.
        close(p_of_ranks(&females, &males, Side::Greater), 0.055_555_555_555_555_5);
        close(p_of_ranks(&females, &males, Side::Less), 0.968_253_968_253_968_3);
        close(tested.effect, 2.0 * 17.0 / 20.0 - 1.0);
    }

    #[test]
    fn critical_values_are_those_of_the_published_table() {
        // Critical values of U, two-tailed, α = 0.05 (Mann and Whitney 1947; Milton 1964; reprinted in Siegel and Castellan):
        // the greatest U that is significant. `None`: no U is.
        let table: [(usize, usize, Option<usize>); 16] = [
            (3, 3, None),
            (3, 4, None),
            (3, 5, Some(0)),
            (4, 4, Some(0)),
            (4, 5, Some(1)),
            (5, 5, Some(2)),
            (5, 8, Some(6)),
            (6, 6, Some(5)),
            (7, 7, Some(8)),
            (7, 10, Some(14)),
            (8, 8, Some(13)),
            (9, 9, Some(17)),
            (10, 10, Some(23)),
            (12, 12, Some(37)),
            (15, 15, Some(64)),
            (20, 20, Some(127)),
        ];
        for (n1, n2, critical) in table {
            let is_significant = |u: usize| {
                let (first, second) = with_u(n1, n2, u);
                let tested = ranks(&first, &second, Side::Both).expect("both have readings");
                assert_eq!((tested.test, tested.statistic), (Test::RanksExact, u as f64));
                tested.p <= LEVEL
            };
            match critical {
                Some(u) => assert!(is_significant(u) && !is_significant(u + 1), "{n1} and {n2}"),
                None => assert!(!is_significant(0), "{n1} and {n2}"),
            }
        }
    }

    const LEVEL: f64 = 0.05;

    #[test]
    fn equal_readings_are_counted_exactly_too() {
        // All 10 ways to choose three of {1, 2, 2, 3, 3}, counted by hand: the doubled ranks are 2, 5, 5, 9, 9.
        let (first, second) = ([1.0, 2.0], [2.0, 3.0, 3.0]);
        close(p_of_ranks(&first, &second, Side::Greater), 2.0 / 10.0);
        assert_eq!(ranks(&first, &second, Side::Greater).map(|tested| tested.statistic), Some(5.5));
        close(p_of_ranks(&[5.0; 4], &[5.0; 6], Side::Greater), 1.0);
    }

    #[test]
    fn many_readings_are_compared_by_the_normal_distribution() {
        // Two samples of 30: the second is the first moved up by 6 places. U = 450 + 24·25/2 … counted below without ranks.
        let first: Vec<f64> = (0..30).map(f64::from).collect();
        let second: Vec<f64> = (0..30).map(|place| f64::from(place) + 6.5).collect();
        let above: f64 = second.iter().map(|s| first.iter().filter(|f| *f < s).count() as f64).sum();
        let tested = ranks(&first, &second, Side::Greater).expect("both have readings");
        assert_eq!((tested.test, tested.statistic), (Test::RanksNormal, above));
        let z = (above - 450.0 - 0.5) / (30.0 * 30.0 * 61.0 / 12.0_f64).sqrt();
        close(tested.p, normal_tail(z));
        // Readings that are all equal cannot differ, whatever the spread of nothing is.
        close(p_of_ranks(&[5.0; 40], &[5.0; 40], Side::Greater), 1.0);
        close(p_of_ranks(&[5.0; 40], &[5.0; 40], Side::Both), 1.0);
    }

    #[test]
    fn the_tail_of_the_normal_distribution_is_that_of_the_tables() {
        // NIST/SEMATECH e-Handbook, 1.3.6.7.1; and the usual quantiles.
        for (z, p) in
            [(0.0, 0.5), (1.0, 0.158_655), (1.644_854, 0.05), (1.959_964, 0.025), (2.575_829, 0.005), (3.0, 0.001_35)]
        {
            assert!((normal_tail(z) - p).abs() < 5e-7, "{z}: {}", normal_tail(z));
        }
    }

    #[test]
    fn fisher_has_the_probabilities_of_the_textbooks() {
        let share = |count, total| Share { count, total };
        // The lady tasting tea (Fisher 1935; R's fisher.test of TeaTasting): 0.2428571 one-sided, 0.4857143 two-sided.
        let p = |first, second, side| {
            let tested = shares(first, second, side).expect("both have cases");
            assert_eq!(tested.test, Test::SharesExact);
            tested.p
        };
        close(p(share(1, 4), share(3, 4), Side::Greater), 17.0 / 70.0);
        close(p(share(1, 4), share(3, 4), Side::Both), 34.0 / 70.0);
        // scipy.stats.fisher_exact([[6, 2], [1, 4]]): 0.10256410256410256 two-sided.
        close(p(share(2, 6), share(6, 7), Side::Both), 0.102_564_102_564_102_56);
        close(p(share(1, 5), share(6, 8), Side::Both), 0.102_564_102_564_102_56);
        // Convictions of twins (Fisher 1962; R's fisher.test of Convictions): 0.0004651809 for the smaller side.
        close(fisher(share(2, 17), share(10, 13), Side::Greater), 0.000_465_180_9);
    }

    #[test]
    fn shares_of_many_are_compared_as_prop_test_does() {
        // A tax on cigarettes, asked of 605 who do not smoke and of 195 who do (Time, 18 April 1994; a textbook example of
        // the pooled test): Z = 8.99.
        let (yes, other) = (Share { count: 351, total: 605 }, Share { count: 41, total: 195 });
        let tested = shares(other, yes, Side::Greater).expect("both have cases");
        assert_eq!((tested.test, (100.0 * tested.statistic).round()), (Test::SharesNormal, 899.0));
        assert!(tested.p < 1e-15);
        // Shipbuilding and lung cancer among those who do not smoke (Le, Introductory Biostatistics, example 6.6): z = 0.64.
        let (controls, cases) = (Share { count: 35, total: 238 }, Share { count: 11, total: 61 });
        let tested = shares(controls, cases, Side::Greater).expect("both have cases");
        assert_eq!((tested.test, (100.0 * tested.statistic).round()), (Test::SharesNormal, 64.0));
        // Two hundred each, by hand: z = 0.1 / √(0.45 · 0.55 · 2/200) = 2.0101, and 2 · (1 − Φ(2.0101)) = 0.0444.
        let tested =
            shares(Share { count: 80, total: 200 }, Share { count: 100, total: 200 }, Side::Both).expect("both");
        close(tested.statistic, 2.010_075_630_518);
        assert!((tested.p - 0.0444).abs() < 5e-5, "{}", tested.p);
        close(tested.effect, 1.5);
    }

    #[test]
    fn where_nothing_happened_the_smaller_side_is_not_made_worse() {
        let effect = |first: (u64, u64), second: (u64, u64)| {
            let share = |(count, total)| Share { count, total };
            shares(share(first), share(second), Side::Greater).expect("both have cases").effect
        };
        close(effect((0, 3400), (0, 3)), 1.0);
        close(effect((0, 3400), (0, 180)), 1.0);
        close(effect((9, 9), (700, 700)), 1.0);
        assert!(effect((1, 34_000), (0, 100)) < 1.0, "none of a hundred is not more than one of many");
        assert!(effect((0, 34_000), (3, 100)) > 100.0);
    }

    #[test]
    fn nothing_is_compared_with_nothing() {
        assert_eq!(ranks(&[], &[1.0], Side::Both), None);
        assert_eq!(shares(Share::default(), Share { count: 1, total: 1 }, Side::Both), None);
        let tested =
            shares(Share { count: 0, total: 900 }, Share { count: 0, total: 100 }, Side::Greater).expect("both");
        assert_eq!((tested.test, tested.p), (Test::SharesExact, 1.0));
        let tested = shares(Share { count: 9, total: 9 }, Share { count: 7, total: 7 }, Side::Less).expect("both");
        assert_eq!(tested.p, 1.0);
    }

    fn readings() -> impl Strategy<Value = Vec<f64>> {
        // Few different values, so that many are equal.
        prop::collection::vec((-20_i32..20).prop_map(|value| f64::from(value) / 4.0), 1..40)
    }

    fn share() -> impl Strategy<Value = Share> {
        (1_u64..400).prop_flat_map(|total| (0..=total, Just(total)).prop_map(|(count, total)| Share { count, total }))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_order_of_readings_changes_nothing(first in readings(), second in readings(), order in any::<u64>()) {
            let mixed = |numbers: &[f64]| {
                let mut numbers = numbers.to_vec();
                let turn = (order % numbers.len() as u64) as usize;
                numbers.rotate_left(turn);
                if order % 2 == 0 { numbers.reverse(); }
                numbers
            };
            prop_assert_eq!(ranks(&first, &second, Side::Greater), ranks(&mixed(&first), &mixed(&second), Side::Greater));
        }

        #[test]
        fn sides_that_change_places_have_the_same_probability(first in readings(), second in readings()) {
            let (one, other) = (ranks(&first, &second, Side::Greater).unwrap(), ranks(&second, &first, Side::Less).unwrap());
            prop_assert!((one.p - other.p).abs() < 1e-9, "{} and {}", one.p, other.p);
            prop_assert!((one.effect + other.effect).abs() < 1e-9);
            let (one, other) = (ranks(&first, &second, Side::Both).unwrap(), ranks(&second, &first, Side::Both).unwrap());
            prop_assert!((one.p - other.p).abs() < 1e-9 && (0.0..=1.0).contains(&one.p));
        }

        #[test]
        fn moving_the_second_up_never_makes_it_look_better(first in readings(), second in readings(), by in 0_u32..40) {
            let moved: Vec<f64> = second.iter().map(|value| value + f64::from(by) / 4.0).collect();
            // Where readings become equal, the spread changes with them; the effect does not lie.
            let (one, other) = (ranks(&first, &second, Side::Greater).unwrap(), ranks(&first, &moved, Side::Greater).unwrap());
            prop_assert!(other.effect >= one.effect);
        }

        #[test]
        fn shares_that_change_places_have_the_same_probability(first in share(), second in share()) {
            let (one, other) =
                (shares(first, second, Side::Greater).unwrap(), shares(second, first, Side::Less).unwrap());
            prop_assert!((one.p - other.p).abs() < 1e-9, "{} and {}", one.p, other.p);
            prop_assert!((0.0..=1.0).contains(&one.p) && one.p.is_finite() && one.effect.is_finite());
            let (one, other) = (shares(first, second, Side::Both).unwrap(), shares(second, first, Side::Both).unwrap());
            prop_assert!((one.p - other.p).abs() < 1e-6, "{} and {}", one.p, other.p);
        }

        #[test]
        fn the_exact_test_is_the_hypergeometric_distribution(first in share(), second in share()) {
            let population = first.total + second.total;
            let law = Hypergeometric::new(population, first.count + second.count, second.total).unwrap();
            let expected = if second.count == 0 { 1.0 } else { law.sf(second.count - 1) };
            let found = fisher(first, second, Side::Greater);
            prop_assert!((found - expected).abs() < 1e-8, "{found} and {expected}");
        }
    }
}
