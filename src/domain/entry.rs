//! What one entry of the timeline says.
//!
//! The body of an entry is one flat JSON object: fields every kind has, then the fields of its kind. Flat, because merging
//! works field by field and must not need to know the kind. Reading is total: a kind or a value from a newer version
//! becomes [`Says::Unknown`] and the entry keeps its place and text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::{Hash, RecordId, WriterId};
use super::time::{Hlc, Instant, Occurred, Precise, is_false};

/// One entry as the log has it now: every revision merged, clock corrections applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its record.
    pub id: RecordId,
    /// When its first revision was made, by the hybrid clock: breaks ties of `at`.
    pub created: Hlc,
    /// Which page wrote its first revision.
    pub writer: WriterId,
    /// When it happened, corrected; none when it is untimed.
    pub at: Option<Instant>,
    /// Milliseconds that a clock correction added to `said.occurred` to give `at`; zero when there was none.
    pub corrected_by_millis: i64,
    /// When it was written down, corrected in the same way by the clock of `writer`.
    pub logged_at: Instant,
    /// In the trash. It stays here because others may name it as the one they replace.
    pub is_deleted: bool,
    /// What was said.
    pub said: Statement,
}

impl Entry {
    /// The key of the timeline's order among timed entries: when it happened, then when it was written, then its id.
    pub fn order(&self) -> Option<(Instant, Hlc, RecordId)> {
        self.at.map(|at| (at, self.created, self.id))
    }

    /// When it ended, corrected like its beginning, so that it lasted as long.
    pub fn ended(&self) -> Option<Precise> {
        let ended = self.said.ended?;
        Some(Precise { at: ended.at.plus_millis(self.corrected_by_millis), ..ended })
    }

    /// The time with its precision, corrected; none when untimed.
    pub fn precise(&self) -> Option<Precise> {
        let occurred = self.said.occurred.as_ref()?;
        Some(Precise { at: self.at?, precision: occurred.at.precision })
    }
}

/// What an entry says: the body of one of its revisions, in JSON a flat object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Statement {
    /// When it happened; none for a row of an imported document whose time could not be read.
    pub occurred: Option<Occurred>,
    /// Where it stood in the document it came from.
    pub place: Option<Place>,
    /// When it ended, for what lasted.
    pub ended: Option<Precise>,
    /// When it was written down, by the writer's clock. Never edited.
    pub logged_at: Instant,
    /// Handle of the person it is attributed to, who need not be the one who typed.
    pub by: String,
    /// What was said, as markdown.
    pub text: String,
    /// Milestones it marks beside what its kind says.
    pub marks: Vec<Mark>,
    /// Starred: in the report.
    pub is_starred: bool,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// An id that other systems use for the same thing.
    pub correlation: Option<String>,
    /// For imported entries the key in the source, so that a second import changes nothing.
    pub source: Option<String>,
    /// Entries this one accepts, answers, resolves or reverts.
    pub answers: Vec<RecordId>,
    /// Entries whose value this one replaces; several when it settles a contest.
    pub replaces: Vec<RecordId>,
    /// Its kind, and what that adds.
    pub says: Says,
}

impl Statement {
    /// `text` said by `by`, logged and, until it is told otherwise, happened `now` by the clock of `writer`.
    pub fn new(says: Says, by: impl Into<String>, text: impl Into<String>, now: Instant, writer: WriterId) -> Self {
        Self {
            occurred: Some(Occurred::by_clock(now, writer)),
            place: None,
            ended: None,
            logged_at: now,
            by: by.into(),
            text: text.into(),
            marks: Vec::new(),
            is_starred: false,
            evidence: Vec::new(),
            correlation: None,
            source: None,
            answers: Vec::new(),
            replaces: Vec::new(),
            says,
        }
    }
}

/// Where a row stood in the document it was imported from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Which document, by a name that stays the same when it is read again.
    pub document: String,
    /// The row's number in it, from zero.
    pub index: u64,
}

