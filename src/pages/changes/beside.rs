//! What else changes: fields of messages, events and interfaces, effects that no rollback takes back, and changes to a schema for
//! which there is no script. Picked by hand, judged by the worker, counted in the verdicts of the whole change.

use leptos::prelude::*;

use super::desk::Desk;
use super::verdict;
use crate::domain::change::{JudgedPick, Pick, Picked, carrier_title};
use crate::domain::postmortem::Held;
use crate::domain::rollback::ChangeType;
use crate::domain::rollback::effect::{Carrier, Effect, FieldChange};
use crate::platform::dom;
use crate::ui::{drawn, live, memo, on, typed, while_wanted};

/// Change types that no person picks: what a parser says of a script.
const OF_SCRIPTS: [&str; 9] = [
    "transaction_control",
    "unclosed_transaction",
    "session_setting",
    "read_only",
    "client_directive",
    "runtime_error",
    "syntax_error",
    "unknown_statement",
    "opaque_code",
];

fn option(value: &'static str, title: String) -> AnyView {
    view! { <option value=value>{title}</option> }.into_any()
}

/// Everything that can be picked, in groups.
fn options() -> AnyView {
    let fields = FieldChange::ALL.map(|change| option(change.id(), change.rule().title.to_owned()));
    // The schema is what the scripts are about.
    let effects = Effect::ALL.into_iter().filter(|effect| *effect != Effect::SchemaChange);
    let effects: Vec<AnyView> = effects.map(|effect| option(effect.id(), effect.title().to_owned())).collect();
    let types = ChangeType::ALL.iter().map(|change| change.id()).filter(|id| !OF_SCRIPTS.contains(id));
    let types: Vec<AnyView> = types.map(|id| option(id, id.replace('_', " "))).collect();
    view! {
        <optgroup label="A field of a message, an event or an interface">{fields.into_iter().collect_view()}</optgroup>
        <optgroup label="What no rollback takes back">{effects}</optgroup>
        <optgroup label="The schema, without a script">{types}</optgroup>
    }
    .into_any()
}

#[component]
pub(super) fn Beside() -> impl IntoView {
    let desk = Desk::expect();
    let change = desk.change;
    let what = RwSignal::new(FieldChange::AddOptional.id().to_owned());
    let carrier = RwSignal::new(Carrier::Message.id().to_owned());
    let name = RwSignal::new(String::new());
    let lacks_name = RwSignal::new(false);
    let picked = memo(move || change.with(|change| change.picked.clone()));
    // What the review says of each, which comes a moment later.
    let judged =
        memo(move || desk.answered().get().map(|answered| answered.reviewed.picks.clone()).unwrap_or_default());
    let is_field = memo(move || what.with(|what| matches!(Pick::of(what), Some(Pick::Field(_)))));
    let add = move |_| {
        if name.with_untracked(|name| name.trim().is_empty()) {
            lacks_name.set(true);
            dom::focus("beside-name");
            return;
        }
        lacks_name.set(false);
        desk.has_acted();
        let carrier = carrier.get_untracked();
        let carrier = is_field.get_untracked().then_some(carrier.as_str());
        if change.pick(&what.get_untracked(), carrier, &name.get_untracked()) {
            name.set(String::new());
            dom::focus("beside-name");
        }
    };
    let rows = move || {
        let all = picked.get();
        if all.is_empty() {
            return ().into_any();
        }
        let rows = judged.with(|judged| {
            let of = |held: &Held<Picked>| {
                let is_it = |pick: &&JudgedPick| {
                    (&pick.what, &pick.carrier, &pick.name) == (&held.says.what, &held.says.carrier, &held.says.name)
                };
                row(desk, held, judged.iter().find(is_it))
            };
            all.iter().map(of).collect::<Vec<AnyView>>()
        });
        view! { <ul class="picks">{rows}</ul> }.into_any()
    };
    let count = live(move || match picked.with(Vec::len) {
        0 => String::new(),
        1 => "1 beside the script, counted in the answers above.".to_owned(),
        count => format!("{count} beside the script, counted in the answers above."),
    });
    view! {
        <details class="change__beside" open=picked.with_untracked(|all| !all.is_empty())>
            <summary><h2>"What else changes"</h2></summary>
            <p class="quiet">"Messages, events, interfaces, and what no rollback takes back: a script does not show them."</p>
            {drawn(rows)}
            <div class="beside" role="group" aria-label="Pick what else changes">
                <label class="field">
                    <span>"What"</span>
                    <select id="beside-what" prop:value=live(move || what.get()) on:change=typed(move |id| what.set(id))>{options()}</select>
                </label>
                {while_wanted(move || is_field.get(), move || view! {
                    <label class="field">
                        <span>"Of a"</span>
                        <select prop:value=live(move || carrier.get()) on:change=typed(move |id| carrier.set(id))>
                            {Carrier::ALL.map(|carrier| option(carrier.id(), carrier_title(carrier).to_owned())).into_iter().collect_view()}
                        </select>
                    </label>
                }.into_any())}
                <label class="field">
                    <span>"Name"</span>
                    <input
                        id="beside-name"
                        autocomplete="off"
                        placeholder="orders.created.total, receipts"
                        aria-invalid=live(move || lacks_name.get().then_some("true"))
                        prop:value=live(move || name.get())
                        on:input=typed(move |text| name.set(text))
                    />
                </label>
                <button class="button" type="button" on:click=on(add)>"Add"</button>
            </div>
            {while_wanted(move || lacks_name.get(), || view! {
                <p class="refusal" role="alert">"Say what it is done to: a field, a table, a kind of mail."</p>
            }.into_any())}
            <p class="quiet" role="status">{count}</p>
        </details>
    }
    .into_any()
}

/// One that is picked, with what the review says of it.
fn row(desk: Desk, held: &Held<Picked>, judged: Option<&JudgedPick>) -> AnyView {
    let Held { id, says: Picked { what, name, .. }, .. } = held.clone();
    let title = judged.map_or_else(|| what.replace('_', " "), |judged| judged.title.clone());
    let label = format!("Remove: {title} {name}");
    let remove = move |_| {
        desk.has_acted();
        desk.change.take_back(id);
        dom::focus("beside-name");
    };
    let said = judged.map(|judged| {
        let says = &judged.says;
        let detail = |title: &'static str, words: &Option<String>| {
            words.clone().map(|words| view! { <dt>{title}</dt><dd>{words}</dd> }.into_any())
        };
        let is_effect = judged.before.is_some();
        view! {
            <p class="statement__why">{says.why.clone()}</p>
            {is_effect.then(|| view! {
                <dl class="pick__effect">
                    {detail("Before the deploy", &judged.before)}
                    {detail("After a rollback", &judged.after)}
                </dl>
            })}
        }
        .into_any()
    });
    let badges = judged.map(|judged| {
        let says = &judged.says;
        let reversal = says.reversal.clone();
        view! {
            {verdict(&says.verdict)}
            {says.lock_hazard.then(|| view! { <span class="badge">"keeps others waiting"</span> })}
            {(reversal != "lossless").then(|| view! { <span class="badge">{format!("way back {reversal}")}</span> })}
        }
        .into_any()
    });
    view! {
        <li class="pick">
            <p class="pick__head">
                <b>{title}</b>" "<code>{name}</code>" "{badges}" "
                <button class="link" type="button" aria-label=label on:click=on(remove)>"×"</button>
            </p>
            {said}
        </li>
    }
    .into_any()
}
