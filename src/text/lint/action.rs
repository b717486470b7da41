//! Action items: without a change, without somebody answerable, without an end.

use super::hint::Class;
use super::idiom::{self, Tone};
use super::vocabulary::tag::*;
use super::words::{Bits, Kind, Token, Words, w};

const VIGILANCE_TONE: Tone = Tone {
    why: "This asks people to be different. It lasts until the next busy night, and nothing in the system has changed.",
    instead: "Change what they work with: a check that fails, a default that is safe, a step that cannot be \
        skipped, an alert with a threshold.",
};
const INQUIRY_TONE: Tone = Tone {
    why: "Looking is no change: this is done as soon as somebody has looked, whatever comes of it.",
    instead: "Name what will be there afterwards: the question, the deliverable (a decision, a ticket, a change) \
        and the day, or the change itself.",
};
const DEGREE_TONE: Tone = Tone {
    why: "It says in which direction, and not what will be changed.",
    instead: "Name the change, the thing it is made to, and the measure that tells it worked: “lower … from … to \
        …, seen on …”.",
};
const BARE: Tone = Tone {
    why: "There is a subject here and no change: two people would do two different things.",
    instead: "Begin with what is done to what: “add an alert for … above …”, “write the page … in …”, and name \
        who and until when.",
};
const ENDLESS_TONE: Tone = Tone {
    why: "This has no end, so nobody can say that it is done.",
    instead: "Give it an end: which value, on which dashboard, until which day, and what happens if it is not reached.",
};
const UNMEASURED_TONE: Tone = Tone {
    why: "Nobody can tell when this is reached: the word has no measure.",
    instead: "Replace the word by what can be checked: a number, a named artefact, a test that passes.",
};
const OWNER: Tone = Tone {
    why: "Nobody is answerable for this, so nobody will miss it.",
    instead: "Name one person or one team, who may hand it on: “@name”.",
};
const OWNER_AND_DATE: Tone = Tone {
    why: "Nobody is answerable for this, so nobody will miss it.",
    instead: "Name one person or one team, who may hand it on, and a date: “@name, by …”.",
};

/// An action item as it stands in a list, a table or a field.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// Its own words.
    pub(super) tokens: Vec<Token>,
    /// How many of them are its bold beginning.
    pub(super) bold: usize,
    /// What stands below it: more paragraphs, items of a list in it.
    pub(super) is_detailed: bool,
    pub(super) is_done: bool,
    pub(super) owner: Answerable,
    /// A date stands beside it.
    pub(super) has_due: bool,
}

/// Who answers for an action item.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answerable {
    /// Only the words can tell.
    #[default]
    Unsaid,
    /// A field says who.
    Named,
    /// A field says that nobody does.
    Nobody,
}

/// What is said of an item, and the places of the words in it.
pub(super) struct Verdict {
    pub(super) class: Class,
    pub(super) words: std::ops::Range<usize>,
    pub(super) tone: &'static Tone,
}

/// What an owner field says. Empty, a question mark, everyone: nobody.
pub(super) fn answerable(owner: &str) -> Answerable {
    let mut name = String::with_capacity(owner.len());
    for word in owner.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            name.push(' ');
        }
        name.extend(word.chars().flat_map(char::to_lowercase));
    }
    let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("to be ")).unwrap_or(&name);
    let first = name.split(' ').next().unwrap_or_default();
    let nobody = [
        "",
        "tbd",
        "tba",
        "tbc",
        "todo",
        "unknown",
        "unassigned",
        "nobody",
        "no one",
        "none",
        "n a",
        "na",
        "null",
        "nil",
        "various",
        "us",
        "we",
        "team",
        "whole team",
        "all",
        "all of us",
        "everyone",
        "everybody",
        "anyone",
        "anybody",
        "someone",
        "somebody",
        "whoever",
        "open",
        "decided",
        "assigned",
        "determined",
        "defined",
        "confirmed",
        "all teams",
        "entire team",
        "our team",
        "pending",
        "not assigned",
        "volunteer",
        "volunteers",
        "owner",
        "no owner",
        "missing",
        "not yet",
        "later",
        "people",
        "engineers",
        "any",
        "engineering team",
        "everyone in the team",
        "teams",
        "all engineers",
        "developers",
        "staff",
        "x",
        "xxx",
        "unowned",
        "not decided",
        "undecided",
        "unclear",
        "find owner",
        "needs owner",
        "shared",
        "group",
        "both teams",
        "tb",
    ];
    let is_nobody = nobody.contains(&name)
        || matches!(
            first,
            "somebody"
                | "someone"
                | "anybody"
                | "anyone"
                | "everyone"
                | "everybody"
                | "whoever"
                | "unassigned"
                | "tbd"
                | "tbc"
                | "nobody"
                | "unknown"
        );
    if is_nobody { Answerable::Nobody } else { Answerable::Named }
}

