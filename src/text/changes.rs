//! What is different between two versions of an entry, for people to read.
//!
//! Versions are compared as JSON objects, field by field: what a newer version of Stillpoint has written is compared too.

use serde_json::Value;

use crate::domain::entry::Evidence;
use crate::domain::json::{Json as _, Object};
use crate::domain::time::{Occurred, Precise};

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The text, in pieces that make up both.
    Text(Vec<Piece>),
    /// A field has another value.
    Value {
        /// What people call the field.
        name: String,
        /// What it was.
        before: Told,
        /// What it is.
        after: Told,
    },
    /// A list has other members.
    Members {
        /// What people call the field.
        name: String,
        /// Those that are gone.
        gone: Vec<String>,
        /// Those that are new.
        new: Vec<String>,
    },
    /// Put into the trash if true, taken out of it if not.
    Trash(bool),
}

/// A piece of a text that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// In the one before only.
    Gone(String),
    /// In the one after only.
    New(String),
}

/// The value of a field, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// There is none.
    Nothing,
    /// A time, to be shown in a zone.
    Time(Precise),
    /// Words.
    Words(String),
}

/// What people come for, in this order; other fields follow by their names.
const FIRST: [&str; 10] = ["occurred", "ended", "kind", "severity", "phase", "by", "text", "marks", "star", "evidence"];

/// Words beyond which texts are compared line by line: the time that takes grows with the product.
const MOST_WORDS: usize = 3_000;

/// What has changed from `before` to `after`, both bodies of an entry.
pub fn changes(before: &Object, after: &Object) -> Vec<Change> {
    let mut fields: Vec<&str> = FIRST.to_vec();
    for field in before.keys().chain(after.keys()) {
        if !fields.contains(&field.as_str()) {
            fields.push(field);
        }
    }
    let is_changed = |field: &&str| before.get(*field) != after.get(*field);
    fields
        .into_iter()
        .filter(is_changed)
        .filter_map(|field| change(field, before.get(field), after.get(field)))
        .collect()
}

fn change(field: &str, before: Option<&Value>, after: Option<&Value>) -> Option<Change> {
    if field == "deleted" {
        return Some(Change::Trash(after == Some(&Value::Bool(true))));
    }
    if field == "text" {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        return Some(Change::Text(pieces(&text(before), &text(after))));
    }
    let name = name(field);
    if matches!(field, "marks" | "evidence") {
        let (before, after) = (members(before), members(after));
        let without = |these: &[Value], others: &[Value]| -> Vec<String> {
            these.iter().filter(|one| !others.contains(one)).map(|one| member(field, one)).collect()
        };
        return Some(Change::Members { name, gone: without(&before, &after), new: without(&after, &before) });
    }
    let (before, after) = (tell(field, before), tell(field, after));
    // What reads the same to people is no change to them.
    (before != after).then_some(Change::Value { name, before, after })
}

/// What people call a field.
pub fn name(field: &str) -> String {
    match field {
        "occurred" => "time".to_owned(),
        "ended" => "end".to_owned(),
        "by" => "author".to_owned(),
        "move" => "what happens to the role".to_owned(),
        field => field.replace('_', " "),
    }
}

/// The value of a field, as people read it.
pub fn tell(field: &str, value: Option<&Value>) -> Told {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Told::Nothing };
    let time = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
    let occurred = || Occurred::read(&value.to_string()).ok().map(|occurred| occurred.at);
    match field {
        "occurred" => occurred().map_or_else(|| Told::Words(words(value)), Told::Time),
        "ended" | "logged_at" => time(value).map_or_else(|| Told::Words(words(value)), Told::Time),
        "star" if *value == Value::Bool(true) => Told::Words("starred".to_owned()),
        "star" => Told::Nothing,
        "marks" | "evidence" => match members(Some(value)) {
            none if none.is_empty() => Told::Nothing,
            all => Told::Words(all.iter().map(|one| member(field, one)).collect::<Vec<_>>().join(", ")),
        },
        _ => match words(value) {
            none if none.is_empty() => Told::Nothing,
            words => Told::Words(words),
        },
    }
}

/// A value that nobody knows more about.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is_so) => if *is_so { "yes" } else { "no" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let field = |(field, value): (&String, &Value)| format!("{} {}", field.replace('_', " "), words(value));
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
        Value::Number(number) => number.to_string(),
    }
}

