//! Full-text search over every incident that is stored here.
//!
//! Nothing is read before the first key. From then on incidents are read one by one, the newest first, a few rows at a time so
//! that the page stays free, and findings appear as they come. What was read stays until the handle goes; an incident
//! whose revisions have changed is read again. To be named by a part only, so that the first view does not carry it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::{Rc, Weak};

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notice::Notice;
use super::workbench::{PageKeeper, Workbench};
use crate::domain::id::{RecordId, ScopeId};
use crate::domain::number;
use crate::domain::search::{Haystack, Query, Scan, Snippet};
use crate::domain::time::Instant;
use crate::log::SetHash;
use crate::platform::{clock, dom};
use crate::store::{Summary, Texts};

/// How long the page is held at a time. A frame has sixteen milliseconds.
const SLICE_MILLIS: i64 = 8;
/// Rows of the store that are read at a time: some milliseconds of verifying and parsing.
const ROWS: u32 = 200;
/// Bytes that are looked through between two looks at the clock.
const BYTES: usize = 1 << 16;
/// How often findings are shown while they come in.
const SHOW_MILLIS: i64 = 100;
/// How often the list of incidents is read again, at most, while things are being saved.
const LIST_MILLIS: i64 = 2_000;
/// How long to wait for that, or for the page to open.
const WAIT_MILLIS: i32 = 200;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The incident.
    pub scope: ScopeId,
    /// The entry; none for the incident's title.
    pub record: Option<RecordId>,
    /// What the incident is called, such as `INC-42`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// When it happened; for a title, when the first of its entries did.
    pub at: Option<Instant>,
    /// The text around the words, with the places where they are.
    pub snippet: Snippet,
}

/// How far a search is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Incidents whose texts were looked through.
    pub searched: usize,
    /// Incidents there are.
    pub incidents: usize,
    /// True when nothing is left to look through.
    pub is_done: bool,
    /// Why some could not be read, as a sentence.
    pub problem: Option<String>,
}

/// A search as a page holds it. Forgets everything it has read when its owner goes.
#[derive(Clone, Copy)]
pub struct Search {
    shared: StoredValue<Rc<Shared>, LocalStorage>,
    hits: RwSignal<Vec<Hit>>,
    count: RwSignal<usize>,
    progress: RwSignal<Progress>,
}

/// What the handle and the task that works for it share.
struct Shared {
    workbench: Workbench,
    held: RefCell<Held>,
}

#[derive(Default)]
struct Held {
    haystack: Haystack,
    scan: Scan,
    /// The incidents that are in the haystack, and which revisions they were read from.
    read: HashMap<ScopeId, (u64, SetHash)>,
    /// Those that are still to be read, the newest last.
    waiting: Vec<Summary>,
    about: BTreeMap<ScopeId, About>,
    problem: Option<String>,
    /// True until the list of incidents was looked at after something has changed.
    is_list_old: bool,
    listed: Instant,
    is_at_work: bool,
}

struct About {
    name: String,
    title: String,
}

/// What the task does next.
enum Turn {
    /// Something was done; others get their turn.
    Again,
    Wait,
    ReadList,
    Read(ScopeId),
    Rest,
}

impl Search {
    /// A search that has looked at nothing yet.
    pub fn new(workbench: Workbench) -> Self {
        let held = Held { is_list_old: true, ..Held::default() };
        let this = Self {
            shared: StoredValue::new_local(Rc::new(Shared { workbench, held: RefCell::new(held) })),
            hits: RwSignal::new(Vec::new()),
            count: RwSignal::new(0),
            progress: RwSignal::new(Progress::default()),
        };
        // Something was saved here or elsewhere: what is shown follows, and what is read is looked at again.
        Effect::new(move |before: Option<()>| {
            workbench.marks().track();
            workbench.heard().track();
            if before.is_some() {
                this.shared.with_value(|shared| shared.held.borrow_mut().is_list_old = true);
                this.work();
            }
        });
        this
    }

