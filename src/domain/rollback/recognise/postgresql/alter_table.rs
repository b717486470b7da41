//! ALTER TABLE, one action after the other.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{Fact, Ident, Kind, Name, Options};
use crate::domain::rollback::recognise::cursor::{Cursor, Step};
use crate::domain::rollback::token::TokenKind;

use super::column;

/// After `ALTER TABLE`, or `ALTER FOREIGN TABLE`.
pub(super) fn alter_table(c: &mut Cursor, start: u32) -> Step {
    if c.eat_all(&["ALL", "IN", "TABLESPACE"]) {
        c.add_plain(start, ChangeType::SetTablespace);
        return Ok(());
    }
    let options = c.if_exists();
    let only = c.eat("ONLY");
    let in_brackets = only && c.eat_sign("(");
    let table = c.name()?;
    if in_brackets && !c.eat_sign(")") {
        return c.refuse("A bracket is missing its partner.");
    }
    c.eat_sign("*");
    let options = options.with(Options::ONLY, only);
    loop {
        let from = c.start();
        let first = c.reading.facts.len();
        action(c, &table, from)?;
        for fact in c.reading.facts.iter_mut().skip(first) {
            fact.options |= options;
        }
        if !c.eat_comma() {
            break;
        }
    }
    c.expect_end()?;
    replaces_primary_key(c, &table, start);
    Ok(())
}

/// Dropping a constraint and adding a primary key in one statement swaps the key.
fn replaces_primary_key<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) {
    let drops = c.reading.facts.iter().any(|fact| fact.change == ChangeType::DropConstraint);
    let adds = c.reading.facts.iter().any(|fact| fact.change == ChangeType::AddPrimaryKey);
    if drops && adds {
        c.add(start, Fact::new(ChangeType::ReplacePrimaryKey).on(Kind::Relation, table).options(Options::LIGHT));
    }
}

fn action<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table);
    if c.eat("ADD") {
        return add(c, table, start);
    }
    if c.eat("DROP") {
        if c.eat("CONSTRAINT") {
            let options = c.if_exists();
            let name = c.ident()?;
            let options = options | c.cascade();
            let dropped = fact(ChangeType::DropConstraint).part(name).options(options | Options::DROPS);
            if let Some(kind) = kind_of_constraint(&dropped.part) {
                let also = Fact { change: kind, ..dropped.clone() };
                c.add(start, also.options(Options::ALSO));
            }
            c.add(start, dropped);
            return Ok(());
        }
        c.eat("COLUMN");
        let options = c.if_exists();
        let name = c.ident()?;
        let options = options | c.cascade();
        if !c.is_at_end() && !c.is_comma() {
            return c.refuse("DROP takes one column; something is left over here.");
        }
        c.add(start, fact(ChangeType::DropColumn).part(name).options(options | Options::DROPS));
        return Ok(());
    }
    if c.eat("ALTER") {
        if c.eat("CONSTRAINT") {
            return alter_constraint(c, table, start);
        }
        c.eat("COLUMN");
        let name = c.ident()?;
        return alter_column(c, table, name, start);
    }
    if c.eat("RENAME") {
        return rename(c, table, start);
    }
    if c.eat("SET") {
        return set(c, table, start);
    }
    let change = if c.eat_all(&["VALIDATE", "CONSTRAINT"]) {
        let name = c.ident()?;
        c.add(start, fact(ChangeType::ValidateConstraint).part(name));
        return Ok(());
    } else if c.eat("RESET") {
        c.skip_brackets();
        ChangeType::StorageParameter
    } else if c.eat_all(&["OWNER", "TO"]) {
        c.ident()?;
        ChangeType::ChangeOwner
    } else if c.eat_all(&["ATTACH", "PARTITION"]) {
        let child = c.name()?;
        if !c.is("FOR") && !c.is("DEFAULT") {
            return c.refuse("FOR VALUES or DEFAULT is missing.");
        }
        c.skip_to_comma();
        c.add(start, fact(ChangeType::AttachPartition).other(child));
        return Ok(());
    } else if c.eat_all(&["DETACH", "PARTITION"]) {
        let child = c.name()?;
        let is_concurrent = c.eat("CONCURRENTLY");
        let is_final = c.eat("FINALIZE");
        if is_concurrent && !c.server.detaches_concurrently() {
            return c.refuse("DETACH … CONCURRENTLY is known from PostgreSQL 14 on.");
        }
        let change = if is_concurrent || is_final {
            ChangeType::DetachPartitionConcurrently
        } else {
            ChangeType::DetachPartition
        };
        let options =
            Options::NONE.with(Options::CONCURRENTLY, is_concurrent).with(Options::NO_TRANSACTION, is_concurrent);
        c.add(start, fact(change).other(child).options(options));
        return Ok(());
    } else if c.eat_any(&["ENABLE", "DISABLE"]) {
        c.eat_any(&["REPLICA", "ALWAYS"]);
        if c.eat_all(&["ROW", "LEVEL", "SECURITY"]) {
            ChangeType::ToggleRls
        } else if c.eat_any(&["TRIGGER", "RULE"]) {
            // ALL and USER are words for many of them.
            let name = if c.is_any(&["ALL", "USER"]) { c.label()? } else { c.ident()? };
            c.add(start, fact(ChangeType::ToggleTrigger).part(name));
            return Ok(());
        } else {
            return c.refuse("TRIGGER, RULE or ROW LEVEL SECURITY belongs here.");
        }
    } else if c.eat("FORCE") || c.eat_all(&["NO", "FORCE"]) {
        if !c.eat_all(&["ROW", "LEVEL", "SECURITY"]) {
            return c.refuse("ROW LEVEL SECURITY belongs here.");
        }
        ChangeType::ToggleRls
    } else if c.eat_all(&["REPLICA", "IDENTITY"]) {
        c.skip_to_comma();
        ChangeType::ReplicationObject
    } else if c.eat_all(&["CLUSTER", "ON"]) {
        c.ident()?;
        ChangeType::StorageParameter
    } else if c.eat_all(&["NO", "INHERIT"]) {
        let parent = c.name()?;
        c.add(start, fact(ChangeType::DetachPartition).other(parent));
        return Ok(());
    } else if c.eat("INHERIT") {
        let parent = c.name()?;
        c.add(start, fact(ChangeType::AttachPartition).other(parent).options(Options::LIGHT));
        return Ok(());
    } else if c.server.is_postgresql(19) && (c.are(&["MERGE", "PARTITIONS"]) || c.are(&["SPLIT", "PARTITION"])) {
        c.skip_to_comma();
        c.add(start, fact(ChangeType::ReorganizePartition).options(Options::HEAVY));
        return Ok(());
    } else if c.eat("OF") || c.eat_all(&["NOT", "OF"]) {
        c.skip_to_comma();
        ChangeType::StorageParameter
    } else if c.eat("OPTIONS") {
        c.skip_brackets();
        ChangeType::StorageParameter
    } else {
        return c.refuse("PostgreSQL knows no such action of ALTER TABLE.");
    };
    c.add(start, fact(change));
    Ok(())
}

