//! Changes to schemas: a script is reviewed, its questions are answered, its checklist is signed, also in a copy elsewhere.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;

use crate::accessibility::Checks;
use crate::chain::{find, is_in};
use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";

/// How long before the end of a page something was typed, at least.
const BEFORE_THE_END: Duration = Duration::from_millis(400);

/// Safe but for one question.
const SCRIPT: &str = "ALTER TABLE orders ADD COLUMN state text;\nALTER TABLE orders ALTER COLUMN total SET NOT NULL;\n";

/// Begins a change by keys and pastes that script; answers with its path once the verdict is there.
pub async fn begin(page: &Page, script: &str, verdict: &str) -> Fallible<String> {
    page.strike("C").await?;
    until("the list of changes", async || Ok((page.path().await? == "/changes").then_some(()))).await?;
    page.shows("Nothing to review yet").await?;
    page.strike("Ctrl+k").await?;
    page.type_keys("review a schema").await?;
    // Letters wait for the palette while it is loading; Enter is struck by somebody who sees them.
    let typed = r#"return document.getElementById("palette-field")?.value === "review a schema";"#;
    until("the palette", async || Ok(page.ask::<bool>(typed, &[]).await?.then_some(()))).await?;
    page.enter().await?;
    is_in(page, "review-change").await?;
    page.enter().await?;
    is_in(page, "script-up").await?;
    page.insert(script).await?;
    axis(page, "If we roll the code back", verdict).await?;
    page.path().await
}

