//! Turns of phrase, found by their rarest word.
//!
//! A pattern is a row of words: `a|b` is one of several, `~` up to three small words that may stand between, `*` up
//! to eight of any kind within the sentence, `_` any word, `:` a colon or a dash, `,` a comma, `[` the beginning of the
//! clause, `$` its end, and a name in angle brackets any word of a class; among alternatives, `~` stands for none of
//! them. `^` marks the word by which the phrase is found. A
//! pattern that begins with `@` is one only where people were named before it.

use std::sync::OnceLock;

use super::hint::Class;
use super::vocabulary::tag::*;
use super::words::{Bits, Kind, Token, key_of, w};

/// Phrases of a class, and what is said of them.
pub(super) struct Idioms {
    pub(super) class: Class,
    pub(super) tone: Tone,
    /// One in each line.
    pub(super) patterns: &'static str,
}

/// Why a phrase is worth a second look, and what to write instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tone {
    pub(super) why: &'static str,
    pub(super) instead: &'static str,
}

enum Part {
    Words(Vec<u64>),
    /// One of several, not all of which are words; none of them where it `may_miss`.
    Either {
        of: Vec<Part>,
        may_miss: bool,
    },
    Tags(u64),
    Person,
    /// People other than those who write.
    Other,
    Number,
    /// What belongs to somebody: Ana's, their.
    Owned,
    /// Ends in -ing.
    Doing,
    /// A past participle, or a past.
    Done,
    Between,
    /// Words of any kind.
    Gap,
    Any,
    Colon,
    Comma,
    /// Nothing before it in the clause.
    Begin,
    /// Nothing more of the clause.
    End,
}

struct Pattern {
    needs_people: bool,
    parts: Vec<Part>,
    /// Which of the parts is the word by which the phrase is found.
    anchor: usize,
    class: Class,
    tone: &'static Tone,
}

/// All patterns, and the words by which they are found.
pub(super) struct Patterns {
    all: Vec<Pattern>,
    /// What each phrase needs around its word, and which of all it is: those of one word together.
    needs: Vec<(Needs, u16)>,
    anchors: Vec<Anchor>,
}

/// A phrase that may be around a word, and where that stands.
pub(super) struct Marked {
    at: usize,
    number: u16,
}

/// A word by which phrases are found.
struct Anchor {
    key: u64,
    /// What any of them needs right beside it.
    before: Beside,
    behind: Beside,
    /// Where the needs of each begin and end.
    start: u16,
    end: u16,
}

/// What has to stand around a word for a phrase to be there: told at once, where most words are in no phrase.
#[derive(Clone, Copy)]
struct Needs {
    before: Beside,
    behind: Beside,
    /// One of these somewhere in the sentence.
    within: Bits,
}

impl Needs {
    fn of(parts: &[Part], anchor: usize) -> Self {
        let (before, behind) = (&parts[..anchor], &parts[anchor + 1..]);
        let others = before.iter().rev().skip(1).chain(behind.iter().skip(1));
        Self {
            before: Beside::of(&mut before.iter().rev()),
            behind: Beside::of(&mut behind.iter()),
            within: others.filter_map(bits_of).min_by_key(Bits::count).unwrap_or(Bits::ALL),
        }
    }
}

/// A word that stands right beside another: its bit, and what it may be. At an end may be what asks for nothing there.
type Neighbour = (u8, u64);

/// What stands right before and behind a word.
#[inline]
fn beside(tokens: &[Token], at: usize) -> (Neighbour, Neighbour) {
    let neighbour = |token: Option<&Token>| token.map_or((0, 0), |token| (token.bit, token.tags));
    (neighbour(tokens[..at].last()), neighbour(tokens.get(at + 1)))
}

/// What may stand right beside a word: one of some words, or what may be something.
#[derive(Clone, Copy)]
struct Beside {
    words: Bits,
    tags: u64,
}

impl Beside {
    const NOTHING: Self = Self { words: Bits::NONE, tags: 0 };
    /// Also the end of the sentence.
    const ANYTHING: Self = Self { words: Bits::ALL, tags: u64::MAX };

    /// By the parts of a phrase that follow on this side.
    fn of<'a>(parts: &mut impl Iterator<Item = &'a Part>) -> Self {
        let Some(part) = parts.next() else { return Self::ANYTHING };
        match part {
            Part::Words(_) => bits_of(part).map_or(Self::ANYTHING, |words| Self { words, tags: 0 }),
            Part::Tags(tags) => Self { words: Bits::NONE, tags: *tags },
            Part::Person => Self { words: Bits::NONE, tags: PERSON | TEAM | NAME | PRONOUN },
            Part::Between => Self::of(parts).or(Self { words: Bits::NONE, tags: ADVERB | DETERMINER | SMALL }),
            Part::Either { of, may_miss: false } => {
                let each = of.iter().map(|part| Self::of(&mut std::iter::once(part)));
                each.fold(Self::NOTHING, Self::or)
            }
            _ => Self::ANYTHING,
        }
    }

    fn or(self, other: Self) -> Self {
        Self { words: self.words.or(&other.words), tags: self.tags | other.tags }
    }

    #[inline]
    fn may_be(&self, (bit, tags): Neighbour) -> bool {
        self.words.has(bit) | (self.tags & tags != 0)
    }
}

