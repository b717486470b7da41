//! The fields of what a document holds: a finding's class, a change's owner. What every form shows beside a text, and what the
//! markdown is read back from, each way to write beside its way to read.

use super::document::{Document, Frozen};
use super::words::{self, Stand, line_back, one_line};
use crate::domain::id::{Hash, RecordId};
use crate::domain::postmortem::{
    Answer, Assumption, CHANGES, CLASSES, Citation, Declined, EFFECTS, FAILURES, Finding, FollowUp, LAYERS,
    LayerAnswer, Meeting, PATTERNS, Proof, Question, STATES, STATUSES, STRENGTHS, SignOff, Word, title_of,
};
use crate::domain::time::{Instant, Precise};
use crate::text::export::Sheet;

/// Something that is said beside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) label: &'static str,
    pub(super) value: Value,
    /// An id that is written where nobody sees it.
    pub(super) mark: Option<String>,
    /// What belongs to it.
    pub(super) below: Vec<Field>,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// One line without markup.
    Line(String),
    /// Markdown.
    Text(String),
    /// Where something can be looked at.
    Address(String),
    /// An entry: when it was, and what it says.
    Entry(RecordId, String, String),
}

impl Field {
    fn new(label: &'static str, value: Value) -> Self {
        Self { label, value, mark: None, below: Vec::new() }
    }

    fn below(self, below: Vec<Field>) -> Self {
        Self { below, ..self }
    }

    fn marked(self, mark: Option<String>) -> Self {
        Self { mark, ..self }
    }
}

/// A field of one line, where it says something.
fn line(fields: &mut Vec<Field>, label: &'static str, value: impl AsRef<str>) {
    let value = one_line(value.as_ref());
    if !value.is_empty() {
        fields.push(Field::new(label, Value::Line(value)));
    }
}

fn optional(fields: &mut Vec<Field>, label: &'static str, value: Option<impl ToString>) {
    line(fields, label, value.map(|value| value.to_string()).unwrap_or_default());
}

fn address(fields: &mut Vec<Field>, label: &'static str, value: Option<&String>) {
    let value = value.map(|value| one_line(value)).unwrap_or_default();
    if !value.is_empty() {
        fields.push(Field::new(label, Value::Address(value)));
    }
}

fn word(fields: &mut Vec<Field>, label: &'static str, words: &'static [Word], name: Option<&String>) {
    line(fields, label, name.map(|name| title_of(words, name)).unwrap_or_default());
}

fn text(fields: &mut Vec<Field>, label: &'static str, value: Option<&String>) {
    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
        fields.push(Field::new(label, Value::Text(value.clone())));
    }
}

/// What is read: an item with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Its line in the file.
    pub(super) line: usize,
    pub(super) label: String,
    /// What stands behind the label and below it, as it is written, without its indentation.
    pub(super) form: String,
    pub(super) below: Vec<Item>,
}

impl Item {
    fn value(&self) -> String {
        line_back(self.unmarked().0)
    }

    /// What it says without the hidden id at its end, and that id.
    fn unmarked(&self) -> (&str, Option<&str>) {
        let form = self.form.trim_end();
        let hidden = form.strip_suffix("-->").and_then(|form| form.rsplit_once("<!--"));
        // What was typed has a backslash before it.
        let hidden = hidden.filter(|(form, _)| !form.ends_with('\\'));
        hidden.map_or((form, None), |(form, mark)| (form, Some(mark.trim())))
    }

    fn text(&self) -> String {
        words::read(self.form.trim_start_matches([' ', '\n']), Stand::Item)
    }

    fn address(&self) -> String {
        let form = self.form.trim();
        let alone = form.strip_prefix('<').and_then(|form| form.strip_suffix('>'));
        match alone.filter(|address| !address.contains(['<', '>'])) {
            Some(address) => address.to_owned(),
            None => line_back(form),
        }
    }

    fn named(&self, words: &'static [Word]) -> String {
        named(words, &self.value())
    }

    fn sub(&self, label: &str) -> Option<&Item> {
        self.below.iter().find(|item| item.label == label)
    }

