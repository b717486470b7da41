//! Where an entry is corrected. Drawn as a panel.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::entry_box::kinds;
use super::hand_over::{known, understood as handle};
use super::timeline::TimelineView;
use super::when;
use crate::domain::correction::{self, Correction, Retimed, read_time};
use crate::domain::entry::{Entry, Evidence, Phase, Says};
use crate::domain::id::RecordId;
use crate::domain::line::Against;
use crate::domain::time::{Instant, Precise};
use crate::platform::zone::AnyZone;
use crate::platform::{clock, dom};
use crate::state::{Commands, OpenIncident, Team, Typing};
use crate::text::changes::raw_words;
use crate::ui::{drawn, live, memo, on, typed};

/// How long a row that went elsewhere is shown as such.
const MOVED_MILLIS: u64 = 1_800;

/// Corrects what an entry says.
#[component]
pub(super) fn EditEntry(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    match OpenIncident::expect().entry(id).get_untracked() {
        Some(entry) => view! { <EditForm id entry /> }.into_any(),
        None => ().into_any(),
    }
}

/// A time as it is typed.
#[derive(Clone)]
struct TimeField {
    typed: RwSignal<String>,
    /// What stood there first, and what it says.
    shown: String,
    before: Option<Precise>,
    /// True where that is not sure.
    is_about: bool,
    /// A time of day is on the day of this.
    near: Instant,
    zone: AnyZone,
}

impl TimeField {
    fn new(before: Option<Precise>, is_about: bool, beside: Option<Precise>, zone: AnyZone) -> Self {
        let sign = if is_about { "~" } else { "" };
        let shown = before.map(|at| format!("{sign}{}", when::full(at, &zone))).unwrap_or_default();
        let near = before.or(beside).map_or_else(clock::now, |at| when::within(at, &zone));
        Self { typed: RwSignal::new(shown.clone()), shown, before, is_about, near, zone }
    }

    fn is_touched(&self) -> bool {
        self.typed.with(|typed| typed.trim() != self.shown)
    }

    /// The time; none for an empty field. A refusal is a sentence.
    fn read(&self) -> Result<Option<Retimed>, String> {
        if !self.is_touched() {
            return Ok(self.before.map(|at| Retimed { at, written: None, remark: None }));
        }
        let named = |name: &str| AnyZone::of(name).ok();
        let against = Against {
            now: clock::now(),
            zone: &self.zone,
            named,
            began: None,
            catching_up_from: None,
            is_after_the_fact: false,
        };
        self.typed.with(|typed| match typed.trim() {
            "" => Ok(None),
            typed => read_time(typed, self.near, &against).map(Some).map_err(|why| format!("Could not {why}.")),
        })
    }

    /// How the time at which it happened is read.
    fn moves(&self) -> String {
        if !self.is_touched() {
            return "A time of day is on this day. A date, a zone and -12m are read too.".to_owned();
        }
        match self.read() {
            Err(why) => why,
            Ok(None) => "Without a time it stands last and feeds no clock.".to_owned(),
            Ok(Some(retimed)) => {
                let at = retimed.at;
                let moved = match self.before {
                    Some(before) if before == at && retimed.is_about() != self.is_about => {
                        return "The time stays; how sure it is changes.".to_owned();
                    }
                    Some(before) => when::pair(before, at, &self.zone).join(" → "),
                    None => when::full(at, &self.zone),
                };
                [format!("Moves {moved}."), retimed.remark.unwrap_or_default().to_owned()].join(" ")
            }
        }
    }

    /// How the time until which it lasted is read.
    fn lasts(&self, began: &Self) -> String {
        match (began.read(), self.read()) {
            (_, Err(why)) => why,
            (_, Ok(None)) => "For what lasted.".to_owned(),
            (Ok(Some(began)), Ok(Some(ended))) if ended.at.at < began.at.at => "Ends before it begins.".to_owned(),
            (Ok(Some(began)), Ok(Some(ended))) => {
                let until = when::pair(began.at, ended.at, &self.zone);
                format!("Until {}, {}.", until[1], when::length(ended.at.at.since(began.at.at)))
            }
            (_, Ok(Some(ended))) => format!("Until {}.", when::full(ended.at, &self.zone)),
        }
    }
}