/// All patterns.
pub(super) fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let mut all = Vec::new();
        let mut found: Vec<(u64, Needs, u16)> = Vec::new();
        for idioms in super::phrases::ALL {
            for text in idioms.patterns.lines() {
                let (text, needs_people) = text.strip_prefix("@ ").map_or((text, false), |text| (text, true));
                let anchor = text.split(' ').position(|part| part.starts_with('^')).unwrap_or(0);
                let parts: Vec<Part> = text.split(' ').map(|part| part_of(part.trim_start_matches('^'))).collect();
                if let Part::Words(words) = &parts[anchor] {
                    let needs = Needs::of(&parts, anchor);
                    found.extend(words.iter().map(|key| (*key, needs, all.len() as u16)));
                }
                all.push(Pattern { needs_people, parts, anchor, class: idioms.class, tone: &idioms.tone });
            }
        }
        found.sort_by_key(|(key, ..)| *key);
        let mut patterns = Patterns { all, needs: Vec::new(), anchors: Vec::new() };
        for same in found.chunk_by(|one, next| one.0 == next.0) {
            let start = patterns.needs.len() as u16;
            patterns.needs.extend(same.iter().map(|(_, needs, pattern)| (*needs, *pattern)));
            let before = same.iter().fold(Beside::NOTHING, |any, (_, needs, _)| any.or(needs.before));
            let behind = same.iter().fold(Beside::NOTHING, |any, (_, needs, _)| any.or(needs.behind));
            let key = same[0].0;
            patterns.anchors.push(Anchor { key, before, behind, start, end: patterns.needs.len() as u16 });
        }
        patterns
    })
}

impl Patterns {
    /// Marks which phrases may be around the word at `at`, which is one by which they are found: those that what stands
    /// right beside it leaves room for. Nearly all are ruled out by that.
    #[inline]
    pub(super) fn mark(&self, tokens: &[Token], at: usize, marked: &mut Vec<Marked>) {
        let (before, behind) = beside(tokens, at);
        let anchor = &self.anchors[tokens[at].anchor()];
        if !(anchor.before.may_be(before) & anchor.behind.may_be(behind)) {
            return;
        }
        for number in anchor.start..anchor.end {
            let (needs, _) = &self.needs[usize::from(number)];
            if needs.before.may_be(before) & needs.behind.may_be(behind) {
                marked.push(Marked { at, number });
            }
        }
    }

    /// A marked phrase, if it is there, with the places of its first word and behind its last. `bits` are those of all words
    /// that may belong to it.
    pub(super) fn phrase(
        &self,
        tokens: &[Token],
        marked: &Marked,
        bits: &Bits,
    ) -> Option<(Class, &'static Tone, std::ops::Range<usize>)> {
        let (needs, pattern) = &self.needs[usize::from(marked.number)];
        if !needs.within.meets(bits) {
            return None;
        }
        let pattern = &self.all[usize::from(*pattern)];
        let end = forward(tokens, marked.at + 1, &pattern.parts[pattern.anchor + 1..])?;
        let start = backward(tokens, marked.at, &pattern.parts[..pattern.anchor])?;
        let is_said = !pattern.needs_people || tokens[..marked.at].iter().any(is_somebody);
        is_said.then_some((pattern.class, pattern.tone, start..end))
    }
}

fn part_of(text: &str) -> Part {
    match text {
        "~" => Part::Between,
        "*" => Part::Gap,
        "_" => Part::Any,
        ":" => Part::Colon,
        "," => Part::Comma,
        "[" => Part::Begin,
        "$" => Part::End,
        "<person>" => Part::Person,
        "<n>" => Part::Number,
        "<other>" => Part::Other,
        "<poss>" => Part::Owned,
        "<ing>" => Part::Doing,
        "<ed>" => Part::Done,
        "<be>" => Part::Tags(BE),
        "<neg>" => Part::Tags(NEGATION),
        "<act>" => Part::Tags(ACT),
        "<cause>" => Part::Tags(CAUSE),
        "<prep>" => Part::Tags(PREPOSITION),
        "<harm>" => Part::Tags(HARM),
        "<harmed>" => Part::Tags(HARMED),
        "<audience>" => Part::Tags(AUDIENCE),
        "<det>" => Part::Tags(DETERMINER),
        "<care>" => Part::Tags(CARE),
        "<verb>" => Part::Tags(BASE_VERB),
        "<bad>" => Part::Tags(BAD | JUDGEMENT),
        "<small>" => Part::Tags(SMALL),
        "<decision>" => Part::Tags(DECISION),
        "<unit>" => Part::Tags(UNIT),
        several if several.contains('|') && several.contains(['~', '<', '$', ',']) => {
            let (classes, words): (Vec<&str>, Vec<&str>) =
                several.split('|').filter(|one| *one != "~").partition(|one| one.starts_with(['<', '$', ',']));
            let words = Part::Words(words.into_iter().map(key_of).collect());
            let of = classes.into_iter().map(part_of).chain([words]).collect();
            Part::Either { of, may_miss: several.contains("|~") }
        }
        words => Part::Words(words.split('|').map(key_of).collect()),
    }
}

