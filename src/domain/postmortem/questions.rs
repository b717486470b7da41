//! Questions a team asks itself: how and what, never why somebody did something, and never who.
//!
//! Asked for a reason, people defend themselves; asked what they saw and how it made sense, they remember. Five are asked every
//! time. The others are a library to search; whoever wants to know something else asks in their own words.

use super::record::{Answer, Held, Postmortem};

/// A question of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Its name in records.
    pub name: &'static str,
    /// What it is about; [`ALWAYS`] for those that are asked every time.
    pub group: &'static str,
    /// The question.
    pub text: &'static str,
    /// Why it is asked, for those that are asked every time; empty for others.
    pub why: &'static str,
}

/// The group of those that are asked every time (S3-40 to S3-44).
pub const ALWAYS: &str = "Asked every time";

const fn question(group: &'static str, name: &'static str, text: &'static str, why: &'static str) -> Question {
    Question { name, group, text, why }
}

/// All of them: first those that are asked every time, then the others by what they are about.
pub const QUESTIONS: &[Question] = &[
    question(
        ALWAYS,
        "missing-information",
        "What information was missing when it was needed?",
        "Decisions are as good as what is known. What was missing then can be made visible before the next time.",
    ),
    question(
        ALWAYS,
        "ignored-alerts",
        "Which alerts were noisy enough to be ignored?",
        "An alert that is passed over is one that fires too often. Fewer alerts are heard.",
    ),
    question(
        ALWAYS,
        "one-person-steps",
        "Which steps of a runbook needed knowledge that only one engineer had?",
        "What one person carries is not there when that person sleeps.",
    ),
    question(
        ALWAYS,
        "fine-metrics",
        "Which metrics looked fine while customers suffered?",
        "A green chart told people to look elsewhere. What it measures is not what customers meet.",
    ),
    question(
        ALWAYS,
        "slow-recovery",
        "What made recovery slow after the cause was known?",
        "From there on no search delays anybody: what is left is architecture, access and practice.",
    ),
    question(
        "Detection",
        "first-sign",
        "What was the first sign, and how long did it stand there before anybody met it?",
        "",
    ),
    question(
        "Detection",
        "who-told",
        "How did the news reach the team: an alert, a customer, a colleague, chance?",
        "",
    ),
    question("Detection", "half-detection", "What would have halved the time until it was noticed?", ""),
    question(
        "Detection",
        "wrong-place-alert",
        "Where did the first alert point, and how far was that from where it broke?",
        "",
    ),
    question("Detection", "quiet-alert", "Which alert would have been right and did not exist, or was muted?", ""),
    question("Response", "first-minutes", "What did the first ten minutes look like, step by step?", ""),
    question("Response", "leading-hypothesis", "Which explanation led for longest, and what kept it alive?", ""),
    question(
        "Response",
        "options",
        "Which options were on the table at the hardest decision, and what decided it?",
        "",
    ),
    question("Response", "made-sense", "How did the step that made it worse make sense at the time?", ""),
    question("Response", "interruptions", "What interrupted the work, and what did getting back into it cost?", ""),
    question(
        "Response",
        "too-many-changes",
        "How many changes ran at once, and how was each one's effect told apart?",
        "",
    ),
    question("Coordination", "lead-known", "How clear was it, at every moment, where decisions were made?", ""),
    question("Coordination", "handover", "What got lost or repeated when work went from one person to another?", ""),
    question(
        "Coordination",
        "two-channels",
        "How many places did people talk in, and what did one place not know?",
        "",
    ),
    question("Coordination", "escalation", "What made it easy or hard to bring in more people?", ""),
    question("Coordination", "waiting", "What did people wait for, and how long?", ""),
    question("Knowledge", "new-to-us", "What did the team learn about its own system that it had not known?", ""),
    question("Knowledge", "picture", "How did the picture people had of the system differ from how it behaved?", ""),
    question(
        "Knowledge",
        "docs-wrong",
        "Which document or diagram was out of date, and how would anybody have noticed?",
        "",
    ),
    question(
        "Knowledge",
        "where-looked",
        "Where was the answer in the end, and how would a newcomer have found it?",
        "",
    ),
    question("Knowledge", "unanswerable", "Which questions could not be asked of the data at all?", ""),
    question("Tools", "tool-failed", "Which tool was slow, down or out of reach because of the incident itself?", ""),
    question("Tools", "display", "What did the dashboards show, and what had to be guessed?", ""),
    question(
        "Tools",
        "dangerous-command",
        "Which command or button was easy to get wrong, and what would have caught it?",
        "",
    ),
    question("Tools", "access", "Which permission or access was missing at the moment it was needed?", ""),
    question("Tools", "by-hand", "What was done by hand that a tool could have done, or checked?", ""),
    question("Recovery", "rollback", "How far was the way back prepared and rehearsed before it was needed?", ""),
    question("Recovery", "half-mitigation", "What would have halved the time from knowing to mitigating?", ""),
    question("Recovery", "stopgap", "Which stopgap is still in place, and what does it cost?", ""),
    question(
        "Recovery",
        "data-repair",
        "What had to be repaired afterwards, and how is it known that all of it was?",
        "",
    ),
    question("Recovery", "load-return", "How did the system take the load when it came back?", ""),
    question("Luck", "hour-earlier", "What if it had happened at the busiest hour of the year?", ""),
    question("Luck", "one-more", "What else could have failed at the same time, and was one step from it?", ""),
    question("Luck", "by-chance", "Which help was there by chance: a person awake, a backup, a slow day?", ""),
    question("Luck", "stopped-by-itself", "What stopped it from spreading further, and was that designed?", ""),
    question("Drift", "what-changed", "What changed in the hours, days and weeks before?", ""),
    question("Drift", "normal-once", "Which sign had been there for so long that it counted as normal?", ""),
    question("Drift", "shortcut", "Which shortcut became the way it is done, and what made it attractive?", ""),
    question("Drift", "growth", "What had grown quietly: traffic, data, a queue, the number of clients?", ""),
    question("Drift", "green-results", "What did green results make us stop looking at?", ""),
    question(
        "Testing",
        "production-only",
        "What exists in production only: traffic, user behaviour, a third party, the infrastructure under it?",
        "",
    ),
    question("Testing", "many-at-once", "What happens when many connect at once, and where was that ever tried?", ""),
    question("Testing", "assumption", "Which assumption of a test turned out not to hold?", ""),
    question("Testing", "next-layer", "Which layer of tests could have met it, and what would that layer need?", ""),
    question(
        "Testing",
        "change-review",
        "What could a review of the change have seen, with what was in front of the reviewer?",
        "",
    ),
    question("Customers", "what-they-met", "What did customers meet, in their words?", ""),
    question("Customers", "work-around", "How did customers help themselves, and what did that lead to?", ""),
    question("Customers", "told-when", "When could customers have been told, and what held that back?", ""),
    question("Customers", "who-else", "Which customers were harmed and have not told anybody?", ""),
    question(
        "Dependencies",
        "hidden-link",
        "Which two parts turned out to be tied together, and where is that written down?",
        "",
    ),
    question("Dependencies", "promise", "What did one side rely on that the other side never promised?", ""),
    question(
        "Dependencies",
        "limits",
        "Which limit, quota or timeout was reached, and how would its nearness have been seen?",
        "",
    ),
    question("Dependencies", "blast-radius", "What kept the failure from staying where it began?", ""),
    question(
        "Organisation",
        "known-risk",
        "What of this was already known as a risk, and how was it weighed against other work?",
        "",
    ),
    question("Organisation", "ownership", "How did people find out which team answers for the part that failed?", ""),
    question("Organisation", "pressure", "Which deadline, target or rule made the riskier way the sensible one?", ""),
    question(
        "Organisation",
        "same-before",
        "Which earlier incident was like this one, and what became of its follow-ups?",
        "",
    ),
    question(
        "Organisation",
        "load-on-people",
        "How rested were the people on call, and how did the rota shape that?",
        "",
    ),
    question(
        "Organisation",
        "changes-survive",
        "What would make the changes agreed today get lost by next quarter?",
        "",
    ),
];

