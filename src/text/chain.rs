//! The chain of incidents for a program and for people: what `stillpoint chain` prints. An interface: `docs/chain-json.md`
//! says what stands where, members have one order, and a change of what one means is a new version.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::id::{RecordId, ScopeId};
use crate::domain::postmortem::chain::{Chain, Evidence, Standing, Strength};
use crate::domain::postmortem::missing::{Gap, missing};
use crate::domain::postmortem::recurrence::{Dimension, Told, recurrence};
use crate::domain::postmortem::{CLASSES, FollowUp, Held, PATTERNS, Postmortem, STATES, STRENGTHS, title_of};
use crate::domain::time::{Instant, Precise};
use crate::log::Reading;

/// The version of what is written.
const VERSION: u32 = 1;

/// One incident with its chain.
pub struct Incident<'a> {
    /// What it is called among the others, such as `INC-42`.
    pub name: Option<&'a str>,
    /// What its revisions tell.
    pub reading: &'a Reading,
    says: Postmortem,
    missing: Vec<Gap>,
}

impl<'a> Incident<'a> {
    /// Reads the chain of an incident. Triage and drills need no postmortem; where one was begun it is to be whole.
    pub fn of(name: Option<&'a str>, reading: &'a Reading, now: Instant) -> Self {
        let says = Postmortem::of(reading.bodies.iter());
        let counts = reading.record.as_ref().is_none_or(|record| record.counts());
        let missing = if counts || !says.is_empty() { missing(&says, reading, now) } else { Vec::new() };
        Self { name, reading, says, missing }
    }

    /// True when nothing is missing in it.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    fn title(&self) -> &str {
        self.reading.record.as_ref().map_or("Its name has not arrived", |record| &record.title)
    }

    fn scope(&self) -> Option<ScopeId> {
        self.reading.scopes.first().copied()
    }

    fn counts(&self) -> bool {
        self.reading.record.as_ref().is_none_or(|record| record.counts())
    }

    fn chain(&self) -> Chain<'_> {
        Chain::of(&self.says, self.reading)
    }

    /// What an entry says and when it happened, unless it was taken out.
    fn entry(&self, id: RecordId) -> (Option<Precise>, Option<&str>) {
        let entry = self.reading.entries.get(&id);
        (entry.and_then(|entry| entry.precise()), entry.map(|entry| entry.said.text.as_str()))
    }
}

#[derive(Serialize)]
struct Document<'a> {
    stillpoint: &'static str,
    v: u32,
    incidents: Vec<OfIncident<'a>>,
    recurring: Recurring,
}

#[derive(Serialize)]
struct OfIncident<'a> {
    number: Option<&'a str>,
    scope: Option<ScopeId>,
    title: &'a str,
    counts: bool,
    findings: Vec<OfFinding<'a>>,
    follow_ups: Vec<OfFollowUp<'a>>,
    missing: Vec<OfGap<'a>>,
    unread: Vec<OfUnread<'a>>,
}

#[derive(Serialize)]
struct OfFinding<'a> {
    id: RecordId,
    text: &'a str,
    class: Option<&'a str>,
    detail: Option<&'a str>,
    patterns: &'a [String],
    emergent: bool,
    effect: Option<&'a str>,
    evidence: Vec<OfEvidence<'a>>,
    tests: Vec<OfTest<'a>>,
    failure: Option<&'a str>,
    would_take: Option<&'a str>,
    follow_ups: Vec<RecordId>,
}

#[derive(Serialize)]
struct OfEvidence<'a> {
    entry: RecordId,
    standing: &'static str,
    at: Option<Precise>,
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct OfTest<'a> {
    layer: &'a str,
    answer: &'a str,
}

#[derive(Serialize)]
struct OfFollowUp<'a> {
    id: RecordId,
    text: &'a str,
    state: &'a str,
    findings: &'a [RecordId],
    evidence: Vec<RecordId>,
    change: Option<&'a str>,
    effect: Option<&'a str>,
    strength: Option<OfStrength>,
    owner: Option<&'a str>,
    due: Option<Precise>,
    overdue: bool,
    link: Option<&'a str>,
    checked_at: Option<Instant>,
    declined: Option<OfDeclined<'a>>,
    proof: Option<OfProof<'a>>,
}

