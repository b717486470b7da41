//! The stages of a canary: which share, how long, and what that long is for.

use crate::domain::json::record;
use crate::domain::ordered::sort_few;

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stage {
    /// The share that gets the new release, in percent. It is also the stage's name.
    pub percent: u32,
    /// For how many minutes it is watched before the gate is asked.
    pub minutes: u32,
    /// What that long is for, where somebody wrote it down.
    pub why: Option<String>,
}

record!(Stage { percent: needed "percent", minutes: or_empty "minutes", why: optional "why" });

/// The shares and minutes that come with Stillpoint.
const USUAL: [(u32, u32); 5] = [(5, 10), (10, 30), (25, 60), (50, 240), (100, 1440)];

/// The stages that come with Stillpoint: each waits longer than the one before, as what it looks for takes longer to show.
pub fn usual() -> Vec<Stage> {
    USUAL.map(|(percent, minutes)| Stage { percent, minutes, why: None }).into()
}

/// Something that takes its time to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Its name in the log: a promise.
    pub name: &'static str,
    /// What it is, and why it needs the wait.
    pub words: &'static str,
    /// The share from which on it is looked for.
    from: u32,
}

const fn reason(from: u32, name: &'static str, words: &'static str) -> Reason {
    Reason { name, words, from }
}

/// All reasons to wait, in the order in which they show.
pub const REASONS: &[Reason] = &[
    reason(5, "crash", "Crashes at the start and errors on every request show within minutes."),
    reason(
        5,
        "warm_up",
        "Caches, compiled code and connections are cold at first: the first minutes say nothing of latency.",
    ),
    reason(
        10,
        "pools",
        "Pools of connections and threads fill up only once the canary has had its share of load for a while.",
    ),
    reason(10, "retries", "Timeouts and retries pile up over several rounds before they show as errors."),
    reason(
        25,
        "dependencies",
        "What is shared, such as the database, queues and third parties, feels the new release only from a share like this on.",
    ),
    reason(25, "rare_paths", "Requests that come a few times an hour need an hour to come."),
    reason(50, "leaks", "Memory, file handles and connections leak slowly: hours pass before a slope is a slope."),
    reason(50, "jobs", "Jobs that run every hour have to have run with the new release."),
    reason(100, "peak", "The peak of the day has to have passed: half of the load hides what all of it shows."),
    reason(100, "night", "Nightly jobs, reports and other time zones come once a day."),
];

/// What a stage of that share is the first to look for, after one of `before` percent (0 for the first).
pub fn reasons(before: u32, percent: u32) -> impl Iterator<Item = &'static Reason> {
    REASONS.iter().filter(move |reason| reason.from > before && reason.from <= percent)
}

/// Stages in their order, however they were written, each share once: of several the one that waits longest.
pub fn in_order(stages: &[Stage]) -> Vec<Stage> {
    let mut stages = stages.to_vec();
    sort_few(&mut stages, |stage| (stage.percent, u32::MAX - stage.minutes));
    stages.dedup_by_key(|stage| stage.percent);
    stages
}

/// What is wrong with stages that are in order, each as a sentence.
pub fn flaws(stages: &[Stage]) -> Vec<String> {
    let mut found = Vec::new();
    let Some(last) = stages.last() else { return vec!["There is no stage.".to_owned()] };
    for stage in stages.iter().filter(|stage| stage.percent == 0 || stage.percent > 100) {
        found.push(format!("A stage of {} % is not possible: a share is from 1 to 100 %.", stage.percent));
    }
    if last.percent < 100 {
        found.push(format!("The last stage is {} %, so the new release never reaches everybody.", last.percent));
    }
    for stage in stages.iter().filter(|stage| stage.minutes == 0) {
        found.push(format!(
            "The stage of {} % waits for nothing: say for how many minutes it is watched.",
            stage.percent
        ));
    }
    for pair in stages.windows(2) {
        if pair[1].minutes < pair[0].minutes {
            found.push(format!(
                "The stage of {} % waits less than the one of {} % before it, although what it looks for takes longer to show.",
                pair[1].percent, pair[0].percent
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(percent: u32, minutes: u32) -> Stage {
        Stage { percent, minutes, why: None }
    }

    #[test]
    fn the_usual_stages_grow_wait_longer_each_time_and_each_has_its_reasons() {
        let stages = usual();
        assert_eq!(flaws(&stages), [""; 0]);
        assert_eq!(in_order(&stages), stages);
        let mut before = 0;
        for stage in &stages {
            assert!(reasons(before, stage.percent).count() >= 2, "{} %", stage.percent);
            before = stage.percent;
        }
        assert_eq!(reasons(0, 100).count(), REASONS.len(), "a single stage looks for everything");
    }

    #[test]
    fn stages_are_put_in_order_and_a_share_stands_once() {
        assert_eq!(in_order(&[stage(50, 5), stage(5, 1), stage(50, 9)]), [stage(5, 1), stage(50, 9)]);
    }

    #[test]
    fn what_is_wrong_with_stages_is_said() {
        assert_eq!(flaws(&[]), ["There is no stage."]);
        let found = flaws(&[stage(0, 5), stage(30, 20), stage(60, 0)]);
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found[1].contains("never reaches everybody"));
        assert!(found[3].contains("60 % waits less than the one of 30 %"));
    }
}
