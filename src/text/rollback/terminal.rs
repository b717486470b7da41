//! The review for people at a terminal: what is the matter, where, why, what settles it, and what to do instead.

use std::fmt::Write as _;

use super::checked::{Checked, JudgedPlan};
use super::layout;
use super::loses::loses;
use super::sheet::{Sheet, Source, Unreadable, shortened};
use crate::domain::rollback::plan::What;
use crate::domain::rollback::{About, Axis, Dialect, Holds, Reversal, Review, Statement, Verdict};

/// A block for each file that could be read.
pub fn print(files: &[Result<Sheet<'_>, Unreadable>]) -> String {
    let mut out = String::new();
    for sheet in files.iter().filter_map(|file| file.as_ref().ok()) {
        if !out.is_empty() {
            out.push('\n');
        }
        of_sheet(&mut out, sheet);
    }
    if files.len() > 1 {
        summary(&mut out, files);
    }
    // A script may hold signs that a terminal obeys.
    out.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

fn of_sheet(out: &mut String, sheet: &Sheet<'_>) {
    let review = &sheet.checked.review;
    let _ = writeln!(out, "{}: {}", sheet.file, in_short(review));
    let _ = writeln!(out, "  {}", how_it_was_read(sheet));
    for (place, statement) in review.statements.iter().enumerate() {
        if is_worth_telling(statement) {
            of_statement(out, sheet, place, statement);
        }
    }
    for unread in &review.unreviewed {
        let _ = writeln!(out, "\n  line {}: not looked into. {}", unread.line, unread.reason);
    }
    of_down(out, sheet);
    for advice in &review.advice {
        let _ = writeln!(out, "\n  From line {} on: {}", advice.line, advice.words);
    }
    let _ = writeln!(out, "{}", remainder(review));
}

/// The three answers in a line.
fn in_short(review: &Review) -> String {
    let unknown = review.unknown();
    if unknown.contains(&Axis::Rollback) {
        return "nothing in it to review".to_owned();
    }
    let lock = match review.lock_hazard {
        true => "lock hazard",
        false if unknown.contains(&Axis::Lock) => "locks not known",
        false => "no lock hazard",
    };
    let back = if unknown.contains(&Axis::Reversal) { "way back not known" } else { way_back(review.reversal) };
    format!("{}, {lock}, {back}", review.verdict.word())
}

/// What comes back, in words.
pub(super) const fn way_back(reversal: Reversal) -> &'static str {
    match reversal {
        Reversal::Lossless => "way back without loss",
        Reversal::Lossy => "way back with loss",
        Reversal::Impossible => "no way back",
    }
}

/// The server and the runner.
pub(super) fn read_for(about: &About) -> String {
    let server = about.server;
    let runner = if about.in_transaction { "in one transaction" } else { "each statement by itself" };
    format!("{} {}, {runner}", server.dialect.name(), server.version)
}

fn how_it_was_read(sheet: &Sheet<'_>) -> String {
    let mut words = format!("Read for {}.", read_for(sheet.about));
    match &sheet.down_from {
        Some(Source::Given(file)) => {
            let _ = write!(words, " Down script: {file}.");
        }
        Some(Source::Beside(tool, file)) => {
            let _ = write!(words, " Down script: {file}, found as {} names it.", tool.name());
        }
        Some(Source::Within(tool)) => {
            let _ = write!(words, " Down script: the part of this file that is annotated for {}.", tool.name());
        }
        None => words.push_str(" No down script was found."),
    }
    let name = sheet.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let wrapped_by = match layout::annotated(sheet.script) {
        Some(found) => (!found.without_transaction).then_some(found.tool),
        None => layout::down_of(name).map(|beside| beside.tool),
    };
    // MySQL commits before and after each change to a schema, whoever began.
    let is_told = sheet.about.in_transaction || sheet.about.server.dialect == Dialect::Mysql;
    if let Some(tool) = wrapped_by.filter(|tool| tool.wraps() && !is_told) {
        let _ = write!(
            words,
            " {} wraps a migration in one transaction unless it is told otherwise: --in-transaction answers for that.",
            tool.name()
        );
    }
    if let Some(tool) = layout::is_down(name) {
        let _ = write!(words, " By its name it is a down script of {}; it was read as a migration.", tool.name());
    }
    words
}

/// What is safe and takes no lock for long is counted, not told.
fn is_worth_telling(statement: &Statement) -> bool {
    statement.verdict != Verdict::Safe || statement.is_lock_hazard()
}

fn of_statement(out: &mut String, sheet: &Sheet<'_>, place: usize, statement: &Statement) {
    let lock = if statement.is_lock_hazard() { ", lock hazard" } else { "" };
    let _ = writeln!(
        out,
        "\n  line {}: {}{lock}: {}",
        statement.line,
        statement.verdict.word(),
        sheet.statement(statement)
    );
    let _ = writeln!(out, "    {}", statement.told());
    if let Some(halves) = halves(statement) {
        let _ = writeln!(out, "    {halves}");
    }
    if statement.is_lock_hazard() {
        let _ = writeln!(out, "    Lock: {}", statement.waits);
    }
    if statement.reversal == Reversal::Impossible {
        let _ = writeln!(out, "    Way back: none. {}", loses(statement));
    }
    of_questions(out, &sheet.checked, place);
    if let Some(judged) = sheet.checked.plan_for(place) {
        instead(out, judged);
    }
}

/// Which half of the previous release breaks.
fn halves(statement: &Statement) -> Option<String> {
    let half = |holds: Holds, what: &str| match holds {
        Holds::Yes => None,
        Holds::Depends => Some(format!("{what} may break")),
        Holds::No => Some(format!("{what} break")),
    };
    if statement.verdict == Verdict::Error {
        return None;
    }
    match (half(statement.old_writes, "writes"), half(statement.old_reads, "reads")) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(format!("Of the previous release: {one}.")),
        (Some(one), Some(other)) => Some(format!("Of the previous release: {one}, {other}.")),
    }
}

