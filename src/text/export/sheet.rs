//! What every export says, in words that are the same in all of them.

use crate::domain::entry::{Entry, Evidence, Mark, Says};
use crate::domain::fold::{Contest, Topic};
use crate::domain::gate::Refusal;
use crate::domain::id::RecordId;
use crate::domain::record::kind;
use crate::domain::role;
use crate::domain::sorted::SortedSet;
use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{Local, Zone};
use crate::log::Reading;
use crate::log::conflict::FieldConflict;
use crate::text::{markdown, timeline};

/// Milliseconds beyond which the two times of an entry are both shown.
const WORTH_SHOWING: u64 = 120_000;

/// What a timeline begins with that was written down when all was over.
pub(in crate::text) const AFTERWARDS: &str = "Written down afterwards: logged ";

/// What the time at which an entry was logged is told with.
const LOGGED: &str = "logged ";

/// How much of an entry's text stands for it where another place speaks of it.
const FIRST_WORDS: usize = 80;

/// An incident to be written down: what is known of it, and how its times are told.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// What is known.
    pub reading: &'a Reading,
    /// What it is called: `INC-42`, with a suffix where others have the same number.
    pub name: Option<&'a str>,
    /// The zone of its times.
    pub zone: &'a dyn Zone,
    /// What that zone is called.
    pub zone_name: &'a str,
}

/// One thing about the incident as a whole.
pub(in crate::text) struct Fact<'a> {
    /// What it is about: `severity`.
    pub(in crate::text) label: String,
    /// When, where it has a time of its own.
    pub(in crate::text) at: Option<Precise>,
    /// What is said, without markup.
    pub(in crate::text) value: String,
    /// The entry that says so.
    pub(in crate::text) entry: Option<&'a Entry>,
}

/// One entry.
pub(in crate::text) struct Row<'a> {
    pub(in crate::text) entry: &'a Entry,
    /// The line above it, where its day is another than that of the row before.
    pub(in crate::text) day: Option<String>,
    /// `14:05`, `~13:58`, `that day`, `untimed`.
    pub(in crate::text) time: String,
    /// Its kind with what that says: `severity: sev1`.
    pub(in crate::text) kind: String,
    /// Others said something else about the same thing, not knowing of it; or it was changed in two ways at once.
    pub(in crate::text) is_contested: bool,
    /// What is to be known about it beside what it says: how long it lasted, what it marks, when it was logged.
    pub(in crate::text) notes: Vec<String>,
    /// What stands below its text.
    pub(in crate::text) details: Vec<Detail>,
}

/// What stands below the text of an entry.
pub(in crate::text) enum Detail {
    /// One line, without markup.
    Line(&'static str, String),
    /// An address.
    Link(String),
    /// Lines as they are.
    Raw(String, String),
}

impl<'a> Sheet<'a> {
    pub(in crate::text) fn number(&self) -> &'a str {
        self.name.unwrap_or("INC-?")
    }

