//! Local time: what a zone's offset makes of an instant, and back.
//!
//! What is stored is UTC. A zone is needed where a person reads or types, and its rules come from outside: the page asks the
//! browser, the command-line tool the system's database.

use std::collections::BTreeMap;

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

/// A zone with how far it is from UTC at that instant: `Europe/Berlin (UTC+1)`. Without an abbreviation: `CST` is three zones.
pub fn label(name: &str, zone: &impl Zone, at: Instant) -> String {
    let offset = offset_text(zone.offset_seconds(at));
    if name == offset { offset } else { format!("{name} ({offset})") }
}

/// An offset as people write it: `UTC`, `UTC+1`, `UTC+5:45`, `UTC−3:30`, the last with a minus sign and not a hyphen.
pub fn offset_text(seconds: i32) -> String {
    let sign = match seconds {
        0 => return "UTC".to_owned(),
        1.. => '+',
        _ => '\u{2212}',
    };
    let seconds = seconds.unsigned_abs();
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (minute, second) {
        (0, 0) => format!("UTC{sign}{hour}"),
        (_, 0) => format!("UTC{sign}{hour}:{minute:02}"),
        // As before there were zones: Berlin was at UTC+0:53:28.
        _ => format!("UTC{sign}{hour}:{minute:02}:{second:02}"),
    }
}

/// The offsets of a zone whose rules are slow to ask, remembered week by week.
///
/// A week begins and ends with an offset each; where they are the same, it holds for the week, and where they are not, the
/// change between them is found by halving. That asks once for each week that is looked at and twenty times for each change,
/// whatever is asked of it afterwards. It relies on no zone setting its clock and setting it back within a week: none has
/// since 1970, and a test asks every zone of the system's database.
#[derive(Debug, Clone, Default)]
pub struct Offsets {
    /// The offset at the beginning of a week, by its number.
    beginnings: BTreeMap<i64, i32>,
    /// The second of the change in a week, by its number.
    changes: BTreeMap<i64, i64>,
}

impl Offsets {
    /// The offset at that instant; `ask` is asked for what is not known yet.
    pub fn at(&mut self, instant: Instant, ask: impl Fn(Instant) -> i32) -> i32 {
        const WEEK: i64 = 7 * 86_400;
        let ask = |second: i64| ask(Instant::from_millis(second * 1000));
        let second = instant.millis().div_euclid(1000);
        let week = second.div_euclid(WEEK);
        let mut beginning = |week: i64| *self.beginnings.entry(week).or_insert_with(|| ask(week * WEEK));
        let (before, after) = (beginning(week), beginning(week + 1));
        if before == after {
            return before;
        }
        let change = *self.changes.entry(week).or_insert_with(|| {
            let (mut low, mut high) = (week * WEEK, (week + 1) * WEEK);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if ask(middle) == before { low = middle } else { high = middle }
            }
            high
        });
        if second < change { before } else { after }
    }
}

/// How often a wall shows a date and time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguity {
    /// Once, as nearly all.
    Unique(Instant),
    /// Twice, because the clock was set back.
    Twice {
        /// The first time.
        first: Instant,
        /// The time after the clock was set back.
        second: Instant,
    },
    /// Never, because the clock was set forward over it.
    Never {
        /// What it would be had the clock been set forward before: an instant before the change.
        before: Instant,
        /// What it would be had the clock not been set forward: an instant after the change.
        after: Instant,
    },
}

impl Ambiguity {
    /// The instant that is taken without asking: the only one, the first of two, or the one counted on from before the change.
    pub fn assumed(self) -> Instant {
        match self {
            Self::Unique(instant) => instant,
            Self::Twice { first, .. } => first,
            Self::Never { after, .. } => after,
        }
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
        self.ambiguity(zone).map(Ambiguity::assumed)
    }

