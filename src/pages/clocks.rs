//! How long it has taken so far: the clocks beside the roles, and all of them in one list. Drawn as panels.
//!
//! Only this ticks, and nothing is counted here: at every tick, and whenever the page is looked at again, each clock is read
//! at the moment that the device's clock shows.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::panels::{Asked, Which};
use super::when;
use crate::domain::entry::{Entry, Phase, Says};
use crate::domain::harm;
use crate::domain::id::RecordId;
use crate::domain::tempo::{Elapsed, Stopwatch, Tempo};
use crate::domain::time::Instant;
use crate::platform::{clock, dom};
use crate::state::{Commands, OpenIncident, Team};
use crate::ui::{Icon, Modal, drawn, effect, live, memo, on, while_wanted};

/// How long a clock that a correction has moved shows that it was moved.
const FLASH_MILLIS: i32 = 1_500;

/// How many entries a clock names as those it was read off.
const MOST_NAMED: usize = 4;

/// The moment that clocks show: moved on every second while one of them runs, and at once when the page is looked at again,
/// which may be long after it slept.
fn ticking(tempo: Memo<Tempo>) -> RwSignal<Instant> {
    let now = RwSignal::new(clock::now());
    let tick = move || {
        let _ = now.try_set(clock::now());
    };
    let rounds = StoredValue::new(0u32);
    effect(move || {
        tempo.track();
        tick();
        rounds.update_value(|count| *count += 1);
        let round = rounds.get_value();
        // A later round takes over, and a room that was left has none.
        let goes_on = move || {
            rounds.try_get_value() == Some(round)
                && tempo.try_with_untracked(|tempo| tempo.all().any(|one| one.runs_on(clock::now()))) == Some(true)
        };
        spawn_local(async move {
            while goes_on() {
                // Just behind the full second, so that no second is shown twice or left out.
                dom::sleep(1_020 - clock::now().millis().rem_euclid(1000) as i32).await;
                tick();
            }
        });
    });
    for seen_again in ["visibilitychange", "pageshow", "focus"] {
        let listener = window_event_listener_untyped(seen_again, move |_| tick());
        on_cleanup(move || listener.remove());
    }
    now
}

/// One clock as it is shown.
#[derive(Clone, Copy)]
struct Face {
    stopwatch: Memo<Stopwatch>,
    now: RwSignal<Instant>,
    /// How many corrections have moved it a moment ago.
    flashes: RwSignal<u32>,
}

impl Face {
    fn new(stopwatch: Memo<Stopwatch>, now: RwSignal<Instant>) -> Self {
        let this = Self { stopwatch, now, flashes: RwSignal::new(0) };
        let before = StoredValue::new(None::<Stopwatch>);
        effect(move || {
            let after = this.stopwatch.get();
            let before = before.try_update_value(|before| before.replace(after.clone())).flatten();
            let moment = clock::now();
            if before.is_some_and(|before| is_moved(&before.read(moment), &after.read(moment))) {
                this.flash();
            }
        });
        this
    }

    /// The face of one of these stopwatches.
    fn of(tempo: Memo<Tempo>, now: RwSignal<Instant>, pick: fn(&Tempo) -> &Stopwatch) -> Self {
        Self::new(memo(move || tempo.with(|tempo| pick(tempo).clone())), now)
    }

    fn flash(self) {
        self.flashes.update(|count| *count += 1);
        spawn_local(async move {
            dom::sleep(FLASH_MILLIS).await;
            let _ = self.flashes.try_update(|count| *count -= 1);
        });
    }

    fn elapsed(self) -> Elapsed {
        self.stopwatch.with(|stopwatch| stopwatch.read(self.now.get()))
    }

    /// What the clock shows, which is told to nobody as it ticks.
    fn value(self) -> AnyView {
        let text = memo(move || self.elapsed().to_string());
        let state = memo(move || match self.elapsed() {
            Elapsed::Running(_) => "running",
            Elapsed::Stopped(_) => "stopped",
            Elapsed::Ahead(_) => "ahead",
            Elapsed::Not(_) => "not",
        });
        view! {
            <span
                class="clock__value"
                role="timer"
                aria-live="off"
                data-state=live(move || state.get())
                data-changed=live(move || (self.flashes.get() > 0).then_some("true"))
            >{live(move || text.get())}</span>
        }
        .into_any()
    }

