//! What somebody is told who takes over: where the incident stands now, from its entries alone. Markdown, out only; it becomes
//! the text of the entry that offers a role, so what was handed over stays in the timeline.

use crate::domain::duties::{self, ROLES};
use crate::domain::entry::{Entry, Says};
use crate::domain::fold::{Contest, ImpactWindow, Topic};
use crate::domain::id::RecordId;
use crate::domain::role::LEAD;
use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{Local, Utc, Zone, label};
use crate::log::Reading;

/// How many of the last entries it repeats.
const LAST_ENTRIES: usize = 5;

/// How many of the last changes.
const LAST_CHANGES: usize = 5;

/// How much of a text it repeats, in characters.
const LONGEST: usize = 140;

/// Where the incident that is called `name` stands `now`, with times in `zone`, which is called `zone_name`.
///
/// What there is nothing to say of is left out; only that nobody leads is said as well.
pub fn print(reading: &Reading, name: Option<&str>, now: Instant, zone: &impl Zone, zone_name: &str) -> String {
    let brief = Brief { reading, now, zone };
    let title = reading.record.as_ref().map(|record| one_line(&record.title)).unwrap_or_default();
    let heading = format!("**{} {title}**", name.unwrap_or("INC-?"));
    let at = Precise { at: now, precision: Precision::Minute };
    let mut text = format!(
        "{} — as of {}, times in {}\n\n",
        heading.replace(" **", "**"),
        local_text(at, zone),
        label(zone_name, zone, now)
    );
    let mut state = brief.state();
    state.extend(brief.roles());
    state.extend(reading.incident.contested.iter().map(contest));
    push_list(&mut text, "", state);
    push_list(&mut text, "Open actions", brief.open_actions());
    push_list(
        &mut text,
        "Last changes",
        brief.last(LAST_CHANGES, |entry| matches!(entry.said.says, Says::Change { .. })),
    );
    push_list(
        &mut text,
        "Last entries",
        brief.last(LAST_ENTRIES, |entry| !entry.said.text.trim().is_empty() && !is_offer(entry)),
    );
    text.truncate(text.trim_end().len());
    text
}

/// What there is to be told.
struct Brief<'a, Z> {
    reading: &'a Reading,
    now: Instant,
    zone: &'a Z,
}

impl<Z: Zone> Brief<'_, Z> {
    fn state(&self) -> Vec<String> {
        let incident = &self.reading.incident;
        let mut lines = Vec::new();
        if let Some(severity) = incident.severities.last() {
            lines.push(format!("Severity: {} {}", severity.value.to_ascii_uppercase(), self.since(severity.from)));
        }
        if let Some(phase) = incident.phases.last() {
            lines.push(format!("Phase: {} {}", phase.value.as_str(), self.since(phase.from)));
        }
        lines.extend(incident.impacts.iter().filter(|window| window.ended.is_none()).map(|window| self.impact(window)));
        lines
    }

    fn impact(&self, window: &ImpactWindow) -> String {
        let said = self.entry(window.began).map(|entry| &entry.said.says);
        let parts = match said {
            Some(Says::Impact { who, share, certainty, .. }) => [who, share, certainty].map(Option::as_deref),
            _ => [None; 3],
        };
        let parts: Vec<String> = parts.into_iter().flatten().map(one_line).filter(|part| !part.is_empty()).collect();
        let whom = if parts.is_empty() { "whom is not said".to_owned() } else { parts.join(", ") };
        format!("Impact: {whom}; {}", self.since(window.from))
    }

    fn roles(&self) -> Vec<String> {
        let roles = &self.reading.incident.roles;
        let own = roles.history().iter().map(|held| held.role.as_str()).filter(|role| !ROLES.contains(role));
        let mut names: Vec<&str> = ROLES.to_vec();
        for role in own {
            if !names.contains(&role) {
                names.push(role);
            }
        }
        let line = |role: &str| {
            let holders: Vec<String> =
                roles.holders(role).map(|held| format!("{} {}", held.holder, self.since(held.from))).collect();
            match holders.is_empty() {
                true if role == LEAD => Some("Lead: nobody".to_owned()),
                true => None,
                false => Some(format!("{}: {}", duties::title(role), holders.join(", "))),
            }
        };
        names.into_iter().filter_map(line).collect()
    }

    fn open_actions(&self) -> Vec<String> {
        let line = |entry: &Entry| match &entry.said.says {
            Says::Action { assignee, time_box_minutes, done: None } => {
                let whom = assignee.as_deref().unwrap_or("nobody yet");
                let within = time_box_minutes.map(|minutes| format!(", time box {minutes} min")).unwrap_or_default();
                Some(format!("{whom}: {}; {}{within}", one_line(&entry.said.text), self.since(entry.precise())))
            }
            _ => None,
        };
        self.reading.timeline().filter_map(line).collect()
    }

    /// The last entries that are meant, the latest last.
    fn last(&self, count: usize, is_meant: impl Fn(&Entry) -> bool) -> Vec<String> {
        let meant: Vec<&Entry> = self.reading.timeline().filter(|entry| is_meant(entry)).collect();
        let line = |entry: &&Entry| {
            let time = entry.precise().map_or_else(|| "untimed".to_owned(), |at| self.time(at));
            format!("{time} {}: {}", entry.said.by, one_line(&entry.said.text))
        };
        meant[meant.len().saturating_sub(count)..].iter().map(line).collect()
    }

    fn entry(&self, id: RecordId) -> Option<&Entry> {
        self.reading.entries.get(&id).map(AsRef::as_ref)
    }

    /// `since 14:09 (51 min)`.
    fn since(&self, at: Option<Precise>) -> String {
        let Some(at) = at else { return "since a time that is not known".to_owned() };
        let time = self.time(at);
        match (at.precision, self.now.since(at.at)) {
            (Precision::Day, _) | (_, ..0) => format!("since {time}"),
            (_, millis) => format!("since {time} ({})", length(millis)),
        }
    }

    /// The time of day to the minute; with its date where that is not today's.
    fn time(&self, at: Precise) -> String {
        let minute = Precise { at: at.at, precision: at.precision.min(Precision::Minute) };
        let full = local_text(minute, self.zone);
        let today = Local::at(self.now, self.zone).date_text();
        full.strip_prefix(&format!("{today} ")).map(str::to_owned).unwrap_or(full)
    }
}

