//! Changes without SQL: fields of messages, events and interfaces, effects that no rollback takes back, and what went wrong
//! between a deploy and its rollback.

use super::plan::{Plan, PlanKind, fields};
use super::question::Question;
use super::verdict::{Holds, Reversal, Verdict};
use crate::domain::time::Instant;

/// What carries the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// A message in a queue: read once, soon, by whatever release is running then.
    Message,
    /// An event that is kept: read again by every release to come.
    Event,
    /// What a caller sends to an interface.
    Request,
    /// What an interface answers.
    Response,
}

impl Carrier {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Message, Self::Event, Self::Request, Self::Response];

    /// Its name in output and in stored reviews: a promise.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Event => "event",
            Self::Request => "request",
            Self::Response => "response",
        }
    }

    /// That of this name; none for a name that nobody gave.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|carrier| carrier.id() == id)
    }

    /// What is particular about it when one rolls back, as a sentence.
    pub const fn trap(self) -> &'static str {
        match self {
            Self::Message => "Messages of both releases are in the queue at the same time, also after a rollback.",
            Self::Event => {
                "Events are kept: every release to come reads those of today, and those of today never change."
            }
            Self::Request => "Callers keep their own pace: some send the old form for as long as anybody lets them.",
            Self::Response => "Callers keep their own pace: some read the old form for as long as they exist.",
        }
    }
}

/// What happens to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldChange {
    /// A field that may be missing.
    AddOptional,
    /// A field that must be there.
    AddRequired,
    /// It goes.
    Remove,
    /// It gets another name.
    Rename,
    /// It gets another type or meaning.
    Retype,
    /// One more value it may have.
    AddValue,
}

/// One row of the table of fields, in the words of the table of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRule {
    /// What it speaks of.
    pub change: FieldChange,
    /// What a person calls it.
    pub title: &'static str,
    /// Whether what the previous release writes holds: it is accepted and means the same.
    pub old_writes: Holds,
    /// Whether the previous release can read what the new one writes.
    pub old_reads: Holds,
    /// Both of them in one word.
    pub verdict: Verdict,
    /// What comes back when the change is taken back.
    pub reversal: Reversal,
    /// Why.
    pub why: &'static str,
    /// What settles it, where it depends on something.
    pub question: Option<Question>,
}

impl FieldChange {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 6] =
        [Self::AddOptional, Self::AddRequired, Self::Remove, Self::Rename, Self::Retype, Self::AddValue];

    /// Its name in output and in stored reviews: a promise.
    pub const fn id(self) -> &'static str {
        match self {
            Self::AddOptional => "field_add_optional",
            Self::AddRequired => "field_add_required",
            Self::Remove => "field_remove",
            Self::Rename => "field_rename",
            Self::Retype => "field_retype",
            Self::AddValue => "field_add_value",
        }
    }

    /// That of this name; none for a name that nobody gave.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.id() == id)
    }

    /// Its row.
    pub fn rule(self) -> &'static FieldRule {
        &FIELDS[self as usize]
    }

    /// The way to it in steps, each of which can be rolled back.
    pub fn plan(self, carrier: Carrier, field: &str) -> Plan {
        Plan { kind: PlanKind::Field, note: carrier.trap().to_owned(), steps: fields::steps(self, carrier, field) }
    }
}

