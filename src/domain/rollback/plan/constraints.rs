//! The plans for constraints and indexes.

use super::super::ChangeType;
use super::super::question::Question;
use super::draft::{Draft, missing, with_end};
use super::step::Phase;

const GONE: &str = "no instance of a release that does is left, and none may come back";

/// A unique index or constraint.
pub(super) fn unique(d: &mut Draft) {
    let (table, on) = (d.object(), d.index_on());
    let duplicates = d.duplicates();
    if d.change == ChangeType::AddColumnUnique {
        d.add_own_column();
    } else if let Some(line) = d.subject.checked_by {
        d.note(format!(
            "The index of line {line} forbids duplicates already: the plan for that line has the releases."
        ));
    } else {
        d.deploy("writes no duplicates, and takes the server's refusal of one for an answer.");
        d.manual(
            Phase::Migrate,
            "Report the duplicates that are there, and merge or remove them with whoever owns the rows.",
        )
        .check(duplicates.clone())
        .back("Restore the rows from the report.");
    }
    let upserts = if d.is_postgresql() { "ON CONFLICT" } else { "REPLACE or ON DUPLICATE KEY UPDATE" };
    let gate = format!(
        "No duplicates, counted twice, some days apart; {GONE}. No statement counts on {upserts} hitting another key."
    );
    let floor = d.released();
    if !d.is_postgresql() {
        d.note(
            "Never by way of gh-ost or pt-online-schema-change without proof that there are no duplicates: they copy with IGNORE \
             and lose them.",
        );
        let index = d.index();
        let on = virtual_keys(d).unwrap_or(on);
        d.online(
            Phase::Migrate,
            format!("ALTER TABLE {table} ADD UNIQUE INDEX {index} {on}, ALGORITHM=INPLACE, LOCK=NONE;"),
        )
        .gate(gate)
        .answers(Question::WritesDuplicates, false)
        .check(duplicates)
        .back("Drop the index: nothing is lost.")
        .floor(floor);
        return;
    }
    let is_constraint = matches!(
        d.change,
        ChangeType::AddUniqueConstraint | ChangeType::AddUniqueUsingIndex | ChangeType::AddColumnUnique
    );
    let index = if is_constraint && d.subject.index.is_none() { d.quoted(&d.made_up("key_idx")) } else { d.index() };
    if d.change != ChangeType::AddUniqueUsingIndex {
        d.online(Phase::Migrate, format!("CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} {on};"))
            .gate(gate.clone())
            .answers(Question::WritesDuplicates, false)
            .check(invalid())
            .back("A build that failed leaves an INVALID index: DROP INDEX CONCURRENTLY, and try again.")
            .floor(floor);
    }
    if is_constraint {
        let name = d.quoted(&d.constraint_name("key"));
        d.sql(Phase::Migrate, format!("ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {index};"))
            .gate("The index is valid: it forbids duplicates already, and the constraint only gives it a name.")
            .answers(Question::WritesDuplicates, false)
            .check(invalid())
            .back("Drop the constraint, which drops the index as well.")
            .floor(floor);
    }
}

/// MySQL copies the table for a unique index over an expression, and builds one over a virtual column while the table is in use.
fn virtual_keys(d: &mut Draft) -> Option<String> {
    let keys = d.subject.keys.clone();
    if !keys.iter().any(|key| key.starts_with('(')) {
        return None;
    }
    d.note_also(
        "For a unique index over an expression MySQL copies the table, and writes wait. Over a virtual column that computes it, it \
         works in place. A SELECT * shows that column: make it INVISIBLE where somebody reads by position.",
    );
    let mut columns = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        if !key.starts_with('(') {
            columns.push(key.clone());
            continue;
        }
        let base = d.subject.index.as_ref().map_or_else(|| d.object_name().to_owned(), |index| index.name.clone());
        let name = with_end(&base, &format!("key{}", at + 1));
        d.add_column_of(&name, &format!("{} GENERATED ALWAYS AS {key} VIRTUAL", missing("the type of the expression")));
        columns.push(d.quoted(&name));
    }
    Some(format!("({})", columns.join(", ")))
}

