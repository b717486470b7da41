//! Bringing a file: first what it would bring, then the union with what is here.

use super::keeper::{Keeper, Unit, good};
use super::store::{Store, StoreError, Stored};
use super::summary::Summary;
use crate::domain::id::ScopeId;
use crate::domain::number;
use crate::log::{Added, Reading, Revision, SetHash, read};
use crate::text::revisions::{File, Problem};

impl<S: Store> Keeper<S> {
    /// What a file would bring, without bringing it.
    pub async fn preview(&self, file: &File) -> Result<Preview, StoreError> {
        let mut preview = Preview { problems: file.problems.clone(), ..Preview::default() };
        let unsaved = self.unsaved();
        for scope in file.log.scopes() {
            let stored = self.store().read(scope).await?;
            let mut union = good(&stored);
            for revision in unsaved.iter().filter(|revision| revision.header().scope == scope) {
                union.add(revision.clone());
            }
            let before = union.clone();
            let mut coming = Coming { is_new: before.is_empty(), ..Coming::empty(scope) };
            for revision in file.log.scope(scope) {
                match union.add(revision.clone()) {
                    Added::New => coming.new += 1,
                    Added::Purged => coming.purged += 1,
                    Added::Known => coming.known += 1,
                }
            }
            let is_damaged = |hash| stored.iter().any(|s| matches!(s, Stored::Damaged(d) if d.key.3 == hash));
            for revision in union.iter() {
                match before.get(revision.hash()) {
                    // Under a damaged row's key stands something: it is replaced, not added.
                    None if is_damaged(revision.hash()) => coming.replaced.push(revision.clone()),
                    None => coming.revisions.push(revision.clone()),
                    Some(known) if known.body() != revision.body() => coming.replaced.push(revision.clone()),
                    Some(_) => {}
                }
            }
            let reading = read(&union, scope);
            coming.describe(&reading);
            preview.scopes.push(coming);
        }
        let known = self.store().summaries().await?;
        let names = number::names(
            preview
                .scopes
                .iter()
                .filter_map(|coming| coming.summary.as_ref())
                .chain(known.iter().filter(|k| !preview.scopes.iter().any(|c| c.scope == k.scope)))
                .filter(|summary| summary.is_incident())
                .map(Summary::numbered),
        );
        for coming in &mut preview.scopes {
            coming.name = names.get(&coming.scope).cloned().unwrap_or_default();
        }
        Ok(preview)
    }

    /// Brings what a preview showed. Returns once all of it is on the medium.
    pub async fn import(&self, preview: &Preview) -> Result<(), StoreError> {
        /// Revisions a transaction: large enough to be quick, small enough to leave others room.
        const SHARE: usize = 1000;
        // Many small incidents share a transaction: each one waits for the disk.
        let mut waiting: Vec<Unit> = Vec::new();
        for coming in &preview.scopes {
            let stored = self.store().read(coming.scope).await?;
            self.track(coming.scope, &stored);
            let first = waiting.len();
            waiting.extend(
                coming.revisions.chunks(SHARE).map(|share| Unit { revisions: share.to_vec(), ..Unit::default() }),
            );
            if !coming.replaced.is_empty() {
                waiting.push(Unit { replaced: coming.replaced.clone(), ..Unit::default() });
            }
            if waiting.len() > first
                && let Some(last) = waiting.last_mut()
            {
                last.summary.clone_from(&coming.summary);
            }
            while let Some(last) = full(&waiting, SHARE) {
                let rest = waiting.split_off(last + 1);
                let share = std::mem::replace(&mut waiting, rest);
                self.commit(&share).await?;
            }
        }
        if !waiting.is_empty() {
            self.commit(&waiting).await?;
        }
        Ok(())
    }
}

/// The unit with which these make up a share of a transaction; none when they are fewer.
fn full(units: &[Unit], share: usize) -> Option<usize> {
    let mut count = 0;
    units.iter().position(|unit| {
        count += unit.revisions.len() + unit.replaced.len();
        count >= share
    })
}

/// What a file would bring.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// What is wrong with the file, by line.
    pub problems: Vec<Problem>,
    /// What it brings, by scope.
    pub scopes: Vec<Coming>,
}

/// What a file would bring to one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Which.
    pub scope: ScopeId,
    /// What the incident is called, empty for anything else.
    pub name: String,
    /// Its title afterwards.
    pub title: String,
    /// True when nothing of it was here.
    pub is_new: bool,
    /// Revisions that are new here.
    pub new: usize,
    /// Revisions that are here already.
    pub known: usize,
    /// Revisions whose text the file takes out for good.
    pub purged: usize,
    /// Entries afterwards.
    pub entries: usize,
    revisions: Vec<Revision>,
    replaced: Vec<Revision>,
    summary: Option<Summary>,
}

impl Coming {
    fn empty(scope: ScopeId) -> Self {
        Self {
            scope,
            name: String::new(),
            title: String::new(),
            is_new: false,
            new: 0,
            known: 0,
            purged: 0,
            entries: 0,
            revisions: Vec::new(),
            replaced: Vec::new(),
            summary: None,
        }
    }

    fn describe(&mut self, reading: &Reading) {
        self.title = reading.record.as_ref().map(|record| record.title.clone()).unwrap_or_default();
        self.entries = reading.incident.order.len();
        self.summary = Summary::of(reading, 0, SetHash::default());
    }
}
