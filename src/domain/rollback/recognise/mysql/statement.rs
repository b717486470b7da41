//! The first words of a statement.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{Fact, Flow, Kind, Options, Setting};
use crate::domain::rollback::recognise::cursor::{Cursor, Step, literal};
use crate::domain::rollback::recognise::rows;
use crate::domain::rollback::token::TokenKind;

use super::{alter_table, create};

/// Reads a statement of MySQL.
pub(in crate::domain::rollback::recognise) fn statement(c: &mut Cursor) -> Step {
    let start = c.start();
    if c.eat("ALTER") {
        return alter(c, start);
    }
    if c.eat("CREATE") {
        return create::create(c, start);
    }
    if c.eat("DROP") {
        return create::drop(c, start);
    }
    if c.is_any(&["INSERT", "REPLACE", "UPDATE", "DELETE", "SELECT", "WITH", "VALUES"]) || c.is_open() || c.is("TABLE")
    {
        return rows::query(c);
    }
    if c.eat("SET") {
        return setting(c, start);
    }
    if let Some(flow) = flow(c)? {
        c.reading.flow = Some(flow);
        c.add_plain(start, ChangeType::TransactionControl);
        return Ok(());
    }
    if c.eat("RENAME") {
        return rename(c, start);
    }
    if c.eat("TRUNCATE") {
        c.eat("TABLE");
        let table = c.name()?;
        c.expect_end()?;
        c.add(start, Fact::new(ChangeType::TruncateTable).on(Kind::Relation, &table).options(Options::DROPS));
        return Ok(());
    }
    if c.eat("USE") {
        let schema = c.text(0);
        c.ident()?;
        c.expect_end()?;
        c.reading.setting = Some(Setting::Schema(schema.trim_matches('`')));
        c.add_plain(start, ChangeType::SessionSetting);
        return Ok(());
    }
    if c.is_any(&["GRANT", "REVOKE"]) {
        return rows::rights(c);
    }
    if c.eat("LOCK") {
        return lock(c, start);
    }
    if c.is("UNLOCK") {
        c.skip_all();
        c.add(start, Fact::new(ChangeType::LockTable).options(Options::LIGHT));
        return Ok(());
    }
    if c.is_any(&["OPTIMIZE", "ANALYZE", "CHECK", "CHECKSUM", "REPAIR"]) {
        return maintenance(c, start);
    }
    if c.is_any(&["EXPLAIN", "DESCRIBE", "DESC"]) {
        return rows::explain(c);
    }
    if c.is_any(&["SHOW", "HELP", "HANDLER"]) {
        c.add_plain(start, ChangeType::ReadOnly);
        return Ok(());
    }
    if c.is_any(&["CALL", "DO", "EXECUTE", "PREPARE"]) {
        c.unseen(start, ChangeType::OpaqueCode, "What runs here is not in this statement.");
        return Ok(());
    }
    if c.is_any(&["DEALLOCATE"]) {
        c.add_plain(start, ChangeType::SessionSetting);
        return Ok(());
    }
    if c.eat("LOAD") {
        let replaces = c.find(c.position(), &["REPLACE"]).is_some();
        let Some(at) = c.find(c.position(), &["TABLE"]) else { return Ok(()) };
        c.back_to(at + 1);
        let table = c.name()?;
        c.skip_all();
        let change = if replaces { ChangeType::UpsertRows } else { ChangeType::InsertRows };
        c.add(start, Fact::new(change).on(Kind::Relation, &table));
        return Ok(());
    }
    if c.is("FLUSH") {
        let locks = c.find(c.position(), &["LOCK"]).is_some();
        let options = Options::NONE.with(Options::HEAVY, locks);
        c.skip_all();
        let change = if locks { ChangeType::LockTable } else { ChangeType::Maintenance };
        c.add(start, Fact::new(change).options(options.with(Options::LIGHT, !locks)));
        return Ok(());
    }
    if c.is_any(&[
        "BINLOG",
        "CACHE",
        "CHANGE",
        "CLONE",
        "GET",
        "IMPORT",
        "INSTALL",
        "KILL",
        "PURGE",
        "RESET",
        "RESIGNAL",
        "RESTART",
        "SHUTDOWN",
        "SIGNAL",
        "STOP",
        "UNINSTALL",
        "START",
    ]) {
        return Ok(());
    }
    c.refuse("No statement of MySQL begins like this.")
}

fn flow<'a>(c: &mut Cursor<'a, '_>) -> Step<Option<Flow<'a>>> {
    let flow =
        if c.is("BEGIN") || c.are(&["START", "TRANSACTION"]) || c.are(&["XA", "START"]) || c.are(&["XA", "BEGIN"]) {
            Flow::Begin
        } else if c.is("COMMIT") || c.is("XA") {
            Flow::Commit
        } else if c.eat("ROLLBACK") {
            c.eat("WORK");
            if c.eat("TO") {
                c.eat("SAVEPOINT");
                Flow::RollbackTo(c.ident()?)
            } else {
                Flow::Rollback
            }
        } else if c.eat("SAVEPOINT") {
            Flow::Savepoint(c.ident()?)
        } else if c.eat("RELEASE") {
            c.eat("SAVEPOINT");
            Flow::Release(c.ident()?)
        } else {
            return Ok(None);
        };
    Ok(Some(flow))
}

