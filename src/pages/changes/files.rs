//! Scripts that come as files: chosen, or dropped anywhere on the page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::FileList;

use super::desk::Desk;
use crate::domain::change::{DOWN, UP, sorted_in};
use crate::platform::file;
use crate::state::{Notice, Tone};
use crate::ui::on;

/// The largest file that is taken in, in bytes: more is not reviewed.
const LARGEST: f64 = 2.0 * 1024.0 * 1024.0;

/// Takes files in: each goes where its name, or what stands in it, says.
pub(super) fn take_in(desk: Desk, files: Option<FileList>) {
    let Some(files) = files else { return };
    let files: Vec<web_sys::File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    spawn_local(async move {
        let notice = desk.change.scope().workbench().notice();
        let refuse = |text: String| notice.set(Some(Notice::new(Tone::Waiting, &text)));
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
                Ok(text) => bring(desk, &name, &text),
            }
        }
    });
}

fn bring(desk: Desk, name: &str, text: &str) {
    let sorted = sorted_in(name, text);
    if let Some(up) = sorted.up {
        desk.bring(UP, up);
        if desk.change.get_untracked().about.title.trim().is_empty() {
            desk.change.set_one("title", name.trim_end_matches(".sql").trim_end_matches(".up").into());
        }
    }
    if let Some(down) = sorted.down {
        desk.bring(DOWN, down);
    }
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
        <p class="change__files">
            <label class="button">
                "Open .sql files …"
                <input node_ref=input id="change-files" class="change__choose" type="file" multiple accept=".sql,text/plain,application/sql" on:change=on(choose) />
            </label>
            <span class="quiet">"Up and down are told apart by their names, or by the marks of sql-migrate, goose and dbmate in one file."</span>
        </p>
    }
    .into_any()
}
