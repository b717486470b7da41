//! The three answers at a glance: whether one can roll back, what waits meanwhile, and what comes back. No answer is good where
//! something was not read.

use super::reviewed::{Reviewed, ReviewedStatement};
use super::told::lines_of;

/// How an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As one would wish.
    Good,
    /// Something is to be looked at.
    Wait,
    /// It does harm.
    Harm,
    /// It is not known.
    Unknown,
}

impl Tone {
    /// Its word in the document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Wait => "wait",
            Self::Harm => "harm",
            Self::Unknown => "unknown",
        }
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// What it answers.
    pub asks: &'static str,
    /// How it stands.
    pub tone: Tone,
    /// The answer in a word or two.
    pub says: &'static str,
    /// Why, in a sentence.
    pub why: String,
}

/// The answers for a script of which so many questions are open.
pub fn axes(reviewed: &Reviewed, open: usize) -> [Axis; 3] {
    let nothing = nothing(reviewed);
    let answers = [rollback(reviewed, open), locks(reviewed), way_back(reviewed)];
    let asks = ["If we roll the code back", "While it runs", "Taking it back"];
    let mut place = 0;
    answers.map(|answer| {
        let (tone, says, why) = nothing.clone().unwrap_or(answer);
        place += 1;
        Axis { asks: asks[place - 1], tone, says, why }
    })
}

/// Whether the old writes and the old reads hold.
pub fn halves(reviewed: &Reviewed) -> Option<String> {
    let half = |word: &str| match word {
        "no" => "break",
        "depends" => "it depends",
        _ => "hold",
    };
    let worst = |half_of: fn(&ReviewedStatement) -> &str| half(reviewed.worst_of(half_of));
    (!reviewed.says_nothing()).then(|| {
        format!(
            "Old writes: {} · Old reads: {}",
            worst(|statement| &statement.old_writes),
            worst(|statement| &statement.old_reads)
        )
    })
}

