//! What a review of a script says, read from its JSON: the page knows the answer, and not the engine that gave it.

use super::beside::JudgedPick;
use super::record::{Change, Outcome};
use crate::domain::json::{Json, Unfit, items, record};

/// The review of a script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reviewed {
    /// The worst verdict, by its word.
    pub verdict: String,
    /// Whether a statement can take the site down.
    pub lock_hazard: bool,
    /// The worst way back, by its word.
    pub reversal: String,
    /// What it does, each once.
    pub change_types: Vec<String>,
    /// Its statements, in order.
    pub statements: Vec<ReviewedStatement>,
    /// What was not looked into.
    pub unreviewed: Vec<NotLookedInto>,
    /// What would make it gentler, whatever its answers are.
    pub advice: Vec<Advised>,
    /// Its questions, in order, also those that were answered.
    pub questions: Vec<AskedQuestion>,
    /// What is to be said of the down script; none without one.
    pub down_script: Option<DownScript>,
    /// The way there in steps, each of which can be rolled back.
    pub plan: Vec<PlanStep>,
    /// What changes beside the script, which is counted in all of this.
    pub picks: Vec<JudgedPick>,
}

record!(Reviewed {
    verdict: needed "verdict",
    lock_hazard: or_empty "lock_hazard",
    reversal: or_empty "reversal",
    change_types: or_empty "change_types",
    statements: or_empty "statements",
    unreviewed: or_empty "unreviewed",
    advice: or_empty "advice",
    questions: or_empty "questions",
    down_script: optional "down_script",
    plan: or_empty "plan",
    picks: or_empty "picks",
});

/// One statement and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedStatement {
    /// Where it stands, in bytes.
    pub range: (usize, usize),
    /// The line it begins on, from 1.
    pub line: usize,
    /// Whether the previous release keeps working, by its word.
    pub verdict: String,
    /// Whether its writes hold: `yes`, `no` or `depends`.
    pub old_writes: String,
    /// Whether its reads hold.
    pub old_reads: String,
    /// Whether it can take the site down.
    pub lock_hazard: bool,
    /// The lock's name; none where nobody notices one.
    pub lock: Option<String>,
    /// Why it can take the site down, and how long it lasts.
    pub hazard: Option<String>,
    /// What comes back, by its word.
    pub reversal: String,
    /// What it does.
    pub change_types: Vec<String>,
    /// Why.
    pub why: String,
    /// What settles it, in words.
    pub question: Option<String>,
    /// Who else flags it.
    pub tools: Vec<String>,
    /// One answer for each thing that it does.
    pub findings: Vec<ReviewedFinding>,
}

record!(ReviewedStatement {
    range: needed "range",
    line: needed "line",
    verdict: needed "verdict",
    old_writes: needed "old_writes",
    old_reads: needed "old_reads",
    lock_hazard: or_empty "lock_hazard",
    lock: optional "lock",
    hazard: optional "hazard",
    reversal: or_empty "reversal",
    change_types: or_empty "change_types",
    why: or_empty "why",
    question: optional "question",
    tools: or_empty "tools",
    findings: or_empty "findings",
});

impl ReviewedStatement {
    /// True for a statement that was not looked into: what it does is in no text that was read.
    pub fn is_unread(&self) -> bool {
        self.lock.as_deref() == Some("unknown")
    }

    /// What was answered about it, each as the question's id and its subject.
    pub fn answered(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let answered = self.findings.iter().filter(|finding| finding.answer.is_some());
        answered.filter_map(|finding| {
            Some((finding.question.as_deref()?, Some(finding.subject.as_str()).filter(|subject| !subject.is_empty())))
        })
    }
}

/// What one thing that a statement does means, as far as the page tells it apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedFinding {
    /// What it is done to; empty where nothing has a name.
    pub subject: String,
    /// The question that settles it.
    pub question: Option<String>,
    /// What was answered, with evidence: `yes` or `no`.
    pub answer: Option<String>,
}

record!(ReviewedFinding { subject: or_empty "subject", question: optional "question_id", answer: optional "answer" });

/// Something that was not looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotLookedInto {
    /// Where it stands, in bytes.
    pub range: Option<(usize, usize)>,
    /// The line it begins on, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

record!(NotLookedInto { range: optional "range", line: needed "line", reason: or_empty "reason" });

/// What would make a script gentler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    /// The line it is about, from 1.
    pub line: usize,
    /// What to do.
    pub words: String,
}

