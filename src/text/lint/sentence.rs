//! One sentence, and the questions that grammars ask of it.

use std::borrow::Cow;
use std::ops::Range;

use super::hint::Class;
use super::idiom::Tone;
use super::section::Section;
use super::vocabulary::tag::*;
use super::words::{Bits, Kind, Token, Words, w};

/// A sentence where it stands.
pub(super) struct Sentence<'a> {
    pub(super) tokens: &'a [Token],
    /// What follows it in its paragraph.
    pub(super) rest: &'a [Token],
    pub(super) section: Section,
    pub(super) is_question: bool,
    /// The bits of all its words.
    pub(super) bits: Bits,
}

/// What a grammar found in a sentence: the places of the first word and behind the last.
pub(super) struct Found {
    pub(super) class: Class,
    pub(super) words: Range<usize>,
    pub(super) why: &'static str,
    pub(super) instead: Cow<'static, str>,
}

impl Found {
    pub(super) fn new(class: Class, words: Range<usize>, tone: &Tone) -> Self {
        Self { class, words, why: tone.why, instead: Cow::Borrowed(tone.instead) }
    }
}

/// Who does what a verb says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A person or a group, whose word stands there.
    People(usize),
    Thing,
    Unknown,
}

impl Sentence<'_> {
    /// Any of the tokens has one of these tags.
    #[inline]
    pub(super) fn any(&self, range: Range<usize>, tags: u64) -> bool {
        self.tokens[range.start.min(self.tokens.len())..range.end.min(self.tokens.len())]
            .iter()
            .any(|token| token.has(tags))
    }

    /// One of these words stands there, divided by blanks.
    #[inline]
    pub(super) fn any_of(&self, range: Range<usize>, words: &Words) -> bool {
        words.bits.meets(&self.bits)
            && self.tokens[range.start.min(self.tokens.len())..range.end.min(self.tokens.len())]
                .iter()
                .any(|token| token.is(words))
    }

    #[inline]
    pub(super) fn is(&self, at: usize, words: &Words) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(words))
    }

    #[inline]
    pub(super) fn has(&self, at: usize, tags: u64) -> bool {
        self.tokens.get(at).is_some_and(|token| token.has(tags))
    }

    /// Where the clause of a token begins: behind the last mark or joint before it.
    pub(super) fn clause_start(&self, at: usize) -> usize {
        self.tokens[..at].iter().rposition(is_boundary).map_or(0, |boundary| boundary + 1)
    }

    /// Where the clause of a token ends.
    pub(super) fn clause_end(&self, at: usize) -> usize {
        let behind = self.tokens[at + 1..].iter().position(is_boundary);
        behind.map_or(self.tokens.len(), |boundary| at + 1 + boundary)
    }

    /// A negation stands shortly before.
    pub(super) fn is_negated(&self, at: usize) -> bool {
        let start = at.saturating_sub(5);
        self.tokens[start..at].iter().enumerate().rev().take_while(|(_, token)| !token.is_mark(",;:.()")).any(
            |(place, token)| {
                token.has(NEGATION)
                    && !token.is(w!("without"))
                    && !(self.is(start + place + 1, w!("been")) && self.is(start + place + 2, w!("for")))
                    && !self.is(start + place + 1, w!("only just merely for"))
                    || token.is(w!("rather instead")) && self.is(start + place + 1, w!("than of"))
                    || token.is(w!("blameless"))
            },
        )
    }

    /// People by role, name, handle or pronoun; not what belongs to them.
    pub(super) fn is_people(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        if token.is_possessive {
            return false;
        }
        match token.kind {
            Kind::Handle => true,
            Kind::Word => {
                token.has(PERSON | TEAM) && !self.is_machine(at) && !self.is_first_of_compound(at)
                    || self.is_leader(at)
                    || token.has(NAME) && token.is_capital
                    || token.is(w!("he she we i who whoever they i've we've they've i'd he'd she'd we'd they'd"))
            }
            _ => false,
        }
    }

    /// A word for people that stands before the noun it belongs to: support ticket, team channel.
    fn is_first_of_compound(&self, at: usize) -> bool {
        let Some(next) = self.tokens.get(at + 1) else { return false };
        is_noun(next)
    }

    /// The shift leader; not the one that a cluster elects.
    fn is_leader(&self, at: usize) -> bool {
        self.is(at, w!("leader leaders head"))
            && self.is(
                at.wrapping_sub(1),
                w!("team shift project squad tech technical group department crew unit deputy incident"),
            )
    }

    /// The Postgres operator, the log agent.
    fn is_machine(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        if !token.has(MACHINE) || at == 0 {
            return false;
        }
        let before = &self.tokens[at - 1];
        before.kind == Kind::Code
            || !before.is(w!("network hosting dns cloud service internet payment power telecom"))
                && before.kind == Kind::Word
                && before.tags & !GENERIC == 0
                && !before.is_possessive
    }

    /// Who does what the verb at `verb` says.
    pub(super) fn subject(&self, verb: usize) -> Subject {
        let mut at = verb;
        while at > 0 && {
            let token = &self.tokens[at - 1];
            token.has(ADVERB | HAVE | BE | DO | NEGATION | MODAL | UNINTENDED)
                && !token.has(PREPOSITION | PRONOUN | PERSON | TEAM)
                && !token.is_possessive
                || token.ends_with("ly")
                    && token.tags & !(CHARACTER | BAD | UNMEASURED | HABIT | HINDSIGHT | DOWNPLAY | IDIOM | UNKIND) == 0
        } {
            at -= 1;
        }
        if at == 0 {
            return Subject::Unknown;
        }
        let before = &self.tokens[at - 1];
        if before.is(w!("who whoever")) {
            let asked = at.wrapping_sub(2);
            if self.has(asked, AUDIENCE) && !self.has(asked, PERSON | TEAM) {
                return Subject::Thing; // Users who mistyped their password.
            }
            return Subject::People(at - 1);
        }
        if before.is(w!("that which")) {
            return if at > 1 && self.is_people(at.wrapping_sub(2)) { Subject::People(at - 2) } else { Subject::Thing };
        }
        if before.is(w!("and but then or")) || before.is_mark(",") {
            return self.subject_carried_to(at - 1);
        }
        if is_boundary(before) {
            return Subject::Unknown;
        }
        if before.is(w!("to")) {
            return self.subject_carried_to(at - 1);
        }
        self.head(at - 1)
    }

    /// The noun phrase that ends at `end`: people, or not.
    fn head(&self, end: usize) -> Subject {
        let start = self.clause_start(end);
        // Where the phrase begins: behind what divides it from the one before.
        let mut first = end;
        while first > start && end - first < 5 {
            let before = &self.tokens[first - 1];
            if before.has(PREPOSITION)
                || before.kind == Kind::Number
                || self.tokens[first].has(DETERMINER) && !before.is_possessive
            {
                break;
            }
            first -= 1;
        }
        let preposition = first.checked_sub(1).filter(|at| *at >= start && self.has(*at, PREPOSITION));
        if let Some(at) = preposition
            && at > start
            && !self.tokens[at].is(w!("at since"))
        {
            let outer = at - 1;
            if self.is(outer, w!("one two three some several none part members member most few all half many")) {
                return if self.is_people(end) { Subject::People(end) } else { Subject::Thing };
            }
            if self.tokens[outer].kind == Kind::Word || self.tokens[outer].kind == Kind::Handle {
                return if self.is_people_before(outer) { Subject::People(outer) } else { Subject::Thing };
            }
        }
        if self.is_people(end) || self.is_people_before(end) {
            return Subject::People(end);
        }
        let token = &self.tokens[end];
        if token.kind == Kind::Word && token.is_capital && token.tags == 0 {
            let is_named = end > 0 && self.has(end.wrapping_sub(1), NAME) && self.tokens[end - 1].is_capital;
            if is_named || self.any_of(0..self.tokens.len(), w!("he she his her himself herself")) {
                return Subject::People(end);
            }
            return Subject::Unknown;
        }
        if self.is(start, w!("whoever")) {
            return Subject::People(start);
        }
        // The person who approved the change did not read it.
        if start > 1 && self.is(start.wrapping_sub(1), w!("who")) && self.is_people_before(start - 2) {
            return Subject::People(start - 2);
        }
        Subject::Thing
    }

    /// People, also where a noun would stand behind them.
    fn is_people_before(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        token.kind == Kind::Word
            && !token.is_possessive
            && (token.has(PERSON | TEAM) && !self.is_machine(at)
                || token.has(NAME) && token.is_capital
                || self.is_leader(at))
    }

    /// The subject of an earlier part of the sentence, which `and`, a comma or `to` carries on.
    fn subject_carried_to(&self, at: usize) -> Subject {
        let earlier = &self.tokens[..at];
        let start = earlier
            .iter()
            .rposition(|token| token.is_mark(";:.") || token.is(w!("because since that which when while where if")));
        let start = start.map_or(0, |at| at + 1);
        for place in start..at.min(start + 9) {
            let token = &self.tokens[place];
            let is_verb_next = self
                .tokens
                .get(place + 2)
                .is_some_and(|token| is_boundary(token) || token.has(DETERMINER | PREPOSITION));
            if self.is_people(place) || token.has(PERSON) && is_verb_next && self.is_people_before(place) {
                return Subject::People(place);
            }
            if token.has(PREPOSITION)
                && place > start + 1
                && !self.has(place.wrapping_sub(1), ADVERB)
                && self.tokens[place - 1].kind == Kind::Word
                || token.has(BE | MODAL) && place > start
            {
                break;
            }
        }
        if at > start { Subject::Thing } else { Subject::Unknown }
    }

    pub(super) fn is_by_people(&self, verb: usize) -> bool {
        matches!(self.subject(verb), Subject::People(_))
    }

    /// People stand right behind, as whom something was done by: `by the night shift`.
    pub(super) fn people_behind(&self, at: usize) -> Option<usize> {
        (at..self.tokens.len().min(at + 5))
            .take_while(|place| {
                let token = &self.tokens[*place];
                *place == at || !is_boundary(token) && !token.has(PREPOSITION | BE | MODAL)
            })
            .find(|place| self.is_people(*place))
            .or_else(|| {
                // A member of the team.
                let of = (at + 1..at + 4).find(|place| self.is(*place, w!("of")))?;
                let is_part = self.is(of - 1, w!("member members one some part"));
                (of + 1..of + 4).find(|place| is_part && self.is_people(*place))
            })
    }

    /// What follows gives a reason that is not somebody's: because the pager was silent.
    pub(super) fn is_explained_behind(&self, at: usize) -> bool {
        let behind = at + 1..self.tokens.len();
        behind.clone().any(|place| {
            let token = &self.tokens[place];
            let gives_reason = token.is(w!("because since as which"))
                && !self.is(place + 1, w!("usual always of"))
                && !(token.is(w!("as")) && self.is(place + 1, w!("a an")))
                || token.is_mark(":\u{2013}\u{2014}");
            gives_reason
                && place + 2 < self.tokens.len()
                && !(place + 1..self.tokens.len().min(place + 4)).any(|next| self.is_people(next))
        })
    }

    /// A condition is named behind: what the schema accepts, what the tool does not ask. Then a slip is where a search
    /// began, and not where it stopped.
    pub(super) fn names_condition(&self, from: usize) -> bool {
        let names = |tokens: &[Token], at: usize| {
            let before = &tokens[at.saturating_sub(4)..at];
            tokens[at].has(CONDITION)
                && !before.iter().any(|token| token.is(w!("who he she they without we")) || token.has(PERSON | NAME))
        };
        let joined = (from..self.tokens.len()).find(|at| is_boundary(&self.tokens[*at]));
        joined.is_some_and(|joined| (joined..self.tokens.len()).any(|at| names(self.tokens, at)))
            || (0..self.rest.len()).any(|at| names(self.rest, at))
            || (0..from.min(self.tokens.len()))
                .filter(|at| !self.is(at + 1, w!("always usual often so ever")))
                .any(|at| self.tokens[at].is(w!("because since as")) && (at..from).any(|at| names(self.tokens, at)))
            // The dialog does not name the cluster, so …
            || (1..from.min(self.tokens.len())).any(|at| {
                self.tokens[at].is(w!("so therefore thus hence")) && (0..at).any(|at| names(self.tokens, at))
            })
    }
}

/// A noun, as far as can be told: a word that is nothing else.
pub(super) fn is_noun(token: &Token) -> bool {
    let is_other = token.has(
        LAPSE
            | OMISSION
            | WRECK
            | ACT
            | PREPOSITION
            | CARE
            | BE
            | HAVE
            | DO
            | MODAL
            | ADVERB
            | NEGATION
            | JOINT
            | PRONOUN
            | DETERMINER
            | PARTICIPLE
            | UNKIND
            | HABIT
            | FAULT,
    ) || token.ends_with("ed")
        || token.ends_with("ly")
        || token.ends_with("ing");
    matches!(token.kind, Kind::Word | Kind::Code) && !is_other
}

/// Ends a clause.
#[inline]
pub(super) fn is_boundary(token: &Token) -> bool {
    token.has(JOINT)
        || matches!(token.kind, Kind::Mark(',' | ';' | ':' | '.' | '(' | ')' | '\u{2013}' | '\u{2014}' | '?' | '!'))
}
