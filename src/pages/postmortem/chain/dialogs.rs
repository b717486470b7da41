//! What is asked before a change moves on, and which entry is meant.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Input;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::evidence::{add, became, in_words, kind_in_words};
use super::follow_up::handle;
use super::{Ask, Board};
use crate::domain::Entry;
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::chain::Evidence;
use crate::domain::postmortem::review::{day_typed, odd_day_in_words};
use crate::domain::postmortem::{Declined, FollowUp, Proof};
use crate::domain::record::kind;
use crate::domain::search::{Query, fold};
use crate::domain::time::{Precise, Precision};
use crate::domain::turning::is_brief;
use crate::log::canonical::Object;
use crate::pages::postmortem::hints::Hints;
use crate::pages::postmortem::status_line::deadlines_now;
use crate::pages::when;
use crate::platform::dom;
use crate::state::Team;
use crate::text::lint::Section;
use crate::ui::{Modal, drawn, effect, live, memo, on, typed};

/// Draws what lies over the pane.
#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let board = Board::expect();
    let asked = memo(move || board.asked.get());
    drawn(move || match asked.get() {
        None => ().into_any(),
        Some(Ask::Commit(id)) => view! { <Commit id /> }.into_any(),
        Some(Ask::Prove(id)) => view! { <Prove id /> }.into_any(),
        Some(Ask::Decline(id)) => view! { <Decline id /> }.into_any(),
        Some(Ask::AddEvidence(id)) => view! { <AddEvidence id /> }.into_any(),
        Some(Ask::Walk(id)) => view! { <Walk id /> }.into_any(),
    })
}

/// The people that are known here, as a list to complete from.
#[component]
pub(super) fn People(
    /// The list's element.
    id: String,
) -> impl IntoView {
    let board = Board::expect();
    let known = board.open.with_untracked(|reading| {
        let mut known: Vec<(String, String)> =
            reading.people.values().map(|person| (person.handle.clone(), person.name.clone())).collect();
        for entry in reading.timeline() {
            if !known.iter().any(|(handle, _)| *handle == entry.said.by) {
                known.push((entry.said.by.clone(), String::new()));
            }
        }
        known
    });
    view! {
        <datalist id=id>
            {known.into_iter().map(|(handle, name)| view! { <option value=handle>{name}</option> }.into_any()).collect_view()}
        </datalist>
    }
    .into_any()
}

fn me(board: Board) -> String {
    board.open.workbench().me().get_untracked().map(|me| me.handle).unwrap_or_default()
}

fn change_of(board: Board, id: RecordId) -> FollowUp {
    board.postmortem.says().with_untracked(|says| says.follow_up(id).cloned()).unwrap_or_default()
}

