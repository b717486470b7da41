//! What was typed and not said survives what ends the page.

use std::rc::Rc;
use std::time::Duration;

use crate::page::{Page, until};
use crate::stage::{Dice, Stage};
use crate::{Fallible, ensure, is_soak};

const ME: &str = "Rana Idris";

/// How long before the end the last key was struck.
const BEFORE_THE_END: Duration = Duration::from_millis(300);

/// How long a page that was just opened may take until it has offered what there is: it first asks the other tabs.
const UNTIL_OFFERED: Duration = Duration::from_millis(1_000);

fn rounds() -> usize {
    if is_soak() { 100 } else { 25 }
}

/// A text of several lines, some of it outside of the basic plane.
fn draft(number: usize, dice: &mut Dice) -> String {
    match number % 3 {
        0 => format!("draft {number} {}", dice.letters(20)),
        1 => format!("draft {number}\nsecond line {}\n\nfourth line", dice.letters(200)),
        _ => format!("draft {number} 🔥 “quoted” <b>{}</b>", dice.letters(5)),
    }
}

/// Typed at least 300 ms before the browser was killed, it stands in the box of the next browser; said then, it is not
/// offered again.
pub async fn typed_text_survives_a_kill(stage: Rc<Stage>) -> Fallible {
    let mut dice = Dice::new();
    let mut page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Drafts").await?;
    let path = page.path().await?;
    for number in 0..rounds() {
        let text = draft(number, &mut dice);
        type_in_bits(&page, &text).await?;
        tokio::time::sleep(BEFORE_THE_END).await;
        page.browser().kill().await;
        page = stage.open().await?;
        page.visit_as(ME, &path).await?;
        page.is_in_room("Drafts").await?;
        page.box_holds(&text).await.map_err(|error| format!("kill {number}: {error}"))?;
        page.enter().await?;
        page.is_kept(&text).await?;
        page.box_holds("").await?;
    }
    // Both after a reload and after one more kill.
    page.reload().await?;
    nothing_is_offered(&page).await?;
    page.browser().kill().await;
    page = stage.open().await?;
    page.visit_as(ME, &path).await?;
    nothing_is_offered(&page).await?;
    stage.note(format!("{0} of {0} texts back after a kill, none offered after it was said", rounds()));
    Ok(())
}

/// The same when the program itself fails.
pub async fn typed_text_survives_a_panic(stage: Rc<Stage>) -> Fallible {
    let mut dice = Dice::new();
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Panics").await?;
    for number in 0..rounds() {
        let text = draft(number, &mut dice);
        type_in_bits(&page, &text).await?;
        tokio::time::sleep(BEFORE_THE_END).await;
        page.panic().await?;
        page.press("Reload").await?;
        page.is_in_room("Panics").await?;
        page.box_holds(&text).await.map_err(|error| format!("panic {number}: {error}"))?;
        page.enter().await?;
        page.is_kept(&text).await?;
    }
    // And so does what it was to be.
    page.type_keys("/action ask the provider").await?;
    page.box_holds("ask the provider").await?;
    tokio::time::sleep(BEFORE_THE_END).await;
    page.panic().await?;
    page.press("Reload").await?;
    page.is_in_room("Panics").await?;
    page.box_holds("ask the provider").await?;
    page.enter().await?;
    page.is_kept("ask the provider").await?;
    ensure!(page.kind_of("ask the provider").await? == "action", "it is another kind");
    page.reload().await?;
    nothing_is_offered(&page).await?;
    stage.note(format!("{0} of {0} texts back after a panic, none offered after it was said", rounds()));
    Ok(())
}

/// Killed just after Enter, the text is in the timeline or in the box: never lost, and never in both.
pub async fn at_the_moment_of_a_kill_a_text_is_said_or_offered_and_never_both(stage: Rc<Stage>) -> Fallible {
    let kills = if is_soak() { 100 } else { 10 };
    let mut dice = Dice::new();
    let mut page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("On the edge").await?;
    page.is_all_saved().await?;
    let path = page.path().await?;
    let mut said = 0;
    for number in 0..kills {
        let text = format!("edge {number}");
        page.insert(&text).await?;
        tokio::time::sleep(BEFORE_THE_END).await;
        let killer = page.browser().killer();
        let moment = Duration::from_micros(dice.between(0, 30_000));
        let killing = std::thread::spawn(move || {
            std::thread::sleep(moment);
            killer.kill();
        });
        let _ = page.enter().await;
        killing.join().map_err(|_| "the killing thread panicked")?;
        page.browser().forget().await;

        page = stage.open().await?;
        page.visit_as(ME, &path).await?;
        page.is_in_room("On the edge").await?;
        tokio::time::sleep(UNTIL_OFFERED).await;
        let is_said = page.texts().await?.contains(&text);
        let in_box = page.box_text().await?;
        ensure!(is_said != (in_box == text), "kill {number}: said is {is_said}, and the box holds {in_box:?}");
        said += usize::from(is_said);
        if !is_said {
            page.enter().await?;
            page.is_marked(&text, "saved").await?;
        }
    }
    stage.note(format!("{kills} kills: {said} said, {} offered, 0 lost, 0 both", kills - said));
    Ok(())
}

/// Not only the box: a correction under way and the title of an incident that is not declared yet come back as well.
pub async fn edits_and_titles_are_journalled_too(stage: Rc<Stage>) -> Fallible {
    let mut page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    page.declare("Corrections").await?;
    page.say_and_wait("latency rises").await?;
    let path = page.path().await?;
    page.edit("latency rises").await?;
    page.fill(Some("latency rises"), "What it says", "latency rises in eu-west").await?;
    tokio::time::sleep(BEFORE_THE_END).await;
    page.browser().kill().await;

    page = stage.open().await?;
    page.visit_as(ME, &path).await?;
    until("the correction under way", async || {
        Ok((page.edited_text().await?.as_deref() == Some("latency rises in eu-west")).then_some(()))
    })
    .await?;
    page.press_in_row("latency rises", "Save").await?;
    page.is_marked("latency rises in eu-west", "saved").await?;
    page.reload().await?;
    nothing_is_offered(&page).await?;
    ensure!(page.edited_text().await?.is_none(), "a correction that was saved is offered again");

    page.visit("/").await?;
    page.fill(None, "Declare an incident", "Half a title").await?;
    tokio::time::sleep(BEFORE_THE_END).await;
    page.browser().kill().await;
    page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    until("the title under way", async || Ok((page.declared_text().await? == "Half a title").then_some(()))).await?;
    page.declare_typed("Half a title").await?;
    page.is_all_saved().await?;
    page.visit("/").await?;
    tokio::time::sleep(UNTIL_OFFERED).await;
    let title = page.declared_text().await?;
    ensure!(title.is_empty(), "a title that was declared is offered again: {title:?}");
    Ok(())
}

/// Types as people do, in several strokes.
async fn type_in_bits(page: &Page, text: &str) -> Fallible {
    page.focus_box().await?;
    let letters: Vec<char> = text.chars().collect();
    for bit in letters.chunks(letters.len().div_ceil(4)) {
        page.insert(&bit.iter().collect::<String>()).await?;
    }
    Ok(())
}

async fn nothing_is_offered(page: &Page) -> Fallible {
    tokio::time::sleep(UNTIL_OFFERED).await;
    let (text, offered) = (page.box_text().await?, page.offered().await?);
    ensure!(text.is_empty() && offered.is_empty(), "what was said is offered again: {text:?} {offered:?}");
    let journalled = page.journalled().await?;
    ensure!(journalled == 0, "{journalled} unsent texts are still journalled");
    Ok(())
}
