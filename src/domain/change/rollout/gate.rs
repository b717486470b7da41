//! The gate on paper: from the figures of both sides to promote, wait or roll back, with everything that the answer rests on.
//!
//! Going back wants two things: a limit that was written down is crossed, and the test says that this is no chance. A test alone
//! would stop one good release in twenty for each metric; a limit alone would stop a release for what the baseline does as well.
//! Going on wants enough figures, for where few say nothing, nothing was shown; and what is far worse within its limits is for a
//! person.

use super::figures::{Figures, Form, NotFigures};
use super::metric::{Better, Metric, NotAMetric};
use super::number;
use super::record::{ReadingRecord, RolloutRecord};
use super::statistics::{Share, Side, Tested, ranks, shares};
use crate::domain::postmortem::Held;

/// What a gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// Go on to the next stage.
    Promote,
    /// Stay at this one: it cannot be told yet, or a person has to look.
    Wait,
    /// Go back.
    RollBack,
}

impl Call {
    /// All of them, the worst last.
    pub const ALL: [Self; 3] = [Self::Promote, Self::Wait, Self::RollBack];

    /// Its name in the log: a promise.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Promote => "promote",
            Self::Wait => "wait",
            Self::RollBack => "roll_back",
        }
    }

    /// What a person calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Promote => "Promote",
            Self::Wait => "Wait",
            Self::RollBack => "Roll back",
        }
    }
}

/// How unlikely a difference has to be where there is none, for it to count as shown.
pub const LEVEL: f64 = 0.05;

/// The fewest readings of each side with which one goes on. With ten, the test finds a shift by one standard deviation in about
/// two cases out of three.
pub const FEWEST_READINGS: u64 = 10;

/// The fewest that are counted out of, of each side, with which one goes on.
pub const FEWEST_COUNTED: u64 = 100;

/// How many of what is bad one wants to expect at the limit: with fewer, none at all might be seen there.
const EXPECTED: f64 = 5.0;

/// Said where a limit is a multiple of nothing.
const OF_NOUGHT: &str = "A relative limit says nothing of a baseline of 0";

/// Where more than one reading in so many is beyond a limit, their median alone does not go on.
const OFTEN: usize = 10;

/// How far apart two sides are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Hardly at all.
    Negligible,
    /// A little.
    Small,
    /// Clearly.
    Medium,
    /// Very much.
    Large,
}

impl Strength {
    /// That of a Cliff's delta (Romano and others, 2006), or of an odds ratio (Chen, Cohen and Chen, 2010).
    fn of(form: Form, effect: f64) -> Self {
        let (size, bounds) = match form {
            Form::Readings => (effect.abs(), [0.147, 0.33, 0.474]),
            Form::Counts => (effect.max(1.0 / effect), [1.68, 3.47, 6.71]),
        };
        match bounds.iter().filter(|bound| size >= **bound).count() {
            0 => Self::Negligible,
            1 => Self::Small,
            2 => Self::Medium,
            _ => Self::Large,
        }
    }

    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Negligible => "negligible",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

/// A limit that the canary is beyond.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Crossed {
    /// A figure.
    Absolute(f64),
    /// A multiple of the baseline.
    Relative(f64),
}

impl Crossed {
    /// The figure that it sets for a baseline.
    fn figure(self, baseline: f64) -> f64 {
        match self {
            Self::Absolute(limit) => limit,
            Self::Relative(factor) => factor * baseline,
        }
    }

    /// In words, such as “the limit of 1 %”.
    fn named(self, metric: &Metric, baseline: f64) -> String {
        match (self, metric.form) {
            (Self::Absolute(limit), _) => format!("the limit of {}", metric.shown(limit)),
            (Self::Relative(factor), Form::Readings) => {
                format!("{} × the baseline’s median of {}", number::print(factor), metric.shown(baseline))
            }
            (Self::Relative(factor), Form::Counts) => {
                format!("{} × the baseline of {}", number::print(factor), metric.shown(baseline))
            }
        }
    }
}

