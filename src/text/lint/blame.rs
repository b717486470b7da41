//! Blame: the failure is put on people. Neutral facts about them are none: the on-call engineer restarted the pod.

use super::hint::Class;
use super::idiom::Tone;
use super::section::Section;
use super::sentence::{Found, Sentence, Subject};
use super::vocabulary::tag::*;
use super::words::{Kind, Token, w};

const CHARACTER_TONE: Tone = Tone {
    why: "This says what people are like. That cannot be changed by a review, and the next person stands in the \
        same place.",
    instead: "Say what they had before them: the signals, the time, the tools, the procedure, and what made that \
        choice reasonable.",
};
const OMISSION_TONE: Tone = Tone {
    why: "This names what somebody did not do. Why it made sense not to is what can be changed, and it is missing.",
    instead: "Say what the system asked, showed or let through: “the step is done from memory; nothing reminds \
        of it and nothing checks it”.",
};
const WRECK_TONE: Tone = Tone {
    why: "This makes a person the cause. The same act was harmless on other days.",
    instead: "Name the change instead of the person, and what let it have this effect: “the change reached \
        production because …”.",
};
const FAULT_TONE: Tone = Tone {
    why: "This looks for who is guilty. A report that does is filled with less the next time.",
    instead: "Ask what made it possible instead, and name that condition as the subject of the sentence.",
};
const HABIT_TONE: Tone = Tone {
    why: "This makes a habit or a lack of experience the explanation, and both belong to a person.",
    instead: "Say what the path to production let through, whoever walks it: which check, which review, which default.",
};

pub(super) fn find(sentence: &Sentence<'_>, found: &mut Vec<Found>) {
    for (at, token) in sentence.tokens.iter().enumerate() {
        if !token.has(CHARACTER | UNKIND | OMISSION | LAPSE | WRECK | FAULT | NEGATION | JUNIOR | HABIT) {
            continue;
        }
        if let Some((from, to, tone)) = at_word(sentence, at, token) {
            return found.push(Found::new(Class::BlameIndividual, from..to, tone));
        }
    }
}

fn at_word(sentence: &Sentence<'_>, at: usize, token: &Token) -> Option<(usize, usize, &'static Tone)> {
    if token.has(CHARACTER) && !sentence.is_negated(at) {
        return Some((at, at + 1, &CHARACTER_TONE));
    }
    if token.has(UNKIND)
        && let Some(from) = unkind(sentence, at)
    {
        return Some((from.min(at), from.max(at) + 1, &CHARACTER_TONE));
    }
    if token.has(OMISSION)
        && let Some(from) = omission(sentence, at)
    {
        return Some((from, at + 1, &OMISSION_TONE));
    }
    if token.has(LAPSE)
        && let Some((from, to)) = lapse(sentence, at)
    {
        return Some((from, to, &OMISSION_TONE));
    }
    if token.has(NEGATION)
        && let Some((from, to)) = not_done(sentence, at)
    {
        return Some((from, to, &OMISSION_TONE));
    }
    if token.has(WRECK)
        && let Some((from, to)) = wreck(sentence, at)
    {
        return Some((from, to, &WRECK_TONE));
    }
    if token.has(FAULT)
        && let Some((from, to)) = fault(sentence, at)
    {
        return Some((from, to, &FAULT_TONE));
    }
    if token.has(JUNIOR | HABIT)
        && let Some((from, to)) = habit(sentence, at)
    {
        return Some((from, to, &HABIT_TONE));
    }
    None
}

/// The support people were useless; lazy engineers.
fn unkind(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    if sentence.is_negated(at) {
        return None;
    }
    if sentence.is_people(at + 1) && !sentence.is(at + 1, w!("he she we i who whoever they")) {
        // A slow support, a terrible team; not a bad day for the team.
        return (!sentence.has(at, JUDGEMENT) || sentence.is(at, w!("stupid dumb foolish terrible awful poor")))
            .then_some(at + 1);
    }
    // Sloppy work by the infrastructure team.
    if sentence.is(at, w!("sloppy lazy hasty poor terrible stupid"))
        && let Some(by) =
            (at + 2..sentence.tokens.len().min(at + 4)).find(|place| sentence.is(*place, w!("by from of")))
        && let Some(people) = sentence.people_behind(by + 1)
    {
        return Some(people);
    }
    let mut before = at;
    while before > 0 && sentence.has(before.wrapping_sub(1), ADVERB) {
        before -= 1;
    }
    let is_said_of = before > 0
        && (sentence.has(before.wrapping_sub(1), BE)
            || sentence.is(before.wrapping_sub(1), w!("seemed looked appeared felt seem")));
    if !is_said_of {
        return None;
    }
    match sentence.subject(before) {
        Subject::People(people)
            if !(sentence.is(people, w!("i we")) && sentence.is(at, w!("slow untrained unprepared weak")))
                && !sentence.is_explained_behind(at) =>
        {
            Some(people)
        }
        _ => None,
    }
}

