//! A calendar (RFC 5545) of a postmortem: the review meeting with its agenda, and the days on which promised changes are due.
//! Out only: what a calendar makes of it is the calendar's.
//!
//! Days are events and no to-dos, because the calendars that most people have pass over to-dos. Each has an id that is made of
//! its record, so that a file that is handed out again moves what the one before brought.

use crate::domain::id::RecordId;
use crate::domain::postmortem::agenda::{Item, agenda};
use crate::domain::postmortem::{FollowUp, Meeting, Postmortem};
use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{Local, Utc};
use crate::log::Reading;

/// The media type of a calendar.
pub const MEDIA_TYPE: &str = "text/calendar;charset=utf-8";

/// Octets of a line, its end not counted (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;

/// Milliseconds of a day.
const DAY_MILLIS: i64 = 86_400_000;

/// The calendar of the incident that is called `name`, as of `now`.
pub fn print(reading: &Reading, says: &Postmortem, name: &str, now: Instant) -> String {
    print_with(reading, says, name, now, &[])
}

/// Why there would be nothing in it, as the end of a sentence: a calendar without any event is none.
pub fn is_nothing(says: &Postmortem) -> Option<&'static str> {
    let has_day = says.follow_ups.iter().any(|held| due_of(&held.says).is_some());
    let has_meeting = says.about.meeting.is_some() && says.about_id.is_some();
    (!has_meeting && !has_day).then_some("no meeting is set, and no promised change has a date")
}

/// The day on which a promised change is due; what nobody has promised, what is done and what has no day has none.
fn due_of(change: &FollowUp) -> Option<Precise> {
    change.due.filter(|_| change.state.as_deref() == Some("committed"))
}

/// The same with further points for the agenda of its meeting, one sentence each.
pub fn print_with(reading: &Reading, says: &Postmortem, name: &str, now: Instant, open: &[String]) -> String {
    let mut calendar = Calendar::new(now);
    let title = reading.record.as_ref().map(|record| record.title.as_str()).unwrap_or_default();
    let revisions = |record: RecordId| reading.records.get(&record).map_or(1, |record| record.revisions);
    if let (Some(meeting), Some(about)) = (&says.about.meeting, says.about_id) {
        let items = agenda(says, &reading.incident, meeting.minutes, open);
        calendar.meeting(about, revisions(about), &format!("Review of {name} {title}"), meeting, &items, says);
    }
    for held in &says.follow_ups {
        calendar.due(held.id, revisions(held.id), name, &held.says);
    }
    calendar.done()
}

/// The agenda of a meeting as markdown, with the time of each part counted from its beginning.
pub fn agenda_text(name: &str, title: &str, items: &[Item]) -> String {
    let mut text = format!("# Review of {name} {title}").trim_end().to_owned();
    text.push('\n');
    let mut begin = 0;
    for item in items {
        let end = begin + item.minutes;
        text.push_str(&format!("\n## {} to {} min: {}\n\n_{}_\n\n", begin, end, item.title, item.ask));
        for point in &item.points {
            text.push_str(&format!("- {point}\n"));
        }
        begin = end;
    }
    text
}

/// A calendar that is being written.
struct Calendar {
    text: String,
    stamp: String,
}

impl Calendar {
    fn new(now: Instant) -> Self {
        let mut this = Self { text: String::new(), stamp: moment(now) };
        this.line("BEGIN", "VCALENDAR");
        this.line("VERSION", "2.0");
        this.line("PRODID", "-//Stillpoint//Postmortem//EN");
        this.line("CALSCALE", "GREGORIAN");
        this
    }

    fn done(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.text
    }

    /// One property; `value` as it stands in the file.
    fn line(&mut self, name: &str, value: &str) {
        self.text.push_str(&folded(&format!("{name}:{value}")));
    }

    fn begin(&mut self, uid: &str, revisions: usize) {
        self.line("BEGIN", "VEVENT");
        self.line("UID", uid);
        let stamp = self.stamp.clone();
        self.line("DTSTAMP", &stamp);
        // A calendar takes a later state of the same event for a change of it.
        self.line("SEQUENCE", &revisions.saturating_sub(1).to_string());
    }

    fn meeting(
        &mut self,
        about: RecordId,
        revisions: usize,
        title: &str,
        meeting: &Meeting,
        items: &[Item],
        says: &Postmortem,
    ) {
        self.begin(&format!("{about}-review@stillpoint"), revisions);
        self.line("DTSTART", &moment(meeting.at));
        self.line("DTEND", &moment(meeting.at.plus_millis(i64::from(meeting.minutes) * 60_000)));
        self.line("SUMMARY", &escaped(title));
        if !meeting.place.trim().is_empty() {
            self.line("LOCATION", &escaped(meeting.place.trim()));
        }
        let mut text = String::new();
        if !says.about.reviewers.is_empty() {
            text = format!("Reviewers: {}\n\n", says.about.reviewers.join(", "));
        }
        for item in items {
            text.push_str(&format!("{} min: {}\n", item.minutes, item.title));
            for point in &item.points {
                text.push_str(&format!("- {point}\n"));
            }
        }
        self.line("DESCRIPTION", &escaped(text.trim_end()));
        self.line("END", "VEVENT");
    }