/// The bits of the words of which one has to be there.
fn bits_of(part: &Part) -> Option<Bits> {
    match part {
        Part::Words(words) if !words.contains(&key_of("n't")) => Some(Bits::of_keys(words)),
        _ => None,
    }
}

/// The words by which phrases are found.
pub(super) fn anchors() -> impl Iterator<Item = u64> {
    patterns().anchors.iter().map(|anchor| anchor.key)
}

fn forward(tokens: &[Token], at: usize, parts: &[Part]) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    if matches!(part, Part::Between) {
        let most = tokens[at..].iter().take(3).take_while(|token| token.has(ADVERB | DETERMINER | SMALL)).count();
        return (0..=most).find_map(|skipped| forward(tokens, at + skipped, rest));
    }
    if matches!(part, Part::Gap) {
        let most = tokens[at..].iter().take(8).take_while(|token| !divides(token)).count();
        return (0..=most).find_map(|skipped| forward(tokens, at + skipped, rest));
    }
    if matches!(part, Part::End) {
        return tokens.get(at).is_none_or(|token| matches!(token.kind, Kind::Mark(_))).then_some(at);
    }
    if let Part::Either { of, may_miss } = part {
        let is_ended = || tokens.get(at).is_none_or(|token| matches!(token.kind, Kind::Mark(_)));
        let taken = tokens.get(at).filter(|token| fits(part, token)).and_then(|_| forward(tokens, at + 1, rest));
        let may_miss = *may_miss || of.iter().any(|part| matches!(part, Part::End)) && is_ended();
        return taken.or_else(|| may_miss.then(|| forward(tokens, at, rest))?);
    }
    fits(part, tokens.get(at)?).then(|| forward(tokens, at + 1, rest))?
}

fn backward(tokens: &[Token], end: usize, parts: &[Part]) -> Option<usize> {
    let Some((part, rest)) = parts.split_last() else { return Some(end) };
    if matches!(part, Part::Between) {
        let before = tokens[..end].iter().rev().take(3);
        let most = before.take_while(|token| token.has(ADVERB | DETERMINER | SMALL)).count();
        return (0..=most).find_map(|skipped| backward(tokens, end - skipped, rest));
    }
    if matches!(part, Part::Gap) {
        let most = tokens[..end].iter().rev().take(8).take_while(|token| !divides(token)).count();
        return (0..=most).find_map(|skipped| backward(tokens, end - skipped, rest));
    }
    if matches!(part, Part::Begin) {
        let is_first = end.checked_sub(1).is_none_or(|at| matches!(tokens[at].kind, Kind::Mark(_)));
        return is_first.then(|| backward(tokens, end, rest))?;
    }
    if let Part::Either { may_miss: true, .. } = part {
        let before = end.checked_sub(1).filter(|at| fits(part, &tokens[*at]));
        return before.and_then(|at| backward(tokens, at, rest)).or_else(|| backward(tokens, end, rest));
    }
    let at = end.checked_sub(1)?;
    fits(part, &tokens[at]).then(|| backward(tokens, at, rest))?
}

fn fits(part: &Part, token: &Token) -> bool {
    match part {
        Part::Words(words) => {
            token.key != 0 && (words.contains(&token.key) || token.ends_with("n't") && words.contains(&key_of("n't")))
        }
        Part::Tags(tags) => token.has(*tags),
        Part::Person => token.has(PERSON | TEAM | NAME | PRONOUN) || token.kind == Kind::Handle,
        Part::Number => token.kind == Kind::Number || token.has(NUMERAL),
        Part::Other => is_somebody(token) && !token.is_possessive,
        Part::Owned => token.is_possessive || token.is(w!("his her their its our my your whose")),
        Part::Doing => token.ends_with("ing"),
        Part::Done => token.has(PARTICIPLE) || token.ends_with("ed"),
        Part::Any => !matches!(token.kind, Kind::Mark(_)),
        Part::Colon => token.is_mark(":=-\u{2013}\u{2014}"),
        Part::Comma => token.is_mark(","),
        Part::Either { of, .. } => of.iter().any(|part| fits(part, token)),
        Part::End => false,
        Part::Between | Part::Gap | Part::Begin => true,
    }
}

/// Ends what a phrase may reach over.
fn divides(token: &Token) -> bool {
    token.is_mark(".;:?!()\u{2013}\u{2014}")
}

/// Somebody else than those who write.
fn is_somebody(token: &Token) -> bool {
    token.kind == Kind::Handle
        || token.has(PERSON | TEAM)
        || token.has(NAME) && token.is_capital
        || token.is_capital && token.is_possessive
        || token.is(w!("he she they who whoever nobody no-one"))
}