/// Forgot to renew it; was forgotten.
fn omission(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let token = &sentence.tokens[at];
    if sentence.section == Section::RunbookStep
        || token.is(w!("forget neglect bother")) && sentence.is(at.saturating_sub(1), w!("not to don't never"))
    {
        // Do not forget to …; but: did not bother.
        let is_past = sentence.any_of(at.saturating_sub(3)..at, w!("did didn't didnt"));
        return (is_past && token.is(w!("bother"))).then(|| at.saturating_sub(2));
    }
    if token.is(w!("bother bothered bothering bothers")) {
        let refused = sentence.any(sentence.clause_start(at)..at, NEGATION | ANYBODY);
        return refused.then(|| at.saturating_sub(2));
    }
    if token.is(w!("forgotten neglected")) {
        let is_passive = at > 0
            && (sentence.has(at.wrapping_sub(1), BE)
                || sentence.has(at.wrapping_sub(1), ADVERB) && at > 1 && sentence.has(at.wrapping_sub(2), BE));
        if is_passive {
            let is_feared = sentence.is_negated(at)
                || sentence.any(at.saturating_sub(5)..at, MODAL)
                || sentence.any_of(at.saturating_sub(6)..at, w!("to so easily easy can may"))
                || sentence.section == Section::ActionItems;
            return (!is_feared).then_some(at - 1);
        }
    }
    if sentence.is_negated(at) && !token.is(w!("panicked")) {
        return None;
    }
    if sentence.any_of(at.saturating_sub(3)..at, w!("easy easily easier can may to"))
        && !sentence.any(0..at, PERSON | NAME)
    {
        return None;
    }
    match sentence.subject(at) {
        Subject::People(_) => Some(start_of_verb(sentence, at)),
        Subject::Unknown => Some(at),
        Subject::Thing => None,
    }
}

/// Ignored, skipped, failed to notice: said of people.
fn lapse(sentence: &Sentence<'_>, at: usize) -> Option<(usize, usize)> {
    let token = &sentence.tokens[at];
    if sentence.section == Section::RunbookStep || sentence.section == Section::ActionItems {
        return None;
    }
    // Should have, might have: a counterfactual.
    let is_supposed = sentence.any(at.saturating_sub(3)..at, MODAL) && sentence.any(at.saturating_sub(3)..at, HAVE);
    if sentence.is_negated(at) || sentence.is_explained_behind(at) || is_supposed {
        return None;
    }
    if token.is(w!("slip slips")) {
        // Let it slip through.
        let let_ = (at.saturating_sub(4)..at).find(|place| sentence.is(*place, w!("let lets letting")))?;
        return sentence.is_by_people(let_).then_some((let_, at + 1));
    }
    let to = if token.is(w!("failed failing fails failure refused refusing refuses")) {
        if !sentence.is(at + 1, w!("to")) {
            return None;
        }
        (at + 3).min(sentence.tokens.len())
    } else if token.is(w!("missing misses missed"))
        && sentence.is(at + 1, w!("from data information information. values rows"))
    {
        return None;
    } else if token.is(w!("broke killed hurried delayed")) {
        return None; // Said of what they did to something: see below.
    } else {
        at + 1
    };
    // The warning was ignored by the night shift.
    if at > 0 && sentence.has(at.wrapping_sub(1), BE)
        || at > 1 && sentence.has(at.wrapping_sub(1), ADVERB) && sentence.has(at.wrapping_sub(2), BE)
    {
        let by = (at + 1..sentence.tokens.len().min(at + 4)).find(|place| sentence.is(*place, w!("by")))?;
        let people = sentence.people_behind(by + 1)?;
        return Some((at, people + 1));
    }
    if token.is(w!("failure")) {
        // The failure of the team to …, the team's failure to …
        let owner = sentence.tokens[..at]
            .last()
            .filter(|owner| owner.is_possessive && owner.has(PERSON | TEAM | NAME))
            .is_some()
            || sentence.is(at.saturating_sub(1), w!("their his her our")) && sentence.any(0..at, PERSON | TEAM);
        return owner.then(|| (at.saturating_sub(1), to));
    }
    let people = match sentence.subject(at) {
        Subject::People(people) => people,
        // By ignoring the warning, the team …
        Subject::Unknown if token.ends_with("ing") && at > 0 && sentence.is(at.wrapping_sub(1), w!("by for")) => {
            (at..sentence.tokens.len()).find(|place| sentence.is_people(*place) && !sentence.is(*place, w!("we i")))?
        }
        _ => return None,
    };
    if sentence.is(people, w!("you"))
        || sentence.has(people, AUDIENCE) && !sentence.has(people, PERSON) && sentence.is(people, w!("teams"))
    {
        return None;
    }
    // Failed the primary over; took over; missed nothing.
    Some((start_of_verb(sentence, at), to.min(sentence.tokens.len())))
}

