//! What a canary cannot see: said beside its gate, so that a green gate is not taken for more than it is.

/// What is known of a change that makes one blindness or another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// It changes configuration.
    pub is_configuration: bool,
    /// The new release writes data in a form that the old one does not.
    pub writes_new_form: bool,
    /// All stages together are over in less than a day.
    pub is_within_a_day: bool,
}

/// When a blindness is said aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loud {
    /// Never: it always holds a little.
    Never,
    /// For a change of configuration.
    Configuration,
    /// For data in a new form.
    NewForm,
    /// For a rollout that is over within a day.
    WithinADay,
}

/// Something that a canary cannot see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blindness {
    /// Its name in output.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Why the comparison does not show it.
    pub why: &'static str,
    /// What shows it.
    pub instead: &'static str,
    loud: Loud,
}

impl Blindness {
    /// True where it is to be said aloud.
    pub const fn is_loud(&self, of: Circumstances) -> bool {
        match self.loud {
            Loud::Never => false,
            Loud::Configuration => of.is_configuration,
            Loud::NewForm => of.writes_new_form,
            Loud::WithinADay => of.is_within_a_day,
        }
    }
}

const fn blind(
    name: &'static str,
    title: &'static str,
    why: &'static str,
    instead: &'static str,
    loud: Loud,
) -> Blindness {
    Blindness { name, title, why, instead, loud }
}

/// All of them, those that have hurt most first.
pub const BLINDNESSES: &[Blindness] = &[
    blind(
        "configuration",
        "Configuration",
        "It often reaches the canary and everybody else at once: both sides change together, and the comparison shows nothing.",
        "Spread configuration in stages as well, or compare with the figures from before the change.",
        Loud::Configuration,
    ),
    blind(
        "new_form",
        "Data in a new form",
        "What the canary writes is read by everybody, and stays when the canary is gone. The harm shows where the old release reads it.",
        "Read with the old release what the new one wrote, before the first stage.",
        Loud::NewForm,
    ),
    blind(
        "time_of_day",
        "The time of day",
        "What only happens at the peak, at night, at the end of a month or in another time zone has not happened yet.",
        "Let one stage last a whole day, and watch the dates that matter to the business.",
        Loud::WithinADay,
    ),
    blind(
        "leaks",
        "Slow leaks",
        "Memory, file handles, connections and disk grow over hours or days; in minutes the slope is within the noise.",
        "Look at slopes instead of levels, and leave the canary up longer than any instance usually lives.",
        Loud::WithinADay,
    ),
    blind(
        "unmeasured",
        "What is not measured",
        "A wrong price, a lost message or a mail to the wrong person is a request that succeeded, quickly.",
        "Compare what the business counts, such as orders, refunds and support tickets, and look at some results by hand.",
        Loud::Never,
    ),
    blind(
        "dependencies",
        "Shared dependencies",
        "A database or a queue that the canary overloads is slow for the baseline too: both look alike.",
        "Watch what is shared by itself, against the figures from before the rollout.",
        Loud::Never,
    ),
    blind(
        "rare_tenants",
        "Rare tenants and rare paths",
        "A large customer, an old client or a locale that is not among the share is not tested, and a few failures drown in the rest.",
        "Choose who is in the share, and count for each tenant or client.",
        Loud::Never,
    ),
    blind(
        "percentiles",
        "Harm below the percentile",
        "A median and a p99 stay where they are when one request in a thousand takes a minute.",
        "Look at the slowest requests themselves, and at the counts of timeouts.",
        Loud::Never,
    ),
    blind(
        "capacity",
        "The load of everybody",
        "At 5 % nothing is full. What breaks at full load, breaks at the last stage.",
        "Test with load before, and let the stages of 50 and 100 % wait longest.",
        Loud::Never,
    ),
    blind(
        "progressive",
        "Slow spread is spread",
        "A bad release that no gate notices reaches everybody all the same, only later, when nobody looks any more.",
        "Keep looking after the last stage, and keep the way back open until a whole day has passed.",
        Loud::Never,
    ),
];

/// What a canary cannot see, what matters under these circumstances first.
pub fn blindnesses(of: Circumstances) -> impl Iterator<Item = &'static Blindness> {
    let loud = BLINDNESSES.iter().filter(move |blind| blind.is_loud(of));
    loud.chain(BLINDNESSES.iter().filter(move |blind| !blind.is_loud(of)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_blindness_is_told_once_and_says_what_shows_it() {
        for blind in BLINDNESSES {
            assert_eq!(BLINDNESSES.iter().filter(|other| other.name == blind.name).count(), 1);
            assert!(blind.why.ends_with('.') && blind.instead.ends_with('.'), "{}", blind.name);
        }
        for bits in 0..8 {
            let of = Circumstances {
                is_configuration: bits & 1 > 0,
                writes_new_form: bits & 2 > 0,
                is_within_a_day: bits & 4 > 0,
            };
            assert_eq!(blindnesses(of).count(), BLINDNESSES.len());
        }
    }

    #[test]
    fn configuration_and_data_in_a_new_form_are_said_aloud() {
        let quiet = Circumstances::default();
        assert!(!BLINDNESSES.iter().any(|blind| blind.is_loud(quiet)));
        let form = Circumstances { writes_new_form: true, ..quiet };
        assert_eq!(blindnesses(form).next().map(|blind| blind.name), Some("new_form"));
        let both = Circumstances { is_configuration: true, is_within_a_day: true, ..quiet };
        let loud: Vec<&str> = blindnesses(both).filter(|blind| blind.is_loud(both)).map(|blind| blind.name).collect();
        assert_eq!(loud, ["configuration", "time_of_day", "leaks"]);
    }
}
