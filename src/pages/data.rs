//! Data: what this browser keeps and promises, everything out as one file, files in. Loaded on demand.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::load::LoadFile;
use super::on_demand::part;
use super::storage::PromiseLine;
use crate::platform::quota::{self, Promise, Usage};
use crate::platform::{clock, dom, file};
use crate::state::{Notice, Standing, Workbench};
use crate::text::revisions::MEDIA_TYPE;

part!(data, || view! { <Data /> }.into_any());

#[component]
fn Data() -> impl IntoView {
    dom::set_title("Data · Stillpoint");
    view! {
        <div class="page">
            <h1>"Data"</h1>
            <Kept />
            <section class="card">
                <h2>"Take it with you"</h2>
                <p>"One file with everything: every incident, every version of every entry. Loading it in another browser unites both."</p>
                <Backup />
            </section>
            <section class="card">
                <h2>"Bring a file"</h2>
                <p>"A file from here or from somebody else. First you see what it would bring; loading it twice changes nothing."</p>
                <LoadFile done=|()| {} />
            </section>
        </div>
    }
    .into_any()
}

/// What is kept, and what the browser promises about it.
#[component]
fn Kept() -> impl IntoView {
    let workbench = Workbench::expect();
    let usage = RwSignal::new(None::<Usage>);
    let revisions = RwSignal::new(None::<u64>);
    Effect::new(move |_| {
        workbench.summaries().track();
        spawn_local(async move {
            let _ = usage.try_set(quota::usage().await);
            let _ = revisions.try_set(workbench.count_revisions().await);
        });
    });
    workbench.refresh();
    let asked = move |_| spawn_local(async move { workbench.ask_promise().await });
    let is_kept = move || workbench.promise().get() == Some(Promise::Kept);
    view! {
        <section class="card">
            <h2>"Kept in this browser"</h2>
            <dl class="facts">
                <dt>"Incidents"</dt>
                <dd>{move || workbench.summaries().with(Vec::len)}</dd>
                <dt>"Entries"</dt>
                <dd>{move || workbench.summaries().with(|all| all.iter().map(|summary| summary.entries).sum::<usize>())}</dd>
                <dt>"Versions of them"</dt>
                <dd>{move || revisions.get()}</dd>
                <dt>"Space used"</dt>
                <dd>{move || usage.get().map(|usage| usage_words(&usage))}</dd>
            </dl>
            <PromiseLine />
            <Show when=move || !is_kept() && matches!(workbench.standing().get(), Standing::Ready)>
                <p><button class="button" on:click=asked>"Ask the browser to keep it"</button></p>
            </Show>
            <p class="quiet">
                "Kept at this address only: another browser, another profile or another port sees none of it. Clearing the site's data clears the incidents."
            </p>
        </section>
    }
    .into_any()
}

/// The space in use and what there is, in words.
fn usage_words(usage: &Usage) -> String {
    let size = |bytes: f64| match bytes {
        bytes if bytes < 1e6 => format!("{:.0} KB", bytes / 1e3),
        bytes if bytes < 1e9 => format!("{:.1} MB", bytes / 1e6),
        bytes => format!("{:.1} GB", bytes / 1e9),
    };
    match usage.quota {
        Some(quota) => format!("{} of about {} that this browser allows", size(usage.used), size(quota)),
        None => size(usage.used),
    }
}

#[component]
fn Backup() -> impl IntoView {
    let workbench = Workbench::expect();
    let said = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let back_up = move |_| {
        // Not disabled meanwhile: a button that is loses the focus.
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let result = workbench.backup(move |done, all| {
                let _ = said.try_set(format!("{done} of {all} incidents …"));
            });
            let day = when_day();
            let text = match result.await {
                Ok(parts) => match file::download_parts(&format!("stillpoint-{day}.jsonl"), MEDIA_TYPE, &parts) {
                    Ok(()) => format!("Handed out {} incidents.", parts.length()),
                    Err(why) => format!("Could not hand out a file: {why}."),
                },
                Err(error) => {
                    workbench.notice().set(Some(Notice::of(&error)));
                    String::new()
                }
            };
            let _ = said.try_set(text);
            let _ = is_busy.try_set(false);
        });
    };
    view! {
        <p>
            <button id="backup" class="button button--primary" aria-disabled=move || is_busy.get().to_string() on:click=back_up>"Download everything"</button>
            <span class="quiet" role="status">{said}</span>
        </p>
    }
}

/// Today, in UTC: a file's name means the same everywhere.
fn when_day() -> String {
    crate::domain::zone::Local::at(clock::now(), &crate::domain::zone::Utc).date_text()
}
