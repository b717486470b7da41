//! The timeline for another program. An interface: `docs/timeline-json.md` says what stands where, members have one order,
//! and a change of what one means is a new version.
//!
//! Written by hand and not by derived code, which would be a writer of its own for each kind of object.

use super::sheet::{Sheet, is_about};
use crate::domain::entry::{Entry, Evidence, Says};
use crate::domain::fold::{Since, Topic};
use crate::domain::gate::Refusal;
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::metrics::{CLOCKS, Reading as ClockReading};
use crate::domain::role;
use crate::log::conflict::FieldConflict;
use crate::text::json::Writer;
use crate::text::timeline;

/// The version of what is written.
const VERSION: u64 = 1;

/// The incident as JSON.
pub fn print(sheet: &Sheet<'_>) -> String {
    let mut json = Writer::default();
    json.object(|json| {
        json.text("stillpoint", "timeline");
        json.number("v", VERSION);
        about(json, sheet);
        folded(json, sheet);
        disagreements(json, sheet);
        let [trash, purged, unread] = sheet.left_out();
        json.member("left_out").object(|json| {
            json.number("trash", trash as u64);
            json.number("purged", purged as u64);
            json.number("unread", unread as u64);
        });
        json.member("entries").list(sheet.reading.timeline(), |json, said| entry(json, sheet, said));
    });
    json.done()
}

fn about(json: &mut Writer, sheet: &Sheet<'_>) {
    let reading = sheet.reading;
    json.maybe("number", sheet.name.map(str::to_owned));
    json.maybe("scope", reading.scopes.first().map(ToString::to_string));
    json.text("title", sheet.title());
    json.text("zone", sheet.zone_name);
    json.member("includes").list(reading.scopes.iter().skip(1), |json, scope| json.value_text(&scope.to_string()));
    json.member("people").list(reading.people.values(), |json, person| {
        json.object(|json| {
            json.text("handle", &person.handle);
            json.text("name", &person.name);
        });
    });
}

fn folded(json: &mut Writer, sheet: &Sheet<'_>) {
    let incident = &sheet.reading.incident;
    json.maybe("severity", incident.severity().map(str::to_owned));
    json.maybe("phase", incident.phase().map(|phase| phase.as_str().to_owned()));
    json.maybe("lead", incident.roles.holder(role::LEAD).map(|held| held.holder.clone()));
    json.member("severities").list(&incident.severities, |json, since| held(json, since, &since.value));
    json.member("phases").list(&incident.phases, |json, since| held(json, since, since.value.as_str()));
    json.member("roles").list(incident.roles.history(), |json, held| {
        json.object(|json| {
            json.text("role", &held.role);
            json.text("holder", &held.holder);
            json.time("from", held.from);
            json.time("to", held.to);
            json.truth("is_over", held.is_over);
            json.text("entry", &held.entry.to_string());
        });
    });
    json.member("offers").list(incident.roles.offers(), |json, offer| {
        json.object(|json| {
            json.text("role", &offer.role);
            json.text("to", &offer.to);
            json.text("entry", &offer.entry.to_string());
        });
    });
    json.member("milestones").list(incident.milestones.iter(), |json, reached| {
        json.object(|json| {
            json.text("name", reached.milestone.as_str());
            json.time("at", Some(reached.at));
            json.text("entry", &reached.entry.to_string());
        });
    });
    json.member("clocks").list(&CLOCKS, |json, clock| {
        json.object(|json| {
            json.text("name", clock.name);
            json.text("from", clock.from.as_str());
            json.text("to", clock.to.as_str());
            match clock.read(&incident.milestones) {
                ClockReading::Seconds(seconds) => json.number("seconds", seconds),
                ClockReading::Not(why) => json.text("why_not", &why),
            }
        });
    });
    json.member("impact").list(&incident.impacts, |json, window| {
        json.object(|json| {
            json.time("from", window.from);
            json.time("to", window.to);
            json.text("began", &window.began.to_string());
            json.maybe("ended", window.ended.map(|id| id.to_string()));
        });
    });
}

fn held<T>(json: &mut Writer, since: &Since<T>, value: &str) {
    json.object(|json| {
        json.text("value", value);
        json.time("from", since.from);
        json.text("entry", &since.entry.to_string());
    });
}

