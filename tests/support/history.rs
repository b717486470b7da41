//! Random histories: what a few pages write that see each other late, with wrong clocks, copied profiles, purges, and
//! now and then a program that does not keep the rules.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};
use stillpoint::domain::fold::{Incident, Topic};
use stillpoint::domain::id::{RecordId, ScopeId, WriterId};
use stillpoint::domain::record::kind;
use stillpoint::domain::time::{Instant, Precise, Precision};
use stillpoint::log::canonical::Object;
use stillpoint::log::conflict::resolve;
use stillpoint::log::revision::Reach;
use stillpoint::log::{Draft, Log, Revision, Writer, read};

/// The incident that histories are about.
pub const ROOT: ScopeId = ScopeId::from_bits(7);

/// Incidents that may turn out to be the same one.
const SCOPES: [ScopeId; 3] = [ROOT, ScopeId::from_bits(3), ScopeId::from_bits(9)];

/// The entry that every page has seen.
const SHARED: RecordId = RecordId::from_bits(99);

/// 2026-11-18T14:00:00Z.
const START: i64 = 1_795_010_400_000;

const MINUTE: i64 = 60_000;

const TEXTS: [&str; 6] = ["", "one", "one\ntwo", "one\ntwo\nthree", "one\n2\nthree", "zero\none\ntwo"];

const MARKS: [&str; 5] = ["drift_began", "detected", "declared", "acknowledged", "guessed"];

const KINDS: [&str; 11] =
    ["note", "observation", "alert", "decision", "action", "change", "impact", "severity", "phase", "role", "oracle"];

const PHASES: [&str; 7] = ["investigating", "identified", "mitigated", "watching", "resolved", "closed", "hibernating"];

/// A history: revisions in the order in which they were made, somewhere.
#[derive(Clone)]
pub struct History {
    pub revisions: Vec<Revision>,
}

impl History {
    pub fn log(&self) -> Log {
        Log::of(self.revisions.iter().cloned())
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for revision in &self.revisions {
            writeln!(f, "{}", revision.to_line())?;
        }
        Ok(())
    }
}

/// What one page does next.
#[derive(Debug, Clone)]
enum Step {
    /// Writes a new entry.
    Say(Saying),
    /// Changes one field of a record it knows, made from the heads it knows.
    Edit { record: Index, field: Field },
    /// Puts a record into the trash.
    Delete { record: Index },
    /// Takes a record out of the trash.
    Restore { record: Index },
    /// Takes out the body of a revision that somebody wrote, whether it has arrived here or not, or with it all of its
    /// record or of its scope; named from another scope it takes out nothing.
    Purge { target: Index, scope: Option<usize>, reach: usize },
    /// Finds a page's clock wrong.
    CorrectClock { of: usize, add_minutes: i64 },
    /// Finds one incident to be another.
    Include { from: usize, scope: usize },
    /// Gives an incident its name.
    Name { number: u64, scope: usize },
    /// Introduces a person.
    Introduce { person: usize, name: usize },
    /// Introduces itself.
    IntroduceItself,
    /// Writes a record of a kind that this version does not know.
    WriteUnknown,
    /// Revises a record in the form of a newer version.
    WriteNewer { record: Index },
    /// Revises a record under another kind or in another scope: a program that does not keep the rules.
    Stray { record: Index, kind: usize, scope: usize },
    /// Sees what another page has.
    Read { of: usize },
    /// Becomes a copy of another page, which goes on as well.
    Copy { of: usize },
}

/// What a new entry says.
#[derive(Debug, Clone)]
struct Saying {
    scope: usize,
    kind: usize,
    text: usize,
    time: Time,
    place: Option<(usize, u64)>,
    mark: Option<usize>,
    value: usize,
    other: usize,
    /// Names what it replaces, as a page does; otherwise it contests.
    knows: bool,
}

#[derive(Debug, Clone)]
enum Time {
    None,
    ByClock,
    Named { minutes: i64, precision: usize, is_clock: bool },
}

#[derive(Debug, Clone)]
enum Field {
    Text(usize),
    Time(Time),
    Star(bool),
    Marks(Vec<usize>),
    Value(usize),
    Replaces(Index),
    /// Any field of an entry with any JSON.
    Odd(usize, Value),
}

