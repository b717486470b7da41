//! The engine beside real servers: what it calls valid is accepted, what it calls an error is refused, and the lock it names
//! is the one that PostgreSQL holds. `scripts/soak` runs this, with servers from `scripts/with-servers`.
//!
//! The cases name tables that no server has. What a server says is missing is made before the script, again and again, until
//! it runs or fails for another reason: those that need more say so in `fixtures/schema-setups.json`.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use stillpoint::domain::rollback::split::{PieceKind, split};
use stillpoint::domain::rollback::{About, Dialect, Review, Statement, Verdict, review};

#[test]
#[ignore = "needs a server: scripts/with-servers"]
fn postgresql_answers_as_the_engine_says() {
    answers(&Psql, "STILLPOINT_PSQL");
}

#[test]
#[ignore = "needs a server: scripts/with-servers"]
fn mysql_answers_as_the_engine_says() {
    answers(&Mysql, "STILLPOINT_MYSQL");
}

/// A client of a server.
trait Client {
    fn dialect(&self) -> Dialect;
    /// The version of its server, as a target.
    fn version(&self, command: &[&str]) -> String;
    /// Runs `before` and then the statements one after the other, in a database with nothing in it, and tells of each what
    /// the server said.
    fn run(&self, command: &[&str], before: &[String], statements: &[&str]) -> Ran;
    /// Whether it refuses because something is not there, which says nothing of the statement.
    fn misses(&self, code: &str) -> bool;
    /// What makes what the server misses.
    fn mended(&self, statement: &str, refusal: &Refused, review: &Statement) -> Option<String>;
}

