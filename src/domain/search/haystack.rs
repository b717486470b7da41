//! Texts in the form in which they are looked through.

use super::letters::{FOLDED_SEPARATOR, Letters, SEPARATOR};
use super::query::Query;
use super::scan::Found;
use super::snippet::{self, Snippet};
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::time::Instant;

/// One text to be found as a whole: the title of an incident, or an entry with everything it says.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The entry; none for a title.
    pub record: Option<RecordId>,
    /// When it happened.
    pub at: Option<Instant>,
    /// Its fields, what is shown first before the others. A word is not looked for across them.
    pub fields: &'a [&'a str],
}

/// How far apart in the folded text places are whose places in the original are kept. Letters between them are counted.
const STRIDE: usize = 4096;

/// Documents, scope by scope, in the order in which they came.
#[derive(Debug, Default)]
pub struct Haystack {
    parts: Vec<Part>,
    /// Counts what makes places in it mean something else.
    generation: u64,
}

/// The documents of one scope: their texts end to end, as they are and folded.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) scope: ScopeId,
    pub(super) folded: String,
    texts: String,
    /// Where each document ends, in `folded` and in `texts`.
    ends: Vec<u32>,
    text_ends: Vec<u32>,
    about: Vec<(Option<RecordId>, Option<Instant>)>,
    /// Places in `folded` with theirs in `texts`, at letters and at least [`STRIDE`] apart.
    marks: Vec<(u32, u32)>,
}

impl Haystack {
    /// Adds a document. Those of one scope are added one after another.
    pub fn add(&mut self, scope: ScopeId, document: &Document<'_>) {
        match self.parts.last_mut().filter(|part| part.scope == scope && part.has_room()) {
            Some(part) => part.add(document),
            None => {
                let mut part = Part::new(scope);
                part.add(document);
                self.parts.push(part);
            }
        }
    }

    /// Forgets the documents of a scope. A scan that is under way begins anew.
    pub fn forget(&mut self, scope: ScopeId) {
        let before = self.parts.len();
        self.parts.retain(|part| part.scope != scope);
        if self.parts.len() != before {
            self.generation += 1;
        }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.parts.iter().map(Part::len).sum()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The bytes of the folded texts: what a scan looks through.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.folded.len()).sum()
    }

    /// What to show of a document that was found, with the places where the query's words are.
    pub fn snippet(&self, found: &Found, query: &Query) -> Snippet {
        let part = self.parts.get(found.place.part as usize);
        let part = part.filter(|part| part.scope == found.scope && (found.place.document as usize) < part.len());
        part.map(|part| snippet::of(part, found.place.document as usize, query)).unwrap_or_default()
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }
}

impl Part {
    fn new(scope: ScopeId) -> Self {
        Self {
            scope,
            folded: String::new(),
            texts: String::new(),
            ends: Vec::new(),
            text_ends: Vec::new(),
            about: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// False when places in it would soon be too great for their numbers: a scope may have several parts.
    fn has_room(&self) -> bool {
        self.folded.len().max(self.texts.len()) < 1 << 28
    }

    fn add(&mut self, document: &Document<'_>) {
        for (number, field) in document.fields.iter().enumerate() {
            let mut letters = Letters::default();
            if number > 0 {
                self.texts.push(SEPARATOR);
                self.folded.push(FOLDED_SEPARATOR);
            }
            for c in field.chars() {
                let c = if c == SEPARATOR { ' ' } else { c };
                let (at, text_at) = (self.folded.len(), self.texts.len());
                letters.fold(c, &mut |folded| self.folded.push(folded));
                self.texts.push(c);
                // Not at blanks, which fold to something or to nothing by what was before them.
                let last = self.marks.last().map_or(0, |mark| mark.0 as usize);
                if at - last >= STRIDE && self.folded.len() > at && !c.is_whitespace() {
                    self.marks.push((at as u32, text_at as u32));
                }
            }
        }
        // So that what follows is never taken for the end of a word here.
        self.folded.push(FOLDED_SEPARATOR);
        self.texts.push(SEPARATOR);
        self.ends.push(self.folded.len() as u32);
        self.text_ends.push(self.texts.len() as u32);
        self.about.push((document.record, document.at));
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn ends(&self) -> &[u32] {
        &self.ends
    }

    pub(super) fn about(&self, document: usize) -> (Option<RecordId>, Option<Instant>) {
        self.about[document]
    }

    /// Where a document begins in `folded`: where the one before it ends.
    pub(super) fn start(&self, document: usize) -> usize {
        document.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }

    /// A document's folded text with the end of its last field.
    pub(super) fn folded(&self, document: usize) -> &str {
        &self.folded[self.start(document)..self.ends[document] as usize]
    }

    /// The original letters from the one that stands at `from` in `folded` to the one that stands at `to`, both within the
    /// document: the text, and for each of its letters the place in `folded` and in the text. The last place is the end.
    pub(super) fn original(&self, document: usize, from: usize, to: usize) -> (&str, Vec<(usize, usize)>) {
        let text_start = document.checked_sub(1).map_or(0, |before| self.text_ends[before] as usize);
        let begin = (self.start(document), text_start);
        let marks = &self.marks[..self.marks.partition_point(|mark| mark.0 as usize <= from)];
        let mark = marks.last().map(|mark| (mark.0 as usize, mark.1 as usize)).filter(|mark| mark.0 > begin.0);
        let (mut at, text_at) = mark.unwrap_or(begin);
        let mut letters = Letters::default();
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut end = self.text_ends[document] as usize;
        for (offset, c) in self.texts[text_at..end].char_indices() {
            let mut length = 0;
            letters.fold(c, &mut |folded| length += folded.len_utf8());
            if length > 0 && at >= to {
                end = text_at + offset;
                break;
            }
            // The letter that `from` is within, where a letter folds to several.
            if length > 0 && at + length > from {
                places.push((at, text_at + offset));
            }
            at += length;
        }
        let start = places.first().map_or(end, |place| place.1);
        places.push((at.max(to), end));
        for place in &mut places {
            place.1 -= start;
        }
        (&self.texts[start..end], places)
    }
}
