//! The checklist: lines that people answer for, with what they looked at, when, and before which step.

use leptos::prelude::*;

use super::desk::Desk;
use super::kept::{Kept, Place};
use crate::domain::change::{Item, Outcome, Signed, checklist, item_named};
use crate::domain::postmortem::Held;
use crate::domain::record::kind;
use crate::log::canonical::Object;
use crate::pages::when;
use crate::platform::dom;
use crate::ui::{drawn, keyed, live, memo, on, typed, while_wanted};

/// What the checklist comes from: the review of what is typed, or what it said last.
pub(super) fn outcome(desk: Desk) -> Outcome {
    let answered = desk.answered().get();
    desk.change.with(|change| match answered {
        Some(answered) => answered.reviewed.outcome(change),
        None => change.outcome.clone().unwrap_or_default(),
    })
}

#[component]
pub(super) fn Checklist() -> impl IntoView {
    let desk = Desk::expect();
    let outcome = memo(move || outcome(desk));
    let names = memo(move || outcome.with(|outcome| checklist(outcome).map(|item| item.name).collect::<Vec<_>>()));
    let count = live(move || {
        let names = names.get();
        let signed = desk.change.with(|change| names.iter().filter(|name| change.is_signed(name)).count());
        format!("{signed} of {} signed", names.len())
    });
    let keys = move || names.get().into_iter().map(str::to_owned).collect();
    view! {
        <section aria-labelledby="checklist">
            <header class="side__head">
                <h2 id="checklist" tabindex="-1">"Sign-offs"</h2>
                <span class="quiet" role="status">{count}</span>
            </header>
            <div class="checklist">
                {keyed(keys, move |name| match item_named(&name) {
                    Some(item) => view! { <Line item outcome /> }.into_any(),
                    None => ().into_any(),
                })}
            </div>
        </section>
    }
    .into_any()
}

/// One line, which opens to be signed.
#[component]
fn Line(
    /// Which.
    item: &'static Item,
    /// What it comes from.
    outcome: Memo<Outcome>,
) -> impl IntoView {
    let desk = Desk::expect();
    let change = desk.change;
    let signed: Memo<Vec<Held<Signed>>> =
        memo(move || change.with(|change| change.signed(item.name).cloned().collect()));
    let is_signed = memo(move || signed.with(|signed| !signed.is_empty()));
    let place = Place {
        kind: kind::SIGNED,
        record: change.journal(item.name),
        field: "evidence",
        editor: format!("change-sign-{}", item.name),
        beside: Object::new(),
    };
    let kept = Kept::new(change, place, live(String::new));
    let me = change.me().unwrap_or_default();
    let mine = StoredValue::new(me.clone());
    let is_mine = memo(move || signed.with(|all| mine.with_value(|me| all.iter().any(|held| held.says.by == *me))));
    let summary = format!("sign-{}", item.name);
    let own = StoredValue::new(summary.clone());
    let sign = move |_| {
        if change.sign(item.name, &kept.shown().get_untracked()) {
            kept.throw_away();
            own.with_value(|id| dom::focus(id));
        }
    };
    let said = move || {
        let all = signed.get().into_iter().map(|held| {
            let Signed { by, at, evidence, note, .. } = held.says;
            let at = change.scope().zone().with(|zone| when::minute(at, zone));
            let is_mine = mine.with_value(|me| *me == by);
            let record = held.id;
            let back = move |_| {
                change.take_back(record);
                own.with_value(|id| dom::focus(id));
            };
            view! {
                <p class="line__signed">
                    <b>{format!("✓ @{by}")}</b>", "{at}
                    {evidence.map(|evidence| view! { ": "{evidence} })}
                    {note.map(|note| view! { " "{note} })}
                    {is_mine.then(|| view! { " "<button class="link" type="button" on:click=on(back)>"Take it back"</button> })}
                </p>
            }
            .into_any()
        });
        all.collect::<Vec<AnyView>>().into_any()
    };
    let because = live(move || outcome.with(|outcome| item.because(outcome)).unwrap_or_default());
    view! {
        <details class="line" data-signed=live(move || is_signed.get().to_string())>
            <summary id=summary>
                <span class="line__sign" aria-hidden="true"></span>
                <span class="line__title"><b>{item.owner.title()}":"</b>" "{item.title}</span>
                <span class="line__state">{live(move || if is_signed.get() { "signed" } else { "sign" })}</span>
            </summary>
            <div class="line__body">
                <p>{item.words}</p>
                <p class="quiet">"Due "{item.before.title()}". Comes from: "{because}"."</p>
                {drawn(said)}
                {while_wanted(move || !is_mine.get(), move || {
                    let label = format!("Sign as @{}", mine.get_value());
                    view! {
                        {kept.came_back()}
                        <label class="field">
                            <span>"Evidence"</span>
                            <textarea
                                id=format!("sign-evidence-{}", item.name)
                                rows="2"
                                placeholder=item.evidence
                                prop:value=live(move || kept.shown().get())
                                on:input=typed(move |text| kept.input(text))
                            ></textarea>
                        </label>
                        <p><button class="button" type="button" on:click=on(sign)>{label}</button></p>
                    }
                    .into_any()
                })}
            </div>
        </details>
    }
    .into_any()
}