/// A milestone that any entry can mark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Mark {
    /// The first deviation that is seen afterwards, before there was harm.
    DriftBegan,
    /// Somebody or something noticed.
    Detected,
    /// It was called an incident.
    Declared,
    /// Somebody took it up.
    Acknowledged,
    /// From a newer version.
    Other(String),
}

impl Mark {
    /// Its name in the log.
    pub fn as_str(&self) -> &str {
        match self {
            Self::DriftBegan => "drift_began",
            Self::Detected => "detected",
            Self::Declared => "declared",
            Self::Acknowledged => "acknowledged",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for Mark {
    fn from(name: String) -> Self {
        match name.as_str() {
            "drift_began" => Self::DriftBegan,
            "detected" => Self::Detected,
            "declared" => Self::Declared,
            "acknowledged" => Self::Acknowledged,
            _ => Self::Other(name),
        }
    }
}

impl From<Mark> for String {
    fn from(mark: Mark) -> Self {
        mark.as_str().to_owned()
    }
}

/// What an entry rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// An address: a graph, a page, a ticket.
    Link(String),
    /// Text as it was: log lines, a query's answer.
    Raw(String),
    /// An attachment, kept apart under the digest of its bytes.
    File {
        /// SHA-256 of its bytes.
        hash: Hash,
        /// Its name where it came from.
        name: String,
        /// Its media type.
        media: String,
        /// Its length.
        bytes: u64,
    },
    /// Of a sort from a newer version, as it is.
    #[serde(untagged)]
    Unknown(serde_json::Value),
}

/// The phase an incident is in. Any order may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Looking for what it is.
    Investigating,
    /// What makes it happen is known: isolated.
    Identified,
    /// The harm is stopped or small, the condition may remain.
    Mitigated,
    /// A fix is in, being watched.
    Watching,
    /// It is over.
    Resolved,
    /// Nothing is left to do for it.
    Closed,
}

impl Phase {
    /// All, in the order they are hoped for.
    pub const ALL: [Self; 6] =
        [Self::Investigating, Self::Identified, Self::Mitigated, Self::Watching, Self::Resolved, Self::Closed];

    /// Its name in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Mitigated => "mitigated",
            Self::Watching => "watching",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// The phase of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == name)
    }
}

/// What happens to a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleMove {
    /// Taken without being asked.
    Take,
    /// Offered to `holder`, who does not hold it before accepting.
    Offer,
    /// Accepted by `holder`; answers the offer.
    Accept,
    /// Given up by `holder`.
    Release,
}

/// Whether harm began or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImpactMove {
    /// Harm began.
    Began,
    /// Harm ended: that of the entries it answers, of all that is open when it answers none.
    Ended,
}

/// What a person thinks of a change now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeVerdict {
    /// It may have to do with it.
    Suspect,
    /// It has to do with it.
    Culprit,
    /// It has nothing to do with it.
    Cleared,
}

/// An alert's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// The condition holds.
    Firing,
    /// It no longer does.
    Resolved,
}

/// When an action was done, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When.
    pub at: Instant,
    /// By whom, a handle.
    pub by: String,
}

/// Which revisions somebody had in front of them: per writer the ranges of counters, both ends included.
///
/// Exact also where files arrived in pieces, and small: one range per writer is the rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seen(BTreeMap<WriterId, Vec<(u64, u64)>>);

impl Seen {
    /// Collects revision ids that arrive in any order.
    pub fn of(ids: impl IntoIterator<Item = (WriterId, u64)>) -> Self {
        let mut counters: BTreeMap<WriterId, Vec<u64>> = BTreeMap::new();
        for (writer, counter) in ids {
            counters.entry(writer).or_default().push(counter);
        }
        let ranges = counters.into_iter().map(|(writer, mut counters)| {
            counters.sort_unstable();
            let mut ranges: Vec<(u64, u64)> = Vec::new();
            for counter in counters {
                match ranges.last_mut() {
                    Some((_, end)) if counter <= end.saturating_add(1) => *end = counter,
                    _ => ranges.push((counter, counter)),
                }
            }
            (writer, ranges)
        });
        let mut seen = Self::default();
        seen.0.extend(ranges);
        seen
    }

