//! The chain: from an entry to what it taught, to what was changed, to how that is known; and back.

use std::rc::Rc;

use serde_json::{Value, json};
use thirtyfour::WindowHandle;

use crate::accessibility::Checks;
use crate::page::{Page, until};
use crate::postmortem::is_saved;
use crate::stage::Stage;
use crate::{Fallible, ensure};

/// Waits until the focus is in a card, a choice or a link whose words hold this.
pub async fn stands_on(page: &Page, text: &str) -> Fallible {
    let script = r#"
        const active = document.activeElement;
        const own = active?.closest(".link-card, .picker__choice, .promise__link") ?? null;
        const ownWords = own?.ariaLabel ?? own?.textContent ?? "";
        return own === active && own !== null && ownWords.includes(arguments[0]);
    "#;
    until(&format!("the focus on “{text}”"), async || {
        Ok(page.ask::<bool>(script, &[json!(text)]).await?.then_some(()))
    })
    .await
}

/// Waits until the focus is in the element of that id.
pub async fn is_in(page: &Page, id: &str) -> Fallible {
    let script = "return document.activeElement?.id === arguments[0];";
    until(&format!("the focus in {id}"), async || Ok(page.ask::<bool>(script, &[json!(id)]).await?.then_some(()))).await
}

/// The words of the card of the finding or change that says this.
async fn card(page: &Page, text: &str) -> Fallible<String> {
    let script = r#"
        const cards = [...document.querySelectorAll(".link-card")];
        return cards.find((card) => card.ariaLabel.includes(arguments[0]))?.innerText ?? "";
    "#;
    page.ask(script, &[json!(text)]).await
}

/// Waits until that card shows these words.
pub async fn card_shows(page: &Page, text: &str, words: &str) -> Fallible {
    until(&format!("“{words}” on the card “{text}”"), async || {
        Ok(card(page, text).await?.contains(words).then_some(()))
    })
    .await
}

/// What the last revision whose line holds `part` says, once it has evidence.
async fn body(page: &Page, part: &str) -> Fallible<Value> {
    until(&format!("the evidence of {part}"), async || {
        let stored = page.stored(part).await?;
        let Some(last) = stored.last() else { return Ok(None) };
        let body: Value = serde_json::from_str(last.body().text().unwrap_or_default())?;
        Ok(body["evidence"].is_array().then_some(body))
    })
    .await
}