    fn due(&mut self, record: RecordId, revisions: usize, name: &str, change: &FollowUp) {
        let Some(due) = due_of(change) else { return };
        let text = change.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.begin(&format!("{record}-due@stillpoint"), revisions);
        match due.precision {
            Precision::Day => {
                self.line("DTSTART;VALUE=DATE", &day(due.at));
                self.line("DTEND;VALUE=DATE", &day(due.at.plus_millis(DAY_MILLIS)));
            }
            _ => self.line("DTSTART", &moment(due.at)),
        }
        // It is no time that is taken.
        self.line("TRANSP", "TRANSPARENT");
        self.line("SUMMARY", &escaped(&format!("Due for {name}: {text}")));
        if let Some(owner) = &change.owner {
            self.line("DESCRIPTION", &escaped(&format!("Owner: {owner}")));
        }
        if let Some(link) = change.link.as_deref().filter(|link| is_address(link)) {
            self.line("URL", link);
        }
        self.line("END", "VEVENT");
    }
}

/// True for what can stand in a property as an address: nothing in it ends the line or is not plain.
fn is_address(link: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
    (link.starts_with("https://") || link.starts_with("http://")) && link.chars().all(is_plain)
}

/// `20261120T140700Z`.
fn moment(at: Instant) -> String {
    let local = Local::at(at, &Utc);
    format!("{}T{:02}{:02}{:02}Z", day(at), local.hour, local.minute, local.second)
}

/// `20261120`.
fn day(at: Instant) -> String {
    Precise { at, precision: Precision::Day }.to_string().replace('-', "")
}

