//! What is handed out, read by programs that are not ours: the `csv` crate, `serde_json`, `html5ever`, and comrak, with which
//! GitLab renders markdown.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/history.rs"]
mod history;
#[path = "support/tags.rs"]
mod tags;

use std::sync::Arc;

use history::{ROOT, histories};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use stillpoint::domain::entry::{Entry, Evidence, Says, Statement};
use stillpoint::domain::id::{RecordId, WriterId};
use stillpoint::domain::time::{Hlc, Instant};
use stillpoint::domain::zone::{Utc, Zone};
use stillpoint::log::{Log, Reading, read};
use stillpoint::text::export::markdown::Flavour;
use stillpoint::text::export::{Sheet, csv, html, json, markdown};
use tags::{Tag, Token, tokens};

fn cases(default: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(default), failure_persistence: None, ..ProptestConfig::default() }
}

/// What people paste, and what somebody might paste who means harm.
const HOSTILE: [&str; 30] = [
    "=1+1",
    "+49 30 1234",
    "-12m",
    "@SUM(A1)",
    "\t=x",
    "\r\n=x",
    "'=x",
    "''@x",
    "＝1+1",
    "\"quoted\", and\r\nmore",
    "a;b,c\td",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</style></title></textarea><script src=//evil.example></script>",
    "<!-- --> ]]> <![CDATA[",
    "[x](javascript:alert(1)) ![x](https://evil.example/p.png) ![y](data:image/svg+xml,x)",
    "![z](data:image/png;base64,AA== \"t\\\" onload=x\")",
    "[a](https://example.org/\"onclick=x \"title' onfocus='x\")",
    "<svg onload=x><a href=javascript:x>b</a>",
    "\0\u{1b}[2J\u{9b}31m\u{85}\u{2028}",
    "```\nnever closed",
    "[1]: https://evil.example\n\n[1]",
    "| a | b |\n|-|-|\n| `c|d` | e",
    "> > - 1. x\n\n    code",
    "@dana #12 INC-42 GH-7 !3 $4 %5 ~6 &7 [issue:8]",
    "/close\n/assign @dana",
    "{\"a\": \"b\\n\"}",
    "\u{202e}txt.exe\u{200b}",
    "🦀 ünïcödé \u{feff}",
    "",
];

/// Europe/Berlin in winter.
struct Berlin;

impl Zone for Berlin {
    fn offset_seconds(&self, _: Instant) -> i32 {
        3600
    }
}

fn sheet(reading: &Reading) -> Sheet<'_> {
    Sheet { reading, name: Some("INC-42"), zone: &Berlin, zone_name: "Europe/Berlin" }
}

fn printed(reading: &Reading) -> [String; 6] {
    let sheet = sheet(reading);
    [
        markdown::print(&sheet, Flavour::GitHub),
        markdown::print(&sheet, Flavour::GitLab),
        markdown::print(&sheet, Flavour::Slack),
        csv::print(&sheet),
        json::print(&sheet),
        html::print(&sheet),
    ]
}

/// A reading in which everything that people can write is hostile.
fn hostile() -> impl Strategy<Value = Reading> {
    let text = || {
        prop::collection::vec(select(&HOSTILE[..]), 1..4)
            .prop_flat_map(|parts| select(vec!["", " ", "\n", "\n\n"]).prop_map(move |between| parts.join(between)))
    };
    (histories(), prop::collection::vec(text(), 8)).prop_map(|(history, texts)| {
        let mut reading = read(&history.log(), ROOT);
        let mut texts = texts.into_iter().cycle();
        let mut next = || texts.next().expect("it goes on");
        let ids: Vec<RecordId> = reading.entries.keys().copied().collect();
        for id in ids {
            let mut entry = Entry::clone(&reading.entries[&id]);
            entry.said.text = next();
            entry.said.by = next();
            entry.said.evidence = vec![Evidence::Link(next()), Evidence::Raw(next())];
            match &mut entry.said.says {
                Says::Unknown { kind } => *kind = next(),
                Says::Decision { options, .. } => options.push(next()),
                Says::Change { sort, .. } => *sort = Some(next()),
                Says::Alert { source, labels, .. } => {
                    *source = Some(next());
                    labels.insert(next(), next());
                }
                _ => {}
            }
            reading.entries.insert(id, Arc::new(entry));
        }
        if let Some(record) = &mut reading.record {
            record.title = next();
        }
        reading
    })
}

