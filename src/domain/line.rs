//! A line as it is typed during an incident: when it happened and who said it stand before the words.
//!
//! `14:07 pool is full`, `-12m`, `yesterday 23:50`, `2026-11-19 14:07`, each with a zone if need be, and `@sam` for whoever
//! said it; `~14:07`, `ca. 14:07` and `14:07?` for a time that is not sure. What can be meant in several ways is never guessed: all ways are listed for a person to choose from.

use chrono::Datelike as _;

use super::time::{self, Instant, Precise, Precision};
use super::zone::{Ambiguity, Local, Zone};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How far into the future a time may be before it is asked about: clocks differ.
const SLACK: i64 = 2 * MINUTE;

/// A time of day further ahead than this is yesterday's: at ten past midnight, 23:50 is.
const ACROSS_MIDNIGHT: i64 = 12 * HOUR;

/// How long before an incident's first entry something may have happened before that is asked about. Drift is older than
/// alarms; a day's length is more often a wrong date.
const LONG_BEFORE: i64 = DAY;

/// What a line says before its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// When it happened.
    pub when: When<'a>,
    /// Handle of whoever said it; none for the one who types.
    pub by: Option<&'a str>,
    /// The rest.
    pub text: &'a str,
}

/// When what a line says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When<'a> {
    /// Now, which is what a line without a time means.
    Now,
    /// So long ago, by the clock of whoever types.
    Ago(Precise),
    /// At that time.
    At {
        /// The ways in which it can be meant, the likeliest first; one where there is no doubt.
        ways: Vec<Way>,
        /// Why a person is asked; none where they are not.
        doubt: Option<Doubt<'a>>,
        /// The time as it was typed.
        written: &'a str,
    },
}

/// One way in which a time can be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The time.
    pub at: Precise,
    /// Until when it lasted, where a range was typed.
    pub until: Option<Precise>,
    /// What tells it from the others, in words; empty for the only one.
    pub meaning: String,
}

impl Way {
    fn new(at: Precise, meaning: &str) -> Self {
        Self { at, until: None, meaning: meaning.to_owned() }
    }
}

/// Why a time is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt<'a> {
    /// The name of the zone stands for several.
    Zone(&'a str),
    /// The clocks were set back, so the wall showed it twice.
    Twice,
    /// The clocks were set forward, so the wall never showed it.
    Never,
    /// It is in the future.
    Future,
    /// It is long before the incident.
    LongBefore,
    /// What was logged last is over long since, so it may be of that day or of today.
    WhichDay,
    /// No time was typed where what is over is written down.
    NoTime,
}

impl std::fmt::Display for Doubt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Zone(name) => write!(f, "{name} is the name of several zones"),
            Self::Twice => f.write_str("that hour came twice"),
            Self::Never => f.write_str("the clocks were set forward over it"),
            Self::Future => f.write_str("it is in the future"),
            Self::LongBefore => f.write_str("it is long before the incident"),
            Self::WhichDay => f.write_str("what was logged last is of another day"),
            Self::NoTime => f.write_str("there is none, and what was logged last is of another day"),
        }
    }
}

/// Names of zones that mean one thing, with minutes east of UTC. Left out are those that are words as well.
const NAMES: [(&str, i32); 30] = [
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("WEST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("SAST", 120),
    ("SGT", 480),
    ("HKT", 480),
    ("JST", 540),
    ("KST", 540),
    ("AWST", 480),
    ("ACST", 570),
    ("ACDT", 630),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("BRT", -180),
    ("ADT", -180),
    ("EDT", -240),
    ("MDT", -360),
    ("PDT", -420),
    ("AKDT", -480),
    ("AKST", -540),
    ("HST", -600),
];

/// Names that mean several, each with whose and minutes east of UTC.
const SHARED_NAMES: [(&str, &[(&str, i32)]); 8] = [
    ("CST", &[("US Central", -360), ("China", 480), ("Cuba", -300)]),
    ("CDT", &[("US Central", -300), ("Cuba", -240)]),
    ("EST", &[("US Eastern", -300), ("Australian Eastern", 600)]),
    ("IST", &[("India", 330), ("Israel", 120), ("Ireland", 60)]),
    ("BST", &[("British Summer", 60), ("Bangladesh", 360)]),
    ("PST", &[("US Pacific", -480), ("Philippines", 480)]),
    ("MST", &[("US Mountain", -420), ("Malaysia", 480)]),
    ("AST", &[("Atlantic", -240), ("Arabia", 180)]),
];

/// A fixed number of seconds east of UTC.
struct Fixed(i32);

impl Zone for Fixed {
    fn offset_seconds(&self, _: Instant) -> i32 {
        self.0
    }
}

/// What a line is read against.
pub struct Against<'z, Z, N> {
    /// By the clock of whoever types.
    pub now: Instant,
    /// The zone of times that name none.
    pub zone: &'z Z,
    /// Finds a zone by a name such as `Europe/Berlin`.
    pub named: N,
    /// When the incident's first entry happened.
    pub began: Option<Instant>,
    /// When what was logged last happened, if it was logged long afterwards: somebody is writing down what is over, and a time
    /// of day is near that one.
    pub catching_up_from: Option<Precise>,
    /// True when the incident as a whole is written down after it was over: then nothing that is typed is of now unless it
    /// says so.
    pub is_after_the_fact: bool,
}

