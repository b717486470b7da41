//! A text that people write into a record in place: read as markdown, written as it stands.
//!
//! What is typed is journalled, and written when the field is left. What others wrote meanwhile is merged with it line by line,
//! or shown beside it.

use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent};
use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, EventTarget};

use super::desk::{Desk, field_of};
use super::disagreement::{Disagreement, beginning, deleted_elsewhere, keeper_of};
use super::hints::{HintCount, Hints, StandsIn};
use super::{sign, tab_id};
use crate::command::Pane;
use crate::domain::id::RecordId;
use crate::log::Reading;
use crate::log::canonical::Object;
use crate::pages::markup::markup;
use crate::pages::panels::{PanelOf, Which};
use crate::pages::when;
use crate::platform::dom;
use crate::state::{Commands, Notice, OpenPostmortem, Tone, Typing};
use crate::store::Snapshot;
use crate::text::quote::with_places;
use crate::ui::{drawn, effect, live, memo, on, typed, while_wanted};

/// The record that a text stands in, for the links in it.
#[derive(Clone, Copy)]
pub(super) struct Written(pub(super) RecordId);

/// Where the focus may go without the passage being left: the timeline beside it, and what lies over the page.
const BESIDE: &str = ".quote, dialog";

/// A passage, read or written.
#[derive(Clone, Copy)]
struct Writing {
    postmortem: OpenPostmortem,
    commands: Commands,
    desk: Desk,
    kind: &'static str,
    record: RecordId,
    about: Callback<(), Object>,
    text: Signal<String>,
    /// What writing begins from.
    beginning: Memo<String>,
    typing: Typing,
    is_open: RwSignal<bool>,
    /// What stood there when it was opened, or was written last.
    from: StoredValue<Option<(Snapshot, String)>>,
    /// Its field takes the focus when it comes.
    takes_focus: StoredValue<bool>,
    /// It shows a text of a page that is gone.
    came_back: RwSignal<bool>,
    /// It was in the trash already when it was opened: writing takes it out.
    was_in_trash: RwSignal<bool>,
    /// It was deleted elsewhere since it was opened. Nothing is written until its person says what is to become of it.
    is_lost: Memo<bool>,
}

/// How long keys act on nothing after a passage went under the hands of its person.
const STOPPED_MILLIS: i32 = 2_000;

impl Writing {
    /// Opens it. What is typed until the field is there is for it, if it is to have the focus.
    fn open(self, takes_focus: bool) {
        self.desk.sit_down(self.record);
        if !self.is_open.get_untracked() {
            if takes_focus {
                self.commands.hold();
            }
            self.takes_focus.set_value(takes_focus);
            self.stand_up();
            self.begin();
            self.is_open.set(true);
        } else if takes_focus {
            dom::focus(&field_of(self.record));
        }
    }

    /// Notes whether it is in the trash as it is opened.
    fn stand_up(self) {
        let incident = self.postmortem.incident();
        let is_deleted = untrack(|| incident.with(|reading| is_in_trash(reading, self.record)));
        self.was_in_trash.set(is_deleted);
    }

    /// Begins with what stands there now.
    fn begin(self) {
        let text = self.beginning.get_untracked();
        self.typing.go_on(self.record, &text);
        self.remember(text);
    }

    fn remember(self, text: String) {
        let from = self.postmortem.incident().record_now(self.kind, self.record);
        self.typing.begin_from(from.heads());
        self.from.set_value(Some((from, text)));
    }

    /// Writes what was typed; false where that was refused. Nothing is written where nothing was changed.
    fn save(self) -> bool {
        if self.is_lost.get_untracked() {
            return false;
        }
        if !self.typing.is_touched() {
            return true;
        }
        let text = self.typing.text().with_untracked(|text| text.trim_end().to_owned());
        let Some((from, before)) = self.from.get_value() else { return true };
        self.came_back.set(false);
        if text == before.trim_end() {
            self.typing.discard();
            self.begin();
            return true;
        }
        let mut changes = self.about.run(());
        changes.insert("text".to_owned(), text.into());
        let is_written = self.postmortem.incident().put_from(&from, changes);
        if is_written {
            self.typing.clear();
            self.begin();
        }
        is_written
    }

    /// Ends writing. What could not be written stays open.
    fn close(self) {
        self.desk.leave(self.record);
        if self.save() {
            self.is_open.set(false);
        }
    }

