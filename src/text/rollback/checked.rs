//! Everything that is to be said of a migration: its review, the plans for what may break or lock, and its down script.

use std::collections::HashSet;

use crate::domain::rollback::down::{DownReview, down_review};
use crate::domain::rollback::fact::Reading;
use crate::domain::rollback::plan::{Planned, Step, Subject, changes_something, plans_of};
use crate::domain::rollback::split::{self, PieceKind, Split};
use crate::domain::rollback::{
    About, Answer, Dialect, Finding, Question, Review, Statement, Verdict, recognise, review,
};

/// The most plans that are told of one script. What is left out is counted.
const PLANS: usize = 100;

/// A plan with what the engine says of its steps.
#[derive(Debug, Clone)]
pub struct JudgedPlan {
    /// The plan, and what it is for.
    pub planned: Planned,
    /// What is said of each step.
    pub judged: Vec<Judged>,
}

/// What the engine says of one step of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Once its gate is passed.
    pub verdict: Verdict,
    /// Before that.
    pub before_gate: Verdict,
    /// The strongest lock that its statements take; empty where nobody notices one.
    pub lock: &'static str,
    /// Whether they can take the site down, once its gate is passed.
    pub lock_hazard: bool,
}

/// A migration with everything that is said of it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Its answers.
    pub review: Review,
    /// The plans for what may break or takes a lock for long, in the order of the script.
    pub plans: Vec<JudgedPlan>,
    /// How many more there would be.
    pub plans_left_out: usize,
    /// What is to be said of its down script, if there is one.
    pub down: Option<DownReview>,
    /// Each question that it asks, in the order of the script.
    pub questions: Vec<Open>,
}

/// A question that a script asks, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Which.
    pub question: Question,
    /// About what.
    pub subject: String,
    /// The statement that asks it first, from 0.
    pub statement: usize,
    /// A query that finds it out, with the names of the script; empty where no query tells.
    pub query: String,
    /// What was answered with evidence: yes or no, and what was looked at.
    pub answer: Option<(bool, String)>,
}

/// Reviews a script and, where there is one, its down script.
pub fn check(script: &str, down: Option<&str>, about: &About) -> Checked {
    let found = review(script, about);
    let mut planned = plans_of(script, about);
    let plans_left_out = planned.len().saturating_sub(PLANS);
    planned.truncate(PLANS);
    let judged = |planned: Planned| {
        let judged = planned.plan.steps.iter().map(|step| judge(step, about)).collect();
        JudgedPlan { planned, judged }
    };
    Checked {
        plans: planned.into_iter().map(judged).collect(),
        plans_left_out,
        questions: questions(script, &found, about),
        down: down.map(|down| down_review(script, down, about)),
        review: found,
    }
}

impl Checked {
    /// The lines of the statements that no plan replaces, where there are plans: they are run as they stand.
    pub fn as_written(&self) -> Vec<usize> {
        if self.plans.is_empty() {
            return Vec::new();
        }
        let is_plain = |(place, statement): &(usize, &Statement)| {
            let has_plan = self.plans.iter().any(|judged| judged.planned.statement == *place);
            !has_plan && statement.verdict == Verdict::Safe && changes_something(statement)
        };
        let plain = self.review.statements.iter().enumerate().filter(is_plain);
        let mut lines: Vec<usize> = plain.map(|(_, statement)| statement.line).collect();
        lines.dedup();
        lines
    }

    /// The plan for what weighs most in a statement.
    pub fn plan_for(&self, statement: usize) -> Option<&JudgedPlan> {
        let here = || self.plans.iter().filter(|judged| judged.planned.statement == statement);
        let worst = self.review.statements.get(statement).and_then(worst_of);
        here().find(|judged| worst.is_some_and(|worst| worst.change == judged.planned.change)).or_else(|| here().next())
    }

    /// What to do first instead of a statement.
    pub fn first_step(&self, statement: usize) -> Option<&Step> {
        self.plan_for(statement)?.planned.plan.steps.first()
    }
}

/// The finding that the verdict of a statement and its reason come from.
fn worst_of(statement: &Statement) -> Option<&Finding> {
    let said = || statement.findings.iter().filter(|finding| !finding.is_also);
    said()
        .find(|finding| finding.verdict == statement.verdict && finding.why == statement.why)
        .or_else(|| said().next())
}

