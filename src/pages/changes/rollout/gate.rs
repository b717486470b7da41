//! The gate on paper: for each metric the figures of both sides, typed or pasted, and what follows from them by a test that is named.

use leptos::prelude::*;

use super::course::Course;
use super::figures::Figures;
use super::now::call;
use crate::domain::change::rollout::{GateLine, Judged, NotJudged, Standing, number};
use crate::platform::dom;
use crate::ui::{drawn, keyed, live, memo, on, while_wanted};

#[component]
pub(super) fn GateTable() -> impl IntoView {
    let course = Course::expect();
    let percent = memo(move || course.gate.with(|gate| gate.as_ref().map(|(percent, _)| *percent)));
    // Figures are entered as long as its stage lasts.
    let is_open = memo(move || matches!(course.standing(), Standing::At { .. }));
    let keys = move || {
        let attempt = course.spread.with(|spread| spread.attempts);
        let names = course.gate.with(|gate| {
            let (percent, gate) = gate.as_ref()?;
            Some(gate.lines.iter().map(|line| format!("{attempt}:{percent}:{}", line.name)).collect::<Vec<_>>())
        });
        let mut names = names.unwrap_or_default();
        names.dedup();
        names
    };
    while_wanted(
        move || percent.get().is_some(),
        move || {
            let title = live(move || percent.get().map(|percent| format!("Gate at {percent} %")));
            let advice = live(move || match is_open.get() {
                true => {
                    "Enter the figures of the same minutes for both sides: readings without their unit, one for each minute and instance, or counts such as 12 of 3400. A table (CSV) that names baseline and canary may be pasted into either field, and fills both."
                }
                false => "The figures of the stage at which it was rolled back.",
            });
            view! {
                <section class="gate" aria-labelledby="rollout-gate">
                    <header class="gate__head">
                        <h3 id="rollout-gate" tabindex="-1">{title}</h3>
                        {drawn(move || course.gate.with(|gate| gate.as_ref().map(|(_, gate)| call(gate.call))).into_any())}
                        <button class="link" type="button" on:click=on(|_| dom::unfold("rollout-metric-add"))>"Change metrics and limits"</button>
                    </header>
                    <p class="quiet">{advice}</p>
                    <div class="gate__lines">{keyed(keys, move |key| row(course, &key))}</div>
                </section>
            }
            .into_any()
        },
    )
}

fn row(course: Course, key: &str) -> AnyView {
    let mut parts = key.splitn(3, ':').skip(1);
    let percent: u32 = parts.next().and_then(|percent| percent.parse().ok()).unwrap_or_default();
    let name = parts.next().unwrap_or_default().to_owned();
    let wanted = StoredValue::new(name.clone());
    let line: Memo<Option<GateLine>> = memo(move || {
        course.gate.with(|gate| {
            let (_, gate) = gate.as_ref()?;
            wanted.with_value(|name| gate.lines.iter().find(|line| line.name == *name).cloned())
        })
    });
    let title = live(move || line.with(|line| line.as_ref().map(|line| line.title.clone())));
    let limits = live(move || {
        line.with(|line| {
            let limits = line.as_ref().map(|line| line.limits.clone()).unwrap_or_default();
            if limits.is_empty() { "no limit".to_owned() } else { limits }
        })
    });
    let verdict = move || line.with(|line| line.as_ref().map(said)).into_any();
    view! {
        <div class="gate__line" role="group" aria-label=title>
            <div class="gate__what"><b>{title}</b><span class="quiet">{limits}</span></div>
            <Figures percent name line />
            <div class="gate__says" role="status">{drawn(verdict)}</div>
        </div>
    }
    .into_any()
}

/// What is said of a metric.
fn said(line: &GateLine) -> AnyView {
    match &line.judged {
        Ok(judged) => view! {
            <p>{call(judged.call)}" "{judged.why.clone()}</p>
            <p class="quiet gate__test">{test(line, judged)}</p>
        }
        .into_any(),
        Err(NotJudged::NotMeasured(_)) => view! { <p class="quiet">"No figures yet."</p> }.into_any(),
        Err(NotJudged::Metric(why)) => view! { <p class="refusal">{format!("Could not {why}.")}</p> }.into_any(),
        // The reason stands at its field.
        Err(NotJudged::Baseline(_) | NotJudged::Canary(_)) => {
            view! { <p class="quiet">"Not judged: it wants figures of both sides."</p> }.into_any()
        }
    }
}

/// What the answer rests on.
fn test(line: &GateLine, judged: &Judged) -> String {
    let figure = |value: f64| format!("{} {}", number::print(value), line.unit).trim_end().to_owned();
    let p = number::probability(judged.tested.p);
    let p = if p.starts_with('<') { format!("p {p}") } else { format!("p = {p}") };
    format!(
        "{}{} → {} · {}, one-sided · n {} / {} · {p} · {}",
        line.form.typical(),
        figure(judged.baseline),
        figure(judged.canary),
        judged.tested.test.name(),
        judged.n_baseline,
        judged.n_canary,
        judged.effect(line.form)
    )
}
