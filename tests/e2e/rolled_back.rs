//! An incident's culprit, by keys: the migration is pasted, its questions are answered, its lines signed, its canary measured and
//! rolled back, the safe way kept as follow-ups, the review handed out; and somebody else signs a line in a copy.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::accessibility::Checks;
use crate::chain::is_in;
use crate::changes::{axis, counts, download, steps};
use crate::hands::Hands;
use crate::page::until;
use crate::stage::Stage;
use crate::{Fallible, ensure};

const TITLE: &str = "Orders cannot be saved";
const DEPLOYED: &str = "Migration 0188 deployed";

/// A column is renamed under the release that runs, and another one is required of it.
const CULPRIT: &str = "ALTER TABLE orders RENAME COLUMN total TO amount;\n\
                       ALTER TABLE orders ALTER COLUMN region SET NOT NULL;\n";

/// The change, from the incident that it made to the files that tell of it.
pub async fn a_culprit_is_reviewed_rolled_back_and_followed_up(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let hands = Hands { page };
    let page = &hands.page;
    let checks = Checks::new(&stage, page).await?;
    page.visit_as("Dana Meier", "/").await?;
    let room = find_culprit(&hands).await?;
    let path = page.path().await?;
    answer(&hands).await?;
    sign(&hands, "Author: Previous release", "tag r1841").await?;
    sign(&hands, "Reviewer: Old writes", "every query of r1841").await?;
    sign(&hands, "DBA: Size", "41 million rows").await?;
    page.shows("3 of ").await?;
    checks.all("a culprit that is answered for").await?;

    let kept = keep_the_safe_way(&hands).await?;
    roll_out_and_back(&hands).await?;
    checks.all("a culprit that was rolled back").await?;
    // The window was narrow and is wide again.
    page.ask::<()>("document.activeElement.scrollIntoView();", &[]).await?;
    let markdown = hand_out(&hands).await?;
    for part in [
        "## Rollback review: Migration 0188 deployed\n",
        "tag r1841",
        "every query of r1841",
        "41 million rows",
        "region IS NULL: 0",
        "### Rollout",
        "Does not go with the schema change",
        "#### Gate at 5 %: roll back",
        "34000",
        "the orders team waits for it",
    ] {
        ensure!(markdown.contains(part), "{part:?} is missing in:\n{markdown}");
    }
    let file = download(&stage, page, "sent.jsonl").await?;
    let back = sign_elsewhere(&stage, &file, &path).await?;
    page.visit("/changes").await?;
    page.shows(DEPLOYED).await?;
    page.choose_file(&back).await?;
    ensure!(page.preview().await?.contains("is here already"), "it is not known");
    page.press("Unite with what is here").await?;
    page.shows("4 of ").await?;
    page.strike("F").await?;
    counts(page, ".promise", kept + 1).await?;
    page.visit(&room).await?;
    page.is_in_room(TITLE).await?;
    page.shows("The culprit (rollback: unsafe)").await?;
    page.is_without_complaints().await
}

/// The change that was logged becomes a change under review, and the culprit; answers with the path of its incident.
async fn find_culprit(hands: &Hands) -> Fallible<String> {
    let page = &hands.page;
    hands.declare(TITLE).await?;
    hands.log(&format!("/change {DEPLOYED}")).await?;
    page.is_all_saved().await?;
    let room = page.path().await?;
    page.strike("Escape").await?;
    page.has_chosen(DEPLOYED).await?;
    page.strike("q").await?;
    hands.tab_to("button Review it as a schema change", "Tab").await?;
    page.enter().await?;
    is_in(page, "script-up").await?;
    page.insert(CULPRIT).await?;
    axis(page, "If we roll the code back", "Unsafe").await?;
    page.strike("Escape").await?;
    hands.tab_to("choice What it is", "Tab").await?;
    page.type_keys("culprit").await?;
    hands.tab_to("choice Incident", "Tab").await?;
    page.type_keys("INC-1").await?;
    hands.tab_to("field Say so in its timeline", "Tab").await?;
    page.strike(" ").await?;
    hands.tab_to("button Link", "Tab").await?;
    page.enter().await?;
    page.shows("culprit in").await?;
    Ok(room)
}

/// What the review asks, with what was looked at.
async fn answer(hands: &Hands) -> Fallible {
    let page = &hands.page;
    hands.tab_to("field What was looked at", "Shift+Tab").await?;
    page.type_keys("SELECT count(*) WHERE region IS NULL: 0").await?;
    hands.tab_to("button No", "Tab").await?;
    page.enter().await?;
    page.shows("All are answered").await
}