/// What is said of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What follows.
    pub call: Call,
    /// The baseline in one number: the median, or the share in percent.
    pub baseline: f64,
    /// The canary in one number.
    pub canary: f64,
    /// How many figures the baseline has.
    pub n_baseline: u64,
    /// How many the canary has.
    pub n_canary: u64,
    /// How many each would need before one goes on.
    pub n_wanted: u64,
    /// The test: one-sided, only worse counts.
    pub tested: Tested,
    /// How far apart they are, either way; none where a side has fewer figures than are wanted, which bear no such word.
    pub strength: Option<Strength>,
    /// Limits that are crossed.
    pub crossed: Vec<Crossed>,
    /// Why, in sentences.
    pub why: String,
}

impl Judged {
    /// The effect with its name, such as “Cliff’s delta 0.62, large”; its number alone where there are too few figures.
    pub fn effect(&self, form: Form) -> String {
        let effect = format!("{} {}", effect_name(form), number::print(self.tested.effect));
        match self.strength {
            Some(strength) => format!("{effect}, {}", strength.word()),
            None => effect,
        }
    }
}

/// What the size of a difference is called.
const fn effect_name(form: Form) -> &'static str {
    match form {
        Form::Readings => "Cliff’s delta",
        Form::Counts => "odds ratio",
    }
}

/// Why a metric was not judged, as the end of “Could not …”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotJudged {
    /// Its limits are none.
    #[error(transparent)]
    Metric(#[from] NotAMetric),
    /// The figures of the baseline are none.
    #[error("{0} (baseline)")]
    Baseline(NotFigures),
    /// The figures of the canary are none.
    #[error("{0} (canary)")]
    Canary(NotFigures),
    /// Nobody has entered figures at this stage.
    #[error("judge {0}: no figures were entered at this stage")]
    NotMeasured(String),
}

/// From which limit on, in percent, readings that all lie under one are taken for shares.
const MANY_PERCENT: f64 = 20.0;

/// By how much of the baseline's the canary's median has to differ to be far from it. Ranks tell that two sides hardly overlap, and
/// not how far apart they are: of two steady sides one part in a hundred is a large effect.
const FAR: f64 = 0.1;

/// True where a difference is one of size, too: an odds ratio is a size by itself.
fn is_far(metric: &Metric, judged: &Judged) -> bool {
    let differ = (judged.canary - judged.baseline).abs();
    metric.form == Form::Counts || differ > FAR * judged.baseline.abs()
}

/// Judges a metric by what was typed or pasted for both sides.
pub fn judge(metric: &Metric, baseline: &str, canary: &str) -> Result<Judged, NotJudged> {
    let unit = Some(metric.unit.trim()).filter(|_| metric.is_never_negative());
    let baseline = Figures::read_in(baseline, metric.form, unit).map_err(NotJudged::Baseline)?;
    let canary = Figures::read_in(canary, metric.form, unit).map_err(NotJudged::Canary)?;
    // Of percent and of shares, both sides have the same. Where the limit is a few percent, readings under one are what one expects.
    let is_nought = |figures: &Figures| matches!(figures, Figures::Readings(readings) if readings.iter().all(|value| *value == 0.0));
    let is_of_many = metric.absolute.is_some_and(|limit| limit >= MANY_PERCENT);
    if metric.is_percent() && is_of_many && baseline.could_be_shares() && canary.could_be_shares() {
        if !is_nought(&canary) {
            return Err(NotJudged::Canary(NotFigures::Shares));
        }
        if !is_nought(&baseline) {
            return Err(NotJudged::Baseline(NotFigures::Shares));
        }
    }
    let side = match metric.better {
        Better::Lower => Side::Greater,
        Better::Higher => Side::Less,
    };
    let tested = match (&baseline, &canary) {
        (Figures::Readings(first), Figures::Readings(second)) => ranks(first, second, side),
        (Figures::Counts(first), Figures::Counts(second)) => shares(*first, *second, side),
        _ => None,
    };
    let tested = tested.ok_or(NotJudged::Canary(NotFigures::Nothing))?;
    let wanted = match &baseline {
        Figures::Readings(_) => FEWEST_READINGS,
        Figures::Counts(share) => counted_wanted(metric, *share),
    };
    let is_enough = baseline.len().min(canary.len()) >= wanted;
    let mut judged = Judged {
        call: Call::Wait,
        baseline: baseline.typical(),
        canary: canary.typical(),
        n_baseline: baseline.len(),
        n_canary: canary.len(),
        n_wanted: wanted,
        tested,
        strength: is_enough.then(|| Strength::of(metric.form, tested.effect)),
        crossed: Vec::new(),
        why: String::new(),
    };
    let relative = metric.relative.filter(|_| !is_of_nought(metric, &judged));
    let limits = [metric.absolute.map(Crossed::Absolute), relative.map(Crossed::Relative)].into_iter().flatten();
    let (crossed, kept): (Vec<Crossed>, Vec<Crossed>) =
        limits.partition(|limit| metric.is_beyond(judged.canary, limit.figure(judged.baseline)));
    judged.crossed = crossed;
    decide(metric, &mut judged);
    let often: Vec<String> =
        kept.into_iter().filter_map(|limit| often(metric, judged.baseline, &baseline, &canary, limit)).collect();
    if !often.is_empty() && judged.call != Call::RollBack {
        let decides = if judged.call == Call::Promote { " A person decides." } else { "" };
        judged.why = format!("{} {}{decides}", often.join(" "), judged.why);
        judged.call = Call::Wait;
    }
    Ok(judged)
}

