//! The fields of what a document holds: a finding's class, a change's owner. What every form shows beside a text, and what the
//! markdown is read back from, each way to write beside its way to read.

use super::document::{Document, Frozen, Signed};
use super::words::{self, Stand, line_back, one_line};
use crate::domain::id::{Hash, RecordId};
use crate::domain::postmortem::review::{Worth, checks};
use crate::domain::postmortem::{
    Answer, Assumption, CHANGES, CLASSES, Citation, Declined, EFFECTS, FAILURES, Finding, FollowUp, LAYERS,
    LayerAnswer, Meeting, PATTERNS, Proof, Question, STATES, STATUSES, STRENGTHS, SignOff, TEMPLATES, Word, title_of,
};
use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{Local, Utc};
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

/// A time as every other one in the document is told: in its zone, to the minute. What it was exactly stands where nobody sees
/// it, with how far the zone is from UTC, so that it comes back as it was, or as somebody changed it.
fn of_time(label: &'static str, at: Precise, sheet: &Sheet<'_>) -> Field {
    let told = Precise { precision: at.precision.min(Precision::Minute), ..at };
    let mark = (at.precision != Precision::Day).then(|| format!("{at} {}", sheet.zone.offset_seconds(at.at)));
    Field::new(label, Value::Line(sheet.date_time(told))).marked(mark)
}

fn time(fields: &mut Vec<Field>, label: &'static str, at: Option<Precise>, sheet: &Sheet<'_>) {
    fields.extend(at.map(|at| of_time(label, at, sheet)));
}

/// An instant that a clock said.
pub(super) const fn clocked(at: Instant) -> Precise {
    Precise { at, precision: Precision::Millisecond }
}