type Answer = (Tone, &'static str, String);

const NOT_KNOWN: &str = "Not known";

/// What to say where no statement was read.
fn nothing(reviewed: &Reviewed) -> Option<Answer> {
    if !reviewed.says_nothing() {
        return None;
    }
    Some(match reviewed.unreviewed.first() {
        Some(unread) => (Tone::Unknown, NOT_KNOWN, unread.reason.clone()),
        None => (Tone::Unknown, "Nothing to review", "No statement stands in it.".to_owned()),
    })
}

/// Why a good answer cannot be given: a statement was not read, or would not run.
fn blind_spot(reviewed: &Reviewed) -> Option<Answer> {
    let lines = |is_it: &dyn Fn(&ReviewedStatement) -> bool| {
        let lines: Vec<usize> = reviewed.statements.iter().filter(|one| is_it(one)).map(|one| one.line).collect();
        (!lines.is_empty()).then(|| (lines.len(), lines_of(&lines)))
    };
    let told = |(count, lines): (usize, String), one: &str, many: &str| {
        (Tone::Unknown, NOT_KNOWN, format!("{lines} {}", if count == 1 { one } else { many }))
    };
    if let Some(unread) = lines(&|statement| statement.is_unread()) {
        return Some(told(unread, "was not read.", "were not read."));
    }
    // What lies behind a limit has no statements of its own.
    if let Some(unread) = reviewed.unreviewed.first() {
        return Some((Tone::Unknown, NOT_KNOWN, format!("From line {} on: {}", unread.line, unread.reason)));
    }
    let failing = lines(&|statement| statement.verdict == "error")?;
    Some(told(
        failing,
        "fails when it is run: the rest was not judged.",
        "fail when they are run: the rest was not judged.",
    ))
}

/// A sentence with the line it is about.
fn at_line(statement: Option<&ReviewedStatement>, words: impl Fn(&ReviewedStatement) -> String) -> String {
    let told = |statement: &ReviewedStatement| match statement.line {
        // What is picked by hand stands on no line.
        0 => format!("Beside the script: {}", words(statement)),
        line => format!("Line {line}: {}", words(statement)),
    };
    statement.map_or_else(String::new, told)
}

fn rollback(reviewed: &Reviewed, open: usize) -> Answer {
    let worst = || at_line(reviewed.worst(), |statement| statement.why.clone());
    match reviewed.verdict.as_str() {
        "safe" => blind_spot(reviewed).unwrap_or_else(|| {
            let is_answered = reviewed.statements.iter().any(|statement| statement.answered().next().is_some());
            let by = if is_answered { "By what was answered, the" } else { "The" };
            (
                Tone::Good,
                "Safe",
                format!("{by} previous release keeps working after this has run and the new one has written."),
            )
        }),
        "depends" => {
            let asks = match open {
                0 => String::new(),
                1 => "One question decides. ".to_owned(),
                count => format!("{count} questions decide. "),
            };
            (Tone::Wait, "It depends", asks + &worst())
        }
        "error" => (Tone::Harm, "Would fail", worst()),
        _ => (Tone::Harm, "Unsafe", worst()),
    }
}

fn locks(reviewed: &Reviewed) -> Answer {
    match (reviewed.lock_hazard, reviewed.locking()) {
        (true, statement) => {
            let why = at_line(statement, |statement| match statement.waits.as_str() {
                "" => "it lasts as long as the work on the table takes.".to_owned(),
                waits => waits.to_owned(),
            });
            (Tone::Harm, "Keeps others waiting", why)
        }
        (false, found) => not_known(reviewed, "lock_hazard").unwrap_or_else(|| match found {
            Some(statement) => {
                let why = at_line(Some(statement), |statement| statement.waits_in_words());
                (Tone::Good, "Brief", why + " Set a lock timeout.")
            }
            None => (Tone::Good, "Nobody waits", "It takes no lock that anybody notices.".to_owned()),
        }),
    }
}

fn way_back(reviewed: &Reviewed) -> Answer {
    let find = |word: &str| reviewed.all().find(|one| !one.is_unread() && one.reversal == word);
    let why = |statement| at_line(Some(statement), |statement| statement.loses.clone());
    if let Some(statement) = find("impossible") {
        return (Tone::Harm, "No way back", why(statement));
    }
    if let Some(statement) = find("lossy") {
        return (Tone::Wait, "Loses data", why(statement));
    }
    not_known(reviewed, "reversal")
        .unwrap_or_else(|| (Tone::Good, "Lossless", "What it does can be taken back, and nothing is lost.".to_owned()))
}

/// Why this answer is not known; none where it is.
fn not_known(reviewed: &Reviewed, answer: &str) -> Option<Answer> {
    let is_unknown = reviewed.unknown.iter().any(|unknown| unknown == answer);
    let vague = || (Tone::Unknown, NOT_KNOWN, "Something was not looked into.".to_owned());
    blind_spot(reviewed).or_else(|| is_unknown.then(vague))
}

#[cfg(test)]
mod tests {
    use super::super::JudgedPick;
    use super::*;

    fn review(verdict: &str, statements: &str, unreviewed: &str) -> Reviewed {
        let json = format!(
            r#"{{"verdict":"{verdict}","reversal":"lossy","statements":[{statements}],"unreviewed":[{unreviewed}]}}"#
        );
        Reviewed::read_json(&json).expect("it is a review")
    }

    fn statement(verdict: &str, lock: &str, reversal: &str) -> String {
        format!(
            r#"{{"range":[0,1],"line":3,"verdict":"{verdict}","old_writes":"yes","old_reads":"yes","lock":"{lock}","reversal":"{reversal}","change_types":["drop_column"],"why":"Why.","loses":"What it loses."}}"#
        )
    }

    fn says(reviewed: &Reviewed) -> [(&'static str, &'static str); 3] {
        axes(reviewed, 1).map(|axis| (axis.tone.as_str(), axis.says))
    }

    const NO: (&str, &str) = ("unknown", "Not known");

    #[test]
    fn what_was_not_read_gets_no_good_answer() {
        let unread =
            review("depends", &statement("depends", "unknown", "lossy"), r#"{"line":3,"reason":"A DO block."}"#);
        assert_eq!(says(&unread), [("wait", "It depends"), NO, NO]);
        assert_eq!(axes(&unread, 1)[1].why, "Line 3 was not read.");
        let too_long = review("depends", "", r#"{"line":1,"reason":"The script is longer than 2 MB."}"#);
        assert_eq!(says(&too_long), [NO, NO, NO]);
        assert!(axes(&too_long, 0).iter().all(|axis| axis.why.contains("longer than 2 MB")));
        assert_eq!(halves(&too_long), None);
        let unknown =
            Reviewed { unknown: vec!["reversal".to_owned()], ..review("safe", &statement("safe", "", "lossless"), "") };
        assert_eq!(says(&unknown), [("good", "Safe"), ("good", "Nobody waits"), NO]);
        let cut = review("safe", &statement("safe", "", "lossless"), r#"{"line":5001,"reason":"Only the first."}"#);
        assert_eq!(says(&cut), [NO, NO, NO]);
    }

    #[test]
    fn a_script_that_would_fail_is_not_said_to_be_gentle() {
        let failing = review("error", &statement("error", "", "lossless"), "");
        assert_eq!(says(&failing), [("harm", "Would fail"), NO, NO]);
    }

    #[test]
    fn comments_alone_are_nothing_to_review() {
        assert_eq!(says(&review("safe", "", "")), [("unknown", "Nothing to review"); 3]);
    }

    #[test]
    fn what_is_picked_beside_the_script_is_something_to_review() {
        let says = Reviewed::read_json(
            r#"{"verdict":"unsafe","reversal":"impossible","statements":[{"range":[0,0],"line":0,"verdict":"unsafe",
                "old_writes":"no","old_reads":"no","reversal":"impossible","change_types":["field_remove"],"why":"Why."}]}"#,
        );
        let says = says.expect("it is a review").statements.remove(0);
        let pick = JudgedPick {
            what: "field_remove".to_owned(),
            carrier: None,
            name: "a.b".to_owned(),
            title: "Remove a field".to_owned(),
            says,
            questions: Vec::new(),
            plan: Vec::new(),
            stays: None,
            before: None,
            after: None,
        };
        let whole = Reviewed { verdict: "safe".to_owned(), ..Reviewed::default() }.with_picks(vec![pick]);
        assert_eq!(axes(&whole, 0).map(|axis| axis.says), ["Unsafe", "Nobody waits", "No way back"]);
        assert_eq!(axes(&whole, 0)[0].why, "Beside the script: Why.");
        assert_eq!(halves(&whole).as_deref(), Some("Old writes: break · Old reads: break"));
    }

    #[test]
    fn what_is_known_to_do_harm_is_said_whatever_else_was_not_read() {
        let both = [statement("unsafe", "ACCESS EXCLUSIVE", "impossible"), statement("depends", "unknown", "lossy")];
        let both = review("unsafe", &both.join(","), r#"{"line":3,"reason":"A DO block."}"#);
        assert_eq!(says(&both), [("harm", "Unsafe"), NO, ("harm", "No way back")]);
        assert_eq!(axes(&both, 0)[2].why, "Line 3: What it loses.");
    }

    #[test]
    fn a_clean_script_gets_good_answers() {
        let clean = review("safe", &statement("safe", "ACCESS EXCLUSIVE", "lossless"), "");
        assert_eq!(says(&clean), [("good", "Safe"), ("good", "Brief"), ("good", "Lossless")]);
        assert_eq!(halves(&clean).as_deref(), Some("Old writes: hold · Old reads: hold"));
    }
}
