//! A file of answers: what was looked at, and what it says, for the questions that a review asks.
//!
//! A list of objects: `question` (its name), `answer` (`yes`, `no`, or a truth value; `is_yes` means the same), `evidence` (what
//! was looked at) and, where it is about one table or column alone, `subject`. Other members are passed over.

use serde_json::Value;

use crate::domain::rollback::{Answer, Question};

/// Why a file of answers is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswers {
    /// It is no list in JSON.
    #[error("{0}")]
    Unread(String),
    /// One of its answers lacks something.
    #[error("answer {number}: {why}")]
    Answer {
        /// Which, from 1.
        number: usize,
        /// What is wrong, as the end of a sentence.
        why: &'static str,
    },
    /// It answers what nobody asks.
    #[error("answer {number} is to `{question}`, which is no question")]
    Unknown {
        /// Which, from 1.
        number: usize,
        /// What it names.
        question: String,
    },
}

/// Reads a file of answers. Those without evidence are among them, and change nothing.
pub fn parse(text: &str) -> Result<Vec<Answer>, NoAnswers> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| NoAnswers::Unread(error.to_string()))?;
    let Value::Array(list) = value else { return Err(NoAnswers::Unread("it is no list".to_owned())) };
    list.iter().enumerate().map(|(at, value)| answer(at + 1, value)).collect()
}

fn answer(number: usize, value: &Value) -> Result<Answer, NoAnswers> {
    let lacks = |why| NoAnswers::Answer { number, why };
    let text = |name: &str| value.get(name).filter(|value| !value.is_null());
    let question = text("question").and_then(Value::as_str).ok_or(lacks("it names no `question`"))?;
    let question =
        Question::of(question).ok_or_else(|| NoAnswers::Unknown { number, question: question.to_owned() })?;
    let truths = ["answer", "is_yes"].map(|name| text(name).map(truth));
    let is_yes = match truths {
        [None, None] => return Err(lacks("it says neither yes nor no as its `answer`")),
        [Some(None), _] | [_, Some(None)] => return Err(lacks("its `answer` is neither yes nor no")),
        [Some(Some(one)), Some(Some(other))] if one != other => {
            return Err(lacks("its `answer` and its `is_yes` differ"));
        }
        [Some(Some(is_yes)), _] | [_, Some(Some(is_yes))] => is_yes,
    };
    let words = |name, why| match text(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(|words| Some(words.to_owned())).ok_or(lacks(why)),
    };
    Ok(Answer {
        question,
        subject: words("subject", "its `subject` is no text")?,
        is_yes,
        evidence: words("evidence", "its `evidence` is no text")?.unwrap_or_default(),
    })
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(is_yes) => Some(*is_yes),
        Value::String(word) if word.eq_ignore_ascii_case("yes") => Some(true),
        Value::String(word) if word.eq_ignore_ascii_case("no") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_yes_or_no_in_several_ways() {
        let said = |words: &str| {
            let read = parse(&format!(r#"[{{"question": "writes_null", {words}}}]"#)).expect("can be read");
            (read[0].is_yes, read[0].subject.clone(), read[0].evidence.clone())
        };
        assert_eq!(said(r#""answer": "Yes", "evidence": "log""#), (true, None, "log".to_owned()));
        assert_eq!(
            said(r#""is_yes": false, "subject": "a.b", "by": "ana""#),
            (false, Some("a.b".to_owned()), String::new())
        );
        assert_eq!(said(r#""answer": true, "is_yes": true, "subject": null"#), (true, None, String::new()));
        assert_eq!(parse("\u{feff}[]"), Ok(vec![]));
    }

    #[test]
    fn what_is_no_answer_is_named() {
        let why = |text: &str| parse(text).expect_err("is none").to_string();
        assert!(why("{}").contains("no list"));
        assert!(why("[").contains("line 1"), "{}", why("["));
        assert_eq!(why(r#"[{"answer": "yes"}]"#), "answer 1: it names no `question`");
        assert_eq!(why(r#"[{"question": "who", "answer": "yes"}]"#), "answer 1 is to `who`, which is no question");
        assert_eq!(why(r#"[{"question": "writes_null"}]"#), "answer 1: it says neither yes nor no as its `answer`");
        assert_eq!(
            why(r#"[{"question": "writes_null", "answer": "maybe"}]"#),
            "answer 1: its `answer` is neither yes nor no"
        );
        assert_eq!(
            why(r#"[{"question": "writes_null", "answer": true, "is_yes": false}]"#),
            "answer 1: its `answer` and its `is_yes` differ"
        );
    }
}
