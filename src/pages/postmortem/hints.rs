//! Hints on how something is said, beside the field in which it is written. They ask for a second look and stop nobody.
//!
//! The linter is a part of its own, loaded when the first text is written.

use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use crate::command::Pane;
use crate::domain::id::RecordId;
use crate::domain::postmortem::Postmortem;
use crate::domain::record::kind;
use crate::log::canonical::object_of;
use crate::pages::on_demand::part;
use crate::pages::rested::rested;
use crate::platform::dom;
use crate::state::OpenPostmortem;
use crate::text::lint::{Class, Context, Hint, Section, lint_in};
use crate::ui::{drawn, effect, live, memo, on, while_wanted};

/// What hints are wanted for.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    /// A text.
    Text(OfText),
    /// All texts of the document together.
    Document,
}

/// A text, what stands beside it, and how much is shown.
#[derive(Clone, Copy)]
pub(super) struct OfText {
    text: Signal<String>,
    section: StandsIn,
    owner: Signal<Option<String>>,
    due: Signal<Option<String>>,
    is_proposal: Signal<bool>,
    shows: Shows,
}

/// What a text is a text of.
#[derive(Clone, Copy)]
pub(in crate::pages) enum StandsIn {
    /// Of this.
    Section(Section),
    /// Of what the linter makes of a section's slot and heading: it alone knows such words.
    Slot(StoredValue<String>, Memo<String>),
}

impl StandsIn {
    fn section(self) -> Section {
        match self {
            Self::Section(section) => section,
            Self::Slot(slot, heading) => {
                slot.with_value(|slot| heading.with_untracked(|heading| lint_section(slot, heading)))
            }
        }
    }
}

impl From<Section> for StandsIn {
    fn from(section: Section) -> Self {
        Self::Section(section)
    }
}

impl Default for StandsIn {
    fn default() -> Self {
        Section::default().into()
    }
}

/// How much of them is shown.
#[derive(Clone, Copy)]
enum Shows {
    /// All of each, beside the field of that id.
    All(StoredValue<String>),
    /// How many there are and what about, as the way to where the text is written.
    Count(Callback<()>),
    /// Each in a few words, before the text is handed out.
    Leaving,
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
    #[prop(into)]
    section: StandsIn,
    /// Who answers for it, where it is an action.
    #[prop(into)]
    owner: Signal<Option<String>>,
    /// Until when, where it is an action.
    #[prop(into)]
    due: Signal<Option<String>>,
    /// True while it is an action that nobody has promised: that it has no owner is no hint then.
    #[prop(optional, into)]
    is_proposal: Signal<bool>,
    /// The id of the field in which it is written.
    #[prop(into)]
    field: String,
) -> impl IntoView {
    loaded(Wanted::Text(OfText { text, section, owner, due, is_proposal, shows: Shows::All(StoredValue::new(field)) }))
}

/// How many hints there are for a text that is only read, and the way to where it is written; nothing where there are none.
#[component]
pub(in crate::pages) fn HintCount(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// What it is a text of.
    #[prop(into)]
    section: StandsIn,
    /// Who answers for it, where it is an action.
    #[prop(into)]
    owner: Signal<Option<String>>,
    /// Until when, where it is an action.
    #[prop(into)]
    due: Signal<Option<String>>,
    /// True while it is an action that nobody has promised.
    #[prop(optional, into)]
    is_proposal: Signal<bool>,
    /// Opens the text to be written, where the hints stand.
    open: Callback<()>,
) -> impl IntoView {
    loaded(Wanted::Text(OfText { text, section, owner, due, is_proposal, shows: Shows::Count(open) }))
}

/// How many hints there are in the whole document, as something to be done, and the way to the first; nothing where there are
/// none.
#[component]
pub(in crate::pages) fn HintsInAll() -> impl IntoView {
    loaded(Wanted::Document)
}

