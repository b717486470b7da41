//! The review of schema changes on authored cases, and on anything at all.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use stillpoint::domain::rollback::plan::plans_of;
use stillpoint::domain::rollback::{About, Answer, Axis, Dialect, Reversal, Review, Verdict, review};

#[test]
fn every_development_case_is_answered_as_it_says() {
    assert_cases("schema-dev-cases.json");
}

#[test]
fn every_independent_case_is_answered_as_it_says() {
    assert_cases("schema-cases.json");
}

fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(file);
    let cases: Value = serde_json::from_str(&fs::read_to_string(path).expect("the fixture is there")).expect("is JSON");
    cases.as_array().expect("cases are a list").clone()
}

fn assert_cases(file: &str) {
    let cases = cases(file);
    let wrong: Vec<String> = cases.iter().filter_map(complaint).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
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

/// What differs from what the case expects.
fn complaint(case: &Value) -> Option<String> {
    let sql = case["sql"].as_str().expect("a case has a script");
    let expect = &case["expect"];
    let found = review(sql, &about(case));
    let list = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let mut differs = Vec::new();
    let mut accepted = list(&expect["accept"]);
    accepted.extend(expect["verdict"].as_str().map(str::to_owned));
    if !accepted.iter().any(|verdict| verdict == found.verdict.word()) {
        differs.push(format!("verdict {} and not {accepted:?}", found.verdict.word()));
    }
    if expect["lock_hazard"].as_bool().is_some_and(|hazard| hazard != found.lock_hazard) {
        differs.push(format!("lock hazard {}", found.lock_hazard));
    }
    let said: Vec<&str> = found.change_types.iter().map(|change| change.id()).collect();
    for change in list(&expect["change_types"]) {
        if !said.contains(&change.as_str()) {
            differs.push(format!("{change} is not among {said:?}"));
        }
    }
    if expect["reversal"].as_str().is_some_and(|reversal| reversal != found.reversal.word()) {
        differs.push(format!("reversal {}", found.reversal.word()));
    }
    let each: Vec<&str> = found.statements.iter().map(|statement| statement.verdict.word()).collect();
    if expect["per_statement"].is_array() && list(&expect["per_statement"]) != each {
        differs.push(format!("statements {each:?} and not {:?}", list(&expect["per_statement"])));
    }
    (!differs.is_empty())
        .then(|| format!("{} {}\n{}\n    {}", case["id"], case["dialect"], sql, differs.join("\n    ")))
}

/// A review of a script for the usual version of a dialect.
fn said(script: &str, dialect: Dialect) -> Review {
    review(script, &About::new(dialect))
}

#[test]
fn what_is_answered_is_worst_of_the_parts() {
    let found = said("CREATE TABLE a (id int); ALTER TABLE b DROP COLUMN c;", Dialect::Postgresql);
    assert_eq!(found.verdict, Verdict::Unsafe);
    assert_eq!(found.reversal, Reversal::Impossible);
    assert_eq!(found.statements[1].range, 25..52);
}

#[test]
fn what_is_there_already_is_locked_though_the_rest_is_new() {
    let locks = |script: &str| -> Vec<&str> {
        said(script, Dialect::Postgresql).statements.iter().map(|statement| statement.lock).collect()
    };
    assert_eq!(locks("CREATE TABLE tug (id int, berth_id int REFERENCES berth (id));"), ["SHARE ROW EXCLUSIVE"]);
    assert_eq!(locks("CREATE TABLE tug (id int PRIMARY KEY, pushes int REFERENCES tug (id));"), [""]);
    assert_eq!(locks("CREATE TABLE berth (id int); CREATE TABLE tug (berth_id int REFERENCES berth);"), ["", ""]);
    let attached = "CREATE TABLE call_1 (id int); ALTER TABLE call ATTACH PARTITION call_1 FOR VALUES IN (1);";
    assert_eq!(locks(attached), ["", "SHARE UPDATE EXCLUSIVE"]);
    assert_eq!(locks("CREATE PUBLICATION feed FOR TABLE berth;"), ["SHARE UPDATE EXCLUSIVE"]);
    assert_eq!(locks("CREATE PUBLICATION feed;"), [""]);
    assert_eq!(
        locks("CREATE PUBLICATION feed; ALTER PUBLICATION feed ADD TABLE berth;"),
        ["", "SHARE UPDATE EXCLUSIVE"]
    );
    assert_eq!(locks("ALTER DOMAIN imo DROP CONSTRAINT a; ALTER DOMAIN imo VALIDATE CONSTRAINT b;"), ["", "SHARE"]);
    assert_eq!(locks("SELECT setval('docket', 1);"), ["ROW EXCLUSIVE"]);
    assert_eq!(locks("INSERT INTO call_copy SELECT * FROM call;"), ["ROW EXCLUSIVE"]);
}

// --- Answers ---

#[test]
fn an_answer_with_evidence_changes_the_verdict() {
    let script = "ALTER TABLE usher ALTER COLUMN nickname SET NOT NULL;";
    let mut about = About::new(Dialect::Postgresql);
    let question = review(script, &about).statements[0].question.expect("it depends");
    for (is_yes, evidence, verdict) in [
        (true, "grep", Verdict::Unsafe),
        (false, "0 of 4,211 inserts in seven days", Verdict::Safe),
        (false, " ", Verdict::Depends),
    ] {
        about.answers = vec![Answer { question, subject: None, is_yes, evidence: evidence.to_owned() }];
        assert_eq!(review(script, &about).verdict, verdict, "{evidence}");
    }
}

#[test]
fn an_answer_is_about_what_it_names() {
    let script = "ALTER TABLE a ALTER x SET NOT NULL; ALTER TABLE b ALTER x SET NOT NULL;";
    let mut about = About::new(Dialect::Postgresql);
    let question = review(script, &about).statements[0].question.expect("it depends");
    let answer = |subject: Option<&str>, is_yes| Answer {
        question,
        subject: subject.map(str::to_owned),
        is_yes,
        evidence: "the log".to_owned(),
    };
    about.answers = vec![answer(Some("a.x"), false)];
    let verdicts = |about: &About| -> Vec<Verdict> {
        review(script, about).statements.iter().map(|statement| statement.verdict).collect()
    };
    assert_eq!(verdicts(&about), [Verdict::Safe, Verdict::Depends]);
    about.answers.push(answer(None, true));
    assert_eq!(verdicts(&about), [Verdict::Safe, Verdict::Unsafe]);
}

#[test]
fn habits_of_the_previous_release_count() {
    let script = "ALTER TABLE a ADD COLUMN b INT NULL;";
    let mut about = About::new(Dialect::Mysql);
    about.habits.inserts_by_position = true;
    assert_eq!(review(script, &about).verdict, Verdict::Unsafe);
    let mut about = About::new(Dialect::Postgresql);
    about.habits.inserts_by_position = true;
    assert_eq!(review(script, &about).verdict, Verdict::Safe);
    about.habits.selects_stars = true;
    assert_eq!(review(script, &about).verdict, Verdict::Depends);
}

#[test]
fn whatever_depends_asks_one_question() {
    for case in cases("schema-dev-cases.json").iter().chain(&cases("schema-cases.json")) {
        let found = review(case["sql"].as_str().expect("a case has a script"), &about(case));
        for statement in &found.statements {
            assert_eq!(statement.verdict == Verdict::Depends, statement.question.is_some(), "{case}");
            assert!(!statement.why.is_empty(), "{case}");
        }
    }
}

// --- What is not looked into ---

#[test]
fn nothing_is_passed_over_in_silence() {
    let deep = format!("SELECT {}1{};", "(".repeat(300), ")".repeat(300));
    let long = format!("DELETE FROM a WHERE {};", vec!["b = 1"; 1_500].join(" OR "));
    let many = "SELECT 1;".repeat(5_001);
    let huge = "-".repeat(2_000_001);
    for script in [
        &*deep,
        &*long,
        &*many,
        &*huge,
        "DO $$ $$;",
        "CALL a();",
        "\\i b.sql\n",
        "CREATE CAST (a AS b) WITHOUT FUNCTION;",
    ] {
        let found = said(script, Dialect::Postgresql);
        assert_eq!(found.unreviewed.len(), 1, "{}", &script[..script.len().min(60)]);
        assert!(!found.unreviewed[0].reason.is_empty());
        assert_ne!(found.verdict, Verdict::Safe);
    }
    assert_eq!(said(&many, Dialect::Postgresql).unreviewed[0].range, 45_000..45_009);
}

#[test]
fn what_was_not_read_is_not_known() {
    let unknown = |script: &str| -> Vec<&'static str> {
        said(script, Dialect::Postgresql).unknown().into_iter().map(Axis::word).collect()
    };
    let huge = "-".repeat(2_000_001);
    for script in [
        &*huge,
        "DO $$ BEGIN PERFORM 1; END $$;",
        "\\i other.sql\n",
        "SELECT 'never closed",
        "This is no SQL at all",
        "BEGIN; CREATE INDEX CONCURRENTLY i ON t (a); COMMIT;",
    ] {
        assert_eq!(unknown(script), ["lock_hazard", "reversal"], "{}", &script[..script.len().min(60)]);
    }
    assert_eq!(unknown("-- nothing\n"), ["verdict", "lock_hazard", "reversal"]);
    assert_eq!(unknown("CREATE TABLE a (b int);"), Vec::<&str>::new());
    // What is known to be bad is known.
    assert_eq!(unknown("DO $$ $$; DROP TABLE a; CREATE INDEX i ON b (c);"), Vec::<&str>::new());
}

