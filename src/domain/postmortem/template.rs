//! Templates: which sections a document has, in which order, and what belongs into each.
//!
//! A section belongs to a *slot*, and templates share slots as far as they mean the same: whoever changes the template keeps
//! what was written, under the new one's headings. What the new one has no place for stays as well, at the end.
//!
//! Those that come with Stillpoint follow the headings of templates that teams know, in our own words. No template has a field
//! for a root cause: where one asks for it, the findings stand there, as many as there are.

use super::record::{Held, Postmortem, TemplateRecord};

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
    /// From detection to the end, as one: what was decided, done and changed, and neither severity nor roles.
    Resolution,
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

const SUMMARY: &[Fact] = &[Fact::Summary];
const IMPACT: &[Fact] = &[Fact::Impact];
const FINDINGS: &[Fact] = &[Fact::Findings];
const CHANGES: &[Fact] = &[Fact::Changes];
const TIMELINE: Part = part("timeline", "Timeline", "", &[Fact::Timeline]);

/// Those that come with Stillpoint; the first is its own.
pub const TEMPLATES: &[Template] = &[
    Template {
        name: "stillpoint",
        title: "Stillpoint",
        about: "The whole chain: what happened, what made it possible, what was changed.",
        parts: &[
            part(
                "summary",
                "Summary",
                "Two or three sentences for somebody who was not there: what people met, for how long, what made it possible, what is different now.",
                SUMMARY,
            ),
            part(
                "impact",
                "Impact",
                "Who was harmed and how, in numbers where there are any, and how sure they are.",
                IMPACT,
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
                FINDINGS,
            ),
            part(
                "went-well",
                "What went well",
                "What to keep: what worked as intended, and who was helped by what.",
                &[],
            ),
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
            TIMELINE,
        ],
    },
    Template {
        name: "sre",
        title: "Google SRE",
        about: "The headings of the SRE book: causes, trigger, resolution, and lessons in three lists.",
        parts: &[
            part("summary", "Summary", "What broke, for whom and for how long, in a few lines.", SUMMARY),
            part("impact", "Impact", "Requests, users, money: counted where it can be, estimated where not.", IMPACT),
            part(
                "conditions",
                "Root causes",
                "There is seldom one. Each condition that had to be there is a finding of its own.",
                FINDINGS,
            ),
            part(
                "trigger",
                "Trigger",
                "What set it off that day. The day before, the same conditions held.",
                &[Fact::LeadUp],
            ),
            part("recovery", "Resolution", "What ended it, in the order in which it was done.", &[Fact::Resolution]),
            part("detection", "Detection", "Which signal, when, and who had to be looking.", &[Fact::Detection]),
            part("changes", "Action items", "Each with an owner, a date, and a way to know that it works.", CHANGES),
            part("went-well", "What went well", "What to rely on the next time as well.", &[]),
            part(
                "went-badly",
                "What went wrong",
                "What cost time or made it larger: in the system, the tools, the plan.",
                &[],
            ),
            part("lucky", "Where we got lucky", "What would have made it worse, and by chance did not.", &[]),
            TIMELINE,
            part(
                "supporting",
                "Supporting information",
                "Graphs, queries, links: what a reader needs to check this.",
                &[Fact::Metrics, Fact::Roles],
            ),
        ],
    },
    Template {
        name: "pagerduty",
        title: "PagerDuty",
        about: "An overview, contributing factors, how the response went, and what is said inside and outside.",
        parts: &[
            part("summary", "Overview", "Two sentences: what happened, and what it meant for customers.", SUMMARY),
            part(
                "response",
                "What happened",
                "The story in the order in which people lived it, without what was learned later.",
                &[Fact::Detection, Fact::Response],
            ),
            part(
                "conditions",
                "Contributing factors",
                "Everything that had to come together, technical or not; no single one is the cause.",
                FINDINGS,
            ),
            part(
                "recovery",
                "Resolution",
                "What was tried, what helped, what is still only a stopgap.",
                &[Fact::Recovery],
            ),
            part("impact", "Impact", "How long, how many, how bad; tickets and calls as well.", IMPACT),
            part("responders", "Responders", "Who held which role, and who was brought in when.", &[Fact::Roles]),
            TIMELINE,
            part("went-well", "What went well", "What to do the same way again.", &[]),
            part("went-badly", "What did not go so well", "Where the response was slowed down, and by what.", &[]),
            part("changes", "Action items", "Few, owned, dated; the rest is an idea and stands as one.", CHANGES),
            part(
                "message-internal",
                "Internal message",
                "What everybody in the company should read, in five lines.",
                &[],
            ),
            part(
                "message-external",
                "External message",
                "What customers are told: what they met, what is done about it.",
                &[],
            ),
        ],
    },
    Template {
        name: "atlassian",
        title: "Atlassian",
        about: "From the lead-up to the lessons step by step, with a look into the backlog and at recurrence.",
        parts: &[
            part(
                "summary",
                "Incident summary",
                "What happened, why it mattered, how severe it was and how long.",
                SUMMARY,
            ),
            part("lead-up", "Lead-up", "The changes and events before it that turned out to matter.", &[Fact::LeadUp]),
            part(
                "fault",
                "Fault",
                "What did not work as expected, and how that showed; with a graph if there is one.",
                &[],
            ),
            part("impact", "Impact", "Which customers met what, and how many of them told us.", IMPACT),
            part(
                "detection",
                "Detection",
                "When and how the team learned of it, and what would halve that time.",
                &[Fact::Detection],
            ),
            part(
                "response",
                "Response",
                "Who came, what held them up, what they had to work with.",
                &[Fact::Response, Fact::Roles],
            ),
            part(
                "recovery",
                "Recovery",
                "How service came back, and what would have brought it back sooner.",
                &[Fact::Recovery],
            ),
            TIMELINE,
            part(
                "conditions",
                "Root cause: five whys",
                "Ask how it was possible, and of each answer again. Where it branches, follow both: each end is a finding.",
                FINDINGS,
            ),
            part(
                "backlog",
                "Backlog check",
                "Was anything already planned that would have prevented this or made it smaller? How was it weighed?",
                &[],
            ),
            part(
                "recurrence",
                "Recurrence",
                "Has this happened before, and what became of the changes agreed then?",
                &[],
            ),
            part(
                "lessons",
                "Lessons learned",
                "What went well, what could go better, what was luck.",
                &[Fact::Answers],
            ),
            part(
                "changes",
                "Corrective actions",
                "What is changed, by whom, until when, and how that will be seen.",
                CHANGES,
            ),
        ],
    },
    Template {
        name: "etsy",
        title: "Etsy debriefing",
        about: "For a conversation: what each person saw, what made sense to them, what normal work looks like.",
        parts: &[
            part(
                "summary",
                "What brings us together",
                "What happened, so short that the conversation can begin.",
                SUMMARY,
            ),
            TIMELINE,
            part(
                "response",
                "What each of us saw",
                "What did you look at, what did it tell you, what did you expect to happen next?",
                &[Fact::Response, Fact::Roles],
            ),
            part(
                "made-sense",
                "How it made sense then",
                "Which goals, which pressure, which knowledge made each step the sensible one.",
                &[],
            ),
            part("surprise", "What surprised us", "Where the system behaved unlike the picture people had of it.", &[]),
            part("went-well", "What helped", "Tools, habits, people: what kept it from being worse.", &[]),
            part("went-badly", "What made it harder", "What was hidden, slow, noisy or only in one head.", &[]),
            part(
                "normal-work",
                "How it usually goes",
                "How this work is done on a day without an incident, and what was different this time.",
                &[],
            ),
            part("impact", "Who it touched", "People outside and inside.", IMPACT),
            part(
                "conditions",
                "What made it possible",
                "The conditions that we found together. There may be many, and they may only matter together.",
                FINDINGS,
            ),
            part(
                "open-questions",
                "What we still wonder about",
                "Questions that the conversation raised and did not answer.",
                &[Fact::OpenQuestions],
            ),
            part(
                "changes",
                "Remediation",
                "Kept apart from the conversation: what is worth changing, after some days.",
                CHANGES,
            ),
        ],
    },
    Template {
        name: "gitlab",
        title: "GitLab",
        about: "Customer impact first, then detection, diagnosis and mitigation, and what the past could have told.",
        parts: &[
            part("summary", "Summary", "One paragraph that a customer could read.", SUMMARY),
            part(
                "impact",
                "Customer impact",
                "Who, what they met, how many, for how long; an estimate says that it is one.",
                IMPACT,
            ),
            part(
                "conditions",
                "What were the root causes",
                "More than one is usual. Each is a finding with the entries that show it.",
                FINDINGS,
            ),
            part(
                "detection",
                "Detection",
                "How it was detected, and how that could have taken half the time.",
                &[Fact::Detection],
            ),
            part(
                "response",
                "Diagnosis",
                "How it was understood, which wrong turns cost time and what suggested them.",
                &[Fact::Response, Fact::Roles],
            ),
            part(
                "recovery",
                "Mitigation",
                "How it was mitigated, and how that could have taken half the time.",
                &[Fact::Recovery],
            ),
            part(
                "recurrence",
                "Have we seen this before",
                "Other incidents with the same conditions, and what was agreed then.",
                &[],
            ),
            part(
                "backlog",
                "Was it on the backlog",
                "Work already written down that would have prevented it or made it smaller.",
                &[],
            ),
            part(
                "trigger",
                "Was it triggered by a change",
                "Which deploy, setting, flag or migration, and how that was released.",
                &[Fact::LeadUp],
            ),
            part("went-well", "What went well", "What should be done the same way again.", &[]),
            part("changes", "Corrective actions", "With owner, date and the way to see that it works.", CHANGES),
            TIMELINE,
        ],
    },
    Template {
        name: "short",
        title: "Short",
        about: "One page, for what was small: what happened, who met it, what made it possible, what is changed.",
        parts: &[
            part("summary", "What happened", "Five lines at most.", SUMMARY),
            part("impact", "Impact", "Who, how many, how long.", IMPACT),
            part(
                "conditions",
                "What made it possible",
                "One or two conditions, each with the entry that shows it.",
                FINDINGS,
            ),
            part("changes", "What is changed", "At least one thing, or why nothing is.", CHANGES),
            TIMELINE,
        ],
    },
];

