//! The whole page by keyboard alone, with real keys. After every key the focus is somewhere and to be seen.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::json;

use crate::page::{Focus, Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";
const DECLARE: &str = "field Declare an incident";
const FILTER: &str = "field Search incidents and everything in them";
const FIND: &str = "field Find in the timeline";
const EDIT: &str = "field What it says";
const PALETTE: &str = "field What to do";
const TIMELINE: &str = "list Timeline";
const INCIDENTS: &str = "list Incidents";

/// Every letter that is a command somewhere.
const LETTERS: &str = "nidfuaxzwtehspo,/?";

/// How often Tab may be struck on the way to something.
const MOST_TABS: usize = 60;

/// One walk through the page.
struct Walk<'a> {
    page: &'a Page,
    steps: Cell<usize>,
}

impl<'a> Walk<'a> {
    fn new(page: &'a Page) -> Self {
        Self { page, steps: Cell::new(0) }
    }

    /// Strikes a key; then the focus is on that, and to be seen there.
    async fn step(&self, key: &str, on: &str) -> Fallible<Focus> {
        self.steps.set(self.steps.get() + 1);
        self.page.strike(key).await.map_err(|error| format!("{key}: {error}"))?;
        self.finds(on).await.map_err(|error| format!("after {key}, step {}: {error}", self.steps.get()).into())
    }

    /// The same several times over, with one answer.
    async fn steps(&self, keys: &[&str], on: &str) -> Fallible<Focus> {
        let mut found = None;
        for key in keys {
            found = Some(self.step(key, on).await?);
        }
        found.ok_or_else(|| "no keys".into())
    }

    /// Types a text into what has the focus and keeps it.
    async fn type_text(&self, text: &str, on: &str) -> Fallible<Focus> {
        self.steps.set(self.steps.get() + 1);
        self.page.type_keys(text).await?;
        self.finds(on).await.map_err(|error| format!("after typing {text:?}: {error}").into())
    }

    /// Waits until the focus is on that, and to be seen there.
    async fn finds(&self, on: &str) -> Fallible<Focus> {
        self.waits_for(&format!("the focus on “{on}”"), |focus| focus.on == on).await
    }

    /// The same with an active row that says so.
    async fn finds_active(&self, on: &str, active: &str) -> Fallible<Focus> {
        let is_active = |focus: &Focus| focus.active.as_ref().is_some_and(|row| row.contains(active));
        self.waits_for(&format!("“{active}” to be active on “{on}”"), |focus| {
            focus.on == on && is_active(focus)
        })
        .await
    }

    /// Waits for a focus of that kind that is to be seen: what fades in takes a moment.
    async fn waits_for(&self, what: &str, is_meant: impl Fn(&Focus) -> bool) -> Fallible<Focus> {
        let last = RefCell::new(None);
        let found = until(what, async || {
            let focus = self.page.focus().await?;
            last.replace(Some(focus.clone()));
            Ok(Some(focus).filter(|focus| is_meant(focus) && focus.trouble.is_none()))
        });
        found.await.map_err(|error| format!("{error}, not {:?}", last.borrow()).into())
    }

    /// Goes with Tab, or with Shift+Tab, until the focus is on that; it is to be seen all the way.
    async fn tab_to(&self, key: &str, on: &str) -> Fallible {
        let mut passed = Vec::new();
        for _ in 0..MOST_TABS {
            self.steps.set(self.steps.get() + 1);
            self.page.strike(key).await?;
            let focus = self.waits_for(&format!("a focus to be seen after {key}"), |_| true).await?;
            if focus.on == on {
                return Ok(());
            }
            passed.push(focus.on);
        }
        Err(format!("{key} does not lead to “{on}” but to {passed:?}").into())
    }

