//! `stillpoint schema check` as a pipeline sees it, and what it says of every authored case.
//!
//! `STILLPOINT_BLESS=1` writes the golden files anew; what then differs is to be read line by line before it is committed.
#![cfg(all(feature = "cli", not(target_arch = "wasm32")))]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use stillpoint::domain::rollback::{About, ChangeType, Dialect, Question, Verdict, review};
use stillpoint::text::export::markdown::Flavour;
use stillpoint::text::rollback::concern::Concern;
use stillpoint::text::rollback::{Sheet, check, github, json, markdown, terminal};
use tempfile::TempDir;

const FINE: i32 = 0;
const FINDINGS: i32 = 1;
const BAD_INPUT: i32 = 2;
const USAGE: i32 = 4;

const SAFE: &str = "CREATE TABLE berth (id bigint PRIMARY KEY);\n";
const DEPENDS: &str = "ALTER TABLE berth ALTER COLUMN pier DROP NOT NULL;\n";
const UNSAFE: &str = "ALTER TABLE berth DROP COLUMN chain;\n";
const LOCKS: &str = "CREATE INDEX berth_depth_idx ON berth (depth);\n";
const FAILS: &str = "ALTER TABEL berth ADD depth int;\n";
const UNSEEN: &str = "DO $$ BEGIN PERFORM tidy(); END $$;\n";

// --- Exit status -----------------------------------------------------------------------------------------------------

#[test]
fn it_ends_with_what_a_pipeline_stops_at() {
    for (script, status) in [
        ("", FINE),
        ("-- nothing yet\n", FINE),
        (SAFE, FINE),
        ("ALTER TABLE berth ADD COLUMN depth int;", FINE),
        (DEPENDS, FINDINGS),
        (UNSAFE, FINDINGS),
        (LOCKS, FINDINGS),
        (UNSEEN, FINDINGS),
        (FAILS, BAD_INPUT),
        ("ALTER TABLE berth DROP COLUMN chain; ALTER TABEL berth;", BAD_INPUT),
        ("SELECT 'never closed", BAD_INPUT),
    ] {
        let said = reading(&["-"], script.as_bytes());
        assert_eq!((said.status, said.complaints.as_str()), (status, ""), "{script}\n{}", said.output);
    }
}

#[test]
fn a_team_says_what_it_stops_at() {
    for (script, list, status) in [
        (DEPENDS, "unsafe,lock", FINE),
        (DEPENDS, "depends", FINDINGS),
        (UNSAFE, "depends,lock", FINE),
        (UNSAFE, "impossible", FINDINGS),
        (LOCKS, "lock", FINDINGS),
        (LOCKS, "unsafe,depends", FINE),
        (SAFE, "lossy", FINDINGS),
        (UNSEEN, "unsafe, unreviewed", FINDINGS),
        (UNSEEN, "unsafe", FINE),
        // What cannot run is bad input whatever a team stops at.
        (FAILS, "lossy", BAD_INPUT),
    ] {
        let said = reading(&["--fail-on", list, "-"], script.as_bytes());
        assert_eq!(said.status, status, "{list}: {script}\n{}", said.output);
    }
}

#[test]
fn what_is_not_understood_is_usage_in_one_line() {
    let folder = Folder::new();
    let file = folder.write("a.sql", SAFE);
    for arguments in [
        &[][..],
        &["--dialect", "sqlite", &file],
        &["--target", "fifteen", &file],
        &["--fail-on", "everything", &file],
        &["--fail-on", "", &file],
        &["--format", "xml", &file],
        &["--down", &file, &file, &file],
        &["--explain", "drop_everything"],
        &["--explain", "drop_column", &file],
        &["-", "-"],
        &["--down", "-", "-"],
    ] {
        let said = check_files(arguments);
        assert_eq!((said.status, said.output.as_str()), (USAGE, ""), "{arguments:?}: {}", said.complaints);
        assert_eq!(said.complaints.lines().count(), 1, "{arguments:?}: {}", said.complaints);
        assert!(said.complaints.starts_with("stillpoint: "), "{}", said.complaints);
    }
    assert_eq!(run(&["schema"], b"", None).status, USAGE);
    let help = run(&["schema", "check", "--help"], b"", None);
    assert_eq!((help.status, help.complaints.as_str()), (FINE, ""));
    assert!(help.output.contains("--fail-on") && help.output.contains("default: depends"), "{}", help.output);
}

