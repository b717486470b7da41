//! A page that writes into one incident, for stories: its clock, what it has seen, and what people say through it.

use serde_json::{Value, json};
use stillpoint::domain::entry::Seen;
use stillpoint::domain::fold::{Incident, Topic};
use stillpoint::domain::id::{DeviceId, Hash, RecordId, ScopeId, WriterId};
use stillpoint::domain::json::Json as _;
use stillpoint::domain::record::{TEAM, kind};
use stillpoint::domain::time::{Instant, Precise, Precision};
use stillpoint::log::canonical::{self, Object, digest, object_to_text};
use stillpoint::log::conflict::resolve;
use stillpoint::log::{Draft, Log, Revision, Writer, read};

/// An id of the golden incident: as good as drawn, and the same every time.
fn drawn(name: &str) -> u128 {
    canonical::record_named("golden", name).bits()
}

/// The incident's scope.
pub fn scope() -> ScopeId {
    ScopeId::from_bits(drawn("scope"))
}

/// A device by its label.
pub fn device(label: &str) -> DeviceId {
    DeviceId::from_bits(drawn(label))
}

/// What an entry says, as JSON: the format is what is told here, not the types that read it.
pub struct Saying(Object);

impl Saying {
    pub fn of(kind: &str, text: &str) -> Self {
        Self(object(json!({ "kind": kind, "text": text })))
    }

    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.0.insert(member.to_owned(), value);
        self
    }

    pub fn by(self, handle: &str) -> Self {
        self.with("by", json!(handle))
    }

    /// A person or another system named the time; its text is its precision.
    pub fn happened(self, at: &str) -> Self {
        self.with("occurred", json!({ "at": at }))
    }

    pub fn marks(self, mark: &str) -> Self {
        self.with("marks", json!([mark]))
    }

    pub fn answers(self, record: RecordId) -> Self {
        self.with("answers", json!([record]))
    }

    pub fn evidence(self, evidence: Value) -> Self {
        self.with("evidence", json!([evidence]))
    }

    /// A row of an imported document.
    pub fn row(self, document: &str, index: u64) -> Self {
        self.with("place", json!({ "document": document, "index": index }))
    }

    pub fn untimed(self) -> Self {
        self.with("occurred", Value::Null)
    }
}

pub fn note(text: &str) -> Saying {
    Saying::of("note", text)
}

pub fn observation(text: &str) -> Saying {
    Saying::of("observation", text)
}

pub fn change(sort: &str, text: &str) -> Saying {
    Saying::of("change", text).with("sort", json!(sort))
}

pub fn action(assignee: &str, minutes: u32, text: &str) -> Saying {
    Saying::of("action", text).with("assignee", json!(assignee)).with("time_box_minutes", json!(minutes))
}

pub fn alert(name: &str, state: &str) -> Saying {
    let labels = json!({"alertname": name, "region": "eu-west", "service": "checkout"});
    Saying::of("alert", name)
        .with("source", json!("alertmanager"))
        .with("labels", labels)
        .with("state", json!(state))
        .with("correlation", json!("b7f3c1"))
}

pub fn severity(severity: &str) -> Saying {
    Saying::of("severity", "").with("severity", json!(severity))
}

pub fn phase(phase: &str, text: &str) -> Saying {
    Saying::of("phase", text).with("phase", json!(phase))
}

pub fn role(role: &str, moved: &str, holder: &str) -> Saying {
    Saying::of("role", "").with("role", json!(role)).with("move", json!(moved)).with("holder", json!(holder))
}

/// One load of the page.
pub struct Page {
    writer: Writer,
    device: &'static str,
    author: &'static str,
    ahead_minutes: i64,
    records: u32,
    log: Log,
}

impl Page {
    /// Opens the page on a device whose clock runs so many minutes ahead.
    pub fn new(author: &'static str, device: &'static str, ahead_minutes: i64) -> Self {
        let writer = Writer::new(WriterId::from_bits(drawn(&format!("page of {author}"))));
        Self { writer, device, author, ahead_minutes, records: 0, log: Log::default() }
    }

