//! What the review assumes: the server, the runner, the previous release and its habits.

use leptos::prelude::*;
use serde_json::Value;

use super::desk::Desk;
use super::kept::{Kept, KeptLine, Place};
use super::page::or_null;
use crate::domain::change::{ChangeRecord, version_in};
use crate::domain::record::kind;
use crate::domain::rollback::Dialect;
use crate::log::canonical::Object;
use crate::ui::{drawn, live, on, typed};

#[component]
pub(super) fn Switches() -> impl IntoView {
    let desk = Desk::expect();
    let change = desk.change;
    let place = |field: &'static str| Place {
        kind: kind::CHANGE,
        record: change.about_record(),
        field,
        editor: format!("change-{field}"),
        beside: Object::new(),
    };
    let about = move |read: fn(&ChangeRecord) -> String| live(move || change.with(|change| read(&change.about)));
    let release =
        Kept::new(change, place("previous_release"), about(|about| about.previous_release.clone().unwrap_or_default()));
    let target = Kept::new(change, place("target"), about(|about| about.target.clone().unwrap_or_default()));
    let dialect = live(move || change.with(|change| change.about.dialect.clone().unwrap_or_default()));
    let server = move || {
        let (server, guessed) = (desk.server(), desk.guessed.get());
        change.with(|change| {
            let named = format!("{} {}", server.dialect.name(), server.version);
            if let Some(target) = change.about.target.as_deref()
                && version_in(target).is_none()
            {
                return format!("“{target}” is no version, such as 15 or 8.0.29: {named} is assumed.");
            }
            match (&change.about.dialect, guessed.sign) {
                (Some(_), _) => format!("Reviewed for {named}."),
                (None, Some(sign)) => format!("Guessed from “{sign}”: reviewed for {named}."),
                (None, None) => format!("Nothing in it tells: reviewed for {named}."),
            }
        })
    };
    let choose = move |word: String| {
        desk.has_acted();
        change.set_one("dialect", if word.is_empty() { Value::Null } else { word.into() });
    };
    let window = live(move || {
        change.with(|change| change.about.window_hours.map(|hours| hours.to_string()).unwrap_or_default())
    });
    let no_number = RwSignal::new(None::<String>);
    let set_window = move |hours: String| {
        let value = match hours.trim() {
            "" => Ok(Value::Null),
            number => number.parse::<u32>().map(Value::from),
        };
        no_number.set(value.is_err().then_some(hours));
        if let Ok(value) = value {
            change.set_one("window_hours", value);
        }
    };
    let acted = Callback::new(move |()| desk.has_acted());
    let option = move |dialect: Dialect| {
        let is_it = change.get_untracked().about.dialect.as_deref() == Some(dialect.word());
        view! { <option value=dialect.word() selected=is_it>{dialect.name()}</option> }.into_any()
    };
    view! {
        <section class="side__section" aria-labelledby="assumed-heading">
            <h2 id="assumed-heading">"Assumed"</h2>
            <label class="field">
                <span>"Dialect"</span>
                <select id="change-dialect" prop:value=dialect on:change=typed(choose)>
                    <option value="">"As the script looks"</option>
                    {Dialect::ALL.map(option).into_iter().collect_view()}
                </select>
            </label>
            <KeptLine kept=target id="change-target" label="Oldest server version" placeholder="15, 8.0.29" written=acted />
            <p class="quiet side__note" role="status">{live(server)}</p>
            {switch(desk, "in_transaction", "The runner wraps the file in one transaction", |about| about.in_transaction)}
            {switch(desk, "selects_all", "Old code reads SELECT *", |about| about.selects_all)}
            {switch(desk, "inserts_by_position", "Old code inserts without naming columns", |about| about.inserts_by_position)}
            {switch(desk, "prepares", "Old code keeps prepared statements", |about| about.prepares)}
            {drawn(move || prepared(desk))}
            <KeptLine kept=release id="change-release" label="Previous release" placeholder="r1841, a tag or commit" />
            <label class="field">
                <span>"Hours in which we would roll back"</span>
                <input
                    id="change-window"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-invalid=live(move || no_number.with(Option::is_some).then_some("true"))
                    prop:value=window
                    on:change=typed(set_window)
                />
            </label>
            {drawn(move || match no_number.get() {
                Some(hours) => view! { <p class="refusal" role="alert">{format!("Could not read “{hours}” as hours: write a number, such as 48.")}</p> }.into_any(),
                None => ().into_any(),
            })}
        </section>
    }
    .into_any()
}

/// Something that is so or not.
fn switch(desk: Desk, field: &'static str, text: &'static str, read: fn(&ChangeRecord) -> bool) -> AnyView {
    let is_so = live(move || desk.change.with(|change| read(&change.about)));
    let turn = move |_: web_sys::Event| {
        desk.has_acted();
        desk.change.set_one(field, or_null(!is_so.get_untracked()));
    };
    view! {
        <label class="check"><input type="checkbox" id=format!("change-{field}") prop:checked=is_so on:change=on(turn) />{text}</label>
    }
    .into_any()
}

/// What prepared statements add to the answers, where a script changes what they give back.
fn prepared(desk: Desk) -> AnyView {
    const RETYPES: [&str; 3] = ["change_column_type", "modify_column", "change_column_collation"];
    let prepares = desk.change.with(|change| change.about.prepares);
    let Some(answered) = desk.answered().get().filter(|_| prepares) else { return ().into_any() };
    let breaks = answered.reviewed.change_types.iter().any(|change| RETYPES.contains(&change.as_str()));
    breaks
        .then(|| {
            view! {
                <p class="side__note">
                    <span class="badge">"prepared statements"</span>
                    " PostgreSQL refuses those of the old release once after a type has changed (“cached plan must not change result type”): recycle its connections."
                </p>
            }
        })
        .into_any()
}