#[component]
fn EditForm(
    /// Its record.
    id: RecordId,
    /// The entry as it is now.
    entry: Arc<Entry>,
) -> impl IntoView {
    let (open, timeline) = (OpenIncident::expect(), TimelineView::expect());
    let mut snapshot = open.snapshot(id);
    let before = Correction::of(&entry);
    let zone = open.zone().get_untracked();
    let began = TimeField::new(before.occurred, before.is_about, None, zone);
    let ended = TimeField::new(before.ended, false, before.occurred, zone);
    let [by, kind, value] = [&before.by, &before.kind, &before.value].map(|text| RwSignal::new(text.clone()));
    let evidence = RwSignal::new(before.evidence.clone());
    let added = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let typing = Typing::new(open.workbench(), Some(open.scope()), "edit", Some(id));
    typing.show(&before.text);
    if let Some(snapshot) = &snapshot {
        typing.begin_from(snapshot.heads());
    }
    let orphan = open
        .workbench()
        .orphans()
        .with_untracked(|orphans| orphans.iter().find(|orphan| typing.is_for(orphan) && orphan.record == id).cloned());
    if let Some(orphan) = orphan {
        typing.show("");
        if typing.adopt(&orphan)
            && let Some(begun) = orphan.from.as_ref().and_then(|heads| open.snapshot_at(id, heads))
        {
            // What others have written since it was begun is merged with it, or stands beside it.
            typing.begin_from(begun.heads());
            snapshot = Some(begun);
        }
    }
    let add = move || {
        if let Some(one) = correction::evidence(&added.get_untracked()) {
            evidence.update(|all| all.push(one));
            added.set(String::new());
        }
    };
    let corrected = {
        let (before, began, ended) = (before.clone(), began.clone(), ended.clone());
        let moves_role = matches!(entry.said.says, Says::Role { .. });
        move || -> Result<Correction, String> {
            // What stands in the field of evidence is meant, also by those who have not added it.
            add();
            let text = typing.text().get_untracked();
            let is_same = text.trim_end() == before.text.trim_end();
            let is_retimed = untrack(|| began.is_touched());
            let (began, ended) = (untrack(|| began.read())?, untrack(|| ended.read())?);
            Ok(Correction {
                text: if is_same { before.text.clone() } else { text.trim_end().to_owned() },
                occurred: began.as_ref().map(|time| time.at),
                is_about: match is_retimed {
                    true => began.as_ref().is_some_and(Retimed::is_about),
                    false => before.is_about,
                },
                written: began.and_then(|began| began.written),
                ended: ended.map(|ended| ended.at),
                by: by.with_untracked(|by| by.trim().trim_start_matches('@').to_owned()),
                kind: kind.get_untracked(),
                value: value.with_untracked(|value| match moves_role {
                    true => open.with_untracked(|reading| handle(value, &known(reading, ""))),
                    false => value.clone(),
                }),
                evidence: evidence.get_untracked(),
            })
        }
    };
    let place = move || open.with_untracked(|r| r.incident.order.iter().position(|other| *other == id));
    let save = {
        let entry = Arc::clone(&entry);
        move || {
            let changes = corrected().and_then(|now| now.changes(&entry).map_err(|why| format!("Could not {why}.")));
            let changes = match changes {
                Ok(changes) => changes,
                Err(why) => return refused.set(Some(why)),
            };
            let before = place();
            if snapshot.as_ref().is_some_and(|snapshot| open.revise_from(snapshot, &changes)) {
                typing.clear();
                timeline.close_panel(id);
                if place() != before {
                    show_moved(timeline, id);
                }
            } else {
                refused.set(open.refusal().get_untracked().map(|refusal| format!("Could not {refusal}.")));
            }
        }
    };
    let save = StoredValue::new_local(save);
    let give_up = move || {
        typing.discard();
        timeline.close_panel(id);
    };
    let evidence_field = format!("edit-evidence-{id}");
    let on_key = {
        let evidence_field = evidence_field.clone();
        move |event: KeyboardEvent| {
            // A button has its own Enter, and an input method its own Enter and Escape.
            let is_button =
                event.target().is_some_and(|target| target.dyn_ref::<web_sys::HtmlButtonElement>().is_some());
            if is_button || dom::is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Enter" if !event.shift_key() => {
                    event.prevent_default();
                    let is_adding =
                        dom::has_focus(&evidence_field) && added.with_untracked(|added| !added.trim().is_empty());
                    if is_adding { add() } else { save.with_value(|save| save()) }
                }
                "Escape" => {
                    event.prevent_default();
                    give_up();
                }
                _ => {}
            }
        }
    };
    let field = NodeRef::<leptos::html::Textarea>::new();
    let field_id = format!("edit-{id}");
    let commands = Commands::expect();
    Effect::new({
        let field_id = field_id.clone();
        move |_| {
            if field.get().is_some() {
                commands.release_into(&field_id);
            }
        }
    });
    let (begins, lasts) = (began.clone(), ended.clone());
    let (begins_then, until) = (began.clone(), ended.typed);
    view! {
        <div class="edit" on:keydown=on_key>
            <TimeInput label="When" id=format!("edit-when-{id}") typed=began.typed hint=live(move || begins.moves()) />
            <label>
                "What it says"
                <textarea
                    node_ref=field
                    id=field_id
                    rows="2"
                    prop:value=live(move || typing.text().get())
                    on:input=typed(move |text| typing.input(text))
                ></textarea>
            </label>
            <div class="edit__fields">
                <KindOf id says=entry.said.says.clone() kind value />
                <SaidBy id by />
                <TimeInput label="Until" id=format!("edit-until-{id}") typed=until hint=live(move || lasts.lasts(&begins_then)) />
            </div>
            <EvidenceOf field=evidence_field evidence added add=move |()| add() />
            {drawn(move || refused.get().map(|why| view! { <p role="alert" class="refusal">{why}</p> }).into_any())}
            <p class="edit__ends">
                <button class="button button--primary" on:click=on(move |_| save.with_value(|save| save()))>"Save"</button>
                <button class="button" on:click=on(move |_| give_up())>"Cancel"</button>
            </p>
        </div>
    }
    .into_any()
}

