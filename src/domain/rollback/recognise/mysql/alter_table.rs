//! ALTER TABLE, one action after the other.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{Algorithm, DefaultClass, Fact, Kind, LockClause, Name, Options};
use crate::domain::rollback::recognise::cursor::{Cursor, Step};
use crate::domain::rollback::recognise::expression;
use crate::domain::rollback::recognise::table::Column;
use crate::domain::rollback::token::TokenKind;

use super::column;

/// After `ALTER TABLE`.
pub(super) fn alter_table(c: &mut Cursor, start: u32) -> Step {
    if c.are(&["IF", "EXISTS"]) {
        return c.refuse("MySQL has no ALTER TABLE IF EXISTS.");
    }
    let table = c.name()?;
    if c.is_at_end() {
        c.add(start, Fact::new(ChangeType::ReadOnly).on(Kind::Relation, &table));
        return Ok(());
    }
    loop {
        let from = c.start();
        if !option(c)? {
            action(c, &table, from)?;
        }
        // Table options stand beside each other without a comma, and so does what is said of partitions.
        let goes_on = is_table_option(c) || c.are(&["PARTITION", "BY"]) || c.are(&["REMOVE", "PARTITIONING"]);
        if !c.eat_comma() && (c.is_at_end() || !goes_on) {
            break;
        }
    }
    c.expect_end()?;
    replaces_primary_key(c, &table, start);
    Ok(())
}

/// Dropping and adding the primary key in one statement is one rebuild in place.
fn replaces_primary_key<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) {
    let has = |c: &Cursor, change: ChangeType| c.reading.facts.iter().any(|fact| fact.change == change);
    if has(c, ChangeType::DropPrimaryKey) && has(c, ChangeType::AddPrimaryKey) {
        for fact in &mut c.reading.facts {
            if matches!(fact.change, ChangeType::DropPrimaryKey | ChangeType::AddPrimaryKey) {
                fact.options |= Options::LIGHT;
            }
        }
        c.add(start, Fact::new(ChangeType::ReplacePrimaryKey).on(Kind::Relation, table));
    }
}

/// ALGORITHM, LOCK, VALIDATION: what is said of the statement as a whole.
pub(super) fn option(c: &mut Cursor) -> Step<bool> {
    if c.eat("ALGORITHM") {
        c.eat_sign("=");
        c.reading.algorithm = if c.eat("INSTANT") {
            Algorithm::Instant
        } else if c.eat("INPLACE") {
            Algorithm::InPlace
        } else if c.eat("COPY") {
            Algorithm::Copy
        } else if c.eat("DEFAULT") {
            Algorithm::Default
        } else {
            return c.refuse("ALGORITHM is DEFAULT, INSTANT, INPLACE or COPY.");
        };
        return Ok(true);
    }
    if c.is("LOCK") {
        c.step();
        c.eat_sign("=");
        c.reading.lock = if c.eat("NONE") {
            LockClause::None
        } else if c.eat_any(&["SHARED", "EXCLUSIVE"]) {
            LockClause::Blocking
        } else if c.eat("DEFAULT") {
            LockClause::Default
        } else {
            return c.refuse("LOCK is DEFAULT, NONE, SHARED or EXCLUSIVE.");
        };
        return Ok(true);
    }
    Ok(c.eat_all(&["WITH", "VALIDATION"]) || c.eat_all(&["WITHOUT", "VALIDATION"]))
}

