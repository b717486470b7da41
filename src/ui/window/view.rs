//! The component: what has to be made for each kind of key, and the elements around the rows.

use std::fmt::Display;
use std::rc::Rc;
use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event as DomEvent};

use super::change::{Change, changes, moved};
use super::cursor::Cursor;
use super::grid::{Edge, Event, Grid, Source, Step};

/// A list of which only the rows in view are in the document. The scroller takes the focus; arrows, page keys, Home and End
/// choose a row, and every other key goes to `on_key`, except what is typed into a field inside of a row.
///
/// The list needs a height from outside: without one it takes that of its parent, at most that of the window.
#[component]
pub fn Window<K, R, V>(
    /// The rows in order, by id; none twice.
    #[prop(into)]
    order: Signal<Arc<Vec<K>>>,
    /// What one row shows.
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
    K: Copy + PartialEq + Send + Sync + Display + 'static,
    R: Fn(K) -> V + 'static,
    V: IntoView + 'static,
{
    let list = List { order, known: Arc::default(), row, cursor, id: id.clone() };
    let grid = Rc::new(Grid::new(Box::new(list), estimate, follows_end, cursor.in_view, cursor.is_at_end));
    cursor.grid.set_value(Rc::downgrade(&grid));
    elements(grid, Signal::derive(move || order.track()), label, id, on_key)
}

/// The rows, as far as they have a type.
struct List<K: Send + Sync + 'static, R> {
    order: Signal<Arc<Vec<K>>>,
    /// The order that the grid shows.
    known: Arc<Vec<K>>,
    row: R,
    cursor: Cursor<K>,
    id: String,
}

impl<K: Copy + PartialEq + Send + Sync + 'static, R> List<K, R> {
    /// Where a row is, looked for from `hint` on.
    fn position(&self, id: K, hint: usize) -> Option<usize> {
        let (before, behind) = self.known.split_at(hint.min(self.known.len()));
        let found = behind.iter().position(|other| *other == id).map(|offset| before.len() + offset);
        found.or_else(|| before.iter().rposition(|other| *other == id))
    }
}

impl<K, R, V> Source for List<K, R>
where
    K: Copy + PartialEq + Send + Sync + Display + 'static,
    R: Fn(K) -> V + 'static,
    V: IntoView + 'static,
{
    fn id(&self, position: usize) -> String {
        format!("{}-{}", self.id, self.known[position])
    }

    fn view(&self, position: usize) -> AnyView {
        (self.row)(self.known[position]).into_any()
    }

    fn adopt(&mut self, watched: &mut [Option<usize>]) -> Vec<Change> {
        let Some(order) = self.order.try_get_untracked() else { return Vec::new() };
        let changes = changes(&self.known, &order);
        for place in watched.iter_mut() {
            *place = place.and_then(|old| {
                let came = || changes.iter().flat_map(|change| change.new.clone());
                moved(&changes, old).or_else(|| came().find(|new| order[*new] == self.known[old]))
            });
        }
        self.known = order;
        changes
    }

    fn selected(&self, hint: usize) -> Option<usize> {
        self.position(self.cursor.selected.try_get_untracked()??, hint)
    }

    fn wanted(&self, hint: usize) -> Option<(usize, Edge)> {
        let (id, edge) = self.cursor.wanted.try_get_value()??;
        let position = self.position(id, hint)?;
        self.cursor.wanted.set_value(None);
        Some((position, edge))
    }

    fn select(&self, position: usize) {
        self.cursor.wanted.set_value(None);
        self.cursor.selected.set(self.known.get(position).copied());
    }
}

fn elements(
    grid: Rc<Grid>,
    order: Signal<()>,
    label: String,
    id: String,
    on_key: Option<Callback<KeyboardEvent>>,
) -> AnyView {
    let scroller = NodeRef::<Div>::new();
    for (name, is_printing) in [("beforeprint", true), ("afterprint", false)] {
        let grid = Rc::downgrade(&grid);
        let listener = window_event_listener_untyped(name, move |_| {
            if let Some(grid) = grid.upgrade() {
                grid.tell(Event::Printing(is_printing));
            }
        });
        on_cleanup(move || listener.remove());
    }
    let changed = Rc::clone(&grid);
    Effect::new(move |_| {
        order.track();
        if let Some(scroller) = scroller.get() {
            changed.attach(&scroller);
            // What rows read while they are made is none of this effect's business.
            untrack(|| changed.tell(Event::Order));
        }
    });
    let (scrolled, pressed) = (Rc::clone(&grid), Rc::clone(&grid));
    view! {
        <div
            node_ref=scroller
            id=id
            class="window"
            tabindex="0"
            role="grid"
            aria-label=label
            on:scroll=move |_| scrolled.tell(Event::Scrolled)
            on:mousedown=move |event| {
                if let Some(position) = row_of(&event) {
                    pressed.tell(Event::Pressed(position));
                }
            }
            on:keydown=move |event| {
                if is_typed_into_a_field(&event) {
                    return;
                }
                if let Some(step) = step(&event) {
                    event.prevent_default();
                    grid.tell(Event::Step(step));
                } else if let Some(on_key) = on_key {
                    on_key.run(event);
                }
            }
        >
            <div class="window__sizer" role="presentation">
                <div class="window__rows" role="rowgroup"></div>
            </div>
        </div>
    }
    .into_any()
}

/// The position of the row in which something happened.
fn row_of(event: &DomEvent) -> Option<usize> {
    let row = closest(event, ".window__row")?;
    row.get_attribute("aria-rowindex")?.parse::<usize>().ok()?.checked_sub(1)
}

fn closest(event: &DomEvent, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Keys belong to the field they are typed into.
fn is_typed_into_a_field(event: &KeyboardEvent) -> bool {
    event.default_prevented() || closest(event, "input, textarea, select, [contenteditable]").is_some()
}

/// Where a key moves the choice to, if it does.
fn step(event: &KeyboardEvent) -> Option<Step> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    Some(match event.key().as_str() {
        "ArrowDown" => Step::By(1),
        "ArrowUp" => Step::By(-1),
        "PageDown" => Step::Page(1),
        "PageUp" => Step::Page(-1),
        "Home" => Step::First,
        "End" => Step::Last,
        _ => return None,
    })
}
