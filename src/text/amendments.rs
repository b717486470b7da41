//! Amendments: what was said of a postmortem after it was frozen, as sentences. The page lists them, and so do exports.

use serde_json::Value;

use super::changes::{Change, Piece, Told, changes};
use crate::domain::id::{Hash, RecordId};
use crate::domain::ordered::sort_many;
use crate::domain::postmortem::{Freeze, TEMPLATES};
use crate::domain::record::kind;
use crate::domain::sorted::SortedMap;
use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{Local, Zone};
use crate::log::canonical::Object;
use crate::log::{Log, Reading, Revision, frozen};

/// What of a text a sentence repeats, in characters.
const LONGEST: usize = 60;

/// What is said about the review rather than in the document.
const OF_REVIEW: [&str; 7] =
    ["status", "meeting", "reviewers", "review_by", "closed_without", "closed_despite", "owner"];

/// What somebody changed after the document was frozen: one record, by one person, without anybody between.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// Handle of whoever changed it.
    pub by: String,
    /// When it was changed last, by the clock of the page that wrote it.
    pub at: Instant,
    /// What it is about: `the finding “Retries pile up”`.
    pub what: String,
    /// How.
    pub how: How,
    /// The text that was written, whole; empty where none was.
    pub text: String,
}

/// An amendment that leaves the house: nothing of it is cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Amended {
    /// Who did what and when, as a sentence.
    pub says: String,
    /// What was written, as markdown; empty where nothing was.
    pub text: String,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// It is new, and says this beside its text.
    New(Vec<Change>),
    /// It says something else.
    Changed(Vec<Change>),
    /// What it said is not to be had any more, so nobody can tell what was changed.
    Untold,
}

/// The amendments of a document, in the order in which they were made.
pub fn amendments(log: &Log, reading: &Reading, freeze: &Freeze) -> Vec<Amendment> {
    let later = reading.scopes.iter().flat_map(|scope| log.scope(*scope)).filter(|revision| {
        let header = revision.header();
        is_document(&header.kind) && !frozen::is_among(freeze, header.scope, header.writer, header.counter)
    });
    let mut later: Vec<&Revision> = later.collect();
    sort_many(&mut later, |revision| (revision.header().hlc, revision.hash()));
    let mut runs: Vec<Vec<&Revision>> = Vec::new();
    let mut last_of: SortedMap<RecordId, usize> = SortedMap::default();
    for revision in later {
        let header = revision.header();
        let goes_on = last_of.get(&header.record).copied().filter(|run| {
            let last = runs[*run].last().expect("a run begins with a revision");
            last.header().author == header.author && header.parents == [last.hash()]
        });
        match goes_on {
            Some(run) => runs[run].push(revision),
            None => {
                last_of.insert(header.record, runs.len());
                runs.push(vec![revision]);
            }
        }
    }
    let mut told: Vec<Amendment> = runs.iter().filter_map(|run| amendment(log, reading, run)).collect();
    sort_many(&mut told, |amendment| (amendment.at, amendment.record));
    told
}

/// True for what a document is made of.
fn is_document(kind: &str) -> bool {
    matches!(
        kind,
        kind::ENTRY
            | kind::INCIDENT
            | kind::POSTMORTEM
            | kind::SECTION
            | kind::ANSWER
            | kind::FINDING
            | kind::FOLLOW_UP
            | kind::CLOCK
            | kind::INCLUSION
            | kind::PURGE
    )
}

