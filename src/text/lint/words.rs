//! The words of a text, each with what it may be in a sentence.
//!
//! A word is known by its letters in small, packed into one number, so that looking it up compares numbers and copies
//! nothing. One of more than eight bytes is folded into them, and only its last sixteen count.

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
    pub(super) key: u64,
    pub(super) tags: u64,
    pub(super) kind: Kind,
    /// Its last four bytes.
    ending: u32,
    /// Where it stands among [`Known`] words, if it does.
    place: u16,
    /// How many bytes it has, up to sixteen.
    length: u8,
    /// Which of [`Bits`] its key is.
    pub(super) bit: u8,
    /// Begins with a capital, the rest small.
    pub(super) is_capital: bool,
    /// `Ana's`: what belongs to somebody. Tags are those of the word without it.
    pub(super) is_possessive: bool,
}

impl Token {
    pub(super) fn new(kind: Kind, start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
            key: 0,
            tags: 0,
            kind,
            ending: 0,
            place: 0,
            length: 0,
            bit: 0,
            is_capital: false,
            is_possessive: false,
        }
    }

    fn word(start: usize, end: usize, letters: u128, known: &Known) -> Self {
        let length = 16 - (letters.leading_zeros() / 8) as u8;
        Self::of_key(start, end, folded(letters), letters as u32, length, known)
    }

    #[inline]
    fn of_key(start: usize, end: usize, key: u64, ending: u32, length: u8, known: &Known) -> Self {
        let place = known.place(key);
        let tags = known.tags(key, place);
        Self { key, tags, ending, place: place as u16, length, bit: bit(key), ..Self::new(Kind::Word, start, end) }
    }

    /// Which of the words it is by which phrases are found: one with their tag.
    #[inline]
    pub(super) fn anchor(&self) -> usize {
        usize::from(known().anchors[usize::from(self.place)])
    }

    #[inline]
    pub(super) fn has(&self, tags: u64) -> bool {
        self.tags & tags != 0
    }

    /// One of these words.
    #[inline]
    pub(super) fn is(&self, words: &Words) -> bool {
        words.bits.has(self.bit) && self.kind == Kind::Word && words.has(self.key)
    }

    /// Ends like that, behind three letters at least.
    #[inline]
    pub(super) fn ends_with(&self, ending: &str) -> bool {
        let bits = ending.len() as u32 * 8;
        let wanted = pack(ending.as_bytes()) as u32;
        (self.ending ^ wanted) << (32 - bits) == 0 && self.length as usize > ending.len() + 2 && self.kind == Kind::Word
    }

    /// Tells what a short regular verb tells, of the past: called, of call.
    pub(super) fn is_past_of(&self, verb: &Self) -> bool {
        let letters = u128::from(verb.key);
        let is_regular =
            self.key == folded(letters << 16 | pack(b"ed")) || self.key == folded(letters << 8 | pack(b"d"));
        is_regular && verb.length <= 8 && self.ends_with("ed") && verb.kind == Kind::Word
    }

    #[inline]
    pub(super) fn is_mark(&self, marks: &str) -> bool {
        matches!(self.kind, Kind::Mark(mark) if marks.contains(mark))
    }
}

/// Which words may be among some, told by one bit of 128 for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bits([u64; 2]);

impl Bits {
    pub(super) const ALL: Self = Self([u64::MAX; 2]);
    pub(super) const NONE: Self = Self([0; 2]);

    pub(super) fn of(tokens: &[Token]) -> Self {
        let mut bits = Self::NONE;
        // What is no word counts as one of them: to tell it apart takes longer than a look in vain now and then.
        tokens.iter().for_each(|token| bits.add(token.bit));
        bits
    }

    pub(super) fn of_keys(keys: &[u64]) -> Self {
        let mut bits = Self::NONE;
        keys.iter().for_each(|key| bits.add(bit(*key)));
        bits
    }

    const fn add(&mut self, bit: u8) {
        let (mask, high) = (1 << (bit & 63), (bit >> 6 & 1) as u64);
        self.0[0] |= mask & high.wrapping_sub(1);
        self.0[1] |= mask & high.wrapping_neg();
    }

