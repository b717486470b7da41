//! What a postmortem is when it goes out: everything in its place, before anybody decides how it is written.

use std::borrow::Cow;

use super::facts::{self, Line};
use super::signed;
use super::words::{self, one_line};
use crate::domain::entry::Entry;
use crate::domain::id::{Hash, RecordId};
use crate::domain::ordered::sort_many;
use crate::domain::postmortem::missing::missing;
use crate::domain::postmortem::review::{Worth, worths};
use crate::domain::postmortem::{
    Answer, Fact, Finding, FollowUp, Held, Outline, OutlinePart, Postmortem, PostmortemRecord, SignOff,
};
use crate::domain::record::IncidentRecord;
use crate::domain::sorted::SortedSet;
use crate::domain::time::Instant;
use crate::log::{Reading, frozen};
use crate::text::amendments::Amended;
use crate::text::export::Sheet;
use crate::text::timeline;

/// How much of the timeline goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// Starred entries, and those that the document names; all, where none is starred.
    #[default]
    Starred,
    /// Every entry.
    Whole,
}

/// Who is to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// Those who work here.
    #[default]
    Internal,
    /// Everybody else.
    External,
}

/// What is to go out.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The incident.
    pub sheet: Sheet<'a>,
    /// What its postmortem says.
    pub says: &'a Postmortem,
    /// In which order.
    pub outline: &'a Outline,
    /// How much of the timeline.
    pub extent: Extent,
    /// What was said after it was frozen.
    pub amendments: &'a [Amended],
    /// What it says now, and the incident as it is now, which a frozen one does not show: what is missing and what sign-offs are
    /// worth is told of these.
    pub live: (&'a Postmortem, &'a Reading),
    /// As of when it is said what is missing.
    pub now: Instant,
}

/// What a section holds beside its text and its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Every finding.
    Findings,
    /// Every change.
    Changes,
    /// Questions with an answer.
    Answers,
    /// Questions without one.
    OpenQuestions,
    /// Entries.
    Timeline,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is for.
    pub slot: String,
    /// Its heading.
    pub heading: String,
    /// What the workbench says.
    pub lines: Vec<Told>,
    /// What people wrote, as markdown.
    pub text: String,
    /// What else stands in it, in this order.
    pub holds: Vec<Holds>,
}

/// A line that the workbench says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is about.
    pub label: String,
    /// What is said, without markup.
    pub value: String,
    /// The entry it was read off, where that is in the document.
    pub entry: Option<RecordId>,
}

/// An entry in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Which.
    pub entry: RecordId,
    /// The day that begins with it.
    pub day: Option<String>,
    /// When: `14:07`.
    pub time: String,
}

/// How it was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The set hash of what it says.
    pub hash: Hash,
    /// Handle of whoever froze it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// A sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What was said with it.
    pub says: SignOff,
    /// What it is worth; none where a file does not say.
    pub worth: Option<Worth>,
}

/// A postmortem as it goes out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// `INC-42`.
    pub number: String,
    /// The incident's title.
    pub title: String,
    /// Whom it is for.
    pub audience: Audience,
    /// What its times are in.
    pub zone: String,
    /// When it began, in words: in the head of what goes outside, which has no other.
    pub began: Option<String>,
    /// When it ended, as [`Document::began`].
    pub ended: Option<String>,
    /// Owner, status, reviewers; the template is that of the document.
    pub about: PostmortemRecord,
    /// How it was frozen; none while it is live.
    pub frozen: Option<Frozen>,
    /// What its template is called.
    pub template: String,
    /// Its sections that say something.
    pub parts: Vec<Part>,
    /// What was found out.
    pub findings: Vec<(RecordId, Finding)>,
    /// What is to be changed.
    pub follow_ups: Vec<(RecordId, FollowUp)>,
    /// Questions, answered or not.
    pub answers: Vec<(RecordId, Answer)>,
    /// Who has reviewed it.
    pub sign_offs: Vec<(RecordId, Signed)>,
    /// What was said after it was frozen.
    pub amendments: Vec<Amended>,
    /// What it still lacks, each as a sentence that says what to do.
    pub missing: Vec<String>,
    /// True where starred entries were wanted and there is none, so that all stand in it.
    pub is_unstarred: bool,
    /// When its entries were logged, where all of them were logged when it was over.
    pub logged: Option<String>,
    /// The entries that stand in it.
    pub timeline: Vec<Moment>,
    /// How many do not.
    pub left_out: usize,
}

