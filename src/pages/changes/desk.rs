//! What the parts of a change's page share: the change, its scripts as they are typed, and what the review says of them.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::change::{
    Change, DOWN, Guess, Migration, Picked, PlanStep, Reviewed, Sorted, UP, guess, version_in,
};
use crate::domain::rollback::{About, Answer, Dialect, Habits, Question, Server};
use crate::platform::dom;
use crate::state::{Commands, OpenChange, ReviewProgress, Reviewing, StepPromises};
use crate::text::rollback::ask::Request;
use crate::text::rollback::paper::{Paper, Printed};
use crate::ui::{effect, memo};

/// The last review, and the script that its ranges are those of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answered {
    /// The script.
    pub(super) script: String,
    /// What is to be said of it.
    pub(super) reviewed: Arc<Reviewed>,
}

/// From how many bytes on a script is reviewed when typing rests, and not at every key: what it says is drawn in the same thread
/// in which the keys arrive.
const LONG: usize = 8 * 1024;

/// For how long typing has to rest then.
const REST_MILLIS: i32 = 150;

/// How long what is shown may be about another text before it is dimmed: most reviews are there before, and nothing flickers.
const BEHIND_MILLIS: i32 = 300;

/// What a review hangs on.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    up: String,
    down: String,
    /// The dialect and the version that somebody said.
    said: (Option<String>, Option<String>),
    in_transaction: bool,
    habits: Habits,
    answers: Vec<Answer>,
    picked: Vec<Picked>,
    /// What goes out with it, where it is to go out.
    paper: Option<Paper>,
}

impl Wanted {
    fn of(change: &Change, up: String, down: String, is_going_out: bool) -> Self {
        let about = &change.about;
        let answer = |question: &str, subject: &Option<String>, is_yes: bool, evidence: &str| {
            Some(Answer {
                question: Question::of(question)?,
                subject: subject.clone(),
                is_yes,
                evidence: evidence.to_owned(),
            })
        };
        let settled = change.settled.iter().filter(|held| !change.is_contested(held.id)).map(|held| &held.says);
        Self {
            said: (about.dialect.clone(), about.target.clone()),
            in_transaction: about.in_transaction,
            habits: Habits { selects_stars: about.selects_all, inserts_by_position: about.inserts_by_position },
            answers: settled
                .filter_map(|says| answer(&says.question, &says.subject, says.is_yes, &says.evidence))
                .collect(),
            picked: change.picked.iter().map(|held| held.says.clone()).collect(),
            paper: is_going_out.then(|| Paper::of(change)),
            up,
            down,
        }
    }
}

/// The server that a script is for: as somebody said, or as it is guessed.
fn server_for((dialect, target): (Option<&str>, Option<&str>), guessed: Guess) -> Server {
    let said = dialect.and_then(Dialect::of);
    let dialect = said.or_else(|| Dialect::of(guessed.dialect)).unwrap_or_default();
    let version = target.and_then(version_in);
    Server { dialect, version: version.unwrap_or(dialect.usual_version()) }
}

/// The desk of the change that is shown.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) change: OpenChange,
    pub(super) commands: Commands,
    /// The scripts as they are typed.
    pub(super) up: RwSignal<String>,
    pub(super) down: RwSignal<String>,
    /// What a file brings, and for which direction.
    brought: RwSignal<Vec<(&'static str, String)>>,
    /// A migration that would replace what is written.
    pub(super) offered: RwSignal<Option<Migration>>,
    reviewing: Reviewing,
    answered: Memo<Option<Arc<Answered>>>,
    /// The steps of all plans. Most keys change none of them.
    pub(super) plan: Memo<Vec<Arc<PlanStep>>>,
    /// The script that was looked at last: as it is typed, or, of a long one, as it stood when typing rested.
    looked_at: RwSignal<String>,
    /// The server that it looks made for.
    pub(super) guessed: Memo<Guess>,
    /// The follow-ups that its steps became.
    pub(super) promises: StepPromises,
    /// Whether the ways out lie over the page.
    pub(super) is_going_out: RwSignal<bool>,
    is_stale: Memo<bool>,
    is_behind: RwSignal<bool>,
    is_written: Memo<bool>,
    /// True once the person at the keyboard has changed something that the review hangs on.
    has_acted: StoredValue<bool>,
}

