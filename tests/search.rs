//! Full-text search against its definition: every word of the query, folded, is in some field of the document, folded.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/history.rs"]
mod history;

use history::{ROOT, histories};
use pollster::block_on;
use proptest::prelude::*;
use stillpoint::domain::id::{DeviceId, RecordId, ScopeId};
use stillpoint::domain::search::{Document, Found, Haystack, Query, Scan, Snippet, fold};
use stillpoint::domain::time::Instant;
use stillpoint::log::{Log, read};
use stillpoint::store::{Batch, Keeper, Memory, Store as _, Texts};

/// A document as a test writes it.
#[derive(Debug, Clone)]
struct Text {
    scope: u128,
    is_title: bool,
    at: Option<i64>,
    fields: Vec<String>,
}

fn haystack(texts: &[Text]) -> Haystack {
    let mut haystack = Haystack::default();
    for (number, text) in texts.iter().enumerate() {
        add(&mut haystack, number, text);
    }
    haystack
}

/// The number of a document is its record; that of a title is its time.
fn add(haystack: &mut Haystack, number: usize, text: &Text) {
    let fields: Vec<&str> = text.fields.iter().map(String::as_str).collect();
    let record = RecordId::from_bits(number as u128);
    let document = Document {
        record: Some(record).filter(|_| !text.is_title),
        at: text.at.map(Instant::from_millis),
        fields: &fields,
    };
    haystack.add(ScopeId::from_bits(text.scope), &document);
}

fn is_found(text: &Text, query: &Query) -> bool {
    let is_in = |word: &str| text.fields.iter().any(|field| fold(field).contains(word));
    !query.is_empty() && query.words().all(is_in)
}

fn whole(query: &Query, haystack: &Haystack) -> Scan {
    let mut scan = Scan::new(query.clone(), haystack);
    assert!(scan.step(haystack, usize::MAX));
    scan
}

fn in_slices(mut scan: Scan, haystack: &Haystack, budget: usize) -> Scan {
    while !scan.step(haystack, budget) {}
    scan
}

fn outcome(scan: &Scan, haystack: &Haystack) -> (usize, Vec<Found>) {
    (scan.count(), scan.best(haystack))
}

/// Words that occur, with everything that makes folding hard.
const ATOMS: [&str; 30] = [
    "checkout",
    "latency",
    "Lock",
    "lock",
    "o",
    "e",
    "É",
    "e\u{301}",
    "İ",
    "i",
    "ẞ",
    "ss",
    "ß",
    "straße",
    " ",
    " ",
    "\n",
    "\u{a0}",
    "🔥",
    "👩\u{200d}🚒",
    "שלום",
    "\u{200f}",
    "\u{ad}",
    "\u{301}",
    "æ",
    "Ω",
    "ς",
    "й",
    "\u{1f}",
    "-",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::collection::vec(prop::sample::select(&ATOMS[..]), 0..12).prop_map(|atoms| atoms.concat()),
        1 => any::<String>(),
        1 => (0..400usize, prop::sample::select(&ATOMS[..])).prop_map(|(count, atom)| format!("x {}", atom.repeat(count))),
    ]
}

fn texts() -> impl Strategy<Value = Vec<Text>> {
    let one = (0..3u128, prop::bool::weighted(0.2), prop::option::of(0..5i64), prop::collection::vec(text(), 1..4));
    let one = one.prop_map(|(scope, is_title, at, fields)| Text { scope, is_title, at, fields });
    prop::collection::vec(one, 0..25).prop_map(|mut texts| {
        texts.sort_by_key(|text| text.scope);
        texts
    })
}

fn query() -> impl Strategy<Value = String> {
    let quote = prop::sample::select(&["", "", "", "\""][..]);
    let words = prop::collection::vec((quote, prop::sample::select(&ATOMS[..])), 0..6);
    prop_oneof![
        8 => words.prop_map(|words| words.iter().map(|(quote, atom)| format!("{quote}{atom}")).collect()),
        1 => any::<String>(),
    ]
}