    /// Takes it out of the trash again.
    fn keep(self) {
        self.postmortem.incident().restore(self.record);
    }

    /// Gives up what was typed since it was deleted elsewhere.
    fn let_go(self) {
        self.typing.discard();
        self.came_back.set(false);
        self.is_open.set(false);
        request_animation_frame(|| {
            dom::focus("main");
        });
    }

    /// The passage goes, with the page or because what it stands in was deleted elsewhere. Then the text waits in its journal,
    /// and what its person goes on typing is no command.
    fn go(self) {
        self.desk.note(self.record, false);
        if self.is_open.get_untracked() && self.is_lost.get_untracked() {
            let told = "What you were writing was deleted elsewhere. Your text is kept, and comes back with it.";
            self.postmortem.incident().workbench().notice().set(Some(Notice::new(Tone::Waiting, told)));
            let commands = self.commands;
            commands.hold();
            spawn_local(async move {
                dom::sleep(STOPPED_MILLIS).await;
                commands.let_go();
            });
        }
    }

    /// Puts a paragraph in where the caret stands.
    fn put_in(self, paragraph: &str) {
        let text = self.typing.text().get_untracked();
        let (text, caret) = self.desk.with_paragraph(self.record, &text, paragraph);
        self.typing.input(text);
        let field = field_of(self.record);
        let has_focus = dom::has_focus(&field);
        // Once the field shows the new text.
        request_animation_frame(move || {
            if has_focus {
                dom::select(&field, caret, caret);
            }
        });
    }
}

/// True for a record that was deleted.
fn is_in_trash(reading: &Reading, record: RecordId) -> bool {
    reading.records.get(&record).is_some_and(|record| record.is_deleted)
}

