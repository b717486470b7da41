//! The box in which an incident is logged. It owns the keys; what is typed after a slash is a command.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::timeline::TimelineView;
use crate::command::{self, Act, Command, Place};
use crate::domain::entry::Says;
use crate::platform::dom;
use crate::state::{Commands, OpenIncident, Typing, Workbench};
use crate::store::Unsent;
use crate::ui::{drawn, effect, focused, live, memo, on, typed, while_wanted};

fn says(kind: &str) -> Says {
    match kind {
        "observation" => Says::Observation,
        "alert" => Says::Alert { source: None, labels: Default::default(), state: None },
        "decision" => Says::Decision { options: Vec::new(), objections: Vec::new(), saw: None },
        "action" => Says::Action { assignee: None, time_box_minutes: None, done: None },
        "change" => Says::Change { sort: None, verdict: None },
        _ => Says::Note,
    }
}

/// The kinds that the box offers, by their words.
fn kinds() -> impl Iterator<Item = &'static str> {
    command::COMMANDS.iter().filter_map(|command| match command.act {
        Act::Kind(kind) => Some(kind),
        _ => None,
    })
}

/// The kind and the text of `/kind text`.
fn split_kind(text: &str) -> Option<(&'static str, &str)> {
    let (word, rest) = text.strip_prefix('/')?.split_once(' ')?;
    kinds().find(|kind| *kind == word).map(|kind| (kind, rest))
}

