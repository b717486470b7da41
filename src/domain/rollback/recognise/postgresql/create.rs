//! CREATE.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{Fact, Ident, Kind, Name, Options};
use crate::domain::rollback::recognise::cursor::{Cursor, Step};
use crate::domain::rollback::recognise::rows;
use crate::domain::rollback::token::TokenKind;

/// After the statement's first word.
pub(super) fn create(c: &mut Cursor, start: u32) -> Step {
    let replaces = c.eat_all(&["OR", "REPLACE"]);
    let made = Options::CREATES.with(Options::OR_REPLACE, replaces);
    if c.eat_any(&["GLOBAL", "LOCAL"]) && !c.is_any(&["TEMPORARY", "TEMP"]) {
        return c.refuse("TEMPORARY belongs here.");
    }
    let is_temporary = c.eat_any(&["TEMPORARY", "TEMP"]);
    c.eat("UNLOGGED");
    c.eat("TRUSTED");
    c.eat("PROCEDURAL");
    if c.eat("TABLE") || c.eat_all(&["FOREIGN", "TABLE"]) {
        return table(c, start, is_temporary);
    }
    if c.eat("UNIQUE") {
        c.expect("INDEX", "INDEX is missing.")?;
        return index(c, start, true);
    }
    if c.eat("INDEX") {
        return index(c, start, false);
    }
    if c.eat("RECURSIVE") || c.is("VIEW") {
        c.expect("VIEW", "VIEW is missing.")?;
        return view(c, start, made, is_temporary);
    }
    if c.eat_all(&["MATERIALIZED", "VIEW"]) {
        let options = made | c.if_not_exists();
        let name = c.name()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::CreateMatview).on(Kind::Relation, &name).options(options));
        return Ok(());
    }
    if c.eat_any(&["FUNCTION", "PROCEDURE", "AGGREGATE"]) {
        let name = c.name()?;
        let arguments = arguments(c);
        if !c.is_at_end() && !replaces && arguments.is_empty() {
            return c.refuse("The arguments in brackets are missing.");
        }
        let change = if replaces { ChangeType::ReplaceFunction } else { ChangeType::CreateFunction };
        c.skip_all();
        c.add(start, Fact::new(change).on(Kind::Routine, &name).part(arguments).options(made));
        return Ok(());
    }
    if c.eat("CONSTRAINT") || c.is("TRIGGER") {
        c.expect("TRIGGER", "TRIGGER is missing.")?;
        let name = c.ident()?;
        return on_table(c, start, ChangeType::CreateTrigger, name, made);
    }
    if c.eat_all(&["EVENT", "TRIGGER"]) {
        let name = c.ident()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::CreateTrigger).part(name).options(made));
        return Ok(());
    }
    if c.eat("RULE") {
        let name = c.ident()?;
        c.reading.unseen.get_or_insert("A rule rewrites statements, and what it makes of them is not looked into.");
        return on_table(c, start, ChangeType::OpaqueCode, name, made | Options::UNSEEN);
    }
    if c.eat("POLICY") {
        let name = c.ident()?;
        return on_table(c, start, ChangeType::CreatePolicy, name, made);
    }
    if c.eat("SCHEMA") {
        return schema(c, start, made);
    }
    let (kind, change, no_transaction) = if c.eat("SEQUENCE") {
        (Kind::Sequence, ChangeType::CreateSequence, false)
    } else if c.eat("TYPE") {
        (Kind::Type, ChangeType::CreateType, false)
    } else if c.eat("DOMAIN") {
        (Kind::Type, ChangeType::CreateDomain, false)
    } else if c.eat("DATABASE") {
        (Kind::Other, ChangeType::CreateSchema, true)
    } else if c.eat("EXTENSION") {
        (Kind::Other, ChangeType::CreateExtension, false)
    } else if c.eat_any(&["ROLE", "USER", "GROUP"]) {
        if c.is("MAPPING") {
            return Ok(());
        }
        (Kind::Role, ChangeType::CreateRole, false)
    } else if c.eat("PUBLICATION") {
        (Kind::Other, ChangeType::ReplicationObject, false)
    } else if c.eat("SUBSCRIPTION") {
        (Kind::Other, ChangeType::ReplicationObject, true)
    } else if c.eat("STATISTICS") {
        c.add_plain(start, ChangeType::SetColumnStatistics);
        return Ok(());
    } else if c.is_any(&[
        "ACCESS",
        "CAST",
        "COLLATION",
        "CONVERSION",
        "DEFAULT",
        "FOREIGN",
        "LANGUAGE",
        "OPERATOR",
        "PROPERTY",
        "SERVER",
        "TABLESPACE",
        "TEXT",
        "TRANSFORM",
    ]) {
        return Ok(());
    } else {
        return c.refuse("PostgreSQL creates nothing of this kind.");
    };
    let options = made | c.if_not_exists();
    let name = c.name()?;
    let options = options.with(Options::NO_TRANSACTION, no_transaction).with(Options::TEMPORARY, is_temporary);
    // A publication that names its tables locks them.
    let names_tables = change == ChangeType::ReplicationObject && c.are(&["FOR", "TABLE"]);
    c.skip_all();
    c.add(start, Fact::new(change).on(kind, &name).options(options.with(Options::LIGHT, names_tables)));
    Ok(())
}

