//! The box in which an incident is logged. It owns the keys; what is typed after a slash is a command.

use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::panels::Asked;
use super::timeline::TimelineView;
use super::when;
use crate::command::{self, Act, Command, Place};
use crate::domain::entry::Says;
use crate::domain::line::{self, Doubt, Line, Way, When};
use crate::platform::dom;
use crate::platform::zone::AnyZone;
use crate::state::{Commands, OpenIncident, SaidAt, Saying, Typing, Workbench};
use crate::store::Unsent;
use crate::ui::{drawn, effect, keyed, live, memo, on, typed, while_wanted};

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
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
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

/// Takes the next kind, or the one before.
fn step_kind(kind: RwSignal<&'static str>, is_forward: bool) {
    let all: Vec<&'static str> = kinds().collect();
    let here = all.iter().position(|other| *other == kind.get_untracked()).unwrap_or_default();
    let steps = if is_forward { 1 } else { all.len() - 1 };
    kind.set(all[(here + steps) % all.len()]);
}

/// Why what looks like more than text is text: a time that is none, a command that takes no words.
fn mere_text(understood: &Understood) -> Option<String> {
    if let (SaidAt::Now, Some(almost)) = (&understood.at, line::almost_a_time(&understood.text)) {
        return Some(format!("{almost} is no time, and read as text"));
    }
    let (word, _) = understood.text.strip_prefix('/')?.split_once(' ')?;
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic());
    let why = if command::by_word(word).is_some() { "takes no words" } else { "is no command and no kind" };
    is_word.then(|| format!("/{word} {why}: read as text"))
}

