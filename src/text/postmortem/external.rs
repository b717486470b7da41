//! The version for people outside: what they met, for how long, what happened in plain steps, and what is different now.
//!
//! No names or handles, no links of the inside, no entries, no findings; and what is left out is said. What a person wrote for
//! them (the section `external`) stands instead of the summary.

use super::document::{Audience, Document, OUTSIDE, Part, Told, Wanted};
use super::facts::{self, Line};
use super::words::{self, one_line};
use crate::domain::entry::{Entry, Says};
use crate::text::markdown;
use pulldown_cmark::{Event, Tag, TagEnd};

/// Who is not named.
const SOMEBODY: &str = "somebody";

/// What stands where an address stood.
const LINK: &str = "(link left out)";

/// The document for those outside.
pub fn external(wanted: &Wanted<'_>) -> Document {
    let (sheet, says) = (&wanted.sheet, wanted.says);
    let (reading, zone) = (sheet.reading, sheet.zone);
    let mut veil = Veil { names: names(wanted), replaced: 0, links: 0 };
    let written =
        |slot: &str| says.section(slot).map(|held| held.says.text.as_str()).filter(|text| !text.trim().is_empty());
    let summary = match (written(OUTSIDE), written("summary")) {
        (Some(external), _) => veil.over(external, true),
        (None, Some(summary)) => veil.over(summary, false),
        (None, None) => String::new(),
    };
    let mut lines = |lines: Vec<Line>| -> Vec<Told> {
        let told = |line: Line| Told { label: one_line(&line.label), value: veil.over_line(&line.value), entry: None };
        lines.into_iter().map(told).collect()
    };
    let harm = lines(facts::harm_outside(reading, zone, says));
    let course = lines(facts::course_outside(reading, zone, says));
    let changes = says.follow_ups.iter().map(|held| &held.says).filter_map(|change| {
        let label = match (change.state.as_deref(), change.due) {
            (Some("done"), _) if change.proof.is_some() => "done".to_owned(),
            // Outside nothing is done before it is known how that is known.
            (Some("done"), _) => "promised".to_owned(),
            (Some("committed"), Some(due)) => format!("promised until {}", sheet.date_time(due)),
            (Some("committed"), None) => "promised".to_owned(),
            _ => return None,
        };
        Some(Line { label, value: markdown::plain(&change.text, usize::MAX), entries: Vec::new() })
    });
    let changes = lines(changes.collect());
    let part = |slot: &str, heading: &str, lines: Vec<Told>, text: String| Part {
        slot: slot.to_owned(),
        heading: heading.to_owned(),
        lines,
        text,
        holds: Vec::new(),
    };
    let mut parts = vec![
        part("summary", "Summary", vec![], summary),
        part("impact", "Who was affected", harm, String::new()),
        part("response", "What happened", course, String::new()),
        part("changes", "What changes", changes, String::new()),
    ];
    parts.retain(|part| !(part.text.is_empty() && part.lines.is_empty()));
    let title = veil.over_line(sheet.title());
    parts.push(part("left-out", "What is left out here", vec![], veil.in_words(wanted)));
    Document {
        number: sheet.number().to_owned(),
        title,
        audience: Audience::External,
        zone: sheet.zone_name.to_owned(),
        parts,
        ..Document::default()
    }
}

/// Handles and names of everybody who is spoken of, the long ones first.
fn names(wanted: &Wanted<'_>) -> Vec<String> {
    let (reading, says) = (wanted.sheet.reading, wanted.says);
    let mut names: Vec<String> = Vec::new();
    for person in reading.people.values() {
        names.extend([person.handle.clone(), person.name.clone()]);
        names.extend(person.name.split_whitespace().map(str::to_owned));
    }
    let of_entry = |entry: &Entry| {
        let other = match &entry.said.says {
            Says::Role { holder, .. } => Some(holder.clone()),
            Says::Action { assignee, .. } => assignee.clone(),
            _ => None,
        };
        std::iter::once(entry.said.by.clone()).chain(other)
    };
    names.extend(reading.entries.values().flat_map(|entry| of_entry(entry)));
    names.extend(says.about.owner.iter().chain(&says.about.reviewers).cloned());
    names.extend(says.follow_ups.iter().filter_map(|held| held.says.owner.clone()));
    names.extend(says.sign_offs.iter().map(|held| held.says.by.clone()));
    names.retain(|name| name.trim().chars().count() > 1);
    names.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    names.dedup();
    names
}

