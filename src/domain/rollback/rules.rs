//! The table of rules: one row for each change type, for a person to read and to change.
//!
//! Each row speaks of an object that was there before the script and that the previous release uses, naming its columns.
//! What the rest of the script changes about that, a new table for instance, is said by the rules of context. Locks
//! and refusals are those of PostgreSQL 15 and MySQL 9.7, where they were tried; other versions are as their notes say.

use super::change_type::ChangeType;
use super::plan::PlanKind;
use super::question::Question;
use super::rule::{Blocks, Hazard, Lasts, LockRule, Rule};
use super::verdict::Holds::{Depends, No, Yes};
use super::verdict::Reversal::{Impossible, Lossless, Lossy};

/// The row of this change type.
pub fn rule_of(change: ChangeType) -> &'static Rule {
    // The table has the order of the change types; a test holds it to that.
    &RULES[change as usize]
}

// --- Locks of PostgreSQL, strongest first ---

/// Nobody reads or writes meanwhile.
const fn access_exclusive(lasts: Lasts) -> LockRule {
    LockRule::takes("ACCESS EXCLUSIVE", Blocks::Everything, lasts)
}

/// Reads go on, also those that lock rows; writes wait.
const fn share_row_exclusive(lasts: Lasts) -> LockRule {
    LockRule::takes("SHARE ROW EXCLUSIVE", Blocks::Writes, lasts)
}

/// Reads go on, writes wait.
const fn share(lasts: Lasts) -> LockRule {
    LockRule::takes("SHARE", Blocks::Writes, lasts)
}

/// Reads and writes go on.
const fn share_update_exclusive(lasts: Lasts) -> LockRule {
    LockRule::takes("SHARE UPDATE EXCLUSIVE", Blocks::Changes, lasts)
}

/// What every write takes.
const fn row_exclusive() -> LockRule {
    LockRule::takes("ROW EXCLUSIVE", Blocks::Nothing, Lasts::Statement)
}

/// What every read takes.
const fn access_share() -> LockRule {
    LockRule::takes("ACCESS SHARE", Blocks::Nothing, Lasts::Statement)
}

// --- Algorithms of MySQL, cheapest first ---

/// Only the dictionary is written.
const fn instant() -> LockRule {
    LockRule::takes("INSTANT", Blocks::Nothing, Lasts::Brief)
        .note("It still needs a short exclusive metadata lock: one long transaction makes everybody queue behind it.")
}

/// The engine works in place, reads and writes go on.
const fn in_place(lasts: Lasts) -> LockRule {
    LockRule::takes("INPLACE, LOCK=NONE", Blocks::Nothing, lasts)
}

/// The engine works in place, writes wait.
const fn in_place_shared(lasts: Lasts) -> LockRule {
    LockRule::takes("INPLACE, LOCK=SHARED", Blocks::Writes, lasts)
}

/// The whole table is copied, writes wait.
const fn copies() -> LockRule {
    LockRule::takes("COPY, LOCK=SHARED", Blocks::Writes, Lasts::Rewrite)
}

/// A short exclusive metadata lock and nothing else.
const fn metadata() -> LockRule {
    LockRule::takes("metadata lock", Blocks::Everything, Lasts::Brief)
}

/// Row locks as any write takes them.
const fn row_locks() -> LockRule {
    LockRule::takes("row locks", Blocks::Nothing, Lasts::Statement)
}

const NOT_IN_POSTGRESQL: LockRule = LockRule::absent("PostgreSQL has no such statement.");
const NOT_IN_MYSQL: LockRule = LockRule::absent("MySQL has no such statement.");
const NONE: LockRule = LockRule::none();
const UNKNOWN: LockRule = LockRule::takes("unknown", Blocks::Nothing, Lasts::Statement)
    .note("What it locks cannot be read from the statement.");