static FIELDS: [FieldRule; 6] = [
    FieldRule {
        change: FieldChange::AddOptional,
        title: "Add a field that may be missing",
        old_writes: Holds::Yes,
        old_reads: Holds::Yes,
        verdict: Verdict::Safe,
        reversal: Reversal::Lossy,
        why: "The previous release neither sends the field nor looks for it. A reader that refuses what it does not know is the \
              exception: look for strict schemas (additionalProperties: false, FAIL_ON_UNKNOWN_PROPERTIES).",
        question: None,
    },
    FieldRule {
        change: FieldChange::AddRequired,
        title: "Add a field that must be there",
        old_writes: Holds::No,
        old_reads: Holds::Yes,
        verdict: Verdict::Unsafe,
        reversal: Reversal::Lossy,
        why: "What the previous release sends lacks the field, and so does what was sent before: whoever demands it refuses all of \
              that.",
        question: None,
    },
    FieldRule {
        change: FieldChange::Remove,
        title: "Remove a field",
        old_writes: Holds::Yes,
        old_reads: Holds::No,
        verdict: Verdict::Unsafe,
        reversal: Reversal::Impossible,
        why: "The previous release looks for the field in what the new one sent, and what was sent without it cannot be sent again.",
        question: None,
    },
    FieldRule {
        change: FieldChange::Rename,
        title: "Rename a field",
        old_writes: Holds::No,
        old_reads: Holds::No,
        verdict: Verdict::Unsafe,
        reversal: Reversal::Lossless,
        why: "Each release sends the name that the other one does not look for.",
        question: None,
    },
    FieldRule {
        change: FieldChange::Retype,
        title: "Change a field's type or meaning",
        old_writes: Holds::No,
        old_reads: Holds::No,
        verdict: Verdict::Unsafe,
        reversal: Reversal::Lossy,
        why: "The name is the same, so nothing refuses it: one release reads the other's values and takes them for something else. \
              Cents for euros is the quiet kind of outage.",
        question: None,
    },
    FieldRule {
        change: FieldChange::AddValue,
        title: "Add a value that a field may have",
        old_writes: Holds::Yes,
        old_reads: Holds::Depends,
        verdict: Verdict::Depends,
        reversal: Reversal::Lossy,
        why: "The previous release meets a value that it does not know, in what the new one sent before the rollback.",
        question: Some(Question::ReadsUnknownLabel),
    },
];

/// Something that a rollback does not take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Mails and other messages to people.
    MailSent,
    /// Money that was taken or paid.
    CardCharged,
    /// Data written in a form that the previous release cannot read.
    NewDataFormat,
    /// A schema that the previous release does not fit.
    SchemaChange,
    /// Events that others have read.
    EventPublished,
    /// Calls to others: orders, bookings, hooks.
    CallMade,
    /// Data that was deleted or overwritten.
    DataDestroyed,
    /// Secrets that were replaced or shown.
    SecretChanged,
}

