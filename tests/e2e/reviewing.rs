//! The review of scripts in a worker of its own.

use std::rc::Rc;

use serde_json::json;

use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";
const FIELD: &str = "Migration";
const RETRY: &str = "Try the review again";

/// Makes the worker trap, out of WebAssembly, on scripts that hold this word.
const TRAPS: &str = r#"
{
  const unreachable = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  const { t: trap } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(unreachable))).exports;
  const { answer } = wasm_bindgen;
  wasm_bindgen.answer = (request) => request.includes("trapdoor") ? trap() : answer(request);
}
"#;

/// It is none of the first view's bytes, comes when it is wanted, answers what was typed last, and ends when it is left; the
/// policy holds for it as well.
pub async fn a_script_is_reviewed_while_it_is_typed(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.visit("/gallery").await?;
    page.shows("A review while typing").await?;
    ensure!(asked_for(&page).await? == 0, "the worker was loaded before anybody wanted it");
    page.press("Load it").await?;
    page.fill(None, FIELD, "ALTER TABLE orders DROP COLUMN region;").await?;
    let review = reviewed(&page).await?;
    ensure!(review["verdict"] == "unsafe", "it says {review}");
    ensure!(review["statements"][0]["range"] == json!([0, 37]), "it is about {review}");
    // What is typed next wins, however quickly that was.
    for count in 1..=30 {
        page.insert(&format!(" -- {count}\nALTER TABLE orders ADD COLUMN c{count} int;")).await?;
    }
    until("the review of all of it", async || {
        let review = reviewed(&page).await?;
        let count = review["statements"].as_array().map_or(0, Vec::len);
        Ok((count == 31).then_some(()))
    })
    .await?;
    ensure!(asked_for(&page).await? == 1, "one worker is enough");
    page.press("End it").await?;
    page.shows("Load it").await?;
    page.press("Load it").await?;
    page.shows("Nothing was asked").await?;
    page.is_without_complaints().await
}

/// A trap ends the worker and nothing else: it is told, the text stays, and what is typed next is reviewed. What traps twice is
/// not tried again until it changes.
pub async fn a_trap_ends_the_worker_and_nothing_else(stage: Rc<Stage>) -> Fallible {
    stage.server().append("/sql-worker-", TRAPS);
    let page = stage.open().await?;
    page.visit_as(ME, "/gallery").await?;
    page.press("Load it").await?;
    page.fill(None, FIELD, "DROP TABLE orders;").await?;
    reviewed(&page).await?;
    page.fill(None, FIELD, "DROP TABLE trapdoors;").await?;
    page.shows("Could not review this script: the review broke off").await?;
    page.press(RETRY).await?;
    page.shows("Could not review this script: the review has failed twice").await?;
    ensure!(!page.words().await?.contains(RETRY), "what is given up cannot be tried again");
    let script = r#"return document.querySelector("[aria-label='A review while typing'] textarea").value;"#;
    let text: String = page.ask(script, &[]).await?;
    ensure!(text == "DROP TABLE trapdoors;", "the text became {text}");
    page.fill(None, FIELD, "DROP TABLE hatches;").await?;
    until(
        "its review",
        async || Ok((reviewed(&page).await?["statements"][0]["range"] == json!([0, 18])).then_some(())),
    )
    .await?;
    page.shows_no("Could not review").await?;
    page.shows_no("This page has stopped").await?;
    page.is_without_complaints().await
}

/// Where the worker or its module cannot be had, that is said, and it is tried again on request.
pub async fn a_worker_that_cannot_be_had_is_tried_again(stage: Rc<Stage>) -> Fallible {
    const FAILURE: &str = "Could not load the review of scripts";
    let page = stage.open().await?;
    page.visit_as(ME, "/gallery").await?;
    page.shows("A review while typing").await?;
    stage.server().lose(".js");
    page.press("Load it").await?;
    page.shows(FAILURE).await?;
    page.fill(None, FIELD, "DROP TABLE orders;").await?;
    page.shows(FAILURE).await?;
    stage.server().find_all();
    stage.server().lose(".wasm");
    page.press(RETRY).await?;
    page.shows(FAILURE).await?;
    stage.server().find_all();
    page.press(RETRY).await?;
    let review = reviewed(&page).await?;
    ensure!(review["reversal"] == "impossible", "it says {review}");
    let refused = page.complaints().await?.into_iter().filter(|c| c.contains("Security Policy") || c.contains("-src"));
    ensure!(refused.count() == 0, "the policy refused something of the worker");
    Ok(())
}

/// The review that is shown, once it is that of what was asked last.
async fn reviewed(page: &Page) -> Fallible<serde_json::Value> {
    let script = r#"
        const isDone = [...document.querySelectorAll("[role=status]")].some((node) => words(node) === "Reviewed");
        return isDone ? document.querySelector(".gallery__review").textContent : null;
    "#;
    let review = until("a review", async || page.ask::<Option<String>>(script, &[]).await).await?;
    Ok(serde_json::from_str(&review)?)
}

/// How often the worker's script was asked for.
async fn asked_for(page: &Page) -> Fallible<usize> {
    let script = r#"
        const names = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
        return names.filter((name) => /^\/sql-worker-[0-9a-f]{16}\.js$/.test(name)).length;
    "#;
    page.ask(script, &[]).await
}