static RULES: [Rule; 143] = [
    // --- Columns ---
    Rule::new(ChangeType::AddColumnNullable, "Add a column that may be NULL", Yes, Yes, Lossy)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(instant())
        .why(
            "The previous release does not name the column, so nothing it does changes. One habit is the exception: a prepared \
             SELECT * fails once.",
        )
        .why_in_mysql(
            "The previous release does not name the column, so nothing it does changes. One habit is the exception: an INSERT \
             without a column list fails.",
        )
        .plan(PlanKind::Additive)
        .tools(&["squawk:ban-add-column (opt-in)"]),
    Rule::new(ChangeType::AddColumnDefault, "Add a column that may be NULL, with a constant default", Yes, Yes, Lossy)
        .postgresql(
            access_exclusive(Lasts::Brief)
                .hazard(Hazard::WorkUnderLock)
                .hazard_until(11)
                .note("Before PostgreSQL 11 every row is written anew; since then the default stands in the catalogue."),
        )
        .mysql(instant())
        .why(
            "The default is stored once and read for the rows that are there. The previous release does not name the column \
             and never notices.",
        )
        .plan(PlanKind::Additive)
        .tools(&[
            "squawk:adding-field-with-default (only when the default may vary)",
            "strong_migrations:add_column_default",
        ]),
    Rule::new(ChangeType::AddColumnNotNullDefault, "Add a NOT NULL column with a constant default", Yes, Yes, Lossy)
        .postgresql(
            access_exclusive(Lasts::Brief)
                .hazard(Hazard::WorkUnderLock)
                .hazard_until(11)
                .note("Before PostgreSQL 11 every row is written anew; since then the default stands in the catalogue."),
        )
        .mysql(instant())
        .why(
            "An insert of the previous release leaves the column out and gets the default. That holds only as long as the \
             default stays in the database: once something drops it, every such insert fails.",
        )
        .plan(PlanKind::Additive)
        .tools(&[
            "squawk:ban-new-write-restriction (opt-in)",
            "django-migration-linter:NOT_NULL (unless the default is kept)",
            "django-pg-zero-downtime-migrations:8",
        ]),
    Rule::new(ChangeType::AddColumnNotNullNoDefault, "Add a NOT NULL column without a default", No, Yes, Lossy)
        .postgresql(
            access_exclusive(Lasts::Brief).note("It fails at once when the table has rows; an empty table takes it."),
        )
        .mysql(
            instant().note("Rows that are there silently become 0 or the empty text; inserts without it fail with 1364."),
        )
        .why(
            "Every insert of the previous release leaves this column out, and the server rejects each of them. An empty table \
             lets the statement through, and the old code breaks all the same.",
        )
        .plan(PlanKind::NotNull)
        .tools(&[
            "squawk:adding-required-field",
            "django-migration-linter:NOT_NULL",
            "atlas:MF103",
            "atlas:MY101",
            "django-pg-zero-downtime-migrations:9",
            "pt-online-schema-change (refuses)",
        ]),
    Rule::new(ChangeType::AddColumnVolatileDefault, "Add a column with a computed default", Yes, Yes, Lossy)
        .postgresql(access_exclusive(Lasts::Rewrite).note(
            "Measured with random(), clock_timestamp(), gen_random_uuid() and nextval(); an unknown function is taken for \
             one of them.",
        ))
        .mysql(copies().note("Even a constant in brackets copies the table; (UUID()) is refused with 1674 under a binlog."))
        .why(
            "The previous release is not affected. The table is: every row needs a value of its own, so all of them are written \
             anew while everybody waits.",
        )
        .why_in_mysql(
            "The previous release is not affected. The table is: the server copies it to compute the default, and writes wait until \
             it is done.",
        )
        .plan(PlanKind::ComputedColumn)
        .tools(&[
            "squawk:adding-field-with-default",
            "strong_migrations:add_column_default_callable",
            "online_migrations:add_column_with_default",
            "eugene:E10",
        ]),
    Rule::new(ChangeType::AddColumnGeneratedStored, "Add a stored generated column", Yes, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Rewrite))
        .mysql(copies())
        .why(
            "The server fills the column for the previous release too. Every row is written anew meanwhile, and an expression \
             that can fail, a division by zero for instance, would fail the old writes.",
        )
        .plan(PlanKind::Generated)
        .tools(&[
            "squawk:adding-field-with-default",
            "eugene:E11",
            "strong_migrations:add_column_generated_stored",
            "online_migrations:add_column_generated_stored",
        ]),
    Rule::new(ChangeType::AddColumnGeneratedVirtual, "Add a virtual generated column", Yes, Yes, Lossless)
        .postgresql(
            access_exclusive(Lasts::Brief).note("From PostgreSQL 18 on; an older server does not know the syntax."),
        )
        .mysql(instant())
        .why("Nothing is stored: the value is computed when somebody reads the column, and the previous release does not.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::AddColumnAutoNumber, "Add a column that numbers itself", Yes, Yes, Lossy)
        .postgresql(access_exclusive(Lasts::Rewrite))
        .mysql(in_place_shared(Lasts::Rewrite))
        .why(
            "The server numbers the rows of the previous release too. It has to number those that are there as well, and \
             writes all of them anew; replicas that repeat statements may number them differently.",
        )
        .plan(PlanKind::ShadowCopy)
        .tools(&["squawk:adding-field-with-default", "eugene:E11", "strong_migrations:add_column_auto_incrementing"]),
    Rule::new(ChangeType::AddColumnJson, "Add a column of type json", Yes, Depends, Lossy)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(LockRule::absent("In MySQL the type can be compared: the row of an ordinary column counts."))
        .why(
            "The type json cannot be compared. A query of the previous release that compares whole rows (DISTINCT, UNION, GROUP \
             BY over all columns) fails from then on; with jsonb it does not.",
        )
        .asks(Question::ComparesWholeRows)
        .plan(PlanKind::Jsonb)
        .tools(&["strong_migrations:add_column_json", "online_migrations:add_column_json", "eugene:E3"]),
    Rule::new(ChangeType::AddColumnUnique, "Add a column that may be NULL, with UNIQUE", Yes, Yes, Lossy)
        .postgresql(access_exclusive(Lasts::Build))
        .mysql(in_place(Lasts::Build))
        .why(
            "The previous release stores NULL there, and NULL never collides. Reads and writes wait while the index is built. With \
             a default that is the same for all, the second insert would be rejected.",
        )
        .why_in_mysql(
            "The previous release stores NULL there, and NULL never collides. With a default that is the same for all, the second \
             insert would be rejected.",
        )
        .plan(PlanKind::Unique)
        .tools(&["squawk:disallowed-unique-constraint", "django-pg-zero-downtime-migrations:11"]),
    Rule::new(ChangeType::AddColumnFk, "Add a column that may be NULL, with REFERENCES", Yes, Yes, Lossy)
        .postgresql(
            access_exclusive(Lasts::Brief)
                .note("And SHARE ROW EXCLUSIVE on the parent; no row is read."),
        )
        .mysql(
            copies()
                .hazard_from(9)
                .note("From MySQL 9 on; 8 and older read the inline REFERENCES and ignore it without a word."),
        )
        .why(
            "All rows hold NULL, so there is nothing to verify and the previous release meets the key only when it deletes a \
             parent that the new release has used.",
        )
        .plan(PlanKind::ForeignKey)
        .tools(&["squawk:adding-foreign-key-constraint", "eugene:E1", "atlas:MY102"]),
    Rule::new(ChangeType::AddColumnCheck, "Add a column that may be NULL, with CHECK", Yes, Yes, Lossy)
        .postgresql(access_exclusive(Lasts::Scan))
        .mysql(copies())
        .why(
            "NULL satisfies the check, so the writes of the previous release pass. The server reads every row to find that out, \
             while everybody waits.",
        )
        .plan(PlanKind::Check)
        .tools(&["eugene:E1", "squawk:ban-new-write-restriction (opt-in)"]),
    Rule::new(ChangeType::DropColumn, "Drop a column", No, No, Impossible)
        .postgresql(access_exclusive(Lasts::Brief).note("The data is only hidden, and still beyond reach."))
        .mysql(instant().note("INSTANT from MySQL 8.0.29 on; INPLACE where the column is indexed or in a CHECK."))
        .why(
            "The previous release still names the column when it reads and writes, and every such statement fails. What stood in \
             the column is gone: no down script brings it back.",
        )
        .plan(PlanKind::DropColumn)
        .tools(&[
            "squawk:ban-drop-column",
            "atlas:DS103",
            "django-migration-linter:DROP_COLUMN",
            "strong_migrations:remove_column",
            "online_migrations:remove_column",
        ]),
    Rule::new(ChangeType::RenameColumn, "Rename a column", No, No, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(instant().note("INSTANT from MySQL 8.0.28 on."))
        .why("The old name is gone in the same moment, and every statement of the previous release that uses it fails.")
        .plan(PlanKind::RenameColumn)
        .tools(&[
            "squawk:renaming-column",
            "atlas:BC102",
            "django-migration-linter:RENAME_COLUMN",
            "strong_migrations:rename_column",
            "online_migrations:rename_column",
            "gh-ost:--approve-renamed-columns",
            "django-pg-zero-downtime-migrations:18",
        ]),
    Rule::new(ChangeType::ChangeColumnType, "Change the type of a column", Depends, Depends, Lossy)
        .postgresql(access_exclusive(Lasts::Rewrite).hazard(Hazard::OldTypeUnknown).note(
            "No rewrite: varchar made longer or into text, text into varchar without a length, numeric with \
             more digits at the same scale or without a limit, timestamp to timestamptz in a UTC session. A table that \
             references the column is locked as well.",
        ))
        .mysql(LockRule::absent("MySQL says MODIFY or CHANGE."))
        .why(
            "The old type does not stand in the script. A wider type takes the old writes, but the new release may store values \
             that the old one cannot hold. Even a change of the catalogue alone breaks prepared statements that are open.",
        )
        .asks(Question::ValuesFitBothTypes)
        .plan(PlanKind::ChangeType)
        .tools(&[
            "squawk:changing-column-type",
            "eugene:E5",
            "django-migration-linter:ALTER_COLUMN",
            "strong_migrations:change_column",
            "online_migrations:change_column",
            "django-pg-zero-downtime-migrations:12",
        ]),
    Rule::new(ChangeType::ChangeColumnCollation, "Change the collation of a column", Depends, Depends, Lossy)
        .postgresql(access_exclusive(Lasts::Build).note("The indexes on the column are built anew."))
        .mysql(copies())
        .why(
            "Order, equality and uniqueness follow the collation. The same query of the previous release may find other rows, and \
             an insert that was unique may collide.",
        )
        .asks(Question::ComparesTheSame)
        .plan(PlanKind::ChangeType)
        .tools(&["squawk:changing-column-type"]),
    Rule::new(ChangeType::ModifyColumn, "Restate a column (MODIFY, CHANGE with the same name)", Depends, Depends, Lossy)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(copies().hazard(Hazard::OldTypeUnknown).note(
            "INSTANT when only the comment, the default or an appended ENUM label changes; INPLACE for a longer VARCHAR on \
             the same side of 255 bytes, for NULL and NOT NULL and for the order; COPY for any other type. Write ALGORITHM \
             and LOCK, and the server refuses rather than blocks.",
        ))
        .why(
            "The statement restates the whole definition: what it does not repeat (NOT NULL, DEFAULT, COMMENT, the character set) \
             is dropped without a word. The old definition does not stand in the script.",
        )
        .asks(Question::RestatesAndWidens)
        .plan(PlanKind::ChangeType)
        .tools(&[
            "django-migration-linter:ALTER_COLUMN",
            "strong_migrations:change_column",
            "pt-online-schema-change",
            "gh-ost",
        ]),
    Rule::new(ChangeType::SetNotNull, "Forbid NULL in a column", Depends, Yes, Lossless)
        .postgresql(
            access_exclusive(Lasts::Scan)
                .note("No scan from PostgreSQL 12 on where a validated CHECK (column IS NOT NULL) stands."),
        )
        .mysql(in_place(Lasts::Rewrite).note("Fails with 1138 when a row holds NULL; needs strict mode."))
        .why("An insert or update of the previous release that writes NULL, or leaves the column out, is rejected from now on.")
        .asks(Question::WritesNull)
        .plan(PlanKind::NotNull)
        .tools(&[
            "squawk:adding-not-nullable-field",
            "squawk:ban-new-write-restriction (opt-in)",
            "eugene:E2",
            "django-migration-linter:NOT_NULL",
            "atlas:MF104",
            "strong_migrations:change_column_null",
            "online_migrations:change_column_null",
            "django-pg-zero-downtime-migrations:13",
        ]),
    Rule::new(ChangeType::DropNotNull, "Allow NULL in a column", Yes, Depends, Lossy)
        .postgresql(access_exclusive(Lasts::Brief).note("An error on a column of the primary key."))
        .mysql(in_place(Lasts::Rewrite))
        .why(
            "The old writes pass. Once the new release stores a NULL, the previous one reads it and may never have met one. Going \
             back to NOT NULL fails while such rows are there.",
        )
        .asks(Question::ReadsNull)
        .plan(PlanKind::Loosen)
        .tools(&["squawk:ban-drop-not-null", "pgroll:drop_not_null"]),
    Rule::new(ChangeType::SetDefault, "Set the default of a column", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(instant())
        .why("An insert of the previous release that leaves the column out stores another value than it did yesterday.")
        .asks(Question::OmitsColumn)
        .plan(PlanKind::Default)
        .tools(&[
            "strong_migrations:change_column_default",
            "online_migrations:change_column_default",
            "squawk:ban-set-default (opt-in)",
            "pgroll:change_default",
        ]),
    Rule::new(ChangeType::DropDefault, "Drop the default of a column", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(instant())
        .why(
            "An insert of the previous release that leaves the column out stores NULL from now on, and is rejected where the \
             column is NOT NULL.",
        )
        .asks(Question::OmitsColumn)
        .plan(PlanKind::Default)
        .tools(&["squawk:ban-drop-default", "django-migration-linter (issue 115)", "strong_migrations (issue 211)"]),
    Rule::new(ChangeType::DropGeneratedExpression, "Drop or change a generated expression", No, Depends, Lossy)
        .postgresql(
            access_exclusive(Lasts::Brief)
                .note("SET EXPRESSION, from PostgreSQL 17 on, writes every row anew while everybody waits."),
        )
        .mysql(copies())
        .why(
            "The previous release never wrote this column, the server did. Its next inserts store NULL there, and whatever reads \
             the column reads that.",
        )
        .plan(PlanKind::Generated)
        .tools(&["squawk:ban-drop-generated-expression", "squawk:ban-alter-generated-expression (opt-in)"]),
    Rule::new(ChangeType::AddIdentity, "Let an existing column number itself", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(copies())
        .why(
            "GENERATED ALWAYS rejects a number that the previous release sends itself; BY DEFAULT takes it. The \
             sequence has to start above the highest number stored, or it gives one out twice.",
        )
        .asks(Question::SendsOwnNumbers)
        .plan(PlanKind::Default)
        .tools(&["squawk:ban-alter-identity"]),
    Rule::new(ChangeType::DropIdentity, "Stop a column from numbering itself", No, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(copies())
        .why(
            "The inserts of the previous release leave the number to the server. Without it they store NULL, and the column is \
             NOT NULL: each of them is rejected.",
        )
        .plan(PlanKind::Default)
        .tools(&["squawk:ban-alter-identity"]),
    Rule::new(ChangeType::ReorderColumn, "Change the order of the columns", Depends, Depends, Lossless)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(in_place(Lasts::Rewrite))
        .why(
            "Whoever names columns notices nothing. An INSERT without a column list writes into the wrong columns, and a reader \
             that counts positions reads the wrong ones.",
        )
        .asks(Question::CountsPositions)
        .plan(PlanKind::Ask),
    Rule::new(ChangeType::SetColumnVisibility, "Hide or show a column", Depends, Depends, Lossless)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(instant())
        .why(
            "An invisible column is left out of SELECT * and of an INSERT without a column list. Whoever names it notices \
             nothing.",
        )
        .asks(Question::CountsPositions)
        .plan(PlanKind::Ask),
    Rule::new(ChangeType::SetColumnStatistics, "Set what the planner samples of a column", Yes, Yes, Lossless)
        .postgresql(share_update_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why("Only the planner reads it.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::SetColumnStorage, "Set how a column is stored or compressed", Yes, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why("Rows that are written from now on are stored differently and read the same.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::Comment, "Comment on something", Yes, Yes, Lossless)
        .postgresql(share_update_exclusive(Lasts::Brief))
        .mysql(in_place(Lasts::Brief).note("The comment of a column needs the whole definition: see MODIFY."))
        .why("A comment means nothing to the server or to the release.")
        .plan(PlanKind::Additive),
    // --- Tables ---
    Rule::new(ChangeType::CreateTable, "Create a table", Yes, Yes, Lossy)
        .postgresql(
            access_exclusive(Lasts::Brief)
                .note("On the new table alone; SHARE ROW EXCLUSIVE on the parents of its foreign keys, without a scan."),
        )
        .why(
            "The previous release does not know the table. IF NOT EXISTS does not prove that it is new. A foreign key of it \
             begins to matter to deletes of the parent once rows are there.",
        )
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::CreateTempTable, "Create or drop a temporary table", Yes, Yes, Lossless)
        .why("Nobody else sees it, and it is gone with the session.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::CreateTableAs, "Create a table from a query", Yes, Yes, Lossy)
        .postgresql(access_share())
        .mysql(row_locks().note("The rows of the source are locked as by INSERT … SELECT."))
        .why("The previous release does not know the table. Keys, defaults and grants are not copied.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::DropTable, "Drop a table", No, No, Impossible)
        .postgresql(access_exclusive(Lasts::Brief).note("Also on the tables that its foreign keys point to."))
        .mysql(metadata())
        .why("Every statement of the previous release on this table fails, and the rows are gone for good.")
        .plan(PlanKind::DropTable)
        .tools(&["squawk:ban-drop-table", "atlas:DS102", "django-migration-linter:DROP_TABLE"]),
    Rule::new(ChangeType::RecreateTable, "Drop a table and create it again", No, No, Impossible)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(metadata())
        .why(
            "The name is the same, the table is another: the rows are gone, and nothing says that the previous release fits the \
             new shape.",
        )
        .plan(PlanKind::DropTable)
        .tools(&["strong_migrations:create_table (force)", "squawk:ban-drop-table"]),
    Rule::new(ChangeType::RenameTable, "Rename a table", No, No, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(instant())
        .why(
            "The old name is gone in the same moment. A view under the old name, made in the same transaction, carries reads, \
             writes, ON CONFLICT and FOR UPDATE of the previous release, but not TRUNCATE or DDL.",
        )
        .why_in_mysql(
            "The old name is gone in the same moment, and no view can take its place in that moment: the statements of the \
             previous release fail.",
        )
        .plan(PlanKind::RenameTable)
        .tools(&[
            "squawk:renaming-table",
            "atlas:BC101",
            "django-migration-linter:RENAME_TABLE",
            "strong_migrations:rename_table",
            "online_migrations:rename_table",
            "django-pg-zero-downtime-migrations:5",
            "gh-ost (unsupported)",
            "pt-online-schema-change (unsupported)",
        ]),
    Rule::new(ChangeType::SwapTable, "Swap a table for another by renaming", Depends, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Brief).note("Both renames have to stand in one transaction."))
        .mysql(metadata().note("One RENAME TABLE a TO b, c TO a is atomic."))
        .why(
            "The previous release finds another table under the name. That is harmless only when the shape fits it and no write \
             was missed on the way.",
        )
        .asks(Question::ReplacementMatches)
        .plan(PlanKind::ShadowCopy)
        .tools(&["squawk:renaming-table", "gh-ost:cut-over", "pt-online-schema-change"]),
    Rule::new(ChangeType::SetSchema, "Move an object to another schema", No, No, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(metadata().note("RENAME TABLE db1.t TO db2.t."))
        .why("The previous release looks for it in the old schema, by its full name or by the search path, and finds nothing.")
        .plan(PlanKind::RenameTable)
        .tools(&["squawk:ban-set-schema"]),
    Rule::new(ChangeType::TruncateTable, "Empty a table", No, No, Impossible)
        .postgresql(access_exclusive(Lasts::Brief).note("CASCADE reaches every table that references this one."))
        .mysql(metadata().note("It commits whatever transaction was open."))
        .why("All rows are gone for good, whatever the previous release still needed of them.")
        .plan(PlanKind::Delete)
        .tools(&["squawk:ban-truncate-cascade (CASCADE only)"]),
    Rule::new(ChangeType::SetTablespace, "Move a table to another tablespace", Yes, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Rewrite).note("The files are copied."))
        .mysql(in_place(Lasts::Rewrite).note("The table is built anew."))
        .why("The rows are the same. Reads and writes wait while they are copied.")
        .why_in_mysql("The rows are the same, and the table is built anew while it is in use.")
        .plan(PlanKind::ShadowCopy)
        .tools(&["django-pg-zero-downtime-migrations:6"]),
    Rule::new(ChangeType::SetLogged, "Switch the write-ahead log of a table", Yes, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Rewrite))
        .mysql(NOT_IN_MYSQL)
        .why("An UNLOGGED table is empty after a crash and cannot be read on a standby. All rows are written anew meanwhile.")
        .asks(Question::NeedsRowsAfterCrash)
        .plan(PlanKind::ShadowCopy),
    Rule::new(ChangeType::StorageParameter, "Set how a table is stored", Yes, Yes, Lossless)
        .postgresql(share_update_exclusive(Lasts::Brief))
        .mysql(in_place(Lasts::Brief).note("ROW_FORMAT and KEY_BLOCK_SIZE build the table anew while it is in use."))
        .why("It changes how rows lie on the disk, not what they say.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::ChangeEngine, "Change the storage engine", Depends, Depends, Lossless)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(copies())
        .why(
            "Another engine keeps other promises: MyISAM for instance has no transactions, no foreign keys and no row locks, and \
             says nothing when they are used.",
        )
        .asks(Question::NeedsOldEngine)
        .plan(PlanKind::ShadowCopy),
    Rule::new(ChangeType::RebuildTable, "Build a table anew as it is", Yes, Yes, Lossless)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(in_place(Lasts::Rewrite).note("Writes go on; expect disk load and replica lag, so choose a quiet hour."))
        .why("The same rows, packed anew.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::ConvertCharset, "Convert a table to another character set", Depends, Depends, Lossy)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(copies().note("In place only where the encoding stays the same."))
        .why(
            "What is equal, what is unique, how long a key may be and which letters fit can all change under the same text. Going \
             back loses the letters that the old set does not have.",
        )
        .asks(Question::TextFitsCharset)
        .plan(PlanKind::Charset),
    Rule::new(ChangeType::DefaultCharset, "Set the default character set", Yes, Yes, Lossless)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(in_place(Lasts::Brief))
        .why("It counts for columns that are added later.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::ChangeOwner, "Change the owner", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why(
            "The owner's rights go with it, also the right to pass by row level security. The role of the previous release may \
             have had them because it was the owner.",
        )
        .asks(Question::RoleKeepsRights)
        .plan(PlanKind::Privileges),
    Rule::new(ChangeType::AutoIncrementValue, "Set the next automatic number", Yes, Yes, Lossless)
        .postgresql(LockRule::absent("PostgreSQL says ALTER SEQUENCE or setval()."))
        .mysql(in_place(Lasts::Brief))
        .why("InnoDB never goes below the highest number stored, so no number is given out twice.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::LockTable, "Lock a table", Yes, Yes, Lossless)
        .postgresql(
            LockRule::takes("as asked for", Blocks::Everything, Lasts::Statement)
                .hazard(Hazard::AskedFor)
                .note("ACCESS EXCLUSIVE where the statement names no mode; held until the transaction ends."),
        )
        .mysql(
            LockRule::takes("as asked for", Blocks::Everything, Lasts::Statement)
                .hazard(Hazard::AskedFor)
                .note("Held until UNLOCK TABLES or the end of the session."),
        )
        .why("It changes nothing in the schema. Whoever wants the table waits until it is released: leave it out.")
        .plan(PlanKind::Additive)
        .tools(&["squawk:require-lock-timeout"]),
    Rule::new(ChangeType::Maintenance, "Clean up or analyse a table", Yes, Yes, Lossless)
        .postgresql(share_update_exclusive(Lasts::Statement).note(
            "VACUUM and ANALYZE. VACUUM FULL and CLUSTER take ACCESS EXCLUSIVE and write every row anew: use a tool that \
             repacks online. VACUUM cannot run inside a transaction.",
        ))
        .mysql(in_place(Lasts::Rewrite).note("OPTIMIZE builds the table anew in place."))
        .why("The same rows, tidied up.")
        .plan(PlanKind::Additive)
        .tools(&["squawk:prefer-repack"]),
    // --- Indexes ---
    Rule::new(ChangeType::CreateIndex, "Build an index", Yes, Yes, Lossless)
        .postgresql(share(Lasts::Build))
        .mysql(in_place(Lasts::Build).note("ALGORITHM=COPY or LOCK=SHARED, when written, make writes wait."))
        .why("An index changes how fast an answer comes, not what it is.")
        .why_in_mysql(
            "An index changes how fast an answer comes, not what it is. Reads and writes go on while it is built, and replicas lag \
             for as long.",
        )
        .plan(PlanKind::Index)
        .tools(&[
            "squawk:require-concurrent-index-creation",
            "eugene:E6",
            "django-migration-linter:CREATE_INDEX",
            "strong_migrations:add_index",
            "online_migrations:add_index",
            "atlas:PG101",
            "django-pg-zero-downtime-migrations:29",
        ]),
    Rule::new(ChangeType::CreateIndexConcurrently, "Build an index while the table is in use", Yes, Yes, Lossless)
        .postgresql(
            share_update_exclusive(Lasts::Build)
                .note("An error inside a transaction. It waits for every transaction that was open when it began."),
        )
        .mysql(NOT_IN_MYSQL)
        .why(
            "Nobody waits. When it fails it leaves an INVALID index behind, and IF NOT EXISTS then skips over that one without a \
             word.",
        )
        .plan(PlanKind::Index)
        .tools(&[
            "squawk:ban-concurrent-index-creation-in-transaction",
            "django-migration-linter:CREATE_INDEX_EXCLUSIVE",
        ]),
    Rule::new(ChangeType::CreateUniqueIndex, "Build a unique index", Depends, Yes, Lossless)
        .postgresql(share(Lasts::Build))
        .mysql(in_place(Lasts::Build))
        .why(
            "Rows that the previous release writes twice are rejected from now on, and so is the request that they came with.",
        )
        .why_in_mysql(
            "Rows that the previous release writes twice are rejected. Its REPLACE or ON DUPLICATE KEY UPDATE may now hit another \
             row: a REPLACE removes the one that has the same new key.",
        )
        .asks(Question::WritesDuplicates)
        .plan(PlanKind::Unique)
        .tools(&[
            "django-migration-linter:ADD_UNIQUE",
            "atlas:MF101",
            "squawk:require-concurrent-index-creation",
            "squawk:ban-new-write-restriction (opt-in)",
            "pt-online-schema-change:--check-unique-key-change",
        ]),
    Rule::new(
        ChangeType::CreateUniqueIndexConcurrently,
        "Build a unique index while the table is in use",
        Depends,
        Yes,
        Lossless,
    )
    .postgresql(share_update_exclusive(Lasts::Build).note("An error inside a transaction."))
    .mysql(NOT_IN_MYSQL)
    .why("Nobody waits, and yet the rule holds early: rows that are written twice are rejected before the index is finished.")
    .asks(Question::WritesDuplicates)
    .plan(PlanKind::Unique)
    .tools(&[
        "django-migration-linter:ADD_UNIQUE",
        "atlas:MF101",
        "squawk:ban-new-write-restriction (opt-in)",
        "squawk:ban-concurrent-index-creation-in-transaction",
    ]),
    Rule::new(ChangeType::CreateSpecialIndex, "Build a full-text, spatial or functional index", Yes, Yes, Lossless)
        .postgresql(share(Lasts::Build).note("GIN and GiST are built as any index is, and can be built CONCURRENTLY."))
        .mysql(in_place_shared(Lasts::Build).note("A functional index adds a hidden virtual column."))
        .why("It changes no answer. Writes wait until it is built.")
        .plan(PlanKind::ShadowCopy),
    Rule::new(ChangeType::DropIndex, "Drop an index", Depends, Yes, Lossless)
        .postgresql(
            access_exclusive(Lasts::Brief)
                .hazard(Hazard::OnlineFormUnused)
                .note("DROP INDEX CONCURRENTLY keeps nobody out."),
        )
        .mysql(in_place(Lasts::Brief))
        .why(
            "If it is unique, ON CONFLICT on its columns fails without it. And queries that it served may become slow enough to be \
             an outage.",
        )
        .why_in_mysql(
            "If it is unique, duplicates get in, and an upsert no longer meets the row that it should change. A FORCE INDEX by its \
             name fails with 1176. And queries that it served may become slow enough to be an outage.",
        )
        .asks(Question::NeedsIndex)
        .plan(PlanKind::DropIndex)
        .tools(&[
            "squawk:require-concurrent-index-deletion",
            "squawk:ban-drop-index (opt-in)",
            "django-migration-linter:DROP_INDEX",
            "strong_migrations:remove_index",
            "online_migrations:remove_index",
            "atlas:PG102",
        ]),
    Rule::new(ChangeType::DropIndexConcurrently, "Drop an index while the table is in use", Depends, Yes, Lossless)
        .postgresql(share_update_exclusive(Lasts::Brief).note("An error inside a transaction."))
        .mysql(NOT_IN_MYSQL)
        .why("Nobody waits; what the index did for the previous release is gone all the same: uniqueness, ON CONFLICT, speed.")
        .asks(Question::NeedsIndex)
        .plan(PlanKind::DropIndex)
        .tools(&["django-pg-zero-downtime-migrations:32"]),
    Rule::new(ChangeType::RenameIndex, "Rename an index", Depends, Yes, Lossless)
        .postgresql(share_update_exclusive(Lasts::Brief))
        .mysql(in_place(Lasts::Brief))
        .why(
            "Few statements name an index, and those fail: ON CONFLICT ON CONSTRAINT where a constraint stands on it.",
        )
        .why_in_mysql("Few statements name an index, and those fail: FORCE INDEX, USE INDEX and IGNORE INDEX.")
        .asks(Question::NamesIndex)
        .plan(PlanKind::Ask)
        .tools(&["pgroll", "squawk:renaming-object"]),
    Rule::new(ChangeType::SetIndexVisibility, "Hide or show an index", Yes, Yes, Lossless)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(in_place(Lasts::Brief))
        .why(
            "The planner stops to use it; it still keeps rows unique and is still kept up to date. Only a FORCE INDEX by its name \
             fails.",
        )
        .plan(PlanKind::DropIndex),
    Rule::new(ChangeType::Reindex, "Build an index anew", Yes, Yes, Lossless)
        .postgresql(
            LockRule::takes("SHARE on the table, ACCESS EXCLUSIVE on the index", Blocks::Writes, Lasts::Build)
                .hazard(Hazard::OnlineFormUnused)
                .note("REINDEX CONCURRENTLY takes SHARE UPDATE EXCLUSIVE and keeps nobody out."),
        )
        .mysql(NOT_IN_MYSQL)
        .why("The same index, packed anew. Writes wait, and so does every read that would use it.")
        .plan(PlanKind::Index)
        .tools(&["squawk:require-concurrent-reindex", "django-migration-linter:REINDEX"]),
    // --- Constraints ---
    Rule::new(ChangeType::AddPrimaryKey, "Add a primary key", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Build).note("First a scan for NULL, then the index."))
        .mysql(in_place(Lasts::Rewrite))
        .why("Rows of the previous release that repeat the key, or leave it NULL, are rejected from now on.")
        .asks(Question::WritesDuplicates)
        .plan(PlanKind::PrimaryKey)
        .tools(&["squawk:constraint-missing-not-valid", 
            "squawk:adding-serial-primary-key-field",
            "eugene:E7",
            "eugene:W14",
            "django-pg-zero-downtime-migrations:23",
        ]),
    Rule::new(ChangeType::DropPrimaryKey, "Drop the primary key", Depends, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(copies())
        .why(
            "More leans on a primary key than it shows: upserts, replication of updates and deletes, foreign keys, and the way \
             an ORM tells two rows apart.",
        )
        .asks(Question::NeedsKey)
        .plan(PlanKind::PrimaryKey)
        .tools(&["gh-ost (needs a key)", "pt-online-schema-change (needs a key)"]),
    Rule::new(ChangeType::ReplacePrimaryKey, "Replace the primary key", Depends, Depends, Lossless)
        .postgresql(
            access_exclusive(Lasts::Build).note("Two steps; brief where the new key stands on an index that is there."),
        )
        .mysql(in_place(Lasts::Rewrite).note("In one ALTER TABLE."))
        .why("Upserts and relations follow the new key from now on, and may hit another row than before.")
        .asks(Question::NewKeyHitsSameRows)
        .plan(PlanKind::PrimaryKey)
        .tools(&["gh-ost (needs a shared key)"]),
    Rule::new(ChangeType::AddUniqueConstraint, "Forbid duplicates", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Build))
        .mysql(in_place(Lasts::Build))
        .why("A row that the previous release writes twice is rejected from now on, and so is the request it came with.")
        .asks(Question::WritesDuplicates)
        .plan(PlanKind::Unique)
        .tools(&["squawk:constraint-missing-not-valid", 
            "squawk:disallowed-unique-constraint",
            "eugene:E7",
            "django-migration-linter:ADD_UNIQUE",
            "atlas:MF101",
            "django-pg-zero-downtime-migrations:25",
        ]),
    Rule::new(ChangeType::AddUniqueUsingIndex, "Make a unique index a constraint", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief).note("Nothing is read: the index is there."))
        .mysql(NOT_IN_MYSQL)
        .why("The index forbade duplicates already; the constraint only gives it a name. The question belongs to the index.")
        .asks(Question::WritesDuplicates)
        .plan(PlanKind::Unique),
    Rule::new(ChangeType::AddForeignKey, "Add a foreign key", Depends, Yes, Lossless)
        .postgresql(share_row_exclusive(Lasts::Scan).note("On both tables."))
        .mysql(copies().note(
            "With foreign_key_checks=0 it is INPLACE, LOCK=NONE, and the rows that are there are never verified.",
        ))
        .why(
            "A row of the previous release whose parent does not exist yet is rejected, and its delete of a parent fails or takes \
             the children along.",
        )
        .asks(Question::LeavesOrphans)
        .plan(PlanKind::ForeignKey)
        .tools(&["squawk:constraint-missing-not-valid", 
            "squawk:adding-foreign-key-constraint",
            "eugene:E1",
            "eugene:E15",
            "strong_migrations:add_foreign_key",
            "online_migrations:add_foreign_key",
            "django-pg-zero-downtime-migrations:21",
            "gh-ost (unsupported)",
        ]),
    Rule::new(ChangeType::AddForeignKeyNotValid, "Add a foreign key, rows unverified", Depends, Yes, Lossless)
        .postgresql(share_row_exclusive(Lasts::Brief).note("On both tables."))
        .mysql(NOT_IN_MYSQL)
        .why(
            "NOT VALID spares the rows that are there. New ones are checked at once: an orphan of the previous \
             release is rejected from now on.",
        )
        .asks(Question::LeavesOrphans)
        .plan(PlanKind::ForeignKey)
        .tools(&["squawk:ban-new-write-restriction (opt-in)"]),
    Rule::new(ChangeType::DropForeignKey, "Drop a foreign key", Yes, Depends, Lossy)
        .postgresql(access_exclusive(Lasts::Brief).note("On both tables."))
        .mysql(in_place(Lasts::Brief))
        .why(
            "The old writes pass, but nothing removes children with their parent any more. The previous release may read orphans \
             that it never met, and the key cannot come back while they are there.",
        )
        .asks(Question::NeedsForeignKey)
        .plan(PlanKind::Loosen)
        .tools(&["atlas:CD101"]),
    Rule::new(ChangeType::AddCheck, "Add a check", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Scan))
        .mysql(copies())
        .why("A write of the previous release that does not satisfy the check is rejected from now on.")
        .asks(Question::ViolatesCheck)
        .plan(PlanKind::Check)
        .tools(&[
            "squawk:constraint-missing-not-valid",
            "eugene:E1",
            "strong_migrations:add_check_constraint",
            "django-pg-zero-downtime-migrations:19",
        ]),
    Rule::new(ChangeType::AddCheckNotValid, "Add a check, rows unverified", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(LockRule::absent("MySQL says NOT ENFORCED."))
        .why("NOT VALID spares the rows that are there. New ones are checked at once.")
        .asks(Question::ViolatesCheck)
        .plan(PlanKind::Check)
        .tools(&["squawk:ban-new-write-restriction (opt-in)"]),
    Rule::new(ChangeType::AddCheckNotEnforced, "Add a check that nobody enforces", Yes, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief).note("From PostgreSQL 18 on."))
        .mysql(instant())
        .why("It documents what should hold and rejects nothing.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::EnforceCheck, "Enforce a check", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Scan).note("From PostgreSQL 18 on."))
        .mysql(copies())
        .why("A write of the previous release that does not satisfy the check is rejected from now on.")
        .asks(Question::ViolatesCheck)
        .plan(PlanKind::Check)
        .tools(&["strong_migrations:add_check_constraint"]),
    Rule::new(ChangeType::AddNotNullNotValid, "Forbid NULL, rows unverified", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief).note("From PostgreSQL 18 on; before, a CHECK NOT VALID does it."))
        .mysql(NOT_IN_MYSQL)
        .why("Rows that are there may keep their NULL. A new one of the previous release is rejected at once.")
        .asks(Question::WritesNull)
        .plan(PlanKind::NotNull),
    Rule::new(ChangeType::AddExclusionConstraint, "Forbid overlaps", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Build).note("There is no online form of it."))
        .mysql(NOT_IN_MYSQL)
        .why("A row of the previous release that overlaps another is rejected. Everybody waits while the index is built.")
        .asks(Question::WritesOverlaps)
        .plan(PlanKind::ShadowCopy)
        .tools(&["squawk:constraint-missing-not-valid", 
            "eugene:E8",
            "strong_migrations:add_exclusion_constraint",
            "online_migrations:add_exclusion_constraint",
            "django-pg-zero-downtime-migrations:27",
        ]),
    Rule::new(ChangeType::ValidateConstraint, "Validate a constraint", Yes, Yes, Lossless)
        .postgresql(
            share_update_exclusive(Lasts::Scan)
                .note("ROW SHARE on the parent of a foreign key. Keep it alone in its transaction."),
        )
        .mysql(NOT_IN_MYSQL)
        .why("New rows were checked before; now those that were there are read as well. Nobody waits for it.")
        .plan(PlanKind::Check)
        .tools(&["squawk:constraint-missing-not-valid (in one transaction)", "strong_migrations (when another lock is held)", "online_migrations (when another lock is held)"]),
    Rule::new(ChangeType::DropConstraint, "Drop a constraint", Yes, Depends, Lossy)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(instant().note("INSTANT for a CHECK."))
        .why(
            "The statement does not say what kind it was. The new release may store rows that the previous one never met; and if \
             it was UNIQUE, ON CONFLICT on its columns fails.",
        )
        .why_in_mysql(
            "The statement does not say what kind it was. The new release may store rows that the previous one never met; and if \
             it was UNIQUE, an upsert no longer meets the row that it should change.",
        )
        .asks(Question::NeedsConstraint)
        .plan(PlanKind::Loosen)
        .tools(&["squawk:ban-drop-constraint", "pgroll:drop_constraint"]),
    Rule::new(ChangeType::RenameConstraint, "Rename a constraint", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why(
            "ON CONFLICT ON CONSTRAINT names it and fails. Code that tells errors apart by the constraint's name \
             no longer does.",
        )
        .asks(Question::NamesConstraint)
        .plan(PlanKind::Ask)
        .tools(&["squawk:renaming-object", "pgroll:rename_constraint"]),
    Rule::new(ChangeType::AlterConstraintTiming, "Change when a constraint is checked", Depends, Yes, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why(
            "The error moves from the statement to COMMIT, or back. Code of the previous release that catches it where it was does \
             not find it there.",
        )
        .asks(Question::CatchesEarlyError)
        .plan(PlanKind::Ask)
        .tools(&["squawk:ban-new-write-restriction (opt-in)"]),
    // --- Types, views, routines, triggers ---
    Rule::new(ChangeType::CreateType, "Create a type", Yes, Yes, Lossy)
        .mysql(NOT_IN_MYSQL)
        .why("The previous release does not know it.")
        .plan(PlanKind::Additive)
        .tools(&["eugene:W13"]),
    Rule::new(ChangeType::EnumAddValue, "Add a label to an enum", Yes, Depends, Impossible)
        .postgresql(NONE.note("No table is locked. The label cannot be used in the transaction that adds it."))
        .mysql(LockRule::absent("MySQL restates the column: MODIFY … ENUM."))
        .why(
            "Once the new release stores the label, the previous one reads it and may not know what it means. There is no way to \
             remove it: DROP VALUE does not exist.",
        )
        .asks(Question::ReadsUnknownLabel)
        .plan(PlanKind::Enum)
        .tools(&["squawk:require-enum-value-ordering", "squawk:ban-add-enum-value (opt-in)"]),
    Rule::new(ChangeType::EnumRenameValue, "Rename a label of an enum", No, No, Lossless)
        .mysql(NOT_IN_MYSQL)
        .why("The previous release writes the old label and is rejected, and reads one that it does not know.")
        .plan(PlanKind::Enum)
        .tools(&["squawk:renaming-object", "strong_migrations:rename_enum_value"]),
    Rule::new(ChangeType::EnumModify, "Change the labels of an ENUM or SET", Depends, Depends, Lossy)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(
            copies()
                .hazard(Hazard::OldTypeUnknown)
                .note("INSTANT when labels are appended; COPY for any other change, and an error when a used one goes."),
        )
        .why(
            "The old list does not stand in the script. A label that goes or moves changes what is stored; one that is added may be \
             one the previous release cannot read.",
        )
        .asks(Question::AppendsLabels)
        .plan(PlanKind::Enum),
    Rule::new(ChangeType::DropType, "Drop a type or a domain", No, No, Lossy)
        .postgresql(access_exclusive(Lasts::Brief).note("On all that depends on it, with CASCADE."))
        .mysql(NOT_IN_MYSQL)
        .why("Casts to it fail, and with CASCADE the columns of that type are gone as well.")
        .plan(PlanKind::DropColumn)
        .tools(&["squawk:ban-drop-type", "squawk:ban-drop-domain"]),
    Rule::new(ChangeType::RenameType, "Rename a type", No, Yes, Lossless)
        .mysql(NOT_IN_MYSQL)
        .why("A parameter that the previous release casts to the old name is rejected.")
        .plan(PlanKind::ChangeType)
        .tools(&["squawk:renaming-object"]),
    Rule::new(ChangeType::CreateDomain, "Create a domain", Yes, Yes, Lossy)
        .mysql(NOT_IN_MYSQL)
        .why("The previous release does not know it. A domain with a check is hard to change later: all its columns follow.")
        .plan(PlanKind::Additive)
        .tools(&["squawk:ban-create-domain-with-constraint"]),
    Rule::new(ChangeType::AlterDomainConstraint, "Add a constraint to a domain", Depends, Yes, Lossless)
        .postgresql(share(Lasts::Scan).note("On every table that uses it; with NOT VALID no table is locked."))
        .mysql(NOT_IN_MYSQL)
        .why("It binds every column of the domain at once, and every write of the previous release into one of them.")
        .asks(Question::ViolatesCheck)
        .plan(PlanKind::Check)
        .tools(&["squawk:ban-alter-domain-with-add-constraint"]),
    Rule::new(ChangeType::CreateView, "Create a view", Yes, Yes, Lossless)
        .postgresql(access_share())
        .why("A new name beside the old ones; the previous release does not know it.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::ReplaceView, "Replace a view", Depends, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Brief).note("On the view."))
        .mysql(metadata().note("MySQL lets a view lose or re-order columns."))
        .why(
            "The previous release reads the new definition at once. The server refuses to remove a column, but lets a filter \
             change.",
        )
        .why_in_mysql(
            "The previous release reads the new definition at once: a column may be gone or stand elsewhere, and a filter may let \
             other rows through.",
        )
        .asks(Question::ViewSaysTheSame)
        .plan(PlanKind::View)
        .tools(&["squawk:ban-replace-view-function (opt-in)"]),
    Rule::new(ChangeType::DropView, "Drop a view", No, No, Lossless)
        .postgresql(access_exclusive(Lasts::Brief).note("On the view."))
        .mysql(metadata())
        .why("Every query of the previous release on it fails. The definition brings it back.")
        .plan(PlanKind::DropTable)
        .tools(&["squawk:ban-drop-view"]),
    Rule::new(ChangeType::RenameView, "Rename a view", No, No, Lossless)
        .postgresql(access_exclusive(Lasts::Brief).note("On the view."))
        .mysql(metadata().note("RENAME TABLE."))
        .why("The old name is gone in the same moment.")
        .plan(PlanKind::RenameTable)
        .tools(&["squawk:renaming-object"]),
    Rule::new(ChangeType::CreateMatview, "Create a materialized view", Yes, Yes, Lossless)
        .postgresql(access_share())
        .mysql(NOT_IN_MYSQL)
        .why("A new name beside the old ones; the previous release does not know it.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::RefreshMatview, "Refresh a materialized view", Yes, Yes, Lossless)
        .postgresql(
            access_exclusive(Lasts::Statement)
                .hazard(Hazard::OnlineFormUnused)
                .note("On the view, for the whole query. CONCURRENTLY takes EXCLUSIVE and needs a unique index."),
        )
        .mysql(NOT_IN_MYSQL)
        .why("The rows become those of today. Everybody who reads the view waits until the query is done.")
        .plan(PlanKind::View),
    Rule::new(ChangeType::DropMatview, "Drop a materialized view", No, No, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why("Every query of the previous release on it fails. The definition brings it back, for the time the query takes.")
        .plan(PlanKind::DropTable)
        .tools(&["squawk:ban-drop-view"]),
    Rule::new(ChangeType::CreateFunction, "Create a function or procedure", Yes, Yes, Lossless)
        .why(
            "The previous release does not call it. One exception: a new overload can win a call of the old one that relied on an \
             implicit cast.",
        )
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::ReplaceFunction, "Replace a function or procedure", Depends, Depends, Lossless)
        .mysql(NONE.note("MySQL drops and creates: a call in between fails."))
        .why("The previous release gets the new behaviour with its next call.")
        .asks(Question::FunctionDoesTheSame)
        .plan(PlanKind::Function)
        .tools(&["squawk:ban-replace-view-function (opt-in)"]),
    Rule::new(ChangeType::DropFunction, "Drop a function or procedure", No, No, Lossless)
        .why("Every call of the previous release fails.")
        .plan(PlanKind::Function)
        .tools(&["squawk:renaming-object", "squawk:ban-drop-function"]),
    Rule::new(ChangeType::CreateTrigger, "Create a trigger", Depends, Depends, Lossless)
        .postgresql(share_row_exclusive(Lasts::Brief))
        .mysql(metadata())
        .why(
            "It runs inside the statements of the previous release: it can change what they store, make them slow, or fail them.",
        )
        .asks(Question::SameWithTrigger)
        .plan(PlanKind::Trigger)
        .tools(&["gh-ost (refuses tables with triggers)", "pt-online-schema-change:--preserve-triggers"]),
    Rule::new(ChangeType::DropTrigger, "Drop a trigger", Depends, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(metadata())
        .why("What it did beside the statements of the previous release stops: copies, counters, checks, an audit.")
        .asks(Question::SameWithTrigger)
        .plan(PlanKind::Trigger)
        .tools(&["squawk:ban-drop-trigger (opt-in)"]),
    Rule::new(ChangeType::ToggleTrigger, "Enable or disable a trigger", Depends, Depends, Lossless)
        .postgresql(share_row_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why("It starts or stops to run inside the statements of the previous release. ALL switches foreign keys off as well.")
        .asks(Question::SameWithTrigger)
        .plan(PlanKind::Trigger)
        .tools(&["squawk:ban-disable-trigger (opt-in)"]),
    Rule::new(ChangeType::CreateEvent, "Create an event", Depends, Depends, Lossless)
        .postgresql(NOT_IN_POSTGRESQL)
        .why("It writes again and again, whatever release is running, and nobody sees it in the code.")
        .asks(Question::EventIsHarmless)
        .plan(PlanKind::Ask),
    // --- Partitions ---
    Rule::new(ChangeType::CreatePartition, "Create a partition", Yes, Yes, Lossy)
        .postgresql(access_exclusive(Lasts::Brief).note(
            "On the parent. With a DEFAULT partition that one is read under the same lock: create the table apart and ATTACH \
             it.",
        ))
        .mysql(LockRule::absent("MySQL says ADD PARTITION."))
        .why("Inserts of the previous release find their way into it by themselves.")
        .plan(PlanKind::AttachPartition),
    Rule::new(ChangeType::AttachPartition, "Attach a partition", Depends, Yes, Lossless)
        .postgresql(
            LockRule::takes(
                "SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE on the child and a DEFAULT partition",
                Blocks::Everything,
                Lasts::Scan,
            )
            .note("No scan of the child where a validated CHECK says the same as the bound."),
        )
        .mysql(NOT_IN_MYSQL)
        .why("Whoever writes into the child directly meets its bound from now on.")
        .asks(Question::WritesOutsideBound)
        .plan(PlanKind::AttachPartition),
    Rule::new(ChangeType::DetachPartition, "Detach a partition", No, No, Lossless)
        .postgresql(
            access_exclusive(Lasts::Brief)
                .hazard(Hazard::OnlineFormUnused)
                .hazard_from(14)
                .note("On the parent, the child and a DEFAULT partition. From PostgreSQL 14 on CONCURRENTLY keeps nobody out."),
        )
        .mysql(NOT_IN_MYSQL)
        .why("Its rows vanish from the parent, and an insert of the previous release into that range fails.")
        .plan(PlanKind::DetachPartition)
        .tools(&["squawk:require-concurrent-partition-detach", "squawk:ban-detach-inheritance (opt-in)"]),
    Rule::new(
        ChangeType::DetachPartitionConcurrently,
        "Detach a partition while the table is in use",
        No,
        No,
        Lossless,
    )
    .postgresql(share_update_exclusive(Lasts::Brief).note("On the parent; an error inside a transaction."))
    .mysql(NOT_IN_MYSQL)
    .why("Nobody waits, and yet its rows vanish from the parent and inserts into that range fail.")
    .plan(PlanKind::DetachPartition)
    .tools(&["squawk:ban-detach-inheritance (opt-in)"]),
    Rule::new(ChangeType::AddPartition, "Add a partition", Yes, Yes, Lossy)
        .postgresql(LockRule::absent("PostgreSQL says CREATE TABLE … PARTITION OF."))
        .mysql(in_place(Lasts::Brief).note("For RANGE and LIST; HASH and KEY copy rows. It fails behind MAXVALUE."))
        .why("Inserts of the previous release find their way into it by themselves.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::DropPartition, "Drop a partition", No, No, Impossible)
        .postgresql(access_exclusive(Lasts::Brief).note("On the parent, as the child is dropped as a table."))
        .mysql(in_place(Lasts::Brief))
        .why("Its rows are gone for good, and the previous release may still read them.")
        .plan(PlanKind::DetachPartition)
        .tools(&["squawk:ban-drop-table"]),
    Rule::new(ChangeType::TruncatePartition, "Empty a partition", No, No, Impossible)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(instant())
        .why("Its rows are gone for good, and the previous release may still read them.")
        .plan(PlanKind::Delete),
    Rule::new(ChangeType::ReorganizePartition, "Split or join partitions", Yes, Yes, Lossless)
        .postgresql(LockRule::absent("Before it can split and merge, PostgreSQL has no equivalent."))
        .mysql(in_place_shared(Lasts::Rewrite).note("Choose a quiet hour and small partitions."))
        .why("The same rows in other boxes. Writes wait while they are moved.")
        .plan(PlanKind::ShadowCopy),
    Rule::new(ChangeType::ExchangePartition, "Exchange a partition for a table", Depends, Depends, Lossless)
        .postgresql(NOT_IN_POSTGRESQL)
        .mysql(metadata().note("WITH VALIDATION reads every row of the table that comes in."))
        .why("Rows that the previous release reads leave, and others come in, in one moment.")
        .asks(Question::ExchangedRowsAreRight)
        .plan(PlanKind::Ask),
    Rule::new(ChangeType::RepartitionTable, "Partition a table, or stop to", Yes, Yes, Lossless)
        .postgresql(LockRule::absent("In PostgreSQL that is a new table and a copy."))
        .mysql(copies().note("Every unique key has to contain the column that it is partitioned by."))
        .why("The same rows in other boxes. Writes wait while the table is copied.")
        .plan(PlanKind::ShadowCopy),
    // --- Sequences ---
    Rule::new(ChangeType::CreateSequence, "Create a sequence", Yes, Yes, Lossless)
        .mysql(NOT_IN_MYSQL)
        .why("The previous release does not know it.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::AlterSequence, "Alter or set a sequence", Depends, Depends, Lossless)
        .postgresql(share_row_exclusive(Lasts::Brief).note("On the sequence."))
        .mysql(LockRule::absent("MySQL says AUTO_INCREMENT = n."))
        .why(
            "A sequence that goes back gives numbers out twice: inserts of any release fail, or rows get mixed up. SELECT setval() \
             looks like a read and is none.",
        )
        .asks(Question::NumbersAreFree)
        .plan(PlanKind::Ask)
        .tools(&["squawk:ban-alter-sequence-values (opt-in)"]),
    Rule::new(ChangeType::DropSequence, "Drop a sequence", No, Yes, Lossy)
        .postgresql(access_exclusive(Lasts::Brief).note("Refused while a default still uses it."))
        .mysql(NOT_IN_MYSQL)
        .why("Every insert of the previous release that takes its number from it fails, and where it stood is forgotten.")
        .plan(PlanKind::DropTable)
        .tools(&["squawk:ban-drop-sequence"]),
    // --- Data changes ---
    Rule::new(ChangeType::InsertRows, "Insert rows", Yes, Yes, Lossless)
        .postgresql(row_exclusive())
        .mysql(row_locks())
        .why("More rows of the same kind are harmless, as long as the previous release does not count on a fixed list.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::UpsertRows, "Insert rows or overwrite them", Depends, Depends, Impossible)
        .postgresql(row_exclusive())
        .mysql(row_locks().note("REPLACE deletes the row first and inserts it anew."))
        .why("It may overwrite rows that people have changed since, and their old values are gone.")
        .asks(Question::NewValuesUnderstood)
        .plan(PlanKind::Backfill),
    Rule::new(ChangeType::UpdateRows, "Update rows", Depends, Depends, Impossible)
        .postgresql(row_exclusive().note("Without a bound it is a hazard."))
        .mysql(row_locks().note("Without a bound it is a hazard."))
        .why(
            "The previous release reads the new values with its old understanding, and keeps writing old ones beside them. What \
             stood there before is gone.",
        )
        .asks(Question::NewValuesUnderstood)
        .plan(PlanKind::Backfill)
        .tools(&["strong_migrations:backfilling", "online_migrations:backfilling"]),
    Rule::new(ChangeType::BackfillNewColumn, "Fill a column that this script adds", Yes, Yes, Lossless)
        .postgresql(
            row_exclusive()
                .note("In the transaction of the ADD COLUMN its ACCESS EXCLUSIVE is held until the last row is written."),
        )
        .mysql(row_locks().note("Each DDL statement before it has committed already."))
        .why("The previous release does not see the column. In one go it is slow, and holds its locks all the while.")
        .plan(PlanKind::Backfill)
        .tools(&["eugene:E4", "strong_migrations:backfilling", "online_migrations:backfilling"]),
    Rule::new(ChangeType::DeleteRows, "Delete some rows", Depends, Depends, Impossible)
        .postgresql(row_exclusive().note("Without a bound it is a hazard."))
        .mysql(row_locks().note("Without a bound it is a hazard."))
        .why("What is deleted is gone, and the previous release may still look for it.")
        .asks(Question::NeedsDeletedRows)
        .plan(PlanKind::Delete),
    Rule::new(ChangeType::DeleteAllRows, "Delete all rows", No, No, Impossible)
        .postgresql(row_exclusive().hazard(Hazard::Unbounded))
        .mysql(row_locks().hazard(Hazard::Unbounded))
        .why("All rows are gone for good, and the statement runs as long as the table is big.")
        .plan(PlanKind::Delete),
    Rule::new(ChangeType::CopyRows, "Copy rows into another table", Yes, Yes, Lossless)
        .postgresql(row_exclusive().note("On the target; the source is only read."))
        .mysql(
            LockRule::takes("shared next-key locks on the source", Blocks::Writes, Lasts::Statement)
                .hazard(Hazard::Unbounded)
                .note("Copy in batches by key, under READ COMMITTED."),
        )
        .why("The source stays as it is; its reads and writes go on.")
        .why_in_mysql("The source stays as it is. Updates and inserts on it wait until the copy commits.")
        .plan(PlanKind::Backfill),
    // --- Rights, extensions, schemas, replication, opaque code ---
    Rule::new(ChangeType::Grant, "Grant a right", Yes, Yes, Lossless)
        .why("More is allowed than before, nothing less.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::Revoke, "Revoke a right", Depends, Depends, Lossless)
        .why("If the previous release runs as that role, or gets the right by way of it, its next statement is refused.")
        .asks(Question::RoleKeepsRights)
        .plan(PlanKind::Privileges)
        .tools(&["squawk:ban-revoke (opt-in)"]),
    Rule::new(ChangeType::CreateRole, "Create a role or user", Yes, Yes, Lossless)
        .why("Nobody uses it yet.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::DropRole, "Drop a role or user", Depends, Depends, Lossless)
        .why("If the previous release logs in with it, it cannot connect any more.")
        .asks(Question::RoleKeepsRights)
        .plan(PlanKind::Privileges),
    Rule::new(ChangeType::ToggleRls, "Switch row level security", Depends, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why("Switched on without a policy, the table shows no row to anybody but its owner, and says nothing.")
        .asks(Question::SeesTheSameRows)
        .plan(PlanKind::Privileges)
        .tools(&["squawk:ban-alter-row-level-security (opt-in)"]),
    Rule::new(ChangeType::CreatePolicy, "Create a policy", Depends, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why("It filters the rows of the previous release too: reads get fewer or more of them, writes are rejected or let in.")
        .asks(Question::SeesTheSameRows)
        .plan(PlanKind::Privileges)
        .tools(&["squawk:ban-create-policy (opt-in)"]),
    Rule::new(ChangeType::DropPolicy, "Drop a policy", Depends, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Brief))
        .mysql(NOT_IN_MYSQL)
        .why("Rows that the policy let through are hidden, or rows that it kept back are shown.")
        .asks(Question::SeesTheSameRows)
        .plan(PlanKind::Privileges)
        .tools(&["squawk:ban-drop-policy (opt-in)"]),
    Rule::new(ChangeType::CreateExtension, "Create an extension", Yes, Yes, Lossless)
        .mysql(NOT_IN_MYSQL)
        .why("It adds objects that the previous release does not know.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::UpdateExtension, "Update an extension", Depends, Depends, Lossy)
        .postgresql(UNKNOWN)
        .mysql(NOT_IN_MYSQL)
        .why("It runs its maker's script, which may change functions and types that the previous release uses.")
        .asks(Question::ExtensionIsCompatible)
        .plan(PlanKind::Ask)
        .tools(&["squawk:ban-alter-extension (opt-in)"]),
    Rule::new(ChangeType::DropExtension, "Drop an extension", No, No, Lossy)
        .postgresql(access_exclusive(Lasts::Brief).note("On all that depends on it."))
        .mysql(NOT_IN_MYSQL)
        .why("Its functions and types are gone, and with CASCADE the columns of those types.")
        .plan(PlanKind::DropTable)
        .tools(&["squawk:ban-drop-extension"]),
    Rule::new(ChangeType::CreateSchema, "Create a schema or database", Yes, Yes, Lossless)
        .why("The previous release does not know it.")
        .plan(PlanKind::Additive),
    Rule::new(ChangeType::DropSchema, "Drop a schema", No, No, Impossible)
        .postgresql(access_exclusive(Lasts::Brief).note("On all that stands in it."))
        .mysql(metadata().note("It is DROP DATABASE."))
        .why("All that stands in it is gone for good.")
        .plan(PlanKind::DropTable)
        .tools(&["squawk:ban-drop-schema", "atlas:DS101"]),
    Rule::new(ChangeType::RenameSchema, "Rename a schema", No, No, Lossless)
        .mysql(NOT_IN_MYSQL)
        .why("Every full name, and every search path, of the previous release still says the old one.")
        .plan(PlanKind::RenameTable)
        .tools(&["squawk:renaming-object", "strong_migrations:rename_schema"]),
    Rule::new(ChangeType::DropDatabase, "Drop a database", No, No, Impossible)
        .why("All that stands in it is gone for good.")
        .plan(PlanKind::DropTable)
        .tools(&["squawk:ban-drop-database", "atlas:DS101"]),
    Rule::new(ChangeType::ReplicationObject, "Change what is replicated", Depends, Depends, Lossless)
        .postgresql(access_exclusive(Lasts::Brief).note("For the replica identity."))
        .why(
            "REPLICA IDENTITY NOTHING makes every update and delete of the previous release on a published table fail. What is \
             left out of a publication never reaches those who read it.",
        )
        .why_in_mysql("What is left out of the replication never reaches those who read it.")
        .asks(Question::ConsumersAgree)
        .plan(PlanKind::Ask)
        .tools(&["squawk:ban-replica-identity (opt-in)", "pgroll:set_replica_identity"]),
    Rule::new(ChangeType::OpaqueCode, "Code that is not analysed", Depends, Depends, Lossy)
        .postgresql(UNKNOWN)
        .mysql(UNKNOWN)
        .why(
            "What a DO block, a CALL or a text that is put together does cannot be read from the script. A person has to, and only \
             a person can answer for it.",
        )
        .asks(Question::TouchesOldObjects)
        .plan(PlanKind::ByHand)
        .tools(&["strong_migrations:execute", "pgroll:raw_sql"]),
    Rule::new(ChangeType::UnknownStatement, "A statement that is not recognised", Depends, Depends, Lossy)
        .postgresql(UNKNOWN)
        .mysql(UNKNOWN)
        .why("Nothing here knows what it does. A person has to read it, and only a person can answer for it.")
        .asks(Question::TouchesOldObjects)
        .plan(PlanKind::ByHand),
    // --- Neutral and error ---
    Rule::new(ChangeType::TransactionControl, "Begin or end a transaction", Yes, Yes, Lossless)
        .postgresql(NONE.note("Locks are held until it ends."))
        .mysql(NONE.note("DDL commits implicitly: ROLLBACK does not undo it."))
        .why("It says what happens together; BEGIN … ROLLBACK is a dry run.")
        .why_in_mysql("It says which rows change together. A change to the schema commits by itself, and ROLLBACK leaves it there.")
        .tools(&["squawk:transaction-nesting"]),
    Rule::new(ChangeType::UnclosedTransaction, "A transaction that is not closed", Depends, Depends, Lossless)
        .postgresql(NONE.note("Its locks linger until the connection is closed."))
        .mysql(NONE.note("DDL has committed; the rows that were changed stay locked."))
        .why("Whether anything of it stays depends on what the runner does at the end of the file. Write the COMMIT.")
        .asks(Question::RunnerCommits)
        .plan(PlanKind::Ask)
        .tools(&["squawk:ban-uncommitted-transaction"]),
    Rule::new(ChangeType::SessionSetting, "Set something for the session", Yes, Yes, Lossless)
        .postgresql(NONE.note("SET lock_timeout bounds how long a statement queues."))
        .mysql(NONE.note("SET foreign_key_checks changes what later statements do."))
        .why("It counts for this session alone; what it means for the statements after it is said there.")
        .tools(&["squawk:require-lock-timeout", "eugene:E9"]),
    Rule::new(ChangeType::ReadOnly, "Read", Yes, Yes, Lossless)
        .postgresql(access_share())
        .why("Nothing changes, unless it calls a function that does: setval(), nextval(), pg_terminate_backend()."),
    Rule::new(ChangeType::ClientDirective, "A line for the client", Yes, Yes, Lossless)
        .why("The server never sees it. What \\i and \\ir pull in is not analysed."),
    Rule::new(ChangeType::RuntimeError, "A statement that is certain to fail", No, No, Lossless)
        .fails()
        .postgresql(NONE.note("CONCURRENTLY inside a transaction, or a new enum label before its commit, for instance."))
        .mysql(NONE.note("What came before it stays applied: there is no way back by ROLLBACK."))
        .why("The server refuses it, and the migration stops in the middle.")
        .tools(&["squawk:ban-concurrent-index-creation-in-transaction"]),
    Rule::new(ChangeType::SyntaxError, "Not valid in this dialect", No, No, Lossless)
        .fails()
        .why("The server cannot read it. The other statements have their answers all the same.")
        .tools(&["squawk (syntax errors)"]),
];

#[cfg(test)]
mod tests {
    use super::super::verdict::Verdict;
    use super::*;

    #[test]
    fn every_change_type_has_its_row() {
        assert_eq!(RULES.len(), ChangeType::ALL.len());
        for change in ChangeType::ALL {
            let rule = rule_of(*change);
            assert_eq!(rule.change, *change, "the table has another order than the change types");
            assert!(!rule.title.is_empty() && !rule.why.is_empty(), "{} says too little", change.id());
        }
    }

    #[test]
    fn the_answers_are_those_of_the_fixture() {
        let fixture = include_str!("../../../tests/fixtures/rules-of-rollback.txt");
        let told: Vec<String> = RULES
            .iter()
            .map(|rule| {
                let [writes, reads] = [rule.old_writes, rule.old_reads].map(|half| half.word());
                format!("{} {writes} {reads} {} {}", rule.change.id(), rule.verdict.word(), rule.reversal.word())
            })
            .collect();
        let expected: Vec<&str> = fixture.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn the_verdict_is_the_worse_of_the_two_halves() {
        for rule in &RULES {
            let halves = Verdict::of(rule.old_writes, rule.old_reads);
            assert!(rule.verdict == halves || rule.verdict == Verdict::Error, "{}", rule.change.id());
        }
    }

    #[test]
    fn what_depends_has_a_question_and_what_is_not_safe_a_plan() {
        for rule in &RULES {
            assert_eq!(rule.question.is_some(), rule.verdict == Verdict::Depends, "{}", rule.change.id());
            if matches!(rule.verdict, Verdict::Depends | Verdict::Unsafe) {
                assert!(rule.plan.is_some(), "{}", rule.change.id());
            }
        }
    }

    #[test]
    fn a_hazard_is_a_lock_that_somebody_notices() {
        for rule in &RULES {
            for lock in [rule.postgresql, rule.mysql] {
                if lock.hazard == Some(Hazard::WorkUnderLock) && lock.hazard_from == 0 && lock.hazard_until == 0 {
                    assert!(lock.blocks >= Blocks::Writes && lock.lasts.grows(), "{}", rule.change.id());
                }
                assert!(lock.is_offered || lock.hazard.is_none(), "{}", rule.change.id());
            }
            let is_somewhere = rule.postgresql.is_offered || rule.mysql.is_offered;
            assert!(is_somewhere, "{} is offered nowhere", rule.change.id());
        }
        let added = &rule_of(ChangeType::AddColumnDefault).postgresql;
        assert_eq!(added.hazard_at(10), Some(Hazard::WorkUnderLock), "PostgreSQL 10 writes every row anew");
        assert_eq!(added.hazard_at(11), None);
        let referenced = &rule_of(ChangeType::AddColumnFk).mysql;
        assert_eq!(referenced.hazard_at(8), None, "MySQL 8 ignores it");
        assert!(referenced.hazard_at(9).is_some());
    }

    #[test]
    fn the_words_are_sentences() {
        for rule in &RULES {
            for sentences in [rule.why, rule.postgresql.note, rule.mysql.note] {
                assert!(sentences.is_empty() || sentences.ends_with('.'), "{}: {sentences}", rule.change.id());
                assert!(!sentences.contains("  "), "{}: {sentences}", rule.change.id());
            }
            assert!(!rule.title.ends_with('.'), "{}", rule.title);
        }
    }
}
