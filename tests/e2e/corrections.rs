//! One entry after it was said: corrected, marked, starred, backed by evidence; and what its history tells of that.

use std::rc::Rc;

use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

/// A room with these entries.
async fn room(stage: &Rc<Stage>, said: &[&str]) -> Fallible<Page> {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Checkout answers 503").await?;
    for text in said {
        page.say_quickly(text).await?;
    }
    page.is_all_saved().await?;
    page.strike("Escape").await?;
    page.is_on("list Timeline").await?;
    Ok(page)
}

/// The texts of the entries without that which declared the incident.
async fn said(page: &Page) -> Fallible<Vec<String>> {
    Ok(page.texts().await?.into_iter().filter(|text| text != "Checkout answers 503").collect())
}

/// Kind, author and time of an entry are corrected by keys alone: its row, the order and the history follow.
pub async fn kind_author_and_time_are_corrected_by_keys(stage: Rc<Stage>) -> Fallible {
    let page = room(&stage, &["2026-11-18 14:00 pool is full", "2026-11-18 14:30 rolled back"]).await?;
    page.has_chosen("Checkout answers 503").await?;
    page.strike("ArrowUp").await?;
    page.has_chosen("rolled back").await?;
    page.strike("e").await?;
    page.is_on("field What it says").await?;
    page.strike("Shift+Tab").await?;
    page.is_on("field When").await?;
    page.strike("Ctrl+a").await?;
    page.type_keys("noonish").await?;
    page.strike("Enter").await?;
    page.shows("Could not read `noonish` as a time").await?;
    page.strike("Ctrl+a").await?;
    page.type_keys("13:30").await?;
    page.shows("Moves 14:30 → 13:30.").await?;
    page.strike("Tab").await?;
    page.strike("Tab").await?;
    page.is_on("choice Kind").await?;
    page.type_keys("change").await?;
    page.strike("Tab").await?;
    page.is_on("field Said by").await?;
    page.strike("Ctrl+a").await?;
    page.type_keys("@sam").await?;
    page.strike("Tab").await?;
    page.is_on("field Until").await?;
    page.type_keys("14:12").await?;
    page.shows("Until 14:12, 42 min.").await?;
    page.watch_moved().await?;
    page.strike("Enter").await?;

    // The row stands elsewhere, is to be seen there, and keys act on it.
    page.is_on("list Timeline").await?;
    page.has_chosen("rolled back").await?;
    page.is_marked("rolled back", "saved").await?;
    ensure!(said(&page).await? == ["rolled back", "pool is full"], "the order is {:?}", said(&page).await?);
    ensure!(page.is_row_in_view("rolled back").await?, "the row that went elsewhere is out of view");
    ensure!(page.moved().await? == ["rolled back"], "shown as moved: {:?}", page.moved().await?);
    let row = page.row("rolled back").await?;
    ensure!((row.time.as_str(), row.who.as_str()) == ("13:30", "sam"), "the row reads {row:?}");
    ensure!(page.kind_of("rolled back").await? == "change", "it is a {}", page.kind_of("rolled back").await?);
    page.shows("until 14:12 · 42 min").await?;
    let stored = page.stored(r#""by":"sam""#).await?;
    let body = stored.last().and_then(|revision| revision.body().text()).unwrap_or_default();
    ensure!(body.contains(r#""ended":"2026-11-1"#), "stored is {body}");

    page.strike("h").await?;
    let versions = until("two versions", async || Ok(Some(page.changes().await?).filter(|all| all.len() == 2))).await?;
    for part in
        ["time [-14:30] → [+13:30]", "kind [-note] → [+change]", "author [-dana] → [+sam]", "end [+2026-11-18 14:12]"]
    {
        ensure!(versions[0].contains(part), "the history says {:?} and not “{part}”", versions[0]);
    }
    ensure!(!versions[0].contains("rolled back"), "a text that is the same is told as a change: {:?}", versions[0]);
    page.strike("h").await?;

    // Words, and the way back.
    page.strike("e").await?;
    page.is_on("field What it says").await?;
    page.type_keys(" the deploy of Monday").await?;
    page.strike("Enter").await?;
    page.is_marked("rolled back the deploy of Monday", "saved").await?;
    page.strike("h").await?;
    let versions =
        until("three versions", async || Ok(Some(page.changes().await?).filter(|all| all.len() == 3))).await?;
    ensure!(
        versions[0].contains("rolled back[+ the deploy of Monday]"),
        "the text's change is told as {:?}",
        versions[0]
    );
    page.press_in_history(2, "Return to this").await?;
    page.is_marked("rolled back", "saved").await?;
    ensure!(
        said(&page).await? == ["pool is full", "rolled back"],
        "returned to, the order is {:?}",
        said(&page).await?
    );
    page.is_without_complaints().await
}

/// Marks and the star are set by keys; a flag tells which of two entries counts.
pub async fn marks_and_the_star_are_set_by_keys(stage: Rc<Stage>) -> Fallible {
    let page = room(&stage, &["2026-11-18 14:00 customers call", "2026-11-18 14:30 the alert fires"]).await?;
    page.strike("ArrowUp").await?;
    page.has_chosen("the alert fires").await?;
    page.strike("m").await?;
    page.shows("Which milestones does it mark?").await?;
    page.is_on("button drift began").await?;
    page.strike("2").await?;
    page.shows("counts, at 2026-11-18").await?;
    page.strike("Enter").await?;
    page.is_on("list Timeline").await?;
    page.strike("b").await?;
    page.is_all_saved().await?;
    ensure!(page.flags("the alert fires").await? == ["detected true"], "{:?}", page.flags("the alert fires").await?);
    ensure!(page.is_starred("the alert fires").await?, "b did not star it");

    // Earlier than that: now this one counts, and the other says so.
    page.strike("ArrowUp").await?;
    page.has_chosen("customers call").await?;
    page.strike("m").await?;
    page.shows("by another entry").await?;
    page.strike("ArrowDown").await?;
    page.is_on("button detected").await?;
    page.strike(" ").await?;
    page.shows("counts, at 2026-11-18").await?;
    page.strike("Escape").await?;
    page.is_on("list Timeline").await?;
    page.is_all_saved().await?;
    ensure!(page.flags("customers call").await? == ["detected true"], "{:?}", page.flags("customers call").await?);
    ensure!(page.flags("the alert fires").await? == ["detected false"], "{:?}", page.flags("the alert fires").await?);

    page.reload().await?;
    page.is_in_room("Checkout answers 503").await?;
    ensure!(page.is_starred("the alert fires").await?, "the star did not survive a reload");
    page.strike("Escape").await?;
    page.strike("ArrowUp").await?;
    page.has_chosen("the alert fires").await?;
    page.strike("b").await?;
    page.is_all_saved().await?;
    ensure!(!page.is_starred("the alert fires").await?, "b did not take the star away");

    // The trash tells what it was.
    page.strike("x").await?;
    page.has_no_row("the alert fires").await?;
    page.strike("t").await?;
    page.shows("note · 2026-11-18 14:30 · dana").await?;
    page.strike("Escape").await?;
    page.is_without_complaints().await
}

/// A link and a raw block are added while an entry is corrected, shown under its text, and there after a reload.
pub async fn evidence_is_added_and_kept(stage: Rc<Stage>) -> Fallible {
    const FIELD: &str = "field Evidence: an address, or text as it is";
    let page = room(&stage, &["pool is full"]).await?;
    page.has_chosen("pool is full").await?;
    page.strike("e").await?;
    page.is_on("field What it says").await?;
    page.shows("No evidence yet.").await?;
    for field in ["choice Kind", "field Said by", "field Until", FIELD] {
        page.strike("Tab").await?;
        page.is_on(field).await?;
    }
    page.insert("https://graphs.example/d/pool?from=1").await?;
    page.shows("Add as a link").await?;
    page.strike("Enter").await?;
    page.shows("https://graphs.example/d/pool?from=1").await?;
    page.is_on(FIELD).await?;
    page.insert("javascript:alert(1)\nERROR pool timeout").await?;
    page.shows("Add as a raw block").await?;
    // What stands in the field is meant, also when it was not added first.
    for field in ["button Remove", "field Until"] {
        page.strike("Shift+Tab").await?;
        page.is_on(field).await?;
    }
    page.strike("Enter").await?;
    page.is_on("list Timeline").await?;
    page.is_all_saved().await?;

    let expected = [
        "graphs.example/d/pool… https://graphs.example/d/pool?from=1",
        "raw, 2 lines javascript:alert(1)\nERROR pool timeout",
    ];
    ensure!(page.evidence("pool is full").await? == expected, "shown is {:?}", page.evidence("pool is full").await?);
    page.reload().await?;
    page.is_in_room("Checkout answers 503").await?;
    page.row("pool is full").await?;
    ensure!(page.evidence("pool is full").await? == expected, "kept is {:?}", page.evidence("pool is full").await?);

    page.edit("pool is full").await?;
    page.press_in_row("pool is full", "Remove").await?;
    page.press_in_row("pool is full", "Save").await?;
    page.is_on("list Timeline").await?;
    page.is_all_saved().await?;
    ensure!(
        page.evidence("pool is full").await? == expected[1..],
        "left is {:?}",
        page.evidence("pool is full").await?
    );
    page.is_without_complaints().await
}

/// A time that is not sure is logged as one, with the kind behind it, and shown so until somebody corrects it.
pub async fn a_time_that_is_not_sure_is_logged_as_one(stage: Rc<Stage>) -> Fallible {
    let page = room(&stage, &["2026-11-18 ~14:00 /observation pool is full"]).await?;
    let stored = page.stored("pool is full").await?;
    let said: serde_json::Value = serde_json::from_str(stored[0].body().text().unwrap_or_default())?;
    ensure!(said["kind"] == "observation" && said["occurred"]["about"] == true, "stored is {said}");
    page.shows("~14:00").await?;
    page.edit("pool is full").await?;
    page.fill(Some("pool is full"), "When", "2026-11-18 14:00").await?;
    page.shows("how sure it is changes").await?;
    page.press_in_row("pool is full", "Save").await?;
    page.is_on("list Timeline").await?;
    page.is_all_saved().await?;
    let stored = page.stored("pool is full").await?;
    let last = stored.last().and_then(|last| last.body().text()).unwrap_or_default();
    let said: serde_json::Value = serde_json::from_str(last)?;
    ensure!(said["occurred"]["about"].is_null(), "stored is {said}");
    page.is_without_complaints().await
}

/// Nothing lies over anything in a row, however long its words are and however narrow the window.
pub async fn nothing_in_a_row_covers_anything(stage: Rc<Stage>) -> Fallible {
    let long = format!("@{} {}", "x".repeat(60), "a-very-long-word-".repeat(20));
    let page = room(
        &stage,
        &["short", &long, "```\nERROR a line of a log that is longer than any window is wide, and goes on\n```"],
    )
    .await?;
    for width in [2560, 1440, 768, 390] {
        page.resize(width, 800).await?;
        for key in ["End", "ArrowUp", "ArrowUp"] {
            page.strike(key).await?;
            page.is_on("list Timeline").await?;
            let covered = page.covered().await?;
            ensure!(covered.is_empty(), "{width} wide, in a row lies over something: {covered:?}");
        }
    }
    Ok(())
}

/// However low the window, the box is wholly in sight with some of the timeline above it, and typing a time that has to be
/// asked about does not move it.
pub async fn the_box_is_in_sight_however_low_the_window(stage: Rc<Stage>) -> Fallible {
    let page = room(&stage, &["the pool is full", "-3m rolled back"]).await?;
    page.focus_box().await?;
    for (width, height) in [(1440, 900), (768, 1024), (844, 390), (390, 844), (390, 420), (360, 320)] {
        page.resize(width, height).await?;
        let what = format!("the box in a window of {width}×{height}");
        let top = until(&what, async || page.box_in_sight().await).await?;
        page.type_keys("14:00 CST hello").await?;
        page.shows("CST is the name of several zones").await?;
        ensure!(page.box_in_sight().await? == Some(top), "a question moves {what}");
        page.strike("Ctrl+a").await?;
        page.strike("Backspace").await?;
    }
    Ok(())
}

/// Somebody who leaves the room in the same moment leaves nothing behind that still looks for its rows.
pub async fn the_room_is_left_while_a_row_goes_or_moves(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    page.declare("Left at once").await?;
    for entry in ["the first", "the second"] {
        page.say_and_wait(entry).await?;
    }
    page.strike("Escape").await?;
    page.has_chosen("the second").await?;
    let path = page.path().await?;
    page.type_keys("xi").await?;
    page.is_listed_with("Left at once", 2).await?;
    page.visit(&path).await?;
    page.is_in_room("Left at once").await?;
    page.strike("Escape").await?;
    page.edit("the first").await?;
    page.strike("Shift+Tab").await?;
    page.type_keys("09:00").await?;
    page.type_keys("\u{e007}i").await?;
    page.is_listed_with("Left at once", 2).await?;
    page.is_without_complaints().await
}
