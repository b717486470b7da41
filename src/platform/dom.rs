//! The window: its address, its title, its timers.

use wasm_bindgen::prelude::*;

/// The path that the address bar shows.
pub fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// Puts a path into the address bar without leaving the page.
pub fn push_path(path: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Brings a style sheet that the first view does not need, unless it is here; its address is its identity. It is asked for at
/// once; what comes back ends when it is here, or could not be had.
pub fn bring_style(address: &str) -> impl Future<Output = ()> + use<> {
    const STATE: &str = "data-state";
    let document = web_sys::window().and_then(|window| window.document());
    let known = document.as_ref().and_then(|document| {
        let links = document.get_elements_by_tag_name("link");
        (0..links.length())
            .filter_map(|at| links.item(at))
            .find(|link| link.get_attribute("href").as_deref() == Some(address))
    });
    let is_here = known.as_ref().is_some_and(|link| link.get_attribute(STATE).as_deref() == Some("here"));
    let link = known.clone().or_else(|| document.as_ref()?.create_element("link").ok());
    let head = document.and_then(|document| document.query_selector("head").ok().flatten());
    let coming = link.filter(|_| !is_here).map(|link| {
        let promise = js_sys::Promise::new(&mut |loaded, failed| {
            let _ = link.add_event_listener_with_callback("load", &loaded);
            let _ = link.add_event_listener_with_callback("error", &failed);
            if known.is_none() {
                let _ = link.set_attribute("rel", "stylesheet");
                let _ = link.set_attribute("href", address);
                let _ = head.as_ref().map(|head| head.append_child(&link));
            }
        });
        // Told also where nobody waits for it: who asks later must know that it is here.
        let arriving = wasm_bindgen_futures::JsFuture::from(promise.clone());
        wasm_bindgen_futures::spawn_local(async move {
            if arriving.await.is_ok() {
                let _ = link.set_attribute(STATE, "here");
            } else {
                // So that it is asked for again.
                link.remove();
            }
        });
        wasm_bindgen_futures::JsFuture::from(promise)
    });
    async move {
        if let Some(coming) = coming {
            let _ = coming.await;
        }
    }
}

/// The fragment of the address, without its `#`; empty for none.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Gives an element the focus; false where there is none of that id.
pub fn focus(id: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id));
    match element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        Some(element) => element.focus().is_ok(),
        None => false,
    }
}

/// Gives an element the focus that may stand in something folded.
pub fn unfold(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let mut around = document.and_then(|document| document.get_element_by_id(id));
    while let Some(element) = around {
        if element.tag_name() == "DETAILS" {
            let _ = element.set_attribute("open", "");
        }
        around = element.parent_element();
    }
    focus(id);
}

/// Gives the first element of that selector inside of another the focus; false where there is none.
pub fn focus_inside(id: &str, selector: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let outer = document.and_then(|document| document.get_element_by_id(id));
    let element = outer.and_then(|outer| outer.query_selector(selector).ok().flatten());
    match element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        Some(element) => element.focus().is_ok(),
        None => false,
    }
}

/// Scrolls the list around an element by as much as it takes to see the element.
pub fn reveal(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(element) = document.and_then(|document| document.get_element_by_id(id)) else { return };
    let Some(list) = element.parent_element() else { return };
    let (own, frame) = (element.get_bounding_client_rect(), list.get_bounding_client_rect());
    let above = (own.top() - frame.top()).min(0.0).floor();
    let below = (own.bottom() - frame.bottom()).max(0.0).ceil();
    list.set_scroll_top(list.scroll_top() + (above + below) as i32);
}

/// Takes the focus from one of the elements of that selector, or from what is inside of it, to the next, or back, round about.
pub fn focus_neighbour(selector: &str, forward: bool) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let Ok(all) = document.query_selector_all(selector) else { return };
    let active = document.active_element();
    let here = (0..all.length()).find(|index| all.item(*index).is_some_and(|one| one.contains(active.as_deref())));
    let count = all.length().max(1);
    let next = here.map_or(0, |here| if forward { (here + 1) % count } else { (here + count - 1) % count });
    if let Some(element) = all.item(next).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// True where a key is an element's own: a field's, or that of something that lies over the page or opens.
fn is_in_field(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        target.closest("input, textarea, select, dialog, summary").is_ok_and(|found| found.is_some())
    })
}

/// Which way a key goes among what stands below each other; none for a key that is no such key, or is a field's.
pub fn step_of(event: &web_sys::KeyboardEvent) -> Option<bool> {
    let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || is_in_field(event));
    match event.key().as_str() {
        "ArrowDown" | "j" if is_plain => Some(true),
        "ArrowUp" | "k" if is_plain => Some(false),
        _ => None,
    }
}

/// True when that element has the focus.
pub fn has_focus(id: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.and_then(|document| document.active_element()).is_some_and(|active| active.id() == id)
}

/// True when nothing in particular has the focus.
pub fn has_no_focus() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let active = document.and_then(|document| document.active_element());
    active.is_none_or(|active| active.tag_name() == "BODY")
}

