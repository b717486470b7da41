//! What reads and writes rows. Never recurses: a query of any shape is looked at token by token.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{Fact, Ident, Kind, Name, Options};
use crate::domain::rollback::token::TokenKind;

use super::cursor::{Cursor, Step, Stop};
use super::expression::{self, Call};

/// Words that end the list of tables.
const AFTER_TABLES: &[&str] = &["WHERE", "ORDER", "LIMIT", "RETURNING", "GROUP", "HAVING", "WINDOW"];

/// SELECT, INSERT, UPDATE, DELETE, MERGE, REPLACE, VALUES, TABLE, and WITH before any of them.
pub(super) fn query(c: &mut Cursor) -> Step {
    let begin = c.position();
    if c.eat("WITH") {
        c.eat("RECURSIVE");
        loop {
            c.ident()?;
            c.skip_brackets();
            c.expect("AS", "AS and a query in brackets belong here.")?;
            c.eat("NOT");
            c.eat("MATERIALIZED");
            if !c.is_open() {
                return c.refuse("A query in brackets belongs here.");
            }
            writing_part(c)?;
            c.skip_brackets();
            order_of_recursion(c)?;
            if !c.eat_comma() {
                break;
            }
        }
    }
    verb(c, begin)
}

/// `SEARCH … SET name` and `CYCLE … SET name … USING name`, whose lists have commas of their own.
fn order_of_recursion(c: &mut Cursor) -> Step {
    while c.is_any(&["SEARCH", "CYCLE"]) {
        let is_cycle = c.is("CYCLE");
        let Some(set) = c.find(c.position(), &["SET"]) else { return c.refuse("SET is missing.") };
        c.back_to(set + 1);
        c.ident()?;
        if is_cycle {
            let Some(using) = c.find(c.position(), &["USING"]) else { return c.refuse("USING is missing.") };
            c.back_to(using + 1);
            c.ident()?;
        }
    }
    Ok(())
}

/// A part of WITH that writes.
fn writing_part(c: &mut Cursor) -> Step {
    if c.is_word(1, "INSERT") || c.is_word(1, "UPDATE") || c.is_word(1, "DELETE") || c.is_word(1, "MERGE") {
        let (open, close) = (c.position(), c.close_of(c.position()));
        let end = c.narrow(close.saturating_sub(1));
        c.step();
        let read = verb(c, open + 1);
        c.widen(end);
        c.back_to(open);
        read?;
    }
    Ok(())
}

fn verb(c: &mut Cursor, begin: usize) -> Step {
    if c.is("INSERT") {
        insert(c, begin, false)
    } else if c.is("REPLACE") && c.is_mysql() {
        insert(c, begin, true)
    } else if c.is("UPDATE") {
        update(c, begin)
    } else if c.is("DELETE") {
        delete(c, begin)
    } else if c.is("MERGE") && !c.is_mysql() {
        merge(c)
    } else if c.is_any(&["SELECT", "VALUES", "TABLE"]) || c.is_open() {
        select(c, begin)
    } else {
        c.refuse("A query belongs here.")
    }
}

fn select(c: &mut Cursor, begin: usize) -> Step {
    let start = c.token_at(begin).start;
    let from = c.position();
    let until = c.len();
    if !c.is_mysql()
        && let Some(into) = c.find(from, &["INTO"])
    {
        c.back_to(into + 1);
        let is_temporary = c.eat_any(&["TEMPORARY", "TEMP"]);
        c.eat("UNLOGGED");
        c.eat("TABLE");
        let table = c.name()?;
        let source = source_of(c, from);
        c.skip_all();
        let change = if is_temporary { ChangeType::CreateTempTable } else { ChangeType::CreateTableAs };
        let options = Options::CREATES.with(Options::TEMPORARY, is_temporary);
        c.add(start, Fact::new(change).on(Kind::Relation, &table).options(options).other(source));
        return Ok(());
    }
    let call = expression::call_in(c, from, until);
    match call {
        Some(Call::Sequence) => {
            c.skip_all();
            c.add(start, Fact::new(ChangeType::AlterSequence).options(Options::STAYS | Options::LIGHT));
        }
        Some(Call::Setting) => c.add_plain(start, ChangeType::SessionSetting),
        Some(Call::Opaque) => {
            c.unseen(
                start,
                ChangeType::OpaqueCode,
                "The query calls a function, and what that does is not in the script.",
            );
        }
        None => c.add_plain(start, ChangeType::ReadOnly),
    }
    Ok(())
}

