//! The plans for rows, rights and copies, and those that are one statement.

use super::super::ChangeType;
use super::super::question::Question;
use super::columns;
use super::draft::{Draft, missing, with_end};
use super::step::Phase;

/// The statement itself, with a bound on how long it queues.
pub(super) fn additive(d: &mut Draft) {
    match d.change {
        ChangeType::LockTable => {
            d.manual(
                Phase::Expand,
                "Leave the lock out: each statement takes the one that it needs, for as long as it needs it.",
            );
        }
        // An older PostgreSQL has none: a plain column and a trigger do it.
        ChangeType::AddColumnGeneratedVirtual if !d.server.has_virtual_columns() => columns::generated(d),
        ChangeType::Maintenance | ChangeType::RebuildTable => maintenance(d),
        // Before PostgreSQL 11 a default writes every row anew: the column comes empty and is filled.
        ChangeType::AddColumnDefault | ChangeType::AddColumnNotNullDefault if !d.server.keeps_defaults_in_catalog() => {
            columns::computed_column(d);
        }
        ChangeType::CreateTableAs => create_as(d),
        ChangeType::AddPartition => {
            d.note("A new partition of HASH or KEY moves rows into it: MySQL copies, and writes wait.");
            shadow_copy(d);
        }
        ChangeType::CreateMatview => {
            let run = d.run();
            d.online(Phase::Expand, run)
                .aside("Alone in its transaction: a lock that was taken before is held for as long as the query runs.")
                .takes("As long as its query; reads and writes go on.")
                .back("Drop the view: nobody uses it.");
        }
        _ => {
            let run = d.run();
            d.sql(Phase::Expand, run).back("Leave what it added; do not drop it during an incident.");
        }
    }
}

/// What tidies up or writes the same rows anew.
fn maintenance(d: &mut Draft) {
    if !d.is_postgresql() {
        let run = d.run();
        d.note("A tool that copies online can be throttled and stopped.");
        d.online(Phase::Expand, run)
            .gate("A quiet hour, and a limit for the lag of the replicas.")
            .back("Stop it: nothing is lost.");
        return;
    }
    let (words, table) = (d.subject.statement.to_lowercase(), d.object());
    if !words.starts_with("cluster") && !words.contains("full") {
        let run = d.run();
        d.online(Phase::Expand, run)
            .aside("Run it outside a transaction, and not behind other statements that hold a lock.")
            .back("Stop it: nothing is lost.");
        return;
    }
    d.note(
        "There is no online form of it: it takes ACCESS EXCLUSIVE and writes every row anew, and reads and writes wait as long. A \
         plain VACUUM makes the room usable again, if not smaller, and nobody waits.",
    );
    d.manual(
        Phase::Expand,
        format!("Repack {table} with pg_repack or pg_squeeze, which copy beside the table and swap in a moment."),
    )
    .gate("The table has a primary key, and there is disk for a second copy of it and of its indexes.")
    .takes("It grows with the table; reads and writes go on until the swap.")
    .back("Stop it, and drop what the tool has left behind.");
    d.manual(
        Phase::Expand,
        "Where no such tool is at hand: announce a window, set lock_timeout, and run the statement in it as it is.",
    )
    .takes("It grows with the table, and reads and writes wait as long: measure it on a copy first.")
    .back("Cancel it: the table stays as it was.");
}

/// A table that is made of the rows of another.
fn create_as(d: &mut Draft) {
    let table = d.object();
    d.manual(
        Phase::Expand,
        format!(
            "Create {table} empty, with the columns and keys that it needs: CREATE TABLE … AS copies none of its keys."
        ),
    )
    .takes("A moment.")
    .back("Drop the table: nobody uses it.");
    d.manual(
        Phase::Migrate,
        format!("Copy the rows into {table} in ranges of the key, under READ COMMITTED, and commit each range."),
    )
    .takes("It grows with the rows. Wait between ranges while replicas lag.")
    .back("Stop. What is copied stays, and the next run goes on from there.");
}

/// The statement as it is, once its question is answered.
pub(super) fn ask(d: &mut Draft) {
    let answer = d.own_answer();
    let run = d.run();
    if d.change == ChangeType::UnclosedTransaction {
        d.manual(Phase::Migrate, "Write COMMIT at the end of the file.")
            .back("Close the connection: what is open is undone.");
        return;
    }
    let words = answer.map(|(question, _)| question.asked().evidence).unwrap_or_default();
    let restates = d.change == ChangeType::ReorderColumn;
    let step = if restates {
        let run = run.trim_end_matches(';');
        d.online(Phase::Migrate, format!("{run}, ALGORITHM=INPLACE, LOCK=NONE;"))
    } else {
        d.sql(Phase::Migrate, run)
    };
    if restates {
        step.answers(Question::RestatesAndWidens, true);
    }
    step.gate(words).back("Run the inverse: the definition before it is kept beside the evidence.");
    if let Some((question, is_yes)) = answer {
        step.answers(question, is_yes);
    }
}

