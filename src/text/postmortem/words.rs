//! What people typed, out and back: texts are written anew as every export writes them, in a form that reads back to itself.
//!
//! The form is a fixed point: written, read and written again it is the same to the letter. Where a text comes to no such form,
//! which takes some effort, it goes out as a block of code: its words stay.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::domain::time::{Precise, Precision};
use crate::text::export::markdown::Flavour;
use crate::text::export::{Sheet, marked};

/// A zero-width space as an entity: what parts a mention from the person.
const GUARD: &str = "&#8203;";

/// A dollar sign that ends no formula.
const DOLLAR: &str = "<span>$</span>";

/// What the page reads beside plain markdown.
pub(super) const OPTIONS: Options =
    Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TASKLISTS);

/// How often a text is written and read until it stays as it is.
const ROUNDS: usize = 4;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// By itself below a heading of so many levels.
    Below(usize),
    /// Behind the label of an item.
    Item,
}

impl Stand {
    const fn deeper(self) -> usize {
        match self {
            Self::Below(deeper) => deeper,
            Self::Item => 3,
        }
    }
}

/// Writes a text. An item's begins on the line of its label, where it is one paragraph.
pub(super) fn write(out: &mut String, text: &str, flavour: Flavour, stand: Stand) {
    let text = out_of_page(text);
    let mut form = once(&text, flavour, stand);
    for _ in 0..ROUNDS {
        let next = once(&out_of_page(&read_in(&form, stand)), flavour, stand);
        if next == form {
            out.push_str(&form);
            return;
        }
        form = next;
    }
    if stand == Stand::Item {
        out.push_str("\n\n  ");
    }
    marked::fenced(out, &text, "", if stand == Stand::Item { "  " } else { "" });
}

fn once(text: &str, flavour: Flavour, stand: Stand) -> String {
    let mut form = String::new();
    match stand {
        Stand::Below(deeper) => marked::write_plainly(&mut form, text, flavour, "", None, deeper),
        Stand::Item => marked::write_plainly(&mut form, text, flavour, "  ", Some(" "), stand.deeper()),
    }
    form
}

/// The text of an item as [`write`] put it, first without the indentation of its lines.
pub(super) fn read_in(form: &str, stand: Stand) -> String {
    match stand {
        Stand::Below(_) => read(form, stand),
        Stand::Item => read(&dedented(form), stand),
    }
}

/// Lines without the two blanks of an item.
pub(super) fn dedented(form: &str) -> String {
    let lines: Vec<&str> = form.split('\n').map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
    lines.join("\n").trim_start_matches([' ', '\n']).to_owned()
}

/// A text as it was typed, or as good as: without what parts mentions, its headings where they were.
pub(super) fn read(form: &str, stand: Stand) -> String {
    let mut text = String::new();
    let mut done = 0;
    let mut verbatim = 0usize;
    // Where links lead is written behind their words, which come first.
    let mut targets: Vec<(usize, usize, String)> = Vec::new();
    let mut cut = |range: std::ops::Range<usize>, instead: &str, done: &mut usize| {
        if range.start >= *done {
            text.push_str(&form[*done..range.start]);
            text.push_str(instead);
            *done = range.end;
        }
    };
    for (event, range) in Parser::new_ext(form, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => verbatim += 1,
            Event::End(TagEnd::CodeBlock) => verbatim -= 1,
            Event::Start(Tag::Heading { .. }) => {
                let marks = form[range.start..].bytes().take_while(|byte| *byte == b'#').count();
                let fewer = marks.saturating_sub(stand.deeper()).max(1);
                if marks > 0 {
                    cut(range.start..range.start + marks, &"######"[..fewer], &mut done);
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let target = format!("](<{dest_url}>");
                let id = dest_url.strip_prefix(ANCHOR).filter(|id| id.len() == ID);
                let is_plain = !dest_url.contains(|c: char| c.is_whitespace() || "()<>\\&".contains(c));
                let instead = match id {
                    Some(id) => format!("{IN_PAGE}{id}"),
                    None => format!("]({dest_url}"),
                };
                if let Some(at) = form[range.clone()].rfind(&target).map(|at| range.start + at).filter(|_| is_plain) {
                    targets.push((at, at + target.len(), instead));
                }
            }
            Event::End(TagEnd::Link) => {
                if let Some((from, to, instead)) = targets.pop_if(|(from, ..)| range.contains(from)) {
                    cut(from..to, &instead, &mut done);
                }
            }
            Event::Text(_) if verbatim == 0 && &form[range.clone()] == GUARD => cut(range, "", &mut done),
            Event::InlineHtml(html) if matches!(&*html, "<span>" | "</span>") => cut(range, "", &mut done),
            _ => {}
        }
    }
    text.push_str(&form[done..]);
    text.truncate(text.trim_end().len());
    text
}

