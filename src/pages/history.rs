//! What an entry said before. Drawn as a panel.

use leptos::prelude::*;

use super::when;
use crate::domain::id::RecordId;
use crate::platform::zone::AnyZone;
use crate::state::{OpenIncident, Version};
use crate::text::changes::{Change, Piece, Told, changes};
use crate::ui::{drawn, on};

/// Everything an entry ever said: who changed what about it, the latest first.
#[component]
pub(super) fn History(
    /// Its record.
    id: RecordId,
) -> impl IntoView {
    let open = OpenIncident::expect();
    let zone = open.zone();
    let draw = move || {
        let versions = open.history(id);
        let rows = versions.iter().enumerate().map(|(position, version)| {
            let hash = version.hash;
            let made = zone.with(|zone| format!("{} by {} ", when::minute(version.at, zone), version.author));
            view! {
                <li>
                    <span class="quiet">{made}</span>
                    {(position > 0 && is_readable(version) && !version.is_deleted).then(|| view! {
                        <button class="link" on:click=on(move |_| {
                            open.return_to(id, hash);
                        })>"Return to this"</button>
                    })}
                    {zone.with(|zone| what(version, &versions, zone))}
                </li>
            }
        });
        rows.collect_view().into_any()
    };
    view! { <ol class="history" aria-label="History">{drawn(draw)}</ol> }
}

/// What a version has changed, or says where there is nothing to compare it with.
fn what(version: &Version, all: &[Version], zone: &AnyZone) -> AnyView {
    let Some(body) = &version.body else { return view! { <p class="changes">"taken out for good"</p> }.into_any() };
    let before = version.before.and_then(|hash| all.iter().find(|other| other.hash == hash));
    let Some(before) = before.and_then(|before| before.body.as_ref()) else {
        return view! { <p class="changes">{said(version, zone)}</p> }.into_any();
    };
    match changes(before, body) {
        none if none.is_empty() => view! { <p class="changes">"the same again"</p> }.into_any(),
        all => view! {
            <ul class="changes">{all.iter().map(|change| view! { <li>{in_words(change, zone)}</li> }).collect_view()}</ul>
        }
        .into_any(),
    }
}

/// The text of a version that is no entry's.
fn text(version: &Version) -> Option<&str> {
    version.body.as_ref()?.get("text")?.as_str()
}

/// True when somebody could want to have it say that again.
fn is_readable(version: &Version) -> bool {
    version.said.is_some() || text(version).is_some()
}

fn said(version: &Version, zone: &AnyZone) -> String {
    let Some(said) = &version.said else {
        return text(version).unwrap_or("cannot be read by this version").to_owned();
    };
    let at = said.occurred.as_ref().map(|occurred| when::full(occurred.at, zone));
    let by = if said.by == version.author { String::new() } else { format!(" · said by {}", said.by) };
    format!("logged as {} · {}{by} · {}", said.says.kind(), at.as_deref().unwrap_or("no time"), said.text)
}

fn in_words(change: &Change, zone: &AnyZone) -> AnyView {
    match change {
        Change::Trash(true) => "put into the trash".into_any(),
        Change::Trash(false) => "taken out of the trash".into_any(),
        Change::Text(pieces) => {
            let last = pieces.len() - 1;
            let pieces = pieces.iter().enumerate().map(|(position, piece)| match piece {
                Piece::Same(text) => shortened(text, position == 0, position == last).into_any(),
                Piece::Gone(text) => view! { <del>{text.clone()}</del> }.into_any(),
                Piece::New(text) => view! { <ins>{text.clone()}</ins> }.into_any(),
            });
            view! { <span class="changes__text">{pieces.collect_view()}</span> }.into_any()
        }
        Change::Members { name, gone, new } => view! {
            <b>{name.clone()}</b>
            {gone.iter().map(|one| view! { " "<del>{one.clone()}</del> }).collect_view()}
            {new.iter().map(|one| view! { " "<ins>{one.clone()}</ins> }).collect_view()}
        }
        .into_any(),
        Change::Value { name, before, after } => {
            let [before, after] = match (before, after) {
                (Told::Time(before), Told::Time(after)) => when::pair(*before, *after, zone).map(Some),
                (before, after) => [before, after].map(|told| told_in(told, zone)),
            };
            let is_both = before.is_some() && after.is_some();
            view! {
                <b>{name.clone()}</b>" "
                {before.map(|before| view! { <del>{before}</del> })}
                {is_both.then_some(" → ")}
                {after.map(|after| view! { <ins>{after}</ins> })}
            }
            .into_any()
        }
    }
}

/// A value in words; none for nothing.
pub(super) fn told_in(told: &Told, zone: &AnyZone) -> Option<String> {
    match told {
        Told::Nothing => None,
        Told::Time(at) => Some(when::full(*at, zone)),
        Told::Words(words) => Some(words.clone()),
    }
}

/// What stays the same, as far as it helps to find the place: the words beside a change.
fn shortened(text: &str, is_first: bool, is_last: bool) -> String {
    /// Letters on each side of a change.
    const BESIDE: usize = 60;
    let count = text.chars().count();
    let end = |from: usize| text.chars().skip(from).collect::<String>();
    let beginning = || text.chars().take(BESIDE).collect::<String>();
    match (is_first, is_last) {
        (true, false) if count > BESIDE => format!("… {}", end(count - BESIDE)),
        (false, true) if count > BESIDE => format!("{} …", beginning()),
        (false, false) if count > 2 * BESIDE => format!("{} … {}", beginning(), end(count - BESIDE)),
        _ => text.to_owned(),
    }
}