/// Histories of up to 26 revisions by up to four pages.
pub fn histories() -> impl Strategy<Value = History> {
    histories_of(1..=25)
}

/// Histories of so many steps; reading and copying are steps too.
pub fn histories_of(steps: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = History> {
    let skew = prop_oneof![4 => -2i64..3, 1 => Just(37), 1 => Just(-90), 1 => Just(60 * 24 * 365)];
    let step = (0..4usize, 0..4i64, step());
    (prop::collection::vec(skew, 4), prop::collection::vec(step, steps)).prop_map(|(skews, steps)| play(&skews, &steps))
}

fn step() -> impl Strategy<Value = Step> {
    let record = any::<Index>;
    prop_oneof![
        12 => saying().prop_map(Step::Say),
        12 => (record(), field()).prop_map(|(record, field)| Step::Edit { record, field }),
        3 => record().prop_map(|record| Step::Delete { record }),
        1 => record().prop_map(|record| Step::Restore { record }),
        2 => (any::<Index>(), prop::option::weighted(0.2, 0..3usize), prop_oneof![3 => 0..2usize, 1 => Just(2)])
            .prop_map(|(target, scope, reach)| Step::Purge { target, scope, reach }),
        2 => (0..4usize, -40i64..3).prop_map(|(of, add_minutes)| Step::CorrectClock { of, add_minutes }),
        1 => (0..3usize, 0..3usize).prop_map(|(from, scope)| Step::Include { from, scope }),
        1 => (40..43u64, 0..3usize).prop_map(|(number, scope)| Step::Name { number, scope }),
        1 => (0..3usize, 0..3usize).prop_map(|(person, name)| Step::Introduce { person, name }),
        1 => Just(Step::IntroduceItself),
        1 => Just(Step::WriteUnknown),
        1 => record().prop_map(|record| Step::WriteNewer { record }),
        1 => (record(), 0..4usize, 0..3usize).prop_map(|(record, kind, scope)| Step::Stray { record, kind, scope }),
        7 => (0..4usize).prop_map(|of| Step::Read { of }),
        1 => (0..4usize).prop_map(|of| Step::Copy { of }),
    ]
}

fn saying() -> impl Strategy<Value = Saying> {
    let scope = prop_oneof![8 => Just(0usize), 1 => Just(1), 1 => Just(2)];
    let kind = prop_oneof![1 => 0..KINDS.len(), 2 => 6..10usize];
    let place = prop::option::weighted(0.3, (0..2usize, 0..4u64));
    let mark = prop::option::weighted(0.3, 0..MARKS.len());
    (scope, kind, 0..TEXTS.len(), time(), place, mark, 0..12usize, 0..4usize, any::<bool>()).prop_map(
        |(scope, kind, text, time, place, mark, value, other, knows)| Saying {
            scope,
            kind,
            text,
            time,
            place,
            mark,
            value,
            other,
            knows,
        },
    )
}

fn time() -> impl Strategy<Value = Time> {
    prop_oneof![
        2 => Just(Time::None),
        3 => Just(Time::ByClock),
        5 => (-5i64..6, 0..4usize, any::<bool>())
            .prop_map(|(minutes, precision, is_clock)| Time::Named { minutes, precision, is_clock }),
    ]
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        3 => (0..TEXTS.len()).prop_map(Field::Text),
        3 => time().prop_map(Field::Time),
        1 => any::<bool>().prop_map(Field::Star),
        2 => prop::collection::vec(0..MARKS.len(), 0..3).prop_map(Field::Marks),
        2 => (0..12usize).prop_map(Field::Value),
        1 => any::<Index>().prop_map(Field::Replaces),
        1 => (0..ODD_FIELDS.len(), odd_value()).prop_map(|(field, value)| Field::Odd(field, value)),
    ]
}

const ODD_FIELDS: [&str; 14] = [
    "kind",
    "logged_at",
    "by",
    "text",
    "occurred",
    "place",
    "marks",
    "evidence",
    "answers",
    "replaces",
    "deleted",
    "holder",
    "add_millis",
    "scope",
];

fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "[a-zé\"\\\\\n]{0,4}".prop_map(Value::from),
        Just(json!([])),
        Just(json!([1, "x", {"at": "2026-11-18"}])),
        Just(json!({"at": "2026-11-18T14:07Z", "later": [1.5]})),
    ]
}

/// One load of the page: what it has seen, and its clock.
#[derive(Clone)]
struct Page {
    writer: Writer,
    log: Log,
    skew: i64,
}

/// All pages, and everything they wrote.
struct World {
    pages: Vec<Page>,
    now: i64,
    next_record: u128,
    revisions: Vec<Revision>,
}

fn play(skews: &[i64], steps: &[(usize, i64, Step)]) -> History {
    let page = |(number, skew): (usize, &i64)| Page {
        writer: Writer::new(writer_id(number)),
        log: Log::default(),
        skew: skew * MINUTE,
    };
    let pages = skews.iter().enumerate().map(page).collect();
    let mut world = World { pages, now: START, next_record: 0, revisions: Vec::new() };
    world.begin();
    for (page, seconds, step) in steps {
        world.now += seconds * 1000;
        world.act(*page, step);
    }
    History { revisions: world.revisions }
}

fn writer_id(page: usize) -> WriterId {
    WriterId::from_bits([5, 2, 11, 8][page])
}

impl World {
    fn act(&mut self, page: usize, step: &Step) {
        match step {
            Step::Say(saying) => {
                let body = self.entry(page, saying);
                let record = self.new_record();
                self.write(page, SCOPES[saying.scope], record, kind::ENTRY, vec![], body);
            }
            Step::Edit { record, field } => self.revise(page, *record, |now, body| set(field, now, page, body)),
            Step::Delete { record } => self.revise(page, *record, |_, body| put(body, "deleted", json!(true))),
            Step::Restore { record } => self.revise(page, *record, |_, body| {
                body.remove("deleted");
            }),
            Step::Purge { target, scope, reach } => self.purge(page, *target, *scope, *reach),
            Step::CorrectClock { of, add_minutes } => {
                let body = json!({"writers": [writer_id(*of)], "add_millis": add_minutes * MINUTE, "why": ""});
                self.write_new(page, ROOT, kind::CLOCK, body);
            }
            Step::Include { from, scope } => {
                self.write_new(page, SCOPES[*from], kind::INCLUSION, json!({"scope": SCOPES[*scope], "why": ""}));
            }
            Step::Name { number, scope } => {
                self.write_new(page, SCOPES[*scope], kind::INCIDENT, json!({"number": number, "title": "checkout"}));
            }
            Step::Introduce { person, name } => self.introduce(page, *person, *name),
            Step::IntroduceItself => self.introduce_itself(page),
            Step::WriteUnknown => self.write_new(page, ROOT, "forecast", json!({"sky": 1.5})),
            Step::WriteNewer { record } => self.write_newer(page, *record),
            Step::Stray { record, kind, scope } => self.stray(page, *record, *kind, *scope),
            Step::Read { of } => self.read(page, *of),
            Step::Copy { of } => self.pages[page] = self.pages[*of].clone(),
        }
    }

    /// One entry that every page has seen, so that there is something to disagree about from the start.
    fn begin(&mut self) {
        let body = json!({"kind": "severity", "severity": "sev2", "text": TEXTS[3], "logged_at": "2026-11-18T14:00:00Z",
            "by": "dana", "occurred": {"at": "2026-11-18T14:00Z"}, "marks": ["detected"]});
        self.write(0, ROOT, SHARED, kind::ENTRY, vec![], object(body));
        (1..self.pages.len()).for_each(|page| self.read(page, 0));
    }

    fn clock(&self, page: usize) -> Instant {
        Instant::from_millis(self.now + self.pages[page].skew)
    }

    fn new_record(&mut self) -> RecordId {
        self.next_record += 1;
        // Neither ascending nor descending, as drawn ids are.
        RecordId::from_bits(self.next_record * 7 % 31 + 100)
    }

    fn write_new(&mut self, page: usize, scope: ScopeId, kind: &str, body: Value) {
        let record = self.new_record();
        self.write(page, scope, record, kind, vec![], object(body));
    }

