//! Pages that are left out of the first view's bytes: each is a WebAssembly module of its own, which is loaded when
//! its page is visited for the first time.

use std::pin::Pin;

use leptos::prelude::*;
pub(super) use leptos::wasm_split::SplitLoaderError as NotLoaded;
use wasm_bindgen_futures::spawn_local;

use crate::platform::dom;
use crate::state::Commands;
use crate::ui::{drawn, live, on};

/// What draws a page. A function rather than a view, so that the view is made where it is shown, with its context.
pub(super) type Draw = fn() -> AnyView;

/// A part on its way, of which a function is wanted.
pub(super) type Loading<T = Draw> = Pin<Box<dyn Future<Output = Result<T, NotLoaded>>>>;

/// `part!(gallery, draw)` makes `load`, which brings the module `gallery` and answers with its function `draw`; a type
/// between the two is the function's, if it draws no page. What nothing else uses goes into that module too, so a part
/// names the rest of the page and is named by this alone. Without the feature `split` it is a part of the whole, as
/// tests want it.
macro_rules! part {
    ($name:ident, $draw:expr) => {
        $crate::pages::on_demand::part!($name, $crate::pages::on_demand::Draw, $draw);
    };
    ($name:ident, $function:ty, $draw:expr) => {
        /// Loads this part.
        pub(super) fn load() -> $crate::pages::on_demand::Loading<$function> {
            #[cfg(feature = "split")]
            use leptos::wasm_split::wasm_split;
            use $crate::pages::on_demand::NotLoaded;
            #[cfg_attr(feature = "split", wasm_split($name, wasm_split_path = leptos::wasm_split, fallible))]
            fn $name() -> Result<$function, NotLoaded> {
                Ok($draw)
            }
            #[cfg(feature = "split")]
            return Box::pin($name());
            #[cfg(not(feature = "split"))]
            return Box::pin(std::future::ready($name()));
        }
    };
}
pub(super) use part;

/// A style sheet that the first view does without.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sheet {
    /// Of the room, and of what looks like it.
    Room,
    /// Of the postmortem's frame and document.
    Postmortem,
    /// Of what a postmortem shows beside its document, and of the follow-ups.
    Panes,
    /// Of the changes to schemas.
    Changes,
}

impl Sheet {
    /// Its address, which changes with it.
    fn address(self) -> String {
        const ROOM: u32 = fnv(include_bytes!("../../style/room.css"));
        const POSTMORTEM: u32 = fnv(include_bytes!("../../style/postmortem.css"));
        const PANES: u32 = fnv(include_bytes!("../../style/panes.css"));
        const CHANGES: u32 = fnv(include_bytes!("../../style/changes.css"));
        let (name, hash) = match self {
            Self::Room => ("room", ROOM),
            Self::Postmortem => ("postmortem", POSTMORTEM),
            Self::Panes => ("panes", PANES),
            Self::Changes => ("changes", CHANGES),
        };
        format!("/{name}.css?{hash:08x}")
    }
}

/// A part together with its style. Where that is not to be had the part is shown all the same: plain is better than nothing.
pub(super) fn styled<T: 'static>(load: fn() -> Loading<T>, sheets: &'static [Sheet]) -> Loading<T> {
    // Asked for in their order, which is that in which they count, and before the part: all are on their way at once.
    let sheets: Vec<_> = sheets.iter().map(|sheet| dom::bring_style(&sheet.address())).collect();
    Box::pin(async move {
        let part = load().await?;
        for sheet in sheets {
            sheet.await;
        }
        Ok(part)
    })
}

/// A short name for these bytes (FNV-1a).
const fn fnv(bytes: &[u8]) -> u32 {
    let (mut hash, mut at) = (0x811c_9dc5_u32, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}

/// How far it is.
#[derive(Clone, Copy)]
enum Progress<T> {
    Loading,
    Here(T),
    Failed,
}

/// A part that is loaded now, if it was not before.
pub(super) struct Part<T: 'static> {
    progress: RwSignal<Progress<T>>,
    load: fn() -> Loading<T>,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<T> {}

impl<T: Copy + Send + Sync + 'static> Part<T> {
    /// Begins to load it.
    pub(super) fn new(load: fn() -> Loading<T>) -> Self {
        let this = Self { progress: RwSignal::new(Progress::Loading), load };
        this.start();
        this
    }

    fn start(self) {
        self.progress.set(Progress::Loading);
        spawn_local(async move {
            let loaded = (self.load)().await;
            // The person may be elsewhere by now, and the signal gone.
            self.progress.try_set(loaded.map_or(Progress::Failed, Progress::Here));
        });
    }

    /// What `draw` makes of it once it is here, and until then how far it is.
    pub(super) fn view(self, draw: impl Fn(T) -> AnyView + Send + 'static) -> AnyView {
        drawn(move || match self.progress.get() {
            Progress::Loading => loading(),
            Progress::Here(part) => draw(part),
            Progress::Failed => failed(Callback::new(move |()| self.start())),
        })
    }

    /// What `draw` makes of it once it is here, and nothing until then: another place says how far it is.
    pub(super) fn view_when_here(self, draw: impl Fn(T) -> AnyView + Send + 'static) -> AnyView {
        drawn(move || match self.progress.get() {
            Progress::Here(part) => draw(part),
            Progress::Loading | Progress::Failed => ().into_any(),
        })
    }
}

/// How long something loads before that is told to those who do not see it.
const LONG_MILLIS: i32 = 1_000;

fn loading() -> AnyView {
    let is_long = RwSignal::new(false);
    spawn_local(async move {
        dom::sleep(LONG_MILLIS).await;
        let _ = is_long.try_set(true);
    });
    view! {
        <p class="quiet">
            <span aria-hidden="true">"Loading …"</span>
            <span class="hidden" role="status">{live(move || if is_long.get() { "Loading …" } else { "" })}</span>
        </p>
    }
    .into_any()
}

fn failed(retry: Callback<()>) -> AnyView {
    let listener = window_event_listener_untyped("online", move |_| retry.run(()));
    on_cleanup(move || listener.remove());
    if let Some(commands) = use_context::<Commands>() {
        commands.let_go();
    }
    view! {
        <section class="card" role="alert">
            <p>"This page could not be loaded: you may be offline, or a newer version was installed and wants a reload."</p>
            <p><button class="button button--primary" on:click=on(move |_| retry.run(()))>"Retry"</button></p>
        </section>
    }
    .into_any()
}

/// A page that is loaded now, if it was not before.
#[component]
pub(super) fn OnDemand(
    /// Brings it.
    load: fn() -> Loading,
) -> impl IntoView {
    Part::new(load).view(|draw| draw())
}