    /// True when that revision was seen.
    pub fn contains(&self, writer: WriterId, counter: u64) -> bool {
        self.0.get(&writer).is_some_and(|ranges| ranges.iter().any(|(from, to)| (*from..=*to).contains(&counter)))
    }
}

/// The kind of an entry with what it adds to the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// Anything worth keeping.
    Note,
    /// Something that was seen.
    Observation,
    /// Something a machine said.
    Alert {
        /// Which system said it.
        source: Option<String>,
        /// Its labels.
        labels: BTreeMap<String, String>,
        /// Firing or resolved.
        state: Option<AlertState>,
    },
    /// Something was decided.
    Decision {
        /// What else could have been done.
        options: Vec<String>,
        /// Who minded, and why.
        objections: Vec<String>,
        /// What was known at that moment.
        saw: Option<Seen>,
    },
    /// Somebody is to do something.
    Action {
        /// Who, a handle.
        assignee: Option<String>,
        /// After how many minutes to ask.
        time_box_minutes: Option<u32>,
        /// Set when it was done.
        done: Option<Done>,
    },
    /// Something was changed: a deploy, a configuration, a flag, a migration, a fix.
    Change {
        /// What sort of change, a word.
        sort: Option<String>,
        /// What is thought of it.
        verdict: Option<ChangeVerdict>,
    },
    /// Harm began or ended.
    Impact {
        /// Which.
        impact: ImpactMove,
        /// Who is harmed.
        who: Option<String>,
        /// What share of them, in words ("about 30 % of checkouts").
        share: Option<String>,
        /// How sure that is, in words.
        certainty: Option<String>,
    },
    /// The severity is now this.
    Severity {
        /// A short name such as `sev1`, from the team's own list.
        severity: String,
    },
    /// The phase is now this.
    Phase {
        /// Which.
        phase: Phase,
    },
    /// A role moved.
    Role {
        /// Which role, a short name such as `lead`.
        role: String,
        /// What happened to it.
        moved: RoleMove,
        /// Handle of the person it is about.
        holder: String,
    },
    /// A kind of a newer version, or a known kind without the field it needs. Kept, shown by its text, and never rewritten.
    Unknown {
        /// What it calls itself.
        kind: String,
    },
}

impl Says {
    /// The name of the kind in the log.
    pub fn kind(&self) -> &str {
        match self {
            Self::Note => "note",
            Self::Observation => "observation",
            Self::Alert { .. } => "alert",
            Self::Decision { .. } => "decision",
            Self::Action { .. } => "action",
            Self::Change { .. } => "change",
            Self::Impact { .. } => "impact",
            Self::Severity { .. } => "severity",
            Self::Phase { .. } => "phase",
            Self::Role { .. } => "role",
            Self::Unknown { kind } => kind,
        }
    }
}

/// A word of a list that newer versions may have made longer.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Word<T> {
    Known(T),
    Unknown(String),
}

/// The word, if there is one; nothing at all when this version does not know it.
#[expect(clippy::option_option, reason = "the outer says whether the word is known, the inner whether there is one")]
fn known<T>(word: Option<Word<T>>) -> Option<Option<T>> {
    match word {
        None => Some(None),
        Some(Word::Known(word)) => Some(Some(word)),
        Some(Word::Unknown(_)) => None,
    }
}

/// The flat JSON object. One struct for all kinds: reading ten thousand entries must not buffer each of them twice,
/// which is what serde does for flattened enums.
#[derive(Serialize, Deserialize)]
struct Wire {
    kind: String,
    logged_at: Instant,
    by: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    occurred: Option<Occurred>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Precise>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    marks: Vec<Mark>,
    #[serde(default, skip_serializing_if = "is_false")]
    star: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<Evidence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_key: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    answers: Vec<RecordId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replaces: Vec<RecordId>,
    // alert
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<Word<AlertState>>,
    // decision
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    options: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    objections: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    saw: Option<Seen>,
    // action
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assignee: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time_box_minutes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    done: Option<Done>,
    // change
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verdict: Option<Word<ChangeVerdict>>,
    // impact
    #[serde(default, skip_serializing_if = "Option::is_none")]
    impact: Option<Word<ImpactMove>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    who: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    share: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certainty: Option<String>,
    // severity, phase, role
    #[serde(default, skip_serializing_if = "Option::is_none")]
    severity: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "move")]
    moved: Option<Word<RoleMove>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    holder: Option<String>,
}

