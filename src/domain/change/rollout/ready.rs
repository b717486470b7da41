//! What is missing before the first instance gets the new release: the way back is written down before it is needed.

use super::figures::is_thousands;
use super::metric::Metric;
use super::number;
use super::record::{RolloutRecord, TriggerRecord, TurnRecord};
use super::stage::flaws;
use super::standing::Standing;
use super::way::{Way, quickest};
use crate::domain::postmortem::Held;

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which part of the page is meant: `strategy`, `stages`, `metrics`, `options`, `trigger` or `plan`.
    pub part: &'static str,
    /// What is missing and what to do, in sentences.
    pub words: String,
}

/// What a rollout lacks. Empty once its way back is written down, named and timed.
pub fn missing(rollout: &RolloutRecord, turns: &[Held<TurnRecord>]) -> Vec<Missing> {
    let mut found = Vec::new();
    let mut say = |part: &'static str, words: String| found.push(Missing { part, words });
    let strategy = rollout.strategy();
    if strategy.is_none() {
        say("strategy", "No strategy is chosen.".to_owned());
    }
    if rollout.is_configuration.is_none() {
        say("strategy", "Say whether this changes configuration: a canary often cannot see that.".to_owned());
    }
    if strategy.is_none_or(|strategy| strategy.has_stages()) {
        flaws(&rollout.stages()).into_iter().for_each(|words| say("stages", words));
        for record in rollout.metrics() {
            match Metric::of(&record) {
                Ok(metric) if metric.has_no_limit() => {
                    say("metrics", format!("{} has no limit that could be crossed: write one down.", metric.title));
                }
                Ok(_) => {}
                Err(why) => say("metrics", format!("Could not {why}.")),
            }
        }
    }
    options(rollout, &mut say);
    match &rollout.trigger {
        None => say(
            "trigger",
            "No trigger is written down: which metric, beyond what, for how long, and who acts.".to_owned(),
        ),
        Some(trigger) => trigger_lacks(trigger, &mut say),
    }
    match &rollout.plan {
        None => {
            say("plan", "There is no plan for going back. It is written before the deploy, not during it.".to_owned())
        }
        Some(plan) if plan.text.trim().is_empty() => {
            say("plan", "The plan for going back is empty: say what is done, in which order.".to_owned());
        }
        Some(plan) => {
            if plan.by.trim().is_empty() {
                say("plan", "Nobody answers for the plan for going back: it wants a name.".to_owned());
            }
            if Standing::began(turns).is_some_and(|began| plan.at > began) {
                say("plan", "The plan for going back was written after the rollout began.".to_owned());
            }
        }
    }
    found
}

