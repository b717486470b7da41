//! Settings: who is speaking, how the page looks, in which zone times are shown, the team's lists. Loaded on demand.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::on_demand::part;
use super::who::WhoAmI;
use crate::domain::json::Json as _;
use crate::domain::postmortem::review::Terms;
use crate::domain::postmortem::{Held, Postmortem, TermRecord};
use crate::domain::record::{Lists, SeverityLevel, kind};
use crate::log::canonical::{Object, object_of, record_named};
use crate::platform::zone::{AnyZone, Here};
use crate::platform::{clock, dom, zone};
use crate::state::{Team, Theme, Workbench};
use crate::ui::{drawn, keyed, live, on, typed};

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
            {move || severities.get().map(|severities| view! { <TeamTerms team severities /> })}
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
        team.agree(&object_of([("severities", value)]));
    };
    let reset = move |_| {
        is_edited.set(false);
        team.agree(&object_of([("severities", Value::Null)]));
    };
    view! {
        <form id="severities" class="card lists" on:submit=save on:input=move |_| is_edited.set(true)>
            <h2>"Severities"</h2>
            <p class="quiet">"The worst first. The meaning stands beside each one when it is chosen: when unsure, assume worse."</p>
            {keyed(move || rows.with(|rows| rows.iter().map(key_of).collect()), move |key| {
                let find = |rows: &Vec<Row>| rows.iter().find(|row| key_of(row) == key).copied();
                rows.with_untracked(find).map(|(id, name, meaning)| view! {
                <div class="lists__row">
                    <input aria-label="Name of the severity" prop:value=move || name.get() on:input:target=move |e| name.set(e.target().value()) />
                    <input aria-label="What it takes" prop:value=move || meaning.get() on:input:target=move |e| meaning.set(e.target().value()) />
                    <button type="button" class="link" on:click=move |_| {
                        rows.update(|rows| rows.retain(|(other, ..)| *other != id));
                        dom::focus("add-severity");
                    }>"Remove"</button>
                </div>
                }).into_any()
            })}
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

/// What tells it apart.
fn key_of((id, ..): &Row) -> String {
    id.to_string()
}

fn editable(level: SeverityLevel) -> Row {
    (crate::platform::random::bits(), RwSignal::new(level.name), RwSignal::new(level.meaning))
}

/// A severity's terms while they are edited.
#[derive(Clone, Copy)]
struct Term {
    name: StoredValue<String>,
    own: Terms,
    review: RwSignal<String>,
    is_business_days: RwSignal<bool>,
    changes: RwSignal<String>,
}

impl Term {
    fn of(name: String, agreed: &[Held<TermRecord>], worst_first: &[String]) -> Self {
        let terms = Terms::of(Some(&name), agreed, worst_first);
        let is_worst = worst_first.first() == Some(&name);
        Self {
            name: StoredValue::new(name),
            own: Terms::own(is_worst),
            review: RwSignal::new(terms.review_days.to_string()),
            is_business_days: RwSignal::new(terms.is_business_days),
            changes: RwSignal::new(terms.change_days.to_string()),
        }
    }

    /// What was typed; none where it is no number of days.
    fn typed(self) -> Option<Terms> {
        let days = |text: RwSignal<String>| text.with_untracked(|text| text.trim().parse::<u32>().ok());
        Some(Terms {
            review_days: days(self.review).filter(|days| *days <= MOST_DAYS)?,
            is_business_days: self.is_business_days.get_untracked(),
            change_days: days(self.changes).filter(|days| *days <= MOST_DAYS)?,
        })
    }

    /// What is to be written: nothing but what differs from what comes with Stillpoint.
    fn changes(self, typed: Terms) -> Object {
        let is_review_own =
            (typed.review_days, typed.is_business_days) == (self.own.review_days, self.own.is_business_days);
        let own = |is_own: bool, value: Value| if is_own { Value::Null } else { value };
        object_of([
            ("severity", self.name.get_value().into()),
            ("review_days", own(is_review_own, typed.review_days.into())),
            ("business_days", own(is_review_own || !typed.is_business_days, true.into())),
            ("change_days", own(typed.change_days == self.own.change_days, typed.change_days.into())),
        ])
    }
}

/// The longest term, in days.
const MOST_DAYS: u32 = 365;

/// How long the team gives itself after an incident, severity by severity.
#[component]
fn TeamTerms(
    /// The team.
    team: Team,
    /// Its severities; empty for those that come with Stillpoint.
    severities: Vec<SeverityLevel>,
) -> impl IntoView {
    let levels = Lists { severities, ..Lists::default() }.severities();
    let worst_first: Vec<String> = levels.into_iter().map(|level| level.name).collect();
    let agreed = untrack(|| team.with(|reading| Postmortem::of(reading.bodies.iter()).terms)).unwrap_or_default();
    let rows: Vec<Term> = worst_first.iter().map(|name| Term::of(name.clone(), &agreed, &worst_first)).collect();
    let rows = StoredValue::new(rows);
    let (said, refused) = (RwSignal::new(""), RwSignal::new(None::<String>));
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        said.set("");
        for term in rows.get_value() {
            let Some(typed) = term.typed() else {
                let name = term.name.get_value();
                let why = format!("Could not keep the terms of `{name}`: each is 0 to {MOST_DAYS} days.");
                return refused.set(Some(why));
            };
            let record = term.name.with_value(|name| record_named(kind::TERM, name));
            // What was never said differently needs no record.
            if typed != term.own || team.snapshot(record).is_some() {
                team.put(kind::TERM, record, &term.changes(typed));
            }
        }
        refused.set(None);
        said.set("Kept.");
    };
    let days = |label: String, text: RwSignal<String>| {
        view! {
            <input
                type="number"
                min="0"
                max=MOST_DAYS.to_string()
                aria-label=label
                prop:value=live(move || text.get())
                on:input=typed(move |typed| text.set(typed))
            />
        }
        .into_any()
    };
    let row = move |term: Term| {
        let name = term.name.get_value();
        view! {
            <tr>
                <th scope="row">{name.to_ascii_uppercase()}</th>
                <td>{days(format!("{name}: days until the review"), term.review)}</td>
                <td>
                    <input
                        type="checkbox"
                        aria-label=format!("{name}: only working days count until the review")
                        prop:checked=live(move || term.is_business_days.get())
                        on:change=on(move |_| term.is_business_days.update(|is_so| *is_so = !*is_so))
                    />
                </td>
                <td>{days(format!("{name}: days until the changes are made"), term.changes)}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <form id="terms" class="card lists" on:submit=save>
            <h2>"After an incident"</h2>
            <p class="quiet">"Days from the end of the incident until its postmortem is reviewed, and until the changes are made. An overdue review is told, and holds nothing up."</p>
            <table class="terms">
                <thead>
                    <tr>
                        <th scope="col">"Severity"</th>
                        <th scope="col">"Review"</th>
                        <th scope="col">"Working days"</th>
                        <th scope="col">"Changes"</th>
                    </tr>
                </thead>
                <tbody>{rows.get_value().into_iter().map(row).collect_view()}</tbody>
            </table>
            {drawn(move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
            <p>
                <button class="button button--primary" type="submit">"Keep these terms"</button>
                <span class="quiet" role="status">{said}</span>
            </p>
        </form>
    }
    .into_any()
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
        team.agree(&object_of([("roles", json!(roles))]));
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