/// A check.
pub(super) fn check(d: &mut Draft) {
    let (table, expression) = (d.object(), d.expression());
    let name = d.quoted(&d.constraint_name("check"));
    let (alter, what) = if d.change == ChangeType::AlterDomainConstraint {
        (format!("ALTER DOMAIN {table}"), "domain")
    } else {
        (format!("ALTER TABLE {table}"), "table")
    };
    if d.change == ChangeType::ValidateConstraint {
        let run = d.run();
        d.online(Phase::Migrate, run)
            .back("It changes nothing when it fails. Mend the rows that it names and try again.");
        return;
    }
    let broken = if what == "domain" {
        String::new()
    } else {
        format!("SELECT count(*) FROM {table} WHERE NOT ({expression});")
    };
    let gate = format!("No row written since R1 breaks the check, counted twice, some days apart; {GONE}.");
    if d.change == ChangeType::AddColumnCheck {
        d.add_own_column();
    }
    d.deploy("writes nothing that the check rejects.");
    let mend = "Mend the rows that break the check, in batches, with whoever owns them.";
    if d.is_postgresql() {
        let name = if d.change == ChangeType::EnforceCheck { d.quoted(&d.made_up("enforced")) } else { name };
        d.sql(Phase::Migrate, format!("{alter} ADD CONSTRAINT {name} CHECK ({expression}) NOT VALID;"))
            .gate(gate)
            .answers(Question::ViolatesCheck, false)
            .back("Drop the constraint: nothing is lost.")
            .floor(1);
        d.manual(Phase::Migrate, mend).check(broken.clone());
        d.online(Phase::Migrate, format!("{alter} VALIDATE CONSTRAINT {name};"))
            .gate("Alone in its transaction; no row breaks the check.")
            .check(broken)
            .back("It changes nothing when it fails. Mend the rows that it names and try again.");
        return;
    }
    if !d.server.has_unenforced_checks() {
        d.note("MySQL before 8.0.16 reads a CHECK and ignores it: the rule belongs into the code, or into triggers.");
        d.manual(Phase::Migrate, mend).check(broken);
        return;
    }
    d.note(
        "Enforcing a check copies the table in MySQL, and writes wait meanwhile. Choose a quiet hour, use a tool that copies \
         online, or leave the rule to the code.",
    );
    if d.change != ChangeType::EnforceCheck {
        d.sql(Phase::Expand, format!("{alter} ADD CONSTRAINT {name} CHECK ({expression}) NOT ENFORCED;"))
            .back("Drop the constraint: nothing is lost.");
    }
    d.manual(Phase::Migrate, mend).check(broken.clone());
    d.sql(Phase::Migrate, format!("{alter} ALTER CHECK {name} ENFORCED;"))
        .gate(gate)
        .answers(Question::ViolatesCheck, false)
        .check(broken)
        .takes("It grows with the table, which is copied; writes wait until it is done.")
        .back("ALTER CHECK … NOT ENFORCED: nothing is lost.")
        .floor(1);
}

