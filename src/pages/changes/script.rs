//! The scripts: a field to write in, and over it what the review says of each statement.
//!
//! The field is a plain textarea that is as large as its text, so that the browser's keys, undo and readers work as ever. Behind
//! it lie the same letters, unseen, whose statements are coloured; beside it stand the numbers of its lines and the verdicts.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::desk::Desk;
use super::kept::{Kept, Place};
use crate::domain::change::{DOWN, Reviewed, UP};
use crate::domain::record::kind;
use crate::log::canonical::Object;
use crate::pages::changes::verdict;
use crate::platform::dom;
use crate::store::Mark;
use crate::ui::{drawn, effect, live, memo, on, typed};

/// The most statements that are coloured: of a longer script the rest is told below it.
const COLOURED: usize = 1_000;

/// The text of the script of that direction.
fn kept(desk: Desk, direction: &'static str) -> Kept {
    let change = desk.change;
    let place = Place {
        kind: kind::SCRIPT,
        record: change.script_record(direction),
        field: "text",
        editor: format!("change-script-{direction}"),
        beside: Object::from_iter([("direction".to_owned(), direction.into())]),
    };
    let kept = Kept::new(change, place, live(move || change.with(|change| change.script(direction).to_owned())));
    let typed = if direction == UP { desk.up } else { desk.down };
    effect(move || {
        let now = kept.shown().get();
        if typed.with_untracked(|typed| *typed != now) {
            typed.set(now);
        }
    });
    effect(move || {
        if let Some(brought) = desk.take_brought(direction) {
            kept.input(brought);
            desk.has_acted();
            kept.save();
        }
    });
    kept
}

/// The script that makes the change.
#[component]
pub(super) fn UpScript() -> impl IntoView {
    let desk = Desk::expect();
    view! {
        <section class="change__script" aria-labelledby="script-up-heading">
            <h2 id="script-up-heading">"The script"</h2>
            <Field direction=UP label="The script that makes the change" kept=kept(desk, UP) />
        </section>
    }
    .into_any()
}

/// The script that takes it back, and what is to be said of that.
#[component]
pub(super) fn DownScript() -> impl IntoView {
    let desk = Desk::expect();
    let said = move || {
        let down = desk.answered().get().and_then(|answered| answered.reviewed.down_script.clone());
        let Some(down) = down else {
            return view! {
                <p class="quiet">
                    "It is judged as a migration of its own, with the new release as the old code. Rolling the code back and leaving the new schema is safer where nothing stands in its way."
                </p>
            }
            .into_any();
        };
        let badges = [
            (!down.inverts).then_some("does not take everything back"),
            down.loses_data.then_some("loses data"),
            down.fails_possible.then_some("can fail"),
        ];
        let badges = badges.into_iter().flatten().map(|text| view! { <span class="badge">{text}</span> }.into_any());
        let badges: Vec<AnyView> = badges.collect();
        let is_fine = badges.is_empty();
        view! {
            <p class="change__down" role="status">
                {badges}
                {is_fine.then(|| verdict("safe"))}
                " "{down.why}
            </p>
        }
        .into_any()
    };
    view! {
        <section class="change__script" aria-labelledby="script-down-heading">
            <h2 id="script-down-heading">"The down script"</h2>
            {drawn(said)}
            <Field direction=DOWN label="The script that takes the change back" kept=kept(desk, DOWN) />
        </section>
    }
    .into_any()
}

/// Lines of a text, and the length of its longest.
fn extent(text: &str) -> (usize, usize) {
    let longest = text.split('\n').map(|line| line.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()).max();
    (text.split('\n').count(), longest.unwrap_or(0))
}

