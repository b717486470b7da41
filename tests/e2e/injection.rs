//! Hostile texts, through everything that takes a text. They are shown, and nothing of them is run, loaded or gone to.

use std::rc::Rc;

use serde_json::{Value, json};
use stillpoint::domain::id::{RecordId, ScopeId, WriterId};
use stillpoint::domain::record::TEAM;
use stillpoint::domain::time::Instant;
use stillpoint::log::canonical::Object;
use stillpoint::log::{Draft, Log, Writer};
use stillpoint::text::revisions;

use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";

/// The kinds that the box logs.
const KINDS: [&str; 6] = ["note", "observation", "alert", "decision", "action", "change"];

/// One text a line; `\n`, `\t`, `\f`, `\0` and `\x01` stand for those characters.
fn injections() -> Vec<String> {
    let decode = |line: &str| {
        let escapes = [(r"\n", "\n"), (r"\t", "\t"), (r"\f", "\u{c}"), (r"\0", "\0"), (r"\x01", "\u{1}")];
        escapes.iter().fold(line.to_owned(), |text, (escape, character)| text.replace(escape, character))
    };
    include_str!("../fixtures/injections.txt").lines().map(decode).collect()
}

/// The detectors of these tests detect.
pub async fn what_runs_is_noticed(stage: Rc<Stage>) -> Fallible {
    let page = guarded(&stage, "profile").await?;
    page.visit_as(ME, "/").await?;
    page.ask::<()>("window.isSame = true;", &[]).await?;
    nothing_happened(&stage, &page, "before anything").await?;
    for (deed, what) in [
        ("setTimeout(() => alert(1));", "a call of alert"),
        ("window.pwned = 1;", "a mark"),
        ("document.body.insertAdjacentHTML('beforeend', '<img src=/pwned-request>');", "a request"),
        ("document.body.insertAdjacentHTML('beforeend', '<img src=https://pwned.example/x>');", "a foreign request"),
        ("document.body.insertAdjacentHTML('beforeend', '<svg onload=alert(1)>');", "an inline handler"),
        (
            "document.body.insertAdjacentHTML('beforeend', '<a href=\" JavaScript:alert(1)\">x</a>');",
            "a link that runs",
        ),
        ("history.pushState(null, '', '/elsewhere');", "another address"),
        ("document.body.insertAdjacentHTML('beforeend', '<iframe src=/></iframe>');", "a frame"),
        ("location.reload();", "another document"),
    ] {
        page.ask::<()>(deed, &[]).await?;
        let noticed = nothing_happened(&stage, &page, "now").await;
        ensure!(noticed.is_err(), "{what} was not noticed");
        page.visit("/").await?;
        page.complaints().await?;
        stage.server().forget_asked();
        page.ask::<()>("sessionStorage.removeItem('ran'); window.isSame = true;", &[]).await?;
        nothing_happened(&stage, &page, "after that").await?;
    }
    Ok(())
}