#[test]
fn each_text_that_is_not_analysed_is_asked_for_by_itself() {
    let found = said("CALL tidy_up();\nDO $$ BEGIN PERFORM 1; END $$;\nCALL tidy_up();", Dialect::Postgresql);
    let subjects: Vec<&str> = found.statements.iter().map(|one| one.findings[0].subject.as_str()).collect();
    assert_eq!(subjects, ["CALL tidy_up()", "DO $$ BEGIN PERFORM 1; END $$", "CALL tidy_up()"]);
    let long = |end: &str| {
        let script = format!("DO $$ BEGIN PERFORM tidy_up_the_whole_harbour({end}); END $$;");
        said(&script, Dialect::Postgresql).statements[0].findings[0].subject.clone()
    };
    assert_ne!(long("1"), long("2"), "another text is another question");
    assert!(long("1").starts_with("DO $$ BEGIN PERFORM tidy_up") && long("1").chars().count() < 50);
}

#[test]
fn a_verdict_says_the_answer_that_it_comes_from() {
    let script = "ALTER TABLE usher ALTER COLUMN nickname SET NOT NULL;";
    let mut about = About::new(Dialect::Postgresql);
    let question = review(script, &about).statements[0].question.expect("it depends");
    for (is_yes, told) in
        [(false, "Safe by your answer: no (grep: none)."), (true, "Unsafe by your answer: yes (grep: none). An")]
    {
        about.answers = vec![Answer { question, subject: None, is_yes, evidence: "grep: none".to_owned() }];
        let said = review(script, &about).statements[0].told().into_owned();
        assert!(said.starts_with(told), "{said}");
    }
}