/// Did not check, never tested, without asking: said of people other than the writer.
fn not_done(sentence: &Sentence<'_>, at: usize) -> Option<(usize, usize)> {
    let token = &sentence.tokens[at];
    if matches!(sentence.section, Section::RunbookStep | Section::ActionItems) {
        return None;
    }
    if token.is(w!("nobody no-one noone")) || token.is(w!("no")) && sentence.is(at + 1, w!("one")) {
        // Nobody checked. Not: nobody was paged, nobody noticed.
        let verb = at + 1 + usize::from(token.is(w!("no")));
        let verb = if sentence.has(verb, ADVERB) || sentence.is(verb, w!("had ever")) { verb + 1 } else { verb };
        // Nobody on the team read it.
        let verb = if sentence.is(verb, w!("on in from at")) {
            (verb..sentence.tokens.len().min(verb + 5)).find(|place| sentence.has(*place, CARE)).unwrap_or(verb)
        } else {
            verb
        };
        let is_care = sentence.is(
            verb,
            w!("checked tested verified reviewed thought cared bothered looked read \
            asked questioned listened responded reacted"),
        );
        return (is_care && !sentence.is_explained_behind(verb)).then_some((at, verb + 1));
    }
    if !token.is(w!("not never didn't didnt hadn't without haven't hasn't don't doesn't")) {
        return None;
    }
    let mut verb = at + 1;
    while sentence.has(verb, ADVERB) && !sentence.has(verb, CARE) {
        if sentence.is(verb, w!("been")) {
            return None; // Had not been told.
        }
        verb += 1;
    }
    if sentence.is(verb, w!("have has had")) {
        verb += 1;
    }
    let is_done = sentence.has(verb, CARE) || sentence.is(verb, w!("having")) && sentence.has(verb + 1, CARE);
    if !is_done || sentence.is_explained_behind(verb) {
        return None;
    }
    let is_gerund = sentence.tokens[verb].ends_with("ing");
    if token.is(w!("without")) != is_gerund
        || token.is(w!("not")) && at > 0 && !sentence.has(at.wrapping_sub(1), DO | HAVE)
    {
        return None;
    }
    // Does not test: how it is; did not test: what somebody left out.
    let is_lasting =
        sentence.is(verb, w!("understand care know read listen communicate bother think follow test review"));
    if (token.is(w!("don't doesn't")) || token.is(w!("not")) && sentence.is(at.wrapping_sub(1), w!("do does")))
        && !is_lasting
    {
        return None;
    }
    match sentence.subject(at) {
        Subject::People(people)
            if !sentence.is(people, w!("we i you i've we've we'd i'd")) && !sentence.is(people, w!("nobody")) =>
        {
            Some((people.max(start_of_verb(sentence, at).saturating_sub(1)), verb + 1))
        }
        _ if token.is(w!("without")) => {
            let people = (0..at).rev().find(|place| sentence.is_people(*place))?;
            (!sentence.is(people, w!("we i"))).then_some((at, verb + 1))
        }
        _ => None,
    }
}

