//! From a resolved incident to a closed postmortem, by keyboard alone: what is written, promised, proven, reviewed, frozen and
//! handed out, in every form.

use std::collections::BTreeMap;
use std::rc::Rc;

use icalendar::{Calendar, CalendarComponent, Component as _};
use stillpoint::domain::id::{RecordId, ScopeId};
use stillpoint::domain::postmortem::review::checks;
use stillpoint::domain::postmortem::{Outline, Postmortem, template_named};
use stillpoint::domain::record::kind;
use stillpoint::domain::time::Instant;
use stillpoint::domain::zone::Utc;
use stillpoint::log::frozen::Frozen;
use stillpoint::log::{Log, Reading, read};
use stillpoint::text::export::Sheet;
use stillpoint::text::export::markdown::Flavour;
use stillpoint::text::postmortem::{self, Document, Extent, Outgoing};
use stillpoint::text::{chain, revisions};

use crate::accessibility::Checks;
use crate::chain::{card_shows, change, find, is_in, name_evidence, stands_on};
use crate::hands::Hands;
use crate::page::until;
use crate::postmortem::{is_saved, reads};
use crate::review::is_stored;
use crate::stage::Stage;
use crate::tags::{Token, tokens};
use crate::{Fallible, assert_golden, ensure};

const TITLE: &str = "Checkout writes time out";
const DRIFT: &str = "retries of orders.insert creep up";
const ALERT: &str = "CheckoutErrorBudgetBurn firing";
const FIX: &str = "retries limited to three by hand";

const NO_LIMIT: &str = "Retries had no limit";
const NO_WATCH: &str = "The pool was full for half an hour before anything said so";
const LIMIT: &str = "Limit retries to three in the client library";
const WEAK: &str = "Improve monitoring.";
const SAID_BETTER: &str = "Page the on-call engineer when fewer than five connections are free";
const REMIND: &str = "Remind teams to watch their retries";

/// Everybody who is named anywhere.
const NAMES: [&str; 6] = ["dana", "Dana", "sam", "Sam", "kim", "Kim"];

/// From the choice of a template to the last file.
pub async fn an_incident_becomes_a_closed_postmortem_by_keys_alone(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.take_clock("2026-11-18T14:09:00Z").await?;
    page.visit("/").await?;
    page.introduce("Dana Meier").await?;
    let hands = Hands { page };
    let page = &hands.page;
    resolve(&hands).await?;
    hands.key("y").await?;
    page.is_on("button Document 1").await?;
    page.shows("no owner").await?;

    write(&hands).await?;
    answer(&hands).await?;
    walk_the_chain(&hands).await?;
    review(&hands).await?;
    let hash = freeze(&hands).await?;
    step(&hands, "Closed").await?;
    is_stored(page, kind::POSTMORTEM, |about| about["status"] == "closed" && about["owner"] == "dana").await?;
    is_saved(page).await?;
    // What is still missing leads to where it can be filled in, and stops nobody.
    hands.tab_to("button Ask whether a test could have caught it", "Tab").await?;
    page.enter().await?;
    stands_on(page, NO_LIMIT).await?;

    let files = hand_out(&hands).await?;
    page.is_without_complaints().await?;
    let handed_out = HandedOut::of(files)?;
    handed_out.is_frozen(&hash)?;
    handed_out.comes_back()?;
    handed_out.is_read_elsewhere()?;
    handed_out.names_nobody_outside()?;
    assert_golden("to-closing.chain.json", &handed_out.chain()?)
}

/// A small incident, told and resolved.
async fn resolve(hands: &Hands) -> Fallible {
    let page = &hands.page;
    hands.declare(TITLE).await?;
    hands.log(&format!("/alert 13:58 {ALERT}")).await?;
    hands.log(&format!("/observation 13:31 @sam {DRIFT}")).await?;
    hands.key("Home").await?;
    page.has_chosen(DRIFT).await?;
    hands.mark("1").await?;
    page.strike("ArrowDown").await?;
    page.has_chosen(ALERT).await?;
    hands.mark("2").await?;
    page.strike("l").await?;
    page.roles_show("Dana Meier since 14:09").await?;
    page.is_on("box").await?;
    hands.pick("s", "How severe is it now?", "SEV1").await?;
    hands.harm("checkouts in eu-west", "about a third", "estimated", "13:58").await?;
    page.pass(11).await?;
    hands.log(&format!("/change {FIX}")).await?;
    hands.relief("-2m").await?;
    page.pass(20).await?;
    hands.pick("p", "Which phase is it in now?", "resolved").await?;
    page.is_all_saved().await
}

