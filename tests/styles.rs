//! What is loaded with a part stays loaded: its rules must not reach the pages that were there before it.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The pages that are drawn without the styles of the parts, and what they are made of.
const PAGES: [&str; 11] = [
    "pages/app.rs",
    "pages/data.rs",
    "pages/incidents.rs",
    "pages/load.rs",
    "pages/nav.rs",
    "pages/palette.rs",
    "pages/search.rs",
    "pages/settings.rs",
    "pages/storage.rs",
    "pages/who.rs",
    "ui/modal.rs",
];

#[test]
fn no_style_of_a_part_reaches_the_other_pages() {
    let used: BTreeSet<String> = PAGES.iter().flat_map(|page| classes_used(&read(&format!("src/{page}")))).collect();
    assert!(used.contains("promise"), "the classes of the pages are read: {used:?}");
    for style in ["room", "postmortem", "panes", "changes"] {
        let leaks: Vec<String> = selectors(&read(&format!("style/{style}.css")))
            .into_iter()
            .filter(|selector| {
                let classes = classes_named(selector);
                !selector.contains('[') && classes.iter().all(|class| used.contains(class))
            })
            .collect();
        assert!(leaks.is_empty(), "style/{style}.css reaches other pages with {leaks:?}");
    }
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("could not read {}: {error}", path.display()))
}

/// The words of every `class="…"`.
fn classes_used(source: &str) -> Vec<String> {
    let attributes = source.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    attributes.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

/// The selectors of a style, those in a list apart; not the steps of an animation.
fn selectors(style: &str) -> Vec<String> {
    let mut bare = String::new();
    for (position, piece) in style.split("/*").enumerate() {
        bare.push_str(if position == 0 { piece } else { piece.split_once("*/").map_or("", |(_, rest)| rest) });
    }
    let heads = bare.split('{').filter_map(|piece| piece.rsplit(['}', ';']).next()).map(str::trim);
    let rules = heads.filter(|head| !head.is_empty() && !head.starts_with('@') && !matches!(*head, "from" | "to"));
    rules.flat_map(apart).collect()
}

/// A list of selectors, cut at the commas that stand in no brackets.
fn apart(list: &str) -> Vec<String> {
    let (mut depth, mut all) = (0, vec![String::new()]);
    for letter in list.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        match (letter, depth) {
            (',', 0) => all.push(String::new()),
            _ => all.last_mut().expect("there is always one").push(letter),
        }
    }
    all.into_iter().map(|selector| selector.trim().to_owned()).filter(|selector| !selector.is_empty()).collect()
}

/// The classes that a selector names.
fn classes_named(selector: &str) -> Vec<String> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let names = selector.split('.').skip(1).map(|rest| rest.split(|letter| !is_name(letter)).next().unwrap_or(""));
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
