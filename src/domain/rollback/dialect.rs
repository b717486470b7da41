//! Which server a script is for: its dialect, its version, and what that version can do.

use std::fmt;
use std::str::FromStr;

/// The language a script is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dialect {
    /// PostgreSQL.
    #[default]
    Postgresql,
    /// MySQL.
    Mysql,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Postgresql, Self::Mysql];

    /// Its name on the command line and in stored reviews.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Postgresql => "postgresql",
            Self::Mysql => "mysql",
        }
    }

    /// Its name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgresql => "PostgreSQL",
            Self::Mysql => "MySQL",
        }
    }

    /// That of this name; none for a name that nobody gave.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.word() == word)
    }

    /// The version that is assumed when nobody names one.
    pub const fn usual_version(self) -> Version {
        match self {
            Self::Postgresql => Version::new(15, 0, 0),
            Self::Mysql => Version::new(8, 4, 0),
        }
    }
}

/// A server's version: the oldest one the script will meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u16,
    minor: u16,
    patch: u16,
}

impl Version {
    /// That of these three numbers.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// As MySQL's executable comments count: 8.0.13 is 80013.
    pub const fn digits(self) -> u32 {
        self.major as u32 * 10_000 + self.minor as u32 * 100 + self.patch as u32
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        if self.minor > 0 || self.patch > 0 || self.major < 10 {
            write!(f, ".{}", self.minor)?;
        }
        if self.patch > 0 {
            write!(f, ".{}", self.patch)?;
        }
        Ok(())
    }
}

/// Why a text is no version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read `{text}` as a version: one to three numbers with dots between them, such as 15 or 8.0.29")]
pub struct NotAVersion {
    text: String,
}

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refusal = || NotAVersion { text: text.to_owned() };
        let mut numbers = [0_u16; 3];
        for (count, part) in text.trim().split('.').enumerate() {
            let number: u16 = part.parse().map_err(|_| refusal())?;
            *numbers.get_mut(count).filter(|_| number < 100).ok_or_else(refusal)? = number;
        }
        Ok(Self::new(numbers[0], numbers[1], numbers[2]))
    }
}

/// The server a script runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Server {
    /// Its language.
    pub dialect: Dialect,
    /// Its version.
    pub version: Version,
}

impl Server {
    /// The one that is assumed when nobody names a version.
    pub const fn usual(dialect: Dialect) -> Self {
        Self { dialect, version: dialect.usual_version() }
    }

    /// Whether it is PostgreSQL of at least this version.
    pub fn is_postgresql(self, major: u16) -> bool {
        self.dialect == Dialect::Postgresql && self.version >= Version::new(major, 0, 0)
    }

    /// Whether it is MySQL of at least this version.
    pub fn is_mysql(self, major: u16, minor: u16, patch: u16) -> bool {
        self.dialect == Dialect::Mysql && self.version >= Version::new(major, minor, patch)
    }

    /// Whether a constant default is stored in the catalog, without writing every row.
    pub fn keeps_defaults_in_catalog(self) -> bool {
        self.is_postgresql(11) || self.is_mysql(8, 0, 12)
    }

    /// Whether a column comes behind the others without a row being written.
    pub fn adds_columns_at_once(self) -> bool {
        self.dialect == Dialect::Postgresql || self.is_mysql(8, 0, 12)
    }

    /// Whether an index can be built anew while the table is in use.
    pub fn reindexes_concurrently(self) -> bool {
        self.is_postgresql(12)
    }

    /// Whether a generated column may be computed on reading.
    pub fn has_virtual_columns(self) -> bool {
        self.is_postgresql(18) || self.dialect == Dialect::Mysql
    }

    /// Whether a validated check spares SET NOT NULL its scan.
    pub fn trusts_checks_for_not_null(self) -> bool {
        self.is_postgresql(12)
    }

    /// Whether a constraint may be written down without being enforced.
    pub fn has_unenforced_checks(self) -> bool {
        self.is_postgresql(18) || self.is_mysql(8, 0, 16)
    }

    /// Whether a partition can be detached without blocking its parent.
    pub fn detaches_concurrently(self) -> bool {
        self.is_postgresql(14)
    }

    /// Whether a new label may be added inside a transaction.
    pub fn adds_labels_in_transactions(self) -> bool {
        self.is_postgresql(12)
    }

    /// Whether an inline REFERENCES makes a foreign key.
    pub fn heeds_inline_references(self) -> bool {
        self.dialect == Dialect::Postgresql || self.is_mysql(9, 0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_reads_back() {
        for text in ["15", "8.4", "8.0.29", "17.2"] {
            assert_eq!(text.parse::<Version>().expect("is one").to_string(), text);
        }
        for text in ["", "x", "8.", "8.4.1.2", "-1", "8.100"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn versions_are_compared_by_number() {
        assert!("8.0.9".parse::<Version>().expect("is one") < Version::new(8, 0, 13));
        assert_eq!(Version::new(8, 0, 13).digits(), 80_013);
        assert!(Server::usual(Dialect::Postgresql).detaches_concurrently());
        assert!(!Server::usual(Dialect::Mysql).heeds_inline_references());
    }
}