/// Declares an incident, logs these entries and opens its postmortem at a new finding, by keys.
async fn to_findings(page: &Page, title: &str, entries: &[&str]) -> Fallible {
    page.declare(title).await?;
    for entry in entries {
        page.say_and_wait(entry).await?;
    }
    page.strike("Escape").await?;
    page.strike("y").await?;
    until("the postmortem", async || Ok(page.path().await?.contains("/postmortem").then_some(()))).await?;
    until("its frame", async || {
        Ok(page.ask::<bool>(r#"return document.querySelector(".postmortem") !== null;"#, &[]).await?.then_some(()))
    })
    .await
}

/// Writes a finding down and names the entry that shows it.
pub async fn find(page: &Page, text: &str, entry: &str) -> Fallible {
    page.strike("f").await?;
    is_in(page, "new-finding").await?;
    page.type_keys(text).await?;
    page.enter().await?;
    stands_on(page, text).await?;
    name_evidence(page, text, entry).await
}

/// Names the entry of that text as what shows the finding.
pub async fn name_evidence(page: &Page, text: &str, entry: &str) -> Fallible {
    page.strike("q").await?;
    is_in(page, "evidence-query").await?;
    page.type_keys(entry).await?;
    until("one entry", async || {
        let script = r#"return document.querySelectorAll("[id^=evidence-][role=option]").length === 1;"#;
        Ok(page.ask::<bool>(script, &[]).await?.then_some(()))
    })
    .await?;
    page.enter().await?;
    stands_on(page, text).await?;
    card_shows(page, text, entry).await
}

/// Writes a change down that answers what is chosen.
pub async fn change(page: &Page, text: &str) -> Fallible {
    page.strike("c").await?;
    is_in(page, "new-change").await?;
    page.type_keys(text).await?;
    page.enter().await?;
    stands_on(page, text).await
}

/// A finding with evidence, a change that is proposed, promised and proven, one that is declined, all by keys.
pub async fn a_finding_leads_to_a_change_that_is_proven(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Checkout is slow", &["retries rise", "the queue fills"]).await?;
    find(&page, "Retries had no limit", "retries rise").await?;
    let finding = body(&page, "Retries had no limit").await?;
    ensure!(finding["evidence"][0]["saw"].is_string(), "stored is {finding}");
    card_shows(&page, "Retries had no limit", "No change").await?;

    change(&page, "Limit retries to three").await?;
    card_shows(&page, "Limit retries to three", "Proposed").await?;
    card_shows(&page, "Limit retries to three", "Strong, as judged").await?;
    card_shows(&page, "Limit retries to three", "Finding 1").await?;
    page.shows("Promise a change, or say why nothing is to change").await?;

    // A promise needs a name and a day.
    page.strike("b").await?;
    is_in(&page, "commit-owner").await?;
    page.enter().await?;
    page.shows("Could not promise it: say who answers for it.").await?;
    page.type_keys("sam").await?;
    let set = r#"
        const field = document.getElementById("commit-due");
        field.value = "2031-12-01";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        document.getElementById("commit-owner").focus();
    "#;
    page.ask::<()>(set, &[]).await?;
    page.enter().await?;
    stands_on(&page, "Limit retries to three").await?;
    card_shows(&page, "Limit retries to three", "@sam").await?;
    card_shows(&page, "Limit retries to three", "until 2031-12-01").await?;
    page.shows_no("Promise a change, or say why nothing is to change").await?;

    // Done needs proof.
    page.strike("p").await?;
    is_in(&page, "prove-looked").await?;
    page.enter().await?;
    page.shows("Could not call it done: say what was looked at.").await?;
    page.type_keys("The drill of 3 December").await?;
    page.enter().await?;
    stands_on(&page, "Limit retries to three").await?;
    card_shows(&page, "Limit retries to three", "The drill of 3 December").await?;
    card_shows(&page, "Retries had no limit", "Done").await?;

    // Not doing it needs a reason.
    change(&page, "Remind people of the queue").await?;
    card_shows(&page, "Remind people of the queue", "Weak, as judged").await?;
    page.strike("x").await?;
    is_in(&page, "decline-why").await?;
    page.enter().await?;
    page.shows("Could not decline it: say why.").await?;
    page.type_keys("It asks people to remember.").await?;
    page.enter().await?;
    stands_on(&page, "Remind people of the queue").await?;
    card_shows(&page, "Remind people of the queue", "It asks people to remember.").await?;

    // What was deleted comes back; what was typed and left is written.
    page.enter().await?;
    page.type_keys(" ahead").await?;
    page.strike("Tab").await?;
    page.strike("Escape").await?;
    stands_on(&page, "Remind people of the queue ahead").await?;
    page.press("Delete").await?;
    let undo = r#"return document.activeElement?.innerText === "Undo";"#;
    until("the way back", async || Ok(page.ask::<bool>(undo, &[]).await?.then_some(()))).await?;
    page.enter().await?;
    stands_on(&page, "Remind people of the queue ahead").await?;
    page.is_without_complaints().await
}

/// From any follow-up to its evidence and back in two keys each, in another incident than the one that was open.
pub async fn the_chain_is_walked_there_and_back_across_incidents(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Checkout is slow", &["retries rise", "the queue fills"]).await?;
    find(&page, "Retries had no limit", "retries rise").await?;
    name_evidence(&page, "Retries had no limit", "the queue fills").await?;
    change(&page, "Limit retries to three").await?;
    page.strike("i").await?;
    to_findings(&page, "Search is empty", &["the index is stale"]).await?;
    find(&page, "Nobody watched the index", "the index is stale").await?;
    change(&page, "Alert on a stale index").await?;

    // One entry: one key there, two keys back.
    page.strike("F").await?;
    stands_on(&page, "Limit retries to three").await?;
    page.strike("ArrowDown").await?;
    stands_on(&page, "Alert on a stale index").await?;
    page.strike("e").await?;
    page.is_open("Search is empty").await?;
    page.has_chosen("the index is stale").await?;
    page.strike("q").await?;
    stands_on(&page, "Nobody watched the index").await?;
    page.enter().await?;
    stands_on(&page, "Nobody watched the index").await?;
    until("the postmortem", async || Ok(page.path().await?.contains("/postmortem").then_some(()))).await?;

    // Several: two keys there, into the other incident; and back to the change.
    page.strike("F").await?;
    stands_on(&page, "Limit retries to three").await?;
    page.strike("e").await?;
    stands_on(&page, "retries rise").await?;
    page.strike("2").await?;
    page.is_open("Checkout is slow").await?;
    page.has_chosen("the queue fills").await?;
    page.strike("q").await?;
    stands_on(&page, "Retries had no limit").await?;
    page.strike("ArrowDown").await?;
    stands_on(&page, "Limit retries to three").await?;
    page.enter().await?;
    until("the card of the change", async || {
        Ok(page
            .ask::<bool>(r#"return document.activeElement?.matches(".link-card") ?? false;"#, &[])
            .await?
            .then_some(()))
    })
    .await?;
    stands_on(&page, "Limit retries to three").await?;
    page.is_without_complaints().await
}

/// An entry that is corrected or deleted shows on the finding that names it.
pub async fn what_becomes_of_an_entry_shows_on_its_finding(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Checkout is slow", &["retries rise"]).await?;
    find(&page, "Retries had no limit", "retries rise").await?;
    page.strike("e").await?;
    page.has_chosen("retries rise").await?;
    page.edit("retries rise").await?;
    page.type_keys(" a lot").await?;
    page.enter().await?;
    page.has_chosen("retries rise a lot").await?;
    page.strike("q").await?;
    stands_on(&page, "Retries had no limit").await?;
    page.enter().await?;
    card_shows(&page, "Retries had no limit", "corrected since").await?;
    page.shows("Look again at what shows “Retries had no limit”: an entry was corrected since.").await?;
    page.press("Looked again").await?;
    page.shows_no("corrected since").await?;

    stands_on(&page, "Retries had no limit").await?;
    page.strike("e").await?;
    page.has_chosen("retries rise a lot").await?;
    page.strike("x").await?;
    page.shows("In the trash").await?;
    page.strike("y").await?;
    until("the postmortem", async || Ok(page.path().await?.contains("/postmortem").then_some(()))).await?;
    page.strike("2").await?;
    card_shows(&page, "Retries had no limit", "in the trash").await?;
    page.is_without_complaints().await
}

/// Finds “Retries had no limit”, leaves “ in the client” typed at it in this tab and writes “ at night” in another one, where the page
/// then is; answers with this tab.
async fn two_write(page: &Page) -> Fallible<WindowHandle> {
    find(page, "Retries had no limit", "retries rise").await?;
    is_saved(page).await?;
    let path = page.path().await?;
    let first = page.tab().await?;
    // What is typed in this tab is not written when another one is looked at: as on another device.
    page.ask::<()>(r#"addEventListener("blur", (event) => event.stopImmediatePropagation(), true);"#, &[]).await?;
    page.enter().await?;
    page.shows("The condition").await?;
    page.type_keys(" in the client").await?;
    page.open_tab().await?;
    page.visit(&path).await?;
    page.strike("2").await?;
    card_shows(page, "Retries had no limit", "retries rise").await?;
    page.ask::<()>(r#"document.querySelector(".link-card").focus();"#, &[]).await?;
    page.enter().await?;
    page.shows("The condition").await?;
    page.type_keys(" at night").await?;
    page.strike("Escape").await?;
    stands_on(page, "Retries had no limit at night").await?;
    Ok(first)
}

/// Where two tabs change one finding at once, both versions stand on its card until somebody says. Esc writes, as in a section.
pub async fn two_tabs_that_change_one_finding_are_both_heard(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Two hands", &["retries rise"]).await?;
    let first = two_write(&page).await?;
    page.switch_to(&first).await?;
    page.strike("Escape").await?;
    page.shows("changed in two places at once").await?;
    let shown = card(&page, "Retries had no limit").await?;
    ensure!(shown.contains("in the client") && shown.contains("at night"), "the card shows {shown:?}");
    page.press("Both, one below the other").await?;
    page.shows_no("changed in two places at once").await?;
    card_shows(&page, "Retries had no limit", "in the client").await?;
    card_shows(&page, "Retries had no limit", "at night").await?;
    page.is_without_complaints().await
}

/// A text of a finding that was typed when the page went is told of on its card, and comes back beside what others wrote since.
pub async fn an_unsent_finding_is_told_of_and_overwrites_nothing(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Came back", &["retries rise"]).await?;
    let first = two_write(&page).await?;
    is_saved(&page).await?;
    page.switch_to(&first).await?;
    page.reload().await?;
    page.strike("2").await?;
    page.shows("Something was typed here and not saved.").await?;
    page.press("Open it").await?;
    page.shows("This was typed and not saved when the page went.").await?;
    page.strike("Escape").await?;
    page.shows("changed in two places at once").await?;
    let shown = card(&page, "Retries had no limit").await?;
    ensure!(shown.contains("in the client") && shown.contains("at night"), "the card shows {shown:?}");
    page.is_without_complaints().await
}

/// Opens the same findings in another tab and chooses the card that says this; the first tab writes nothing when it is left, as
/// another device would not.
async fn elsewhere(page: &Page, text: &str) -> Fallible<(WindowHandle, WindowHandle)> {
    page.ask::<()>(r#"addEventListener("blur", (event) => event.stopImmediatePropagation(), true);"#, &[]).await?;
    let (path, first) = (page.path().await?, page.tab().await?);
    let second = page.open_tab().await?;
    page.visit(&path).await?;
    page.strike("2").await?;
    card_shows(page, text, text).await?;
    page.ask::<()>(r#"document.querySelector(".link-card").focus();"#, &[]).await?;
    stands_on(page, text).await?;
    Ok((first, second))
}

/// A finding that is deleted in another tab while it is written stays under the hands of whoever writes it, and what they go on
/// typing is no command; it is in the trash until they say that it stays.
pub async fn a_finding_that_is_deleted_elsewhere_stays_with_its_writer(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Deleted elsewhere", &["retries rise"]).await?;
    find(&page, "Retries had no limit", "retries rise").await?;
    is_saved(&page).await?;
    page.enter().await?;
    page.shows("The condition").await?;
    page.type_keys(" abc").await?;
    let (first, second) = elsewhere(&page, "Retries had no limit").await?;
    page.press("Delete").await?;
    page.shows("“Retries had no limit” is in the trash.").await?;

    page.switch_to(&first).await?;
    page.shows("This was deleted elsewhere.").await?;
    page.type_keys(" zebra").await?;
    page.is_on("field The condition").await?;
    let written = page.focus().await?.text.unwrap_or_default();
    ensure!(written == "Retries had no limit abc zebra", "the field holds {written:?}");
    page.strike("Escape").await?;
    page.is_on("button Keep it").await?;
    page.switch_to(&second).await?;
    page.shows("“Retries had no limit” is in the trash.").await?;

    page.switch_to(&first).await?;
    page.enter().await?;
    page.shows_no("This was deleted elsewhere.").await?;
    page.is_on("field The condition").await?;
    page.strike("Escape").await?;
    stands_on(&page, "Retries had no limit abc zebra").await?;
    page.switch_to(&second).await?;
    card_shows(&page, "Retries had no limit abc zebra", "retries rise").await?;
    // Whoever deleted it is told, and stands on its card again.
    page.shows("Somebody is writing it, so it stays.").await?;
    stands_on(&page, "Retries had no limit abc zebra").await?;

    // Let go, it stays in the trash, with the way back.
    page.switch_to(&first).await?;
    page.enter().await?;
    page.type_keys(" walrus").await?;
    page.switch_to(&second).await?;
    page.ask::<()>(r#"document.querySelector(".link-card").focus();"#, &[]).await?;
    page.press("Delete").await?;
    page.shows("“Retries had no limit abc zebra” is in the trash.").await?;
    page.switch_to(&first).await?;
    page.press("Let it go").await?;
    page.shows("“Retries had no limit abc zebra” is in the trash.").await?;
    is_in(&page, "chain-undo").await?;
    page.enter().await?;
    stands_on(&page, "Retries had no limit abc zebra").await?;
    ensure!(!page.words().await?.contains("walrus"), "what was let go is offered again");
    page.is_without_complaints().await
}

/// Whoever writes on in a finding that two tabs have written has both versions in the field, and none goes without a word.
pub async fn both_versions_of_a_finding_are_written_on(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Written on", &["retries rise"]).await?;
    find(&page, "Retries had no limit", "retries rise").await?;
    is_saved(&page).await?;
    page.enter().await?;
    page.shows("The condition").await?;
    page.type_keys(" in the client").await?;
    let (first, _) = elsewhere(&page, "Retries had no limit").await?;
    page.enter().await?;
    page.shows("The condition").await?;
    page.type_keys(" at night").await?;
    page.strike("Escape").await?;
    stands_on(&page, "Retries had no limit at night").await?;
    page.switch_to(&first).await?;
    page.strike("Escape").await?;
    page.shows("changed in two places at once").await?;
    stands_on(&page, "Retries had no limit").await?;
    page.enter().await?;
    page.shows("Both versions stand in the field").await?;
    // Left as it is, nothing is settled.
    page.strike("Escape").await?;
    page.shows("Both versions are here until you say which one holds").await?;
    stands_on(&page, "Retries had no limit").await?;
    page.enter().await?;
    page.shows("Both versions stand in the field").await?;
    page.type_keys(" too").await?;
    page.strike("Escape").await?;
    page.shows_no("changed in two places at once").await?;
    for words in ["in the client", "at night", "too"] {
        card_shows(&page, "Retries had no limit", words).await?;
    }
    page.is_without_complaints().await
}

/// Of a long finding its card shows the beginning, until somebody asks for the rest.
pub async fn a_long_finding_is_cut_at_rest(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Long", &["retries rise"]).await?;
    page.strike("f").await?;
    is_in(&page, "new-finding").await?;
    page.insert(&format!("Beginning {}end.", "all day long ".repeat(4_000))).await?;
    page.enter().await?;
    stands_on(&page, "Beginning").await?;
    let shown = card(&page, "Beginning").await?;
    ensure!(shown.len() < 2_000 && !shown.contains("end."), "the card shows {} bytes at rest", shown.len());
    page.press("more").await?;
    card_shows(&page, "Beginning", "end.").await?;
    page.press("less").await?;
    until("the beginning alone", async || Ok((!card(&page, "Beginning").await?.contains("end.")).then_some(())))
        .await?;
    page.is_without_complaints().await
}

/// On the follow-ups, a key that asks for something goes where it is asked, and what is typed at once is for its field.
pub async fn what_is_typed_on_the_follow_ups_lands_in_the_dialog(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Checkout is slow", &["retries rise"]).await?;
    find(&page, "Retries had no limit", "retries rise").await?;
    change(&page, "Limit retries to three").await?;
    page.strike("F").await?;
    stands_on(&page, "Limit retries to three").await?;
    page.type_keys("pthe drill showed it").await?;
    is_in(&page, "prove-looked").await?;
    page.enter().await?;
    stands_on(&page, "Limit retries to three").await?;
    card_shows(&page, "Limit retries to three", "the drill showed it").await?;
    page.is_without_complaints().await
}

/// Numbers that cannot be computed and cards that are written in say more to those who listen: that makes no second scrollbar.
pub async fn the_panes_scroll_inside_of_the_window(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Checkout is slow", &["retries rise"]).await?;
    page.strike("4").await?;
    page.shows("No entry says “detected”.").await?;
    page.fits_its_window("numbers").await?;
    page.strike("2").await?;
    page.shows("No finding yet.").await?;
    find(&page, "Retries had no limit", "retries rise").await?;
    change(&page, "Improve monitoring").await?;
    card_shows(&page, "Improve monitoring", "1 hint").await?;
    page.enter().await?;
    page.shows("Kind of change").await?;
    page.fits_its_window("a change that is written").await?;
    page.is_without_complaints().await
}

/// With Shift held the list of entries stays for another one.
pub async fn several_entries_are_named_in_one_go(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Checkout is slow", &["retries rise", "the queue fills"]).await?;
    page.strike("f").await?;
    is_in(&page, "new-finding").await?;
    page.type_keys("Retries had no limit").await?;
    page.enter().await?;
    stands_on(&page, "Retries had no limit").await?;
    page.strike("q").await?;
    is_in(&page, "evidence-query").await?;
    page.type_keys("retries").await?;
    page.strike("Shift+Enter").await?;
    page.shows("Named: retries rise").await?;
    is_in(&page, "evidence-query").await?;
    page.strike("Ctrl+a").await?;
    page.type_keys("queue").await?;
    page.enter().await?;
    stands_on(&page, "Retries had no limit").await?;
    card_shows(&page, "Retries had no limit", "retries rise").await?;
    card_shows(&page, "Retries had no limit", "the queue fills").await?;
    page.is_without_complaints().await
}

/// What it would have taken becomes one change, however often that is asked for: the card names it and leads to it.
pub async fn what_a_test_would_have_taken_becomes_one_change(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    to_findings(&page, "Lists were too long", &["the page stays empty"]).await?;
    find(&page, "No test had full lists", "the page stays empty").await?;
    page.enter().await?;
    page.press("Could a test have caught it?").await?;
    page.fill(None, "What it would have taken", "A load test with full lists").await?;
    page.enter().await?;
    stands_on(&page, "A load test with full lists").await?;
    page.strike("ArrowUp").await?;
    stands_on(&page, "No test had full lists").await?;
    page.enter().await?;
    page.press("Could a test have caught it?").await?;
    page.shows("“A load test with full lists” is a change already.").await?;
    page.press("Go to it").await?;
    stands_on(&page, "A load test with full lists").await?;
    let made = page.stored(r#""kind":"follow_up""#).await?.len();
    ensure!(made == 1, "{made} changes were made of it");
    page.is_without_complaints().await
}

/// The pane and the follow-ups, empty and filled, wide and narrow, light and dark.
pub async fn the_chain_and_the_follow_ups_are_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as("Dana Meier", "/follow-ups").await?;
    page.shows("Nothing was promised yet").await?;
    checks.all("no follow-ups").await?;
    page.visit("/").await?;
    to_findings(&page, "Checkout is slow", &["retries rise", "the queue fills"]).await?;
    page.strike("2").await?;
    page.shows("No finding yet.").await?;
    checks.all("no findings").await?;
    find(&page, "Retries had no limit", "retries rise").await?;
    name_evidence(&page, "Retries had no limit", "the queue fills").await?;
    change(&page, "Limit retries to three").await?;
    checks.all("a finding and a change").await?;
    page.strike("b").await?;
    is_in(&page, "commit-owner").await?;
    checks.all("a promise").await?;
    page.strike("Escape").await?;
    stands_on(&page, "Limit retries to three").await?;
    page.enter().await?;
    page.shows("Kind of change").await?;
    checks.all("a change that is written").await?;
    page.strike("Escape").await?;
    stands_on(&page, "Limit retries to three").await?;
    page.strike("ArrowUp").await?;
    stands_on(&page, "Retries had no limit").await?;
    page.enter().await?;
    page.press("Could a test have caught it?").await?;
    page.shows("What it would have taken").await?;
    checks.all("a finding that is written").await?;
    page.press("Close").await?;
    stands_on(&page, "Retries had no limit").await?;
    page.strike("F").await?;
    stands_on(&page, "Limit retries to three").await?;
    checks.all("follow-ups").await?;
    page.press("What comes back").await?;
    page.shows("Nothing to count yet").await?;
    checks.all("what comes back").await?;
    page.is_without_complaints().await
}
