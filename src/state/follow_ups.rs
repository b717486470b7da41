//! The chains of all incidents: what was found out and promised, wherever it was.
//!
//! Incidents that have a postmortem, and changes to schemas, are read one by one, the newest first, a few rows at a time so that the page stays free, and
//! what they say appears as it comes. What was read stays until the handle goes; an incident whose revisions have changed is
//! read again. To be named by a part only, so that the first view does not carry it.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notice::Notice;
use super::workbench::{PageKeeper, Workbench};
use crate::domain::id::ScopeId;
use crate::domain::ordered::sort_many;
use crate::domain::postmortem::recurrence::Told;
use crate::domain::record::TEAM;
use crate::domain::time::Instant;
use crate::log::SetHash;
use crate::platform::{clock, dom};
use crate::store::{Linked, Links, Summary};

/// Rows of the store that are read at a time: some milliseconds of verifying and parsing.
const ROWS: u32 = 200;
/// How often what was read is shown while more comes in.
const SHOW_MILLIS: i64 = 200;
/// How often the list of incidents is read again, at most, while things are being saved.
const LIST_MILLIS: i64 = 2_000;
/// How long to wait for that, or for the page to open.
const WAIT_MILLIS: i32 = 200;

/// One incident with its chain.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainOf {
    /// What the list of incidents knows of it.
    pub summary: Summary,
    /// What was found out and promised.
    pub linked: Linked,
}

impl ChainOf {
    /// As it is counted.
    pub fn told(&self) -> Told<'_> {
        Told { scope: self.summary.scope, counts: self.summary.standing.is_none(), says: &self.linked.says }
    }
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChainsRead {
    /// Incidents with a postmortem that were read.
    pub read: usize,
    /// Incidents with a postmortem that there are.
    pub of: usize,
    /// True when nothing is left to read.
    pub is_done: bool,
    /// Why some could not be read, as a sentence.
    pub problem: Option<String>,
}

/// The chains as a page holds them. Forgets everything it has read when its owner goes.
#[derive(Clone, Copy)]
pub struct Chains {
    shared: StoredValue<Rc<Shared>, LocalStorage>,
    all: RwSignal<Vec<Arc<ChainOf>>>,
    progress: RwSignal<ChainsRead>,
}

struct Shared {
    workbench: Workbench,
    held: RefCell<Held>,
}

#[derive(Default)]
struct Held {
    /// What was read, and from which revisions.
    read: BTreeMap<ScopeId, ((u64, SetHash), Arc<ChainOf>)>,
    /// Those that are still to be read, the newest last.
    waiting: Vec<Summary>,
    /// How many have a postmortem.
    of: usize,
    problem: Option<String>,
    /// True until the list of incidents was looked at after something has changed.
    is_list_old: bool,
    listed: Option<Instant>,
    is_at_work: bool,
}

/// What the task does next.
enum Turn {
    Wait,
    ReadList,
    Read(Box<Summary>),
    Rest,
}

impl Chains {
    /// Begins to read them.
    pub fn new(workbench: Workbench) -> Self {
        let held = Held { is_list_old: true, ..Held::default() };
        let this = Self {
            shared: StoredValue::new_local(Rc::new(Shared { workbench, held: RefCell::new(held) })),
            all: RwSignal::new(Vec::new()),
            progress: RwSignal::new(ChainsRead::default()),
        };
        // Something was saved here or elsewhere: what has changed is read again.
        Effect::new(move |before: Option<()>| {
            workbench.marks().track();
            workbench.heard().track();
            if before.is_some() {
                this.shared.with_value(|shared| shared.held.borrow_mut().is_list_old = true);
            }
            this.work();
        });
        this
    }

    /// What was read so far, the newest incident first.
    pub fn all(self) -> Signal<Vec<Arc<ChainOf>>> {
        self.all.into()
    }

    /// How far it is.
    pub fn progress(self) -> Signal<ChainsRead> {
        self.progress.into()
    }

    /// Starts the task that works until nothing is left to do, unless there is one.
    fn work(self) {
        let Some(shared) = self.shared.try_get_value() else { return };
        if std::mem::replace(&mut shared.held.borrow_mut().is_at_work, true) {
            return;
        }
        // It does not keep alive what it works for: when the handle goes, it finds nothing and ends.
        let shared = Rc::downgrade(&shared);
        spawn_local(async move { self.run(shared).await });
    }

    async fn run(self, shared: Weak<Shared>) {
        let mut shown = clock::now();
        loop {
            let Some((turn, workbench)) = shared.upgrade().map(|s| (s.held.borrow().turn(), s.workbench)) else {
                return;
            };
            let Some(keeper) = workbench.keeper() else {
                dom::sleep(WAIT_MILLIS).await;
                continue;
            };
            match turn {
                Turn::Wait => dom::sleep(WAIT_MILLIS).await,
                Turn::Rest => {
                    if let Some(shared) = shared.upgrade() {
                        shared.held.borrow_mut().is_at_work = false;
                    }
                    return self.show();
                }
                Turn::ReadList => {
                    workbench.reload_summaries().await;
                    let changes = changes(&keeper).await;
                    let Some(shared) = shared.upgrade() else { return };
                    shared.held.borrow_mut().list(workbench, changes);
                }
                Turn::Read(next) => {
                    let read = read(&shared, &keeper, &next).await;
                    let Some(shared) = shared.upgrade() else { return };
                    shared.held.borrow_mut().has_read(*next, read);
                }
            }
            let now = clock::now();
            if now.since(shown) >= SHOW_MILLIS && shared.strong_count() > 0 {
                shown = now;
                self.show();
            }
            dom::sleep(0).await;
        }
    }

