//! The incident as diagrams in Mermaid's language: a timeline, and a gantt chart of harm, phases and severities.
//!
//! Mermaid has no way to escape what its language means, so that what it means is written with other letters that look alike: a
//! ratio sign for a colon, a full-width number sign, and so on. Only syntax that is years old is used: viewers lag behind.

use crate::domain::entry::{Entry, Phase};
use crate::domain::fold::Since;
use crate::domain::harm;
use crate::domain::milestone::Milestone;
use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::Local;
use crate::text::export::Sheet;
use crate::text::{markdown, timeline};

/// A diagram of more is none that anybody reads.
const MOST: usize = 60;

/// How much of a text stands in it.
const WORDS: usize = 80;

/// How long something is at least, so that it can be seen.
const SHORTEST_MILLIS: i64 = 60_000;

/// Both diagrams, each in a block for markdown.
pub fn print(sheet: &Sheet<'_>) -> String {
    format!("```mermaid\n{}```\n\n```mermaid\n{}```\n", timeline_of(sheet), gantt(sheet))
}

/// The starred entries in order, or the first ones where none has a star; every time at the same distance from the next.
pub fn timeline_of(sheet: &Sheet<'_>) -> String {
    let mut out = format!("timeline\n    title {}\n", title(sheet));
    let has_stars = sheet.reading.timeline().any(|entry| entry.said.is_starred);
    let chosen = |entry: &&Entry| !has_stars || entry.said.is_starred;
    let mut day = String::new();
    let mut count = 0;
    for entry in sheet.reading.timeline().filter(chosen) {
        count += 1;
        if count > MOST {
            continue;
        }
        let of = entry.precise().map(|at| timeline::day_line(at, &sheet.zone)).filter(|of| *of != day);
        if let Some(of) = of {
            out.push_str(&format!("    section {}\n", harmless(&of)));
            day = of;
        }
        out.push_str(&format!("        {} : {}\n", harmless(&sheet.time(entry)), words(sheet, entry)));
    }
    match count {
        0 => out.push_str("        no entries : nothing was logged\n"),
        MOST.. if count > MOST => out.push_str(&format!("        later : {} more entries\n", count - MOST)),
        _ => {}
    }
    out
}

/// Times of harm, phases and severities beside each other, with milestones, to scale.
pub fn gantt(sheet: &Sheet<'_>) -> String {
    let incident = &sheet.reading.incident;
    let axis = if sheet.is_of_days() { "%m-%d %H:%M" } else { "%H:%M" };
    let mut out = format!(
        "gantt\n    title {}\n    dateFormat YYYY-MM-DD HH:mm:ss\n    axisFormat {axis}\n    todayMarker off\n",
        title(sheet)
    );
    // What goes on ends, in a diagram, when it was over, or with the last thing that is known.
    let known = sheet.reading.timeline().filter_map(|entry| timed(entry.precise())).max().unwrap_or(Instant::EPOCH);
    let over = [Milestone::Resolved, Milestone::Closed].into_iter().find_map(|end| incident.milestones.get(end));
    let last = over.and_then(|over| timed(Some(over.at))).unwrap_or(known);
    let mut harm: Vec<Bar> = Vec::new();
    for window in incident.impacts.iter().take(MOST) {
        let entry = sheet.reading.entries.get(&window.began);
        let whom = entry.map(|entry| harm::in_words(entry)).unwrap_or_default();
        let name = format!("impact {}", harmless(&cut(&whom)));
        harm.extend(Bar::of(name, "crit, ", timed(window.from), timed(window.to).or(Some(known))));
    }
    let mut phases = bars(&incident.phases, last, |phase: &Phase| format!("phase {}", phase.as_str()));
    // Nothing is left to do in its last phase: it would be as long as what was written afterwards.
    if matches!(incident.phase(), Some(Phase::Closed | Phase::Resolved)) {
        phases.pop();
    }
    let severities = bars(&incident.severities, last, |severity| format!("severity {}", harmless(&cut(severity))));
    let mut is_empty = true;
    for (name, bars) in [("Impact", &harm), ("Phases", &phases), ("Severity", &severities)] {
        if !bars.is_empty() {
            out.push_str(&format!("    section {name}\n"));
            is_empty = false;
        }
        for bar in bars.iter().take(MOST) {
            let (from, to) = (moment(sheet, bar.from), moment(sheet, bar.to));
            out.push_str(&format!("    {} :{}{from}, {to}\n", bar.name, bar.tag));
        }
    }
    let milestones = incident.milestones.iter().filter_map(|reached| Some((reached, timed(Some(reached.at))?)));
    for (number, (reached, at)) in milestones.enumerate() {
        if number == 0 {
            out.push_str("    section Milestones\n");
            is_empty = false;
        }
        out.push_str(&format!("    {} :milestone, {}, 0d\n", reached.milestone.in_words(), moment(sheet, at)));
    }
    if is_empty {
        out.push_str("    section Nothing has a time\n    nothing :1970-01-01 00:00:00, 1970-01-01 00:01:00\n");
    }
    out
}

