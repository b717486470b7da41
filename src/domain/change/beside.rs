//! What changes beside the scripts, picked by hand, and what went wrong between a deploy and its rollback.

use super::reviewed::{AskedQuestion, PlanStep, ReviewedStatement};
use crate::domain::json::record;
use crate::domain::rollback::ChangeType;
use crate::domain::rollback::effect::{BadWrites, Carrier, DamageWindow, Effect, Exposure, FieldChange};
use crate::domain::time::Instant;

/// Something that changes beside the scripts, as somebody picked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// What: the name of a change to a field, of an effect, or of a change type.
    pub what: String,
    /// What carries the field, by its name; none for what is no field.
    pub carrier: Option<String>,
    /// What it is done to: a field, a table, a kind of mail.
    pub name: String,
    /// Handle of whoever picked it.
    pub by: String,
    /// When.
    pub at: Instant,
}

record!(Picked { what: needed "what", carrier: optional "carrier", name: or_empty "name", by: needed "by", at: needed "at" });

impl Picked {
    /// What makes it the one it is, in its scope: picked twice, it is there once.
    pub fn key(&self) -> String {
        format!("{}:{}:{}", self.what, self.carrier.as_deref().unwrap_or_default(), self.name)
    }
}

/// What can be picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// A change to a field of a message, an event or an interface.
    Field(FieldChange),
    /// Something that no rollback takes back.
    Effect(Effect),
    /// A change to a schema, without a script.
    Schema(ChangeType),
}

impl Pick {
    /// That of this name; none for one that is not known.
    pub fn of(what: &str) -> Option<Self> {
        let field = || FieldChange::of(what).map(Self::Field);
        let effect = || Effect::of(what).map(Self::Effect);
        field().or_else(effect).or_else(|| ChangeType::of(what).map(Self::Schema))
    }
}

/// What a carrier is called.
pub const fn carrier_title(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Message => "message in a queue",
        Carrier::Event => "event that is kept",
        Carrier::Request => "request to an interface",
        Carrier::Response => "answer of an interface",
    }
}

/// What the engine says of something picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedPick {
    /// What, by its name.
    pub what: String,
    /// What carries it, by its name.
    pub carrier: Option<String>,
    /// What it is done to.
    pub name: String,
    /// What a person calls it.
    pub title: String,
    /// Its answers, as a statement has them, on no line.
    pub says: ReviewedStatement,
    /// What settles it.
    pub questions: Vec<AskedQuestion>,
    /// The way there in steps.
    pub plan: Vec<PlanStep>,
    /// What a rollback leaves behind, of an effect.
    pub stays: Option<String>,
    /// What to do before the deploy, so that it can be held back.
    pub before: Option<String>,
    /// What to do after a rollback.
    pub after: Option<String>,
}

record!(JudgedPick {
    what: needed "what",
    carrier: optional "carrier",
    name: or_empty "name",
    title: needed "title",
    says: needed "says",
    questions: or_empty "questions",
    plan: or_empty "plan",
    stays: optional "stays",
    before: optional "before",
    after: optional "after",
});

/// How far a release had spread, from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// From when.
    pub from: Instant,
    /// Of a hundred.
    pub percent: u32,
}

record!(Stage { from: needed "from", percent: needed "percent" });

/// What is known of the time between a deploy and its rollback: how much went wrong, and how it is made good.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DamageRecord {
    /// How far the release had spread, in any order.
    pub stages: Vec<Stage>,
    /// When it was rolled back; none while it runs.
    pub ended: Option<Instant>,
    /// Bad writes, where somebody counted them.
    pub counted: Option<u64>,
    /// Writes a minute, of both releases.
    pub writes_a_minute: Option<u64>,
    /// Bad ones of a thousand writes of the new release, at least.
    pub at_least: Option<u32>,
    /// And at most.
    pub at_most: Option<u32>,
    /// What cannot be called back.
    pub stays: String,
    /// How those who were harmed are found.
    pub found: String,
    /// How they are made whole.
    pub made_whole: String,
}

record!(DamageRecord {
    stages: or_empty "stages",
    ended: optional "ended",
    counted: optional "counted",
    writes_a_minute: optional "writes_a_minute",
    at_least: optional "at_least",
    at_most: optional "at_most",
    stays: or_empty "stays",
    found: or_empty "found",
    made_whole: or_empty "made_whole",
});

impl DamageRecord {
    /// The window that it tells of.
    pub fn window(&self) -> DamageWindow {
        let percent = |percent: u32| u8::try_from(percent.min(100)).unwrap_or(100);
        let thousandth = |share: Option<u32>| share.map(|share| u16::try_from(share.min(1000)).unwrap_or(1000));
        let bad_writes = match (self.counted, self.writes_a_minute, thousandth(self.at_least), thousandth(self.at_most))
        {
            (Some(count), ..) => BadWrites::Counted(count),
            (None, Some(writes_a_minute), Some(at_least), at_most) => {
                BadWrites::Estimated { writes_a_minute, at_least, at_most: at_most.unwrap_or(at_least) }
            }
            (None, Some(writes_a_minute), None, Some(at_most)) => {
                BadWrites::Estimated { writes_a_minute, at_least: 0, at_most }
            }
            _ => BadWrites::Unknown,
        };
        let exposure = |stage: &Stage| Exposure { from: stage.from, percent: percent(stage.percent) };
        DamageWindow { exposures: self.stages.iter().map(exposure).collect(), ended: self.ended, bad_writes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::json::Json as _;
    use crate::domain::rollback::effect::Damage;

    #[test]
    fn every_pick_is_found_by_its_name() {
        assert_eq!(Pick::of("field_remove"), Some(Pick::Field(FieldChange::Remove)));
        assert_eq!(Pick::of("mail_sent"), Some(Pick::Effect(Effect::MailSent)));
        assert_eq!(Pick::of("drop_column"), Some(Pick::Schema(ChangeType::DropColumn)));
        assert_eq!(Pick::of("nothing"), None);
        let ids = FieldChange::ALL.map(FieldChange::id).into_iter().chain(Effect::ALL.map(Effect::id));
        for id in ids {
            assert!(ChangeType::of(id).is_none(), "{id} stands for two things");
        }
    }

    #[test]
    fn a_window_is_counted_estimated_or_said_to_be_unknown() {
        let at = |text: &str| text.parse::<Instant>().expect("a time");
        let json = r#"{"stages":[{"from":"2026-11-20T14:00Z","percent":100}],"ended":"2026-11-20T14:20Z","writes_a_minute":600,"at_least":10,"at_most":25}"#;
        let mut damage = DamageRecord::read(json).expect("it is one");
        let now = at("2026-11-20T15:00Z");
        assert_eq!(damage.window().damage(now), Damage::Between(120, 300));
        damage.at_most = None;
        assert_eq!(damage.window().damage(now), Damage::Between(120, 120));
        damage.counted = Some(7);
        assert_eq!(damage.window().damage(now), Damage::Counted(7));
        assert!(matches!(DamageRecord::default().window().damage(now), Damage::Not(_)));
    }
}
