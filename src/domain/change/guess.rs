//! Which dialect a script is written in, by what stands in it.

use crate::domain::rollback::Version;

/// A guess, and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// The dialect's word.
    pub dialect: &'static str,
    /// What was found that only this dialect has; none where nothing tells.
    pub sign: Option<&'static str>,
}

/// What only one of them has, in lower case.
const SIGNS: &[(&str, &[&str])] = &[
    (
        "mysql",
        &[
            "`",
            "engine=",
            "engine =",
            "auto_increment",
            "algorithm=",
            "algorithm =",
            "lock=none",
            "modify column",
            "change column",
            "unsigned",
            "tinyint",
            "mediumtext",
            "on duplicate key",
            "default charset",
            "/*!",
        ],
    ),
    (
        "postgresql",
        &[
            "concurrently",
            "$$",
            "::",
            "serial",
            "timestamptz",
            "jsonb",
            "not valid",
            "validate constraint",
            "create type",
            "alter type",
            "add value",
            "on conflict",
            "set not null",
            "drop not null",
            "create extension",
            "lock_timeout",
            " type text",
            "using gin",
            "comment on",
        ],
    ),
];

/// The most that is read of a script: what tells stands in most statements.
const LONGEST: usize = 64 * 1024;

/// Guesses the dialect of a script. Where as much speaks for the one as for the other, it is PostgreSQL.
pub fn guess(script: &str) -> Guess {
    let end = (0..=LONGEST.min(script.len())).rev().find(|end| script.is_char_boundary(*end)).unwrap_or(0);
    let text = script[..end].to_ascii_lowercase();
    let found = |place: usize| {
        let (dialect, signs) = SIGNS[place];
        let mut found = signs.iter().filter(|sign| text.contains(**sign)).copied();
        let first = found.next();
        (Guess { dialect, sign: first.map(str::trim) }, first.map_or(0, |_| 1 + found.count()))
    };
    let (mysql, postgresql) = (found(0), found(1));
    if mysql.1 > postgresql.1 { mysql.0 } else { postgresql.0 }
}

/// The version that somebody wrote, with or without the server's name before it: `16`, `PostgreSQL 16`, `v8.0.29`.
pub fn version_in(text: &str) -> Option<Version> {
    let text = text.trim();
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let name = text[..from].trim_end_matches(['v', 'V', ' ', '-', '_']).to_ascii_lowercase();
    let is_known = ["", "postgresql", "postgres", "pg", "mysql", "version"].contains(&name.as_str());
    if is_known { text[from..].parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_dialect_has_tells() {
        for (script, dialect, sign) in [
            ("ALTER TABLE `orders` ADD `state` int;", "mysql", Some("`")),
            ("ALTER TABLE orders MODIFY COLUMN state bigint, ALGORITHM=COPY", "mysql", Some("algorithm=")),
            ("CREATE INDEX CONCURRENTLY i ON orders (state);", "postgresql", Some("concurrently")),
            ("ALTER TABLE orders ALTER COLUMN state SET NOT NULL;", "postgresql", Some("set not null")),
            ("DROP TABLE orders;", "postgresql", None),
            ("", "postgresql", None),
        ] {
            assert_eq!(guess(script), Guess { dialect, sign }, "{script}");
        }
    }

    #[test]
    fn a_version_is_read_with_its_servers_name_before_it() {
        for (text, version) in [
            ("16", Some("16")),
            (" PostgreSQL 16 ", Some("16")),
            ("pg15", Some("15")),
            ("MySQL 8.0.29", Some("8.0.29")),
            ("v8.4", Some("8.4")),
            ("latest", None),
            ("Oracle 19", None),
            ("16 or so", None),
        ] {
            assert_eq!(version_in(text).map(|version| version.to_string()).as_deref(), version, "{text}");
        }
    }

    #[test]
    fn a_long_script_is_cut_between_two_letters() {
        let script = format!("{}é`", "a".repeat(LONGEST - 1));
        assert_eq!(guess(&script).sign, None);
    }
}
