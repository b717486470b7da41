//! What somebody is looking for.

use memchr::memmem::Finder;

use super::letters::fold;

/// How many words of a query count; those after them are passed over. A pasted line of a log has more, and is found by fewer.
pub const MAX_WORDS: usize = 32;

/// The words of a query, folded. All of them must occur.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The longest first: it is the rarest, as a rule, and the only one that is looked for everywhere.
    words: Vec<Word>,
}

#[derive(Debug, Clone)]
pub(super) struct Word {
    text: String,
    finder: Finder<'static>,
}

impl Word {
    fn new(text: String) -> Self {
        let finder = Finder::new(text.as_bytes()).into_owned();
        Self { text, finder }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Where it first occurs.
    pub(super) fn find(&self, folded: &str) -> Option<usize> {
        self.finder.find(folded.as_bytes())
    }

    /// Where it occurs, without overlaps.
    pub(super) fn find_all(&self, folded: &str) -> impl Iterator<Item = usize> {
        self.finder.find_iter(folded.as_bytes())
    }

    /// True when one of its first occurrences, from `first` on, is not a part of a longer word. Not of all, because somebody may
    /// have pasted a megabyte of one letter.
    fn is_whole_somewhere(&self, folded: &str, first: usize) -> bool {
        const FIRST: usize = 100;
        let rest = self.finder.find_iter(&folded.as_bytes()[first..]);
        rest.take(FIRST).any(|at| self.is_whole_at(folded, first + at))
    }

    /// True where it occurs and is not a part of a longer word.
    fn is_whole_at(&self, folded: &str, at: usize) -> bool {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !is_letter(folded[..at].chars().next_back()) && !is_letter(folded[at + self.len()..].chars().next())
    }
}

impl Query {
    /// Reads what was typed: words between blanks, and `"words in quotes"`, the last of which need not be closed yet.
    pub fn parse(text: &str) -> Self {
        const QUOTES: [char; 4] = ['"', '\u{201c}', '\u{201d}', '\u{201e}'];
        let mut words: Vec<String> = Vec::new();
        // Between quotes is every second piece.
        for (number, piece) in text.split(QUOTES).enumerate() {
            let folded = fold(piece);
            let pieces = match number % 2 {
                0 => folded.split(' ').collect(),
                _ => vec![folded.trim_matches(' ')],
            };
            for word in pieces {
                if words.len() < MAX_WORDS && !word.is_empty() && !words.iter().any(|known| known == word) {
                    words.push(word.to_owned());
                }
            }
        }
        // Stable, so that equal lengths stay in the order they were typed.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self { words: words.into_iter().map(Word::new).collect() }
    }

    /// True when nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words, folded, the longest first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.text.as_str())
    }

    pub(super) fn each(&self) -> &[Word] {
        &self.words
    }

    /// True when everything this query finds is found by the other one too, because each of the other's words is in one of ours:
    /// what typing on makes of a query.
    pub fn extends(&self, other: &Self) -> bool {
        let is_held = |word: &Word| self.words.iter().any(|ours| ours.text.contains(&word.text));
        !other.is_empty() && other.words.iter().all(is_held)
    }

    /// Whether all words occur in a document, and if so, whether each of them does as a word of its own.
    pub(super) fn judge(&self, folded: &str) -> Option<bool> {
        let mut is_whole = true;
        for word in &self.words {
            let first = word.find(folded)?;
            // One letter is a word of its own in next to no document, and looking costs most.
            is_whole &= word.len() > 1 && word.is_whole_somewhere(folded, first);
        }
        Some(is_whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Query::parse(text).words().map(str::to_owned).collect()
    }

    #[test]
    fn words_and_phrases_are_read_as_they_are_typed() {
        assert_eq!(words("p99 Latency"), ["latency", "p99"]);
        assert_eq!(words(r#"eu "Lock  waits" p99"#), ["lock waits", "p99", "eu"]);
        assert_eq!(words("\u{201e}Lock waits\u{201c} eu"), ["lock waits", "eu"]);
        assert_eq!(words(r#"eu "lock wa"#), ["lock wa", "eu"]);
        assert_eq!(words(r#"eu "lock "#), ["lock", "eu"]);
        assert_eq!(words("eu EU e\u{301}u"), ["eu"]);
    }

    #[test]
    fn queries_that_look_for_nothing_are_empty() {
        for text in ["", "   ", "\"", "\"\"", "\u{301}", "\u{feff} \u{200f}"] {
            assert!(Query::parse(text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_long_query_is_cut_to_its_first_words() {
        let many: Vec<String> = (1000..6000).map(|number| number.to_string()).collect();
        assert_eq!(Query::parse(&many.join(" ")).words().count(), MAX_WORDS);
        assert_eq!(words(&"x".repeat(10_000)), ["x".repeat(10_000)]);
    }

    #[test]
    fn typing_on_extends_a_query_and_deleting_does_not() {
        let extends = |next: &str, before: &str| Query::parse(next).extends(&Query::parse(before));
        for (next, before) in [("che", "ch"), ("ch l", "ch"), ("ch l", "l"), ("xchx", "ch"), (r#""ch la""#, "ch la")] {
            assert!(extends(next, before), "{next} after {before}");
        }
        for (next, before) in [("ch", "che"), ("ch", ""), ("la", "ch"), ("ch la", r#""ch la""#)] {
            assert!(!extends(next, before), "{next} after {before}");
        }
    }

    #[test]
    fn a_word_of_its_own_is_told_from_a_part() {
        let judge = |query: &str, text: &str| Query::parse(query).judge(&fold(text));
        assert_eq!(judge("lock", "deadlocks, then a lock"), Some(true));
        assert_eq!(judge("lock", "deadlocks"), Some(false));
        assert_eq!(judge("lock wait", "lock waits"), Some(false));
        assert_eq!(judge("lock", "éLOCKé"), Some(false));
        assert_eq!(judge("lock", "🔒lock🔒"), Some(true));
        assert_eq!(judge("lock", "loc k"), None);
    }
}
