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

/// Makes the worker trap on scripts that hold this word: what else is asked is answered.
const TRAPS: &str = r#"
{
  const unreachable = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  const { t: trap } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(unreachable))).exports;
  const { answer } = wasm_bindgen;
  wasm_bindgen.answer = (request) => request.includes("trapdoor") ? trap() : answer(request);
}
"#;

/// Writes another script over the one that stands there.
async fn rewrite(page: &Page, script: &str) -> Fallible {
    page.ask::<()>(r#"const field = document.getElementById("script-up"); field.focus(); field.select();"#, &[])
        .await?;
    page.insert(script).await
}

/// A verdict goes with the script it was about: “✓ Safe” stood over `DROP TABLE` when its review had failed.
pub async fn a_verdict_does_not_outlive_its_script(stage: Rc<Stage>) -> Fallible {
    stage.server().append("/sql-worker-", TRAPS);
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    begin(&page, "ALTER TABLE a ADD COLUMN b int;", "Safe").await?;
    rewrite(&page, "DROP TABLE trapdoors;").await?;
    page.shows("Not reviewed").await?;
    let left: usize = page.ask(r#"return document.querySelectorAll(".axis, .margin, .range").length;"#, &[]).await?;
    ensure!(left == 0, "{left} pieces of the old review stand beside the new script");
    rewrite(&page, "DROP TABLE orders;").await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    page.shows_no("Not reviewed").await?;
    page.is_without_complaints().await
}

/// A signature needs something to look at, waits for what comes before it, and is of the script that was signed.
pub async fn what_was_signed_is_of_its_script(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    begin(&page, "ALTER TABLE orders DROP COLUMN region;", "Unsafe").await?;
    page.strike("Escape").await?;
    page.press("Author: Previous release").await?;
    page.press("Sign as @").await?;
    page.shows("A signature without something to look at opens nothing").await?;
    page.fill(None, "Evidence", "tag r1841").await?;
    page.press("Sign as @").await?;
    page.shows("1 of ").await?;
    page.press("Release manager: No old instance").await?;
    page.fill(None, "Evidence", "none in the list of pods").await?;
    page.press("Sign as @").await?;
    page.shows("This cannot be signed yet: step 1 is not done").await?;
    page.shows("Not yet: step 1 is not done").await?;
    rewrite(&page, "ALTER TABLE users DROP COLUMN email;").await?;
    page.strike("Escape").await?;
    page.shows("0 of ").await?;
    page.shows("Signed for an earlier script: read it again").await?;
    page.is_without_complaints().await
}

/// What two tabs wrote into the same line is in sight in both, until somebody says which one holds.
pub async fn two_versions_of_a_script_are_both_here(stage: Rc<Stage>) -> Fallible {
    const BOTH: &str = "The same lines were written in two places at once";
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    let path = begin(&page, "ALTER TABLE users ADD COLUMN name text;", "Safe").await?;
    page.strike("Escape").await?;
    page.shows("✓ saved").await?;
    let first = page.tab().await?;
    page.open_tab().await?;
    page.visit(&path).await?;
    axis(&page, "If we roll the code back", "Safe").await?;
    rewrite(&page, "ALTER TABLE users ADD COLUMN fax text;").await?;
    let second = page.tab().await?;
    page.switch_to(&first).await?;
    rewrite(&page, "ALTER TABLE users ADD COLUMN phone text;").await?;
    page.strike("Escape").await?;
    page.shows("✓ saved").await?;
    page.switch_to(&second).await?;
    page.ask::<()>(r#"document.getElementById("script-up").focus();"#, &[]).await?;
    page.strike("Escape").await?;
    page.shows(BOTH).await?;
    page.shows("ADD COLUMN phone").await?;
    page.shows("ADD COLUMN fax").await?;
    page.switch_to(&first).await?;
    page.shows(BOTH).await?;
    page.press("This one").await?;
    page.shows_no(BOTH).await?;
    page.is_without_complaints().await
}

/// Drops files onto the page.
async fn drop_files(page: &Page, files: &[(&str, &str)]) -> Fallible {
    let script = r#"
        const data = new DataTransfer();
        for (const [name, text] of arguments[0]) data.items.add(new File([text], name));
        document.querySelector(".change").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    "#;
    page.ask(script, &[json!(files)]).await
}

/// Files replace nothing unasked, and several migrations become a change each.
pub async fn files_replace_nothing_unasked(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    begin(&page, "DROP TABLE mine;", "Unsafe").await?;
    drop_files(&page, &[("V7__theirs.sql", "CREATE TABLE theirs (a int);")]).await?;
    page.shows("V7__theirs holds a script, and one is written here already").await?;
    page.press("Keep what is written").await?;
    let written = || page.ask::<String>(r#"return document.getElementById("script-up").value;"#, &[]);
    ensure!(written().await? == "DROP TABLE mine;", "it was replaced");
    drop_files(&page, &[("V7__theirs.sql", "CREATE TABLE theirs (a int);")]).await?;
    page.press("Replace it").await?;
    axis(&page, "If we roll the code back", "Safe").await?;
    ensure!(written().await? == "CREATE TABLE theirs (a int);", "it was not replaced");
    rewrite(&page, "CREATE TABLE users (a int);\n-- +goose Down\nDROP TABLE users;\n").await?;
    page.shows("It holds a down part from line 2 on").await?;
    page.press("Move it to the down script").await?;
    axis(&page, "If we roll the code back", "Safe").await?;
    let down: String = page.ask(r#"return document.getElementById("script-down").value;"#, &[]).await?;
    ensure!(down == "DROP TABLE users;\n", "the down script is {down:?}");
    drop_files(&page, &[("V1__a.sql", "DROP TABLE a;"), ("V2__b.sql", "DROP TABLE b;"), ("U2__b.sql", "SELECT 1;")])
        .await?;
    page.shows("2 migrations came at once: each is a change of its own now").await?;
    page.shows("V1__a").await?;
    page.shows("V2__b").await?;
    page.press("V2__b").await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    ensure!(written().await? == "DROP TABLE b;", "it holds {:?}", written().await?);
    page.is_without_complaints().await
}

/// A change goes to the trash and comes back, and one that was begun and left leaves nothing.
pub async fn a_change_goes_to_the_trash_and_comes_back(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/changes").await?;
    page.press("Review a schema change").await?;
    is_in(&page, "script-up").await?;
    page.visit("/changes").await?;
    page.shows("Nothing to review yet").await?;
    page.press("Review a schema change").await?;
    is_in(&page, "script-up").await?;
    page.insert("DROP TABLE orders;").await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    page.strike("Escape").await?;
    page.shows("✓ saved").await?;
    page.visit("/changes").await?;
    page.shows("A change without a name").await?;
    page.press("Trash").await?;
    page.shows("In the trash (1)").await?;
    page.shows("Nothing to review yet").await?;
    page.press("In the trash").await?;
    page.press("Take it out").await?;
    page.shows_no("In the trash").await?;
    page.shows("A change without a name").await?;
    page.is_without_complaints().await
}
