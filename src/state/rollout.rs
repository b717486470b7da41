//! The rollout of the open change: what its page writes down of it, what was measured, and what was decided.

use serde_json::Value;

use super::open_change::OpenChange;
use crate::domain::change::rollout::{
    Call, HOLD, ReadingRecord, RolloutRecord, Spread, Standing, TurnRecord, usual, usual_metrics,
};
use crate::domain::change::{Change, Stage};
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::Held;
use crate::domain::record::kind;
use crate::log::canonical::{Object, object, object_of, record_named};
use crate::platform::clock;

/// The list of stages of a rollout.
pub const STAGES: &str = "stages";

/// The list of what its gates compare.
pub const METRICS: &str = "metrics";

/// The list of its ways back.
pub const OPTIONS: &str = "options";

/// How far the rollout of a change has spread.
pub fn spread(change: &Change) -> Spread {
    match &change.rollout {
        Some(rollout) => Spread::of(rollout, &change.turns),
        None => Spread::of(&RolloutRecord::default(), &change.turns),
    }
}

impl OpenChange {
    /// The record that says how it is to be rolled out.
    pub fn rollout_record(self) -> RecordId {
        record_named(kind::ROLLOUT, &self.scope().scope().to_string())
    }

    /// Says something of its rollout; `null` removes a field.
    pub fn set_rollout(self, field: &str, value: Value) -> bool {
        self.scope().put(kind::ROLLOUT, self.rollout_record(), &object_of([(field, value)]))
    }

    /// What its record says now of that field, with everything in it that this version does not know.
    fn in_rollout(self, field: &str) -> Option<Value> {
        let record = self.rollout_record();
        self.scope().with_untracked(|reading| {
            let body = reading.bodies.get(&record)?;
            serde_json::from_str::<Object>(&body.json).ok()?.remove(field)
        })
    }

    /// Says something of a part of its rollout that has fields of its own, such as the trigger; `null` removes it.
    pub fn set_in_rollout(self, part: &str, changes: &Object) -> bool {
        let mut says = match self.in_rollout(part) {
            Some(Value::Object(says)) => says,
            _ => Object::new(),
        };
        set_all(&mut says, changes);
        self.set_rollout(part, Value::Object(says))
    }

    /// One of its lists: what is written, or what it begins with.
    fn listed(self, list: &str) -> Vec<Value> {
        match (self.in_rollout(list), list) {
            (Some(Value::Array(items)), _) if !items.is_empty() => items,
            (_, STAGES) => usual().iter().map(|stage| stage.write()).collect(),
            (_, METRICS) => usual_metrics().iter().map(|metric| metric.write()).collect(),
            _ => Vec::new(),
        }
    }

    /// Says something of what stands at that place of one of its lists.
    pub fn set_listed(self, list: &str, place: usize, changes: &Object) -> bool {
        let mut items = self.listed(list);
        let Some(Value::Object(item)) = items.get_mut(place) else { return false };
        set_all(item, changes);
        self.set_rollout(list, Value::Array(items))
    }

    /// Adds something at the end of one of its lists.
    pub fn add_listed(self, list: &str, item: Value) -> bool {
        let mut items = self.listed(list);
        items.push(item);
        self.set_rollout(list, Value::Array(items))
    }

    /// Takes out what stands at that place of one of its lists.
    pub fn remove_listed(self, list: &str, place: usize) -> bool {
        let mut items = self.listed(list);
        if place >= items.len() {
            return false;
        }
        items.remove(place);
        self.set_rollout(list, if items.is_empty() { Value::Null } else { Value::Array(items) })
    }

    /// Says something of a way back, by its name.
    pub fn set_way_back(self, way: &str, changes: &Object) -> bool {
        let is_it = |item: &Value| item.get("way").and_then(Value::as_str) == Some(way);
        match self.listed(OPTIONS).iter().position(is_it) {
            Some(place) => self.set_listed(OPTIONS, place, changes),
            None => {
                let mut item = object_of([("way", way.into())]);
                set_all(&mut item, changes);
                self.add_listed(OPTIONS, Value::Object(item))
            }
        }
    }

