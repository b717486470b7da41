//! What people typed, as markdown that GitHub and GitLab render as the page does.
//!
//! It is written anew from its events, not copied: then nothing in it reaches beyond its entry (a fence that was not closed,
//! the definition of a reference), raw HTML is the text that it is here, and every block is indented as its item wants. What
//! would make a person or an issue be spoken to, `@name`, `#12`, `INC-42`, is parted by a zero-width space, written as
//! `&#8203;`: mentions are looked for in the rendered text, where a backslash or another entity is gone already. Renovate
//! and Dependabot have done so for years. Code is left alone, for nobody looks there.

use std::borrow::Cow;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::markdown::Flavour;
use crate::text::markdown;

/// A zero-width space.
const GUARD: &str = "&#8203;";

/// How deep lists and quotes may be nested; what is deeper loses its indentation and keeps its words. Without a limit a text of
/// nothing but `>` would have a prefix as long as itself on every line.
const DEEPEST: usize = 16;

/// One line of text without markup.
pub(in crate::text) fn plain(out: &mut String, text: &str, flavour: Flavour) {
    let place = Place { flavour, has_math: has_math(text), ..Place::default() };
    escape(out, &text.replace(['\n', '\r'], " "), place);
}

/// An address by itself.
pub(in crate::text) fn address(out: &mut String, address: &str, flavour: Flavour) {
    if markdown::safe_address(address).is_some() && stands_alone(address) {
        out.push_str(&format!("<{address}>"));
    } else {
        plain(out, address, flavour);
    }
}

/// Lines as they are, between fences; the prefix stands before each but the first.
pub(in crate::text) fn fenced(out: &mut String, code: &str, info: &str, prefix: &str) {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    out.push_str(&fence);
    out.push_str(info);
    for line in code.lines() {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(prefix);
            out.extend(line.chars().map(visible));
        }
    }
    out.push('\n');
    out.push_str(prefix);
    out.push_str(&fence);
}

/// A text behind the head of its item: on the same line if it is one paragraph, else below it.
pub(super) fn write(out: &mut String, text: &str, flavour: Flavour) {
    compose(out, text, flavour, "  ", " — ", None);
}

/// A text that is read back: in a place of its own where `lead` is none, else behind it as [`write`] does. Its headings are so
/// many levels `deeper`, and it has no tags: what marks could get wrong is left without.
pub(in crate::text) fn write_plainly(
    out: &mut String,
    text: &str,
    flavour: Flavour,
    prefix: &str,
    lead: Option<&str>,
    deeper: usize,
) {
    compose(out, text, flavour, prefix, lead.unwrap_or_default(), Some(Plainly { deeper, is_apart: lead.is_none() }));
}

/// How a text is written that is read back.
#[derive(Clone, Copy)]
struct Plainly {
    /// Levels that are added to those of its headings.
    deeper: usize,
    /// It begins where nothing stands before it.
    is_apart: bool,
}

fn compose(out: &mut String, text: &str, flavour: Flavour, prefix: &str, lead: &str, plainly: Option<Plainly>) {
    let events: Vec<Event<'_>> = markdown::events(text).collect();
    if events.is_empty() {
        return;
    }
    let ends = ends(&events);
    let is_one = matches!(events[0], Event::Start(Tag::Paragraph)) && ends[0] + 1 == events.len();
    let is_apart = plainly.is_some_and(|plainly| plainly.is_apart);
    let said = events.iter().map(|event| if let Event::Text(text) = event { text.matches('$').count() } else { 0 });
    let has_math = if plainly.is_some() { said.sum::<usize>() > 1 } else { has_math(text) };
    let mut writer = Writer {
        out,
        events: &events,
        ends: &ends,
        place: Place { flavour, has_math, begins_line: is_apart, ..Place::default() },
        prefix: prefix.to_owned(),
        gap: if is_apart { Gap::None } else { Gap::Blank },
        is_in_leaf: false,
        text: String::new(),
        line_ends: 0,
        closers: Vec::new(),
        frames: Vec::new(),
        too_deep: 0,
        last_list: None,
        columns: &[],
        deeper: plainly.map(|plainly| plainly.deeper),
    };
    if is_one && !is_apart {
        writer.out.push_str(lead);
        writer.gap = Gap::None;
    }
    writer.write();
}

