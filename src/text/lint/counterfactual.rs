//! Counterfactuals: what did not happen, told as if it explained what did.
//!
//! A modal, a form of have, a participle. Not: expectations (should see), recommendations (should add), inability in
//! the past
//! (could not log in), what may have caused something (could have been triggered by), and what would have been seen
//! by users.

use super::hint::Class;
use super::idiom::Tone;
use super::section::Section;
use super::sentence::{Found, Sentence, Subject};
use super::vocabulary::tag::*;
use super::words::{Token, w};

const SHOULD: Tone = Tone {
    why: "This tells what did not happen. It explains nothing of what did, and says that somebody was at fault.",
    instead: "Say what happened and what made it likely: “it was seen only at … because …”. What you wish for \
        next time is an action item.",
};
const WOULD: Tone = Tone {
    why: "This describes a past that never was. It cannot be checked, and it stands where the explanation belongs.",
    instead: "Say what happened and what made it likely: which condition was there, and since when. Put the \
        remedy among the actions.",
};
const COULD: Tone = Tone {
    why: "That it could have gone differently is known now; it does not tell why it went this way.",
    instead: "Say what was done with what was known then, and what stood in the way of the other course. Put the \
        remedy among the actions.",
};

pub(super) fn find(sentence: &Sentence<'_>, found: &mut Vec<Found>) {
    if sentence.section == Section::RunbookStep {
        return;
    }
    for (at, token) in sentence.tokens.iter().enumerate() {
        if !token.has(MODAL | IF) {
            continue;
        }
        if token.is(w!("if")) && sentence.is(at + 1, w!("only")) && is_unreal(sentence, at + 2) {
            return found.push(Found::new(Class::Counterfactual, at..at + 2, &WOULD));
        }
        if token.is(w!("wish wished")) && sentence.any_of(at + 1..at + 5, w!("had we'd i'd they'd")) {
            return found.push(Found::new(Class::Counterfactual, at..at + 1, &WOULD));
        }
        if token.is(w!("supposed"))
            && sentence.is(at + 1, w!("to"))
            && sentence.any_of(at.saturating_sub(2)..at, w!("was were"))
            && (sentence.is_by_people(at - 1) || sentence.is(at + 2, w!("have")))
            && !is_told_done(sentence, at + 2)
        {
            return found.push(Found::new(Class::Counterfactual, at - 1..at + 2, &SHOULD));
        }
        if !token.has(MODAL) {
            continue;
        }
        if let Some((to, tone)) = at_modal(sentence, at, token) {
            return found.push(Found::new(Class::Counterfactual, at..to.min(sentence.tokens.len()), tone));
        }
    }
}

/// Was supposed to call back, and called: when, and not that it was left out.
fn is_told_done(sentence: &Sentence<'_>, verb: usize) -> bool {
    let Some((verb, behind)) = sentence.tokens.get(verb..).and_then(<[Token]>::split_first) else { return false };
    behind.windows(2).any(|pair| pair[0].is(w!("and")) && pair[1].is_past_of(verb))
}

/// Behind `if only`: had, were, would. Not: if only one replica is up.
fn is_unreal(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.any_of(
        at..sentence.tokens.len().min(at + 12),
        w!("had were hadn't weren't would could we'd they'd he'd she'd i'd"),
    )
}

fn at_modal(sentence: &Sentence<'_>, at: usize, token: &Token) -> Option<(usize, &'static Tone)> {
    let (participle, is_negated) = participle_of(sentence, at, token)?;
    let to = participle + 1;
    let conditional = is_conditional(sentence);
    // What every service should have had by then: a promise.
    if sentence.section == Section::ActionItems && !token.is(w!("could could've would would've wouldn't couldn't")) {
        return None;
    }
    if token.is(w!("should should've shouldn't shoulda shouldnt shouldn't've ought oughtn't need needed needn't")) {
        if token.is(w!("need needed needn't")) && !sentence.any(at + 1..participle, HAVE) {
            return None;
        }
        if is_possession(sentence, participle) {
            return None;
        }
        return Some((to, &SHOULD));
    }
    // Whether a test could have caught it is a question as well.
    if sentence.is_question || sentence.any_of(0..at, w!("whether")) {
        return None;
    }
    let behind = if sentence.is(participle, w!("been")) { skip_adverbs(sentence, participle + 1) } else { participle };
    let helped = sentence.has(behind, HELPED)
        || behind != participle
            && sentence.any_of(
                behind..behind + 2,
                w!("half twice back online up enough possible better shorter smaller worse less faster smoother"),
            );
    let people = match sentence.subject(at) {
        Subject::People(people) => Some(people),
        _ => None,
    };
    let nobody =
        (sentence.clause_start(at)..at).any(|place| sentence.is(place, w!("nobody none nothing neither no-one no")));
    if token.is(w!("could could've couldn't coulda couldnt might might've couldn't've mightn't")) {
        if (is_negated || nobody) && !conditional {
            return None;
        }
        if sentence.has(behind, GUESS) && !conditional && !sentence.has(behind, HELPED) {
            return None;
        }
        if sentence.is(behind, w!("worse")) || sentence.is(behind + 1, w!("worse")) {
            return None;
        }
        let cared = sentence.has(behind, CARE);
        let ours = people.is_some() && !sentence.has(behind, GUESS) && !token.is(w!("might might've"));
        return (helped || cared || conditional || ours).then_some((to, &COULD));
    }
    // Would.
    if conditional {
        return Some((to, &WOULD));
    }
    let start = sentence.clause_start(at);
    if sentence.any(start.max(at.saturating_sub(4))..at, AUDIENCE)
        && !sentence.any(at..participle, NEGATION)
        && !sentence.is(at.wrapping_sub(1), w!("they"))
    {
        return None;
    }
    (helped || is_negated || nobody || people.is_some()).then_some((to, &WOULD))
}

