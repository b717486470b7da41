//! The timeline of an incident: what is shown of it, what is in view, what is chosen, what is open, what is looked for.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::entry::EntryRow;
use super::panels::{PanelOf, Which};
use super::when;
use crate::domain::entry::{Entry, Phase};
use crate::domain::id::RecordId;
use crate::domain::shown::{Filter, HarmLine, is_milestone, silences};
use crate::domain::time::{Instant, Precise};
use crate::log::Reading;
use crate::platform::dom;
use crate::platform::zone::AnyZone;
use crate::state::{Commands, OpenIncident};
use crate::ui::window::{Cursor, Window};
use crate::ui::{drawn, effect, live, memo, on, while_wanted};

/// The list's element.
pub(super) const LIST: &str = "timeline";

/// The field of the bar above it.
pub(super) const BAR_FIELD: &str = "bar-field";

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RowKey {
    /// A day begins: its number as `year * 10_000 + month * 100 + day`, and with which entry.
    Day(u32, RecordId),
    /// Silence, before this entry.
    Silence(RecordId),
    /// An entry.
    Entry(RecordId),
}

impl RowKey {
    /// The entry, if it is one.
    fn entry(self) -> Option<RecordId> {
        match self {
            Self::Entry(id) => Some(id),
            Self::Day(..) | Self::Silence(_) => None,
        }
    }
}

impl std::fmt::Display for RowKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(_, id) => write!(f, "day-{id}"),
            Self::Silence(id) => write!(f, "silence-{id}"),
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

/// What is asked for in a bar above the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bar {
    /// Words to find.
    Find,
    /// Which entries are shown.
    Filter,
    /// A time to go to.
    GoTo,
}

/// What the room shows of its timeline, apart from what the incident tells.
#[derive(Clone, Copy)]
pub(super) struct TimelineView {
    open: OpenIncident,
    commands: Commands,
    cursor: Cursor<RowKey>,
    /// Open panels; a row that scrolls out of the document finds its own again.
    panels: RwSignal<Vec<(RecordId, Panel)>>,
    /// The bar above the timeline.
    pub(super) bar: RwSignal<Option<Bar>>,
    /// Which entries are shown.
    pub(super) filter: RwSignal<Filter>,
    /// Entries that are shown although the filter would hide them: said, chosen or corrected since it was set.
    spared: RwSignal<Vec<RecordId>>,
    rows: Memo<Arc<Vec<RowKey>>>,
    silences: Memo<Arc<Vec<(RecordId, i64)>>>,
    harm: Memo<HarmLine>,
    /// The entry that stands elsewhere since its time was corrected, for a moment.
    pub(super) moved: RwSignal<Option<RecordId>>,
    /// Entries this page has put into the trash, the last one last.
    deleted: RwSignal<Vec<RecordId>>,
    /// True while it is shown that the last of them can come back.
    shows_deleted: RwSignal<bool>,
    /// What was said last in this room.
    said_last: RwSignal<Option<RecordId>>,
    /// What is said over the timeline for a moment.
    hint: RwSignal<&'static str>,
}