// --- Locks ---

#[test]
fn the_lock_of_mysql_is_that_of_its_version() {
    let lock = |script: &str, version: &str| {
        let mut about = About::new(Dialect::Mysql);
        about.server.version = version.parse().expect("is a version");
        let found = review(script, &about);
        (found.verdict, found.statements[0].lock)
    };
    let (instant, in_place) = ("INSTANT", "INPLACE, LOCK=NONE");
    for (script, versions) in [
        ("ALTER TABLE a ADD COLUMN b int", [("5.7", in_place), ("8.0.12", instant), ("8.0.29", instant)]),
        ("ALTER TABLE a ADD COLUMN b int AFTER c", [("5.7", in_place), ("8.0.20", in_place), ("8.0.29", instant)]),
        ("ALTER TABLE a ADD COLUMN b int FIRST", [("5.7", in_place), ("8.0.20", in_place), ("9.7", instant)]),
        ("ALTER TABLE a DROP COLUMN b", [("5.7", in_place), ("8.0.28", in_place), ("8.0.29", instant)]),
        ("ALTER TABLE a RENAME COLUMN b TO c", [("8.0.27", in_place), ("8.0.28", instant), ("8.4", instant)]),
        ("ALTER TABLE a ALTER COLUMN b SET DEFAULT 1", [("5.7", in_place), ("8.0.12", instant), ("8.4", instant)]),
    ] {
        for (version, expected) in versions {
            assert_eq!(lock(script, version).1, expected, "{script} on {version}");
        }
    }
    assert_eq!(lock("ALTER TABLE a DROP COLUMN b, ALGORITHM=INSTANT", "8.0.28").0, Verdict::Error);
    assert_eq!(lock("ALTER TABLE a DROP COLUMN b, ALGORITHM=INSTANT", "8.0.29").0, Verdict::Unsafe);
}

