//! A change that follows from findings: a card that is read, and opened to be written in.

use leptos::prelude::*;

use super::field::{Choice, Place, Words};
use super::finding::opens;
use super::tracker::Tracker;
use super::{Board, element, one, or_null};
use crate::command::Act;
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::{CHANGES, EFFECTS, FollowUp, STATES, STRENGTHS, title_of};
use crate::domain::record::kind;
use crate::pages::when;
use crate::ui::{drawn, live, memo, on, typed, while_wanted};

/// A change.
#[component]
pub(super) fn ChangeCard(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    let change = memo(move || board.postmortem.with(|says| says.follow_up(id).cloned()).unwrap_or_default());
    let is_open = memo(move || board.opened.get() == Some(id));
    let is_chosen = memo(move || board.postmortem.chosen().get() == Some(id));
    let text = move || change.with(|change| change.text.clone());
    view! {
        <div
            class="link-card"
            id=element(id)
            role="group"
            tabindex="0"
            aria-label=live(move || format!("Change: {}", text()))
            data-chosen=live(move || is_chosen.get().to_string())
            data-state=live(move || change.with(|change| change.state().to_owned()))
            on:focusin=on(move |_| board.postmortem.chosen().set(Some(id)))
            on:keydown=on(opens(board, id))
        >
            <div class="link-card__head">
                {while_wanted(move || !is_open.get(), move || view! {
                    <p class="link-card__text" on:click=on(move |_| board.toggle(id))>{live(text)}</p>
                }.into_any())}
                {drawn(move || change.with(|change| marks(board, change)))}
            </div>
            {drawn(move || change.with(|change| ends(board, change)))}
            <Answers change />
            {while_wanted(move || is_open.get(), move || view! { <Editor id change /> }.into_any())}
            {while_wanted(move || is_chosen.get() && !is_open.get(), move || acts(board, id, change))}
        </div>
    }
    .into_any()
}

/// Owner, day, strength, kind in a line.
fn marks(board: Board, change: &FollowUp) -> AnyView {
    let now = board.open.workbench().now();
    let state = change.state().to_owned();
    let is_promised = state == "committed";
    let owner = change.owner.clone().map(|owner| format!("@{owner}"));
    let due = change.due.map(|due| board.open.zone().with(|zone| when::full(due, zone)));
    let strength = change.strength().map(|strength| {
        let title = title_of(STRENGTHS, &strength.name).to_owned();
        let (words, why) = if strength.is_said {
            (title, strength.why)
        } else {
            (format!("{title}, as judged"), format!("Judged by its words: {}.", strength.why))
        };
        view! { <span class="strength" data-strength=strength.name title=why>{words}</span> }
    });
    let mut tags: Vec<String> = Vec::new();
    tags.extend(change.change.as_deref().map(|name| title_of(CHANGES, name).to_owned()));
    tags.extend(change.effect.as_deref().map(|name| title_of(EFFECTS, name).to_owned()));
    view! {
        <span class="link-card__marks">
            <span class="state" data-state=state.clone()>{title_of(STATES, &state).to_owned()}</span>
            {owner.map(|owner| view! { <b>{owner}</b> })}
            {(is_promised && change.owner.is_none()).then(|| view! { <span class="badge">"No owner"</span> })}
            {due.map(|due| view! { <span class="quiet">{format!("until {due}")}</span> })}
            {(is_promised && change.due.is_none()).then(|| view! { <span class="badge">"No date"</span> })}
            {change.is_overdue(now).then(|| view! { <span class="badge">"Overdue"</span> })}
            {strength}
            {tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span> }).collect_view()}
        </span>
    }
    .into_any()
}

