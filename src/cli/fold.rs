//! `stillpoint fold`: the incident that files tell together.

use std::path::PathBuf;

use super::incidents::Incidents;
use super::input::Inputs;
use super::output::print;
use super::zone::SystemZone;
use super::{Format, Outcome};
use crate::log::{Log, Reading};
use crate::text::fold_json::{self, Unread};
use crate::text::timeline;

pub(super) fn run(files: &[PathBuf], wanted: Option<&str>, format: Format, zone: Option<&str>) -> Outcome {
    if format == Format::Json && zone.is_some() {
        eprintln!("stillpoint: --zone goes with --format text; JSON has its times in UTC (see --help)");
        return Outcome::Usage;
    }
    let zone = match SystemZone::named(zone.unwrap_or("UTC")) {
        Ok(zone) => zone,
        Err(error) => return error.report(),
    };
    let inputs = match Inputs::read(files) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let has_problems = inputs.name_problems();
    let log = inputs.union();
    let incidents = Incidents::of(&log);
    let reading = match incidents.choose(wanted) {
        Ok(reading) => reading,
        Err((outcome, why)) => {
            eprintln!("stillpoint: {why}");
            return outcome;
        }
    };
    let name = incidents.name(reading);
    let printed = match format {
        Format::Json => json(&inputs, reading, &log, name),
        Format::Text => timeline::print(reading, name, &zone, zone.name()),
    };
    print(printed.as_bytes(), if has_problems { Outcome::Findings } else { Outcome::Fine })
}

fn json(inputs: &Inputs, reading: &Reading, log: &Log, name: Option<&str>) -> String {
    let unread = inputs.files.iter().flat_map(|(name, file)| {
        file.problems.iter().map(|problem| Unread::Line {
            file: name.clone(),
            line: problem.line,
            why: problem.why.clone(),
        })
    });
    let mut json = fold_json::print(reading, log, name, unread.collect());
    json.push('\n');
    json
}