/// Every text into every field, and those that are kept kept.
pub async fn nothing_that_is_typed_runs(stage: Rc<Stage>) -> Fallible {
    let texts = injections();
    ensure!(texts.len() >= 300, "{} texts are too few", texts.len());
    let lines: Vec<String> = texts.iter().map(|text| text.replace('\n', " ")).collect();
    let page = guarded(&stage, "profile").await?;
    page.visit("/").await?;
    page.ask::<()>("window.isSame = true;", &[]).await?;

    // Who is speaking: typed, and the longest of them kept.
    page.pour("Name", &lines, "").await?;
    page.pour("Short handle", &lines, "").await?;
    page.introduce("<img src=x onerror=alert(1)><script>alert(1)</script>").await?;
    nothing_happened(&stage, &page, "who is speaking").await?;

    // An incident's title, and every text as an entry, each kind in turn.
    page.pour("Declare an incident", &lines, "").await?;
    page.declare("\"><svg onload=alert(1)>").await?;
    let said: Vec<String> = texts.iter().map(|text| format!(" {text}")).collect();
    page.pour("What happened", &said, "Enter").await?;
    page.is_all_saved().await?;
    let path = page.path().await?;
    for (number, kind) in KINDS.iter().enumerate() {
        let some: Vec<String> = texts.iter().skip(number).step_by(12).map(|text| format!("/{kind} {text}")).collect();
        page.pour("What happened", &some, "Enter").await?;
    }
    page.is_all_saved().await?;
    all_is_drawn(&page).await?;
    let shown = page.rows().await?.len();
    ensure!(shown > texts.len() * 3 / 2 - 20, "{shown} entries of {} texts are shown", texts.len());
    nothing_happened(&stage, &page, "entries").await?;

    // Found, corrected, and what it said before.
    page.strike("Escape").await?;
    page.strike("f").await?;
    page.pour("Find in the timeline", &lines, "Enter").await?;
    page.press("Close").await?;
    page.strike("End").await?;
    page.strike("e").await?;
    page.pour("When", &lines, "").await?;
    page.pour("When", &lines[..20], "Enter").await?;
    page.pour("When", &["14:07".to_owned()], "").await?;
    page.pour_into_editor(&texts).await?;
    page.strike("Enter").await?;
    page.strike("h").await?;
    page.strike("x").await?;
    page.strike("t").await?;
    page.shows("Take out for good").await?;
    page.strike("Escape").await?;
    nothing_happened(&stage, &page, "corrections").await?;

    // Title and zone of the incident.
    page.strike("a").await?;
    page.pour("Zone in which its times are shown", &lines, "").await?;
    page.pour("Title", &lines, "").await?;
    page.fill(None, "Zone in which its times are shown", "<svg/onload=alert(1)>").await?;
    page.strike("Enter").await?;
    page.shows("Could not").await?;
    page.fill(None, "Zone in which its times are shown", "").await?;
    page.fill(None, "Title", "<img src=x onerror=alert(1)>").await?;
    page.strike("Enter").await?;
    page.is_open("<img src=x onerror=alert(1)>").await?;
    nothing_happened(&stage, &page, "title and zone").await?;

    // The list, the search, the palette.
    page.press("Incidents").await?;
    page.pour("Search incidents and everything in them", &lines, "").await?;
    page.fill(None, "Search incidents and everything in them", "alert").await?;
    page.shows("findings").await?;
    page.strike("Ctrl+k").await?;
    page.pour("What to do", &lines, "").await?;
    page.pour("What to do", &["img".to_owned()], "").await?;
    page.shows("<img src=x onerror=alert(1)>").await?;
    page.strike("Escape").await?;
    nothing_happened(&stage, &page, "list, search and palette").await?;

    // Settings: a zone that is none, the team's lists.
    page.press("Settings").await?;
    page.shows("Severities").await?;
    page.pour("Name of another zone", &lines, "").await?;
    page.pour("Name of the severity", &lines, "").await?;
    page.pour("What it takes", &lines, "").await?;
    page.press("Keep this list").await?;
    page.pour("Roles of your own, one a line", &[lines.join("\n")], "").await?;
    page.press("Keep these roles").await?;
    nothing_happened(&stage, &page, "settings").await?;

    // Once more after a reload, from what was kept.
    for path in ["/", "/settings", path.as_str()] {
        page.visit(path).await?;
        page.ask::<()>("window.isSame = true;", &[]).await?;
        nothing_happened(&stage, &page, path).await?;
    }
    all_is_drawn(&page).await?;
    nothing_happened(&stage, &page, "the room after a reload").await?;
    stage.note(format!("{} texts", texts.len()));
    Ok(())
}

