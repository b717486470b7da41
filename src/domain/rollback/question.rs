//! The questions: what a *depends* hangs on, one question each, and what an answer makes of it.

use super::rule::Rule;
use super::verdict::{Holds, Verdict};

/// What a yes or a no makes of the halves of an answer that were open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settles {
    /// Whether the previous release's writes hold then, where that was open.
    pub old_writes: Holds,
    /// Whether the previous release's reads hold then, where that was open.
    pub old_reads: Holds,
    /// Whether it settles what was not open as well: an object that no release uses cannot be missed.
    pub is_final: bool,
}

/// Nothing breaks.
const FINE: Settles = Settles { old_writes: Holds::Yes, old_reads: Holds::Yes, is_final: false };
/// What was open breaks.
const BREAKS: Settles = Settles { old_writes: Holds::No, old_reads: Holds::No, is_final: false };
/// It stays open: a person's word is kept beside it, and never turns it green.
const OPEN: Settles = Settles { old_writes: Holds::Depends, old_reads: Holds::Depends, is_final: false };
/// Nothing breaks, whatever it takes away.
const UNUSED: Settles = Settles { old_writes: Holds::Yes, old_reads: Holds::Yes, is_final: true };

impl Settles {
    /// What this answer leaves of a pair of halves. A half that was not open stays as it was, unless
    /// nothing uses the object any more.
    pub fn of(self, old_writes: Holds, old_reads: Holds) -> (Holds, Holds, Verdict) {
        let is_open = |half| self.is_final || matches!(half, Holds::Depends);
        let old_writes = if is_open(old_writes) { self.old_writes } else { old_writes };
        let old_reads = if is_open(old_reads) { self.old_reads } else { old_reads };
        (old_writes, old_reads, Verdict::of(old_writes, old_reads))
    }

    /// What this answer makes of a row of the table.
    pub fn of_rule(self, rule: &Rule) -> (Holds, Holds, Verdict) {
        self.of(rule.old_writes, rule.old_reads)
    }
}

/// What is asked, what counts as an answer, and what the answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The question, to be answered with yes or no.
    pub words: &'static str,
    /// What a yes makes of it.
    pub yes: Settles,
    /// What a no makes of it.
    pub no: Settles,
    /// What counts as evidence.
    pub evidence: &'static str,
    /// A query for PostgreSQL that finds it out, with names in braces to be filled in; empty where no query tells.
    pub postgresql: &'static str,
    /// The same for MySQL.
    pub mysql: &'static str,
}

/// Makes the enum, its names and what each asks from one table.
macro_rules! questions {
    ($($(#[$doc:meta])* $variant:ident = $id:literal {
        ask: $words:expr, yes: $yes:expr, no: $no:expr, evidence: $evidence:expr, postgresql: $postgresql:expr, mysql: $mysql:expr,
    })*) => {
        /// A question whose answer turns a *depends* green or red.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Question {
            $($(#[$doc])* $variant,)*
        }

        impl Question {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in output and in files of answers: a promise.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }

            /// What it asks.
            pub const fn asked(self) -> &'static Asked {
                match self {
                    $(Self::$variant => &Asked {
                        words: $words,
                        yes: $yes,
                        no: $no,
                        evidence: $evidence,
                        postgresql: $postgresql,
                        mysql: $mysql,
                    },)*
                }
            }
        }
    };
}

impl Question {
    /// That of this name; none for a name that nobody gave.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|question| question.id() == id)
    }

    /// What a yes or a no settles.
    pub const fn answered(self, is_yes: bool) -> Settles {
        if is_yes { self.asked().yes } else { self.asked().no }
    }
}

