//! What the page asks of the worker that reviews scripts, and what that answers: two JSON texts. Both come from one build, so
//! neither is a promise.

use super::anew::Told;
use super::paper::{self, Paper, Printed};
use super::{Sheet, by_hand, check};
use crate::domain::change::{JudgedPick, Picked};
use crate::domain::json::{Fields, Json, Record, Unfit, Writing, record};
use crate::domain::rollback::{About, Answer, Dialect, Habits, Question, Server, Version};

/// A script that is to be reviewed.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which one it is: later ones have greater numbers.
    pub number: u64,
    /// The number of the review that the page holds, to which the answer may be told as a difference; 0 for none.
    pub since: u64,
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
            since: fields.or_empty("since")?,
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
        to.or_empty("since", &self.since);
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
    /// The number of the review to which this one is told as a difference; 0 where it is told in full.
    pub since: u64,
    /// The review as JSON, as [`Told::since`] writes it.
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
            since: fields.or_empty("since")?,
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
        let Self { number, since, review, .. } = self;
        let printed = printed.unwrap_or_default();
        format!(r#"{{"number":{number},"since":{since},"review":{review}{picks}{printed}}}"#)
    }
}

/// What answers requests, one after another: what the worker does.
#[derive(Debug, Default)]
pub struct Answering {
    /// What was told last, each with its number: the review that the page holds is one of the last two.
    told: Vec<(u64, Told)>,
}

impl Answering {
    /// Answers a request.
    pub fn answer(&mut self, request: &str) -> Result<String, Unfit> {
        Ok(self.reply_to(&Request::read(request)?).write())
    }

    fn reply_to(&mut self, request: &Request) -> Reply {
        let Request { number, since, script, down, about, picked, paper } = request;
        let checked = check(script, down.as_deref(), about);
        let sheet = Sheet { file: "", script, about, down_from: None, checked };
        let picks = by_hand::judge(picked, about);
        let told = Told::of(&sheet);
        self.told.retain(|(number, _)| number == since);
        let before = self.told.first();
        let reply = Reply {
            number: *number,
            since: before.map_or(0, |(number, _)| *number),
            review: told.since(before.map_or(&Told::default(), |(_, told)| told), &sheet),
            printed: paper.as_ref().map(|paper| paper::print(&sheet, paper, &picks)),
            picks,
        };
        self.told.push((*number, told));
        reply
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::change::Reviewed;

    fn answer(request: &str) -> Result<String, Unfit> {
        Answering::default().answer(request)
    }

    fn review(reply: &Reply, before: &Reviewed) -> Reviewed {
        Reviewed::read_anew(&reply.review, before).expect("it is a review")
    }

    fn request() -> Request {
        Request {
            number: 7,
            since: 0,
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
            since: 11,
            script: "ALTER TABLE orders DROP COLUMN region;".to_owned(),
            down: None,
            about: About::new(Dialect::Postgresql),
            picked: Vec::new(),
            paper: None,
        };
        let json = answer(&request.write().to_string()).expect("it is a request");
        let reply = Reply::read(&json).expect("it is a reply");
        assert_eq!((reply.number, reply.write()), (12, json));
        assert_eq!(reply.since, 0, "nothing was told before");
        let review = review(&reply, &Reviewed::default());
        assert_eq!(review.verdict, "unsafe");
        assert_eq!(review.statements[0].range, (0, 37));
        assert!(!review.plan.is_empty(), "with its plan");
    }

    #[test]
    fn what_the_page_holds_is_not_told_again_also_where_it_did_not_hear_the_last_answer() {
        let mut answering = Answering::default();
        let mut ask = |number: u64, since: u64, column: &str| {
            let script =
                format!("ALTER TABLE orders DROP COLUMN region;\nALTER TABLE orders ADD COLUMN {column} int;\n");
            let request = Request { number, since, script, down: None, picked: Vec::new(), paper: None, ..request() };
            Reply::read(&answering.answer(&request.write().to_string()).expect("it is a request")).expect("a reply")
        };
        let first = ask(1, 0, "a");
        let held = review(&first, &Reviewed::default());
        let is_told = |reply: &Reply| reply.review.contains("drop_column");
        assert!(is_told(&first));
        // The second was out of date when it came, and the page holds the first still.
        let (second, third) = (ask(2, 1, "b"), ask(3, 1, "c"));
        assert_eq!([second.since, third.since], [1, 1]);
        assert_eq!(review(&third, &held).statements[0].says, held.statements[0].says);
        assert!(third.review.len() < first.review.len() / 2, "{}", third.review);
        assert_eq!(ask(4, 2, "d").since, 0, "it is not kept for ever");
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
        let review = Reviewed::read_anew(&reply.review, &Reviewed::default());
        assert_eq!((&out[0]["title"], &out[0]["window_hours"]), (&json!("Regions go"), &json!(24)));
        assert_eq!(review, Reviewed::read_json(&printed.json), "both say the same");
    }

    #[test]
    fn what_is_no_reply_is_refused() {
        for json in ["", "ready", "{}", r#"{"number":1}"#, r#"{"number":-1,"review":{}}"#] {
            assert!(Reply::read(json).is_err(), "{json}");
        }
    }
}
