//! What is missing: a list of things to do, each a way to where it can be done.

use leptos::prelude::*;

use super::Board;
use super::pieces::{link, list};
use crate::command::Pane;
use crate::domain::postmortem::missing::{Gap, GapKind, missing};
use crate::pages::postmortem::desk::Desk;
use crate::pages::postmortem::hints::HintsInAll;
use crate::pages::postmortem::questions::go_to_answer;
use crate::ui::{drawn, live, memo};

/// How many are shown before the others are asked for.
const SHOWN: usize = 5;

/// What is missing.
#[component]
pub(super) fn Gaps() -> impl IntoView {
    let board = Board::expect();
    let shows_all = RwSignal::new(false);
    let gaps = memo(move || {
        let now = board.open.workbench().now();
        board.postmortem.says().with(|says| board.open.with(|reading| missing(says, reading, now)))
    });
    let more = move || gaps.with(Vec::len).saturating_sub(SHOWN);
    view! {
        <section class="gaps" id="gaps" aria-labelledby="gaps-heading">
            <h2 id="gaps-heading">
                {live(move || match gaps.with(Vec::len) {
                    0 => "Nothing is missing".to_owned(),
                    count => format!("Still missing ({count})"),
                })}
                " "<kbd aria-hidden="true">"m"</kbd>
            </h2>
            {drawn(move || {
                let limit = if shows_all.get() { usize::MAX } else { SHOWN };
                let rows: Vec<Vec<AnyView>> =
                    gaps.with(|gaps| gaps.iter().take(limit).map(|gap| vec![row(board, gap)]).collect());
                list("gaps__list", "What is missing", rows)
            })}
            {drawn(move || {
                let text = if shows_all.get() { "Fewer".to_owned() } else { format!("{} more", more()) };
                if more() > 0 { link(text, None, move |_| shows_all.update(|all| *all = !*all)) } else { ().into_any() }
            })}
            <HintsInAll />
        </section>
    }
    .into_any()
}

fn row(board: Board, gap: &Gap) -> AnyView {
    let (desk, gap) = (Desk::expect(), gap.clone());
    let says = gap.says.clone();
    let go = move |_| match (gap.kind, gap.about) {
        _ if go_to_answer(board.postmortem, desk, &gap) => {}
        (GapKind::NoSummary, _) => board.commands.run(crate::command::Act::Pane(Pane::Document)),
        (GapKind::NotDetected, _) => board.commands.run(crate::command::Act::Pane(Pane::Numbers)),
        (_, Some(record)) => board.go_back_to(record),
        (GapKind::NoFinding, None) => board.commands.run(crate::command::Act::NewFinding),
        (_, None) => board.commands.run(crate::command::Act::NewChange),
    };
    link(says, None, go)
}
