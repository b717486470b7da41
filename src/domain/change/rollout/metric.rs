//! What a gate compares: a metric, which way is worse, and the limits that were written down beforehand.

use super::figures::{Form, is_thousands};
use super::number;
use super::record::MetricRecord;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Better {
    /// Lower, as with errors and latency.
    #[default]
    Lower,
    /// Higher, as with orders and cache hits.
    Higher,
}

impl Better {
    /// Its name in the log: a promise.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Higher => "higher",
        }
    }
}

/// Why a metric cannot be judged, as the end of “Could not …”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAMetric {
    /// A limit is no number.
    #[error("read the limit of {metric}: “{text}” is no plain number")]
    Limit {
        /// The metric, by its title.
        metric: String,
        /// What stands there.
        text: String,
    },
    /// A factor that is crossed by a canary that is as good as the baseline.
    #[error("use {text} times the baseline as the limit of {metric}: where {better} is better, it is {bound}")]
    Factor {
        /// The metric, by its title.
        metric: String,
        /// What stands there.
        text: String,
        /// Which way is better.
        better: &'static str,
        /// What a factor has to be.
        bound: &'static str,
    },
}

/// Units of time, and what is counted.
const NEVER_NEGATIVE: [&str; 36] = [
    "ns",
    "µs",
    "μs",
    "us",
    "ms",
    "s",
    "sec",
    "secs",
    "second",
    "seconds",
    "millisecond",
    "milliseconds",
    "min",
    "mins",
    "minute",
    "minutes",
    "h",
    "hour",
    "hours",
    "d",
    "day",
    "days",
    "count",
    "counts",
    "n",
    "#",
    "request",
    "requests",
    "req",
    "error",
    "errors",
    "orders",
    "events",
    "jobs",
    "messages",
    "times",
];

/// A metric with limits that are numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// What a person calls it.
    pub title: String,
    /// What is measured of each side.
    pub form: Form,
    /// Which way is better.
    pub better: Better,
    /// Its unit, `%` for shares; empty where nobody named one.
    pub unit: String,
    /// What the canary's median or share may not be beyond, in that unit.
    pub absolute: Option<f64>,
    /// What it may not be beyond, in multiples of the baseline's.
    pub relative: Option<f64>,
}

impl Metric {
    /// Reads one as it was written down.
    pub fn of(record: &MetricRecord) -> Result<Self, NotAMetric> {
        let title = record.title().to_owned();
        let limit = |text: &Option<String>| match text.as_deref().map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => {
                let number = if is_thousands(text) { None } else { number::read(text, true) };
                let refuse = || NotAMetric::Limit { metric: title.clone(), text: text.to_owned() };
                number.ok_or_else(refuse).map(Some)
            }
        };
        let (absolute, relative) = (limit(&record.absolute)?, limit(&record.relative)?);
        let better = record.better();
        if let Some(factor) = relative {
            let (is_possible, bound) = match better {
                Better::Lower => (factor >= 1.0, "1 or more"),
                Better::Higher => (factor > 0.0 && factor <= 1.0, "more than 0 and at most 1"),
            };
            if !is_possible {
                let text = number::print(factor);
                return Err(NotAMetric::Factor { metric: title, text, better: better.name(), bound });
            }
        }
        let unit = match record.form() {
            Form::Counts => "%".to_owned(),
            Form::Readings => record.unit.clone().unwrap_or_default(),
        };
        Ok(Self { title, form: record.form(), better, unit, absolute, relative })
    }

    /// True where nothing was written down that could be crossed.
    pub fn has_no_limit(&self) -> bool {
        self.absolute.is_none() && self.relative.is_none()
    }

    /// True where its readings are percent.
    pub fn is_percent(&self) -> bool {
        matches!(self.unit.trim().to_ascii_lowercase().as_str(), "%" | "percent" | "per cent")
    }

    /// True where no reading of it can be less than nothing: a time, a share, a count. Of other units nobody knows here.
    pub fn is_never_negative(&self) -> bool {
        let unit = self.unit.trim().to_lowercase();
        // “ms per request” is a time, “errors/s” a count.
        let unit = unit.split([' ', '/']).next().unwrap_or_default();
        self.is_percent() || NEVER_NEGATIVE.contains(&unit)
    }

    /// True where a figure of it is worse than a limit allows.
    pub fn is_beyond(&self, value: f64, limit: f64) -> bool {
        match self.better {
            Better::Lower => value > limit,
            Better::Higher => value < limit,
        }
    }

    /// A figure of it with its unit.
    pub fn shown(&self, value: f64) -> String {
        let value = number::print(value);
        if self.unit.is_empty() { value } else { format!("{value} {}", self.unit) }
    }

    /// Its limits in words, such as “at most 1 %”; empty where it has none.
    pub fn limits(&self) -> String {
        let bound = match self.better {
            Better::Lower => "at most",
            Better::Higher => "at least",
        };
        let absolute = self.absolute.map(|limit| format!("{bound} {}", self.shown(limit)));
        let relative = self.relative.map(|factor| format!("{bound} {} × the baseline", number::print(factor)));
        match (absolute, relative) {
            (Some(absolute), Some(relative)) => format!("{absolute}, {relative}"),
            (one, other) => one.or(other).unwrap_or_default(),
        }
    }
}

