//! Hindsight: a past decision judged by what is known now.

use super::hint::Class;
use super::idiom::Tone;
use super::section::Section;
use super::sentence::{Found, Sentence};
use super::vocabulary::tag::*;
use super::words::w;

const OBVIOUS: Tone = Tone {
    why: "It is obvious now. Before the outcome was known it stood among everything else that looked important.",
    instead: "Say what could be seen at the time and where, and how it came to be understood later.",
};
const JUDGED: Tone = Tone {
    why: "This judges a decision by its outcome. The same decision has gone well before, or nobody would have made it.",
    instead: "Say what was known when it was made, which other courses there were, and what spoke for this one.",
};

pub(super) fn find(sentence: &Sentence<'_>, found: &mut Vec<Found>) {
    if !applies(sentence.section) {
        return;
    }
    for (at, token) in sentence.tokens.iter().enumerate() {
        if token.has(HINDSIGHT) && is_evident(sentence, at) {
            return found.push(Found::new(Class::Hindsight, at..at + 1, &OBVIOUS));
        }
        if token.has(JUDGEMENT)
            && let Some(to) = judges(sentence, at)
        {
            return found.push(Found::new(Class::Hindsight, at..to, &JUDGED));
        }
        if token.has(SLIP) && token.is(w!("mistake error")) && is_regretted(sentence, at) {
            return found.push(Found::new(Class::Hindsight, at - 1..at + 1, &JUDGED));
        }
    }
}

/// What is to be done is told from now on: label it clearly.
pub(super) fn applies(section: Section) -> bool {
    !matches!(section, Section::ActionItems | Section::RunbookStep)
}

/// Obvious, clearly: as a judgement, and not as what a log or a label does.
fn is_evident(sentence: &Sentence<'_>, at: usize) -> bool {
    let token = &sentence.tokens[at];
    let clause = sentence.clause_start(at);
    if sentence.is_negated(at) || sentence.any(at.saturating_sub(2)..at, NEGATION) {
        return false;
    }
    if token.is(w!("evidently")) && sentence.any_of(at.saturating_sub(2)..at, w!("who they he she them")) {
        return false; // A guess about people.
    }
    if token.is(w!("obviously retrospectively evidently unsurprisingly inevitably undoubtedly unsurprising \
        self-evident predictably foreseeable unavoidably"))
    {
        return true;
    }
    if token.is(w!("naturally")) {
        if sentence.tokens.get(at + 1).is_some_and(|next| next.ends_with("ed") || next.ends_with("ing")) {
            return false; // Naturally aspirated.
        }
        return at == clause || sentence.tokens.get(at + 1).is_some_and(|next| next.is_mark(","));
    }
    if token.is(w!("clearly plainly blatantly glaringly visibly")) {
        // Clearly labelled ports: how they are labelled.
        let is_manner = sentence.tokens.get(at + 1).is_some_and(|next| next.ends_with("ed") || next.has(PARTICIPLE));
        let is_first = at == 0 && !is_manner || sentence.tokens.get(at + 1).is_some_and(|next| next.is_mark(","));
        let judged = at > 0
            && sentence.has(at.wrapping_sub(1), BE)
            && sentence.tokens.get(at + 1).is_some_and(|next| {
                next.has(JUDGEMENT | BAD | UNMEASURED | DETERMINER | NEGATION | SMALL | HARM)
                    || next.is(w!("too insufficient inadequate overloaded undersized going wrong overdue"))
            });
        return is_first || judged;
    }
    if token.is(w!("obvious evident clear plain visible inevitable unavoidable predictable glaring blatant")) {
        let before = at.saturating_sub(4)..at;
        let is_report = sentence.any_of(
            before.clone(),
            w!("seemed looked appeared looks seems make makes made making became become becomes once until when \
                whether how what less no more any nothing anything not without cannot easily"),
        );
        if is_report {
            return false;
        }
        if token.is(w!("glaring blatant")) {
            return true;
        }
        let mut be = at;
        while be > 0 && (sentence.has(be.wrapping_sub(1), ADVERB) || sentence.tokens[be - 1].ends_with("ly")) {
            be -= 1;
        }
        let is_said =
            be > 0 && (sentence.has(be.wrapping_sub(1), BE) || sentence.is(be.wrapping_sub(1), w!("be been is was")));
        if token.is(w!("clear evident plain visible")) {
            let to_all =
                sentence.any_of(at + 1..at + 7, w!("everyone everybody anyone anybody start outset beginning now"));
            return is_said && (to_all || token.is(w!("plain")) && sentence.is(at + 1, w!("that")));
        }
        if token.is(w!("predictable")) {
            return is_said
                && sentence.is(be.wrapping_sub(1), w!("was were"))
                && !sentence.any_of(0..at, w!("load latency traffic pattern behaviour"));
        }
        let noun = sentence.has(at + 1, HARM | DECISION | JUDGEMENT | CAUSE)
            || sentence.is(
                at + 1,
                w!("sign signs flaw gap weakness omission result consequence outcome risk \
                question answer reason shortcoming"),
            );
        let past = sentence.any_of(0..sentence.tokens.len(), w!("was were had did been")) || token.is(w!("inevitable"));
        return is_said || noun && past && !sentence.is(at + 1, w!("error errors failure failures"));
    }
    false
}