/// The first table that a query from a position on reads.
fn source_of<'a>(c: &mut Cursor<'a, '_>, from: usize) -> Name<'a> {
    let back = c.position();
    let mut source = Name::default();
    for position in from..c.len() {
        let is_from = c.token_at(position).kind == TokenKind::Word
            && ["from", "join", "table"].iter().any(|word| c.text_at(position).eq_ignore_ascii_case(word));
        if !is_from {
            continue;
        }
        c.back_to(position + 1);
        c.eat("ONLY");
        if !c.is_name() || c.is_any(&["LATERAL", "SELECT", "UNNEST"]) {
            continue;
        }
        if let Ok(name) = c.name()
            && !c.is_open()
        {
            source = name;
            break;
        }
    }
    c.back_to(back);
    source
}

fn insert(c: &mut Cursor, begin: usize, replaces: bool) -> Step {
    let start = c.token_at(begin).start;
    c.step();
    while c.eat_any(&["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"]) && c.is_mysql() {}
    if !c.eat("INTO") && !c.is_mysql() {
        return c.refuse("INTO is missing after INSERT.");
    }
    let table = c.name()?;
    if c.eat("PARTITION") {
        c.skip_brackets();
    }
    let from = c.position();
    let is_list = c.is_open() && !c.find_open_query(from);
    let columns = if is_list { c.names_in_brackets() } else { Vec::new() };
    let body = c.position();
    let rows = c.find(body, &["VALUES", "VALUE", "SELECT", "SET", "TABLE", "DEFAULT"]);
    let is_bracketed = c.find_open_query(body) || c.find_open_query(from);
    if rows.is_none() && !is_bracketed && !c.is("WITH") {
        return c.refuse("VALUES or a query is missing.");
    }
    let is_query = is_bracketed
        || c.is("WITH")
        || rows.is_some_and(|at| ["SELECT", "TABLE"].iter().any(|word| c.text_at(at).eq_ignore_ascii_case(word)));
    let source = if is_query { source_of(c, from) } else { Name::default() };
    let conflict = c.find(body, &["CONFLICT", "DUPLICATE"]);
    let overwrites = replaces
        || conflict.is_some_and(|at| c.text_at(at).eq_ignore_ascii_case("duplicate") || c.holds(at, c.len(), "update"));
    let query_end = conflict.unwrap_or(c.len());
    let where_at = c.find_before(body, query_end, &["WHERE"]);
    let is_bounded = c.holds(body, query_end, "limit")
        || c.holds(body, query_end, "fetch")
        || where_at.is_some_and(|at| {
            let until = c.find_before(at, query_end, &["GROUP", "ORDER", "FOR", "ON", "UNION", "RETURNING"]);
            expression::is_bounded(c, at + 1, until.unwrap_or(query_end))
        });
    let copies = is_query && !source.is_empty();
    let change = match (overwrites, copies) {
        (true, _) => ChangeType::UpsertRows,
        (false, true) => ChangeType::CopyRows,
        (false, false) => ChangeType::InsertRows,
    };
    let options = Options::NONE.with(Options::BOUNDED, is_bounded || !copies);
    c.skip_all();
    c.add(start, Fact::new(change).on(Kind::Relation, &table).columns(columns).options(options).other(source.clone()));
    if overwrites && copies {
        let also = Fact::new(ChangeType::CopyRows).on(Kind::Relation, &table).other(source);
        c.add(start, also.options(options));
    }
    Ok(())
}