record!(Advised { line: or_empty "line", words: needed "words" });

/// A question that a script asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedQuestion {
    /// Its id.
    pub id: String,
    /// About which table or column; empty where the question names none.
    pub subject: String,
    /// The statement that asks it first, from 0.
    pub statement: usize,
    /// The question.
    pub words: String,
    /// What counts as evidence.
    pub evidence_wanted: String,
    /// A query that finds it out; none where no query tells.
    pub query: Option<String>,
}

record!(AskedQuestion {
    id: needed "id",
    subject: or_empty "subject",
    statement: or_empty "statement",
    words: needed "words",
    evidence_wanted: or_empty "evidence_wanted",
    query: optional "query",
});

impl AskedQuestion {
    /// About which table or column, as answers name it; none where the question names none.
    pub fn subject(&self) -> Option<&str> {
        Some(self.subject.as_str()).filter(|subject| !subject.is_empty())
    }
}

/// What is to be said of a down script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownScript {
    /// Whether it takes everything back.
    pub inverts: bool,
    /// Whether it throws away what the new release wrote.
    pub loses_data: bool,
    /// Whether it can fail once the new release has written.
    pub fails_possible: bool,
    /// Why.
    pub why: String,
}

record!(DownScript {
    inverts: needed "inverts",
    loses_data: needed "loses_data",
    fails_possible: needed "fails_possible",
    why: or_empty "why",
});

/// A step of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanStep {
    /// Its place, from 1.
    pub step: usize,
    /// `expand`, `migrate` or `contract`.
    pub phase: String,
    /// What is run; none for a step that is none of statements.
    pub sql: Option<String>,
    /// What is done, in words.
    pub what: String,
    /// What has to be shown before; empty where nothing has to.
    pub gate: String,
    /// A query that shows that it worked.
    pub check: Option<String>,
    /// How long it takes.
    pub takes: Option<String>,
    /// What to do when it goes wrong.
    pub back: Option<String>,
    /// The verdict of the step by itself, by its word.
    pub verdict: String,
    /// Whether one can no longer roll back as far as before once it is done.
    pub raises_floor: bool,
    /// The release that one may still roll back to then: 0 is the one before the plan.
    pub floor: u32,
    /// What of the script it is for: what that does.
    pub change_type: String,
    /// And to what.
    pub subject: String,
    /// The statement that it is for, from 0; none where that is not told.
    pub statement: Option<usize>,
    /// What is good to know before; on the first step of a plan only.
    pub note: String,
}

record!(PlanStep {
    step: needed "step",
    phase: needed "phase",
    sql: optional "sql",
    what: or_empty "do",
    gate: or_empty "gate",
    check: optional "check",
    takes: optional "takes",
    back: optional "back",
    verdict: or_empty "verdict",
    raises_floor: or_empty "floor_release",
    floor: or_empty "floor",
    change_type: or_empty "change_type",
    subject: or_empty "subject",
    statement: optional "statement",
    note: or_empty "note",
});

/// A step's name in the log: what it is for and what is done, so that it is another step once that changes.
pub fn step_name(change_type: &str, subject: &str, what: &str) -> String {
    format!("{change_type} {subject}: {what}")
}

impl PlanStep {
    /// Its name in the log.
    pub fn name(&self) -> String {
        step_name(&self.change_type, &self.subject, self.sql.as_deref().unwrap_or(&self.what))
    }

    /// True for steps of one plan.
    pub fn is_beside(&self, other: &Self) -> bool {
        (self.statement, &self.change_type, &self.subject) == (other.statement, &other.change_type, &other.subject)
    }

    /// True for a step that waits for two signed lines.
    pub fn is_contract(&self) -> bool {
        self.phase == "contract"
    }
}

impl Reviewed {
    /// Reads the review of one script: an object, or a list of one.
    pub fn read_json(json: &str) -> Result<Self, Unfit> {
        if !json.trim_start().starts_with('[') {
            return Self::read(json);
        }
        let all = items(json)?;
        Self::read(all.first().ok_or_else(|| Unfit::new("it holds no review"))?)
    }

    /// The questions that nobody has answered with something to look at.
    pub fn open<'a>(&'a self, change: &'a Change) -> impl Iterator<Item = &'a AskedQuestion> {
        self.questions.iter().filter(|asked| !change.is_settled(&asked.id, asked.subject()))
    }