/// A line without markup.
pub(super) fn line(out: &mut String, text: &str, flavour: Flavour) {
    marked::plain(out, one_line(text).as_str(), flavour);
}

/// A text as one line: what has no place for more.
pub(super) fn one_line(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(visible).collect::<String>().trim().to_owned()
}

/// A line as [`line`] was given it.
pub(super) fn line_back(form: &str) -> String {
    let mut text = String::new();
    let mut rest = form.trim();
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        rest = match c {
            '\\' if behind.starts_with(|c: char| c.is_ascii_punctuation()) => {
                text.push_str(&behind[..1]);
                &behind[1..]
            }
            '&' if rest.starts_with(GUARD) => &rest[GUARD.len()..],
            '&' if behind.starts_with("amp;") => {
                text.push('&');
                &behind[4..]
            }
            '<' if rest.starts_with(DOLLAR) => {
                text.push('$');
                &rest[DOLLAR.len()..]
            }
            c => {
                text.push(c);
                behind
            }
        };
    }
    text
}

/// The entry that an address within the page means.
const IN_PAGE: &str = "](entry:";

/// The anchor of an entry in a document.
pub(super) const ANCHOR: &str = "#e-";

/// Letters of a record's id.
const ID: usize = 26;

/// Links to entries as links to their rows in the document.
pub(super) fn out_of_page(text: &str) -> Cow<'_, str> {
    if !text.contains(IN_PAGE) {
        return Cow::Borrowed(text);
    }
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        if let Event::Start(Tag::Link { dest_url, .. }) = &event
            && let Some(id) = dest_url.strip_prefix("entry:").filter(|id| id.len() == ID)
            && let Some(at) = text[range.clone()].rfind(IN_PAGE).map(|at| range.start + at)
            && at >= done
            && text[at + IN_PAGE.len()..].starts_with(id)
        {
            out.extend([&text[done..at], "](", ANCHOR]);
            done = at + IN_PAGE.len();
        }
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// A text whose quotations tell their day as well, where the entries of the sheet are of more than one: on paper the link that
/// leads to it is dead. Other words stay, and so does a time that is not the entry's any more.
pub(super) fn dated<'a>(text: &'a str, sheet: &Sheet<'_>) -> Cow<'a, str> {
    if !text.contains(IN_PAGE) || !sheet.is_of_days() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        if let Event::Start(Tag::Link { dest_url, .. }) = &event
            && let Some(id) = dest_url.strip_prefix("entry:").filter(|id| id.len() == ID)
            && let Some(entry) = id.parse().ok().and_then(|id| sheet.reading.entries.get(&id))
            && let Some(at) = entry.precise().filter(|at| at.precision != Precision::Day)
            && let Some(words) = text[range.clone()].strip_prefix('[').and_then(|link| link.split_once(IN_PAGE))
            && words.1.strip_prefix(id) == Some(")")
            && [at.precision, Precision::Minute]
                .map(|to| sheet.date_time(Precise { precision: to, ..at }))
                .iter()
                .any(|told| told.split_once(' ').is_some_and(|(_, time)| time == words.0))
        {
            out.extend([&text[done..=range.start], &sheet.date(at), " "]);
            done = range.start + 1;
        }
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The records that a text names by links.
pub(super) fn named(text: &str) -> impl Iterator<Item = &str> {
    let ids = text.match_indices(IN_PAGE).map(|(at, _)| &text[at + IN_PAGE.len()..]);
    ids.filter_map(|rest| rest.get(..ID).filter(|_| rest[ID..].starts_with(')')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, stand: Stand) -> String {
        let mut out = String::new();
        write(&mut out, text, Flavour::GitHub, stand);
        out
    }

    #[test]
    fn what_is_written_is_read_as_it_was_typed() {
        for text in [
            "**Note:** see *p99* of `orders`, and **`SELECT 1`**.",
            "_**Never**_ again, *never*.",
            "# Plan\n\n- a\n  * b\n- c\n\n1. d",
            "@dana saw #12 in INC-42",
            "$HOME and $PATH",
            "| a | b |\n| --- | :-: |\n| c | d |",
            "```sh\nls # x\n```",
            "See [14:07](entry:00000000000000000000000004).",
        ] {
            for stand in [Stand::Below(2), Stand::Item] {
                let form = written(text, stand);
                assert_eq!(read_in(&form, stand), text, "{form}");
            }
        }
    }

    /// Of an incident of three days a quotation said “07:13”, of any of them.
    #[test]
    fn quotations_tell_their_day_where_there_is_more_than_one() {
        let mut reading = crate::log::Reading::default();
        let dated = |reading: &crate::log::Reading, text: &str| {
            let sheet = Sheet { reading, name: None, zone: &crate::domain::zone::Utc, zone_name: "UTC" };
            dated(text, &sheet).into_owned()
        };
        let id = |bits: u128| crate::domain::id::RecordId::from_bits(bits);
        let text = format!(
            "> [10:00](entry:{}) @dana: x\n\nSee [10:00:01](entry:{}), [09:00](entry:{}), [there](entry:{}) and `[10:00](entry:{})`.",
            id(1),
            id(1),
            id(1),
            id(1),
            id(1),
        );
        for (bits, day) in [(1, 0), (2, 2)] {
            assert_eq!(dated(&reading, &text), text);
            let at = crate::domain::time::Instant::from_millis((day * 24 + 10) * 3_600_000 + 1000);
            let (says, writer) = (crate::domain::entry::Says::Note, crate::domain::id::WriterId::from_bits(1));
            let said = crate::domain::entry::Statement::new(says, "dana", "x", at, writer);
            let entry = crate::domain::entry::testing::entry(bits, Some(at), said);
            reading.entries.insert(entry.id, std::sync::Arc::new(entry));
            reading.fold();
        }
        let expected =
            text.replacen("[10:00]", "[1970-01-01 10:00]", 1).replacen("[10:00:01]", "[1970-01-01 10:00:01]", 1);
        assert_eq!(dated(&reading, &text), expected);
    }

    #[test]
    fn headings_stand_below_that_of_their_section() {
        assert_eq!(written("# a\n\n##### b", Stand::Below(2)), "### a\n\n###### b");
        assert_eq!(read("### a\n\n###### b", Stand::Below(2)), "# a\n\n#### b");
    }

    #[test]
    fn a_line_comes_back_to_the_letter() {
        for text in ["@dana: #12 & &amp; &#8203; a\\b *c* <b> $1 $2 | [x] ~y~ \u{200b}", "1. x", "- x", "`x`"] {
            let mut out = String::new();
            line(&mut out, text, Flavour::GitLab);
            assert_eq!(line_back(&out), text, "{out}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(3000))]

        /// Whatever was typed comes to a form that stays.
        #[test]
        fn the_form_of_a_text_stays(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "a", "b1", "Word", "_", "*", "**", "`", "``", "~", "~~", "\n", "\n", "\n\n", " ", "    ", "- ", "1. ",
                    "2) ", "> ", "# ", "|", "|-|\n", "[x](http://e.example)", "[", "]", "<b>", "<div>\n", "&amp;", "&", "\\",
                    "$", "!", "=", "---", "===", "```\n", "@dana", "#12", "INC-42", ":", "+", ")", "[ ] ",
                    "http://e.example/a_b", "***", ".", "| a | b |\n|---|:-:|\n", "`x|y`", "\\|", "  - ", "\t", "&#32;",
                    "<a@b.example>", "**a**", "_b_", "~~c~~", "%", "<!-- x", "é", "\u{200b}", "\u{202e}", "&#8203;",
                    "![x](data:image/png;base64,AA==)", "(", "“",
                ]),
                0..14,
            ),
        ) {
            let text = words.concat();
            for stand in [Stand::Below(2), Stand::Item] {
                for flavour in [Flavour::GitHub, Flavour::GitLab] {
                    let mut form = String::new();
                    write(&mut form, &text, flavour, stand);
                    let mut again = String::new();
                    write(&mut again, &read_in(&form, stand), flavour, stand);
                    proptest::prop_assert_eq!(&again, &form, "{:?}", text);
                }
            }
        }
    }
}
