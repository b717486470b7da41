//! The chain: which entry shows what, what is changed because of it, and how it is known that the change works. Walked both
//! ways.

use super::record::{Citation, Finding, FollowUp, Held, Postmortem};
use super::taxonomy::STRENGTHS;
use crate::domain::id::{Hash, RecordId};
use crate::domain::time::{Instant, Precise, Precision};

/// An entry as far as it matters to those who name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'a> {
    /// The revisions a next one is made from.
    pub heads: &'a [Hash],
    /// In the trash.
    pub is_deleted: bool,
    /// Taken out for good.
    pub is_purged: bool,
}

/// Where entries are looked up.
pub trait Entries {
    /// What is known of that entry; none when it has not arrived.
    fn known(&self, entry: RecordId) -> Option<Known<'_>>;

    /// True when an entry says when it was detected, and where nobody can tell.
    fn says_detected(&self) -> bool {
        true
    }
}

/// How a piece of evidence stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// As it was looked at.
    Live,
    /// It says something else than when it was looked at.
    Corrected,
    /// In the trash.
    Trashed,
    /// Taken out for good, or it has not arrived.
    Gone,
}

impl Standing {
    /// Its name in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Corrected => "corrected",
            Self::Trashed => "deleted",
            Self::Gone => "gone",
        }
    }
}

/// A piece of evidence and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// The entry.
    pub entry: RecordId,
    /// How it stands.
    pub standing: Standing,
}

impl Evidence {
    /// What is known of a citation now.
    pub fn of(citation: &Citation, entries: &dyn Entries) -> Self {
        let standing = match entries.known(citation.entry) {
            None => Standing::Gone,
            Some(known) if known.is_purged => Standing::Gone,
            Some(known) if known.is_deleted => Standing::Trashed,
            Some(known) if citation.saw.is_some_and(|saw| known.heads != [saw]) => Standing::Corrected,
            Some(_) => Standing::Live,
        };
        Self { entry: citation.entry, standing }
    }
}

/// The chain of one postmortem.
#[derive(Clone, Copy)]
pub struct Chain<'a> {
    says: &'a Postmortem,
    entries: &'a dyn Entries,
}

impl<'a> Chain<'a> {
    /// That of a postmortem, whose evidence is looked up among these entries.
    pub fn of(says: &'a Postmortem, entries: &'a dyn Entries) -> Self {
        Self { says, entries }
    }

    /// What a finding rests on, each entry once.
    pub fn evidence(&self, finding: &Finding) -> Vec<Evidence> {
        let mut all: Vec<Evidence> = Vec::new();
        for citation in &finding.evidence {
            if !all.iter().any(|other| other.entry == citation.entry) {
                all.push(Evidence::of(citation, self.entries));
            }
        }
        all
    }

    /// The findings that name an entry.
    pub fn findings_of(&self, entry: RecordId) -> Vec<&'a Held<Finding>> {
        self.says.findings_of(entry).collect()
    }

    /// The changes that answer a finding.
    pub fn follow_ups_of(&self, finding: RecordId) -> Vec<&'a Held<FollowUp>> {
        self.says.follow_ups_of(finding).collect()
    }

    /// The findings that a change answers, as far as they are there.
    pub fn answered_by(&self, follow_up: &FollowUp) -> Vec<&'a Held<Finding>> {
        self.says.findings.iter().filter(|finding| follow_up.findings.contains(&finding.id)).collect()
    }

    /// What a change rests on: the evidence of the findings it answers, each entry once.
    pub fn evidence_of(&self, follow_up: &FollowUp) -> Vec<Evidence> {
        let mut all: Vec<Evidence> = Vec::new();
        for finding in self.answered_by(follow_up) {
            for evidence in self.evidence(&finding.says) {
                if !all.iter().any(|other| other.entry == evidence.entry) {
                    all.push(evidence);
                }
            }
        }
        all
    }
}

impl Postmortem {
    /// The findings that name an entry.
    pub fn findings_of(&self, entry: RecordId) -> impl Iterator<Item = &Held<Finding>> {
        self.findings.iter().filter(move |held| held.says.evidence.iter().any(|citation| citation.entry == entry))
    }

    /// The changes that answer a finding.
    pub fn follow_ups_of(&self, finding: RecordId) -> impl Iterator<Item = &Held<FollowUp>> {
        self.follow_ups.iter().filter(move |held| held.says.findings.contains(&finding))
    }