// --- Input -----------------------------------------------------------------------------------------------------------

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_reviewed() {
    let folder = Folder::new();
    let good = folder.write("good.sql", SAFE);
    let bad = folder.path("bad.sql");
    fs::write(&bad, b"SELECT 1;\nSELECT '\xff';\n").expect("there is room");
    let missing = folder.path("missing.sql");
    let inside = folder.0.path().display().to_string();
    let said = check_files(&["--format", "json", &good, &bad, &missing, &inside]);
    assert_eq!(said.status, BAD_INPUT);
    let complaints: Vec<&str> = said.complaints.lines().collect();
    assert_eq!(complaints.len(), 3, "{complaints:?}");
    assert_eq!(complaints[0], format!("stillpoint: could not read {bad}: line 2 is not UTF-8"));
    assert!(complaints[1].starts_with(&format!("stillpoint: could not read {missing}: ")), "{complaints:?}");
    assert_eq!(complaints[2], format!("stillpoint: could not read {inside}: it is a folder"));
    let list = said.json();
    let verdicts: Vec<&Value> = list.as_array().expect("is a list").iter().map(|file| &file["verdict"]).collect();
    assert_eq!(verdicts, ["safe", "error", "error", "error"]);
    for file in list.as_array().expect("is a list") {
        assert_shape(file);
    }
    assert_eq!(list[1]["problem"], "line 2 is not UTF-8");
    assert_eq!(list[1]["line"], 2);
    // For people it says so among the others, for GitHub beside the line.
    let text = check_files(&[&good, &bad]);
    assert!(text.output.ends_with("\n2 files: 1 safe, 1 not read.\n"), "{}", text.output);
    let github = check_files(&["--format", "github", &good, &bad]);
    assert!(github.output.starts_with("::error file=") && github.output.contains(",line=2,"), "{}", github.output);
}

#[test]
fn places_count_in_the_file_as_it_is() {
    let script =
        "\u{feff}-- Tide ä\r\nCREATE TABLE ship (id int);\r\n\r\nALTER TABLE berth\r\n  DROP COLUMN chain;\r\n";
    let said = reading(&["--format", "json", "-"], script.as_bytes());
    let json = said.json();
    let dropped = &json[0]["statements"][1];
    assert_eq!(dropped["line"], 4);
    assert_eq!(text_at(script, dropped), "ALTER TABLE berth\r\n  DROP COLUMN chain");
    assert_eq!(json[0]["file"], "-");
    assert_eq!(reading(&["--format", "json", "-"], b"").json()[0]["statements"], serde_json::json!([]));
}

#[test]
fn a_version_and_a_dialect_change_the_answer() {
    let lock = |arguments: &[&str], script: &str| {
        let mut all = vec!["--format", "json"];
        all.extend(arguments);
        all.push("-");
        reading(&all, script.as_bytes()).json()[0].clone()
    };
    let default = "ALTER TABLE berth ADD COLUMN depth int NOT NULL DEFAULT 0;";
    assert_eq!(lock(&[], default)["lock_hazard"], false);
    assert_eq!(lock(&["--target", "10"], default)["lock_hazard"], true);
    assert_eq!(lock(&["--target", "10.4"], default)["target"], "10.4");
    let backticks = "ALTER TABLE `berth` ADD COLUMN `depth` INT NULL;";
    assert_eq!(lock(&[], backticks)["verdict"], "error");
    let mysql = lock(&["--dialect", "mysql"], backticks);
    assert_eq!(
        (&mysql["verdict"], &mysql["dialect"], &mysql["target"]),
        (&"safe".into(), &"mysql".into(), &"8.4".into())
    );
    let concurrently = "CREATE INDEX CONCURRENTLY berth_depth_idx ON berth (depth);";
    assert_eq!(lock(&[], concurrently)["verdict"], "safe");
    let wrapped = lock(&["--in-transaction"], concurrently);
    assert_eq!((&wrapped["verdict"], &wrapped["in_transaction"]), (&"error".into(), &true.into()));
}

