//! The words of a text, each with what it may be in a sentence.
//!
//! A word is known by its letters, folded and packed into one number, so that looking it up compares numbers and copies
//! nothing. A word of more than sixteen bytes is known by its last sixteen.

use std::sync::OnceLock;

use super::vocabulary::LISTS;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Begins with a digit: amounts, times, dates, versions.
    Number,
    /// `@name`.
    Handle,
    /// `OPS-12`, `#12`, `!12`.
    Ticket,
    /// A web address, or a link that begins here.
    Link,
    /// A span of code.
    Code,
    /// Words of somebody else, in quotation marks.
    Quote,
    /// A mark of punctuation.
    Mark(char),
}

/// One token: where it stands in the text, and what it may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) key: u128,
    pub(super) tags: u64,
    pub(super) kind: Kind,
    /// Begins with a capital, the rest small.
    pub(super) is_capital: bool,
    /// `Ana's`: what belongs to somebody. Tags are those of the word without it.
    pub(super) is_possessive: bool,
}

impl Token {
    pub(super) fn new(kind: Kind, start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32, key: 0, tags: 0, kind, is_capital: false, is_possessive: false }
    }

    #[inline]
    pub(super) fn has(&self, tags: u64) -> bool {
        self.tags & tags != 0
    }

    /// One of these words.
    #[inline]
    pub(super) fn is(&self, words: &Words) -> bool {
        words.bits >> bit(self.key) & 1 == 1 && self.kind == Kind::Word && words.has(self.key)
    }

    #[inline]
    pub(super) fn ends_with(&self, ending: &str) -> bool {
        let bits = ending.len() as u32 * 8;
        self.kind == Kind::Word && self.key & ((1 << bits) - 1) == pack(ending.as_bytes()) && self.key >> bits > 0xffff
    }

    #[inline]
    pub(super) fn is_mark(&self, marks: &str) -> bool {
        matches!(self.kind, Kind::Mark(mark) if marks.contains(mark))
    }
}

/// Some words: what may be among them can be told at once, what is takes a look.
pub(super) struct Words {
    bits: u128,
    text: &'static str,
}

impl Words {
    /// Words in small letters, divided by blanks.
    pub(super) const fn of(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let mut bits = 0;
        let mut key = 0;
        let mut at = 0;
        while at <= bytes.len() {
            if at == bytes.len() || bytes[at] == b' ' {
                bits |= 1 << bit(key);
                key = 0;
            } else {
                key = key << 8 | bytes[at] as u128;
            }
            at += 1;
        }
        Self { bits, text }
    }

    fn has(&self, wanted: u128) -> bool {
        let mut key = 0;
        for byte in self.text.bytes() {
            if byte != b' ' {
                key = key << 8 | u128::from(byte);
            } else if std::mem::take(&mut key) == wanted {
                return true;
            }
        }
        key == wanted
    }
}

/// Words that are put together when the program is made.
macro_rules! w {
    ($words:literal) => {
        const { &$crate::text::lint::words::Words::of($words) }
    };
}
pub(super) use w;

/// One of 128, by a word's letters.
const fn bit(key: u128) -> u32 {
    let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57) as u32
}

/// The letters of a word in small, as a number.
pub(super) const fn pack(word: &[u8]) -> u128 {
    let mut key = 0;
    let mut at = 0;
    while at < word.len() {
        key = key << 8 | word[at].to_ascii_lowercase() as u128;
        at += 1;
    }
    key
}

/// Known words: places by hash (0: none), and what stands there.
struct Known {
    /// Which places are taken: most words are not known, and this is small enough to stay at hand.
    taken: Box<[u64; PLACES / 64]>,
    places: Box<[u16]>,
    words: Vec<(u128, u64)>,
}

const PLACES: usize = 8192;

const fn place_of(key: u128) -> usize {
    let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 51) as usize
}

impl Known {
    fn new() -> Self {
        let mut known = Self { taken: Box::new([0; PLACES / 64]), places: vec![0; PLACES].into(), words: vec![(0, 0)] };
        for (tags, words) in LISTS {
            for word in words.split_ascii_whitespace() {
                known.add(pack(word.as_bytes()), *tags);
            }
        }
        for anchor in super::idiom::anchors() {
            known.add(anchor, super::vocabulary::tag::IDIOM);
        }
        known
    }

    fn add(&mut self, key: u128, tags: u64) {
        let mut place = place_of(key);
        loop {
            let number = self.places[place] as usize;
            if number == 0 {
                self.places[place] = self.words.len() as u16;
                self.taken[place / 64] |= 1 << (place % 64);
                return self.words.push((key, tags));
            }
            if self.words[number].0 == key {
                self.words[number].1 |= tags;
                return;
            }
            place = (place + 1) % PLACES;
        }
    }

