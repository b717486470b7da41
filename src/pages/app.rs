//! The frame around every page.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::incidents::{Incidents, ListState};
use super::markup::Markup;
use super::nav::Nav;
use super::on_demand::{Draw, OnDemand, Part};
use super::storage::{NoticeBar, StorageScreen};
use super::who::WhoAmI;
use super::{changes, data, follow_ups, gallery, load, palette, panels, postmortem, room, sample, search, settings};
use crate::platform::dom;
use crate::state::{Commands, Notice, Page, Standing, Tone, Workbench};
use crate::ui::{drawn, effect, memo};

/// How long the first view has the line for itself.
const PRELOAD_MILLIS: i32 = 1500;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let workbench = Workbench::provide();
    let commands = Commands::provide(workbench);
    let is_introducing = RwSignal::new(false);
    let markup = Markup::provide();
    ListState::provide();
    rehearse_failure_on_request();
    // What is sure to be wanted is here before it is: the network may be what has broken.
    effect(move || {
        if workbench.standing().get() == Standing::Ready {
            spawn_local(async move {
                dom::sleep(PRELOAD_MILLIS).await;
                markup.load();
                let _ = (
                    room::load_styled().await,
                    panels::load().await,
                    palette::load().await,
                    load::load().await,
                    data::load().await,
                    settings::load().await,
                );
                let _ = (
                    search::load().await,
                    sample::load().await,
                    postmortem::load_styled().await,
                    follow_ups::load_styled().await,
                    changes::load_styled().await,
                );
            });
        }
    });
    // A page that comes and asks for no focus of its own gets it as a whole, so that keys act and Tab begins at its top.
    effect(move || {
        workbench.page().track();
        workbench.standing().track();
        is_introducing.track();
        request_animation_frame(|| {
            if dom::has_no_focus() {
                dom::focus("main");
            }
        });
    });
    // What was pressed may be gone by now, and the focus with it.
    let on_click = window_event_listener(leptos::ev::click, |_| {
        request_animation_frame(|| {
            if dom::has_no_focus() {
                dom::focus("main");
            }
        });
    });
    on_cleanup(move || on_click.remove());
    let overlays = overlays(workbench, commands);
    view! {
        <div class="app">
            <Nav is_introducing />
            <NoticeBar />
            <main class="main" id="main" tabindex="-1">
                {drawn(move || match workbench.standing().get() {
                    Standing::Opening => view! { <p class="quiet">"Opening …"</p> }.into_any(),
                    Standing::WaitsForOldTab | Standing::Vanished | Standing::Superseded => {
                        view! { <StorageScreen /> }.into_any()
                    }
                    Standing::Ready | Standing::Nowhere(_) => view! { <Body is_introducing /> }.into_any(),
                }.into_any())}
            </main>
            {drawn(move || overlays.get().map(|draw| draw()).into_any())}
        </div>
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
    let wants_name = memo(move || workbench.me().with(Option::is_none) && workbench.page().get() != Page::Gallery);
    move || {
        if wants_name.get() || is_introducing.get() {
            request_animation_frame(|| {
                dom::focus("who-name");
            });
            return view! { <WhoAmI done=move |()| is_introducing.set(false) /> }.into_any();
        }
        match workbench.page().get() {
            Page::Incidents => view! { <Incidents /> }.into_any(),
            Page::Room(scope) => {
                // What is typed while it opens is for its box.
                Commands::expect().hold();
                Part::new(room::load_styled).view(move |draw| draw(scope))
            }
            Page::Postmortem(scope) => {
                Commands::expect().hold_for_page();
                Part::new(postmortem::load_styled).view(move |draw| draw(scope))
            }
            Page::FollowUps => view! { <OnDemand load=follow_ups::load_styled /> }.into_any(),
            page @ (Page::Changes | Page::Change(_)) => {
                let scope = if let Page::Change(scope) = page { Some(scope) } else { None };
                Part::new(changes::load_styled).view(move |draw| draw(scope))
            }
            Page::Data => view! { <OnDemand load=data::load /> }.into_any(),
            Page::Settings => view! { <OnDemand load=settings::load /> }.into_any(),
            Page::Gallery => view! { <OnDemand load=gallery::load_styled /> }.into_any(),
            Page::Missing => view! {
                <section class="card page">
                    <h1>"There is nothing at this address"</h1>
                    <p>"The link may be cut off. "<a href="/">"All incidents"</a></p>
                </section>
            }
            .into_any(),
        }
    }
}

/// What draws what lies over the page, once it was asked for and is here.
fn overlays(workbench: Workbench, commands: Commands) -> RwSignal<Option<Draw>> {
    let draw = RwSignal::new(None::<Draw>);
    let is_on_its_way = StoredValue::new(false);
    effect(move || {
        if commands.overlay().with(Option::is_none) || draw.with_untracked(Option::is_some) || is_on_its_way.get_value()
        {
            return;
        }
        is_on_its_way.set_value(true);
        spawn_local(async move {
            match palette::load().await {
                Ok(loaded) => draw.set(Some(loaded)),
                Err(_) => {
                    commands.let_go();
                    commands.overlay().set(None);
                    let text = "What was asked for could not be loaded: you may be offline, or a newer version was installed and wants a reload.";
                    workbench.notice().set(Some(Notice::new(Tone::Waiting, text)));
                }
            }
            is_on_its_way.set_value(false);
        });
    });
    draw
}

/// A failure that is asked for, so that what survives one can be tried before it matters.
fn rehearse_failure_on_request() {
    let rehearse = leptos::ev::Custom::<web_sys::Event>::new("stillpoint:rehearse-failure");
    let listener = window_event_listener(rehearse, |_| panic!("This failure was rehearsed on request."));
    on_cleanup(move || listener.remove());
}
