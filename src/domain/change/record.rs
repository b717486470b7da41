//! The records a change to a schema is made of, and what they say together.

use sha2::{Digest, Sha256};

use super::beside::{DamageRecord, Picked};
use super::rollout::{Gate, ReadingRecord, RolloutRecord, Standing, TurnRecord};
use crate::domain::id::{Hash, RecordId, ScopeId};
use crate::domain::json::{Json, Unfit, record};
use crate::domain::ordered::{sort_few, sort_many};
use crate::domain::postmortem::Held;
use crate::domain::record::{Body, kind};
use crate::domain::time::Instant;

/// The direction of the script that makes the change.
pub const UP: &str = "up";

/// The direction of the script that takes it back.
pub const DOWN: &str = "down";

/// What the records of a change say together, each kind in the order in which it was first written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// What is known of it beside its scripts.
    pub about: ChangeRecord,
    /// The record that says so; none while nobody has.
    pub about_id: Option<RecordId>,
    /// Its scripts, one for each direction.
    pub scripts: Vec<Held<Script>>,
    /// What was answered.
    pub settled: Vec<Held<Settled>>,
    /// What was signed.
    pub signed: Vec<Held<Signed>>,
    /// The steps that were done.
    pub steps: Vec<Held<StepDone>>,
    /// What its review said last.
    pub outcome: Option<Outcome>,
    /// How it is to be rolled out, once somebody has said.
    pub rollout: Option<RolloutRecord>,
    /// What was measured at the stages of its rollout.
    pub readings: Vec<Held<ReadingRecord>>,
    /// What was decided at them.
    pub turns: Vec<Held<TurnRecord>>,
    /// What changes beside its scripts.
    pub picked: Vec<Held<Picked>>,
    /// What went wrong between its deploy and its rollback; none while nobody has said so.
    pub damage: Option<DamageRecord>,
    /// Records that could not be understood, each with the reason as a sentence without its full stop.
    pub unread: Vec<(RecordId, String)>,
    /// Names what its scripts say and what changes beside them; none while that is nothing.
    written: Option<Hash>,
    /// Scripts and answers that were written in two places at once and differ.
    contested: Vec<RecordId>,
}