fn of_questions(out: &mut String, checked: &Checked, place: usize) {
    for open in checked.questions.iter().filter(|open| open.statement == place) {
        let about = if open.subject.is_empty() { String::new() } else { format!(", {}", open.subject) };
        let _ = writeln!(out, "    Ask ({}{about}): {}", open.question.id(), open.question.asked().words);
        match &open.answer {
            Some((is_yes, evidence)) => {
                let word = super::json::yes_or_no(*is_yes);
                let _ = writeln!(out, "      Answered {word}: {}", shortened(evidence));
            }
            None if open.query.is_empty() => {}
            None => {
                let _ = writeln!(out, "      Look: {}", open.query);
            }
        }
    }
}

/// The first step of the plan: where it goes is seen from that.
fn instead(out: &mut String, judged: &JudgedPlan) {
    let planned = &judged.planned;
    let Some(step) = planned.plan.steps.first() else { return };
    let count = planned.plan.steps.len();
    let _ = writeln!(
        out,
        "    Instead ({}, step 1 of {count}):{}",
        planned.plan.kind.title(),
        match &step.what {
            What::Sql(_) => "",
            What::Deploy(_) => " deploy",
            What::Do(_) => " do",
        }
    );
    for line in step.what.text().lines() {
        let _ = writeln!(out, "      {line}");
    }
}

fn of_down(out: &mut String, sheet: &Sheet<'_>) {
    let Some(down) = &sheet.checked.down else { return };
    let review = &down.review;
    let said = [
        if down.inverts { "takes everything back" } else { "does not take everything back" },
        if down.loses_data { "loses data" } else { "loses nothing" },
        if down.fails_possible { "can fail" } else { "does not fail on what was written since" },
    ];
    let _ = writeln!(out, "\n  The down script {}.", said.join(", "));
    let _ = writeln!(out, "    {}", down.why);
    let _ = writeln!(out, "    While the new release runs it is {}.", in_short(review));
    for statement in review.statements.iter().filter(|statement| statement.verdict == Verdict::Error) {
        let file = sheet.down_from.as_ref().map_or(sheet.file, |from| from.file(sheet.file));
        let _ = writeln!(out, "    {file}, line {}: {}", statement.line, statement.why);
    }
}

