//! An entry as a person corrects it: what was changed about it, field by field, and how a corrected time is read.

use serde_json::Value;

use super::entry::{Entry, Evidence, Mark, Says};
use super::json::{Json as _, Object, Record as _};
use super::line::{self, Against, Doubt, Line, When};
use super::time::{Instant, Occurred, Precise, Precision};
use super::zone::{self, Ambiguity, Local, NotALocalTime, Zone};

/// How far ahead a time may be before it is remarked on: clocks differ.
const SLACK_MILLIS: i64 = 120_000;

/// What can be corrected about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What was said.
    pub text: String,
    /// When it happened; none for an untimed entry.
    pub occurred: Option<Precise>,
    /// True where that time is not sure.
    pub is_about: bool,
    /// The time as it was typed, where that says more than the time.
    pub written: Option<String>,
    /// When it ended, for what lasted.
    pub ended: Option<Precise>,
    /// Handle of whoever it is attributed to.
    pub by: String,
    /// Its kind.
    pub kind: String,
    /// The severity or the phase that it says, or who a role goes to; empty for other kinds.
    pub value: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// Why a correction is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCorrected {
    /// It is attributed to nobody.
    #[error("save an entry without its author")]
    Nobody,
    /// Its role would go to nobody.
    #[error("save a role without somebody who has it")]
    NoHolder,
    /// It would end before it happened.
    #[error("save an entry that ends before it begins")]
    EndsFirst,
    /// It would end without having begun.
    #[error("save an end for an entry that has no time")]
    EndsOnly,
}

impl Correction {
    /// What an entry says now: that which nothing was corrected about yet.
    pub fn of(entry: &Entry) -> Self {
        Self {
            text: entry.said.text.clone(),
            occurred: entry.precise(),
            is_about: entry.is_about(),
            written: None,
            ended: entry.ended(),
            by: entry.said.by.clone(),
            kind: entry.said.says.kind().to_owned(),
            value: match &entry.said.says {
                Says::Severity { severity } => severity.clone(),
                Says::Phase { phase } => phase.as_str().to_owned(),
                Says::Role { holder, .. } => holder.clone(),
                _ => String::new(),
            },
            evidence: entry.said.evidence.clone(),
        }
    }

    /// The fields that are other than those of `entry`, to be written; `null` takes one away. What was not touched is not
    /// among them: what another page has changed meanwhile is not for this one to say.
    pub fn changes(&self, entry: &Entry) -> Result<Object, NotCorrected> {
        let before = Self::of(entry);
        if self.by.is_empty() {
            return Err(NotCorrected::Nobody);
        }
        if self.value.is_empty() && !before.value.is_empty() {
            return Err(NotCorrected::NoHolder);
        }
        match (self.occurred, self.ended) {
            (Some(occurred), Some(ended)) if ends_first(occurred, ended) => return Err(NotCorrected::EndsFirst),
            (None, Some(_)) => return Err(NotCorrected::EndsOnly),
            _ => {}
        }
        let mut changes = Object::new();
        let mut change = |field: &str, value: Value| changes.insert(field.to_owned(), value);
        if self.text != before.text {
            change("text", self.text.as_str().into());
        }
        let is_moved = self.occurred != before.occurred || self.is_about != before.is_about;
        if is_moved {
            let said = |at| Occurred { is_about: self.is_about, ..Occurred::written(at, self.written.clone()) };
            change("occurred", self.occurred.map_or(Value::Null, |at| said(at).to_object().into()));
        }
        // An end is corrected together with its beginning, unless a person has named that.
        let shift = if is_moved { 0 } else { entry.corrected_by_millis };
        let ended = self.ended.map(|ended| Precise { at: ended.at.plus_millis(-shift), ..ended });
        if self.ended != before.ended || ended != entry.said.ended {
            change("ended", ended.map_or(Value::Null, |ended| ended.write()));
        }
        if self.by != before.by {
            change("by", self.by.as_str().into());
        }
        // What the other kind had beside its text stays in the body: the way back has it again.
        if self.kind != before.kind {
            change("kind", self.kind.as_str().into());
        }
        if self.value != before.value {
            let field = if matches!(entry.said.says, Says::Role { .. }) { "holder" } else { &before.kind };
            change(field, self.value.as_str().into());
        }
        if self.evidence != before.evidence {
            let evidence: Vec<Value> = self.evidence.iter().map(Evidence::write).collect();
            change("evidence", if evidence.is_empty() { Value::Null } else { evidence.into() });
        }
        Ok(changes)
    }
}

