//! The records of a scope beside its entries.

use super::id::{DeviceId, ScopeId, WriterId};
use super::json::record;
use super::time::Hlc;

/// The kinds of record this version knows, by their name in the log. Records of other kinds are kept as they are.
pub mod kind {
    /// One entry of the timeline: [`crate::domain::Entry`].
    pub const ENTRY: &str = "entry";
    /// What an incident is called: [`super::IncidentRecord`].
    pub const INCIDENT: &str = "incident";
    /// A person who speaks: [`super::PersonRecord`].
    pub const PERSON: &str = "person";
    /// A load of the page: [`super::WriterRecord`].
    pub const WRITER: &str = "writer";
    /// A device's clock was wrong: [`super::ClockCorrection`].
    pub const CLOCK: &str = "clock_correction";
    /// Another incident turned out to be this one: [`super::Inclusion`].
    pub const INCLUSION: &str = "inclusion";
    /// What a team has agreed on: [`super::Lists`].
    pub const LISTS: &str = "lists";
    /// Bodies were taken out for good. The header names the revisions, the body says why: [`super::Purge`].
    pub const PURGE: &str = "purge";
    /// A postmortem: [`crate::domain::postmortem::PostmortemRecord`].
    pub const POSTMORTEM: &str = "postmortem";
    /// What stands in one section of it: [`crate::domain::postmortem::Section`].
    pub const SECTION: &str = "section";
    /// A question and its answer: [`crate::domain::postmortem::Answer`].
    pub const ANSWER: &str = "answer";
    /// What was found out: [`crate::domain::postmortem::Finding`].
    pub const FINDING: &str = "finding";
    /// What is to be changed: [`crate::domain::postmortem::FollowUp`].
    pub const FOLLOW_UP: &str = "follow_up";
    /// A hint that was put aside: [`crate::domain::postmortem::Dismissal`].
    pub const DISMISSAL: &str = "dismissal";
    /// Somebody has reviewed it: [`crate::domain::postmortem::SignOff`].
    pub const SIGN_OFF: &str = "sign_off";
    /// It was frozen: [`crate::domain::postmortem::Freeze`].
    pub const FREEZE: &str = "freeze";
    /// A template of a team's own: [`crate::domain::postmortem::TemplateRecord`].
    pub const TEMPLATE: &str = "template";
    /// How long a team gives itself: [`crate::domain::postmortem::TermRecord`].
    pub const TERM: &str = "term";

    /// A change to a schema: [`crate::domain::change::ChangeRecord`].
    pub const CHANGE: &str = "change";
    /// One of its scripts: [`crate::domain::change::Script`].
    pub const SCRIPT: &str = "script";
    /// The answer to a question that its review asks: [`crate::domain::change::Settled`].
    pub const SETTLED: &str = "settled";
    /// A line of its checklist was signed: [`crate::domain::change::Signed`].
    pub const SIGNED: &str = "signed";
    /// A step of its plan was done: [`crate::domain::change::StepDone`].
    pub const STEP: &str = "step";
    /// What its review said last: [`crate::domain::change::Outcome`].
    pub const OUTCOME: &str = "outcome";
    /// How it is to be rolled out: [`crate::domain::change::rollout::RolloutRecord`].
    pub const ROLLOUT: &str = "rollout";
    /// What was measured at a stage of its rollout: [`crate::domain::change::rollout::ReadingRecord`].
    pub const READING: &str = "reading";
    /// What was decided at one: [`crate::domain::change::rollout::TurnRecord`].
    pub const TURN: &str = "turn";
    /// Something that changes beside its scripts: [`crate::domain::change::Picked`].
    pub const PICKED: &str = "picked";
    /// What went wrong between its deploy and its rollback: [`crate::domain::change::DamageRecord`].
    pub const DAMAGE: &str = "damage";

    /// Those that a postmortem is made of.
    pub const OF_POSTMORTEM: [&str; 10] =
        [POSTMORTEM, SECTION, ANSWER, FINDING, FOLLOW_UP, DISMISSAL, SIGN_OFF, FREEZE, TEMPLATE, TERM];

    /// Those that a change to a schema is made of.
    pub const OF_CHANGE: [&str; 11] =
        [CHANGE, SCRIPT, SETTLED, SIGNED, STEP, OUTCOME, ROLLOUT, READING, TURN, PICKED, DAMAGE];

    /// True for those that a part of the page reads when it wants them: their texts are handed on as they are.
    pub fn is_read_later(kind: &str) -> bool {
        OF_POSTMORTEM.contains(&kind) || OF_CHANGE.contains(&kind)
    }
}

/// What a record says whose kind is [read later](kind::is_read_later), as text: whoever wants it reads it. What the list of incidents
/// and the room do not show costs them nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The record's kind.
    pub kind: String,
    /// When it was first written.
    pub created: Hlc,
    /// One JSON object.
    pub json: Box<str>,
}

