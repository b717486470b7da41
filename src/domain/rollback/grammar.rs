//! Another reader of PostgreSQL's syntax beside our own: the authority on what PostgreSQL takes, behind guards.
//!
//! [`recognise`](super::recognise) reads what a statement does and passes over the rest, expressions above all. A statement
//! that it takes is handed on to `squawk-syntax`, which reads all of it; what that refuses is no PostgreSQL. It says nothing
//! of facts. It is there in the command-line tool (the feature `syntax`); the worker would be too large with it. As it
//! recurses, what could take it too deep is never handed to it, nor what reads or writes rows.

#[cfg(feature = "syntax")]
use std::borrow::Cow;

#[cfg(feature = "syntax")]
use super::dialect::Dialect;
use super::dialect::Server;
use super::fact::Reading;
#[cfg(feature = "syntax")]
use super::fact::{Fact, Refusal};
use super::token::Token;
#[cfg(feature = "syntax")]
use super::{change_type::ChangeType, token::TokenKind};

/// Holds what our own reader made of a statement against the authority.
#[cfg(not(feature = "syntax"))]
pub(super) fn hold(_: &str, _: &[Token], _: Server, _: &mut Reading) {}

/// Holds what our own reader made of a statement against the authority.
#[cfg(feature = "syntax")]
pub(super) fn hold<'a>(script: &'a str, tokens: &[Token], server: Server, reading: &mut Reading<'a>) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    if server.dialect != Dialect::Postgresql || reading.refusal.is_some() || !is_for_it(script, tokens) {
        return;
    }
    let Some(statement) = script.get(first.start as usize..last.end as usize) else { return };
    let statement = without_bodies(script, statement, tokens);
    let Some(error) = squawk_syntax::SourceFile::parse(&statement).errors().into_iter().next() else { return };
    // Where it stumbled, as one of our tokens: its own ranges may lie between two.
    let at = first.start.saturating_add(error.range().start().into());
    let token = tokens.iter().find(|token| token.end > at).unwrap_or(last);
    reading.clear();
    reading.refusal = Some(Refusal { start: token.start, end: token.end, why: REFUSED, at_run_time: false });
    reading.facts.push(Fact { start: first.start, end: last.end, ..Fact::new(ChangeType::SyntaxError) });
}

#[cfg(feature = "syntax")]
const REFUSED: &str = "PostgreSQL's grammar does not take what stands here.";

/// The most that a statement may hold of what the reader goes down into, nested or not: in a stack of 1 MB it bears twice as
/// much.
#[cfg(feature = "syntax")]
const DEPTH: usize = 400;

/// What begins a statement that reads or writes rows, or that holds another statement.
#[cfg(feature = "syntax")]
const ROWS: [&str; 12] =
    ["select", "insert", "update", "delete", "merge", "with", "values", "copy", "explain", "prepare", "declare", "do"];

/// Words that a reader goes down into.
#[cfg(feature = "syntax")]
const DEEPER: [&str; 8] = ["case", "select", "with", "join", "union", "intersect", "except", "begin"];

#[cfg(feature = "syntax")]
fn is_for_it(script: &str, tokens: &[Token]) -> bool {
    let is = |token: &Token, words: &[&str]| {
        token.kind == TokenKind::Word && words.iter().any(|word| token.text(script).eq_ignore_ascii_case(word))
    };
    if tokens.first().is_none_or(|first| is(first, &ROWS) || first.kind != TokenKind::Word) {
        return false;
    }
    // It does not know the operator class that may stand there.
    if tokens.iter().any(|token| is(token, &["exclude"])) {
        return false;
    }
    // A statement of so few tokens cannot take it too deep, whatever they are.
    if tokens.len() <= DEPTH {
        return true;
    }
    let (mut depth, mut brackets, mut deepest) = (0, 0_usize, 0);
    let mut was_operand = false;
    for token in tokens {
        let mut is_operand = true;
        match token.kind {
            TokenKind::Open => {
                brackets += 1;
                deepest = deepest.max(brackets);
                is_operand = false;
            }
            TokenKind::Close => brackets = brackets.saturating_sub(1),
            // A sign before its only operand.
            TokenKind::Operator => {
                depth += usize::from(!was_operand);
                is_operand = false;
            }
            TokenKind::Word if is(token, &DEEPER) => depth += 1,
            TokenKind::Word if is(token, &["not"]) => {
                depth += usize::from(!was_operand);
                is_operand = false;
            }
            TokenKind::Comma => is_operand = false,
            _ => {}
        }
        was_operand = is_operand;
    }
    depth + 2 * deepest <= DEPTH
}

