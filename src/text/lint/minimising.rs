//! Minimising: impact or cause played down. Real restrictions are none: only pods in zone b were affected.

use super::hint::Class;
use super::idiom::Tone;
use super::section::Section;
use super::sentence::{Found, Sentence};
use super::vocabulary::tag::*;
use super::words::{Kind, w};

const ONLY: Tone = Tone {
    why: "“Only” and “just” tell the reader how to feel about a number. Those it counts feel otherwise.",
    instead: "Give the number without them: “for three hours”, “4,000 orders”. Whether it is little is for the \
        reader to say.",
};
const SMALL_TONE: Tone = Tone {
    why: "A size without a measure: what is small to those who write was not small to everybody.",
    instead: "Give the measure: how many, how long, what they could not do.",
};
const SIMPLE: Tone = Tone {
    why: "“Just” and “simple” make the cause look smaller than its effect, and stop the question why it had that \
        effect.",
    instead: "Leave the word out and add what let it have this effect.",
};

pub(super) fn find(sentence: &Sentence<'_>, found: &mut Vec<Found>) {
    if !applies(sentence.section) || sentence.is_question {
        return;
    }
    for (at, token) in sentence.tokens.iter().enumerate() {
        if !token.has(DOWNPLAY | SMALL) || sentence.section == Section::Timeline && token.is(w!("only just")) {
            continue;
        }
        let words = if token.is(w!("only just")) {
            scale(sentence, at).map(|to| (to, &ONLY)).or_else(|| cause(sentence, at).map(|to| (to, &SIMPLE)))
        } else if token.is(w!("simply simple")) {
            cause(sentence, at).map(|to| (to, &SIMPLE))
        } else if token.is(w!("handful")) {
            (sentence.is(at + 1, w!("of"))
                && sentence.any(at + 2..at + 5, AUDIENCE)
                && !sentence.any(0..sentence.tokens.len(), GOOD & !HARMED))
            .then_some((at + 2, &SMALL_TONE))
        } else if token.has(SMALL) {
            small(sentence, at).map(|to| (to, &SMALL_TONE))
        } else {
            None
        };
        if let Some((to, tone)) = words {
            let from = at - usize::from(at > 0 && sentence.is(at.wrapping_sub(1), w!("only just very")));
            return found.push(Found::new(Class::Minimising, from..to.min(sentence.tokens.len()), tone));
        }
    }
}

pub(super) fn applies(section: Section) -> bool {
    !matches!(section, Section::ActionItems | Section::RunbookStep)
}

/// Only 3 % of the payments failed; just 4,000 orders; only down for three hours.
fn scale(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let end = sentence.tokens.len();
    if sentence.any(at.saturating_sub(2)..at, NEGATION)
        || sentence.is(at + 1, w!("one under over above below before after"))
    {
        return None;
    }
    let clause = sentence.clause_start(at)..sentence.clause_end(at);
    let amount = (at + 1..end.min(at + 8)).find(|place| {
        let token = &sentence.tokens[*place];
        token.kind == Kind::Number && !is_clock(sentence, *place) || token.has(NUMERAL) && !token.is(w!("one single"))
    })?;
    // What is counted stands behind: users, minutes, percent.
    let counts = sentence.any(amount + 1..end.min(amount + 6), UNIT | AUDIENCE)
        || sentence.tokens.get(amount + 1).is_some_and(|next| next.is_mark("%"));
    let is_harm =
        sentence.any(clause.clone(), HARMED) && !sentence.any_of(clause.clone(), w!("limit retention allows"));
    let is_good = !sentence.any_of(0..at, w!("lost"))
        && sentence.any(clause.clone(), GOOD)
        && !sentence.any_of(clause.clone(), w!("down lasted lost unavailable"));
    let first = amount == at + 1
        || sentence.any(at + 1..at + 2, HARMED | PREPOSITION | BE)
        || sentence.is(at + 1, w!("about around some roughly"));
    // Had to be rebooked: harm; had three replicas: a fact.
    let had_to = (amount..end.min(amount + 7)).any(|at| sentence.is(at, w!("had")) && sentence.is(at + 1, w!("to")));
    let is_harm = is_harm || had_to;
    let held = !had_to && sentence.any_of(clause.clone(), w!("had"))
        || sentence.any_of(clause, w!("has have needs requires every each up back apart later ago after before"));
    (counts && is_harm && !is_good && first && !held).then_some(amount + 1)
}

