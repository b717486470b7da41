//! Where a rollout stands: the fold of what was decided.

use super::gate::Call;
use super::record::{PROMOTE, ROLL_BACK, RolloutRecord, START, TurnRecord};
use super::stage::Stage;
use crate::domain::ordered::sort_few;
use crate::domain::postmortem::Held;
use crate::domain::time::Instant;

/// Where a rollout stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// Nobody has begun it.
    #[default]
    NotBegun,
    /// A stage lasts.
    At {
        /// Which.
        stage: Stage,
        /// When it began.
        since: Instant,
        /// When its gate may be asked.
        until: Instant,
    },
    /// Everybody has the new release.
    Done {
        /// Since when.
        at: Instant,
    },
    /// Everybody has the old one again.
    RolledBack {
        /// At which stage, by its share in percent.
        stage: u32,
        /// Since when.
        at: Instant,
    },
}

impl Standing {
    /// Puts the decisions in order and follows them. Two people who decide the same at one stage decided once; what speaks of a
    /// stage that is over changes nothing, but to go back, which is possible from everywhere.
    pub fn of(rollout: &RolloutRecord, turns: &[Held<TurnRecord>]) -> Self {
        Spread::of(rollout, turns).standing
    }

    /// The stage after that share; over where there is none.
    fn begin(stages: &[Stage], before: u32, at: Instant) -> Self {
        match stages.iter().find(|stage| stage.percent > before) {
            Some(stage) => {
                let until = at.plus_millis(60_000 * i64::from(stage.minutes));
                Self::At { stage: stage.clone(), since: at, until }
            }
            None => Self::Done { at },
        }
    }

    /// What follows at that moment from what a gate says: a stage that has not lasted as long as it was to goes on, whatever the
    /// figures are by then, but for going back.
    pub fn call(&self, gate: Call, now: Instant) -> Call {
        match self {
            Self::At { until, .. } if now < *until && gate == Call::Promote => Call::Wait,
            _ => gate,
        }
    }

    /// When the first stage began; none while none has.
    pub fn began(turns: &[Held<TurnRecord>]) -> Option<Instant> {
        turns.iter().filter(|held| held.says.turn == START).map(|held| held.says.at).min()
    }
}

/// How far a rollout has spread: the fold of what was decided, with what it passed through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spread {
    /// Where it stands.
    pub standing: Standing,
    /// How often it was begun. Figures are those of one attempt: what was measured before it was rolled back says nothing of the next.
    pub attempts: u32,
    /// The stages of the last attempt in order, each by its share in percent, with when it began.
    pub stages: Vec<(u32, Instant)>,
}

impl Spread {
    /// Puts the decisions in order and follows them.
    pub fn of(rollout: &RolloutRecord, turns: &[Held<TurnRecord>]) -> Self {
        let stages = rollout.stages();
        let mut ordered: Vec<&Held<TurnRecord>> = turns.iter().collect();
        sort_few(&mut ordered, |held| (held.says.at, held.created, held.id));
        let mut this = Self::default();
        for turn in ordered.into_iter().map(|held| &held.says) {
            let here = match &this.standing {
                Standing::At { stage, .. } => Some(stage.percent),
                _ => None,
            };
            match turn.turn.as_str() {
                START if here.is_none() => {
                    this.attempts += 1;
                    this.stages.clear();
                    this.begin(Standing::begin(&stages, 0, turn.at));
                }
                PROMOTE if here == Some(turn.stage) => this.begin(Standing::begin(&stages, turn.stage, turn.at)),
                ROLL_BACK if this.standing != Standing::NotBegun => {
                    this.standing = Standing::RolledBack { stage: here.unwrap_or(turn.stage), at: turn.at };
                }
                // To hold is to change nothing.
                _ => {}
            }
        }
        this
    }

