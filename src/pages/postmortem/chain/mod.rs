//! Findings and changes: what was found out, what shows it, what is changed because of it, and how that is known.
//!

mod dialogs;
mod evidence;
mod field;
mod finding;
mod follow_up;
mod gaps;
mod pieces;
mod similar;
mod test_card;
mod tracker;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde_json::Value;

use self::dialogs::Dialogs;
use self::field::NewOne;
use self::finding::{FindingCard, FindingHints};
use self::follow_up::ChangeCard;
use self::gaps::Gaps;
use self::similar::Similar;
use super::disagreement::keeper_of;
use super::hints::Hints;
use crate::command::Act;
use crate::domain::change::{Link, NewChange};
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::chain::{Chain, Evidence};
use crate::domain::postmortem::{Finding, FollowUp, Held, Postmortem};
use crate::domain::record::kind;
use crate::log::canonical::{Object, object_of};
use crate::pages::panels::{PanelOf, Which};
use crate::platform::dom;
use crate::state::{Chains, Commands, Notice, OpenIncident, OpenPostmortem, Tone};
use crate::text::lint::Section;
use crate::text::markdown::plain;
use crate::ui::{drawn, effect, keyed, live, memo, on, while_wanted};

/// The field in which a finding is written down.
const NEW_FINDING: &str = "new-finding";

/// The field in which a change is written down.
const NEW_CHANGE: &str = "new-change";

/// The most letters of a finding or follow-up that become the title of a change to a schema.
const LETTERS: usize = 120;

/// Letters of a finding or follow-up that say which one is in the trash.
const NAMED: usize = 60;

/// What lies over the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// Who promises this change, and until when.
    Commit(RecordId),
    /// How it is known that this change is made and works.
    Prove(RecordId),
    /// Who decided against this change, and why.
    Decline(RecordId),
    /// Which entry shows this finding.
    AddEvidence(RecordId),
    /// Which of several entries to go to.
    Walk(RecordId),
}

/// What the parts of the pane share.
#[derive(Clone, Copy)]
struct Board {
    postmortem: OpenPostmortem,
    open: OpenIncident,
    commands: Commands,
    asked: RwSignal<Option<Ask>>,
    /// The finding or change that is being written.
    opened: RwSignal<Option<RecordId>>,
    /// What was put into the trash last.
    removed: RwSignal<Option<RecordId>>,
    /// The findings that the next change answers.
    answering: RwSignal<Vec<RecordId>>,
    /// What other incidents have found; none until it is wanted.
    others: RwSignal<Option<Chains>>,
    /// The pane, which holds what was read for it.
    pane: StoredValue<Option<Owner>, LocalStorage>,
}

/// One field and its new value.
fn one(field: &str, value: impl Into<Value>) -> Object {
    object_of([(field, value.into())])
}

/// The text of a field, or nothing where it is blank: `null` takes the field away.
fn or_null(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() { Value::Null } else { text.into() }
}

/// The element of a finding or change.
fn element(record: RecordId) -> String {
    format!("record-{record}")
}

impl Board {
    fn expect() -> Self {
        expect_context()
    }

    /// Changes a record, and tells where that was refused.
    fn put(self, kind: &str, record: RecordId, changes: &Object) -> bool {
        let is_done = self.postmortem.put(kind, record, changes);
        if !is_done {
            self.tell_refusal();
        }
        is_done
    }

    /// Reads what other incidents have found, once.
    fn read_others(self) {
        if self.others.with_untracked(Option::is_none) {
            self.pane.with_value(|pane| {
                if let Some(pane) = pane {
                    self.others.set(Some(pane.with(|| Chains::new(self.open.workbench()))));
                }
            });
        }
    }

    fn tell_refusal(self) {
        if let Some(refusal) = self.open.refusal().get_untracked() {
            self.tell(&format!("Could not {refusal}."));
        }
    }

    fn tell(self, text: &str) {
        self.open.workbench().notice().set(Some(Notice::new(Tone::Waiting, text)));
    }