    #[inline]
    pub(super) const fn has(&self, bit: u8) -> bool {
        self.0[(bit >> 6 & 1) as usize] >> (bit & 63) & 1 == 1
    }

    pub(super) const fn or(&self, other: &Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }

    /// Some word may be in both.
    #[inline]
    pub(super) const fn meets(&self, other: &Self) -> bool {
        self.0[0] & other.0[0] | self.0[1] & other.0[1] != 0
    }

    pub(super) const fn count(&self) -> u32 {
        self.0[0].count_ones() + self.0[1].count_ones()
    }
}

/// Some words: what may be among them can be told at once, what is takes a look.
pub(super) struct Words {
    pub(super) bits: Bits,
    keys: &'static [u64],
}

impl Words {
    pub(super) const fn of(keys: &'static [u64]) -> Self {
        let mut bits = Bits::NONE;
        let mut at = 0;
        while at < keys.len() {
            bits.add(bit(keys[at]));
            at += 1;
        }
        Self { bits, keys }
    }

    #[inline(never)]
    fn has(&self, wanted: u64) -> bool {
        self.keys.contains(&wanted)
    }
}

/// The keys of `COUNT` words in small letters that are divided by one blank each.
pub(super) const fn keys<const COUNT: usize>(words: &str) -> [u64; COUNT] {
    let bytes = words.as_bytes();
    let mut keys = [0; COUNT];
    let (mut number, mut letters, mut at) = (0, 0, 0);
    while at < bytes.len() {
        if bytes[at] == b' ' {
            keys[number] = folded(letters);
            number += 1;
            letters = 0;
        } else {
            letters = letters << 8 | bytes[at] as u128;
        }
        at += 1;
    }
    keys[number] = folded(letters);
    keys
}

/// How many words there are between blanks.
pub(super) const fn count(words: &str) -> usize {
    let (mut count, mut at) = (1, 0);
    while at < words.len() {
        count += (words.as_bytes()[at] == b' ') as usize;
        at += 1;
    }
    count
}

/// Words that are put together when the program is made.
macro_rules! w {
    ($words:literal) => {
        const {
            const KEYS: [u64; $crate::text::lint::words::count($words)] = $crate::text::lint::words::keys($words);
            &$crate::text::lint::words::Words::of(&KEYS)
        }
    };
}
pub(super) use w;

/// One of 128, by a word's key.
const fn bit(key: u64) -> u8 {
    (hash(key) >> 57) as u8
}

/// The letters of a word in small, as a number.
const fn pack(word: &[u8]) -> u128 {
    let mut letters = 0;
    let mut at = 0;
    while at < word.len() {
        letters = letters << 8 | word[at].to_ascii_lowercase() as u128;
        at += 1;
    }
    letters
}

/// The key of packed letters: up to eight as they are.
const fn folded(letters: u128) -> u64 {
    (letters as u64) ^ ((letters >> 64) as u64).rotate_left(29)
}

/// The key of a word.
pub(super) const fn key_of(word: &str) -> u64 {
    folded(pack(word.as_bytes()))
}

/// Known words, each with what it may be, at a place that no other known word has: one look tells, of a known word and
/// of any other.
struct Known {
    /// By the first bits of a hash: what it is multiplied with for the place.
    factors: Box<[u32; FACTORS]>,
    words: Box<[(u64, u64); PLACES]>,
    /// Of those by which phrases are found, which of them it is.
    anchors: Box<[u16; PLACES]>,
}

const FACTORS: usize = 1 << 10;
const PLACES: usize = 5120;

/// What of a key can be told in its first bits.
const fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

const fn factor_of(hash: u64) -> usize {
    (hash >> 54) as usize
}

const fn place_of(hash: u64, factor: u32) -> usize {
    (((hash.wrapping_mul(factor as u64) >> 32) * PLACES as u64) >> 32) as usize
}

