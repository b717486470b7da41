//! Many incidents, made from a few sentences: the same every time.

use super::corpus::{Numbers, text};
use stillpoint::domain::entry::{Phase, RoleMove, Says, Statement};
use stillpoint::domain::id::{DeviceId, RecordId, ScopeId, WriterId};
use stillpoint::domain::record::{IncidentRecord, kind};
use stillpoint::domain::time::Instant;
use stillpoint::log::canonical::object;
use stillpoint::log::{Draft, Log, Writer};

/// So many incidents as one log, each with as many entries as `entries_of` says of its number.
pub fn many(incidents: u128, entries_of: impl Fn(u128) -> u128) -> Log {
    let mut numbers = Numbers::new(1);
    let mut writer = Writer::new(WriterId::from_bits(7));
    let mut log = Log::default();
    for incident in 1..=incidents {
        let entries = entries_of(incident);
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
        let named = IncidentRecord { number: incident as u64, device, title, ..IncidentRecord::default() };
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