fn is_clock(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.is(at.wrapping_sub(1), w!("at since until before after v version"))
}

/// It was just a config change; a simple typo.
fn cause(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let token = &sentence.tokens[at];
    if sentence.any(at.saturating_sub(2)..at, NEGATION) {
        return None;
    }
    if token.is(w!("simple")) {
        if sentence.is(at + 1, w!("human operator user")) {
            return None; // Human error says more about it.
        }
        let noun = (at + 1..sentence.tokens.len().min(at + 3)).find(|place| sentence.has(*place, HARM | SLIP))?;
        return (!sentence.any_of(at..noun + 3, w!("rate handling budget message page"))).then_some(noun + 1);
    }
    let said = at > 0 && (sentence.has(at.wrapping_sub(1), BE) || sentence.is(at.wrapping_sub(1), w!("it's that's")));
    let names = sentence.is(at + 1, w!("a an some the another one"))
        && !sentence.is(at + 2, w!("matter question few same"))
        || sentence.has(at + 1, HARM | SLIP | SMALL);
    let is_noun = (at + 1..sentence.tokens.len().min(at + 5)).any(|place| {
        sentence.has(place, HARM | SLIP | SMALL)
            || sentence
                .is(place, w!("change config setting flag line file matter case reboot restart restarts config-change"))
    });
    if said
        && names
        && (is_noun || token.is(w!("simply")))
        && sentence.is(at.wrapping_sub(1), w!("was is were it's that's wasn't are"))
        && !sentence.any_of(at..at + 6, w!("replica node pod copy"))
    {
        return Some((at + 3).min(sentence.tokens.len()));
    }
    None
}

/// A minor hiccup, small issues; not a minor version.
fn small(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let token = &sentence.tokens[at];
    if sentence.any(at.saturating_sub(3)..at, NEGATION) {
        return None;
    }
    let is_measured = sentence.tokens.iter().any(|token| token.kind == Kind::Number);
    // The impact was minimal.
    let said = at - sentence.tokens[..at].iter().rev().take_while(|token| token.has(ADVERB) && !token.has(BE)).count();
    if said > 1 && sentence.has(said.wrapping_sub(1), BE) && !is_measured {
        let noun = (said.saturating_sub(6)..said)
            .find(|place| sentence.has(*place, HARM) && !sentence.is(*place, w!("error errors")));
        let ends = sentence.tokens.get(at + 1).is_none_or(|next| !super::sentence::is_noun(next));
        if noun.is_some() && ends {
            return Some(at + 1);
        }
    }
    let noun = (at + 1..sentence.tokens.len().min(at + 4))
        .take_while(|place| {
            let token = &sentence.tokens[*place];
            matches!(token.kind, Kind::Word | Kind::Code) && !token.has(PREPOSITION | BE | JOINT | UNIT)
        })
        .find(|place| sentence.has(*place, HARM) && !sentence.is(*place, w!("impact effect loss")))
        .or_else(|| sentence.has(at + 1, HARM).then_some(at + 1))?;
    if token.is(w!("minor")) && sentence.is(noun, w!("bump")) {
        return None;
    }
    let is_term = sentence.is(
        noun + 1,
        w!("rate rates budget handling message messages code codes domain tolerance window page version release bump"),
    );
    if is_term
        || token.is(w!("brief short quick momentary modest minimal small slight"))
            && is_measured
            && !sentence.has(noun, SLIP)
            && !sentence.is(noun, w!("issue issues problem problems bug blip hiccup glitch"))
    {
        return None;
    }
    if token.is(w!("quick little")) && !sentence.is(noun, w!("blip bump hiccup glitch outage problem issue incident")) {
        return None;
    }
    Some(noun + 1)
}