/// A metric that comes with Stillpoint.
struct Usual {
    name: &'static str,
    title: &'static str,
    form: Form,
    unit: &'static str,
    absolute: Option<&'static str>,
    relative: Option<&'static str>,
    why: &'static str,
}

const USUAL: [Usual; 5] = [
    Usual {
        name: "error_rate",
        title: "Errors",
        form: Form::Counts,
        unit: "%",
        absolute: Some("1"),
        relative: None,
        why: "When more than one request in a hundred fails, people notice, and their retries add to the load.",
    },
    Usual {
        name: "p50",
        title: "Latency, median (p50)",
        form: Form::Readings,
        unit: "ms",
        absolute: None,
        relative: Some("2"),
        why: "The median hardly moves by chance: at twice the baseline every request does something it did not do before.",
    },
    Usual {
        name: "p99",
        title: "Latency, slowest 1 % (p99)",
        form: Form::Readings,
        unit: "ms",
        absolute: None,
        relative: Some("3"),
        why: "The slowest swing more than the middle, so the limit is wider; at three times the baseline timeouts begin.",
    },
    Usual {
        name: "cpu",
        title: "CPU",
        form: Form::Readings,
        unit: "%",
        absolute: Some("80"),
        relative: None,
        why: "Above 80 % work queues up, and nothing is left for a peak or for the load of an instance that is lost.",
    },
    Usual {
        name: "memory",
        title: "Memory",
        form: Form::Readings,
        unit: "MB",
        absolute: None,
        relative: None,
        why: "A limit in megabytes and no multiple: an instance is killed at a size. Write that size, less a margin.",
    },
];

/// The metrics that come with Stillpoint, each with its limit and the reason for it.
pub fn usual_metrics() -> Vec<MetricRecord> {
    let text = |text: &str| Some(text.to_owned());
    let record = |usual: Usual| MetricRecord {
        name: usual.name.to_owned(),
        title: text(usual.title),
        form: text(usual.form.name()),
        better: None,
        unit: text(usual.unit),
        absolute: usual.absolute.and_then(text),
        relative: usual.relative.and_then(text),
        why: text(usual.why),
    };
    USUAL.map(record).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(better: &str, absolute: Option<&str>, relative: Option<&str>) -> MetricRecord {
        MetricRecord {
            name: "hits".to_owned(),
            better: Some(better.to_owned()),
            absolute: absolute.map(str::to_owned),
            relative: relative.map(str::to_owned),
            ..MetricRecord::default()
        }
    }

    #[test]
    fn the_usual_metrics_can_be_judged_and_each_limit_has_its_reason() {
        let limits: Vec<String> = usual_metrics()
            .iter()
            .map(|record| {
                assert!(record.why.as_deref().is_some_and(|why| why.ends_with('.')), "{}", record.name);
                Metric::of(record).expect("its limits are numbers").limits()
            })
            .collect();
        assert_eq!(limits, ["at most 1 %", "at most 2 × the baseline", "at most 3 × the baseline", "at most 80 %", ""]);
    }

    #[test]
    fn times_shares_and_counts_are_never_less_than_nothing() {
        let is = |unit: &str| {
            let record = MetricRecord { unit: Some(unit.to_owned()), ..record("lower", None, None) };
            Metric::of(&record).expect("it is one").is_never_negative()
        };
        assert!(["ms", "S", " µs ", "%", "per cent", "requests", "errors/s", "ms per request"].into_iter().all(is));
        assert!(!["", "°C", "dB", "EUR", "MB"].into_iter().any(is));
    }

    #[test]
    fn limits_are_read_with_either_point_and_a_blank_is_none() {
        let metric = Metric::of(&record("higher", Some("99,5"), Some(" 0.95 "))).expect("it is one");
        assert_eq!((metric.absolute, metric.relative), (Some(99.5), Some(0.95)));
        assert_eq!(metric.limits(), "at least 99.5, at least 0.95 × the baseline");
        assert!(Metric::of(&record("lower", Some(" "), None)).expect("it is one").has_no_limit());
    }

    #[test]
    fn a_limit_that_is_no_limit_is_refused_in_one_sentence() {
        let refusal = |record: &MetricRecord| Metric::of(record).expect_err("it is refused").to_string();
        assert_eq!(refusal(&record("lower", Some("1 %"), None)), "read the limit of hits: “1 %” is no plain number");
        assert_eq!(
            refusal(&record("lower", None, Some("0.5"))),
            "use 0.5 times the baseline as the limit of hits: where lower is better, it is 1 or more"
        );
        assert!(refusal(&record("higher", None, Some("2"))).ends_with("more than 0 and at most 1"));
        assert!(refusal(&record("lower", Some("1,500"), None)).contains("“1,500”"), "thousands or a comma?");
    }
}
