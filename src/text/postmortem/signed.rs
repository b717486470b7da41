//! Sign-offs as they go out: one sentence each, with what was not found in order; those that a later one replaced in one
//! sentence for all. Whatever it takes to read them back stands in a comment behind.

use super::document::{Document, Signed};
use super::fields::{check_named, clocked, minute_text};
use super::markdown::{hidden, shown};
use super::words::one_line;
use crate::domain::id::RecordId;
use crate::domain::postmortem::SignOff;
use crate::domain::postmortem::review::{Worth, checks, found_in_words};
use crate::domain::time::{Instant, Precise, Precision};
use crate::text::export::Sheet;

/// What the comment behind one begins with.
const MARK: &str = "sign-off ";

/// Those that stand in the document by themselves.
pub(super) fn is_shown(signed: &Signed) -> bool {
    signed.worth != Some(Worth::Replaced)
}

/// One as a sentence: `dana, 2026-11-18 17:40: agreed, 15 of 16 found in order; not: For customers`.
pub(super) fn in_words(signed: &Signed, sheet: &Sheet<'_>) -> String {
    told(signed, &minute(signed, sheet))
}

fn told(signed: &Signed, minute: &str) -> String {
    let found: Vec<String> = names(&signed.says).collect();
    let is_found = |name: &str| found.iter().any(|found| found == name);
    let left: Vec<&str> = checks().filter(|check| !is_found(check.name)).map(|check| check.title).collect();
    let left = match left.len() {
        // Who found nothing in order has looked for nothing: the list of everything says no more.
        0 => String::new(),
        count if count == checks().count() => String::new(),
        _ => format!("; not: {}", left.join(", ")),
    };
    let worth = signed.worth.map(|worth| format!("{}, ", worth.as_str())).unwrap_or_default();
    format!("{}, {minute}: {worth}{} found in order{left}", one_line(&signed.says.by), found_in_words(&found))
}

/// Those that were replaced, as one sentence; none where there is none.
pub(super) fn replaced_in_words(document: &Document, sheet: &Sheet<'_>) -> Option<String> {
    let replaced = document.sign_offs.iter().map(|(_, signed)| signed).filter(|signed| !is_shown(signed));
    let each: Vec<String> =
        replaced.map(|signed| format!("{}, {}", one_line(&signed.says.by), minute(signed, sheet))).collect();
    match &each[..] {
        [] => None,
        [one] => Some(format!("One was{LATER_ONE}{one}.")),
        all => Some(format!("{} were{LATER_ONES}{}.", all.len(), all.join("; "))),
    }
}

/// What the sentence of those that were replaced says, of one and of more.
const LATER_ONE: &str = " replaced by a later one: ";
const LATER_ONES: &str = " replaced by later ones: ";

/// True for that sentence: each of them is read from its comment.
pub(super) fn is_of_replaced(says: &str) -> bool {
    says.contains(LATER_ONE) || says.contains(LATER_ONES)
}

/// What stands behind one where nobody sees it: its number among all, its id, and what no sentence tells exactly.
pub(super) fn mark(number: usize, document: &Document, sheet: &Sheet<'_>) -> String {
    let (id, Signed { says, worth }) = &document.sign_offs[number];
    let offset = sheet.zone.offset_seconds(says.at);
    let mut mark =
        format!("{MARK}{} {id} at={} zone={offset} by={}", number + 1, clocked(says.at), hidden(&one_line(&says.by)));
    let mut say = |name: &str, value: &str| mark.push_str(&format!(" {name}={value}"));
    let found: Vec<String> = names(says).map(|name| hidden(&name)).collect();
    if !found.is_empty() {
        say("found", &found.join(","));
    }
    if let Some(of) = says.of {
        say("of", &of.to_string());
    }
    if let Some(worth) = worth {
        say("worth", &hidden(worth.as_str()));
    }
    // What is shown stands below, for people as well.
    if *worth == Some(Worth::Replaced) && !says.text.is_empty() {
        say("text", &hidden(&says.text));
    }
    mark
}

/// One that was read: its number among all, and whether its sentence is still the one that was written.
pub(super) struct Read {
    pub(super) number: usize,
    pub(super) id: RecordId,
    pub(super) signed: Signed,
    pub(super) is_as_written: bool,
}

/// A sign-off from the comment behind its sentence.
pub(super) fn read(says: &str, mark: &str) -> Option<Read> {
    let mut words = mark.strip_prefix(MARK)?.split(' ');
    let number = words.next()?.parse().ok()?;
    let id = words.next()?.parse().ok()?;
    let mut sign_off = SignOff { by: String::new(), at: Instant::EPOCH, checks: vec![], text: String::new(), of: None };
    let (mut worth, mut offset) = (None, 0);
    for (name, value) in words.filter_map(|word| word.split_once('=')) {
        match name {
            "at" => sign_off.at = value.parse::<Precise>().ok()?.at,
            "zone" => offset = value.parse().ok()?,
            "by" => sign_off.by = shown(value),
            "found" => sign_off.checks = value.split(',').map(shown).collect(),
            "of" => sign_off.of = value.parse().ok(),
            "worth" => worth = Worth::ALL.into_iter().find(|worth| hidden(worth.as_str()) == value),
            "text" => sign_off.text = shown(value),
            _ => {}
        }
    }
    let signed = Signed { says: sign_off, worth };
    let is_as_written = says == told(&signed, &minute_text(signed.says.at, offset));
    Some(Read { number, id, signed, is_as_written })
}