/// A file that says something hostile wherever a file can say something.
pub async fn nothing_in_a_file_runs(stage: Rc<Stage>) -> Fallible {
    let texts = injections();
    let path = stage.folder().join("hostile.jsonl");
    std::fs::write(&path, hostile_file(&texts))?;
    let page = guarded(&stage, "profile").await?;
    page.visit_as(ME, "/").await?;
    page.choose_file_in_data(&path).await?;
    page.ask::<()>("window.isSame = true;", &[]).await?;
    let preview = page.preview().await?;
    ensure!(preview.contains("is new here"), "the file is previewed as {preview:?}");
    ensure!(preview.contains("Something is wrong with this file"), "the damage is not named: {preview:?}");
    nothing_happened(&stage, &page, "the preview").await?;
    page.press("Unite with what is here").await?;
    page.shows_no("Unite with what is here").await?;
    nothing_happened(&stage, &page, "the union").await?;

    page.press("Incidents").await?;
    let (listed, _) = page.draws_all().await?;
    ensure!(listed >= texts.len(), "{listed} incidents are listed of {}", texts.len());
    nothing_happened(&stage, &page, "the list").await?;
    page.fill(None, "Search incidents and everything in them", "alert").await?;
    page.shows("findings").await?;
    nothing_happened(&stage, &page, "the search").await?;
    page.visit(&format!("/incidents/{}", scope(0))).await?;
    page.ask::<()>("window.isSame = true;", &[]).await?;
    page.is_all_saved().await?;
    all_is_drawn(&page).await?;
    let shown = page.rows().await?.len();
    ensure!(shown > texts.len() / 2, "{shown} entries are shown of {} texts", texts.len());
    page.strike("Escape").await?;
    for _ in 0..20 {
        page.strike("h").await?;
        page.strike("ArrowUp").await?;
    }
    page.strike("t").await?;
    page.shows("Take out for good").await?;
    nothing_happened(&stage, &page, "the room").await?;
    page.visit("/settings").await?;
    page.ask::<()>("window.isSame = true;", &[]).await?;
    page.shows("Severities").await?;
    nothing_happened(&stage, &page, "the lists").await?;
    stage.note(format!("{} texts, {listed} incidents listed, {shown} entries shown", texts.len()));
    Ok(())
}

/// Hostile addresses show that there is nothing, or what there is.
pub async fn nothing_in_an_address_runs(stage: Rc<Stage>) -> Fallible {
    let texts = injections();
    let page = guarded(&stage, "profile").await?;
    page.visit_as(ME, "/").await?;
    page.declare("At an address").await?;
    let room = page.path().await?;
    page.visit("/").await?;
    let pushed = r#"
        const [texts, room] = arguments;
        const turn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const go = async (address) => {
            history.pushState(null, "", address);
            dispatchEvent(new PopStateEvent("popstate"));
        };
        window.isSame = true;
        return (async () => {
            for (const [number, text] of texts.entries()) {
                const safe = encodeURIComponent(text);
                await go(`/${safe}`);
                await go(`/incidents/${safe}#${text}`);
                await go(`${room}#${text}`);
                await go(`/?x=${safe}#${safe}`);
                if (number % 8 === 0) await turn();
            }
            await go("/");
            await turn();
        })();
    "#;
    page.ask::<()>(pushed, &[json!(texts), json!(room)]).await?;
    nothing_happened(&stage, &page, "addresses").await?;
    for text in texts.iter().step_by(24) {
        let safe: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let raw: String = text.chars().filter(|c| !c.is_control()).collect();
        for address in [format!("/incidents/{safe}#{raw}"), format!("{room}#{raw}")] {
            page.goto(&address).await?;
            page.is_up().await?;
            page.ask::<()>("window.isSame = true; history.replaceState(null, '', '/');", &[]).await?;
            // The text itself, where it is no name of a part of the site, is asked for as the page.
            stage.server().forget_asked();
            nothing_happened(&stage, &page, &address).await?;
        }
    }
    Ok(())
}

/// Draws all entries of a room, with the parser of markdown.
async fn all_is_drawn(page: &Page) -> Fallible {
    let drawn = until("what markdown makes", async || {
        Ok(Some(page.draws_all().await?).filter(|(_, marked_up)| *marked_up > 10))
    });
    drawn.await.map(drop)
}