/// A foreign key.
pub(super) fn foreign_key(d: &mut Draft) {
    let (table, columns, parent) = (d.object(), d.columns(), d.parent());
    let referenced = match d.subject.parent_columns.as_slice() {
        [] => missing("the columns of the parent"),
        columns => super::subject::list(d.server.dialect, columns),
    };
    let options = d.subject.reference_options.as_ref().map(|options| format!(" {options}")).unwrap_or_default();
    let name = d.quoted(&d.constraint_name("fkey"));
    let orphans = d.subject.fill(
        "SELECT count(*) FROM {table} c LEFT JOIN {parent} p ON p.{parent_column} = c.{column} WHERE c.{column} IS NOT NULL AND \
         p.{parent_column} IS NULL;",
        d.server.dialect,
    );
    if d.change == ChangeType::AddColumnFk {
        d.add_own_column();
    }
    let index = d.quoted(&d.made_up("idx"));
    let build = if d.is_postgresql() {
        format!("CREATE INDEX CONCURRENTLY {index} ON {table} ({columns});")
    } else {
        format!("ALTER TABLE {table} ADD INDEX {index} ({columns}), ALGORITHM=INPLACE, LOCK=NONE;")
    };
    let valid = if d.is_postgresql() { invalid() } else { String::new() };
    d.online(Phase::Expand, build)
        .gate("Leave it out where an index begins with these columns already. Without one, every delete of a parent reads the table.")
        .check(valid)
        .back("Drop the index.");
    d.deploy("writes parents before their children, and copes when the server refuses to delete a parent.");
    let gate = format!("No orphan was written since R1, counted twice, some days apart; {GONE}.");
    let clean = "Give the orphans a parent or remove them, in batches, with whoever owns them.";
    if d.is_postgresql() {
        d.note("It locks both tables for a moment: one foreign key in one transaction, and the parent's writers wait as well.");
        d.sql(
            Phase::Migrate,
            format!(
                "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {parent} ({referenced}){options} NOT \
                 VALID;"
            ),
        )
        .gate(gate)
        .answers(Question::LeavesOrphans, false)
        .check(orphans.clone())
        .back("Drop the constraint. That takes ACCESS EXCLUSIVE on both tables for a moment.")
        .floor(1);
        d.manual(Phase::Migrate, clean).check(orphans.clone());
        d.online(Phase::Migrate, format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name};"))
            .gate("Alone in its transaction; no orphan is left.")
            .check(orphans)
            .back("It changes nothing when it fails. Clean the rows that it names and try again.");
        return;
    }
    d.note(
        "With foreign_key_checks on, MySQL copies the table and writes wait. Without, it works in place and never verifies the rows \
         that are there: the count of orphans is the evidence.",
    );
    d.manual(Phase::Migrate, clean).check(orphans.clone());
    d.online(
        Phase::Migrate,
        format!(
            "SET SESSION foreign_key_checks = 0;\nALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES \
             {parent} ({referenced}){options}, ALGORITHM=INPLACE, LOCK=NONE;\nSET SESSION foreign_key_checks = 1;"
        ),
    )
    .gate(gate)
    .answers(Question::LeavesOrphans, false)
    .check(orphans)
    .back("Drop the foreign key: nothing is lost.")
    .floor(1);
}