    fn begin(&mut self, standing: Standing) {
        if let Standing::At { stage, since, .. } = &standing {
            self.stages.push((stage.percent, *since));
        }
        self.standing = standing;
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::HOLD;
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::time::Hlc;

    fn turns(turns: &[(&str, u32, i64)]) -> Vec<Held<TurnRecord>> {
        let held = |(place, (turn, stage, minute)): (usize, &(&str, u32, i64))| Held {
            id: RecordId::from_bits(place as u128),
            created: Hlc(place as i64, 0),
            says: TurnRecord {
                turn: (*turn).to_owned(),
                stage: *stage,
                by: "dana".to_owned(),
                at: Instant::from_millis(60_000 * minute),
                why: None,
                gate: None,
                shown: Vec::new(),
            },
        };
        turns.iter().enumerate().map(held).collect()
    }

    fn share(told: &[(&str, u32, i64)]) -> Option<(u32, i64)> {
        match Standing::of(&RolloutRecord::default(), &turns(told)) {
            Standing::At { stage, until, .. } => Some((stage.percent, until.millis() / 60_000)),
            _ => None,
        }
    }

    #[test]
    fn a_rollout_goes_from_stage_to_stage_as_people_decide() {
        assert_eq!(share(&[]), None);
        assert_eq!(share(&[(START, 5, 0)]), Some((5, 10)));
        assert_eq!(share(&[(START, 5, 0), (HOLD, 5, 10), (PROMOTE, 5, 20)]), Some((10, 50)));
        let all = [(START, 5, 0), (PROMOTE, 5, 1), (PROMOTE, 10, 2), (PROMOTE, 25, 3), (PROMOTE, 50, 4)];
        assert_eq!(share(&all), Some((100, 1444)));
        let over = [&all[..], &[(PROMOTE, 100, 5)]].concat();
        let at = Instant::from_millis(300_000);
        assert_eq!(Standing::of(&RolloutRecord::default(), &turns(&over)), Standing::Done { at });
    }

    #[test]
    fn two_who_decide_the_same_at_once_decided_once_and_a_stage_is_not_skipped() {
        assert_eq!(share(&[(START, 5, 0), (START, 5, 1), (PROMOTE, 5, 20), (PROMOTE, 5, 21)]), Some((10, 50)));
        assert_eq!(share(&[(PROMOTE, 5, 20), (START, 5, 0)]), Some((10, 50)), "the order is that of the times");
        assert_eq!(share(&[(PROMOTE, 5, 20)]), None, "what has not begun does not go on");
    }

    #[test]
    fn going_back_ends_it_and_it_can_begin_again() {
        let told = turns(&[(START, 5, 0), (PROMOTE, 5, 20), (ROLL_BACK, 10, 30), (PROMOTE, 10, 31)]);
        let at = Instant::from_millis(30 * 60_000);
        assert_eq!(Standing::of(&RolloutRecord::default(), &told), Standing::RolledBack { stage: 10, at });
        assert_eq!(share(&[(START, 5, 0), (ROLL_BACK, 5, 3), (START, 5, 60)]), Some((5, 70)));
        assert_eq!(Standing::began(&told), Some(Instant::EPOCH));
    }
    #[test]
    fn a_stage_lasts_as_long_as_it_was_to_unless_it_has_to_go_back() {
        let at = Standing::of(&RolloutRecord::default(), &turns(&[(START, 5, 0)]));
        let minute = |minute: i64| Instant::from_millis(60_000 * minute);
        assert_eq!(at.call(Call::Promote, minute(9)), Call::Wait);
        assert_eq!(at.call(Call::Promote, minute(10)), Call::Promote);
        assert_eq!(at.call(Call::RollBack, minute(1)), Call::RollBack);
    }

    #[test]
    fn an_attempt_counts_once_and_has_stages_of_its_own() {
        let minute = |minute: i64| Instant::from_millis(60_000 * minute);
        let told = [(START, 5, 0), (START, 5, 1), (PROMOTE, 5, 20), (ROLL_BACK, 10, 30), (START, 5, 60)];
        let spread = |told: &[(&str, u32, i64)]| Spread::of(&RolloutRecord::default(), &turns(told));
        let first = spread(&told[..4]);
        assert_eq!((first.attempts, first.stages), (1, vec![(5, minute(0)), (10, minute(20))]));
        let second = spread(&told);
        assert_eq!((second.attempts, second.stages), (2, vec![(5, minute(60))]));
        assert_eq!(spread(&[]).attempts, 0);
    }

    #[test]
    fn what_does_not_go_in_stages_is_with_everybody_at_once() {
        let rollout = RolloutRecord { strategy: Some("rolling".to_owned()), ..RolloutRecord::default() };
        let at = Standing::of(&rollout, &turns(&[(START, 100, 0)]));
        assert!(matches!(&at, Standing::At { stage, .. } if stage.percent == 100), "{at:?}");
        let told = turns(&[(START, 100, 0), (PROMOTE, 100, 90)]);
        assert_eq!(Standing::of(&rollout, &told), Standing::Done { at: Instant::from_millis(90 * 60_000) });
    }
}