/// Each match is between letters, apart from the others, and, as a text of its own, has a word of the query in it, or the part
/// of one that is shown.
fn assert_marked(snippet: &Snippet, query: &Query) -> Result<(), TestCaseError> {
    let mut end = 0;
    for range in &snippet.matches {
        prop_assert!(range.start >= end && range.start < range.end, "{snippet:?}");
        end = range.end;
        let marked = snippet.text.get(range.clone());
        prop_assert!(marked.is_some(), "{snippet:?} cuts a letter");
        let folded = fold(marked.unwrap_or_default());
        let is_word = query.words().any(|word| folded.contains(word) || word.starts_with(folded.as_str()));
        prop_assert!(is_word, "{folded:?} of {snippet:?} for {query:?}");
    }
    prop_assert!(!snippet.text.contains(['\n', '\r', '\t']));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_search_finds_what_the_definition_says(texts in texts(), typed in query()) {
        let (haystack, query) = (haystack(&texts), Query::parse(&typed));
        let scan = whole(&query, &haystack);
        let expected: Vec<&Text> = texts.iter().filter(|text| is_found(text, &query)).collect();
        prop_assert_eq!(scan.count(), expected.len());
        let found = scan.best(&haystack);
        prop_assert_eq!(found.len(), expected.len());
        for found in &found {
            if let Some(record) = found.record {
                let text = &texts[record.bits() as usize];
                prop_assert!(is_found(text, &query));
                prop_assert_eq!((found.scope, found.at), (ScopeId::from_bits(text.scope), text.at.map(Instant::from_millis)));
            }
        }
        let titles = found.iter().take_while(|found| found.record.is_none()).count();
        prop_assert_eq!(titles, expected.iter().filter(|text| text.is_title).count());
    }

    #[test]
    fn slices_find_what_the_whole_finds(texts in texts(), typed in query(), budget in 0..300usize) {
        let (haystack, query) = (haystack(&texts), Query::parse(&typed));
        let sliced = in_slices(Scan::new(query.clone(), &haystack), &haystack, budget);
        prop_assert_eq!(outcome(&sliced, &haystack), outcome(&whole(&query, &haystack), &haystack));
    }

    #[test]
    fn documents_that_come_meanwhile_are_found(texts in texts(), typed in query(), budget in 0..300usize) {
        let query = Query::parse(&typed);
        let mut growing = Haystack::default();
        let mut scan = Scan::new(query.clone(), &growing);
        for (number, text) in texts.iter().enumerate() {
            add(&mut growing, number, text);
            scan.step(&growing, budget);
        }
        let scan = in_slices(scan, &growing, budget);
        prop_assert_eq!(outcome(&scan, &growing), outcome(&whole(&query, &growing), &growing));
    }

    #[test]
    fn typing_on_finds_what_searching_anew_finds(texts in texts(), typed in query(), budget in 0..2000usize, steps in 0..4usize) {
        let mut all = texts.clone();
        // Much that is never found, so that what was found is little.
        all.push(Text { scope: 9, is_title: false, at: None, fields: vec!["zz".repeat(4000)] });
        let haystack = haystack(&all);
        let mut scan = Scan::default();
        for (end, _) in typed.char_indices().skip(1).chain([(typed.len(), ' ')]) {
            let query = Query::parse(&typed[..end]);
            scan = scan.next(query.clone(), &haystack);
            // Some keys come before the search for those before them has come to its end.
            for _ in 0..steps {
                scan.step(&haystack, budget);
            }
            let done = in_slices(scan.clone(), &haystack, budget);
            prop_assert_eq!(outcome(&done, &haystack), outcome(&whole(&query, &haystack), &haystack), "{}", &typed[..end]);
        }
    }

    #[test]
    fn what_is_marked_is_what_was_looked_for(texts in texts(), typed in query()) {
        let (haystack, query) = (haystack(&texts), Query::parse(&typed));
        for found in whole(&query, &haystack).best(&haystack) {
            let snippet = haystack.snippet(&found, &query);
            assert_marked(&snippet, &query)?;
            prop_assert!(!snippet.matches.is_empty(), "{snippet:?} for {query:?}");
            prop_assert!(snippet.text.len() < 8_000, "{}", snippet.text.len());
        }
    }

    #[test]
    fn the_texts_of_an_incident_are_those_of_its_reading(history in histories(), limit in 1..9u32, slice in 1..9usize) {
        let log = Log::of(history.revisions.iter().filter(|revision| revision.header().scope == ROOT).cloned());
        let store = Memory::default();
        let batch = Batch { revisions: history.log().iter().cloned().collect(), ..Batch::default() };
        block_on(store.append(&batch)).expect("nothing fails here");
        let keeper = Keeper::new(store, DeviceId::from_bits(1), Box::new(|| 1));
        let (mut texts, mut haystack) = (Texts::new(ROOT), Haystack::default());
        while !block_on(texts.read_some(&keeper, limit)).expect("nothing fails here") {}
        let mut put = 0;
        while !texts.put_some(&mut haystack, || { put += 1; put % slice == 0 }) {}

        let reading = read(&log, ROOT);
        let title = usize::from(reading.record.is_some());
        prop_assert_eq!(haystack.len(), reading.timeline().count() + title);
        for entry in reading.timeline() {
            let typed = format!("{} {} {}", entry.said.says.kind(), entry.said.by, entry.said.text);
            // A quotation mark in a kind would make one phrase of what stands in several fields.
            let query = Query::parse(&typed.replace(['"', '\u{201c}', '\u{201d}', '\u{201e}'], " "));
            let found = whole(&query, &haystack).best(&haystack);
            let found = found.iter().find(|found| found.record == Some(entry.id));
            prop_assert_eq!(found.map(|found| (found.scope, found.at)), Some((ROOT, entry.at)));
        }
        if let Some(record) = &reading.record {
            let query = Query::parse(&format!("inc-{}", record.number));
            prop_assert_eq!(whole(&query, &haystack).best(&haystack)[0].record, None);
        }
    }

    #[test]
    fn forgetting_a_scope_begins_anew(texts in texts(), typed in query()) {
        let query = Query::parse(&typed);
        let mut haystack = haystack(&texts);
        let mut scan = whole(&query, &haystack);
        haystack.forget(ScopeId::from_bits(1));
        if texts.iter().any(|text| text.scope == 1) {
            prop_assert!(scan.best(&haystack).is_empty());
        }
        prop_assert!(scan.step(&haystack, usize::MAX));
        prop_assert_eq!(scan.count(), texts.iter().filter(|text| text.scope != 1 && is_found(text, &query)).count());
        prop_assert_eq!(scan.best(&haystack).len(), scan.count());
    }
}

