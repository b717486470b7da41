//! The plans for tables, views, routines, triggers, types and partitions.

use super::super::ChangeType;
use super::super::question::Question;
use super::draft::{Draft, missing, with_end};
use super::step::Phase;
use super::subject::text;

const SILENT: &str = "No statement of the last days names it, on the primary and on every replica; what depends on it is listed and \
                      empty.";

/// Another name for a table, a view or a schema.
pub(super) fn rename_table(d: &mut Draft) {
    let (old, to) = (d.object(), d.to());
    let uses = "uses the new name alone.";
    let view_gate = "All statements of the previous release work through the view: no TRUNCATE, no COPY into it, no DDL. Foreign keys, \
                     grants, row level security and replication follow the table; tools outside were asked.";
    match d.change {
        ChangeType::RenameView => {
            let query = d.subject.query.clone().unwrap_or_else(|| missing("what the view selects"));
            d.sql(Phase::Expand, format!("CREATE VIEW {to} AS {query};")).back("Leave the new view: nobody uses it.");
            d.deploy(uses);
            d.sql(Phase::Contract, format!("DROP VIEW {old};"))
                .gate(SILENT)
                .answers(Question::StillUsed, false)
                .back("Create the view again from its definition.")
                .floor(1);
        }
        ChangeType::RenameSchema => {
            d.note("A schema has no second name. Its tables move one by one, each behind a view under its old name.");
            d.sql(Phase::Expand, format!("CREATE SCHEMA {to};")).back("Leave the empty schema.");
            d.manual(
                Phase::Migrate,
                format!("Move each table of {old} to {to} as a table is moved, and leave a view under its old name."),
            );
            d.deploy(uses);
            d.manual(Phase::Contract, format!("Drop the views in {old}, and the schema once it is empty."))
                .gate(SILENT)
                .back("Create the views again.")
                .floor(1);
        }
        _ if d.is_postgresql() => {
            let rename = if d.change == ChangeType::SetSchema {
                let schema = d.subject.to.as_ref().and_then(|to| to.schema.clone());
                let schema = schema.map_or_else(|| missing("the new schema"), |schema| d.quoted(&schema));
                format!("ALTER TABLE {old} SET SCHEMA {schema};")
            } else {
                // The new name stands without a schema here: a rename does not move a table.
                let name = d.subject.to.as_ref().map_or_else(|| missing("the new name"), |to| d.quoted(&to.name));
                format!("ALTER TABLE {old} RENAME TO {name};")
            };
            let moved = match (&d.subject.object, &d.subject.to) {
                (Some(object), Some(to)) if to.schema.is_none() => object.beside(&to.name).written(d.server.dialect),
                _ => to,
            };
            d.note(
                "A view under the old name, made in the same transaction, carries reads, inserts, ON CONFLICT and FOR UPDATE.",
            );
            let step = d
                .sql(Phase::Migrate, format!("BEGIN;\n{rename}\nCREATE VIEW {old} AS SELECT * FROM {moved};\nCOMMIT;"));
            step.gate(view_gate)
                .answers(Question::ViewCarriesOldName, true)
                .back("In one transaction: drop the view and take the rename back.");
            d.deploy(uses);
            d.sql(Phase::Contract, format!("DROP VIEW {old};"))
                .gate(SILENT)
                .answers(Question::StillUsed, false)
                .back("Create the view again.")
                .floor(1);
        }
        _ => {
            d.note("MySQL cannot rename a table and put a view in its place in one moment.");
            d.sql(Phase::Expand, format!("CREATE VIEW {to} AS SELECT * FROM {old};"))
                .back("Leave the view: nobody uses it.");
            d.deploy(uses);
            d.manual(
                Phase::Contract,
                format!(
                    "Stop here: the view serves under the new name. If the table itself has to have it, announce a window in which \
                     statements fail: DROP VIEW {to}; RENAME TABLE {old} TO {to};"
                ),
            )
            .gate(SILENT)
            .back("Rename it back and create the view again.")
            .floor(1);
        }
    }
}

