//! The changes to schemas, for the list of them. To be named by a part only, so that the first view does not carry it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::notice::Notice;
use super::open_change::change_of;
use super::workbench::Workbench;
use crate::domain::change::{Outcome, checklist};
use crate::domain::id::ScopeId;
use crate::domain::ordered::sort_few;
use crate::domain::record::{TEAM, kind};
use crate::domain::time::Instant;
use crate::log::canonical::{Object, record_named};
use crate::log::{Reading, SetHash};
use crate::platform::clock;
use crate::store::{Room, StoreError, Summary};

/// One change in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedChange {
    /// Its scope.
    pub scope: ScopeId,
    /// What it is called.
    pub title: String,
    /// What its review said last; none where what stands there now was not reviewed.
    pub outcome: Option<Outcome>,
    /// Lines of its checklist that nobody has signed.
    pub unsigned: usize,
    /// When something was said of it last.
    pub last: Instant,
    /// It was put into the trash.
    pub is_in_trash: bool,
    /// Nothing is said of it but that it was begun.
    pub is_blank: bool,
}

/// What was read of a scope, and from which revisions; nothing of one that is no change.
type Read = BTreeMap<ScopeId, ((u64, SetHash), Option<ListedChange>)>;

/// The changes as a page holds them.
#[derive(Clone, Copy)]
pub struct Changes {
    workbench: Workbench,
    all: RwSignal<Option<Vec<ListedChange>>>,
    read: StoredValue<Read>,
}

impl Changes {
    /// Begins to read them, and reads again what has changed.
    pub fn new(workbench: Workbench) -> Self {
        let this = Self { workbench, all: RwSignal::new(None), read: StoredValue::new(Read::new()) };
        Effect::new(move |_| {
            workbench.heard().track();
            workbench.marks().track();
            spawn_local(async move {
                match this.look().await {
                    Ok(all) => _ = this.all.try_set(Some(all)),
                    Err(error) => workbench.notice().set(Some(Notice::of(&error))),
                }
            });
        });
        this
    }

    /// All that are here, the latest first; none while they are being read.
    pub fn all(self) -> Signal<Option<Vec<ListedChange>>> {
        self.all.into()
    }

    /// Puts a change into the trash, or takes it out again.
    pub fn put_into_trash(self, scope: ScopeId, is_in_trash: bool) {
        let workbench = self.workbench;
        let (Some(keeper), Some(me)) = (workbench.keeper(), workbench.me().get_untracked()) else { return };
        spawn_local(async move {
            let room = match Room::open(keeper, scope, clock::now()).await {
                Ok(room) => room,
                Err(error) => return workbench.notice().set(Some(Notice::of(&error))),
            };
            let value = if is_in_trash { Value::Bool(true) } else { Value::Null };
            let changes = Object::from_iter([("in_trash".to_owned(), value)]);
            let record = record_named(kind::CHANGE, &scope.to_string());
            // What is refused is a record of a newer version: it stays where it is.
            if room.put(kind::CHANGE, record, &changes, &me, clock::now()).is_ok() {
                workbench.drain();
            }
        });
    }

    async fn look(self) -> Result<Vec<ListedChange>, StoreError> {
        let Some(keeper) = self.workbench.keeper() else { return Ok(Vec::new()) };
        let mut summaries = keeper.summaries().await?;
        for summary in keeper.unsaved_summaries() {
            if !summaries.iter().any(|known| known.scope == summary.scope) {
                summaries.push(summary);
            }
        }
        let may_be = |summary: &Summary| {
            !summary.is_incident() && summary.scope != TEAM && summary.chain.is_none_or(|records| records > 0)
        };
        summaries.retain(may_be);
        let mut listed = Vec::new();
        for summary in summaries {
            let version = (summary.revisions, summary.set_hash);
            let known = self.read.try_with_value(|read| read.get(&summary.scope).cloned()).flatten();
            let one = match known {
                Some((known, one)) if known == version => one,
                _ => {
                    let room = Room::open(keeper.clone(), summary.scope, clock::now()).await?;
                    let last = room.live().log().iter().map(|revision| revision.header().hlc.instant()).max();
                    let one = last.and_then(|last| listed_of(&room.reading(), summary.scope, last));
                    self.read.try_update_value(|read| read.insert(summary.scope, (version, one.clone())));
                    one
                }
            };
            listed.extend(one);
        }
        sort_few(&mut listed, |one| (std::cmp::Reverse(one.last), one.scope));
        Ok(listed)
    }
}

/// A scope as the list shows it; none for what is no change.
fn listed_of(reading: &Reading, scope: ScopeId, last: Instant) -> Option<ListedChange> {
    let change = change_of(reading);
    if !change.is_change() {
        return None;
    }
    let nothing = Outcome::default();
    let wanted = checklist(change.outcome().unwrap_or(&nothing));
    let unsigned = wanted.filter(|item| !change.is_signed(item.name)).count();
    Some(ListedChange {
        scope,
        title: change.title().to_owned(),
        outcome: change.outcome().cloned(),
        unsigned,
        last,
        is_in_trash: change.about.is_in_trash,
        is_blank: change.is_blank(),
    })
}
