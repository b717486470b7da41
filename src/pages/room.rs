//! One incident: its timeline, and the box in which it is logged.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::entry::toggle_star;
use super::entry_box::EntryBox;
use super::incidents::standing_in_words;
use super::on_demand::{Loading, Sheet, part, styled};
use super::opened::{OpenedRoom, opened};
use super::panels::{self, Asked, PanelOf, Which};
use super::timeline::{Bar, LIST, Panel, Timeline, TimelineView};
use crate::command::{Act, Place};
use crate::domain::fold::Topic;
use crate::domain::id::ScopeId;
use crate::log::Reading;
use crate::platform::zone::AnyZone;
use crate::platform::{dom, file};
use crate::state::{Commands, Notice, OfPage, OpenIncident, Page, Tone, Workbench};
use crate::text::revisions::MEDIA_TYPE;
use crate::ui::{Icon, drawn, effect, live, memo, on, while_wanted};

part!(room, Draw, draw);

/// Loads it with its style.
pub(super) fn load_styled() -> Loading<Draw> {
    styled(load, &[Sheet::Room])
}

/// Draws the room of the incident in this scope.
type Draw = fn(ScopeId) -> AnyView;

fn draw(scope: ScopeId) -> AnyView {
    // What is typed while it opens is for its box.
    Commands::expect().hold();
    opened(scope, |room| view! { <OpenRoom room /> }.into_any())
}

