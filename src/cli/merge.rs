//! `stillpoint merge`: the union of files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::input::Inputs;
use super::output::write;
use crate::text::revisions;

pub(super) fn run(files: &[PathBuf], output: &Path) -> Outcome {
    let inputs = match Inputs::read(files) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let has_problems = inputs.name_problems();
    let damaged: BTreeSet<&Vec<u8>> = inputs.files.iter().flat_map(|(_, file)| &file.damaged).collect();
    let bytes = revisions::print(&inputs.union(), damaged);
    let outcome = if has_problems { Outcome::Findings } else { Outcome::Fine };
    write(output, &bytes, outcome)
}
