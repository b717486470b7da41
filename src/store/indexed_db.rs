//! The browser's database.
//!
//! A thin layer over `web-sys` rather than a crate: the need is four shapes (open and upgrade, write in one burst, range read,
//! count), writing must ask for strict durability, and the reason of an abort must reach the person who typed. The rule that
//! keeps transactions from committing themselves too early: all requests of a transaction are issued in one synchronous burst,
//! and the only thing awaited is its `complete`, `abort` or `error`.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, Event, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction, IdbVersionChangeEvent,
};

use super::draft::Unsent;
use super::store::{Batch, Store, StoreError, Stored, stored};
use super::summary::Summary;
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::json::Json;
use crate::log::Revision;
use crate::log::revision::Key;

/// Its name on the origin.
const NAME: &str = "stillpoint";

/// Rows of 72 key bytes (scope, writer, counter, hash; big-endian) and the revision's line in UTF-8. Only `add`ed to.
const REVISIONS: &str = "revisions";
/// The digest in text → the attachment's bytes.
const ATTACHMENTS: &str = "attachments";
/// The scope in text → a summary in JSON. A cache.
const SUMMARIES: &str = "summaries";
/// `RECORD:WRITER` → an unsent text in JSON.
const UNSENT: &str = "unsent";
/// Names → text: `identity` is drawn when the database is made.
const META: &str = "meta";

/// A request to one object store.
type Ask<'a> = dyn Fn(&IdbObjectStore) -> Result<IdbRequest, JsValue> + 'a;

type Upgrade = fn(&IdbDatabase) -> Result<(), JsValue>;