/// A template, two sections, and an entry quoted in one of them.
async fn write(hands: &Hands) -> Fallible {
    let page = &hands.page;
    page.strike("t").await?;
    page.is_on("button Stillpoint").await?;
    page.strike("ArrowDown").await?;
    page.is_on("button Google SRE").await?;
    page.enter().await?;
    page.shows_no("Which template?").await?;
    page.shows("Where we got lucky").await?;
    hands.in_sight().await?;

    page.strike("1").await?;
    page.is_on("button Document").await?;
    page.strike("ArrowDown").await?;
    page.is_on("div Summary").await?;
    page.enter().await?;
    page.is_on("field Summary").await?;
    page.type_keys("For twenty minutes every third checkout in eu-west timed out.").await?;
    page.strike("Escape").await?;
    page.is_on("div Summary").await?;
    reads(page, "Summary", "every third checkout").await?;

    hands.tab_to("div Resolution", "ArrowDown").await?;
    page.enter().await?;
    page.is_on("field Resolution").await?;
    page.type_keys("What ended it:").await?;
    page.strike("Escape").await?;
    page.is_on("div Resolution").await?;
    page.strike("q").await?;
    page.is_on("field Find an entry to quote").await?;
    page.type_keys("limited").await?;
    page.shows("1 entry").await?;
    page.enter().await?;
    page.shows("Quoted.").await?;
    page.strike("Escape").await?;
    page.is_on("field Resolution").await?;
    page.strike("Escape").await?;
    page.is_on("div Resolution").await?;
    reads(page, "Resolution", FIX).await?;
    is_saved(page).await
}

/// One of the questions that are asked every time.
async fn answer(hands: &Hands) -> Fallible {
    const QUESTION: &str = "What information was missing when it was needed?";
    let page = &hands.page;
    // What is missing leads to the field of the first of them, from the review and from the findings.
    for (pane, key) in [("Review 5", "5"), ("Findings and changes", "2")] {
        page.strike(key).await?;
        page.is_on(&format!("button {pane}")).await?;
        page.shows("Answer the five questions.").await?;
        hands.tab_to("button Answer the five questions.", "Tab").await?;
        page.enter().await?;
        page.is_on(&format!("field {QUESTION}")).await?;
        page.strike("Escape").await?;
        page.is_on(&format!("div {QUESTION}")).await?;
    }
    page.enter().await?;
    page.is_on(&format!("field {QUESTION}")).await?;
    page.type_keys("How many connections were free.").await?;
    page.strike("Escape").await?;
    page.is_on(&format!("div {QUESTION}")).await?;
    reads(page, QUESTION, "How many connections were free.").await?;
    page.shows("5 of 64 asked, 1 answered").await
}

/// Strikes one of the steps of the review.
async fn step(hands: &Hands, name: &str) -> Fallible {
    hands.page.shows("Deadlines").await?;
    hands.page.strike("5").await?;
    hands.page.is_on("button Review 5").await?;
    hands.tab_to(&format!("button {name}"), "Tab").await?;
    hands.page.enter().await
}

/// Who answers for the chosen change, and until when, key by key.
async fn promise(hands: &Hands, owner: &str) -> Fallible {
    let page = &hands.page;
    page.strike("b").await?;
    is_in(page, "commit-owner").await?;
    page.type_keys(owner).await?;
    page.strike("Tab").await?;
    is_in(page, "commit-due").await?;
    // The same day in every order in which a browser asks for day and month.
    page.type_keys("12122031").await?;
    page.enter().await
}

