//! Settings: who is speaking, how the page looks, in which zone times are shown, the team's lists. Loaded on demand.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::on_demand::part;
use super::who::WhoAmI;
use crate::domain::json::Json as _;
use crate::domain::record::{Lists, SeverityLevel};
use crate::log::canonical::Object;
use crate::platform::zone::{AnyZone, Here};
use crate::platform::{clock, dom, zone};
use crate::state::{Team, Theme, Workbench};

part!(settings, || view! { <Settings /> }.into_any());

#[component]
fn Settings() -> impl IntoView {
    dom::set_title("Settings · Stillpoint");
    let team = Team::new(Workbench::expect());
    let (edits_severities, edits_roles) = (RwSignal::new(false), RwSignal::new(false));
    // A form with typed text in it stays as it is, whatever is agreed on elsewhere.
    let severities = Memo::new(move |before: Option<&Option<Vec<SeverityLevel>>>| {
        let lists = team.lists().get();
        match before {
            Some(before) if edits_severities.get_untracked() => before.clone(),
            _ => lists.map(|lists| lists.severities),
        }
    });
    let roles = Memo::new(move |before: Option<&Option<Vec<String>>>| {
        let lists = team.lists().get();
        match before {
            Some(before) if edits_roles.get_untracked() => before.clone(),
            _ => lists.map(|lists| lists.roles),
        }
    });
    view! {
        <div class="page">
            <h1>"Settings"</h1>
            <p class="quiet">"Kept in this browser. The team's lists travel with the file of everything; the rest is yours."</p>
            <WhoAmI />
            <Look />
            <Zones />
            {move || severities.get().map(|severities| view! { <Severities team severities is_edited=edits_severities /> })}
            {move || roles.get().map(|roles| view! { <Roles team roles is_edited=edits_roles /> })}
        </div>
    }
    .into_any()
}

#[component]
fn Look() -> impl IntoView {
    let workbench = Workbench::expect();
    view! {
        <fieldset class="card choice">
            <legend>"Look"</legend>
            {Theme::ALL.map(|theme| view! {
                <label>
                    <input
                        type="radio"
                        name="theme"
                        prop:checked=move || workbench.theme().get() == theme
                        on:change=move |_| workbench.set_theme(theme)
                    />
                    {theme.title()}
                </label>
            }).collect_view()}
        </fieldset>
    }
}

#[component]
fn Zones() -> impl IntoView {
    let workbench = Workbench::expect();
    let wanted = workbench.wanted_zone();
    let now = clock::now();
    let named = RwSignal::new(match wanted.get_untracked() {
        Some(AnyZone::Named(zone)) => zone.name().to_owned(),
        _ => String::new(),
    });
    let refused = RwSignal::new(None::<String>);
    let choose_named = move || {
        let name = named.get_untracked();
        if name.trim().is_empty() {
            return;
        }
        match AnyZone::of(&name) {
            Ok(zone) => {
                refused.set(None);
                workbench.set_wanted_zone(Some(zone));
            }
            Err(why) => refused.set(Some(format!("Could not {why}."))),
        }
    };
    let choices = [
        (None, "As each incident says".to_owned()),
        (Some(AnyZone::Here), format!("This device's: {}", AnyZone::Here.label(now))),
        (Some(AnyZone::Utc), "UTC".to_owned()),
    ];
    let is_named = move || matches!(wanted.get(), Some(AnyZone::Named(_)));
    view! {
        <fieldset class="card choice">
            <legend>"Times are shown"</legend>
            {choices.map(|(zone, title)| view! {
                <label>
                    <input
                        type="radio"
                        name="zone"
                        prop:checked=move || wanted.get() == zone
                        on:change=move |_| workbench.set_wanted_zone(zone)
                    />
                    {title}
                </label>
            }).collect_view()}
            <label>
                <input type="radio" name="zone" prop:checked=is_named on:change=move |_| choose_named() />
                "In another zone"
                <input
                    class="choice__name"
                    aria-label="Name of another zone"
                    list="zones"
                    placeholder="America/New_York"
                    prop:value=move || named.get()
                    on:change:target=move |event| {
                        named.set(event.target().value());
                        choose_named();
                    }
                />
            </label>
            <datalist id="zones">
                {zone::names().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
            {move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> })}
            <p class="quiet">
                {format!("Stored is UTC, always. An incident declared here says {}. In its room ", Here.name())}<kbd>"z"</kbd>" goes from zone to zone."
            </p>
        </fieldset>
    }
    .into_any()
}

/// What of a typed name can be a severity's or a role's: entries say it, so it has no blanks.
fn clean_name(text: &str) -> String {
    dom::lower_case(text).split_whitespace().collect::<Vec<_>>().join("-")
}