/// `2026-11-20 14:07`; a date alone where only the day is known, which is the same everywhere.
fn local_text(at: Precise, zone: &impl Zone) -> String {
    match at.precision {
        Precision::Day => Local::at(at.at, &Utc).date_text(),
        precision => {
            let local = Local::at(at.at, zone);
            format!("{} {}", local.date_text(), local.time_text(precision))
        }
    }
}

/// How long something took, as people say it: `51 min`, `2 h 5 min`, `3 d 4 h`.
pub fn length(millis: i64) -> String {
    let minutes = millis / 60_000;
    match minutes {
        ..60 => format!("{minutes} min"),
        60..1440 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} d {} h", minutes / 1440, minutes / 60 % 24),
    }
}

fn contest(contest: &Contest) -> String {
    let claims: Vec<&str> =
        contest.claims.iter().map(|(_, value)| if value.is_empty() { "nobody" } else { value }).collect();
    let topic = match &contest.topic {
        Topic::Severity => "severity".to_owned(),
        Topic::Phase => "phase".to_owned(),
        Topic::Role(role) => duties::title(role).to_ascii_lowercase(),
    };
    format!("Contested: {topic} is said to be {}", claims.join(" and "))
}

/// An offer's text is a brief: repeated in the next one it would hide what happened.
fn is_offer(entry: &Entry) -> bool {
    use crate::domain::entry::RoleMove;
    matches!(entry.said.says, Says::Role { moved: RoleMove::Offer, .. })
}

/// A text on one line, cut where it is long.
fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", line[..end].trim_end()),
        None => line,
    }
}

