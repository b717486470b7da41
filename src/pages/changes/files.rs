//! Scripts that come as files: chosen, or dropped anywhere on the page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::FileList;

use super::desk::Desk;
use crate::domain::change::{DOWN, Sorted, UP, migrations};
use crate::platform::{dom, file};
use crate::state::{Notice, OpenChange, Page, Tone};
use crate::ui::{drawn, on};

/// The largest file that is taken in, in bytes: more is not reviewed.
const LARGEST: f64 = 2.0 * 1024.0 * 1024.0;

/// Takes files in: each goes where its name, or what stands in it, says. Several migrations become a change each.
pub(super) fn take_in(desk: Desk, files: Option<FileList>) {
    let Some(files) = files else { return };
    let files: Vec<web_sys::File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    spawn_local(async move {
        let workbench = desk.change.scope().workbench();
        let refuse = |text: String| workbench.notice().set(Some(Notice::new(Tone::Waiting, &text)));
        let mut texts = Vec::new();
        for chosen in files {
            let name = chosen.name();
            if chosen.size() > LARGEST {
                refuse(format!("Could not take in {name}: it is larger than 2 MB."));
                continue;
            }
            let text = match file::read(&chosen).await {
                Ok(bytes) => String::from_utf8(bytes).map_err(|_| "it is not text in UTF-8".to_owned()),
                Err(why) => Err(why),
            };
            match text {
                Err(why) => refuse(format!("Could not take in {name}: {why}.")),
                Ok(text) => texts.push((name, text)),
            }
        }
        let mut migrations = migrations(&texts);
        match migrations.len() {
            0 => {}
            1 => migrations.into_iter().for_each(|one| desk.offer(one)),
            count => {
                migrations.retain(|one| {
                    let Sorted { up, down } = &one.scripts;
                    let scripts = [(UP, up), (DOWN, down)];
                    let scripts = scripts.into_iter().filter_map(|(direction, text)| Some((direction, text.clone()?)));
                    OpenChange::begin_with(workbench, &one.name, &[], scripts).is_none()
                });
                if migrations.is_empty() {
                    refuse(format!("{count} migrations came at once: each is a change of its own now."));
                    workbench.go(Page::Changes);
                } else {
                    let names = migrations.into_iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
                    refuse(format!("Could not begin a change for {names}."));
                }
            }
        }
    });
}

/// Asks before a migration replaces what is written.
#[component]
pub(super) fn Offered() -> impl IntoView {
    let desk = Desk::expect();
    let offered = desk.offered;
    drawn(move || {
        let Some(migration) = offered.get() else { return ().into_any() };
        let name = if migration.name.is_empty() { "What came".to_owned() } else { migration.name.clone() };
        let replace = move |_| {
            offered.set(None);
            desk.take(migration.clone());
            dom::focus("script-up");
        };
        let leave = move |_| {
            offered.set(None);
            dom::focus("script-up");
        };
        view! {
            <div class="offered" role="alert">
                <p>{format!("{name} holds a script, and one is written here already. Replace what is written?")}</p>
                <p>
                    <button class="button" type="button" on:click=on(replace)>"Replace it"</button>
                    " "<button class="button" type="button" on:click=on(leave)>"Keep what is written"</button>
                </p>
            </div>
        }
        .into_any()
    })
}

/// Where files are chosen.
#[component]
pub(super) fn Chooser() -> impl IntoView {
    let desk = Desk::expect();
    let input = NodeRef::<leptos::html::Input>::new();
    let choose = move |_| {
        let Some(element) = input.get_untracked() else { return };
        take_in(desk, element.files());
        element.set_value("");
    };
    view! {
        <label class="button change__files" title="Up and down are told apart by their names, or by the marks of sql-migrate, goose and dbmate in one file.">
            "Open .sql files …"
            <input node_ref=input id="change-files" class="change__choose" type="file" multiple accept=".sql,text/plain,application/sql" on:change=on(choose) />
        </label>
    }
    .into_any()
}