/// Two findings with evidence; a change that is promised and proven, one that is said better, one that nobody makes.
async fn walk_the_chain(hands: &Hands) -> Fallible {
    let page = &hands.page;
    // From an answer f would make a finding of it.
    page.strike("2").await?;
    page.is_on("button Findings and changes").await?;
    find(page, NO_LIMIT, DRIFT).await?;
    // What sort of condition it is.
    page.enter().await?;
    page.is_on("field The condition").await?;
    hands.tab_to("choice Class", "Tab").await?;
    page.strike("ArrowDown").await?;
    card_shows(page, NO_LIMIT, "Code").await?;
    page.strike("Escape").await?;
    stands_on(page, NO_LIMIT).await?;
    change(page, LIMIT).await?;
    card_shows(page, LIMIT, "Proposed").await?;
    promise(hands, "sam").await?;
    stands_on(page, LIMIT).await?;
    card_shows(page, LIMIT, "until 2031-12-12").await?;
    page.strike("p").await?;
    is_in(page, "prove-looked").await?;
    page.type_keys("Three retries in the traces of the drill, and no fourth").await?;
    hands.tab_to("field The drill or deploy that showed it", "Tab").await?;
    page.type_keys("The drill of 18 November").await?;
    page.enter().await?;
    stands_on(page, LIMIT).await?;
    card_shows(page, LIMIT, "and no fourth").await?;

    find(page, NO_WATCH, ALERT).await?;
    name_evidence(page, NO_WATCH, DRIFT).await?;
    // The linter says why this is no change yet; said better, the hint is gone.
    change(page, WEAK).await?;
    card_shows(page, WEAK, "1 hint").await?;
    page.enter().await?;
    page.is_on("field What will be different").await?;
    card_shows(page, WEAK, "Not this one").await?;
    page.strike("Ctrl+a").await?;
    page.type_keys(SAID_BETTER).await?;
    page.shows_no("Not this one").await?;
    page.enter().await?;
    stands_on(page, SAID_BETTER).await?;
    page.shows_no("1 hint").await?;
    promise(hands, "kim").await?;
    stands_on(page, SAID_BETTER).await?;
    card_shows(page, SAID_BETTER, "@kim").await?;

    change(page, REMIND).await?;
    page.strike("x").await?;
    is_in(page, "decline-why").await?;
    page.type_keys("Nobody can keep it in mind for long.").await?;
    page.strike("Tab").await?;
    is_in(page, "decline-by").await?;
    page.strike("Ctrl+a").await?;
    page.type_keys("kim").await?;
    page.enter().await?;
    stands_on(page, REMIND).await?;
    card_shows(page, REMIND, "Nobody can keep it in mind for long.").await?;
    card_shows(page, REMIND, "@kim").await
}

/// An owner, two people who are asked, and their sign-offs.
async fn review(hands: &Hands) -> Fallible {
    let page = &hands.page;
    page.strike("l").await?;
    page.shows("Dana Meier answers for this document.").await?;
    hands.in_sight().await?;
    step(hands, "In review").await?;
    is_stored(page, kind::POSTMORTEM, |about| about["status"] == "in_review").await?;
    hands.tab_to("field Ask somebody", "Tab").await?;
    for reviewer in ["sam", "kim"] {
        page.type_keys(reviewer).await?;
        page.enter().await?;
        page.shows(&format!("{reviewer} asked")).await?;
    }
    page.strike("Escape").await?;
    page.is_on("button Review 5").await?;
    step(hands, "Closed").await?;
    page.shows("Could not close it: it is not reviewed yet.").await?;
    step(hands, "Reviewed").await?;
    page.shows("Could not call it reviewed: what is there now waits for the sign-off of sam, kim.").await?;
    for (name, handle) in [("Sam Okafor", "sam"), ("Kim Park", "kim")] {
        is_now(hands, name, handle).await?;
        page.strike("s").await?;
        page.shows(&format!("As {name}.")).await?;
        for check in checks() {
            page.is_on(&format!("field {}", check.title)).await?;
            page.strike(" ").await?;
            page.strike("Tab").await?;
        }
        page.is_on("field In your own words").await?;
        page.type_keys("Read it twice.").await?;
        page.strike("Tab").await?;
        page.is_on("button Sign off").await?;
        page.enter().await?;
        page.shows(&format!("{0} of {0} found in order", checks().count())).await?;
        let is_signed = |signed: &serde_json::Value| signed["by"] == handle && signed["text"] == "Read it twice.";
        is_stored(page, kind::SIGN_OFF, is_signed).await?;
        hands.in_sight().await?;
    }
    step(hands, "Reviewed").await?;
    is_stored(page, kind::POSTMORTEM, |about| about["status"] == "reviewed").await.map(drop)
}

