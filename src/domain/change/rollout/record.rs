//! The records of a rollout: how it is to go, what was measured, and what was decided.
//!
//! Limits and figures are kept as they were typed: the log knows no floating point numbers, and what somebody pasted is the
//! evidence. What the gate says of them is not kept, for it follows from them; a decision keeps what the gate said when it was
//! made, because limits may change afterwards.

use super::figures::Form;
use super::gate::Call;
use super::metric::{Better, usual_metrics};
use super::stage::{Stage, in_order, usual};
use super::strategy::Strategy;
use crate::domain::json::record;
use crate::domain::time::Instant;

/// How a change is to be rolled out. One for each change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RolloutRecord {
    /// The strategy, by its name.
    pub strategy: Option<String>,
    /// Whether it changes configuration; none while nobody has said.
    pub is_configuration: Option<bool>,
    /// Whether the new release writes data in a form that the old one does not; none while nobody has said.
    pub writes_new_form: Option<bool>,
    /// Its stages, in no order; empty for the usual ones.
    pub stages: Vec<Stage>,
    /// What its gates compare; empty for the usual ones.
    pub metrics: Vec<MetricRecord>,
    /// The ways back, with what each would take now.
    pub options: Vec<OptionRecord>,
    /// What starts the way back by itself.
    pub trigger: Option<TriggerRecord>,
    /// How one would go back.
    pub plan: Option<PlanRecord>,
}

record!(RolloutRecord {
    strategy: optional "strategy",
    is_configuration: optional "configuration",
    writes_new_form: optional "new_form",
    stages: or_empty "stages",
    metrics: or_empty "metrics",
    options: or_empty "options",
    trigger: optional "trigger",
    plan: optional "plan",
});

impl RolloutRecord {
    /// The strategy, where this version knows it.
    pub fn strategy(&self) -> Option<Strategy> {
        self.strategy.as_deref().and_then(Strategy::of)
    }

    /// Its stages in order: the usual ones where nobody wrote others. A strategy that does not go in stages has the last of them
    /// alone, in which everybody is watched.
    pub fn stages(&self) -> Vec<Stage> {
        let mut stages = if self.stages.is_empty() { usual() } else { in_order(&self.stages) };
        if self.strategy().is_some_and(|strategy| !strategy.has_stages()) {
            stages.drain(..stages.len() - 1);
            stages.iter_mut().for_each(|stage| stage.percent = 100);
        }
        stages
    }

    /// What its gates compare: the usual metrics where nobody wrote others.
    pub fn metrics(&self) -> Vec<MetricRecord> {
        if self.metrics.is_empty() { usual_metrics() } else { self.metrics.clone() }
    }
}

/// A metric as it was written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MetricRecord {
    /// What readings name it by.
    pub name: String,
    /// What a person calls it; none for its name.
    pub title: Option<String>,
    /// `readings` or `counts`; none for readings.
    pub form: Option<String>,
    /// `lower` or `higher`; none for lower.
    pub better: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// A figure that the canary may not be beyond, as it was typed; percent for counts.
    pub absolute: Option<String>,
    /// The multiple of the baseline that it may not be beyond, as it was typed.
    pub relative: Option<String>,
    /// Why this limit.
    pub why: Option<String>,
}

record!(MetricRecord {
    name: needed "name",
    title: optional "title",
    form: optional "form",
    better: optional "better",
    unit: optional "unit",
    absolute: optional "absolute",
    relative: optional "relative",
    why: optional "why",
});

impl MetricRecord {
    /// What a person calls it.
    pub fn title(&self) -> &str {
        self.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&self.name)
    }

    /// What is measured of each side.
    pub fn form(&self) -> Form {
        if self.form.as_deref() == Some(Form::Counts.name()) { Form::Counts } else { Form::Readings }
    }

    /// Which way is better.
    pub fn better(&self) -> Better {
        if self.better.as_deref() == Some(Better::Higher.name()) { Better::Higher } else { Better::Lower }
    }
}

/// A way back, and what it would take now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OptionRecord {
    /// Which, by its name in [`WAYS`](super::WAYS).
    pub way: String,
    /// Whether it is there now.
    pub is_available: bool,
    /// How many minutes one expects it to take.
    pub minutes: Option<u32>,
    /// What it needs, or why it is not there.
    pub note: Option<String>,
}

record!(OptionRecord {
    way: needed "way",
    is_available: or_empty "available",
    minutes: optional "minutes",
    note: optional "note",
});

/// What starts the way back by itself, written down before it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TriggerRecord {
    /// The metric, by its name or in words.
    pub metric: String,
    /// What it has to be beyond, as it was typed.
    pub limit: String,
    /// For how many minutes.
    pub minutes: Option<u32>,
    /// Who or what acts then.
    pub acts: String,
    /// Who may say that it is not to.
    pub overrides: Option<String>,
}

record!(TriggerRecord {
    metric: or_empty "metric",
    limit: or_empty "limit",
    minutes: optional "minutes",
    acts: or_empty "acts",
    overrides: optional "overrides",
});

