//! The rules of context: what the rest of the script makes of the table's answer. The table speaks of objects that were there
//! before; here new objects, replacements, swaps, columns of the same script, transactions and settings come in.

use super::change_type::ChangeType;
use super::dialect::{Dialect, Server};
use super::fact::{Algorithm, DefaultClass, Fact, Kind, LockClause, Name, Options, Reading};
use super::finding::Finding;
use super::question::Question;
use super::rule::{Blocks, Hazard, Lasts, LockRule};
use super::rules::rule_of;
use super::state::{Part, Standing, State, with_arguments};
use super::verdict::{Holds, Reversal, Verdict};

/// What is assumed of the previous release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Habits {
    /// It reads `SELECT *`, prepared or by position.
    pub selects_stars: bool,
    /// It inserts without a list of columns.
    pub inserts_by_position: bool,
}

/// The answer for one fact, in the state that the script has reached.
pub(super) fn find(fact: &Fact, reading: &Reading, state: &mut State, server: Server, habits: Habits) -> Finding {
    let standing = standing_of(fact, state);
    let change = change_of(fact, state);
    let rule = rule_of(change);
    let lock = lock_rule(change, server.dialect);
    let mut found = Finding {
        change,
        start: fact.start,
        end: fact.end,
        subject: String::new(),
        verdict: rule.verdict,
        old_writes: rule.old_writes,
        old_reads: rule.old_reads,
        hazard: None,
        lock: lock.lock,
        blocks: lock.blocks,
        lasts: lock.lasts,
        reversal: rule.reversal,
        why: rule.why_in(server.dialect),
        question: rule.question,
        answer: None,
        evidence: String::new(),
        is_on_new: standing.is_new(),
        is_also: fact.options.has(Options::ALSO),
        stays: fact.options.has(Options::STAYS),
    };
    if matches!(change, ChangeType::SyntaxError | ChangeType::RuntimeError) {
        if let Some(refusal) = reading.refusal {
            found.why = refusal.why;
            (found.start, found.end) = (refusal.start, refusal.end);
        }
        return found;
    }
    if standing.is_new() {
        found.is_new(standing);
        if change == ChangeType::CopyRows {
            // The target is new; the rows that are read are not.
            found.hazard = hazard(fact, change, lock, reading, state, server);
        }
        if change == ChangeType::AttachPartition && !state.standing(Kind::Relation, &fact.object).is_new() {
            // Nobody knows the partition yet; the parent is there.
            (found.lock, found.blocks) = ("SHARE UPDATE EXCLUSIVE", Blocks::Changes);
        }
        if change == ChangeType::ReplicationObject {
            // Of a publication that nobody knows yet, too, the tables are there.
            refine_lock(&mut found, fact, reading, server);
        }
        return found;
    }
    if makes_anew(fact) {
        // Its lock is on what nobody knows yet.
        (found.lock, found.blocks) = ("", Blocks::Nothing);
    }
    if standing.holds_old_rows() {
        found.hazard = hazard(fact, change, lock, reading, state, server);
    } else {
        found.blocks = Blocks::Nothing;
    }
    refine_lock(&mut found, fact, reading, server);
    if server.dialect == Dialect::Postgresql
        && change == ChangeType::CreateTable
        && !fact.parent.is_empty()
        && !state.standing(Kind::Relation, &fact.parent).is_new()
    {
        // Nobody knows the new table; the one that its foreign key names is there.
        (found.lock, found.blocks) = ("SHARE ROW EXCLUSIVE", Blocks::Writes);
    }
    found.lasts = match (found.hazard, lock.lasts) {
        // What is spared its work holds its lock for a moment.
        (None, _) if found.blocks >= Blocks::Writes => Lasts::Brief,
        (Some(Hazard::ScansForNull), _) => Lasts::Scan,
        (Some(Hazard::WorkUnderLock | Hazard::AskedFor), lasts) if !lasts.grows() || heavy(fact) => Lasts::Rewrite,
        _ => found.lasts,
    };
    if change == ChangeType::AddForeignKey
        && server.dialect == Dialect::Mysql
        && !state.checks_foreign_keys
        && reading.algorithm == Algorithm::Default
    {
        (found.lock, found.blocks) = ("INPLACE, LOCK=NONE", Blocks::Nothing);
    }
    parts_of_this_script(&mut found, fact, state);
    columns_of_this_script(&mut found, fact, state);
    combinations(&mut found, fact);
    if change == ChangeType::UpdateRows && may_be_backfill(fact, state) {
        found.perhaps();
    }
    heed_habits(&mut found, fact, server, habits);
    if standing == Standing::Perhaps && found.verdict == Verdict::Unsafe {
        found.perhaps();
    }
    if found.verdict == Verdict::Safe {
        found.question = None;
    } else {
        found.subject = subject_of(fact);
    }
    found
}