/// True when an end is before its beginning. A day is over at its end.
fn ends_first(occurred: Precise, ended: Precise) -> bool {
    const DAY_MILLIS: i64 = 86_400_000;
    // Where only a day is known, its zone is not, so that a day more is no mistake.
    let slack = if [occurred, ended].iter().any(|at| at.precision == Precision::Day) { DAY_MILLIS } else { 0 };
    ended.at.since(occurred.at) < -slack
}

/// The marks of an entry with this one set, or taken away where it was. As it is written: `null` for none.
pub fn toggled(marks: &[Mark], mark: &Mark) -> Value {
    let mut marks = marks.to_vec();
    match marks.iter().position(|other| other == mark) {
        Some(position) => _ = marks.remove(position),
        None => marks.push(mark.clone()),
    }
    let marks: Vec<Value> = marks.iter().map(Mark::write).collect();
    if marks.is_empty() { Value::Null } else { marks.into() }
}

/// What stands as evidence for a typed text: an address is a link, all else is raw text. None for blanks.
pub fn evidence(typed: &str) -> Option<Evidence> {
    let text = typed.trim_matches(['\n', '\r']).trim_end();
    let address = text.trim();
    let is_address = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    match address {
        "" => None,
        _ if is_address && !address.contains(char::is_whitespace) => Some(Evidence::Link(address.to_owned())),
        _ => Some(Evidence::Raw(text.to_owned())),
    }
}

/// A corrected time as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retimed {
    /// The time.
    pub at: Precise,
    /// The time as it was typed, where that says more: a zone, `-12m`.
    pub written: Option<String>,
    /// What a person may not have meant, as a sentence.
    pub remark: Option<&'static str>,
}

impl Retimed {
    /// True where it is not sure.
    pub fn is_about(&self) -> bool {
        self.written.as_deref().is_some_and(line::is_about)
    }
}

/// Why a typed time cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotATimeYet {
    /// It is none.
    #[error(transparent)]
    NotATime(#[from] NotALocalTime),
    /// Its zone has a name that several have.
    #[error("tell which {0} is meant: write the offset, as in 14:07+01:00")]
    Zone(String),
}

