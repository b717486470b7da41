//! CREATE and DROP.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{Fact, Ident, Kind, Name, Options};
use crate::domain::rollback::recognise::cursor::{Cursor, Step};
use crate::domain::rollback::recognise::rows;
use crate::domain::rollback::token::TokenKind;

use super::{alter_table, column};

/// After CREATE.
pub(super) fn create(c: &mut Cursor, start: u32) -> Step {
    let replaces = c.eat_all(&["OR", "REPLACE"]);
    let made = Options::CREATES.with(Options::OR_REPLACE, replaces);
    if c.eat("ALGORITHM") {
        c.eat_sign("=");
        c.step();
    }
    definer(c);
    if c.eat_all(&["SQL", "SECURITY"]) {
        c.step();
    }
    if c.eat("VIEW") {
        no_if_not_exists_before(c, 9)?;
        let options = made | c.if_not_exists();
        let name = c.name()?;
        c.skip_brackets();
        c.expect("AS", "AS and the query are missing.")?;
        let (source, _) = rows::source_after(c);
        c.skip_all();
        let change = if replaces { ChangeType::ReplaceView } else { ChangeType::CreateView };
        c.add(start, Fact::new(change).on(Kind::Relation, &name).options(options).other(source));
        return Ok(());
    }
    if replaces {
        return c.refuse("In MySQL only a view can be created OR REPLACE.");
    }
    let is_temporary = c.eat("TEMPORARY");
    if c.eat("TABLE") {
        return table(c, start, is_temporary);
    }
    if c.is_any(&["INDEX", "UNIQUE", "FULLTEXT", "SPATIAL"]) {
        return index(c, start);
    }
    if c.eat_any(&["PROCEDURE", "FUNCTION", "AGGREGATE"]) {
        c.eat("FUNCTION");
        let options = made | c.if_not_exists();
        let name = c.name()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::CreateFunction).on(Kind::Routine, &name).options(options));
        return Ok(());
    }
    if c.eat("TRIGGER") {
        let options = made | c.if_not_exists();
        let name = c.name()?.name;
        let Some(on) = c.find(c.position(), &["ON"]) else { return c.refuse("ON and the table are missing.") };
        c.back_to(on + 1);
        let table = c.name()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::CreateTrigger).on(Kind::Relation, &table).part(name).options(options));
        return Ok(());
    }
    if c.eat("EVENT") {
        let options = made | c.if_not_exists();
        let name = c.name()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::CreateEvent).on(Kind::Trigger, &name).options(options));
        return Ok(());
    }
    let (kind, change) = if c.eat_any(&["DATABASE", "SCHEMA"]) {
        (Kind::Schema, ChangeType::CreateSchema)
    } else if c.eat_any(&["USER", "ROLE"]) {
        c.if_not_exists();
        c.add_plain(start, ChangeType::CreateRole);
        return Ok(());
    } else if c.is_any(&["SERVER", "TABLESPACE", "UNDO", "LOGFILE", "RESOURCE", "SPATIAL", "LIBRARY"]) {
        return Ok(());
    } else {
        return c.refuse("MySQL creates nothing of this kind.");
    };
    let options = made | c.if_not_exists();
    let name = c.name()?;
    c.skip_all();
    c.add(start, Fact::new(change).on(kind, &name).options(options));
    Ok(())
}

fn no_if_not_exists_before(c: &mut Cursor, major: u16) -> Step {
    if c.are(&["IF", "NOT", "EXISTS"]) && !c.server.is_mysql(major, 1, 0) {
        return c.refuse("CREATE VIEW IF NOT EXISTS is known from MySQL 9.1 on.");
    }
    Ok(())
}

/// `DEFINER = user`
pub(super) fn definer(c: &mut Cursor) {
    if c.eat("DEFINER") {
        c.eat_sign("=");
        c.step();
        if c.kind() == TokenKind::Parameter {
            c.step();
        }
        c.skip_brackets();
    }
}

fn table(c: &mut Cursor, start: u32, is_temporary: bool) -> Step {
    let options = Options::CREATES.with(Options::TEMPORARY, is_temporary) | c.if_not_exists();
    let name = c.name()?;
    if c.is_at_end() {
        return c.refuse("The columns in brackets are missing.");
    }
    let after_name = c.position();
    let is_query_in_brackets = c.find_open_query(after_name);
    if c.is_open() && !is_query_in_brackets {
        check_definitions(c)?;
    }
    let query = if is_query_in_brackets {
        Some(after_name)
    } else {
        c.find(c.position(), &["SELECT", "TABLE", "VALUES", "WITH"]).filter(|at| {
            !c.text_at(*at).eq_ignore_ascii_case("values") || c.text_at(at + 1).eq_ignore_ascii_case("row")
        })
    };
    let change = match (is_temporary, query) {
        (true, _) => ChangeType::CreateTempTable,
        (false, Some(_)) => ChangeType::CreateTableAs,
        (false, None) => ChangeType::CreateTable,
    };
    let (mut source, mut bounded) = (Name::default(), true);
    if let Some(at) = query {
        c.back_to(at);
        (source, bounded) = rows::source_after(c);
    }
    c.skip_all();
    let options = options.with(Options::BOUNDED, bounded);
    c.add(start, Fact::new(change).on(Kind::Relation, &name).options(options).other(source));
    Ok(())
}