/// How one would go back, by whom it was written and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRecord {
    /// What is done, in markdown.
    pub text: String,
    /// Handle of whoever answers for it.
    pub by: String,
    /// When.
    pub at: Instant,
}

record!(PlanRecord { text: or_empty "text", by: needed "by", at: needed "at" });

/// What was measured of one metric at one stage. One for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRecord {
    /// The stage, by its share in percent.
    pub stage: u32,
    /// The metric, by its name.
    pub metric: String,
    /// The figures of the baseline, as they were typed.
    pub baseline: String,
    /// The figures of the canary, as they were typed.
    pub canary: String,
    /// Handle of whoever entered them.
    pub by: String,
    /// When.
    pub at: Instant,
}

record!(ReadingRecord {
    stage: needed "stage",
    metric: needed "metric",
    baseline: or_empty "baseline",
    canary: or_empty "canary",
    by: needed "by",
    at: needed "at",
});

impl ReadingRecord {
    /// True where nothing was entered on either side.
    pub fn is_empty(&self) -> bool {
        self.baseline.trim().is_empty() && self.canary.trim().is_empty()
    }
}

/// The first stage begins.
pub const START: &str = "start";

/// The next stage begins; at the last one, the rollout is over.
pub const PROMOTE: &str = "promote";

/// The stage goes on.
pub const HOLD: &str = "hold";

/// Everything goes back.
pub const ROLL_BACK: &str = "roll_back";

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnRecord {
    /// [`START`], [`PROMOTE`], [`HOLD`] or [`ROLL_BACK`].
    pub turn: String,
    /// The stage that it was decided at, by its share in percent; for [`START`] the one that begins.
    pub stage: u32,
    /// Handle of whoever decided.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub why: Option<String>,
    /// What the gate said then, by its name.
    pub gate: Option<String>,
    /// What had had its time to show, by the names of the reasons to wait.
    pub shown: Vec<String>,
}

record!(TurnRecord {
    turn: needed "turn",
    stage: needed "stage",
    by: needed "by",
    at: needed "at",
    why: optional "why",
    gate: optional "gate",
    shown: or_empty "shown",
});

impl TurnRecord {
    /// What was decided, as the end of a sentence about the rollout.
    pub fn told(&self) -> String {
        let stage = self.stage;
        match self.turn.as_str() {
            START => format!("started at {stage} %"),
            PROMOTE => format!("promoted from {stage} %"),
            HOLD => format!("held at {stage} %"),
            ROLL_BACK => format!("rolled back at {stage} %"),
            other => format!("{other} at {stage} %"),
        }
    }

    /// True for a decision against what the gate said.
    pub fn is_against_the_gate(&self) -> bool {
        let said = |call: Call| self.gate.as_deref() == Some(call.name());
        match self.turn.as_str() {
            PROMOTE => said(Call::Wait) || said(Call::RollBack),
            HOLD => said(Call::RollBack),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(turn: &str, gate: Option<Call>) -> TurnRecord {
        TurnRecord {
            turn: turn.to_owned(),
            stage: 10,
            by: "dana".to_owned(),
            at: Instant::EPOCH,
            why: None,
            gate: gate.map(|gate| gate.name().to_owned()),
            shown: Vec::new(),
        }
    }

    #[test]
    fn a_decision_is_told_also_where_a_later_version_made_it() {
        let told = [START, PROMOTE, HOLD, ROLL_BACK, "pause"].map(|name| turn(name, None).told());
        let wanted = ["started at 10 %", "promoted from 10 %", "held at 10 %", "rolled back at 10 %", "pause at 10 %"];
        assert_eq!(told, wanted);
    }

    #[test]
    fn a_decision_is_against_a_gate_that_says_something_worse() {
        let against = |name: &str, gate: Call| turn(name, Some(gate)).is_against_the_gate();
        assert!(against(PROMOTE, Call::Wait) && against(PROMOTE, Call::RollBack) && against(HOLD, Call::RollBack));
        assert!(
            !against(PROMOTE, Call::Promote) && !against(HOLD, Call::Promote) && !against(ROLL_BACK, Call::Promote)
        );
        assert!(!turn(PROMOTE, None).is_against_the_gate());
    }

    #[test]
    fn a_strategy_without_stages_has_one_for_everybody() {
        let of = |strategy: &str, stages: &[(u32, u32)]| {
            let stage = |(percent, minutes): &(u32, u32)| Stage { percent: *percent, minutes: *minutes, why: None };
            let stages = stages.iter().map(stage).collect();
            let rollout = RolloutRecord { strategy: Some(strategy.to_owned()), stages, ..RolloutRecord::default() };
            rollout.stages().iter().map(|stage| (stage.percent, stage.minutes)).collect::<Vec<_>>()
        };
        assert_eq!(of("blue_green", &[]), [(100, 1440)]);
        assert_eq!(of("rolling", &[(5, 10), (50, 30)]), [(100, 30)]);
        assert_eq!(of("canary", &[(50, 30), (5, 10)]), [(5, 10), (50, 30)]);
    }
}
