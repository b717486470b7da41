//! What a statement can do to a schema: the 143 change types that have an answer of their own.

/// Makes the enum, its names and the list of all from one table.
macro_rules! change_types {
    ($($(#[$doc:meta])* $variant:ident = $id:literal,)*) => {
        /// A kind of change to a schema or to what stands in it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeType {
            $($(#[$doc])* $variant,)*
        }

        impl ChangeType {
            /// All of them, in the order of the table of rules.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in output, in answers and on the command line: a promise.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }
        }
    };
}

impl ChangeType {
    /// That of this name; none for a name that nobody gave.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|change| change.id() == id)
    }
}

change_types! {
    // --- Columns ---
    /// Add nullable column, no default.
    AddColumnNullable = "add_column_nullable",
    /// Add nullable column with constant/stable default.
    AddColumnDefault = "add_column_default",
    /// Add NOT NULL column with constant default.
    AddColumnNotNullDefault = "add_column_not_null_default",
    /// Add NOT NULL column without default.
    AddColumnNotNullNoDefault = "add_column_not_null_no_default",
    /// Add column with volatile / expression default.
    AddColumnVolatileDefault = "add_column_volatile_default",
    /// Add STORED generated column.
    AddColumnGeneratedStored = "add_column_generated_stored",
    /// Add VIRTUAL generated column.
    AddColumnGeneratedVirtual = "add_column_generated_virtual",
    /// Add serial / identity / AUTO_INCREMENT column.
    AddColumnAutoNumber = "add_column_auto_number",
    /// Add PG `json` column.
    AddColumnJson = "add_column_json",
    /// Add nullable column with UNIQUE.
    AddColumnUnique = "add_column_unique",
    /// Add nullable column with REFERENCES.
    AddColumnFk = "add_column_fk",
    /// Add nullable column with CHECK.
    AddColumnCheck = "add_column_check",
    /// Drop column.
    DropColumn = "drop_column",
    /// Rename column.
    RenameColumn = "rename_column",
    /// Change type (PG ALTER TYPE).
    ChangeColumnType = "change_column_type",
    /// Change collation.
    ChangeColumnCollation = "change_column_collation",
    /// MySQL MODIFY / CHANGE same name.
    ModifyColumn = "modify_column",
    /// SET NOT NULL on existing column.
    SetNotNull = "set_not_null",
    /// DROP NOT NULL.
    DropNotNull = "drop_not_null",
    /// SET DEFAULT.
    SetDefault = "set_default",
    /// DROP DEFAULT.
    DropDefault = "drop_default",
    /// DROP EXPRESSION / change generated expression.
    DropGeneratedExpression = "drop_generated_expression",
    /// Make existing column an identity.
    AddIdentity = "add_identity",
    /// DROP IDENTITY / remove AUTO_INCREMENT.
    DropIdentity = "drop_identity",
    /// Re-order columns (FIRST/AFTER on existing).
    ReorderColumn = "reorder_column",
    /// MySQL column INVISIBLE/VISIBLE.
    SetColumnVisibility = "set_column_visibility",
    /// SET STATISTICS / n_distinct.
    SetColumnStatistics = "set_column_statistics",
    /// SET STORAGE / COMPRESSION.
    SetColumnStorage = "set_column_storage",
    /// COMMENT ON / MySQL COMMENT=.
    Comment = "comment",

    // --- Tables ---
    /// Create table.
    CreateTable = "create_table",
    /// Create / drop temp table.
    CreateTempTable = "create_temp_table",
    /// CREATE TABLE AS / SELECT INTO.
    CreateTableAs = "create_table_as",
    /// Drop table.
    DropTable = "drop_table",
    /// Drop + create under the same name.
    RecreateTable = "recreate_table",
    /// Rename table.
    RenameTable = "rename_table",
    /// Atomic rename swap.
    SwapTable = "swap_table",
    /// ALTER ... SET SCHEMA.
    SetSchema = "set_schema",
    /// TRUNCATE.
    TruncateTable = "truncate_table",
    /// SET TABLESPACE.
    SetTablespace = "set_tablespace",
    /// SET UNLOGGED / LOGGED.
    SetLogged = "set_logged",
    /// fillfactor, autovacuum, ROW_FORMAT, STATS_*.
    StorageParameter = "storage_parameter",
    /// MySQL ENGINE change.
    ChangeEngine = "change_engine",
    /// ENGINE=InnoDB / FORCE rebuild.
    RebuildTable = "rebuild_table",
    /// CONVERT TO CHARACTER SET.
    ConvertCharset = "convert_charset",
    /// Table/database default charset only.
    DefaultCharset = "default_charset",
    /// OWNER TO.
    ChangeOwner = "change_owner",
    /// AUTO_INCREMENT = n.
    AutoIncrementValue = "auto_increment_value",
    /// LOCK TABLE(S).
    LockTable = "lock_table",
    /// VACUUM, ANALYZE, OPTIMIZE, CLUSTER, VACUUM FULL.
    Maintenance = "maintenance",

    // --- Indexes ---
    /// CREATE INDEX.
    CreateIndex = "create_index",
    /// CREATE INDEX CONCURRENTLY.
    CreateIndexConcurrently = "create_index_concurrently",
    /// CREATE UNIQUE INDEX.
    CreateUniqueIndex = "create_unique_index",
    /// ...CONCURRENTLY.
    CreateUniqueIndexConcurrently = "create_unique_index_concurrently",
    /// FULLTEXT / SPATIAL / functional (MySQL).
    CreateSpecialIndex = "create_special_index",
    /// DROP INDEX.
    DropIndex = "drop_index",
    /// DROP INDEX CONCURRENTLY.
    DropIndexConcurrently = "drop_index_concurrently",
    /// Rename index.
    RenameIndex = "rename_index",
    /// MySQL INVISIBLE index.
    SetIndexVisibility = "set_index_visibility",
    /// REINDEX.
    Reindex = "reindex",

    // --- Constraints ---
    /// ADD PRIMARY KEY.
    AddPrimaryKey = "add_primary_key",
    /// DROP PRIMARY KEY.
    DropPrimaryKey = "drop_primary_key",
    /// Swap primary key.
    ReplacePrimaryKey = "replace_primary_key",
    /// ADD UNIQUE.
    AddUniqueConstraint = "add_unique_constraint",
    /// ADD UNIQUE USING INDEX.
    AddUniqueUsingIndex = "add_unique_using_index",
    /// ADD FOREIGN KEY.
    AddForeignKey = "add_foreign_key",
    /// ADD FOREIGN KEY NOT VALID.
    AddForeignKeyNotValid = "add_foreign_key_not_valid",
    /// DROP FOREIGN KEY.
    DropForeignKey = "drop_foreign_key",
    /// ADD CHECK.
    AddCheck = "add_check",
    /// ADD CHECK NOT VALID.
    AddCheckNotValid = "add_check_not_valid",
    /// MySQL CHECK NOT ENFORCED (PG 18 too).
    AddCheckNotEnforced = "add_check_not_enforced",
    /// ALTER CHECK ... ENFORCED.
    EnforceCheck = "enforce_check",
    /// PG 18 NOT NULL ... NOT VALID.
    AddNotNullNotValid = "add_not_null_not_valid",
    /// EXCLUDE.
    AddExclusionConstraint = "add_exclusion_constraint",
    /// VALIDATE CONSTRAINT.
    ValidateConstraint = "validate_constraint",
    /// DROP CONSTRAINT (kind unknown).
    DropConstraint = "drop_constraint",
    /// RENAME CONSTRAINT.
    RenameConstraint = "rename_constraint",
    /// DEFERRABLE / INITIALLY.
    AlterConstraintTiming = "alter_constraint_timing",

    // --- Types, views, routines, triggers ---
    /// CREATE TYPE.
    CreateType = "create_type",
    /// Enum ADD VALUE.
    EnumAddValue = "enum_add_value",
    /// Enum RENAME VALUE.
    EnumRenameValue = "enum_rename_value",
    /// MySQL MODIFY ENUM/SET.
    EnumModify = "enum_modify",
    /// DROP TYPE / DOMAIN.
    DropType = "drop_type",
    /// Rename type.
    RenameType = "rename_type",
    /// CREATE DOMAIN.
    CreateDomain = "create_domain",
    /// ALTER DOMAIN ADD CONSTRAINT.
    AlterDomainConstraint = "alter_domain_constraint",
    /// CREATE VIEW.
    CreateView = "create_view",
    /// CREATE OR REPLACE VIEW / ALTER VIEW.
    ReplaceView = "replace_view",
    /// DROP VIEW.
    DropView = "drop_view",
    /// Rename view.
    RenameView = "rename_view",
    /// CREATE MATERIALIZED VIEW.
    CreateMatview = "create_matview",
    /// REFRESH.
    RefreshMatview = "refresh_matview",
    /// DROP MATERIALIZED VIEW.
    DropMatview = "drop_matview",
    /// CREATE FUNCTION / PROCEDURE.
    CreateFunction = "create_function",
    /// CREATE OR REPLACE FUNCTION.
    ReplaceFunction = "replace_function",
    /// DROP FUNCTION / PROCEDURE.
    DropFunction = "drop_function",
    /// CREATE TRIGGER.
    CreateTrigger = "create_trigger",
    /// DROP TRIGGER.
    DropTrigger = "drop_trigger",
    /// ENABLE/DISABLE TRIGGER.
    ToggleTrigger = "toggle_trigger",
    /// MySQL EVENT.
    CreateEvent = "create_event",

    // --- Partitions ---
    /// CREATE TABLE ... PARTITION OF.
    CreatePartition = "create_partition",
    /// ATTACH PARTITION.
    AttachPartition = "attach_partition",
    /// DETACH PARTITION.
    DetachPartition = "detach_partition",
    /// DETACH ... CONCURRENTLY.
    DetachPartitionConcurrently = "detach_partition_concurrently",
    /// MySQL ADD PARTITION.
    AddPartition = "add_partition",
    /// Drop partition.
    DropPartition = "drop_partition",
    /// Truncate partition.
    TruncatePartition = "truncate_partition",
    /// REORGANIZE / COALESCE.
    ReorganizePartition = "reorganize_partition",
    /// EXCHANGE PARTITION.
    ExchangePartition = "exchange_partition",
    /// PARTITION BY / REMOVE PARTITIONING.
    RepartitionTable = "repartition_table",

    // --- Sequences ---
    /// CREATE SEQUENCE.
    CreateSequence = "create_sequence",
    /// ALTER SEQUENCE / setval().
    AlterSequence = "alter_sequence",
    /// DROP SEQUENCE.
    DropSequence = "drop_sequence",

    // --- Data changes ---
    /// INSERT reference rows.
    InsertRows = "insert_rows",
    /// INSERT .. ON CONFLICT DO UPDATE / REPLACE.
    UpsertRows = "upsert_rows",
    /// UPDATE existing data.
    UpdateRows = "update_rows",
    /// UPDATE only a column added in the same script.
    BackfillNewColumn = "backfill_new_column",
    /// DELETE ... WHERE.
    DeleteRows = "delete_rows",
    /// DELETE without WHERE.
    DeleteAllRows = "delete_all_rows",
    /// INSERT ... SELECT into another table.
    CopyRows = "copy_rows",

    // --- Rights, extensions, schemas, replication, opaque code ---
    /// GRANT.
    Grant = "grant",
    /// REVOKE.
    Revoke = "revoke",
    /// CREATE ROLE/USER.
    CreateRole = "create_role",
    /// DROP ROLE/USER.
    DropRole = "drop_role",
    /// ENABLE/DISABLE/FORCE RLS.
    ToggleRls = "toggle_rls",
    /// CREATE POLICY.
    CreatePolicy = "create_policy",
    /// DROP POLICY.
    DropPolicy = "drop_policy",
    /// CREATE EXTENSION.
    CreateExtension = "create_extension",
    /// ALTER EXTENSION UPDATE.
    UpdateExtension = "update_extension",
    /// DROP EXTENSION.
    DropExtension = "drop_extension",
    /// CREATE SCHEMA/DATABASE.
    CreateSchema = "create_schema",
    /// DROP SCHEMA.
    DropSchema = "drop_schema",
    /// RENAME SCHEMA.
    RenameSchema = "rename_schema",
    /// DROP DATABASE.
    DropDatabase = "drop_database",
    /// PUBLICATION / SUBSCRIPTION / REPLICA IDENTITY.
    ReplicationObject = "replication_object",
    /// DO block, CALL, dynamic SQL, RULE.
    OpaqueCode = "opaque_code",
    /// Anything not recognised.
    UnknownStatement = "unknown_statement",

    // --- Neutral and error ---
    /// BEGIN/COMMIT/ROLLBACK/SAVEPOINT.
    TransactionControl = "transaction_control",
    /// BEGIN without COMMIT.
    UnclosedTransaction = "unclosed_transaction",
    /// SET / RESET.
    SessionSetting = "session_setting",
    /// SELECT / EXPLAIN / SHOW.
    ReadOnly = "read_only",
    /// \i, \set, DELIMITER, GO.
    ClientDirective = "client_directive",
    /// Statement that must fail.
    RuntimeError = "runtime_error",
    /// Not valid in the chosen dialect.
    SyntaxError = "syntax_error",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_change_type() {
        assert_eq!(ChangeType::ALL.len(), 143);
        for change in ChangeType::ALL {
            assert_eq!(ChangeType::of(change.id()), Some(*change));
        }
        assert_eq!(ChangeType::of("no_such_change"), None);
    }
}
