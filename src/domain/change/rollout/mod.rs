//! How a change reaches everybody, and how one would go back: the strategy, the stages of a canary, the gate on paper at each, what a
//! canary cannot see, the ways back, and what has to be written down before it begins.
//!
//! It belongs to a change, whose review says what the old release bears, and its records stand in the change's scope: so it lives
//! here and not by itself. What the gate says follows from limits and figures by a test that is named; a person decides.

mod blind;
mod figures;
mod gate;
mod metric;
pub mod number;
mod ready;
mod record;
mod stage;
mod standing;
pub mod statistics;
mod strategy;
mod way;

pub use blind::{BLINDNESSES, Blindness, Circumstances, blindnesses};
pub use figures::{Figures, Form, NotFigures, Sides};
pub use gate::{
    CONFIGURATION, Call, Crossed, FEWEST_COUNTED, FEWEST_READINGS, Gate, GateLine, Judged, LEVEL, NotJudged, Strength,
    judge,
};
pub use metric::{Better, Metric, NotAMetric, usual_metrics};
pub use ready::{Missing, missing};
pub use record::{
    HOLD, MetricRecord, OptionRecord, PROMOTE, PlanRecord, ROLL_BACK, ReadingRecord, RolloutRecord, START,
    TriggerRecord, TurnRecord,
};
pub use stage::{REASONS, Reason, Stage, flaws, in_order, reasons, usual};
pub use standing::{Spread, Standing};
pub use strategy::{Clash, Mixing, Strategy, Traits, bears, clash, holds};
pub use way::{WAYS, Way, quickest};
