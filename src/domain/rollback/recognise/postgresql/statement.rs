//! The first words of a statement.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{Fact, Flow, Ident, Kind, Options, Setting};
use crate::domain::rollback::recognise::cursor::{Cursor, Step, literal};
use crate::domain::rollback::recognise::rows;
use crate::domain::rollback::token::TokenKind;

use super::{create, object};

/// Reads a statement of PostgreSQL.
pub(in crate::domain::rollback::recognise) fn statement(c: &mut Cursor) -> Step {
    let start = c.start();
    if c.eat("ALTER") {
        return object::alter(c, start);
    }
    if c.eat("CREATE") {
        return create::create(c, start);
    }
    if c.eat("DROP") {
        return object::drop(c, start);
    }
    if c.is_any(&["INSERT", "UPDATE", "DELETE", "SELECT", "WITH", "VALUES", "MERGE"]) || c.is_open() || c.is("TABLE") {
        return rows::query(c);
    }
    if c.is("SET") || c.is("RESET") {
        return setting(c, start);
    }
    if let Some(flow) = flow(c)? {
        c.reading.flow = Some(flow);
        c.add_plain(start, ChangeType::TransactionControl);
        return Ok(());
    }
    if c.eat("COMMENT") {
        return object::comment(c, start);
    }
    if c.eat("TRUNCATE") {
        return object::truncate(c, start);
    }
    if c.is("EXPLAIN") {
        return rows::explain(c);
    }
    if c.is("COPY") {
        return rows::copy(c);
    }
    if c.is_any(&["GRANT", "REVOKE"]) {
        return rows::rights(c);
    }
    if c.eat("LOCK") {
        return lock(c, start);
    }
    if c.is_any(&["VACUUM", "ANALYZE", "ANALYSE", "CLUSTER", "CHECKPOINT"]) {
        return maintenance(c, start);
    }
    if c.eat("REINDEX") {
        return reindex(c, start);
    }
    if c.eat("REFRESH") {
        if !c.eat_all(&["MATERIALIZED", "VIEW"]) {
            return c.refuse("MATERIALIZED VIEW belongs here.");
        }
        let is_concurrent = c.eat("CONCURRENTLY");
        let view = c.name()?;
        c.skip_all();
        let options = Options::NONE.with(Options::CONCURRENTLY, is_concurrent).with(Options::LIGHT, is_concurrent);
        c.add(start, Fact::new(ChangeType::RefreshMatview).on(Kind::Relation, &view).options(options));
        return Ok(());
    }
    if c.is("DO") {
        c.unseen(start, ChangeType::OpaqueCode, "A DO block runs code, and what that does is not looked into.");
        return Ok(());
    }
    if c.is_any(&["CALL", "EXECUTE"]) {
        c.unseen(start, ChangeType::OpaqueCode, "What is called is not in this statement.");
        return Ok(());
    }
    if c.is("PREPARE") {
        c.unseen(start, ChangeType::OpaqueCode, "A prepared statement runs when it is executed.");
        return Ok(());
    }
    if c.is("SHOW") || c.is_any(&["DECLARE", "FETCH", "MOVE", "CLOSE"]) {
        c.add_plain(start, ChangeType::ReadOnly);
        return Ok(());
    }
    if c.is_any(&["DISCARD", "DEALLOCATE", "LISTEN", "UNLISTEN", "NOTIFY", "LOAD"]) {
        c.add_plain(start, ChangeType::SessionSetting);
        return Ok(());
    }
    if c.is_any(&["REASSIGN"]) {
        c.add_plain(start, ChangeType::ChangeOwner);
        return Ok(());
    }
    if c.is_any(&["SECURITY", "IMPORT", "REPACK"]) {
        return Ok(());
    }
    c.refuse("No statement of PostgreSQL begins like this.")
}

