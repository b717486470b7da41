//! What a postmortem still lacks, as a list of things to do: what is worth most comes first.

use super::chain::{Chain, Entries, Evidence, Standing};
use super::questions::{ALWAYS, Question};
use super::record::{Finding, FollowUp, Held, Postmortem, Proof};
use super::review::Status;
use crate::domain::id::RecordId;
use crate::domain::ordered::sort_few;
use crate::domain::time::Instant;

/// What kind of gap it is. Their order is the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapKind {
    /// Nothing was found out yet.
    NoFinding,
    /// Nobody has written the summary.
    NoSummary,
    /// A finding rests on nothing.
    NoEvidence,
    /// What a finding rests on is in the trash, taken out, or has not arrived.
    EvidenceGone,
    /// What a finding rests on was corrected since.
    EvidenceCorrected,
    /// No change answers a finding.
    NoChange,
    /// Nobody has promised any change.
    NothingChanges,
    /// What answers a finding is only proposed or declined.
    NotPromised,
    /// Only the trigger is mended; the conditions stay.
    TriggerOnly,
    /// Every change asks people to remember, or says none.
    OnlyWeak,
    /// A promise without a name.
    NoOwner,
    /// A promise without a date.
    NoDue,
    /// A promise whose day is over.
    Overdue,
    /// Done, and nobody says how that is known.
    NoProof,
    /// Done, and what shows it cannot be looked at again.
    Unshown,
    /// Not doing it, and nobody says who decided or why.
    NoReason,
    /// A proposal that nobody has decided on, although the document is in review.
    Undecided,
    /// No entry says when it was detected.
    NotDetected,
    /// One of the five questions has no answer.
    Unanswered,
    /// A promised change asks people to remember, or says none.
    Weak,
    /// A change answers no finding.
    AnswersNothing,
    /// A question that somebody asked waits for an answer.
    OpenQuestion,
    /// Nobody says what a finding is about.
    NoClass,
    /// Nobody has asked whether a test could have caught it.
    NoTest,
}

impl GapKind {
    /// Its name in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoFinding => "no-finding",
            Self::NoSummary => "no-summary",
            Self::NoEvidence => "no-evidence",
            Self::EvidenceGone => "evidence-gone",
            Self::EvidenceCorrected => "evidence-corrected",
            Self::NoChange => "no-change",
            Self::NothingChanges => "nothing-changes",
            Self::NotPromised => "not-promised",
            Self::TriggerOnly => "trigger-only",
            Self::OnlyWeak => "only-weak",
            Self::NoOwner => "no-owner",
            Self::NoDue => "no-due",
            Self::Overdue => "overdue",
            Self::NoProof => "no-proof",
            Self::Unshown => "unshown",
            Self::NoReason => "no-reason",
            Self::Undecided => "undecided",
            Self::NotDetected => "not-detected",
            Self::Unanswered => "unanswered",
            Self::Weak => "weak",
            Self::AnswersNothing => "answers-nothing",
            Self::OpenQuestion => "open-question",
            Self::NoClass => "no-class",
            Self::NoTest => "no-test",
        }
    }
}

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What kind of gap it is.
    pub kind: GapKind,
    /// The finding, change or answer where it can be closed; none for the postmortem as a whole.
    pub about: Option<RecordId>,
    /// What to do, as one plain sentence.
    pub says: String,
}

