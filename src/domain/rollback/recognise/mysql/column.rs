//! Columns and types as MySQL writes them.

use crate::domain::rollback::fact::{DefaultClass, Ident, Name};
use crate::domain::rollback::recognise::cursor::{Cursor, Step};
use crate::domain::rollback::recognise::expression;
use crate::domain::rollback::recognise::table::{Column, Generated};
use crate::domain::rollback::token::TokenKind;

/// Every type MySQL knows; there are no others.
const TYPES: &[&str] = &[
    "TINYINT",
    "SMALLINT",
    "MEDIUMINT",
    "INT",
    "INTEGER",
    "BIGINT",
    "INT1",
    "INT2",
    "INT3",
    "INT4",
    "INT8",
    "MIDDLEINT",
    "DECIMAL",
    "DEC",
    "NUMERIC",
    "FIXED",
    "FLOAT",
    "FLOAT4",
    "FLOAT8",
    "DOUBLE",
    "REAL",
    "BIT",
    "BOOL",
    "BOOLEAN",
    "SERIAL",
    "DATE",
    "TIME",
    "DATETIME",
    "TIMESTAMP",
    "YEAR",
    "CHAR",
    "CHARACTER",
    "NCHAR",
    "NATIONAL",
    "VARCHAR",
    "VARCHARACTER",
    "NVARCHAR",
    "BINARY",
    "VARBINARY",
    "TINYBLOB",
    "BLOB",
    "MEDIUMBLOB",
    "LONGBLOB",
    "TINYTEXT",
    "TEXT",
    "MEDIUMTEXT",
    "LONGTEXT",
    "LONG",
    "ENUM",
    "SET",
    "JSON",
    "GEOMETRY",
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
    "GEOMCOLLECTION",
    "VECTOR",
];

/// A column after its name: type, attributes, place.
pub(super) fn column<'a>(c: &mut Cursor<'a, '_>, name: Ident<'a>) -> Step<Column<'a>> {
    let mut column = Column::named(name);
    if !c.is_any(TYPES) {
        return c.refuse("MySQL knows no type of this name.");
    }
    column.is_json = c.is("JSON");
    column.is_enum = c.is_any(&["ENUM", "SET"]);
    if c.is("SERIAL") {
        column.numbers_itself = true;
        column.not_null = true;
        column.is_unique = true;
    }
    let is_double = c.is_any(&["DOUBLE", "NATIONAL", "LONG", "NCHAR", "CHAR", "CHARACTER"]);
    c.step();
    if is_double {
        while c.eat_any(&["PRECISION", "VARYING", "VARCHAR", "VARCHARACTER", "CHAR", "CHARACTER", "VARBINARY"])
            && !c.is("SET")
        {}
        if c.is("SET") {
            // `CHAR CHARACTER SET utf8mb4`: the word before was not part of the type.
            c.back_to(c.position() - 1);
        }
    }
    c.skip_brackets();
    loop {
        if c.is_at_end() || c.is_comma() || c.kind() == TokenKind::Close {
            return Ok(column);
        } else if c
            .eat_any(&["UNSIGNED", "SIGNED", "ZEROFILL", "BINARY", "ASCII", "UNICODE", "BYTE", "NULL", "ENFORCED"])
        {
        } else if c.eat_all(&["CHARACTER", "SET"]) || c.eat_any(&["CHARSET", "COLLATE"]) {
            c.eat_sign("=");
            c.step();
            column.has_collation = true;
        } else if c.eat_all(&["NOT", "NULL"]) {
            column.not_null = true;
        } else if c.eat_all(&["NOT", "ENFORCED"]) {
            column.is_enforced = false;
        } else if c.eat("DEFAULT") {
            column.default = default_value(c)?;
        } else if c.eat_all(&["ON", "UPDATE"]) {
            c.step();
            c.skip_brackets();
        } else if c.eat("AUTO_INCREMENT") {
            column.numbers_itself = true;
        } else if c.eat_all(&["SERIAL", "DEFAULT", "VALUE"]) {
            column.numbers_itself = true;
            column.not_null = true;
            column.is_unique = true;
        } else if c.eat("UNIQUE") {
            c.eat_any(&["KEY", "INDEX"]);
            column.is_unique = true;
        } else if c.eat_all(&["PRIMARY", "KEY"]) || c.eat("KEY") {
            column.is_primary = true;
        } else if c.eat("COMMENT")
            || c.eat_any(&["COLUMN_FORMAT", "STORAGE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE", "SRID"])
        {
            c.eat_sign("=");
            c.step();
        } else if c.eat_any(&["VISIBLE", "INVISIBLE"]) {
            column.sets_visibility = true;
        } else if c.eat_all(&["GENERATED", "ALWAYS", "AS"]) || c.eat("AS") {
            if !c.is_open() {
                return c.refuse("An expression in brackets belongs here.");
            }
            c.skip_brackets();
            let is_stored = c.eat("STORED");
            c.eat("VIRTUAL");
            column.generated = Some(if is_stored { Generated::Stored } else { Generated::Virtual });
        } else if c.eat("REFERENCES") {
            column.references = Some(references(c)?);
        } else if c.is("CONSTRAINT") || c.is("CHECK") {
            if c.eat("CONSTRAINT") && !c.is("CHECK") {
                c.ident()?;
            }
            c.expect("CHECK", "CHECK belongs here.")?;
            if !c.is_open() {
                return c.refuse("A check in brackets belongs here.");
            }
            let from = c.position();
            c.skip_brackets();
            let (_, demands) = expression::columns_of_check(c, from, c.position());
            column.is_checked = true;
            column.checks_not_null |= demands;
        } else if c.eat("FIRST") {
            column.is_placed = true;
        } else if c.eat("AFTER") {
            c.ident()?;
            column.is_placed = true;
        } else {
            return c.refuse("This does not belong to the definition of a column.");
        }
    }
}

