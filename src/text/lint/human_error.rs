//! Human error as the cause, where the search stops. A slip that is followed by the condition that let it through is none.

use super::hint::Class;
use super::idiom::Tone;
use super::section::Section;
use super::sentence::{Found, Sentence, Subject};
use super::vocabulary::tag::*;
use super::words::{Kind, w};

const SLIP_TONE: Tone = Tone {
    why: "A slip ends the search here. Slips are made every day; this one met nothing that stopped it.",
    instead: "Name what let it through: which check, review, default or confirmation was not there, or accepted \
        it: “… and the schema accepts any string”.",
};
const WRONG: Tone = Tone {
    why: "It was not wrong for the one who did it. What made it look right is what can be changed.",
    instead: "Say what it looked like from there, and what would have told the two apart: names, prompts, \
        confirmations, permissions.",
};

pub(super) fn find(sentence: &Sentence<'_>, found: &mut Vec<Found>) {
    if !applies(sentence.section) {
        return;
    }
    let may_swap = w!("instead").bits.meets(&sentence.bits);
    for (at, token) in sentence.tokens.iter().enumerate() {
        if !token.has(OMISSION | SLIP | UNINTENDED | BAD | ANYBODY) && !(may_swap && token.is(w!("instead"))) {
            continue;
        }
        if token.has(OMISSION) && is_whole_cause(sentence, at) {
            return found.push(Found::new(Class::HumanError, at..at + 1, &SLIP_TONE));
        }
        if token.is(w!("somebody someone")) && is_doer(sentence, at) {
            return found.push(Found::new(Class::HumanError, at..at + 2, &SLIP_TONE));
        }
        if token.is(w!("mistaken")) && sentence.is(at + 1, w!("for as")) {
            continue; // A likeness.
        }
        if token.has(SLIP)
            && let Some(from) = slip(sentence, at)
            && !(is_set_aside(sentence, at, at + 1) && !is_by_mistake(sentence, at))
        {
            return found.push(Found::new(Class::HumanError, from..at + 1, &SLIP_TONE));
        }
        if token.has(UNINTENDED)
            && let Some(from) = unintended(sentence, at)
            && !is_set_aside(sentence, at, at + 1)
        {
            return found.push(Found::new(Class::HumanError, from..at + 1, &SLIP_TONE));
        }
        if token.has(BAD)
            && let Some((from, to)) = wrong(sentence, at)
            && !is_set_aside(sentence, at, at + 1)
        {
            return found.push(Found::new(Class::HumanError, from..to, &WRONG));
        }
        if token.is(w!("instead")) && is_swapped(sentence, at) {
            return found.push(Found::new(Class::HumanError, at..(at + 2).min(sentence.tokens.len()), &WRONG));
        }
    }
}

pub(super) fn applies(section: Section) -> bool {
    !matches!(section, Section::ActionItems | Section::RunbookStep)
}

/// Words around a slip that is not named as the cause: it is prevented, looked for, quoted, mended.
pub(super) fn is_set_aside(sentence: &Sentence<'_>, from: usize, to: usize) -> bool {
    let before = from.saturating_sub(5)..from;
    let prevented = w!(
        "prevent prevents prevented preventing avoid avoids avoided avoiding reduce reduces reducing catch \
         catches catching detect detects detecting reject rejects rejecting eliminate eliminates risk room \
         prone chance possibility potential likelihood possible guard guards require requires corrected \
         correct corrects correcting fixed fixes fix fixing found spotted word term label called named look \
         looked blaming rather instead beyond behind besides than makes finds flags minimise minimize noticed \
         reported saw spotting ruled excluded exclude dismissed ruling tolerant tolerate protects protect for removes remove without allowing unlike \
         recover"
    );
    let reads = |at: usize| {
        sentence.tokens[at].is(prevented) && !(sentence.is(at, w!("look found than for")) && sentence.any(at..from, BE))
    };
    sentence.is_negated(from)
        || before.clone().any(|at| {
            at < sentence.tokens.len() && reads(at) && !sentence.is(at, w!("for look found saw noticed than"))
        })
        || sentence.any_of(from.saturating_sub(2)..from, w!("for than"))
        || sentence.any(from.saturating_sub(1)..from, MODAL)
        || sentence.is(to, w!("is isn't are was wasn't"))
            && sentence.is(to + 1, w!("not never"))
            && sentence.any_of(to..to + 6, w!("cause explanation answer reason root a"))
        || sentence.is(to, w!("isn't wasn't aren't"))
            && sentence.any_of(to..to + 6, w!("cause explanation answer reason root a"))
        || sentence.is(to, w!("as"))
        || sentence.names_condition(to)
        || sentence.is_question
}