/// The fixed place in which everything is said.
#[component]
pub(super) fn EntryBox(
    /// The kind of the next entry.
    kind: RwSignal<&'static str>,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let timeline = TimelineView::expect();
    let (commands, asked) = (Commands::expect(), Asked::expect());
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
    // The kind is journalled with the text, as it could be typed, and read again where a text is taken over.
    effect(move || {
        typing.set_lead(match kind.get() {
            "note" => String::new(),
            kind => format!("/{kind} "),
        });
    });
    effect(move || {
        let text = typing.text().get();
        // At the beginning, or behind the time and the name.
        let words = open.read_line(&text).text;
        let before = &text[..text.len() - words.len()];
        if let Some((wanted, rest)) = split_kind(words) {
            kind.set(wanted);
            typing.input(format!("{before}{rest}"));
        }
    });
    // What is typed, as it will be read.
    let understood = memo(move || typing.text().with(|text| Understood::of(&open.read_line(text))));
    let choices = memo(move || {
        let text = typing.text().get();
        // A blank in front keeps a line from being read.
        let words = if text.starts_with(' ') { "" } else { open.read_line(&text).text };
        let mut offered = command::of_line(words, words.len() < text.len());
        offered.retain(|command| untrack(|| commands.is_offered(command)));
        if !offered.is_empty() {
            return offered.into_iter().map(Choice::Do).collect();
        }
        let ways = understood.with(|understood| if understood.question.is_empty() { 0 } else { understood.ways.len() });
        (0..ways).map(Choice::Mean).collect::<Vec<_>>()
    });
    // A name that stands for several zones has no likeliest way: somebody has to choose.
    let is_asked = move || choices.with(|choices| matches!(choices.first(), Some(Choice::Mean(_))));
    let must_choose = move || is_asked() && understood.with(|understood| understood.must_choose);
    let picked = RwSignal::new(None::<usize>);
    let chosen = move || {
        let last = choices.with(Vec::len).checked_sub(1)?;
        picked.get().or((!must_choose()).then_some(0)).map(|position| position.min(last))
    };
    effect(move || {
        if let Some(position) = chosen() {
            let id = format!("box-word-{position}");
            request_animation_frame(move || dom::reveal(&id));
        }
    });
    let is_urged = RwSignal::new(false);
    let say = move |way: Option<usize>| {
        let (Some(record), false) =
            (typing.record(), understood.with_untracked(|understood| understood.text.is_empty()))
        else {
            return;
        };
        let saying = understood.with_untracked(|understood| understood.saying(says(kind.get_untracked()), way));
        if open.say(record, saying) {
            typing.clear();
            kind.set("note");
            timeline.forget_deleted();
            timeline.follow(record);
        }
        picked.set(None);
        is_urged.set(false);
    };
    let take = move |choice: Choice| match choice {
        Choice::Do(command) => {
            if command.act.is_of_a_time() {
                asked.keep_line(typing.text().get_untracked());
            }
            typing.discard();
            picked.set(None);
            commands.run(command.act);
        }
        Choice::Mean(way) => say(Some(way)),
    };
    let enter = move || {
        let choice =
            untrack(chosen).and_then(|position| choices.with_untracked(|choices| choices.get(position).copied()));
        match choice {
            Some(choice) => take(choice),
            None if choices.with_untracked(|choices| !choices.is_empty()) => is_urged.set(true),
            None => say(None),
        }
    };
    let field = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if field.get().is_some() {
            commands.release_into("box");
        }
    });
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
        let count = choices.with_untracked(Vec::len);
        let now = untrack(chosen);
        match event.key().as_str() {
            "Enter" if !event.shift_key() => enter(),
            "ArrowDown" if count > 0 => picked.set(Some(now.map_or(0, |now| (now + 1) % count))),
            "ArrowUp" if count > 0 => picked.set(Some(now.map_or(count - 1, |now| (now + count - 1) % count))),
            "ArrowDown" | "ArrowUp" if event.alt_key() => step_kind(kind, event.key() == "ArrowDown"),
            // Nothing is left of the line: its kind goes as well.
            "Backspace" if typing.text().with_untracked(String::is_empty) => return kind.set("note"),
            "Escape" => timeline.enter(),
            "ArrowUp" if on_first_line() => timeline.enter(),
            _ => return,
        }
        event.prevent_default();
    };
    let on_input = move |text: String| {
        picked.set(None);
        is_urged.set(false);
        typing.input(text);
    };
    view! {
        <div class="box">
            {keyed(
                move || orphans.with(|orphans| orphans.iter().map(key_of).collect()),
                move |key| {
                    let find = |orphans: &Vec<Unsent>| orphans.iter().find(|orphan| key_of(orphan) == key).cloned();
                    orphans.with_untracked(find).map(|orphan| view! { <OrphanCard orphan typing /> }).into_any()
                },
            )}
            {while_wanted(move || choices.with(|choices| !choices.is_empty()), move || view! {
                <p class="box__question" role="status">{live(move || is_asked().then(|| understood.with(|understood| understood.question.clone())))}</p>
                <ul class="box__words" id="box-words" role="listbox" tabindex="0" aria-label="What can be done or meant">
                    {drawn(move || choices.get().into_iter().enumerate().map(|(index, choice)| view! {
                        <li
                            id=format!("box-word-{index}")
                            role="option"
                            aria-selected=live(move || (chosen() == Some(index)).to_string())
                            on:mousedown=on(move |event: leptos::ev::MouseEvent| {
                                event.prevent_default();
                                take(choice);
                            })
                        >
                            {match choice {
                                Choice::Do(command) => in_words(command),
                                Choice::Mean(way) => understood.with(|understood| open.zone().with(|zone| understood.way_in_words(way, zone))),
                            }}
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
                    aria-controls=live(move || choices.with(|choices| (!choices.is_empty()).then_some("box-words")))
                    aria-activedescendant=live(move || chosen().map(|position| format!("box-word-{position}")))
                    placeholder="What happened"
                    prop:value=live(move || typing.text().get())
                    on:input=typed(on_input)
                    on:keydown=on_key
                ></textarea>
                <button class="button button--primary" on:click=on(move |_| enter())>"Log"</button>
            </div>
            <p class="box__hint quiet">
                {drawn(move || match (open.refusal().get(), chosen().and_then(|position| choices.with(|choices| choices.get(position).copied()))) {
                    (Some(refusal), _) => view! { <span role="alert" class="refusal">{format!("Could not {refusal}.")}</span> }.into_any(),
                    (None, _) if is_urged.get() => view! {
                        <span role="alert" class="refusal">"Choose what is meant with "<kbd>"↑"</kbd>" and "<kbd>"↓"</kbd>"."</span>
                    }.into_any(),
                    (None, Some(Choice::Do(command))) => view! {
                        <span><kbd>"Enter"</kbd>{format!(" does /{}; begin with a blank to log it as text", command.word)}</span>
                    }.into_any(),
                    (None, _) => read_as(understood, kind, open),
                }.into_any())}
            </p>
        </div>
    }
    .into_any()
}

/// What Enter can do besides logging.
#[derive(Clone, Copy, PartialEq)]
enum Choice {
    /// A command.
    Do(&'static Command),
    /// Logging the line with its time in this way.
    Mean(usize),
}

fn in_words(command: &'static Command) -> AnyView {
    view! {
        <b>{format!("/{}", command.word)}</b>
        " "
        <span class="quiet">{if command.place == Place::Box { "log " } else { "" }}{command.title}</span>
    }
    .into_any()
}

/// A line as it will be logged.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Understood {
    at: SaidAt,
    /// The ways in which its time can be meant, the one in `at` among them.
    pub(super) ways: Vec<Way>,
    /// The time as it was typed.
    written: String,
    /// Why a person is asked; empty where they are not.
    pub(super) question: String,
    /// True when no way is likelier than the others.
    pub(super) must_choose: bool,
    pub(super) by: Option<String>,
    pub(super) text: String,
}

impl Understood {
    /// A line that was read.
    pub(super) fn of(line: &Line<'_>) -> Self {
        let mut understood = Self {
            at: SaidAt::Now,
            ways: Vec::new(),
            written: String::new(),
            question: String::new(),
            must_choose: false,
            // As handles are: two ways to write a name are one person.
            by: line.by.map(dom::lower_case),
            text: line.text.trim_end().to_owned(),
        };
        match &line.when {
            When::Now => {}
            When::Ago(at) => understood.at = SaidAt::Ago(*at),
            When::At { ways, doubt, written } => {
                understood.ways.clone_from(ways);
                understood.written = (*written).to_owned();
                understood.must_choose = matches!(doubt, Some(Doubt::Zone(_)));
                understood.question = match doubt {
                    None => String::new(),
                    Some(doubt) => format!("About its time: {doubt}. What is meant?"),
                };
                if let Some(way) = ways.first() {
                    understood.at = understood.named(way);
                }
            }
        }
        understood
    }

    fn named(&self, way: &Way) -> SaidAt {
        SaidAt::named(way, &self.written)
    }

    /// When it happened, if its time is meant in this way.
    pub(super) fn at(&self, way: Option<usize>) -> SaidAt {
        let way = way.and_then(|way| self.ways.get(way));
        way.map_or_else(|| self.at.clone(), |way| self.named(way))
    }

    fn saying(&self, says: Says, way: Option<usize>) -> Saying {
        Saying { at: self.at(way), by: self.by.clone(), text: self.text.clone(), ..Saying::now(says) }
    }

    fn way_in_words(&self, way: usize, zone: &AnyZone) -> AnyView {
        let Some(way) = self.ways.get(way) else { return ().into_any() };
        view! { <b>{when::full(way.at, zone)}</b>" "<span class="quiet">{way.meaning.clone()}</span> }.into_any()
    }
}

/// One quiet line: how what is typed will be read.
fn read_as(understood: Memo<Understood>, kind: RwSignal<&'static str>, open: OpenIncident) -> AnyView {
    if understood.with(|understood| understood.must_choose) {
        return view! { <span><kbd>"↑"</kbd><kbd>"↓"</kbd>" choose what is meant, "<kbd>"Enter"</kbd>" logs it"</span> }.into_any();
    }
    let zone = open.zone().get();
    let (at, by) = understood.with(|understood| (understood.at.clone(), understood.by.clone()));
    let kind = kind.get();
    let (is_empty, mere_text) = understood.with(|understood| (understood.text.is_empty(), mere_text(understood)));
    if is_empty && at == SaidAt::Now && by.is_none() && kind == "note" {
        return view! {
            <span class="box__keys">
                <kbd>"Enter"</kbd>" logs "<kbd>"Shift+Enter"</kbd>" breaks the line "<kbd>"/"</kbd>" commands "
                <kbd>"14:07"</kbd>" or "<kbd>"-12m"</kbd>" backdates "<kbd>"@name"</kbd>" speaks for somebody "<kbd>"Alt+↓"</kbd>" kind "<kbd>"Esc"</kbd>" timeline"
            </span>
        }
        .into_any();
    }
    let at_until = at.until();
    let will_be = match &at {
        SaidAt::Now => "will be logged ",
        at if at.is_about() => "will be logged at about ",
        _ => "will be logged at ",
    };
    let time = match at {
        SaidAt::Now => "now".to_owned(),
        SaidAt::Ago(at) | SaidAt::Named { at, .. } => {
            let until = match at_until {
                Some(until) => format!(" to {}", when::pair(at, until, &zone)[1]),
                None => String::new(),
            };
            format!("{}{until}, {}", when::full(at, &zone), when::ago(at.at, crate::platform::clock::now()))
        }
    };
    view! {
        <span>
            {mere_text.map(|why| view! { <b class="box__doubt">{why}</b>" · " })}
            {will_be}<b>{time}</b>" as "<b>{kind}</b>" by "
            <b>{by.map_or_else(|| "you".to_owned(), |by| format!("@{by}"))}</b>
        </span>
    }
    .into_any()
}

/// What tells an unsent text apart.
fn key_of(orphan: &Unsent) -> String {
    format!("{}{}", orphan.record, orphan.writer)
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
