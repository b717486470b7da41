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

/// All patterns, the keys of their anchors, and where those of each bucket begin.
struct Patterns {
    all: Vec<Pattern>,
    anchors: Vec<Anchor>,
    starts: Vec<u16>,
}

/// A word by which a phrase is found.
struct Anchor {
    key: u64,
    /// The bits of some other words, twice, of which the phrase needs one each.
    needs: [Bits; 2],
    pattern: u16,
}

const BUCKETS: usize = 2048;

fn bucket(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 53) as usize
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let mut all = Vec::new();
        let mut anchors = Vec::new();
        for idioms in super::phrases::ALL {
            for text in idioms.patterns.lines() {
                let (text, needs_people) = text.strip_prefix("@ ").map_or((text, false), |text| (text, true));
                let anchor = text.split(' ').position(|part| part.starts_with('^')).unwrap_or(0);
                let parts: Vec<Part> = text.split(' ').map(|part| part_of(part.trim_start_matches('^'))).collect();
                let others = (0..parts.len()).filter(|place| *place != anchor);
                let mut needs: Vec<Bits> = others.filter_map(|place| bits_of(&parts[place])).collect();
                needs.sort_by_key(Bits::count);
                needs.extend([Bits::ALL; 2]);
                if let Part::Words(words) = &parts[anchor] {
                    let (needs, pattern) = ([needs[0], needs[1]], all.len() as u16);
                    anchors.extend(words.iter().map(|key| Anchor { key: *key, needs, pattern }));
                }
                all.push(Pattern { needs_people, parts, anchor, class: idioms.class, tone: &idioms.tone });
            }
        }
        anchors.sort_by_key(|anchor| bucket(anchor.key));
        let before = |place| anchors.partition_point(|anchor| bucket(anchor.key) < place) as u16;
        let starts = (0..=BUCKETS).map(before).collect();
        Patterns { all, anchors, starts }
    })
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

/// Phrases around the word at `at`, with the places of their first word and behind their last. `bits` are those of all
/// words that may belong to them.
pub(super) fn around(
    tokens: &[Token],
    at: usize,
    bits: Bits,
) -> impl Iterator<Item = (Class, &'static Tone, std::ops::Range<usize>)> {
    let Patterns { all, anchors, starts } = patterns();
    let key = tokens[at].key;
    let place = bucket(key);
    let near = &anchors[starts[place] as usize..starts[place + 1] as usize];
    near.iter()
        .filter(move |anchor| anchor.key == key && anchor.needs.iter().all(|needed| needed.meets(&bits)))
        .filter_map(move |anchor| {
            let pattern = &all[anchor.pattern as usize];
            let end = forward(tokens, at + 1, &pattern.parts[pattern.anchor + 1..])?;
            let start = backward(tokens, at, &pattern.parts[..pattern.anchor])?;
            if pattern.needs_people && !tokens[..at].iter().any(is_somebody) {
                return None;
            }
            Some((pattern.class, pattern.tone, start..end))
        })
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