/// A template as it is used: one that comes with Stillpoint, or a team's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// What a postmortem's record names it by.
    pub name: String,
    /// What the page calls it.
    pub title: String,
    /// When to take it, in one sentence; empty for a team's own.
    pub about: String,
    /// Its sections, in order.
    pub parts: Vec<OutlinePart>,
}

/// One section of an [`Outline`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlinePart {
    /// What it is for; two parts of an outline never share it.
    pub slot: String,
    /// Its heading.
    pub heading: String,
    /// What belongs here, for whoever writes it; empty where nothing is to be written.
    pub prompt: String,
    /// What is put here from the entries and the chain.
    pub facts: Vec<Fact>,
}

impl OutlinePart {
    fn of(part: &Part) -> Self {
        Self {
            slot: part.slot.to_owned(),
            heading: part.heading.to_owned(),
            prompt: part.prompt.to_owned(),
            facts: part.facts.to_vec(),
        }
    }
}

impl Outline {
    /// That of a template that comes with Stillpoint.
    pub fn of(template: &Template) -> Self {
        Self {
            name: template.name.to_owned(),
            title: template.title.to_owned(),
            about: template.about.to_owned(),
            parts: template.parts.iter().map(OutlinePart::of).collect(),
        }
    }

    /// That of a team's own template: each heading is a section, and what stands below it says what belongs there. A heading
    /// of the first level above all others is the document's title and no section.
    pub fn of_team(template: &Held<TemplateRecord>) -> Self {
        let found = headings(&template.says.text);
        let first_level = |level: usize| found.iter().filter(|found| found.level == level).count();
        let has_title = found.len() > 1 && found[0].level == 1 && first_level(1) == 1;
        let mut parts: Vec<OutlinePart> = Vec::new();
        for found in found.into_iter().skip(usize::from(has_title)) {
            let is_free = |slot: &str| !parts.iter().any(|part| part.slot == slot);
            let known = slot_of(&found.heading).filter(|slot| is_free(slot)).map(str::to_owned);
            let slot = known.unwrap_or_else(|| {
                let slug = slug(&found.heading);
                let numbered = (2..).map(|number| format!("{slug}-{number}"));
                std::iter::once(slug.clone()).chain(numbered).find(|slot| is_free(slot)).unwrap_or(slug)
            });
            let facts = facts_of(&slot).to_vec();
            parts.push(OutlinePart { slot, heading: found.heading, prompt: found.below, facts });
        }
        Self { name: template.id.to_string(), title: template.says.name.clone(), about: String::new(), parts }
    }