fn found(texts: &[(&str, bool, i64)], query: &str) -> Vec<String> {
    let texts: Vec<Text> = texts
        .iter()
        .map(|(text, is_title, at)| Text {
            scope: 1,
            is_title: *is_title,
            at: Some(*at),
            fields: vec![(*text).to_owned()],
        })
        .collect();
    let (haystack, query) = (haystack(&texts), Query::parse(query));
    let found = whole(&query, &haystack).best(&haystack);
    found.iter().map(|found| haystack.snippet(found, &query).text).collect()
}

#[test]
fn titles_come_first_then_whole_words_then_the_latest() {
    let texts = [
        ("a deadlock, the last", false, 9),
        ("a lock, early", false, 1),
        ("a lock, late", false, 5),
        ("Deadlocks in orders", true, 0),
        ("nothing", true, 10),
    ];
    let expected = ["Deadlocks in orders", "a lock, late", "a lock, early", "a deadlock, the last"];
    assert_eq!(found(&texts, "lock"), expected);
}

#[test]
fn words_in_any_order_and_a_phrase_as_it_stands() {
    let texts = [("checkout write\n   latency", false, 2), ("latency of the checkout", false, 1)];
    assert_eq!(found(&texts, "latency checkout").len(), 2);
    assert_eq!(found(&texts, "\"write latency\""), ["checkout write    latency"]);
    assert!(found(&texts, "\"latency checkout\"").is_empty());
}

/// What is marked, between brackets.
fn marked(fields: &[&str], typed: &str) -> String {
    let text = Text { scope: 1, is_title: false, at: None, fields: fields.iter().map(|f| (*f).to_owned()).collect() };
    let (haystack, query) = (haystack(&[text]), Query::parse(typed));
    let scan = whole(&query, &haystack);
    let snippet = haystack.snippet(&scan.best(&haystack)[0], &query);
    let mut text = String::new();
    let mut end = 0;
    for range in &snippet.matches {
        text += &format!("{}[{}]", &snippet.text[end..range.start], &snippet.text[range.clone()]);
        end = range.end;
    }
    text + &snippet.text[end..]
}

#[test]
fn marks_are_in_the_text_as_it_was_written() {
    assert_eq!(marked(&["Die Straße in İstanbul"], "strass istan"), "Die [Straß]e in [İstan]bul");
    assert_eq!(marked(&["Grüße 🔥 U\u{308}ber"], "grus uber"), "[Grüß]e 🔥 [U\u{308}ber]");
    assert_eq!(marked(&["aaaa"], "aa a"), "[aaaa]");
    assert_eq!(marked(&["p99 rising", "note", "dana"], "dana p99"), "[p99] rising \u{b7} [dana]");
    assert_eq!(marked(&["", "note", "dana"], "dana"), "[dana]");
    let long = format!("{} needle {}", "before ".repeat(3000), "after ".repeat(3000));
    let line = marked(&["look", &long], "needle");
    assert!(line.starts_with("look \u{b7} \u{2026}before") && line.contains(" [needle] after"), "{line}");
    assert!(line.ends_with('\u{2026}') && line.len() < 250, "{line}");
}

#[test]
fn a_query_longer_than_a_line_is_marked_as_far_as_it_is_shown() {
    let long = "x".repeat(10_000);
    let line = marked(&[&format!("see {long} there")], &long);
    assert!(line.starts_with("see [xxx") && line.ends_with("xxx]\u{2026}") && line.len() < 500, "{}", line.len());
}

#[test]
fn places_far_into_a_long_text_are_found_again() {
    // Letters that fold to fewer and to more bytes than they have, over several strides.
    let long: String = (0..9_000).map(|n| format!("Ärger ß \u{200f}{n} ")).collect();
    for word in ["ss 0 ", "ss 1500 ", "ss 4321 ", "ss 8999 "] {
        let line = marked(&["", &long], &format!("\"{word}\""));
        assert!(line.contains(&format!("[ß \u{200f}{}]", word[3..].trim())), "{line}");
    }
}