impl Effect {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::MailSent,
        Self::CardCharged,
        Self::NewDataFormat,
        Self::SchemaChange,
        Self::EventPublished,
        Self::CallMade,
        Self::DataDestroyed,
        Self::SecretChanged,
    ];

    /// Its name in output and in stored reviews: a promise.
    pub const fn id(self) -> &'static str {
        match self {
            Self::MailSent => "mail_sent",
            Self::CardCharged => "card_charged",
            Self::NewDataFormat => "new_data_format",
            Self::SchemaChange => "schema_change",
            Self::EventPublished => "event_published",
            Self::CallMade => "call_made",
            Self::DataDestroyed => "data_destroyed",
            Self::SecretChanged => "secret_changed",
        }
    }

    /// That of this name; none for a name that nobody gave.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.id() == id)
    }

    /// What a person calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::MailSent => "Mails are sent",
            Self::CardCharged => "Cards are charged",
            Self::NewDataFormat => "Data is written in a new form",
            Self::SchemaChange => "The schema changes",
            Self::EventPublished => "Events go to others",
            Self::CallMade => "Others are called",
            Self::DataDestroyed => "Data is deleted or overwritten",
            Self::SecretChanged => "Keys or passwords change",
        }
    }

    /// What a rollback leaves behind.
    pub const fn stays(self) -> &'static str {
        match self {
            Self::MailSent => "Whoever got the mail has it.",
            Self::CardCharged => "The money has moved; it comes back by a refund, with its own delay and cost.",
            Self::NewDataFormat => "The previous release meets what the new one wrote, and fails or misreads it.",
            Self::SchemaChange => {
                "The code goes back, the schema stays: the previous release has to live with the new one."
            }
            Self::EventPublished => "Others have acted on it, and their copies stay.",
            Self::CallMade => "The order is placed, the booking made, the hook called.",
            Self::DataDestroyed => "It is gone; a backup has it as of the time it was made.",
            Self::SecretChanged => "The old key no longer opens, or somebody else knows the new one.",
        }
    }

    /// What to do before the deploy, so that it can be held back.
    pub const fn before(self) -> &'static str {
        match self {
            Self::MailSent => {
                "Put them into an outbox that a flag holds, and let the first stages go to testers alone."
            }
            Self::CardCharged => {
                "Reserve instead of charging, with a key that makes a second try harmless, and cap the first stages."
            }
            Self::NewDataFormat => "Ship the release that reads both forms first; write the new form behind a flag.",
            Self::SchemaChange => "Judge it here, and expand before the deploy, contract long after.",
            Self::EventPublished => {
                "Give the new form a version or a topic of its own, and let no one but testers listen first."
            }
            Self::CallMade => "Let a flag hold the calls; send a key that makes a second try harmless.",
            Self::DataDestroyed => "Copy what goes beside, mark rather than delete, and try the restore before.",
            Self::SecretChanged => "Let old and new open at the same time until the rollback window has passed.",
        }
    }

    /// What to do after a rollback.
    pub const fn after(self) -> &'static str {
        match self {
            Self::MailSent => "List who got one, and write a correction that a person has read.",
            Self::CardCharged => "List the charges of the window, refund them, and tell the people before they ask.",
            Self::NewDataFormat => {
                "List the records of the window and write them back, or let the previous release skip them."
            }
            Self::SchemaChange => "Leave it as it is: a down script deletes what was written since.",
            Self::EventPublished => "Publish a correction that names the events; do not delete from the log.",
            Self::CallMade => "Cancel with each of them, and keep their answers.",
            Self::DataDestroyed => {
                "Restore the rows of the window beside the table, and merge those that nobody has changed since."
            }
            Self::SecretChanged => "Change it again, and look for its use in the window.",
        }
    }
}

/// What share of the traffic the new release had, from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposure {
    /// From when.
    pub from: Instant,
    /// Of a hundred.
    pub percent: u8,
}

/// What is known of the bad writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadWrites {
    /// They were counted.
    Counted(u64),
    /// About so many of all writes were bad.
    Estimated {
        /// Writes a minute, of both releases.
        writes_a_minute: u64,
        /// Bad ones of a thousand writes of the new release, at least.
        at_least: u16,
        /// And at most.
        at_most: u16,
    },
    /// Nobody knows yet.
    Unknown,
}

/// From the deploy to the rollback: the time in which the new release wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamageWindow {
    /// How far the release had spread, in any order. The window begins with the first.
    pub exposures: Vec<Exposure>,
    /// When it was rolled back; none while it runs.
    pub ended: Option<Instant>,
    /// What is known of the bad writes.
    pub bad_writes: BadWrites,
}

/// How much went wrong in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// So many.
    Counted(u64),
    /// From so many to so many.
    Between(u64, u64),
    /// Not computable, and why, as a sentence without its full stop.
    Not(&'static str),
}

impl DamageWindow {
    /// The exposures in order of time, up to the end of the window.
    fn stages(&self, end: Instant) -> Vec<Exposure> {
        let mut stages: Vec<Exposure> = self.exposures.iter().copied().filter(|stage| stage.from < end).collect();
        stages.sort_by_key(|stage| stage.from);
        stages
    }

    /// How long it is or was, in milliseconds; none where it has not begun by `now`, or nobody said when it did.
    pub fn millis(&self, now: Instant) -> Option<i64> {
        let end = self.ended.unwrap_or(now);
        self.stages(end).first().map(|first| end.since(first.from))
    }

