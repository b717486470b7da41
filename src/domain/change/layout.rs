//! Which script a file holds: by how migration tools name their files, or mark the two parts in one.

/// The scripts of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sorted {
    /// What makes the change.
    pub up: Option<String>,
    /// What takes it back.
    pub down: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

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
