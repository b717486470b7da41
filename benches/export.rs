//! The timeline and the postmortem in every format, a thousand entries and ten thousand:
//! `cargo bench --no-default-features --features cli --bench export`. What takes ten times as long for ten times as many is linear.

#[path = "../tests/support/corpus.rs"]
mod corpus;

use std::sync::Arc;
use std::time::Instant as Clock;

use corpus::{Numbers, text};
use stillpoint::domain::entry::{Entry, Says, Statement};
use stillpoint::domain::id::{RecordId, WriterId};
use stillpoint::domain::postmortem::{Outline, Postmortem, TEMPLATES};
use stillpoint::domain::time::{Hlc, Instant};
use stillpoint::domain::zone::Utc;
use stillpoint::log::Reading;
use stillpoint::text::export::markdown::Flavour;
use stillpoint::text::export::{Sheet, csv, html, json, markdown};
use stillpoint::text::postmortem::{self, Document, Extent, Wanted};

const ROUNDS: usize = 9;

fn main() {
    let (small, large) = (reading(1000), reading(10_000));
    for (name, print) in FORMATS {
        let [(few, _), (many, bytes)] = [&small, &large].map(|reading| measured(reading, print));
        println!("{name:<9} 1,000 in {few:.1} ms, 10,000 in {many:.1} ms ({:.1} times), {bytes} bytes", many / few);
    }
}

type Print = fn(&Sheet<'_>) -> String;

const FORMATS: [(&str, Print); 10] = [
    ("github", |sheet| markdown::print(sheet, Flavour::GitHub)),
    ("gitlab", |sheet| markdown::print(sheet, Flavour::GitLab)),
    ("slack", |sheet| markdown::print(sheet, Flavour::Slack)),
    ("csv", csv::print),
    ("json", json::print),
    ("html", html::print),
    // The whole timeline in the postmortem: more than anybody is handed who does not ask for it.
    ("pm md", |sheet| postmortem::markdown::print(&document(sheet), sheet, Flavour::GitHub)),
    ("pm html", |sheet| postmortem::html::print(&document(sheet), sheet)),
    // What is done at once, before the first piece.
    ("pm begins", |sheet| document(sheet).title),
    ("mermaid", postmortem::mermaid::print),
];

fn document(sheet: &Sheet<'_>) -> Document {
    let (says, outline) = (Postmortem::default(), Outline::of(&TEMPLATES[0]));
    Document::of(&Wanted {
        sheet: *sheet,
        says: &says,
        outline: &outline,
        extent: Extent::Whole,
        amendments: &[],
        live: (&says, sheet.reading),
        now: Instant::EPOCH,
    })
}

/// The median of a few rounds, and how much was written.
fn measured(reading: &Reading, print: Print) -> (f64, usize) {
    let sheet = Sheet { reading, name: Some("INC-42"), zone: &Utc, zone_name: "UTC" };
    let mut bytes = 0;
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let started = Clock::now();
            bytes = print(&sheet).len();
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    (rounds[ROUNDS / 2], bytes)
}

fn reading(count: u32) -> Reading {
    let mut numbers = Numbers::new(7);
    let writer = WriterId::from_bits(1);
    let mut reading = Reading::default();
    for number in 0..count {
        let at = Instant::from_millis(1_763_470_000_000 + i64::from(number) * 60_000);
        let id = RecordId::from_bits(u128::from(number));
        let said = Statement::new(Says::Observation, "dana", text(&mut numbers), at, writer);
        let created = Hlc(at.millis(), 0);
        let (corrected_by_millis, logged_at, is_deleted) = (0, at, false);
        let entry = Entry { id, created, writer, at: Some(at), corrected_by_millis, logged_at, is_deleted, said };
        reading.entries.insert(id, Arc::new(entry));
    }
    reading.fold();
    reading
}