impl Finding {
    fn holds(&mut self, old_writes: Holds, old_reads: Holds, why: &'static str) {
        (self.old_writes, self.old_reads, self.verdict) = (old_writes, old_reads, Verdict::of(old_writes, old_reads));
        self.why = why;
        if self.verdict != Verdict::Depends {
            self.question = None;
        }
    }

    pub(super) fn asks(&mut self, question: Question, why: &'static str) {
        let open = |holds: Holds| if holds == Holds::Yes { Holds::Yes } else { Holds::Depends };
        (self.old_writes, self.old_reads) = (open(self.old_writes), open(self.old_reads));
        self.verdict = Verdict::of(self.old_writes, self.old_reads);
        self.why = why;
        self.question = Some(question);
    }

    /// Nobody knows it yet.
    fn is_new(&mut self, standing: Standing) {
        self.holds(Holds::Yes, Holds::Yes, NEW);
        self.hazard = None;
        self.lock = "";
        self.blocks = Blocks::Nothing;
        self.question = None;
        self.is_on_new = true;
        self.reversal = match standing {
            Standing::Temporary => Reversal::Lossless,
            _ => self.reversal.min(Reversal::Lossy),
        };
    }

    /// Nobody knows whether it was there.
    fn perhaps(&mut self) {
        self.asks(
            Question::WasThereBefore,
            "The script makes it only where it is missing. Where it was there before, the previous release uses it.",
        );
    }
}

const NEW: &str = "It is made in this script, so nothing that is released knows it.";
const NEW_COLUMN: &str = "The column is added in this script, so nothing that is released knows it.";
const REQUIRED: &str =
    "The column is added in this script, and the previous release inserts rows without it: each of them is rejected.";

fn lock_rule(change: ChangeType, dialect: Dialect) -> &'static LockRule {
    let rule = rule_of(change);
    match dialect {
        Dialect::Postgresql => &rule.postgresql,
        Dialect::Mysql => &rule.mysql,
    }
}

// --- New objects ---

/// How what the fact is about stands. Only a fact that changes something old can break it.
fn standing_of(fact: &Fact, state: &mut State) -> Standing {
    if fact.options.has(Options::TEMPORARY) {
        return Standing::Temporary;
    }
    let makes = fact.options.has(Options::CREATES) && fact.kind != Kind::None && !is_on_table(fact.change);
    if makes && !fact.options.has(Options::OR_REPLACE) {
        return Standing::Existing;
    }
    match fact.kind {
        Kind::None => Standing::Existing,
        Kind::Routine if !fact.part.is_empty() => state.standing(Kind::Routine, &with_arguments(fact)),
        kind => {
            let standing = state.standing(kind, &fact.object);
            let child_is_new = matches!(
                fact.change,
                ChangeType::AttachPartition | ChangeType::DetachPartition | ChangeType::DetachPartitionConcurrently
            ) && state.standing(Kind::Relation, &fact.other) == Standing::New;
            // What is put under a live parent concerns the child; the parent's locks stay what they are.
            if child_is_new && fact.change == ChangeType::AttachPartition { Standing::New } else { standing }
        }
    }
}

/// Whether a change makes or takes something on a table, so that the table's standing counts.
fn is_on_table(change: ChangeType) -> bool {
    matches!(change, ChangeType::CreateTrigger | ChangeType::CreatePolicy | ChangeType::OpaqueCode)
}

/// Whether all that the fact locks is what it makes.
fn makes_anew(fact: &Fact) -> bool {
    fact.options.has(Options::CREATES)
        && !fact.options.has(Options::OR_REPLACE)
        && !is_on_table(fact.change)
        && !matches!(fact.change, ChangeType::CreatePartition | ChangeType::CreateTableAs | ChangeType::CreateMatview)
}

