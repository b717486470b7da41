//! What is shown of a document that was found.

use std::ops::Range;

use super::haystack::Part;
use super::letters::FOLDED_SEPARATOR;
use super::query::Query;

/// How much is shown of one field, in bytes of the folded text.
const LENGTH: usize = 180;
/// How much of that stands before the first match.
const BEFORE: usize = 50;
/// Fields that are shown beside the first one.
const MORE_FIELDS: usize = 2;
/// What stands between two fields.
const BETWEEN: &str = " \u{b7} ";
/// What stands for what is left out.
const LEFT_OUT: &str = "\u{2026}";

/// A piece of a document's text around the words that were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// One line, as it was written: the beginning of the first field or the part of it around the first word that is in it, and
    /// parts of other fields that have words which the first has not.
    pub text: String,
    /// Where words of the query are, in bytes of `text`: in order, without overlaps, and between letters.
    pub matches: Vec<Range<usize>>,
}

pub(super) fn of(part: &Part, document: usize, query: &Query) -> Snippet {
    let folded = part.folded(document);
    let folded = folded.strip_suffix(FOLDED_SEPARATOR).unwrap_or(folded);
    let first_end = folded.find(FOLDED_SEPARATOR).unwrap_or(folded.len());
    let first = &folded[..first_end];
    let places: Vec<(usize, usize)> =
        query.each().iter().filter_map(|word| Some((word.find(first)?, word.len()))).collect();
    let mut snippet = Snippet::default();
    let mut windows: Vec<Range<usize>> = Vec::new();
    if first_end > 0 {
        windows.push(window(folded, 0..first_end, places.into_iter().min()));
    }
    for word in query.each().iter().filter(|word| word.find(first).is_none()) {
        let Some(at) = word.find(folded) else { continue };
        let is_shown = windows.iter().any(|window| window.start <= at && at + word.len() <= window.end);
        if windows.len() <= MORE_FIELDS && !is_shown {
            let start = folded[..at].rfind(FOLDED_SEPARATOR).map_or(0, |end| end + 1);
            let end = folded[at..].find(FOLDED_SEPARATOR).map_or(folded.len(), |end| at + end);
            windows.push(window(folded, start..end, Some((at, word.len()))));
        }
    }
    for window in windows {
        snippet.add(part, document, folded, &window, query);
    }
    snippet
}

/// The part of a field that is shown: from a little before the match on, between letters.
fn window(folded: &str, field: Range<usize>, first: Option<(usize, usize)>) -> Range<usize> {
    let (at, length) = first.unwrap_or((field.start, 0));
    let mut start = at.saturating_sub(BEFORE).max(field.start);
    if start > field.start {
        // From a word's beginning, if one is near.
        start = folded.as_bytes()[start..at].iter().position(|b| *b == b' ').map_or(start, |blank| start + blank + 1);
    }
    // A match is not cut, except one that is itself longer than a line.
    let end = (start + LENGTH).max(at + length.min(2 * LENGTH)).min(field.end);
    let boundary = |mut at: usize| {
        while !folded.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    boundary(start)..boundary(end)
}

impl Snippet {
    fn add(&mut self, part: &Part, document: usize, folded: &str, window: &Range<usize>, query: &Query) {
        let offset = part.start(document);
        let (text, places) = part.original(document, offset + window.start, offset + window.end);
        if !self.text.is_empty() {
            self.text.push_str(BETWEEN);
        }
        let is_start = window.start == 0 || folded[..window.start].ends_with(FOLDED_SEPARATOR);
        if !is_start {
            self.text.push_str(LEFT_OUT);
        }
        // One letter may have folded to several, of which a word may be a part: then the whole letter is marked. What folds to
        // nothing belongs to the letter before it.
        let base = self.text.len();
        let start_of = |at: usize| places[places.partition_point(|place| place.0 <= at).saturating_sub(1)].1;
        let end_of = |at: usize| places[places.partition_point(|place| place.0 < at).min(places.len() - 1)].1;
        let shown = &folded[window.clone()];
        let mut matches: Vec<Range<usize>> = Vec::new();
        for word in query.each() {
            for at in word.find_all(shown) {
                let at = offset + window.start + at;
                matches.push(base + start_of(at)..base + end_of(at + word.len()));
            }
            // A match that is longer than what is shown of it.
            if let Some(at) = word.find(&folded[window.start..])
                && at < shown.len()
                && at + word.len() > shown.len()
            {
                matches.push(base + start_of(offset + window.start + at)..base + text.len());
            }
        }
        matches.sort_by_key(|found| (found.start, found.end));
        for found in matches {
            match self.matches.last_mut().filter(|last| found.start <= last.end && last.start >= base) {
                Some(last) => last.end = last.end.max(found.end),
                None => self.matches.push(found),
            }
        }
        self.text.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
        let is_end = window.end == folded.len() || folded[window.end..].starts_with(FOLDED_SEPARATOR);
        if !is_end {
            self.text.push_str(LEFT_OUT);
        }
    }
}