/// Somebody pulled out the cable: nobody in particular, and nothing that let it happen.
fn is_doer(sentence: &Sentence<'_>, at: usize) -> bool {
    let verb = at + 1 + usize::from(sentence.is(at + 1, w!("had has")));
    matches!(sentence.section, Section::RootCause | Section::Summary)
        && sentence.clause_start(at) == at
        && sentence.has(verb, ACT)
        && !sentence.is_question
        && !sentence.is_explained_behind(at)
        && !is_set_aside(sentence, at, at + 1)
}

/// One day rather than one year, by mistake.
fn is_by_mistake(sentence: &Sentence<'_>, at: usize) -> bool {
    at > 1
        && sentence.is(at - 1, w!("by"))
        && !sentence.has(at - 2, NEGATION)
        && !sentence.names_condition(at + 1)
        && !sentence.is_question
        && !sentence.any_of(0..at, w!("prevent prevents prevented avoid avoids reduce risk could can may"))
}

/// A typo as the cause, by mistake, made a mistake.
fn slip(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let token = &sentence.tokens[at];
    let end = sentence.tokens.len();
    if at > 0 && sentence.tokens[at - 1].kind == Kind::Code {
        return None;
    }
    if token.is(w!("error errors slip slips slipped lapse lapses")) {
        // Made an error; an error by the operator: the system's own errors are many.
        let made = sentence.any_of(at.saturating_sub(4)..at, w!("made make making"))
            && sentence.any(0..at, PERSON | TEAM | NAME | PRONOUN);
        let by = sentence.is(at + 1, w!("by of on")) && sentence.people_behind(at + 2).is_some();
        let owned =
            at > 0 && sentence.tokens[at - 1].is_possessive && sentence.has(at.wrapping_sub(1), PERSON | TEAM | NAME);
        let causes = token.is(w!("slip lapse"))
            && sentence.has(at.wrapping_sub(1), DETERMINER)
            && sentence.is(at + 1, w!("in of on at during"))
            && sentence.any(at + 1..end, CAUSE);
        return ((made || by || owned || causes) && !matches!(sentence.section, Section::Impact))
            .then(|| at.saturating_sub(1));
    }
    if token.is(w!("misconfiguration misconfigured")) {
        return (sentence.is(at + 1, w!("by")) && sentence.people_behind(at + 2).is_some()).then_some(at);
    }
    if token.is(w!("mixed confused")) {
        let is_mixed = sentence.any_of(at + 1..at + 5, w!("up with for")) && sentence.is_by_people(at);
        return (is_mixed && sentence.section != Section::Timeline && !sentence.is(at + 1, w!("by"))).then_some(at);
    }
    let is_mistake =
        token.is(w!("mistake mistakes oversight oversights blunder blunders misstep mishap misjudgement misjudgment"));
    if is_mistake && at > 0 && sentence.is(at.wrapping_sub(1), w!("by")) {
        return Some(at - 1);
    }
    let made = sentence.any_of(at.saturating_sub(4)..at, w!("made make making"));
    let is_named =
        at > 0 && sentence.has(at.wrapping_sub(1), DETERMINER) && at > 1 && sentence.has(at.wrapping_sub(2), BE)
            || at > 2 && sentence.has(at.wrapping_sub(3), BE) && sentence.has(at.wrapping_sub(2), DETERMINER);
    if is_mistake
        && (is_named && sentence.is(at + 1, w!("to not"))
            || sentence.is(
                at.wrapping_sub(1),
                w!("grave serious big huge costly terrible fatal expensive major bad \
                classic strategic"),
            ))
    {
        return None; // Hindsight.
    }
    if is_mistake
        && is_named
        && sentence.clause_start(at) < at
        && sentence.tokens[sentence.clause_start(at)].ends_with("ing")
    {
        return None;
    }
    let causes = sentence.any(0..end, CAUSE);
    let stands_alone = end - at < 10
        && sentence.clause_start(at)
            == at.saturating_sub(usize::from(at > 0 && sentence.has(at.wrapping_sub(1), DETERMINER)))
        && (sentence.clause_start(at) == 0 || sentence.tokens[sentence.clause_start(at) - 1].is_mark(":"))
        && sentence.section == Section::RootCause;
    let by_people = token.is(w!("mistyped misclicked fat-fingered misread misremembered mispasted mixed-up \
        misjudged miscalculated mis-typed mis-keyed miskeyed slipped transposed misedit"))
        && (sentence.is_by_people(at) || at > 0 && sentence.has(at.wrapping_sub(1), BE));
    let is_told = match sentence.section {
        Section::Timeline => causes && sentence.any_of(0..end, w!("root cause caused")) || is_mistake && made,
        _ => {
            causes
                || made && is_mistake
                || is_mistake && is_named && !token.is(w!("blunder blunders misstep misjudgement misjudgment"))
                || stands_alone
                || by_people
        }
    };
    is_told.then(|| at - usize::from(at > 0 && sentence.has(at.wrapping_sub(1), DETERMINER)))
}