    pub(in crate::text) fn title(&self) -> &'a str {
        self.reading.record.as_ref().map(|record| record.title.as_str()).unwrap_or_default()
    }

    /// `2026-11-18 14:05`, or the date alone where only the day is known.
    pub(in crate::text) fn date_time(&self, at: Precise) -> String {
        match at.precision {
            Precision::Day => at.to_string(),
            precision => {
                let local = Local::at(at.at, &self.zone);
                format!("{} {}", local.date_text(), local.time_text(precision))
            }
        }
    }

    /// `2026-11-18`.
    pub(in crate::text) fn date(&self, at: Precise) -> String {
        match at.precision {
            Precision::Day => at.to_string(),
            _ => Local::at(at.at, &self.zone).date_text(),
        }
    }

    /// True where its entries have times of more than one day: a time of day alone says too little.
    pub(in crate::text) fn is_of_days(&self) -> bool {
        let timed = self.reading.timeline().filter_map(Entry::precise);
        let mut timed = timed.filter(|at| at.precision != Precision::Day);
        let (first, last) = (timed.next(), timed.next_back());
        first.zip(last).is_some_and(|(first, last)| self.date(first) != self.date(last))
    }

    /// Its time for where no day stands above it: with its date where only that is known, or times are of more than one day.
    pub(in crate::text) fn time_alone(&self, entry: &Entry) -> String {
        let is_day = entry.precise().is_some_and(|at| at.precision == Precision::Day);
        if is_day || self.is_of_days() { self.when(entry) } else { self.time(entry) }
    }

    /// Its time with its date.
    fn when(&self, entry: &Entry) -> String {
        let about = if is_about(entry) { "~" } else { "" };
        entry.precise().map_or_else(|| "untimed".to_owned(), |at| format!("{about}{}", self.date_time(at)))
    }

    /// How another place speaks of an entry: its first words, or what its kind says.
    pub(in crate::text) fn first_words(&self, entry: &Entry) -> String {
        let words = markdown::plain(&entry.said.text, FIRST_WORDS);
        let words = if words.is_empty() { kind_in_words(entry) } else { words };
        format!("{words} ({})", entry.said.by)
    }

    fn entry(&self, id: RecordId) -> Option<&'a Entry> {
        self.reading.entries.get(&id).map(AsRef::as_ref)
    }

    /// What the incident is: severity, phase, who leads, the zone, what is left out.
    pub(in crate::text) fn facts(&self) -> Vec<Fact<'a>> {
        let incident = &self.reading.incident;
        let of_entry = |label: &str, value: &str, entry: Option<RecordId>, topic: &Topic| {
            let is_contested = incident.contested.iter().any(|contest| contest.topic == *topic);
            let value = if value.is_empty() { "nobody has said" } else { value };
            let contested = if is_contested { " (contested)" } else { "" };
            let entry = entry.and_then(|id| self.entry(id));
            Fact { label: label.to_owned(), at: None, value: format!("{value}{contested}"), entry }
        };
        let severity = incident.severities.last();
        let phase = incident.phases.last();
        let lead = incident.roles.holder(role::LEAD);
        let mut facts = vec![
            of_entry(
                "severity",
                incident.severity().unwrap_or_default(),
                severity.map(|since| since.entry),
                &Topic::Severity,
            ),
            of_entry(
                "phase",
                phase.map(|since| since.value.as_str()).unwrap_or_default(),
                phase.map(|since| since.entry),
                &Topic::Phase,
            ),
            of_entry(
                role::LEAD,
                lead.map_or("nobody", |held| &held.holder),
                lead.map(|held| held.entry),
                &Topic::Role(role::LEAD.to_owned()),
            ),
        ];
        for held in incident.roles.history().iter().filter(|held| !held.is_over && held.role != role::LEAD) {
            facts.push(of_entry(&held.role, &held.holder, Some(held.entry), &Topic::Role(held.role.clone())));
        }
        for offer in incident.roles.offers() {
            let value = format!("{} to {}, without an answer", offer.role, offer.to);
            facts.push(Fact { label: "offered".to_owned(), at: None, value, entry: self.entry(offer.entry) });
        }
        let plain = |label: &str, value: String| Fact { label: label.to_owned(), at: None, value, entry: None };
        facts.push(plain("times", format!("in {}", self.zone_name)));
        let included = self.reading.scopes.len().saturating_sub(1);
        if included > 0 {
            facts.push(plain("includes", counted(included, "other incident", "other incidents")));
        }
        facts.push(plain("entries", self.reading.incident.order.len().to_string()));
        facts.push(plain("left out", self.left_out_in_words()));
        facts
    }

    /// How many entries are left out: in the trash, purged, not understood.
    pub(in crate::text) fn left_out(&self) -> [usize; 3] {
        let entries = self.reading.entries.values();
        let records = self.reading.records.values();
        [
            entries.filter(|entry| entry.is_deleted).count(),
            records.filter(|record| record.is_purged && record.kind == kind::ENTRY).count(),
            self.reading.unread.iter().filter(|unread| unread.kind == kind::ENTRY).count(),
        ]
    }

    fn left_out_in_words(&self) -> String {
        let [deleted, purged, unread] = self.left_out();
        let parts = [
            (deleted, "in the trash"),
            (purged, "whose text was taken out for good"),
            (unread, "that this version cannot read"),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, which)| format!("{} {which}", counted(count, "entry", "entries")))
            .collect();
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
    }

    /// What two people said without knowing of each other, and what a merge broke.
    pub(in crate::text) fn contested(&self) -> Vec<Fact<'a>> {
        let reading = self.reading;
        let contests = reading.incident.contested.iter().map(|contest| self.contest(contest));
        let is_entry = |id: &RecordId| reading.entries.contains_key(id);
        let fields = reading.conflicts().filter(|(id, _)| !is_entry(id)).map(|(id, conflict)| {
            let kind = reading.records.get(id).map(|record| record.kind.as_str()).unwrap_or_default();
            let value = values(conflict).join(" or ");
            Fact { label: format!("{kind} {}", conflict.field), at: None, value, entry: None }
        });
        let breaches = reading.incident.breaches.iter().map(|breach| {
            let why = match &breach.refusal {
                Refusal::ImpactOpen { .. } => "its impact had not ended".to_owned(),
                Refusal::Contested(topic) => format!("the {} was contested", topic_in_words(topic)),
                other => other.to_string(),
            };
            let value = format!("closed, although {why}");
            Fact { label: "phase".to_owned(), at: None, value, entry: self.entry(breach.entry) }
        });
        contests.chain(fields).chain(breaches).collect()
    }

    fn contest(&self, contest: &Contest) -> Fact<'a> {
        let claims = contest.claims.iter().map(|(id, value)| {
            let value = if value.is_empty() { "nobody" } else { value };
            match self.entry(*id) {
                Some(entry) => format!("{value} ({}, {})", entry.said.by, self.when(entry)),
                None => value.to_owned(),
            }
        });
        let value = claims.collect::<Vec<_>>().join(" or ");
        let last = contest.claims.last().and_then(|(id, _)| self.entry(*id));
        Fact { label: topic_in_words(&contest.topic), at: None, value, entry: last }
    }

    /// The milestones by time, with the entries they come from.
    pub(in crate::text) fn milestones(&self) -> Vec<Fact<'a>> {
        let milestone = |reached: &crate::domain::milestone::Reached| {
            let entry = self.entry(reached.entry);
            let value = entry.map(|entry| self.first_words(entry)).unwrap_or_default();
            Fact { label: reached.milestone.in_words(), at: Some(reached.at), value, entry }
        };
        self.reading.incident.milestones.iter().map(milestone).collect()
    }

    /// The times of harm.
    pub(in crate::text) fn impacts(&self) -> Vec<Fact<'a>> {
        let mut facts = Vec::new();
        for window in &self.reading.incident.impacts {
            let time = |at: Option<Precise>| at.map_or_else(|| "untimed".to_owned(), |at| self.date_time(at));
            let to = window.ended.map_or_else(|| "goes on".to_owned(), |_| format!("to {}", time(window.to)));
            let entry = self.entry(window.began);
            let words = entry.map(|entry| self.first_words(entry)).unwrap_or_default();
            let value =
                if window.from.is_some() { format!("{to}: {words}") } else { format!("untimed, {to}: {words}") };
            facts.push(Fact { label: "from".to_owned(), at: window.from, value, entry });
        }
        facts
    }

    /// The entries in timeline order.
    pub(in crate::text) fn rows(&self) -> impl Iterator<Item = Row<'a>> {
        let claims = self.reading.incident.contested.iter().flat_map(|contest| &contest.claims);
        let contested: SortedSet<RecordId> = claims.map(|(id, _)| *id).collect();
        let sheet = *self;
        let mut day = String::new();
        sheet.reading.timeline().map(move |entry| {
            let mut row = sheet.row(entry, contested.contains(&entry.id));
            // What is untimed stands where it stood.
            let of = entry.precise().map(|at| timeline::day_line(at, &sheet.zone));
            row.day = of.filter(|of| *of != day);
            if let Some(of) = &row.day {
                day.clone_from(of);
            }
            row
        })
    }

    /// One of them, without its day.
    pub(in crate::text) fn row(&self, entry: &'a Entry, has_rivals: bool) -> Row<'a> {
        let said = &entry.said;
        let record = self.reading.records.get(&entry.id);
        let is_contested = has_rivals || record.is_some_and(|record| !record.conflicts.is_empty());
        let mut notes: Vec<String> = Vec::new();
        if let Some(ended) = entry.ended() {
            notes.push(format!("until {}", self.beside(ended, entry.precise())));
        }
        notes.extend(said.marks.iter().map(|mark| mark.as_str().replace('_', " ")));
        if said.is_starred {
            notes.push("starred".to_owned());
        }
        if is_contested {
            notes.push("contested".to_owned());
        }
        if let Some(written) = said.occurred.as_ref().and_then(|occurred| occurred.written.as_ref()) {
            notes.push(format!("written “{written}”"));
        }
        if let Some(logged) = self.logged(entry) {
            notes.push(format!("{LOGGED}{logged}"));
        }
        Row {
            entry,
            day: None,
            time: self.time(entry),
            kind: kind_in_words(entry),
            is_contested,
            notes,
            details: self.details(entry),
        }
    }

    pub(in crate::text) fn time(&self, entry: &Entry) -> String {
        match entry.precise() {
            None => "untimed".to_owned(),
            Some(Precise { precision: Precision::Day, .. }) => "that day".to_owned(),
            Some(at) => {
                let about = if is_about(entry) { "~" } else { "" };
                format!("{about}{}", Local::at(at.at, &self.zone).time_text(at.precision))
            }
        }
    }

    /// A time, with its date where that is not the one that it stands beside.
    fn beside(&self, at: Precise, other: Option<Precise>) -> String {
        let day = |at: Precise| timeline::day_line(at, &self.zone);
        match other {
            Some(other) if at.precision != Precision::Day && day(at) == day(other) => {
                Local::at(at.at, &self.zone).time_text(at.precision)
            }
            _ => self.date_time(at),
        }
    }

    /// When it was logged, where that is another time than that at which it happened.
    pub(in crate::text) fn logged(&self, entry: &Entry) -> Option<String> {
        let differs = entry.at.is_none_or(|at| entry.logged_at.since(at).unsigned_abs() > WORTH_SHOWING);
        let at = Precise { at: entry.logged_at, precision: Precision::Second };
        differs.then(|| self.beside(at, entry.precise()))
    }

    /// When these were logged, as one sentence, where that was after everything was over: the time of each says no more then.
    pub(in crate::text) fn logged_afterwards<'b>(&self, entries: impl Iterator<Item = &'b Entry>) -> Option<String> {
        let over =
            self.reading.entries.values().filter(|entry| !entry.is_deleted).filter_map(|entry| entry.at).max()?;
        let logged: Vec<Instant> = entries.map(|entry| entry.logged_at).collect();
        let (first, last) = (*logged.iter().min()?, *logged.iter().max()?);
        if logged.len() < 2 || first.since(over) <= WORTH_SHOWING as i64 {
            return None;
        }
        let told = |at| self.date_time(Precise { at, precision: Precision::Minute });
        let (first, last) = (told(first), told(last));
        let to = if first == last { String::new() } else { format!(" to {last}") };
        Some(format!("{AFTERWARDS}{first}{to}."))
    }

    /// What stands below its text.
    fn details(&self, entry: &Entry) -> Vec<Detail> {
        let mut details = self.weighed(entry);
        details.append(&mut self.evidence(entry));
        details.append(&mut self.conflicts(entry));
        details
    }

    /// What its kind adds beyond a word: what was weighed, labels, when it was done.
    pub(in crate::text) fn weighed(&self, entry: &Entry) -> Vec<Detail> {
        let line = |label: &'static str| move |text: &String| Detail::Line(label, text.clone());
        match &entry.said.says {
            Says::Decision { options, objections, .. } => {
                options.iter().map(line("option")).chain(objections.iter().map(line("objection"))).collect()
            }
            Says::Alert { labels, .. } if !labels.is_empty() => {
                let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
                vec![Detail::Line("labels", labels.join(", "))]
            }
            Says::Action { done: Some(done), .. } => {
                let at = Precise { at: done.at, precision: Precision::Second };
                vec![Detail::Line("done", format!("{} by {}", self.date_time(at), done.by))]
            }
            _ => Vec::new(),
        }
    }

    /// What it rests on.
    pub(in crate::text) fn evidence(&self, entry: &Entry) -> Vec<Detail> {
        let detail = |evidence: &Evidence| match evidence {
            Evidence::Link(address) => Detail::Link(address.clone()),
            Evidence::Raw(raw) => Detail::Raw("evidence".to_owned(), raw.clone()),
            Evidence::File { name, bytes, .. } => {
                Detail::Line("file", format!("{name} ({bytes} bytes, not in this export)"))
            }
            Evidence::Unknown(_) => Detail::Line("evidence", "of a sort that this version does not know".to_owned()),
        };
        entry.said.evidence.iter().map(detail).collect()
    }

    /// Fields that two people changed at once, with what each says.
    pub(in crate::text) fn conflicts(&self, entry: &Entry) -> Vec<Detail> {
        let conflicts = self.reading.records.get(&entry.id).map(|record| record.conflicts.as_slice());
        let mut details = Vec::new();
        for conflict in conflicts.unwrap_or_default() {
            let label = format!("contested {}, one says", conflict.field);
            details.extend(values(conflict).into_iter().map(|value| Detail::Raw(label.clone(), value)));
        }
        details
    }
}

