//! Times as the page shows them, in the zone of this device.

use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{self, Local};
use crate::platform::zone::Here;

/// `2026-11-20`.
pub(super) fn day(at: Instant) -> String {
    Local::at(at, &Here).date_text()
}

/// The time of day, as precisely as it was given, without milliseconds.
pub(super) fn time(at: Precise) -> String {
    // A clock's reading is shown to the second; what people name as they named it.
    Local::at(at.at, &Here).time_text(at.precision)
}

/// The date: the local one, except where only a day is known, which is the same day for everybody.
pub(super) fn date(at: Precise) -> String {
    match at.precision {
        Precision::Day => at.to_string(),
        _ => day(at.at),
    }
}

/// An instant on the day that is meant, for a time of day typed without a date.
pub(super) fn within(at: Precise) -> Instant {
    match at.precision {
        Precision::Day => zone::parse(&format!("{at} 12:00"), at.at, &Here).map_or(at.at, |noon| noon.at),
        _ => at.at,
    }
}

/// Date and time, for a field that is edited and for what stands outside of a timeline.
pub(super) fn full(at: Precise) -> String {
    match at.precision {
        Precision::Day => at.to_string(),
        _ => format!("{} {}", day(at.at), time(at)),
    }
}

/// Date and time to the minute.
pub(super) fn minute(at: Instant) -> String {
    full(Precise { at, precision: Precision::Minute })
}
