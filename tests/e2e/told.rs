//! What is said to those who do not see it, and what is late.

use std::rc::Rc;

use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

/// Waits until these words were told.
async fn is_told(page: &Page, words: &str) -> Fallible {
    until(&format!("“{words}” to be told"), async || {
        Ok(page.told().await?.iter().any(|told| told.contains(words)).then_some(()))
    })
    .await
}

/// Chooses one of a few by its words.
pub async fn pick(page: &Page, key: &str, question: &str, choice: &str) -> Fallible {
    page.focus_box().await?;
    page.strike("Escape").await?;
    page.strike(key).await?;
    page.shows(question).await?;
    page.press(choice).await
}

/// Each entry is told in one sentence and once; what another tab does to one is told too.
pub async fn what_happens_is_told_once_and_in_a_sentence(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    page.declare("Checkout is slow").await?;
    page.roles_show("NO LEAD").await?;
    page.is_all_saved().await?;
    page.watch_told().await?;
    page.say_and_wait("errors rise").await?;
    is_told(&page, "Logged: errors rise").await?;
    is_told(&page, "Saved").await?;
    let told = page.told().await?;
    let texts = told.iter().filter(|told| told.contains("errors rise")).count();
    ensure!(texts == 1, "the text is told {texts} times: {told:?}");
    pick(&page, "p", "Which phase is it in now?", "identified").await?;
    is_told(&page, "Phase identified").await?;
    page.focus_box().await?;
    page.strike("Escape").await?;
    page.strike("l").await?;
    is_told(&page, "Dana Meier leads.").await?;
    page.is_all_saved().await?;
    let told = page.told().await?;
    ensure!(!told.iter().any(|told| told.contains("Lead taken")), "who leads is told twice: {told:?}");

    // The other is named letter by letter, and told once that rests.
    page.strike("Escape").await?;
    page.strike("r").await?;
    page.press("Hand over …").await?;
    page.watch_told().await?;
    page.type_keys("ito").await?;
    is_told(&page, "@ito, who is new here").await?;
    let told = page.told().await?;
    ensure!(!told.iter().any(|told| told.contains("@i,") || told.contains("@it,")), "told at every letter: {told:?}");
    page.enter().await?;
    is_told(&page, "Logged: Lead offered to ito").await?;
    let told = page.told().await?;
    ensure!(!told.iter().any(|told| told.contains("**") || told.contains("Phase: ")), "the brief is told: {told:?}");
    page.is_all_saved().await?;

    // Another tab.
    let (first, path) = (page.tab().await?, page.path().await?);
    let second = page.open_tab().await?;
    page.visit(&path).await?;
    page.is_open("Checkout is slow").await?;
    page.roles_show("Lead offered to ito").await?;
    page.switch_to(&first).await?;
    page.watch_told().await?;
    page.switch_to(&second).await?;
    page.press_in_row("errors rise", "Delete").await?;
    page.is_all_saved().await?;
    page.switch_to(&first).await?;
    is_told(&page, "In the trash: errors rise").await?;
    page.switch_to(&second).await?;
    page.strike("u").await?;
    page.is_all_saved().await?;
    page.switch_to(&first).await?;
    is_told(&page, "Out of the trash: errors rise").await?;
    page.switch_to(&second).await?;
    page.edit("errors rise").await?;
    page.fill(Some("errors rise"), "When", "-30m").await?;
    page.enter().await?;
    page.is_all_saved().await?;
    page.switch_to(&first).await?;
    is_told(&page, "Moved ").await?;
    page.is_without_complaints().await
}

/// Silence, an offer nobody answers and harm that goes on after the end are said in words, each until it is over.
pub async fn what_is_late_is_said(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.take_clock("2026-11-18T14:00:00Z").await?;
    page.visit_as("Dana Meier", "/").await?;
    page.declare("Checkout is slow").await?;
    page.roles_show("NO LEAD").await?;
    page.strike("Escape").await?;
    page.strike("l").await?;
    page.roles_show("Dana Meier since").await?;
    page.strike("Escape").await?;
    page.strike("r").await?;
    page.press("Hand over …").await?;
    page.type_keys("ito").await?;
    page.enter().await?;
    page.roles_show("waiting for a yes").await?;
    let pass = async |minutes| {
        page.pass(minutes).await?;
        // As when a laptop is opened again.
        page.clock_when_seen_again("phase").await
    };
    pass(4).await?;
    page.roles_show("waiting for a yes, 4 min").await?;
    ensure!(page.late().await?.is_empty(), "after four minutes this is late: {:?}", page.late().await?);
    pass(2).await?;
    page.roles_show("waiting for a yes, 6 min").await?;
    let late = page.late().await?;
    ensure!(late.len() == 1 && late[0].contains("offered to ito"), "after six minutes this is late: {late:?}");
    pass(19).await?;
    page.roles_show("nothing logged for 25 min").await?;
    pass(1).await?;
    page.roles_show("nothing logged for 26 min").await?;
    page.say_and_wait("still looking").await?;
    until("the silence to be over", async || Ok((!page.roles().await?.contains("nothing logged")).then_some(())))
        .await?;

    // Over, nobody is late, and what was left open is asked for.
    page.say("/impact").await?;
    page.shows("Who is harmed, since when").await?;
    page.press("Log that harm began").await?;
    page.clock_shows("impact", "0:00:00").await?;
    pick(&page, "p", "Which phase is it in now?", "resolved").await?;
    page.roles_show("harm still goes on: say when it ended").await?;
    pass(60).await?;
    ensure!(!page.roles().await?.contains("nothing logged"), "silence after the end: {}", page.roles().await?);
    page.press("Impact").await?;
    page.shows("goes on").await?;
    page.is_without_complaints().await
}

/// A name whose first word makes no handle is no obstacle, and one that makes none at all says so.
pub async fn a_name_without_letters_is_asked_for_a_handle(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    let field = page.fill(None, "Name", "🦊").await?;
    page.shows("The handle cannot be made from this name").await?;
    field.send_keys("\u{e007}").await?;
    until("the focus in the handle", async || Ok((page.focus().await?.on == "field Short handle").then_some(())))
        .await?;
    page.introduce("🦊 Dana Meier").await?;
    page.declare("Checkout is slow").await?;
    page.is_without_complaints().await
}