questions! {
    /// A query of the previous release compares whole rows.
    ComparesWholeRows = "compares_whole_rows" {
        ask:
            "Does a query of the previous release compare whole rows of this table (SELECT DISTINCT *, UNION, GROUP \
             BY over all columns)?",
        yes: BREAKS,
        no: FINE,
        evidence:
            "The statements that the previous release ran over the last days, counted, and a search through its \
             code.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%{table:text}%' AND query ILIKE \
             '%distinct%' ORDER BY calls DESC;",
        mysql: "",
    }
    /// Old and new values fit both types.
    ValuesFitBothTypes = "values_fit_both_types" {
        ask:
            "Does the new type hold every old value with the same meaning, and will the new release store nothing \
             that the old type cannot hold for as long as the previous one may come back?",
        yes: FINE,
        no: BREAKS,
        evidence:
            "The old definition, the range of the values stored, and the flag that keeps the new release inside the \
             old range.",
        postgresql: "SELECT min({column}), max({column}), max(length({column}::text)) FROM {table};",
        mysql: "SELECT MIN({column}), MAX({column}), MAX(CHAR_LENGTH({column})) FROM {table};",
    }
    /// The new collation finds the same rows.
    ComparesTheSame = "compares_the_same" {
        ask:
            "Do the previous release's searches, sorts and unique keys on this column come out the same under the new \
             collation?",
        yes: FINE,
        no: BREAKS,
        evidence:
            "Values that are apart under the old collation and equal under the new one, counted, and the statements \
             that sort or search by the column.",
        postgresql: "SELECT {column} COLLATE {collation}, count(*) FROM {table} GROUP BY 1 HAVING count(*) > 1;",
        mysql:
            "SELECT {column} COLLATE {collation} AS value, COUNT(*) FROM {table} GROUP BY value HAVING COUNT(*) > 1;",
    }
    /// The new definition repeats the old one and fits the previous release.
    RestatesAndWidens = "restates_and_widens" {
        ask:
            "Does the statement repeat all of the old definition (NOT NULL, DEFAULT, COMMENT, character set), and \
             does what it changes still take every value that the previous release writes, and store none that it \
             cannot read?",
        yes: FINE,
        no: BREAKS,
        evidence: "The old definition beside the new one.",
        postgresql:
            "SELECT column_name, data_type, character_maximum_length, is_nullable, column_default FROM \
             information_schema.columns WHERE table_name = '{table:text}' AND column_name = '{column:text}';",
        mysql: "SHOW CREATE TABLE {table};",
    }
    /// The previous release writes NULL.
    WritesNull = "writes_null" {
        ask: "Does the previous release ever write NULL into this column, or insert a row without it?",
        yes: BREAKS,
        no: FINE,
        evidence: "The number of rows with NULL, twice, some days apart; the statements that insert into the table.",
        postgresql: "SELECT count(*) FROM {table} WHERE {column} IS NULL;",
        mysql: "SELECT COUNT(*) FROM {table} WHERE {column} IS NULL;",
    }
    /// The previous release can read NULL.
    ReadsNull = "reads_null" {
        ask: "Can the previous release read a NULL in this column and do the right thing?",
        yes: FINE,
        no: BREAKS,
        evidence: "The code that reads the column, and a test of the previous release with a row that holds NULL.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%{table:text}%' AND query ILIKE \
             '%{column:text}%' ORDER BY calls DESC;",
        mysql:
            "SELECT count_star, digest_text FROM performance_schema.events_statements_summary_by_digest WHERE \
             digest_text LIKE '%{table:text}%' AND digest_text LIKE '%{column:text}%' ORDER BY count_star DESC;",
    }
    /// The previous release inserts without the column.
    OmitsColumn = "omits_column" {
        ask: "Does the previous release insert rows into this table without naming this column?",
        yes: BREAKS,
        no: FINE,
        evidence: "The statements that insert into the table, with their lists of columns.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%insert into%{table:text}%' ORDER BY \
             calls DESC;",
        mysql:
            "SELECT count_star, digest_text FROM performance_schema.events_statements_summary_by_digest WHERE \
             digest_text LIKE '%INSERT INTO%{table:text}%' ORDER BY count_star DESC;",
    }
    /// The previous release sends its own numbers, and they collide.
    SendsOwnNumbers = "sends_own_numbers" {
        ask:
            "Can an insert of the previous release fail or collide: does it send its own numbers to a column that is \
             GENERATED ALWAYS, or do the new numbers start at or below the highest that it stores?",
        yes: BREAKS,
        no: FINE,
        evidence: "The statements that insert into the table, and the highest number stored.",
        postgresql: "SELECT max({column}) FROM {table};",
        mysql: "SELECT MAX({column}) FROM {table};",
    }
    /// Something goes by the position of columns.
    CountsPositions = "counts_positions" {
        ask: "Does anything insert into this table without a list of columns, or read SELECT * by position?",
        yes: BREAKS,
        no: FINE,
        evidence:
            "The statements that the previous release ran over the last days, counted, and a search through its \
             code.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%insert into%{table:text}%values%' ORDER \
             BY calls DESC;",
        mysql:
            "SELECT count_star, digest_text FROM performance_schema.events_statements_summary_by_digest WHERE \
             digest_text LIKE '%{table:text}%' AND digest_text LIKE '%*%' ORDER BY count_star DESC;",
    }
    /// The table that takes the name fits.
    ReplacementMatches = "replacement_matches" {
        ask:
            "Does the table that takes the name have all columns, keys and grants of the old one, and every row that \
             was written up to the swap?",
        yes: FINE,
        no: BREAKS,
        evidence: "Both definitions, both counts of rows, and how writes were carried over during the copy.",
        postgresql: "SELECT (SELECT count(*) FROM {table}) AS old_rows, (SELECT count(*) FROM {other}) AS new_rows;",
        mysql: "SELECT (SELECT COUNT(*) FROM {table}) AS old_rows, (SELECT COUNT(*) FROM {other}) AS new_rows;",
    }
    /// The rows are needed after a crash or on a standby.
    NeedsRowsAfterCrash = "needs_rows_after_crash" {
        ask: "Does the previous release need these rows after a crash, or read them on a standby?",
        yes: BREAKS,
        no: FINE,
        evidence: "What the table is for, and which connections read from a standby.",
        postgresql: "SELECT relpersistence FROM pg_class WHERE oid = '{table:written}'::regclass;",
        mysql: "",
    }
    /// The previous release needs what only the old engine does.
    NeedsOldEngine = "needs_old_engine" {
        ask:
            "Does the previous release rely on something that the new engine lacks (transactions, row locks, foreign \
             keys)?",
        yes: BREAKS,
        no: FINE,
        evidence: "The old engine, the foreign keys on the table, and the transactions that touch it.",
        postgresql: "",
        mysql:
            "SELECT engine FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = \
             '{table:text}';",
    }
    /// All text fits, and compares the same.
    TextFitsCharset = "text_fits_charset" {
        ask: "Does every text fit the new character set, and do comparisons and unique keys come out the same?",
        yes: FINE,
        no: BREAKS,
        evidence: "Texts that change when they are converted, and duplicates under the new collation, both counted.",
        postgresql: "",
        mysql:
            "SELECT COUNT(*) FROM {table} WHERE {column} <> CONVERT(CONVERT({column} USING {charset}) USING \
             utf8mb4);",
    }
    /// The previous release's role keeps its rights.
    RoleKeepsRights = "role_keeps_rights" {
        ask: "Does the role that the previous release logs in with keep every right that it uses?",
        yes: FINE,
        no: BREAKS,
        evidence:
            "The role in the release's configuration, and what it is granted, directly and by way of other roles.",
        postgresql:
            "SELECT grantee, privilege_type FROM information_schema.role_table_grants WHERE table_name = \
             '{table:text}';",
        mysql:
            "SELECT grantee, privilege_type FROM information_schema.table_privileges WHERE table_name = \
             '{table:text}';",
    }
    /// The previous release writes the same values twice.
    WritesDuplicates = "writes_duplicates" {
        ask:
            "Can the previous release write the same values twice into these columns (or NULL, for a primary key), or \
             does one of its upserts count on another key?",
        yes: BREAKS,
        no: FINE,
        evidence:
            "Duplicates among the rows, counted twice, some days apart; the statements that insert or overwrite in one.",
        postgresql: "SELECT {columns}, count(*) FROM {table}{where} GROUP BY {columns} HAVING count(*) > 1;",
        mysql: "SELECT {columns}, COUNT(*) FROM {table}{where} GROUP BY {columns} HAVING COUNT(*) > 1;",
    }
    /// The previous release needs the index.
    NeedsIndex = "needs_index" {
        ask:
            "Does the previous release need this index: as unique, for an upsert, by its name in a hint, or for a query \
             that is slow without it?",
        yes: BREAKS,
        no: FINE,
        evidence:
            "Its definition, how often it was used on the primary and on every replica, and the upserts and hints that \
             count on it.",
        postgresql:
            "SELECT i.indisunique, s.idx_scan FROM pg_index i JOIN pg_stat_user_indexes s USING (indexrelid) WHERE \
             s.indexrelname = '{index:text}';",
        mysql:
            "SELECT s.non_unique, u.count_star FROM information_schema.statistics s LEFT JOIN \
             performance_schema.table_io_waits_summary_by_index_usage u ON u.object_schema = s.table_schema AND \
             u.object_name = s.table_name AND u.index_name = s.index_name WHERE s.index_name = '{index:text}';",
    }
    /// A statement names the index.
    NamesIndex = "names_index" {
        ask: "Does a statement of the previous release name this index, in an upsert or in a hint?",
        yes: BREAKS,
        no: FINE,
        evidence:
            "The statements that the previous release ran over the last days, counted, and a search through its \
             code.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%on conflict on constraint%{index:text}%' \
             ORDER BY calls DESC;",
        mysql:
            "SELECT count_star, digest_text FROM performance_schema.events_statements_summary_by_digest WHERE \
             digest_text LIKE '%INDEX%{index:text}%' ORDER BY count_star DESC;",
    }
    /// Something leans on the primary key.
    NeedsKey = "needs_key" {
        ask:
            "Does anything of the previous release lean on this primary key: an upsert, replication, a foreign key, \
             the ORM's idea of which row is which?",
        yes: BREAKS,
        no: FINE,
        evidence:
            "The foreign keys that point to the table, how it is replicated, and the upserts on it.",
        postgresql:
            "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'f' AND confrelid = \
             '{table:written}'::regclass;",
        mysql:
            "SELECT table_name, constraint_name FROM information_schema.key_column_usage WHERE referenced_table_name \
             = '{table:text}';",
    }
    /// The new key hits the same rows.
    NewKeyHitsSameRows = "new_key_hits_same_rows" {
        ask: "Does every upsert and relation of the previous release hit the same rows under the new key?",
        yes: FINE,
        no: BREAKS,
        evidence:
            "The statements that insert or overwrite in one, and duplicates under the new key, counted.",
        postgresql: "SELECT {columns}, count(*) FROM {table}{where} GROUP BY {columns} HAVING count(*) > 1;",
        mysql: "SELECT {columns}, COUNT(*) FROM {table}{where} GROUP BY {columns} HAVING COUNT(*) > 1;",
    }
    /// The previous release writes children without a parent.
    LeavesOrphans = "leaves_orphans" {
        ask:
            "Does the previous release ever write a row before its parent is there, or delete a parent that still has \
             rows?",
        yes: BREAKS,
        no: FINE,
        evidence: "Rows without a parent, counted twice, some days apart; the code that deletes parents.",
        postgresql:
            "SELECT count(*) FROM {table} c LEFT JOIN {parent} p ON p.{parent_column} = c.{column} WHERE c.{column} \
             IS NOT NULL AND p.{parent_column} IS NULL;",
        mysql:
            "SELECT COUNT(*) FROM {table} c LEFT JOIN {parent} p ON p.{parent_column} = c.{column} WHERE c.{column} \
             IS NOT NULL AND p.{parent_column} IS NULL;",
    }
    /// The previous release counts on the foreign key.
    NeedsForeignKey = "needs_foreign_key" {
        ask:
            "Does the previous release fail on a row whose parent is gone, or count on the key to remove or protect \
             rows?",
        yes: BREAKS,
        no: FINE,
        evidence: "The key's definition with ON DELETE, and the code that reads children and deletes parents.",
        postgresql: "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{constraint:text}';",
        mysql:
            "SELECT constraint_name, delete_rule, update_rule FROM information_schema.referential_constraints WHERE \
             constraint_name = '{constraint:text}';",
    }
    /// The previous release writes what the check rejects.
    ViolatesCheck = "violates_check" {
        ask: "Can the previous release write a row that this check rejects?",
        yes: BREAKS,
        no: FINE,
        evidence: "Rows that break it, counted twice, some days apart; the code that writes the columns it names.",
        postgresql: "SELECT count(*) FROM {table} WHERE NOT ({condition});",
        mysql: "SELECT COUNT(*) FROM {table} WHERE NOT ({condition});",
    }
    /// The previous release writes overlapping rows.
    WritesOverlaps = "writes_overlaps" {
        ask: "Can the previous release write two rows that exclude each other under this constraint?",
        yes: BREAKS,
        no: FINE,
        evidence: "Pairs of rows that overlap, counted twice, some days apart.",
        postgresql:
            "SELECT a.ctid, b.ctid FROM {table} a JOIN {table} b ON a.{column} && b.{column} AND a.ctid < b.ctid \
             LIMIT 20;",
        mysql: "",
    }
    /// The previous release counts on the constraint.
    NeedsConstraint = "needs_constraint" {
        ask:
            "Would the previous release fail on rows that this constraint kept out, or does one of its statements \
             need it (an upsert)?",
        yes: BREAKS,
        no: FINE,
        evidence:
            "The constraint's definition, the code that reads what it guarded, and the upserts on its columns.",
        postgresql: "SELECT contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{constraint:text}';",
        mysql:
            "SELECT constraint_type FROM information_schema.table_constraints WHERE constraint_name = \
             '{constraint:text}';",
    }
    /// The constraint's name is used.
    NamesConstraint = "names_constraint" {
        ask:
            "Does the previous release name this constraint, in an upsert or where it tells errors apart?",
        yes: BREAKS,
        no: FINE,
        evidence:
            "The statements that the previous release ran over the last days, counted, and a search through its \
             code.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%on conflict on \
             constraint%{constraint:text}%' ORDER BY calls DESC;",
        mysql: "",
    }
    /// The moment of the error matters.
    CatchesEarlyError = "catches_early_error" {
        ask:
            "Does the previous release count on the moment at which this constraint is checked, the statement or the \
             COMMIT?",
        yes: BREAKS,
        no: FINE,
        evidence: "The code that handles the constraint's error.",
        postgresql:
            "SELECT conname, condeferrable, condeferred FROM pg_constraint WHERE conname = '{constraint:text}';",
        mysql: "",
    }
    /// The previous release can read a label it does not know.
    ReadsUnknownLabel = "reads_unknown_label" {
        ask: "Can the previous release read a label that it does not know, and do something sensible?",
        yes: FINE,
        no: BREAKS,
        evidence: "The code that turns labels into values, and a test of the previous release with the new label.",
        postgresql: "SELECT enumlabel FROM pg_enum WHERE enumtypid = '{name:written}'::regtype ORDER BY enumsortorder;",
        mysql: "",
    }
    /// Labels are only appended, and can be read.
    AppendsLabels = "appends_labels" {
        ask:
            "Does the new list keep every old label in its place, and can the previous release read the labels that \
             are added?",
        yes: FINE,
        no: BREAKS,
        evidence: "The old list beside the new one, and a test of the previous release with the new label.",
        postgresql: "",
        mysql:
            "SELECT column_type FROM information_schema.columns WHERE table_name = '{table:text}' AND column_name = \
             '{column:text}';",
    }
    /// The view still says the same.
    ViewSaysTheSame = "view_says_the_same" {
        ask: "Does the view still give the previous release the same columns, and rows with the same meaning?",
        yes: FINE,
        no: BREAKS,
        evidence: "The old definition beside the new one, and the rows in which they differ.",
        postgresql: "SELECT pg_get_viewdef('{name:written}'::regclass);",
        mysql: "SHOW CREATE VIEW {name};",
    }
    /// The function still does the same.
    FunctionDoesTheSame = "function_does_the_same" {
        ask: "Does the function do the same as before for every call of the previous release?",
        yes: FINE,
        no: BREAKS,
        evidence: "The old body beside the new one, and the previous release's tests run against the new one.",
        postgresql: "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = '{name:text}';",
        mysql: "SELECT routine_definition FROM information_schema.routines WHERE routine_name = '{name:text}';",
    }
    /// Old statements come out the same.
    SameWithTrigger = "same_with_trigger" {
        ask:
            "Do the previous release's statements come out the same, and as fast, once the trigger is as this \
             statement leaves it?",
        yes: FINE,
        no: BREAKS,
        evidence: "The trigger's body, and the previous release's tests run with the trigger in that state.",
        postgresql:
            "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = \
             '{table:written}'::regclass AND NOT tgisinternal;",
        mysql: "SHOW TRIGGERS LIKE '{table:text}';",
    }
    /// The event leaves alone what the previous release uses.
    EventIsHarmless = "event_is_harmless" {
        ask: "Does the event leave alone everything that the previous release reads and writes?",
        yes: FINE,
        no: BREAKS,
        evidence: "The event's body, read by somebody who knows the previous release.",
        postgresql: "",
        mysql: "SHOW CREATE EVENT {name};",
    }
    /// Something writes into the child outside its bound.
    WritesOutsideBound = "writes_outside_bound" {
        ask: "Does anything write into this table directly rows that lie outside the partition's bound?",
        yes: BREAKS,
        no: FINE,
        evidence: "Rows outside the bound, counted; the statements that name the child.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%{name:text}%' ORDER BY calls DESC;",
        mysql: "",
    }
    /// The rows that come in are those that are expected.
    ExchangedRowsAreRight = "exchanged_rows_are_right" {
        ask:
            "Does the table that comes in hold every row that the previous release expects in this partition, and \
             nothing outside its bound?",
        yes: FINE,
        no: BREAKS,
        evidence: "Both counts of rows, and the exchange tried WITH VALIDATION on a copy.",
        postgresql: "",
        mysql: "SELECT COUNT(*) FROM {other};",
    }
    /// The numbers to come are free.
    NumbersAreFree = "numbers_are_free" {
        ask: "Is every number that the sequence gives from now on still unused?",
        yes: FINE,
        no: BREAKS,
        evidence: "Where the sequence will stand, and the highest number stored in each column that uses it.",
        postgresql: "SELECT last_value, is_called FROM {name};",
        mysql: "",
    }
    /// The previous release understands the new values.
    NewValuesUnderstood = "new_values_understood" {
        ask:
            "Does the previous release understand the new values as it did the old ones, and does nobody need the old \
             ones any more?",
        yes: FINE,
        no: BREAKS,
        evidence: "The rows that change, counted and exported, and the code of the previous release that reads them.",
        postgresql: "SELECT count(*) FROM {table} WHERE {condition};",
        mysql: "SELECT COUNT(*) FROM {table} WHERE {condition};",
    }
    /// The rows that go are still needed.
    NeedsDeletedRows = "needs_deleted_rows" {
        ask: "Does the previous release, or anybody else, still need one of the rows that this deletes?",
        yes: BREAKS,
        no: FINE,
        evidence: "The rows that go, counted and exported, and the tables that point to them.",
        postgresql: "SELECT count(*) FROM {table} WHERE {condition};",
        mysql: "SELECT COUNT(*) FROM {table} WHERE {condition};",
    }
    /// The previous release's role sees the same rows.
    SeesTheSameRows = "sees_the_same_rows" {
        ask: "Does the role of the previous release see and write the same rows as before?",
        yes: FINE,
        no: BREAKS,
        evidence: "A count of rows as that role, before and after, and the policies that remain.",
        postgresql:
            "SELECT polname, polcmd, pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = \
             '{table:written}'::regclass;",
        mysql: "",
    }
    /// The extension stays compatible.
    ExtensionIsCompatible = "extension_is_compatible" {
        ask: "Do the extension's notes say that everything the previous release uses of it stays as it is?",
        yes: FINE,
        no: BREAKS,
        evidence: "The notes of every version in between, and the previous release's tests run against the new one.",
        postgresql: "SELECT extname, extversion FROM pg_extension WHERE extname = '{name:text}';",
        mysql: "",
    }
    /// Those who read the replication have agreed.
    ConsumersAgree = "consumers_agree" {
        ask: "Have all who read what is replicated agreed, and can updates and deletes still be told apart by a key?",
        yes: FINE,
        no: BREAKS,
        evidence: "A link to each consumer's yes, and the key by which the rows of every replicated table are told apart.",
        postgresql: "SELECT relname, relreplident FROM pg_class WHERE oid IN (SELECT prrelid FROM pg_publication_rel);",
        mysql: "SHOW REPLICA STATUS;",
    }
    /// The code touches what the previous release uses.
    TouchesOldObjects = "touches_old_objects" {
        ask: "Read what it does: does it change anything that the previous release reads or writes?",
        yes: BREAKS,
        no: OPEN,
        evidence:
            "The text that is run, read line by line, with the name of who read it. After a no it stays “depends”: only a \
             person can answer for it.",
        postgresql: "",
        mysql: "",
    }
    /// The runner commits at the end.
    RunnerCommits = "runner_commits" {
        ask: "Does the tool that runs this file commit at its end?",
        yes: FINE,
        no: BREAKS,
        evidence: "The tool's documentation or its log of the last run.",
        postgresql: "SELECT pid, state, xact_start FROM pg_stat_activity WHERE state = 'idle in transaction';",
        mysql: "SELECT trx_id, trx_state, trx_started FROM information_schema.innodb_trx;",
    }
    /// The object was there before the script.
    WasThereBefore = "was_there_before" {
        ask: "Was this object there before the script ran?",
        yes: BREAKS,
        no: FINE,
        evidence: "The catalogue of production, before the script.",
        postgresql: "SELECT to_regclass('{table:written}');",
        mysql: "SHOW TABLES LIKE '{table:text}';",
    }
    /// A release that may still come back uses it.
    StillUsed = "still_used" {
        ask: "Does a release that is running, or that one may still roll back to, use what this takes away?",
        yes: BREAKS,
        no: UNUSED,
        evidence:
            "The releases that may still come back, a search through their code, and the statements of the last days \
             on the primary and on every replica.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%{name:text}%' ORDER BY calls DESC;",
        mysql:
            "SELECT count_star, digest_text FROM performance_schema.events_statements_summary_by_digest WHERE \
             digest_text LIKE '%{name:text}%' ORDER BY count_star DESC;",
    }
    /// The view under the old name carries the old statements.
    ViewCarriesOldName = "view_carries_old_name" {
        ask:
            "Do all statements of the previous release work on the view that takes the old name (no TRUNCATE, no COPY \
             into it, no DDL)?",
        yes: FINE,
        no: BREAKS,
        evidence: "The previous release's tests run against the view, and its statements on that name.",
        postgresql:
            "SELECT calls, query FROM pg_stat_statements WHERE query ILIKE '%{table:text}%' ORDER BY calls DESC;",
        mysql:
            "SELECT count_star, digest_text FROM performance_schema.events_statements_summary_by_digest WHERE \
             digest_text LIKE '%{table:text}%' ORDER BY count_star DESC;",
    }
}

