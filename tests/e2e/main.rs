//! Tests of the whole page, built for release, in a headless Chromium, and of some of it in a headless Firefox.
//!
//! ```text
//! e2e [PART-OF-A-NAME...]
//! ```
//!
//! `STILLPOINT_DIST` is the folder of the built page; `CHROMEDRIVER` and `CHROMIUM` name the programs where they are not on
//! `PATH`, as do `GECKODRIVER` and `STILLPOINT_FIREFOX`, without which the tests in Firefox are skipped; `STILLPOINT_AXE` is
//! axe-core's script and `STILLPOINT_MERMAID` Mermaid's, without which what they would look at is; `STILLPOINT_SOAK=1` runs the long campaigns. The last line is
//! `N passed, N failed`, with `, N skipped` where a test could not run on this machine. Two tests run at a time, because most
//! wait for the browser most of the time.

use std::cell::RefCell;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::{Duration, Instant};

use browser::{Driver, Kind};
use stage::Stage;

mod accessibility;
mod afterwards;
mod browser;
mod chain;
mod changes;
mod clocks;
#[path = "../support/corpus.rs"]
mod corpus;
mod corrections;
mod diagrams;
mod drafts;
mod failure;
mod files;
mod hands;
mod injection;
mod journey;
mod keyboard;
mod kill;
mod large;
#[path = "../support/many.rs"]
mod many;
mod page;
mod parts;
mod postmortem;
mod quota;
mod review;
mod reviewing;
mod roles;
mod rolled_back;
mod rollout;
mod server;
mod stage;
mod tabs;
#[path = "../support/tags.rs"]
mod tags;
mod to_closing;
mod told;
mod two_hours;

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

/// Compares with a committed file, or writes it anew where the environment asks for that.
fn assert_golden(name: &str, text: &str) -> Fallible {
    let path: std::path::PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name].iter().collect();
    if std::env::var_os("STILLPOINT_BLESS").is_some() {
        std::fs::write(&path, text)?;
    }
    let committed = std::fs::read_to_string(&path)?;
    let differs = committed.lines().zip(text.lines()).find(|(a, b)| a != b);
    ensure!(committed == text, "{name} is another: {differs:?}, {} bytes for {}", text.len(), committed.len());
    Ok(())
}

/// A test under way.
type Running = Pin<Box<dyn Future<Output = Fallible>>>;

struct Test {
    name: &'static str,
    /// The longest it may take, in seconds, on a busy machine; eight times that on a soak.
    limit: u64,
    kind: Kind,
    run: fn(Rc<Stage>) -> Running,
}

macro_rules! tests {
    ($($theme:ident :: $name:ident within $limit:literal,)+) => {
        &[$(Test {
            name: concat!(stringify!($theme), "::", stringify!($name)),
            limit: $limit,
            kind: Kind::Chromium,
            run: |stage| Box::pin($theme::$name(stage)),
        }),+]
    };
}

/// The same in Firefox.
macro_rules! in_firefox {
    ($($theme:ident :: $name:ident within $limit:literal,)+) => {
        &[$(Test {
            name: concat!("firefox::", stringify!($theme), "::", stringify!($name)),
            limit: $limit,
            kind: Kind::Firefox,
            run: |stage| Box::pin($theme::$name(stage)),
        }),+]
    };
}