impl TimelineView {
    /// Provides it.
    pub(super) fn provide(open: OpenIncident) -> Self {
        let panels = RwSignal::new(Vec::new());
        let (filter, spared) = (RwSignal::new(Filter::default()), RwSignal::new(Vec::new()));
        let silences = memo(move || Arc::new(open.with(|reading| silences(reading.timeline()))));
        let harm = memo(move || {
            open.with(|reading| {
                HarmLine::of(&reading.incident, reading.timeline(), |id| reading.entries.get(&id).map(AsRef::as_ref))
            })
        });
        let rows = memo(move || {
            let zone = open.zone().get();
            let silences = silences.get();
            // Deleted by somebody else while it is corrected here: the correction stays where it can be finished.
            let corrected = panels.with(|panels: &Vec<(RecordId, Panel)>| {
                let edits = panels.iter().filter(|(_, panel)| *panel == Panel::Edit);
                edits.map(|(id, _)| *id).collect::<Vec<RecordId>>()
            });
            filter.with(|filter| {
                spared.with(|spared| open.with(|reading| rows(reading, &zone, filter, spared, &silences, &corrected)))
            })
        });
        let this = Self {
            open,
            commands: Commands::expect(),
            cursor: Cursor::default(),
            panels,
            bar: RwSignal::new(None),
            filter,
            spared,
            rows,
            silences,
            harm,
            moved: RwSignal::new(None),
            deleted: RwSignal::new(Vec::new()),
            shows_deleted: RwSignal::new(false),
            said_last: RwSignal::new(None),
            hint: RwSignal::new(""),
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

    /// Chooses an entry and brings it into view, also one that the filter would hide.
    pub(super) fn choose(self, id: RecordId) {
        self.spare(id);
        self.cursor.select(RowKey::Entry(id));
    }

    /// Chooses an entry whose row is on its way to where it now stands, once it is there.
    pub(super) fn choose_soon(self, id: RecordId) {
        request_animation_frame(move || {
            request_animation_frame(move || {
                // Somebody may be elsewhere by now.
                if !self.cursor.is_gone() {
                    self.choose(id);
                }
            });
        });
    }

    /// Shows an entry whatever the filter says.
    fn spare(self, id: RecordId) {
        let is_hidden = !self.filter.with_untracked(Filter::shows_all)
            && !self.rows.with_untracked(|rows| rows.contains(&RowKey::Entry(id)));
        if is_hidden {
            self.spared.update(|spared| spared.push(id));
        }
    }

    /// Shows other entries. The chosen one stays where it is as long as it is among them.
    pub(super) fn show_only(self, filter: Filter) {
        self.spared.set(Vec::new());
        self.filter.set(filter);
        if let Some(chosen) = self.cursor.selected().get_untracked() {
            if self.rows.with_untracked(|rows| rows.contains(&chosen)) {
                self.cursor.reveal(chosen);
            } else {
                self.cursor.clear();
            }
        }
    }

    /// How many entries are shown, and how many there are.
    pub(super) fn counts(self) -> (usize, usize) {
        let all = self.open.with(|reading| reading.incident.order.len());
        let is_entry = |key: &&RowKey| key.entry().is_some();
        (
            if self.filter.with(Filter::shows_all) {
                all
            } else {
                self.rows.with(|rows| rows.iter().filter(is_entry).count())
            },
            all,
        )
    }

    /// The entries that are shown, in order.
    fn shown(self) -> Vec<RecordId> {
        self.rows.with_untracked(|rows| rows.iter().filter_map(|key| key.entry()).collect())
    }

    /// Where harm goes on around an entry, as an attribute: just before it, just after it, or both.
    pub(super) fn harm_around(self, entry: &Entry) -> &'static str {
        match self.harm.with(|harm| harm.around(entry)) {
            (true, true) => "before after",
            (true, false) => "before",
            (false, true) => "after",
            (false, false) => "",
        }
    }

    /// Goes to the next milestone, or to the one before. Without a choice from what is in view.
    pub(super) fn go_to_milestone(self, is_forward: bool) {
        let shown = self.shown();
        let chosen = self.chosen_untracked();
        let place = chosen.and_then(|id| shown.iter().position(|other| *other == id));
        let milestones = self.open.with_untracked(|reading| {
            let is_meant = |id: &RecordId| reading.entries.get(id).is_some_and(|entry| is_milestone(entry));
            shown.iter().enumerate().filter(|(_, id)| is_meant(id)).map(|(place, _)| place).collect::<Vec<_>>()
        });
        let next = match (place, is_forward) {
            (Some(place), true) => milestones.iter().find(|other| **other > place),
            (Some(place), false) => milestones.iter().rfind(|other| **other < place),
            (None, true) => milestones.first(),
            (None, false) => milestones.last(),
        };
        match next {
            Some(place) => self.choose(shown[*place]),
            None => {
                self.hint(if is_forward { "No milestone comes after this" } else { "No milestone comes before this" })
            }
        }
        dom::focus(LIST);
    }

    /// Says something over the timeline for a moment.
    fn hint(self, text: &'static str) {
        const MILLIS: i32 = 2_500;
        self.hint.set(text);
        spawn_local(async move {
            dom::sleep(MILLIS).await;
            let _ = self.hint.try_set("");
        });
    }

    /// Goes to the first entry at that time or after it, or to the last one.
    pub(super) fn go_to(self, at: Instant) {
        let shown = self.shown();
        let found = self.open.with_untracked(|reading| {
            let is_there =
                |id: &&RecordId| reading.entries.get(id).and_then(|entry| entry.at).is_some_and(|other| other >= at);
            shown.iter().find(is_there).or(shown.last()).copied()
        });
        if let Some(id) = found {
            self.choose(id);
        }
    }

    /// Near which time a time of day is meant: that of the chosen entry, or of the last one.
    pub(super) fn near(self) -> Option<Precise> {
        let id = self.chosen_untracked().or_else(|| self.shown().last().copied())?;
        self.open.with_untracked(|reading| reading.entries.get(&id)?.precise())
    }

    /// What was said last in this room.
    pub(super) fn said_last(self) -> Signal<Option<RecordId>> {
        self.said_last.into()
    }

    fn chosen_untracked(self) -> Option<RecordId> {
        self.cursor.selected().get_untracked().and_then(RowKey::entry)
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
        let shown = self.shown();
        if let Some(id) = if is_last { shown.last() } else { shown.first() } {
            self.choose(*id);
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
        let order = self.shown();
        let position = order.iter().position(|other| *other == id);
        let neighbour = position.and_then(|position| {
            order.get(position + 1).or_else(|| position.checked_sub(1).and_then(|before| order.get(before))).copied()
        });
        if self.open.delete(id) {
            // What was typed into it waits for whoever takes it out of the trash.
            self.panels.update(|panels| panels.retain(|(other, _)| *other != id));
            self.deleted.update(|deleted| deleted.push(id));
            self.shows_deleted.set(true);
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
                // Somebody may be elsewhere by now.
                if let Some(chosen) = self.cursor.selected_if_there() {
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

    /// The last deletion that can be taken back, for a while after it.
    pub(super) fn last_deleted(self) -> Option<RecordId> {
        if !self.shows_deleted.get() {
            return None;
        }
        let is_deleted =
            |id: &RecordId| self.open.with(|reading| reading.entries.get(id).is_some_and(|e| e.is_deleted));
        self.deleted.with(|deleted| deleted.last().copied()).filter(is_deleted)
    }

    /// Shows no more that the last deletion can be taken back, which it still can.
    pub(super) fn forget_deleted(self) {
        self.shows_deleted.set(false);
    }

    /// Brings an entry that was just said into view, without choosing it.
    pub(super) fn follow(self, id: RecordId) {
        self.said_last.set(Some(id));
        self.spare(id);
        self.cursor.clear();
        self.cursor.reveal(RowKey::Entry(id));
    }

    /// Shows a bar above the timeline, and goes to its field.
    pub(super) fn ask(self, bar: Bar) {
        let is_there = self.bar.get_untracked() == Some(bar);
        // Where it is shown already; otherwise it takes the focus, and what is typed for it, when it comes.
        if !is_there || !dom::focus(BAR_FIELD) {
            self.commands.hold();
            self.bar.set(Some(bar));
            self.stay_in_view();
        }
    }

    /// Takes the bar away; the focus goes to the timeline.
    pub(super) fn close_bar(self) {
        self.bar.set(None);
        self.enter();
    }
}

/// The rows of an incident: days, silences where everything is shown, and the entries that are.
fn rows(
    reading: &Reading,
    zone: &AnyZone,
    filter: &Filter,
    spared: &[RecordId],
    silences: &[(RecordId, i64)],
    corrected: &[RecordId],
) -> Arc<Vec<RowKey>> {
    let mut rows: Vec<RowKey> = Vec::with_capacity(reading.incident.order.len() + 8);
    let shows_all = filter.shows_all();
    let mut silences = silences.iter().map(|(id, _)| *id).peekable();
    let mut day = 0;
    for entry in reading.timeline() {
        let id = &entry.id;
        if !shows_all && !filter.shows(entry, dom::lower_case) && !spared.contains(id) && !corrected.contains(id) {
            continue;
        }
        if shows_all && silences.next_if_eq(id).is_some() {
            rows.push(RowKey::Silence(*id));
        }
        if let Some(at) = entry.precise() {
            let next = when::day_number(at, zone);
            if next != day {
                day = next;
                rows.push(RowKey::Day(day, *id));
            }
        }
        rows.push(RowKey::Entry(*id));
    }
    let is_deleted = |id: &&RecordId| reading.entries.get(id).is_some_and(|entry| entry.is_deleted);
    rows.extend(corrected.iter().filter(is_deleted).map(|id| RowKey::Entry(*id)));
    Arc::new(rows)
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
    let order = view.rows;
    // A day is no entry, and silence is none: whoever comes to one goes on in the same direction, or back where there is
    // nothing more.
    let came_from = StoredValue::new(None::<RowKey>);
    effect(move || {
        let chosen = view.cursor.selected().get();
        let before = came_from.try_update_value(|before| std::mem::replace(before, chosen)).flatten();
        let Some(key) = chosen.filter(|key| key.entry().is_none()) else { return };
        order.with_untracked(|order| {
            let place = |key: RowKey| order.iter().position(|other| *other == key);
            let Some(here) = place(key) else { return };
            let goes_up = before.and_then(place).is_some_and(|before| before > here);
            let is_entry = |key: &&RowKey| key.entry().is_some();
            let above = || order[..here].iter().rfind(is_entry);
            let below = || order[here..].iter().find(is_entry);
            if let Some(next) = if goes_up { above().or_else(below) } else { below().or_else(above) } {
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
        // What is none of its entries is for the page that comes.
        let is_here = |id: &RecordId| open.with_untracked(|reading| reading.entries.contains_key(id));
        if let Some(id) = open.workbench().wanted().get().filter(is_here) {
            open.workbench().wanted().set(None);
            view.choose(id);
            request_animation_frame(|| {
                dom::focus(LIST);
            });
        }
    });
    view! {
        {drawn(move || view.bar.get().map(|bar| view! { <PanelOf which=Which::Bar(bar) /> }).into_any())}
        {while_wanted(
            move || !view.filter.with(Filter::shows_all),
            move || view! {
                <p class="hiding" role="status">
                    {live(move || {
                        let (shown, all) = view.counts();
                        format!("{shown} of {all} entries shown, {} hidden ", all - shown)
                    })}
                    <button class="link" on:click=on(move |_| view.show_only(Filter::default()))>"Show all"</button>
                </p>
            }.into_any(),
        )}
        <Window
            order=order
            row=move |key| match key {
                RowKey::Day(day, _) => view! { <DayRule day /> }.into_any(),
                RowKey::Silence(id) => view! { <Silence id /> }.into_any(),
                RowKey::Entry(id) => view! { <EntryRow id /> }.into_any(),
            }
            estimate=34.0
            cursor=view.cursor
            label="Timeline"
            id=LIST
            follows_end=follows_end
            on_key=on_key
        />
        <p class="timeline__hint" role="status">{live(move || view.hint.get())}</p>
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

/// Nobody said anything for a while.
#[component]
fn Silence(
    /// The entry that ended it.
    id: RecordId,
) -> impl IntoView {
    let view = TimelineView::expect();
    let entry = view.open.entry(id);
    let harm =
        move || entry.with(|entry| entry.as_ref().is_some_and(|entry| view.harm_around(entry).starts_with("before")));
    let length = move || {
        let millis =
            view.silences.with(|silences| silences.iter().find(|(other, _)| *other == id).map(|(_, millis)| *millis));
        millis.map(|millis| format!("{} without an entry", when::length(millis)))
    };
    view! { <p class="silence" data-harm=live(move || harm().then_some("before after"))>{live(length)}</p> }
}