// --- Down scripts ----------------------------------------------------------------------------------------------------

#[test]
fn the_way_back_is_found_where_each_tool_keeps_it() {
    let up = "ALTER TABLE berth ADD COLUMN depth int;";
    let down = "ALTER TABLE berth DROP COLUMN depth;";
    for (up_name, down_name, tool) in [
        ("3/up.sql", "3/down.sql", "diesel"),
        ("3_depth.up.sql", "3_depth.down.sql", "golang-migrate"),
        ("V3__depth.sql", "U3__depth.sql", "Flyway"),
        ("V3.1__depth.sql", "U3.1__take_it_back.sql", "Flyway"),
    ] {
        let folder = Folder::new();
        fs::create_dir(folder.path("3")).expect("there is room");
        let file = folder.write(up_name, up);
        let alone = check_files(&["--format", "json", &file]);
        assert_eq!(alone.json()[0]["down_script"], Value::Null, "{up_name}");
        let back = folder.write(down_name, down);
        let found = check_files(&["--format", "json", &file]).json();
        let script = &found[0]["down_script"];
        assert_eq!((&script["inverts"], &script["loses_data"]), (&true.into(), &true.into()), "{up_name}: {script}");
        assert_eq!(script["fails_possible"], false, "{up_name}");
        assert_eq!((&script["file"], &script["taken"]), (&back.clone().into(), &"beside".into()), "{up_name}");
        assert_eq!(script["statements"][0]["verdict"], "unsafe", "judged with the new release as the old one");
        let text = check_files(&[&file]);
        assert!(text.output.contains(&format!("Down script: {back}, found as {tool} names it.")), "{}", text.output);
        assert!(text.output.contains("The down script takes everything back, loses data,"), "{}", text.output);
    }
}

#[test]
fn a_way_back_that_is_given_goes_before_one_that_is_found() {
    let folder = Folder::new();
    let up = folder.write("up.sql", "ALTER TABLE berth ADD COLUMN depth int;");
    folder.write("down.sql", "ALTER TABLE berth DROP COLUMN depth;");
    let other = folder.write("other.sql", "DROP TABLE ship;");
    let found = check_files(&["--format", "json", "--down", &other, &up]).json();
    assert_eq!(
        (&found[0]["down_script"]["inverts"], &found[0]["down_script"]["taken"]),
        (&false.into(), &"given".into())
    );
    // One that says nothing is missing, and never good.
    folder.write("down.sql", "-- to do\n");
    let found = check_files(&["--format", "json", &up]).json();
    assert_eq!(found[0]["down_script"]["inverts"], false);
    // One that cannot be read is bad input.
    let missing = folder.path("missing.sql");
    let said = check_files(&["--down", &missing, &up]);
    assert_eq!(said.status, BAD_INPUT);
    assert!(said.complaints.starts_with(&format!("stillpoint: could not read {missing}: ")), "{}", said.complaints);
}