fn amendment(log: &Log, reading: &Reading, run: &[&Revision]) -> Option<Amendment> {
    let (first, last) = (run.first()?, run.last()?);
    let header = last.header();
    let kind = header.kind.as_str();
    // Of several that were brought together, what the latest said.
    let parents = first.header().parents.iter().filter_map(|parent| log.get(*parent));
    let before = parents.max_by_key(|parent| (parent.header().hlc, parent.hash()));
    let after = body(last);
    let how = match (&after, before.map(body), first.header().parents.is_empty()) {
        (Some(after), _, true) => How::New(beside(kind, after, reading)),
        (Some(after), Some(Some(before)), _) => {
            let mut changes = changes(&told(kind, &before, reading), &told(kind, after, reading));
            if kind == kind::POSTMORTEM {
                changes.retain(|change| !is_of_review(change));
            }
            // Taken back, or said about the review.
            if changes.is_empty() {
                return None;
            }
            How::Changed(changes)
        }
        _ => How::Untold,
    };
    if kind == kind::POSTMORTEM && matches!(how, How::New(_)) {
        return None;
    }
    let says = after.unwrap_or_default();
    let is_written = match &how {
        How::New(_) | How::Untold => true,
        How::Changed(changes) => {
            let is_text = |change: &Change| matches!(change, Change::Text(_));
            changes.iter().any(is_text) && !changes.iter().any(|change| matches!(change, Change::Trash(_)))
        }
    };
    let text = says.get("text").and_then(Value::as_str).filter(|_| is_written).unwrap_or_default().trim().to_owned();
    let (what, by, at) = (subject(kind, &says, reading), header.author.clone(), header.hlc.instant());
    Some(Amendment { record: header.record, kind: kind.to_owned(), by, at, what, how, text })
}

/// What a new finding or a new change says beside its text.
fn beside(kind: &str, body: &Object, reading: &Reading) -> Vec<Change> {
    if !matches!(kind, kind::FINDING | kind::FOLLOW_UP) {
        return Vec::new();
    }
    let mut said = changes(&Object::new(), &told(kind, body, reading));
    said.retain(|change| matches!(change, Change::Value { .. }));
    said
}

fn is_of_review(change: &Change) -> bool {
    let name = match change {
        Change::Value { name, .. } | Change::Members { name, .. } => name,
        Change::Text(_) | Change::Trash(_) => return false,
    };
    OF_REVIEW.iter().any(|field| field.replace('_', " ") == *name)
}

fn body(revision: &Revision) -> Option<Object> {
    serde_json::from_str(revision.body().text()?).ok()
}

/// A body in which records are named as people know them.
fn told(kind: &str, body: &Object, reading: &Reading) -> Object {
    let mut body = body.clone();
    if !matches!(kind, kind::FINDING | kind::FOLLOW_UP) {
        return body;
    }
    for field in ["evidence", "findings"] {
        let Some(named) = body.get(field).and_then(Value::as_array) else { continue };
        let names = named.iter().map(|one| {
            let id = one.get("entry").unwrap_or(one).as_str().unwrap_or_default();
            id.parse().ok().and_then(|id| name_of(id, reading)).unwrap_or_else(|| "what is not here".to_owned())
        });
        let names: Vec<String> = names.collect();
        body.insert(field.to_owned(), names.join(", ").into());
    }
    // Under another name: the evidence of an entry is links and raw text.
    if let Some(evidence) = body.remove("evidence") {
        body.insert("rests_on".to_owned(), evidence);
    }
    body
}

fn name_of(id: RecordId, reading: &Reading) -> Option<String> {
    let text = match reading.entries.get(&id) {
        Some(entry) => entry.said.text.clone(),
        None => {
            let body: Object = serde_json::from_str(&reading.bodies.get(&id)?.json).ok()?;
            body.get("text")?.as_str()?.to_owned()
        }
    };
    Some(quoted(&text))
}

/// What a record is called in a sentence.
fn subject(kind: &str, body: &Object, reading: &Reading) -> String {
    let word = |field: &str| body.get(field).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let named = |name: &str, field: &str| match word(field) {
        Some(text) => format!("{name} {}", quoted(text)),
        None => name.to_owned(),
    };
    match kind {
        kind::ENTRY if word("text").is_none() => match word("kind") {
            Some(kind) => format!("the entry of kind {kind}"),
            None => "an entry".to_owned(),
        },
        kind::ENTRY => named("the entry", "text"),
        kind::SECTION => {
            match word("heading").map(str::to_owned).or_else(|| Some(heading_of(word("slot")?, reading))) {
                Some(heading) => format!("the section {}", quoted(&heading)),
                None => "a section".to_owned(),
            }
        }
        kind::ANSWER if word("question").is_some() => named("the answer to", "question"),
        kind::ANSWER => match word("asked") {
            Some(asked) => format!("the answer about {}", quoted(&asked.replace('-', " "))),
            None => "an answer".to_owned(),
        },
        kind::FINDING => named("the finding", "text"),
        kind::FOLLOW_UP => named("the follow-up", "text"),
        kind::INCIDENT => "what the incident is called".to_owned(),
        kind::CLOCK => "a device’s clock, and the times read off it".to_owned(),
        kind::INCLUSION => "what another incident said".to_owned(),
        kind::PURGE => "why something was taken out for good".to_owned(),
        _ => "the document".to_owned(),
    }
}

