//! Entries of the timeline in the text of a postmortem: quoted with a link that stays when the entry is corrected.

use crate::domain::id::RecordId;

/// The scheme of a link to an entry.
pub const SCHEME: &str = "entry:";

/// Letters of an entry that are quoted.
const MOST_LETTERS: usize = 600;

/// An entry as a quotation in markdown: `> [14:07](entry:…) @dana: text`.
pub fn quote(entry: RecordId, time: &str, by: &str, text: &str) -> String {
    let text = text.trim();
    let cut = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(at, _)| at);
    let more = if cut < text.len() { "…" } else { "" };
    let lines: Vec<&str> = text[..cut].lines().collect();
    format!("> [{time}]({SCHEME}{entry}) @{by}: {}{more}", lines.join("\n> "))
}

/// A text with a paragraph put in where the caret stands, and where it stands then; both counted in UTF-16, as browsers do.
pub fn put_in(text: &str, caret: usize, paragraph: &str) -> (String, usize) {
    let (mut units, mut at) = (0, text.len());
    for (index, c) in text.char_indices() {
        if units >= caret {
            at = index;
            break;
        }
        units += c.len_utf16();
    }
    let (before, behind) = (text[..at].trim_end_matches(['\n', ' ']), text[at..].trim_start_matches('\n'));
    let gap = if before.is_empty() { "" } else { "\n\n" };
    let head = format!("{before}{gap}{paragraph}\n\n");
    (format!("{head}{behind}"), head.encode_utf16().count())
}

/// A text whose links to entries are links to places of the page, which is how the page draws them.
pub fn with_places(text: &str) -> String {
    text.replace("](entry:", "](#entry:")
}

/// The entry of a place that [`with_places`] has made.
pub fn entry_of(place: &str) -> Option<RecordId> {
    place.strip_prefix("entry:")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_quoted_with_its_time_its_author_and_a_link() {
        let id = RecordId::from_bits(7);
        assert_eq!(
            quote(id, "14:07", "dana", "p99 at 4 s\nin eu-west "),
            format!("> [14:07](entry:{id}) @dana: p99 at 4 s\n> in eu-west")
        );
        let long = quote(id, "14:07", "dana", &"ä".repeat(700));
        assert!(long.ends_with("ä…") && long.chars().filter(|c| *c == 'ä').count() == 600);
    }

    #[test]
    fn a_quotation_is_a_paragraph_of_its_own_wherever_the_caret_stands() {
        assert_eq!(put_in("", 0, "> q"), ("> q\n\n".to_owned(), 5));
        assert_eq!(put_in("One.\nTwo.", 4, "> q"), ("One.\n\n> q\n\nTwo.".to_owned(), 11));
        // Beyond the end, and behind a letter that is two units.
        assert_eq!(put_in("One. ", 99, "> q"), ("One.\n\n> q\n\n".to_owned(), 11));
        assert_eq!(put_in("🔥x", 2, "> q"), ("🔥\n\n> q\n\nx".to_owned(), 9));
        assert_eq!(put_in("🔥x", 1, "> q").0, "🔥\n\n> q\n\nx");
    }

    #[test]
    fn a_place_names_its_entry_again() {
        let id = RecordId::from_bits(7);
        let text = with_places(&quote(id, "14:07", "dana", "x"));
        let place = text.split("](#").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
        assert_eq!(entry_of(place), Some(id));
        assert_eq!(entry_of("entry:nothing"), None);
        assert_eq!(entry_of("note-1"), None);
    }
}
