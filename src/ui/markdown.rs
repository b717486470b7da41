//! Markdown as nodes: events become elements, never an HTML string.

use leptos::prelude::*;
use leptos::tachys::html::element::custom;
use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::text::markdown::events;

/// What draws a link to a place of the page, one whose address begins with `#`: given that place, and what the link shows.
/// Provided by whoever knows such places; without it these links are like any other.
#[derive(Clone, Copy)]
pub struct Places(pub fn(&str, Vec<AnyView>) -> AnyView);

/// A text as nodes. A line break in the source is one on the page: people type logs line by line.
pub fn markdown(text: &str) -> AnyView {
    nodes(&mut events(text)).into_any()
}

/// The nodes up to the end of what is open.
fn nodes<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> Vec<AnyView> {
    let mut made = Vec::new();
    while let Some(event) = events.next() {
        made.push(match event {
            Event::Start(tag) => element(&tag, events),
            Event::End(_) => break,
            Event::Text(text) => text.to_string().into_any(),
            Event::Code(code) => holding("code", vec![code.to_string().into_any()]),
            Event::SoftBreak | Event::HardBreak => holding("br", Vec::new()),
            Event::Rule => holding("hr", Vec::new()),
            Event::TaskListMarker(is_done) => (if is_done { "☑ " } else { "☐ " }).into_any(),
            // The others are not asked for, or were made text.
            _ => continue,
        });
    }
    made
}

/// An element of that name. By name and not by type, for each type is an instance of all this code.
fn holding(name: &'static str, children: Vec<AnyView>) -> AnyView {
    custom(name).child(children).into_any()
}

fn element<'a>(tag: &Tag<'a>, events: &mut impl Iterator<Item = Event<'a>>) -> AnyView {
    let name = match tag {
        Tag::Paragraph => "p",
        // A heading in an entry is no heading of the page.
        Tag::Heading { .. } => return custom("p").class("md-heading").child(nodes(events)).into_any(),
        Tag::BlockQuote(_) => "blockquote",
        Tag::CodeBlock(kind) => return code_block(kind, events),
        Tag::List(None) => "ul",
        Tag::List(Some(first)) => return custom("ol").attr("start", first.to_string()).child(nodes(events)).into_any(),
        Tag::Item => "li",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "del",
        Tag::Table(_) => return table(events),
        Tag::TableHead => return holding("thead", vec![holding("tr", cells("th", events))]),
        Tag::TableRow => return holding("tr", cells("td", events)),
        Tag::Link { dest_url, title, .. } => return link(dest_url, title, nodes(events)),
        Tag::Image { dest_url, title, .. } => return image(dest_url, title, events),
        _ => "span",
    };
    holding(name, nodes(events))
}

fn code_block<'a>(kind: &CodeBlockKind<'a>, events: &mut impl Iterator<Item = Event<'a>>) -> AnyView {
    let language = match kind {
        CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_owned(),
        CodeBlockKind::Indented => String::new(),
    };
    let code = custom("code").child(nodes(events));
    custom("pre").attr("tabindex", "0").attr("data-language", language).child(code).into_any()
}

/// A table scrolls in a box of its own.
fn table<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> AnyView {
    let table = holding("table", nodes(events));
    custom("div").class("md-table").attr("tabindex", "0").child(table).into_any()
}

fn cells<'a>(name: &'static str, events: &mut impl Iterator<Item = Event<'a>>) -> Vec<AnyView> {
    let mut made = Vec::new();
    while let Some(Event::Start(_)) = events.next() {
        made.push(holding(name, nodes(events)));
    }
    made
}

/// A link; only its words where the address was not safe.
fn link(address: &str, title: &str, children: Vec<AnyView>) -> AnyView {
    if address.is_empty() {
        return holding("span", children);
    }
    if let Some(place) = address.strip_prefix('#')
        && let Some(Places(draw)) = use_context::<Places>()
    {
        return draw(place, children);
    }
    custom("a")
        .attr("href", address.to_owned())
        .attr("title", title.to_owned())
        .attr("rel", "noopener noreferrer")
        .attr("target", "_blank")
        .child(children)
        .into_any()
}

/// An image that carries its own bytes. One that lies elsewhere is a link, for this page asks nobody for anything.
fn image<'a>(address: &str, title: &str, events: &mut impl Iterator<Item = Event<'a>>) -> AnyView {
    let words = words(events);
    if address.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) {
        return custom("img")
            .attr("src", address.to_owned())
            .attr("alt", words)
            .attr("title", title.to_owned())
            .into_any();
    }
    let words = if words.is_empty() { "image".to_owned() } else { words };
    link(address, title, vec![format!("🖼 {words}").into_any()])
}

/// The words inside of an image.
fn words<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> String {
    let (mut words, mut depth) = (String::new(), 1);
    for event in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            _ => words.push(' '),
        }
        if depth == 0 {
            break;
        }
    }
    words
}
