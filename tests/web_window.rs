//! The windowed list in a browser: what is in view stays where it is, and what is typed into stays there.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "the lint knows tests by `#[test]` only")]

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use js_sys::{Function, Promise};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use stillpoint::ui::window::{Cursor, InView, Window};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

const VIEWPORT: f64 = 400.0;

thread_local! {
    static ERRORS: Cell<usize> = const { Cell::new(0) };
    static OWNER: Owner = Owner::new();
    static STAGES: Cell<usize> = const { Cell::new(0) };
}

/// A list in an element of its own, with rows of differing heights.
struct Stage {
    root: HtmlElement,
    scroller: HtmlElement,
    order: RwSignal<Arc<Vec<u32>>>,
    /// By how much rows have grown.
    grown: RwSignal<HashMap<u32, u32>>,
    cursor: Cursor<u32>,
    keys: StoredValue<Vec<String>>,
    name: String,
    /// How many rows were made and not cleaned up.
    alive: Arc<AtomicUsize>,
    mounted: UnmountHandle<AnyViewState>,
}

/// No two neighbours are of the same height, and none is what was estimated.
fn height(id: u32) -> f64 {
    21.3 + f64::from(id.wrapping_mul(37) % 61)
}

impl Stage {
    async fn new(rows: u32, follows_end: bool) -> Self {
        let number = STAGES.replace(STAGES.get() + 1);
        if number == 0 {
            prepare_page();
        }
        let name = format!("list{number}");
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        root.style().set_property("height", &format!("{VIEWPORT}px")).unwrap();
        root.style().set_property("width", "600px").unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        // What tests look at outlives the list.
        let owner = OWNER.with(Owner::clone);
        let (order, grown, cursor, keys) = owner.with(|| {
            let order = RwSignal::new(Arc::new((1..=rows).map(|row| row * 10).collect::<Vec<u32>>()));
            (order, RwSignal::new(HashMap::new()), Cursor::default(), StoredValue::new(Vec::new()))
        });
        let id = name.clone();
        let alive = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&alive);
        let mounted = mount_to(root.clone(), move || {
            let row = move |id: u32| {
                count.fetch_add(1, Relaxed);
                let count = Arc::clone(&count);
                on_cleanup(move || _ = count.fetch_sub(1, Relaxed));
                let pixels = move || height(id) + f64::from(grown.with(|g| g.get(&id).copied().unwrap_or_default()));
                view! {
                    <div style:min-height=move || format!("{}px", pixels())>
                        <span>{format!("Row {id} {}", "of words ".repeat(id as usize / 10 % 20))}</span>
                        <textarea aria-label="Text" rows="1" style="height: 16px; padding: 0"></textarea>
                    </div>
                }
            };
            let on_key = Callback::new(move |event: leptos::ev::KeyboardEvent| keys.write_value().push(event.key()));
            view! { <Window order row estimate=33.0 cursor label="Rows" id follows_end on_key /> }.into_any()
        });
        frames(2).await;
        let scroller = root.first_element_child().unwrap().unchecked_into();
        Self { root, scroller, order, grown, cursor, keys, name, alive, mounted }
    }

    fn set(&self, change: impl FnOnce(&mut Vec<u32>)) {
        let mut rows = self.order.get_untracked().to_vec();
        change(&mut rows);
        self.order.set(Arc::new(rows));
    }

    fn row(&self, id: u32) -> Option<HtmlElement> {
        document().get_element_by_id(&format!("{}-{id}", self.name)).map(JsCast::unchecked_into)
    }

    /// Where a row's top is, from the top of the viewport.
    fn top(&self, id: u32) -> f64 {
        let top = |element: &Element| element.get_bounding_client_rect().top();
        top(&self.row(id).unwrap_or_else(|| panic!("row {id} is not in the document"))) - top(&self.scroller)
    }

    fn bottom(&self, id: u32) -> f64 {
        self.top(id) + self.row(id).unwrap().get_bounding_client_rect().height()
    }

    /// The ids of the rows in the document.
    fn rows(&self) -> Vec<u32> {
        let rows = self.scroller.get_elements_by_class_name("window__row");
        let id = |row: Element| row.id().split_once('-').unwrap().1.parse().unwrap();
        (0..rows.length()).map(|index| id(rows.item(index).unwrap())).collect()
    }

    /// The rows that a person sees.
    fn seen(&self) -> Vec<u32> {
        self.rows().into_iter().filter(|id| self.bottom(*id) > 0.0 && self.top(*id) < VIEWPORT).collect()
    }

    fn is_whole(&self, id: u32) -> bool {
        self.row(id).is_some() && self.top(id) > -1.0 && self.bottom(id) < VIEWPORT + 1.0
    }

    async fn scroll(&self, top: i32) {
        self.scroller.set_scroll_top(top);
        frames(3).await;
    }

    fn distance_to_end(&self) -> i32 {
        self.scroller.scroll_height() - self.scroller.client_height() - self.scroller.scroll_top()
    }

    async fn press(&self, key: &str) {
        press(&self.scroller, key);
        frames(1).await;
    }

    /// Rows follow each other without gap or overlap, in the order of the list, and the view is full.
    fn assert_sound(&self) {
        let order = self.order.get_untracked();
        let seen = self.seen();
        let first = order.iter().position(|id| *id == seen[0]).unwrap();
        assert_eq!(seen, order[first..first + seen.len()]);
        for pair in seen.windows(2) {
            assert!((self.bottom(pair[0]) - self.top(pair[1])).abs() < 0.1, "between {} and {}", pair[0], pair[1]);
        }
        assert!(self.top(seen[0]) <= 0.5, "a gap at the top");
        let is_last = first + seen.len() == order.len();
        assert!(is_last || self.bottom(seen[seen.len() - 1]) >= VIEWPORT - 0.5, "a gap at the bottom");
        for id in self.rows() {
            let number = order.iter().position(|other| *other == id).unwrap() + 1;
            assert_eq!(self.row(id).unwrap().get_attribute("aria-rowindex"), Some(number.to_string()));
        }
        assert_eq!(self.scroller.get_attribute("aria-rowcount"), Some(order.len().to_string()));
        assert_eq!(self.alive.load(Relaxed), self.rows().len(), "rows are cleaned up when they are gone");
        assert_eq!(ERRORS.get(), 0, "the page has reported errors");
    }
}

