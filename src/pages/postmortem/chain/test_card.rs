//! Could a test have caught it: layer by layer, with a table of what which tests can see; and what tests assumed.

use leptos::prelude::*;

use super::field::{Choice, Place, Words};
use super::pieces::{button, line, link, words};
use super::{Board, one, or_null};
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::{Assumption, FAILURES, Finding, LAYERS, LayerAnswer, Word};
use crate::domain::record::kind;
use crate::log::canonical::record_named;
use crate::text::markdown::plain;
use crate::ui::{drawn, live, memo, on};

/// Letters of a change that was made already.
const LETTERS: usize = 90;

/// What can be said of a layer.
const ANSWERS: [&str; 3] = ["yes", "rarely", "no"];

/// The answers of a finding once this is said of that layer; said again it is taken back.
fn answered(mut tests: Vec<LayerAnswer>, layer: &str, answer: &str) -> Vec<LayerAnswer> {
    tests.retain(|other| other.layer != layer);
    tests.push(LayerAnswer { layer: layer.to_owned(), answer: answer.to_owned() });
    tests
}

/// What the text of a finding that says what a test would have taken is journalled under: a record has one journal, and this is
/// the second text of its finding.
pub(super) fn journal_of(finding: RecordId) -> RecordId {
    record_named("would_take", &finding.to_string())
}

/// Could a test have caught it.
#[component]
pub(super) fn TestCard(
    /// The finding.
    id: RecordId,
    /// What it says.
    finding: Memo<Finding>,
) -> impl IntoView {
    let board = Board::expect();
    let tests = memo(move || finding.with(|finding| finding.tests.clone()));
    let failure = memo(move || finding.with(|finding| finding.failure.clone()).unwrap_or_default());
    let choose = Callback::new(move |name: String| {
        let mut changes = one("failure", or_null(&name));
        if let Some(failure) = FAILURES.iter().find(|failure| failure.word.name == name) {
            let tests = failure.layers.iter().fold(tests.get_untracked(), |tests, (layer, answer)| {
                // What somebody has said already stays.
                if tests.iter().any(|said| said.layer == *layer) { tests } else { answered(tests, layer, answer) }
            });
            changes.insert("tests".to_owned(), tests.write());
            if finding.with_untracked(|finding| finding.would_take.is_none()) {
                changes.insert("would_take".to_owned(), failure.takes.into());
            }
        }
        board.put(kind::FINDING, id, &changes);
    });
    let said = move || match tests.with(Vec::len) {
        0 => "Could a test have caught it?".to_owned(),
        count => format!("Could a test have caught it? {count} of {} layers answered", LAYERS.len()),
    };
    let would_take = live(move || finding.with(|finding| finding.would_take.clone()).unwrap_or_default());
    let made = memo(move || {
        let text = would_take.get();
        board.postmortem.with(|says| says.change_of_words(id, &text))
    });
    let make = Callback::new(move |()| {
        if let Some(record) = made.get_untracked() {
            board.opened.set(None);
            return board.go_back_to(record);
        }
        let text = would_take.get_untracked();
        if text.trim().is_empty() {
            return board.tell("Could not write a change down: say what it would have taken.");
        }
        if let Some(record) = board.add_change(&text, &[id]) {
            board.opened.set(None);
            board.go_back_to(record);
        }
    });
    let left = Callback::new(move |()| board.toggle(id));
    let journal = journal_of(id);
    // What was typed there and not saved is not to be hidden.
    let is_unsaved =
        board.open.workbench().orphans().with_untracked(|all| all.iter().any(|orphan| orphan.record == journal));
    let place = Place { kind: kind::FINDING, record: id, field: "would_take", journal };
    view! {
        <details class="test-card" open=is_unsaved>
            <summary>{live(said)}</summary>
            <Choice
                label="What kind of failure it is fills in what is known"
                words=FAILURES.iter().map(|failure| &failure.word).collect()
                none="not said"
                now=failure
                chosen=choose
            />
            <div class="test-card__layers">
                {LAYERS.iter().map(|layer| layer_row(board, id, layer, tests)).collect_view()}
            </div>
            <Words
                place
                id=format!("would-take-{id}")
                label="What it would have taken (Enter makes it a change, or goes to it)"
                text=would_take
                rows="2"
                entered=make
                left=left
            />
            {drawn(move || {
                let text = made.get().and_then(|record| board.postmortem.with(|says| Some(says.follow_up(record)?.text.clone())));
                match text {
                    Some(text) => line("", vec![
                        words("", format!("“{}” is a change already. ", plain(&text, LETTERS))),
                        button("Go to it", "", move |_| make.run(())),
                    ]),
                    None => line("", vec![button("Make it a change", "", move |_| make.run(()))]),
                }
            })}
            <Assumptions id finding />
        </details>
    }
    .into_any()
}