/// What an incident is called. Everything else about it is said by its entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IncidentRecord {
    /// Given once, never reassigned: 42 of `INC-42`.
    pub number: u64,
    /// The device that gave the number; its short form tells two incidents of one number apart.
    pub device: Option<DeviceId>,
    /// One line.
    pub title: String,
    /// The name of the zone its times are shown in, such as `Europe/Berlin`; none for the viewer's own.
    pub zone: Option<String>,
    /// [`TRIAGE`] or [`DRILL`]; none for an incident as such.
    pub standing: Option<String>,
    /// Its type in a word or two, such as `security`; none where nobody said.
    pub sort: Option<String>,
    /// Services it is about, by the names the team uses.
    pub services: Vec<String>,
    /// Whatever else it is to be found by.
    pub tags: Vec<String>,
}

record!(IncidentRecord {
    number: needed "number",
    device: optional "device",
    title: with_default "title",
    zone: optional "zone",
    standing: optional "standing",
    sort: optional "type",
    services: or_empty "services",
    tags: or_empty "tags",
});

/// It may be an incident: nobody has declared it.
pub const TRIAGE: &str = "triage";

/// It is practice: nothing of it happened, and it can be taken out for good as a whole.
pub const DRILL: &str = "drill";

impl IncidentRecord {
    /// True when it counts in what is measured over many incidents: neither triage nor drill, nor what a newer version calls
    /// otherwise.
    pub fn counts(&self) -> bool {
        self.standing.is_none()
    }
}

/// The scope in which a team's [`Lists`] stand: the same in every browser, so that two devices that are united have one.
pub const TEAM: ScopeId = ScopeId::from_bits(u128::from_be_bytes(*b"stillpoint-lists"));

/// What a team has agreed on, for all of its incidents. Where a list is empty, the ones that come with Stillpoint count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lists {
    /// Severities, the worst first.
    pub severities: Vec<SeverityLevel>,
    /// Roles beside those that every team has, by short names such as `legal`.
    pub roles: Vec<String>,
}

record!(Lists { severities: or_empty "severities", roles: or_empty "roles" });

/// One severity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeverityLevel {
    /// What entries say, such as `sev1`: short, without blanks.
    pub name: String,
    /// What it takes to be one.
    pub meaning: String,
}

record!(SeverityLevel { name: needed "name", meaning: with_default "meaning" });

impl Lists {
    /// The severities that count, the worst first.
    pub fn severities(&self) -> Vec<SeverityLevel> {
        if !self.severities.is_empty() {
            return self.severities.clone();
        }
        let level = |(name, meaning): &(&str, &str)| SeverityLevel { name: (*name).into(), meaning: (*meaning).into() };
        SEVERITIES.iter().map(level).collect()
    }
}

/// The severities that come with Stillpoint. Written so that two people who read them at night choose the same one.
const SEVERITIES: [(&str, &str); 4] = [
    ("sev1", "Customers cannot do what they come for, or data is lost or exposed. Everybody needed is woken."),
    ("sev2", "Many customers are hindered, or a way around is wearing thin. Worked on without pause."),
    ("sev3", "Some customers are hindered, with a way around. Worked on in working hours."),
    ("sev4", "Nobody is hindered yet: a risk, a near miss, something to look at."),
];

/// A person who speaks in the log. Its record id is made from the handle, so that two devices that write the same person
/// write one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Short, unique within a team, without blanks: what entries name.
    pub handle: String,
    /// What people call them.
    pub name: String,
}

record!(PersonRecord { handle: needed "handle", name: needed "name" });

/// A load of the page, written with its first revision in a scope. Its record id is the writer id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterRecord {
    /// The browser profile it ran in.
    pub device: DeviceId,
    /// What the device is called, where somebody named it.
    pub label: Option<String>,
    /// The version that wrote.
    pub version: String,
}

record!(WriterRecord { device: needed "device", label: optional "label", version: needed "version" });

/// A device's clock was found wrong. What its writers read off that clock is moved; what people named is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockCorrection {
    /// Whose readings are moved.
    pub writers: Vec<WriterId>,
    /// Milliseconds to add to them.
    pub add_millis: i64,
    /// How that was found out.
    pub why: String,
}

record!(ClockCorrection { writers: needed "writers", add_millis: needed "add_millis", why: with_default "why" });

/// Another incident turned out to be this one: its scope is read with this one's, and both numbers keep resolving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The other incident's scope.
    pub scope: ScopeId,
    /// How that was found out.
    pub why: String,
}

record!(Inclusion { scope: needed "scope", why: with_default "why" });

/// Why bodies were taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purge {
    /// In words, without repeating what was taken out.
    pub why: String,
}

record!(Purge { why: with_default "why" });