    /// The change that answers a finding in these words; none for no words.
    pub fn change_of_words(&self, finding: RecordId, words: &str) -> Option<RecordId> {
        fn bare(text: &str) -> &str {
            text.trim().trim_end_matches('.')
        }
        let words = Some(bare(words)).filter(|words| !words.is_empty())?;
        self.follow_ups_of(finding).find(|held| bare(&held.says.text).eq_ignore_ascii_case(words)).map(|held| held.id)
    }
}

/// How much a change depends on people's remembering, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// One of [`STRENGTHS`], by name.
    pub name: String,
    /// True when a person said so.
    pub is_said: bool,
    /// Why, in a few words.
    pub why: String,
}

impl FollowUp {
    /// How far it is, by name: a proposal where nobody said.
    pub fn state(&self) -> &str {
        self.state.as_deref().unwrap_or("proposed")
    }

    /// True while something is still to be done or decided.
    pub fn is_open(&self) -> bool {
        matches!(self.state(), "proposed" | "committed")
    }

    /// True when somebody has promised it, or it is done.
    pub fn is_promised(&self) -> bool {
        matches!(self.state(), "committed" | "done")
    }

    /// True when its day is over and it is not done. A day lasts until its end in UTC.
    pub fn is_overdue(&self, now: Instant) -> bool {
        const DAY: i64 = 86_400_000;
        let is_over = |due: Precise| {
            let until = if due.precision == Precision::Day { due.at.plus_millis(DAY) } else { due.at };
            now >= until
        };
        self.is_open() && self.due.is_some_and(is_over)
    }

    /// How strong it is: as a person said, or judged by its words and its kind of change; none where nothing tells.
    pub fn strength(&self) -> Option<Strength> {
        if let Some(name) = &self.strength {
            let word = STRENGTHS.iter().find(|word| word.name == name);
            let why = word.map_or_else(String::new, |word| word.means.to_owned());
            return Some(Strength { name: name.clone(), is_said: true, why });
        }
        judge(&self.text, self.change.as_deref())
    }
}

/// Words that tell how strong a change is, by how they begin, or as a whole with a `$`. Whatever is vague is weak, for a reason
/// of its own.
const TELLING: [(&str, &[&str]); 4] = [
    (
        VAGUE,
        &[
            "improv",
            "enhanc",
            "optimi",
            "strengthen",
            "better$",
            "consider",
            "investigat",
            "explor",
            "evaluat",
            "assess",
            "examine",
            "revisit",
            "discuss",
            "address$",
            "addressed$",
            "ensur",
            "sure$",
            "look$",
        ],
    ),
    (
        "weak",
        &[
            "train",
            "remind",
            "document",
            "polic",
            "communicat",
            "careful",
            "awareness",
            "aware$",
            "wiki",
            "runbook",
            "playbook",
            "guideline",
            "explain",
            "teach",
            "workshop",
            "review",
            "attention",
            "warn",
            "educat",
            "remember",
            "write$",
            "describe",
            "retrospective",
            "announce",
            "agree$",
        ],
    ),
    (
        "intermediate",
        &[
            "checklist",
            "alert",
            "redundan",
            "test",
            "monitor",
            "dashboard",
            "canar",
            "replica",
            "rehears",
            "drill",
            "page$",
            "graph",
            "metric",
            "log$",
            "standby",
            "headroom",
            "lint",
            "simplif",
            "staffing",
            "display",
            "benchmark",
        ],
    ),
    (
        "strong",
        &[
            "remov",
            "delet",
            "automat",
            "limit",
            "cap$",
            "caps$",
            "capped",
            "bound",
            "block",
            "refus",
            "reject",
            "forbid",
            "prevent",
            "enforc",
            "isolat",
            "separat",
            "split",
            "replac",
            "disabl",
            "circuit",
            "breaker",
            "timeout",
            "backoff",
            "jitter",
            "quota",
            "throttl",
            "guard",
            "impossible",
            "gate$",
            "gates$",
            "retire",
            "decouple",
            "partition",
            "idempot",
            "lock",
            "shed",
        ],
    ),
];

/// What [`TELLING`] calls words that name no change.
const VAGUE: &str = "vague";

