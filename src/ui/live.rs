//! What follows signals, without a type of its own for each place.
//!
//! A view's closure is a type, and for each type the view layer is compiled again: a kilobyte or more for one line of a
//! page. These hold closures behind one type each. `ARCHITECTURE.md` has the figures.

use std::sync::Arc;

use leptos::prelude::*;

/// A value that follows what it reads: words, or an attribute.
pub fn live<T: Send + Sync + 'static>(read: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    Signal::derive(read)
}

/// A part of the page that is drawn again when what it reads changes.
pub fn drawn(draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    fn boxed(draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        (move || draw()).into_any()
    }
    boxed(Box::new(draw))
}

/// A part of the page that is there while `is_wanted` says so, and is not drawn again while it does.
pub fn while_wanted(
    is_wanted: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    fn boxed(is_wanted: Box<dyn Fn() -> bool + Send + Sync>, draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        let is_wanted = Memo::new(move |_| is_wanted());
        (move || if is_wanted.get() { draw() } else { ().into_any() }).into_any()
    }
    boxed(Box::new(is_wanted), Box::new(draw))
}

/// A part of the page for each key, which stays as it is while its key is among them.
pub fn keyed(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    draw: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    fn boxed(
        keys: Box<dyn Fn() -> Vec<String> + Send + Sync>,
        draw: Arc<dyn Fn(String) -> AnyView + Send + Sync>,
    ) -> AnyView {
        view! { <For each=keys key=String::clone children=move |key| draw(key) /> }.into_any()
    }
    boxed(Box::new(keys), Arc::new(draw))
}

/// What happens on an event.
pub fn on<E: 'static>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}

/// What is done outside whenever what it reads changes.
pub fn effect(act: impl Fn() + 'static) {
    fn boxed(act: Box<dyn Fn()>) {
        Effect::new(move |_| act());
    }
    boxed(Box::new(act));
}

/// A value that is computed once for all who read it, and again when what it reads changes.
pub fn memo<T: Send + Sync + PartialEq + 'static>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    fn boxed<T: Send + Sync + PartialEq + 'static>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| compute())
    }
    boxed(Box::new(compute))
}

/// What happens when something is typed or chosen in a field, with what stands in it then.
pub fn typed(mut act: impl FnMut(String) + 'static) -> Box<dyn FnMut(web_sys::Event)> {
    Box::new(move |event| act(event_target_value(&event)))
}
