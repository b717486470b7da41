//! The pieces that the review is drawn of, each behind one type: a view of its own for every paragraph would make this part
//! twice as large.

use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;

use crate::state::Typing;
use crate::ui::{drawn, live, on, typed};

/// A part of the review under its heading.
pub(super) fn card(title: &'static str, class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! {
        <section class=format!("card {class}") aria-label=title>
            <h2>{title}</h2>
            {parts}
        </section>
    }
    .into_any()
}

/// A paragraph of one sort of words, which may change.
pub(super) fn words(class: &'static str, read: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    let text = live(read);
    view! { <p class=class>{text}</p> }.into_any()
}

/// A paragraph that stays.
pub(super) fn said(class: &'static str, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <p class=class>{text}</p> }.into_any()
}

/// Some words among others.
pub(super) fn span(class: &'static str, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <span class=class>{text}</span>" " }.into_any()
}

/// Words that weigh more.
pub(super) fn bold(text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <b>{text}</b>" " }.into_any()
}

/// A paragraph of several pieces.
pub(super) fn line(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <p class=class>{parts}</p> }.into_any()
}

/// A list.
pub(super) fn list(class: &'static str, items: Vec<AnyView>) -> AnyView {
    let items: Vec<AnyView> = items.into_iter().map(|item| view! { <li>{item}</li> }.into_any()).collect();
    view! { <ul class=class>{items}</ul> }.into_any()
}

/// What is shown on demand.
pub(super) fn fold(title: impl Fn() -> String + Send + Sync + 'static, parts: Vec<AnyView>) -> AnyView {
    let title = live(title);
    view! { <details><summary>{title}</summary>{parts}</details> }.into_any()
}

/// Why something was not done, while that is so.
pub(super) fn refusal(why: impl Fn() -> Option<String> + Send + Sync + 'static) -> AnyView {
    drawn(move || match why() {
        Some(why) => view! { <p class="refusal" role="alert">{why}</p> }.into_any(),
        None => ().into_any(),
    })
}

/// What was done, for those who listen as well.
pub(super) fn status(class: &'static str, text: Signal<String>) -> AnyView {
    view! { <p class=class role="status">{text}</p> }.into_any()
}

/// A button as it stands in the review.
pub(super) struct Button {
    /// `button`, `link` or another class.
    pub(super) class: &'static str,
    /// `button` or `submit`.
    pub(super) sort: &'static str,
    /// An id; empty for none.
    pub(super) id: &'static str,
    /// What it is called where its words do not say it by themselves.
    pub(super) label: Option<String>,
    /// The key that does the same.
    pub(super) key: &'static str,
    /// True while it does nothing. It keeps the focus: whoever pressed it stands there.
    pub(super) is_off: Signal<bool>,
}

impl Default for Button {
    fn default() -> Self {
        Self { class: "button", sort: "button", id: "", label: None, key: "", is_off: live(|| false) }
    }
}

impl Button {
    /// A button that sends its form.
    pub(super) fn submit(words: impl Into<String>) -> AnyView {
        Self { sort: "submit", ..Self::default() }.view(words, |_| {})
    }

    /// A button that does this.
    pub(super) fn plain(words: impl Into<String>, act: impl FnMut(MouseEvent) + 'static) -> AnyView {
        Self::default().view(words, act)
    }

    /// It with these words.
    pub(super) fn view(self, words: impl Into<String>, act: impl FnMut(MouseEvent) + 'static) -> AnyView {
        let words: String = words.into();
        self.following(live(move || words.clone()), act)
    }

    /// It with words that may change.
    pub(super) fn following(self, words: Signal<String>, mut act: impl FnMut(MouseEvent) + 'static) -> AnyView {
        let Self { class, sort, id, label, key, is_off } = self;
        let id = (!id.is_empty()).then_some(id);
        let key = (!key.is_empty()).then(|| view! { " "<kbd>{key}</kbd> }.into_any());
        let is_disabled = live(move || is_off.get().then_some("true"));
        let act = move |event| {
            if !is_off.get_untracked() {
                act(event);
            }
        };
        view! {
            <button class=class type=sort id=id aria-label=label aria-disabled=is_disabled on:click=on(act)>{words}{key}</button>" "
        }
        .into_any()
    }
}

/// A form.
pub(super) fn form(class: &'static str, send: impl Fn() + 'static, parts: Vec<AnyView>) -> AnyView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    view! { <form class=class on:submit=on(submit)>{parts}</form> }.into_any()
}

/// A field of one line under its label.
pub(super) struct Field {
    /// What it is for.
    pub(super) label: &'static str,
    /// Its id.
    pub(super) id: &'static str,
    /// `text`, `date`, `time` or `number`.
    pub(super) sort: &'static str,
    /// The class of its label; empty for none.
    pub(super) class: &'static str,
    /// The id of the list it is completed from; empty for none.
    pub(super) list: &'static str,
}

impl Field {
    /// It, with what stands in it and what to do with what is typed.
    pub(super) fn view(
        self,
        value: impl Fn() -> String + Send + Sync + 'static,
        input: impl FnMut(String) + 'static,
    ) -> AnyView {
        let Self { label, id, sort, class, list } = self;
        let list = (!list.is_empty()).then_some(list);
        let value = live(value);
        view! {
            <label class=class>
                {label}
                <input
                    type=sort
                    id=id
                    list=list
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=value
                    on:input=typed(input)
                />
            </label>
        }
        .into_any()
    }

    /// It for a text that is kept here.
    pub(super) fn of(self, text: RwSignal<String>) -> AnyView {
        self.view(move || text.get(), move |typed| text.set(typed))
    }
}

/// A field of several lines under its label.
pub(super) fn text_area(id: &'static str, label: &'static str, typing: Typing) -> AnyView {
    let value = live(move || typing.text().get());
    view! {
        <label class="review__text">
            {label}
            <textarea id=id rows="3" prop:value=value on:input=typed(move |text| typing.input(text))></textarea>
        </label>
    }
    .into_any()
}