/// A primary key.
pub(super) fn primary_key(d: &mut Draft) {
    let (table, columns) = (d.object(), d.columns());
    let old = d.quoted(&with_end(d.object_name(), "pkey"));
    let unique = d.quoted(&d.made_up("pkey_idx"));
    let name = d.quoted(&d.constraint_name("pkey"));
    let duplicates = d.duplicates();
    if d.change == ChangeType::DropPrimaryKey {
        let run = d.run();
        d.note("A table without a key cannot be replicated row by row, nor changed online. Replace the key rather than drop it.");
        d.deploy("leans on the key no more: no upsert, no relation, no list that tells rows apart by it.");
        let copies = !d.is_postgresql();
        let step = d.sql(Phase::Contract, run);
        if copies {
            step.takes("It grows with the table, which is copied; writes wait until it is done.");
        }
        step.gate("No foreign key points to it, nothing replicates by it, and no statement of the last days names it.")
            .answers(Question::NeedsKey, false)
            .answers(Question::NeedsConstraint, false)
            .answers(Question::StillUsed, false)
            .back("Build the key again from a unique index.")
            .floor(1);
        return;
    }
    let gate = format!(
        "No duplicates and no NULL in {columns}, counted twice, some days apart; {GONE}. Every upsert and relation hits the same row \
         under this key."
    );
    d.deploy("always writes the new key, never twice, and leans on no other.");
    if !d.is_postgresql() {
        d.note("The tools that copy online need a unique key that is NOT NULL and that old and new share.");
        let drop = if d.change == ChangeType::ReplacePrimaryKey { "DROP PRIMARY KEY, " } else { "" };
        d.online(
            Phase::Migrate,
            format!("ALTER TABLE {table} {drop}ADD PRIMARY KEY ({columns}), ALGORITHM=INPLACE, LOCK=NONE;"),
        )
        .gate(gate)
        .answers(Question::WritesDuplicates, false)
        .answers(Question::NewKeyHitsSameRows, true)
        .answers(Question::NeedsKey, false)
        .check(duplicates)
        .back("Put the old key back in the same way.")
        .floor(1);
        return;
    }
    d.online(Phase::Expand, format!("CREATE UNIQUE INDEX CONCURRENTLY {unique} ON {table} ({columns});"))
        .gate(gate.clone())
        .answers(Question::WritesDuplicates, false)
        .check(invalid())
        .back("A build that failed leaves an INVALID index: DROP INDEX CONCURRENTLY, and try again.")
        .floor(1);
    d.manual(
        Phase::Migrate,
        format!("Forbid NULL in {columns}, each by the plan for NOT NULL. Otherwise the server reads every row while all wait."),
    );
    let drop = if d.change == ChangeType::ReplacePrimaryKey {
        format!("ALTER TABLE {table} DROP CONSTRAINT {old};\n")
    } else {
        String::new()
    };
    d.sql(
        Phase::Migrate,
        format!("BEGIN;\n{drop}ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {unique};\nCOMMIT;"),
    )
    .gate("The columns are NOT NULL and the index is valid. Foreign keys to the table and its replica identity fit the new key.")
    .spares_scan()
    .answers(Question::WritesDuplicates, false)
    .answers(Question::NewKeyHitsSameRows, true)
    .answers(Question::NeedsConstraint, false)
    .answers(Question::NeedsKey, false)
    .check(invalid())
    .back("Drop the constraint and build the old key again from a unique index.");
}

/// Fewer rules than before.
pub(super) fn loosen(d: &mut Draft) {
    let run = d.run();
    let answer = d.own_answer();
    d.deploy("copes with what the rule kept out when it reads it: NULL, orphans, duplicates, values out of range.");
    // PostgreSQL does not say which kind of constraint it drops.
    let is_unnamed_kind = d.change == ChangeType::DropForeignKey && d.is_postgresql();
    let is_postgresql = d.is_postgresql();
    let step = d.sql(Phase::Migrate, run);
    if let Some((question, is_yes)) = answer {
        step.answers(question, is_yes);
    }
    if is_unnamed_kind {
        step.answers(Question::NeedsConstraint, false);
    }
    step.gate(
        "A test of R1 with such rows passes, and no statement of it, upserts among them, needs the rule. No instance of the release \
         before is left, and none may come back once R2 runs.",
    )
    .back(if is_postgresql {
        "Add the rule again, NOT VALID first, as long as no row breaks it."
    } else {
        "Add the rule again as long as no row breaks it."
    })
    .floor(1);
    d.deploy("begins to write such rows, behind a flag.");
}

/// An index.
pub(super) fn index(d: &mut Draft) {
    let (table, index, on) = (d.object(), d.index(), d.index_on());
    if d.change == ChangeType::Reindex {
        reindex(d);
        return;
    }
    if d.is_postgresql() {
        d.note("A partitioned table takes no CONCURRENTLY: build it on each partition, then on the parent with ON ONLY, and attach.");
        d.online(Phase::Expand, format!("CREATE INDEX CONCURRENTLY {index} ON {table} {on};"))
            .check(invalid())
            .back("A build that failed leaves an INVALID index: DROP INDEX CONCURRENTLY, and try again.");
    } else {
        d.online(Phase::Expand, format!("ALTER TABLE {table} ADD INDEX {index} {on}, ALGORITHM=INPLACE, LOCK=NONE;"))
            .back("Drop the index.");
    }
}

