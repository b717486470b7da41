//! What the page asks of the worker that reviews scripts, and what that answers: two JSON texts. Both come from one build, so
//! neither is a promise.

use super::paper::{self, Paper, Printed};
use super::{Sheet, by_hand, check, json};
use crate::domain::change::{JudgedPick, Picked};
use crate::domain::json::{Fields, Json, Record, Unfit, Writing, record};
use crate::domain::rollback::{About, Answer, Dialect, Habits, Question, Server, Version};

/// A script that is to be reviewed.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which one it is: later ones have greater numbers.
    pub number: u64,
    /// The script.
    pub script: String,
    /// The one that takes it back.
    pub down: Option<String>,
    /// Everything else that the answer hangs on.
    pub about: About,
    /// What changes beside the script, as it was picked by hand.
    pub picked: Vec<Picked>,
    /// What people said, where the review is to go out; none while it is only looked at.
    pub paper: Option<Paper>,
}

impl Request {
    /// Whether the other asks about the same texts, whatever else it says.
    pub fn is_about_same_text(&self, other: &Self) -> bool {
        self.script == other.script && self.down == other.down
    }
}

impl Record for Request {
    fn from_fields(fields: &Fields<'_>) -> Result<Self, Unfit> {
        let dialect: String = fields.needed("dialect")?;
        let dialect = Dialect::of(&dialect).ok_or_else(|| Unfit::new(format_args!("no dialect is `{dialect}`")))?;
        let version: String = fields.needed("version")?;
        let version: Version = version.parse().map_err(Unfit::new)?;
        let answers: Vec<Answered> = fields.or_empty("answers")?;
        Ok(Self {
            number: fields.needed("number")?,
            script: fields.needed("script")?,
            down: fields.optional("down")?,
            about: About {
                server: Server { dialect, version },
                in_transaction: fields.needed("in_transaction")?,
                habits: Habits {
                    selects_stars: fields.needed("selects_stars")?,
                    inserts_by_position: fields.needed("inserts_by_position")?,
                },
                ansi_quotes: fields.needed("ansi_quotes")?,
                answers: answers.into_iter().map(Answered::into_answer).collect::<Result<_, _>>()?,
            },
            picked: fields.or_empty("picked")?,
            paper: fields.optional("paper")?,
        })
    }

    fn write_fields(&self, to: &mut Writing) {
        let About { server, in_transaction, habits, ansi_quotes, answers } = &self.about;
        to.needed("number", &self.number);
        to.needed("script", &self.script);
        to.optional("down", &self.down);
        to.needed("dialect", &server.dialect.word().to_owned());
        to.needed("version", &server.version.to_string());
        to.needed("in_transaction", in_transaction);
        to.needed("selects_stars", &habits.selects_stars);
        to.needed("inserts_by_position", &habits.inserts_by_position);
        to.needed("ansi_quotes", ansi_quotes);
        to.or_empty("answers", &answers.iter().map(Answered::of).collect::<Vec<_>>());
        to.or_empty("picked", &self.picked);
        to.optional("paper", &self.paper);
    }
}

/// An answer to one of the engine's questions.
#[derive(Debug, PartialEq)]
struct Answered {
    question: String,
    subject: Option<String>,
    is_yes: bool,
    evidence: String,
}

record!(Answered {
    question: needed "question",
    subject: optional "subject",
    is_yes: needed "yes",
    evidence: needed "evidence",
});

impl Answered {
    fn of(answer: &Answer) -> Self {
        let Answer { question, subject, is_yes, evidence } = answer.clone();
        Self { question: question.id().to_owned(), subject, is_yes, evidence }
    }

    fn into_answer(self) -> Result<Answer, Unfit> {
        let question = Question::of(&self.question);
        let question = question.ok_or_else(|| Unfit::new(format_args!("no question is `{}`", self.question)))?;
        Ok(Answer { question, subject: self.subject, is_yes: self.is_yes, evidence: self.evidence })
    }
}

/// What a review comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The number of the request.
    pub number: u64,
    /// The review as JSON.
    pub review: String,
    /// What is to be said of what was picked by hand.
    pub picks: Vec<JudgedPick>,
    /// The review as it goes out, where that was asked for.
    pub printed: Option<Printed>,
}

impl Reply {
    /// Reads it. The review within is not looked into.
    pub fn read(json: &str) -> Result<Self, Unfit> {
        let fields = Fields::of(json)?;
        let review = fields.json("review")?.ok_or_else(|| Unfit::new("missing field `review`"))?;
        Ok(Self {
            number: fields.needed("number")?,
            review: review.to_owned(),
            picks: fields.or_empty("picks")?,
            printed: fields.optional("printed")?,
        })
    }

    /// Its text. The review goes in as it is: it may be megabytes.
    pub fn write(&self) -> String {
        let picks = Some(&self.picks).filter(|picks| !picks.is_empty());
        let picks = picks.map(|picks| format!(",\"picks\":{}", picks.write())).unwrap_or_default();
        let printed = self.printed.as_ref().map(|printed| format!(",\"printed\":{}", printed.write()));
        format!("{{\"number\":{},\"review\":{}{picks}{}}}", self.number, self.review, printed.unwrap_or_default())
    }
}