    fn is_over(self) -> bool {
        matches!(self.elapsed(), Elapsed::Stopped(_))
    }
}

/// True where a correction has moved a clock, which ticking alone does not.
fn is_moved(before: &Elapsed, after: &Elapsed) -> bool {
    before.seconds().unwrap_or_default().abs_diff(after.seconds().unwrap_or_default()) > 1
}

/// Where a clock comes from, in words: the entries it was read off, or why it is not computable.
fn origin(open: OpenIncident, stopwatch: &Stopwatch) -> String {
    if let Err(why) = &stopwatch.counts {
        return format!("Not computable because {why}.");
    }
    let mut named: Vec<String> = open.with(|reading| {
        let entries = stopwatch.entries.iter().take(MOST_NAMED).filter_map(|id| reading.entries.get(id));
        entries.map(|entry| named(open, entry)).collect()
    });
    if let Some(others) = stopwatch.entries.len().checked_sub(MOST_NAMED).filter(|others| *others > 0) {
        named.push(format!("{others} more"));
    }
    format!("Read off {}.", named.join("; "))
}

/// An entry by its time and its first words.
fn named(open: OpenIncident, entry: &Entry) -> String {
    let words = entry.said.text.lines().next().unwrap_or_default();
    let kind = match &entry.said.says {
        Says::Impact { impact, .. } => format!("impact {}", impact.as_str()),
        Says::Phase { phase } => phase.as_str().to_owned(),
        Says::Severity { severity } => severity.clone(),
        says => says.kind().to_owned(),
    };
    let words = if words.is_empty() { kind } else { format!("{kind} “{words}”") };
    match entry.precise() {
        Some(at) => format!("{}, {words}", open.zone().with(|zone| when::short(at, zone))),
        None => words,
    }
}

/// The harm that goes on now, in words; empty where there is none or nobody said whom it meets.
fn harm_now(open: OpenIncident) -> String {
    open.with(|reading| {
        let lasting = reading.incident.impacts.iter().filter(|window| window.ended.is_none());
        let entries = lasting.filter_map(|window| reading.entries.get(&window.began));
        let words: Vec<String> = entries.map(|entry| harm::in_words(entry)).filter(|words| !words.is_empty()).collect();
        words.join("; ")
    })
}

/// The clocks that are always in sight.
#[component]
pub(super) fn Clocks() -> impl IntoView {
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    let tempo = memo(move || open.with(|reading| Tempo::of(&reading.incident, &[])));
    let now = ticking(tempo);
    let impact = Face::of(tempo, now, |tempo| &tempo.impact);
    let phase = Face::of(tempo, now, |tempo| &tempo.phase);
    let detected = Face::of(tempo, now, |tempo| &tempo.detected);
    let clock = move |name: &'static str, face: Face, label: fn(bool) -> &'static str| {
        let is_over = memo(move || face.is_over());
        let from = memo(move || face.stopwatch.with(|stopwatch| origin(open, stopwatch)));
        view! {
            <span class="clock" data-clock=name title=live(move || from.get())>
                <span class="clock__label">{live(move || label(is_over.get()))}</span>
                " "
                {face.value()}
                <span class="hidden">" "{live(move || from.get())}</span>
            </span>
        }
    };
    // Whoever points at a clock is told why it shows nothing; this is for whoever comes to the button by keys.
    let why_not = memo(move || {
        let faces = [("Impact so far", impact), ("In this phase", phase), ("Since detection", detected)];
        let missing = faces.into_iter().filter(|(_, face)| face.stopwatch.with(|stopwatch| stopwatch.counts.is_err()));
        let lines = missing.map(|(label, face)| {
            let why = face.stopwatch.with(|stopwatch| origin(open, stopwatch));
            format!("{label}: {why}")
        });
        lines.collect::<Vec<_>>().join("\n")
    });
    let harm = memo(move || harm_now(open));
    // How long it has been over is no figure of the incident.
    let is_over =
        memo(move || open.with(|reading| matches!(reading.incident.phase(), Some(Phase::Resolved | Phase::Closed))));
    view! {
        // Keys have the button; all of it is one for whoever points.
        <div class="clocks" role="group" aria-label="Clocks" on:click=on(move |_: leptos::ev::MouseEvent| asked.ask(Which::ClockList))>
            {while_wanted(move || harm.with(|words| !words.is_empty()), move || view! {
                <span class="clocks__harm"><span class="hidden">"Harmed now: "</span>{live(move || harm.get())}</span>
            }.into_any())}
            {clock("impact", impact, |is_over| if is_over { "Impact in all" } else { "Impact so far" })}
            {while_wanted(move || !is_over.get(), move || clock("phase", phase, |_| "In this phase").into_any())}
            {clock("detected", detected, |is_over| if is_over { "Detected to resolved" } else { "Since detection" })}
            <button class="clocks__all" title="All clocks">
                <Icon name="history" /><span class="hidden">"All clocks"</span>
            </button>
            <span class="clocks__why" aria-hidden="true">{live(move || why_not.get())}</span>
        </div>
    }
    .into_any()
}

