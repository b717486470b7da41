//! What all pages share: who is speaking, the way to the store, the list of incidents, what other tabs say.

use std::collections::HashSet;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notice::{Notice, Tone};
use super::route::Page;
use super::theme::Theme;
use crate::command::Act;
use crate::domain::change::NewChange;
use crate::domain::entry::Statement;
use crate::domain::id::{DeviceId, RecordId, ScopeId, WriterId};
use crate::domain::json::Json as _;
use crate::domain::number;
use crate::domain::ordered::sort_few;
use crate::domain::record::kind;
use crate::domain::sorted::SortedMap;
use crate::log::Revision;
use crate::platform::quota::{self, Promise};
use crate::platform::zone::AnyZone;
use crate::platform::{channel::Channel, clock, dom, failure, preferences, random};
use crate::store::{IndexedDb, Keeper, Me, Medium, News, StoreError, Summary, Unsent};

/// How the page stands with its storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Being opened.
    Opening,
    /// An older tab keeps the database from being upgraded.
    WaitsForOldTab,
    /// Working.
    Ready,
    /// There is no storage: nothing can be saved.
    Nowhere(StoreError),
    /// There was a database, and now there is a new, empty one.
    Vanished,
    /// A newer version has taken the database over.
    Superseded,
}

/// The way to the store of this page.
pub type PageKeeper = Keeper<Medium>;

/// Where the release keeps the sample.
const SAMPLE: &str = "/sample/incident.jsonl";

/// The scope of the incident in it.
const SAMPLE_SCOPE: &str = "6x6avgzep4ayp0g8s7gg0c1pfy";

/// How long to wait for other tabs to say that they are there.
const ROLL_CALL_MILLIS: i32 = 200;

/// How often what could not be saved is tried again.
const RETRY_MILLIS: i32 = 5_000;

/// What all pages share.
#[derive(Clone, Copy)]
pub struct Workbench {
    standing: RwSignal<Standing>,
    page: RwSignal<Page>,
    me: RwSignal<Option<Me>>,
    theme: RwSignal<Theme>,
    /// The zone that the viewer asks for; none for that of each incident.
    wanted_zone: RwSignal<Option<AnyZone>>,
    /// The entry that a link led to.
    wanted: RwSignal<Option<RecordId>>,
    /// What is to be done with it there.
    wanted_act: StoredValue<Option<Act>>,
    /// The change to a schema that is to be begun.
    wanted_change: StoredValue<Option<NewChange>>,
    summaries: RwSignal<Vec<Summary>>,
    names: Memo<SortedMap<ScopeId, String>>,
    notice: RwSignal<Option<Notice>>,
    promise: RwSignal<Option<Promise>>,
    /// Unsent texts of pages that are gone.
    orphans: RwSignal<Vec<Unsent>>,
    /// Counts what the keeper and other tabs told.
    marks: RwSignal<u64>,
    heard: RwSignal<Option<Vec<(ScopeId, WriterId)>>>,
    present: RwSignal<HashSet<WriterId>>,
    keeper: StoredValue<Option<Rc<PageKeeper>>, LocalStorage>,
    channel: StoredValue<Option<Channel>, LocalStorage>,
    identity: StoredValue<String>,
    /// True while a timer runs that tries again what could not be saved.
    is_retry_due: StoredValue<bool>,
}

