//! The scripts: a field to write in, and over it what the review says of each statement.
//!
//! The field is a plain textarea that is as large as its text, so that the browser's keys, undo and readers work as ever. Behind
//! it lie the same letters, unseen, whose statements are coloured; beside it stand the numbers of its lines and the verdicts. Of
//! these only the lines in sight are drawn.

use std::ops::Range;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::desk::Desk;
use super::files::{Chooser, Offered};
use super::kept::{Kept, Place};
use super::sight::Sight;
use crate::domain::change::{DOWN, Margin, Migration, Sorted, UP, margin, sorted_in};
use crate::domain::record::kind;
use crate::log::canonical::{Object, object_of};
use crate::pages::changes::verdict;
use crate::platform::dom;
use crate::store::Mark;
use crate::ui::{drawn, effect, keyed, live, memo, on, typed, while_wanted};

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
        let (server, is_said) = (desk.server(), desk.change.with(|change| change.about.dialect.is_some()));
        let told = match (is_said, desk.guessed.get().sign) {
            (true, _) => String::new(),
            (false, Some(sign)) => format!(", by “{sign}”"),
            (false, None) => ", nothing in it tells".to_owned(),
        };
        format!("{} {}{told}", server.dialect.name(), server.version)
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
        desk.looked_at().with(|up| {
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
    let sight = Sight::new(lines);
    let numbers = memo(move || {
        sight
            .lines()
            .take_while(|line| *line <= lines.get())
            .fold(String::new(), |text, line| text + &line.to_string() + "\n")
    });
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
        <div
            class="script"
            data-direction=direction
            node_ref=sight.frame
            on:scroll=on(move |event: web_sys::Event| sight.look(&event))
        >
            <pre class="script__numbers" aria-hidden="true">{live(move || numbers.get())}</pre>
            <div class="script__code">
                <pre class="script__ranges judged" aria-hidden="true">{is_up.then(|| ranges(desk, sight))}</pre>
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
            <div class="script__margin" aria-hidden="true"><div class="judged">{is_up.then(|| verdicts(desk, sight))}</div></div>
        </div>
        <p class="script__state quiet"><small>{live(state)}</small></p>
    }
    .into_any()
}

/// Something for each line in sight, which is drawn again when what `read` says of its line changes: a letter changes one.
fn by_line<T: Clone + PartialEq + Send + Sync + 'static>(
    sight: Sight,
    read: impl Fn(Range<usize>) -> Vec<(usize, T)> + Send + Sync + 'static,
    draw: fn(T) -> AnyView,
) -> AnyView {
    let all = memo(move || read(sight.lines()));
    let keys = move || sight.lines().map(|line| line.to_string()).collect();
    keyed(keys, move |line| {
        let line: usize = line.parse().unwrap_or_default();
        let one = memo(move || {
            all.with(|all| {
                let place = all.binary_search_by_key(&line, |(line, _)| *line).ok()?;
                Some(all[place].1.clone())
            })
        });
        view! { {drawn(move || one.get().map_or_else(|| ().into_any(), draw))}"\n" }.into_any()
    })
}

/// A part of a line, and how its statement stands.
type Piece = (Option<String>, String);

/// The letters of the script, its statements coloured.
fn ranges(desk: Desk, sight: Sight) -> AnyView {
    let shown = desk.answered();
    let read = move |lines: Range<usize>| {
        let Some(answered) = shown.get() else { return Vec::new() };
        let reviewed = &answered.reviewed;
        let how = |place: usize| reviewed.statements[place].standing().to_owned();
        let piece = |(place, text): (Option<usize>, &str)| (place.map(how), text.to_owned());
        let cut = reviewed.pieces(&answered.script, lines.clone()).into_iter();
        lines.zip(cut.map(|line| line.into_iter().map(piece).collect::<Vec<Piece>>())).collect()
    };
    by_line(sight, read, |pieces: Vec<Piece>| {
        let one = |(how, text): Piece| match how {
            None => view! { {text} }.into_any(),
            Some(verdict) => view! { <span class="range" data-verdict=verdict>{text}</span> }.into_any(),
        };
        pieces.into_iter().map(one).collect::<Vec<AnyView>>().into_any()
    })
}

/// The verdicts, each beside its line.
fn verdicts(desk: Desk, sight: Sight) -> AnyView {
    let shown = desk.answered();
    let read = move |lines: Range<usize>| {
        let beside = shown.get().map(|answered| margin(&answered.reviewed, lines)).unwrap_or_default();
        beside.into_iter().map(|Margin { line, verdict, marks, why }| (line, (verdict, marks, why))).collect()
    };
    by_line(sight, read, |(word, marks, why): (String, Vec<String>, String)| {
        let marks: String = marks.iter().map(|mark| format!(" · {mark}")).collect();
        let why = (!why.is_empty()).then(|| format!(" · {why}"));
        view! { <span class="margin">{verdict(&word)}{marks}<span class="margin__why">{why}</span></span> }.into_any()
    })
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