fn action<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table);
    if c.eat("ADD") {
        return add(c, table, start);
    }
    if c.eat("DROP") {
        return drop(c, table, start);
    }
    if c.eat("MODIFY") {
        c.eat("COLUMN");
        no_if_exists(c)?;
        let name = c.ident()?;
        let column = column::column(c, name)?;
        modify(c, table, column, start);
        return Ok(());
    }
    if c.eat("CHANGE") {
        c.eat("COLUMN");
        no_if_exists(c)?;
        let old = c.ident()?;
        let new = c.ident()?;
        let column = column::column(c, new.clone())?;
        if old.eq_ignore_ascii_case(&new) {
            modify(c, table, column, start);
        } else {
            let other = Name { schema: None, name: new };
            let renamed = fact(ChangeType::RenameColumn).part(old.clone()).other(other).options(Options::RENAMES);
            modify(c, table, Column { name: old, ..column }, start);
            c.add(start, renamed);
        }
        return Ok(());
    }
    if c.eat("ALTER") {
        return alter(c, table, start);
    }
    if c.eat("RENAME") {
        return rename(c, table, start);
    }
    if c.eat_all(&["CONVERT", "TO"]) {
        if !c.eat_all(&["CHARACTER", "SET"]) && !c.eat("CHARSET") {
            return c.refuse("CHARACTER SET belongs here.");
        }
        c.eat_sign("=");
        c.step();
        if c.eat("COLLATE") {
            c.eat_sign("=");
            c.step();
        }
        c.add(start, fact(ChangeType::ConvertCharset));
        return Ok(());
    }
    let change = if c.eat("FORCE") {
        ChangeType::RebuildTable
    } else if c.eat_all(&["ORDER", "BY"]) {
        c.skip_all();
        ChangeType::RebuildTable
    } else if c.eat_all(&["ENABLE", "KEYS"]) || c.eat_all(&["DISABLE", "KEYS"]) {
        ChangeType::Maintenance
    } else if c.eat_all(&["TRUNCATE", "PARTITION"]) {
        c.skip_all();
        ChangeType::TruncatePartition
    } else if c.eat_all(&["REORGANIZE", "PARTITION"]) || c.eat_all(&["COALESCE", "PARTITION"]) {
        c.skip_all();
        ChangeType::ReorganizePartition
    } else if c.eat_all(&["EXCHANGE", "PARTITION"]) {
        let part = c.ident()?;
        if !c.eat_all(&["WITH", "TABLE"]) {
            return c.refuse("WITH TABLE belongs here.");
        }
        let other = c.name()?;
        c.add(start, fact(ChangeType::ExchangePartition).part(part).other(other));
        while !c.is_at_end() && !c.is_comma() {
            if !option(c)? {
                return c.expect_end();
            }
        }
        return Ok(());
    } else if c.eat_all(&["PARTITION", "BY"]) || c.eat_all(&["REMOVE", "PARTITIONING"]) {
        c.skip_all();
        ChangeType::RepartitionTable
    } else if c.is_word(1, "PARTITION") && c.is_any(&["ANALYZE", "CHECK", "OPTIMIZE", "REBUILD", "REPAIR"]) {
        c.skip_all();
        ChangeType::Maintenance
    } else if c.is_word(1, "TABLESPACE") && c.is_any(&["DISCARD", "IMPORT"]) {
        c.unseen(start, ChangeType::UnknownStatement, "Tablespaces are moved by hand here.");
        return Ok(());
    } else if c.is_any(&["SECONDARY_LOAD", "SECONDARY_UNLOAD"]) {
        c.step();
        ChangeType::StorageParameter
    } else if is_table_option(c) {
        return table_option(c, table, start);
    } else {
        return c.refuse("MySQL knows no such action of ALTER TABLE.");
    };
    c.add(start, fact(change));
    Ok(())
}

fn no_if_exists(c: &mut Cursor) -> Step {
    if c.are(&["IF", "NOT", "EXISTS"]) || c.are(&["IF", "EXISTS"]) {
        return c.refuse("MySQL has no IF EXISTS here; MariaDB has.");
    }
    Ok(())
}

fn add<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table);
    if c.eat("PARTITION") {
        let copies = c.eat("PARTITIONS");
        c.skip_to_comma();
        c.add(start, fact(ChangeType::AddPartition).options(Options::NONE.with(Options::HEAVY, copies)));
        return Ok(());
    }
    if key_or_constraint(c, table, start)? {
        return Ok(());
    }
    c.eat("COLUMN");
    no_if_exists(c)?;
    if c.is_open() {
        let close = c.close_of(c.position());
        c.step();
        loop {
            let from = c.start();
            if !key_or_constraint(c, table, from)? {
                let name = c.ident()?;
                column::column(c, name)?.add_to(c, table, from);
            }
            if !c.eat_comma() {
                break;
            }
        }
        if c.position() + 1 != close {
            return c.refuse("This does not belong to a list of columns.");
        }
        c.step();
        return Ok(());
    }
    let name = c.ident()?;
    column::column(c, name)?.add_to(c, table, start);
    Ok(())
}

