//! The frame around every page.

use leptos::prelude::*;

use super::gallery;
use super::incidents::Incidents;
use super::on_demand::OnDemand;
use super::room::RoomPage;
use super::storage::{NoticeBar, StorageScreen};
use super::who::WhoAmI;
use crate::state::{Page, Standing, Workbench};
use crate::ui::PlainLink;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let workbench = Workbench::provide();
    let is_introducing = RwSignal::new(false);
    let me = workbench.me();
    rehearse_failure_on_request();
    view! {
        <header class="bar">
            <PlainLink href="/" follow=move |()| workbench.go(Page::Incidents) class="bar__home">
                "Stillpoint"
            </PlainLink>
            <Show when=move || me.with(Option::is_some)>
                <button class="bar__me" on:click=move |_| is_introducing.update(|open| *open = !*open)>
                    {move || me.with(|me| me.as_ref().map(|me| format!("You are {} (@{})", me.name, me.handle)))}
                </button>
            </Show>
        </header>
        <NoticeBar />
        <main class="main">
            {move || match workbench.standing().get() {
                Standing::Opening => view! { <p class="quiet">"Opening …"</p> }.into_any(),
                Standing::WaitsForOldTab | Standing::Vanished | Standing::Superseded => {
                    view! { <StorageScreen /> }.into_any()
                }
                Standing::Ready | Standing::Nowhere(_) => view! { <Body is_introducing /> }.into_any(),
            }}
        </main>
    }
    .into_any()
}

#[component]
fn Body(
    /// True while the person changes who they are.
    is_introducing: RwSignal<bool>,
) -> impl IntoView {
    let workbench = Workbench::expect();
    // The gallery says nothing in anybody's name.
    let wants_name =
        Memo::new(move |_| workbench.me().with(Option::is_none) && workbench.page().get() != Page::Gallery);
    move || {
        if wants_name.get() || is_introducing.get() {
            return view! { <WhoAmI done=move |()| is_introducing.set(false) /> }.into_any();
        }
        match workbench.page().get() {
            Page::Incidents => view! { <Incidents /> }.into_any(),
            Page::Room(scope) => view! { <RoomPage scope /> }.into_any(),
            Page::Gallery => view! { <OnDemand load=gallery::load /> }.into_any(),
            Page::Missing => view! {
                <section class="card">
                    <h1>"There is nothing at this address"</h1>
                    <p>"The link may be cut off. "<a href="/">"All incidents"</a></p>
                </section>
            }
            .into_any(),
        }
    }
}

/// A failure that is asked for, so that what survives one can be tried before it matters.
fn rehearse_failure_on_request() {
    let rehearse = leptos::ev::Custom::<web_sys::Event>::new("stillpoint:rehearse-failure");
    let listener = window_event_listener(rehearse, |_| panic!("This failure was rehearsed on request."));
    on_cleanup(move || listener.remove());
}