    /// Looks for this from now on. What was looked for before is given up; a longer query goes on with what a shorter one found.
    pub fn query(self, text: &str) {
        let query = Query::parse(text);
        self.shared.with_value(|shared| {
            let held = &mut *shared.held.borrow_mut();
            if query.words().eq(held.scan.query().words()) {
                return;
            }
            held.scan = std::mem::take(&mut held.scan).next(query, &held.haystack);
            // Within the key's own turn, so that an answer that takes no time is there with the letter.
            held.look(SLICE_MILLIS);
        });
        self.show();
        self.work();
    }

    /// The best findings in order, two hundred at most.
    pub fn hits(self) -> Signal<Vec<Hit>> {
        self.hits.into()
    }

    /// How many there are in all.
    pub fn count(self) -> Signal<usize> {
        self.count.into()
    }

    /// How far it is.
    pub fn progress(self) -> Signal<Progress> {
        self.progress.into()
    }

    fn show(self) {
        let Some(shared) = self.shared.try_get_value() else { return };
        let held = shared.held.borrow();
        let progress = held.progress();
        let (count, hits) = (held.scan.count(), held.hits());
        drop(held);
        self.count.set(count);
        self.hits.set(hits);
        self.progress.set(progress);
    }

    /// Starts the task that works until nothing is left to do, unless there is one.
    fn work(self) {
        let Some(shared) = self.shared.try_get_value() else { return };
        let held = &mut *shared.held.borrow_mut();
        if held.scan.query().is_empty() || std::mem::replace(&mut held.is_at_work, true) {
            return;
        }
        // It does not keep alive what it works for: when the handle goes, it finds nothing and ends.
        let shared = Rc::downgrade(&shared);
        spawn_local(async move { self.run(shared).await });
    }

    async fn run(self, shared: Weak<Shared>) {
        let mut shown = clock::now();
        loop {
            let Some((turn, workbench)) = shared.upgrade().map(|s| (s.held.borrow_mut().turn(), s.workbench)) else {
                return;
            };
            let Some(keeper) = workbench.keeper() else {
                dom::sleep(WAIT_MILLIS).await;
                continue;
            };
            match turn {
                Turn::Again => {}
                Turn::Wait => dom::sleep(WAIT_MILLIS).await,
                Turn::Rest => {
                    if let Some(shared) = shared.upgrade() {
                        shared.held.borrow_mut().is_at_work = false;
                        self.show();
                    }
                    return;
                }
                Turn::ReadList => {
                    workbench.reload_summaries().await;
                    let Some(shared) = shared.upgrade() else { return };
                    shared.held.borrow_mut().list(workbench);
                }
                Turn::Read(scope) => self.read(&shared, &keeper, scope, &mut shown).await,
            }
            self.show_sometimes(&shared, &mut shown);
            dom::sleep(0).await;
        }
    }

    fn show_sometimes(self, shared: &Weak<Shared>, shown: &mut Instant) {
        let now = clock::now();
        if now.since(*shown) >= SHOW_MILLIS && shared.strong_count() > 0 {
            *shown = now;
            self.show();
        }
    }

    /// Reads one incident, as long as somebody is looking for something.
    async fn read(self, shared: &Weak<Shared>, keeper: &PageKeeper, scope: ScopeId, shown: &mut Instant) {
        let mut texts = Texts::new(scope);
        loop {
            match texts.read_some(keeper, ROWS).await {
                Ok(true) => break,
                Ok(false) => {}
                Err(error) => {
                    if let Some(shared) = shared.upgrade() {
                        let held = &mut *shared.held.borrow_mut();
                        held.problem = Some(Notice::of(&error).text);
                        // What was found of it may have gone since. It is tried again when the list is read again.
                        held.haystack.forget(scope);
                        held.read.remove(&scope);
                        held.waiting.retain(|summary| summary.scope != scope);
                    }
                    return;
                }
            }
            if !self.may_go_on(shared, shown).await {
                return;
            }
        }
        let mut is_first = true;
        loop {
            {
                let Some(shared) = shared.upgrade() else { return };
                let held = &mut *shared.held.borrow_mut();
                if std::mem::take(&mut is_first) {
                    held.haystack.forget(scope);
                }
                let started = clock::now();
                if texts.put_some(&mut held.haystack, || clock::now().since(started) >= SLICE_MILLIS) {
                    held.has_read(scope);
                    return;
                }
                held.look(SLICE_MILLIS);
            }
            if !self.may_go_on(shared, shown).await {
                // What is there of it is whole texts; the rest comes when it is read again.
                return;
            }
        }
    }

