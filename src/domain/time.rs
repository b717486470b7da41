//! Instants, how precisely somebody wrote one down, and the hybrid clock that orders what was said.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::id::WriterId;
use super::json::{Json, Unfit, as_text, record};

/// A point in time in whole milliseconds since 1970-01-01T00:00:00Z, years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

/// Text that is not a time in the form that the log uses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read `{0}` as a time in UTC such as 2026-11-20T14:07Z")]
pub struct NotATime(String);

impl Instant {
    /// 1970-01-01T00:00:00Z, for tests.
    pub const EPOCH: Self = Self(0);
    const MIN: i64 = -62_167_219_200_000;
    const MAX: i64 = 253_402_300_799_999;

    /// The instant so many milliseconds after the epoch, held to years 0 to 9999.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN {
            Self(Self::MIN)
        } else if millis > Self::MAX {
            Self(Self::MAX)
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant moved by `millis`, which may be negative.
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this instant; negative when it is not earlier.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// The calendar day and the milliseconds since its midnight, both in UTC.
    pub(super) fn split(self) -> (NaiveDate, i64) {
        const DAY: i64 = 86_400_000;
        let day = i32::try_from(self.0.div_euclid(DAY)).expect("an instant lies in years 0 to 9999");
        let date = NaiveDate::from_epoch_days(day).expect("an instant lies in years 0 to 9999");
        (date, self.0.rem_euclid(DAY))
    }

    /// The instant at that many milliseconds after the midnight that begins this day in UTC.
    pub(super) fn joined(date: NaiveDate, millis: i64) -> Self {
        Self::from_millis(i64::from(date.to_epoch_days()) * 86_400_000 + millis)
    }
}

impl fmt::Display for Instant {
    /// Shortest of seconds and milliseconds: `2026-11-20T14:07:00Z`, `2026-11-20T14:07:00.250Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = if self.0 % 1000 == 0 { Precision::Second } else { Precision::Millisecond };
        Precise { at: *self, precision }.fmt(f)
    }
}

impl FromStr for Instant {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        text.parse::<Precise>().map(|precise| precise.at)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

as_text!(Instant);

/// How much of a time somebody gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A date.
    Day,
    /// Hours and minutes.
    Minute,
    /// With seconds.
    Second,
    /// With milliseconds, as clocks say it.
    Millisecond,
}

/// An instant together with the precision it was written in. Its text carries both: `2026-11-20`, `2026-11-20T14:07Z`,
/// `2026-11-20T14:07:30Z`, `2026-11-20T14:07:30.250Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precise {
    /// The start of the span that was named: of the day, of the minute, of the second.
    pub at: Instant,
    /// What was named.
    pub precision: Precision,
}

impl fmt::Display for Precise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, millis) = self.at.split();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())?;
        if self.precision == Precision::Day {
            return Ok(());
        }
        write!(f, "T{:02}:{:02}", millis / 3_600_000, millis / 60_000 % 60)?;
        if self.precision >= Precision::Second {
            write!(f, ":{:02}", millis / 1000 % 60)?;
        }
        if self.precision == Precision::Millisecond {
            write!(f, ".{:03}", millis % 1000)?;
        }
        f.write_str("Z")
    }
}

/// The number that these characters of the text write, all of them digits.
pub(super) fn number(text: &str, range: std::ops::Range<usize>) -> Option<u32> {
    let digits = text.get(range)?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// The date that the first ten characters write.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let year = i32::try_from(number(text, 0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(text, 5..7)?, number(text, 8..10)?)
}

fn precise(text: &str) -> Option<Precise> {
    let date = date(text)?;
    let part = |from: usize, to: usize, limit: u32| match text.len() > to {
        true => number(text, from..to).filter(|number| *number < limit).map(i64::from),
        false => Some(0),
    };
    let (hour, minute, second) = (part(11, 13, 24)?, part(14, 16, 60)?, part(17, 19, 60)?);
    let precision = match text.len() {
        10 => Precision::Day,
        17 => Precision::Minute,
        20 => Precision::Second,
        24 => Precision::Millisecond,
        _ => return None,
    };
    let millis = part(20, 23, 1000)?;
    let at = Instant::joined(date, ((hour * 60 + minute) * 60 + second) * 1000 + millis);
    Some(Precise { at, precision })
}

impl FromStr for Precise {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        // One time has one text: what does not come back to the letter has other separators.
        precise(text).filter(|precise| precise.to_string() == text).ok_or_else(|| NotATime(text.to_owned()))
    }
}

