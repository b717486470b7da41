//! What is late, beside who holds which role: nobody has logged anything for long, harm goes on after the end, a clock is
//! behind. Part of a panel.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::panels::{Asked, Which};
use super::roles::Sign;
use super::when;
use crate::domain::late;
use crate::domain::time::Instant;
use crate::platform::{clock, dom};
use crate::state::OpenIncident;
use crate::ui::{live, memo, on, while_wanted};

/// How often it is looked at whether something is late: a minute that has passed is shown at most so much later.
const LOOK_MILLIS: i32 = 10_000;

/// The moment at which it is looked at what is late: now and then, and at once when the page is looked at again, which may
/// be long after it slept.
pub(super) fn looked_at() -> RwSignal<Instant> {
    let now = RwSignal::new(clock::now());
    spawn_local(async move {
        loop {
            dom::sleep(LOOK_MILLIS).await;
            // A room that was left has no such moment.
            if now.try_set(clock::now()).is_some() {
                break;
            }
        }
    });
    for seen_again in ["visibilitychange", "pageshow", "focus"] {
        let listener = window_event_listener_untyped(seen_again, move |_| {
            let _ = now.try_set(clock::now());
        });
        on_cleanup(move || listener.remove());
    }
    now
}

/// What is late, and what can be done about it.
#[component]
pub(super) fn Late(
    /// The moment at which it is looked at.
    now: RwSignal<Instant>,
) -> impl IntoView {
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    // In whole minutes: nothing is drawn again in between.
    let silent = memo(move || {
        let millis = open.with(|reading| late::silence(&reading.incident, reading.timeline(), now.get()));
        millis.map(|millis| millis / 60_000)
    });
    let is_silent = memo(move || silent.get().is_some());
    let ahead = memo(move || {
        // Looked at now and then, and read now: what was logged a moment ago is not ahead of a look before it.
        now.track();
        let millis = open.with(|reading| late::ahead(reading.timeline(), clock::now()));
        millis.map(|millis| millis / 60_000)
    });
    let is_ahead = memo(move || ahead.get().is_some());
    let is_harm_open = memo(move || open.with(|reading| late::is_harm_left_open(&reading.incident)));
    // Told once: those who listen are not reminded every minute.
    let told = move || match (is_silent.get(), is_harm_open.get()) {
        _ if is_ahead.get() => "The last entry was logged ahead of this device's clock: one of the two is wrong.",
        (true, _) => "Nothing was logged for 20 minutes.",
        (false, true) => "Harm still goes on: say when it ended.",
        (false, false) => "",
    };
    view! {
        {while_wanted(move || is_silent.get(), move || view! {
            <span class="strip__loud strip__late" data-tone="wait">
                <Sign />
                <span>{live(move || silent.get().map(|minutes| format!("nothing logged for {}", when::length(minutes * 60_000))))}</span>
            </span>
        }.into_any())}
        {while_wanted(move || is_ahead.get(), move || view! {
            <span class="strip__loud" data-tone="wait">
                <Sign />
                <span>{live(move || ahead.get().map(|minutes| {
                    let length = when::length(minutes * 60_000);
                    format!("the last entry was logged {length} ahead of this device's clock: one of the two is wrong")
                }))}</span>
            </span>
        }.into_any())}
        {while_wanted(move || is_harm_open.get(), move || view! {
            <span class="strip__loud" data-tone="wait">
                <Sign />
                <span>"harm still goes on: say when it ended"</span>
                <button class="button" on:click=on(move |_| asked.ask(Which::Impact))>"Impact "<kbd>"c"</kbd></button>
            </span>
        }.into_any())}
        <p class="hidden" role="status">{live(told)}</p>
    }
    .into_any()
}