/// True where a relative limit says nothing: any multiple of nothing is nothing.
fn is_of_nought(metric: &Metric, judged: &Judged) -> bool {
    metric.relative.is_some() && judged.baseline == 0.0
}

/// That many readings of the canary are beyond a limit that their median keeps, as a sentence: more than one in ten, and more than
/// of the baseline's. None where it is not so.
fn often(metric: &Metric, median: f64, baseline: &Figures, canary: &Figures, limit: Crossed) -> Option<String> {
    let (Figures::Readings(before), Figures::Readings(after)) = (baseline, canary) else { return None };
    let figure = limit.figure(median);
    let count = |readings: &[f64]| readings.iter().filter(|value| metric.is_beyond(**value, figure)).count();
    let (of_before, of_after) = (count(before), count(after));
    if OFTEN * of_after <= after.len() || of_after * before.len() <= of_before * after.len() {
        return None;
    }
    let are = if of_after == 1 { "is" } else { "are" };
    Some(format!(
        "{of_after} of {} readings {are} {} {}, and {of_before} of {} of the baseline’s.",
        after.len(),
        side(metric),
        limit.named(metric, median),
        before.len()
    ))
}

/// Where a figure is that is worse than a limit.
const fn side(metric: &Metric) -> &'static str {
    match metric.better {
        Better::Lower => "over",
        Better::Higher => "under",
    }
}

/// How many one wants to count out of: so many that at the limit some of what is bad would be expected.
fn counted_wanted(metric: &Metric, baseline: Share) -> u64 {
    let bad = |rate: f64| match metric.better {
        Better::Lower => rate,
        Better::Higher => 1.0 - rate,
    };
    let absolute = metric.absolute.map(|percent| bad(percent / 100.0));
    let relative = metric.relative.map(|factor| bad(factor * baseline.rate()));
    let doubled = Some(2.0 * bad(baseline.rate())).filter(|_| metric.has_no_limit());
    let rates = [absolute, relative, doubled].into_iter().flatten().filter(|rate| *rate > 0.0);
    let rate = rates.fold(f64::INFINITY, f64::min);
    let wanted = (EXPECTED / rate).ceil();
    (wanted as u64).max(FEWEST_COUNTED)
}

