//! Full-text search without an index: texts lie folded in one buffer, and a query is looked for in all of it.
//!
//! A buffer of fifty thousand entries is looked through in a millisecond or two, so that nothing has to be built before the
//! first key and nothing kept up to date after it. A [`Haystack`] takes [`Document`]s one by one, a [`Query`] is what was
//! typed, and a [`Scan`] looks for one in the other a slice at a time: it can be stopped at any byte, goes on with documents
//! that come while it runs, and hands its findings to the next key's.
//!
//! **What is found.** A document in which every word of the query occurs somewhere, in any order, as it is or inside of other
//! words; `"words in quotes"` occur as they stand. Nothing reaches over the end of a field.
//!
//! **What is the same.** Upper and lower case; letters with and without diacritics, composed or not (`Über`, `uber`), for the
//! Latin alphabets, and what Greek and Cyrillic put above their letters; `ß` and `ss`, `æ` and `ae`; any blank and several of
//! them. Marks that show nothing by themselves (soft hyphens, joiners, directions, variations) are passed over.
//!
//! **What comes first.** Titles before entries, then documents that have every word as a word of its own, then the latest,
//! then those that came into the haystack first.

mod haystack;
mod letters;
mod query;
mod scan;
mod snippet;

pub use haystack::{Document, Haystack};
pub use letters::fold;
pub use query::{MAX_WORDS, Query};
pub use scan::{Found, Scan};
pub use snippet::Snippet;