/// A table, a view, a type or a schema that goes.
pub(super) fn drop_table(d: &mut Draft) {
    let (object, run) = (d.object(), d.run());
    if d.change == ChangeType::RecreateTable && d.subject.is_there {
        d.note("Give the new table another name: then the old one can wait, and nobody takes one for the other.");
        d.manual(
            Phase::Expand,
            "Create the new table, under a new name where that is possible, and let a release use it. The old one goes by its own plan.",
        )
        .back("Leave the new table: nobody uses it.");
        return;
    }
    d.deploy("uses it no more: no read, no write, no job.");
    if !matches!(d.change, ChangeType::DropTable | ChangeType::RecreateTable) {
        if matches!(d.change, ChangeType::DropSchema | ChangeType::DropDatabase | ChangeType::DropExtension) {
            d.manual(Phase::Migrate, "Revoke the application's rights on it: that is fast to take back.")
                .back("Grant them again.");
            d.manual(
                Phase::Migrate,
                "Write a dump of all that stands in it, restore it somewhere, and keep its checksum.",
            )
            .takes("It grows with the data.");
        }
        d.sql(Phase::Contract, run)
            .gate(SILENT)
            .answers(Question::StillUsed, false)
            .back("Create it again from its definition, and from the dump where it held data.")
            .floor(1);
        return;
    }
    let tombstone_name = with_end(d.object_name(), "dropped");
    let tombstone = d.beside(&tombstone_name);
    let rename = if d.is_postgresql() {
        format!("ALTER TABLE {object} RENAME TO {};", d.quoted(&tombstone_name))
    } else {
        format!("RENAME TABLE {object} TO {tombstone};")
    };
    d.sql(Phase::Contract, rename)
        .gate(SILENT)
        .answers(Question::StillUsed, false)
        .back("Rename it back: that takes a moment and loses nothing.")
        .floor(1);
    d.manual(
        Phase::Contract,
        format!("Leave {tombstone} for a while. Then write a dump, restore it somewhere, and keep its checksum."),
    )
    .takes("Days, and a dump that grows with the table.");
    d.manual(
        Phase::Contract,
        "Drop the foreign keys that begin or end at it, one by one, so that no lock is held for long.",
    );
    d.sql(Phase::Contract, format!("DROP TABLE {tombstone};"))
        .gate(format!("Nobody missed it under its old name. The dump was restored. {SILENT}"))
        .answers(Question::StillUsed, false)
        .back("Restore it from the dump.");
    if d.change == ChangeType::RecreateTable {
        d.note("Give the new table another name: then the old one can wait, and nobody takes one for the other.");
        d.manual(
            Phase::Expand,
            "Create the new table, under a new name where that is possible, and let a release use it.",
        );
    }
}

/// A view.
pub(super) fn view(d: &mut Draft) {
    let object = d.object();
    if d.change == ChangeType::RefreshMatview {
        d.note("CONCURRENTLY needs a unique index on the view; build one first where there is none.");
        d.online(Phase::Migrate, format!("REFRESH MATERIALIZED VIEW CONCURRENTLY {object};"))
            .back("It changes nothing when it fails.");
        return;
    }
    let second = d.object_with("v2");
    let query = d.subject.query.clone().unwrap_or_else(|| missing("what the view selects"));
    d.sql(Phase::Expand, format!("CREATE VIEW {second} AS {query};")).back("Leave the new view: nobody uses it.");
    d.deploy("reads the new view.");
    d.sql(Phase::Contract, format!("DROP VIEW {object};"))
        .gate(SILENT)
        .answers(Question::StillUsed, false)
        .back("Create the view again from its definition.")
        .floor(1);
}