/// Judges how strong a change is. The first word that tells decides, because it says what is done: “document the limit” is a
/// document. Where something is to be done to something, what is to be done decides: “the limit should be documented” is one as
/// well. Without such a word the kind of change decides.
pub fn judge(text: &str, change: Option<&str>) -> Option<Strength> {
    let judged = |name: &str, why: String| {
        let name = if name == VAGUE { "weak" } else { name };
        Some(Strength { name: name.to_owned(), is_said: false, why })
    };
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let first = || words.iter().find_map(|word| Some((*word, telling(word)?)));
    if let Some((word, name)) = to_be_done(&words).or_else(first) {
        return judged(name, format!("“{word}” {}", does(name)));
    }
    let name = match change? {
        "removal" | "boundary" => "strong",
        "knowledge" => "weak",
        "process" | "fallback" | "alert" | "rule" | "test" | "tool" | "observability" | "recovery" | "repair" => {
            "intermediate"
        }
        _ => return None,
    };
    judged(name, format!("its kind of change {}", does(name)))
}

/// What a word tells, if it does.
fn telling(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    let tells = |stem: &&str| match stem.strip_suffix('$') {
        Some(whole) => lower == whole,
        None => lower.starts_with(*stem),
    };
    TELLING.iter().find(|(_, stems)| stems.iter().any(&tells)).map(|(name, _)| *name)
}

/// What is to be done in “monitoring should be improved” and “the limit needs documenting”: the word, and what it tells.
fn to_be_done<'a>(words: &[&'a str]) -> Option<(&'a str, &'static str)> {
    /// Behind these stands what is to be done.
    const ASKING: [&str; 9] = ["should", "must", "shall", "ought", "be", "need", "needs", "require", "requires"];
    /// These may stand between.
    const BETWEEN: [&str; 9] = ["to", "be", "a", "an", "the", "more", "also", "not", "further"];
    /// From here on it is told when, or what for.
    const ASIDE: [&str; 9] = ["when", "if", "that", "which", "where", "until", "unless", "so", "because"];
    let is_of = |list: &[&str], word: &str| list.iter().any(|other| other.eq_ignore_ascii_case(word));
    let end = words.iter().position(|word| is_of(&ASIDE, word)).unwrap_or(words.len());
    let words = &words[..end];
    let asking = words.iter().position(|word| is_of(&ASKING, word))?;
    let word = words[asking + 1..].iter().find(|word| !is_of(&BETWEEN, word) && !is_of(&ASKING, word))?;
    Some((word, telling(word)?))
}

