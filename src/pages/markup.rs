//! Texts that people wrote. Plain ones, which is most of a log, are shown as they are; the parser of markdown is loaded when
//! the first text wants it, since it weighs a fifth of the first view.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::on_demand::part;
use crate::ui::{drawn, markdown};

/// Makes nodes of a text.
type Render = fn(&str) -> AnyView;

part!(markdown_parser, Render, markdown);

/// The parser, once it is here.
#[derive(Clone, Copy)]
pub(super) struct Markup {
    render: RwSignal<Option<Render>>,
    is_asked: StoredValue<bool>,
}

impl Markup {
    /// Provides it.
    pub(super) fn provide() -> Self {
        let this = Self { render: RwSignal::new(None), is_asked: StoredValue::new(false) };
        provide_context(this);
        this
    }

    /// Loads the parser, if nobody did. Until it is here, and where it cannot be had, texts are shown as they were typed.
    pub(super) fn load(self) {
        if self.is_asked.get_value() {
            return;
        }
        self.is_asked.set_value(true);
        spawn_local(async move {
            match load().await {
                Ok(render) => self.render.set(Some(render)),
                // The next text that wants it tries again.
                Err(_) => self.is_asked.set_value(false),
            }
        });
    }
}

/// True when a text may hold markdown: then it is for the parser to say.
fn may_be_marked_up(text: &str) -> bool {
    let marks = |c: char| matches!(c, '*' | '_' | '`' | '[' | '<' | '#' | '~' | '|' | '&' | '\\' | '>');
    let begins_list = |line: &str| {
        let line = line.trim_start();
        line.starts_with(['-', '+', '=', '\t'])
            || line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')'])
    };
    text.contains(marks)
        || text.contains("://")
        || text.contains("\n\n")
        || text.starts_with("    ")
        || text.lines().any(begins_list)
}

/// A text as nodes, never as HTML.
pub(super) fn markup(text: String) -> AnyView {
    if !may_be_marked_up(&text) {
        return text.into_any();
    }
    let markup: Markup = expect_context();
    markup.load();
    drawn(move || match markup.render.get() {
        Some(render) => render(&text),
        None => text.clone().into_any(),
    })
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_is_not_given_to_the_parser_is_one_paragraph_of_plain_text_to_it() {
        use pulldown_cmark::{Event, Tag, TagEnd};
        let texts =
            ["p99 at 4 s in eu-west, the other regions are normal.", "two\nlines", "3 of 7 pods: done (1.5 GB)", "5pm"];
        for text in texts {
            assert!(!may_be_marked_up(text), "{text}");
            for event in crate::text::markdown::events(text) {
                assert!(
                    matches!(
                        event,
                        Event::Start(Tag::Paragraph)
                            | Event::End(TagEnd::Paragraph)
                            | Event::Text(_)
                            | Event::SoftBreak
                    ),
                    "{text}: {event:?}"
                );
            }
        }
        for text in [
            "a *b*",
            "`c`",
            "- d",
            "1. e",
            "1) e",
            "see https://example.org",
            "a\n\nb",
            "a\n===",
            "&amp;",
            "    code",
            "a\n---",
        ] {
            assert!(may_be_marked_up(text), "{text}");
        }
    }
}