const TESTS: &[Test] = tests![
    journey::a_first_visit_asks_who_is_speaking_once within 120,
    journey::an_entry_is_saved_edited_deleted_restored_and_returned_to within 90,
    journey::a_line_begins_with_its_time_and_its_speaker within 90,
    journey::severity_and_phase_are_entries_and_the_timeline_goes_out within 90,
    journey::a_mark_waits_for_the_acknowledgement within 120,
    journey::declaring_is_in_sight_on_a_phone within 60,
    journey::what_the_policy_forbids_is_noticed_here within 120,
    afterwards::severity_and_phase_are_of_then within 120,
    afterwards::who_led_is_of_then_and_tells_nothing_of_today within 120,
    corrections::kind_author_and_time_are_corrected_by_keys within 120,
    corrections::marks_and_the_star_are_set_by_keys within 120,
    corrections::evidence_is_added_and_kept within 120,
    corrections::a_time_that_is_not_sure_is_logged_as_one within 120,
    corrections::nothing_in_a_row_covers_anything within 120,
    corrections::the_box_is_in_sight_however_low_the_window within 120,
    corrections::the_room_is_left_while_a_row_goes_or_moves within 120,
    chain::a_finding_leads_to_a_change_that_is_proven within 180,
    chain::the_chain_is_walked_there_and_back_across_incidents within 180,
    chain::what_becomes_of_an_entry_shows_on_its_finding within 120,
    chain::two_tabs_that_change_one_finding_are_both_heard within 120,
    chain::an_unsent_finding_is_told_of_and_overwrites_nothing within 120,
    chain::a_finding_that_is_deleted_elsewhere_stays_with_its_writer within 120,
    chain::both_versions_of_a_finding_are_written_on within 120,
    chain::a_long_finding_is_cut_at_rest within 120,
    chain::what_is_typed_on_the_follow_ups_lands_in_the_dialog within 120,
    chain::the_chain_and_the_follow_ups_are_sound within 240,
    chain::the_panes_scroll_inside_of_the_window within 120,
    chain::what_a_test_would_have_taken_becomes_one_change within 120,
    chain::several_entries_are_named_in_one_go within 120,
    changes::a_migration_is_answered_for_and_signed_by_two within 300,
    changes::an_unsent_script_comes_back within 120,
    changes::a_review_goes_out within 180,
    changes::steps_are_kept_as_follow_ups_once within 240,
    changes::a_change_begins_where_it_is_needed within 240,
    changes::what_changes_beside_the_script_counts within 180,
    changes::files_are_taken_in_and_the_contract_step_waits within 180,
    changes::a_change_is_sound within 240,
    changes::a_verdict_does_not_outlive_its_script within 120,
    changes::a_letter_in_a_long_script_draws_its_line_alone within 180,
    changes::what_was_signed_is_of_its_script within 180,
    changes::two_versions_of_a_script_are_both_here within 180,
    changes::files_replace_nothing_unasked within 180,
    changes::a_change_goes_to_the_trash_and_comes_back within 120,
    rollout::a_change_is_rolled_out_and_back within 300,
    rollout::what_is_written_of_a_rollout_stays within 180,
    rollout::a_rollout_that_does_not_come_is_asked_for_again within 120,
    rollout::a_rollout_is_sound within 240,
    rolled_back::a_culprit_is_reviewed_rolled_back_and_followed_up within 240,
    clocks::clocks_follow_the_entries_and_the_hour within 180,
    two_hours::two_hours_are_logged_by_keys_alone within 300,
    kill::no_acknowledged_entry_is_lost_to_a_kill within 600,
    kill::every_acknowledged_commit_was_synced within 600,
    tabs::four_tabs_lose_and_double_nothing within 600,
    tabs::another_tab_shows_an_entry_without_being_touched within 120,
    tabs::a_correction_survives_the_deletion_of_its_entry within 120,
    quota::a_full_disk_is_never_called_saved within 600,
    drafts::typed_text_survives_a_kill within 600,
    drafts::typed_text_survives_a_panic within 600,
    drafts::at_the_moment_of_a_kill_a_text_is_said_or_offered_and_never_both within 600,
    drafts::edits_and_titles_are_journalled_too within 120,
    failure::the_failure_screen_hands_out_everything_saved within 120,
    failure::without_a_database_the_page_works_and_says_that_nothing_is_saved within 120,
    failure::a_denied_database_is_no_worse_than_none within 120,
    failure::without_preferences_the_page_works_and_asks_again within 120,
    failure::a_vanished_database_is_said_and_not_passed_over within 120,
    failure::a_missing_module_is_explained within 120,
    parts::a_part_is_loaded_when_it_is_visited within 120,
    files::an_incident_travels_to_another_browser_whole within 120,
    files::what_is_wrong_with_a_file_is_named within 120,
    accessibility::what_is_wrong_is_found within 120,
    diagrams::mermaid_reads_what_was_written_whatever_the_text_holds within 120,
    accessibility::lists_and_overlays_are_sound within 240,
    accessibility::a_room_is_sound within 240,
    accessibility::numbers_and_review_are_sound within 300,
    accessibility::other_pages_are_sound within 240,
    accessibility::failures_are_sound within 240,
    injection::what_runs_is_noticed within 120,
    injection::nothing_that_is_typed_runs within 240,
    injection::nothing_in_a_file_runs within 240,
    injection::nothing_in_an_address_runs within 240,
    keyboard::an_incident_is_worked_by_keys_alone within 120,
    keyboard::a_long_timeline_is_walked_and_searched within 180,
    keyboard::incidents_are_found_and_opened within 120,
    keyboard::the_palette_does_everything within 120,
    keyboard::settings_are_kept_and_data_travels within 180,
    review::a_document_is_signed_off_frozen_amended_and_closed within 240,
    review::a_meeting_goes_into_a_calendar within 120,
    review::a_team_says_its_own_terms within 120,
    reviewing::a_script_is_reviewed_while_it_is_typed within 120,
    reviewing::a_trap_ends_the_worker_and_nothing_else within 120,
    reviewing::a_worker_that_cannot_be_had_is_tried_again within 120,
    roles::the_lead_is_claimed_offered_and_accepted_by_keys within 120,
    roles::an_offer_is_answered_on_another_device within 180,
    roles::what_is_added_to_a_brief_is_not_lost within 120,
    roles::who_leads_is_read_on_a_phone within 120,
    roles::two_leads_are_shown_and_settled within 120,
    told::what_happens_is_told_once_and_in_a_sentence within 180,
    told::what_is_late_is_said within 180,
    told::a_name_without_letters_is_asked_for_a_handle within 120,
    postmortem::a_section_is_written_by_keys within 120,
    postmortem::two_tabs_merge_lines_and_show_both_where_they_disagree within 120,
    postmortem::both_versions_of_a_section_are_written_on within 120,
    postmortem::a_section_that_is_deleted_elsewhere_stays_with_its_writer within 120,
    postmortem::whoever_reloads_goes_on_typing within 120,
    postmortem::an_unsent_section_comes_back_where_it_was_typed within 120,
    postmortem::an_unsent_section_overwrites_nothing within 120,
    postmortem::a_quotation_is_looked_for_at_once within 120,
    postmortem::a_text_is_written_without_what_stands_around_it within 120,
    postmortem::the_document_is_entered_from_where_its_key_leads within 120,
    postmortem::an_entry_is_quoted_by_keys within 120,
    postmortem::another_template_keeps_what_is_written within 120,
    postmortem::questions_are_asked_and_answered_by_keys within 120,
    postmortem::a_team_makes_its_own_template within 120,
    postmortem::the_document_and_the_questions_are_sound within 240,
    to_closing::an_incident_becomes_a_closed_postmortem_by_keys_alone within 420,
    to_closing::the_ways_out_are_sound within 240,
    large::five_thousand_incidents_are_a_list_like_any_other within 240,
    keyboard::an_input_method_composes_in_peace within 120,
    keyboard::letters_wait_for_the_field_that_is_on_its_way within 120,
];

