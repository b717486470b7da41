//! The postmortem as markdown for GitHub and GitLab, which Confluence takes as well, in a form that people read and change in
//! git and that [`read`](super::read) takes back.
//!
//! What people wrote stands under its heading, its own headings below it. What the workbench says and what belongs to a
//! finding or a change are items with a plus, a mark that no list of a text has here. Comments hold ids, exact times and what a
//! sign-off says beyond its sentence, and nothing else.

use super::document::{Audience, Document, Step};
use super::fields::{self, Field, Value};
use super::signed;
use super::words::{self, Stand};
use crate::domain::id::RecordId;
use crate::text::export::Sheet;
use crate::text::export::markdown::{Flavour, write_row};
use crate::text::export::marked;

/// The whole document.
pub fn print(document: &Document, sheet: &Sheet<'_>, flavour: Flavour) -> String {
    document.steps().into_iter().map(|step| piece(document, sheet, flavour, step)).collect()
}

/// One piece of it, so that a long document can be written without standing still.
pub fn piece(document: &Document, sheet: &Sheet<'_>, flavour: Flavour, step: Step) -> String {
    let mut writer = Paper { out: String::new(), document, sheet: *sheet, flavour };
    writer.step(step);
    writer.out
}

struct Paper<'a> {
    out: String,
    document: &'a Document,
    sheet: Sheet<'a>,
    flavour: Flavour,
}