#[test]
fn mysql_copies_for_a_unique_index_over_an_expression() {
    // As MySQL 9.7.4 answers.
    for (script, lock) in [
        ("CREATE UNIQUE INDEX i ON t ((lower(a)));", "COPY, LOCK=SHARED"),
        ("ALTER TABLE t ADD UNIQUE INDEX i (b, (lower(a)));", "COPY, LOCK=SHARED"),
        ("CREATE UNIQUE INDEX i ON t (a(10));", "INPLACE, LOCK=NONE"),
    ] {
        let found = said(script, Dialect::Mysql);
        assert_eq!((found.statements[0].lock, found.lock_hazard), (lock, lock.starts_with("COPY")), "{script}");
    }
    let refused = said("ALTER TABLE t ADD UNIQUE INDEX i ((lower(a))), ALGORITHM=INPLACE, LOCK=NONE;", Dialect::Mysql);
    assert_eq!(refused.verdict, Verdict::Error);
}

#[test]
fn a_new_table_locks_the_parents_of_its_keys() {
    let lock =
        |script: &str| said(script, Dialect::Postgresql).statements.last().map(|one| one.lock).unwrap_or_default();
    let parents = "SHARE ROW EXCLUSIVE";
    assert_eq!(lock("CREATE TABLE n (a int REFERENCES accounts);"), parents);
    assert_eq!(lock("CREATE TABLE n (a int, FOREIGN KEY (a) REFERENCES bank.\"Accounts\" (id));"), parents);
    for script in [
        "CREATE TABLE n (a int REFERENCES n);",
        "CREATE TABLE accounts (id int PRIMARY KEY); CREATE TABLE n (a int REFERENCES accounts);",
        "CREATE TABLE n (a int);",
        "CREATE TEMP TABLE n (a int REFERENCES accounts);",
    ] {
        assert_eq!(lock(script), "", "{script}");
    }
    assert_eq!(said("CREATE TABLE n (a int REFERENCES accounts);", Dialect::Postgresql).advice.len(), 1);
}

#[test]
fn who_waits_is_said_with_how_long() {
    let waits = |script: &str, dialect| said(script, dialect).statements[0].waits.clone();
    let postgresql = |script: &str| waits(script, Dialect::Postgresql);
    assert_eq!(postgresql("CREATE INDEX i ON t (a);"), "Writes wait until the index is built (SHARE); reads go on.");
    assert!(postgresql("DROP INDEX i;").contains("Use DROP INDEX CONCURRENTLY"));
    assert!(
        postgresql("ALTER TABLE t ADD COLUMN a int;")
            .starts_with("Reads and writes wait for a moment (ACCESS EXCLUSIVE).")
    );
    assert!(postgresql("CLUSTER t USING i;").starts_with("Reads and writes wait until every row is written anew"));
    assert_eq!(postgresql("SELECT 1;"), "");
    assert_eq!(postgresql("INSERT INTO t VALUES (1);"), "");
    let built = waits("ALTER TABLE t ADD INDEX i (a);", Dialect::Mysql);
    assert!(built.contains("minutes or hours") && built.contains("replicas lag"), "{built}");
    assert!(waits("OPTIMIZE TABLE t;", Dialect::Mysql).contains("minutes or hours"));
    assert!(
        waits("ALTER TABLE t ADD COLUMN a int;", Dialect::Mysql).starts_with("A metadata lock is held for a moment")
    );
}

