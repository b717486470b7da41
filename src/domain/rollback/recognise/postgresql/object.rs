//! ALTER and DROP of what is no table.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{Fact, Ident, Kind, Name, Options};
use crate::domain::rollback::recognise::cursor::{Cursor, Step};
use crate::domain::rollback::recognise::rows;
use crate::domain::rollback::token::TokenKind;

use super::{alter_table, create};

/// After ALTER.
pub(super) fn alter(c: &mut Cursor, start: u32) -> Step {
    if c.eat("TABLE") || c.eat_all(&["FOREIGN", "TABLE"]) {
        alter_table::alter_table(c, start)
    } else if c.eat("VIEW") {
        alter_view(c, start, ChangeType::ReplaceView)
    } else if c.eat_all(&["MATERIALIZED", "VIEW"]) {
        alter_view(c, start, ChangeType::StorageParameter)
    } else if c.eat("INDEX") {
        alter_index(c, start)
    } else if c.eat("SEQUENCE") {
        let renamed = Others { rename: ChangeType::RenameTable, other: ChangeType::AlterSequence };
        others(c, start, Kind::Sequence, &renamed)
    } else if c.eat("TYPE") {
        alter_type(c, start)
    } else if c.eat("DOMAIN") {
        alter_domain(c, start)
    } else if c.eat_any(&["FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE"]) {
        let renamed = Others { rename: ChangeType::DropFunction, other: ChangeType::ReplaceFunction };
        others(c, start, Kind::Routine, &renamed)
    } else if c.eat("SCHEMA") {
        let renamed = Others { rename: ChangeType::RenameSchema, other: ChangeType::UnknownStatement };
        others(c, start, Kind::Schema, &renamed)
    } else if c.eat("TRIGGER") {
        on_table(c, start, ChangeType::ToggleTrigger)
    } else if c.eat("POLICY") {
        on_table(c, start, ChangeType::CreatePolicy)
    } else if c.eat("RULE") {
        on_table(c, start, ChangeType::ToggleTrigger)
    } else if c.eat("EXTENSION") {
        let name = c.name()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::UpdateExtension).on(Kind::Other, &name));
        Ok(())
    } else if c.eat_any(&["PUBLICATION", "SUBSCRIPTION"]) {
        let name = c.name()?;
        // What it is to publish, or no longer, is locked.
        let names_tables = c.eat_any(&["ADD", "SET", "DROP"]) && c.is("TABLE");
        c.skip_all();
        let options = Options::NONE.with(Options::LIGHT, names_tables);
        c.add(start, Fact::new(ChangeType::ReplicationObject).on(Kind::Other, &name).options(options));
        Ok(())
    } else if c.eat_all(&["DEFAULT", "PRIVILEGES"]) {
        let revokes = c.find(c.position(), &["REVOKE"]).is_some();
        c.add_plain(start, if revokes { ChangeType::Revoke } else { ChangeType::Grant });
        Ok(())
    } else if c.eat("STATISTICS") {
        c.add_plain(start, ChangeType::SetColumnStatistics);
        Ok(())
    } else if c.eat("DATABASE") {
        let renamed = Others { rename: ChangeType::RenameSchema, other: ChangeType::UnknownStatement };
        others(c, start, Kind::Other, &renamed)
    } else if c.eat_any(&["ROLE", "USER", "GROUP"]) {
        c.name()?;
        let change = if c.is("RENAME") { ChangeType::DropRole } else { ChangeType::Revoke };
        c.add_plain(start, change);
        Ok(())
    } else if c.is_any(&[
        "COLLATION",
        "CONVERSION",
        "EVENT",
        "FOREIGN",
        "LANGUAGE",
        "LARGE",
        "OPERATOR",
        "PROCEDURAL",
        "PROPERTY",
        "SERVER",
        "SYSTEM",
        "TABLESPACE",
        "TEXT",
    ]) {
        let is_system = c.is("SYSTEM");
        c.reading.unseen.get_or_insert("The statement is not one that is known here.");
        c.skip_all();
        let options = Options::NONE.with(Options::NO_TRANSACTION, is_system);
        c.add(start, Fact::new(ChangeType::UnknownStatement).options(options));
        Ok(())
    } else {
        c.refuse("PostgreSQL alters nothing of this kind.")
    }
}

/// What renaming and anything else is, for one kind of object.
struct Others {
    rename: ChangeType,
    other: ChangeType,
}