/// `2026-11-18 14:05`, as a clock shows it that is so far from UTC.
pub(super) fn minute_text(at: Instant, offset_seconds: i64) -> String {
    let local = Local::at(at.plus_millis(offset_seconds * 1000), &Utc);
    format!("{} {}", local.date_text(), local.time_text(Precision::Minute))
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

    /// The time that is told here: the one behind it, unless somebody wrote another one over it.
    fn time(&self) -> Option<Precise> {
        let (form, mark) = self.unmarked();
        let told = line_back(form);
        let exact = mark.and_then(|mark| mark.split_once(' '));
        let exact = exact.and_then(|(at, offset)| Some((at.parse::<Precise>().ok()?, offset.parse::<i64>().ok()?)));
        if let Some((at, offset)) = exact {
            if minute_text(at.at, offset) == told {
                return Some(at);
            }
            if let Ok(local) = format!("{}Z", told.replacen(' ', "T", 1)).parse::<Precise>() {
                let offset = if local.precision == Precision::Day { 0 } else { offset };
                return Some(Precise { at: local.at.plus_millis(-offset * 1000), ..local });
            }
        }
        told.parse().ok()
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

fn timed(odds: &mut Vec<Odd>, item: &Item) -> Option<Precise> {
    let at = item.time();
    if at.is_none() {
        odd(odds, item, TIME);
    }
    at
}

const TIME: &str = "a time in UTC such as 2026-11-20T14:07Z, or a day";

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

pub(super) fn of_head(document: &Document, sheet: &Sheet<'_>) -> Vec<Field> {
    let (about, mut fields) = (&document.about, Vec::new());
    word(&mut fields, "Status", STATUSES, about.status.as_ref());
    optional(&mut fields, "Owner", about.owner.as_ref());
    if let Some(name) = &about.template {
        let title = if document.template.is_empty() { name } else { &document.template };
        // A team's own is known by its id: two may have one title.
        let own = name.parse::<RecordId>().ok().map(|id| id.to_string());
        fields.push(Field::new("Template", Value::Line(one_line(title))).marked(own));
    }
    line(&mut fields, "Times in", &document.zone);
    time(&mut fields, "Review until", about.review_by, sheet);
    for reviewer in &about.reviewers {
        line(&mut fields, "Reviewer", reviewer);
    }
    if let Some(meeting) = &about.meeting {
        let mut below = Vec::new();
        line(&mut below, "Minutes", meeting.minutes.to_string());
        line(&mut below, "Place", &meeting.place);
        fields.push(of_time("Meeting", clocked(meeting.at), sheet).below(below));
    }
    text(&mut fields, "Closed without a change", about.closed_without.as_ref());
    text(&mut fields, "Closed without another look", about.closed_despite.as_ref());
    if let Some(frozen) = &document.frozen {
        let mut below = Vec::new();
        line(&mut below, "By", &frozen.by);
        time(&mut below, "At", Some(clocked(frozen.at)), sheet);
        fields.push(Field::new("Frozen", Value::Line(frozen.hash.to_string())).below(below));
    }
    fields
}

/// What of it is in the words of the page, for a reader outside: when it was, and in which zone.
pub(super) fn of_outside(document: &Document) -> Vec<Field> {
    let mut fields = Vec::new();
    optional(&mut fields, "Began", document.began.as_ref());
    optional(&mut fields, "Ended", document.ended.as_ref());
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
            "Template" => {
                let title = item.value();
                let known = TEMPLATES.iter().find(|template| template.title == title || template.name == title);
                let name = item.unmarked().1.unwrap_or(&title);
                about.template = Some(known.map_or(name, |known| known.name).to_owned());
                document.template = title;
            }
            "Times in" => document.zone = item.value(),
            "Began" => document.began = Some(item.value()),
            "Ended" => document.ended = Some(item.value()),
            "Review until" => about.review_by = timed(odds, item),
            "Reviewer" => about.reviewers.push(item.value()),
            "Meeting" => {
                let minutes = item.sub("Minutes").and_then(|item| parsed(odds, item, "a number")).unwrap_or_default();
                let place = item.sub_value("Place").unwrap_or_default();
                about.meeting = timed(odds, item).map(|at| Meeting { at: at.at, minutes, place });
            }
            "Closed without a change" => about.closed_without = Some(item.text()),
            "Closed without another look" => about.closed_despite = Some(item.text()),
            "Frozen" => {
                let by = item.sub_value("By").unwrap_or_default();
                let at = item.sub("At").and_then(|item| timed(odds, item)).map_or(Instant::EPOCH, |at| at.at);
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
            (sheet.time_alone(entry), format!("{}{beside}", sheet.first_words(entry)))
        }
        None => ("an entry".to_owned(), "that is not here".to_owned()),
    };
    let saw = citation.saw.map(|saw| format!("saw {saw}"));
    Field::new("Evidence", Value::Entry(citation.entry, one_line(&time), one_line(&words))).marked(saw)
}

/// What stands where a finding rests on nothing, and where nothing answers it: said, so that nobody takes it for whole.
const NO_EVIDENCE: &str = "none yet";
const NO_CHANGE: &str = "no change answers it yet";

pub(super) fn of_finding(id: RecordId, finding: &Finding, document: &Document, sheet: &Sheet<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    class(&mut fields, finding);
    for pattern in &finding.patterns {
        line(&mut fields, "Pattern", title_of(PATTERNS, pattern));
    }
    fields.extend(finding.evidence.iter().map(|citation| evidence(citation, sheet)));
    if finding.evidence.is_empty() {
        line(&mut fields, "Evidence", NO_EVIDENCE);
    }
    if !document.follow_ups.iter().any(|(_, change)| change.findings.contains(&id)) {
        line(&mut fields, "Changes", NO_CHANGE);
    }
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
            "Evidence" if item.value() == NO_EVIDENCE => {}
            "Changes" if item.value() == NO_CHANGE => {}
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

/// What a change is called that somebody thought of and nobody promised.
const PROPOSED: &str = "Proposed, not promised yet";

pub(super) fn of_change(change: &FollowUp, document: &Document, sheet: &Sheet<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    match change.state.as_deref() {
        Some("proposed") => line(&mut fields, "State", PROPOSED),
        _ => word(&mut fields, "State", STATES, change.state.as_ref()),
    }
    optional(&mut fields, "Owner", change.owner.as_ref());
    time(&mut fields, "Due", change.due, sheet);
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
    time(&mut fields, "Looked there", change.checked_at.map(clocked), sheet);
    if let Some(declined) = &change.declined {
        let mut below = Vec::new();
        line(&mut below, "By", &declined.by);
        time(&mut below, "At", Some(clocked(declined.at)), sheet);
        fields.push(Field::new("Not done because", Value::Text(declined.why.clone())).below(below));
    }
    if let Some(proof) = &change.proof {
        let mut below = Vec::new();
        address(&mut below, "Where", proof.link.as_ref());
        line(&mut below, "By", &proof.by);
        time(&mut below, "At", Some(proof.at), sheet);
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
            "State" if item.value() == PROPOSED => change.state = Some("proposed".to_owned()),
            "State" => change.state = Some(item.named(STATES)),
            "Owner" => change.owner = Some(item.value()),
            "Due" => {
                change.due = item.time();
                if change.due.is_none() {
                    odd(odds, item, "a date such as 2026-11-20");
                }
            }
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
            "Looked there" => change.checked_at = timed(odds, item).map(|at| at.at),
            "Not done because" => {
                let at = item.sub("At").and_then(|item| timed(odds, item)).map_or(Instant::EPOCH, |at| at.at);
                change.declined = Some(Declined { by: by(), why: item.text(), at });
            }
            "Known by" => {
                let unsaid = Precise { at: Instant::EPOCH, precision: Precision::Day };
                let at = item.sub("At").and_then(|item| timed(odds, item)).unwrap_or(unsaid);
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

/// What stands between what a sign-off is worth and how much it found in order, where each has a list of its own: as they were
/// written before they were a sentence.
const FOUND: &str = "; found in order: ";

/// The name of the check that is called so; what it is called where it is none of these.
pub(super) fn check_named(title: &str) -> String {
    let is_it = |check: &&Word| check.title.eq_ignore_ascii_case(title) || check.name == title;
    checks().find(is_it).map_or(title, |check| check.name).to_owned()
}

pub(super) fn read_sign_off(items: &[Item], odds: &mut Vec<Odd>) -> (Signed, Vec<String>) {
    let mut sign_off = SignOff { by: String::new(), at: Instant::EPOCH, checks: vec![], text: String::new(), of: None };
    let (mut worth, mut kept) = (None, Vec::new());
    for item in items {
        match item.label.as_str() {
            "By" => sign_off.by = item.value(),
            "At" => sign_off.at = timed(odds, item).map_or(Instant::EPOCH, |at| at.at),
            "Standing" => {
                let value = item.value();
                let said = value.split_once(FOUND).map_or(value.as_str(), |(said, _)| said);
                worth = Worth::ALL.into_iter().find(|worth| worth.as_str() == said);
                if worth.is_none() {
                    kept.push(unknown(odds, item));
                }
            }
            "Looked for" => sign_off.checks.push(check_named(&item.value())),
            "Of" => sign_off.of = parsed(odds, item, "a set hash"),
            _ => kept.push(unknown(odds, item)),
        }
    }
    (Signed { says: sign_off, worth }, kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::postmortem::PostmortemRecord;
    use crate::domain::zone::Zone;
    use crate::log::Reading;
    use crate::text::export::markdown::Flavour;
    use crate::text::postmortem::document::{Holds, Part};
    use crate::text::postmortem::markdown::print;
    use crate::text::postmortem::read::read;

    struct East;

    impl Zone for East {
        fn offset_seconds(&self, _: Instant) -> i32 {
            3600
        }
    }

    fn document(change: FollowUp) -> Document {
        let finding = Finding { text: "Nobody knew.".into(), ..Finding::default() };
        Document {
            number: "INC-42".into(),
            parts: vec![Part {
                slot: "changes".into(),
                heading: "Changes".into(),
                lines: vec![],
                text: String::new(),
                holds: vec![Holds::Findings, Holds::Changes],
            }],
            about: PostmortemRecord { template: Some("sre".into()), ..PostmortemRecord::default() },
            template: "Google SRE".into(),
            findings: vec![(RecordId::from_bits(1), finding)],
            follow_ups: vec![(RecordId::from_bits(2), change)],
            ..Document::default()
        }
    }

    fn written(document: &Document) -> String {
        let reading = Reading::default();
        print(
            document,
            &Sheet { reading: &reading, name: None, zone: &East, zone_name: "Europe/Berlin" },
            Flavour::GitHub,
        )
    }

    fn proven(at: &str) -> FollowUp {
        let at = at.parse().expect("a time");
        let proof = Proof { looked_at: "It holds.".into(), link: None, at, by: "dana".into(), shown_by: None };
        FollowUp { text: "Cap it.".into(), state: Some("done".into()), proof: Some(proof), ..FollowUp::default() }
    }

    #[test]
    fn a_time_is_told_in_the_zone_of_the_document_and_comes_back_to_the_millisecond() {
        let document = document(proven("2026-11-20T14:35:58.274Z"));
        let text = written(&document);
        assert!(text.contains("  + At: 2026-11-20 15:35 <!--"), "{text}");
        assert_eq!(read(&text).document, document);
    }

    #[test]
    fn a_time_that_somebody_changed_by_hand_is_the_one_they_wrote() {
        let text = written(&document(proven("2026-11-20T14:35:58.274Z")));
        for (theirs, expected) in [("2026-11-20 16:00", "2026-11-20T15:00Z"), ("2026-11-21", "2026-11-21")] {
            let back = read(&text.replace("2026-11-20 15:35", theirs));
            let proof = back.document.follow_ups[0].1.proof.clone().expect("it is still proven");
            assert_eq!((proof.at.to_string().as_str(), &back.problems[..]), (expected, &[][..]));
        }
        let back = read(&text.replace("2026-11-20 15:35", "some day"));
        assert_eq!(back.problems.len(), 1, "{:?}", back.problems);
    }

    #[test]
    fn a_proof_of_a_day_has_no_time() {
        let document = document(proven("2026-11-20"));
        let text = written(&document);
        assert!(text.contains("  + At: 2026-11-20\n"), "{text}");
        assert_eq!(read(&text).document, document);
    }

    /// Of three days “22:30” said nothing on paper, where the link to the entry is dead.
    #[test]
    fn evidence_has_its_date_where_the_entries_are_of_more_than_one_day() {
        let mut reading = Reading::default();
        let mut finding = Finding::default();
        let told = |reading: &Reading, finding: &Finding| {
            let sheet = Sheet { reading, name: None, zone: &East, zone_name: "" };
            let times = finding.evidence.iter().map(|citation| match evidence(citation, &sheet).value {
                Value::Entry(_, time, _) => time,
                value => unreachable!("{value:?}"),
            });
            times.collect::<Vec<String>>()
        };
        for (id, hour) in [(1, 22), (2, 22), (3, 24)] {
            // One hour later in the zone of the document: the second day begins before the third entry.
            let at = Instant::from_millis(hour * 3_600_000 - id * 60_000);
            let writer = crate::domain::id::WriterId::from_bits(1);
            let said = crate::domain::entry::Statement::new(crate::domain::entry::Says::Note, "dana", "x", at, writer);
            let entry = crate::domain::entry::testing::entry(id as u128, Some(at), said);
            finding.evidence.push(Citation { entry: entry.id, saw: None });
            reading.entries.insert(entry.id, std::sync::Arc::new(entry));
            reading.fold();
            let expected: &[&str] = match id {
                1 => &["22:59:00"],
                2 => &["22:59:00", "22:58:00"],
                _ => &["1970-01-01 22:59:00", "1970-01-01 22:58:00", "1970-01-02 00:57:00"],
            };
            assert_eq!(told(&reading, &finding), expected);
        }
    }

    #[test]
    fn what_a_finding_and_a_change_lack_is_said() {
        let mut document = document(FollowUp { state: Some("proposed".into()), ..FollowUp::default() });
        document.missing = vec!["Name an entry that shows “Nobody knew”.".into()];
        let text = written(&document);
        for said in [
            "+ Evidence: none yet\n",
            "+ Changes: no change answers it yet\n",
            "+ State: Proposed, not promised yet\n",
            "## Still missing\n<!-- missing -->\n\n+ Name an entry that shows “Nobody knew”.\n",
            "+ Template: Google SRE\n",
            "### Change 1\n",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
        assert_eq!(read(&text).document, document);
        document.follow_ups[0].1.findings.push(RecordId::from_bits(1));
        assert!(!written(&document).contains("no change answers it"));
    }
}
