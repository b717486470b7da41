//! The list in the document: one copy of all this, whatever the rows are.
//!
//! The scroller holds a sizer as high as all rows, and in it the rows in view, moved to their place by a transform. What a
//! person looks at stays where it is: the list holds on to the first row in view, so that rows that arrive, go or grow
//! above it move the scroll position and not the text. Scrolled to its end, a list that follows its end stays there.
//!
//! Everything happens in the event that causes it and is settled before the browser paints: rows are put into the document
//! by the scroll event itself, and an observer tells their sizes after the layout and before the painting of that frame.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::{Rc, Weak};

use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleDeclaration, Element, HtmlElement, Node, ResizeObserver};

use super::change::Change;
use super::cursor::InView;
use super::heights::Heights;
use super::row::{Row, pixels};

/// How far beyond the edges of the viewport rows are in the document all the same, in pixels, so that a step of scrolling
/// shows no gap.
const OVERSCAN: f64 = 160.0;

/// How near to its end the list counts as being there, in pixels.
const AT_END: f64 = 12.0;

/// What the rows are: the one part that has to be made for each kind of list.
pub(super) trait Source {
    /// The id of a row's element.
    fn id(&self, position: usize) -> String;
    /// What a row shows.
    fn view(&self, position: usize) -> AnyView;
    /// Takes over the new order, says what changed, and writes to `watched` where each of these rows stands now.
    fn adopt(&mut self, watched: &mut [Option<usize>]) -> Vec<Change>;
    /// Where the chosen row is.
    fn selected(&self, hint: usize) -> Option<usize>;
    /// The row that is to be shown, once: if it is there.
    fn wanted(&self, hint: usize) -> Option<(usize, Edge)>;
    /// Chooses a row.
    fn select(&self, position: usize);
}

/// Where a row that is shown comes to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// At the nearest place at which it is whole.
    Nearest,
    /// At the top.
    Top,
}

/// Another row to choose.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    By(isize),
    /// As many rows as are in view, down or up.
    Page(isize),
    First,
    Last,
}

/// What happens to a list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event {
    /// There is a new order.
    Order,
    /// The scroll position is another one.
    Scrolled,
    /// Rows or the scroller may have other sizes.
    Resized,
    /// A frame has passed since rows were put into the document that could not be observed at once.
    Observe,
    /// A row is to be brought into view.
    Wanted,
    /// Another row was chosen, or none.
    Selected,
    /// The row at that position was pressed.
    Pressed(usize),
    Step(Step),
    GoToEnd,
    /// Printing begins, or is over.
    Printing(bool),
}

/// The list, and what has happened to it. Whatever happens while it is busy, for instance because a row that is being made
/// chooses itself, comes after that.
pub(super) struct Grid {
    core: RefCell<Core>,
    events: RefCell<Vec<Event>>,
}

impl std::fmt::Debug for Grid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Grid")
    }
}

impl Grid {
    pub(super) fn new(
        source: Box<dyn Source>,
        estimate: f32,
        follows_end: bool,
        in_view: RwSignal<InView>,
        is_at_end: RwSignal<bool>,
    ) -> Self {
        let core = Core {
            source,
            heights: Heights::new(estimate),
            rows: Vec::new(),
            flow: 0..0,
            is_stale: true,
            elements: None,
            owner: Owner::current().unwrap_or_default().downgrade(),
            spare: Vec::new(),
            top: 0.0,
            height: 0.0,
            hold: if follows_end { Hold::End } else { Hold::Row { position: 0, below: 0.0 } },
            follows_end,
            selected: None,
            is_printing: false,
            is_unsettled: false,
            is_observing: false,
            in_view,
            is_at_end,
        };
        Self { core: RefCell::new(core), events: RefCell::default() }
    }

    /// The list's elements are there.
    pub(super) fn attach(self: &Rc<Self>, scroller: &Element) {
        if let Ok(mut core) = self.core.try_borrow_mut()
            && core.elements.is_none()
        {
            core.elements = Elements::new(scroller, Rc::downgrade(self));
        }
    }

    pub(super) fn tell(&self, event: Event) {
        self.events.borrow_mut().push(event);
        let Ok(mut core) = self.core.try_borrow_mut() else { return };
        while let Some(event) = self.next() {
            core.meet(event);
        }
    }

    fn next(&self) -> Option<Event> {
        let mut events = self.events.borrow_mut();
        (!events.is_empty()).then(|| events.remove(0))
    }
}

