//! Small pieces of cards, each compiled once: what a view repeats is a kilobyte each time.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::ui::{live, memo, on, while_wanted};

/// Words in a span of that class.
pub(super) fn words(class: &'static str, text: impl Into<String>) -> AnyView {
    fn made(class: &'static str, text: String) -> AnyView {
        view! { <span class=class>{text}</span> }.into_any()
    }
    made(class, text.into())
}

/// What waits for somebody.
pub(super) fn badge(text: impl Into<String>) -> AnyView {
    words("badge", text)
}

/// A state or a strength: its name for the style, its words, and why.
pub(super) fn pill(class: &'static str, name: &str, text: String, why: Option<String>) -> AnyView {
    view! { <span class=class data-state=name.to_owned() title=why>{text}</span> }.into_any()
}

/// A button with its key beside its words.
pub(super) fn button(label: &'static str, key: &'static str, act: impl FnMut(MouseEvent) + 'static) -> AnyView {
    fn made(label: &'static str, key: &'static str, act: Box<dyn FnMut(MouseEvent)>) -> AnyView {
        let key = (!key.is_empty()).then(|| view! { <kbd aria-hidden="true">{key}</kbd> }.into_any());
        view! { <button class="button" type="button" on:click=act>{label}{key}</button> }.into_any()
    }
    made(label, key, on(act))
}

/// A button that looks like a link; with a label of its own where its words do not tell enough.
pub(super) fn link(text: impl Into<String>, label: Option<String>, act: impl FnMut(MouseEvent) + 'static) -> AnyView {
    fn made(text: String, label: Option<String>, act: Box<dyn FnMut(MouseEvent)>) -> AnyView {
        view! { <button class="link" type="button" aria-label=label on:click=act>{text}</button> }.into_any()
    }
    made(text.into(), label, on(act))
}

/// A paragraph of that class.
pub(super) fn line(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <p class=class>{parts}</p> }.into_any()
}

/// A list of that class; nothing where it is empty.
pub(super) fn list(class: &'static str, label: &'static str, rows: Vec<Vec<AnyView>>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = rows.into_iter().map(|row| view! { <li>{row}</li> }.into_any()).collect();
    view! { <ul class=class aria-label=label>{rows}</ul> }.into_any()
}

/// How many letters of a text a card shows at rest.
const AT_REST: usize = 600;

/// Where a text that is longer than a card shows at rest is cut.
fn cut(text: &str) -> Option<usize> {
    text.char_indices().nth(AT_REST).map(|(end, _)| end)
}

/// A text as a card shows it at rest: the beginning of a long one.
pub(super) fn at_rest(text: &str) -> String {
    match cut(text) {
        Some(end) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// The text of a card, which a click opens to be written; of a long one the beginning, with the way to the rest.
pub(super) fn long_text(text: Signal<String>, open: impl FnMut(MouseEvent) + 'static) -> AnyView {
    fn made(text: Signal<String>, open: Box<dyn FnMut(MouseEvent)>) -> AnyView {
        let shows_all = RwSignal::new(false);
        let is_long = memo(move || text.with(|text| cut(text).is_some()));
        let shown = move || if shows_all.get() { text.get() } else { text.with(|text| at_rest(text)) };
        view! {
            <p class="link-card__text" on:click=open>{live(shown)}</p>
            {while_wanted(move || is_long.get(), move || view! {
                <button
                    class="link"
                    type="button"
                    aria-expanded=live(move || shows_all.get().to_string())
                    on:click=on(move |_| shows_all.update(|shows| *shows = !*shows))
                >{live(move || if shows_all.get() { "less" } else { "more" })}</button>
            }.into_any())}
        }
        .into_any()
    }
    made(text, on(open))
}

/// A box to tick.
pub(super) fn check(
    text: impl Into<String>,
    is_ticked: impl Fn() -> bool + Send + Sync + 'static,
    change: impl FnMut(web_sys::Event) + 'static,
) -> AnyView {
    fn made(text: String, is_ticked: Signal<bool>, change: Box<dyn FnMut(web_sys::Event)>) -> AnyView {
        view! {
            <label class="check"><input type="checkbox" prop:checked=is_ticked on:change=change />{text}</label>
        }
        .into_any()
    }
    made(text.into(), live(is_ticked), on(change))
}

/// A field of one line that is written when it is left.
pub(super) fn input(
    label: &'static str,
    of_type: &'static str,
    placeholder: &'static str,
    people: Option<String>,
    now: Signal<String>,
    change: impl FnMut(String) + 'static,
) -> AnyView {
    fn made(
        label: &'static str,
        of_type: &'static str,
        placeholder: &'static str,
        people: Option<String>,
        now: Signal<String>,
        change: Box<dyn FnMut(web_sys::Event)>,
    ) -> AnyView {
        view! {
            <label class="field">
                {label}
                <input type=of_type list=people placeholder=placeholder autocomplete="off" prop:value=now on:change=change />
            </label>
        }
        .into_any()
    }
    made(label, of_type, placeholder, people, now, crate::ui::typed(change))
}
