//! Who leads and who holds which role: one line under the name of the incident. Drawn as a panel.

use leptos::prelude::*;

use super::belonging::Changes;
use super::late::{Late, looked_at};
use super::panels::{Asked, Which};
use super::timeline::TimelineView;
use super::when;
use crate::domain::duties::{ROLES, title};
use crate::domain::fold::Topic;
use crate::domain::id::RecordId;
use crate::domain::late::{self, ANSWER_MILLIS};
use crate::domain::role::{LEAD, Offered};
use crate::domain::time::{Instant, Precise, Precision};
use crate::log::Reading;
use crate::platform::zone::AnyZone;
use crate::platform::{clock, dom};
use crate::state::{Commands, OpenIncident, SaidAt};
use crate::ui::{drawn, live, memo, on, while_wanted};

/// How one role stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    /// Its short name.
    pub(super) role: String,
    /// Who holds it.
    pub(super) holders: Vec<Holder>,
    /// Who is said to hold it where two said so at once; an empty handle for nobody.
    pub(super) claims: Vec<Holder>,
}

/// Somebody who holds a role.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Holder {
    /// Their handle.
    pub(super) handle: String,
    /// What people call them.
    pub(super) name: String,
    /// Since when.
    pub(super) from: Option<Precise>,
}

impl Standing {
    /// That of a role.
    pub(super) fn of(reading: &Reading, role: &str) -> Self {
        let holder = |handle: &str, from| Holder { handle: handle.to_owned(), name: name_of(reading, handle), from };
        let claims = reading.incident.contest_of(role).map(|contest| contest.claims.as_slice()).unwrap_or_default();
        Self {
            role: role.to_owned(),
            holders: reading.incident.roles.holders(role).map(|held| holder(&held.holder, held.from)).collect(),
            claims: claims.iter().map(|(_, handle)| holder(handle, None)).collect(),
        }
    }

    /// The names of those who hold it, or are said to.
    fn names(&self) -> String {
        let (all, between) = if self.claims.is_empty() { (&self.holders, ", ") } else { (&self.claims, " and ") };
        all.iter().map(|holder| holder.name.as_str()).collect::<Vec<_>>().join(between)
    }
}

/// What people call somebody: their name where they said it, their handle otherwise.
pub(super) fn name_of(reading: &Reading, handle: &str) -> String {
    let name = reading.people.get(handle).map(|person| person.name.as_str()).filter(|name| !name.is_empty());
    match handle {
        "" => "nobody".to_owned(),
        handle => name.unwrap_or(handle).to_owned(),
    }
}

/// `since 14:09`; with its day where that is not today.
pub(super) fn since(from: Option<Precise>, zone: &AnyZone) -> String {
    let Some(from) = from else { return String::new() };
    let at = Precise { at: from.at, precision: from.precision.min(Precision::Minute) };
    let today = Precise { at: clock::now(), precision: Precision::Minute };
    match at.precision {
        Precision::Day => format!("since {}", when::full(at, zone)),
        _ if when::day_number(at, zone) == when::day_number(today, zone) => format!("since {}", when::time(at, zone)),
        _ => format!("since {}", when::short(at, zone)),
    }
}

/// After something was done to a role: its entry in view, and the focus where logging goes on.
pub(super) fn go_on(timeline: TimelineView, record: Option<RecordId>) {
    if let Some(record) = record {
        timeline.follow(record);
    }
    dom::focus("box");
}

/// The same from what lies over the room. It gives the focus back to where it was as it goes; letters wait until then.
pub(super) fn close_and_go_on(asked: Asked, commands: Commands, timeline: TimelineView, record: Option<RecordId>) {
    asked.close();
    if let Some(record) = record {
        timeline.follow(record);
    }
    commands.hold();
    request_animation_frame(move || commands.release_into("box"));
}

/// What a role is called where there is little room.
fn short_title(role: &str) -> String {
    match role {
        "communications" => "Comms".to_owned(),
        "expert" => "Expert".to_owned(),
        role => title(role),
    }
}