impl Workbench {
    /// Provides the workbench and starts to open the database.
    pub fn provide() -> Self {
        let summaries = RwSignal::new(Vec::<Summary>::new());
        let this = Self {
            standing: RwSignal::new(Standing::Opening),
            page: RwSignal::new(Page::at(&dom::path())),
            me: RwSignal::new(preferences::get("me")),
            theme: RwSignal::new(preferences::get("theme").unwrap_or_default()),
            wanted_zone: RwSignal::new(preferences::get::<String>("zone").and_then(|name| zone_named(&name))),
            wanted: RwSignal::new(dom::fragment().parse().ok()),
            wanted_act: StoredValue::new(None),
            wanted_change: StoredValue::new(None),
            summaries,
            names: Memo::new(move |_| {
                summaries.with(|summaries| number::names(summaries.iter().map(Summary::numbered)))
            }),
            notice: RwSignal::new(None),
            promise: RwSignal::new(None),
            orphans: RwSignal::new(Vec::new()),
            marks: RwSignal::new(0),
            heard: RwSignal::new(None),
            present: RwSignal::new(HashSet::new()),
            keeper: StoredValue::new_local(None),
            channel: StoredValue::new_local(None),
            identity: StoredValue::new(String::new()),
            is_retry_due: StoredValue::new(false),
        };
        provide_context(this);
        dom::set_root_attribute("data-theme", this.theme.get_untracked().as_str());
        let on_popstate = window_event_listener(leptos::ev::popstate, move |_| {
            let page = Page::at(&dom::path());
            this.wanted.set(dom::fragment().parse().ok());
            // Another entry of the same incident is no other page.
            if page != this.page.get_untracked() {
                this.show(page);
            }
        });
        let on_other_tab = leptos::ev::Custom::<web_sys::Event>::new("storage");
        let on_other_tab = window_event_listener(on_other_tab, move |_| this.follow_preferences());
        on_cleanup(move || on_other_tab.remove());
        on_cleanup(move || on_popstate.remove());
        let on_leave = window_event_listener(leptos::ev::beforeunload, move |event| {
            if this.failed_count() > 0 {
                event.prevent_default();
            }
        });
        on_cleanup(move || on_leave.remove());
        spawn_local(async move { this.start().await });
        this
    }

    /// The workbench, from any component.
    pub fn expect() -> Self {
        expect_context()
    }

    async fn start(self) {
        let identity = format!("{:032x}", random::bits());
        let superseded = move || self.standing.set(Standing::Superseded);
        let deleted = move || self.notice.set(Some(Notice::of(&StoreError::Vanished)));
        let blocked = move || self.standing.set(Standing::WaitsForOldTab);
        let (medium, standing) = match IndexedDb::open(&identity, superseded, deleted, blocked).await {
            Ok((database, opened)) => {
                self.identity.set_value(opened.identity.clone());
                let known: Option<String> = preferences::get("database");
                let is_other = known.is_some_and(|known| known != opened.identity);
                if !is_other {
                    preferences::set("database", &opened.identity);
                }
                (Medium::Database(database), if is_other { Standing::Vanished } else { Standing::Ready })
            }
            Err(error) => (Medium::Nowhere(error.clone()), Standing::Nowhere(error)),
        };
        let keeper = Rc::new(Keeper::new(medium, device(), Box::new(random::bits)));
        keeper.listen(move |news| self.hear(news));
        self.keeper.set_value(Some(keeper));
        self.listen_to_tabs();
        self.reload_summaries().await;
        self.standing.set(standing);
        self.find_orphans().await;
    }

    /// Goes on with the new, empty database after it was said that the old one is gone.
    pub fn accept_new_database(self) {
        preferences::set("database", self.identity.get_value());
        self.standing.set(Standing::Ready);
    }

    fn hear(self, news: News) {
        match news {
            News::Marks => {
                self.marks.update(|count| *count += 1);
                self.hold_unsaved();
            }
            News::Saved(places) => {
                let places: Vec<String> = places.iter().map(|(scope, writer)| format!("{scope}:{writer}")).collect();
                self.tell_tabs(&format!("saved {}", places.join(" ")));
                self.refresh_list();
                self.notice.update(|notice| {
                    notice.take_if(|notice| notice.tone == Tone::Alarm);
                });
                self.ask_promise_once();
            }
            News::NotSaved(error) => {
                self.notice.set(Some(Notice::of(&error)));
                self.retry_later();
            }
            News::NotJournalled(error) => self.notice.set(Some(Notice::of(&error))),
        }
    }

    /// Keeps what is not saved within reach of the failure screen.
    fn hold_unsaved(self) {
        let Some(keeper) = self.keeper() else { return };
        let said = |revision: &Revision| {
            let said = Statement::read(revision.body().text()?).ok()?;
            let at = said.occurred.map(|occurred| occurred.at.to_string()).unwrap_or_default();
            Some(format!("{at} {}: {}", said.by, said.text))
        };
        let is_entry = |revision: &&Revision| revision.header().kind == kind::ENTRY;
        let unsaved = keeper.unsaved();
        let texts: Vec<String> = unsaved.iter().filter(is_entry).filter_map(said).collect();
        failure::hold(&texts.join("\n\n"));
    }

