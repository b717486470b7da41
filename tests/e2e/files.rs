//! Incidents that leave as files and come back, and files that are none.

use std::path::PathBuf;
use std::rc::Rc;

use crate::page::Page;
use crate::stage::{Dice, Stage};
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";

/// Downloaded here, loaded there: the same entries. Loaded again: nothing changes.
pub async fn an_incident_travels_to_another_browser_whole(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Payment queue stuck").await?;
    for number in 0..20 {
        page.say_quickly(&format!("step {number}")).await?;
    }
    page.is_all_saved().await?;
    page.edit("step 7").await?;
    page.fill(Some("step 7"), "What it says", "step seven").await?;
    page.press_in_row("step 7", "Save").await?;
    page.press_in_row("step 8", "Delete").await?;
    page.has_no_row("step 8").await?;
    page.is_all_saved().await?;
    let sent = page.rows().await?;
    ensure!(sent.len() == 20, "{} entries instead of 20", sent.len());
    let (path, file) = download(&stage, &page, "INC-1.jsonl").await?;
    let stored = page.stored("").await?.len();

    let other = stage.open_profile("another").await?;
    other.visit_as("Sam Okafor", "/").await?;
    other.choose_file(&file).await?;
    let preview = other.preview().await?;
    for expected in [
        "“Payment queue stuck” is new here, with 20 entries".to_owned(),
        format!("{stored} new revisions"),
        "0 known".to_owned(),
    ] {
        ensure!(preview.contains(&expected), "the preview does not say “{expected}” but {preview:?}");
    }
    ensure!(other.stored("").await?.is_empty(), "a preview has written something");
    other.press("Unite with what is here").await?;
    other.is_open("Payment queue stuck").await?;
    ensure!(other.path().await? == path, "the incident has another address here: {}", other.path().await?);
    other.is_all_saved().await?;
    ensure!(other.rows().await? == sent, "other entries arrived than were sent");
    other.press("Trash (1)").await?;
    ensure!(other.trash().await? == ["step 8"], "the trash did not come along");

    // Again, from the page of what is kept.
    other.choose_file_in_data(&file).await?;
    let preview = other.preview().await?;
    for expected in ["is here already", "0 new revisions", &format!("{stored} known")] {
        ensure!(preview.contains(expected), "the second preview does not say “{expected}” but {preview:?}");
    }
    other.press("Unite with what is here").await?;
    other.is_open("Payment queue stuck").await?;
    ensure!(other.stored("").await?.len() == stored, "loading twice changed what is stored");
    ensure!(other.rows().await? == sent, "loading twice changed what is shown");

    // And what is added there comes back.
    other.focus_box().await?;
    other.say_and_wait("added by Sam").await?;
    let (_, file) = download(&stage, &other, "INC-1.jsonl").await?;
    page.choose_file_in_data(&file).await?;
    let preview = page.preview().await?;
    ensure!(preview.contains("is here already"), "the way back is previewed as {preview:?}");
    page.press("Unite with what is here").await?;
    page.is_open("Payment queue stuck").await?;
    let row = page.row("added by Sam").await?;
    ensure!(row.who.contains("sam") && row.mark == "saved", "Sam's entry came back as {row:?}");
    stage.note(format!("{stored} revisions, 20 entries there and 21 back"));
    other.is_without_complaints().await?;
    page.is_without_complaints().await
}

/// A damaged line is named by its number and the rest is loaded; what is no such file gets one sentence.
pub async fn what_is_wrong_with_a_file_is_named(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("To be damaged").await?;
    for number in 0..5 {
        page.say_and_wait(&format!("line {number}")).await?;
    }
    let (_, file) = download(&stage, &page, "INC-1.jsonl").await?;
    let text = std::fs::read_to_string(&file)?;
    let damaged_line = 1 + text.lines().position(|line| line.contains("line 3")).ok_or("no such line")?;
    let damaged = stage.folder().join("damaged.jsonl");
    std::fs::write(&damaged, text.replace("line 3", "line X"))?;

    let other = stage.open_profile("another").await?;
    other.visit_as(ME, "/").await?;
    other.choose_file(&damaged).await?;
    let preview = other.preview().await?;
    ensure!(preview.contains(&format!("Line {damaged_line}: ")), "line {damaged_line} is not named: {preview:?}");
    other.press("Unite with what is here").await?;
    other.is_open("To be damaged").await?;
    let texts = other.texts().await?;
    let wanted = ["line 0", "line 1", "line 2", "line 4"];
    ensure!(wanted.iter().all(|text| texts.iter().any(|shown| shown == text)), "the rest did not load: {texts:?}");
    ensure!(!texts.iter().any(|text| text == "line X"), "a line that was changed was taken");
    let before = other.stored("").await?.len();

    let mut dice = Dice::new();
    let noise: Vec<u8> = (0..5_000).map(|_| dice.between(0, 256) as u8).collect();
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89".to_vec();
    for (name, bytes) in [("noise.jsonl", noise), ("empty.jsonl", Vec::new()), ("picture.png", picture)] {
        let path = stage.folder().join(name);
        std::fs::write(&path, bytes)?;
        other.choose_file_in_data(&path).await?;
        let said = other.preview().await?;
        ensure!(said.starts_with("There is no revision in this file"), "about {name} it says {said:?}");
        ensure!(said.lines().count() == 1 && said.len() < 200, "about {name} it says too much: {said:?}");
    }
    ensure!(other.stored("").await?.len() == before, "a file that is none has written something");
    other.is_without_complaints().await
}

/// Downloads the open incident; its path on the site and the file.
async fn download(stage: &Stage, page: &Page, name: &str) -> Fallible<(String, PathBuf)> {
    page.press("Download").await?;
    let bytes = page.take_download(name).await?;
    let file = stage.folder().join(name);
    std::fs::write(&file, bytes)?;
    Ok((page.path().await?, file))
}