fn members(list: Option<&Value>) -> Vec<Value> {
    list.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn member(field: &str, value: &Value) -> String {
    if field == "marks" {
        return words(value).replace('_', " ");
    }
    match Evidence::read(&value.to_string()) {
        Ok(Evidence::Link(address)) => address,
        Ok(Evidence::Raw(raw)) => format!("{}: {}", raw_words(&raw), raw.lines().next().unwrap_or_default()),
        Ok(Evidence::File { name, .. }) => name,
        Ok(Evidence::Unknown(_)) | Err(_) => words(value),
    }
}

/// How much raw text there is: `raw, 12 lines`.
pub fn raw_words(raw: &str) -> String {
    match raw.lines().count() {
        1 => "raw, 1 line".to_owned(),
        count => format!("raw, {count} lines"),
    }
}

/// Both texts in pieces: by words, or by lines where they are long.
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = match (words_of(before), words_of(after)) {
        (old, new) if old.len().max(new.len()) <= MOST_WORDS => (old, new),
        _ => (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect()),
    };
    let (old, new) = (as_lines(&old), as_lines(&new));
    // All in one stretch, however far apart the changes are.
    let patch = diffy::DiffOptions::new().set_context_len(old.len() + new.len()).create_patch(&old, &new);
    let mut stretches: Vec<(String, String, String)> = vec![Default::default()];
    for line in patch.hunks().iter().flat_map(diffy::Hunk::lines) {
        let (same, gone, new) = stretches.last_mut().expect("there is one from the beginning");
        match line {
            diffy::Line::Delete(line) => gone.push_str(&from_line(line)),
            diffy::Line::Insert(line) => new.push_str(&from_line(line)),
            // What is the same stands before what is not.
            diffy::Line::Context(line) if gone.is_empty() && new.is_empty() => same.push_str(&from_line(line)),
            diffy::Line::Context(line) => stretches.push((from_line(line), String::new(), String::new())),
        }
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let same: usize = stretches.iter().map(|(same, ..)| letters(same)).sum();
    // Another text rather than a changed one: a word that happens to be in both helps nobody.
    if same * 4 < letters(before).max(letters(after)) {
        stretches = vec![(String::new(), before.to_owned(), after.to_owned())];
    }
    let mut pieces = Vec::new();
    for (same, gone, new) in together(stretches) {
        let some = |text: String, piece: fn(String) -> Piece| (!text.is_empty()).then(|| piece(text));
        pieces.extend([some(same, Piece::Same), some(gone, Piece::Gone), some(new, Piece::New)].into_iter().flatten());
    }
    pieces
}

/// What is the same between two changes and is no word goes with them: three words that became three others are one change.
fn together(stretches: Vec<(String, String, String)>) -> Vec<(String, String, String)> {
    let mut joined: Vec<(String, String, String)> = Vec::new();
    let count = stretches.len();
    for (position, (same, gone, new)) in stretches.into_iter().enumerate() {
        let is_last = position + 1 == count && gone.is_empty() && new.is_empty();
        match joined.last_mut() {
            Some(before) if !is_last && !same.contains(|c: char| c.is_alphanumeric() || c == '\n') => {
                before.1.push_str(&format!("{same}{gone}"));
                before.2.push_str(&format!("{same}{new}"));
            }
            _ => joined.push((same, gone, new)),
        }
    }
    joined
}

/// Words, blanks between them, and every other character by itself.
fn words_of(text: &str) -> Vec<&str> {
    let sort = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 1,
        '\n' => 2,
        c if c.is_whitespace() => 3,
        _ => 2,
    };
    let (mut words, mut start, mut last) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        if at > 0 && (sort(c) != last || last == 2) {
            words.push(&text[start..at]);
            start = at;
        }
        last = sort(c);
    }
    words.push(&text[start..]);
    words
}

/// Pieces as lines, which is what the library compares.
fn as_lines(pieces: &[&str]) -> String {
    let mut lines = String::new();
    for piece in pieces {
        lines.push_str(&piece.replace('\\', "\\b").replace('\n', "\\n"));
        lines.push('\n');
    }
    lines
}

