//! A finding: a card that is read, and opened to be written in.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::evidence::EvidenceOf;
use super::field::{Choice, Place, Words};
use super::pieces::{self, at_rest, badge, button, check, line, link, list, long_text, pill};
use super::similar::Similar;
use super::test_card::TestCard;
use super::{Board, element, one, or_null, unsaved};
use crate::command::Act;
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::{CLASSES, EFFECTS, Finding, PATTERNS, STATES, Word, title_of};
use crate::domain::record::kind;
use crate::pages::postmortem::disagreement::Disagreement;
use crate::pages::postmortem::hints::{HintCount, Hints};
use crate::platform::dom;
use crate::text::lint::Section;
use crate::ui::{drawn, live, memo, on, typed, while_wanted};

/// A finding.
#[component]
pub(super) fn FindingCard(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    // Deleted elsewhere while it is written, it stays as it was.
    let finding = Memo::new(move |before: Option<&Finding>| {
        board.postmortem.with(|says| says.finding(id).or(before).cloned()).unwrap_or_default()
    });
    let number = Memo::new(move |before: Option<&usize>| {
        let place = board.postmortem.with(|says| says.findings.iter().position(|held| held.id == id));
        place.map_or(before.copied().unwrap_or_default(), |place| place + 1)
    });
    let text = live(move || finding.with(|finding| finding.text.clone()));
    let is_open = memo(move || board.opened.get() == Some(id));
    let is_chosen = memo(move || board.postmortem.chosen().get() == Some(id));
    view! {
        <div
            class="link-card"
            id=element(id)
            role="group"
            tabindex="0"
            aria-label=live(move || format!("Finding {}: {}", number.get(), text.with(|text| at_rest(text))))
            data-chosen=live(move || is_chosen.get().to_string())
            on:focusin=on(move |_| board.postmortem.chosen().set(Some(id)))
            on:keydown=on(opens(board, id))
        >
            <div class="link-card__head">
                <span class="link-card__number">{live(move || format!("Finding {}", number.get()))}</span>
                {while_wanted(move || !is_open.get(), move || long_text(text, move |_| board.toggle(id)))}
                {drawn(move || finding.with(marks))}
                {while_wanted(move || !is_open.get(), move || {
                    let none: Signal<Option<String>> = live(|| None);
                    view! {
                        <HintCount
                            text
                            section=Section::RootCause
                            owner=none
                            due=none
                            open=Callback::new(move |()| board.toggle(id))
                        />
                    }
                    .into_any()
                })}
            </div>
            <Disagreement record=id kind=kind::FINDING is_written=is_open />
            {unsaved(board, id, is_open)}
            {while_wanted(move || is_open.get(), move || view! { <Editor id finding /> }.into_any())}
            {while_wanted(move || !is_open.get(), move || view! {
                <EvidenceOf finding=id is_open=live(|| false) />
                <ChangesOf finding=id />
            }.into_any())}
            {while_wanted(move || is_chosen.get() && !is_open.get(), move || acts(board, id))}
        </div>
    }
    .into_any()
}

/// Hints for a finding that is written.
#[component]
pub(super) fn FindingHints(
    /// What is typed.
    text: RwSignal<String>,
    /// The id of the field in which it is.
    #[prop(into)]
    field: String,
) -> impl IntoView {
    let none: Signal<Option<String>> = live(|| None);
    view! { <Hints text section=Section::RootCause owner=none due=none field /> }.into_any()
}

/// Opens a card by Enter on the card itself.
pub(super) fn opens(board: Board, id: RecordId) -> impl FnMut(KeyboardEvent) {
    move |event| {
        let is_itself = dom::has_focus(&element(id));
        match event.key().as_str() {
            // Open already, it is written on in.
            "Enter" if is_itself && board.opened.get_untracked() == Some(id) => {
                dom::focus(&format!("text-{id}"));
            }
            "Enter" if is_itself => board.toggle(id),
            "Escape" if !is_itself && board.opened.get_untracked() == Some(id) => board.toggle(id),
            _ => return,
        }
        event.prevent_default();
    }
}

