//! The changes of a postmortem as CSV for Jira's importer: a header row, one row each, RFC 4180, cells that are no formulas.
//!
//! Dates are `yyyy-MM-dd`, which the importer is to be told. Labels stand in as many columns of one name as any row needs, as
//! the importer wants it, and hold no blanks. The description is plain text: old importers take it for Jira's own markup.

use super::document::Document;
use super::facts::class_of;
use super::words::one_line;
use crate::domain::id::RecordId;
use crate::domain::postmortem::{CHANGES, EFFECTS, FollowUp, STATES, STRENGTHS, title_of};
use crate::domain::time::Precision;
use crate::domain::zone::{Local, Utc};
use crate::text::export::csv::line;
use crate::text::markdown;

/// Jira takes no longer summary.
const SUMMARY: usize = 250;

/// Columns for labels.
const LABELS: usize = 3;

/// The changes, each as an issue.
pub fn print(document: &Document) -> String {
    let mut csv = String::new();
    let head = ["Summary", "Issue Type", "Status", "Description", "Assignee", "Due Date", "Link"];
    line(&mut csv, &[&head[..], &["Labels"; LABELS]].concat());
    for (id, change) in &document.follow_ups {
        let summary = markdown::plain(&change.text, SUMMARY);
        let summary = if summary.is_empty() { "A change without words".to_owned() } else { summary };
        let due = change.due.map(|due| due.to_string()[..10].to_owned()).unwrap_or_default();
        let labels =
            ["postmortem".to_owned(), label(&document.number), label(change.change.as_deref().unwrap_or_default())];
        let cells = [
            summary,
            "Task".to_owned(),
            title_of(STATES, change.state.as_deref().unwrap_or("proposed")).to_owned(),
            description(document, *id, change),
            change.owner.clone().unwrap_or_default(),
            due,
            change.link.clone().unwrap_or_default(),
        ];
        let cells: Vec<&str> = cells.iter().chain(&labels).map(String::as_str).collect();
        line(&mut csv, &cells);
    }
    csv
}

/// A word that Jira takes for a label.
fn label(words: &str) -> String {
    let word = |c: char| if c.is_whitespace() || c.is_control() { '-' } else { c };
    words.trim().chars().map(word).collect::<String>().to_lowercase()
}

/// Everything else, line by line.
pub(super) fn description(document: &Document, id: RecordId, change: &FollowUp) -> String {
    let mut lines = vec![change.text.trim().to_owned(), String::new()];
    for finding in &change.findings {
        let found = document.findings.iter().find(|(id, _)| id == finding);
        if let (Some((_, found)), Some(number)) = (found, document.number_of(*finding)) {
            let words = markdown::plain(&found.text, 400);
            lines.push(format!("Because of finding {number} ({}): {words}", class_of(found)));
        }
    }
    for (label, words, name) in [
        ("Kind of change", CHANGES, &change.change),
        ("Strength", STRENGTHS, &change.strength),
        ("Effect", EFFECTS, &change.effect),
    ] {
        lines.extend(name.iter().map(|name| format!("{label}: {}", one_line(title_of(words, name)))));
    }
    if let Some(declined) = &change.declined {
        lines.push(format!("Not done, {}: {}", one_line(&declined.by), markdown::plain(&declined.why, 400)));
    }
    match &change.proof {
        _ if change.declined.is_some() => {}
        Some(proof) => {
            let at = match proof.at.precision {
                Precision::Day => proof.at.to_string(),
                _ => {
                    let local = Local::at(proof.at.at, &Utc);
                    format!("{} {} UTC", local.date_text(), local.time_text(Precision::Minute))
                }
            };
            lines.push(format!("Known by: {} ({at})", markdown::plain(&proof.looked_at, 400)));
        }
        None => lines.push("Done needs a proof: what was looked at, where, and when.".to_owned()),
    }
    lines.push(format!("From the postmortem of {} {}, change {id}.", document.number, document.title));
    lines.join("\n")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_a_row_that_another_reader_takes() {
        let change = FollowUp {
            text: "=cmd|' /C calc'!A0 \"quoted\",\nsecond line".into(),
            owner: Some("@dana".into()),
            due: "2026-12-01T14:07Z".parse().ok(),
            change: Some("our own kind".into()),
            ..FollowUp::default()
        };
        let document = Document {
            number: "INC-42".into(),
            follow_ups: vec![(RecordId::from_bits(1), change), (RecordId::from_bits(2), FollowUp::default())],
            ..Document::default()
        };
        let csv = print(&document);
        let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
        let head: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        assert_eq!(head.iter().filter(|name| *name == "Labels").count(), 3);
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows of one length");
        assert_eq!(rows.len(), 2);
        assert!(rows[0][0].starts_with("'=cmd"), "{:?}", rows[0]);
        assert_eq!((&rows[0][4], &rows[0][5], &rows[0][9]), ("'@dana", "2026-12-01", "our-own-kind"));
        assert_eq!((&rows[1][0], &rows[1][2]), ("A change without words", "Proposed"));
    }
}
