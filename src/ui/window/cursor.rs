//! Which row of a list is chosen and which are in view, and the way to choose and to see others.

use std::rc::Weak;

use leptos::prelude::*;

use super::grid::{Edge, Event, Grid, Step};

/// Which row is chosen, and the way to choose another. It may be used before its list is there, and for rows that the list
/// does not have yet: they are shown when they come.
#[derive(Debug)]
pub struct Cursor<K: 'static> {
    pub(super) selected: RwSignal<Option<K>>,
    /// What is to be shown as soon as it can be.
    pub(super) wanted: StoredValue<Option<(K, Edge)>>,
    pub(super) in_view: RwSignal<InView>,
    pub(super) is_at_end: RwSignal<bool>,
    pub(super) grid: StoredValue<Weak<Grid>, LocalStorage>,
}

/// Which rows are in view, whole or in part, by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InView {
    /// The first one.
    pub first: usize,
    /// The one behind the last one.
    pub past: usize,
    /// How many rows the list has.
    pub count: usize,
}

impl InView {
    /// How many rows are above those in view.
    pub fn above(self) -> usize {
        self.first
    }

    /// How many rows are below those in view.
    pub fn below(self) -> usize {
        self.count - self.past
    }
}

impl<K> Clone for Cursor<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Cursor<K> {}

impl<K: Copy + PartialEq + Send + Sync + 'static> Default for Cursor<K> {
    fn default() -> Self {
        Self {
            selected: RwSignal::new(None),
            wanted: StoredValue::new(None),
            in_view: RwSignal::new(InView::default()),
            is_at_end: RwSignal::new(true),
            grid: StoredValue::new_local(Weak::new()),
        }
    }
}

impl<K: Copy + PartialEq + Send + Sync + 'static> Cursor<K> {
    /// The chosen row.
    pub fn selected(self) -> Signal<Option<K>> {
        self.selected.into()
    }

    /// The chosen row now; none where the list is gone, as it may be for what is done a frame later.
    pub fn selected_if_there(self) -> Option<K> {
        self.selected.try_get_untracked().flatten()
    }

    /// True once the list is gone.
    pub fn is_gone(self) -> bool {
        self.selected.is_disposed()
    }

    /// Chooses a row and brings it into view.
    pub fn select(self, id: K) {
        self.selected.set(Some(id));
        self.want(id, Edge::Nearest);
    }

    /// Chooses no row.
    pub fn clear(self) {
        self.selected.set(None);
        self.tell(Event::Selected);
    }

    /// Brings a row into view without choosing it.
    pub fn reveal(self, id: K) {
        self.want(id, Edge::Nearest);
    }

    /// Brings a row to the top without choosing it.
    pub fn show(self, id: K) {
        self.want(id, Edge::Top);
    }

    /// Chooses the row that stands so many rows further down, or up if negative, and brings it into view. Where none is
    /// chosen, the first row in view.
    pub fn step(self, rows: isize) {
        self.tell(Event::Step(Step::By(rows)));
    }

    /// Chooses the first row.
    pub fn first(self) {
        self.tell(Event::Step(Step::First));
    }

    /// Chooses the last row.
    pub fn last(self) {
        self.tell(Event::Step(Step::Last));
    }

    /// Goes to the list's end without choosing a row; a list that follows its end follows it from then on.
    pub fn go_to_end(self) {
        self.tell(Event::GoToEnd);
    }

    /// True when the list's end is in view.
    pub fn is_at_end(self) -> Signal<bool> {
        self.is_at_end.into()
    }

    /// Which rows are in view, and how many there are above and below.
    pub fn in_view(self) -> Signal<InView> {
        self.in_view.into()
    }

    fn want(self, id: K, edge: Edge) {
        self.wanted.set_value(Some((id, edge)));
        self.tell(Event::Wanted);
    }

    fn tell(self, event: Event) {
        if let Some(grid) = self.grid.try_get_value().and_then(|grid| grid.upgrade()) {
            grid.tell(event);
        }
    }
}
