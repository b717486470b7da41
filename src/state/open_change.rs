//! The open change to a schema: what its page reads, and the only way it is changed.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::elsewhere::write_into;
use super::notice::{Notice, Tone};
use super::open_incident::OpenIncident;
use super::route::Page;
use super::workbench::Workbench;
use crate::domain::change::{
    Change, ChangeRecord, Link, Outcome, Picked, Script, Settled, Signed, StepDone, item_named,
};
use crate::domain::entry::{ChangeVerdict, Evidence, Says, Statement};
use crate::domain::id::{Hash, RecordId, ScopeId};
use crate::domain::json::Json as _;
use crate::domain::postmortem::{FollowUp, Proof};
use crate::domain::record::kind;
use crate::domain::time::{Precise, Precision};
use crate::log::Reading;
use crate::log::canonical::{Object, object, object_of, record_named};
use crate::platform::clock;
use crate::store::Room;

/// The open change. Its scope is read as that of an incident is. To be named by its part only, so that the first view does not
/// carry it.
#[derive(Clone, Copy)]
pub struct OpenChange {
    open: OpenIncident,
    says: Memo<Arc<Change>>,
}

impl OpenChange {
    /// Begins a change under that title that belongs to these; it is there at once and saved soon. None where nobody has said
    /// who they are.
    pub fn begin(workbench: Workbench, title: &str, links: &[Link]) -> Option<ScopeId> {
        Self::begin_with(workbench, title, links, [])
    }

