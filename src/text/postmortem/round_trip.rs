//! What goes out comes back: generated postmortems, written and read.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::document::{Document, Extent, Wanted};
use super::fields::{check_named, named};
use super::markdown::print;
use super::read::read;
use super::words::{self, Stand, one_line};
use crate::domain::entry::{Entry, Says, Statement, testing};
use crate::domain::id::{Hash, RecordId, WriterId};
use crate::domain::postmortem::*;
use crate::domain::time::{Hlc, Instant, Precise, Precision};
use crate::domain::zone::Utc;
use crate::log::Reading;
use crate::text::amendments::Amended;
use crate::text::export::Sheet;
use crate::text::export::markdown::Flavour;

const PIECES: &[&str] = &[
    "a",
    "b1",
    "Word ",
    "_",
    "*",
    "**",
    "`",
    "``",
    "~~",
    "\n",
    "\n\n",
    " ",
    "    ",
    "- ",
    "1. ",
    "> ",
    "# ",
    "### ",
    "#",
    "|",
    "|-|\n",
    "[x](http://e.example)",
    "[14:07](entry:00000000000000000000000004)",
    "[20:20](entry:00000000000000000000000004)",
    "<b>",
    "<div>\n",
    "&amp;",
    "&",
    "\\",
    "$",
    "!",
    "---\n",
    "```\n",
    "~~~\n",
    "@dana",
    "#12",
    "INC-42",
    ": ",
    "+ ",
    ")",
    "[ ] ",
    "http://e.example/a_b",
    "| a | b |\n|---|:-:|\n| c | d |\n",
    "\n+ Class: Code\n",
    "\n## Impact\n",
    "\n<!-- slot x -->\n",
    "<!-- finding 00000000000000000000000004 -->\n",
    "\n### Finding 1\n",
    "\u{200b}",
    "\u{202e}",
    "مرحبا",
    "é",
    "\u{1b}",
    "\t",
    "\r\n",
    "%",
    " -->",
    "<a id=\"e-00000000000000000000000004\"></a>**",
    "**a**",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        60 => vec(select(PIECES), 0..9).prop_map(|pieces| pieces.concat()),
        1 => select(vec!["x".repeat(20_000), "word ".repeat(4000), "*a ".repeat(2000), "| ".repeat(3000)]),
    ]
}

fn name(words: &'static [Word]) -> impl Strategy<Value = Option<String>> {
    let names: Vec<String> = words.iter().map(|word| word.name.to_owned()).collect();
    of(prop_oneof![select(names), vec(select(PIECES), 0..4).prop_map(|pieces| pieces.concat())])
}

fn instant() -> impl Strategy<Value = Instant> {
    (0i64..1000).prop_map(|minute| Instant::from_millis(1_763_470_000_000 + minute * 60_000 + minute))
}

fn id() -> impl Strategy<Value = RecordId> {
    (0u128..12).prop_map(RecordId::from_bits)
}

fn finding() -> impl Strategy<Value = Finding> {
    let class = of(prop_oneof![
        select(vec![("code", "logic"), ("operational", "rollback"), ("human", "no such thing"), ("ours", "x")])
            .prop_map(|(class, detail)| (class.to_owned(), Some(detail.to_owned()))),
        text().prop_map(|class| (class.replace('/', ""), None)),
    ]);
    let evidence = vec((id(), any::<bool>()), 0..3);
    let tests = vec((name(LAYERS), select(vec!["yes", "no", "rarely", ""])), 0..3);
    let assumptions = vec((text(), text(), text()), 0..2);
    (text(), class, vec(name(PATTERNS), 0..3), evidence, any::<bool>(), name(EFFECTS), tests, of(text()), assumptions)
        .prop_map(|(text, class, patterns, evidence, is_emergent, effect, tests, would_take, assumptions)| Finding {
            text,
            class: class.as_ref().map(|(class, _)| class.clone()),
            detail: class.and_then(|(_, detail)| detail),
            patterns: patterns.into_iter().flatten().collect(),
            evidence: evidence
                .into_iter()
                .map(|(entry, is_seen)| Citation { entry, saw: is_seen.then(|| Hash::from_bytes([7; 32])) })
                .collect(),
            is_emergent,
            effect,
            tests: tests
                .into_iter()
                .map(|(layer, answer)| LayerAnswer { layer: layer.unwrap_or_default(), answer: answer.to_owned() })
                .collect(),
            failure: None,
            would_take,
            assumptions: assumptions
                .into_iter()
                .map(|(what, modelled, seen)| Assumption { what, modelled, seen })
                .collect(),
        })
}