/// Broke production; was caused by the network team.
fn wreck(sentence: &Sentence<'_>, at: usize) -> Option<(usize, usize)> {
    let token = &sentence.tokens[at];
    if sentence.section == Section::ActionItems || sentence.is_negated(at) {
        return None;
    }
    if token.is(w!("caused broken destroyed botched ruined wrecked messed screwed crashed"))
        && sentence.is(at + 1, w!("by"))
    {
        let people = sentence.people_behind(at + 2)?;
        // By the team running out of disk; by customers: a load.
        let is_whole = !sentence.tokens.get(people + 1).is_some_and(|next| next.ends_with("ing"));
        return is_whole.then_some((at, people + 1));
    }
    if token.is(w!("taken brought"))
        && sentence.any_of(at + 1..at + 4, w!("by"))
        && sentence.any_of(at + 1..at + 3, w!("down offline"))
    {
        let people = sentence.people_behind(at + 3)?;
        return Some((at, people + 1));
    }
    let is_away = token.is(w!("took brought breaking breaks"));
    let took_down = token.is(w!("took"))
        && matches!(sentence.section, Section::Summary | Section::RootCause | Section::Lessons)
        && (sentence.is(at + 1, w!("down")) || sentence.any_of(at + 3..at + 6, w!("down offline")))
        && sentence.any_of(at + 1..at + 3, w!("the our all every both"))
        && !sentence.any_of(at + 2..sentence.tokens.len(), w!("to for so while as because before until"));
    if is_away && !took_down && !(token.is(w!("took brought")) && sentence.any_of(at + 1..at + 5, w!("down offline")) && sentence.any_of(at + 1..at + 6, w!("production prod site service services portal everything cluster platform website system systems us api shop"))) {
        return None;
    }
    match sentence.subject(at) {
        Subject::People(people) => {
            let is_self = sentence.is(people, w!("we i")) && token.is(w!("took brought"));
            let is_deliberate = sentence
                .any_of(at..sentence.tokens.len(), w!("maintenance deliberately planned prevent protect"))
                || sentence.section == Section::Timeline && is_away;
            (!is_self && !is_deliberate)
                .then(|| (people.max(at.saturating_sub(3)), (at + 2).min(sentence.tokens.len())))
        }
        Subject::Unknown | Subject::Thing => {
            // Ana's change broke production.
            let owner = (0..at).find(|place| {
                let owner = &sentence.tokens[*place];
                owner.is_possessive && owner.is_capital && owner.has(NAME)
            })?;
            Some((owner, at + 1))
        }
    }
}

/// The vendor's fault; is to blame; because of the intern.
fn fault(sentence: &Sentence<'_>, at: usize) -> Option<(usize, usize)> {
    let token = &sentence.tokens[at];
    let before = at.checked_sub(1).map(|before| &sentence.tokens[before]);
    let is_owned = before.is_some_and(|before| {
        before.is_possessive && (before.has(PERSON | TEAM | NAME) || before.is_capital && before.tags == 0)
            || before.is(w!("his her their our my your"))
            || before.is(w!("own"))
            || before.ends_with("s'")
    });
    if sentence.is_negated(at) {
        return None;
    }
    if token.is(w!("fault faults")) {
        let is_at =
            before.is_some_and(|before| before.is(w!("at"))) && sentence.any(0..at, PERSON | TEAM | NAME | PRONOUN);
        let is_of = sentence.is(at + 1, w!("of lies lay is")) && sentence.people_behind(at + 2).is_some();
        let with = sentence.any_of(at + 1..at + 5, w!("with")) && sentence.any(at + 2..at + 9, PERSON | TEAM | NAME);
        return (is_owned || is_at || is_of || with).then_some((at.saturating_sub(1), at + 1));
    }
    if token.is(w!("blame blamed blames")) {
        if before.is_some_and(|before| {
            before.kind == Kind::Code || before.is(w!("git someone somebody who whom anyone anybody without no"))
        }) {
            return None;
        }
        let is_to = before.is_some_and(|before| before.is(w!("to")));
        if is_to {
            return match sentence.subject(at - 1) {
                Subject::People(people) => Some((people.max(at.saturating_sub(3)), at + 1)),
                _ => {
                    let start = sentence.clause_start(at);
                    let people = (start..at).find(|place| sentence.is_people(*place))?;
                    let is_subject = !sentence.any(start..people, PREPOSITION) && sentence.any(people..at, BE);
                    is_subject.then_some((people, at + 1))
                }
            };
        }
        let falls = sentence.any_of(at + 1..at + 6, w!("lies lay falls fell goes rests on with"))
            && sentence.any(at + 2..at + 10, PERSON | TEAM | NAME);
        let blames = sentence.people_behind(at + 1).is_some_and(|people| people > at)
            && before.is_some_and(|before| before.has(PRONOUN | MODAL | ADVERB));
        return (falls || blames).then_some((at, (at + 2).min(sentence.tokens.len())));
    }
    if token.is(w!("culprit culprits scapegoat")) {
        let people = sentence.people_behind(at + 1).or_else(|| {
            let be = (at + 1..sentence.tokens.len().min(at + 4)).find(|place| sentence.has(*place, BE))?;
            sentence.people_behind(be + 1)
        });
        let said_of = at > 1
            && sentence.has(at.wrapping_sub(1), DETERMINER)
            && sentence.has(at.wrapping_sub(2), BE)
            && sentence.is_by_people(at - 1);
        return people.map(|people| (at, people + 1)).or(said_of.then(|| (at - 1, at + 1)));
    }
    if token.is(w!("guilty")) {
        return sentence.is_by_people(at).then_some((at, at + 1));
    }
    if token.is(w!("responsible accountable")) {
        let harm = sentence.any(at + 1..at + 7, HARM)
            || sentence.any_of(at + 1..at + 7, w!("disaster mess chaos outage crash"));
        let held = before.is_some_and(|before| before.is(w!("held")));
        let people = sentence.is_by_people(at - usize::from(held));
        return (people && harm || held && people).then_some((at, (at + 2).min(sentence.tokens.len())));
    }
    if token.is(w!("responsibility")) {
        let harm = sentence.any(at + 1..at + 6, HARM);
        let lies = sentence.any_of(at + 1..at + 9, w!("lies lay rests falls sits"));
        return (harm && lies && sentence.any(at + 3..sentence.tokens.len(), PERSON | TEAM | NAME))
            .then_some((at, at + 2));
    }
    if token.is(w!("because due thanks attributable")) {
        let behind = match () {
            () if sentence.is(at + 1, w!("of to")) => at + 2,
            () => return None,
        };
        let people = sentence.people_behind(behind)?;
        // Thanks to Ana for reporting it; due to its support of something.
        if sentence.is(behind, w!("its"))
            || token.is(w!("thanks"))
                && (sentence.is(people + 1, w!("for who and"))
                    || !sentence.any(0..sentence.tokens.len(), HARM | HARMED | WRECK))
        {
            return None;
        }
        let ends = sentence.tokens.get(people + 1).is_none_or(|next| {
            next.is_mark(".,;:)") || next.has(BE | HAVE | JOINT) || next.is(w!("the a our production"))
        });
        return (ends && !sentence.is(people, w!("we i they who")) && !sentence.has(people, AUDIENCE))
            .then_some((at, people + 1));
    }
    None
}

