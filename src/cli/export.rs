//! `stillpoint export`: an incident as a file for other programs and other people.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Outcome;
use super::incidents::Incidents;
use super::input::Inputs;
use super::output::write;
use super::zone::SystemZone;
use crate::text::export::markdown::Flavour;
use crate::text::export::{Sheet, csv, html, json, markdown};

#[derive(Args)]
pub(super) struct Export {
    /// Revision files (JSON lines); `-` reads standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Which incident, where the files hold several: its number (INC-42) or its scope id
    #[arg(long, value_name = "NUMBER")]
    incident: Option<String>,
    /// What of it
    #[arg(long, value_enum, default_value_t = View::Timeline)]
    view: View,
    /// In which form
    #[arg(long, value_enum)]
    format: Format,
    /// Whose markdown [default: github]
    #[arg(long, value_enum)]
    flavour: Option<Dialect>,
    /// The time zone, such as Europe/Berlin [default: that of the incident, else UTC]
    #[arg(long, value_name = "NAME")]
    zone: Option<String>,
    /// Where to write; `-` writes to standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
    /// The timeline, with what the incident is above it
    Timeline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown, for an issue, a page or a message
    Md,
    /// Comma-separated values, for a spreadsheet
    Csv,
    /// JSON, for another program
    Json,
    /// One HTML file, for a browser or a printer
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dialect {
    Github,
    Gitlab,
    Slack,
}

impl From<Dialect> for Flavour {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Github => Self::GitHub,
            Dialect::Gitlab => Self::GitLab,
            Dialect::Slack => Self::Slack,
        }
    }
}

pub(super) fn run(asked: &Export) -> Outcome {
    if asked.flavour.is_some() && asked.format != Format::Md {
        eprintln!("stillpoint: --flavour goes with --format md (see --help)");
        return Outcome::Usage;
    }
    let named = match asked.zone.as_deref().map(SystemZone::named).transpose() {
        Ok(named) => named,
        Err(error) => return error.report(),
    };
    let inputs = match Inputs::read(&asked.files) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let has_problems = inputs.name_problems();
    let incidents = Incidents::of(&inputs.union());
    let reading = match incidents.choose(asked.incident.as_deref()) {
        Ok(reading) => reading,
        Err((outcome, why)) => {
            eprintln!("stillpoint: {why}");
            return outcome;
        }
    };
    let own = reading.record.as_ref().and_then(|record| record.zone.as_deref());
    let zone = match named.map_or_else(|| SystemZone::named(own.unwrap_or("UTC")), Ok) {
        Ok(zone) => zone,
        // The file names it, and not who called.
        Err(error) => {
            eprintln!("stillpoint: could not {error}; the incident is in that zone, --zone UTC does without it");
            return Outcome::BadInput;
        }
    };
    let sheet = Sheet { reading, name: incidents.name(reading), zone: &zone, zone_name: zone.name() };
    let View::Timeline = asked.view;
    let text = match asked.format {
        Format::Md => markdown::print(&sheet, asked.flavour.map(Flavour::from).unwrap_or_default()),
        Format::Csv => csv::print(&sheet),
        Format::Json => json::print(&sheet),
        Format::Html => html::print(&sheet),
    };
    let outcome = if has_problems { Outcome::Findings } else { Outcome::Fine };
    write(Path::new(&asked.output), text.as_bytes(), outcome)
}