/// A step is reviewed as any script is, by itself, with what its gate has shown and without.
fn judge(step: &Step, about: &About) -> Judged {
    let nothing = Judged { verdict: Verdict::Safe, before_gate: Verdict::Safe, lock: "", lock_hazard: false };
    let Some(sql) = step.what.sql() else { return nothing };
    let answers = step.gate.answers.iter().map(|(question, is_yes)| Answer {
        question: *question,
        subject: None,
        is_yes: *is_yes,
        evidence: step.gate.words.clone(),
    });
    let alone = About { in_transaction: false, answers: Vec::new(), ..about.clone() };
    let found = review(sql, &alone);
    let before_gate = found.verdict;
    let strongest = found.statements.iter().flat_map(|statement| &statement.findings).max_by_key(|found| found.blocks);
    let lock = strongest.map_or("", |found| found.lock);
    let verdict = if step.gate.answers.is_empty() {
        before_gate
    } else {
        review(sql, &About { answers: answers.collect(), ..alone }).verdict
    };
    Judged { verdict, before_gate, lock, lock_hazard: found.lock_hazard && !step.gate.spares_scan }
}

/// Whether a finding asks its question, or did until it was answered.
pub(super) fn is_asked(finding: &Finding) -> bool {
    finding.verdict == Verdict::Depends || finding.answer.is_some()
}

fn questions(script: &str, review: &Review, about: &About) -> Vec<Open> {
    if review.statements.is_empty() {
        return Vec::new();
    }
    let named = Named { script, about, split: split::split(script, about.server, about.ansi_quotes) };
    let mut open: Vec<Open> = Vec::new();
    let mut seen: HashSet<(Question, &str)> = HashSet::new();
    for (place, statement) in review.statements.iter().enumerate() {
        for finding in &statement.findings {
            let happens = finding.stays || !statement.is_undone;
            let Some(question) = finding.question.filter(|_| !finding.is_also && happens) else { continue };
            if !is_asked(finding) || !seen.insert((question, &finding.subject)) {
                continue;
            }
            let asked = question.asked();
            let query = match about.server.dialect {
                Dialect::Postgresql => asked.postgresql,
                Dialect::Mysql => asked.mysql,
            };
            let query = if query.is_empty() {
                String::new()
            } else {
                named.subject(place, finding).fill(query, about.server.dialect)
            };
            open.push(Open {
                question,
                subject: finding.subject.clone(),
                statement: place,
                query,
                answer: answer_to(finding, question, &about.answers),
            });
        }
    }
    open
}

/// What was said of this finding: of its very subject before what was said of all, the last before the others.
fn answer_to(finding: &Finding, question: Question, answers: &[Answer]) -> Option<(bool, String)> {
    let is_yes = finding.answer?;
    let said = answers
        .iter()
        .rev()
        .filter(|answer| answer.question == question && answer.is_yes == is_yes && !answer.evidence.trim().is_empty());
    let fits = |answer: &&Answer| answer.subject.as_ref().is_none_or(|subject| *subject == finding.subject);
    let mut fitting: Vec<&Answer> = said.filter(fits).collect();
    fitting.sort_by_key(|answer| answer.subject.is_none());
    fitting.first().map(|answer| (is_yes, answer.evidence.trim().to_owned()))
}

/// A script whose statements are looked up by their places.
struct Named<'a> {
    script: &'a str,
    about: &'a About,
    split: Split,
}

impl Named<'_> {
    /// What the finding of a statement names; nothing where it cannot be read.
    fn subject(&self, statement: usize, finding: &Finding) -> Subject {
        let readable =
            |piece: &&split::Piece| piece.kind == PieceKind::Statement && piece.flaw.is_none() && piece.limit.is_none();
        let Some(piece) = self.split.pieces().get(statement).filter(readable) else { return Subject::default() };
        let (tokens, server) = (self.split.tokens(piece), self.about.server);
        let mut reading = Reading::default();
        recognise::read(self.script, tokens, server, &mut reading);
        let here = || reading.facts.iter().filter(|fact| (fact.start, fact.end) == (finding.start, finding.end));
        let fact = here().find(|fact| fact.change == finding.change).or_else(|| here().next());
        fact.map(|fact| Subject::of(fact, self.script, tokens, server)).unwrap_or_default()
    }
}