fn options(rollout: &RolloutRecord, say: &mut impl FnMut(&'static str, String)) {
    let available: Vec<_> = rollout.options.iter().filter(|option| option.is_available).collect();
    if available.is_empty() {
        say("options", "No way back is said to be there now.".to_owned());
        return;
    }
    for option in available.iter().filter(|option| option.minutes.is_none()) {
        let title = Way::of(&option.way).map_or(option.way.as_str(), |way| way.title);
        say("options", format!("{title}: say how many minutes it would take now."));
    }
    if quickest(&rollout.options).is_none() && available.iter().all(|option| option.way == "forward") {
        say("options", "The only way is to mend it forward: there is no way back.".to_owned());
    }
}

fn trigger_lacks(trigger: &TriggerRecord, say: &mut impl FnMut(&'static str, String)) {
    let mut lacks = Vec::new();
    for (is_there, what) in [
        (!trigger.metric.trim().is_empty(), "which metric"),
        (!trigger.limit.trim().is_empty(), "beyond what"),
        (trigger.minutes.is_some(), "for how many minutes"),
        (!trigger.acts.trim().is_empty(), "who or what acts"),
        (trigger.overrides.as_deref().is_some_and(|who| !who.trim().is_empty()), "who may overrule it"),
    ] {
        if !is_there {
            lacks.push(what);
        }
    }
    if !lacks.is_empty() {
        say("trigger", format!("The trigger does not say {}.", lacks.join(", ")));
    }
    let limit = trigger.limit.trim();
    let has_number = |part: &str| {
        let digits = part.trim_matches(|c: char| !c.is_ascii_digit());
        !is_thousands(digits) && number::read(digits, true).is_some()
    };
    if !limit.is_empty() && !limit.split_whitespace().any(has_number) {
        say("trigger", "The limit of the trigger has no number: nothing can tell when it is crossed.".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{OptionRecord, PlanRecord, START};
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::time::{Hlc, Instant};

    fn ready() -> RolloutRecord {
        let mut metrics = super::super::usual_metrics();
        metrics.retain(|metric| metric.name != "memory");
        RolloutRecord {
            strategy: Some("canary".to_owned()),
            is_configuration: Some(false),
            metrics,
            options: vec![OptionRecord { way: "traffic".to_owned(), is_available: true, minutes: Some(1), note: None }],
            trigger: Some(TriggerRecord {
                metric: "error_rate".to_owned(),
                limit: "2 %".to_owned(),
                minutes: Some(5),
                acts: "the router".to_owned(),
                overrides: Some("the incident lead".to_owned()),
            }),
            plan: Some(PlanRecord {
                text: "Set the weight of the canary to 0.".to_owned(),
                by: "dana".to_owned(),
                at: Instant::from_millis(1000),
            }),
            ..RolloutRecord::default()
        }
    }

    fn started(at: i64) -> Vec<Held<TurnRecord>> {
        let says = TurnRecord {
            turn: START.to_owned(),
            stage: 5,
            by: "dana".to_owned(),
            at: Instant::from_millis(at),
            why: None,
            gate: None,
            shown: Vec::new(),
        };
        vec![Held { id: RecordId::from_bits(1), created: Hlc(at, 0), says }]
    }

    fn words(rollout: &RolloutRecord, turns: &[Held<TurnRecord>]) -> Vec<(&'static str, String)> {
        missing(rollout, turns).into_iter().map(|missing| (missing.part, missing.words)).collect()
    }

    #[test]
    fn a_rollout_whose_way_back_is_written_down_lacks_nothing() {
        assert_eq!(words(&ready(), &started(2000)), []);
    }

    #[test]
    fn an_empty_one_lacks_everything() {
        let parts: Vec<&str> = words(&RolloutRecord::default(), &[])
            .into_iter()
            .map(|(part, words)| {
                assert!(words.ends_with('.'), "{words}");
                part
            })
            .collect();
        assert_eq!(parts, ["strategy", "strategy", "metrics", "options", "trigger", "plan"]);
    }

    #[test]
    fn a_plan_that_was_written_after_the_beginning_is_named() {
        let found = words(&ready(), &started(500));
        assert_eq!(found.len(), 1);
        assert!(found[0].1.contains("after the rollout began"));
        let plan = PlanRecord { text: " ".to_owned(), by: "dana".to_owned(), at: Instant::EPOCH };
        assert_eq!(words(&RolloutRecord { plan: Some(plan), ..ready() }, &[])[0].0, "plan");
    }

    #[test]
    fn a_trigger_without_a_number_or_a_name_is_none() {
        let mut rollout = ready();
        rollout.trigger = Some(TriggerRecord { limit: "too many".to_owned(), ..TriggerRecord::default() });
        let found = words(&rollout, &[]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(
            found[0].1,
            "The trigger does not say which metric, for how many minutes, who or what acts, who may overrule it."
        );
        assert!(found[1].1.contains("no number"));
    }

    #[test]
    fn stages_and_metrics_are_asked_only_of_a_strategy_that_has_them() {
        let plain = RolloutRecord { strategy: Some("blue_green".to_owned()), metrics: Vec::new(), ..ready() };
        assert_eq!(words(&plain, &[]), []);
        let canary = RolloutRecord { metrics: Vec::new(), ..ready() };
        assert_eq!(words(&canary, &[])[0].0, "metrics", "memory has no limit of its own");
    }

    #[test]
    fn a_way_back_wants_its_minutes_and_mending_forward_is_none() {
        let mut rollout = ready();
        rollout.options[0].minutes = None;
        assert!(words(&rollout, &[])[0].1.starts_with("Switch traffic back: say how many minutes"));
        rollout.options[0] =
            OptionRecord { way: "forward".to_owned(), is_available: true, minutes: Some(30), note: None };
        assert!(words(&rollout, &[])[0].1.contains("no way back"));
    }
}