    fn tags(&self, key: u128) -> u64 {
        let mut place = place_of(key);
        if self.taken[place / 64] >> (place % 64) & 1 == 0 {
            return 0;
        }
        loop {
            let number = self.places[place] as usize;
            if number == 0 {
                return 0;
            }
            if self.words[number].0 == key {
                return self.words[number].1;
            }
            place = (place + 1) % PLACES;
        }
    }
}

/// Makes tokens of text.
pub(super) struct Tokenizer {
    known: &'static Known,
}

impl Tokenizer {
    pub(super) fn new() -> Self {
        static KNOWN: OnceLock<Known> = OnceLock::new();
        Self { known: KNOWN.get_or_init(Known::new) }
    }

    /// Adds the tokens of `text[start..end]`.
    pub(super) fn read(&self, text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) {
        let bytes = text.as_bytes();
        let mut at = start;
        while at < end {
            let byte = bytes[at];
            if byte.is_ascii_alphabetic() || byte >= 0xc3 && letter_at(text, at).is_some() {
                at = self.word(text, at, end, tokens);
            } else if byte == b' ' {
                at += 1;
            } else if byte.is_ascii_digit() {
                let stop = run(bytes, at, end, |byte| byte.is_ascii_alphanumeric() || b".,:-_/".contains(&byte));
                let stop = at + text[at..stop].trim_end_matches(['.', ',', ':', '-', '/']).len();
                tokens.push(Token::new(Kind::Number, at, stop));
                at = stop;
            } else {
                at = self.mark(text, at, end, tokens);
            }
        }
    }

    fn word(&self, text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) -> usize {
        let bytes = text.as_bytes();
        // Nearly all words are up to eight plain letters, which are looked at together.
        let (letters, length) = plain_letters(bytes, start, end);
        let mut at = start + length;
        let mut key = u128::from(letters);
        if length > 0 && ends_word(bytes, at, end) {
            let mut token = Token::new(Kind::Word, start, at);
            token.key = key;
            token.tags = self.known.tags(key);
            token.is_capital = bytes[start] & 0x20 == 0 && bytes[start + 1..at].iter().any(|byte| byte & 0x20 != 0);
            tokens.push(token);
            return at;
        }
        // Where an apostrophe was read last, and the word before it.
        let mut before_apostrophe = None;
        let mut small = bytes[start..at].iter().filter(|byte| byte.is_ascii_lowercase()).count();
        let mut digits = 0;
        let mut inner = 0;
        while at < end {
            let byte = bytes[at];
            let next = if at + 1 < end { bytes[at + 1] } else { b' ' };
            if byte.is_ascii_alphabetic() {
                small += usize::from(byte.is_ascii_lowercase());
                key = key << 8 | u128::from(byte.to_ascii_lowercase());
            } else if byte.is_ascii_digit() || byte == b'_' {
                digits += 1;
                key = key << 8 | u128::from(byte);
            } else if byte == b'\'' && next.is_ascii_alphabetic() {
                before_apostrophe = Some((key, at));
                key = key << 8 | u128::from(b'\'');
            } else if (byte == b'-' || byte == b'.') && next.is_ascii_alphanumeric() {
                inner += 1;
                key = key << 8 | u128::from(byte);
            } else if byte == b':' && bytes[at..end].starts_with(b"://") {
                let stop = run(bytes, at, end, |byte| !byte.is_ascii_whitespace() && !b"<>)]\"".contains(&byte));
                tokens.push(Token::new(Kind::Link, start, boundary(text, stop)));
                return boundary(text, stop);
            } else if byte >= 0x80 {
                let Some(c) = text[at..end].chars().next() else { break };
                if c == '\u{2019}' {
                    let after = text[at + 3..end].chars().next();
                    if !after.is_some_and(char::is_alphabetic) {
                        break;
                    }
                    before_apostrophe = Some((key, at));
                    key = key << 8 | u128::from(b'\'');
                } else if c.is_alphanumeric() || c == '\u{2011}' {
                    for byte in &bytes[at..at + c.len_utf8()] {
                        key = key << 8 | u128::from(*byte);
                    }
                    small += 1;
                } else {
                    break;
                }
                at += c.len_utf8();
                continue;
            } else {
                break;
            }
            at += 1;
        }
        let is_possessive = before_apostrophe.is_some() && key & 0xffff == pack(b"'s");
        let mut token = Token::new(Kind::Word, start, at);
        token.key = key;
        token.tags = self.known.tags(key);
        let is_upper = bytes[start].is_ascii_uppercase();
        token.is_capital = is_upper && small > 0 && digits == 0 && inner == 0;
        if is_upper && small == 0 && digits > 0 && inner > 0 {
            token.kind = Kind::Ticket; // OPS-12
        } else if is_possessive && token.tags == 0 {
            token.is_possessive = true;
            token.key = before_apostrophe.map_or(key, |(key, _)| key);
            token.tags = self.known.tags(token.key);
        } else if inner > 0 && digits > 0 || bytes[start..at].contains(&b'_') {
            token.kind = Kind::Code;
        }
        tokens.push(token);
        at
    }

