//! The review of schema changes on authored cases, and on anything at all.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use serde_json::Value;
use stillpoint::domain::rollback::{About, Dialect, Reversal, Review, Verdict, review};

#[test]
fn every_development_case_is_answered_as_it_says() {
    assert_cases("schema-dev-cases.json");
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
