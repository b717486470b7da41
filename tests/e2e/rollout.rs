//! The rollout of a change: planned before the deploy, judged at its gate, rolled back, handed out.

use std::rc::Rc;

use serde_json::json;

use crate::accessibility::Checks;
use crate::chain::is_in;
use crate::changes::{axis, begin, counts};
use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";

/// What the old release cannot bear: its reads and writes name the column as it was.
const RENAMES: &str = "ALTER TABLE users RENAME COLUMN name TO full_name;\n";

/// Puts text into the field of that id in the place of what stands there, as a paste does, and leaves it.
async fn put(page: &Page, id: &str, text: &str) -> Fallible {
    enter(page, id, text).await?;
    page.strike("Tab").await
}

/// The same, and stays in it.
async fn enter(page: &Page, id: &str, text: &str) -> Fallible {
    let script = r#"
        const field = document.getElementById(arguments[0]);
        for (let around = field; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
        field?.focus();
        field?.select();
        return document.activeElement === field && field !== null;
    "#;
    until(&format!("the field {id}"), async || Ok(page.ask::<bool>(script, &[json!(id)]).await?.then_some(()))).await?;
    page.insert(text).await
}

/// Chooses from the list of that id by its first letters, as one does by keyboard.
async fn choose(page: &Page, id: &str, letters: &str, value: &str) -> Fallible {
    let script = r#"document.getElementById(arguments[0]).focus();"#;
    page.ask::<()>(script, &[json!(id)]).await?;
    page.type_keys(letters).await?;
    let chosen = r#"return document.getElementById(arguments[0]).value === arguments[1];"#;
    let what = format!("{value} in {id}");
    until(&what, async || Ok(page.ask::<bool>(chosen, &[json!(id), json!(value)]).await?.then_some(()))).await
}

/// What stands in the field of that id.
async fn stands(page: &Page, id: &str) -> Fallible<String> {
    page.ask("return document.getElementById(arguments[0])?.value ?? null;", &[json!(id)]).await
}

/// So many readings around a middle, no two equal.
fn around(middle: f64, count: u32) -> String {
    let reading = |place: u32| format!("{:.2}", middle + (f64::from(place) - f64::from(count) / 2.0) * middle / 500.0);
    (0..count).map(reading).collect::<Vec<_>>().join(" ")
}

/// Begins a change that renames a column, and its rollout, by keys.
async fn plan(page: &Page) -> Fallible {
    begin(page, RENAMES, "Unsafe").await?;
    page.strike("Escape").await?;
    page.shows("is not written down yet").await?;
    page.ask::<()>(r#"document.getElementById("rollout-begin").focus();"#, &[]).await?;
    page.enter().await?;
    is_in(page, "rollout-heading").await?;
    page.shows("Not begun.").await
}

/// What is needed before the start, but for what is missing of the trigger and the limit of memory.
async fn write_down(page: &Page) -> Fallible {
    page.ask::<()>(r#"document.getElementById("rollout-strategy-canary").focus();"#, &[]).await?;
    page.strike(" ").await?;
    page.shows("Does not go with the schema change").await?;
    choose(page, "rollout-configuration", "Y", "yes").await?;
    put(page, "rollout-way-traffic-minutes", "1").await?;
    page.ask::<()>(r#"document.getElementById("rollout-way-traffic").focus();"#, &[]).await?;
    page.strike(" ").await?;
    put(page, "rollout-plan", "1. Set the weight to 0.\n2. Tell #orders.").await
}

/// Waits until the lead of the section says this.
async fn leads(page: &Page, words: &str) -> Fallible {
    let script = r#"return document.getElementById("rollout-now")?.innerText.includes(arguments[0]) ?? false;"#;
    until(&format!("“{words}”"), async || Ok(page.ask::<bool>(script, &[json!(words)]).await?.then_some(()))).await
}

/// Waits until what is said of a metric says this.
async fn judged(page: &Page, title: &str, words: &str) -> Fallible {
    let script = r#"
        const metrics = [...document.querySelectorAll(".gate__line")];
        const line = metrics.find((one) => one.querySelector("b").innerText === arguments[0]);
        return line?.innerText.includes(arguments[1]) ?? false;
    "#;
    let what = format!("“{words}” of {title}");
    until(&what, async || Ok(page.ask::<bool>(script, &[json!(title), json!(words)]).await?.then_some(()))).await
}

/// Strikes the button of that decision.
async fn decide(page: &Page, turn: &str) -> Fallible {
    let script = r#"
        const button = document.querySelector(`[data-turn="${arguments[0]}"]`);
        button?.focus();
        return document.activeElement === button && button !== null;
    "#;
    until(&format!("the button {turn}"), async || Ok(page.ask::<bool>(script, &[json!(turn)]).await?.then_some(())))
        .await?;
    page.enter().await
}

/// Planned with a warning, begun, promoted against the gate with a reason, rolled back for bad figures; what comes next is at hand,
/// and all of it goes out.
pub async fn a_change_is_rolled_out_and_back(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    plan(&page).await?;
    write_down(&page).await?;
    page.shows("things are missing before the first instance").await?;
    // Each line of what is missing leads to its field.
    let line = r#"
        const wanted = [...document.querySelectorAll(".rollout__todo button")];
        wanted.find((one) => one.innerText.startsWith(arguments[0])).focus();
    "#;
    page.ask::<()>(line, &[json!("Memory has no limit")]).await?;
    page.enter().await?;
    is_in(&page, "rollout-metric-4-absolute").await?;
    put(&page, "rollout-metric-4-absolute", "900").await?;
    decide(&page, "start").await?;
    is_in(&page, "rollout-why").await?;
    page.shows("One thing is still missing: say why it starts all the same").await?;
    for (field, text) in [("metric", "Errors"), ("limit", "2 %"), ("minutes", "5"), ("acts", "The router")] {
        put(&page, &format!("rollout-trigger-{field}"), text).await?;
    }
    // What stands in the last field is written by the press that starts it.
    enter(&page, "rollout-trigger-overrides", "@ito").await?;
    page.press("Start at 5 %").await?;
    leads(&page, "At 5 % since").await?;
    is_in(&page, "rollout-now").await?;
    page.shows("Take less comfort in this").await?;
    page.shows("Switch traffic back: 1 minute").await?;

    // Typed, with a mistake on the way; the gate answers while one types.
    put(&page, "rollout-baseline-error_rate", "12 of 34000").await?;
    enter(&page, "rollout-canary-error_rate", "2 of").await?;
    judged(&page, "Errors", "Could not read line 1: a count and a total are wanted").await?;
    enter(&page, "rollout-canary-error_rate", "0 of 1800").await?;
    judged(&page, "Errors", "n 34000 / 1800").await?;
    // Pasted as one table, which fills both.
    let rows: String =
        (0..12).map(|minute| format!("{minute};{}.5;{}\n", 100 + minute % 5, 101 + minute % 4)).collect();
    put(&page, "rollout-baseline-p50", &format!("minute;baseline;canary\n{rows}")).await?;
    judged(&page, "Latency, median (p50)", "n 12 / 12").await?;
    ensure!(stands(&page, "rollout-canary-p50").await?.starts_with("101\n102"), "one table fills both sides");
    for (metric, middle) in [("p99", 310.0), ("cpu", 41.0), ("memory", 500.0)] {
        put(&page, &format!("rollout-baseline-{metric}"), &around(middle, 12)).await?;
        put(&page, &format!("rollout-canary-{metric}"), &around(middle * 1.001, 12)).await?;
    }
    judged(&page, "Memory", "n 12 / 12").await?;
    page.shows("The stage has not lasted as long as it was to. Every metric is within its limits").await?;
    decide(&page, "promote").await?;
    page.shows("The gate says: wait. Say why it is decided otherwise.").await?;
    is_in(&page, "rollout-why").await?;
    page.type_keys("The peak is over at four.").await?;
    decide(&page, "promote").await?;
    leads(&page, "At 10 % since").await?;
    page.shows("against the gate").await?;

    put(&page, "rollout-baseline-error_rate", "12 of 34000").await?;
    put(&page, "rollout-canary-error_rate", "240 of 3800").await?;
    judged(&page, "Errors", "is over the limit of 1 %").await?;
    decide(&page, "hold").await?;
    page.shows("The gate says: roll back. Say why it is decided otherwise.").await?;
    decide(&page, "roll_back").await?;
    leads(&page, "Rolled back at 10 %").await?;
    page.press("Keep it as a follow-up").await?;
    page.shows("A follow-up is kept: find out why.").await?;
    page.press("Take the times over into the damage window").await?;
    is_in(&page, "damage-from").await?;
    page.shows("10 % of the traffic").await?;
    page.shows("It lasted").await?;

    page.fill(None, "Title", "Users have a full name").await?;
    page.enter().await?;
    page.reload().await?;
    leads(&page, "Rolled back at 10 %").await?;
    judged(&page, "Errors", "is over the limit of 1 %").await?;
    counts(&page, ".turn", 3).await?;
    axis(&page, "If we roll the code back", "Unsafe").await?;
    page.press("Hand out").await?;
    page.shows("It goes out as it stands now").await?;
    let ready = r#"return document.querySelector("dialog [aria-label='Download Markdown for GitHub']").ariaDisabled === "false";"#;
    until("the texts", async || Ok(page.ask::<bool>(ready, &[]).await?.then_some(()))).await?;
    let label = r#"document.querySelector(`dialog [aria-label="${arguments[0]}"]`).click();"#;
    page.ask::<()>(label, &[json!("Download Markdown for GitHub")]).await?;
    let markdown = String::from_utf8(page.take_download("users-have-a-full-name.md").await?)?;
    for part in [
        "## Rollback review: Users have a full name\n",
        "### Rollout\n\n**Canary**",
        "**Does not go with the schema change**",
        "#### Gate at 5 %: promote",
        "#### Gate at 10 %: roll back",
        "- promoted by dana at 5 %",
        "the gate said: wait, against the gate. The peak is over at four.",
        "- rolled back by dana at 10 %",
        "| Switch traffic back | **yes** | 1 minute |",
        "2. Tell #orders.",
    ] {
        ensure!(markdown.contains(part), "{part:?} is missing in:\n{markdown}");
    }
    page.press("Close").await?;
    page.ask::<()>(r#"window.dispatchEvent(new Event("beforeprint"));"#, &[]).await?;
    counts(&page, ".on-paper", 1).await?;
    let paper: String = page.ask(r#"return document.querySelector(".on-paper").textContent;"#, &[]).await?;
    ensure!(paper.contains("The rollout") && paper.contains("Set the weight to 0."), "on paper: {paper}");
    page.ask::<()>(r#"window.dispatchEvent(new Event("afterprint"));"#, &[]).await?;

    // The next attempt has figures of its own.
    decide(&page, "start").await?;
    leads(&page, "At 5 % since").await?;
    ensure!(stands(&page, "rollout-canary-error_rate").await?.is_empty(), "the figures are those of the last attempt");
    page.is_without_complaints().await
}

/// What is typed is there again after a reload, what is no number stays with its reason, and another tab has what was written.
pub async fn what_is_written_of_a_rollout_stays(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    let path = begin(&page, RENAMES, "Unsafe").await?;
    // Pressed while the script is being written: to leave it moves what stands below.
    page.press("Plan the rollout").await?;
    leads(&page, "Not begun.").await?;
    put(&page, "rollout-way-redeploy-minutes", "ten").await?;
    page.shows("Could not read “ten” as minutes").await?;
    ensure!(stands(&page, "rollout-way-redeploy-minutes").await? == "ten", "what is refused stays as it was typed");
    put(&page, "rollout-way-redeploy-minutes", "12").await?;
    page.shows_no("Could not read “ten” as minutes").await?;
    enter(&page, "rollout-plan", "1. Set the weight to 0.").await?;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    page.reload().await?;
    leads(&page, "Not begun.").await?;
    page.press("Plan for going back").await?;
    let first = r#"return document.getElementById("rollout-plan")?.value === "1. Set the weight to 0.";"#;
    until("the plan", async || Ok(page.ask::<bool>(first, &[]).await?.then_some(()))).await?;
    put(&page, "rollout-plan", "1. Set the weight to 0.\n2. Tell #orders.").await?;
    page.shows("Written ").await?;

    let tab = page.tab().await?;
    let second = page.open_tab().await?;
    page.visit(&path).await?;
    leads(&page, "Not begun.").await?;
    put(&page, "rollout-trigger-limit", "2 %").await?;
    page.switch_to(&tab).await?;
    page.press("Automatic trigger").await?;
    until("what the other tab wrote", async || {
        Ok((stands(&page, "rollout-trigger-limit").await? == "2 %").then_some(()))
    })
    .await?;
    put(&page, "rollout-trigger-acts", "The router").await?;
    page.switch_to(&second).await?;
    until("what the first tab wrote", async || {
        Ok((stands(&page, "rollout-trigger-acts").await? == "The router").then_some(()))
    })
    .await?;
    ensure!(stands(&page, "rollout-trigger-limit").await? == "2 %", "what this tab wrote is there as well");

    // It is rolled back in one tab while somebody writes in the other, whose field goes.
    enter(&page, "rollout-why", "The orders team waits for it.").await?;
    decide(&page, "start").await?;
    leads(&page, "At ").await?;
    page.switch_to(&tab).await?;
    leads(&page, "At ").await?;
    enter(&page, "rollout-why", "Half a thought").await?;
    page.switch_to(&second).await?;
    decide(&page, "roll_back").await?;
    leads(&page, "Rolled back at ").await?;
    page.switch_to(&tab).await?;
    leads(&page, "Rolled back at ").await?;
    ensure!(stands(&page, "rollout-why").await? == "Half a thought", "what was typed went with its field");
    page.is_without_complaints().await
}

/// What a rollout is made of could not be loaded: that is asked for once, said, and asked for again by whoever presses.
pub async fn a_rollout_that_does_not_come_is_asked_for_again(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    begin(&page, RENAMES, "Unsafe").await?;
    page.strike("Escape").await?;
    stage.server().lose(".wasm");
    page.press("Plan the rollout").await?;
    page.shows("Could not load the rollout").await?;
    let tried = r#"
        const names = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
        return names.filter((name) => name.startsWith("/rollout-") && name.endsWith(".wasm")).length;
    "#;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    let times: usize = page.ask(tried, &[]).await?;
    ensure!(times <= 2, "it is asked for {times} times by itself");
    stage.server().find_all();
    page.press("Retry").await?;
    leads(&page, "Not begun.").await
}

/// Nothing that axe finds: before it is planned, planned, at its gate, rolled back.
pub async fn a_rollout_is_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as(ME, "/").await?;
    plan(&page).await?;
    page.fits_its_window("a change with a rollout").await?;
    checks.all("a rollout that is begun to be planned").await?;
    write_down(&page).await?;
    let open = r#"document.querySelectorAll(".paper details").forEach((one) => { one.open = true; });"#;
    page.ask::<()>(open, &[]).await?;
    checks.all("a rollout that is planned").await?;
    enter(&page, "rollout-why", "The figures of memory are not collected.").await?;
    decide(&page, "start").await?;
    leads(&page, "At 5 % since").await?;
    put(&page, "rollout-baseline-error_rate", "12 of 34000").await?;
    put(&page, "rollout-canary-error_rate", "240 of 3800").await?;
    put(&page, "rollout-canary-p50", "x").await?;
    judged(&page, "Errors", "is over the limit of 1 %").await?;
    checks.all("a gate").await?;
    decide(&page, "roll_back").await?;
    leads(&page, "Rolled back at 5 %").await?;
    checks.all("a rollout that was rolled back").await
}