/// RENAME TO, SET SCHEMA, OWNER TO, or anything else.
fn others(c: &mut Cursor, start: u32, kind: Kind, others: &Others) -> Step {
    let options = c.if_exists();
    let name = c.name()?;
    let arguments = create::arguments(c);
    let fact = |change: ChangeType| Fact::new(change).on(kind, &name).options(options).part(arguments.clone());
    if c.eat_all(&["RENAME", "TO"]) {
        let new = Name { schema: name.schema.clone(), name: c.ident()? };
        c.expect_end()?;
        c.add(start, fact(others.rename).other(new).options(Options::RENAMES));
    } else if c.eat_all(&["SET", "SCHEMA"]) {
        let new = Name { schema: Some(c.ident()?), name: name.name.clone() };
        c.expect_end()?;
        c.add(start, fact(ChangeType::SetSchema).other(new).options(Options::RENAMES));
    } else if c.eat_all(&["OWNER", "TO"]) {
        c.skip_all();
        c.add(start, fact(ChangeType::ChangeOwner));
    } else if c.is_at_end() {
        return c.refuse("What is to be altered is missing.");
    } else {
        if others.other == ChangeType::UnknownStatement {
            c.reading.unseen.get_or_insert("The statement is not one that is known here.");
        }
        c.skip_all();
        c.add(start, fact(others.other));
    }
    Ok(())
}

fn alter_view(c: &mut Cursor, start: u32, other: ChangeType) -> Step {
    if c.are(&["ALL", "IN", "TABLESPACE"]) {
        c.add_plain(start, ChangeType::SetTablespace);
        return Ok(());
    }
    let back = c.position();
    let options = c.if_exists();
    let name = c.name()?;
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, &name).options(options);
    if c.are(&["RENAME"]) && !c.is_word(1, "TO") {
        c.step();
        c.eat("COLUMN");
        let part = c.ident()?;
        c.expect("TO", "TO and the new name belong here.")?;
        let new = c.ident()?;
        let new = Name { schema: None, name: new };
        c.add(start, fact(ChangeType::RenameColumn).part(part).other(new).options(Options::RENAMES));
        return Ok(());
    }
    if c.eat("ALTER") {
        c.eat("COLUMN");
        let part = c.ident()?;
        let change = if c.eat("SET") {
            if c.is("DEFAULT") { ChangeType::SetDefault } else { ChangeType::SetColumnStatistics }
        } else {
            ChangeType::DropDefault
        };
        c.skip_all();
        c.add(start, fact(change).part(part));
        return Ok(());
    }
    if c.eat_all(&["SET", "TABLESPACE"]) {
        c.skip_all();
        c.add(start, fact(ChangeType::SetTablespace));
        return Ok(());
    }
    c.back_to(back);
    others(c, start, Kind::Relation, &Others { rename: ChangeType::RenameView, other })
}

fn alter_index(c: &mut Cursor, start: u32) -> Step {
    if c.are(&["ALL", "IN", "TABLESPACE"]) {
        c.add_plain(start, ChangeType::SetTablespace);
        return Ok(());
    }
    let options = c.if_exists();
    let name = c.name()?;
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Index, &name).options(options);
    if c.eat_all(&["RENAME", "TO"]) {
        let new = Name { schema: name.schema.clone(), name: c.ident()? };
        c.expect_end()?;
        c.add(start, fact(ChangeType::RenameIndex).other(new).options(Options::RENAMES));
        return Ok(());
    }
    let change = if c.eat_all(&["SET", "TABLESPACE"]) {
        ChangeType::SetTablespace
    } else if c.eat("ALTER") {
        ChangeType::SetColumnStatistics
    } else if c.is_any(&["SET", "RESET", "ATTACH", "NO", "DEPENDS"]) {
        ChangeType::StorageParameter
    } else {
        return c.refuse("PostgreSQL knows no such change of an index.");
    };
    c.skip_all();
    c.add(start, fact(change));
    Ok(())
}

