//! The ways back: how quick each is, what it needs, and what goes wrong with it.

use super::record::OptionRecord;
use super::strategy::Strategy;

/// A way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Its name in the log: a promise.
    pub name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// How quick it is as a rule.
    pub speed: &'static str,
    /// What it needs.
    pub needs: &'static str,
    /// What goes wrong with it.
    pub pitfall: &'static str,
}

const fn way(
    name: &'static str,
    title: &'static str,
    speed: &'static str,
    needs: &'static str,
    pitfall: &'static str,
) -> Way {
    Way { name, title, speed, needs, pitfall }
}

/// All of them, the quickest first.
pub const WAYS: &[Way] = &[
    way(
        "flag_off",
        "Switch the flag off",
        "Seconds.",
        "The whole change is behind the flag, and the flag is read anew while the program runs.",
        "What was written while it was on stays. Code beside the flag stays too.",
    ),
    way(
        "traffic",
        "Switch traffic back",
        "Seconds to a minute.",
        "Instances of the old release still stand, warm and with enough room for the load.",
        "Jobs, queue workers and open connections are not traffic. The old side has to bear the data as it is now.",
    ),
    way(
        "redeploy",
        "Deploy the previous release again",
        "As long as a deploy: 5 to 30 minutes.",
        "The artifact of the previous release is kept, and the pipeline is up and not blocked by a gate.",
        "The old release meets what the new one has written. The pipeline may be what is broken.",
    ),
    way(
        "database",
        "Take the database back",
        "Minutes for a down script, hours for a restore.",
        "A down script that was run on a copy, or a backup that was restored once, and a decision on what was written since.",
        "What was written since is lost or has to be merged by hand. Whatever read it has passed it on.",
    ),
    way(
        "forward",
        "Mend it forward",
        "Unknown: as long as it takes to understand it.",
        "Somebody who understands it now, and a quick pipeline.",
        "A change in a hurry, tested least. It is the way when none of the others is there.",
    ),
];

impl Way {
    /// The one of that name in the log.
    pub fn of(name: &str) -> Option<&'static Self> {
        WAYS.iter().find(|way| way.name == name)
    }

    /// True for one that a strategy usually leaves open, so that a list of options can begin with it.
    pub fn is_usual_with(&self, strategy: Strategy) -> bool {
        match self.name {
            "flag_off" => strategy == Strategy::Flag,
            "traffic" => matches!(strategy, Strategy::BlueGreen | Strategy::Canary),
            "redeploy" => true,
            _ => false,
        }
    }
}

/// The quickest way that is there now and says how long it takes. To mend it forward is none: nobody knows how long that takes.
pub fn quickest(options: &[OptionRecord]) -> Option<&OptionRecord> {
    let known =
        options.iter().filter(|option| option.is_available && option.minutes.is_some() && option.way != "forward");
    known.min_by_key(|option| option.minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_told_apart_and_each_says_what_goes_wrong() {
        for way in WAYS {
            assert_eq!(Way::of(way.name), Some(way));
            assert!(way.speed.ends_with('.') && way.needs.ends_with('.') && way.pitfall.ends_with('.'), "{}", way.name);
        }
        let usual: Vec<&str> =
            WAYS.iter().filter(|way| way.is_usual_with(Strategy::Canary)).map(|way| way.name).collect();
        assert_eq!(usual, ["traffic", "redeploy"]);
    }

    #[test]
    fn the_quickest_is_there_now_and_is_known() {
        let option =
            |way: &str, is_available, minutes| OptionRecord { way: way.to_owned(), is_available, minutes, note: None };
        let options = [
            option("flag_off", false, Some(1)),
            option("traffic", true, None),
            option("redeploy", true, Some(15)),
            option("database", true, Some(90)),
            option("forward", true, Some(5)),
        ];
        assert_eq!(quickest(&options).map(|option| option.way.as_str()), Some("redeploy"));
        assert_eq!(quickest(&options[..2]), None);
    }
}