/// Where each start ends, by position.
fn ends(events: &[Event<'_>]) -> Vec<usize> {
    let mut ends = vec![0; events.len()];
    let mut open = Vec::new();
    for (position, event) in events.iter().enumerate() {
        match event {
            Event::Start(_) => open.push(position),
            Event::End(_) => {
                if let Some(start) = open.pop() {
                    ends[start] = position;
                }
            }
            _ => {}
        }
    }
    ends
}

/// What stands before the next block of a container.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Gap {
    None,
    Line,
    Blank,
}

enum Holds {
    Quote,
    List { number: Option<u64>, mark: char, count: usize, is_loose: bool },
    Item,
}

/// A container that is open.
struct Frame {
    holds: Holds,
    prefix: usize,
    /// The mark of the list that was the last thing in it.
    last_list: Option<char>,
}

struct Writer<'o, 'e> {
    out: &'o mut String,
    events: &'e [Event<'e>],
    ends: &'e [usize],
    place: Place,
    /// What every line begins with.
    prefix: String,
    gap: Gap,
    /// In a paragraph, a heading, or the text of an item.
    is_in_leaf: bool,
    /// Text that is not written yet: the parser cuts it at every character that might have been markup.
    text: String,
    line_ends: usize,
    /// How the spans that are open end.
    closers: Vec<Cow<'static, str>>,
    frames: Vec<Frame>,
    /// Containers that are open and deeper than is written.
    too_deep: usize,
    last_list: Option<char>,
    /// Of the table that is open.
    columns: &'e [Alignment],
    /// Levels that are added to those of headings, in a text that is read back and has no tags.
    deeper: Option<usize>,
}

