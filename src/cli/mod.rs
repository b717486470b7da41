//! The command-line tool: the rules of the crate for pipelines.
//!
//! Exit status of every command: 0 fine, 1 findings, 2 bad input, 4 usage. What is asked for goes to standard output,
//! everything else as one clear line each to standard error.

mod chain;
mod export;
mod fold;
mod incidents;
mod input;
mod lint;
mod merge;
mod output;
mod schema;
mod verify;
pub mod zone;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine,
    Findings,
    BadInput,
    Usage,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Fine => 0,
            Outcome::Findings => 1,
            Outcome::BadInput => 2,
            Outcome::Usage => 4,
        })
    }
}

/// Incident timelines as files: read, unite and check the revision files that the Stillpoint page hands out; and rollback safety
/// of changes to a schema.
///
/// Exit status: 0 fine, 1 findings, 2 bad input, 4 usage.
#[derive(Parser)]
#[command(name = "stillpoint", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the incident that these files tell together
    Fold {
        /// Revision files (JSON lines); `-` reads standard input
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Which incident, where the files hold several: its number (INC-42) or its scope id
        #[arg(long, value_name = "NUMBER")]
        incident: Option<String>,
        /// What to print: everything, for programs, or the timeline, for people
        #[arg(long, value_enum, default_value_t = Format::Json)]
        format: Format,
        /// The time zone of a timeline, such as Europe/Berlin [default: UTC]
        #[arg(long, value_name = "NAME")]
        zone: Option<String>,
    },
    /// Write an incident for other programs and other people
    Export(export::Export),
    /// Give hints where a report blames, judges by hindsight, plays down, or promises nothing that can be checked
    Lint(lint::Lint),
    /// Unite files; the result does not depend on their order
    Merge {
        /// Revision files (JSON lines); `-` reads standard input
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Where to write; `-` writes to standard output
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Print findings with their evidence, the changes that answer them, proof, and what is missing
    Chain(chain::Chain),
    /// Review changes to a database's schema
    #[command(subcommand, disable_help_subcommand = true)]
    Schema(schema::Schema),
    /// Check bytes, hashes and counts
    Verify {
        /// Revision files (JSON lines); `-` reads standard input
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// What `fold` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Everything, with times in UTC
    Json,
    /// The timeline, day by day
    Text,
}

/// Runs the tool with the arguments of this process.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            report(&error);
            return if error.use_stderr() { Outcome::Usage } else { Outcome::Fine }.into();
        }
    };
    let outcome = match arguments.command {
        Command::Fold { files, incident, format, zone } => {
            fold::run(&files, incident.as_deref(), format, zone.as_deref())
        }
        Command::Chain(asked) => chain::run(&asked),
        Command::Export(asked) => export::run(&asked),
        Command::Lint(asked) => lint::run(&asked),
        Command::Merge { files, output } => merge::run(&files, &output),
        Command::Schema(asked) => schema::run(&asked),
        Command::Verify { files } => verify::run(&files),
    };
    outcome.into()
}

/// Help and version as they are; a refusal in one line.
fn report(error: &clap::Error) {
    if !error.use_stderr() {
        let _ = error.print();
        return;
    }
    let text = error.to_string();
    let why = match error.kind() {
        clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "say what to do: fold, export, chain, lint, merge, schema check or verify".to_owned()
        }
        // What is missing stands in lines of its own.
        _ => {
            let lines =
                text.lines().take_while(|line| !line.starts_with("Usage") && !line.starts_with("For more information"));
            let words: Vec<&str> =
                lines.map(|line| line.trim().trim_start_matches("error: ")).filter(|l| !l.is_empty()).collect();
            words.join(" ")
        }
    };
    eprintln!("stillpoint: {why} (see --help)");
}
