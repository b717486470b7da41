//! Text that somebody is still typing.

use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::json::record;
use crate::domain::time::Instant;

/// The unsent text of one editor, journalled within a quarter of a second of each key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// The record it will be a revision of. A new entry's id is drawn when its first letter is typed, so that a journalled text
    /// whose record exists is known to have been said.
    pub record: RecordId,
    /// Where it belongs; none for the title of an incident that is not declared yet.
    pub scope: Option<ScopeId>,
    /// Which editor of the page.
    pub editor: String,
    /// The page it is typed in.
    pub writer: WriterId,
    /// What was typed.
    pub text: String,
    /// When it was last touched.
    pub at: Instant,
    /// The revisions it was begun from: none of them for a record that was not there. `None` where that is not known.
    pub from: Option<Vec<Hash>>,
}

record!(Unsent {
    record: needed "record",
    scope: optional "scope",
    editor: needed "editor",
    writer: needed "writer",
    text: needed "text",
    at: needed "at",
    from: optional "from",
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::json::Json as _;

    #[test]
    fn a_journal_of_an_older_version_is_read_and_a_new_one_keeps_what_it_was_begun_from() {
        let old = Unsent {
            record: RecordId::from_bits(1),
            scope: None,
            editor: "text".to_owned(),
            writer: WriterId::from_bits(2),
            text: "typing".to_owned(),
            at: Instant::EPOCH,
            from: None,
        };
        let json = old.write().to_string();
        assert!(!json.contains("from"), "{json}");
        assert_eq!(Unsent::read(&json).unwrap(), old);
        for heads in [Vec::new(), vec![crate::log::canonical::digest(b"one")]] {
            let new = Unsent { from: Some(heads), ..old.clone() };
            assert_eq!(Unsent::read(&new.write().to_string()).unwrap(), new);
        }
    }
}