/// What a server said.
#[derive(Debug, Default)]
struct Ran {
    /// Of each statement; none for those that came after the first that was refused.
    refused: Option<(usize, Refused)>,
    /// The modes of the locks that each statement took, where that can be asked.
    locks: Vec<Option<String>>,
    /// What is wrong with the setting-up.
    trouble: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Refused {
    code: String,
    words: String,
}

fn answers(client: &dyn Client, variable: &str) {
    let command = std::env::var(variable).unwrap_or_default();
    let command: Vec<&str> = command.split_whitespace().collect();
    if command.is_empty() {
        eprintln!("{variable} names no server: nothing was run");
        return;
    }
    let version = client.version(&command);
    let setups = fixture("schema-setups.json");
    let (mut accepted, mut refused, mut locks, mut unsettled) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    let wanted = std::env::var("STILLPOINT_CASE").unwrap_or_default();
    for case in fixture("schema-dev-cases.json").iter().chain(&fixture("schema-cases.json")) {
        let dialect = case["dialect"].as_str().and_then(Dialect::of).expect("a case has a dialect");
        let id = case["id"].as_str().expect("a case has an id");
        if dialect != client.dialect() || !(wanted.is_empty() || wanted == id) {
            continue;
        }
        let setup = setups.iter().find(|setup| setup["id"] == id);
        if setup.is_some_and(|setup| setup["skip"].is_string()) {
            unsettled += 1;
            continue;
        }
        let sql = case["sql"].as_str().expect("a case has a script");
        let mut about = About::new(dialect);
        about.server.version = version.parse().expect("a server has a version");
        about.in_transaction = case["in_transaction"].as_bool().unwrap_or(false);
        let found = review(sql, &about);
        let statements = script_of(sql, &found, &about);
        let texts: Vec<&str> = statements.iter().map(|(text, _)| *text).collect();
        let mut before: Vec<String> =
            setup.and_then(|setup| setup["setup"].as_str()).map(|setup| vec![setup.to_owned()]).unwrap_or_default();
        let mut ran = client.run(&command, &before, &texts);
        for _ in 0..30 {
            let Some((place, refusal)) = &ran.refused else { break };
            let is_error = statements[*place].1.is_some_and(|it| it.verdict == Verdict::Error);
            let Some(of) = statements[*place].1 else { break };
            let mend =
                if is_error && refusal.code == "syntax" { None } else { client.mended(texts[*place], refusal, of) };
            let Some(mend) = mend.filter(|mend| !before.contains(mend)) else { break };
            before.push(mend);
            ran = client.run(&command, &before, &texts);
            if ran.trouble.is_some() {
                break;
            }
        }
        if let Some(trouble) = &ran.trouble {
            println!("not settled: {id} {sql} after {}: {trouble}", before.join("; "));
            unsettled += 1;
            continue;
        }
        let context = || format!("{id} {sql}\n    after {}", before.join("\n    "));
        match &ran.refused {
            None => {
                accepted += statements.iter().filter(|(_, of)| of.is_some()).count();
                if let Some((text, of)) =
                    statements.iter().find(|(_, of)| of.is_some_and(|it| it.verdict == Verdict::Error))
                {
                    wrong.push(format!(
                        "accepted, and the engine says error ({}): {text}\n  {}",
                        of.map_or("", |it| it.why),
                        context()
                    ));
                }
            }
            Some((place, refusal)) => {
                accepted += place;
                match statements[*place].1 {
                    Some(of) if of.verdict == Verdict::Error => refused += 1,
                    _ if client.misses(&refusal.code) => {
                        println!("not settled: {id} {} ({} {})", texts[*place], refusal.code, refusal.words);
                        unsettled += 1;
                    }
                    _ => wrong.push(format!(
                        "refused, and the engine says valid: {} ({} {})\n  {}",
                        texts[*place],
                        refusal.code,
                        refusal.words,
                        context()
                    )),
                }
            }
        }
        for ((text, of), lock) in statements.iter().zip(&ran.locks) {
            let (Some(of), Some(lock)) = (of, lock) else { continue };
            if of.verdict == Verdict::Error {
                continue;
            }
            locks += 1;
            if !is_same_lock(of.lock, lock) {
                wrong.push(format!("locks {lock:?}, and the engine says {:?}: {text}\n  {}", of.lock, context()));
            }
        }
    }
    println!(
        "{} {version}: {accepted} statements accepted, {refused} refused as errors, {locks} locks compared, {unsettled} cases not settled, {} wrong",
        client.dialect().name(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The statements of a script, as the runner sends them, each with what the engine says of it.
fn script_of<'a>(sql: &'a str, found: &'a Review, about: &About) -> Vec<(&'a str, Option<&'a Statement>)> {
    let split = split(sql, about.server, about.ansi_quotes);
    let pieces = split.pieces().iter().zip(&found.statements).filter(|(piece, _)| piece.kind == PieceKind::Statement);
    let own = pieces.map(|(piece, of)| (&sql[piece.start as usize..piece.end as usize], Some(of)));
    if about.in_transaction {
        [("BEGIN", None)].into_iter().chain(own).chain([("COMMIT", None)]).collect()
    } else {
        own.collect()
    }
}

fn fixture(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(file);
    let list: Value = serde_json::from_str(&fs::read_to_string(path).expect("the fixture is there")).expect("is JSON");
    list.as_array().expect("is a list").clone()
}

/// Gives a client its lines, and what it prints back, both ways together.
fn talk(command: &[&str], arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(command[0])
        .args(&command[1..])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the client can be started");
    let mut stdin = child.stdin.take().expect("it was piped");
    let input = input.to_owned();
    let writing = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("the client ends");
    writing.join().expect("the input was written");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The words in quotes of a sentence.
fn quoted(words: &str, sign: char) -> Vec<&str> {
    words.split(sign).skip(1).step_by(2).collect()
}

// --- PostgreSQL ---

struct Psql;

/// From the weakest to the strongest.
const MODES: [&str; 8] = [
    "AccessShare",
    "RowShare",
    "RowExclusive",
    "ShareUpdateExclusive",
    "Share",
    "ShareRowExclusive",
    "Exclusive",
    "AccessExclusive",
];

/// Whether the strongest lock has this name. The engine names none where nobody notices one.
fn is_same_lock(named: &str, held: &str) -> bool {
    let strongest = MODES.iter().rposition(|mode| held.split(',').any(|lock| lock == format!("{mode}Lock")));
    let named_so = MODES.iter().position(|mode| {
        let words: String = mode
            .chars()
            .flat_map(|letter| if letter.is_ascii_uppercase() { vec![' ', letter] } else { vec![letter] })
            .collect();
        words.trim().eq_ignore_ascii_case(named)
    });
    if named == "unknown" || (named.contains(" on ") && strongest.is_some_and(|held| held > 2)) {
        return true;
    }
    match (named_so, strongest) {
        (Some(named), Some(held)) => named == held,
        (None, held) => held.is_none_or(|held| held <= 2),
        (Some(named), None) => named <= 2,
    }
}

impl Client for Psql {
    fn dialect(&self) -> Dialect {
        Dialect::Postgresql
    }

    fn misses(&self, code: &str) -> bool {
        [
            "42703", "42P01", "42704", "42883", "22023", "42P17", "42809", "3D000", "42P07", "42710", "42804", "42P16",
            "42846", "57014", "23502", "55000", "0A000",
        ]
        .contains(&code)
    }

    fn version(&self, command: &[&str]) -> String {
        let said = talk(command, &["-At"], "SHOW server_version_num;");
        let number: u32 = said.trim().parse().expect("PostgreSQL tells its version");
        (number / 10_000).to_string()
    }

    fn run(&self, command: &[&str], before: &[String], statements: &[&str]) -> Ran {
        let mut input = String::from(
            "SET client_min_messages = error;\nDROP DATABASE IF EXISTS soak WITH (FORCE);\nCREATE DATABASE soak;\n\\c soak\nSET client_min_messages = error;\n\\set ON_ERROR_STOP on\n",
        );
        for setup in before {
            input += &format!("{setup};\n\\echo \n");
        }
        input += "SET statement_timeout = '5s';\n\\echo @@ready\nCREATE TEMP TABLE known AS SELECT oid FROM pg_class WHERE oid >= 16384;\n\\set ON_ERROR_STOP off\n";
        let mut is_open = false;
        for (place, statement) in statements.iter().enumerate() {
            let first: String = statement.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
            let controls = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE"]
                .contains(&first.as_str());
            if !is_open && !controls {
                // How the server says it in a transaction of its own, and what is locked there.
                input += &format!(
                    "BEGIN;\n{statement};\n\\if :ERROR\n\\else\nSELECT '@@lock {place} ' || coalesce(string_agg(DISTINCT mode, ','), '') FROM pg_locks JOIN known ON oid = relation WHERE pid = pg_backend_pid();\n\\endif\nROLLBACK;\n"
                );
            }
            input += &format!(
                "{statement};\n\\echo @@ran {place} :SQLSTATE :LAST_ERROR_MESSAGE\n\\if :ERROR\n\\q\n\\endif\n"
            );
            is_open = match first.as_str() {
                "BEGIN" | "START" => true,
                "COMMIT" | "END" | "ROLLBACK" | "ABORT" if !statement.to_ascii_uppercase().contains(" TO ") => false,
                _ => is_open,
            };
        }
        let said = talk(command, &["-qAt", "-d", "postgres"], &input);
        let mut ran = Ran { locks: vec![None; statements.len()], ..Ran::default() };
        if !said.contains("@@ready") {
            ran.trouble = Some(said);
            return ran;
        }
        for line in said.lines() {
            let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
            let (place, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            let Ok(place) = place.parse::<usize>() else { continue };
            match mark {
                "@@lock" => ran.locks[place] = Some(rest.to_owned()),
                "@@ran" if !rest.starts_with("00000") => {
                    let (code, words) = rest.split_once(' ').unwrap_or((rest, ""));
                    let code = if code == "42601" { "syntax" } else { code };
                    ran.refused = Some((place, Refused { code: code.to_owned(), words: words.to_owned() }));
                }
                _ => {}
            }
        }
        ran
    }

    fn mended(&self, statement: &str, refusal: &Refused, of: &Statement) -> Option<String> {
        let names = quoted(&refusal.words, '"');
        let words = refusal.words.as_str();
        let upper = statement.to_ascii_uppercase();
        let name = |place: usize| names.get(place).map(|name| spelled(name));
        let is = |kind: &str| upper.contains(kind);
        let first = name(0);
        if words.contains("schema \"") && words.contains("does not exist") {
            return Some(format!("CREATE SCHEMA {}", first?));
        }
        if words.contains("role \"") && words.contains("does not exist") {
            return Some(format!("DROP ROLE IF EXISTS {0}; CREATE ROLE {0}", first?));
        }
        if words.starts_with("column") && words.contains("of relation") {
            return Some(format!("ALTER TABLE {} ADD COLUMN {} text", name(1)?, first?));
        }
        if words.starts_with("column \"") {
            let column = first?;
            let kind = if is_number(&column) { "bigint" } else { "text" };
            return Some(format!("ALTER TABLE {} ADD COLUMN {column} {kind}", table_of(of)?));
        }
        if words.contains("is not an existing enum label") {
            return Some(format!("ALTER TYPE {} ADD VALUE '{}'", table_of(of)?, names.first()?));
        }
        if words.starts_with("function ") && words.ends_with("does not exist") {
            let function = words.strip_prefix("function ")?.strip_suffix(" does not exist")?;
            return Some(if is("TRIGGER") {
                format!("CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
            } else if is("OPERATOR") {
                format!("CREATE FUNCTION {function} RETURNS boolean LANGUAGE sql AS 'SELECT true'")
            } else {
                format!("CREATE FUNCTION {function} RETURNS text LANGUAGE sql AS 'SELECT NULL::text'")
            });
        }
        if words.starts_with("index \"") && is("USING INDEX") {
            return Some(format!("CREATE UNIQUE INDEX {} ON {} (id)", first?, table_of(of)?));
        }
        if words.contains("constraint \"") && words.contains("of relation") {
            return Some(format!("ALTER TABLE {} ADD CONSTRAINT {} CHECK (id > 0)", name(1)?, first?));
        }
        if words.contains("trigger \"") && words.contains("does not exist") {
            return Some(format!(
                "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER {} BEFORE UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION touched()",
                first?,
                name(1)?
            ));
        }
        if words.contains("policy \"") {
            return Some(format!("CREATE POLICY {} ON {} USING (true)", first?, name(1)?));
        }
        if words.starts_with("publication") {
            return Some(format!("CREATE PUBLICATION {}", first?));
        }
        if words.starts_with("type \"") && words.contains("does not exist") {
            return Some(if is("DOMAIN") {
                format!("CREATE DOMAIN {} AS text", first?)
            } else {
                format!("CREATE TYPE {} AS ENUM ('zz')", first?)
            });
        }
        if words.contains("is not a domain") {
            return None;
        }
        if words.starts_with("index \"") || (words.starts_with("relation \"") && is("INDEX ") && !is(" ON ")) {
            return Some(format!("CREATE TABLE indexed (id int); CREATE INDEX {} ON indexed (id)", last_part(&first?)));
        }
        if words.starts_with("sequence \"") || (words.starts_with("relation \"") && (is("SEQUENCE") || is("SETVAL"))) {
            return Some(format!("CREATE SEQUENCE {}", first?));
        }
        if words.starts_with("materialized view \"")
            || (words.starts_with("relation \"") && is("MATERIALIZED") && !is("CREATE"))
        {
            return Some(format!("CREATE MATERIALIZED VIEW {} AS SELECT 1 AS id", first?));
        }
        if words.starts_with("view \"") || (words.starts_with("relation \"") && is("ALTER VIEW")) {
            return Some(format!("CREATE VIEW {} AS SELECT 1 AS id", first?));
        }
        if words.starts_with("relation \"") || words.starts_with("table \"") {
            return Some(format!("CREATE TABLE {} (id bigint PRIMARY KEY)", first?));
        }
        None
    }
}

/// A name as it is written: the server says names without their quotes.
fn spelled(name: &str) -> String {
    let parts: Vec<String> = name
        .split('.')
        .map(|part| {
            let is_plain =
                part.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
            if is_plain { part.to_owned() } else { format!("\"{part}\"") }
        })
        .collect();
    parts.join(".")
}

/// The table that the engine says a statement is about.
fn table_of(of: &Statement) -> Option<String> {
    let subject = of.findings.iter().map(|found| found.subject.as_str()).find(|subject| !subject.is_empty())?;
    let table = subject.rsplit_once('.').map_or(subject, |(table, _)| table);
    Some(spelled(table))
}

/// Whether the cases compare a column of this name with numbers.
fn is_number(column: &str) -> bool {
    column.ends_with("_id")
        || column.ends_with("_no")
        || ["a", "b", "n", "age", "tons", "kg", "depth", "no", "runtime_min", "built", "qty"].contains(&column)
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

// --- MySQL ---

struct Mysql;

impl Client for Mysql {
    fn dialect(&self) -> Dialect {
        Dialect::Mysql
    }

    fn misses(&self, code: &str) -> bool {
        [
            "1008", "1049", "1051", "1054", "1068", "1072", "1091", "1146", "1176", "1305", "1347", "1396", "1410",
            "1505", "1846", "3510", "3780", "3821",
        ]
        .contains(&code)
    }

    fn version(&self, command: &[&str]) -> String {
        let said = talk(command, &["-N"], "SELECT version();");
        said.trim().split('-').next().unwrap_or_default().to_owned()
    }

    fn run(&self, command: &[&str], before: &[String], statements: &[&str]) -> Ran {
        let mut input =
            String::from("DROP DATABASE IF EXISTS soak;\nCREATE DATABASE soak;\nUSE soak;\nDELIMITER @@@\n");
        for setup in before {
            input += &setup.split(";;").map(|part| format!("{part}\n@@@\n")).collect::<String>();
        }
        input += "SELECT '@@ready'\n@@@\n";
        for (place, statement) in statements.iter().enumerate() {
            input += &format!("{statement}\n@@@\nSELECT '@@ran {place}'\n@@@\n");
        }
        let said = talk(command, &["-N", "--comments"], &input);
        let mut ran = Ran { locks: vec![None; statements.len()], ..Ran::default() };
        let error = said.lines().find_map(|line| line.strip_prefix("ERROR "));
        if !said.contains("@@ready") {
            ran.trouble = Some(said);
            return ran;
        }
        if let Some(error) = error {
            let place = said.lines().filter(|line| line.starts_with("@@ran")).count();
            let code = error.split_whitespace().next().unwrap_or_default();
            let code = if ["1064", "1149"].contains(&code) { "syntax" } else { code };
            let words = error.split_once(": ").map_or(error, |(_, words)| words);
            ran.refused = Some((place, Refused { code: code.to_owned(), words: words.to_owned() }));
        }
        ran
    }

    fn mended(&self, statement: &str, refusal: &Refused, of: &Statement) -> Option<String> {
        let names = quoted(&refusal.words, '\'');
        // An apostrophe in `Can't` is no quote.
        let after_drop = refusal.words.split_once("DROP '").or_else(|| refusal.words.split_once("database '"));
        let dropped = after_drop.and_then(|(_, rest)| rest.split('\'').next());
        let first = dropped.or(names.first().copied()).map(|name| name.trim_start_matches("soak."));
        let table = table_of(of);
        let kind = |name: &str| if is_number(name) { "BIGINT" } else { "VARCHAR(40)" };
        match refusal.code.as_str() {
            "1146" | "1051" | "1824" => Some(format!("CREATE TABLE {} (id BIGINT PRIMARY KEY)", first?)),
            "1049" | "1008" => Some(format!("CREATE DATABASE {}", first?)),
            "1054" | "1072" => {
                let name = first?;
                Some(format!("ALTER TABLE {} ADD COLUMN `{name}` {}", table?, kind(name)))
            }
            "1091" => {
                let (upper, name, table) = (statement.to_ascii_uppercase(), first?, table?);
                Some(if upper.contains("FOREIGN KEY") {
                    format!(
                        "ALTER TABLE {table} ADD COLUMN parent BIGINT, ADD CONSTRAINT `{name}` FOREIGN KEY (parent) REFERENCES {table} (id)"
                    )
                } else if upper.contains("INDEX") {
                    format!("ALTER TABLE {table} ADD INDEX `{name}` (id)")
                } else {
                    format!("ALTER TABLE {table} ADD COLUMN `{name}` VARCHAR(40)")
                })
            }
            "1176" => Some(format!("ALTER TABLE {} ADD INDEX `{}` (id)", table?, first?)),
            "3821" => Some(format!("ALTER TABLE {} ADD CONSTRAINT `{}` CHECK (id > 0)", table?, first?)),
            "1305" => Some(format!("CREATE PROCEDURE {}(a INT) SELECT 1", first?)),
            _ => None,
        }
    }
}
