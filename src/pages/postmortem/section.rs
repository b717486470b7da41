//! One section of the document: what the workbench says, and what people wrote.

use leptos::prelude::*;
use serde_json::Value;

use super::desk::Desk;
use super::hints::StandsIn;
use super::margin::Margin;
use super::passage::Passage;
use crate::domain::id::RecordId;
use crate::domain::postmortem::OutlinePart;
use crate::domain::record::kind;
use crate::log::canonical::object_of;
use crate::platform::dom;
use crate::state::OpenPostmortem;
use crate::ui::{live, memo, on, typed, while_wanted};

/// A section that a person added has its own record id for its slot.
pub(super) fn is_own(slot: &str) -> bool {
    slot.parse::<RecordId>().is_ok()
}

/// The record of a section: of one that was added that of its slot, of another one that is made from it.
pub(super) fn record_of(postmortem: OpenPostmortem, slot: &str) -> RecordId {
    slot.parse().unwrap_or_else(|_| postmortem.section_record(slot))
}

/// One section.
#[component]
pub(super) fn SectionOf(
    /// What it is for: its slot.
    of: String,
    /// The sections of the document.
    parts: Memo<Vec<OutlinePart>>,
    /// Called when it is put into the trash.
    #[prop(into)]
    on_delete: Callback<(RecordId, String)>,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let record = record_of(postmortem, &of);
    let is_own = is_own(&of);
    let slot = StoredValue::new(of);
    let words = move |read: fn(&OutlinePart) -> &String| {
        let found = |slot: &String| parts.with(|parts| parts.iter().find(|part| part.slot == *slot).map(read).cloned());
        slot.with_value(found).unwrap_or_default()
    };
    let heading = memo(move || words(|part| &part.heading));
    let prompt = memo(move || words(|part| &part.prompt));
    let facts = memo(move || {
        let of = |part: &OutlinePart| part.facts.clone();
        let found = |slot: &String| parts.with(|parts| parts.iter().find(|part| part.slot == *slot).map(of));
        slot.with_value(found).unwrap_or_default()
    });
    let text = memo(move || {
        let read = |slot: &String| postmortem.with(|says| says.section(slot).map(|held| held.says.text.clone()));
        slot.with_value(read).unwrap_or_default()
    });
    // What nobody is asked to write, such as the timeline, has no field, unless somebody wrote there all the same.
    let is_written = move || is_own || !prompt.with(String::is_empty) || !text.with(String::is_empty);
    let about = move |()| object_of([("slot", Value::from(slot.get_value()))]);
    let is_amended = memo(move || postmortem.is_amended(record));
    let asks = live(move || match prompt.get() {
        none if none.is_empty() => "Nothing is written here yet.".to_owned(),
        prompt => prompt,
    });
    view! {
        <section class="section" aria-labelledby=format!("heading-{record}")>
            <header class="section__head">
                <h2 id=format!("heading-{record}")>{heading}</h2>
                {while_wanted(move || is_amended.get(), || view! {
                    <span class="badge">"amended after freezing"</span>
                }.into_any())}
                {is_own.then(|| view! { <OwnSection record of=slot heading on_delete /> })}
            </header>
            {Margin::expect().facts(facts)}
            {while_wanted(is_written, move || view! {
                <Passage kind=kind::SECTION record editor="section" about label=heading text prompt=asks section=StandsIn::Slot(slot, heading) />
            }.into_any())}
        </section>
    }
    .into_any()
}

/// What can be done to a section that a person added: another name, the trash.
#[component]
fn OwnSection(
    /// Its record.
    record: RecordId,
    /// What it is for: its slot.
    of: StoredValue<String>,
    /// Its heading.
    heading: Memo<String>,
    /// Called when it is put into the trash.
    on_delete: Callback<(RecordId, String)>,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let is_renaming = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let field = format!("name-{record}");
    let begin = {
        let field = field.clone();
        move || {
            name.set(heading.get_untracked());
            is_renaming.set(true);
            let field = field.clone();
            request_animation_frame(move || {
                dom::focus(&field);
                dom::select_all(&field);
            });
        }
    };
    let rename = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let named = name.with_untracked(|name| name.trim().to_owned());
        if !named.is_empty() && named != heading.get_untracked() {
            let slot = ("slot", of.get_value().into());
            postmortem.put(kind::SECTION, record, &object_of([slot, ("heading", named.into())]));
        }
        is_renaming.set(false);
        dom::focus(&format!("record-{record}"));
    };
    view! {
        {while_wanted(move || !is_renaming.get(), move || {
            let begin = begin.clone();
            view! {
                <button class="link" on:click=on(move |_| begin())>"Rename"</button>
                <button class="link" on:click=on(move |_| {
                    let named = heading.get_untracked();
                    if postmortem.incident().delete(record) {
                        on_delete.run((record, named));
                    }
                })>"Delete"</button>
            }.into_any()
        })}
        {while_wanted(move || is_renaming.get(), move || view! {
            <form class="section__rename" on:submit=on(rename)>
                <input
                    id=field.clone()
                    aria-label="Name of the section"
                    prop:value=live(move || name.get())
                    on:input=typed(move |text| name.set(text))
                    on:keydown=on(move |event: leptos::ev::KeyboardEvent| {
                        if event.key() == "Escape" {
                            event.prevent_default();
                            is_renaming.set(false);
                            dom::focus(&format!("record-{record}"));
                        }
                    })
                />
                <button class="button" type="submit">"Rename"</button>
            </form>
        }.into_any())}
    }
    .into_any()
}

/// Adds a section beside those of the template and opens it.
pub(super) fn add(postmortem: OpenPostmortem, desk: Desk, heading: &str) {
    let Some(record) = postmortem.incident().new_record() else { return };
    let says = [("slot", record.to_string()), ("heading", heading.to_owned())];
    let says = object_of(says.map(|(field, value)| (field, value.into())));
    if postmortem.put(kind::SECTION, record, &says) {
        desk.ask(record, None);
    }
}
