//! The questions that a review hangs on: one for each *depends*, answered with yes or no and something to look at.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::desk::Desk;
use super::kept::{Kept, Place};
use crate::domain::change::{AskedQuestion, Settled, lines_of};
use crate::domain::json::Json as _;
use crate::domain::postmortem::Held;
use crate::domain::record::kind;
use crate::domain::rollback::{Holds, Question};
use crate::log::canonical::Object;
use crate::pages::when;
use crate::platform::dom;
use crate::ui::{drawn, keyed, live, memo, on, typed, while_wanted};

/// The most open questions that are shown at once.
const SHOWN: usize = 20;

#[component]
pub(super) fn Questions() -> impl IntoView {
    let desk = Desk::expect();
    let keys = memo(move || {
        let Some(answered) = desk.answered().get() else { return Vec::new() };
        // An answered one makes room for the next.
        let mut left = SHOWN;
        let is_shown = |asked: &&Arc<AskedQuestion>| {
            if desk.change.with(|change| change.is_settled(&asked.id, asked.subject())) {
                return true;
            }
            let is_room = left > 0;
            left = left.saturating_sub(1);
            is_room
        };
        answered.reviewed.questions.iter().filter(is_shown).map(|asked| key_of(asked)).collect()
    });
    let is_wanted = move || desk.answered().get().is_some_and(|answered| !answered.reviewed.questions.is_empty());
    while_wanted(is_wanted, move || {
        let open = live(move || {
            let answered = desk.answered().get()?;
            let open = desk.change.with(|change| answered.reviewed.open(change).count());
            Some(match open {
                0 => "All are answered.".to_owned(),
                1 => "One is open. Its answer changes the verdict at once.".to_owned(),
                open if open > SHOWN => format!("{open} are open, of which {SHOWN} are shown."),
                open => format!("{open} are open. Each answer changes the verdict at once."),
            })
        });
        view! {
            <section class="change__questions" aria-labelledby="questions-heading">
                <h2 id="questions-heading">"What the script does not say"</h2>
                <p class="quiet" role="status">{open}</p>
                {keyed(move || keys.get(), move |key| view! { <Ask key=key /> }.into_any())}
            </section>
        }
        .into_any()
    })
}

/// What an answer means, for the button that gives it: a yes is the good one of some questions and the bad one of others.
fn ending(id: &str, is_yes: bool) -> &'static str {
    let settles = Question::of(id).map(|question| question.answered(is_yes));
    let halves = settles.map(|settles| (settles.old_writes, settles.old_reads));
    match (is_yes, halves) {
        (true, Some((Holds::Yes, Holds::Yes))) => "Yes: settled",
        (false, Some((Holds::Yes, Holds::Yes))) => "No: settled",
        (true, Some((Holds::No, _) | (_, Holds::No))) => "Yes: it may break",
        (false, Some((Holds::No, _) | (_, Holds::No))) => "No: it may break",
        (true, _) => "Yes: it stays open",
        (false, _) => "No: it stays open",
    }
}

/// What tells a question from others.
fn key_of(asked: &AskedQuestion) -> String {
    format!("{}\n{}", asked.id, asked.subject)
}

