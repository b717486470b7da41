//! Two hours of an incident, by keyboard alone and by the test's own clock: what is logged, corrected, handed over and
//! exported is what the committed files say.

use std::rc::Rc;

use serde_json::Value;
use stillpoint::domain::entry::{RoleMove, Says, Statement};
use stillpoint::domain::id::{RecordId, ScopeId, WriterId};
use stillpoint::domain::metrics::CLOCKS;
use stillpoint::domain::record::kind;
use stillpoint::domain::time::Instant;
use stillpoint::domain::zone::Utc;
use stillpoint::log::canonical::object;
use stillpoint::log::{Draft, Log, Reading, Writer, read};
use stillpoint::text::{revisions, timeline};

use crate::hands::Hands;
use crate::stage::Stage;
use crate::{Fallible, assert_golden, ensure};

/// Somebody else took the lead on a laptop that was not in the network: what their file holds beside ours.
fn taken_elsewhere(ours: &Log, scope: ScopeId, replaces: RecordId, at: &str) -> Fallible<Log> {
    let at: Instant = at.parse()?;
    let writer = WriterId::from_bits(0x1701);
    let says = Says::Role { role: "lead".to_owned(), moved: RoleMove::Take, holder: "ito".to_owned() };
    let mut said = Statement::new(says, "ito", "", at, writer);
    said.replaces.push(replaces);
    let mut log = ours.clone();
    let record = RecordId::from_bits(0x1701);
    let (kind, author) = (kind::ENTRY.to_owned(), "ito".to_owned());
    let draft = Draft { scope, record, kind, parents: vec![], author, purges: vec![], body: object(&said) };
    log.add(Writer::new(writer).write(draft, at));
    Ok(log)
}

fn reading_of(bytes: &[u8]) -> Fallible<(Log, Reading)> {
    let file = revisions::parse(bytes);
    ensure!(file.problems.is_empty(), "the file has problems: {:?}", file.problems);
    let log = file.log;
    let scope = *log.scopes().first().ok_or("the file is empty")?;
    let reading = read(&log, scope);
    Ok((log, reading))
}