impl Known {
    fn new() -> Self {
        let words =
            LISTS.iter().flat_map(|(tags, words)| words.split_ascii_whitespace().map(|word| (key_of(word), *tags)));
        let anchors = super::idiom::anchors().map(|anchor| (anchor, super::vocabulary::tag::IDIOM));
        let mut all: Vec<(u64, u64)> = words.chain(anchors).collect();
        all.sort_unstable_by_key(|(key, _)| (factor_of(hash(*key)), *key));
        all.dedup_by(|next, word| {
            let is_same = next.0 == word.0;
            word.1 |= if is_same { next.1 } else { 0 };
            is_same
        });
        let mut known =
            Self { factors: Box::new([1; FACTORS]), words: Box::new([(0, 0); PLACES]), anchors: Box::new([0; PLACES]) };
        let mut groups: Vec<&[(u64, u64)]> =
            all.chunk_by(|one, next| factor_of(hash(one.0)) == factor_of(hash(next.0))).collect();
        // Where there are many that need a place, while there are many places.
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        groups.into_iter().for_each(|group| known.add(group));
        for (number, anchor) in super::idiom::anchors().enumerate() {
            known.anchors[known.place(anchor)] = number as u16;
        }
        known
    }

    /// Adds words whose hashes begin alike.
    fn add(&mut self, group: &[(u64, u64)]) {
        let mut factor: u32 = 1;
        loop {
            factor = factor.wrapping_mul(0x9e37_79b9).wrapping_add(2);
            let place = |key: u64| place_of(hash(key), factor);
            let are_free = group.iter().enumerate().all(|(at, (key, _))| {
                self.words[place(*key)].0 == 0 && group[..at].iter().all(|(before, _)| place(*before) != place(*key))
            });
            if are_free {
                group.iter().for_each(|word| self.words[place(word.0)] = *word);
                self.factors[factor_of(hash(group[0].0))] = factor;
                return;
            }
        }
    }

    #[inline]
    fn place(&self, key: u64) -> usize {
        let hash = hash(key);
        place_of(hash, self.factors[factor_of(hash)])
    }

    #[inline]
    fn tags(&self, key: u64, place: usize) -> u64 {
        let (known, tags) = self.words[place];
        // Whether a word is known cannot be foreseen.
        std::hint::select_unpredictable(known == key, tags, 0)
    }
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(Known::new)
}

/// Makes tokens of text.
pub(super) struct Tokenizer {
    known: &'static Known,
    /// A quotation mark was read.
    has_quotes: bool,
}

impl Tokenizer {
    pub(super) fn new() -> Self {
        Self { known: known(), has_quotes: false }
    }

    /// Whether a quotation mark was read since this was asked last.
    pub(super) fn takes_quotes(&mut self) -> bool {
        std::mem::take(&mut self.has_quotes)
    }

    /// Adds the tokens of `text[start..end]`.
    pub(super) fn read(&mut self, text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) {
        let bytes = text.as_bytes();
        let mut at = start;
        while at < end {
            let first = Letters::at(bytes, at);
            let byte = first.found as u8;
            if first.bits > 0 {
                // Nearly all words are up to sixteen plain letters, which are looked at together.
                match plain_word(bytes, at, end, &first, self.known) {
                    Some((token, next)) => {
                        tokens.push(token);
                        at = next;
                    }
                    None => at = self.word(text, at, end, tokens),
                }
            } else if byte == b' ' {
                at += 1;
            } else if is_plain_mark(byte) {
                tokens.push(Token::new(Kind::Mark(char::from(byte)), at, at + 1));
                at += 1;
            } else if byte.is_ascii_digit() {
                let stop = run(bytes, at, end, |byte| byte.is_ascii_alphanumeric() || is_inner(byte) || byte == b'_');
                let behind = bytes[at..stop].iter().rev().take_while(|byte| is_inner(**byte)).count();
                tokens.push(Token::new(Kind::Number, at, stop - behind));
                at = stop - behind;
            } else if byte >= 0xc3 && letter_at(text, at).is_some() {
                at = self.word(text, at, end, tokens);
            } else {
                at = self.mark(text, at, end, tokens);
            }
        }
    }