/// What is to be said of one item. `ticket_answers`: a link to a tracker tells who, elsewhere.
pub(super) fn judge(item: &Item, ticket_answers: bool) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    if item.is_done {
        return verdicts;
    }
    let Some(view) = View::of(item) else { return verdicts };
    let is_owned = || match item.owner {
        Answerable::Named => true,
        Answerable::Nobody | Answerable::Unsaid => ticket_answers && view.has_ticket() || view.names_owner(),
    };
    match view.weakness() {
        Some(weakness) => {
            let (first, second) = match weakness.classes {
                ENDS_NEVER => {
                    (Class::Unverifiable, (!view.has(view.head, CHANGE)).then_some((Class::VagueAction, &BARE)))
                }
                _ => (Class::VagueAction, Some((Class::Unverifiable, &ENDLESS_TONE))),
            };
            verdicts.push(Verdict { class: first, words: weakness.words.clone(), tone: weakness.tone });
            // In a document one hint is enough. Without somebody who answers, that it has no end is the smaller fault.
            if let Some((class, tone)) = second.filter(|_| !ticket_answers && is_owned()) {
                verdicts.push(Verdict { class, words: weakness.words, tone });
            }
        }
        // In a list of a document there is more than promises.
        None if (!ticket_answers || view.promises()) && !is_owned() => verdicts.push(Verdict {
            class: Class::NoOwner,
            words: 0..item.tokens.len(),
            tone: if item.has_due { &OWNER } else { &OWNER_AND_DATE },
        }),
        None => {}
    }
    verdicts
}

struct Weakness {
    classes: &'static [Class],
    words: std::ops::Range<usize>,
    tone: &'static Tone,
}

const VAGUE: &[Class] = &[Class::VagueAction];
const ENDS_NEVER: &[Class] = &[Class::Unverifiable];
/// Neither what is changed nor when it is done can be told.
const BOTH: &[Class] = &[Class::VagueAction, Class::Unverifiable];

/// An item and where its verb stands.
struct View<'a> {
    item: &'a Item,
    /// All words.
    all: &'a [Token],
    /// What is promised: the first sentence, or what is bold. The rest explains.
    tokens: &'a [Token],
    head: usize,
    /// The bits of all its words.
    bits: Bits,
    /// All that they may be.
    tags: u64,
}

impl<'a> View<'a> {
    /// None for an item without words, and for one that says only that there is none.
    fn of(item: &'a Item) -> Option<Self> {
        let tokens = &item.tokens[..];
        let words = tokens.iter().filter(|token| token.kind == Kind::Word).count();
        if words == 0 || words < 3 && tokens.iter().any(|token| token.is(w!("none nothing n tbd"))) {
            return None;
        }
        let first = (0..tokens.len()).find(|at| {
            let ends = tokens[*at].is_mark(".!?") && tokens.get(at + 1).is_none_or(|next| next.start > tokens[*at].end);
            ends && *at > 1
        });
        let first = first.map_or(tokens.len(), |at| at + 1);
        let promised = if item.bold >= 3 && item.bold < first { item.bold } else { first };
        let bits = Bits::of(tokens);
        let tags = tokens.iter().fold(0, |tags, token| tags | token.tags);
        let (all, tokens) = (tokens, &tokens[..promised]);
        let view = Self { item, all, tokens, head: head(tokens), bits, tags };
        (!view.is_told()).then_some(view)
    }

    /// It was done already, or says what happened.
    fn is_told(&self) -> bool {
        let done = w!("done completed fixed resolved");
        let done = done.bits.meets(&self.bits)
            && self.all.iter().enumerate().any(|(at, token)| {
                token.is(done)
                    && (at > 0
                        && (self.all[at - 1].is_mark("(\u{2013}\u{2014}-[") || self.all[at - 1].is(w!("been already")))
                        || at + 1 == self.all.len() && token.is(w!("done")) && at > 2
                        || at == 0 && self.all.get(1).is_some_and(|next| next.is_mark(":)]-\u{2013}\u{2014}")))
            });
        let has_happened = self.tokens.iter().take(6).enumerate().any(|(at, token)| {
            let is_past = token.ends_with("ed") && !token.has(ADJECTIVE | CHANGE | DEGREE) || token.is(w!("got"));
            let by = at == 0 || self.tokens[at - 1].is(w!("we team i have has then also already"));
            is_past
                && by
                && !self.tokens[..at].iter().any(|token| token.has(MODAL | BE) || token.is(w!("to be must will")))
        }) && self.tokens.iter().all(|token| !token.is(w!("needed")));
        done || has_happened
    }

