//! A postmortem's markdown read back, also after somebody changed it by hand.
//!
//! What [`markdown`](super::markdown) wrote comes back as the same document. What is new and has a place is taken: a finding
//! without an id gets one, a section of its own stays one. What has none is kept as text where it stands, and named.

use super::document::{Audience, Document, Holds, Moment, Part, Signed, Told};
use super::fields::{self, Item, Odd, keep};
use super::markdown::shown;
use super::signed;
use super::words::{self, Stand, line_back};
use crate::domain::id::RecordId;
use crate::domain::postmortem::slot_of;
use crate::log::canonical::record_named;
use crate::text::amendments::Amended;
use crate::text::export::sheet::AFTERWARDS;

/// Something in a file that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from one.
    pub line: usize,
    /// What it is and what was done about it, as a sentence.
    pub says: String,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadBack {
    /// The document.
    pub document: Document,
    /// What was not understood, in the order of the lines.
    pub problems: Vec<Problem>,
}

/// Reads a document.
pub fn read(text: &str) -> ReadBack {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut reader = Reader::default();
    for node in nodes(&text) {
        reader.take(node);
    }
    let mut problems: Vec<Problem> =
        reader.odds.into_iter().map(|(line, says)| Problem { line, says: format!("Line {line}: {says}.") }).collect();
    problems.sort_by_key(|problem| problem.line);
    ReadBack { document: reader.document, problems }
}

/// A heading with what stands below it.
#[derive(Debug, Default)]
struct Node<'a> {
    line: usize,
    level: usize,
    heading: &'a str,
    /// What the comment below the heading says.
    mark: &'a str,
    /// The lines below, each with its number.
    body: Vec<(usize, &'a str)>,
}

/// Whether a line stands in a block of code, line by line.
#[derive(Default)]
struct Fence(Option<(char, usize)>);

impl Fence {
    /// True when the line is code, or begins or ends it.
    fn holds(&mut self, line: &str) -> bool {
        // Code in a list or a quote is indented as that is, and ends with it.
        let mark = line.chars().next().filter(|mark| "`~".contains(*mark));
        let long = mark.map_or(0, |mark| line.chars().take_while(|c| *c == mark).count());
        match (self.0, mark) {
            (Some((open, most)), Some(mark)) if mark == open && long >= most && line[long..].trim().is_empty() => {
                self.0 = None;
                true
            }
            (Some(_), _) => true,
            (None, Some(mark)) if long >= 3 && !(mark == '`' && line[long..].contains('`')) => {
                self.0 = Some((mark, long));
                true
            }
            (None, _) => false,
        }
    }
}

fn comment(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix("<!--")?.strip_suffix("-->").map(str::trim)
}

/// What a comment below a heading of the third level may speak of.
const HELD: [&str; 4] = ["finding", "change", "answer", "sign-off"];

/// The kind, where a heading of the third level begins something: by its comment, or by its words where it has none.
fn begins(heading: &str, below: Option<&str>) -> bool {
    let of_mark = below.and_then(comment).and_then(|mark| mark.split(' ').next());
    let mut words = heading.split([' ', ':']);
    let is_counted = ["Finding", "Change"].contains(&words.next().unwrap_or_default())
        && words.next().is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    of_mark.is_some_and(|kind| HELD.contains(&kind)) || is_counted
}

/// The lines, headings with what is below each.
fn nodes(text: &str) -> Vec<Node<'_>> {
    let mut nodes = vec![Node::default()];
    let mut fence = Fence::default();
    let lines: Vec<&str> = text.split('\n').collect();
    let mut in_timeline = false;
    for (number, line) in lines.iter().enumerate() {
        let is_code = fence.holds(line);
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        let rest = &line[level..];
        let is_heading = !is_code && (1..=3).contains(&level) && (rest.is_empty() || rest.starts_with([' ', '\t']));
        let next = lines.get(number + 1).copied();
        let node = nodes.last_mut().expect("there is one from the beginning");
        if is_heading && (level < 3 || (!in_timeline && begins(rest.trim(), next))) {
            in_timeline = false;
            nodes.push(Node { line: number + 1, level, heading: rest.trim(), ..Node::default() });
        } else if let Some(mark) = comment(line).filter(|_| !is_code && node.body.is_empty() && node.mark.is_empty()) {
            node.mark = mark;
        } else {
            in_timeline |= !is_code && comment(line).is_some_and(|mark| mark.starts_with("timeline"));
            node.body.push((number + 1, line));
        }
    }
    nodes
}