/// How long after it happened something is logged by somebody who writes down what is over.
pub const LONG_AFTER_MILLIS: i64 = DAY;

/// Reads a line. What is no time and no name is text.
pub fn read<'a, Z: Zone, N: Fn(&str) -> Option<Z>>(line: &'a str, against: &Against<'_, Z, N>) -> Line<'a> {
    let mut read = Line { when: When::Now, by: None, text: line };
    // In either order, each once.
    loop {
        let text = read.text.trim_start();
        let (word, rest) = word(text);
        if read.by.is_none()
            && let Some(name) = word.strip_prefix('@').filter(|name| is_handle(name))
        {
            (read.by, read.text) = (Some(name), rest.trim_start());
        } else if read.when == When::Now
            && let Some((when, rest)) = when(text, against)
        {
            (read.when, read.text) = (when, without_dash(rest));
        } else {
            break;
        }
    }
    let is_asked = against.is_after_the_fact && !read.text.trim().is_empty();
    if let (When::Now, Some(last), true) = (&read.when, against.catching_up_from, is_asked) {
        let now = Precise { at: against.now, precision: Precision::Second };
        let ways = vec![Way::new(last, "as what was logged last"), Way::new(now, "now")];
        read.when = When::At { ways, doubt: Some(Doubt::NoTime), written: "" };
    }
    read
}

/// Words before a time that is not sure.
const ABOUT: [&str; 7] = ["~", "≈", "ca.", "ca", "circa", "about", "around"];

/// True for a time that was typed as one that is not sure.
pub fn is_about(written: &str) -> bool {
    written.contains(['~', '≈', '?']) || written.split_whitespace().any(is_about_word)
}

fn is_about_word(word: &str) -> bool {
    ABOUT.iter().any(|about| about.eq_ignore_ascii_case(word))
}

/// What follows the sign that a time is not sure; the same where there is none.
fn without_about(text: &str) -> &str {
    let (first, rest) = word(text);
    let rest = if is_about_word(first) { Some(rest) } else { text.strip_prefix(['~', '≈']) };
    rest.map_or(text, str::trim_start)
}

/// What is glued to a time, without the sign that it is not sure.
fn without_doubt(glued: &str) -> &str {
    glued.strip_prefix('?').map_or(glued, |rest| rest.strip_prefix(':').unwrap_or(rest))
}

/// The beginning of a line that looks like a time and is none: `25:00`, `+5m`. It is read as text, which somebody should know.
pub fn almost_a_time(text: &str) -> Option<&str> {
    let (first, _) = word(text.trim_start());
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let is_clock = first.split_once(':').is_some_and(|(hour, rest)| {
        !hour.is_empty() && hour.chars().all(|c| c.is_ascii_digit()) && is_digit(rest.chars().next())
    });
    let is_ahead = first.strip_prefix('+').is_some_and(|ahead| length(ahead).is_some());
    (is_clock || is_ahead).then_some(first)
}

/// What follows a time, without the dash or colon that parts them where people write timelines.
fn without_dash(rest: &str) -> &str {
    let rest = rest.trim_start();
    let parted = rest.strip_prefix(['-', '–', '—', ':', '|']).filter(|parted| parted.starts_with(char::is_whitespace));
    parted.unwrap_or(rest).trim_start()
}

