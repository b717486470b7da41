//! The timeline as Slack's mrkdwn, in the form that its interfaces for programs take.
//!
//! That is no markdown: `*bold*`, `_italic_`, `~struck~`, links as `<address|words>`, three characters escaped, and no way to
//! escape the others. What would be taken for markup or for a mention gets a zero-width space at its inner side. Headings become
//! bold lines, tables lines of code, images links.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::paper::Paper;
use super::sheet::{Detail, Fact, Row};
use crate::text::markdown;

/// A zero-width space.
const GUARD: char = '\u{200b}';

/// How deep lists are indented.
const DEEPEST: usize = 8;

/// What the second and every further line of an entry begins with.
const INDENT: &str = "    ";

pub(super) struct Message<'o> {
    pub(super) out: &'o mut String,
}

impl Message<'_> {
    fn bold_line(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push('*');
        escape(self.out, &one_line(text));
        self.out.push_str("*\n");
    }

    fn plain(&mut self, text: &str) {
        escape(self.out, &one_line(text));
    }
}

impl Paper for Message<'_> {
    fn title(&mut self, number: &str, title: &str) {
        self.bold_line(format!("{number} {title}").trim_end());
    }

    fn part(&mut self, name: &str) {
        self.bold_line(name);
    }

    fn fact(&mut self, fact: &Fact<'_>, at: Option<String>) {
        self.out.push_str("• ");
        self.plain(&fact.label);
        self.out.push_str(": ");
        if let Some(at) = at {
            self.out.push('*');
            self.plain(&at);
            self.out.push_str("* ");
        }
        self.plain(&fact.value);
        self.out.push('\n');
    }

    fn day(&mut self, day: &str) {
        self.bold_line(day);
    }

    fn row(&mut self, row: &Row<'_>) {
        self.out.push('*');
        self.plain(&row.time);
        self.out.push('*');
        let head = [row.kind.as_str(), &row.entry.said.by].into_iter().chain(row.notes.iter().map(String::as_str));
        for part in head {
            self.out.push_str(" · ");
            self.plain(part);
        }
        write(self.out, &row.entry.said.text);
        self.out.push('\n');
        for detail in &row.details {
            self.out.push_str(&format!("{INDENT}• "));
            self.plain(detail.label());
            self.out.push(':');
            match detail {
                Detail::Line(_, text) => {
                    self.out.push(' ');
                    self.plain(text);
                }
                Detail::Link(address) => {
                    self.out.push(' ');
                    link(self.out, markdown::safe_address(address).unwrap_or_default(), address);
                }
                Detail::Raw(_, raw) => {
                    self.out.push('\n');
                    code_block(self.out, raw);
                }
            }
            self.out.push('\n');
        }
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

fn code_block(out: &mut String, code: &str) {
    out.push_str("```\n");
    let code = code.trim_end_matches('\n').replace("```", "`\u{200b}`\u{200b}`");
    code.chars().for_each(|c| escape_one(out, c));
    out.push_str("\n```");
}

/// A link, or its words where there is no address.
fn link(out: &mut String, address: &str, words: &str) {
    let words = one_line(words);
    if address.is_empty() {
        return escape(out, &words);
    }
    out.push('<');
    for c in address.chars() {
        match c {
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '|' => out.push_str("%7C"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => escape_one(out, c),
        }
    }
    if words != address && !words.is_empty() {
        out.push('|');
        words.chars().for_each(|c| escape_one(out, if c == '|' { '¦' } else { c }));
    }
    out.push('>');
}

/// The three characters that mean something to Slack before it reads anything else, and those that drive a terminal.
fn escape_one(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\n' | '\t' => out.push(c),
        '\r' => {}
        c if c.is_control() => out.push('\u{fffd}'),
        c => out.push(c),
    }
}

/// Text that is no markup and speaks to nobody.
fn escape(out: &mut String, text: &str) {
    let mut before = out.chars().next_back().filter(|c| !c.is_whitespace());
    if before.is_none() && text.starts_with('>') {
        out.push(GUARD);
    }
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_mark = match c {
            '*' | '~' | '`' => true,
            '_' => !(is_word(before) && is_word(next)),
            '@' => !is_word(before) && is_word(next),
            _ => false,
        };
        let closes = is_mark && is_word(before) && !is_word(next);
        if closes {
            out.push(GUARD);
        }
        escape_one(out, c);
        if is_mark && !closes {
            out.push(GUARD);
        }
        before = Some(c);
    }
}