impl From<Wire> for Statement {
    fn from(wire: Wire) -> Self {
        let says = match wire.kind.as_str() {
            "note" => Some(Says::Note),
            "observation" => Some(Says::Observation),
            "alert" => known(wire.state).map(|state| Says::Alert { source: wire.source, labels: wire.labels, state }),
            "decision" => Some(Says::Decision { options: wire.options, objections: wire.objections, saw: wire.saw }),
            "action" => {
                Some(Says::Action { assignee: wire.assignee, time_box_minutes: wire.time_box_minutes, done: wire.done })
            }
            "change" => known(wire.verdict).map(|verdict| Says::Change { sort: wire.sort, verdict }),
            "impact" => known(wire.impact).flatten().map(|impact| Says::Impact {
                impact,
                who: wire.who,
                share: wire.share,
                certainty: wire.certainty,
            }),
            "severity" => wire.severity.map(|severity| Says::Severity { severity }),
            "phase" => wire.phase.as_deref().and_then(Phase::named).map(|phase| Says::Phase { phase }),
            "role" => match (wire.role, known(wire.moved).flatten(), wire.holder) {
                (Some(role), Some(moved), Some(holder)) => Some(Says::Role { role, moved, holder }),
                _ => None,
            },
            _ => None,
        };
        Self {
            occurred: wire.occurred,
            place: wire.place,
            ended: wire.ended,
            logged_at: wire.logged_at,
            by: wire.by,
            text: wire.text,
            marks: wire.marks,
            is_starred: wire.star,
            evidence: wire.evidence,
            correlation: wire.correlation,
            source: wire.source_key,
            answers: wire.answers,
            replaces: wire.replaces,
            says: says.unwrap_or(Says::Unknown { kind: wire.kind }),
        }
    }
}