    /// What the list of changes and the checklist are to know of it.
    pub fn outcome(&self, change: &Change) -> Outcome {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Outcome {
            verdict: if self.says_nothing() { "unknown".to_owned() } else { self.verdict.clone() },
            lock_hazard: self.lock_hazard,
            reversal: self.reversal.clone(),
            change_types: self.change_types.clone(),
            questions: count(self.questions.len()),
            open: count(self.open(change).count()),
            has_plan: !self.plan.is_empty(),
            has_contract: Some(self.plan.iter().any(PlanStep::is_contract)),
            of: change.written(),
        }
    }

    /// True where no answer is to be had: nothing was read, or there is nothing to read.
    pub fn says_nothing(&self) -> bool {
        self.statements.is_empty() && self.picks.is_empty()
    }

    /// The statements that ask this question about this subject.
    pub fn askers<'a>(&'a self, asked: &'a AskedQuestion) -> impl Iterator<Item = &'a ReviewedStatement> {
        let asks = |statement: &&ReviewedStatement| {
            let is_it = |finding: &ReviewedFinding| {
                finding.question.as_deref() == Some(asked.id.as_str()) && finding.subject == asked.subject
            };
            statement.findings.iter().any(is_it)
        };
        self.statements.iter().filter(asks)
    }

    /// The plans, each with its steps.
    pub fn plans(&self) -> impl Iterator<Item = &[PlanStep]> {
        self.plan.chunk_by(|one, next| one.is_beside(next))
    }