    /// Lays something over the pane.
    fn ask(self, ask: Ask) {
        self.commands.hold();
        self.asked.set(Some(ask));
    }

    /// Takes away what lies over the pane, and goes back to its card.
    fn close(self, record: RecordId) {
        self.asked.set(None);
        self.go_back_from(None, record);
    }

    /// Gives the card of a record the focus, once it is drawn.
    fn go_back_to(self, record: RecordId) {
        self.go_back_from(dom::field_in_use(), record);
    }

    /// Goes back to a card from that field. A key that was struck since may have asked for another: what is typed is for that one.
    fn go_back_from(self, field: Option<web_sys::Element>, record: RecordId) {
        request_animation_frame(move || {
            if dom::field_in_use().is_none_or(|now| Some(now) == field) {
                dom::focus(&element(record));
            }
        });
    }

    /// Opens a card to be written in, or closes it.
    fn toggle(self, record: RecordId) {
        if self.opened.get_untracked() == Some(record) {
            if untrack(|| self.is_gone(record)) {
                // It would go with its card: its person says what is to become of it.
                dom::focus(&keeper_of(record));
                return;
            }
            self.opened.set(None);
            self.go_back_to(record);
        } else {
            self.commands.hold();
            self.opened.set(Some(record));
        }
    }

    /// Puts a finding or change into the trash, with the way back.
    fn remove(self, record: RecordId) {
        self.opened.set(None);
        self.postmortem.chosen().set(None);
        if self.open.delete(record) {
            self.show_way_back(record);
        }
    }

    /// Closes one that was deleted elsewhere, with the way back.
    fn let_go(self, record: RecordId) {
        self.opened.set(None);
        self.show_way_back(record);
    }

    fn show_way_back(self, record: RecordId) {
        self.removed.set(Some(record));
        request_animation_frame(|| {
            dom::focus("chain-undo");
        });
    }

    /// True for a finding or change that is not there, or not any more.
    fn is_gone(self, record: RecordId) -> bool {
        self.postmortem.with(|says| says.finding(record).is_none() && says.follow_up(record).is_none())
    }

    /// Takes a finding or change out of the trash that was deleted elsewhere.
    fn keep(self, record: RecordId) {
        if !self.open.restore(record) {
            self.tell_refusal();
        }
    }

    /// What the chosen finding or change rests on.
    fn evidence_of(self, record: RecordId) -> Vec<Evidence> {
        self.postmortem.says().with_untracked(|says| {
            self.open.with_untracked(|reading| {
                let chain = Chain::of(says, reading);
                match (says.finding(record), says.follow_up(record)) {
                    (Some(finding), _) => chain.evidence(finding),
                    (None, Some(change)) => chain.evidence_of(change),
                    (None, None) => Vec::new(),
                }
            })
        })
    }

    fn is_finding(self, record: RecordId) -> bool {
        self.postmortem.says().with_untracked(|says| says.finding(record).is_some())
    }

    /// Goes to the evidence: at once where it is one entry.
    fn walk(self, record: RecordId) {
        match self.evidence_of(record).as_slice() {
            [] if self.is_finding(record) => self.ask(Ask::AddEvidence(record)),
            [] => self.tell("It rests on no entry yet: say which finding it answers, and what shows that."),
            [one] => self.open.workbench().go_to_entry(self.open.scope(), one.entry),
            _ => self.ask(Ask::Walk(record)),
        }
    }

    /// Begins the review of a change to a schema that this finding is about, or that this follow-up promises.
    fn review_change(self, record: RecordId) {
        let (part, text) = self.postmortem.says().with_untracked(|says| match says.follow_up(record) {
            Some(change) => ("follow_up", change.text.clone()),
            None => ("finding", says.finding(record).map(|finding| finding.text.clone()).unwrap_or_default()),
        });
        let title = plain(&text, LETTERS);
        let link = Link { scope: self.open.scope(), record: Some(record), part: part.to_owned(), tells: false };
        self.open.workbench().begin_change(NewChange { title, link });
    }