/// Signs the line of that title.
async fn sign(hands: &Hands, line: &str, evidence: &str) -> Fallible {
    let page = &hands.page;
    hands.tab_to(&format!("fold {line}"), "Tab").await?;
    page.enter().await?;
    hands.tab_to("field Evidence", "Tab").await?;
    page.type_keys(evidence).await?;
    hands.tab_to("button Sign as @dana", "Tab").await?;
    page.enter().await?;
    page.shows(evidence).await
}

/// Every step of the safe way becomes a follow-up of the incident; answers with how many there are.
async fn keep_the_safe_way(hands: &Hands) -> Fallible<usize> {
    let page = &hands.page;
    let all = steps(page, ".step").await?;
    ensure!(all >= 6, "two changes have {all} steps");
    hands.tab_to(&format!("button Keep {all} steps as follow-ups"), "Shift+Tab").await?;
    page.enter().await?;
    page.shows(&format!("{all} steps are kept as follow-ups")).await?;
    counts(page, ".step__kept", all).await?;
    page.is_on(&format!("p {all} steps are kept")).await?;
    Ok(all)
}

/// A canary is planned with a warning, begun with a reason, measured and rolled back; why is to be found out.
async fn roll_out_and_back(hands: &Hands) -> Fallible {
    let page = &hands.page;
    hands.tab_to("button Plan the rollout", "Tab").await?;
    page.enter().await?;
    is_in(page, "rollout-heading").await?;
    page.shows("Not begun.").await?;
    hands.tab_to("radio All at once", "Tab").await?;
    page.strike(" ").await?;
    for _ in 0..8 {
        if page.focus().await?.on.starts_with("radio Canary") {
            break;
        }
        page.strike("ArrowDown").await?;
    }
    page.is_on("radio Canary").await?;
    page.shows("Does not go with the schema change").await?;
    hands.tab_to("button Start at 5 %", "Shift+Tab").await?;
    page.enter().await?;
    page.shows("say why it starts all the same").await?;
    is_in(page, "rollout-why").await?;
    page.type_keys("the orders team waits for it").await?;
    hands.tab_to("button Start at 5 %", "Shift+Tab").await?;
    page.enter().await?;
    page.shows("At 5 % since").await?;
    hands.tab_to("field Baseline", "Tab").await?;
    page.type_keys("12 of 34000").await?;
    hands.tab_to("field Canary", "Tab").await?;
    page.type_keys("96 of 1800").await?;
    page.shows("n 34000 / 1800").await?;
    hands.tab_to("button Roll back", "Shift+Tab").await?;
    page.enter().await?;
    page.shows("Rolled back at 5 %").await?;
    hands.tab_to("button Keep it as a follow-up", "Tab").await?;
    page.enter().await?;
    page.shows("A follow-up is kept: find out why.").await?;
    page.is_on("p It is kept as a follow-up.").await
}

/// The review for a pull request.
async fn hand_out(hands: &Hands) -> Fallible<String> {
    let page = &hands.page;
    hands.tab_to("button Hand out", "Shift+Tab").await?;
    page.enter().await?;
    page.shows("It goes out as it stands now").await?;
    let ready = r#"return document.querySelector("dialog [aria-label='Download JSON']").ariaDisabled === "false";"#;
    until("the texts", async || Ok(page.ask::<bool>(ready, &[]).await?.then_some(()))).await?;
    hands.tab_to("button Download Markdown for GitHub", "Tab").await?;
    page.enter().await?;
    let markdown = String::from_utf8(page.take_download("migration-0188-deployed.md").await?)?;
    page.strike("Escape").await?;
    Ok(markdown)
}

/// Somebody else takes the copy in, signs a line of it, and hands it back.
async fn sign_elsewhere(stage: &Rc<Stage>, file: &Path, path: &str) -> Fallible<PathBuf> {
    let other = stage.open_profile("another").await?;
    other.visit_as("Ito Haruka", "/changes").await?;
    other.choose_file(file).await?;
    other.preview().await?;
    other.press("Unite with what is here").await?;
    axis(&other, "If we roll the code back", "Unsafe").await?;
    ensure!(other.path().await? == path, "it has another address there: {}", other.path().await?);
    other.press("On-call: ").await?;
    other.fill(None, "Evidence", "looked at the old release").await?;
    other.press("Sign as @ito").await?;
    other.shows("looked at the old release").await?;
    other.is_without_complaints().await?;
    download(stage, &other, "signed.jsonl").await
}