#[component]
fn Severities(
    /// The team.
    team: Team,
    /// What it has agreed on; empty for what comes with Stillpoint.
    severities: Vec<SeverityLevel>,
    /// True while something typed is not kept.
    is_edited: RwSignal<bool>,
) -> impl IntoView {
    let is_own = !severities.is_empty();
    let levels = Lists { severities, ..Lists::default() }.severities();
    let rows: Vec<_> = levels.into_iter().map(editable).collect();
    let said = RwSignal::new("");
    let rows = RwSignal::new(rows);
    let refused = RwSignal::new(None::<String>);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let levels: Vec<SeverityLevel> = rows.with_untracked(|rows| {
            let level = |(_, name, meaning): &Row| SeverityLevel {
                name: clean_name(&name.get_untracked()),
                meaning: meaning.get_untracked().trim().to_owned(),
            };
            rows.iter().map(level).filter(|level| !level.name.is_empty()).collect()
        });
        let twice = levels.iter().find(|level| levels.iter().filter(|other| other.name == level.name).count() > 1);
        if let Some(level) = twice {
            return refused.set(Some(format!("Could not keep the list: `{}` stands in it twice.", level.name)));
        }
        if levels.is_empty() {
            return refused
                .set(Some("Could not keep an empty list: an incident needs a severity to choose.".to_owned()));
        }
        refused.set(None);
        is_edited.set(false);
        said.set("Kept.");
        let value = levels.write();
        team.agree(&Object::from_iter([("severities".to_owned(), value)]));
    };
    let reset = move |_| {
        is_edited.set(false);
        team.agree(&Object::from_iter([("severities".to_owned(), Value::Null)]));
    };
    view! {
        <form id="severities" class="card lists" on:submit=save on:input=move |_| is_edited.set(true)>
            <h2>"Severities"</h2>
            <p class="quiet">"The worst first. The meaning stands beside each one when it is chosen: when unsure, assume worse."</p>
            <For each=move || rows.get() key=|(id, ..)| *id let((id, name, meaning))>
                <div class="lists__row">
                    <input aria-label="Name of the severity" prop:value=move || name.get() on:input:target=move |e| name.set(e.target().value()) />
                    <input aria-label="What it takes" prop:value=move || meaning.get() on:input:target=move |e| meaning.set(e.target().value()) />
                    <button type="button" class="link" on:click=move |_| {
                        rows.update(|rows| rows.retain(|(other, ..)| *other != id));
                        dom::focus("add-severity");
                    }>"Remove"</button>
                </div>
            </For>
            {move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> })}
            <p>
                <button class="button button--primary" type="submit">"Keep this list"</button>
                <span class="quiet" role="status">{said}</span>
                <button class="button" type="button" id="add-severity" on:click=move |_| {
                    rows.update(|rows| rows.push(editable(SeverityLevel::default())));
                    request_animation_frame(|| {
                        dom::focus_inside("severities", ".lists__row:last-of-type input");
                    });
                }>"Add one"</button>
                {is_own.then(|| view! { <button class="button" type="button" on:click=reset>"Back to Stillpoint's own"</button> })}
            </p>
        </form>
    }
    .into_any()
}

/// One severity while it is edited: a number to tell rows apart by, its name, its meaning.
type Row = (u128, RwSignal<String>, RwSignal<String>);

fn editable(level: SeverityLevel) -> Row {
    (crate::platform::random::bits(), RwSignal::new(level.name), RwSignal::new(level.meaning))
}

#[component]
fn Roles(
    /// The team.
    team: Team,
    /// What it has agreed on.
    roles: Vec<String>,
    /// True while something typed is not kept.
    is_edited: RwSignal<bool>,
) -> impl IntoView {
    let text = RwSignal::new(roles.join("\n"));
    let said = RwSignal::new("");
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let mut roles: Vec<String> =
            text.get_untracked().lines().map(clean_name).filter(|role| !role.is_empty()).collect();
        let mut seen = std::collections::BTreeSet::new();
        roles.retain(|role| seen.insert(role.clone()));
        is_edited.set(false);
        said.set("Kept.");
        team.agree(&Object::from_iter([("roles".to_owned(), json!(roles))]));
    };
    view! {
        <form class="card lists" on:submit=save on:input=move |_| is_edited.set(true)>
            <h2>"Roles"</h2>
            <p class="quiet">
                "Every incident knows the lead, the deputy, the scribe, communications and operations. Yours beside them, one a line, such as legal or security."
            </p>
            <textarea
                rows="3"
                aria-label="Roles of your own, one a line"
                prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value())
            ></textarea>
            <p>
                <button class="button button--primary" type="submit">"Keep these roles"</button>
                <span class="quiet" role="status">{said}</span>
            </p>
        </form>
    }
    .into_any()
}
