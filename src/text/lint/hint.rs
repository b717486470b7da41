//! What the linter says.

use std::borrow::Cow;
use std::ops::Range;

/// Why some words are worth a second look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The failure is put on a person or a team.
    BlameIndividual,
    /// What did not happen is told as if it explained what did.
    Counterfactual,
    /// A past decision is judged by what was learnt later.
    Hindsight,
    /// A slip is named as the cause, and the search stops there.
    HumanError,
    /// Impact or cause is played down.
    Minimising,
    /// An action item without a change.
    VagueAction,
    /// An action item that nobody answers for.
    NoOwner,
    /// An action item of which nobody can tell when it is done.
    Unverifiable,
}

impl Class {
    /// Its name in files and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BlameIndividual => "blame-individual",
            Self::Counterfactual => "counterfactual",
            Self::Hindsight => "hindsight",
            Self::HumanError => "human-error",
            Self::Minimising => "minimising",
            Self::VagueAction => "vague-action",
            Self::NoOwner => "no-owner",
            Self::Unverifiable => "unverifiable",
        }
    }

    /// Its name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::BlameIndividual => "Blame",
            Self::Counterfactual => "Counterfactual",
            Self::Hindsight => "Hindsight",
            Self::HumanError => "Human error",
            Self::Minimising => "Minimising",
            Self::VagueAction => "Vague action",
            Self::NoOwner => "No owner",
            Self::Unverifiable => "Unverifiable",
        }
    }
}

/// A hint: never an error, and often a matter of taste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where the words stand, in bytes of the text that was handed in.
    pub range: Range<usize>,
    /// What it is about.
    pub class: Class,
    /// The words, with single blanks.
    pub text: String,
    /// Why they are worth a second look.
    pub why: &'static str,
    /// A better way to say it.
    pub instead: Cow<'static, str>,
    /// Where the same is said again.
    pub also: Vec<Range<usize>>,
}

impl Hint {
    /// What a dismissal is remembered by: the class and the words. It stays the same when something else is edited.
    pub fn key(&self) -> String {
        let mut key = self.class.as_str().to_owned();
        // Which action has no owner may change; that it was looked at stays.
        if self.class == Class::NoOwner {
            return key;
        }
        let words = self.text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
        for (number, word) in words.enumerate() {
            key.push(if number > 0 { ' ' } else { ':' });
            match word.is_ascii() {
                true => key.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase()))),
                false => key.extend(word.chars().flat_map(char::to_lowercase)),
            }
        }
        key
    }
}

/// Hints of one key become one, with the places of the others; the rest in the order of the text.
pub(super) fn grouped(mut hints: Vec<Hint>) -> Vec<Hint> {
    hints.sort_by_key(|hint| (hint.range.start, hint.range.end, hint.class));
    let mut first: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut grouped: Vec<Hint> = Vec::with_capacity(hints.len());
    for hint in hints {
        match first.entry(hint.key()) {
            std::collections::hash_map::Entry::Occupied(place) => grouped[*place.get()].also.push(hint.range),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(grouped.len());
                grouped.push(hint);
            }
        }
    }
    grouped
}