    fn mark(&self, text: &str, at: usize, end: usize, tokens: &mut Vec<Token>) -> usize {
        let bytes = text.as_bytes();
        let Some(c) = text[at..end].chars().next() else { return end };
        let next = at + c.len_utf8();
        let is_word = |at: usize| at < end && bytes[at].is_ascii_alphanumeric();
        match c {
            '@' if is_word(next) && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric()) => {
                let stop = run(bytes, next, end, |byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
                let mut token = Token::new(Kind::Handle, at, stop);
                token.tags = super::vocabulary::tag::NAME;
                tokens.push(token);
                return stop;
            }
            '#' | '!' if next < end && bytes[next].is_ascii_digit() => {
                let stop = run(bytes, next, end, |byte| byte.is_ascii_digit());
                tokens.push(Token::new(Kind::Ticket, at, stop));
                return stop;
            }
            '<' if bytes[next..end].starts_with(b"%") => {
                return text[at..end].find("%>").map_or(end, |length| at + length + 2);
            }
            // An apostrophe behind a word belongs to it: users'.
            '\'' | '\u{2019}' if at > 0 && bytes[at - 1] == b's' && !opened(tokens) => {}
            '.' | ',' | ';' | ':' | '?' | '!' | '(' | ')' | '[' | ']' | '"' | '\'' | '\u{2018}' | '\u{2019}'
            | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' | '-' | '\u{2013}' | '\u{2014}'
            | '\u{2026}' | '%' | '/' | '\u{2192}' | '=' | '>' | '<' | '|' | '+' => {
                tokens.push(Token::new(Kind::Mark(c), at, next));
            }
            _ => {}
        }
        next
    }
}

/// Up to eight letters of ASCII from `start` on, in small and packed, and how many they are.
fn plain_letters(bytes: &[u8], start: usize, end: usize) -> (u64, usize) {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut eight = [0; 8];
    match bytes.get(start..start + 8) {
        Some(found) => eight.copy_from_slice(found),
        None => eight[..bytes.len() - start].copy_from_slice(&bytes[start..]),
    }
    let small = u64::from_le_bytes(eight) | (0x20 * EACH);
    // The high bit of every byte that is a letter: at least `a`, not above `z`, and nothing beyond ASCII.
    let low = small & (0x7f * EACH);
    let is_letter = (low + 0x1f * EACH) & !(low + 0x05 * EACH) & !small & (0x80 * EACH);
    let length = ((!is_letter & (0x80 * EACH)).trailing_zeros() as usize / 8).min(8).min(end - start);
    if length == 0 {
        return (0, 0);
    }
    (small.swap_bytes() >> (64 - 8 * length), length)
}

/// A word of plain letters ends there: a blank, the end, or a mark that is no part of a longer word.
fn ends_word(bytes: &[u8], at: usize, end: usize) -> bool {
    if at >= end {
        return true;
    }
    match bytes[at] {
        b' ' | b',' | b';' | b')' | b'?' | b'!' | b'(' | b'"' => true,
        b'.' | b'-' => at + 1 >= end || !bytes[at + 1].is_ascii_alphanumeric(),
        b':' => at + 1 >= end || bytes[at + 1] != b'/',
        _ => false,
    }
}

/// A single quotation mark is open among the last tokens.
fn opened(tokens: &[Token]) -> bool {
    let marks = tokens.iter().filter(|token| token.is_mark("'\u{2018}\u{2019}")).count();
    marks % 2 == 1
}

fn letter_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next().filter(|c| c.is_alphabetic())
}

fn run(bytes: &[u8], start: usize, end: usize, belongs: impl Fn(u8) -> bool) -> usize {
    (start..end).find(|at| !belongs(bytes[*at])).unwrap_or(end)
}

/// The end of the character at which, or inside of which, `at` is.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
