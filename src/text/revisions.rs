//! Revision files: the log as JSON lines, the form in which incidents leave and come back.
//!
//! The first line is a manifest that says how many revisions follow and what their set hash is, so that a file that was cut
//! short is noticed. Every other line is one revision in its text form. Lines are sorted by scope, writer, counter and hash:
//! the same revisions make the same bytes. Files may be concatenated; each manifest then speaks for the lines up to
//! the next. Lines that cannot be read are named and kept.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::domain::json::{Json, record};
use crate::log::revision::{FORMAT, Revision};
use crate::log::union::{Added, Log, SetHash};

/// The value of the manifest's first field, by which the form is known.
const MAGIC: &str = "revisions";

/// The media type of a revision file.
pub const MEDIA_TYPE: &str = "application/jsonl";

/// The first line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Manifest {
    stillpoint: String,
    v: u32,
    revisions: usize,
    purged: usize,
    set_hash: String,
}

record!(Manifest {
    stillpoint: needed "stillpoint",
    v: needed "v",
    revisions: needed "revisions",
    purged: needed "purged",
    set_hash: needed "set_hash",
});

/// A line that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its number in the file, from 1.
    pub line: usize,
    /// What is wrong, as a sentence without its full stop.
    pub why: String,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// Its revisions.
    pub log: Log,
    /// Lines that say again what another line said.
    pub repeated: usize,
    /// What is wrong with it, by line.
    pub problems: Vec<Problem>,
    /// True when a manifest speaks for every revision of it: only then would a file that was cut short be noticed.
    pub is_announced: bool,
    /// The lines that could not be read, as they are. A merge carries them along.
    pub damaged: BTreeSet<Vec<u8>>,
}

/// Lines since the last manifest.
#[derive(Default)]
struct Section {
    manifest: Option<(usize, Manifest)>,
    revisions: usize,
    purged: usize,
    set_hash: SetHash,
}

impl Section {
    /// What its manifest says and is not so; stands among the problems by the manifest's line.
    fn check(&self, problems: &mut Vec<Problem>) {
        let Some((line, manifest)) = &self.manifest else { return };
        let set_hash = self.set_hash.to_string();
        let why = if manifest.v > FORMAT {
            format!("it is of version {} of the form, this program knows {FORMAT}", manifest.v)
        } else if manifest.revisions != self.revisions {
            format!("it announces {} revisions, {} follow", manifest.revisions, self.revisions)
        } else if manifest.purged != self.purged {
            format!("it announces {} purged revisions, {} follow", manifest.purged, self.purged)
        } else if manifest.set_hash != set_hash {
            format!("it announces the set hash {}, what follows has {set_hash}", manifest.set_hash)
        } else {
            return;
        };
        let position = problems.partition_point(|problem| problem.line < *line);
        problems.insert(position, Problem { line: *line, why });
    }
}

/// Reads a file. Every line is looked at; nothing is dropped.
pub fn parse(bytes: &[u8]) -> File {
    let mut file = File { is_announced: true, ..File::default() };
    let mut section = Section::default();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (position, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = without_line_end(line);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match parse_line(line) {
            Ok(Line::Revision(revision)) => {
                section.revisions += 1;
                file.is_announced &= section.manifest.is_some();
                section.purged += usize::from(revision.body().text().is_none());
                section.set_hash.add(&revision.hash());
                if file.log.add(*revision) == Added::Known {
                    file.repeated += 1;
                }
            }
            Ok(Line::Manifest(manifest)) => {
                section.check(&mut file.problems);
                section = Section { manifest: Some((position + 1, manifest)), ..Section::default() };
            }
            Err(why) => {
                file.problems.push(Problem { line: position + 1, why });
                file.damaged.insert(line.to_vec());
            }
        }
    }
    section.check(&mut file.problems);
    file
}

/// Takes every carriage return off the end, so that a line that is kept is found again as the same one.
fn without_line_end(mut line: &[u8]) -> &[u8] {
    while let Some(shorter) = line.strip_suffix(b"\r") {
        line = shorter;
    }
    line
}

enum Line {
    Revision(Box<Revision>),
    Manifest(Manifest),
}

fn parse_line(line: &[u8]) -> Result<Line, String> {
    let text = std::str::from_utf8(line).map_err(|_| "it is not text in UTF-8".to_owned())?;
    match Revision::from_line(text) {
        Ok(revision) => Ok(Line::Revision(Box::new(revision))),
        Err(damage) => match Manifest::read(text) {
            Ok(manifest) if manifest.stillpoint == MAGIC => Ok(Line::Manifest(manifest)),
            _ => Err(damage.to_string()),
        },
    }
}

/// Writes a file: the manifest, the revisions in order, then `damaged` lines as they were found.
pub fn print<'a>(log: &Log, damaged: impl IntoIterator<Item = &'a Vec<u8>>) -> Vec<u8> {
    let (revisions, purged, set_hash) = (log.len(), log.purged_count(), log.set_hash());
    // In the order that people read it in, which is none that JSON knows.
    let mut text = format!(
        "{{\"stillpoint\":\"{MAGIC}\",\"v\":{FORMAT},\"revisions\":{revisions},\"purged\":{purged},\"set_hash\":\"{set_hash}\"}}\n"
    );
    for revision in log.iter() {
        let _ = writeln!(text, "{}", revision.to_line());
    }
    let mut bytes = text.into_bytes();
    for line in damaged {
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{RecordId, ScopeId, WriterId};
    use crate::domain::time::Instant;
    use crate::log::writer::{Draft, Writer};
    use serde_json::json;

    fn log() -> Log {
        let mut writer = Writer::new(WriterId::from_bits(9));
        Log::of((0..3).map(|number| {
            let body = json!({"n": number}).as_object().cloned().unwrap();
            let draft = Draft {
                scope: ScopeId::from_bits(1),
                record: RecordId::from_bits(number),
                kind: "later".into(),
                parents: vec![],
                author: "dana".into(),
                purges: vec![],
                body,
            };
            writer.write(draft, Instant::from_millis(5))
        }))
    }

    #[test]
    fn a_file_reads_back_to_the_same_log_and_bytes() {
        let bytes = print(&log(), []);
        let file = parse(&bytes);
        assert_eq!((&file.log, file.problems.as_slice(), file.repeated), (&log(), [].as_slice(), 0));
        assert_eq!(print(&file.log, &file.damaged), bytes);
    }

    #[test]
    fn windows_line_ends_a_byte_order_mark_and_concatenation_are_read() {
        let once = String::from_utf8(print(&log(), [])).unwrap();
        let file = parse(format!("\u{feff}{}{once}", once.replace('\n', "\r\n")).as_bytes());
        assert_eq!((&file.log, file.problems.as_slice(), file.repeated), (&log(), [].as_slice(), 3));
    }

    #[test]
    fn a_file_cut_short_is_noticed_and_its_whole_lines_load() {
        let bytes = print(&log(), []);
        let file = parse(&bytes[..bytes.len() - 30]);
        assert_eq!(file.log.len(), 2);
        let lines: Vec<usize> = file.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [1, 4], "the manifest's count and the half line: {:?}", file.problems);
        assert_eq!(file.damaged.len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_carried_along() {
        let mut bytes = print(&log(), []);
        bytes.extend_from_slice(b"\xff\xfe\nhello\r\r\n");
        let file = parse(&bytes);
        assert_eq!(file.problems.len(), 2);
        assert_eq!(parse(&print(&file.log, &file.damaged)).damaged, file.damaged);
    }
}
