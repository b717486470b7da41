//! Where migration tools keep the way back: in a file beside the way there, or in a part of the same file.

use std::ops::Range;

/// A tool, as far as its files can be told by their names or their annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// `up.sql` and `down.sql` in a folder of their own.
    Diesel,
    /// `1_x.up.sql` and `1_x.down.sql`.
    GolangMigrate,
    /// `V1__x.sql` and `U1__x.sql`.
    Flyway,
    /// `-- +migrate Up` and `-- +migrate Down` in one file.
    SqlMigrate,
    /// `-- +goose Up` and `-- +goose Down` in one file.
    Goose,
}

impl Tool {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Diesel => "diesel",
            Self::GolangMigrate => "golang-migrate",
            Self::Flyway => "Flyway",
            Self::SqlMigrate => "sql-migrate",
            Self::Goose => "goose",
        }
    }

    /// Whether it wraps a migration in one transaction when nobody tells it otherwise.
    pub const fn wraps(self) -> bool {
        !matches!(self, Self::GolangMigrate)
    }
}

/// How the file of a way there is told from that of its way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Whose layout it is.
    pub tool: Tool,
    /// The name of the other file.
    pub name: String,
    /// How names begin that would do as well; empty where only the name does.
    pub or_begins: String,
}

impl Beside {
    /// Whether a file of this name is the other one.
    pub fn is_named(&self, name: &str) -> bool {
        name == self.name
            || !self.or_begins.is_empty()
                && name.starts_with(&self.or_begins)
                && name.to_ascii_lowercase().ends_with(".sql")
    }
}

/// Where the way back of a file of this name would stand, in the same folder.
pub fn down_of(name: &str) -> Option<Beside> {
    let beside = |tool, name: String| Some(Beside { tool, name, or_begins: String::new() });
    if name == "up.sql" {
        return beside(Tool::Diesel, "down.sql".to_owned());
    }
    if let Some(stem) = name.strip_suffix(".up.sql") {
        return beside(Tool::GolangMigrate, format!("{stem}.down.sql"));
    }
    let (version, _) = version_of(name, 'V')?;
    Some(Beside { tool: Tool::Flyway, name: format!("U{}", &name[1..]), or_begins: format!("U{version}__") })
}

/// Whose way back a file of this name is, if it is one by its name.
pub fn is_down(name: &str) -> Option<Tool> {
    if name == "down.sql" {
        Some(Tool::Diesel)
    } else if name.ends_with(".down.sql") {
        Some(Tool::GolangMigrate)
    } else {
        version_of(name, 'U').map(|_| Tool::Flyway)
    }
}

/// The version and the description of a Flyway name: `V1.2__add_gate.sql`.
fn version_of(name: &str, sign: char) -> Option<(&str, &str)> {
    let (version, description) = name.strip_prefix(sign)?.strip_suffix(".sql")?.split_once("__")?;
    let is_version = version.starts_with(|c: char| c.is_ascii_digit())
        && version.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '_');
    is_version.then_some((version, description))
}

/// A file that holds both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotated {
    /// Whose annotations they are.
    pub tool: Tool,
    /// The way there. Everything else is blank, so that places in it are places in the file.
    pub up: String,
    /// The way back, likewise; none where the file has no such part.
    pub down: Option<String>,
    /// Whether the file asks its tool for no transaction, which both of them open otherwise.
    pub without_transaction: bool,
}

