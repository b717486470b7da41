//! What an entry rests on, under its text.

use leptos::prelude::*;

use crate::domain::entry::Evidence;
use crate::state::{Page, Workbench};
use crate::text::changes::raw_words;
use crate::text::markdown::{address_words, safe_address};
use crate::ui::PlainLink;

/// Links, and texts as they were, folded away. `tab` says whether they are stops of the Tab key.
pub(super) fn evidence(all: &[Evidence], tab: Signal<&'static str>) -> AnyView {
    if all.is_empty() {
        return ().into_any();
    }
    let shown = all.iter().map(|one| view! { <li>{piece(one, tab)}</li> }).collect_view();
    view! { <ul class="evidence" aria-label="Evidence">{shown}</ul> }.into_any()
}

fn piece(evidence: &Evidence, tab: Signal<&'static str>) -> AnyView {
    match evidence {
        Evidence::Link(address) => match safe_address(address) {
            Some(href) => view! {
                <a href=href.to_owned() title=address.clone() target="_blank" rel="noopener noreferrer" tabindex=tab>
                    {address_words(address)}
                </a>
            }
            .into_any(),
            None => match Page::at(address) {
                page @ Page::Change(_) => {
                    let workbench = Workbench::expect();
                    view! { <PlainLink href=page.path() follow=move |()| workbench.go(page)>"The schema change"</PlainLink> }
                        .into_any()
                }
                _ => address.clone().into_any(),
            },
        },
        Evidence::Raw(raw) => view! {
            <details>
                <summary tabindex=tab>{raw_words(raw)}</summary>
                <pre tabindex="0">{raw.clone()}</pre>
            </details>
        }
        .into_any(),
        Evidence::File { name, .. } => format!("file {name}").into_any(),
        Evidence::Unknown(_) => "of a newer version, kept as it is".into_any(),
    }
}