/// How it is known that it works, or why it is not made; where it is tracked.
fn ends(board: Board, change: &FollowUp) -> AnyView {
    let zone = board.open.zone();
    let day = move |at| zone.with(|zone| when::minute(at, zone));
    let proof = change.proof.as_ref().map(|proof| {
        let shown = proof.shown_by.clone().map(|shown| format!(" Shown by {shown}."));
        let link = proof.link.clone().map(|link| outside(&link));
        view! {
            <p class="link-card__end" data-end="proof">
                <b>"Proof "</b>{proof.looked_at.clone()}{shown}" "{link}
                <span class="quiet">{format!(" @{}, {}", proof.by, day(proof.at))}</span>
            </p>
        }
    });
    let declined = change.declined.as_ref().map(|said| {
        view! {
            <p class="link-card__end" data-end="declined">
                <b>"Not doing it "</b>{said.why.clone()}
                <span class="quiet">{format!(" @{}, {}", said.by, day(said.at))}</span>
            </p>
        }
    });
    let link = change.link.as_ref().map(|link| {
        let checked = change.checked_at.map(|at| format!(" checked on {}", day(at)));
        view! { <p class="link-card__end">{outside(link)}<span class="quiet">{checked}</span></p> }
    });
    let is_unproven = change.state() == "done" && change.proof.is_none();
    view! {
        {is_unproven.then(|| view! { <p class="link-card__end"><span class="badge">"No proof"</span></p> })}
        {proof}{declined}{link}
    }
    .into_any()
}

/// A link that leaves the page, where it is one; its words otherwise.
fn outside(link: &str) -> AnyView {
    let link = link.to_owned();
    if link.starts_with("https://") || link.starts_with("http://") {
        return view! { <a href=link.clone() target="_blank" rel="noopener noreferrer">{link.clone()}</a> }.into_any();
    }
    link.into_any()
}

/// The findings it answers, as ways there.
#[component]
fn Answers(
    /// What it says.
    change: Memo<FollowUp>,
) -> impl IntoView {
    let board = Board::expect();
    let findings = memo(move || {
        let wanted = change.with(|change| change.findings.clone());
        board.postmortem.with(|says| {
            let held = says.findings.iter().enumerate().filter(|(_, held)| wanted.contains(&held.id));
            held.map(|(place, held)| (held.id, place + 1, held.says.text.clone())).collect::<Vec<_>>()
        })
    });
    drawn(move || {
        let all = findings.get();
        if all.is_empty() {
            return view! { <p class="chain__none"><span class="badge">"Answers no finding"</span></p> }.into_any();
        }
        let links = all.into_iter().map(|(id, number, text)| view! {
            <button class="link link-card__to" title=text on:click=on(move |_| board.go_back_to(id))>{format!("Finding {number}")}</button>
        });
        view! { <p class="chain__none quiet">"Answers "{links.collect_view()}</p> }.into_any()
    })
}

fn acts(board: Board, id: RecordId, change: Memo<FollowUp>) -> AnyView {
    let run = move |act: Act| on(move |_| board.commands.run(act));
    let state = memo(move || change.with(|change| change.state().to_owned()));
    view! {
        <p class="link-card__acts">
            <button class="button" on:click=on(move |_| board.toggle(id))>"Write "<kbd aria-hidden="true">"Enter"</kbd></button>
            {drawn(move || match state.get().as_str() {
                "committed" => view! {
                    <button class="button" on:click=run(Act::Prove)>"Done "<kbd aria-hidden="true">"p"</kbd></button>
                    <button class="button" on:click=run(Act::Commit)>"Owner, date "<kbd aria-hidden="true">"b"</kbd></button>
                    <button class="button" on:click=run(Act::Decline)>"Not doing "<kbd aria-hidden="true">"x"</kbd></button>
                }.into_any(),
                "done" | "declined" => view! {
                    <button class="button" on:click=run(Act::Prove)>"Proof "<kbd aria-hidden="true">"p"</kbd></button>
                    <button class="button" on:click=run(Act::Commit)>"Promise it again "<kbd aria-hidden="true">"b"</kbd></button>
                }.into_any(),
                _ => view! {
                    <button class="button" on:click=run(Act::Commit)>"Promise it "<kbd aria-hidden="true">"b"</kbd></button>
                    <button class="button" on:click=run(Act::Decline)>"Not doing "<kbd aria-hidden="true">"x"</kbd></button>
                }.into_any(),
            })}
            <button class="button" on:click=run(Act::Evidence)>"Evidence "<kbd aria-hidden="true">"e"</kbd></button>
            <button class="link" on:click=on(move |_| board.remove(id))>"Delete"</button>
        </p>
    }
    .into_any()
}