/// A function or procedure.
pub(super) fn function(d: &mut Draft) {
    let object = d.object();
    if d.change == ChangeType::ReplaceFunction {
        let second = d.object_with("v2");
        d.manual(Phase::Expand, format!("Create the new body under the name {second}, and leave {object} as it is."))
            .back("Leave the new function: nobody calls it.");
        d.deploy("calls the new function.");
        d.manual(Phase::Contract, format!("Drop {object}."))
            .gate(SILENT)
            .back("Create it again from its definition.")
            .floor(1);
        return;
    }
    let run = d.run();
    d.deploy("calls it no more.");
    d.sql(Phase::Contract, run)
        .gate(SILENT)
        .answers(Question::StillUsed, false)
        .back("Create it again from its definition.")
        .floor(1);
}

/// A trigger.
pub(super) fn trigger(d: &mut Draft) {
    let run = d.run();
    let goes = d.change == ChangeType::DropTrigger;
    if goes {
        d.deploy("does by itself what the trigger did, or needs it no more.");
    } else {
        d.manual(
            Phase::Expand,
            "Give the trigger a guard that swallows its own errors, and run the previous release's tests with it in place.",
        )
        .back("Leave it out.");
    }
    let phase = if goes { Phase::Contract } else { Phase::Migrate };
    let back = if goes { "Create the trigger again from its definition." } else { "Drop the trigger, or disable it." };
    let step = d.sql(phase, run);
    step.gate("The statements of every release that may still come back come out the same, and as fast, in a test.")
        .answers(Question::SameWithTrigger, true)
        .back(back);
    if goes {
        step.floor(1);
    }
    d.manual(
        Phase::Migrate,
        "Watch write errors and write times on the table for as long as a peak takes to come round.",
    );
}

/// The labels of an enum.
pub(super) fn labels(d: &mut Draft) {
    let object = d.object();
    match d.change {
        ChangeType::EnumModify => {
            let column = d.column();
            // As it was written: what a MODIFY does not repeat is dropped.
            let definition = d.subject.definition.clone().unwrap_or_else(|| d.data_type());
            let is_placed = d.subject.is_placed;
            d.deploy("reads a label that it does not know, and does something sensible.");
            // An appended label is written into the dictionary alone; older servers call that INPLACE.
            let algorithm = if d.server.is_mysql(8, 0, 12) { "INSTANT" } else { "INPLACE, LOCK=NONE" };
            let step = d.sql(
                Phase::Migrate,
                format!("ALTER TABLE {object} MODIFY COLUMN {column} {definition}, ALGORITHM={algorithm};"),
            );
            step.gate(
                "The list keeps every old label in its place and appends the new ones; the rest of the definition is that of SHOW \
                 CREATE TABLE, the column's place included. The server refuses where it is not so.",
            )
            .answers(Question::AppendsLabels, true)
            .answers(Question::RestatesAndWidens, true)
            .back("Leave the labels: nobody writes them yet.")
            .floor(1);
            if is_placed {
                step.answers(Question::CountsPositions, false);
            }
            d.deploy("writes the new label, behind a flag.");
        }
        change => {
            let label = match &d.subject.label {
                Some(label) => text(d.server.dialect, label),
                None => missing("the label"),
            };
            let renames = change == ChangeType::EnumRenameValue;
            let place = d.subject.place.as_ref().map(|place| format!(" {place}")).unwrap_or_default();
            d.note(if renames {
                "The old label stays for good: there is no way to remove one, and it does no harm."
            } else {
                "Run it alone and commit it: a new label cannot be used in the transaction that adds it."
            });
            d.deploy(if renames {
                "reads both labels as the same."
            } else {
                "reads a label that it does not know, and does something sensible."
            });
            d.sql(Phase::Migrate, format!("ALTER TYPE {object} ADD VALUE {label}{place};"))
                .gate("A test of R1 with the new label passes. No instance of the release before R1 is left.")
                .answers(Question::ReadsUnknownLabel, true)
                .back("Leave the label: nobody writes it yet, and it cannot be removed.")
                .floor(1);
            d.deploy("writes the new label, behind a flag.");
            if renames {
                d.manual(Phase::Migrate, "Write the new label into the rows that have the old one, in batches.")
                    .gate("Every release that may still come back reads both labels.")
                    .back("Stop: both labels mean the same.");
            }
        }
    }
}