impl Change {
    /// Reads the records. Those of other kinds are passed over.
    pub fn of<'a>(bodies: impl IntoIterator<Item = (&'a RecordId, &'a Body)>) -> Self {
        let mut bodies: Vec<(&RecordId, &Body)> = bodies.into_iter().collect();
        sort_many(&mut bodies, |(id, body)| (body.created, **id));
        let mut this = Self::default();
        for (id, body) in bodies {
            if let Err(why) = this.read(*id, body) {
                this.unread.push((*id, why.to_string()));
            }
        }
        this.written = this.hash_of_all();
        this
    }

    /// The same, where these fields of these records were written in two places at once and differ. An answer that is both yes and
    /// no is none, and nobody can have signed a script of which two versions stand.
    pub fn contested_by<'a>(mut self, conflicts: impl IntoIterator<Item = (RecordId, &'a str)>) -> Self {
        for (record, field) in conflicts {
            let is_script = self.scripts.iter().any(|held| held.id == record) && field == "text";
            let is_answer = self.settled.iter().any(|held| held.id == record) && field == "yes";
            if is_script {
                self.written = None;
            }
            if is_script || is_answer {
                self.contested.push(record);
            }
        }
        self
    }

    /// True for a script or an answer of which two versions stand.
    pub fn is_contested(&self, record: RecordId) -> bool {
        self.contested.contains(&record)
    }

    fn hash_of_all(&self) -> Option<Hash> {
        let (up, down) = (self.script(UP), self.script(DOWN));
        let mut beside: Vec<String> = self.picked.iter().map(|held| held.says.key()).collect();
        sort_few(&mut beside, String::clone);
        if up.is_empty() && down.is_empty() && beside.is_empty() {
            return None;
        }
        let mut hash = Sha256::new().chain_update(up).chain_update([0]).chain_update(down);
        for key in beside {
            hash = hash.chain_update([0]).chain_update(key);
        }
        Some(Hash::from_bytes(hash.finalize().into()))
    }

    fn read(&mut self, id: RecordId, body: &Body) -> Result<(), Unfit> {
        fn held<T: Json>(id: RecordId, body: &Body) -> Result<Held<T>, Unfit> {
            Ok(Held { id, created: body.created, says: T::read(&body.json)? })
        }
        match body.kind.as_str() {
            // Its id is made from its scope, so there is one; of several, which only a broken file brings, the first counts.
            kind::CHANGE if self.about_id.is_none() => {
                self.about = held(id, body)?.says;
                self.about_id = Some(id);
            }
            kind::SCRIPT => self.scripts.push(held(id, body)?),
            kind::SETTLED => self.settled.push(held(id, body)?),
            kind::SIGNED => self.signed.push(held(id, body)?),
            kind::STEP => self.steps.push(held(id, body)?),
            kind::OUTCOME => self.outcome = Some(Json::read(&body.json)?),
            kind::ROLLOUT => self.rollout = Some(Json::read(&body.json)?),
            kind::READING => self.readings.push(held(id, body)?),
            kind::TURN => self.turns.push(held(id, body)?),
            kind::PICKED => self.picked.push(held(id, body)?),
            kind::DAMAGE => self.damage = Some(Json::read(&body.json)?),
            _ => {}
        }
        Ok(())
    }

    /// True for what is a change: somebody has said something of it.
    pub fn is_change(&self) -> bool {
        self.about_id.is_some() || !self.scripts.is_empty() || !self.picked.is_empty()
    }

    /// The script of that direction.
    pub fn script(&self, direction: &str) -> &str {
        self.scripts.iter().find(|held| held.says.direction == direction).map_or("", |held| held.says.text.as_str())
    }

    /// What it is called: its title, or else what its file was called.
    pub fn title(&self) -> &str {
        let named = self.scripts.iter().find_map(|held| held.says.name.as_deref());
        match self.about.title.trim() {
            "" => named.unwrap_or("A change without a name"),
            title => title,
        }
    }

    /// What a file of it is called, without an ending: the letters and digits of its title.
    pub fn file_stem(&self) -> String {
        let words = self.title().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>().join("-").chars().take(60).collect()
    }

    /// The answer to a question about that subject.
    pub fn answer(&self, question: &str, subject: Option<&str>) -> Option<&Held<Settled>> {
        let is_it = |held: &&Held<Settled>| held.says.question == question && held.says.subject.as_deref() == subject;
        self.settled.iter().find(is_it)
    }

    /// True when somebody has answered it with something to look at.
    pub fn is_settled(&self, question: &str, subject: Option<&str>) -> bool {
        let is_said = |held: &Held<Settled>| !held.says.evidence.trim().is_empty() && !self.is_contested(held.id);
        self.answer(question, subject).is_some_and(is_said)
    }

    /// Names what its scripts say now, as signatures and steps keep it: the same texts have the same name on every device.
    pub fn written(&self) -> Option<Hash> {
        self.written
    }

    /// Who has signed that line, in order, whatever the scripts said then.
    pub fn signed(&self, item: &str) -> impl Iterator<Item = &Held<Signed>> {
        self.signed.iter().filter(move |held| held.says.item == item)
    }

    /// True for a signature that counts: with something to look at, for scripts that say what they say now.
    pub fn counts(&self, signed: &Signed) -> bool {
        let has_evidence = signed.evidence.as_deref().is_some_and(|evidence| !evidence.trim().is_empty());
        has_evidence && self.is_of_now(signed.of)
    }

    /// What the gate of its rollout says at the stage of that share.
    pub fn gate(&self, percent: u32) -> Gate {
        match &self.rollout {
            Some(rollout) => Gate::of(rollout, &self.readings, percent),
            None => Gate::of(&RolloutRecord::default(), &self.readings, percent),
        }
    }

    /// Where its rollout stands.
    pub fn standing(&self) -> Standing {
        match &self.rollout {
            Some(rollout) => Standing::of(rollout, &self.turns),
            None => Standing::of(&RolloutRecord::default(), &self.turns),
        }
    }

    /// True when somebody has signed that line in a way that counts.
    pub fn is_signed(&self, item: &str) -> bool {
        self.signed(item).any(|held| self.counts(&held.says))
    }

    /// What its review said last, if that was of what the scripts say now.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref().filter(|outcome| self.is_of_now(outcome.of))
    }

    /// True for a change of which nothing is said but that it was begun.
    pub fn is_blank(&self) -> bool {
        self.about.title.trim().is_empty()
            && self.about.links.is_empty()
            && self.written.is_none()
            && self.scripts.is_empty()
    }

    /// The step of that name, if it was done, whatever the scripts said then.
    pub fn step_said(&self, step: &str) -> Option<&Held<StepDone>> {
        self.steps.iter().find(|held| held.says.step == step)
    }

    /// The step of that name, if it was done for what the scripts say now.
    pub fn step_done(&self, step: &str) -> Option<&Held<StepDone>> {
        self.step_said(step).filter(|held| self.is_of_now(held.says.of))
    }

    /// True for what was said of the scripts as they stand now. What names none was said before scripts were named, and opens
    /// nothing.
    pub fn is_of_now(&self, of: Option<Hash>) -> bool {
        of.is_some() && of == self.written
    }
}