/// Brings a row that now stands elsewhere into view, and shows for a moment which one it is.
fn show_moved(timeline: TimelineView, id: RecordId) {
    timeline.moved.set(Some(id));
    timeline.choose_soon(id);
    let is_over = move || {
        let _ = timeline.moved.try_update(|moved| *moved = moved.filter(|moved| *moved != id));
    };
    set_timeout(is_over, std::time::Duration::from_millis(MOVED_MILLIS));
}

/// A field for a time, with a line that says how it is read.
#[component]
fn TimeInput(
    /// Its label.
    label: &'static str,
    /// The field's id.
    id: String,
    /// What stands in it.
    typed: RwSignal<String>,
    /// How that is read.
    hint: Signal<String>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <div class="edit__field">
            <label>
                {label}
                <input
                    class="edit__time"
                    id=id
                    aria-describedby=hint_id.clone()
                    prop:value=live(move || typed.get())
                    on:input=crate::ui::typed(move |text| typed.set(text))
                />
            </label>
            <small class="edit__hint" id=hint_id>{hint}</small>
        </div>
    }
    .into_any()
}

/// The kind, for those that differ by their words only; the value of a severity and of a phase; who a role goes to.
#[component]
fn KindOf(
    /// The entry's record.
    id: RecordId,
    /// What the entry says.
    says: Says,
    /// The kind that is chosen.
    kind: RwSignal<String>,
    /// The value that is chosen.
    value: RwSignal<String>,
) -> impl IntoView {
    let now = value.get_untracked();
    match says {
        Says::Severity { .. } => {
            let team = Team::new(OpenIncident::expect().workbench());
            drawn(move || {
                let lists = team.lists().get().map(|lists| lists.severities()).unwrap_or_default();
                let mut names: Vec<String> = lists.into_iter().map(|level| level.name).collect();
                if !names.contains(&now) {
                    names.push(now.clone());
                }
                choice("Severity", names, value)
            })
        }
        Says::Phase { .. } => choice("Phase", Phase::ALL.map(|phase| phase.as_str().to_owned()).into(), value),
        // Completed from the list beside it.
        Says::Role { .. } => view! {
            <div class="edit__field">
                <label>
                    "Who"
                    <input
                        list=format!("edit-people-{id}")
                        autocapitalize="none"
                        prop:value=live(move || value.get())
                        on:input=typed(move |handle| value.set(handle))
                    />
                </label>
            </div>
        }
        .into_any(),
        says if kinds().any(|kind| kind == says.kind()) => choice("Kind", kinds().map(str::to_owned).collect(), kind),
        _ => ().into_any(),
    }
}