    /// Writes down how one would go back, and when that was written; whoever writes it answers for it unless somebody does.
    pub fn set_plan_back(self, text: &str) -> bool {
        let answers = self.get_untracked().rollout.as_ref().and_then(|rollout| Some(rollout.plan.as_ref()?.by.clone()));
        let answers = answers.filter(|by| !by.trim().is_empty());
        let Some(by) = answers.or_else(|| self.me()) else { return false };
        let changes = object_of([("text", text.into()), ("by", by.into()), ("at", clock::now().write())]);
        self.set_in_rollout("plan", &changes)
    }

    /// The record of what was measured of a metric at a stage, in that attempt: the same on every device.
    pub fn reading_record(self, attempt: u32, stage: u32, metric: &str) -> RecordId {
        let again = if attempt > 1 { format!(":{attempt}") } else { String::new() };
        self.named(kind::READING, &format!("{stage}:{metric}{again}"))
    }

    /// What was measured in the attempt that lasts, or in the last one: figures from before it was rolled back are not those of
    /// the next.
    pub fn readings(self, change: &Change) -> Vec<Held<ReadingRecord>> {
        let attempt = spread(change).attempts;
        let is_of_it = |held: &&Held<ReadingRecord>| {
            attempt <= 1 || held.id == self.reading_record(attempt, held.says.stage, &held.says.metric)
        };
        change.readings.iter().filter(is_of_it).cloned().collect()
    }

    /// Says what was measured of a metric at a stage, each with its side, `baseline` or `canary`.
    pub fn measure(self, stage: u32, metric: &str, sides: &[(&str, &str)]) -> bool {
        let Some(by) = self.me() else { return false };
        let attempt = spread(&self.get_untracked()).attempts;
        let mut says = object_of([
            ("stage", stage.into()),
            ("metric", metric.into()),
            ("by", by.into()),
            ("at", clock::now().write()),
        ]);
        for (side, text) in sides {
            let value = if text.trim().is_empty() { Value::Null } else { (*text).into() };
            says.insert((*side).to_owned(), value);
        }
        self.scope().put(kind::READING, self.reading_record(attempt, stage, metric), &says)
    }

    /// Decides something at a stage, with what the gate said and what had had its time to show. Each decision of a person is a
    /// record of its own: made on two devices that know the same, it is one.
    pub fn decide(self, turn: &str, stage: u32, why: &str, gate: Option<Call>, shown: Vec<String>) -> bool {
        let Some(by) = self.me() else { return false };
        let change = self.get_untracked();
        let is_alike = |held: &&Held<TurnRecord>| {
            let says = &held.says;
            says.turn == turn && says.stage == stage && says.by == by
        };
        let name = format!("{turn}:{stage}:{by}:{}", change.turns.iter().filter(is_alike).count());
        let why = Some(why.trim().to_owned()).filter(|why| !why.is_empty());
        let says = TurnRecord {
            turn: turn.to_owned(),
            stage,
            by,
            at: clock::now(),
            why,
            gate: gate.map(|gate| gate.name().to_owned()),
            shown,
        };
        let is_written = self.scope().put(kind::TURN, self.named(kind::TURN, &name), &object(&says));
        if is_written && turn != HOLD {
            let why = says.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            self.tell(&format!("turn:{name}"), &format!("Rollout {}{why}", says.told()));
        }
        is_written
    }

    /// Takes the stages of the last attempt over into the damage window, and when it was rolled back.
    pub fn spread_to_damage(self) -> bool {
        let Spread { standing, stages, .. } = spread(&self.get_untracked());
        let stages: Vec<Stage> = stages.into_iter().map(|(percent, from)| Stage { from, percent }).collect();
        let ended = match standing {
            Standing::RolledBack { at, .. } => at.write(),
            _ => Value::Null,
        };
        self.set_damage("stages", stages.write()) && self.set_damage("ended", ended)
    }
}

/// Sets members of an object; `null` removes one.
fn set_all(says: &mut Object, changes: &Object) {
    for (field, value) in changes {
        if value.is_null() {
            says.remove(field);
        } else {
            says.insert(field.clone(), value.clone());
        }
    }
}
