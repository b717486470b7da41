//! Links within the page.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::live::live;

/// A link that `follow` takes without loading the page; with a modifier key it stays an ordinary link.
#[component]
pub fn PlainLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What takes it there.
    #[prop(into)]
    follow: Callback<()>,
    /// Its class.
    #[prop(optional)]
    class: &'static str,
    /// True when it leads to what is shown.
    #[prop(optional, into)]
    is_here: Signal<bool>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let on_click = move |event: MouseEvent| {
        let is_ours =
            event.button() == 0 && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
        if is_ours {
            event.prevent_default();
            follow.run(());
        }
    };
    view! {
        <a href=href class=class aria-current=live(move || is_here.get().then_some("page")) on:click=on_click>
            {children()}
        </a>
    }
    .into_any()
}