fn disagreements(json: &mut Writer, sheet: &Sheet<'_>) {
    let reading = sheet.reading;
    json.member("contested").list(&reading.incident.contested, |json, contest| {
        json.object(|json| {
            json.text("what", &topic(&contest.topic));
            json.member("claims").list(&contest.claims, |json, (entry, value)| {
                json.object(|json| {
                    json.text("value", value);
                    json.text("entry", &entry.to_string());
                });
            });
        });
    });
    let conflicts = reading.conflicts().filter(|(id, _)| !reading.entries.contains_key(*id));
    json.member("conflicts").list(conflicts, |json, (id, conflict)| {
        json.object(|json| {
            json.text("record", &id.to_string());
            field(json, conflict);
        });
    });
    json.member("breaches").list(&reading.incident.breaches, |json, breach| {
        json.object(|json| {
            json.text("entry", &breach.entry.to_string());
            match &breach.refusal {
                Refusal::Contested(about) => json.text("contested", &topic(about)),
                Refusal::ImpactOpen { began } => json.text("impact_open", &began.to_string()),
                other => json.text("why", &other.to_string()),
            }
        });
    });
}

fn topic(topic: &Topic) -> String {
    match topic {
        Topic::Severity => "severity".to_owned(),
        Topic::Phase => "phase".to_owned(),
        Topic::Role(role) => format!("role:{role}"),
    }
}

fn field(json: &mut Writer, conflict: &FieldConflict) {
    json.text("field", &conflict.field);
    json.member("values").list(&conflict.values, |json, (revision, value)| {
        json.object(|json| {
            json.text("revision", &revision.to_string());
            json.member("value").value(value);
        });
    });
}

fn entry(json: &mut Writer, sheet: &Sheet<'_>, entry: &Entry) {
    let said = &entry.said;
    let occurred = said.occurred.as_ref();
    json.object(|json| {
        json.text("record", &entry.id.to_string());
        json.text("kind", said.says.kind());
        json.time("at", entry.precise());
        json.truth("about", is_about(entry));
        json.maybe("written", occurred.and_then(|occurred| occurred.written.clone()));
        json.number("corrected_by_millis", entry.corrected_by_millis);
        json.time("ended", entry.ended());
        json.text("logged_at", &entry.logged_at.to_string());
        json.text("by", &said.by);
        json.text("text", &said.text);
        json.text("value", &timeline::value(&said.says));
        json.member("says").object(|json| says(json, &said.says));
        json.member("marks").list(&said.marks, |json, mark| json.value_text(mark.as_str()));
        json.truth("starred", said.is_starred);
        json.member("evidence").list(&said.evidence, evidence);
        json.maybe("correlation", said.correlation.clone());
        json.maybe("source_key", said.source.clone());
        ids(json, "answers", &said.answers);
        ids(json, "replaces", &said.replaces);
        let conflicts = sheet.reading.records.get(&entry.id).map(|record| record.conflicts.as_slice());
        json.member("conflicts").list(conflicts.unwrap_or_default(), |json, conflict| {
            json.object(|json| field(json, conflict));
        });
    });
}

fn ids(json: &mut Writer, name: &str, ids: &[RecordId]) {
    json.member(name).list(ids, |json, id| json.value_text(&id.to_string()));
}

/// What the kind adds, in the members that the stored format has for it.
fn says(json: &mut Writer, says: &Says) {
    let texts = |json: &mut Writer, name: &str, texts: &[String]| {
        json.member(name).list(texts, |json, text| json.value_text(text));
    };
    match says {
        Says::Note | Says::Observation | Says::Unknown { .. } => {}
        Says::Alert { source, labels, state } => {
            json.maybe("source", source.clone());
            json.member("labels").object(|json| labels.iter().for_each(|(name, value)| json.text(name, value)));
            json.maybe("state", state.map(|state| state.as_str().to_owned()));
        }
        Says::Decision { options, objections, .. } => {
            texts(json, "options", options);
            texts(json, "objections", objections);
        }
        Says::Action { assignee, time_box_minutes, done } => {
            json.maybe("assignee", assignee.clone());
            match time_box_minutes {
                Some(minutes) => json.number("time_box_minutes", u64::from(*minutes)),
                None => json.maybe("time_box_minutes", None),
            }
            json.maybe("done_at", done.as_ref().map(|done| done.at.to_string()));
            json.maybe("done_by", done.as_ref().map(|done| done.by.clone()));
        }
        Says::Change { sort, verdict } => {
            json.maybe("sort", sort.clone());
            json.maybe("verdict", verdict.map(|verdict| verdict.as_str().to_owned()));
        }
        Says::Impact { impact, who, share, certainty } => {
            json.text("impact", impact.as_str());
            json.maybe("who", who.clone());
            json.maybe("share", share.clone());
            json.maybe("certainty", certainty.clone());
        }
        Says::Severity { severity } => json.text("severity", severity),
        Says::Phase { phase } => json.text("phase", phase.as_str()),
        Says::Role { role, moved, holder } => {
            json.text("role", role);
            json.text("move", moved.as_str());
            json.text("holder", holder);
        }
    }
}

fn evidence(json: &mut Writer, evidence: &Evidence) {
    json.value(&evidence.write());
}