    #[inline(never)]
    fn word(&self, text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) -> usize {
        let bytes = text.as_bytes();
        let is_upper = bytes[start].is_ascii_uppercase();
        let (mut at, mut key, mut has_small) = (start, 0u128, false);
        // Where an apostrophe was read last, and the word before it.
        let mut before_apostrophe = None;
        let mut digits = 0;
        let mut inner = 0;
        let mut has_underscore = false;
        while at < end {
            let byte = bytes[at];
            let next = if at + 1 < end { bytes[at + 1] } else { b' ' };
            if byte.is_ascii_alphabetic() {
                let mut more = Letters::at(bytes, at);
                more.bits = more.bits.min(8 * (end - at) as u32);
                key = key.unbounded_shl(more.bits) | u128::from(more.packed());
                has_small |= more.has_small();
                at += more.length();
                continue;
            } else if byte.is_ascii_digit() || byte == b'_' {
                digits += 1;
                has_underscore |= byte == b'_';
                key = key << 8 | u128::from(byte);
            } else if byte == b'\'' && next.is_ascii_alphabetic() {
                before_apostrophe = Some((key, at));
                key = key << 8 | u128::from(b'\'');
            } else if (byte == b'-' || byte == b'.') && next.is_ascii_alphanumeric() {
                inner += 1;
                key = key << 8 | u128::from(byte);
            } else if byte == b':' && bytes[at..end].starts_with(b"://") {
                let stop = run(bytes, at, end, |byte| {
                    !byte.is_ascii_whitespace() && !matches!(byte, b'<' | b'>' | b')' | b']' | b'"')
                });
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
                    has_small = true;
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
        let mut token = Token::word(start, at, key, self.known);
        token.is_capital = is_upper && has_small && digits == 0 && inner == 0;
        if is_upper && !has_small && digits > 0 && inner > 0 {
            token.kind = Kind::Ticket; // OPS-12
        } else if is_possessive && token.tags == 0 {
            let key = before_apostrophe.map_or(key, |(key, _)| key);
            token =
                Token { is_possessive: true, is_capital: token.is_capital, ..Token::word(start, at, key, self.known) };
        } else if inner > 0 && digits > 0 || has_underscore {
            token.kind = Kind::Code;
        }
        tokens.push(token);
        at
    }

    fn mark(&mut self, text: &str, at: usize, end: usize, tokens: &mut Vec<Token>) -> usize {
        let bytes = text.as_bytes();
        let plain = bytes[at].is_ascii().then(|| char::from(bytes[at]));
        let Some(c) = plain.or_else(|| text[at..end].chars().next()) else { return end };
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
            '"' | '\'' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => {
                tokens.push(Token::new(Kind::Mark(c), at, next));
                self.has_quotes = true;
            }
            '!' | '[' | ']' | '\u{2013}' | '\u{2014}' | '\u{2026}' | '%' | '\u{2192}' | '=' | '>' | '<' | '|' | '+' => {
                tokens.push(Token::new(Kind::Mark(c), at, next));
            }
            _ => {}
        }
        next
    }
}

/// A word of up to sixteen plain letters, and where to read on.
#[inline]
fn plain_word(bytes: &[u8], start: usize, end: usize, first: &Letters, known: &Known) -> Option<(Token, usize)> {
    let mut stop = start + first.length();
    let mut next = first.next();
    let (mut key, mut has_small) = (first.packed(), first.has_small());
    let mut ending = key;
    if first.bits == 64 {
        let more = Letters::at(bytes, stop);
        if more.bits > 0 {
            ending = key.unbounded_shl(more.bits) | more.packed();
            key = ending ^ key.unbounded_shr(64 - more.bits).rotate_left(29); // Folded.
            has_small |= more.has_small();
            stop += more.length();
        }
        next = if more.bits < 64 { more.next() } else { bytes.get(stop).copied().unwrap_or(b' ') };
    }
    let is_whole = ends_word(next) || stop >= end || may_end_word(next) && is_last(bytes, stop, end);
    if !is_whole || stop > end {
        return None;
    }
    let mut token = Token::of_key(start, stop, key, ending as u32, (stop - start) as u8, known);
    token.is_capital = first.is_upper() & has_small;
    Some((token, stop + usize::from(next == b' ')))
}

/// Eight bytes that are looked at together, and how many of the first of them are letters of ASCII.
struct Letters {
    found: u64,
    /// How many bits those letters have.
    bits: u32,
}

const EACH: u64 = 0x0101_0101_0101_0101;

impl Letters {
    #[inline]
    fn at(bytes: &[u8], start: usize) -> Self {
        let found = match bytes.get(start..).and_then(<[u8]>::first_chunk) {
            Some(eight) => u64::from_le_bytes(*eight),
            None => last_of(bytes, start),
        };
        let small = found | (0x20 * EACH);
        // The high bit of every byte that is a letter: at least `a`, not above `z`, and nothing beyond ASCII.
        let low = small & (0x7f * EACH);
        let is_letter = (low + 0x1f * EACH) & !(low + 0x05 * EACH) & !small & (0x80 * EACH);
        Self { found, bits: (!is_letter & (0x80 * EACH)).trailing_zeros() & !7 }
    }

