//! What one entry of the timeline says.
//!
//! The body of an entry is one flat JSON object: fields every kind has, then the fields of its kind. Flat, because merging
//! works field by field and must not need to know the kind. Reading is total: a kind or a value from a newer version
//! becomes [`Says::Unknown`] and the entry keeps its place and text.

use serde_json::Value;

use super::id::{Hash, RecordId, WriterId};
use super::json::{Fields, Json, Record, Unfit, Writing, record, text};
use super::ordered::sort_many;
use super::sorted::SortedMap;
use super::time::{Hlc, Instant, Occurred, Precise};

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

    /// True where the time at which it happened is not sure.
    pub fn is_about(&self) -> bool {
        self.said.occurred.as_ref().is_some_and(|occurred| occurred.is_about)
    }

    /// The time with its precision, corrected; none when untimed.
    pub fn precise(&self) -> Option<Precise> {
        let occurred = self.said.occurred.as_ref()?;
        Some(Precise { at: self.at?, precision: occurred.at.precision })
    }
}

/// What an entry says: the body of one of its revisions, in JSON a flat object.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which document, by a name that stays the same when it is read again.
    pub document: String,
    /// The row's number in it, from zero.
    pub index: u64,
}

record!(Place { document: needed "document", index: needed "index" });

/// A milestone that any entry can mark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Those that this version knows, in the order in which they usually happen.
    pub const ALL: [Self; 4] = [Self::DriftBegan, Self::Detected, Self::Declared, Self::Acknowledged];

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

impl Json for Mark {
    fn read(json: &str) -> Result<Self, Unfit> {
        String::read(json).map(Self::from)
    }

    fn write(&self) -> Value {
        Value::from(self.as_str())
    }
}

/// What an entry rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    Unknown(Value),
}

impl Evidence {
    /// Reads it, if it is of a sort that this version knows.
    fn known(json: &str) -> Result<Self, Unfit> {
        let fields = Fields::of(json)?;
        match fields.iter().next() {
            Some(("link", link)) if fields.len() == 1 => String::read(link).map(Self::Link),
            Some(("raw", raw)) if fields.len() == 1 => String::read(raw).map(Self::Raw),
            Some(("file", file)) if fields.len() == 1 => {
                let file = Fields::of(file)?;
                Ok(Self::File {
                    hash: file.needed("hash")?,
                    name: file.needed("name")?,
                    media: file.needed("media")?,
                    bytes: file.needed("bytes")?,
                })
            }
            _ => Err(Unfit::new("its sort is not known")),
        }
    }
}

impl Json for Evidence {
    fn read(json: &str) -> Result<Self, Unfit> {
        Self::known(json).or_else(|_| Value::read(json).map(Self::Unknown))
    }

    fn write(&self) -> Value {
        let mut writing = Writing::default();
        match self {
            Self::Link(link) => writing.needed("link", link),
            Self::Raw(raw) => writing.needed("raw", raw),
            Self::File { hash, name, media, bytes } => {
                let mut file = Writing::default();
                file.needed("hash", hash);
                file.needed("name", name);
                file.needed("media", media);
                file.needed("bytes", bytes);
                writing.needed("file", &file.done());
            }
            Self::Unknown(value) => return value.clone(),
        }
        writing.done()
    }
}

/// A list of words, as an enum.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$doc])*
        pub enum $name {
            $($(#[$of])* $word,)*
        }

        impl $name {
            /// All, in this order.
            pub const ALL: [Self; [$($text),*].len()] = [$(Self::$word),*];

            /// Its name in the log.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)*
                }
            }

            /// The one of that name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|word| word.as_str() == name)
            }
        }
    };
}

words! {
    /// The phase an incident is in. Any order may happen.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Phase {
        /// Looking for what it is.
        Investigating = "investigating",
        /// What makes it happen is known: isolated.
        Identified = "identified",
        /// The harm is stopped or small, the condition may remain.
        Mitigated = "mitigated",
        /// A fix is in, being watched.
        Watching = "watching",
        /// It is over.
        Resolved = "resolved",
        /// Nothing is left to do for it.
        Closed = "closed",
    }
}