    /// All letters typed into a field are text and nothing else happens.
    async fn letters_are_text(&self, on: &str) -> Fallible {
        let (path, title) = (self.page.path().await?, self.page.headings().await?);
        let before = self.finds(on).await?.text.unwrap_or_default();
        for letter in LETTERS.chars() {
            self.step(&letter.to_string(), on).await?;
        }
        let after = self.finds(on).await?.text.unwrap_or_default();
        ensure!(after.contains(LETTERS), "into {before:?} on “{on}” {LETTERS:?} was typed, and there is {after:?}");
        ensure!(self.page.path().await? == path, "a letter in “{on}” went to {}", self.page.path().await?);
        ensure!(self.page.headings().await? == title, "a letter in “{on}” has opened something");
        for _ in LETTERS.chars() {
            self.step("Backspace", on).await?;
        }
        Ok(())
    }
}

/// A first visit, an incident, its entries, and everything that keys do to them.
pub async fn an_incident_is_worked_by_keys_alone(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let walk = Walk::new(&page);
    page.visit("/").await?;
    walk.finds("field Name").await?;
    walk.type_text(ME, "field Name").await?;
    walk.step("Enter", "page").await?;
    ensure!(page.who_i_am().await?.contains(ME), "nobody was introduced");
    walk.step("n", DECLARE).await?;
    walk.type_text("Checkout answers 503", DECLARE).await?;
    walk.step("Enter", "box").await?;
    page.is_in_room("Checkout answers 503").await?;

    // What is typed is logged; a broken line does not log.
    for text in ["first customers report errors", "error rate at 3 %"] {
        walk.type_text(text, "box").await?;
        walk.step("Enter", "box").await?;
        page.is_marked(text, "saved").await?;
    }
    walk.type_text("one line", "box").await?;
    walk.step("Shift+Enter", "box").await?;
    walk.type_text("and another", "box").await?;
    page.box_holds("one line\nand another").await?;
    walk.step("Enter", "box").await?;
    page.is_marked("one line\nand another", "saved").await?;
    walk.type_text("/decision roll back the deploy", "box").await?;
    page.box_holds("roll back the deploy").await?;
    walk.step("Enter", "box").await?;
    page.is_marked("roll back the deploy", "saved").await?;
    ensure!(page.kind_of("roll back the deploy").await? == "decision", "/decision did not make a decision");

    // The words after a slash: all of them can be reached and seen, the first is what Enter does.
    walk.type_text("/", "box").await?;
    let words = page.choices().await?;
    ensure!(words.len() > 15, "a slash offers {words:?}");
    for word in words.iter().skip(1).chain(words.first()) {
        walk.step("ArrowDown", "box").await?;
        walk.finds_active("box", word).await?;
    }
    walk.step("ArrowUp", "box").await?;
    walk.finds_active("box", words.last().ok_or("no words")?).await?;
    walk.type_text("tra", "box").await?;
    walk.finds_active("box", "/trash").await?;
    walk.step("Enter", "button Close").await?;
    walk.step("Escape", "box").await?;
    page.box_holds("").await?;

    // To the timeline and about in it.
    walk.step("Escape", TIMELINE).await?;
    walk.finds_active(TIMELINE, "roll back the deploy").await?;
    walk.step("Q", "box").await?;
    page.box_holds("Q").await?;
    walk.step("Backspace", "box").await?;
    walk.step("ArrowUp", TIMELINE).await?;
    walk.step("ArrowUp", TIMELINE).await?;
    walk.finds_active(TIMELINE, "one line").await?;
    walk.step("ArrowDown", TIMELINE).await?;
    walk.finds_active(TIMELINE, "roll back the deploy").await?;

    // Correcting: saved with Enter, given up with Escape, also from the list's own Enter.
    walk.step("e", EDIT).await?;
    walk.type_text(" of Monday", EDIT).await?;
    walk.step("Enter", TIMELINE).await?;
    walk.finds_active(TIMELINE, "roll back the deploy of Monday").await?;
    page.is_marked("roll back the deploy of Monday", "saved").await?;
    walk.step("e", EDIT).await?;
    walk.type_text(" not", EDIT).await?;
    walk.step("Escape", TIMELINE).await?;
    ensure!(page.mark_of("roll back the deploy of Monday").await?.is_some(), "Escape has saved an edit");
    walk.step("Enter", EDIT).await?;
    walk.step("Shift+Tab", "field When").await?;
    walk.letters_are_text("field When").await?;
    walk.step("Escape", TIMELINE).await?;

    // History, and back.
    walk.step("h", TIMELINE).await?;
    until("two versions", async || Ok((page.history().await?.len() == 2).then_some(()))).await?;
    walk.step("h", TIMELINE).await?;
    until("no history", async || Ok(page.history().await?.is_empty().then_some(()))).await?;

    // Away and back, by undo and from the trash.
    walk.step("x", TIMELINE).await?;
    page.has_no_row("roll back the deploy of Monday").await?;
    walk.finds_active(TIMELINE, "one line").await?;
    walk.step("u", TIMELINE).await?;
    walk.finds_active(TIMELINE, "roll back the deploy of Monday").await?;
    walk.step("x", TIMELINE).await?;
    page.has_no_row("roll back the deploy of Monday").await?;
    walk.step("x", TIMELINE).await?;
    page.has_no_row("one line\nand another").await?;
    walk.step("t", "button Restore").await?;
    ensure!(page.trash().await?.len() == 2, "the trash holds {:?}", page.trash().await?);
    walk.step("Enter", "button Restore").await?;
    walk.step("Enter", TIMELINE).await?;
    page.is_marked("roll back the deploy of Monday", "saved").await?;

    // Title and zone of the incident.
    walk.step("a", "field Title").await?;
    walk.step("End", "field Title").await?;
    walk.type_text(" at night", "field Title").await?;
    walk.step("Tab", "field Zone in which its times are shown").await?;
    walk.type_text("Asia/Tokyo", "field Zone in which its times are shown").await?;
    walk.step("Enter", TIMELINE).await?;
    page.is_open("Checkout answers 503 at night").await?;
    ensure!(page.shown_zone().await? == "Asia/Tokyo", "times are shown in {}", page.shown_zone().await?);
    walk.step("a", "field Title").await?;
    walk.step("Escape", TIMELINE).await?;
    walk.step("z", TIMELINE).await?;
    ensure!(page.shown_zone().await? != "Asia/Tokyo", "z shows no other zone");
    walk.step("w", TIMELINE).await?;
    page.take_download("INC-1.jsonl").await?;
    // Out of the list into what stands around it, and back.
    walk.tab_to("Shift+Tab", "button Find").await?;
    walk.step("Enter", FIND).await?;
    walk.step("Escape", TIMELINE).await?;
    stage.note(format!("{} steps", walk.steps.get()));
    page.is_without_complaints().await
}