#[wasm_bindgen]
extern "C" {
    /// An element with its scroll position as the fraction that it may be.
    type Scroller;

    #[wasm_bindgen(method, getter = scrollTop)]
    fn top(this: &Scroller) -> f64;

    #[wasm_bindgen(method, setter = scrollTop)]
    fn set_top(this: &Scroller, top: f64);
}

/// The elements around the rows, and what was written to them.
struct Elements {
    scroller: Element,
    list: Element,
    sizer_style: CssStyleDeclaration,
    list_style: CssStyleDeclaration,
    /// What every row begins as.
    blank: Node,
    observer: ResizeObserver,
    /// False while the observer was told to look away.
    is_observed: bool,
    on_resize: Closure<dyn FnMut()>,
    grid: Weak<Grid>,
    /// The scroll position as the browser told it last; infinite when it may have another one since.
    top: f64,
    total: f64,
    offset: f64,
    count: Option<usize>,
    active: Option<String>,
}

impl Elements {
    fn new(scroller: &Element, grid: Weak<Grid>) -> Option<Self> {
        let sizer = scroller.first_element_child()?;
        let list = sizer.first_element_child()?;
        // A view that is drawn anew takes over the elements of the one before it, whose rows are none of this grid's.
        list.set_text_content(None);
        let made = |class: &str, role: &str| {
            let element = document().create_element("div").ok()?;
            element.set_class_name(class);
            element.set_attribute("role", role).ok()?;
            Some(element)
        };
        let blank = made("window__row", "row")?;
        blank.set_attribute("aria-selected", "false").ok()?;
        let cell = made("window__cell", "gridcell")?;
        blank.append_child(&cell).ok()?;
        let on_resize = tells(&grid, Event::Resized);
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok()?;
        observer.observe(scroller);
        let style = |element: &Element| element.unchecked_ref::<HtmlElement>().style();
        Some(Self {
            sizer_style: style(&sizer),
            list_style: style(&list),
            scroller: scroller.clone(),
            list,
            blank: blank.into(),
            observer,
            is_observed: true,
            on_resize,
            grid,
            top: 0.0,
            total: 0.0,
            offset: 0.0,
            count: None,
            active: None,
        })
    }

    fn scroller(&self) -> &Scroller {
        self.scroller.unchecked_ref()
    }

    fn height(&self) -> f64 {
        f64::from(self.scroller.client_height())
    }

    /// Takes a row out of the document.
    fn close(&self, row: Row) -> Owner {
        self.observer.unobserve(&row.element);
        row.close()
    }

    /// Says so in the next frame.
    fn tell_soon(&self, event: Event) {
        let grid = Weak::clone(&self.grid);
        request_animation_frame(move || {
            if let Some(grid) = grid.upgrade() {
                grid.tell(event);
            }
        });
    }
}

impl Drop for Elements {
    fn drop(&mut self) {
        // Before the closure it would call is gone.
        self.observer.disconnect();
        let _ = &self.on_resize;
    }
}

fn tells(grid: &Weak<Grid>, event: Event) -> Closure<dyn FnMut()> {
    let grid = Weak::clone(grid);
    Closure::new(move || {
        if let Some(grid) = grid.upgrade() {
            grid.tell(event);
        }
    })
}

/// What stays where it is in the viewport.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Hold {
    /// The top of this row, so far below the top of the viewport.
    Row { position: usize, below: f64 },
    /// The bottom of this row, at the bottom of the viewport; its top where it is higher than that.
    Bottom { position: usize },
    /// The end of the list.
    End,
}

struct Core {
    source: Box<dyn Source>,
    heights: Heights,
    /// The rows in the document, in order.
    rows: Vec<Row>,
    /// Those of them that stand one below the other. Others are in the document because they are chosen or hold the focus.
    flow: Range<usize>,
    /// True when `rows` has to be gone through though `flow` is the same.
    is_stale: bool,
    elements: Option<Elements>,
    /// Owns the list, and so its rows' owners. Weak, for it also owns what holds this.
    owner: WeakOwner,
    /// Owners whose rows are gone. They are used again because their parent never forgets one.
    spare: Vec<Owner>,
    /// The viewport's top, in pixels of the list, and its height.
    top: f64,
    height: f64,
    hold: Hold,
    follows_end: bool,
    selected: Option<usize>,
    is_printing: bool,
    /// True when the scroll position waits for the observer: to write it costs a layout, and once a frame is enough.
    is_unsettled: bool,
    /// True while the observer is being answered: what it is given to observe now, it would complain about.
    is_observing: bool,
    in_view: RwSignal<InView>,
    is_at_end: RwSignal<bool>,
}