/// What a constraint is by the name that the server, or a habit, gives it.
fn kind_of_constraint(name: &str) -> Option<ChangeType> {
    if name.ends_with("_pkey") || name.ends_with("_pk") {
        Some(ChangeType::DropPrimaryKey)
    } else if name.ends_with("_fkey") || name.ends_with("_fk") || name.starts_with("fk_") {
        Some(ChangeType::DropForeignKey)
    } else {
        None
    }
}

fn add<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    if column::is_constraint(c) {
        return column::constraint(c, table, start);
    }
    let says_column = c.eat("COLUMN");
    let options = c.if_not_exists();
    let is_plain = c.kind() == TokenKind::Word && !says_column;
    if is_plain && c.is_any(&["INDEX", "KEY", "FULLTEXT", "SPATIAL", "PARTITION"]) && !c.is_at_end() {
        return c.refuse("PostgreSQL makes indexes with CREATE INDEX and partitions with CREATE TABLE.");
    }
    let name = c.ident()?;
    let column = column::column(c, name, options)?;
    column.add_to(c, table, start);
    Ok(())
}

fn alter_column<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, name: Ident<'a>, start: u32) -> Step {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table).part(name.clone());
    if c.eat_all(&["SET", "DATA", "TYPE"]) || c.eat("TYPE") {
        let kind = column::type_name(c)?;
        let has_collation = c.eat("COLLATE");
        if has_collation {
            c.name()?;
        }
        let mut options = Options::HEAVY;
        if c.eat("USING") {
            let from = c.position();
            c.skip_to_comma();
            let converts = !casts_itself_harmlessly(c, from, c.position(), &name, &kind.name);
            options = options.with(Options::CONVERTS, converts);
        }
        c.add(start, fact(ChangeType::ChangeColumnType).options(options));
        if has_collation {
            c.add(start, fact(ChangeType::ChangeColumnCollation));
        }
        return Ok(());
    }
    let change = if c.eat_all(&["SET", "NOT", "NULL"]) {
        ChangeType::SetNotNull
    } else if c.eat_all(&["DROP", "NOT", "NULL"]) {
        ChangeType::DropNotNull
    } else if c.eat_all(&["SET", "DEFAULT"]) {
        let default = column::default_value(c)?;
        let mut fact = fact(ChangeType::SetDefault);
        fact.default = default;
        c.add(start, fact);
        return Ok(());
    } else if c.eat_all(&["DROP", "DEFAULT"]) {
        ChangeType::DropDefault
    } else if c.eat_all(&["DROP", "EXPRESSION"]) {
        c.if_exists();
        ChangeType::DropGeneratedExpression
    } else if c.eat_all(&["SET", "EXPRESSION"]) {
        if !c.server.is_postgresql(17) {
            return c.refuse("SET EXPRESSION is known from PostgreSQL 17 on.");
        }
        c.skip_to_comma();
        c.add(start, fact(ChangeType::DropGeneratedExpression).options(Options::HEAVY));
        return Ok(());
    } else if c.eat_all(&["ADD", "GENERATED"]) {
        let always = c.eat("ALWAYS");
        if !always && !c.eat_all(&["BY", "DEFAULT"]) {
            return c.refuse("ALWAYS or BY DEFAULT belongs here.");
        }
        if !c.eat_all(&["AS", "IDENTITY"]) {
            return c.refuse("AS IDENTITY belongs here.");
        }
        c.skip_brackets();
        c.add(start, fact(ChangeType::AddIdentity).options(Options::NONE.with(Options::ALWAYS, always)));
        return Ok(());
    } else if c.eat_all(&["DROP", "IDENTITY"]) {
        c.if_exists();
        ChangeType::DropIdentity
    } else if c.are(&["SET", "GENERATED"]) {
        c.skip_to_comma();
        ChangeType::AddIdentity
    } else if c.eat_all(&["SET", "STATISTICS"]) {
        c.skip_to_comma();
        ChangeType::SetColumnStatistics
    } else if c.eat_all(&["SET", "STORAGE"]) || c.eat_all(&["SET", "COMPRESSION"]) {
        c.step();
        ChangeType::SetColumnStorage
    } else if c.is("RESTART") || c.are(&["SET", "INCREMENT"]) || c.are(&["SET", "START"]) || c.are(&["SET", "CACHE"]) {
        c.skip_to_comma();
        ChangeType::AlterSequence
    } else if (c.is("SET") || c.is("RESET")) && c.token(1).kind == TokenKind::Open {
        c.step();
        c.skip_brackets();
        ChangeType::SetColumnStatistics
    } else if c.are(&["SET", "MAXVALUE"])
        || c.are(&["SET", "MINVALUE"])
        || c.are(&["SET", "NO"])
        || c.are(&["SET", "CYCLE"])
    {
        c.skip_to_comma();
        ChangeType::AlterSequence
    } else if c.eat("OPTIONS") {
        c.skip_brackets();
        ChangeType::StorageParameter
    } else {
        return c.refuse("PostgreSQL knows no such change of a column.");
    };
    c.add(start, fact(change));
    Ok(())
}

