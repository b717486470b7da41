//! `stillpoint chain`: what was found out, what is changed because of it, how that is known, and what is missing.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};

use super::Outcome;
use super::incidents::Incidents;
use super::input::Inputs;
use super::output::print;
use crate::domain::time::{Instant, Precise};
use crate::text::chain::{Incident, print_json, print_text};

#[derive(Args)]
pub(super) struct Chain {
    /// Revision files (JSON lines); `-` reads standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The day by which promises are overdue, such as 2026-11-20 [default: today]
    #[arg(long, value_name = "DATE")]
    today: Option<Precise>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) fn run(asked: &Chain) -> Outcome {
    let now = asked.today.map_or_else(now, |today| today.at);
    let inputs = match Inputs::read(&asked.files) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let has_problems = inputs.name_problems();
    let incidents = Incidents::of(&inputs.union());
    let chains: Vec<Incident<'_>> =
        incidents.all().map(|reading| Incident::of(incidents.name(reading), reading, now)).collect();
    if chains.is_empty() {
        eprintln!("stillpoint: could not find an incident in these files");
        return Outcome::BadInput;
    }
    let printed = match asked.format {
        Format::Text => print_text(&chains, now),
        Format::Json => print_json(&chains, now),
    };
    let is_whole = !has_problems && chains.iter().all(Incident::is_whole);
    print(printed.as_bytes(), if is_whole { Outcome::Fine } else { Outcome::Findings })
}

fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