/// A timeline of more than a screen: every way through it keeps the chosen row in view.
pub async fn a_long_timeline_is_walked_and_searched(stage: Rc<Stage>) -> Fallible {
    const COUNT: usize = 80;
    let page = stage.open().await?;
    let walk = Walk::new(&page);
    page.visit_as(ME, "/").await?;
    page.declare("A long night").await?;
    for number in 0..COUNT {
        page.say_quickly(&format!("entry {number} {}", if number % 20 == 7 { "of interest" } else { "" })).await?;
    }
    page.is_all_saved().await?;
    walk.step("Escape", TIMELINE).await?;
    walk.finds_active(TIMELINE, "entry 79").await?;
    walk.steps(&["PageUp", "PageUp", "PageDown", "ArrowUp", "ArrowUp"], TIMELINE).await?;
    walk.step("End", TIMELINE).await?;
    walk.finds_active(TIMELINE, "entry 79").await?;
    walk.step("Home", TIMELINE).await?;
    let top = walk.finds(TIMELINE).await?.active.unwrap_or_default();
    ensure!(!top.contains("entry"), "Home goes to {top:?}");
    walk.steps(&["PageDown"; 12], TIMELINE).await?;
    walk.finds_active(TIMELINE, "entry 79").await?;
    walk.steps(&["ArrowUp"; 50], TIMELINE).await?;
    walk.finds_active(TIMELINE, "entry 29").await?;

    // Looked for: the first below, around the end, back, and closed where it was.
    walk.step("f", FIND).await?;
    walk.letters_are_text(FIND).await?;
    walk.type_text("interest", FIND).await?;
    page.shows("4 found").await?;
    for (key, position) in
        [("Enter", 1), ("Enter", 2), ("ArrowDown", 3), ("Enter", 4), ("Enter", 1), ("Shift+Enter", 4)]
    {
        walk.step(key, FIND).await?;
        page.shows(&format!("{position} of 4")).await?;
    }
    walk.step("ArrowUp", FIND).await?;
    page.shows("3 of 4").await?;
    walk.step("Tab", "button Close").await?;
    walk.step("Enter", TIMELINE).await?;
    walk.finds_active(TIMELINE, "entry 47 of interest").await?;
    walk.step("f", FIND).await?;
    walk.type_text("nowhere to be found", FIND).await?;
    page.shows("Nothing found").await?;
    walk.step("Escape", TIMELINE).await?;
    walk.finds_active(TIMELINE, "entry 47 of interest").await?;

    // A row's own buttons, which only the chosen row lends to Tab.
    walk.tab_to("Tab", "button Edit").await?;
    walk.step("Enter", EDIT).await?;
    walk.tab_to("Tab", "button Cancel").await?;
    walk.step("Enter", TIMELINE).await?;
    // All rows away from the end on, and back: the focus goes along.
    walk.step("End", TIMELINE).await?;
    walk.steps(&["x"; 5], TIMELINE).await?;
    walk.finds_active(TIMELINE, "entry 74").await?;
    walk.steps(&["u"; 5], TIMELINE).await?;
    ensure!(page.texts().await?.len() == COUNT + 1, "{} entries are left", page.texts().await?.len());
    stage.note(format!("{} steps", walk.steps.get()));
    page.is_without_complaints().await
}

