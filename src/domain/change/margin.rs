//! What stands beside the lines of a script: for each line on which statements begin, the worst of them.

use std::ops::Range;

use super::reviewed::{Judgement, Reviewed, ReviewedStatement};

/// What stands beside a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Margin {
    /// The line, from 1.
    pub line: usize,
    /// Its verdict, by its word; `unknown` for what was not looked into.
    pub verdict: String,
    /// What else is to be known at once: that others wait, what comes back, of how many statements it is the worst.
    pub marks: Vec<String>,
    /// Why, where it is not safe.
    pub why: String,
}

impl Judgement {
    /// Its verdict, by its word, or `unknown` for what was not looked into.
    pub fn standing(&self) -> &str {
        if self.is_unread() && self.verdict == "depends" { "unknown" } else { self.verdict.as_str() }
    }

    /// How much attention it wants: the greater, the more.
    pub fn weight(&self) -> (u8, bool, u8) {
        let verdict = match self.standing() {
            "error" => 4,
            "unsafe" => 3,
            "depends" => 2,
            "unknown" => 1,
            _ => 0,
        };
        let reversal = match self.reversal.as_str() {
            "impossible" => 2,
            "lossy" => 1,
            _ => 0,
        };
        (verdict, self.lock_hazard, reversal)
    }

    /// What of its way back is to be known at once.
    pub fn way_back(&self) -> Option<&'static str> {
        match self.reversal.as_str() {
            _ if self.is_unread() => None,
            "impossible" => Some("no way back"),
            "lossy" => Some("loses data"),
            _ => None,
        }
    }
}

/// What stands beside these lines of a script.
pub fn margin(reviewed: &Reviewed, lines: Range<usize>) -> Vec<Margin> {
    let place = |line: usize| reviewed.statements.partition_point(|statement| statement.line < line);
    let shown = &reviewed.statements[place(lines.start)..place(lines.end.max(lines.start))];
    shown.chunk_by(|one, next| one.line == next.line).map(worst).collect()
}

/// The worst of the statements of one line. What the line locks and loses is the worst of all of them.
fn worst(statements: &[ReviewedStatement]) -> Margin {
    // The first of the worst.
    let worst = statements.iter().rev().max_by_key(|statement| statement.weight());
    let worst = worst.expect("a line that is here has a statement");
    let locks = statements.iter().any(|statement| statement.lock_hazard).then_some("locks");
    let way_back = statements.iter().max_by_key(|statement| (statement.way_back().is_some(), statement.weight().2));
    let marks = locks.into_iter().chain(way_back.and_then(|statement| statement.way_back())).map(str::to_owned);
    let count = (statements.len() > 1).then(|| format!("{} statements", statements.len()));
    Margin {
        line: worst.line,
        verdict: worst.standing().to_owned(),
        marks: marks.chain(count).collect(),
        why: if worst.standing() == "safe" { String::new() } else { worst.why.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reviewed(statements: &[(usize, &str, bool, &str, &str)]) -> Reviewed {
        let one = |(line, verdict, locks, reversal, lock): &(usize, &str, bool, &str, &str)| {
            format!(
                r#"{{"range":[0,1],"line":{line},"verdict":"{verdict}","old_writes":"yes","old_reads":"yes","lock_hazard":{locks},"lock":"{lock}","reversal":"{reversal}","why":"Because {verdict}."}}"#
            )
        };
        let all = statements.iter().map(one).collect::<Vec<_>>().join(",");
        let json = format!(r#"{{"verdict":"unsafe","reversal":"lossy","statements":[{all}]}}"#);
        Reviewed::read_json(&json).expect("it is a review")
    }

    /// The first of several statements stood there: a drop behind a harmless one was shown as safe.
    #[test]
    fn of_several_statements_on_a_line_the_worst_stands_beside_it() {
        let review = reviewed(&[
            (1, "safe", false, "lossless", ""),
            (1, "unsafe", false, "impossible", "ACCESS EXCLUSIVE"),
            (1, "depends", true, "lossless", "SHARE"),
            (3, "safe", true, "lossy", "SHARE"),
        ]);
        let all = margin(&review, 1..10);
        assert_eq!(all[0].verdict, "unsafe");
        assert_eq!(all[0].marks, ["locks", "no way back", "3 statements"]);
        assert_eq!(all[0].why, "Because unsafe.");
        assert_eq!((all[1].line, all[1].why.as_str()), (3, ""));
        assert_eq!(all[1].marks, ["locks", "loses data"]);
    }

    #[test]
    fn what_was_not_looked_into_is_neither_safe_nor_told_to_lose_data() {
        let all = margin(&reviewed(&[(1, "depends", false, "lossy", "unknown")]), 1..10);
        assert_eq!((all[0].verdict.as_str(), all[0].marks.len()), ("unknown", 0));
    }

    #[test]
    fn only_the_lines_that_are_asked_for_are_told() {
        let one = |line: usize| (line, "safe", false, "lossless", "");
        let review = reviewed(&[one(1), one(2), one(2), one(5)]);
        let lines = |lines: Range<usize>| margin(&review, lines).iter().map(|one| one.line).collect::<Vec<_>>();
        assert_eq!(lines(2..5), [2]);
        assert_eq!(lines(1..100), [1, 2, 5]);
        assert_eq!((lines(3..5), lines(6..9), lines(0..0)), (vec![], vec![], vec![]));
    }
}