fn alter_type(c: &mut Cursor, start: u32) -> Step {
    let back = c.position();
    let name = c.name()?;
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Type, &name);
    if c.eat_all(&["ADD", "VALUE"]) {
        let options = c.if_not_exists();
        let label = label(c)?;
        if c.eat_any(&["BEFORE", "AFTER"]) {
            self::label(c)?;
        }
        c.expect_end()?;
        let no_transaction = !c.server.adds_labels_in_transactions();
        let options = options.with(Options::NO_TRANSACTION, no_transaction);
        c.add(start, fact(ChangeType::EnumAddValue).part(label).options(options));
        return Ok(());
    }
    if c.eat_all(&["DROP", "VALUE"]) {
        return c.refuse("PostgreSQL cannot drop a label of an enum.");
    }
    if c.eat_all(&["RENAME", "VALUE"]) {
        let old = label(c)?;
        c.expect("TO", "TO and the new label belong here.")?;
        label(c)?;
        c.expect_end()?;
        c.add(start, fact(ChangeType::EnumRenameValue).part(old));
        return Ok(());
    }
    if c.eat_all(&["RENAME", "ATTRIBUTE"]) {
        let part = c.ident()?;
        c.skip_all();
        c.add(start, fact(ChangeType::RenameColumn).part(part));
        return Ok(());
    }
    if c.is_word(1, "ATTRIBUTE") && c.is_any(&["ADD", "DROP", "ALTER"]) {
        loop {
            let from = c.start();
            let change = if c.eat("ADD") {
                ChangeType::AddColumnNullable
            } else if c.eat("DROP") {
                ChangeType::DropColumn
            } else if c.eat("ALTER") {
                ChangeType::ChangeColumnType
            } else {
                return c.refuse("ADD, DROP or ALTER belongs here.");
            };
            c.expect("ATTRIBUTE", "ATTRIBUTE belongs here.")?;
            c.if_exists();
            let part = c.ident()?;
            c.skip_to_comma();
            c.add(from, fact(change).part(part));
            if !c.eat_comma() {
                return c.expect_end();
            }
        }
    }
    c.back_to(back);
    others(c, start, Kind::Type, &Others { rename: ChangeType::RenameType, other: ChangeType::UnknownStatement })
}

/// A label of an enum.
fn label<'a>(c: &mut Cursor<'a, '_>) -> Step<Ident<'a>> {
    if c.kind() != TokenKind::Text {
        return c.refuse("A label in single quotes belongs here.");
    }
    let text = c.text(0);
    c.step();
    Ok(Ident::Borrowed(text))
}

fn alter_domain(c: &mut Cursor, start: u32) -> Step {
    let back = c.position();
    let name = c.name()?;
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Type, &name);
    if c.eat("ADD") {
        let at = c.position();
        let not_valid = c.find(at, &["VALID"]).is_some();
        let part = if c.eat("CONSTRAINT") { c.ident()? } else { Ident::default() };
        if !c.is("CHECK") && !c.is("NOT") {
            return c.refuse("CHECK belongs here.");
        }
        c.skip_all();
        let options = Options::TIGHTENS.with(Options::NOT_VALID, not_valid).with(Options::LIGHT, not_valid);
        c.add(start, fact(ChangeType::AlterDomainConstraint).part(part).options(options));
        return Ok(());
    }
    let change = if c.eat_all(&["DROP", "CONSTRAINT"]) {
        ChangeType::DropConstraint
    } else if c.eat_all(&["VALIDATE", "CONSTRAINT"]) {
        ChangeType::ValidateConstraint
    } else if c.eat_all(&["RENAME", "CONSTRAINT"]) {
        ChangeType::RenameConstraint
    } else if c.eat_all(&["SET", "NOT", "NULL"]) {
        c.expect_end()?;
        c.add(start, fact(ChangeType::AlterDomainConstraint).options(Options::TIGHTENS));
        return Ok(());
    } else if c.eat_all(&["DROP", "NOT", "NULL"]) {
        ChangeType::DropNotNull
    } else if c.eat_all(&["SET", "DEFAULT"]) {
        ChangeType::SetDefault
    } else if c.eat_all(&["DROP", "DEFAULT"]) {
        ChangeType::DropDefault
    } else {
        c.back_to(back);
        let renamed = Others { rename: ChangeType::RenameType, other: ChangeType::UnknownStatement };
        return others(c, start, Kind::Type, &renamed);
    };
    c.if_exists();
    let part = if c.is_name() { c.ident()? } else { Ident::default() };
    c.skip_all();
    c.add(start, fact(change).part(part));
    Ok(())
}

/// ALTER of what stands on a table.
fn on_table(c: &mut Cursor, start: u32, change: ChangeType) -> Step {
    let part = c.ident()?;
    c.expect("ON", "ON and the table are missing.")?;
    let table = c.name()?;
    c.skip_all();
    c.add(start, Fact::new(change).on(Kind::Relation, &table).part(part));
    Ok(())
}