#[test]
fn nobody_is_told_about_the_other_server() {
    for case in cases("schema-dev-cases.json").iter().chain(&cases("schema-cases.json")) {
        let about = about(case);
        let foreign: &[&str] = match about.server.dialect {
            Dialect::Postgresql => &["MySQL", "REPLACE", "FORCE INDEX", "DUPLICATE KEY"],
            Dialect::Mysql => &["PostgreSQL", "ON CONFLICT", "CONCURRENTLY", "REPLICA IDENTITY", "replica identity"],
        };
        let script = case["sql"].as_str().expect("a case has a script");
        let found = review(script, &about);
        let mut told: Vec<String> = Vec::new();
        for statement in found.statements.iter().filter(|statement| statement.verdict != Verdict::Error) {
            told.extend([statement.why.to_owned(), statement.waits.clone()]);
            let questions = statement.findings.iter().filter_map(|finding| finding.question);
            told.extend(
                questions
                    .flat_map(|question| [question.asked().words.to_owned(), question.asked().evidence.to_owned()]),
            );
        }
        for planned in plans_of(script, &about) {
            told.push(planned.plan.note.clone());
            for step in &planned.plan.steps {
                told.extend([&step.gate.words, &step.takes, &step.back, &step.aside].map(Clone::clone));
            }
        }
        for words in told {
            let is_foreign = foreign.iter().any(|word| words.contains(word));
            assert!(!is_foreign && !words.contains("measured"), "{script}: {words}");
        }
    }
}

#[test]
fn every_line_that_needs_a_limit_is_named() {
    let found =
        said("ALTER TABLE a ADD b int;\nALTER TABLE a ADD c int;\nSELECT 1;\nDROP TABLE d;", Dialect::Postgresql);
    assert_eq!(found.advice[0].lines, [1, 2, 4]);
    assert!(found.advice[0].words.ends_with("Lines 2, 4 need it too."), "{}", found.advice[0].words);
}

#[test]
fn a_lock_that_all_queue_behind_wants_a_limit() {
    assert_eq!(said("SELECT 1;\nALTER TABLE a ADD b int;", Dialect::Postgresql).advice[0].line, 2);
    for script in ["SET lock_timeout = '2s'; ALTER TABLE a ADD b int;", "CREATE TABLE a (b int);", "SELECT 1;"] {
        assert!(said(script, Dialect::Postgresql).advice.is_empty(), "{script}");
    }
}

// --- Anything at all ---

/// Every range lies in the script and on the borders of characters, statements are in order, and the worst is the file's.
fn assert_sound(script: &str, about: &About) {
    let found = review(script, about);
    let mut end = 0;
    let is_place = |range: &std::ops::Range<usize>| range.start <= range.end && script.get(range.clone()).is_some();
    for statement in &found.statements {
        assert!(is_place(&statement.range) && statement.range.start >= end, "{script:?}");
        assert!(!statement.findings.is_empty(), "{script:?}");
        end = statement.range.end;
        let line = script[..statement.range.start].matches('\n').count() + 1;
        assert_eq!(statement.line, line, "{script:?}");
        for finding in &statement.findings {
            let range = finding.start as usize..finding.end as usize;
            assert!(is_place(&range), "{script:?}");
            assert!(statement.range.start <= range.start && range.end <= statement.range.end, "{script:?}");
        }
        assert!(statement.verdict <= found.verdict);
    }
    assert!(found.unreviewed.iter().all(|unreviewed| is_place(&unreviewed.range)), "{script:?}");
}