    /// How long all of the traffic would have had to meet the new release for the same number of writes, in milliseconds.
    pub fn weighted_millis(&self, now: Instant) -> Option<i64> {
        let end = self.ended.unwrap_or(now);
        let stages = self.stages(end);
        if stages.is_empty() {
            return None;
        }
        let ends = stages.iter().skip(1).map(|stage| stage.from).chain([end]);
        let hundredths: i128 = stages
            .iter()
            .zip(ends)
            .map(|(stage, end)| i128::from(end.since(stage.from)) * i128::from(stage.percent.min(100)))
            .sum();
        i64::try_from(hundredths / 100).ok()
    }

    /// How many writes went wrong, counted or estimated. An estimate is rounded away from hope: down at its lower end, up at its
    /// upper one.
    pub fn damage(&self, now: Instant) -> Damage {
        let (writes_a_minute, at_least, at_most) = match self.bad_writes {
            BadWrites::Counted(count) => return Damage::Counted(count),
            BadWrites::Unknown => return Damage::Not("nobody has counted or estimated them"),
            BadWrites::Estimated { writes_a_minute, at_least, at_most } => (writes_a_minute, at_least, at_most),
        };
        let Some(millis) = self.weighted_millis(now) else {
            return Damage::Not("it is not known when the release began to write");
        };
        let (least, most) = (at_least.min(at_most).min(1000), at_least.max(at_most).min(1000));
        // Writes × milliseconds × thousandths; a minute has 60,000 milliseconds.
        let all = i128::from(writes_a_minute) * i128::from(millis.max(0));
        let whole = 60_000 * 1000;
        let bounded = |count: i128| u64::try_from(count).unwrap_or(u64::MAX);
        let lower = all * i128::from(least) / whole;
        let upper = (all * i128::from(most) + whole - 1) / whole;
        Damage::Between(bounded(lower), bounded(upper))
    }
}

/// A way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WayBack {
    /// Switch the feature off by its flag.
    FlagOff,
    /// Send the traffic to the instances of the previous release.
    TrafficSwitch,
    /// Deploy the previous release again.
    Redeploy,
    /// Take the schema or the data back.
    Database,
}

/// Whether a way back is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// It is.
    Yes,
    /// Once a question is answered.
    Asks,
    /// It makes it worse, and why.
    No(&'static str),
}

impl WayBack {
    /// All of them, the fastest first.
    pub const ALL: [Self; 4] = [Self::FlagOff, Self::TrafficSwitch, Self::Redeploy, Self::Database];