/// The first word and what follows it.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

fn is_handle(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn when<'a, Z: Zone, N: Fn(&str) -> Option<Z>>(
    text: &'a str,
    against: &Against<'_, Z, N>,
) -> Option<(When<'a>, &'a str)> {
    let sure = without_about(text);
    let (first, behind) = word(sure);
    if let Some(millis) = first.strip_prefix('-').and_then(length).filter(|_| sure.len() == text.len()) {
        let precision = if millis % MINUTE == 0 { Precision::Minute } else { Precision::Second };
        let at = Precise { at: against.now.plus_millis(-millis), precision };
        return Some((When::Ago(at), behind));
    }
    let day = match first {
        "today" => Some(Day::Before(0)),
        "yesterday" => Some(Day::Before(1)),
        first => date(first).map(|(year, month, day)| Day::Date(year, month, day)),
    };
    let (time, behind) = match day {
        Some(_) => word(without_about(behind.trim_start())),
        None => (first, behind),
    };
    let Some((time, glued)) = time_of_day(time).map(|(time, glued)| (time, without_doubt(glued))) else {
        // A date alone is a day; `today` and `yesterday` alone are words.
        let Some(Day::Date(..)) = day else { return None };
        let at: Precise = first.parse().ok()?;
        let behind = &sure[first.len()..];
        let written = &text[..text.len() - behind.len()];
        return Some((doubted(vec![Way::new(at, "")], None, written, against), behind));
    };
    let (time, glued, behind) = of_half_day(time, glued, behind);
    let (end, glued, behind) = range_end(day.is_some(), without_doubt(glued), behind);
    let glued = without_doubt(glued);
    // `14:07Z` has its zone at once, `14:07 CET` after a blank.
    let (next, after) = word(behind.trim_start());
    let (zone, behind) = match glued {
        // A number with one digit is said of something else: "-5 pods".
        "" => match zone(next, &against.named).filter(|_| next.len() > 2 || !next.starts_with(['+', '-'])) {
            Some(zone) => (Some(zone), after),
            None => (None, behind),
        },
        glued => (Some(zone(glued, &against.named)?), behind),
    };
    let written = text[..text.len() - behind.len()].trim_end();
    let at = |zone: &dyn Zone| match against.catching_up_from.filter(|_| day.is_none()) {
        None => ways(day, time, zone, against.now),
        Some(last) => {
            let (mut ways, doubt) = ways_near(last.at, time, zone, against.now)?;
            // Of an incident that is written down afterwards the day is in no doubt.
            let is_sure = against.is_after_the_fact && ways.len() == 2;
            ways.truncate(if is_sure { 1 } else { ways.len() });
            Some((ways, doubt.filter(|_| !is_sure)))
        }
    };
    let (mut ways, doubt) = match &zone {
        None => at(against.zone)?,
        Some(Named::Fixed(minutes)) => at(&Fixed(minutes * 60))?,
        Some(Named::Rules(zone)) => at(zone)?,
        Some(Named::Shared(name, zones)) => {
            let mut all = Vec::new();
            for (whose, minutes) in *zones {
                let (ways, _) = at(&Fixed(minutes * 60))?;
                all.extend(ways.into_iter().take(1).map(|way| Way { meaning: (*whose).to_owned(), ..way }));
            }
            return Some((When::At { ways: all, doubt: Some(Doubt::Zone(name)), written }, behind));
        }
    };
    if let Some(end) = end {
        for way in &mut ways {
            way.until = Some(end.behind(time, way.at.at));
        }
    }
    Some((doubted(ways, doubt, written, against), behind))
}

/// The same with the doubt that it is long before the incident, where there is no other.
fn doubted<'a, Z, N>(
    ways: Vec<Way>,
    doubt: Option<Doubt<'a>>,
    written: &'a str,
    against: &Against<'_, Z, N>,
) -> When<'a> {
    let is_long_before = |way: &Way| against.began.is_some_and(|began| began.since(way.at.at) > LONG_BEFORE);
    let doubt = doubt.or_else(|| ways.first().filter(|way| is_long_before(way)).map(|_| Doubt::LongBefore));
    When::At { ways, doubt, written }
}

/// Which day a time of day is on.
#[derive(Clone, Copy)]
enum Day {
    /// So many days before the one that the zone has now.
    Before(i64),
    /// That date.
    Date(i32, u32, u32),
}