#[component]
pub(super) fn RoleStrip() -> impl IntoView {
    let (open, asked, timeline) = (OpenIncident::expect(), Asked::expect(), TimelineView::expect());
    let (me, now) = (open.workbench().me(), looked_at());
    let lead = memo(move || open.with(|reading| (Standing::of(reading, LEAD), late::is_over(&reading.incident))));
    let others = memo(move || {
        open.with(|reading| {
            let own = reading.incident.roles.history().iter().map(|held| held.role.as_str());
            let contested = reading.incident.contested.iter().filter_map(|contest| match &contest.topic {
                Topic::Role(role) => Some(role.as_str()),
                _ => None,
            });
            let mut names: Vec<&str> = ROLES.into_iter().filter(|role| *role != LEAD).collect();
            for role in own.chain(contested) {
                if role != LEAD && !names.contains(&role) {
                    names.push(role);
                }
            }
            let standings = names.into_iter().map(|role| Standing::of(reading, role));
            standings.filter(|standing| !standing.holders.is_empty() || !standing.claims.is_empty()).collect::<Vec<_>>()
        })
    });
    let offers = memo(move || {
        let me = me.get().map(|me| me.handle).unwrap_or_default();
        open.with(|reading| {
            let offer = |offer: &Offered| Waiting {
                has_brief: reading.entries.get(&offer.entry).is_some_and(|entry| !entry.said.text.is_empty()),
                name: name_of(reading, &offer.to),
                by: reading.entries.get(&offer.entry).map(|entry| name_of(reading, &entry.said.by)).unwrap_or_default(),
                is_mine: offer.to == me,
                offer: offer.clone(),
            };
            reading.incident.roles.offers().iter().map(offer).collect::<Vec<_>>()
        })
    });
    // For those who do not see it change.
    let told = move || {
        let (lead, is_over) = lead.get();
        let mut told = match (lead.claims.is_empty(), lead.holders.is_empty()) {
            (false, _) => format!("The lead is contested: {}.", lead.names()),
            (true, false) => format!("{} leads.", lead.names()),
            (true, true) if is_over => String::new(),
            (true, true) => "Nobody leads.".to_owned(),
        };
        for waiting in offers.get().iter().filter(|waiting| waiting.is_mine) {
            told.push_str(&format!(" {} is offered to you.", title(&waiting.offer.role)));
        }
        told
    };
    view! {
        {drawn(move || {
            let (lead, is_over) = lead.get();
            strip_lead(open, asked, timeline, &lead, is_over)
        })}
        {drawn(move || offers.get().into_iter().map(|waiting| strip_offer(open, timeline, now, waiting)).collect_view().into_any())}
        <p class="hidden" role="status">{live(told)}</p>
        <Late now />
        {drawn(move || others.get().iter().map(|standing| strip_other(asked, standing)).collect_view().into_any())}
        <button
            class="button strip__all"
            title="Roles: who holds which, hand one over (r)"
            on:click=on(move |_| asked.ask(Which::Roles { takes_lead: false }))
        >"Roles "<kbd>"r"</kbd></button>
        <Changes />
    }
    .into_any()
}

/// Who leads, and loudly that nobody does.
fn strip_lead(open: OpenIncident, asked: Asked, timeline: TimelineView, lead: &Standing, is_over: bool) -> AnyView {
    if !lead.claims.is_empty() {
        return view! { <span class="strip__loud" data-tone="wait"><Sign />{contested(asked, lead)}</span> }.into_any();
    }
    if let Some(holder) = lead.holders.last() {
        let (from, zone) = (holder.from, open.zone());
        return view! {
            <span class="strip__role" title=format!("@{}", holder.handle)>
                <span class="quiet">"Lead "</span>
                <b>{holder.name.clone()}</b>
                <span class="quiet">" "{live(move || zone.with(|zone| since(from, zone)))}</span>
            </span>
        }
        .into_any();
    }
    if is_over {
        return view! { <span class="strip__role quiet">"no lead"</span> }.into_any();
    }
    view! {
        <span class="strip__loud" data-tone="harm">
            <Sign />
            <b>"NO LEAD"</b>
            <button class="button button--primary" on:click=on(move |_| match open.is_after_the_fact() {
                // It is asked when that was.
                true => asked.ask(Which::Roles { takes_lead: true }),
                false => go_on(timeline, open.claim_lead()),
            })>
                "Take the lead "<kbd>"l"</kbd>
            </button>
        </span>
    }
    .into_any()
}