#[component]
fn OpenRoom(
    /// The incident.
    room: OpenedRoom,
) -> impl IntoView {
    let open = OpenIncident::provide(Workbench::expect(), room.get_value());
    let title = memo(move || {
        open.with(|reading| reading.record.as_ref().map(|record| record.title.clone()).unwrap_or_default())
    });
    let name = move || {
        let listed = open.workbench().name_of(open.scope());
        let number = || open.with(|r| r.record.as_ref().map(|record| format!("INC-{}", record.number)));
        if listed.is_empty() { number().unwrap_or_default() } else { listed }
    };
    let standing = move || open.with(|reading| reading.record.as_ref().and_then(|record| record.standing.clone()));
    let severity = move || open.with(|reading| reading.incident.severity().map(str::to_owned));
    // What two people say at once is shown as such: choosing again settles it.
    let contested = move |topic: &Topic| {
        open.with(|reading| {
            let contest = reading.incident.contested.iter().find(|contest| contest.topic == *topic)?;
            Some(contest.claims.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" / "))
        })
    };
    let phase = move || open.with(|reading| reading.incident.phase().map(crate::domain::entry::Phase::as_str));
    effect(move || dom::set_title(&format!("{} {} · Stillpoint", name(), title.get())));
    let commands = Commands::expect();
    let timeline = TimelineView::provide(open);
    let kind = RwSignal::new("note");
    let asked = Asked::provide();
    let act = move |act: Act| {
        let chosen = untrack(|| timeline.chosen());
        match (act, chosen) {
            (Act::Timeline, _) => timeline.enter(),
            (Act::Find, _) => timeline.ask(Bar::Find),
            (Act::Filter, _) => timeline.ask(Bar::Filter),
            (Act::GoTo, _) => timeline.ask(Bar::GoTo),
            (Act::NextMilestone | Act::MilestoneBefore, _) => timeline.go_to_milestone(act == Act::NextMilestone),
            (Act::First | Act::Last, _) => {
                timeline.choose_end(act == Act::Last);
                timeline.enter();
            }
            // What was deleted before this room was opened is in the trash, with its way back.
            (Act::Undo, _) if timeline.undo() => {}
            (Act::Undo, _) => asked.ask(Which::Trash),
            (Act::Trash, _) => asked.ask(Which::Trash),
            (Act::Download, _) => download(open),
            (Act::Severity, _) => asked.ask(Which::Severity),
            (Act::Impact, _) => asked.ask(Which::Impact),
            (Act::Phase, _) => asked.ask(Which::Phase),
            (Act::Lead, _) => {
                match (asked.is_of_now() && !open.is_after_the_fact()).then(|| open.claim_lead()).flatten() {
                    Some(record) => {
                        timeline.follow(record);
                        dom::focus("box");
                    }
                    None => asked.ask(Which::Roles { takes_lead: true }),
                }
            }
            (Act::Roles, _) => asked.ask(Which::Roles { takes_lead: false }),
            (Act::Export, _) => asked.ask(Which::Export),
            (Act::Postmortem, _) => open.workbench().go(Page::Postmortem(open.scope())),
            (Act::About, _) => asked.ask(Which::About),
            (Act::Zone, _) => show_next_zone(open),
            (Act::Edit, Some(id)) => timeline.edit(id),
            (Act::History, Some(id)) => timeline.toggle_panel(id, Panel::History),
            (Act::Milestones, Some(id)) => asked.ask(Which::Marks(id)),
            (Act::CitedBy, Some(id)) => asked.ask(Which::CitedBy(id)),
            (Act::ReviewChange, entry) => asked.ask(Which::ReviewChange(entry)),
            (Act::Star, Some(id)) => toggle_star(open, id),
            (Act::Delete, Some(id)) => timeline.delete(id),
            (Act::Kind(name), _) => {
                kind.set(name);
                dom::focus("box");
            }
            _ => return false,
        }
        true
    };
    let act = Callback::new(act);
    // At once and not when one is asked for: a key that opens one may be followed by what is typed into it.
    spawn_local(async { drop(panels::load().await) });
    let take_letter = Callback::new(|()| {
        dom::focus("box");
    });
    let has_entry = Signal::derive(move || timeline.chosen().is_some());
    commands.offer(OfPage { places: Place::OF_ROOM, act, has_entry, take_letter });
    let on_key = move |event: KeyboardEvent| {
        // A row's own buttons and links have their own Enter.
        if event.key() == "Enter" && dom::has_focus(LIST) && untrack(|| timeline.chosen()).is_some() {
            event.prevent_default();
            act.run(Act::Edit);
        }
    };
    view! {
        <div class="room">
            <header class="room__head">
                <span class="number">{name}</span>
                {drawn(move || standing().map(|standing| view! {
                    <button class="room__state" title="Neither triage nor drills are in any figures (a)" on:click=on(move |_| asked.ask(Which::About))>
                        <span class="badge">{standing_in_words(&standing)}</span>
                    </button>
                }).into_any())}
                <h1>{title}</h1>
                <button class="link" title="Title and zone of the incident (a)" on:click=on(move |_| asked.ask(Which::About))>
                    <Icon name="edit" /><span class="hidden">"Title and zone of the incident"</span>
                </button>
                <button class="room__state" title="How severe it is now (s)" on:click=on(move |_| {
                    act.run(Act::Severity);
                })>
                    {drawn(move || match (contested(&Topic::Severity), severity()) {
                        (Some(claims), _) => view! { <span class="severity">{claims}</span><span class="badge">"contested"</span> }.into_any(),
                        (None, Some(severity)) => view! { <span class="severity">{severity}</span> }.into_any(),
                        (None, None) => view! { <span class="badge">"no severity"</span> }.into_any(),
                    })}
                </button>
                <button class="room__state" title="Which phase it is in now (p)" on:click=on(move |_| {
                    act.run(Act::Phase);
                })>
                    {drawn(move || match contested(&Topic::Phase) {
                        Some(claims) => view! { <span class="phase">{claims}</span><span class="badge">"contested"</span> }.into_any(),
                        None => view! { <span class="phase">{live(phase)}</span> }.into_any(),
                    })}
                </button>
                <div class="room__clocks"><PanelOf which=Which::Clocks /></div>
            </header>
            <div class="strip">
                <div class="strip__roles"><PanelOf which=Which::RoleStrip /></div>
                <span class="room__tools">
                    {while_wanted(move || open.with(|reading| reading.incident.is_mitigated()), move || view! {
                        <button class="button" title="What it taught and what is changed (y)" on:click=on(move |_| {
                            act.run(Act::Postmortem);
                        })>"Postmortem"</button>
                    }.into_any())}
                    <Trash />
                    <button class="button" title="Show times in another zone (z)" on:click=on(move |_| show_next_zone(open))>
                        <span class="hidden">"Times in "</span>{live(move || open.zone().get().name())}
                    </button>
                    <button class="button" title="Find in the timeline (f)" on:click=on(move |_| timeline.ask(Bar::Find))>
                        <Icon name="search" /><span class="hidden">"Find"</span>
                    </button>
                    <button class="button wide" title="Download the incident as a file (w)" on:click=on(move |_| download(open))>
                        <Icon name="download" /><span class="hidden">"Download"</span>
                    </button>
                </span>
            </div>
            <SampleBar />
            {while_wanted(
                move || open.damaged_count() > 0 || open.with(has_findings),
                || view! { <PanelOf which=Which::Findings /> }.into_any(),
            )}
            <div class="timeline"><Timeline on_key=Callback::new(on_key) /></div>
            <div class="hidden"><PanelOf which=Which::Announcer /></div>
            <LastDeleted />
            <EntryBox kind />
            {asked.view()}
        </div>
    }
    .into_any()
}