/// The list of incidents, what is found in them, and the ways between the pages.
pub async fn incidents_are_found_and_opened(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let walk = Walk::new(&page);
    page.visit_as(ME, "/").await?;
    for (title, entry) in [
        ("Checkout answers 503", "zeppelin over the lake"),
        ("Mail is late", "the zeppelin has landed"),
        ("Search is slow", "nothing in the logs"),
    ] {
        walk.step("n", DECLARE).await?;
        walk.type_text(title, DECLARE).await?;
        walk.step("Enter", "box").await?;
        page.is_in_room(title).await?;
        walk.type_text(entry, "box").await?;
        walk.step("Enter", "box").await?;
        page.is_marked(entry, "saved").await?;
        walk.step("Escape", TIMELINE).await?;
        walk.step("i", "page").await?;
        page.is_listed_with(title, 2).await?;
    }

    // Arrows enter the list from the page.
    walk.step("ArrowDown", INCIDENTS).await?;
    walk.step("ArrowDown", INCIDENTS).await?;
    walk.steps(&["End", "Home", "ArrowDown", "ArrowUp", "PageDown", "PageUp"], INCIDENTS).await?;
    walk.step("Enter", "box").await?;
    page.is_in_room("Search is slow").await?;
    walk.step("Escape", TIMELINE).await?;

    // From a room to the search, by title.
    walk.step("/", FILTER).await?;
    walk.letters_are_text(FILTER).await?;
    walk.type_text("mail", FILTER).await?;
    until("one incident", async || Ok((page.incidents().await? == ["Mail is late"]).then_some(()))).await?;
    walk.step("ArrowDown", INCIDENTS).await?;
    walk.finds_active(INCIDENTS, "Mail is late").await?;
    walk.step("Enter", "box").await?;
    page.is_in_room("Mail is late").await?;
    walk.step("Escape", TIMELINE).await?;
    walk.step("/", FILTER).await?;
    walk.type_text("checkout", FILTER).await?;
    walk.step("Enter", "box").await?;
    page.is_in_room("Checkout answers 503").await?;

    // By words that only entries say: from finding to finding, and into the room to the entry.
    walk.step("Escape", TIMELINE).await?;
    walk.step("/", FILTER).await?;
    walk.type_text("zeppelin", FILTER).await?;
    page.shows("2 findings in entries and titles.").await?;
    let first = page.findings().await?;
    walk.step("ArrowDown", &format!("link {}", first[0])).await?;
    walk.step("ArrowDown", &format!("link {}", first[1])).await?;
    walk.step("ArrowDown", &format!("link {}", first[1])).await?;
    walk.step("ArrowUp", &format!("link {}", first[0])).await?;
    walk.step("Enter", TIMELINE).await?;
    walk.finds_active(TIMELINE, &first[0]).await?;
    walk.step("/", FILTER).await?;
    walk.type_text("zeppelin", FILTER).await?;
    walk.step("Escape", "page").await?;
    until("all incidents", async || Ok((page.incidents().await?.len() == 3).then_some(()))).await?;

    // Which ones and in which order: lists of choices that a letter chooses from.
    walk.step("/", FILTER).await?;
    walk.step("Tab", "choice Which incidents").await?;
    walk.step("ArrowDown", "choice Which incidents").await?;
    walk.step("Tab", "choice Order").await?;
    walk.step("n", "choice Order").await?;

    // The pages, by letter and by link.
    walk.step("Shift+Tab", "choice Which incidents").await?;
    walk.tab_to("Shift+Tab", "link Data").await?;
    walk.step("d", "link Data").await?;
    page.shows("Kept in this browser").await?;
    walk.step(",", "link Data").await?;
    page.shows("Times are shown").await?;
    walk.step("i", "link Data").await?;
    until("the list", async || Ok((page.incidents().await?.len() == 3).then_some(()))).await?;
    walk.tab_to("Tab", "link Settings").await?;
    walk.step("Enter", "link Settings").await?;
    page.shows("Times are shown").await?;
    walk.step("Shift+Tab", "link Data").await?;
    walk.step("Enter", "link Data").await?;
    page.shows("Kept in this browser").await?;
    walk.step("Shift+Tab", "link Changes").await?;
    walk.step("Shift+Tab", "link Follow-ups").await?;
    walk.step("Shift+Tab", "link Incidents").await?;
    walk.step("Enter", "link Incidents").await?;
    until("the list", async || Ok((page.incidents().await?.len() == 3).then_some(()))).await?;
    // Who is speaking: opened, given up.
    let me = format!("button You are {ME} (@dana)");
    walk.tab_to("Tab", &me).await?;
    walk.step("Enter", "field Name").await?;
    walk.letters_are_text("field Name").await?;
    walk.step("Tab", "field Short handle").await?;
    walk.tab_to("Tab", "button Cancel").await?;
    walk.step("Enter", "page").await?;
    stage.note(format!("{} steps", walk.steps.get()));
    page.is_without_complaints().await
}

