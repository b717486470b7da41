//! What is decided now: where the rollout stands, what its gate says and why, the next step as buttons, and the quickest way back.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::course::{Course, bears, minutes};
use super::field::Field;
use super::{steady, todo};
use crate::domain::change::rollout::{
    Call, Clash, HOLD, PROMOTE, ROLL_BACK, START, Stage, Standing, TurnRecord, Way, clash, quickest, reasons,
};
use crate::domain::postmortem::FollowUp;
use crate::pages::when;
use crate::platform::dom;
use crate::ui::{drawn, effect, live, memo, on, while_wanted};

use super::super::kept::Kept;
use super::super::promises::places;

/// How long what is missing stays in its list once it is there.
const SETTLED_MILLIS: i32 = 300;

/// What a gate's answer looks like: a sign and a word, as a verdict has them.
pub(super) fn call(call: Call) -> AnyView {
    let verdict = match call {
        Call::Promote => "safe",
        Call::Wait => "depends",
        Call::RollBack => "unsafe",
    };
    view! { <span class="verdict" data-verdict=verdict>{call.title()}</span> }.into_any()
}

#[component]
pub(super) fn Now() -> impl IntoView {
    let course = Course::expect();
    let tone = live(move || match (course.standing(), course.call()) {
        (Standing::At { .. }, Some(Call::RollBack)) | (Standing::RolledBack { .. }, _) => "harm",
        (Standing::At { .. }, Some(Call::Promote)) | (Standing::Done { .. }, _) => "good",
        (Standing::At { .. }, _) => "wait",
        (Standing::NotBegun, _) => "unknown",
    });
    let lead = live(move || lead(course));
    // Drawn again where another thing is to be decided, and not at every tick of the clock.
    let standing = memo(move || course.standing());
    let body = move || match standing.get() {
        Standing::NotBegun => view! { <Before /> }.into_any(),
        Standing::At { .. } => view! { <During /> }.into_any(),
        Standing::Done { .. } => view! {
            <p>"Keep looking until a whole day has passed, and keep the way back open as long."</p>
            <Decide />
            <WayBack />
        }
        .into_any(),
        Standing::RolledBack { .. } => view! { <After /> }.into_any(),
    };
    view! {
        <div class="rollout__now" data-tone=tone>
            <p class="rollout__lead" id="rollout-now" tabindex="-1">{lead}</p>
            {drawn(move || warning(course))}
            {drawn(body)}
        </div>
    }
    .into_any()
}

/// Where it stands, in a sentence.
fn lead(course: Course) -> String {
    let now = course.now.get();
    match course.standing() {
        Standing::NotBegun => "Not begun.".to_owned(),
        Standing::At { stage, since, until } => {
            let share = match course.has_stages() {
                true => format!("At {} %", stage.percent),
                false => "Everybody gets it".to_owned(),
            };
            let is_due = now >= until;
            let rest = match (is_due, course.has_stages()) {
                (true, true) => "Its time is over: its gate may be asked.".to_owned(),
                (true, false) => "It was watched as long as it was to be.".to_owned(),
                (false, _) => {
                    format!("Watched until {}, {} more.", course.told(until), when::in_words(until.since(now) + 59_999))
                }
            };
            format!("{share} since {}. {rest}", course.told(since))
        }
        Standing::Done { at } => format!("Everybody has the new release since {}.", course.told(at)),
        Standing::RolledBack { stage, at } => {
            let mut back = course.turns().into_iter().map(|held| held.says).filter(|says| says.turn == ROLL_BACK);
            let seen = back.find(|says| says.at == at).map(|says| says.stage).filter(|seen| *seen != stage);
            let meanwhile =
                seen.map(|seen| format!(" Whoever decided it saw {seen} %: somebody promoted it meanwhile."));
            format!("Rolled back at {stage} %, {}.{}", course.told(at), meanwhile.unwrap_or_default())
        }
    }
}