/// The text, then the items. What stands behind the items belongs to the text, if it is no item.
fn parted(body: &[(usize, &str)]) -> (String, Vec<Item>, Option<(usize, String)>) {
    let mut fence = Fence::default();
    let (mut text, mut late): (Vec<&str>, Vec<(usize, &str)>) = (Vec::new(), Vec::new());
    let mut raw: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut is_below = false;
    for (number, line) in body {
        let is_code = fence.holds(line);
        if !is_code && (line.starts_with("+ ") || *line == "+") {
            raw.push((*number, vec![line[1..].trim_start()]));
            is_below = true;
        } else if is_below && (line.is_empty() || line.starts_with("  ")) {
            if let Some((_, item)) = raw.last_mut() {
                item.push(line.strip_prefix("  ").unwrap_or(line));
            }
        } else if raw.is_empty() {
            text.push(line);
        } else {
            is_below = false;
            late.push((*number, line));
        }
    }
    let items = raw.into_iter().map(|(number, lines)| item(number, &lines)).collect();
    let late = late.first().map(|(number, _)| {
        let lines: Vec<&str> = late.iter().map(|(_, line)| *line).collect();
        (*number, lines.join("\n").trim().to_owned())
    });
    (text.join("\n").trim_matches('\n').to_owned(), items, late)
}

/// An item from its lines, without the mark and the indentation.
fn item(number: usize, lines: &[&str]) -> Item {
    let first = lines.first().copied().unwrap_or_default();
    let split = first.split_once(": ").or_else(|| first.strip_suffix(':').map(|label| (label, "")));
    let (label, value) = split.unwrap_or(("", first));
    let body: Vec<(usize, &str)> = lines.iter().enumerate().skip(1).map(|(at, line)| (number + at, *line)).collect();
    let (below_text, below, _) = parted(&body);
    let form = if below_text.is_empty() { value.to_owned() } else { format!("{value}\n{below_text}") };
    Item { line: number, label: label.to_owned(), form, below }
}

#[derive(Default)]
struct Reader {
    document: Document,
    odds: Vec<Odd>,
    /// The section that is open is that of the sign-offs, or of the amendments.
    is_aside: bool,
}

impl Reader {
    fn take(&mut self, node: Node<'_>) {
        let mut mark = node.mark.split(' ');
        let kind = mark.next().unwrap_or_default();
        match node.level {
            0 => {
                let (text, ..) = parted(&node.body);
                if !text.is_empty() {
                    self.odds.push((1, "what stands above the title is left out".to_owned()));
                }
            }
            1 => self.title(&node),
            2 if kind == "sign-offs" => {
                self.is_aside = true;
                self.sign_offs(&node.body);
            }
            2 if kind == "amendments" => {
                self.is_aside = true;
                self.document.amendments.extend(amended(&node.body));
            }
            2 if kind == "missing" => {
                self.is_aside = true;
                let lines = node.body.iter().filter_map(|(_, line)| line.strip_prefix("+ "));
                self.document.missing.extend(lines.map(line_back));
            }
            2 => self.part(&node),
            _ => {
                let id = mark.next().and_then(|id| id.parse().ok());
                self.held(&node, kind, id, mark.next().map(shown));
            }
        }
    }

    /// What stands below a heading, with what is said twice or behind the items kept in the text.
    fn body(&mut self, node: &Node<'_>, deeper: usize) -> (String, Vec<Item>) {
        let (text, items, late) = parted(&node.body);
        let mut text = words::read(&text, Stand::Below(deeper));
        if let Some((line, late)) = late {
            self.odds.push((line, "what stands behind the items belongs to the text above them".to_owned()));
            keep(&mut text, vec![words::read(&late, Stand::Below(deeper))]);
        }
        (text, items)
    }