impl Row<'_> {
    /// It without when it was logged: where that is said of all.
    pub(in crate::text) fn without_logged(mut self) -> Self {
        self.notes.retain(|note| !note.starts_with(LOGGED));
        self
    }
}

impl Detail {
    pub(in crate::text) fn label(&self) -> &str {
        match self {
            Self::Line(label, _) => label,
            Self::Link(_) => "evidence",
            Self::Raw(label, _) => label,
        }
    }

    pub(in crate::text) fn text(&self) -> String {
        match self {
            Self::Line("file", text) => format!("file: {text}"),
            Self::Line(_, text) | Self::Link(text) | Self::Raw(_, text) => text.clone(),
        }
    }
}

/// True for "about 14:07".
pub(in crate::text) fn is_about(entry: &Entry) -> bool {
    entry.is_about()
}

/// The kind with what it says, in words.
fn kind_in_words(entry: &Entry) -> String {
    let (kind, value) = (entry.said.says.kind(), timeline::value(&entry.said.says));
    if value.is_empty() { kind.to_owned() } else { format!("{kind}: {value}") }
}

/// What is marked, in the words of the log.
pub(in crate::text) fn marks(entry: &Entry) -> String {
    entry.said.marks.iter().map(Mark::as_str).collect::<Vec<_>>().join(" ")
}

