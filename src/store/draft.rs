//! Text that somebody is still typing.

use crate::domain::id::{RecordId, ScopeId, WriterId};
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
}

record!(Unsent {
    record: needed "record",
    scope: optional "scope",
    editor: needed "editor",
    writer: needed "writer",
    text: needed "text",
    at: needed "at",
});