    /// Writes a change down that answers these findings.
    fn add_change(self, text: &str, answers: &[RecordId]) -> Option<RecordId> {
        let record = self.open.new_record()?;
        let mut changes = one("text", text.trim());
        changes.insert("findings".to_owned(), answers.to_vec().write());
        self.put(kind::FOLLOW_UP, record, &changes).then_some(record)
    }

    fn act(self, act: Act) -> bool {
        let chosen = self.postmortem.chosen().get_untracked();
        let change = chosen.filter(|record| !self.is_finding(*record));
        match (act, chosen, change) {
            (Act::NewFinding, ..) => self.commands.release_into(NEW_FINDING),
            (Act::NewChange, chosen, _) => {
                self.answering.set(self.meant(chosen));
                self.commands.release_into(NEW_CHANGE);
            }
            (Act::Missing, ..) => {
                self.commands.let_go();
                dom::focus_inside("gaps", "button");
            }
            (Act::ReviewChange, Some(record), _) => self.review_change(record),
            (Act::Quote, Some(record), None) => self.ask(Ask::AddEvidence(record)),
            (Act::Evidence, Some(record), _) => self.walk(record),
            (Act::Commit, _, Some(record)) => self.ask(Ask::Commit(record)),
            (Act::Prove, _, Some(record)) => self.ask(Ask::Prove(record)),
            (Act::Decline, _, Some(record)) => self.ask(Ask::Decline(record)),
            (Act::Commit | Act::Prove | Act::Decline, Some(_), None) => {
                self.tell("This is a finding. Choose one of its changes.");
            }
            _ => return false,
        }
        true
    }

    /// The findings that a new change is to answer: the chosen one, those of the chosen change, or the only one there is.
    fn meant(self, chosen: Option<RecordId>) -> Vec<RecordId> {
        self.postmortem.says().with_untracked(|says| match chosen {
            Some(record) if says.finding(record).is_some() => vec![record],
            Some(record) => says.follow_up(record).map(|change| change.findings.clone()).unwrap_or_default(),
            None => match says.findings.as_slice() {
                [only] => vec![only.id],
                _ => Vec::new(),
            },
        })
    }
}

/// Says on a card that something was typed into it and not saved, with the way to it.
fn unsaved(board: Board, id: RecordId, is_open: Memo<bool>) -> AnyView {
    let (workbench, scope) = (board.open.workbench(), board.open.scope());
    let journals = [id, test_card::journal_of(id)];
    let is_unsaved = memo(move || {
        workbench
            .orphans()
            .with(|all| all.iter().any(|orphan| orphan.scope == Some(scope) && journals.contains(&orphan.record)))
    });
    while_wanted(
        move || is_unsaved.get() && !is_open.get(),
        move || {
            let open = pieces::link("Open it", None, move |_| board.toggle(id));
            pieces::line("passage__back", vec![pieces::words("", "Something was typed here and not saved. "), open])
        },
    )
}