    /// As markdown, for a team's own to begin with: reads back to the same sections.
    pub fn as_markdown(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            text.push_str(&format!("## {}\n\n", part.heading));
            if !part.prompt.is_empty() {
                text.push_str(&format!("{}\n\n", part.prompt));
            }
        }
        text
    }

    /// The sections of a postmortem in the order in which they stand: those of the template, then those that hold text and
    /// that it has no place for, each with the heading it has now. What nobody writes, such as the timeline, stays last.
    pub fn arranged(&self, says: &Postmortem) -> Vec<OutlinePart> {
        let mut parts = self.parts.clone();
        for part in &mut parts {
            if let Some(heading) = says.section(&part.slot).and_then(|held| held.says.heading.as_ref()) {
                part.heading.clone_from(heading);
            }
        }
        let unwritten = parts.iter().rev().take_while(|part| part.prompt.is_empty()).count();
        let mut place = parts.len() - unwritten;
        for held in &says.sections {
            let section = &held.says;
            let is_own = section.heading.is_some();
            if parts.iter().any(|part| part.slot == section.slot) || !is_own && section.text.trim().is_empty() {
                continue;
            }
            let known = TEMPLATES.iter().flat_map(|template| template.parts).find(|part| part.slot == section.slot);
            let heading = section.heading.clone().unwrap_or_else(|| match known {
                Some(part) => part.heading.to_owned(),
                None => from_slug(&section.slot),
            });
            let part = OutlinePart { slot: section.slot.clone(), heading, prompt: String::new(), facts: Vec::new() };
            parts.insert(place, part);
            place += 1;
        }
        parts
    }
}

