//! The list in the document.
//!
//! The scroller holds a sizer as high as all rows, and in it the rows in view, moved to their place by a transform. What a
//! person looks at stays where it is: the list is anchored to the first row in view, by its id, so that rows that arrive
//! or grow above it move the scroll position and not the text. Scrolled to its end, it stays at its end.

use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::html::{Div, Ol};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::rows::Rows;

/// Rows beyond the edges of the viewport that are in the document all the same, so that a step of scrolling shows no gap.
const OVERSCAN: usize = 6;

/// How near to its end the list counts as being there, in pixels.
const AT_END: f64 = 12.0;

/// Which row is chosen, and the way to choose another.
#[derive(Debug)]
pub struct Cursor<K: 'static> {
    selected: RwSignal<Option<K>>,
    wanted: RwSignal<Option<(K, Edge)>>,
}

impl<K> Clone for Cursor<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Cursor<K> {}

/// Where a row that is shown comes to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// At the nearest place at which it is whole.
    Nearest,
    /// At the top.
    Top,
}

impl<K: Copy + PartialEq + Send + Sync + 'static> Default for Cursor<K> {
    fn default() -> Self {
        Self { selected: RwSignal::new(None), wanted: RwSignal::new(None) }
    }
}

impl<K: Copy + PartialEq + Send + Sync + 'static> Cursor<K> {
    /// The chosen row.
    pub fn selected(self) -> Signal<Option<K>> {
        self.selected.into()
    }

    /// Chooses a row and brings it into view.
    pub fn select(self, id: K) {
        self.selected.set(Some(id));
        self.wanted.set(Some((id, Edge::Nearest)));
    }

    /// Chooses no row.
    pub fn clear(self) {
        self.selected.set(None);
    }

    /// Brings a row into view without choosing it.
    pub fn reveal(self, id: K) {
        self.wanted.set(Some((id, Edge::Nearest)));
    }

    /// Brings a row to the top without choosing it.
    pub fn show(self, id: K) {
        self.wanted.set(Some((id, Edge::Top)));
    }
}

/// Where the viewport is, and what it is anchored to.
#[derive(Debug, Clone, Copy, PartialEq)]
struct View<K> {
    top: f64,
    height: f64,
    /// The row to keep in place, and how far its top is below the viewport's.
    anchor: Option<(K, f64)>,
    is_at_end: bool,
}