/// Ends a test: nothing of the list is left.
async fn close(stage: Stage) {
    let Stage { root, mounted, alive, cursor, .. } = stage;
    drop(mounted);
    cursor.go_to_end();
    frames(2).await;
    assert_eq!((alive.load(Relaxed), root.child_element_count()), (0, 0));
    assert_eq!(ERRORS.get(), 0);
    root.remove();
}

fn prepare_page() {
    let style = document().create_element("style").unwrap();
    style.set_text_content(Some(include_str!("../style/window.css")));
    document().head().unwrap().append_child(&style).unwrap();
    let count = Closure::<dyn FnMut()>::new(|| ERRORS.set(ERRORS.get() + 1));
    let function = Function::new_with_args("count", "addEventListener('error', count)");
    function.call1(&JsValue::NULL, count.as_ref()).unwrap();
    count.forget();
}

fn press(element: &Element, key: &str) {
    let press = "element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))";
    Function::new_with_args("element, key", press).call2(&JsValue::NULL, element, &key.into()).unwrap();
}

fn dispatch(event: &str) {
    window().dispatch_event(&web_sys::Event::new(event).unwrap()).unwrap();
}

/// Waits until the browser has painted that often.
async fn frames(count: usize) {
    for _ in 0..count {
        let painted = Promise::new(&mut |resolve, _| {
            let wait = "requestAnimationFrame(() => setTimeout(resolve))";
            Function::new_with_args("resolve", wait).call1(&JsValue::NULL, &resolve).unwrap();
        });
        JsFuture::from(painted).await.unwrap();
    }
}

fn assert_near(now: f64, before: f64) {
    assert!((now - before).abs() <= 1.0, "moved from {before} to {now}");
}