fn layer_row(board: Board, id: RecordId, layer: &'static Word, tests: Memo<Vec<LayerAnswer>>) -> AnyView {
    let answer = memo(move || {
        tests.with(|tests| tests.iter().find(|said| said.layer == layer.name).map(|said| said.answer.clone()))
    });
    let radios = ANSWERS.map(|word| {
        let choose = move |_| {
            let tests = answered(tests.get_untracked(), layer.name, word);
            board.put(kind::FINDING, id, &one("tests", tests.write()));
        };
        view! {
            <label>
                <input
                    type="radio"
                    name=format!("test-{id}-{}", layer.name)
                    prop:checked=live(move || answer.get().as_deref() == Some(word))
                    on:change=on(choose)
                />
                {word}
            </label>
        }
    });
    view! {
        <fieldset class="layer">
            <legend>{layer.title}" "<small class="quiet">{layer.means}</small></legend>
            <span class="layer__answers">{radios.into_iter().collect_view()}</span>
        </fieldset>
    }
    .into_any()
}

/// What tests assumed of production, and what it was.
#[component]
fn Assumptions(
    /// The finding.
    id: RecordId,
    /// What it says.
    finding: Memo<Finding>,
) -> impl IntoView {
    let board = Board::expect();
    let rows = memo(move || finding.with(|finding| finding.assumptions.len()));
    let put = move |all: Vec<Assumption>| {
        board.put(kind::FINDING, id, &one("assumptions", all.write()));
    };
    let now = move || finding.with_untracked(|finding| finding.assumptions.clone());
    let add = move |_| {
        let mut all = now();
        all.push(Assumption::default());
        put(all);
    };
    let cell = move |position: usize, label: &'static str, of: fn(&mut Assumption) -> &mut String| {
        let shown = live(move || {
            let mut one = finding.with(|finding| finding.assumptions.get(position).cloned()).unwrap_or_default();
            std::mem::take(of(&mut one))
        });
        let change = move |text: String| {
            let mut all = now();
            if let Some(one) = all.get_mut(position) {
                text.trim().clone_into(of(one));
                put(all);
            }
        };
        view! {
            <td><input aria-label=label prop:value=shown on:change=crate::ui::typed(change) /></td>
        }
        .into_any()
    };
    view! {
        <div class="assumptions">
            <p class="assumptions__head">"What tests assumed, and what was"</p>
            {drawn(move || {
                let count = rows.get();
                let row = move |position: usize| view! {
                    <tr>
                        {cell(position, "About what", |one| &mut one.what)}
                        {cell(position, "As modelled", |one| &mut one.modelled)}
                        {cell(position, "As seen", |one| &mut one.seen)}
                        <td>{link("×", Some("Remove this row".to_owned()), move |_| {
                            let mut all = now();
                            if position < all.len() {
                                all.remove(position);
                                put(all);
                            }
                        })}</td>
                    </tr>
                };
                (count > 0).then(|| view! {
                    <table>
                        <thead><tr><th scope="col">"About"</th><th scope="col">"Modelled"</th><th scope="col">"Seen"</th><td></td></tr></thead>
                        <tbody>{(0..count).map(row).collect_view()}</tbody>
                    </table>
                }).into_any()
            })}
            {link("Add a row: request rate, data shape, what happens at once, order", None, add)}
        </div>
    }
    .into_any()
}