/// What is different from browser to browser: storage, the focus, keys, files.
const FIREFOX_TESTS: &[Test] = in_firefox![
    journey::a_first_visit_asks_who_is_speaking_once within 120,
    journey::an_entry_is_saved_edited_deleted_restored_and_returned_to within 120,
    tabs::another_tab_shows_an_entry_without_being_touched within 120,
    drafts::edits_and_titles_are_journalled_too within 120,
    files::an_incident_travels_to_another_browser_whole within 180,
    keyboard::an_incident_is_worked_by_keys_alone within 180,
    keyboard::a_long_timeline_is_walked_and_searched within 240,
    keyboard::incidents_are_found_and_opened within 180,
    keyboard::the_palette_does_everything within 180,
    keyboard::settings_are_kept_and_data_travels within 180,
    reviewing::a_script_is_reviewed_while_it_is_typed within 180,
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
    let is_wanted = |test: &&Test| parts.is_empty() || parts.iter().any(|part| test.name.contains(part.as_str()));
    let wanted: Vec<&Test> = TESTS.iter().chain(FIREFOX_TESTS).filter(is_wanted).collect();
    if wanted.is_empty() {
        return Err(format!("no test's name holds {}", parts.join(" or ")).into());
    }
    let driver = Rc::new(Driver::start(Kind::Chromium)?);
    let started = Instant::now();
    let waiting = RefCell::new(wanted.into_iter());
    let results = RefCell::new(Vec::new());
    let work = async || {
        loop {
            let next = waiting.borrow_mut().next();
            let Some(test) = next else { return };
            let result = attend(test, &driver, Path::new(&dist)).await;
            results.borrow_mut().push((test.name, result));
        }
    };
    tokio::task::LocalSet::new().run_until(async { tokio::join!(work(), work()) }).await;

    let results = results.into_inner();
    let count = |wanted: Outcome| results.iter().filter(|(_, outcome)| *outcome == wanted).count();
    let failed: Vec<&str> = results.iter().filter(|(_, o)| *o == Outcome::Failed).map(|(name, _)| *name).collect();
    if !failed.is_empty() {
        println!("\nFailed: {}", failed.join(", "));
    }
    let skipped = match count(Outcome::Skipped) {
        0 => String::new(),
        count => format!(", {count} skipped"),
    };
    println!("\nWhole-app tests, {} s", started.elapsed().as_secs());
    println!("{} passed, {} failed{skipped}", count(Outcome::Passed), failed.len());
    Ok(failed.is_empty())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

/// Runs one test from an empty stage to an empty stage, and prints what came of it.
async fn attend(test: &Test, driver: &Rc<Driver>, dist: &Path) -> Outcome {
    let began = Instant::now();
    let stage = Stage::new(test.name, test.kind, Rc::clone(driver), dist).map(Rc::new);
    let result = match &stage {
        Ok(stage) => perform(test, stage).await,
        Err(error) => Err(error.to_string().into()),
    };
    let seconds = began.elapsed().as_secs_f64();
    let mut lines = stage.as_ref().map(|stage| stage.notes()).unwrap_or_default();
    let (outcome, word, why) = match result {
        Ok(()) => (Outcome::Passed, "ok", String::new()),
        Err(error) if error.is::<Skipped>() => (Outcome::Skipped, "skipped", format!(": {error}")),
        Err(error) => {
            if let Ok(stage) = &stage {
                lines.extend(stage.console().await.iter().map(|line| format!("console: {line}")));
                lines.extend(stage.take_pictures().await.iter().map(|path| format!("picture: {}", path.display())));
            }
            let why = error.to_string();
            (Outcome::Failed, "FAILED", format!(": {}", why.split("Stacktrace:").next().unwrap_or_default().trim_end()))
        }
    };
    println!("{word:7} {seconds:6.1} s  {}{why}", test.name);
    for line in lines {
        println!("{:18}{line}", "");
    }
    if let Ok(stage) = stage {
        stage.close().await;
    }
    outcome
}

/// Runs one test on its stage. A panic and a test that takes too long fail that test only.
async fn perform(test: &Test, stage: &Rc<Stage>) -> Fallible {
    let limit = Duration::from_secs(test.limit * if is_soak() { 8 } else { 1 });
    let (run, stage) = (test.run, Rc::clone(stage));
    let mut task = tokio::task::spawn_local(async move { run(stage).await });
    match tokio::time::timeout(limit, &mut task).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(format!("it panicked: {panic}").into()),
        Err(_) => {
            task.abort();
            Err(format!("it took longer than {} s", limit.as_secs()).into())
        }
    }
}
