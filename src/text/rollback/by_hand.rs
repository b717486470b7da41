//! What the engine says of changes that were picked by hand: fields of messages, events and interfaces, effects that no rollback
//! takes back, and changes to a schema without a script.

use std::sync::Arc;

use super::loses::{in_general, of_change};
use crate::domain::change::{
    AskedQuestion, JudgedPick, Judgement, Pick, Picked, PlanStep, ReviewedStatement, carrier_title,
};
use crate::domain::rollback::effect::{Carrier, Effect, FieldChange};
use crate::domain::rollback::plan::{Plan, What};
use crate::domain::rollback::{About, ChangeType, Dialect, Holds, Question, Reversal, Verdict, rule_of};

/// Where a question stands that no statement asks: on no line of any script.
const NOWHERE: usize = u32::MAX as usize;

/// The answers for what was picked, in its order. What this version does not know is left out.
pub fn judge(picked: &[Picked], about: &About) -> Vec<JudgedPick> {
    picked.iter().filter_map(|one| Some(judge_one(one, Pick::of(&one.what)?, about))).collect()
}

fn judge_one(picked: &Picked, pick: Pick, about: &About) -> JudgedPick {
    match pick {
        Pick::Field(change) => field(picked, change, about),
        Pick::Effect(effect) => of_effect(picked, effect),
        Pick::Schema(change) => schema(picked, change, about),
    }
}

/// What a row of a table says, before anybody has answered.
struct Row {
    title: String,
    old_writes: Holds,
    old_reads: Holds,
    reversal: Reversal,
    why: &'static str,
    question: Option<Question>,
}

impl Row {
    fn judged(self, picked: &Picked, about: &About) -> JudgedPick {
        let subject = Some(picked.name.as_str()).filter(|name| !name.is_empty());
        let answer = self.question.and_then(|question| {
            let fits = |answer: &&crate::domain::rollback::Answer| {
                answer.question == question
                    && !answer.evidence.trim().is_empty()
                    && answer.subject.as_deref().is_none_or(|of| Some(of) == subject)
            };
            about.answers.iter().rev().find(fits).map(|answer| question.answered(answer.is_yes))
        });
        let (old_writes, old_reads, verdict) = match answer {
            Some(settles) => settles.of(self.old_writes, self.old_reads),
            None => (self.old_writes, self.old_reads, Verdict::of(self.old_writes, self.old_reads)),
        };
        let asked = self.question.map(|question| AskedQuestion {
            id: question.id().to_owned(),
            subject: picked.name.clone(),
            statement: NOWHERE,
            words: question.asked().words.to_owned(),
            evidence_wanted: question.asked().evidence.to_owned(),
            query: None,
        });
        let says = Judgement {
            verdict: verdict.word().to_owned(),
            old_writes: old_writes.word().to_owned(),
            old_reads: old_reads.word().to_owned(),
            lock_hazard: false,
            lock: None,
            hazard: None,
            waits: String::new(),
            loses: in_general(self.reversal).to_owned(),
            unknown: Vec::new(),
            reversal: self.reversal.word().to_owned(),
            change_types: vec![picked.what.clone()],
            why: self.why.to_owned(),
            question: self.question.map(|question| question.asked().words.to_owned()),
            tools: Vec::new(),
            findings: Vec::new(),
        };
        JudgedPick {
            what: picked.what.clone(),
            carrier: picked.carrier.clone(),
            name: picked.name.clone(),
            title: self.title,
            says: ReviewedStatement { range: (0, 0), line: 0, says: says.into() },
            questions: asked.into_iter().collect(),
            plan: Vec::new(),
            stays: None,
            before: None,
            after: None,
        }
    }
}

fn field(picked: &Picked, change: FieldChange, about: &About) -> JudgedPick {
    let carrier = picked.carrier.as_deref().and_then(Carrier::of).unwrap_or(Carrier::Message);
    let rule = change.rule();
    let row = Row {
        title: format!("{}: {}", rule.title, carrier_title(carrier)),
        old_writes: rule.old_writes,
        old_reads: rule.old_reads,
        reversal: rule.reversal,
        why: rule.why,
        question: rule.question,
    };
    let mut judged = row.judged(picked, about);
    if judged.says.verdict != "safe" {
        judged.plan = steps(&change.plan(carrier, &picked.name), picked);
    }
    judged
}

fn of_effect(picked: &Picked, effect: Effect) -> JudgedPick {
    // The code goes back; where it meets what was done it fails.
    let (old_writes, old_reads) = match effect {
        Effect::NewDataFormat => (Holds::Yes, Holds::No),
        Effect::SecretChanged => (Holds::No, Holds::No),
        _ => (Holds::Yes, Holds::Yes),
    };
    let row = Row {
        title: effect.title().to_owned(),
        old_writes,
        old_reads,
        reversal: Reversal::Impossible,
        why: effect.stays(),
        question: None,
    };
    let mut judged = row.judged(picked, &About::new(Dialect::default()));
    let words = [effect.stays(), effect.before(), effect.after()].map(|words| Some(words.to_owned()));
    [judged.stays, judged.before, judged.after] = words;
    Arc::make_mut(&mut judged.says.says).loses = effect.stays().to_owned();
    judged
}

