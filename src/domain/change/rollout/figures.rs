//! What somebody typed or pasted as figures of one side, or of both: readings, or counts out of totals.
//!
//! Text comes from spreadsheets, dashboards and consoles of many countries. What could mean two things is refused with its line, for
//! a comma that was taken for a separator turns one figure into two, and the gate would answer all the same.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::number;
use super::statistics::Share;

/// Why text is not read, as the end of “Could not …”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFigures {
    /// Something stands where it cannot be meant.
    #[error("read line {line}: {why}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is the matter with it.
        why: String,
    },
    /// There is nothing in it.
    #[error("find a figure: the text has none")]
    Nothing,
    /// Percent of which all look like shares.
    #[error("judge them: all readings lie between 0 and 1; if they are shares, write percent, such as 95")]
    Shares,
    /// It is longer than somebody reads.
    #[error("read it: a text of more than {} kilobytes is no list of figures", LONGEST / 1000)]
    TooLong,
}

/// The longest text that is read.
const LONGEST: usize = 1_000_000;

/// The most that is counted out of.
const MOST: u64 = 1_000_000_000_000_000;

/// How much of a cell is repeated in a refusal.
const REPEATED: usize = 24;

/// How counts are written, as the end of a refusal.
const SO_MANY_OF: &str = "write so many of so many without signs between thousands, such as 12 of 3400";

/// What is measured of each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Readings, such as a latency each minute.
    #[default]
    Readings,
    /// So many out of so many, such as errors out of requests.
    Counts,
}

impl Form {
    /// Its name in the log: a promise.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readings => "readings",
            Self::Counts => "counts",
        }
    }

    /// What its one number is, as a word before it; empty for a share, which says so by its unit.
    pub const fn typical(self) -> &'static str {
        match self {
            Self::Readings => "median ",
            Self::Counts => "",
        }
    }

    /// What to type, in words.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Readings => "Readings without their unit, one for each minute and instance: 120 118 131",
            Self::Counts => "So many out of so many: 12 of 3400. Several lines add up.",
        }
    }
}

/// The figures of one side.
#[derive(Debug, Clone, PartialEq)]
pub enum Figures {
    /// Readings, in the order in which they were written.
    Readings(Vec<f64>),
    /// A share.
    Counts(Share),
}

impl Figures {
    /// Reads those of one side.
    pub fn read(text: &str, form: Form) -> Result<Self, NotFigures> {
        Self::read_in(text, form, None)
    }

    /// Reads those of one side; readings below 0 are refused where a unit is given, in which there are none.
    pub(super) fn read_in(text: &str, form: Form, never_negative: Option<&str>) -> Result<Self, NotFigures> {
        let table = Table::of(text, form)?;
        match form {
            Form::Readings => table.readings(never_negative).map(Self::Readings),
            Form::Counts => table.counts().map(Self::Counts),
        }
    }

    /// How many there are: readings, or the total that is counted out of.
    pub fn len(&self) -> u64 {
        match self {
            Self::Readings(readings) => readings.len() as u64,
            Self::Counts(share) => share.total,
        }
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True for readings that all lie from 0 to 1.
    pub(super) fn could_be_shares(&self) -> bool {
        matches!(self, Self::Readings(readings) if readings.iter().all(|value| (0.0..=1.0).contains(value)))
    }

    /// What one says of them in one number: the median, or the share in percent.
    pub fn typical(&self) -> f64 {
        match self {
            Self::Readings(readings) => median(readings),
            Self::Counts(share) => 100.0 * share.rate(),
        }
    }
}

/// The middle one in order, or half way between the two that are.
fn median(readings: &[f64]) -> f64 {
    let mut ordered = readings.to_vec();
    super::statistics::sort(&mut ordered);
    let middle = ordered.len() / 2;
    match ordered.get(middle) {
        None => 0.0,
        Some(upper) if ordered.len() % 2 == 1 => *upper,
        Some(upper) => ordered[middle - 1] / 2.0 + upper / 2.0,
    }
}

/// The texts of both sides, as [`Figures::read`] reads each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sides {
    /// Of what runs already.
    pub baseline: String,
    /// Of the new release.
    pub canary: String,
}