/// `USING column::type` into a type that takes nearly all others anyway says nothing of the old type.
fn casts_itself_harmlessly(c: &Cursor, from: usize, until: usize, column: &str, kind: &str) -> bool {
    let is_roomy = matches!(kind, "text" | "varchar" | "character" | "bigint" | "int8" | "numeric" | "decimal");
    let names_column = c.text_at(from).trim_matches('"').eq_ignore_ascii_case(column);
    is_roomy && names_column && (until == from + 1 || c.text_at(from + 1) == "::") && until <= from + 7
}

fn alter_constraint<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let name = c.ident()?;
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table).part(name.clone());
    let change = if c.eat("ENFORCED") {
        ChangeType::EnforceCheck
    } else if c.eat_all(&["NOT", "ENFORCED"]) {
        ChangeType::DropConstraint
    } else {
        ChangeType::AlterConstraintTiming
    };
    c.skip_to_comma();
    c.add(start, fact(change));
    Ok(())
}

fn rename<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table).options(Options::RENAMES);
    if c.eat("TO") {
        let name = c.ident()?;
        let other = Name { schema: table.schema.clone(), name };
        c.add(start, fact(ChangeType::RenameTable).other(other));
        return Ok(());
    }
    let change = if c.eat("CONSTRAINT") { ChangeType::RenameConstraint } else { ChangeType::RenameColumn };
    if change == ChangeType::RenameColumn {
        c.eat("COLUMN");
    }
    let part = c.ident()?;
    c.expect("TO", "TO and the new name belong here.")?;
    let name = c.ident()?;
    c.add(start, fact(change).part(part).other(Name { schema: None, name }));
    Ok(())
}

fn set<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table);
    let change = if c.eat("SCHEMA") {
        let schema = c.ident()?;
        let other = Name { schema: Some(schema), name: table.name.clone() };
        c.add(start, fact(ChangeType::SetSchema).other(other).options(Options::RENAMES));
        return Ok(());
    } else if c.eat("TABLESPACE") || c.eat_all(&["ACCESS", "METHOD"]) {
        c.ident()?;
        ChangeType::SetTablespace
    } else if c.eat_any(&["LOGGED", "UNLOGGED"]) {
        ChangeType::SetLogged
    } else if c.eat_all(&["WITHOUT", "CLUSTER"]) || c.eat_all(&["WITHOUT", "OIDS"]) {
        ChangeType::StorageParameter
    } else if c.is_open() {
        c.skip_brackets();
        ChangeType::StorageParameter
    } else {
        return c.refuse("PostgreSQL cannot set this of a table.");
    };
    c.add(start, fact(change));
    Ok(())
}