/// The palette and the list of keys, over the room and over other pages.
pub async fn the_palette_does_everything(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let walk = Walk::new(&page);
    page.visit_as(ME, "/").await?;
    page.declare("Palette trial").await?;
    page.say_and_wait("an entry").await?;
    walk.step("Ctrl+k", PALETTE).await?;
    let choices = page.choices().await?;
    ensure!(choices.len() > 12, "the palette offers {choices:?}");
    for choice in choices.iter().skip(1).chain(choices.first()) {
        walk.step("ArrowDown", PALETTE).await?;
        walk.finds_active(PALETTE, choice).await?;
    }
    walk.step("ArrowUp", PALETTE).await?;
    walk.finds_active(PALETTE, choices.last().ok_or("no choices")?).await?;
    walk.letters_are_text(PALETTE).await?;
    walk.step("Escape", "box").await?;
    walk.step("Ctrl+k", PALETTE).await?;
    walk.step("Ctrl+k", "box").await?;

    walk.step("Ctrl+k", PALETTE).await?;
    walk.type_text("sett", PALETTE).await?;
    walk.finds_active(PALETTE, "Settings").await?;
    walk.step("Enter", "page").await?;
    page.shows("Times are shown").await?;
    walk.step("Ctrl+k", PALETTE).await?;
    walk.type_text("trial", PALETTE).await?;
    walk.finds_active(PALETTE, "Palette trial").await?;
    walk.step("Enter", "box").await?;
    page.is_in_room("Palette trial").await?;
    walk.step("Ctrl+k", PALETTE).await?;
    walk.type_text("nothing is called so", PALETTE).await?;
    page.shows("Nothing of that name").await?;
    walk.step("Enter", PALETTE).await?;
    walk.step("Escape", "box").await?;

    // What it does to an entry is done to the chosen one.
    walk.step("Escape", TIMELINE).await?;
    walk.step("Ctrl+k", PALETTE).await?;
    walk.type_text("correct", PALETTE).await?;
    walk.step("Enter", EDIT).await?;
    walk.letters_are_text(EDIT).await?;
    walk.step("Escape", TIMELINE).await?;
    for (words, on) in [("title zone", "field Title"), ("find in", FIND)] {
        walk.step("Ctrl+k", PALETTE).await?;
        walk.type_text(words, PALETTE).await?;
        walk.step("Enter", on).await?;
        walk.letters_are_text(on).await?;
        walk.step("Escape", TIMELINE).await?;
    }

    walk.step("?", "h1 Every key").await?;
    page.shows("Put it into the trash").await?;
    walk.step("n", "h1 Every key").await?;
    walk.step("Escape", TIMELINE).await?;
    walk.step("?", "h1 Every key").await?;
    walk.step("Escape", TIMELINE).await?;
    walk.step("?", "h1 Every key").await?;
    walk.step("Ctrl+k", PALETTE).await?;
    walk.type_text("declare", PALETTE).await?;
    walk.step("Enter", DECLARE).await?;
    walk.letters_are_text(DECLARE).await?;
    stage.note(format!("{} steps", walk.steps.get()));
    page.is_without_complaints().await
}

