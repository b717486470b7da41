//! What an entry says and what became of it, in words that are read out.

use super::duties::title;
use super::entry::{Entry, RoleMove, Says};
use super::harm;
use super::role::LEAD;

/// The most characters of a text that are read out: a longer one is read in the timeline.
const LONGEST: usize = 120;

/// What an entry says, in one sentence: `Severity sev1`, `Phase identified: the pool is exhausted`, `Impact began: 30 % of
/// checkouts`. `name` tells what people call a handle. Of a text its first line, of an offer none: that is a brief.
pub fn in_words(entry: &Entry, name: impl Fn(&str) -> String) -> String {
    let text = begins(entry);
    let (head, detail) = match &entry.said.says {
        Says::Note => return if text.is_empty() { "Note".to_owned() } else { text },
        Says::Severity { severity } => (format!("Severity {severity}"), text),
        Says::Phase { phase } => (format!("Phase {}", phase.as_str()), text),
        Says::Impact { impact, .. } => {
            let harmed = harm::in_words(entry);
            let between = if harmed.is_empty() || text.is_empty() { "" } else { ". " };
            (format!("Impact {}", impact.as_str()), format!("{harmed}{between}{text}"))
        }
        Says::Role { role, moved, holder } => {
            let (role, name) = (title(role), name(holder));
            match moved {
                RoleMove::Take => (format!("{role} taken by {name}"), text),
                RoleMove::Offer => (format!("{role} offered to {name}"), String::new()),
                RoleMove::Accept => (format!("{role} accepted by {name}"), text),
                RoleMove::Decline => (format!("{role} declined by {name}"), text),
                RoleMove::Release => (format!("{role} released by {name}"), text),
            }
        }
        says => (capitalized(says.kind()), text),
    };
    if detail.is_empty() { head } else { format!("{head}: {detail}") }
}

/// True for what whoever shows the roles tells already: who leads, and what is offered to `me`.
pub fn is_told_with_roles(entry: &Entry, me: &str) -> bool {
    match &entry.said.says {
        Says::Role { moved: RoleMove::Offer, holder, .. } => holder == me,
        Says::Role { role, moved, .. } => role == LEAD && *moved != RoleMove::Decline,
        _ => false,
    }
}

/// What became of an entry that was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is in the trash.
    Deleted,
    /// It is out of the trash.
    Restored,
    /// It happened at another time.
    Moved,
}

impl Became {
    /// What is worth telling of a change, if anything is.
    pub fn of(before: &Entry, after: &Entry) -> Option<Self> {
        match (before.is_deleted, after.is_deleted) {
            (false, true) => Some(Self::Deleted),
            (true, false) => Some(Self::Restored),
            (true, true) => None,
            (false, false) => (before.precise() != after.precise()).then_some(Self::Moved),
        }
    }
}

/// How a text begins.
fn begins(entry: &Entry) -> String {
    let line = entry.said.text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line.to_owned(),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::testing;
    use crate::domain::entry::{ImpactMove, Phase, Statement};
    use crate::domain::id::WriterId;
    use crate::domain::time::Instant;

    fn entry(says: Says, text: &str) -> Entry {
        let writer = WriterId::from_bits(1);
        testing::entry(1, Some(Instant::EPOCH), Statement::new(says, "dana", text, Instant::EPOCH, writer))
    }

    fn role(role: &str, moved: RoleMove, holder: &str) -> Says {
        Says::Role { role: role.to_owned(), moved, holder: holder.to_owned() }
    }

    fn words(says: Says, text: &str) -> String {
        in_words(&entry(says, text), |handle| if handle == "sam" { "Sam Okafor".to_owned() } else { handle.to_owned() })
    }

    #[test]
    fn what_has_no_text_says_what_it_is() {
        let impact = |impact, who: Option<&str>| Says::Impact {
            impact,
            who: who.map(str::to_owned),
            share: who.map(|_| "about 30 %".to_owned()),
            certainty: None,
        };
        for (says, expected) in [
            (Says::Note, "Note"),
            (Says::Observation, "Observation"),
            (Says::Severity { severity: "sev1".to_owned() }, "Severity sev1"),
            (Says::Phase { phase: Phase::Identified }, "Phase identified"),
            (impact(ImpactMove::Began, Some("EU checkout")), "Impact began: about 30 % of EU checkout"),
            (impact(ImpactMove::Ended, None), "Impact ended"),
            (role("lead", RoleMove::Take, "sam"), "Lead taken by Sam Okafor"),
            (role("scribe", RoleMove::Accept, "ito"), "Scribe accepted by ito"),
            (role("deputy", RoleMove::Decline, "ito"), "Deputy declined by ito"),
            (role("liaison", RoleMove::Release, "ito"), "liaison released by ito"),
        ] {
            assert_eq!(words(says, ""), expected);
        }
    }

    #[test]
    fn a_text_is_told_by_its_first_line_and_a_brief_never() {
        assert_eq!(words(Says::Note, "errors rise\nsince the deploy"), "errors rise");
        assert_eq!(words(Says::Observation, "errors rise"), "Observation: errors rise");
        assert_eq!(words(Says::Phase { phase: Phase::Mitigated }, "rolled back"), "Phase mitigated: rolled back");
        let impact =
            Says::Impact { impact: ImpactMove::Began, who: Some("checkouts".into()), share: None, certainty: None };
        assert_eq!(words(impact, "they time out"), "Impact began: checkouts. they time out");
        assert_eq!(words(role("lead", RoleMove::Offer, "sam"), "# INC-1 **Checkout**"), "Lead offered to Sam Okafor");
        let long = "ä".repeat(LONGEST + 1);
        assert_eq!(words(Says::Note, &long), format!("{} …", "ä".repeat(LONGEST)));
    }

    #[test]
    fn what_the_roles_tell_is_told_once() {
        let told = |says| is_told_with_roles(&entry(says, ""), "sam");
        assert!(told(role("lead", RoleMove::Take, "ito")) && told(role("lead", RoleMove::Release, "ito")));
        assert!(told(role("deputy", RoleMove::Offer, "sam")) && !told(role("lead", RoleMove::Offer, "ito")));
        assert!(!told(role("lead", RoleMove::Decline, "ito")) && !told(role("scribe", RoleMove::Take, "sam")));
        assert!(!told(Says::Note));
    }

    #[test]
    fn a_change_is_told_by_what_became_of_the_entry() {
        let before = entry(Says::Note, "errors rise");
        let mut after = before.clone();
        after.said.is_starred = true;
        assert_eq!(Became::of(&before, &after), None);
        let mut moved = after.clone();
        moved.at = Some(Instant::from_millis(60_000));
        assert_eq!(Became::of(&before, &moved), Some(Became::Moved));
        moved.is_deleted = true;
        assert_eq!(Became::of(&before, &moved), Some(Became::Deleted));
        assert_eq!(Became::of(&moved, &before), Some(Became::Restored));
        assert_eq!(Became::of(&moved, &moved), None);
    }
}