fn choice(label: &'static str, names: Vec<String>, chosen: RwSignal<String>) -> AnyView {
    let now = chosen.get_untracked();
    let options = names.into_iter().map(|name| {
        let is_now = name == now;
        view! { <option value=name.clone() selected=is_now>{name.clone()}</option> }
    });
    view! {
        <div class="edit__field">
            <label>
                {label}
                <select aria-label=label on:change=typed(move |name| chosen.set(name))>{options.collect_view()}</select>
            </label>
        </div>
    }
    .into_any()
}

/// Whom it is attributed to.
#[component]
fn SaidBy(
    /// The entry's record.
    id: RecordId,
    /// The handle.
    by: RwSignal<String>,
) -> impl IntoView {
    let known = OpenIncident::expect().with_untracked(|reading| {
        let mut known: Vec<(String, String)> =
            reading.people.values().map(|person| (person.handle.clone(), person.name.clone())).collect();
        for entry in reading.timeline() {
            if !known.iter().any(|(handle, _)| *handle == entry.said.by) {
                known.push((entry.said.by.clone(), String::new()));
            }
        }
        known
    });
    let list = format!("edit-people-{id}");
    view! {
        <div class="edit__field">
            <label>
                "Said by"
                <input
                    list=list.clone()
                    prop:value=live(move || by.get())
                    on:input=typed(move |handle| by.set(handle))
                />
            </label>
            <datalist id=list>
                {known.into_iter().map(|(handle, name)| view! { <option value=handle>{name}</option> }).collect_view()}
            </datalist>
        </div>
    }
    .into_any()
}

/// What it rests on: what is there, each to be taken away, and one field for more.
#[component]
fn EvidenceOf(
    /// The id of the field.
    field: String,
    /// What there is.
    evidence: RwSignal<Vec<Evidence>>,
    /// What stands in the field.
    added: RwSignal<String>,
    /// Adds that.
    #[prop(into)]
    add: Callback<()>,
) -> impl IntoView {
    let becomes = memo(move || added.with(|added| correction::evidence(added)));
    let field = StoredValue::new(field);
    let to_field = move || {
        field.with_value(|field| dom::focus(field));
    };
    let list = move || {
        let all = evidence.get();
        if all.is_empty() {
            return view! { <p class="quiet">"No evidence yet."</p> }.into_any();
        }
        let rows = all.into_iter().enumerate().map(|(position, one)| {
            view! {
                <li>
                    <span>{words(&one)}</span>
                    <button class="link" on:click=on(move |_| {
                        evidence.update(|all| _ = all.remove(position));
                        to_field();
                    })>"Remove"</button>
                </li>
            }
        });
        view! { <ul>{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="edit__evidence" role="group" aria-label="Evidence">
            {drawn(list)}
            <label>
                "Evidence: an address, or text as it is"
                <textarea
                    id=field.get_value()
                    rows="1"
                    prop:value=live(move || added.get())
                    on:input=typed(move |text| added.set(text))
                ></textarea>
            </label>
            {drawn(move || becomes.get().map(|one| view! {
                <button class="button" on:click=on(move |_| {
                    add.run(());
                    to_field();
                })>
                    {if matches!(one, Evidence::Link(_)) { "Add as a link" } else { "Add as a raw block" }}
                </button>
            }).into_any())}
        </div>
    }
    .into_any()
}

/// A piece of evidence in a line.
fn words(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Link(address) => address.clone(),
        Evidence::Raw(raw) => format!("{}: {}", raw_words(raw), raw.lines().next().unwrap_or_default()),
        Evidence::File { name, .. } => name.clone(),
        Evidence::Unknown(_) => "of a newer version, kept as it is".to_owned(),
    }
}