    fn write(
        &mut self,
        page: usize,
        scope: ScopeId,
        record: RecordId,
        kind: &str,
        parents: Vec<stillpoint::domain::Hash>,
        body: Object,
    ) {
        let draft =
            Draft { scope, record, kind: kind.to_owned(), parents, author: "dana".to_owned(), purges: vec![], body };
        self.append(page, draft);
    }

    fn append(&mut self, page: usize, draft: Draft) {
        let now = self.clock(page);
        let revision = self.pages[page].writer.write(draft, now);
        self.keep(page, revision);
    }

    fn keep(&mut self, page: usize, revision: Revision) {
        self.pages[page].log.add(revision.clone());
        self.revisions.push(revision);
    }

    /// A record that the page knows, by scope and id; every second time the one that all know.
    fn choose(&self, page: usize, index: Index) -> Option<(ScopeId, RecordId)> {
        if index.index(2) == 0 {
            return Some((ROOT, SHARED));
        }
        let log = &self.pages[page].log;
        let known: std::collections::BTreeSet<_> = log.iter().map(|r| (r.header().scope, r.header().record)).collect();
        let known: Vec<_> = known.into_iter().collect();
        (!known.is_empty()).then(|| *index.get(&known))
    }

    /// What a next revision of that record starts from, as this page knows it.
    fn start(&self, page: usize, scope: ScopeId, record: RecordId) -> Draft {
        let revisions: Vec<&Revision> =
            self.pages[page].log.scope(scope).filter(|r| r.header().record == record).collect();
        let resolved = resolve(&revisions);
        Draft {
            scope,
            record,
            kind: revisions[0].header().kind.clone(),
            parents: resolved.heads,
            author: "sam".to_owned(),
            purges: vec![],
            body: resolved.body.and_then(|body| body.object()).unwrap_or_default(),
        }
    }

    fn revise(&mut self, page: usize, index: Index, change: impl FnOnce(Instant, &mut Object)) {
        let Some((scope, record)) = self.choose(page, index) else { return };
        let mut draft = self.start(page, scope, record);
        change(self.clock(page), &mut draft.body);
        self.append(page, draft);
    }

    fn purge(&mut self, page: usize, target: Index, scope: Option<usize>, reach: usize) {
        if self.revisions.is_empty() {
            return;
        }
        let target = target.get(&self.revisions);
        let reach = [Reach::Named, Reach::Record(target.header().record), Reach::All][reach];
        let (scope, purges) = (scope.map_or(target.header().scope, |scope| SCOPES[scope]), vec![target.hash()]);
        let record = self.new_record();
        let body = object(json!({"why": "pasted by mistake"}));
        let draft = Draft {
            scope,
            record,
            kind: kind::PURGE.to_owned(),
            parents: vec![],
            author: "dana".to_owned(),
            purges,
            body,
        };
        let now = self.clock(page);
        let revision = self.pages[page].writer.write_purge(draft, reach, now);
        self.keep(page, revision);
    }

    fn introduce(&mut self, page: usize, person: usize, name: usize) {
        let handle = ["dana", "sam", "priya"][person];
        let record = stillpoint::log::canonical::record_named(kind::PERSON, handle);
        let name = ["Dana", "Sam", "Priya"][name];
        let body = object(json!({"handle": handle, "name": name}));
        self.write(page, ROOT, record, kind::PERSON, vec![], body);
    }

    fn introduce_itself(&mut self, page: usize) {
        let record = RecordId::from_bits(self.pages[page].writer.id().bits());
        let device = RecordId::from_bits(1000 + page as u128 % 2);
        self.write(page, ROOT, record, kind::WRITER, vec![], object(json!({"device": device, "version": "0.1.0"})));
    }

    fn write_newer(&mut self, page: usize, index: Index) {
        let Some((scope, record)) = self.choose(page, index) else { return };
        let draft = self.start(page, scope, record);
        let (now, body) = (self.clock(page), draft.body.clone());
        let mut header = self.pages[page].writer.write(draft, now).header().clone();
        header.v = 2;
        self.keep(page, Revision::make(header, &body));
    }

