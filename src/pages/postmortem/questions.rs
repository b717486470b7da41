//! Questions that a team asks itself: five every time, a library to search, and those in somebody's own words. Loaded on
//! demand.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use serde_json::Value;

use super::desk::Desk;
use super::passage::Passage;
use crate::command::{Act, Pane};
use crate::domain::id::RecordId;
use crate::domain::postmortem::missing::{Gap, GapKind};
use crate::domain::postmortem::{ALWAYS, Postmortem, QUESTIONS, Question};
use crate::domain::record::kind;
use crate::log::canonical::{Object, object_of};
use crate::platform::dom;
use crate::state::OpenPostmortem;
use crate::ui::{drawn, effect, keyed, live, memo, on, typed, while_wanted};

/// The field in which a question is looked for or asked.
const FIELD: &str = "question-find";

/// Goes to the field of the answer that is missing; false for a gap that no answer closes.
pub(super) fn go_to_answer(postmortem: OpenPostmortem, desk: Desk, gap: &Gap) -> bool {
    let record = match gap.kind {
        GapKind::OpenQuestion => gap.about,
        GapKind::Unanswered => {
            let first = postmortem.says().with_untracked(|says| says.unanswered().next());
            first.map(|question| postmortem.answer_record(question.name))
        }
        _ => None,
    };
    let Some(record) = record else { return false };
    desk.ask(record, None);
    postmortem.pane().set(Pane::Questions);
    true
}

