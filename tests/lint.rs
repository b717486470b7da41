//! The linter on sentences of every class, on real reports, and on anything at all.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use stillpoint::text::lint::{Context, Section, lint, lint_in};

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

// --- Whole documents -------------------------------------------------------------------------------------------------

fn said(markdown: &str) -> Vec<(&'static str, String)> {
    lint(markdown).into_iter().map(|hint| (hint.class.as_str(), hint.text)).collect()
}

#[test]
fn headings_labels_and_times_say_which_section_a_text_stands_in() {
    assert_eq!(said("## Action items\n\n- Improve documentation (@ana)")[0].0, "vague-action");
    assert!(said("## Lessons\n\n- Improve documentation (@ana)").is_empty());
    assert_eq!(said("- **Review actions**:\n  - Improve documentation (@ana)")[0].0, "vague-action");
    // A heading that names no section divides the one above it; one of the same level ends it.
    assert_eq!(said("## Action items\n\n### Process\n\n- Be more careful (@ana)").len(), 1);
    assert!(said("## Action items\n\nNone yet.\n\n## Thanks\n\n- Be more careful").is_empty());
    assert!(said("## Runbook\n\n1. You should have received a code by now.").is_empty());
}

#[test]
fn what_is_somebody_elses_is_passed_over() {
    for text in [
        "> It was Tom's fault, he should have noticed.",
        "```\nHuman error. He should have noticed.\n```",
        "    It was Tom's fault.",
        "The log says \"operator error, Tom forgot to renew it\".",
        "Der Bericht sagt „he should have noticed it“.",
        "`git blame` and <span title=\"human error\">the page</span> were open.",
        "~~It was human error.~~",
        "![It was human error](a.png)",
        "2018-02-20 15:32:35 ERROR operator mistake, he should have known better",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn a_list_without_owners_is_one_hint() {
    let list = "## Action items\n\n- Add an alert for disk usage above 80 %\n- Pin the image to 1.12\n- Rotate the keys in `vault`";
    let hints = lint(list);
    assert_eq!(hints.len(), 1, "{hints:?}");
    assert_eq!((hints[0].class.as_str(), hints[0].also.len()), ("no-owner", 2));
    for owned in [
        "## Action items\n\n- [ ] @ana: add an alert for disk usage above 80 %",
        "## Action items\n\n- Add an alert for disk usage above 80 % (owner: Ana)",
        "## Action items\n\n- [Add an alert](https://tracker.example/1)",
        "## Action items\n\n| Action | Owner | Due |\n| --- | --- | --- |\n| Add an alert for disk usage | ana | 1 June |",
        "## Action items\n\n- [x] Add an alert for disk usage above 80 %",
        "## Action items\n\nNone.",
    ] {
        assert_eq!(said(owned), [], "{owned}");
    }
    let table = "## Action items\n\n| Action | Owner |\n| --- | --- |\n| Add an alert for disk usage | TBD |";
    assert_eq!(said(table), [("no-owner", "Add an alert for disk usage".to_owned())]);
}

#[test]
fn what_is_said_again_is_one_hint_and_keeps_its_key() {
    let hints = lint("We should have noticed it.\n\nThey should  have\nnoticed it too.");
    assert_eq!(hints.len(), 1);
    assert_eq!((hints[0].text.as_str(), hints[0].also.len()), ("should have noticed", 1));
    let moved = lint("Something else stands above.\n\nIt is the system that should have noticed.");
    assert_eq!(moved[0].key(), hints[0].key());
}

/// What stands before the first word was counted before it was known that there is none.
#[test]
fn a_text_may_begin_with_the_culprit() {
    assert_eq!(said("Culprit: the deploy at noon."), []);
}

#[test]
fn what_a_system_does_with_a_slip_is_a_condition() {
    assert_eq!(said("When an address is pasted, an extra space is kept."), []);
    assert_eq!(said("Stray quotes are accepted by the form."), []);
    let slip = "## Root cause\n\nThe cause was an extra space in the address.";
    assert_eq!(said(slip).first().map(|(class, _)| *class), Some("human-error"));
}

#[test]
fn what_was_expected_and_was_done_is_no_counterfactual() {
    assert_eq!(said("The carrier's engineer was supposed to call back within 30 minutes and called after 95."), []);
    for left_out in [
        "The engineer was supposed to call back within 30 minutes.",
        "The engineer was supposed to call back within 30 minutes and never called.",
        "The engineer was supposed to call the vendor and restarted the pump.",
    ] {
        assert_eq!(said(left_out).first().map(|(class, _)| *class), Some("counterfactual"), "{left_out}");
    }
}

#[test]
fn front_matter_is_passed_over_and_places_stay_right() {
    let text = "---\ntitle: human error, he should have known\n---\n\nÜber: it was operator error.";
    let hints = lint(text);
    assert_eq!(hints.len(), 1);
    assert_eq!(&text[hints[0].range.clone()], "operator error");
}

// --- Real reports ----------------------------------------------------------------------------------------------------

/// At most six hints for a thousand words: who is told more than that stops reading them.
#[test]
fn real_reports_are_not_buried_in_hints() {
    let Some(corpus) = std::env::var_os("STILLPOINT_CORPUS") else {
        eprintln!("skipped: STILLPOINT_CORPUS names no folder with postmortems");
        return;
    };
    let (mut reports, mut words, mut hints) = (0, 0, 0);
    for folder in ["dfds", "moj-cloud-platform", "mybinder"] {
        let folder = Path::new(&corpus).join("postmortems").join(folder);
        for entry in fs::read_dir(folder).expect("the corpus has postmortems") {
            let text = fs::read_to_string(entry.expect("can be listed").path()).expect("reports are text");
            reports += 1;
            words += text.split_whitespace().count();
            hints += lint(&text).len();
        }
    }
    let rate = hints as f64 * 1000.0 / words as f64;
    assert!(reports >= 60, "{reports} reports");
    assert!(rate <= 6.0, "{hints} hints in {words} words: {rate:.2} for a thousand");
}

// --- Anything at all -------------------------------------------------------------------------------------------------

/// Pieces from which texts are made that come near the grammars.
const PIECES: [&str; 36] = [
    "should",
    "have",
    "noticed",
    "Tom",
    "the team",
    "forgot",
    " to",
    "\n\n",
    "- ",
    "## Action items\n",
    "**",
    "\"",
    "`",
    "“",
    "”",
    "’s",
    "'",
    "only",
    "3 %",
    "if",
    ",",
    ". ",
    "human",
    "error",
    "é",
    "\u{feff}",
    "|",
    "---\n",
    "[ ] ",
    "@ana",
    "(",
    ")",
    "improve",
    "> ",
    "<b>",
    "É.",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_linted_the_same_twice_and_places_are_in_it(text in any_text(), section in 0..8_usize) {
        let context = Context { section: Section::NAMED.get(section).copied().unwrap_or_default(), owner: None, due: None };
        for (hints, again) in [(lint(&text), lint(&text)), (lint_in(&text, &context), lint_in(&text, &context))] {
            prop_assert_eq!(&hints, &again);
            for hint in &hints {
                for range in std::iter::once(&hint.range).chain(&hint.also) {
                    prop_assert!(text.get(range.clone()).is_some_and(|words| !words.is_empty()), "{:?}", hint);
                }
            }
        }
    }

    #[test]
    fn code_and_quotations_give_nothing(text in "[a-zA-Z ,.']{0,80}") {
        let quoted = format!("````\nIt was human error. {text}\n````\n\n> He should have known better. {text}\n");
        prop_assert_eq!(lint(&quoted), []);
    }
}

/// Any characters, pieces near the grammars, and the words of all cases in any order.
fn any_text() -> impl Strategy<Value = String> {
    let cases = concat!(include_str!("fixtures/lint-dev-cases.json"), include_str!("fixtures/lint-cases.json"));
    let words: Vec<&str> = cases.split_ascii_whitespace().collect();
    let pieces = |(at, blank): (usize, bool)| format!("{}{}", PIECES[at], if blank { " " } else { "" });
    prop_oneof![
        ".{0,200}",
        vec((0..PIECES.len(), proptest::bool::ANY), 0..60).prop_map(move |p| p.into_iter().map(pieces).collect()),
        vec(select(words), 0..40).prop_map(|words| words.join(" ")),
    ]
}
