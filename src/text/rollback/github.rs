//! The review as workflow commands, which GitHub shows beside the lines of a pull request.
//!
//! One for each statement: GitHub shows ten of a kind for each step and drops the rest.

use std::fmt::Write as _;

use super::concern::Concern;
use super::sheet::{Sheet, Unreadable};
use crate::domain::rollback::plan::What;
use crate::domain::rollback::{Statement, Verdict};

/// One command for each statement that is not safe, locks or was not looked into. Those that give rise to one of `concerns` are
/// warnings, those that cannot run errors, the others notices.
pub fn print(files: &[Result<Sheet<'_>, Unreadable>], concerns: &[Concern]) -> String {
    let mut out = String::new();
    for file in files {
        match file {
            Ok(sheet) => of_sheet(&mut out, sheet, concerns),
            Err(unreadable) => {
                let lines = unreadable.line.map(|line| (line, line));
                let words = format!("Could not read {}: {}.", unreadable.file, unreadable.why);
                command(&mut out, "error", &unreadable.file, lines, "Rollback: not reviewed", &words);
            }
        }
    }
    out
}

fn of_sheet(out: &mut String, sheet: &Sheet<'_>, concerns: &[Concern]) {
    let review = &sheet.checked.review;
    for (place, statement) in review.statements.iter().enumerate() {
        let is_concern = concerns.iter().any(|concern| concern.is_of(statement));
        if !is_concern && statement.verdict == Verdict::Safe && !statement.is_lock_hazard() {
            continue;
        }
        let level = match statement.verdict {
            Verdict::Error => "error",
            _ if is_concern => "warning",
            _ => "notice",
        };
        let lock = if statement.is_lock_hazard() { ", lock hazard" } else { "" };
        let title = format!("Rollback: {}{lock}", statement.verdict.word());
        let last = statement.line + lines_of(sheet, statement);
        command(out, level, sheet.file, Some((statement.line, last)), &title, &words(sheet, place, statement));
    }
    for unread in &review.unreviewed {
        let level = if concerns.contains(&Concern::Unreviewed) { "warning" } else { "notice" };
        command(out, level, sheet.file, Some((unread.line, unread.line)), "Rollback: not reviewed", unread.reason);
    }
}

/// Line breaks inside a statement.
fn lines_of(sheet: &Sheet<'_>, statement: &Statement) -> usize {
    let text = sheet.script.get(statement.range.clone()).unwrap_or_default();
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn words(sheet: &Sheet<'_>, place: usize, statement: &Statement) -> String {
    let mut words = statement.told().into_owned();
    if statement.is_lock_hazard() {
        let _ = write!(words, "\n{}", statement.waits);
    }
    if let Some(question) = statement.question {
        let _ = write!(words, "\nAsk: {} ({})", question.asked().words, question.id());
    }
    if let Some(step) = sheet.checked.first_step(place) {
        let deploy = if matches!(step.what, What::Deploy(_)) { "deploy " } else { "" };
        let _ = write!(words, "\nInstead: {deploy}{}", step.what.text());
    }
    words
}

fn command(out: &mut String, level: &str, file: &str, lines: Option<(usize, usize)>, title: &str, words: &str) {
    out.push_str("::");
    out.push_str(level);
    let mut separator = ' ';
    let mut property = |out: &mut String, name: &str, value: &str| {
        out.push(std::mem::replace(&mut separator, ','));
        out.push_str(name);
        out.push('=');
        escape(out, value, true);
    };
    // Standard input is no file of the pull request.
    if file != "-" {
        property(out, "file", file);
    }
    if let Some((first, last)) = lines {
        property(out, "line", &first.to_string());
        property(out, "endLine", &last.to_string());
    }
    property(out, "title", title);
    out.push_str("::");
    escape(out, words, false);
    out.push('\n');
}

/// As the runner reads them: what would end a command, and in a property what would end that.
fn escape(out: &mut String, text: &str, is_property: bool) {
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' if is_property => out.push_str("%3A"),
            ',' if is_property => out.push_str("%2C"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::tests::sheet;
    use super::*;

    #[test]
    fn one_command_says_what_is_wrong_with_one_statement() {
        let about = crate::domain::rollback::About::new(crate::domain::rollback::Dialect::Postgresql);
        let script = "CREATE TABLE t (id int);\nALTER TABLE gate\n  DROP COLUMN pin;\nALTER TABLE gate ADD note text;";
        let sheet = sheet("db/a,b:1%.sql", script, &about);
        let printed = print(&[Ok(sheet.clone())], &Concern::USUAL);
        assert_eq!(printed.lines().count(), 1, "{printed}");
        assert!(
            printed.starts_with("::warning file=db/a%2Cb%3A1%25.sql,line=2,endLine=3,title=Rollback%3A unsafe::"),
            "{printed}"
        );
        assert!(printed.contains("%0AInstead: "), "{printed}");
        // What nobody stops at is a notice.
        assert!(print(&[Ok(sheet.clone())], &[]).starts_with("::notice "));
        // What a team stops at is told although the previous release copes with it.
        assert_eq!(print(&[Ok(sheet)], &[Concern::Lossy]).matches("::warning ").count(), 2);
    }

    #[test]
    fn what_cannot_run_or_be_read_is_an_error() {
        let about = crate::domain::rollback::About::new(crate::domain::rollback::Dialect::Postgresql);
        let printed = print(&[Ok(sheet("-", "ALTER TABEL gate;", &about))], &[]);
        assert!(printed.starts_with("::error line=1,endLine=1,title=Rollback%3A error::"), "{printed}");
        let unreadable = Unreadable { file: "a.sql".to_owned(), line: Some(3), why: "line 3 is not UTF-8".to_owned() };
        assert_eq!(
            print(&[Err(unreadable)], &[]),
            "::error file=a.sql,line=3,endLine=3,title=Rollback%3A not reviewed::Could not read a.sql: line 3 is not UTF-8.\n"
        );
    }
}