    fn sub_value(&self, label: &str) -> Option<String> {
        self.sub(label).map(Self::value)
    }

    /// The entry it links to.
    fn entry(&self) -> Option<RecordId> {
        let (_, behind) = self.form.split_once(words::ANCHOR)?;
        behind.get(..26)?.parse().ok()
    }
}

/// The name of the word that is called so; what it is called where it is none of these.
pub(super) fn named(words: &'static [Word], title: &str) -> String {
    let is_it = |word: &&Word| word.title.eq_ignore_ascii_case(title) || word.name == title;
    words.iter().find(is_it).map_or(title, |word| word.name).to_owned()
}

/// What could not be read of an item: its sentence without the full stop, which says what was done instead.
pub(super) type Odd = (usize, String);

fn odd(odds: &mut Vec<Odd>, item: &Item, wanted: &str) {
    odds.push((item.line, format!("“{}” is not {wanted}, and is left out", item.label)));
}

fn parsed<T: std::str::FromStr>(odds: &mut Vec<Odd>, item: &Item, wanted: &str) -> Option<T> {
    let value = item.value().parse().ok();
    if value.is_none() {
        odd(odds, item, wanted);
    }
    value
}

const TIME: &str = "a time in UTC such as 2026-11-20T14:07Z";

fn unknown(odds: &mut Vec<Odd>, item: &Item) -> String {
    odds.push((item.line, format!("nothing is called “{}” here, and it is kept as text", item.label)));
    let value = item.text();
    format!("{}: {value}", item.label)
}

/// Adds what no field could take to a text, so that it is not lost.
pub(super) fn keep(text: &mut String, kept: Vec<String>) {
    for kept in kept {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&kept);
    }
}

// --- The document -------------------------------------------------------------------------------------------------------

pub(super) fn of_head(document: &Document) -> Vec<Field> {
    let (about, mut fields) = (&document.about, Vec::new());
    word(&mut fields, "Status", STATUSES, about.status.as_ref());
    optional(&mut fields, "Owner", about.owner.as_ref());
    optional(&mut fields, "Template", about.template.as_ref());
    line(&mut fields, "Times in", &document.zone);
    optional(&mut fields, "Review until", about.review_by);
    for reviewer in &about.reviewers {
        line(&mut fields, "Reviewer", reviewer);
    }
    if let Some(meeting) = &about.meeting {
        let mut below = Vec::new();
        line(&mut below, "Minutes", meeting.minutes.to_string());
        line(&mut below, "Place", &meeting.place);
        fields.push(Field::new("Meeting", Value::Line(meeting.at.to_string())).below(below));
    }
    text(&mut fields, "Closed without a change", about.closed_without.as_ref());
    if let Some(frozen) = &document.frozen {
        let mut below = Vec::new();
        line(&mut below, "By", &frozen.by);
        line(&mut below, "At", frozen.at.to_string());
        fields.push(Field::new("Frozen", Value::Line(frozen.hash.to_string())).below(below));
    }
    fields
}

/// What of it is in the words of the page, for a reader outside: the zone alone.
pub(super) fn of_outside(document: &Document) -> Vec<Field> {
    let mut fields = Vec::new();
    line(&mut fields, "Times in", &document.zone);
    fields
}

pub(super) fn read_head(document: &mut Document, items: &[Item], odds: &mut Vec<Odd>) -> Vec<String> {
    let mut kept = Vec::new();
    let about = &mut document.about;
    for item in items {
        match item.label.as_str() {
            "Status" => about.status = Some(item.named(STATUSES)),
            "Owner" => about.owner = Some(item.value()),
            "Template" => about.template = Some(item.value()),
            "Times in" => document.zone = item.value(),
            "Review until" => about.review_by = parsed(odds, item, TIME),
            "Reviewer" => about.reviewers.push(item.value()),
            "Meeting" => {
                let minutes = item.sub("Minutes").and_then(|item| parsed(odds, item, "a number")).unwrap_or_default();
                let place = item.sub_value("Place").unwrap_or_default();
                about.meeting = parsed(odds, item, TIME).map(|at| Meeting { at, minutes, place });
            }
            "Closed without a change" => about.closed_without = Some(item.text()),
            "Frozen" => {
                let by = item.sub_value("By").unwrap_or_default();
                let at = item.sub("At").and_then(|item| parsed(odds, item, TIME)).unwrap_or(Instant::EPOCH);
                let hash = parsed::<Hash>(odds, item, "a set hash");
                document.frozen = hash.map(|hash| Frozen { hash, by, at });
            }
            _ => kept.push(unknown(odds, item)),
        }
    }
    kept
}

