//! The plans for columns.

use super::super::ChangeType;
use super::super::question::Question;
use super::draft::{Draft, missing, with_end};
use super::step::{Phase, Step};

const UNUSED: &str = "A search through the code and the statements of the last days shows that no release which may still come \
                      back names it.";

/// A column whose default is computed for each row.
pub(super) fn computed_column(d: &mut Draft) {
    let (table, column) = (d.object(), d.column());
    let default = d.subject.default.clone().unwrap_or_else(|| missing("the default"));
    let data_type = d.data_type();
    // A literal needs no brackets in MySQL, and before 8.0.13 it takes none.
    let written = if d.is_postgresql() || d.subject.is_constant { default.clone() } else { bracketed(&default) };
    let name = d.column_name().to_owned();
    let set = format!("ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {written};");
    if d.server.adds_columns_at_once() {
        d.sql(Phase::Expand, format!("ALTER TABLE {table} ADD COLUMN {column} {data_type};\n{set}"))
            .back("Leave the column: nobody uses it.");
    } else {
        d.add_column(&name);
        d.sql(Phase::Expand, set).back("Leave the column: nobody uses it.");
    }
    d.fill(&column, &default, &format!("{column} IS NULL"));
    if d.subject.is_required {
        forbid_null(d);
    }
    d.deploy("uses the column.").gate("No row is left without a value.").check(nulls(&table, &column));
}

/// NOT NULL, on a new column or an old one.
pub(super) fn not_null(d: &mut Draft) {
    let (table, column) = (d.object(), d.column());
    if let Some(line) = d.subject.checked_by {
        let run = d.run();
        d.note(format!(
            "The script takes these steps itself: the check of line {line} spares this statement its scan. Run it in a \
             transaction of its own, behind the plan for that line."
        ));
        d.deploy("always writes a value into the column: the same release as in the plan for the check.");
        d.sql(Phase::Migrate, run)
            .gate("The check is validated; no instance of a release that writes NULL is left, and none may come back.")
            .spares_scan()
            .answers(Question::WritesNull, false)
            .check(nulls(&table, &column))
            .back("DROP NOT NULL: nothing is lost.")
            .floor(1);
        return;
    }
    if d.change == ChangeType::AddColumnNotNullNoDefault {
        d.note(
            "A constant default makes it one step: ADD COLUMN … NOT NULL DEFAULT …, and the default stays in the database for as \
             long as the previous release may come back.",
        );
        d.add_own_column();
    }
    d.deploy("always writes a value into the column, in every insert and update.");
    match d.subject.default.clone() {
        Some(value) => d.fill(&column, &value, &format!("{column} IS NULL")),
        None => d.manual(
            Phase::Migrate,
            format!("Decide what stands in {column} for the rows that have NULL, and write it in batches."),
        ),
    }
    .check(nulls(&table, &column));
    forbid_null(d);
}

