//! The incident as a person reads it: one line an entry, day by day, in one zone. Out only; what is read back is JSON lines.

use crate::domain::entry::{Entry, Evidence, Mark, RoleMove, Says, Statement};
use crate::domain::role;
use crate::domain::time::{Precise, Precision};
use crate::domain::zone::{Local, Zone, offset_text};
use crate::log::Reading;

/// Wider columns would push the text off a narrow terminal for the sake of one long name.
const MAX_COLUMN: usize = 16;

/// The incident that is called `name`, with times in `zone`, which is called `zone_name`.
///
/// A line with the date and how far the zone is from UTC precedes the entries of a day, and stands again where the clock was
/// set; an entry of which only the day is known stands under its date, which is the same everywhere.
pub fn print(reading: &Reading, name: Option<&str>, zone: &impl Zone, zone_name: &str) -> String {
    let mut text = heading(reading, name);
    text.push_str(&format!("Times in {zone_name}.\n"));
    let width = |part: fn(&Entry) -> &str| {
        let widths = reading.timeline().map(|entry| part(entry).chars().count());
        widths.max().unwrap_or(0).min(MAX_COLUMN)
    };
    let (kinds, people) = (width(|entry| entry.said.says.kind()), width(|entry| &entry.said.by));
    let mut day = String::new();
    for entry in reading.timeline() {
        let precise = entry.precise();
        let of = precise.map_or_else(|| day.clone(), |precise| day_line(precise, zone));
        if of != day {
            text.push_str(&format!("\n{of}\n"));
            day = of;
        }
        let time = time(entry, precise, zone);
        let (kind, by) = (plain(entry.said.says.kind()), plain(&entry.said.by));
        let start = format!("{time:<9} {kind:<kinds$}  {by:<people$}  ");
        let says = says(entry, zone);
        let indent = format!("\n{:1$}", "", 9 + 1 + kinds + 2 + people + 2);
        let lines: Vec<String> = says.lines().map(plain).collect();
        text.push_str(format!("{start}{}", lines.join(&indent)).trim_end());
        text.push('\n');
    }
    text
}

fn heading(reading: &Reading, name: Option<&str>) -> String {
    let incident = &reading.incident;
    let title = reading.record.as_ref().map(|record| plain(&record.title)).unwrap_or_default();
    let mut text = format!("{} {title}", plain(name.unwrap_or("INC-?"))).trim_end().to_owned();
    text.push('\n');
    let lead = incident.roles.holder(role::LEAD).map(|held| format!("led by {}", plain(&held.holder)));
    let now = [incident.severity().map(plain), incident.phase().map(|phase| phase.as_str().to_owned()), lead];
    let now: Vec<String> = now.into_iter().flatten().collect();
    if !now.is_empty() {
        text.push_str(&format!("{}\n", now.join(", ")));
    }
    text
}

/// `2026-11-18, UTC+1`; a date alone where only the day is known.
pub(super) fn day_line(at: Precise, zone: &impl Zone) -> String {
    match at.precision {
        Precision::Day => at.to_string(),
        _ => format!("{}, {}", Local::at(at.at, zone).date_text(), offset_text(zone.offset_seconds(at.at))),
    }
}

fn time(entry: &Entry, at: Option<Precise>, zone: &impl Zone) -> String {
    let Some(at) = at else { return "untimed".to_owned() };
    match at.precision {
        Precision::Day => "that day".to_owned(),
        precision => {
            let time = Local::at(at.at, zone).time_text(precision);
            if entry.is_about() { format!("~{time}") } else { time }
        }
    }
}

/// What the entry says: what its kind adds, its text, how long it lasted, what it marks.
fn says(entry: &Entry, zone: &impl Zone) -> String {
    let said = &entry.said;
    let value = value(&said.says);
    let mut text = match (value.is_empty(), said.text.is_empty()) {
        (false, false) => format!("{value}: {}", said.text),
        _ => format!("{value}{}", said.text),
    };
    if let Some(ended) = entry.ended() {
        let day = |at: Precise| day_line(at, zone);
        let other_day = entry.precise().is_none_or(|began| day(began) != day(ended));
        let date = if other_day { day(ended) } else { String::new() };
        let time = Local::at(ended.at, zone).time_text(ended.precision);
        text.push_str(&format!(" (until {})", [date, time].join(" ").trim()));
    }
    let marks: Vec<&str> = said.marks.iter().map(Mark::as_str).chain(said.is_starred.then_some("starred")).collect();
    if !marks.is_empty() {
        text.push_str(&format!(" [{}]", marks.join(", ")));
    }
    for line in details(said) {
        text.push('\n');
        text.push_str(&line);
    }
    text.trim_start().to_owned()
}

/// What stands below the text, line by line: what was weighed, and what it rests on.
fn details(said: &Statement) -> Vec<String> {
    let mut lines = Vec::new();
    if let Says::Decision { options, objections, .. } = &said.says {
        lines.extend(options.iter().map(|option| format!("option: {option}")));
        lines.extend(objections.iter().map(|objection| format!("objection: {objection}")));
    }
    for evidence in &said.evidence {
        match evidence {
            Evidence::Link(address) => lines.push(format!("<{address}>")),
            Evidence::Raw(raw) => lines.extend(raw.lines().map(|line| format!("| {line}"))),
            Evidence::File { name, bytes, .. } => lines.push(format!("file: {name} ({bytes} bytes)")),
            Evidence::Unknown(_) => lines.push("evidence of a sort that this version does not know".to_owned()),
        }
    }
    lines
}