/// How many arguments are in the brackets here, as a word; empty where there are no brackets.
pub(super) fn arguments<'a>(c: &mut Cursor<'a, '_>) -> Ident<'a> {
    if !c.is_open() {
        return Ident::default();
    }
    let (open, close) = (c.position(), c.close_of(c.position()));
    c.skip_brackets();
    let mut depth = 0_usize;
    let mut commas = 0_usize;
    for position in open..close {
        match c.token_at(position).kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            TokenKind::Comma if depth == 1 => commas += 1,
            _ => {}
        }
    }
    let count = if close.saturating_sub(open) <= 2 { 0 } else { commas + 1 };
    Ident::Owned(count.to_string())
}

fn table(c: &mut Cursor, start: u32, is_temporary: bool) -> Step {
    let options = Options::CREATES.with(Options::TEMPORARY, is_temporary) | c.if_not_exists();
    let name = c.name()?;
    let is_temporary = is_temporary || name.schema.as_deref() == Some("pg_temp");
    let options = options.with(Options::TEMPORARY, is_temporary);
    if c.eat_all(&["PARTITION", "OF"]) {
        let parent = c.name()?;
        if !c.holds(c.position(), c.len(), "FOR") && !c.holds(c.position(), c.len(), "DEFAULT") {
            return c.refuse("FOR VALUES or DEFAULT is missing.");
        }
        c.skip_all();
        c.add(start, Fact::new(ChangeType::CreatePartition).on(Kind::Relation, &name).other(parent).options(options));
        return Ok(());
    }
    let after_name = c.position();
    if c.is_open() {
        check_definitions(c)?;
        c.skip_brackets();
    }
    let query = c.find(after_name, &["AS"]);
    if !c.is_at_end()
        && !c.is_any(&[
            "INHERITS",
            "PARTITION",
            "USING",
            "WITH",
            "WITHOUT",
            "ON",
            "TABLESPACE",
            "AS",
            "OF",
            "SERVER",
            "OPTIONS",
        ])
    {
        return c.refuse("This does not belong to CREATE TABLE.");
    }
    if !c.is_at_end() || c.position() > after_name {
        let change = match (is_temporary, query) {
            (true, _) => ChangeType::CreateTempTable,
            (false, Some(_)) => ChangeType::CreateTableAs,
            (false, None) => ChangeType::CreateTable,
        };
        let mut source = Name::default();
        if let Some(at) = query {
            c.back_to(at + 1);
            (source, _) = rows::source_after(c);
        }
        let mut fact = Fact::new(change).on(Kind::Relation, &name).options(options).other(source);
        fact.parent = parent_after(c, after_name, &name);
        c.skip_all();
        c.add(start, fact);
        return Ok(());
    }
    c.refuse("The columns in brackets are missing.")
}

/// The first table that a foreign key of this one names, other than itself.
fn parent_after<'a>(c: &mut Cursor<'a, '_>, from: usize, own: &Name<'a>) -> Name<'a> {
    for position in from..c.len() {
        if c.text_at(position).eq_ignore_ascii_case("REFERENCES") && c.token_at(position).kind == TokenKind::Word {
            c.back_to(position + 1);
            if !c.is_name() {
                continue;
            }
            if let Ok(parent) = c.name()
                && parent != *own
            {
                return parent;
            }
        }
    }
    Name::default()
}

