//! What is linted of a document: its sentences with the section they stand in, and its action items.
//!
//! Code, quotations, HTML, images, struck-out text and lines of a log are passed over.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::action::{self, Item};
use super::section::Section;
use super::vocabulary::tag::{BE, LEVEL, TITLE};
use super::words::{Kind, Token, Tokenizer, w};

/// Where what is read goes to.
pub(super) trait Reader {
    /// A paragraph, an item's text, a cell: everything but headings.
    fn paragraph(&mut self, tokens: &[Token], section: Section);
    /// A heading that is no section's name.
    fn heading(&mut self, tokens: &[Token]);
    /// An action item.
    fn action(&mut self, item: Item);
}

/// Which headings and labels say where we are: index 0 is the document, 1 to 6 headings, 7 a label.
struct Place {
    levels: [Option<Section>; 8],
}

impl Place {
    fn section(&self) -> Section {
        self.levels.iter().rev().find_map(|section| *section).unwrap_or_default()
    }

    fn enter(&mut self, level: usize, section: Option<Section>) {
        // A heading that names no section divides the one above it.
        self.levels[level] = section;
        self.levels[level + 1..].fill(None);
    }
}

/// A list item that is being read.
#[derive(Default)]
struct OpenItem {
    item: Option<Item>,
    /// Its label names a section, for it and what stands below it.
    section: Option<Section>,
    is_heading: bool,
    has_box: bool,
    below: Vec<Item>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Text,
    Owner,
    Due,
    Status,
    Ticket,
}

#[derive(Default)]
struct Table {
    columns: Vec<Column>,
    is_actions: bool,
    in_head: bool,
    column: usize,
    row: Option<Item>,
}

struct Walk<'a, R> {
    text: &'a str,
    tokenizer: Tokenizer,
    reader: &'a mut R,
    place: Place,
    /// The tokens of the paragraph that is being read.
    tokens: Vec<Token>,
    /// Where the last piece of text or code ended.
    at: usize,
    /// Text that was read and not made into tokens yet.
    run: Option<(usize, usize)>,
    /// Where the bold beginning of a paragraph ends.
    label_end: Option<usize>,
    is_in_label: bool,
    skipped: usize,
    items: Vec<OpenItem>,
    table: Option<Table>,
    heading: Option<usize>,
    /// Paragraphs of an action section are actions where there are no lists: a text that stands alone.
    alone: Option<Item>,
    has_list: bool,
}