impl Serialize for Precise {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

as_text!(Precise);

/// When something happened, as somebody said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurred {
    /// The time and how precisely it was given.
    pub at: Precise,
    /// Whose clock it was read off (also for `-12m`, which is relative to it); none when a person or another system named
    /// it. Only the former moves when that clock is found wrong.
    pub clock: Option<WriterId>,
    /// True for "about 14:07".
    pub is_about: bool,
    /// The words it was given in, where they say more than `at` ("14:07 CET").
    pub written: Option<String>,
}

record!(Occurred { at: needed "at", clock: optional "clock", is_about: or_empty "about", written: optional "written" });

impl Occurred {
    /// Read off the clock of `writer`.
    pub const fn by_clock(now: Instant, writer: WriterId) -> Self {
        Self::new(Precise { at: now, precision: Precision::Millisecond }, Some(writer))
    }

    /// Named by a person or another system.
    pub const fn said(at: Precise) -> Self {
        Self::new(at, None)
    }

    /// The same with the words it was given in, where they say more; they say as well whether it is not sure.
    pub fn written(at: Precise, written: Option<String>) -> Self {
        let is_about = written.as_deref().is_some_and(super::line::is_about);
        Self { is_about, written, ..Self::said(at) }
    }

    const fn new(at: Precise, clock: Option<WriterId>) -> Self {
        Self { at, clock, is_about: false, written: None }
    }
}

/// How far ahead of our own clock another's may run before we keep its time without letting it move ours.
pub const MAX_SKEW_MILLIS: i64 = 5 * 60 * 1000;

/// A hybrid logical clock's reading: wall-clock milliseconds, then a count that orders what one millisecond holds.
/// It orders revisions so that what was written after something was seen sorts after it, also on a slow clock
/// (Kulkarni et al., *Logical Physical Clocks*, 2014). In JSON `[millis, count]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hlc(pub i64, pub u32);

impl Json for Hlc {
    fn read(json: &str) -> Result<Self, Unfit> {
        let (millis, count) = Json::read(json)?;
        Ok(Self(millis, count))
    }

    fn write(&self) -> Value {
        (self.0, self.1).write()
    }
}

impl Hlc {
    /// The wall-clock part.
    pub const fn instant(self) -> Instant {
        Instant::from_millis(self.0)
    }

    /// The reading for something written at `now` by somebody whose last reading was `self`.
    #[must_use]
    pub fn tick(self, now: Instant) -> Self {
        if now.millis() > self.0 { Self(now.millis(), 0) } else { Self(self.0, self.1.saturating_add(1)) }
    }

    /// The reading after `seen` was read at `now`. A reading from a far-future clock is not absorbed: one wrong device
    /// would otherwise push everybody's clock forward for good.
    #[must_use]
    pub fn observe(self, seen: Self, now: Instant) -> Self {
        if seen.0 > now.millis().saturating_add(MAX_SKEW_MILLIS) { self } else { self.max(seen) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_what_was_written() {
        for (text, precision) in [
            ("2026-11-20", Precision::Day),
            ("2026-11-20T14:07Z", Precision::Minute),
            ("2026-11-20T14:07:30Z", Precision::Second),
            ("2026-11-20T14:07:30.250Z", Precision::Millisecond),
        ] {
            let precise: Precise = text.parse().unwrap();
            assert_eq!(precise.precision, precision);
            assert_eq!(precise.to_string(), text);
        }
    }

    #[test]
    fn what_is_not_a_time_is_refused() {
        for text in [
            "",
            "14:07",
            "2026-13-01",
            "2026-11-20T14:07",
            "2026-11-20T14:07+01:00",
            "+026-11-20",
            "2026-11-20T14:60Z",
            "2026-11-20T23:59:60Z",
            "2026-11- 2",
        ] {
            assert!(text.parse::<Precise>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_far_future_clock_is_not_absorbed() {
        let now = Instant::from_millis(1_000_000);
        let ours = Hlc(999_000, 0);
        assert_eq!(ours.observe(Hlc(1_000_000 + MAX_SKEW_MILLIS + 1, 0), now), ours);
        assert_eq!(ours.observe(Hlc(1_200_000, 7), now), Hlc(1_200_000, 7));
        assert_eq!(Hlc(1_200_000, 7).tick(now), Hlc(1_200_000, 8));
    }

    #[test]
    fn instants_stay_in_the_years_that_can_be_written() {
        assert_eq!(Instant::from_millis(i64::MAX).to_string(), "9999-12-31T23:59:59.999Z");
        assert_eq!(Instant::from_millis(i64::MIN).to_string(), "0000-01-01T00:00:00Z");
    }
}
