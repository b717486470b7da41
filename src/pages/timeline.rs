//! The timeline of an incident: what is in view of it, what is chosen, what is open, what is looked for.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::entry::EntryRow;
use super::panels::{PanelOf, Which};
use super::when;
use crate::domain::entry::Phase;
use crate::domain::id::RecordId;
use crate::platform::dom;
use crate::state::{Commands, OpenIncident};
use crate::ui::window::{Cursor, Window};
use crate::ui::{effect, live, memo, on, while_wanted};

/// The list's element.
pub(super) const LIST: &str = "timeline";

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RowKey {
    /// A day begins: its number as `year * 10_000 + month * 100 + day`, and which time it begins, since a correction may have
    /// untimed entries of one day stand among those of another.
    Day(u32, u16),
    /// An entry.
    Entry(RecordId),
}

impl std::fmt::Display for RowKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day, time) => write!(f, "day-{day}-{time}"),
            Self::Entry(id) => id.fmt(f),
        }
    }
}

/// What is open in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    /// Text and time are corrected.
    Edit,
    /// What it said before.
    History,
}

/// What the room shows of its timeline, apart from what the incident tells.
#[derive(Clone, Copy)]
pub(super) struct TimelineView {
    open: OpenIncident,
    commands: Commands,
    cursor: Cursor<RowKey>,
    /// Open panels; a row that scrolls out of the document finds its own again.
    panels: RwSignal<Vec<(RecordId, Panel)>>,
    pub(super) is_finding: RwSignal<bool>,
    /// Entries this page has put into the trash, the last one last.
    deleted: RwSignal<Vec<RecordId>>,
}

impl TimelineView {
    /// Provides it.
    pub(super) fn provide(open: OpenIncident) -> Self {
        let this = Self {
            open,
            commands: Commands::expect(),
            cursor: Cursor::default(),
            panels: RwSignal::new(Vec::new()),
            is_finding: RwSignal::new(false),
            deleted: RwSignal::new(Vec::new()),
        };
        provide_context(this);
        this
    }

    /// From any component of the room.
    pub(super) fn expect() -> Self {
        expect_context()
    }

    /// The chosen entry.
    pub(super) fn chosen(self) -> Option<RecordId> {
        match self.cursor.selected().get() {
            Some(RowKey::Entry(id)) => Some(id),
            _ => None,
        }
    }

    /// Chooses an entry and brings it into view.
    pub(super) fn choose(self, id: RecordId) {
        self.cursor.select(RowKey::Entry(id));
    }

    /// Takes the focus to the list; without a choice to its last entry.
    pub(super) fn enter(self) {
        if untrack(|| self.chosen()).is_none() {
            self.choose_end(true);
        }
        dom::focus(LIST);
    }

    /// Chooses the first or the last entry.
    pub(super) fn choose_end(self, is_last: bool) {
        let id = self.open.with_untracked(|reading| {
            let order = &reading.incident.order;
            if is_last { order.last().copied() } else { order.first().copied() }
        });
        if let Some(id) = id {
            self.choose(id);
        }
    }

    /// Whether that panel of an entry is open.
    pub(super) fn panel(self, id: RecordId) -> Option<Panel> {
        self.panels.with(|panels| panels.iter().find(|(other, _)| *other == id).map(|(_, panel)| *panel))
    }

    /// Opens a panel of an entry.
    pub(super) fn open_panel(self, id: RecordId, panel: Panel) {
        self.panels.update(|panels| {
            panels.retain(|(other, _)| *other != id);
            panels.push((id, panel));
        });
    }

    /// Opens the correction of an entry, or goes to it where it is open.
    pub(super) fn edit(self, id: RecordId) {
        if !dom::focus(&format!("edit-{id}")) {
            self.commands.hold();
            self.open_panel(id, Panel::Edit);
        }
    }

    /// Closes the panel of an entry; the focus goes back to the list.
    pub(super) fn close_panel(self, id: RecordId) {
        self.panels.update(|panels| panels.retain(|(other, _)| *other != id));
        self.choose(id);
        dom::focus(LIST);
    }

    /// Opens a panel, or closes it where it is open.
    pub(super) fn toggle_panel(self, id: RecordId, panel: Panel) {
        if untrack(|| self.panel(id)) == Some(panel) { self.close_panel(id) } else { self.open_panel(id, panel) }
    }

    /// Puts an entry into the trash and chooses its neighbour.
    pub(super) fn delete(self, id: RecordId) {
        let neighbour = self.open.with_untracked(|reading| {
            let order = &reading.incident.order;
            let position = order.iter().position(|other| *other == id)?;
            order.get(position + 1).or_else(|| position.checked_sub(1).and_then(|before| order.get(before))).copied()
        });
        if self.open.delete(id) {
            // What was typed into it waits for whoever takes it out of the trash.
            self.panels.update(|panels| panels.retain(|(other, _)| *other != id));
            self.deleted.update(|deleted| deleted.push(id));
            match neighbour {
                Some(neighbour) => self.choose(neighbour),
                None => self.cursor.clear(),
            }
            dom::focus(LIST);
            self.stay_in_view();
        }
    }

    /// Keeps the chosen row in view when something comes beside the list and takes some of its height: the list knows of that
    /// a frame later.
    fn stay_in_view(self) {
        request_animation_frame(move || {
            request_animation_frame(move || {
                if let Some(chosen) = self.cursor.selected().try_get_untracked().flatten() {
                    self.cursor.reveal(chosen);
                }
            });
        });
    }

    /// Takes the last deletion of this page back; false when there is none.
    pub(super) fn undo(self) -> bool {
        let Some(id) = self.deleted.try_update(Vec::pop).flatten() else { return false };
        self.open.restore(id);
        self.choose(id);
        dom::focus(LIST);
        true
    }