/// An index or a constraint, if one stands here.
fn key_or_constraint<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step<bool> {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table);
    if c.is_any(&["INDEX", "KEY", "FULLTEXT", "SPATIAL"]) {
        let is_special = c.eat_any(&["FULLTEXT", "SPATIAL"]);
        c.eat_any(&["INDEX", "KEY"]);
        no_if_exists(c)?;
        let name = if c.is_open() || c.is("USING") { Default::default() } else { c.ident()? };
        if c.eat("USING") {
            c.step();
        }
        let (columns, is_functional) = column::key_parts(c)?;
        column::key_options(c);
        let change = if is_special || is_functional { ChangeType::CreateSpecialIndex } else { ChangeType::CreateIndex };
        c.add(start, fact(change).part(name).columns(columns));
        return Ok(true);
    }
    if c.is_any(&["CONSTRAINT", "UNIQUE", "CHECK"]) || c.are(&["PRIMARY", "KEY"]) || c.are(&["FOREIGN", "KEY"]) {
        constraint(c, table, start)?;
        return Ok(true);
    }
    Ok(false)
}

fn constraint<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let is_named = c.eat("CONSTRAINT");
    let mut name = Default::default();
    if is_named && !c.is_any(&["UNIQUE", "CHECK", "PRIMARY", "FOREIGN"]) {
        name = c.ident()?;
    }
    let mut fact = Fact::new(ChangeType::AddCheck).on(Kind::Relation, table).part(name).options(Options::TIGHTENS);
    if c.eat("UNIQUE") {
        c.eat_any(&["INDEX", "KEY"]);
        if !c.is_open() && !c.is("USING") {
            fact.part = c.ident()?;
        }
        if c.eat("USING") {
            c.step();
        }
        let (columns, _) = column::key_parts(c)?;
        column::key_options(c);
        fact.columns = columns;
        fact.change = ChangeType::CreateUniqueIndex;
        c.add(start, fact.clone());
        if is_named {
            fact.change = ChangeType::AddUniqueConstraint;
            fact.options |= Options::ALSO;
            c.add(start, fact);
        }
        return Ok(());
    }
    if c.eat_all(&["PRIMARY", "KEY"]) {
        if !c.is_open() && !c.is("USING") {
            // A name that the server takes and does not use.
            c.ident()?;
        }
        if c.eat("USING") {
            c.step();
        }
        let (columns, _) = column::key_parts(c)?;
        column::key_options(c);
        fact.columns = columns;
        fact.change = ChangeType::AddPrimaryKey;
    } else if c.eat_all(&["FOREIGN", "KEY"]) {
        if !c.is_open() {
            c.ident()?;
        }
        let (columns, _) = column::key_parts(c)?;
        fact.columns = columns;
        c.expect("REFERENCES", "REFERENCES is missing.")?;
        fact.other = column::references(c)?;
        if c.are(&["NOT", "VALID"]) {
            return c.refuse("MySQL has no NOT VALID.");
        }
        fact.change = ChangeType::AddForeignKey;
    } else if c.eat("CHECK") {
        if !c.is_open() {
            return c.refuse("A check in brackets belongs here.");
        }
        let from = c.position();
        c.skip_brackets();
        let (columns, demands) = expression::columns_of_check(c, from, c.position());
        fact.columns = columns;
        if c.are(&["NOT", "VALID"]) {
            return c.refuse("MySQL has no NOT VALID; it has NOT ENFORCED.");
        }
        let is_loose = c.eat_all(&["NOT", "ENFORCED"]);
        c.eat("ENFORCED");
        fact.options = fact.options.with(Options::CHECKS_NOT_NULL, demands && !is_loose);
        fact.change = if is_loose { ChangeType::AddCheckNotEnforced } else { ChangeType::AddCheck };
    } else {
        return c.refuse("UNIQUE, PRIMARY KEY, FOREIGN KEY or CHECK belongs here.");
    }
    c.add(start, fact);
    Ok(())
}

