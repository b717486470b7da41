//! Changes to schemas: a script is reviewed, its questions are answered, its checklist is signed, also in a copy elsewhere.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;

use crate::accessibility::Checks;
use crate::chain::is_in;
use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";

/// How long before the end of a page something was typed, at least.
const BEFORE_THE_END: Duration = Duration::from_millis(400);

/// Safe but for one question.
const SCRIPT: &str = "ALTER TABLE orders ADD COLUMN state text;\nALTER TABLE orders ALTER COLUMN total SET NOT NULL;\n";

/// Begins a change by keys and pastes that script; answers with its path once the verdict is there.
async fn begin(page: &Page, script: &str, verdict: &str) -> Fallible<String> {
    page.strike("C").await?;
    until("the list of changes", async || Ok((page.path().await? == "/changes").then_some(()))).await?;
    page.shows("Nothing to review yet").await?;
    page.strike("Ctrl+k").await?;
    page.type_keys("review a schema").await?;
    page.enter().await?;
    is_in(page, "review-change").await?;
    page.enter().await?;
    is_in(page, "script-up").await?;
    page.insert(script).await?;
    axis(page, "If we roll the code back", verdict).await?;
    page.path().await
}

/// Waits until that answer says this.
async fn axis(page: &Page, asks: &str, says: &str) -> Fallible {
    let script = r#"
        const axis = [...document.querySelectorAll(".axis")].find((one) => one.querySelector("dt").innerText === arguments[0]);
        return axis?.querySelector("strong").innerText === arguments[1];
    "#;
    let what = format!("“{says}” as the answer to “{asks}”");
    until(&what, async || Ok(page.ask::<bool>(script, &[json!(asks), json!(says)]).await?.then_some(()))).await
}

/// Signs the line of that title.
async fn sign(page: &Page, line: &str, evidence: &str) -> Fallible {
    page.press(line).await?;
    page.fill(None, "Evidence", evidence).await?;
    page.press("Sign as @").await?;
    page.shows(evidence).await
}

/// Downloads the open change.
async fn download(stage: &Stage, page: &Page, name: &str) -> Fallible<PathBuf> {
    page.press("Download").await?;
    let bytes = page.take_download("change.jsonl").await?;
    let file = stage.folder().join(name);
    std::fs::write(&file, bytes)?;
    Ok(file)
}

/// A script is pasted, its question answered with evidence, a line signed; reloaded it is all there, and a copy that somebody
/// else signs is united with it.
pub async fn a_migration_is_answered_for_and_signed_by_two(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    let path = begin(&page, SCRIPT, "It depends").await?;
    ensure!(path.starts_with("/changes/"), "a change has an address of its own, not {path}");
    axis(&page, "While it runs", "Keeps others waiting").await?;
    axis(&page, "Taking it back", "Loses data").await?;
    page.strike("Escape").await?;
    page.press("No").await?;
    page.shows("An answer without something to look at changes no verdict").await?;
    page.fill(None, "What was looked at", "SELECT count(*) WHERE total IS NULL: 0").await?;
    page.press("No").await?;
    axis(&page, "If we roll the code back", "Safe").await?;
    page.shows("All are answered").await?;
    sign(&page, "Author: Previous release", "tag r1841").await?;
    page.fill(None, "Title", "Totals are required").await?;
    page.enter().await?;

    page.reload().await?;
    axis(&page, "If we roll the code back", "Safe").await?;
    page.shows("SELECT count(*) WHERE total IS NULL: 0").await?;
    page.shows("1 of ").await?;
    let written: String = page.ask(r#"return document.getElementById("script-up").value;"#, &[]).await?;
    ensure!(written == SCRIPT, "the script is {written:?}");
    page.strike("C").await?;
    page.shows("Totals are required").await?;
    page.shows("lines to sign").await?;
    page.press("Totals are required").await?;
    axis(&page, "If we roll the code back", "Safe").await?;
    let file = download(&stage, &page, "sent.jsonl").await?;

    let other = stage.open_profile("another").await?;
    other.visit_as("Ito Haruka", "/changes").await?;
    other.choose_file(&file).await?;
    let preview = other.preview().await?;
    ensure!(preview.contains("A change to a schema is new here"), "the preview says {preview:?}");
    other.press("Unite with what is here").await?;
    axis(&other, "If we roll the code back", "Safe").await?;
    ensure!(other.path().await? == path, "it has another address there: {}", other.path().await?);
    sign(&other, "DBA: Size", "41 million rows").await?;
    let back = download(&stage, &other, "signed.jsonl").await?;

    page.visit("/changes").await?;
    page.shows("Totals are required").await?;
    page.choose_file(&back).await?;
    ensure!(page.preview().await?.contains("is here already"), "it is not known");
    page.press("Unite with what is here").await?;
    page.shows("2 of ").await?;
    page.press("DBA: Size").await?;
    page.shows("✓ @ito").await?;
    page.press("Author: Previous release").await?;
    page.shows("✓ @dana").await?;
    other.is_without_complaints().await?;
    page.is_without_complaints().await
}

/// What was typed into a script and not saved when the page was killed is there again, and is reviewed.
pub async fn an_unsent_script_comes_back(stage: Rc<Stage>) -> Fallible {
    let mut page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    let path = begin(&page, "DROP TABLE orders;", "Unsafe").await?;
    axis(&page, "Taking it back", "No way back").await?;
    tokio::time::sleep(BEFORE_THE_END).await;
    page.browser().kill().await;

    page = stage.open().await?;
    page.visit_as(ME, &path).await?;
    page.shows("This was typed and not saved when the page went").await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    let written: String = page.ask(r#"return document.getElementById("script-up").value;"#, &[]).await?;
    ensure!(written == "DROP TABLE orders;", "the script is {written:?}");
    page.ask::<()>(r#"document.getElementById("script-up").focus();"#, &[]).await?;
    page.strike("Escape").await?;
    page.shows("✓ saved").await?;
    page.reload().await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    ensure!(!page.words().await?.contains("This was typed and not saved"), "what was saved is offered again");
    page.is_without_complaints().await
}

/// Nothing that axe-core finds, in the list and on the page.
pub async fn a_change_is_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as(ME, "/changes").await?;
    page.shows("Nothing to review yet").await?;
    checks.all("no change yet").await?;
    page.visit("/").await?;
    let script = format!("{SCRIPT}ALTER TABLE orders DROP COLUMN region;\nDO $$ BEGIN PERFORM 1; END $$;\n");
    begin(&page, &script, "Unsafe").await?;
    page.press("Author: Previous release").await?;
    checks.all("a change under review").await?;
    page.strike("C").await?;
    page.shows("A change without a name").await?;
    checks.all("a list of changes").await
}