/// From what was found to what follows.
fn decide(metric: &Metric, judged: &mut Judged) {
    let is_worse = judged.tested.p < LEVEL;
    let is_few = judged.strength.is_none();
    let beyond = judged.crossed.iter().map(|crossed| beyond(metric, judged, *crossed)).collect::<Vec<_>>().join(" ");
    let few = format!(
        "{} and {} figures are too few to go on: {} of each side are wanted.",
        judged.n_baseline, judged.n_canary, judged.n_wanted
    );
    let p = number::probability(judged.tested.p);
    let p = if p.starts_with('<') { format!("p {p}") } else { format!("p = {p}") };
    let its = match metric.form {
        Form::Readings => "Its median is within its limits",
        Form::Counts => "It is within its limits",
    };
    let is_of_nought = is_of_nought(metric, judged);
    let has_no_limit = metric.absolute.is_none() && (metric.relative.is_none() || is_of_nought);
    let no_limit = if is_of_nought { OF_NOUGHT } else { "No limit was written down" };
    let worse = format!("The canary is worse than the baseline by more than chance ({p}).");
    let (call, why) = match (judged.crossed.is_empty(), is_worse, is_few) {
        (false, true, _) => (Call::RollBack, format!("{beyond} {worse}")),
        (false, false, true) => (Call::Wait, format!("{beyond} It may be chance ({p}), for {few}")),
        (false, false, false) => (
            Call::Wait,
            format!(
                "{beyond} But it is not shown to be worse than the baseline ({p}): look at what both have in common."
            ),
        ),
        (true, true, _) if has_no_limit => (Call::Wait, format!("{worse} {no_limit}, so a person decides.")),
        (true, true, true) => (Call::Wait, format!("{worse} {its}, but {few}")),
        (true, true, false) if judged.strength == Some(Strength::Large) && is_far(metric, judged) => (
            Call::Wait,
            format!(
                "Worse than the baseline beyond chance ({p}), by a large effect, though within its limits: a person \
                 decides."
            ),
        ),
        (true, true, false) => (Call::Promote, format!("{worse} {its}.")),
        (true, false, true) => (Call::Wait, few),
        (true, false, false) if has_no_limit => {
            (Call::Promote, format!("It is not shown to be worse than the baseline ({p})."))
        }
        (true, false, false) => {
            (Call::Promote, format!("{its}, and it is not shown to be worse than the baseline ({p})."))
        }
    };
    // Where nothing else was a limit and it is worse, that is said already.
    let why = match is_of_nought && !(has_no_limit && is_worse) {
        true => format!("{why} {OF_NOUGHT}."),
        false => why,
    };
    (judged.call, judged.why) = (call, why);
}

/// That a limit is crossed, as a sentence.
fn beyond(metric: &Metric, judged: &Judged, crossed: Crossed) -> String {
    let canary = metric.shown(judged.canary);
    let (side, limit) = (side(metric), crossed.named(metric, judged.baseline));
    match metric.form {
        Form::Readings => format!("The median of {canary} is {side} {limit}."),
        Form::Counts => format!("{canary} is {side} {limit}."),
    }
}

/// What a whole gate says.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// What follows: the worst of what its metrics say; to wait where one was not measured.
    pub call: Call,
    /// What is said of each metric, in the order in which they are written down.
    pub lines: Vec<GateLine>,
    /// What takes from the comfort of the answer.
    pub caution: Option<&'static str>,
}

/// One metric of a gate.
#[derive(Debug, Clone, PartialEq)]
pub struct GateLine {
    /// Its name in the log.
    pub name: String,
    /// What a person calls it.
    pub title: String,
    /// What is measured.
    pub form: Form,
    /// Its unit; empty where nobody named one.
    pub unit: String,
    /// Its limits in words; empty where it has none.
    pub limits: String,
    /// What is said of it, or why nothing is.
    pub judged: Result<Judged, NotJudged>,
}

/// Said where a change is one of configuration.
pub const CONFIGURATION: &str = "This changes configuration. Configuration often reaches the canary and everybody else at once, and then \
                                 both sides are equally well or equally ill: a canary that looks like its baseline says nothing. Ask \
                                 how it is spread before you take comfort in this.";

impl Gate {
    /// The gate of a stage, by what was entered there.
    pub fn of(rollout: &RolloutRecord, readings: &[Held<ReadingRecord>], percent: u32) -> Self {
        let metrics = rollout.metrics();
        let line = |record: &super::record::MetricRecord| {
            let is_it = |held: &&Held<ReadingRecord>| held.says.stage == percent && held.says.metric == record.name;
            let reading = readings.iter().rev().find(is_it);
            let metric = Metric::of(record);
            let limits = metric.as_ref().map(Metric::limits).unwrap_or_default();
            let unit = metric.as_ref().map(|metric| metric.unit.clone()).unwrap_or_default();
            let judged = metric.map_err(NotJudged::from).and_then(|metric| match reading.map(|held| &held.says) {
                Some(says) if !says.is_empty() => judge(&metric, &says.baseline, &says.canary),
                _ => Err(NotJudged::NotMeasured(metric.title)),
            });
            GateLine {
                name: record.name.clone(),
                title: record.title().to_owned(),
                form: record.form(),
                unit,
                limits,
                judged,
            }
        };
        let lines: Vec<GateLine> = metrics.iter().map(line).collect();
        let calls = lines.iter().map(|line| line.judged.as_ref().map_or(Call::Wait, |judged| judged.call));
        let call = calls.max().unwrap_or(Call::Wait);
        let caution = (rollout.is_configuration == Some(true)).then_some(CONFIGURATION);
        Self { call, lines, caution }
    }

