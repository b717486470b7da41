//! What the workbench itself puts into a section, from the entries and the chain, in the words of every other export.
//!
//! Nothing here is stored: correct the time of an entry and every line that stands on it says so.

use std::cell::RefCell;

use crate::domain::duties;
use crate::domain::entry::{Entry, Mark, RoleMove, Says};
use crate::domain::harm;
use crate::domain::id::RecordId;
use crate::domain::metrics::{Metric, Reading as Took, metrics};
use crate::domain::milestone::{Milestone, Reached};
use crate::domain::postmortem::{
    Answer, CLASSES, EFFECTS, Fact, Finding, FollowUp, PATTERNS, Postmortem, STATES, title_of,
};
use crate::domain::role;
use crate::domain::tempo::{Elapsed, Tempo};
use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{Local, Zone};
use crate::log::Reading;
use crate::text::brief::length;
use crate::text::export::Sheet;
use crate::text::export::sheet::is_about;
use crate::text::{markdown, timeline};

/// How much of a text stands for it in a line.
const FIRST_WORDS: usize = 200;

/// How much of a finding stands for it beside a change.
const FEW_WORDS: usize = 80;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about: `severity`, `14:07`.
    pub label: String,
    /// What is said, without markup.
    pub value: String,
    /// The entries it was read off, the first of them the one that it is mostly about.
    pub entries: Vec<RecordId>,
    /// True where it says only why there is no number.
    pub is_unknown: bool,
}

/// What stands in a section by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub fact: Fact,
    /// Line by line; none where there is nothing to say.
    pub lines: Vec<Line>,
}

/// What the workbench says of `fact`, with times in `zone`.
pub fn block(fact: Fact, reading: &Reading, zone: &dyn Zone, says: &Postmortem) -> Block {
    let facts = Facts { reading, zone, says, above: None };
    let lines = match fact {
        Fact::Summary => facts.summary(),
        Fact::Impact => facts.impact(true),
        Fact::LeadUp => facts.lead_up(),
        Fact::Detection => facts.detection(),
        Fact::Response => facts.response(),
        Fact::Recovery => facts.recovery(),
        Fact::Resolution => facts.resolution(),
        Fact::Roles => facts.roles(),
        Fact::Findings => facts.findings(),
        Fact::Changes => facts.changes(),
        Fact::Answers => facts.answers(),
        Fact::OpenQuestions => facts.open_questions(),
        Fact::Metrics => facts.metrics(),
        Fact::Timeline => facts.timeline(),
    };
    Block { fact, lines }
}

/// The times of harm for those outside: without the words of the log.
pub(super) fn harm_outside(reading: &Reading, zone: &dyn Zone, says: &Postmortem) -> Vec<Line> {
    Facts { reading, zone, says, above: Some(RefCell::default()) }.impact(false)
}

/// When it began and when it ended, with their dates, for those outside.
pub(super) fn span_outside(reading: &Reading, zone: &dyn Zone, says: &Postmortem) -> [Option<String>; 2] {
    let facts = Facts { reading, zone, says, above: None };
    let began = facts.began().map(|at| facts.dated(at));
    [began, facts.first_of(&ENDS).map(|reached| facts.dated(reached.at))]
}

/// The moments of an incident for those outside, each in a plain sentence.
pub(super) fn course_outside(reading: &Reading, zone: &dyn Zone, says: &Postmortem) -> Vec<Line> {
    let facts = Facts { reading, zone, says, above: Some(RefCell::default()) };
    let told = |reached: &Reached| {
        let sentence = match reached.milestone {
            Milestone::ImpactBegan => "It began to affect people.",
            Milestone::Detected => "It was noticed.",
            Milestone::Declared => "It was called an incident.",
            Milestone::Identified => "It was known what makes it happen.",
            Milestone::Mitigated => "The effect was stopped or small.",
            Milestone::Watching => "A fix was in place and being watched.",
            Milestone::ImpactEnded => "Nobody was affected any more.",
            Milestone::Resolved => "It was over.",
            Milestone::DriftBegan | Milestone::Acknowledged | Milestone::Investigating | Milestone::Closed => {
                return None;
            }
        };
        Some(line(facts.time(reached.at), sentence, []))
    };
    reading.incident.milestones.iter().filter_map(told).collect()
}

