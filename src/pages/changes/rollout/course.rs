//! What the panels of a rollout share: what is written down of it, where it stands, and what its gate says.

use std::time::Duration;

use leptos::prelude::*;

use crate::domain::change::rollout::TurnRecord;
use crate::domain::change::rollout::{
    Call, Gate, Missing, RolloutRecord, Spread, Stage, Standing, Strategy, bears as bears_of, missing,
};
use crate::domain::ordered::sort_few;
use crate::domain::postmortem::Held;
use crate::domain::rollback::Holds;
use crate::domain::time::Instant;
use crate::pages::when;
use crate::state::{OpenChange, spread};
use crate::ui::memo;

use super::super::desk::Desk;

/// What the review says of the old release's writes and reads.
pub(super) fn bears(desk: Desk) -> Option<(Holds, Holds)> {
    desk.answered().get().and_then(|answered| bears_of(&answered.reviewed))
}

/// The rollout of the change that is shown.
#[derive(Clone, Copy)]
pub(super) struct Course {
    pub(super) desk: Desk,
    pub(super) change: OpenChange,
    /// What is written down.
    pub(super) rollout: Memo<RolloutRecord>,
    /// Where it stands.
    pub(super) spread: Memo<Spread>,
    /// What is missing before it begins.
    pub(super) missing: Memo<Vec<Missing>>,
    /// The gate of the stage it is at, or was rolled back at, with the stage's share; none where it has no gates.
    pub(super) gate: Memo<Option<(u32, Gate)>>,
    /// Now, to within seconds.
    pub(super) now: RwSignal<Instant>,
}

impl Course {
    /// Provides it.
    pub(super) fn provide() -> Self {
        let desk = Desk::expect();
        let change = desk.change;
        let workbench = change.scope().workbench();
        let now = RwSignal::new(workbench.now());
        let timer = set_interval_with_handle(move || now.set(workbench.now()), Duration::from_secs(5)).ok();
        on_cleanup(move || {
            if let Some(timer) = timer {
                timer.clear();
            }
        });
        let rollout = memo(move || change.with(|change| change.rollout.clone().unwrap_or_default()));
        let spread = memo(move || change.with(spread));
        let missing = memo(move || change.with(|change| rollout.with(|rollout| missing(rollout, &change.turns))));
        let gate = memo(move || {
            let percent = match spread.with(|spread| spread.standing.clone()) {
                Standing::At { stage, .. } => stage.percent,
                Standing::RolledBack { stage, .. } => stage,
                Standing::NotBegun | Standing::Done { .. } => return None,
            };
            rollout.with(|rollout| {
                if !has_stages(rollout) {
                    return None;
                }
                let readings = change.with(|says| change.readings(says));
                Some((percent, Gate::of(rollout, &readings, percent)))
            })
        });
        let this = Self { desk, change, rollout, spread, missing, gate, now };
        provide_context(this);
        this
    }

    /// From any component of the section.
    pub(super) fn expect() -> Self {
        expect_context()
    }

    /// True where it goes in stages, each with a gate, or nobody has said otherwise.
    pub(super) fn has_stages(self) -> bool {
        self.rollout.with(has_stages)
    }

    /// Where it stands.
    pub(super) fn standing(self) -> Standing {
        self.spread.with(|spread| spread.standing.clone())
    }

    /// What follows from its gate at this moment.
    pub(super) fn call(self) -> Option<Call> {
        let said = self.gate.with(|gate| gate.as_ref().map(|(_, gate)| gate.call))?;
        Some(self.standing().call(said, self.now.get()))
    }

    /// The stages, in order.
    pub(super) fn stages(self) -> Vec<Stage> {
        self.rollout.with(RolloutRecord::stages)
    }

    /// A time as the page tells it.
    pub(super) fn told(self, at: Instant) -> String {
        self.change.scope().zone().with(|zone| when::minute(at, zone))
    }

    /// What was decided, the latest first.
    pub(super) fn turns(self) -> Vec<Held<TurnRecord>> {
        let mut turns = self.change.with(|change| change.turns.clone());
        sort_few(&mut turns, |held| (held.says.at, held.created, held.id));
        turns.reverse();
        turns
    }
}

fn has_stages(rollout: &RolloutRecord) -> bool {
    rollout.strategy().is_none_or(Strategy::has_stages)
}

/// So many minutes, as one speaks of them.
pub(super) fn minutes(minutes: u32) -> String {
    when::in_words(60_000 * i64::from(minutes))
}
