//! What lies over the page: everything that can be done, and every key. Loaded when it is asked for.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::on_demand::part;
use crate::command::{self, Act, COMMANDS, Command, Place};
use crate::platform::dom;
use crate::state::{Commands, Overlay, Page, Workbench};
use crate::ui::Modal;

part!(palette, || view! { <Overlays /> }.into_any());

#[component]
fn Overlays() -> impl IntoView {
    let commands = Commands::expect();
    let close = move || {
        // Another may have been asked for meanwhile.
        commands.overlay().set(None);
    };
    move || match commands.overlay().get() {
        None => ().into_any(),
        Some(Overlay::Palette) => view! {
            <Modal label="Choose what to do" class="palette" on_close=move |()| close()><Palette /></Modal>
        }
        .into_any(),
        Some(Overlay::Help) => view! {
            <Modal label="Every key" class="help" on_close=move |()| close()><Help /></Modal>
        }
        .into_any(),
    }
}

/// One line of the palette.
#[derive(Clone, Copy, PartialEq)]
enum Choice {
    Do(&'static Command),
    Go(crate::domain::ScopeId),
}

/// How many incidents the palette lists.
const INCIDENTS: usize = 8;

#[component]
fn Palette() -> impl IntoView {
    let commands = Commands::expect();
    let workbench = Workbench::expect();
    let query = RwSignal::new(String::new());
    let position = RwSignal::new(0usize);
    let choices = Memo::new(move |_| {
        let query = query.get();
        let is_useful = |command: &&Command| command.act != Act::Palette && untrack(|| commands.is_offered(command));
        let mut choices: Vec<Choice> =
            command::matching(&query).into_iter().filter(is_useful).map(Choice::Do).collect();
        let folded = dom::lower_case(query.trim());
        if !folded.is_empty() {
            workbench.summaries().with_untracked(|summaries| {
                let is_meant = |summary: &&crate::store::Summary| {
                    let text = format!("inc-{} {}", summary.number, dom::lower_case(&summary.title));
                    folded.split_whitespace().all(|word| text.contains(word))
                };
                let mut found: Vec<_> = summaries.iter().filter(is_meant).collect();
                crate::domain::ordered::sort_few(&mut found, |summary| std::cmp::Reverse(summary.number));
                choices.extend(found.iter().take(INCIDENTS).map(|summary| Choice::Go(summary.scope)));
            });
        }
        choices
    });
    let chosen = move || position.get().min(choices.with(Vec::len).saturating_sub(1));
    Effect::new(move |_| {
        let id = format!("palette-{}", chosen());
        request_animation_frame(move || dom::reveal(&id));
    });
    let run = move |choice: Choice| match choice {
        Choice::Do(command) => commands.run(command.act),
        Choice::Go(scope) => {
            commands.overlay().set(None);
            workbench.go(Page::Room(scope));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        let count = choices.with_untracked(Vec::len);
        let now = untrack(chosen);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => position.set((now + 1) % count),
            "ArrowUp" if count > 0 => position.set((now + count - 1) % count),
            "Enter" => {
                if let Some(choice) = choices.with_untracked(|choices| choices.get(now).copied()) {
                    run(choice);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if field.get().is_some() {
            commands.release_into("palette-field");
        }
    });
    let title_of = move |choice: Choice| match choice {
        Choice::Do(command) if command.place == Place::Box => format!("Log {}", command.title),
        Choice::Do(command) => command.title.to_owned(),
        Choice::Go(scope) => workbench.summaries().with_untracked(|summaries| {
            let title = summaries.iter().find(|summary| summary.scope == scope).map(|summary| summary.title.clone());
            format!("{} {}", workbench.name_of(scope), title.unwrap_or_default())
        }),
    };
    view! {
        <input
            node_ref=field
            id="palette-field"
            class="palette__field"
            role="combobox"
            aria-label="What to do"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-autocomplete="list"
            aria-activedescendant=move || choices.with(|choices| (!choices.is_empty()).then(|| format!("palette-{}", chosen())))
            autocomplete="off"
            placeholder="What to do, or an incident's number or title"
            on:input:target=move |event| {
                query.set(event.target().value());
                position.set(0);
            }
            on:keydown=on_key
        />
        <ul class="palette__list" id="palette-list" role="listbox" aria-label="What can be done">
            {move || choices.get().into_iter().enumerate().map(|(index, choice)| view! {
                <li
                    id=format!("palette-{index}")
                    class="palette__choice"
                    role="option"
                    aria-selected=move || (chosen() == index).to_string()
                    on:click=move |_| run(choice)
                >
                    <span>{title_of(choice)}</span>
                    {match choice {
                        Choice::Do(command) if !command.key.is_empty() => view! { <kbd>{command::key_text(command.key)}</kbd> }.into_any(),
                        _ => ().into_any(),
                    }}
                </li>
            }).collect_view()}
        </ul>
        <p class="quiet" role="status">
            {move || choices.with(|choices| choices.is_empty().then_some("Nothing of that name. Incidents are found by number and title, text by Search."))}
        </p>
    }
    .into_any()
}

#[component]
fn Help() -> impl IntoView {
    let commands = Commands::expect();
    // It has no field: what was typed meanwhile was for nothing.
    commands.let_go();
    // Those of the page that is shown come first.
    let here = untrack(|| commands.places());
    let mut places = Place::ALL;
    places.sort_by_key(|place| !here.contains(place));
    view! {
        // The first to have the focus is the one that is shown.
        <h1 tabindex="-1" autofocus>"Every key"</h1>
        <p class="quiet">
            "In an incident the box has the keys: what you type is logged with "<kbd>"Enter"</kbd>". "
            <kbd>"Esc"</kbd>" or "<kbd>"↑"</kbd>" leaves it for the timeline, where the letters below act; any other letter goes back to the box. "
            "Everything is also a word: type it after a slash into the box."
        </p>
        <div class="help__tables">
            {places.map(|place| view! {
                <section>
                    <h2>{place.title()}</h2>
                    <table>
                        <tbody>
                            {COMMANDS.iter().filter(|command| command.place == place).map(|command| view! {
                                <tr>
                                    <td>{(!command.key.is_empty()).then(|| view! { <kbd>{command::key_text(command.key)}</kbd> })}</td>
                                    <td>{command.title}</td>
                                    <td class="quiet">{format!("/{}", command.word)}</td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </section>
            }).collect_view()}
        </div>
        <p><button class="button" on:click=move |_| commands.overlay().set(None)>"Close"</button></p>
    }
    .into_any()
}