/// What a change of that strength does.
fn does(strength: &str) -> &'static str {
    match strength {
        "strong" => "changes the system itself",
        "intermediate" => "makes the right act easier",
        VAGUE => "says no change that could be looked at",
        _ => "asks people to remember",
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) mod tests {
    use super::*;
    use crate::domain::postmortem::Proof;
    use crate::domain::time::Hlc;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Entries of a test: their heads, and whether they are in the trash or taken out.
    #[derive(Default)]
    pub struct Few(pub BTreeMap<RecordId, (Vec<Hash>, bool, bool)>);

    impl Entries for Few {
        fn known(&self, entry: RecordId) -> Option<Known<'_>> {
            let (heads, is_deleted, is_purged) = self.0.get(&entry)?;
            Some(Known { heads, is_deleted: *is_deleted, is_purged: *is_purged })
        }
    }

    pub fn id(bits: u128) -> RecordId {
        RecordId::from_bits(bits)
    }

    pub fn hash(byte: u8) -> Hash {
        Hash::from_bytes([byte; 32])
    }

    pub fn held<T>(bits: u128, says: T) -> Held<T> {
        Held { id: id(bits), created: Hlc(bits as i64, 0), says }
    }

    pub fn cites(entry: u128, saw: u8) -> Citation {
        Citation { entry: id(entry), saw: Some(hash(saw)) }
    }

    pub fn finding(text: &str, evidence: Vec<Citation>) -> Finding {
        Finding { text: text.to_owned(), evidence, ..Finding::default() }
    }

    pub fn change(text: &str, findings: &[u128]) -> FollowUp {
        FollowUp {
            text: text.to_owned(),
            findings: findings.iter().map(|bits| id(*bits)).collect(),
            ..FollowUp::default()
        }
    }

    #[test]
    fn evidence_shows_what_became_of_its_entry() {
        let entries = Few(BTreeMap::from([
            (id(1), (vec![hash(1)], false, false)),
            (id(2), (vec![hash(9)], false, false)),
            (id(3), (vec![hash(3)], true, false)),
            (id(4), (vec![hash(4)], false, true)),
            (id(6), (vec![hash(6), hash(7)], false, false)),
        ]));
        let all: Vec<Citation> = (1..=6).map(|n| cites(n, n as u8)).collect();
        let says = Postmortem { findings: vec![held(10, finding("f", all))], ..Postmortem::default() };
        let standings: Vec<Standing> =
            Chain::of(&says, &entries).evidence(&says.findings[0].says).iter().map(|e| e.standing).collect();
        use Standing::{Corrected, Gone, Live, Trashed};
        assert_eq!(standings, [Live, Corrected, Trashed, Gone, Gone, Corrected]);
        let unseen = Citation { entry: id(2), saw: None };
        assert_eq!(Evidence::of(&unseen, &entries).standing, Live, "nobody said what was looked at");
    }

    #[test]
    fn what_names_no_change_is_weak_for_a_reason_of_its_own() {
        for (text, word) in [
            ("Improve monitoring", "Improve"),
            ("Monitoring should be improved", "improved"),
            ("We should improve monitoring", "improve"),
            ("Monitoring needs improvement", "improvement"),
            ("Alerts need to be better", "better"),
            ("Better tests", "Better"),
            ("Investigate the timeouts", "Investigate"),
            ("Timeouts ought to be investigated further", "investigated"),
            ("Make sure that the limit holds", "sure"),
        ] {
            let judged = judge(text, Some("observability")).expect("it is judged");
            let why = format!("“{word}” says no change that could be looked at");
            assert_eq!((judged.name.as_str(), judged.why), ("weak", why), "{text}");
        }
    }

    #[test]
    fn the_first_telling_word_judges_a_change() {
        let strength = |text: &str, change: Option<&str>| judge(text, change).map(|judged| judged.name);
        for (text, wanted) in [
            ("Train everybody in reading the graph", "weak"),
            ("Document the limit", "weak"),
            ("Remind people to check the flag", "weak"),
            ("New policy: two people at a deploy", "weak"),
            ("Add a checklist before migrations", "intermediate"),
            ("Alert when the queue is older than a minute", "intermediate"),
            ("Integration test of the way back", "intermediate"),
            ("Remove the flag", "strong"),
            ("Limit retries to three", "strong"),
            ("The pipeline refuses a migration without a way back", "strong"),
            ("Automate the failover", "strong"),
            ("Cap the pool", "strong"),
        ] {
            assert_eq!(strength(text, None).as_deref(), Some(wanted), "{text}");
        }
        for (text, wanted) in [
            ("The limit should be documented", "weak"),
            ("Retries must be limited to three", "strong"),
            ("The age of the queue needs to be monitored", "intermediate"),
            ("Alert when the failover should be blocked", "intermediate"),
        ] {
            assert_eq!(strength(text, None).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(strength("Capacity for Monday", None), None, "“cap” is a word and no beginning");
        assert_eq!(strength("Something else", Some("removal")).as_deref(), Some("strong"));
        assert_eq!(strength("Something else", Some("knowledge")).as_deref(), Some("weak"));
        assert_eq!(strength("Document it", Some("removal")).as_deref(), Some("weak"), "words come first");
        assert!(judge("Document it", None).is_some_and(|judged| judged.why.contains("“Document”")));
        let said = FollowUp { strength: Some("strong".into()), ..change("Document it", &[]) };
        assert!(said.strength().is_some_and(|strength| strength.is_said && strength.name == "strong"));
    }

    #[test]
    fn a_day_is_over_at_its_end() {
        let due = |text: &str| FollowUp { due: text.parse().ok(), ..change("c", &[]) };
        let at = |text: &str| text.parse::<Instant>().unwrap();
        assert!(!due("2026-11-20").is_overdue(at("2026-11-20T23:59Z")));
        assert!(due("2026-11-20").is_overdue(at("2026-11-21T00:00Z")));
        assert!(due("2026-11-20T10:00Z").is_overdue(at("2026-11-20T10:00Z")));
        let done = FollowUp { state: Some("done".into()), ..due("2026-11-20") };
        assert!(!done.is_overdue(at("2027-01-01T00:00Z")));
        assert!(!change("c", &[]).is_overdue(at("2027-01-01T00:00Z")));
    }

    #[test]
    fn a_change_leads_to_the_entries_of_all_it_answers_once_each() {
        let findings = vec![
            held(10, finding("a", vec![cites(1, 1), cites(2, 2)])),
            held(11, finding("b", vec![cites(2, 2), cites(3, 3)])),
            held(12, finding("c", vec![cites(4, 4)])),
        ];
        let proof = Proof {
            looked_at: "the drill of 3 December".into(),
            link: None,
            at: "2026-12-03".parse().expect("a day"),
            by: "sam".into(),
            shown_by: None,
        };
        let answers = FollowUp { proof: Some(proof), ..change("x", &[10, 11, 99]) };
        let says = Postmortem { findings, follow_ups: vec![held(20, answers)], ..Postmortem::default() };
        let entries = Few::default();
        let chain = Chain::of(&says, &entries);
        let evidence: Vec<RecordId> =
            chain.evidence_of(&says.follow_ups[0].says).iter().map(|evidence| evidence.entry).collect();
        assert_eq!(evidence, [id(1), id(2), id(3)]);
        assert_eq!(chain.findings_of(id(2)).iter().map(|held| held.id).collect::<Vec<_>>(), [id(10), id(11)]);
        assert!(chain.follow_ups_of(id(12)).is_empty());
    }

    #[test]
    fn a_change_is_found_by_its_words_among_those_of_its_finding() {
        let says = Postmortem {
            findings: vec![held(10, finding("Retries", vec![])), held(11, finding("Queue", vec![]))],
            follow_ups: vec![
                held(20, change("", &[10])),
                held(21, change("A load test with full lists.", &[10])),
                held(22, change("Watch the queue", &[11])),
            ],
            ..Postmortem::default()
        };
        for (finding, words, wanted) in [
            (10, "A load test with full lists.", Some(id(21))),
            (10, " a load test with full lists ", Some(id(21))),
            (10, "A load test", None),
            (10, "Watch the queue", None),
            (11, "Watch the queue", Some(id(22))),
            (10, " . ", None),
        ] {
            assert_eq!(says.change_of_words(id(finding), words), wanted, "{words:?} of {finding}");
        }
    }

    fn any_postmortem() -> impl Strategy<Value = Postmortem> {
        let citations = prop::collection::vec((0_u128..6, 0_u8..3), 0..4);
        let findings = prop::collection::vec(citations, 0..5);
        let follow_ups = prop::collection::vec(prop::collection::vec(100_u128..106, 0..4), 0..5);
        (findings, follow_ups).prop_map(|(findings, follow_ups)| {
            let cited = |all: Vec<(u128, u8)>| all.into_iter().map(|(entry, saw)| cites(entry, saw)).collect();
            let findings = findings.into_iter().zip(100..).map(|(all, n)| held(n, finding("f", cited(all))));
            let follow_ups = follow_ups.into_iter().zip(200..).map(|(all, n)| held(n, change("c", &all)));
            Postmortem { findings: findings.collect(), follow_ups: follow_ups.collect(), ..Postmortem::default() }
        })
    }

    proptest! {
        #[test]
        fn every_link_can_be_walked_both_ways(says in any_postmortem()) {
            let entries = Few::default();
            let chain = Chain::of(&says, &entries);
            for finding in &says.findings {
                for evidence in chain.evidence(&finding.says) {
                    prop_assert!(chain.findings_of(evidence.entry).iter().any(|other| other.id == finding.id));
                }
                for follow_up in chain.follow_ups_of(finding.id) {
                    prop_assert!(chain.answered_by(&follow_up.says).iter().any(|other| other.id == finding.id));
                }
            }
            for entry in (0..6).map(id) {
                for finding in chain.findings_of(entry) {
                    prop_assert!(chain.evidence(&finding.says).iter().any(|evidence| evidence.entry == entry));
                    for follow_up in chain.follow_ups_of(finding.id) {
                        prop_assert!(chain.evidence_of(&follow_up.says).iter().any(|evidence| evidence.entry == entry));
                    }
                }
            }
            for follow_up in &says.follow_ups {
                for finding in chain.answered_by(&follow_up.says) {
                    prop_assert!(chain.follow_ups_of(finding.id).iter().any(|other| other.id == follow_up.id));
                }
                for evidence in chain.evidence_of(&follow_up.says) {
                    let back = chain.findings_of(evidence.entry);
                    prop_assert!(back.iter().any(|finding| follow_up.says.findings.contains(&finding.id)));
                }
            }
        }
    }
}