/// A junior developer pushed an untested change, as usual.
fn habit(sentence: &Sentence<'_>, at: usize) -> Option<(usize, usize)> {
    let token = &sentence.tokens[at];
    if matches!(sentence.section, Section::RunbookStep | Section::ActionItems) {
        return None;
    }
    let end = sentence.tokens.len();
    if token.has(JUNIOR) && (sentence.is_people(at + 1) || token.has(PERSON)) {
        let people = if token.has(PERSON) { at } else { at + 1 };
        let is_bad = sentence.any(people + 1..end, BAD | UNINTENDED | WRECK | OMISSION | CHARACTER)
            || sentence.any_of(people + 1..end, w!("without wrong mistake unsupervised"));
        return (is_bad && !sentence.is_explained_behind(people) && !sentence.is_negated(at))
            .then_some((at, people + 1));
    }
    if !token.has(HABIT) {
        return None;
    }
    let people = (0..end).find(|place| sentence.is_people(*place) && !sentence.is(*place, w!("we i")))?;
    let is_sigh = token.is(w!("usual always")) && at > 0 && sentence.is(at.wrapping_sub(1), w!("as"))
        || token.is(w!("again")) && at > 0 && sentence.is(at.wrapping_sub(1), w!("yet once"));
    if is_sigh && people < end {
        let is_of = matches!(sentence.subject(people + 1), Subject::People(_))
            && sentence.any(0..end, BAD | LAPSE | WRECK | OMISSION | ACT | CHARACTER);
        return is_of.then_some((at - 1, at + 1));
    }
    let is_habit =
        token.is(w!("always constantly keeps keep chronically notoriously habitually perpetually repeatedly"));
    let is_bad = sentence.any(at + 1..at + 3, LAPSE | OMISSION | WRECK)
        || sentence.is(at + 1, w!("breaks breaking pushes pushing late deploys ships"));
    (is_habit && is_bad && sentence.is_by_people(at)).then_some((at, at + 2))
}

/// Where a verb with its helpers begins.
fn start_of_verb(sentence: &Sentence<'_>, at: usize) -> usize {
    let helpers = sentence.tokens[..at]
        .iter()
        .rev()
        .take(3)
        .take_while(|token| token.has(ADVERB | HAVE | DO) && !token.has(PRONOUN | PREPOSITION))
        .count();
    let from = at - helpers;
    if from > 0 && sentence.is(from.wrapping_sub(1), w!("he she we i they who")) { from - 1 } else { from }
}
