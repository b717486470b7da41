//! Bringing a file: first what it would bring, then the union with what is here.

use super::keeper::{Keeper, Unit, good};
use super::store::{Store, StoreError, Stored};
use super::summary::Summary;
use crate::domain::id::{Hash, ScopeId};
use crate::domain::number::{self, Numbered};
use crate::domain::record::kind;
use crate::domain::sorted::SortedSet;
use crate::log::{Added, Log, Reading, Revision, SetHash, read};
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
            let with_body: SortedSet<Hash> = stored
                .iter()
                .filter_map(|stored| match stored {
                    Stored::Good(revision) => revision.body().text().map(|_| revision.hash()),
                    Stored::Damaged(_) => None,
                })
                .collect();
            let is_damaged = |hash| stored.iter().any(|s| matches!(s, Stored::Damaged(d) if d.key.3 == hash));
            for revision in union.iter() {
                match before.get(revision.hash()) {
                    // Under a damaged row's key stands something: it is replaced, not added.
                    None if is_damaged(revision.hash()) => coming.replaced.push(revision.clone()),
                    None => coming.revisions.push(revision.clone()),
                    Some(known) if known.body() != revision.body() => coming.replaced.push(revision.clone()),
                    // It went out while its row was being written, by somebody who had not heard of the purge.
                    Some(known) if known.body().text().is_none() && with_body.contains(&known.hash()) => {
                        coming.replaced.push(revision.clone());
                    }
                    Some(_) => {}
                }
            }
            let reading = read(&union, scope);
            coming.describe(&reading);
            coming.was_taken_out = before.is_taken_out(scope);
            if coming.is_taken_out {
                // Its name is known to who has not heard of the purge: to the file, or here.
                coming.numbered = [&file.log, &before].into_iter().find_map(|log| read(log, scope).numbered());
            }
            preview.scopes.push(coming);
        }
        let known = self.store().summaries().await?;
        let known = known.iter().filter(|summary| summary.is_incident()).map(Summary::numbered);
        let names = number::names(
            preview
                .scopes
                .iter()
                .filter_map(|coming| coming.numbered)
                .chain(known.filter(|k| !preview.scopes.iter().any(|c| c.scope == k.scope))),
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
            let purges = purges(&stored);
            let kept = |revision: &Revision| {
                let mut kept = revision.clone();
                if purges.takes_out(&kept) {
                    kept.purge();
                }
                kept
            };
            let first = waiting.len();
            waiting.extend(
                coming
                    .revisions
                    .chunks(SHARE)
                    .map(|share| Unit { revisions: share.iter().map(kept).collect(), ..Unit::default() }),
            );
            if !coming.replaced.is_empty() {
                waiting.push(Unit { replaced: coming.replaced.iter().map(kept).collect(), ..Unit::default() });
            }
            // What was taken out since the preview is not to be listed by the name it had there.
            if waiting.len() > first
                && purges.is_taken_out(coming.scope) == coming.was_taken_out
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

/// What takes bodies out among stored rows: few, so that nothing else is copied.
fn purges(stored: &[Stored]) -> Log {
    Log::of(stored.iter().filter_map(|stored| match stored {
        Stored::Good(revision) if revision.header().is_purge() => Some(revision.clone()),
        Stored::Good(_) | Stored::Damaged(_) => None,
    }))
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
    /// True when everything in it was taken out for good, here or by the file: nothing of it is left to be shown afterwards.
    pub is_taken_out: bool,
    /// True when that was so here before.
    pub was_taken_out: bool,
    /// True for a change to a schema, which is no incident.
    pub is_change: bool,
    numbered: Option<Numbered>,
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
            is_taken_out: false,
            was_taken_out: false,
            is_change: false,
            numbered: None,
            revisions: Vec::new(),
            replaced: Vec::new(),
            summary: None,
        }
    }

    fn describe(&mut self, reading: &Reading) {
        self.title = reading.record.as_ref().map(|record| record.title.clone()).unwrap_or_default();
        self.entries = reading.incident.order.len();
        self.is_taken_out = reading.is_taken_out;
        self.is_change = reading.bodies.values().any(|body| kind::OF_CHANGE.contains(&body.kind.as_str()));
        self.summary = Summary::of(reading, 0, SetHash::default());
        self.numbered = self.summary.as_ref().filter(|summary| summary.is_incident()).map(Summary::numbered);
    }
}