/// Class, patterns and effect in a line.
fn marks(finding: &Finding) -> AnyView {
    let class = finding.class.as_deref().map(|name| {
        let class = CLASSES.iter().find(|class| class.word.name == name);
        let detail = finding.detail.as_deref().map(|detail| {
            let word = class.and_then(|class| class.details.iter().find(|word| word.name == detail));
            word.map_or(detail.to_owned(), |word| word.title.to_owned())
        });
        let title = class.map_or(name, |class| class.word.title);
        detail.map_or(title.to_owned(), |detail| format!("{title} · {detail}"))
    });
    let mut words: Vec<String> = class.into_iter().collect();
    words.extend(finding.patterns.iter().map(|name| title_of(PATTERNS, name).to_owned()));
    words.extend(finding.is_emergent.then(|| "Emergent".to_owned()));
    words.extend(finding.effect.as_deref().map(|name| title_of(EFFECTS, name).to_owned()));
    if words.is_empty() {
        return ().into_any();
    }
    line("link-card__marks", words.into_iter().map(|word| pieces::words("tag", word)).collect())
}

fn acts(board: Board, id: RecordId) -> AnyView {
    let of = |label: &'static str, key: &'static str, act: Act| button(label, key, move |_| board.commands.run(act));
    line(
        "link-card__acts",
        vec![
            button("Write ", "Enter", move |_| board.toggle(id)),
            of("Name evidence ", "q", Act::Quote),
            of("Change ", "c", Act::NewChange),
            of("Evidence ", "e", Act::Evidence),
            link("Review a schema change", None, move |_| board.review_change(id)),
            link("Delete", None, move |_| board.remove(id)),
        ],
    )
}

/// The changes that answer it.
#[component]
fn ChangesOf(
    /// The finding.
    finding: RecordId,
) -> impl IntoView {
    let board = Board::expect();
    let changes = memo(move || {
        board.postmortem.with(|says| {
            let all = says.follow_ups_of(finding);
            all.map(|held| (held.id, held.says.text.clone(), held.says.state().to_owned())).collect::<Vec<_>>()
        })
    });
    drawn(move || {
        let all = changes.get();
        if all.is_empty() {
            return line("chain__none", vec![badge("No change")]);
        }
        let row = |(id, text, state): (RecordId, String, String)| {
            vec![
                link(text, None, move |_| board.go_back_to(id)),
                pill("state", &state, title_of(STATES, &state).to_owned(), None),
            ]
        };
        list("chain__changes", "Changes", all.into_iter().map(row).collect())
    })
}