impl Json for Phase {
    fn read(json: &str) -> Result<Self, Unfit> {
        Self::named(&text(json)?).ok_or_else(|| Unfit::new("it is a phase that this version does not know"))
    }

    fn write(&self) -> Value {
        Value::from(self.as_str())
    }
}

words! {
    /// What happens to a role.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    RoleMove {
        /// Taken without being asked.
        Take = "take",
        /// Offered to `holder`, who does not hold it before accepting.
        Offer = "offer",
        /// Accepted by `holder`; answers the offer.
        Accept = "accept",
        /// Not accepted by `holder`, to whom it was offered; answers the offer and changes nothing else.
        Decline = "decline",
        /// Given up by `holder`.
        Release = "release",
    }
}

words! {
    /// Whether harm began or ended.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    ImpactMove {
        /// Harm began.
        Began = "began",
        /// Harm ended: that of the entries it answers, of all that is open when it answers none.
        Ended = "ended",
    }
}

words! {
    /// What a person thinks of a change now.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    ChangeVerdict {
        /// It may have to do with it.
        Suspect = "suspect",
        /// It has to do with it.
        Culprit = "culprit",
        /// It has nothing to do with it.
        Cleared = "cleared",
    }
}

words! {
    /// An alert's state.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    AlertState {
        /// The condition holds.
        Firing = "firing",
        /// It no longer does.
        Resolved = "resolved",
    }
}

/// When an action was done, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: Instant,
    /// By whom, a handle.
    pub by: String,
}

record!(Done { at: needed "at", by: needed "by" });

/// Which revisions somebody had in front of them: per writer the ranges of counters, both ends included.
///
/// Exact also where files arrived in pieces, and small: one range per writer is the rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen(SortedMap<WriterId, Vec<(u64, u64)>>);