    /// How often the wall shows this, and when; none for a date that does not exist.
    pub fn ambiguity(&self, zone: &impl Zone) -> Option<Ambiguity> {
        let date = NaiveDate::from_ymd_opt(self.year, self.month, self.day)?;
        if self.hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        let as_utc = Instant::joined(date, i64::from(seconds) * 1000);
        // The offsets in force a day around it.
        const DAY: i64 = 86_400_000;
        let by_offset_at = |around: i64| {
            let offset = zone.offset_seconds(as_utc.plus_millis(around));
            as_utc.plus_millis(-i64::from(offset) * 1000)
        };
        let (old, new) = (by_offset_at(-DAY), by_offset_at(DAY));
        let is_shown = |instant: Instant| Self::at(instant, zone) == *self;
        Some(match (is_shown(old), is_shown(new)) {
            (true, true) if old != new => Ambiguity::Twice { first: old.min(new), second: old.max(new) },
            (true, _) => Ambiguity::Unique(old),
            (false, true) => Ambiguity::Unique(new),
            (false, false) => Ambiguity::Never { before: new, after: old },
        })
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

/// What was typed.
enum Typed {
    Day(Precise),
    Time(Local, Precision),
}

/// Reads a typed time of day, date, or both. A time without a date is on the day of `near`. One that comes twice is its
/// first, see [`ambiguity`].
pub fn parse(text: &str, near: Instant, zone: &impl Zone) -> Result<Precise, NotALocalTime> {
    match typed(text, near, zone)? {
        Typed::Day(day) => Ok(day),
        Typed::Time(local, precision) => {
            let at = local.instant(zone).ok_or_else(|| refuse(text))?;
            Ok(Precise { at, precision })
        }
    }
}

/// Whether what was typed, as [`parse`] reads it, is one instant in that zone, two, or none, so that a person can be asked.
pub fn ambiguity(text: &str, near: Instant, zone: &impl Zone) -> Result<Ambiguity, NotALocalTime> {
    match typed(text, near, zone)? {
        Typed::Day(day) => Ok(Ambiguity::Unique(day.at)),
        Typed::Time(local, _) => local.ambiguity(zone).ok_or_else(|| refuse(text)),
    }
}

fn refuse(text: &str) -> NotALocalTime {
    NotALocalTime(text.trim().to_owned())
}

fn typed(text: &str, near: Instant, zone: &impl Zone) -> Result<Typed, NotALocalTime> {
    let (date, time) = match text.trim().split_once([' ', 'T']) {
        Some((date, time)) => (Some(date), Some(time.trim())),
        None if text.contains(':') => (None, Some(text.trim())),
        None => (Some(text.trim()), None),
    };
    let mut local = Local::at(near, zone);
    if let Some(date) = date {
        let is_date = date.len() == 10 && date.as_bytes()[4] == b'-' && date.as_bytes()[7] == b'-';
        let date = time::date(date).filter(|_| is_date).ok_or_else(|| refuse(text))?;
        (local.year, local.month, local.day) = (date.year(), date.month(), date.day());
    }
    let Some(time) = time else {
        // A day is the same day for everybody, so it is kept as a date and not as a local midnight.
        return local.date_text().parse().map(Typed::Day).map_err(|_| refuse(text));
    };
    let numbers: Option<Vec<u32>> =
        time.split(':').map(|part| if part.len() <= 2 { part.parse().ok() } else { None }).collect();
    let precision = match numbers.as_deref() {
        Some([hour, minute]) => {
            (local.hour, local.minute, local.second) = (*hour, *minute, 0);
            Precision::Minute
        }
        Some([hour, minute, second]) => {
            (local.hour, local.minute, local.second) = (*hour, *minute, *second);
            Precision::Second
        }
        _ => return Err(refuse(text)),
    };
    Ok(Typed::Time(local, precision))
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
    fn a_person_can_be_asked_which_one_is_meant() {
        let ask = |text: &str| ambiguity(text, "2026-11-20T12:00Z".parse().unwrap(), &Berlin);
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let twice = Ambiguity::Twice { first: at("2026-10-25T00:30Z"), second: at("2026-10-25T01:30Z") };
        assert_eq!(ask("2026-10-25 02:30"), Ok(twice));
        let never = Ambiguity::Never { before: at("2026-03-29T00:30Z"), after: at("2026-03-29T01:30Z") };
        assert_eq!(ask("2026-03-29 02:30"), Ok(never));
        // The edges: 02:00 comes twice and 03:00 once, 02:00 never and 03:00 once.
        for (text, is_unique) in [
            ("2026-10-25 01:59:59", true),
            ("2026-10-25 02:00", false),
            ("2026-10-25 02:59:59", false),
            ("2026-10-25 03:00", true),
            ("2026-03-29 01:59:59", true),
            ("2026-03-29 02:00", false),
            ("2026-03-29 02:59:59", false),
            ("2026-03-29 03:00", true),
            ("2026-10-25", true),
        ] {
            assert_eq!(matches!(ask(text), Ok(Ambiguity::Unique(_))), is_unique, "{text}");
        }
        assert!(ask("25:00").is_err());
    }

    #[test]
    fn offsets_are_written_as_people_write_them() {
        let offsets = [0, 3600, -18_000, 20_700, -12_600, 37_800, 3208];
        let texts = ["UTC", "UTC+1", "UTC\u{2212}5", "UTC+5:45", "UTC\u{2212}3:30", "UTC+10:30", "UTC+0:53:28"];
        assert_eq!(offsets.map(offset_text), texts);
        let winter = "2026-11-20T12:00Z".parse().unwrap();
        assert_eq!(label("Europe/Berlin", &Berlin, winter), "Europe/Berlin (UTC+1)");
        assert_eq!(label("UTC", &Utc, winter), "UTC");
    }

    #[test]
    fn remembered_offsets_are_asked_for_rarely() {
        let asked = std::cell::Cell::new(0);
        let mut offsets = Offsets::default();
        for minute in 0..60 * 24 * 365 {
            let at = Instant::from_millis(1_767_222_000_000 + minute * 60_000);
            let offset = offsets.at(at, |at| {
                asked.set(asked.get() + 1);
                Berlin.offset_seconds(at)
            });
            assert_eq!(offset, Berlin.offset_seconds(at), "{at}");
        }
        assert!(asked.get() < 54 + 2 * 21, "asked {} times", asked.get());
        assert_eq!(offsets.at(Instant::from_millis(i64::MIN), |_| 7), 7);
        assert_eq!(offsets.at(Instant::from_millis(i64::MAX), |_| 8), 8);
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