impl Core {
    fn meet(&mut self, event: Event) {
        if self.elements.is_none() {
            return;
        }
        match event {
            Event::Order => self.take_over(),
            Event::Scrolled => self.scrolled(),
            Event::Resized => self.resized(),
            Event::Observe => self.observe(),
            Event::Wanted => {
                self.selected = self.source.selected(self.flow.start);
                self.is_stale = true;
                match self.source.wanted(self.flow.start) {
                    Some((position, edge)) => self.bring(position, edge),
                    None => self.settle(false),
                }
            }
            Event::Selected => {
                self.selected = self.source.selected(self.flow.start);
                self.is_stale = true;
                self.settle(false);
            }
            Event::Pressed(position) => {
                self.source.select(position);
                self.selected = Some(position);
                self.is_stale = true;
                self.settle(false);
            }
            Event::Step(step) => self.step(step),
            Event::GoToEnd => {
                let position = self.heights.len().saturating_sub(1);
                self.hold = if self.follows_end { Hold::End } else { Hold::Bottom { position } };
                self.settle(true);
            }
            Event::Printing(is_printing) => self.print(is_printing),
        }
    }

    /// Takes over a new order: rows move, what is held stays.
    fn take_over(&mut self) {
        let old: Vec<usize> = self.rows.iter().map(|row| row.position).collect();
        let mut new: Vec<Option<usize>> = old.iter().map(|position| Some(*position)).collect();
        let changes = self.source.adopt(&mut new);
        if let Some(elements) = self.elements.as_ref().filter(|_| !changes.is_empty()) {
            self.hold = self.moved_hold(&changes, &old, &new);
            let heights: Vec<f32> = old.iter().map(|position| self.heights.height(*position)).collect();
            self.heights.replace(&changes);
            let rows = std::mem::take(&mut self.rows);
            let mut is_in_order = true;
            for ((mut row, position), height) in rows.into_iter().zip(new).zip(heights) {
                let Some(position) = position else {
                    self.spare.push(elements.close(row));
                    continue;
                };
                is_in_order &= self.rows.last().is_none_or(|last| last.position < position);
                row.position = position;
                self.heights.measure(position, height);
                self.rows.push(row);
            }
            if !is_in_order {
                self.put_in_order();
            }
            self.is_stale = true;
        }
        let selected = self.source.selected(self.flow.start);
        self.is_stale |= selected != self.selected;
        self.selected = selected;
        if self.height == 0.0
            && let Some(elements) = &self.elements
        {
            self.height = elements.height();
        }
        match self.source.wanted(self.flow.start) {
            Some((position, edge)) => self.bring(position, edge),
            None => self.settle(false),
        }
    }

    /// What is held after rows have gone from `old` positions to `new` ones; the next row, if the one that was held went.
    fn moved_hold(&self, changes: &[Change], old: &[usize], new: &[Option<usize>]) -> Hold {
        let (Hold::Row { position: held, .. } | Hold::Bottom { position: held }) = self.hold else { return self.hold };
        let index = old.partition_point(|position| *position < held);
        let mut near = (index..old.len()).chain((0..index).rev());
        near.find_map(|index| {
            let below = self.heights.offset(old[index]) - self.top;
            new[index].map(|position| Hold::Row { position, below })
        })
        .unwrap_or_else(|| {
            // All that was in view went: what stands there now is in view.
            let went = changes.iter().find(|change| change.old.contains(&held));
            Hold::Row { position: went.map_or(held, |went| went.new.start), below: 0.0 }
        })
    }

    /// Puts the rows' elements in order. The one with the focus is not touched: it would lose it.
    fn put_in_order(&mut self) {
        let Some(elements) = &self.elements else { return };
        self.rows.sort_by_key(|row| row.position);
        let focused = document().active_element();
        let fixed = self.rows.iter().position(|row| row.holds(focused.as_ref())).unwrap_or(self.rows.len());
        for (index, row) in self.rows.iter().enumerate().filter(|(index, _)| *index != fixed) {
            let next = self.rows.get(fixed).filter(|_| index < fixed).map(|row| row.element.as_ref());
            let _ = elements.list.insert_before(&row.element, next);
        }
    }