/// Where what no section of a template holds is put, so that nothing is lost.
const HOMES: [(Holds, &str, &str); 5] = [
    (Holds::Findings, "conditions", "What made it possible"),
    (Holds::Changes, "changes", "Changes"),
    (Holds::Answers, "answers", "Answers"),
    (Holds::OpenQuestions, "open-questions", "Open questions"),
    (Holds::Timeline, "timeline", "Entries"),
];

/// The section that stands instead of the summary where people outside read.
pub(super) const OUTSIDE: &str = "external";

impl Holds {
    fn of(fact: Fact) -> Option<Self> {
        match fact {
            Fact::Findings => Some(Self::Findings),
            Fact::Changes => Some(Self::Changes),
            Fact::Answers => Some(Self::Answers),
            Fact::OpenQuestions => Some(Self::OpenQuestions),
            Fact::Timeline => Some(Self::Timeline),
            _ => None,
        }
    }
}

impl Document {
    /// What is to go out of a postmortem.
    pub fn of(wanted: &Wanted<'_>) -> Self {
        let Wanted { sheet, says, outline, .. } = wanted;
        let mut about = says.about.clone();
        about.template = Some(outline.name.clone());
        or(&mut about.status, "draft");
        let frozen = says.frozen().map(|freeze| Frozen { hash: freeze.set_hash, by: freeze.by.clone(), at: freeze.at });
        let mut this = Self {
            number: sheet.number().to_owned(),
            title: one_line(sheet.title()),
            zone: sheet.zone_name.to_owned(),
            about,
            frozen,
            template: one_line(&outline.title),
            findings: flat(&says.findings),
            follow_ups: flat(&says.follow_ups),
            answers: flat(&says.answers),
            sign_offs: signed_off(wanted),
            amendments: wanted.amendments.to_vec(),
            ..Self::default()
        };
        let texts = this.findings.iter_mut().map(|(_, finding)| &mut finding.text);
        let texts = texts.chain(this.follow_ups.iter_mut().map(|(_, change)| &mut change.text));
        let texts = texts.chain(this.answers.iter_mut().map(|(_, answer)| &mut answer.text));
        for text in texts.chain(this.amendments.iter_mut().map(|amended| &mut amended.text)) {
            if let Cow::Owned(dated) = words::dated(text, sheet) {
                *text = dated;
            }
        }
        for (_, change) in &mut this.follow_ups {
            or(&mut change.state, "proposed");
        }
        for (_, answer) in &mut this.answers {
            answer.question = answer.question.take().filter(|question| !one_line(question).is_empty());
        }
        let arranged = outline.arranged(says);
        this.cut_timeline(wanted);
        this.fill(wanted, &arranged);
        // Triage and drills need no postmortem; where one was begun it is to be whole.
        let (says, reading) = wanted.live;
        if reading.record.as_ref().is_none_or(IncidentRecord::counts) || !says.is_empty() {
            let gaps = missing(says, reading, wanted.now);
            this.missing = gaps.iter().map(|gap| one_line(&gap.says)).collect();
        }
        this
    }

    /// True when there is something of that.
    fn has(&self, holds: Holds) -> bool {
        match holds {
            Holds::Findings => !self.findings.is_empty(),
            Holds::Changes => !self.follow_ups.is_empty(),
            Holds::Answers => self.answers.iter().any(|(_, answer)| !answer.is_open()),
            Holds::OpenQuestions => self.answers.iter().any(|(_, answer)| answer.is_open()),
            Holds::Timeline => !self.timeline.is_empty(),
        }
    }