    /// Its name in output and in stored reviews: a promise.
    pub const fn id(self) -> &'static str {
        match self {
            Self::FlagOff => "flag_off",
            Self::TrafficSwitch => "traffic_switch",
            Self::Redeploy => "redeploy",
            Self::Database => "database",
        }
    }

    /// That of this name; none for a name that nobody gave.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.id() == id)
    }

    /// What a person calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::FlagOff => "Switch the flag off",
            Self::TrafficSwitch => "Switch the traffic back",
            Self::Redeploy => "Deploy the previous release",
            Self::Database => "Take the database back",
        }
    }

    /// How fast it usually is.
    pub const fn speed(self) -> &'static str {
        match self {
            Self::FlagOff => "Seconds to a minute.",
            Self::TrafficSwitch => "Seconds to a few minutes.",
            Self::Redeploy => "Minutes to half an hour: as long as a deploy takes.",
            Self::Database => "Half an hour to many hours: it grows with the data.",
        }
    }

    /// The minutes to put down where nobody has measured them: from, to.
    pub const fn usual_minutes(self) -> (u16, u16) {
        match self {
            Self::FlagOff => (0, 1),
            Self::TrafficSwitch => (1, 5),
            Self::Redeploy => (5, 30),
            Self::Database => (30, 480),
        }
    }

    /// What it needs to be there before.
    pub const fn needs(self) -> &'static str {
        match self {
            Self::FlagOff => "A flag around the change, and an old path that still runs.",
            Self::TrafficSwitch => "Instances of the previous release that are still up and warm.",
            Self::Redeploy => "The build of the previous release, and a schema that it can live with.",
            Self::Database => "A down script that was judged, or a backup whose restore was tried.",
        }
    }

    /// Where it goes wrong.
    pub const fn pitfall(self) -> &'static str {
        match self {
            Self::FlagOff => "What lies outside the flag stays: the schema, the data written, the configuration.",
            Self::TrafficSwitch => "The previous release meets the new schema and the new data at once.",
            Self::Redeploy => "It takes what else was in the release along, and meets the new schema and the new data.",
            Self::Database => "It throws away what was written since, and breaks the release that is running.",
        }
    }

    /// Whether it is open after a schema change with this verdict and this reversal.
    pub const fn is_open(self, verdict: Verdict, reversal: Reversal) -> Open {
        match (self, verdict, reversal) {
            // The release that is running stays; only its new path is left.
            (Self::FlagOff, ..) => Open::Yes,
            (Self::TrafficSwitch | Self::Redeploy, Verdict::Safe, _) => Open::Yes,
            (Self::TrafficSwitch | Self::Redeploy, Verdict::Depends, _) => Open::Asks,
            (Self::TrafficSwitch | Self::Redeploy, Verdict::Unsafe, _) => {
                Open::No("The previous release does not work with this schema.")
            }
            (Self::TrafficSwitch | Self::Redeploy, Verdict::Error, _) => {
                Open::No("The migration does not run to its end: what state it leaves has to be found out first.")
            }
            (Self::Database, _, Reversal::Lossless) => Open::Yes,
            (Self::Database, _, Reversal::Lossy) => Open::Asks,
            (Self::Database, _, Reversal::Impossible) => {
                Open::No("No script brings back what this destroys: only a restore does.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::Phase;
    use super::*;

    const MINUTE: i64 = 60_000;

    fn at(minute: i64) -> Instant {
        Instant::from_millis(minute * MINUTE)
    }

    #[test]
    fn a_field_has_its_row() {
        for change in FieldChange::ALL {
            let rule = change.rule();
            assert_eq!(rule.change, change, "the table has another order");
            assert_eq!(rule.verdict, Verdict::of(rule.old_writes, rule.old_reads), "{}", change.id());
            assert_eq!(rule.question.is_some(), rule.verdict == Verdict::Depends, "{}", change.id());
            assert_eq!(FieldChange::of(change.id()), Some(change));
        }
        let told: Vec<(&str, &str)> =
            FieldChange::ALL.iter().map(|change| (change.id(), change.rule().verdict.word())).collect();
        assert_eq!(
            told,
            [
                ("field_add_optional", "safe"),
                ("field_add_required", "unsafe"),
                ("field_remove", "unsafe"),
                ("field_rename", "unsafe"),
                ("field_retype", "unsafe"),
                ("field_add_value", "depends"),
            ]
        );
    }

    #[test]
    fn a_field_has_a_plan_whose_steps_can_be_rolled_back() {
        for change in FieldChange::ALL {
            for carrier in Carrier::ALL {
                let plan = change.plan(carrier, "total");
                let (mut released, mut floor) = (0, 0);
                assert!(!plan.steps.is_empty() && !plan.note.is_empty());
                for step in &plan.steps {
                    released += u8::from(step.what.text().starts_with('R'));
                    assert!(step.floor < released.max(1), "{change:?} {step:?}");
                    assert!(step.floor >= floor, "{change:?} {step:?}");
                    floor = step.floor;
                    assert!(!step.back.is_empty() && !step.takes.is_empty(), "{change:?} {step:?}");
                }
                let takes_away = plan.steps.iter().any(|step| step.phase == Phase::Contract);
                let goes = matches!(change, FieldChange::Remove | FieldChange::Rename | FieldChange::Retype);
                assert_eq!(takes_away, goes || change == FieldChange::AddRequired, "{change:?}");
            }
        }
    }

    #[test]
    fn an_effect_says_what_stays_and_what_to_do() {
        for effect in Effect::ALL {
            assert_eq!(Effect::of(effect.id()), Some(effect));
            for words in [effect.stays(), effect.before(), effect.after()] {
                assert!(words.ends_with('.'), "{words}");
            }
        }
    }

    fn window(exposures: &[(i64, u8)], ended: Option<i64>, bad_writes: BadWrites) -> DamageWindow {
        let exposures =
            exposures.iter().map(|(minute, percent)| Exposure { from: at(*minute), percent: *percent }).collect();
        DamageWindow { exposures, ended: ended.map(at), bad_writes }
    }

    #[test]
    fn a_canary_spares_most_of_the_writes() {
        let estimated = BadWrites::Estimated { writes_a_minute: 600, at_least: 10, at_most: 25 };
        // Ten minutes at 5 %, ten at 50 %: five and a half minutes of all traffic.
        let staged = window(&[(10, 50), (0, 5)], Some(20), estimated);
        assert_eq!(staged.millis(at(99)), Some(20 * MINUTE));
        assert_eq!(staged.weighted_millis(at(99)), Some(11 * MINUTE / 2));
        assert_eq!(staged.damage(at(99)), Damage::Between(33, 83));
        let at_once = window(&[(0, 100)], Some(20), estimated);
        assert_eq!(at_once.damage(at(99)), Damage::Between(120, 300));
    }

    #[test]
    fn a_window_goes_on_until_it_is_rolled_back() {
        let estimated = BadWrites::Estimated { writes_a_minute: 1, at_least: 1000, at_most: 1000 };
        let open = window(&[(0, 100)], None, estimated);
        assert_eq!(open.damage(at(5)), Damage::Between(5, 5));
        assert_eq!(open.damage(at(8)), Damage::Between(8, 8));
        assert_eq!(open.damage(at(-1)), Damage::Not("it is not known when the release began to write"));
        // A stage after the rollback never was.
        assert_eq!(window(&[(0, 100), (9, 100)], Some(5), estimated).damage(at(99)), Damage::Between(5, 5));
        // An interruption, with nothing on the new release, counts for nothing.
        assert_eq!(window(&[(0, 100), (2, 0), (8, 100)], Some(10), estimated).damage(at(99)), Damage::Between(4, 4));
    }

    #[test]
    fn what_was_counted_is_not_estimated_and_what_is_not_known_is_said() {
        assert_eq!(window(&[], None, BadWrites::Counted(7)).damage(at(0)), Damage::Counted(7));
        assert!(matches!(window(&[(0, 100)], None, BadWrites::Unknown).damage(at(9)), Damage::Not(_)));
        let absurd = BadWrites::Estimated { writes_a_minute: u64::MAX, at_least: 9000, at_most: 1 };
        assert!(matches!(window(&[(0, 255)], None, absurd).damage(at(9)), Damage::Between(_, u64::MAX)));
    }

    #[test]
    fn a_way_back_is_open_when_the_schema_bears_it() {
        use Reversal::{Impossible, Lossless, Lossy};
        for way in WayBack::ALL {
            assert_eq!(WayBack::of(way.id()), Some(way));
            assert!(way.usual_minutes().0 <= way.usual_minutes().1);
        }
        assert_eq!(WayBack::FlagOff.is_open(Verdict::Unsafe, Impossible), Open::Yes);
        assert_eq!(WayBack::Redeploy.is_open(Verdict::Safe, Impossible), Open::Yes);
        assert_eq!(WayBack::Redeploy.is_open(Verdict::Depends, Lossless), Open::Asks);
        assert!(matches!(WayBack::TrafficSwitch.is_open(Verdict::Unsafe, Lossless), Open::No(_)));
        assert_eq!(WayBack::Database.is_open(Verdict::Unsafe, Lossless), Open::Yes);
        assert_eq!(WayBack::Database.is_open(Verdict::Safe, Lossy), Open::Asks);
        assert!(matches!(WayBack::Database.is_open(Verdict::Safe, Impossible), Open::No(_)));
    }
}
