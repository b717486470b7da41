//! Imports point one way: reads the sources and fails on a name that a layer must not know.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// The browser, and what draws in it, by how the crates' names begin.
const BROWSER: [&str; 5] = ["leptos", "web_sys", "js_sys", "wasm_bindgen", "gloo"];

/// Ways to ask what time it is.
const CLOCKS: [&str; 5] = ["SystemTime", "Instant::now", "Utc::now", "Local::now", "Date::now"];

const ABOVE_THE_DOMAIN: [&str; 8] = ["log", "text", "store", "state", "pages", "ui", "platform", "cli"];
const ABOVE_THE_LOG: [&str; 7] = ["text", "store", "state", "pages", "ui", "platform", "cli"];
const ABOVE_TEXT: [&str; 6] = ["store", "state", "pages", "ui", "platform", "cli"];

#[test]
fn the_domain_knows_no_other_layer() {
    assert_no_breach("domain", |source| layers_named(source, &ABOVE_THE_DOMAIN));
}

#[test]
fn the_log_knows_only_the_domain() {
    assert_no_breach("log", |source| layers_named(source, &ABOVE_THE_LOG));
}

#[test]
fn text_knows_only_the_log_and_the_domain() {
    assert_no_breach("text", |source| layers_named(source, &ABOVE_TEXT));
}

#[test]
fn the_core_knows_no_browser() {
    for folder in ["domain", "log", "text"] {
        assert_no_breach(folder, |source| names_beginning(source, &BROWSER));
    }
}

#[test]
fn the_core_asks_no_clock() {
    for folder in ["domain", "log", "text"] {
        assert_no_breach(folder, |source| CLOCKS.iter().filter(|name| source.contains(**name)).map(owned).collect());
    }
}

#[test]
fn the_command_line_tool_knows_no_browser_and_nothing_that_lives_in_one() {
    assert_no_breach("cli", |source| names_beginning(source, &BROWSER));
    assert_no_breach("cli", |source| layers_named(source, &["store", "state", "pages", "ui", "platform"]));
}

#[test]
fn the_store_draws_nothing() {
    assert_no_breach("store", |source| names_beginning(source, &["leptos"]));
    assert_no_breach("store", |source| layers_named(source, &["state", "pages", "ui", "cli"]));
}

#[test]
fn primitives_know_no_incident() {
    assert_no_breach("ui", |source| layers_named(source, &["pages", "state", "store", "log", "domain"]));
}

#[test]
fn every_way_to_name_a_layer_or_a_crate_is_seen() {
    for source in ["use crate::store::Log;", "use crate::{\n  domain::{id, time},\n  store};", "crate :: store :: f()"]
    {
        assert_eq!(layers_named(&code(source), &["store"]), ["crate::store"], "{source}");
    }
    assert!(layers_named(&code("// crate::store\nuse crate::{domain::store, log};"), &["store"]).is_empty());
    assert_eq!(names_beginning(&code("use gloo_storage::LocalStorage;"), &BROWSER), ["gloo_storage"]);
    assert!(names_beginning(&code("/// As leptos does.\nlet igloo = 1; // web_sys"), &BROWSER).is_empty());
    for folder in ["domain", "log", "text"] {
        assert!(!sources(&layer(folder)).is_empty(), "{folder} is where these tests look");
    }
}

fn owned(name: &&str) -> String {
    (*name).to_owned()
}

/// Fails with every breach that `find` sees in the sources of that folder. A folder that is not there yet has none.
fn assert_no_breach(folder: &str, find: impl Fn(&str) -> Vec<String>) {
    let breaches: Vec<String> = sources(&layer(folder))
        .iter()
        .flat_map(|path| {
            let source = fs::read_to_string(path).expect("sources are text");
            find(&code(&source)).into_iter().map(|name| format!("{} names {name}", path.display())).collect::<Vec<_>>()
        })
        .collect();
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

fn layer(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder)
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("the folder can be listed").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = paths.partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files.chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

/// Source text without its comments, which may name what they like, and without blanks around `::`.
fn code(source: &str) -> String {
    let lines: Vec<&str> = source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
    words.join(" ").replace(" ::", "::").replace(":: ", "::")
}

/// Which of `layers` are imported or named by their path in this crate, alone or in braces.
fn layers_named(source: &str, layers: &[&str]) -> Vec<String> {
    let named = source.split("crate::").skip(1).flat_map(first_segments);
    named.filter(|name| layers.contains(&name.as_str())).map(|name| format!("crate::{name}")).collect()
}

/// The first segments of a path: `a` of `a::b`, `a` and `c` of `{a::b, c}`.
fn first_segments(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else { return vec![identifier(path)] };
    let mut depth = 0;
    let mut segments = vec![identifier(group)];
    for (position, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => segments.push(identifier(&group[position + 1..])),
            _ => {}
        }
    }
    segments
}

fn identifier(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn names_beginning(source: &str, beginnings: &[&str]) -> Vec<String> {
    let names = source.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    names.filter(|name| beginnings.iter().any(|beginning| name.starts_with(beginning))).map(str::to_owned).collect()
}
