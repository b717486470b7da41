//! What a key costs while something is typed into a search.

use std::fmt::Write as _;

use stillpoint::domain::id::{RecordId, ScopeId};
use stillpoint::domain::search::{Document, Haystack, Query, Scan};
use stillpoint::domain::time::Instant;

use crate::corpus::{Numbers, text};

pub trait Clock {
    fn millis(&self) -> f64;
}

const TYPED: &str = "checkout latency";
const ROUNDS: usize = 9;

/// A table of the medians of each key, and of all of them.
pub fn measured(entries: u32, clock: &impl Clock) -> String {
    let mut numbers = Numbers::new(7);
    let texts: Vec<String> = (0..entries).map(|_| text(&mut numbers)).collect();
    let mut haystack = Haystack::default();
    let started = clock.millis();
    for (number, text) in (0u32..).zip(&texts) {
        let fields = [text.as_str(), "observation", ["dana", "sam", "priya"][number as usize % 3]];
        let at = Instant::from_millis(1_763_470_000_000 + i64::from(number) * 1000);
        let document =
            Document { record: Some(RecordId::from_bits(u128::from(number))), at: Some(at), fields: &fields };
        haystack.add(ScopeId::from_bits(u128::from(number / 500)), &document);
    }
    let added = clock.millis() - started;
    let bytes = haystack.bytes();
    let mut report = format!("{entries} entries, {bytes} bytes, folded in {added:.0} ms\n");
    let mut all = Vec::new();
    for (end, key) in TYPED.char_indices().map(|(at, key)| (at + key.len_utf8(), key)) {
        let mut looks = Vec::new();
        let mut shows = Vec::new();
        let mut count = 0;
        for _ in 0..ROUNDS {
            // All keys before this one, untimed.
            let mut scan = Scan::default();
            for before in TYPED.char_indices().map(|(before, _)| before).filter(|before| *before > 0 && *before < end) {
                scan = scan.next(Query::parse(&TYPED[..before]), &haystack);
                scan.step(&haystack, usize::MAX);
            }
            let started = clock.millis();
            scan = scan.next(Query::parse(&TYPED[..end]), &haystack);
            scan.step(&haystack, usize::MAX);
            let looked = clock.millis();
            let best = scan.best(&haystack);
            let shown: usize = best.iter().map(|found| haystack.snippet(found, scan.query()).matches.len()).sum();
            assert!(shown >= best.len());
            looks.push(looked - started);
            shows.push(clock.millis() - looked);
            count = scan.count();
        }
        let (look, show) = (median(&mut looks), median(&mut shows));
        all.push(look + show);
        writeln!(report, "{key:?} {count:>6} found  look {look:.2} ms  show {show:.2} ms").expect("text takes text");
    }
    let worst = all.iter().copied().fold(0.0, f64::max);
    write!(report, "a key: median {:.2} ms, worst {worst:.2} ms", median(&mut all)).expect("text takes text");
    report
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
