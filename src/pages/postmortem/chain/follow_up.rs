//! A change that follows from findings: a card that is read, and opened to be written in.

use leptos::prelude::*;

use super::field::{Choice, Place, Words};
use super::finding::opens;
use super::pieces::{at_rest, badge, button, check, input, line, link, long_text, pill, words};
use super::tracker::Tracker;
use super::{Board, element, one, or_null, unsaved};
use crate::command::Act;
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::{CHANGES, EFFECTS, FollowUp, STATES, STRENGTHS, title_of};
use crate::domain::record::kind;
use crate::domain::time::{Precise, Precision};
use crate::pages::postmortem::disagreement::Disagreement;
use crate::pages::postmortem::hints::{HintCount, Hints};
use crate::pages::when;
use crate::state::{Page, Workbench};
use crate::text::lint::Section;
use crate::ui::{PlainLink, drawn, live, memo, on, while_wanted};

/// A change.
#[component]
pub(super) fn ChangeCard(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    // Deleted elsewhere while it is written, it stays as it was.
    let change = Memo::new(move |before: Option<&FollowUp>| {
        board.postmortem.with(|says| says.follow_up(id).or(before).cloned()).unwrap_or_default()
    });
    let is_open = memo(move || board.opened.get() == Some(id));
    let is_chosen = memo(move || board.postmortem.chosen().get() == Some(id));
    let text = live(move || change.with(|change| change.text.clone()));
    view! {
        <div
            class="link-card"
            id=element(id)
            role="group"
            tabindex="0"
            aria-label=live(move || format!("Change: {}", text.with(|text| at_rest(text))))
            data-chosen=live(move || is_chosen.get().to_string())
            data-state=live(move || change.with(|change| change.state().to_owned()))
            on:focusin=on(move |_| board.postmortem.chosen().set(Some(id)))
            on:keydown=on(opens(board, id))
        >
            <div class="link-card__head">
                {while_wanted(move || !is_open.get(), move || long_text(text, move |_| board.toggle(id)))}
                {drawn(move || change.with(|change| marks(board, change)))}
                {while_wanted(move || !is_open.get() && change.with(FollowUp::is_open), move || {
                    let (owner, due, is_proposal) = beside(change);
                    view! {
                        <HintCount
                            text
                            section=Section::ActionItems
                            owner
                            due
                            is_proposal
                            open=Callback::new(move |()| board.toggle(id))
                        />
                    }
                    .into_any()
                })}
            </div>
            <Disagreement record=id kind=kind::FOLLOW_UP is_written=is_open />
            {unsaved(board, id, is_open)}
            {drawn(move || change.with(|change| ends(board, change)))}
            <Answers change />
            {while_wanted(move || is_open.get(), move || view! { <Editor id change /> }.into_any())}
            {while_wanted(move || is_chosen.get() && !is_open.get(), move || acts(board, id, change))}
        </div>
    }
    .into_any()
}

/// What stands beside the words of a change, as the linter asks for it: who answers for it, until when, and whether it is a
/// proposal still.
fn beside(change: Memo<FollowUp>) -> (Signal<Option<String>>, Signal<Option<String>>, Signal<bool>) {
    let owner = live(move || change.with(|change| change.owner.clone()));
    let due = live(move || change.with(|change| change.due.map(|due| due.to_string())));
    (owner, due, live(move || change.with(|change| change.state() == "proposed")))
}

/// Owner, day, strength, kind in a line.
fn marks(board: Board, change: &FollowUp) -> AnyView {
    let now = board.open.workbench().now();
    let state = change.state();
    let is_promised = state == "committed";
    let mut parts = vec![pill("state", state, title_of(STATES, state).to_owned(), None)];
    match &change.owner {
        Some(owner) => parts.push(words("link-card__owner", format!("@{owner}"))),
        None if is_promised => parts.push(badge("No owner")),
        None => {}
    }
    match change.due {
        Some(due) => {
            let due = board.open.zone().with(|zone| when::full(due, zone));
            parts.push(words("quiet", format!("until {due}")));
        }
        None if is_promised => parts.push(badge("No date")),
        None => {}
    }
    if change.is_overdue(now) {
        parts.push(badge("Overdue"));
    }
    if let Some(strength) = change.strength() {
        let title = title_of(STRENGTHS, &strength.name);
        let (text, why) = if strength.is_said {
            (title.to_owned(), strength.why)
        } else {
            (format!("{title}, as judged"), format!("Judged by its words: {}.", strength.why))
        };
        parts.push(pill("strength", &strength.name, text, Some(why)));
    }
    parts.extend(change.change.as_deref().map(|name| words("tag", title_of(CHANGES, name))));
    parts.extend(change.effect.as_deref().map(|name| words("tag", title_of(EFFECTS, name))));
    line("link-card__marks", parts)
}