/// Waits until that answer says this.
pub async fn axis(page: &Page, asks: &str, says: &str) -> Fallible {
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
pub async fn download(stage: &Stage, page: &Page, name: &str) -> Fallible<PathBuf> {
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

/// A column that is gone for good, in steps of which the last one takes something away.
const DROPS: &str = "ALTER TABLE orders DROP COLUMN region;\n";

/// How many steps of the plan are shown so.
pub async fn steps(page: &Page, selector: &str) -> Fallible<usize> {
    page.ask("return document.querySelectorAll(arguments[0]).length;", &[json!(selector)]).await
}

/// Waits until so many are there.
pub async fn counts(page: &Page, selector: &str, count: usize) -> Fallible {
    until(&format!("{count} of {selector}"), async || Ok((steps(page, selector).await? == count).then_some(()))).await
}

/// Chooses from the list of that id by the value of a choice.
async fn pick(page: &Page, id: &str, value: &str) -> Fallible {
    let script = r#"
        const field = document.getElementById(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event("change", { bubbles: true }));
        return field.value === arguments[1];
    "#;
    ensure!(page.ask::<bool>(script, &[json!(id), json!(value)]).await?, "{value} is no choice of {id}");
    Ok(())
}

/// Markdown with verdicts, answers, tasks and signatures, JSON with the same, and a sheet of paper with boxes.
pub async fn a_review_goes_out(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    begin(&page, SCRIPT, "It depends").await?;
    page.strike("Escape").await?;
    page.fill(None, "What was looked at", "SELECT count(*) WHERE total IS NULL: 0").await?;
    page.press("No").await?;
    axis(&page, "If we roll the code back", "Safe").await?;
    sign(&page, "Author: Previous release", "tag r1841").await?;
    page.fill(None, "Title", "Totals are required").await?;
    page.enter().await?;
    page.press("Hand out").await?;
    page.shows("It goes out as it stands now").await?;
    let ready = r#"return document.querySelector("dialog [aria-label='Download JSON']").ariaDisabled === "false";"#;
    until("the texts", async || Ok(page.ask::<bool>(ready, &[]).await?.then_some(()))).await?;
    let label = r#"document.querySelector(`dialog [aria-label="${arguments[0]}"]`).click();"#;
    page.ask::<()>(label, &[json!("Download Markdown for GitHub")]).await?;
    let markdown = String::from_utf8(page.take_download("totals-are-required.md").await?)?;
    for part in [
        "## Rollback review: Totals are required\n",
        "| **safe** |",
        "- [x] `orders.total`: ",
        "  - **no**: SELECT count(\\*) WHERE total IS NULL: 0 — answered by dana, ",
        "### Sign-offs",
        " — signed by dana, ",
        ": tag r1841",
    ] {
        ensure!(markdown.contains(part), "{part:?} is missing in:\n{markdown}");
    }
    page.ask::<()>(label, &[json!("Download JSON")]).await?;
    let out: serde_json::Value = serde_json::from_slice(&page.take_download("totals-are-required.json").await?)?;
    ensure!(out[0]["verdict"] == "safe" && out[0]["sign_offs"][0]["signed"][0]["by"] == "dana", "{out}");
    page.ask::<()>("window.print = () => { window.printed = true; };", &[]).await?;
    page.press("Print").await?;
    until("the browser to print", async || {
        Ok(page.ask::<bool>("return window.printed === true;", &[]).await?.then_some(()))
    })
    .await?;
    page.ask::<()>(r#"window.dispatchEvent(new Event("beforeprint"));"#, &[]).await?;
    counts(&page, ".on-paper", 1).await?;
    let paper: String = page.ask(r#"return document.querySelector(".on-paper").textContent;"#, &[]).await?;
    ensure!(paper.contains("☒") && paper.contains("☐") && paper.contains("tag r1841"), "on paper: {paper}");
    page.ask::<()>(r#"window.dispatchEvent(new Event("afterprint"));"#, &[]).await?;
    counts(&page, ".on-paper", 0).await?;
    page.is_without_complaints().await
}

/// What is not done is kept as follow-ups: once, however often somebody presses, and once where two devices do.
pub async fn steps_are_kept_as_follow_ups_once(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    let path = begin(&page, DROPS, "Unsafe").await?;
    page.strike("Escape").await?;
    let file = download(&stage, &page, "sent.jsonl").await?;
    let all = steps(&page, ".step").await?;
    ensure!(all >= 3, "a dropped column has {all} steps");
    page.press(&format!("Keep {all} steps as follow-ups")).await?;
    page.shows(&format!("{all} steps are kept as follow-ups")).await?;
    counts(&page, ".step__kept", all).await?;

    let other = stage.open_profile("another").await?;
    other.visit_as("Ito Haruka", "/changes").await?;
    other.choose_file(&file).await?;
    other.preview().await?;
    other.press("Unite with what is here").await?;
    axis(&other, "If we roll the code back", "Unsafe").await?;
    other.press(&format!("Keep {all} steps as follow-ups")).await?;
    counts(&other, ".step__kept", all).await?;
    let back = download(&stage, &other, "kept.jsonl").await?;

    page.visit("/changes").await?;
    page.choose_file(&back).await?;
    page.preview().await?;
    page.press("Unite with what is here").await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    counts(&page, ".step__kept", all).await?;
    // A step that is done proves its follow-up.
    page.press("Done").await?;
    counts(&page, ".step__done", 1).await?;
    page.strike("F").await?;
    counts(&page, ".promise", all - 1).await?;
    page.press("Migrate step of").await?;
    until("the change", async || Ok((page.path().await? == path).then_some(()))).await?;
    other.is_without_complaints().await?;
    page.is_without_complaints().await
}

/// A change begins in an incident, on its finding and on its follow-up; where somebody asks for it, the timeline is told.
pub async fn a_change_begins_where_it_is_needed(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Checkout is slow").await?;
    page.say_and_wait("retries rise").await?;
    page.type_keys("/change ").await?;
    page.say_and_wait("Migration 0187 deployed").await?;
    let room = page.path().await?;
    page.strike("Escape").await?;
    page.has_chosen("Migration 0187 deployed").await?;
    page.strike("q").await?;
    page.press("Review it as a schema change").await?;
    is_in(&page, "script-up").await?;
    let title: String = page.ask(r#"return document.getElementById("change-title").value;"#, &[]).await?;
    ensure!(title == "Migration 0187 deployed", "it is called {title:?}");
    page.shows("suspect in").await?;
    page.insert(DROPS).await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    page.strike("Escape").await?;
    page.press("INC-1 Checkout is slow").await?;
    page.shows("Changes:").await?;
    page.shows("suspect, rollback unsafe").await?;
    ensure!(!page.words().await?.contains("Signed for it"), "nobody asked for it to be told");

    page.press("Migration 0187 deployed").await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    tick(&page, "Signatures and steps go to the timeline of INC-1").await?;
    sign(&page, "Author: Previous release", "tag r1841").await?;
    page.press("Done").await?;
    counts(&page, ".step__done", 1).await?;
    // The suspect turns out to be the culprit.
    page.choose("What it is", "culprit in").await?;
    page.choose("Incident", "INC-1 Checkout is slow").await?;
    tick(&page, "Say so in its timeline").await?;
    page.press("Link").await?;
    page.shows("culprit in").await?;
    // Within the page: what is told elsewhere is on its way.
    page.press("INC-1 Checkout is slow").await?;
    for told in ["Signed for it: Author, Previous release", "Step done: R1", "The culprit (rollback: unsafe)"] {
        page.shows(told).await?;
    }
    page.shows("suspect, culprit, rollback unsafe").await?;
    page.press_in_row("Schema change “Migration 0187 deployed”: The culprit (rollback: unsafe)", "The schema change")
        .await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    // Signed anew it is not told again, while the script is the same.
    page.press("Author: Previous release").await?;
    page.press("Take it back").await?;
    page.fill(None, "Evidence", "tag r1842").await?;
    page.press("Sign as @").await?;
    page.shows("tag r1842").await?;
    // Signed for another script it is.
    rewrite(&page, "ALTER TABLE users DROP COLUMN email;").await?;
    page.strike("Escape").await?;
    page.shows("Signed for an earlier script: read it again").await?;
    page.fill(None, "Evidence", "tag r1843").await?;
    page.press("Sign as @").await?;
    page.shows("tag r1843").await?;
    page.visit(&room).await?;
    page.is_in_room("Checkout is slow").await?;
    page.shows("Signed for it: Author").await?;
    page.shows("Signed for it again, as it is now: Author").await?;
    let entries = page.texts().await?.iter().filter(|text| text.contains("Signed for it")).count();
    ensure!(entries == 2, "it is told {entries} times");

    page.visit(&format!("{room}/postmortem")).await?;
    until("its frame", async || {
        Ok(page.ask::<bool>(r#"return document.querySelector(".postmortem") !== null;"#, &[]).await?.then_some(()))
    })
    .await?;
    find(&page, "The column was still read", "retries rise").await?;
    page.shows("suspect, culprit, rollback unsafe").await?;
    page.press("Review a schema change").await?;
    is_in(&page, "script-up").await?;
    page.shows("about a finding of").await?;
    let title: String = page.ask(r#"return document.getElementById("change-title").value;"#, &[]).await?;
    ensure!(title == "The column was still read", "it is called {title:?}");
    page.is_without_complaints().await
}

/// Ticks the box of that label.
async fn tick(page: &Page, label: &str) -> Fallible {
    let script = r#"
        const found = [...document.querySelectorAll("label.check")].find((one) => one.textContent.startsWith(arguments[0]));
        found?.querySelector("input").click();
        return Boolean(found);
    "#;
    let what = format!("the box “{label}”");
    until(&what, async || Ok(page.ask::<bool>(script, &[json!(label)]).await?.then_some(()))).await
}

/// Fields and effects that no script shows are picked by hand and count; the damage window says how much went wrong.
pub async fn what_changes_beside_the_script_counts(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/changes").await?;
    page.press("Review a schema change").await?;
    is_in(&page, "script-up").await?;
    page.strike("Escape").await?;
    page.press("What else changes").await?;
    page.press("Add").await?;
    page.shows("Say what it is done to").await?;
    pick(&page, "beside-what", "field_remove").await?;
    page.fill(None, "Name", "orders.total").await?;
    page.press("Add").await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    axis(&page, "Taking it back", "No way back").await?;
    page.shows("Beside the script: The previous release looks for the field").await?;
    page.shows("gets along without orders.total").await?;
    pick(&page, "beside-what", "mail_sent").await?;
    page.fill(None, "Name", "receipts").await?;
    page.press("Add").await?;
    page.shows("Put them into an outbox").await?;
    page.shows("What cannot be called back").await?;
    pick(&page, "beside-what", "field_add_value").await?;
    page.fill(None, "Name", "orders.state").await?;
    page.press("Add").await?;
    page.shows("One is open. Its answer changes the verdict at once.").await?;

    page.press("Damage window").await?;
    page.fill(None, "The new release wrote from", "2026-11-20 14:00").await?;
    page.ask::<()>(
        r#"[...document.querySelectorAll(".change__damage button")].find((one) => one.textContent === "Add").click();"#,
        &[],
    )
    .await?;
    page.shows("100 % of the traffic").await?;
    for (label, text) in [
        ("Rolled back", "2026-11-20 14:20"),
        ("Or: writes a minute", "600"),
        ("of 1,000 bad", "10"),
        ("and at most", "25"),
    ] {
        page.fill(None, label, text).await?;
        page.enter().await?;
    }
    page.shows("120 to 300 bad writes, estimated").await?;
    page.fill(None, "How they are made whole", "Refunds by Friday").await?;
    page.fill(None, "Title", "Totals go").await?;
    page.enter().await?;
    page.press("Hand out").await?;
    let ready = r#"return document.querySelector("dialog [aria-label='Download JSON']").ariaDisabled === "false";"#;
    until("the texts", async || Ok(page.ask::<bool>(ready, &[]).await?.then_some(()))).await?;
    let label = r#"document.querySelector(`dialog [aria-label="${arguments[0]}"]`).click();"#;
    page.ask::<()>(label, &[json!("Download Markdown for GitHub")]).await?;
    let markdown = String::from_utf8(page.take_download("totals-go.md").await?)?;
    for part in [
        "### What else changes",
        "`receipts`",
        "### Damage window",
        "120 to 300 bad writes",
        "Refunds by Friday",
        "#### Remove a field",
    ] {
        ensure!(markdown.contains(part), "{part:?} is missing in:\n{markdown}");
    }
    page.press("Close").await?;
    page.reload().await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    counts(&page, ".pick", 3).await?;
    page.shows("120 to 300 bad writes, estimated").await?;
    page.strike("C").await?;
    page.shows("Totals go").await?;
    page.is_without_complaints().await
}

/// Files are chosen or dropped, each goes where its name says; the last step waits for two signed lines.
pub async fn files_are_taken_in_and_the_contract_step_waits(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/changes").await?;
    page.press("Review a schema change").await?;
    is_in(&page, "script-up").await?;
    let file = stage.folder().join("0187_region.up.sql");
    std::fs::write(&file, DROPS)?;
    page.choose_file_in("change-files", &file).await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    let title: String = page.ask(r#"return document.getElementById("change-title").value;"#, &[]).await?;
    ensure!(title == "0187_region", "it is called {title:?}");
    let drop = r#"
        const data = new DataTransfer();
        data.items.add(new File([arguments[1]], arguments[0], { type: "application/sql" }));
        const target = document.querySelector(".change");
        for (const name of ["dragover", "drop"]) {
            target.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
    "#;
    let down = "ALTER TABLE orders ADD COLUMN region text;\n";
    page.ask::<()>(drop, &[json!("0187_region.down.sql"), json!(down)]).await?;
    page.shows("loses data").await?;
    let written: Vec<String> =
        page.ask(r#"return ["script-up", "script-down"].map((id) => document.getElementById(id).value);"#, &[]).await?;
    ensure!(written == [DROPS, down], "the scripts are {written:?}");

    let locked = r#".step[data-phase="contract"][data-locked="true"]"#;
    counts(&page, locked, 1).await?;
    page.shows("“No old instance is left” is not signed; “The rollback window has passed” is not signed").await?;
    page.press("To the checklist").await?;
    is_in(&page, "checklist").await?;
    page.fill(None, "Hours in which we would roll back", "0").await?;
    page.enter().await?;
    // The steps before it are done one after another.
    let undone = r#"
        const next = [...document.querySelectorAll(".step:not([data-phase='contract']) button")].find((one) => one.textContent === "Done");
        next?.click();
        return !next && !document.querySelector(".step:not([data-phase='contract'])[data-locked='true']");
    "#;
    until("the steps before", async || Ok(page.ask::<bool>(undone, &[]).await?.then_some(()))).await?;
    sign(&page, "Release manager: No old instance", "none since Monday").await?;
    page.shows_no("“No old instance is left” is not signed").await?;
    counts(&page, locked, 1).await?;
    sign(&page, "On-call: The rollback window", "since Tuesday").await?;
    counts(&page, locked, 0).await?;
    let last = r#"[...document.querySelectorAll(".step[data-phase='contract'] button")].find((one) => one.textContent === "Done").click();"#;
    let all: usize = page.ask(r#"return document.querySelectorAll(".step").length;"#, &[]).await?;
    page.ask::<()>(last, &[]).await?;
    counts(&page, ".step__done", all).await?;
    let back = r#"[...document.querySelectorAll(".step[data-phase='contract'] button")].find((one) => one.textContent === "Not done after all").click();"#;
    page.ask::<()>(back, &[]).await?;
    counts(&page, ".step__done", all - 1).await?;
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
    page.press("Damage window").await?;
    page.press("What else changes").await?;
    pick(&page, "beside-what", "mail_sent").await?;
    page.fill(None, "Name", "receipts").await?;
    page.press("Add").await?;
    page.shows("Put them into an outbox").await?;
    checks.all("a change under review").await?;
    page.ask::<()>(r#"document.getElementById("script-up").focus();"#, &[]).await?;
    page.strike("Escape").await?;
    page.strike("o").await?;
    page.shows("It goes out as it stands now").await?;
    checks.all("the ways out of a review").await?;
    page.press("Close").await?;
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

/// What stands over and beside the script, and what else is drawn of its review.
async fn drawn(page: &Page) -> Fallible<[usize; 4]> {
    let script = r#"
        const count = (selector) => document.querySelectorAll(selector).length;
        const numbers = document.querySelector(".script__numbers").textContent.trim().split("\n").length;
        return [count(".range"), count(".margin"), numbers, count(".change *")];
    "#;
    page.ask(script, &[]).await
}

/// However long a script is, what is drawn of it is what is in sight, and a letter draws the line anew that it stands on: a letter
/// in 500 lines drew the whole page.
pub async fn a_letter_in_a_long_script_draws_its_line_alone(stage: Rc<Stage>) -> Fallible {
    const IN_SIGHT: usize = 150;
    const FEW: usize = 40;
    let script = |lines: usize| -> String {
        let line = |at: usize| match at % 4 {
            0 => format!("ALTER TABLE t{at} ADD COLUMN c int;\n"),
            1 => format!("CREATE INDEX i{at} ON t{at} (c);\n"),
            2 => format!("-- and then t{at}\n"),
            _ => format!("ALTER TABLE t{at} ALTER COLUMN d SET NOT NULL;\n"),
        };
        (0..lines).map(line).collect()
    };
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    begin(&page, &script(500), "It depends").await?;
    let first = drawn(&page).await?;
    ensure!(first[..3].iter().all(|count| *count > 10 && *count < IN_SIGHT), "of 500 lines {first:?} are drawn");

    // A letter at the end of the first statement, in the midst of what is seen.
    let watch = r#"
        window.made = 0;
        const count = (node) => (node.nodeType === 1 ? 1 + node.querySelectorAll("*").length : 0);
        new MutationObserver((all) => {
            for (const { addedNodes } of all) for (const node of addedNodes) window.made += count(node);
        }).observe(document.querySelector(".change"), { childList: true, subtree: true });
        const field = document.getElementById("script-up");
        field.focus();
        field.setSelectionRange(field.value.indexOf("c int"), field.value.indexOf("c int"));
    "#;
    page.ask::<()>(watch, &[]).await?;
    page.strike("x").await?;
    let is_there =
        r#"return [...document.querySelectorAll(".range")].some((one) => one.textContent.includes("xc int"));"#;
    until("the letter under review", async || Ok(page.ask::<bool>(is_there, &[]).await?.then_some(()))).await?;
    let made: usize = page.ask("return window.made;", &[]).await?;
    ensure!(made < FEW, "a letter made {made} elements");

    rewrite(&page, &script(2_000)).await?;
    page.ask::<()>(r#"document.querySelector(".script").scrollTop = 1e6;"#, &[]).await?;
    let is_last = r#"
        const numberedLines = document.querySelector(".script__numbers");
        const last = [...document.querySelectorAll(".range")].at(-1);
        const lastBox = last?.getBoundingClientRect();
        const frameBox = document.querySelector(".script").getBoundingClientRect();
        return numberedLines.textContent.includes("2000") && Boolean(last?.textContent.includes("t1999"))
            && lastBox.top > frameBox.top && lastBox.bottom < frameBox.bottom + 1;
    "#;
    until("the last line", async || Ok(page.ask::<bool>(is_last, &[]).await?.then_some(()))).await?;
    let longer = drawn(&page).await?;
    ensure!(longer[..3].iter().all(|count| *count < IN_SIGHT), "of 2,000 lines {longer:?} are drawn");
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
