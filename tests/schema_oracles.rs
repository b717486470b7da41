//! The review of scripts beside what others say of the same statements: `squawk-syntax` and `sqlparser` of their syntax,
//! `squawk-linter` of their danger.
//!
//! None of them is always right, so where they disagree with the engine is written down with a reason, in
//! `fixtures/schema-disagreements.json`. What is not in that list fails here, and so does what is no longer true. An entry
//! names the `oracle`, the `dialect`, what `they` do (`take`, `refuse`, `flag`), and what it is about: one `statement` of a
//! case; statements that the engine refuses `because` of a sentence; those that go back to one which `begins` so, `at_most`
//! so many; a `rule` of the linter.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;
use sqlparser::dialect::{MySqlDialect, PostgreSqlDialect};
use sqlparser::parser::Parser;
use squawk_linter::Linter;
use squawk_syntax::SourceFile;
use stillpoint::domain::rollback::fact::Reading;
use stillpoint::domain::rollback::split::{Piece, PieceKind, Split, split};
use stillpoint::domain::rollback::token::{TokenKind, tokens};
use stillpoint::domain::rollback::{About, Dialect, Server, Verdict, recognise, review};

// --- Syntax ---

/// What statements are changed of: cases that stay as they are, so that what is counted stays.
const CHANGED: [&str; 1] = ["schema-dev-cases.json"];
const ALL: [&str; 2] = ["schema-dev-cases.json", "schema-cases.json"];

#[test]
fn disagreements_about_the_syntax_of_the_cases_are_explained() {
    let mut found = Vec::new();
    for (dialect, statement) in statements(&ALL) {
        compare(dialect, &statement, &statement, &mut found);
    }
    assert_explained(found, |entry| entry["statement"].is_string() && entry["rule"].is_null());
}

#[test]
fn disagreements_about_the_syntax_of_changed_statements_are_explained() {
    let mut found = Vec::new();
    for (dialect, statement) in statements(&CHANGED) {
        for changed in changed(&statement, dialect) {
            compare(dialect, &statement, &changed, &mut found);
        }
    }
    assert_explained(found, |entry| entry["statement"].is_null() && entry["rule"].is_null());
}

/// Our own reader has no authority beside it in MySQL, and must still refuse whatever the authority on PostgreSQL does where
/// its grammar is closed: this many of a hundred that are changed in one place.
#[test]
fn our_own_reader_sees_most_of_what_is_no_postgresql() {
    let (mut refused, mut seen) = (0, 0);
    for (_, statement) in statements(&CHANGED).into_iter().filter(|(dialect, _)| *dialect == Dialect::Postgresql) {
        for changed in changed(&statement, Dialect::Postgresql) {
            if SourceFile::parse(&changed).errors().is_empty() {
                continue;
            }
            let server = latest(Dialect::Postgresql);
            let split = split(&changed, server, false);
            if let Some(refusal) = only(&split).map(|piece| recognised(&changed, &split, piece, server)) {
                refused += 1;
                seen += usize::from(refusal.is_some());
            }
        }
    }
    assert!(refused > 1_000 && seen * 100 >= refused * 65, "{seen} of {refused}");
}

/// The newest server of a dialect: nobody asks the others for which one they read.
fn latest(dialect: Dialect) -> Server {
    let version = match dialect {
        Dialect::Postgresql => "19",
        Dialect::Mysql => "9.7",
    };
    Server { dialect, version: version.parse().expect("is a version") }
}

/// The one statement of a script, if it is one that can be looked into.
fn only(split: &Split) -> Option<&Piece> {
    match split.pieces() {
        [piece] if piece.kind == PieceKind::Statement && piece.limit.is_none() => Some(piece),
        _ => None,
    }
}

/// Why our own reader refuses it.
fn recognised(script: &str, split: &Split, piece: &Piece, server: Server) -> Option<&'static str> {
    let mut reading = Reading::default();
    recognise::read(script, split.tokens(piece), server, &mut reading);
    piece.flaw.map(|flaw| flaw.reason()).or(reading.refusal.filter(|refusal| !refusal.at_run_time).map(|it| it.why))
}

/// Why the engine calls it no statement of the dialect.
fn refused(script: &str, server: Server) -> Option<&'static str> {
    let found = review(script, &About { server, ..About::new(server.dialect) });
    let statement = found.statements.into_iter().next()?;
    let is_syntax = statement.change_types.iter().any(|change| change.id() == "syntax_error");
    is_syntax.then_some(statement.why)
}

