//! What the formats print: a file, how it was read, and what was found.

use super::checked::Checked;
use super::layout::Tool;
use crate::domain::rollback::{About, Statement};

/// Where the way back was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// From the file that was named for it.
    Given(String),
    /// From a file beside it, whose name is told by this layout.
    Beside(Tool, String),
    /// From a part of the same file.
    Within(Tool),
}

impl Source {
    /// The file it stands in, which is `file` itself for a part of it.
    pub fn file<'a>(&'a self, file: &'a str) -> &'a str {
        match self {
            Self::Given(name) | Self::Beside(_, name) => name,
            Self::Within(_) => file,
        }
    }
}

/// A file that was reviewed.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// Its name, as it was given.
    pub file: &'a str,
    /// Its text, in which all places are.
    pub script: &'a str,
    /// How it was read.
    pub about: &'a About,
    /// Where its way back was taken from.
    pub down_from: Option<Source>,
    /// What was found.
    pub checked: Checked,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its name, as it was given.
    pub file: String,
    /// The line where reading ended, where one is known.
    pub line: Option<usize>,
    /// Why, as the end of a sentence.
    pub why: String,
}

impl Sheet<'_> {
    /// A statement as it was written, on one line.
    pub fn statement(&self, statement: &Statement) -> String {
        let text = self.script.get(statement.range.clone()).unwrap_or_default();
        shortened(text)
    }
}

/// How much of a statement is told where it stands for itself.
const SHOWN: usize = 120;

/// A text on one line, and not too long.
pub(super) fn shortened(text: &str) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if count > 0 {
            line.push(' ');
        }
        for c in word.chars() {
            if count >= SHOWN {
                line.truncate(line.trim_end().len());
                line.push_str(" …");
                return line;
            }
            line.push(c);
            count += 1;
        }
        count += 1;
    }
    line
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::checked::check;
    use super::*;

    /// A sheet of a script without a way back.
    pub(in super::super) fn sheet<'a>(file: &'a str, script: &'a str, about: &'a About) -> Sheet<'a> {
        Sheet { file, script, about, down_from: None, checked: check(script, None, about) }
    }

    #[test]
    fn a_statement_is_told_on_one_line() {
        assert_eq!(shortened("  ALTER\tTABLE\r\n gate  "), "ALTER TABLE gate");
        assert_eq!(shortened("\u{7}bell\u{1b}[31m"), "bell [31m");
        let long = shortened(&"wörter ".repeat(40));
        assert!(long.ends_with(" …") && long.chars().count() <= SHOWN + 2, "{long}");
        assert_eq!(shortened(""), "");
    }
}