/// Everything that is missing, what is worth most first.
pub fn missing(says: &Postmortem, entries: &dyn Entries, now: Instant) -> Vec<Gap> {
    let mut gaps = Gaps(Vec::new());
    let chain = Chain::of(says, entries);
    if says.findings.is_empty() {
        gaps.add(GapKind::NoFinding, None, "Write down what made it possible: nothing was found out yet.".to_owned());
    }
    if says.section("summary").is_none_or(|held| is_blank(&held.says.text)) {
        let text = "Write the summary: what happened, for somebody who was not there.";
        gaps.add(GapKind::NoSummary, None, text.to_owned());
    }
    if !entries.says_detected() {
        let text = "Mark the entry by which it was detected: no time to detect is known without it.";
        gaps.add(GapKind::NotDetected, None, text.to_owned());
    }
    for held in &says.findings {
        of_finding(held, &chain, &mut gaps);
    }
    of_all_changes(says, &mut gaps);
    for held in &says.follow_ups {
        of_change(says, held, now, &mut gaps);
    }
    of_questions(says, &mut gaps);
    sort_few(&mut gaps.0, |gap| gap.kind);
    gaps.0
}

struct Gaps(Vec<Gap>);

impl Gaps {
    fn add(&mut self, kind: GapKind, about: Option<RecordId>, says: String) {
        self.0.push(Gap { kind, about, says });
    }
}