#[component]
fn Editor(
    /// Its record.
    id: RecordId,
    /// What it says.
    finding: Memo<Finding>,
) -> impl IntoView {
    let board = Board::expect();
    let put = move |field: &'static str, value: serde_json::Value| {
        board.put(kind::FINDING, id, &one(field, value));
    };
    let class = memo(move || finding.with(|finding| finding.class.clone()).unwrap_or_default());
    let detail = live(move || finding.with(|finding| finding.detail.clone()).unwrap_or_default());
    let effect = live(move || finding.with(|finding| finding.effect.clone()).unwrap_or_default());
    let choose_class = Callback::new(move |name: String| {
        // What of a class belongs to that class.
        let mut changes = one("class", or_null(&name));
        changes.insert("detail".to_owned(), serde_json::Value::Null);
        board.put(kind::FINDING, id, &changes);
    });
    let close = Callback::new(move |()| board.toggle(id));
    let place = Place { kind: kind::FINDING, record: id, field: "text", journal: id };
    let text = live(move || finding.with(|finding| finding.text.clone()));
    let shown = RwSignal::new(text.get_untracked());
    let field = format!("text-{id}");
    let draft = live(move || Finding { text: shown.get(), ..finding.get() });
    view! {
        <div class="link-card__editor">
            <Words place id=field.clone() label="The condition" text rows="2" shown takes_focus=true entered=close left=close />
            <FindingHints text=shown field />
            <Similar draft />
            <EvidenceOf finding=id is_open=live(|| true) />
            <ChangesOf finding=id />
            <div class="fields">
                <Choice
                    label="Class"
                    words=CLASSES.iter().map(|class| &class.word).collect()
                    none="not said"
                    now=class
                    chosen=choose_class
                />
                {drawn(move || {
                    let class = class.get();
                    let details: Vec<&'static Word> = CLASSES
                        .iter()
                        .find(|other| other.word.name == class)
                        .map(|class| class.details.iter().collect())
                        .unwrap_or_default();
                    (!details.is_empty()).then(|| view! {
                        <Choice
                            label="What of it"
                            words=details
                            none="not said"
                            now=detail
                            chosen=Callback::new(move |name: String| put("detail", or_null(&name)))
                        />
                    }).into_any()
                })}
                <Choice
                    label="Changing it"
                    words=EFFECTS.iter().collect()
                    none="not said"
                    now=effect
                    chosen=Callback::new(move |name: String| put("effect", or_null(&name)))
                />
            </div>
            {check(
                "Emergent: no single part was wrong",
                move || finding.with(|finding| finding.is_emergent),
                move |_| put("emergent", (!finding.with_untracked(|finding| finding.is_emergent)).into()),
            )}
            <Patterns id finding />
            <TestCard id finding />
            {line("link-card__acts", vec![
                button("Close", "", move |_| board.toggle(id)),
                button("Name evidence", "", move |_| board.ask(super::Ask::AddEvidence(id))),
                link("Delete this finding", None, move |_| board.remove(id)),
            ])}
        </div>
    }
    .into_any()
}

/// The recurring patterns it is an instance of.
#[component]
fn Patterns(
    /// The finding.
    id: RecordId,
    /// What it says.
    finding: Memo<Finding>,
) -> impl IntoView {
    let board = Board::expect();
    let words = RwSignal::new(String::new());
    let patterns = memo(move || finding.with(|finding| finding.patterns.clone()));
    let field = format!("patterns-{id}");
    let own = StoredValue::new(field.clone());
    let put = move |patterns: Vec<String>| {
        board.put(kind::FINDING, id, &one("patterns", patterns.write()));
    };
    let add = move || {
        let typed = words.get_untracked();
        let typed = typed.trim();
        let known = PATTERNS.iter().find(|word| word.title.eq_ignore_ascii_case(typed) || word.name == typed);
        let name = known.map_or(typed, |word| word.name).to_owned();
        let mut all = patterns.get_untracked();
        words.set(String::new());
        if !name.is_empty() && !all.contains(&name) {
            all.push(name);
            put(all);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !dom::is_composing(&event) {
            event.prevent_default();
            add();
        }
    };
    let remove = move |name: &str| {
        let mut all = patterns.get_untracked();
        all.retain(|other| other != name);
        put(all);
        own.with_value(|field| dom::focus(field));
    };
    let known = format!("patterns-known-{id}");
    view! {
        <div class="field">
            <label for=field.clone()>"Patterns that come back"</label>
            {drawn(move || {
                let chip = |name: String| {
                    let title = title_of(PATTERNS, &name).to_owned();
                    let label = format!("Remove the pattern {title}");
                    vec![pieces::words("", title), link("×", Some(label), move |_| remove(&name))]
                };
                list("chips", "Patterns", patterns.get().into_iter().map(chip).collect())
            })}
            <input
                id=field
                list=known.clone()
                autocomplete="off"
                placeholder="Search, or your own words; Enter adds it"
                prop:value=live(move || words.get())
                on:input=typed(move |text| words.set(text))
                on:change=on(move |_: web_sys::Event| {
                    // One chosen from the list is meant at once.
                    if words.with_untracked(|words| PATTERNS.iter().any(|word| word.title == words)) {
                        add();
                    }
                })
                on:keydown=on(on_key)
            />
            <datalist id=known>
                {PATTERNS.iter().map(|word| view! { <option value=word.title>{word.means}</option> }.into_any()).collect_view()}
            </datalist>
        </div>
    }
    .into_any()
}
