//! The ways in which a release reaches everybody, and what each of them asks of a change to a schema.

use crate::domain::change::reviewed::{Reviewed, ReviewedStatement};
use crate::domain::rollback::Holds;

/// How a release reaches everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// Everything stops and starts again with the new release.
    AllAtOnce,
    /// One instance after another is replaced.
    Rolling,
    /// A second fleet is brought up beside the first, and traffic is switched.
    BlueGreen,
    /// A small share goes first and is compared with the rest.
    Canary,
    /// The code is everywhere and dark, and is switched on for some.
    Flag,
}

/// For how long two releases work side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mixing {
    /// Never, unless one goes back.
    Never,
    /// During the switch, and as long as something still runs on the old side.
    Briefly,
    /// As long as the rollout lasts.
    Throughout,
}

impl Mixing {
    /// What a person calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Never => "no",
            Self::Briefly => "briefly",
            Self::Throughout => "as long as it lasts",
        }
    }
}

/// What one has to know of a strategy to choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// Its name in the log: a promise.
    pub name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// What is done.
    pub means: &'static str,
    /// How quickly one is back.
    pub way_back: &'static str,
    /// What it costs.
    pub cost: &'static str,
    /// For how long two releases work side by side.
    pub mixing: Mixing,
    /// Why that is so.
    pub mixing_why: &'static str,
    /// Who meets a bad release.
    pub blast_radius: &'static str,
    /// What it is good for.
    pub good_for: &'static str,
}

impl Strategy {
    /// All of them, the plainest first.
    pub const ALL: [Self; 5] = [Self::AllAtOnce, Self::Rolling, Self::BlueGreen, Self::Canary, Self::Flag];

    /// The one of that name in the log.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.traits().name == name)
    }

    /// True for those that go in stages, each with a gate.
    pub const fn has_stages(self) -> bool {
        matches!(self, Self::Canary | Self::Flag)
    }

    /// What one has to know of it.
    pub const fn traits(self) -> &'static Traits {
        match self {
            Self::AllAtOnce => &Traits {
                name: "all_at_once",
                title: "All at once",
                means: "Everything stops, and starts again with the new release.",
                way_back: "Minutes: the previous release is deployed again, with a second outage.",
                cost: "No further machines, and downtime at each deploy.",
                mixing: Mixing::Never,
                mixing_why: "The old release has stopped before the new one starts.",
                blast_radius: "Everybody, at once.",
                good_for: "Internal tools, maintenance windows, and changes that no two releases can bear together.",
            },
            Self::Rolling => &Traits {
                name: "rolling",
                title: "Rolling",
                means: "One instance after another is replaced.",
                way_back: "As slow as the deploy: every instance is replaced once more.",
                cost: "One or a few further instances while it lasts.",
                mixing: Mixing::Throughout,
                mixing_why: "Old and new instances answer side by side until the last one is replaced.",
                blast_radius: "A growing share. Nobody compares, so it grows until somebody stops it.",
                good_for: "Small changes of services without state, several times a day.",
            },
            Self::BlueGreen => &Traits {
                name: "blue_green",
                title: "Blue/green",
                means: "A second fleet is brought up beside the first, and traffic is switched.",
                way_back: "Seconds to a minute: traffic is switched back, as long as the old fleet stands.",
                cost: "Twice the fleet while both stand.",
                mixing: Mixing::Briefly,
                mixing_why: "Both fleets share the database: open requests, jobs and queue workers of the old one end later.",
                blast_radius: "Everybody, from the switch on.",
                good_for: "A quick way back where the second fleet can be paid for.",
            },
            Self::Canary => &Traits {
                name: "canary",
                title: "Canary",
                means: "A small share goes first and is compared with the rest, stage by stage.",
                way_back: "A minute or so: traffic is taken off the canary. The rest never left the old release.",
                cost: "Routing by share, metrics for each release, and hours of waiting.",
                mixing: Mixing::Throughout,
                mixing_why: "Both releases work on the same data from the first stage to the last.",
                blast_radius: "The share of the stage: 5 % at first. What it writes reaches everybody.",
                good_for: "Much traffic, where a comparison says something within minutes.",
            },
            Self::Flag => &Traits {
                name: "flag",
                title: "Feature flag, dark launch",
                means: "The code is everywhere and dark, and is switched on for some.",
                way_back: "Seconds: the flag is switched off. What was written meanwhile stays.",
                cost: "Two ways through the code, both tested, and a flag that has to be removed.",
                mixing: Mixing::Throughout,
                mixing_why: "Both ways through the code read and write the same data for as long as the flag is there.",
                blast_radius: "Those for whom it is on. The deploy of the dark code itself reaches everybody.",
                good_for: "New behaviour that is to be released at another time than it is deployed.",
            },
        }
    }
}

/// What a review says of old writes or old reads, by its word. A word that is not known settles nothing.
pub fn holds(word: &str) -> Holds {
    match word {
        "yes" => Holds::Yes,
        "no" => Holds::No,
        _ => Holds::Depends,
    }
}