/// What stands in the brackets of CREATE TABLE: each column has a type that MySQL knows.
fn check_definitions(c: &mut Cursor) -> Step {
    let close = c.close_of(c.position());
    c.step();
    loop {
        let begins_other = c.is_any(&[
            "PRIMARY",
            "UNIQUE",
            "KEY",
            "INDEX",
            "CONSTRAINT",
            "FOREIGN",
            "CHECK",
            "FULLTEXT",
            "SPATIAL",
            "LIKE",
            "PERIOD",
        ]);
        if begins_other {
            c.skip_to_comma();
        } else {
            let name = c.ident()?;
            column::column(c, name)?;
        }
        if !c.eat_comma() {
            break;
        }
    }
    if c.position() + 1 != close {
        return c.refuse("This does not belong to CREATE TABLE.");
    }
    c.back_to(close);
    Ok(())
}

fn index(c: &mut Cursor, start: u32) -> Step {
    let is_unique = c.eat("UNIQUE");
    let is_special = c.eat_any(&["FULLTEXT", "SPATIAL"]);
    c.expect("INDEX", "INDEX is missing.")?;
    if c.is("CONCURRENTLY") {
        return c.refuse("MySQL has no CONCURRENTLY; it builds indexes in place with LOCK=NONE.");
    }
    if c.are(&["IF", "NOT", "EXISTS"]) {
        return c.refuse("MySQL has no CREATE INDEX IF NOT EXISTS.");
    }
    let name = c.ident()?;
    if c.eat("USING") {
        c.step();
    }
    c.expect("ON", "ON and the table are missing.")?;
    let table = c.name()?;
    let (columns, is_functional) = column::key_parts(c)?;
    loop {
        column::key_options(c);
        c.eat_comma();
        if !alter_table::option(c)? {
            break;
        }
    }
    c.expect_end()?;
    let change = if is_special || (is_functional && !is_unique) {
        ChangeType::CreateSpecialIndex
    } else if is_unique {
        ChangeType::CreateUniqueIndex
    } else {
        ChangeType::CreateIndex
    };
    let options = Options::NONE.with(Options::TIGHTENS, is_unique);
    c.add(start, Fact::new(change).on(Kind::Relation, &table).part(name).columns(columns).options(options));
    Ok(())
}

/// After DROP.
pub(super) fn drop(c: &mut Cursor, start: u32) -> Step {
    if c.eat("INDEX") {
        if c.is("CONCURRENTLY") {
            return c.refuse("MySQL has no CONCURRENTLY.");
        }
        if c.are(&["IF", "EXISTS"]) {
            return c.refuse("MySQL has no DROP INDEX IF EXISTS.");
        }
        let part = c.ident()?;
        c.expect("ON", "MySQL drops an index ON its table.")?;
        let table = c.name()?;
        while !c.is_at_end() {
            c.eat_comma();
            if !alter_table::option(c)? {
                return c.expect_end();
            }
        }
        c.add(start, Fact::new(ChangeType::DropIndex).on(Kind::Relation, &table).part(part).options(Options::DROPS));
        return Ok(());
    }
    let is_temporary = c.eat("TEMPORARY");
    let (kind, change) = if c.eat_any(&["TABLE", "TABLES"]) {
        (Kind::Relation, if is_temporary { ChangeType::CreateTempTable } else { ChangeType::DropTable })
    } else if c.eat("VIEW") {
        (Kind::Relation, ChangeType::DropView)
    } else if c.eat_any(&["PROCEDURE", "FUNCTION"]) {
        (Kind::Routine, ChangeType::DropFunction)
    } else if c.eat_any(&["TRIGGER", "EVENT"]) {
        (Kind::Trigger, ChangeType::DropTrigger)
    } else if c.is("SCHEMA") || c.is("DATABASE") {
        let is_schema = c.is("SCHEMA");
        c.step();
        let options = c.if_exists() | Options::DROPS;
        let name = c.name()?;
        c.expect_end()?;
        let (one, other) = if is_schema {
            (ChangeType::DropSchema, ChangeType::DropDatabase)
        } else {
            (ChangeType::DropDatabase, ChangeType::DropSchema)
        };
        c.add(start, Fact::new(one).on(Kind::Schema, &name).options(options));
        c.add(start, Fact::new(other).on(Kind::Schema, &name).options(options | Options::ALSO));
        return Ok(());
    } else if c.eat_any(&["USER", "ROLE"]) {
        c.add_plain(start, ChangeType::DropRole);
        return Ok(());
    } else if c.eat_all(&["PREPARE"]) {
        c.add_plain(start, ChangeType::SessionSetting);
        return Ok(());
    } else if c.is_any(&["SERVER", "TABLESPACE", "UNDO", "LOGFILE", "RESOURCE", "SPATIAL", "LIBRARY"]) {
        return Ok(());
    } else {
        return c.refuse("MySQL drops nothing of this kind.");
    };
    let options = Options::DROPS.with(Options::TEMPORARY, is_temporary) | c.if_exists();
    let first = c.reading.facts.len();
    loop {
        let from = c.start();
        let name = c.name()?;
        c.add(from, Fact::new(change).on(kind, &name).part(Ident::default()).options(options));
        if !c.eat_comma() {
            break;
        }
    }
    let cascade = c.cascade();
    c.expect_end()?;
    for fact in c.reading.facts.iter_mut().skip(first) {
        fact.options |= cascade;
    }
    Ok(())
}