/// A time of day as it was typed.
#[derive(Clone, Copy)]
struct TimeOfDay {
    hour: u32,
    minute: u32,
    second: u32,
    precision: Precision,
}

impl TimeOfDay {
    fn seconds(self) -> i64 {
        i64::from((self.hour * 60 + self.minute) * 60 + self.second)
    }

    /// When it is for the first time behind `from`, which is at `at`.
    fn behind(self, from: Self, at: Instant) -> Precise {
        let millis = (self.seconds() - from.seconds()).rem_euclid(DAY / 1000) * 1000;
        Precise { at: at.plus_millis(millis), precision: self.precision }
    }
}

/// The end of what lasted, `17:00-18:00` or `8:20 – 8:24`, and what is left. Behind a date a dash may begin the offset of a
/// zone, which then it does.
fn range_end<'a>(has_date: bool, glued: &'a str, behind: &'a str) -> (Option<TimeOfDay>, &'a str, &'a str) {
    const DASHES: [char; 3] = ['-', '–', '—'];
    let found = match glued.strip_prefix(DASHES) {
        Some(end) if has_date && offset(end).is_some() => None,
        Some(end) => time_of_day(end).map(|(end, glued)| of_half_day(end, glued, behind)),
        None => {
            let (dash, rest) = word(behind.trim_start());
            let (end, after) = word(rest.trim_start());
            let is_dash = glued.is_empty() && dash.chars().count() == 1 && dash.starts_with(DASHES);
            time_of_day(end).filter(|_| is_dash).map(|(end, glued)| of_half_day(end, glued, after))
        }
    };
    found.map_or((None, glued, behind), |(end, glued, behind)| (Some(end), glued, behind))
}

/// The ways in which a time of day can be meant in a zone.
fn ways<'a>(day: Option<Day>, time: TimeOfDay, zone: &dyn Zone, now: Instant) -> Option<(Vec<Way>, Option<Doubt<'a>>)> {
    let on = |day: Day| {
        let mut local = match day {
            // Noon, since days are not all as long.
            Day::Before(days) => {
                let today = Local::at(now, &zone);
                let noon = Local { hour: 12, minute: 0, second: 0, ..today }.instant(&zone)?;
                Local::at(noon.plus_millis(-days * DAY), &zone)
            }
            Day::Date(year, month, day) => Local { year, month, day, hour: 0, minute: 0, second: 0 },
        };
        (local.hour, local.minute, local.second) = (time.hour, time.minute, time.second);
        local.ambiguity(&zone)
    };
    let precise = |at: Instant| Precise { at, precision: time.precision };
    let way = |at: Instant, meaning: &str| Way::new(precise(at), meaning);
    let is_future = |at: Instant| at.since(now) > SLACK;
    let ambiguity = match day {
        Some(day) => on(day)?,
        None => {
            let today = on(Day::Before(0))?;
            if today.assumed().since(now) > ACROSS_MIDNIGHT { on(Day::Before(1))? } else { today }
        }
    };
    Some(match ambiguity {
        Ambiguity::Twice { first, second } => (
            vec![way(first, "before the clocks were set back"), way(second, "after the clocks were set back")],
            Some(Doubt::Twice),
        ),
        Ambiguity::Never { before, after } => (
            vec![way(after, "counted on over the change of clocks"), way(before, "counted back over it")],
            Some(Doubt::Never),
        ),
        Ambiguity::Unique(at) if is_future(at) => {
            let mut ways = vec![way(at, "ahead of now")];
            if day.is_none() {
                let yesterday = on(Day::Before(1))?.assumed();
                ways.insert(0, way(yesterday, "yesterday"));
            }
            (ways, Some(Doubt::Future))
        }
        Ambiguity::Unique(at) => (vec![way(at, "")], None),
    })
}