impl Seen {
    /// Collects revision ids that arrive in any order.
    pub fn of(ids: impl IntoIterator<Item = (WriterId, u64)>) -> Self {
        let mut counters: SortedMap<WriterId, Vec<u64>> = SortedMap::default();
        for (writer, counter) in ids {
            counters.or_default(writer).push(counter);
        }
        let ranges = counters.into_iter().map(|(writer, mut counters)| {
            sort_many(&mut counters, |counter| *counter);
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

    /// How many were seen.
    pub fn count(&self) -> u64 {
        let counts = self.0.values().flatten().map(|(from, to)| to.saturating_sub(*from).saturating_add(1));
        counts.fold(0, u64::saturating_add)
    }

    /// True when that revision was seen.
    pub fn contains(&self, writer: WriterId, counter: u64) -> bool {
        self.0.get(&writer).is_some_and(|ranges| ranges.iter().any(|(from, to)| (*from..=*to).contains(&counter)))
    }
}

impl Json for Seen {
    fn read(json: &str) -> Result<Self, Unfit> {
        let read = |(writer, ranges): (&str, &str)| Ok((writer.parse().map_err(Unfit::new)?, Json::read(ranges)?));
        Fields::of(json)?.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    fn write(&self) -> Value {
        let mut writing = Writing::default();
        for (writer, ranges) in self.0.iter() {
            writing.needed(&writer.to_string(), ranges);
        }
        writing.done()
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
        labels: SortedMap<String, String>,
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

/// The word of that field, if there is one; nothing at all when this version does not know it.
#[expect(clippy::option_option, reason = "the outer says whether the word is known, the inner whether there is one")]
fn word<T>(fields: &Fields<'_>, name: &str, named: fn(&str) -> Option<T>) -> Result<Option<Option<T>>, Unfit> {
    Ok(match fields.optional::<String>(name)? {
        None => Some(None),
        Some(word) => named(&word).map(Some),
    })
}

impl Says {
    /// What the fields say by their kind; nothing when it is not known, or says what this version does not know.
    fn of(kind: &str, fields: &Fields<'_>) -> Result<Option<Self>, Unfit> {
        Ok(match kind {
            "note" => Some(Self::Note),
            "observation" => Some(Self::Observation),
            "alert" => {
                let (source, labels) = (fields.optional("source")?, fields.or_empty::<Labels>("labels")?.0);
                word(fields, "state", AlertState::named)?.map(|state| Self::Alert { source, labels, state })
            }
            "decision" => Some(Self::Decision {
                options: fields.or_empty("options")?,
                objections: fields.or_empty("objections")?,
                saw: fields.optional("saw")?,
            }),
            "action" => Some(Self::Action {
                assignee: fields.optional("assignee")?,
                time_box_minutes: fields.optional("time_box_minutes")?,
                done: fields.optional("done")?,
            }),
            "change" => {
                let sort = fields.optional("sort")?;
                word(fields, "verdict", ChangeVerdict::named)?.map(|verdict| Self::Change { sort, verdict })
            }
            "impact" => {
                let [who, share, certainty] = ["who", "share", "certainty"].map(|name| fields.optional(name));
                let (who, share, certainty) = (who?, share?, certainty?);
                let impact = word(fields, "impact", ImpactMove::named)?.flatten();
                impact.map(|impact| Self::Impact { impact, who, share, certainty })
            }
            "severity" => fields.optional("severity")?.map(|severity| Self::Severity { severity }),
            "phase" => word(fields, "phase", Phase::named)?.flatten().map(|phase| Self::Phase { phase }),
            "role" => {
                let moved = word(fields, "move", RoleMove::named)?.flatten();
                match (fields.optional("role")?, moved, fields.optional("holder")?) {
                    (Some(role), Some(moved), Some(holder)) => Some(Self::Role { role, moved, holder }),
                    _ => None,
                }
            }
            _ => None,
        })
    }

    fn write_fields(&self, to: &mut Writing) {
        match self {
            Self::Note | Self::Observation | Self::Unknown { .. } => {}
            Self::Alert { source, labels, state } => {
                to.optional("source", source);
                to.or_empty("labels", &Labels(labels.clone()));
                to.optional("state", &state.map(|state| state.as_str().to_owned()));
            }
            Self::Decision { options, objections, saw } => {
                to.or_empty("options", options);
                to.or_empty("objections", objections);
                to.optional("saw", saw);
            }
            Self::Action { assignee, time_box_minutes, done } => {
                to.optional("assignee", assignee);
                to.optional("time_box_minutes", time_box_minutes);
                to.optional("done", done);
            }
            Self::Change { sort, verdict } => {
                to.optional("sort", sort);
                to.optional("verdict", &verdict.map(|verdict| verdict.as_str().to_owned()));
            }
            Self::Impact { impact, who, share, certainty } => {
                to.needed("impact", &impact.as_str().to_owned());
                to.optional("who", who);
                to.optional("share", share);
                to.optional("certainty", certainty);
            }
            Self::Severity { severity } => to.needed("severity", severity),
            Self::Phase { phase } => to.needed("phase", phase),
            Self::Role { role, moved, holder } => {
                to.needed("role", role);
                to.needed("move", &moved.as_str().to_owned());
                to.needed("holder", holder);
            }
        }
    }
}

/// An alert's labels.
#[derive(Default, PartialEq)]
struct Labels(SortedMap<String, String>);

impl Json for Labels {
    fn read(json: &str) -> Result<Self, Unfit> {
        let read = |(name, value): (&str, &str)| Ok((name.to_owned(), String::read(value)?));
        Fields::of(json)?.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    fn write(&self) -> Value {
        let mut writing = Writing::default();
        for (name, value) in self.0.iter() {
            writing.needed(name, value);
        }
        writing.done()
    }
}

impl Record for Statement {
    fn from_fields(fields: &Fields<'_>) -> Result<Self, Unfit> {
        let kind: String = fields.needed("kind")?;
        Ok(Self {
            occurred: fields.optional("occurred")?,
            place: fields.optional("place")?,
            ended: fields.optional("ended")?,
            logged_at: fields.needed("logged_at")?,
            by: fields.needed("by")?,
            text: fields.or_empty("text")?,
            marks: fields.or_empty("marks")?,
            is_starred: fields.or_empty("star")?,
            evidence: fields.or_empty("evidence")?,
            correlation: fields.optional("correlation")?,
            source: fields.optional("source_key")?,
            answers: fields.or_empty("answers")?,
            replaces: fields.or_empty("replaces")?,
            says: Says::of(&kind, fields)?.unwrap_or(Says::Unknown { kind }),
        })
    }

    fn write_fields(&self, to: &mut Writing) {
        to.needed("kind", &self.says.kind().to_owned());
        to.optional("occurred", &self.occurred);
        to.optional("place", &self.place);
        to.optional("ended", &self.ended);
        to.needed("logged_at", &self.logged_at);
        to.needed("by", &self.by);
        to.or_empty("text", &self.text);
        to.or_empty("marks", &self.marks);
        to.or_empty("star", &self.is_starred);
        to.or_empty("evidence", &self.evidence);
        to.optional("correlation", &self.correlation);
        to.optional("source_key", &self.source);
        to.or_empty("answers", &self.answers);
        to.or_empty("replaces", &self.replaces);
        self.says.write_fields(to);
    }
}

/// Entries for the tests of the rules that read them.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// An entry that says this, was logged when it says and happened at that moment.
    pub(crate) fn entry(id: u128, at: Option<Instant>, said: Statement) -> Entry {
        Entry {
            id: RecordId::from_bits(id),
            created: Hlc(said.logged_at.millis(), 0),
            writer: WriterId::from_bits(1),
            at,
            corrected_by_millis: 0,
            logged_at: said.logged_at,
            is_deleted: false,
            said,
        }
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
                labels: SortedMap::from_iter([("region".into(), "eu".into())]),
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
            let json = said.write().to_string();
            assert_eq!(Statement::read(&json).unwrap(), said, "{json}");
        }
    }

    #[test]
    fn a_kind_from_the_future_keeps_its_name_and_text() {
        let json = r#"{"kind":"oracle","logged_at":"2026-11-20T14:07:00Z","by":"dana","text":"soon","depth":3}"#;
        let said = Statement::read(json).unwrap();
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
            let said = Statement::read(&json).unwrap();
            assert_eq!(said.says, Says::Unknown { kind: kind.into() }, "{json}");
        }
    }

    #[test]
    fn evidence_from_the_future_does_not_hide_its_entry() {
        let json = r#"{"kind":"note","logged_at":"2026-11-20T14:07:00Z","by":"dana","evidence":[{"hologram":1},{"link":"x"}]}"#;
        let said = Statement::read(json).unwrap();
        assert_eq!(said.evidence, [Evidence::Unknown(serde_json::json!({"hologram": 1})), Evidence::Link("x".into())]);
        let again = said.write();
        assert_eq!(again["evidence"], serde_json::json!([{"hologram": 1}, {"link": "x"}]));
    }

    #[test]
    fn seen_is_exact_where_pieces_are_missing() {
        let writer = WriterId::from_bits(7);
        let seen = Seen::of([4, 1, 2, 6, 5].map(|counter| (writer, counter)));
        let contained: Vec<u64> = (0..9).filter(|counter| seen.contains(writer, *counter)).collect();
        assert_eq!(contained, [1, 2, 4, 5, 6]);
        assert!(!seen.contains(WriterId::from_bits(8), 1));
        assert_eq!(seen.count(), 5);
    }
}
