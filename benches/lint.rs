//! The linter beside the bare parse of the same text: `cargo bench --no-default-features --features cli --bench lint`.
//! It may take three times as long. With STILLPOINT_CORPUS also on the reports in that folder's postmortems.

#[path = "../tests/support/rounds.rs"]
mod rounds;

use std::hint::black_box;
use std::path::PathBuf;

use pulldown_cmark::{Options, Parser};
use stillpoint::text::lint::lint;

use rounds::{at, millis};

const ROUNDS: usize = 41;
const BYTES: usize = 650_000;

const AUTHORED: &str = include_str!("lint.md");

fn main() {
    told("authored", &repeated(AUTHORED));
    match std::env::var_os("STILLPOINT_CORPUS") {
        Some(folder) => told("reports", &repeated(&reports(PathBuf::from(folder).join("postmortems")))),
        None => println!("reports: STILLPOINT_CORPUS is not set"),
    }
}

/// How long both take, in turns, and how they compare.
fn told(name: &str, text: &str) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut parses = Vec::new();
    let mut lints = Vec::new();
    for _ in 0..ROUNDS {
        parses.push(millis(|| {
            Parser::new_ext(black_box(text), options).for_each(|event| drop(black_box(event)));
        }));
        lints.push(millis(|| {
            black_box(lint(black_box(text)).len());
        }));
    }
    // On a machine that is busy with something else, the fastest rounds are those that were left alone.
    for (which, of) in [("median", ROUNDS / 2), ("fastest", 0)] {
        let (parse, lint) = (at(&mut parses, of), at(&mut lints, of));
        let times = lint / parse;
        println!(
            "{name}, {which}: {} bytes parsed in {parse:.2} ms, linted in {lint:.2} ms ({times:.2} times)",
            text.len()
        );
    }
}

fn repeated(text: &str) -> String {
    let mut whole = String::with_capacity(BYTES + text.len());
    while whole.len() < BYTES && !text.is_empty() {
        whole.push_str(text);
        whole.push_str("\n\n");
    }
    whole
}

/// All reports end to end.
fn reports(folder: PathBuf) -> String {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() && entry.file_name() != "templates" {
            paths.extend(std::fs::read_dir(entry.path()).into_iter().flatten().flatten().map(|entry| entry.path()));
        }
    }
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect::<Vec<_>>().join("\n\n")
}
