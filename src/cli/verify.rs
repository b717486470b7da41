//! `stillpoint verify`: bytes, hashes and counts of files.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::Outcome;
use super::input::Inputs;
use super::output::print;
use crate::domain::id::Hash;
use crate::log::union::Fork;
use crate::text::revisions::File;

pub(super) fn run(files: &[PathBuf]) -> Outcome {
    let inputs = match Inputs::read(files) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let mut has_findings = inputs.name_problems();
    let mut printed = Vec::new();
    for (name, file) in &inputs.files {
        let forks = file.log.forks();
        for fork in &forks {
            eprintln!(
                "stillpoint: {name}: writer {} has {} revisions under counter {}; a browser profile was copied",
                fork.writer,
                fork.hashes.len(),
                fork.counter
            );
        }
        let missing = missing(file);
        for what in &missing {
            eprintln!("stillpoint: {name}: {what}");
        }
        has_findings |= !forks.is_empty() || !missing.is_empty();
        let problems: Vec<Value> =
            file.problems.iter().map(|problem| json!({"line": problem.line, "why": problem.why})).collect();
        printed.push(json!({
            "file": name,
            "revisions": file.log.len(),
            "repeated": file.repeated,
            "purged": file.log.purged_count(),
            "set_hash": file.log.set_hash().to_string(),
            "forks": forks.iter().map(fork).collect::<Vec<_>>(),
            "problems": problems,
            "missing": missing,
        }));
    }
    // One order of members, whatever another crate of the build makes of serde_json's maps.
    printed.iter_mut().for_each(Value::sort_all_objects);
    let mut json = serde_json::to_string_pretty(&printed).expect("findings are plain values");
    json.push('\n');
    print(json.as_bytes(), if has_findings { Outcome::Findings } else { Outcome::Fine })
}

fn fork(fork: &Fork) -> Value {
    json!({"scope": fork.scope, "writer": fork.writer, "counter": fork.counter, "revisions": fork.hashes})
}

/// What the file speaks of and does not hold, one sentence each without its full stop.
fn missing(file: &File) -> Vec<String> {
    let mut missing = Vec::new();
    if !file.is_announced {
        missing
            .push("it has revisions without a manifest, so that nobody can tell whether it was cut short".to_owned());
    }
    let revisions = || file.log.iter();
    let parents = revisions().flat_map(|revision| revision.header().parents.iter());
    let absent: BTreeSet<&Hash> = parents.filter(|parent| file.log.get(**parent).is_none()).collect();
    if !absent.is_empty() {
        missing.push(format!("revisions that others were made from are not in it: {}", absent.len()));
    }
    let stubs = revisions().filter(|r| r.body().text().is_none() && !file.log.takes_out(r)).count();
    if stubs > 0 {
        missing.push(format!("revisions have no body and no purge in it names them: {stubs}"));
    }
    missing
}