/// What lies over a text that goes outside.
struct Veil {
    names: Vec<String>,
    replaced: usize,
    links: usize,
}

impl Veil {
    fn over_line(&mut self, line: &str) -> String {
        one_line(&self.without_names(line))
    }

    /// A text without names; without links, but for those that somebody wrote for outside.
    fn over(&mut self, text: &str, keeps_links: bool) -> String {
        let text = self.without_links(text, keeps_links);
        self.without_names(&text)
    }

    fn without_links(&mut self, text: &str, keeps: bool) -> String {
        let text = words::out_of_page(text);
        let (mut out, mut done) = (String::new(), 0);
        // The link that is open: where it begins, and where its words do.
        let mut open: Option<(std::ops::Range<usize>, Option<usize>, usize)> = None;
        for (event, range) in pulldown_cmark::Parser::new_ext(&text, words::OPTIONS).into_offset_iter() {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    if !keeps || !dest_url.contains("://") {
                        open = Some((range, None, 0));
                    }
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    if let Some((link, words, end)) = open.take().filter(|(link, ..)| link.start >= done) {
                        out.push_str(&text[done..link.start]);
                        let said = words.map_or("", |start| &text[start..end]);
                        out.push_str(if said.is_empty() || said.contains("://") { LINK } else { said });
                        done = link.end;
                        self.links += 1;
                    }
                }
                _ => {
                    if let Some((_, words, end)) = &mut open {
                        words.get_or_insert(range.start);
                        *end = range.end;
                    }
                }
            }
        }
        out.push_str(&text[done..]);
        if keeps {
            return out;
        }
        // Addresses without any markup.
        let mut bare = String::new();
        for word in out.split_inclusive(char::is_whitespace) {
            match word.contains("://") {
                true => {
                    self.links += 1;
                    bare.push_str(LINK);
                    bare.push_str(&word[word.trim_end().len()..]);
                }
                false => bare.push_str(word),
            }
        }
        bare
    }

    fn without_names(&mut self, text: &str) -> String {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut out = String::new();
        let mut rest = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let (sign, bare) = match rest.strip_prefix('@') {
                Some(bare) => ("@", bare),
                None => ("", rest),
            };
            let found = if before.is_some_and(is_word) {
                None
            } else {
                self.names.iter().find(|name| {
                    let is_it = bare.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
                    is_it && !bare[name.len()..].chars().next().is_some_and(is_word)
                })
            };
            let taken = match found {
                Some(name) => {
                    out.push_str(SOMEBODY);
                    self.replaced += 1;
                    sign.len() + name.len()
                }
                None => {
                    out.push(first);
                    first.len_utf8()
                }
            };
            before = rest[..taken].chars().next_back();
            rest = &rest[taken..];
        }
        out
    }

    /// What is left out, in sentences.
    fn in_words(&self, wanted: &Wanted<'_>) -> String {
        let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let says = wanted.says;
        let untold = says.follow_ups.iter().map(|held| held.says.state.as_deref());
        let untold = untold.filter(|state| !matches!(state, Some("done" | "committed"))).count();
        format!(
            "{} of the timeline, {}, {}, answers, reviews and every name stay inside. In the text above {} and {} were replaced.",
            counted(wanted.sheet.reading.incident.order.len(), "entry", "entries"),
            counted(says.findings.len(), "finding", "findings"),
            counted(untold, "change that is not promised", "changes that are not promised"),
            counted(self.replaced, "name", "names"),
            counted(self.links, "link", "links"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn veil() -> Veil {
        Veil { names: vec!["Dana Kim".into(), "dana".into(), "Kim".into()], replaced: 0, links: 0 }
    }

    #[test]
    fn nobody_is_named_outside() {
        let mut veil = veil();
        let said = veil.over("Dana Kim and @dana told **Kim**, not Danaë or kimono.", false);
        assert_eq!(
            (said.as_str(), veil.replaced),
            ("somebody and somebody told **somebody**, not Danaë or kimono.", 3)
        );
    }

    #[test]
    fn links_of_the_inside_leave_their_words() {
        let mut veil = veil();
        let text = "See [14:07](entry:00000000000000000000000004), [the *graph*](https://in.example/x), <https://in.example/y> and https://in.example/z.";
        let said = veil.over(text, false);
        assert_eq!(said, "See 14:07, the *graph*, (link left out) and (link left out)");
        let text = "See [the status page](https://status.example) and [14:07](entry:00000000000000000000000004).";
        assert_eq!(veil.over(text, true), "See [the status page](https://status.example) and 14:07.");
    }
}
