//! The follow-ups that the steps of a change became, wherever they are kept: in the incidents it belongs to, or in the change
//! itself.
//!
//! To be named by a part only, so that the first view does not carry it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notice::Notice;
use super::open_change::OpenChange;
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::json::Json as _;
use crate::domain::postmortem::FollowUp;
use crate::domain::record::kind;
use crate::log::{Reading, SetHash};
use crate::platform::clock;
use crate::store::{Room, StoreError};

/// A follow-up of a scope that the change belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPromise {
    /// Where it is kept.
    pub scope: ScopeId,
    /// Its record.
    pub record: RecordId,
    /// What it says.
    pub says: FollowUp,
}

/// What was read of a scope, and from which revisions.
type Read = BTreeMap<ScopeId, ((u64, SetHash), Vec<StepPromise>)>;

/// The follow-ups of the scopes that a change belongs to, as its page holds them.
#[derive(Clone, Copy)]
pub struct StepPromises {
    change: OpenChange,
    own: Memo<Vec<StepPromise>>,
    elsewhere: RwSignal<Vec<StepPromise>>,
    read: StoredValue<Read>,
}

impl StepPromises {
    /// Begins to read them, and reads again what has changed.
    pub fn new(change: OpenChange) -> Self {
        let own = Memo::new(move |_| change.scope().with(|reading| follow_ups(reading, change.scope().scope())));
        let this = Self { change, own, elsewhere: RwSignal::new(Vec::new()), read: StoredValue::new(Read::new()) };
        let scopes = Memo::new(move |_| {
            let mut scopes: Vec<ScopeId> =
                change.with(|change| change.about.links.iter().map(|link| link.scope).collect());
            scopes.sort_unstable();
            scopes.dedup();
            scopes
        });
        let workbench = change.scope().workbench();
        Effect::new(move |_| {
            workbench.heard().track();
            workbench.marks().track();
            let scopes = scopes.get();
            spawn_local(async move {
                match this.look(scopes).await {
                    Ok(all) => {
                        _ = this.elsewhere.try_update(|before| {
                            if *before != all {
                                *before = all
                            }
                        })
                    }
                    Err(error) => workbench.notice().set(Some(Notice::of(&error))),
                }
            });
        });
        this
    }

    /// The follow-up of that record.
    pub fn of(self, record: RecordId) -> Option<StepPromise> {
        let find = |all: &Vec<StepPromise>| all.iter().find(|one| one.record == record).cloned();
        self.own.with(find).or_else(|| self.elsewhere.with(find))
    }

    /// True where there is none to be found, of this change or of another.
    pub fn is_empty(self) -> bool {
        self.own.with(Vec::is_empty) && self.elsewhere.with(Vec::is_empty)
    }

    /// Those that name the change as what they are about.
    pub fn of_change(self) -> Vec<StepPromise> {
        let address = self.change.address();
        let mut all = self.own.get();
        all.extend(self.elsewhere.get());
        all.retain(|one| one.says.link.as_deref() == Some(address.as_str()));
        all
    }

    async fn look(self, scopes: Vec<ScopeId>) -> Result<Vec<StepPromise>, StoreError> {
        let Some(keeper) = self.change.scope().workbench().keeper() else { return Ok(Vec::new()) };
        let summaries = keeper.summaries().await?;
        let unsaved: Vec<ScopeId> = keeper.unsaved().iter().map(|revision| revision.header().scope).collect();
        let mut all = Vec::new();
        for scope in scopes {
            let version = summaries.iter().find(|summary| summary.scope == scope);
            // What is not saved is in no summary.
            let version =
                version.map(|summary| (summary.revisions, summary.set_hash)).filter(|_| !unsaved.contains(&scope));
            let known = self.read.try_with_value(|read| read.get(&scope).cloned()).flatten();
            let known = known.filter(|(of, _)| Some(*of) == version);
            let found = match known {
                Some((_, found)) => found,
                None => {
                    let room = Room::open(keeper.clone(), scope, clock::now()).await?;
                    let found = follow_ups(&room.reading(), scope);
                    if let Some(version) = version {
                        self.read.try_update_value(|read| read.insert(scope, (version, found.clone())));
                    }
                    found
                }
            };
            all.extend(found);
        }
        Ok(all)
    }
}

/// The follow-ups of a scope, as far as they can be read.
fn follow_ups(reading: &Reading, scope: ScopeId) -> Vec<StepPromise> {
    let bodies = reading.bodies.iter().filter(|(_, body)| body.kind == kind::FOLLOW_UP);
    let promise = |(record, says)| StepPromise { scope, record, says };
    bodies.filter_map(|(record, body)| Some((*record, FollowUp::read(&body.json).ok()?))).map(promise).collect()
}