/// What is known of a change beside its scripts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeRecord {
    /// One line.
    pub title: String,
    /// The language of its scripts, by its word; none where it is guessed.
    pub dialect: Option<String>,
    /// The oldest server it will meet, such as `15` or `8.0.29`; none for the usual one.
    pub target: Option<String>,
    /// The runner wraps the whole file in one transaction.
    pub in_transaction: bool,
    /// The previous release reads with `SELECT *`.
    pub selects_all: bool,
    /// The previous release inserts without naming columns.
    pub inserts_by_position: bool,
    /// The previous release prepares its statements once and keeps them.
    pub prepares: bool,
    /// The release that one would roll back to.
    pub previous_release: Option<String>,
    /// For how many hours one would.
    pub window_hours: Option<u32>,
    /// Incidents, findings and follow-ups that it belongs to.
    pub links: Vec<Link>,
    /// It was put into the trash.
    pub is_in_trash: bool,
}

record!(ChangeRecord {
    title: or_empty "title",
    dialect: optional "dialect",
    target: optional "target",
    in_transaction: or_empty "in_transaction",
    selects_all: or_empty "selects_all",
    inserts_by_position: or_empty "inserts_by_position",
    prepares: or_empty "prepares",
    previous_release: optional "previous_release",
    window_hours: optional "window_hours",
    links: or_empty "links",
    is_in_trash: or_empty "in_trash",
});

/// What a change belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The incident.
    pub scope: ScopeId,
    /// The entry, finding or follow-up of it; none for the incident as a whole.
    pub record: Option<RecordId>,
    /// What it is to that: `suspect`, `culprit`, `fix`, `finding` or `follow_up`.
    pub part: String,
    /// Whether signatures and steps are told in the timeline of the incident.
    pub tells: bool,
}

record!(Link { scope: needed "scope", record: optional "record", part: needed "as", tells: or_empty "tells" });

impl Link {
    /// True for what links the same, whatever is told there.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.scope, self.record, &self.part) == (other.scope, other.record, &other.part)
    }
}

/// What a change can be to an incident as a whole, by name and in words.
pub const PARTS: [(&str, &str); 3] = [("suspect", "suspect in"), ("culprit", "culprit in"), ("fix", "fix of")];

/// What a change is to an incident that it belongs to, in words behind its title.
pub fn part_in_words(part: &str) -> &str {
    match part {
        "finding" => "about a finding",
        "follow_up" => "promised here",
        part => part,
    }
}

/// A change that is to be begun from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    /// What it may be called.
    pub title: String,
    /// What it belongs to.
    pub link: Link,
}

/// A script of a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// [`UP`] or [`DOWN`].
    pub direction: String,
    /// What its file is called.
    pub name: Option<String>,
    /// Its statements.
    pub text: String,
}

record!(Script { direction: needed "direction", name: optional "name", text: or_empty "text" });

/// The answer to a question that a review asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The question, by its id.
    pub question: String,
    /// About which table or column; none where the question names none.
    pub subject: Option<String>,
    /// Yes or no.
    pub is_yes: bool,
    /// What was looked at. Without it the answer changes nothing.
    pub evidence: String,
    /// Handle of whoever answered.
    pub by: String,
    /// When.
    pub at: Instant,
}

record!(Settled {
    question: needed "question",
    subject: optional "subject",
    is_yes: needed "yes",
    evidence: or_empty "evidence",
    by: needed "by",
    at: needed "at",
});

/// A line of the checklist that somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The line, by its name in [`CHECKLIST`](super::CHECKLIST).
    pub item: String,
    /// Handle of whoever signed.
    pub by: String,
    /// When.
    pub at: Instant,
    /// What was looked at.
    pub evidence: Option<String>,
    /// In their own words.
    pub note: Option<String>,
    /// Names the scripts that were looked at, as [`Change::written`] did then; none for one that is older than that.
    pub of: Option<Hash>,
}