/// What was found in order, by name.
fn names(says: &SignOff) -> impl Iterator<Item = String> {
    says.checks.iter().map(|name| one_line(name)).filter(|name| !name.is_empty()).map(|name| check_named(&name))
}

fn minute(signed: &Signed, sheet: &Sheet<'_>) -> String {
    sheet.date_time(Precise { at: signed.says.at, precision: Precision::Minute })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::Hash;
    use crate::domain::zone::Utc;
    use crate::log::Reading;
    use crate::text::export::markdown::Flavour;
    use crate::text::postmortem::{html, markdown, read};

    fn document() -> Document {
        let signed = |by: &str, names: &[&str], text: &str, worth| Signed {
            says: SignOff {
                by: by.to_owned(),
                at: "2026-11-18T17:40:00.274Z".parse::<Precise>().expect("a time").at,
                checks: names.iter().map(|name| (*name).to_owned()).collect(),
                text: text.to_owned(),
                of: Some(Hash::from_bytes([9; 32])),
            },
            worth: Some(worth),
        };
        let most: Vec<&str> = checks().map(|check| check.name).filter(|name| *name != "outside").collect();
        let all: Vec<&str> = checks().map(|check| check.name).collect();
        let sign_offs = vec![
            signed("dana", &["detail"], "Not yet -->\n\n- a", Worth::Replaced),
            signed("sam", &most, "I was there.\n\n- and *recognise* it", Worth::Agreed),
            signed("ito", &[], "", Worth::Replaced),
            signed("dana", &all, "", Worth::Changed),
            signed("ito", &[], "", Worth::Read),
        ];
        let sign_offs = (1..).zip(sign_offs).map(|(id, signed)| (RecordId::from_bits(id), signed)).collect();
        Document { number: "INC-42".into(), sign_offs, ..Document::default() }
    }

    /// Sign-offs took a fifth of the document, and did not say what was not in order.
    #[test]
    fn each_is_one_line_that_says_what_was_not_in_order_and_those_replaced_are_one() {
        let (document, reading) = (document(), Reading::default());
        let sheet = Sheet { reading: &reading, name: None, zone: &Utc, zone_name: "UTC" };
        let text = markdown::print(&document, &sheet, Flavour::GitHub);
        for line in [
            "+ sam, 2026-11-18 17:40: agreed, 15 of 16 found in order; not: For customers <!-- sign-off 2 ",
            "  > I was there.\n  >\n  > - and *recognise* it\n",
            "+ dana, 2026-11-18 17:40: changed since they signed off, 16 of 16 found in order <!-- sign-off 4 ",
            "+ ito, 2026-11-18 17:40: read, not agreed, 0 of 16 found in order <!-- sign-off 5 ",
            "+ 2 were replaced by later ones: dana, 2026-11-18 17:40; ito, 2026-11-18 17:40.\n",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        let back = read::read(&text);
        assert_eq!((back.problems, back.document), (vec![], document.clone()), "{text}");
        let page = html::print(&document, &sheet);
        assert!(page.contains("not: For customers\n<blockquote>\n<p>I was there.</p>"), "{page}");
        assert!(!page.contains("Not yet") && page.contains("<li>2 were replaced by later ones:"), "{page}");
    }

    #[test]
    fn a_sentence_that_somebody_changed_is_named_and_what_was_signed_stays() {
        let (document, reading) = (document(), Reading::default());
        let sheet = Sheet { reading: &reading, name: None, zone: &Utc, zone_name: "UTC" };
        let text = markdown::print(&document, &sheet, Flavour::GitHub);
        let back = read::read(&text.replace("read, not agreed, 0", "agreed, 16"));
        assert_eq!((back.problems.len(), back.document), (1, document), "{:?}", back.problems);
        let back = read::read("# INC-1\n\n## Sign-offs\n<!-- sign-offs -->\n\n+ kim agrees\n");
        assert_eq!((back.problems.len(), back.document.sign_offs.len()), (1, 0), "{:?}", back.problems);
    }

    /// As it was written before: a heading and a list for each.
    #[test]
    fn an_older_file_reads_as_it_did() {
        let text = "# INC-42\n<!-- stillpoint postmortem 1 -->\n\n## Sign-offs\n<!-- sign-offs -->\n\n### Sign-off 1\n\
             <!-- sign-off 28n5t8jaxbevydxrevnwgy32yb -->\n\nThe chain holds.\n\n+ By: dana\n\
             + At: 2026-11-18 17:40 <!-- 2026-11-18T17:40:00.000Z 0 -->\n\
             + Standing: changed since they signed off; found in order: 2 of 16\n+ Looked for: Enough detail\n\
             + Looked for: Blameless\n+ Of: d189261cc38d9b6eb2e0db27dd0ccf584d4babc557fffda543fe7a61fba4690b\n";
        let back = read::read(text);
        assert_eq!(back.problems, []);
        let (id, signed) = &back.document.sign_offs[0];
        assert_eq!(id.to_string(), "28n5t8jaxbevydxrevnwgy32yb");
        assert_eq!((signed.says.by.as_str(), signed.says.text.as_str()), ("dana", "The chain holds."));
        assert_eq!(
            (&signed.says.checks[..], signed.worth),
            (&["detail".into(), "blameless".into()][..], Some(Worth::Changed))
        );
        assert!(signed.says.of.is_some() && signed.says.at > Instant::EPOCH);
    }
}