/// Passes over a default and says what it is made of.
pub(super) fn default_value(c: &mut Cursor) -> Step<DefaultClass> {
    if c.eat("NULL") {
        return Ok(DefaultClass::None);
    }
    if c.is_open() {
        let from = c.position();
        c.skip_brackets();
        return Ok(expression::default_of_mysql(c, from, c.position()));
    }
    if c.eat_any(&["CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP"]) {
        c.skip_brackets();
        return Ok(DefaultClass::Constant);
    }
    if c.is_sign("-") || c.is_sign("+") {
        c.step();
    }
    if c.kind() == TokenKind::Word && c.text(0).starts_with('_') {
        c.step();
    }
    match c.kind() {
        TokenKind::Text => {
            while c.kind() == TokenKind::Text {
                c.step();
            }
            Ok(DefaultClass::Constant)
        }
        TokenKind::Number => {
            c.step();
            Ok(DefaultClass::Constant)
        }
        _ if c.eat_any(&["TRUE", "FALSE"]) => Ok(DefaultClass::Constant),
        TokenKind::Word if c.token(1).kind == TokenKind::Text && c.is_any(&["DATE", "TIME", "TIMESTAMP"]) => {
            c.step();
            c.step();
            Ok(DefaultClass::Constant)
        }
        _ => c.refuse("A default of MySQL is a literal, the current time, or an expression in brackets."),
    }
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
    }
    Ok(parent)
}

/// The columns of a key in brackets, and whether one of its parts is an expression.
pub(super) fn key_parts<'a>(c: &mut Cursor<'a, '_>) -> Step<(Vec<Ident<'a>>, bool)> {
    if !c.is_open() {
        return c.refuse("The columns in brackets are missing.");
    }
    let (open, close) = (c.position(), c.close_of(c.position()));
    let is_expression = (open + 1..close)
        .any(|at| c.text_at(at) == "(" && (at == open + 1 || c.token_at(at - 1).kind == TokenKind::Comma));
    let columns = c.names_in_brackets();
    Ok((columns, is_expression))
}

/// What may follow the columns of a key.
pub(super) fn key_options(c: &mut Cursor) {
    loop {
        if c.eat("USING") || c.eat_all(&["WITH", "PARSER"]) {
            c.step();
        } else if c.eat_any(&["COMMENT", "KEY_BLOCK_SIZE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"]) {
            c.eat_sign("=");
            c.step();
        } else if !c.eat_any(&["VISIBLE", "INVISIBLE"]) {
            return;
        }
    }
}