record!(Signed {
    item: needed "item",
    by: needed "by",
    at: needed "at",
    evidence: optional "evidence",
    note: optional "note",
    of: optional "of",
});

/// A step of the plan that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDone {
    /// Which: the plan's kind, what it is about, and the place of the step in it.
    pub step: String,
    /// Handle of whoever did it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// How that is known.
    pub note: Option<String>,
    /// Names the scripts whose plan it was a step of, as a signature does.
    pub of: Option<Hash>,
}

record!(StepDone {
    step: needed "step",
    by: needed "by",
    at: needed "at",
    note: optional "note",
    of: optional "of",
});

/// What the review of a change said last: what the list of changes shows without reviewing each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The verdict, by its word.
    pub verdict: String,
    /// Whether it can take the site down.
    pub lock_hazard: bool,
    /// What comes back, by its word.
    pub reversal: String,
    /// What it does, by the names of its change types.
    pub change_types: Vec<String>,
    /// Questions that it hung on, also those that were answered.
    pub questions: u32,
    /// Those that were open.
    pub open: u32,
    /// Whether a plan was proposed.
    pub has_plan: bool,
    /// Whether a step of it takes something away; none where that was not written down yet.
    pub has_contract: Option<bool>,
    /// Names the scripts that were reviewed, as a signature does.
    pub of: Option<Hash>,
}

impl Outcome {
    /// Whether a step of its plan takes something away, as far as that is known.
    pub fn may_contract(&self) -> bool {
        self.has_contract.unwrap_or(self.has_plan)
    }
}

