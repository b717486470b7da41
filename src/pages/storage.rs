//! How the page stands with its storage: the bar for what can be lived with, the screen for what cannot.

use leptos::prelude::*;

use super::load::LoadFile;
use crate::platform::quota::Promise;
use crate::platform::{dom, file};
use crate::state::{Notice, Page, Standing, Tone, Workbench};
use crate::text::revisions::MEDIA_TYPE;
use crate::ui::{drawn, live, memo, on, while_wanted};

/// What the person should know now.
#[component]
pub(super) fn NoticeBar() -> impl IntoView {
    let workbench = Workbench::expect();
    let shown = memo(move || match (workbench.notice().get(), workbench.standing().get()) {
        (Some(notice), _) => Some(notice),
        (None, Standing::Nowhere(error)) => Some(Notice::of(&error)),
        _ => None,
    });
    let download = move |_| {
        if let Err(why) = file::download("stillpoint-unsaved.jsonl", MEDIA_TYPE, &workbench.unsaved_file()) {
            workbench.notice().set(Some(Notice::new(Tone::Alarm, format!("Could not hand out a file: {why}."))));
        }
    };
    view! {
        <div class="notices" role="status" aria-live="polite">
            {drawn(move || shown.get().map(|notice| view! {
                <div class="notice" data-tone=notice.tone.as_str()>
                    <p>{notice.text}</p>
                    {while_wanted(move || workbench.failed_count() != 0, move || view! {
                        <button class="button" on:click=on(move |_| workbench.retry())>"Try again now"</button>
                        <button class="button" on:click=download>
                            {live(move || format!("Download what is not saved ({})", workbench.failed_count()))}
                        </button>
                    }.into_any())}
                    {while_wanted(move || workbench.notice().with(Option::is_some) && workbench.failed_count() == 0, move || view! {
                        <button class="button" on:click=on(move |_| workbench.notice().set(None))>"Close"</button>
                    }.into_any())}
                </div>
            }).into_any())}
        </div>
    }
    .into_any()
}

/// What stands between the person and the page.
#[component]
pub(super) fn StorageScreen() -> impl IntoView {
    let workbench = Workbench::expect();
    move || {
        match workbench.standing().get() {
        Standing::WaitsForOldTab => view! {
            <section class="card" role="alert">
                <h1>"Another tab still runs an older version"</h1>
                <p>"What was saved is safe. Close the other Stillpoint tabs, or reload them; this page then goes on by itself."</p>
            </section>
        }
        .into_any(),
        Standing::Superseded => view! {
            <section class="card" role="alert">
                <h1>"A newer version of Stillpoint is open in another tab"</h1>
                <p>"What was saved is safe, and unsent text was kept. Reload this page to go on with the newer version."</p>
                <p><button class="button button--primary" on:click=on(move |_| dom::reload())>"Reload"</button></p>
            </section>
        }
        .into_any(),
        Standing::Vanished => view! {
            <section class="card" role="alert">
                <h1>"The incidents that were kept here are gone"</h1>
                <p>
                    "This browser had a Stillpoint database and has none any more. Somebody cleared the site's data, or the browser "
                    "did to free space. If you have a file that was handed out before, load it; nothing new has been written yet."
                </p>
                <LoadFile done=move |()| workbench.accept_new_database() />
                <p>
                    <button class="button" on:click=on(move |_| {
                        workbench.accept_new_database();
                        workbench.go(Page::Incidents);
                    })>"Start with an empty workbench"</button>
                </p>
            </section>
        }
        .into_any(),
        _ => ().into_any(),
    }
    }
}

/// What this browser promises about the data.
#[component]
pub(super) fn PromiseLine() -> impl IntoView {
    let workbench = Workbench::expect();
    let text = move || match (workbench.standing().get(), workbench.promise().get()) {
        (Standing::Nowhere(_), _) => "Nothing can be saved in this browser.",
        (_, Some(Promise::Kept)) => "Saved in this browser, which keeps it until you clear the site's data.",
        (_, Some(Promise::BestEffort)) => {
            "Saved in this browser, which may delete it when the disk is short of space, and forgets it with a private window: download what must not be lost."
        }
        _ => "Saved in this browser and sent nowhere. A private window forgets everything when it closes.",
    };
    view! { <p class="quiet promise">{text}</p> }
}
