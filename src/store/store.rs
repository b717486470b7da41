//! What a medium has to do.

use super::draft::Unsent;
use super::summary::Summary;
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::log::Revision;
use crate::log::revision::Key;

/// What is written together: all of it or nothing.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// New revisions. One that is there already is an error, never an overwrite.
    pub revisions: Vec<Revision>,
    /// Revisions that are there and whose bytes are replaced: by a stub, or by an intact copy of damaged ones.
    pub replaced: Vec<Revision>,
    /// Attachments that the revisions name, under the digests of their bytes.
    pub attachments: Vec<(Hash, Vec<u8>)>,
    /// What the list of incidents shows.
    pub summaries: Vec<Summary>,
    /// Unsent texts that these revisions say, by record and page.
    pub sent: Vec<(RecordId, WriterId)>,
}

/// A revision as a medium gives it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// Verified.
    Good(Revision),
    /// Its bytes are not those that were written. It stays where it is.
    Damaged(Damaged),
}

/// A stored revision whose bytes are not those that were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// Where it is stored.
    pub key: Key,
    /// The bytes that are there.
    pub bytes: Vec<u8>,
    /// What is wrong, as a sentence without its full stop.
    pub why: String,
}

/// Why a medium did not do what it was asked. Each message finishes "Could not …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No space.
    #[error("save: this browser's storage is full")]
    Full,
    /// Storage is switched off for this page.
    #[error("use this browser's storage: {why}")]
    Blocked {
        /// What the browser said.
        why: String,
    },
    /// A transaction was given up.
    #[error("finish writing: the browser gave up ({cause})")]
    Aborted {
        /// What the browser said.
        cause: String,
    },
    /// The connection went away and could not be made again.
    #[error("reach the database: its connection was closed")]
    Closed,
    /// Another tab runs a newer version, which has changed the database.
    #[error("use the database: a newer version of Stillpoint has it; reload this page")]
    Newer,
    /// The database was deleted while the page was open.
    #[error("reach the database: it was deleted while this page was open")]
    Vanished,
    /// A revision is there already.
    #[error("add a revision: it is stored already")]
    Exists,
    /// Something stored is not what it should be.
    #[error("read {what}: {why}")]
    Unreadable {
        /// What.
        what: String,
        /// Why.
        why: String,
    },
}

/// Where revisions are kept.
#[expect(async_fn_in_trait, reason = "one thread: nothing here needs to be sent")]
pub trait Store {
    /// Writes all of the batch or nothing. Returns only once it is on the medium.
    async fn append(&self, batch: &Batch) -> Result<(), StoreError>;

    /// Every revision of the scope, in the order of their keys.
    async fn read(&self, scope: ScopeId) -> Result<Vec<Stored>, StoreError>;

    /// The first `limit` revisions of the scope behind `after`, in the order of their keys: a large scope in pieces.
    async fn read_page(&self, scope: ScopeId, after: Option<Key>, limit: u32) -> Result<Vec<Stored>, StoreError>;

    /// A writer's revisions of the scope with counters above `counter`.
    async fn read_after(&self, scope: ScopeId, writer: WriterId, counter: u64) -> Result<Vec<Stored>, StoreError>;

    /// How many revisions are stored of the scope, of all scopes without one.
    async fn count(&self, scope: Option<ScopeId>) -> Result<u64, StoreError>;

    /// The scopes that have revisions.
    async fn scopes(&self) -> Result<Vec<ScopeId>, StoreError>;

    /// Every summary.
    async fn summaries(&self) -> Result<Vec<Summary>, StoreError>;

    /// Replaces summaries that were rebuilt.
    async fn put_summaries(&self, summaries: &[Summary]) -> Result<(), StoreError>;

    /// Forgets everything of a scope: its revisions, its summary, what was being typed in it. For samples and drills only; an
    /// incident is never forgotten.
    async fn forget(&self, scope: ScopeId) -> Result<(), StoreError>;

    /// An attachment by the digest of its bytes.
    async fn attachment(&self, hash: Hash) -> Result<Option<Vec<u8>>, StoreError>;

    /// Every unsent text.
    async fn unsent(&self) -> Result<Vec<Unsent>, StoreError>;

    /// Journals an unsent text; an empty one is removed.
    async fn put_unsent(&self, unsent: &Unsent) -> Result<(), StoreError>;
}

/// A revision from the bytes that stand under `key`.
pub(super) fn stored(key: Key, bytes: Vec<u8>) -> Stored {
    let read = match std::str::from_utf8(&bytes) {
        Ok(text) => Revision::from_line(text).map_err(|damage| damage.to_string()),
        Err(_) => Err("its bytes are not text".to_owned()),
    };
    match read {
        Ok(revision) if revision.key() == key => Stored::Good(revision),
        Ok(revision) => {
            Stored::Damaged(Damaged { key, bytes, why: format!("revision {} stands under its key", revision.hash()) })
        }
        Err(why) => Stored::Damaged(Damaged { key, bytes, why }),
    }
}

/// Several pages over one store.
impl<S: Store> Store for std::rc::Rc<S> {
    async fn append(&self, batch: &Batch) -> Result<(), StoreError> {
        S::append(self, batch).await
    }

    async fn read(&self, scope: ScopeId) -> Result<Vec<Stored>, StoreError> {
        S::read(self, scope).await
    }

    async fn read_page(&self, scope: ScopeId, after: Option<Key>, limit: u32) -> Result<Vec<Stored>, StoreError> {
        S::read_page(self, scope, after, limit).await
    }

    async fn read_after(&self, scope: ScopeId, writer: WriterId, counter: u64) -> Result<Vec<Stored>, StoreError> {
        S::read_after(self, scope, writer, counter).await
    }

    async fn count(&self, scope: Option<ScopeId>) -> Result<u64, StoreError> {
        S::count(self, scope).await
    }

    async fn scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        S::scopes(self).await
    }

    async fn summaries(&self) -> Result<Vec<Summary>, StoreError> {
        S::summaries(self).await
    }

    async fn put_summaries(&self, summaries: &[Summary]) -> Result<(), StoreError> {
        S::put_summaries(self, summaries).await
    }

    async fn forget(&self, scope: ScopeId) -> Result<(), StoreError> {
        S::forget(self, scope).await
    }

    async fn attachment(&self, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
        S::attachment(self, hash).await
    }

    async fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        S::unsent(self).await
    }

    async fn put_unsent(&self, unsent: &Unsent) -> Result<(), StoreError> {
        S::put_unsent(self, unsent).await
    }
}