/// Hints for what is about to leave, in one sentence; nothing where there are none.
#[component]
pub(super) fn LeavingHints(
    /// What leaves.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let none = Signal::stored(None);
    let is_proposal = Signal::stored(false);
    let (section, shows) = (Section::Summary.into(), Shows::Leaving);
    loaded(Wanted::Text(OfText { text, section, owner: none, due: none, is_proposal, shows }))
}

/// Hints once the linter is there.
fn loaded(wanted: Wanted) -> AnyView {
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
    match wanted {
        Wanted::Text(text) => of_text(text),
        Wanted::Document => of_document(),
    }
}

/// What a section of the document is to the linter: what its slot says, else its heading.
fn lint_section(slot: &str, heading: &str) -> Section {
    match slot {
        "summary" | "message-internal" | "message-external" => Section::Summary,
        "impact" => Section::Impact,
        "timeline" | "response" | "recovery" | "detection" => Section::Timeline,
        "conditions" | "trigger" | "fault" | "lead-up" => Section::RootCause,
        "went-well" | "went-badly" | "lucky" | "surprise" | "lessons" | "made-sense" => Section::Lessons,
        "changes" => Section::ActionItems,
        _ => Section::of_title(heading).unwrap_or_default(),
    }
}

/// Hints that nobody has put aside, and where the first of them stands.
fn in_all(says: &Postmortem) -> (usize, Option<(Pane, RecordId)>) {
    let mut found = (0, None);
    let mut look = |pane: Pane, record: RecordId, text: &str, context: Context<'_>, is_proposal: bool| {
        let mut hints = lint_in(text, &context);
        hints.retain(|hint| !(says.has_dismissed(&hint.key()) || is_proposal && hint.class == Class::NoOwner));
        found.0 += hints.len();
        if !hints.is_empty() {
            found.1.get_or_insert((pane, record));
        }
    };
    for held in &says.sections {
        let section = lint_section(&held.says.slot, held.says.heading.as_deref().unwrap_or(&held.says.slot));
        look(Pane::Document, held.id, &held.says.text, Context { section, ..Context::default() }, false);
    }
    for held in &says.answers {
        look(Pane::Questions, held.id, &held.says.text, Context::default(), false);
    }
    for held in &says.findings {
        let section = Section::RootCause;
        look(Pane::Chain, held.id, &held.says.text, Context { section, ..Context::default() }, false);
    }
    for held in says.follow_ups.iter().filter(|held| held.says.is_open()) {
        let due = held.says.due.map(|due| due.to_string());
        let context = Context { section: Section::ActionItems, owner: held.says.owner.as_deref(), due: due.as_deref() };
        look(Pane::Chain, held.id, &held.says.text, context, held.says.state() == "proposed");
    }
    found
}

fn of_document() -> AnyView {
    let postmortem = OpenPostmortem::expect();
    let found = memo(move || postmortem.with(in_all));
    drawn(move || {
        let (count, Some((pane, record))) = found.get() else { return ().into_any() };
        let go = move |_| {
            if pane == Pane::Chain {
                postmortem.chosen().set(Some(record));
            }
            postmortem.pane().set(pane);
            // Once the pane is drawn.
            request_animation_frame(move || {
                dom::focus(&format!("record-{record}"));
            });
        };
        let text = format!("Look at {} on wording", in_words(count));
        view! { <p><button class="link" on:click=on(go)>{text}</button></p> }.into_any()
    })
}