/// Settings, and everything out as a file and into another browser.
pub async fn settings_are_kept_and_data_travels(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let walk = Walk::new(&page);
    page.visit_as(ME, "/").await?;
    page.declare("Travels far").await?;
    page.say_and_wait("packed").await?;
    walk.step("Escape", TIMELINE).await?;
    walk.step(",", "page").await?;
    page.shows("Times are shown").await?;
    page.shows("Severities").await?;

    walk.tab_to("Tab", "radio As the device says").await?;
    walk.step("ArrowDown", "radio Light").await?;
    ensure!(page.look().await? == "light", "the look is {}", page.look().await?);
    walk.step("ArrowDown", "radio Dark").await?;
    ensure!(page.look().await? == "dark", "the look is {}", page.look().await?);
    walk.tab_to("Tab", "radio As each incident says").await?;
    walk.step("ArrowDown", &page.radio_beginning("This device's").await?).await?;
    walk.step("ArrowDown", "radio UTC").await?;
    walk.tab_to("Tab", "field Name of another zone").await?;
    walk.type_text("Asia/Tokyo", "field Name of another zone").await?;
    walk.tab_to("Tab", "field Name of the severity").await?;

    // The lists: one more, one less, kept by Enter and by its button.
    walk.letters_are_text("field Name of the severity").await?;
    walk.tab_to("Tab", "button Remove").await?;
    walk.step("Enter", "button Add one").await?;
    walk.step("Enter", "field Name of the severity").await?;
    walk.type_text("sev9", "field Name of the severity").await?;
    walk.step("Tab", "field What it takes").await?;
    walk.type_text("Somebody has noticed", "field What it takes").await?;
    walk.tab_to("Tab", "button Keep this list").await?;
    walk.step("Enter", "button Keep this list").await?;
    walk.tab_to("Tab", "field Roles of your own, one a line").await?;
    walk.letters_are_text("field Roles of your own, one a line").await?;
    walk.type_text("legal", "field Roles of your own, one a line").await?;
    walk.step("Enter", "field Roles of your own, one a line").await?;
    walk.type_text("security", "field Roles of your own, one a line").await?;
    walk.step("Tab", "button Keep these roles").await?;
    walk.step("Enter", "button Keep these roles").await?;

    page.reload().await?;
    page.shows("Severities").await?;
    ensure!(page.look().await? == "dark", "after a reload the look is {}", page.look().await?);
    let fields = page.field_texts().await?;
    for kept in ["sev2", "sev9", "Somebody has noticed", "legal\nsecurity", "Asia/Tokyo"] {
        ensure!(fields.iter().any(|text| text == kept), "{kept:?} was not kept: {fields:?}");
    }
    ensure!(!fields.iter().any(|text| text == "sev1"), "what was removed is back: {fields:?}");

    // Everything out, by keys.
    walk.finds("page").await?;
    walk.step("d", "page").await?;
    page.shows("Take it with you").await?;
    walk.tab_to("Tab", "button Download everything").await?;
    walk.step("Enter", "button Download everything").await?;
    page.shows("Handed out").await?;
    let day: String = page.ask("return new Date().toISOString().slice(0, 10);", &[]).await?;
    let file = stage.folder().join("everything.jsonl");
    std::fs::write(&file, page.take_download(&format!("stillpoint-{day}.jsonl")).await?)?;
    stage.note(format!("{} steps", walk.steps.get()));
    page.is_without_complaints().await?;

    // And in, elsewhere. Which file is chosen in a window of the browser's own.
    let other = stage.open_profile("another").await?;
    let walk = Walk::new(&other);
    other.visit_as("Sam Okafor", "/data").await?;
    walk.tab_to("Tab", "field Load a file …").await?;
    other.choose_file(&file).await?;
    other.preview().await?;
    walk.step("Tab", "button Unite with what is here").await?;
    walk.step("Enter", "field Load a file …").await?;
    walk.step("i", "page").await?;
    until("the incident", async || Ok((other.incidents().await? == ["Travels far"]).then_some(()))).await?;
    walk.step("ArrowDown", INCIDENTS).await?;
    walk.step("Enter", "box").await?;
    other.is_marked("packed", "saved").await?;
    ensure!(other.shown_zone().await? != "Asia/Tokyo", "the zone of one's own travelled along");
    other.is_without_complaints().await
}