/// Forbids NULL once nobody writes it.
fn forbid_null(d: &mut Draft) {
    let (table, column, data_type) = (d.object(), d.column(), d.data_type());
    let repeats = match &d.subject.default {
        // The plan has put an expression in brackets, as MySQL wants it.
        Some(default) if !d.subject.is_constant => format!(" DEFAULT {}", bracketed(default)),
        _ => d.repeats(),
    };
    let gate = "No row holds NULL, twice, some days apart; no instance of a release that writes NULL is left, and none may come \
                back.";
    let floor = d.released();
    if !d.is_postgresql() {
        d.online(
            Phase::Migrate,
            format!("ALTER TABLE {table} MODIFY COLUMN {column} {data_type} NOT NULL{repeats}, ALGORITHM=INPLACE, LOCK=NONE;"),
        )
        .gate(format!("{gate} The type repeats the whole definition that SHOW CREATE TABLE tells."))
        .answers(Question::WritesNull, false)
        .answers(Question::RestatesAndWidens, true)
        .check(nulls(&table, &column))
        .back("MODIFY it back to NULL: nothing is lost.")
        .floor(floor);
        return;
    }
    let name = d.quoted(&d.made_up("not_null"));
    let is_18 = d.server.is_postgresql(18);
    let rule = if is_18 { format!("NOT NULL {column}") } else { format!("CHECK ({column} IS NOT NULL)") };
    d.sql(Phase::Migrate, format!("ALTER TABLE {table} ADD CONSTRAINT {name} {rule} NOT VALID;"))
        .gate(gate)
        .answers(if is_18 { Question::WritesNull } else { Question::ViolatesCheck }, false)
        .back("Drop the constraint: nothing is lost.")
        .floor(floor);
    d.online(Phase::Migrate, format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name};"))
        .check(nulls(&table, &column))
        .back("It changes nothing when it fails. Fill the rows that it names and try again.");
    if is_18 {
        return;
    }
    if !d.server.trusts_checks_for_not_null() {
        d.note_also("Leave it at the check: before PostgreSQL 12 SET NOT NULL reads every row while everybody waits.");
        return;
    }
    d.sql(
        Phase::Migrate,
        format!(
            "BEGIN;\nALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\nALTER TABLE {table} DROP CONSTRAINT \
             {name};\nCOMMIT;"
        ),
    )
    .gate("The check is validated, so the server trusts it and reads no row.")
    .spares_scan()
    .answers(Question::WritesNull, false)
    .answers(Question::NeedsConstraint, false)
    .back("DROP NOT NULL: nothing is lost.");
}

/// Another name for a column.
pub(super) fn rename_column(d: &mut Draft) {
    let to = d.subject.to.as_ref().map_or_else(|| missing("the new name"), |to| to.name.clone());
    d.note(
        "The shortcut: keep the name in the database and change it in the mapping of the code only. Nothing has to be migrated.",
    );
    let kept = d.subject.definition.is_some();
    if kept {
        d.note_also("The statement restates the column as well: the second column gets what it says, and the first stays as it is.");
    }
    second_column(d, &to, "uses the new name alone, to read and to write.");
}

/// Another type or collation, in a second column.
pub(super) fn change_type(d: &mut Draft) {
    if d.change == ChangeType::RenameType {
        rename_type(d);
        return;
    }
    let name = with_end(d.column_name(), "new");
    d.note(if d.is_postgresql() {
        "When the old type is known and only grows in the catalogue (a longer varchar, varchar to text, a numeric with more \
         digits at the same scale), one statement is enough. Recycle the connections afterwards: prepared statements fail once."
    } else {
        "When only the comment, the default or an appended label changes, one statement with ALGORITHM=INSTANT is enough; for a \
         longer VARCHAR on the same side of 255 bytes, ALGORITHM=INPLACE, LOCK=NONE. The server refuses where it is not so."
    });
    let (old, new) = (d.column(), d.quoted(&name));
    d.note_also(&format!(
        "The column ends as {new}, and the name {old} goes with the old one: the mapping of the code keeps the name that people \
         know, or the plan for a rename gives it back."
    ));
    second_column(
        d,
        &name,
        "uses the second column alone. Behind a flag, it stores only values that the old type can hold for as long as the release \
         before may come back.",
    );
}