fn schema(picked: &Picked, change: ChangeType, about: &About) -> JudgedPick {
    let rule = rule_of(change);
    let row = Row {
        title: rule.title.to_owned(),
        old_writes: rule.old_writes,
        old_reads: rule.old_reads,
        reversal: rule.reversal,
        why: rule.why,
        question: rule.question,
    };
    let mut judged = row.judged(picked, about);
    let lock = match about.server.dialect {
        Dialect::Postgresql => rule.postgresql,
        Dialect::Mysql => rule.mysql,
    };
    let says = Arc::make_mut(&mut judged.says.says);
    if rule.verdict == Verdict::Error {
        says.verdict = rule.verdict.word().to_owned();
    }
    says.lock = Some(lock.lock.to_owned()).filter(|lock| !lock.is_empty());
    says.lock_hazard = lock.hazard.is_some();
    says.hazard = lock.hazard.map(|hazard| hazard.words().to_owned());
    says.waits = says.hazard.clone().unwrap_or_default();
    says.loses = of_change(change, rule.reversal).to_owned();
    judged
}

/// The steps of a plan as the page reads those of a script.
fn steps(plan: &Plan, picked: &Picked) -> Vec<PlanStep> {
    let step = |(place, step): (usize, &crate::domain::rollback::plan::Step)| PlanStep {
        step: place + 1,
        phase: step.phase.word().to_owned(),
        sql: step.what.sql().map(str::to_owned),
        what: match &step.what {
            What::Sql(_) => String::new(),
            What::Deploy(words) | What::Do(words) => words.clone(),
        },
        gate: step.gate.words.clone(),
        check: Some(step.check.clone()).filter(|text| !text.is_empty()),
        takes: Some(step.takes.clone()).filter(|text| !text.is_empty()),
        back: Some(step.back.clone()).filter(|text| !text.is_empty()),
        verdict: Verdict::Safe.word().to_owned(),
        raises_floor: step.raises_floor,
        floor: u32::from(step.floor),
        change_type: picked.what.clone(),
        subject: picked.name.clone(),
        statement: None,
        template: step.what.template().map(str::to_owned),
        note: if place == 0 { plan.note.clone() } else { String::new() },
    };
    plan.steps.iter().enumerate().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::{Change, Reviewed, checklist};
    use crate::domain::json::Json as _;
    use crate::domain::rollback::Answer;

    fn picked(what: &str, carrier: Option<&str>, name: &str) -> Picked {
        Picked {
            what: what.to_owned(),
            carrier: carrier.map(str::to_owned),
            name: name.to_owned(),
            by: "dana".to_owned(),
            at: crate::domain::time::Instant::EPOCH,
        }
    }

    #[test]
    fn everything_that_can_be_picked_has_its_answers_and_reads_back() {
        let about = About::new(Dialect::Mysql);
        let fields = FieldChange::ALL
            .into_iter()
            .flat_map(|change| Carrier::ALL.map(|carrier| picked(change.id(), Some(carrier.id()), "total")));
        let effects = Effect::ALL.into_iter().map(|effect| picked(effect.id(), None, "receipts"));
        let schema = ChangeType::ALL.iter().map(|change| picked(change.id(), None, "orders"));
        let all: Vec<Picked> = fields.chain(effects).chain(schema).collect();
        let judged = judge(&all, &about);
        assert_eq!(judged.len(), all.len());
        for pick in &judged {
            assert!(!pick.title.is_empty() && !pick.says.why.is_empty(), "{}", pick.what);
            assert!(pick.says.verdict != "depends" || !pick.questions.is_empty(), "{}", pick.what);
            assert_eq!(JudgedPick::read(&pick.write().to_string()).as_ref(), Ok(pick));
        }
        assert!(judge(&[picked("nothing", None, "x")], &about).is_empty());
    }

    #[test]
    fn what_is_picked_counts_in_the_verdicts_the_questions_the_plan_and_the_checklist() {
        let about = About::new(Dialect::Postgresql);
        let picks = judge(
            &[
                picked("field_add_value", Some("event"), "state"),
                picked("field_remove", Some("response"), "total"),
                picked("mail_sent", None, "receipts"),
            ],
            &about,
        );
        let safe = Reviewed::read_json(r#"{"verdict":"safe","reversal":"lossless"}"#).expect("it is a review");
        let review = safe.with_picks(picks);
        assert_eq!((review.verdict.as_str(), review.reversal.as_str()), ("unsafe", "impossible"));
        assert_eq!(review.change_types, ["field_add_value", "field_remove", "mail_sent"]);
        assert_eq!(review.questions.len(), 1);
        assert!(review.plan.iter().any(|step| step.is_contract() && step.subject == "total"));
        assert!(review.plan.iter().enumerate().all(|(place, step)| step.step == place + 1));
        assert_eq!(review.worst().map(|says| says.why.contains("looks for the field")), Some(true));
        let outcome = review.outcome(&Change::default());
        let lines: Vec<&str> = checklist(&outcome).map(|item| item.name).collect();
        for name in ["effects", "downstream", "questions", "order", "destroyed_data"] {
            assert!(lines.contains(&name), "{name} is wanted");
        }
    }

    #[test]
    fn an_answer_with_evidence_settles_what_is_picked() {
        let mut about = About::new(Dialect::Postgresql);
        let pick = [picked("field_add_value", Some("event"), "state")];
        let verdict = |about: &About| judge(&pick, about)[0].says.verdict.clone();
        assert_eq!(verdict(&about), "depends");
        let question = FieldChange::AddValue.rule().question.expect("it asks");
        let mut answer = Answer {
            question,
            subject: Some("state".to_owned()),
            is_yes: true,
            evidence: "the reader's default".to_owned(),
        };
        for (is_yes, evidence, wanted) in [(true, " ", "depends"), (true, "seen", ""), (false, "seen", "")] {
            answer = Answer { is_yes, evidence: evidence.to_owned(), ..answer };
            about.answers = vec![answer.clone()];
            let settled = verdict(&about);
            assert!(if wanted.is_empty() { settled != "depends" } else { settled == wanted }, "{is_yes} {settled}");
        }
        about.answers[0].subject = Some("another".to_owned());
        assert_eq!(verdict(&about), "depends");
    }
}