fn assert_sound_in_both(script: &str) {
    for dialect in Dialect::ALL {
        for in_transaction in [false, true] {
            assert_sound(script, &About { in_transaction, ..About::new(dialect) });
        }
    }
}

#[test]
fn a_script_that_breaks_off_anywhere_has_an_answer() {
    for case in cases("schema-dev-cases.json").iter().chain(&cases("schema-cases.json")) {
        let script = case["sql"].as_str().expect("a case has a script");
        for end in (0..script.len()).filter(|end| script.is_char_boundary(*end)) {
            assert_sound(&script[..end], &about(case));
            assert_sound(&script[end..], &about(case));
        }
    }
}

#[test]
fn deep_and_long_scripts_have_an_answer() {
    for (open, close) in
        [("(", ")"), ("CASE WHEN ", " END"), ("(SELECT ", ")"), ("/*", "*/"), ("BEGIN ", " END;"), ("[", "]")]
    {
        let deep = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        for before in [
            "SELECT ",
            "UPDATE a SET b = ",
            "DELETE FROM a WHERE ",
            "ALTER TABLE a ADD b int DEFAULT ",
            "CREATE TRIGGER ",
            "",
        ] {
            assert_sound_in_both(&format!("{before}{deep}"));
            assert_sound_in_both(&format!("{before}{}", open.repeat(5_000)));
        }
    }
    assert_sound_in_both(&format!("DELETE FROM a WHERE {}", vec!["(b = 1 AND c = 2)"; 400].join(" OR ")));
    assert_sound_in_both(&format!("DELETE FROM a WHERE b IN ({})", vec!["1"; 100_000].join(",")));
}

const SOUP: &[&str] = &[
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
    "b",
    "\"q\"",
    "`q`",
    "'t'",
    "1",
    "(",
    ")",
    ",",
    ";",
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
    "FOREIGN",
    "KEY",
    "PRIMARY",
    "RENAME",
    "TO",
    "SET",
    "SELECT",
    "FROM",
    "WHERE",
    "UPDATE",
    "DELETE",
    "INSERT",
    "INTO",
    "VALUES",
    "WITH",
    "AS",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "CONCURRENTLY",
    "IF",
    "EXISTS",
    "/*",
    "*/",
    "/*!80000",
    "--",
    "\n",
    "#",
    "$$",
    "$x$",
    "E'",
    "\\i",
    "DELIMITER //\n",
    "//",
    "é",
    "\u{feff}",
    "TYPE",
    "USING",
    "int",
    "text",
    "ENUM",
    "MODIFY",
    "CHANGE",
    "PARTITION",
    "ALGORITHM",
    "LOCK",
    "INSTANT",
    "AND",
    "OR",
    "IN",
    "BETWEEN",
    "LIMIT",
    "CASE",
    "END",
    "ATOMIC",
    "FUNCTION",
    "TRIGGER",
    "@x",
    "?",
    "COPY",
    "STDIN",
    "\\.",
    "GO",
    "'",
    "\"",
    "`",
];

