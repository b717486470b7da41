//! The timeline as markdown for GitHub and GitLab, and as what Slack has instead.
//!
//! Entries are items of lists and never rows of a table: an entry may be long and hold lists and code blocks, which no cell
//! can, and a list is as readable before it is rendered as after.

use super::paper::{self, Paper};
use super::sheet::{Detail, Fact, Row, Sheet};
use super::{marked, slack};

/// Whose markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flavour {
    /// GitHub's.
    #[default]
    GitHub,
    /// GitLab's, which takes more for a reference.
    GitLab,
    /// Slack's mrkdwn, as its interfaces for programs take it.
    Slack,
}

/// The incident as markdown.
pub fn print(sheet: &Sheet<'_>, flavour: Flavour) -> String {
    let mut out = String::new();
    match flavour {
        Flavour::Slack => paper::write(sheet, &mut slack::Message { out: &mut out }),
        _ => paper::write(sheet, &mut Markdown { out: &mut out, flavour, is_in_list: false }),
    }
    out
}

struct Markdown<'o> {
    out: &'o mut String,
    flavour: Flavour,
    is_in_list: bool,
}

impl Markdown<'_> {
    fn plain(&mut self, text: &str) {
        marked::plain(self.out, text, self.flavour);
    }

    /// A time, which begins with a digit or a letter or, where it is not exact, with `~`.
    fn strong(&mut self, time: &str) {
        self.out.push_str("**");
        self.plain(time);
        self.out.push_str("**");
    }

    fn heading(&mut self, marks: &str, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(marks);
        self.plain(text);
        self.out.push('\n');
        self.is_in_list = false;
    }

    fn item(&mut self) {
        if !self.is_in_list {
            self.out.push('\n');
        }
        self.is_in_list = true;
        self.out.push_str("- ");
    }
}

impl Paper for Markdown<'_> {
    fn title(&mut self, number: &str, title: &str) {
        self.heading("# ", format!("{number} {title}").trim_end());
    }

    fn part(&mut self, name: &str) {
        self.heading("## ", name);
    }

    fn fact(&mut self, fact: &Fact<'_>, at: Option<String>) {
        self.item();
        self.plain(&fact.label);
        self.out.push_str(": ");
        if let Some(at) = at {
            self.strong(&at);
            self.out.push(' ');
        }
        self.plain(&fact.value);
        self.out.push('\n');
    }

    fn day(&mut self, day: &str) {
        self.heading("### ", day);
    }

    fn row(&mut self, row: &Row<'_>) {
        self.item();
        write_row(self.out, row, self.flavour);
    }
}

/// An entry, behind the mark of its item.
pub(in crate::text) fn write_row(out: &mut String, row: &Row<'_>, flavour: Flavour) {
    let plain = |out: &mut String, text: &str| marked::plain(out, text, flavour);
    let head = [row.kind.as_str(), &row.entry.said.by].into_iter().chain(row.notes.iter().map(String::as_str));
    out.push_str("**");
    plain(out, &row.time);
    out.push_str("**");
    for part in head {
        out.push_str(" · ");
        plain(out, part);
    }
    marked::write(out, &row.entry.said.text, flavour);
    out.push('\n');
    for detail in &row.details {
        // A mark that no list of the text has, so that it does not go on here.
        out.push_str("  + ");
        plain(out, detail.label());
        out.push(':');
        match detail {
            Detail::Line(_, text) => {
                out.push(' ');
                plain(out, text);
            }
            Detail::Link(address) => {
                out.push(' ');
                marked::address(out, address, flavour);
            }
            Detail::Raw(_, raw) => {
                out.push_str("\n    ");
                marked::fenced(out, raw, "", "    ");
            }
        }
        out.push('\n');
    }
}
