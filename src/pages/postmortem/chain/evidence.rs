//! What a finding rests on: each entry as a link, with what became of it since.

use leptos::prelude::*;

use super::Board;
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::Citation;
use crate::domain::postmortem::chain::{Evidence, Standing};
use crate::domain::record::kind;
use crate::pages::when;
use crate::state::Page;
use crate::text::markdown::plain;
use crate::ui::{PlainLink, drawn, memo, on};

/// Letters of an entry that are shown.
const LETTERS: usize = 90;

/// The time and the beginning of an entry, in the zone of the incident; none for one that is not here.
pub(super) fn in_words(board: Board, entry: RecordId) -> Option<(String, String)> {
    board.open.zone().with(|zone| {
        board.open.with(|reading| {
            let entry = reading.entries.get(&entry)?;
            let at = entry.precise().map(|at| when::full(at, zone)).unwrap_or_default();
            let words = match plain(&entry.said.text, LETTERS) {
                none if none.is_empty() => entry.said.says.kind().to_owned(),
                words => words,
            };
            Some((at, words))
        })
    })
}

/// What became of an entry, where that is to be told.
pub(super) fn became(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Live => None,
        Standing::Corrected => Some("corrected since"),
        Standing::Trashed => Some("in the trash"),
        Standing::Gone => Some("taken out, or not here yet"),
    }
}

/// The evidence of a finding.
#[component]
pub(super) fn EvidenceOf(
    /// The finding.
    finding: RecordId,
    /// True while evidence can be taken away.
    #[prop(into)]
    is_open: Signal<bool>,
) -> impl IntoView {
    let board = Board::expect();
    let evidence = memo(move || {
        board.postmortem.says().track();
        board.open.with(|_| ());
        board.evidence_of(finding)
    });
    drawn(move || {
        let all = evidence.get();
        if all.is_empty() {
            return view! {
                <p class="chain__none">
                    <span class="badge">"No evidence"</span>
                    " "<button class="link" on:click=on(move |_| board.ask(super::Ask::AddEvidence(finding)))>
                        "Name an entry "<kbd aria-hidden="true">"q"</kbd>
                    </button>
                </p>
            }
            .into_any();
        }
        let is_open = is_open.get();
        let rows = all.into_iter().map(|one| row(board, finding, one, is_open)).collect_view();
        view! { <ul class="chain__evidence" aria-label="Evidence">{rows}</ul> }.into_any()
    })
}

fn row(board: Board, finding: RecordId, evidence: Evidence, is_open: bool) -> AnyView {
    let (workbench, scope, entry) = (board.open.workbench(), board.open.scope(), evidence.entry);
    let (at, words) = in_words(board, entry).unwrap_or_default();
    let words = if words.is_empty() { "an entry that is not here".to_owned() } else { words };
    let label = format!("Take away as evidence: {words}");
    view! {
        <li>
            <PlainLink href=format!("{}#{entry}", Page::Room(scope).path()) follow=move |()| workbench.go_to_entry(scope, entry)>
                <span class="chain__time">{at}</span>" "{words}
            </PlainLink>
            {became(evidence.standing).map(|became| view! { " "<span class="badge">{became}</span> })}
            {(evidence.standing == Standing::Corrected).then(|| view! {
                " "<button class="link" on:click=on(move |_| look_again(board, finding, entry))>"Looked again: it still shows this"</button>
            })}
            {is_open.then(|| view! {
                " "<button class="link" aria-label=label on:click=on(move |_| take_away(board, finding, entry))>"Remove"</button>
            })}
        </li>
    }
    .into_any()
}

/// The revision of an entry that is looked at now; none while it has several.
fn seen(board: Board, entry: RecordId) -> Option<crate::domain::id::Hash> {
    board.open.with_untracked(|reading| match reading.records.get(&entry)?.heads.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

fn change(board: Board, finding: RecordId, change: impl FnOnce(&mut Vec<Citation>)) {
    let now = board.postmortem.says().with_untracked(|says| says.finding(finding).map(|held| held.evidence.clone()));
    let Some(mut evidence) = now else { return };
    change(&mut evidence);
    board.put(kind::FINDING, finding, &super::one("evidence", evidence.write()));
}

/// Names an entry as evidence, as it is now.
pub(super) fn add(board: Board, finding: RecordId, entry: RecordId) {
    let saw = seen(board, entry);
    change(board, finding, |evidence| {
        evidence.retain(|citation| citation.entry != entry);
        evidence.push(Citation { entry, saw });
    });
}

fn look_again(board: Board, finding: RecordId, entry: RecordId) {
    let saw = seen(board, entry);
    change(board, finding, |evidence| {
        evidence.iter_mut().filter(|citation| citation.entry == entry).for_each(|citation| citation.saw = saw);
    });
    board.go_back_to(finding);
}

fn take_away(board: Board, finding: RecordId, entry: RecordId) {
    change(board, finding, |evidence| evidence.retain(|citation| citation.entry != entry));
    board.go_back_to(finding);
}