#[component]
fn Field(
    /// Its direction.
    direction: &'static str,
    /// What it is.
    label: &'static str,
    /// Its text.
    kept: Kept,
) -> impl IntoView {
    let desk = Desk::expect();
    let is_up = direction == UP;
    let id = if is_up { "script-up" } else { "script-down" };
    let fewest = if is_up { 8 } else { 4 };
    let size = memo(move || kept.shown().with(|text| extent(text)));
    let rows = live(move || size.get().0.max(fewest).to_string());
    let columns = live(move || (size.get().1 + 2).max(40).to_string());
    let numbers = live(move || {
        let count = size.get().0.max(fewest);
        (1..=count).fold(String::new(), |text, number| text + &number.to_string() + "\n")
    });
    let shown = desk.answered();
    let ranges = move || match shown.get().filter(|_| is_up) {
        None => ().into_any(),
        Some(answered) => ranges(&answered.reviewed, &answered.script),
    };
    let margin = move || match shown.get().filter(|_| is_up) {
        None => ().into_any(),
        Some(answered) => margin(&answered.reviewed),
    };
    let save = move || {
        if kept.save() {
            desk.has_acted();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let is_mod = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            _ if dom::is_composing(&event) => return,
            "Escape" => {
                save();
                dom::focus("main");
            }
            "Enter" if is_mod => save(),
            _ => return,
        }
        event.prevent_default();
    };
    let mark = desk.change.scope().mark(desk.change.script_record(direction));
    let state = move || {
        let is_written = desk.change.with(|change| kept.shown().with(|text| change.script(direction) == text));
        match (is_written, mark.get()) {
            (false, _) => "Not saved yet: saved when you go elsewhere, or with Ctrl+Enter.".to_owned(),
            (true, Mark::Saving) => "saving".to_owned(),
            (true, Mark::Saved) if kept.shown().with(String::is_empty) => String::new(),
            (true, Mark::Saved) => "✓ saved".to_owned(),
            (true, Mark::NotSaved(error)) => crate::state::Notice::of(&error).text,
        }
    };
    view! {
        {kept.came_back()}
        <div class="script" data-direction=direction>
            <pre class="script__numbers" aria-hidden="true">{numbers}</pre>
            <div class="script__code">
                <pre class="script__ranges" aria-hidden="true">{drawn(ranges)}</pre>
                <textarea
                    id=id
                    class="script__field"
                    rows=rows
                    cols=columns
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    aria-label=label
                    placeholder=if is_up { "Paste a migration here, or drop a .sql file anywhere on this page." } else { "Paste what takes it back." }
                    prop:value=live(move || kept.shown().get())
                    on:input=typed(move |text| kept.input(text))
                    on:blur=on(move |_| save())
                    on:keydown=on(on_key)
                ></textarea>
            </div>
            <div class="script__margin" aria-hidden="true">{drawn(margin)}</div>
        </div>
        <p class="script__state quiet"><small>{live(state)}</small></p>
    }
    .into_any()
}

/// The letters of the script, its statements coloured.
fn ranges(reviewed: &Reviewed, script: &str) -> AnyView {
    let piece = |(place, text): (Option<usize>, &str)| {
        let statement = place.filter(|place| *place < COLOURED).and_then(|place| reviewed.statements.get(place));
        match statement {
            None => view! { {text.to_owned()} }.into_any(),
            Some(statement) => {
                let hazard = statement.lock_hazard.then_some("true");
                view! { <span class="range" data-verdict=statement.verdict.clone() data-hazard=hazard>{text.to_owned()}</span> }
                    .into_any()
            }
        }
    };
    let pieces: Vec<AnyView> = reviewed.pieces(script).into_iter().map(piece).collect();
    view! { {pieces}"\n" }.into_any()
}

/// The verdicts, each beside the line that its statement begins on.
fn margin(reviewed: &Reviewed) -> AnyView {
    let mut line = 1;
    let mut parts: Vec<AnyView> = Vec::new();
    for statement in reviewed.statements.iter().take(COLOURED) {
        // Of several on one line the first one has it.
        if statement.line < line {
            continue;
        }
        parts.push(view! { {"\n".repeat(statement.line - line)} }.into_any());
        let lock = if statement.lock_hazard { " · locks" } else { "" };
        let why = if statement.verdict == "safe" { String::new() } else { statement.why.clone() };
        parts.push(
            view! {
                <span class="margin">
                    {verdict(&statement.verdict)}
                    <span class="margin__why">{lock}" "{why}</span>
                </span>
                "\n"
            }
            .into_any(),
        );
        line = statement.line + 1;
    }
    parts.into_any()
}