/// Something that lasted.
struct Bar {
    name: String,
    tag: &'static str,
    from: Instant,
    to: Instant,
}

impl Bar {
    fn of(name: String, tag: &'static str, from: Option<Instant>, to: Option<Instant>) -> Option<Self> {
        let from = from?;
        let to = to?.max(from.plus_millis(SHORTEST_MILLIS));
        Some(Self { name: name.trim_end().to_owned(), tag, from, to })
    }
}

/// From each to the next.
fn bars<T>(since: &[Since<T>], last: Instant, name: impl Fn(&T) -> String) -> Vec<Bar> {
    let end = |position: usize| {
        let mut later = since[position + 1..].iter().filter_map(|since| timed(since.from));
        later.next().unwrap_or(last)
    };
    let bar =
        |(position, since): (usize, &Since<T>)| Bar::of(name(&since.value), "", timed(since.from), Some(end(position)));
    since.iter().enumerate().filter_map(bar).collect()
}

/// A time of day; a day alone is none.
fn timed(at: Option<Precise>) -> Option<Instant> {
    at.filter(|at| at.precision != Precision::Day).map(|at| at.at)
}

/// `2026-11-18 14:05:00` in the zone of the document.
fn moment(sheet: &Sheet<'_>, at: Instant) -> String {
    let local = Local::at(at, &sheet.zone);
    format!("{} {}", local.date_text(), local.time_text(Precision::Second))
}

fn title(sheet: &Sheet<'_>) -> String {
    let title = cut(sheet.title());
    harmless(&format!("{} {title} (times in {})", sheet.number(), sheet.zone_name))
}

fn words(sheet: &Sheet<'_>, entry: &Entry) -> String {
    harmless(&sheet.first_words(entry))
}

fn cut(text: &str) -> String {
    markdown::plain(text, WORDS)
}

/// A text in which nothing means anything to Mermaid: one line, in letters that look like those that do.
fn harmless(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push(match c {
            ':' => '∶',
            ';' => '；',
            '#' => '＃',
            '%' => '％',
            '"' => '”',
            '\'' => '’',
            '`' => '´',
            '<' => '‹',
            '>' => '›',
            '&' => '＆',
            '{' => '(',
            '}' => ')',
            '[' => '(',
            ']' => ')',
            '\\' => '∖',
            '|' => '∣',
            '$' => '＄',
            '~' => '～',
            // What changes the direction of what follows, and what nobody sees.
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => ' ',
            c if c.is_control() || c.is_whitespace() => ' ',
            c => c,
        });
    }
    let out = out.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if out.is_empty() { "no words".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over three days the axis told hours, and not of which.
    #[test]
    fn the_axis_tells_days_where_there_is_more_than_one() {
        let mut reading = crate::log::Reading::default();
        for (id, hour, axis) in
            [(1, 10, "axisFormat %H:%M\n"), (2, 20, "axisFormat %H:%M\n"), (3, 30, "axisFormat %m-%d %H:%M\n")]
        {
            let at = Instant::from_millis(hour * 3_600_000);
            let (says, writer) = (crate::domain::entry::Says::Note, crate::domain::id::WriterId::from_bits(1));
            let said = crate::domain::entry::Statement::new(says, "dana", "x", at, writer);
            let entry = crate::domain::entry::testing::entry(id, Some(at), said);
            reading.entries.insert(entry.id, std::sync::Arc::new(entry));
            reading.fold();
            let zone = &crate::domain::zone::Utc;
            let gantt = gantt(&Sheet { reading: &reading, name: None, zone, zone_name: "UTC" });
            assert!(gantt.contains(axis), "{gantt}");
        }
    }

    #[test]
    fn nothing_that_was_typed_means_anything_to_a_diagram() {
        let hostile = "title x: y;\n#1 %%{init: {}}%% end \"q\" <b> &lt; `c` \u{202e}🙂";
        assert_eq!(harmless(hostile), "title x∶ y； ＃1 ％％(init∶ ())％％ end ”q” ‹b› ＆lt； ´c´ 🙂");
        assert_eq!(harmless(" \n"), "no words");
    }
}