    fn scrolled(&mut self) {
        let Some(elements) = &mut self.elements else { return };
        let top = elements.scroller().top();
        // Where it was put by us, it holds what it holds.
        if self.is_printing || self.height == 0.0 || (top - elements.top).abs() < 0.01 {
            return;
        }
        // From a place that it has not been put to yet, it went so far.
        self.top = if self.is_unsettled && elements.top.is_finite() { self.top + top - elements.top } else { top };
        elements.top = top;
        self.hold = if self.follows_end && self.ends() { Hold::End } else { self.first_in_view() };
        self.fill();
        self.write();
    }

    fn first_in_view(&self) -> Hold {
        let position = self.heights.at(self.top);
        Hold::Row { position, below: self.heights.offset(position) - self.top }
    }

    fn ends(&self) -> bool {
        self.top + self.height >= self.heights.total() - AT_END
    }

    /// Rows or the scroller have other sizes: what is held stays.
    fn resized(&mut self) {
        let Some(elements) = &mut self.elements else { return };
        if self.is_printing {
            return;
        }
        let height = elements.height();
        if height == 0.0 {
            // It is hidden, and may forget where it was scrolled to.
            self.height = 0.0;
            elements.top = f64::INFINITY;
            return;
        }
        let is_changed = std::mem::replace(&mut self.height, height) != height;
        if self.measure() || is_changed || self.is_unsettled {
            self.is_observing = true;
            self.settle(true);
            self.is_observing = false;
            // The browser reports an error when an answer to the observer changes what it has just looked at.
            if let Some(elements) = &mut self.elements
                && elements.height() != height
            {
                elements.is_observed = false;
                elements.observer.unobserve(&elements.scroller);
                elements.tell_soon(Event::Observe);
            }
        }
    }

    /// Puts the viewport to where what is held is in its place. To measure new rows at once costs a layout; else that is
    /// done when the observer tells their sizes, in the same frame.
    fn settle(&mut self, measures: bool) {
        const ENOUGH: usize = 8;
        let mut is_new = false;
        for _ in 0..ENOUGH {
            self.top = self.aim();
            is_new = self.fill();
            if !(is_new && measures && self.measure()) {
                break;
            }
        }
        let aim = self.aim();
        self.top = aim.min(self.heights.total() - self.height).max(0.0);
        if self.follows_end && self.ends() {
            self.hold = Hold::End;
        } else if (aim - self.top).abs() > 0.5 {
            self.hold = self.first_in_view();
        }
        is_new |= self.fill();
        self.is_unsettled = is_new && !measures && !self.is_printing;
        self.write();
    }

    /// Where the viewport's top belongs.
    fn aim(&self) -> f64 {
        match self.hold {
            Hold::Row { position, below } => self.heights.offset(position) - below,
            Hold::Bottom { position } => {
                let top = self.heights.offset(position);
                top.min(self.heights.offset(position + 1) - self.height)
            }
            Hold::End => self.heights.total() - self.height,
        }
    }

    /// Brings a row into view.
    fn bring(&mut self, position: usize, edge: Edge) {
        let (from, to) = (self.heights.offset(position), self.heights.offset(position + 1));
        let at_top = Hold::Row { position, below: 0.0 };
        match edge {
            Edge::Top => self.hold = at_top,
            Edge::Nearest if from < self.top => self.hold = at_top,
            Edge::Nearest if to > self.top + self.height => self.hold = Hold::Bottom { position },
            Edge::Nearest => {}
        }
        self.is_stale = true;
        self.settle(true);
    }

    /// Chooses another row.
    fn step(&mut self, step: Step) {
        let Some(last) = self.heights.len().checked_sub(1) else { return };
        let near = self.heights.at(self.top);
        let in_view = (self.heights.at(self.top + self.height) - near).max(1);
        let by = |rows: isize| self.selected.map_or(near, |selected| selected.saturating_add_signed(rows)).min(last);
        let position = match step {
            Step::By(rows) => by(rows),
            Step::Page(pages) => by(pages * in_view as isize),
            Step::First => 0,
            Step::Last => last,
        };
        self.source.select(position);
        self.selected = Some(position);
        self.bring(position, Edge::Nearest);
    }

    /// All rows are on paper; afterwards the list is as it was before.
    fn print(&mut self, is_printing: bool) {
        self.is_printing = is_printing;
        self.is_stale = true;
        if let Some(elements) = &mut self.elements {
            // Paper does not scroll, and may have taken the position away.
            elements.top = f64::INFINITY;
        }
        self.settle(false);
        self.observe();
    }

