//! Reads a text and asks the grammars about it.

use std::borrow::Cow;

use super::action::{self, Answerable, Item};
use super::hint::{Class, Hint, grouped};
use super::idiom::{self, Marked, Patterns};
use super::passage::{self, Reader};
use super::section::Section;
use super::sentence::{Found, Sentence, is_noun};
use super::vocabulary::tag::*;
use super::words::{Bits, Kind, Token, w};
use super::{blame, counterfactual, hindsight, human_error, minimising};

/// What stands beside a text that is linted by itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The section it stands in.
    pub section: Section,
    /// The owner field of an action item.
    pub owner: Option<&'a str>,
    /// The date field of an action item.
    pub due: Option<&'a str>,
}

/// Hints for a whole document: its headings say which section a text stands in, its action items who answers for them.
pub fn lint(markdown: &str) -> Vec<Hint> {
    let mut linter = Linter::new(markdown, None);
    passage::read(markdown, None, &mut linter);
    linter.into_hints()
}

/// Hints for a text that stands in one section: a section of a report, a finding, an action item.
pub fn lint_in(markdown: &str, context: &Context<'_>) -> Vec<Hint> {
    let mut linter = Linter::new(markdown, Some(context));
    passage::read(markdown, Some(context.section), &mut linter);
    linter.into_hints()
}

/// What a grammar looks at whoever it is said of.
const ALONE: u64 =
    CHARACTER | OMISSION | MODAL | IF | HINDSIGHT | JUDGEMENT | SLIP | UNINTENDED | BAD | DOWNPLAY | SMALL;
/// Who may be blamed.
const PEOPLE: u64 = PERSON | TEAM | NAME | PRONOUN | ANYBODY | AUDIENCE;
/// What a sentence about people may blame them with.
const BLAMES: u64 = UNKIND | LAPSE | WRECK | FAULT | NEGATION | JUNIOR | HABIT;

/// Some grammar wants to see a sentence with these words.
fn is_wanted(tags: u64) -> bool {
    tags & ALONE != 0 || tags & PEOPLE != 0 && tags & BLAMES != 0 || tags & ANYBODY != 0 && tags & ACT != 0
}

struct Linter<'a> {
    text: &'a str,
    context: Option<&'a Context<'a>>,
    hints: Vec<Hint>,
    found: Vec<Found>,
    patterns: &'static Patterns,
    /// Phrases that may be in the sentence that is being read.
    marked: Vec<Marked>,
}

impl<'a> Linter<'a> {
    fn new(text: &'a str, context: Option<&'a Context<'a>>) -> Self {
        Self { text, context, hints: Vec::new(), found: Vec::new(), patterns: idiom::patterns(), marked: Vec::new() }
    }

    fn into_hints(self) -> Vec<Hint> {
        grouped(self.hints)
    }

    fn sentences(&mut self, tokens: &[Token], section: Section, classes: impl Fn(Class) -> bool) {
        let mut start = 0;
        while start < tokens.len() {
            let (end, tags) = self.sentence_end(tokens, start);
            if is_wanted(tags) || !self.marked.is_empty() {
                let is_question = tokens[end - 1].is_mark("?");
                let (tokens, rest) = (&tokens[start..end], &tokens[end..]);
                let bits = Bits::of(tokens);
                let sentence = Sentence { tokens, rest, section, is_question, bits };
                self.sentence(&sentence, tags, &classes);
            }
            start = end;
        }
    }

    /// Where the sentence that begins at `start` ends, and all that its words may be. Marks phrases that may be
    /// there.
    fn sentence_end(&mut self, tokens: &[Token], start: usize) -> (usize, u64) {
        self.marked.clear();
        let tokens = &tokens[start..];
        let mut tags = 0;
        for (at, token) in tokens.iter().enumerate() {
            tags |= token.tags;
            if token.has(IDIOM) {
                self.patterns.mark(tokens, at, &mut self.marked);
            } else if let Kind::Mark('.' | '!' | '?') = token.kind {
                let Some(next) = tokens.get(at + 1) else { break };
                let is_apart = next.start > token.end;
                let begins = self.text[next.start as usize..].chars().next().is_none_or(|c| !c.is_lowercase());
                if is_apart && begins {
                    return (start + at + 1, tags);
                }
            }
        }
        (start + tokens.len(), tags)
    }