// --- What is looked at --------------------------------------------------------------------------------------------

/// A browser in which everything that hostile texts do is noticed.
async fn guarded(stage: &Stage, profile: &str) -> Fallible<Page> {
    let page = stage.open_profile(profile).await?;
    let watch = r#"
        {
            const note = (what) => {
                const ran = JSON.parse(sessionStorage.getItem("ran") ?? "[]");
                sessionStorage.setItem("ran", JSON.stringify([...ran, what]));
            };
            for (const name of ["alert", "prompt", "confirm", "print", "open"]) window[name] = () => note(name);
            Object.defineProperty(window, "pwned", { set: () => note("pwned") });
        }
    "#;
    page.before_every_page(watch).await?;
    Ok(page)
}

/// Fails if anything was run, refused by the policy, asked for, or gone to.
async fn nothing_happened(stage: &Stage, page: &Page, whence: &str) -> Fallible {
    let look = r##"
        const turn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 60)));
        const look = () => ({
            ran: JSON.parse(sessionStorage.getItem("ran") ?? "[]"),
            isSame: window.isSame === true,
            origin: location.origin,
            path: location.pathname,
            foreign: performance.getEntriesByType("resource").map((entry) => entry.name)
                .filter((name) => !name.startsWith(location.origin) && !name.startsWith("data:") && !name.startsWith("blob:")),
            active: [...document.querySelectorAll("iframe, object, embed, frame, base, meta[http-equiv=refresh], body script"),
                ...[...document.links].filter((link) => !["http:", "https:", "mailto:"].includes(link.protocol))]
                .map((node) => node.outerHTML),
        });
        return turn().then(turn).then(look);
    "##;
    let seen: Value = page.ask(look, &[]).await?;
    ensure!(seen["ran"] == json!([]), "{whence}: this was run: {}", seen["ran"]);
    ensure!(seen["isSame"] == true, "{whence}: another document was loaded");
    ensure!(seen["origin"] == page.origin(), "{whence}: the page went to {}", seen["origin"]);
    let path = seen["path"].as_str().unwrap_or_default();
    let is_ours = matches!(path, "/" | "/data" | "/settings") || path.starts_with("/incidents/");
    ensure!(is_ours, "{whence}: the page went to {path}");
    ensure!(seen["foreign"] == json!([]), "{whence}: others were asked for {}", seen["foreign"]);
    ensure!(seen["active"] == json!([]), "{whence}: these stand in the document: {}", seen["active"]);
    let asked = stage.server().unknown_asked();
    ensure!(asked.is_empty(), "{whence}: the server was asked for {asked:?}");
    page.is_without_complaints().await.map_err(|error| format!("{whence}: {error}").into())
}

// --- A hostile file -----------------------------------------------------------------------------------------------

fn scope(number: u128) -> ScopeId {
    ScopeId::from_bits((number + 1) << 40)
}

