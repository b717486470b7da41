//! What people have said about a change, and what goes out of it with its review: markdown for a pull request, and JSON.

use super::sheet::Sheet;
use super::{json, markdown};
use crate::domain::change::{Change, DamageRecord, JudgedPick, Settled, Signed, StepDone};
use crate::domain::json::record;
use crate::domain::postmortem::Held;
use crate::domain::rollback::effect::Damage;
use crate::domain::time::{Instant, Precision};
use crate::domain::zone::{Local, Utc};
use crate::text::export::markdown::Flavour;

/// What people have said about a change beside its scripts. The answers change the review by themselves; here they say who gave
/// them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// What the change is called; a file's name stands in its place where nobody named it.
    pub title: String,
    /// The release that one would roll back to.
    pub previous_release: Option<String>,
    /// For how many hours one would.
    pub window_hours: Option<u32>,
    /// What was answered.
    pub settled: Vec<Settled>,
    /// What was signed and counts.
    pub signed: Vec<Signed>,
    /// What was signed for other scripts, or without anything to look at.
    pub uncounted: Vec<Signed>,
    /// The steps that were done for these scripts.
    pub steps: Vec<StepDone>,
    /// What went wrong between its deploy and its rollback; none while nobody has said so.
    pub damage: Option<DamageRecord>,
}

record!(Paper {
    title: or_empty "title",
    previous_release: optional "previous_release",
    window_hours: optional "window_hours",
    settled: or_empty "settled",
    signed: or_empty "signed",
    uncounted: or_empty "uncounted",
    steps: or_empty "steps",
    damage: optional "damage",
});

/// A review in the forms in which it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Markdown for GitHub.
    pub github: String,
    /// Markdown for GitLab.
    pub gitlab: String,
    /// What a pipeline reads, and what people said.
    pub json: String,
}

record!(Printed { github: needed "github", gitlab: needed "gitlab", json: needed "json" });

/// The review in every form, with what was said.
pub fn print(sheet: &Sheet<'_>, paper: &Paper, picks: &[JudgedPick]) -> Printed {
    Printed {
        github: markdown::print_with(sheet, paper, picks, Flavour::GitHub),
        gitlab: markdown::print_with(sheet, paper, picks, Flavour::GitLab),
        json: json::print_with(sheet, paper, picks),
    }
}

/// How much went wrong, in words: counted, estimated, or why nobody can tell.
pub fn damage_in_words(damage: &DamageRecord, now: Instant) -> String {
    match damage.window().damage(now) {
        Damage::Counted(1) => "1 bad write, counted".to_owned(),
        Damage::Counted(count) => format!("{count} bad writes, counted"),
        Damage::Between(least, most) if least == most => format!("about {least} bad writes, estimated"),
        Damage::Between(least, most) => format!("{least} to {most} bad writes, estimated"),
        Damage::Not(why) => format!("not computable: {why}"),
    }
}

impl Paper {
    /// What the records of a change say.
    pub fn of(change: &Change) -> Self {
        fn says<T: Clone>(all: &[Held<T>]) -> Vec<T> {
            all.iter().map(|held| held.says.clone()).collect()
        }
        let (signed, uncounted) = says(&change.signed).into_iter().partition(|signed| change.counts(signed));
        Self {
            title: change.title().to_owned(),
            previous_release: change.about.previous_release.clone(),
            window_hours: change.about.window_hours,
            settled: says(&change.settled),
            signed,
            uncounted,
            steps: says(&change.steps).into_iter().filter(|done| change.is_of_now(done.of)).collect(),
            damage: change.damage.clone(),
        }
    }

    /// Who answered that question, and when.
    pub(super) fn answer(&self, question: &str, subject: &str) -> Option<&Settled> {
        let of = |wanted: Option<&str>| {
            self.settled.iter().find(move |says| says.question == question && says.subject.as_deref() == wanted)
        };
        of(Some(subject)).or_else(|| of(None))
    }

    /// That a step of that name was done.
    pub(super) fn step(&self, name: &str) -> Option<&StepDone> {
        self.steps.iter().find(|done| done.step == name)
    }