/// That the strategy and the change to the schema do not go together.
fn warning(course: Course) -> AnyView {
    let strategy = course.rollout.with(|rollout| rollout.strategy());
    let clash = strategy.zip(bears(course.desk)).and_then(|(strategy, (writes, reads))| clash(strategy, writes, reads));
    let Some(Clash { is_certain, words, .. }) = clash else { return ().into_any() };
    let head = if is_certain { "Does not go with the schema change" } else { "Not settled for this schema change" };
    view! {
        <div class="rollout__clash" data-certain=is_certain.to_string() role="status">
            <p><b>{head}</b></p>
            <p>{words}</p>
        </div>
    }
    .into_any()
}

/// What has to be there before the first instance gets the new release.
#[component]
fn Before() -> impl IntoView {
    let course = Course::expect();
    // What goes from the list moves everything below it: not between the press of a button there and its click.
    let shown = RwSignal::new(course.missing.get_untracked());
    effect(move || {
        let now = course.missing.get();
        spawn_local(async move {
            dom::sleep(SETTLED_MILLIS).await;
            if course.missing.try_get_untracked().as_ref() == Some(&now) {
                shown.try_set(now);
            }
        });
    });
    let missing = move || {
        let missing = shown.get();
        match missing.len() {
            0 => view! { <p>"The way back is written down, named and timed."</p> }.into_any(),
            count => {
                let words = match count {
                    1 => "One thing is missing before the first instance gets the new release:".to_owned(),
                    count => format!("{count} things are missing before the first instance gets the new release:"),
                };
                view! { <p>{words}</p>{todo::list(course, &missing)} }.into_any()
            }
        }
    };
    view! {
        {drawn(missing)}
        <Decide />
    }
    .into_any()
}

/// A stage lasts.
#[component]
fn During() -> impl IntoView {
    let course = Course::expect();
    let gate = move || {
        let Some(said) = course.call() else { return ().into_any() };
        let because = course.gate.with(|gate| gate.as_ref().map(|(_, gate)| (gate.call, gate.because(), gate.caution)));
        let Some((of_figures, because, caution)) = because else { return ().into_any() };
        let early = (said != of_figures).then_some("The stage has not lasted as long as it was to. ");
        view! {
            <p class="rollout__gate">"The gate says "{call(said)}" "{early}{because}</p>
            {caution.map(|caution| view! { <p class="rollout__caution"><b>"Take less comfort in this. "</b>{caution}</p> })}
        }
        .into_any()
    };
    view! {
        <div role="status">{drawn(gate)}</div>
        <Decide />
        <WayBack />
    }
    .into_any()
}

/// One way to decide.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    turn: &'static str,
    words: String,
    /// The one that the gate speaks for.
    is_called: bool,
}

/// What can be decided as things are.
fn ways(course: Course) -> Vec<Choice> {
    let way = |turn, words: String, is_called| Choice { turn, words, is_called };
    let back = |is_called| way(ROLL_BACK, "Roll back".to_owned(), is_called);
    let said = course.call();
    match course.standing() {
        Standing::NotBegun | Standing::RolledBack { .. } => {
            let is_first = course.standing() == Standing::NotBegun;
            let word = if is_first { "Start" } else { "Start again" };
            let words = match course.stages().first().filter(|_| course.has_stages()) {
                Some(stage) => format!("{word} at {} %", stage.percent),
                None => word.to_owned(),
            };
            vec![way(START, words, is_first && course.missing.with(Vec::is_empty))]
        }
        Standing::At { stage, .. } => {
            let next = course.stages().into_iter().find(|next| next.percent > stage.percent);
            let words =
                next.map_or("Finish: everybody keeps it".to_owned(), |next| format!("Promote to {} %", next.percent));
            vec![
                way(PROMOTE, words, said == Some(Call::Promote)),
                way(HOLD, "Hold".to_owned(), said == Some(Call::Wait)),
                back(said == Some(Call::RollBack)),
            ]
        }
        Standing::Done { .. } => vec![back(false)],
    }
}

