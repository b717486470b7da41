//! The list of incidents, and where one is declared.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::load::LoadFile;
use super::storage::PromiseLine;
use super::when;
use crate::domain::entry::Phase;
use crate::domain::id::ScopeId;
use crate::platform::dom;
use crate::state::{OpenIncident, Page, Typing, Workbench};
use crate::store::Summary;
use crate::ui::PlainLink;

/// All incidents, open ones first.
#[component]
pub(super) fn Incidents() -> impl IntoView {
    let workbench = Workbench::expect();
    dom::set_title("Incidents · Stillpoint");
    let listed = Memo::new(move |_| {
        let mut summaries = workbench.summaries().get();
        let is_over = |summary: &Summary| matches!(summary.phase, Some(Phase::Resolved | Phase::Closed));
        summaries.sort_unstable_by_key(|summary| {
            (is_over(summary), std::cmp::Reverse((summary.last, summary.number, summary.scope)))
        });
        summaries.iter().map(|summary| summary.scope).collect::<Vec<_>>()
    });
    view! {
        <div class="incidents">
            <h1>"Incidents"</h1>
            <Declare />
            <Show
                when=move || listed.with(|listed| !listed.is_empty())
                fallback=|| view! {
                    <div class="empty">
                        <p>
                            "No incidents yet. Write one line above and press " <kbd>"Enter"</kbd>
                            ": it is declared, timed and saved. Everything else can wait."
                        </p>
                        <OpenSample />
                    </div>
                }
            >
                <table class="incidents__list">
                    <thead>
                        <tr><th>"Number"</th><th>"Title"</th><th>"Phase"</th><th>"Entries"</th><th>"Last entry"</th></tr>
                    </thead>
                    <tbody>
                        <For each=move || listed.get() key=|scope| *scope let:scope>
                            <IncidentRow scope />
                        </For>
                    </tbody>
                </table>
            </Show>
            <LoadFile done=|()| {} />
            <PromiseLine />
        </div>
    }
    .into_any()
}

#[component]
fn IncidentRow(
    /// Which.
    scope: ScopeId,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let page = Page::Room(scope);
    let summary = Memo::new(move |_| {
        workbench.summaries().with(|summaries| summaries.iter().find(|summary| summary.scope == scope).cloned())
    });
    let show =
        move |read: fn(&Summary) -> String| summary.with(|summary| summary.as_ref().map(read).unwrap_or_default());
    view! {
        <tr>
            <td class="number">{move || workbench.name_of(scope)}</td>
            <td>
                <PlainLink href=page.path() follow=move |()| workbench.go(page)>
                    {move || show(|summary| summary.title.clone())}
                </PlainLink>
            </td>
            <td>{move || show(|summary| summary.phase.map_or("", Phase::as_str).to_owned())}</td>
            <td>{move || show(|summary| summary.entries.to_string())}</td>
            <td>{move || show(|summary| summary.last.map(when::minute).unwrap_or_default())}</td>
        </tr>
    }
}

/// Opens the sample, for those who want to look before there is anything to log.
#[component]
fn OpenSample() -> impl IntoView {
    let workbench = Workbench::expect();
    let refused = RwSignal::new(None::<String>);
    let open = move |_| {
        spawn_local(async move {
            if let Err(why) = workbench.open_sample().await {
                let _ = refused.try_set(Some(why));
            }
        });
    };
    view! {
        <p>
            <button class="button" on:click=open>"Open the sample incident"</button>
            "It can be thrown away as a whole."
        </p>
        {move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> })}
    }
}

#[component]
fn Declare() -> impl IntoView {
    let workbench = Workbench::expect();
    let typing = Typing::new(workbench, None, "declare", None);
    Effect::new(move |_| {
        let orphan = workbench.orphans().with(|orphans| orphans.iter().find(|orphan| typing.is_for(orphan)).cloned());
        if let Some(orphan) = orphan {
            typing.adopt(&orphan);
        }
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let title = typing.text().get_untracked().trim().to_owned();
        let (Some(record), Some(me), false) = (typing.record(), workbench.me().get_untracked(), title.is_empty())
        else {
            return;
        };
        typing.clear();
        if let Some(scope) = OpenIncident::declare(workbench, &title, record, &me) {
            workbench.go(Page::Room(scope));
        }
    };
    view! {
        <form class="declare" on:submit=submit>
            <label class="declare__label" for="declare">"Declare an incident"</label>
            <div class="declare__line">
                <input
                    id="declare"
                    class="declare__input"
                    autocomplete="off"
                    autofocus
                    placeholder="What is happening, in one line"
                    prop:value=move || typing.text().get()
                    on:input:target=move |event| typing.input(event.target().value())
                />
                <button class="button button--primary" type="submit">"Declare"</button>
            </div>
        </form>
    }
}