/// What the section of that slot is called: in the template of the document, else in the first that has it.
fn heading_of(slot: &str, reading: &Reading) -> String {
    let about = reading.bodies.values().find(|body| body.kind == kind::POSTMORTEM);
    let about: Option<Object> = about.and_then(|body| serde_json::from_str(&body.json).ok());
    let template = about.as_ref().and_then(|about| about.get("template")?.as_str());
    let own = TEMPLATES.iter().filter(|one| Some(one.name) == template);
    let known = own.chain(TEMPLATES).flat_map(|template| template.parts).find(|part| part.slot == slot);
    known.map_or_else(|| slot.replace('-', " "), |part| part.heading.to_owned())
}

/// The first line, shortened, in quotes.
fn quoted(text: &str) -> String {
    format!("“{}”", shortened(text.trim().lines().next().unwrap_or_default(), LONGEST))
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

impl Amendment {
    /// What was done, without who and when: `changed the finding “Retries pile up”: class code → data`. Times in `zone`.
    pub fn did(&self, zone: &impl Zone) -> String {
        self.did_at_length(zone, LONGEST)
    }

    fn did_at_length(&self, zone: &impl Zone, most: usize) -> String {
        let what = &self.what;
        let told = |changes: &[Change]| {
            let told: Vec<String> = changes.iter().map(|change| in_words(change, zone, most)).collect();
            told.join("; ")
        };
        match &self.how {
            How::New(_) if self.kind == kind::PURGE => "took something out for good".to_owned(),
            How::New(beside) if most > LONGEST && !beside.is_empty() => format!("added {what}: {}", told(beside)),
            How::New(_) => format!("added {what}"),
            How::Untold => format!("changed {what}; what it said was taken out for good"),
            How::Changed(changes) => match changes.as_slice() {
                [Change::Trash(true), ..] => format!("put {what} into the trash"),
                [Change::Trash(false), ..] => format!("took {what} out of the trash"),
                changes => format!("changed {what}: {}", told(changes)),
            },
        }
    }

    /// It as one sentence: `2026-11-20 14:07, sam added the finding “Retries pile up”.`
    pub fn in_words(&self, zone: &impl Zone) -> String {
        self.sentence(zone, LONGEST)
    }

    /// It with everything that was said, for whoever has nothing but the file.
    pub fn in_full(&self, zone: &impl Zone) -> Amended {
        Amended { says: self.sentence(zone, usize::MAX), text: self.text.clone() }
    }

    fn sentence(&self, zone: &impl Zone, most: usize) -> String {
        let at = when(Precise { at: self.at, precision: Precision::Minute }, zone);
        format!("{at}, {} {}.", self.by, self.did_at_length(zone, most))
    }
}

fn in_words(change: &Change, zone: &impl Zone, most: usize) -> String {
    let tell = |told: &Told| match told {
        Told::Nothing => "nothing".to_owned(),
        Told::Time(at) => when(*at, zone),
        Told::Words(words) => shortened(words, most),
    };
    match change {
        Change::Text(pieces) => text_in_words(pieces),
        Change::Value { name, before: Told::Nothing, after } if most > LONGEST => format!("{name} {}", tell(after)),
        Change::Value { name, before, after } => format!("{name} {} → {}", tell(before), tell(after)),
        Change::Members { name, gone, new } => {
            let signed = |sign: &str, all: &[String]| -> Vec<String> {
                all.iter().map(|one| format!("{sign}{}", shortened(one, most))).collect()
            };
            let members: Vec<String> = signed("−", gone).into_iter().chain(signed("+", new)).collect();
            format!("{name} {}", members.join(", "))
        }
        Change::Trash(is_in) => if *is_in { "into the trash" } else { "out of the trash" }.to_owned(),
    }
}

/// The first change of a text, and how many more there are.
fn text_in_words(pieces: &[Piece]) -> String {
    let changed = |piece: &&Piece| !matches!(piece, Piece::Same(_));
    let text = |piece: Option<&Piece>| match piece {
        Some(Piece::Gone(text) | Piece::New(text)) => quoted(text),
        _ => String::new(),
    };
    let first = pieces.iter().position(|piece| changed(&piece)).unwrap_or(0);
    let (one, next) = (pieces.get(first), pieces.get(first + 1));
    let (words, taken) = match (one, next) {
        (Some(Piece::Gone(_)), Some(Piece::New(_))) => (format!("{} → {}", text(one), text(next)), 2),
        (Some(Piece::Gone(_)), _) => (format!("without {}", text(one)), 1),
        _ => (format!("with {}", text(one)), 1),
    };
    let more = pieces.iter().skip(first + taken).filter(changed).count();
    match more {
        0 => format!("text {words}"),
        _ => format!("text {words}, and more"),
    }
}

fn when(at: Precise, zone: &impl Zone) -> String {
    match at.precision {
        Precision::Day => at.to_string(),
        precision => {
            let local = Local::at(at.at, zone);
            format!("{} {}", local.date_text(), local.time_text(precision))
        }
    }
}

/// A name for a frozen document that a person can compare with another: the first letters of its set hash.
pub fn short(hash: Hash) -> String {
    let mut text = hash.to_string();
    text.truncate(12);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{ScopeId, WriterId};
    use crate::domain::zone::Utc;
    use crate::log::{Draft, Writer, read};
    use serde_json::json;

    const SCOPE: ScopeId = ScopeId::from_bits(7);

    /// Somebody who writes, and all that was written.
    struct Desk {
        writer: Writer,
        log: Log,
        minute: i64,
    }

    impl Desk {
        fn new() -> Self {
            Self { writer: Writer::new(WriterId::from_bits(1)), log: Log::default(), minute: 0 }
        }

        fn put(&mut self, by: &str, record: u128, kind: &str, body: Value) -> Revision {
            self.minute += 1;
            let record = RecordId::from_bits(record);
            let parents = read(&self.log, SCOPE).records.get(&record).map(|record| record.heads.clone());
            let (parents, body) = (parents.unwrap_or_default(), body.as_object().cloned().unwrap_or_default());
            let draft =
                Draft { scope: SCOPE, record, kind: kind.into(), parents, author: by.into(), purges: vec![], body };
            let revision = self.writer.write(draft, Instant::from_millis(self.minute * 60_000));
            self.log.add(revision.clone());
            revision
        }

        fn freeze(&self) -> Freeze {
            let (scopes, set_hash) = frozen::seen(&self.log, &[SCOPE]);
            Freeze { by: "dana".into(), at: Instant::EPOCH, scopes, set_hash }
        }

        fn told(&self, freeze: &Freeze) -> Vec<String> {
            let amendments = amendments(&self.log, &read(&self.log, SCOPE), freeze);
            amendments.iter().map(|amendment| amendment.in_words(&Utc)).collect()
        }
    }

    fn entry(text: &str, at: &str) -> Value {
        json!({"kind": "note", "logged_at": "2026-11-20T14:09:00Z", "by": "dana", "text": text, "occurred": {"at": at}})
    }

    #[test]
    fn what_is_said_later_is_told_with_who_and_when_and_what_was_there_before_is_not() {
        let mut desk = Desk::new();
        desk.put("dana", 1, kind::ENTRY, entry("first alert", "2026-11-20T14:07Z"));
        desk.put("dana", 2, kind::FINDING, json!({"text": "Retries pile up", "class": "code"}));
        let freeze = desk.freeze();
        assert_eq!(desk.told(&freeze), Vec::<String>::new());
        desk.put("sam", 1, kind::ENTRY, entry("first alert", "2026-11-20T13:58Z"));
        desk.put("kim", 2, kind::FINDING, json!({"text": "Retries pile up", "class": "data"}));
        desk.put("kim", 3, kind::SECTION, json!({"slot": "went-well", "text": "The page was clear."}));
        let trashed = json!({"text": "Retries pile up", "class": "data", "deleted": true});
        desk.put("sam", 2, kind::FINDING, trashed);
        let expected = [
            "1970-01-01 00:03, sam changed the entry “first alert”: time 2026-11-20 14:07 → 2026-11-20 13:58.",
            "1970-01-01 00:04, kim changed the finding “Retries pile up”: class code → data.",
            "1970-01-01 00:05, kim added the section “What went well”.",
            "1970-01-01 00:06, sam put the finding “Retries pile up” into the trash.",
        ];
        assert_eq!(desk.told(&freeze), expected);
        assert_eq!(desk.told(&desk.freeze()), Vec::<String>::new(), "frozen again");
    }

    #[test]
    fn what_one_person_writes_on_and_on_is_one_amendment_and_what_is_taken_back_none() {
        let mut desk = Desk::new();
        let section = |text: &str| json!({"slot": "summary", "text": text});
        desk.put("dana", 1, kind::SECTION, section("Orders failed for an hour."));
        let freeze = desk.freeze();
        desk.put("sam", 1, kind::SECTION, section("Orders failed for an hour or two."));
        desk.put("sam", 1, kind::SECTION, section("Orders failed for two hours."));
        let one = "1970-01-01 00:03, sam changed the section “Summary”: text “an hour” → “two hours”.";
        assert_eq!(desk.told(&freeze), [one]);
        desk.put("sam", 1, kind::SECTION, section("Orders failed for an hour."));
        assert_eq!(desk.told(&freeze), Vec::<String>::new());
    }

    #[test]
    fn what_is_said_about_the_review_is_no_amendment() {
        let mut desk = Desk::new();
        desk.put("dana", 1, kind::POSTMORTEM, json!({"owner": "dana"}));
        let freeze = desk.freeze();
        desk.put(
            "dana",
            1,
            kind::POSTMORTEM,
            json!({"owner": "sam", "status": "closed", "closed_without": "A drill.", "closed_despite": "A word."}),
        );
        desk.put("sam", 2, kind::SIGN_OFF, json!({"by": "sam", "at": "2026-11-20T14:09:00Z"}));
        desk.put("sam", 3, kind::PERSON, json!({"handle": "sam", "name": "Sam"}));
        assert_eq!(desk.told(&freeze), Vec::<String>::new());
        desk.put("dana", 1, kind::POSTMORTEM, json!({"owner": "sam", "template": "sre"}));
        assert_eq!(desk.told(&freeze), ["1970-01-01 00:05, dana changed the document: template nothing → sre."]);
    }

    #[test]
    fn evidence_and_findings_are_named_by_their_words() {
        let mut desk = Desk::new();
        desk.put("dana", 1, kind::ENTRY, entry("pool is full", "2026-11-20T14:07Z"));
        desk.put("dana", 2, kind::FINDING, json!({"text": "Retries pile up"}));
        desk.put("dana", 3, kind::FOLLOW_UP, json!({"text": "Cap retries"}));
        let freeze = desk.freeze();
        let (entry, finding) = (RecordId::from_bits(1).to_string(), RecordId::from_bits(2).to_string());
        desk.put("sam", 2, kind::FINDING, json!({"text": "Retries pile up", "evidence": [{"entry": entry}]}));
        desk.put(
            "sam",
            3,
            kind::FOLLOW_UP,
            json!({"text": "Cap retries", "findings": [finding], "state": "committed"}),
        );
        let expected = [
            "1970-01-01 00:04, sam changed the finding “Retries pile up”: rests on nothing → “pool is full”.",
            "1970-01-01 00:05, sam changed the follow-up “Cap retries”: findings nothing → “Retries pile up”; state nothing → committed.",
        ];
        assert_eq!(desk.told(&freeze), expected);
    }

    #[test]
    fn what_another_device_said_before_and_was_not_seen_is_an_amendment_on_both() {
        let mut dana = Desk::new();
        dana.put("dana", 1, kind::FINDING, json!({"text": "Retries pile up"}));
        let mut sam = Desk { writer: Writer::new(WriterId::from_bits(2)), log: dana.log.clone(), minute: 1 };
        sam.put("sam", 2, kind::FINDING, json!({"text": "Nobody owns the queue"}));
        dana.minute = 60;
        let freeze = dana.freeze();
        for revision in sam.log.iter() {
            dana.log.add(revision.clone());
        }
        let expected = ["1970-01-01 00:02, sam added the finding “Nobody owns the queue”."];
        assert_eq!(dana.told(&freeze), expected);
        assert_eq!(sam.told(&freeze), expected);
    }

    #[test]
    fn what_was_taken_out_for_good_tells_nothing_of_what_it_said() {
        let mut desk = Desk::new();
        let secret = desk.put("dana", 1, kind::FINDING, json!({"text": "a secret"}));
        let freeze = desk.freeze();
        desk.put("sam", 1, kind::FINDING, json!({"text": "no secret"}));
        let draft = Draft {
            scope: SCOPE,
            record: RecordId::from_bits(9),
            kind: kind::PURGE.into(),
            parents: vec![],
            author: "sam".into(),
            purges: vec![secret.hash()],
            body: Object::new(),
        };
        let purge = desk.writer.write(draft, Instant::from_millis(180_000));
        desk.log.add(purge);
        let expected = [
            "1970-01-01 00:02, sam changed the finding “no secret”; what it said was taken out for good.",
            "1970-01-01 00:03, sam took something out for good.",
        ];
        assert_eq!(desk.told(&freeze), expected);
    }

    #[test]
    fn what_leaves_the_house_is_told_whole() {
        let mut desk = Desk::new();
        let entry_id = RecordId::from_bits(1).to_string();
        desk.put("dana", 1, kind::ENTRY, entry("pool is full", "2026-11-20T14:07Z"));
        desk.put("dana", 2, kind::POSTMORTEM, json!({"template": "sre"}));
        desk.put("dana", 3, kind::FINDING, json!({"text": "Retries pile up"}));
        let freeze = desk.freeze();
        let long = format!("{}\n\nAnd so on.", "Orders failed. ".repeat(20));
        desk.put("sam", 4, kind::SECTION, json!({"slot": "lucky", "text": long}));
        let evidence = json!([{"entry": entry_id}]);
        desk.put("sam", 5, kind::FINDING, json!({"text": "Nobody owns it", "class": "code", "evidence": evidence}));
        let take = "x".repeat(100);
        desk.put("sam", 3, kind::FINDING, json!({"text": "Retries pile up", "would_take": take}));
        desk.put("kim", 3, kind::FINDING, json!({"text": "Retries pile up", "would_take": take, "deleted": true}));
        let reading = read(&desk.log, SCOPE);
        let told: Vec<(String, String)> = amendments(&desk.log, &reading, &freeze)
            .iter()
            .map(|amendment| amendment.in_full(&Utc))
            .map(|amended| (amended.says, amended.text))
            .collect();
        let says = |what: &str, text: &str| (what.to_owned(), text.to_owned());
        let expected = [
            says("1970-01-01 00:04, sam added the section “Where we got lucky”.", &long),
            says(
                "1970-01-01 00:05, sam added the finding “Nobody owns it”: class code; rests on “pool is full”.",
                "Nobody owns it",
            ),
            says(&format!("1970-01-01 00:06, sam changed the finding “Retries pile up”: would take {take}."), ""),
            says("1970-01-01 00:07, kim put the finding “Retries pile up” into the trash.", ""),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_long_text_is_told_by_its_first_change() {
        let before = Piece::Same("Orders failed ".into());
        let pieces = [
            before.clone(),
            Piece::Gone("twice".into()),
            Piece::New("once".into()),
            before,
            Piece::New("x".repeat(80)),
        ];
        assert_eq!(text_in_words(&pieces), "text “twice” → “once”, and more");
        assert_eq!(text_in_words(&pieces[3..]), format!("text with “{} …”", "x".repeat(60)));
        assert_eq!(text_in_words(&pieces[1..2]), "text without “twice”");
    }
}
