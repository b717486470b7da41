//! What the page says when something it stands on is not there.

use std::rc::Rc;

use serde_json::json;
use stillpoint::log::Revision;
use stillpoint::text::revisions;

use crate::page::{Page, entry_text, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";

/// After a panic, a screen of plain JavaScript hands out every stored row, under the policy.
pub async fn the_failure_screen_hands_out_everything_saved(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Before the failure").await?;
    for number in 0..5 {
        page.say_and_wait(&format!("entry {number} with “quotes” and 🔥")).await?;
    }
    page.is_without_complaints().await?;
    page.panic().await?;
    let words = page.words().await?;
    for expected in ["This page has stopped", "marked as saved is on this device", "This failure was rehearsed"] {
        let is_said = words.contains(expected) || page.hidden_words().await?.contains(expected);
        ensure!(is_said, "the failure screen does not say “{expected}” but {words:?}");
    }
    page.press("Download everything saved").await?;
    let bytes = page.take_download("stillpoint-everything.jsonl").await?;
    let text = String::from_utf8(bytes.clone())?;
    let lines: Vec<Revision> = text.lines().map(Revision::from_line).collect::<Result<_, _>>()?;
    let stored = page.stored("").await?;
    ensure!(lines == stored, "{} revisions were handed out of {} stored", lines.len(), stored.len());
    let entries = lines.iter().filter_map(entry_text).filter(|text| text.starts_with("entry ")).count();
    ensure!(entries == 5, "{entries} of 5 entries are in the file");
    let file = revisions::parse(&bytes);
    ensure!(file.problems.is_empty(), "the file has problems: {:?}", file.problems);
    page.shows(&format!("Handed out {} revisions", lines.len())).await?;
    let refused = page.complaints().await?.into_iter().filter(|c| c.contains("Security Policy") || c.contains("-src"));
    ensure!(refused.count() == 0, "the policy refused something on the failure screen");
    page.press("Reload").await?;
    page.is_in_room("Before the failure").await?;
    ensure!(page.texts().await?.len() == 6, "after the reload there are {:?}", page.texts().await?);
    stage.note(format!("{} revisions handed out after a panic, all verified", lines.len()));
    Ok(())
}

/// No `indexedDB` at all.
pub async fn without_a_database_the_page_works_and_says_that_nothing_is_saved(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.before_every_page(r#"Object.defineProperty(globalThis, "indexedDB", { get: () => undefined });"#).await?;
    works_in_memory(&page).await
}

/// A database that may not be opened, as in some private windows and embedded pages.
pub async fn a_denied_database_is_no_worse_than_none(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let denied = r#"
        IDBFactory.prototype.open = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
    "#;
    page.before_every_page(denied).await?;
    works_in_memory(&page).await
}

async fn works_in_memory(page: &Page) -> Fallible {
    page.visit_as(ME, "/").await?;
    page.shows("Nothing can be saved in this browser").await?;
    let words = page.notice().await?;
    ensure!(words.contains("this page only"), "about its storage it only says {words:?}");
    page.declare("Nowhere to write").await?;
    let said = ["first", "second", "third"];
    for text in said {
        page.say(text).await?;
        page.is_marked(text, "not-saved").await?;
    }
    let row = page.row("first").await?;
    ensure!(row.sign.contains("NOT SAVED"), "an entry that is not saved is marked “{}”", row.sign);
    ensure!(page.texts_marked("saved").await?.is_empty(), "something is called saved");
    page.press("Download what is not saved").await?;
    let file = revisions::parse(&page.take_download("stillpoint-unsaved.jsonl").await?);
    ensure!(file.problems.is_empty(), "the file has problems: {:?}", file.problems);
    let texts: Vec<String> = file.log.iter().filter_map(entry_text).collect();
    for text in said {
        ensure!(texts.iter().any(|handed_out| handed_out == text), "“{text}” is not in the file of {texts:?}");
    }
    // The list knows the incident too, for as long as the page lives.
    page.press("Stillpoint").await?;
    until("the incident in the list", async || Ok((page.incidents().await? == ["Nowhere to write"]).then_some(())))
        .await?;
    page.press("Nowhere to write").await?;
    page.is_open("Nowhere to write").await?;
    for text in said {
        page.is_marked(text, "not-saved").await?;
    }
    Ok(())
}

/// `localStorage` throws; the database does not.
pub async fn without_preferences_the_page_works_and_asks_again(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let denied = r#"
        Object.defineProperty(globalThis, "localStorage", {
            get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
        });
    "#;
    page.before_every_page(denied).await?;
    page.visit("/").await?;
    ensure!(page.asks_who_i_am().await?, "a first visit is not asked who is speaking");
    page.introduce(ME).await?;
    page.declare("No preferences").await?;
    page.say_and_wait("saved all the same").await?;
    page.reload().await?;
    ensure!(page.asks_who_i_am().await?, "nobody can know who is speaking, and the page does not ask");
    page.introduce(ME).await?;
    page.is_open("No preferences").await?;
    page.is_marked("saved all the same", "saved").await?;
    page.is_without_complaints().await
}

/// The database was deleted behind the page's back, by the browser or by somebody.
pub async fn a_vanished_database_is_said_and_not_passed_over(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Will be gone").await?;
    page.say_and_wait("so will this").await?;
    // Off the origin, because a page that holds the database open keeps it.
    let gone = json!({"origin": page.origin(), "storageTypes": "indexeddb"});
    page.leave().await?;
    page.devtools("Storage.clearDataForOrigin", gone).await?;
    page.visit("/").await?;
    page.shows("The incidents that were kept here are gone").await?;
    page.reload().await?;
    page.shows("The incidents that were kept here are gone").await?;
    page.press("Start with an empty workbench").await?;
    page.declare("A new beginning").await?;
    page.say_and_wait("written after it").await?;
    page.reload().await?;
    page.is_open("A new beginning").await?;
    page.is_marked("written after it", "saved").await
}

/// A half-copied site: the module is not found.
pub async fn a_missing_module_is_explained(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    // The script that starts the page is the one that explains; these are what it starts.
    for ending in [".wasm", stage.server().module_script()] {
        stage.server().lose(ending);
        page.devtools("Network.clearBrowserCache", json!({})).await?;
        page.goto("/").await?;
        page.shows("This page has stopped").await?;
        page.shows("Reload").await?;
        stage.server().find_all();
        page.press("Reload").await?;
        page.is_up().await?;
        ensure!(page.asks_who_i_am().await?, "without {ending} for a while, the page does not come back");
    }
    Ok(())
}