/// How many scripts are made of chance; `scripts/soak` sets more.
fn scripts() -> u32 {
    std::env::var("STILLPOINT_SCRIPTS").ok().and_then(|number| number.parse().ok()).unwrap_or(512)
}

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    fn border(&mut self, text: &str) -> usize {
        let at = self.below(text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    }

    /// A case with a few changes: words put in or in place of others, parts left out, said again or moved, cut short, bytes of
    /// any kind, brackets and chains; now and then as long as a script may be and longer.
    fn script(&mut self, cases: &[String]) -> String {
        let mut script = cases[self.below(cases.len())].clone();
        for _ in 0..=self.below(6) {
            let (one, other) = (self.border(&script), self.border(&script));
            let (from, until) = (one.min(other), one.max(other));
            let near = (from..=until.min(from + 24)).rev().find(|at| script.is_char_boundary(*at)).unwrap_or(from);
            let word = SOUP[self.below(SOUP.len())];
            match self.below(10) {
                0 => script.insert_str(from, word),
                1 => script.replace_range(from..near, word),
                2 => script.replace_range(from..near, ""),
                3 => {
                    let part = script[from..near].to_owned();
                    script.insert_str(until, &part);
                }
                4 => script.truncate(until),
                5 => script.push_str(&cases[self.below(cases.len())].clone()),
                6 => {
                    let bytes: Vec<u8> = (0..self.below(40)).map(|_| self.below(256) as u8).collect();
                    script.insert_str(from, &String::from_utf8_lossy(&bytes));
                }
                7 => {
                    let (open, close) = [
                        ("(", ")"),
                        ("CASE WHEN ", " THEN 1 END"),
                        ("NOT ", ""),
                        ("[", "]"),
                        ("/*", "*/"),
                        ("(SELECT ", ")"),
                    ][self.below(6)];
                    let depth = [3, 150, 199, 260, 3_000][self.below(5)];
                    script.insert_str(from, &format!("{}1{}", open.repeat(depth), close.repeat(depth)));
                }
                8 => {
                    let link = [" OR a = 1", " AND NOT b", " + 1", " UNION SELECT 1", "::int", ", a", " || 'x'"]
                        [self.below(7)];
                    script.insert_str(from, &link.repeat([2, 90, 1_900, 5_000][self.below(4)]));
                }
                _ => script.insert_str(from, &format!(" {word} ")),
            }
        }
        if self.below(2_000) == 0 {
            let times = (1_990_000 + self.below(20_000)) / (script.len() + 2) + 1;
            script = format!("{script};\n").repeat(times);
        }
        script
    }
}

#[test]
fn a_script_that_was_changed_in_many_places_has_an_answer() {
    let cases: Vec<String> = ["schema-dev-cases.json", "schema-cases.json"]
        .into_iter()
        .flat_map(cases)
        .map(|case| case["sql"].as_str().expect("a case has a script").to_owned())
        .collect();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut bytes, mut slowest) = (0, 0.0_f64);
    for number in 0..scripts() {
        let script = chance.script(&cases);
        let dialect = Dialect::ALL[number as usize % 2];
        let about = About { in_transaction: chance.below(2) == 0, ..About::new(dialect) };
        let mut seconds = f64::MAX;
        for _ in 0..5 {
            let started = std::time::Instant::now();
            drop(review(&script, &about));
            // What is short is over too soon to be measured.
            seconds = seconds.min(started.elapsed().as_secs_f64() / (script.len() as f64 / 1e6).max(0.2));
            // A machine that was busy with something else is asked once more.
            if seconds < 0.5 {
                break;
            }
        }
        (bytes, slowest) = (bytes + script.len(), slowest.max(seconds));
        assert_sound(&script, &about);
    }
    println!("{} scripts, {bytes} bytes: at most {slowest:.3} s for a megabyte", scripts());
    // Speed is asked for where nothing is built for finding defects.
    assert!(cfg!(debug_assertions) || slowest < 1.0, "{slowest} s for a megabyte");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scripts(), ..ProptestConfig::default() })]

    #[test]
    fn a_soup_of_tokens_has_an_answer(words in vec(select(SOUP), 0..60), spaced in any::<bool>()) {
        assert_sound_in_both(&words.join(if spaced { " " } else { "" }));
    }

    #[test]
    fn any_text_has_an_answer(text in ".{0,200}", bytes in vec(any::<u8>(), 0..200)) {
        assert_sound_in_both(&text);
        assert_sound_in_both(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_changed_script_has_an_answer(seed in any::<usize>(), at in any::<usize>(), len in 0_usize..12, word in select(SOUP)) {
        let cases = cases("schema-cases.json");
        let mut script = cases[seed % cases.len()]["sql"].as_str().expect("a case has a script").to_owned();
        let border = |at: usize, script: &str| (0..=at.min(script.len())).rev().find(|at| script.is_char_boundary(*at)).unwrap_or(0);
        let from = border(at % (script.len() + 1), &script);
        let until = border(from + len, &script).max(from);
        script.replace_range(from..until, word);
        assert_sound_in_both(&script);
    }
}
