//! What comes back from incident to incident, with the findings behind each number.

use leptos::prelude::*;

use crate::domain::id::{RecordId, ScopeId};
use crate::domain::postmortem::recurrence::{Dimension, Recurrence, Recurring as Row, recurrence};
use crate::domain::postmortem::{CLASSES, PATTERNS, title_of};
use crate::state::{Chains, Page, Workbench};
use crate::ui::{PlainLink, drawn, memo};

/// What a row is called.
fn title(row: &Row) -> String {
    let class = |name: &str| CLASSES.iter().find(|class| class.word.name == name);
    match row.by {
        Dimension::Class => class(&row.name).map_or(row.name.clone(), |class| class.word.title.to_owned()),
        Dimension::Pattern => title_of(PATTERNS, &row.name).to_owned(),
        Dimension::Detail => {
            let Some((name, detail)) = row.name.split_once('/') else { return row.name.clone() };
            let Some(class) = class(name) else { return row.name.clone() };
            let word = class.details.iter().find(|word| word.name == detail);
            format!("{} · {}", class.word.title, word.map_or(detail, |word| word.title))
        }
    }
}

#[component]
pub(super) fn Recurring(
    /// The chains.
    chains: Chains,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let all = memo(move || chains.all().with(|chains| recurrence(chains.iter().map(|chain| chain.told()))));
    drawn(move || {
        let all = all.get();
        if all.rows.is_empty() {
            return view! {
                <div class="empty">
                    <h2>"Nothing to count yet"</h2>
                    <p>"What comes back is counted by the class and the patterns of findings. Choose them on a finding: "<kbd>"Enter"</kbd>" opens it."</p>
                </div>
            }
            .into_any();
        }
        let part = |by: Dimension, heading: &'static str| {
            let rows = all.rows.iter().filter(|row| row.by == by).map(|row| of_row(workbench, chains, row, &all));
            let rows: Vec<AnyView> = rows.collect();
            (!rows.is_empty()).then(|| view! { <section><h2>{heading}</h2>{rows}</section> })
        };
        view! {
            <p class="quiet">{format!("Of {} with findings. Triage and drills are not counted.", incidents(all.of))}</p>
            <div class="recurring">
                {part(Dimension::Pattern, "Patterns")}
                {part(Dimension::Class, "Classes")}
                {part(Dimension::Detail, "What of a class")}
            </div>
        }
        .into_any()
    })
}

fn incidents(count: usize) -> String {
    if count == 1 { "1 incident".to_owned() } else { format!("{count} incidents") }
}

fn of_row(workbench: Workbench, chains: Chains, row: &Row, all: &Recurrence) -> AnyView {
    let findings = row.findings.clone();
    let said = format!("{} of {} ({} %)", row.incidents, all.of, row.percent(all.of));
    let text = move |scope: ScopeId, record: RecordId| {
        chains.all().with_untracked(|chains| {
            let chain = chains.iter().find(|chain| chain.summary.scope == scope)?;
            Some(chain.linked.says.finding(record)?.text.clone())
        })
    };
    view! {
        <details class="recurring__row">
            <summary>
                <span class="recurring__name">{title(row)}</span>
                <span class="recurring__count">{said}</span>
                <progress aria-hidden="true" max=all.of value=row.incidents></progress>
            </summary>
            <ul>
                {findings.into_iter().map(|(scope, record)| view! {
                    <li>
                        <span class="number">{workbench.name_of(scope)}</span>" "
                        <PlainLink
                            href=format!("{}#{record}", Page::Postmortem(scope).path())
                            follow=move |()| workbench.go_to_link(scope, record)
                        >{text(scope, record).unwrap_or_default()}</PlainLink>
                    </li>
                }.into_any()).collect_view()}
            </ul>
        </details>
    }
    .into_any()
}