fn follow_up() -> impl Strategy<Value = FollowUp> {
    let declined = of((text(), text(), instant()).prop_map(|(by, why, at)| Declined { by, why, at }));
    let seen_at = prop_oneof![
        instant().prop_map(|at| Precise { at, precision: Precision::Millisecond }),
        select(vec!["2026-12-01", "2026-12-01T14:07Z", "2026-12-01T14:07:31Z"])
            .prop_map(|at| at.parse().expect("a time")),
    ];
    let proof = of((text(), of(text()), seen_at, text(), of(text()))
        .prop_map(|(looked_at, link, at, by, shown_by)| Proof { looked_at, link, at, by, shown_by }));
    let due = of(select(vec!["2026-12-01", "2026-12-01T14:07Z"]).prop_map(|due| due.parse().expect("a time")));
    let words = (name(CHANGES), name(STRENGTHS), name(EFFECTS), name(STATES));
    (text(), vec(id(), 0..3), words, of(text()), due, of(text()), of(instant()), declined, proof).prop_map(
        |(text, findings, (change, strength, effect, state), owner, due, link, checked_at, declined, proof)| FollowUp {
            text,
            findings,
            change,
            owner,
            due,
            strength,
            effect,
            state,
            link,
            checked_at,
            declined,
            proof,
        },
    )
}

fn answer() -> impl Strategy<Value = Answer> {
    let asked = of(select(vec!["missing-information", "no such question", QUESTIONS[0].name]).prop_map(str::to_owned));
    (asked, of(text()), of(text()), of(text()), text()).prop_map(|(asked, question, asked_by, by, text)| Answer {
        asked,
        question,
        asked_by,
        by,
        text,
    })
}

fn about() -> impl Strategy<Value = PostmortemRecord> {
    let meeting = of((instant(), 0u32..90, text()).prop_map(|(at, minutes, place)| Meeting { at, minutes, place }));
    (of(text()), name(STATUSES), [of(text()), of(text())], meeting, vec(text(), 0..3)).prop_map(
        |(owner, status, [closed_without, closed_despite], meeting, reviewers)| PostmortemRecord {
            owner,
            status,
            closed_without,
            closed_despite,
            meeting,
            reviewers,
            ..PostmortemRecord::default()
        },
    )
}

fn held<T>(first: u128, says: Vec<T>) -> Vec<Held<T>> {
    (first..).zip(says).map(|(id, says)| Held { id: RecordId::from_bits(id), created: Hlc(0, 0), says }).collect()
}