fn compare(dialect: Dialect, origin: &str, statement: &str, found: &mut Vec<Disagreement>) {
    let server = latest(dialect);
    if only(&split(statement, server, false)).is_none() {
        return;
    }
    let ours = refused(statement, server);
    let mut beside = |oracle: &'static str, theirs: Option<String>| {
        if ours.is_some() != theirs.is_some() {
            found.push(Disagreement {
                oracle,
                dialect,
                they: if theirs.is_some() { "refuse" } else { "take" },
                origin: origin.to_owned(),
                statement: statement.to_owned(),
                said: ours.map(str::to_owned).or(theirs).unwrap_or_default(),
                rule: String::new(),
            });
        }
    };
    let parsed = match dialect {
        Dialect::Postgresql => Parser::parse_sql(&PostgreSqlDialect {}, statement),
        Dialect::Mysql => Parser::parse_sql(&MySqlDialect {}, statement),
    };
    beside("sqlparser", parsed.err().map(|error| error.to_string()));
    if dialect == Dialect::Postgresql {
        let first = SourceFile::parse(statement).errors().into_iter().next();
        beside("squawk-syntax", first.map(|error| error.message().to_owned()));
    }
}

/// The statement with one token left out, said twice, put behind the next, made another or put before.
fn changed(statement: &str, dialect: Dialect) -> Vec<String> {
    let tokens = tokens(statement, latest(dialect));
    let places: Vec<Range<usize>> = tokens
        .into_iter()
        .filter(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment))
        .map(|token| token.start as usize..token.end as usize)
        .collect();
    let mut words = WORDS.iter().cycle().skip(statement.len() % WORDS.len()).step_by(7);
    let mut all = Vec::new();
    for (position, at) in places.iter().enumerate() {
        let (before, token, after) = (&statement[..at.start], &statement[at.clone()], &statement[at.end..]);
        let mut word = || words.next().copied().unwrap_or_default();
        all.push(format!("{before}{after}"));
        all.push(format!("{before}{token} {token}{after}"));
        all.push(format!("{before} {} {after}", word()));
        all.push(format!("{before} {} {token}{after}", word()));
        if let Some(next) = places.get(position + 1) {
            let (between, rest) = (&statement[at.end..next.start], &statement[next.end..]);
            all.push(format!("{before}{} {between}{token} {rest}", &statement[next.clone()]));
        }
    }
    all
}

const WORDS: [&str; 50] = [
    "ALTER",
    "TABLE",
    "ADD",
    "COLUMN",
    "DROP",
    "CREATE",
    "INDEX",
    "VIEW",
    "ON",
    "a",
    "\"q\"",
    "'t'",
    "1",
    "(",
    ")",
    ",",
    ".",
    "=",
    "::",
    "NOT",
    "NULL",
    "DEFAULT",
    "CHECK",
    "UNIQUE",
    "REFERENCES",
    "CONSTRAINT",
    "KEY",
    "PRIMARY",
    "RENAME",
    "TO",
    "SET",
    "SELECT",
    "FROM",
    "WHERE",
    "AS",
    "CONCURRENTLY",
    "IF",
    "EXISTS",
    "TYPE",
    "USING",
    "int",
    "text",
    "ENUM",
    "CASCADE",
    "ONLY",
    "VALUES",
    "WITH",
    "FOR",
    "VALID",
    "ALWAYS",
];

// --- Danger ---

#[test]
fn what_squawk_flags_of_what_is_dangerous_is_found() {
    let mut found = Vec::new();
    let mut flagged = 0;
    for case in cases(&ALL).iter().filter(|case| case["dialect"] == "postgresql" && !is_clean(case)) {
        let sql = case["sql"].as_str().expect("a case has a script");
        let about = about(case);
        let review = review(sql, &about);
        let mut linter = Linter::with_default_rules();
        linter.settings.assume_in_transaction = about.in_transaction;
        linter.settings.pg_version = about.server.version.to_string().parse().expect("is a version");
        for violation in linter.lint(&SourceFile::parse(sql), sql) {
            flagged += 1;
            let at = usize::from(violation.text_range.start());
            let statement = review.statements.iter().find(|it| at < it.range.end).or(review.statements.last());
            let statement = statement.expect("what is flagged is a statement");
            let rule = violation.code.to_string();
            let is_found = statement.verdict != Verdict::Safe || statement.is_lock_hazard();
            let named = format!("squawk:{rule}");
            // Some say after a blank when they flag it.
            let is_named = statement.tools().iter().any(|tool| tool.split(' ').next() == Some(&named));
            if !is_found || !is_named {
                found.push(Disagreement {
                    oracle: "squawk-linter",
                    dialect: Dialect::Postgresql,
                    they: "flag",
                    origin: sql[statement.range.clone()].to_owned(),
                    statement: sql[statement.range.clone()].to_owned(),
                    said: format!("{} {}", statement.verdict.word(), statement.tools().join(" ")),
                    rule,
                });
            }
        }
    }
    assert!(flagged > 200, "{flagged}");
    assert_explained(found, |entry| entry["rule"].is_string());
}

