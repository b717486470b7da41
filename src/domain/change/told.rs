//! A script line by line: the worst first, and what is alike once, with all its lines.

use std::collections::BTreeMap;

use super::reviewed::{Judgement, Reviewed, ReviewedStatement};

/// Statements that mean the same, whatever they are done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The first of them.
    pub statement: ReviewedStatement,
    /// How many they are.
    pub count: usize,
    /// The lines on which they begin, in order.
    pub lines: Vec<usize>,
}

impl Told {
    /// True for what wants nobody's attention.
    pub fn is_calm(&self) -> bool {
        self.statement.weight() == (0, false, 0)
    }

    /// Where they stand.
    pub fn place(&self) -> String {
        match (self.lines.as_slice(), self.lines.first(), self.lines.last()) {
            (all, Some(first), Some(last)) if all.len() > MANY => format!("Lines {first}–{last}"),
            (all, ..) => lines_of(all),
        }
    }
}

/// How many lines are named one by one.
const MANY: usize = 6;

/// Lines in words: `Line 3`, `Lines 3, 4 and 9`; of more than a few the first ones.
pub fn lines_of(lines: &[usize]) -> String {
    let words: Vec<String> = lines.iter().take(MANY).map(usize::to_string).collect();
    match (words.as_slice(), lines.len() - words.len()) {
        ([one], 0) => format!("Line {one}"),
        ([first @ .., last], 0) => format!("Lines {} and {last}", first.join(", ")),
        (words, more) => format!("Lines {} and {more} more", words.join(", ")),
    }
}

/// Which lines no plan replaces, as a sentence; none where there are none.
pub fn run_as_written(lines: &[usize]) -> Option<String> {
    let words = lines_of(lines);
    match lines {
        [] => None,
        [_] => Some(format!("{words} is run as written, where it stands among the plans.")),
        _ => Some(format!("{words} are run as written, where they stand among the plans.")),
    }
}

/// What statements that are told as one have in common; none for what was answered, which is told with its answer.
fn sameness(says: &Judgement) -> Option<impl Ord> {
    let is_answered = says.answered().next().is_some();
    (!is_answered).then_some((
        (&says.verdict, &says.old_writes, &says.old_reads, &says.reversal, says.lock_hazard),
        (&says.change_types, &says.why, &says.lock, &says.hazard, &says.waits, &says.tools),
    ))
}

/// What a review says line by line, the worst first.
pub fn told(reviewed: &Reviewed) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    let mut places = BTreeMap::new();
    for statement in &reviewed.statements {
        let sameness = sameness(&statement.says);
        match sameness.as_ref().and_then(|sameness| places.get(sameness)).and_then(|place: &usize| all.get_mut(*place))
        {
            Some(told) => {
                told.count += 1;
                if told.lines.last() != Some(&statement.line) {
                    told.lines.push(statement.line);
                }
            }
            None => {
                places.extend(sameness.map(|sameness| (sameness, all.len())));
                all.push(Told { statement: statement.clone(), count: 1, lines: vec![statement.line] });
            }
        }
    }
    all.sort_by_key(|told| std::cmp::Reverse(told.statement.weight()));
    all
}

/// What of a script was not reviewed, as one sentence; none where all of it was.
pub fn not_reviewed(reviewed: &Reviewed, script: &str) -> Option<String> {
    let mut lines: Vec<(usize, usize)> = Vec::new();
    for one in &reviewed.unreviewed {
        let text = one.range.and_then(|(from, to)| script.get(from..to)).unwrap_or_default();
        let last = one.line + text.trim_end().matches('\n').count();
        match lines.last_mut() {
            Some((_, end)) if one.line <= *end + 1 => *end = last.max(*end),
            _ => lines.push((one.line, last)),
        }
    }
    let more = lines.len().saturating_sub(MANY);
    let is_one = matches!(lines.as_slice(), [(from, to)] if from == to);
    let span = |(from, to): &(usize, usize)| if from == to { from.to_string() } else { format!("{from}–{to}") };
    let words: Vec<String> = lines.iter().take(MANY).map(span).collect();
    let more = if more > 0 { format!(" and {more} more places") } else { String::new() };
    let noun = if is_one { "line" } else { "lines" };
    (!words.is_empty()).then(|| format!("Not reviewed: {noun} {}{more}.", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(line: usize, verdict: &str, change: &str) -> String {
        format!(
            r#"{{"range":[0,1],"line":{line},"verdict":"{verdict}","old_writes":"yes","old_reads":"yes","reversal":"lossless","change_types":["{change}"],"why":"Because."}}"#
        )
    }

    fn reviewed(statements: &[String], unreviewed: &str) -> Reviewed {
        let all = statements.join(",");
        let json =
            format!(r#"{{"verdict":"unsafe","reversal":"lossless","statements":[{all}],"unreviewed":[{unreviewed}]}}"#);
        Reviewed::read_json(&json).expect("it is a review")
    }

    /// Eighty new tables filled the list, and the drop behind them ended in “and 30 more”.
    #[test]
    fn what_is_dangerous_comes_first_and_what_is_alike_is_told_once() {
        let mut statements: Vec<String> = (1..=80).map(|line| statement(line, "safe", "create_table")).collect();
        statements.push(statement(483, "unsafe", "drop_index"));
        let told = told(&reviewed(&statements, ""));
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].place().as_str(), told[0].statement.verdict.as_str()), ("Line 483", "unsafe"));
        assert_eq!((told[1].place().as_str(), told[1].count), ("Lines 1–80", 80));
        assert!(told[1].is_calm() && !told[0].is_calm());
    }

    #[test]
    fn lines_are_named_up_to_a_few() {
        assert_eq!(lines_of(&[3]), "Line 3");
        assert_eq!(lines_of(&[3, 4, 9]), "Lines 3, 4 and 9");
        assert_eq!(lines_of(&[1, 2, 3, 4, 5, 6, 7, 8]), "Lines 1, 2, 3, 4, 5, 6 and 2 more");
    }

    #[test]
    fn what_no_plan_replaces_is_one_sentence() {
        let words = |lines: &[usize]| run_as_written(lines);
        assert_eq!(words(&[]), None);
        assert_eq!(words(&[7]).as_deref(), Some("Line 7 is run as written, where it stands among the plans."));
        assert!(words(&[1, 7]).is_some_and(|words| words.starts_with("Lines 1 and 7 are run as written")));
    }

    #[test]
    fn what_was_not_reviewed_is_one_sentence() {
        let script = "DO 1;\nCALL x();\nSELECT 1;\nA\nB\n";
        let unread = r#"{"range":[0,4],"line":1,"reason":"x"},{"range":[6,14],"line":2,"reason":"y"},{"range":[26,30],"line":4,"reason":"z"}"#;
        assert_eq!(not_reviewed(&reviewed(&[], unread), script).as_deref(), Some("Not reviewed: lines 1–2, 4–5."));
        let one = r#"{"line":7,"reason":"x"}"#;
        assert_eq!(not_reviewed(&reviewed(&[], one), script).as_deref(), Some("Not reviewed: line 7."));
        assert_eq!(not_reviewed(&reviewed(&[], ""), script), None);
    }
}