/// Questions, each answered in place.
pub(super) fn draw() -> AnyView {
    let (postmortem, desk) = (OpenPostmortem::expect(), Desk::expect());
    let open = postmortem.incident();
    // Listed as they stood when this was opened, what waits for an answer first: a question that is answered stays in its
    // place under the eyes of whoever answers it.
    let asked = RwSignal::new(Vec::<RecordId>::new());
    effect(move || {
        postmortem.with(|says| {
            let is_always = |name: Option<&str>| name.and_then(Question::named).is_some_and(|q| q.group == ALWAYS);
            let others = says.answers.iter().filter(|held| !is_always(held.says.asked.as_deref()));
            let (waiting, answered): (Vec<_>, Vec<_>) = others.partition(|held| held.says.is_open());
            let is_there = |id: &RecordId| waiting.iter().chain(&answered).any(|held| held.id == *id);
            asked.update(|asked| {
                asked.retain(is_there);
                for held in waiting.iter().chain(&answered) {
                    // One that is asked of the library is answered where it stands there.
                    if !asked.contains(&held.id) {
                        asked.push(held.id);
                    }
                }
            });
        });
    });
    let query = RwSignal::new(String::new());
    let found = memo(move || {
        let query = dom::lower_case(&query.get());
        let words: Vec<&str> = query.split_whitespace().collect();
        let is_meant = |question: &&Question| question.group != ALWAYS && question.has(&words);
        QUESTIONS.iter().filter(is_meant).map(|question| question.name).collect::<Vec<_>>()
    });
    let count = move || {
        let count = postmortem.with(Postmortem::questions);
        format!("{} of {} asked, {} answered", count.asked, count.all, count.answered)
    };
    let ask_own = move || {
        let words = query.with_untracked(|query| query.trim().to_owned());
        if words.is_empty() {
            return;
        }
        let Some(record) = open.new_record() else { return };
        let me = open.workbench().me().get_untracked().map(|me| me.handle).unwrap_or_default();
        let says = object_of([("question", Value::from(words)), ("asked_by", Value::from(me))]);
        if postmortem.put(kind::ANSWER, record, &says) {
            query.set(String::new());
            desk.ask(record, None);
        }
    };
    let answer = move |name: &str| {
        let record = postmortem.answer_record(name);
        if untrack(|| postmortem.with(|says| says.answer(name).is_none())) {
            let me = open.workbench().me().get_untracked().map(|me| me.handle).unwrap_or_default();
            let says = [("asked", name.to_owned()), ("asked_by", me)];
            let says = object_of(says.map(|(field, value)| (field, value.into())));
            postmortem.put(kind::ANSWER, record, &says);
        }
        desk.ask(record, None);
    };
    // The answer that the focus is in: what becomes a finding in one key.
    let at = RwSignal::new(None::<RecordId>);
    let to_finding = Callback::new(move |record: RecordId| {
        let find = |says: &Postmortem| {
            says.answers.iter().find(|held| held.id == record).map(|held| held.says.text.trim().to_owned())
        };
        let text = untrack(|| postmortem.with(find));
        let (Some(text), Some(finding)) = (text.filter(|text| !text.is_empty()), open.new_record()) else {
            return false;
        };
        let says = object_of([("text", Value::from(text))]);
        if postmortem.put(kind::FINDING, finding, &says) {
            // Its card is shown and has the focus.
            open.workbench().wanted().set(Some(finding));
        }
        true
    });
    postmortem.offer(Callback::new(move |act| match act {
        Act::NewFinding => at.get_untracked().is_some_and(|record| to_finding.run(record)),
        _ => false,
    }));
    let on_key = move |event: KeyboardEvent| {
        if dom::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" => match found.with_untracked(|found| found.first().copied()) {
                Some(first) if query.with_untracked(|query| !query.trim().is_empty()) => answer(first),
                Some(_) => {}
                None => ask_own(),
            },
            "ArrowDown" => {
                dom::focus_inside("questions-found", "button");
            }
            "Escape" => query.set(String::new()),
            _ => return,
        }
        event.prevent_default();
    };
    let among_found = move |event: KeyboardEvent| {
        let is_forward = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        dom::focus_neighbour(".question__ask", is_forward);
    };
    let gone = RwSignal::new(None::<RecordId>);
    let card = move |record: RecordId, question: Option<&'static Question>| {
        view! { <AnswerOf record question at gone to_finding /> }.into_any()
    };
    view! {
        <div class="questions">
            <p class="questions__count" role="status">{live(count)}</p>
            <h2>{ALWAYS}</h2>
            {QUESTIONS.iter().filter(|question| question.group == ALWAYS).map(|question| {
                card(postmortem.answer_record(question.name), Some(question))
            }).collect_view()}
            {while_wanted(move || asked.with(|asked| !asked.is_empty()), || view! { <h2>"Asked as well"</h2> }.into_any())}
            {keyed(
                move || asked.with(|asked| asked.iter().map(RecordId::to_string).collect()),
                move |record| record.parse().map_or_else(|_| ().into_any(), |record| card(record, None)),
            )}
            <div role="status">
                {drawn(move || gone.get().map(|record| view! {
                    <p>
                        "The question is in the trash. "
                        <button class="link" on:click=on(move |_| {
                            open.restore(record);
                            gone.set(None);
                        })>"Undo"</button>
                    </p>
                }).into_any())}
            </div>
            <h2>"More to ask"</h2>
            <div class="questions__find">
                <input
                    id=FIELD
                    aria-label="Find a question, or ask in your own words"
                    placeholder="Find a question, or ask in your own words"
                    autocomplete="off"
                    prop:value=live(move || query.get())
                    on:input=typed(move |text| query.set(text))
                    on:keydown=on(on_key)
                />
                {while_wanted(move || query.with(|query| !query.trim().is_empty()), move || view! {
                    <button class="button" on:click=on(move |_: MouseEvent| ask_own())>"Ask it in these words"</button>
                }.into_any())}
            </div>
            <p class="quiet" role="status">{live(move || match found.with(Vec::len) {
                0 => "No question has these words: Enter asks it in yours".to_owned(),
                count => format!("{count} questions; Enter answers the first, the arrow keys go through them"),
            })}</p>
            <div id="questions-found" on:keydown=on(among_found)>
                {drawn(move || groups(&found.get()).into_iter().map(|(group, names)| view! {
                    <h3 class="questions__group">{group}</h3>
                    <ul class="questions__list">
                        {names.into_iter().filter_map(Question::named).map(|question| view! {
                            <li>
                                <button class="question__ask" on:click=on(move |_| answer(question.name))>
                                    <span>{question.text}</span>
                                    {drawn(move || match postmortem.with(|says| {
                                        says.answer(question.name).map(|held| held.says.is_open())
                                    }) {
                                        None => ().into_any(),
                                        Some(true) => view! { <span class="badge">"open"</span> }.into_any(),
                                        Some(false) => view! { <span class="badge badge--quiet">"✓ answered"</span> }.into_any(),
                                    })}
                                </button>
                            </li>
                        }).collect_view()}
                    </ul>
                }).collect_view().into_any())}
            </div>
        </div>
    }
    .into_any()
}