fn alter(c: &mut Cursor, start: u32) -> Step {
    if c.eat("TABLE") {
        return alter_table::alter_table(c, start);
    }
    if c.eat("ALGORITHM") {
        c.eat_sign("=");
        c.step();
    }
    create::definer(c);
    if c.eat_all(&["SQL", "SECURITY"]) {
        c.step();
    }
    if c.eat("VIEW") {
        let name = c.name()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::ReplaceView).on(Kind::Relation, &name));
        return Ok(());
    }
    if c.eat_any(&["PROCEDURE", "FUNCTION"]) {
        let name = c.name()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::ReplaceFunction).on(Kind::Routine, &name));
        return Ok(());
    }
    if c.eat("EVENT") {
        let name = c.name()?;
        c.skip_all();
        c.add(start, Fact::new(ChangeType::CreateEvent).on(Kind::Trigger, &name));
        return Ok(());
    }
    if c.eat_any(&["DATABASE", "SCHEMA"]) {
        let sets_charset = c.find(c.position(), &["CHARACTER", "CHARSET", "COLLATE"]).is_some();
        if sets_charset {
            c.add_plain(start, ChangeType::DefaultCharset);
        }
        return Ok(());
    }
    if c.eat("USER") {
        c.add_plain(start, ChangeType::Revoke);
        return Ok(());
    }
    if c.is_any(&["INSTANCE", "LOGFILE", "RESOURCE", "SERVER", "TABLESPACE", "UNDO", "LIBRARY"]) {
        return Ok(());
    }
    c.refuse("MySQL alters nothing of this kind.")
}

/// RENAME TABLE, RENAME USER.
fn rename(c: &mut Cursor, start: u32) -> Step {
    if c.eat("USER") {
        c.add_plain(start, ChangeType::DropRole);
        return Ok(());
    }
    if !c.eat_any(&["TABLE", "TABLES"]) {
        return c.refuse("TABLE or USER belongs here.");
    }
    loop {
        let from = c.start();
        let table = c.name()?;
        c.expect("TO", "TO and the new name belong here.")?;
        let other = c.name()?;
        let moves = table.schema != other.schema && table.name == other.name;
        let change = if moves { ChangeType::SetSchema } else { ChangeType::RenameTable };
        c.add(from, Fact::new(change).on(Kind::Relation, &table).other(other).options(Options::RENAMES));
        if !c.eat_comma() {
            return c.expect_end();
        }
    }
}

fn setting(c: &mut Cursor, start: u32) -> Step {
    let from = c.position();
    if c.is_at_end() {
        return c.refuse("What is to be set is missing.");
    }
    let mut reaches_all = false;
    for position in from..c.len() {
        let text = c.text_at(position);
        let name = text.trim_start_matches('@').rsplit('.').next().unwrap_or(text);
        let value_at = position + 2;
        let value = match c.token_at(value_at).kind {
            TokenKind::Text => literal(c.text_at(value_at)),
            _ => c.text_at(value_at),
        };
        let is_on = !["0", "off", "false"].iter().any(|off| value.eq_ignore_ascii_case(off));
        if name.eq_ignore_ascii_case("foreign_key_checks") {
            // Putting back what was remembered turns it on again.
            c.reading.setting = Some(Setting::ForeignKeyChecks(is_on));
        } else if name.eq_ignore_ascii_case("lock_wait_timeout") {
            c.reading.setting = Some(Setting::LockTimeout(true));
        }
        let is_first = position == from || c.token_at(position - 1).kind == TokenKind::Comma;
        let prefixed = text.to_ascii_lowercase();
        reaches_all |= is_first
            && (["global", "persist", "persist_only"].iter().any(|scope| prefixed == *scope)
                || prefixed.starts_with("@@global.")
                || prefixed.starts_with("@@persist"));
    }
    if c.is("PASSWORD") || c.are(&["DEFAULT", "ROLE"]) || reaches_all {
        c.unseen(start, ChangeType::UnknownStatement, "It changes something for every session of the server.");
    } else {
        c.add_plain(start, ChangeType::SessionSetting);
    }
    Ok(())
}

fn lock(c: &mut Cursor, start: u32) -> Step {
    if c.eat("INSTANCE") {
        c.skip_all();
        c.add(start, Fact::new(ChangeType::LockTable).options(Options::HEAVY));
        return Ok(());
    }
    if !c.eat_any(&["TABLES", "TABLE"]) {
        return c.refuse("TABLES belongs here.");
    }
    loop {
        let table = c.name()?;
        if !c.is_any(&["READ", "WRITE", "LOW_PRIORITY"]) {
            c.eat("AS");
            c.ident()?;
        }
        c.eat("LOW_PRIORITY");
        if !c.eat_any(&["READ", "WRITE"]) {
            return c.refuse("READ or WRITE belongs here.");
        }
        c.eat("LOCAL");
        c.add(start, Fact::new(ChangeType::LockTable).on(Kind::Relation, &table).options(Options::HEAVY));
        if !c.eat_comma() {
            return c.expect_end();
        }
    }
}

fn maintenance(c: &mut Cursor, start: u32) -> Step {
    let repairs = c.is("REPAIR");
    c.step();
    c.eat_any(&["NO_WRITE_TO_BINLOG", "LOCAL"]);
    if !c.eat_any(&["TABLE", "TABLES"]) {
        return c.refuse("TABLE belongs here.");
    }
    let options = Options::NONE.with(Options::HEAVY, repairs).with(Options::LIGHT, !repairs);
    loop {
        let table = c.name()?;
        c.add(start, Fact::new(ChangeType::Maintenance).on(Kind::Relation, &table).options(options));
        if !c.eat_comma() {
            c.skip_all();
            return Ok(());
        }
    }
}