/// How it is known that it works, or why it is not made; where it is tracked.
fn ends(board: Board, change: &FollowUp) -> AnyView {
    let zone = board.open.zone();
    let by = |by: &str, at: Precise| {
        let at = Precise { precision: at.precision.min(Precision::Minute), ..at };
        words("quiet", format!(" @{by}, {}", zone.with(|zone| when::full(at, zone))))
    };
    let clocked = |at| Precise { at, precision: Precision::Minute };
    let mut lines: Vec<AnyView> = Vec::new();
    match &change.proof {
        Some(proof) => {
            let mut parts = vec![words("link-card__what", "Proof "), words("", proof.looked_at.clone())];
            parts.extend(proof.shown_by.as_ref().map(|shown| words("", format!(" Shown by {shown}."))));
            parts.extend(proof.link.as_ref().map(|link| outside(board.open.workbench(), link)));
            parts.push(by(&proof.by, proof.at));
            lines.push(line("link-card__end link-card__end--proof", parts));
        }
        None if change.state() == "done" => lines.push(line("link-card__end", vec![badge("No proof")])),
        None => {}
    }
    if let Some(said) = &change.declined {
        let parts = vec![
            words("link-card__what", "Not doing it "),
            words("", said.why.clone()),
            by(&said.by, clocked(said.at)),
        ];
        lines.push(line("link-card__end", parts));
    }
    if let Some(link) = &change.link {
        let mut parts = vec![outside(board.open.workbench(), link)];
        parts.extend(
            change
                .checked_at
                .map(|at| words("quiet", format!(" checked on {}", zone.with(|zone| when::minute(at, zone))))),
        );
        lines.push(line("link-card__end", parts));
    }
    lines.into_any()
}

/// A link that leaves the page, or leads to the change to a schema that it is about; its words otherwise.
fn outside(workbench: Workbench, link: &str) -> AnyView {
    if let page @ Page::Change(_) = Page::at(link) {
        return view! { <PlainLink href=page.path() follow=move |()| workbench.go(page)>"The schema change"</PlainLink> }.into_any();
    }
    if link.starts_with("https://") || link.starts_with("http://") {
        let text = format!(" {link}");
        return view! { <a href=link.to_owned() target="_blank" rel="noopener noreferrer">{text}</a> }.into_any();
    }
    words("", link)
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
            held.map(|(place, held)| (held.id, place + 1)).collect::<Vec<_>>()
        })
    });
    drawn(move || {
        let all = findings.get();
        if all.is_empty() {
            return line("chain__none", vec![badge("Answers no finding")]);
        }
        let mut parts = vec![words("", "Answers ")];
        parts.extend(
            all.into_iter().map(|(id, number)| link(format!("Finding {number}"), None, move |_| board.go_back_to(id))),
        );
        line("chain__none quiet", parts)
    })
}

fn acts(board: Board, id: RecordId, change: Memo<FollowUp>) -> AnyView {
    let state = memo(move || change.with(|change| change.state().to_owned()));
    drawn(move || {
        let of =
            |label: &'static str, key: &'static str, act: Act| button(label, key, move |_| board.commands.run(act));
        let mut parts = vec![button("Write ", "Enter", move |_| board.toggle(id))];
        match state.get().as_str() {
            "committed" => {
                parts.push(of("Done ", "p", Act::Prove));
                parts.push(of("Owner, date ", "b", Act::Commit));
                parts.push(of("Not doing ", "x", Act::Decline));
            }
            "done" | "declined" => {
                parts.push(of("Proof ", "p", Act::Prove));
                parts.push(of("Promise it again ", "b", Act::Commit));
            }
            _ => {
                parts.push(of("Promise it ", "b", Act::Commit));
                parts.push(of("Not doing ", "x", Act::Decline));
            }
        }
        parts.push(of("Evidence ", "e", Act::Evidence));
        parts.push(link("Review a schema change", None, move |_| board.review_change(id)));
        parts.push(link("Delete", None, move |_| board.remove(id)));
        line("link-card__acts", parts)
    })
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
    let shown = RwSignal::new(text.get_untracked());
    let field = format!("text-{id}");
    let (owner, due_day, is_proposal) = beside(change);
    view! {
        <div class="link-card__editor">
            <Words place id=field.clone() label="What will be different" text rows="2" shown takes_focus=true entered=close left=close />
            <Hints text=shown section=Section::ActionItems owner due=due_day is_proposal field />
            <div class="fields">
                <Choice label="Kind of change" words=CHANGES.iter().collect() none="not said" now=of(|change| change.change.as_ref()) chosen=put("change") />
                <div>
                    <Choice label="Strength" words=STRENGTHS.iter().collect() none="as judged" now=of(|change| change.strength.as_ref()) chosen=put("strength") />
                    <small class="quiet">{live(judged)}</small>
                </div>
                <Choice label="Effect" words=EFFECTS.iter().collect() none="not said" now=of(|change| change.effect.as_ref()) chosen=put("effect") />
                {input("Owner", "text", "", Some(people.clone()), of(|change| change.owner.as_ref()), move |who| put("owner").run(handle(&who)))}
                <super::dialogs::People id=people />
                {input("Until", "date", "", None, due, move |day| put("due").run(day))}
            </div>
            {drawn(move || {
                let all = findings.get();
                (!all.is_empty()).then(|| view! {
                    <fieldset class="answers">
                        <legend>"It answers"</legend>
                        {all.into_iter().map(|(finding, text)| check(
                            text,
                            move || change.with(|change| change.findings.contains(&finding)),
                            move |_| answer(finding),
                        )).collect_view()}
                    </fieldset>
                }).into_any()
            })}
            <Tracker id change />
            {line("link-card__acts", vec![
                button("Close", "", move |_| board.toggle(id)),
                link("Delete this change", None, move |_| board.remove(id)),
            ])}
        </div>
    }
    .into_any()
}

/// A handle as it is typed, with or without its sign.
pub(super) fn handle(typed: &str) -> String {
    typed.trim().trim_start_matches('@').to_owned()
}