fn update(c: &mut Cursor, begin: usize) -> Step {
    let start = c.token_at(begin).start;
    c.step();
    while c.eat_any(&["LOW_PRIORITY", "IGNORE"]) && c.is_mysql() {}
    c.eat("ONLY");
    let table = c.name()?;
    let Some(set) = c.find(c.position(), &["SET"]) else { return c.refuse("SET is missing.") };
    c.back_to(set + 1);
    let mut columns: Vec<Ident> = Vec::new();
    loop {
        if c.is_open() {
            columns.extend(c.names_in_brackets());
        } else {
            let name = c.name()?;
            // A part of an array or of a composite value.
            while matches!(c.kind(), TokenKind::Open | TokenKind::Dot) {
                c.skip_one();
                if c.is_name() && c.token_at(c.position().saturating_sub(1)).kind == TokenKind::Dot {
                    c.step();
                }
            }
            columns.push(name.name);
        }
        let is_set = c.eat_sign("=") || (c.is_mysql() && c.eat_sign(":="));
        if !is_set {
            return c.refuse("An equals sign is missing after the column.");
        }
        while !c.is_at_end() && !c.is_comma() && !c.is_any(AFTER_TABLES) && !c.is("FROM") {
            c.skip_one();
        }
        if !c.eat_comma() {
            break;
        }
    }
    let options = condition(c, begin);
    c.skip_all();
    c.add(start, Fact::new(ChangeType::UpdateRows).on(Kind::Relation, &table).columns(columns).options(options));
    Ok(())
}

fn delete(c: &mut Cursor, begin: usize) -> Step {
    let start = c.token_at(begin).start;
    c.step();
    if c.is_mysql() {
        while c.eat_any(&["LOW_PRIORITY", "QUICK", "IGNORE"]) {}
    }
    let names_first = c.is_mysql() && !c.is("FROM");
    if !names_first {
        c.expect("FROM", "FROM is missing after DELETE.")?;
        c.eat("ONLY");
    }
    let table = c.name_of_all()?;
    if names_first && c.find(c.position(), &["FROM"]).is_none() {
        return c.refuse("FROM is missing after DELETE.");
    }
    // What is deleted from one table as another says is not all of it.
    let joins = c.find(c.position(), &["USING", "JOIN"]).is_some();
    let options = condition(c, begin);
    let is_partial = joins || options.has(Options::WHERE) || options.has(Options::BOUNDED);
    let change = if is_partial { ChangeType::DeleteRows } else { ChangeType::DeleteAllRows };
    c.skip_all();
    c.add(start, Fact::new(change).on(Kind::Relation, &table).options(options));
    Ok(())
}

/// What the condition of an UPDATE or a DELETE says of its rows.
fn condition(c: &Cursor, begin: usize) -> Options {
    let until = c.len();
    let has_limit = c.holds(begin, until, "limit") || c.holds(begin, until, "fetch");
    let Some(at) = c.find(c.position(), &["WHERE"]) else {
        return Options::NONE.with(Options::BOUNDED, has_limit);
    };
    let end = c.find_before(at, until, &["ORDER", "LIMIT", "RETURNING"]).unwrap_or(until);
    if expression::is_always_true(c, at + 1, end) {
        return Options::NONE.with(Options::BOUNDED, has_limit);
    }
    Options::WHERE.with(Options::BOUNDED, has_limit || expression::is_bounded(c, at + 1, end))
}

fn merge(c: &mut Cursor) -> Step {
    let start = c.start();
    c.step();
    c.expect("INTO", "INTO is missing after MERGE.")?;
    c.eat("ONLY");
    let table = c.name()?;
    let from = c.position();
    let source = match c.find(from, &["USING"]) {
        Some(at) => {
            c.back_to(at + 1);
            c.eat("ONLY");
            if c.is_name() { c.name()? } else { Name::default() }
        }
        None => return c.refuse("USING is missing."),
    };
    let deletes = c.holds(from, c.len(), "delete");
    let writes = c.holds(from, c.len(), "update");
    let change = match (deletes, writes) {
        (true, false) => ChangeType::DeleteRows,
        (false, false) => ChangeType::CopyRows,
        _ => ChangeType::UpsertRows,
    };
    c.skip_all();
    let options = Options::NONE.with(Options::HEAVY, deletes || writes);
    c.add(start, Fact::new(change).on(Kind::Relation, &table).other(source).options(options));
    Ok(())
}

