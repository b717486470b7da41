//! The browser's time zones.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "the lint knows tests by `#[test]` only")]

#[path = "support/zones.rs"]
mod support;

use stillpoint::domain::time::Instant;
use stillpoint::domain::zone::{Local, Zone};
use stillpoint::platform::zone::{AnyZone, Here, Named, names};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

#[wasm_bindgen_test]
fn zones_by_name_agree_with_the_table() {
    for (name, spans) in support::table() {
        support::assert_agrees(&Named::new(&name).unwrap(), &name, &spans);
    }
}

#[wasm_bindgen_test]
fn a_zone_is_found_in_any_case_and_keeps_the_name_it_was_asked_by() {
    assert_eq!(Named::new("europe/BERLIN").unwrap().name(), "Europe/Berlin");
    for name in ["Asia/Kathmandu", "Asia/Katmandu", "Asia/Kolkata", "Europe/Kyiv"] {
        assert_eq!(Named::new(name).unwrap().name(), name);
    }
    assert_eq!(Named::new("Europe/Berlin"), Named::new("Europe/Berlin"));
    assert_eq!(AnyZone::of(" utc "), Ok(AnyZone::Utc));
    assert_ne!(AnyZone::of("Europe/Berlin").unwrap(), AnyZone::Here);
}

#[wasm_bindgen_test]
fn what_is_no_zone_is_refused_by_name() {
    for name in ["", "Mars/Olympus", "+01:00", "Europe/", "Europe Berlin", "local time"] {
        let refused = AnyZone::of(name).unwrap_err().to_string();
        assert!(refused.contains(&format!("`{name}`")), "{refused}");
    }
}

#[wasm_bindgen_test]
fn a_label_has_the_name_and_the_offset_then() {
    let berlin = AnyZone::of("Europe/Berlin").unwrap();
    assert_eq!(berlin.label(at("2026-11-20")), "Europe/Berlin (UTC+1)");
    assert_eq!(berlin.label(at("2026-07-01")), "Europe/Berlin (UTC+2)");
    assert_eq!(AnyZone::Utc.label(at("2026-11-20")), "UTC");
    assert_eq!(AnyZone::Here.name(), Here.name());
}

#[wasm_bindgen_test]
fn the_zone_of_the_device_is_the_one_of_its_name() {
    let here = Named::new(&Here.name()).unwrap();
    for hour in 0..24 * 365 {
        let at = at("2026-01-01").plus_millis(hour * 3_600_000);
        assert_eq!(here.offset_seconds(at), Here.offset_seconds(at), "{at}");
    }
}

#[wasm_bindgen_test]
fn every_name_that_is_listed_is_a_zone() {
    let names = names();
    assert_eq!(names.first().map(String::as_str), Some("UTC"));
    assert!(names.len() > 300 && names.iter().any(|name| name == "Europe/Berlin"), "{names:?}");
    for name in &names {
        assert!(AnyZone::of(name).is_ok(), "{name}");
    }
}

#[wasm_bindgen_test]
fn old_and_far_times_have_an_offset() {
    let berlin = Named::new("Europe/Berlin").unwrap();
    assert_eq!(berlin.offset_seconds(at("1850-01-01")), 53 * 60 + 28);
    for at in [i64::MIN, i64::MAX].map(Instant::from_millis) {
        assert!(berlin.offset_seconds(at).abs() < 86_400);
    }
    assert_eq!(Local::at(at("9999-12-31T23:30Z"), &berlin).year, 9999);
}

#[wasm_bindgen_test]
fn ten_thousand_rows_ask_the_browser_a_few_times() {
    let zone = Named::new("America/New_York").unwrap();
    let started = js_sys::Date::now();
    let sum: i64 =
        (0..10_000).map(|row| i64::from(zone.offset_seconds(at("2026-10-25").plus_millis(row * 86_400)))).sum();
    console_log!("10,000 rows over ten days: {} ms", js_sys::Date::now() - started);
    assert!(sum < 0);
}