/// What the fact is once the columns are known: an update of new columns alone is a backfill.
fn change_of(fact: &Fact, state: &mut State) -> ChangeType {
    if fact.change != ChangeType::UpdateRows || fact.columns.is_empty() {
        return fact.change;
    }
    let are_new = fact
        .columns
        .iter()
        .all(|column| state.part(fact, Part::Column, column).is_some_and(|thing| thing.standing == Standing::New));
    if are_new { ChangeType::BackfillNewColumn } else { fact.change }
}

/// Whether an update is of columns alone that this script adds where they are missing.
fn may_be_backfill(fact: &Fact, state: &mut State) -> bool {
    !fact.columns.is_empty()
        && fact.columns.iter().all(|column| {
            state
                .part(fact, Part::Column, column)
                .is_some_and(|thing| matches!(thing.standing, Standing::New | Standing::Perhaps))
        })
}

/// A constraint, an index, a trigger or a policy that this script made is its own to take away.
fn parts_of_this_script(found: &mut Finding, fact: &Fact, state: &mut State) {
    let is_about_part = matches!(
        fact.change,
        ChangeType::DropConstraint
            | ChangeType::DropForeignKey
            | ChangeType::DropIndex
            | ChangeType::DropTrigger
            | ChangeType::DropPolicy
            | ChangeType::RenameConstraint
            | ChangeType::RenameIndex
            | ChangeType::AlterConstraintTiming
            | ChangeType::EnforceCheck
            | ChangeType::ToggleTrigger
            | ChangeType::SetIndexVisibility
    );
    if is_about_part && fact.kind == Kind::Relation && !fact.part.is_empty() {
        let standing = state.part(fact, Part::Attached, &fact.part).map(|thing| thing.standing);
        if standing == Some(Standing::New) {
            let tightens = fact.change == ChangeType::EnforceCheck;
            if !tightens {
                found.holds(Holds::Yes, Holds::Yes, NEW);
                found.reversal = Reversal::Lossless;
            }
        }
    }
}

// --- Columns of the same script ---

fn columns_of_this_script(found: &mut Finding, fact: &Fact, state: &mut State) {
    if fact.options.has(Options::ADDS_COLUMN) || is_of_added_column(fact.change) {
        return;
    }
    if is_about_column(fact.change) {
        let Some(thing) = state.part(fact, Part::Column, &fact.part).cloned() else { return };
        if !matches!(thing.standing, Standing::New | Standing::Perhaps) {
            return;
        }
        let requires = match fact.change {
            ChangeType::SetNotNull | ChangeType::AddNotNullNotValid => thing.default == DefaultClass::None,
            ChangeType::DropDefault => thing.not_null,
            ChangeType::ModifyColumn | ChangeType::EnumModify => {
                fact.options.has(Options::NOT_NULL) && !fact.options.has(Options::ALWAYS)
            }
            ChangeType::DropIdentity => true,
            _ => false,
        };
        if requires {
            found.holds(Holds::No, Holds::Yes, REQUIRED);
        } else if thing.standing == Standing::New {
            found.holds(Holds::Yes, Holds::Yes, NEW_COLUMN);
            found.reversal = found.reversal.min(Reversal::Lossy);
        } else if found.verdict == Verdict::Unsafe {
            found.perhaps();
        }
        return;
    }
    if fact.options.has(Options::TIGHTENS) {
        tightens_new_columns(found, fact, state);
    }
}