// --- Findings -----------------------------------------------------------------------------------------------------------

/// The class with its detail, in words where both are known.
fn class(fields: &mut Vec<Field>, finding: &Finding) {
    let known = CLASSES.iter().find(|class| Some(class.word.name) == finding.class.as_deref());
    let detail = finding.detail.as_deref();
    let known_detail = known.and_then(|class| class.details.iter().find(|word| Some(word.name) == detail));
    match (known, known_detail) {
        (Some(class), Some(detail)) => line(fields, "Class", format!("{} / {}", class.word.title, detail.title)),
        (Some(class), None) => line(fields, "Class", class.word.title),
        (None, _) => optional(fields, "Class", finding.class.as_ref()),
    }
    if known_detail.is_none() {
        optional(fields, "Detail", detail);
    }
}

fn read_class(finding: &mut Finding, value: &str) {
    let is_it = |class: &&crate::domain::postmortem::Class, title: &str| {
        class.word.title.eq_ignore_ascii_case(title) || class.word.name == title
    };
    let (title, detail) =
        value.split_once('/').map_or((value, None), |(title, detail)| (title.trim(), Some(detail.trim())));
    match CLASSES.iter().find(|class| is_it(class, title)) {
        Some(class) => {
            finding.class = Some(class.word.name.to_owned());
            if let Some(detail) = detail {
                finding.detail = Some(named(class.details, detail));
            }
        }
        None => finding.class = Some(value.to_owned()),
    }
}

fn evidence(citation: &Citation, sheet: &Sheet<'_>) -> Field {
    let entry = sheet.reading.entries.get(&citation.entry);
    let (time, words) = match entry {
        Some(entry) => {
            let heads = sheet.reading.records.get(&citation.entry).map(|record| record.heads.as_slice());
            let is_corrected = citation.saw.is_some_and(|saw| heads.is_some_and(|heads| !heads.contains(&saw)));
            let beside = match (entry.is_deleted, is_corrected) {
                (true, _) => " (in the trash now)",
                (false, true) => " (corrected since)",
                (false, false) => "",
            };
            (sheet.time(entry), format!("{}{beside}", sheet.first_words(entry)))
        }
        None => ("an entry".to_owned(), "that is not here".to_owned()),
    };
    let saw = citation.saw.map(|saw| format!("saw {saw}"));
    Field::new("Evidence", Value::Entry(citation.entry, one_line(&time), one_line(&words))).marked(saw)
}

pub(super) fn of_finding(finding: &Finding, sheet: &Sheet<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    class(&mut fields, finding);
    for pattern in &finding.patterns {
        line(&mut fields, "Pattern", title_of(PATTERNS, pattern));
    }
    fields.extend(finding.evidence.iter().map(|citation| evidence(citation, sheet)));
    if finding.is_emergent {
        line(&mut fields, "Emergent", "no single component was wrong");
    }
    word(&mut fields, "Effect", EFFECTS, finding.effect.as_ref());
    let failure = finding.failure.as_deref();
    let failure_title = FAILURES.iter().find(|known| Some(known.word.name) == failure).map(|known| known.word.title);
    optional(&mut fields, "Failure", failure_title.or(failure));
    for layer in &finding.tests {
        let mut below = Vec::new();
        line(&mut below, "Would have caught it", &layer.answer);
        fields.push(Field::new("Test", Value::Line(one_line(title_of(LAYERS, &layer.layer)))).below(below));
    }
    text(&mut fields, "What it would have taken", finding.would_take.as_ref());
    for assumption in &finding.assumptions {
        let mut below = Vec::new();
        line(&mut below, "Modelled", &assumption.modelled);
        line(&mut below, "Seen", &assumption.seen);
        fields.push(Field::new("Assumption", Value::Line(one_line(&assumption.what))).below(below));
    }
    fields
}