    fn ask_promise_once(self) {
        if self.promise.get_untracked().is_none() {
            self.promise.set(Some(Promise::Unknown));
            spawn_local(async move { self.promise.set(Some(quota::ask().await)) });
        }
    }

    /// Tries what could not be saved again, until it is.
    fn retry_later(self) {
        // One timer for all that fails meanwhile: one each would never let the page rest.
        if self.is_retry_due.get_value() {
            return;
        }
        self.is_retry_due.set_value(true);
        spawn_local(async move {
            dom::sleep(RETRY_MILLIS).await;
            self.is_retry_due.set_value(false);
            if !matches!(self.standing.get_untracked(), Standing::Nowhere(_)) {
                self.retry();
            }
        });
    }

    /// Tries what could not be saved again, now.
    pub fn retry(self) {
        if let Some(keeper) = self.keeper.get_value() {
            keeper.retry();
            self.drain();
        }
    }

    /// Writes everything that waits.
    pub(super) fn drain(self) {
        if let Some(keeper) = self.keeper.get_value() {
            spawn_local(async move { keeper.drain().await });
        }
    }

    /// The way to the store, once the page is open.
    pub(super) fn keeper(self) -> Option<Rc<PageKeeper>> {
        self.keeper.get_value()
    }

    fn listen_to_tabs(self) {
        let channel = Channel::join("stillpoint", move |text| self.hear_tab(&text));
        self.channel.set_value(Some(channel));
    }

    pub(super) fn tell_tabs(self, text: &str) {
        self.channel.with_value(|channel| {
            if let Some(channel) = channel {
                channel.say(text);
            }
        });
    }

    fn hear_tab(self, text: &str) {
        let mut words = text.split(' ');
        match words.next() {
            Some("saved") => {
                let places = words.filter_map(|word| {
                    let (scope, writer) = word.split_once(':')?;
                    Some((scope.parse().ok()?, writer.parse().ok()?))
                });
                self.heard.set(Some(places.collect()));
                self.refresh_list();
            }
            Some("forgotten") => {
                let forgotten = words.next().and_then(|word| word.parse().ok());
                match forgotten.map(Page::Room) {
                    Some(page) if page == self.page.get_untracked() => self.go(Page::Incidents),
                    _ => self.refresh_list(),
                }
            }
            Some("who") => {
                if let Some(keeper) = self.keeper() {
                    self.tell_tabs(&format!("here {}", keeper.writer_id()));
                }
            }
            Some("here") => {
                self.present.update(|present| present.extend(words.filter_map(|word| word.parse::<WriterId>().ok())));
            }
            _ => {}
        }
    }

    /// Finds unsent texts whose pages are gone: closed, crashed or killed.
    async fn find_orphans(self) {
        let Some(keeper) = self.keeper() else { return };
        self.tell_tabs("who");
        dom::sleep(ROLL_CALL_MILLIS).await;
        match crate::store::Store::unsent(keeper.store()).await {
            Ok(unsent) => {
                let present = self.present.get_untracked();
                let is_orphan =
                    |unsent: &Unsent| unsent.writer != keeper.writer_id() && !present.contains(&unsent.writer);
                let mut orphans: Vec<Unsent> = unsent.into_iter().filter(is_orphan).collect();
                sort_few(&mut orphans, |orphan| std::cmp::Reverse(orphan.at));
                // Editors may have come and gone meanwhile.
                self.orphans.update(|kept| kept.extend(orphans));
            }
            Err(error) => self.notice.set(Some(Notice::of(&error))),
        }
    }

    /// Unsent texts of pages that are gone, the latest first.
    pub fn orphans(self) -> RwSignal<Vec<Unsent>> {
        self.orphans
    }