/// NULL satisfies a check, a key and a foreign key: a new column that nobody fills binds no old write.
fn tightens_new_columns(found: &mut Finding, fact: &Fact, state: &mut State) {
    let columns: Vec<String> = if fact.options.has(Options::USING_INDEX) {
        state.thing(Kind::Index, &fact.other, Part::Whole, "").map(|thing| thing.columns.clone()).unwrap_or_default()
    } else {
        fact.columns.iter().map(|column| column.clone().into_owned()).collect()
    };
    let known: Vec<_> = columns
        .iter()
        .filter_map(|column| state.part(fact, Part::Column, column).cloned())
        .filter(|thing| thing.standing == Standing::New)
        .collect();
    if known.is_empty() {
        return;
    }
    let is_key = fact.change == ChangeType::AddPrimaryKey;
    let stays_empty = |thing: &super::state::Thing| thing.default == DefaultClass::None && !thing.not_null;
    if (is_key || fact.options.has(Options::CHECKS_NOT_NULL)) && known.iter().any(stays_empty) {
        found.holds(Holds::No, Holds::Yes, REQUIRED);
        return;
    }
    if known.len() < columns.len() {
        return;
    }
    let is_unique = matches!(
        fact.change,
        ChangeType::AddUniqueConstraint
            | ChangeType::CreateUniqueIndex
            | ChangeType::CreateUniqueIndexConcurrently
            | ChangeType::AddUniqueUsingIndex
    );
    let all_the_same = known.iter().all(|thing| {
        thing.default == DefaultClass::Constant
            || (thing.default == DefaultClass::None && fact.options.has(Options::NULLS_EQUAL))
    });
    if is_unique && all_the_same {
        found.holds(Holds::No, Holds::Yes, SAME_VALUE);
    } else if known.iter().all(stays_empty) && !fact.options.has(Options::NULLS_EQUAL) && !is_key {
        found.holds(
            Holds::Yes,
            Holds::Yes,
            "Only columns that are added in this script are bound. The previous release leaves them NULL, and NULL passes.",
        );
    }
}

const SAME_VALUE: &str = "Every insert of the previous release gets the same value in the new column, and the second one is rejected as a duplicate.";

/// Whether the change is one part of adding a column.
fn is_of_added_column(change: ChangeType) -> bool {
    matches!(
        change,
        ChangeType::AddColumnJson | ChangeType::AddColumnUnique | ChangeType::AddColumnFk | ChangeType::AddColumnCheck
    )
}

fn is_about_column(change: ChangeType) -> bool {
    matches!(
        change,
        ChangeType::DropColumn
            | ChangeType::RenameColumn
            | ChangeType::ChangeColumnType
            | ChangeType::ChangeColumnCollation
            | ChangeType::ModifyColumn
            | ChangeType::EnumModify
            | ChangeType::SetNotNull
            | ChangeType::AddNotNullNotValid
            | ChangeType::DropNotNull
            | ChangeType::SetDefault
            | ChangeType::DropDefault
            | ChangeType::DropGeneratedExpression
            | ChangeType::AddIdentity
            | ChangeType::DropIdentity
            | ChangeType::ReorderColumn
            | ChangeType::SetColumnVisibility
    )
}

/// What comes together in one definition.
fn combinations(found: &mut Finding, fact: &Fact) {
    match fact.change {
        ChangeType::AddColumnUnique
            if fact.default == DefaultClass::Constant || fact.options.has(Options::NULLS_EQUAL) =>
        {
            found.holds(Holds::No, Holds::Yes, SAME_VALUE);
        }
        ChangeType::AddColumnFk if fact.default != DefaultClass::None => {
            found.old_writes = Holds::Depends;
            found.asks(
                Question::LeavesOrphans,
                "The rows that are there, and those that the previous release inserts, get a default that has to have a parent.",
            );
        }
        ChangeType::AddColumnCheck | ChangeType::AddColumnNullable | ChangeType::AddColumnFk
            if fact.options.has(Options::CHECKS_NOT_NULL) && fact.default == DefaultClass::None =>
        {
            found.holds(
                Holds::No,
                Holds::Yes,
                "The check demands a value, and the previous release inserts rows without one.",
            );
        }
        ChangeType::ChangeColumnType if fact.options.has(Options::CONVERTS) => {
            found.holds(
                Holds::No,
                Holds::No,
                "The values are converted into another kind of type: what the previous release writes is rejected, and what it \
                 reads is not what it knows.",
            );
        }
        ChangeType::AddIdentity if fact.kind == Kind::Relation && !fact.options.has(Options::ALWAYS) => {}
        _ => {}
    }
}

/// Whether it writes the table anew although its change type does not.
fn heavy(fact: &Fact) -> bool {
    fact.options.has(Options::HEAVY) && fact.change == ChangeType::Maintenance
}

