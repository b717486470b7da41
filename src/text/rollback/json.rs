//! The review of scripts for a program. An interface: `docs/schema-json.md` says what stands where, members have one order, and
//! a change of what one means is a new version. What the review of a page's worker answers with is the same object.

use std::ops::Range;

use super::checked::{Checked, JudgedPlan, Open, is_asked};
use super::loses::loses;
use super::markdown::outcome_with;
use super::paper::Paper;
use super::sheet::{Sheet, Source, Unreadable};
use crate::domain::change::{JudgedPick, checklist};
use crate::domain::json::Json as _;
use crate::domain::rollback::down::DownReview;
use crate::domain::rollback::plan::What;
use crate::domain::rollback::{Axis, Finding, Review, Statement, Unreviewed};
use crate::text::json::Writer;

/// Reviews of several files: always a list, one object for each, in their order.
pub fn print(files: &[Result<Sheet<'_>, Unreadable>]) -> String {
    let mut json = Writer::default();
    json.list(files, |json, file| match file {
        Ok(sheet) => of_sheet(json, sheet),
        Err(unreadable) => of_unreadable(json, unreadable),
    });
    json.done()
}

/// The review of a change with what people said about it: a list of one.
pub fn print_with(sheet: &Sheet<'_>, paper: &Paper, picks: &[JudgedPick]) -> String {
    let mut json = Writer::default();
    json.list([sheet], |json, sheet| {
        json.object(|json| {
            members(json, sheet);
            said(json, sheet, paper, picks);
        });
    });
    json.done()
}

/// What people said: beside the review, after it.
fn said(json: &mut Writer, sheet: &Sheet<'_>, paper: &Paper, picks: &[JudgedPick]) {
    json.text("title", &paper.title);
    json.maybe("previous_release", paper.previous_release.clone());
    if let Some(hours) = paper.window_hours {
        json.number("window_hours", hours);
    }
    json.member("settled").list(&paper.settled, |json, says| {
        json.object(|json| {
            json.text("question", &says.question);
            json.maybe("subject", says.subject.clone());
            json.text("answer", yes_or_no(says.is_yes));
            json.text("evidence", &says.evidence);
            json.text("by", &says.by);
            json.text("at", &says.at.to_string());
        });
    });
    json.member("sign_offs").list(checklist(&outcome_with(&sheet.checked, picks)), |json, item| {
        json.object(|json| {
            json.text("item", item.name);
            json.text("owner", item.owner.title());
            json.text("words", item.words);
            json.text("due", item.before.title());
            json.member("signed").list(paper.signed(item.name), |json, signed| {
                json.object(|json| {
                    json.text("by", &signed.by);
                    json.text("at", &signed.at.to_string());
                    json.maybe("evidence", signed.evidence.clone());
                    json.maybe("note", signed.note.clone());
                });
            });
        });
    });
    // What is picked by hand is counted here, and not in the answers for the script.
    let whole = outcome_with(&sheet.checked, picks);
    json.text("whole_verdict", &whole.verdict);
    json.text("whole_reversal", &whole.reversal);
    json.member("by_hand").list(picks, |json, pick| {
        json.object(|json| {
            json.text("what", &pick.what);
            json.maybe("carrier", pick.carrier.clone());
            json.text("name", &pick.name);
            json.text("verdict", &pick.says.verdict);
            json.text("old_writes", &pick.says.old_writes);
            json.text("old_reads", &pick.says.old_reads);
            json.text("reversal", &pick.says.reversal);
            json.text("why", &pick.says.why);
            json.maybe("question", pick.says.question.clone());
        });
    });
    match &paper.damage {
        None => json.maybe("damage", None),
        Some(damage) => json.member("damage").value(&damage.write()),
    }
    json.member("steps_done").list(&paper.steps, |json, done| {
        json.object(|json| {
            json.text("step", &done.step);
            json.text("by", &done.by);
            json.text("at", &done.at.to_string());
        });
    });
}

/// The review of one script as the object of a list that [`print`] makes, on one line.
pub fn print_one(sheet: &Sheet<'_>) -> String {
    let mut json = Writer::on_one_line();
    of_sheet(&mut json, sheet);
    json.done()
}

/// What the review says of each statement, without its place and without what only other programs read: each on one line.
pub(super) fn judgements(sheet: &Sheet<'_>) -> Vec<String> {
    let one = |statement| {
        one_line(|json| {
            judgement(json, statement);
            let findings = statement.findings.iter().filter(|finding| !finding.is_also);
            json.member("findings").list(findings, |json, finding| {
                json.object(|json| {
                    json.text("subject", &finding.subject);
                    asked_and_answered(json, finding);
                });
            });
        })
    };
    sheet.checked.review.statements.iter().map(one).collect()
}

/// Its questions, each on one line.
pub(super) fn questions(sheet: &Sheet<'_>) -> Vec<String> {
    sheet.checked.questions.iter().map(|open| one_line(|json| question(json, open))).collect()
}

/// The steps of its plans, each on one line.
pub(super) fn steps(sheet: &Sheet<'_>) -> Vec<String> {
    all_steps(&sheet.checked).enumerate().map(|(number, of)| one_line(|json| step(json, number, of))).collect()
}

/// Everything else that it says, on one line.
pub(super) fn rest(sheet: &Sheet<'_>) -> String {
    one_line(|json| {
        head(json, &sheet.checked.review);
        unreviewed(json, &sheet.checked.review.unreviewed);
        down_script(json, sheet);
        advice(json, &sheet.checked.review);
        tail(json, &sheet.checked);
    })
}

fn one_line(members: impl FnOnce(&mut Writer)) -> String {
    let mut json = Writer::on_one_line();
    json.object(members);
    let mut text = json.done();
    text.truncate(text.trim_end().len());
    text
}

fn of_sheet(json: &mut Writer, sheet: &Sheet<'_>) {
    json.object(|json| members(json, sheet));
}

fn members(json: &mut Writer, sheet: &Sheet<'_>) {
    let checked = &sheet.checked;
    let review = &checked.review;
    json.text("file", sheet.file);
    head(json, review);
    json.member("statements").list(&review.statements, of_statement);
    unreviewed(json, &review.unreviewed);
    down_script(json, sheet);
    plan(json, checked);
    // What the interface may leave out.
    json.text("dialect", sheet.about.server.dialect.word());
    json.text("target", &sheet.about.server.version.to_string());
    json.truth("in_transaction", sheet.about.in_transaction);
    advice(json, review);
    json.member("questions").list(&checked.questions, of_question);
    tail(json, checked);
}

/// The answers for the whole script.
fn head(json: &mut Writer, review: &Review) {
    json.text("verdict", review.verdict.word());
    json.truth("lock_hazard", review.lock_hazard);
    json.text("reversal", review.reversal.word());
    change_types(json, review.change_types.iter().map(|change| change.id()));
}

fn down_script(json: &mut Writer, sheet: &Sheet<'_>) {
    match &sheet.checked.down {
        Some(down) => of_down(json.member("down_script"), down, sheet),
        None => json.maybe("down_script", None),
    }
}

/// What there is only of some scripts.
fn tail(json: &mut Writer, checked: &Checked) {
    unknown(json, &checked.review.unknown());
    let as_written = checked.as_written();
    if !as_written.is_empty() {
        json.member("as_written").list(as_written, |json, line| json.value_number(line));
    }
    if checked.plans_left_out > 0 {
        json.number("plans_left_out", checked.plans_left_out);
    }
}

/// A file that could not be read has the shape of the others, and nothing in it.
fn of_unreadable(json: &mut Writer, unreadable: &Unreadable) {
    json.object(|json| {
        json.text("file", &unreadable.file);
        json.text("verdict", "error");
        json.truth("lock_hazard", false);
        json.text("reversal", "lossless");
        change_types(json, []);
        json.member("statements").list([(); 0], |_, ()| {});
        unreviewed(json, &[]);
        json.maybe("down_script", None);
        json.member("plan").list([(); 0], |_, ()| {});
        json.text("problem", &unreadable.why);
        if let Some(line) = unreadable.line {
            json.number("line", line);
        }
    });
}

fn of_statement(json: &mut Writer, statement: &Statement) {
    json.object(|json| {
        range(json, &statement.range);
        json.number("line", statement.line);
        judgement(json, statement);
        let findings = statement.findings.iter().filter(|finding| !finding.is_also);
        json.member("findings").list(findings, of_finding);
    });
}

/// What a statement means, wherever it stands, but for its findings.
fn judgement(json: &mut Writer, statement: &Statement) {
    json.text("verdict", statement.verdict.word());
    json.text("old_writes", statement.old_writes.word());
    json.text("old_reads", statement.old_reads.word());
    json.truth("lock_hazard", statement.is_lock_hazard());
    json.text("lock", statement.lock);
    json.text("reversal", statement.reversal.word());
    change_types(json, statement.change_types.iter().map(|change| change.id()));
    json.text("why", &statement.told());
    json.maybe("question", statement.question.map(|question| question.asked().words.to_owned()));
    json.member("tools").list(statement.tools(), |json, tool| json.value_text(tool));
    // What the interface may leave out.
    json.maybe("question_id", statement.question.map(|question| question.id().to_owned()));
    json.maybe("hazard", statement.hazard_words().map(str::to_owned));
    json.text("waits", &statement.waits);
    json.text("loses", loses(statement));
    unknown(json, &statement.unknown());
    if statement.is_undone {
        json.truth("undone", true);
    }
}

fn of_finding(json: &mut Writer, finding: &Finding) {
    json.object(|json| {
        range(json, &(finding.start as usize..finding.end as usize));
        json.text("change_type", finding.change.id());
        json.text("subject", &finding.subject);
        json.text("verdict", finding.verdict.word());
        json.text("old_writes", finding.old_writes.word());
        json.text("old_reads", finding.old_reads.word());
        json.truth("lock_hazard", finding.hazard.is_some());
        json.text("lock", finding.lock);
        json.text("blocks", finding.blocks.words());
        json.text("reversal", finding.reversal.word());
        json.text("why", finding.why);
        asked_and_answered(json, finding);
        if finding.is_on_new {
            json.truth("on_new", true);
        }
    });
}

fn asked_and_answered(json: &mut Writer, finding: &Finding) {
    let asked = finding.question.filter(|_| is_asked(finding));
    json.maybe("question_id", asked.map(|question| question.id().to_owned()));
    if let Some(is_yes) = finding.answer {
        json.text("answer", yes_or_no(is_yes));
    }
}

fn of_question(json: &mut Writer, open: &Open) {
    json.object(|json| question(json, open));
}

fn question(json: &mut Writer, open: &Open) {
    let asked = open.question.asked();
    json.text("id", open.question.id());
    json.text("subject", &open.subject);
    json.number("statement", open.statement);
    json.text("words", asked.words);
    json.text("evidence_wanted", asked.evidence);
    json.maybe("query", (!open.query.is_empty()).then(|| open.query.clone()));
    json.maybe("answer", open.answer.as_ref().map(|(is_yes, _)| yes_or_no(*is_yes).to_owned()));
    json.maybe("evidence", open.answer.as_ref().map(|(_, evidence)| evidence.clone()));
}

/// An answer in one word.
pub(super) const fn yes_or_no(is_yes: bool) -> &'static str {
    if is_yes { "yes" } else { "no" }
}