    /// It begins with a verb that promises something.
    fn promises(&self) -> bool {
        self.has(self.head, CHANGE | INQUIRY | DEGREE | ASSURANCE | ENDLESS | VIGILANCE | DELIVERY)
            || self.tokens.iter().take(self.head + 1).any(|token| token.is(w!("should must will need needs shall")))
    }

    fn is(&self, at: usize, words: &Words) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(words))
    }

    fn has(&self, at: usize, tags: u64) -> bool {
        self.tokens.get(at).is_some_and(|token| token.has(tags))
    }

    fn any_of(&self, from: usize, words: &Words) -> bool {
        words.bits.meets(&self.bits) && self.tokens[from.min(self.tokens.len())..].iter().any(|token| token.is(words))
    }

    fn find_of(&self, from: usize, words: &Words) -> Option<usize> {
        if !words.bits.meets(&self.bits) {
            return None;
        }
        (from..self.tokens.len()).find(|at| self.is(*at, words))
    }

    fn has_ticket(&self) -> bool {
        self.all.iter().any(|token| matches!(token.kind, Kind::Ticket | Kind::Link))
    }

    /// A name, a handle or a certain team does it.
    fn names_owner(&self) -> bool {
        if self.all.iter().any(|token| token.kind == Kind::Handle) {
            return true;
        }
        let owns = w!("owner assignee owned assigned responsible dri lead");
        for at in 0..if owns.bits.meets(&self.bits) { self.all.len() } else { 0 } {
            let token = &self.all[at];
            if token.is(owns)
                && !(at > 0 && self.all[at - 1].is(w!("be not")))
                && !(at > 0 && self.all[at - 1].is(w!("be not")))
                && self.all[at + 1..].iter().take(2).any(|next| next.is_mark(":=") || next.is(w!("by to is")))
            {
                let named = self.all[at + 1..].iter().find(|next| next.kind == Kind::Word && !next.is(w!("by to is")));
                return named.is_some_and(|named| {
                    !named.is(w!("tbd tba tbc nobody unknown none unassigned everyone everybody someone somebody team follow come \
                        confirm decide assign determine pending open missing needed wanted sought unclear undecided not \
                        later yet vacant be whoever anyone anybody tbh todo"))
                });
            }
        }
        // Rafał posts the graph; Saoirse takes over: …
        let is_doer = |at: usize| {
            let token = &self.all[at];
            token.is_capital
                && !token.is_possessive
                && (token.tags == 0 || token.has(NAME))
                && (at == 0 || matches!(self.all[at - 1].kind, Kind::Mark(_)))
                && self.all.get(at + 1).is_some_and(|next| {
                    next.is(w!("takes posts writes adds owns leads drives handles does builds sets runs files opens \
                        moves creates reviews reports prepares drafts updates removes replaces fixes migrates deploys \
                        picks volunteers volunteered organises organizes coordinates delivers configures signs checks \
                        tests will shall implements answers changes"))
                })
        };
        if (0..self.all.len()).any(is_doer) {
            return true;
        }
        // Maria will add; the payments team to reduce; Ana: add.
        let front = &self.tokens[..self.head.min(self.tokens.len())];
        if front.iter().any(|token| {
            token.is(w!(
                "somebody someone anybody anyone everyone everybody whoever volunteer volunteers one we any either \
                whichever"
            ))
        }) {
            return false;
        }
        let is_person = |at: usize| {
            let token = &self.tokens[at];
            token.is_capital
                && (token.has(NAME)
                    || at > 0 && token.tags == 0
                    || token.tags == 0 && self.has(at + 1, MODAL)
                    || token.tags == 0 && self.is(at + 1, w!("will to")))
                && !token.is_possessive
        };
        let is_team = |at: usize| {
            let token = &self.tokens[at];
            token.has(TEAM | PERSON)
                && (at > 0 && !self.has(at.wrapping_sub(1), DETERMINER) && !self.has(at.wrapping_sub(1), PREPOSITION)
                    || at > 1
                        && self.is(at.wrapping_sub(1), w!("on-call database storage network platform security lead"))
                    || token.is(w!("ops sre infra devops qa sales marketing finance support on-call dba"))
                    || token.kind == Kind::Word
                        && token.tags & (TEAM | PERSON) != 0
                        && self.tokens[at].end - self.tokens[at].start <= 4
                        && !token.is(w!("team we they all both")))
        };
        let does = front
            .iter()
            .any(|token| token.is(w!("will to shall should must needs takes")) || token.is_mark(":\u{2013}\u{2014}-"));
        does && (0..front.len()).any(|at| is_person(at) || is_team(at))
            // … (Maria), … – Maria
            || self.tokens.len() > 3 && {
                let last = self.tokens.iter().rposition(|token| !token.is_mark(").]"));
                last.is_some_and(|last| {
                    last > 1 && self.tokens[last - 1].is_mark("([\u{2013}\u{2014}-") && self.tokens[last].is_capital && self.tokens[last].has(NAME | TEAM)
                })
            }
    }

    /// Something that can be checked follows: a number, a ticket, code, a named page.
    fn is_measured(&self) -> bool {
        // What is explained at length is meant.
        let is_detailed = self.item.is_detailed || self.all.len() > self.tokens.len() + 20;
        is_detailed
            || self.has_ticket()
            || self.all.iter().enumerate().any(|(at, token)| match token.kind {
                Kind::Number => !self.is_date(at),
                Kind::Code | Kind::Quote => true,
                _ => {
                    token.has(NUMERAL)
                        && !token.is(w!("one once single few couple several half quarter"))
                        && !self.all.get(at + 1).is_some_and(|next| next.is(w!("time")))
                }
            })
    }

    /// A number that only says when.
    fn is_date(&self, at: usize) -> bool {
        let token = &self.all[at];
        let near = |at: usize| self.all.get(at).is_some_and(|token| token.has(DATE));
        let before = at.checked_sub(1);
        token.end - token.start >= 8
            || near(at + 1)
            || before.is_some_and(|at| near(at) || self.all[at].is(w!("by until before")))
    }

    /// What is found will be there afterwards: and record the decision, by adding, so that.
    fn delivers(&self) -> bool {
        let from = self.head + 1;
        (from..self.tokens.len()).any(|at| {
            let token = &self.tokens[at];
            token.is(w!("and then"))
                && self.has(at + 1, DELIVERY | CHANGE)
                && !self.has(at + 1, INQUIRY | DEGREE | ASSURANCE | ENDLESS | VIGILANCE)
                && self.tokens[at + 1..].len() > 2
                || token.is(w!("by via through with"))
                    && at + 2 < self.tokens.len()
                    && (self.tokens[at + 1].ends_with("ing") && self.has(at + 1, u64::MAX)
                        || self.tokens[at + 1].ends_with("ing"))
                    && !self.has(at + 1, INQUIRY | DEGREE | ENDLESS | VIGILANCE | GENERIC)
                || token.is(w!("with into as"))
                    && self.is(at + 1, w!("a an"))
                    && self.tokens[at + 2..].iter().take(3).any(|next| next.has(ARTEFACT))
                || token.is_mark(":;,") && self.has(at + 1, CHANGE) && self.tokens[at + 1..].len() > 3
        })
    }

    fn weakness(&self) -> Option<Weakness> {
        let measured = self.is_measured();
        let delivers = self.delivers();
        let from = self.first_word();
        let to = |at: usize| (at + 1).min(self.tokens.len());
        let weak = |classes, start: usize, end: usize, tone| {
            Some(Weakness { classes, words: start.min(end.saturating_sub(1))..end.min(self.tokens.len()), tone })
        };
        if let Some((start, end)) = self.vigilance(measured) {
            // Train all eight on the drill and have them sign: that can be checked.
            if !(measured && delivers) && !(measured && self.any_of(0, w!("train training"))) {
                return weak(VAGUE, start, end, &VIGILANCE_TONE);
            }
            return None;
        }
        if measured && (delivers || self.has_target()) {
            return None;
        }
        let head = self.head;
        let object = self.object_end(head);
        if !measured
            && !delivers
            && let Some((class, words, tone)) = self.phrase()
        {
            return weak(if class == Class::VagueAction { VAGUE } else { ENDS_NEVER }, words.start, words.end, tone);
        }
        if let Some(at) = self.find_endless() {
            if self.is(head, w!("avoid prevent stop")) && !measured {
                return weak(BOTH, head, object, &DEGREE_TONE);
            }
            if !measured || self.any_of(0, w!("time while")) {
                return weak(
                    if self.has(head, INQUIRY) { BOTH } else { ENDS_NEVER },
                    at.min(head),
                    to(at.max(head)),
                    &ENDLESS_TONE,
                );
            }
            return None;
        }
        if self.has(head, ENDLESS) && !self.is(head, w!("keep maintain remain stay carry track"))
            || self.is(head, w!("keep maintain remain stay carry track")) && !measured
        {
            return (!measured && (!delivers || self.is(head, w!("watch")))).then_some(Weakness {
                classes: ENDS_NEVER,
                words: from..object,
                tone: &ENDLESS_TONE,
            });
        }
        if self.has(head, INQUIRY) {
            let is_change = self.has(head, CHANGE) && !self.is(head, w!("check verify review"))
                || self.is(head, w!("check")) && self.any_of(head, w!("ci pipeline build merge startup every each"));
            let is_start = self.is(head, w!("start begin plan schedule scope work set find follow"))
                && (measured || self.is(head, w!("set schedule")));
            return (!measured && !delivers && !is_change && !is_start).then(|| Weakness {
                classes: if self.any_unmeasured(head + 1).is_some() { BOTH } else { VAGUE },
                words: from..object,
                tone: &INQUIRY_TONE,
            });
        }
        if self.has(head, ASSURANCE) && !(self.is(head, w!("make")) && !self.is(head + 1, w!("sure certain"))) {
            return (!measured && !delivers).then_some(Weakness {
                classes: BOTH,
                words: from..object,
                tone: &UNMEASURED_TONE,
            });
        }
        if self.has(head, DEGREE) {
            let is_certain = self.is(
                head,
                w!("limit cut cap raise lower extend expand upgrade update clean fix \
                adjust avoid prevent revise increase get make step scale boost reduce"),
            ) && measured;
            if is_certain || measured && !self.is(head, w!("improve enhance strengthen better")) || delivers {
                return None;
            }
            // Updates and extends something with a name: that is a change.
            if self.is(head, w!("update fix extend expand limit adjust cut redesign scale")) && !self.is_generic(head) {
                return self.unmeasured();
            }
            if self.is(head, w!("make get become")) && self.any_unmeasured(head).is_none() {
                return None;
            }
            return (!measured).then_some(Weakness { classes: BOTH, words: from..object, tone: &DEGREE_TONE });
        }
        if self.tokens[..self.tokens.len().min(from + 2)]
            .iter()
            .any(|token| token.is(w!("better more improved additional further fewer")))
            && !measured
            && !self.has(head, CHANGE)
        {
            return weak(BOTH, from, object.max(to(from + 1)), &BARE);
        }
        if !measured && !delivers && self.is_generic(head) {
            return weak(BOTH, from, object.max(to(from)), &BARE);
        }
        if measured { None } else { self.unmeasured() }
    }

    /// A turn of phrase that promises nothing in particular. What it is good for may be told in any.
    fn phrase(&self) -> Option<(Class, std::ops::Range<usize>, &'static Tone)> {
        let end = self.find_of(self.head + 1, w!("so because since"));
        let promised = &self.tokens[..end.unwrap_or(self.tokens.len())];
        let patterns = idiom::patterns();
        let mut marked = Vec::new();
        for at in (0..promised.len()).filter(|at| promised[*at].has(IDIOM)) {
            patterns.mark(promised, at, &mut marked);
        }
        let mut said = marked.iter().filter_map(|marked| patterns.phrase(promised, marked, &self.bits));
        let (class, tone, words) =
            said.find(|(class, _, _)| matches!(class, Class::VagueAction | Class::Unverifiable))?;
        Some((class, words, tone))
    }

    /// A change whose measure is missing.
    fn unmeasured(&self) -> Option<Weakness> {
        let at = self.any_unmeasured(self.head)?;
        let is_vague = self.is(at, w!("more better")) && self.has(self.head, CHANGE);
        let words = at..(at + 2).min(self.tokens.len());
        Some(Weakness { classes: if is_vague { BOTH } else { ENDS_NEVER }, words, tone: &UNMEASURED_TONE })
    }

    /// From … to, below, above, within, every.
    fn has_target(&self) -> bool {
        self.tokens.iter().enumerate().any(|(at, token)| {
            token.is(w!("to below above under over within every than at by from of after before"))
                && self.tokens[at + 1..].iter().take(3).any(|next| next.kind == Kind::Number || next.has(NUMERAL))
                || token.kind == Kind::Ticket
                || token.kind == Kind::Code
                || token.kind == Kind::Link
        })
    }

    fn first_word(&self) -> usize {
        self.tokens.iter().position(|token| token.kind == Kind::Word).unwrap_or(0).max(if self.head > 6 {
            self.head
        } else {
            0
        })
    }

    /// Behind the first few words that say what it is about.
    fn object_end(&self, at: usize) -> usize {
        let end = self.tokens.len().min(at + 5);
        let stop = (at + 1..end)
            .find(|place| self.tokens[*place].is_mark(".,;:()") || *place > at + 1 && self.has(*place, JOINT));
        let mut stop = stop.unwrap_or(end);
        while stop > at + 1 && self.has(stop.wrapping_sub(1), DETERMINER | PREPOSITION) {
            stop -= 1;
        }
        stop
    }

    /// Asks people to be careful, to remember, to know.
    fn vigilance(&self, is_measured: bool) -> Option<(usize, usize)> {
        let head = self.head;
        // What it is good for is another matter: … so that they are aware.
        let end = self.find_of(head + 1, w!("so because")).unwrap_or(self.tokens.len());
        for at in 0..if self.tags & VIGILANCE == 0 { 0 } else { end } {
            let token = &self.tokens[at];
            if !token.has(VIGILANCE) {
                continue;
            }
            let before = at.checked_sub(1).map(|before| &self.tokens[before]);
            let is_head = at == head || at == head + 1 && self.is(head, w!("take create get"));
            let found = if token.is(w!("careful cautious vigilant mindful attentive diligent disciplined aware \
                conscientious thorough alert stricter"))
            {
                before.is_some_and(|before| {
                    before.is(w!("more be stay people developers engineers staff users \
                    stakeholders remain extra very being are is particularly especially become everyone \
                    everybody team been"))
                })
            } else if token.is(w!("attention care awareness vigilance discipline diligence")) {
                self.any_of(
                    head,
                    w!("pay take raise more greater increase extra closer better spread create \
                    build exercise due improve"),
                ) || is_head
            } else if token.is(w!("remind remember double-check communicate encourage educate reiterate \
                emphasise emphasize urge sensitise sensitize lecture coach coaching concentrate focus stress \
                train retrain reminders reminder retraining training tell teach instruct advise inform brief ask \
                reinforce learn warn closely"))
            {
                let is_certain = token.is(w!("ask")) && self.delivers()
                    || token.is(w!("train retrain training retraining teach coach brief inform tell \
                    ask warn focus stress")) && is_measured && self.names_artefact(at + 1)
                    // Reminds subscribers 30 days ahead: a thing that does.
                    || token.is(w!("remind inform tell ask warn \
                        advise")) && is_measured && !self.tokens.iter().any(|token| token.has(PERSON | TEAM | NAME));
                (is_head
                    || at <= head + 1
                        && token.is(w!("remember reminder reminders training retraining \
                    remind")))
                    && !is_certain
            } else if token.is(w!("mind")) {
                before.is_some_and(|before| before.is(w!("in")))
            } else if token.is(w!("harder")) {
                self.is(head, w!("try work look think"))
                    && before.is_some_and(|before| {
                        before.is(w!("try work \
                    look think"))
                    })
            } else if token.is(w!("communication communicating culture mindset ownership")) {
                at <= head + 2
                    && !is_measured
                    && (is_head
                        || self.any_of(
                            0,
                            w!("better improve more \
                    improved get foster build create clearer good strong promote"),
                        ))
            } else if token.is(w!("carefully thoroughly diligently strictly closely closer")) {
                is_head
                    || before.is_some_and(|before| before.is(w!("more very")))
                    || at + 2 >= self.tokens.len() && !is_measured
            } else if token.is(w!("forget")) {
                before.is_some_and(|before| before.is(w!("not don't never")))
            } else {
                false
            };
            if found {
                return Some((at.min(head), self.object_end(at.max(head))));
            }
        }
        // Have a meeting, do something, share what was learnt.
        let meets = (head..self.tokens.len().min(head + 5)).find(|at| {
            self.is(*at, w!("meeting meetings discussion conversation chat think talk session"))
                && *at > 0
                && self.is(at.wrapping_sub(1), w!("a another an"))
        });
        if let Some(at) = meets.filter(|_| !is_measured && !self.any_of(head, w!("game drill training"))) {
            return Some((head.min(at), at + 1));
        }
        if !is_measured
            && (self.is(head, w!("take")) && self.any_of(head, w!("seriously"))
                || self.any_of(0, w!("something")) && self.any_of(0, w!("do change try"))
                || self.is(head, w!("share spread"))
                    && self.any_of(head, w!("learnings lessons knowledge findings insights learning")))
        {
            return Some((head, self.object_end(head)));
        }
        // Stick to, follow the procedure; do not do it again.
        let asks = self.is(
            head,
            w!("follow stick adhere obey respect comply try avoid \
            stop"),
        ) && self.any_of(
            head,
            w!("guidelines procedure procedures process rules policy policies \
            mistakes instructions again same standards practices"),
        ) && !is_measured;
        asks.then(|| (head, self.object_end(head)))
    }

    fn names_artefact(&self, from: usize) -> bool {
        self.tokens[from.min(self.tokens.len())..].iter().any(|token| {
            token.has(ARTEFACT) && !token.is(w!("page process step action default"))
                || matches!(token.kind, Kind::Code | Kind::Ticket | Kind::Link)
        })
    }

    /// Regularly, over time, as much as possible.
    fn find_endless(&self) -> Option<usize> {
        let at = self
            .find_of(
                0,
                w!("regularly periodically frequently occasionally continuously eventually \
            ongoing gradually often someday soon"),
            )
            .filter(|_| !self.any_of(0, w!("every weekly daily monthly quarterly hourly nightly")));
        // What each of these turns of phrase ends with.
        let ends = w!(
            "time possible needed necessary appropriate required feasible applicable needs much soon often many far \
            quickly while forward forwards basis process improvement run term future"
        );
        if !ends.bits.meets(&self.bits) {
            return at;
        }
        let end = self.find_of(self.head + 1, w!("so because")).unwrap_or(self.tokens.len());
        let phrase = (1..end).find(|at| {
            let (before, token) = (&self.tokens[at - 1], &self.tokens[*at]);
            if !token.is(ends) {
                return false;
            }
            before.is(w!("over")) && token.is(w!("time"))
                || before.is(w!("to")) && token.is(w!("time")) && *at > 2 && self.is(at.wrapping_sub(2), w!("time"))
                || before.is(w!("as where when if whenever wherever"))
                    && token.is(w!("possible needed necessary appropriate required feasible applicable needs time"))
                || before.is(w!("as")) && token.is(w!("much soon often many far quickly")) && self.is(at + 1, w!("as"))
                || before.is(w!("a")) && token.is(w!("while"))
                || before.is(w!("going")) && token.is(w!("forward forwards"))
                || before.is(w!("ongoing continuous regular")) && token.is(w!("basis process improvement"))
                || before.is(w!("long")) && token.is(w!("run term"))
                || before.is(w!("the")) && token.is(w!("future"))
        });
        at.or(phrase)
    }

    /// A word without a measure behind the verb.
    fn any_unmeasured(&self, from: usize) -> Option<usize> {
        if self.tags & UNMEASURED == 0 {
            return None;
        }
        // What it is good for may be told in any words.
        let end = (from + 1..self.tokens.len()).find(|at| {
            self.is(*at, w!("so because when if after while since that which"))
                || self.is(*at, w!("in")) && self.is(at + 1, w!("order"))
        });
        (from..end.unwrap_or(self.tokens.len())).find(|at| {
            let token = &self.tokens[*at];
            token.has(UNMEASURED)
                && !self.has(at.wrapping_sub(1), NEGATION)
                && !(at + 1..at + 4).any(|place| self.is(place, w!("than")))
                && !(token.is(w!("more less")) && self.is(at + 1, w!("than")))
                && !(token.is(w!("well"))
                    && (self.is(at + 1, w!("as"))
                        || at + 1 >= self.tokens.len()
                        || self.is(at.wrapping_sub(1), w!("as"))))
                && !(token.is(w!("right correct good")) && !self.is(at.wrapping_sub(1), w!("the a")))
                && !(token.is(w!("performance quality reliability stability robustness resilience \
                    scalability"))
                    && (self.has(at + 1, ARTEFACT) || *at > self.head + 3 || self.is(at + 1, w!("test tests testing"))))
                && !(token.is(w!("possible needed necessary relevant correct right useful helpful higher lower \
                    higher shorter longer soon largely generally mostly modern clean healthy quality improved \
                    safe long-term constantly"))
                    && !(self.is(at.wrapping_sub(1), w!("as more"))))
                && !(token.is(w!("correctly gracefully \
                    properly"))
                    && self.has(self.head, CHANGE)
                    && self.any_of(
                        self.head,
                        w!("test check assert \
                    verify alert fail"),
                    ))
                && !token.is(w!("often"))
        })
    }

    /// Nothing but general nouns follow the verb: document the process, add tests.
    fn is_generic(&self, head: usize) -> bool {
        let behind = &self.tokens[head.min(self.tokens.len())..];
        let start = usize::from(self.has(head, CHANGE | DEGREE | INQUIRY | DELIVERY));
        let mut generic = 0;
        for token in behind.iter().skip(start) {
            match token.kind {
                Kind::Mark(_) => {}
                Kind::Word
                    if token.has(GENERIC) || token.has(ADVERB | DETERMINER | UNMEASURED) && !token.has(NUMERAL) =>
                {
                    generic += usize::from(token.has(GENERIC))
                }
                _ => return false,
            }
        }
        generic > 0 && behind.len() < 8 && !(start == 0 && self.has(head, PERSON | TEAM))
    }
}