    fn title(&mut self, node: &Node<'_>) {
        let heading = line_back(node.heading);
        let (number, title) = heading.split_once(' ').unwrap_or((&heading, ""));
        (self.document.number, self.document.title) = (number.to_owned(), title.trim().to_owned());
        if node.mark.ends_with("external") {
            self.document.audience = Audience::External;
        }
        let (text, items, _) = parted(&node.body);
        let mut kept = fields::read_head(&mut self.document, &items, &mut self.odds);
        if !text.trim().is_empty() {
            self.odds.push((node.line, "what stands below the title is kept as a section".to_owned()));
            kept.insert(0, words::read(&text, Stand::Below(2)));
        }
        if !kept.is_empty() {
            let part = Part {
                slot: "preface".into(),
                heading: "Preface".into(),
                lines: vec![],
                text: kept.join("\n\n"),
                holds: vec![],
            };
            self.document.parts.push(part);
        }
    }

    fn part(&mut self, node: &Node<'_>) {
        self.is_aside = false;
        let heading = line_back(node.heading);
        let slot = match node.mark.strip_prefix("slot ") {
            Some(slot) => shown(slot),
            None => {
                let named = slot_of(&heading).map(str::to_owned);
                let is_free = |slot: &String| !self.document.parts.iter().any(|part| part.slot == *slot);
                // Who adds a section by hand gives it no name: the heading is one.
                named.filter(is_free).unwrap_or_else(|| record_named("section", &heading).to_string())
            }
        };
        let is_start = |(_, line): &(usize, &str)| comment(line).is_some_and(|mark| mark.starts_with("timeline"));
        let timeline = node.body.iter().position(is_start);
        let (body, rows) = node.body.split_at(timeline.unwrap_or(node.body.len()));
        let above = Node { body: body.to_vec(), line: node.line, level: 2, heading: node.heading, mark: node.mark };
        let (text, items) = self.body(&above, 2);
        let lines = items.into_iter().map(told).collect();
        let mut part = Part { slot, heading, lines, text, holds: Vec::new() };
        if timeline.is_some() {
            part.holds.push(Holds::Timeline);
            self.rows(rows);
        }
        self.document.parts.push(part);
    }

    fn rows(&mut self, rows: &[(usize, &str)]) {
        let mut day = None;
        for (_, line) in rows {
            if let Some(mark) = comment(line).and_then(|mark| mark.strip_prefix("timeline ")) {
                let mut words = mark.split(' ');
                self.document.left_out = words.next().and_then(|count| count.parse().ok()).unwrap_or_default();
                self.document.is_unstarred = words.next() == Some("unstarred");
            } else if self.document.timeline.is_empty() && line.starts_with(AFTERWARDS) {
                self.document.logged = Some(line_back(line));
            } else if let Some(of) = line.strip_prefix("### ") {
                day = Some(line_back(of));
            } else if let Some((id, behind)) =
                line.strip_prefix("- <a id=\"e-").and_then(|rest| rest.split_once("\"></a>**"))
                && let Ok(entry) = id.parse()
            {
                let time = behind.split_once("**").map_or(behind, |(time, _)| time);
                self.document.timeline.push(Moment { entry, day: day.take(), time: line_back(time) });
            }
        }
    }

    /// Those that are a sentence each; as a heading of its own each is taken by [`Self::held`].
    fn sign_offs(&mut self, body: &[(usize, &str)]) {
        let mut found: Vec<(usize, RecordId, Signed, Vec<&str>)> = Vec::new();
        for (number, line) in body {
            let behind = line.trim_end().strip_suffix("-->").and_then(|line| line.rsplit_once("<!--"));
            // What was typed has a backslash before it.
            let behind = behind.filter(|(says, _)| !says.ends_with('\\'));
            let says = line.strip_prefix("+ ").map(|says| line_back(behind.map_or(says, |(says, _)| &says[2..])));
            if let Some(read) =
                behind.and_then(|(_, mark)| signed::read(says.as_deref().unwrap_or_default(), mark.trim()))
            {
                if says.is_some() && !read.is_as_written {
                    self.odds.push((*number, "a sign-off is what its comment says, and stays that".to_owned()));
                }
                found.push((read.number, read.id, read.signed, Vec::new()));
            } else if let (Some(quoted), Some((.., form))) = (line.trim_start().strip_prefix('>'), found.last_mut()) {
                form.push(quoted.strip_prefix(' ').unwrap_or(quoted));
            } else if let Some(says) = says.filter(|says| !signed::is_of_replaced(says)) {
                self.odds.push((*number, format!("“{says}” is no sign-off, and is left out")));
            }
        }
        found.sort_by_key(|(number, ..)| *number);
        for (_, id, mut signed, form) in found {
            if !form.is_empty() {
                signed.says.text = words::read(&form.join("\n"), Stand::Below(3));
            }
            self.document.sign_offs.push((id, signed));
        }
    }

