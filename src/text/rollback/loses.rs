//! What is lost when a statement is taken back.

use crate::domain::rollback::{ChangeType, Reversal, Statement, rule_of};

/// What does not come back, as a sentence; empty where everything does.
pub fn loses(statement: &Statement) -> &'static str {
    let worst = statement
        .findings
        .iter()
        .filter(|found| !found.is_also && found.reversal == statement.reversal)
        .map(|found| found.change)
        .next();
    match (statement.reversal, worst) {
        (Reversal::Lossless, _) => "",
        (reversal, Some(change)) => of_change(change, reversal),
        (reversal, None) => in_general(reversal),
    }
}

/// The same where nothing more is known than how it stands.
pub(super) const fn in_general(reversal: Reversal) -> &'static str {
    match reversal {
        Reversal::Lossless => "",
        Reversal::Lossy => "It can be taken back, but what the new release has written is lost, or stands in the way.",
        Reversal::Impossible => "No script brings back what it takes away: that needs a backup.",
    }
}

/// The same of one change.
pub(super) fn of_change(change: ChangeType, reversal: Reversal) -> &'static str {
    use ChangeType as C;
    match change {
        C::AddColumnNullable
        | C::AddColumnDefault
        | C::AddColumnNotNullDefault
        | C::AddColumnNotNullNoDefault
        | C::AddColumnVolatileDefault
        | C::AddColumnAutoNumber
        | C::AddColumnJson
        | C::AddColumnUnique
        | C::AddColumnFk
        | C::AddColumnCheck => {
            "Dropping the column again deletes what the new release has written into it. Better leave it."
        }
        C::DropColumn => "Dropping the column deletes its values; no script brings them back.",
        C::CreateTable | C::CreateTableAs | C::CreatePartition | C::AddPartition => {
            "Dropping it again deletes the rows that the new release has written. Better leave it."
        }
        C::DropTable | C::RecreateTable => "Dropping the table deletes its rows; no script brings them back.",
        C::DropSchema | C::DropDatabase => "All that stands in it is deleted; no script brings it back.",
        C::TruncateTable | C::TruncatePartition | C::DropPartition | C::DeleteRows | C::DeleteAllRows => {
            "The rows are deleted; no script brings them back."
        }
        C::UpdateRows | C::UpsertRows => "The values from before are overwritten; no script brings them back.",
        C::ChangeColumnType | C::ModifyColumn => {
            "Going back to the old type fails, or cuts values off, once the new release has stored what only the new type holds."
        }
        C::EnumModify => "Going back to the old list fails once the new release has stored a label that is not in it.",
        C::ConvertCharset | C::ChangeColumnCollation => {
            "Going back loses the letters that the old set does not have, or meets duplicates under it."
        }
        C::DropNotNull => "NULL cannot be forbidden again while the new release's rows hold one.",
        C::DropForeignKey | C::DropConstraint => {
            "The rule cannot come back while rows are there that it would have kept out."
        }
        C::EnumAddValue => {
            "A label cannot be removed: DROP VALUE does not exist. It does no harm where nobody writes it."
        }
        C::OpaqueCode | C::UnknownStatement => "What it does was not looked into, so nobody knows what comes back.",
        C::DropSequence => "It can be created again, but where it stood is forgotten.",
        _ => rule_words(change, reversal),
    }
}

/// A change that has no sentence of its own.
fn rule_words(change: ChangeType, reversal: Reversal) -> &'static str {
    in_general(reversal.max(rule_of(change).reversal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rollback::{About, Dialect, review};

    #[test]
    fn what_is_lost_is_said_and_nothing_where_nothing_is() {
        let said = |script: &str| {
            let review = review(script, &About::new(Dialect::Postgresql));
            loses(&review.statements[0])
        };
        assert_eq!(
            said("ALTER TABLE gate DROP COLUMN pin;"),
            "Dropping the column deletes its values; no script brings them back."
        );
        assert_eq!(said("CREATE INDEX i ON gate (pin);"), "");
        assert!(said("DO $$ BEGIN PERFORM 1; END $$;").contains("not looked into"));
        for change in ChangeType::ALL {
            let row = rule_of(*change);
            let words = if row.reversal == Reversal::Lossless { "" } else { of_change(*change, row.reversal) };
            assert_eq!(words.is_empty(), row.reversal == Reversal::Lossless, "{}", change.id());
        }
    }
}