/// Where the verb stands: behind who does it and what has to be.
fn head(tokens: &[Token]) -> usize {
    let mut at = 0;
    // Behind `Ana:`, `[payments]`, `Whoever has time:`, and a date in front.
    if let Some(colon) = tokens.iter().take(8).position(|token| token.is_mark(":\u{2013}\u{2014}")) {
        let is_lead = colon <= 4
            && !tokens[..colon]
                .iter()
                .any(|token| token.has(CHANGE | INQUIRY | DEGREE) && !token.has(PERSON | TEAM | NAME))
            || tokens[0].is(w!("whoever volunteer volunteers someone somebody"));
        if is_lead && colon + 1 < tokens.len() {
            at = colon + 1;
        }
    }
    while at < tokens.len() && !matches!(tokens[at].kind, Kind::Word | Kind::Code) {
        at += 1;
    }
    // Someone adds a check.
    let told = (at + 1..tokens.len().min(at + 5)).find(|place| {
        tokens[*place].is(w!("adds creates sets writes removes deletes replaces moves enables disables configures \
            introduces implements builds publishes pins rotates"))
    });
    if let Some(verb) = told.filter(|verb| tokens[at..*verb].iter().any(|token| token.has(PERSON | TEAM | ANYBODY))) {
        return verb;
    }
    // Behind the last `to`, `should`, `will` that stands before any verb of ours.
    let limit = tokens.len().min(at + 10);
    let mut place = at;
    while place < limit {
        let token = &tokens[place];
        let next = tokens.get(place + 1);
        if place > at && token.is_mark(".;,") {
            break;
        }
        if token.is(w!("to will should must shall needs need we'll let's please possibly maybe perhaps \
            probably also could would can may might has have"))
            && (place > at || !token.is(w!("need")))
            && next.is_some()
        {
            let mut behind = place + 1;
            while behind < tokens.len()
                && (tokens[behind].is(w!("to be also please then all both probably \
                likely just really always we still us get a \
                it"))
                    || tokens[behind].has(ADVERB) && !tokens[behind].has(CHANGE | DEGREE))
            {
                behind += 1;
            }
            // `Have a think about`.
            if behind < tokens.len() && !tokens[behind].has(PREPOSITION) {
                at = behind;
                place = behind;
                if tokens[behind].has(CHANGE | INQUIRY | DEGREE | ASSURANCE | ENDLESS | VIGILANCE) {
                    break;
                }
                continue;
            }
        }
        if place == at && token.has(CHANGE | INQUIRY | DEGREE | ASSURANCE | ENDLESS | VIGILANCE | DELIVERY) {
            break;
        }
        place += 1;
    }
    // Regularly review, over time move.
    while at + 1 < tokens.len()
        && (tokens[at].ends_with("ly") && !tokens[at].has(CHANGE | INQUIRY) && !tokens[at].is(w!("apply rely supply"))
            || tokens[at].is(w!("please also possibly maybe perhaps not just over time we then again further \
                first next do dont don't try aim strive attempt plan"))
                && !(tokens[at].is(w!("try aim plan attempt strive")) && !tokens[at + 1].is(w!("to")))
            || tokens[at].is(w!("to"))
            || tokens[at].is_mark(","))
    {
        at += 1;
    }
    at.min(tokens.len().saturating_sub(1))
}