fn flow<'a>(c: &mut Cursor<'a, '_>) -> Step<Option<Flow<'a>>> {
    let flow = if c.is("BEGIN") || c.are(&["START", "TRANSACTION"]) {
        Flow::Begin
    } else if c.are(&["PREPARE", "TRANSACTION"]) || c.are(&["ROLLBACK", "PREPARED"]) || c.is_any(&["COMMIT", "END"]) {
        Flow::Commit
    } else if c.is_any(&["ROLLBACK", "ABORT"]) {
        let at = c.position();
        c.step();
        c.eat_any(&["WORK", "TRANSACTION"]);
        if c.eat("TO") {
            c.eat("SAVEPOINT");
            Flow::RollbackTo(c.ident()?)
        } else {
            c.back_to(at);
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

fn setting(c: &mut Cursor, start: u32) -> Step {
    let resets = c.is("RESET");
    c.step();
    c.eat_any(&["SESSION", "LOCAL"]);
    if c.is_at_end() {
        return c.refuse("What is to be set is missing.");
    }
    let is_timeout = c.is("lock_timeout");
    let is_path = c.is("search_path") || c.is("SCHEMA");
    if is_timeout || is_path {
        c.step();
        if !c.eat_sign("=") {
            c.eat("TO");
        }
        let value = c.text(0);
        if is_timeout {
            let digits = literal_or_word(c, value).trim_start_matches(['0', ' ']);
            let is_set = !resets && digits.starts_with(|sign: char| sign.is_ascii_digit());
            c.reading.setting = Some(Setting::LockTimeout(is_set));
        } else {
            let schema = if resets || c.is("DEFAULT") { "public" } else { literal_or_word(c, value) };
            c.reading.setting = Some(Setting::Schema(if schema.is_empty() { "public" } else { schema }));
        }
    }
    c.add_plain(start, ChangeType::SessionSetting);
    Ok(())
}

fn literal_or_word<'a>(c: &Cursor<'a, '_>, text: &'a str) -> &'a str {
    match c.kind() {
        TokenKind::Text | TokenKind::Quoted => literal(text),
        _ => text,
    }
}

fn lock(c: &mut Cursor, start: u32) -> Step {
    c.eat("TABLE");
    let tables = rows::table_list(c)?;
    let mut options = Options::NEEDS_TRANSACTION;
    if c.eat("IN") {
        let is_strong = !c.are(&["ACCESS", "SHARE"]) && !c.is("ROW");
        options = options.with(Options::HEAVY, is_strong);
        while c.eat_any(&["ACCESS", "ROW", "SHARE", "UPDATE", "EXCLUSIVE"]) {}
        c.expect("MODE", "MODE is missing.")?;
    } else {
        options = options.with(Options::HEAVY, true);
    }
    c.eat("NOWAIT");
    c.expect_end()?;
    for table in tables {
        c.add(start, Fact::new(ChangeType::LockTable).on(Kind::Relation, &table).options(options));
    }
    Ok(())
}

fn maintenance(c: &mut Cursor, start: u32) -> Step {
    let is_vacuum = c.is("VACUUM");
    let is_cluster = c.is("CLUSTER");
    c.step();
    let mut is_full = is_cluster;
    if c.is_open() {
        let (open, close) = (c.position(), c.close_of(c.position()));
        is_full |= is_vacuum && c.holds(open, close, "full");
        c.skip_brackets();
    }
    while c.is_any(&["FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE", "SKIP_LOCKED"]) {
        is_full |= is_vacuum && c.is("FULL");
        c.step();
    }
    let all_of_it = c.is_at_end();
    let no_transaction = is_vacuum || (is_cluster && all_of_it);
    let options = Options::NONE
        .with(Options::NO_TRANSACTION, no_transaction)
        .with(Options::HEAVY, is_full)
        .with(Options::LIGHT, !is_full);
    if all_of_it {
        c.add(start, Fact::new(ChangeType::Maintenance).options(options));
        return Ok(());
    }
    loop {
        c.eat("ONLY");
        let table = c.name()?;
        c.skip_brackets();
        if c.eat_any(&["USING", "ON"]) {
            c.name()?;
        }
        c.add(start, Fact::new(ChangeType::Maintenance).on(Kind::Relation, &table).options(options));
        if !c.eat_comma() {
            return c.expect_end();
        }
    }
}

fn reindex(c: &mut Cursor, start: u32) -> Step {
    let mut is_concurrent = false;
    if c.is_open() {
        let (open, close) = (c.position(), c.close_of(c.position()));
        is_concurrent = c.holds(open, close, "concurrently");
        c.skip_brackets();
    }
    let kind = if c.is("TABLE") { Kind::Relation } else { Kind::Index };
    let is_wide = c.is_any(&["SCHEMA", "DATABASE", "SYSTEM"]);
    if !c.eat_any(&["INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"]) {
        return c.refuse("INDEX, TABLE, SCHEMA or DATABASE belongs here.");
    }
    is_concurrent |= c.eat("CONCURRENTLY");
    let name = if c.is_at_end() { Default::default() } else { c.name()? };
    c.expect_end()?;
    let options = Options::NONE
        .with(Options::CONCURRENTLY, is_concurrent)
        .with(Options::LIGHT, is_concurrent)
        .with(Options::NO_TRANSACTION, is_concurrent || is_wide);
    let mut fact = Fact::new(ChangeType::Reindex).on(kind, &name).options(options);
    fact.part = Ident::default();
    c.add(start, fact);
    Ok(())
}