    /// Keeps the text of an editor that goes while the page stays, for the next one of its name.
    pub(super) fn keep(self, unsent: Unsent) {
        self.orphans.update(|orphans| {
            orphans.retain(|other| (other.record, other.writer) != (unsent.record, unsent.writer));
            orphans.insert(0, unsent);
        });
    }

    /// True for texts of this very page.
    pub fn is_own(self, unsent: &Unsent) -> bool {
        self.keeper().is_some_and(|keeper| keeper.writer_id() == unsent.writer)
    }

    /// Forgets an unsent text of a page that is gone.
    pub fn forget_orphan(self, orphan: &Unsent) {
        self.orphans.update(|orphans| orphans.retain(|other| other != orphan));
        if let Some(keeper) = self.keeper() {
            let forgotten = Unsent { text: String::new(), ..orphan.clone() };
            spawn_local(async move { keeper.journal(forgotten).await });
        }
    }

    pub(super) async fn reload_summaries(self) {
        let Some(keeper) = self.keeper() else { return };
        match keeper.summaries().await {
            Ok(mut summaries) => {
                let is_known = |scope: ScopeId| summaries.iter().any(|summary| summary.scope == scope);
                let unsaved: Vec<Summary> =
                    keeper.unsaved_summaries().into_iter().filter(|summary| !is_known(summary.scope)).collect();
                summaries.extend(unsaved);
                summaries.retain(Summary::is_incident);
                self.summaries.set(summaries);
            }
            Err(error) => self.notice.set(Some(Notice::of(&error))),
        }
    }

    /// True while the page tells of this error, and what to do about it.
    pub fn is_told(self, error: &StoreError) -> bool {
        let notice = Notice::of(error);
        match self.notice.get_untracked() {
            Some(told) => told == notice,
            None => matches!(self.standing.get_untracked(), Standing::Nowhere(why) if why == *error),
        }
    }

    /// How the page stands with its storage.
    pub fn standing(self) -> Signal<Standing> {
        self.standing.into()
    }

    /// What the browser promises about the data; none before anything was saved.
    pub fn promise(self) -> Signal<Option<Promise>> {
        self.promise.into()
    }

    /// What is shown.
    pub fn page(self) -> Signal<Page> {
        self.page.into()
    }

    /// Goes to an entry of an incident.
    pub fn go_to_entry(self, scope: ScopeId, record: RecordId) {
        self.wanted.set(Some(record));
        self.go(Page::Room(scope));
    }

    /// Opens a postmortem at one of its findings, changes or sections.
    pub fn go_to_link(self, scope: ScopeId, record: RecordId) {
        self.go_and_act(scope, record, None);
    }

    /// Opens a postmortem at one of its findings or changes, and does something with it there.
    pub fn go_and_act(self, scope: ScopeId, record: RecordId, act: Option<Act>) {
        self.wanted_act.set_value(act);
        self.wanted.set(Some(record));
        self.go(Page::Postmortem(scope));
    }

    /// Begins a change to a schema that belongs to what is shown; the list of changes, which is a part, makes it.
    pub fn begin_change(self, wanted: NewChange) {
        self.wanted_change.set_value(Some(wanted));
        self.go(Page::Changes);
    }

    /// The change that is to be begun, once.
    pub fn take_wanted_change(self) -> Option<NewChange> {
        self.wanted_change.try_update_value(Option::take).flatten()
    }

    /// What is to be done with the record that a link led to; the page that shows it takes it.
    pub fn wanted_act(self) -> StoredValue<Option<Act>> {
        self.wanted_act
    }

    /// The entry, finding or change that a link led to; the page that shows it takes it.
    pub fn wanted(self) -> RwSignal<Option<RecordId>> {
        self.wanted
    }

    /// Takes over what another tab has set.
    fn follow_preferences(self) {
        let theme: Theme = preferences::get("theme").unwrap_or_default();
        if theme != self.theme.get_untracked() {
            dom::set_root_attribute("data-theme", theme.as_str());
            self.theme.set(theme);
        }
        let me = preferences::get("me");
        if me != self.me.get_untracked() {
            self.me.set(me);
        }
        let zone = preferences::get::<String>("zone").and_then(|name| zone_named(&name));
        if zone != self.wanted_zone.get_untracked() {
            self.wanted_zone.set(zone);
        }
    }