/// Accidentally deleted, by accident: by people, or by nobody in particular.
fn unintended(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let token = &sentence.tokens[at];
    if token.is(w!("accident")) && sentence.is(at + 1, w!("of")) {
        return None; // By accident of timing.
    }
    if token.is(w!("accident")) {
        return (at > 0 && sentence.is(at.wrapping_sub(1), w!("by"))).then(|| at - 1);
    }
    if token.is(w!("accidental inadvertent mistaken erroneous")) {
        let is_cause =
            sentence.any(0..at, CAUSE) || sentence.any_of(at..sentence.tokens.len(), w!("cause caused reason"));
        return is_cause.then_some(at);
    }
    if token.is(w!("wrongly incorrectly erroneously mistakenly"))
        && sentence.is(at + 1, w!("entered typed keyed copied pasted placed set labelled labeled"))
        && sentence.any(at..sentence.tokens.len(), CAUSE)
    {
        return Some(at);
    }
    let is_done_by = sentence.is(at + 1, w!("by")) && sentence.people_behind(at + 2).is_some();
    if token.is(w!("wrongly incorrectly erroneously")) && !is_done_by && !sentence.is_by_people(at) {
        return None; // Machines do: incorrectly reported.
    }
    let verb = (at + 1..sentence.tokens.len().min(at + 3)).find(|place| {
        let verb = &sentence.tokens[*place];
        verb.has(PARTICIPLE | ACT) || verb.ends_with("ed")
    });
    let before = at > 0 && sentence.tokens[at - 1].ends_with("ed")
        || at > 0 && sentence.has(at.wrapping_sub(1), ACT | PARTICIPLE)
        || at > 1 && sentence.is(at - 1, w!("off on out down up away")) && sentence.tokens[at - 2].ends_with("ed");
    let is_passive = sentence.any(at.saturating_sub(3)..at, BE);
    let subject = sentence.subject(at);
    let by_people = matches!(subject, Subject::People(_));
    let told = by_people
        || is_passive && !sentence.any_of(at..sentence.tokens.len(), w!("script job controller pipeline bot"));
    if sentence.section == Section::Timeline && !sentence.any(0..sentence.tokens.len(), CAUSE) && !by_people {
        return None;
    }
    let by = (at + 1..sentence.tokens.len().min(at + 8))
        .any(|place| sentence.is(place, w!("by")) && sentence.people_behind(place + 1).is_some());
    (told && (verb.is_some() || before) || by).then_some(at)
}