#[test]
fn both_ways_in_one_file_are_told_apart_and_keep_their_places() {
    for (sign, tool) in [("+migrate", "sql-migrate"), ("+goose", "goose")] {
        let script = format!(
            "-- {sign} Up\nALTER TABLE berth\n  ADD COLUMN depth int;\n\n-- {sign} Down\nALTER TABLE berth DROP COLUMN depth;\n"
        );
        let said = reading(&["--format", "json", "-"], script.as_bytes());
        assert_eq!(said.status, FINE, "the way back is not judged as the way there");
        let json = said.json();
        assert_eq!(json[0]["statements"].as_array().map(Vec::len), Some(1));
        assert_eq!(text_at(&script, &json[0]["statements"][0]), "ALTER TABLE berth\n  ADD COLUMN depth int");
        let down = &json[0]["down_script"];
        assert_eq!((&down["inverts"], &down["taken"]), (&true.into(), &"within".into()));
        assert_eq!((&down["statements"][0]["line"], &down["file"]), (&6.into(), &"-".into()));
        assert_eq!(text_at(&script, &down["statements"][0]), "ALTER TABLE berth DROP COLUMN depth");
        let text = reading(&["-"], script.as_bytes()).output;
        assert!(text.contains(&format!("annotated for {tool}")) && text.contains("--in-transaction"), "{text}");
    }
}

// --- Answers ---------------------------------------------------------------------------------------------------------

