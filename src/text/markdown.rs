//! Markdown as people write it in a log, without anything that could run.
//!
//! The events of `pulldown-cmark` with three changes: raw HTML is text, so that `<node-name>` in a command stays readable
//! and nothing is executed; the addresses of links and images have schemes from a short list, everything else loses its
//! address and keeps its words; and bare web addresses become links, as people paste them. Views are made of these events, and
//! never of an HTML string.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

/// Schemes a link may have.
const LINK_SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Media types an image may have that stands in its own address.
const IMAGE_TYPES: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/// The events of a text.
pub fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Safe { events: Parser::new_ext(text, options), waiting: Vec::new(), verbatim: 0, depth: 0 }
}

/// The parser's events made safe. `waiting` holds, last first, what one of them has become and what was read behind it.
struct Safe<'a> {
    events: Parser<'a>,
    waiting: Vec<Event<'a>>,
    /// How many links, images and code blocks are open: no address in them becomes a link.
    verbatim: usize,
    /// How many elements are open, also those that are left out.
    depth: usize,
}

/// Elements inside of one another that are kept: beyond, only their words are. Views are made by recursion, and a stack
/// that is full ends the page.
const DEEPEST: usize = 40;

impl<'a> Iterator for Safe<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if let Some(event) = self.waiting.pop() {
            return Some(event);
        }
        // Changed where it is: an event is large, and there are as many as words.
        let mut event = self.shallow()?;
        self.make_safe(&mut event);
        if let Event::Text(text) = &mut event
            && self.verbatim == 0
            && scheme_end(text, 0).is_some()
        {
            let text = std::mem::replace(text, CowStr::Borrowed(""));
            self.split_addresses(text);
            return self.waiting.pop();
        }
        Some(event)
    }
}

impl<'a> Safe<'a> {
    /// The next event, without the beginnings and ends of elements that lie too deep.
    fn shallow(&mut self) -> Option<Event<'a>> {
        loop {
            let event = self.events.next()?;
            let depth = match &event {
                Event::Start(_) => {
                    self.depth += 1;
                    self.depth
                }
                Event::End(_) => {
                    self.depth -= 1;
                    self.depth + 1
                }
                _ => return Some(event),
            };
            if depth <= DEEPEST {
                return Some(event);
            }
        }
    }

    fn make_safe(&mut self, event: &mut Event<'a>) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => {
                *event = Event::Text(std::mem::replace(text, CowStr::Borrowed("")));
            }
            Event::Start(tag) => match tag {
                Tag::HtmlBlock => *tag = Tag::Paragraph,
                Tag::Link { dest_url, .. } => {
                    self.verbatim += 1;
                    *dest_url = safe_link(std::mem::replace(dest_url, CowStr::Borrowed("")));
                }
                Tag::Image { dest_url, .. } => {
                    self.verbatim += 1;
                    *dest_url = safe_image(std::mem::replace(dest_url, CowStr::Borrowed("")));
                }
                Tag::CodeBlock(_) => self.verbatim += 1,
                _ => {}
            },
            Event::End(tag) => match tag {
                TagEnd::HtmlBlock => *tag = TagEnd::Paragraph,
                TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock => self.verbatim -= 1,
                _ => {}
            },
            _ => {}
        }
    }

    /// Makes links of the web addresses in a text and those that follow it: the parser ends a text at every character that
    /// might have been markup, in addresses as well.
    fn split_addresses(&mut self, first: CowStr<'a>) {
        let mut text = first;
        let behind = loop {
            match self.shallow() {
                Some(Event::Text(more)) => text = format!("{text}{more}").into(),
                Some(mut event) => {
                    self.make_safe(&mut event);
                    break Some(event);
                }
                None => break None,
            }
        };
        // A piece of the source stays one; what was put together here is copied.
        let part = |range: Range<usize>| match &text {
            CowStr::Borrowed(text) => CowStr::Borrowed(&text[range]),
            text => text[range].to_owned().into(),
        };
        let mut made = Vec::new();
        let mut done = 0;
        while let Some((start, end)) = address(&text, done) {
            let target = part(start..end);
            made.push(Event::Text(part(done..start)));
            made.push(Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                dest_url: target.clone(),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            }));
            made.push(Event::Text(target));
            made.push(Event::End(TagEnd::Link));
            done = end;
        }
        made.push(Event::Text(part(done..text.len())));
        made.extend(behind);
        made.reverse();
        self.waiting = made;
    }
}

/// Where the next `://` stands from `from` on. Looked for by its colon: most texts have none, and one letter is quick to miss.
fn scheme_end(text: &str, from: usize) -> Option<usize> {
    let mut search = from;
    loop {
        let colon = search + memchr::memchr(b':', text.as_bytes().get(search..)?)?;
        if text[colon..].starts_with("://") {
            return Some(colon);
        }
        search = colon + 1;
    }
}