    fn stray(&mut self, page: usize, index: Index, strange: usize, scope: usize) {
        let Some((known_scope, record)) = self.choose(page, index) else { return };
        let mut draft = self.start(page, known_scope, record);
        draft.kind = [kind::ENTRY, kind::CLOCK, kind::INCLUSION, kind::PERSON][strange].to_owned();
        draft.scope = SCOPES[scope];
        self.append(page, draft);
    }

    fn read(&mut self, page: usize, of: usize) {
        let now = self.clock(page);
        let seen = self.pages[of].log.clone();
        for revision in seen.iter() {
            self.pages[page].writer.observe(revision.header().hlc, now);
            self.pages[page].log.add(revision.clone());
        }
    }

    fn entry(&self, page: usize, saying: &Saying) -> Object {
        let now = self.clock(page);
        let mut body = object(json!({"kind": KINDS[saying.kind], "logged_at": now, "by": "dana"}));
        put(&mut body, "text", json!(TEXTS[saying.text]));
        set(&Field::Time(saying.time.clone()), now, page, &mut body);
        if let Some((document, index)) = saying.place {
            let document = ["paste", "chat"][document];
            put(&mut body, "place", json!({"document": document, "index": index}));
        }
        if let Some(mark) = saying.mark {
            put(&mut body, "marks", json!([MARKS[mark]]));
        }
        set(&Field::Value(saying.value), now, page, &mut body);
        put(&mut body, "role", json!(["lead", "scribe", "expert", "lead"][saying.other]));
        let incident = read(&self.pages[page].log, SCOPES[saying.scope]);
        if saying.knows {
            let topic = topic(&body);
            let heads = topic
                .map(|topic| Incident::heads(incident.entries.values().map(AsRef::as_ref), &topic))
                .unwrap_or_default();
            put(&mut body, "replaces", json!(heads));
        }
        if saying.other == 3 {
            let answered: Vec<RecordId> = incident.incident.impacts.iter().map(|window| window.began).take(1).collect();
            put(&mut body, "answers", json!(answered));
        }
        body
    }
}

fn topic(body: &Object) -> Option<Topic> {
    let role = || body.get("role").and_then(Value::as_str).unwrap_or_default().to_owned();
    match body.get("kind").and_then(Value::as_str)? {
        "severity" => Some(Topic::Severity),
        "phase" => Some(Topic::Phase),
        "role" => Some(Topic::Role(role())),
        _ => None,
    }
}

fn set(field: &Field, now: Instant, page: usize, body: &mut Object) {
    match field {
        Field::Text(text) => put(body, "text", json!(TEXTS[*text])),
        Field::Time(Time::None) => {
            body.remove("occurred");
        }
        Field::Time(Time::ByClock) => put(body, "occurred", json!({"at": now, "clock": writer_id(page)})),
        Field::Time(Time::Named { minutes, precision, is_clock }) => {
            let precision = [Precision::Day, Precision::Minute, Precision::Second, Precision::Millisecond][*precision];
            let at = Precise { at: Instant::from_millis(START + minutes * MINUTE + 500), precision };
            put(body, "occurred", json!({"at": at}));
            if *is_clock {
                put(body, "occurred", json!({"at": at, "clock": writer_id(page)}));
            }
        }
        Field::Star(star) => put(body, "star", json!(star)),
        Field::Marks(marks) => put(body, "marks", json!(marks.iter().map(|mark| MARKS[*mark]).collect::<Vec<_>>())),
        Field::Value(value) => set_value(*value, body),
        Field::Replaces(index) => {
            put(body, "replaces", json!([RecordId::from_bits(index.index(31) as u128 + 100)]));
        }
        Field::Odd(field, value) => put(body, ODD_FIELDS[*field], value.clone()),
    }
}

/// One number, as each kind understands it.
fn set_value(value: usize, body: &mut Object) {
    put(body, "severity", json!(["sev1", "sev2", "sev3"][value % 3]));
    put(body, "phase", json!(PHASES[value % PHASES.len()]));
    put(body, "impact", json!(["began", "ended"][value % 2]));
    put(body, "move", json!(["take", "offer", "accept", "release", "decline"][value % 5]));
    put(body, "holder", json!(["dana", "sam", "priya"][value % 3]));
}

fn put(body: &mut Object, field: &str, value: Value) {
    body.insert(field.to_owned(), value);
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
