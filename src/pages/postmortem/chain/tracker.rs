//! Where a change is tracked elsewhere, and the way to a new issue there.

use leptos::prelude::*;

use super::pieces::{button, input, line, words};
use super::{Board, one, or_null};
use crate::domain::id::RecordId;
use crate::domain::postmortem::FollowUp;
use crate::domain::record::kind;
use crate::platform::preferences;
use crate::text::postmortem::Document;
use crate::text::postmortem::issue::issue_link;
use crate::ui::{drawn, live};

/// The preference that keeps the address of the repository.
const REPOSITORY: &str = "repository";

/// Where a change is tracked.
#[component]
pub(super) fn Tracker(
    /// The change.
    id: RecordId,
    /// What it says.
    change: Memo<FollowUp>,
) -> impl IntoView {
    let board = Board::expect();
    let repository = RwSignal::new(preferences::get::<String>(REPOSITORY).unwrap_or_default());
    let link = live(move || change.with(|change| change.link.clone()).unwrap_or_default());
    let set_link = move |text: String| {
        board.put(kind::FOLLOW_UP, id, &one("link", or_null(&text)));
    };
    let check = move |_| {
        let now = board.open.workbench().now().to_string();
        board.put(kind::FOLLOW_UP, id, &one("checked_at", now));
    };
    let set_repository = move |text: String| {
        preferences::set(REPOSITORY, text.trim());
        repository.set(text.trim().to_owned());
    };
    let issue = move || {
        let title = board.open.with(|reading| reading.record.as_ref().map(|record| record.title.clone()));
        let document = board.postmortem.with(|says| Document {
            number: board.open.workbench().name_of(board.open.scope()),
            title: title.unwrap_or_default(),
            findings: says.findings.iter().map(|held| (held.id, held.says.clone())).collect(),
            follow_ups: vec![(id, change.get())],
            ..Document::default()
        });
        issue_link(&repository.get(), &document, id)
    };
    view! {
        <div class="fields">
            {input("Tracked at", "url", "https://…", None, link, set_link)}
            {drawn(move || {
                if !link.with(String::is_empty) {
                    return line("field", vec![button("Checked there now", "", check)]);
                }
                let field =
                    input("Repository for new issues", "text", "https://github.com/team/shop", None, repository.into(), set_repository);
                let way = match issue() {
                    Some(address) => view! { <a class="button" href=address target="_blank" rel="noopener noreferrer">"New issue there"</a> }.into_any(),
                    None => words("quiet", "The address of a repository on GitHub or GitLab makes a link to a new issue. For Jira, hand the postmortem out (o) as a CSV."),
                };
                vec![field, line("field", vec![way])].into_any()
            })}
        </div>
    }
    .into_any()
}