/// Reads a document, or a text that stands in `section`.
pub(super) fn read(text: &str, section: Option<Section>, reader: &mut impl Reader) {
    let body = behind_front_matter(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut levels = [None; 8];
    levels[0] = section;
    let mut walk = Walk {
        text,
        tokenizer: Tokenizer::new(),
        reader,
        place: Place { levels },
        tokens: Vec::new(),
        at: body,
        run: None,
        label_end: None,
        is_in_label: false,
        skipped: 0,
        items: Vec::new(),
        table: None,
        heading: None,
        alone: None,
        has_list: section != Some(Section::ActionItems),
    };
    let mut parser = Parser::new_ext(&text[body..], options);
    loop {
        // Looked at where it stands: an event is large, and to move it takes longer than to look at most of them.
        let next = parser.next();
        let Some(event) = &next else { break };
        walk.event(event);
    }
    walk.flush();
    if let Some(item) = walk.alone.take().filter(|_| !walk.has_list) {
        walk.reader.action(item);
    }
}

/// Where a document begins behind its front matter.
fn behind_front_matter(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let rest = &text[start..];
    if !(rest.starts_with("---\n") || rest.starts_with("---\r\n")) {
        return start;
    }
    let mut at = start;
    for (number, line) in rest.split_inclusive('\n').enumerate() {
        at += line.len();
        if number > 0 && matches!(line.trim_end(), "---" | "...") {
            return at;
        }
    }
    start
}

impl<R: Reader> Walk<'_, R> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) if self.skipped == 0 => {
                let Some((start, end)) = self.place_of(text) else { return self.end_run() };
                self.at = end;
                match &mut self.run {
                    Some((_, stop)) if *stop == start => *stop = end,
                    _ => {
                        self.end_run();
                        self.run = Some((start, end));
                    }
                }
            }
            Event::Code(code) if self.skipped == 0 => {
                let (start, end) = self.place_of(code).unwrap_or((self.at, self.at));
                self.at = end;
                self.push(Kind::Code, start, end);
            }
            Event::TaskListMarker(is_done) => {
                if let Some(open) = self.items.last_mut() {
                    open.has_box = true;
                    open.item.get_or_insert_default().is_done = *is_done;
                }
            }
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            _ => {}
        }
    }

    /// Where a piece of the text stands in it. What the parser has put together itself (an entity) stands nowhere. Asked of
    /// the piece, because the parser's own places take half its time again.
    fn place_of(&self, piece: &CowStr<'_>) -> Option<(usize, usize)> {
        let CowStr::Borrowed(piece) = piece else { return None };
        let start = (piece.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let end = start + piece.len();
        (end <= self.text.len()).then_some((start, end))
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.flush();
                self.skipped += 1;
            }
            Tag::Image { .. } | Tag::Strikethrough => {
                self.end_run();
                self.skipped += 1;
            }
            _ if self.skipped > 0 => {}
            Tag::Strong => {
                self.end_run();
                self.is_in_label = self.tokens.is_empty();
            }
            Tag::Link { dest_url, .. } if !dest_url.starts_with('#') => self.push(Kind::Link, self.at, self.at),
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(depth(*level));
            }
            Tag::List(_) => {
                self.flush();
                self.has_list = true;
            }
            Tag::Item => {
                self.flush();
                self.items.push(OpenItem::default());
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table::default());
            }
            Tag::TableHead => self.with_table(|table| table.in_head = true),
            Tag::TableRow => self.with_table(|table| {
                table.column = 0;
                table.row = Some(Item::default());
            }),
            Tag::Paragraph | Tag::TableCell => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::Image
            | TagEnd::Strikethrough => {
                self.skipped = self.skipped.saturating_sub(1);
                if !matches!(tag, TagEnd::Image | TagEnd::Strikethrough)
                    && let Some(item) = self.items.last_mut().and_then(|open| open.item.as_mut())
                {
                    item.is_detailed = true;
                }
            }
            _ if self.skipped > 0 => {}
            TagEnd::Strong => {
                self.end_run();
                if std::mem::take(&mut self.is_in_label) {
                    self.label_end = Some(self.tokens.len());
                }
            }
            TagEnd::Heading(level) => self.end_heading(depth(level)),
            TagEnd::Paragraph => self.flush(),
            TagEnd::Item => {
                self.flush();
                self.end_item();
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead => self.end_table_head(),
            TagEnd::TableRow => self.end_row(),
            TagEnd::Table => self.table = None,
            _ => {}
        }
    }

    fn with_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = &mut self.table {
            change(table);
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.end_run();
        self.tokens.push(Token::new(kind, start, end));
    }

    /// Makes tokens of the text that was read.
    fn end_run(&mut self) {
        if let Some((start, end)) = self.run.take() {
            self.tokenizer.read(self.text, start, end, &mut self.tokens);
        }
    }

    fn section(&self) -> Section {
        self.items.iter().rev().find_map(|open| open.section).unwrap_or_else(|| self.place.section())
    }

    fn words(&self, tokens: &[Token]) -> &str {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => &self.text[first.start as usize..last.end as usize],
            _ => "",
        }
    }

    fn end_heading(&mut self, level: usize) {
        self.end_run();
        let tokens = std::mem::take(&mut self.tokens);
        self.label_end = None;
        self.heading = None;
        let is_named = tokens.iter().any(|token| token.has(TITLE));
        let section = is_named.then(|| Section::of_title(self.words(&tokens))).flatten();
        // The title of a report is no section of it.
        let section = if level == 1 && section.is_none() { Some(Section::Other) } else { section };
        let known = self.place.section();
        // `### 16:33 Action is taken` stands in a timeline.
        self.place.enter(
            level,
            section.filter(|_| !(known == Section::Timeline && self.place.levels[level].is_none() && level > 2)),
        );
        if section.is_none_or(|section| section == Section::Other) {
            self.reader.heading(&tokens);
        }
        self.reuse(tokens);
    }

    fn reuse(&mut self, mut tokens: Vec<Token>) {
        tokens.clear();
        self.tokens = tokens;
    }

    /// Ends the paragraph that is being read.
    fn flush(&mut self) {
        self.end_run();
        if self.tokens.is_empty() || self.heading.is_some() {
            return;
        }
        let mut tokens = std::mem::take(&mut self.tokens);
        let label = self.label_end.take();
        self.is_in_label = false;
        if self.tokenizer.takes_quotes() {
            unquote(self.text, &mut tokens);
        }
        let from = self.label(&tokens, label);
        let section = self.section();
        let is_time =
            tokens.iter().find(|token| !matches!(token.kind, Kind::Mark(_))).is_some_and(|token| self.is_time(token));
        let section =
            if is_time && matches!(section, Section::Other | Section::Summary | Section::RootCause | Section::Impact) {
                Section::Timeline
            } else {
                section
            };
        if !is_logged(self.text, &tokens) {
            self.reader.paragraph(&tokens[from..], section);
        }
        let is_action = section == Section::ActionItems;
        if let Some(open) = self.items.last_mut() {
            let is_action = is_action || open.has_box && !matches!(section, Section::RunbookStep | Section::Timeline);
            if is_action && !open.is_heading {
                let item = open.item.get_or_insert_default();
                if item.tokens.is_empty() {
                    item.tokens = tokens[from..].to_vec();
                    item.bold = label.unwrap_or_default().saturating_sub(from);
                } else {
                    item.is_detailed = true;
                }
            }
        } else if is_action && !self.has_list {
            let item = self.alone.get_or_insert_default();
            if item.tokens.is_empty() {
                item.tokens = tokens[from..].to_vec();
            } else {
                item.is_detailed = true;
            }
        }
        self.reuse(tokens);
    }

    /// A bold label, or the word before a colon, may name a section. Where the text behind it begins.
    fn label(&mut self, tokens: &[Token], bold: Option<usize>) -> usize {
        let colon = tokens.iter().take(6).position(|token| token.is_mark(":"));
        let end = match (bold, colon) {
            (Some(bold), _) if bold > 0 && bold <= 8 => bold,
            (None, Some(colon))
                if (1..=3).contains(&colon)
                    && tokens[0].is_capital
                    && !tokens[..colon].iter().any(|token| token.has(BE)) =>
            {
                colon
            }
            _ => return 0,
        };
        if !tokens[..end].iter().any(|token| token.has(TITLE)) {
            return 0;
        }
        let name = self.words(&tokens[..end]);
        let Some(section) = Section::of_title(name) else { return 0 };
        let behind = tokens[end..].iter().take_while(|token| token.is_mark(":-\u{2013}\u{2014}")).count();
        let is_whole = end + behind >= tokens.len();
        if (end > 4 || bold.is_none() && is_whole) && self.section() == Section::ActionItems {
            return 0;
        }
        match self.items.last_mut() {
            Some(open) if open.item.as_ref().is_none_or(|item| item.tokens.is_empty()) => {
                // Within an action list, `Process improvements` divides it.
                open.section = Some(section);
                open.is_heading = is_whole;
            }
            Some(_) => {}
            None if is_whole || bold.is_some() => self.place.levels[7] = Some(section),
            None => self.place.levels[7] = None,
        }
        end + behind
    }

    fn is_time(&self, token: &Token) -> bool {
        let text = &self.text[token.start as usize..token.end as usize];
        token.kind == Kind::Number
            && (text.contains(':') && text.len() <= 8
                || text.len() >= 8
                    && text.bytes().filter(|byte| matches!(byte, b'-' | b'/' | b':' | b'.')).count() >= 2)
    }

    fn end_item(&mut self) {
        let Some(open) = self.items.pop() else { return };
        let mut items = open.below;
        if let Some(mut item) = open.item.filter(|item| !item.tokens.is_empty()) {
            let words = item.tokens.iter().filter(|token| token.kind == Kind::Word).count();
            let is_heading =
                !items.is_empty() && (words <= 3 || item.tokens.last().is_some_and(|last| last.is_mark(":")));
            if !is_heading {
                item.is_detailed |= !items.is_empty();
                let box_done = item.is_done;
                items.retain(|below| below.tokens.is_empty() && !box_done);
                items.clear();
                items.push(item);
            }
        }
        match self.items.last_mut() {
            Some(outer) => outer.below.extend(items),
            None => items.into_iter().for_each(|item| self.reader.action(item)),
        }
    }

    fn end_cell(&mut self) {
        self.end_run();
        let mut tokens = std::mem::take(&mut self.tokens);
        self.label_end = None;
        self.is_in_label = false;
        if self.tokenizer.takes_quotes() {
            unquote(self.text, &mut tokens);
        }
        let words = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => &self.text[first.start as usize..last.end as usize],
            _ => "",
        };
        let section = self.section();
        if let Some(table) = &mut self.table {
            let column = table.columns.get(table.column).copied().unwrap_or(Column::Text);
            table.column += 1;
            if table.in_head {
                table.columns.push(column_of(words));
                if Section::of_title(words) == Some(Section::ActionItems) {
                    table.is_actions = true;
                }
            } else if let Some(item) = &mut table.row {
                match column {
                    Column::Owner => item.owner = action::answerable(words),
                    Column::Due => item.has_due |= !words.is_empty(),
                    Column::Status => {
                        item.is_done |= tokens.first().is_some_and(|token| {
                            token.is(w!("done closed complete completed resolved finished shipped fixed"))
                        })
                    }
                    Column::Ticket => item.is_detailed |= !tokens.is_empty(),
                    Column::Text if item.tokens.is_empty() => item.tokens = tokens.clone(),
                    Column::Text => {}
                }
            }
            if !table.in_head && column == Column::Text {
                let first = tokens.first().copied();
                let section = if first.is_some_and(|token| self.is_time(&token)) { Section::Timeline } else { section };
                self.reader.paragraph(&tokens, section);
            }
        }
        self.reuse(tokens);
    }

    fn end_table_head(&mut self) {
        let section = self.section();
        self.with_table(|table| {
            table.in_head = false;
            table.is_actions = table.is_actions || section == Section::ActionItems;
        });
        self.has_list |= self.table.as_ref().is_some_and(|table| table.is_actions);
    }

    fn end_row(&mut self) {
        let Some(table) = &mut self.table else { return };
        let Some(item) = table.row.take() else { return };
        if table.is_actions && !item.tokens.is_empty() {
            self.reader.action(item);
        }
    }
}