/// A text behind the head of its entry.
fn write(out: &mut String, text: &str) {
    let mut writer = Writer {
        out,
        lists: Vec::new(),
        quotes: 0,
        spans: [0; 3],
        is_first: true,
        is_behind_span: false,
        verbatim: None,
        text: String::new(),
        line_waits: false,
        is_at_item: false,
    };
    markdown::events(text).for_each(|event| writer.event(event));
    writer.flush();
}

const MARKS: [char; 3] = ['*', '_', '~'];

struct Writer<'a, 'o> {
    out: &'o mut String,
    /// The next number of each list that is open.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// How many spans of each mark are open.
    spans: [usize; 3],
    /// Nothing was written yet.
    is_first: bool,
    is_behind_span: bool,
    /// What is open and of which only the words are shown, how many elements are open in it, and the words.
    verbatim: Option<(Tag<'a>, usize, String)>,
    text: String,
    /// A line ended, and a new one begins if something follows.
    line_waits: bool,
    /// The bullet was written, and nothing behind it.
    is_at_item: bool,
}

impl<'a> Writer<'a, '_> {
    fn event(&mut self, event: Event<'a>) {
        if self.verbatim.is_some() {
            return self.gather(event);
        }
        match event {
            Event::Text(text) => self.text.push_str(&text),
            Event::End(TagEnd::Heading(_)) => {
                self.flush();
                self.mark(0, false);
            }
            Event::Start(Tag::Strong) => self.mark(0, true),
            Event::End(TagEnd::Strong) => self.mark(0, false),
            Event::Start(Tag::Emphasis) => self.mark(1, true),
            Event::End(TagEnd::Emphasis) => self.mark(1, false),
            Event::Start(Tag::Strikethrough) => self.mark(2, true),
            Event::End(TagEnd::Strikethrough) => self.mark(2, false),
            Event::Start(Tag::Paragraph) => self.line(),
            Event::Start(Tag::Heading { .. }) => {
                self.line();
                self.mark(0, true);
            }
            Event::Start(Tag::List(number)) => {
                self.flush();
                self.lists.push(number);
            }
            Event::End(TagEnd::List(_)) => {
                self.flush();
                self.lists.pop();
            }
            Event::Start(Tag::Item) => self.item(),
            Event::Start(Tag::BlockQuote(_)) => {
                self.flush();
                self.quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.flush();
                self.quotes -= 1;
            }
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::Table(_))) => {
                self.flush();
                self.verbatim = Some((tag, 0, String::new()));
            }
            Event::SoftBreak | Event::HardBreak => self.line(),
            Event::Rule => {
                self.line();
                self.out.push_str("———");
            }
            Event::TaskListMarker(is_done) => {
                self.flush();
                self.out.push_str(if is_done { "☑ " } else { "☐ " });
            }
            Event::Code(code) => {
                self.flush();
                self.apart();
                self.out.push('`');
                one_line(&code).replace('`', "ˋ").chars().for_each(|c| escape_one(self.out, c));
                self.out.push('`');
                self.is_behind_span = true;
            }
            _ => self.flush(),
        }
    }

    /// What is inside of a link, an image, a block of code or a table.
    fn gather(&mut self, event: Event<'a>) {
        let Some((_, depth, words)) = &mut self.verbatim else { return };
        match event {
            Event::Start(_) => *depth += 1,
            Event::End(_) if *depth == 0 => self.close(),
            Event::End(tag) => {
                *depth -= 1;
                match tag {
                    TagEnd::TableCell => words.push_str(" | "),
                    TagEnd::TableHead | TagEnd::TableRow => {
                        words.truncate(words.trim_end_matches(" | ").len());
                        words.push('\n');
                    }
                    _ => {}
                }
            }
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            _ => words.push(' '),
        }
    }

    fn close(&mut self) {
        let Some((tag, _, words)) = self.verbatim.take() else { return };
        match tag {
            Tag::Link { dest_url, .. } => {
                self.begin();
                link(self.out, &dest_url, &words);
            }
            Tag::Image { dest_url, .. } => {
                self.begin();
                let is_elsewhere = dest_url.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
                let address = if is_elsewhere { &*dest_url } else { "" };
                link(self.out, address, &format!("🖼 {words}"));
            }
            _ => {
                self.is_first = false;
                self.out.push('\n');
                code_block(self.out, &words);
            }
        }
    }

    /// A new line, or the rest of the first.
    fn line(&mut self) {
        self.flush();
        self.line_waits = false;
        if std::mem::take(&mut self.is_at_item) {
            return;
        }
        if std::mem::take(&mut self.is_first) && self.quotes == 0 {
            self.out.push_str(" — ");
            return;
        }
        self.out.push('\n');
        self.out.push_str(if self.quotes > 0 { "> " } else { INDENT });
        self.out.extend(self.lists.iter().skip(1).take(DEEPEST).map(|_| INDENT));
        self.is_behind_span = false;
    }

    /// Goes on where something is open, else begins.
    fn begin(&mut self) {
        if self.is_first || self.line_waits {
            self.line();
        }
        self.is_at_item = false;
    }

    fn item(&mut self) {
        self.flush();
        self.is_first = false;
        self.is_at_item = false;
        self.line();
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.out.push_str(&format!("{number}. "));
                *number += 1;
            }
            _ => self.out.push_str("• "),
        }
        self.is_at_item = true;
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return;
        }
        self.begin();
        if std::mem::take(&mut self.is_behind_span) && text.starts_with(char::is_alphanumeric) {
            self.out.push(GUARD);
        }
        // Raw HTML, which is text here, has its line ends in it.
        for (number, line) in text.split('\n').enumerate() {
            self.line_waits |= number > 0;
            if !line.is_empty() {
                self.begin();
                escape(self.out, line);
            }
        }
    }

    /// Slack reads a mark at the edge of a word only.
    fn apart(&mut self) {
        self.begin();
        if self.out.ends_with(char::is_alphanumeric) || self.is_behind_span {
            self.out.push(GUARD);
        }
    }

    fn mark(&mut self, which: usize, opens: bool) {
        self.flush();
        if opens {
            self.spans[which] += 1;
            if self.spans[which] == 1 {
                self.apart();
                self.out.push(MARKS[which]);
                self.is_behind_span = false;
            }
        } else {
            self.spans[which] -= 1;
            if self.spans[which] == 0 {
                self.out.push(MARKS[which]);
                self.is_behind_span = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write(&mut out, text);
        out
    }

    #[test]
    fn markdown_becomes_what_slack_has_instead() {
        assert_eq!(written("**a** *b* ~~c~~ `d*`"), " — *a* _b_ ~c~ `d*`");
        assert_eq!(written("[x](https://e.example/?a=1&b=2)"), " — <https://e.example/?a=1&amp;b=2|x>");
        assert_eq!(written("see https://e.example."), " — see <https://e.example>.");
        assert_eq!(written("# Plan\n\n- a\n  - b\n\n1. c"), " — *Plan*\n    • a\n        • b\n    1. c");
        assert_eq!(written("> a\n> b\n\nc"), "\n> a\n> b\n    c");
        assert_eq!(written("a\n```\n<b>\n```\nc"), " — a\n```\n&lt;b&gt;\n```\n    c");
        assert_eq!(written("|a|b|\n|-|-|\n|c|d|"), "\n```\na | b\nc | d\n```");
    }

    #[test]
    fn what_means_something_to_slack_alone_means_nothing() {
        assert_eq!(written("<!here> & <@U1>"), " — &lt;!here&gt; &amp; &lt;@\u{200b}U1&gt;");
        assert_eq!(written("@dana \\*a\\* pg_stat_activity"), " — @\u{200b}dana *\u{200b}a\u{200b}* pg_stat_activity");
        assert_eq!(written("in**tw**o"), " — in\u{200b}*tw*\u{200b}o");
    }
}