struct Facts<'a> {
    reading: &'a Reading,
    zone: &'a dyn Zone,
    says: &'a Postmortem,
    /// The day that was told last, where a reader knows no other; none where they know on which day it began.
    above: Option<RefCell<String>>,
}

/// What it began with, by the first of these that is known.
const BEGINNINGS: [Milestone; 3] = [Milestone::ImpactBegan, Milestone::Detected, Milestone::Declared];

/// What it ended with, by the first of these that is known.
const ENDS: [Milestone; 3] = [Milestone::Resolved, Milestone::ImpactEnded, Milestone::Closed];

/// A line that entries say.
pub(super) fn line(
    label: impl Into<String>,
    value: impl Into<String>,
    entries: impl IntoIterator<Item = RecordId>,
) -> Line {
    Line { label: label.into(), value: value.into(), entries: entries.into_iter().collect(), is_unknown: false }
}

impl<'a> Facts<'a> {
    fn sheet(&self) -> Sheet<'a> {
        Sheet { reading: self.reading, name: None, zone: self.zone, zone_name: "" }
    }

    fn entry(&self, id: RecordId) -> Option<&'a Entry> {
        self.reading.entries.get(&id).map(AsRef::as_ref)
    }

    fn reached(&self, milestone: Milestone) -> Option<Reached> {
        self.reading.incident.milestones.get(milestone)
    }

    /// The first of these that was reached, in this order.
    fn first_of(&self, milestones: &[Milestone]) -> Option<Reached> {
        milestones.iter().find_map(|milestone| self.reached(*milestone))
    }

    /// `14:05`, with its date where that is not the day on which it began, or not the one that was told last.
    fn time(&self, at: Precise) -> String {
        let day = self.sheet().date(at);
        let is_other = match &self.above {
            Some(above) => above.replace(day.clone()) != day,
            None => self.began().is_some_and(|began| self.sheet().date(began) != day),
        };
        if at.precision == Precision::Day || is_other {
            return self.dated(at);
        }
        Local::at(at.at, &self.zone).time_text(at.precision.min(Precision::Minute))
    }

    /// `2026-11-18 14:05`.
    fn dated(&self, at: Precise) -> String {
        self.sheet().date_time(Precise { at: at.at, precision: at.precision.min(Precision::Minute) })
    }

    /// When it began: without any milestone, with its first entry.
    fn began(&self) -> Option<Precise> {
        let began = self.first_of(&BEGINNINGS).map(|reached| reached.at);
        began.or_else(|| self.reading.timeline().find_map(Entry::precise))
    }

    fn time_of(&self, entry: &Entry) -> String {
        let about = if is_about(entry) { "~" } else { "" };
        entry.precise().map_or_else(|| "untimed".to_owned(), |at| format!("{about}{}", self.time(at)))
    }

    /// An entry as a line: when, and what it says.
    fn told(&self, entry: &Entry) -> Line {
        let words = markdown::plain(&entry.said.text, FIRST_WORDS);
        let value = match (&entry.said.says, timeline::value(&entry.said.says)) {
            (Says::Note | Says::Observation, _) if !words.is_empty() => words,
            (says, value) => [says.kind().to_owned(), value, words]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(": "),
        };
        let marks: Vec<String> = entry.said.marks.iter().map(|mark| mark.as_str().replace('_', " ")).collect();
        let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
        line(self.time_of(entry), format!("{value}{marks}"), [entry.id])
    }

    // --- What happened ---

    fn summary(&self) -> Vec<Line> {
        let incident = &self.reading.incident;
        let mut lines = Vec::new();
        let mut levels: Vec<&str> = incident.severities.iter().map(|since| since.value.as_str()).collect();
        levels.dedup();
        if !levels.is_empty() {
            lines.push(line("severity", levels.join(", then "), incident.severities.iter().map(|since| since.entry)));
        }
        if let Some(phase) = incident.phases.last() {
            lines.push(line("phase", phase.value.as_str(), [phase.entry]));
        }
        let leads = || incident.roles.history().iter().filter(|held| held.role == role::LEAD);
        let mut names: Vec<&str> = leads().map(|held| held.holder.as_str()).collect();
        names.dedup();
        if !names.is_empty() {
            lines.push(line("lead", names.join(", then "), leads().map(|held| held.entry)));
        }
        for (label, milestones) in [("began", &BEGINNINGS), ("ended", &ENDS)] {
            if let Some(reached) = self.first_of(milestones) {
                let value = format!("{} ({})", self.dated(reached.at), reached.milestone.in_words());
                lines.push(line(label, value, [reached.entry]));
            }
        }
        for metric in self.all_metrics().filter(|metric| ["detect", "mitigate", "resolve"].contains(&metric.name)) {
            if let Took::Seconds(seconds) = metric.value {
                let entries = metric.from.into_iter().chain(metric.to);
                lines.push(line(metric.title.to_ascii_lowercase(), spell(seconds), entries));
            }
        }
        lines
    }

    fn all_metrics(&self) -> impl Iterator<Item = Metric> {
        metrics(&self.reading.incident, self.reading.timeline()).into_iter()
    }

    /// The times of harm; with the words of their entries, or without.
    fn impact(&self, with_words: bool) -> Vec<Line> {
        let incident = &self.reading.incident;
        let mut lines = Vec::new();
        for window in &incident.impacts {
            let from = window.from.map_or_else(|| "untimed".to_owned(), |at| self.time(at));
            let to = match (window.ended, window.to) {
                (None, _) => "goes on".to_owned(),
                (Some(_), Some(to)) => format!("to {}", self.time(to)),
                (Some(_), None) => "end untimed".to_owned(),
            };
            let entry = self.entry(window.began);
            let whom = entry.map(harm::in_words).unwrap_or_default();
            let words = entry.filter(|_| with_words).map(|entry| markdown::plain(&entry.said.text, FIRST_WORDS));
            let words = words.unwrap_or_default();
            let long = match (window.from, window.to) {
                (Some(from), Some(to)) if from.precision != Precision::Day && to.precision != Precision::Day => {
                    spell(to.at.since(from.at).max(0) as u64 / 1000)
                }
                _ => String::new(),
            };
            let value: Vec<String> = [whom, words, long].into_iter().filter(|part| !part.is_empty()).collect();
            let value = if value.is_empty() { "nobody said who".to_owned() } else { value.join(" · ") };
            lines.push(line(format!("{from} {to}"), value, std::iter::once(window.began).chain(window.ended)));
        }
        let stopwatch = Tempo::of(incident, &[]).impact;
        // Read at the end of time: what still goes on has no total.
        if let (2.., Elapsed::Stopped(seconds)) =
            (incident.impacts.len(), stopwatch.read(Instant::from_millis(i64::MAX)))
        {
            lines.push(line(
                "in all",
                format!("{}, overlapping times counted once", spell(seconds)),
                stopwatch.entries,
            ));
        }
        lines
    }

    fn lead_up(&self) -> Vec<Line> {
        let limit = [Milestone::ImpactBegan, Milestone::Detected].into_iter().filter_map(|end| self.reached(end));
        let Some(limit) = limit.map(|reached| reached.at.at).min() else { return Vec::new() };
        let before = self.reading.timeline().filter(|entry| entry.at.is_some_and(|at| at < limit));
        let says_something = |entry: &&Entry| {
            let is_drift = entry.said.marks.contains(&Mark::DriftBegan);
            let is_seen = matches!(entry.said.says, Says::Observation | Says::Change { .. } | Says::Alert { .. });
            is_drift || is_seen || entry.said.is_starred
        };
        before.filter(says_something).map(|entry| self.told(entry)).collect()
    }

    fn detection(&self) -> Vec<Line> {
        let Some(reached) = self.reached(Milestone::Detected) else { return Vec::new() };
        let mut lines = Vec::new();
        if let Some(entry) = self.entry(reached.entry) {
            let by = match &entry.said.says {
                Says::Alert { source, .. } => {
                    format!("an alert{}", source.as_ref().map(|source| format!(" of {source}")).unwrap_or_default())
                }
                _ => entry.said.by.clone(),
            };
            lines.push(line("noticed by", by, [entry.id]));
            lines.push(self.told(entry));
        }
        let detect = self.all_metrics().find(|metric| metric.name == "detect");
        if let Some(Metric { value: Took::Seconds(seconds), from, to, .. }) = detect {
            lines.push(line("wrong before that for", spell(seconds), from.into_iter().chain(to)));
        }
        if let Some(drift) = self.reached(Milestone::DriftBegan).filter(|drift| drift.at.at < reached.at.at) {
            let millis = reached.at.at.since(drift.at.at);
            lines.push(line("drifting before that for", length(millis), [drift.entry, reached.entry]));
        }
        lines
    }

    fn response(&self) -> Vec<Line> {
        let from = self.first_of(&[Milestone::Detected, Milestone::ImpactBegan, Milestone::Declared]);
        let to = self.first_of(&[Milestone::Mitigated, Milestone::ImpactEnded, Milestone::Resolved]);
        self.done_between(from.map(|from| from.at.at), to.map(|to| to.at.at))
    }

    fn recovery(&self) -> Vec<Line> {
        let ends = [Milestone::Mitigated, Milestone::ImpactEnded, Milestone::Resolved];
        match self.first_of(&ends) {
            Some(from) => self.done_between(Some(from.at.at), None),
            None => Vec::new(),
        }
    }

    fn resolution(&self) -> Vec<Line> {
        let from = self.first_of(&[Milestone::Detected, Milestone::ImpactBegan, Milestone::Declared]);
        let is_of_people = |entry: &Entry| matches!(entry.said.says, Says::Severity { .. } | Says::Role { .. });
        let mut lines = self.done_between(from.map(|from| from.at.at), None);
        let is_other =
            |id: &RecordId| self.entry(*id).is_none_or(|entry| !is_of_people(entry) || entry.said.is_starred);
        lines.retain(|line| line.entries.first().is_none_or(is_other));
        lines
    }

    /// What was decided, done and changed from one moment to another: the end is not part of it.
    fn done_between(&self, from: Option<Instant>, to: Option<Instant>) -> Vec<Line> {
        let is_within = |entry: &&Entry| {
            let Some(at) = entry.at else { return false };
            from.is_none_or(|from| at >= from) && to.is_none_or(|to| at < to)
        };
        let is_act = |entry: &&Entry| match &entry.said.says {
            Says::Decision { .. } | Says::Change { .. } | Says::Phase { .. } | Says::Severity { .. } => true,
            Says::Role { moved, .. } => matches!(moved, RoleMove::Take | RoleMove::Accept | RoleMove::Release),
            _ => entry.said.is_starred,
        };
        let mut lines = Vec::new();
        for entry in self.reading.timeline().filter(is_within).filter(is_act) {
            lines.push(self.told(entry));
            for detail in self.sheet().weighed(entry) {
                if matches!(entry.said.says, Says::Decision { .. }) {
                    lines.push(line(detail.label(), detail.text(), [entry.id]));
                }
            }
        }
        lines
    }

    fn roles(&self) -> Vec<Line> {
        let span = |held: &role::Held| match (held.from, held.to, held.is_over) {
            (Some(from), Some(to), _) => format!("{} to {}", self.time(from), self.time(to)),
            (Some(from), None, false) => format!("since {}", self.time(from)),
            (Some(from), None, true) => format!("from {}", self.time(from)),
            (None, ..) => "untimed".to_owned(),
        };
        let history = self.reading.incident.roles.history();
        history
            .iter()
            .map(|held| line(duties::title(&held.role), format!("{}, {}", held.holder, span(held)), [held.entry]))
            .collect()
    }

    // --- What was found and changed ---

    fn findings(&self) -> Vec<Line> {
        let finding = |finding: &Finding| {
            let mut value = markdown::plain(&finding.text, FIRST_WORDS);
            let patterns = finding.patterns.iter().map(|pattern| title_of(PATTERNS, pattern).to_owned());
            let effect = finding.effect.iter().map(|effect| title_of(EFFECTS, effect).to_ascii_lowercase());
            let emergent = finding.is_emergent.then(|| "emergent".to_owned());
            let beside: Vec<String> = patterns.chain(effect).chain(emergent).collect();
            if !beside.is_empty() {
                value.push_str(&format!(" ({})", beside.join(", ")));
            }
            if finding.evidence.is_empty() {
                value.push_str(" · no evidence yet");
            }
            line(class_of(finding), value, finding.evidence.iter().map(|citation| citation.entry))
        };
        self.says.findings.iter().map(|held| finding(&held.says)).collect()
    }

    fn changes(&self) -> Vec<Line> {
        let change = |change: &FollowUp| {
            let state = title_of(STATES, change.state.as_deref().unwrap_or("proposed"));
            let owner = match (&change.owner, &change.declined) {
                (Some(owner), _) => Some(owner.clone()),
                // Nobody is to do it.
                (None, Some(_)) => None,
                (None, None) => Some("nobody yet".to_owned()),
            };
            let due = change.due.map(|due| format!("until {}", self.sheet().date_time(due)));
            let who: Vec<String> = owner.into_iter().chain(due).collect();
            let who = if who.is_empty() { String::new() } else { format!(" ({})", who.join(", ")) };
            let findings = || change.findings.iter().filter_map(|id| self.says.finding(*id));
            let because: Vec<String> = findings().map(|finding| markdown::plain(&finding.text, FEW_WORDS)).collect();
            let because =
                if because.is_empty() { String::new() } else { format!(" · because of: {}", because.join("; ")) };
            let known = match (&change.proof, &change.declined) {
                (Some(proof), _) => format!(" · known by: {}", markdown::plain(&proof.looked_at, FIRST_WORDS)),
                (None, Some(declined)) => {
                    format!(" · not done, {}: {}", declined.by, markdown::plain(&declined.why, FIRST_WORDS))
                }
                (None, None) => String::new(),
            };
            let value = format!("{}{who}{because}{known}", markdown::plain(&change.text, FIRST_WORDS));
            line(state, value, findings().flat_map(|finding| finding.evidence.iter().map(|citation| citation.entry)))
        };
        self.says.follow_ups.iter().map(|held| change(&held.says)).collect()
    }

    fn answers(&self) -> Vec<Line> {
        let answered = self.says.answers.iter().map(|held| &held.says).filter(|answer| !answer.text.trim().is_empty());
        answered.map(|answer| line(question(answer), markdown::plain(&answer.text, FIRST_WORDS), [])).collect()
    }

    fn open_questions(&self) -> Vec<Line> {
        let open = self.says.answers.iter().map(|held| &held.says).filter(|answer| answer.text.trim().is_empty());
        let who = |answer: &Answer| match (&answer.by, &answer.asked_by) {
            (Some(by), _) => format!("{by} goes after it"),
            (None, Some(asked_by)) => format!("asked by {asked_by}"),
            (None, None) => "nobody goes after it yet".to_owned(),
        };
        open.map(|answer| line(question(answer), who(answer), [])).collect()
    }

    // --- Numbers and the timeline ---

    fn metrics(&self) -> Vec<Line> {
        let told = |metric: Metric| {
            let is_unknown = matches!(metric.value, Took::Not(_));
            let value = match metric.value {
                Took::Seconds(seconds) => format!("{}: {}", spell(seconds), metric.formula),
                Took::Not(why) => format!("not computable: {why}"),
            };
            Line {
                is_unknown,
                ..line(metric.title.to_ascii_lowercase(), value, metric.from.into_iter().chain(metric.to))
            }
        };
        self.all_metrics().map(told).collect()
    }

    /// Starred entries; all, where none is starred.
    fn timeline(&self) -> Vec<Line> {
        let is_any_starred = self.reading.timeline().any(|entry| entry.said.is_starred);
        let shown = self.reading.timeline().filter(|entry| entry.said.is_starred || !is_any_starred);
        let mut lines: Vec<Line> = shown.map(|entry| self.told(entry)).collect();
        match self.reading.incident.order.len().saturating_sub(lines.len()) {
            left_out if left_out == 0 || !is_any_starred => {}
            1 => lines.push(line("left out", "1 entry without a star", [])),
            left_out => lines.push(line("left out", format!("{left_out} entries without a star"), [])),
        }
        lines
    }
}

