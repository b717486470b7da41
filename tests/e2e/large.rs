//! More than anybody has: five thousand incidents, and one of two thousand entries.

use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::many::many;
use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";
const INCIDENTS: u128 = 5_000;
const ENTRIES: u128 = 2_000;

/// The incident that has so many of them.
const LARGE: u128 = 4_321;

/// The most rows of a list that may be in the document.
const MOST_ROWS: usize = 250;

/// The list opens, is walked, filtered, put in order and searched, and one incident in it is as good to work in as any other.
pub async fn five_thousand_incidents_are_a_list_like_any_other(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.before_every_page(
        r#"
            window.longTasks = [];
            new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((task) => task.duration)))
                .observe({ type: "longtask", buffered: true });
        "#,
    )
    .await?;
    page.visit_as(ME, "/").await?;
    // Past the page: it asks for the medium after each incident of a file, five thousand times.
    let made = Instant::now();
    let log = many(INCIDENTS, |incident| if incident == LARGE { ENTRIES } else { 3 });
    let revisions: Vec<_> = log.iter().collect();
    for some in revisions.chunks(4_000) {
        page.put_revisions(some).await?;
    }
    stage.note(format!(
        "{} revisions made and put into the database in {:.1} s",
        log.len(),
        made.elapsed().as_secs_f32()
    ));

    let opened = Instant::now();
    if page.visit("/").await.is_err() {
        // Five thousand summaries are made now, which takes a busy machine a while.
        page.is_up().await?;
    }
    page.shows(&format!("INC-{INCIDENTS}")).await?;
    stage.note(format!("the list opened in {} ms, with a summary made of each", opened.elapsed().as_millis()));
    let opened = Instant::now();
    page.reload().await?;
    page.shows(&format!("INC-{INCIDENTS}")).await?;
    stage.note(format!("and again in {} ms", opened.elapsed().as_millis()));
    is_windowed(&stage, &page, "the list", INCIDENTS as usize).await?;
    // In order, and only some.
    page.choose("Order", "Newest number first").await?;
    until("the newest first", async || {
        Ok(page.first_words_in("incidents").await?.starts_with("INC-5000").then_some(()))
    })
    .await?;
    page.choose("Which incidents", "Open").await?;
    until("fewer", async || Ok((page.rows_of("incidents").await?.1 < INCIDENTS as usize).then_some(()))).await?;
    page.choose("Which incidents", "All").await?;
    page.focus_list("incidents").await?;
    for key in ["End", "PageUp", "Home", "PageDown", "PageDown"] {
        page.strike(key).await?;
        let focus = page.focus().await?;
        ensure!(focus.trouble.is_none(), "after {key}: {focus:?}");
    }
    is_windowed(&stage, &page, "the list after walking", INCIDENTS as usize).await?;

    page.strike("/").await?;
    for letter in ["i", "n", "c", "-", "4", "3", "2", "1"] {
        page.strike(letter).await?;
        let focus = page.focus().await?;
        ensure!(focus.on.starts_with("field Search"), "after {letter}: {focus:?}");
    }
    until("one incident", async || Ok((page.rows_of("incidents").await?.1 == 1).then_some(()))).await?;
    note_long_tasks(&stage, &page, "list").await?;

    // By what entries say, in all of them.
    let searched = Instant::now();
    page.fill(None, "Search incidents and everything in them", "certificate zürich").await?;
    page.shows("findings in entries and titles.").await?;
    stage.note(format!("all entries searched in {} ms", searched.elapsed().as_millis()));
    ensure!(!page.findings().await?.is_empty(), "nothing is listed of what was found");
    note_long_tasks(&stage, &page, "search").await?;
    page.fill(None, "Search incidents and everything in them", "inc-4321").await?;
    until("one incident", async || Ok((page.rows_of("incidents").await?.1 == 1).then_some(()))).await?;
    page.strike("Enter").await?;
    until("the box", async || Ok((page.focus().await?.on == "box").then_some(()))).await?;

    // Two thousand entries: the end is where one logs, and typing is undisturbed.
    is_windowed(&stage, &page, "the timeline", ENTRIES as usize).await?;
    page.watch_box().await?;
    for number in 0..3 {
        let text = format!("typed at the end, {number}");
        for part in text.split_inclusive(' ') {
            page.type_keys(part).await?;
            ensure!(page.focus().await?.on == "box", "the focus left the box while {part:?} was typed");
        }
        page.box_holds(&text).await?;
        page.strike("Enter").await?;
        page.is_marked(&text, "saved").await?;
        ensure!(page.is_row_in_view(&text).await?, "“{text}” was logged and is not to be seen");
    }
    ensure!(page.box_losses().await? == 0, "the box lost the focus {} times", page.box_losses().await?);
    is_windowed(&stage, &page, "the timeline after logging", ENTRIES as usize + 3).await?;
    page.strike("Escape").await?;
    for key in ["Home", "PageDown", "End"] {
        page.strike(key).await?;
        let focus = page.focus().await?;
        ensure!(focus.trouble.is_none(), "after {key}: {focus:?}");
    }
    page.strike("f").await?;
    page.fill(None, "Find in the timeline", "typed at the end, 1").await?;
    page.strike("Enter").await?;
    page.shows("1 of 1").await?;
    ensure!(page.is_row_in_view("typed at the end, 1").await?, "what was found is not in view");
    note_long_tasks(&stage, &page, "room").await?;
    page.is_without_complaints().await
}

/// Fails where more rows are in the document than there should be, or the list is not as long as it should be.
async fn is_windowed(stage: &Stage, page: &Page, what: &str, least: usize) -> Fallible {
    let id = if what.starts_with("the list") { "incidents" } else { "timeline" };
    let (present, all) = until("the list to be drawn", async || {
        Ok(Some(page.rows_of(id).await?).filter(|(present, all)| *present > 0 && *all >= least))
    })
    .await?;
    ensure!(present <= MOST_ROWS, "{what}: {present} of {all} rows are in the document");
    stage.note(format!("{what}: {present} of {all} rows in the document"));
    Ok(())
}

/// How long the page was busy at a stretch; noted only, because the machine may be busy as well.
async fn note_long_tasks(stage: &Stage, page: &Page, what: &str) -> Fallible {
    tokio::time::sleep(Duration::from_millis(50)).await;
    let tasks: Vec<f64> = page.ask("return window.longTasks.splice(0);", &[]).await?;
    let longest = tasks.iter().copied().fold(0.0, f64::max);
    stage.note(format!("{what}: {} tasks of more than 50 ms, the longest {longest:.0} ms", tasks.len()));
    Ok(())
}
