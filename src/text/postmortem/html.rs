//! The postmortem as one file that a browser opens from a disk and a printer prints: its style within, no script, nothing
//! fetched.

use super::document::{Audience, Document, Moment, Step};
use super::fields::{self, Field, Value};
use super::signed;
use super::words;
use crate::domain::id::RecordId;
use crate::text::export::Sheet;
use crate::text::export::html::{END, ENTRIES, bare_link, begin, escape, write, write_row};

const STYLE: &str = include_str!("document.css");

/// The whole document.
pub fn print(document: &Document, sheet: &Sheet<'_>) -> String {
    document.steps().into_iter().map(|step| piece(document, sheet, step)).collect()
}

/// One piece of it, so that a long document can be written without standing still.
pub fn piece(document: &Document, sheet: &Sheet<'_>, step: Step) -> String {
    let mut writer = Page { out: String::new(), document, sheet: *sheet };
    writer.step(step);
    writer.out
}

struct Page<'a> {
    out: String,
    document: &'a Document,
    sheet: Sheet<'a>,
}

impl Page<'_> {
    fn element(&mut self, start: &str, text: &str, end: &str) {
        self.out.push_str(start);
        escape(&mut self.out, text);
        self.out.push_str(end);
    }

    fn step(&mut self, step: Step) {
        let document = self.document;
        match step {
            Step::Head => self.head(),
            Step::Part(number) => {
                let part = &document.parts[number];
                self.element("<h2>", &part.heading, "</h2>\n");
                self.text(&part.text);
                self.open_list(!part.lines.is_empty());
                for line in &part.lines {
                    self.element("<dt>", &line.label, "</dt> <dd>");
                    match line.entry {
                        Some(entry) => self.element(&format!("<a href=\"#e-{entry}\">"), &line.value, "</a></dd>\n"),
                        None => self.element("", &line.value, "</dd>\n"),
                    }
                }
                self.close_list(!part.lines.is_empty());
            }
            Step::Finding(number) => {
                let (id, finding) = &document.findings[number];
                self.held(&format!("Finding {}", number + 1), *id, &finding.text);
                self.fields(&fields::of_finding(*id, finding, document, &self.sheet));
            }
            Step::Change(number) => {
                let (id, change) = &document.follow_ups[number];
                self.held(&format!("Change {}", number + 1), *id, &change.text);
                self.fields(&fields::of_change(change, document, &self.sheet));
            }
            Step::Answer(number) => {
                let (id, answer) = &document.answers[number];
                self.held(answer.asks(), *id, &answer.text);
                self.fields(&fields::of_answer(answer));
            }
            Step::Timeline => {
                if document.is_unstarred {
                    self.element("<p class=\"note\">", &document.unstarred_in_words(), "</p>\n");
                } else if document.left_out > 0 {
                    let entries = if document.left_out == 1 { "entry is" } else { "entries are" };
                    let sentence = format!("{} other {entries} left out here.", document.left_out);
                    self.element("<p class=\"note\">", &sentence, "</p>\n");
                }
                if let Some(logged) = &document.logged {
                    self.element("<p class=\"note\">", logged, "</p>\n");
                }
            }
            Step::Moment(number) => self.moment(number),
            Step::SignOffs => self.out.push_str("<h2>Sign-offs</h2>\n<ul>\n"),
            Step::SignOff(number) => {
                let (_, signed) = &document.sign_offs[number];
                self.quoting(&signed::in_words(signed, &self.sheet), &signed.says.text);
            }
            Step::Replaced => {
                if let Some(says) = signed::replaced_in_words(document, &self.sheet) {
                    self.quoting(&says, "");
                }
                self.out.push_str("</ul>\n");
            }
            Step::Amendments => self.amendments(),
            Step::Missing => self.sentences("Still missing", &document.missing),
            Step::End => self.out.push_str(END),
        }
    }

    fn sentences(&mut self, heading: &str, sentences: &[String]) {
        self.element("<h2>", heading, "</h2>\n<ul>\n");
        for sentence in sentences {
            self.element("<li>", sentence, "</li>\n");
        }
        self.out.push_str("</ul>\n");
    }

    fn amendments(&mut self) {
        self.out.push_str("<h2>Amendments</h2>\n<ul>\n");
        for amended in &self.document.amendments {
            self.quoting(&amended.says, &amended.text);
        }
        self.out.push_str("</ul>\n");
    }

    /// A sentence with a text as a quotation below it.
    fn quoting(&mut self, says: &str, text: &str) {
        self.element("<li>", says, "");
        if !text.trim().is_empty() {
            self.out.push_str("\n<blockquote>\n");
            self.text(text);
            self.out.push_str("</blockquote>");
        }
        self.out.push_str("</li>\n");
    }

    fn head(&mut self) {
        let document = self.document;
        begin(&mut self.out, format!("{} {}", document.number, document.title).trim_end(), STYLE);
        self.element("<h1><span class=\"number\">", &document.number, "</span> ");
        self.element("", &document.title, "</h1>\n");
        self.fields(&match document.audience {
            Audience::Internal => fields::of_head(document, &self.sheet),
            Audience::External => fields::of_outside(document),
        });
    }

    fn held(&mut self, heading: &str, id: RecordId, text: &str) {
        self.element(&format!("<h3 id=\"e-{id}\">"), heading, "</h3>\n");
        self.text(text);
    }

    fn text(&mut self, text: &str) {
        write(&mut self.out, &words::out_of_page(text));
    }

    fn open_list(&mut self, has_items: bool) {
        self.out.push_str(if has_items { "<dl>\n" } else { "" });
    }

    fn close_list(&mut self, has_items: bool) {
        self.out.push_str(if has_items { "</dl>\n" } else { "" });
    }

    fn fields(&mut self, fields: &[Field]) {
        self.open_list(!fields.is_empty());
        for field in fields {
            self.element("<dt>", field.label, "</dt> <dd>");
            self.value(&field.value, field.mark.as_deref());
            for below in &field.below {
                self.element("<p class=\"below\"><span class=\"label\">", below.label, "</span> ");
                self.value(&below.value, None);
                self.out.push_str("</p>\n");
            }
            self.out.push_str("</dd>\n");
        }
        self.close_list(!fields.is_empty());
    }

    fn value(&mut self, value: &Value, mark: Option<&str>) {
        match value {
            // What a change is made because of has its place in the document.
            Value::Line(line) => match mark.and_then(|mark| mark.parse::<RecordId>().ok()) {
                Some(id) if self.document.number_of(id).is_some() => {
                    self.element(&format!("<a href=\"#e-{id}\">"), line, "</a>");
                }
                _ => self.element("", line, ""),
            },
            Value::Text(text) => self.text(text),
            Value::Address(address) => {
                let (start, end) = bare_link(address);
                self.element(&start, address, end);
            }
            Value::Entry(id, time, says) => {
                match self.document.timeline.iter().any(|moment| moment.entry == *id) {
                    true => self.element(&format!("<a href=\"#e-{id}\">"), time, "</a> "),
                    false => self.element("", time, " "),
                }
                self.element("", says, "");
            }
        }
    }

    fn moment(&mut self, number: usize) {
        let moments = &self.document.timeline;
        let Moment { entry, day, time } = &moments[number];
        if let Some(day) = day {
            self.element("<h3>", day, "</h3>\n");
        }
        if day.is_some() || number == 0 {
            self.out.push_str(ENTRIES);
        }
        match self.sheet.reading.entries.get(entry) {
            Some(entry) => {
                let claims = self.sheet.reading.incident.contested.iter().flat_map(|contest| &contest.claims);
                let is_contested = claims.into_iter().any(|(id, _)| *id == entry.id);
                let row = self.sheet.row(entry, is_contested);
                let row = if self.document.logged.is_some() { row.without_logged() } else { row };
                write_row(&mut self.out, &row);
            }
            None => self.element(&format!("<li id=\"e-{entry}\"><b>"), time, "</b></li>\n"),
        }
        if moments.get(number + 1).is_none_or(|next| next.day.is_some()) {
            self.out.push_str("</ol>\n");
        }
    }
}
