//! Which script a file holds: by how migration tools name their files, or mark the two parts in one.

/// The scripts of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sorted {
    /// What makes the change.
    pub up: Option<String>,
    /// What takes it back.
    pub down: Option<String>,
}

/// A migration of one or two files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Migration {
    /// What its file is called, without its ending.
    pub name: String,
    /// Its scripts.
    pub scripts: Sorted,
}

/// Comments behind which the other script begins, in lower case.
const MARKS: &[&str] = &["+migrate down", "+goose down", "migrate:down", "rambler down"];

/// True for names of down scripts: `0187_orders.down.sql`, `down.sql`, Flyway's `U187__orders.sql`.
fn is_down(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let is_flyway = name
        .strip_prefix('u')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains("__"));
    name == "down.sql" || name.ends_with(".down.sql") || name.ends_with("_down.sql") || is_flyway
}

/// Sorts the text of a file in.
pub fn sorted_in(name: &str, text: &str) -> Sorted {
    let text = text.trim_start_matches('\u{feff}');
    if is_down(name) {
        return Sorted { up: None, down: Some(text.to_owned()) };
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let comment = line.trim().strip_prefix("--").map(|rest| rest.trim().to_ascii_lowercase());
        if comment.is_some_and(|comment| MARKS.iter().any(|mark| comment.starts_with(mark))) {
            let (up, down) = (&text[..at], &text[at + line.len()..]);
            return Sorted { up: Some(up.to_owned()), down: Some(down.to_owned()) };
        }
        at += line.len();
    }
    Sorted { up: Some(text.to_owned()), down: None }
}

/// Which migration a file belongs to, and what a person calls that: its name without what tells up from down.
fn stem(name: &str) -> (String, &str) {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = name.strip_suffix(".sql").unwrap_or(name);
    let mut stem = name;
    for end in [".up", ".down", "_up", "_down"] {
        stem = stem.strip_suffix(end).unwrap_or(stem);
    }
    // Flyway tells them apart by the first letter.
    let flyway = stem.strip_prefix(['V', 'U', 'v', 'u']);
    let flyway = flyway.filter(|rest| rest.contains("__") && rest.starts_with(|c: char| c.is_ascii_digit()));
    let key = flyway.unwrap_or(stem);
    let key = if key == "up" || key == "down" { "" } else { key };
    (key.to_ascii_lowercase(), stem)
}

/// Puts files together that are one migration, in the order in which the first of each comes. One that makes a change and one
/// that takes one back are one migration, whatever they are called, when there are no others.
pub fn migrations(files: &[(String, String)]) -> Vec<Migration> {
    let mut found: Vec<(String, Migration)> = Vec::new();
    for (name, text) in files {
        let ((key, name), sorted) = (stem(name), sorted_in(name, text));
        let fits = |scripts: &Sorted| {
            (scripts.up.is_none() || sorted.up.is_none()) && (scripts.down.is_none() || sorted.down.is_none())
        };
        let is_pair = files.len() == 2;
        match found.iter_mut().find(|(other, one)| (is_pair || *other == key) && fits(&one.scripts)) {
            Some((_, one)) => {
                if sorted.up.is_some() {
                    one.name = name.to_owned();
                }
                one.scripts =
                    Sorted { up: one.scripts.up.take().or(sorted.up), down: one.scripts.down.take().or(sorted.down) };
            }
            None => found.push((key, Migration { name: name.to_owned(), scripts: sorted })),
        }
    }
    found.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn together(names: &[&str]) -> Vec<(String, bool, bool)> {
        let files: Vec<(String, String)> = names.iter().map(|name| ((*name).to_owned(), "x".to_owned())).collect();
        let told = |one: Migration| (one.name, one.scripts.up.is_some(), one.scripts.down.is_some());
        migrations(&files).into_iter().map(told).collect()
    }

    /// Three migrations that were dropped at once left the last one under the name of the first.
    #[test]
    fn files_are_put_together_that_are_one_migration() {
        let one = |name: &str, up, down| (name.to_owned(), up, down);
        assert_eq!(
            together(&["V1__a.sql", "V2__b.sql", "V3__c.sql"]),
            [one("V1__a", true, false), one("V2__b", true, false), one("V3__c", true, false)]
        );
        assert_eq!(
            together(&["1_a.down.sql", "1_a.up.sql", "2_b.up.sql", "2_b.down.sql"]),
            [one("1_a", true, true), one("2_b", true, true)]
        );
        assert_eq!(together(&["up.sql", "down.sql"]), [one("up", true, true)]);
        assert_eq!(together(&["forward.sql", "down.sql"]), [one("forward", true, true)]);
        assert_eq!(
            together(&["U7__x.sql", "V7__x.sql", "V8__y.sql"]),
            [one("V7__x", true, true), one("V8__y", true, false)]
        );
        assert_eq!(together(&["a.sql", "b.sql"]).len(), 2);
        assert_eq!(together(&["é__1.sql", "", "_.sql"]).len(), 3, "no name is too odd");
    }

    #[test]
    fn names_tell_up_from_down() {
        for name in ["down.sql", "0187_orders.down.sql", "U187__orders.sql", "db/2026/0187_DOWN.sql"] {
            assert_eq!(sorted_in(name, "x"), Sorted { up: None, down: Some("x".to_owned()) }, "{name}");
        }
        for name in ["up.sql", "0187_orders.up.sql", "V187__orders.sql", "undo__.sql", "users.sql", "countdown.sql"] {
            assert_eq!(sorted_in(name, "x"), Sorted { up: Some("x".to_owned()), down: None }, "{name}");
        }
    }

    #[test]
    fn marks_part_one_file() {
        let text = "\u{feff}-- +migrate Up\nA;\n--  +migrate Down\nB;\n";
        let sorted = sorted_in("0187_orders.sql", text);
        assert_eq!(sorted.up.as_deref(), Some("-- +migrate Up\nA;\n"));
        assert_eq!(sorted.down.as_deref(), Some("B;\n"));
        assert_eq!(sorted_in("a.sql", "SELECT '-- +migrate Down';").down, None);
    }
}
