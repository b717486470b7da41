//! `stillpoint lint`: blame, hindsight and weak action items in a report.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::Outcome;
use super::input::read_bytes;
use super::output::print;
use crate::domain::time::Precise;
use crate::text::lint::{Context, Hint, Section, lint, lint_in};

#[derive(Args)]
pub(super) struct Lint {
    /// A markdown file; `-` reads standard input
    file: PathBuf,
    /// The text stands in this section alone [default: sections are read from its headings]
    #[arg(long, value_name = "SECTION", value_parser = section)]
    section: Option<Section>,
    /// Who answers for it, where the text is a single action item
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// When it is due, such as 2026-11-20, where the text is a single action item
    #[arg(long, value_name = "DATE", value_parser = due)]
    due: Option<String>,
    /// What to print: hints for programs or for people
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A list of hints
    Json,
    /// A paragraph for each hint
    Text,
}

fn section(name: &str) -> Result<Section, String> {
    Section::named(name).ok_or_else(|| {
        let names: Vec<&str> = Section::NAMED.iter().map(|section| section.as_str()).collect();
        format!("it is none of {}", names.join(", "))
    })
}

/// A date, or nothing where none is set.
fn due(date: &str) -> Result<String, String> {
    let is_date = date.trim().is_empty() || date.parse::<Precise>().is_ok();
    is_date.then(|| date.to_owned()).ok_or_else(|| "it is no date such as 2026-11-20".to_owned())
}

pub(super) fn run(asked: &Lint) -> Outcome {
    let is_item = asked.section == Some(Section::ActionItems);
    if !is_item && (asked.owner.is_some() || asked.due.is_some()) {
        eprintln!("stillpoint: --owner and --due go with --section action_items (see --help)");
        return Outcome::Usage;
    }
    let name = asked.file.display();
    let bytes = match read_bytes(&asked.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("stillpoint: could not read {name}: {error}");
            return Outcome::BadInput;
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line =
                1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            eprintln!("stillpoint: could not read {name}: line {line} is not UTF-8");
            return Outcome::BadInput;
        }
    };
    let hints = match asked.section {
        Some(section) => lint_in(&text, &Context { section, owner: asked.owner.as_deref(), due: asked.due.as_deref() }),
        None => lint(&text),
    };
    let places = Places::of(&text);
    let printed = match asked.format {
        Format::Json => as_json(&hints, &places),
        Format::Text => as_text(&hints, &places, &name.to_string()),
    };
    print(printed.as_bytes(), if hints.is_empty() { Outcome::Fine } else { Outcome::Findings })
}

/// Where lines begin.
struct Places<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { text, lines: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect() }
    }

    /// Line and column of the first word, from 1; columns count characters.
    fn of_range(&self, range: &Range<usize>) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= range.start);
        let start = self.lines[line - 1];
        // A byte order mark is no character of the first line.
        let before = self.text[start..range.start].trim_start_matches('\u{feff}');
        (line, before.chars().count() + 1)
    }
}

fn as_json(hints: &[Hint], places: &Places<'_>) -> String {
    let place = |range: &Range<usize>| {
        let (line, column) = places.of_range(range);
        json!({"line": line, "column": column})
    };
    let mut list: Vec<Value> = hints
        .iter()
        .map(|hint| {
            let (line, column) = places.of_range(&hint.range);
            let mut printed = json!({
                "line": line,
                "column": column,
                "class": hint.class.as_str(),
                "text": hint.text,
                "why": hint.why,
                "instead": hint.instead,
            });
            if !hint.also.is_empty() {
                printed["also"] = hint.also.iter().map(place).collect();
            }
            printed
        })
        .collect();
    // One order of members, whatever another crate of the build makes of serde_json's maps.
    list.iter_mut().for_each(Value::sort_all_objects);
    let mut json = serde_json::to_string_pretty(&list).expect("hints are plain values");
    json.push('\n');
    json
}

fn as_text(hints: &[Hint], places: &Places<'_>, name: &str) -> String {
    let mut text = String::new();
    for (number, hint) in hints.iter().enumerate() {
        let (line, column) = places.of_range(&hint.range);
        if number > 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "{name}:{line}:{column}: {}: {}", hint.class.as_str(), hint.text);
        let _ = writeln!(text, "  {}", hint.why);
        let _ = writeln!(text, "  {}", hint.instead);
        if !hint.also.is_empty() {
            let also: Vec<String> = hint
                .also
                .iter()
                .map(|range| {
                    let (line, column) = places.of_range(range);
                    format!("{line}:{column}")
                })
                .collect();
            let _ = writeln!(text, "  Also at {}.", also.join(", "));
        }
    }
    text
}
