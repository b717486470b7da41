//! The time zones that this machine knows.

use std::path::PathBuf;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::Outcome;
use crate::domain::time::Instant;
use crate::domain::zone::{Utc, Zone};

/// A zone of the system's database, or UTC, which needs none.
#[derive(Debug, Clone)]
pub enum SystemZone {
    /// UTC itself.
    Utc,
    /// One of the database.
    Of(TimeZone),
}

/// Why a zone is not to be had. Each message finishes "Could not …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// The database has none of that name.
    #[error("find a time zone called `{0}`: they have names such as Europe/Berlin or UTC")]
    Unknown(String),
    /// There is no database.
    #[error("find `{0}`: this machine has no database of time zones (install tzdata, or say where it is with TZDIR)")]
    NoDatabase(String),
}

impl ZoneError {
    /// Says so on standard error.
    pub(super) fn report(&self) -> Outcome {
        eprintln!("stillpoint: could not {self}");
        match self {
            Self::Unknown(_) => Outcome::Usage,
            Self::NoDatabase(_) => Outcome::BadInput,
        }
    }
}

impl SystemZone {
    /// The zone of that name, in any case. Its rules are in `TZDIR` where that is set, else where systems keep them.
    pub fn named(name: &str) -> Result<Self, ZoneError> {
        Self::find(name, std::env::var_os("TZDIR").filter(|folder| !folder.is_empty()).map(PathBuf::from))
    }

    fn find(name: &str, folder: Option<PathBuf>) -> Result<Self, ZoneError> {
        if name.eq_ignore_ascii_case("UTC") {
            return Ok(Self::Utc);
        }
        // A folder that somebody names is the one that is meant: no other takes its place when it is wrong.
        let database = match folder {
            Some(folder) => TimeZoneDatabase::from_dir(folder).unwrap_or_else(|_| TimeZoneDatabase::none()),
            None => TimeZoneDatabase::from_env(),
        };
        if database.is_definitively_empty() {
            return Err(ZoneError::NoDatabase(name.to_owned()));
        }
        database.get(name).map(Self::Of).map_err(|_| ZoneError::Unknown(name.to_owned()))
    }

    /// Its name, as the database writes it.
    pub fn name(&self) -> &str {
        match self {
            Self::Utc => "UTC",
            Self::Of(zone) => zone.iana_name().unwrap_or("UTC"),
        }
    }

    /// The names of all zones that this machine knows; none without a database.
    pub fn names() -> Vec<String> {
        jiff::tz::db().available().map(|name| name.to_string()).collect()
    }
}

impl Zone for SystemZone {
    fn offset_seconds(&self, at: Instant) -> i32 {
        match self {
            Self::Utc => Utc.offset_seconds(at),
            Self::Of(zone) => {
                let at = jiff::Timestamp::from_millisecond(at.millis()).expect("an instant lies in years 0 to 9999");
                zone.to_offset(at).seconds()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_needs_no_database_and_everything_else_does() {
        let empty = tempfile::tempdir().unwrap();
        for folder in [empty.path().to_owned(), empty.path().join("nowhere")] {
            assert_eq!(SystemZone::find("utc", Some(folder.clone())).unwrap().name(), "UTC");
            let without = SystemZone::find("Europe/Berlin", Some(folder)).unwrap_err();
            assert_eq!(without, ZoneError::NoDatabase("Europe/Berlin".to_owned()));
        }
    }

    #[test]
    fn what_is_no_zone_is_refused_by_name() {
        for name in ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/", "Europe", "zone.tab"] {
            assert!(SystemZone::named(name).is_err(), "{name}");
        }
    }
}
