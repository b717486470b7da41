//! The rollout of a change for its review: strategy, stages, what each gate said and from which figures, the ways back, the trigger,
//! the plan for going back, and what a canary cannot see.

use std::fmt::Write as _;

use super::markdown::{Page, heading};
use super::paper::Paper;
use crate::domain::change::Change;
use crate::domain::change::rollout::{
    Call, Circumstances, Gate, GateLine, HOLD, Judged, PROMOTE, ROLL_BACK, RolloutRecord, START, Stage, Strategy,
    TurnRecord, Way, blindnesses, clash, missing, number, reasons,
};
use crate::domain::ordered::sort_few;
use crate::domain::rollback::Holds;
use crate::domain::time::Instant;
use crate::text::export::markdown::Flavour;
use crate::text::export::marked;

/// A day in minutes.
const DAY: u32 = 24 * 60;

/// The section of a review that tells how its change is rolled out; empty where nobody has said. `bears` is what the review says of
/// the old release's writes and reads, `told` how a time is to be told.
pub fn print(
    change: &Change,
    bears: Option<(Holds, Holds)>,
    told: &dyn Fn(Instant) -> String,
    flavour: Flavour,
) -> String {
    let Some(rollout) = &change.rollout else { return String::new() };
    let nothing = Paper::default();
    let page = Page { out: String::new(), flavour, paper: &nothing, picks: &[] };
    let mut section = Section { page, change, rollout, told };
    heading(&mut section.page.out, "###", "Rollout");
    section.strategy(bears);
    if rollout.strategy().is_none_or(Strategy::has_stages) {
        section.stages();
        section.gates();
    }
    section.decisions();
    section.ways_back();
    section.trigger();
    section.plan();
    if rollout.strategy().is_some_and(Strategy::has_stages) {
        section.cannot_see();
    }
    section.missing();
    section.page.out
}

/// The same with times in UTC, as the rest of what goes out has them.
pub fn print_in_utc(change: &Change, bears: Option<(Holds, Holds)>, flavour: Flavour) -> String {
    print(change, bears, &super::paper::at, flavour)
}

struct Section<'a> {
    page: Page<'a>,
    change: &'a Change,
    rollout: &'a RolloutRecord,
    told: &'a dyn Fn(Instant) -> String,
}