fn from_line(line: &str) -> String {
    line.trim_end_matches('\n').replace("\\n", "\n").replace("\\b", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap_or_default()
    }

    fn between(before: Value, after: Value) -> Vec<Change> {
        changes(&object(before), &object(after))
    }

    /// The pieces with signs, as in `a [-b][+c]`.
    fn signed(before: &str, after: &str) -> String {
        let sign = |piece: Piece| match piece {
            Piece::Same(text) => text,
            Piece::Gone(text) => format!("[-{text}]"),
            Piece::New(text) => format!("[+{text}]"),
        };
        pieces(before, after).into_iter().map(sign).collect()
    }

    #[test]
    fn texts_are_compared_by_words() {
        assert_eq!(signed("error rate at 3 %", "error rate at 7 %"), "error rate at [-3][+7] %");
        assert_eq!(signed("roll back", "roll back the deploy"), "roll back[+ the deploy]");
        assert_eq!(signed("pool is full", "queue was empty"), "[-pool is full][+queue was empty]");
        assert_eq!(signed("a\nb\nc", "a\nc"), "a\n[-b\n]c");
        assert_eq!(
            signed("error rate 1 %, falling", "1 pod was restarted"),
            "[-error rate 1 %, falling][+1 pod was restarted]"
        );
        assert_eq!(signed("", "new"), "[+new]");
        assert_eq!(signed(r"C:\new \\n", r"C:\old \\n"), r"C:\[-new][+old] \\n");
    }

    #[test]
    fn long_texts_are_compared_by_lines() {
        let line = "one two three four five six seven\n";
        let (before, after) = (line.repeat(400), format!("{}eight\n", line.repeat(400)));
        assert_eq!(pieces(&before, &after), [Piece::Same(before), Piece::New("eight\n".into())]);
    }

    #[test]
    fn every_field_is_told_in_words() {
        let time = |text: &str| Told::Time(text.parse().unwrap());
        let words = |text: &str| Told::Words(text.to_owned());
        let value = |name: &str, before: Told, after: Told| Change::Value { name: name.to_owned(), before, after };
        let before = json!({
            "kind": "note", "by": "dana", "text": "", "occurred": {"at": "2026-11-20T14:09:12.250Z", "clock": "00000000000000000000000001"},
            "marks": ["detected"], "logged_at": "2026-11-20T14:09:12.250Z",
        });
        let after = json!({
            "kind": "impact", "impact": "began", "by": "sam", "text": "", "occurred": {"at": "2026-11-20T13:58Z"},
            "ended": "2026-11-20T15:20Z", "marks": ["drift_began"], "star": true, "depth": 3,
            "evidence": [{"link": "https://example.org"}, {"raw": "one\ntwo"}], "logged_at": "2026-11-20T14:09:12.250Z",
        });
        let expected = [
            value("end", Told::Nothing, time("2026-11-20T15:20Z")),
            value("kind", words("note"), words("impact")),
            value("author", words("dana"), words("sam")),
            Change::Members { name: "marks".into(), gone: vec!["detected".into()], new: vec!["drift began".into()] },
            value("star", Told::Nothing, words("starred")),
            Change::Members {
                name: "evidence".into(),
                gone: vec![],
                new: vec!["https://example.org".into(), "raw, 2 lines: one".into()],
            },
            value("depth", Told::Nothing, words("3")),
            value("impact", Told::Nothing, words("began")),
        ];
        let found = between(before.clone(), after);
        let moved = value("time", time("2026-11-20T14:09:12.250Z"), time("2026-11-20T13:58Z"));
        assert_eq!((&found[0], &found[1..]), (&moved, &expected[..]));
        assert_eq!(between(before.clone(), before), []);
    }

    #[test]
    fn what_reads_the_same_is_no_change_and_the_trash_is_one() {
        assert_eq!(between(json!({"star": false}), json!({})), []);
        assert_eq!(between(json!({"text": "a"}), json!({"text": "a", "deleted": true})), [Change::Trash(true)]);
        assert_eq!(between(json!({"deleted": true}), json!({})), [Change::Trash(false)]);
    }

    #[test]
    fn values_of_a_conflict_are_told_in_words() {
        assert_eq!(
            tell("occurred", Some(&json!({"at": "2026-11-20T13:58Z"}))),
            Told::Time("2026-11-20T13:58Z".parse().unwrap())
        );
        assert_eq!(
            tell("marks", Some(&json!(["drift_began", "declared"]))),
            Told::Words("drift began, declared".into())
        );
        assert_eq!(tell("evidence", Some(&json!([]))), Told::Nothing);
        assert_eq!(
            tell("done", Some(&json!({"at": "2026-11-20", "by": "sam"}))),
            Told::Words("at 2026-11-20, by sam".into())
        );
        assert_eq!(tell("ended", Some(&Value::Null)), Told::Nothing);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_make_up_both_texts(before in "[ab \\\\n\n.]{0,12}", after in "[ab \\\\n\n.]{0,12}") {
            prop_assume!(before != after);
            let (mut old, mut new) = (String::new(), String::new());
            for piece in pieces(&before, &after) {
                match piece {
                    Piece::Same(text) => { old.push_str(&text); new.push_str(&text); }
                    Piece::Gone(text) => old.push_str(&text),
                    Piece::New(text) => new.push_str(&text),
                }
            }
            prop_assert_eq!((old, new), (before, after));
        }
    }
}