/// How far the questions of a postmortem are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Questions that are asked every time, others of the library that somebody asked, and questions in somebody's own words.
    pub asked: usize,
    /// Those of them that have an answer.
    pub answered: usize,
    /// Questions there are: the library and those in somebody's own words.
    pub all: usize,
}

impl Question {
    /// The question of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        QUESTIONS.iter().find(|question| question.name == name)
    }

    /// True when all of these words, in lower case, are in it or in what it is about.
    pub fn has(&self, words: &[&str]) -> bool {
        let text = format!("{} {}", self.text, self.group).to_ascii_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

impl Answer {
    /// True when nobody has answered yet.
    pub fn is_open(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The question, of the library or in somebody's own words; one of a library of a newer version by its name.
    pub fn asks(&self) -> &str {
        let asked = self.asked.as_deref();
        let listed = asked.and_then(Question::named).map(|question| question.text);
        listed.or(self.question.as_deref()).or(asked).unwrap_or_default()
    }
}

impl Postmortem {
    /// The answer to a question of the library, or that it is waited for.
    pub fn answer(&self, question: &str) -> Option<&Held<Answer>> {
        self.answers.iter().find(|held| held.says.asked.as_deref() == Some(question))
    }

    /// How far the questions are.
    pub fn questions(&self) -> Count {
        let is_listed =
            |held: &&Held<Answer>| held.says.asked.as_deref().is_some_and(|name| Question::named(name).is_some());
        let waits = |question: &&Question| question.group == ALWAYS && self.answer(question.name).is_none();
        Count {
            asked: self.answers.len() + QUESTIONS.iter().filter(waits).count(),
            answered: self.answers.iter().filter(|held| !held.says.is_open()).count(),
            all: QUESTIONS.len() + self.answers.iter().filter(|held| !is_listed(held)).count(),
        }
    }

    /// Questions that are asked every time and have no answer yet.
    pub fn unanswered(&self) -> impl Iterator<Item = &'static Question> {
        let is_open = |question: &&Question| self.answer(question.name).is_none_or(|held| held.says.is_open());
        QUESTIONS.iter().filter(|question| question.group == ALWAYS).filter(is_open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::time::Hlc;
    use std::collections::BTreeSet;

    fn held(says: Answer) -> Held<Answer> {
        Held { id: RecordId::from_bits(1), created: Hlc::default(), says }
    }

    #[test]
    fn five_are_asked_every_time_and_say_why_and_about_sixty_are_there_to_search() {
        let (always, others): (Vec<&Question>, Vec<&Question>) =
            QUESTIONS.iter().partition(|question| question.group == ALWAYS);
        assert_eq!(always.len(), 5);
        assert!(always.iter().all(|question| !question.why.is_empty()));
        assert!((55..70).contains(&others.len()), "{}", others.len());
        assert!(others.iter().all(|question| question.why.is_empty()));
        let names: BTreeSet<&str> = QUESTIONS.iter().map(|question| question.name).collect();
        assert_eq!(names.len(), QUESTIONS.len(), "a name stands twice");
    }

    #[test]
    fn none_asks_for_a_reason_or_for_a_person() {
        for question in QUESTIONS {
            let words: Vec<String> = question.text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
            for bad in ["why", "who", "whom", "whose", "you", "your", "fault", "should", "mistake", "blame"] {
                assert!(!words.iter().any(|word| word == bad), "`{bad}` in: {}", question.text);
            }
            assert!(question.text.ends_with('?'), "{}", question.text);
        }
    }

    #[test]
    fn groups_stand_together() {
        let mut groups: Vec<&str> = QUESTIONS.iter().map(|question| question.group).collect();
        groups.dedup();
        assert_eq!(groups.iter().collect::<BTreeSet<_>>().len(), groups.len());
    }

    #[test]
    fn a_question_is_found_by_words_and_by_what_it_is_about() {
        let found = |words: &[&str]| QUESTIONS.iter().filter(|question| question.has(words)).count();
        assert!(found(&["luck"]) >= 4);
        assert_eq!(found(&["many", "connect"]), 1);
        assert_eq!(found(&["zebra"]), 0);
    }

    #[test]
    fn asked_and_answered_are_counted_apart_and_own_questions_count_as_well() {
        let asked =
            |name: &str, text: &str| held(Answer { asked: Some(name.into()), text: text.into(), ..Answer::default() });
        let own = held(Answer { question: Some("How did the cache come back?".into()), ..Answer::default() });
        let answers = vec![asked("missing-information", "The lag."), asked("first-sign", " "), own];
        let says = Postmortem { answers, ..Postmortem::default() };
        assert_eq!(Postmortem::default().questions().asked, 5, "five are asked every time");
        assert_eq!(says.questions(), Count { asked: 7, answered: 1, all: QUESTIONS.len() + 1 });
        assert_eq!(says.unanswered().count(), 4);
        let asks: Vec<&str> = says.answers.iter().map(|held| held.says.asks()).collect();
        assert_eq!(asks[0], "What information was missing when it was needed?");
        assert_eq!(asks[2], "How did the cache come back?");
    }
}
