//! The records a postmortem is made of, and what they say together.

use crate::domain::entry::Seen;
use crate::domain::id::{Hash, RecordId, ScopeId};
use crate::domain::json::{Json, Unfit, record};
use crate::domain::ordered::sort_many;
use crate::domain::record::{Body, kind};
use crate::domain::time::{Hlc, Instant, Precise};

/// A record with its id and when it was first written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held<T> {
    /// Its id.
    pub id: RecordId,
    /// When it was first written, which is also its place among its like.
    pub created: Hlc,
    /// What it says.
    pub says: T,
}

/// What the records of a postmortem say together, each kind in the order in which it was first written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Postmortem {
    /// The document itself; empty while nobody has said anything about it.
    pub about: PostmortemRecord,
    /// The record that says so; none while nobody has.
    pub about_id: Option<RecordId>,
    /// Its sections, as far as somebody wrote into them.
    pub sections: Vec<Held<Section>>,
    /// Answers to questions, and questions that wait for one.
    pub answers: Vec<Held<Answer>>,
    /// What was found out.
    pub findings: Vec<Held<Finding>>,
    /// What is to be changed.
    pub follow_ups: Vec<Held<FollowUp>>,
    /// Hints that somebody has looked at and put aside.
    pub dismissals: Vec<Held<Dismissal>>,
    /// Who has reviewed it.
    pub sign_offs: Vec<Held<SignOff>>,
    /// When it was frozen; the last one counts.
    pub freezes: Vec<Held<Freeze>>,
    /// Templates of a team; in the scope of its lists only.
    pub templates: Vec<Held<TemplateRecord>>,
    /// Deadlines of a team; in the scope of its lists only.
    pub terms: Vec<Held<TermRecord>>,
    /// Records that could not be understood, each with the reason as a sentence without its full stop.
    pub unread: Vec<(RecordId, String)>,
}

impl Postmortem {
    /// Reads the records. Those of other kinds are passed over.
    pub fn of<'a>(bodies: impl IntoIterator<Item = (&'a RecordId, &'a Body)>) -> Self {
        let mut bodies: Vec<(&RecordId, &Body)> = bodies.into_iter().collect();
        sort_many(&mut bodies, |(id, body)| (body.created, **id));
        let mut this = Self::default();
        for (id, body) in bodies {
            if let Err(why) = this.read(*id, body) {
                this.unread.push((*id, why.to_string()));
            }
        }
        this
    }

    fn read(&mut self, id: RecordId, body: &Body) -> Result<(), Unfit> {
        fn held<T: Json>(id: RecordId, body: &Body) -> Result<Held<T>, Unfit> {
            Ok(Held { id, created: body.created, says: T::read(&body.json)? })
        }
        match body.kind.as_str() {
            // Its id is made from its scope, so there is one; of several, which only a broken file brings, the first counts.
            kind::POSTMORTEM if self.about_id.is_none() => {
                self.about = held(id, body)?.says;
                self.about_id = Some(id);
            }
            kind::SECTION => self.sections.push(held(id, body)?),
            kind::ANSWER => self.answers.push(held(id, body)?),
            kind::FINDING => self.findings.push(held(id, body)?),
            kind::FOLLOW_UP => self.follow_ups.push(held(id, body)?),
            kind::DISMISSAL => self.dismissals.push(held(id, body)?),
            kind::SIGN_OFF => self.sign_offs.push(held(id, body)?),
            kind::FREEZE => self.freezes.push(held(id, body)?),
            kind::TEMPLATE => self.templates.push(held(id, body)?),
            kind::TERM => self.terms.push(held(id, body)?),
            _ => {}
        }
        Ok(())
    }

    /// True when nobody has said anything: no document, no finding, no change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The records that could not be understood, as sentences; nothing where all were.
    pub fn unread_in_words(&self) -> Vec<String> {
        let sentence = |(record, why): &(RecordId, String)| {
            format!("A record could not be read and is left out: {why} ({record}).")
        };
        self.unread.iter().map(sentence).collect()
    }

    /// The finding of that id.
    pub fn finding(&self, id: RecordId) -> Option<&Finding> {
        self.findings.iter().find(|held| held.id == id).map(|held| &held.says)
    }

    /// The follow-up of that id.
    pub fn follow_up(&self, id: RecordId) -> Option<&FollowUp> {
        self.follow_ups.iter().find(|held| held.id == id).map(|held| &held.says)
    }

    /// What stands in the section of that slot.
    pub fn section(&self, slot: &str) -> Option<&Held<Section>> {
        self.sections.iter().find(|held| held.says.slot == slot)
    }

    /// How it was frozen last; none while it is live.
    pub fn frozen(&self) -> Option<&Freeze> {
        self.freezes.last().map(|held| &held.says)
    }

    /// True when somebody has put the hint of that key aside.
    pub fn has_dismissed(&self, key: &str) -> bool {
        self.dismissals.iter().any(|held| held.says.key == key)
    }
}