/// True for an element inside of what that selector finds.
fn is_inside(target: Option<EventTarget>, selector: &str) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// A text of a record, written in place: Enter or a click opens it, Esc and Ctrl+Enter end it, and whoever goes elsewhere
/// leaves it written.
#[component]
pub(super) fn Passage(
    /// The kind of the record.
    kind: &'static str,
    /// The record.
    record: RecordId,
    /// What its texts are journalled under.
    editor: &'static str,
    /// What its first revision says beside the text.
    #[prop(into)]
    about: Callback<(), Object>,
    /// What it is, for those who cannot see it.
    #[prop(into)]
    label: Signal<String>,
    /// What stands there.
    #[prop(into)]
    text: Signal<String>,
    /// What belongs there.
    #[prop(into)]
    prompt: Signal<String>,
    /// What it is to the linter.
    #[prop(optional, into)]
    section: StandsIn,
    /// What opens it while nothing stands there.
    #[prop(default = "Write")]
    verb: &'static str,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let open = postmortem.incident();
    let workbench = open.workbench();
    let was_in_trash = RwSignal::new(false);
    let writing = Writing {
        postmortem,
        commands: Commands::expect(),
        desk: Desk::expect(),
        kind,
        record,
        about,
        text,
        beginning: beginning(open, record, "text", text),
        typing: Typing::new(workbench, Some(open.scope()), editor, Some(record)),
        is_open: RwSignal::new(false),
        from: StoredValue::new(None),
        takes_focus: StoredValue::new(false),
        came_back: RwSignal::new(false),
        was_in_trash,
        is_lost: memo(move || !was_in_trash.get() && open.with(|reading| is_in_trash(reading, record))),
    };
    provide_context(Written(record));
    on_cleanup(move || writing.go());
    // A text of a page that is gone, or of this pane when it was shown last, comes back where it was typed.
    effect(move || {
        let orphan = workbench.orphans().with(|orphans| {
            let is_ours = |orphan: &&_| writing.typing.is_for(orphan) && orphan.record == record;
            orphans.iter().find(is_ours).cloned()
        });
        let Some(orphan) = orphan.filter(|_| !writing.typing.is_touched()) else { return };
        if writing.beginning.with_untracked(|now| orphan.text == *now) {
            return workbench.forget_orphan(&orphan);
        }
        writing.typing.show("");
        if writing.typing.adopt(&orphan) {
            // What others have written since it was begun is merged with it, or stands beside it.
            let from = postmortem.incident().record_at(kind, record, orphan.from.as_deref());
            let before = from.words("text").to_owned();
            writing.typing.begin_from(from.heads());
            writing.from.set_value(Some((from, before)));
            writing.came_back.set(true);
            writing.desk.sit_down(record);
            writing.stand_up();
            writing.is_open.set(true);
        }
    });
    // What others write is shown at once to whoever has typed nothing yet.
    effect(move || {
        writing.beginning.track();
        let is_kept = writing.typing.is_touched() || writing.is_lost.get_untracked();
        if writing.is_open.get_untracked() && !is_kept {
            writing.begin();
        }
    });
    effect(move || writing.desk.note(record, writing.is_open.get()));
    effect(move || {
        if let Some(paragraph) = writing.desk.take_wanted(record) {
            // Whoever quotes may quote more: the focus stays where it is.
            writing.open(paragraph.is_none());
            if let Some(paragraph) = paragraph {
                writing.put_in(&paragraph);
            }
        }
    });
    let id = format!("record-{record}");
    let own = StoredValue::new(id.clone());
    let to_itself = move || {
        own.with_value(|id| dom::focus(id));
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        let is_itself = own.with_value(|id| dom::has_focus(id));
        let is_mod = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "Enter" if is_itself => writing.open(true),
            "Escape" if writing.is_open.get_untracked() && writing.is_lost.get_untracked() => {
                dom::focus(&keeper_of(record));
            }
            "Enter" if is_mod && writing.is_open.get_untracked() => {
                if writing.is_lost.get_untracked() {
                    writing.keep();
                }
                writing.close();
                to_itself();
            }
            "Escape" if writing.is_open.get_untracked() => {
                writing.close();
                to_itself();
            }
            _ => return,
        }
        event.prevent_default();
    };
    let on_leave = move |event: FocusEvent| {
        // The browser tells of it as well when the passage is taken out of the page, and with it all that this reads.
        if writing.is_open.try_get_untracked() != Some(true) {
            return;
        }
        writing.desk.leave(record);
        let target = event.related_target();
        let is_within = own.with_value(|id| is_inside(target.clone(), &format!("#{id}")));
        // What was deleted elsewhere stays open until its person says.
        if is_within || writing.is_lost.get_untracked() {
            return;
        }
        // Without a target the window was left, or nothing was hit: the field may have the focus again.
        if target.is_none() || is_inside(target, BESIDE) {
            writing.save();
        } else {
            writing.close();
        }
    };
    let is_open = writing.is_open;
    view! {
        <div
            class="passage"
            id=id
            role="group"
            tabindex="0"
            aria-label=label
            data-open=live(move || is_open.get().to_string())
            on:keydown=on(on_key)
            on:focusout=on(on_leave)
        >
            {while_wanted(move || !is_open.get(), move || view! { <Shown writing prompt verb section /> }.into_any())}
            {while_wanted(move || is_open.get(), move || view! { <Field writing label prompt section /> }.into_any())}
            <Disagreement record kind is_written=is_open />
            <Foot record />
        </div>
    }
    .into_any()
}

/// The text as it is read.
#[component]
fn Shown(
    /// The passage.
    writing: Writing,
    /// What belongs there.
    prompt: Signal<String>,
    /// What opens it while nothing stands there.
    verb: &'static str,
    /// What it is to the linter.
    section: StandsIn,
) -> impl IntoView {
    let text = writing.text;
    let none: Signal<Option<String>> = live(|| None);
    let is_empty = memo(move || text.with(|text| text.trim().is_empty()));
    let open_at = move |event: MouseEvent| {
        let is_selecting = web_sys::window()
            .and_then(|window| window.get_selection().ok().flatten())
            .is_some_and(|selection| !selection.is_collapsed());
        if !is_selecting && !is_inside(event.target(), "a, button, summary") {
            writing.open(true);
        }
    };
    view! {
        <div class="passage__text" on:click=on(open_at)>
            {drawn(move || if is_empty.get() {
                view! { <p class="passage__prompt quiet">{prompt}</p> }.into_any()
            } else {
                view! { <div class="md">{markup(text.with(|text| with_places(text)))}</div> }.into_any()
            })}
        </div>
        <button class="link passage__write" on:click=on(move |_| writing.open(true))>
            {live(move || if is_empty.get() { verb } else { "Edit" })}
        </button>
        {while_wanted(move || !is_empty.get(), move || view! {
            <HintCount text section owner=none due=none open=Callback::new(move |()| writing.open(true)) />
        }.into_any())}
    }
    .into_any()
}