fn postmortem() -> impl Strategy<Value = Postmortem> {
    let slots = select(vec!["summary", "impact", "response", "conditions", "timeline", "of our own", "x -->"]);
    let section =
        (slots, of(text()), text()).prop_map(|(slot, heading, text)| Section { slot: slot.to_owned(), heading, text });
    let by = prop_oneof![text(), select(vec!["dana", "sam"]).prop_map(str::to_owned)];
    let named: Vec<&str> = review::checks().flat_map(|check| [check.name, check.title]).collect();
    let check = prop_oneof![text(), select(named).prop_map(str::to_owned)];
    let sign_off =
        (by, instant(), vec(check, 0..2), text(), any::<bool>()).prop_map(|(by, at, checks, text, is_of)| SignOff {
            by,
            at,
            checks,
            text,
            of: is_of.then(|| Hash::from_bytes([9; 32])),
        });
    let freeze = of((text(), instant()).prop_map(|(by, at)| Freeze {
        by,
        at,
        scopes: vec![],
        set_hash: Hash::from_bytes([5; 32]),
    }));
    let parts =
        (vec(section, 0..4), vec(answer(), 0..3), vec(finding(), 0..4), vec(follow_up(), 0..4), vec(sign_off, 0..3));
    (about(), parts, freeze).prop_map(|(about, (sections, answers, findings, follow_ups, sign_offs), freeze)| {
        Postmortem {
            about,
            sections: held(100, sections),
            answers: held(200, answers),
            // Some of them those that changes name.
            findings: held(8, findings),
            follow_ups: held(300, follow_ups),
            sign_offs: held(400, sign_offs),
            freezes: held(500, freeze.into_iter().collect()),
            ..Postmortem::default()
        }
    })
}

fn reading(texts: &[String], title: String) -> Reading {
    let mut reading = Reading {
        record: Some(crate::domain::record::IncidentRecord { title, ..Default::default() }),
        ..Reading::default()
    };
    let writer = WriterId::from_bits(1);
    for (number, text) in (1u128..).zip(texts) {
        let at = Instant::from_millis(1_763_470_000_000 + number as i64 * 50_000_000);
        let mut said = Statement::new(Says::Note, "dana", text.clone(), at, writer);
        said.is_starred = number % 2 == 0;
        let entry: Entry = testing::entry(number, Some(at), said);
        reading.entries.insert(entry.id, Arc::new(entry));
    }
    reading.fold();
    reading
}

/// Of 2018, and “logged 2026-11-20” below each of 54 entries.
#[test]
fn what_was_written_down_afterwards_says_so_once() {
    let outline = outline("stillpoint");
    for (minutes, is_afterwards) in [([30, 31], true), ([5, 31], false)] {
        let mut reading = Reading::default();
        for (number, logged) in (1u128..).zip(minutes) {
            let at = Instant::from_millis(number as i64 * 600_000);
            let logged = Instant::from_millis(logged * 60_000);
            let mut said = Statement::new(Says::Note, "dana", "x", logged, WriterId::from_bits(1));
            said.occurred = Some(crate::domain::time::Occurred::said(Precise { at, precision: Precision::Minute }));
            let entry = testing::entry(number, Some(at), said);
            reading.entries.insert(entry.id, Arc::new(entry));
        }
        reading.fold();
        let sheet = Sheet { reading: &reading, name: Some("INC-42"), zone: &Utc, zone_name: "UTC" };
        let says = Postmortem::default();
        let wanted = Wanted {
            sheet,
            says: &says,
            outline: &outline,
            extent: Extent::Whole,
            amendments: &[],
            live: (&says, &reading),
            now: Instant::EPOCH,
        };
        let document = Document::of(&wanted);
        let (text, page) = (print(&document, &sheet, Flavour::GitHub), super::html::print(&document, &sheet));
        let said = "Written down afterwards: logged 1970-01-01 00:30 to 1970-01-01 00:31.";
        for written in [&text, &page] {
            assert_eq!(
                (written.contains(said), written.matches("logged ").count()),
                (is_afterwards, if is_afterwards { 1 } else { 2 }),
                "{written}"
            );
        }
        assert_eq!(read(&text).document, document);
    }
}

fn settled(text: &mut String, stand: Stand, flavour: Flavour) {
    let mut form = String::new();
    words::write(&mut form, text, flavour, stand);
    *text = words::read_in(&form, stand);
}

fn lines<'a>(values: impl IntoIterator<Item = &'a mut String>) {
    for value in values {
        *value = one_line(value);
    }
}

fn maybe_lines<'a>(values: impl IntoIterator<Item = &'a mut Option<String>>) {
    for value in values {
        *value = value.take().map(|value| one_line(&value)).filter(|value| !value.is_empty());
    }
}

