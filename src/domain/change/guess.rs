//! Which dialect a script is written in, by what stands in it.

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
    fn a_long_script_is_cut_between_two_letters() {
        let script = format!("{}é`", "a".repeat(LONGEST - 1));
        assert_eq!(guess(&script).sign, None);
    }
}