    /// Gives others their turn in the middle of an incident. False when nobody is looking for anything any more.
    async fn may_go_on(self, shared: &Weak<Shared>, shown: &mut Instant) -> bool {
        if let Some(shared) = shared.upgrade() {
            shared.held.borrow_mut().look(SLICE_MILLIS);
        }
        self.show_sometimes(shared, shown);
        dom::sleep(0).await;
        shared.upgrade().is_some_and(|shared| !shared.held.borrow().scan.query().is_empty())
    }
}

impl Held {
    fn turn(&mut self) -> Turn {
        if self.scan.query().is_empty() {
            return Turn::Rest;
        }
        if !self.look(SLICE_MILLIS) {
            return Turn::Again;
        }
        let is_listed = !self.about.is_empty() && clock::now().since(self.listed) < LIST_MILLIS;
        match (self.is_list_old, self.waiting.is_empty()) {
            (true, _) if !is_listed => return Turn::ReadList,
            (true, true) => return Turn::Wait,
            _ => {}
        }
        self.waiting.last().map_or(Turn::Rest, |summary| Turn::Read(summary.scope))
    }

    /// Looks through what has been read, for so long. True when all of it was looked through.
    fn look(&mut self, millis: i64) -> bool {
        let started = clock::now();
        loop {
            if self.scan.step(&self.haystack, BYTES) {
                return true;
            }
            if clock::now().since(started) >= millis {
                return false;
            }
        }
    }

    /// Compares the list of incidents with what was read.
    fn list(&mut self, workbench: Workbench) {
        let summaries = workbench.summaries().get_untracked();
        let mut names = number::names(summaries.iter().map(Summary::numbered));
        self.is_list_old = false;
        self.listed = clock::now();
        self.problem = None;
        self.about.clear();
        for summary in &summaries {
            let name = names.remove(&summary.scope).unwrap_or_default();
            self.about.insert(summary.scope, About { name, title: summary.title.clone() });
        }
        let gone: Vec<ScopeId> = self.read.keys().filter(|scope| !self.about.contains_key(scope)).copied().collect();
        for scope in gone {
            self.read.remove(&scope);
            self.haystack.forget(scope);
        }
        // What is not saved is in no summary's count.
        let unsaved: HashSet<ScopeId> = workbench
            .keeper()
            .into_iter()
            .flat_map(|keeper| keeper.unsaved())
            .map(|revision| revision.header().scope)
            .collect();
        let is_new = |summary: &Summary| {
            unsaved.contains(&summary.scope)
                || self.read.get(&summary.scope) != Some(&(summary.revisions, summary.set_hash))
        };
        self.waiting = summaries.into_iter().filter(is_new).collect();
        self.waiting.sort_by_key(|summary| (summary.last, summary.number));
        self.look(SLICE_MILLIS);
    }

    fn has_read(&mut self, scope: ScopeId) {
        let Some(position) = self.waiting.iter().rposition(|summary| summary.scope == scope) else { return };
        let summary = self.waiting.remove(position);
        self.read.insert(scope, (summary.revisions, summary.set_hash));
    }

    fn progress(&self) -> Progress {
        let incidents = self.about.len();
        let is_done = self.scan.query().is_empty() || (!self.is_list_old && self.waiting.is_empty());
        let searched = incidents - self.waiting.len().min(incidents);
        Progress { searched, incidents, is_done, problem: self.problem.clone() }
    }

    fn hits(&self) -> Vec<Hit> {
        let found = self.scan.best(&self.haystack).into_iter();
        let hits = found.map(|found| {
            let about = self.about.get(&found.scope);
            Hit {
                scope: found.scope,
                record: found.record,
                name: about.map(|about| about.name.clone()).unwrap_or_default(),
                title: about.map(|about| about.title.clone()).unwrap_or_default(),
                at: found.at,
                snippet: self.haystack.snippet(&found, self.scan.query()),
            }
        });
        hits.collect()
    }
}