/// What the columns of the baseline are called.
const BASELINE: [&str; 6] = ["baseline", "control", "stable", "primary", "old", "before"];

/// What those of the canary are called.
const CANARY: [&str; 6] = ["canary", "experiment", "candidate", "new", "after", "treatment"];

/// What is counted out of.
const TOTAL: [&str; 6] = ["total", "totals", "requests", "count", "n", "of"];

impl Sides {
    /// Reads a table that names both: a column for each, or a row for each reading with its side in a column. None for a table
    /// that does not name both: it is the figures of one side.
    pub fn read(text: &str, form: Form) -> Result<Option<Self>, NotFigures> {
        // A comma parts cells where the first line is a header, which names columns.
        let table = match Table::of(text, form) {
            Ok(table) => table,
            Err(_) if names_both(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()) => {
                Table::parted(text, Parting::Comma)?
            }
            Err(why) => return Err(why),
        };
        let Some((head, rows)) = table.rows.split_first() else { return Ok(None) };
        let named = |names: &[&str]| -> Vec<usize> {
            let is_it = |cell: &str| words(cell).any(|word| names.contains(&word.as_str()));
            (0..head.cells.len()).filter(|place| is_it(&head.cells[*place])).collect()
        };
        let (baseline, canary) = (named(&BASELINE), named(&CANARY));
        if !baseline.is_empty() && !canary.is_empty() {
            let mut sides = Self::default();
            for (columns, side) in [(&baseline, &mut sides.baseline), (&canary, &mut sides.canary)] {
                let columns = in_their_order(columns, head, form)?;
                for row in rows {
                    table.is_as_wide(row, head)?;
                    table.copy(row, &columns, side)?;
                }
            }
            return Ok(Some(sides));
        }
        table.by_rows(head, rows, form)
    }

    /// Both as a table that [`Sides::read`] reads, with semicolons, which no country writes into a number.
    pub fn print(&self, form: Form) -> String {
        let mut table = String::from(match form {
            Form::Readings => "side;value\n",
            Form::Counts => "side;count;total\n",
        });
        for (name, text) in [("baseline", &self.baseline), ("canary", &self.canary)] {
            match Figures::read(text, form) {
                Ok(Figures::Readings(readings)) => {
                    for reading in readings {
                        let _ = writeln!(table, "{name};{}", number::exact(reading));
                    }
                }
                Ok(Figures::Counts(share)) => {
                    let _ = writeln!(table, "{name};{};{}", share.count, share.total);
                }
                Err(_) => {}
            }
        }
        table
    }
}

/// The words of a cell, in lower case.
fn words(cell: &str) -> impl Iterator<Item = String> {
    cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn names_both(line: &str) -> bool {
    let has = |names: &[&str]| words(line).any(|word| names.contains(&word.as_str()));
    has(&BASELINE) && has(&CANARY)
}

/// The columns of a side in the order in which figures are written: the count before the total.
fn in_their_order(columns: &[usize], head: &Row<'_>, form: Form) -> Result<Vec<usize>, NotFigures> {
    let wanted = if form == Form::Counts { 2 } else { 1 };
    if columns.len() != wanted {
        let what = if wanted == 1 { "one column for each side is" } else { "a count and a total for each side are" };
        let why = format!("{what} wanted, and there are {}", columns.len());
        return Err(NotFigures::Line { line: head.line, why });
    }
    let is_total = |place: &usize| words(&head.cells[*place]).any(|word| TOTAL.contains(&word.as_str()));
    let mut columns = columns.to_vec();
    if wanted == 2 && is_total(&columns[0]) && !is_total(&columns[1]) {
        columns.reverse();
    }
    Ok(columns)
}

/// What parts the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parting {
    /// A tabulator; a comma is one of a number.
    Tab,
    /// A semicolon; a comma is one of a number.
    Semicolon,
    /// A comma, and blanks.
    Comma,
    /// Blanks alone.
    Blank,
}

struct Row<'a> {
    /// From 1.
    line: usize,
    cells: Vec<Cow<'a, str>>,
}

