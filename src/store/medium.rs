//! The medium this page has: the browser's database, or none.

use super::draft::Unsent;
use super::indexed_db::IndexedDb;
use super::store::{Batch, Store, StoreError, Stored};
use super::summary::Summary;
use crate::domain::id::{Hash, ScopeId, WriterId};
use crate::log::revision::Key;

/// Where this page keeps what is said.
#[derive(Clone)]
pub enum Medium {
    /// The browser's database.
    Database(IndexedDb),
    /// None: reading finds nothing, writing fails with this reason, and what is said stays in memory, marked as not saved.
    Nowhere(StoreError),
}

macro_rules! delegate {
    ($self:ident, $database:ident => $call:expr, $otherwise:expr) => {
        match $self {
            Self::Database($database) => $call.await,
            Self::Nowhere(reason) => $otherwise(reason),
        }
    };
}

fn refuse<T>(reason: &StoreError) -> Result<T, StoreError> {
    Err(reason.clone())
}

fn nothing<T: Default>(_: &StoreError) -> Result<T, StoreError> {
    Ok(T::default())
}

impl Store for Medium {
    async fn append(&self, batch: &Batch) -> Result<(), StoreError> {
        delegate!(self, database => database.append(batch), refuse)
    }

    async fn read(&self, scope: ScopeId) -> Result<Vec<Stored>, StoreError> {
        delegate!(self, database => database.read(scope), nothing)
    }

    async fn read_page(&self, scope: ScopeId, after: Option<Key>, limit: u32) -> Result<Vec<Stored>, StoreError> {
        delegate!(self, database => database.read_page(scope, after, limit), nothing)
    }

    async fn read_after(&self, scope: ScopeId, writer: WriterId, counter: u64) -> Result<Vec<Stored>, StoreError> {
        delegate!(self, database => database.read_after(scope, writer, counter), nothing)
    }

    async fn count(&self, scope: Option<ScopeId>) -> Result<u64, StoreError> {
        delegate!(self, database => database.count(scope), nothing)
    }

    async fn scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        delegate!(self, database => database.scopes(), nothing)
    }

    async fn summaries(&self) -> Result<Vec<Summary>, StoreError> {
        delegate!(self, database => database.summaries(), nothing)
    }

    async fn put_summaries(&self, summaries: &[Summary]) -> Result<(), StoreError> {
        delegate!(self, database => database.put_summaries(summaries), nothing)
    }

    async fn forget(&self, scope: ScopeId) -> Result<(), StoreError> {
        delegate!(self, database => database.forget(scope), nothing)
    }

    async fn attachment(&self, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
        delegate!(self, database => database.attachment(hash), nothing)
    }

    async fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        delegate!(self, database => database.unsent(), nothing)
    }

    async fn put_unsent(&self, unsent: &Unsent) -> Result<(), StoreError> {
        delegate!(self, database => database.put_unsent(unsent), refuse)
    }
}
