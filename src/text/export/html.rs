//! The timeline as one file that a browser opens from a disk and a printer prints: its style within, no script, nothing
//! fetched. What people typed becomes elements only through the events of [`markdown`], every text escaped; the file also
//! forbids itself, by a policy, to run or to fetch anything.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::paper::{self, Paper};
use super::sheet::{Detail, Fact, Row, Sheet};
use crate::text::markdown;

const STYLE: &str = include_str!("sheet.css");

/// The incident as an HTML document.
pub fn print(sheet: &Sheet<'_>) -> String {
    let mut html = Html { out: String::new(), open: None };
    begin(&mut html.out, format!("{} {}", sheet.number(), sheet.title()).trim_end(), "");
    paper::write(sheet, &mut html);
    html.close();
    html.out.push_str(END);
    html.out
}

/// Everything before what a document says; `style` is added to what all have.
pub(in crate::text) fn begin(out: &mut String, title: &str, style: &str) {
    out.push_str(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>",
    );
    escape(out, title);
    out.push_str("</title>\n<style>\n");
    out.push_str(STYLE);
    out.push_str(style);
    out.push_str("</style>\n</head>\n<body>\n");
}

/// How a list of entries begins: any other list is one that somebody typed, and keeps its numbers.
pub(in crate::text) const ENTRIES: &str = "<ol class=\"entries\">\n";

/// Everything behind it.
pub(in crate::text) const END: &str = "</body>\n</html>\n";

/// An entry as an item of a list.
pub(in crate::text) fn write_row(out: &mut String, row: &Row<'_>) {
    let mut html = Html { out: std::mem::take(out), open: None };
    html.write_row(row);
    *out = html.out;
}

struct Html {
    out: String,
    /// The end of the list that is open.
    open: Option<&'static str>,
}

impl Html {
    fn text(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    /// An element with a text.
    fn element(&mut self, start: &str, text: &str, end: &str) {
        self.out.push_str(start);
        self.text(text);
        self.out.push_str(end);
    }

    fn close(&mut self) {
        if let Some(end) = self.open.take() {
            self.out.push_str(end);
        }
    }

    /// Opens a list, where none is open.
    fn list(&mut self, start: &str, end: &'static str) {
        if self.open.is_none() {
            self.out.push_str(start);
            self.open = Some(end);
        }
    }
}

impl Paper for Html {
    fn title(&mut self, number: &str, title: &str) {
        self.out.push_str("<h1>");
        self.element("<span class=\"number\">", number, "</span> ");
        self.element("", title, "</h1>\n");
    }

    fn part(&mut self, name: &str) {
        self.close();
        self.element("<h2>", name, "</h2>\n");
    }

    fn fact(&mut self, fact: &Fact<'_>, at: Option<String>) {
        self.list("<dl>\n", "</dl>\n");
        self.element("<dt>", &fact.label, "</dt> <dd>");
        if let Some(at) = at {
            self.element("<b>", &at, "</b> ");
        }
        match fact.entry {
            Some(entry) => self.element(&format!("<a href=\"#e-{}\">", entry.id), &fact.value, "</a>"),
            None => self.text(&fact.value),
        }
        self.out.push_str("</dd>\n");
    }

    fn day(&mut self, day: &str) {
        self.close();
        self.element("<h3>", day, "</h3>\n");
    }

