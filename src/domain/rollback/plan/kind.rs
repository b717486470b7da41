//! The kinds of plan, one for each family of changes.

/// Makes the enum, its names and the list of all from one table.
macro_rules! plan_kinds {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $title:literal;)*) => {
        /// A way to a change in steps.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PlanKind {
            $($(#[$doc])* $variant,)*
        }

        impl PlanKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in output: a promise.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }

            /// What a person calls it.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)*
                }
            }
        }
    };
}

plan_kinds! {
    /// The statement itself, with a bound on how long it queues.
    Additive = "S0", "Add it and leave it there";
    /// A column whose default is computed for each row.
    ComputedColumn = "S-COL", "Add the column empty and fill it";
    /// NOT NULL, on a new column or an old one.
    NotNull = "S-NN", "Forbid NULL in steps";
    /// Another name for a column.
    RenameColumn = "S-REN-COL", "Rename a column in steps";
    /// Another name for a table, a view or a schema.
    RenameTable = "S-REN-TAB", "Rename a table in steps";
    /// Another type or collation for a column.
    ChangeType = "S-TYPE", "Change a type by way of a second column";
    /// A unique index or constraint.
    Unique = "S-UNIQ", "Forbid duplicates in steps";
    /// A check.
    Check = "S-CHK", "Add a check in steps";
    /// A foreign key.
    ForeignKey = "S-FK", "Add a foreign key in steps";
    /// A primary key.
    PrimaryKey = "S-PK", "Change the primary key in steps";
    /// Fewer rules than before.
    Loosen = "S-LOOSEN", "Loosen a rule in steps";
    /// A default or an identity.
    Default = "S-DEF", "Change a default in steps";
    /// A generated column.
    Generated = "S-GEN", "Replace a generated column in steps";
    /// A column that goes.
    DropColumn = "S-DROP-COL", "Drop a column in steps";
    /// A table, a view, a type or a schema that goes.
    DropTable = "S-DROP-TAB", "Drop a table in steps";
    /// An index.
    Index = "S-IDX", "Build an index while the table is in use";
    /// An index that goes.
    DropIndex = "S-DIDX", "Drop an index in steps";
    /// The labels of an enum.
    Enum = "S-ENUM", "Change the labels of an enum in steps";
    /// A view.
    View = "S-VIEW", "Replace a view under a new name";
    /// A function or procedure.
    Function = "S-FUNC", "Replace a function under a new name";
    /// A trigger.
    Trigger = "S-TRG", "Change a trigger in steps";
    /// A partition that comes.
    AttachPartition = "S-PART-ATT", "Attach a partition without a scan";
    /// A partition that goes.
    DetachPartition = "S-PART-DET", "Detach a partition in steps";
    /// Rows that are filled or changed.
    Backfill = "S-BACKFILL", "Change rows in batches";
    /// Rows that go.
    Delete = "S-DEL", "Delete rows in batches";
    /// Rights, owners and policies.
    Privileges = "S-PRIV", "Change rights by way of a second role";
    /// Another character set.
    Charset = "S-CHARSET", "Convert the character set in a copy";
    /// A copy of the table that takes its place.
    ShadowCopy = "S-OSC", "Change a copy and swap it in";
    /// A column of type json.
    Jsonb = "S-JSON", "Use jsonb";
    /// The statement as it is, once its question is answered.
    Ask = "S-ASK", "Answer the question, then run it alone";
    /// Code that is not analysed.
    ByHand = "S-HAND", "Write it as statements that can be judged";
    /// A field of a message, an event or an interface.
    Field = "S-FIELD", "Change a field by way of releases";
}