/// A dialog of fields: what is said in it is written by Enter or its first button.
#[component]
fn Asking(
    /// The change it is about.
    id: RecordId,
    /// What it is.
    label: &'static str,
    /// What its first button says.
    does: &'static str,
    /// The element of its first field.
    first: &'static str,
    /// What is to be written, or why it cannot be.
    changes: Callback<(), Result<Object, String>>,
    /// Its fields.
    children: Children,
) -> impl IntoView {
    let board = Board::expect();
    let refused = RwSignal::new(None::<String>);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match changes.run(()) {
            Err(why) => refused.set(Some(why)),
            Ok(changes) => {
                if board.put(kind::FOLLOW_UP, id, &changes) {
                    board.close(id);
                }
            }
        }
    };
    let commands = board.commands;
    request_animation_frame(move || commands.release_into(first));
    let text = change_of(board, id).text;
    view! {
        <Modal label=label class="asking" on_close=move |()| board.close(id)>
            <form on:submit=on(save)>
                <h1>{label}</h1>
                <p class="quiet">{text}</p>
                {children()}
                {drawn(move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
                <p>
                    <button class="button button--primary" type="submit">{does}</button>
                    <button class="button" type="button" on:click=on(move |_| board.close(id))>"Cancel"</button>
                </p>
            </form>
        </Modal>
    }
    .into_any()
}

/// A field of a dialog.
fn field(
    id: &'static str,
    label: &'static str,
    of_type: &'static str,
    list: Option<&'static str>,
    words: RwSignal<String>,
) -> AnyView {
    view! {
        <label class="field">
            {label}
            <input
                id=id
                type=of_type
                list=list
                autocomplete="off"
                prop:value=live(move || words.get())
                on:input=typed(move |text| words.set(text))
            />
        </label>
    }
    .into_any()
}

/// Today, in the zone of the incident.
fn today(board: Board) -> String {
    let now = Precise { at: board.open.workbench().now(), precision: Precision::Minute };
    board.open.zone().with_untracked(|zone| when::date(now, zone))
}

#[component]
fn Commit(
    /// The change.
    id: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    let change = change_of(board, id);
    let owner = RwSignal::new(change.owner.unwrap_or_default());
    let due = change.due.map(|due| board.open.zone().with_untracked(|zone| when::date(due, zone)));
    let due = RwSignal::new(due.unwrap_or_default());
    // Until somebody says otherwise, the day that the team's term for this severity gives.
    let team = Team::new(board.open.workbench());
    let by_term = memo(move || deadlines_now(board.postmortem, team).and_then(|deadlines| deadlines.changes));
    effect(move || {
        let Some(day) = by_term.get() else { return };
        if due.with_untracked(String::is_empty) {
            due.set(day.to_string());
        }
    });
    let odd_day = memo(move || {
        let (now, due) = (board.open.workbench().now(), day_typed(&due.get()).ok()?);
        board.open.zone().with(|zone| odd_day_in_words(due, now, zone))
    });
    let changes = Callback::new(move |()| {
        let owner = handle(&owner.get_untracked());
        if owner.is_empty() {
            return Err("Could not promise it: say who answers for it.".to_owned());
        }
        let due = day_typed(&due.get_untracked()).map_err(|why| format!("Could not promise it: {why}."))?;
        let promise = json!({"state": "committed", "owner": owner, "due": due.to_string(), "declined": null});
        Ok(promise.as_object().cloned().unwrap_or_default())
    });
    view! {
        <Asking id label="Promise it" does="Promise it" first="commit-owner" changes>
            {field("commit-owner", "Who answers for it (needed)", "text", Some("commit-people"), owner)}
            <People id="commit-people".to_owned() />
            {field("commit-due", "Until when (needed)", "date", None, due)}
            {drawn(move || odd_day.get().map(|odd| view! { <p role="status">{odd}</p> }).into_any())}
            {drawn(move || by_term.get().map(|day| {
                view! { <p class="quiet">{format!("Changes for this severity are due by {day}.")}</p> }
            }).into_any())}
        </Asking>
    }
}

#[component]
fn Prove(
    /// The change.
    id: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    let before = change_of(board, id).proof;
    let of = |read: fn(&Proof) -> Option<String>| RwSignal::new(before.as_ref().and_then(read).unwrap_or_default());
    let looked_at = of(|proof| Some(proof.looked_at.clone()));
    let link = of(|proof| proof.link.clone());
    let shown_by = of(|proof| proof.shown_by.clone());
    // A day is what is asked for, and no time is made up for it.
    let day = RwSignal::new(today(board));
    let none: Signal<Option<String>> = live(|| None);
    let changes = Callback::new(move |()| {
        let [looked_at, link, shown_by] =
            [looked_at, link, shown_by].map(|words| words.get_untracked().trim().to_owned());
        if looked_at.is_empty() {
            return Err("Could not call it done: say what was looked at.".to_owned());
        }
        let said = Some(day.get_untracked()).filter(|day| !day.is_empty()).unwrap_or_else(|| today(board));
        let Ok(at) = said.parse() else {
            return Err("Could not call it done: say on which day that was.".to_owned());
        };
        let or_none = |text: String| Some(text).filter(|text| !text.is_empty());
        let proof = Proof { looked_at, link: or_none(link), at, by: me(board), shown_by: or_none(shown_by) };
        let mut changes = super::one("state", "done");
        changes.insert("proof".to_owned(), proof.write());
        changes.insert("declined".to_owned(), Value::Null);
        Ok(changes)
    });
    view! {
        <Asking id label="Done: how is that known?" does="It is done" first="prove-looked" changes>
            {field("prove-looked", "What was looked at, and what it showed", "text", None, looked_at)}
            <Hints text=looked_at section=Section::default() owner=none due=none field="prove-looked" />
            {field("prove-day", "When", "date", None, day)}
            {field("prove-link", "Where it can be looked at again", "url", None, link)}
            {field("prove-shown", "The drill or deploy that showed it", "text", None, shown_by)}
        </Asking>
    }
}

#[component]
fn Decline(
    /// The change.
    id: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    let before = change_of(board, id).declined;
    let by = RwSignal::new(before.as_ref().map_or_else(|| me(board), |said| said.by.clone()));
    let why = RwSignal::new(before.map(|said| said.why).unwrap_or_default());
    let changes = Callback::new(move |()| {
        let (by, why) = (handle(&by.get_untracked()), why.get_untracked().trim().to_owned());
        if why.is_empty() {
            return Err("Could not decline it: say why.".to_owned());
        }
        if by.is_empty() {
            return Err("Could not decline it: say who decided.".to_owned());
        }
        let said = Declined { by, why, at: board.open.workbench().now() };
        let mut changes = super::one("state", "declined");
        changes.insert("declined".to_owned(), said.write());
        Ok(changes)
    });
    view! {
        <Asking id label="Not doing it" does="Not doing it" first="decline-why" changes>
            {field("decline-why", "Why", "text", None, why)}
            {field("decline-by", "Who decided", "text", Some("decline-people"), by)}
            <People id="decline-people".to_owned() />
        </Asking>
    }
}

/// How many entries are offered at a time: another word finds fewer.
const OFFERED: usize = 30;

/// The entries in which every word of the query is, in order.
fn entries(board: Board, query: &str) -> Vec<RecordId> {
    let query = Query::parse(query);
    board.open.with_untracked(|reading| {
        let fits = |entry: &&Entry| {
            let text = fold(&format!("{} {} {}", entry.said.text, entry.said.by, kind_in_words(entry)));
            query.words().all(|word| text.contains(word))
        };
        // A brief has the words of most others and shows nothing by itself: it comes last, and unasked not at all.
        let (briefs, mut fitting): (Vec<&Entry>, Vec<&Entry>) =
            reading.timeline().filter(fits).partition(|entry| is_brief(entry));
        if query.words().next().is_some() {
            fitting.extend(briefs);
        }
        fitting.into_iter().map(|entry| entry.id).take(OFFERED).collect()
    })
}

/// Which entry shows a finding.
#[component]
fn AddEvidence(
    /// The finding.
    id: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = memo(move || entries(board, &query.get()));
    let named = memo(move || {
        board.postmortem.with(|says| {
            let evidence = says.finding(id).map(|finding| finding.evidence.clone()).unwrap_or_default();
            evidence.into_iter().map(|citation| citation.entry).collect::<Vec<_>>()
        })
    });
    let told = RwSignal::new(String::new());
    // With Shift held several are named, one after another.
    let take = move |entry: RecordId, is_one_of_several: bool| {
        add(board, id, entry);
        if is_one_of_several {
            let words = in_words(board, entry).map(|(_, words)| words).unwrap_or_default();
            return told.set(format!("Named: {words}"));
        }
        board.close(id);
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        let count = found.with(Vec::len);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|place| *place = (*place + 1).min(count.saturating_sub(1))),
            "ArrowUp" => chosen.update(|place| *place = place.saturating_sub(1)),
            "Enter" => {
                if let Some(entry) = found.with(|found| found.get(chosen.get_untracked()).copied()) {
                    take(entry, event.shift_key());
                }
            }
            _ => return,
        }
        event.prevent_default();
        dom::reveal(&format!("evidence-{}", chosen.get_untracked()));
    };
    let input = NodeRef::<Input>::new();
    let commands = board.commands;
    effect(move || {
        if input.get().is_some() {
            commands.release_into("evidence-query");
        }
    });
    let text = board.postmortem.says().with_untracked(|says| says.finding(id).map(|finding| finding.text.clone()));
    let option = move |place: usize, entry: RecordId| {
        let (at, words) = in_words(board, entry).unwrap_or_default();
        let is_named = named.with(|named| named.contains(&entry));
        view! {
            <li
                id=format!("evidence-{place}")
                class="palette__choice"
                role="option"
                aria-selected=live(move || (chosen.get() == place).to_string())
                on:click=on(move |event: MouseEvent| take(entry, event.shift_key()))
            >
                <span><span class="chain__time">{at}</span>" "{words}</span>
                {is_named.then(|| view! { <span class="badge badge--quiet">"named"</span> })}
            </li>
        }
        .into_any()
    };
    view! {
        <Modal label="Which entry shows it?" class="palette" on_close=move |()| board.close(id)>
            <p class="quiet">{text}</p>
            <input
                id="evidence-query"
                class="palette__field"
                node_ref=input
                role="combobox"
                aria-label="Which entry shows it?"
                aria-expanded="true"
                aria-controls="evidence-list"
                aria-activedescendant=live(move || format!("evidence-{}", chosen.get()))
                placeholder="Words of the entry"
                autocomplete="off"
                prop:value=live(move || query.get())
                on:input=typed(move |text| {
                    query.set(text);
                    chosen.set(0);
                })
                on:keydown=on(on_key)
            />
            <ul class="palette__list" id="evidence-list" role="listbox" aria-label="Entries">
                {drawn(move || found.get().into_iter().enumerate().map(|(place, entry)| option(place, entry)).collect_view().into_any())}
            </ul>
            {drawn(move || match found.with(Vec::len) {
                0 => view! { <p class="quiet" role="status">"No entry has these words."</p> }.into_any(),
                OFFERED => view! { <p class="quiet">"The first 30 are shown: another word finds fewer."</p> }.into_any(),
                _ => ().into_any(),
            })}
            <p class="quiet">"Enter names it. Shift+Enter names it and stays for another."</p>
            <p class="quiet" role="status">{live(move || told.get())}</p>
        </Modal>
    }
    .into_any()
}

