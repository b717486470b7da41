//! A field of the rollout, which keeps what is typed as every text of a change does.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::kept::Kept;
use crate::platform::dom;
use crate::state::OpenChange;
use crate::ui::{drawn, live, on, typed};

/// How a field looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One line.
    Line,
    /// One line with a whole number.
    Number,
    /// Several lines.
    Lines(u32),
}

/// What a field is.
pub(super) struct Field {
    /// Its element.
    pub(super) id: String,
    /// What it is for.
    pub(super) label: String,
    /// How it looks.
    pub(super) shape: Shape,
    /// What stands in it while it is empty.
    pub(super) placeholder: &'static str,
    /// The list of what may be meant, by its element.
    pub(super) list: Option<&'static str>,
}

impl Field {
    /// One of one line.
    pub(super) fn line(id: impl Into<String>, label: impl Into<String>, placeholder: &'static str) -> Self {
        Self { id: id.into(), label: label.into(), shape: Shape::Line, placeholder, list: None }
    }

    /// One for a whole number.
    pub(super) fn number(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { shape: Shape::Number, ..Self::line(id, label, "") }
    }

    /// One of several lines.
    pub(super) fn lines(
        id: impl Into<String>,
        label: impl Into<String>,
        placeholder: &'static str,
        lines: u32,
    ) -> Self {
        Self { shape: Shape::Lines(lines), ..Self::line(id, label, placeholder) }
    }

    /// Draws it: it shows `text`, and what is typed goes to `put` once the field is left, which says why it cannot be.
    pub(super) fn draw(
        self,
        change: OpenChange,
        text: Signal<String>,
        put: impl Fn(&str) -> Result<bool, String> + Send + Sync + 'static,
    ) -> AnyView {
        let refused = RwSignal::new(None::<String>);
        let kept = Kept::put_by(change, &format!("change-{}", self.id), text, move |typed| match put(&typed) {
            Ok(is_put) => {
                refused.set(None);
                is_put
            }
            Err(why) => {
                refused.set(Some(why));
                false
            }
        });
        let input = Callback::new(move |text: String| kept.input(text));
        let left = Callback::new(move |()| {
            // What stands there again as it stood is no mistake any more.
            if !kept.save() && kept.is_at_rest() {
                refused.set(None);
            }
        });
        self.draw_kept(kept, live(move || refused.get()), input, left)
    }

    /// Draws it for a text that is kept, with why it is refused, what happens when something is typed, and when it is left.
    pub(super) fn draw_kept(
        self,
        kept: Kept,
        refused: Signal<Option<String>>,
        input: Callback<String>,
        left: Callback<()>,
    ) -> AnyView {
        let Self { id, label, shape, placeholder, list } = self;
        let why = format!("{id}-why");
        let is_invalid = live(move || refused.with(Option::is_some).then_some("true"));
        let described = live({
            let why = why.clone();
            move || refused.with(Option::is_some).then(|| why.clone())
        });
        let shown = live(move || kept.shown().get());
        let control = match shape {
            Shape::Lines(rows) => view! {
                <textarea
                    id=id
                    rows=rows.to_string()
                    spellcheck="false"
                    placeholder=placeholder
                    aria-invalid=is_invalid
                    aria-describedby=described
                    prop:value=shown
                    on:input=typed(move |text| _ = input.try_run(text))
                    on:blur=on(move |_| _ = left.try_run(()))
                ></textarea>
            }
            .into_any(),
            _ => {
                let on_key = move |event: KeyboardEvent| {
                    if dom::is_composing(&event) || !matches!(event.key().as_str(), "Enter" | "Escape") {
                        return;
                    }
                    event.prevent_default();
                    left.run(());
                    if event.key() == "Escape" {
                        dom::focus("main");
                    }
                };
                let mode = (shape == Shape::Number).then_some("numeric");
                view! {
                    <input
                        id=id
                        autocomplete="off"
                        inputmode=mode
                        list=list
                        placeholder=placeholder
                        aria-invalid=is_invalid
                        aria-describedby=described
                        prop:value=shown
                        on:input=typed(move |text| _ = input.try_run(text))
                        on:blur=on(move |_| _ = left.try_run(()))
                        on:keydown=on(on_key)
                    />
                }
                .into_any()
            }
        };
        let refusal = move || match refused.get() {
            Some(words) => view! { <p class="refusal" role="alert" id=why.clone()>{words}</p> }.into_any(),
            None => ().into_any(),
        };
        view! {
            <div class="rollout__field">
                <label class="field"><span>{label}</span>{control}</label>
                {kept.came_back()}
                {drawn(refusal)}
            </div>
        }
        .into_any()
    }
}

/// A whole number that was typed, none for nothing, or why it is none.
pub(super) fn whole(text: &str, what: &str) -> Result<Option<u32>, String> {
    match text.trim() {
        "" => Ok(None),
        number => match number.trim_end_matches('%').trim().parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(format!("Could not read “{number}” as {what}: write a whole number, such as 10.")),
        },
    }
}

/// A text as a value; `null` for an empty one.
pub(super) fn text_value(text: &str) -> serde_json::Value {
    match text.trim() {
        "" => serde_json::Value::Null,
        text => text.into(),
    }
}

/// One of two or more, each with its value and its words; `chosen` is the value that is so.
pub(super) fn choice(
    id: &str,
    label: &'static str,
    ways: &[(&'static str, &'static str)],
    chosen: Signal<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let options: Vec<AnyView> = ways
        .iter()
        .map(|(value, words)| {
            let value = *value;
            let is_it = chosen.get_untracked() == value;
            view! { <option value=value selected=is_it>{*words}</option> }.into_any()
        })
        .collect();
    view! {
        <label class="field">
            <span>{label}</span>
            <select id=id.to_owned() prop:value=chosen on:change=typed(choose)>{options}</select>
        </label>
    }
    .into_any()
}
