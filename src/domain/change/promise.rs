//! What a step that is still to be done becomes as a follow-up, so that nobody forgets it.

use super::record::Change;
use super::reviewed::PlanStep;
use crate::domain::postmortem::FollowUp;
use crate::domain::time::{Instant, Precise, Precision};

/// How much of a statement a follow-up repeats.
const SHOWN: usize = 120;

/// Days until a step is due where nobody said how long one would roll back.
const USUAL_DAYS: i64 = 14;

const DAY_MILLIS: i64 = 86_400_000;

/// The step as a follow-up: promised where somebody answers for it and there is a day, a proposal otherwise.
pub fn promise_of(change: &Change, step: &PlanStep, owner: Option<String>, due: Option<Precise>) -> FollowUp {
    let is_promised = owner.is_some() && due.is_some();
    FollowUp {
        text: format!("{} step of “{}”: {}", capital(&step.phase), change.title(), what(step)),
        state: is_promised.then(|| "committed".to_owned()),
        owner,
        due,
        ..FollowUp::default()
    }
}

/// The day after the rollback window: then nobody goes back any more, and what was kept for that can go.
pub fn due_after(window_hours: Option<u32>, now: Instant) -> Precise {
    let days = window_hours.map_or(USUAL_DAYS, |hours| i64::from(hours.div_ceil(24)) + 1);
    let at = now.millis() + days * DAY_MILLIS;
    Precise { at: Instant::from_millis(at - at.rem_euclid(DAY_MILLIS)), precision: Precision::Day }
}

/// What is done in it, on one line, without what only surrounds that.
fn what(step: &PlanStep) -> String {
    let surrounds =
        |line: &&str| line.starts_with("SET ") || matches!(line.trim(), "BEGIN;" | "START TRANSACTION;" | "COMMIT;");
    let lines = step.sql.as_deref().unwrap_or(&step.what).lines().filter(|line| !surrounds(line));
    let words = lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", words[..end].trim_end()),
        None => words,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(sql: &str) -> PlanStep {
        use crate::domain::json::Json as _;
        let json = format!(r#"{{"step":3,"phase":"contract","sql":"{sql}","do":"Run these statements."}}"#);
        PlanStep::read(&json).expect("it is a step")
    }

    #[test]
    fn a_step_is_promised_by_somebody_for_a_day_and_a_proposal_otherwise() {
        let mut change = Change::default();
        change.about.title = "Regions go".to_owned();
        let due = due_after(Some(48), "2026-11-20T14:07Z".parse().expect("a time"));
        let promise = promise_of(
            &change,
            &step("SET lock_timeout = '2s';\\nALTER TABLE o\\n  DROP COLUMN r;"),
            Some("dana".to_owned()),
            Some(due),
        );
        assert_eq!(promise.text, "Contract step of “Regions go”: ALTER TABLE o DROP COLUMN r;");
        assert_eq!((promise.state(), promise.due), ("committed", "2026-11-23".parse().ok()));
        assert_eq!(promise_of(&change, &step("x"), None, Some(due)).state(), "proposed");
        assert_eq!(promise_of(&change, &step("x"), Some("dana".to_owned()), None).state(), "proposed");
        let long = promise_of(&change, &step(&"wörter ".repeat(60)), None, None).text;
        assert!(long.ends_with(" …") && long.chars().count() < 180, "{long}");
    }

    #[test]
    fn a_step_is_due_once_nobody_goes_back_any_more() {
        let now = "2026-11-20T23:59Z".parse().expect("a time");
        let due = |hours| due_after(hours, now).to_string();
        assert_eq!(
            [due(Some(0)), due(Some(1)), due(Some(24)), due(Some(25))],
            ["2026-11-21", "2026-11-22", "2026-11-22", "2026-11-23"]
        );
        assert_eq!(due(None), "2026-12-04");
    }
}
