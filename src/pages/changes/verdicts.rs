//! The three answers at a glance: whether one can roll back, what waits meanwhile, and what comes back. Each with one sentence
//! that says why.

use leptos::prelude::*;

use super::desk::Desk;
use crate::domain::change::{Change, Reviewed, ReviewedStatement};
use crate::state::{Notice, ReviewProgress};
use crate::ui::{drawn, live, on};

/// One answer.
struct Axis {
    asks: &'static str,
    /// How it stands: `good`, `wait` or `harm`.
    tone: &'static str,
    says: &'static str,
    why: String,
}

/// A sentence with the line it is about.
fn at_line(statement: Option<&ReviewedStatement>, words: impl Fn(&ReviewedStatement) -> String) -> String {
    let told = |statement: &ReviewedStatement| match statement.line {
        // What is picked by hand stands on no line.
        0 => format!("Beside the script: {}", words(statement)),
        line => format!("Line {line}: {}", words(statement)),
    };
    statement.map_or_else(String::new, told)
}

/// How a half of the answer stands, in a word.
fn half(word: &str) -> &'static str {
    match word {
        "no" => "break",
        "depends" => "depend",
        _ => "hold",
    }
}

fn rollback(reviewed: &Reviewed, change: &Change) -> Axis {
    let worst = || at_line(reviewed.worst(), |statement| statement.why.clone());
    let (tone, says, why) = match reviewed.verdict.as_str() {
        "safe" => (
            "good",
            "Safe",
            "The previous release keeps working after this has run and the new one has written.".to_owned(),
        ),
        "depends" => {
            let open = reviewed.open(change).count();
            let asks = match open {
                0 => String::new(),
                1 => "One question decides. ".to_owned(),
                count => format!("{count} questions decide. "),
            };
            ("wait", "It depends", asks + &worst())
        }
        "error" => ("harm", "Would fail", worst()),
        _ => ("harm", "Unsafe", worst()),
    };
    Axis { asks: "If we roll the code back", tone, says, why }
}

fn locks(reviewed: &Reviewed) -> Axis {
    let lock = |statement: &ReviewedStatement| statement.lock.clone().filter(|lock| !lock.is_empty());
    let (tone, says, why) = match (reviewed.lock_hazard, reviewed.locking()) {
        (true, statement) => {
            let why = at_line(statement, |statement| {
                let long = "It lasts as long as the work on the table takes.";
                let lasts = statement.hazard.clone().unwrap_or_else(|| long.to_owned());
                lock(statement).map_or(lasts.clone(), |lock| format!("{lock}. {lasts}"))
            });
            ("harm", "Keeps others waiting", why)
        }
        (false, Some(statement)) => {
            let named = lock(statement).unwrap_or_default();
            let why = at_line(Some(statement), |_| {
                format!("{named}, for a moment. Set a lock timeout: whoever waits for it makes everybody behind wait.")
            });
            ("good", "Brief", why)
        }
        (false, None) => ("good", "Nobody waits", "It takes no lock that anybody notices.".to_owned()),
    };
    Axis { asks: "While it runs", tone, says, why }
}

fn way_back(reviewed: &Reviewed) -> Axis {
    let what = |word: &'static str| {
        at_line(reviewed.destroying(), |statement| {
            format!("{} {word}", statement.change_types.join(", ").replace('_', " "))
        })
    };
    let (tone, says, why) = match reviewed.reversal.as_str() {
        "impossible" => ("harm", "No way back", what("destroys what was there, or has no inverse.")),
        "lossy" => (
            "wait",
            "Loses data",
            what("can be taken back, but what the new release has written is lost, or stands in the way."),
        ),
        _ => ("good", "Lossless", "What it does can be taken back, and nothing is lost.".to_owned()),
    };
    Axis { asks: "Taking it back", tone, says, why }
}

#[component]
pub(super) fn Verdicts() -> impl IntoView {
    let desk = Desk::expect();
    let axes = move || {
        let Some(answered) = desk.answered().get() else { return ().into_any() };
        let reviewed = &answered.reviewed;
        let axes = desk.change.with(|change| [rollback(reviewed, change), locks(reviewed), way_back(reviewed)]);
        let halves = format!(
            "Old writes {} · old reads {}",
            half(reviewed.worst_of(|statement| &statement.old_writes)),
            half(reviewed.worst_of(|statement| &statement.old_reads)),
        );
        let mut halves = Some(halves);
        let axes = axes.map(|Axis { asks, tone, says, why }| {
            view! {
                <div class="axis" data-tone=tone>
                    <dt>{asks}</dt>
                    <dd>
                        <strong class="axis__says">{says}</strong>
                        {halves.take().map(|halves| view! { <span class="axis__halves">{halves}</span> })}
                        <span class="axis__why">{why}</span>
                    </dd>
                </div>
            }
            .into_any()
        });
        view! { <dl class="axes">{axes.into_iter().collect_view()}</dl> }.into_any()
    };
    // One sentence for those who do not see it: told again only where it changes.
    let told = move || {
        desk.answered().get().map(|answered| {
            let reviewed = &answered.reviewed;
            desk.change.with(|change| {
                let axes = [rollback(reviewed, change), locks(reviewed), way_back(reviewed)];
                axes.map(|axis| format!("{}: {}.", axis.asks, axis.says)).join(" ")
            })
        })
    };
    view! {
        {drawn(axes)}
        <p class="hidden" role="status">{live(told)}</p>
        {drawn(move || progress(desk))}
    }
    .into_any()
}

/// Why there is no review, and what can be done about it.
fn progress(desk: Desk) -> AnyView {
    match desk.progress().get() {
        ReviewProgress::Loading => view! { <p class="quiet">"Loading the review …"</p> }.into_any(),
        ReviewProgress::Failed(failure) => {
            let notice = Notice::not_reviewed(failure);
            view! {
                <div class="notice" data-tone=notice.tone.as_str() role="alert">
                    <p>{notice.text}</p>
                    {failure.may_be_retried().then(|| view! {
                        <button class="button" type="button" on:click=on(move |_| desk.retry())>"Try the review again"</button>
                    })}
                </div>
            }
            .into_any()
        }
        ReviewProgress::Resting | ReviewProgress::Busy | ReviewProgress::Done => ().into_any(),
    }
}
