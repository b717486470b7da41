//! Times in zones that set their clocks: by an hour, by half an hour, for a month, never; east, west, and in between.
#![cfg(all(feature = "cli", not(target_arch = "wasm32")))]

#[path = "support/zones.rs"]
mod support;

use stillpoint::cli::zone::{SystemZone, ZoneError};
use stillpoint::domain::time::Instant;
use stillpoint::domain::zone::{self, Ambiguity, Local, Offsets, Utc, Zone};

use support::Span;

const HOUR: i64 = 3_600_000;

/// The zone from the system's database. Where there is none, its tests are skipped and say so.
fn system(name: &str) -> Option<SystemZone> {
    match SystemZone::named(name) {
        Ok(zone) => Some(zone),
        Err(ZoneError::NoDatabase(_)) => {
            eprintln!("skipped: this machine has no database of time zones");
            None
        }
        Err(error) => panic!("could not {error}"),
    }
}

fn at(text: &str) -> Instant {
    text.parse().expect("a time")
}

/// A zone as the committed table has it, wherever this runs.
struct Tabled(Vec<Span>);

impl Zone for Tabled {
    fn offset_seconds(&self, at: Instant) -> i32 {
        let held = self.0.iter().rev().find(|span| span.from <= at);
        held.or(self.0.first()).expect("a zone has an offset").offset_seconds
    }
}

#[test]
fn the_system_s_zones_agree_with_the_table() {
    for (name, spans) in support::table() {
        let Some(zone) = system(&name) else { return };
        assert_eq!(zone.name(), name);
        support::assert_agrees(&zone, &name, &spans);
    }
}

#[test]
fn every_hour_of_four_years_reads_back() {
    for (name, spans) in support::table() {
        let zone = Tabled(spans);
        let mut twice = 0;
        for hour in 0..24 * (4 * 365 + 1) {
            let at = at("2024-01-01").plus_millis(hour * HOUR);
            let local = Local::at(at, &zone);
            match local.ambiguity(&zone) {
                Some(Ambiguity::Unique(back)) => assert_eq!(back, at, "{name}"),
                Some(Ambiguity::Twice { first, second }) => {
                    assert!(at == first || at == second, "{name}: {at} is neither {first} nor {second}");
                    assert!([first, second].iter().all(|instant| Local::at(*instant, &zone) == local), "{name}");
                    twice += 1;
                }
                other => panic!("{name}: {at} is shown, and yet {other:?}"),
            }
        }
        let expected = match name.as_str() {
            "UTC" | "Asia/Kathmandu" => 0,
            // Half an hour comes twice, and one of the two begins with an hour of UTC.
            "Australia/Lord_Howe" => 4,
            // Back for Ramadan, which the table has of three years.
            "Africa/Casablanca" => 6,
            _ => 8,
        };
        assert_eq!(twice, expected, "{name}");
    }
}

#[test]
fn times_that_come_twice_and_never_are_told_in_every_zone() {
    let cases = [
        ("Europe/Berlin", "2026-10-25 02:30", Some(("2026-10-25T00:30Z", "2026-10-25T01:30Z"))),
        ("America/New_York", "2026-11-01 01:30", Some(("2026-11-01T05:30Z", "2026-11-01T06:30Z"))),
        ("Australia/Lord_Howe", "2026-04-05 01:45", Some(("2026-04-04T14:45Z", "2026-04-04T15:15Z"))),
        ("America/St_Johns", "2026-11-01 01:30", Some(("2026-11-01T04:00Z", "2026-11-01T05:00Z"))),
        ("Africa/Casablanca", "2026-02-15 02:30", Some(("2026-02-15T01:30Z", "2026-02-15T02:30Z"))),
        ("Europe/Berlin", "2026-03-29 02:30", None),
        ("America/New_York", "2026-03-08 02:30", None),
        ("Australia/Lord_Howe", "2026-10-04 02:15", None),
        ("America/St_Johns", "2026-03-08 02:30", None),
        ("Africa/Casablanca", "2026-03-22 02:30", None),
    ];
    let mut table = support::table();
    for (name, typed, twice) in cases {
        let zone = Tabled(table.get_mut(name).expect("it is in the table").clone());
        let told = zone::ambiguity(typed, Instant::EPOCH, &zone).expect("it is a time");
        match (told, twice) {
            (Ambiguity::Twice { first, second }, Some(expected)) => {
                assert_eq!((first, second), (at(expected.0), at(expected.1)), "{name}");
            }
            (Ambiguity::Never { before, after }, None) => {
                // Both are shown, on either side of the gap and as far from each other as it is wide.
                assert!(before < after, "{name}");
                assert!(zone.offset_seconds(before) < zone.offset_seconds(after), "{name}");
            }
            (told, _) => panic!("{name}, {typed}: {told:?}"),
        }
        let parsed = zone::parse(typed, Instant::EPOCH, &zone).expect("it is a time");
        assert_eq!(parsed.at, told.assumed(), "{name}");
    }
}

#[test]
fn a_day_that_never_came_is_told() {
    // Samoa went to the other side of the date line over 30 December 2011.
    let Some(samoa) = system("Pacific/Apia") else { return };
    let told = zone::ambiguity("2011-12-30 12:00", Instant::EPOCH, &samoa);
    assert!(matches!(told, Ok(Ambiguity::Never { .. })), "{told:?}");
    let before = zone::parse("2011-12-29 23:59", Instant::EPOCH, &samoa).expect("it is a time");
    let after = zone::parse("2011-12-31 00:00", Instant::EPOCH, &samoa).expect("it is a time");
    assert_eq!(after.at.since(before.at), 60_000);
}

#[test]
fn remembered_offsets_are_right_at_every_change_of_every_zone() {
    let from = jiff::Timestamp::UNIX_EPOCH;
    for name in SystemZone::names() {
        let Some(system) = system(&name) else { return };
        let SystemZone::Of(zone) = &system else { continue };
        let mut offsets = Offsets::default();
        for change in zone.following(from).take_while(|change| change.timestamp().as_second() < 2_145_916_800) {
            for second in [-86_400, -1, 0, 1, 86_400] {
                let at = Instant::from_millis((change.timestamp().as_second() + second) * 1000);
                let remembered = offsets.at(at, |at| system.offset_seconds(at));
                assert_eq!(remembered, system.offset_seconds(at), "{name} at {at}");
            }
        }
    }
}

#[test]
fn a_label_names_the_zone_and_its_offset_then() {
    let table = support::table();
    let label = |name: &str, text: &str| zone::label(name, &Tabled(table[name].clone()), at(text));
    assert_eq!(label("Europe/Berlin", "2026-01-01"), "Europe/Berlin (UTC+1)");
    assert_eq!(label("Europe/Berlin", "2026-07-01"), "Europe/Berlin (UTC+2)");
    assert_eq!(label("America/St_Johns", "2026-07-01"), "America/St_Johns (UTC\u{2212}2:30)");
    assert_eq!(zone::label("UTC", &Utc, Instant::EPOCH), "UTC");
}
