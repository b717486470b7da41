//! What the workbench itself says in a section: from the entries and the chain, as they are now.

use leptos::prelude::*;

use super::entry_link::EntryLink;
use super::printing::Printing;
use crate::domain::postmortem::{Fact, Postmortem};
use crate::pages::when;
use crate::state::{OpenIncident, OpenPostmortem, Page};
use crate::text::postmortem::facts::{Line, block};
use crate::ui::{PlainLink, drawn, live, memo, on};

/// Lines that are shown at first, and at most: whoever wants to read all of a long timeline reads it in the room.
const FIRST: usize = 8;
const MOST: usize = 400;

/// All that it says in one section.
#[component]
pub(super) fn Facts(
    /// What it says there.
    facts: Memo<Vec<Fact>>,
) -> impl IntoView {
    drawn(move || facts.get().into_iter().map(|fact| view! { <Block fact /> }.into_any()).collect_view().into_any())
}

/// One block of lines.
#[component]
fn Block(
    /// What it is.
    fact: Fact,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    if fact == Fact::Timeline {
        return view! { <WholeTimeline /> }.into_any();
    }
    let is_frozen = move || postmortem.frozen().with(Option::is_some);
    let says = memo(move || lines_of(postmortem, fact));
    let shows_all = RwSignal::new(false);
    let printing = Printing::expect();
    drawn(move || {
        let (unknown, lines): (Vec<Line>, Vec<Line>) = says.get().into_iter().partition(|line| line.is_unknown);
        if lines.is_empty() && unknown.is_empty() {
            return ().into_any();
        }
        let open = postmortem.incident();
        let line = |told: &Line| line(open, told);
        let shown = match (printing.is_on(), shows_all.get()) {
            (true, _) => usize::MAX,
            (false, true) => MOST,
            (false, false) => FIRST,
        };
        let rest = lines.len().saturating_sub(shown);
        view! {
            <div class="said" role="group" aria-label="From the entries">
                <small class="said__from">{if is_frozen() { "from the entries, as it was frozen" } else { "from the entries" }}</small>
                <dl class="said__lines">{lines.iter().take(shown).map(line).collect_view()}</dl>
                {(rest > 0 && !shows_all.get()).then(|| view! {
                    <button class="link" on:click=on(move |_| shows_all.set(true))>{format!("{rest} more")}</button>
                })}
                {(rest > 0 && shows_all.get()).then(|| view! {
                    <p class="quiet">{format!("… and {rest} more, in the timeline.")}</p>
                })}
                {(!unknown.is_empty()).then(|| view! {
                    <details class="said__unknown" open=printing.is_on()>
                        <summary>{unknown_in_words(lines.len(), unknown.len())}</summary>
                        <dl class="said__lines">{unknown.iter().map(line).collect_view()}</dl>
                    </details>
                })}
            </div>
        }
        .into_any()
    })
}

/// What is said of it now. Frozen, it is what was known then: the entries as well as the chain.
fn lines_of(postmortem: OpenPostmortem, fact: Fact) -> Vec<Line> {
    let zone = postmortem.incident().zone().get();
    let is_frozen = postmortem.frozen().with(Option::is_some);
    postmortem.shown(|reading| {
        if is_frozen {
            let then = Postmortem::of(reading.bodies.iter());
            return block(fact, reading, &zone, &then).lines;
        }
        postmortem.with(|says| block(fact, reading, &zone, says).lines)
    })
}

/// How much has no number, behind so many lines that have one.
fn unknown_in_words(known: usize, unknown: usize) -> String {
    format!("{unknown} {}cannot be computed", if known > 0 { "more " } else { "" })
}

fn line(open: OpenIncident, line: &Line) -> AnyView {
    let label = line.label.clone();
    // The first entry is the one it is mostly about: its link is the label.
    let label = match line.entries.first() {
        Some(id) => view! { <EntryLink id=*id>{label}</EntryLink> }.into_any(),
        None => label.into_any(),
    };
    // The others are called by their times.
    let others = line.entries.iter().skip(1).map(|id| {
        let at = open.with(|reading| reading.entries.get(id).and_then(|entry| entry.precise()));
        let at = at.map_or_else(|| "no time".to_owned(), |at| open.zone().with(|zone| when::time(at, zone)));
        view! { " "<EntryLink id=*id>{at}</EntryLink> }
    });
    view! {
        <div class="said__line"><dt>{label}</dt><dd>{line.value.clone()}{others.collect_view()}</dd></div>
    }
    .into_any()
}

/// The way to the timeline, which nobody copies into a document while it can be read as it is; on paper the timeline itself.
#[component]
fn WholeTimeline() -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let open = postmortem.incident();
    let (workbench, scope) = (open.workbench(), open.scope());
    let printing = Printing::expect();
    let count = memo(move || open.with(|reading| reading.incident.order.len()));
    drawn(move || {
        if printing.is_on() {
            return printed(&lines_of(postmortem, Fact::Timeline));
        }
        view! {
            <div class="said" role="group" aria-label="From the entries">
                <small class="said__from">"from the entries"</small>
                <p class="said__whole">
                    {live(move || match count.get() {
                        1 => "1 entry, ".to_owned(),
                        count => format!("{count} entries, "),
                    })}
                    "beside the text, in everything that is handed out, and "
                    <PlainLink href=Page::Room(scope).path() follow=move |()| workbench.go(Page::Room(scope))>"in the room"</PlainLink>
                    "."
                </p>
            </div>
        }
        .into_any()
    })
}

/// Lines without their links: paper has none, and there may be thousands.
fn printed(lines: &[Line]) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let row = |line: &Line| {
        let (label, value) = (line.label.clone(), line.value.clone());
        view! { <div class="said__line"><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
    };
    view! { <div class="said"><dl class="said__lines">{lines.iter().map(row).collect_view()}</dl></div> }.into_any()
}