impl Paper<'_> {
    fn step(&mut self, step: Step) {
        let document = self.document;
        match step {
            Step::Head => self.head(),
            Step::Part(number) => {
                let part = &document.parts[number];
                self.heading("##", &part.heading, &format!("slot {}", hidden(&part.slot)));
                self.text(&part.text, 2);
                if !part.lines.is_empty() {
                    self.out.push('\n');
                }
                for line in &part.lines {
                    self.out.push_str("+ ");
                    match line.entry {
                        Some(entry) => {
                            self.out.push('[');
                            words::line(&mut self.out, &line.label, self.flavour);
                            self.out.push_str(&format!("](<{}{entry}>)", words::ANCHOR));
                        }
                        None => words::line(&mut self.out, &line.label, self.flavour),
                    }
                    self.out.push_str(": ");
                    words::line(&mut self.out, &line.value, self.flavour);
                    self.out.push('\n');
                }
            }
            Step::Finding(number) => {
                let (id, finding) = &document.findings[number];
                self.held(&format!("Finding {}", number + 1), "finding", *id, "", &finding.text);
                self.fields(&fields::of_finding(*id, finding, document, &self.sheet));
            }
            Step::Change(number) => {
                let (id, change) = &document.follow_ups[number];
                self.held(&format!("Change {}", number + 1), "change", *id, "", &change.text);
                self.fields(&fields::of_change(change, document, &self.sheet));
            }
            Step::Answer(number) => {
                let (id, answer) = &document.answers[number];
                let asked = answer.asked.as_deref().map(hidden).unwrap_or_default();
                self.held(answer.asks(), "answer", *id, &asked, &answer.text);
                self.fields(&fields::of_answer(answer));
            }
            Step::Timeline => {
                let left_out = document.left_out;
                let mark = if document.is_unstarred { " unstarred" } else { "" };
                self.out.push_str(&format!("\n<!-- timeline {left_out}{mark} -->\n"));
                if document.is_unstarred {
                    self.out.push_str(&format!("\n{}\n", document.unstarred_in_words()));
                } else if left_out > 0 {
                    let entries = if left_out == 1 { "entry is" } else { "entries are" };
                    self.out.push_str(&format!("\n{left_out} other {entries} left out here.\n"));
                }
                if let Some(logged) = &document.logged {
                    self.out.push('\n');
                    words::line(&mut self.out, logged, self.flavour);
                    self.out.push('\n');
                }
            }
            Step::Moment(number) => self.moment(number),
            Step::SignOffs => {
                self.heading("##", "Sign-offs", "sign-offs");
                self.out.push('\n');
            }
            Step::SignOff(number) => {
                let (_, signed) = &document.sign_offs[number];
                let mark = signed::mark(number, document, &self.sheet);
                self.quoting(&signed::in_words(signed, &self.sheet), &format!(" <!-- {mark} -->"), &signed.says.text);
            }
            Step::Replaced => self.replaced(),
            Step::Amendments => {
                self.heading("##", "Amendments", "amendments");
                self.amendments();
            }
            Step::Missing => {
                self.heading("##", "Still missing", "missing");
                self.sentences(&document.missing);
            }
            Step::End => {}
        }
    }

    fn sentences(&mut self, sentences: &[String]) {
        self.out.push('\n');
        for sentence in sentences {
            self.out.push_str("+ ");
            words::line(&mut self.out, sentence, self.flavour);
            self.out.push('\n');
        }
    }

    /// Each as a sentence, with what was written then as a quotation below it.
    fn amendments(&mut self) {
        self.out.push('\n');
        for amended in &self.document.amendments {
            self.quoting(&amended.says, "", &amended.text);
        }
    }

    /// A sentence with what stands behind it, and a text as a quotation below it.
    fn quoting(&mut self, says: &str, behind: &str, text: &str) {
        self.out.push_str("+ ");
        words::line(&mut self.out, says, self.flavour);
        self.out.push_str(behind);
        self.out.push('\n');
        let mut form = String::new();
        words::write(&mut form, text, self.flavour, Stand::Below(3));
        if form.is_empty() {
            return;
        }
        for line in form.split('\n') {
            self.out.push_str(if line.is_empty() { "  >" } else { "  > " });
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    fn replaced(&mut self) {
        let document = self.document;
        let Some(says) = signed::replaced_in_words(document, &self.sheet) else { return };
        self.quoting(&says, "", "");
        for number in 0..document.sign_offs.len() {
            if !signed::is_shown(&document.sign_offs[number].1) {
                self.out.push_str(&format!("  <!-- {} -->\n", signed::mark(number, document, &self.sheet)));
            }
        }
    }

    fn head(&mut self) {
        let document = self.document;
        self.out.push_str("# ");
        words::line(&mut self.out, format!("{} {}", document.number, document.title).trim(), self.flavour);
        let (whom, fields) = match document.audience {
            Audience::Internal => ("", fields::of_head(document, &self.sheet)),
            Audience::External => (" external", fields::of_outside(document)),
        };
        self.out.push_str(&format!("\n<!-- stillpoint postmortem 1{whom} -->\n"));
        self.fields(&fields);
    }

    fn heading(&mut self, marks: &str, text: &str, mark: &str) {
        self.out.push_str(&format!("\n{marks} "));
        words::line(&mut self.out, text, self.flavour);
        // A heading may end in such signs, which mean nothing.
        if self.out.ends_with('#') {
            self.out.truncate(self.out.len() - 1);
            self.out.push_str("\\#");
        }
        self.out.push_str(&format!("\n<!-- {mark} -->\n"));
    }

    fn held(&mut self, heading: &str, kind: &str, id: RecordId, beside: &str, text: &str) {
        self.heading("###", heading, format!("{kind} {id} {beside}").trim_end());
        self.text(text, 3);
    }

    fn text(&mut self, text: &str, deeper: usize) {
        let start = self.out.len();
        self.out.push('\n');
        words::write(&mut self.out, text, self.flavour, Stand::Below(deeper));
        match self.out.len() == start + 1 {
            true => self.out.truncate(start),
            false => self.out.push('\n'),
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        if !fields.is_empty() {
            self.out.push('\n');
        }
        for field in fields {
            self.field(field, "");
        }
    }

    fn field(&mut self, field: &Field, indent: &str) {
        self.out.push_str(&format!("{indent}+ {}:", field.label));
        match &field.value {
            Value::Line(line) => {
                self.out.push(' ');
                words::line(&mut self.out, line, self.flavour);
            }
            Value::Text(text) => words::write(&mut self.out, text, self.flavour, Stand::Item),
            Value::Address(address) => {
                self.out.push(' ');
                marked::address(&mut self.out, address, self.flavour);
            }
            Value::Entry(id, time, says) => {
                self.out.push_str(" [");
                words::line(&mut self.out, time, self.flavour);
                self.out.push_str(&format!("](<{}{id}>) ", words::ANCHOR));
                words::line(&mut self.out, says, self.flavour);
            }
        }
        if let Some(mark) = &field.mark {
            self.out.push_str(&format!(" <!-- {mark} -->"));
        }
        self.out.push('\n');
        for below in &field.below {
            self.field(below, "  ");
        }
    }

    fn moment(&mut self, number: usize) {
        let moment = &self.document.timeline[number];
        if let Some(day) = &moment.day {
            self.out.push_str("\n### ");
            words::line(&mut self.out, day, self.flavour);
            self.out.push('\n');
        }
        if moment.day.is_some() || number == 0 {
            self.out.push('\n');
        }
        self.out.push_str(&format!("- <a id=\"{}{}\"></a>", &words::ANCHOR[1..], moment.entry));
        match self.sheet.reading.entries.get(&moment.entry) {
            Some(entry) => {
                let claims = self.sheet.reading.incident.contested.iter().flat_map(|contest| &contest.claims);
                let is_contested = claims.into_iter().any(|(id, _)| *id == entry.id);
                let row = self.sheet.row(entry, is_contested);
                let row = if self.document.logged.is_some() { row.without_logged() } else { row };
                write_row(&mut self.out, &row, self.flavour);
            }
            None => {
                self.out.push_str("**");
                words::line(&mut self.out, &moment.time, self.flavour);
                self.out.push_str("**\n");
            }
        }
    }
}

/// A name as it stands in a comment: nothing in it can end one.
pub(super) fn hidden(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'-' if out.ends_with('-') => out.push_str("%2D"),
            b'-' | b'_' | b'.' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A name as it was before [`hidden`].
pub(super) fn shown(hidden: &str) -> String {
    let bytes = hidden.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        let code =
            hidden.get(at + 1..at + 3).filter(|_| *byte == b'%').and_then(|code| u8::from_str_radix(code, 16).ok());
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}
