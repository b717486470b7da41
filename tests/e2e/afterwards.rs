//! An incident that is written down after it was over: what is chosen is of then, and nothing of today comes into it.

use std::rc::Rc;

use serde_json::Value;

use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

/// The room of an incident of 2018, and the focus in its timeline.
async fn room(stage: &Rc<Stage>) -> Fallible<Page> {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    page.fill(None, "Declare an incident", "2018-02-20 14:17 Binder is swamped").await?;
    page.enter().await?;
    page.is_in_room("Binder is swamped").await?;
    page.is_all_saved().await?;
    Ok(page)
}

/// What the last stored revision says whose line holds `part`, once there is one.
async fn said(page: &Page, part: &str) -> Fallible<Value> {
    let what = format!("an entry with {part}");
    let last = until(&what, async || Ok(page.stored(part).await?.pop())).await?;
    Ok(serde_json::from_str(last.body().text().unwrap_or_default())?)
}

/// That it happened at that time.
fn is_of(said: &Value, time: &str) -> Fallible {
    let at = said["occurred"]["at"].as_str().unwrap_or_default();
    ensure!(at.starts_with(time), "it is of {at}, not of {time}: {said}");
    Ok(())
}

/// The day and time at which the declaration stands, as stored.
async fn declared(page: &Page) -> Fallible<String> {
    let said = said(page, r#""phase":"investigating""#).await?;
    Ok(said["occurred"]["at"].as_str().unwrap_or_default().trim_end_matches('Z').to_owned())
}

/// A severity and a phase are of the time that stands before their command, or of what was logged last.
pub async fn severity_and_phase_are_of_then(stage: Rc<Stage>) -> Fallible {
    let page = room(&stage).await?;
    // Without a time it is asked, as in the box; the first answer holds.
    page.strike("Escape").await?;
    page.strike("s").await?;
    page.shows("What is meant?").await?;
    page.is_on("button SEV1").await?;
    page.enter().await?;
    page.is_on("box").await?;
    is_of(&said(&page, r#""severity":"sev1""#).await?, &declared(&page).await?)?;

    // With a time and the value the choice is made already.
    page.insert("16:05 /severity sev2").await?;
    page.shows("does /severity").await?;
    page.enter().await?;
    page.is_on("button SEV2").await?;
    page.enter().await?;
    page.is_on("box").await?;
    let severe = said(&page, r#""severity":"sev2""#).await?;
    is_of(&severe, "2018-02-20T")?;
    ensure!(severe["text"] == "" || severe["text"].is_null(), "its words are logged: {severe}");

    // What is no time is refused where it stands.
    page.insert("22:43 /phase mitigated").await?;
    page.enter().await?;
    page.is_on("button mitigated").await?;
    page.fill(None, "When", "late").await?;
    page.press("mitigated").await?;
    page.shows("Could not read “late” as a time").await?;
    page.fill(None, "When", "22:43").await?;
    page.enter().await?;
    page.is_on("button mitigated").await?;
    page.enter().await?;
    page.is_on("box").await?;
    is_of(&said(&page, r#""phase":"mitigated""#).await?, "2018-02-20T")?;
    // A key pressed next is of no time that was typed before.
    page.strike("Escape").await?;
    page.strike("p").await?;
    page.shows("Which phase is it in now?").await?;
    ensure!(page.field_texts().await?.iter().all(|text| !text.contains("22:43")), "the time is left in the dialog");
    page.is_without_complaints().await
}

/// Who led then is said by whoever writes it down: no brief of today comes with it.
pub async fn who_led_is_of_then_and_tells_nothing_of_today(stage: Rc<Stage>) -> Fallible {
    let page = room(&stage).await?;
    page.strike("Escape").await?;
    page.strike("l").await?;
    page.shows("What is meant?").await?;
    page.is_on("button Lead: I take it").await?;
    page.enter().await?;
    page.is_on("box").await?;
    is_of(&said(&page, r#""holder":"dana""#).await?, &declared(&page).await?)?;

    page.insert("22:00 /roles").await?;
    page.enter().await?;
    page.press("Hand over …").await?;
    page.shows("say who took it, and when").await?;
    ensure!(page.field_texts().await?.iter().all(|text| !text.contains("INC-1")), "a brief of today is offered");
    page.type_keys("minrk").await?;
    page.press("minrk took it").await?;
    page.roles_show("minrk").await?;
    let took = said(&page, r#""holder":"minrk""#).await?;
    is_of(&took, "2018-02-20T")?;
    ensure!(took["move"] == "take" && took["by"] == "dana", "stored is {took}");

    // Who it was is put right where it stands.
    page.is_on("box").await?;
    for key in ["Escape", "End", "e"] {
        page.strike(key).await?;
    }
    page.is_on("field What it says").await?;
    page.fill(None, "Who", "yuvi").await?;
    page.press("Save").await?;
    page.roles_show("yuvi").await?;
    page.is_without_complaints().await
}