struct Table<'a> {
    parting: Parting,
    rows: Vec<Row<'a>>,
}

impl<'a> Table<'a> {
    fn of(text: &'a str, form: Form) -> Result<Self, NotFigures> {
        if text.len() > LONGEST {
            return Err(NotFigures::TooLong);
        }
        let parting = if text.contains('\t') {
            Parting::Tab
        } else if text.contains(';') {
            Parting::Semicolon
        } else if text.contains(',') {
            if form == Form::Readings {
                one_or_two(text)?;
            }
            Parting::Comma
        } else {
            Parting::Blank
        };
        Self::parted(text, parting)
    }

    fn parted(text: &'a str, parting: Parting) -> Result<Self, NotFigures> {
        if text.len() > LONGEST {
            return Err(NotFigures::TooLong);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut rows = Vec::new();
        for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            rows.push(Row { line: place + 1, cells: cells(line, parting) });
        }
        if rows.is_empty() { Err(NotFigures::Nothing) } else { Ok(Self { parting, rows }) }
    }

    fn has_comma(&self) -> bool {
        matches!(self.parting, Parting::Tab | Parting::Semicolon)
    }

    fn number(&self, row: &Row<'_>, cell: &str) -> Result<f64, NotFigures> {
        let refuse = |why: String| NotFigures::Line { line: row.line, why };
        if self.has_comma() && is_thousands(cell) {
            return Err(refuse(format!(
                "{} may be thousands or a decimal comma; write it with a point, or without a separator",
                shown(cell)
            )));
        }
        number::read(cell, self.has_comma())
            .ok_or_else(|| refuse(format!("{} is no number; figures are written without their unit", shown(cell))))
    }

    /// The rows behind a header: a first line without any number, where others follow.
    fn body(&self) -> (&[Row<'a>], Option<&Row<'a>>) {
        match self.rows.split_first() {
            Some((head, rest))
                if !rest.is_empty() && head.cells.iter().all(|cell| number::read(cell, true).is_none()) =>
            {
                (rest, Some(head))
            }
            _ => (&self.rows, None),
        }
    }

    fn readings(&self, never_negative: Option<&str>) -> Result<Vec<f64>, NotFigures> {
        let (rows, head) = self.body();
        let has_columns = rows.iter().any(|row| row.cells.len() > 1) && self.parting != Parting::Blank;
        if let Some(head) = head.filter(|head| head.cells.len() > 1 && has_columns) {
            let why = format!("its header names {} columns; paste only the one with the readings", head.cells.len());
            return Err(NotFigures::Line { line: head.line, why });
        }
        let mut readings = Vec::new();
        for row in rows {
            for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
                let value = self.number(row, cell)?;
                if let Some(unit) = never_negative.filter(|_| value < 0.0) {
                    let why = format!("“{}” is below 0, and nothing in {unit} is", number::print(value));
                    return Err(NotFigures::Line { line: row.line, why });
                }
                readings.push(value);
            }
        }
        if readings.is_empty() { Err(NotFigures::Nothing) } else { Ok(readings) }
    }

