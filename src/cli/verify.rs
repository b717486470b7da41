//! `stillpoint verify`: bytes, hashes and counts of files.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::input::Inputs;
use super::{Outcome, print};
use crate::log::union::Fork;

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
        has_findings |= !forks.is_empty();
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
