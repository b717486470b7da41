//! One incident: its timeline, and the box in which it is logged.

use std::rc::Rc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::entry::{EntryRow, TrashedRow};
use super::load::LoadFile;
use super::storage::PromiseLine;
use crate::domain::entry::Says;
use crate::domain::id::ScopeId;
use crate::platform::zone::Here;
use crate::platform::{dom, file};
use crate::state::{Notice, OpenIncident, Page, Tone, Typing, Workbench};
use crate::store::{Medium, Room, Unsent};
use crate::text::revisions::MEDIA_TYPE;
use crate::ui::{PlainLink, focused, is_composing};

/// The room of the incident at this address.
#[component]
pub(super) fn RoomPage(
    /// The incident's scope.
    scope: ScopeId,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let opened = RwSignal::new_local(None::<Result<Rc<Room<Medium>>, String>>);
    spawn_local(async move {
        let result = OpenIncident::open(workbench, scope).await.map_err(|error| Notice::of(&error).text);
        let _ = opened.try_set(Some(result));
    });
    move || match opened.get() {
        None => view! { <p class="quiet">"Opening …"</p> }.into_any(),
        Some(Err(why)) => view! { <section class="card" role="alert"><p>{why}</p></section> }.into_any(),
        Some(Ok(room)) if room.live().log().is_empty() => view! { <NotHere /> }.into_any(),
        Some(Ok(room)) => view! { <OpenRoom room=StoredValue::new_local(room) /> }.into_any(),
    }
}

#[component]
fn NotHere() -> impl IntoView {
    let workbench = Workbench::expect();
    view! {
        <section class="card">
            <h1>"This incident is not in this browser"</h1>
            <p>"Incidents are kept in the browser in which they were logged. Ask for a file of it and load it here."</p>
            <LoadFile done=|()| {} />
            <p><PlainLink href="/" follow=move |()| workbench.go(Page::Incidents)>"All incidents"</PlainLink></p>
        </section>
    }
    .into_any()
}

#[component]
fn OpenRoom(
    /// The incident.
    room: StoredValue<Rc<Room<Medium>>, LocalStorage>,
) -> impl IntoView {
    let open = OpenIncident::provide(Workbench::expect(), room.get_value());
    let title = Memo::new(move |_| {
        open.with(|reading| reading.record.as_ref().map(|record| record.title.clone()).unwrap_or_default())
    });
    let name = move || {
        let listed = open.workbench().name_of(open.scope());
        let number = || open.with(|r| r.record.as_ref().map(|record| format!("INC-{}", record.number)));
        if listed.is_empty() { number().unwrap_or_default() } else { listed }
    };
    let phase = move || open.with(|reading| reading.incident.phase().map(crate::domain::entry::Phase::as_str));
    Effect::new(move |_| dom::set_title(&format!("{} {} · Stillpoint", name(), title.get())));
    view! {
        <div class="room">
            <header class="room__head">
                <span class="number">{name}</span>
                <h1>{title}</h1>
                <span class="phase">{phase}</span>
                <span class="quiet">{format!("times in {}", Here.name())}</span>
                <Download />
            </header>
            <SampleBar />
            <Findings />
            <Timeline />
            <Trash />
            <EntryBox />
            <PromiseLine />
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
                <button class="button" on:click=move |_| {
                    spawn_local(async move { workbench.throw_sample_away(scope).await });
                }>"Throw the sample away"</button>
            </p>
        }
    })
}

#[component]
fn Download() -> impl IntoView {
    let open = OpenIncident::expect();
    let purged = move || open.with(|reading| reading.records.values().filter(|record| record.is_purged).count());
    let download = move |_| {
        let name =
            open.with_untracked(|r| r.record.as_ref().map_or("incident".to_owned(), |r| format!("INC-{}", r.number)));
        let notice = match file::download(&format!("{name}.jsonl"), MEDIA_TYPE, &open.file()) {
            Err(why) => Some(Notice::new(Tone::Alarm, format!("Could not hand out a file: {why}."))),
            Ok(()) if purged() > 0 => Some(Notice::new(
                Tone::Quiet,
                format!(
                    "The file leaves out the text of {} purged records. Copies handed out before are beyond reach until they are united with this one.",
                    purged()
                ),
            )),
            Ok(()) => None,
        };
        if notice.is_some() {
            open.workbench().notice().set(notice);
        }
    };
    view! { <button class="button" on:click=download>"Download"</button> }
}

/// What was found while reading: damage, conflicts, contests, records from newer versions.
#[component]
fn Findings() -> impl IntoView {
    let open = OpenIncident::expect();
    let findings = move || {
        let damaged = open.damaged_count();
        open.with(|reading| {
            let mut findings = Vec::new();
            if damaged > 0 {
                findings.push(format!(
                    "{damaged} stored records are damaged and set aside; everything else is here. A file of this incident that holds them repairs them."
                ));
            }
            if !reading.unread.is_empty() {
                findings.push(format!("{} records are from a newer version: kept, and not shown.", reading.unread.len()));
            }
            for contest in &reading.incident.contested {
                let values: Vec<&str> = contest.claims.iter().map(|(_, value)| value.as_str()).collect();
                findings.push(format!("Contested: {} is said to be {}.", topic(&contest.topic), values.join(" and ")));
            }
            for breach in &reading.incident.breaches {
                findings.push(format!("Two devices together passed a gate that does not hold: would refuse to {}.", breach.refusal));
            }
            for fork in &reading.forks {
                findings.push(format!("A browser profile was copied: writer {} counts twice. Both are kept.", fork.writer.short()));
            }
            findings
        })
    };
    view! {
        <ul class="findings">
            {move || findings().into_iter().map(|finding| view! { <li>{finding}</li> }).collect_view()}
        </ul>
    }
}