fn of_finding(held: &Held<Finding>, chain: &Chain<'_>, gaps: &mut Gaps) {
    let (about, name) = (Some(held.id), short(&held.says.text));
    let evidence = chain.evidence(&held.says);
    let count =
        |is_meant: fn(Standing) -> bool| evidence.iter().filter(|one: &&Evidence| is_meant(one.standing)).count();
    let gone = count(|standing| matches!(standing, Standing::Trashed | Standing::Gone));
    if evidence.is_empty() {
        gaps.add(GapKind::NoEvidence, about, format!("Name an entry that shows {name}."));
    } else if gone > 0 {
        let what = if gone == 1 { "an entry" } else { "entries" };
        let says = format!("Look again at what shows {name}: it rests on {what} no longer in the timeline.");
        gaps.add(GapKind::EvidenceGone, about, says);
    }
    if count(|standing| standing == Standing::Corrected) > 0 {
        let says = format!("Look again at what shows {name}: an entry was corrected since.");
        gaps.add(GapKind::EvidenceCorrected, about, says);
    }
    if chain.follow_ups_of(held.id).is_empty() {
        gaps.add(GapKind::NoChange, about, format!("Say what is to be changed because of {name}."));
    }
    if held.says.class.as_deref().is_none_or(is_blank) {
        let says = format!("Say of which class {name} is: what comes back is seen by it.");
        gaps.add(GapKind::NoClass, about, says);
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn is_weak(change: &FollowUp) -> bool {
    change.strength().is_some_and(|strength| strength.name == "weak")
}

/// What the changes are together.
fn of_all_changes(says: &Postmortem, gaps: &mut Gaps) {
    let promised: Vec<&Held<FollowUp>> = says.follow_ups.iter().filter(|held| held.says.is_promised()).collect();
    if promised.is_empty() {
        let is_explained = says.about.closed_without.as_deref().is_some_and(|why| !is_blank(why));
        if !says.findings.is_empty() && !is_explained {
            let text = "Promise a change, or say why nothing is to change: so far the system is as it was.";
            let first = says.follow_ups.iter().find(|held| held.says.is_open()).map(|held| held.id);
            gaps.add(GapKind::NothingChanges, first, text.to_owned());
        }
        return;
    }
    for held in &says.findings {
        let mut answers = says.follow_ups_of(held.id).peekable();
        if answers.peek().is_some() && !answers.any(|change| change.says.is_promised()) {
            let text = format!("Nobody has promised a change for {}: promise one.", short(&held.says.text));
            gaps.add(GapKind::NotPromised, Some(held.id), text);
        }
    }
    let is_of_trigger = |held: &&Held<FollowUp>| match held.says.change.as_deref() {
        Some(change) => change == "repair",
        None => is_about_code(says, &held.says),
    };
    if promised.iter().all(is_of_trigger) {
        let text = "Change a condition as well: what is promised mends only what started it.";
        gaps.add(GapKind::TriggerOnly, Some(promised[0].id), text.to_owned());
    }
    let weak: Vec<&&Held<FollowUp>> = promised.iter().filter(|held| is_weak(&held.says)).collect();
    if weak.len() == promised.len() {
        let text = "Make one change stronger: what is promised asks people to remember, or says no change.";
        gaps.add(GapKind::OnlyWeak, Some(promised[0].id), text.to_owned());
    } else {
        for held in weak.into_iter().filter(|held| held.says.is_open()) {
            let why =
                held.says.strength().filter(|strength| !strength.is_said).map(|strength| format!(": {}", strength.why));
            let text = format!("Make {} stronger{}.", short(&held.says.text), why.unwrap_or_default());
            gaps.add(GapKind::Weak, Some(held.id), text);
        }
    }
}

/// True when it answers findings, and all of them are about what the program does.
fn is_about_code(says: &Postmortem, change: &FollowUp) -> bool {
    let classes: Vec<Option<&str>> =
        change.findings.iter().filter_map(|id| says.finding(*id)).map(|finding| finding.class.as_deref()).collect();
    !classes.is_empty() && classes.iter().all(|class| *class == Some("code"))
}

fn of_change(says: &Postmortem, held: &Held<FollowUp>, now: Instant, gaps: &mut Gaps) {
    let (about, name, change) = (Some(held.id), short(&held.says.text), &held.says);
    if change.state() != "declined" && !change.findings.iter().any(|id| says.finding(*id).is_some()) {
        gaps.add(GapKind::AnswersNothing, about, format!("Say which finding {name} answers."));
    }
    match change.state() {
        "proposed" if Status::of(&says.about) >= Status::InReview => {
            gaps.add(GapKind::Undecided, about, format!("Promise {name}, or say who decided against it, and why."));
        }
        "committed" => {
            if change.owner.as_deref().is_none_or(is_blank) {
                gaps.add(GapKind::NoOwner, about, format!("Say who answers for {name}."));
            }
            if change.due.is_none() {
                gaps.add(GapKind::NoDue, about, format!("Say until when {name} is to be done."));
            }
        }
        "done" if change.proof.as_ref().is_none_or(|proof| is_blank(&proof.looked_at)) => {
            gaps.add(GapKind::NoProof, about, format!("Say how it is known that {name} works."));
        }
        "done" if change.proof.as_ref().is_some_and(|proof| !can_be_seen_again(proof)) => {
            let says = format!("Say how {name} is known to work: a link, or the drill or deploy that showed it.");
            gaps.add(GapKind::Unshown, about, says);
        }
        "declined" if change.declined.as_ref().is_none_or(|said| is_blank(&said.by) || is_blank(&said.why)) => {
            gaps.add(GapKind::NoReason, about, format!("Say who decided against {name}, and why."));
        }
        _ => {}
    }
    if change.is_overdue(now) {
        gaps.add(GapKind::Overdue, about, format!("Finish {name}, or give it another date: its day is over."));
    }
}

/// True for a proof that others can look at: where, or by which drill or deploy.
fn can_be_seen_again(proof: &Proof) -> bool {
    [&proof.link, &proof.shown_by].into_iter().flatten().any(|text| !is_blank(text))
}

fn of_questions(says: &Postmortem, gaps: &mut Gaps) {
    let left = says.unanswered().count();
    if left > 0 {
        let says = match left {
            1 => "Answer the last of the five questions.".to_owned(),
            5 => "Answer the five questions.".to_owned(),
            left => format!("Answer the five questions: {left} are left."),
        };
        gaps.add(GapKind::Unanswered, None, says);
    }
    for held in &says.answers {
        let listed = held.says.asked.as_deref().and_then(Question::named);
        if held.says.is_open() && listed.is_none_or(|question| question.group != ALWAYS) {
            let asked = listed.map(|question| question.text).or(held.says.question.as_deref()).unwrap_or_default();
            gaps.add(GapKind::OpenQuestion, Some(held.id), format!("Answer {}", ended(&short(asked))));
        }
    }
    let is_asked = |held: &&Held<Finding>| !held.says.tests.is_empty() || held.says.failure.is_some();
    if let Some(first) = says.findings.first()
        && !says.findings.iter().any(|held| is_asked(&held))
    {
        let text = "Ask whether a test could have caught it, and what that would have taken.";
        gaps.add(GapKind::NoTest, Some(first.id), text.to_owned());
    }
}

/// A sentence that ends as one, also where it ends with a question in quotes.
fn ended(text: &str) -> String {
    if text.ends_with("?”") { text.to_owned() } else { format!("{text}.") }
}

/// A text in quotes, as far as it helps to know which one is meant.
fn short(text: &str) -> String {
    /// Letters that are shown.
    const LETTERS: usize = 60;
    let line = text.trim().lines().next().unwrap_or_default().trim_end_matches(['.', ' ']);
    if line.is_empty() {
        return "what has no words yet".to_owned();
    }
    if line.chars().count() <= LETTERS {
        return format!("“{line}”");
    }
    let beginning: String = line.chars().take(LETTERS).collect();
    let whole = beginning.rsplit_once(' ').map_or(beginning.as_str(), |(words, _)| words);
    format!("“{whole} …”")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::chain::Known;
    use super::super::chain::tests::{Few, change, cites, finding, hash, held, id};
    use super::*;
    use crate::domain::postmortem::{Answer, Declined, LayerAnswer, QUESTIONS, Section};
    use std::collections::BTreeMap;

    const NOW: &str = "2026-11-20T12:00Z";

    fn gaps(says: &Postmortem) -> Vec<Gap> {
        let entries = Few(BTreeMap::from([
            (id(1), (vec![hash(1)], false, false)),
            (id(2), (vec![hash(9)], false, false)),
            (id(3), (vec![hash(3)], true, false)),
        ]));
        missing(says, &entries, NOW.parse().expect("a moment"))
    }

    fn kinds(says: &Postmortem) -> Vec<&'static str> {
        gaps(says).into_iter().map(|gap| gap.kind.as_str()).collect()
    }

    /// Nothing is missing in it.
    fn whole() -> Postmortem {
        let tests = vec![LayerAnswer { layer: "load".into(), answer: "yes".into() }];
        let class = Some("operational".into());
        let shown = Finding { tests, class, ..finding("Retries had no limit", vec![cites(1, 1)]) };
        let promise = FollowUp {
            owner: Some("sam".into()),
            due: "2026-12-01".parse().ok(),
            state: Some("committed".into()),
            change: Some("boundary".into()),
            ..change("Limit retries to three", &[10])
        };
        let always = QUESTIONS.iter().filter(|question| question.group == ALWAYS);
        let answers = always.zip(30..).map(|(question, n)| {
            held(n, Answer { asked: Some(question.name.into()), text: "This.".into(), ..Answer::default() })
        });
        let summary = Section { slot: "summary".into(), text: "Checkout was down.".into(), ..Section::default() };
        Postmortem {
            sections: vec![held(50, summary)],
            findings: vec![held(10, shown)],
            follow_ups: vec![held(20, promise)],
            answers: answers.collect(),
            ..Postmortem::default()
        }
    }

    #[test]
    fn what_is_whole_lacks_nothing() {
        assert_eq!(gaps(&whole()), []);
    }

    #[test]
    fn an_empty_one_asks_for_findings_a_summary_and_the_five_questions() {
        assert_eq!(kinds(&Postmortem::default()), ["no-finding", "no-summary", "unanswered"]);
    }

    #[test]
    fn findings_rest_on_entries_and_lead_to_changes() {
        let mut says = whole();
        says.findings[0].says.evidence.clear();
        says.follow_ups[0].says.findings.clear();
        assert_eq!(kinds(&says), ["no-evidence", "no-change", "answers-nothing"]);
        let first = &gaps(&says)[0];
        assert_eq!(
            (first.about, first.says.as_str()),
            (Some(id(10)), "Name an entry that shows “Retries had no limit”.")
        );

        let mut says = whole();
        says.findings[0].says.evidence = vec![cites(1, 1), cites(2, 2), cites(3, 3)];
        assert_eq!(kinds(&says), ["evidence-gone", "evidence-corrected"]);
        says.findings[0].says.evidence = vec![cites(77, 1)];
        assert_eq!(kinds(&says), ["evidence-gone"]);
    }

    #[test]
    fn a_repair_of_the_trigger_is_not_enough() {
        let mut says = whole();
        says.follow_ups[0].says.change = Some("repair".into());
        assert_eq!(kinds(&says), ["trigger-only"]);
        // Its kind is not said, and what it answers is about the program alone.
        says.follow_ups[0].says.change = None;
        assert_eq!(kinds(&says), Vec::<&str>::new());
        says.findings[0].says.class = Some("code".into());
        assert_eq!(kinds(&says), ["trigger-only"]);
        // Another change beside it answers a condition.
        says.follow_ups.push(held(21, FollowUp { change: Some("fallback".into()), ..says.follow_ups[0].says.clone() }));
        assert_eq!(kinds(&says), Vec::<&str>::new());
        says.follow_ups[1].says.state = None;
        assert_eq!(kinds(&says), ["trigger-only"], "a proposal changes nothing");
    }

    #[test]
    fn what_asks_people_to_remember_is_not_enough() {
        let mut says = whole();
        says.follow_ups[0].says.text = "Remind everybody of the limit".into();
        assert_eq!(kinds(&says), ["only-weak"]);
        says.follow_ups[0].says.strength = Some("strong".into());
        assert_eq!(kinds(&says), Vec::<&str>::new(), "somebody said otherwise");
    }

    #[test]
    fn a_postmortem_that_changes_nothing_says_so() {
        let mut says = whole();
        says.follow_ups[0].says.state = None;
        assert_eq!(kinds(&says), ["nothing-changes"]);
        says.about.closed_without = Some("The product ends in December.".into());
        assert_eq!(kinds(&says), Vec::<&str>::new());
    }

    #[test]
    fn each_finding_needs_a_promise_of_its_own() {
        let mut says = whole();
        let other = Finding { class: Some("social".into()), ..finding("Nobody was on call", vec![cites(1, 1)]) };
        says.findings.push(held(11, other));
        let declined = Declined { by: "dana".into(), why: "Too dear.".into(), at: Instant::EPOCH };
        let no = FollowUp { declined: Some(declined), state: Some("declined".into()), ..change("Hire", &[11]) };
        says.follow_ups.extend([held(21, no), held(22, change("Rotate", &[11]))]);
        assert_eq!(kinds(&says), ["not-promised"]);
        assert_eq!(gaps(&says)[0].says, "Nobody has promised a change for “Nobody was on call”: promise one.");
        says.about.status = Some("in_review".into());
        assert_eq!(kinds(&says), ["not-promised", "undecided"]);
        says.follow_ups[2].says = FollowUp { findings: vec![id(11)], ..says.follow_ups[0].says.clone() };
        assert_eq!(kinds(&says), Vec::<&str>::new());
    }

    #[test]
    fn one_weak_promise_among_others_is_told_with_its_reason() {
        let mut says = whole();
        let vague = FollowUp { text: "Monitoring should be improved".into(), ..says.follow_ups[0].says.clone() };
        says.follow_ups.push(held(21, vague));
        assert_eq!(kinds(&says), ["weak"]);
        let expected =
            "Make “Monitoring should be improved” stronger: “improved” says no change that could be looked at.";
        assert_eq!(gaps(&says)[0].says, expected);
        says.follow_ups[1].says.strength = Some("weak".into());
        assert_eq!(gaps(&says)[0].says, "Make “Monitoring should be improved” stronger.");
    }

    /// No entry of these says when it was detected.
    struct Undetected;

    impl Entries for Undetected {
        fn known(&self, _: RecordId) -> Option<Known<'_>> {
            Some(Known { heads: &[], is_deleted: false, is_purged: false })
        }

        fn says_detected(&self) -> bool {
            false
        }
    }

    #[test]
    fn detection_summary_and_classes_are_asked_for() {
        let mut says = whole();
        says.findings[0].says.evidence[0].saw = None;
        says.findings[0].says.class = None;
        says.sections[0].says.text = " ".into();
        let gaps = missing(&says, &Undetected, NOW.parse().expect("a moment"));
        let kinds: Vec<&str> = gaps.iter().map(|gap| gap.kind.as_str()).collect();
        assert_eq!(kinds, ["no-summary", "not-detected", "no-class"]);
    }

    #[test]
    fn promises_have_a_name_and_a_day() {
        let mut says = whole();
        says.follow_ups[0].says.owner = Some(" ".into());
        says.follow_ups[0].says.due = None;
        assert_eq!(kinds(&says), ["no-owner", "no-due"]);
        let mut says = whole();
        says.follow_ups[0].says.due = "2026-11-19".parse().ok();
        assert_eq!(kinds(&says), ["overdue"]);
    }

    #[test]
    fn done_needs_proof_and_not_doing_a_reason() {
        let mut says = whole();
        says.follow_ups[0].says.state = Some("done".into());
        assert_eq!(kinds(&says), ["no-proof"]);
        let proof = |looked_at: &str| Proof {
            looked_at: looked_at.into(),
            link: None,
            at: "2026-12-03".parse().expect("a day"),
            by: "sam".into(),
            shown_by: None,
        };
        says.follow_ups[0].says.proof = Some(proof(" "));
        assert_eq!(kinds(&says), ["no-proof"]);
        says.follow_ups[0].says.proof = Some(proof("looked at it"));
        assert_eq!(kinds(&says), ["unshown"]);
        let shown_by = Some("The drill of 3 December".into());
        says.follow_ups[0].says.proof = Some(Proof { shown_by, ..proof("Retries ended at three.") });
        assert_eq!(kinds(&says), Vec::<&str>::new());
        let link = Some("https://grafana.example/d/7".into());
        says.follow_ups[0].says.proof = Some(Proof { link, ..proof("Retries ended at three.") });
        assert_eq!(kinds(&says), Vec::<&str>::new());

        let mut declined = change("Rewrite it", &[10]);
        declined.state = Some("declined".into());
        says.follow_ups.push(held(21, declined));
        assert_eq!(kinds(&says), ["no-reason"]);
        let said = Declined { by: "dana".into(), why: "Too risky before the move.".into(), at: Instant::EPOCH };
        says.follow_ups[1].says.declined = Some(said);
        assert_eq!(kinds(&says), Vec::<&str>::new());
    }

    #[test]
    fn questions_wait_for_answers() {
        let mut says = whole();
        says.answers.pop();
        assert_eq!(gaps(&says)[0].says, "Answer the last of the five questions.");
        says.answers.pop();
        assert_eq!(gaps(&says)[0].says, "Answer the five questions: 2 are left.");
        let mut says = whole();
        says.answers.push(held(40, Answer { question: Some("Who watches the queue?".into()), ..Answer::default() }));
        assert_eq!(
            (kinds(&says), gaps(&says)[0].says.as_str()),
            (vec!["open-question"], "Answer “Who watches the queue?”")
        );
        let mut says = whole();
        says.findings[0].says.tests.clear();
        assert_eq!(kinds(&says), ["no-test"]);
        says.findings[0].says.failure = Some("race".into());
        assert_eq!(kinds(&says), Vec::<&str>::new());
    }

    #[test]
    fn a_long_text_is_named_by_its_beginning() {
        let text =
            "The retry policy of the checkout client was written for a service that answered within ten milliseconds";
        assert_eq!(short(text), "“The retry policy of the checkout client was written for a …”");
        assert_eq!(short(" \n"), "what has no words yet");
    }
}
