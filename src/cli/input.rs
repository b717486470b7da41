//! Reads the files that commands are given.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::Outcome;
use crate::log::Log;
use crate::text::revisions::{self, File};

/// Files that were read, by the name they were given under.
pub(super) struct Inputs {
    pub(super) files: Vec<(String, File)>,
}

impl Inputs {
    /// Reads all of them. A file that cannot be read, or holds no revision at all, is bad input.
    pub(super) fn read(paths: &[PathBuf]) -> Result<Self, Outcome> {
        let mut files = Vec::new();
        for path in paths {
            let name = path.display().to_string();
            let bytes = read_bytes(path).map_err(|error| {
                eprintln!("stillpoint: could not read {name}: {error}");
                Outcome::BadInput
            })?;
            let file = revisions::parse(&bytes);
            // A file of no revisions has at least its manifest.
            let is_blank = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii().is_empty();
            if file.log.is_empty() && (!file.problems.is_empty() || is_blank) {
                let why = file
                    .problems
                    .first()
                    .map_or("it is empty".to_owned(), |problem| format!("line {}: {}", problem.line, problem.why));
                eprintln!("stillpoint: could not find a revision in {name}: {why}");
                return Err(Outcome::BadInput);
            }
            files.push((name, file));
        }
        Ok(Self { files })
    }

    /// Names every damaged line on standard error. True when there was one.
    pub(super) fn name_problems(&self) -> bool {
        for (name, file) in &self.files {
            for problem in &file.problems {
                eprintln!("stillpoint: {name}, line {}: {}", problem.line, problem.why);
            }
        }
        self.files.iter().any(|(_, file)| !file.problems.is_empty())
    }

    /// The union of all.
    pub(super) fn union(&self) -> Log {
        Log::of(self.files.iter().flat_map(|(_, file)| file.log.iter().cloned()))
    }
}

/// The bytes of a file; `-` is standard input.
pub(super) fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path)
}