    /// The same with scripts, each with its direction.
    pub fn begin_with(
        workbench: Workbench,
        title: &str,
        links: &[Link],
        scripts: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Option<ScopeId> {
        let (keeper, me) = (workbench.keeper()?, workbench.me().get_untracked()?);
        let room = Room::begin(keeper);
        let scope = room.scope();
        let about = object(&ChangeRecord { title: title.to_owned(), links: links.to_vec(), ..ChangeRecord::default() });
        room.put(kind::CHANGE, record_named(kind::CHANGE, &scope.to_string()), &about, &me, clock::now()).ok()?;
        for (direction, text) in scripts {
            let script = Script { direction: direction.to_owned(), name: None, text };
            let record = record_named(kind::SCRIPT, &format!("{scope}:{direction}"));
            room.put(kind::SCRIPT, record, &object(&script), &me, clock::now()).ok()?;
        }
        workbench.drain();
        Some(scope)
    }

    /// Provides that of an opened scope.
    pub fn provide(open: OpenIncident) -> Self {
        let says = Memo::new(move |_| Arc::new(open.with(change_of)));
        let this = Self { open, says };
        provide_context(this);
        this
    }

    /// The change, from any component of its page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Its scope, as one reads that of an incident.
    pub fn scope(self) -> OpenIncident {
        self.open
    }

    /// Reads from what it says, now and whenever that changes.
    pub fn with<T>(self, read: impl FnOnce(&Change) -> T) -> T {
        self.says.with(|says| read(says))
    }

    /// What it says now.
    pub fn get_untracked(self) -> Arc<Change> {
        self.says.get_untracked()
    }

    /// A record of it, by its kind and what makes it the one it is: the same on every device.
    pub(super) fn named(self, kind: &str, name: &str) -> RecordId {
        record_named(kind, &format!("{}:{name}", self.open.scope()))
    }

    /// The record of what is known of it beside its scripts.
    pub fn about_record(self) -> RecordId {
        record_named(kind::CHANGE, &self.open.scope().to_string())
    }

    /// The record of the script of that direction.
    pub fn script_record(self, direction: &str) -> RecordId {
        self.named(kind::SCRIPT, direction)
    }

    /// The record of the answer to a question about that subject.
    pub fn answer_record(self, question: &str, subject: Option<&str>) -> RecordId {
        self.named(kind::SETTLED, &format!("{question}:{}", subject.unwrap_or_default()))
    }

    /// What an unsent text of that field is journalled under.
    pub fn journal(self, field: &str) -> RecordId {
        self.named("journal", field)
    }

    /// Says something of it beside its scripts; `null` removes a field.
    pub fn set(self, changes: &Object) -> bool {
        self.open.put(kind::CHANGE, self.about_record(), changes)
    }

    /// Says one thing of it beside its scripts; `null` removes it.
    pub fn set_one(self, field: &str, value: Value) -> bool {
        self.set(&object_of([(field, value)]))
    }

    /// Answers a question, with what was looked at.
    pub fn settle(self, question: &str, subject: Option<&str>, is_yes: bool, evidence: &str) -> bool {
        let Some(by) = self.me() else { return false };
        let settled = Settled {
            question: question.to_owned(),
            subject: subject.map(str::to_owned),
            is_yes,
            evidence: evidence.trim().to_owned(),
            by,
            at: clock::now(),
        };
        self.open.put(kind::SETTLED, self.answer_record(question, subject), &object(&settled))
    }

    /// Signs a line of the checklist, for what the scripts say now. Each person has a record of their own, so that two who sign at
    /// once both have. False without something to look at, which would open nothing.
    pub fn sign(self, item: &str, evidence: &str) -> bool {
        let Some(by) = self.me() else { return false };
        let record = self.named(kind::SIGNED, &format!("{item}:{by}"));
        let Some(evidence) = Some(evidence.trim().to_owned()).filter(|evidence| !evidence.is_empty()) else {
            return false;
        };
        let change = self.get_untracked();
        let of = change.written();
        let before = change.signed(item).find(|held| held.says.by == by);
        let is_anew = before.is_some_and(|held| held.says.of != of);
        let evidence = Some(evidence);
        let signed = Signed { item: item.to_owned(), by: by.clone(), at: clock::now(), evidence, note: None, of };
        let is_signed = self.open.put(kind::SIGNED, record, &object(&signed));
        if let Some(item) = item_named(item).filter(|_| is_signed) {
            // A signature for a script that was changed since is another one.
            let of = of.map(|of| format!(":{of}")).unwrap_or_default();
            let words = if is_anew { "Signed for it again, as it is now" } else { "Signed for it" };
            self.tell(
                &format!("signed:{}:{by}{of}", item.name),
                &format!("{words}: {}, {}", item.owner.title(), item.title),
            );
        }
        is_signed
    }

    /// Says that a step of the plan was done, for what the scripts say now.
    pub fn do_step(self, step: &str) -> bool {
        let Some(by) = self.me() else { return false };
        let of = self.get_untracked().written();
        let done = StepDone { step: step.to_owned(), by: by.clone(), at: clock::now(), note: None, of };
        let is_done = self.open.put(kind::STEP, self.named(kind::STEP, step), &object(&done));
        let proof = Proof {
            looked_at: "The step is marked as done on the change.".to_owned(),
            link: Some(self.address()),
            at: Precise { at: done.at, precision: Precision::Minute },
            by,
            shown_by: None,
        };
        self.tell_promise(step, "done", proof.write());
        if is_done {
            let what = step.split_once(": ").map_or(step, |(_, what)| what);
            let words: Vec<&str> = what.split_whitespace().collect();
            self.tell(&format!("step:{step}"), &format!("Step done: {}", words.join(" ")));
        }
        is_done
    }

    /// Says that a step was not done after all: the record goes to the trash.
    pub fn undo_step(self, step: &str) -> bool {
        self.tell_promise(step, "committed", Value::Null);
        self.open.delete(self.named(kind::STEP, step))
    }

    /// How far a follow-up is that the change itself keeps. Those of incidents are proven where they stand.
    fn tell_promise(self, step: &str, state: &str, proof: Value) {
        let record = self.promise_record(step);
        if self.open.with_untracked(|reading| reading.bodies.contains_key(&record)) {
            let changes = [("state".to_owned(), state.into()), ("proof".to_owned(), proof)];
            self.open.put(kind::FOLLOW_UP, record, &Object::from_iter(changes));
        }
    }

    /// Tells something of it in the timelines of the incidents that are to hear of it, once for each.
    pub(super) fn tell(self, what: &str, words: &str) {
        let change = self.get_untracked();
        let mut scopes: Vec<ScopeId> =
            change.about.links.iter().filter(|link| link.tells).map(|link| link.scope).collect();
        scopes.sort_unstable();
        scopes.dedup();
        for scope in scopes {
            self.tell_in(scope, what, words, None);
        }
    }

    /// Says in the timeline of an incident what the change is to it.
    pub fn tell_link(self, link: &Link) {
        let (words, verdict) = match link.part.as_str() {
            "suspect" => ("Suspected", Some(ChangeVerdict::Suspect)),
            "culprit" => ("The culprit", Some(ChangeVerdict::Culprit)),
            _ => ("The fix", None),
        };
        let change = self.get_untracked();
        let verdict_of = change.outcome.as_ref().map(|outcome| outcome.verdict.as_str());
        let reviewed = verdict_of.map(|word| format!(" (rollback: {word})")).unwrap_or_default();
        self.tell_in(link.scope, &format!("link:{}", link.part), &format!("{words}{reviewed}"), verdict);
    }

    /// Writes one entry with a way back to the change. Its record is made from what it tells: it is written once, on whatever
    /// device.
    fn tell_in(self, scope: ScopeId, what: &str, words: &str, verdict: Option<ChangeVerdict>) {
        let record = self.named(kind::ENTRY, &format!("{scope}:{what}"));
        let title = self.get_untracked().title().to_owned();
        let (text, address) = (format!("Schema change “{title}”: {words}"), self.address());
        let workbench = self.open.workbench();
        spawn_local(async move {
            let written = write_into(workbench, scope, |room, me, now| {
                if room.snapshot(record).is_some() {
                    return Ok(());
                }
                let says = Says::Change { sort: Some("schema".to_owned()), verdict };
                let mut said = Statement::new(says, me.handle.clone(), text, now, room.keeper().writer_id());
                said.evidence.push(Evidence::Link(address));
                room.say(record, &said, me, now)
            });
            if let Err(why) = written.await {
                let text = format!("Could not tell {} of it: could not {why}.", workbench.name_of(scope));
                workbench.notice().set(Some(Notice::new(Tone::Waiting, text)));
            }
        });
    }

    /// Its address, as follow-ups and entries name it.
    pub fn address(self) -> String {
        Page::Change(self.open.scope()).path()
    }

    /// The follow-up that a step becomes: the same record on every device, so that it is kept once.
    pub fn promise_record(self, step: &str) -> RecordId {
        self.named(kind::FOLLOW_UP, step)
    }

    /// Keeps steps as follow-ups, each with the name of its record, in the incident of that scope or in the change itself. Those
    /// that are kept there already stay as they are; tells how many are new.
    pub async fn promise(self, into: ScopeId, promises: Vec<(RecordId, FollowUp)>) -> Result<usize, String> {
        let link = self.address();
        let promises =
            promises.into_iter().map(|(record, says)| (record, FollowUp { link: Some(link.clone()), ..says }));
        if into == self.open.scope() {
            let is_new = |record: &RecordId| self.open.with_untracked(|reading| !reading.bodies.contains_key(record));
            let kept = promises
                .filter(|(record, says)| is_new(record) && self.open.put(kind::FOLLOW_UP, *record, &object(says)));
            return Ok(kept.count());
        }
        write_into(self.open.workbench(), into, move |room, me, now| {
            let mut count = 0;
            for (record, says) in promises {
                let is_new = !room.reading().bodies.contains_key(&record);
                if is_new {
                    room.put(kind::FOLLOW_UP, record, &object(&says), me, now)?;
                    count += 1;
                }
            }
            Ok(count)
        })
        .await
    }

    /// Picks something that changes beside the scripts. Picked twice, also on two devices, it is there once.
    pub fn pick(self, what: &str, carrier: Option<&str>, name: &str) -> bool {
        let Some(by) = self.me() else { return false };
        let picked = Picked {
            what: what.to_owned(),
            carrier: carrier.map(str::to_owned),
            name: name.trim().to_owned(),
            by,
            at: clock::now(),
        };
        self.open.put(kind::PICKED, self.named(kind::PICKED, &picked.key()), &object(&picked))
    }

    /// The record of what went wrong between its deploy and its rollback.
    pub fn damage_record(self) -> RecordId {
        record_named(kind::DAMAGE, &self.open.scope().to_string())
    }

    /// Says something of that; `null` removes a field.
    pub fn set_damage(self, field: &str, value: Value) -> bool {
        self.open.put(kind::DAMAGE, self.damage_record(), &Object::from_iter([(field.to_owned(), value)]))
    }

    /// Takes an answer or a signature back: the record goes to the trash.
    pub fn take_back(self, record: RecordId) -> bool {
        self.open.delete(record)
    }

    /// Keeps what its review said, for the list of changes, where that is something new.
    pub fn keep_outcome(self, outcome: &Outcome) {
        if self.get_untracked().outcome.as_ref() != Some(outcome) {
            let record = record_named(kind::OUTCOME, &self.open.scope().to_string());
            // What is left out of it where it is empty is taken away.
            const FIELDS: [&str; 8] =
                ["lock_hazard", "reversal", "change_types", "questions", "open", "has_plan", "has_contract", "of"];
            let mut changes: Object = FIELDS.into_iter().map(|field| (field.to_owned(), Value::Null)).collect();
            changes.extend(object(outcome));
            self.open.put(kind::OUTCOME, record, &changes);
        }
    }

    /// What each of those says who wrote a record at once and disagree about it, with what they agree on; nothing where they agree.
    pub fn versions(self, record: RecordId) -> Vec<Object> {
        self.open.with(|reading| {
            let conflicts = reading.records.get(&record).map(|record| record.conflicts.as_slice()).unwrap_or_default();
            let agreed = reading.bodies.get(&record).and_then(|body| serde_json::from_str::<Object>(&body.json).ok());
            let mut versions: Vec<(Hash, Object)> = Vec::new();
            for conflict in conflicts {
                for (head, value) in &conflict.values {
                    let known = versions.iter_mut().find(|(known, _)| known == head);
                    match known {
                        Some((_, says)) => _ = says.insert(conflict.field.clone(), value.clone()),
                        None => {
                            let mut says = agreed.clone().unwrap_or_default();
                            says.insert(conflict.field.clone(), value.clone());
                            versions.push((*head, says));
                        }
                    }
                }
            }
            versions.into_iter().map(|(_, says)| says).collect()
        })
    }

    /// True where two versions of the script of that direction stand.
    pub fn is_contested(self, direction: &str) -> bool {
        let record = self.script_record(direction);
        self.with(|change| change.is_contested(record))
    }

    /// Lets one of several versions of a record hold.
    pub fn choose(self, kind: &str, record: RecordId, version: &Object) -> bool {
        self.open.put(kind, record, version)
    }

    /// Handle of the person at the keyboard.
    pub fn me(self) -> Option<String> {
        self.open.workbench().me().get_untracked().map(|me| me.handle)
    }
}

/// What a scope says of a change. Scripts and answers that were written in two places at once and differ are named as such.
pub(super) fn change_of(reading: &Reading) -> Change {
    let contested = reading.conflicts().map(|(record, conflict)| (*record, conflict.field.as_str()));
    Change::of(reading.bodies.iter()).contested_by(contested)
}
