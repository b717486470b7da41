//! The checklist: lines that people answer for, with what they looked at, when, and before which step.

use leptos::prelude::*;

use super::desk::Desk;
use super::kept::{Kept, Place};
use crate::domain::change::{Item, Outcome, Signed, UP, checklist, item_named, signing_waits};
use crate::domain::postmortem::Held;
use crate::domain::record::kind;
use crate::log::canonical::Object;
use crate::pages::when;
use crate::platform::{clock, dom};
use crate::ui::{drawn, keyed, live, memo, on, typed, while_wanted};

/// What the checklist comes from: the review of what is typed, or what it said last.
pub(super) fn outcome(desk: Desk) -> Outcome {
    let answered = desk.answered().get();
    desk.change.with(|change| match answered {
        Some(answered) => answered.reviewed.outcome(change),
        None => change.outcome().cloned().unwrap_or_default(),
    })
}

#[component]
pub(super) fn Checklist() -> impl IntoView {
    let desk = Desk::expect();
    let outcome = memo(move || outcome(desk));
    let names = memo(move || outcome.with(|outcome| checklist(outcome).map(|item| item.name).collect::<Vec<_>>()));
    let count = live(move || {
        let names = names.get();
        let is_written = desk.is_written().get();
        let counts = |name: &&&'static str| is_written && desk.change.with(|change| change.is_signed(name));
        let signed = names.iter().filter(counts).count();
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
    // What is typed and not written yet is another script.
    let is_signed = memo(move || desk.is_written().get() && change.with(|change| change.is_signed(item.name)));
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
    let counts = move |says: &Signed| desk.is_written().get() && change.with(|change| change.counts(says));
    let is_mine = memo(move || {
        signed.with(|all| mine.with_value(|me| all.iter().any(|held| held.says.by == *me && counts(&held.says))))
    });
    let told = move |at| change.scope().zone().with(|zone| when::minute(at, zone));
    // Why it cannot be signed as things are.
    let refusal = move || {
        if change.is_contested(UP) {
            return Some("Two versions of the script stand: say which one holds first.".to_owned());
        }
        if !desk.is_written().get_untracked() {
            return Some("The script is not saved yet: save it with Ctrl+Enter first.".to_owned());
        }
        if !item.has_gate() {
            return None;
        }
        let Some(answered) = desk.current() else {
            return Some("The script is not reviewed yet.".to_owned());
        };
        let waits = change.with(|change| signing_waits(change, &answered.reviewed, item, clock::now()));
        let words: Vec<String> = waits.iter().map(|wait| wait.words(told)).collect();
        (!words.is_empty()).then(|| format!("This cannot be signed yet: {}.", words.join("; ")))
    };
    let refused = RwSignal::new(None::<String>);
    let field = StoredValue::new(format!("sign-evidence-{}", item.name));
    let summary = format!("sign-{}", item.name);
    let own = StoredValue::new(summary.clone());
    let sign = move |_| {
        let evidence = kept.shown().get_untracked();
        let why = untrack(refusal);
        let lacks = || "A signature without something to look at opens nothing: say what was looked at.".to_owned();
        let why = why.or_else(|| evidence.trim().is_empty().then(lacks));
        let is_refused = why.is_some();
        refused.set(why);
        if is_refused {
            field.with_value(|id| dom::focus(id));
        } else if change.sign(item.name, &evidence) {
            kept.throw_away();
            own.with_value(|id| dom::focus(id));
        }
    };
    // Whoever signs again begins with what was looked at then.
    let again = move || {
        let mine = signed.with_untracked(|all| {
            let own = all.iter().find(|held| mine.with_value(|me| held.says.by == *me));
            own.and_then(|held| held.says.evidence.clone())
        });
        if let Some(evidence) = mine {
            kept.input(evidence);
            field.with_value(|id| dom::focus(id));
        }
    };
    let said = move || {
        let all = signed.get().into_iter().map(|held| {
            let is_of_now = counts(&held.says);
            let Signed { by, at, evidence, note, of, .. } = held.says;
            let at = told(at);
            let why = match of {
                _ if is_of_now => None,
                None => Some("Signed before signatures named their script: read it again."),
                Some(_) => Some("Signed for an earlier script: read it again."),
            };
            let is_mine = mine.with_value(|me| *me == by);
            let record = held.id;
            let back = move |_| {
                change.take_back(record);
                own.with_value(|id| dom::focus(id));
            };
            view! {
                <p class="line__signed">
                    <b>{format!("{} @{by}", if is_of_now { "✓" } else { "–" })}</b>", "{at}
                    {evidence.map(|evidence| view! { ": "{evidence} })}
                    {note.map(|note| view! { " "{note} })}
                    {why.map(|why| view! { " "<span class="line__old">{why}</span> })}
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
                <span class="line__state">{live(move || match (is_signed.get(), signed.with(Vec::is_empty)) {
                    (true, _) => "signed",
                    (false, true) => "sign",
                    (false, false) => "sign again",
                })}</span>
            </summary>
            <div class="line__body">
                <p>{item.words}</p>
                <p class="quiet">"Due "{item.before.title()}". Comes from: "{because}"."</p>
                {drawn(said)}
                {while_wanted(move || !is_mine.get(), move || {
                    let label = format!("Sign as @{}", mine.get_value());
                    let has_old = signed.with_untracked(|all| mine.with_value(|me| all.iter().any(|held| held.says.by == *me)));
                    view! {
                        {kept.came_back()}
                        <label class="field">
                            <span>"Evidence"</span>
                            <textarea
                                id=field.get_value()
                                rows="2"
                                aria-invalid=live(move || refused.with(Option::is_some).then_some("true"))
                                placeholder=item.evidence
                                prop:value=live(move || kept.shown().get())
                                on:input=typed(move |text| kept.input(text))
                            ></textarea>
                        </label>
                        {drawn(move || match refused.get() {
                            Some(why) => view! { <p class="refusal" role="alert">{why}</p> }.into_any(),
                            None => ().into_any(),
                        })}
                        <p class="line__ends">
                            <button class="button" type="button" on:click=on(sign)>{label}</button>
                            {has_old.then(|| view! { " "<button class="link" type="button" on:click=on(move |_| again())>"With the evidence from before"</button> })}
                        </p>
                    }
                    .into_any()
                })}
            </div>
        </details>
    }
    .into_any()
}
