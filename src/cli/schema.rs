//! `stillpoint schema`: whether the release before a migration keeps working once that has run.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::Outcome;
use super::input::read_bytes;
use super::output::print;
use crate::domain::rollback::{About, Answer, ChangeType, Dialect, Verdict, Version};
use crate::text::export::markdown::Flavour;
use crate::text::rollback::answers::{self, NoAnswers};
use crate::text::rollback::concern::Concern;
use crate::text::rollback::layout::{self, Tool};
use crate::text::rollback::{
    Checked, Open, Sheet, Source, Unreadable, check, explained, github, json, markdown, terminal,
};

#[derive(Subcommand)]
pub(super) enum Schema {
    /// Tell of migrations what breaks the release before them, what they lock, what comes back, and a safer way
    Check(Check),
}

#[derive(Args)]
pub(super) struct Check {
    /// Migrations in SQL; `-` reads standard input
    #[arg(required_unless_present = "explain")]
    files: Vec<PathBuf>,
    /// The language they are written in
    #[arg(long, value_enum, default_value_t = Language::Postgresql)]
    dialect: Language,
    /// The oldest server version they will meet, such as 15 or 8.0.29 [default: 15 for PostgreSQL, 8.4 for MySQL]
    #[arg(long, value_name = "VERSION")]
    target: Option<Version>,
    /// What runs them wraps each file in one transaction
    #[arg(long)]
    in_transaction: bool,
    /// The way back of the one migration given [default: found by the layouts of diesel, golang-migrate, Flyway, sql-migrate and
    /// goose]
    #[arg(long, value_name = "FILE")]
    down: Option<PathBuf>,
    /// What to end with 1 for: any of depends, unsafe, lock, lossy, impossible, unreviewed [default: depends,unsafe,lock]
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = concern,
        default_values_t = usual(),
        hide_default_value = true
    )]
    fail_on: Vec<Named>,
    /// What to print: for people, for programs, beside the lines of a pull request, or as its text
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// A JSON list of answers to the questions: question, answer (yes or no), evidence, and a subject where it is about one
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Print what is known of a kind of change, such as drop_column, and check nothing
    #[arg(long, value_name = "ID", conflicts_with_all = ["files", "down", "answers"])]
    explain: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    Postgresql,
    Mysql,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A block for each file
    Text,
    /// A list with one object for each file
    Json,
    /// Workflow commands
    Github,
    /// The text of a pull request
    Markdown,
}

/// A concern, as the command line shows it.
#[derive(Debug, Clone, Copy)]
struct Named(Concern);

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.word())
    }
}

fn usual() -> [Named; 3] {
    Concern::USUAL.map(Named)
}

fn concern(word: &str) -> Result<Named, String> {
    Concern::of(word.trim()).map(Named).ok_or_else(|| {
        let words = Concern::ALL.map(Concern::word);
        format!("it is none of {}", words.join(", "))
    })
}

pub(super) fn run(asked: &Schema) -> Outcome {
    let Schema::Check(asked) = asked;
    if let Some(id) = &asked.explain {
        return explain(id, asked.format);
    }
    if asked.down.is_some() && asked.files.len() > 1 {
        eprintln!("stillpoint: --down goes with one migration, and {} were given (see --help)", asked.files.len());
        return Outcome::Usage;
    }
    let is_input = |path: &&PathBuf| path.as_path() == Path::new("-");
    if asked.files.iter().chain(&asked.down).chain(&asked.answers).filter(is_input).count() > 1 {
        eprintln!("stillpoint: standard input can be read once only (see --help)");
        return Outcome::Usage;
    }
    let dialect = match asked.dialect {
        Language::Postgresql => Dialect::Postgresql,
        Language::Mysql => Dialect::Mysql,
    };
    let mut about = About::new(dialect);
    about.in_transaction = asked.in_transaction;
    if let Some(version) = asked.target {
        about.server.version = version;
    }
    if let Some(path) = &asked.answers {
        match read_answers(path) {
            Ok(answers) => about.answers = answers,
            Err(outcome) => return outcome,
        }
    }
    check_all(asked, &about)
}

fn explain(id: &str, format: Format) -> Outcome {
    let Some(change) = ChangeType::of(id) else {
        eprintln!("stillpoint: `{id}` is no kind of change; the JSON of a check lists those of a script (see --help)");
        return Outcome::Usage;
    };
    let printed = if format == Format::Json { explained::print_json(change) } else { explained::print(change) };
    print(printed.as_bytes(), Outcome::Fine)
}

// --- Answers ---

fn read_answers(path: &Path) -> Result<Vec<Answer>, Outcome> {
    let name = path.display();
    let text = read_text(path).map_err(|unreadable| {
        eprintln!("stillpoint: could not read {name}: {}", unreadable.why);
        Outcome::BadInput
    })?;
    let answers = answers::parse(&text).map_err(|error| {
        eprintln!("stillpoint: could not read {name}: {error}");
        if matches!(error, NoAnswers::Unknown { .. }) { Outcome::Usage } else { Outcome::BadInput }
    })?;
    for (number, answer) in answers.iter().enumerate() {
        if answer.evidence.trim().is_empty() {
            eprintln!(
                "stillpoint: {name}, answer {} to {} changes nothing: it names no evidence",
                number + 1,
                answer.question.id()
            );
        }
    }
    Ok(answers)
}

