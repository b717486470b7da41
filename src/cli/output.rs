//! Where what was asked for goes.

use std::path::Path;

use super::Outcome;

/// Writes to a file, or to standard output where it is called `-`, and passes on how the command ended, unless that fails.
pub(super) fn write(output: &Path, bytes: &[u8], outcome: Outcome) -> Outcome {
    if output == Path::new("-") {
        return print(bytes, outcome);
    }
    match replace(output, bytes) {
        Ok(()) => outcome,
        Err(error) => {
            eprintln!("stillpoint: could not write {}: {error}", output.display());
            Outcome::BadInput
        }
    }
}

/// Writes to standard output and passes on how the command ended, unless that fails. A reader that stops early is no
/// error.
pub(super) fn print(bytes: &[u8], outcome: Outcome) -> Outcome {
    use std::io::{ErrorKind, Write as _};
    let mut output = std::io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("stillpoint: could not write to standard output: {error}");
            Outcome::BadInput
        }
        _ => outcome,
    }
}

/// Writes beside the file and renames, so that a full disk or an interruption leaves what was there: the output is often
/// one of the inputs.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
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