/// The ways in which a time of day can be meant by somebody who writes down what is over: near what was logged last, or as
/// it would be meant otherwise.
fn ways_near<'a>(
    last: Instant,
    time: TimeOfDay,
    zone: &dyn Zone,
    now: Instant,
) -> Option<(Vec<Way>, Option<Doubt<'a>>)> {
    let noon = Local { hour: 12, minute: 0, second: 0, ..Local::at(last, &zone) }.instant(&zone)?;
    let on = |days: i64| {
        let Local { year, month, day, .. } = Local::at(noon.plus_millis(days * DAY), &zone);
        Local { year, month, day, hour: time.hour, minute: time.minute, second: time.second }.ambiguity(&zone)
    };
    let days = [-1, 0, 1].into_iter().filter_map(on);
    let nearest = days.min_by_key(|ambiguity| ambiguity.assumed().since(last).abs())?;
    let precise = |at: Instant| Precise { at, precision: time.precision };
    let near: Vec<Way> = match nearest {
        Ambiguity::Unique(at) => vec![Way::new(precise(at), "near what was logged last")],
        Ambiguity::Twice { first, second } => vec![
            Way::new(precise(first), "before the clocks were set back"),
            Way::new(precise(second), "after the clocks were set back"),
        ],
        Ambiguity::Never { before, after } => vec![
            Way::new(precise(after), "counted on over the change of clocks"),
            Way::new(precise(before), "counted back over it"),
        ],
    };
    let (otherwise, _) = ways(None, time, zone, now)?;
    let otherwise =
        otherwise.into_iter().take(1).map(|way| Way { meaning: "the last time it was that late".to_owned(), ..way });
    Some((near.into_iter().chain(otherwise).collect(), Some(Doubt::WhichDay)))
}

impl Zone for &dyn Zone {
    fn offset_seconds(&self, at: Instant) -> i32 {
        (**self).offset_seconds(at)
    }
}

/// `12m`, `1h30m`, `90s`, `2d`: milliseconds.
fn length(text: &str) -> Option<i64> {
    let mut millis = 0i64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..digits].parse().ok().filter(|number| *number < 100_000)?;
        let letters = rest[digits..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - digits);
        millis += number
            * match &rest[digits..digits + letters] {
                "s" | "sec" => 1000,
                "m" | "min" => MINUTE,
                "h" => HOUR,
                "d" => DAY,
                _ => return None,
            };
        rest = &rest[digits + letters..];
    }
    (millis > 0).then_some(millis)
}

/// `2026-11-19`.
fn date(text: &str) -> Option<(i32, u32, u32)> {
    let is_date = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    let date = time::date(text).filter(|_| is_date)?;
    Some((date.year(), date.month(), date.day()))
}

/// A time with `am` or `pm`, glued to it or behind it, by the clock of a whole day.
fn of_half_day<'a>(time: TimeOfDay, glued: &'a str, behind: &'a str) -> (TimeOfDay, &'a str, &'a str) {
    let (next, after) = word(behind.trim_start());
    let (half, rest) = if glued.is_empty() { (next, after) } else { (glued, behind) };
    let hour = match half.trim_end_matches([':', '?']) {
        "am" | "AM" if time.hour == 12 => 0,
        "pm" | "PM" if time.hour < 12 => time.hour + 12,
        "am" | "AM" | "pm" | "PM" => time.hour,
        _ => return (time, glued, behind),
    };
    (TimeOfDay { hour, ..time }, "", rest)
}

/// `14:07` or `14:07:30`, and what is glued to it.
fn time_of_day(text: &str) -> Option<(TimeOfDay, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(text.len());
    let (time, glued) = text.split_at(digits);
    let time = time.strip_suffix(':').unwrap_or(time);
    let parts: Vec<&str> = time.split(':').collect();
    let number = |part: &&str, limit: u32| part.parse::<u32>().ok().filter(|number| *number < limit);
    let two = |part: &&str| part.len() == 2;
    let (hour, minute, second, precision) = match parts.as_slice() {
        [hour, minute] if hour.len() <= 2 && two(minute) => (hour, minute, &"0", Precision::Minute),
        [hour, minute, second] if hour.len() <= 2 && two(minute) && two(second) => {
            (hour, minute, second, Precision::Second)
        }
        _ => return None,
    };
    let time =
        TimeOfDay { hour: number(hour, 24)?, minute: number(minute, 60)?, second: number(second, 60)?, precision };
    Some((time, glued))
}