/// A second column that is kept like the first by a trigger, until nobody needs the first any more.
fn second_column(d: &mut Draft, name: &str, release: &str) {
    let (table, old, new) = (d.object(), d.column(), d.quoted(name));
    d.add_column(name);
    let trigger = d.quoted(&d.made_up("sync"));
    let function = d.beside(&d.made_up("sync"));
    keep_alike(d, &old, &new);
    let differs =
        if d.is_postgresql() { format!("{new} IS DISTINCT FROM {old}") } else { format!("NOT ({new} <=> {old})") };
    d.fill(&new, &old, &format!("{new} IS NULL AND {old} IS NOT NULL"))
        .check(format!("SELECT count(*) FROM {table} WHERE {differs};"));
    carry_over(d, &old, &new);
    d.deploy(release).gate("No row is left in which the two columns differ.");
    if !d.is_postgresql() {
        d.note_also("Where the old column is NOT NULL without a default, R1 writes it as well: MySQL may refuse the insert otherwise.");
    }
    let gate = "The two columns never differed since the release. What a bake of some days, and the statements of that time, show: \
                nothing names the old column.";
    if d.is_postgresql() {
        // In one transaction, so that no insert meets a required column without its trigger. The default comes now: before, it
        // would have overwritten what a release stores in the old column alone.
        let default = match d.subject.default.as_ref() {
            Some(default) => format!("ALTER TABLE {table} ALTER COLUMN {new} SET DEFAULT {default};\n"),
            None => String::new(),
        };
        d.sql(
            Phase::Contract,
            format!(
                "BEGIN;\nDROP TRIGGER {trigger} ON {table};\nDROP FUNCTION {function}();\n{default}ALTER TABLE {table} DROP COLUMN \
                 {old};\nCOMMIT;"
            ),
        )
        .gate(gate)
        .answers(Question::SameWithTrigger, true)
        .answers(Question::StillUsed, false)
        .back("Before it there is nothing to take back. After it, the second column holds every value.")
        .floor(1);
        return;
    }
    let old_type = missing("the old type");
    d.online(
        Phase::Contract,
        format!("ALTER TABLE {table} MODIFY COLUMN {old} {old_type} NULL, ALGORITHM=INPLACE, LOCK=NONE;"),
    )
    .gate(format!("{gate} The type repeats the definition that SHOW CREATE TABLE tells, all but NOT NULL."))
    .answers(Question::RestatesAndWidens, true)
    .answers(Question::ReadsNull, true)
    .back("MODIFY it back to what it was.")
    .floor(1);
    let [on_insert, on_update] = ["on_insert", "on_update"].map(|when| d.beside(&d.made_up(when)));
    d.sql(
        Phase::Contract,
        format!(
            "DROP TRIGGER {on_insert};\nDROP TRIGGER {on_update};\nALTER TABLE {table} DROP COLUMN {old}, ALGORITHM=INPLACE, \
             LOCK=NONE;"
        ),
    )
    .gate(gate)
    .answers(Question::SameWithTrigger, true)
    .answers(Question::StillUsed, false)
    .takes("It grows with the table; reads and writes go on.")
    .back("Before it there is nothing to take back. After it, the second column holds every value.");
    let restated = d.subject.definition.clone().map(|_| {
        let required = if d.subject.is_required { " NOT NULL" } else { " NULL" };
        format!("{}{required}{}", d.data_type(), d.repeats())
    });
    let definition = restated.unwrap_or_else(|| missing("all that SHOW CREATE TABLE told of the old column"));
    d.online(
        Phase::Contract,
        format!("ALTER TABLE {table} MODIFY COLUMN {new} {definition}, ALGORITHM=INPLACE, LOCK=NONE;"),
    )
    .gate("No row of the new column holds NULL where the definition forbids it; R1 writes the column in every insert.")
    .answers(Question::RestatesAndWidens, true)
    .answers(Question::WritesNull, false)
    .back("MODIFY it back: nothing is lost.");
}