/// How many statements there are that nothing was said of.
fn remainder(review: &Review) -> String {
    let told = review.statements.iter().filter(|statement| is_worth_telling(statement)).count();
    let count = |number: usize| match number {
        1 => "1 statement".to_owned(),
        number => format!("{number} statements"),
    };
    match review.statements.len() {
        0 => "\n  No statement.".to_owned(),
        all if told == 0 => format!("\n  {}, nothing to say.", count(all)),
        all => format!("\n  {}, {} to look at.", count(all), told),
    }
}

fn summary(out: &mut String, files: &[Result<Sheet<'_>, Unreadable>]) {
    let mut words = Vec::new();
    for verdict in Verdict::ALL.into_iter().rev() {
        let of_it = |file: &&Result<Sheet<'_>, Unreadable>| {
            file.as_ref().is_ok_and(|sheet| sheet.checked.review.verdict == verdict)
        };
        let count = files.iter().filter(of_it).count();
        if count > 0 {
            words.push(format!("{count} {}", verdict.word()));
        }
    }
    let unread = files.iter().filter(|file| file.is_err()).count();
    if unread > 0 {
        words.push(format!("{unread} not read"));
    }
    let _ = writeln!(out, "\n{} files: {}.", files.len(), words.join(", "));
}

#[cfg(test)]
mod tests {
    use super::super::sheet::tests::sheet;
    use super::*;
    use crate::domain::rollback::{Answer, Question};

    #[test]
    fn a_statement_is_told_with_its_reason_its_question_and_what_to_do_instead() {
        let about = About::new(Dialect::Postgresql);
        let printed = print(&[Ok(sheet("a.sql", "SELECT 1;\nALTER TABLE gate ALTER pin SET NOT NULL;\n", &about))]);
        for wanted in [
            "a.sql: depends, lock hazard, ",
            "Read for PostgreSQL 15, each statement by itself. No down script was found.",
            "\n  line 2: depends, lock hazard: ALTER TABLE gate ALTER pin SET NOT NULL\n",
            "Of the previous release: writes may break.",
            "Ask (writes_null, gate.pin): Does the previous release ever write NULL",
            "Look: SELECT count(*) FROM gate WHERE pin IS NULL;",
            "Instead (Forbid NULL in steps, step 1 of ",
            "2 statements, 1 to look at.",
        ] {
            assert!(printed.contains(wanted), "{wanted}\n{printed}");
        }
    }

    #[test]
    fn an_answer_is_told_beside_its_question() {
        let mut about = About::new(Dialect::Postgresql);
        about.answers = vec![Answer {
            question: Question::WritesNull,
            subject: None,
            is_yes: true,
            evidence: "the log\nof Monday".to_owned(),
        }];
        let printed = print(&[Ok(sheet("a.sql", "ALTER TABLE gate ALTER pin SET NOT NULL;", &about))]);
        assert!(printed.starts_with("a.sql: unsafe, "), "{printed}");
        assert!(printed.contains("      Answered yes: the log of Monday\n") && !printed.contains("Look:"), "{printed}");
    }

    #[test]
    fn what_is_read_otherwise_than_meant_is_said() {
        let about = About::new(Dialect::Mysql);
        let printed = print(&[Ok(sheet("db/7/down.sql", "", &about))]);
        assert!(printed.contains("By its name it is a down script of diesel"), "{printed}");
        assert!(printed.contains("No statement."), "{printed}");
        let printed = print(&[Ok(sheet("a.sql", "-- +goose Up\nSELECT 1;", &about))]);
        assert!(!printed.contains("--in-transaction"), "MySQL commits anyway: {printed}");
        let about = About::new(Dialect::Postgresql);
        for (file, script, tool) in [
            ("a.sql", "-- +goose Up\nSELECT 1;", "goose"),
            ("7/up.sql", "SELECT 1;", "diesel"),
            ("V7__a.sql", "", "Flyway"),
        ] {
            let printed = print(&[Ok(sheet(file, script, &about))]);
            assert!(printed.contains(&format!(" {tool} wraps a migration in one transaction unless")), "{printed}");
        }
        for (file, script) in [("a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n"), ("7.up.sql", ""), ("a.sql", "")] {
            assert!(!print(&[Ok(sheet(file, script, &about))]).contains("--in-transaction"), "{file}");
        }
    }
}