    /// The zone that the viewer asks for; none for that of each incident.
    pub fn wanted_zone(self) -> Signal<Option<AnyZone>> {
        self.wanted_zone.into()
    }

    /// Changes it, now and for the next visit.
    pub fn set_wanted_zone(self, zone: Option<AnyZone>) {
        let name = match zone {
            Some(AnyZone::Here) => DEVICE_ZONE.to_owned(),
            Some(zone) => zone.name(),
            None => String::new(),
        };
        preferences::set("zone", name);
        self.wanted_zone.set(zone);
    }

    /// The zone in which times of several incidents are shown.
    pub fn zone(self) -> AnyZone {
        self.wanted_zone.get().unwrap_or_default()
    }

    /// Light or dark.
    pub fn theme(self) -> Signal<Theme> {
        self.theme.into()
    }

    /// Changes it, now and for the next visit.
    pub fn set_theme(self, theme: Theme) {
        preferences::set("theme", theme);
        dom::set_root_attribute("data-theme", theme.as_str());
        self.theme.set(theme);
    }

    /// Goes there.
    pub fn go(self, page: Page) {
        if self.page.get_untracked() != page {
            dom::push_path(&page.path());
            self.show(page);
        }
    }

    fn show(self, page: Page) {
        self.page.set(page);
        self.refresh_list();
    }

    /// Reads the list again while it is shown; rooms do not need it.
    fn refresh_list(self) {
        if self.page.get_untracked() == Page::Incidents {
            spawn_local(async move { self.reload_summaries().await });
        }
    }

    /// Who is speaking.
    pub fn me(self) -> Signal<Option<Me>> {
        self.me.into()
    }

    /// Says who is speaking from now on.
    pub fn introduce(self, me: Me) {
        preferences::set("me", &me);
        self.me.set(Some(me));
    }

    /// The incidents, in no particular order.
    pub fn summaries(self) -> Signal<Vec<Summary>> {
        self.summaries.into()
    }

    /// The number the next incident gets.
    pub(super) fn next_number(self) -> u64 {
        self.summaries.with_untracked(|summaries| number::next(summaries.iter().map(|summary| summary.number)))
    }

    /// What an incident is called among all that are known.
    pub fn name_of(self, scope: ScopeId) -> String {
        self.names.with(|names| names.get(&scope).cloned().unwrap_or_default())
    }

    /// Something the person should know.
    pub fn notice(self) -> RwSignal<Option<Notice>> {
        self.notice
    }

    /// Changes whenever a mark does.
    pub(super) fn marks(self) -> Signal<u64> {
        self.marks.into()
    }

    /// What another tab has written.
    pub(super) fn heard(self) -> Signal<Option<Vec<(ScopeId, WriterId)>>> {
        self.heard.into()
    }

    /// How many things that were said are not saved.
    pub fn failed_count(self) -> usize {
        self.marks.track();
        self.keeper().map_or(0, |keeper| keeper.failed_count())
    }

    /// What could not be saved, as a file.
    pub fn unsaved_file(self) -> Vec<u8> {
        let unsaved = self.keeper().map(|keeper| keeper.unsaved()).unwrap_or_default();
        crate::text::revisions::print(&crate::log::Log::of(unsaved), [])
    }

    /// How many revisions are stored; none where that cannot be asked.
    pub async fn count_revisions(self) -> Option<u64> {
        let keeper = self.keeper()?;
        crate::store::Store::count(keeper.store(), None).await.ok()
    }

