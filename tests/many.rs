//! Writes a revision file of many incidents, for looking at the page with and for `./scripts/bench`: it is no check of its own,
//! except that what it writes reads back. `STILLPOINT_MANY=FILE:INCIDENTS:ENTRIES cargo test --test many` says where to and how much;
//! with `:ENTRIES` once more, that is how many the last incident has.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/many.rs"]
mod many;

use many::many;
use stillpoint::text::revisions;

#[test]
fn a_file_of_many_incidents_reads_back() {
    let asked = std::env::var("STILLPOINT_MANY").unwrap_or_default();
    let parts: Vec<&str> = asked.split(':').collect();
    let number = |position: usize| parts.get(position).and_then(|text| text.parse().ok());
    let (incidents, entries) = (number(1).unwrap_or(20), number(2).unwrap_or(12));
    let of_last = number(3).unwrap_or(entries);
    let log = many(incidents, |incident| if incident == incidents { of_last } else { entries });
    let bytes = revisions::print(&log, []);
    assert_eq!(revisions::parse(&bytes).log, log);
    if let Some(path) = parts.first().filter(|path| !path.is_empty()) {
        std::fs::write(path, bytes).unwrap();
    }
}