#[test]
fn nothing_is_flagged_of_what_is_clean() {
    for case in cases(&ALL).iter().filter(|case| case["dialect"] == "postgresql" && is_clean(case)) {
        let found = review(case["sql"].as_str().expect("a case has a script"), &about(case));
        assert!(found.verdict == Verdict::Safe && !found.lock_hazard, "{case}");
    }
}

fn is_clean(case: &Value) -> bool {
    case["expect"]["verdict"] == "safe" && case["expect"]["lock_hazard"] != true
}

// --- Cases and disagreements ---

fn fixture(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(file);
    let list: Value = serde_json::from_str(&fs::read_to_string(path).expect("the fixture is there")).expect("is JSON");
    list.as_array().expect("is a list").clone()
}

fn cases(files: &[&str]) -> Vec<Value> {
    files.iter().flat_map(|file| fixture(file)).collect()
}

fn about(case: &Value) -> About {
    let dialect = case["dialect"].as_str().and_then(Dialect::of).expect("a case has a dialect");
    let mut about = About::new(dialect);
    if let Some(target) = case["target"].as_str() {
        about.server.version = target.parse().expect("a target is a version");
    }
    about.in_transaction = case["in_transaction"].as_bool().unwrap_or(false);
    about
}

/// All statements of the cases, each once.
fn statements(files: &[&str]) -> Vec<(Dialect, String)> {
    let mut all: Vec<(Dialect, String)> = Vec::new();
    for case in cases(files) {
        let dialect = about(&case).server.dialect;
        let sql = case["sql"].as_str().expect("a case has a script");
        for piece in split(sql, latest(dialect), false).pieces() {
            let statement = (dialect, sql[piece.start as usize..piece.end as usize].to_owned());
            if piece.kind == PieceKind::Statement && !all.contains(&statement) {
                all.push(statement);
            }
        }
    }
    all
}

/// Somebody says something else than the engine does.
struct Disagreement {
    oracle: &'static str,
    dialect: Dialect,
    they: &'static str,
    /// The statement of a case.
    origin: String,
    /// What was made of it.
    statement: String,
    /// Why it is refused, by whoever refuses it, or how the engine answers.
    said: String,
    /// The rule of a linter.
    rule: String,
}

impl Disagreement {
    fn is_in(&self, entry: &Value) -> bool {
        let is = |key: &str, value: &str| entry[key].as_str().is_none_or(|wanted| wanted == value);
        is("oracle", self.oracle)
            && is("dialect", self.dialect.word())
            && is("they", self.they)
            && is("statement", &self.statement)
            && is("because", &self.said)
            && is("rule", &self.rule)
            && entry["begins"].as_str().is_none_or(|begins| {
                let begins_so = |text: &str| {
                    let words: Vec<&str> = text.split_whitespace().collect();
                    words.join(" ").to_ascii_uppercase().starts_with(begins)
                };
                begins_so(&self.origin) || begins_so(&self.statement)
            })
    }
}

/// Every disagreement is in the list, and every entry of that part of the list is about one.
fn assert_explained(found: Vec<Disagreement>, is_of_part: impl Fn(&Value) -> bool) {
    let list: Vec<Value> = fixture("schema-disagreements.json").into_iter().filter(is_of_part).collect();
    let mut counts = vec![0_u64; list.len()];
    let mut complaints = String::new();
    for it in &found {
        match list.iter().position(|entry| it.is_in(entry)) {
            Some(place) => counts[place] += 1,
            None => writeln!(complaints, "new: {}", it.as_json()).expect("a string takes all"),
        }
    }
    for (entry, count) in list.iter().zip(counts) {
        assert!(entry["why"].as_str().is_some_and(|why| !why.is_empty()), "{entry}");
        let most = entry["at_most"].as_u64().unwrap_or(u64::MAX);
        if count == 0 || count > most {
            writeln!(complaints, "{count} times: {entry}").expect("a string takes all");
        }
    }
    assert!(complaints.is_empty(), "explain or mend in fixtures/schema-disagreements.json:\n{complaints}");
}

impl Disagreement {
    fn as_json(&self) -> Value {
        serde_json::json!({"oracle": self.oracle, "dialect": self.dialect.word(), "they": self.they,
            "origin": self.origin, "statement": self.statement, "said": self.said, "rule": self.rule})
    }
}
