//! What is written for people, in the one order that every format for people has.

use super::sheet::{Fact, Row, Sheet, is_about};

/// A way to write for people.
pub(super) trait Paper {
    /// The number and the title.
    fn title(&mut self, number: &str, title: &str);
    /// What the next things are.
    fn part(&mut self, name: &str);
    /// One thing about the incident; `at` is its time in words.
    fn fact(&mut self, fact: &Fact<'_>, at: Option<String>);
    /// A day begins.
    fn day(&mut self, day: &str);
    /// An entry.
    fn row(&mut self, row: &Row<'_>);
}

/// Writes everything.
pub(super) fn write(sheet: &Sheet<'_>, paper: &mut dyn Paper) {
    paper.title(sheet.number(), sheet.title());
    let parts = [
        ("", sheet.facts()),
        ("Contested", sheet.contested()),
        ("Milestones", sheet.milestones()),
        ("Impact", sheet.impacts()),
    ];
    for (name, facts) in parts.iter().filter(|(_, facts)| !facts.is_empty()) {
        if !name.is_empty() {
            paper.part(name);
        }
        for fact in facts {
            let about = if fact.entry.is_some_and(is_about) { "~" } else { "" };
            paper.fact(fact, fact.at.map(|at| format!("{about}{}", sheet.date_time(at))));
        }
    }
    paper.part("Timeline");
    for row in sheet.rows() {
        if let Some(day) = &row.day {
            paper.day(day);
        }
        paper.row(&row);
    }
}
