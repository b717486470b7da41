//! The golden incident: told by `support/story.rs`, kept in `golden/`, and what is read out of it.
//!
//! `STILLPOINT_BLESS=1` writes the files anew; what then differs is to be read line by line before it is committed.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/learned.rs"]
mod learned;
#[path = "support/page.rs"]
mod page;
#[path = "support/story.rs"]
mod story;

use std::fs;
use std::path::PathBuf;

use stillpoint::domain::entry::Mark;
use stillpoint::domain::postmortem::{Outline, Postmortem, TEMPLATES, template_named};
use stillpoint::domain::zone::Utc;
use stillpoint::domain::{Entry, Says};
use stillpoint::log::{Log, Reading, read};
use stillpoint::text::export::markdown::Flavour;
use stillpoint::text::export::{Sheet, csv, html, json, markdown};
use stillpoint::text::postmortem::external::external;
use stillpoint::text::postmortem::{self, Document, Extent, Outgoing};
use stillpoint::text::{chain, fold_json, ics, revisions, timeline};

fn golden(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name].iter().collect()
}

/// Compares with the committed file, or writes it when that is asked for.
fn assert_golden(name: &str, bytes: &[u8]) {
    let path = golden(name);
    if std::env::var_os("STILLPOINT_BLESS").is_some() {
        fs::write(&path, bytes).expect("the golden files can be written");
    }
    let committed = fs::read(&path).expect("the golden files are there");
    let (ours, theirs) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&committed));
    for (number, (ours, theirs)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(ours, theirs, "{name}, line {}", number + 1);
    }
    assert!(bytes == committed, "{name} has another length or other line ends");
}

fn told() -> Log {
    let laptops = story::tell();
    Log::of(laptops.dana.iter().chain(laptops.sam.iter()).cloned())
}

fn printed(log: &Log) -> Vec<u8> {
    revisions::print(log, [])
}

fn committed(name: &str) -> Log {
    let file = revisions::parse(&fs::read(golden(name)).expect("the golden files are there"));
    assert_eq!(file.problems, [], "{name}");
    file.log
}

fn reading(log: &Log) -> Reading {
    read(log, page::scope())
}

#[test]
fn the_story_makes_the_same_bytes_every_time() {
    assert_golden("incident.jsonl", &printed(&told()));
}

#[test]
fn each_laptop_has_its_own_part() {
    let laptops = story::tell();
    assert_golden("device-a.jsonl", &printed(&laptops.dana));
    assert_golden("device-b.jsonl", &printed(&laptops.sam));
}

#[test]
fn the_incident_is_read_as_it_was_checked_by_hand() {
    let log = told();
    let json = fold_json::print(&reading(&log), &log, Some("INC-42"), vec![]);
    assert_golden("fold.json", format!("{json}\n").as_bytes());
}

#[test]
fn the_timeline_is_the_one_that_was_checked_by_hand() {
    let reading = reading(&told());
    let lines: String = reading.timeline().map(|entry| format!("{}\n", line(entry))).collect();
    assert_golden("timeline.txt", lines.as_bytes());
}

#[test]
fn the_incident_is_printed_as_people_read_it() {
    let text = timeline::print(&reading(&told()), Some("INC-42"), &Utc, "UTC");
    assert_golden("incident.txt", text.as_bytes());
}

#[test]
fn the_timeline_goes_out_in_every_format() {
    let reading = reading(&told());
    let sheet = Sheet { reading: &reading, name: Some("INC-42"), zone: &Utc, zone_name: "UTC" };
    for (name, flavour) in [
        ("export.github.md", Flavour::GitHub),
        ("export.gitlab.md", Flavour::GitLab),
        ("export.slack.txt", Flavour::Slack),
    ] {
        assert_golden(name, markdown::print(&sheet, flavour).as_bytes());
    }
    assert_golden("export.csv", csv::print(&sheet).as_bytes());
    assert_golden("export.json", json::print(&sheet).as_bytes());
    assert_golden("export.html", html::print(&sheet).as_bytes());
}

fn learned() -> Log {
    learned::tell(&told())
}

#[test]
fn the_postmortem_makes_the_same_bytes_every_time() {
    assert_golden("postmortem.jsonl", &printed(&learned()));
}