    fn counts(&self) -> Result<Share, NotFigures> {
        let (rows, head) = self.body();
        let is_total = |cell: &Cow<'_, str>| words(cell).any(|word| TOTAL.contains(&word.as_str()));
        let is_turned = head.is_some_and(|head| match head.cells.as_slice() {
            [first, second] => is_total(first) && !is_total(second),
            _ => false,
        });
        let mut sum = Share::default();
        for row in rows {
            let refuse = |why: String| NotFigures::Line { line: row.line, why };
            let cells: Vec<&str> = row
                .cells
                .iter()
                .flat_map(|cell| cell.split(|c: char| c == '/' || c.is_whitespace()))
                .filter(|cell| !cell.is_empty() && !matches!(*cell, "of" | "out"))
                .collect();
            let &[mut count, mut total] = cells.as_slice() else {
                return Err(refuse(format!("a count and a total are wanted; {SO_MANY_OF}")));
            };
            // “3,400” alone would be 3 of 400.
            let is_one = self.parting == Parting::Comma && rows.len() == 1 && head.is_none();
            if is_one && row.cells.len() == 2 && is_thousands(&format!("{count},{total}")) {
                return Err(refuse(format!(
                    "“{count},{total}” may be thousands, or a count and a total; {SO_MANY_OF}"
                )));
            }
            if is_turned {
                (count, total) = (total, count);
            }
            let whole = |cell: &str| {
                // “3.400” would be 3.
                let is_grouped = cell.split_once('.').is_some_and(|(_, part)| part.len() == 3);
                let value = number::read(cell, self.has_comma() && !is_thousands(cell));
                match value.filter(|value| *value >= 0.0 && value.fract() == 0.0 && !is_grouped) {
                    Some(value) => Ok(value as u64),
                    None => Err(refuse(format!("{} is no count; {SO_MANY_OF}", shown(cell)))),
                }
            };
            let (count, total) = (whole(count)?, whole(total)?);
            if count > total {
                return Err(refuse(format!("{count} of {total} is more than there are")));
            }
            sum = Share { count: sum.count + count, total: sum.total + total };
            if sum.total > MOST {
                return Err(refuse("the totals add up to more than can be".to_owned()));
            }
        }
        if sum.total == 0 { Err(NotFigures::Nothing) } else { Ok(sum) }
    }

    fn is_as_wide(&self, row: &Row<'_>, head: &Row<'_>) -> Result<(), NotFigures> {
        // What is missing at the end is left out by some programs.
        if row.cells.len() <= head.cells.len() {
            return Ok(());
        }
        let advice =
            if self.parting == Parting::Comma { "; with decimal commas, part cells by semicolons" } else { "" };
        let why = format!("it has {} cells where the header has {}{advice}", row.cells.len(), head.cells.len());
        Err(NotFigures::Line { line: row.line, why })
    }

    /// Copies figures of a row to the text of a side; a row that has none is passed over.
    fn copy(&self, row: &Row<'_>, columns: &[usize], to: &mut String) -> Result<(), NotFigures> {
        let cells: Vec<&str> =
            columns.iter().map(|place| row.cells.get(*place).map_or("", |cell| cell.as_ref())).collect();
        if cells.iter().all(|cell| cell.is_empty()) {
            return Ok(());
        }
        for (place, cell) in cells.into_iter().enumerate() {
            self.number(row, cell)?;
            to.push_str(if place > 0 { " " } else { "" });
            to.push_str(&cell.replace(',', "."));
        }
        to.push('\n');
        Ok(())
    }

    /// A row for each reading: one column says whose it is.
    fn by_rows(&self, head: &Row<'_>, rows: &[Row<'_>], form: Form) -> Result<Option<Sides>, NotFigures> {
        let wanted = if form == Form::Counts { 3 } else { 2 };
        let side_of = |cell: &str| {
            let has = |names: &[&str]| words(cell).any(|word| names.contains(&word.as_str()));
            match (has(&BASELINE), has(&CANARY)) {
                (true, false) => Some(false),
                (false, true) => Some(true),
                _ => None,
            }
        };
        let is_side = |place: &usize| {
            let mut cells = rows.iter().filter_map(|row| row.cells.get(*place));
            cells.any(|cell| side_of(cell).is_some())
        };
        let Some(side) = (0..head.cells.len()).find(is_side) else { return Ok(None) };
        let columns: Vec<usize> = (0..head.cells.len()).filter(|place| *place != side).collect();
        if head.cells.len() != wanted {
            let why = format!("a column for the side and {} for figures are wanted", wanted - 1);
            return Err(NotFigures::Line { line: head.line, why });
        }
        let columns = in_their_order(&columns, head, form)?;
        let mut sides = Sides::default();
        let has_header = side_of(&head.cells[side]).is_none();
        for row in if has_header { rows } else { &self.rows } {
            self.is_as_wide(row, head)?;
            let cell = row.cells.get(side).map_or("", |cell| cell.as_ref());
            let to = match side_of(cell) {
                Some(true) => &mut sides.canary,
                Some(false) => &mut sides.baseline,
                None => {
                    let short: String = cell.chars().take(REPEATED).collect();
                    let why = format!("“{short}” is neither baseline nor canary");
                    return Err(NotFigures::Line { line: row.line, why });
                }
            };
            self.copy(row, &columns, to)?;
        }
        Ok(Some(sides))
    }
}