    /// Everything that is stored, one revision file for each scope, as byte arrays: files may be put one behind the other.
    /// What this page could not save is in it too. Tells how far it is.
    pub async fn backup(self, progress: impl Fn(usize, usize)) -> Result<js_sys::Array, StoreError> {
        use crate::store::{Store as _, Stored};
        let keeper = self.keeper().ok_or(StoreError::Closed)?;
        let unsaved = keeper.unsaved();
        let mut scopes = keeper.store().scopes().await?;
        scopes.extend(unsaved.iter().map(|revision| revision.header().scope));
        scopes.sort_unstable();
        scopes.dedup();
        let parts = js_sys::Array::new();
        for (position, scope) in scopes.iter().enumerate() {
            progress(position, scopes.len());
            let (mut log, mut damaged) = (crate::log::Log::default(), Vec::new());
            for row in keeper.store().read(*scope).await? {
                match row {
                    Stored::Good(revision) => {
                        log.add(revision);
                    }
                    Stored::Damaged(row) => damaged.push(row.bytes),
                }
            }
            for revision in unsaved.iter().filter(|revision| revision.header().scope == *scope) {
                log.add(revision.clone());
            }
            // Handed over to the browser at once: all of it need not fit into this program's memory.
            parts.push(&js_sys::Uint8Array::from(crate::text::revisions::print(&log, &damaged).as_slice()));
        }
        Ok(parts)
    }

    /// Asks the browser to keep what is stored.
    pub async fn ask_promise(self) {
        self.promise.set(Some(quota::ask().await));
    }

    /// Reads the list again.
    pub fn refresh(self) {
        spawn_local(async move { self.reload_summaries().await });
    }

    /// What a file would bring.
    pub async fn preview(self, bytes: Vec<u8>) -> Result<crate::store::Preview, String> {
        let file = crate::text::revisions::parse(&bytes);
        if file.log.is_empty() {
            let first = file.problems.first();
            let why =
                first.map_or("it is empty".to_owned(), |problem| format!("line {}: {}", problem.line, problem.why));
            return Err(format!("There is no revision in this file ({why})."));
        }
        let keeper = self.keeper().ok_or("The page is still opening.")?;
        keeper.preview(&file).await.map_err(|error| Notice::of(&error).text)
    }

    /// Brings what a preview showed.
    pub async fn import(self, preview: &crate::store::Preview) -> Result<(), String> {
        let keeper = self.keeper().ok_or("The page is still opening.")?;
        let result = keeper.import(preview).await;
        let places = preview.scopes.iter().map(|coming| (coming.scope, keeper.writer_id())).collect();
        self.reload_summaries().await;
        self.heard.set(Some(places));
        result.map_err(|error| Notice::of(&error).text)
    }

    /// Opens the sample: one incident as it might have been, to try things on.
    pub async fn open_sample(self) -> Result<(), String> {
        let bytes =
            crate::platform::file::fetch(SAMPLE).await.map_err(|why| format!("Could not fetch the sample: {why}."))?;
        let preview = self.preview(bytes).await?;
        self.import(&preview).await?;
        if let Some(coming) = preview.scopes.first() {
            self.go(Page::Room(coming.scope));
        }
        Ok(())
    }

    /// True for the incident that was opened as a sample.
    pub fn is_sample(self, scope: ScopeId) -> bool {
        scope.to_string() == SAMPLE_SCOPE
    }

    /// Forgets the sample as a whole and goes back to the list.
    pub async fn throw_sample_away(self, scope: ScopeId) {
        let Some(keeper) = self.keeper().filter(|_| self.is_sample(scope)) else { return };
        match keeper.forget(scope).await {
            Ok(()) => {
                self.tell_tabs(&format!("forgotten {scope}"));
                self.reload_summaries().await;
                self.go(Page::Incidents);
            }
            Err(error) => self.notice.set(Some(Notice::of(&error))),
        }
    }

    /// Now, by this device's clock.
    pub fn now(self) -> crate::domain::Instant {
        clock::now()
    }
}

/// What the preference says for the zone of the device.
const DEVICE_ZONE: &str = "device";

fn zone_named(name: &str) -> Option<AnyZone> {
    if name == DEVICE_ZONE { Some(AnyZone::Here) } else { AnyZone::of(name).ok() }
}

/// This browser profile. Drawn once; without storage anew for each page.
fn device() -> DeviceId {
    let known: Option<String> = preferences::get("device");
    known.and_then(|text| text.parse().ok()).unwrap_or_else(|| {
        let device = DeviceId::from_bits(random::bits());
        preferences::set("device", device.to_string());
        device
    })
}