#[component]
fn Editor(
    /// Its record.
    id: RecordId,
    /// What it says.
    change: Memo<FollowUp>,
) -> impl IntoView {
    let board = Board::expect();
    let put = move |field: &'static str| {
        Callback::new(move |name: String| {
            board.put(kind::FOLLOW_UP, id, &one(field, or_null(&name)));
        })
    };
    let of = move |read: fn(&FollowUp) -> Option<&String>| {
        live(move || change.with(|change| read(change).cloned()).unwrap_or_default())
    };
    let close = Callback::new(move |()| board.toggle(id));
    let place = Place { kind: kind::FOLLOW_UP, record: id, field: "text", journal: id };
    let text = live(move || change.with(|change| change.text.clone()));
    // What it would be judged, where nobody says.
    let judged = move || {
        let unsaid = change.with(|change| FollowUp { strength: None, ..change.clone() }.strength());
        match unsaid {
            Some(strength) => {
                format!("Judged {}: {}.", title_of(STRENGTHS, &strength.name).to_ascii_lowercase(), strength.why)
            }
            None => "Nothing in its words tells how strong it is.".to_owned(),
        }
    };
    let findings = memo(move || {
        board
            .postmortem
            .with(|says| says.findings.iter().map(|held| (held.id, held.says.text.clone())).collect::<Vec<_>>())
    });
    let answer = move |finding: RecordId| {
        let mut all = change.with_untracked(|change| change.findings.clone());
        let before = all.len();
        all.retain(|other| *other != finding);
        if all.len() == before {
            all.push(finding);
        }
        board.put(kind::FOLLOW_UP, id, &one("findings", all.write()));
    };
    let due = live(move || {
        let due = change.with(|change| change.due);
        due.map(|due| board.open.zone().with(|zone| when::date(due, zone))).unwrap_or_default()
    });
    let people = format!("people-{id}");
    view! {
        <div class="link-card__editor">
            <Words place id=format!("text-{id}") label="What will be different" text rows="2" takes_focus=true entered=close left=close />
            <div class="fields">
                <Choice label="Kind of change" words=CHANGES.iter().collect() none="not said" now=of(|change| change.change.as_ref()) chosen=put("change") />
                <div>
                    <Choice label="Strength" words=STRENGTHS.iter().collect() none="as judged" now=of(|change| change.strength.as_ref()) chosen=put("strength") />
                    <small class="quiet">{live(judged)}</small>
                </div>
                <Choice label="Effect" words=EFFECTS.iter().collect() none="not said" now=of(|change| change.effect.as_ref()) chosen=put("effect") />
                <label class="field">
                    "Owner"
                    <input list=people.clone() autocomplete="off" prop:value=of(|change| change.owner.as_ref()) on:change=typed(move |who| put("owner").run(handle(&who))) />
                </label>
                <super::dialogs::People id=people />
                <label class="field">
                    "Until"
                    <input type="date" prop:value=due on:change=typed(move |day| put("due").run(day)) />
                </label>
            </div>
            {drawn(move || {
                let all = findings.get();
                (!all.is_empty()).then(|| view! {
                    <fieldset class="answers">
                        <legend>"It answers"</legend>
                        {all.into_iter().map(|(finding, text)| view! {
                            <label class="check">
                                <input
                                    type="checkbox"
                                    prop:checked=live(move || change.with(|change| change.findings.contains(&finding)))
                                    on:change=on(move |_| answer(finding))
                                />
                                {text}
                            </label>
                        }.into_any()).collect_view()}
                    </fieldset>
                }).into_any()
            })}
            <Tracker id change />
            <p class="link-card__acts">
                <button class="button" on:click=on(move |_| board.toggle(id))>"Done"</button>
                <button class="link" on:click=on(move |_| board.remove(id))>"Delete this change"</button>
            </p>
        </div>
    }
    .into_any()
}

/// A handle as it is typed, with or without its sign.
pub(super) fn handle(typed: &str) -> String {
    typed.trim().trim_start_matches('@').to_owned()
}