impl Desk {
    /// Provides it, and lets what is typed be reviewed.
    pub(super) fn provide(change: OpenChange) -> Self {
        let reviewing = Reviewing::new();
        let said = change.get_untracked();
        let (up, down) = (RwSignal::new(said.script(UP).to_owned()), RwSignal::new(said.script(DOWN).to_owned()));
        let answered = memo(move || {
            let shown = reviewing.shown().get()?;
            let reviewed = match shown.picks.is_empty() {
                true => shown.reviewed.clone(),
                false => Arc::new(Reviewed::clone(&shown.reviewed).with_picks(shown.picks.clone())),
            };
            Some(Arc::new(Answered { script: shown.request.script.clone(), reviewed }))
        });
        let is_empty = move || up.with(|up| up.trim().is_empty()) && change.with(|change| change.picked.is_empty());
        let plan = memo(move || {
            let answered = answered.get().filter(|_| !is_empty());
            answered.map(|answered| answered.reviewed.plan.clone()).unwrap_or_default()
        });
        let looked_at = RwSignal::new(String::new());
        let guessed = memo(move || looked_at.with(|script| guess(script)));
        let has_acted = StoredValue::new(false);
        let (commands, brought, offered) = (Commands::expect(), RwSignal::new(Vec::new()), RwSignal::new(None));
        let is_resting = RwSignal::new(false);
        let is_stale = memo(move || {
            let is_of_another =
                answered.with(|answered| answered.as_ref().is_some_and(|one| up.with(|up| *up != one.script)));
            is_of_another || is_resting.get() || reviewing.progress().get() != ReviewProgress::Done
        });
        let is_written = memo(move || {
            change.with(|change| up.with(|up| change.script(UP) == up) && down.with(|down| change.script(DOWN) == down))
        });
        let (promises, is_going_out) = (StepPromises::new(change), RwSignal::new(false));
        let is_behind = RwSignal::new(false);
        let since = StoredValue::new(0_u32);
        effect(move || {
            let of = since.with_value(|since| since.wrapping_add(1));
            since.set_value(of);
            if !is_stale.get() {
                return is_behind.set(false);
            }
            spawn_local(async move {
                dom::sleep(BEHIND_MILLIS).await;
                if since.try_get_value() == Some(of) {
                    is_behind.set(true);
                }
            });
        });
        let this = Self {
            change,
            commands,
            up,
            down,
            brought,
            offered,
            reviewing,
            answered,
            plan,
            looked_at,
            guessed,
            promises,
            is_going_out,
            is_stale,
            is_behind,
            is_written,
            has_acted,
        };
        provide_context(this);
        let wanted = memo(move || change.with(|change| Wanted::of(change, up.get(), down.get(), is_going_out.get())));
        let ask = move |wanted: Wanted| {
            let Wanted { up, down, said, in_transaction, habits, answers, picked, paper } = wanted;
            looked_at.set(up.clone());
            let server = server_for((said.0.as_deref(), said.1.as_deref()), guessed.get_untracked());
            let down = Some(down).filter(|down| !down.trim().is_empty());
            let about = About { server, in_transaction, habits, ansi_quotes: false, answers };
            reviewing.ask_for(Request { number: 0, since: 0, script: up, down, about, picked, paper });
        };
        let turn = StoredValue::new(0_u32);
        effect(move || {
            let now = wanted.get();
            let of = turn.with_value(|turn| turn.wrapping_add(1));
            turn.set_value(of);
            if now.up.trim().is_empty() && now.picked.is_empty() {
                return looked_at.set(now.up);
            }
            if now.up.len() < LONG || answered.with_untracked(Option::is_none) {
                is_resting.set(false);
                return ask(now);
            }
            is_resting.set(true);
            spawn_local(async move {
                dom::sleep(REST_MILLIS).await;
                if turn.try_get_value() == Some(of) {
                    is_resting.set(false);
                    ask(now);
                }
            });
        });
        effect(move || this.keep_outcome());
        this
    }

    /// The server that the script is reviewed for.
    pub(super) fn server(self) -> Server {
        let guessed = self.guessed.get();
        self.change.with(|change| {
            let about = &change.about;
            server_for((about.dialect.as_deref(), about.target.as_deref()), guessed)
        })
    }

