//! Saying that harm began or ended, for whom, and how sure that is. Drawn as a panel.

use leptos::prelude::*;
use serde_json::Value;

use super::moment::{Field, When};
use super::panels::Asked;
use super::timeline::TimelineView;
use super::when;
use crate::domain::entry::{Entry, ImpactMove, Says};
use crate::domain::fold::ImpactWindow;
use crate::domain::harm;
use crate::domain::id::RecordId;
use crate::domain::time::Instant;
use crate::log::canonical::Object;
use crate::platform::{clock, dom};
use crate::state::{Commands, OpenIncident, SaidAt, Saying};
use crate::ui::{Modal, drawn, live, memo, on};

/// Times of harm, each to be ended and corrected, and a new one.
#[component]
pub(super) fn Impact() -> impl IntoView {
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    let windows = memo(move || open.with(|reading| reading.incident.impacts.clone()));
    let began = memo(move || windows.with(|windows| windows.iter().map(|window| window.began).collect::<Vec<_>>()));
    // What lasts is most often to be ended; its field has the focus.
    let first_open =
        windows.with_untracked(|windows| windows.iter().find(|window| window.ended.is_none()).map(|w| w.began));
    view! {
        <Modal label="Impact" class="impact" on_close=move |()| asked.close()>
            <h1>"Who is harmed, since when"</h1>
            <datalist id="impact-sure">
                <option value="measured"></option>
                <option value="estimated"></option>
                <option value="guess"></option>
            </datalist>
            <ul class="impact__windows">
                {drawn(move || began.get().into_iter().map(|began| view! {
                    <OneWindow began windows has_focus=first_open == Some(began) />
                }).collect_view().into_any())}
            </ul>
            <Began has_focus=first_open.is_none() />
            <p><button class="button" on:click=on(move |_| asked.close())>"Close"</button></p>
        </Modal>
    }
    .into_any()
}

/// One time of harm.
#[component]
fn OneWindow(
    /// The entry that began it.
    began: RecordId,
    /// All of them.
    windows: Memo<Vec<ImpactWindow>>,
    /// True when its field takes the focus.
    has_focus: bool,
) -> impl IntoView {
    let (open, asked, timeline) = (OpenIncident::expect(), Asked::expect(), TimelineView::expect());
    let entry = open.entry(began);
    let window = memo(move || windows.with(|windows| windows.iter().find(|window| window.began == began).cloned()));
    let times = move || {
        let Some(window) = window.get() else { return String::new() };
        let zone = open.zone().get();
        let shown = |at| match at {
            Some(at) => when::full(at, &zone),
            None => "no time".to_owned(),
        };
        let until = if window.ended.is_some() { shown(window.to) } else { "now".to_owned() };
        format!("{} – {until}", shown(window.from))
    };
    let words = move || entry.with(|entry| entry.as_deref().map(harm::in_words).unwrap_or_default());
    let is_open = memo(move || window.get().is_some_and(|window| window.ended.is_none()));
    let to_time = move |entry: RecordId| {
        asked.close();
        timeline.choose(entry);
        timeline.edit(entry);
    };
    view! {
        <li class="impact__window" data-open=live(move || is_open.get().to_string())>
            <p>
                <b class="impact__times">{live(times)}</b>
                <span class="badge">{live(move || if is_open.get() { "goes on" } else { "ended" })}</span>
                " "{live(words)}
            </p>
            {drawn(move || if is_open.get() { view! { <Ended began has_focus /> }.into_any() } else { ().into_any() })}
            <details>
                <summary>"Correct"</summary>
                <Correct began />
                <p>
                    <button class="button" on:click=on(move |_| to_time(began))>"When it began"</button>
                    {drawn(move || window.get().and_then(|window| window.ended).map(|ended| view! {
                        <button class="button" on:click=on(move |_| to_time(ended))>"When it ended"</button>
                    }).into_any())}
                </p>
            </details>
        </li>
    }
    .into_any()
}

/// Whom harm meets, as it is typed.
#[derive(Clone, Copy)]
struct Whom {
    who: RwSignal<String>,
    share: RwSignal<String>,
    certainty: RwSignal<String>,
}

impl Whom {
    fn of(entry: Option<&Entry>) -> Self {
        let [who, share, certainty] = match entry.map(|entry| &entry.said.says) {
            Some(Says::Impact { who, share, certainty, .. }) => {
                [who, share, certainty].map(|part| part.clone().unwrap_or_default())
            }
            _ => Default::default(),
        };
        Self { who: RwSignal::new(who), share: RwSignal::new(share), certainty: RwSignal::new(certainty) }
    }