/// Something unreal is said elsewhere in the sentence: if, had it been, without, earlier.
fn is_conditional(sentence: &Sentence<'_>) -> bool {
    let end = sentence.tokens.len();
    (0..end).any(|at| {
        let token = &sentence.tokens[at];
        if !token.is(w!("if unless had but were without with earlier sooner instead properly")) {
            return false;
        }
        token.is(w!("if unless")) && !sentence.is(at + 1, w!("any"))
            || token.is(w!("had"))
                && (at == 0
                    || sentence.tokens[at - 1].is_mark(",")
                    || sentence.any_of(at + 1..end.min(at + 6), w!("been")))
                && !sentence.is(at + 1, w!("been"))
            || token.is(w!("had")) && at > 0 && !sentence.is_by_people(at) && sentence.has(at + 1, DETERMINER)
            || token.is(w!("but")) && sentence.is(at + 1, w!("for"))
            || token.is(w!("were")) && sentence.is(at + 1, w!("it")) && sentence.is(at + 2, w!("not"))
            || token.is(w!("without")) && sentence.has(at + 1, DETERMINER)
            || token.is(w!("without with")) && at == 0
            || token.is(w!("earlier sooner instead properly"))
    })
}

/// The participle behind a modal, and whether it is negated.
fn participle_of(sentence: &Sentence<'_>, at: usize, token: &Token) -> Option<(usize, bool)> {
    let mut place = at + 1;
    let mut is_negated = token.has(NEGATION);
    if !token.has(HAVE) {
        let asks = sentence.is_question && sentence.is(at, w!("shouldn't should")) && at <= 1;
        loop {
            let next = sentence.tokens.get(place)?;
            is_negated |= next.is(w!("not never"));
            if next.is(w!("have 've of had")) {
                if next.is(w!("of")) && place != at + 1 || next.is(w!("had")) {
                    return None;
                }
                break;
            }
            let may_stand =
                next.has(ADVERB) || next.is(w!("not never to have n't")) || next.ends_with("ly") || next.is_mark(",");
            if !may_stand && !(asks && place < at + 7) {
                return None;
            }
            if next.is(w!("to")) && !token.is(w!("ought needed need oughtn't")) {
                return None;
            }
            place += 1;
        }
        place += 1;
    }
    let participle = skip_adverbs(sentence, place);
    is_negated |= sentence.any_of(place..participle, w!("not never"));
    let found = sentence.tokens.get(participle)?;
    (found.has(PARTICIPLE) || found.ends_with("ed")).then_some((participle, is_negated))
}

fn skip_adverbs(sentence: &Sentence<'_>, mut at: usize) -> usize {
    while sentence.tokens.get(at).is_some_and(|token| {
        (token.has(ADVERB) && !token.has(HELPED | PARTICIPLE)) || token.is(w!("not never")) || token.ends_with("ly")
    }) {
        at += 1;
    }
    at
}

/// Should have limited access: an adjective and its noun.
fn is_possession(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(next) = sentence.tokens.get(at + 1) else { return false };
    sentence.has(at, ADJECTIVE)
        && next.kind == super::words::Kind::Word
        && !next.has(DETERMINER | PREPOSITION | ADVERB | JOINT | PRONOUN | NEGATION | UNMEASURED)
        && !next.ends_with("ly")
        && !next.ends_with("ed")
}