impl From<Statement> for Wire {
    fn from(said: Statement) -> Self {
        let mut wire = Self {
            kind: said.says.kind().to_owned(),
            logged_at: said.logged_at,
            by: said.by,
            text: said.text,
            occurred: said.occurred,
            place: said.place,
            ended: said.ended,
            marks: said.marks,
            star: said.is_starred,
            evidence: said.evidence,
            correlation: said.correlation,
            source_key: said.source,
            answers: said.answers,
            replaces: said.replaces,
            source: None,
            labels: BTreeMap::new(),
            state: None,
            options: Vec::new(),
            objections: Vec::new(),
            saw: None,
            assignee: None,
            time_box_minutes: None,
            done: None,
            sort: None,
            verdict: None,
            impact: None,
            who: None,
            share: None,
            certainty: None,
            severity: None,
            phase: None,
            role: None,
            moved: None,
            holder: None,
        };
        match said.says {
            Says::Note | Says::Observation | Says::Unknown { .. } => {}
            Says::Alert { source, labels, state } => {
                (wire.source, wire.labels, wire.state) = (source, labels, state.map(Word::Known));
            }
            Says::Decision { options, objections, saw } => {
                (wire.options, wire.objections, wire.saw) = (options, objections, saw);
            }
            Says::Action { assignee, time_box_minutes, done } => {
                (wire.assignee, wire.time_box_minutes, wire.done) = (assignee, time_box_minutes, done);
            }
            Says::Change { sort, verdict } => (wire.sort, wire.verdict) = (sort, verdict.map(Word::Known)),
            Says::Impact { impact, who, share, certainty } => {
                (wire.impact, wire.who, wire.share, wire.certainty) =
                    (Some(Word::Known(impact)), who, share, certainty);
            }
            Says::Severity { severity } => wire.severity = Some(severity),
            Says::Phase { phase } => wire.phase = Some(phase.as_str().to_owned()),
            Says::Role { role, moved, holder } => {
                (wire.role, wire.moved, wire.holder) = (Some(role), Some(Word::Known(moved)), Some(holder));
            }
        }
        wire
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds() -> Vec<Says> {
        vec![
            Says::Note,
            Says::Observation,
            Says::Alert {
                source: Some("alertmanager".into()),
                labels: BTreeMap::from([("region".into(), "eu".into())]),
                state: Some(AlertState::Firing),
            },
            Says::Decision {
                options: vec!["roll back".into()],
                objections: vec![],
                saw: Some(Seen::of([(WriterId::from_bits(1), 1)])),
            },
            Says::Action { assignee: Some("sam".into()), time_box_minutes: Some(10), done: None },
            Says::Change { sort: Some("deploy".into()), verdict: Some(ChangeVerdict::Suspect) },
            Says::Impact { impact: ImpactMove::Began, who: None, share: Some("a third".into()), certainty: None },
            Says::Severity { severity: "sev1".into() },
            Says::Phase { phase: Phase::Mitigated },
            Says::Role { role: "lead".into(), moved: RoleMove::Offer, holder: "dana".into() },
        ]
    }

    #[test]
    fn every_kind_survives_its_json() {
        for says in kinds() {
            let said = Statement::new(says, "dana", "text", Instant::from_millis(1), WriterId::from_bits(3));
            let json = serde_json::to_string(&said).unwrap();
            assert_eq!(serde_json::from_str::<Statement>(&json).unwrap(), said, "{json}");
        }
    }

    #[test]
    fn a_kind_from_the_future_keeps_its_name_and_text() {
        let json = r#"{"kind":"oracle","logged_at":"2026-11-20T14:07:00Z","by":"dana","text":"soon","depth":3}"#;
        let said: Statement = serde_json::from_str(json).unwrap();
        assert_eq!(said.says, Says::Unknown { kind: "oracle".into() });
        assert_eq!(said.text, "soon");
    }

    #[test]
    fn a_known_kind_with_a_value_from_the_future_is_unknown_and_not_an_error() {
        for (kind, field) in [
            ("phase", r#""phase":"hibernating""#),
            ("impact", r#""impact":"paused""#),
            ("role", r#""role":"lead","holder":"sam","move":"lend""#),
            ("alert", r#""state":"flapping""#),
            ("change", r#""verdict":"shared""#),
        ] {
            let json = format!(r#"{{"kind":"{kind}",{field},"logged_at":"2026-11-20T14:07:00Z","by":"dana"}}"#);
            let said: Statement = serde_json::from_str(&json).unwrap();
            assert_eq!(said.says, Says::Unknown { kind: kind.into() }, "{json}");
        }
    }

    #[test]
    fn evidence_from_the_future_does_not_hide_its_entry() {
        let json = r#"{"kind":"note","logged_at":"2026-11-20T14:07:00Z","by":"dana","evidence":[{"hologram":1},{"link":"x"}]}"#;
        let said: Statement = serde_json::from_str(json).unwrap();
        assert_eq!(said.evidence, [Evidence::Unknown(serde_json::json!({"hologram": 1})), Evidence::Link("x".into())]);
        let again: serde_json::Value = serde_json::to_value(&said).unwrap();
        assert_eq!(again["evidence"], serde_json::json!([{"hologram": 1}, {"link": "x"}]));
    }

    #[test]
    fn seen_is_exact_where_pieces_are_missing() {
        let writer = WriterId::from_bits(7);
        let seen = Seen::of([4, 1, 2, 6, 5].map(|counter| (writer, counter)));
        let contained: Vec<u64> = (0..9).filter(|counter| seen.contains(writer, *counter)).collect();
        assert_eq!(contained, [1, 2, 4, 5, 6]);
        assert!(!seen.contains(WriterId::from_bits(8), 1));
    }
}