fn of_words(words: &'static [Word], value: &mut Option<String>) {
    let line = value.take().map(|name| one_line(title_of(words, &name))).filter(|line| !line.is_empty());
    *value = line.map(|line| named(words, &line));
}

/// The document as it can be read back: what is one line is one, and texts are in the form that stays.
fn normal(mut document: Document, flavour: Flavour) -> Document {
    document.title = one_line(&document.title);
    let about = &mut document.about;
    of_words(STATUSES, &mut about.status);
    maybe_lines([&mut about.owner, &mut about.template]);
    lines(&mut about.reviewers);
    about.reviewers.retain(|reviewer| !reviewer.is_empty());
    lines(about.meeting.as_mut().map(|meeting| &mut meeting.place));
    for why in [&mut about.closed_without, &mut about.closed_despite] {
        *why = why.take().filter(|text| !text.trim().is_empty());
        why.iter_mut().for_each(|text| settled(text, Stand::Item, flavour));
    }
    lines(document.frozen.as_mut().map(|frozen| &mut frozen.by));
    for part in &mut document.parts {
        settled(&mut part.text, Stand::Below(2), flavour);
    }
    for (_, finding) in &mut document.findings {
        settled(&mut finding.text, Stand::Below(3), flavour);
        maybe_lines([&mut finding.class, &mut finding.detail]);
        let patterns = finding.patterns.drain(..).map(|pattern| {
            let mut pattern = Some(pattern);
            of_words(PATTERNS, &mut pattern);
            pattern
        });
        finding.patterns = patterns.flatten().collect();
        of_words(EFFECTS, &mut finding.effect);
        for test in &mut finding.tests {
            let mut layer = Some(std::mem::take(&mut test.layer));
            of_words(LAYERS, &mut layer);
            test.layer = layer.unwrap_or_default();
        }
        finding.would_take = finding.would_take.take().filter(|text| !text.trim().is_empty());
        finding.would_take.iter_mut().for_each(|text| settled(text, Stand::Item, flavour));
        for assumption in &mut finding.assumptions {
            lines([&mut assumption.what, &mut assumption.modelled, &mut assumption.seen]);
        }
    }
    for (_, change) in &mut document.follow_ups {
        settled(&mut change.text, Stand::Below(3), flavour);
        of_words(STATES, &mut change.state);
        of_words(CHANGES, &mut change.change);
        of_words(STRENGTHS, &mut change.strength);
        of_words(EFFECTS, &mut change.effect);
        maybe_lines([&mut change.owner, &mut change.link]);
        if let Some(declined) = &mut change.declined {
            lines([&mut declined.by]);
            settled(&mut declined.why, Stand::Item, flavour);
        }
        if let Some(proof) = &mut change.proof {
            lines([&mut proof.by]);
            maybe_lines([&mut proof.link, &mut proof.shown_by]);
            settled(&mut proof.looked_at, Stand::Item, flavour);
        }
    }
    for (_, answer) in &mut document.answers {
        let asks = one_line(answer.asks());
        settled(&mut answer.text, Stand::Below(3), flavour);
        maybe_lines([&mut answer.question, &mut answer.asked_by, &mut answer.by]);
        let is_listed = answer.asked.as_deref().and_then(Question::named).is_some();
        if !is_listed {
            answer.question = Some(asks).filter(|asks| !asks.is_empty() && Some(asks) != answer.asked.as_ref());
        }
    }
    document.answers.sort_by_key(|(id, _)| *id);
    for (_, signed) in &mut document.sign_offs {
        let is_replaced = signed.worth == Some(review::Worth::Replaced);
        let sign_off = &mut signed.says;
        lines([&mut sign_off.by]);
        lines(&mut sign_off.checks);
        sign_off.checks.retain(|check| !check.is_empty());
        sign_off.checks.iter_mut().for_each(|check| *check = check_named(check));
        // Of one that was replaced nobody sees the text: it comes back to the letter.
        if !is_replaced {
            settled(&mut sign_off.text, Stand::Below(3), flavour);
        }
    }
    for amended in &mut document.amendments {
        lines([&mut amended.says]);
        settled(&mut amended.text, Stand::Below(3), flavour);
    }
    document
}

