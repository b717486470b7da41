//! The timeline as files for other programs and other people. Loaded on demand.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::on_demand::{OnDemand, part};
use super::panels::Asked;
use crate::platform::{clipboard, file};
use crate::state::{Commands, OpenIncident};
use crate::text::export::markdown::{self, Flavour};
use crate::text::export::{Sheet, csv, html, json};
use crate::ui::{Modal, on};

part!(export, draw);

fn draw() -> AnyView {
    view! { <Export /> }.into_any()
}

/// The ways out, loaded if they were not before.
#[component]
pub(super) fn ExportOf() -> impl IntoView {
    view! { <OnDemand load /> }
}

/// One form in which a timeline goes out.
#[derive(Clone, Copy)]
struct Form {
    title: &'static str,
    what_for: &'static str,
    /// The end of the file's name.
    end: &'static str,
    media_type: &'static str,
    print: fn(&Sheet<'_>) -> String,
}

const FORMS: [Form; 6] = [
    Form {
        title: "Markdown for GitHub",
        what_for: "an issue or a page; nobody is mentioned by accident",
        end: "github.md",
        media_type: "text/markdown",
        print: |sheet| markdown::print(sheet, Flavour::GitHub),
    },
    Form {
        title: "Markdown for GitLab",
        what_for: "an issue or a page",
        end: "gitlab.md",
        media_type: "text/markdown",
        print: |sheet| markdown::print(sheet, Flavour::GitLab),
    },
    Form {
        title: "Text for Slack",
        what_for: "a message",
        end: "slack.txt",
        media_type: "text/plain",
        print: |sheet| markdown::print(sheet, Flavour::Slack),
    },
    Form {
        title: "CSV",
        what_for: "a spreadsheet; no cell is taken for a formula",
        end: "csv",
        media_type: "text/csv",
        print: csv::print,
    },
    Form {
        title: "JSON",
        what_for: "another program",
        end: "json",
        media_type: "application/json",
        print: json::print,
    },
    Form {
        title: "HTML",
        what_for: "a browser or a printer: one file that needs no other",
        end: "html",
        media_type: "text/html",
        print: html::print,
    },
];

#[component]
fn Export() -> impl IntoView {
    let asked = Asked::expect();
    Commands::expect().let_go();
    let open = OpenIncident::expect();
    let name = open.workbench().name_of(open.scope());
    let name = StoredValue::new(if name.is_empty() { "incident".to_owned() } else { name });
    let said = RwSignal::new(String::new());
    let print = move |form: Form| {
        let zone = open.zone().get_untracked();
        let zone_name = zone.name();
        open.with_untracked(|reading| {
            name.with_value(|name| {
                (form.print)(&Sheet { reading, name: Some(name), zone: &zone, zone_name: &zone_name })
            })
        })
    };
    let copy = move |form: Form| {
        let text = print(form);
        spawn_local(async move {
            let result = clipboard::write(&text).await;
            let words = match result {
                Ok(()) => format!("{} is in the clipboard.", form.title),
                Err(why) => format!("Could not {why}. Download it instead."),
            };
            let _ = said.try_set(words);
        });
    };
    let download = move |form: Form| {
        let file_name = name.with_value(|name| format!("{name}-timeline.{}", form.end));
        said.set(match file::download(&file_name, form.media_type, print(form).as_bytes()) {
            Ok(()) => format!("{file_name} is handed out."),
            Err(why) => format!("Could not hand out a file: {why}."),
        });
    };
    view! {
        <Modal label="The timeline for others" class="export" on_close=move |()| asked.close()>
            <h1>"The timeline for others"</h1>
            <p class="quiet">{format!("Times in {}. What is in the trash stays out, and it is said how much.", open.zone().get_untracked().name())}</p>
            <ul class="export__forms">
                {FORMS.map(|form| view! {
                    <li>
                        <span><b>{form.title}</b>" "<span class="quiet">{form.what_for}</span></span>
                        <button class="button" aria-label=format!("Copy {}", form.title) on:click=on(move |_| copy(form))>"Copy"</button>
                        <button class="button" aria-label=format!("Download {}", form.title) on:click=on(move |_| download(form))>"Download"</button>
                    </li>
                }).collect_view()}
            </ul>
            <p class="quiet" role="status">{said}</p>
            <p><button class="button" on:click=on(move |_| asked.close())>"Close"</button></p>
        </Modal>
    }
    .into_any()
}
