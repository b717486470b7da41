//! Times as the page shows them, in the zone that the viewer has chosen.

use chrono::{Datelike as _, NaiveDate};

use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{self, Ambiguity, Local, Utc, Zone};

/// What a wall in the zone shows; where only a day is known, that day, which is the same for everybody.
fn local(at: Precise, zone: &impl Zone) -> Local {
    match at.precision {
        Precision::Day => Local::at(at.at, &Utc),
        _ => Local::at(at.at, zone),
    }
}

/// `2026-11-20`.
pub(super) fn date(at: Precise, zone: &impl Zone) -> String {
    local(at, zone).date_text()
}

/// The day as one number, 20261120, to tell days apart by.
pub(super) fn day_number(at: Precise, zone: &impl Zone) -> u32 {
    let local = local(at, zone);
    local.year.max(0) as u32 * 10_000 + local.month * 100 + local.day
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day in words: `Friday 20 November 2026`.
pub(super) fn day_words(day: u32) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let (year, month, of_month) = (day / 10_000, day / 100 % 100, day % 100);
    let date = NaiveDate::from_ymd_opt(year as i32, month, of_month);
    let weekday = date.map_or("", |date| DAYS[date.weekday().num_days_from_monday() as usize]);
    let month = MONTHS[(month.clamp(1, 12) - 1) as usize];
    format!("{weekday} {of_month} {month} {year}")
}

/// The time of day, as precisely as it was given, without milliseconds; nothing where only a day is known.
pub(super) fn time(at: Precise, zone: &impl Zone) -> String {
    // A clock's reading is shown to the second; what people name as they named it.
    let local = local(at, zone);
    let text = local.time_text(at.precision);
    // In the hour that comes twice only the offset tells which one is meant.
    match (at.precision, local.ambiguity(zone)) {
        (Precision::Day, _) => text,
        (_, Some(Ambiguity::Twice { .. })) => format!("{text} {}", zone::offset_text(zone.offset_seconds(at.at))),
        _ => text,
    }
}

/// The day without its year and the time, `18 Nov 14:15`, beside something of that year that has them whole.
pub(super) fn short(at: Precise, zone: &impl Zone) -> String {
    let local = local(at, zone);
    let month = MONTHS[(local.month.clamp(1, 12) - 1) as usize];
    format!("{} {} {}", local.day, &month[..3], local.time_text(at.precision))
}

/// How long ago something was: `3 minutes ago`; `in 5 minutes` for what is ahead.
pub(super) fn ago(at: Instant, now: Instant) -> String {
    let millis = now.since(at);
    match (millis.abs() < 60_000, millis < 0) {
        (true, _) => "now".to_owned(),
        (false, true) => format!("in {}", in_words(millis)),
        (false, false) => format!("{} ago", in_words(millis)),
    }
}

/// A length of time in words, in the unit that tells most: `27 minutes`, `5 hours`, `3 days`.
pub(super) fn in_words(millis: i64) -> String {
    match millis.abs() / 60_000 {
        1 => "1 minute".to_owned(),
        minutes @ 0..120 => format!("{minutes} minutes"),
        minutes @ 120..2880 => format!("{} hours", minutes / 60),
        minutes @ 2880..1_051_200 => format!("{} days", minutes / 1440),
        minutes => format!("{} years", minutes / 525_600),
    }
}

/// How long something lasted: `42 min`, `1 h 12 min`, `2 d 3 h`.
pub(super) fn length(millis: i64) -> String {
    let minutes = millis.max(0) / 60_000;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, rest) => format!("{rest} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, rest) => format!("{hours} h {rest} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// Two times beside one another: their days only where they are on different ones.
pub(super) fn pair(before: Precise, after: Precise, zone: &impl Zone) -> [String; 2] {
    let is_timed = |at: Precise| at.precision != Precision::Day;
    let is_same_day = is_timed(before) && is_timed(after) && day_number(before, zone) == day_number(after, zone);
    [before, after].map(|at| if is_same_day { time(at, zone) } else { full(at, zone) })
}

/// An instant on the day that is meant, for a time of day typed without a date.
pub(super) fn within(at: Precise, zone: &impl Zone) -> Instant {
    match at.precision {
        Precision::Day => zone::parse(&format!("{at} 12:00"), at.at, zone).map_or(at.at, |noon| noon.at),
        _ => at.at,
    }
}

/// Date and time, for a field that is edited and for what stands outside of a timeline.
pub(super) fn full(at: Precise, zone: &impl Zone) -> String {
    match at.precision {
        Precision::Day => at.to_string(),
        _ => format!("{} {}", date(at, zone), time(at, zone)),
    }
}

/// Date and time to the minute.
pub(super) fn minute(at: Instant, zone: &impl Zone) -> String {
    full(Precise { at, precision: Precision::Minute }, zone)
}
