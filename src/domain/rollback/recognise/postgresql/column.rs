//! Columns, types and constraints as PostgreSQL writes them.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{DefaultClass, Fact, Ident, Kind, Name, Options};
use crate::domain::rollback::recognise::cursor::{Cursor, Step};
use crate::domain::rollback::recognise::expression;
use crate::domain::rollback::recognise::table::{Column, Generated};
use crate::domain::rollback::token::TokenKind;

/// What a type is called by its last word, and whether more is known of it.
pub(super) struct Type<'a> {
    pub(super) name: Ident<'a>,
}

/// A type: its name, its length, its brackets.
pub(super) fn type_name<'a>(c: &mut Cursor<'a, '_>) -> Step<Type<'a>> {
    c.eat("SETOF");
    let mut name = c.ident()?;
    while c.kind() == TokenKind::Dot {
        c.step();
        name = c.ident()?;
    }
    if name == "double" {
        c.eat("PRECISION");
    }
    if name == "national" {
        c.eat_any(&["CHARACTER", "CHAR"]);
    }
    c.eat("VARYING");
    if name == "interval" {
        while c.eat_any(&["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"]) {}
    }
    if c.is_sign("%") {
        c.step();
        c.eat("TYPE");
    }
    if c.is_open() {
        c.skip_brackets();
    }
    if c.are(&["WITH", "TIME", "ZONE"]) || c.are(&["WITHOUT", "TIME", "ZONE"]) {
        c.step();
        c.step();
        c.step();
    }
    while c.is_sign("[") {
        c.skip_brackets();
    }
    if c.eat("ARRAY") && c.is_sign("[") {
        c.skip_brackets();
    }
    Ok(Type { name })
}

const AFTER_DEFAULT: &[&str] = &[
    "NOT",
    "NULL",
    "CONSTRAINT",
    "CHECK",
    "UNIQUE",
    "PRIMARY",
    "REFERENCES",
    "GENERATED",
    "COLLATE",
    "DEFERRABLE",
    "INITIALLY",
];

/// Passes over a default and says what it is made of.
pub(super) fn default_value(c: &mut Cursor) -> Step<DefaultClass> {
    let from = c.position();
    if c.is_at_end() || c.is_comma() {
        return c.refuse("The default is missing.");
    }
    c.skip_one();
    while !c.is_at_end() && !c.is_comma() && !c.is_any(AFTER_DEFAULT) && c.kind() != TokenKind::Close {
        c.skip_one();
    }
    Ok(expression::default_of_postgresql(c, from, c.position()))
}

/// A column after its name: type and constraints.
pub(super) fn column<'a>(c: &mut Cursor<'a, '_>, name: Ident<'a>, options: Options) -> Step<Column<'a>> {
    let mut column = Column { options, ..Column::named(name) };
    let kind = type_name(c)?;
    column.is_json = kind.name == "json";
    column.numbers_itself =
        matches!(&*kind.name, "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8");
    column.not_null = column.numbers_itself;
    loop {
        if c.eat("CONSTRAINT") {
            c.ident()?;
        }
        if c.is_at_end() || c.is_comma() || c.kind() == TokenKind::Close {
            return Ok(column);
        } else if c.eat_all(&["NOT", "NULL"]) {
            column.not_null = true;
            c.eat_all(&["NO", "INHERIT"]);
        } else if c.eat_all(&["NOT", "ENFORCED"]) {
            column.is_enforced = false;
        } else if c.eat_all(&["NOT", "DEFERRABLE"])
            || c.eat_any(&["NULL", "DEFERRABLE", "ENFORCED"])
            || c.eat_all(&["INITIALLY", "DEFERRED"])
            || c.eat_all(&["INITIALLY", "IMMEDIATE"])
        {
        } else if c.eat_all(&["NOT", "VALID"]) {
            return c.refuse("A constraint of a column cannot be NOT VALID; add it to the table.");
        } else if c.eat("DEFAULT") {
            column.default = default_value(c)?;
        } else if c.eat("COLLATE") {
            c.name()?;
            column.has_collation = true;
        } else if c.eat("UNIQUE") {
            column.is_unique = true;
            column.nulls_equal = c.eat_all(&["NULLS", "NOT", "DISTINCT"]);
            c.eat_all(&["NULLS", "DISTINCT"]);
            index_parameters(c)?;
        } else if c.eat_all(&["PRIMARY", "KEY"]) {
            column.is_primary = true;
            index_parameters(c)?;
        } else if c.eat("CHECK") {
            column.is_checked = true;
            let (_, demands) = check(c)?;
            column.checks_not_null |= demands;
        } else if c.eat("REFERENCES") {
            column.references = Some(references(c)?);
        } else if c.eat("GENERATED") {
            generated(c, &mut column)?;
        } else if c.eat_any(&["STORAGE", "COMPRESSION"]) {
            c.step();
        } else if c.eat("OPTIONS") {
            c.skip_brackets();
        } else {
            return c.refuse("This does not belong to the definition of a column.");
        }
    }
}