/// What the old column has beside its values has to be given to the new one before a release reads that.
fn carry_over(d: &mut Draft, old: &str, new: &str) {
    let (online, look) = if d.is_postgresql() {
        let look = "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = \
                    ANY (i.indkey) WHERE i.indrelid = '{table:written}'::regclass AND a.attname = '{column:text}';";
        ("its indexes CONCURRENTLY, its NOT NULL, checks and foreign keys NOT VALID and then validated", look)
    } else {
        ("its indexes and keys with ALGORITHM=INPLACE, LOCK=NONE, its foreign keys", "SHOW CREATE TABLE {table};")
    };
    let look = d.subject.fill(look, d.server.dialect);
    d.manual(
        Phase::Migrate,
        format!(
            "Give {new} what {old} has: {online}, its comment and its grants. Views and functions that name {old} name {new} as \
             well. The default waits for the contract step: before, it would overwrite what a release writes into {old}."
        ),
    )
    .check(look)
    .takes("As long as its indexes take to be built; reads and writes go on.")
    .back("Leave them: nobody reads the new column yet.");
}

/// A trigger that writes each of two columns into the other.
fn keep_alike<'d>(d: &'d mut Draft, old: &str, new: &str) -> &'d mut Step {
    let table = d.object();
    let trigger = d.quoted(&d.made_up("sync"));
    let function = d.beside(&d.made_up("sync"));
    let sql = if d.is_postgresql() {
        // Before version 11 the word was PROCEDURE.
        let word = if d.server.is_postgresql(11) { "FUNCTION" } else { "PROCEDURE" };
        format!(
            "BEGIN;\nCREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF TG_OP = 'INSERT' THEN\n    \
             IF NEW.{new} IS NULL THEN NEW.{new} := NEW.{old};\n    ELSE NEW.{old} := NEW.{new};\n    END IF;\n  ELSIF \
             NEW.{old} IS DISTINCT FROM OLD.{old} THEN NEW.{new} := NEW.{old};\n  ELSIF NEW.{new} IS DISTINCT FROM OLD.{new} \
             THEN NEW.{old} := NEW.{new};\n  END IF;\n  RETURN NEW;\nEND\n$$;\nCREATE TRIGGER {trigger} BEFORE INSERT OR \
             UPDATE ON {table} FOR EACH ROW EXECUTE {word} {function}();\nCOMMIT;"
        )
    } else {
        let [on_insert, on_update] = ["on_insert", "on_update"].map(|when| d.beside(&d.made_up(when)));
        format!(
            "CREATE TRIGGER {on_insert} BEFORE INSERT ON {table} FOR EACH ROW SET NEW.{new} = COALESCE(NEW.{new}, NEW.{old}), \
             NEW.{old} = NEW.{new};\nCREATE TRIGGER {on_update} BEFORE UPDATE ON {table} FOR EACH ROW SET \
             NEW.{new} = IF(NEW.{new} <=> OLD.{new}, NEW.{old}, NEW.{new}), NEW.{old} = IF(NEW.{old} <=> OLD.{old}, NEW.{new}, \
             NEW.{old});"
        )
    };
    d.sql(Phase::Expand, sql)
        .gate(
            "The previous release's tests pass with the trigger in place, with values at both ends of the range, and its writes \
             are not slower than they may be.",
        )
        .answers(Question::SameWithTrigger, true)
        .back("Drop the trigger: nobody reads the second column yet.")
}

/// A type under another name: a second type, since a cast names it.
fn rename_type(d: &mut Draft) {
    let (old, to) = (d.object(), d.to());
    d.manual(Phase::Expand, format!("Create {to} with the definition of {old}, and leave {old} as it is."))
        .back("Leave the new type: nobody uses it.");
    d.deploy("casts to the new name alone.");
    d.manual(
        Phase::Migrate,
        format!("Move each column of the type {old} to {to} by way of a second column, as a change of type."),
    );
    d.sql(Phase::Contract, format!("DROP TYPE {old};"))
        .gate(UNUSED)
        .answers(Question::StillUsed, false)
        .back("Create the type again.")
        .floor(1);
}