/// Ran the wrong command; the wrong branch got deployed; a wrong value, entered by hand.
fn wrong(sentence: &Sentence<'_>, at: usize) -> Option<(usize, usize)> {
    let token = &sentence.tokens[at];
    let end = sentence.tokens.len();
    if !token.is(w!(
        "wrong incorrect faulty bad invalid misplaced mistaken untested unreviewed botched bungled mishandled erroneous"
    )) || sentence.section == Section::Impact && !sentence.any(0..end, PERSON | CAUSE)
    {
        return None;
    }
    if sentence.is_explained_behind(at) && !sentence.any_of(0..at, w!("because")) {
        return None;
    }
    let noun = sentence.tokens.get(at + 1)?;
    if noun.kind != Kind::Word && noun.kind != Kind::Code && noun.kind != Kind::Quote
        || noun.has(PREPOSITION | BE | JOINT)
    {
        return None;
    }
    let to = (at + 2).min(end);
    // A botched change by the network engineer.
    let by = (at + 2..end.min(at + 5)).find(|place| sentence.is(*place, w!("by")));
    if let Some(by) = by
        && !sentence.any(at + 1..by, BE | PREPOSITION | JOINT)
        && (sentence.any(0..end, CAUSE) || sentence.section == Section::RootCause)
        && let Some(people) = sentence.people_behind(by + 1)
    {
        return Some((at, people + 1));
    }
    // Ran … wrong …
    let act = (at.saturating_sub(9)..at).rev().find(|place| sentence.has(*place, ACT));
    if let Some(act) = act
        && token.is(w!("wrong incorrect untested unreviewed"))
    {
        if sentence.section == Section::Timeline && !sentence.any_of(0..end, w!("root cause caused mistake")) {
            return None;
        }
        let by = match sentence.subject(act) {
            Subject::People(people) => !sentence.is(people, w!("you")),
            Subject::Thing => act > 0 && sentence.is_people(act.wrapping_sub(1)),
            Subject::Unknown => false,
        };
        let by_agent = sentence.any_of(act..end, w!("by"))
            && (act..end).any(|place| sentence.is(place, w!("by")) && sentence.people_behind(place + 1).is_some());
        let is_passive = act > 0
            && sentence.has(act.wrapping_sub(1), BE)
            && token.is(w!("wrong"))
            && matches!(sentence.section, Section::RootCause | Section::Summary);
        let by_hand = sentence.any_of(act..end, w!("hand manually")) && !sentence.is_negated(act);
        if by && token.is(w!("wrong incorrect")) || by_agent || is_passive || by_hand {
            return Some((at, to));
        }
    }
    // The wrong … was deployed, entered by hand.
    let behind = at + 2..end.min(at + 7);
    let act =
        behind.clone().find(|place| sentence.has(*place, ACT) && !sentence.any(at + 1..*place, PREPOSITION | JOINT))?;
    let is_passive = sentence.has(act.wrapping_sub(1), BE) || sentence.any_of(act..end, w!("by"));
    let by_hand = sentence.any_of(act..end, w!("hand manually mistake"))
        || (act..end).any(|place| sentence.is(place, w!("by")) && sentence.people_behind(place + 1).is_some());
    let names =
        token.is(w!("wrong")) && is_passive && matches!(sentence.section, Section::RootCause | Section::Summary);
    (by_hand || names).then_some((at, to))
}

/// Somebody forgot it, and that was the cause.
fn is_whole_cause(sentence: &Sentence<'_>, at: usize) -> bool {
    let cause = (0..sentence.tokens.len()).find(|place| sentence.is(*place, w!("cause caused")));
    cause.is_some() && sentence.is_by_people(at) && !is_set_aside(sentence, at, at + 1)
}

/// Clicked the one instead of the other, and that is the cause.
fn is_swapped(sentence: &Sentence<'_>, at: usize) -> bool {
    if !sentence.is(at + 1, w!("of"))
        || is_set_aside(sentence, at, at + 1) && !sentence.any_of(at..sentence.tokens.len(), w!("root"))
    {
        return false;
    }
    let Some(act) = (0..at).rev().find(|place| sentence.has(*place, ACT)) else { return false };
    let is_cause = sentence.any_of(0..sentence.tokens.len(), w!("cause caused"))
        || sentence.rest.iter().any(|token| token.is(w!("cause caused")));
    sentence.is_by_people(act) && (is_cause || sentence.section == Section::RootCause)
}
