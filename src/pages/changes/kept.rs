//! A text of a change's record that is written in place: journalled while it is typed, written when its field is left.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde_json::Value;

use crate::domain::id::RecordId;
use crate::log::canonical::Object;
use crate::platform::dom;
use crate::state::{OpenChange, Typing};
use crate::store::Snapshot;
use crate::ui::{effect, live, on, typed, while_wanted};

/// Where a text stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The kind of the record.
    pub(super) kind: &'static str,
    /// The record.
    pub(super) record: RecordId,
    /// The field.
    pub(super) field: &'static str,
    /// What its texts are journalled under.
    pub(super) editor: String,
    /// What its first revision says beside the text.
    pub(super) beside: Object,
}

/// Where it goes.
#[derive(Clone)]
enum Goes {
    /// Into a field of its own.
    Place(Place),
    /// Wherever this puts it, which answers whether it did: into a list, or a part of a record.
    By(Callback<String, bool>),
}

/// A text on its way.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    change: OpenChange,
    goes: StoredValue<Goes>,
    journal: RecordId,
    text: Signal<String>,
    typing: Typing,
    from: StoredValue<Option<Snapshot>>,
    came_back: RwSignal<bool>,
}

impl Kept {
    /// That of this place, where this stands now.
    pub(super) fn new(change: OpenChange, place: Place, text: Signal<String>) -> Self {
        let editor = place.editor.clone();
        Self::going(change, &editor, Goes::Place(place), text)
    }

    /// That which `put` writes, where this stands now, journalled under the name of its editor. What is refused stays as it is
    /// typed.
    pub(super) fn put_by(
        change: OpenChange,
        editor: &str,
        text: Signal<String>,
        put: impl Fn(String) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self::going(change, editor, Goes::By(Callback::new(put)), text)
    }

    fn going(change: OpenChange, editor: &str, goes: Goes, text: Signal<String>) -> Self {
        let workbench = change.scope().workbench();
        let journal = change.journal(editor);
        let typing = Typing::new(workbench, Some(change.scope().scope()), editor, Some(journal));
        let this = Self {
            change,
            goes: StoredValue::new(goes),
            journal,
            text,
            typing,
            from: StoredValue::new(None),
            came_back: RwSignal::new(false),
        };
        // A text of a page that is gone, or of this one when it was shown last.
        effect(move || {
            let is_ours = |orphan: &&_| typing.is_for(orphan);
            let orphan = workbench.orphans().with(|all| all.iter().find(is_ours).cloned());
            let Some(orphan) = orphan.filter(|_| !typing.is_touched()) else { return };
            if orphan.text == text.get_untracked() {
                return workbench.forget_orphan(&orphan);
            }
            typing.show("");
            if typing.adopt(&orphan) {
                // What others have written since it was begun is merged with it.
                this.begin_from(orphan.from.as_deref());
                this.came_back.set(true);
            }
        });
        // What others write is shown to whoever has typed nothing yet.
        effect(move || {
            let now = text.get();
            if !typing.is_touched() {
                this.rest(&now);
            }
        });
        this
    }

    /// What stands in the field.
    pub(super) fn shown(self) -> RwSignal<String> {
        self.typing.text()
    }

    fn begin_from(self, heads: Option<&[crate::domain::id::Hash]>) {
        let from = self.goes.with_value(|goes| match goes {
            Goes::Place(place) => Some(self.change.scope().record_at(place.kind, place.record, heads)),
            Goes::By(_) => None,
        });
        if let Some(from) = &from {
            self.typing.begin_from(from.heads());
        }
        self.from.set_value(from);
    }

    /// Nothing is typed: the field shows what stands there.
    fn rest(self, text: &str) {
        self.typing.go_on(self.journal, text);
        self.begin_from(None);
    }

    /// True while nothing is typed that is not written.
    pub(super) fn is_at_rest(self) -> bool {
        !self.typing.is_touched()
    }

    /// Shows what was written elsewhere in its place, whatever is typed.
    pub(super) fn take_over(self, text: &str) {
        self.typing.discard();
        self.came_back.set(false);
        self.rest(text);
    }

    /// Something was typed.
    pub(super) fn input(self, text: String) {
        self.typing.input(text);
    }

    /// Writes what was typed; false where that was refused, or nothing was.
    pub(super) fn save(self) -> bool {
        // A field that goes while it has the focus is left once more.
        if self.from.try_with_value(|_| ()).is_none() || !self.typing.is_touched() {
            return false;
        }
        let written = self.typing.text().get_untracked();
        if written == self.text.get_untracked() {
            self.throw_away();
            return false;
        }
        let is_written = match (self.goes.get_value(), self.from.get_value()) {
            (Goes::Place(Place { field, beside: mut changes, .. }), Some(from)) => {
                let value = if written.trim().is_empty() { Value::Null } else { written.clone().into() };
                changes.insert(field.to_owned(), value);
                self.change.scope().put_from(&from, changes)
            }
            (Goes::Place(_), None) => false,
            (Goes::By(put), _) => put.run(written.clone()),
        };
        if is_written {
            self.came_back.set(false);
            self.typing.discard();
            self.rest(&written);
        }
        is_written
    }

    /// Gives up what was typed.
    pub(super) fn throw_away(self) {
        self.typing.discard();
        self.came_back.set(false);
        self.rest(&self.text.get_untracked());
    }

    /// Says that a text has come back, and offers to throw it away.
    pub(super) fn came_back(self) -> AnyView {
        while_wanted(
            move || self.came_back.get(),
            move || {
                view! {
                    <p class="kept__back" role="status">
                        "This was typed and not saved when the page went. "
                        <button class="link" type="button" on:click=on(move |_| self.throw_away())>"Throw it away"</button>
                    </p>
                }
                .into_any()
            },
        )
    }
}

/// A text of one line.
#[component]
pub(super) fn KeptLine(
    /// The text.
    kept: Kept,
    /// Its element.
    id: &'static str,
    /// What it is for.
    label: &'static str,
    /// What stands in it while it is empty.
    #[prop(optional)]
    placeholder: &'static str,
    /// Its class.
    #[prop(default = "field")]
    class: &'static str,
    /// Called when it was written.
    #[prop(into, optional)]
    written: Option<Callback<()>>,
) -> impl IntoView {
    let save = move || {
        if kept.save()
            && let Some(written) = written
        {
            written.run(());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) || !matches!(event.key().as_str(), "Enter" | "Escape") {
            return;
        }
        event.prevent_default();
        save();
        dom::focus("main");
    };
    view! {
        <label class=class>
            <span>{label}</span>
            <input
                id=id
                autocomplete="off"
                placeholder=placeholder
                prop:value=live(move || kept.shown().get())
                on:input=typed(move |text| kept.input(text))
                on:blur=on(move |_| save())
                on:keydown=on(on_key)
            />
        </label>
        {kept.came_back()}
    }
    .into_any()
}