/// A default or an identity.
pub(super) fn default(d: &mut Draft) {
    let column = d.column();
    let run = d.run();
    if d.change == ChangeType::DropIdentity {
        d.deploy("always sends its own numbers for the column.");
        d.sql(Phase::Contract, run)
            .gate("No release that may still come back leaves the number to the server.")
            .answers(Question::StillUsed, false)
            .back("Make it an identity again, and set its sequence above the highest number.")
            .floor(1);
        return;
    }
    if d.change == ChangeType::AddIdentity {
        d.note("Say GENERATED BY DEFAULT: GENERATED ALWAYS rejects the numbers that the previous release sends.");
        let highest = d.subject.fill("SELECT max({column}) FROM {table};", d.server.dialect);
        d.sql(Phase::Expand, run)
            .gate(format!(
                "It is GENERATED BY DEFAULT, and it starts so far above the highest number of {column} that the previous release \
                 does not reach it while it may come back."
            ))
            .answers(Question::SendsOwnNumbers, false)
            .check(highest)
            .back("Drop the identity before any release counts on it.");
        d.deploy("leaves the number to the server.");
        return;
    }
    d.deploy("always sends the column in its inserts, whatever the default is.");
    d.sql(Phase::Migrate, run)
        .gate("No instance of a release that leaves the column out is left, and none may come back.")
        .answers(Question::OmitsColumn, false)
        .back("Set the old default again: nothing is lost.")
        .floor(1);
    d.deploy("may leave the column out.");
}

/// A generated column.
pub(super) fn generated(d: &mut Draft) {
    let (table, column, data_type, expression) = (d.object(), d.column(), d.data_type(), d.expression());
    if d.change == ChangeType::DropGeneratedExpression {
        let name = with_end(d.column_name(), "new");
        let new = d.quoted(&name);
        d.add_column(&name);
        d.deploy(&format!("writes {new} beside the generated column."));
        d.fill(&new, &column, &format!("{new} IS NULL"));
        d.deploy(&format!("reads {new} alone."))
            .gate("No row is left without a value; no instance of the release before R1 is left.")
            .floor(1);
        d.sql(Phase::Contract, format!("ALTER TABLE {table} DROP COLUMN {column};"))
            .gate(UNUSED)
            .answers(Question::StillUsed, false)
            .back("Add the generated column again: its values are computed.")
            .floor(2);
        return;
    }
    if d.server.has_virtual_columns() {
        d.note("A virtual column is computed when it is read, so no row is written and nobody waits.");
        d.sql(
            Phase::Expand,
            format!("ALTER TABLE {table} ADD COLUMN {column} {data_type} GENERATED ALWAYS AS ({expression}) VIRTUAL;"),
        )
        .back("Leave the column: nobody uses it.");
        d.deploy("uses the column.");
        return;
    }
    let name = d.column_name().to_owned();
    d.add_column(&name);
    let trigger = d.quoted(&d.made_up("fill"));
    let function = d.beside(&d.made_up("fill"));
    let word = if d.server.is_postgresql(11) { "FUNCTION" } else { "PROCEDURE" };
    d.sql(
        Phase::Expand,
        format!(
            "BEGIN;\nCREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  NEW.{column} := (SELECT \
             {expression} FROM (SELECT NEW.*) AS new_row);\n  RETURN NEW;\nEND\n$$;\nCREATE TRIGGER {trigger} BEFORE INSERT OR \
             UPDATE ON {table} FOR EACH ROW EXECUTE {word} {function}();\nCOMMIT;"
        ),
    )
    .gate("The expression cannot fail for a value that the previous release writes.")
    .answers(Question::SameWithTrigger, true)
    .back("Drop the trigger: nobody reads the column yet.");
    d.fill(&column, &expression, &format!("{column} IS NULL"));
    d.deploy("reads the column.").gate("No row is left without a value.");
}

