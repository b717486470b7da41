//! What a finding rests on: each entry as a link, with what became of it since.

use leptos::prelude::*;

use super::Board;
use super::pieces::{badge, line, link, list, words};
use crate::domain::Entry;
use crate::domain::id::RecordId;
use crate::domain::json::Json as _;
use crate::domain::postmortem::Citation;
use crate::domain::postmortem::chain::{Evidence, Standing};
use crate::domain::record::kind;
use crate::pages::when;
use crate::state::Page;
use crate::text::markdown::plain;
use crate::text::timeline::value;
use crate::ui::{PlainLink, drawn, memo};

/// Letters of an entry that are shown.
const LETTERS: usize = 90;

/// The time and the beginning of an entry, or what its kind says where it has no text, in the zone of the incident; none for one that is not here.
pub(super) fn in_words(board: Board, entry: RecordId) -> Option<(String, String)> {
    board.open.zone().with(|zone| {
        board.open.with(|reading| {
            let entry = reading.entries.get(&entry)?;
            let at = entry.precise().map(|at| when::full(at, zone)).unwrap_or_default();
            let words = match plain(&entry.said.text, LETTERS) {
                none if none.is_empty() => kind_in_words(entry),
                words => words,
            };
            Some((at, words))
        })
    })
}

/// What the kind of an entry adds to it, as in `phase: mitigated`.
pub(super) fn kind_in_words(entry: &Entry) -> String {
    let says = &entry.said.says;
    match value(says) {
        none if none.is_empty() => says.kind().to_owned(),
        value => format!("{}: {value}", says.kind()),
    }
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
            let add = move |_| board.ask(super::Ask::AddEvidence(finding));
            return line("chain__none", vec![badge("No evidence"), link("Name an entry", None, add)]);
        }
        let is_open = is_open.get();
        list("chain__evidence", "Evidence", all.into_iter().map(|one| row(board, finding, one, is_open)).collect())
    })
}

fn row(board: Board, finding: RecordId, evidence: Evidence, is_open: bool) -> Vec<AnyView> {
    let (workbench, scope, entry) = (board.open.workbench(), board.open.scope(), evidence.entry);
    let (at, text) = in_words(board, entry).unwrap_or_default();
    let text = if text.is_empty() { "an entry that is not here".to_owned() } else { text };
    let label = format!("Remove from the evidence: {text}");
    let to_entry = view! {
        <PlainLink href=format!("{}#{entry}", Page::Room(scope).path()) follow=move |()| workbench.go_to_entry(scope, entry)>
            {words("chain__time", format!("{at} "))}{text}
        </PlainLink>
    };
    let mut parts = vec![to_entry.into_any()];
    parts.extend(became(evidence.standing).map(badge));
    if evidence.standing == Standing::Corrected {
        parts.push(link("Looked again: it still shows this", None, move |_| look_again(board, finding, entry)));
    }
    if is_open {
        parts.push(link("Remove", Some(label), move |_| take_away(board, finding, entry)));
    }
    parts
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