    /// Who has signed that line, in order.
    pub(super) fn signed(&self, item: &str) -> impl Iterator<Item = &Signed> {
        self.signed.iter().filter(move |signed| signed.item == item)
    }

    /// Who has signed that line in a way that does not count.
    pub(super) fn uncounted(&self, item: &str) -> impl Iterator<Item = &Signed> {
        self.uncounted.iter().filter(move |signed| signed.item == item)
    }
}

/// A time as a file tells it, with its zone.
pub(super) fn at(at: Instant) -> String {
    let local = Local::at(at, &Utc);
    format!("{} {} UTC", local.date_text(), local.time_text(Precision::Minute))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::{Sheet, check};
    use super::*;
    use crate::domain::json::Json as _;
    use crate::domain::rollback::{About, Answer, Dialect, Question};

    const SCRIPT: &str = "ALTER TABLE seat DROP COLUMN fare;";

    fn sheet(about: &About) -> Sheet<'_> {
        Sheet { file: "", script: SCRIPT, about, down_from: None, checked: check(SCRIPT, Some("SELECT 1;"), about) }
    }

    fn paper() -> Paper {
        let json = r#"{"title":"Fares | go #12","previous_release":"r1841","window_hours":24,
            "settled":[{"question":"still_used","yes":true,"evidence":"a job reads it","by":"dana","at":"2026-11-20T14:07:30Z"}],
            "signed":[{"item":"no_old_instance","by":"ito","at":"2026-11-20T15:00Z","evidence":"the fleet's page"},
                {"item":"release","by":"dana","at":"2026-11-20T15:00Z","evidence":"tag r1841"},
                {"item":"release","by":"ito","at":"2026-11-20T16:00Z"}],
            "uncounted":[{"item":"no_old_instance","by":"eve","at":"2026-11-20T12:00Z","evidence":"a guess"}],
            "steps":[]}"#;
        Paper::read(json).expect("it is one")
    }

    #[test]
    fn a_review_goes_out_with_who_said_what_and_when() {
        let mut about = About::new(Dialect::Postgresql);
        about.answers = vec![Answer {
            question: Question::of("still_used").expect("it is one"),
            subject: None,
            is_yes: true,
            evidence: "a job reads it".to_owned(),
        }];
        let (sheet, mut paper) = (sheet(&about), paper());
        let plan = &sheet.checked.plans[0];
        let first = &plan.planned.plan.steps[0];
        let name = crate::domain::change::step_name(plan.planned.change.id(), &plan.planned.subject, first.what.text());
        let at = "2026-11-20T17:00Z".parse::<crate::domain::time::Precise>().expect("a time").at;
        paper.steps = vec![StepDone { step: name, by: "ana".to_owned(), at, note: None, of: None }];
        let Printed { github, gitlab, json } = print(&sheet, &paper, &[]);
        assert!(github.starts_with("## Rollback review: Fares | go #&#8203;12\n\n| Rollback |"), "{github}");
        assert!(github.contains("goes back to: r1841, for 24 hours."), "{github}");
        assert!(
            github.contains("signed by dana, 2026-11-20 15:00 UTC: tag r1841 — signed by ito, 2026-11-20 16:00 UTC\n"),
            "{github}"
        );
        assert!(github.contains("a guess, for other scripts or without evidence: it does not count"), "{github}");
        assert!(github.contains("  - Done: by ana, 2026-11-20 17:00 UTC"), "{github}");
        assert!(github.contains(&format!("- [x] **{}**", first.phase.word())), "{github}");
        assert!(github.contains("  - [x] No instance"), "{github}");
        assert!(github.contains("| as it stands beside it |"), "{github}");
        assert!(gitlab.contains("### Sign-offs") && !github.contains("| `` ` ` `` |"));
        let json: Value = serde_json::from_str(&json).expect("it is JSON");
        assert_eq!(json[0]["sign_offs"][0]["item"], "release");
        assert_eq!(json[0]["sign_offs"][0]["signed"][1]["by"], "ito");
        assert_eq!((&json[0]["settled"][0]["answer"], &json[0]["steps_done"][0]["by"]), (&"yes".into(), &"ana".into()));
        assert!(json[0]["statements"].as_array().is_some_and(|all| all.len() == 1));
    }
}