fn push_list(text: &mut String, heading: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    if !heading.is_empty() {
        text.push_str(&format!("{heading}:\n\n"));
    }
    for line in lines {
        text.push_str(&format!("- {line}\n"));
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::id::{ScopeId, WriterId};
    use crate::domain::record::kind;
    use crate::log::{Draft, Log, Writer, read};

    /// Berlin in winter.
    struct Winter;

    impl Zone for Winter {
        fn offset_seconds(&self, _: Instant) -> i32 {
            3600
        }
    }

    fn reading(title: &str, bodies: &[Value]) -> Reading {
        let mut writer = Writer::new(WriterId::from_bits(1));
        let scope = ScopeId::from_bits(2);
        let mut log = Log::default();
        let mut add = |record: u128, kind: &str, body: &Value| {
            let draft = Draft {
                scope,
                record: RecordId::from_bits(record),
                kind: kind.to_owned(),
                parents: vec![],
                author: "dana".to_owned(),
                purges: vec![],
                body: body.as_object().unwrap().clone(),
            };
            log.add(writer.write(draft, "2026-11-18T14:00Z".parse().unwrap()));
        };
        add(100, kind::INCIDENT, &json!({"number": 42, "title": title}));
        for (record, body) in (1..).zip(bodies) {
            let mut body = body.as_object().unwrap().clone();
            let always = json!({"logged_at": "2026-11-18T14:00:00Z", "by": "dana", "kind": "note"});
            for (field, value) in always.as_object().unwrap() {
                body.entry(field).or_insert(value.clone());
            }
            add(record, kind::ENTRY, &Value::Object(body));
        }
        read(&log, scope)
    }

    fn at(time: &str) -> Value {
        json!({ "at": time })
    }

    fn brief(reading: &Reading) -> String {
        print(reading, Some("INC-42"), "2026-11-18T14:00Z".parse().unwrap(), &Winter, "Europe/Berlin")
    }

    #[test]
    fn it_says_where_the_incident_stands() {
        let long = format!("{} end", "word ".repeat(40));
        let reading = reading(
            "Checkout writes time out",
            &[
                json!({"kind": "phase", "phase": "investigating", "text": "declared", "occurred": at("2026-11-17T22:50Z")}),
                json!({"kind": "role", "role": "lead", "move": "take", "holder": "dana", "occurred": at("2026-11-18T13:09:12Z")}),
                json!({"kind": "severity", "severity": "sev2", "occurred": at("2026-11-18T13:10Z")}),
                json!({"kind": "severity", "severity": "sev1", "replaces": [RecordId::from_bits(3)], "occurred": at("2026-11-18T13:12Z")}),
                json!({"kind": "impact", "impact": "began", "who": "customers in the EU", "share": "about 30 %", "certainty": "likely", "occurred": at("2026-11-18T12:58Z")}),
                json!({"kind": "role", "role": "legal", "move": "take", "holder": "ito", "occurred": at("2026-11-18T13:20Z")}),
                json!({"kind": "role", "role": "expert", "move": "take", "holder": "priya", "occurred": at("2026-11-18T13:21Z")}),
                json!({"kind": "role", "role": "expert", "move": "take", "holder": "sam", "occurred": at("2026-11-18T13:22Z")}),
                json!({"kind": "change", "sort": "config", "by": "sam", "text": "pool size\n50 to 200", "occurred": at("2026-11-18T13:26Z")}),
                json!({"kind": "action", "assignee": "sam", "time_box_minutes": 20, "text": "drain checkout-7", "occurred": at("2026-11-18T13:30Z")}),
                json!({"kind": "action", "text": "count double charges", "occurred": at("2026-11-18T13:31Z")}),
                json!({"kind": "action", "assignee": "ito", "text": "page the bank", "done": {"at": "2026-11-18T13:40Z", "by": "ito"}, "occurred": at("2026-11-18T13:32Z")}),
                json!({"text": long, "occurred": at("2026-11-18T13:41Z")}),
                json!({"kind": "role", "role": "lead", "move": "offer", "holder": "sam", "text": "an earlier brief", "occurred": at("2026-11-18T13:59Z")}),
                json!({"text": "from a document", "place": {"document": "a", "index": 0}}),
            ],
        );
        let expected = "\
**INC-42 Checkout writes time out** — as of 2026-11-18 15:00, times in Europe/Berlin (UTC+1)

- Severity: SEV1 since 14:12 (48 min)
- Phase: investigating since 2026-11-17 23:50 (15 h 10 min)
- Impact: customers in the EU, about 30 %, likely; since 13:58 (1 h 2 min)
- Lead: dana since 14:09 (50 min)
- Subject expert: priya since 14:21 (39 min), sam since 14:22 (38 min)
- legal: ito since 14:20 (40 min)

Open actions:

- sam: drain checkout-7; since 14:30 (30 min), time box 20 min
- nobody yet: count double charges; since 14:31 (29 min)

Last changes:

- 14:26 sam: pool size 50 to 200

Last entries:

- 14:30 dana: drain checkout-7
- 14:31 dana: count double charges
- 14:32 dana: page the bank
- 14:41 dana: WORDS …
- untimed dana: from a document";
        let words = "word ".repeat(28);
        assert_eq!(brief(&reading), expected.replace("WORDS", words.trim_end()));
    }

    #[test]
    fn what_is_contested_and_that_nobody_leads_is_said() {
        let take = |holder: &str, minute: u32| {
            let time = format!("2026-11-18T13:{minute:02}Z");
            json!({"kind": "role", "role": "deputy", "move": "take", "holder": holder, "occurred": at(&time)})
        };
        let text = brief(&reading("Two deputies", &[take("dana", 10), take("ito", 11)]));
        assert!(text.contains("- Lead: nobody\n"), "{text}");
        assert!(text.contains("- Contested: deputy is said to be dana and ito"), "{text}");
    }

    #[test]
    fn of_an_incident_without_entries_little_is_said() {
        let text = brief(&reading("", &[]));
        assert_eq!(text, "**INC-42** — as of 2026-11-18 15:00, times in Europe/Berlin (UTC+1)\n\n- Lead: nobody");
    }

    #[test]
    fn what_is_ahead_by_a_wrong_clock_has_no_negative_length() {
        let text = brief(&reading(
            "",
            &[json!({"kind": "severity", "severity": "sev1", "occurred": at("2026-11-18T14:20Z")})],
        ));
        assert!(text.contains("- Severity: SEV1 since 15:20\n"), "{text}");
    }
}