/// Takes off what keeps a spreadsheet from taking a cell for a formula.
fn as_typed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => cell,
    }
}

const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_same_revisions_make_the_same_bytes_in_any_order(history in histories(), order in any::<u64>()) {
        let mut shuffled = history.revisions.clone();
        let mut seed = order;
        for end in (1..shuffled.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(end, (seed >> 33) as usize % (end + 1));
        }
        let ours = printed(&read(&Log::of(shuffled), ROOT));
        prop_assert_eq!(ours, printed(&read(&history.log(), ROOT)));
    }

    #[test]
    fn a_reader_of_csv_finds_what_was_said(reading in hostile()) {
        let text = csv::print(&sheet(&reading));
        let rows: Vec<::csv::StringRecord> =
            ::csv::ReaderBuilder::new().from_reader(text.as_bytes()).records().map(|row| row.expect("a row")).collect();
        for row in &rows {
            prop_assert_eq!(row.len(), 12);
            prop_assert!(row.iter().all(|cell| !cell.starts_with(FORMULA)), "{:?}", row);
        }
        let incident = rows.iter().take_while(|row| row[4].starts_with('(')).count();
        let rows = &rows[incident..];
        prop_assert_eq!(rows.len(), reading.incident.order.len());
        for (row, entry) in rows.iter().zip(reading.timeline()) {
            let at = entry.precise().map(|at| at.to_string()).unwrap_or_default();
            prop_assert_eq!(&row[1], &at);
            prop_assert_eq!(as_typed(&row[4]), entry.said.says.kind());
            prop_assert_eq!(as_typed(&row[6]), &entry.said.text);
            prop_assert_eq!(as_typed(&row[7]), &entry.said.by);
            prop_assert_eq!(&row[11], &entry.id.to_string());
        }
    }

    #[test]
    fn a_reader_of_json_finds_what_was_said(reading in hostile()) {
        let text = json::print(&sheet(&reading));
        let read: Value = serde_json::from_str(&text).expect("JSON");
        prop_assert_eq!(&read["zone"], "Europe/Berlin");
        let entries = read["entries"].as_array().expect("a list");
        prop_assert_eq!(entries.len(), reading.incident.order.len());
        for (read, entry) in entries.iter().zip(reading.timeline()) {
            let said = &entry.said;
            prop_assert_eq!(&read["record"], &entry.id.to_string());
            prop_assert_eq!(&read["kind"], said.says.kind());
            prop_assert_eq!(&read["text"], &said.text);
            prop_assert_eq!(&read["by"], &said.by);
            prop_assert_eq!(&read["at"], &Value::from(entry.precise().map(|at| at.to_string())));
            prop_assert_eq!(&read["logged_at"], &entry.logged_at.to_string());
            let evidence: Vec<Value> = said.evidence.iter().map(stillpoint::domain::json::Json::write).collect();
            prop_assert_eq!(&read["evidence"], &Value::from(evidence));
        }
        let deleted = reading.entries.values().filter(|entry| entry.is_deleted);
        for entry in deleted {
            prop_assert!(entries.iter().all(|read| read["record"] != entry.id.to_string()));
        }
    }

    #[test]
    fn nothing_in_markdown_is_html_or_speaks_to_anybody(reading in hostile()) {
        for flavour in [Flavour::GitHub, Flavour::GitLab] {
            let markdown = markdown::print(&sheet(&reading), flavour);
            prop_assert!(!markdown.lines().any(|line| line.starts_with('/')), "GitLab would do it: {}", markdown);
            let html = rendered(&markdown);
            for token in tokens(&html) {
                let Token::Start(tag) = token else { continue };
                prop_assert!(ELEMENTS.split(' ').chain(["h4", "h5", "h6", "input"]).any(|name| name == tag.name), "{:?}", tag);
                prop_assert!(!tag.attributes.iter().any(|(name, _)| name.starts_with("on")), "{:?}", tag);
            }
            prop_assert_eq!(spoken_to(&html), Vec::<String>::new(), "{}", markdown);
        }
        let slack = markdown::print(&sheet(&reading), Flavour::Slack);
        for part in slack.split('<').skip(1) {
            prop_assert!(["https://", "http://", "mailto:", "tel:"].iter().any(|start| part.starts_with(start)), "{}", slack);
        }
    }

    #[test]
    fn nothing_in_html_runs_or_fetches(reading in hostile()) {
        let text = html::print(&sheet(&reading));
        for token in tokens(&text) {
            let Token::Start(tag) = token else { continue };
            prop_assert!(ELEMENTS.split(' ').any(|name| name == tag.name), "{:?}", tag);
            for (name, value) in &tag.attributes {
                let is_known = match name.as_str() {
                    "id" => value.starts_with("e-"),
                    "href" => ["#e-", "http://", "https://", "mailto:", "tel:"].iter().any(|start| value.starts_with(start)),
                    "src" => value.starts_with("data:image/png"),
                    "class" | "title" | "alt" | "datetime" | "start" | "rel" => true,
                    "lang" | "charset" | "name" | "content" | "http-equiv" => ["html", "meta"].contains(&tag.name.as_str()),
                    _ => false,
                };
                prop_assert!(is_known, "{:?}", tag);
            }
        }
        prop_assert_eq!(text.matches("<style>").count(), 1);
        prop_assert!(!text.contains("url(") || reading.timeline().any(|entry| entry.said.text.contains("url(")));
        for form in printed(&reading).iter().enumerate().filter(|(number, _)| ![3, 4].contains(number)).map(|(_, form)| form) {
            prop_assert!(form.chars().all(|c| "\n\t".contains(c) || !c.is_control()), "{:?}", form);
        }
    }
}