/// After DROP.
pub(super) fn drop(c: &mut Cursor, start: u32) -> Step {
    if c.eat("INDEX") {
        let is_concurrent = c.eat("CONCURRENTLY");
        let change = if is_concurrent { ChangeType::DropIndexConcurrently } else { ChangeType::DropIndex };
        let options =
            Options::NONE.with(Options::CONCURRENTLY, is_concurrent).with(Options::NO_TRANSACTION, is_concurrent);
        return drop_list(c, Kind::Index, change, options);
    }
    if c.eat_any(&["TRIGGER", "POLICY", "RULE"]) {
        let change = if c.token_at(c.position() - 1).text(c.script).eq_ignore_ascii_case("policy") {
            ChangeType::DropPolicy
        } else {
            ChangeType::DropTrigger
        };
        let options = c.if_exists() | Options::DROPS;
        let part = c.ident()?;
        c.expect("ON", "ON and the table are missing.")?;
        let table = c.name()?;
        let options = options | c.cascade();
        c.expect_end()?;
        c.add(start, Fact::new(change).on(Kind::Relation, &table).part(part).options(options));
        return Ok(());
    }
    if c.eat("OWNED") {
        c.add_plain(start, ChangeType::DropTable);
        return Ok(());
    }
    if c.eat("DATABASE") {
        return drop_list(c, Kind::Other, ChangeType::DropDatabase, Options::NO_TRANSACTION);
    }
    let (kind, change) = if c.eat("TABLE") || c.eat_all(&["FOREIGN", "TABLE"]) {
        (Kind::Relation, ChangeType::DropTable)
    } else if c.eat_all(&["MATERIALIZED", "VIEW"]) {
        (Kind::Relation, ChangeType::DropMatview)
    } else if c.eat("VIEW") {
        (Kind::Relation, ChangeType::DropView)
    } else if c.eat("SEQUENCE") {
        (Kind::Sequence, ChangeType::DropSequence)
    } else if c.eat("TYPE") || c.eat("DOMAIN") {
        (Kind::Type, ChangeType::DropType)
    } else if c.eat_any(&["FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE"]) {
        (Kind::Routine, ChangeType::DropFunction)
    } else if c.eat("SCHEMA") {
        (Kind::Schema, ChangeType::DropSchema)
    } else if c.eat("EXTENSION") {
        (Kind::Other, ChangeType::DropExtension)
    } else if c.are(&["USER", "MAPPING"]) {
        return Ok(());
    } else if c.eat_any(&["ROLE", "USER", "GROUP"]) {
        (Kind::Role, ChangeType::DropRole)
    } else if c.eat_any(&["PUBLICATION", "SUBSCRIPTION"]) {
        (Kind::Other, ChangeType::ReplicationObject)
    } else if c.eat("STATISTICS") {
        (Kind::Other, ChangeType::SetColumnStatistics)
    } else if c.eat("SERVER") || c.are(&["FOREIGN", "DATA"]) {
        c.add_plain(start, ChangeType::DropExtension);
        return Ok(());
    } else if c.is_any(&[
        "CAST",
        "COLLATION",
        "CONVERSION",
        "OPERATOR",
        "TEXT",
        "TRANSFORM",
        "LANGUAGE",
        "PROCEDURAL",
        "PROPERTY",
        "ACCESS",
    ]) {
        c.add_plain(start, ChangeType::DropType);
        return Ok(());
    } else if c.eat_all(&["EVENT", "TRIGGER"]) {
        c.add_plain(start, ChangeType::DropTrigger);
        return Ok(());
    } else if c.is("TABLESPACE") {
        return Ok(());
    } else {
        return c.refuse("PostgreSQL drops nothing of this kind.");
    };
    drop_list(c, kind, change, Options::NONE)
}

fn drop_list(c: &mut Cursor, kind: Kind, change: ChangeType, options: Options) -> Step {
    let options = options | Options::DROPS | c.if_exists();
    let first = c.reading.facts.len();
    loop {
        let from = c.start();
        let name = c.name()?;
        let part = if kind == Kind::Routine { create::arguments(c) } else { Ident::default() };
        c.add(from, Fact::new(change).on(kind, &name).part(part).options(options));
        if !c.eat_comma() {
            break;
        }
    }
    let cascade = c.cascade();
    if kind == Kind::Other {
        c.eat("WITH");
        c.skip_brackets();
    }
    c.expect_end()?;
    for fact in c.reading.facts.iter_mut().skip(first) {
        fact.options |= cascade;
    }
    Ok(())
}

/// After TRUNCATE.
pub(super) fn truncate(c: &mut Cursor, start: u32) -> Step {
    c.eat("TABLE");
    let tables = rows::table_list(c)?;
    if !c.eat_all(&["RESTART", "IDENTITY"]) {
        c.eat_all(&["CONTINUE", "IDENTITY"]);
    }
    let options = c.cascade() | Options::DROPS;
    c.expect_end()?;
    for table in tables {
        c.add(start, Fact::new(ChangeType::TruncateTable).on(Kind::Relation, &table).options(options));
    }
    Ok(())
}

/// After COMMENT.
pub(super) fn comment(c: &mut Cursor, start: u32) -> Step {
    c.expect("ON", "ON is missing.")?;
    if c.find(c.position(), &["IS"]).is_none() {
        return c.refuse("IS and the comment are missing.");
    }
    c.add_plain(start, ChangeType::Comment);
    Ok(())
}