    /// Puts the rows into the document that belong there, and takes the others out. True when any was put there.
    fn fill(&mut self) -> bool {
        let Some(elements) = &self.elements else { return false };
        let count = self.heights.len();
        let flow = if self.is_printing || count == 0 {
            0..count
        } else {
            self.heights.at(self.top - OVERSCAN)..self.heights.at(self.top + self.height + OVERSCAN) + 1
        };
        if !self.is_stale && flow == self.flow {
            return false;
        }
        self.is_stale = false;
        self.flow = flow.clone();
        let selected = self.selected;
        let stays = |row: &Row| flow.contains(&row.position) || Some(row.position) == selected;
        if self.rows.iter().any(|row| !stays(row)) {
            // What is typed into must not go away under the fingers.
            let focused = document().active_element().filter(|focused| elements.list.contains(Some(focused)));
            let holds = |row: &Row| focused.as_ref().is_some_and(|focused| row.holds(Some(focused)));
            for row in self.rows.extract_if(.., |row| !stays(row) && !holds(row)) {
                self.spare.push(elements.close(row));
            }
        }
        let mut is_new = false;
        for position in selected.into_iter().chain(flow) {
            if let Err(index) = self.rows.binary_search_by_key(&position, |row| row.position) {
                let Some(owner) = self.spare.pop().or_else(|| Some(self.owner.upgrade()?.child())) else { break };
                let source = &self.source;
                let mut row =
                    Row::new(&elements.blank, position, &source.id(position), owner, || source.view(position));
                let next = self.rows.get(index).map(|next| next.element.as_ref());
                let _ = elements.list.insert_before(&row.element, next);
                if !self.is_observing && !self.is_printing {
                    elements.observer.observe(&row.element);
                    row.is_observed = true;
                }
                self.rows.insert(index, row);
                is_new = true;
            }
        }
        if is_new && self.is_observing {
            elements.tell_soon(Event::Observe);
        }
        is_new
    }

    /// Lets the observer know the rows that could not be told to it at once.
    fn observe(&mut self) {
        let Some(elements) = self.elements.as_mut().filter(|_| !self.is_printing) else { return };
        if !std::mem::replace(&mut elements.is_observed, true) {
            elements.observer.observe(&elements.scroller);
        }
        for row in self.rows.iter_mut().filter(|row| !row.is_observed) {
            elements.observer.observe(&row.element);
            row.is_observed = true;
        }
    }

    /// Measures the rows in the document. True when any has another height than was thought.
    fn measure(&mut self) -> bool {
        let mut is_changed = false;
        for row in &self.rows {
            is_changed |= self.heights.measure(row.position, row.height());
        }
        is_changed
    }

    /// Writes to the document what has changed, and tells those who ask.
    fn write(&mut self) {
        let Some(elements) = &mut self.elements else { return };
        let (count, total) = (self.heights.len(), self.heights.total());
        let offset = self.heights.offset(self.flow.start);
        for row in &mut self.rows {
            let apart = (!self.flow.contains(&row.position)).then(|| self.heights.offset(row.position) - offset);
            row.write(Some(row.position) == self.selected, apart);
        }
        if elements.total != total {
            elements.total = total;
            let _ = elements.sizer_style.set_property("height", &pixels(total));
        }
        if elements.offset != offset {
            elements.offset = offset;
            let _ = elements.list_style.set_property("transform", &format!("translateY({})", pixels(offset)));
        }
        if elements.count != Some(count) {
            elements.count = Some(count);
            let _ = elements.scroller.set_attribute("aria-rowcount", &count.to_string());
        }
        let active = self.selected.map(|position| self.source.id(position));
        if elements.active != active {
            let _ = match &active {
                Some(id) => elements.scroller.set_attribute("aria-activedescendant", id),
                None => elements.scroller.remove_attribute("aria-activedescendant"),
            };
            elements.active = active;
        }
        // Not for less than what the browser rounds to.
        if !self.is_printing && !self.is_unsettled && (self.top - elements.top).abs() >= 0.5 {
            elements.scroller().set_top(self.top);
            elements.top = elements.scroller().top();
        }
        self.tell();
    }

    fn tell(&self) {
        let count = self.heights.len();
        let past = (self.heights.at(self.top + self.height - 0.5) + 1).min(count);
        let in_view = InView { first: self.heights.at(self.top + 0.5).min(past), past, count };
        if self.in_view.try_get_untracked().is_some_and(|known| known != in_view) {
            self.in_view.set(in_view);
        }
        let ends = self.ends();
        if self.is_at_end.try_get_untracked().is_some_and(|known| known != ends) {
            self.is_at_end.set(ends);
        }
    }
}