    #[inline]
    fn length(&self) -> usize {
        self.bits as usize / 8
    }

    /// Those letters in small and packed, where there are any.
    #[inline]
    fn packed(&self) -> u64 {
        (self.found | (0x20 * EACH)).swap_bytes().wrapping_shr(64 - self.bits)
    }

    /// Not all of them are capitals, where there are any.
    #[inline]
    fn has_small(&self) -> bool {
        (self.found & (0x20 * EACH)).wrapping_shl(64 - self.bits) != 0
    }

    /// The first of them is a capital.
    #[inline]
    fn is_upper(&self) -> bool {
        self.found & 0x20 == 0
    }

    /// What stands behind them, where they are less than eight.
    #[inline]
    fn next(&self) -> u8 {
        self.found.wrapping_shr(self.bits) as u8
    }
}

/// The last bytes, where they are less than eight.
#[cold]
fn last_of(bytes: &[u8], start: usize) -> u64 {
    bytes.iter().skip(start).rev().fold(0, |found, byte| found << 8 | u64::from(*byte))
}

/// Ends a word of plain letters, whatever follows.
#[inline]
fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b',' | b';' | b')' | b'?' | b'!' | b'(' | b'"')
}

/// Ends a word of plain letters, or stands within a longer one.
#[inline]
fn may_end_word(byte: u8) -> bool {
    matches!(byte, b'.' | b'-' | b':')
}

/// Nothing of a word stands behind the mark at `at`.
fn is_last(bytes: &[u8], at: usize, end: usize) -> bool {
    at + 1 >= end || if bytes[at] == b':' { bytes[at + 1] != b'/' } else { !bytes[at + 1].is_ascii_alphanumeric() }
}

/// A mark that means the same wherever it stands.
#[inline]
fn is_plain_mark(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b'-' | b':' | b';' | b'(' | b')' | b'?' | b'/')
}

/// Stands within numbers: dates, times, versions, thousands.
fn is_inner(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b':' | b'-' | b'/')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_word_is_found_at_its_place_and_no_other_is() {
        let known = Tokenizer::new().known;
        for (tags, words) in LISTS {
            for word in words.split_ascii_whitespace() {
                let key = key_of(word);
                assert_eq!(known.tags(key, known.place(key)) & tags, *tags, "{word}");
                let key = key_of(&format!("{word}qx"));
                assert_eq!(known.tags(key, known.place(key)), 0, "{word}qx");
            }
        }
    }

    #[test]
    fn words_are_read_alike_wherever_they_end() {
        for word in ["a", "Restarted", "deployed", "configurations", "internationalised", "Internationalisation", "OK"]
        {
            let mut keys = Vec::new();
            for text in [word.to_owned(), format!("{word}."), format!("{word} again"), format!("({word}: here)")] {
                let mut tokens = Vec::new();
                Tokenizer::new().read(&text, 0, text.len(), &mut tokens);
                let token = tokens.iter().find(|token| token.kind == Kind::Word).expect("a word");
                assert_eq!(&text[token.start as usize..token.end as usize], word);
                assert_eq!(token.is_capital, word.starts_with(char::is_uppercase) && word != "OK", "{word}");
                keys.push((token.key, token.tags, token.ending, token.length));
            }
            assert!(keys.iter().all(|key| *key == keys[0] && key.0 == key_of(word)), "{word}: {keys:?}");
        }
    }
}
