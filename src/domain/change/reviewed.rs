//! What a review of a script says, read from its JSON: the page knows the answer, and not the engine that gave it.
//!
//! What it says of a statement, a question and a step is shared: while somebody types, one review holds nearly all of what the
//! one before it held, which is then neither read nor compared nor drawn again.

use std::ops::{Deref, Range};
use std::sync::Arc;

use super::beside::JudgedPick;
use super::record::{Change, Outcome};
use super::told::lines_of;
use crate::domain::json::{Fields, Json, Record, Unfit, Writing, items, record};

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
    pub questions: Vec<Arc<AskedQuestion>>,
    /// What is to be said of the down script; none without one.
    pub down_script: Option<DownScript>,
    /// The way there in steps, each of which can be rolled back.
    pub plan: Vec<Arc<PlanStep>>,
    /// The lines of the statements that no plan replaces.
    pub as_written: Vec<usize>,
    /// How many plans more there would be.
    pub plans_left_out: usize,
    /// Which answers are not known, whatever is said: `verdict`, `lock_hazard`, `reversal`.
    pub unknown: Vec<String>,
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
    as_written: or_empty "as_written",
    plans_left_out: or_empty "plans_left_out",
    unknown: or_empty "unknown",
    picks: or_empty "picks",
});

/// One statement: where it stands, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedStatement {
    /// Where it stands, in bytes.
    pub range: (usize, usize),
    /// The line it begins on, from 1.
    pub line: usize,
    /// What it means, wherever it stands.
    pub says: Arc<Judgement>,
}

impl Deref for ReviewedStatement {
    type Target = Judgement;

    fn deref(&self) -> &Judgement {
        &self.says
    }
}

impl Record for ReviewedStatement {
    fn from_fields(fields: &Fields<'_>) -> Result<Self, Unfit> {
        Ok(Self {
            range: fields.needed("range")?,
            line: fields.needed("line")?,
            says: Arc::new(Judgement::from_fields(fields)?),
        })
    }

    fn write_fields(&self, to: &mut Writing) {
        to.needed("range", &self.range);
        to.needed("line", &self.line);
        self.says.write_fields(to);
    }
}

/// What a statement means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
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
    /// Who waits for it and how long, as sentences; empty where nobody notices.
    pub waits: String,
    /// What does not come back, as a sentence; empty where everything does.
    pub loses: String,
    /// Which of its answers are not known, whatever is said: `lock_hazard`, `reversal`.
    pub unknown: Vec<String>,
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

record!(Judgement {
    verdict: needed "verdict",
    old_writes: needed "old_writes",
    old_reads: needed "old_reads",
    lock_hazard: or_empty "lock_hazard",
    lock: optional "lock",
    hazard: optional "hazard",
    waits: or_empty "waits",
    loses: or_empty "loses",
    unknown: or_empty "unknown",
    reversal: or_empty "reversal",
    change_types: or_empty "change_types",
    why: or_empty "why",
    question: optional "question",
    tools: or_empty "tools",
    findings: or_empty "findings",
});

impl Judgement {
    /// True for a statement that was not looked into: what it does is in no text that was read.
    pub fn is_unread(&self) -> bool {
        self.lock.as_deref() == Some("unknown")
    }

    fn is_known(&self, answer: &str) -> bool {
        !self.is_unread() && !self.unknown.iter().any(|unknown| unknown == answer)
    }

    /// Who waits for it, and how long.
    pub fn waits_in_words(&self) -> String {
        match (self.waits.as_str(), self.lock.as_deref().unwrap_or_default()) {
            _ if !self.is_known("lock_hazard") => "Not known.".to_owned(),
            ("", "") => "Nobody notices.".to_owned(),
            ("", lock) => format!("{lock}, for a moment."),
            (waits, _) => waits.to_owned(),
        }
    }

