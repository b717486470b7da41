//! The version for people outside: what they met, for how long, what happened in plain steps, and what is different now.
//!
//! No names, no links of the inside, no entries, also none that a text quotes, no findings; and what is left out is said. What a
//! person wrote for them (the section `external`) stands instead of the summary.

use super::document::{Audience, Document, OUTSIDE, Part, Told, Wanted};
use super::facts::{self, Line};
use super::words::{self, one_line};
use crate::domain::entry::{Entry, Says};
use crate::text::markdown;
use pulldown_cmark::{Event, Tag, TagEnd};

/// Who is not named.
const SOMEBODY: &str = "somebody";

/// Letters of the shortest word of a name that is taken for one by itself.
const SHORTEST: usize = 3;

/// What stands where an address stood.
const LINK: &str = "(link left out)";

/// The document for those outside.
pub fn external(wanted: &Wanted<'_>) -> Document {
    let (sheet, says) = (&wanted.sheet, wanted.says);
    let (reading, zone) = (sheet.reading, sheet.zone);
    let mut veil = Veil { people: People::of(wanted), ..Veil::default() };
    let written =
        |slot: &str| says.section(slot).map(|held| held.says.text.as_str()).filter(|text| !text.trim().is_empty());
    let summary = match (written(OUTSIDE), written("summary")) {
        (Some(external), _) => veil.over(&words::dated(external, sheet), true),
        (None, Some(summary)) => veil.over(&words::dated(summary, sheet), false),
        (None, None) => String::new(),
    };
    let line = |label: &str, value: String| Told { label: one_line(label), value, entry: None };
    // Nobody typed these sentences.
    let course = facts::course_outside(reading, zone, says);
    let course = course.into_iter().map(|told| line(&told.label, told.value)).collect();
    let mut lines = |lines: Vec<Line>| -> Vec<Told> {
        lines.into_iter().map(|told| line(&told.label, veil.over_line(&told.value))).collect()
    };
    let harm = lines(facts::harm_outside(reading, zone, says));
    let changes = says.follow_ups.iter().map(|held| &held.says).filter_map(|change| {
        let label = match (change.state.as_deref(), change.due) {
            (Some("done"), _) if change.proof.is_some() => "done".to_owned(),
            // Outside nothing is done before it is known how that is known.
            (Some("done"), _) => "promised".to_owned(),
            (Some("committed"), Some(due)) => format!("promised until {}", sheet.date_time(due)),
            (Some("committed"), None) => "promised".to_owned(),
            _ => return None,
        };
        Some(facts::line(label, markdown::plain(&change.text, usize::MAX), []))
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
    let inside = kept_inside(wanted);
    let inside = veil.over_line(&inside);
    parts.push(part("left-out", "What is left out here", vec![], veil.in_words(wanted, &inside)));
    let [began, ended] = facts::span_outside(reading, zone, says);
    Document {
        number: sheet.number().to_owned(),
        title,
        audience: Audience::External,
        zone: sheet.zone_name.to_owned(),
        began,
        ended,
        parts,
        ..Document::default()
    }
}

/// The sections with words of people that stay inside, by their headings; none where all of them go out.
fn kept_inside(wanted: &Wanted<'_>) -> String {
    let says = |slot: &str| wanted.says.section(slot).is_some_and(|held| !held.says.text.trim().is_empty());
    // One of these two is what is told.
    let told = if says(OUTSIDE) { OUTSIDE } else { "summary" };
    let kept = wanted.outline.arranged(wanted.says).into_iter().filter(|part| part.slot != told && says(&part.slot));
    let named: Vec<String> = kept.map(|part| format!("“{}”", one_line(&part.heading))).collect();
    match &named[..] {
        [] => String::new(),
        [one] => format!("The section {one} stays inside."),
        [others @ .., last] => format!("The sections {} and {last} stay inside.", others.join(", ")),
    }
}

/// What people typed of a document that goes outside, as one text: what there may be hints for.
pub fn typed(document: &Document) -> String {
    let mut texts = vec![document.title.as_str()];
    for part in document.parts.iter().filter(|part| matches!(part.slot.as_str(), "summary" | "changes")) {
        texts.push(&part.text);
        texts.extend(part.lines.iter().map(|line| line.value.as_str()));
    }
    texts.join("\n\n")
}

/// Everybody who is spoken of, as far as a text tells a name from a word: `min` is a handle and a unit.
#[derive(Default)]
struct People {
    /// What stands behind an `@`, small or not.
    handles: Vec<String>,
    /// What stands by itself, in these letters: whole names, and each of their words with a capital.
    names: Vec<String>,
}

impl People {
    fn of(wanted: &Wanted<'_>) -> Self {
        let (reading, says) = (wanted.sheet.reading, wanted.says);
        let mut this = Self::default();
        for person in reading.people.values() {
            this.handles.push(person.handle.clone());
            this.name(if person.name.trim().is_empty() { &person.handle } else { &person.name });
        }
        let of_entry = |entry: &Entry| {
            let other = match &entry.said.says {
                Says::Role { holder, .. } => Some(holder.clone()),
                Says::Action { assignee, .. } => assignee.clone(),
                _ => None,
            };
            std::iter::once(entry.said.by.clone()).chain(other)
        };
        let mut spoken: Vec<String> = reading.entries.values().flat_map(|entry| of_entry(entry)).collect();
        spoken.extend(says.about.owner.iter().chain(&says.about.reviewers).cloned());
        spoken.extend(says.follow_ups.iter().filter_map(|held| held.says.owner.clone()));
        spoken.extend(says.sign_offs.iter().map(|held| held.says.by.clone()));
        longest_first(&mut spoken);
        let introduced = this.handles.clone();
        // Of whom nothing but a handle is known, that with a capital may be the name.
        for handle in spoken.iter().filter(|spoken| !introduced.contains(spoken)) {
            this.name(handle);
        }
        this.handles.extend(spoken);
        longest_first(&mut this.handles);
        longest_first(&mut this.names);
        this
    }

    fn name(&mut self, name: &str) {
        let name = name.trim().trim_start_matches('@');
        if name.split_whitespace().nth(1).is_some() {
            self.names.push(name.to_owned());
        }
        for word in name.split_whitespace().filter(|word| word.chars().count() >= SHORTEST) {
            let mut letters = word.chars();
            let Some(first) = letters.next().filter(|first| first.is_alphabetic()) else { continue };
            let rest = letters.as_str();
            self.names.extend(
                [rest.to_owned(), rest.to_lowercase()].map(|rest| first.to_uppercase().chain(rest.chars()).collect()),
            );
        }
    }

    /// The one that a text begins with, and how much of it that is.
    fn at_start(&self, text: &str) -> Option<usize> {
        let ends = |length: usize| !text[length..].chars().next().is_some_and(is_of_word);
        match text.strip_prefix('@') {
            Some(bare) => {
                let is_it =
                    |handle: &&String| bare.get(..handle.len()).is_some_and(|start| start.eq_ignore_ascii_case(handle));
                let found =
                    self.handles.iter().filter(is_it).map(|handle| 1 + handle.len()).find(|length| ends(*length));
                found.or_else(|| self.at_start(bare).map(|length| 1 + length))
            }
            None => {
                let found = self.names.iter().filter(|name| text.starts_with(name.as_str()));
                found.map(String::len).find(|length| ends(*length))
            }
        }
    }
}

fn longest_first(names: &mut Vec<String>) {
    names.retain(|name| !name.trim().is_empty());
    names.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    names.dedup();
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What lies over a text that goes outside.
#[derive(Default)]
struct Veil {
    people: People,
    replaced: usize,
    links: usize,
    quotes: usize,
}

impl Veil {
    fn over_line(&mut self, line: &str) -> String {
        one_line(&self.without_names(line))
    }

    /// A text without quoted entries and names; without links, but for those that somebody wrote for outside.
    fn over(&mut self, text: &str, keeps_links: bool) -> String {
        let text = self.without_quotes(text);
        let text = self.without_links(&text, keeps_links);
        self.without_names(&text)
    }

    /// Entries are of the inside, also where a text quotes them.
    fn without_quotes(&mut self, text: &str) -> String {
        let (mut out, mut done) = (String::new(), 0);
        let (mut depth, mut is_of_entry) = (0usize, false);
        for (event, range) in pulldown_cmark::Parser::new_ext(text, words::OPTIONS).into_offset_iter() {
            match event {
                Event::Start(Tag::BlockQuote(_)) => depth += 1,
                Event::Start(Tag::Link { dest_url, .. }) => is_of_entry |= depth > 0 && dest_url.starts_with("entry:"),
                Event::End(TagEnd::BlockQuote(_)) => {
                    depth -= 1;
                    if depth == 0 && std::mem::take(&mut is_of_entry) {
                        out.push_str(&text[done..range.start]);
                        done = range.end;
                        self.quotes += 1;
                    }
                }
                _ => {}
            }
        }
        out.push_str(&text[done..]);
        out.trim().to_owned()
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
        let mut out = String::new();
        let mut rest = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let is_within = before.is_some_and(is_of_word);
            let taken = match self.people.at_start(rest).filter(|_| !is_within) {
                Some(length) => {
                    out.push_str(SOMEBODY);
                    self.replaced += 1;
                    length
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

    /// What is left out, in sentences; `inside` is that of the sections.
    fn in_words(&self, wanted: &Wanted<'_>, inside: &str) -> String {
        let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let says = wanted.says;
        let untold = says.follow_ups.iter().map(|held| held.says.state.as_deref());
        let untold = untold.filter(|state| !matches!(state, Some("done" | "committed"))).count();
        let inside = if inside.is_empty() { String::new() } else { format!(" {inside}") };
        format!(
            "{} of the timeline, {}, {}, answers and reviews stay inside.{inside} In the text above {} and {} were replaced{}.",
            counted(wanted.sheet.reading.incident.order.len(), "entry", "entries"),
            counted(says.findings.len(), "finding", "findings"),
            counted(untold, "change that is not promised", "changes that are not promised"),
            counted(self.replaced, "name", "names"),
            counted(self.links, "link", "links"),
            match self.quotes {
                0 => String::new(),
                quotes => format!(", and {} left out", counted(quotes, "quoted entry was", "quoted entries were")),
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over texts in which somebody of that name and that handle is spoken of.
    fn veil(people: &[(&str, &str)]) -> Veil {
        let mut all = People::default();
        for (name, handle) in people {
            all.handles.push((*handle).to_owned());
            all.name(name);
        }
        longest_first(&mut all.handles);
        longest_first(&mut all.names);
        Veil { people: all, ..Veil::default() }
    }

    #[test]
    fn nobody_is_named_outside() {
        let mut veil = veil(&[("Dana Kim", "dana")]);
        let said = veil.over("Dana Kim and @dana told **Kim**, not Danaë or kimono. @Kim's page.", false);
        let expected = "somebody and somebody told **somebody**, not Danaë or kimono. somebody's page.";
        assert_eq!((said.as_str(), veil.replaced), (expected, 4));
    }

    /// A handle that is a word made “2 h 55 min” to “2 h 55 somebody”.
    #[test]
    fn a_handle_that_is_a_word_leaves_the_word() {
        let mut veil = veil(&[("Min Will Lo", "min"), ("", "app"), ("ito", "ito")]);
        let said = veil.over("2 h 55 min: the app will be slow, said @min, @APP, Ito and Min.", false);
        assert_eq!(said, "2 h 55 min: the app will be slow, said somebody, somebody, somebody and somebody.");
        assert_eq!(veil.over("Lo and behold, x@min.example", false), "Lo and behold, x@min.example");
    }

    #[test]
    fn entries_stay_inside_also_where_a_text_quotes_them() {
        let mut veil = veil(&[]);
        let text = "Orders failed.\n\n> [14:07](entry:00000000000000000000000004) Sam broke it.\n> > Again.\n\nIt is mended.\n\n> A customer: thank you.";
        let said = veil.over(text, false);
        assert!(!said.contains("Sam") && !said.contains("14:07") && !said.contains("Again"), "{said}");
        assert!(said.starts_with("Orders failed.") && said.contains("It is mended.\n\n> A customer"), "{said}");
        assert_eq!(veil.quotes, 1);
    }

    /// The paragraph and the table below “Impact” were gone without a word.
    #[test]
    fn sections_that_stay_inside_are_named() {
        let mut says = crate::domain::postmortem::Postmortem::default();
        let outline = crate::domain::postmortem::Outline::of(&crate::domain::postmortem::TEMPLATES[0]);
        let reading = crate::log::Reading::default();
        let sheet = crate::text::export::Sheet {
            reading: &reading,
            name: None,
            zone: &crate::domain::zone::Utc,
            zone_name: "UTC",
        };
        let mut told = Vec::new();
        for (id, slot) in (1..).zip(["summary", "impact", "lucky", OUTSIDE]) {
            let section = crate::domain::postmortem::Section { slot: slot.into(), heading: None, text: "x".into() };
            says.sections.push(crate::domain::postmortem::Held {
                id: crate::domain::id::RecordId::from_bits(id),
                created: crate::domain::time::Hlc(0, 0),
                says: section,
            });
            let wanted = Wanted {
                sheet,
                says: &says,
                outline: &outline,
                extent: super::super::document::Extent::Starred,
                amendments: &[],
                live: (&says, &reading),
                now: crate::domain::time::Instant::EPOCH,
            };
            told.push(external(&wanted).parts.pop().expect("it says what it leaves out").text);
        }
        assert!(!told[0].contains("section"), "{}", told[0]);
        assert!(told[1].contains("stay inside. The section “Impact” stays inside. In the text"), "{}", told[1]);
        assert!(told[2].contains("The sections “Impact” and “Where we were lucky” stay inside."), "{}", told[2]);
        assert!(told[3].contains("The sections “Summary”, “Impact” and “Where we were lucky” stay"), "{}", told[3]);
    }

    /// “Sam carelessly forgot” went out without a word.
    #[test]
    fn there_are_hints_for_what_people_typed_and_not_for_the_rest() {
        let part = |slot: &str, text: &str, value: &str| Part {
            slot: slot.into(),
            heading: String::new(),
            lines: vec![Told { label: "done".into(), value: value.into(), entry: None }],
            text: text.into(),
            holds: vec![],
        };
        let parts = vec![
            part("summary", "Our engineer carelessly deleted the table.", ""),
            part("changes", "", "People should be more careful."),
            part("left-out", "It is the fault of the network team.", ""),
        ];
        let text = typed(&Document { parts, ..Document::default() });
        let context = crate::text::lint::Context { section: crate::text::lint::Section::Summary, ..Default::default() };
        let hints = crate::text::lint::lint_in(&text, &context);
        assert!(hints.iter().any(|hint| hint.class == crate::text::lint::Class::BlameIndividual), "{hints:?}");
        assert!(text.contains("more careful") && !text.contains("fault"), "{text}");
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        /// Whoever is called like a word: words of a sentence stay, but for whole names and words with a capital.
        #[test]
        fn words_of_ordinary_sentences_survive(
            people in proptest::collection::vec(
                (proptest::sample::select(WORDS.to_vec()), proptest::sample::select(WORDS.to_vec())), 0..6),
            words in proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..20),
        ) {
            let names: Vec<(String, &str)> =
                people.iter().map(|(first, last)| (format!("{}{} Kim", first[..1].to_uppercase(), &first[1..]), *last)).collect();
            let names: Vec<(&str, &str)> = names.iter().map(|(name, handle)| (name.as_str(), *handle)).collect();
            let sentence = words.join(" ");
            let mut veil = veil(&names);
            proptest::prop_assert_eq!(veil.over_line(&sentence), sentence);
            proptest::prop_assert_eq!(veil.replaced, 0);
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    const WORDS: &[&str] = &[
        "min", "app", "will", "may", "mark", "on", "an", "the", "sum", "55", "2", "h", "grace", "period", "max", "api",
        "art", "bill", "frank", "rob", "sue", "was", "of", "orders,", "retries.", "(mark)", "on-call", "30", "%",
    ];

    #[test]
    fn links_of_the_inside_leave_their_words() {
        let mut veil = veil(&[]);
        let text = "See [14:07](entry:00000000000000000000000004), [the *graph*](https://in.example/x), <https://in.example/y> and https://in.example/z.";
        let said = veil.over(text, false);
        assert_eq!(said, "See 14:07, the *graph*, (link left out) and (link left out)");
        let text = "See [the status page](https://status.example) and [14:07](entry:00000000000000000000000004).";
        assert_eq!(veil.over(text, true), "See [the status page](https://status.example) and 14:07.");
    }
}