/// The document: who answers for it, how far its review is, what closed it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostmortemRecord {
    /// The name of a template that comes with Stillpoint, or the record id of a team's own; none for Stillpoint's.
    pub template: Option<String>,
    /// Handle of whoever answers for the document.
    pub owner: Option<String>,
    /// One of [`STATUSES`](super::STATUSES); none for a draft.
    pub status: Option<String>,
    /// Until when it is to be reviewed, where somebody said so; otherwise the team's terms say.
    pub review_by: Option<Precise>,
    /// Why it is closed although nothing was committed to.
    pub closed_without: Option<String>,
    /// Why it is closed although it was changed since reviewers signed off.
    pub closed_despite: Option<String>,
    /// When people meet about it.
    pub meeting: Option<Meeting>,
    /// Handles of those who are to review it.
    pub reviewers: Vec<String>,
}

record!(PostmortemRecord {
    template: optional "template",
    owner: optional "owner",
    status: optional "status",
    review_by: optional "review_by",
    closed_without: optional "closed_without",
    closed_despite: optional "closed_despite",
    meeting: optional "meeting",
    reviewers: or_empty "reviewers",
});

/// When people meet about a postmortem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// When it begins.
    pub at: Instant,
    /// How long it is to take.
    pub minutes: u32,
    /// A room, a link; empty where nobody said.
    pub place: String,
}

record!(Meeting { at: needed "at", minutes: needed "minutes", place: or_empty "place" });

/// A section of the document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// What it is for, such as `summary`: what a template's part names. Unique in a postmortem; a section that a person adds
    /// beside the template has its own record id here.
    pub slot: String,
    /// Its heading where it is not the template's.
    pub heading: Option<String>,
    /// Markdown.
    pub text: String,
}

record!(Section { slot: needed "slot", heading: optional "heading", text: or_empty "text" });

/// A question and what is known of it. Without a text it is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The question's name in the library; none for one that somebody asked in their own words.
    pub asked: Option<String>,
    /// The question in somebody's own words.
    pub question: Option<String>,
    /// Handle of whoever asks.
    pub asked_by: Option<String>,
    /// Handle of whoever answers, or is to.
    pub by: Option<String>,
    /// Markdown; empty while it is open.
    pub text: String,
}

record!(Answer {
    asked: optional "asked",
    question: optional "question",
    asked_by: optional "asked_by",
    by: optional "by",
    text: or_empty "text",
});

/// A statement about a condition that made the incident possible, worse, longer, or better than it might have been.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// The statement.
    pub text: String,
    /// One of [`CLASSES`](super::CLASSES), by name.
    pub class: Option<String>,
    /// What of that class, by name.
    pub detail: Option<String>,
    /// Recurring patterns it is an instance of, by the names in [`PATTERNS`](super::PATTERNS) or in a team's own words.
    pub patterns: Vec<String>,
    /// The entries that show it. None is a state that is shown.
    pub evidence: Vec<Citation>,
    /// No single component was wrong.
    pub is_emergent: bool,
    /// One of [`EFFECTS`](super::EFFECTS): whether changing it would limit the damage or prevent the cause.
    pub effect: Option<String>,
    /// Could a test have caught it, layer by layer.
    pub tests: Vec<LayerAnswer>,
    /// Which of [`FAILURES`](super::FAILURES) it is.
    pub failure: Option<String>,
    /// What it would have taken to catch it.
    pub would_take: Option<String>,
    /// What was assumed in tests and what was seen.
    pub assumptions: Vec<Assumption>,
}

record!(Finding {
    text: or_empty "text",
    class: optional "class",
    detail: optional "detail",
    patterns: or_empty "patterns",
    evidence: or_empty "evidence",
    is_emergent: or_empty "emergent",
    effect: optional "effect",
    tests: or_empty "tests",
    failure: optional "failure",
    would_take: optional "would_take",
    assumptions: or_empty "assumptions",
});

/// An entry that is named as evidence, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The entry.
    pub entry: RecordId,
    /// The revision of it that was looked at: an entry whose head is another one was corrected since.
    pub saw: Option<Hash>,
}

record!(Citation { entry: needed "entry", saw: optional "saw" });

/// Whether the tests of one layer could have caught it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerAnswer {
    /// One of [`LAYERS`](super::LAYERS), by name.
    pub layer: String,
    /// `yes`, `no` or `rarely`.
    pub answer: String,
}