#[wasm_bindgen_test]
async fn a_list_of_any_length_has_few_rows_in_the_document() {
    for rows in [1_000, 100_000] {
        let stage = Stage::new(rows, false).await;
        stage.assert_sound();
        assert!(stage.rows().len() < 30);
        for top in [50, 500, 5_000, 20_000, 19_900, 0] {
            stage.scroll(top).await;
            stage.assert_sound();
            assert!(stage.rows().len() < 30);
        }
        let row = stage.row(10).unwrap();
        assert_eq!(row.get_attribute("role").as_deref(), Some("row"));
        assert_eq!(row.first_element_child().unwrap().get_attribute("role").as_deref(), Some("gridcell"));
        close(stage).await;
    }
}

#[wasm_bindgen_test]
async fn what_is_in_view_stays_when_rows_come_and_go_above() {
    let stage = Stage::new(500, false).await;
    stage.scroll(8_000).await;
    let seen = stage.seen();
    let (anchor, before) = (seen[1], stage.top(seen[1]));
    let index = stage.order.get_untracked().iter().position(|id| *id == seen[0]).unwrap();

    // Far above, several at once, and directly above.
    stage.set(|rows| rows.insert(0, 1));
    frames(2).await;
    assert_near(stage.top(anchor), before);
    stage.set(|rows| {
        rows.splice(3..3, 10_001..10_090);
        rows.insert(index + 80, 7);
    });
    frames(2).await;
    assert_near(stage.top(anchor), before);
    let above = stage.order.get_untracked().iter().position(|id| *id == seen[0]).unwrap();
    stage.set(|rows| rows.insert(above, 9));
    frames(3).await;
    assert_near(stage.top(anchor), before);
    stage.assert_sound();

    // They go again, and with them the first row in view.
    stage.set(|rows| rows.retain(|id| *id % 10 == 0 && *id != seen[0]));
    frames(3).await;
    assert_near(stage.top(anchor), before);
    stage.assert_sound();
    assert!(stage.row(seen[0]).is_none());
    close(stage).await;
}

#[wasm_bindgen_test]
async fn rows_that_come_above_while_a_person_scrolls_move_nothing_else() {
    let stage = Stage::new(500, false).await;
    stage.scroll(8_000).await;
    let (anchor, before) = (stage.seen()[3], stage.top(stage.seen()[3]));
    let above = stage.order.get_untracked().iter().position(|id| *id == stage.seen()[0]).unwrap();
    stage.set(|rows| _ = rows.splice(above..above, 1..9));
    // The effect of the change runs before the next event is told.
    stillpoint::platform::dom::sleep(0).await;
    stage.scroller.set_scroll_top(stage.scroller.scroll_top() + 40);
    frames(3).await;
    assert_near(stage.top(anchor), before - 40.0);
    stage.assert_sound();
    close(stage).await;
}

#[wasm_bindgen_test]
async fn what_is_in_view_stays_when_rows_grow_above() {
    let stage = Stage::new(500, false).await;
    stage.scroll(8_000).await;
    let seen = stage.seen();
    let (anchor, before) = (seen[1], stage.top(seen[1]));
    let above = *stage.rows().iter().rfind(|id| stage.bottom(**id) <= 0.0).unwrap();
    for pixels in [75, 250, 3, 0] {
        stage.grown.update(|grown| _ = grown.insert(above, pixels));
        frames(2).await;
        assert_near(stage.top(anchor), before);
        stage.assert_sound();
    }
    // One that grows in view leaves what is above it where it is.
    stage.grown.update(|grown| _ = grown.insert(seen[2], 90));
    frames(2).await;
    assert_near(stage.top(anchor), before);
    stage.assert_sound();
    // Rows that were never shown turn out to be of other heights than was thought.
    for _ in 0..40 {
        let (first, before) = (stage.seen()[0], stage.top(stage.seen()[0]));
        stage.scroller.set_scroll_top(stage.scroller.scroll_top() - 60);
        frames(2).await;
        assert_near(stage.top(first), before + 60.0);
        stage.assert_sound();
    }
    close(stage).await;
}

