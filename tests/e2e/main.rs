//! Tests of the whole page, built for release, in a headless Chromium.
//!
//! ```text
//! e2e [PART-OF-A-NAME...]
//! ```
//!
//! `STILLPOINT_DIST` is the folder of the built page; `CHROMEDRIVER` and `CHROMIUM` name the programs where they are not on
//! `PATH`; `STILLPOINT_SOAK=1` runs the long campaigns. The last line is `N passed, N failed`, with `, N skipped` where a
//! test could not run on this machine.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::{Duration, Instant};

use browser::Driver;
use stage::Stage;

mod browser;
mod drafts;
mod failure;
mod files;
mod journey;
mod kill;
mod page;
mod quota;
mod server;
mod stage;
mod tabs;

/// What a test, and everything it calls, comes to.
type Fallible<T = ()> = Result<T, Box<dyn Error>>;

/// A test that cannot run on this machine, and why.
#[derive(Debug)]
struct Skipped(String);

impl Display for Skipped {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Skipped {}

/// Fails the test with a message unless the claim holds.
macro_rules! ensure {
    ($claim:expr, $($message:tt)+) => {
        if !$claim {
            return Err(format!($($message)+).into());
        }
    };
}
use ensure;

/// A test under way.
type Running = Pin<Box<dyn Future<Output = Fallible>>>;

struct Test {
    name: &'static str,
    /// The longest it may take, in seconds; four times that on a soak.
    limit: u64,
    run: fn(Rc<Stage>) -> Running,
}

macro_rules! tests {
    ($($theme:ident :: $name:ident within $limit:literal,)+) => {
        &[$(Test {
            name: concat!(stringify!($theme), "::", stringify!($name)),
            limit: $limit,
            run: |stage| Box::pin($theme::$name(stage)),
        }),+]
    };
}

const TESTS: &[Test] = tests![
    journey::a_first_visit_asks_who_is_speaking_once within 60,
    journey::an_entry_is_saved_edited_deleted_restored_and_returned_to within 90,
    journey::a_mark_waits_for_the_acknowledgement within 60,
    journey::what_the_policy_forbids_is_noticed_here within 60,
    kill::no_acknowledged_entry_is_lost_to_a_kill within 240,
    kill::every_acknowledged_commit_was_synced within 120,
    tabs::four_tabs_lose_and_double_nothing within 180,
    tabs::another_tab_shows_an_entry_without_being_touched within 60,
    quota::a_full_disk_is_never_called_saved within 180,
    drafts::typed_text_survives_a_kill within 240,
    drafts::typed_text_survives_a_panic within 120,
    drafts::at_the_moment_of_a_kill_a_text_is_said_or_offered_and_never_both within 120,
    drafts::edits_and_titles_are_journalled_too within 60,
    failure::the_failure_screen_hands_out_everything_saved within 60,
    failure::without_a_database_the_page_works_and_says_that_nothing_is_saved within 60,
    failure::a_denied_database_is_no_worse_than_none within 60,
    failure::without_preferences_the_page_works_and_asks_again within 60,
    failure::a_vanished_database_is_said_and_not_passed_over within 60,
    failure::a_missing_module_is_explained within 60,
    files::an_incident_travels_to_another_browser_whole within 60,
    files::what_is_wrong_with_a_file_is_named within 60,
    files::text_from_a_file_is_text within 60,
];

/// Whether the long campaigns were asked for.
fn is_soak() -> bool {
    std::env::var_os("STILLPOINT_SOAK").is_some_and(|value| value == "1")
}

fn main() -> ExitCode {
    let parts: Vec<String> = std::env::args().skip(1).filter(|part| !part.starts_with('-')).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(&parts)));
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("The whole-app tests could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the tests whose names hold one of the parts, or all; true if none failed.
async fn run(parts: &[String]) -> Fallible<bool> {
    let dist =
        std::env::var("STILLPOINT_DIST").map_err(|_| "STILLPOINT_DIST is to name the folder of the built page")?;
    let driver = Rc::new(Driver::start()?);
    let (mut passed, mut failed, mut skipped) = (0, Vec::new(), 0);
    let started = Instant::now();
    for test in TESTS {
        if !parts.is_empty() && !parts.iter().any(|part| test.name.contains(part.as_str())) {
            continue;
        }
        let began = Instant::now();
        let stage = Rc::new(Stage::new(test.name, Rc::clone(&driver), Path::new(&dist))?);
        let outcome = perform(test, &stage).await;
        let seconds = began.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => {
                passed += 1;
                println!("ok      {seconds:6.1} s  {}", test.name);
            }
            Err(error) if error.is::<Skipped>() => {
                skipped += 1;
                println!("skipped {seconds:6.1} s  {}: {error}", test.name);
            }
            Err(error) => {
                failed.push(test.name);
                let error = error.to_string();
                let error = error.split("Stacktrace:").next().unwrap_or_default().trim_end();
                println!("FAILED  {seconds:6.1} s  {}: {error}", test.name);
                for line in stage.console().await {
                    println!("                  console: {line}");
                }
                for path in stage.take_pictures().await {
                    println!("                  picture: {}", path.display());
                }
            }
        }
        for note in stage.notes() {
            println!("                  {note}");
        }
        stage.close().await;
    }
    if !failed.is_empty() {
        println!("\nFailed: {}", failed.join(", "));
    }
    let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
    println!("\nWhole-app tests, {} s", started.elapsed().as_secs());
    println!("{passed} passed, {} failed{skipped}", failed.len());
    Ok(failed.is_empty())
}

/// Runs one test on its stage. A panic and a test that takes too long fail that test only.
async fn perform(test: &Test, stage: &Rc<Stage>) -> Fallible {
    let limit = Duration::from_secs(test.limit * if is_soak() { 8 } else { 1 });
    let tasks = tokio::task::LocalSet::new();
    let (run, stage) = (test.run, Rc::clone(stage));
    let task = tasks.spawn_local(async move { run(stage).await });
    match tasks.run_until(tokio::time::timeout(limit, task)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(format!("it panicked: {panic}").into()),
        Err(_) => Err(format!("it took longer than {} s", limit.as_secs()).into()),
    }
}