/// A list of which only the rows in view are in the document. The scroller takes the focus; arrows, page keys, Home and End
/// choose a row, and every other key goes to `on_key`.
#[component]
pub fn Window<K, R, V>(
    /// The rows in order, by id.
    #[prop(into)]
    order: Signal<Arc<Vec<K>>>,
    /// What one row shows, inside its list item.
    row: R,
    /// The height of a row that was never shown, in pixels.
    estimate: f32,
    /// Which row is chosen.
    cursor: Cursor<K>,
    /// What the list is, for those who cannot see it.
    #[prop(into)]
    label: String,
    /// The element's id, and the start of its rows'.
    #[prop(into)]
    id: String,
    /// True when the list opens at its end and follows it.
    #[prop(optional)]
    follows_end: bool,
    /// Keys that do not move the choice.
    #[prop(optional, into)]
    on_key: Option<Callback<KeyboardEvent>>,
) -> impl IntoView
where
    K: Copy + Eq + Hash + Send + Sync + std::fmt::Display + SerializableKeyed + 'static,
    R: Fn(K) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let rows = RwSignal::new(Rows::<K>::new(estimate));
    let view = RwSignal::new(View::<K> { top: 0.0, height: 0.0, anchor: None, is_at_end: follows_end });
    let is_printing = RwSignal::new(false);
    let scroller = NodeRef::<Div>::new();
    let list = NodeRef::<Ol>::new();

    let visible = Memo::new(move |_| {
        let view = view.get();
        rows.with(|rows| if is_printing.get() { 0..rows.len() } else { visible(rows, view.top, view.height) })
    });
    let shown = Memo::new(move |_| rows.with(|rows| rows.ids(visible.get()).to_vec()));
    let handle = Handle { rows, view, scroller, list };

    // The order changes: rows move, the anchor stays.
    Effect::new(move |_| {
        let is_changed = order.with(|order| rows.try_update_untracked(|rows| rows.replace(order)).unwrap_or(false));
        if is_changed {
            rows.notify();
            handle.settle();
        }
    });
    // Rows were put into the document: measure them once the browser has laid them out.
    Effect::new(move |_| {
        shown.track();
        handle.measure_soon();
    });
    Effect::new(move |_| {
        if let Some((id, edge)) = cursor.wanted.get() {
            handle.bring(id, edge);
        }
    });
    handle.observe_sizes();
    for (event, value) in [("beforeprint", true), ("afterprint", false)] {
        let event = leptos::ev::Custom::<web_sys::Event>::new(event);
        let listener = window_event_listener(event, move |_| is_printing.set(value));
        on_cleanup(move || listener.remove());
    }

    let row_id = {
        let id = id.clone();
        move |key: K| format!("{id}-{key}")
    };
    let active = {
        let row_id = row_id.clone();
        move || cursor.selected.get().map(&row_id)
    };
    let keys = move |event: KeyboardEvent| {
        if !handle.move_cursor(cursor, &event)
            && let Some(on_key) = on_key
        {
            on_key.run(event);
        }
    };
    view! {
        <div
            node_ref=scroller
            id=id
            class="window"
            tabindex="0"
            role="grid"
            aria-label=label
            aria-rowcount=move || rows.with(Rows::len)
            aria-activedescendant=active
            on:scroll=move |_| handle.scrolled()
            on:keydown=keys
        >
            <div class="window__sizer" role="presentation" style:height=move || pixels(rows.with(Rows::total))>
                <ol
                    node_ref=list
                    class="window__rows"
                    role="rowgroup"
                    style:transform=move || {
                        let start = visible.with(|visible| visible.start);
                        format!("translateY({})", pixels(rows.with(|rows| rows.offset(start))))
                    }
                >
                    <For each=move || shown.get() key=|key| *key let:key>
                        <li
                            id=row_id(key)
                            class="window__row"
                            role="row"
                            aria-rowindex=move || {
                                let hint = visible.with(|visible| visible.start);
                                rows.with(|rows| rows.position(key, hint).map(|position| position + 1))
                            }
                            aria-selected=move || (cursor.selected.get() == Some(key)).to_string()
                            on:mousedown=move |_| cursor.selected.set(Some(key))
                        >
                            {row(key)}
                        </li>
                    </For>
                </ol>
            </div>
        </div>
    }
    .into_any()
}

/// What a key must be for a keyed list.
pub trait SerializableKeyed: leptos::tachys::view::keyed::SerializableKey {}

impl<T: leptos::tachys::view::keyed::SerializableKey> SerializableKeyed for T {}

fn pixels(value: f64) -> String {
    format!("{value:.1}px")
}

fn visible<K: Copy + PartialEq>(rows: &Rows<K>, top: f64, height: f64) -> Range<usize> {
    if rows.is_empty() {
        return 0..0;
    }
    let first = rows.at(top).saturating_sub(OVERSCAN);
    let last = (rows.at(top + height) + 1 + OVERSCAN).min(rows.len());
    first..last
}

/// The parts that act together.
struct Handle<K: 'static> {
    rows: RwSignal<Rows<K>>,
    view: RwSignal<View<K>>,
    scroller: NodeRef<Div>,
    list: NodeRef<Ol>,
}

impl<K> Clone for Handle<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Handle<K> {}