    /// What stands in the fields, with the names that entries have for them.
    fn typed(self) -> [(&'static str, Option<String>); 3] {
        [("who", self.who), ("share", self.share), ("certainty", self.certainty)].map(|(name, field)| {
            let text = field.get_untracked().trim().to_owned();
            (name, Some(text).filter(|text| !text.is_empty()))
        })
    }

    fn view(self, who_id: String, focus_with: Option<Commands>) -> AnyView {
        let field = |label, placeholder| Field { label, placeholder, list: None, id: None, focus_with: None };
        let who = Field { id: Some(who_id), focus_with, ..field("Who is harmed", "checkouts in eu-west") };
        let share = field("What share of them", "about 30 %");
        let sure = field("How sure that is", "measured, estimated or a guess");
        let sure = Field { list: Some("impact-sure"), ..sure };
        let view = |field: Field, text: RwSignal<String>| field.view(text, Box::new(move |typed| text.set(typed)));
        view! { {view(who, self.who)}{view(share, self.share)}{view(sure, self.certainty)} }.into_any()
    }
}

/// A form with what it was refused for.
fn form(
    fields: AnyView,
    refused: RwSignal<Option<String>>,
    does: &'static str,
    submit: impl Fn() + 'static,
) -> AnyView {
    view! {
        <form class="impact__form" on:submit=on(move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            submit();
        })>
            {fields}
            {drawn(move || refused.get().map(|why| view! { <p role="alert" class="refusal">{why}</p> }).into_any())}
            <button class="button button--primary" type="submit">{does}</button>
        </form>
    }
    .into_any()
}

/// Logs it, and goes back to the box; or why not.
fn say(open: OpenIncident, asked: Asked, timeline: TimelineView, saying: Saying) -> Option<String> {
    let Some(record) = open.say_new(saying) else { return Some(refusal(open)) };
    asked.close();
    timeline.follow(record);
    // The dialog gives the focus back when it goes, and the next thing is said in the box.
    request_animation_frame(|| {
        dom::focus("box");
    });
    None
}

fn refusal(open: OpenIncident) -> String {
    let refusal = open.refusal().get_untracked();
    refusal.map_or_else(|| "Could not save it: say who you are first.".to_owned(), |why| format!("Could not {why}."))
}

/// Where a new time of harm is said.
#[component]
fn Began(
    /// True when its first field takes the focus.
    has_focus: bool,
) -> impl IntoView {
    let (open, asked, timeline) = (OpenIncident::expect(), Asked::expect(), TimelineView::expect());
    let commands = Commands::expect();
    let (when, whom) = (When::of(open, asked.noted().0), Whom::of(None));
    let refused = RwSignal::new(None::<String>);
    let submit = move || {
        let at = match when.read() {
            Ok(at) => at,
            Err(why) => return refused.set(Some(why)),
        };
        let [(_, who), (_, share), (_, certainty)] = whom.typed();
        let says = Says::Impact { impact: ImpactMove::Began, who, share, certainty };
        let saying = Saying { says, at, by: None, text: String::new(), answers: Vec::new() };
        refused.set(say(open, asked, timeline, saying));
    };
    let fields = view! {
        {whom.view("impact-who".to_owned(), has_focus.then_some(commands))}
        {when.view("impact-began".to_owned(), "When it began", None)}
    };
    view! {
        <h2>"Harm began"</h2>
        {form(fields.into_any(), refused, "Log that harm began", Box::new(submit))}
    }
    .into_any()
}

/// Where a time of harm is ended.
#[component]
fn Ended(
    /// The entry that began it.
    began: RecordId,
    /// True when its field takes the focus.
    has_focus: bool,
) -> impl IntoView {
    let (open, asked, timeline) = (OpenIncident::expect(), Asked::expect(), TimelineView::expect());
    let commands = Commands::expect();
    let when = When::of(open, asked.noted().0);
    let refused = RwSignal::new(None::<String>);
    let submit = move || {
        let at = match when.read() {
            Ok(at) => at,
            Err(why) => return refused.set(Some(why)),
        };
        let from = open.with_untracked(|reading| reading.entries.get(&began).and_then(|entry| entry.precise()));
        if let Some(from) = from.filter(|from| instant(&at) < from.at) {
            let from = when::full(from, &open.zone().get_untracked());
            return refused.set(Some(format!("Could not end it before it began, at {from}.")));
        }
        let says = Says::Impact { impact: ImpactMove::Ended, who: None, share: None, certainty: None };
        let saying = Saying { says, at, by: None, text: String::new(), answers: vec![began] };
        refused.set(say(open, asked, timeline, saying));
    };
    let field = when.view(format!("ended-{began}"), "When it ended", has_focus.then_some(commands));
    form(field, refused, "Log that it ended", Box::new(submit))
}

fn instant(at: &SaidAt) -> Instant {
    match at {
        SaidAt::Now => clock::now(),
        SaidAt::Ago(at) | SaidAt::Named { at, .. } => at.at,
    }
}

/// Where it is corrected whom harm met.
#[component]
fn Correct(
    /// The entry that began it.
    began: RecordId,
) -> impl IntoView {
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    let entry = open.entry(began).get_untracked();
    let whom = Whom::of(entry.as_deref());
    let before = whom.typed();
    let refused = RwSignal::new(None::<String>);
    let submit = move || {
        // Only what was changed here: what another page has changed meanwhile is not for this one to say.
        let changed = whom.typed().into_iter().zip(&before).filter(|(now, before)| now != *before);
        let changes: Object =
            changed.map(|((name, text), _)| (name.to_owned(), text.map_or(Value::Null, Value::from))).collect();
        if changes.is_empty() || open.revise(began, &changes) {
            asked.close();
        } else {
            refused.set(Some(refusal(open)));
        }
    };
    form(whom.view(format!("who-{began}"), None), refused, "Save", Box::new(submit))
}