#[component]
pub(super) fn ChainPane() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let board = Board {
        postmortem,
        open: postmortem.incident(),
        commands: Commands::expect(),
        asked: RwSignal::new(None),
        opened: RwSignal::new(None),
        removed: RwSignal::new(None),
        answering: RwSignal::new(Vec::new()),
        others: RwSignal::new(None),
        pane: StoredValue::new_local(Owner::current()),
    };
    provide_context(board);
    postmortem.offer(Callback::new(move |act| board.act(act)));
    let findings = rows(board, |says| says.findings.iter().map(|held| Row::Finding(held.id)).collect());
    let changes = rows(board, |says| groups(&says.follow_ups));
    // What is chosen may have been deleted in another tab.
    effect(move || {
        if postmortem.chosen().get().is_some_and(|record| board.is_gone(record)) {
            postmortem.chosen().set(None);
        }
    });
    let step = move |event: KeyboardEvent| {
        if let Some(forward) = dom::step_of(&event) {
            event.prevent_default();
            dom::focus_neighbour(".link-card", forward);
        }
    };
    let add_finding = move |text: String, record: RecordId| {
        let is_done = board.put(kind::FINDING, record, &one("text", text.trim()));
        if is_done {
            board.go_back_to(record);
        }
        is_done
    };
    let add_change = move |text: String, record: RecordId| {
        let mut changes = one("text", text.trim());
        changes.insert("findings".to_owned(), board.answering.get_untracked().write());
        let is_done = board.put(kind::FOLLOW_UP, record, &changes);
        if is_done {
            board.go_back_to(record);
        }
        is_done
    };
    let typed = RwSignal::new(String::new());
    let draft = live(move || Finding { text: typed.get(), ..Finding::default() });
    let change_typed = RwSignal::new(String::new());
    let nobody: Signal<Option<String>> = live(|| None);
    view! {
        <div class="chain" on:keydown=on(step)>
            <PanelOf which=Which::Changes />
            <Gaps />
            <Removed />
            <section class="chain__side" aria-labelledby="chain-findings">
                <h2 id="chain-findings">"Findings"</h2>
                {drawn(move || findings.with(Vec::is_empty).then(|| view! {
                    <p class="quiet">"No finding yet. A finding is a condition that made it possible, worse or longer: press "<kbd>"f"</kbd>" and say what was the case."</p>
                }).into_any())}
                {cards(findings)}
                <NewOne
                    id=NEW_FINDING
                    editor="finding"
                    label="A finding: what was the case"
                    key="f"
                    shown=typed
                    add=Callback::new(move |(text, record)| add_finding(text, record))
                />
                <FindingHints text=typed field=NEW_FINDING />
                <Similar draft />
            </section>
            <section class="chain__side" aria-labelledby="chain-changes">
                <h2 id="chain-changes">"Changes"</h2>
                {drawn(move || changes.with(Vec::is_empty).then(|| view! {
                    <p class="quiet">"No change yet. Choose a finding and press "<kbd>"c"</kbd>": say what will be different afterwards."</p>
                }).into_any())}
                {cards(changes)}
                <NewOne
                    id=NEW_CHANGE
                    editor="follow-up"
                    label="A change: what will be different"
                    key="c"
                    shown=change_typed
                    add=Callback::new(move |(text, record)| add_change(text, record))
                />
                <Answering />
                <Hints text=change_typed section=Section::ActionItems owner=nobody due=nobody is_proposal=live(|| true) field=NEW_CHANGE />
            </section>
            <Dialogs />
        </div>
    }
    .into_any()
}

/// A row of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Heading(usize),
    Finding(RecordId),
    Change(RecordId),
}

impl Row {
    /// True for that finding or change.
    fn is_of(self, record: RecordId) -> bool {
        self == Self::Finding(record) || self == Self::Change(record)
    }

    /// What tells it apart.
    fn key(self) -> String {
        match self {
            Self::Heading(state) => state.to_string(),
            Self::Finding(record) | Self::Change(record) => record.to_string(),
        }
    }
}

/// The rows of a side as they are now. The card that is open stays where it was, with what is typed in it, also when it was
/// deleted elsewhere.
fn rows(board: Board, read: fn(&Postmortem) -> Vec<Row>) -> Memo<Vec<Row>> {
    Memo::new(move |before: Option<&Vec<Row>>| {
        let mut now = board.postmortem.with(read);
        let Some(opened) = board.opened.get() else { return now };
        let is_opened = |row: &Row| row.is_of(opened);
        let (Some(before), false) = (before, now.iter().any(is_opened)) else { return now };
        let Some(place) = before.iter().position(is_opened) else { return now };
        // The last of its group stands below its heading still.
        let is_last = |place: &usize| matches!(before[*place], Row::Heading(_)) && !now.contains(&before[*place]);
        let from = place.checked_sub(1).filter(is_last).unwrap_or(place);
        let at = from.min(now.len());
        now.splice(at..at, before[from..=place].iter().copied());
        now
    })
}

