//! One row of the table of rules, for people and for programs.

use std::fmt::Write as _;

use super::terminal::way_back;
use crate::domain::rollback::{Asked, ChangeType, LockRule, Question, Rule, Settles, Verdict, rule_of};
use crate::text::json::Writer;

/// The row of a change type, in words.
pub fn print(change: ChangeType) -> String {
    let row = rule_of(change);
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}", change.id(), row.title);
    let _ = writeln!(
        out,
        "  {}: old writes {}, old reads {}; {}",
        row.verdict.word(),
        row.old_writes.word(),
        row.old_reads.word(),
        way_back(row.reversal)
    );
    let _ = writeln!(out, "  {}", row.why);
    if !row.mysql_why.is_empty() {
        let _ = writeln!(out, "  In MySQL: {}", row.mysql_why);
    }
    lock(&mut out, "PostgreSQL", &row.postgresql);
    lock(&mut out, "MySQL", &row.mysql);
    if let Some(question) = row.question {
        let asked = question.asked();
        let _ = writeln!(out, "  Ask ({}): {}", question.id(), asked.words);
        let _ = writeln!(out, "    Yes: {}. No: {}.", settled(row, asked.yes).word(), settled(row, asked.no).word());
        let _ = writeln!(out, "    Evidence: {}", asked.evidence);
        for (name, query) in queries(asked) {
            if !query.is_empty() {
                let _ = writeln!(out, "    {name}: {query}");
            }
        }
    }
    if let Some(plan) = row.plan {
        let _ = writeln!(out, "  Plan ({}): {}", plan.id(), plan.title());
    }
    if !row.tools.is_empty() {
        let _ = writeln!(out, "  Flagged by: {}", row.tools.join(", "));
    }
    out
}

fn settled(row: &Rule, settles: Settles) -> Verdict {
    settles.of_rule(row).2
}

fn queries(asked: &Asked) -> [(&'static str, &'static str); 2] {
    [("PostgreSQL", asked.postgresql), ("MySQL", asked.mysql)]
}

fn lock(out: &mut String, engine: &str, lock: &LockRule) {
    let note = if lock.note.is_empty() { String::new() } else { format!(" {}", lock.note) };
    if !lock.is_offered {
        let _ = writeln!(out, "  {engine}: has no such statement.{note}");
    } else if lock.lock.is_empty() {
        let _ = writeln!(out, "  {engine}: no lock that anybody notices.{note}");
    } else {
        let _ = writeln!(
            out,
            "  {engine}: {}, {}, {}.{}{note}",
            lock.lock,
            lock.blocks.words(),
            lock.lasts.words(),
            hazard(lock).map(|words| format!(" {words}")).unwrap_or_default(),
        );
    }
}

/// Why the lock is a hazard, and on which versions.
fn hazard(lock: &LockRule) -> Option<String> {
    let words = lock.hazard?.words();
    let versions = match (lock.hazard_from, lock.hazard_until) {
        (0, 0) => String::new(),
        (from, 0) => format!(" From version {from} on."),
        (0, until) => format!(" Before version {until}."),
        (from, until) => format!(" From version {from} to before {until}."),
    };
    Some(format!("Hazard: {words}{versions}"))
}

/// The row of a change type, as JSON.
pub fn print_json(change: ChangeType) -> String {
    let row = rule_of(change);
    let mut json = Writer::default();
    json.object(|json| {
        json.text("id", change.id());
        json.text("title", row.title);
        json.text("verdict", row.verdict.word());
        json.text("old_writes", row.old_writes.word());
        json.text("old_reads", row.old_reads.word());
        json.text("reversal", row.reversal.word());
        json.text("why", row.why);
        json.text("mysql_why", row.mysql_why);
        lock_json(json, "postgresql", &row.postgresql);
        lock_json(json, "mysql", &row.mysql);
        match row.question {
            Some(question) => question_json(json.member("question"), row, question),
            None => json.maybe("question", None),
        }
        json.maybe("plan", row.plan.map(|plan| plan.id().to_owned()));
        json.member("tools").list(row.tools, |json, tool| json.value_text(tool));
    });
    json.done()
}

fn lock_json(json: &mut Writer, name: &str, lock: &LockRule) {
    json.member(name).object(|json| {
        json.truth("offered", lock.is_offered);
        json.text("lock", lock.lock);
        json.text("blocks", lock.blocks.words());
        json.text("lasts", lock.lasts.words());
        json.maybe("hazard", hazard(lock));
        json.text("note", lock.note);
    });
}

fn question_json(json: &mut Writer, row: &Rule, question: Question) {
    let asked = question.asked();
    json.object(|json| {
        json.text("id", question.id());
        json.text("words", asked.words);
        json.text("yes", settled(row, asked.yes).word());
        json.text("no", settled(row, asked.no).word());
        json.text("evidence", asked.evidence);
        json.text("postgresql", asked.postgresql);
        json.text("mysql", asked.mysql);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_told_whole() {
        for change in ChangeType::ALL {
            let (told, row) = (print(*change), rule_of(*change));
            assert!(told.starts_with(&format!("{}: {}\n", change.id(), row.title)) && told.contains(row.why), "{told}");
            assert_eq!(told.contains("  Ask ("), row.question.is_some(), "{told}");
            assert!(!told.contains("  \n") && !told.contains("..\n"), "{told}");
            let json: serde_json::Value = serde_json::from_str(&print_json(*change)).expect("is JSON");
            assert_eq!(json["verdict"], row.verdict.word());
        }
        let told = print(ChangeType::SetNotNull);
        assert!(told.contains("Yes: unsafe. No: safe."), "{told}");
    }
}