/// The stage that is decided at, and what had its time to show there.
fn at_stage(course: Course) -> (u32, Vec<String>) {
    match course.standing() {
        Standing::NotBegun | Standing::RolledBack { .. } => {
            (course.stages().first().map_or(0, |stage| stage.percent), Vec::new())
        }
        Standing::Done { .. } => (100, Vec::new()),
        Standing::At { stage: Stage { percent, .. }, until, .. } => {
            let before = course.stages().iter().map(|stage| stage.percent).filter(|share| *share < percent).max();
            let shown = reasons(before.unwrap_or(0), percent).map(|reason| reason.name.to_owned());
            (percent, if course.now.get() >= until { shown.collect() } else { Vec::new() })
        }
    }
}

/// Why a decision wants a reason; none where it wants none.
fn wants_why(course: Course, turn: &str, gate: Option<Call>) -> Option<String> {
    if turn == START {
        return match course.missing.with(Vec::len) {
            0 => None,
            1 => Some("One thing is still missing: say why it starts all the same.".to_owned()),
            count => Some(format!("{count} things are still missing: say why it starts all the same.")),
        };
    }
    let said = TurnRecord {
        turn: turn.to_owned(),
        stage: 0,
        by: String::new(),
        at: course.now.get(),
        why: None,
        gate: gate.map(|gate| gate.name().to_owned()),
        shown: Vec::new(),
    };
    let gate = gate.filter(|_| said.is_against_the_gate())?;
    Some(format!("The gate says: {}. Say why it is decided otherwise.", gate.title().to_lowercase()))
}

/// The buttons, and a reason where one is wanted.
#[component]
fn Decide() -> impl IntoView {
    let course = Course::expect();
    let change = course.change;
    let kept = Kept::put_by(change, "change-rollout-why", live(String::new), |_| false);
    let refused = RwSignal::new(None::<String>);
    let ways = memo(move || ways(course));
    let decide = move |turn: &'static str| {
        // What is typed in a field is written before anything is decided.
        dom::focus("rollout-now");
        let gate = untrack(|| course.call());
        let (stage, shown) = untrack(|| at_stage(course));
        let why = kept.shown().get_untracked();
        if why.trim().is_empty()
            && let Some(words) = untrack(|| wants_why(course, turn, gate))
        {
            refused.set(Some(words));
            dom::focus("rollout-why");
            return;
        }
        if change.decide(turn, stage, &why, gate, shown) {
            refused.set(None);
            kept.throw_away();
            course.now.set(change.scope().workbench().now());
            request_animation_frame(|| _ = dom::focus("rollout-now"));
        }
    };
    let buttons = move || {
        let all = ways.get().into_iter().map(|Choice { turn, words, is_called }| {
            let class = if is_called { "button button--primary" } else { "button" };
            view! { <button class=class type="button" data-turn=turn on:mousedown=steady() on:click=on(move |_| decide(turn))>{words}</button> }
                .into_any()
        });
        all.collect::<Vec<AnyView>>().into_any()
    };
    let input = Callback::new(move |text: String| {
        refused.set(None);
        kept.input(text);
    });
    let field = Field::line("rollout-why", "Why, needed where the gate says otherwise or something is missing", "");
    view! {
        <div class="rollout__decide" role="group" aria-label="Decide">
            <p class="rollout__ends">{drawn(buttons)}</p>
            {field.draw_kept(kept, live(move || refused.get()), input, Callback::new(|()| ()))}
        </div>
    }
    .into_any()
}

