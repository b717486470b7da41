//! Templates: which sections a document has, in which order, and what belongs into each.
//!
//! A section belongs to a *slot*, and templates share slots: whoever changes the template keeps what was written.

/// What the workbench itself puts into a section, from the entries and the chain, until the document is frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// Severity, phase, who led, when it began and ended, how long what took.
    Summary,
    /// Times of harm: who, what share, how sure, how long.
    Impact,
    /// What stands before harm began: the drift.
    LeadUp,
    /// How it was noticed, and how long that took.
    Detection,
    /// From detection to mitigation: what was decided, done and changed.
    Response,
    /// From mitigation to the end.
    Recovery,
    /// Who held which role.
    Roles,
    /// Findings with their evidence.
    Findings,
    /// Follow-up changes with owners, dates and proof.
    Changes,
    /// Answered questions.
    Answers,
    /// Questions that wait for an answer.
    OpenQuestions,
    /// Every metric with its two entries and formula.
    Metrics,
    /// The whole timeline.
    Timeline,
}

/// One section of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it is for, the same in every template that has it.
    pub slot: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What belongs here, for whoever writes it.
    pub prompt: &'static str,
    /// What is put here from the entries and the chain.
    pub facts: &'static [Fact],
}

/// A template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Its name in records and on the command line.
    pub name: &'static str,
    /// What the page calls it.
    pub title: &'static str,
    /// When to take it, in one sentence.
    pub about: &'static str,
    /// Its sections, in order.
    pub parts: &'static [Part],
}

const fn part(slot: &'static str, heading: &'static str, prompt: &'static str, facts: &'static [Fact]) -> Part {
    Part { slot, heading, prompt, facts }
}

/// Those that come with Stillpoint; the first is its own.
pub const TEMPLATES: &[Template] = &[Template {
    name: "stillpoint",
    title: "Stillpoint",
    about: "The whole chain: what happened, what made it possible, what was changed.",
    parts: &[
        part(
            "summary",
            "Summary",
            "Two or three sentences for somebody who was not there: what people met, for how long, what made it possible, what is different now.",
            &[Fact::Summary],
        ),
        part(
            "impact",
            "Impact",
            "Who was harmed and how, in numbers where there are any, and how sure they are.",
            &[Fact::Impact],
        ),
        part(
            "lead-up",
            "Lead-up and drift",
            "What was already changing before anybody noticed: latency creeping up, retries, a backlog, a shortcut under a deadline.",
            &[Fact::LeadUp],
        ),
        part(
            "detection",
            "Detection",
            "How it was noticed, by whom or what, and what would have halved that time.",
            &[Fact::Detection],
        ),
        part(
            "response",
            "Response",
            "What people saw, thought and did, with what they knew then.",
            &[Fact::Response, Fact::Roles],
        ),
        part(
            "recovery",
            "Recovery",
            "What brought it back, and what made that slow after it was known what to do.",
            &[Fact::Recovery],
        ),
        part(
            "conditions",
            "What made it possible",
            "Conditions, not people: if one person could break it, the finding is the system that let them.",
            &[Fact::Findings],
        ),
        part("went-well", "What went well", "What to keep: what worked as intended, and who was helped by what.", &[]),
        part("lucky", "Where we were lucky", "What made it smaller or shorter, and was nobody's doing.", &[]),
        part("surprise", "What surprised us", "What nobody would have believed the day before.", &[]),
        part(
            "changes",
            "Findings and changes",
            "What is different afterwards, and how that is known.",
            &[Fact::Changes, Fact::Answers],
        ),
        part(
            "open-questions",
            "Open questions",
            "What is still not known, and who goes after it.",
            &[Fact::OpenQuestions],
        ),
        part("metrics", "Numbers", "", &[Fact::Metrics]),
        part("timeline", "Timeline", "", &[Fact::Timeline]),
    ],
}];
