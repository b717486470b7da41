//! From the first visit to a corrected timeline, as one person does it.

use std::rc::Rc;

use serde_json::json;

use crate::page::until;
use crate::stage::Stage;
use crate::{Fallible, ensure};

/// The page asks for a name on the first visit and never again, and lets it be changed.
pub async fn a_first_visit_asks_who_is_speaking_once(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    ensure!(page.asks_who_i_am().await?, "a first visit is not asked who is speaking");
    page.introduce("Dana Meier").await?;
    let who = page.who_i_am().await?;
    ensure!(who.contains("Dana Meier") && who.contains("@dana"), "the page shows “{who}” for Dana Meier");
    page.reload().await?;
    ensure!(!page.asks_who_i_am().await?, "a reload asks again");

    page.press(&who).await?;
    ensure!(page.asks_who_i_am().await?, "who is speaking cannot be changed");
    page.fill(None, "Short handle", "dm").await?;
    page.introduce("Dana M").await?;
    let who = page.who_i_am().await?;
    ensure!(who.contains("Dana M") && who.contains("@dm"), "the page shows “{who}” for Dana M, @dm");
    page.reload().await?;
    ensure!(page.who_i_am().await? == who, "the change did not survive a reload");
    page.is_without_complaints().await
}

/// One incident, with everything that can happen to an entry.
pub async fn an_entry_is_saved_edited_deleted_restored_and_returned_to(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Checkout answers 503").await?;
    page.watch_marks().await?;

    page.say("first customers report errors").await?;
    page.say("rolled back the checkout deploy").await?;
    page.is_all_saved().await?;
    let seen = page.seen_marks().await?;
    for text in ["first customers report errors", "rolled back the checkout deploy"] {
        let marks = seen.get(text).ok_or(format!("“{text}” never appeared"))?;
        ensure!(marks == &["saving", "saved"], "“{text}” was marked {marks:?}");
    }
    let row = page.row("rolled back the checkout deploy").await?;
    ensure!(row.sign.contains("saved") && !row.sign.contains("NOT"), "the mark reads “{}”", row.sign);
    ensure!(row.who.contains("dana"), "the entry is attributed to “{}”", row.who);

    page.press("Stillpoint").await?;
    page.is_listed_with("Checkout answers 503", 3).await?;
    page.press("Checkout answers 503").await?;
    page.is_in_room("Checkout answers 503").await?;

    page.edit("first customers report errors").await?;
    page.fill(Some("first customers report errors"), "When", "2026-11-20 14:07").await?;
    page.fill(Some("first customers report errors"), "What it says", "first customers report errors at checkout")
        .await?;
    page.press_in_row("first customers report errors", "Save").await?;
    page.is_marked("first customers report errors at checkout", "saved").await?;
    let row = page.row("first customers report errors at checkout").await?;
    ensure!(
        (row.day.as_str(), row.time.as_str()) == ("2026-11-20", "14:07"),
        "it is shown at {} {}",
        row.day,
        row.time
    );

    page.press_in_row("rolled back the checkout deploy", "Delete").await?;
    page.has_no_row("rolled back the checkout deploy").await?;
    page.press("Trash (1)").await?;
    ensure!(page.trash().await? == ["rolled back the checkout deploy"], "the trash holds {:?}", page.trash().await?);
    page.press_in_row("rolled back the checkout deploy", "Restore").await?;
    page.is_marked("rolled back the checkout deploy", "saved").await?;

    page.press_in_row("first customers report errors at checkout", "History").await?;
    let versions = page.history().await?;
    ensure!(versions.len() == 2, "two versions are listed as {versions:?}");
    ensure!(versions.iter().all(|version| version.contains("dana")), "{versions:?} do not all name their author");
    let before = versions.last().cloned().unwrap_or_default();
    ensure!(!before.contains("at checkout"), "the first version is {before:?}");
    page.press_in_history(1, "Return to this").await?;
    page.is_marked("first customers report errors", "saved").await?;
    page.is_all_saved().await?;

    let path = page.path().await?;
    let before = page.rows().await?;
    page.reload().await?;
    page.is_in_room("Checkout answers 503").await?;
    ensure!(page.path().await? == path, "the reload went to {}", page.path().await?);
    let after = page.rows().await?;
    ensure!(after == before, "before the reload {before:?}, after it {after:?}");
    page.is_without_complaints().await?;

    page.press("Stillpoint").await?;
    page.is_listed_with("Checkout answers 503", 3).await?;
    page.press("Checkout answers 503").await?;
    page.is_in_room("Checkout answers 503").await?;
    page.is_without_complaints().await
}

