//! Several tabs of one browser over one database.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use stillpoint::domain::id::WriterId;

use crate::page::{entry_text, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const TABS: usize = 4;
const LOADS: usize = 5;
const ENTRIES_A_LOAD: usize = 50;
const ALL: usize = TABS * LOADS * ENTRIES_A_LOAD;

/// Four tabs type 250 entries each at the same time, and each is loaded again four times while the others type.
pub async fn four_tabs_lose_and_double_nothing(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Four hands").await?;
    let path = page.path().await?;
    page.is_all_saved().await?;
    let mut tabs = vec![page.tab().await?];
    while tabs.len() < TABS {
        tabs.push(page.open_tab().await?);
        page.visit(&path).await?;
    }
    let prefix = |tab: usize, load: usize| format!("tab {tab} load {load}:");
    for load in 0..LOADS {
        for (number, tab) in tabs.iter().enumerate() {
            page.switch_to(tab).await?;
            page.is_open("Four hands").await?;
            page.start_typing(&prefix(number, load), ENTRIES_A_LOAD).await?;
        }
        // The last load is left open: these tabs are to have seen everything.
        for (number, tab) in tabs.iter().enumerate().filter(|_| load + 1 < LOADS) {
            page.switch_to(tab).await?;
            page.has_saved(&prefix(number, load), ENTRIES_A_LOAD).await?;
            page.reload().await?;
        }
    }
    let expected: BTreeSet<String> = (0..ALL)
        .map(|number| {
            let (tab, rest) = (number % TABS, number / TABS);
            format!("{} {}", prefix(tab, rest % LOADS), rest / LOADS)
        })
        .collect();
    for (number, tab) in tabs.iter().enumerate() {
        page.switch_to(tab).await?;
        let missing = RefCell::default();
        let all = until("a tab to show what all have said", async || {
            let shown: BTreeSet<String> = page.texts_marked("saved").await?.into_iter().collect();
            missing.replace(expected.difference(&shown).cloned().collect::<Vec<_>>());
            Ok(missing.borrow().is_empty().then_some(()))
        });
        all.await.map_err(|error| format!("{error}: tab {number} lacks {:?}", missing.borrow()))?;
    }

    page.open_tab().await?;
    page.visit(&path).await?;
    page.is_open("Four hands").await?;
    let texts: Vec<String> = page.texts().await?.into_iter().filter(|text| text.starts_with("tab ")).collect();
    let present: BTreeSet<String> = texts.iter().cloned().collect();
    ensure!(texts.len() == present.len(), "{} entries are shown twice", texts.len() - present.len());
    let lost: Vec<&String> = expected.difference(&present).collect();
    ensure!(lost.is_empty(), "{} of {ALL} entries are lost: {lost:?}", lost.len());
    ensure!(present.len() == ALL, "{} entries instead of {ALL}", present.len());

    // One writer a page load, and no writer in two.
    let revisions = page.stored("tab ").await?;
    let mut writers: BTreeMap<String, BTreeSet<WriterId>> = BTreeMap::new();
    for revision in &revisions {
        if let Some((load, _)) =
            entry_text(revision).and_then(|t| t.split_once(':').map(|(l, r)| (l.to_owned(), r.to_owned())))
        {
            writers.entry(load).or_default().insert(revision.header().writer);
        }
    }
    let several: Vec<&String> = writers.iter().filter(|(_, ids)| ids.len() != 1).map(|(load, _)| load).collect();
    ensure!(several.is_empty(), "these loads wrote under several ids: {several:?}");
    let distinct: BTreeSet<&WriterId> = writers.values().flatten().collect();
    ensure!(distinct.len() == TABS * LOADS, "{} page loads shared {} writer ids", TABS * LOADS, distinct.len());
    stage.note(format!(
        "{} of {ALL} entries present, 0 doubled, all seen by the open tabs too; {} page loads with a writer id each",
        present.len(),
        distinct.len()
    ));
    Ok(())
}

/// A tab shows what another one says, within two seconds and without the focus.
pub async fn another_tab_shows_an_entry_without_being_touched(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Side by side").await?;
    let path = page.path().await?;
    page.is_all_saved().await?;
    let speaker = page.tab().await?;
    let listener = page.open_tab().await?;
    page.visit(&path).await?;
    page.is_open("Side by side").await?;
    page.watch_for("said in the other tab").await?;
    let (_, focused_before) = page.appeared().await?;

    page.switch_to(&speaker).await?;
    page.focus_box().await?;
    let said_at: i64 = page.ask("return Date.now();", &[]).await?;
    page.say_quickly("said in the other tab").await?;
    page.is_marked("said in the other tab", "saved").await?;
    page.switch_to(&listener).await?;
    let (appeared_at, focused) = until("the entry in the other tab", async || {
        let (at, focused) = page.appeared().await?;
        Ok(at.map(|at| (at, focused)))
    })
    .await?;
    let millis = appeared_at - said_at;
    stage.note(format!("{millis} ms from Enter in one tab to the row in the other"));
    ensure!(millis <= 2_000, "it took {millis} ms");
    ensure!(focused == focused_before, "the tab had the focus {} times meanwhile", focused - focused_before);
    Ok(())
}

/// A correction that is being typed is not lost when somebody else puts its entry into the trash; saving takes it out again.
pub async fn a_correction_survives_the_deletion_of_its_entry(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Two tabs").await?;
    page.say_and_wait("the pool is full").await?;
    let path = page.path().await?;
    let first = page.tab().await?;
    page.edit("the pool is full").await?;
    page.insert(" PRECIOUS").await?;
    page.open_tab().await?;
    page.visit(&path).await?;
    page.is_open("Two tabs").await?;
    page.press_in_row("the pool is full", "Delete").await?;
    page.has_no_row("the pool is full").await?;
    page.is_all_saved().await?;
    page.switch_to(&first).await?;
    page.shows("in the trash; saving takes it out").await?;
    ensure!(
        page.edited_text().await?.is_some_and(|text| text.contains("PRECIOUS")),
        "the editor holds {:?}",
        page.edited_text().await?
    );
    page.enter().await?;
    page.is_marked("the pool is full PRECIOUS", "saved").await?;
    page.is_without_complaints().await
}
