//! What holds for every clock that still runs.
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use stillpoint::domain::entry::{Entry, ImpactMove, Mark, Phase, Says, Statement};
use stillpoint::domain::fold;
use stillpoint::domain::id::{RecordId, WriterId};
use stillpoint::domain::tempo::Tempo;
use stillpoint::domain::time::{Hlc, Instant, Occurred, Precise, Precision};

fn minutes(minutes: i64) -> Instant {
    Instant::from_millis(minutes * 60_000)
}

/// An entry at a minute of the incident.
fn entry(id: u128, minute: i64, precision: Option<Precision>, says: Says) -> Entry {
    let (writer, at) = (WriterId::from_bits(1), minutes(minute));
    let mut said = Statement::new(says, "dana", "", at, writer);
    said.occurred = precision.map(|precision| Occurred::said(Precise { at, precision }));
    Entry {
        id: RecordId::from_bits(id),
        created: Hlc(at.millis(), 0),
        writer,
        at: precision.map(|_| at),
        corrected_by_millis: 0,
        logged_at: at,
        is_deleted: false,
        said,
    }
}

fn impact(impact: ImpactMove) -> Says {
    Says::Impact { impact, who: None, share: None, certainty: None }
}

/// Whether there is harm in the minute that begins there, as its entries say one by one.
fn is_harmed(windows: &[(i64, Option<i64>)], minute: i64) -> bool {
    windows.iter().any(|(from, length)| *from <= minute && length.is_none_or(|length| minute < from + length))
}

proptest! {
    #[test]
    fn impact_is_the_minutes_with_harm(
        windows in prop::collection::vec((0i64..40, prop::option::of(0i64..20)), 1..6),
        now in 0i64..80,
    ) {
        let mut entries = Vec::new();
        for (id, (from, length)) in (1u128..).zip(&windows) {
            entries.push(entry(id, *from, Some(Precision::Minute), impact(ImpactMove::Began)));
            if let Some(length) = length {
                // Written after its beginning, so that it stands behind it in the same minute.
                let ended = impact(ImpactMove::Ended);
                let mut end = entry(100 + id, from + length, Some(Precision::Minute), ended);
                end.said.answers = vec![RecordId::from_bits(id)];
                end.created = Hlc(i64::MAX, id as u32);
                entries.push(end);
            }
        }
        let brute: u64 = (0..now).filter(|minute| is_harmed(&windows, *minute)).count() as u64 * 60;
        let impact = Tempo::of(&fold(&entries), &[]).impact;
        prop_assert_eq!(impact.read(minutes(now)).seconds(), Some(brute));
        prop_assert_eq!(impact.runs_on(minutes(80)), windows.iter().any(|(_, length)| length.is_none()));
    }

    #[test]
    fn no_stopwatch_goes_back_or_leaps(
        said in prop::collection::vec((0i64..60, 0usize..14, 0u8..8), 0..14),
        now in -10i64..80,
    ) {
        let entries: Vec<Entry> = (1u128..).zip(said).map(|(id, (minute, kind, time))| {
            let precision = match time {
                0 => None,
                1 => Some(Precision::Day),
                _ => Some(Precision::Minute),
            };
            let says = match kind {
                0..=5 => Says::Phase { phase: Phase::ALL[kind] },
                6 => impact(ImpactMove::Began),
                7 => impact(ImpactMove::Ended),
                8 => Says::Observation,
                kind => Says::Severity { severity: ["sev1", "sev2", "sev3"][kind % 3].to_owned() },
            };
            let mut entry = entry(id, minute, precision, says);
            if kind == 8 {
                entry.said.marks.push(Mark::Detected);
            }
            entry
        }).collect();
        let tempo = Tempo::of(&fold(&entries), &[]);
        for stopwatch in tempo.all() {
            let (before, after) = (stopwatch.read(minutes(now)), stopwatch.read(minutes(now).plus_millis(1000)));
            match (before.seconds(), after.seconds()) {
                (Some(before), Some(after)) => prop_assert!(after == before || after == before + 1),
                (before, after) => prop_assert_eq!(before, after),
            }
            if !stopwatch.runs_on(minutes(now)) {
                prop_assert_eq!(before, after, "it moved although it said that it does not run on");
            }
        }
    }
}