/// Code that is not analysed.
pub(super) fn by_hand(d: &mut Draft) {
    d.note("What cannot be read from the script never turns green by itself.");
    d.manual(Phase::Expand, "Write what it does as plain statements, and have those judged.");
    d.manual(
        Phase::Expand,
        "Where that cannot be: have it read by somebody who knows the previous release, and run against a copy.",
    )
    .gate("Who read it, when, and the log of the run against a copy.")
    .back("A restore point from just before it.");
}

/// Rows that are filled or changed.
pub(super) fn backfill(d: &mut Draft) {
    let (table, condition) = (d.object(), d.subject.expression.clone());
    if matches!(d.change, ChangeType::BackfillNewColumn | ChangeType::CopyRows) {
        d.manual(
            Phase::Migrate,
            "Run it outside the transaction of the schema change, in ranges of the key, and commit each: it can stop and go on, and a \
             row that is done is not done twice.",
        )
        .takes("It grows with the table. Wait between batches while replicas lag.")
        .back("Stop. What is done stays, and the next run goes on from there.");
        return;
    }
    if d.subject.is_once_only {
        new_column(d);
        return;
    }
    d.note(
        "Never change the meaning of a column that is in use: where the new values mean something else, write them into a new \
         column, and let the next release read that one.",
    );
    let kept = d.object_with("kept");
    let updates = d.change == ChangeType::UpdateRows;
    let condition =
        condition.unwrap_or_else(|| if updates { "true".to_owned() } else { missing("the rows that change") });
    d.keep(Phase::Expand, &kept, "*", &condition);
    d.deploy("understands the old values and the new ones alike.");
    d.manual(
        Phase::Migrate,
        format!(
            "Run the statement on {table} in ranges of the key, ten thousand rows at a time, and commit each. It sets the same \
             values when it is run again, so it may stop and go on."
        ),
    )
    .gate(
        "No instance of the release before R1 is left, and none may come back. The copy holds every row that changes.",
    )
    .takes("It grows with the number of rows that change. Wait between batches while replicas lag.")
    .back("Write the values back from the copy, unless somebody has changed the row since.")
    .floor(1);
}

/// An UPDATE that computes a value from the one that it replaces: run twice, it would do so twice, and nobody can tell which row
/// holds which. The new values go into columns of their own.
fn new_column(d: &mut Draft) {
    let (table, sets) = (d.object(), d.subject.sets.clone());
    let condition = d.subject.expression.clone();
    d.note(
        "Run twice, the statement would compute twice, and no row says which value it holds. So the new values go into a column \
         of their own: a row without one is still to be done, and a run that breaks off goes on where it was.",
    );
    let names: Vec<(String, String)> =
        sets.iter().map(|(column, _)| (d.quoted(column), d.quoted(&with_end(column, "new")))).collect();
    let data_type = missing("the type of the column");
    for (column, _) in &sets {
        d.add_column_of(&with_end(column, "new"), &data_type);
    }
    let told = |pick: fn(&(String, String)) -> &String| names.iter().map(pick).cloned().collect::<Vec<_>>().join(", ");
    let (old, new) = (told(|name| &name.0), told(|name| &name.1));
    d.deploy(&format!("writes both: {old} with its old meaning, and {new} with the new one. It still reads {old}."));
    let values: Vec<String> = sets
        .iter()
        .zip(&names)
        .map(|((_, value), (column, name))| match &condition {
            Some(condition) => format!("{name} = CASE WHEN {condition} THEN {value} ELSE {column} END"),
            None => format!("{name} = {value}"),
        })
        .collect();
    let still = |(column, name): &(String, String)| format!("{name} IS NULL AND {column} IS NOT NULL");
    let open = names.iter().map(|name| format!("({})", still(name))).collect::<Vec<_>>().join(" OR ");
    let open = if names.len() == 1 { still(&names[0]) } else { format!("({open})") };
    d.update(&values.join(", "), &open)
        .gate("No instance of the release before R1 is left: it would write the old column alone. No release reads the new one yet.")
        .answers(Question::NewValuesUnderstood, true)
        .check(format!("SELECT count(*) FROM {table} WHERE {open};"))
        .floor(1);
    d.deploy(&format!("reads {new} alone, and still writes both."))
        .gate("No row is left without its new value; a sample was computed again and compared.");
    d.release(Phase::Contract, &format!("writes {new} alone."))
        .gate("Nobody reads the old meaning any more: jobs, reports and exports were asked.")
        .floor(2);
    d.manual(Phase::Contract, format!("Drop {old} by the plan for dropping a column."))
        .back("Before it there is nothing to take back. After it, restore the column from its copy.");
}