/// The field of the page that has the focus; none where it is in what lies over the page.
pub fn field_in_use() -> Option<web_sys::Element> {
    let document = web_sys::window().and_then(|window| window.document());
    let active = document.and_then(|document| document.active_element())?;
    let is_so = active.matches("input, textarea, select").unwrap_or(false) && active.closest("dialog").ok()?.is_none();
    is_so.then_some(active)
}

/// Has every key told before anything in the document hears of it, for as long as the page lives.
pub fn hear_keys_first(hear: impl Fn(&web_sys::KeyboardEvent) + 'static) {
    let listener = Closure::<dyn Fn(web_sys::KeyboardEvent)>::new(move |event| hear(&event));
    if let Some(window) = web_sys::window() {
        let function = listener.as_ref().unchecked_ref();
        let _ = window.add_event_listener_with_callback_and_bool("keydown", function, true);
    }
    listener.forget();
}

/// True when an element of that id is in the document.
pub fn is_there(id: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.get_element_by_id(id).is_some())
}

/// Chooses all that stands in a field, so that what is typed next takes its place.
pub fn select_all(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let field = document.and_then(|document| document.get_element_by_id(id));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        field.select();
    }
}

/// Types a text into a field as its person would have: in the place of what is chosen in it as a whole, else at its end. An
/// Enter behind it is struck where the field has one line.
pub fn type_into(id: &str, text: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(field) = document.and_then(|document| document.get_element_by_id(id)) else { return };
    // A field of one line leaves line ends out, and the words on both sides would become one.
    let has_one_line = field.tag_name() == "INPUT";
    let is_entered = has_one_line && text.ends_with('\n');
    let text = if has_one_line {
        text.trim_matches('\n').replace('\n', " ")
    } else {
        text.trim_start_matches('\n').to_owned()
    };
    let value = JsValue::from_str("value");
    // Buttons take no text.
    if !matches!(field.tag_name().as_str(), "INPUT" | "TEXTAREA")
        || field.get_attribute("type").as_deref() == Some("file")
    {
        return;
    }
    if !text.is_empty() {
        let before = js_sys::Reflect::get(&field, &value).ok().and_then(|value| value.as_string()).unwrap_or_default();
        let number = |name: &str| js_sys::Reflect::get(&field, &name.into()).ok().and_then(|number| number.as_f64());
        let is_chosen = number("selectionStart") == Some(0.0)
            && number("selectionEnd") == Some(before.encode_utf16().count() as f64);
        let before = if is_chosen { String::new() } else { before };
        let _ = js_sys::Reflect::set(&field, &value, &JsValue::from_str(&format!("{before}{text}")));
        let told = web_sys::EventInit::new();
        told.set_bubbles(true);
        if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &told) {
            let _ = field.dispatch_event(&event);
        }
    }
    if is_entered {
        enter(&field);
    }
}

/// Strikes Enter in a field of one line, which hands its form in unless somebody else takes the key.
fn enter(field: &web_sys::Element) {
    let told = web_sys::KeyboardEventInit::new();
    told.set_key("Enter");
    told.set_bubbles(true);
    told.set_cancelable(true);
    let Ok(event) = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &told) else { return };
    let is_free = field.dispatch_event(&event).unwrap_or(false);
    let form = field.closest("form").ok().flatten().and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    if let Some(form) = form.filter(|_| is_free) {
        let _ = form.request_submit();
    }
}

/// Where the caret stands in a field, counted in UTF-16; none where there is no such field.
pub fn caret(id: &str) -> Option<usize> {
    let document = web_sys::window().and_then(|window| window.document())?;
    let field = document.get_element_by_id(id)?.dyn_into::<web_sys::HtmlTextAreaElement>().ok()?;
    Some(field.selection_end().ok()??.try_into().unwrap_or_default())
}

/// Goes to a field and chooses this part of its text, counted in UTF-16; false where there is no such field.
pub fn select(id: &str, from: usize, to: usize) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let field = document.and_then(|document| document.get_element_by_id(id));
    let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlTextAreaElement>().ok()) else {
        return false;
    };
    let _ = field.focus();
    field.set_selection_range(from as u32, to as u32).is_ok()
}

/// Puts another path in the place of the one in the address bar.
pub fn replace_path(path: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Sets an attribute of the document itself, which styles go by.
pub fn set_root_attribute(name: &str, value: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}

/// A text in lower case, by the browser's tables: those of Rust would weigh 12 KB in the page.
pub fn lower_case(text: &str) -> String {
    // Most texts need no table, and ten thousand of them no way to the browser and back.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    js_sys::JsString::from(text).to_lower_case().into()
}

/// Sets what the tab is called.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Lets the browser print the page.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// True while an input method composes: its keys are not the page's. Some browsers say so by the key code 229 only.
pub fn is_composing(event: &web_sys::KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// True where the `details` that an event is about stands open.
pub fn is_open(event: &web_sys::Event) -> bool {
    let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    details.is_some_and(|details| details.get_attribute("open").is_some())
}

/// Waits.
pub async fn sleep(millis: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
