//! A postmortem on its way: owner, reviewers, sign-offs, a freeze, amendments, the end.

use std::rc::Rc;

use serde_json::Value;
use stillpoint::domain::entry::{ImpactMove, Mark, Phase, Says, Statement};
use stillpoint::domain::id::{DeviceId, RecordId, ScopeId, WriterId};
use stillpoint::domain::record::{IncidentRecord, kind};
use stillpoint::domain::time::{Instant, Occurred, Precise, Precision};
use stillpoint::log::canonical::object;
use stillpoint::log::{Draft, Log, Writer};
use stillpoint::text::revisions;

use crate::chain::{is_in, stands_on};
use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const SCOPE: ScopeId = ScopeId::from_bits(1 << 41);

/// 2026-11-18T14:00:00Z.
const START: i64 = 1_795_010_400_000;

/// The record of the entry that says that it was detected.
const DETECTED: u128 = (1 << 41) + 3;

/// An incident that is over, as a file; with a correction of when it was detected, as another.
fn files() -> [Vec<u8>; 2] {
    let (id, mut log) = (WriterId::from_bits(9), Log::default());
    let mut writer = Writer::new(id);
    let mut write = |log: &mut Log, record: u128, kind: &str, body, parents: Vec<_>, minute: i64| {
        let (record, author) = (RecordId::from_bits(record), "ito".to_owned());
        let draft = Draft { scope: SCOPE, record, kind: kind.to_owned(), parents, author, purges: vec![], body };
        let revision = writer.write(draft, Instant::from_millis(START + minute * 60_000));
        log.add(revision.clone());
        revision.hash()
    };
    let device = Some(DeviceId::from_bits(1));
    let named = IncidentRecord { number: 7, device, title: "Checkout is slow".to_owned(), ..IncidentRecord::default() };
    write(&mut log, (1 << 41) + 1, kind::INCIDENT, object(&named), vec![], 0);
    let said = |says, text: &str, mark: Option<Mark>, minute: i64| {
        let at = Instant::from_millis(START + minute * 60_000);
        let mut said = Statement::new(says, "ito", text, at, id);
        said.occurred = Some(Occurred::said(Precise { at, precision: Precision::Minute }));
        said.marks.extend(mark);
        object(&said)
    };
    let impact = |impact| Says::Impact { impact, who: Some("checkouts".to_owned()), share: None, certainty: None };
    let phase = |phase| Says::Phase { phase };
    let detected = |minute| said(Says::Note, "the first alert", Some(Mark::Detected), minute);
    let mut entry = |record: u128, body, minute| write(&mut log, (1 << 41) + record, kind::ENTRY, body, vec![], minute);
    entry(2, said(impact(ImpactMove::Began), "", None, 0), 1);
    let first = entry(3, detected(6), 6);
    entry(4, said(Says::Severity { severity: "sev1".to_owned() }, "", None, 7), 7);
    entry(5, said(phase(Phase::Identified), "", None, 20), 20);
    entry(6, said(impact(ImpactMove::Ended), "", None, 45), 45);
    let mut resolved = said(phase(Phase::Resolved), "", None, 50);
    resolved.insert("replaces".to_owned(), vec![RecordId::from_bits((1 << 41) + 5).to_string()].into());
    entry(7, resolved, 50);
    let before = revisions::print(&log, []);
    write(&mut log, DETECTED, kind::ENTRY, detected(16), vec![first], 60);
    [before, revisions::print(&log, [])]
}

async fn load(stage: &Stage, page: &Page, name: &str, bytes: &[u8]) -> Fallible {
    let file = stage.folder().join(name);
    std::fs::write(&file, bytes)?;
    page.choose_file_in_data(&file).await?;
    page.preview().await?;
    page.press("Unite with what is here").await?;
    page.is_in_room("Checkout is slow").await
}

/// The person at the keyboard is another one from now on.
async fn is_now(page: &Page, name: &str, handle: &str) -> Fallible {
    page.visit("/settings").await?;
    page.fill(None, "Name", name).await?;
    page.fill(None, "Short handle", handle).await?;
    page.enter().await?;
    until("the new name", async || Ok(page.who_i_am().await?.contains(name).then_some(()))).await
}

/// Opens the review by keys.
async fn review(page: &Page) -> Fallible {
    page.visit(&format!("/incidents/{SCOPE}/postmortem")).await?;
    page.shows("Questions").await?;
    page.strike("5").await?;
    page.shows("Deadlines").await
}