/// Another person takes the keyboard, and comes back to the postmortem.
async fn is_now(hands: &Hands, name: &str, handle: &str) -> Fallible {
    const PALETTE: &str = "field What to do";
    let page = &hands.page;
    page.strike("Ctrl+k").await?;
    page.is_on(PALETTE).await?;
    page.type_keys("who is speaking").await?;
    page.enter().await?;
    page.is_on("field Name").await?;
    page.strike("Ctrl+a").await?;
    page.type_keys(name).await?;
    page.strike("Tab").await?;
    page.is_on("field Short handle").await?;
    page.strike("Ctrl+a").await?;
    page.type_keys(handle).await?;
    page.enter().await?;
    page.shows("Kept.").await?;
    until("the new name", async || Ok(page.who_i_am().await?.contains(name).then_some(()))).await?;
    page.strike("Ctrl+k").await?;
    page.is_on(PALETTE).await?;
    page.type_keys(TITLE).await?;
    page.enter().await?;
    page.is_in_room(TITLE).await?;
    hands.key("y").await?;
    page.shows("Questions").await
}

/// Freezes it by a key, and answers with the beginning of the hash that is shown.
async fn freeze(hands: &Hands) -> Fallible<String> {
    let page = &hands.page;
    page.strike("z").await?;
    page.shows("Frozen by Kim Park").await?;
    hands.in_sight().await?;
    let frozen = is_stored(page, kind::FREEZE, |frozen| frozen["set_hash"].is_string()).await?;
    let hash = frozen["set_hash"].as_str().unwrap_or_default().get(..12).unwrap_or_default().to_owned();
    page.shows(&hash).await?;
    Ok(hash)
}

/// The ends of the names of all files, and what they are called in the dialog.
const FORMS: [(&str, &str); 7] = [
    ("github.md", "Markdown for GitHub"),
    ("gitlab.md", "Markdown for GitLab"),
    ("html", "HTML"),
    ("mermaid.md", "Mermaid"),
    ("jira.csv", "CSV for Jira"),
    ("ics", "Calendar"),
    ("jsonl", "Revisions"),
];

/// Those of which there is a version for people outside.
const FOR_OUTSIDE: usize = 3;

/// Takes every file there is, those for people outside with `outside.` before their names.
async fn hand_out(hands: &Hands) -> Fallible<BTreeMap<String, Vec<u8>>> {
    let page = &hands.page;
    let mut files = BTreeMap::new();
    page.strike("o").await?;
    page.shows("The postmortem for others").await?;
    for (end, title) in FORMS {
        hands.tab_to(&format!("button Download {title}"), "Tab").await?;
        page.enter().await?;
        let name = format!("INC-1-postmortem.{end}");
        page.shows(&format!("{name} is handed out.")).await?;
        files.insert(end.to_owned(), page.take_download(&name).await?);
    }
    hands.tab_to("field For people outside", "Shift+Tab").await?;
    page.strike(" ").await?;
    page.shows_no("CSV for Jira").await?;
    for (end, title) in &FORMS[..FOR_OUTSIDE] {
        hands.tab_to(&format!("button Download {title}"), "Tab").await?;
        page.enter().await?;
        let name = format!("INC-1-postmortem-external.{end}");
        page.shows(&format!("{name} is handed out.")).await?;
        files.insert(format!("outside.{end}"), page.take_download(&name).await?);
    }
    page.strike("Escape").await?;
    page.shows_no("The postmortem for others").await?;
    hands.in_sight().await?;
    Ok(files)
}

/// What was handed out, with what the revisions among it tell.
struct HandedOut {
    files: BTreeMap<String, Vec<u8>>,
    log: Log,
    scope: ScopeId,
    reading: Reading,
    says: Postmortem,
}