/// An answer to what no file asks is probably one with a name that is misspelt.
fn name_unasked(answers: &[Answer], files: &[Result<Sheet<'_>, Unreadable>]) {
    let asked: Vec<&Open> = files.iter().flatten().flat_map(|sheet| &sheet.checked.questions).collect();
    for answer in answers.iter().filter(|answer| !answer.evidence.trim().is_empty()) {
        let fits = |open: &&Open| {
            open.question == answer.question && answer.subject.as_ref().is_none_or(|subject| *subject == open.subject)
        };
        if !asked.iter().any(fits) {
            let about = answer.subject.as_ref().map(|subject| format!(" about {subject}")).unwrap_or_default();
            eprintln!("stillpoint: nothing here asks {}{about}, so its answer changes nothing", answer.question.id());
        }
    }
}

// --- Files ---

/// A migration as it was read.
struct Script {
    text: String,
    up: Option<String>,
    down: Option<(Source, String)>,
}

fn check_all(asked: &Check, about: &About) -> Outcome {
    let names: Vec<String> = asked.files.iter().map(|path| path.display().to_string()).collect();
    let scripts: Vec<Result<Script, Unreadable>> =
        asked.files.iter().map(|path| read_script(path, asked.down.as_deref())).collect();
    let files: Vec<Result<Sheet<'_>, Unreadable>> = names
        .iter()
        .zip(&scripts)
        .map(|(file, script)| {
            let script = script.as_ref().map_err(Unreadable::clone)?;
            let up = script.up.as_deref().unwrap_or(&script.text);
            let down = script.down.as_ref();
            Ok(Sheet {
                file,
                script: &script.text,
                about,
                down_from: down.map(|(from, _)| from.clone()),
                checked: check(up, down.map(|(_, text)| text.as_str()), about),
            })
        })
        .collect();
    for unreadable in files.iter().filter_map(|file| file.as_ref().err()) {
        eprintln!("stillpoint: could not read {}: {}", unreadable.file, unreadable.why);
    }
    name_unasked(&about.answers, &files);
    let concerns: Vec<Concern> = asked.fail_on.iter().map(|named| named.0).collect();
    let outcome = outcome_of(&files, &concerns);
    let printed = match asked.format {
        Format::Text => terminal::print(&files),
        Format::Json => json::print(&files),
        Format::Github => github::print(&files, &concerns),
        Format::Markdown => markdown::print(&files, Flavour::GitHub),
    };
    print(printed.as_bytes(), outcome)
}

fn outcome_of(files: &[Result<Sheet<'_>, Unreadable>], concerns: &[Concern]) -> Outcome {
    let is_bad = |file: &Result<Sheet<'_>, Unreadable>| match file {
        Ok(sheet) => sheet.checked.review.verdict == Verdict::Error,
        Err(_) => true,
    };
    let is_found = |checked: &Checked| concerns.iter().any(|concern| concern.is_in(&checked.review));
    if files.iter().any(is_bad) {
        Outcome::BadInput
    } else if files.iter().flatten().any(|sheet| is_found(&sheet.checked)) {
        Outcome::Findings
    } else {
        Outcome::Fine
    }
}

fn read_script(path: &Path, down: Option<&Path>) -> Result<Script, Unreadable> {
    let text = read_text(path)?;
    let parts = layout::annotated(&text);
    let down = match down {
        Some(path) => {
            let text = read_text(path)?;
            // A file that holds both ways is meant as the way back.
            let text = layout::annotated(&text).and_then(|parts| parts.down).unwrap_or(text);
            Some((Source::Given(path.display().to_string()), text))
        }
        None => match &parts {
            Some(parts) => parts.down.clone().map(|down| (Source::Within(parts.tool), down)),
            None => down_beside(path)?,
        },
    };
    Ok(Script { up: parts.map(|parts| parts.up), text, down })
}

/// The way back beside a migration, where its name tells how that is called and it is there.
fn down_beside(path: &Path) -> Result<Option<(Source, String)>, Unreadable> {
    let Some(beside) = path.file_name().and_then(|name| name.to_str()).and_then(layout::down_of) else {
        return Ok(None);
    };
    let mut found = path.with_file_name(&beside.name);
    if !found.is_file() && beside.tool == Tool::Flyway {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut named: Vec<String> = names
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| beside.is_named(name))
            .collect();
        named.sort();
        if let Some(name) = named.first() {
            found = path.with_file_name(name);
        }
    }
    if !found.is_file() {
        return Ok(None);
    }
    let text = read_text(&found)?;
    Ok(Some((Source::Beside(beside.tool, found.display().to_string()), text)))
}

fn read_text(path: &Path) -> Result<String, Unreadable> {
    let unreadable = |line, why| Unreadable { file: path.display().to_string(), line, why };
    if path.is_dir() {
        return Err(unreadable(None, "it is a folder".to_owned()));
    }
    let bytes = read_bytes(path).map_err(|error| unreadable(None, error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        unreadable(Some(line), format!("line {line} is not UTF-8"))
    })
}