/// How long, in words that round down.
pub(super) fn spell(seconds: u64) -> String {
    if seconds < 60 {
        return format!("{seconds} s");
    }
    length(i64::try_from(seconds).unwrap_or(i64::MAX / 1000).saturating_mul(1000))
}

/// `Operational / Rollback`.
pub(super) fn class_of(finding: &Finding) -> String {
    let Some(name) = &finding.class else { return "no class yet".to_owned() };
    let class = CLASSES.iter().find(|class| class.word.name == name);
    let title = class.map_or(name.as_str(), |class| class.word.title);
    match &finding.detail {
        Some(detail) => format!("{title} / {}", class.map_or(detail.as_str(), |class| title_of(class.details, detail))),
        None => title.to_owned(),
    }
}

/// A question in words.
pub(super) fn question(answer: &Answer) -> String {
    let asks = markdown::plain(answer.asks(), FIRST_WORDS);
    if asks.is_empty() { "a question without words".to_owned() } else { asks }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::entry::{ImpactMove, Phase, Statement, testing};
    use crate::domain::id::WriterId;
    use crate::domain::postmortem::Held;
    use crate::domain::time::Hlc;
    use crate::domain::zone::Utc;

    fn entry(id: u128, minute: i64, says: Says, text: &str, marks: &[Mark]) -> Entry {
        let (writer, at) = (WriterId::from_bits(1), Instant::from_millis(minute * 60_000));
        let mut said = Statement::new(says, "dana", text, at, writer);
        said.marks = marks.to_vec();
        testing::entry(id, Some(at), said)
    }

    fn impact(id: u128, minute: i64, impact: ImpactMove, answers: &[u128]) -> Entry {
        let says = Says::Impact { impact, who: Some("checkouts".into()), share: Some("30 %".into()), certainty: None };
        let mut entry = entry(id, minute, says, "", &[]);
        entry.said.answers = answers.iter().map(|id| RecordId::from_bits(*id)).collect();
        entry
    }

    fn reading() -> Reading {
        let mut decision = entry(6, 12, Says::Note, "Fail over?", &[]);
        decision.said.says =
            Says::Decision { options: vec!["wait".into()], objections: vec!["rows are lost".into()], saw: None };
        let mut reading = Reading::default();
        for entry in [
            entry(1, 0, Says::Observation, "p99 creeps up", &[Mark::DriftBegan]),
            impact(2, 5, ImpactMove::Began, &[]),
            impact(3, 8, ImpactMove::Began, &[]),
            entry(4, 9, Says::Note, "**Paged**", &[Mark::Detected]),
            entry(5, 10, Says::Note, "somebody joins", &[]),
            decision,
            entry(7, 15, Says::Phase { phase: Phase::Mitigated }, "", &[]),
            impact(8, 15, ImpactMove::Ended, &[2]),
            entry(9, 20, Says::Change { sort: Some("deploy".into()), verdict: None }, "the fix", &[]),
            impact(10, 25, ImpactMove::Ended, &[]),
        ] {
            reading.entries.insert(entry.id, Arc::new(entry));
        }
        reading.fold();
        reading
    }

    fn told(fact: Fact, says: &Postmortem) -> Vec<String> {
        let block = block(fact, &reading(), &Utc, says);
        block.lines.into_iter().map(|line| format!("{} | {}", line.label, line.value)).collect()
    }

    #[test]
    fn each_part_of_the_incident_stands_in_its_section() {
        let says = Postmortem::default();
        assert_eq!(told(Fact::LeadUp, &says), ["00:00 | p99 creeps up (drift began)"]);
        let detection = [
            "noticed by | dana",
            "00:09 | Paged (detected)",
            "wrong before that for | 4 min",
            "drifting before that for | 9 min",
        ];
        assert_eq!(told(Fact::Detection, &says), detection);
        let response = ["00:12 | decision: Fail over?", "option | wait", "objection | rows are lost"];
        assert_eq!(told(Fact::Response, &says), response);
        assert_eq!(told(Fact::Recovery, &says), ["00:15 | phase: mitigated", "00:20 | change: deploy: the fix"]);
    }

    #[test]
    fn a_number_that_cannot_be_computed_is_told_apart_from_those_that_can() {
        let lines = block(Fact::Metrics, &reading(), &Utc, &Postmortem::default()).lines;
        let (unknown, known): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.is_unknown);
        assert!(!unknown.is_empty() && !known.is_empty(), "{lines:?}");
        assert!(unknown.iter().all(|line| line.value.starts_with("not computable: ")), "{unknown:?}");
        assert!(!known.iter().any(|line| line.value.starts_with("not computable")), "{known:?}");
    }

    #[test]
    fn a_resolution_is_one_block_without_severities_and_roles() {
        let severity = entry(11, 13, Says::Severity { severity: "sev1".into() }, "", &[]);
        let mut reading = reading();
        reading.entries.insert(severity.id, Arc::new(severity));
        reading.fold();
        let says = Postmortem::default();
        let told = |fact| -> Vec<String> {
            block(fact, &reading, &Utc, &says)
                .lines
                .into_iter()
                .map(|line| format!("{} | {}", line.label, line.value))
                .collect()
        };
        assert!(told(Fact::Response).contains(&"00:13 | severity: sev1".to_owned()));
        let expected = [
            "00:12 | decision: Fail over?",
            "option | wait",
            "objection | rows are lost",
            "00:15 | phase: mitigated",
            "00:20 | change: deploy: the fix",
        ];
        assert_eq!(told(Fact::Resolution), expected);
    }

    /// Nobody outside knew which day “16:05” was of.
    #[test]
    fn those_outside_are_told_the_day_at_the_beginning_and_wherever_it_changes() {
        let day = 24 * 60;
        let mut reading = Reading::default();
        for entry in [
            impact(1, 1200, ImpactMove::Began, &[]),
            entry(2, 1210, Says::Note, "", &[Mark::Detected]),
            impact(3, day + 30, ImpactMove::Ended, &[1]),
            impact(4, day + 60, ImpactMove::Began, &[]),
            impact(5, day + 70, ImpactMove::Ended, &[4]),
            entry(6, day + 90, Says::Phase { phase: Phase::Resolved }, "", &[]),
        ] {
            reading.entries.insert(entry.id, Arc::new(entry));
        }
        reading.fold();
        let says = Postmortem::default();
        let labels = |lines: Vec<Line>| lines.into_iter().map(|line| line.label).collect::<Vec<_>>();
        let course = ["1970-01-01 20:00", "20:10", "1970-01-02 01:10", "01:30"];
        assert_eq!(labels(course_outside(&reading, &Utc, &says)), course);
        let harm = ["1970-01-01 20:00 to 1970-01-02 00:30", "01:00 to 01:10", "in all"];
        assert_eq!(labels(harm_outside(&reading, &Utc, &says)), harm);
        let span = ["1970-01-01 20:00", "1970-01-02 01:30"].map(|time| Some(time.to_owned()));
        assert_eq!(span_outside(&reading, &Utc, &says), span);
        assert_eq!(span_outside(&Reading::default(), &Utc, &says), [None, None]);
    }

    #[test]
    fn times_of_harm_are_told_one_by_one_and_in_all_once() {
        let expected = [
            "00:05 to 00:15 | 30 % of checkouts · 10 min",
            "00:08 to 00:25 | 30 % of checkouts · 17 min",
            "in all | 20 min, overlapping times counted once",
        ];
        assert_eq!(told(Fact::Impact, &Postmortem::default()), expected);
    }

    #[test]
    fn a_timeline_is_of_what_was_starred_and_whole_where_nothing_was() {
        let told = |reading: &Reading| {
            let lines = block(Fact::Timeline, reading, &Utc, &Postmortem::default()).lines;
            lines.into_iter().map(|line| format!("{} | {}", line.label, line.value)).collect::<Vec<_>>()
        };
        let mut reading = reading();
        let all = told(&reading);
        assert_eq!(all.len(), 10, "{all:?}");
        assert_eq!(all[4], "00:10 | somebody joins");
        let mut starred = entry(5, 10, Says::Note, "somebody joins", &[]);
        starred.said.is_starred = true;
        reading.entries.insert(starred.id, Arc::new(starred));
        reading.fold();
        assert_eq!(told(&reading), ["00:10 | somebody joins", "left out | 9 entries without a star"]);
    }

    #[test]
    fn a_finding_leads_to_its_entries_and_a_change_to_those_of_its_findings() {
        let cited = RecordId::from_bits(4);
        let finding = Finding {
            text: "The way back had never been walked.".into(),
            class: Some("operational".into()),
            detail: Some("rollback".into()),
            evidence: vec![crate::domain::postmortem::Citation { entry: cited, saw: None }],
            ..Finding::default()
        };
        // On paper nobody saw what a change answers, and one that was declined waited for somebody.
        let declined = FollowUp {
            text: "Rewrite it.".into(),
            state: Some("declined".into()),
            declined: Some(crate::domain::postmortem::Declined {
                by: "dana".into(),
                why: "It would take a year.".into(),
                at: Instant::EPOCH,
            }),
            ..FollowUp::default()
        };
        let follow_up =
            FollowUp { text: "Rehearse it.".into(), findings: vec![RecordId::from_bits(20)], ..FollowUp::default() };
        let says = Postmortem {
            findings: vec![
                Held { id: RecordId::from_bits(20), created: Hlc(0, 0), says: finding },
                Held { id: RecordId::from_bits(21), created: Hlc(0, 1), says: Finding::default() },
            ],
            follow_ups: vec![
                Held { id: RecordId::from_bits(22), created: Hlc(0, 2), says: follow_up },
                Held { id: RecordId::from_bits(23), created: Hlc(0, 3), says: declined },
            ],
            ..Postmortem::default()
        };
        let findings = block(Fact::Findings, &reading(), &Utc, &says).lines;
        assert_eq!((findings[0].label.as_str(), &findings[0].entries[..]), ("Operational / Rollback", &[cited][..]));
        assert_eq!((findings[1].label.as_str(), findings[1].entries.len()), ("no class yet", 0));
        let changes = block(Fact::Changes, &reading(), &Utc, &says).lines;
        let expected = [
            line("Proposed", "Rehearse it. (nobody yet) · because of: The way back had never been walked.", [cited]),
            line("Not doing", "Rewrite it. · not done, dana: It would take a year.", []),
        ];
        assert_eq!(changes, expected);
    }
}
