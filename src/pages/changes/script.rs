//! The scripts: a field to write in, and over it what the review says of each statement.
//!
//! The field is a plain textarea that is as large as its text, so that the browser's keys, undo and readers work as ever. Behind
//! it lie the same letters, unseen, whose statements are coloured; beside it stand the numbers of its lines and the verdicts.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::desk::{Desk, server_of};
use super::files::{Chooser, Offered};
use super::kept::{Kept, Place};
use crate::domain::change::{DOWN, Margin, Migration, Reviewed, Sorted, UP, guess, margin, sorted_in};
use crate::domain::record::kind;
use crate::log::canonical::{Object, object_of};
use crate::pages::changes::verdict;
use crate::platform::dom;
use crate::store::Mark;
use crate::ui::{drawn, effect, live, memo, on, typed, while_wanted};

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
        beside: object_of([("direction", direction.into())]),
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
            <header class="script__head">
                <h2 id="script-up-heading">"The script"</h2>
                {server(desk)}
                <Chooser />
            </header>
            <Offered />
            {inner_down(desk)}
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

/// Which server the script is reviewed for, and where that is changed.
fn server(desk: Desk) -> AnyView {
    let named = memo(move || {
        desk.up.with(|up| {
            desk.change.with(|change| {
                let server = server_of(change, up);
                let told = match (&change.about.dialect, guess(up).sign) {
                    (Some(_), _) => String::new(),
                    (None, Some(sign)) => format!(", by “{sign}”"),
                    (None, None) => ", nothing in it tells".to_owned(),
                };
                format!("{} {}{told}", server.dialect.name(), server.version)
            })
        })
    });
    view! {
        <span class="script__server">
            {live(move || named.get())}
            " · "<button class="link" type="button" aria-label="Change the server it is reviewed for" on:click=on(|_| _ = dom::focus("change-dialect"))>"change"</button>
        </span>
    }
    .into_any()
}

/// Offers to move a part that takes the change back to where it belongs: it was pasted with the rest, and judged with it.
fn inner_down(desk: Desk) -> AnyView {
    let line = memo(move || {
        desk.up.with(|up| {
            let sorted = sorted_in("", up);
            sorted.down.and(sorted.up).map(|before| before.matches('\n').count() + 1)
        })
    });
    let part = move |_| {
        let scripts = desk.up.with_untracked(|up| sorted_in("", up));
        let Sorted { up, down } = scripts;
        // What is left of the script is of the script: only the other field may hold something else.
        desk.take(Migration { name: String::new(), scripts: Sorted { up, down: None } });
        desk.offer(Migration { name: String::new(), scripts: Sorted { up: None, down } });
    };
    while_wanted(
        move || line.get().is_some(),
        move || {
            let words = live(move || format!("It holds a down part from line {} on. ", line.get().unwrap_or_default()));
            view! {
                <p class="script__part" role="status">
                    {words}
                    <button class="link" type="button" on:click=on(part)>"Move it to the down script"</button>
                </p>
            }
            .into_any()
        },
    )
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
    const FEWEST: usize = 3;
    let size = memo(move || kept.shown().with(|text| extent(text)));
    let rows = live(move || size.get().0.max(FEWEST).to_string());
    let columns = live(move || (size.get().1 + 2).max(40).to_string());
    let lines = memo(move || size.get().0.max(FEWEST));
    let numbers = live(move || (1..=lines.get()).fold(String::new(), |text, number| text + &number.to_string() + "\n"));
    let shown = desk.answered();
    let ranges = move || match shown.get().filter(|_| is_up) {
        None => ().into_any(),
        Some(answered) => ranges(&answered.reviewed, &answered.script),
    };
    // Most keys move no statement to another line.
    let beside = memo(move || {
        let answered = shown.get().filter(|_| is_up);
        answered.map(|answered| margin(&answered.reviewed, COLOURED)).unwrap_or_default()
    });
    let verdicts = move || verdicts(beside.get());
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
        {versions(desk, direction)}
        <div class="script" data-direction=direction>
            <pre class="script__numbers" aria-hidden="true">{numbers}</pre>
            <div class="script__code">
                <pre class="script__ranges judged" aria-hidden="true">{drawn(ranges)}</pre>
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
            <div class="script__margin" aria-hidden="true"><div class="judged">{drawn(verdicts)}</div></div>
        </div>
        <p class="script__state quiet"><small>{live(state)}</small></p>
    }
    .into_any()
}

/// The letters of the script, its statements coloured. In a long script neighbours that stand alike share their colour: each
/// piece costs at every key.
fn ranges(reviewed: &Reviewed, script: &str) -> AnyView {
    const MANY: usize = 100;
    let how = |place: Option<usize>| {
        let statement = reviewed.statements.get(place.filter(|place| *place < COLOURED)?)?;
        Some(statement.standing())
    };
    let mut pieces: Vec<(Option<&str>, String)> = Vec::new();
    for (place, text) in reviewed.pieces(script) {
        let is_blank = place.is_none() && text.trim_matches([';', ' ', '\n', '\r', '\t']).is_empty();
        match pieces.last_mut() {
            Some((last, joined))
                if reviewed.statements.len() > MANY && last.is_some() && (is_blank || *last == how(place)) =>
            {
                joined.push_str(text);
            }
            _ => pieces.push((how(place), text.to_owned())),
        }
    }
    let draw = |(how, text): (Option<&str>, String)| match how {
        None => view! { {text} }.into_any(),
        Some(verdict) => view! { <span class="range" data-verdict=verdict.to_owned()>{text}</span> }.into_any(),
    };
    let pieces: Vec<AnyView> = pieces.into_iter().map(draw).collect();
    view! { {pieces}"\n" }.into_any()
}

/// The verdicts, each beside its line.
fn verdicts(all: Vec<Margin>) -> AnyView {
    let mut line = 1;
    let draw = |one: Margin| {
        let before = "\n".repeat(one.line - line);
        line = one.line + 1;
        let marks: String = one.marks.iter().map(|mark| format!(" · {mark}")).collect();
        let why = (!one.why.is_empty()).then(|| format!(" · {}", one.why));
        view! {
            {before}
            <span class="margin">{verdict(&one.verdict)}{marks}<span class="margin__why">{why}</span></span>
            "\n"
        }
        .into_any()
    };
    all.into_iter().map(draw).collect::<Vec<AnyView>>().into_any()
}

/// What two people wrote into one script at once, until somebody says which one holds.
fn versions(desk: Desk, direction: &'static str) -> AnyView {
    let (change, record) = (desk.change, desk.change.script_record(direction));
    let versions = memo(move || change.versions(record));
    drawn(move || {
        let versions = versions.get();
        if versions.is_empty() {
            return ().into_any();
        }
        let one = |version: Object| {
            let text = version.get("text").and_then(|text| text.as_str()).unwrap_or_default().to_owned();
            let keep = move |_| {
                desk.has_acted();
                change.choose(kind::SCRIPT, record, &version);
            };
            view! {
                <div class="conflict__version">
                    <pre tabindex="0">{text}</pre>
                    <button class="button" type="button" on:click=on(keep)>"This one"</button>
                </div>
            }
            .into_any()
        };
        view! {
            <div class="conflict" role="group" aria-label="Two versions">
                <p>"The same lines were written in two places at once. Both versions are here until you say which one holds, and nothing is signed for either."</p>
                {versions.into_iter().map(one).collect_view()}
            </div>
        }
        .into_any()
    })
}