/// EXPLAIN: with ANALYZE it runs what it explains.
pub(super) fn explain(c: &mut Cursor) -> Step {
    let start = c.start();
    c.step();
    let open = c.position();
    let runs = if c.is_open() {
        let close = c.close_of(open);
        let analyzes = (open..close).find(|at| c.text_at(*at).eq_ignore_ascii_case("analyze"));
        c.skip_brackets();
        analyzes.is_some_and(|at| !["off", "false", "0"].iter().any(|no| c.text_at(at + 1).eq_ignore_ascii_case(no)))
    } else {
        let mut analyzes = false;
        while c.is_any(&["ANALYZE", "ANALYSE", "VERBOSE", "EXTENDED", "FORMAT", "PARTITIONS"]) {
            analyzes |= c.is_any(&["ANALYZE", "ANALYSE"]);
            let has_value = c.is("FORMAT");
            c.step();
            if has_value && c.eat_sign("=") {
                c.step();
            }
        }
        analyzes
    };
    let writes = c.is_any(&["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "WITH"]);
    if runs && writes {
        return query(c);
    }
    c.add_plain(start, ChangeType::ReadOnly);
    Ok(())
}

/// COPY: into a table it inserts, out of one it reads.
pub(super) fn copy(c: &mut Cursor) -> Step {
    let start = c.start();
    c.step();
    if c.is_open() {
        writing_part(c)?;
        c.add_plain(start, ChangeType::ReadOnly);
        return Ok(());
    }
    c.eat("BINARY");
    let table = c.name()?;
    let columns = c.names_in_brackets();
    if c.eat("TO") {
        c.add_plain(start, ChangeType::ReadOnly);
        return Ok(());
    }
    c.expect("FROM", "FROM or TO is missing.")?;
    c.skip_all();
    c.add(start, Fact::new(ChangeType::InsertRows).on(Kind::Relation, &table).columns(columns));
    Ok(())
}

/// CREATE TABLE … AS and its like: what it is made from, if that can be told.
pub(super) fn source_after<'a>(c: &mut Cursor<'a, '_>) -> (Name<'a>, bool) {
    let from = c.position();
    let bounded = c.holds(from, c.len(), "limit")
        || c.find(from, &["WHERE"]).is_some_and(|at| {
            let until = c.find(at, &["GROUP", "ORDER", "WITH"]).unwrap_or(c.len());
            expression::is_bounded(c, at + 1, until)
        });
    (source_of(c, from), bounded)
}

/// GRANT and REVOKE, and on what.
pub(super) fn rights(c: &mut Cursor) -> Step {
    let start = c.start();
    let change = if c.is("GRANT") { ChangeType::Grant } else { ChangeType::Revoke };
    let mut fact = Fact::new(change);
    if let Some(on) = c.find(c.position(), &["ON"]) {
        c.back_to(on + 1);
        let kind = if c.eat_any(&["FUNCTION", "PROCEDURE", "ROUTINE"]) {
            Kind::Routine
        } else if c.eat("SEQUENCE") {
            Kind::Sequence
        } else if c.eat("SCHEMA") {
            Kind::Schema
        } else if c.eat_any(&["TYPE", "DOMAIN"]) {
            Kind::Type
        } else if c.is_any(&["DATABASE", "ALL", "FOREIGN", "LANGUAGE", "LARGE", "PARAMETER", "TABLESPACE"]) {
            Kind::None
        } else {
            c.eat("TABLE");
            Kind::Relation
        };
        if kind != Kind::None && c.is_name() {
            let name = c.name_of_all()?;
            c.skip_brackets();
            // With more than one, nothing is said of each.
            if !c.is_comma() {
                fact = fact.on(kind, &name);
            }
        }
    }
    c.skip_all();
    c.add(start, fact);
    Ok(())
}

/// A list of tables with commas, each with what may follow a name.
pub(super) fn table_list<'a>(c: &mut Cursor<'a, '_>) -> Result<Vec<Name<'a>>, Stop> {
    let mut tables = Vec::new();
    loop {
        c.eat("ONLY");
        c.eat_sign("(");
        tables.push(c.name()?);
        c.eat_sign(")");
        c.eat_sign("*");
        if !c.eat_comma() {
            return Ok(tables);
        }
    }
}