    fn held(&mut self, node: &Node<'_>, kind: &str, id: Option<RecordId>, asked: Option<String>) {
        let kind = match (kind, node.heading.split([' ', ':']).next()) {
            ("", Some("Finding")) => "finding",
            ("", Some("Change")) => "change",
            (kind, _) => kind,
        };
        // Who adds one by hand need not know how ids are made.
        let made = || record_named(kind, &format!("{} {}", self.document.number, node.line));
        let id = id.unwrap_or_else(made);
        let (mut text, items) = self.body(node, 3);
        let odds = &mut self.odds;
        let holds = match kind {
            "finding" => {
                let (mut finding, kept) = fields::read_finding(&items, odds);
                keep(&mut text, kept);
                finding.text = text;
                self.document.findings.push((id, finding));
                Holds::Findings
            }
            "change" => {
                let (mut change, numbered, kept) = fields::read_change(&items, odds);
                for (line, number) in numbered {
                    match number.checked_sub(1).and_then(|at| self.document.findings.get(at)) {
                        Some((finding, _)) => change.findings.push(*finding),
                        None => odds.push((line, format!("there is no finding {number} above, and it is left out"))),
                    }
                }
                keep(&mut text, kept);
                change.text = text;
                self.document.follow_ups.push((id, change));
                Holds::Changes
            }
            "sign-off" => {
                let (mut sign_off, kept) = fields::read_sign_off(&items, odds);
                keep(&mut text, kept);
                sign_off.says.text = text;
                self.document.sign_offs.push((id, sign_off));
                return;
            }
            _ => {
                let (mut answer, kept) = fields::read_answer(&items, odds);
                keep(&mut text, kept);
                answer.text = text;
                answer.asked = asked;
                let heading = line_back(node.heading);
                let is_listed = answer.asked.as_deref().and_then(crate::domain::postmortem::Question::named).is_some();
                if !is_listed && answer.asked.as_deref() != Some(&heading) && !heading.is_empty() {
                    answer.question = Some(heading);
                }
                let holds = if answer.is_open() { Holds::OpenQuestions } else { Holds::Answers };
                self.document.answers.push((id, answer));
                holds
            }
        };
        if let Some(part) = self.document.parts.last_mut()
            && !part.holds.contains(&holds)
            && !self.is_aside
        {
            part.holds.push(holds);
        }
    }
}

/// What was said after it was frozen: sentences, each with what is quoted below it.
fn amended(body: &[(usize, &str)]) -> Vec<Amended> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for (_, line) in body {
        if let Some(says) = line.strip_prefix("+ ") {
            found.push((line_back(says), Vec::new()));
        } else if let (Some(quoted), Some((_, form))) = (line.trim_start().strip_prefix('>'), found.last_mut()) {
            form.push(quoted.strip_prefix(' ').unwrap_or(quoted));
        }
    }
    let amended =
        |(says, form): (String, Vec<&str>)| Amended { says, text: words::read(&form.join("\n"), Stand::Below(3)) };
    found.into_iter().map(amended).collect()
}

/// A line that the workbench said.
fn told(item: Item) -> Told {
    let linked = item.label.strip_prefix('[').and_then(|rest| rest.rsplit_once("](<#e-"));
    let linked = linked.and_then(|(label, id)| Some((label, id.strip_suffix(">)")?.parse().ok()?)));
    match linked {
        Some((label, entry)) => Told { label: line_back(label), value: line_back(&item.form), entry: Some(entry) },
        None => Told { label: line_back(&item.label), value: line_back(&item.form), entry: None },
    }
}
