//! The time zones that the browser knows.
//!
//! Their rules are the browser's own, kept up to date with it: a database in the page would be larger than everything else
//! in it together, and out of date by the next change of law.

use std::cell::RefCell;

use chrono::NaiveDate;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::domain::time::Instant;
use crate::domain::zone::{self, Offsets, Utc, Zone};

/// What [`Utc`] is called.
const UTC: &str = "UTC";

/// The zone that the device is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Here;

thread_local! {
    /// What is known of the device's zone.
    static HERE: RefCell<Offsets> = RefCell::default();
}

impl Zone for Here {
    fn offset_seconds(&self, at: Instant) -> i32 {
        let ask = |at: Instant| -(Date::new(&JsValue::from_f64(at.millis() as f64)).get_timezone_offset() as i32) * 60;
        HERE.with_borrow_mut(|offsets| offsets.at(at, ask))
    }
}

impl Here {
    /// Forgets what was remembered of it: the device may be in another zone by now.
    pub fn look_again() {
        HERE.take();
    }

    /// Its name, such as `Europe/Berlin`.
    pub fn name(self) -> String {
        let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
        resolved_name(&format.resolved_options()).unwrap_or_else(|| "local time".to_owned())
    }
}

fn resolved_name(options: &Object) -> Option<String> {
    Reflect::get(options, &"timeZone".into()).ok()?.as_string()
}

/// A name that no zone of this browser has. Finishes "Could not …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("find a time zone called `{0}`: they have names such as Europe/Berlin or UTC")]
pub struct UnknownZone(String);

/// A zone of the browser by its name, such as `Europe/Berlin`.
///
/// Asking the browser takes tens of microseconds and a page of rows asks thousands of times, so what it said is remembered
/// for as long as the page lives. The handle is a name, to be held in signals and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named(&'static str);

/// What is known of a zone by name.
struct Known {
    name: &'static str,
    format: Format,
    offsets: Offsets,
}

thread_local! {
    /// The zones that were asked for, which are few.
    static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

impl Named {
    /// The zone of that name, in any case. Also names that were given up for others are known: `Asia/Katmandu`.
    pub fn new(name: &str) -> Result<Self, UnknownZone> {
        let known = KNOWN.with_borrow(|known| known.iter().find(|k| k.name.eq_ignore_ascii_case(name)).map(|k| k.name));
        if let Some(name) = known {
            return Ok(Self(name));
        }
        let unknown = || UnknownZone(name.to_owned());
        // Some browsers take `+01:00` for a zone, others do not. It is none: it has no rules.
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic());
        let format = if is_name { Format::of(name) } else { None }.ok_or_else(unknown)?;
        // The browser corrects the case. Where it has its own name for the zone, which differs from browser to browser, the
        // one that was asked for stays.
        let own = resolved_name(&format.resolved_options());
        let name = own.filter(|own| own.eq_ignore_ascii_case(name)).unwrap_or_else(|| name.to_owned());
        let name: &'static str = name.leak(); // there are some six hundred, and each is kept once
        KNOWN.with_borrow_mut(|known| known.push(Known { name, format, offsets: Offsets::default() }));
        Ok(Self(name))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl Zone for Named {
    fn offset_seconds(&self, at: Instant) -> i32 {
        KNOWN.with_borrow_mut(|known| {
            let Known { format, offsets, .. } =
                known.iter_mut().find(|k| std::ptr::eq(k.name, self.0)).expect("a handle is made with its entry");
            offsets.at(at, |at| format.offset_seconds(at))
        })
    }
}

#[wasm_bindgen]
extern "C" {
    /// `Intl.DateTimeFormat` with a constructor that refuses: js-sys' own ends the page where a zone is unknown.
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    type Format;

    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "DateTimeFormat")]
    fn new(locale: &str, options: &Object) -> Result<Format, JsValue>;

    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved_options(this: &Format) -> Object;

    #[wasm_bindgen(method, getter)]
    fn format(this: &Format) -> Function;
}

impl Format {
    /// One that writes a date and a time of day in that zone, in digits.
    fn of(zone: &str) -> Option<Self> {
        let options = Object::new();
        let digits = ["year", "month", "day", "hour", "minute", "second"].map(|part| (part, "numeric"));
        for (name, value) in digits.into_iter().chain([("timeZone", zone), ("hourCycle", "h23")]) {
            Reflect::set(&options, &name.into(), &value.into()).ok()?;
        }
        // This locale writes `11/20/2026, 14:07:30` by the Gregorian calendar, in every browser.
        Self::new("en-US", &options).ok()
    }

    /// What a wall there shows, less what it shows in UTC.
    fn offset_seconds(&self, at: Instant) -> i32 {
        /// The year 100: the calendar before it is written with eras, and no zone had rules.
        const EARLIEST: i64 = -59_011_459_200_000;
        let millis = at.millis().max(EARLIEST);
        let text = self.format().call1(&JsValue::UNDEFINED, &JsValue::from_f64(millis as f64)).ok();
        let shown = text.and_then(|text| wall_seconds(&text.as_string()?));
        shown.and_then(|shown| i32::try_from(shown - millis.div_euclid(1000)).ok()).unwrap_or(0)
    }
}

/// The seconds since 1970 that the wall's date and time would be in UTC.
fn wall_seconds(text: &str) -> Option<i64> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let mut next = || numbers.next()?.parse::<u32>().ok();
    let (month, day, year) = (next()?, next()?, next()?);
    let (hour, minute, second) = (next()?, next()?, next()?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    // Old browsers write the first hour of a day as its 24th.
    Some(i64::from(date.to_epoch_days()) * 86_400 + i64::from((hour % 24 * 60 + minute) * 60 + second))
}

/// The zone that times are shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnyZone {
    /// UTC itself, which is what is stored.
    Utc,
    /// That of the device.
    #[default]
    Here,
    /// One by its name.
    Named(Named),
}

impl AnyZone {
    /// The zone of that name.
    pub fn of(name: &str) -> Result<Self, UnknownZone> {
        let name = name.trim();
        if name.eq_ignore_ascii_case(UTC) { Ok(Self::Utc) } else { Named::new(name).map(Self::Named) }
    }

    /// Its name, such as `Europe/Berlin`: that of the device's zone as well.
    pub fn name(self) -> String {
        match self {
            Self::Utc => UTC.to_owned(),
            Self::Here => Here.name(),
            Self::Named(zone) => zone.name().to_owned(),
        }
    }

    /// Its name and how far it is from UTC at that instant: `Europe/Berlin (UTC+1)`.
    pub fn label(self, at: Instant) -> String {
        zone::label(&self.name(), &self, at)
    }
}

impl Zone for AnyZone {
    fn offset_seconds(&self, at: Instant) -> i32 {
        match self {
            Self::Utc => Utc.offset_seconds(at),
            Self::Here => Here.offset_seconds(at),
            Self::Named(zone) => zone.offset_seconds(at),
        }
    }
}

/// The names to choose from: UTC, then those the browser lists, which an old one does not.
pub fn names() -> Vec<String> {
    let listed = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let list: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        list.call1(&intl, &"timeZone".into()).ok()?.dyn_into::<Array>().ok()
    };
    let listed: Array = listed().unwrap_or_default();
    let names = listed.iter().filter_map(|name| name.as_string()).filter(|name| name != UTC);
    std::iter::once(UTC.to_owned()).chain(names).collect()
}