/// Says that this is the sample, and takes it away.
#[component]
fn SampleBar() -> impl IntoView {
    let open = OpenIncident::expect();
    let (workbench, scope) = (open.workbench(), open.scope());
    workbench.is_sample(scope).then(|| {
        view! {
            <p class="sample">
                "This is the sample incident: nothing of it happened. "
                <button class="button" on:click=on(move |_| {
                    spawn_local(async move { workbench.throw_sample_away(scope).await });
                })>"Throw the sample away"</button>
            </p>
        }
    })
}

/// Shows times in the next of the zones at hand: the incident's, the device's, UTC.
fn show_next_zone(open: OpenIncident) {
    let workbench = open.workbench();
    let mut wanted = workbench.wanted_zone().get_untracked();
    let shown = open.zone().get_untracked().name();
    for _ in 0..3 {
        wanted = match wanted {
            None => Some(AnyZone::Here),
            Some(AnyZone::Here) => Some(AnyZone::Utc),
            Some(_) => None,
        };
        workbench.set_wanted_zone(wanted);
        // Two of them may be the same zone, which is no change to see.
        if open.zone().get_untracked().name() != shown {
            return;
        }
    }
}

/// Hands the incident out as a file.
fn download(open: OpenIncident) {
    let purged = open.with_untracked(|r| r.records.values().filter(|record| record.is_purged).count());
    let name =
        open.with_untracked(|r| r.record.as_ref().map_or("incident".to_owned(), |r| format!("INC-{}", r.number)));
    let notice = match file::download(&format!("{name}.jsonl"), MEDIA_TYPE, &open.file()) {
        Err(why) => Some(Notice::new(Tone::Alarm, format!("Could not hand out a file: {why}."))),
        Ok(()) if purged > 0 => Some(Notice::new(
            Tone::Quiet,
            format!(
                "The file leaves out the text of {purged} purged records. Copies handed out before are beyond reach until they are united with this one."
            ),
        )),
        Ok(()) => None,
    };
    if notice.is_some() {
        open.workbench().notice().set(notice);
    }
}

/// True when something about the incident is worth knowing.
fn has_findings(reading: &Reading) -> bool {
    !reading.unread.is_empty()
        || !reading.incident.contested.is_empty()
        || !reading.incident.breaches.is_empty()
        || !reading.forks.is_empty()
}

/// What was put into the trash last, with the way back.
#[component]
fn LastDeleted() -> impl IntoView {
    let (open, timeline) = (OpenIncident::expect(), TimelineView::expect());
    let text = move || {
        let id = timeline.last_deleted()?;
        open.with(|reading| reading.entries.get(&id).map(|entry| entry.said.text.clone()))
    };
    view! {
        <div role="status">
            {drawn(move || text().map(|text| view! {
                <p class="undo">
                    <span class="undo__text">{format!("In the trash: {}", text.lines().next().unwrap_or_default())}</span>
                    <button class="button" on:click=on(move |_| {
                        timeline.undo();
                    })>"Undo "<kbd>"u"</kbd></button>
                    <button class="link" aria-label="Close" on:click=on(move |_| timeline.forget_deleted())><Icon name="close" /></button>
                </p>
            }).into_any())}
        </div>
    }
    .into_any()
}

/// The way to what was deleted.
#[component]
fn Trash() -> impl IntoView {
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    let count = memo(move || open.with(|reading| reading.entries.values().filter(|entry| entry.is_deleted).count()));
    while_wanted(
        move || count.get() > 0,
        move || {
            view! {
                <button class="button wide" title="Trash (t)" on:click=on(move |_| asked.ask(Which::Trash))>
                    {live(move || format!("Trash ({})", count.get()))}
                </button>
            }
            .into_any()
        },
    )
}
