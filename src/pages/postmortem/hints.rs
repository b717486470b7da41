//! Hints on how something is said, beside the field in which it is written. They ask for a second look and stop nobody.
//!
//! The linter is a part of its own, loaded when the first text is written.

use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use crate::domain::record::kind;
use crate::log::canonical::Object;
use crate::pages::on_demand::part;
use crate::pages::rested::rested;
use crate::platform::dom;
use crate::state::OpenPostmortem;
use crate::text::lint::{Context, Hint, Section, lint_in};
use crate::ui::{drawn, effect, live, on, while_wanted};

/// What hints are wanted for.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    text: Signal<String>,
    section: Section,
    owner: Signal<Option<String>>,
    due: Signal<Option<String>>,
    field: StoredValue<String>,
}

part!(lint, Draw, draw);

/// Draws the hints of a text.
type Draw = fn(Wanted) -> AnyView;

/// Hints for a text, once typing rests: the words, why, a better way. One that was put aside stays aside, for everybody, until
/// somebody wants it back.
#[component]
pub(in crate::pages) fn Hints(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// What it is a text of.
    section: Section,
    /// Who answers for it, where it is an action.
    #[prop(into)]
    owner: Signal<Option<String>>,
    /// Until when, where it is an action.
    #[prop(into)]
    due: Signal<Option<String>>,
    /// The id of the field in which it is written.
    #[prop(into)]
    field: String,
) -> impl IntoView {
    let wanted = Wanted { text, section, owner, due, field: StoredValue::new(field) };
    let drawing = RwSignal::new(None::<Draw>);
    spawn_local(async move {
        // Without it there are no hints, and nothing else is missing.
        if let Ok(draw) = load().await {
            let _ = drawing.try_set(Some(draw));
        }
    });
    drawn(move || drawing.get().map(|draw| draw(wanted)).into_any())
}

fn draw(wanted: Wanted) -> AnyView {
    let Wanted { text, section, owner, due, field } = wanted;
    let postmortem = OpenPostmortem::expect();
    let rests = rested(move || text.get());
    // What stands there when it is opened has rested already.
    rests.set(text.get_untracked());
    let all = RwSignal::new(Vec::<Hint>::new());
    effect(move || {
        let (owner, due) = (owner.get(), due.get());
        let context = Context { section, owner: owner.as_deref(), due: due.as_deref() };
        all.set(rests.with(|text| lint_in(text, &context)));
    });
    let is_aside = move |hint: &Hint| postmortem.with(|says| says.has_dismissed(&hint.key()));
    let split = move || {
        let (aside, shown): (Vec<Hint>, Vec<Hint>) = all.get().into_iter().partition(is_aside);
        (shown, aside)
    };
    let shows_aside = RwSignal::new(false);
    let count = move || match split().0.len() {
        0 => String::new(),
        1 => "1 hint".to_owned(),
        count => format!("{count} hints"),
    };
    view! {
        <div class="hints" role="group" aria-label="Hints">
            <span class="hidden" role="status">{live(count)}</span>
            <ul class="hints__list">
                {drawn(move || split().0.into_iter().map(|hint| {
                    let key = hint.key();
                    view! {
                        <li class="hint">
                            <Told hint text=rests field />
                            <button class="link" on:click=on(move |_| {
                                let says = Object::from_iter([("key".to_owned(), Value::from(key.clone()))]);
                                postmortem.put(kind::DISMISSAL, postmortem.dismissal_record(&key), &says);
                                field.with_value(|field| dom::focus(field));
                            })>"Not this one"</button>
                        </li>
                    }
                }).collect_view().into_any())}
            </ul>
            {while_wanted(move || !split().1.is_empty(), move || view! {
                <button
                    class="link"
                    aria-expanded=live(move || shows_aside.get().to_string())
                    on:click=on(move |_| shows_aside.update(|shows| *shows = !*shows))
                >
                    {live(move || format!("{} put aside", split().1.len()))}
                </button>
            }.into_any())}
            {drawn(move || (shows_aside.get()).then(|| view! {
                <ul class="hints__list">
                    {split().1.into_iter().map(|hint| {
                        let record = postmortem.dismissal_record(&hint.key());
                        view! {
                            <li class="hint hint--aside">
                                <Told hint text=rests field />
                                <button class="link" on:click=on(move |_| {
                                    postmortem.incident().delete(record);
                                })>"Take it up again"</button>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            }).into_any())}
        </div>
    }
    .into_any()
}

/// What a hint says, and the way to its words.
#[component]
fn Told(
    /// The hint.
    hint: Hint,
    /// The text in which it was found.
    text: RwSignal<String>,
    /// The id of the field in which that is written.
    field: StoredValue<String>,
) -> impl IntoView {
    let range = hint.range.clone();
    let more = match hint.also.len() {
        0 => String::new(),
        1 => " and once more".to_owned(),
        more => format!(" and {more} times more"),
    };
    let go = move || {
        // Fields count in UTF-16.
        let place = |at: usize| text.with_untracked(|text| text.get(..at).map(|text| text.encode_utf16().count()));
        if let (Some(from), Some(to)) = (place(range.start), place(range.end)) {
            field.with_value(|field| dom::select(field, from, to));
        }
    };
    view! {
        <span class="badge badge--quiet">{hint.class.label()}</span>
        " “"{hint.text.clone()}"”"{more}". "
        <span class="quiet">{hint.why}" "</span>
        <span class="hint__instead">{hint.instead.to_string()}</span>
        " "
        <button class="link" on:click=on(move |_| go())>"Go to"</button>
    }
    .into_any()
}
