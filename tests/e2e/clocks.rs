//! Clocks that run, and the times of harm that they count, with a clock of the test's own.

use std::rc::Rc;

use crate::stage::Stage;
use crate::{Fallible, ensure};

/// Impact is said, slept over, corrected, ended and said again; the clocks are what the entries and the hour make of them.
pub async fn clocks_follow_the_entries_and_the_hour(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.take_clock("2026-11-18T14:00:00Z").await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Checkout is slow").await?;
    page.clock_shows("impact", "—").await?;
    for (name, why) in [("impact", "impact began"), ("detected", "detected")] {
        let clock = page.clock(name).await?;
        ensure!(clock.from == format!("Not computable because no entry says “{why}”."), "{clock:?}");
    }

    // By keys alone: for whom, what share, how sure, since when.
    page.strike("Escape").await?;
    page.strike("c").await?;
    page.shows("Who is harmed, since when").await?;
    for typed in ["checkouts", "30 %", "estimated"] {
        page.type_keys(typed).await?;
        page.strike("Tab").await?;
    }
    page.type_keys("-30m").await?;
    page.shows("2026-11-18 13:30, 30 minutes ago").await?;
    page.enter().await?;
    page.clock_shows("impact", "0:30:00").await?;
    page.shows("30 % of checkouts (estimated)").await?;
    page.is_in_room("Checkout is slow").await?;

    // A clock that counted its ticks would be an hour late; seen again, it is right at once.
    page.pass(60).await?;
    let shown = page.clock_when_seen_again("impact").await?;
    ensure!(shown == "1:30:00", "after an hour's sleep the clock shows {shown}");
    page.clock_shows("phase", "1:00:00").await?;
    page.pass(1).await?;
    page.clock_shows("impact", "1:31:00").await?;

    // Corrected, the beginning moves the clock, and the clock shows that it was moved.
    page.watch_clocks().await?;
    page.edit("").await?;
    page.fill(Some(""), "When", "2026-11-18 13:01").await?;
    page.enter().await?;
    page.clock_shows("impact", "2:00:00").await?;
    let moved = page.moved_clocks().await?;
    ensure!(moved == ["impact"], "shown as moved: {moved:?}");

    // Ended, it stops. It cannot have ended before it began.
    page.strike("c").await?;
    page.shows("goes on").await?;
    page.fill(None, "When it ended", "12:30").await?;
    page.enter().await?;
    page.shows("Could not end it before it began").await?;
    page.fill(None, "When it ended", "-10m").await?;
    page.enter().await?;
    page.clock_shows("impact", "1:50:00").await?;
    page.pass(59).await?;
    page.clock_shows("phase", "2:00:00").await?;
    let clock = page.clock("impact").await?;
    ensure!(clock.value == "1:50:00" && clock.label == "Impact in all", "ended, it goes on: {clock:?}");
    page.is_all_saved().await?;
    let began = page.stored(r#""impact":"began""#).await?;
    let ended = page.stored(r#""impact":"ended""#).await?;
    let answers = format!(
        r#""answers":["{}"]"#,
        began.first().map(|began| began.header().record.to_string()).unwrap_or_default()
    );
    let body = ended.first().and_then(|ended| ended.body().text()).unwrap_or_default();
    ensure!(body.contains(&answers), "the end names no beginning: {body}");

    // A second time of harm: the time between the two is not counted.
    page.say("/impact").await?;
    page.shows("Who is harmed, since when").await?;
    page.press("Log that harm began").await?;
    page.clock_shows("impact", "1:50:00").await?;
    page.pass(5).await?;
    page.clock_shows("impact", "1:55:00").await?;

    // Whom it met is corrected where it was said.
    page.strike("Escape").await?;
    page.strike("c").await?;
    page.press("Correct").await?;
    page.fill(None, "What share of them", "12 %").await?;
    page.enter().await?;
    page.shows("12 % of checkouts (estimated)").await?;

    page.press("All clocks").await?;
    page.shows("How long so far").await?;
    page.shows("Not computable because no entry says “detected”.").await?;
    page.shows("Since declared, until resolved").await?;
    page.strike("Escape").await?;
    page.is_without_complaints().await
}