#[cfg(test)]
mod tests {
    use super::super::ChangeType;
    use super::super::dialect::Dialect;
    use super::super::plan::Subject;
    use super::super::plan::samples::sample;
    use super::super::rules::rule_of;
    use super::super::verdict::Verdict;
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_question() {
        for question in Question::ALL {
            assert_eq!(Question::of(question.id()), Some(*question));
        }
        assert_eq!(Question::of("no_such_question"), None);
    }

    #[test]
    fn an_answer_settles_every_row_that_asks() {
        for rule in ChangeType::ALL.iter().map(|change| rule_of(*change)) {
            let Some(question) = rule.question else { continue };
            let told = [true, false].map(|is_yes| question.answered(is_yes).of_rule(rule).2);
            let expected: &[Verdict] = match question {
                // Code that nobody can judge never turns green.
                Question::TouchesOldObjects => &[Verdict::Unsafe, Verdict::Depends],
                _ if told[0] == Verdict::Safe => &[Verdict::Safe, Verdict::Unsafe],
                _ => &[Verdict::Unsafe, Verdict::Safe],
            };
            assert_eq!(told, expected, "{}", rule.change.id());
        }
    }

    #[test]
    fn an_answer_leaves_the_half_that_was_not_open() {
        let (writes, reads, verdict) = Question::WritesNull.answered(true).of_rule(rule_of(ChangeType::SetNotNull));
        assert_eq!((writes, reads, verdict), (Holds::No, Holds::Yes, Verdict::Unsafe));
    }