    fn row(&mut self, row: &Row<'_>) {
        self.list(ENTRIES, "</ol>\n");
        self.write_row(row);
    }
}

impl Html {
    fn write_row(&mut self, row: &Row<'_>) {
        let entry = row.entry;
        let starred = if entry.said.is_starred { " class=\"starred\"" } else { "" };
        self.out.push_str(&format!("<li id=\"e-{}\"{starred}><p class=\"head\">", entry.id));
        match entry.precise() {
            Some(at) => self.element(&format!("<time datetime=\"{at}\">"), &row.time, "</time> "),
            None => self.element("<b>", &row.time, "</b> "),
        }
        self.element("<span class=\"kind\">", &row.kind, "</span> ");
        self.element("<span class=\"by\">", &entry.said.by, "</span>");
        for note in &row.notes {
            self.element(" <span class=\"note\">", note, "</span>");
        }
        self.out.push_str("</p>\n");
        write(&mut self.out, &entry.said.text);
        for detail in &row.details {
            self.element("<div class=\"detail\"><span class=\"label\">", detail.label(), "</span> ");
            match detail {
                Detail::Line(_, text) => self.text(text),
                Detail::Link(address) => {
                    let (start, end) = bare_link(address);
                    self.element(&start, address, end);
                }
                Detail::Raw(_, raw) => self.element("<pre>", raw, "</pre>"),
            }
            self.out.push_str("</div>\n");
        }
        self.out.push_str("</li>\n");
    }
}

/// The text of an element or of an attribute in quotes.
pub(in crate::text) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Start and end of a link, or of a span where the address may not be one.
pub(in crate::text) fn link(address: &str, title: &str) -> (String, &'static str) {
    let to_entry = address.strip_prefix("#e-").filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if let Some(id) = to_entry {
        return (format!("<a href=\"#e-{id}\">"), "</a>");
    }
    let Some(address) = markdown::safe_address(address) else { return ("<span>".to_owned(), "</span>") };
    let mut start = "<a rel=\"noopener noreferrer\" href=\"".to_owned();
    escape(&mut start, address);
    if !title.is_empty() {
        start.push_str("\" title=\"");
        escape(&mut start, title);
    }
    start.push_str("\">");
    (start, "</a>")
}

/// A link whose words are where it leads: on paper that need not stand behind it once more.
pub(in crate::text) fn bare_link(address: &str) -> (String, &'static str) {
    let (start, end) = link(address, "");
    (start.replacen("<a rel", "<a class=\"bare\" rel", 1), end)
}

/// How a block of code ends.
const CODE_END: &str = "</code></pre>\n";

/// The markdown of a text. Elements nest as its events do.
pub(in crate::text) fn write(out: &mut String, text: &str) {
    let mut ends: Vec<&'static str> = Vec::new();
    let mut line_ends = 0;
    let mut cell = ["<td>", "</td>"];
    // An image that is open, and how many elements are open in it: what it shows is its words.
    let mut image: Option<(Tag<'_>, String, usize)> = None;
    for event in markdown::events(text) {
        if let Some((tag, words, depth)) = &mut image {
            match event {
                Event::Start(_) => *depth += 1,
                Event::End(_) if *depth > 0 => *depth -= 1,
                Event::End(_) => {
                    write_image(out, tag, words);
                    image = None;
                }
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                _ => words.push(' '),
            }
            continue;
        }
        let is_span = match &event {
            Event::Code(_) => true,
            Event::Start(tag) => {
                use Tag::{Emphasis, Image, Link, Strikethrough, Strong};
                matches!(tag, Emphasis | Strong | Strikethrough | Link { .. } | Image { .. })
            }
            _ => false,
        };
        if is_span {
            out.extend(std::iter::repeat_n("<br>\n", std::mem::take(&mut line_ends)));
        }
        match event {
            Event::Text(text) if ends.last() == Some(&CODE_END) => escape(out, &text),
            // Raw HTML, which is text here, has its line ends in it.
            Event::Text(text) => {
                for (number, line) in text.split('\n').enumerate() {
                    line_ends += usize::from(number > 0);
                    let line = if line_ends > 0 { line.trim_start() } else { line };
                    if !line.is_empty() {
                        out.extend(std::iter::repeat_n("<br>\n", std::mem::take(&mut line_ends)));
                        escape(out, line);
                    }
                }
            }
            Event::Code(code) => {
                out.push_str("<code>");
                escape(out, &code);
                out.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => line_ends += 1,
            Event::Rule => out.push_str("<hr>\n"),
            Event::TaskListMarker(is_done) => out.push_str(if is_done { "☑ " } else { "☐ " }),
            Event::Start(tag @ Tag::Image { .. }) => image = Some((tag, String::new(), 0)),
            Event::Start(Tag::TableCell) => {
                out.push_str(cell[0]);
                ends.push(cell[1]);
            }
            Event::Start(tag) => {
                if matches!(tag, Tag::TableHead) {
                    cell = ["<th>", "</th>"];
                }
                let (start, end) = element(&tag);
                out.push_str(&start);
                ends.push(end);
            }
            Event::End(tag) => {
                if tag == TagEnd::TableHead {
                    cell = ["<td>", "</td>"];
                }
                use TagEnd::{Emphasis, Link, Strikethrough, Strong};
                if !matches!(tag, Emphasis | Strong | Strikethrough | Link) {
                    line_ends = 0;
                }
                out.push_str(ends.pop().unwrap_or_default());
            }
            // The others are not asked for, or were made text.
            _ => {}
        }
    }
}

fn element(tag: &Tag<'_>) -> (String, &'static str) {
    let (start, end) = match tag {
        Tag::Paragraph => ("<p>", "</p>\n"),
        // A heading in an entry is no heading of the document.
        Tag::Heading { .. } => ("<p class=\"heading\">", "</p>\n"),
        Tag::BlockQuote(_) => ("<blockquote>\n", "</blockquote>\n"),
        Tag::CodeBlock(_) => ("<pre><code>", CODE_END),
        Tag::List(None) => ("<ul>\n", "</ul>\n"),
        Tag::List(Some(first)) => return (format!("<ol start=\"{first}\">\n"), "</ol>\n"),
        Tag::Item => ("<li>", "</li>\n"),
        Tag::Emphasis => ("<em>", "</em>"),
        Tag::Strong => ("<strong>", "</strong>"),
        Tag::Strikethrough => ("<del>", "</del>"),
        Tag::Table(_) => ("<div class=\"table\"><table>\n", "</tbody></table></div>\n"),
        Tag::TableHead => ("<thead><tr>", "</tr></thead><tbody>\n"),
        Tag::TableRow => ("<tr>", "</tr>\n"),
        Tag::Link { link_type: LinkType::Autolink, dest_url, .. } => return bare_link(dest_url),
        Tag::Link { dest_url, title, .. } => return link(dest_url, title),
        _ => ("<span>", "</span>"),
    };
    (start.to_owned(), end)
}

/// An image that carries its own bytes; of one that lies elsewhere a link, for this file asks nobody for anything.
fn write_image(out: &mut String, tag: &Tag<'_>, words: &str) {
    let Tag::Image { dest_url, title, .. } = tag else { return };
    if dest_url.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) {
        for (before, value) in [("<img src=\"", &**dest_url), ("\" alt=\"", words), ("\" title=\"", title)] {
            out.push_str(before);
            escape(out, value);
        }
        out.push_str("\">");
        return;
    }
    let (start, end) = link(dest_url, title);
    out.push_str(&start);
    out.push_str("🖼 ");
    escape(out, if words.trim().is_empty() { "image" } else { words });
    out.push_str(end);
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
    fn what_was_typed_becomes_elements_and_nothing_that_runs() {
        assert_eq!(written("**a**\nb"), "<p><strong>a</strong><br>\nb</p>\n");
        assert_eq!(written("<b onclick=x>"), "<p>&lt;b onclick=x&gt;</p>\n");
        assert_eq!(written("[x](javascript:y)"), "<p><span>x</span></p>\n");
        let link = "<p><a class=\"bare\" rel=\"noopener noreferrer\" href=\"https://e.example/?a=1&amp;b=%22\">https://e.example/?a=1&amp;b=%22</a></p>\n";
        assert_eq!(written("https://e.example/?a=1&b=%22"), link);
        assert_eq!(written("```sh\na < b\n\nc\n```"), "<pre><code>a &lt; b\n\nc\n</code></pre>\n");
    }

    /// The timeline's style took the numbers of every list.
    #[test]
    fn a_list_that_somebody_typed_keeps_its_numbers() {
        assert_eq!(written("1. a\n2. b"), "<ol start=\"1\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
        assert!(ENTRIES.contains("class=\"entries\"") && !STYLE.contains("ol >") && !STYLE.contains("ol {"), "{STYLE}");
    }

    /// Print wrote each address twice.
    #[test]
    fn a_link_whose_words_are_its_address_is_told_from_others() {
        assert!(written("<https://e.example>").contains("class=\"bare\""));
        assert!(!written("[words](https://e.example)").contains("bare"));
    }

    #[test]
    fn an_image_that_lies_elsewhere_is_a_link() {
        let link = "<p><a rel=\"noopener noreferrer\" href=\"https://e.example/p.png\">🖼 a graph</a></p>\n";
        assert_eq!(written("![a *graph*](https://e.example/p.png)"), link);
        let own = "<p><img src=\"data:image/png;base64,AA==\" alt=\"x\" title=\"\"></p>\n";
        assert_eq!(written("![x](data:image/png;base64,AA==)"), own);
    }
}