/// A role other than the lead.
fn strip_other(asked: Asked, standing: &Standing) -> AnyView {
    if !standing.claims.is_empty() {
        return view! { <span class="strip__loud" data-tone="wait"><Sign />{contested(asked, standing)}</span> }
            .into_any();
    }
    view! {
        <span class="strip__role strip__other">
            <span class="quiet">{short_title(&standing.role)}" "</span>
            <b>{standing.names()}</b>
        </span>
    }
    .into_any()
}

fn contested(asked: Asked, standing: &Standing) -> AnyView {
    view! {
        <span>{title(&standing.role)}" contested: "<b>{standing.names()}</b></span>
        <button class="button" on:click=on(move |_| asked.ask(Which::Roles { takes_lead: false }))>"Settle it"</button>
    }
    .into_any()
}

/// What stands before something loud; its words say the same.
#[component]
pub(super) fn Sign() -> impl IntoView {
    view! { <span class="strip__sign" aria-hidden="true">"!"</span> }
}

/// An offer that nobody has answered, as the strip shows it.
#[derive(Debug, Clone, PartialEq)]
struct Waiting {
    offer: Offered,
    /// To whom.
    name: String,
    /// By whom.
    by: String,
    /// Whether that is the person at the keyboard.
    is_mine: bool,
    /// Whether it comes with something to read.
    has_brief: bool,
}

fn strip_offer(open: OpenIncident, timeline: TimelineView, now: RwSignal<Instant>, waiting: Waiting) -> AnyView {
    let Waiting { offer, name, by, is_mine, has_brief } = waiting;
    let (title, entry) = (title(&offer.role), offer.entry);
    let waited = memo(move || {
        let now = now.get();
        open.with(|reading| {
            let offer = reading.entries.get(&entry).filter(|_| !late::is_over(&reading.incident))?;
            // In whole minutes: nothing is drawn again in between.
            Some(late::wait(offer, now) / 60_000)
        })
    });
    let is_late = memo(move || waited.get().is_some_and(|minutes| minutes * 60_000 >= ANSWER_MILLIS));
    let minutes = live(move || {
        waited.get().filter(|minutes| *minutes > 0).map(|minutes| format!(", {}", when::length(minutes * 60_000)))
    });
    let key = (is_mine && offer.role == LEAD).then(|| view! { " "<kbd>"l"</kbd> });
    let (accepted, declined) = (offer.clone(), offer);
    let words = if is_mine {
        view! { <b>{title}</b>{format!(" is offered to you by {by}, waiting for a yes")}{minutes} }.into_any()
    } else {
        view! { {title}" offered to "<b>{name.clone()}</b>" — waiting for a yes"{minutes} }.into_any()
    };
    let yes = if is_mine { "Accept".to_owned() } else { format!("{name} accepts here") };
    view! {
        <span class="strip__loud strip__offer" data-tone=live(move || if is_late.get() { "wait" } else { "act" })>
            {while_wanted(move || is_late.get(), || view! { <Sign /> }.into_any())}
            <span>{words}</span>
            <button
                class=if is_mine { "button button--primary" } else { "button" }
                on:click=on(move |_| go_on(timeline, open.accept_role(&accepted, SaidAt::Now)))
            >{yes}{key}</button>
            {if is_mine {
                view! {
                    <button class="button" on:click=on(move |_| go_on(timeline, open.decline_role(&declined)))>"Not now"</button>
                }.into_any()
            } else {
                view! { <button class="link" on:click=on(move |_| timeline.delete(entry))>"Withdraw"</button> }.into_any()
            }}
            {has_brief.then(|| view! {
                <button class="link" on:click=on(move |_| {
                    timeline.choose(entry);
                    timeline.enter();
                })>"Read the brief"</button>
            })}
        </span>
    }
    .into_any()
}