/// Numbered upgrade steps: the first makes version 1. A step only ever adds stores.
const UPGRADES: &[Upgrade] = &[|database| {
    for store in [REVISIONS, ATTACHMENTS, SUMMARIES, UNSENT, META] {
        database.create_object_store(store)?;
    }
    Ok(())
}];

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` with the options of `transaction`, which web-sys keeps behind an unstable flag.
    type WithOptions;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction(
        this: &WithOptions,
        stores: &JsValue,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn read_transaction(this: &WithOptions, stores: &JsValue) -> Result<IdbTransaction, JsValue>;
}

/// How a transaction writes.
#[derive(Clone, Copy)]
enum Durability {
    /// Acknowledged once it is on the medium.
    Strict,
    /// Acknowledged once the operating system has it.
    Relaxed,
}

/// Why a connection was given up for good.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gone {
    /// A newer version has asked for the database.
    Superseded,
    /// Somebody deleted it.
    Deleted,
}

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Drawn when the database was made: tells this one from one that was here before.
    pub identity: String,
    /// True when there was none and it was made just now.
    pub is_new: bool,
}

/// A connection to the database that makes itself anew when the browser closes it.
#[derive(Clone)]
pub struct IndexedDb {
    connection: Rc<RefCell<Option<IdbDatabase>>>,
    /// Set when the database is not to be had any more: it is not made again behind the person's back.
    gone: Rc<RefCell<Option<Gone>>>,
    on_superseded: Rc<dyn Fn()>,
    on_deleted: Rc<dyn Fn()>,
}

impl IndexedDb {
    /// Opens the database, making or upgrading it. `on_superseded` is called when another tab with a newer version takes
    /// it over, `on_deleted` when somebody deletes it, `on_blocked` when an older tab keeps us from upgrading. `identity` names a database that has to be made.
    pub async fn open(
        identity: &str,
        on_superseded: impl Fn() + 'static,
        on_deleted: impl Fn() + 'static,
        on_blocked: impl Fn() + 'static,
    ) -> Result<(Self, Opened), StoreError> {
        let this = Self {
            connection: Rc::default(),
            gone: Rc::default(),
            on_superseded: Rc::new(on_superseded),
            on_deleted: Rc::new(on_deleted),
        };
        let is_new = this.connect(Some(identity), Rc::new(on_blocked)).await?;
        let known = this.read_one(META, &|store| store.get(&"identity".into())).await?.as_string();
        let identity = match known {
            Some(known) => known,
            // The database of a page that made it and was stopped before it could name it.
            None => {
                this.transact(&[META], Some(Durability::Strict), &|transaction| {
                    transaction.object_store(META)?.put_with_key(&identity.into(), &"identity".into()).map(drop)
                })
                .await?;
                identity.to_owned()
            }
        };
        Ok((this, Opened { identity, is_new }))
    }

    /// Connects, and says whether the database had to be made.
    async fn connect(&self, identity: Option<&str>, on_blocked: Rc<dyn Fn()>) -> Result<bool, StoreError> {
        match *self.gone.borrow() {
            Some(Gone::Superseded) => return Err(StoreError::Newer),
            Some(Gone::Deleted) => return Err(StoreError::Vanished),
            None => {}
        }
        let global = js_sys::global();
        let factory = Reflect::get(&global, &"indexedDB".into()).map_err(|error| refusal(&error))?;
        let factory: IdbFactory =
            factory.dyn_into().map_err(|_| StoreError::Blocked { why: "it offers no database".to_owned() })?;
        let request = factory.open_with_u32(NAME, UPGRADES.len() as u32).map_err(|error| refusal(&error))?;
        let is_new = Rc::new(RefCell::new(false));
        let upgraded = {
            let (request, is_new, identity) = (request.clone(), Rc::clone(&is_new), identity.map(str::to_owned));
            Closure::<dyn FnMut(IdbVersionChangeEvent)>::new(move |event: IdbVersionChangeEvent| {
                *is_new.borrow_mut() = event.old_version() < 1.0;
                // A step that throws aborts the upgrade, and opening fails with its reason.
                if upgrade(&request, event.old_version() as usize, identity.as_deref()).is_err()
                    && let Some(transaction) = request.transaction()
                {
                    let _ = transaction.abort();
                }
            })
        };
        request.set_onupgradeneeded(Some(upgraded.as_ref().unchecked_ref()));
        let blocked = Closure::<dyn FnMut(Event)>::new(move |_| on_blocked());
        request.set_onblocked(Some(blocked.as_ref().unchecked_ref()));
        let result = opened(&request).await;
        request.set_onupgradeneeded(None);
        request.set_onblocked(None);
        if result.is_err() && identity.is_none() && *is_new.borrow() {
            *self.gone.borrow_mut() = Some(Gone::Deleted);
            return Err(StoreError::Vanished);
        }
        let database: IdbDatabase = result?.unchecked_into();
        self.watch(&database);
        *self.connection.borrow_mut() = Some(database);
        let is_new = *is_new.borrow();
        Ok(is_new)
    }

    /// Gives the connection up when the browser closes it or a newer version wants it.
    fn watch(&self, database: &IdbDatabase) {
        let connection = Rc::clone(&self.connection);
        let closed = Closure::<dyn FnMut(Event)>::new(move |_| {
            connection.borrow_mut().take();
        });
        database.set_onclose(Some(closed.as_ref().unchecked_ref()));
        closed.forget(); // one for each connection, and a page has few
        let this = self.clone();
        let superseded = Closure::<dyn FnMut(IdbVersionChangeEvent)>::new(move |event: IdbVersionChangeEvent| {
            if let Some(database) = this.connection.borrow_mut().take() {
                database.close();
            }
            if event.new_version().is_some() {
                *this.gone.borrow_mut() = Some(Gone::Superseded);
                (this.on_superseded)();
            } else {
                *this.gone.borrow_mut() = Some(Gone::Deleted);
                (this.on_deleted)();
            }
        });
        database.set_onversionchange(Some(superseded.as_ref().unchecked_ref()));
        superseded.forget();
    }

    /// Opens a transaction and issues its requests through `burst`, in one synchronous go. A connection that has died is
    /// made again, once. Not generic: every copy of it would be bytes in the first view.
    async fn transact(
        &self,
        stores: &[&str],
        durability: Option<Durability>,
        burst: &dyn Fn(&IdbTransaction) -> Result<(), JsValue>,
    ) -> Result<(), StoreError> {
        for is_last in [false, true] {
            let connection = self.connection.borrow().clone();
            let Some(database) = connection else {
                self.connect(None, Rc::new(|| {})).await?;
                continue;
            };
            match begin(&database, stores, durability) {
                Ok(transaction) => return finish(&transaction, burst(&transaction)).await,
                Err(error) if !is_last && name_of(&error) == "InvalidStateError" => {
                    self.connect(None, Rc::new(|| {})).await?;
                }
                Err(error) => return Err(refusal(&error)),
            }
        }
        Err(StoreError::Closed)
    }

    /// Asks one thing and waits for the answer.
    async fn read_one(&self, store: &str, ask: &Ask<'_>) -> Result<JsValue, StoreError> {
        let asked = RefCell::new(None);
        let burst = |transaction: &IdbTransaction| {
            *asked.borrow_mut() = Some(ask(&transaction.object_store(store)?)?);
            Ok(())
        };
        self.transact(&[store], None, &burst).await?;
        let request: IdbRequest = asked.into_inner().expect("a burst that went well has asked");
        request.result().map_err(|error| refusal(&error))
    }

    /// The rows of a span. Good ones tell their own keys, and asking for keys takes half as long again as asking for rows: it
    /// is done only where a row does not stand where it says.
    async fn rows(&self, span: &Span, limit: u32) -> Result<Vec<Stored>, StoreError> {
        let range = span.range()?;
        let values = self.read_one(REVISIONS, &|store| store.get_all_with_key_and_limit(&range, limit)).await?;
        match good(&values.unchecked_into(), span) {
            Some(rows) => Ok(rows),
            None => self.rows_with_keys(span, limit).await,
        }
    }

    async fn rows_with_keys(&self, span: &Span, limit: u32) -> Result<Vec<Stored>, StoreError> {
        let range = span.range()?;
        let keys = RefCell::new(None);
        let values = self
            .read_one(REVISIONS, &|store| {
                *keys.borrow_mut() = Some(store.get_all_keys_with_key_and_limit(&range, limit)?);
                store.get_all_with_key_and_limit(&range, limit)
            })
            .await?;
        let keys = keys.into_inner().expect("the keys were asked for with the values");
        let keys: Array = keys.result().map_err(|error| refusal(&error))?.unchecked_into();
        let values: Array = values.unchecked_into();
        let rows = keys.iter().zip(values.iter()).filter_map(|(key, value)| {
            let key = read_key(&key)?; // no row has another key: the store is only added to, here
            Some(stored(key, bytes_of(value)))
        });
        Ok(rows.collect())
    }

    /// Asks for a piece before there is anybody to wait for the answer: whoever asks goes on without an await until
    /// [`Ahead::answer`], so that the answer cannot come before it is waited for.
    fn ask_ahead(&self, span: &Span) -> Option<Ahead> {
        let connection = self.connection.borrow();
        let transaction = begin(connection.as_ref()?, &[REVISIONS], None).ok()?;
        let store = transaction.object_store(REVISIONS).ok()?;
        let range = span.range().ok()?;
        let request = store.get_all_with_key_and_limit(&range, PIECE).ok()?;
        Some(Ahead { transaction, request })
    }
}

/// A piece of rows that was asked for ahead of time.
struct Ahead {
    transaction: IdbTransaction,
    request: IdbRequest,
}

impl Ahead {
    async fn answer(self) -> Option<JsValue> {
        finish(&self.transaction, Ok(())).await.ok()?;
        self.request.result().ok()
    }
}

/// Where rows are looked for.
struct Span {
    from: Key,
    /// True when the first key is not one of them.
    is_behind: bool,
    to: Key,
}

impl Span {
    /// All rows of a scope, or those behind a key.
    fn of(scope: ScopeId, after: Option<Key>) -> Self {
        let from = after.unwrap_or((scope, WriterId::from_bits(0), 0, LOWEST));
        Self { from, is_behind: after.is_some(), to: (scope, LAST_WRITER, u64::MAX, HIGHEST) }
    }

    fn range(&self) -> Result<IdbKeyRange, StoreError> {
        let range = IdbKeyRange::bound_with_lower_open(&js_key(&self.from), &js_key(&self.to), self.is_behind);
        range.map_err(|error| refusal(&error))
    }
}

fn bytes_of(value: JsValue) -> Vec<u8> {
    value.dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec()).unwrap_or_default()
}

fn revision_of(value: JsValue) -> Option<Revision> {
    Revision::from_line(std::str::from_utf8(&bytes_of(value)).ok()?).ok()
}

/// The rows as revisions; nothing when one of them is damaged, or stands where it does not belong.
fn good(values: &Array, span: &Span) -> Option<Vec<Stored>> {
    let mut rows = Vec::with_capacity(values.length() as usize);
    let (mut before, mut is_behind) = (span.from, span.is_behind);
    for value in values.iter() {
        let revision = revision_of(value)?;
        let key = revision.key();
        if key > span.to || key < before || (is_behind && key == before) {
            return None;
        }
        (before, is_behind) = (key, true);
        rows.push(Stored::Good(revision));
    }
    Some(rows)
}

/// Runs the upgrade steps from `from` on. A database that has to be made while the page is open was deleted: without an
/// identity for it, nothing is made.
fn upgrade(request: &IdbOpenDbRequest, from: usize, identity: Option<&str>) -> Result<(), JsValue> {
    let database: IdbDatabase = request.result()?.unchecked_into();
    if from == 0 && identity.is_none() {
        return Err(JsValue::NULL);
    }
    for step in &UPGRADES[from.min(UPGRADES.len())..] {
        step(&database)?;
    }
    if let (true, Some(identity), Some(transaction)) = (from == 0, identity, request.transaction()) {
        transaction.object_store(META)?.add_with_key(&identity.into(), &"identity".into())?;
    }
    Ok(())
}

fn begin(database: &IdbDatabase, stores: &[&str], durability: Option<Durability>) -> Result<IdbTransaction, JsValue> {
    let stores: JsValue = stores.iter().map(|store| JsValue::from_str(store)).collect::<Array>().into();
    let database = database.unchecked_ref::<WithOptions>();
    let Some(durability) = durability else { return database.read_transaction(&stores) };
    let name = match durability {
        Durability::Strict => "strict",
        Durability::Relaxed => "relaxed",
    };
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &name.into())?;
    database.transaction(&stores, "readwrite", &options)
}

/// Waits for `complete`. A burst that failed half-way aborts what it had issued.
async fn finish(transaction: &IdbTransaction, burst: Result<(), JsValue>) -> Result<(), StoreError> {
    if burst.is_err() {
        let _ = transaction.abort();
    }
    let outcome = event(&|succeeded, failed| {
        transaction.set_oncomplete(succeeded);
        transaction.set_onabort(failed);
    })
    .await;
    burst.map_err(|error| refusal(&error))?;
    // Only here is the reason to be had: over quota, the request has succeeded and `error` does not fire.
    outcome.map_err(|()| match transaction.error() {
        Some(error) => refusal(&error),
        None => StoreError::Aborted { cause: "no reason given".to_owned() },
    })
}

async fn opened(request: &IdbOpenDbRequest) -> Result<JsValue, StoreError> {
    let outcome = event(&|succeeded, failed| {
        request.set_onsuccess(succeeded);
        request.set_onerror(failed);
    })
    .await;
    match (outcome, request.error()) {
        (Ok(()), _) => request.result().map_err(|error| refusal(&error)),
        (Err(()), Ok(Some(error))) => Err(refusal(&error)),
        (Err(()), _) => Err(StoreError::Blocked { why: "no reason given".to_owned() }),
    }
}

/// Sets the handlers of success and failure, waits for one of them, and takes both away.
async fn event(set: &dyn Fn(Option<&Function>, Option<&Function>)) -> Result<(), ()> {
    let mut handlers = Vec::new();
    let promise = Promise::new(&mut |resolve, reject| {
        for settle in [resolve, reject] {
            handlers.push(Closure::<dyn FnMut(Event)>::new(move |_| {
                let _ = settle.call0(&JsValue::UNDEFINED);
            }));
        }
        let function = |handler: &Closure<dyn FnMut(Event)>| handler.as_ref().unchecked_ref::<Function>().clone();
        set(handlers.first().map(function).as_ref(), handlers.last().map(function).as_ref());
    });
    let outcome = JsFuture::from(promise).await;
    set(None, None);
    outcome.map(|_| ()).map_err(|_| ())
}

fn name_of(error: &JsValue) -> String {
    error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default()
}

/// What the browser said, as ours.
fn refusal(error: &JsValue) -> StoreError {
    let (name, message) = match error.dyn_ref::<DomException>() {
        Some(exception) => (exception.name(), exception.message()),
        None => (String::new(), format!("{error:?}")),
    };
    let said = if message.is_empty() { name.clone() } else { format!("{name}: {message}") };
    match name.as_str() {
        "QuotaExceededError" => StoreError::Full,
        "ConstraintError" => StoreError::Exists,
        "VersionError" => StoreError::Newer,
        "SecurityError" | "NotAllowedError" => StoreError::Blocked { why: said },
        "InvalidStateError" => StoreError::Closed,
        _ => StoreError::Aborted { cause: said },
    }
}

/// 16 bytes scope, 16 writer, 8 counter, 32 hash.
const KEY_BYTES: usize = 72;

fn key_bytes((scope, writer, counter, hash): &Key) -> [u8; KEY_BYTES] {
    let mut bytes = [0; KEY_BYTES];
    bytes[..16].copy_from_slice(&scope.bits().to_be_bytes());
    bytes[16..32].copy_from_slice(&writer.bits().to_be_bytes());
    bytes[32..40].copy_from_slice(&counter.to_be_bytes());
    bytes[40..].copy_from_slice(hash.bytes());
    bytes
}

fn js_key(key: &Key) -> JsValue {
    Uint8Array::from(key_bytes(key).as_slice()).buffer().into()
}

fn read_key(key: &JsValue) -> Option<Key> {
    let bytes = Uint8Array::new(key.dyn_ref::<ArrayBuffer>()?).to_vec();
    let bytes: [u8; KEY_BYTES] = bytes.try_into().ok()?;
    let (scope, rest) = bytes.split_first_chunk::<16>()?;
    let (writer, rest) = rest.split_first_chunk::<16>()?;
    let (counter, hash) = rest.split_first_chunk::<8>()?;
    Some((
        ScopeId::from_bits(u128::from_be_bytes(*scope)),
        WriterId::from_bits(u128::from_be_bytes(*writer)),
        u64::from_be_bytes(*counter),
        Hash::from_bytes(hash.try_into().ok()?),
    ))
}

fn key_range(from: &Key, to: &Key) -> Result<IdbKeyRange, StoreError> {
    IdbKeyRange::bound(&js_key(from), &js_key(to)).map_err(|error| refusal(&error))
}

/// No limit to the rows that are read: what the browser takes zero for.
const ALL: u32 = 0;

/// Rows that are read at once. Small enough that the page is not held while they are verified, large enough that asking
/// costs little.
const PIECE: u32 = 1000;

const LOWEST: Hash = Hash::from_bytes([0; 32]);
const HIGHEST: Hash = Hash::from_bytes([255; 32]);
const LAST_WRITER: WriterId = WriterId::from_bits(u128::MAX);

fn scope_range(scope: ScopeId) -> Result<IdbKeyRange, StoreError> {
    key_range(&(scope, WriterId::from_bits(0), 0, LOWEST), &(scope, LAST_WRITER, u64::MAX, HIGHEST))
}

fn unsent_key(record: RecordId, writer: WriterId) -> JsValue {
    format!("{record}:{writer}").into()
}

fn json_text(value: &impl Json) -> JsValue {
    value.write().to_string().into()
}

impl Store for IndexedDb {
    async fn append(&self, batch: &Batch) -> Result<(), StoreError> {
        let stores = [REVISIONS, ATTACHMENTS, SUMMARIES, UNSENT];
        self.transact(&stores, Some(Durability::Strict), &|transaction| {
            let revisions = transaction.object_store(REVISIONS)?;
            for revision in &batch.revisions {
                let bytes = Uint8Array::from(revision.to_line().as_bytes());
                revisions.add_with_key(&bytes, &js_key(&revision.key()))?;
            }
            for replaced in &batch.replaced {
                let key = js_key(&replaced.key());
                revisions.delete(&key)?;
                revisions.add_with_key(&Uint8Array::from(replaced.to_line().as_bytes()), &key)?;
            }
            if !batch.attachments.is_empty() {
                let attachments = transaction.object_store(ATTACHMENTS)?;
                for (hash, bytes) in &batch.attachments {
                    // Under its digest, so that writing it again writes the same.
                    attachments.put_with_key(&Uint8Array::from(bytes.as_slice()), &hash.to_string().into())?;
                }
            }
            let summaries = transaction.object_store(SUMMARIES)?;
            for summary in &batch.summaries {
                summaries.put_with_key(&json_text(summary), &summary.scope.to_string().into())?;
            }
            let unsent = transaction.object_store(UNSENT)?;
            for (record, writer) in &batch.sent {
                unsent.delete(&unsent_key(*record, *writer))?;
            }
            Ok(())
        })
        .await
    }

    async fn read(&self, scope: ScopeId) -> Result<Vec<Stored>, StoreError> {
        let mut rows = Vec::new();
        let mut span = Span::of(scope, None);
        let mut ahead: Option<Ahead> = None;
        loop {
            let asked = match ahead.take() {
                Some(ahead) => ahead.answer().await,
                None => None,
            };
            let values: Array = match asked {
                Some(values) => values.unchecked_into(),
                None => {
                    let range = span.range()?;
                    let ask = |store: &IdbObjectStore| store.get_all_with_key_and_limit(&range, PIECE);
                    self.read_one(REVISIONS, &ask).await?.unchecked_into()
                }
            };
            // The browser fetches the next piece while this one is verified.
            let next = (values.length() == PIECE)
                .then(|| revision_of(values.get(PIECE - 1)).map(|last| Span::of(scope, Some(last.key()))));
            if let Some(Some(next)) = &next {
                ahead = self.ask_ahead(next);
            }
            match (good(&values, &span), next) {
                (Some(good), None) => {
                    rows.extend(good);
                    return Ok(rows);
                }
                (Some(good), Some(Some(next))) => {
                    rows.extend(good);
                    span = next;
                }
                _ => return self.rows_with_keys(&Span::of(scope, None), ALL).await,
            }
        }
    }

    async fn read_page(&self, scope: ScopeId, after: Option<Key>, limit: u32) -> Result<Vec<Stored>, StoreError> {
        self.rows(&Span::of(scope, after), limit.max(1)).await
    }

    async fn read_after(&self, scope: ScopeId, writer: WriterId, counter: u64) -> Result<Vec<Stored>, StoreError> {
        let from = (scope, writer, counter.saturating_add(1), LOWEST);
        self.rows(&Span { from, is_behind: false, to: (scope, writer, u64::MAX, HIGHEST) }, ALL).await
    }

    async fn count(&self, scope: Option<ScopeId>) -> Result<u64, StoreError> {
        let range = scope.map(scope_range).transpose()?;
        let count = self
            .read_one(REVISIONS, &|store| match &range {
                Some(range) => store.count_with_key(range),
                None => store.count(),
            })
            .await?;
        Ok(count.as_f64().unwrap_or(0.0) as u64)
    }

    async fn scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        let mut scopes: Vec<ScopeId> = Vec::new();
        let mut from = (ScopeId::from_bits(0), WriterId::from_bits(0), 0, LOWEST);
        loop {
            let range = IdbKeyRange::lower_bound(&js_key(&from)).map_err(|error| refusal(&error))?;
            let keys = self.read_one(REVISIONS, &|store| store.get_all_keys_with_key_and_limit(&range, 1)).await?;
            let Some((scope, ..)) = keys.unchecked_into::<Array>().iter().next().as_ref().and_then(read_key) else {
                return Ok(scopes);
            };
            scopes.push(scope);
            let Some(next) = scope.bits().checked_add(1) else { return Ok(scopes) };
            from.0 = ScopeId::from_bits(next);
        }
    }

    async fn summaries(&self) -> Result<Vec<Summary>, StoreError> {
        // A cache: what cannot be read is left out, its count no longer agrees, and it is rebuilt.
        let values = self.read_one(SUMMARIES, &|store| store.get_all()).await?;
        let texts = values.unchecked_ref::<Array>().iter().filter_map(|value| value.as_string());
        Ok(texts.filter_map(|text| Summary::read(&text).ok()).collect())
    }

    async fn put_summaries(&self, summaries: &[Summary]) -> Result<(), StoreError> {
        self.transact(&[SUMMARIES], Some(Durability::Relaxed), &|transaction| {
            let store = transaction.object_store(SUMMARIES)?;
            for summary in summaries {
                store.put_with_key(&json_text(summary), &summary.scope.to_string().into())?;
            }
            Ok(())
        })
        .await
    }

    async fn forget(&self, scope: ScopeId) -> Result<(), StoreError> {
        let range = scope_range(scope)?;
        let typed = self.unsent().await?.into_iter().filter(|unsent| unsent.scope == Some(scope));
        let typed: Vec<JsValue> = typed.map(|unsent| unsent_key(unsent.record, unsent.writer)).collect();
        self.transact(&[REVISIONS, SUMMARIES, UNSENT], Some(Durability::Strict), &|transaction| {
            transaction.object_store(REVISIONS)?.delete(&range)?;
            transaction.object_store(SUMMARIES)?.delete(&scope.to_string().into())?;
            let unsent = transaction.object_store(UNSENT)?;
            for key in &typed {
                unsent.delete(key)?;
            }
            Ok(())
        })
        .await
    }

    async fn attachment(&self, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.read_one(ATTACHMENTS, &|store| store.get(&hash.to_string().into())).await?;
        Ok(value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec()))
    }

    async fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        let values = self.read_one(UNSENT, &|store| store.get_all()).await?;
        let unreadable = |why: String| StoreError::Unreadable { what: "an unsent text".to_owned(), why };
        let read = |value: JsValue| {
            let text = value.as_string().ok_or_else(|| unreadable("it is not text".to_owned()))?;
            Unsent::read(&text).map_err(|why| unreadable(why.to_string()))
        };
        values.unchecked_ref::<Array>().iter().map(read).collect()
    }

    async fn put_unsent(&self, unsent: &Unsent) -> Result<(), StoreError> {
        self.transact(&[UNSENT], Some(Durability::Relaxed), &|transaction| {
            let (store, key) = (transaction.object_store(UNSENT)?, unsent_key(unsent.record, unsent.writer));
            match unsent.text.is_empty() {
                true => store.delete(&key)?,
                false => store.put_with_key(&json_text(unsent), &key)?,
            };
            Ok(())
        })
        .await
    }
}