impl<K: Copy + Eq + Hash + Send + Sync + 'static> Handle<K> {
    /// The person scrolled: the viewport moves, and the first row in view becomes the anchor.
    fn scrolled(self) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let (top, height) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
        let next = self.rows.with_untracked(|rows| {
            let position = rows.at(top);
            let anchor = rows.id(position).map(|id| (id, rows.offset(position) - top));
            View { top, height, anchor, is_at_end: top + height >= rows.total() - AT_END }
        });
        if self.view.get_untracked() != next {
            self.view.set(next);
        }
    }

    /// Puts the anchor back to where it was after rows have changed.
    fn settle(self) {
        let view = self.view.get_untracked();
        let top = self.rows.with_untracked(|rows| match view.anchor {
            _ if view.is_at_end => Some((rows.total() - view.height).max(0.0)),
            Some((id, below)) => rows.position(id, rows.at(view.top)).map(|position| rows.offset(position) - below),
            None => None,
        });
        if let Some(top) = top.filter(|top| (top - view.top).abs() >= 0.5) {
            self.view.update(|view| view.top = top);
            self.scroll_soon(top);
        } else if view.height == 0.0 {
            self.scrolled();
        }
    }

    /// Scrolls once the sizer has its new height.
    fn scroll_soon(self, top: f64) {
        request_animation_frame(move || {
            if let Some(Some(scroller)) = self.scroller.try_get_untracked() {
                scroller.set_scroll_top(top.round() as i32);
            }
        });
    }

    fn measure_soon(self) {
        request_animation_frame(move || self.measure());
    }

    /// Measures the rows in the document. What grew above the anchor moves the scroll position.
    fn measure(self) {
        let Some(Some(list)) = self.list.try_get_untracked() else { return };
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let children = list.children();
        let first_id = children.item(0).map(|child| child.id());
        let view = self.view.get_untracked();
        let height = f64::from(scroller.client_height());
        let start = self.rows.with_untracked(|rows| visible(rows, view.top, view.height).start);
        let _ = first_id;
        let mut is_changed = false;
        self.rows.update_untracked(|rows| {
            for index in 0..children.length() {
                let Some(child) = children.item(index) else { continue };
                let height = child.unchecked_ref::<HtmlElement>().get_bounding_client_rect().height() as f32;
                is_changed |= rows.measure(start + index as usize, height);
            }
        });
        if (height - view.height).abs() >= 0.5 {
            self.view.update(|view| view.height = height);
        }
        if is_changed {
            self.rows.notify();
            self.settle();
        }
    }

    /// Rows also change their height by themselves: an editor opens, the window gets narrower.
    fn observe_sizes(self) {
        let changed = Closure::<dyn FnMut()>::new(move || self.measure());
        let Ok(observer) = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()) else { return };
        let observer = StoredValue::new_local((observer, changed));
        Effect::new(move |_| {
            if let (Some(list), Some(scroller)) = (self.list.get(), self.scroller.get()) {
                observer.with_value(|(observer, _)| {
                    observer.observe(&list);
                    observer.observe(&scroller);
                });
            }
        });
        on_cleanup(move || {
            observer.try_with_value(|(observer, _)| observer.disconnect());
        });
    }

    /// Brings a row into view.
    fn bring(self, id: K, edge: Edge) {
        let view = self.view.get_untracked();
        let place = self.rows.with_untracked(|rows| {
            let position = rows.position(id, rows.at(view.top))?;
            Some((rows.offset(position), rows.offset(position + 1)))
        });
        let Some((from, to)) = place else { return };
        let top = match edge {
            Edge::Top => from,
            Edge::Nearest if from < view.top => from,
            Edge::Nearest if to > view.top + view.height => to - view.height,
            Edge::Nearest => return,
        };
        self.view.update(|view| {
            view.top = top.max(0.0);
            view.anchor = Some((id, from - view.top));
            view.is_at_end = false;
        });
        self.scroll_soon(top);
    }

    /// Moves the choice by a key; false for keys that do not.
    fn move_cursor(self, cursor: Cursor<K>, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return false;
        }
        let view = self.view.get_untracked();
        let next = self.rows.with_untracked(|rows| {
            let last = rows.len().checked_sub(1)?;
            let near = rows.at(view.top);
            let current = cursor.selected.get_untracked().and_then(|id| rows.position(id, near));
            let page = (rows.at(view.top + view.height) - near).max(1);
            let position = match (event.key().as_str(), current) {
                ("ArrowDown", Some(current)) => (current + 1).min(last),
                ("ArrowUp", Some(current)) => current.saturating_sub(1),
                ("ArrowDown" | "ArrowUp", None) => near,
                ("PageDown", current) => (current.unwrap_or(near) + page).min(last),
                ("PageUp", current) => current.unwrap_or(near).saturating_sub(page),
                ("Home", _) => 0,
                ("End", _) => last,
                _ => return None,
            };
            rows.id(position)
        });
        if let Some(id) = next {
            event.prevent_default();
            cursor.select(id);
        }
        next.is_some()
    }
}
