//! A disk that fills up while somebody writes.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;
use stillpoint::text::revisions;

use crate::page::{Page, entry_text, until};
use crate::stage::{Dice, Stage};
use crate::{Fallible, ensure};

/// What the browser may store, in bytes.
const QUOTA: u64 = 3_000_000;

/// How many are said after the first that did not fit.
const BEYOND: usize = 50;

/// Counts the writes of revisions that the page begins.
const COUNT_WRITES: &str = r#"
    window.writes = 0;
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
        if (mode === "readwrite" && [].concat(stores).includes("revisions")) window.writes += 1;
        return begin.call(this, stores, mode, options);
    };
"#;

/// Texts that do not compress, until nothing fits any more and 50 beyond: none is called saved that is not, none leaves the
/// page, all can be taken away as a file, and all are saved once there is room.
pub async fn a_full_disk_is_never_called_saved(stage: Rc<Stage>) -> Fallible {
    let mut dice = Dice::new();
    let page = stage.open().await?;
    // Before the first write: afterwards the browser trusts its earlier idea of the space for a while.
    page.devtools("Storage.overrideQuotaForOrigin", json!({"origin": page.origin(), "quotaSize": QUOTA})).await?;
    page.before_every_page(COUNT_WRITES).await?;
    page.visit_as("Dana Meier", "/").await?;
    page.declare("Disk full").await?;
    page.is_all_saved().await?;
    let path = page.path().await?;

    // A second tab looks on.
    let speaker = page.tab().await?;
    let listener = page.open_tab().await?;
    page.visit(&path).await?;
    page.is_open("Disk full").await?;
    page.switch_to(&speaker).await?;

    let mut said: BTreeSet<String> = BTreeSet::new();
    let mut first_refused = None;
    while first_refused.is_none_or(|first| said.len() < first + BEYOND) {
        let length = dice.between(50_000, 100_000) as usize;
        let text = format!("{:03} {}", said.len(), dice.letters(length));
        page.focus_box().await?;
        page.say_quickly(&text).await?;
        if is_decided(&page, &text).await? == "not-saved" && first_refused.is_none() {
            first_refused = Some(said.len());
        }
        said.insert(text);
        ensure!(said.len() < 200, "{} texts fit into {QUOTA} bytes", said.len());
    }
    let failed = compare(&page, &said).await?;
    stage.note(format!(
        "{} said, {} of them stored before the first was refused, {} not saved, 0 falsely saved",
        said.len(),
        first_refused.unwrap_or_default(),
        failed.len()
    ));

    // What failed is tried again now and then, and not without pause.
    let before: usize = page.ask("return window.writes;", &[]).await?;
    tokio::time::sleep(Duration::from_secs(11)).await;
    let writes = page.ask::<usize>("return window.writes;", &[]).await? - before;
    let most = 4 * (failed.len() + 1);
    stage.note(format!("{writes} writes tried in 11 s for {} texts that do not fit", failed.len()));
    ensure!(writes <= most, "{writes} writes in 11 s, {most} would be trying everything four times");

    // Being tried again does not make it look better than it is.
    let notice = page.notice().await?;
    ensure!(notice.contains("storage is full"), "the notice says {notice:?}");
    page.press("Try again now").await?;
    for _ in 0..30 {
        let signs = page.signs_other_than("saved").await?;
        let is_honest = |sign: &String| sign.contains("NOT SAVED") && sign.contains("full");
        ensure!(
            signs.len() == failed.len() && signs.iter().all(is_honest),
            "{} texts are marked {signs:?}",
            failed.len()
        );
    }
    page.press("Download what is not saved").await?;
    let file = revisions::parse(&page.take_download("stillpoint-unsaved.jsonl").await?);
    ensure!(file.problems.is_empty(), "the file has problems: {:?}", file.problems);
    let handed_out: BTreeSet<String> = file.log.iter().filter_map(entry_text).collect();
    let kept_back = failed.difference(&handed_out).count();
    ensure!(kept_back == 0, "{kept_back} of {} texts that are not saved are not in the file", failed.len());
    compare(&page, &said).await?;

    page.devtools("Storage.overrideQuotaForOrigin", json!({"origin": page.origin()})).await?;
    page.focus_box().await?;
    page.say_and_wait("there is room again").await?;
    page.is_all_saved().await?;
    // The other tab hears of what was saved late as well, although later texts came before it.
    page.switch_to(&listener).await?;
    until("the other tab to show what was saved late", async || Ok(has_all(&page, &said).await?.then_some(()))).await?;
    page.reload().await?;
    page.is_open("Disk full").await?;
    ensure!(has_all(&page, &said).await?, "texts are gone after they were saved in the end");
    page.visit("/").await?;
    page.is_listed_with("Disk full", said.len() + 2).await?;
    stage.note(format!("{} handed out as a file; all {} saved once there was room", handed_out.len(), said.len()));
    Ok(())
}

/// Whether the page shows all of these as saved.
async fn has_all(page: &Page, said: &BTreeSet<String>) -> Fallible<bool> {
    let shown: BTreeSet<String> = page.texts_marked("saved").await?.into_iter().collect();
    Ok(said.is_subset(&shown))
}

/// Waits until the text is called saved or not saved.
async fn is_decided(page: &Page, text: &str) -> Fallible<String> {
    until("an answer from the storage", async || {
        Ok(page.mark_of(text).await?.filter(|mark| mark == "saved" || mark == "not-saved"))
    })
    .await
}

/// Compares marks with rows: what is called saved is stored, and everything is on the page. The texts that are not saved.
async fn compare(page: &Page, said: &BTreeSet<String>) -> Fallible<BTreeSet<String>> {
    let (saved, stored) = (page.texts_marked("saved").await?, page.stored_texts("").await?);
    let stored: BTreeSet<String> = stored.into_iter().collect();
    let false_marks = saved.iter().filter(|text| !stored.contains(*text)).count();
    ensure!(false_marks == 0, "{false_marks} entries are marked as saved and are not stored");
    let shown: BTreeSet<String> = page.texts().await?.into_iter().collect();
    let gone = said.difference(&shown).count();
    ensure!(gone == 0, "{gone} texts are no longer on the page");
    Ok(said.difference(&stored).cloned().collect())
}