/// Reads the time of an entry as the box reads one: a time of day is on the day of `near`, the rest is by the clock of
/// `against`.
pub fn read_time<Z: Zone, N: Fn(&str) -> Option<Z>>(
    typed: &str,
    near: Instant,
    against: &Against<'_, Z, N>,
) -> Result<Retimed, NotATimeYet> {
    let typed = typed.trim();
    let future = |at: Precise| (at.at.since(against.now) > SLACK_MILLIS).then_some("That is in the future.");
    let refusal = match zone::parse(typed, near, against.zone) {
        Ok(at) => {
            let remark = match zone::ambiguity(typed, near, against.zone) {
                Ok(Ambiguity::Twice { .. }) => Some("That hour came twice; the first is taken."),
                Ok(Ambiguity::Never { .. }) => Some("The clocks were set forward over that time."),
                _ => future(at),
            };
            return Ok(Retimed { at, written: None, remark });
        }
        Err(refusal) => refusal,
    };
    let on_its_day = format!("{} {typed}", Local::at(near, against.zone).date_text());
    for line in [on_its_day.as_str(), typed] {
        let Line { when, by: None, text: "" } = line::read(line, against) else { continue };
        match when {
            When::Now => {}
            When::Ago(at) => return Ok(Retimed { at, written: Some(typed.to_owned()), remark: None }),
            When::At { doubt: Some(Doubt::Zone(name)), .. } => return Err(NotATimeYet::Zone(name.to_owned())),
            When::At { ways, .. } => {
                if let Some(way) = ways.first() {
                    return Ok(Retimed { at: way.at, written: Some(typed.to_owned()), remark: future(way.at) });
                }
            }
        }
    }
    Err(refusal.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::testing;
    use crate::domain::entry::{Phase, RoleMove, Statement};
    use crate::domain::id::WriterId;

    use crate::domain::zone::Utc;
    use serde_json::json;

    fn minute(text: &str) -> Precise {
        format!("2026-11-20T{text}Z").parse().unwrap()
    }

    fn entry(says: Says) -> Entry {
        let (writer, at) = (WriterId::from_bits(1), minute("14:09"));
        let mut said = Statement::new(says, "dana", "pool is full", at.at, writer);
        said.occurred = Some(Occurred { clock: Some(writer), ..Occurred::said(at) });
        testing::entry(1, Some(at.at), said)
    }

    /// What is written when that is corrected about a note.
    fn written(correct: impl FnOnce(&mut Correction)) -> Result<Value, NotCorrected> {
        let entry = entry(Says::Note);
        let mut correction = Correction::of(&entry);
        correct(&mut correction);
        correction.changes(&entry).map(Value::Object)
    }

    #[test]
    fn only_what_was_corrected_is_written() {
        assert_eq!(written(|_| {}), Ok(json!({})));
        assert_eq!(written(|c| c.by = "sam".into()), Ok(json!({"by": "sam"})));
        assert_eq!(written(|c| c.kind = "decision".into()), Ok(json!({"kind": "decision"})));
        assert_eq!(
            written(|c| c.occurred = Some(minute("13:58"))),
            Ok(json!({"occurred": {"at": "2026-11-20T13:58Z"}}))
        );
        assert_eq!(written(|c| c.occurred = None), Ok(json!({"occurred": null})));
        assert_eq!(written(|c| c.ended = Some(minute("15:20"))), Ok(json!({"ended": "2026-11-20T15:20Z"})));
        let link = Evidence::Link("https://example.org/graph".into());
        assert_eq!(
            written(|c| c.evidence = vec![link, Evidence::Raw("a\nb".into())]),
            Ok(json!({"evidence": [{"link": "https://example.org/graph"}, {"raw": "a\nb"}]}))
        );
    }

    #[test]
    fn a_role_entry_says_whom_it_names() {
        let says = Says::Role { role: "lead".into(), moved: RoleMove::Take, holder: "tim".into() };
        let entry = entry(says);
        let mut correction = Correction::of(&entry);
        assert_eq!(correction.value, "tim");
        correction.value = "minrk".into();
        assert_eq!(correction.changes(&entry).map(Value::Object), Ok(json!({"holder": "minrk"})));
        correction.value = String::new();
        assert_eq!(correction.changes(&entry), Err(NotCorrected::NoHolder));
    }

    #[test]
    fn whether_a_time_is_sure_is_corrected() {
        let about = |at: &str| json!({"occurred": {"at": at, "about": true, "written": "~13:58"}});
        let written_as = Some("~13:58".to_owned());
        let correct = |c: &mut Correction| {
            (c.occurred, c.is_about, c.written) = (Some(minute("13:58")), true, written_as.clone());
        };
        assert_eq!(written(correct), Ok(about("2026-11-20T13:58Z")));
        let mut unsure = entry(Says::Note);
        unsure.said.occurred = unsure.said.occurred.map(|occurred| Occurred { is_about: true, ..occurred });
        let before = Correction::of(&unsure);
        assert_eq!(before.changes(&unsure).map(Value::Object), Ok(json!({})), "it stays what it is");
        let sure = Correction { is_about: false, ..before };
        assert_eq!(sure.changes(&unsure).map(Value::Object), Ok(json!({"occurred": {"at": "2026-11-20T14:09Z"}})));
    }

    #[test]
    fn the_value_of_a_phase_stands_in_the_field_of_its_kind() {
        let entry = entry(Says::Phase { phase: Phase::Identified });
        let mut correction = Correction::of(&entry);
        assert_eq!(correction.value, "identified");
        correction.value = "mitigated".into();
        assert_eq!(correction.changes(&entry).map(Value::Object), Ok(json!({"phase": "mitigated"})));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(written(|c| c.by = String::new()), Err(NotCorrected::Nobody));
        assert_eq!(written(|c| c.ended = Some(minute("14:08"))), Err(NotCorrected::EndsFirst));
        assert_eq!(written(|c| (c.occurred, c.ended) = (None, Some(minute("14:08")))), Err(NotCorrected::EndsOnly));
        // Of a day nobody knows when it began.
        let day: Precise = "2026-11-20".parse().unwrap();
        assert_eq!(written(|c| c.ended = Some(day)), Ok(json!({"ended": "2026-11-20"})));
    }

    #[test]
    fn an_end_keeps_the_correction_of_its_clock() {
        let mut entry = entry(Says::Note);
        // The clock was five minutes late.
        (entry.corrected_by_millis, entry.at) = (300_000, Some(minute("14:14").at));
        entry.said.ended = Some(minute("14:30"));
        let mut correction = Correction::of(&entry);
        assert_eq!((correction.occurred, correction.ended), (Some(minute("14:14")), Some(minute("14:35"))));
        assert_eq!(correction.changes(&entry).map(Value::Object), Ok(json!({})));
        correction.ended = Some(minute("14:40"));
        assert_eq!(correction.changes(&entry).map(Value::Object), Ok(json!({"ended": "2026-11-20T14:35Z"})));
        // A beginning that a person has named is by no clock, and so is the end then.
        (correction.occurred, correction.ended) = (Some(minute("14:00")), Some(minute("14:35")));
        let changes = json!({"occurred": {"at": "2026-11-20T14:00Z"}, "ended": "2026-11-20T14:35Z"});
        assert_eq!(correction.changes(&entry).map(Value::Object), Ok(changes));
    }

    #[test]
    fn a_mark_is_set_and_taken_away_and_foreign_ones_stay() {
        let foreign = Mark::Other("paged".into());
        assert_eq!(toggled(std::slice::from_ref(&foreign), &Mark::Detected), json!(["paged", "detected"]));
        assert_eq!(toggled(&[Mark::Detected, foreign], &Mark::Detected), json!(["paged"]));
        assert_eq!(toggled(&[Mark::Detected], &Mark::Detected), Value::Null);
    }

    #[test]
    fn an_address_is_a_link_and_all_else_is_raw() {
        assert_eq!(evidence(" HTTPS://example.org/x "), Some(Evidence::Link("HTTPS://example.org/x".into())));
        assert_eq!(evidence("javascript:alert(1)"), Some(Evidence::Raw("javascript:alert(1)".into())));
        assert_eq!(evidence("\n  at a\n  at b\n"), Some(Evidence::Raw("  at a\n  at b".into())));
        assert_eq!(evidence("see https://example.org"), Some(Evidence::Raw("see https://example.org".into())));
        assert_eq!(evidence(" \n"), None);
    }

    #[test]
    fn a_time_is_read_on_the_day_of_its_entry() {
        let named = |_: &str| None::<Utc>;
        let against = Against {
            now: "2026-11-22T10:00Z".parse::<Precise>().unwrap().at,
            zone: &Utc,
            named,
            began: None,
            catching_up_from: None,
            is_after_the_fact: false,
        };
        let read = |typed: &str| read_time(typed, minute("14:09").at, &against);
        let at = |typed: &str| read(typed).unwrap().at.to_string();
        assert_eq!(at("13:58"), "2026-11-20T13:58Z");
        assert_eq!(at("2026-11-19"), "2026-11-19");
        assert_eq!(at("14:58 CET"), "2026-11-20T13:58Z");
        assert_eq!(read("14:58 CET").unwrap().written.as_deref(), Some("14:58 CET"));
        assert_eq!(at("-12m"), "2026-11-22T09:48Z");
        assert_eq!(at("yesterday 23:50"), "2026-11-21T23:50Z");
        assert_eq!(read("2026-11-23 14:07").unwrap().remark, Some("That is in the future."));
        assert_eq!(read("14:07 CST"), Err(NotATimeYet::Zone("CST".into())));
        assert!(matches!(read("noonish"), Err(NotATimeYet::NotATime(_))));
        assert!(matches!(read("13:58 pool is full"), Err(NotATimeYet::NotATime(_))));
    }
}