/// A cell as a refusal repeats it.
fn shown(cell: &str) -> String {
    let short: String = cell.chars().take(REPEATED).collect();
    if short.len() < cell.len() { format!("“{short}…”") } else { format!("“{short}”") }
}

/// Refuses readings in which a comma may be one of a number or between two: a word of the text has just one inside it, or looks like
/// thousands, and no other word has several, which only a list has.
fn one_or_two(text: &str) -> Result<(), NotFigures> {
    let mut doubtful = None;
    for (place, line) in text.lines().enumerate() {
        for word in line.split_whitespace() {
            let word = word.trim_matches([',', '"']);
            let groups: Vec<&str> = word.split(',').collect();
            if is_grouped(&groups) || (groups.len() == 2 && number::read(word, true).is_some()) {
                doubtful = doubtful.or(Some((place + 1, word)));
            } else if groups.len() > 2 && groups.iter().all(|group| number::read(group, false).is_some()) {
                return Ok(());
            }
        }
    }
    match doubtful {
        None => Ok(()),
        Some((line, word)) => {
            let short: String = word.chars().take(REPEATED).collect();
            let why =
                format!("“{short}” may be one number or more; write decimals with a point, or a blank after the comma");
            Err(NotFigures::Line { line, why })
        }
    }
}

/// True for groups of three behind a shorter one, as in “1,234,567”, and for what has both separators, as in “1.234,5”.
fn is_grouped(groups: &[&str]) -> bool {
    let [first, inner @ .., last] = groups else { return false };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_three = |text: &str| text.len() == 3 && are_digits(text);
    let (last, fraction) = last.split_once('.').map_or((*last, None), |(whole, part)| (whole, Some(part)));
    // “1,234.5” and “12,345,678”
    let is_short = are_digits(first) && first.len() <= if fraction.is_some() && inner.is_empty() { 3 } else { 2 };
    if is_short && inner.iter().all(|group| is_three(group)) && is_three(last) {
        return true;
    }
    // “1.234,5”
    let (true, Some((head, tail))) = (inner.is_empty() && fraction.is_none(), first.rsplit_once('.')) else {
        return false;
    };
    is_three(tail) && are_digits(last) && !head.starts_with('0') && head.split('.').all(are_digits)
}

/// True for what is written with separators of thousands in one country and with a decimal comma in another.
pub(super) fn is_thousands(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '+']);
    if digits.contains(',') && digits.contains('.') {
        return true;
    }
    match digits.split_once(',') {
        Some((whole, part)) => part.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0'),
        None => false,
    }
}

/// The cells of a line, without the quotes of those that have them.
fn cells(line: &str, parting: Parting) -> Vec<Cow<'_, str>> {
    let is_end = |c: char| match parting {
        Parting::Tab => c == '\t',
        Parting::Semicolon => c == ';',
        Parting::Comma => c == ',',
        Parting::Blank => c.is_whitespace(),
    };
    let mut cells = Vec::new();
    let mut rest = line.trim_matches([' ', '\r']);
    loop {
        rest = rest.trim_start_matches(' ');
        if let Some(quoted) = rest.strip_prefix('"')
            && let Some(end) = closing(quoted)
        {
            let cell = &quoted[..end];
            cells.push(if cell.contains("\"\"") {
                Cow::Owned(cell.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(cell)
            });
            rest = &quoted[end + 1..];
            match rest.find(is_end) {
                Some(at) => rest = &rest[at + 1..],
                None => break,
            }
            continue;
        }
        let Some(at) = rest.find(is_end) else {
            cells.push(Cow::Borrowed(rest.trim()));
            break;
        };
        cells.push(Cow::Borrowed(rest[..at].trim()));
        rest = &rest[at..];
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
    }
    // Numbers of one cell that stand side by side are several: “1 2, 3”.
    if matches!(parting, Parting::Comma | Parting::Semicolon) {
        let is_row =
            |cell: &Cow<'_, str>| cell.split(' ').filter(|part| number::read(part, true).is_some()).count() > 1;
        if cells.iter().any(is_row) {
            let parts = |cell: Cow<'_, str>| -> Vec<Cow<'_, str>> {
                let parts = cell.split(' ').filter(|part| !part.is_empty());
                parts.map(|part| Cow::Owned(part.to_owned())).collect()
            };
            cells = cells.into_iter().flat_map(parts).collect();
        }
    }
    cells
}