/// Enter that ends a composition is the input method's: it logs, saves, opens and closes nothing.
pub async fn an_input_method_composes_in_peace(stage: Rc<Stage>) -> Fallible {
    const TEXT: &str = "にほんご";
    let page = stage.open().await?;
    let walk = Walk::new(&page);
    page.visit_as(ME, "/").await?;
    page.declare("Composed").await?;
    page.say_and_wait("an entry").await?;

    compose(&page, TEXT).await?;
    ensure!(page.texts().await?.len() == 2, "the Enter of an input method logs: {:?}", page.texts().await?);
    // Which it does for anybody else.
    walk.step("Enter", "box").await?;
    page.is_marked(TEXT, "saved").await?;

    walk.step("Escape", TIMELINE).await?;
    walk.step("e", EDIT).await?;
    compose(&page, "ご").await?;
    walk.finds(EDIT).await?;
    ensure!(page.mark_of(TEXT).await?.is_some(), "the Enter of an input method saves an edit");
    walk.step("Escape", TIMELINE).await?;

    walk.step("f", FIND).await?;
    compose(&page, TEXT).await?;
    page.shows("1 of 1").await?;
    walk.step("Escape", TIMELINE).await?;

    walk.step("Ctrl+k", PALETTE).await?;
    compose(&page, "a").await?;
    walk.finds(PALETTE).await?;
    walk.step("Escape", TIMELINE).await?;

    walk.step("/", FILTER).await?;
    compose(&page, "composed").await?;
    walk.finds(FILTER).await?;
    ensure!(page.path().await? == "/", "the Enter of an input method opens {}", page.path().await?);
    walk.step("n", FILTER).await?;
    walk.step("Escape", "page").await?;
    walk.step("n", DECLARE).await?;
    compose(&page, TEXT).await?;
    walk.finds(DECLARE).await?;
    page.is_without_complaints().await
}

