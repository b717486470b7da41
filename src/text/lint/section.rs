//! Which part of a report a text stands in.

use std::sync::OnceLock;

/// A part of a report: what is usual in one is worth a hint in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Section {
    /// What happened, in short.
    Summary,
    /// Who was harmed, and how much.
    Impact,
    /// What happened when: neutral facts.
    Timeline,
    /// What made it possible.
    RootCause,
    /// What was learnt.
    Lessons,
    /// What will be changed.
    ActionItems,
    /// What to do, and what to expect.
    RunbookStep,
    /// Anything else.
    #[default]
    Other,
}

impl Section {
    /// All of them that have a name.
    pub const NAMED: [Self; 7] = [
        Self::Summary,
        Self::Impact,
        Self::Timeline,
        Self::RootCause,
        Self::Lessons,
        Self::ActionItems,
        Self::RunbookStep,
    ];

    /// Its name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Impact => "impact",
            Self::Timeline => "timeline",
            Self::RootCause => "root_cause",
            Self::Lessons => "lessons",
            Self::ActionItems => "action_items",
            Self::RunbookStep => "runbook_step",
            Self::Other => "other",
        }
    }

    /// The section of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|section| section.as_str() == name)
    }

    /// What a heading, or a label such as `**Impact**:`, announces. None where it says nothing about that: such a
    /// heading
    /// divides the section it stands in.
    pub fn of_title(title: &str) -> Option<Self> {
        if title.len() > 80 {
            return None;
        }
        // Where a name begins in the title, and whether it ends there.
        let begins = |name: &str, mut rest: &str| {
            let (name, is_whole) = name.strip_suffix(' ').map_or((name, false), |name| (name, true));
            for (number, wanted) in name.split(' ').enumerate() {
                rest = rest.trim_start_matches(|c: char| number > 0 && !c.is_alphabetic());
                let Some(start) = rest.get(..wanted.len()).filter(|start| start.eq_ignore_ascii_case(wanted)) else {
                    return false;
                };
                rest = &rest[start.len()..];
            }
            !is_whole || !rest.starts_with(char::is_alphabetic)
        };
        let names = names();
        let mut found: Option<usize> = None;
        let mut count = 0;
        let mut is_in_word = false;
        for (at, byte) in title.bytes().enumerate() {
            let is_letter = match byte {
                b'0'..=b'9' => return None,
                0x80.. => title.get(at..).map_or(is_in_word, |rest| rest.starts_with(char::is_alphabetic)),
                _ => byte.is_ascii_alphabetic(),
            };
            let is_first = is_letter && !is_in_word;
            is_in_word = is_letter;
            if !is_first {
                continue;
            }
            count += 1;
            if count > 7 {
                return None;
            }
            let rest = &title[at..];
            let front = front(rest);
            for name in &names[usize::from(rest.as_bytes()[0] & 0x1f)] {
                if (front ^ name.front) & name.mask == 0
                    && found.is_none_or(|found| name.rank < found)
                    && begins(name.name, rest)
                {
                    found = Some(name.rank);
                }
            }
        }
        found.map(|rank| TITLES[rank].1)
    }
}

/// A name of [`TITLES`].
struct Name {
    rank: usize,
    name: &'static str,
    /// Up to eight letters of its first word, which tell it from most, and which bits of them count.
    front: u64,
    mask: u64,
}

/// The first eight bytes of a text, letters in small.
fn front(text: &str) -> u64 {
    let front = match text.as_bytes().first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => text.bytes().rev().fold(0, |front, byte| front << 8 | u64::from(byte)),
    };
    front | 0x2020_2020_2020_2020
}

/// Names of [`TITLES`] by their first letter.
fn names() -> &'static [Vec<Name>; 32] {
    static NAMES: OnceLock<[Vec<Name>; 32]> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut all: [Vec<Name>; 32] = Default::default();
        for (rank, (names, _)) in TITLES.iter().enumerate() {
            for name in *names {
                let length = name.find(' ').unwrap_or(name.len()).min(8) as u32;
                let mask = u64::MAX >> (64 - 8 * length);
                all[usize::from(name.as_bytes()[0] & 0x1f)].push(Name { rank, name, front: front(name) & mask, mask });
            }
        }
        all
    })
}

/// How titles of sections begin a word, the first that fits counts. A blank at the end ends a word.
const TITLES: [(&[&str], Section); 11] = [
    (&["action taken", "actions taken"], Section::Timeline),
    (
        &[
            "timeline",
            "chronolog",
            "sequence of events",
            "chain of events",
            "key events",
            "incident timing",
            "event log",
        ],
        Section::Timeline,
    ),
    (
        &[
            "action",
            "follow up",
            "followup",
            "remediation",
            "corrective",
            "preventative",
            "preventive",
            "next step",
            "todo ",
            "to do ",
            "improvement",
            "task",
            "recommendation",
            "future work",
            "what will change",
            "what we will",
        ],
        Section::ActionItems,
    ),
    (
        &[
            "lesson",
            "learned ",
            "learnt ",
            "what went",
            "lucky ",
            "went well",
            "went wrong",
            "better ",
            "takeaway",
            "retrospective",
            "surprised",
        ],
        Section::Lessons,
    ),
    (&["impact", "affected ", "damage ", "who was harmed"], Section::Impact),
    (
        &[
            "root cause",
            "cause ",
            "causes ",
            "contributing",
            "trigger",
            "underlying",
            "why it happened",
            "identified ",
            "finding",
            "what made it possible",
            "factors ",
        ],
        Section::RootCause,
    ),
    (
        &["summary ", "overview ", "abstract ", "tl dr ", "tldr ", "what happened ", "description ", "problem "],
        Section::Summary,
    ),
    (&["context "], Section::Timeline),
    (&["runbook", "playbook", "procedure", "steps ", "how to ", "instructions "], Section::RunbookStep),
    (
        &[
            "resolution",
            "recovery ",
            "response ",
            "detection",
            "mitigation",
            "status ",
            "stats ",
            "statistics ",
            "attendee",
            "author",
            "participant",
        ],
        Section::Other,
    ),
    (
        &["background ", "appendix", "supporting", "reference", "glossary ", "open question", "investigation "],
        Section::Other,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_recognised_as_teams_write_them() {
        for (title, section) in [
            ("Action Items & Followups", Some(Section::ActionItems)),
            ("Review actions", Some(Section::ActionItems)),
            ("Root Cause(s)", Some(Section::RootCause)),
            ("Contributing Factors (findings)", Some(Section::RootCause)),
            ("Lessons learnt", Some(Section::Lessons)),
            ("What could have gone better?", Some(Section::Lessons)),
            ("Where we got lucky", Some(Section::Lessons)),
            ("Summary of impact", Some(Section::Impact)),
            ("Executive Summary", Some(Section::Summary)),
            ("Chain of Events", Some(Section::Timeline)),
            ("Stats", Some(Section::Other)),
            ("BinderHub", None),
            ("16:33 Action is taken", None),
        ] {
            assert_eq!(Section::of_title(title), section, "{title}");
        }
    }

    #[test]
    fn every_named_section_is_found_by_its_name() {
        for section in Section::NAMED {
            assert_eq!(Section::named(section.as_str()), Some(section));
        }
        assert_eq!(Section::named("other"), None);
    }
}
