//! What axe-core finds on every page, light and dark, wide and narrow: nothing.
//!
//! It gets into the page over the DevTools protocol, past the policy that keeps everything else out.

use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, Skipped, ensure};

const ME: &str = "Dana Meier";
const WIDTHS: [u32; 2] = [1440, 390];
const THEMES: [&str; 2] = ["light", "dark"];

/// A rule that a page breaks, and where.
#[derive(Debug, Deserialize)]
struct Breach {
    id: String,
    nodes: Vec<String>,
}

/// The checks find what is wrong, and nothing else: this is to be seen before silence means anything.
pub async fn what_is_wrong_is_found(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as(ME, "/").await?;
    let wrong = r#"
        const add = (name, attributes, text) => {
            const made = document.createElement(name);
            for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
            made.textContent = text;
            document.querySelector("main").append(made);
            return made;
        };
        add("button", {}, "");
        add("input", {}, "");
        const faint = add("p", {}, "Hard to read");
        faint.style.color = "rgb(200, 200, 200)";
        faint.style.background = "rgb(255, 255, 255)";
    "#;
    page.ask::<()>(wrong, &[]).await?;
    let found = checks.breaches().await?;
    for rule in ["button-name", "label", "color-contrast"] {
        ensure!(found.iter().any(|breach| breach.id == rule), "{rule} was not found: {found:?}");
    }
    Ok(())
}

/// Who is speaking, the empty list, the list, a search, and what lies over them.
pub async fn lists_and_overlays_are_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit("/").await?;
    checks.all("who is speaking").await?;
    page.introduce(ME).await?;
    checks.all("the empty list").await?;
    page.press("Open the sample incident").await?;
    page.shows("Throw the sample away").await?;
    page.visit("/").await?;
    page.declare("Checkout answers 503").await?;
    page.say_and_wait("nothing in the logs").await?;
    page.visit("/").await?;
    until("both incidents", async || Ok((page.incidents().await?.len() == 2).then_some(()))).await?;
    checks.all("the list").await?;
    page.strike("ArrowDown").await?;
    checks.all("the list with a chosen incident").await?;
    page.fill(None, "Search incidents and everything in them", "the").await?;
    page.shows("findings in entries and titles.").await?;
    checks.all("the list while it is searched").await?;
    page.fill(None, "Search incidents and everything in them", "nowhere to be found").await?;
    page.shows("Nothing in any entry.").await?;
    checks.all("a search that finds nothing").await?;
    page.strike("Escape").await?;
    page.strike("Ctrl+k").await?;
    page.choices().await?;
    checks.all("the palette").await?;
    page.strike("Escape").await?;
    page.strike("?").await?;
    page.shows("Take the last deletion back").await?;
    checks.all("every key").await?;
    page.strike("Escape").await?;
    page.press("You are").await?;
    checks.all("who is speaking, again").await
}

/// The room of the sample, with everything that can be open in it.
pub async fn a_room_is_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as(ME, "/").await?;
    page.press("Open the sample incident").await?;
    page.shows("Throw the sample away").await?;
    page.say_quickly(
        "- a list\n- with `code` and [a link](https://example.org)\n\n| a | b |\n| --- | --- |\n| 1 | 2 |",
    )
    .await?;
    page.say_quickly("```\nsome code\n```").await?;
    page.is_all_saved().await?;
    until("markup", async || Ok(Some(page.draws_all().await?).filter(|(_, marked_up)| *marked_up > 3))).await?;
    checks.all("the room").await?;
    page.insert("/").await?;
    page.choices().await?;
    checks.all("the words after a slash").await?;
    page.strike("Backspace").await?;
    page.strike("Escape").await?;
    checks.all("the room with a chosen entry").await?;
    page.strike("h").await?;
    until("the history", async || Ok((!page.history().await?.is_empty()).then_some(()))).await?;
    page.strike("ArrowUp").await?;
    page.strike("e").await?;
    until("the editor", async || Ok(page.edited_text().await?)).await?;
    checks.all("an editor and a history").await?;
    page.strike("Escape").await?;
    page.strike("x").await?;
    page.shows("In the trash").await?;
    page.strike("f").await?;
    until("where to search", async || Ok((page.focus().await?.on == "field Find in the timeline").then_some(())))
        .await?;
    page.insert("the").await?;
    checks.all("the room while it is searched, with a way back from the trash").await?;
    page.strike("Escape").await?;
    page.strike("t").await?;
    page.shows("Take out for good").await?;
    page.press("Take out for good").await?;
    checks.all("the trash").await?;
    page.strike("Escape").await?;
    page.strike("a").await?;
    page.shows("Zone in which its times are shown").await?;
    checks.all("title and zone").await?;
    page.strike("Escape").await?;
    page.strike("c").await?;
    page.shows("Who is harmed, since when").await?;
    checks.all("impact").await?;
    page.strike("Escape").await?;
    page.press("All clocks").await?;
    page.shows("How long so far").await?;
    checks.all("all clocks").await?;
    page.strike("Escape").await?;
    page.strike("r").await?;
    page.shows("Who took part").await?;
    checks.all("roles and their duties").await?;
    page.press("Ask somebody …").await?;
    page.shows("What they are told").await?;
    checks.all("a role that is offered").await?;
    page.fill(None, "To whom", "sam").await?;
    page.press("Offer").await?;
    page.shows("waiting for a yes").await?;
    checks.all("an offer that waits").await
}