fn generated(c: &mut Cursor, column: &mut Column) -> Step {
    if !c.eat("ALWAYS") && !c.eat_all(&["BY", "DEFAULT"]) {
        return c.refuse("ALWAYS or BY DEFAULT belongs here.");
    }
    c.expect("AS", "AS belongs here.")?;
    if c.eat("IDENTITY") {
        c.skip_brackets();
        column.numbers_itself = true;
        column.not_null = true;
        return Ok(());
    }
    if !c.is_open() {
        return c.refuse("An expression in brackets belongs here.");
    }
    c.skip_brackets();
    if c.eat("STORED") {
        column.generated = Some(Generated::Stored);
    } else if c.server.has_virtual_columns() {
        c.eat("VIRTUAL");
        column.generated = Some(Generated::Virtual);
    } else {
        return c.refuse("Before PostgreSQL 18 a generated column is STORED.");
    }
    Ok(())
}

/// `WITH (…)`, `INCLUDE (…)`, `USING INDEX TABLESPACE …`
fn index_parameters(c: &mut Cursor) -> Step {
    loop {
        if c.eat("WITH") || c.eat("INCLUDE") {
            c.skip_brackets();
        } else if c.eat_all(&["USING", "INDEX", "TABLESPACE"]) {
            c.ident()?;
        } else {
            return Ok(());
        }
    }
}

/// A check in brackets: its columns, and whether it demands that one is not NULL.
fn check<'a>(c: &mut Cursor<'a, '_>) -> Step<(Vec<Ident<'a>>, bool)> {
    if !c.is_open() {
        return c.refuse("A check in brackets belongs here.");
    }
    let from = c.position();
    c.skip_brackets();
    let found = expression::columns_of_check(c, from, c.position());
    c.eat_all(&["NO", "INHERIT"]);
    Ok(found)
}

/// The parent of a foreign key, after REFERENCES.
pub(super) fn references<'a>(c: &mut Cursor<'a, '_>) -> Step<Name<'a>> {
    let parent = c.name()?;
    c.skip_brackets();
    if c.eat("MATCH") {
        c.step();
    }
    while c.eat_all(&["ON", "DELETE"]) || c.eat_all(&["ON", "UPDATE"]) {
        if !(c.eat_all(&["NO", "ACTION"]) || c.eat_all(&["SET", "NULL"]) || c.eat_all(&["SET", "DEFAULT"])) {
            c.step();
        }
        c.skip_brackets();
    }
    Ok(parent)
}

/// What follows a constraint of a table.
#[derive(Default)]
struct Tail {
    not_valid: bool,
    not_enforced: bool,
}

fn tail(c: &mut Cursor) -> Tail {
    let mut tail = Tail::default();
    loop {
        if c.eat_all(&["NOT", "VALID"]) {
            tail.not_valid = true;
        } else if c.eat_all(&["NOT", "ENFORCED"]) {
            tail.not_enforced = true;
        } else if !(c.eat_all(&["NOT", "DEFERRABLE"])
            || c.eat_any(&["DEFERRABLE", "ENFORCED"])
            || c.eat_all(&["NO", "INHERIT"])
            || c.eat_all(&["INITIALLY", "DEFERRED"])
            || c.eat_all(&["INITIALLY", "IMMEDIATE"]))
        {
            return tail;
        }
    }
}