record!(Outcome {
    verdict: needed "verdict",
    lock_hazard: or_empty "lock_hazard",
    reversal: or_empty "reversal",
    change_types: or_empty "change_types",
    questions: or_empty "questions",
    open: or_empty "open",
    has_plan: or_empty "has_plan",
    has_contract: optional "has_contract",
    of: optional "of",
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Hlc;

    fn body(kind: &str, at: i64, json: &str) -> Body {
        Body { kind: kind.to_owned(), created: Hlc(at, 0), json: json.into() }
    }

    #[test]
    fn a_change_is_what_its_records_say_and_what_cannot_be_read_is_named() {
        let id = RecordId::from_bits;
        let bodies = [
            (id(1), body(kind::CHANGE, 1, r#"{"title":" ","later":{"x":1}}"#)),
            (id(2), body(kind::SCRIPT, 2, r#"{"direction":"up","name":"0187.sql","text":"DROP TABLE a;"}"#)),
            (
                id(3),
                body(
                    kind::SETTLED,
                    3,
                    r#"{"question":"q","subject":"a.b","yes":false,"by":"dana","at":"2026-11-20T14:07Z"}"#,
                ),
            ),
            (id(4), body(kind::SIGNED, 4, r#"{"item":"load","by":"ito","at":"2026-11-20T14:07Z"}"#)),
            (id(5), body(kind::SIGNED, 5, r#"{"item":"load"}"#)),
            (id(6), body("section", 6, r#"{"slot":"summary"}"#)),
        ];
        let change = Change::of(bodies.iter().map(|(id, body)| (id, body)));
        assert!(change.is_change());
        assert_eq!((change.title(), change.script(UP), change.script(DOWN)), ("0187.sql", "DROP TABLE a;", ""));
        assert_eq!(change.answer("q", Some("a.b")).map(|held| held.says.is_yes), Some(false));
        assert_eq!(change.answer("q", None), None);
        assert_eq!(
            (change.file_stem(), Change::default().file_stem()),
            ("0187-sql".to_owned(), "a-change-without-a-name".to_owned())
        );
        assert_eq!((change.signed("load").count(), change.signed("release").count()), (1, 0));
        assert_eq!(change.unread, [(id(5), "missing field `by`".to_owned())]);
    }

    /// A change with that script, and a line and a step that say these scripts were looked at.
    fn signed(script: &str, of: Option<Hash>, evidence: &str) -> Change {
        let of = of.map(|of| format!(r#","of":"{of}""#)).unwrap_or_default();
        let line = format!(r#"{{"item":"load","by":"ito","at":"2026-11-20T14:07Z","evidence":"{evidence}"{of}}}"#);
        let bodies = [
            body(kind::SCRIPT, 1, &format!(r#"{{"direction":"up","text":"{script}"}}"#)),
            body(kind::SIGNED, 2, &line),
            body(kind::STEP, 3, &format!(r#"{{"step":"s","by":"ito","at":"2026-11-20T14:07Z"{of}}}"#)),
        ];
        let ids = [1, 2, 3].map(RecordId::from_bits);
        Change::of(ids.iter().zip(&bodies))
    }

    #[test]
    fn a_signature_and_a_step_count_for_the_script_they_saw_and_for_no_other() {
        let saw = signed("DROP TABLE x;", None, "").written();
        assert!(saw.is_some());
        let counts = |change: &Change| (change.is_signed("load"), change.step_done("s").is_some());
        assert_eq!(counts(&signed("DROP TABLE x;", saw, "41 million rows")), (true, true));
        let edited = signed("ALTER TABLE users DROP COLUMN email;", saw, "41 million rows");
        assert_eq!(counts(&edited), (false, false), "an edit takes what was signed away from it");
        assert_eq!((edited.signed("load").count(), edited.step_said("s").is_some()), (1, true), "it stays in sight");
        assert_eq!(counts(&signed("DROP TABLE x;", None, "41 million rows")), (false, false), "it names no script");
        assert_eq!(counts(&signed("DROP TABLE x;", saw, " ")), (false, true), "there is nothing to look at");
    }

    #[test]
    fn of_what_two_wrote_at_once_nothing_is_signed_or_answered() {
        let saw = signed("DROP TABLE x;", None, "").written();
        let change = signed("DROP TABLE x;", saw, "41 million rows");
        assert!(change.is_signed("load"));
        let contested = change.contested_by([(RecordId::from_bits(1), "text"), (RecordId::from_bits(2), "at")]);
        assert!(!contested.is_signed("load") && contested.is_contested(RecordId::from_bits(1)));
        let answer = body(
            kind::SETTLED,
            1,
            r#"{"question":"q","yes":false,"evidence":"0 rows","by":"dana","at":"2026-11-20T14:07Z"}"#,
        );
        let id = RecordId::from_bits(1);
        let settled = |field| Change::of([(&id, &answer)]).contested_by([(id, field)]).is_settled("q", None);
        assert!(settled("evidence") && !settled("yes"));
    }

    #[test]
    fn a_verdict_is_that_of_the_script_it_was_about() {
        let script = body(kind::SCRIPT, 1, r#"{"direction":"up","text":"DROP TABLE x;"}"#);
        let change = |of: &str| {
            let outcome = body(kind::OUTCOME, 2, &format!(r#"{{"verdict":"safe"{of}}}"#));
            Change::of([(&RecordId::from_bits(1), &script), (&RecordId::from_bits(2), &outcome)])
        };
        let of = change("").written().expect("it has a script");
        assert_eq!(change("").outcome(), None);
        assert!(change(&format!(r#","of":"{of}""#)).outcome().is_some());
    }

    #[test]
    fn the_two_scripts_are_told_apart_in_the_name_of_what_is_written() {
        let of = |up: &str, down: &str| {
            let script = |direction: &str, text: &str| {
                body(kind::SCRIPT, 1, &format!(r#"{{"direction":"{direction}","text":"{text}"}}"#))
            };
            let bodies = [script(UP, up), script(DOWN, down)];
            Change::of([1, 2].map(RecordId::from_bits).iter().zip(&bodies)).written()
        };
        assert_ne!(of("a", "b"), of("ab", ""));
        assert_ne!(of("a", ""), of("", "a"));
        assert_eq!(of("", ""), None);
    }

    #[test]
    fn what_was_signed_covers_what_was_picked_beside_the_scripts() {
        let of = |names: &[&str]| {
            let picked = |name: &&str| {
                body(
                    kind::PICKED,
                    1,
                    &format!(r#"{{"what":"field_remove","name":"{name}","by":"dana","at":"2026-11-20T14:07Z"}}"#),
                )
            };
            let bodies: Vec<Body> = names.iter().map(picked).collect();
            let ids: Vec<RecordId> = (1..=bodies.len() as u128).map(RecordId::from_bits).collect();
            Change::of(ids.iter().zip(&bodies)).written()
        };
        assert!(of(&["a"]).is_some(), "a change without a script is signed too");
        assert_ne!(of(&["a"]), of(&["a", "b"]));
        assert_eq!(of(&["a", "b"]), of(&["b", "a"]));
    }

    #[test]
    fn a_scope_without_such_records_is_no_change() {
        let section = (RecordId::from_bits(1), body("section", 1, r#"{"slot":"summary"}"#));
        assert!(!Change::of([(&section.0, &section.1)]).is_change());
    }
}