impl<'e> Writer<'_, 'e> {
    fn write(&mut self) {
        let events = self.events;
        let mut position = 0;
        while let Some(event) = events.get(position) {
            match event {
                Event::Text(text) => self.text.push_str(text),
                Event::Code(code) => {
                    self.span();
                    self.code(code);
                }
                Event::SoftBreak | Event::HardBreak => {
                    self.flush();
                    self.leaf();
                    self.line_ends += 1;
                }
                Event::TaskListMarker(is_done) => {
                    self.span();
                    self.out.push_str(if *is_done { "[x] " } else { "[ ] " });
                    self.place.begins_line = false;
                }
                Event::Rule => {
                    self.block();
                    self.out.push_str("___");
                    self.gap = self.after();
                }
                Event::Start(tag) => position = self.start(tag, position),
                Event::End(tag) => self.end(*tag),
                // The others are not asked for, or were made text.
                _ => {}
            }
            position += 1;
        }
        self.flush();
    }

    /// Opens what starts there. Gives back the position of the last event that was written.
    fn start(&mut self, tag: &'e Tag<'e>, position: usize) -> usize {
        match tag {
            Tag::Emphasis => self.emphasis(position, "*", ["<em>", "</em>"]),
            Tag::Strong => self.emphasis(position, "**", ["<strong>", "</strong>"]),
            Tag::Strikethrough => self.emphasis(position, "~~", ["<del>", "</del>"]),
            // Without an address it is its words, which belong to those around it.
            Tag::Link { dest_url, .. } if dest_url.is_empty() => self.closers.push("".into()),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.span();
                return self.link(*link_type, dest_url, title, position);
            }
            Tag::Image { dest_url, title, .. } => {
                self.span();
                self.image(dest_url, title, position);
                return self.ends[position];
            }
            Tag::CodeBlock(kind) => {
                self.block();
                self.code_block(kind, position);
                return self.ends[position];
            }
            Tag::Paragraph => {
                self.end_leaf();
                self.gap = if self.gap == Gap::Line { Gap::Blank } else { self.gap };
                if let [.., Frame { holds: Holds::List { is_loose, .. }, .. }, _] = self.frames.as_mut_slice() {
                    *is_loose = true;
                }
                self.block();
                self.is_in_leaf = true;
            }
            Tag::Heading { level, .. } => {
                self.block();
                // Below the headings of days.
                let level = match self.deeper {
                    Some(deeper) => (*level as usize + deeper).min(6),
                    None if *level == HeadingLevel::H1 => 4,
                    None => (*level as usize + 3).min(6),
                };
                self.out.push_str(&"######"[..level]);
                self.out.push(' ');
                self.is_in_leaf = true;
                self.place.in_heading = true;
            }
            Tag::Table(columns) => {
                self.columns = columns;
                self.end_leaf();
                self.gap = if self.gap == Gap::Line { Gap::Blank } else { self.gap };
                self.block();
                self.place.in_table = true;
            }
            Tag::TableHead => self.out.push('|'),
            Tag::TableRow => {
                self.new_line();
                self.out.push('|');
            }
            Tag::TableCell => {
                self.out.push(' ');
                self.is_in_leaf = true;
                self.place.begins_line = false;
            }
            Tag::List(_) | Tag::Item | Tag::BlockQuote(_) => self.open(tag),
            _ => {}
        }
        position
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link if self.closers.last().is_some_and(|closer| closer.is_empty()) => {
                self.closers.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {
                self.flush();
                if let Some(closer) = self.closers.pop() {
                    self.out.push_str(&closer);
                }
                self.place.in_link &= tag != TagEnd::Link;
            }
            TagEnd::Paragraph => {
                self.end_leaf();
                self.gap = Gap::Blank;
            }
            TagEnd::Heading(_) => {
                self.end_leaf();
                self.place.in_heading = false;
            }
            TagEnd::TableCell => {
                self.flush();
                self.line_ends = 0;
                self.is_in_leaf = false;
                self.out.push_str(" |");
            }
            TagEnd::TableHead => self.delimiters(),
            TagEnd::Table => {
                self.place.in_table = false;
                self.gap = Gap::Blank;
            }
            TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) => self.close(),
            _ => {}
        }
    }

    // --- Blocks ---

    fn new_line(&mut self) {
        self.out.push('\n');
        self.out.push_str(&self.prefix);
        self.place.begins_line = true;
    }

    /// Begins a block.
    fn block(&mut self) {
        self.end_leaf();
        if self.gap == Gap::Blank {
            self.out.push('\n');
            self.out.push_str(self.prefix.trim_end());
        }
        if self.gap != Gap::None {
            self.new_line();
        }
        self.gap = Gap::None;
        *self.last_list() = None;
    }

    /// What follows a block that the next cannot run into.
    fn after(&self) -> Gap {
        match self.frames.last() {
            Some(Frame { holds: Holds::Item, .. }) => Gap::Line,
            _ => Gap::Blank,
        }
    }

    fn end_leaf(&mut self) {
        self.flush();
        self.line_ends = 0;
        if std::mem::take(&mut self.is_in_leaf) {
            self.gap = self.after();
        }
    }

    fn last_list(&mut self) -> &mut Option<char> {
        match self.frames.last_mut() {
            Some(frame) => &mut frame.last_list,
            None => &mut self.last_list,
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if self.too_deep > 0 || self.frames.len() >= 2 * DEEPEST {
            self.end_leaf();
            self.gap = Gap::Blank;
            self.too_deep += 1;
            return;
        }
        let prefix = self.prefix.len();
        let holds = match tag {
            Tag::List(number) => {
                self.end_leaf();
                let other = *self.last_list();
                self.block();
                // Two lists that follow each other are one if they have one mark, and three in each other are a rule.
                let [mark, else_mark] = match (number, self.frames.len() / 2 % 2) {
                    (Some(_), _) => ['.', ')'],
                    (None, 0) => ['-', '*'],
                    (None, _) => ['*', '-'],
                };
                let mark = if other == Some(mark) { else_mark } else { mark };
                Holds::List { number: *number, mark, count: 0, is_loose: false }
            }
            Tag::Item => {
                self.item();
                Holds::Item
            }
            _ => {
                self.block();
                self.out.push_str("> ");
                self.prefix.push_str("> ");
                self.place.begins_line = true;
                Holds::Quote
            }
        };
        self.frames.push(Frame { holds, prefix, last_list: None });
    }

    fn item(&mut self) {
        let Some(Frame { holds: Holds::List { number, mark, count, is_loose }, .. }) = self.frames.last_mut() else {
            return;
        };
        let marker = match number {
            Some(number) => {
                let marker = format!("{number}{mark} ");
                *number = (*number + 1).min(999_999_999);
                marker
            }
            None => format!("{mark} "),
        };
        let gap = match (*count, *is_loose) {
            (0, _) => Gap::None,
            (_, true) => Gap::Blank,
            (_, false) => Gap::Line,
        };
        *count += 1;
        self.gap = gap;
        self.block();
        self.out.push_str(&marker);
        self.prefix.extend(std::iter::repeat_n(' ', marker.len()));
        self.place.begins_line = true;
    }

    fn close(&mut self) {
        self.end_leaf();
        if self.too_deep > 0 {
            self.too_deep -= 1;
            self.gap = Gap::Blank;
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        self.prefix.truncate(frame.prefix);
        self.gap = Gap::Blank;
        if let Holds::List { mark, .. } = frame.holds {
            *self.last_list() = Some(mark);
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, position: usize) {
        let code: String = self.words(position, "\n");
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let is_word = info.chars().all(|c| c.is_ascii_alphanumeric() || "+-#._".contains(c));
        fenced(self.out, &code, if is_word { info } else { "" }, &self.prefix);
        self.gap = self.after();
    }

    /// The line between a table's head and its rows.
    fn delimiters(&mut self) {
        self.new_line();
        self.out.push('|');
        for alignment in self.columns {
            self.out.push_str(match alignment {
                Alignment::None => " --- |",
                Alignment::Left => " :-- |",
                Alignment::Center => " :-: |",
                Alignment::Right => " --: |",
            });
        }
    }

    // --- Spans ---

    /// Goes on in the leaf that is open, or opens one.
    fn span(&mut self) {
        self.flush();
        self.leaf();
        self.end_lines();
    }

    fn leaf(&mut self) {
        if !self.is_in_leaf {
            self.block();
            self.is_in_leaf = true;
        }
    }

    /// Ends the lines that end only if something follows.
    fn end_lines(&mut self) {
        for _ in 0..std::mem::take(&mut self.line_ends) {
            self.line_break();
        }
    }

    /// Writes the text that waits.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        self.leaf();
        // Raw HTML, which is text here, has its line ends in it.
        for (number, line) in text.split('\n').enumerate() {
            self.line_ends += usize::from(number > 0);
            let begins = self.place.begins_line || self.line_ends > 0;
            let line = if begins { line.trim_start() } else { line };
            if line.is_empty() {
                continue;
            }
            self.end_lines();
            escape(self.out, line, self.place);
            self.place.begins_line = false;
        }
    }

    /// A line that was ended stays one: people type logs line by line.
    fn line_break(&mut self) {
        if self.place.in_heading || self.place.in_table {
            self.out.push_str(if self.deeper.is_some() { " " } else { "<br>" });
        } else {
            self.out.push('\\');
            self.new_line();
        }
    }

    fn code(&mut self, code: &str) {
        let code: String = code.chars().map(visible).collect();
        // A bar that a backslash precedes parts cells, whatever is done about it.
        if self.place.in_table && code.contains("\\|") {
            return escape(self.out, &code, self.place);
        }
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let marks = "`".repeat(longest + 1);
        let is_blank = code.trim_matches(' ').is_empty();
        let is_padded =
            code.starts_with('`') || code.ends_with('`') || (code.starts_with(' ') && code.ends_with(' ') && !is_blank);
        let padding = if is_padded { " " } else { "" };
        let code = if self.place.in_table { code.replace('|', "\\|") } else { code };
        self.out.push_str(&format!("{marks}{padding}{code}{padding}{marks}"));
        self.place.begins_line = false;
    }

    /// Emphasis by its marks where they can mean nothing else, else by tags, which both platforms know.
    fn emphasis(&mut self, position: usize, marks: &'static str, tags: [&'static str; 2]) {
        self.span();
        let (events, end) = (self.events, self.ends[position]);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_free = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ".,;:!?)".contains(c));
        let before = self.out.chars().next_back();
        let opens = match events.get(position + 1) {
            Some(Event::Text(text)) => is_word(text.chars().next()),
            Some(Event::Code(_)) => self.place.begins_line || before.is_none_or(char::is_whitespace),
            _ => false,
        };
        let closes = match (&events[end - 1], events.get(end + 1)) {
            (Event::Text(text), _) => is_word(text.chars().next_back()),
            (Event::Code(_), Some(Event::Text(text))) => is_free(text.chars().next()),
            (Event::Code(_), Some(Event::Code(_) | Event::Start(_))) => false,
            (Event::Code(_), _) => true,
            _ => false,
        };
        // Right behind the mark that was chosen because of it.
        let is_led_in = marks == "**" && self.closers.last().is_some_and(|outer| outer == "_") && before == Some('_');
        let is_apart = is_led_in || !before.is_some_and(|c| "*~_\\".contains(c));
        let is_alone = is_apart && !self.closers.iter().any(|open| open == marks);
        let [open, close] = match (opens && closes && is_alone, self.deeper) {
            (true, _) => [marks, marks],
            (false, None) => tags,
            (false, Some(_)) => {
                let marks = if is_alone { self.cautious_marks(position, marks) } else { "" };
                [marks, marks]
            }
        };
        self.out.push_str(open);
        self.closers.push(close.into());
        // Without a mark the first word stands where the mark would.
        self.place.begins_line &= open.is_empty();
    }

    /// The marks with which the emphasis that starts there is one for every reader; none where there are none.
    fn cautious_marks(&self, position: usize, marks: &'static str) -> &'static str {
        let (events, end) = (self.events, self.ends[position]);
        let is_bound = |c: char| c.is_whitespace() || (c.is_ascii_punctuation() && !"*_~\\".contains(c));
        let begins = self.place.begins_line || self.line_ends > 0 || self.out.chars().next_back().is_none_or(is_bound);
        let ends = match events.get(end + 1) {
            Some(Event::Text(text)) => text.chars().next().is_none_or(is_bound),
            Some(Event::Start(_)) => false,
            _ => true,
        };
        let holds_strong =
            matches!(events[position + 1], Event::Start(Tag::Strong)) && self.ends[position + 1] + 1 == end;
        let marks = if holds_strong && marks == "*" { "_" } else { marks };
        let opens = match &events[position + 1] {
            Event::Text(text) => text.chars().next().is_some_and(|c| !c.is_whitespace()),
            Event::Code(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. }) => true,
            Event::Start(Tag::Strong) => holds_strong,
            _ => false,
        };
        let closes = match &events[end - 1] {
            Event::Text(text) => text.chars().next_back().is_some_and(|c| !c.is_whitespace()),
            Event::Code(_) | Event::End(TagEnd::Link | TagEnd::Image) => true,
            Event::End(TagEnd::Strong) => holds_strong,
            _ => false,
        };
        if begins && ends && opens && closes { marks } else { "" }
    }

    fn link(&mut self, link: LinkType, address: &str, title: &str, position: usize) -> usize {
        self.place.begins_line = false;
        let is_bare = matches!(self.events.get(position + 1), Some(Event::Text(text)) if **text == *address);
        if link == LinkType::Autolink && is_bare && self.ends[position] == position + 2 && stands_alone(address) {
            self.out.push_str(&format!("<{address}>"));
            return position + 2;
        }
        self.guard_mark();
        self.out.push('[');
        self.closers.push(format!("]{}", target(address, title)).into());
        self.place.in_link = true;
        position
    }

    /// An image that carries its own bytes is left out: both platforms would not show it.
    fn image(&mut self, address: &str, title: &str, position: usize) {
        let words = self.words(position, " ");
        let place = Place { begins_line: false, ..self.place };
        let is_elsewhere = address.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
        let place = Place { in_link: is_elsewhere || self.place.in_link, ..place };
        self.guard_mark();
        self.out.push_str(if is_elsewhere { "![" } else { "🖼 " });
        escape(self.out, &words.replace('\n', " "), place);
        match (is_elsewhere, address.is_empty()) {
            (true, _) => self.out.push_str(&format!("]{}", target(address, title))),
            (false, true) => {}
            (false, false) => self.out.push_str(" (not in this export)"),
        }
        self.place.begins_line = false;
    }

    /// An exclamation mark before a link would make an image of it.
    fn guard_mark(&mut self) {
        if self.out.ends_with('!') {
            self.out.pop();
            self.out.push_str("\\!");
        }
    }

    /// The words of what starts there.
    fn words(&self, position: usize, line_end: &str) -> String {
        let mut words = String::new();
        for event in &self.events[position + 1..self.ends[position]] {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(text),
                Event::SoftBreak | Event::HardBreak => words.push_str(line_end),
                _ => {}
            }
        }
        words
    }
}