    /// What its answer comes from, in sentences: the metrics that say it, and those of which there are no figures.
    pub fn because(&self) -> String {
        let mut words = Vec::new();
        let mut unmeasured = Vec::new();
        for line in &self.lines {
            match &line.judged {
                Ok(judged) if judged.call == self.call && self.call != Call::Promote => {
                    words.push(format!("{}: {}", line.title, judged.why));
                }
                Err(NotJudged::NotMeasured(title)) => unmeasured.push(title.as_str()),
                Err(why) => words.push(format!("{}: could not {why}.", line.title)),
                Ok(_) => {}
            }
        }
        if !unmeasured.is_empty() && self.call != Call::RollBack {
            words.push(format!("No figures yet: {}.", unmeasured.join("; ")));
        }
        match words.is_empty() {
            true => "Every metric is within its limits or no worse than the baseline.".to_owned(),
            false => words.join(" "),
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::super::record::MetricRecord;
    use super::super::usual_metrics;
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::time::{Hlc, Instant};

    fn usual(name: &str) -> Metric {
        let record = usual_metrics().into_iter().find(|record| record.name == name).expect("it is usual");
        Metric::of(&record).expect("its limits are numbers")
    }

    /// Readings around a middle, as many as wanted, no two equal.
    fn around(middle: f64, count: usize) -> String {
        let reading = |place: usize| number::exact(middle + (place as f64 - count as f64 / 2.0) * middle / 1000.0);
        (0..count).map(reading).collect::<Vec<_>>().join(" ")
    }

    fn call(metric: &Metric, baseline: &str, canary: &str) -> (Call, String) {
        let judged = judge(metric, baseline, canary).expect("both are figures");
        (judged.call, judged.why)
    }

    #[test]
    fn a_crossed_limit_that_is_no_chance_is_a_reason_to_go_back() {
        let judged = judge(&usual("p99"), &around(100.0, 20), &around(350.0, 20)).expect("both are figures");
        assert_eq!((judged.call, judged.crossed.as_slice()), (Call::RollBack, &[Crossed::Relative(3.0)][..]));
        assert_eq!((judged.n_baseline, judged.n_canary, judged.strength), (20, 20, Some(Strength::Large)));
        assert_eq!(judged.tested.test.name(), "Mann–Whitney U, exact");
        assert_eq!(
            judged.why,
            "The median of 350 ms is over 3 × the baseline’s median of 100 ms. The canary is worse than the baseline by more than chance (p < 0.001)."
        );
        assert_eq!(judged.effect(Form::Readings), "Cliff’s delta 1, large");
        // Every request fails: so few are enough to go back, though not to go on.
        let (found, why) = call(&usual("error_rate"), "10 of 1000", "20 of 20");
        assert_eq!(found, Call::RollBack, "{why}");
    }

    #[test]
    fn what_is_as_good_goes_on_and_what_is_worse_within_its_limits_is_told() {
        let (found, why) = call(&usual("p50"), &around(100.0, 15), &around(100.0, 15));
        assert_eq!(found, Call::Promote);
        assert!(why.starts_with("Its median is within its limits, and it is not shown to be worse"), "{why}");
        let (found, why) = call(&usual("p50"), &around(100.0, 60), &around(101.0, 60));
        assert_eq!(found, Call::Promote);
        assert!(why.contains("worse than the baseline by more than chance") && why.contains("within its limits"));
        assert_eq!(call(&usual("error_rate"), "20 of 10000", "2 of 1000").0, Call::Promote);
    }

    #[test]
    fn what_is_far_worse_within_its_limits_is_for_a_person() {
        // Twenty-five times the errors, and the limit of one percent is not reached.
        let (found, why) = call(&usual("error_rate"), "12 of 34000", "16 of 1800");
        assert_eq!(
            (found, why.as_str()),
            (
                Call::Wait,
                "Worse than the baseline beyond chance (p < 0.001), by a large effect, though within its limits: a person decides."
            )
        );
        assert_eq!(call(&usual("p50"), &around(100.0, 15), &around(150.0, 15)).0, Call::Wait);
        // Two steady sides that are one part in a hundred apart overlap nowhere, and are near each other.
        let steady =
            |at: f64| (0..20).map(|place| format!("{}", at + f64::from(place) / 100.0)).collect::<Vec<_>>().join(" ");
        assert_eq!(call(&usual("p99"), &steady(300.0), &steady(303.0)).0, Call::Promote);
    }

    #[test]
    fn readings_that_are_often_beyond_a_limit_do_not_go_on_by_their_median() {
        let slow = |count: usize| format!("{} {}", around(310.0, 12 - count), "9000 ".repeat(count));
        let (found, why) = call(&usual("p99"), &around(306.0, 12), &slow(5));
        assert_eq!(found, Call::Wait);
        assert!(
            why.starts_with(
                "5 of 12 readings are over 3 × the baseline’s median of 306 ms, and 0 of 12 of the baseline’s."
            ),
            "{why}"
        );
        let (found, why) = call(&usual("cpu"), &around(51.0, 20), &format!("{} 100 100 100", around(51.0, 17)));
        assert_eq!((found, why.ends_with("(p = 0.214). A person decides.")), (Call::Wait, true), "{why}");
        assert!(
            why.starts_with(
                "3 of 20 readings are over the limit of 80 %, and 0 of 20 of the baseline’s. Its median is"
            ),
            "{why}"
        );
        // One in twenty is no reason to wait, nor what the baseline does as well.
        assert_eq!(call(&usual("cpu"), &around(51.0, 20), &format!("{} 100", around(51.0, 19))).0, Call::Promote);
        let both = format!("{} 100 100 100", around(51.0, 17));
        assert_eq!(call(&usual("cpu"), &both, &both).0, Call::Promote);
        // Where higher is better, what is under the limit counts.
        let hits = Metric { better: Better::Higher, absolute: Some(90.0), ..usual("cpu") };
        let (found, why) = call(&hits, &around(95.0, 20), &format!("{} 10 10 10", around(95.0, 17)));
        assert_eq!(
            (found, why.starts_with("3 of 20 readings are under the limit of 90 %")),
            (Call::Wait, true),
            "{why}"
        );
    }

    #[test]
    fn where_few_figures_say_nothing_nothing_was_shown() {
        let (found, why) = call(&usual("p50"), &around(100.0, 60), &around(100.0, 9));
        assert_eq!(
            (found, why.as_str()),
            (Call::Wait, "60 and 9 figures are too few to go on: 10 of each side are wanted.")
        );
        // At one percent, fewer than 500 requests would not show five errors.
        let judged = judge(&usual("error_rate"), "0 of 5000", "0 of 499").expect("both are figures");
        assert_eq!((judged.call, judged.n_wanted), (Call::Wait, 500));
        assert_eq!(call(&usual("error_rate"), "0 of 5000", "0 of 500").0, Call::Promote);
        let strict = Metric { absolute: Some(0.001), relative: Some(2.0), ..usual("error_rate") };
        let judged = judge(&strict, "0 of 90000", "0 of 90000").expect("both are figures");
        assert_eq!((judged.call, judged.n_wanted), (Call::Wait, 500_000), "twice of nothing is no limit to count for");
        let (found, why) = call(&usual("p99"), "100 101", "400 401");
        assert_eq!(found, Call::Wait);
        assert!(why.contains("It may be chance (p = 0.167), for 2 and 2 figures are too few"), "{why}");
    }

    #[test]
    fn few_figures_have_an_effect_and_no_word_for_its_size() {
        let effect = |name: &str, baseline: &str, canary: &str| {
            let metric = usual(name);
            judge(&metric, baseline, canary).expect("both are figures").effect(metric.form)
        };
        assert_eq!(effect("p50", "100 101", "200 201"), "Cliff’s delta 1");
        assert_eq!(effect("p50", &around(100.0, 9), &around(200.0, 60)), "Cliff’s delta 1");
        assert_eq!(effect("p50", &around(100.0, 10), &around(200.0, 60)), "Cliff’s delta 1, large");
        assert_eq!(effect("error_rate", "10 of 1000", "20 of 40"), "odds ratio 99");
    }

    #[test]
    fn a_limit_that_the_baseline_crosses_as_well_is_looked_at() {
        let (found, why) = call(&usual("cpu"), &around(85.0, 20), &around(85.0, 20));
        assert_eq!(found, Call::Wait);
        assert!(
            why.starts_with("The median of 85 % is over the limit of 80 %.") && why.contains("both have in common"),
            "{why}"
        );
    }

    #[test]
    fn a_metric_without_a_limit_is_for_a_person_where_it_is_worse() {
        let memory = usual("memory");
        assert_eq!(call(&memory, &around(100.0, 20), &around(300.0, 20)).0, Call::Wait);
        assert_eq!(call(&memory, &around(100.0, 20), &around(100.0, 20)).0, Call::Promote);
    }

    #[test]
    fn where_higher_is_better_lower_is_worse() {
        let record = MetricRecord {
            name: "orders".to_owned(),
            form: Some("counts".to_owned()),
            better: Some("higher".to_owned()),
            absolute: Some("90".to_owned()),
            relative: Some("0.95".to_owned()),
            ..MetricRecord::default()
        };
        let orders = Metric::of(&record).expect("its limits are numbers");
        let judged = judge(&orders, "970 of 1000", "850 of 1000").expect("both are figures");
        assert_eq!((judged.call, judged.crossed.len()), (Call::RollBack, 2));
        assert!(judged.why.starts_with("85 % is under the limit of 90 %. 85 % is under 0.95 × the baseline of 97 %."));
        assert_eq!(call(&orders, "970 of 1000", "990 of 1000").0, Call::Promote);
        assert_eq!(call(&usual("p50"), &around(100.0, 20), &around(20.0, 20)).0, Call::Promote);
    }

    #[test]
    fn figures_that_are_none_are_named_with_their_side() {
        let refused =
            |baseline: &str, canary: &str| judge(&usual("p50"), baseline, canary).expect_err("refused").to_string();
        assert_eq!(refused("", "1"), "find a figure: the text has none (baseline)");
        assert_eq!(
            refused("1", "1\nx"),
            "read line 2: “x” is no number; figures are written without their unit (canary)"
        );
    }

    #[test]
    fn percent_that_look_like_shares_are_not_judged() {
        let refused =
            |baseline: &str, canary: &str| judge(&usual("cpu"), baseline, canary).map_err(|why| why.to_string());
        let why = "judge them: all readings lie between 0 and 1; if they are shares, write percent, such as 95";
        assert_eq!(refused("0.5 0.52", "0.95 1").err(), Some(format!("{why} (canary)")));
        assert_eq!(refused("0.5 0.52", "0 0").err(), Some(format!("{why} (baseline)")));
        // Where the limit is a few percent, less than one is what one hopes for.
        let few = Metric { absolute: Some(2.0), ..usual("cpu") };
        assert!(judge(&few, "0.2 0.3", "0.3 0.4").is_ok());
        // Nothing is nothing either way, and one side in percent says that the other is.
        assert!(
            refused("0 0", "0 0").is_ok() && refused("0.5 0.5", "95 96").is_ok() && refused("50 51", "0 1").is_ok()
        );
        let seconds = Metric { unit: "s".to_owned(), ..usual("p50") };
        assert!(judge(&seconds, "0.5 0.52", "0.95 1").is_ok());
        assert!(judge(&usual("error_rate"), "0 of 5000", "1 of 5000").is_ok());
    }

    #[test]
    fn what_cannot_be_below_nothing_is_refused_there() {
        let refused =
            |baseline: &str, canary: &str| judge(&usual("p50"), baseline, canary).expect_err("refused").to_string();
        assert_eq!(refused("106 105", "106\n-50"), "read line 2: “-50” is below 0, and nothing in ms is (canary)");
        assert_eq!(refused("-4 3", "2 3"), "read line 1: “-4” is below 0, and nothing in ms is (baseline)");
        let degrees = Metric { unit: "°C".to_owned(), ..usual("p50") };
        assert!(judge(&degrees, "-4 -3", "-4 -2").is_ok());
    }

    #[test]
    fn a_multiple_of_nothing_is_no_limit() {
        let nothing = "0 ".repeat(20);
        let judged = judge(&usual("p50"), &nothing, &around(5.0, 20)).expect("both are figures");
        assert_eq!((judged.call, judged.crossed.as_slice()), (Call::Wait, &[][..]), "{}", judged.why);
        assert!(
            judged.why.ends_with("A relative limit says nothing of a baseline of 0, so a person decides."),
            "{}",
            judged.why
        );
        let (found, why) = call(&usual("p50"), &nothing, &nothing);
        assert_eq!(
            (found, why.as_str()),
            (
                Call::Promote,
                "It is not shown to be worse than the baseline (p = 1). A relative limit says nothing of a baseline of 0."
            )
        );
        let both = Metric { absolute: Some(3.0), ..usual("p50") };
        let (found, why) = call(&both, &nothing, &around(5.0, 20));
        assert_eq!((found, why.contains("5 ms is over the limit of 3 ms.")), (Call::RollBack, true), "{why}");
    }

    fn reading(metric: &str, stage: u32, baseline: &str, canary: &str) -> Held<ReadingRecord> {
        let says = ReadingRecord {
            stage,
            metric: metric.to_owned(),
            baseline: baseline.to_owned(),
            canary: canary.to_owned(),
            by: "dana".to_owned(),
            at: Instant::EPOCH,
        };
        Held { id: RecordId::from_bits(1), created: Hlc(1, 0), says }
    }

    #[test]
    fn a_gate_waits_for_every_metric_and_one_is_enough_to_go_back() {
        let metrics: Vec<MetricRecord> =
            usual_metrics().into_iter().filter(|record| matches!(record.name.as_str(), "error_rate" | "p50")).collect();
        let rollout = RolloutRecord { metrics, is_configuration: Some(true), ..RolloutRecord::default() };
        let good =
            [reading("error_rate", 5, "1 of 1000", "1 of 1000"), reading("p50", 5, &around(9.0, 12), &around(9.0, 12))];
        let gate = Gate::of(&rollout, &good, 5);
        assert_eq!((gate.call, gate.caution), (Call::Promote, Some(CONFIGURATION)));
        assert_eq!(gate.lines[0].limits, "at most 1 %");
        let gate = Gate::of(&rollout, &good[..1], 5);
        assert_eq!(gate.call, Call::Wait);
        let why = gate.lines[1].judged.as_ref().expect_err("it was not measured").to_string();
        assert_eq!(why, "judge Latency, median (p50): no figures were entered at this stage");
        assert_eq!(Gate::of(&rollout, &good, 10).call, Call::Wait, "figures are those of their stage");
        let bad = [reading("error_rate", 5, "1 of 1000", "90 of 1000")];
        let gate = Gate::of(&rollout, &bad, 5);
        assert_eq!(gate.call, Call::RollBack, "without waiting for the others");
        assert!(gate.because().starts_with("Errors: 9 % is over the limit of 1 %.") && !gate.because().contains("p50"));
        let gate = Gate::of(&rollout, &good[..1], 5);
        assert_eq!(gate.because(), "No figures yet: Latency, median (p50).");
        let wrong = [reading("error_rate", 5, "1 of 1000", "x"), good[1].clone()];
        assert!(Gate::of(&rollout, &wrong, 5).because().starts_with("Errors: could not read line 1"));
        assert!(Gate::of(&rollout, &good, 5).because().starts_with("Every metric"));
    }

    proptest! {
        #[test]
        fn any_figures_are_judged_or_refused_and_never_a_panic(
            baseline in "[0-9., \n;of-]{0,30}", canary in "[0-9., \n;of-]{0,30}",
        ) {
            for name in ["error_rate", "p50", "p99", "cpu", "memory"] {
                if let Ok(judged) = judge(&usual(name), &baseline, &canary) {
                    prop_assert!((0.0..=1.0).contains(&judged.tested.p), "{}", judged.tested.p);
                    prop_assert!(judged.why.ends_with('.'));
                    prop_assert!(judged.call != Call::RollBack || !judged.crossed.is_empty());
                }
            }
        }
    }
}