/// Takes a file apart that is annotated; none where it is not.
pub fn annotated(script: &str) -> Option<Annotated> {
    let mut tool = None;
    let mut without_transaction = false;
    let (mut ups, mut downs): (Vec<Range<usize>>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    let mut open: Option<(bool, usize)> = None;
    let mut close = |open: &mut Option<(bool, usize)>, at: usize| {
        if let Some((is_up, from)) = open.take() {
            if is_up { ups.push(from..at) } else { downs.push(from..at) }
        }
    };
    let mut at = 0;
    for line in script.split_inclusive('\n') {
        let begins = at;
        at += line.len();
        let Some((named, words)) = annotation(line) else { continue };
        if tool.is_some_and(|tool| tool != named) {
            continue;
        }
        let mut words = words.split_whitespace();
        let word = words.next().unwrap_or_default();
        let option = words.next().unwrap_or_default();
        let is_up = word.eq_ignore_ascii_case("up");
        if is_up || word.eq_ignore_ascii_case("down") {
            close(&mut open, begins);
            open = Some((is_up, at));
            tool = Some(named);
            without_transaction |= is_up && option.eq_ignore_ascii_case("notransaction");
        } else if word.eq_ignore_ascii_case("no") && option.eq_ignore_ascii_case("transaction") {
            without_transaction = true;
        }
    }
    close(&mut open, script.len());
    let tool = tool?;
    let down = (!downs.is_empty()).then(|| blanked(script, &downs));
    Some(Annotated { tool, up: blanked(script, &ups), down, without_transaction })
}

/// The words of an annotation.
fn annotation(line: &str) -> Option<(Tool, &str)> {
    let line = line.trim_start_matches('\u{feff}').trim();
    let line = line.strip_prefix("--")?.trim_start();
    line.strip_prefix("+migrate ")
        .map(|words| (Tool::SqlMigrate, words))
        .or_else(|| line.strip_prefix("+goose ").map(|words| (Tool::Goose, words)))
}

/// A text of the same length and the same lines that says something only in these places.
fn blanked(script: &str, kept: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(script.len());
    let mut at = 0;
    let blank = |out: &mut String, text: &str| {
        // A blank for each byte: places count bytes.
        out.extend(text.bytes().map(|byte| if byte == b'\n' || byte == b'\r' { byte as char } else { ' ' }));
    };
    for range in kept {
        blank(&mut out, &script[at..range.start]);
        out.push_str(&script[range.clone()]);
        at = range.end;
    }
    blank(&mut out, &script[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stands_beside_the_way_there() {
        let named = |name: &str| down_of(name).map(|beside| (beside.tool, beside.name));
        assert_eq!(named("up.sql"), Some((Tool::Diesel, "down.sql".to_owned())));
        assert_eq!(named("7_gate.up.sql"), Some((Tool::GolangMigrate, "7_gate.down.sql".to_owned())));
        assert_eq!(named("V1_2__add gate.sql"), Some((Tool::Flyway, "U1_2__add gate.sql".to_owned())));
        for name in
            ["gate.sql", "down.sql", "7.down.sql", "U1__x.sql", "V__x.sql", "View__x.sql", "V1_x.sql", "R__x.sql"]
        {
            assert_eq!(named(name), None, "{name}");
        }
        let flyway = down_of("V3__add_gate.sql").expect("is one");
        assert!(flyway.is_named("U3__undo.sql") && flyway.is_named("U3__add_gate.sql"));
        assert!(!flyway.is_named("U31__x.sql") && !flyway.is_named("U3__x.txt"));
        assert_eq!(is_down("U3__x.sql"), Some(Tool::Flyway));
        assert_eq!(is_down("gate.sql"), None);
    }

    #[test]
    fn both_parts_of_a_file_keep_their_places() {
        let script =
            "\u{feff}-- +migrate Up\r\nALTER TABLE gate ADD ä int;\n\n-- +migrate Down\nALTER TABLE gate DROP ä;\n";
        let found = annotated(script).expect("is annotated");
        assert_eq!((found.tool, found.without_transaction), (Tool::SqlMigrate, false));
        let down = found.down.expect("has a way back");
        for part in [&found.up, &down] {
            assert_eq!(part.len(), script.len());
            assert_eq!(part.matches('\n').count(), script.matches('\n').count());
        }
        assert_eq!(found.up.find("ALTER"), script.find("ALTER"));
        assert_eq!(found.up.trim(), "ALTER TABLE gate ADD ä int;");
        assert_eq!(down.trim(), "ALTER TABLE gate DROP ä;");
    }

    #[test]
    fn annotations_may_stand_in_any_order_and_more_than_once() {
        let script = "-- +goose NO TRANSACTION\n-- +goose Down\nb;\n-- +goose Up\na;\n-- +goose StatementBegin\nc;\n";
        let found = annotated(script).expect("is annotated");
        assert_eq!((found.tool, found.without_transaction), (Tool::Goose, true));
        assert!(found.up.contains("a;") && found.up.contains("c;") && !found.up.contains("b;"));
        assert_eq!(found.down.as_deref().map(str::trim), Some("b;"));
        assert!(annotated("-- +migrate Up notransaction\na;").is_some_and(|found| found.without_transaction));
        // A file without a part for the way there says nothing there.
        assert_eq!(annotated("-- +goose Down\nb;").expect("is annotated").up.trim(), "");
        assert_eq!(annotated("-- migrate Up\nSELECT 1;"), None);
        assert_eq!(annotated(""), None);
    }
}