/// Composes a text, strikes the keys that end a composition, and leaves the text where it was composed.
async fn compose(page: &Page, text: &str) -> Fallible {
    let end = text.encode_utf16().count();
    let composed = json!({"text": text, "selectionStart": end, "selectionEnd": end});
    let before = page.focus().await?;
    page.devtools("Input.imeSetComposition", composed).await?;
    for key in ["Enter", "Escape", "ArrowDown"] {
        // As browsers tell of it while an input method composes, and as Safari does of the Enter that ends it.
        let key = json!({"type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": 229});
        page.devtools("Input.dispatchKeyEvent", key).await?;
    }
    page.devtools("Input.insertText", json!({"text": text})).await?;
    page.devtools(
        "Input.dispatchKeyEvent",
        json!({"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229}),
    )
    .await?;
    let after = page.focus().await?;
    ensure!(after.on == before.on, "the keys of an input method led from {before:?} to {after:?}");
    let typed = after.text.unwrap_or_default();
    ensure!(typed.ends_with(text), "{text:?} was composed, and there is {typed:?}");
    Ok(())
}

/// Letters that follow a key at once belong to what the key asks for, also while that is on its way.
pub async fn letters_wait_for_the_field_that_is_on_its_way(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit("/").await?;
    page.introduce(ME).await?;
    // A line so slow that no part of the page has come before it is asked for, and a slow machine.
    let network = json!({"offline": false, "latency": 700, "downloadThroughput": 200_000, "uploadThroughput": 200_000});
    page.devtools("Network.enable", json!({})).await?;
    page.devtools("Network.emulateNetworkConditions", network).await?;
    page.reload().await?;
    page.strike("Ctrl+k").await?;
    page.type_keys("sett").await?;
    let script = r##"return document.querySelector("#palette-field")?.value === arguments[0];"##;
    until("the letters in the palette", async || Ok(page.ask::<bool>(script, &[json!("sett")]).await?.then_some(())))
        .await?;
    ensure!(page.path().await? == "/", "the letters led to {}", page.path().await?);
    page.strike("Escape").await?;

    // An Enter behind them is struck when they are there.
    page.reload().await?;
    page.strike("Ctrl+k").await?;
    page.type_keys("sett\u{e007}").await?;
    until("the settings", async || Ok((page.path().await? == "/settings").then_some(()))).await?;
    page.visit("/").await?;

    page.devtools("Emulation.setCPUThrottlingRate", json!({"rate": 6})).await?;
    page.fill(None, "Declare an incident", "Slow machine").await?;
    page.enter().await?;
    page.type_keys("dxi in eu").await?;
    page.devtools("Emulation.setCPUThrottlingRate", json!({"rate": 1})).await?;
    page.box_holds("dxi in eu").await?;

    // So do the letters that are commands of a page on its way, and those that follow one which asks for a field.
    page.strike("Escape").await?;
    page.type_keys("y2fRetries had no limit").await?;
    let script = r##"return document.querySelector("#new-finding")?.value === arguments[0];"##;
    until("the letters in the new finding", async || {
        Ok(page.ask::<bool>(script, &[json!("Retries had no limit")]).await?.then_some(()))
    })
    .await?;

    // What is typed for a field that is not there does nothing that cannot be taken back.
    page.strike("Escape").await?;
    page.strike("1").await?;
    page.press("14 empty sections").await?;
    crate::postmortem::open(&page, "Summary").await?;
    page.insert("Slow.").await?;
    page.strike("Escape").await?;
    page.strike("r").await?;
    page.is_open("Slow machine").await?;
    page.strike("Escape").await?;
    page.devtools("Emulation.setCPUThrottlingRate", json!({"rate": 6})).await?;
    page.type_keys("y1\u{e015}\u{e007}zone down, all lost").await?;
    page.devtools("Emulation.setCPUThrottlingRate", json!({"rate": 1})).await?;
    page.shows("13 empty sections").await?;
    let words = page.words().await?;
    ensure!(!words.to_lowercase().contains("frozen"), "typing froze the postmortem");
    ensure!(page.path().await?.ends_with("/postmortem"), "typing led to {}", page.path().await?);
    page.is_without_complaints().await
}