fn topic_in_words(topic: &Topic) -> String {
    match topic {
        Topic::Severity => "severity".to_owned(),
        Topic::Phase => "phase".to_owned(),
        Topic::Role(role) => role.clone(),
    }
}

/// What each says, as text where it is one.
fn values(conflict: &FieldConflict) -> Vec<String> {
    let in_words = |value: &serde_json::Value| match value {
        serde_json::Value::Null => "nothing".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        value => crate::text::json::compact(value),
    };
    conflict.values.iter().map(|(_, value)| in_words(value)).collect()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::entry::Statement;
    use crate::domain::id::WriterId;
    use crate::domain::time::{Hlc, Occurred};

    /// Berlin on the day when its clocks are set back, at 01:00Z.
    struct Berlin;

    impl Zone for Berlin {
        fn offset_seconds(&self, at: Instant) -> i32 {
            if at < "2026-10-25T01:00Z".parse().unwrap() { 7200 } else { 3600 }
        }
    }

    fn rows(entries: &[(Option<&str>, &str)]) -> Vec<(Option<String>, String, Vec<String>)> {
        let mut reading = Reading::default();
        for (id, (at, logged_at)) in (1..).zip(entries) {
            let (id, writer) = (RecordId::from_bits(id), WriterId::from_bits(1));
            let logged_at = logged_at.parse().unwrap();
            let mut said = Statement::new(Says::Note, "dana", "", logged_at, writer);
            said.occurred = at.map(|at| Occurred::said(at.parse().unwrap()));
            let at = said.occurred.as_ref().map(|occurred| occurred.at.at);
            let (created, corrected_by_millis, is_deleted) = (Hlc(0, 0), 0, false);
            let entry = Entry { id, created, writer, at, corrected_by_millis, logged_at, is_deleted, said };
            let entry = Arc::new(entry);
            reading.incident.order.push(id);
            reading.ordered.push(Arc::clone(&entry));
            reading.entries.insert(id, entry);
        }
        let sheet = Sheet { reading: &reading, name: None, zone: &Berlin, zone_name: "Europe/Berlin" };
        sheet.rows().map(|row| (row.day, row.time, row.notes)).collect()
    }

    #[test]
    fn days_are_set_apart_and_what_is_untimed_stays_where_it_is() {
        let rows = rows(&[
            (Some("2026-10-24T21:59Z"), "2026-10-24T21:59Z"),
            (None, "2026-10-24T22:10Z"),
            (Some("2026-10-25T00:30Z"), "2026-10-25T00:30Z"),
            (Some("2026-10-25T01:30Z"), "2026-10-25T01:30Z"),
            (Some("2026-10-26"), "2026-10-26T00:01Z"),
        ]);
        let expected = [
            (Some("2026-10-24, UTC+2"), "23:59", None),
            (None, "untimed", Some("logged 2026-10-25 00:10:00")),
            (Some("2026-10-25, UTC+2"), "02:30", None),
            (Some("2026-10-25, UTC+1"), "02:30", None),
            (Some("2026-10-26"), "that day", None),
        ];
        assert_eq!(rows.len(), expected.len());
        for ((day, time, notes), expected) in rows.iter().zip(expected) {
            assert_eq!((day.as_deref(), time.as_str(), notes.first().map(String::as_str)), expected);
        }
    }

    #[test]
    fn both_times_are_told_where_they_are_more_than_two_minutes_apart() {
        let rows = rows(&[
            (Some("2026-10-24T14:07:00Z"), "2026-10-24T14:09:00Z"),
            (Some("2026-10-24T14:07:00Z"), "2026-10-24T14:09:00.001Z"),
            (Some("2026-10-24T14:07:00Z"), "2026-10-24T14:04:59Z"),
            (Some("2026-10-24T14:07:00Z"), "2026-10-25T14:07Z"),
        ]);
        let notes: Vec<&str> = rows.iter().map(|(_, _, notes)| notes.first().map_or("", String::as_str)).collect();
        assert_eq!(notes, ["", "logged 16:09:00", "logged 16:04:59", "logged 2026-10-25 15:07:00"]);
    }
}