impl Section<'_> {
    fn strategy(&mut self, bears: Option<(Holds, Holds)>) {
        match self.rollout.strategy() {
            Some(strategy) => {
                let traits = strategy.traits();
                let _ = writeln!(self.page.out, "**{}**: {}\n", traits.title, traits.means);
                for (name, words) in [
                    ("Way back", traits.way_back),
                    ("Cost", traits.cost),
                    ("Who meets a bad release", traits.blast_radius),
                ] {
                    self.item(&format!("{name}: {words}"));
                }
                self.item(&format!("Two releases side by side: {}. {}", traits.mixing.title(), traits.mixing_why));
                let clash = bears.and_then(|(old_writes, old_reads)| clash(strategy, old_writes, old_reads));
                if let Some(clash) = clash {
                    let head = if clash.is_certain { "Does not go with the schema change" } else { "Not settled" };
                    let _ = write!(self.page.out, "\n**{head}**: ");
                    self.page.line(&clash.words);
                }
            }
            None => match &self.rollout.strategy {
                Some(name) => self.page.line(name),
                None => self.page.line("No strategy is chosen."),
            },
        }
    }

    fn stages(&mut self) {
        heading(&mut self.page.out, "####", "Stages");
        self.page.out.push_str("| Share | Watched for | What takes its time to show |\n| ---: | --- | --- |\n");
        let mut before = 0;
        for stage in self.rollout.stages() {
            let _ = write!(self.page.out, "| {} % | {} | ", stage.percent, minutes(stage.minutes));
            let reasons: Vec<&str> = reasons(before, stage.percent).map(|reason| reason.words).collect();
            match stage.why.as_deref().map(str::trim).filter(|why| !why.is_empty()) {
                Some(why) => self.page.cell(why),
                None => self.page.cell(&reasons.join(" ")),
            }
            self.page.out.push_str(" |\n");
            before = stage.percent;
        }
    }

    fn gates(&mut self) {
        let stages = self.rollout.stages();
        let was_measured = |stage: &&Stage| {
            self.change.readings.iter().any(|held| held.says.stage == stage.percent && !held.says.is_empty())
        };
        let measured: Vec<u32> = stages.iter().filter(was_measured).map(|stage| stage.percent).collect();
        for percent in measured {
            self.gate(percent, &Gate::of(self.rollout, &self.change.readings, percent));
        }
    }

    fn gate(&mut self, percent: u32, gate: &Gate) {
        heading(&mut self.page.out, "####", &format!("Gate at {percent} %: {}", gate.call.title().to_lowercase()));
        self.page.out.push_str(
            "| Metric | Baseline | Canary | Limit | Test, one-sided | n | p | Effect | Verdict |\n\
             | --- | ---: | ---: | --- | --- | ---: | ---: | --- | --- |\n",
        );
        for line in &gate.lines {
            self.page.out.push_str("| ");
            self.page.cell(&line.title);
            match &line.judged {
                Ok(judged) => self.judged(line, judged),
                Err(why) => {
                    self.page.out.push_str(" | | | ");
                    self.page.cell(&line.limits);
                    self.page.out.push_str(" | | | | | **wait**: could not ");
                    self.page.cell(&why.to_string());
                    self.page.out.push_str(" |\n");
                }
            }
        }
        if let Some(caution) = gate.caution {
            self.page.out.push_str("\n**Take less comfort in this**: ");
            self.page.line(caution);
        }
    }

    fn judged(&mut self, line: &GateLine, judged: &Judged) {
        for figure in [judged.baseline, judged.canary] {
            self.page.out.push_str(" | ");
            self.page.cell(format!("{}{} {}", line.form.typical(), number::print(figure), line.unit).trim_end());
        }
        self.page.out.push_str(" | ");
        self.page.cell(if line.limits.is_empty() { "none" } else { &line.limits });
        self.page.out.push_str(" | ");
        self.page.cell(judged.tested.test.name());
        let p = number::probability(judged.tested.p);
        let _ = write!(self.page.out, " | {} / {} | ", judged.n_baseline, judged.n_canary);
        self.page.cell(&p);
        self.page.out.push_str(" | ");
        self.page.cell(&judged.effect(line.form));
        let _ = write!(self.page.out, " | **{}**: ", judged.call.title().to_lowercase());
        self.page.cell(&judged.why);
        self.page.out.push_str(" |\n");
    }

    fn decisions(&mut self) {
        if self.change.turns.is_empty() {
            return;
        }
        heading(&mut self.page.out, "####", "Decisions");
        let mut turns: Vec<&TurnRecord> = self.change.turns.iter().map(|held| &held.says).collect();
        sort_few(&mut turns, |turn| turn.at);
        for turn in turns {
            let what = match turn.turn.as_str() {
                START => "begun",
                PROMOTE => "promoted",
                HOLD => "held",
                ROLL_BACK => "rolled back",
                other => other,
            };
            let mut words = format!("{} by {} at {} %, {}", what, turn.by, turn.stage, (self.told)(turn.at));
            let said = Call::ALL.into_iter().find(|call| turn.gate.as_deref() == Some(call.name()));
            if let Some(said) = said {
                let against = if turn.is_against_the_gate() { ", against the gate" } else { "" };
                let _ = write!(words, ", the gate said: {}{against}", said.title().to_lowercase());
            }
            if let Some(why) = turn.why.as_deref().map(str::trim).filter(|why| !why.is_empty()) {
                let _ = write!(words, ". {why}");
            }
            self.item(&words);
        }
    }

    fn ways_back(&mut self) {
        heading(&mut self.page.out, "####", "Ways back");
        if self.rollout.options.is_empty() {
            self.page.line("None is written down.");
            return;
        }
        self.page
            .out
            .push_str("| Way | There now | Expected | Needs | What goes wrong |\n| --- | --- | --- | --- | --- |\n");
        for option in &self.rollout.options {
            let way = Way::of(&option.way);
            self.page.out.push_str("| ");
            self.page.cell(way.map_or(option.way.as_str(), |way| way.title));
            self.page.out.push_str(if option.is_available { " | **yes** | " } else { " | no | " });
            self.page.out.push_str(&option.minutes.map_or_else(|| "not said".to_owned(), minutes));
            self.page.out.push_str(" | ");
            let note = option.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
            self.page.cell(note.or(way.map(|way| way.needs)).unwrap_or_default());
            self.page.out.push_str(" | ");
            self.page.cell(way.map_or("", |way| way.pitfall));
            self.page.out.push_str(" |\n");
        }
    }

    fn trigger(&mut self) {
        let Some(trigger) = &self.rollout.trigger else { return };
        heading(&mut self.page.out, "####", "Trigger");
        let metrics = self.rollout.metrics();
        let title = metrics.iter().find(|metric| metric.name == trigger.metric).map(|metric| metric.title());
        let mut words = format!("{} beyond {}", title.unwrap_or(&trigger.metric), trigger.limit);
        if let Some(lasting) = trigger.minutes {
            let _ = write!(words, " for {}", minutes(lasting));
        }
        let _ = write!(words, ": {}", trigger.acts.trim().trim_end_matches('.'));
        words.push('.');
        if let Some(overrides) = trigger.overrides.as_deref().map(str::trim).filter(|who| !who.is_empty()) {
            let _ = write!(words, " Who may overrule it: {}.", overrides.trim_end_matches('.'));
        }
        self.page.line(&words);
    }

    fn plan(&mut self) {
        let Some(plan) = &self.rollout.plan else { return };
        heading(&mut self.page.out, "####", "Plan for going back");
        let words = format!("Written by {}, {}.", plan.by, (self.told)(plan.at));
        self.page.line(&words);
        if !plan.text.trim().is_empty() {
            self.page.out.push('\n');
            marked::fenced(&mut self.page.out, plan.text.trim(), "text", "");
            self.page.out.push('\n');
        }
    }

    fn cannot_see(&mut self) {
        heading(&mut self.page.out, "####", "What a canary cannot see");
        let waits: u32 = self.rollout.stages().iter().fold(0, |sum, stage| sum.saturating_add(stage.minutes));
        let circumstances = Circumstances {
            is_configuration: self.rollout.is_configuration == Some(true),
            writes_new_form: self.rollout.writes_new_form == Some(true),
            is_within_a_day: waits < DAY,
        };
        for blind in blindnesses(circumstances) {
            let mark = if blind.is_loud(circumstances) { "**" } else { "" };
            let _ = write!(self.page.out, "- {mark}{}{mark}: ", blind.title);
            self.page.line(&format!("{} {}", blind.why, blind.instead));
        }
    }

    fn missing(&mut self) {
        let missing = missing(self.rollout, &self.change.turns);
        if missing.is_empty() {
            return;
        }
        heading(&mut self.page.out, "####", "Still missing");
        for missing in missing {
            self.page.out.push_str("- [ ] ");
            self.page.line(&missing.words);
        }
    }

    fn item(&mut self, words: &str) {
        self.page.out.push_str("- ");
        self.page.line(words);
    }
}