/// The template of that name: of one that comes with Stillpoint, or the record id or the title of a team's own. Without a
/// name Stillpoint's; none where no template has that name.
pub fn template_named(name: Option<&str>, team: &[Held<TemplateRecord>]) -> Option<Outline> {
    let Some(name) = name else { return Some(Outline::of(&TEMPLATES[0])) };
    if let Some(template) = TEMPLATES.iter().find(|template| template.name.eq_ignore_ascii_case(name)) {
        return Some(Outline::of(template));
    }
    let by_id = || team.iter().find(|held| held.id.to_string() == name);
    let by_title = || team.iter().find(|held| held.says.name.eq_ignore_ascii_case(name));
    by_id().or_else(by_title).map(Outline::of_team)
}

/// What stands in a section of that slot from the entries and the chain, in the first template that has it.
pub fn facts_of(slot: &str) -> &'static [Fact] {
    let parts = TEMPLATES.iter().flat_map(|template| template.parts);
    parts.filter(|part| part.slot == slot).map(|part| part.facts).find(|facts| !facts.is_empty()).unwrap_or_default()
}

/// Words that tell what a heading asks for, the telling ones first: of `timeline of the response` the timeline.
const WORDS: &[(&str, &str)] = &[
    ("root cause", "conditions"),
    ("contributing", "conditions"),
    ("made it possible", "conditions"),
    ("conditions", "conditions"),
    ("five whys", "conditions"),
    ("5 whys", "conditions"),
    ("went well", "went-well"),
    ("went right", "went-well"),
    ("went wrong", "went-badly"),
    ("went badly", "went-badly"),
    ("not go so well", "went-badly"),
    ("didn't go", "went-badly"),
    ("gone better", "went-badly"),
    ("lucky", "lucky"),
    ("luck", "lucky"),
    ("surprise", "surprise"),
    ("action", "changes"),
    ("follow-up", "changes"),
    ("followup", "changes"),
    ("follow up", "changes"),
    ("remediation", "changes"),
    ("next steps", "changes"),
    ("preventative", "changes"),
    ("preventive", "changes"),
    ("recommendation", "changes"),
    ("open question", "open-questions"),
    ("timeline", "timeline"),
    ("chain of events", "timeline"),
    ("chronology", "timeline"),
    ("lead-up", "lead-up"),
    ("leadup", "lead-up"),
    ("lead up", "lead-up"),
    ("background", "lead-up"),
    ("trigger", "trigger"),
    ("backlog", "backlog"),
    ("recurrence", "recurrence"),
    ("seen this before", "recurrence"),
    ("impact", "impact"),
    ("affected", "impact"),
    ("blast radius", "impact"),
    ("detect", "detection"),
    ("mitigation", "recovery"),
    ("resolution", "recovery"),
    ("recovery", "recovery"),
    ("responders", "responders"),
    ("attendees", "responders"),
    ("people involved", "responders"),
    ("diagnosis", "response"),
    ("response", "response"),
    ("what happened", "response"),
    ("description", "response"),
    ("lessons", "lessons"),
    ("metrics", "metrics"),
    ("numbers", "metrics"),
    ("supporting", "supporting"),
    ("appendix", "supporting"),
    ("summary", "summary"),
    ("overview", "summary"),
];