    /// A script cut at its statements: each piece with its statement, and what stands between them without one. Ranges that do
    /// not fit the script, because it was typed on meanwhile, are passed over.
    pub fn pieces<'a>(&self, script: &'a str) -> Vec<(Option<usize>, &'a str)> {
        let (mut pieces, mut at) = (Vec::with_capacity(2 * self.statements.len() + 1), 0);
        for (place, statement) in self.statements.iter().enumerate() {
            let (from, to) = statement.range;
            let (Some(before), Some(text)) = (script.get(at..from), script.get(from..to)) else { continue };
            pieces.extend((!before.is_empty()).then_some((None, before)));
            pieces.push((Some(place), text));
            at = to;
        }
        pieces.push((None, script.get(at..).unwrap_or_default()));
        pieces
    }

    /// Counts in what changes beside the script.
    pub fn with_picks(mut self, picks: Vec<JudgedPick>) -> Self {
        let worse = |one: &mut String, other: &str, order: &[&str]| {
            let place = |word: &str| order.iter().position(|other| *other == word);
            if place(other) > place(one) {
                *one = other.to_owned();
            }
        };
        for pick in &picks {
            worse(&mut self.verdict, &pick.says.verdict, &["safe", "depends", "unsafe", "error"]);
            worse(&mut self.reversal, &pick.says.reversal, &["lossless", "lossy", "impossible"]);
            self.lock_hazard |= pick.says.lock_hazard;
            if !self.change_types.contains(&pick.what) {
                self.change_types.push(pick.what.clone());
            }
            for asked in &pick.questions {
                let is_it = |other: &AskedQuestion| (&other.id, &other.subject) == (&asked.id, &asked.subject);
                if !self.questions.iter().any(is_it) {
                    self.questions.push(asked.clone());
                }
            }
            self.plan.extend(pick.plan.iter().cloned());
        }
        for (place, step) in self.plan.iter_mut().enumerate() {
            step.step = place + 1;
        }
        self.picks = picks;
        self
    }

    /// Its statements, and what changes beside them, which stands on no line.
    pub(super) fn all(&self) -> impl Iterator<Item = &ReviewedStatement> {
        self.statements.iter().chain(self.picks.iter().map(|pick| &pick.says))
    }

    /// The statement that the file's verdict comes from.
    pub fn worst(&self) -> Option<&ReviewedStatement> {
        self.all().find(|statement| statement.verdict == self.verdict)
    }

    /// The statement that others wait for longest: a hazard before any lock.
    pub fn locking(&self) -> Option<&ReviewedStatement> {
        let locks = |statement: &&ReviewedStatement| statement.lock.as_ref().is_some_and(|lock| !lock.is_empty());
        let hazard = self.all().find(|statement| statement.lock_hazard);
        hazard.or_else(|| self.all().find(locks))
    }

    /// The statement that the way back comes from.
    pub fn destroying(&self) -> Option<&ReviewedStatement> {
        self.all().find(|statement| statement.reversal == self.reversal)
    }

    /// The worst of what its statements mean for old writes, or for old reads.
    pub fn worst_of(&self, half: fn(&ReviewedStatement) -> &str) -> &'static str {
        let is = |word: &str| self.all().any(|statement| half(statement) == word);
        ["no", "depends"].into_iter().find(|word| is(word)).unwrap_or("yes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"[{"file":"a.sql","verdict":"depends","lock_hazard":true,"reversal":"lossless","change_types":["set_not_null"],
        "statements":[{"range":[0,9],"line":1,"verdict":"safe","old_writes":"yes","old_reads":"yes","lock":null,"reversal":"lossless","change_types":[],"why":"","question":null},
        {"range":[10,40],"line":2,"verdict":"depends","old_writes":"depends","old_reads":"yes","lock_hazard":true,"lock":"ACCESS EXCLUSIVE","reversal":"lossless","change_types":["set_not_null"],"why":"Old inserts may leave it out.","question":"Does it?","tools":["squawk:x"]}],
        "questions":[{"id":"writes_null","subject":"orders.total","statement":1,"words":"Does it?"}],
        "unreviewed":[],"down_script":null,"plan":[{"step":1,"phase":"contract","sql":"ALTER","do":"Run it.","gate":"","verdict":"safe","floor_release":true}]}]"#;

    #[test]
    fn a_review_is_read_from_a_list_of_one_and_from_an_object() {
        let review = Reviewed::read_json(JSON).expect("it is a review");
        let object = JSON.trim_start_matches('[').trim_end_matches(']');
        assert_eq!(Reviewed::read_json(object).as_ref(), Ok(&review));
        assert_eq!(review.worst().map(|statement| statement.line), Some(2));
        assert_eq!(review.locking().and_then(|statement| statement.lock.as_deref()), Some("ACCESS EXCLUSIVE"));
        assert_eq!((review.worst_of(|s| &s.old_writes), review.worst_of(|s| &s.old_reads)), ("depends", "yes"));
        assert!(review.plan[0].is_contract() && review.plan[0].raises_floor);
        assert!(Reviewed::read_json("[]").is_err() && Reviewed::read_json("{}").is_err());
    }

    /// The plans of two statements that do the same stood as one, so that the second one waited for the first.
    #[test]
    fn plans_of_two_statements_are_two() {
        let step = |statement: usize| {
            format!(r#"{{"step":{statement},"phase":"expand","statement":{statement},"change_type":"create_index"}}"#)
        };
        let steps = [step(1), step(1), step(2)].join(",");
        let json = format!(r#"{{"verdict":"safe","reversal":"lossless","plan":[{steps}]}}"#);
        let review = Reviewed::read_json(&json).expect("it is a review");
        assert_eq!(review.plans().map(<[PlanStep]>::len).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn a_script_is_cut_at_its_statements_and_what_does_not_fit_is_passed_over() {
        let review = Reviewed::read_json(JSON).expect("it is a review");
        let script = "SELECT 1;\nALTER TABLE o ALTER t SET NOT NULL; é";
        let pieces = review.pieces(script);
        assert_eq!(pieces.iter().map(|(_, text)| *text).collect::<String>(), script);
        assert_eq!(pieces.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [Some(0), None, Some(1), None]);
        assert_eq!(review.pieces("SELECT 1;"), [(Some(0), "SELECT 1;"), (None, "")]);
        assert_eq!(review.pieces("é"), [(None, "é")]);
    }

    #[test]
    fn an_answer_with_evidence_closes_its_question_and_one_without_does_not() {
        use crate::domain::id::RecordId;
        use crate::domain::record::{Body, kind};
        use crate::domain::time::Hlc;
        let review = Reviewed::read_json(JSON).expect("it is a review");
        let change = |evidence: &str| {
            let json = format!(
                r#"{{"question":"writes_null","subject":"orders.total","yes":false,"evidence":"{evidence}","by":"dana","at":"2026-11-20T14:07:00Z"}}"#
            );
            let body = Body { kind: kind::SETTLED.to_owned(), created: Hlc(1, 0), json: json.into() };
            Change::of([(&RecordId::from_bits(1), &body)])
        };
        let open = |change: &Change| review.outcome(change).open;
        assert_eq!([open(&Change::default()), open(&change(" ")), open(&change("0 rows"))], [1, 1, 0]);
        assert_eq!(review.outcome(&change("0 rows")).questions, 1);
    }
}