/// A zone by its name.
enum Named<Z> {
    Fixed(i32),
    Shared(&'static str, &'static [(&'static str, i32)]),
    Rules(Z),
}

fn zone<Z>(text: &str, named: &impl Fn(&str) -> Option<Z>) -> Option<Named<Z>> {
    if let Some((name, zones)) = SHARED_NAMES.iter().find(|(name, _)| *name == text) {
        return Some(Named::Shared(name, zones));
    }
    if let Some((_, minutes)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Some(Named::Fixed(*minutes));
    }
    if let Some(sign) = text.chars().next().filter(|c| matches!(c, '+' | '-' | '−')) {
        return offset(&text[sign.len_utf8()..])
            .map(|minutes| Named::Fixed(if sign == '+' { minutes } else { -minutes }));
    }
    // Only names with a slash: a word behind a time is more often a word.
    text.contains('/').then(|| named(text)).flatten().map(Named::Rules)
}

/// `01:00`, `0100` or `1`: minutes.
fn offset(text: &str) -> Option<i32> {
    let (hours, minutes) = match (text.split_once(':'), text.len()) {
        (Some(parts), _) => parts,
        (None, 4) if text.is_ascii() => text.split_at(2),
        (None, _) => (text, "0"),
    };
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Berlin in 2026: summer time from 29 March 01:00Z to 25 October 01:00Z.
    struct Berlin;

    impl Zone for Berlin {
        fn offset_seconds(&self, at: Instant) -> i32 {
            let begin: Instant = "2026-03-29T01:00Z".parse().unwrap();
            let end: Instant = "2026-10-25T01:00Z".parse().unwrap();
            if (begin..end).contains(&at) { 7200 } else { 3600 }
        }
    }

    fn said(line: &str, now: &str) -> String {
        said_after(line, now, None, false)
    }

    fn said_after(line: &str, now: &str, last: Option<&str>, is_after_the_fact: bool) -> String {
        let catching_up_from = last.map(|last| last.parse().unwrap());
        let named = |name: &str| (name == "Europe/Berlin").then_some(Berlin);
        let began = Some("2026-11-18T13:00Z".parse().unwrap());
        let against =
            Against { now: now.parse().unwrap(), zone: &Berlin, named, began, catching_up_from, is_after_the_fact };
        let read = read(line, &against);
        let when = match read.when {
            When::Now => "now".to_owned(),
            When::Ago(at) => format!("{at} by the clock"),
            When::At { ways, doubt, .. } => {
                let ways: Vec<String> = ways
                    .iter()
                    .map(|way| {
                        let until = way.until.map(|until| format!(" to {until}")).unwrap_or_default();
                        format!("{}{until} {}", way.at, way.meaning).trim().to_owned()
                    })
                    .collect();
                format!("{}{}", ways.join(" or "), doubt.map(|doubt| format!(" ({doubt:?})")).unwrap_or_default())
            }
        };
        format!("{when} | {} | {}", read.by.unwrap_or("me"), read.text)
    }

    #[test]
    fn times_and_names_stand_before_the_words_in_either_order() {
        let now = "2026-11-18T14:30Z";
        for (line, read) in [
            ("pool is full", "now | me | pool is full"),
            ("14:07 pool is full", "2026-11-18T13:07Z | me | pool is full"),
            ("9:05:30 early", "2026-11-18T08:05:30Z | me | early"),
            ("-12m pool is full", "2026-11-18T14:18Z by the clock | me | pool is full"),
            ("-1h30m @sam said so", "2026-11-18T13:00Z by the clock | sam | said so"),
            ("-90s x", "2026-11-18T14:28:30Z by the clock | me | x"),
            ("@sam 14:07 said so", "2026-11-18T13:07Z | sam | said so"),
            ("yesterday 23:50 drift", "2026-11-17T22:50Z | me | drift"),
            ("2026-11-18 14:07 pool", "2026-11-18T13:07Z | me | pool"),
            ("2026-11-18 migration ran", "2026-11-18 | me | migration ran"),
            ("14:07 CEST pool", "2026-11-18T12:07Z | me | pool"),
            ("14:07Z pool", "2026-11-18T14:07Z | me | pool"),
            ("14:07 +05:30 pool", "2026-11-18T08:37Z | me | pool"),
            ("14:07 Europe/Berlin pool", "2026-11-18T13:07Z | me | pool"),
            ("14:07", "2026-11-18T13:07Z | me | "),
        ] {
            assert_eq!(said(line, now), read, "{line}");
        }
    }

    #[test]
    fn a_time_that_is_not_sure_is_read_and_its_sign_is_kept() {
        let now = "2026-11-18T22:30Z";
        for line in [
            "~21:00 x",
            "~ 21:00 x",
            "≈21:00 x",
            "ca. 21:00 x",
            "Ca 21:00 x",
            "about 21:00 x",
            "around 21:00 - x",
            "21:00? x",
            "21:00?: x",
            "9:00pm? x",
            "~9:00 PM x",
            "2026-11-18 ~21:00 x",
            "2026-11-18 ca. 21:00? x",
            "~2026-11-18 21:00 x",
            "today about 21:00 CET x",
        ] {
            assert_eq!(said(line, now), "2026-11-18T20:00Z | me | x", "{line}");
            let written = line.strip_suffix("x").unwrap_or(line).trim_end_matches([' ', '-', ':']);
            assert!(is_about(written), "{written}");
        }
        assert_eq!(said("~17:00-18:10 x", now), "2026-11-18T16:00Z to 2026-11-18T17:10Z | me | x");
        assert_eq!(said("17:00-18:10? x", now), "2026-11-18T16:00Z to 2026-11-18T17:10Z | me | x");
        assert_eq!(said("~21:00 /observation x", now), "2026-11-18T20:00Z | me | /observation x");
        assert_eq!(said("about 2026-11-18 x", now), "2026-11-18 | me | x");
        for line in ["about 200 pods", "~5 pods", "around -12m x", "about x", "~", "ca. 25:00 x", "what? x"] {
            assert_eq!(said(line, now), format!("now | me | {line}"), "{line}");
        }
        for written in ["21:00", "21:00 CET", "2026-11-18 21:00 Europe/Berlin", "-12m", "yesterday 21:00 +02:00"] {
            assert!(!is_about(written), "{written}");
        }
    }

    #[test]
    fn what_only_looks_like_a_time_is_text() {
        let now = "2026-11-18T14:30Z";
        for line in [
            "14:07, then it was over",
            "3:1 majority",
            "25:00 x",
            "14:60 x",
            "1:2:3:4 x",
            "-12 degrees",
            "-m x",
            "yesterday it was fine",
            "10:4 x",
            "- 12m",
            "@ sam",
            "@sam, look",
            "2026-13-01 x",
        ] {
            assert_eq!(said(line, now), format!("now | me | {line}"), "{line}");
        }
        assert_eq!(said("14:07 DNS is down", now), "2026-11-18T13:07Z | me | DNS is down");
    }

    #[test]
    fn midnight_is_crossed_and_the_future_is_asked_about() {
        assert_eq!(
            said("23:50 x", "2026-11-18T23:10Z"),
            "2026-11-18T22:50Z | me | x",
            "at ten past midnight in Berlin"
        );
        assert_eq!(
            said("16:00 x", "2026-11-18T14:30Z"),
            "2026-11-17T15:00Z yesterday or 2026-11-18T15:00Z ahead of now (Future) | me | x"
        );
        assert_eq!(said("15:31 x", "2026-11-18T14:30Z"), "2026-11-18T14:31Z | me | x", "clocks differ by a minute");
        assert_eq!(said("2026-11-19 09:00 x", "2026-11-18T14:30Z"), "2026-11-19T08:00Z ahead of now (Future) | me | x");
        assert_eq!(said("2026-11-16 09:00 x", "2026-11-18T14:30Z"), "2026-11-16T08:00Z (LongBefore) | me | x");
    }

    #[test]
    fn names_that_mean_several_zones_and_hours_that_come_twice_are_never_guessed() {
        assert_eq!(
            said("14:07 CST x", "2026-11-18T22:30Z"),
            "2026-11-18T20:07Z US Central or 2026-11-18T06:07Z China or 2026-11-18T19:07Z Cuba (Zone(\"CST\")) | me | x"
        );
        assert_eq!(
            said("2026-10-25 02:30 x", "2026-11-18T14:30Z"),
            "2026-10-25T00:30Z before the clocks were set back or 2026-10-25T01:30Z after the clocks were set back (Twice) | me | x"
        );
        assert!(said("2026-03-29 02:30 x", "2026-11-18T14:30Z").contains("(Never)"));
    }

    #[test]
    fn the_ways_in_which_timelines_are_written_are_read() {
        let now = "2026-11-18T22:30Z";
        for line in ["11:39am x", "11:39AM - x", "11:39 AM: x", "11:39 — x", "11:39: x", "11:39 | x"] {
            assert_eq!(said(line, now), "2026-11-18T10:39Z | me | x", "{line}");
        }
        assert_eq!(said("5:00 PM x", now), "2026-11-18T16:00Z | me | x");
        assert_eq!(said("12:10 am x", now), "2026-11-17T23:10Z | me | x");
        assert_eq!(said("17:14pm x", now), "2026-11-18T16:14Z | me | x");
        assert_eq!(said("14:07 -5 pods left", now), "2026-11-18T13:07Z | me | -5 pods left");
        assert_eq!(said("14:07 -05 x", now), "2026-11-18T19:07Z | me | x");
        assert_eq!(said("14:07 --force was used", now), "2026-11-18T13:07Z | me | --force was used");
    }

    #[test]
    fn who_writes_down_what_is_over_means_that_day() {
        let (now, last) = ("2026-11-18T14:30Z", Some("2026-10-03T21:50Z"));
        let today = "2026-11-18T13:07Z the last time it was that late (WhichDay)";
        assert_eq!(
            said_after("14:07 x", now, Some("2026-10-03T08:00Z"), false),
            format!("2026-10-03T12:07Z near what was logged last or {today} | me | x")
        );
        // Over midnight in both directions.
        assert!(said_after("00:10 x", now, last, false).starts_with("2026-10-03T22:10Z near"));
        assert!(said_after("23:10 x", now, Some("2026-10-03T22:20Z"), false).starts_with("2026-10-03T21:10Z near"));
        assert_eq!(said_after("x", now, last, false), "now | me | x");
        assert!(said_after("2026-10-04 09:00 x", now, last, false).starts_with("2026-10-04T07:00Z"));
        assert!(
            said_after("02:30 x", now, Some("2026-10-25T08:00Z"), false).contains("before the clocks were set back or")
        );
    }

    #[test]
    fn of_what_is_written_down_afterwards_nothing_is_of_now() {
        let (now, last) = ("2026-11-28T14:30Z", Some("2026-11-18T13:50Z"));
        assert_eq!(said_after("14:07 x", now, last, true), "2026-11-18T13:07Z near what was logged last | me | x");
        assert_eq!(
            said_after("@sam x", now, last, true),
            "2026-11-18T13:50Z as what was logged last or 2026-11-28T14:30:00Z now (NoTime) | sam | x"
        );
        assert_eq!(said_after("x", now, None, true), "now | me | x");
        assert_eq!(said_after("", now, last, true), "now | me | ");
    }

    #[test]
    fn what_lasted_is_typed_as_a_range() {
        let now = "2026-11-18T22:30Z";
        for line in ["17:00-18:10 x", "17:00–18:10 x", "17:00 - 18:10 x", "17:00 – 18:10: x", "5:00pm - 6:10pm x"] {
            assert_eq!(said(line, now), "2026-11-18T16:00Z to 2026-11-18T17:10Z | me | x", "{line}");
        }
        assert_eq!(said("2026-11-18 17:00-18:10 x", now), "2026-11-18T16:00Z to 2026-11-18T17:10Z | me | x");
        assert_eq!(said("2026-11-18 14:07-05:00 x", now), "2026-11-18T19:07Z | me | x", "an offset");
        assert_eq!(said("23:50-00:10 x", "2026-11-19T08:00Z"), "2026-11-18T22:50Z to 2026-11-18T23:10Z | me | x");
        assert_eq!(said("17:00 - 5 pods x", now), "2026-11-18T16:00Z | me | 5 pods x");
    }

    #[test]
    fn what_almost_is_a_time_is_told() {
        for line in ["25:00 x", "10:71 x", "+5m x", "14:0 x", "2:3:4 x"] {
            assert!(almost_a_time(line).is_some(), "{line}");
            assert_eq!(said(line, "2026-11-18T14:30Z"), format!("now | me | {line}"));
        }
        for line in ["x", "", "note: x", "http://x", ":1", "5 pods", "+1 from me", "a:1"] {
            assert_eq!(almost_a_time(line), None, "{line}");
        }
    }

    #[test]
    fn no_line_ends_the_page() {
        for line in
            ["", " ", "@", "-", "é", "14:07é x", "14:0é", "-1é", "−1", "14:07 +é", "14:07 +99:99 x", "-99999d x"]
        {
            said(line, "2026-11-18T14:30Z");
        }
    }
}