#[test]
fn an_answer_with_evidence_changes_the_verdict() {
    let folder = Folder::new();
    let file = folder.write("a.sql", "ALTER TABLE berth ALTER COLUMN pier SET NOT NULL;");
    let answered = |words: &str| {
        let answers = folder.write("answers.json", &format!(r#"[{{"question": "writes_null", {words}}}]"#));
        let said = check_files(&["--answers", &answers, "--fail-on", "depends,unsafe", "--format", "json", &file]);
        (said.status, said.json()[0]["verdict"].as_str().unwrap_or_default().to_owned(), said.complaints)
    };
    let (status, verdict, complaints) = answered(r#""answer": "no", "evidence": "0 of 4,211 inserts""#);
    assert_eq!((status, verdict.as_str(), complaints.as_str()), (FINE, "safe", ""));
    let (status, verdict, _) = answered(r#""is_yes": true, "subject": "berth.pier", "evidence": "import.rb""#);
    assert_eq!((status, verdict.as_str()), (FINDINGS, "unsafe"));
    let (status, verdict, complaints) = answered(r#""answer": "no", "evidence": " ""#);
    assert_eq!((status, verdict.as_str()), (FINDINGS, "depends"));
    assert!(complaints.ends_with("answer 1 to writes_null changes nothing: it names no evidence\n"), "{complaints}");
    assert_eq!(complaints.lines().count(), 1, "{complaints}");
    let (_, verdict, complaints) = answered(r#""answer": "no", "subject": "berth.peer", "evidence": "log""#);
    assert_eq!(verdict, "depends");
    assert_eq!(
        complaints,
        "stillpoint: nothing here asks writes_null about berth.peer, so its answer changes nothing\n"
    );
    // What was answered is told beside the question.
    let answers =
        folder.write("answers.json", r#"[{"question": "writes_null", "answer": "no", "evidence": "the log"}]"#);
    let json = check_files(&["--answers", &answers, "--format", "json", &file]).json();
    let question = &json[0]["questions"][0];
    assert_eq!((&question["answer"], &question["evidence"]), (&"no".into(), &"the log".into()));
    let markdown = check_files(&["--answers", &answers, "--format", "markdown", &file]).output;
    assert!(markdown.contains("- [x] `berth.pier`: ") && markdown.contains("  - **no**: the log\n"), "{markdown}");
}

#[test]
fn a_file_of_answers_that_is_none_is_refused() {
    let folder = Folder::new();
    let file = folder.write("a.sql", SAFE);
    for (answers, status, why) in [
        (
            r#"[{"question": "who_did_it", "answer": "yes"}]"#,
            USAGE,
            "answer 1 is to `who_did_it`, which is no question",
        ),
        (r#"[{"question": "writes_null"}]"#, BAD_INPUT, "answer 1: it says neither yes nor no as its `answer`"),
        ("{}", BAD_INPUT, "it is no list"),
        ("[", BAD_INPUT, "EOF"),
    ] {
        let path = folder.write("answers.json", answers);
        let said = check_files(&["--answers", &path, &file]);
        assert_eq!((said.status, said.output.as_str()), (status, ""), "{answers}");
        assert!(said.complaints.contains(why) && said.complaints.lines().count() == 1, "{}", said.complaints);
    }
    let missing = folder.path("missing.json");
    assert_eq!(check_files(&["--answers", &missing, &file]).status, BAD_INPUT);
}

// --- Formats ---------------------------------------------------------------------------------------------------------

#[test]
fn a_kind_of_change_is_explained() {
    let said = check_files(&["--explain", "set_not_null"]);
    assert_eq!((said.status, said.complaints.as_str()), (FINE, ""));
    assert!(said.output.starts_with("set_not_null: Forbid NULL in a column\n"), "{}", said.output);
    let json = check_files(&["--explain", "set_not_null", "--format", "json"]).json();
    assert_eq!((&json["verdict"], &json["question"]["id"]), (&"depends".into(), &"writes_null".into()));
}

#[test]
fn workflow_commands_stand_one_on_a_line() {
    let folder = Folder::new();
    let script = format!("SELECT 1;\n{UNSAFE}{LOCKS}{UNSEEN}{FAILS}");
    let file = folder.write("a,b.sql", &script);
    let said = check_files(&["--format", "github", &file]);
    assert_eq!(said.status, BAD_INPUT);
    let levels: Vec<&str> = said.output.lines().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(levels, ["::warning", "::warning", "::warning", "::error", "::notice"], "{}", said.output);
    for line in said.output.lines() {
        assert!(line.contains("a%2Cb.sql,line=") && line.contains(",title=Rollback%3A "), "{line}");
    }
}

/// What the interface promises, in its order.
const OF_FILE: [&str; 9] =
    ["file", "verdict", "lock_hazard", "reversal", "change_types", "statements", "unreviewed", "down_script", "plan"];
const OF_STATEMENT: [&str; 12] = [
    "range",
    "line",
    "verdict",
    "old_writes",
    "old_reads",
    "lock_hazard",
    "lock",
    "reversal",
    "change_types",
    "why",
    "question",
    "tools",
];
const OF_STEP: [&str; 7] = ["step", "phase", "sql", "do", "gate", "verdict", "floor_release"];
const OF_DOWN: [&str; 4] = ["inverts", "loses_data", "fails_possible", "why"];

fn assert_shape(file: &Value) {
    let has = |value: &Value, names: &[&str]| {
        for name in names {
            assert!(value.get(name).is_some(), "{name} is missing in {value}");
        }
    };
    has(file, &OF_FILE);
    for statement in file["statements"].as_array().expect("is a list") {
        has(statement, &OF_STATEMENT);
    }
    for step in file["plan"].as_array().expect("is a list") {
        has(step, &OF_STEP);
    }
    if !file["down_script"].is_null() {
        has(&file["down_script"], &OF_DOWN);
    }
}

#[test]
fn the_golden_migration_is_told_as_it_was() {
    for (format, golden) in
        [("json", "review.json"), ("markdown", "review.md"), ("text", "review.txt"), ("github", "review.github.txt")]
    {
        let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", "schema"].iter().collect();
        let said = run(&["schema", "check", "--format", format, "up.sql"], b"", Some(&folder));
        assert_eq!((said.status, said.complaints.as_str()), (FINDINGS, ""), "{format}");
        let path = folder.join(golden);
        if std::env::var_os("STILLPOINT_BLESS").is_some() {
            fs::write(&path, &said.output).expect("the golden files can be written");
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert!(said.output == known, "{golden} differs; see the head of this file\n{}", said.output);
        if format == "json" {
            assert_in_order(&said.output);
        }
    }
}

/// Members stand in the order of the interface.
fn assert_in_order(json: &str) {
    let list: Value = serde_json::from_str(json).expect("is JSON");
    assert_shape(&list[0]);
    for names in [&OF_FILE[..], &OF_STATEMENT, &OF_STEP, &OF_DOWN] {
        // Where the object of this kind begins that has all of them: its first member, with its indentation.
        let first = format!("\"{}\": ", names[0]);
        let line = json.lines().find(|line| line.trim_start().starts_with(&first)).expect("it is there");
        let indentation = &line[..line.len() - line.trim_start().len()];
        let from = json.find(line).expect("it is there");
        let places: Vec<usize> = names
            .iter()
            .map(|name| {
                let member = format!("\n{indentation}\"{name}\": ");
                from - 1 + json[from - 1..].find(&member).unwrap_or_else(|| panic!("{name} is missing"))
            })
            .collect();
        assert!(places.is_sorted(), "{names:?} stand at {places:?}");
    }
}

// --- Every case ------------------------------------------------------------------------------------------------------

fn cases() -> Vec<Value> {
    let mut cases = Vec::new();
    for file in ["schema-dev-cases.json", "schema-cases.json"] {
        let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "fixtures", file].iter().collect();
        let list: Value = serde_json::from_str(&fs::read_to_string(path).expect("it is there")).expect("is JSON");
        cases.extend(list.as_array().expect("cases are a list").iter().cloned());
    }
    cases
}

fn about(case: &Value) -> About {
    let mut about = About::new(case["dialect"].as_str().and_then(Dialect::of).expect("a case has a dialect"));
    if let Some(target) = case["target"].as_str() {
        about.server.version = target.parse().expect("a target is a version");
    }
    about.in_transaction = case["in_transaction"].as_bool().unwrap_or(false);
    about
}

#[test]
fn every_case_is_told_whole() {
    for case in cases() {
        let about = about(&case);
        let script = case["sql"].as_str().expect("a case has a script");
        let checked = check(script, case["down_sql"].as_str(), &about);
        let sheet = Sheet { file: "-", script, about: &about, down_from: None, checked };
        let pretty: Value = serde_json::from_str(&json::print(&[Ok(sheet.clone())])).expect("is JSON");
        let one: Value = serde_json::from_str(&json::print_one(&sheet)).expect("is JSON");
        assert_eq!(pretty[0], one);
        assert_shape(&one);
        assert_eq!(one["verdict"], sheet.checked.review.verdict.word());
        for statement in one["statements"].as_array().expect("is a list") {
            assert!(script.get(range(statement)).is_some(), "{case}");
        }
    }
}

#[test]
fn what_breaks_off_anywhere_is_told_in_every_format() {
    for case in cases().iter().step_by(5) {
        let about = about(case);
        let script = case["sql"].as_str().expect("a case has a script");
        for end in (0..=script.len()).step_by(7).filter(|end| script.is_char_boundary(*end)) {
            let script = &script[..end];
            let sheet = Sheet {
                file: "-",
                script,
                about: &about,
                down_from: None,
                checked: check(script, Some(script), &about),
            };
            let one: Value = serde_json::from_str(&json::print_one(&sheet)).expect("is JSON");
            assert_shape(&one);
            let files = [Ok(sheet)];
            assert!(!terminal::print(&files).contains('\u{1b}'));
            assert!(markdown::print(&files, Flavour::GitLab).starts_with("## Rollback review: `-`\n"));
            for line in github::print(&files, &Concern::ALL).lines() {
                assert!(line.starts_with("::"), "{line}");
            }
        }
    }
}

#[test]
fn every_down_script_is_judged_as_its_case_says() {
    let mut count = 0;
    for case in cases().iter().filter(|case| case["down_sql"].is_string()) {
        let expected = &case["expect"]["down_script"];
        let (up, down) = (case["sql"].as_str().unwrap_or_default(), case["down_sql"].as_str());
        let found = check(up, down, &about(case)).down.expect("there is one");
        assert_eq!(
            (found.inverts.into(), found.loses_data.into(), found.fails_possible.into()),
            (expected["inverts"].clone(), expected["loses_data"].clone(), expected["fails_possible"].clone()),
            "{}: {}",
            case["id"],
            found.why
        );
        count += 1;
    }
    assert!(count >= 3, "only {count} down scripts");
}

#[test]
fn every_step_of_every_case_is_safe_once_its_gate_is_passed() {
    let (mut count, mut faults) = (0, Vec::new());
    for case in cases() {
        let about = about(&case);
        let script = case["sql"].as_str().expect("a case has a script");
        for plan in check(script, None, &about).plans {
            let planned = &plan.planned;
            for (step, judged) in planned.plan.steps.iter().zip(&plan.judged) {
                let Some(sql) = step.what.sql() else { continue };
                count += 1;
                if judged.verdict != Verdict::Safe {
                    let told: Vec<String> = review(sql, &About::new(about.server.dialect))
                        .statements
                        .iter()
                        .map(|said| format!("{} {}", said.verdict.word(), said.why))
                        .collect();
                    faults.push(format!("{} {script}\n  {:?}: {sql}\n  {told:?}", case["id"], planned.change));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    assert!(count > 300, "only {count} steps");
}

#[test]
fn every_unsafe_or_depending_case_has_a_plan_and_its_question() {
    let mut missing = Vec::new();
    for case in cases() {
        let about = about(&case);
        let script = case["sql"].as_str().expect("a case has a script");
        let checked = check(script, None, &about);
        for (place, statement) in checked.review.statements.iter().enumerate() {
            // What is rolled back wants no plan, also where a part of it stays, and what is pulled in is not here to be planned.
            let is_directive = statement.change_types.contains(&ChangeType::ClientDirective);
            if is_directive || statement.is_undone || !matches!(statement.verdict, Verdict::Depends | Verdict::Unsafe) {
                continue;
            }
            let told = checked.plans.iter().any(|plan| plan.planned.statement <= place);
            if !told {
                missing.push(format!("{}: {}", case["id"], &script[statement.range.clone()]));
            }
            if let Some(question) = statement.question {
                let is_asked = checked.questions.iter().any(|open| open.question == question);
                assert!(is_asked, "{}: {}", case["id"], question.id());
            }
        }
    }
    assert!(missing.is_empty(), "nothing to do instead of:\n{}", missing.join("\n"));
    assert!(Question::ALL.iter().all(|question| Question::of(question.id()) == Some(*question)));
}

// --- Around it -------------------------------------------------------------------------------------------------------

struct Said {
    status: i32,
    output: String,
    complaints: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.output)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.output, self.complaints))
    }
}

/// `stillpoint schema check` with these arguments.
fn check_files(arguments: &[&str]) -> Said {
    reading(arguments, b"")
}

fn reading(arguments: &[&str], input: &[u8]) -> Said {
    let mut all = vec!["schema", "check"];
    all.extend(arguments);
    run(&all, input, None)
}

fn run(arguments: &[&str], input: &[u8], folder: Option<&Path>) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stillpoint"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    let mut running = command.spawn().expect("the tool can be started");
    // A command that reads no input may have ended already.
    let _ = running.stdin.take().expect("it is piped").write_all(input);
    let output = running.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("the tool speaks UTF-8");
    let status = output.status.code().expect("it was not killed");
    Said { status, output: text(output.stdout), complaints: text(output.stderr) }
}

fn range(value: &Value) -> std::ops::Range<usize> {
    let at = |place: usize| value["range"][place].as_u64().and_then(|at| usize::try_from(at).ok()).expect("is a place");
    at(0)..at(1)
}

fn text_at<'a>(script: &'a str, value: &Value) -> &'a str {
    script.get(range(value)).expect("a range stands inside the script")
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room for a folder"))
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("there is room for a file");
        path
    }
}