/// Rows that go.
pub(super) fn delete(d: &mut Draft) {
    let table = d.object();
    let silent = "The export was restored somewhere. Nobody needs the rows any more, and nothing points to them.";
    if matches!(d.change, ChangeType::TruncateTable | ChangeType::TruncatePartition) {
        let run = d.run();
        d.deploy("needs the rows no more.");
        d.manual(Phase::Migrate, format!("Write a dump of {table}, restore it somewhere, and keep its checksum."))
            .takes("It grows with the table.");
        d.sql(Phase::Contract, run).gate(silent).answers(Question::StillUsed, false).back("Load the dump.").floor(1);
        return;
    }
    let kept = d.object_with("kept");
    let condition = if d.change == ChangeType::DeleteAllRows { "true".to_owned() } else { d.expression() };
    d.deploy("needs the rows no more.");
    d.keep(Phase::Migrate, &kept, "*", &condition);
    let rows = d.rows(if condition == "true" { "" } else { &condition });
    d.batch(Phase::Contract, format!("DELETE FROM {table} WHERE {rows};"))
        .gate(silent)
        .answers(Question::NeedsDeletedRows, false)
        .check(format!("SELECT count(*) FROM {table} WHERE {condition};"))
        .back("Insert the rows again from the copy.")
        .floor(1);
}

/// Rights, owners and policies.
pub(super) fn privileges(d: &mut Draft) {
    let answer = d.own_answer();
    let run = d.run();
    d.manual(
        Phase::Expand,
        "Create a second role with the rights that the releases need from now on, beside the one in use.",
    )
    .back("Leave the role: nobody uses it.");
    d.deploy("logs in with the second role.");
    let sessions = if d.is_postgresql() {
        "SELECT usename, count(*) FROM pg_stat_activity GROUP BY usename;"
    } else {
        "SELECT user, count(*) FROM information_schema.processlist GROUP BY user;"
    };
    let step = d.sql(Phase::Contract, run);
    if let Some((question, is_yes)) = answer {
        step.answers(question, is_yes);
    }
    step.gate(
        "No session of the first role since a bake of some days; the counts of rows that R1 sees are those of before.",
    )
    .check(sessions)
    .back("Grant again what was taken, or switch it back.")
    .floor(1);
}

/// A copy of the table that takes its place.
pub(super) fn shadow_copy(d: &mut Draft) {
    let table = d.object();
    let answer = d.own_answer();
    d.note(if d.is_postgresql() {
        "pgroll, or a tool like pg_repack, does the copying. Ask first: foreign keys? triggers? replication? a unique key that is added?"
    } else {
        "gh-ost or pt-online-schema-change does the copying. Ask first: foreign keys? triggers? how is it replicated? A unique key that \
         is added loses duplicates without a word. gh-ost can keep the old table up to date for a way back."
    });
    let copy = d.object_with("copy");
    d.manual(
        Phase::Expand,
        format!("Create {copy} with the shape of {table} and the change in it, and let every write reach both."),
    )
    .back("Drop the copy: nobody reads it.");
    d.manual(Phase::Migrate, format!("Copy the rows of {table} in ranges of the key, and wait while replicas lag."))
        .check(format!("SELECT (SELECT count(*) FROM {table}) AS old_rows, (SELECT count(*) FROM {copy}) AS new_rows;"))
        .takes("It grows with the table: hours for a big one. Reads and writes go on.")
        .back("Stop, and drop the copy.");
    let words = answer.map(|(question, _)| question.asked().evidence).unwrap_or_default();
    let swap = d.manual(
        Phase::Migrate,
        format!("Swap {copy} for {table} in one moment, and let every write still reach the old one."),
    );
    swap.gate(format!("Both hold the same rows, and the same keys, grants and triggers. {words}").trim().to_owned())
        .back("Swap back: the old table got every write.");
    if let Some((question, is_yes)) = answer {
        swap.answers(question, is_yes);
    }
    let gate = "The rollback window is over and nobody swapped back.";
    d.manual(Phase::Contract, "Stop writing into the old table, keep a dump of it, and drop it.")
        .gate(gate)
        .back("Before it: swap back. After it: restore the dump.");
}

/// Another character set.
pub(super) fn charset(d: &mut Draft) {
    let changed = d.subject.fill(Question::TextFitsCharset.asked().mysql, d.server.dialect);
    d.manual(
        Phase::Expand,
        "Report the texts that change when they are converted, and the duplicates under the new collation.",
    )
    .check(changed)
    .back("Nothing was changed.");
    shadow_copy(d);
    d.note(
        "MySQL copies the table when the encoding differs, and writes wait. Convert a copy, and let the connections say the new \
         character set before the tables have it.",
    );
}