/// Answers a request: what the worker does.
pub fn answer(request: &str) -> Result<String, Unfit> {
    Ok(reply_to(&Request::read(request)?).write())
}

/// The review is the object that a pipeline reads as well.
fn reply_to(request: &Request) -> Reply {
    let Request { number, script, down, about, picked, paper } = request;
    let checked = check(script, down.as_deref(), about);
    let sheet = Sheet { file: "", script, about, down_from: None, checked };
    let picks = by_hand::judge(picked, about);
    Reply {
        number: *number,
        review: json::print_one(&sheet).trim_end().to_owned(),
        printed: paper.as_ref().map(|paper| paper::print(&sheet, paper, &picks)),
        picks,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request() -> Request {
        Request {
            number: 7,
            script: "ALTER TABLE orders DROP COLUMN \"région\";\n-- 🔥 \\ \u{0}\n".to_owned(),
            down: Some("SELECT 1;".to_owned()),
            about: About {
                server: Server { dialect: Dialect::Mysql, version: Version::new(8, 0, 29) },
                in_transaction: true,
                habits: Habits { selects_stars: true, inserts_by_position: false },
                ansi_quotes: true,
                answers: vec![Answer {
                    question: Question::ALL[0],
                    subject: Some("orders.région".to_owned()),
                    is_yes: false,
                    evidence: "the log of \"last\" week".to_owned(),
                }],
            },
            picked: vec![Picked {
                what: "mail_sent".to_owned(),
                carrier: None,
                name: "receipts".to_owned(),
                by: "dana".to_owned(),
                at: crate::domain::time::Instant::EPOCH,
            }],
            paper: Some(Paper { title: "Regions go".to_owned(), window_hours: Some(24), ..Paper::default() }),
        }
    }

    #[test]
    fn a_request_reads_back_with_everything_it_says() {
        let request = request();
        let json = request.write().to_string();
        let read = Request::read(&json).expect("it is one");
        assert_eq!(read.write().to_string(), json);
        assert!(read.is_about_same_text(&request));
        assert_eq!((&read.paper, &read.picked), (&request.paper, &request.picked));
        let About { server, in_transaction, habits, ansi_quotes, answers } = read.about;
        assert_eq!((read.number, server, in_transaction, ansi_quotes), (7, request.about.server, true, true));
        assert_eq!((habits, answers), (request.about.habits, request.about.answers));
    }

    #[test]
    fn what_is_no_request_is_refused_with_its_reason() {
        for (from, to, why) in [
            ("\"mysql\"", "\"db2\"", "no dialect is `db2`"),
            ("\"8.0.29\"", "\"eight\"", "read `eight` as a version"),
            (Question::ALL[0].id(), "whether", "no question is `whether`"),
            ("\"number\"", "\"count\"", "missing field `number`"),
        ] {
            let json = request().write().to_string().replace(from, to);
            let refused = answer(&json).expect_err("it is none").to_string();
            assert!(refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn a_request_is_answered_by_its_number_and_a_review() {
        let request = Request {
            number: 12,
            script: "ALTER TABLE orders DROP COLUMN region;".to_owned(),
            down: None,
            about: About::new(Dialect::Postgresql),
            picked: Vec::new(),
            paper: None,
        };
        let json = answer(&request.write().to_string()).expect("it is a request");
        let reply = Reply::read(&json).expect("it is a reply");
        assert_eq!((reply.number, reply.write()), (12, json));
        let review: Value = serde_json::from_str(&reply.review).expect("it is JSON");
        assert_eq!(review["verdict"], "unsafe");
        assert_eq!(review["statements"][0]["range"], json!([0, 37]));
        assert!(review["plan"].as_array().is_some_and(|plan| !plan.is_empty()), "with its plan");
    }

    #[test]
    fn what_goes_out_comes_with_the_review_where_it_is_asked_for() {
        let json = answer(&request().write().to_string()).expect("it is a request");
        let reply = Reply::read(&json).expect("it is a reply");
        assert_eq!(reply.write(), json);
        assert_eq!(reply.picks.first().map(|pick| pick.says.reversal.as_str()), Some("impossible"));
        let printed = reply.printed.expect("it was asked for");
        assert!(printed.github.starts_with("## Rollback review: Regions go\n"), "{}", printed.github);
        let out: Value = serde_json::from_str(&printed.json).expect("it is JSON");
        let review: Value = serde_json::from_str(&reply.review).expect("it is JSON");
        assert_eq!((&out[0]["title"], &out[0]["window_hours"]), (&json!("Regions go"), &json!(24)));
        for member in review.as_object().expect("an object").keys() {
            assert_eq!(out[0][member], review[member], "{member}");
        }
    }

    #[test]
    fn what_is_no_reply_is_refused() {
        for json in ["", "ready", "{}", r#"{"number":1}"#, r#"{"number":-1,"review":{}}"#] {
            assert!(Reply::read(json).is_err(), "{json}");
        }
    }
}