pub(super) fn read_finding(items: &[Item], odds: &mut Vec<Odd>) -> (Finding, Vec<String>) {
    let (mut finding, mut kept) = (Finding::default(), Vec::new());
    for item in items {
        match item.label.as_str() {
            "Class" => read_class(&mut finding, &item.value()),
            "Detail" => finding.detail = Some(item.value()),
            "Pattern" => finding.patterns.push(item.named(PATTERNS)),
            "Evidence" => match item.entry() {
                Some(entry) => {
                    let saw =
                        item.unmarked().1.and_then(|mark| mark.strip_prefix("saw ")).and_then(|saw| saw.parse().ok());
                    finding.evidence.push(Citation { entry, saw });
                }
                None => kept.push(unknown(odds, item)),
            },
            "Emergent" => finding.is_emergent = true,
            "Effect" => finding.effect = Some(item.named(EFFECTS)),
            "Failure" => {
                let title = item.value();
                let known = FAILURES.iter().find(|known| known.word.title.eq_ignore_ascii_case(&title));
                finding.failure = Some(known.map_or(title, |known| known.word.name.to_owned()));
            }
            "Test" => {
                let answer = item.sub_value("Would have caught it").unwrap_or_default();
                finding.tests.push(LayerAnswer { layer: item.named(LAYERS), answer });
            }
            "What it would have taken" => finding.would_take = Some(item.text()),
            "Assumption" => finding.assumptions.push(Assumption {
                what: item.value(),
                modelled: item.sub_value("Modelled").unwrap_or_default(),
                seen: item.sub_value("Seen").unwrap_or_default(),
            }),
            _ => kept.push(unknown(odds, item)),
        }
    }
    (finding, kept)
}

// --- Changes ------------------------------------------------------------------------------------------------------------

pub(super) fn of_change(change: &FollowUp, document: &Document) -> Vec<Field> {
    let mut fields = Vec::new();
    word(&mut fields, "State", STATES, change.state.as_ref());
    optional(&mut fields, "Owner", change.owner.as_ref());
    optional(&mut fields, "Due", change.due);
    word(&mut fields, "Kind", CHANGES, change.change.as_ref());
    word(&mut fields, "Strength", STRENGTHS, change.strength.as_ref());
    word(&mut fields, "Effect", EFFECTS, change.effect.as_ref());
    for finding in &change.findings {
        let number = document.number_of(*finding);
        let value =
            number.map_or_else(|| "a finding that is not here".to_owned(), |number| format!("Finding {number}"));
        fields.push(Field::new("Because of", Value::Line(value)).marked(Some(finding.to_string())));
    }
    address(&mut fields, "Tracked", change.link.as_ref());
    optional(&mut fields, "Looked there", change.checked_at);
    if let Some(declined) = &change.declined {
        let mut below = Vec::new();
        line(&mut below, "By", &declined.by);
        line(&mut below, "At", declined.at.to_string());
        fields.push(Field::new("Not done because", Value::Text(declined.why.clone())).below(below));
    }
    if let Some(proof) = &change.proof {
        let mut below = Vec::new();
        address(&mut below, "Where", proof.link.as_ref());
        line(&mut below, "By", &proof.by);
        line(&mut below, "At", proof.at.to_string());
        optional(&mut below, "Shown by", proof.shown_by.as_ref());
        fields.push(Field::new("Known by", Value::Text(proof.looked_at.clone())).below(below));
    }
    fields
}