/// The next bare web address from `from` on: its scheme, then everything to the next blank, without the punctuation that
/// ends a sentence.
fn address(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut search = from;
    loop {
        let colon = scheme_end(text, search)?;
        let start = ["https", "http"].iter().find_map(|scheme| {
            let start = colon.checked_sub(scheme.len()).filter(|start| *start >= from)?;
            let is_scheme = text.get(start..colon).is_some_and(|found| found.eq_ignore_ascii_case(scheme));
            // Five bytes before a colon may be the middle of a letter.
            let is_word = text.get(..start)?.chars().next_back().is_some_and(char::is_alphanumeric);
            (is_scheme && !is_word).then_some(start)
        });
        let Some(start) = start else {
            search = colon + 3;
            continue;
        };
        let rest = &text[colon + 3..];
        let length =
            rest.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"`|".contains(c)).unwrap_or(rest.len());
        let mut target = &rest[..length];
        while let Some(last) = target.chars().next_back() {
            let closes_more = |open: char, close: char| last == close && !target.contains(open);
            if !".,;:!?'*_".contains(last) && !closes_more('(', ')') && !closes_more('[', ']') {
                break;
            }
            target = &target[..target.len() - last.len_utf8()];
        }
        if target.is_empty() {
            search = colon + 3;
            continue;
        }
        return Some((start, colon + 3 + target.len()));
    }
}

/// What a browser would take as the address: it passes over control characters everywhere and blanks at both ends.
fn as_browsers_read(address: &str) -> Cow<'_, str> {
    if address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        Cow::Owned(address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect())
    } else {
        Cow::Borrowed(address)
    }
}

/// The scheme, if there is one: what stands before a colon that no slash, question mark or hash precedes.
fn scheme(address: &str) -> Option<&str> {
    let end = address.find([':', '/', '?', '#'])?;
    (address.as_bytes()[end] == b':').then(|| &address[..end])
}

/// The address of something that is a link by itself, such as evidence, where it may be one.
pub fn safe_address(address: &str) -> Option<&str> {
    let scheme = scheme(address)?;
    let is_plain = !address.chars().any(|c| c.is_control() || c.is_whitespace());
    (is_plain && LINK_SCHEMES.iter().any(|safe| scheme.eq_ignore_ascii_case(safe))).then_some(address)
}

/// An address as it is shown beside other things: where it leads and the beginning of the path.
pub fn address_words(address: &str) -> String {
    const MOST_LETTERS: usize = 60;
    let begins = |start: &&str| address.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
    let scheme = ["https://", "http://", "mailto:", "tel:"].iter().find(|start| begins(start));
    let words = address[scheme.map_or(0, |scheme| scheme.len())..].trim_end_matches('/');
    let end = words.find(['?', '#']).unwrap_or(words.len());
    let cut = words[..end].char_indices().nth(MOST_LETTERS).map_or(end, |(at, _)| at);
    if cut < words.len() { format!("{}…", &words[..cut]) } else { words.to_owned() }
}