#[test]
fn every_member_of_the_json_is_written_down() {
    fn members(value: &Value, found: &mut std::collections::BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                found.extend(object.keys().cloned());
                object.iter().filter(|(name, _)| *name != "says").for_each(|(_, value)| members(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| members(value, found)),
            _ => {}
        }
    }
    let golden: Value = serde_json::from_str(include_str!("golden/export.json")).expect("JSON");
    let mut found = std::collections::BTreeSet::new();
    members(&golden, &mut found);
    let documented = include_str!("../docs/timeline-json.md");
    for name in found {
        assert!(documented.contains(&format!("`{name}`")) || documented.contains(&format!("\"{name}\"")), "{name}");
    }
}

/// Elements that an exported document may have.
const ELEMENTS: &str = "html head meta title style body h1 h2 h3 p span dl dt dd time b a ol ul li div pre code em strong del br hr \
                        blockquote table thead tbody tr th td img";

// --- Markdown, read as GitHub and GitLab read it ---------------------------------------------------------------------

/// An incident of one note.
fn note(text: &str) -> Reading {
    let (writer, at) = (WriterId::from_bits(1), "2026-11-18T14:07:00Z".parse().expect("a time"));
    let entry = Entry {
        id: RecordId::from_bits(2),
        created: Hlc(0, 0),
        writer,
        at: Some(at),
        corrected_by_millis: 0,
        logged_at: at,
        is_deleted: false,
        said: Statement::new(Says::Note, "dana", text, at, writer),
    };
    let mut reading = Reading::default();
    reading.entries.insert(entry.id, Arc::new(entry));
    reading.fold();
    reading
}

fn note_sheet(reading: &Reading) -> Sheet<'_> {
    Sheet { reading, name: Some("INC-42"), zone: &Utc, zone_name: "UTC" }
}

fn rendered(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}