/// So many minutes, in the unit that one speaks of.
fn minutes(minutes: u32) -> String {
    let (count, unit) = match minutes {
        0 => return "less than a minute".to_owned(),
        whole if whole >= 2 * DAY && whole % DAY == 0 => (whole / DAY, "days"),
        whole if whole >= 120 && whole % 60 == 0 => (whole / 60, "hours"),
        60 => (1, "hour"),
        1 => (1, "minute"),
        other => (other, "minutes"),
    };
    format!("{count} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::record::{Body, kind};
    use crate::domain::time::Hlc;

    fn change(bodies: &[(&str, &str)]) -> Change {
        let body = |(place, (kind, json)): (usize, &(&str, &str))| {
            let body = Body { kind: (*kind).to_owned(), created: Hlc(place as i64, 0), json: (*json).into() };
            (RecordId::from_bits(place as u128), body)
        };
        let bodies: Vec<(RecordId, Body)> = bodies.iter().enumerate().map(body).collect();
        let change = Change::of(bodies.iter().map(|(id, body)| (id, body)));
        assert_eq!(change.unread, []);
        change
    }

    fn printed(change: &Change, bears: Option<(Holds, Holds)>) -> String {
        print(change, bears, &|at| at.to_string(), Flavour::GitHub)
    }

    const CANARY: &str = r#"{"strategy":"canary","configuration":true,"stages":[{"percent":5,"minutes":15},{"percent":100,"minutes":120}],
        "metrics":[{"name":"error_rate","title":"Errors | all","form":"counts","absolute":"1"},{"name":"p50","unit":"ms","relative":"2"}],
        "options":[{"way":"traffic","available":true,"minutes":1},{"way":"database","note":"No down script."}],
        "trigger":{"metric":"error_rate","limit":"2 %","minutes":5,"acts":"The router acts.","overrides":"@dana"},
        "plan":{"text":"1. Weight to 0.\n```\n2. Tell #orders.","by":"dana","at":"2026-11-20T15:00:00Z"}}"#;

    #[test]
    fn a_rollout_goes_out_with_the_test_and_the_figures_of_each_gate() {
        let change = change(&[
            (kind::ROLLOUT, CANARY),
            (
                kind::READING,
                r#"{"stage":5,"metric":"error_rate","baseline":"10 of 10000","canary":"60 of 1000","by":"dana","at":"2026-11-20T15:20:00Z"}"#,
            ),
            (kind::TURN, r#"{"turn":"start","stage":5,"by":"dana","at":"2026-11-20T15:10:00Z"}"#),
            (
                kind::TURN,
                r#"{"turn":"hold","stage":5,"by":"dana","at":"2026-11-20T15:21:00Z","gate":"roll_back","why":"It is a probe."}"#,
            ),
            (kind::TURN, r#"{"turn":"roll_back","stage":5,"by":"ito","at":"2026-11-20T15:25:00Z","gate":"roll_back"}"#),
        ]);
        let text = printed(&change, Some((Holds::No, Holds::Yes)));
        for wanted in [
            "### Rollout\n\n**Canary**: A small share goes first",
            "**Does not go with the schema change**: Both releases work side by side",
            "| 5 % | 15 minutes | Crashes at the start",
            "| 100 % | 2 hours | ",
            "#### Gate at 5 %: roll back\n",
            "| Errors \\| all | 0.1 % | 6 % | at most 1 % | two-proportion z-test | 10000 / 1000 | < 0.001 | ",
            "| **roll back**: 6 % is over the limit of 1 %.",
            "| **wait**: could not judge p50: no figures were entered at this stage |",
            "**Take less comfort in this**: This changes configuration.",
            "- begun by dana at 5 %, 2026-11-20T15:10:00Z\n",
            "- held by dana at 5 %, 2026-11-20T15:21:00Z, the gate said: roll back, against the gate. It is a probe.",
            "- rolled back by ito at 5 %, 2026-11-20T15:25:00Z, the gate said: roll back\n",
            "| Switch traffic back | **yes** | 1 minute | ",
            "| Take the database back | no | not said | No down script. | ",
            "for 5 minutes: The router acts. Who may overrule it: ",
            "````text\n1. Weight to 0.\n```\n2. Tell #orders.\n````\n",
            "- **Configuration**: It often reaches",
            "- **The time of day**: ",
            "- Shared dependencies: ",
        ] {
            assert!(text.contains(wanted), "{wanted}\n---\n{text}");
        }
        assert!(!text.contains("Still missing") && !text.contains(" @dana"), "{text}");
        for row in text.lines().filter(|line| line.starts_with("| Errors") || line.starts_with("| p50")) {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 10, "{row}");
        }
    }

    #[test]
    fn what_is_not_said_is_not_told_and_what_is_missing_is() {
        assert_eq!(printed(&Change::default(), None), "");
        let text = printed(&change(&[(kind::ROLLOUT, r#"{"strategy":"rolling"}"#)]), None);
        assert!(text.contains("**Rolling**") && text.contains("- [ ] No way back is said to be there now."), "{text}");
        assert!(!text.contains("Stages") && !text.contains("cannot see, ") && !text.contains("Gate"), "{text}");
        let later = printed(&change(&[(kind::ROLLOUT, r#"{"strategy":"shadow"}"#)]), None);
        assert!(later.contains("\nshadow\n"), "a strategy of a newer version is told as it is: {later}");
    }

    #[test]
    fn minutes_are_told_in_the_unit_that_one_speaks_of() {
        let told = [0, 1, 10, 60, 90, 240, 1440, 2880].map(minutes);
        assert_eq!(
            told,
            ["less than a minute", "1 minute", "10 minutes", "1 hour", "90 minutes", "4 hours", "24 hours", "2 days"]
        );
    }
}