    /// Chooses the entries: those with a star and those that the document names.
    fn cut_timeline(&mut self, wanted: &Wanted<'_>) {
        let (sheet, says) = (&wanted.sheet, wanted.says);
        let mut named: SortedSet<RecordId> = SortedSet::default();
        for held in &says.findings {
            named.extend(held.says.evidence.iter().map(|citation| citation.entry));
        }
        let texts = says.sections.iter().map(|held| &held.says.text);
        let texts = texts.chain(says.answers.iter().map(|held| &held.says.text));
        let texts = texts.chain(says.findings.iter().map(|held| &held.says.text));
        named.extend(texts.flat_map(|text| words::named(text)).filter_map(|id| id.parse().ok()));
        let has_stars = sheet.reading.timeline().any(|entry| entry.said.is_starred);
        let is_in = |entry: &Entry| {
            wanted.extent == Extent::Whole || !has_stars || entry.said.is_starred || named.contains(&entry.id)
        };
        self.is_unstarred = wanted.extent == Extent::Starred && !has_stars && sheet.reading.timeline().next().is_some();
        let mut day = String::new();
        for entry in sheet.reading.timeline() {
            if !is_in(entry) {
                self.left_out += 1;
                continue;
            }
            let of = entry.precise().map(|at| timeline::day_line(at, &sheet.zone)).filter(|of| *of != day);
            if let Some(of) = &of {
                day.clone_from(of);
            }
            self.timeline.push(Moment { entry: entry.id, day: of, time: sheet.time(entry) });
        }
        let shown = self.timeline.iter().filter_map(|moment| sheet.reading.entries.get(&moment.entry));
        self.logged = sheet.logged_afterwards(shown.map(AsRef::as_ref));
    }

    fn fill(&mut self, wanted: &Wanted<'_>, arranged: &[OutlinePart]) {
        // In order by one sort: of ten thousand, each put into its place would move half of the others.
        let mut in_timeline: Vec<RecordId> = self.timeline.iter().map(|moment| moment.entry).collect();
        sort_many(&mut in_timeline, |id| *id);
        let mut homeless: Vec<Holds> =
            HOMES.iter().map(|(holds, ..)| *holds).filter(|holds| self.has(*holds)).collect();
        let is_asked = |fact: Fact| arranged.iter().any(|part| part.facts.contains(&fact));
        // What a team's own template calls the root cause are the conditions, where it has no other place for them.
        let adopts = if is_asked(Fact::Findings) {
            None
        } else {
            arranged.iter().find(|part| speaks_of_root_cause(&part.heading)).map(|part| part.slot.clone())
        };
        for part in arranged {
            let mut facts = part.facts.clone();
            if adopts.as_ref() == Some(&part.slot) {
                facts.push(Fact::Findings);
            }
            let mut made = Part {
                slot: one_line(&part.slot),
                heading: if part.slot == OUTSIDE { "For people outside".to_owned() } else { one_line(&part.heading) },
                lines: Vec::new(),
                text: wanted
                    .says
                    .section(&part.slot)
                    .map_or_else(String::new, |held| words::dated(&held.says.text, &wanted.sheet).into_owned()),
                holds: Vec::new(),
            };
            for fact in facts {
                match Holds::of(fact) {
                    Some(holds) if homeless.contains(&holds) => {
                        homeless.retain(|other| *other != holds);
                        made.holds.push(holds);
                    }
                    Some(_) => {}
                    None => {
                        let block = facts::block(fact, wanted.sheet.reading, wanted.sheet.zone, wanted.says);
                        made.lines.extend(block.lines.into_iter().map(|line| Told::of(line, &in_timeline)));
                    }
                }
            }
            if speaks_of_root_cause(&made.heading) && made.holds.contains(&Holds::Findings) {
                let value = "conditions that made it possible together, none of which was enough alone";
                made.lines.push(Told { label: "read as".to_owned(), value: value.to_owned(), entry: None });
            }
            if !(made.text.trim().is_empty() && made.lines.is_empty() && made.holds.is_empty()) {
                made.lines.extend(self.findings_elsewhere(&made));
                self.parts.push(made);
            }
        }
        for (holds, slot, heading) in HOMES.iter().filter(|(holds, ..)| homeless.contains(holds)) {
            let slot = if self.parts.iter().any(|part| part.slot == *slot) {
                format!("{slot}-more")
            } else {
                (*slot).to_owned()
            };
            let (heading, lines) = ((*heading).to_owned(), Vec::new());
            self.parts.push(Part { slot, heading, lines, text: String::new(), holds: vec![*holds] });
        }
    }

