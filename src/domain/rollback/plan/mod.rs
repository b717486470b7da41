//! The staged plans: how to come to the same schema in steps, each of which can be rolled back.
//!
//! A step may begin once the release that was there before it passes both halves of the question with the step done: that is
//! the whole trick, and the engine judges each step again with the answers of its gate. R0 is the release before the plan; R1,
//! R2 are the ones it deploys. What the script does not say stands between ‹ and › in a step that a person completes.

mod columns;
mod constraints;
mod draft;
pub(super) mod fields;
mod kind;
mod objects;
mod read;
mod rows;
#[cfg(test)]
pub(crate) mod samples;
mod step;
mod subject;
#[cfg(test)]
mod tests;

pub use kind::PlanKind;
pub(crate) use read::changes_something;
pub(super) use read::each_statement;
pub use read::{Planned, plans_of};
pub use step::{Gate, Lock, Phase, Plan, Step, What};
pub use subject::{Name, Subject};

use super::ChangeType;
use super::dialect::Server;
use super::rules::rule_of;
use draft::Draft;

/// The plan for this change, on this server; none for what needs none or cannot be run at all.
pub fn plan_of(change: ChangeType, subject: &Subject, server: Server) -> Option<Plan> {
    let rule = rule_of(change);
    let kind = rule.plan?;
    let lock = match server.dialect {
        super::dialect::Dialect::Postgresql => rule.postgresql,
        super::dialect::Dialect::Mysql => rule.mysql,
    };
    if !lock.is_offered {
        return None;
    }
    let mut draft = Draft::new(change, subject, server);
    let d = &mut draft;
    match kind {
        PlanKind::Additive => rows::additive(d),
        PlanKind::ComputedColumn => columns::computed_column(d),
        PlanKind::NotNull => columns::not_null(d),
        PlanKind::RenameColumn => columns::rename_column(d),
        PlanKind::RenameTable => objects::rename_table(d),
        PlanKind::ChangeType => columns::change_type(d),
        PlanKind::Unique => constraints::unique(d),
        PlanKind::Check => constraints::check(d),
        PlanKind::ForeignKey => constraints::foreign_key(d),
        PlanKind::PrimaryKey => constraints::primary_key(d),
        PlanKind::Loosen => constraints::loosen(d),
        PlanKind::Default => columns::default(d),
        PlanKind::Generated => columns::generated(d),
        PlanKind::DropColumn => columns::drop_column(d),
        PlanKind::DropTable => objects::drop_table(d),
        PlanKind::Index => constraints::index(d),
        PlanKind::DropIndex => constraints::drop_index(d),
        PlanKind::Enum => objects::labels(d),
        PlanKind::View => objects::view(d),
        PlanKind::Function => objects::function(d),
        PlanKind::Trigger => objects::trigger(d),
        PlanKind::AttachPartition => objects::attach_partition(d),
        PlanKind::DetachPartition => objects::detach_partition(d),
        PlanKind::Backfill => rows::backfill(d),
        PlanKind::Delete => rows::delete(d),
        PlanKind::Privileges => rows::privileges(d),
        PlanKind::Charset => rows::charset(d),
        PlanKind::ShadowCopy => rows::shadow_copy(d),
        PlanKind::Jsonb => columns::jsonb(d),
        PlanKind::Ask => rows::ask(d),
        PlanKind::ByHand => rows::by_hand(d),
        // No statement changes a field of a message.
        PlanKind::Field => return None,
    }
    Some(draft.done(kind))
}
