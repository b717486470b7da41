//! Offering a role to somebody: to whom, and what they are told about the incident.

use leptos::prelude::*;

use super::moment::When;
use super::panels::Asked;
use super::rested::rested;
use super::roles::{close_and_go_on, name_of};
use super::timeline::TimelineView;
use super::who::handle_from;
use crate::domain::duties::title;
use crate::domain::late;
use crate::domain::role::{LEAD, Offered, SHARED};
use crate::log::Reading;
use crate::platform::{clock, dom};
use crate::state::{Commands, OpenIncident, Typing};
use crate::text::brief;
use crate::ui::{drawn, effect, live, memo, on, typed, while_wanted};

/// The field in which the other is named.
const FIELD: &str = "hand-over-to";

#[component]
pub(super) fn HandOver(
    /// The role, by its short name.
    role: String,
    /// When it passes.
    when: When,
) -> impl IntoView {
    let (open, asked, timeline) = (OpenIncident::expect(), Asked::expect(), TimelineView::expect());
    let commands = Commands::expect();
    commands.hold();
    let me = open.workbench().me().get_untracked().map(|me| me.handle).unwrap_or_default();
    let heading = title(&role);
    let holders: Vec<String> =
        open.with_untracked(|reading| reading.incident.roles.holders(&role).map(|held| held.holder.clone()).collect());
    let is_held = !holders.is_empty() && !SHARED.contains(&role.as_str());
    // Who takes over is told everything; who helps out is not.
    let is_told = is_held || role == LEAD;
    // How it stands today is no news to whoever held a role in what is over.
    let is_past = open.is_after_the_fact();
    let is_over = is_past || open.with_untracked(|reading| late::is_over(&reading.incident));
    let known = StoredValue::new(open.with_untracked(|reading| known(reading, &me)));
    let generated = move || if is_told && !is_over { brief_of(open) } else { String::new() };
    let (to, refused) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let typing = Typing::new(open.workbench(), Some(open.scope()), &format!("offer {role}"), None);
    typing.show(&generated());
    // What was added and not offered, here or in a page that is gone. It may be found after this has opened.
    let is_earlier = RwSignal::new(false);
    let workbench = open.workbench();
    effect(move || {
        let unsent = workbench.orphans().with(|all| all.iter().find(|one| typing.is_for(one)).cloned());
        let Some(unsent) = unsent.filter(|_| typing.record().is_none()) else { return };
        if open.with_untracked(|reading| reading.records.contains_key(&unsent.record)) {
            workbench.forget_orphan(&unsent);
        } else {
            typing.show("");
            is_earlier.set(typing.adopt(&unsent));
        }
    });
    let handle = memo(move || to.with(|text| known.with_value(|known| understood(text, known))));
    let name = move || {
        let handle = handle.get();
        known.with_value(|known| known.iter().find(|(known, _)| *known == handle).map(|(_, name)| name.clone()))
    };
    let meant = move || match (handle.get(), name()) {
        (handle, _) if handle.is_empty() => "A name or a handle.".to_owned(),
        (handle, Some(name)) if name != handle => format!("{name}, @{handle}"),
        (handle, Some(_)) => format!("@{handle}"),
        (handle, None) => format!("@{handle}, who is new here"),
    };
    // Nobody listens to what was meant a letter ago.
    let told = rested(move || if handle.with(String::is_empty) { String::new() } else { meant() });
    let field = NodeRef::<leptos::html::Input>::new();
    effect(move || {
        if field.get().is_some() {
            commands.release_into(FIELD);
        }
    });
    let offer = Callback::new(move |accepts_here: bool| {
        let handle = handle.get_untracked();
        let why_not = match handle.as_str() {
            "" => Some("Could not offer it to nobody: name somebody.".to_owned()),
            handle if holders.iter().any(|holder| holder == handle) => {
                Some(format!("Could not offer it to {handle}, who holds it already."))
            }
            handle if handle == me => Some("Could not offer it to yourself: take it.".to_owned()),
            _ => None,
        };
        if why_not.is_some() {
            refused.set(why_not);
            return;
        }
        let at = match when.read() {
            Ok(at) => at,
            Err(why) => return refused.set(Some(why)),
        };
        let told = typing.text().with_untracked(|text| text.trim().to_owned());
        if is_past && accepts_here {
            let record = open.tell_role(&role, &handle, told, typing.record(), at);
            if record.is_some() {
                typing.clear();
                close_and_go_on(asked, commands, timeline, record);
            }
            return;
        }
        let mut record = open.offer_role(&role, &handle, told, typing.record(), at.clone());
        if let (Some(offer), true) = (record, accepts_here) {
            let is_this = |open: &&Offered| open.entry == offer;
            let offer = open.with_untracked(|reading| reading.incident.roles.offers().iter().find(is_this).cloned());
            record = offer.and_then(|offer| open.accept_role(&offer, at)).or(record);
        }
        if record.is_some() {
            typing.clear();
            close_and_go_on(asked, commands, timeline, record);
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        offer.run(false);
    };
    view! {
        <form class="hand-over" on:submit=on(submit)>
            <h1>{if is_held { format!("Hand over: {heading}") } else { format!("Ask somebody: {heading}") }}</h1>
            <p class="quiet">{match is_past {
                true => "This incident is written down afterwards: say who took it, and when.",
                false => "It passes when the other says yes, on their own device or on this screen.",
            }}</p>
            <div class="edit">
                <label>
                    "To whom"
                    <input
                        id=FIELD
                        node_ref=field
                        list="hand-over-people"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        aria-describedby="hand-over-meant"
                        prop:value=live(move || to.get())
                        on:input=typed(move |text| {
                            refused.set(None);
                            to.set(text);
                        })
                    />
                </label>
                <datalist id="hand-over-people">
                    {known.get_value().into_iter().map(|(handle, name)| view! { <option value=handle>{name}</option> }).collect_view()}
                </datalist>
                <p class="quiet hand-over__meant" id="hand-over-meant">{live(meant)}</p>
                <p class="hidden" role="status">{live(move || told.get())}</p>
                <div class="impact__form">{when.view("hand-over-when".to_owned(), "When", None)}</div>
                <label>
                    "What they are told"
                    <textarea
                        rows="12"
                        prop:value=live(move || typing.text().get())
                        on:input=typed(move |text| typing.input(text))
                    ></textarea>
                </label>
                {while_wanted(move || is_earlier.get(), move || view! {
                    <p class="hand-over__meant">
                        "This was written earlier and not offered. "
                        <button class="link" type="button" on:click=on(move |_| {
                            typing.discard();
                            typing.show(&generated());
                            is_earlier.set(false);
                        })>"Write it anew"</button>
                    </p>
                }.into_any())}
            </div>
            {drawn(move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
            <p>
                <button class="button button--primary" type="submit">"Offer"</button>
                <button
                    class="button"
                    type="button"
                    disabled=live(move || handle.with(String::is_empty))
                    on:click=on(move |_| offer.run(true))
                >
                    {live(move || match (handle.get(), is_past) {
                        (handle, true) if handle.is_empty() => "Took it".to_owned(),
                        (handle, true) => format!("{} took it", name().unwrap_or(handle)),
                        (handle, false) if handle.is_empty() => "Accepted here".to_owned(),
                        (handle, false) => format!("{} accepts here", name().unwrap_or(handle)),
                    })}
                </button>
                <button class="button" type="button" on:click=on(move |_| {
                    typing.discard();
                    asked.close();
                })>"Cancel"</button>
            </p>
        </form>
    }
    .into_any()
}

/// What the other is told if nobody adds to it.
fn brief_of(open: OpenIncident) -> String {
    let name = open.workbench().name_of(open.scope());
    let zone = open.zone().get_untracked();
    open.with_untracked(|reading| {
        let number = || reading.record.as_ref().map(|record| format!("INC-{}", record.number));
        let name = Some(name).filter(|name| !name.is_empty()).or_else(number);
        brief::print(reading, name.as_deref(), clock::now(), &zone, &zone.name())
    })
}

/// Everybody who was heard of in this incident, but one: handles with names.
pub(super) fn known(reading: &Reading, but: &str) -> Vec<(String, String)> {
    let speakers = reading.timeline().map(|entry| entry.said.by.as_str());
    let holders = reading.incident.roles.history().iter().map(|held| held.holder.as_str());
    let offered = reading.incident.roles.offers().iter().map(|offer| offer.to.as_str());
    let mut handles: Vec<&str> = reading.people.keys().map(String::as_str).collect();
    for handle in speakers.chain(holders).chain(offered) {
        if !handles.contains(&handle) {
            handles.push(handle);
        }
    }
    handles.retain(|handle| *handle != but && !handle.is_empty());
    handles.into_iter().map(|handle| (handle.to_owned(), name_of(reading, handle))).collect()
}

/// The handle that is meant: of somebody known by handle or name, otherwise made as when somebody introduces themselves.
pub(super) fn understood(text: &str, known: &[(String, String)]) -> String {
    let text = text.trim().trim_start_matches('@');
    let lower = dom::lower_case(text);
    let is_meant = |(handle, name): &&(String, String)| *handle == lower || dom::lower_case(name) == lower;
    known.iter().find(is_meant).map_or_else(|| handle_from(text), |(handle, _)| handle.clone())
}