/// What the kind adds to the text, in words.
pub fn value(says: &Says) -> String {
    let word = |word: &dyn std::fmt::Debug| format!("{word:?}").to_ascii_lowercase();
    let parts: Vec<String> = match says {
        Says::Alert { source, state, .. } => {
            source.iter().cloned().chain(state.iter().map(|state| word(state))).collect()
        }
        Says::Action { assignee, time_box_minutes, done } => {
            let whom = assignee.as_ref().map(|assignee| format!("for {assignee}"));
            let within = time_box_minutes.map(|minutes| match minutes {
                120.. if minutes % 60 == 0 => format!("within {} h", minutes / 60),
                _ => format!("within {minutes} min"),
            });
            let done = done.as_ref().map(|done| format!("done by {}", done.by));
            [whom, within, done].into_iter().flatten().collect()
        }
        Says::Change { sort, verdict } => {
            sort.iter().cloned().chain(verdict.iter().map(|verdict| word(verdict))).collect()
        }
        Says::Impact { impact, who, share, certainty } => {
            std::iter::once(word(impact)).chain([who, share, certainty].into_iter().flatten().cloned()).collect()
        }
        Says::Severity { severity } => vec![severity.clone()],
        Says::Phase { phase } => vec![phase.as_str().to_owned()],
        Says::Role { role, moved, holder } => vec![match moved {
            RoleMove::Take => format!("{role} taken by {holder}"),
            RoleMove::Offer => format!("{role} offered to {holder}"),
            RoleMove::Accept => format!("{role} accepted by {holder}"),
            RoleMove::Decline => format!("{role} declined by {holder}"),
            RoleMove::Release => format!("{role} given up by {holder}"),
        }],
        Says::Note | Says::Observation | Says::Decision { .. } | Says::Unknown { .. } => vec![],
    };
    parts.join(", ")
}

/// One line without control characters: what somebody pasted must not drive the reader's terminal.
fn plain(line: &str) -> String {
    let safe = |c: char| match c {
        '\t' | '\n' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    line.chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::Instant;
    use crate::domain::id::{RecordId, ScopeId, WriterId};
    use crate::domain::record::kind;
    use crate::log::{Draft, Log, Writer, read};

    /// Berlin on the day when its clocks are set back, at 01:00Z.
    struct Berlin;

    impl Zone for Berlin {
        fn offset_seconds(&self, at: Instant) -> i32 {
            if at < "2026-10-25T01:00Z".parse().unwrap() { 7200 } else { 3600 }
        }
    }

    fn printed(bodies: &[Value]) -> String {
        let mut writer = Writer::new(WriterId::from_bits(1));
        let scope = ScopeId::from_bits(2);
        let mut log = Log::default();
        for (record, body) in (1..).zip(bodies) {
            let mut body = body.as_object().unwrap().clone();
            let always = json!({"logged_at": "2026-10-25T00:00:00Z", "by": "dana", "kind": "note"});
            for (field, value) in always.as_object().unwrap() {
                body.entry(field).or_insert(value.clone());
            }
            let draft = Draft {
                scope,
                record: RecordId::from_bits(record),
                kind: kind::ENTRY.to_owned(),
                parents: vec![],
                author: "dana".to_owned(),
                purges: vec![],
                body,
            };
            log.add(writer.write(draft, "2026-10-25T00:00Z".parse().unwrap()));
        }
        print(&read(&log, scope), Some("INC-7"), &Berlin, "Europe/Berlin")
    }

    fn at(time: &str) -> Value {
        json!({ "at": time })
    }

    #[test]
    fn days_are_set_apart_and_so_are_the_two_hours_of_one_name() {
        let text = printed(&[
            json!({"occurred": at("2026-10-24T21:59Z"), "text": "before midnight"}),
            json!({"occurred": at("2026-10-25T00:30:00Z"), "text": "the first 02:30"}),
            json!({"occurred": at("2026-10-25T01:30:00Z"), "text": "the second 02:30", "ended": "2026-10-25T02:00Z"}),
            json!({"occurred": at("2026-10-26"), "text": "a day"}),
        ]);
        let expected = [
            "INC-7",
            "Times in Europe/Berlin.",
            "",
            "2026-10-24, UTC+2",
            "23:59     note  dana  before midnight",
            "",
            "2026-10-25, UTC+2",
            "02:30:00  note  dana  the first 02:30",
            "",
            "2026-10-25, UTC+1",
            "02:30:00  note  dana  the second 02:30 (until 03:00)",
            "",
            "2026-10-26",
            "that day  note  dana  a day",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_was_pasted_drives_no_terminal() {
        let text = printed(&[
            json!({"occurred": at("2026-10-25"), "by": "da\u{1b}na", "text": "a\u{1b}[2Jb\tc\r\nd\u{9b}e"}),
            json!({"occurred": at("2026-10-25"), "kind": "x\ny", "evidence": [{"raw": "1\n\u{7}2"}]}),
        ]);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(text.contains("| \u{fffd}2\n"), "{text}");
    }
}