impl HandedOut {
    fn of(files: BTreeMap<String, Vec<u8>>) -> Fallible<Self> {
        let file = revisions::parse(files.get("jsonl").ok_or("no revisions")?);
        ensure!(file.problems.is_empty(), "the revisions have problems: {:?}", file.problems);
        let log = file.log;
        // What a team has agreed on comes along in a scope of its own.
        let mut found = log.scopes().into_iter().map(|scope| (scope, read(&log, scope)));
        let (scope, reading) =
            found.find(|(_, reading)| reading.record.is_some()).ok_or("no incident in the revisions")?;
        let says = Postmortem::of(reading.bodies.iter());
        Ok(Self { files, log, scope, reading, says })
    }

    fn text(&self, end: &str) -> Fallible<&str> {
        Ok(std::str::from_utf8(self.files.get(end).ok_or("no such file")?)?)
    }

    /// The revisions that came out are those that were frozen.
    fn is_frozen(&self, hash: &str) -> Fallible {
        let freeze = self.says.frozen().ok_or("nothing is frozen")?;
        let frozen = Frozen::of(&self.log, self.scope, freeze);
        ensure!(frozen.is_exact, "not everything that was frozen came out");
        ensure!(
            freeze.set_hash.to_string().starts_with(hash),
            "the page shows {hash}, and stored is {}",
            freeze.set_hash
        );
        for end in ["github.md", "gitlab.md", "html"] {
            ensure!(self.text(end)?.contains(hash), "{end} does not say as what it was frozen");
        }
        Ok(())
    }

    /// Markdown that went out is read as the document that it was written from.
    fn comes_back(&self) -> Fallible {
        let outgoing = Outgoing::of(&self.log, &self.reading, &self.says, &Utc);
        let outline: Outline = template_named(Some("sre"), &[]).ok_or("it comes with Stillpoint")?;
        for (end, flavour) in [("github.md", Flavour::GitHub), ("gitlab.md", Flavour::GitLab)] {
            let text = self.text(end)?;
            for said in [NO_LIMIT, NO_WATCH, LIMIT, SAID_BETTER, REMIND, "every third checkout", "How many connections"]
            {
                ensure!(text.contains(said), "{end} does not say {said:?}:\n{text}");
            }
            let back = postmortem::read::read(text);
            ensure!(back.problems.is_empty(), "{end} is read with problems: {:?}", back.problems);
            let sheet = Sheet {
                reading: outgoing.reading(&self.reading),
                name: Some("INC-1"),
                zone: &Utc,
                zone_name: &back.document.zone,
            };
            let document = Document::of(&outgoing.wanted(sheet, &outline, Extent::Starred));
            ensure!(back.document == document, "{end} is another document: {:#?}\n{document:#?}", back.document);
            let again = postmortem::markdown::print(&back.document, &sheet, flavour);
            ensure!(again == text, "{end} is written anew as\n{again}\nand was\n{text}");
        }
        Ok(())
    }

    /// Programs that are not ours read the other files.
    fn is_read_elsewhere(&self) -> Fallible {
        let html = self.text("html")?;
        is_well_formed(html)?;
        ensure!(html.contains(NO_LIMIT) && html.contains(SAID_BETTER), "the chain is not in the HTML");

        let mermaid = self.text("mermaid.md")?;
        let diagrams: Vec<&str> = mermaid.split("```mermaid\n").skip(1).collect();
        ensure!(diagrams.len() == 2, "{} diagrams in {mermaid}", diagrams.len());
        for (diagram, sort) in diagrams.iter().zip(["timeline", "gantt"]) {
            let lines = diagram.split("```").next().unwrap_or_default().lines().count();
            ensure!(diagram.contains(sort) && lines > 4, "no {sort} in {diagram}");
        }

        let mut csv = csv::Reader::from_reader(self.text("jira.csv")?.as_bytes());
        let head = csv.headers()?.clone();
        let column = |name: &str| head.iter().position(|column| column == name).ok_or_else(|| format!("no {name}"));
        let columns = [column("Summary")?, column("Status")?, column("Assignee")?, column("Due Date")?];
        let rows: Vec<csv::StringRecord> = csv.records().collect::<Result<_, _>>()?;
        let rows: Vec<[&str; 4]> = rows.iter().map(|row| columns.map(|column| &row[column])).collect();
        let wanted = [
            [LIMIT, "Done", "sam", "2031-12-12"],
            [SAID_BETTER, "Committed", "kim", "2031-12-12"],
            [REMIND, "Not doing", "", ""],
        ];
        ensure!(rows == wanted, "the rows for Jira are {rows:?}");

        let calendar: Calendar = self.text("ics")?.parse()?;
        let due: Vec<&str> = calendar
            .components
            .iter()
            .filter_map(CalendarComponent::as_event)
            .filter_map(|event| event.get_summary())
            .collect();
        ensure!(due == [format!("Due for INC-1: {SAID_BETTER}")], "in the calendar stand {due:?}");
        Ok(())
    }