/// Where the quote is that ends a cell.
fn closing(quoted: &str) -> Option<usize> {
    let bytes = quoted.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'"' {
            if bytes.get(at + 1) != Some(&b'"') {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
    None
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn readings(text: &str) -> Result<Vec<f64>, String> {
        match Figures::read(text, Form::Readings) {
            Ok(Figures::Readings(readings)) => Ok(readings),
            Ok(Figures::Counts(_)) => panic!("counts were not asked for"),
            Err(why) => Err(why.to_string()),
        }
    }

    fn counts(text: &str) -> Result<(u64, u64), String> {
        match Figures::read(text, Form::Counts) {
            Ok(Figures::Counts(share)) => Ok((share.count, share.total)),
            Ok(Figures::Readings(_)) => panic!("readings were not asked for"),
            Err(why) => Err(why.to_string()),
        }
    }

    #[test]
    fn readings_are_parted_by_whatever_a_person_or_a_program_puts_between_them() {
        for text in [
            "1.5 2 3",
            "1.5\n2\r\n\n3\n",
            "\u{feff}1.5, 2, 3",
            "1.5,2,3",
            "1.5;2;3",
            "1,5;2;3",
            "1,5; 2; 3;",
            "1,5\t2\t3",
            "latency\n1.5\n2\n3",
            "\"value\"\n\"1.5\"\n\"2\"\n\"3\"",
            "1.5 2;3",
            "1.5, 2 3",
            "\"1.5\",\"2\",\"3\"",
        ] {
            assert_eq!(readings(text), Ok(vec![1.5, 2.0, 3.0]), "{text:?}");
        }
        assert_eq!(readings("120,118,131"), Ok(vec![120.0, 118.0, 131.0]));
        assert_eq!(readings("1.5,2\n3,4,5"), Ok(vec![1.5, 2.0, 3.0, 4.0, 5.0]));
        assert_eq!(readings("7"), Ok(vec![7.0]), "one figure is no header");
    }

    #[test]
    fn what_could_mean_two_things_is_refused_with_its_line() {
        for (text, why) in [
            (
                "3\n12,5\n13,1",
                "read line 2: “12,5” may be one number or more; write decimals with a point, or a blank after the comma",
            ),
            (
                "12,5 13,1",
                "read line 1: “12,5” may be one number or more; write decimals with a point, or a blank after the comma",
            ),
            (
                "1;\n1,234;2",
                "read line 2: “1,234” may be thousands or a decimal comma; write it with a point, or without a separator",
            ),
            (
                "1.234,5;2",
                "read line 1: “1.234,5” may be thousands or a decimal comma; write it with a point, or without a separator",
            ),
            (
                "12,5, 13,1",
                "read line 1: “12,5” may be one number or more; write decimals with a point, or a blank after the comma",
            ),
            (
                "3, 1,234.5",
                "read line 1: “1,234.5” may be one number or more; write decimals with a point, or a blank after the comma",
            ),
            (
                "1.234,5",
                "read line 1: “1.234,5” may be one number or more; write decimals with a point, or a blank after the comma",
            ),
            (
                "12,345,678",
                "read line 1: “12,345,678” may be one number or more; write decimals with a point, or a blank after the comma",
            ),
            ("1\n350ms", "read line 2: “350ms” is no number; figures are written without their unit"),
            ("1\nNaN", "read line 2: “NaN” is no number; figures are written without their unit"),
            ("1 2 1e5", "read line 1: “1e5” is no number; figures are written without their unit"),
            ("time;value\n10:00;3", "read line 1: its header names 2 columns; paste only the one with the readings"),
            ("", "find a figure: the text has none"),
            (" \n\t\n", "find a figure: the text has none"),
        ] {
            assert_eq!(readings(text), Err(why.to_owned()), "{text:?}");
        }
        let long = "1 ".repeat(LONGEST);
        assert_eq!(
            readings(&long),
            Err("read it: a text of more than 1000 kilobytes is no list of figures".to_owned())
        );
    }

    #[test]
    fn counts_are_so_many_out_of_so_many_and_add_up() {
        for text in
            ["12 of 3400", "12/3400", "12 / 3400", "12 3400", "12,3400", "12;3400", "12\t3400", "12 out of 3400"]
        {
            assert_eq!(counts(text), Ok((12, 3400)), "{text:?}");
        }
        assert_eq!(counts("5 of 1000\n7 of 2400\n"), Ok((12, 3400)));
        assert_eq!(counts("errors,requests\n5,1000\n7,2400"), Ok((12, 3400)));
        assert_eq!(counts("requests;errors\n1000;5\n2400;7"), Ok((12, 3400)), "the header says which is which");
        for (text, why) in [
            ("12 of 3", "read line 1: 12 of 3 is more than there are"),
            ("1 of 900000000000000\n1 of 900000000000000", "read line 2: the totals add up to more than can be"),
            ("0 of 0", "find a figure: the text has none"),
        ] {
            assert_eq!(counts(text), Err(why.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn counts_in_another_form_are_refused_with_the_form_that_is_read() {
        for (text, why) in [
            ("12", "read line 1: a count and a total are wanted"),
            ("0.4%", "read line 1: a count and a total are wanted"),
            ("0.4 %", "read line 1: “0.4” is no count"),
            ("40 %", "read line 1: “%” is no count"),
            ("0,4 %", "read line 1: a count and a total are wanted"),
            ("12 of 3,400", "read line 1: a count and a total are wanted"),
            ("12 of 3 400", "read line 1: a count and a total are wanted"),
            ("1 of 2\n1,234 of 5", "read line 2: a count and a total are wanted"),
            ("12;3,400", "read line 1: “3,400” is no count"),
            ("12 of 3.400", "read line 1: “3.400” is no count"),
            ("2 of 3.000", "read line 1: “3.000” is no count"),
            ("3,400", "read line 1: “3,400” may be thousands, or a count and a total"),
            ("1.5 of 3", "read line 1: “1.5” is no count"),
            ("-1 of 3", "read line 1: “-1” is no count"),
            ("few of many", "read line 1: “few” is no count"),
        ] {
            let form = "write so many of so many without signs between thousands, such as 12 of 3400";
            assert_eq!(counts(text), Err(format!("{why}; {form}")), "{text:?}");
        }
        // Programs write whole numbers with a nought behind the point, and a header says that a comma parts cells.
        assert_eq!(counts("12.0;3400.0"), Ok((12, 3400)));
        assert_eq!(counts("errors,requests\n3,400"), Ok((3, 400)));
        assert_eq!(counts("5,100\n7,240"), Ok((12, 340)));
    }

    fn sides(text: &str, form: Form) -> Result<Option<(String, String)>, String> {
        let read = Sides::read(text, form).map_err(|why| why.to_string())?;
        Ok(read.map(|sides| (sides.baseline.trim().replace('\n', "|"), sides.canary.trim().replace('\n', "|"))))
    }

    #[test]
    fn a_table_with_both_sides_is_taken_apart() {
        let both = |baseline: &str, canary: &str| Ok(Some((baseline.to_owned(), canary.to_owned())));
        let wide = "Time,p99 {release=\"baseline\"},p99 {release=\"canary\"}\n10:00,120,118\n10:01,121,\n";
        assert_eq!(sides(wide, Form::Readings), both("120|121", "118"));
        assert_eq!(sides("stable;canary\n1,5;2,5\n1;2", Form::Readings), both("1.5|1", "2.5|2"));
        assert_eq!(sides("baseline,canary\n12,13", Form::Readings), both("12", "13"));
        assert_eq!(sides("side\tvalue\ncontrol\t1\ncanary\t2\ncontrol\t3", Form::Readings), both("1|3", "2"));
        assert_eq!(sides("canary 2\nbaseline 1", Form::Readings), both("1", "2"), "a row for each needs no header");
        let counts = "baseline errors,baseline total,canary total,canary errors\n1,100,50,2";
        assert_eq!(sides(counts, Form::Counts), both("1 100", "2 50"));
        assert_eq!(sides("side;errors;total\nold;1;100\nnew;2;50", Form::Counts), both("1 100", "2 50"));
        assert_eq!(sides("1 2 3", Form::Readings), Ok(None), "that is one side");
    }

    #[test]
    fn a_table_that_is_not_even_is_refused_with_its_line() {
        for (text, why) in [
            (
                "baseline,canary\n12,5,13,1",
                "read line 2: it has 4 cells where the header has 2; with decimal commas, part cells by semicolons",
            ),
            ("baseline a;baseline b;canary\n1;2;3", "read line 1: one column for each side is wanted, and there are 2"),
            ("side;value\nbaseline;1\nother;2", "read line 3: “other” is neither baseline nor canary"),
            ("baseline;canary\n1;x", "read line 2: “x” is no number; figures are written without their unit"),
        ] {
            assert_eq!(sides(text, Form::Readings), Err(why.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn what_one_says_of_figures_in_one_number_is_the_median_or_the_share() {
        let typical = |text: &str, form| Figures::read(text, form).expect("it is read").typical();
        assert_eq!(typical("3 1 2", Form::Readings), 2.0);
        assert_eq!(typical("4 1 2 100", Form::Readings), 3.0);
        assert_eq!(typical("1 of 200", Form::Counts), 0.5);
    }

    proptest! {
        #[test]
        fn a_table_that_is_printed_is_read_back(
            baseline in prop::collection::vec(-9_999_999_i64..9_999_999, 1..20),
            canary in prop::collection::vec(-9_999_999_i64..9_999_999, 1..20),
            places in 0_u32..6,
        ) {
            let text = |numbers: &[i64]| {
                let texts = numbers.iter().map(|number| number::exact(*number as f64 / 10_f64.powi(places as i32)));
                texts.collect::<Vec<_>>().join(" ")
            };
            let sides = Sides { baseline: text(&baseline), canary: text(&canary) };
            let again = Sides::read(&sides.print(Form::Readings), Form::Readings).unwrap().expect("it names both");
            for (one, other) in [(&sides.baseline, &again.baseline), (&sides.canary, &again.canary)] {
                prop_assert_eq!(Figures::read(one, Form::Readings), Figures::read(other, Form::Readings));
            }
            let exact: Vec<f64> = baseline.iter().map(|number| *number as f64 / 10_f64.powi(places as i32)).collect();
            prop_assert_eq!(Figures::read(&again.baseline, Form::Readings), Ok(Figures::Readings(exact)));
        }

        #[test]
        fn counts_that_are_printed_are_read_back(count in 0_u64..1_000, more in 1_u64..1_000_000) {
            let side = format!("{count} of {}", count + more);
            let sides = Sides { baseline: side.clone(), canary: side };
            let again = Sides::read(&sides.print(Form::Counts), Form::Counts).unwrap().expect("it names both");
            prop_assert_eq!(Figures::read(&again.canary, Form::Counts), Figures::read(&sides.canary, Form::Counts));
        }

        #[test]
        fn any_text_is_read_or_refused_in_one_sentence(text in "([0-9]{1,4}|[,;.\t \n\"/%a-zé-]|baseline|canary|of|total){0,40}") {
            for form in [Form::Readings, Form::Counts] {
                let refusals = [Figures::read(&text, form).err(), Sides::read(&text, form).err()];
                for why in refusals.into_iter().flatten() {
                    let sentence = format!("Could not {why}.");
                    // What is quoted may hold anything.
                    let (before, after) = (sentence.split('“').next(), sentence.rsplit('”').next());
                    let own = [before, after].map(Option::unwrap_or_default).concat();
                    prop_assert!(!sentence.contains(['\n', '\r']) && !own.contains(". "), "{sentence}");
                }
                if let Ok(figures) = Figures::read(&text, form) {
                    prop_assert!(!figures.is_empty() && figures.typical().is_finite());
                }
            }
        }
    }
}