/// The address of a link, empty when it may not be one. Addresses without a scheme lead within this page and are
/// kept for places in the same text only.
fn safe_link(address: CowStr<'_>) -> CowStr<'_> {
    let read = as_browsers_read(&address);
    let is_safe = match scheme(&read) {
        Some(scheme) => LINK_SCHEMES.iter().any(|safe| scheme.eq_ignore_ascii_case(safe)),
        None => read.starts_with('#'),
    };
    if is_safe { address } else { CowStr::Borrowed("") }
}

/// The address of an image, empty when it may not be one: images on the web are shown as links, for the page loads nothing
/// from elsewhere.
fn safe_image(address: CowStr<'_>) -> CowStr<'_> {
    let read = as_browsers_read(&address);
    let is_safe = match scheme(&read) {
        Some(scheme) if scheme.eq_ignore_ascii_case("data") => {
            let rest = &read[scheme.len() + 1..];
            let media = rest.split([';', ',']).next().unwrap_or_default();
            IMAGE_TYPES.iter().any(|safe| media.eq_ignore_ascii_case(safe))
        }
        Some(scheme) => scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"),
        None => false,
    };
    if is_safe { address } else { CowStr::Borrowed("") }
}

/// The words of a text without its markup, for lists and searches: one line, at most `limit` characters.
pub fn plain(text: &str, limit: usize) -> String {
    let mut plain = String::new();
    let mut count = 0;
    for event in events(text) {
        let part = match &event {
            Event::Text(text) | Event::Code(text) => text,
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => " ",
            _ => continue,
        };
        for c in part.chars() {
            if count == limit {
                plain.push('…');
                return plain;
            }
            plain.push(if c == '\n' { ' ' } else { c });
            count += 1;
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let target = |event: Event<'_>| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        };
        events(text).filter_map(target).collect()
    }

    #[test]
    fn raw_html_is_text() {
        let text = "before <script>alert(1)</script> <node-name>\n\n<div onclick=x>\n</div>";
        assert!(
            events(text)
                .all(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock)))
        );
        assert!(plain(text, 200).contains("<node-name>"));
    }

    #[test]
    fn links_and_images_lose_addresses_that_could_run() {
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#10;script:alert(1)",
            "&#1;javascript:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "blob:x",
            "/incidents/x",
            "//evil.example",
            "file:///etc/passwd",
        ] {
            assert_eq!(links(&format!("[x](<{address}>)")), [""], "{address}");
        }
        for address in ["javascript:alert(1)", "data:image/svg+xml,x", "data:text/html,x", "x.png"] {
            assert_eq!(links(&format!("![x](<{address}>)")), [""], "{address}");
        }
        assert_eq!(links("[x](https://example.org) ![x](data:image/png;base64,AA==)").len(), 2);
        assert_eq!(links("[x](mailto:a@example.org)"), ["mailto:a@example.org"]);
    }

    #[test]
    fn bare_addresses_become_links_without_the_end_of_the_sentence() {
        assert_eq!(
            links("see https://example.org/a_(b)?q=1, or HTTP://example.org."),
            ["https://example.org/a_(b)?q=1", "HTTP://example.org"]
        );
        assert_eq!(links("(https://example.org)"), ["https://example.org"]);
        assert_eq!(links("`https://example.org` and ftp://x and ://"), Vec::<String>::new());
        assert_eq!(links("[https://example.org](https://example.org)").len(), 1);
        assert_eq!(links("xhttps://example.org").len(), 0);
        assert_eq!(links("éhttp://example.org").len(), 0);
        assert_eq!(links("é http://example.org").len(), 1);
    }

    #[test]
    fn an_address_is_shown_by_where_it_leads() {
        assert_eq!(address_words("https://grafana.example.org/d/pool/"), "grafana.example.org/d/pool");
        assert_eq!(address_words("HTTP://example.org/a?from=1&to=2"), "example.org/a…");
        assert_eq!(address_words("mailto:sam@example.org"), "sam@example.org");
        let long = address_words(&format!("https://example.org/{}", "ä".repeat(80)));
        assert!(long.starts_with("example.org/ää") && long.ends_with('…') && long.chars().count() == 61, "{long}");
    }

    #[test]
    fn every_event_that_opens_is_closed() {
        for text in
            ["a **b** `c`\n\n- [x] d\n  1. e\n\n|a|b|\n|-|-|\n|c|d|", "![a[b](c)](d)", "<p>\n\nhttps://x.example"]
        {
            let open = events(text).fold(0i32, |open, event| match event {
                Event::Start(_) => open + 1,
                Event::End(_) => open - 1,
                _ => open,
            });
            assert_eq!(open, 0, "{text}");
        }
    }

    #[test]
    fn what_lies_too_deep_keeps_its_words_only() {
        for text in [
            format!("{} deep", "> ".repeat(5000)),
            format!("{}deep{}", "*".repeat(9000), "*".repeat(9000)),
            format!("{}deep", "- ".repeat(5000)),
        ] {
            let (mut depth, mut deepest, mut words) = (0usize, 0, String::new());
            for event in events(&text) {
                match event {
                    Event::Start(_) => depth += 1,
                    Event::End(_) => depth -= 1,
                    Event::Text(text) => words.push_str(&text),
                    _ => {}
                }
                deepest = deepest.max(depth);
            }
            assert!(deepest <= DEEPEST && depth == 0 && words.contains("deep"), "{deepest} deep, {depth} open");
        }
    }

    #[test]
    fn plain_words_fit_on_one_line() {
        assert_eq!(plain("**p99** of `orders`\nrising", 100), "p99 of orders rising");
        assert_eq!(plain("abcdef", 3), "abc…");
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        /// Whatever becomes of them, no word of a text is lost, and what is a link beside the text is a link in it.
        #[test]
        fn no_word_is_lost_and_no_address_cut(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "a", "_b_", "*", "&amp;", "&", "<", "\\_", "http://x_y.example/a&b", ":", "`c`", " ", "\n", "- ", "|", "é", "~~",
                ]),
                0..40,
            ),
        ) {
            let text = words.concat();
            let said = |event: &Event<'_>| match event {
                Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => text.to_string(),
                _ => String::new(),
            };
            let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
            let ours: String = events(&text).map(|event| said(&event)).collect();
            let theirs: String = Parser::new_ext(&text, options).map(|event| said(&event)).collect();
            proptest::prop_assert_eq!(ours, theirs);
            let alone = format!("http://x_y.example/a&b\n\n{text}");
            proptest::prop_assert!(links(&alone).iter().any(|link| link == "http://x_y.example/a&b"), "{}", alone);
        }
    }
}