const fn depth(level: HeadingLevel) -> usize {
    level as usize
}

fn column_of(title: &str) -> Column {
    let title = title.trim().to_lowercase();
    let title = title.as_str();
    let names = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if names(&["owner", "assign", "who", "responsible", "dri", "lead", "team"]) {
        Column::Owner
    } else if names(&["due", "deadline", "when", "date", "eta", "target", "time"]) {
        Column::Due
    } else if names(&["status", "state", "done", "priority", "type", "class", "kind"])
        || title == "#"
        || title == "id"
        || title == "no"
    {
        Column::Status
    } else if names(&["ticket", "issue", "bug", "jira", "link", "tracking"]) {
        Column::Ticket
    } else {
        Column::Text
    }
}

/// What stands in quotation marks becomes one token: it is somebody else's.
fn unquote(text: &str, tokens: &mut Vec<Token>) {
    let (mut kept, mut at) = (0, 0);
    while at < tokens.len() {
        let token = tokens[at];
        let close = match token.kind {
            Kind::Mark('"') => closing(&tokens[at + 1..], "\"\u{201d}\u{201c}"),
            Kind::Mark('\u{201c}' | '\u{201e}') => closing(&tokens[at + 1..], "\u{201d}\u{201c}\""),
            Kind::Mark('\u{ab}') => closing(&tokens[at + 1..], "\u{bb}"),
            Kind::Mark('\u{bb}') => closing(&tokens[at + 1..], "\u{ab}"),
            Kind::Mark('\'' | '\u{2018}') if opens(text, token.start as usize) => {
                closing(&tokens[at + 1..], "'\u{2019}").filter(|length| *length > 0)
            }
            _ => None,
        };
        match close {
            Some(length) => {
                let end = tokens[at + 1 + length].end;
                tokens[kept] = Token::new(Kind::Quote, token.start as usize, end as usize);
                at += length + 2;
            }
            None => {
                tokens[kept] = token;
                at += 1;
            }
        }
        kept += 1;
    }
    tokens.truncate(kept);
}

fn closing(tokens: &[Token], marks: &str) -> Option<usize> {
    tokens.iter().position(|token| token.is_mark(marks))
}

/// A single mark opens a quotation where a blank stands before it and none behind.
fn opens(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().nth(1);
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | ':')) && after.is_some_and(char::is_alphanumeric)
}

/// A line of a log: a time and a level, or a level in brackets.
fn is_logged(text: &str, tokens: &[Token]) -> bool {
    let front = &tokens[..tokens.len().min(7)];
    if !front.iter().any(|token| token.kind == Kind::Number) {
        return front.first().is_some_and(|token| token.is(w!("traceback")));
    }
    let has_time = front.iter().take(4).any(|token| token.kind == Kind::Number && token.end - token.start >= 6);
    let level = front.iter().any(|token| {
        token.has(LEVEL) && text[token.start as usize..token.end as usize].bytes().all(|byte| byte.is_ascii_uppercase())
    });
    has_time && level
        || front.first().is_some_and(|token| token.is_mark("["))
            && front.get(1).is_some_and(|token| token.end - token.start == 1)
            && front.get(2).is_some_and(|token| token.kind == Kind::Number)
        || front.first().is_some_and(|token| token.is(w!("traceback")))
}