    /// Where the findings stand, for a section that has them in its heading and not below it.
    fn findings_elsewhere(&self, part: &Part) -> Option<Told> {
        let speaks_of_them = part.heading.to_ascii_lowercase().contains("findings");
        if !speaks_of_them || part.holds.contains(&Holds::Findings) {
            return None;
        }
        let home = self.parts.iter().find(|part| part.holds.contains(&Holds::Findings))?;
        Some(Told { label: "findings".to_owned(), value: format!("under “{}”", home.heading), entry: None })
    }

    /// The number of a finding, as the document counts them.
    pub(super) fn number_of(&self, finding: RecordId) -> Option<usize> {
        self.findings.iter().position(|(id, _)| *id == finding).map(|position| position + 1)
    }

    /// That all entries stand here because none was chosen.
    pub(super) fn unstarred_in_words(&self) -> String {
        match self.timeline.len() {
            1 => "Nothing is starred, so the one entry stands here.".to_owned(),
            all => format!("Nothing is starred, so all {all} entries stand here."),
        }
    }

    /// What is written, piece by piece, in order.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::Head];
        for (number, part) in self.parts.iter().enumerate() {
            steps.push(Step::Part(number));
            for holds in &part.holds {
                match holds {
                    Holds::Findings => steps.extend((0..self.findings.len()).map(Step::Finding)),
                    Holds::Changes => steps.extend((0..self.follow_ups.len()).map(Step::Change)),
                    Holds::Answers | Holds::OpenQuestions => {
                        let wants_open = *holds == Holds::OpenQuestions;
                        let wanted = self.answers.iter().enumerate();
                        let wanted = wanted.filter(|(_, (_, answer))| answer.is_open() == wants_open);
                        steps.extend(wanted.map(|(number, _)| Step::Answer(number)));
                    }
                    Holds::Timeline => {
                        steps.push(Step::Timeline);
                        steps.extend((0..self.timeline.len()).map(Step::Moment));
                    }
                }
            }
        }
        if !self.sign_offs.is_empty() {
            steps.push(Step::SignOffs);
            let shown = (0..self.sign_offs.len()).filter(|number| signed::is_shown(&self.sign_offs[*number].1));
            steps.extend(shown.map(Step::SignOff));
            steps.push(Step::Replaced);
        }
        if !self.amendments.is_empty() {
            steps.push(Step::Amendments);
        }
        if !self.missing.is_empty() {
            steps.push(Step::Missing);
        }
        steps.push(Step::End);
        steps
    }
}

/// One piece of a document, by its number among its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The title and what is said of the document.
    Head,
    /// A section with its text and its lines.
    Part(usize),
    /// A finding.
    Finding(usize),
    /// A change.
    Change(usize),
    /// A question, answered or not.
    Answer(usize),
    /// The beginning of the timeline.
    Timeline,
    /// An entry.
    Moment(usize),
    /// The beginning of the sign-offs.
    SignOffs,
    /// A sign-off.
    SignOff(usize),
    /// The sign-offs that later ones replaced.
    Replaced,
    /// All amendments.
    Amendments,
    /// All that it still lacks.
    Missing,
    /// The end.
    End,
}

impl Told {
    fn of(line: Line, in_document: &[RecordId]) -> Self {
        Self {
            // A label ends at the first colon that a blank follows.
            label: one_line(&line.label.replace(": ", ", ")).trim_end_matches(':').to_owned(),
            value: one_line(&line.value),
            entry: line.entries.first().copied().filter(|id| in_document.binary_search(id).is_ok()),
        }
    }
}

fn flat<T: Clone>(held: &[Held<T>]) -> Vec<(RecordId, T)> {
    held.iter().map(|held| (held.id, held.says.clone())).collect()
}

fn signed_off(wanted: &Wanted<'_>) -> Vec<(RecordId, Signed)> {
    let worths = worths(wanted.says, frozen::present(wanted.live.1));
    let signed = wanted.says.sign_offs.iter().zip(worths);
    signed.map(|(held, worth)| (held.id, Signed { says: held.says.clone(), worth: Some(worth) })).collect()
}

/// What is said, or what counts where nothing is.
fn or(said: &mut Option<String>, otherwise: &str) {
    if said.as_ref().is_none_or(|said| one_line(said).is_empty()) {
        *said = Some(otherwise.to_owned());
    }
}

fn speaks_of_root_cause(heading: &str) -> bool {
    heading.to_ascii_lowercase().contains("root cause")
}