    /// The script that was looked at last.
    pub(super) fn looked_at(self) -> RwSignal<String> {
        self.looked_at
    }

    /// From any component of the page.
    pub(super) fn expect() -> Self {
        expect_context()
    }

    /// What the last review says; none while there is neither a script nor anything picked.
    pub(super) fn answered(self) -> Signal<Option<Arc<Answered>>> {
        let answered = self.answered;
        Signal::derive(move || answered.get().filter(|_| !self.is_empty()))
    }

    /// True while there is neither a script nor anything picked.
    pub(super) fn is_empty(self) -> bool {
        self.up.with(|up| up.trim().is_empty()) && self.change.with(|change| change.picked.is_empty())
    }

    /// The review as it goes out, once it is written for what stands there now.
    pub(super) fn printed(self) -> Option<Printed> {
        let is_done = self.progress().get() == ReviewProgress::Done;
        self.reviewing.shown().with(|shown| shown.as_ref().filter(|_| is_done)?.printed.clone())
    }

    /// True while what is shown is not about what stands there now.
    pub(super) fn is_stale(self) -> Memo<bool> {
        self.is_stale
    }

    /// True once that has lasted so long that it is to be seen.
    pub(super) fn is_behind(self) -> RwSignal<bool> {
        self.is_behind
    }

    /// What the review says of what stands there now; none while it is under way.
    pub(super) fn current(self) -> Option<Arc<Answered>> {
        self.answered().get().filter(|_| !self.is_stale.get())
    }

    /// True while the scripts stand in the log as they stand in their fields. Only of such can one say what was signed.
    pub(super) fn is_written(self) -> Memo<bool> {
        self.is_written
    }

    /// How far the review is.
    pub(super) fn progress(self) -> Signal<ReviewProgress> {
        self.reviewing.progress()
    }

    /// Tries a review again that has failed.
    pub(super) fn retry(self) {
        self.reviewing.retry();
    }

    /// A file brings this script.
    fn bring(self, direction: &'static str, text: String) {
        self.brought.update(|brought| brought.push((direction, text)));
    }

    /// Takes a migration in. What would replace something that is written waits until somebody has said so.
    pub(super) fn offer(self, migration: Migration) {
        let replaces = |text: &Option<String>, written: RwSignal<String>| {
            let is_other =
                |text: &String| written.with_untracked(|written| !written.trim().is_empty() && written != text);
            text.as_ref().is_some_and(is_other)
        };
        let Sorted { up, down } = &migration.scripts;
        if replaces(up, self.up) || replaces(down, self.down) {
            self.offered.set(Some(migration));
        } else {
            self.take(migration);
        }
    }

    /// Takes a migration in, whatever is written.
    pub(super) fn take(self, migration: Migration) {
        let Migration { name, scripts } = migration;
        let has_title = !self.change.get_untracked().about.title.trim().is_empty();
        if scripts.up.is_some() && !has_title && !name.is_empty() {
            self.change.set_one("title", name.into());
        }
        for (direction, text) in [(UP, scripts.up), (DOWN, scripts.down)] {
            if let Some(text) = text {
                self.bring(direction, text);
            }
        }
    }

    /// What a file brings for that direction, once.
    pub(super) fn take_brought(self, direction: &'static str) -> Option<String> {
        let is_for = |(wanted, _): &(&'static str, String)| *wanted == direction;
        let place = self.brought.with(|brought| brought.iter().position(is_for))?;
        self.brought.try_update(|brought| brought.remove(place).1)
    }

    /// The person at the keyboard has changed something: what comes of it is kept.
    pub(super) fn has_acted(self) {
        self.has_acted.set_value(true);
    }

    /// Keeps what the review says, once it is about what is written.
    fn keep_outcome(self) {
        let is_done = self.progress().get() == ReviewProgress::Done;
        let Some(answered) = self.answered.get().filter(|_| is_done) else { return };
        let is_of_it = self.is_written.get() && !self.is_stale.get();
        let outcome = self.change.with(|change| is_of_it.then(|| answered.reviewed.outcome(change)));
        if let Some(outcome) = outcome.filter(|_| self.has_acted.get_value()) {
            self.change.keep_outcome(&outcome);
        }
    }
}
