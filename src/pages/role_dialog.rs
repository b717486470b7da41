//! Every role: who holds it, what they do now, and how it moves to somebody else. Drawn as a panel.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::hand_over::HandOver;
use super::moment::When;
use super::panels::Asked;
use super::roles::{Holder, Standing, close_and_go_on, since};
use super::timeline::TimelineView;
use super::took_part::TookPart;
use crate::domain::duties::{ROLES, duties, title};
use crate::domain::entry::Phase;
use crate::domain::id::RecordId;
use crate::domain::role::{LEAD, SHARED};
use crate::platform::dom;
use crate::state::{Commands, OpenIncident, SaidAt, Team};
use crate::ui::{Modal, drawn, live, memo, on};

#[component]
pub(super) fn RolesDialog(
    /// True when somebody wants the lead that another has: one more press takes it.
    takes_lead: bool,
) -> impl IntoView {
    Commands::expect().let_go();
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    let team = Team::new(open.workbench());
    let phase = memo(move || open.with(|reading| reading.incident.phase()).unwrap_or(Phase::Investigating));
    // A team's own roles, and those of another team whose file was loaded.
    let own = memo(move || {
        let mut own: Vec<String> = Vec::new();
        let agreed = team.lists().get().map(|lists| lists.roles).unwrap_or_default();
        let seen = open
            .with(|reading| reading.incident.roles.history().iter().map(|held| held.role.clone()).collect::<Vec<_>>());
        for role in agreed.into_iter().chain(seen) {
            if !own.contains(&role) && !ROLES.contains(&role.as_str()) {
                own.push(role);
            }
        }
        own
    });
    let handed = RwSignal::new(None::<String>);
    // Of a past incident it is seldom now that somebody takes a role.
    let (when, refused) = (When::asking(open, asked.noted().0), RwSignal::new(None::<String>));
    let to_first = |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            dom::focus_neighbour(".duty__act", true);
        }
    };
    let step = |event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        dom::focus_neighbour(".duty__act", forward);
    };
    view! {
        <Modal label="Roles" class="roles" on_close=move |()| asked.close()>
            {drawn(move || match handed.get() {
                Some(role) => view! { <HandOver role when /> }.into_any(),
                None => view! {
                    <h1>"Roles"</h1>
                    <p class="quiet">
                        "What each does while the incident is "<b>{live(move || phase.get().as_str())}</b>". Each move is an entry."
                    </p>
                    <div class="impact__form" on:keydown=on(to_first)>{when.view("role-when".to_owned(), "When", None)}</div>
                    {drawn(move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
                    <div on:keydown=on(step)>
                        {ROLES.map(|role| view! {
                            <Duty role=role.to_owned() phase handed takes=takes_lead && role == LEAD when refused />
                        })}
                        {drawn(move || own.get().into_iter().map(|role| view! {
                            <Duty role phase handed takes=false when refused />
                        }).collect_view().into_any())}
                    </div>
                    <TookPart />
                }.into_any(),
            })}
        </Modal>
    }
    .into_any()
}

/// One role.
#[component]
fn Duty(
    /// Its short name.
    role: String,
    /// The phase whose duties are shown.
    phase: Memo<Phase>,
    /// The role that is handed over, once one is.
    handed: RwSignal<Option<String>>,
    /// True when the button that takes it has the focus.
    takes: bool,
    /// When what is done to it happened.
    when: When,
    /// Why that was refused.
    refused: RwSignal<Option<String>>,
) -> impl IntoView {
    let (open, asked, timeline) = (OpenIncident::expect(), Asked::expect(), TimelineView::expect());
    let commands = Commands::expect();
    let heading = title(&role);
    let (label, of, duties_of) = (heading.clone(), role.clone(), role);
    let standing = memo(move || open.with(|reading| Standing::of(reading, &of)));
    view! {
        <section class="duty" aria-label=label>
            <h2>{heading}</h2>
            {drawn(move || Moves { open, asked, commands, timeline, handed, takes, when, refused }.view(standing.get()))}
            {drawn(move || {
                let list = duties(&duties_of, phase.get());
                (!list.is_empty()).then(|| view! {
                    <ul class="duty__list">{list.iter().map(|duty| view! { <li>{*duty}</li> }).collect_view()}</ul>
                }).into_any()
            })}
        </section>
    }
    .into_any()
}

/// What can be done to a role, and with what.
#[derive(Clone, Copy)]
struct Moves {
    open: OpenIncident,
    asked: Asked,
    commands: Commands,
    timeline: TimelineView,
    handed: RwSignal<Option<String>>,
    takes: bool,
    when: When,
    refused: RwSignal<Option<String>>,
}

impl Moves {
    /// Does it at the time that is typed, or says what is wrong with that.
    fn at(self, act: impl FnOnce(SaidAt) -> Option<RecordId>) {
        match self.when.read() {
            Ok(at) => close_and_go_on(self.asked, self.commands, self.timeline, act(at)),
            Err(why) => self.refused.set(Some(why)),
        }
    }

    fn view(self, standing: Standing) -> AnyView {
        view! { {self.holders(&standing)}{self.buttons(standing)} }.into_any()
    }

    /// Who holds it, each with the way to end that; who is said to, where that is contested.
    fn holders(self, standing: &Standing) -> AnyView {
        let zone = self.open.zone();
        let (open, heading) = (self.open, title(&standing.role));
        if !standing.claims.is_empty() {
            return view! {
                <p class="duty__contested"><b>"Contested."</b>" Two people said so without knowing of each other. Who holds it?"</p>
            }
            .into_any();
        }
        if standing.holders.is_empty() {
            return view! { <p class="quiet">"nobody"</p> }.into_any();
        }
        let holder = |holder: &Holder| {
            let (role, handle, from) = (standing.role.clone(), holder.handle.clone(), holder.from);
            view! {
                <li>
                    <b>{holder.name.clone()}</b>" "
                    <span class="quiet">{live(move || zone.with(|zone| since(from, zone)))}</span>" "
                    <button
                        class="link duty__act"
                        aria-label=format!("Release {} as {heading}", holder.name)
                        on:click=on(move |_| self.at(|at| open.release_role(&role, &handle, at)))
                    >"Release"</button>
                </li>
            }
        };
        view! { <ul class="duty__holders">{standing.holders.iter().map(holder).collect_view()}</ul> }.into_any()
    }

    fn buttons(self, standing: Standing) -> AnyView {
        let Self { open, handed, takes, .. } = self;
        let is_lead = standing.role == LEAD;
        if !standing.claims.is_empty() {
            let claims = standing.claims.iter().enumerate().map(|(position, claim)| {
                let (role, handle) = (standing.role.clone(), claim.handle.clone());
                view! {
                    <button
                        class="button duty__act"
                        autofocus=is_lead && position == 0
                        on:click=on(move |_| self.at(|at| open.settle_role(&role, &handle, at)))
                    >{claim.name.clone()}" holds it"</button>
                }
            });
            return view! { <p>{claims.collect_view()}</p> }.into_any();
        }
        let me = open.workbench().me().get_untracked().map(|me| me.handle).unwrap_or_default();
        let is_mine = standing.holders.iter().any(|holder| holder.handle == me);
        let is_free = standing.holders.is_empty();
        let is_shared = SHARED.contains(&standing.role.as_str());
        let (take, offer) = match (is_free || is_shared, is_mine) {
            (true, _) if is_free => ("I take it", "Ask somebody …"),
            (true, _) => ("I join", "Ask somebody …"),
            (false, true) => ("", "Hand over …"),
            (false, false) => ("I take it over", "Hand over …"),
        };
        let (taken, offered) = (standing.role.clone(), standing.role);
        let heading = title(&taken);
        // Nobody loses a role by a key too many: only where it is free, or where taking it was asked for, the first key takes it.
        let takes_first = is_free || takes;
        let take = (!is_mine && !take.is_empty()).then(|| {
            view! {
                <button
                    class="button duty__act"
                    aria-label=format!("{heading}: {take}")
                    autofocus=is_lead && takes_first
                    on:click=on(move |_| self.at(|at| open.take_role(&taken, at)))
                >{take}</button>
            }
        });
        view! {
            <p>
                {take}
                <button
                    class="button duty__act"
                    aria-label=format!("{heading}: {offer}")
                    autofocus=is_lead && (is_mine || !takes_first)
                    on:click=on(move |_| handed.set(Some(offered.clone())))
                >{offer}</button>
            </p>
        }
        .into_any()
    }
}