fn of_text(wanted: OfText) -> AnyView {
    let OfText { text, section, owner, due, is_proposal, shows } = wanted;
    let (postmortem, section) = (OpenPostmortem::expect(), section.section());
    let rests = rested(move || text.get());
    // What stands there when it is opened has rested already.
    rests.set(text.get_untracked());
    let all = RwSignal::new(Vec::<Hint>::new());
    effect(move || {
        let (owner, due) = (owner.get(), due.get());
        let context = Context { section, owner: owner.as_deref(), due: due.as_deref() };
        let is_proposal = is_proposal.get();
        let mut hints = rests.with(|text| lint_in(text, &context));
        hints.retain(|hint| !is_proposal || hint.class != Class::NoOwner);
        all.set(hints);
    });
    let is_aside = move |hint: &Hint| postmortem.with(|says| says.has_dismissed(&hint.key()));
    let split = move || {
        let (aside, shown): (Vec<Hint>, Vec<Hint>) = all.get().into_iter().partition(is_aside);
        (shown, aside)
    };
    match shows {
        Shows::All(field) => listed(Signal::derive(split), rests, field),
        Shows::Count(open) => counted(Signal::derive(move || split().0), open),
        Shows::Leaving => leaving(Signal::derive(move || split().0)),
    }
}

/// How many hints, in words; nothing for none.
fn in_words(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "1 hint".to_owned(),
        count => format!("{count} hints"),
    }
}

/// How many and what about, as the way to where the text is written.
fn counted(hints: Signal<Vec<Hint>>, open: Callback<()>) -> AnyView {
    drawn(move || {
        let hints = hints.get();
        if hints.is_empty() {
            return ().into_any();
        }
        let mut about: Vec<&str> = Vec::new();
        for label in hints.iter().map(|hint| hint.class.label()) {
            if !about.contains(&label) {
                about.push(label);
            }
        }
        let text = format!("{}: {}", in_words(hints.len()), about.join(", ").to_ascii_lowercase());
        view! { <button class="hint-count" type="button" on:click=on(move |_| open.run(()))>{text}</button> }.into_any()
    })
}

/// How many, and of which words.
fn leaving(hints: Signal<Vec<Hint>>) -> AnyView {
    drawn(move || {
        let hints = hints.get();
        if hints.is_empty() {
            return ().into_any();
        }
        let told: Vec<String> =
            hints.iter().map(|hint| format!("“{}” ({})", hint.text, hint.class.label().to_ascii_lowercase())).collect();
        let text = format!("{} on wording in what leaves: {}.", in_words(hints.len()), told.join(", "));
        view! { <p class="hand-out__hints" role="status">{text}</p> }.into_any()
    })
}

/// Hints that are shown, and those that were put aside.
type Split = (Vec<Hint>, Vec<Hint>);

/// Each with its reason and a better way to say it; those that were put aside when they are asked for.
fn listed(split: Signal<Split>, rests: RwSignal<String>, field: StoredValue<String>) -> AnyView {
    let postmortem = OpenPostmortem::expect();
    let shows_aside = RwSignal::new(false);
    let count = move || split.with(|(shown, _)| in_words(shown.len()));
    view! {
        <div class="hints" role="group" aria-label="Hints">
            <span class="hidden" role="status">{live(count)}</span>
            <ul class="hints__list">
                {drawn(move || split.get().0.into_iter().map(|hint| {
                    let key = hint.key();
                    view! {
                        <li class="hint">
                            <Told hint text=rests field />
                            <button class="link" on:click=on(move |_| {
                                let says = object_of([("key", Value::from(key.clone()))]);
                                postmortem.put(kind::DISMISSAL, postmortem.dismissal_record(&key), &says);
                                field.with_value(|field| dom::focus(field));
                            })>"Not this one"</button>
                        </li>
                    }
                }).collect_view().into_any())}
            </ul>
            {while_wanted(move || split.with(|(_, aside)| !aside.is_empty()), move || view! {
                <button
                    class="link"
                    aria-expanded=live(move || shows_aside.get().to_string())
                    on:click=on(move |_| shows_aside.update(|shows| *shows = !*shows))
                >
                    {live(move || format!("{} put aside", split.with(|(_, aside)| aside.len())))}
                </button>
            }.into_any())}
            {drawn(move || (shows_aside.get()).then(|| view! {
                <ul class="hints__list">
                    {split.get().1.into_iter().map(|hint| {
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