/// The quickest way back, the trigger and the plan, in sight as long as one may need them.
#[component]
fn WayBack() -> impl IntoView {
    let course = Course::expect();
    let quickest = move || {
        course.rollout.with(|rollout| {
            let trigger = rollout.trigger.as_ref().filter(|trigger| !trigger.limit.trim().is_empty());
            let trigger = trigger.map(|trigger| {
                let lasting = trigger.minutes.map(|count| format!(" for {}", minutes(count))).unwrap_or_default();
                format!("{}{lasting}: {}", course.in_short("trigger"), trigger.acts)
            });
            let way = match quickest(&rollout.options) {
                Some(option) => {
                    let note = option.note.clone().filter(|note| !note.trim().is_empty());
                    let needs = note.or_else(|| Way::of(&option.way).map(|way| way.needs.to_owned()));
                    let pitfall = Way::of(&option.way).map(|way| way.pitfall);
                    view! {
                        <dt>"Quickest way back"</dt>
                        <dd><b>{todo::title(option).to_owned()}": "{todo::quick(option)}"."</b>" "{needs}" "<span class="quiet">{pitfall}</span></dd>
                    }
                    .into_any()
                }
                None => view! {
                    <dt>"Quickest way back"</dt>
                    <dd class="refusal">"None is written down with its minutes. "
                        <button class="link" type="button" on:click=on(|_| dom::unfold("rollout-way-flag_off"))>"Write it down"</button></dd>
                }
                .into_any(),
            };
            let plan = rollout.plan.clone().map(|plan| plan.text).filter(|text| !text.trim().is_empty());
            view! {
                <dl class="rollout__back">
                    {way}
                    {trigger.map(|words| view! { <dt>"By itself"</dt><dd>{words}</dd> })}
                    {plan.map(|text| view! { <dt>"Plan"</dt><dd><pre tabindex="0">{text}</pre></dd> })}
                </dl>
            }
            .into_any()
        })
    };
    drawn(quickest)
}

/// It was rolled back: what comes next.
#[component]
fn After() -> impl IntoView {
    let course = Course::expect();
    let change = course.change;
    let said = RwSignal::new(String::new());
    let take_over = move |_| {
        if change.spread_to_damage() {
            said.set("The times stand in the damage window.".to_owned());
            dom::unfold("damage-from");
        }
    };
    let record = change.promise_record(&format!("rollback:{}", course.spread.with_untracked(|spread| spread.attempts)));
    let kept = memo(move || course.desk.promises.of(record).is_some());
    let keep = move |_| {
        let own = change.scope().scope();
        let into = places(&change.get_untracked(), own).first().copied().unwrap_or(own);
        let title = change.get_untracked().title().to_owned();
        let turns = untrack(|| course.turns());
        let why = turns.into_iter().find(|held| held.says.turn == ROLL_BACK).and_then(|held| held.says.why);
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let text = format!("Find out why the rollout of “{title}” had to be rolled back{why}");
        spawn_local(async move {
            let words = match change.promise(into, vec![(record, FollowUp { text, ..FollowUp::default() })]).await {
                Ok(_) => "It is kept as a follow-up.".to_owned(),
                Err(why) => format!("Could not {why}."),
            };
            let _ = said.try_set(words);
            // The button goes with what it kept.
            if dom::field_in_use().is_none() {
                request_animation_frame(|| _ = dom::focus("rollout-said"));
            }
        });
    };
    view! {
        <h3>"What comes next"</h3>
        <WayBack />
        <ul class="rollout__next">
            <li>
                "What the new release wrote meanwhile stays. "
                <button class="button" type="button" on:click=on(take_over)>"Take the times over into the damage window"</button>
            </li>
            <li>
                {while_wanted(move || kept.get(), || view! { "A follow-up is kept: find out why." }.into_any())}
                {while_wanted(move || !kept.get(), move || view! {
                    "Nobody has promised to find out why. "
                    <button class="button" type="button" on:click=on(keep)>"Keep it as a follow-up"</button>
                }.into_any())}
            </li>
        </ul>
        <p class="quiet" id="rollout-said" tabindex="-1" role="status">{live(move || said.get())}</p>
        <Decide />
    }
    .into_any()
}