/// What the previous release does without naming columns.
fn heed_habits(found: &mut Finding, fact: &Fact, server: Server, habits: Habits) {
    if !fact.options.has(Options::ADDS_COLUMN) || fact.kind != Kind::Relation {
        return;
    }
    match server.dialect {
        Dialect::Mysql if habits.inserts_by_position => {
            found.holds(
                Holds::No,
                found.old_reads,
                "The previous release inserts without a list of columns, and the server rejects a row with one value too few (1136).",
            );
        }
        _ if habits.selects_stars && found.old_reads == Holds::Yes => {
            found.old_reads = Holds::Depends;
            let old_writes = found.old_writes;
            found.verdict = Verdict::of(old_writes, Holds::Depends);
            if found.verdict == Verdict::Depends {
                found.question = Some(Question::CountsPositions);
                found.why = match server.dialect {
                    Dialect::Postgresql => {
                        "The previous release reads SELECT *: a prepared one fails once, and one that is read by position meets a \
                         column more."
                    }
                    Dialect::Mysql => {
                        "The previous release reads SELECT *: one that is read by position meets a column more."
                    }
                };
            }
        }
        _ => {}
    }
}

// --- Locks ---

/// Why a fact on something that holds rows can take the site down.
fn hazard(
    fact: &Fact,
    change: ChangeType,
    lock: &LockRule,
    reading: &Reading,
    state: &mut State,
    server: Server,
) -> Option<Hazard> {
    if fact.options.has(Options::ALSO) {
        return None;
    }
    let is_mysql = server.dialect == Dialect::Mysql;
    let by_rows = |is_unbounded: bool| is_unbounded.then_some(Hazard::Unbounded);
    let is_bounded = fact.options.has(Options::BOUNDED);
    let from_live = !fact.other.is_empty() && !state.standing(Kind::Relation, &fact.other).is_new();
    match change {
        ChangeType::UpdateRows | ChangeType::BackfillNewColumn | ChangeType::DeleteRows | ChangeType::DeleteAllRows => {
            return by_rows(!is_bounded);
        }
        ChangeType::CopyRows | ChangeType::CreateTableAs => return by_rows(is_mysql && !is_bounded && from_live),
        ChangeType::UpsertRows => {
            let merges = !is_mysql && fact.options.has(Options::HEAVY);
            return by_rows(!is_bounded && from_live && (is_mysql || merges));
        }
        ChangeType::InsertRows | ChangeType::TruncateTable => return None,
        ChangeType::AddForeignKey if is_mysql && !state.checks_foreign_keys => return None,
        ChangeType::SetNotNull if server.trusts_checks_for_not_null() && state.is_checked_not_null(fact) => {
            return None;
        }
        ChangeType::AddPrimaryKey if fact.options.has(Options::USING_INDEX) => {
            let columns = state
                .thing(Kind::Index, &fact.other, Part::Whole, "")
                .map(|thing| thing.columns.clone())
                .unwrap_or_default();
            let are_known = !columns.is_empty()
                && columns
                    .iter()
                    .all(|column| state.part(fact, Part::Column, column).is_some_and(|thing| thing.not_null));
            return (!are_known).then_some(Hazard::ScansForNull);
        }
        ChangeType::AttachPartition if state.has_valid_check(&fact.other) => return None,
        ChangeType::AddColumnFk if !is_mysql && fact.default != DefaultClass::None => {
            return Some(Hazard::WorkUnderLock);
        }
        _ => {}
    }
    let index_is_new = change == ChangeType::DropIndex
        && fact.kind == Kind::Relation
        && state.part(fact, Part::Attached, &fact.part).is_some_and(|thing| thing.standing == Standing::New);
    if fact.options.has(Options::LIGHT) || index_is_new {
        return None;
    }
    let major = major_of(server);
    let by_itself = lock.hazard_at(major);
    let hazard = match change {
        ChangeType::Maintenance
        | ChangeType::CreateUniqueIndex
        | ChangeType::AddPartition
        | ChangeType::DropGeneratedExpression
        | ChangeType::ReorganizePartition
            if fact.options.has(Options::HEAVY) =>
        {
            Some(Hazard::WorkUnderLock)
        }
        ChangeType::Reindex if !server.reindexes_concurrently() => Some(Hazard::WorkUnderLock),
        ChangeType::Reindex if !fact.options.has(Options::CONCURRENTLY) => by_itself.or(Some(Hazard::OnlineFormUnused)),
        _ => by_itself,
    };
    if !is_mysql {
        return hazard;
    }
    match (reading.algorithm, reading.lock) {
        (Algorithm::Copy, _) | (_, LockClause::Blocking) => Some(Hazard::AskedFor),
        (Algorithm::Instant, _) | (_, LockClause::None) => None,
        _ => hazard,
    }
}

