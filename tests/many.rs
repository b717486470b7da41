//! Writes a revision file of many incidents, for looking at the page with and for `./scripts/bench`: it is no check of its own,
//! except that what it writes reads back. `STILLPOINT_MANY=FILE:INCIDENTS:ENTRIES cargo test --test many` says where to and how much.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/corpus.rs"]
mod corpus;

use corpus::{Numbers, text};
use stillpoint::domain::entry::{Phase, RoleMove, Says, Statement};
use stillpoint::domain::id::{DeviceId, RecordId, ScopeId, WriterId};
use stillpoint::domain::record::{IncidentRecord, kind};
use stillpoint::domain::time::Instant;
use stillpoint::log::canonical::object;
use stillpoint::log::{Draft, Log, Writer};
use stillpoint::text::revisions;

/// So many incidents with so many entries each, as one log.
fn many(incidents: u128, entries: u128) -> Log {
    let mut numbers = Numbers::new(1);
    let mut writer = Writer::new(WriterId::from_bits(7));
    let mut log = Log::default();
    for incident in 1..=incidents {
        let scope = ScopeId::from_bits(incident << 32);
        let start = 1_700_000_000_000 + incident as i64 * 7_000_000;
        let mut write = |record: u128, kind: &str, body, at: Instant| {
            let record = RecordId::from_bits((incident << 32) + record);
            let author = "dana".to_owned();
            let draft = Draft { scope, record, kind: kind.to_owned(), parents: vec![], author, purges: vec![], body };
            log.add(writer.write(draft, at));
        };
        let (device, title) = (Some(DeviceId::from_bits(1)), text(&mut numbers));
        let title = title.split(['.', ';', ':']).next().unwrap_or_default().to_owned();
        let named = IncidentRecord { number: incident as u64, device, title, zone: None };
        write(0, kind::INCIDENT, object(&named), Instant::from_millis(start));
        for entry in 1..=entries {
            let at = Instant::from_millis(start + entry as i64 * 61_000);
            let says = match entry {
                1 => Says::Phase { phase: Phase::Investigating },
                2 => Says::Severity { severity: format!("sev{}", 1 + numbers.below(4)) },
                3 if incident % 3 > 0 => {
                    Says::Role { role: "lead".to_owned(), moved: RoleMove::Take, holder: "dana".to_owned() }
                }
                _ if entry == entries && incident % 40 > 0 => Says::Phase { phase: Phase::Resolved },
                _ if entry % 5 == 0 => Says::Observation,
                _ => Says::Note,
            };
            let said = Statement::new(says, "dana", text(&mut numbers), at, WriterId::from_bits(7));
            write(entry, kind::ENTRY, object(&said), at);
        }
    }
    log
}

#[test]
fn a_file_of_many_incidents_reads_back() {
    let asked = std::env::var("STILLPOINT_MANY").unwrap_or_default();
    let parts: Vec<&str> = asked.split(':').collect();
    let number = |position: usize| parts.get(position).and_then(|text| text.parse().ok());
    let log = many(number(1).unwrap_or(20), number(2).unwrap_or(12));
    let bytes = revisions::print(&log, []);
    assert_eq!(revisions::parse(&bytes).log, log);
    if let Some(path) = parts.first().filter(|path| !path.is_empty()) {
        std::fs::write(path, bytes).unwrap();
    }
}