/// Letters of a text as its reader sees them: without blanks, marks and what parts mentions.
fn letters_of_page(text: &str) -> String {
    let events = crate::text::markdown::events(text);
    let said = events.filter_map(|event| match event {
        pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => Some(text.to_string()),
        _ => None,
    });
    visible(&said.collect::<String>())
}

fn letters_of_platform(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    let arena = comrak::Arena::new();
    let root = comrak::parse_document(&arena, markdown, &options);
    let mut said = String::new();
    for node in root.descendants() {
        match &node.data.borrow().value {
            comrak::nodes::NodeValue::Text(text) => said.push_str(text),
            comrak::nodes::NodeValue::Code(code) => said.push_str(&code.literal),
            comrak::nodes::NodeValue::CodeBlock(code) => said.push_str(&code.literal),
            _ => {}
        }
    }
    visible(&said)
}

fn visible(text: &str) -> String {
    let shown = text.replace("🖼", "").replace("(not in this export)", "");
    let seen = |c: &char| !c.is_whitespace() && !c.is_control() && !"\u{200b}\u{fffd}".contains(*c);
    // A box without anything behind it is none elsewhere.
    shown.chars().filter(seen).collect::<String>().replace("[]", "")
}

fn outline(name: &str) -> Outline {
    template_named(Some(name), &[]).expect("it comes with Stillpoint")
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { max_shrink_iters: 3000, ..proptest::test_runner::Config::with_cases(1000) })]

    #[test]
    fn a_postmortem_is_read_back_as_it_was_written(
        mut says in postmortem(),
        texts in vec(text(), 0..9),
        title in text(),
        template in select(TEMPLATES.iter().map(|template| template.name).collect::<Vec<_>>()),
        amendments in vec((text(), text()).prop_map(|(says, text)| Amended { says, text }), 0..3),
        on_gitlab in any::<bool>(),
    ) {
        let flavour = if on_gitlab { Flavour::GitLab } else { Flavour::GitHub };
        for held in &mut says.answers {
            // What says nothing is open, here as there.
            let mut form = String::new();
            words::write(&mut form, &held.says.text, flavour, Stand::Below(3));
            if form.trim().is_empty() {
                held.says.text.clear();
            }
        }
        let reading = reading(&texts, title);
        let sheet = Sheet { reading: &reading, name: Some("INC-42"), zone: &Utc, zone_name: "Europe/Berlin" };
        let outline = outline(template);
        let wanted = Wanted { sheet, says: &says, outline: &outline, extent: Extent::Starred, amendments: &amendments, live: (&says, &reading), now: Instant::EPOCH };
        let document = Document::of(&wanted);
        let written = print(&document, &sheet, flavour);
        let back = read(&written);
        prop_assert_eq!(&back.problems, &[], "{}", &written);
        let mut found = back.document.clone();
        found.answers.sort_by_key(|(id, _)| *id);
        let expected = normal(document, flavour);
        prop_assert_eq!(&found, &expected, "{}", &written);
        prop_assert_eq!(print(&back.document, &sheet, flavour), written);
        for held in &says.sections {
            let mut form = String::new();
            words::write(&mut form, &held.says.text, flavour, Stand::Below(2));
            let mut text = held.says.text.clone();
            settled(&mut text, Stand::Below(2), flavour);
            let page = letters_of_page(&held.says.text);
            prop_assert_eq!(&letters_of_platform(&form), &page, "{:?} {}", &held.says.text, &form);
            prop_assert_eq!(&letters_of_page(&text), &page, "{:?} {}", &held.says.text, &form);
        }
    }
}