fn of_down(json: &mut Writer, down: &DownReview, sheet: &Sheet<'_>) {
    json.object(|json| {
        json.truth("inverts", down.inverts);
        json.truth("loses_data", down.loses_data);
        json.truth("fails_possible", down.fails_possible);
        json.text("why", &down.why);
        // What the interface may leave out.
        if let Some(from) = &sheet.down_from {
            json.text("file", from.file(sheet.file));
            json.text(
                "taken",
                match from {
                    Source::Given(_) => "given",
                    Source::Beside(..) => "beside",
                    Source::Within(_) => "within",
                },
            );
        }
        json.text("verdict", down.review.verdict.word());
        json.truth("lock_hazard", down.review.lock_hazard);
        json.text("reversal", down.review.reversal.word());
        json.member("statements").list(&down.review.statements, |json, statement| {
            json.object(|json| {
                range(json, &statement.range);
                json.number("line", statement.line);
                json.text("verdict", statement.verdict.word());
                json.truth("lock_hazard", statement.is_lock_hazard());
                json.text("lock", statement.lock);
                json.text("why", statement.why);
            });
        });
    });
}

/// The steps of all plans, numbered throughout.
fn plan(json: &mut Writer, checked: &Checked) {
    json.member("plan").list(all_steps(checked).enumerate(), |json, (number, of)| {
        json.object(|json| step(json, number, of));
    });
}

