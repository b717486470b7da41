//! One statement, whatever its dialect.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::dialect::{Dialect, Server};
use crate::domain::rollback::fact::{Fact, Reading, Refusal};
use crate::domain::rollback::token::{Token, TokenKind};

use super::cursor::{Cursor, Stop};
use super::{mysql, postgresql};

/// Reads one statement into `reading`, which is emptied first.
pub fn read<'a>(script: &'a str, tokens: &[Token], server: Server, reading: &mut Reading<'a>) {
    reading.clear();
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    let (start, end) = (first.start, last.end);
    if let Some(refusal) = foreign(script, tokens, server.dialect) {
        reading.refusal = Some(refusal);
    } else {
        reading.holds_texts = tokens.iter().any(|token| token.kind == TokenKind::Text);
        let mut cursor = Cursor::new(script, tokens, server, reading);
        let end_of_reading = match server.dialect {
            Dialect::Postgresql => postgresql::statement(&mut cursor),
            Dialect::Mysql => mysql::statement(&mut cursor),
        };
        if let Err(Stop) = end_of_reading {
            reading.refusal.get_or_insert(Refusal {
                start,
                end,
                why: "The statement cannot be read.",
                at_run_time: false,
            });
        }
    }
    match reading.refusal {
        Some(refusal) if !refusal.at_run_time => {
            reading.facts.clear();
            reading.facts.push(Fact { start, end, ..Fact::new(ChangeType::SyntaxError) });
        }
        Some(_) => reading.facts.push(Fact { start, end, ..Fact::new(ChangeType::RuntimeError) }),
        None if reading.facts.is_empty() => {
            reading.unseen.get_or_insert("The statement is not one that is known here.");
            reading.facts.push(Fact { start, end, ..Fact::new(ChangeType::UnknownStatement) });
        }
        None => {}
    }
}

/// What can stand nowhere in a statement of this dialect.
fn foreign(script: &str, tokens: &[Token], dialect: Dialect) -> Option<Refusal> {
    tokens.iter().find_map(|token| {
        let why = match (dialect, token.kind) {
            (Dialect::Postgresql, TokenKind::Foreign) => {
                "PostgreSQL quotes names with double quotes, not with back-ticks: is it written for MySQL?"
            }
            (_, TokenKind::Stray) => "This sign belongs nowhere in a statement.",
            (Dialect::Mysql, TokenKind::Operator) if token.text(script) == "::" => {
                "MySQL casts with CAST(… AS …), not with two colons."
            }
            _ => return None,
        };
        Some(Refusal { start: token.start, end: token.end, why, at_run_time: false })
    })
}