fn drop<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let change = if c.eat_all(&["PRIMARY", "KEY"]) {
        c.add(start, Fact::new(ChangeType::DropPrimaryKey).on(Kind::Relation, table).options(Options::DROPS));
        return Ok(());
    } else if c.eat_all(&["FOREIGN", "KEY"]) {
        ChangeType::DropForeignKey
    } else if c.eat("PARTITION") {
        let part = c.ident()?;
        while c.eat_comma() {
            c.ident()?;
        }
        let fact = Fact::new(ChangeType::DropPartition).on(Kind::Relation, table);
        c.add(start, fact.part(part).options(Options::DROPS));
        return Ok(());
    } else if c.is_any(&["INDEX", "KEY"])
        && c.token(1).kind != TokenKind::Comma
        && c.token(1).kind != TokenKind::Delimiter
    {
        c.step();
        ChangeType::DropIndex
    } else if c.eat_any(&["CHECK", "CONSTRAINT"]) {
        ChangeType::DropConstraint
    } else {
        c.eat("COLUMN");
        ChangeType::DropColumn
    };
    no_if_exists(c)?;
    let part = c.ident()?;
    c.cascade();
    if !c.is_at_end() && !c.is_comma() {
        return c.refuse("DROP takes one name; something is left over here.");
    }
    c.add(start, Fact::new(change).on(Kind::Relation, table).part(part).options(Options::DROPS));
    Ok(())
}

/// MODIFY, and CHANGE as far as it restates the column.
fn modify<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, column: Column<'a>, start: u32) {
    let options = Options::NONE
        .with(Options::NOT_NULL, column.not_null || column.is_primary)
        .with(Options::ALWAYS, column.default != DefaultClass::None || column.numbers_itself);
    let fact = |change: ChangeType| {
        let mut fact = Fact::new(change).on(Kind::Relation, table).part(column.name.clone()).options(options);
        fact.columns = vec![column.name.clone()];
        fact.default = column.default;
        fact
    };
    let also = |change: ChangeType| fact(change).options(Options::ALSO);
    let mut facts = vec![fact(if column.is_enum { ChangeType::EnumModify } else { ChangeType::ModifyColumn })];
    if column.is_enum {
        facts.push(also(ChangeType::ModifyColumn));
    }
    if column.not_null && !column.numbers_itself {
        facts.push(also(ChangeType::SetNotNull));
    }
    if column.numbers_itself {
        facts.push(fact(ChangeType::AddIdentity));
    }
    if column.is_placed {
        facts.push(fact(ChangeType::ReorderColumn));
    }
    if column.has_collation {
        facts.push(also(ChangeType::ChangeColumnCollation));
    }
    if column.sets_visibility {
        facts.push(fact(ChangeType::SetColumnVisibility));
    }
    if column.is_unique {
        facts.push(fact(ChangeType::CreateUniqueIndex).options(Options::TIGHTENS));
    }
    if column.is_primary {
        facts.push(fact(ChangeType::AddPrimaryKey).options(Options::TIGHTENS));
    }
    if column.is_checked && column.is_enforced {
        facts.push(fact(ChangeType::AddCheck).options(Options::TIGHTENS));
    }
    for fact in facts {
        c.add(start, fact);
    }
}

fn alter<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table);
    if c.is("INDEX") && !c.is_word(1, "SET") && !c.is_word(1, "DROP") {
        c.step();
        let part = c.ident()?;
        if !c.eat_any(&["VISIBLE", "INVISIBLE"]) {
            return c.refuse("VISIBLE or INVISIBLE belongs here.");
        }
        c.add(start, fact(ChangeType::SetIndexVisibility).part(part));
        return Ok(());
    }
    if c.eat_any(&["CHECK", "CONSTRAINT"]) {
        let part = c.ident()?;
        let change = if c.eat_all(&["NOT", "ENFORCED"]) {
            ChangeType::DropConstraint
        } else if c.eat("ENFORCED") {
            ChangeType::EnforceCheck
        } else {
            return c.refuse("ENFORCED or NOT ENFORCED belongs here.");
        };
        c.add(start, fact(change).part(part));
        return Ok(());
    }
    c.eat("COLUMN");
    let part = c.ident()?;
    if c.eat_all(&["SET", "DEFAULT"]) {
        let default = column::default_value(c)?;
        let mut fact = fact(ChangeType::SetDefault).part(part);
        fact.default = default;
        c.add(start, fact);
        return Ok(());
    }
    let change = if c.eat_all(&["DROP", "DEFAULT"]) {
        ChangeType::DropDefault
    } else if c.eat_all(&["SET", "VISIBLE"]) || c.eat_all(&["SET", "INVISIBLE"]) {
        ChangeType::SetColumnVisibility
    } else {
        return c.refuse("MySQL changes a column with MODIFY or CHANGE.");
    };
    c.add(start, fact(change).part(part));
    Ok(())
}

