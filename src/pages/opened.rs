//! An incident that is being opened for a page of it.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::load::LoadFile;
use crate::domain::id::ScopeId;
use crate::state::{Commands, Notice, OpenIncident, Page, Workbench};
use crate::store::{Medium, Room};
use crate::ui::{PlainLink, drawn};

/// An incident that was opened.
pub(super) type OpenedRoom = StoredValue<Rc<Room<Medium>>, LocalStorage>;

/// Opens the incident of this scope and lets `draw` show it; or says why it is not to be had.
pub(super) fn opened(scope: ScopeId, draw: fn(OpenedRoom) -> AnyView) -> AnyView {
    opened_as("incident", scope, draw)
}

/// The same for what else has a scope, which is called this.
pub(super) fn opened_as(what: &'static str, scope: ScopeId, draw: fn(OpenedRoom) -> AnyView) -> AnyView {
    let (workbench, commands) = (Workbench::expect(), Commands::expect());
    let opened = RwSignal::new_local(None::<Result<Rc<Room<Medium>>, String>>);
    spawn_local(async move {
        let result = OpenIncident::open(workbench, scope).await.map_err(|error| Notice::of(&error).text);
        let _ = opened.try_set(Some(result));
    });
    drawn(move || match opened.get() {
        None => view! { <p class="quiet">"Opening …"</p> }.into_any(),
        Some(Err(why)) => {
            commands.let_go();
            view! { <section class="card" role="alert"><p>{why}</p></section> }.into_any()
        }
        Some(Ok(room)) if room.live().log().is_empty() => view! { <NotHere what /> }.into_any(),
        Some(Ok(room)) => draw(StoredValue::new_local(room)),
    })
}

#[component]
fn NotHere(
    /// What it is called.
    what: &'static str,
) -> impl IntoView {
    let workbench = Workbench::expect();
    Commands::expect().let_go();
    view! {
        <section class="card page">
            <h1>{format!("This {what} is not in this browser")}</h1>
            <p>"It is kept in the browser in which it was begun. Ask for a file of it and load it here."</p>
            <LoadFile done=|()| {} />
            <p><PlainLink href="/" follow=move |()| workbench.go(Page::Incidents)>"All incidents"</PlainLink></p>
        </section>
    }
    .into_any()
}