fn major_of(server: Server) -> u16 {
    u16::try_from(server.version.digits() / 10_000).unwrap_or(u16::MAX)
}

/// The lock's name, once what is written is heeded.
fn refine_lock(found: &mut Finding, fact: &Fact, reading: &Reading, server: Server) {
    let heavy = fact.options.has(Options::HEAVY);
    let light = fact.options.has(Options::LIGHT);
    let concurrently = fact.options.has(Options::CONCURRENTLY);
    let (lock, blocks) = match (server.dialect, fact.change) {
        (Dialect::Postgresql, ChangeType::Maintenance) if heavy => ("ACCESS EXCLUSIVE", Blocks::Everything),
        (Dialect::Postgresql, ChangeType::Reindex) if concurrently => ("SHARE UPDATE EXCLUSIVE", Blocks::Changes),
        (Dialect::Postgresql, ChangeType::RefreshMatview) if concurrently => ("EXCLUSIVE", Blocks::Writes),
        // Of a domain.
        (Dialect::Postgresql, ChangeType::DropConstraint) if fact.kind == Kind::Type => ("", Blocks::Nothing),
        (Dialect::Postgresql, ChangeType::ValidateConstraint) if fact.kind == Kind::Type => ("SHARE", Blocks::Writes),
        // setval() takes less than ALTER SEQUENCE does.
        (Dialect::Postgresql, ChangeType::AlterSequence) if light => ("ROW EXCLUSIVE", Blocks::Nothing),
        (Dialect::Postgresql, ChangeType::ReplicationObject) if light => ("SHARE UPDATE EXCLUSIVE", Blocks::Changes),
        (Dialect::Postgresql, ChangeType::AlterDomainConstraint) if light => ("", Blocks::Nothing),
        (_, ChangeType::LockTable) if light => ("", Blocks::Nothing),
        (Dialect::Mysql, _) => match (reading.algorithm, reading.lock) {
            (Algorithm::Instant, _) => ("INSTANT", Blocks::Nothing),
            (Algorithm::InPlace, LockClause::None) => ("INPLACE, LOCK=NONE", Blocks::Nothing),
            (Algorithm::Copy, _) => ("COPY, LOCK=SHARED", Blocks::Writes),
            (_, LockClause::Blocking) => ("as asked for", Blocks::Everything),
            _ if heavy && fact.change == ChangeType::CreateUniqueIndex => {
                found.lasts = Lasts::Rewrite;
                ("COPY, LOCK=SHARED", Blocks::Writes)
            }
            _ => {
                if let Some(lasts) = before_instant(fact, server) {
                    (found.lock, found.blocks, found.lasts) = ("INPLACE, LOCK=NONE", Blocks::Nothing, lasts);
                }
                return;
            }
        },
        _ => return,
    };
    (found.lock, found.blocks) = (lock, blocks);
    if lock == "INSTANT" {
        found.lasts = Lasts::Brief;
    }
}

/// How long MySQL works in place at what it does at once only from a later version on; none where it does so already.
fn before_instant(fact: &Fact, server: Server) -> Option<Lasts> {
    let ((minor, patch), lasts) = match fact.change {
        ChangeType::AddColumnNullable
        | ChangeType::AddColumnDefault
        | ChangeType::AddColumnNotNullDefault
        | ChangeType::AddColumnNotNullNoDefault => {
            // At first only behind all the others.
            ((0, if fact.options.has(Options::PLACED) { 29 } else { 12 }), Lasts::Rewrite)
        }
        ChangeType::DropColumn => ((0, 29), Lasts::Rewrite),
        ChangeType::RenameColumn => ((0, 28), Lasts::Brief),
        ChangeType::AddColumnGeneratedVirtual
        | ChangeType::SetDefault
        | ChangeType::DropDefault
        | ChangeType::RenameTable => ((0, 12), Lasts::Brief),
        _ => return None,
    };
    (server.dialect == Dialect::Mysql && !server.is_mysql(8, minor, patch)).then_some(lasts)
}