    pub fn writer(&self) -> WriterId {
        self.writer.id()
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Sees what the other has.
    pub fn read(&mut self, at: &str, other: &Self) {
        let now = self.clock(at);
        for revision in other.log.iter() {
            self.writer.observe(revision.header().hlc, now);
            self.log.add(revision.clone());
        }
    }

    /// Sees a whole log.
    pub fn take(&mut self, log: &Log) {
        for revision in log.iter() {
            self.writer.observe(revision.header().hlc, revision.header().hlc.instant());
            self.log.add(revision.clone());
        }
    }

    /// Introduces itself, as the first thing it writes.
    pub fn introduce_itself(&mut self, at: &str) {
        let body = json!({"device": device(self.device), "label": self.device, "version": "0.1.0"});
        self.write(at, RecordId::from_bits(self.writer().bits()), kind::WRITER, body);
    }

    pub fn introduce(&mut self, at: &str, handle: &str, name: &str) {
        let record = canonical::record_named(kind::PERSON, handle);
        self.write(at, record, kind::PERSON, json!({ "handle": handle, "name": name }));
    }

    /// Says something; it happened now by this page's clock unless it says otherwise.
    pub fn say(&mut self, at: &str, saying: Saying) -> RecordId {
        let now = self.clock(at);
        let mut body = object(json!({"by": self.author, "logged_at": now}));
        let occurred = Precise { at: now, precision: Precision::Millisecond };
        body.insert("occurred".to_owned(), json!({ "at": occurred, "clock": self.writer() }));
        body.extend(saying.0);
        self.name_what_it_replaces(&mut body);
        body.retain(|_, value| !(value.is_null() || value == ""));
        let record = self.new_record();
        self.write(at, record, kind::ENTRY, Value::Object(body));
        record
    }

    /// A decision, with what this page had in front of it.
    pub fn decide(&mut self, at: &str, text: &str, options: &[&str], objections: &[&str]) -> RecordId {
        let saw = Seen::of(self.log.scope(scope()).map(|r| (r.header().writer, r.header().counter)));
        let saying = Saying::of("decision", text).with("options", json!(options)).with("saw", saw.write());
        self.say(at, if objections.is_empty() { saying } else { saying.with("objections", json!(objections)) })
    }

    /// A record of another kind than entry.
    pub fn record(&mut self, at: &str, kind: &str, body: Value) -> RecordId {
        let record = self.new_record();
        self.write(at, record, kind, body);
        record
    }

    /// A record whose id is made from a name, as those are that two devices may begin: new, or said anew.
    pub fn put(&mut self, at: &str, kind: &str, name: &str, body: Value) -> RecordId {
        let record = canonical::record_named(kind, &format!("{}{name}", scope()));
        self.write(at, record, kind, body);
        record
    }

    /// A record of the whole team, which is said once.
    pub fn agree(&mut self, at: &str, kind: &str, body: Value) -> RecordId {
        let record = self.new_record();
        let draft = Draft { scope: TEAM, kind: kind.to_owned(), body: object(body), ..self.draft(record) };
        self.append(at, draft);
        record
    }

    /// Changes members of what a record says here now; `null` takes a member out.
    pub fn edit(&mut self, at: &str, record: RecordId, changes: Value) {
        let mut draft = self.draft(record);
        draft.body.extend(object(changes));
        draft.body.retain(|_, value| !value.is_null());
        self.append(at, draft);
    }

    pub fn delete(&mut self, at: &str, record: RecordId) {
        self.edit(at, record, json!({"deleted": true}));
    }

    pub fn restore(&mut self, at: &str, record: RecordId) {
        self.edit(at, record, json!({ "deleted": null }));
    }

    /// Takes out the bodies of every revision of that record that is known here.
    pub fn purge(&mut self, at: &str, record: RecordId, why: &str) {
        let purges: Vec<Hash> = self.revisions(record).iter().map(|revision| revision.hash()).collect();
        let id = self.new_record();
        let draft = Draft { purges, body: object(json!({ "why": why })), kind: kind::PURGE.into(), ..self.draft(id) };
        self.append(at, draft);
    }

    /// What a program of version 2 writes: a header with a member more.
    pub fn say_from_the_future(&mut self, at: &str, body: Value) {
        let now = self.clock(at);
        let record = self.new_record();
        let draft = Draft { kind: kind::ENTRY.into(), body: object(body), ..self.draft(record) };
        let written = self.writer.write(draft, now);
        let mut header = canonical::object(written.header());
        header.extend(object(json!({"v": 2, "mood": "hopeful"})));
        let (header, body) = (object_to_text(&header), written.body().text().unwrap_or_default());
        let hash = digest(header.as_bytes());
        let line = format!(r#"{{"hash":"{hash}","header":{header},"body":{body}}}"#);
        self.log.add(Revision::from_line(&line).expect("its hashes were just made"));
    }

    fn clock(&self, at: &str) -> Instant {
        let real: Instant = format!("2026-11-18T{at}Z").parse().expect("stories are told in clock times");
        real.plus_millis(self.ahead_minutes * 60_000)
    }

    fn new_record(&mut self) -> RecordId {
        self.records += 1;
        RecordId::from_bits(drawn(&format!("{} {}", self.author, self.records)))
    }

    fn revisions(&self, record: RecordId) -> Vec<&Revision> {
        self.log.scope(scope()).filter(|revision| revision.header().record == record).collect()
    }

    /// The next revision of a record, from all heads that are known here.
    fn draft(&self, record: RecordId) -> Draft {
        let revisions = self.revisions(record);
        let resolved = resolve(&revisions);
        Draft {
            scope: scope(),
            record,
            kind: revisions.first().map(|revision| revision.header().kind.clone()).unwrap_or_default(),
            parents: resolved.heads,
            author: self.author.to_owned(),
            purges: vec![],
            body: resolved.body.and_then(|body| body.object()).unwrap_or_default(),
        }
    }

    fn write(&mut self, at: &str, record: RecordId, kind: &str, body: Value) {
        let draft = Draft { kind: kind.to_owned(), body: object(body), ..self.draft(record) };
        self.append(at, draft);
    }

    fn append(&mut self, at: &str, draft: Draft) {
        let now = self.clock(at);
        let revision = self.writer.write(draft, now);
        self.log.add(revision);
    }

    fn name_what_it_replaces(&self, body: &mut Object) {
        let Some(topic) = topic(body) else { return };
        let heads = Incident::heads(read(&self.log, scope()).entries.values().map(AsRef::as_ref), &topic);
        if !heads.is_empty() {
            body.insert("replaces".to_owned(), json!(heads));
        }
    }
}

/// What an entry gives a value to. An offer and its refusal give none, and experts do not replace each other.
fn topic(body: &Object) -> Option<Topic> {
    let member = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    match (member("kind"), member("role"), member("move")) {
        ("severity", ..) => Some(Topic::Severity),
        ("phase", ..) => Some(Topic::Phase),
        ("role", _, "offer" | "decline") | ("role", "expert", _) => None,
        ("role", role, _) => Some(Topic::Role(role.to_owned())),
        _ => None,
    }
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}