/// One question.
#[component]
fn Ask(
    /// Which.
    key: String,
) -> impl IntoView {
    let desk = Desk::expect();
    let change = desk.change;
    let (id, subject) = key.split_once('\n').map_or((key.clone(), None), |(id, subject)| {
        (id.to_owned(), Some(subject.to_owned()).filter(|subject| !subject.is_empty()))
    });
    let which = StoredValue::new((id.clone(), subject.clone()));
    // One answer is for all of them, so all of them are named.
    let asked = memo(move || {
        let answered = desk.answered().get()?;
        let reviewed = &answered.reviewed;
        let is_it = |asked: &&Arc<AskedQuestion>| {
            which.with_value(|(id, subject)| asked.id == *id && asked.subject() == subject.as_deref())
        };
        let asked = reviewed.questions.iter().find(is_it)?.clone();
        let mut lines: Vec<usize> = reviewed.askers(&asked).map(|one| one.line).collect();
        if lines.is_empty() {
            lines.extend(reviewed.statements.get(asked.statement).map(|one| one.line));
        }
        lines.dedup();
        Some((asked, lines))
    });
    let answer: Memo<Option<Held<Settled>>> = memo(move || {
        which.with_value(|(id, subject)| change.with(|change| change.answer(id, subject.as_deref()).cloned()))
    });
    let record = change.answer_record(&id, subject.as_deref());
    let place = Place {
        kind: kind::SETTLED,
        record,
        field: "evidence",
        editor: format!("change-evidence-{id}-{}", subject.as_deref().unwrap_or_default()),
        beside: Object::new(),
    };
    let nothing = live(String::new);
    let kept = Kept::new(change, place, nothing);
    let lacks_evidence = RwSignal::new(false);
    let field = StoredValue::new(format!("evidence-{record}"));
    let say = move |is_yes: bool| {
        let evidence = kept.shown().get_untracked();
        if evidence.trim().is_empty() {
            lacks_evidence.set(true);
            field.with_value(|id| dom::focus(id));
            return;
        }
        lacks_evidence.set(false);
        desk.has_acted();
        if which.with_value(|(id, subject)| change.settle(id, subject.as_deref(), is_yes, &evidence)) {
            kept.throw_away();
            request_animation_frame(move || {
                dom::focus(&format!("answer-{record}"));
            });
        }
    };
    let is_answered = memo(move || answer.with(Option::is_some));
    let versions = memo(move || change.versions(record));
    // Two who answered at once: both are here until somebody says.
    let at_once = move || {
        let versions = versions.get();
        if versions.is_empty() {
            return ().into_any();
        }
        let one = |version: Object| {
            let says = Settled::read(&Value::Object(version.clone()).to_string()).ok();
            let words =
                says.map(|says| format!("{}. {} @{}", if says.is_yes { "Yes" } else { "No" }, says.evidence, says.by));
            let keep = move |_| {
                desk.has_acted();
                change.choose(kind::SETTLED, record, &version);
                request_animation_frame(move || {
                    dom::focus(&format!("answer-{record}"));
                });
            };
            view! {
                <p class="conflict__version">
                    {words}" "<button class="button" type="button" on:click=on(keep)>"This one"</button>
                </p>
            }
            .into_any()
        };
        view! {
            <div class="conflict" role="group" aria-label="Two answers">
                <p>"Two people answered at once. Both answers are here until you say which one holds."</p>
                {versions.into_iter().map(one).collect_view()}
            </div>
        }
        .into_any()
    };
    let said = move || match answer.get() {
        None => ().into_any(),
        Some(held) => {
            let Settled { is_yes, evidence, by, at, .. } = held.says;
            let at = change.scope().zone().with(|zone| when::minute(at, zone));
            let word = which.with_value(|(id, _)| ending(id, is_yes));
            let back = move |_| {
                desk.has_acted();
                change.take_back(record);
                request_animation_frame(move || {
                    field.with_value(|id| dom::focus(id));
                });
            };
            view! {
                <p class="ask__answer" id=format!("answer-{record}") tabindex="-1">
                    <b>{word}"."</b>" "{evidence}" "<span class="quiet">{format!("@{by}, {at}")}</span>" "
                    <button class="link" type="button" on:click=on(back)>"Take the answer back"</button>
                </p>
            }
            .into_any()
        }
    };
    let about = live(move || {
        let (asked, lines) = asked.get()?;
        let line = Some(lines_of(&lines)).filter(|_| !lines.is_empty());
        Some(line.into_iter().chain(asked.subject().map(str::to_owned)).collect::<Vec<_>>().join(" · "))
    });
    // Its lines move with every new line above them, and its words stay.
    let words = memo(move || asked.get().map(|(asked, _)| asked));
    let draw = move || {
        let Some(asked) = words.get() else { return ().into_any() };
        view! {
            <h3 class="ask__words">{asked.words.clone()}</h3>
            {(!asked.evidence_wanted.is_empty()).then(|| view! { <p class="ask__counts">"What counts: "{asked.evidence_wanted.clone()}</p> })}
            {asked.query.clone().filter(|query| !query.is_empty()).map(|query| view! {
                <details class="ask__query"><summary>"A query that finds it out"</summary><pre tabindex="0">{query}</pre></details>
            })}
        }
        .into_any()
    };
    view! {
        <div class="ask" role="group" aria-label="Question" data-answered=live(move || is_answered.get().to_string())>
            <p class="ask__about quiet">{about}</p>
            {drawn(draw)}
            {drawn(at_once)}
            {drawn(said)}
            {while_wanted(move || !is_answered.get(), move || view! {
                {kept.came_back()}
                <label class="field">
                    <span>"What was looked at"</span>
                    <textarea
                        id=field.get_value()
                        rows="1"
                        placeholder="A link, a count, what was searched and where"
                        aria-invalid=live(move || lacks_evidence.get().then_some("true"))
                        prop:value=live(move || kept.shown().get())
                        on:input=typed(move |text| kept.input(text))
                    ></textarea>
                </label>
                {while_wanted(move || lacks_evidence.get(), || view! {
                    <p class="refusal" role="alert">"An answer without something to look at changes no verdict: say what was looked at."</p>
                }.into_any())}
                <p class="ask__ends">
                    <button class="button" type="button" on:click=on(move |_| say(true))>{which.with_value(|(id, _)| ending(id, true))}</button>
                    <button class="button" type="button" on:click=on(move |_| say(false))>{which.with_value(|(id, _)| ending(id, false))}</button>
                </p>
            }.into_any())}
        </div>
    }
    .into_any()
}