    #[test]
    fn what_nobody_uses_may_go() {
        let rule = rule_of(ChangeType::DropColumn);
        assert_eq!(Question::StillUsed.answered(false).of_rule(rule).2, Verdict::Safe);
        assert_eq!(Question::StillUsed.answered(true).of_rule(rule).2, Verdict::Unsafe);
        assert_eq!(Question::NeedsIndex.answered(false).of_rule(rule).2, Verdict::Unsafe, "another question's answer");
    }

    #[test]
    fn every_name_in_a_query_is_one_that_can_be_filled_in() {
        let subject = sample(ChangeType::AddForeignKey, Dialect::Postgresql).expect("is one");
        for question in Question::ALL {
            for (query, dialect) in
                [(question.asked().postgresql, Dialect::Postgresql), (question.asked().mysql, Dialect::Mysql)]
            {
                for subject in [&subject, &Subject::default()] {
                    let filled = subject.fill(query, dialect);
                    assert!(!filled.contains(['{', '}']), "{}: {filled}", question.id());
                }
                // What no fact tells is left for a person to write.
                let left = subject.fill(query, dialect);
                let by_hand = ["‹the collation›", "‹the character set›"];
                let left = by_hand.iter().fold(left, |left, hole| left.replace(hole, ""));
                assert!(!left.contains('‹'), "{}: {left}", question.id());
            }
        }
        let needs_key = subject.fill(Question::NeedsKey.asked().postgresql, Dialect::Postgresql);
        assert!(needs_key.contains("confrelid = 'berth'::regclass"), "{needs_key}");
    }

    #[test]
    fn every_question_is_one_and_says_what_counts() {
        for question in Question::ALL {
            let asked = question.asked();
            assert_eq!(asked.words.matches('?').count(), 1, "{}", question.id());
            assert!(asked.evidence.ends_with('.'), "{}", question.id());
            for query in [asked.postgresql, asked.mysql] {
                assert!(query.is_empty() || query.ends_with(';'), "{}: {query}", question.id());
            }
        }
    }
}
