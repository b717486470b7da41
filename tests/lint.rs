//! The linter on sentences of every class, on real reports, and on anything at all.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use stillpoint::text::lint::{Context, Section, lint_in};

#[test]
fn every_development_case_is_told_apart() {
    assert_cases("lint-dev-cases.json");
}

#[test]
fn every_independent_case_is_told_apart() {
    assert_cases("lint-cases.json");
}

/// A flag case passes when every class it names is reported and no other that it does not allow; a clean one when nothing is.
fn assert_cases(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(file);
    let cases: Value = serde_json::from_str(&fs::read_to_string(path).expect("the fixture is there")).expect("is JSON");
    let cases = cases["cases"].as_array().expect("cases are a list");
    let wrong: Vec<String> = cases.iter().filter_map(complaint).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn complaint(case: &Value) -> Option<String> {
    let text = case["text"].as_str().expect("a case has a text");
    let section = case["section"].as_str().and_then(Section::named).expect("a case has a section");
    let context = Context { section, owner: case["owner"].as_str(), due: case["due"].as_str() };
    let hints = lint_in(text, &context);
    let named = |list: &Value| -> BTreeSet<String> {
        list.as_array().into_iter().flatten().filter_map(|class| class.as_str().map(str::to_owned)).collect()
    };
    let (wanted, allowed) = (named(&case["classes"]), named(&case["also_ok"]));
    let said: BTreeSet<String> = hints.iter().map(|hint| hint.class.as_str().to_owned()).collect();
    let is_right =
        wanted.is_subset(&said) && said.iter().all(|class| wanted.contains(class) || allowed.contains(class));
    (!is_right).then(|| {
        let said: Vec<String> = hints.iter().map(|hint| format!("{}: {:?}", hint.class.as_str(), hint.text)).collect();
        format!("{} [{}] {text}\n    wanted {wanted:?}, said {said:?}", case["id"], case["section"])
    })
}