/// A column that goes.
pub(super) fn drop_column(d: &mut Draft) {
    if d.change == ChangeType::DropType {
        let run = d.run();
        d.deploy("names the type no more: no cast, no column, no parameter.");
        d.manual(Phase::Migrate, "Move each column of the type to another one by way of a second column.")
            .back("Leave both columns.");
        d.sql(Phase::Contract, run)
            .gate(format!("No column has the type any more. {UNUSED}"))
            .answers(Question::StillUsed, false)
            .back("Create the type again from its definition.")
            .floor(1);
        return;
    }
    let (table, column) = (d.object(), d.column());
    d.deploy("reads the column no more: explicit lists of columns, and the column on the list of those to be ignored.");
    let sql = if d.is_postgresql() {
        format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL;")
    } else {
        format!("ALTER TABLE {table} MODIFY COLUMN {column} {} NULL, ALGORITHM=INPLACE, LOCK=NONE;", d.data_type())
    };
    let is_postgresql = d.is_postgresql();
    let step = d.sql(Phase::Migrate, sql);
    if !is_postgresql {
        step.answers(Question::RestatesAndWidens, true).takes("It grows with the table; reads and writes go on.");
    }
    step.gate(
            "No instance of the release before R1 is left, and none may come back: it would read a NULL. Leave the step out where \
             the column may be NULL already, or has a default.",
        )
        .answers(Question::ReadsNull, true)
        .back("Set it NOT NULL again, as long as no row holds NULL.")
        .floor(1);
    d.deploy("writes the column no more.");
    let kept = d.beside(&d.made_up("kept"));
    match d.subject.key.as_ref().map(|key| d.quoted(key)) {
        Some(key) => {
            d.keep(Phase::Migrate, &kept, &format!("{key}, {column}"), &format!("{column} IS NOT NULL"))
        }
        None => d.manual(
            Phase::Migrate,
            format!(
                "Keep what stands in {column} for a while. Write what stands between ‹ and ›, then run: CREATE TABLE {kept} AS \
                 SELECT ‹the key›, {column} FROM {table} WHERE {column} IS NOT NULL;"
            ),
        )
        .takes("It grows with the table, which is read once."),
    }
    .back("Drop the copy.");
    let drop = if d.is_postgresql() {
        format!("ALTER TABLE {table} DROP COLUMN {column};")
    } else if d.server.is_mysql(8, 0, 29) {
        format!("ALTER TABLE {table} DROP COLUMN {column}, ALGORITHM=INSTANT;")
    } else {
        format!("ALTER TABLE {table} DROP COLUMN {column}, ALGORITHM=INPLACE, LOCK=NONE;")
    };
    let is_long = !d.is_postgresql() && !d.server.is_mysql(8, 0, 29);
    let step = d.sql(Phase::Contract, drop);
    if is_long {
        step.takes("It grows with the table; reads and writes go on, and replicas lag for as long.");
    }
    step.gate(
            "No statement of the last days names the column; no view, function or report depends on it; a restore of the backup \
             has been tried.",
        )
        .answers(Question::StillUsed, false)
        .back("Before it there is nothing to do. After it, add the column again and fill it from the copy.")
        .floor(2);
}

/// A column of type json.
pub(super) fn jsonb(d: &mut Draft) {
    d.note("jsonb can be compared, so a query over whole rows goes on as before. It does not keep spaces or the order of keys.");
    let mut definition = "jsonb".to_owned();
    if let Some(default) = d.subject.default.as_ref().filter(|_| d.subject.is_constant) {
        definition.push_str(&format!(" DEFAULT {default}"));
        if d.subject.is_required {
            definition.push_str(" NOT NULL");
        }
    }
    let name = d.column_name().to_owned();
    if !d.subject.is_there {
        d.add_column_of(&name, &definition);
    }
    d.deploy("uses the column.");
}

/// How many rows have nothing there.
fn nulls(table: &str, column: &str) -> String {
    format!("SELECT count(*) FROM {table} WHERE {column} IS NULL;")
}

/// As MySQL wants a default that is an expression.
fn bracketed(default: &str) -> String {
    if default.starts_with('(') { default.to_owned() } else { format!("({default})") }
}
