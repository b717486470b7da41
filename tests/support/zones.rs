//! What the clocks of some zones did and will do from 2024 to 2027: `fixtures/zones.json`, taken once from a Linux system's
//! database. Where its editions differ, a zone's part ends: one of 2025 has Morocco go on as before, one of 2026 has it stay
//! at UTC from September 2026 on.

use std::collections::BTreeMap;

use stillpoint::domain::time::Instant;
use stillpoint::domain::zone::Zone;

/// From one change of a zone's clock to the next.
#[derive(Debug, Clone)]
pub struct Span {
    pub from: Instant,
    pub to: Instant,
    pub offset_seconds: i32,
}

/// The spans of each zone, in order and without gaps.
pub fn table() -> BTreeMap<String, Vec<Span>> {
    type Rows = Vec<(String, Option<i32>)>;
    let rows: BTreeMap<String, Rows> =
        serde_json::from_str(include_str!("../fixtures/zones.json")).expect("the table is JSON");
    let at = |text: &str| text.parse().expect("a time");
    let spans = |rows: &Rows| {
        let pairs = rows.iter().zip(rows.iter().skip(1));
        let spans = pairs.map(|((from, offset), (to, _))| Span {
            from: at(from),
            to: at(to),
            offset_seconds: offset.expect("only the last row has no offset"),
        });
        spans.collect()
    };
    rows.iter().map(|(name, rows)| (name.clone(), spans(rows))).collect()
}

/// Holds a zone to its part of the table: at each change, just before the next one, and at odd times between.
pub fn assert_agrees(zone: &impl Zone, name: &str, spans: &[Span]) {
    assert!(!spans.is_empty(), "{name}");
    for Span { from, to, offset_seconds } in spans {
        let length = to.since(*from);
        for at in [from.plus_millis(length / 3), *from, from.plus_millis(length / 7 * 5), to.plus_millis(-1)] {
            assert_eq!(zone.offset_seconds(at), *offset_seconds, "{name} at {at}");
        }
    }
}