record!(LayerAnswer { layer: needed "layer", answer: needed "answer" });

/// What tests assumed of production, and what it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assumption {
    /// About what: request rate, data shape, concurrency, order of actions.
    pub what: String,
    /// As modelled.
    pub modelled: String,
    /// As seen in the incident.
    pub seen: String,
}

record!(Assumption { what: needed "what", modelled: or_empty "modelled", seen: or_empty "seen" });

/// A change to the system that follows from findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FollowUp {
    /// What is to be changed.
    pub text: String,
    /// The findings it answers.
    pub findings: Vec<RecordId>,
    /// One of [`CHANGES`](super::CHANGES), by name.
    pub change: Option<String>,
    /// Handle of whoever answers for it.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Precise>,
    /// One of [`STRENGTHS`](super::STRENGTHS), where a person said so.
    pub strength: Option<String>,
    /// One of [`EFFECTS`](super::EFFECTS).
    pub effect: Option<String>,
    /// One of [`STATES`](super::STATES); none for a proposal.
    pub state: Option<String>,
    /// Where it is tracked.
    pub link: Option<String>,
    /// When somebody last looked there.
    pub checked_at: Option<Instant>,
    /// Who decided not to do it, and why.
    pub declined: Option<Declined>,
    /// How it is known that the change is made and works.
    pub proof: Option<Proof>,
}

record!(FollowUp {
    text: or_empty "text",
    findings: or_empty "findings",
    change: optional "change",
    owner: optional "owner",
    due: optional "due",
    strength: optional "strength",
    effect: optional "effect",
    state: optional "state",
    link: optional "link",
    checked_at: optional "checked_at",
    declined: optional "declined",
    proof: optional "proof",
});

/// A change that is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// Handle of whoever decided.
    pub by: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: Instant,
}

record!(Declined { by: needed "by", why: needed "why", at: needed "at" });

/// How it is known that a change is made and works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What was looked at.
    pub looked_at: String,
    /// Where it can be looked at again.
    pub link: Option<String>,
    /// When, as exactly as it was said: a day, or a time.
    pub at: Precise,
    /// Handle of whoever looked.
    pub by: String,
    /// The drill or deploy that showed it.
    pub shown_by: Option<String>,
}

record!(Proof {
    looked_at: needed "looked_at",
    link: optional "link",
    at: needed "at",
    by: needed "by",
    shown_by: optional "shown_by",
});

/// A hint that was looked at and put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// Which: its class and the words it is about.
    pub key: String,
    /// Why, where somebody said.
    pub why: Option<String>,
}

record!(Dismissal { key: needed "key", why: optional "why" });

/// Somebody has reviewed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// Handle of whoever reviewed it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// What was looked for, by name: what of the reviewers' checklist was found in order.
    pub checks: Vec<String>,
    /// In their own words.
    pub text: String,
    /// Which revisions it was about: the set hash of everything that was there.
    pub of: Option<Hash>,
}

record!(SignOff {
    by: needed "by",
    at: needed "at",
    checks: or_empty "checks",
    text: or_empty "text",
    of: optional "of",
});

/// The document was frozen: these revisions and no later ones are what it says. Later ones are amendments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// Handle of whoever froze it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// The revisions, scope by scope.
    pub scopes: Vec<FrozenScope>,
    /// Their set hash: what is shown, and what shows that all of them are there.
    pub set_hash: Hash,
}

record!(Freeze { by: needed "by", at: needed "at", scopes: needed "scopes", set_hash: needed "set_hash" });

/// The revisions of one scope that were there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenScope {
    /// The scope.
    pub scope: ScopeId,
    /// Its revisions, as ranges of their writers' counters.
    pub saw: Seen,
}

record!(FrozenScope { scope: needed "scope", saw: needed "saw" });

/// A template of a team's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRecord {
    /// What it is called.
    pub name: String,
    /// Markdown: each heading is a section, and what stands below it says what belongs there.
    pub text: String,
}

record!(TemplateRecord { name: needed "name", text: or_empty "text" });

/// How long a team gives itself, for one severity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermRecord {
    /// The severity's name.
    pub severity: String,
    /// Days from the incident's end until the review.
    pub review_days: Option<u32>,
    /// True where only Monday to Friday count among them.
    pub is_business_days: bool,
    /// Days from the incident's end until the changes are made.
    pub change_days: Option<u32>,
}

record!(TermRecord {
    severity: needed "severity",
    review_days: optional "review_days",
    is_business_days: or_empty "business_days",
    change_days: optional "change_days",
});
