//! The postmortem: its document, the timeline to quote from, and the questions.

use std::rc::Rc;
use std::time::Duration;

use serde_json::json;

use crate::accessibility::Checks;
use crate::chain::stands_on;
use crate::page::{Page, until};
use crate::stage::Stage;
use crate::told::pick;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";

/// The field in which a question is looked for.
const FIND: &str = "Find a question, or ask in your own words";

/// How long before the end of a page something was typed, at least.
const BEFORE_THE_END: Duration = Duration::from_millis(400);

/// Declares an incident with these entries, and goes to its postmortem with all sections shown; answers with its path.
async fn begin(page: &Page, title: &str, entries: &[&str]) -> Fallible<String> {
    page.visit_as(ME, "/").await?;
    page.declare(title).await?;
    for entry in entries {
        page.say_and_wait(entry).await?;
    }
    page.strike("Escape").await?;
    page.strike("y").await?;
    page.shows("empty sections").await?;
    page.press("14 empty sections").await?;
    page.shows("What made it possible").await?;
    page.path().await
}

/// Gives the passage of that name the focus, as the Tab key does.
async fn focus(page: &Page, name: &str) -> Fallible {
    let script = r#"
        const passage = [...document.querySelectorAll(".passage")].find((one) => one.ariaLabel === arguments[0]);
        passage?.focus();
        return document.activeElement === passage && passage !== undefined;
    "#;
    until(&format!("the passage {name}"), async || Ok(page.ask::<bool>(script, &[json!(name)]).await?.then_some(())))
        .await
}

/// Opens the passage of that name to be written.
pub async fn open(page: &Page, name: &str) -> Fallible {
    focus(page, name).await?;
    page.strike("Enter").await?;
    page.is_on(&format!("field {name}")).await
}

/// What stands in the passage of that name, as it is read; none while it is written.
async fn text(page: &Page, name: &str) -> Fallible<Option<String>> {
    let script = r#"
        const passage = [...document.querySelectorAll(".passage")].find((one) => one.ariaLabel === arguments[0]);
        return passage?.querySelector(".md")?.innerText ?? null;
    "#;
    page.ask(script, &[json!(name)]).await
}

/// Waits until that is read in the passage of that name.
pub async fn reads(page: &Page, name: &str, wanted: &str) -> Fallible {
    until(&format!("{wanted:?} in {name}"), async || {
        Ok(text(page, name).await?.is_some_and(|text| text.contains(wanted)).then_some(()))
    })
    .await
}

/// Waits until everything that was written in the postmortem is saved.
pub async fn is_saved(page: &Page) -> Fallible {
    let script = r#"return words(document.querySelector(".postmortem__saved")) === "✓ saved";"#;
    until("the mark of the postmortem", async || Ok(page.ask::<bool>(script, &[]).await?.then_some(()))).await
}