/// A partition that comes.
pub(super) fn attach_partition(d: &mut Draft) {
    let (child, parent) = (d.object(), d.parent());
    let bound = d.subject.bound.clone().unwrap_or_else(|| missing("the bound"));
    let default =
        "A DEFAULT partition is read under ACCESS EXCLUSIVE, unless a validated check of it excludes the bound.";
    d.note(default);
    if d.change == ChangeType::CreatePartition {
        d.sql(
            Phase::Expand,
            format!("CREATE TABLE {child} (LIKE {parent} INCLUDING ALL);\nALTER TABLE {parent} ATTACH PARTITION {child} {bound};"),
        )
        .back("Detach it again, CONCURRENTLY, as long as it is empty.");
        return;
    }
    let name = d.quoted(&d.made_up("bound"));
    let condition = d.subject.expression.clone().unwrap_or_else(|| missing("the bound as a condition"));
    d.deploy("writes into the child directly no more, or only what lies inside the bound.");
    d.sql(Phase::Migrate, format!("ALTER TABLE {child} ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID;"))
        .gate("Nothing was written outside the bound since R1; no instance of the release before is left.")
        .answers(Question::ViolatesCheck, false)
        .back("Drop the constraint: nothing is lost.")
        .floor(1);
    d.online(Phase::Migrate, format!("ALTER TABLE {child} VALIDATE CONSTRAINT {name};"))
        .back("It changes nothing when it fails. Move the rows that it names and try again.");
    d.sql(Phase::Migrate, format!("ALTER TABLE {parent} ATTACH PARTITION {child} {bound};"))
        .gate("The check says the same as the bound and is validated, so the child is not read.")
        .spares_scan()
        .answers(Question::WritesOutsideBound, false)
        .back("Detach it again, CONCURRENTLY.");
    d.sql(Phase::Migrate, format!("ALTER TABLE {child} DROP CONSTRAINT {name};"))
        .gate("The bound itself forbids from now on what the check forbade.")
        .answers(Question::NeedsConstraint, false)
        .back("Leave the check: it does no harm.");
}

/// A partition that goes.
pub(super) fn detach_partition(d: &mut Draft) {
    let (child, parent) = (d.object(), d.parent());
    let run = d.run();
    d.deploy("reads and writes nothing in the range of the partition.");
    if !d.is_postgresql() {
        d.manual(Phase::Migrate, "Write a dump of the partition, restore it somewhere, and keep its checksum.")
            .takes("It grows with the partition.");
        d.sql(Phase::Contract, run)
            .gate("No statement of the last days reads the range; the dump was restored.")
            .answers(Question::StillUsed, false)
            .back("Add the partition again and load the dump.")
            .floor(1);
        return;
    }
    if d.server.detaches_concurrently() {
        d.online(Phase::Contract, format!("ALTER TABLE {parent} DETACH PARTITION {child} CONCURRENTLY;"))
            .takes("It waits for the statements that are running; nobody waits for it. Run it outside a transaction.")
    } else {
        d.sql(Phase::Contract, format!("ALTER TABLE {parent} DETACH PARTITION {child};"))
    }
    .gate("No statement of the last days reads or writes the range.")
    .answers(Question::StillUsed, false)
    .back("Attach it again: nothing is lost.")
    .floor(1);
    if d.change == ChangeType::DropPartition {
        d.manual(
            Phase::Contract,
            format!("Leave {child} for a while. Then write a dump, restore it, and keep its checksum."),
        )
        .takes("Days, and a dump that grows with the partition.");
        d.sql(Phase::Contract, format!("DROP TABLE {child};"))
            .gate("Nobody missed its rows. The dump was restored.")
            .answers(Question::StillUsed, false)
            .back("Restore it from the dump and attach it.");
    }
}