/// Questions by what they are about, in the order of the library.
fn groups(names: &[&'static str]) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for question in names.iter().copied().filter_map(Question::named) {
        match groups.last_mut() {
            Some((group, names)) if *group == question.group => names.push(question.name),
            _ => groups.push((question.group, vec![question.name])),
        }
    }
    groups
}

/// A question and its answer.
#[component]
fn AnswerOf(
    /// The record of the answer.
    record: RecordId,
    /// The question, for one that is asked every time.
    question: Option<&'static Question>,
    /// The answer that the focus is in.
    at: RwSignal<Option<RecordId>>,
    /// The question that was taken back last.
    gone: RwSignal<Option<RecordId>>,
    /// Makes a finding of an answer.
    to_finding: Callback<RecordId, bool>,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let open = postmortem.incident();
    let held = move || {
        postmortem.with(|says| says.answers.iter().find(|held| held.id == record).map(|held| held.says.clone()))
    };
    let asks = memo(move || match (question, held()) {
        (Some(question), _) => question.text.to_owned(),
        (None, held) => held.map(|held| held.asks().to_owned()).unwrap_or_default(),
    });
    let text = memo(move || held().map(|held| held.text).unwrap_or_default());
    let by = memo(move || held().and_then(|held| held.by).unwrap_or_default());
    let asked_by = memo(move || held().and_then(|held| held.asked_by).unwrap_or_default());
    let me = move || open.workbench().me().get_untracked().map(|me| me.handle).unwrap_or_default();
    let about = move |()| {
        let mut says = Object::new();
        if let Some(question) = question {
            says.insert("asked".to_owned(), question.name.into());
        }
        if by.with_untracked(String::is_empty) {
            says.insert("by".to_owned(), me().into());
        }
        says
    };
    let go_after = move |name: String| {
        let name = name.trim().trim_start_matches('@').to_owned();
        let value = if name.is_empty() { Value::Null } else { name.into() };
        postmortem.put(kind::ANSWER, record, &object_of([("by", value)]));
    };
    let is_amended = memo(move || postmortem.is_amended(record));
    let is_answered = move || text.with(|text| !text.trim().is_empty());
    let is_listed = question.is_some();
    view! {
        <section class="question" on:focusin=on(move |_: leptos::ev::FocusEvent| at.set(Some(record)))>
            <h3>{asks}</h3>
            {while_wanted(move || is_amended.get(), || view! {
                <p><span class="badge">"amended after freezing"</span></p>
            }.into_any())}
            {question.map(|question| view! { <p class="quiet question__why">{question.why}</p> })}
            <Passage
                kind=kind::ANSWER
                record
                editor="answer"
                about
                label=asks
                text
                prompt=live(|| "Not answered yet.".to_owned())
                verb="Answer"
            />
            <p class="question__ends">
                {drawn(move || match asked_by.get() {
                    none if none.is_empty() => ().into_any(),
                    who => view! { <span class="quiet">{format!("asked by @{who} ")}</span> }.into_any(),
                })}
                {while_wanted(move || held().is_some(), move || view! {
                    <label class="question__by">
                        <span class="quiet">{live(move || if is_answered() { "answered by" } else { "goes after it" })}</span>
                        " "
                        <input size="12" prop:value=live(move || by.get()) on:change=typed(go_after) />
                    </label>
                }.into_any())}
                {while_wanted(is_answered, move || view! {
                    <button class="button" title="Make a finding of this answer (f)" on:click=on(move |_| {
                        to_finding.run(record);
                    })>"Make a finding of it"</button>
                }.into_any())}
                {while_wanted(move || !is_listed && !is_answered(), move || view! {
                    <button class="link" on:click=on(move |_| {
                        if open.delete(record) {
                            gone.set(Some(record));
                        }
                    })>"Do not ask this"</button>
                }.into_any())}
            </p>
        </section>
    }
    .into_any()
}