#[derive(Serialize)]
struct OfStrength {
    name: String,
    said: bool,
    why: String,
}

#[derive(Serialize)]
struct OfDeclined<'a> {
    by: &'a str,
    why: &'a str,
    at: Instant,
}

#[derive(Serialize)]
struct OfProof<'a> {
    looked_at: &'a str,
    link: Option<&'a str>,
    at: Precise,
    by: &'a str,
    shown_by: Option<&'a str>,
}

#[derive(Serialize)]
struct OfGap<'a> {
    kind: &'static str,
    about: Option<RecordId>,
    says: &'a str,
}

#[derive(Serialize)]
struct OfUnread<'a> {
    record: RecordId,
    why: &'a str,
}

#[derive(Serialize)]
struct Recurring {
    of: usize,
    rows: Vec<OfRow>,
}

#[derive(Serialize)]
struct OfRow {
    by: &'static str,
    name: String,
    incidents: usize,
    findings: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    scope: ScopeId,
    finding: RecordId,
}

/// The chains as JSON.
pub fn print_json(incidents: &[Incident<'_>], now: Instant) -> String {
    let document = Document {
        stillpoint: "chain",
        v: VERSION,
        incidents: incidents.iter().map(|incident| of_incident(incident, now)).collect(),
        recurring: recurring(incidents),
    };
    let mut json = serde_json::to_string_pretty(&document).expect("it holds nothing that JSON cannot say");
    json.push('\n');
    json
}

fn of_incident<'a>(incident: &'a Incident<'_>, now: Instant) -> OfIncident<'a> {
    let chain = incident.chain();
    let findings = incident.says.findings.iter().map(|held| {
        let finding = &held.says;
        OfFinding {
            id: held.id,
            text: &finding.text,
            class: finding.class.as_deref(),
            detail: finding.detail.as_deref(),
            patterns: &finding.patterns,
            emergent: finding.is_emergent,
            effect: finding.effect.as_deref(),
            evidence: chain.evidence(finding).into_iter().map(|one| of_evidence(incident, one)).collect(),
            tests: finding.tests.iter().map(|one| OfTest { layer: &one.layer, answer: &one.answer }).collect(),
            failure: finding.failure.as_deref(),
            would_take: finding.would_take.as_deref(),
            follow_ups: chain.follow_ups_of(held.id).iter().map(|held| held.id).collect(),
        }
    });
    let gap = |gap: &'a Gap| OfGap { kind: gap.kind.as_str(), about: gap.about, says: &gap.says };
    OfIncident {
        number: incident.name,
        scope: incident.scope(),
        title: incident.title(),
        counts: incident.counts(),
        findings: findings.collect(),
        follow_ups: incident.says.follow_ups.iter().map(|held| of_follow_up(held, &chain, now)).collect(),
        missing: incident.missing.iter().map(gap).collect(),
        unread: incident.says.unread.iter().map(|(record, why)| OfUnread { record: *record, why }).collect(),
    }
}

fn of_evidence<'a>(incident: &'a Incident<'_>, evidence: Evidence) -> OfEvidence<'a> {
    let (at, text) = incident.entry(evidence.entry);
    OfEvidence { entry: evidence.entry, standing: evidence.standing.as_str(), at, text }
}

fn of_follow_up<'a>(held: &'a Held<FollowUp>, chain: &Chain<'_>, now: Instant) -> OfFollowUp<'a> {
    let change = &held.says;
    let strength = |Strength { name, is_said, why }| OfStrength { name, said: is_said, why };
    OfFollowUp {
        id: held.id,
        text: &change.text,
        state: change.state(),
        findings: &change.findings,
        evidence: chain.evidence_of(change).into_iter().map(|evidence| evidence.entry).collect(),
        change: change.change.as_deref(),
        effect: change.effect.as_deref(),
        strength: change.strength().map(strength),
        owner: change.owner.as_deref(),
        due: change.due,
        overdue: change.is_overdue(now),
        link: change.link.as_deref(),
        checked_at: change.checked_at,
        declined: change.declined.as_ref().map(|said| OfDeclined { by: &said.by, why: &said.why, at: said.at }),
        proof: change.proof.as_ref().map(|proof| OfProof {
            looked_at: &proof.looked_at,
            link: proof.link.as_deref(),
            at: proof.at,
            by: &proof.by,
            shown_by: proof.shown_by.as_deref(),
        }),
    }
}

fn told<'a>(incident: &'a Incident<'_>) -> Option<Told<'a>> {
    Some(Told { scope: incident.scope()?, counts: incident.counts(), says: &incident.says })
}

fn recurring(incidents: &[Incident<'_>]) -> Recurring {
    let all = recurrence(incidents.iter().filter_map(told));
    let rows = all.rows.into_iter().map(|row| OfRow {
        by: dimension(row.by),
        name: row.name,
        incidents: row.incidents,
        findings: row.findings.into_iter().map(|(scope, finding)| Place { scope, finding }).collect(),
    });
    Recurring { of: all.of, rows: rows.collect() }
}

const fn dimension(by: Dimension) -> &'static str {
    match by {
        Dimension::Class => "class",
        Dimension::Detail => "detail",
        Dimension::Pattern => "pattern",
    }
}

/// The chains for people.
pub fn print_text(incidents: &[Incident<'_>], now: Instant) -> String {
    let mut text = String::new();
    for (position, incident) in incidents.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        incident_in_words(incident, now, &mut text);
    }
    text
}

/// Adds a line of text behind so many steps of indentation.
fn line(text: &mut String, depth: usize, words: &str) {
    let _ = writeln!(text, "{}{}", "  ".repeat(depth), one_line(words));
}

/// A text in one line, as everything here is.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn incident_in_words(incident: &Incident<'_>, now: Instant, text: &mut String) {
    let chain = incident.chain();
    line(text, 0, &format!("{} {}", incident.name.unwrap_or_default(), incident.title()));
    for held in &incident.says.findings {
        let finding = &held.says;
        let mut about: Vec<&str> = Vec::new();
        about.extend(finding.class.as_deref().map(class_title));
        about.extend(finding.patterns.iter().map(|pattern| title_of(PATTERNS, pattern)));
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        line(text, 1, &format!("Finding: {}{about}", finding.text));
        for evidence in chain.evidence(finding) {
            let (at, said) = incident.entry(evidence.entry);
            let at = at.map(|at| format!("{at} ")).unwrap_or_default();
            let standing = match evidence.standing {
                Standing::Live => "",
                Standing::Corrected => " [corrected since]",
                Standing::Trashed => " [deleted]",
                Standing::Gone => " [taken out, or not arrived]",
            };
            line(text, 2, &format!("evidence: {at}{}{standing}", said.unwrap_or_default()));
        }
        for held in chain.follow_ups_of(held.id) {
            change_in_words(&held.says, now, text);
        }
    }
    let is_alone = |held: &&Held<FollowUp>| chain.answered_by(&held.says).is_empty();
    for held in incident.says.follow_ups.iter().filter(is_alone) {
        change_in_words(&held.says, now, text);
    }
    if !incident.missing.is_empty() {
        line(text, 1, "Missing:");
        for gap in &incident.missing {
            line(text, 2, &format!("- {}", gap.says));
        }
    }
}

fn class_title(name: &str) -> &str {
    CLASSES.iter().find(|class| class.word.name == name).map_or(name, |class| class.word.title)
}

fn change_in_words(change: &FollowUp, now: Instant, text: &mut String) {
    let mut words = vec![title_of(STATES, change.state()).to_ascii_lowercase()];
    words.extend(change.owner.clone());
    words.extend(change.due.map(|due| format!("until {due}")));
    if change.is_overdue(now) {
        words.push("overdue".to_owned());
    }
    words.extend(change.strength().map(|strength| title_of(STRENGTHS, &strength.name).to_ascii_lowercase()));
    line(text, 2, &format!("change: {} ({})", change.text, words.join(", ")));
    if let Some(proof) = &change.proof {
        line(text, 3, &format!("proof: {}", proof.looked_at));
    }
    if let Some(said) = &change.declined {
        line(text, 3, &format!("{}: {}", said.by, said.why));
    }
}
