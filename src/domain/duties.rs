//! The roles that every team has, and what each is there for while the incident is in one phase or another.

use super::entry::Phase;
use super::role::LEAD;

/// Roles that every team has, in the order in which they are filled. A team's own come behind them.
pub const ROLES: [&str; 6] = [LEAD, "deputy", "scribe", "communications", "operations", "expert"];

/// What people call a role; a team's own is called by its name.
pub fn title(role: &str) -> String {
    let title = match role {
        LEAD => "Lead",
        "deputy" => "Deputy",
        "scribe" => "Scribe",
        "communications" => "Communications",
        "operations" => "Operations",
        "expert" => "Subject expert",
        own => own,
    };
    title.to_owned()
}

/// What the holder of a role does in a phase; nothing for a team's own roles.
///
/// Short enough to be read under pressure: what to do now, and what is left to others.
pub fn duties(role: &str, phase: Phase) -> &'static [&'static str] {
    match role {
        LEAD => lead(phase),
        "deputy" => deputy(phase),
        "scribe" => scribe(phase),
        "communications" => communications(phase),
        "operations" => operations(phase),
        "expert" => expert(phase),
        _ => &[],
    }
}

fn lead(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Investigating => &[
            "Do not debug yourself. Ask what is known, what is not, what was changed.",
            "Decide who looks where, and when you will ask again.",
            "Stabilise first: what stops the harm comes before what explains it.",
        ],
        Phase::Identified => &[
            "Choose the safest way to stop the harm. Ask once for strong objections, then decide.",
            "Name one person for each action, and its time box.",
            "Ask for the way back before anything is changed.",
        ],
        Phase::Mitigated => &[
            "Say aloud that the harm has stopped and that its condition may remain.",
            "Drive to closure, not only to mitigation: what is left, whose, by when.",
            "Give each temporary change an owner and an end.",
        ],
        Phase::Watching => {
            &["Agree which signal, for how long, means that it holds.", "Hand over rather than lead on tired."]
        }
        Phase::Resolved => &[
            "Say that it is over, and who may stand down.",
            "Keep the lead until the postmortem has an owner and a date.",
        ],
        Phase::Closed => &[
            "See that each follow-up has an owner, a date, and a way to prove that it works.",
            "Ask what made the work hard, not who.",
        ],
    }
}

fn deputy(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Investigating => &[
            "Know the state well enough to take the lead at any moment.",
            "Page who is missing, and brief them when they arrive.",
            "Watch the time boxes, and who has not been heard.",
        ],
        Phase::Identified => {
            &["Remind the lead when a time box ends.", "Ask what else could go wrong while the fix is made."]
        }
        Phase::Mitigated => &[
            "Check that each temporary change is logged and has an owner.",
            "Plan the next hand-over: to whom, when, and are they rested?",
        ],
        Phase::Watching => &["Keep the list of what would reopen it, and check it at set times."],
        Phase::Resolved => &["Go through the open actions with the lead: done, dropped, or owned."],
        Phase::Closed => &["Check that times were corrected before anybody quotes the figures."],
    }
}

fn scribe(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Investigating => &[
            "Keep apart what was seen, what was changed and what was decided.",
            "Log who said it (@name), and what is not known as plainly as what is.",
            "Ask when you missed something; guess nothing.",
        ],
        Phase::Identified => &[
            "Log each decision with what else could have been done, and who minded.",
            "Log each change when it begins, and what it did.",
        ],
        Phase::Mitigated => &["Log when the harm ended, and how that was seen."],
        Phase::Watching => &["Log the watched signal at set times, also when nothing has changed."],
        Phase::Resolved => &[
            "Correct times while people remember; backdate what nobody logged.",
            "Keep graphs and logs as evidence before they expire.",
        ],
        Phase::Closed => &["Hand the timeline to those who write the postmortem."],
    }
}

fn communications(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Investigating => &[
            "Send a first word early: what is known, what is not, when the next one comes.",
            "Keep that time, also with nothing new to say.",
            "Collect questions from outside, so that those who work are not asked.",
        ],
        Phase::Identified => &[
            "Say what is limited and for whom, rather than which part failed.",
            "An update every 30 minutes while there is harm; the lead agrees to each.",
        ],
        Phase::Mitigated => {
            &["Say what works again and what does not yet.", "Give support an answer that they can paste."]
        }
        Phase::Watching => &["Say until when it is watched, and when the next word comes."],
        Phase::Resolved => &[
            "Send the last update: since when it is over, and what people still have to do.",
            "Say when and where more will be told.",
        ],
        Phase::Closed => &["Publish what was promised, and answer what was left open."],
    }
}

fn operations(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Investigating => &[
            "Look before you touch. Say what you would change, and wait for the lead's yes.",
            "Report in three parts: what I did, what I saw, what I think.",
        ],
        Phase::Identified => &[
            "One change at a time, each with its way back, each logged as a change.",
            "Say so early when it takes longer than its time box.",
        ],
        Phase::Mitigated => &[
            "Confirm by a second signal that the harm has stopped.",
            "Write down what was changed by hand and is not in code.",
        ],
        Phase::Watching => &["Watch the agreed signal, and say at once when it drifts."],
        Phase::Resolved => &["Take temporary changes back, or give each an owner and a date."],
        Phase::Closed => &["Turn what was done by hand into a runbook or into code."],
    }
}

fn expert(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Investigating => &[
            "Say what you see in your part, and how sure you are.",
            "Call a guess a guess, and say what would rule it out.",
            "Answer within the time box, also with “I do not know yet”.",
        ],
        Phase::Identified => &["Name the risk of each way, and which of them cannot be taken back."],
        Phase::Mitigated => &["Say which condition remains in your part, and what would set it off again."],
        Phase::Watching => &["Name the first sign of a return, and where it would be seen."],
        Phase::Resolved => &["Keep dumps, logs and graphs before they expire."],
        Phase::Closed => &["Help to word findings about conditions, never about people."],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_one_to_three_short_duties_in_every_phase() {
        for role in ROLES {
            for phase in Phase::ALL {
                let duties = duties(role, phase);
                assert!((1..=3).contains(&duties.len()), "{role} while {phase:?}: {duties:?}");
                for duty in duties {
                    assert!(duty.chars().count() <= 110, "too long to be read under pressure: {duty}");
                    assert!(duty.ends_with(['.', '?']) || duty.ends_with('”'), "no sentence: {duty}");
                }
            }
        }
    }

    #[test]
    fn no_duty_stands_twice() {
        let all = ROLES.iter().flat_map(|role| Phase::ALL.map(|phase| duties(role, phase))).flatten();
        let mut all: Vec<&str> = all.copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_role_of_the_teams_own_is_called_by_its_name_and_has_no_duties() {
        assert_eq!(title("legal"), "legal");
        assert!(duties("legal", Phase::Investigating).is_empty());
    }
}
