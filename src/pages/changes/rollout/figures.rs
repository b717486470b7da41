//! The figures of one metric at one stage: a field for each side. They are written once typing rests, so that the gate answers while
//! one types; a table of both sides is taken apart.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::course::Course;
use super::field::Field;
use super::turns::at_once;
use crate::domain::change::rollout::{Form, GateLine, NotFigures, NotJudged, Sides};
use crate::domain::record::kind;
use crate::platform::dom;
use crate::ui::{live, memo};

use super::super::kept::Kept;

/// For how long typing rests before figures are written.
const REST_MILLIS: i32 = 600;

/// Both sides, as records name them and as people do.
const SIDES: [(&str, &str); 2] = [("baseline", "Baseline"), ("canary", "Canary")];

#[component]
pub(super) fn Figures(
    /// The stage, by its share.
    percent: u32,
    /// The metric, by its name.
    name: String,
    /// What the gate says of it.
    line: Memo<Option<GateLine>>,
) -> impl IntoView {
    let course = Course::expect();
    let change = course.change;
    let metric = StoredValue::new(name.clone());
    let attempt = course.spread.with_untracked(|spread| spread.attempts);
    let form = live(move || line.with(|line| line.as_ref().map_or(Form::Readings, |line| line.form)));
    let keep = move |side: &'static str| {
        let stands = memo(move || {
            let readings = change.with(|says| change.readings(says));
            let reading = readings
                .into_iter()
                .rev()
                .map(|held| held.says)
                .find(|says| says.stage == percent && metric.with_value(|name| says.metric == *name));
            reading.map(|says| if side == "baseline" { says.baseline } else { says.canary }).unwrap_or_default()
        });
        let editor = format!("change-figures-{attempt}-{percent}-{name}-{side}");
        let put =
            move |text: String| metric.with_value(|metric| change.measure(percent, metric, &[(side, text.as_str())]));
        (stands, Kept::put_by(change, &editor, stands.into(), put))
    };
    let both = SIDES.map(|(side, _)| keep(side));
    let [(_, baseline), (_, canary)] = both;
    let turn = StoredValue::new(0_u32);
    // A table that names both sides, or why it cannot be read.
    let not_taken = RwSignal::new(None::<String>);
    let typed = move |kept: Kept, text: String| {
        not_taken.set(None);
        match Sides::read(&text, form.get_untracked()) {
            Ok(Some(sides)) => {
                let (first, second) = (sides.baseline.trim_end().to_owned(), sides.canary.trim_end().to_owned());
                let texts = [("baseline", first.as_str()), ("canary", second.as_str())];
                if metric.with_value(|metric| change.measure(percent, metric, &texts)) {
                    baseline.take_over(&first);
                    canary.take_over(&second);
                    return;
                }
                kept.input(text);
            }
            Ok(None) => kept.input(text),
            Err(why) => {
                let names_both = |side: &str| dom::lower_case(&text).contains(side);
                if SIDES.iter().all(|(side, _)| names_both(side)) {
                    not_taken.set(Some(format!("Could not {why}.")));
                }
                kept.input(text);
            }
        }
        let of = turn.with_value(|turn| turn.wrapping_add(1));
        turn.set_value(of);
        spawn_local(async move {
            dom::sleep(REST_MILLIS).await;
            if turn.try_get_value() == Some(of) {
                baseline.save();
                canary.save();
            }
        });
    };
    let fields = SIDES.iter().zip(both).map(|((side, label), (stands, kept))| {
        let side = *side;
        let refused = live(move || {
            if let Some(why) = not_taken.get().filter(|_| stands.with(|text| text.contains('\n'))) {
                return Some(why);
            }
            // Of a side that nobody has filled in yet nothing is wrong.
            if stands.with(|text| text.trim().is_empty()) {
                return None;
            }
            line.with(|line| match &line.as_ref()?.judged {
                Err(NotJudged::Baseline(why)) if side == "baseline" => Some(refusal(why)),
                Err(NotJudged::Canary(why)) if side == "canary" => Some(refusal(why)),
                _ => None,
            })
        });
        let hint = match form.get_untracked() {
            Form::Readings => "120 118 131 …",
            Form::Counts => "12 of 3400",
        };
        let field = Field::lines(format!("rollout-{side}-{}", metric.get_value()), *label, hint, 2);
        let input = Callback::new(move |text: String| typed(kept, text));
        field.draw_kept(kept, refused, input, Callback::new(move |()| _ = kept.save()))
    });
    let record = metric.with_value(|metric| change.reading_record(attempt, percent, metric));
    let first = format!("rollout-baseline-{}", metric.get_value());
    view! {
        <div class="gate__sides">
            {fields.collect::<Vec<AnyView>>()}
            {at_once(change, kind::READING, record, first)}
        </div>
    }
    .into_any()
}

fn refusal(why: &NotFigures) -> String {
    format!("Could not {why}.")
}