/// Text as a value (RFC 5545, 3.3.11). What is no character of a text there is left out.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' | '\r' => value.push_str("\\n"),
            '\t' => value.push('\t'),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// A line with its end, in pieces where it is long: each after the first begins with a blank, and no character is cut.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + line.len() / LINE_OCTETS * 3 + 2);
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE_OCTETS {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(c);
        octets += c.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::postmortem::{Held, PostmortemRecord};
    use crate::domain::record::IncidentRecord;
    use crate::domain::time::Hlc;

    fn held(id: u128, says: FollowUp) -> Held<FollowUp> {
        Held { id: RecordId::from_bits(id), created: Hlc::default(), says }
    }

    fn change(text: &str, state: &str, due: Option<&str>) -> FollowUp {
        FollowUp {
            text: text.into(),
            state: Some(state.into()),
            due: due.map(|due| due.parse().unwrap()),
            owner: Some("sam".into()),
            link: Some("https://tracker.example/42".into()),
            ..Default::default()
        }
    }

    pub(super) fn says(title: &str, place: &str, changes: Vec<FollowUp>) -> (Reading, Postmortem) {
        let record = IncidentRecord { title: title.to_owned(), ..Default::default() };
        let reading = Reading { record: Some(record), ..Default::default() };
        let at = "2026-11-23T14:00:00Z".parse().unwrap();
        let about = PostmortemRecord {
            meeting: Some(Meeting { at, minutes: 45, place: place.to_owned() }),
            reviewers: vec!["sam".into(), "kim".into()],
            ..Default::default()
        };
        let follow_ups = (2..).zip(changes).map(|(id, change)| held(id, change)).collect();
        (reading, Postmortem { about, about_id: Some(RecordId::from_bits(1)), follow_ups, ..Default::default() })
    }

    fn printed(title: &str, place: &str, changes: Vec<FollowUp>) -> String {
        let (reading, says) = says(title, place, changes);
        print(&reading, &says, "INC-42", "2026-11-20T14:07:00Z".parse().unwrap())
    }

    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_meeting_has_its_time_its_place_and_its_agenda() {
        let text = printed("Checkout; slow, in eu", "room 4, 2nd floor", vec![]);
        let lines = unfolded(&text);
        for line in [
            "BEGIN:VCALENDAR",
            "UID:00000000000000000000000001-review@stillpoint",
            "DTSTAMP:20261120T140700Z",
            "SEQUENCE:0",
            "DTSTART:20261123T140000Z",
            "DTEND:20261123T144500Z",
            "SUMMARY:Review of INC-42 Checkout\\; slow\\, in eu",
            "LOCATION:room 4\\, 2nd floor",
        ] {
            assert!(lines.iter().any(|other| other == line), "{line} in {text}");
        }
        let description = lines.iter().find(|line| line.starts_with("DESCRIPTION:")).unwrap();
        assert!(description.starts_with("DESCRIPTION:Reviewers: sam\\, kim\\n\\n"), "{description}");
        assert!(description.contains("min: Opening\\n- Who facilitates"), "{description}");
    }

    #[test]
    fn promised_changes_are_days_and_others_are_none() {
        let changes = vec![
            change("Cap\nretries", "committed", Some("2026-12-31")),
            change("Name an owner", "proposed", Some("2026-12-05")),
            change("Alert on the queue", "committed", None),
            change("Fix the bug", "done", Some("2026-12-05")),
        ];
        let lines = unfolded(&printed("", "", changes));
        assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 2, "the meeting and one day");
        for line in [
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:Due for INC-42: Cap retries",
            "DESCRIPTION:Owner: sam",
            "URL:https://tracker.example/42",
            "UID:00000000000000000000000002-due@stillpoint",
        ] {
            assert!(lines.iter().any(|other| other == line), "{line} in {lines:?}");
        }
    }

    #[test]
    fn a_calendar_without_any_event_is_none() {
        let (reading, mut says) = says("Checkout", "", vec![change("Name an owner", "proposed", Some("2026-12-05"))]);
        assert_eq!(is_nothing(&says), None, "people meet");
        says.about.meeting = None;
        assert!(is_nothing(&says).is_some());
        assert!(!print(&reading, &says, "INC-42", Instant::EPOCH).contains("BEGIN:VEVENT"));
        says.follow_ups.push(held(9, change("Cap retries", "committed", Some("2026-12-31"))));
        assert_eq!(is_nothing(&says), None, "a change is due");
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_cut() {
        let text = printed(&"é🔥 ".repeat(60), "", vec![change(&"ü".repeat(200), "committed", Some("2026-12-31"))]);
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= LINE_OCTETS, "{} octets: {line}", line.len());
        }
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        assert!(unfolded(&text).iter().any(|line| line.ends_with(&"ü".repeat(200))));
    }

    #[test]
    fn nothing_that_was_typed_ends_a_line_or_a_property() {
        let hostile = "x\r\nEND:VCALENDAR\r\nBEGIN:VEVENT\u{0}\u{7f};,\\";
        let mut sly = change(hostile, "committed", Some("2026-12-31"));
        sly.link = Some("https://x\r\nATTACH:y".into());
        let lines = unfolded(&printed(hostile, hostile, vec![sly]));
        assert_eq!(lines.iter().filter(|line| *line == "END:VCALENDAR").count(), 1);
        assert!(!lines.iter().any(|line| line.starts_with("URL") || line.starts_with("ATTACH")));
        assert!(lines.iter().any(|line| line == "LOCATION:x\\nEND:VCALENDAR\\nBEGIN:VEVENT\\;\\,\\\\"), "{lines:?}");
    }

    #[test]
    fn an_agenda_says_when_each_part_begins() {
        let point = |minutes, title: &str| Item {
            minutes,
            title: title.into(),
            ask: "What helped?",
            points: vec!["One".into(), "Two".into()],
        };
        let text = agenda_text("INC-42", "Checkout", &[point(10, "Opening"), point(20, "Closing")]);
        let expected = "# Review of INC-42 Checkout\n\n## 0 to 10 min: Opening\n\n_What helped?_\n\n- One\n- Two\n\
            \n## 10 to 30 min: Closing\n\n_What helped?_\n\n- One\n- Two\n";
        assert_eq!(text, expected);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod properties {
    use super::*;
    use icalendar::{Calendar, CalendarComponent, Component as _, EventLike as _};
    use proptest::prelude::*;

    /// Text as people type it. Without backslashes: this parser takes an escaped one before an `n` for the end of a line.
    fn typed(pattern: &'static str) -> impl Strategy<Value = String> {
        pattern.prop_map(|text| text.replace('\\', "/"))
    }

    proptest! {
        #[test]
        fn another_parser_reads_what_was_said(
            title in typed("\\PC{0,90}"),
            place in typed("[\\PC\n\r\t;,:\"]{0,90}"),
            text in typed("\\PC{1,120}"),
        ) {
            let change = FollowUp {
                text: text.clone(),
                state: Some("committed".into()),
                due: Some("2026-12-31".parse().unwrap()),
                ..Default::default()
            };
            let (reading, says) = tests::says(&title, &place, vec![change]);
            let printed = print_with(&reading, &says, "INC-42", Instant::EPOCH, std::slice::from_ref(&text));
            let calendar: Calendar = printed.parse().map_err(TestCaseError::fail)?;
            let events: Vec<_> = calendar.components.iter().filter_map(CalendarComponent::as_event).collect();
            prop_assert_eq!(events.len(), 2);
            let summary = format!("Review of INC-42 {title}");
            prop_assert_eq!(events[0].get_summary(), Some(summary.as_str()));
            let place = place.replace("\r\n", "\n").replace('\r', "\n");
            let place = Some(place.trim()).filter(|place| !place.is_empty());
            prop_assert_eq!(events[0].get_location(), place);
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let due = format!("Due for INC-42: {words}");
            prop_assert_eq!(events[1].get_summary(), Some(due.as_str()));
            prop_assert!(events[1].get_start().is_some() && events[1].get_end().is_some());
            prop_assert!(events[0].get_timestamp().is_some());
        }
    }
}