    /// What goes to people outside says what happened, and nobody's name.
    fn names_nobody_outside(&self) -> Fallible {
        for (end, _) in &FORMS[..FOR_OUTSIDE] {
            let text = self.text(&format!("outside.{end}"))?;
            ensure!(text.contains("every third checkout") && text.contains(LIMIT), "too little is left: {text}");
            let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
            let named: Vec<&str> = NAMES.into_iter().filter(|name| words.contains(name)).collect();
            ensure!(named.is_empty(), "for people outside {end} names {named:?}:\n{text}");
        }
        let back = postmortem::read::read(self.text("outside.github.md")?);
        ensure!(back.problems.is_empty(), "it is read with problems: {:?}", back.problems);
        ensure!(
            back.document.findings.is_empty() && back.document.about.owner.is_none(),
            "what is of the inside stands there"
        );
        is_well_formed(self.text("outside.html")?)
    }

    /// The chain as `stillpoint chain` tells it, with a short name for each record.
    fn chain(&self) -> Fallible<String> {
        let now: Instant = "2026-11-18T14:40:00Z".parse()?;
        let json = chain::print_json(&[chain::Incident::of(Some("INC-1"), &self.reading, now)], now);
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut named = String::new();
        for piece in json.split_inclusive('"') {
            let word = piece.trim_end_matches('"');
            if word.len() == self.scope.to_string().len() && word.parse::<RecordId>().is_ok() {
                let next = names.len() + 1;
                named.push_str(&format!("record {}\"", names.entry(word).or_insert(next)));
            } else {
                named.push_str(piece);
            }
        }
        Ok(named)
    }
}

/// Elements that have no end.
const VOID: [&str; 4] = ["meta", "link", "br", "hr"];

/// Every element ends where it should, and nothing is fetched from elsewhere.
fn is_well_formed(html: &str) -> Fallible {
    let mut open = Vec::new();
    let mut letters = 0;
    for token in tokens(html) {
        match token {
            Token::Start(tag) => {
                let fetched =
                    tag.attributes.iter().find(|(name, _)| ["src", "srcset", "data"].contains(&name.as_str()));
                ensure!(fetched.is_none() && tag.name != "script", "{} fetches {fetched:?}", tag.name);
                if !VOID.contains(&tag.name.as_str()) {
                    open.push(tag.name);
                }
            }
            Token::End(name) => ensure!(open.pop().as_ref() == Some(&name), "{name} ends inside of {open:?}"),
            Token::Text(text) => letters += text.trim().len(),
        }
    }
    ensure!(open.is_empty() && letters > 200, "{open:?} never ends, {letters} letters");
    Ok(())
}

/// The ways out of the postmortem, for everybody and for people outside.
pub async fn the_ways_out_are_sound(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    let checks = Checks::new(&stage, &page).await?;
    page.visit_as("Dana Meier", "/").await?;
    page.declare(TITLE).await?;
    page.say_and_wait(ALERT).await?;
    page.strike("Escape").await?;
    page.strike("y").await?;
    page.shows("no owner").await?;
    page.strike("o").await?;
    page.is_on("choice Template").await?;
    checks.all("the ways out").await?;
    let hands = Hands { page };
    let page = &hands.page;
    hands.tab_to("button Download Markdown for GitHub", "Tab").await?;
    page.enter().await?;
    page.shows("INC-1-postmortem.github.md is handed out.").await?;
    hands.tab_to("field For people outside", "Shift+Tab").await?;
    page.strike(" ").await?;
    page.shows_no("CSV for Jira").await?;
    let checks = Checks::new(&stage, page).await?;
    checks.all("the ways out for people outside").await?;
    page.is_without_complaints().await
}