/// The rows of a side, of which each stays as it is while others come and go.
fn cards(rows: Memo<Vec<Row>>) -> AnyView {
    keyed(
        move || rows.with(|rows| rows.iter().map(|row| row.key()).collect()),
        move |key| match rows.with_untracked(|rows| rows.iter().find(|row| row.key() == key).copied()) {
            Some(Row::Heading(state)) => view! { <h3 class="chain__group">{heading(state)}</h3> }.into_any(),
            Some(Row::Finding(id)) => view! { <FindingCard id /> }.into_any(),
            Some(Row::Change(id)) => view! { <ChangeCard id /> }.into_any(),
            None => ().into_any(),
        },
    )
}

/// The states in which changes are shown, promises first: proposals stand apart.
const ORDER: [&str; 4] = ["committed", "proposed", "done", "declined"];

fn heading(place: usize) -> &'static str {
    ["Promised", "Proposals: nobody has promised them", "Done", "Not doing"][place]
}

/// The changes by how far they are, each group below its heading; a state of a newer version stands with the proposals.
fn groups(all: &[Held<FollowUp>]) -> Vec<Row> {
    let place = |held: &Held<FollowUp>| ORDER.iter().position(|state| *state == held.says.state()).unwrap_or(1);
    let mut rows = Vec::new();
    for group in 0..ORDER.len() {
        let of_group = all.iter().filter(|held| place(held) == group);
        let before = rows.len();
        rows.push(Row::Heading(group));
        rows.extend(of_group.map(|held| Row::Change(held.id)));
        if rows.len() == before + 1 {
            rows.pop();
        }
    }
    rows
}

/// Which findings the change that is being written answers.
#[component]
fn Answering() -> impl IntoView {
    let board = Board::expect();
    let words = move || {
        let answering = board.answering.get();
        board.postmortem.with(|says| {
            let texts =
                answering.iter().filter_map(|id| says.finding(*id)).map(|finding| format!("“{}”", finding.text));
            texts.collect::<Vec<_>>().join(", ")
        })
    };
    view! {
        <p class="quiet chain__answering" role="status">
            {live(move || match words() {
                none if none.is_empty() => String::new(),
                words => format!("It answers {words}."),
            })}
        </p>
    }
    .into_any()
}

/// What was put into the trash last, with the way back for as long as it is there.
#[component]
fn Removed() -> impl IntoView {
    let board = Board::expect();
    let is_in_trash = move |record: &RecordId| {
        board.open.with(|reading| reading.records.get(record).is_some_and(|record| record.is_deleted))
    };
    let removed = memo(move || board.removed.get().filter(is_in_trash));
    // An edit beats a delete: what somebody was writing at that moment, or keeps, is there again.
    let stays = memo(move || board.removed.get().filter(|record| !is_in_trash(record) && !board.is_gone(*record)));
    effect(move || {
        if let Some(record) = stays.get() {
            request_animation_frame(move || {
                // The button that had it is gone.
                if dom::has_no_focus() {
                    dom::focus(&element(record));
                }
            });
        }
    });
    let told = while_wanted(
        move || stays.get().is_some(),
        move || {
            let delete = move |_| {
                if let Some(record) = stays.get_untracked() {
                    board.remove(record);
                }
            };
            let parts = vec![
                pieces::words("", "Somebody is writing it, so it stays. "),
                pieces::button("Delete it all the same", "", delete),
                pieces::link("Close", None, move |_| board.removed.set(None)),
            ];
            view! { <div role="status">{pieces::line("chain__removed", parts)}</div> }.into_any()
        },
    );
    let back = drawn(move || {
        removed
            .get()
            .map(|record| {
                let restore = move |_| {
                    board.removed.set(None);
                    if board.open.restore(record) {
                        board.go_back_to(record);
                    } else {
                        board.tell_refusal();
                    }
                };
                let words = plain(board.open.record_now(kind::FINDING, record).words("text"), NAMED);
                let what = if words.is_empty() { "It".to_owned() } else { format!("“{words}”") };
                view! {
                    <p class="chain__removed" role="status">
                        {format!("{what} is in the trash. ")}
                        <button class="button" id="chain-undo" on:click=on(restore)>"Undo"</button>
                        {pieces::link("Close", None, move |_| board.removed.set(None))}
                    </p>
                }
            })
            .into_any()
    });
    view! { {told}{back} }
}