/// An index that is built anew.
fn reindex(d: &mut Draft) {
    let words: Vec<&str> = d.subject.statement.split_whitespace().collect();
    let kind = words.iter().position(|word| {
        ["INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"].iter().any(|kind| word.eq_ignore_ascii_case(kind))
    });
    let kind = kind.map_or_else(|| "INDEX".to_owned(), |at| words[at].to_uppercase());
    if kind == "SYSTEM" || !d.server.reindexes_concurrently() {
        d.note("Before PostgreSQL 12 nothing builds an index anew in place without a lock, and the catalogue's own indexes never.");
        d.manual(
            Phase::Expand,
            "Build a second index CONCURRENTLY with the same definition, drop the first CONCURRENTLY, and give its name to the \
             second. Where that cannot be, announce a window in which writes wait.",
        )
        .check(invalid())
        .takes("It grows with the table.")
        .back("Drop the second index.");
        return;
    }
    let name = match kind.as_str() {
        "INDEX" => d.index_in_schema(),
        _ => words.last().map_or_else(|| missing("its name"), |name| name.trim_end_matches(';').to_owned()),
    };
    d.online(Phase::Expand, format!("REINDEX {kind} CONCURRENTLY {name};"))
        .check(invalid())
        .back("A build that failed leaves an INVALID index whose name ends in _ccnew: drop that one.");
}

/// An index that goes.
pub(super) fn drop_index(d: &mut Draft) {
    let table = d.object();
    if d.change == ChangeType::SetIndexVisibility {
        let run = d.run();
        d.sql(Phase::Expand, run).back("Switch it back at once: the index is kept up to date all the while.");
        return;
    }
    d.note("To replace an index, build the new one first and drop the old one then, never the other way round.");
    let index = d.index_in_schema();
    let gate = if d.is_postgresql() {
        "Its counters stand still on the primary and on every replica; it is not unique, no target of ON CONFLICT and no replica \
         identity. The statement that builds it again is at hand."
    } else {
        "Its counters stand still on the primary and on every replica; it is not unique, no upsert counts on it, and no hint names \
         it. The statement that builds it again is at hand."
    };
    if d.is_postgresql() {
        let counters = d.subject.fill(
            "SELECT i.indisunique, s.idx_scan FROM pg_index i JOIN pg_stat_user_indexes s USING (indexrelid) WHERE s.indexrelname = \
             '{index:text}';",
            d.server.dialect,
        );
        d.manual(Phase::Migrate, "Watch the counters of the index for as long as the rarest job takes to come round.")
            .check(counters)
            .takes("Days: the monthly report counts too.");
        d.online(Phase::Contract, format!("DROP INDEX CONCURRENTLY {index};"))
            .gate(gate)
            .answers(Question::NeedsIndex, false)
            .takes("It waits for the statements that are running; nobody waits for it.")
            .back("Build it again CONCURRENTLY.");
        return;
    }
    let index = d.index();
    if d.server.is_mysql(8, 0, 0) {
        d.sql(Phase::Expand, format!("ALTER TABLE {table} ALTER INDEX {index} INVISIBLE;"))
            .gate("No hint names it: FORCE INDEX on an invisible index fails.")
            .back("VISIBLE again, at once: the index is kept up to date all the while.");
        d.manual(
            Phase::Migrate,
            "Leave it invisible for as long as the rarest job takes to come round, and watch slow queries.",
        )
        .takes("Days: the monthly report counts too.");
    }
    d.sql(Phase::Contract, format!("ALTER TABLE {table} DROP INDEX {index}, ALGORITHM=INPLACE, LOCK=NONE;"))
        .gate(gate)
        .answers(Question::NeedsIndex, false)
        .back("Build it again in place.");
}

/// A query that finds builds that failed.
fn invalid() -> String {
    "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid;".to_owned()
}