/// Keeps what is typed in this tab from being written when another one is looked at: as on another device.
async fn keep_unwritten(page: &Page) -> Fallible {
    page.ask(r#"addEventListener("focusout", (event) => event.stopImmediatePropagation(), true);"#, &[]).await
}

/// What stands in the field that has the focus.
async fn field(page: &Page) -> Fallible<String> {
    Ok(page.focus().await?.text.unwrap_or_default())
}

/// During the fire empty sections stay out of the way. A section is opened, written and left by keys; what it said before
/// can be seen.
pub async fn a_section_is_written_by_keys(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Written by keys").await?;
    page.say_and_wait("p99 at 4 s").await?;
    page.strike("Escape").await?;
    page.strike("y").await?;
    page.shows("14 empty sections").await?;
    ensure!(!page.words().await?.contains("Where we were lucky"), "empty sections are shown during the fire");
    page.press("14 empty sections").await?;
    open(&page, "Summary").await?;
    page.insert("Checkout was slow.").await?;
    page.strike("Escape").await?;
    reads(&page, "Summary", "Checkout was slow.").await?;
    is_saved(&page).await?;
    page.reload().await?;
    page.shows("13 empty sections").await?;
    open(&page, "Summary").await?;
    page.strike("Ctrl+a").await?;
    page.insert("Checkout was *down*.").await?;
    page.strike("Ctrl+Enter").await?;
    reads(&page, "Summary", "Checkout was down.").await?;
    page.press("History").await?;
    let told = until("both versions", async || {
        let versions = page.history().await?;
        Ok((versions.len() == 2).then_some(versions))
    })
    .await?;
    ensure!(told[1].contains("Checkout was slow."), "the first version reads {:?}", told[1]);
    // The panes are tabs, and the address names the one that is shown.
    page.strike("3").await?;
    page.shows("Asked every time").await?;
    page.strike("ArrowLeft").await?;
    page.strike("Home").await?;
    page.shows("13 empty sections").await?;
    page.strike("End").await?;
    page.is_on("button Review").await?;
    page.strike("r").await?;
    page.is_in_room("Written by keys").await?;
    page.is_without_complaints().await
}

/// Lines that two tabs change merge; where both change the same, both stand there until somebody says.
pub async fn two_tabs_merge_lines_and_show_both_where_they_disagree(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let path = begin(&page, "Two hands", &["p99 at 4 s"]).await?;
    open(&page, "Summary").await?;
    page.insert("First line.\n\nSecond line.\n\nThird line.").await?;
    page.strike("Escape").await?;
    is_saved(&page).await?;
    let first = page.tab().await?;
    let second = page.open_tab().await?;
    page.visit(&path).await?;
    reads(&page, "Summary", "Third line.").await?;

    // The one begins, the other is faster.
    page.switch_to(&first).await?;
    keep_unwritten(&page).await?;
    open(&page, "Summary").await?;
    page.fill(None, "Summary", "FIRST line.\n\nSecond line.\n\nThird line.").await?;
    page.switch_to(&second).await?;
    open(&page, "Summary").await?;
    page.fill(None, "Summary", "First line.\n\nSecond line.\n\nThird LINE.").await?;
    page.strike("Escape").await?;
    is_saved(&page).await?;
    page.switch_to(&first).await?;
    page.strike("Escape").await?;
    for tab in [&first, &second] {
        page.switch_to(tab).await?;
        reads(&page, "Summary", "FIRST line.").await?;
        reads(&page, "Summary", "Third LINE.").await?;
    }

    page.switch_to(&first).await?;
    open(&page, "Summary").await?;
    page.fill(None, "Summary", "Mine.").await?;
    page.switch_to(&second).await?;
    open(&page, "Summary").await?;
    page.fill(None, "Summary", "Yours.").await?;
    page.strike("Escape").await?;
    is_saved(&page).await?;
    page.switch_to(&first).await?;
    page.strike("Escape").await?;
    page.shows("changed in two places at once").await?;
    page.shows("Mine.").await?;
    page.shows("Yours.").await?;
    page.press("Both, one below the other").await?;
    page.shows_no("changed in two places at once").await?;
    for tab in [&first, &second] {
        page.switch_to(tab).await?;
        reads(&page, "Summary", "Mine.").await?;
        reads(&page, "Summary", "Yours.").await?;
    }
    page.is_without_complaints().await
}

/// Whoever writes on in a section that two tabs have written has both versions in the field, and none goes without a word.
pub async fn both_versions_of_a_section_are_written_on(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let path = begin(&page, "Written on", &["p99 at 4 s"]).await?;
    let first = page.tab().await?;
    keep_unwritten(&page).await?;
    open(&page, "Summary").await?;
    page.insert("Version from A").await?;
    page.open_tab().await?;
    page.visit(&path).await?;
    page.press("14 empty sections").await?;
    open(&page, "Summary").await?;
    page.insert("Version from B").await?;
    page.strike("Escape").await?;
    is_saved(&page).await?;
    page.switch_to(&first).await?;
    page.strike("Escape").await?;
    page.shows("changed in two places at once").await?;
    open(&page, "Summary").await?;
    page.shows("Both versions stand in the field").await?;
    page.strike("Ctrl+End").await?;
    page.insert(" more").await?;
    page.strike("Escape").await?;
    page.shows_no("changed in two places at once").await?;
    for version in ["Version from A", "Version from B", "more"] {
        reads(&page, "Summary", version).await?;
    }
    page.is_without_complaints().await
}

/// A section of one's own that is deleted in another tab while it is written stays with its writer until they say.
pub async fn a_section_that_is_deleted_elsewhere_stays_with_its_writer(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let path = begin(&page, "Deleted elsewhere", &["p99 at 4 s"]).await?;
    page.fill(None, "A section of your own", "Legal review").await?;
    page.strike("Enter").await?;
    page.is_on("field Legal review").await?;
    is_saved(&page).await?;
    keep_unwritten(&page).await?;
    page.insert("Reported on Monday.").await?;
    let first = page.tab().await?;
    let second = page.open_tab().await?;
    page.visit(&path).await?;
    page.shows("Legal review").await?;
    page.press("Delete").await?;
    page.shows("In the trash: Legal review").await?;
    page.switch_to(&first).await?;
    page.shows("This was deleted elsewhere.").await?;
    page.insert(" To the board.").await?;
    ensure!(field(&page).await? == "Reported on Monday. To the board.", "the field holds {:?}", field(&page).await?);
    page.switch_to(&second).await?;
    page.shows("In the trash: Legal review").await?;
    page.switch_to(&first).await?;
    page.press("Keep it").await?;
    page.shows_no("This was deleted elsewhere.").await?;
    page.is_on("field Legal review").await?;
    page.strike("Escape").await?;
    for tab in [&first, &second] {
        page.switch_to(tab).await?;
        reads(&page, "Legal review", "Reported on Monday. To the board.").await?;
    }
    page.is_without_complaints().await
}

/// After a reload in the middle of a word one goes on typing: the field that came back has the focus, and Enter on its passage
/// leads into it.
pub async fn whoever_reloads_goes_on_typing(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    begin(&page, "Reloaded", &["p99 at 4 s"]).await?;
    keep_unwritten(&page).await?;
    open(&page, "Summary").await?;
    page.insert("Checkout was").await?;
    tokio::time::sleep(BEFORE_THE_END).await;
    page.reload().await?;
    page.shows("This was typed and not saved when the page went.").await?;
    page.is_on("field Summary").await?;
    page.insert(" slow").await?;
    ensure!(field(&page).await? == "Checkout was slow", "the field holds {:?}", field(&page).await?);
    focus(&page, "Summary").await?;
    page.strike("Enter").await?;
    page.is_on("field Summary").await?;
    page.strike("Escape").await?;
    reads(&page, "Summary", "Checkout was slow").await?;
    page.is_without_complaints().await
}

/// A text that was typed when the browser was killed comes back in its section, and nowhere else.
pub async fn an_unsent_section_comes_back_where_it_was_typed(stage: Rc<Stage>) -> Fallible {
    let mut page = stage.open().await?;
    let path = begin(&page, "Killed", &["p99 at 4 s"]).await?;
    open(&page, "Impact").await?;
    page.insert("Four in ten payments failed.").await?;
    tokio::time::sleep(BEFORE_THE_END).await;
    page.browser().kill().await;

    page = stage.open().await?;
    page.visit_as(ME, path.trim_end_matches("/postmortem")).await?;
    page.is_in_room("Killed").await?;
    tokio::time::sleep(Duration::from_millis(600)).await;
    ensure!(page.box_text().await?.is_empty() && page.offered().await?.is_empty(), "the box of the room took it");
    page.visit(&path).await?;
    // Also during the fire, when empty sections are out of the way.
    page.shows("This was typed and not saved when the page went.").await?;
    page.ask::<()>(r#"document.querySelector(".passage textarea").focus();"#, &[]).await?;
    ensure!(field(&page).await? == "Four in ten payments failed.", "the field holds {:?}", field(&page).await?);
    page.strike("Escape").await?;
    reads(&page, "Impact", "Four in ten payments failed.").await?;
    is_saved(&page).await?;
    page.reload().await?;
    reads(&page, "Impact", "Four in ten payments failed.").await?;
    ensure!(!page.words().await?.contains("This was typed and not saved"), "what was saved is offered again");
    let journalled = page.journalled().await?;
    ensure!(journalled == 0, "{journalled} unsent texts are still journalled");
    Ok(())
}

/// What was typed when the page went comes back beside what others wrote since, and not in its place.
pub async fn an_unsent_section_overwrites_nothing(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let path = begin(&page, "Came back", &["p99 at 4 s"]).await?;
    open(&page, "Summary").await?;
    page.insert("Base line.").await?;
    page.strike("Escape").await?;
    is_saved(&page).await?;
    let first = page.tab().await?;
    keep_unwritten(&page).await?;
    open(&page, "Summary").await?;
    page.fill(None, "Summary", "Base line. MINE").await?;
    tokio::time::sleep(BEFORE_THE_END).await;
    page.open_tab().await?;
    page.visit(&path).await?;
    reads(&page, "Summary", "Base line.").await?;
    open(&page, "Summary").await?;
    page.fill(None, "Summary", "Base line. THEIRS").await?;
    page.strike("Escape").await?;
    is_saved(&page).await?;
    page.switch_to(&first).await?;
    page.reload().await?;
    page.shows("This was typed and not saved when the page went.").await?;
    page.ask::<()>(r#"document.querySelector(".passage textarea").focus();"#, &[]).await?;
    ensure!(field(&page).await? == "Base line. MINE", "the field holds {:?}", field(&page).await?);
    page.strike("Escape").await?;
    page.shows("changed in two places at once").await?;
    page.shows("Base line. MINE").await?;
    page.shows("Base line. THEIRS").await
}

/// What is typed right after the key that quotes is for the field in which entries are found.
pub async fn a_quotation_is_looked_for_at_once(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    begin(&page, "Quoted at once", &["p99 at 4 s", "ran runbook 2"]).await?;
    focus(&page, "Summary").await?;
    page.type_keys("qrunbook 2").await?;
    page.is_on("field Find an entry to quote").await?;
    ensure!(field(&page).await? == "runbook 2", "the field holds {:?}", field(&page).await?);
    page.shows("1 entry").await?;
    // From a pane that has nothing to quote into as well.
    page.strike("Escape").await?;
    page.strike("4").await?;
    page.shows("Length of the drift").await?;
    page.type_keys("qp99").await?;
    page.is_on("field Find an entry to quote").await?;
    ensure!(field(&page).await? == "p99", "the field holds {:?}", field(&page).await?);
    page.is_without_complaints().await
}

/// What stands around the text comes after it: where that is lost, the text is written all the same, and it comes when it is asked
/// for again.
pub async fn a_text_is_written_without_what_stands_around_it(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("On a bad line").await?;
    page.say_and_wait("p99 at 4 s").await?;
    page.strike("Escape").await?;
    // All files of a build carry one hash.
    let find = r#"return performance.getEntriesByType("resource").map((entry) => entry.name.match(/parts-([0-9a-f]+)\.js$/)?.[1]).find(Boolean)"#;
    let hash = until("the name of a build", async || page.ask::<Option<String>>(find, &[]).await).await?;
    stage.server().lose(&format!("margin-{hash}.wasm"));
    page.strike("y").await?;
    page.shows("14 empty sections").await?;
    page.shows("This page could not be loaded").await?;
    page.press("14 empty sections").await?;
    open(&page, "Summary").await?;
    page.insert("Checkout was slow.").await?;
    page.strike("Escape").await?;
    reads(&page, "Summary", "Checkout was slow.").await?;
    is_saved(&page).await?;
    ensure!(!page.words().await?.contains("no owner"), "the head says what was lost");
    stage.server().find_all();
    page.press("Retry").await?;
    page.shows("no owner").await?;
    page.shows("beside the text, in everything that is handed out").await?;
    focus(&page, "Summary").await?;
    page.type_keys("qp99").await?;
    page.is_on("field Find an entry to quote").await?;
    ensure!(field(&page).await? == "p99", "the field holds {:?}", field(&page).await?);
    reads(&page, "Summary", "Checkout was slow.").await
}

/// Where the key that opens it leads, the arrows and Enter go on into the document. Its pane asked for again is the same.
pub async fn the_document_is_entered_from_where_its_key_leads(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Entered by keys").await?;
    page.say_and_wait("p99 at 4 s").await?;
    page.strike("Escape").await?;
    pick(&page, "p", "Which phase is it in now?", "resolved").await?;
    page.strike("Escape").await?;
    page.strike("y").await?;
    page.shows("What made it possible").await?;
    let is_at_tab = r#"return document.activeElement?.id === "tab-document";"#;
    until("the focus on the tab", async || Ok(page.ask::<bool>(is_at_tab, &[]).await?.then_some(()))).await?;
    page.strike("ArrowDown").await?;
    page.strike("Enter").await?;
    page.is_on("field Summary").await?;
    page.insert("zone a was down, and all was lost").await?;
    page.strike("Escape").await?;
    page.strike("1").await?;
    page.strike("1").await?;
    let rows = r##"return document.querySelectorAll("#quote-list .window__row").length;"##;
    let rows: usize = page.ask(rows, &[]).await?;
    ensure!(rows == 3, "three entries are listed in {rows} rows");
    page.is_without_complaints().await
}

/// An entry is found and quoted into the section that is written; its link leads to the entry and says when it was corrected.
pub async fn an_entry_is_quoted_by_keys(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    begin(&page, "Quoted", &["p99 at 4 s", "rolled back checkout 2.41", "errors fall"]).await?;
    open(&page, "Recovery").await?;
    page.insert("What brought it back:").await?;
    page.strike("Escape").await?;
    page.strike("q").await?;
    page.is_on("field Find an entry to quote").await?;
    page.insert("rolled").await?;
    page.shows("1 entry").await?;
    page.strike("Enter").await?;
    page.shows("Quoted.").await?;
    page.strike("Escape").await?;
    page.is_on("field Recovery").await?;
    let written = field(&page).await?;
    ensure!(
        written.starts_with("What brought it back:\n\n> [")
            && written.contains("](entry:")
            && written.contains(") @dana"),
        "the field holds {written:?}"
    );
    page.strike("Escape").await?;
    reads(&page, "Recovery", "rolled back checkout 2.41").await?;
    is_saved(&page).await?;
    page.ask::<()>(r#"document.querySelector(".passage .cites a").click();"#, &[]).await?;
    page.has_chosen("rolled back checkout 2.41").await?;
    page.edit("rolled back checkout 2.41").await?;
    page.fill(Some("rolled back checkout 2.41"), "What it says", "rolled back checkout 2.40").await?;
    page.press_in_row("rolled back checkout 2.41", "Save").await?;
    page.is_marked("rolled back checkout 2.40", "saved").await?;
    page.strike("y").await?;
    page.shows("corrected since").await?;
    page.is_without_complaints().await
}

/// Another template has other headings and loses nothing.
pub async fn another_template_keeps_what_is_written(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    begin(&page, "Another template", &["p99 at 4 s"]).await?;
    for (name, words) in [("Summary", "Checkout was slow."), ("What surprised us", "Nobody knew the limit.")] {
        open(&page, name).await?;
        page.insert(words).await?;
        page.strike("Escape").await?;
        reads(&page, name, words).await?;
    }
    page.strike("t").await?;
    page.shows("Which template?").await?;
    for _ in 0..6 {
        page.strike("ArrowDown").await?;
    }
    page.shows("+ stays, under its own name").await?;
    page.strike("Enter").await?;
    page.shows_no("Which template?").await?;
    page.shows_no("Lead-up and drift").await?;
    // The short one calls it otherwise; what it has no place for stays.
    reads(&page, "What happened", "Checkout was slow.").await?;
    reads(&page, "What surprised us", "Nobody knew the limit.").await?;
    page.reload().await?;
    reads(&page, "What surprised us", "Nobody knew the limit.").await?;
    page.is_without_complaints().await
}

/// A question is found and answered where it stands; one in somebody's own words is asked when none fits.
pub async fn questions_are_asked_and_answered_by_keys(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    begin(&page, "Asked", &["p99 at 4 s"]).await?;
    page.strike("3").await?;
    page.shows("5 of 64 asked, 0 answered").await?;
    let missing = "What information was missing when it was needed?";
    open(&page, missing).await?;
    page.insert("How full the pool was.").await?;
    page.strike("Escape").await?;
    reads(&page, missing, "How full the pool was.").await?;
    page.shows("5 of 64 asked, 1 answered").await?;
    page.fill(None, FIND, "many connect").await?;
    page.shows("1 questions;").await?;
    page.strike("Enter").await?;
    page.is_on("field What happens when many connect at once, and where was that ever tried?").await?;
    page.strike("Escape").await?;
    page.shows("6 of 64 asked, 1 answered").await?;
    page.fill(None, FIND, "How did the zebra get into the pool?").await?;
    page.shows("No question has these words").await?;
    page.strike("Enter").await?;
    page.is_on("field How did the zebra get into the pool?").await?;
    page.insert("Through the gate.").await?;
    page.strike("Escape").await?;
    page.shows("7 of 65 asked, 2 answered").await?;
    page.shows("asked by @dana").await?;
    // One key makes a finding of an answer.
    focus(&page, missing).await?;
    page.strike("f").await?;
    until("the findings", async || {
        Ok((page.ask::<String>("return location.hash;", &[]).await? == "#findings").then_some(()))
    })
    .await?;
    stands_on(&page, "How full the pool was.").await?;
    page.is_without_complaints().await
}

/// A team makes a template of its own from another one, follows it, and edits it.
pub async fn a_team_makes_its_own_template(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let path = begin(&page, "Our own", &["p99 at 4 s"]).await?;
    page.strike("t").await?;
    page.shows("Which template?").await?;
    page.press("Make your own from this one").await?;
    page.fill(None, "Name", "Payments").await?;
    let text = "## Summary\n\nIn one line.\n\n## Legal review\n\nWhat was reported to whom.\n\n## Root cause\n";
    page.fill(None, "Each heading is a section", text).await?;
    page.shows("3 sections").await?;
    page.press("Save").await?;
    page.shows("Your team's own.").await?;
    page.press("Payments").await?;
    page.shows_no("Which template?").await?;
    page.shows("What was reported to whom.").await?;
    ensure!(!page.words().await?.contains("Lead-up and drift"), "sections of the other template are still shown");
    // It is kept, and the address of a pane opens it.
    page.visit("/").await?;
    page.visit(&format!("{path}#questions")).await?;
    page.shows("Asked every time").await?;
    page.strike("1").await?;
    page.press("3 empty sections").await?;
    page.shows("What was reported to whom.").await?;
    page.is_without_complaints().await
}

/// The document empty and written, with hints, with the timeline over it, with a choice of templates; and the questions.
pub async fn the_document_and_the_questions_are_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    begin(&page, "Sound", &["p99 at 4 s", "rolled back checkout 2.41"]).await?;
    checks.all("an empty document").await?;
    open(&page, "Summary").await?;
    page.insert("Dana should have checked the pool. Human error was the root cause.").await?;
    page.shows("Not this one").await?;
    checks.all("a section that is written, with hints").await?;
    page.press("Not this one").await?;
    page.shows("1 put aside").await?;
    page.strike("Escape").await?;
    page.strike("q").await?;
    page.is_on("field Find an entry to quote").await?;
    page.strike("ArrowDown").await?;
    page.strike("Enter").await?;
    checks.all("the timeline to quote from").await?;
    page.strike("Escape").await?;
    page.strike("Escape").await?;
    page.press("History").await?;
    checks.all("a document with a quotation and a history").await?;
    page.strike("t").await?;
    page.shows("Which template?").await?;
    checks.all("a choice of templates").await?;
    page.press("Make your own from this one").await?;
    page.shows("Your team's template").await?;
    checks.all("a template of a team's own").await?;
    page.press("Cancel").await?;
    page.press("Close").await?;
    page.strike("3").await?;
    page.shows("Asked every time").await?;
    checks.all("questions").await
}
