//! The staged plans: how to come to the same schema in steps, each of which can be rolled back.

mod kind;

pub use kind::PlanKind;