/// One incident with every text in every member of an entry of every kind, as many more incidents as there are texts, records
/// of all other kinds, and lines that are damaged.
fn hostile_file(texts: &[String]) -> Vec<u8> {
    let mut file = Hostile { log: Log::default(), writer: Writer::new(WriterId::from_bits(99)), records: 0 };
    for (number, text) in texts.iter().enumerate() {
        let title = json!({"number": number + 1, "title": text, "zone": text});
        file.write(scope(number as u128), "incident", text, title);
        file.write(scope(0), "entry", text, entry(number, text));
    }
    for (number, text) in texts.iter().enumerate().step_by(9) {
        let mut trashed = entry(number, text);
        trashed["deleted"] = true.into();
        file.write(scope(0), "entry", text, trashed);
        file.write(scope(0), text, text, json!({text.as_str(): text, "text": text}));
        file.write(scope(0), "person", text, json!({"handle": text, "name": text}));
        file.write(scope(0), "writer", text, json!({"device": text, "label": text, "version": text}));
        file.write(scope(0), "clock_correction", text, json!({"writers": [text], "add_millis": 1, "why": text}));
        file.write(scope(0), "inclusion", text, json!({"scope": text, "why": text}));
        file.write(scope(0), "purge", text, json!({"why": text}));
    }
    let severities: Vec<Value> = texts.iter().map(|text| json!({"name": text, "meaning": text})).collect();
    file.write_as(TEAM, RecordId::from_bits(1), "lists", "x", json!({"severities": severities, "roles": texts}));
    let mut bytes = revisions::print(&file.log, []);
    let printed = String::from_utf8_lossy(&bytes).into_owned();
    let whole: Vec<&str> = printed.lines().filter(|line| line.contains("\"header\"")).collect();
    for (text, line) in texts.iter().step_by(40).zip(whole) {
        let quoted = json!(text).to_string();
        let hostile_id = json!({"hash": text, "header": {"v": text, "scope": text, "kind": text}, "body": text});
        for damaged in [hostile_id.to_string(), text.clone(), line.replacen("\"v\":1", &format!("\"v\":{quoted}"), 1)] {
            bytes.extend_from_slice(damaged.as_bytes());
            bytes.push(b'\n');
        }
    }
    bytes
}

struct Hostile {
    log: Log,
    writer: Writer,
    records: u128,
}

impl Hostile {
    fn write(&mut self, scope: ScopeId, kind: &str, author: &str, body: Value) {
        self.records += 1;
        self.write_as(scope, RecordId::from_bits(self.records << 20), kind, author, body);
    }

    fn write_as(&mut self, scope: ScopeId, record: RecordId, kind: &str, author: &str, body: Value) {
        let body: Object = serde_json::from_value(body).unwrap_or_default();
        let (kind, author) = (kind.to_owned(), author.to_owned());
        let draft = Draft { scope, record, kind, parents: vec![], author, purges: vec![], body };
        let at = Instant::from_millis(1_790_000_000_000 + self.records as i64 * 1_000);
        self.log.add(self.writer.write(draft, at));
    }
}

/// An entry that says the text wherever it says anything; every fourth also where an id, a time or one of a few words is meant,
/// which leaves it unread.
fn entry(number: usize, text: &str) -> Value {
    let kinds =
        ["note", "observation", "alert", "decision", "action", "change", "impact", "severity", "phase", "role", text];
    let at = format!("2026-11-20T{:02}:{:02}Z", number / 60 % 24, number % 60);
    let mut entry = json!({
        "kind": kinds[number % kinds.len()],
        "text": text,
        "by": text,
        "logged_at": at,
        "occurred": {"at": at, "written": text},
        "marks": ["detected"],
        "evidence": [{"link": text}, {"raw": text}],
        "correlation": text,
        "source_key": text,
        "source": text,
        "labels": {text: text},
        "state": "firing",
        "options": [text],
        "objections": [text],
        "assignee": text,
        "sort": text,
        "verdict": "suspect",
        "impact": if number.is_multiple_of(2) { "began" } else { "ended" },
        "who": text,
        "share": text,
        "certainty": text,
        "severity": text,
        "phase": "investigating",
        "role": text,
        "move": "take",
        "holder": text,
    });
    if number.is_multiple_of(5) {
        entry["place"] = json!({"document": text, "index": number});
    }
    if number % 4 == 3 {
        let members = [
            "occurred",
            "marks",
            "answers",
            "replaces",
            "state",
            "verdict",
            "saw",
            "done",
            "star",
            "logged_at",
            "phase",
        ];
        for member in members.iter().skip(number / 4 % 3).step_by(3) {
            entry[member] = match *member {
                "marks" | "answers" | "replaces" => json!([text]),
                "occurred" => json!({"at": text, "clock": text}),
                "saw" => json!({text: [[1, 2]]}),
                "done" => json!({"at": text, "by": text}),
                _ => json!(text),
            };
        }
        entry["evidence"] = json!([{"file": {"hash": text, "name": text, "media": text, "bytes": 1}}]);
    }
    entry
}