/// What the whole of a review says of the old release's writes and of its reads; none where it says nothing.
pub fn bears(reviewed: &Reviewed) -> Option<(Holds, Holds)> {
    let half = |half_of: fn(&ReviewedStatement) -> &str| holds(reviewed.worst_of(half_of));
    (!reviewed.says_nothing())
        .then(|| (half(|statement| &statement.old_writes), half(|statement| &statement.old_reads)))
}

/// That a strategy and a change to a schema do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// True where it is certain; otherwise it hangs on a question of the review.
    pub is_certain: bool,
    /// True where both releases work side by side; otherwise only the way back is in danger.
    pub is_mixed: bool,
    /// What is the matter, and what to do, in sentences.
    pub words: String,
}

/// Whether a change whose review says this of the old release's writes and reads can be rolled out so.
pub fn clash(strategy: Strategy, old_writes: Holds, old_reads: Holds) -> Option<Clash> {
    let worst = old_writes.max(old_reads);
    if worst == Holds::Yes {
        return None;
    }
    let of = |level: Holds| match (old_writes == level, old_reads == level) {
        (true, true) => "writes and reads",
        (true, false) => "writes",
        _ => "reads",
    };
    let is_certain = worst == Holds::No;
    let traits = strategy.traits();
    let begin = match traits.mixing {
        Mixing::Throughout => "Both releases work side by side as long as this lasts",
        Mixing::Briefly => "Both releases work side by side during the switch, and as long as old jobs run",
        Mixing::Never => "No two releases work side by side here, but whoever goes back runs the old one again",
    };
    let (what, advice) = if is_certain {
        let advice = match traits.mixing {
            Mixing::Never => {
                "Take the change apart into the steps of the plan, or say beforehand that there is no way back."
            }
            _ => "Take the change apart into the steps of the plan, each of which both releases can bear.",
        };
        (format!("the review says that its {} do not hold after the change", of(Holds::No)), advice)
    } else {
        let what = format!("the review says that whether its {} hold depends on an open question", of(Holds::Depends));
        (what, "Answer it before the first instance gets the new release.")
    };
    Some(Clash {
        is_certain,
        is_mixed: traits.mixing != Mixing::Never,
        words: format!("{begin}, and {what}. {advice}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_its_strategy_and_no_text_is_missing() {
        for strategy in Strategy::ALL {
            let traits = strategy.traits();
            assert_eq!(Strategy::of(traits.name), Some(strategy));
            for text in
                [traits.means, traits.way_back, traits.cost, traits.mixing_why, traits.blast_radius, traits.good_for]
            {
                assert!(text.ends_with('.'), "{text}");
            }
        }
        assert_eq!(Strategy::of("canary "), None);
    }

    #[test]
    fn a_change_that_both_releases_bear_goes_with_every_strategy() {
        for strategy in Strategy::ALL {
            assert_eq!(clash(strategy, Holds::Yes, Holds::Yes), None);
        }
    }

    #[test]
    fn a_strategy_that_mixes_releases_clashes_with_what_the_old_one_cannot_bear() {
        let found = clash(Strategy::Canary, Holds::No, Holds::Yes).expect("it clashes");
        assert!(found.is_certain && found.is_mixed);
        assert!(found.words.contains("its writes do not hold"), "{}", found.words);
        let found = clash(Strategy::Rolling, Holds::Depends, Holds::Depends).expect("it may clash");
        assert!(!found.is_certain && found.is_mixed);
        assert!(found.words.contains("whether its writes and reads hold depends"), "{}", found.words);
        let found = clash(Strategy::BlueGreen, Holds::Depends, Holds::No).expect("it clashes");
        assert!(found.is_certain && found.is_mixed && found.words.contains("its reads do not hold"));
        let found = clash(Strategy::AllAtOnce, Holds::No, Holds::No).expect("the way back is in danger");
        assert!(!found.is_mixed && found.words.contains("goes back"), "{}", found.words);
    }

    #[test]
    fn a_word_that_is_not_known_settles_nothing() {
        assert_eq!(
            ["yes", "no", "depends", "later"].map(holds),
            [Holds::Yes, Holds::No, Holds::Depends, Holds::Depends]
        );
    }

    #[test]
    fn what_a_review_says_of_the_old_release_is_the_worst_of_its_statements() {
        let statement = |writes: &str, reads: &str| {
            format!(r#"{{"range":[0,1],"line":1,"verdict":"safe","old_writes":"{writes}","old_reads":"{reads}"}}"#)
        };
        let review = |statements: &[String]| {
            let all = statements.join(",");
            let json =
                format!(r#"[{{"verdict":"depends","lock_hazard":false,"reversal":"lossless","statements":[{all}]}}]"#);
            Reviewed::read_json(&json).expect("it is a review")
        };
        let both = [statement("yes", "depends"), statement("no", "yes")];
        assert_eq!(bears(&review(&both)), Some((Holds::No, Holds::Depends)));
        assert_eq!(bears(&review(&both[..1])), Some((Holds::Yes, Holds::Depends)));
    }
}
