//! The timeline for a spreadsheet: RFC 4180 in UTF-8, with a header row, and every cell quoted.
//!
//! What the incident is stands in rows of its own before the entries; their kind is in parentheses, `(severity)`, so that a
//! filter on one column parts them.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula, whatever the quotes
//! say. As OWASP advises, such a cell gets an apostrophe in front, and so does one in which apostrophes precede such a
//! character: who takes one apostrophe off every cell of that shape has what was typed, to the letter.

use super::sheet::{Detail, Fact, Row, Sheet, is_about, marks};
use crate::domain::entry::Entry;
use crate::domain::time::{Precise, Precision};
use crate::text::timeline;

/// What a formula may begin with; the wide forms are what some spreadsheets read as the narrow ones.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// The incident as CSV.
pub fn print(sheet: &Sheet<'_>) -> String {
    let mut csv = String::new();
    line(
        &mut csv,
        &[
            &format!("local time ({})", sheet.zone_name),
            "time (UTC)",
            "precision",
            "logged at (UTC)",
            "kind",
            "value",
            "text",
            "by",
            "marks",
            "starred",
            "evidence",
            "record",
        ],
    );
    line(&mut csv, &["", "", "", "", "(incident)", sheet.number(), sheet.title(), "", "", "", "", ""]);
    for fact in sheet.facts() {
        about_incident(&mut csv, sheet, &fact.label, &fact.value, &fact);
    }
    for fact in sheet.contested() {
        about_incident(&mut csv, sheet, "contested", &format!("{}: {}", fact.label, fact.value), &fact);
    }
    for fact in sheet.milestones() {
        about_incident(&mut csv, sheet, "milestone", &format!("{}: {}", fact.label, fact.value), &fact);
    }
    for fact in sheet.impacts() {
        about_incident(&mut csv, sheet, "impact window", &fact.value, &fact);
    }
    for row in sheet.rows() {
        entry(&mut csv, sheet, &row);
    }
    csv
}

fn about_incident(csv: &mut String, sheet: &Sheet<'_>, kind: &str, value: &str, fact: &Fact<'_>) {
    let [local, utc, precision] = times(sheet, fact.at);
    let record = fact.entry.map(|entry| entry.id.to_string()).unwrap_or_default();
    line(csv, &[&local, &utc, &precision, "", &format!("({kind})"), value, "", "", "", "", "", &record]);
}

fn entry(csv: &mut String, sheet: &Sheet<'_>, row: &Row<'_>) {
    let entry = row.entry;
    let said = &entry.said;
    let at = entry.precise();
    let [local, utc, precision] = times(sheet, at);
    let precision = match at {
        Some(_) if is_about(entry) => format!("about a {precision}"),
        Some(_) => precision,
        None => "untimed".to_owned(),
    };
    let contested = if row.is_contested { "contested" } else { "" };
    let evidence: Vec<String> = sheet.evidence(entry).iter().map(Detail::text).collect();
    line(
        csv,
        &[
            &local,
            &utc,
            &precision,
            &entry.logged_at.to_string(),
            said.says.kind(),
            &value(sheet, entry),
            &said.text,
            &said.by,
            format!("{} {contested}", marks(entry)).trim(),
            if said.is_starred { "yes" } else { "no" },
            &evidence.join("\n"),
            &entry.id.to_string(),
        ],
    );
}

/// What the kind adds, line by line: its value, how long it lasted, what was weighed, what is contested.
fn value(sheet: &Sheet<'_>, entry: &Entry) -> String {
    let mut lines = vec![timeline::value(&entry.said.says)];
    lines.extend(entry.ended().map(|ended| format!("until {}", sheet.date_time(ended))));
    let details = sheet.weighed(entry).into_iter().chain(sheet.conflicts(entry));
    lines.extend(details.map(|detail| format!("{}: {}", detail.label(), detail.text())));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// In the zone, in UTC, and how precisely that is known.
fn times(sheet: &Sheet<'_>, at: Option<Precise>) -> [String; 3] {
    let Some(at) = at else { return Default::default() };
    let precision = match at.precision {
        Precision::Day => "day",
        Precision::Minute => "minute",
        Precision::Second => "second",
        Precision::Millisecond => "millisecond",
    };
    [sheet.date_time(at), at.to_string(), precision.to_owned()]
}

/// One row.
pub(in crate::text) fn line(csv: &mut String, cells: &[&str]) {
    for (number, cell) in cells.iter().enumerate() {
        csv.push_str(if number == 0 { "\"" } else { ",\"" });
        if cell.trim_start_matches('\'').starts_with(FORMULA) {
            csv.push('\'');
        }
        for part in cell.split_inclusive('"') {
            csv.push_str(part);
            if part.ends_with('"') {
                csv.push('"');
            }
        }
        csv.push('"');
    }
    csv.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_none() {
        let mut csv = String::new();
        line(&mut csv, &["=1+1", "a \"b\"", "'=x", "'tis", "-12m", ""]);
        assert_eq!(csv, "\"'=1+1\",\"a \"\"b\"\"\",\"''=x\",\"'tis\",\"'-12m\",\"\"\r\n");
    }
}