/// True for an address that needs no more than angle brackets.
fn stands_alone(address: &str) -> bool {
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || "<>|\\`\"".contains(c);
    let has_entity = address.contains('&') && address.contains(';');
    !has_entity && !address.contains(is_odd)
}

/// `(address "title")`.
fn target(address: &str, title: &str) -> String {
    let mut target = "(<".to_owned();
    for c in address.chars() {
        match c {
            '<' | '>' | '\\' => target.extend(['\\', c]),
            '&' => target.push_str("&amp;"),
            '|' => target.push_str("%7C"),
            c if c.is_control() => target.push_str(&format!("%{:02X}", u32::from(c))),
            c => target.push(c),
        }
    }
    target.push('>');
    if !title.is_empty() {
        target.push_str(" \"");
        for c in title.chars().map(visible) {
            match c {
                '\n' => target.push(' '),
                '&' => target.push_str("&amp;"),
                '"' | '\\' | '|' => target.extend(['\\', c]),
                c => target.push(c),
            }
        }
        target.push('"');
    }
    target.push(')');
    target
}

/// What surrounds a piece of text.
#[derive(Clone, Copy, Default)]
struct Place {
    flavour: Flavour,
    /// Nothing but the prefix stands before it on its line.
    begins_line: bool,
    in_table: bool,
    in_heading: bool,
    in_link: bool,
    /// Two dollar signs could be the ends of a formula.
    has_math: bool,
}