/// Puts the caret behind what stands in a field that came back, where nothing in particular has the focus: the tab of a pane has
/// it because the page has just come.
fn take_free_focus(field: String, end: usize) {
    request_animation_frame(move || {
        let is_at_tab = || Pane::ALL.into_iter().any(|pane| dom::has_focus(&tab_id(pane)));
        if dom::has_no_focus() || dom::has_focus("main") || is_at_tab() {
            dom::select(&field, end, end);
        }
    });
}

/// The text as it is written.
#[component]
fn Field(
    /// The passage.
    writing: Writing,
    /// What it is.
    label: Signal<String>,
    /// What belongs there.
    prompt: Signal<String>,
    /// What it is to the linter.
    section: StandsIn,
) -> impl IntoView {
    let id = StoredValue::new(field_of(writing.record));
    let field = NodeRef::<Textarea>::new();
    let typing = writing.typing;
    let is_first = StoredValue::new(true);
    effect(move || {
        if field.get().is_some() && is_first.try_update_value(std::mem::take) == Some(true) {
            id.with_value(|id| {
                // What came back by itself takes the focus from nobody.
                if writing.takes_focus.get_value() {
                    writing.commands.release_into(id);
                }
            });
            if !writing.takes_focus.get_value() && writing.came_back.get_untracked() {
                take_free_focus(
                    field_of(writing.record),
                    typing.text().with_untracked(|text| text.encode_utf16().count()),
                );
            }
        }
    });
    // An action in a text says itself who answers for it.
    let nobody: Signal<Option<String>> = live(|| None);
    let quote = move |_: MouseEvent| {
        writing.desk.leave(writing.record);
        writing.commands.run(crate::command::Act::Quote);
    };
    view! {
        {while_wanted(move || writing.came_back.get(), move || view! {
            <p class="passage__back" role="status">
                "This was typed and not saved when the page went. "
                <button class="link" on:click=on(move |_| {
                    writing.typing.discard();
                    writing.came_back.set(false);
                    writing.is_open.set(false);
                })>"Throw it away"</button>
            </p>
        }.into_any())}
        {while_wanted(move || writing.is_lost.get(), move || {
            let keep = move |_| {
                writing.keep();
                id.with_value(|id| dom::focus(id));
            };
            deleted_elsewhere(writing.record, keep, move |_| writing.let_go())
        })}
        <textarea
            node_ref=field
            class="passage__field"
            id=id.get_value()
            rows="4"
            aria-label=label
            placeholder=prompt
            prop:value=live(move || typing.text().get())
            on:input=typed(move |text| typing.input(text))
        ></textarea>
        <p class="passage__ends">
            <button class="button button--primary" on:click=on(move |_| writing.close())>"Done "<kbd>"Esc"</kbd></button>
            <button class="button" on:click=on(quote)>"Quote an entry"</button>
            <small class="quiet">"Markdown. Saved when you go elsewhere."</small>
        </p>
        <Hints text=typing.text() section owner=nobody due=nobody field=id.get_value() />
    }
    .into_any()
}

/// When and by whom it was changed last, whether that is saved, and what it said before.
#[component]
fn Foot(
    /// The record.
    record: RecordId,
) -> impl IntoView {
    let open = OpenPostmortem::expect().incident();
    let mark = open.mark(record);
    let is_there = memo(move || open.with(|reading| reading.records.contains_key(&record)));
    let last = move || open.history(record).first().map(|version| (version.at, version.author.clone()));
    let shows_history = RwSignal::new(false);
    while_wanted(
        move || is_there.get(),
        move || {
            view! {
                <p class="passage__foot quiet">
                    {live(move || last().map(|(at, by)| {
                        open.zone().with(|zone| format!("Changed {} by {by}", when::minute(at, zone)))
                    }))}
                    " "
                    {drawn(move || mark.with(sign))}
                    " "
                    <button
                        class="link"
                        aria-expanded=live(move || shows_history.get().to_string())
                        on:click=on(move |_| shows_history.update(|shows| *shows = !*shows))
                    >"History"</button>
                </p>
                {while_wanted(
                    move || shows_history.get(),
                    move || view! { <PanelOf which=Which::History(record) /> }.into_any(),
                )}
            }
            .into_any()
        },
    )
}