    /// What comes back when it is taken back.
    pub fn reversal_in_words(&self) -> String {
        match self.loses.as_str() {
            _ if !self.is_known("reversal") => "Not known.".to_owned(),
            "" => format!("{}.", self.reversal),
            loses => format!("{}. {loses}", self.reversal),
        }
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
    /// The first line that it is about, from 1.
    pub line: usize,
    /// All lines that it is about.
    pub lines: Vec<usize>,
    /// What to do.
    pub words: String,
}

impl Advised {
    /// Where it stands.
    pub fn place(&self) -> String {
        if self.lines.is_empty() { format!("Line {}", self.line) } else { lines_of(&self.lines) }
    }
}

record!(Advised { line: or_empty "line", lines: or_empty "lines", words: needed "words" });

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
    /// What a person completes to statements: what is missing stands between ‹ and ›.
    pub template: Option<String>,
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
    template: optional "template",
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

/// Reads a list whose items stand there, or as `[from, count]` where the list before had them.
fn read_list<T: Json>(json: &str, before: &[Arc<T>]) -> Result<Vec<Arc<T>>, Unfit> {
    let mut all = Vec::new();
    for item in items(json)? {
        if !item.starts_with('[') {
            all.push(Arc::new(T::read(item)?));
            continue;
        }
        let (from, count) = <(usize, usize)>::read(item)?;
        let held = from.checked_add(count).and_then(|to| before.get(from..to));
        all.extend_from_slice(held.ok_or_else(|| Unfit::new("it is the difference to another review"))?);
    }
    Ok(all)
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

    /// Reads a review that is told as the difference to `before`, as [`crate::text::rollback`] writes it for the page.
    pub fn read_anew(json: &str, before: &Self) -> Result<Self, Unfit> {
        let fields = Fields::of(json)?;
        let list = |name: &str| fields.json(name)?.ok_or_else(|| Unfit::new(format_args!("missing field `{name}`")));
        let says: Vec<Arc<Judgement>> = before.statements.iter().map(|statement| statement.says.clone()).collect();
        let says = read_list(list("statements")?, &says)?;
        let places: Vec<usize> = fields.needed("places")?;
        if places.len() != 3 * says.len() {
            return Err(Unfit::new("its places are not those of its statements"));
        }
        let place = |(says, place): (_, &[usize])| {
            let (range, line) = ((place[0], place[1]), place[2]);
            ReviewedStatement { range, line, says }
        };
        Ok(Self {
            statements: says.into_iter().zip(places.chunks_exact(3)).map(place).collect(),
            questions: read_list(list("questions")?, &before.questions)?,
            plan: read_list(list("plan")?, &before.plan)?,
            ..Self::read(list("rest")?)?
        })
    }

    /// The questions that nobody has answered with something to look at.
    pub fn open<'a>(&'a self, change: &'a Change) -> impl Iterator<Item = &'a AskedQuestion> {
        self.questions.iter().map(|asked| &**asked).filter(|asked| !change.is_settled(&asked.id, asked.subject()))
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
            has_contract: Some(self.plan.iter().any(|step| step.is_contract())),
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
    pub fn plans(&self) -> impl Iterator<Item = &[Arc<PlanStep>]> {
        self.plan.chunk_by(|one, next| one.is_beside(next))
    }

    /// These lines of a script (from 1), each cut at its statements: each piece with its statement, and what stands between them
    /// without one. Ranges that do not fit the script, because it was typed on meanwhile, are passed over.
    pub fn pieces<'a>(&self, script: &'a str, lines: Range<usize>) -> Vec<Vec<(Option<usize>, &'a str)>> {
        let (mut cut, mut start) = (Vec::new(), 0);
        for (number, line) in (1..lines.end).zip(script.split('\n')) {
            let end = start + line.len();
            if number >= lines.start {
                cut.push(self.cut(script, start..end));
            }
            start = end + 1;
        }
        cut
    }

    fn cut<'a>(&self, script: &'a str, line: Range<usize>) -> Vec<(Option<usize>, &'a str)> {
        let (mut pieces, mut at) = (Vec::new(), line.start);
        let first = self.statements.partition_point(|statement| statement.range.1 <= at);
        for (place, statement) in self.statements.iter().enumerate().skip(first) {
            let (from, to) = (statement.range.0.max(at), statement.range.1.min(line.end));
            if from >= line.end {
                break;
            }
            let (Some(before), Some(text)) = (script.get(at..from), script.get(from..to)) else { continue };
            pieces.extend((!before.is_empty()).then_some((None, before)));
            pieces.push((Some(place), text));
            at = to;
        }
        let rest = script.get(at..line.end).unwrap_or_default();
        pieces.extend((!rest.is_empty()).then_some((None, rest)));
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
                let is_it = |other: &Arc<AskedQuestion>| (&other.id, &other.subject) == (&asked.id, &asked.subject);
                if !self.questions.iter().any(is_it) {
                    self.questions.push(Arc::new(asked.clone()));
                }
            }
            self.plan.extend(pick.plan.iter().cloned().map(Arc::new));
        }
        for (place, step) in self.plan.iter_mut().enumerate() {
            if step.step != place + 1 {
                Arc::make_mut(step).step = place + 1;
            }
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
        assert_eq!(review.plans().map(<[_]>::len).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn lines_are_cut_at_their_statements_and_what_does_not_fit_is_passed_over() {
        let review = Reviewed::read_json(JSON).expect("it is a review");
        let cut = |script: &'static str, lines: Range<usize>| review.pieces(script, lines);
        let script = "SELECT 1;\nALTER TABLE o ALTER t NOT NULL é\n\n-- end";
        let statement = "ALTER TABLE o ALTER t NOT NULL";
        assert_eq!(cut(script, 1..3), [vec![(Some(0), "SELECT 1;")], vec![(Some(1), statement), (None, " é")]]);
        assert_eq!(cut(script, 3..100), [vec![], vec![(None, "-- end")]]);
        assert_eq!(cut(script, 2..2), Vec::<Vec<_>>::new());
        // A statement of several lines is coloured on each.
        let broken = "SELECT 1;\nALTER TABLE o\n  ALTER NOT NULL;";
        assert_eq!(
            cut(broken, 2..4),
            [vec![(Some(1), "ALTER TABLE o")], vec![(Some(1), &broken[24..40]), (None, ";")]]
        );
        assert_eq!(cut("SELECT 1;", 1..2), [vec![(Some(0), "SELECT 1;")]]);
        assert_eq!(cut("SELECT 1é", 1..2), [vec![(None, "SELECT 1é")]], "no letter is cut");
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