/// What a heading asks for, by its words; none for one that no template that comes with Stillpoint has a place for.
pub fn slot_of(heading: &str) -> Option<&'static str> {
    let heading = heading.trim().to_ascii_lowercase();
    let heading = heading.trim_end_matches(['?', ':', '.']);
    let mut parts = TEMPLATES.iter().flat_map(|template| template.parts);
    let same = parts.find(|part| part.heading.eq_ignore_ascii_case(heading)).map(|part| part.slot);
    // `Summary of impact` is about the impact: a summary is of everything only where it says nothing else.
    same.or_else(|| WORDS.iter().find(|(words, _)| heading.contains(words)).map(|(_, slot)| *slot))
}

/// A heading and what stands below it.
struct Heading {
    level: usize,
    heading: String,
    below: String,
}

/// The headings of a text with `#`, outside of code. Lines above the first one are passed over.
fn headings(text: &str) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    let mut is_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        let level = line.len() - line.trim_start_matches('#').len();
        let words = line[level..].trim().trim_end_matches('#').trim_end();
        let is_heading = !is_code && (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']);
        if is_heading && !words.is_empty() {
            found.push(Heading { level, heading: words.to_owned(), below: String::new() });
        } else if let Some(last) = found.last_mut() {
            last.below.push_str(line);
            last.below.push('\n');
        }
    }
    for heading in &mut found {
        heading.below = heading.below.trim().to_owned();
    }
    found
}