fn has_math(text: &str) -> bool {
    text.matches('$').count() > 1
}

/// What pasted text must not do to a terminal.
fn visible(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// Text that means itself and nothing else.
fn escape(out: &mut String, text: &str, place: Place) {
    let mut before = if place.begins_line { None } else { out.chars().next_back() };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next();
        let begins = place.begins_line && at == 0;
        let is_marked = match c {
            '\\' | '`' | '*' | '[' | ']' | '~' => true,
            '|' => place.in_table || begins,
            '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            '<' => next.is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c)),
            '#' => place.in_heading || (begins && next.is_none_or(|c| c == '#' || c.is_whitespace())),
            '-' | '+' | ':' => begins && !next.is_some_and(char::is_alphanumeric),
            '>' | '=' => begins,
            '.' | ')' => place.begins_line && at > 0 && at == digits,
            _ => false,
        };
        match c {
            '&' if next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#') => out.push_str("&amp;"),
            '$' if place.has_math => out.push_str("<span>$</span>"),
            c => {
                if is_marked {
                    out.push('\\');
                }
                out.push(visible(c));
            }
        }
        if !place.in_link && is_reference(place.flavour, &text[..at], before, c, rest) {
            out.push_str(GUARD);
        }
        before = Some(c);
    }
}

/// True where what stands before and behind `c` makes it a mention or a reference.
fn is_reference(flavour: Flavour, text: &str, before: Option<char>, c: char, rest: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let next = rest.chars().next();
    let names = next.is_some_and(is_word);
    let counts = next.is_some_and(|c| c.is_ascii_digit());
    let is_apart = !before.is_some_and(is_word);
    let on_gitlab = flavour == Flavour::GitLab;
    match c {
        '@' => is_apart && names,
        '#' => counts,
        '-' => counts && is_tracker(text),
        '!' | '&' | '$' => on_gitlab && counts,
        '~' | '%' => on_gitlab && is_apart && (names || next == Some('"')),
        '{' => on_gitlab && next.is_some_and(|c| "+-".contains(c)),
        // `[issue:12]`, `[TOC]`, `[+ added +]`.
        '[' => {
            let word = rest.trim_start_matches(is_word);
            on_gitlab
                && (word.starts_with([':', '+', '-'])
                    || rest.starts_with("TOC]")
                    || rest.starts_with("_TOC_")
                    || rest.starts_with("[_TOC_"))
        }
        _ => false,
    }
}