/// What is to be seen of the note: elements by name, words with blanks made one. Paragraphs, headings and what only holds
/// others are passed over.
fn seen(html: &str) -> String {
    const PASSED: [&str; 10] = ["p", "h4", "h5", "h6", "div", "thead", "tbody", "html", "body", "section"];
    let mut tokens = tokens(html).into_iter();
    let by = |token: Token| match token {
        Token::Text(text) => {
            text.split_once("dana").map(|(_, rest)| rest.trim_start().trim_start_matches('—').to_owned())
        }
        _ => None,
    };
    let mut seen = tokens.find_map(by).expect("it says by whom it is");
    for token in tokens {
        match token {
            Token::Start(Tag { name, .. }) | Token::End(name) if name == "span" => {}
            Token::Start(Tag { name, attributes }) => match name.as_str() {
                "input" => {
                    seen.push_str(if attributes.iter().any(|(name, _)| name == "checked") { "☑ " } else { "☐ " })
                }
                // What lies elsewhere is a link in the page and in HTML, which load nothing.
                "img" => {
                    let alt = attributes.iter().find(|(name, _)| name == "alt").map_or("", |(_, alt)| alt);
                    let words = if alt.trim().is_empty() { "image" } else { alt };
                    seen.push_str(&format!("<a>🖼 {words}</a>"));
                }
                name if PASSED.contains(&name) => seen.push(' '),
                name => seen.push_str(&format!("<{name}>")),
            },
            Token::End(name) if PASSED.contains(&name.as_str()) => seen.push(' '),
            Token::End(name) => seen.push_str(&format!("</{name}>")),
            Token::Text(text) => seen.push_str(&text),
        }
    }
    let seen = seen.replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ");
    let seen = seen.strip_suffix("</li> </ol>").or(seen.strip_suffix("</li> </ul>")).expect("it ends").trim();
    // Blanks at the edge of an element are not to be seen.
    let mut tight = String::new();
    for part in seen.split_inclusive('>') {
        let (words, tag) = part.rsplit_once('<').map_or((part, ""), |(words, tag)| (words, tag));
        tight.push_str(words.trim());
        if !tag.is_empty() {
            tight.push('<');
            tight.push_str(tag);
        }
    }
    tight
}

/// Mentions and references in what is rendered, where platforms look for them: in text outside of code and links.
fn spoken_to(html: &str) -> Vec<String> {
    let mut quiet = 0;
    let mut found = Vec::new();
    for token in tokens(html) {
        match token {
            Token::Start(tag) if ["a", "code", "pre"].contains(&tag.name.as_str()) => quiet += 1,
            Token::End(name) if ["a", "code", "pre"].contains(&name.as_str()) => quiet -= 1,
            Token::Text(text) if quiet == 0 => {
                let letters: Vec<char> = text.chars().collect();
                let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
                for (at, c) in letters.iter().enumerate() {
                    let before = at.checked_sub(1).and_then(|at| letters.get(at));
                    let next = letters.get(at + 1);
                    let counts = next.is_some_and(char::is_ascii_digit);
                    let word: Vec<char> =
                        letters[..at].iter().rev().take_while(|c| is_word(Some(c))).copied().collect();
                    let is_tracker =
                        word.last().is_some_and(char::is_ascii_uppercase) && !word.iter().any(char::is_ascii_lowercase);
                    let is_found = match c {
                        '@' => !is_word(before) && is_word(next),
                        '#' => counts,
                        '-' => counts && is_tracker,
                        _ => false,
                    };
                    if is_found {
                        found.push(letters[at.saturating_sub(4)..].iter().take(9).collect());
                    }
                }
            }
            _ => {}
        }
    }
    found
}

proptest! {
    #![proptest_config(cases(2000))]

    /// The markdown that goes out renders as the page, and the exported HTML, render what was typed.
    #[test]
    fn markdown_renders_as_it_was_typed(
        words in prop::collection::vec(
            select(vec![
                "a", "b1", "Word", "_", "*", "**", "`", "``", "~", "~~", "\n", "\n", "\n\n", " ", "    ", "- ", "1. ", "2) ",
                "> ", "# ", "|", "|-|\n", "[x](http://e.example)", "[", "]", "<b>", "<div>\n", "&amp;", "&", "\\", "$", "!",
                "=", "---", "===", "```\n", "@dana", "#12", "INC-42", ":", "+", ")", "[ ] ", "http://e.example/a_b", "***", ".", "| a | b |\n|---|:-:|\n", "`x|y`", "\\|", "  - ", "\t", "&#32;", "&#10;", "<a@b.example>", "**a**",
                "_b_", "~~c~~", "%", "INC", "@", "#", "1", "<!-- x", "é",
            ]),
            0..14,
        ),
    ) {
        let text = words.concat();
        let reading = note(&text);
        let ours = html::print(&note_sheet(&reading));
        for flavour in [Flavour::GitHub, Flavour::GitLab] {
            let markdown = markdown::print(&note_sheet(&reading), flavour);
            let theirs = rendered(&markdown);
            prop_assert_eq!(seen(&theirs), seen(&ours), "{:?}\n{}", text, markdown);
            prop_assert_eq!(spoken_to(&theirs), Vec::<String>::new(), "{:?}\n{}", text, markdown);
        }
    }
}