#[test]
fn its_chain_is_the_one_that_was_checked_by_hand() {
    let log = learned();
    let reading = reading(&log);
    // Two days after the freeze: nothing is overdue yet.
    let now = "2026-11-20T00:00:00Z".parse().expect("it is a time");
    let chain = chain::print_json(&[chain::Incident::of(Some("INC-42"), &reading, now)], now);
    assert_golden("postmortem.chain.json", chain.as_bytes());
}

#[test]
fn the_postmortem_goes_out_in_every_format_and_comes_back() {
    let log = learned();
    let reading = reading(&log);
    let says = Postmortem::of(reading.bodies.iter());
    let outgoing = Outgoing::of(&log, &reading, &says, &Utc);
    let sheet = Sheet { reading: outgoing.reading(&reading), name: Some("INC-42"), zone: &Utc, zone_name: "UTC" };
    let wanted = |outline| outgoing.wanted(sheet, outline, Extent::Starred);
    let own = Outline::of(&TEMPLATES[0]);
    let document = Document::of(&wanted(&own));
    for (name, flavour) in [("postmortem.github.md", Flavour::GitHub), ("postmortem.gitlab.md", Flavour::GitLab)] {
        let text = postmortem::markdown::print(&document, &sheet, flavour);
        assert_golden(name, text.as_bytes());
        let back = postmortem::read::read(&text);
        assert_eq!(back.problems, []);
        assert_eq!(postmortem::markdown::print(&back.document, &sheet, flavour), text);
        assert!(back.document == document, "{name} is read back as another document");
    }
    assert_golden("postmortem.html", postmortem::html::print(&document, &sheet).as_bytes());
    assert_golden("postmortem.jira.csv", postmortem::jira::print(&document).as_bytes());
    assert_golden("postmortem.mermaid.md", postmortem::mermaid::print(&sheet).as_bytes());
    assert_golden("postmortem.ics", ics::print(&reading, &says, "INC-42", postmortem::last_said(&log)).as_bytes());
    let outside = external(&wanted(&own));
    let text = postmortem::markdown::print(&outside, &sheet, Flavour::GitHub);
    assert_golden("postmortem.external.md", text.as_bytes());
    assert_eq!(postmortem::read::read(&text).document, outside);
    let sre = template_named(Some("sre"), &[]).expect("it comes with Stillpoint");
    let sre = postmortem::markdown::print(&Document::of(&wanted(&sre)), &sheet, Flavour::GitHub);
    assert_golden("postmortem.sre.md", sre.as_bytes());
}

/// One entry as a person would read it out.
fn line(entry: &Entry) -> String {
    let said = &entry.said;
    let time = entry.precise().map_or("untimed".to_owned(), |precise| precise.to_string());
    let value = match &said.says {
        Says::Severity { severity } => severity.clone(),
        Says::Phase { phase } => phase.as_str().to_owned(),
        Says::Role { role, moved, holder } => format!("{role} {moved:?} {holder}").to_lowercase(),
        Says::Impact { impact, share, .. } => format!("{impact:?} {}", share.as_deref().unwrap_or("")).to_lowercase(),
        Says::Change { verdict, .. } => verdict.map_or(String::new(), |verdict| format!("{verdict:?}").to_lowercase()),
        Says::Decision { objections, .. } => format!("{objections:?}"),
        _ => String::new(),
    };
    let marks: Vec<&str> = said.marks.iter().map(Mark::as_str).collect();
    let star = if said.is_starred { "*" } else { "" };
    let parts =
        [time, said.says.kind().to_owned(), said.by.clone(), value, said.text.replace('\n', " / "), marks.join(" ")];
    let parts: Vec<String> =
        parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    format!("{}{star}", parts.join(" | "))
}

#[test]
fn the_parts_make_the_whole_in_any_order() {
    let [a, b, whole] = ["device-a.jsonl", "device-b.jsonl", "incident.jsonl"].map(committed);
    for (first, second) in [(&a, &b), (&b, &a)] {
        let union = Log::of(first.iter().chain(second.iter()).cloned());
        assert!(printed(&union) == fs::read(golden("incident.jsonl")).expect("the golden files are there"));
    }
    assert!(a.len() < whole.len() && b.len() < whole.len() && a.len() + b.len() > whole.len(), "the parts overlap");
}