/// A heading as the name of a slot.
fn slug(heading: &str) -> String {
    let mut slug = String::new();
    for c in heading.chars() {
        if c.is_ascii_alphanumeric() || !c.is_ascii() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

/// A heading for a slot of which nothing but its name is known.
fn from_slug(slot: &str) -> String {
    let words = slot.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map_or(words.clone(), |first| format!("{}{}", first.to_ascii_uppercase(), chars.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::postmortem::Section;
    use crate::domain::time::Hlc;
    use std::collections::BTreeSet;

    fn team(text: &str) -> Held<TemplateRecord> {
        let says = TemplateRecord { name: "Payments".into(), text: text.into() };
        Held { id: RecordId::from_bits(7), created: Hlc::default(), says }
    }

    fn section(slot: &str, heading: Option<&str>, text: &str) -> Held<Section> {
        let says = Section { slot: slot.into(), heading: heading.map(Into::into), text: text.into() };
        Held { id: RecordId::from_bits(1), created: Hlc::default(), says }
    }

    fn slots(parts: &[OutlinePart]) -> Vec<&str> {
        parts.iter().map(|part| part.slot.as_str()).collect()
    }

    #[test]
    fn every_template_begins_with_what_happened_and_has_the_findings_the_changes_and_the_timeline() {
        let names: BTreeSet<&str> = TEMPLATES.iter().map(|template| template.name).collect();
        assert_eq!(names.len(), TEMPLATES.len());
        for template in TEMPLATES {
            let slots: BTreeSet<&str> = template.parts.iter().map(|part| part.slot).collect();
            assert_eq!(slots.len(), template.parts.len(), "{}: a slot stands twice", template.name);
            assert_eq!(template.parts[0].slot, "summary", "{}", template.name);
            for fact in [Fact::Summary, Fact::Impact, Fact::Findings, Fact::Changes, Fact::Timeline] {
                let has = template.parts.iter().filter(|part| part.facts.contains(&fact)).count();
                assert_eq!(has, 1, "{}: {fact:?}", template.name);
            }
            for part in template.parts {
                let is_of_facts_alone = matches!(part.slot, "timeline" | "metrics");
                assert_eq!(part.prompt.is_empty(), is_of_facts_alone, "{}: {}", template.name, part.slot);
            }
        }
    }

    #[test]
    fn a_heading_for_the_root_cause_gets_the_findings() {
        for heading in
            ["Root cause", "Root Cause(s)", "ROOT CAUSES", "What were the root causes?", "Root cause: five whys"]
        {
            let slot = slot_of(heading).unwrap();
            assert!(facts_of(slot).contains(&Fact::Findings), "{heading}");
        }
    }

    #[test]
    fn headings_of_known_templates_have_their_slots() {
        for (heading, slot) in [
            ("Summary of impact", "impact"),
            ("Customer impact", "impact"),
            ("Executive Summary", "summary"),
            ("Chain of Events", "timeline"),
            ("Resolution and recovery", "recovery"),
            ("Corrective and Preventative Measures", "changes"),
            ("Action Items & Followups", "changes"),
            ("What could have gone better?", "went-badly"),
            ("Where did we get lucky", "lucky"),
            ("Contributing Conditions Analysis", "conditions"),
            ("Trigger(s)", "trigger"),
            ("How it usually goes", "normal-work"),
        ] {
            assert_eq!(slot_of(heading), Some(slot), "{heading}");
        }
        assert_eq!(slot_of("Legal review"), None);
    }

    #[test]
    fn every_heading_is_of_its_own_slot_or_of_one_that_means_the_same_to_its_reader() {
        for template in TEMPLATES {
            for part in template.parts {
                let slot = slot_of(part.heading).unwrap();
                let is_known = TEMPLATES.iter().flat_map(|other| other.parts).any(|other| other.slot == slot);
                assert!(is_known, "{}", part.heading);
            }
        }
    }

    #[test]
    fn a_template_of_a_team_is_its_headings() {
        let text = "# Postmortem\n\n## Summary\nIn *one* line.\n\nTwo at most.\n\n## Legal review ##\n```\n# no heading\n```\n## Root cause\n### Legal review\n#not one\n";
        let outline = Outline::of_team(&team(text));
        assert_eq!(slots(&outline.parts), ["summary", "legal-review", "conditions", "legal-review-2"]);
        assert_eq!(outline.parts[0].prompt, "In *one* line.\n\nTwo at most.");
        assert_eq!(outline.parts[1].prompt, "```\n# no heading\n```");
        assert_eq!(outline.parts[2].facts, [Fact::Findings]);
        assert_eq!((outline.title.as_str(), outline.name), ("Payments", RecordId::from_bits(7).to_string()));
    }

    #[test]
    fn a_template_is_found_by_name_by_record_and_by_title() {
        let own = [team("## Summary\n")];
        assert_eq!(template_named(None, &own).unwrap().name, "stillpoint");
        assert_eq!(template_named(Some("SRE"), &[]).unwrap().title, "Google SRE");
        for name in [RecordId::from_bits(7).to_string(), "payments".into()] {
            assert_eq!(template_named(Some(&name), &own).unwrap().title, "Payments");
        }
        assert_eq!(template_named(Some("nothing"), &own), None);
    }

    #[test]
    fn what_a_team_begins_with_reads_back_to_the_same_sections() {
        for template in TEMPLATES {
            let outline = Outline::of(template);
            let again = Outline::of_team(&team(&outline.as_markdown()));
            let read = |outline: &Outline| {
                outline.parts.iter().map(|part| (part.heading.clone(), part.prompt.clone())).collect::<Vec<_>>()
            };
            assert_eq!(read(&again), read(&outline));
            assert_eq!(slots(&again.parts).len(), slots(&outline.parts).len());
        }
    }

    #[test]
    fn another_template_keeps_what_was_written() {
        let sections = vec![
            section("summary", None, "Checkout was down."),
            section("lucky", None, "Nobody was asleep."),
            section("surprise", None, " "),
            section("0123", Some("Legal"), ""),
        ];
        let says = Postmortem { sections, ..Postmortem::default() };
        let parts = Outline::of(TEMPLATES.last().unwrap()).arranged(&says);
        // What the template has no place for stands before the timeline, which nobody writes; what is empty is nowhere.
        assert_eq!(slots(&parts), ["summary", "impact", "conditions", "changes", "lucky", "0123", "timeline"]);
        assert_eq!(parts[4].heading, "Where we were lucky");
        assert_eq!(parts[5].heading, "Legal");
        let parts = Outline::of(&TEMPLATES[0]).arranged(&says);
        assert_eq!(parts.iter().filter(|part| part.slot == "lucky").count(), 1);
    }

    #[test]
    fn a_slot_of_a_template_that_is_gone_has_a_heading() {
        let says = Postmortem { sections: vec![section("legal-review", None, "Fine.")], ..Postmortem::default() };
        let parts = Outline::of(&TEMPLATES[0]).arranged(&says);
        assert!(parts.iter().any(|part| part.heading == "Legal review"));
    }
}
