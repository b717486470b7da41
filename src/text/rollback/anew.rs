//! A review as the difference to the one before it. While somebody types, one statement of hundreds comes to mean something
//! else: the page, which holds the review before, is told that one, and which of the others stay.

use std::collections::BTreeMap;

use super::Sheet;
use super::json;

/// What a review says of each statement, question and step, each as its JSON: what the next review is compared with.
#[derive(Debug, Default)]
pub struct Told {
    statements: Vec<String>,
    questions: Vec<String>,
    plan: Vec<String>,
}

impl Told {
    /// That of this review.
    pub fn of(sheet: &Sheet<'_>) -> Self {
        Self { statements: json::judgements(sheet), questions: json::questions(sheet), plan: json::steps(sheet) }
    }

    /// The review as the difference to `before`, as [`crate::domain::change::Reviewed::read_anew`] reads it. Statements are told
    /// without their places, which move with every letter and stand beside them: where each begins and ends, and its line.
    pub fn since(&self, before: &Self, sheet: &Sheet<'_>) -> String {
        let mut places = String::new();
        for statement in &sheet.checked.review.statements {
            for number in [statement.range.start, statement.range.end, statement.line] {
                if !places.is_empty() {
                    places.push(',');
                }
                places.push_str(&number.to_string());
            }
        }
        let statements = difference(&before.statements, &self.statements);
        let questions = difference(&before.questions, &self.questions);
        let plan = difference(&before.plan, &self.plan);
        let rest = json::rest(sheet);
        format!(
            r#"{{"rest":{},"statements":[{statements}],"places":[{places}],"questions":[{questions}],"plan":[{plan}]}}"#,
            rest.trim_end()
        )
    }
}

/// The items of a list: each as it is, or, where the list before had them, as `[from, count]`.
fn difference(before: &[String], now: &[String]) -> String {
    let held: BTreeMap<&str, usize> = before.iter().enumerate().map(|(place, item)| (item.as_str(), place)).collect();
    let mut told: Vec<String> = Vec::new();
    let (mut at, mut next) = (0, 0);
    while let Some(item) = now.get(at) {
        // Some say the same: each is to stay the one it was.
        let from = if before.get(next) == Some(item) { Some(next) } else { held.get(item.as_str()).copied() };
        let Some(from) = from else {
            told.push(item.clone());
            (at, next) = (at + 1, next + 1);
            continue;
        };
        let run = before[from..].iter().zip(&now[at..]).take_while(|(one, other)| one == other).count();
        told.push(format!("[{from},{run}]"));
        (at, next) = (at + run, from + run);
    }
    told.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Reviewed;
    use crate::domain::rollback::{About, Dialect};
    use crate::text::rollback::check;

    const SCRIPT: &str = "ALTER TABLE orders ADD COLUMN state text;\nALTER TABLE orders ALTER COLUMN total SET NOT NULL;\nDO $$ BEGIN PERFORM 1; END $$;\nALTER TABLE orders DROP COLUMN region;\nALTER TABLE orders ADD COLUMN note text;\n";

    /// What the page makes of a review that is told as a difference, and how much of it was told.
    fn told(script: &str, before: &(Told, Reviewed)) -> ((Told, Reviewed), usize) {
        let about = About::new(Dialect::Postgresql);
        let sheet = Sheet { file: "", script, about: &about, down_from: None, checked: check(script, None, &about) };
        let now = Told::of(&sheet);
        let json = now.since(&before.0, &sheet);
        let read = Reviewed::read_anew(&json, &before.1).expect("it is a review");
        assert_eq!(Ok(&read), Reviewed::read_json(&json::print_one(&sheet)).as_ref(), "it is the whole review: {json}");
        ((now, read), json.matches("\"old_writes\"").count())
    }

    #[test]
    fn what_stays_is_not_told_again_and_the_page_holds_the_whole_review() {
        let nothing = (Told::default(), Reviewed::default());
        let (first, count) = told(SCRIPT, &nothing);
        assert_eq!(count, 5, "all of them");
        let (second, count) = told(&SCRIPT.replace("total SET", "\n\n  total SET"), &first);
        assert_eq!(count, 0, "blanks mean nothing");
        let shared =
            |place: usize| std::sync::Arc::ptr_eq(&first.1.statements[place].says, &second.1.statements[place].says);
        assert!((0..5).all(shared), "and what stays is held once");
        assert_eq!(second.1.statements[2].line, 5, "places move");
        let (third, count) = told(&SCRIPT.replace("DROP COLUMN region", "DROP COLUMN regio"), &second);
        assert_eq!((count, third.1.statements.len()), (1, 5));
        let (_, count) = told("", &third);
        assert_eq!(count, 0);
    }

    #[test]
    fn items_are_found_wherever_they_stood() {
        let list = |items: &[&str]| items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>();
        let before = list(&["a", "b", "c", "d", "a"]);
        for (now, told) in [
            (list(&["a", "b", "c", "d", "a"]), "[0,5]"),
            (list(&["x", "b", "c", "d", "a"]), r#""x",[1,4]"#),
            (list(&["b", "c", "x", "d"]), r#"[1,2],"x",[3,1]"#),
            (list(&["c", "b"]), "[2,1],[1,1]"),
            (list(&[]), ""),
        ] {
            assert_eq!(difference(&before, &now), told);
        }
        assert_eq!(difference(&[], &list(&["a"])), "\"a\"");
    }

    #[test]
    fn a_difference_to_another_review_is_refused() {
        let rest = r#""rest":{"verdict":"safe"},"questions":[],"plan":[]"#;
        for lists in [r#""statements":[[0,1]],"places":[0,1,1]"#, r#""statements":[],"places":[0,1,1]"#] {
            assert!(Reviewed::read_anew(&format!("{{{rest},{lists}}}"), &Reviewed::default()).is_err(), "{lists}");
        }
    }
}
