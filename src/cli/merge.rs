//! `stillpoint merge`: the union of files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::input::Inputs;
use super::{Outcome, print};
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
    if output == Path::new("-") {
        return print(&bytes, outcome);
    }
    match write(output, &bytes) {
        Ok(()) => outcome,
        Err(error) => {
            eprintln!("stillpoint: could not write {}: {error}", output.display());
            Outcome::BadInput
        }
    }
}

/// Writes beside the file and renames, so that a full disk or an interruption leaves what was there: the output is often
/// one of the inputs.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    if path.exists() && !path.is_file() {
        return std::fs::write(path, bytes); // a device or a pipe
    }
    // A link stays a link, and what it leads to keeps its permissions.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let path = target.as_path();
    let mut name = path.file_name().ok_or(std::io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let result = std::fs::File::create_new(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        if let Ok(known) = std::fs::metadata(path) {
            file.set_permissions(known.permissions())?;
        }
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    if result.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    result
}
