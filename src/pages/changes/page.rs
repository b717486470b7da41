//! The page of one change: its scripts, what the review says of them, what is asked, planned and signed.

use leptos::prelude::*;
use serde_json::Value;

use super::beside::Beside;
use super::checklist::Checklist;
use super::damage::Damage;
use super::desk::Desk;
use super::files::take_in;
use super::hand_out::HandOut;
use super::kept::{Kept, KeptLine, Place};
use super::links::Links;
use super::on_paper::OnPaper;
use super::plan::Plan;
use super::questions::Questions;
use super::rollout::{Rolling, Rollout};
use super::script::{DownScript, UpScript};
use super::statements::Statements;
use super::switches::Switches;
use super::verdicts::Verdicts;
use crate::command::{self, Act};
use crate::domain::record::kind;
use crate::log::canonical::Object;
use crate::pages::opened::OpenedRoom;
use crate::platform::{dom, file};
use crate::state::{OfPage, OpenChange, OpenIncident, Page, Workbench};
use crate::ui::{PlainLink, drawn, effect, live, on, while_wanted};

#[component]
pub(super) fn ChangePage(
    /// Its scope.
    room: OpenedRoom,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let open = OpenIncident::provide(workbench, room.get_value());
    let change = OpenChange::provide(open);
    let desk = Desk::provide(change);
    Rolling::provide(desk);
    // Who comes here by a key has typed nothing for a field of this page.
    desk.commands.let_go();
    effect(move || dom::set_title(&format!("{} · Stillpoint", change.with(|change| change.title().to_owned()))));
    let place = Place {
        kind: kind::CHANGE,
        record: change.about_record(),
        field: "title",
        editor: "change-title".to_owned(),
        beside: Object::new(),
    };
    let title = Kept::new(change, place, live(move || change.with(|change| change.about.title.clone())));
    // A change that was just begun: what comes next is its script.
    if change.get_untracked().script("up").is_empty() {
        request_animation_frame(|| {
            if dom::has_no_focus() || dom::has_focus("main") {
                dom::focus("script-up");
            }
        });
    }
    let act = move |act| {
        let is_ours = act == Act::HandOut;
        if is_ours {
            desk.is_going_out.set(true);
        }
        is_ours
    };
    desk.commands.offer(OfPage {
        places: command::Place::OF_CHANGE,
        act: Callback::new(act),
        has_entry: live(|| false),
        take_letter: Callback::new(|()| {}),
    });
    let is_dropping = RwSignal::new(false);
    let over = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        is_dropping.set(true);
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        is_dropping.set(false);
        take_in(desk, event.data_transfer().and_then(|data| data.files()));
    };
    let unread = move || {
        change.with(|change| {
            let said =
                change.unread.iter().map(|(_, why)| format!("A record could not be read and is left out: {why}."));
            said.map(|text| view! { <p class="refusal">{text}</p> }).collect_view().into_any()
        })
    };
    let download = move |_| {
        let _ = file::download("change.jsonl", "application/jsonl", &open.file());
    };
    view! {
        <div
            class="change"
            data-dropping=live(move || is_dropping.get().to_string())
            on:dragover=on(over)
            on:dragleave=on(move |_| is_dropping.set(false))
            on:drop=on(dropped)
        >
            <header class="change__head">
                <PlainLink href="/changes" follow=move |()| workbench.go(Page::Changes)>"Changes"</PlainLink>
                <h1 class="hidden">{live(move || change.with(|change| change.title().to_owned()))}</h1>
                <KeptLine kept=title id="change-title" label="Title" placeholder="What changes, in a line" class="change__title" />
                <button class="button" on:click=on(move |_| desk.is_going_out.set(true))>"Hand out"</button>
                <button class="button" on:click=on(download)>"Download"</button>
            </header>
            {while_wanted(move || desk.is_going_out.get(), || view! { <HandOut /> }.into_any())}
            <OnPaper />
            {drawn(unread)}
            <div class="change__columns">
                <div class="change__main" data-behind=live(move || desk.is_behind().get().to_string())>
                    <Verdicts />
                    <UpScript />
                    <Questions />
                    <Plan />
                    <Statements />
                    <Beside />
                    <Rollout />
                    <DownScript />
                    <Damage />
                </div>
                <aside class="change__side" aria-label="About the change">
                    <Checklist />
                    <Switches />
                    <Links />
                </aside>
            </div>
        </div>
    }
    .into_any()
}

/// A field of a change that is `null` where it says no.
pub(super) fn or_null(is_so: bool) -> Value {
    if is_so { true.into() } else { Value::Null }
}