#[wasm_bindgen_test]
async fn a_list_that_follows_its_end_stays_there_until_it_is_left() {
    let stage = Stage::new(300, true).await;
    assert!(stage.distance_to_end() <= 1);
    assert!(stage.is_whole(3_000));
    for id in 1..20 {
        stage.set(|rows| rows.push(3_000 + id));
        frames(1).await;
        assert!(stage.distance_to_end() <= 1, "after {id} rows");
        assert!(stage.cursor.is_at_end().get_untracked());
    }
    stage.grown.update(|grown| _ = grown.insert(3_018, 120));
    frames(2).await;
    assert!(stage.distance_to_end() <= 1);
    stage.assert_sound();

    stage.scroll(5_000).await;
    assert!(!stage.cursor.is_at_end().get_untracked());
    let (first, before) = (stage.seen()[0], stage.top(stage.seen()[0]));
    let InView { first: index, past, count } = stage.cursor.in_view().get_untracked();
    assert_eq!((stage.order.get_untracked()[index], past - index, count), (first, stage.seen().len(), 319));
    stage.set(|rows| rows.extend([4_001, 4_002, 4_003]));
    frames(2).await;
    assert_near(stage.top(first), before);
    assert_eq!(stage.cursor.in_view().get_untracked().below(), 322 - past);

    stage.cursor.go_to_end();
    frames(2).await;
    assert!(stage.is_whole(4_003) && stage.distance_to_end() <= 1);
    assert!(stage.cursor.is_at_end().get_untracked());
    stage.set(|rows| rows.push(4_004));
    frames(2).await;
    assert!(stage.is_whole(4_004));
    close(stage).await;
}

#[wasm_bindgen_test]
async fn keys_choose_a_row_and_show_it() {
    let stage = Stage::new(1_000, false).await;
    let selected = || stage.cursor.selected().get_untracked();
    let steps = [
        ("ArrowDown", 10),
        ("ArrowDown", 20),
        ("ArrowUp", 10),
        ("ArrowUp", 10),
        ("End", 10_000),
        ("ArrowDown", 10_000),
        ("ArrowUp", 9_990),
        ("Home", 10),
    ];
    for (key, id) in steps {
        stage.press(key).await;
        assert_eq!(selected(), Some(id), "{key}");
        assert!(stage.is_whole(id), "{key}");
        assert_eq!(stage.scroller.get_attribute("aria-activedescendant"), Some(stage.row(id).unwrap().id()));
        let is_chosen = |id: &u32| stage.row(*id).unwrap().get_attribute("aria-selected").as_deref() == Some("true");
        assert_eq!(stage.rows().into_iter().filter(is_chosen).collect::<Vec<_>>(), [id]);
    }
    for key in ["ArrowDown", "PageDown", "PageUp", "ArrowUp"] {
        for _ in 0..25 {
            stage.press(key).await;
            assert!(stage.is_whole(selected().unwrap()), "{key}");
        }
        stage.assert_sound();
    }
    assert!(stage.keys.read_value().is_empty());
    stage.press("e").await;
    assert_eq!(stage.keys.get_value(), ["e"]);

    // What is typed into a field is no key of the list.
    let chosen = selected();
    let field = stage.row(chosen.unwrap()).unwrap().query_selector("textarea").unwrap().unwrap();
    for key in ["ArrowDown", "End", "e"] {
        press(&field, key);
    }
    assert_eq!((selected(), stage.keys.read_value().len()), (chosen, 1));
    close(stage).await;
}

#[wasm_bindgen_test]
async fn a_page_chooses_rows_from_its_own_keys() {
    let stage = Stage::new(50_000, false).await;
    for id in [250_000, 10, 499_990, 123_450, 123_440, 123_460] {
        stage.cursor.select(id);
        assert!(stage.is_whole(id), "row {id} at once");
        frames(1).await;
        assert!(stage.is_whole(id), "row {id} after a frame");
        stage.assert_sound();
    }
    stage.cursor.step(2);
    stage.cursor.step(-1);
    assert_eq!(stage.cursor.selected().get_untracked(), Some(123_470));
    stage.cursor.show(77_770);
    frames(1).await;
    assert_near(stage.top(77_770), 0.0);
    assert!(stage.row(123_470).is_some(), "the chosen row is there for assistive technology");
    stage.cursor.clear();
    assert_eq!(stage.scroller.get_attribute("aria-activedescendant"), None);
    // A row that is chosen before the list has it.
    stage.cursor.select(5);
    stage.set(|rows| rows.insert(40_000, 5));
    frames(2).await;
    assert!(stage.is_whole(5));
    stage.assert_sound();
    close(stage).await;
}