/// Which of several entries to go to: a digit, or Enter on one.
#[component]
fn Walk(
    /// The finding or change.
    id: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    board.commands.let_go();
    let evidence = board.evidence_of(id);
    let (workbench, scope) = (board.open.workbench(), board.open.scope());
    let go = move |entry: RecordId| {
        board.asked.set(None);
        workbench.go_to_entry(scope, entry);
    };
    let targets: Vec<RecordId> = evidence.iter().map(|one| one.entry).collect();
    let on_key = move |event: KeyboardEvent| {
        let digit = event.key().parse::<usize>().ok().filter(|digit| *digit > 0);
        if let Some(entry) = digit.and_then(|digit| targets.get(digit - 1)) {
            event.prevent_default();
            return go(*entry);
        }
        match event.key().as_str() {
            "ArrowDown" => dom::focus_neighbour(".picker__choice", true),
            "ArrowUp" => dom::focus_neighbour(".picker__choice", false),
            _ => return,
        }
        event.prevent_default();
    };
    let row = move |(place, one): (usize, Evidence)| {
        let entry = one.entry;
        let (at, words) = in_words(board, entry).unwrap_or_default();
        view! {
            <button class="picker__choice" autofocus=place == 0 on:click=on(move |_| go(entry))>
                <b><kbd>{place + 1}</kbd>" "{at}</b>
                <span>{words}" "{became(one.standing).map(|became| view! { <span class="badge">{became}</span> })}</span>
            </button>
        }
        .into_any()
    };
    view! {
        <Modal label="Which entry?" class="picker" on_close=move |()| board.close(id)>
            <h1>"Which entry?"</h1>
            <div class="picker__choices" on:keydown=on(on_key)>
                {evidence.into_iter().enumerate().map(row).collect_view()}
            </div>
        </Modal>
    }
    .into_any()
}