pub(super) fn read_change(items: &[Item], odds: &mut Vec<Odd>) -> (FollowUp, Vec<(usize, usize)>, Vec<String>) {
    let (mut change, mut kept) = (FollowUp::default(), Vec::new());
    // Findings that are named by their number alone: where in the list, and which number.
    let mut numbered = Vec::new();
    for item in items {
        let by = || item.sub_value("By").unwrap_or_default();
        match item.label.as_str() {
            "State" => change.state = Some(item.named(STATES)),
            "Owner" => change.owner = Some(item.value()),
            "Due" => change.due = parsed::<Precise>(odds, item, "a date such as 2026-11-20"),
            "Kind" => change.change = Some(item.named(CHANGES)),
            "Strength" => change.strength = Some(item.named(STRENGTHS)),
            "Effect" => change.effect = Some(item.named(EFFECTS)),
            "Because of" => match item.unmarked().1.and_then(|mark| mark.parse().ok()) {
                Some(finding) => change.findings.push(finding),
                None => match item.value().trim_start_matches("Finding").trim().parse() {
                    Ok(number) => numbered.push((item.line, number)),
                    Err(_) => kept.push(unknown(odds, item)),
                },
            },
            "Tracked" => change.link = Some(item.address()),
            "Looked there" => change.checked_at = parsed(odds, item, TIME),
            "Not done because" => {
                let at = item.sub("At").and_then(|item| parsed(odds, item, TIME)).unwrap_or(Instant::EPOCH);
                change.declined = Some(Declined { by: by(), why: item.text(), at });
            }
            "Known by" => {
                let at = item.sub("At").and_then(|item| parsed(odds, item, TIME)).unwrap_or(Instant::EPOCH);
                let link = item.sub("Where").map(Item::address);
                let shown_by = item.sub_value("Shown by");
                change.proof = Some(Proof { looked_at: item.text(), link, at, by: by(), shown_by });
            }
            _ => kept.push(unknown(odds, item)),
        }
    }
    (change, numbered, kept)
}

// --- Questions and reviews ----------------------------------------------------------------------------------------------

pub(super) fn of_answer(answer: &Answer) -> Vec<Field> {
    let mut fields = Vec::new();
    // In the words of whoever asked, where the library has others.
    if answer.asked.as_deref().and_then(Question::named).is_some() {
        optional(&mut fields, "In other words", answer.question.as_ref());
    }
    optional(&mut fields, "Asked by", answer.asked_by.as_ref());
    optional(&mut fields, "Answered by", answer.by.as_ref());
    fields
}

pub(super) fn read_answer(items: &[Item], odds: &mut Vec<Odd>) -> (Answer, Vec<String>) {
    let (mut answer, mut kept) = (Answer::default(), Vec::new());
    for item in items {
        match item.label.as_str() {
            "In other words" => answer.question = Some(item.value()),
            "Asked by" => answer.asked_by = Some(item.value()),
            "Answered by" => answer.by = Some(item.value()),
            _ => kept.push(unknown(odds, item)),
        }
    }
    (answer, kept)
}

pub(super) fn of_sign_off(sign_off: &SignOff) -> Vec<Field> {
    let mut fields = Vec::new();
    line(&mut fields, "By", &sign_off.by);
    line(&mut fields, "At", sign_off.at.to_string());
    for check in &sign_off.checks {
        line(&mut fields, "Looked for", check);
    }
    optional(&mut fields, "Of", sign_off.of);
    fields
}

pub(super) fn read_sign_off(items: &[Item], odds: &mut Vec<Odd>) -> (SignOff, Vec<String>) {
    let mut sign_off = SignOff { by: String::new(), at: Instant::EPOCH, checks: vec![], text: String::new(), of: None };
    let mut kept = Vec::new();
    for item in items {
        match item.label.as_str() {
            "By" => sign_off.by = item.value(),
            "At" => sign_off.at = parsed(odds, item, TIME).unwrap_or(Instant::EPOCH),
            "Looked for" => sign_off.checks.push(item.value()),
            "Of" => sign_off.of = parsed(odds, item, "a set hash"),
            _ => kept.push(unknown(odds, item)),
        }
    }
    (sign_off, kept)
}