/// Data with what a file would bring, settings, the gallery, and addresses where nothing is.
pub async fn other_pages_are_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as(ME, "/").await?;
    page.declare("Handed out").await?;
    page.say_and_wait("an entry").await?;
    page.press("Download").await?;
    let mut bytes = page.take_download("INC-1.jsonl").await?;
    bytes.extend_from_slice(b"this is no revision\n");
    let file = stage.folder().join("INC-1.jsonl");
    std::fs::write(&file, bytes)?;
    page.choose_file_in_data(&file).await?;
    page.preview().await?;
    checks.all("data, with what a file would bring").await?;
    std::fs::write(&file, b"nothing of ours")?;
    page.choose_file_in_data(&file).await?;
    page.preview().await?;
    checks.all("data, with a file that was refused").await?;
    page.visit("/settings").await?;
    page.shows("Severities").await?;
    page.fill(None, "Name of another zone", "Nowhere/At all").await?;
    page.strike("Tab").await?;
    page.shows("Could not").await?;
    checks.all("settings").await?;
    page.visit("/gallery").await?;
    page.shows("Gallery").await?;
    checks.all("the gallery").await?;
    page.visit("/no/such/page").await?;
    page.shows("There is nothing at this address").await?;
    checks.all("an address where nothing is").await?;
    page.visit("/incidents/00000000000000000000000042").await?;
    page.shows("This incident is not in this browser").await?;
    checks.all("an incident that is elsewhere").await
}

/// The numbers of the sample and its review, empty and with everything that can be in it.
pub async fn numbers_and_review_are_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as(ME, "/").await?;
    page.press("Open the sample incident").await?;
    page.shows("Throw the sample away").await?;
    page.strike("Escape").await?;
    page.strike("y").await?;
    page.shows("Questions").await?;
    page.strike("4").await?;
    page.shows("Time in each severity").await?;
    checks.all("numbers").await?;
    page.strike("5").await?;
    page.shows("Deadlines").await?;
    checks.all("a review that has not begun").await?;
    page.strike("l").await?;
    page.fill(None, "Ask somebody", "dana").await?;
    page.enter().await?;
    page.shows("asked").await?;
    page.press("Closed").await?;
    page.shows("Could not close it: it is not reviewed yet.").await?;
    page.press("Agenda for").await?;
    checks.all("a review with a refusal and an agenda").await?;
    page.press("Sign off …").await?;
    page.shows("Tick what you found in order").await?;
    checks.all("a sign-off").await?;
    page.fill(None, "In your own words", "Read it twice.").await?;
    page.strike("Tab").await?;
    page.enter().await?;
    page.shows("0 of 16 found in order").await?;
    page.press("Reviewed").await?;
    page.shows("It is not frozen: what it says still follows the entries.").await?;
    page.press("Closed").await?;
    page.shows("Why nothing is changed because of it").await?;
    checks.all("a review that asks why nothing is changed").await?;
    page.press("Freeze it as it is").await?;
    page.shows("Frozen by").await?;
    page.press("Whole hash").await?;
    checks.all("a frozen document").await
}

/// The screens that stand there when something has failed.
pub async fn failures_are_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as(ME, "/").await?;
    page.declare("About to fail").await?;
    page.say_and_wait("saved").await?;
    page.strike("Escape").await?;
    page.panic().await?;
    checks.all("the page has stopped").await?;
    page.before_every_page(r#"Object.defineProperty(globalThis, "indexedDB", { get: () => undefined });"#).await?;
    page.visit("/").await?;
    page.shows("Nothing can be saved in this browser").await?;
    page.declare("Nowhere to write").await?;
    page.say("not saved").await?;
    page.is_marked("not saved", "not-saved").await?;
    checks.all("nothing can be saved").await
}

/// axe-core over one page.
pub struct Checks<'a> {
    stage: &'a Stage,
    page: &'a Page,
    source: String,
}

impl<'a> Checks<'a> {
    /// Over that page, where axe-core is to be had.
    pub async fn new(stage: &'a Stage, page: &'a Page) -> Fallible<Self> {
        let path = std::env::var("STILLPOINT_AXE").unwrap_or_default();
        if path.is_empty() {
            return Err(Box::new(Skipped(
                "STILLPOINT_AXE does not say where axe-core is (scripts/setup axe)".to_owned(),
            )));
        }
        let source = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        Ok(Self { stage, page, source })
    }

    /// Fails if anything is found in any theme at any width.
    pub async fn all(&self, what: &str) -> Fallible {
        let mut found = Vec::new();
        for width in WIDTHS {
            let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
            self.page.devtools("Emulation.setDeviceMetricsOverride", size).await?;
            for theme in THEMES {
                let features = json!([
                    {"name": "prefers-color-scheme", "value": theme},
                    {"name": "prefers-reduced-motion", "value": "reduce"},
                ]);
                self.page.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await?;
                self.page.focus().await?;
                for breach in self.breaches().await? {
                    found.push(format!("{what}, {theme}, {width}: {} at {}", breach.id, breach.nodes.join(" and ")));
                }
            }
        }
        self.page.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await?;
        self.stage.note(what);
        ensure!(found.is_empty(), "{}", found.join("\n    "));
        Ok(())
    }

    /// What is found now.
    async fn breaches(&self) -> Fallible<Vec<Breach>> {
        self.evaluate(&format!("window.axe ?? {}; true", self.source)).await?;
        let run = r#"
            axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => ({
                id,
                nodes: nodes.slice(0, 3).map((node) => `${node.target} (${node.failureSummary.split("\n")[1]?.trim()})`),
            })))
        "#;
        Ok(serde_json::from_value(self.evaluate(run).await?)?)
    }

    /// Evaluates in the page what the page's policy would not let in.
    async fn evaluate(&self, expression: &str) -> Fallible<Value> {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let mut answer = self.page.devtools("Runtime.evaluate", asked).await?;
        if let Some(details) = answer.get("exceptionDetails") {
            return Err(format!("axe-core failed: {details}").into());
        }
        Ok(answer["result"]["value"].take())
    }
}