/// Every clock, and where it comes from.
#[component]
pub(super) fn ClockList() -> impl IntoView {
    Commands::expect().let_go();
    let (open, asked) = (OpenIncident::expect(), Asked::expect());
    let team = Team::new(open.workbench());
    let tempo = memo(move || {
        let levels = team.lists().get().unwrap_or_default().severities();
        let worst_first: Vec<String> = levels.into_iter().map(|level| level.name).collect();
        open.with(|reading| Tempo::of(&reading.incident, &worst_first))
    });
    let now = ticking(tempo);
    let row = move |label: String, face: Face| {
        view! {
            <div class="clock-list__row">
                <dt>{label}</dt>
                <dd>
                    {face.value()}
                    <p class="quiet">{live(move || face.stopwatch.with(|stopwatch| origin(open, stopwatch)))}</p>
                </dd>
            </div>
        }
        .into_any()
    };
    let of = move |pick| Face::of(tempo, now, pick);
    let names =
        memo(move || tempo.with(|tempo| tempo.severities.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()));
    let severity = move |name: &str| {
        let name = name.to_owned();
        let nothing = Stopwatch { counts: Ok(Vec::new()), entries: Vec::<RecordId>::new() };
        let stopwatch = memo(move || {
            tempo.with(|tempo| {
                let found = tempo.severities.iter().find(|(other, _)| *other == name);
                found.map_or_else(|| nothing.clone(), |(_, stopwatch)| stopwatch.clone())
            })
        });
        Face::new(stopwatch, now)
    };
    view! {
        <Modal label="Clocks" class="clock-list" on_close=move |()| asked.close()>
            <h1>"How long so far"</h1>
            <p class="quiet">"Each is read off the entries named below it. Correct the time of one, and the clock follows."</p>
            <dl>
                {row("Impact: time with harm".to_owned(), of(|tempo| &tempo.impact))}
                {row("In this phase".to_owned(), of(|tempo| &tempo.phase))}
                {row("Since detection, until resolved".to_owned(), of(|tempo| &tempo.detected))}
                {row("Since declared, until resolved".to_owned(), of(|tempo| &tempo.declared))}
                {drawn(move || names.get().into_iter().map(|name| row(name.to_ascii_uppercase(), severity(&name))).collect_view().into_any())}
            </dl>
            <p>
                <button class="button" autofocus on:click=on(move |_| asked.close())>"Close"</button>
                <button class="button" on:click=on(move |_| asked.ask(Which::Impact))>"Impact: say when harm began or ended "<kbd>"c"</kbd></button>
            </p>
        </Modal>
    }
    .into_any()
}