/// Each step: the place of its plan, the plan, and its place in it.
fn all_steps(checked: &Checked) -> impl Iterator<Item = (usize, &JudgedPlan, usize)> {
    let plans = checked.plans.iter().enumerate();
    plans.flat_map(|(place, plan)| (0..plan.judged.len()).map(move |at| (place, plan, at)))
}

fn step(json: &mut Writer, number: usize, (place, plan, at): (usize, &JudgedPlan, usize)) {
    let planned = &plan.planned;
    let (step, judged) = (&planned.plan.steps[at], plan.judged[at]);
    json.number("step", number + 1);
    json.text("phase", step.phase.word());
    json.maybe("sql", step.what.sql().map(str::to_owned));
    json.text(
        "do",
        match &step.what {
            What::Sql(_) => &step.aside,
            What::Deploy(words) | What::Do(words) => words,
        },
    );
    json.text("gate", &step.gate.words);
    json.text("verdict", judged.verdict.word());
    json.truth("floor_release", step.raises_floor);
    // What the interface may leave out.
    json.text("verdict_before_gate", judged.before_gate.word());
    json.text(
        "kind",
        match step.what {
            What::Sql(_) => "sql",
            What::Deploy(_) => "deploy",
            What::Do(_) => "do",
        },
    );
    if let Some(template) = step.what.template() {
        json.text("template", template);
    }
    json.number("statement", planned.statement);
    json.text("change_type", planned.change.id());
    json.text("subject", &planned.subject);
    json.number("plan", place + 1);
    json.number("plan_step", at + 1);
    if at == 0 {
        json.text("title", planned.plan.kind.title());
        json.member("run_first").list(&planned.run_first, |json, line| json.value_number(*line));
        json.member("after_plans").list(&planned.after, |json, plan| json.value_number(plan + 1));
    }
    json.text("note", if at == 0 { &planned.plan.note } else { "" });
    json.text("lock", judged.lock);
    json.truth("lock_hazard", judged.lock_hazard);
    json.text("check", &step.check);
    json.text("takes", &step.takes);
    json.text("back", &step.back);
    json.number("floor", step.floor);
    json.member("locks").list(step.locks(), |json, lock| json.value_text(lock.id()));
}

fn change_types<'a>(json: &mut Writer, ids: impl IntoIterator<Item = &'a str>) {
    json.member("change_types").list(ids, |json, id| json.value_text(id));
}

fn unreviewed(json: &mut Writer, list: &[Unreviewed]) {
    json.member("unreviewed").list(list, |json, unread| {
        json.object(|json| {
            range(json, &unread.range);
            json.number("line", unread.line);
            json.text("reason", unread.reason);
        });
    });
}

fn advice(json: &mut Writer, review: &Review) {
    json.member("advice").list(&review.advice, |json, advice| {
        json.object(|json| {
            json.number("line", advice.line);
            json.text("words", &advice.words);
            json.member("lines").list(&advice.lines, |json, line| json.value_number(*line));
        });
    });
}

/// The answers that are not known, where there are any.
fn unknown(json: &mut Writer, axes: &[Axis]) {
    if !axes.is_empty() {
        json.member("unknown").list(axes, |json, axis| json.value_text(axis.word()));
    }
}

fn range(json: &mut Writer, range: &Range<usize>) {
    json.member("range").pair(range.start, range.end);
}