/// Whether a fact works for as long as the rows are many.
pub(super) fn works_long(fact: &Fact, change: ChangeType) -> bool {
    let is_unbounded = !fact.options.has(Options::BOUNDED);
    match change {
        ChangeType::UpdateRows | ChangeType::BackfillNewColumn | ChangeType::DeleteRows | ChangeType::DeleteAllRows => {
            is_unbounded
        }
        ChangeType::CopyRows | ChangeType::CreateTableAs | ChangeType::UpsertRows => {
            is_unbounded && !fact.other.is_empty()
        }
        ChangeType::ValidateConstraint | ChangeType::RefreshMatview | ChangeType::CreateMatview => true,
        _ => false,
    }
}

/// Whether a fact takes a lock that makes writes wait, and holds it until its transaction ends.
pub(super) fn takes_strong_lock(found: &Finding, fact: &Fact, dialect: Dialect) -> bool {
    dialect == Dialect::Postgresql
        && !found.is_on_new
        && !fact.options.has(Options::CREATES)
        && found.blocks >= Blocks::Writes
        && fact.change != ChangeType::Maintenance
        && (fact.change != ChangeType::LockTable || fact.options.has(Options::HEAVY))
}

/// Why MySQL refuses the algorithm that is asked for, where that is certain.
pub(super) fn refused_algorithm(fact: &Fact, reading: &Reading, state: &State, server: Server) -> Option<&'static str> {
    let asked = reading.algorithm;
    if asked == Algorithm::Instant && !fact.options.has(Options::ALSO) && before_instant(fact, server).is_some() {
        return Some("This version of MySQL refuses ALGORITHM=INSTANT for this change: a later one takes it.");
    }
    let copies = matches!(
        fact.change,
        ChangeType::AddColumnVolatileDefault
            | ChangeType::AddColumnGeneratedStored
            | ChangeType::ChangeEngine
            | ChangeType::RepartitionTable
    ) || (fact.change == ChangeType::CreateUniqueIndex && fact.options.has(Options::HEAVY))
        || (fact.change == ChangeType::AddForeignKey && state.checks_foreign_keys)
        || matches!(fact.change, ChangeType::AddCheck | ChangeType::EnforceCheck);
    let in_place = matches!(
        fact.change,
        ChangeType::CreateIndex
            | ChangeType::CreateUniqueIndex
            | ChangeType::CreateSpecialIndex
            | ChangeType::AddPrimaryKey
            | ChangeType::ReplacePrimaryKey
            | ChangeType::AddForeignKey
            | ChangeType::DropForeignKey
            | ChangeType::DropIndex
            | ChangeType::RebuildTable
            | ChangeType::AddColumnAutoNumber
    );
    let is_part = fact.options.has(Options::ALSO);
    match asked {
        Algorithm::Instant if (copies || in_place) && !is_part => {
            Some("MySQL refuses ALGORITHM=INSTANT for this change.")
        }
        Algorithm::InPlace if copies && !is_part => {
            Some("MySQL refuses ALGORITHM=INPLACE for this change: it has to copy the table.")
        }
        Algorithm::Default | Algorithm::Copy if copies && reading.lock == LockClause::None && !is_part => {
            Some("MySQL refuses LOCK=NONE for this change: it has to copy the table.")
        }
        _ => None,
    }
}

// --- Names ---

/// What a fact is done to, in words: the table, and the part of it.
fn subject_of(fact: &Fact) -> String {
    let mut subject = words(&fact.object);
    if !fact.part.is_empty() && fact.kind != Kind::Routine {
        if !subject.is_empty() {
            subject.push('.');
        }
        subject.push_str(fact.part.trim_matches('\''));
    }
    subject
}

/// A name with its schema.
pub(super) fn words(name: &Name) -> String {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.name),
        None => name.name.clone().into_owned(),
    }
}
