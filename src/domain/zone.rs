//! Local time: what a zone's offset makes of an instant, and back.

use chrono::{Datelike as _, NaiveDate};

use super::time::{self, Instant, Precise, Precision};

/// A time zone. Where its rules come from is for the implementation: the browser's `Intl`, the system's database.
pub trait Zone {
    /// Seconds east of UTC at that instant.
    fn offset_seconds(&self, at: Instant) -> i32;
}

/// UTC itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Utc;

impl Zone for Utc {
    fn offset_seconds(&self, _: Instant) -> i32 {
        0
    }
}

/// A date and time of day on a wall somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Local {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
}

impl Local {
    /// What the wall shows at that instant.
    pub fn at(instant: Instant, zone: &impl Zone) -> Self {
        let shifted = instant.plus_millis(i64::from(zone.offset_seconds(instant)) * 1000);
        let (date, millis) = shifted.split();
        let seconds = (millis / 1000) as u32;
        Self {
            year: date.year(),
            month: date.month(),
            day: date.day(),
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }

    /// The instant at which the wall shows this; none for a date that does not exist. Where clocks are set back and it is
    /// shown twice, the first; where they are set forward and it is never shown, what it would be had they not been.
    pub fn instant(&self, zone: &impl Zone) -> Option<Instant> {
        let date = NaiveDate::from_ymd_opt(self.year, self.month, self.day)?;
        if self.hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        let as_utc = Instant::joined(date, i64::from(seconds) * 1000);
        let shift = |offset: i32| as_utc.plus_millis(-i64::from(offset) * 1000);
        // The offsets in force a day around it: the greater one gives the earlier instant.
        const DAY: i64 = 86_400_000;
        let (before, after) =
            (zone.offset_seconds(as_utc.plus_millis(-DAY)), zone.offset_seconds(as_utc.plus_millis(DAY)));
        let candidates = [before, after].map(shift);
        let is_shown = |instant: &Instant| Self::at(*instant, zone) == *self;
        candidates.iter().copied().filter(is_shown).min().or(Some(shift(before)))
    }

    /// `2026-11-20`.
    pub fn date_text(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `14:07`, `14:07:30`, or nothing when only the day is known.
    pub fn time_text(&self, precision: Precision) -> String {
        match precision {
            Precision::Day => String::new(),
            Precision::Minute => format!("{:02}:{:02}", self.hour, self.minute),
            Precision::Second | Precision::Millisecond => {
                format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
            }
        }
    }
}

/// Why a typed time is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read `{0}` as a time: write 14:07, 14:07:30 or 2026-11-20 14:07")]
pub struct NotALocalTime(String);

/// Reads a typed time of day, date, or both. A time without a date is on the day of `near`.
pub fn parse(text: &str, near: Instant, zone: &impl Zone) -> Result<Precise, NotALocalTime> {
    let refuse = || NotALocalTime(text.trim().to_owned());
    let (date, time) = match text.trim().split_once([' ', 'T']) {
        Some((date, time)) => (Some(date), Some(time.trim())),
        None if text.contains(':') => (None, Some(text.trim())),
        None => (Some(text.trim()), None),
    };
    let mut local = Local::at(near, zone);
    if let Some(date) = date {
        let is_date = date.len() == 10 && date.as_bytes()[4] == b'-' && date.as_bytes()[7] == b'-';
        let date = time::date(date).filter(|_| is_date).ok_or_else(refuse)?;
        (local.year, local.month, local.day) = (date.year(), date.month(), date.day());
    }
    let Some(time) = time else {
        // A day is the same day for everybody, so it is kept as a date and not as a local midnight.
        return local.date_text().parse().map_err(|_| refuse());
    };
    let numbers: Option<Vec<u32>> =
        time.split(':').map(|part| if part.len() <= 2 { part.parse().ok() } else { None }).collect();
    let (second, precision) = match numbers.as_deref() {
        Some([hour, minute]) => {
            (local.hour, local.minute) = (*hour, *minute);
            (0, Precision::Minute)
        }
        Some([hour, minute, second]) => {
            (local.hour, local.minute) = (*hour, *minute);
            (*second, Precision::Second)
        }
        _ => return Err(refuse()),
    };
    local.second = second;
    let at = local.instant(zone).ok_or_else(refuse)?;
    Ok(Precise { at, precision })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Berlin in 2026: summer time from 29 March 01:00Z to 25 October 01:00Z.
    struct Berlin;

    impl Zone for Berlin {
        fn offset_seconds(&self, at: Instant) -> i32 {
            let begin: Instant = "2026-03-29T01:00Z".parse().unwrap();
            let end: Instant = "2026-10-25T01:00Z".parse().unwrap();
            if (begin..end).contains(&at) { 7200 } else { 3600 }
        }
    }

    fn read(text: &str) -> Result<String, NotALocalTime> {
        let near = "2026-11-20T12:00Z".parse().unwrap();
        parse(text, near, &Berlin).map(|precise| precise.to_string())
    }

    #[test]
    fn typed_times_are_local_and_keep_their_precision() {
        assert_eq!(read("14:07").unwrap(), "2026-11-20T13:07Z");
        assert_eq!(read(" 9:05 ").unwrap(), "2026-11-20T08:05Z");
        assert_eq!(read("14:07:30").unwrap(), "2026-11-20T13:07:30Z");
        assert_eq!(read("2026-07-01 14:07").unwrap(), "2026-07-01T12:07Z");
        assert_eq!(read("2026-07-01").unwrap(), "2026-07-01");
    }

    #[test]
    fn what_is_no_time_is_refused_by_name() {
        for text in ["", "now", "25:00", "14:60", "2026-02-30 10:00", "1:2:3:4", "14:007", "-1:00"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_hour_that_comes_twice_is_its_first_and_one_that_never_comes_is_counted_on() {
        assert_eq!(read("2026-10-25 02:30").unwrap(), "2026-10-25T00:30Z");
        assert_eq!(read("2026-03-29 02:30").unwrap(), "2026-03-29T01:30Z");
    }

    #[test]
    fn every_hour_of_a_year_reads_back() {
        for hour in 0..24 * 365 {
            let at = Instant::from_millis(1_767_222_000_000 + hour * 3_600_000);
            let local = Local::at(at, &Berlin);
            let back = local.instant(&Berlin).unwrap();
            assert!(back == at || Local::at(back, &Berlin) == local, "{at}");
        }
    }
}