fn rename<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let fact = |change: ChangeType| Fact::new(change).on(Kind::Relation, table).options(Options::RENAMES);
    let change = if c.eat("COLUMN") {
        if !c.server.is_mysql(8, 0, 3) {
            return c.refuse("RENAME COLUMN is known from MySQL 8.0 on; before that CHANGE renames.");
        }
        ChangeType::RenameColumn
    } else if c.is_any(&["INDEX", "KEY"]) && c.is_word(2, "TO") {
        c.step();
        ChangeType::RenameIndex
    } else {
        if !c.eat("TO") {
            c.eat("AS");
            c.eat_sign("=");
        }
        let mut other = c.name()?;
        if other.schema.is_none() {
            other.schema.clone_from(&table.schema);
        }
        let moves = other.schema != table.schema;
        let change = if moves && other.name == table.name { ChangeType::SetSchema } else { ChangeType::RenameTable };
        c.add(start, fact(change).other(other));
        return Ok(());
    };
    let part = c.ident()?;
    c.expect("TO", "TO and the new name belong here.")?;
    let name = c.ident()?;
    c.add(start, fact(change).part(part).other(Name { schema: None, name }));
    Ok(())
}

const TABLE_OPTIONS: &[&str] = &[
    "ENGINE",
    "AUTO_INCREMENT",
    "COMMENT",
    "DEFAULT",
    "CHARACTER",
    "CHARSET",
    "COLLATE",
    "ROW_FORMAT",
    "KEY_BLOCK_SIZE",
    "STATS_PERSISTENT",
    "STATS_AUTO_RECALC",
    "STATS_SAMPLE_PAGES",
    "AVG_ROW_LENGTH",
    "MAX_ROWS",
    "MIN_ROWS",
    "PACK_KEYS",
    "CHECKSUM",
    "DELAY_KEY_WRITE",
    "INSERT_METHOD",
    "UNION",
    "ENCRYPTION",
    "COMPRESSION",
    "CONNECTION",
    "DATA",
    "INDEX",
    "PASSWORD",
    "AUTOEXTEND_SIZE",
    "ENGINE_ATTRIBUTE",
    "SECONDARY_ENGINE_ATTRIBUTE",
    "SECONDARY_ENGINE",
    "TABLESPACE",
    "STORAGE",
    "START",
];

fn is_table_option(c: &Cursor) -> bool {
    c.is_any(TABLE_OPTIONS)
}

fn table_option<'a>(c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) -> Step {
    let change = if c.eat("ENGINE") {
        c.eat_sign("=");
        let is_usual = c.is("InnoDB");
        c.step();
        if is_usual { ChangeType::RebuildTable } else { ChangeType::ChangeEngine }
    } else if c.eat("AUTO_INCREMENT") {
        c.eat_sign("=");
        c.step();
        ChangeType::AutoIncrementValue
    } else if c.eat("COMMENT") {
        c.eat_sign("=");
        if c.kind() != TokenKind::Text {
            return c.refuse("A comment in quotes belongs here.");
        }
        c.step();
        ChangeType::Comment
    } else if c.is_any(&["DEFAULT", "CHARACTER", "CHARSET", "COLLATE"]) {
        c.eat("DEFAULT");
        if !c.eat_all(&["CHARACTER", "SET"]) && !c.eat_any(&["CHARSET", "COLLATE"]) {
            return c.refuse("CHARACTER SET or COLLATE belongs here.");
        }
        c.eat_sign("=");
        c.step();
        if c.eat("COLLATE") {
            c.eat_sign("=");
            c.step();
        }
        ChangeType::DefaultCharset
    } else if c.eat("TABLESPACE") {
        c.eat_sign("=");
        c.step();
        ChangeType::SetTablespace
    } else {
        c.step();
        c.eat_any(&["DIRECTORY", "TRANSACTION"]);
        c.eat_sign("=");
        c.skip_one();
        ChangeType::StorageParameter
    };
    c.add(start, Fact::new(change).on(Kind::Relation, table));
    Ok(())
}