/// Whether a constraint of a table begins here.
pub(super) fn is_constraint(c: &Cursor) -> bool {
    c.is_any(&["CONSTRAINT", "CHECK", "UNIQUE", "EXCLUDE"])
        || c.are(&["PRIMARY", "KEY"])
        || c.are(&["FOREIGN", "KEY"])
        || c.are(&["NOT", "NULL"])
}

/// A constraint of a table, after ADD.
pub(super) fn constraint<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let name = if c.eat("CONSTRAINT") { c.ident()? } else { Ident::default() };
    let mut fact = Fact::new(ChangeType::AddCheck).on(Kind::Relation, table).part(name).options(Options::TIGHTENS);
    if c.eat("CHECK") {
        let (columns, demands) = check(c)?;
        let tail = tail(c);
        if tail.not_enforced && !c.server.has_unenforced_checks() {
            return c.refuse("NOT ENFORCED is known from PostgreSQL 18 on.");
        }
        fact.columns = columns;
        fact.options = fact
            .options
            .with(Options::CHECKS_NOT_NULL, demands && !tail.not_enforced)
            .with(Options::NOT_VALID, tail.not_valid);
        fact.change = if tail.not_enforced {
            ChangeType::AddCheckNotEnforced
        } else if tail.not_valid {
            ChangeType::AddCheckNotValid
        } else {
            ChangeType::AddCheck
        };
    } else if c.eat_all(&["NOT", "NULL"]) {
        if !c.server.is_postgresql(18) {
            return c.refuse("Before PostgreSQL 18 NOT NULL is no constraint of a table.");
        }
        let column = c.ident()?;
        let tail = tail(c);
        fact.columns = vec![column.clone()];
        fact.change = if tail.not_valid { ChangeType::AddNotNullNotValid } else { ChangeType::SetNotNull };
        if !tail.not_valid {
            fact.part = column;
        }
    } else if c.is("UNIQUE") || c.are(&["PRIMARY", "KEY"]) {
        let is_unique = c.eat("UNIQUE");
        if !is_unique {
            c.step();
            c.step();
            fact.options |= Options::NOT_NULL;
        }
        if c.eat_all(&["USING", "INDEX"]) {
            let index = c.ident()?;
            fact.other = Name { schema: table.schema.clone(), name: index };
            fact.options |= Options::USING_INDEX;
            fact.change = if is_unique { ChangeType::AddUniqueUsingIndex } else { ChangeType::AddPrimaryKey };
        } else {
            let nulls_equal = c.eat_all(&["NULLS", "NOT", "DISTINCT"]);
            c.eat_all(&["NULLS", "DISTINCT"]);
            if !c.is_open() {
                return c.refuse("The columns in brackets are missing.");
            }
            fact.columns = c.names_in_brackets();
            fact.options = fact.options.with(Options::NULLS_EQUAL, nulls_equal);
            fact.change = if is_unique { ChangeType::AddUniqueConstraint } else { ChangeType::AddPrimaryKey };
            index_parameters(c)?;
        }
        tail(c);
    } else if c.eat_all(&["FOREIGN", "KEY"]) {
        if !c.is_open() {
            return c.refuse("The columns in brackets are missing.");
        }
        fact.columns = c.names_in_brackets();
        c.expect("REFERENCES", "REFERENCES is missing.")?;
        fact.other = references(c)?;
        let tail = tail(c);
        fact.change = if tail.not_enforced {
            ChangeType::AddCheckNotEnforced
        } else if tail.not_valid {
            ChangeType::AddForeignKeyNotValid
        } else {
            ChangeType::AddForeignKey
        };
    } else if c.eat("EXCLUDE") {
        fact.change = ChangeType::AddExclusionConstraint;
        if c.eat("USING") {
            c.ident()?;
        }
        if !c.is_open() {
            return c.refuse("What is excluded is missing, in brackets.");
        }
        fact.columns = c.names_in_brackets();
        index_parameters(c)?;
        if c.eat("WHERE") {
            c.skip_brackets();
        }
        tail(c);
    } else {
        return c.refuse("A constraint belongs here.");
    }
    c.add(start, fact);
    Ok(())
}
