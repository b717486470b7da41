//! What a change belongs to: the incidents in which it is suspected, to blame or the fix, findings and follow-ups.

use leptos::prelude::*;
use serde_json::Value;

use super::desk::Desk;
use crate::domain::change::{Link, PARTS};
use crate::domain::id::ScopeId;
use crate::domain::json::Json as _;
use crate::platform::dom;
use crate::state::Page;
use crate::ui::{PlainLink, drawn, live, on, typed};

/// What a link says a change is.
fn told(part: &str) -> &str {
    match part {
        "finding" => "about a finding of",
        "follow_up" => "promised in",
        part => PARTS.iter().find(|(name, _)| *name == part).map_or(part, |(_, title)| title),
    }
}

#[component]
pub(super) fn Links() -> impl IntoView {
    let desk = Desk::expect();
    let change = desk.change;
    let workbench = change.scope().workbench();
    workbench.refresh();
    let (part, wanted) = (RwSignal::new(PARTS[0].0.to_owned()), RwSignal::new(String::new()));
    let is_written = RwSignal::new(false);
    let write = move |links: Vec<Link>| {
        let value = if links.is_empty() { Value::Null } else { links.write() };
        change.set_one("links", value);
    };
    let add = move |_| {
        let Ok(scope) = wanted.get_untracked().parse::<ScopeId>() else { return };
        let mut links = change.get_untracked().about.links.clone();
        let link = Link { scope, record: None, part: part.get_untracked(), tells: false };
        // A suspect that turns out to be the culprit, or the fix, is one change still.
        let same = links.iter_mut().find(|other| other.scope == scope && other.record.is_none());
        match same {
            Some(other) => other.part.clone_from(&link.part),
            None => links.push(link.clone()),
        }
        write(links);
        if is_written.get_untracked() {
            change.tell_link(&link);
            is_written.set(false);
        }
    };
    let rows = move || {
        let links = change.with(|change| change.about.links.clone());
        let rows = links.into_iter().map(|link| {
            let scope = link.scope;
            let title = workbench.summaries().with(|all| all.iter().find(|one| one.scope == scope).map(|one| one.title.clone()));
            let (name, known) = (workbench.name_of(scope), title.is_some());
            let text = title.map_or("an incident that is not here".to_owned(), |title| format!("{name} {title}"));
            let (path, record) = match link.record {
                Some(record) => (format!("{}#{record}", Page::Postmortem(scope).path()), Some(record)),
                None => (Page::Room(scope).path(), None),
            };
            let follow = move |()| match record {
                Some(record) => workbench.go_to_link(scope, record),
                None => workbench.go(Page::Room(scope)),
            };
            let part = told(&link.part).to_owned();
            let label = format!("Remove the link: {part} {text}");
            let tells = link.tells;
            let own = link.clone();
            let id = format!("tells-{scope}-{}", link.part);
            let element = id.clone();
            let turn = move |_: web_sys::Event| {
                let mut links = change.get_untracked().about.links.clone();
                for other in links.iter_mut().filter(|other| other.is_same(&own)) {
                    other.tells = !tells;
                }
                write(links);
                // The rows are drawn anew.
                let element = element.clone();
                request_animation_frame(move || _ = dom::focus(&element));
            };
            let remove = move |_| {
                let mut links = change.get_untracked().about.links.clone();
                links.retain(|other| !other.is_same(&link));
                write(links);
                request_animation_frame(|| _ = dom::focus("link-part"));
            };
            let tell = format!("Signatures and steps go to the timeline of {}", if name.is_empty() { "it" } else { &name });
            view! {
                <li>
                    {part}" "
                    {if known { view! { <PlainLink href=path follow=follow>{text}</PlainLink> }.into_any() } else { view! { <span class="quiet">{text}</span> }.into_any() }}
                    " "<button class="link" type="button" aria-label=label on:click=on(remove)>"×"</button>
                    {known.then(|| view! { <label class="check"><input type="checkbox" id=id prop:checked=tells on:change=on(turn) />{tell}</label> })}
                </li>
            }
            .into_any()
        });
        let rows: Vec<AnyView> = rows.collect();
        if rows.is_empty() {
            return view! { <p class="quiet side__note">"It belongs to no incident yet."</p> }.into_any();
        }
        view! { <ul class="links">{rows}</ul> }.into_any()
    };
    let incidents = move || {
        let mut all = workbench.summaries().get();
        all.sort_unstable_by_key(|one| std::cmp::Reverse((one.last, one.number)));
        let options = all.into_iter().take(200).map(|one| {
            let text = format!("{} {}", workbench.name_of(one.scope), one.title);
            view! { <option value=one.scope.to_string()>{text}</option> }.into_any()
        });
        options.collect::<Vec<AnyView>>().into_any()
    };
    view! {
        <section class="side__section" aria-labelledby="links-heading">
            <h2 id="links-heading">"Belongs to"</h2>
            {drawn(rows)}
            <div class="links__add">
                <select id="link-part" aria-label="What it is" prop:value=live(move || part.get()) on:change=typed(move |name| part.set(name))>
                    {PARTS.map(|(name, title)| view! { <option value=name>{title}</option> }.into_any()).into_iter().collect_view()}
                </select>
                <select aria-label="Incident" prop:value=live(move || wanted.get()) on:change=typed(move |scope| wanted.set(scope))>
                    <option value="">"an incident …"</option>
                    {drawn(incidents)}
                </select>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=live(move || is_written.get())
                        on:change=on(move |_: web_sys::Event| is_written.update(|is| *is = !*is))
                    />
                    "Say so in its timeline"
                </label>
                <button class="button" type="button" on:click=on(add)>"Link"</button>
            </div>
        </section>
    }
    .into_any()
}