/// A terrible choice, the wrong call: said of a past decision.
fn judges(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let is_past = sentence
        .any_of(0..sentence.tokens.len(), w!("was were been made took had chose decided turned proved went is seems"));
    if !is_past || sentence.is_negated(at) || sentence.is_question {
        return None;
    }
    let be = at - sentence.tokens[..at].iter().rev().take_while(|token| token.has(ADVERB) && !token.has(BE)).count();
    if be > 0 && sentence.has(be.wrapping_sub(1), BE) {
        // It was foolish to; the decision was naive.
        let weighs = sentence.is(
            at,
            w!("foolish naive unwise wrong irresponsible short-sighted shortsighted \
            silly stupid crazy misguided terrible questionable ill-advised flawed bad poor mistaken"),
        );
        let to = be > 1 && sentence.is(be.wrapping_sub(2), w!("it")) && sentence.is(at + 1, w!("to"));
        let decided = sentence.clause_start(at)..be;
        let is_decision = decided.clone().any(|place| {
            sentence.is(place, w!("decision decisions choice choices plan idea judgement judgment assumption"))
        });
        if weighs && (to || is_decision) {
            return Some(at + 1);
        }
    }
    if sentence.is(at, w!("poor bad")) && sentence.is(at + 1, w!("judgement judgment")) {
        return None; // Says it of people.
    }
    let decision = (at + 1..sentence.tokens.len().min(at + 3)).find(|place| sentence.has(*place, DECISION))?;
    if sentence.tokens[decision]
        .is(w!("time moment mistake mistakes plan assumption design approach strategy compromise thinking"))
        && !sentence
            .is(at, w!("terrible awful foolish ill-advised unwise naive short-sighted ridiculous absurd stupid"))
    {
        return None;
    }
    Some(decision + 1)
}

/// Choosing the cheaper class was a mistake; it was a mistake to deploy.
fn is_regretted(sentence: &Sentence<'_>, at: usize) -> bool {
    if at < 2 || !sentence.is(at.wrapping_sub(1), w!("a an the big huge terrible")) || sentence.is_negated(at) {
        return false;
    }
    let be = if sentence.has(at.wrapping_sub(2), BE) {
        at - 2
    } else if at > 2 && sentence.has(at.wrapping_sub(3), BE) {
        at - 3
    } else {
        return false;
    };
    let to = sentence.is(at + 1, w!("to")) || sentence.is(at + 1, w!("not"));
    let start = sentence.clause_start(be);
    to || (start..be).any(|place| {
        sentence.tokens[place].ends_with("ing") && place < start + 2
            || sentence.has(place, DECISION) && !sentence.is(place, w!("design time moment"))
    }) || sentence.is(start, w!("not"))
        || sentence.is(start, w!("to"))
}