/// Declaration, backdated alert and drift, three severities, an offered and accepted lead, a contested one from a file, two
/// times of harm, corrections afterwards, export.
pub async fn two_hours_are_logged_by_keys_alone(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.take_clock("2026-11-18T14:09:00Z").await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.strike("n").await?;
    page.is_on("field Declare an incident").await?;
    page.type_keys("Checkout writes time out in eu-west").await?;
    page.enter().await?;
    page.is_in_room("Checkout writes time out in eu-west").await?;
    let hands = Hands { page };
    let page = &hands.page;
    page.roles_show("NO LEAD").await?;

    // What came before the declaration is logged with its time, and marked for what it was.
    hands.log("/alert 13:58 CheckoutErrorBudgetBurn firing: 14 times over one hour").await?;
    hands.log("/observation 13:31 @sam p99 of orders.insert creeping up since the deploy").await?;
    hands.key("Home").await?;
    page.has_chosen("p99 of orders.insert creeping up since the deploy").await?;
    hands.mark("1").await?;
    page.strike("ArrowDown").await?;
    page.has_chosen("CheckoutErrorBudgetBurn firing: 14 times over one hour").await?;
    hands.mark("2").await?;
    page.strike("End").await?;
    page.strike("l").await?;
    page.roles_show("Dana Meier since 14:09").await?;
    page.is_on("box").await?;
    hands.pick("s", "How severe is it now?", "SEV3").await?;
    hands.harm("checkouts in eu-west", "about a third", "estimated", "13:58").await?;
    page.clock_shows("impact", "0:11:00").await?;

    page.pass(6).await?;
    hands.pick("s", "How severe is it now?", "SEV1").await?;
    hands.log("Migration 0187 holds a lock on orders").await?;
    page.pass(11).await?;
    hands.log("/decision Stop the backfill, keep the new column").await?;
    page.pass(15).await?;
    hands.log("/change Backfill job orders-status cancelled").await?;
    hands.pick("p", "Which phase is it in now?", "identified").await?;

    // Handed over with a brief; who takes over says yes on this screen.
    page.pass(4).await?;
    hands.key("r").await?;
    page.is_on("button Lead: Hand over …").await?;
    page.enter().await?;
    page.is_on("field To whom").await?;
    page.type_keys("sam").await?;
    page.shows("@sam").await?;
    page.enter().await?;
    page.roles_show("Lead offered to sam").await?;
    page.is_on("box").await?;
    hands.tab_to("button sam accepts here", "Shift+Tab").await?;
    page.enter().await?;
    page.roles_show("sam since 14:45").await?;
    page.focus_box().await?;

    // The first harm ends, a second begins: time between them is not counted.
    page.pass(5).await?;
    hands.relief("-4m").await?;
    page.clock_shows("impact", "0:48:00").await?;
    page.pass(20).await?;
    hands.harm("refunds", "all", "measured", "-3m").await?;
    page.pass(15).await?;
    hands.relief("").await?;
    page.clock_shows("impact", "1:06:00").await?;
    hands.pick("p", "Which phase is it in now?", "mitigated").await?;
    hands.pick("s", "How severe is it now?", "SEV2").await?;

    // A file from another laptop says that somebody else took the lead from Dana at the same time.
    hands.key("w").await?;
    let ours = page.take_download("INC-1.jsonl").await?;
    let (log, reading) = reading_of(&ours)?;
    let taken = reading.incident.roles.history().iter().find(|held| held.holder == "dana");
    let taken = taken.ok_or("nobody took the lead")?.entry;
    let scope = reading.scopes[0];
    let theirs = taken_elsewhere(&log, scope, taken, "2026-11-18T14:46:00Z")?;
    let file = stage.folder().join("theirs.jsonl");
    std::fs::write(&file, revisions::print(&theirs, []))?;
    page.strike("d").await?;
    page.choose_file_in_data(&file).await?;
    page.preview().await?;
    page.press("Unite with what is here").await?;
    page.is_in_room("Checkout writes time out in eu-west").await?;
    page.roles_show("Lead contested: sam and ito").await?;
    page.focus_box().await?;
    hands.key("l").await?;
    hands.tab_to("button sam holds it", "Tab").await?;
    page.enter().await?;
    page.roles_show("sam since").await?;
    page.is_on("box").await?;

    page.pass(40).await?;
    hands.log("Nothing since 15:25").await?;
    hands.pick("p", "Which phase is it in now?", "resolved").await?;

    // Afterwards the alert turns out to be older, and so does the harm: everything derived moves.
    hands.key("Home").await?;
    page.strike("ArrowDown").await?;
    page.has_chosen("CheckoutErrorBudgetBurn firing: 14 times over one hour").await?;
    hands.correct_time("2026-11-18 13:55").await?;
    page.strike("ArrowDown").await?;
    hands.correct_time("2026-11-18 13:55").await?;
    page.clock_shows("impact", "1:09:00").await?;
    page.clock_shows("detected", "2:10:00").await?;
    page.is_all_saved().await?;

    // Out: as a file, and as markdown.
    page.strike("w").await?;
    let (_, reading) = reading_of(&page.take_download("INC-1.jsonl").await?)?;
    page.strike("o").await?;
    page.shows("The timeline for others").await?;
    hands.tab_to("button Download Markdown for GitHub", "Tab").await?;
    page.enter().await?;
    let markdown = String::from_utf8(page.take_download("INC-1-timeline.github.md").await?)?;
    page.strike("Escape").await?;

    let incident = &reading.incident;
    let severities: Vec<&str> = incident.severities.iter().map(|since| since.value.as_str()).collect();
    ensure!(severities == ["sev3", "sev1", "sev2"], "severities are {severities:?}");
    let leads: Vec<&str> = incident.roles.history().iter().map(|held| held.holder.as_str()).collect();
    ensure!(leads == ["dana", "sam", "ito", "sam"], "the lead went {leads:?}");
    ensure!(incident.contested.is_empty(), "contested is {:?}", incident.contested);
    let clocks: Vec<Value> =
        CLOCKS.iter().map(|clock| format!("{:?}", clock.read(&incident.milestones)).into()).collect();
    let text = timeline::print(&reading, Some("INC-1"), &Utc, "UTC");
    assert_golden("two-hours.txt", &format!("{text}\n{clocks:#?}\n"))?;
    assert_golden("two-hours.github.md", &markdown)?;
    page.is_without_complaints().await
}