    fn show(self) {
        let Some(shared) = self.shared.try_get_value() else { return };
        let held = shared.held.borrow();
        let (progress, all) = (held.progress(), held.all());
        drop(held);
        self.progress.set(progress);
        let is_same = self.all.with_untracked(|before| {
            before.len() == all.len() && before.iter().zip(&all).all(|(before, after)| Arc::ptr_eq(before, after))
        });
        if !is_same {
            self.all.set(all);
        }
    }
}

/// Reads one incident, a few rows at a time, as long as somebody wants it.
async fn read(shared: &Weak<Shared>, keeper: &PageKeeper, summary: &Summary) -> Option<Result<Linked, String>> {
    let mut links = Links::new(summary.scope);
    loop {
        match links.read_some(keeper, ROWS).await {
            Ok(true) => return Some(Ok(links.finish())),
            Ok(false) => dom::sleep(0).await,
            Err(error) => return Some(Err(Notice::of(&error).text)),
        }
        shared.upgrade()?;
    }
}

/// What is no incident and may hold follow-ups all the same: changes to schemas.
async fn changes(keeper: &PageKeeper) -> Vec<Summary> {
    // Where they cannot be read, the incidents cannot either, and that is said.
    let mut changes = keeper.summaries().await.unwrap_or_default();
    for unsaved in keeper.unsaved_summaries() {
        if !changes.iter().any(|known| known.scope == unsaved.scope) {
            changes.push(unsaved);
        }
    }
    changes.retain(|summary| !summary.is_incident() && summary.scope != TEAM);
    changes
}

impl Held {
    fn turn(&self) -> Turn {
        if self.is_list_old {
            let is_fresh = self.listed.is_some_and(|listed| clock::now().since(listed) < LIST_MILLIS);
            return match self.waiting.last() {
                _ if !is_fresh => Turn::ReadList,
                Some(next) => Turn::Read(Box::new(next.clone())),
                None => Turn::Wait,
            };
        }
        self.waiting.last().map_or(Turn::Rest, |next| Turn::Read(Box::new(next.clone())))
    }

    /// Compares the list of incidents with what was read.
    fn list(&mut self, workbench: Workbench, changes: Vec<Summary>) {
        let mut summaries = workbench.summaries().get_untracked();
        summaries.extend(changes);
        // What is not saved is in no summary's count.
        let unsaved: HashSet<ScopeId> = workbench
            .keeper()
            .into_iter()
            .flat_map(|keeper| keeper.unsaved())
            .map(|revision| revision.header().scope)
            .collect();
        summaries.retain(|summary| summary.chain != Some(0) || unsaved.contains(&summary.scope));
        (self.is_list_old, self.listed, self.problem, self.of) =
            (false, Some(clock::now()), None, summaries.iter().filter(|summary| summary.is_incident()).count());
        let listed: HashSet<ScopeId> = summaries.iter().map(|summary| summary.scope).collect();
        self.read.retain(|scope, _| listed.contains(scope));
        summaries.retain(|summary| {
            let version = (summary.revisions, summary.set_hash);
            unsaved.contains(&summary.scope) || self.read.get(&summary.scope).is_none_or(|(read, _)| *read != version)
        });
        sort_many(&mut summaries, |summary| (summary.last, summary.number, summary.scope));
        self.waiting = summaries;
    }

    fn has_read(&mut self, summary: Summary, read: Option<Result<Linked, String>>) {
        self.waiting.retain(|other| other.scope != summary.scope);
        match read {
            Some(Ok(linked)) => {
                let version = (summary.revisions, summary.set_hash);
                self.read.insert(summary.scope, (version, Arc::new(ChainOf { summary, linked })));
            }
            Some(Err(why)) => self.problem = Some(why),
            None => {}
        }
    }

    fn progress(&self) -> ChainsRead {
        let is_done = !self.is_list_old && self.waiting.is_empty();
        ChainsRead {
            read: self.of - self.waiting.iter().filter(|summary| summary.is_incident()).count().min(self.of),
            of: self.of,
            is_done,
            problem: self.problem.clone(),
        }
    }

    fn all(&self) -> Vec<Arc<ChainOf>> {
        let mut all: Vec<Arc<ChainOf>> = self.read.values().map(|(_, chain)| Arc::clone(chain)).collect();
        sort_many(&mut all, |chain| Reverse((chain.summary.last, chain.summary.number, chain.summary.scope)));
        all
    }
}