    /// The last deletion that can be taken back.
    pub(super) fn last_deleted(self) -> Option<RecordId> {
        let is_deleted =
            |id: &RecordId| self.open.with(|reading| reading.entries.get(id).is_some_and(|e| e.is_deleted));
        self.deleted.with(|deleted| deleted.last().copied()).filter(is_deleted)
    }

    /// Forgets that deletions can be taken back.
    pub(super) fn forget_deleted(self) {
        self.deleted.set(Vec::new());
    }

    /// Brings an entry that was just said into view, without choosing it.
    pub(super) fn follow(self, id: RecordId) {
        self.cursor.clear();
        self.cursor.reveal(RowKey::Entry(id));
    }

    /// Shows where the timeline is searched.
    pub(super) fn find(self) {
        self.is_finding.set(true);
        self.stay_in_view();
        // Where it is shown already; otherwise it takes the focus, and what is typed for it, when it comes.
        if !dom::focus("find") {
            self.commands.hold();
        }
    }
}

/// The entries in order, by day.
#[component]
pub(super) fn Timeline(
    /// Keys that move no choice and are no command.
    on_key: Callback<KeyboardEvent>,
) -> impl IntoView {
    let (open, view) = (OpenIncident::expect(), TimelineView::expect());
    // Of what goes on the latest is wanted first, of what is over the beginning.
    let follows_end =
        open.with_untracked(|reading| !matches!(reading.incident.phase(), Some(Phase::Resolved | Phase::Closed)));
    let zone = open.zone();
    let order = memo(move || {
        let zone = zone.get();
        // Deleted by somebody else while it is corrected here: the correction stays where it can be finished.
        let corrected = view.panels.with(|panels| {
            let edits = panels.iter().filter(|(_, panel)| *panel == Panel::Edit);
            edits.map(|(id, _)| *id).collect::<Vec<RecordId>>()
        });
        open.with(|reading| {
            let mut rows: Vec<RowKey> = Vec::with_capacity(reading.incident.order.len() + 8);
            let (mut day, mut times) = (0, 0);
            for id in &reading.incident.order {
                let entry = reading.entries.get(id);
                if let Some(at) = entry.and_then(|entry| entry.precise()) {
                    let next = when::day_number(at, &zone);
                    if next != day {
                        (day, times) = (next, times + 1);
                        rows.push(RowKey::Day(day, times));
                    }
                }
                rows.push(RowKey::Entry(*id));
            }
            let is_deleted = |id: &RecordId| reading.entries.get(id).is_some_and(|entry| entry.is_deleted);
            rows.extend(corrected.into_iter().filter(is_deleted).map(RowKey::Entry));
            Arc::new(rows)
        })
    });
    // A day is no entry: whoever comes to one goes on in the same direction, or back where there is nothing more.
    let came_from = StoredValue::new(None::<RowKey>);
    effect(move || {
        let chosen = view.cursor.selected().get();
        let before = came_from.try_update_value(|before| std::mem::replace(before, chosen)).flatten();
        let Some(RowKey::Day(..)) = chosen else { return };
        order.with_untracked(|order| {
            let place = |key: Option<RowKey>| key.and_then(|key| order.iter().position(|other| *other == key));
            let Some(day) = place(chosen) else { return };
            let goes_up = place(before).is_some_and(|before| before > day) && day > 0;
            if let Some(next) = order.get(if goes_up { day - 1 } else { day + 1 }) {
                view.cursor.select(*next);
            }
        });
    });
    // An edit that was being typed when a page died comes back where it was.
    effect(move || {
        let workbench = open.workbench();
        let lost: Vec<RecordId> = workbench.orphans().with(|orphans| {
            let is_ours = |orphan: &&crate::store::Unsent| {
                orphan.editor == "edit" && orphan.scope == Some(open.scope()) && !workbench.is_own(orphan)
            };
            orphans.iter().filter(is_ours).map(|orphan| orphan.record).collect()
        });
        for id in lost {
            view.open_panel(id, Panel::Edit);
            view.choose(id);
        }
    });
    // A link led to an entry.
    effect(move || {
        if let Some(id) = open.workbench().wanted().get() {
            open.workbench().wanted().set(None);
            if open.with_untracked(|reading| reading.entries.contains_key(&id)) {
                view.choose(id);
                request_animation_frame(|| {
                    dom::focus(LIST);
                });
            }
        }
    });
    view! {
        {while_wanted(move || view.is_finding.get(), move || view! {<PanelOf which=Which::Find />}.into_any())}
        <Window
            order=order
            row=move |key| match key {
                RowKey::Day(day, _) => view! { <DayRule day /> }.into_any(),
                RowKey::Entry(id) => view! { <EntryRow id /> }.into_any(),
            }
            estimate=34.0
            cursor=view.cursor
            label="Timeline"
            id=LIST
            follows_end=follows_end
            on_key=on_key
        />
        {while_wanted(move || view.cursor.in_view().get().below() > 0 && follows_end, move || view! {
            <button class="button jump" tabindex="-1" on:click=on(move |_| view.cursor.go_to_end())>
                {live(move || format!("↓ {} below", view.cursor.in_view().get().below()))}
            </button>
        }.into_any())}
    }
    .into_any()
}

#[component]
fn DayRule(
    /// As in [`RowKey::Day`].
    day: u32,
) -> impl IntoView {
    let zone = OpenIncident::expect().zone();
    view! { <p class="day">{when::day_words(day)}<span class="quiet">{live(move || format!(" · times in {}", zone.get().name()))}</span></p> }
}