/// A line says when it happened and who said it; what can be meant in several ways is asked, and a blank keeps it text.
pub async fn a_line_begins_with_its_time_and_its_speaker(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Checkout is slow").await?;
    page.say("@sam 2026-11-18 14:07 UTC restarted checkout-7").await?;
    page.say(" 14:07 as text").await?;
    page.is_all_saved().await?;
    let row = page.row("restarted checkout-7").await?;
    ensure!(row.who == "sam", "said by {}", row.who);
    let stored = page.stored("restarted checkout-7").await?;
    let body = stored.first().and_then(|revision| revision.body().text()).unwrap_or_default();
    ensure!(body.contains(r#""at":"2026-11-18T14:07Z""#), "stored as {body}");
    ensure!(page.texts().await?.contains(&"14:07 as text".to_owned()), "a blank did not keep it text");

    // Three zones have that name: Enter alone logs nothing.
    page.say("2026-11-18 10:00 CST paged").await?;
    page.shows("Choose what is meant").await?;
    ensure!(page.box_text().await?.contains("CST"), "the line is gone before its zone was chosen");
    page.strike("ArrowDown").await?;
    page.strike("ArrowDown").await?;
    page.enter().await?;
    page.is_marked("paged", "saved").await?;
    let stored = page.stored("paged").await?;
    let body = stored.first().and_then(|revision| revision.body().text()).unwrap_or_default();
    ensure!(body.contains(r#""at":"2026-11-18T02:00Z""#), "China was chosen, and stored is {body}");
    page.is_without_complaints().await
}

/// Severity and phase are chosen by keys, each an entry; the timeline goes out in the forms that others read.
pub async fn severity_and_phase_are_entries_and_the_timeline_goes_out(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Checkout is slow").await?;
    page.shows("no severity").await?;
    page.strike("Escape").await?;
    page.strike("s").await?;
    page.shows("When unsure, assume worse").await?;
    page.strike("ArrowDown").await?;
    page.enter().await?;
    page.shows("SEV2").await?;
    page.strike("Escape").await?;
    page.strike("p").await?;
    page.shows("Which phase is it in now?").await?;
    page.strike("ArrowDown").await?;
    page.enter().await?;
    page.shows("identified").await?;
    page.is_all_saved().await?;
    let severities = page.stored(r#""severity":"sev2""#).await?;
    ensure!(severities.len() == 1, "{} severities are stored", severities.len());
    let phases = page.stored(r#""phase":"identified""#).await?;
    let replaces = phases.first().and_then(|phase| phase.body().text()).unwrap_or_default();
    ensure!(replaces.contains("replaces"), "the phase replaces nothing: {replaces}");

    page.strike("Escape").await?;
    page.strike("o").await?;
    page.shows("Markdown for GitHub").await?;
    for (form, end) in [("JSON", "json"), ("Markdown for GitHub", "github.md"), ("HTML", "html"), ("CSV", "csv")] {
        let script = r#"document.querySelector(`[aria-label="Download ${arguments[0]}"]`).click();"#;
        page.ask::<()>(script, &[json!(form)]).await?;
        let bytes = page.take_download(&format!("INC-1-timeline.{end}")).await?;
        let text = String::from_utf8(bytes)?;
        ensure!(text.contains("Checkout is slow") && text.contains("sev2"), "{form} says {text}");
    }
    page.strike("Escape").await?;
    page.is_without_complaints().await
}

/// While the database does not acknowledge, nothing is called saved; and what is written asks for the medium.
pub async fn a_mark_waits_for_the_acknowledgement(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    // Holds back `complete` of every write, however somebody listens for it, until `release` is called.
    let hold_back = r#"
        window.held = [];
        window.isHolding = false;
        window.durabilities = [];
        window.release = () => { window.isHolding = false; for (const go of window.held.splice(0)) go(); };
        const begin = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (stores, mode, options) {
            const transaction = begin.call(this, stores, mode, options);
            if (mode === "readwrite" && [].concat(stores).includes("revisions")) {
                window.durabilities.push(transaction.durability);
                transaction.addEventListener("complete", (event) => {
                    if (!window.isHolding || event.wasHeld) return;
                    event.stopImmediatePropagation();
                    window.held.push(() => {
                        const again = new Event("complete");
                        again.wasHeld = true;
                        transaction.dispatchEvent(again);
                    });
                });
            }
            return transaction;
        };
    "#;
    page.before_every_page(hold_back).await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    page.declare("Slow disk").await?;
    page.is_all_saved().await?;
    page.ask::<()>("window.isHolding = true;", &[]).await?;
    page.say_quickly("written, not acknowledged").await?;
    until("a held acknowledgement", async || {
        Ok(page.ask::<bool>("return window.held.length > 0;", &[]).await?.then_some(()))
    })
    .await?;
    let row = page.row("written, not acknowledged").await?;
    ensure!(row.mark == "saving", "an entry whose write was not acknowledged is marked {}", row.mark);
    page.say_quickly("typed meanwhile").await?;
    ensure!(page.row("typed meanwhile").await?.mark == "saving", "an entry that was not written is not saving");
    page.ask::<()>("window.release();", &[]).await?;
    page.is_all_saved().await?;
    let durabilities: Vec<String> = page.ask("return window.durabilities;", &[]).await?;
    ensure!(durabilities.iter().all(|durability| durability == "strict"), "writes asked for {durabilities:?}");
    stage.note(format!("{} writes, all strict", durabilities.len()));
    Ok(())
}

/// The tests that demand silence of the console can hear.
pub async fn what_the_policy_forbids_is_noticed_here(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.is_without_complaints().await?;
    let inline = r#"
        const script = document.createElement("script");
        script.textContent = "window.wasRun = true;";
        document.body.append(script);
        return window.wasRun ?? false;
    "#;
    ensure!(!page.ask::<bool>(inline, &[]).await?, "an inline script ran");
    page.goto("/incidents").await?;
    let complaints = page.complaints().await?;
    ensure!(complaints.iter().any(|c| c.starts_with("script-src")), "the event was missed: {complaints:?}");
    ensure!(complaints.iter().any(|c| c.contains("Content Security Policy")), "the console was missed: {complaints:?}");
    Ok(())
}

/// Where an incident is declared, nothing is beyond the window, however narrow that is.
pub async fn declaring_is_in_sight_on_a_phone(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    for width in [1440, 768, 390, 360] {
        page.resize(width, 844).await?;
        let script = r#"
            const parts = [...document.querySelectorAll(".declare__line > *")].map((part) => part.getBoundingClientRect());
            return parts.length > 2 && parts.every((part) => part.left >= 0 && part.right <= innerWidth && part.width > 40);
        "#;
        ensure!(page.ask::<bool>(script, &[]).await?, "something is beyond a window {width} wide");
    }
    Ok(())
}