/// The statement with blanks for what its routine runs, which is another language's or another statement's.
#[cfg(feature = "syntax")]
fn without_bodies<'a>(script: &str, statement: &'a str, tokens: &[Token]) -> Cow<'a, str> {
    let makes_routine = tokens.iter().take(6).any(|token| {
        let text = token.text(script);
        text.eq_ignore_ascii_case("function") || text.eq_ignore_ascii_case("procedure")
    });
    let Some(first) = tokens.first().filter(|first| makes_routine && first.text(script).eq_ignore_ascii_case("create"))
    else {
        return Cow::Borrowed(statement);
    };
    let mut blanked = statement.to_owned();
    for pair in tokens.windows(2) {
        let [before, token] = pair else { continue };
        let text = token.text(script);
        if token.kind != TokenKind::Text || !before.text(script).eq_ignore_ascii_case("as") {
            continue;
        }
        let start = (token.start - first.start) as usize;
        blanked.replace_range(start..start + text.len(), &format!("''{}", " ".repeat(text.len().saturating_sub(2))));
    }
    Cow::Owned(blanked)
}

#[cfg(all(test, feature = "syntax"))]
mod tests {
    use super::*;
    use crate::domain::rollback::{About, Verdict, review};

    /// Why a statement is no PostgreSQL, and where that is seen.
    fn refusal(script: &str) -> Option<(&'static str, &str)> {
        let found = review(script, &About::new(Dialect::Postgresql));
        let finding = found.statements.first()?.findings.first()?;
        (finding.verdict == Verdict::Error)
            .then(|| (finding.why, &script[finding.start as usize..finding.end as usize]))
    }

    #[test]
    fn what_our_own_reader_passes_over_is_read() {
        for (script, place) in [
            ("ALTER TABLE quay ADD CHECK (depth > > 3);", ">"),
            ("CREATE INDEX ON quay ((lower name));", "name"),
            ("ALTER TABLE quay ADD a int DEFAULT (1 +);", ")"),
        ] {
            let (why, at) = refusal(script).unwrap_or_else(|| panic!("{script} is refused"));
            assert_eq!(why, REFUSED, "{script}");
            assert_eq!(at, place, "{script}");
        }
        assert_eq!(refusal("ALTER TABLE quay ADD CHECK (depth > 3);"), None);
    }

    #[test]
    fn the_body_of_a_routine_is_another_language() {
        for body in ["not even sql (", "'", "SELECT 1", ""] {
            let script = format!("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $x${body}$x$;");
            assert_eq!(refusal(&script), None, "{script}");
        }
        assert!(refusal("CREATE FUNCTION f(int int int) RETURNS int LANGUAGE sql AS $x$SELECT 1$x$;").is_some());
    }

    #[test]
    fn an_operator_class_may_stand_in_an_exclusion() {
        let exclude = "ALTER TABLE shift ADD EXCLUDE USING gist (crane_id gist_int4_ops WITH =, during WITH &&);";
        assert_eq!(refusal(exclude), None);
    }

    #[test]
    fn rows_are_never_handed_on() {
        for script in [
            "UPDATE quay SET depth = lower lower(x) WHERE id = 1;",
            "SELECT 1 1 1;",
            "WITH a AS (SELECT 1) SELECT ( ) FROM a;",
        ] {
            assert_eq!(refusal(script), None, "{script}");
        }
    }

    #[test]
    fn what_could_take_it_too_deep_is_not_handed_on() {
        let chain = |part: &str, times: usize| part.repeat(times);
        for (open, close) in
            [("(", ")"), ("CASE WHEN ", " THEN 1 END"), ("NOT ", ""), ("- ", ""), ("(SELECT ", ")"), ("ARRAY[", "]")]
        {
            for times in [10, 100, 190, 250, 500, 5_000] {
                let value = format!("{}true{}", chain(open, times), chain(close, times));
                refusal(&format!("ALTER TABLE quay ADD a boolean DEFAULT {value};"));
                refusal(&format!("CREATE VIEW quays AS SELECT {value};"));
            }
        }
        for (part, end) in [("SELECT 1 UNION ", "SELECT 1"), ("SELECT 1 FROM a JOIN b ON (", "true)"), ("a::", "int")] {
            refusal(&format!("CREATE VIEW quays AS {}{end};", chain(part, 1_000)));
        }
        refusal(&format!("CREATE VIEW quays AS SELECT * FROM a WHERE {};", vec!["b = 1"; 990].join(" OR ")));
        refusal(&format!("CREATE TYPE cargo AS ENUM ({});", vec!["'bulk'"; 20_000].join(",")));
    }
}