    fn sentence(&mut self, sentence: &Sentence<'_>, tags: u64, classes: impl Fn(Class) -> bool) {
        let mut found = std::mem::take(&mut self.found);
        let people = tags & PEOPLE != 0;
        if tags & (CHARACTER | OMISSION) != 0 || people && tags & BLAMES != 0 {
            blame::find(sentence, &mut found);
        }
        if tags & (MODAL | IF) != 0 {
            counterfactual::find(sentence, &mut found);
        }
        if tags & (HINDSIGHT | JUDGEMENT | SLIP) != 0 {
            hindsight::find(sentence, &mut found);
        }
        if tags & (SLIP | UNINTENDED | BAD | OMISSION) != 0 || people && tags & ACT != 0 {
            human_error::find(sentence, &mut found);
        }
        if tags & (DOWNPLAY | SMALL) != 0 {
            minimising::find(sentence, &mut found);
        }
        for marked in &self.marked {
            if let Some((class, tone, words)) = self.patterns.phrase(sentence.tokens, marked, &sentence.bits) {
                let is_said = found.iter().any(|found| found.class == class);
                if !is_said && applies(sentence, class, &words) {
                    found.push(Found::new(class, words, tone));
                }
            }
        }
        for found in found.drain(..).filter(|found| classes(found.class)) {
            let words = &sentence.tokens[found.words];
            self.add(found.class, words, found.why, found.instead);
        }
        self.found = found;
    }

    fn add(&mut self, class: Class, words: &[Token], why: &'static str, instead: Cow<'static, str>) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let range = first.start as usize..last.end as usize;
        let text = &self.text[range.clone()];
        let is_plain = !text.contains("  ") && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        let text = if is_plain { text.to_owned() } else { text.split_whitespace().collect::<Vec<_>>().join(" ") };
        self.hints.push(Hint { range, class, text, why, instead, also: Vec::new() });
    }
}

/// Whether a phrase means what it usually means, here.
fn applies(sentence: &Sentence<'_>, class: Class, words: &std::ops::Range<usize>) -> bool {
    match class {
        Class::Minimising => {
            // The merely advisory check: a kind of check.
            let is_kind = words.len() == 1
                && words.start > 0
                && sentence.is(words.start - 1, w!("the a"))
                && sentence.is(words.start, w!("merely mere"))
                || sentence.section == Section::Timeline && sentence.is(words.start, w!("only just"));
            minimising::applies(sentence.section) && !sentence.is_question && !is_kind
        }
        Class::Hindsight => hindsight::applies(sentence.section) && !sentence.is_negated(words.start),
        Class::HumanError => {
            // The user error page.
            let last = words.end - 1;
            let is_term = sentence.has(last, SLIP | HARM) && sentence.tokens.get(words.end).is_some_and(is_noun);
            // An extra space is kept: what a system does with one.
            let is_handled = sentence.is(words.end, w!("is are gets"))
                && sentence.is(
                    words.end + 1,
                    w!("kept stripped trimmed removed dropped ignored accepted rejected refused allowed preserved \
                        stored"),
                );
            human_error::applies(sentence.section)
                && !is_term
                && !is_handled
                && !human_error::is_set_aside(sentence, words.start, words.end)
        }
        Class::BlameIndividual => !sentence.is_negated(words.start) && sentence.section != Section::RunbookStep,
        Class::Counterfactual => {
            !matches!(sentence.section, Section::ActionItems | Section::RunbookStep) && !sentence.is_question
        }
        // Actions are judged as a whole.
        _ => false,
    }
}

impl Reader for Linter<'_> {
    fn paragraph(&mut self, tokens: &[Token], section: Section) {
        self.sentences(tokens, section, |_| true);
    }

    fn heading(&mut self, tokens: &[Token]) {
        self.sentences(tokens, Section::Other, |class| matches!(class, Class::BlameIndividual | Class::HumanError));
    }

    fn action(&mut self, mut item: Item) {
        if let Some(context) = self.context {
            if item.owner == Answerable::Unsaid
                && let Some(owner) = context.owner
            {
                item.owner = action::answerable(owner);
            }
            item.has_due |= context.due.is_some_and(|due| !due.trim().is_empty());
        }
        for verdict in action::judge(&item, self.context.is_none()) {
            let words = &item.tokens[verdict.words];
            self.add(verdict.class, words, verdict.tone.why, Cow::Borrowed(verdict.tone.instead));
        }
    }
}
