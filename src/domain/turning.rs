//! Turning points in words: what a row says where a role or the severity moved, as one short sentence.

use super::duties::title;
use super::entry::{Entry, RoleMove, Says};
use super::role::LEAD;

/// `Severity sev3 → sev1`, `dana takes the lead`, `Lead offered to ito`; none for an entry that moves neither.
///
/// `replaced` is the entry that this one names as the one it replaces, where that is here.
pub fn in_words(entry: &Entry, replaced: Option<&Entry>) -> Option<String> {
    match &entry.said.says {
        Says::Severity { severity } => {
            let before = replaced.and_then(|replaced| match &replaced.said.says {
                Says::Severity { severity: before } if before != severity => Some(before),
                _ => None,
            });
            Some(match before {
                Some(before) => format!("Severity {before} → {severity}"),
                None => format!("Severity {severity}"),
            })
        }
        Says::Role { role, moved, holder } => {
            let what = if role == LEAD { "the lead".to_owned() } else { format!("the role of {}", title(role)) };
            Some(match moved {
                RoleMove::Take => format!("{holder} takes {what}"),
                RoleMove::Offer => format!("{} offered to {holder}", title(role)),
                RoleMove::Accept => format!("{holder} accepts {what}"),
                RoleMove::Decline => format!("{holder} declines {what}"),
                RoleMove::Release => format!("{holder} gives up {what}"),
            })
        }
        _ => None,
    }
}

/// The first line of what an offer of a role brings along, and the rest; none for other entries and for one line.
pub fn folded(entry: &Entry) -> Option<(&str, &str)> {
    let is_offer = matches!(entry.said.says, Says::Role { moved: RoleMove::Offer, .. });
    let (first, rest) = entry.said.text.trim().split_once('\n').filter(|_| is_offer)?;
    Some((first, rest.trim_start_matches(['\r', '\n'])))
}

/// True for an offer that brings a brief along, which repeats what other entries say.
pub fn is_brief(entry: &Entry) -> bool {
    folded(entry).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::Statement;
    use crate::domain::entry::testing;
    use crate::domain::id::WriterId;
    use crate::domain::time::Instant;

    fn entry(says: Says, text: &str) -> Entry {
        let writer = WriterId::from_bits(1);
        testing::entry(1, None, Statement::new(says, "dana", text, Instant::EPOCH, writer))
    }

    fn role(role: &str, moved: RoleMove) -> Says {
        Says::Role { role: role.to_owned(), moved, holder: "ito".to_owned() }
    }

    fn severity(name: &str) -> Entry {
        entry(Says::Severity { severity: name.to_owned() }, "")
    }

    #[test]
    fn a_role_that_moves_is_one_sentence() {
        for (name, moved, expected) in [
            ("lead", RoleMove::Take, "ito takes the lead"),
            ("lead", RoleMove::Offer, "Lead offered to ito"),
            ("lead", RoleMove::Accept, "ito accepts the lead"),
            ("lead", RoleMove::Decline, "ito declines the lead"),
            ("expert", RoleMove::Release, "ito gives up the role of Subject expert"),
            ("legal", RoleMove::Take, "ito takes the role of legal"),
        ] {
            assert_eq!(in_words(&entry(role(name, moved), ""), None).as_deref(), Some(expected));
        }
        assert_eq!(in_words(&entry(Says::Note, "ito takes the lead"), None), None);
    }

    #[test]
    fn a_severity_says_what_it_was_before() {
        let words = |before: Option<&Entry>| in_words(&severity("sev1"), before).unwrap_or_default();
        assert_eq!(words(None), "Severity sev1");
        assert_eq!(words(Some(&severity("sev3"))), "Severity sev3 → sev1");
        assert_eq!(words(Some(&severity("sev1"))), "Severity sev1", "nothing moved");
        assert_eq!(words(Some(&entry(Says::Note, ""))), "Severity sev1", "what is named is no severity");
    }

    #[test]
    fn only_the_brief_of_an_offer_is_folded() {
        let offer =
            entry(role("lead", RoleMove::Offer), "**INC-1** as of 14:05\n\n- Phase: identified\n- Severity: sev1");
        assert_eq!(folded(&offer), Some(("**INC-1** as of 14:05", "- Phase: identified\n- Severity: sev1")));
        assert_eq!(folded(&entry(role("lead", RoleMove::Offer), "one line\n")), None);
        assert_eq!(folded(&entry(role("lead", RoleMove::Accept), "two\nlines")), None);
        assert_eq!(folded(&entry(Says::Note, "two\nlines")), None);
    }
}