/// The fixed place in which everything is said.
#[component]
pub(super) fn EntryBox(
    /// The kind of the next entry.
    kind: RwSignal<&'static str>,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let timeline = TimelineView::expect();
    let commands = Commands::expect();
    let workbench = open.workbench();
    let typing = Typing::new(workbench, Some(open.scope()), "box", None);
    let orphans = memo(move || {
        let is_ours = |orphan: &&Unsent| typing.is_for(orphan);
        workbench.orphans().with(|orphans| orphans.iter().filter(is_ours).cloned().collect::<Vec<_>>())
    });
    effect(move || {
        for orphan in orphans.get() {
            let was_said = open.with_untracked(|reading| reading.records.contains_key(&orphan.record));
            if was_said {
                workbench.forget_orphan(&orphan);
            } else if typing.adopt(&orphan) {
                break;
            }
        }
    });
    let offered = memo(move || {
        let text = typing.text().get();
        let word = text.strip_prefix('/').filter(|word| !word.contains(char::is_whitespace));
        let mut offered = word.map(command::beginning).unwrap_or_default();
        offered.retain(|command| untrack(|| commands.is_offered(command)));
        offered
    });
    let position = RwSignal::new(0usize);
    let chosen = move || position.get().min(offered.with(Vec::len).saturating_sub(1));
    effect(move || {
        let id = format!("box-word-{}", chosen());
        request_animation_frame(move || dom::reveal(&id));
    });
    let run = move |command: &'static Command| {
        typing.discard();
        position.set(0);
        commands.run(command.act);
    };
    let say = move || {
        let text = typing.text().get_untracked();
        // The blank that kept a slash from being a command has done its work.
        let text = text
            .trim_end()
            .strip_prefix(' ')
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(text.trim_end())
            .to_owned();
        let (Some(record), false) = (typing.record(), text.trim().is_empty()) else { return };
        if open.say(record, says(kind.get_untracked()), &text) {
            typing.clear();
            kind.set("note");
            timeline.forget_deleted();
            timeline.follow(record);
        }
    };
    let enter = move || match offered.with_untracked(|offered| offered.get(untrack(chosen)).copied()) {
        Some(command) => run(command),
        None => say(),
    };
    let field = focused();
    let on_first_line = move || {
        let field = field.get_untracked();
        let caret = field.and_then(|field| field.selection_start().ok().flatten()).unwrap_or_default() as usize;
        // The caret counts in UTF-16, and so does this.
        typing.text().with_untracked(|text| !text.encode_utf16().take(caret).any(|unit| unit == u16::from(b'\n')))
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        let count = offered.with_untracked(Vec::len);
        match event.key().as_str() {
            "Enter" if !event.shift_key() => enter(),
            "ArrowDown" if count > 0 => position.set((untrack(chosen) + 1) % count),
            "ArrowUp" if count > 0 => position.set((untrack(chosen) + count - 1) % count),
            "Escape" => timeline.enter(),
            "ArrowUp" if on_first_line() => timeline.enter(),
            _ => return,
        }
        event.prevent_default();
    };
    let on_input = move |text: String| match split_kind(&text) {
        Some((wanted, rest)) => {
            kind.set(wanted);
            typing.input(rest.to_owned());
        }
        None => {
            position.set(0);
            typing.input(text);
        }
    };
    view! {
        <div class="box">
            <For each=move || orphans.get() key=|orphan| (orphan.record, orphan.writer) let:orphan>
                <OrphanCard orphan typing />
            </For>
            {while_wanted(move || offered.with(|offered| !offered.is_empty()), move || view! {
                <ul class="box__words" id="box-words" role="listbox" tabindex="0" aria-label="What can be done">
                    {drawn(move || offered.get().into_iter().enumerate().map(|(index, command)| view! {
                        <li
                            id=format!("box-word-{index}")
                            role="option"
                            aria-selected=live(move || (chosen() == index).to_string())
                            on:mousedown=on(move |event: leptos::ev::MouseEvent| {
                                event.prevent_default();
                                run(command);
                            })
                        >
                            <b>{format!("/{}", command.word)}</b>
                            " "
                            <span class="quiet">{if command.place == Place::Box { "log as ".to_owned() } else { String::new() }}{command.title}</span>
                        </li>
                    }).collect_view().into_any())}
                </ul>
            }.into_any())}
            <div class="box__line" data-kind=live(move || kind.get())>
                <select
                    class="box__kind"
                    aria-label="Kind of entry"
                    prop:value=live(move || kind.get())
                    on:change=typed(move |value| {
                        kind.set(kinds().find(|kind| *kind == value).unwrap_or("note"));
                        dom::focus("box");
                    })
                >
                    {kinds().map(|kind| view! { <option value=kind>{kind}</option> }).collect_view()}
                </select>
                <textarea
                    node_ref=field
                    id="box"
                    class="box__text"
                    rows="1"
                    aria-label="What happened"
                    aria-autocomplete="list"
                    aria-controls=live(move || offered.with(|offered| (!offered.is_empty()).then_some("box-words")))
                    aria-activedescendant=live(move || {
                        offered.with(|offered| (!offered.is_empty()).then(|| format!("box-word-{}", chosen())))
                    })
                    placeholder="What happened"
                    prop:value=live(move || typing.text().get())
                    on:input=typed(on_input)
                    on:keydown=on_key
                ></textarea>
                <button class="button button--primary" on:click=on(move |_| enter())>"Log"</button>
            </div>
            <p class="box__hint quiet">
                {drawn(move || match (open.refusal().get(), offered.with(|offered| offered.get(chosen()).copied())) {
                    (Some(refusal), _) => view! { <span role="alert" class="refusal">{format!("Could not {refusal}.")}</span> }.into_any(),
                    (None, Some(command)) => view! {
                        <span><kbd>"Enter"</kbd>{format!(" does /{}; begin with a blank to log it as text", command.word)}</span>
                    }.into_any(),
                    (None, None) => view! {
                        <span>
                            <kbd>"Enter"</kbd>" logs "<kbd>"Shift+Enter"</kbd>" breaks the line "<kbd>"/"</kbd>" commands "
                            <kbd>"Esc"</kbd>" timeline"
                        </span>
                    }.into_any(),
                }.into_any())}
            </p>
        </div>
    }
    .into_any()
}

/// Unsent text of a page that is gone, while the box holds another.
#[component]
fn OrphanCard(
    /// The text.
    orphan: Unsent,
    /// The box.
    typing: Typing,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let text = orphan.text.clone();
    let orphan = StoredValue::new(orphan);
    let use_it = move |_| {
        let held = typing.text().get_untracked();
        if held.trim().is_empty() {
            typing.adopt(&orphan.get_value());
        } else {
            typing.input(format!("{held}\n{}", orphan.with_value(|orphan| orphan.text.clone())));
            workbench.forget_orphan(&orphan.get_value());
        }
        dom::focus("box");
    };
    let forget = move |_| {
        workbench.forget_orphan(&orphan.get_value());
        dom::focus("box");
    };
    view! {
        <div class="orphan card">
            <p>"Typed in a page that is gone, and not logged:"</p>
            <blockquote>{text}</blockquote>
            <button class="button" on:click=use_it>"Put it into the box"</button>
            <button class="button" on:click=forget>"Throw it away"</button>
        </div>
    }
}