/// Waits until what was said last of that kind says so, and answers with it.
pub async fn is_stored(page: &Page, kind: &str, says: impl Fn(&Value) -> bool) -> Fallible<Value> {
    let what = format!("a {kind} to be stored");
    until(&what, async || {
        let stored = page.stored(&format!(r#""kind":"{kind}""#)).await?;
        // Each load of the page is a writer of its own, and rows stand by writer.
        let last = stored.iter().max_by_key(|revision| revision.header().hlc);
        let said = last.and_then(|last| serde_json::from_str(last.body().text()?).ok());
        Ok(said.filter(|said| says(said)))
    })
    .await
}

/// From nobody's draft to a closed document: two sign-offs, a freeze, an amendment, and a reason instead of a change.
pub async fn a_document_is_signed_off_frozen_amended_and_closed(stage: Rc<Stage>) -> Fallible {
    let [before, after] = files();
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    load(&stage, &page, "INC-7.jsonl", &before).await?;
    review(&page).await?;
    page.shows("no owner").await?;
    // The 18th is a Wednesday; the worst severity has three days.
    page.shows("2026-11-21").await?;
    page.shows("For sev1: the review within 3 days, the changes within 15 days").await?;

    page.strike("l").await?;
    page.shows("Dana Meier answers for this document.").await?;
    for reviewer in ["sam", "kim"] {
        page.fill(None, "Ask somebody", reviewer).await?;
        page.enter().await?;
        page.shows(&format!("{reviewer} asked")).await?;
    }
    page.press("In review").await?;
    page.press("Reviewed").await?;
    page.shows("Could not call it reviewed: what is there now waits for the sign-off of sam, kim.").await?;

    // Not reviewed yet: one letter does not freeze it.
    page.strike("z").await?;
    page.shows("It is in review still").await?;
    page.press("Not yet").await?;
    page.shows_no("It is in review still").await?;
    ensure!(page.stored(r#""kind":"freeze""#).await?.is_empty(), "it was frozen");

    for (name, handle) in [("Sam Okafor", "sam"), ("Kim Park", "kim")] {
        is_now(&page, name, handle).await?;
        review(&page).await?;
        page.press("Reviewed").await?;
        page.shows("Could not call it reviewed").await?;
        page.strike("s").await?;
        page.shows(&format!("As {name}.")).await?;
        page.fill(None, "In your own words", "Read it twice.").await?;
        page.strike("Tab").await?;
        page.enter().await?;
        page.shows("0 of 16 found in order").await?;
        let is_signed = |signed: &Value| signed["by"] == handle && signed["text"] == "Read it twice.";
        is_stored(&page, kind::SIGN_OFF, is_signed).await?;
    }
    // What was refused is told no more, now that its reason is gone.
    page.shows_no("Could not call it reviewed").await?;
    // Signing off again begins with what stands there, and says that it replaces it.
    page.strike("s").await?;
    page.shows("You signed off at").await?;
    page.shows("agreed; 0 of 16 found in order").await?;
    page.press("Cancel").await?;
    page.press("Reviewed").await?;
    is_stored(&page, kind::POSTMORTEM, |about| about["status"] == "reviewed").await?;

    // Frozen by one key, with its hash.
    page.strike("z").await?;
    page.shows("Frozen by Kim Park").await?;
    page.shows("Nothing was said since.").await?;
    let frozen = is_stored(&page, kind::FREEZE, |frozen| frozen["set_hash"].is_string()).await?;
    let hash = frozen["set_hash"].as_str().unwrap_or_default().get(..12).unwrap_or_default().to_owned();
    page.shows(&hash).await?;
    page.strike("4").await?;
    page.shows("Time to detect").await?;
    page.shows("As frozen by kim").await?;
    page.shows("6 min").await?;

    // A file brings a correction that was made elsewhere: the timeline moves, the document does not.
    load(&stage, &page, "INC-7-later.jsonl", &after).await?;
    review(&page).await?;
    page.shows("1 amendment").await?;
    page.shows("amended since").await?;
    page.shows("ito changed the entry “the first alert”: time").await?;
    page.shows(&hash).await?;
    page.strike("4").await?;
    page.shows("6 min").await?;
    page.strike("z").await?;
    page.shows("Nothing was said since.").await?;
    page.strike("4").await?;
    page.shows("16 min").await?;

    // Closing takes a change, or a reason.
    page.strike("5").await?;
    page.press("Closed").await?;
    page.shows("Could not close it: no change is promised or done, and no reason is written why not.").await?;
    page.fill(None, "Why nothing is changed because of it", "The queue is gone next week.").await?;
    page.press("Close it with this reason").await?;
    page.shows("Closed without a change: The queue is gone next week.").await?;
    page.shows("The incident itself is closed in its timeline, by its phase.").await?;
    is_stored(&page, kind::POSTMORTEM, |about| about["status"] == "closed" && about["owner"] == "dana").await?;

    // What was changed since they signed off is not closed over in silence.
    page.press("Reviewed").await?;
    is_stored(&page, kind::POSTMORTEM, |about| about["status"] == "reviewed" && about["closed_without"].is_string())
        .await?;
    page.strike("f").await?;
    is_in(&page, "new-finding").await?;
    page.type_keys("Retries had no limit").await?;
    page.enter().await?;
    stands_on(&page, "Retries had no limit").await?;
    page.strike("5").await?;
    page.shows("changed since they signed off").await?;
    page.press("Closed").await?;
    page.shows("Could not close it: it was changed since sam, kim signed off").await?;
    is_in(&page, "close-despite").await?;
    page.type_keys("The finding was read aloud.").await?;
    page.press("Close it with this reason").await?;
    page.shows("Closed without another look: The finding was read aloud.").await?;
    is_stored(&page, kind::POSTMORTEM, |about| about["status"] == "closed" && about["closed_despite"].is_string())
        .await?;
    page.press("Reviewed").await?;
    page.shows("Could not call it reviewed").await?;
    page.press("In review").await?;
    page.shows_no("Closed without another look").await?;
    page.is_without_complaints().await
}

/// A meeting is planned, handed out for a calendar, and its agenda says who does not facilitate.
pub async fn a_meeting_goes_into_a_calendar(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    load(&stage, &page, "INC-7.jsonl", &files()[0]).await?;
    review(&page).await?;
    page.shows("No meeting is planned.").await?;
    page.press("Plan the meeting").await?;
    page.shows("Could not").await?;
    for (label, value) in [("Day", "2026-11-25"), ("Time", "14:00"), ("Minutes", "45"), ("Place or link", "Room 4")] {
        page.pour(label, &[value.to_owned()], "").await?;
    }
    page.press("Plan the meeting").await?;
    page.shows("2026-11-25 at 14:00, 45 minutes, Room 4.").await?;
    page.shows("The review is due before that, by 2026-11-21.").await?;
    let about = is_stored(&page, kind::POSTMORTEM, |about| about["meeting"]["minutes"] == 45).await?;
    let meeting = &about["meeting"];
    let at: Instant = meeting["at"].as_str().unwrap_or_default().parse()?;
    page.press("Download for a calendar").await?;
    let bytes = page.take_download("INC-7-review.ics").await?;
    let calendar = String::from_utf8(bytes)?.replace("\r\n ", "");
    let start = at.to_string().replace(['-', ':'], "");
    for line in [format!("DTSTART:{start}"), "LOCATION:Room 4".to_owned(), "SUMMARY:Review of INC-7".to_owned()] {
        ensure!(calendar.contains(&line), "no {line} in {calendar}");
    }
    ensure!(calendar.contains("min: Opening\\n- Who facilitates"), "no agenda in {calendar}");
    page.press("Agenda for 45 minutes").await?;
    page.shows("Who facilitates is somebody who was not in it.").await?;
    page.is_without_complaints().await
}

/// A team says how long it gives itself, and every document follows.
pub async fn a_team_says_its_own_terms(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    load(&stage, &page, "INC-7.jsonl", &files()[0]).await?;
    page.visit("/settings").await?;
    page.shows("After an incident").await?;
    page.fill(None, "sev1: days until the review", "7").await?;
    page.press("Keep these terms").await?;
    page.shows("Kept.").await?;
    let term = is_stored(&page, kind::TERM, |term| term["review_days"] == 7 && term["severity"] == "sev1").await?;
    ensure!(term.get("change_days").is_none(), "what comes with the program was written: {term}");
    review(&page).await?;
    page.shows("2026-11-25").await?;
    // A day that a person names stands before the term.
    page.pour("Another day for the review", &["2026-12-01".to_owned()], "").await?;
    page.shows("2026-12-01").await?;
    page.press("Back to the team’s term").await?;
    page.shows_no("2026-12-01").await?;
    page.is_without_complaints().await
}
