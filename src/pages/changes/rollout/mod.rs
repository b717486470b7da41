//! How the change reaches everybody, and how one would go back, on paper: for whoever deploys at three in the morning. What is
//! decided now stands on top, what was written down for it below. Loaded when a change has a rollout, or is to get one.

mod blind;
mod course;
mod field;
mod figures;
mod gate;
mod kit;
mod metrics;
mod now;
mod on_paper;
mod plan;
mod sheet;
mod stages;
mod strategy;
mod todo;
mod trigger;
mod turns;
mod ways;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::desk::Desk;
use crate::domain::change::Change;
use crate::domain::rollback::Holds;
use crate::pages::on_demand::part;
use crate::platform::dom;
use crate::text::export::markdown::Flavour;
use crate::ui::{drawn, memo, on};

part!(rollout, Kit, kit::KIT);

/// Writes the rollout of a change as markdown; the second is what its review says of old writes and old reads.
type Print = fn(&Change, Option<(Holds, Holds)>, Flavour) -> String;

/// What the part brings.
#[derive(Clone, Copy)]
pub(super) struct Kit {
    page: fn() -> AnyView,
    paper: fn(Desk) -> AnyView,
    bears: fn(Desk) -> Option<(Holds, Holds)>,
    print: Print,
}

/// The part of the rollout on its way, for the section and for what goes out.
#[derive(Clone, Copy)]
pub(super) struct Rolling {
    desk: Desk,
    kit: RwSignal<Option<Kit>>,
    has_failed: RwSignal<bool>,
    is_asked: StoredValue<bool>,
}

impl Rolling {
    /// Provides it.
    pub(super) fn provide(desk: Desk) {
        let (kit, has_failed) = (RwSignal::new(None), RwSignal::new(false));
        provide_context(Self { desk, kit, has_failed, is_asked: StoredValue::new(false) });
    }

    /// From any component of the page.
    pub(super) fn expect() -> Self {
        expect_context()
    }

    /// Loads it, once.
    fn bring(self) {
        if self.is_asked.get_value() {
            return;
        }
        self.is_asked.set_value(true);
        if self.has_failed.get_untracked() {
            self.has_failed.set(false);
        }
        spawn_local(async move {
            match load().await {
                Ok(kit) => _ = self.kit.try_set(Some(kit)),
                Err(_) => {
                    self.has_failed.try_set(true);
                    self.is_asked.try_set_value(false);
                }
            }
        });
    }

    /// True where somebody has said how it is rolled out.
    fn is_planned(self) -> bool {
        self.desk.change.with(|change| change.rollout.is_some() || !change.turns.is_empty())
    }

    /// The rollout as markdown; nothing for a change that has none.
    pub(super) fn printed(self, flavour: Flavour) -> Printing {
        if !self.is_planned() {
            return Printing::Nothing;
        }
        match (self.kit.get(), self.has_failed.get()) {
            (Some(kit), _) => {
                let bears = (kit.bears)(self.desk);
                Printing::Here(self.desk.change.with(|change| (kit.print)(change, bears, flavour)))
            }
            (None, true) => Printing::Failed,
            (None, false) => Printing::Loading,
        }
    }

    /// The rollout on paper, where its part is here.
    pub(super) fn on_paper(self) -> AnyView {
        match self.kit.get_untracked().filter(|_| untrack(|| self.is_planned())) {
            Some(kit) => (kit.paper)(self.desk),
            None => ().into_any(),
        }
    }
}

/// The rollout as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Printing {
    /// There is none.
    Nothing,
    /// Its part is on its way.
    Loading,
    /// Its part could not be loaded.
    Failed,
    /// This is it.
    Here(String),
}

/// A press that takes the focus from nobody before it is a click: what is written when a field is left may move the button from
/// under the mouse. Whoever acts on the click gives the focus on, so that what was typed is written first.
fn steady() -> Box<dyn FnMut(web_sys::MouseEvent)> {
    on(|event: web_sys::MouseEvent| event.prevent_default())
}

/// The section of it on the page: one sentence and one button until somebody plans it.
#[component]
pub(super) fn Rollout() -> impl IntoView {
    let rolling = Rolling::expect();
    let is_wanted = RwSignal::new(false);
    let is_open = memo(move || is_wanted.get() || rolling.is_planned());
    let plan = move |_| {
        dom::focus("rollout-heading");
        is_wanted.set(true);
    };
    let draw = move || {
        if !is_open.get() {
            return view! {
                <p class="rollout__none">
                    <span class="quiet">"How it reaches everybody, and how one would go back, is not written down yet. "</span>
                    <button id="rollout-begin" class="button" type="button" on:mousedown=steady() on:click=on(plan)>"Plan the rollout"</button>
                </p>
            }
            .into_any();
        }
        // What could not be loaded is tried again when somebody asks for it.
        if !rolling.has_failed.get() {
            rolling.bring();
        }
        match (rolling.kit.get(), rolling.has_failed.get()) {
            (Some(kit), _) => (kit.page)(),
            (None, false) => view! { <p class="quiet" role="status">"Loading the rollout …"</p> }.into_any(),
            (None, true) => view! {
                <p class="refusal" role="alert">
                    "Could not load the rollout: you may be offline. "
                    <button class="button" type="button" on:click=on(move |_| rolling.bring())>"Retry"</button>
                </p>
            }
            .into_any(),
        }
    };
    view! {
        <section class="change__rollout" aria-labelledby="rollout-heading">
            <h2 id="rollout-heading" tabindex="-1">"Rollout"</h2>
            {drawn(draw)}
        </section>
    }
    .into_any()
}