#[wasm_bindgen_test]
async fn what_is_typed_into_stays_in_the_document() {
    let stage = Stage::new(2_000, false).await;
    stage.scroll(3_000).await;
    let id = stage.seen()[3];
    let field: web_sys::HtmlTextAreaElement =
        stage.row(id).unwrap().query_selector("textarea").unwrap().unwrap().unchecked_into();
    field.focus().unwrap();
    field.set_value("half a sen");
    let is_focused = || document().active_element().is_some_and(|active| active.is_same_node(Some(&field)));
    for top in [9_000, 40_000, 0, 2_500] {
        stage.scroll(top).await;
        assert!(is_focused(), "at {top}");
    }
    // Rows move past it, come and go.
    stage.set(|rows| {
        rows.insert(0, 5);
        rows.retain(|row| *row == id || *row % 30 != 0);
    });
    frames(2).await;
    assert!(is_focused());
    stage.set(|rows| rows.reverse());
    frames(2).await;
    assert!(is_focused());
    stage.cursor.show(id);
    frames(2).await;
    assert!(is_focused());
    assert_near(stage.top(id), 0.0);
    assert_eq!(field.value(), "half a sen");
    stage.assert_sound();
    field.blur().unwrap();
    stage.scroll(0).await;
    assert!(stage.row(id).is_none());
    close(stage).await;
}

#[wasm_bindgen_test]
async fn all_rows_are_printed() {
    let stage = Stage::new(10_000, false).await;
    stage.scroll(9_000).await;
    let (first, before) = (stage.seen()[0], stage.top(stage.seen()[0]));
    dispatch("beforeprint");
    assert_eq!(stage.rows(), *stage.order.get_untracked());
    dispatch("afterprint");
    frames(2).await;
    assert!(stage.rows().len() < 30);
    assert_near(stage.top(first), before);
    stage.assert_sound();
    stage.grown.update(|grown| _ = grown.insert(first, 30));
    frames(2).await;
    stage.assert_sound();
    close(stage).await;
}

#[wasm_bindgen_test]
async fn heights_follow_the_width_and_the_font() {
    let stage = Stage::new(1_000, false).await;
    stage.scroll(7_000).await;
    for (name, value) in [("width", "180px"), ("font-size", "22px"), ("height", "250px"), ("width", "600px")] {
        let (first, before) = (stage.seen()[0], stage.top(stage.seen()[0]));
        stage.root.style().set_property(name, value).unwrap();
        frames(3).await;
        assert_near(stage.top(first), before);
        if name != "height" {
            stage.root.style().set_property("height", &format!("{VIEWPORT}px")).unwrap();
            frames(2).await;
            stage.assert_sound();
        }
    }
    // Hidden and shown again.
    let (first, before) = (stage.seen()[0], stage.top(stage.seen()[0]));
    stage.root.style().set_property("display", "none").unwrap();
    frames(2).await;
    stage.root.style().set_property("display", "block").unwrap();
    frames(3).await;
    assert_near(stage.top(first), before);
    stage.assert_sound();
    close(stage).await;
}

#[wasm_bindgen_test]
async fn a_short_list_is_as_high_as_its_rows() {
    let stage = Stage::new(2, false).await;
    stage.root.style().set_property("height", "auto").unwrap();
    frames(2).await;
    assert_near(stage.scroller.get_bounding_client_rect().height(), stage.bottom(20));
    for id in 1..6 {
        stage.set(|rows| rows.push(100 + id));
        frames(2).await;
    }
    assert_near(stage.scroller.get_bounding_client_rect().height(), stage.bottom(105));
    stage.set(Vec::clear);
    frames(2).await;
    assert!(stage.rows().is_empty());
    stage.set(|rows| rows.push(1));
    frames(2).await;
    assert_eq!(stage.rows(), [1]);
    assert_eq!(ERRORS.get(), 0);
    close(stage).await;
}