fn topic(topic: &crate::domain::fold::Topic) -> String {
    use crate::domain::fold::Topic;
    match topic {
        Topic::Severity => "the severity".to_owned(),
        Topic::Phase => "the phase".to_owned(),
        Topic::Role(role) => format!("the {role}"),
    }
}

#[component]
fn Timeline() -> impl IntoView {
    let open = OpenIncident::expect();
    let order = open.order();
    view! {
        <ol class="timeline" aria-label="Timeline">
            <For each=move || order.get() key=|id| *id let:id>
                <EntryRow id />
            </For>
        </ol>
    }
}

#[component]
fn Trash() -> impl IntoView {
    let open = OpenIncident::expect();
    let trashed = Memo::new(move |_| {
        open.with(|reading| {
            reading.entries.values().filter(|entry| entry.is_deleted).map(|entry| entry.id).collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || trashed.with(|trashed| !trashed.is_empty())>
            <details class="trash">
                <summary>{move || format!("Trash ({})", trashed.with(Vec::len))}</summary>
                <ul><For each=move || trashed.get() key=|id| *id let:id><TrashedRow id /></For></ul>
            </details>
        </Show>
    }
}

/// The kinds that the box offers; they say nothing but their text.
const KINDS: [&str; 6] = ["note", "observation", "alert", "decision", "action", "change"];

fn says(kind: &str) -> Says {
    match kind {
        "observation" => Says::Observation,
        "alert" => Says::Alert { source: None, labels: Default::default(), state: None },
        "decision" => Says::Decision { options: Vec::new(), objections: Vec::new(), saw: None },
        "action" => Says::Action { assignee: None, time_box_minutes: None, done: None },
        "change" => Says::Change { sort: None, verdict: None },
        _ => Says::Note,
    }
}

#[component]
fn EntryBox() -> impl IntoView {
    let open = OpenIncident::expect();
    let workbench = open.workbench();
    let typing = Typing::new(workbench, Some(open.scope()), "box", None);
    let kind = RwSignal::new("note".to_owned());
    let orphans = Memo::new(move |_| {
        let is_ours = |orphan: &&Unsent| typing.is_for(orphan);
        workbench.orphans().with(|orphans| orphans.iter().filter(is_ours).cloned().collect::<Vec<_>>())
    });
    Effect::new(move |_| {
        for orphan in orphans.get() {
            let was_said = open.with_untracked(|reading| reading.records.contains_key(&orphan.record));
            if was_said {
                workbench.forget_orphan(&orphan);
            } else if typing.adopt(&orphan) {
                break;
            }
        }
    });
    let say = move || {
        let text = typing.text().get_untracked().trim_end().to_owned();
        let (Some(record), false) = (typing.record(), text.trim().is_empty()) else { return };
        if open.say(record, says(&kind.get_untracked()), &text) {
            typing.clear();
            kind.set("note".to_owned());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !is_composing(&event) {
            event.prevent_default();
            say();
        }
    };
    let field = focused();
    view! {
        <div class="box">
            <For each=move || orphans.get() key=|orphan| (orphan.record, orphan.writer) let:orphan>
                <OrphanCard orphan typing />
            </For>
            <div class="box__line">
                <select
                    class="box__kind"
                    aria-label="Kind of entry"
                    prop:value=move || kind.get()
                    on:change:target=move |event| kind.set(event.target().value())
                >
                    {KINDS.map(|kind| view! { <option value=kind>{kind}</option> })}
                </select>
                <textarea
                    node_ref=field
                    id="box"
                    class="box__text"
                    rows="1"
                    aria-label="What happened"
                    placeholder="What happened"
                    prop:value=move || typing.text().get()
                    on:input:target=move |event| typing.input(event.target().value())
                    on:keydown=on_key
                ></textarea>
                <button class="button button--primary" on:click=move |_| say()>"Log"</button>
            </div>
            <p class="box__hint quiet">
                {move || match open.refusal().get() {
                    Some(refusal) => view! { <span role="alert" class="refusal">{format!("Could not {refusal}.")}</span> }.into_any(),
                    None => view! { <span><kbd>"Enter"</kbd>" logs, "<kbd>"Shift+Enter"</kbd>" breaks the line"</span> }.into_any(),
                }}
            </p>
        </div>
    }
    .into_any()
}

/// Unsent text of a page that is gone, while the box holds another.
#[component]
fn OrphanCard(
    /// The text.
    orphan: Unsent,
    /// The box.
    typing: Typing,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let text = orphan.text.clone();
    let orphan = StoredValue::new(orphan);
    let use_it = move |_| {
        let held = typing.text().get_untracked();
        if held.trim().is_empty() {
            typing.adopt(&orphan.get_value());
        } else {
            typing.input(format!("{held}\n{}", orphan.with_value(|orphan| orphan.text.clone())));
            workbench.forget_orphan(&orphan.get_value());
        }
    };
    view! {
        <div class="orphan card">
            <p>"Typed in a page that is gone, and not logged:"</p>
            <blockquote>{text}</blockquote>
            <button class="button" on:click=use_it>"Put it into the box"</button>
            <button class="button" on:click=move |_| workbench.forget_orphan(&orphan.get_value())>"Throw it away"</button>
        </div>
    }
}
