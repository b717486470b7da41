//! `stillpoint export`: an incident as a file for other programs and other people.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Outcome;
use super::incidents::Incidents;
use super::input::Inputs;
use super::output::write;
use super::zone::SystemZone;
use crate::domain::postmortem::{Outline, Postmortem, TEMPLATES, template_named};
use crate::domain::record::TEAM;
use crate::log::{Log, read};
use crate::text::export::markdown::Flavour;
use crate::text::export::{Sheet, csv, html, json, markdown};
use crate::text::ics;
use crate::text::postmortem::external::external;
use crate::text::postmortem::{self, Document, Extent, Outgoing, Wanted, jira, last_said, mermaid};

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
    /// Which template orders a postmortem: stillpoint, sre, pagerduty … or a team's own [default: that of the postmortem]
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// The version for people outside: no names, no links of the inside
    #[arg(long)]
    external: bool,
    /// One diagram by itself [default: both, each in a block for markdown]
    #[arg(long, value_enum)]
    diagram: Option<Diagram>,
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
    /// The postmortem: what happened, what made it possible, what is changed
    Postmortem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Diagram {
    Timeline,
    Gantt,
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
    /// Diagrams in Mermaid's language
    Mermaid,
    /// The changes of a postmortem, for Jira's importer
    JiraCsv,
    /// A calendar: when people meet, and when changes are due
    Ics,
}

impl Format {
    /// What the command line calls it.
    const fn name(self) -> &'static str {
        match self {
            Self::Md => "md",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Html => "html",
            Self::Mermaid => "mermaid",
            Self::JiraCsv => "jira-csv",
            Self::Ics => "ics",
        }
    }

    /// True where a view has this form.
    const fn is_of(self, view: View) -> bool {
        match view {
            View::Timeline => matches!(self, Self::Md | Self::Csv | Self::Json | Self::Html),
            View::Postmortem => matches!(self, Self::Md | Self::Html | Self::Mermaid | Self::JiraCsv | Self::Ics),
        }
    }
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

/// What does not go together in what was asked, as a sentence without its full stop.
fn at_odds(asked: &Export) -> Option<String> {
    let is_document = asked.view == View::Postmortem && matches!(asked.format, Format::Md | Format::Html);
    if asked.flavour.is_some() && asked.format != Format::Md {
        return Some("--flavour goes with --format md".to_owned());
    }
    if !asked.format.is_of(asked.view) {
        let (view, forms) = match asked.view {
            View::Timeline => ("timeline", "md, csv, json or html"),
            View::Postmortem => ("postmortem", "md, html, mermaid, jira-csv or ics"),
        };
        return Some(format!("a {view} has no format {}; it has {forms}", asked.format.name()));
    }
    if asked.view == View::Postmortem && asked.flavour == Some(Dialect::Slack) {
        return Some("a postmortem has no flavour slack; it has github or gitlab".to_owned());
    }
    for (is_asked, option) in [(asked.template.is_some(), "--template"), (asked.external, "--external")] {
        if is_asked && !is_document {
            return Some(format!("{option} goes with --view postmortem and --format md or html"));
        }
    }
    if asked.external && asked.template.is_some() {
        return Some("--template does not go with --external, which has an order of its own".to_owned());
    }
    (asked.diagram.is_some() && asked.format != Format::Mermaid)
        .then(|| "--diagram goes with --format mermaid".to_owned())
}

pub(super) fn run(asked: &Export) -> Outcome {
    if let Some(why) = at_odds(asked) {
        eprintln!("stillpoint: {why} (see --help)");
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
    let log = inputs.union();
    let incidents = Incidents::of(&log);
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
    let mut has_remarks = false;
    let text = match asked.view {
        View::Timeline => timeline(asked, &sheet),
        View::Postmortem => match postmortem(asked, &sheet, &log) {
            Ok((text, remarks)) => {
                for remark in &remarks {
                    eprintln!("stillpoint: {remark}");
                }
                has_remarks = !remarks.is_empty();
                text
            }
            Err((outcome, why)) => {
                eprintln!("stillpoint: {why}");
                return outcome;
            }
        },
    };
    let outcome = if has_problems || has_remarks { Outcome::Findings } else { Outcome::Fine };
    write(Path::new(&asked.output), text.as_bytes(), outcome)
}

fn timeline(asked: &Export, sheet: &Sheet<'_>) -> String {
    match asked.format {
        Format::Csv => csv::print(sheet),
        Format::Json => json::print(sheet),
        Format::Html => html::print(sheet),
        // The others are not asked for here.
        _ => markdown::print(sheet, asked.flavour.map(Flavour::from).unwrap_or_default()),
    }
}

/// The postmortem in the form that was asked for, with what is to be told about it; or why not.
fn postmortem(asked: &Export, sheet: &Sheet<'_>, log: &Log) -> Result<(String, Vec<String>), (Outcome, String)> {
    let reading = sheet.reading;
    let says = Postmortem::of(reading.bodies.iter());
    let team = Postmortem::of(read(log, TEAM).bodies.iter()).templates;
    let outline = match &asked.template {
        Some(name) => template_named(Some(name), &team).ok_or_else(|| {
            let known = TEMPLATES.iter().map(|template| template.name.to_owned());
            let known: Vec<String> = known.chain(team.iter().map(|held| held.says.name.clone())).collect();
            (Outcome::Usage, format!("could not find a template called `{name}`; there are {}", known.join(", ")))
        })?,
        None => template_named(says.about.template.as_deref(), &team).unwrap_or_else(|| {
            eprintln!("stillpoint: the template of this postmortem is not in these files; Stillpoint's own is taken");
            Outline::of(&TEMPLATES[0])
        }),
    };
    let outgoing = Outgoing::of(log, reading, &says, sheet.zone);
    let sheet = &Sheet { reading: outgoing.reading(reading), ..*sheet };
    let wanted = outgoing.wanted(*sheet, &outline, Extent::Starred);
    if let Some(why) = ics::is_nothing(&says).filter(|_| asked.format == Format::Ics) {
        return Err((Outcome::BadInput, format!("could not write a calendar: {why}")));
    }
    let text = match (asked.format, asked.diagram) {
        (Format::Mermaid, None) => mermaid::print(sheet),
        (Format::Mermaid, Some(Diagram::Timeline)) => mermaid::timeline_of(sheet),
        (Format::Mermaid, Some(Diagram::Gantt)) => mermaid::gantt(sheet),
        // Of changes it is wanted how far they are, and not how far they were when the document was frozen.
        (Format::JiraCsv, _) => jira::print(&Document::of(&Wanted { says: &says, ..wanted })),
        (Format::Ics, _) => {
            // The same revisions make the same bytes: it is as of the last of them.
            ics::print(reading, &says, sheet.name.unwrap_or("INC-?"), last_said(log))
        }
        (form, _) => {
            let document = if asked.external { external(&wanted) } else { Document::of(&wanted) };
            match form {
                Format::Html => postmortem::html::print(&document, sheet),
                _ => {
                    let flavour = asked.flavour.map(Flavour::from).unwrap_or_default();
                    postmortem::markdown::print(&document, sheet, flavour)
                }
            }
        }
    };
    Ok((text, outgoing.remarks(&says)))
}
