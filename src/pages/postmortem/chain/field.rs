//! Fields in which people write, journalled as they type.

use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::pieces::{line, link, words};
use super::{Board, one, or_null};
use crate::domain::id::RecordId;
use crate::domain::postmortem::Word;
use crate::pages::postmortem::disagreement::{beginning, deleted_elsewhere};
use crate::platform::dom;
use crate::state::Typing;
use crate::ui::{effect, live, memo, on, typed, while_wanted};

/// A field that writes something new down: Enter writes it, Esc leaves it.
#[component]
pub(super) fn NewOne(
    /// Its element.
    id: &'static str,
    /// What its text is journalled under.
    editor: &'static str,
    /// What it is for.
    label: &'static str,
    /// The key that leads here.
    key: &'static str,
    /// What stands in it.
    shown: RwSignal<String>,
    /// Writes it down under a record; false where that was refused.
    add: Callback<(String, RecordId), bool>,
) -> impl IntoView {
    let board = Board::expect();
    let workbench = board.open.workbench();
    let typing = Typing::new(workbench, Some(board.open.scope()), editor, None);
    // What a page that is gone had not said yet.
    effect(move || {
        let orphan = workbench.orphans().with(|all| all.iter().find(|orphan| typing.is_for(orphan)).cloned());
        if let Some(orphan) = orphan {
            typing.adopt(&orphan);
        }
    });
    effect(move || shown.set(typing.text().get()));
    let write = move || {
        let text = typing.text().get_untracked();
        if let Some(record) = typing.record().filter(|_| !text.trim().is_empty())
            && add.run((text, record))
        {
            typing.clear();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" if !event.shift_key() => write(),
            "Escape" => {
                dom::focus("main");
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="chain__new">
            <label for=id>{label}" "<kbd aria-hidden="true">{key}</kbd></label>
            <textarea
                id=id
                rows="1"
                prop:value=live(move || typing.text().get())
                on:input=typed(move |text| typing.input(text))
                on:keydown=on(on_key)
            ></textarea>
        </div>
    }
    .into_any()
}

/// Which field of which record a text stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The kind of the record.
    pub(super) kind: &'static str,
    /// The record.
    pub(super) record: RecordId,
    /// The field.
    pub(super) field: &'static str,
    /// What unsent texts are journalled under: the record itself where it has one text, another id for each further one.
    pub(super) journal: RecordId,
}

/// The text of a field of a record, written when it is left. Enter calls `entered`, Esc calls `left`.
#[component]
pub(super) fn Words(
    /// Where it stands.
    place: Place,
    /// Its element.
    id: String,
    /// What it is for.
    label: &'static str,
    /// What stands there now.
    #[prop(into)]
    text: Signal<String>,
    /// How many lines are shown.
    rows: &'static str,
    /// What is typed, for what stands beside it.
    #[prop(optional)]
    shown: Option<RwSignal<String>>,
    /// True when it takes the focus.
    #[prop(optional)]
    takes_focus: bool,
    /// Enter was pressed, and the text was written.
    entered: Callback<()>,
    /// Esc was pressed, and the text was written.
    left: Callback<()>,
) -> impl IntoView {
    let board = Board::expect();
    let workbench = board.open.workbench();
    let typing = Typing::new(workbench, Some(board.open.scope()), place.field, Some(place.journal));
    let beginning = beginning(board.open, place.record, place.field, text);
    let is_gone = memo(move || board.is_gone(place.record));
    let from = StoredValue::new(board.postmortem.incident().record_now(place.kind, place.record));
    let before = StoredValue::new(String::new());
    // Begins with what stands there now.
    let begin = move || {
        let now = board.postmortem.incident().record_now(place.kind, place.record);
        typing.begin_from(now.heads());
        from.set_value(now);
        let text = beginning.get_untracked();
        typing.go_on(place.journal, &text);
        before.set_value(text);
    };
    begin();
    let came_back = RwSignal::new(false);
    // A text of a page that is gone, or of this card when it was open last.
    effect(move || {
        let is_ours = |orphan: &&_| typing.is_for(orphan) && orphan.record == place.journal;
        let orphan = workbench.orphans().with(|all| all.iter().find(is_ours).cloned());
        let Some(orphan) = orphan.filter(|_| !typing.is_touched()) else { return };
        typing.show("");
        if typing.adopt(&orphan) {
            // What others have written since it was begun is merged with it, or stands beside it.
            let begun = board.postmortem.incident().record_at(place.kind, place.record, orphan.from.as_deref());
            typing.begin_from(begun.heads());
            before.set_value(begun.words(place.field).to_owned());
            from.set_value(begun);
            came_back.set(true);
        }
    });
    // What others write is shown to whoever has typed nothing yet.
    effect(move || {
        beginning.track();
        if !typing.is_touched() && !is_gone.get_untracked() {
            begin();
        }
    });
    if let Some(shown) = shown {
        effect(move || shown.set(typing.text().get()));
    }
    let save = move || {
        // A field that goes while it has the focus is left once more.
        if from.try_with_value(|_| ()).is_none() || !typing.is_touched() {
            return;
        }
        // An edit beats a delete: what was deleted elsewhere comes back only if its person says so.
        if is_gone.get_untracked() {
            return;
        }
        came_back.set(false);
        let written = typing.text().get_untracked();
        let changes = one(place.field, or_null(&written));
        if before.with_value(|before| written.trim() == before.trim())
            || from.with_value(|from| board.postmortem.incident().put_from(from, changes))
        {
            typing.discard();
            begin();
        } else {
            board.tell_refusal();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" if !event.shift_key() => {
                if is_gone.get_untracked() {
                    board.keep(place.record);
                }
                save();
                entered.run(());
            }
            "Escape" => {
                save();
                left.run(());
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let field = NodeRef::<Textarea>::new();
    let commands = board.commands;
    let own = id.clone();
    effect(move || {
        if takes_focus && field.get().is_some() {
            commands.release_into(&own);
        }
    });
    let throw_away = move |_| {
        typing.discard();
        begin();
        came_back.set(false);
    };
    let again = StoredValue::new(id.clone());
    let asks = move || {
        let keep = move |_| {
            board.keep(place.record);
            again.with_value(|id| dom::focus(id));
        };
        let let_go = move |_| {
            typing.discard();
            board.let_go(place.record);
        };
        deleted_elsewhere(place.record, keep, let_go)
    };
    view! {
        {while_wanted(move || came_back.get(), move || line("passage__back", vec![
            words("", "This was typed and not saved when the page went. "),
            link("Throw it away", None, throw_away),
        ]))}
        // The card asks once, beside its first text.
        {while_wanted(move || takes_focus && is_gone.get(), asks)}
        <label class="field">
            {label}
            <textarea
                id=id
                node_ref=field
                rows=rows
                prop:value=live(move || typing.text().get())
                on:input=typed(move |text| typing.input(text))
                on:blur=on(move |_| save())
                on:keydown=on(on_key)
            ></textarea>
        </label>
    }
    .into_any()
}

/// A choice among words, with what the chosen one means below it.
#[component]
pub(super) fn Choice(
    /// What it is for.
    label: &'static str,
    /// What can be chosen.
    words: Vec<&'static Word>,
    /// What choosing nothing is called.
    none: &'static str,
    /// The name that is chosen; empty for none.
    #[prop(into)]
    now: Signal<String>,
    /// A name was chosen, or none.
    chosen: Callback<String>,
) -> impl IntoView {
    let first = now.get_untracked();
    let is_known = first.is_empty() || words.iter().any(|word| word.name == first);
    // What a newer version says stays chosen.
    let other = (!is_known).then(|| first.clone());
    let known = words.clone();
    let means = move || {
        let now = now.get();
        known.iter().find(|word| word.name == now).map(|word| word.means)
    };
    view! {
        <div class="field">
            <label>
                {label}
                <select prop:value=live(move || now.get()) on:change=typed(move |name| chosen.run(name))>
                    <option value="" selected=first.is_empty()>{none}</option>
                    {words.into_iter().map(|word| view! {
                        <option value=word.name selected=word.name == first title=word.means>{word.title}</option>
                    }.into_any()).collect_view()}
                    {other.map(|other| view! { <option value=other.clone() selected=true>{other.clone()}</option> })}
                </select>
            </label>
            <small class="quiet">{live(means)}</small>
        </div>
    }
    .into_any()
}