/// True where the text ends like the name of a tracker: `INC` of `INC-42`, `GH` of `GH-12`.
fn is_tracker(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = &text[text.trim_end_matches(is_part).len()..];
    let is_upper =
        name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(|c: char| c.is_ascii_lowercase());
    is_upper || name.eq_ignore_ascii_case("gh")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, flavour: Flavour) -> String {
        let mut out = String::new();
        write(&mut out, text, flavour);
        out
    }

    #[test]
    fn nobody_is_spoken_to_by_accident() {
        let text = "@dana saw #12, INC-42, o/r#7 and GH-3 at 14:07 in eu-west-1 (dana@example.org) `@dana #12`";
        let guarded = " — @&#8203;dana saw #&#8203;12, INC-&#8203;42, o/r#&#8203;7 and GH-&#8203;3 at 14:07 in eu-west-1 \
             (dana@example.org) `@dana #12`";
        assert_eq!(written(text, Flavour::GitHub), guarded);
        let text = "!3 %v1 \\~bug &7 [issue:8] 30 %";
        assert_eq!(written(text, Flavour::GitHub), " — !3 %v1 \\~bug &amp;7 \\[issue:8\\] 30 %");
        let guarded = " — !&#8203;3 %&#8203;v1 \\~&#8203;bug &amp;&#8203;7 \\[&#8203;issue:8\\] 30 %";
        assert_eq!(written(text, Flavour::GitLab), guarded);
        // A formula would lose its dollar signs.
        assert_eq!(written("$HOME:$PATH", Flavour::GitHub), " — <span>$</span>HOME:<span>$</span>PATH");
    }

    #[test]
    fn what_was_typed_stays_within_its_item() {
        assert_eq!(written("a\n\n```\nnever closed", Flavour::GitHub), "\n\n  a\n\n  ```\n  never closed\n  ```");
        assert_eq!(written("[1]\n\n[1]: https://e.example", Flavour::GitHub), " — [1](<https://e.example>)");
        assert_eq!(written("/close\n/assign @dana", Flavour::GitLab), " — /close\\\n  /assign @&#8203;dana");
        assert_eq!(written("# Plan\n\n- a\n- b", Flavour::GitHub), "\n\n  #### Plan\n\n  - a\n  - b");
    }

    #[test]
    fn plain_words_stay_plain() {
        let text = "p99 of pg_stat_activity is 3 * 4 s (100 %), see node-1: ok. 1.5 GB - fine";
        assert_eq!(written(text, Flavour::GitHub), format!(" — {}", text.replace('*', "\\*")));
    }

    #[test]
    fn what_is_nested_without_end_has_an_end() {
        let text = "> ".repeat(5000) + "a";
        assert!(written(&text, Flavour::GitHub).len() < 300);
        let text: String = (0..2000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        assert!(written(&text, Flavour::GitHub).len() < 200 * 2000);
    }
}