/// What stands in the brackets of CREATE TABLE, as far as only the other dialect writes it.
fn check_definitions(c: &mut Cursor) -> Step {
    let (open, close) = (c.position(), c.close_of(c.position()));
    let mut depth = 0_usize;
    for position in open..close {
        match c.token_at(position).kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            TokenKind::Word if depth == 1 => {
                let word = c.text_at(position);
                if ["AUTO_INCREMENT", "UNSIGNED", "ZEROFILL"].iter().any(|foreign| word.eq_ignore_ascii_case(foreign))
                    && c.token_at(position - 1).kind != TokenKind::Comma
                    && position > open + 1
                {
                    c.back_to(position);
                    return c.refuse("PostgreSQL knows no such attribute of a column.");
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn index(c: &mut Cursor, start: u32, is_unique: bool) -> Step {
    let is_concurrent = c.eat("CONCURRENTLY");
    let options = c.if_not_exists();
    let name = if c.is("ON") && !c.is_word(1, "ON") { Ident::default() } else { c.ident()? };
    if options.has(Options::IF_NOT_EXISTS) && name.is_empty() {
        return c.refuse("IF NOT EXISTS needs the name of the index.");
    }
    c.expect("ON", "ON and the table are missing.")?;
    let only = c.eat("ONLY");
    let table = c.name()?;
    if c.eat("USING") {
        c.ident()?;
    }
    if !c.is_open() {
        return c.refuse("The columns in brackets are missing.");
    }
    let columns = c.names_in_brackets();
    let nulls_equal = c.holds(c.position(), c.len(), "NULLS") && c.holds(c.position(), c.len(), "NOT");
    if !c.is_at_end() && !c.is_any(&["INCLUDE", "NULLS", "WITH", "TABLESPACE", "WHERE"]) {
        return c.refuse("This does not belong to CREATE INDEX.");
    }
    c.skip_all();
    let change = match (is_unique, is_concurrent) {
        (false, false) => ChangeType::CreateIndex,
        (false, true) => ChangeType::CreateIndexConcurrently,
        (true, false) => ChangeType::CreateUniqueIndex,
        (true, true) => ChangeType::CreateUniqueIndexConcurrently,
    };
    let options = options
        | Options::NONE
            .with(Options::CONCURRENTLY, is_concurrent)
            .with(Options::NO_TRANSACTION, is_concurrent)
            .with(Options::NULLS_EQUAL, nulls_equal)
            .with(Options::LIGHT, only)
            .with(Options::TIGHTENS, is_unique);
    c.add(start, Fact::new(change).on(Kind::Relation, &table).part(name).columns(columns).options(options));
    Ok(())
}

fn view(c: &mut Cursor, start: u32, made: Options, is_temporary: bool) -> Step {
    let name = c.name()?;
    c.skip_brackets();
    if c.eat("WITH") {
        c.skip_brackets();
    }
    c.expect("AS", "AS and the query are missing.")?;
    let (source, _) = rows::source_after(c);
    c.skip_all();
    let replaces = made.has(Options::OR_REPLACE);
    let change = if replaces { ChangeType::ReplaceView } else { ChangeType::CreateView };
    let options = made.with(Options::TEMPORARY, is_temporary);
    c.add(start, Fact::new(change).on(Kind::Relation, &name).options(options).other(source));
    Ok(())
}

/// What is made on a table, after its own name.
fn on_table<'a>(c: &mut Cursor<'a, '_>, start: u32, change: ChangeType, name: Ident<'a>, options: Options) -> Step {
    let at = match change {
        ChangeType::OpaqueCode => c.find(c.position(), &["TO"]),
        _ => c.find(c.position(), &["ON"]),
    };
    let Some(at) = at else { return c.refuse("ON and the table are missing.") };
    c.back_to(at + 1);
    c.eat("ONLY");
    let table = c.name()?;
    c.skip_all();
    c.add(start, Fact::new(change).on(Kind::Relation, &table).part(name).options(options));
    Ok(())
}

/// CREATE SCHEMA, with what it may create inside.
fn schema(c: &mut Cursor, start: u32, made: Options) -> Step {
    let options = made | c.if_not_exists();
    if c.eat("AUTHORIZATION") {
        let name = c.ident()?;
        c.skip_all();
        c.add(
            start,
            Fact::new(ChangeType::CreateSchema).on(Kind::Schema, &Name { schema: None, name }).options(options),
        );
        return Ok(());
    }
    let name = c.ident()?;
    c.skip_all();
    c.add(start, Fact::new(ChangeType::CreateSchema).on(Kind::Schema, &Name { schema: None, name }).options(options));
    Ok(())
}
