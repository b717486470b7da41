//! What a person asks for: by a key, by a `/word`, from the palette or from a button. One way for all of them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;

use super::route::Page;
use super::workbench::Workbench;
use crate::command::{self, Act, Command, Place};
use crate::platform::dom;

/// How long letters wait for a field at most.
const LONGEST_HOLD_MILLIS: i32 = 8_000;

/// How long no key is struck before somebody is taken to have stopped typing.
const REST_MILLIS: i32 = 400;

/// How often what is on its way is looked for.
const STEP_MILLIS: i32 = 50;

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// Everything that can be done.
    Palette,
    /// Every key.
    Help,
}

/// The commands of the page that is shown.
#[derive(Debug, Clone, Copy)]
pub struct OfPage {
    /// Which of the places there are it is.
    pub places: &'static [Place],
    /// Does it; false when it is none of this page's.
    pub act: Callback<Act, bool>,
    /// True while an entry, a finding or a change is chosen.
    pub has_entry: Signal<bool>,
    /// Where typed letters go that are no command: takes the focus there, and the browser puts the letter in.
    pub take_letter: Callback<()>,
}

/// The way to everything that can be done.
#[derive(Clone, Copy)]
pub struct Commands {
    workbench: Workbench,
    of_page: RwSignal<Option<(u32, OfPage)>>,
    pages: StoredValue<u32>,
    overlay: RwSignal<Option<Overlay>>,
    /// Letters for what is on its way, and how often something was waited for.
    held: StoredValue<Option<String>>,
    /// What is waited for is a page, whose commands they are, and no field.
    is_for_page: StoredValue<bool>,
    /// How many keys were kept.
    kept: StoredValue<u32>,
    /// A key was struck that cannot wait: what follows it would not mean what it was struck for.
    is_over: StoredValue<bool>,
    holds: StoredValue<u32>,
}

impl Commands {
    /// Provides them and listens to keys.
    pub fn provide(workbench: Workbench) -> Self {
        let this = Self {
            workbench,
            of_page: RwSignal::new(None),
            pages: StoredValue::new(0),
            overlay: RwSignal::new(None),
            held: StoredValue::new(None),
            is_for_page: StoredValue::new(false),
            kept: StoredValue::new(0),
            is_over: StoredValue::new(false),
            holds: StoredValue::new(0),
        };
        provide_context(this);
        dom::hear_keys_first(move |event| this.keep(event));
        let listener = window_event_listener(leptos::ev::keydown, move |event| this.hear(&event));
        on_cleanup(move || listener.remove());
        this
    }

    /// The commands, from any component.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What lies over the page.
    pub fn overlay(self) -> RwSignal<Option<Overlay>> {
        self.overlay
    }

    /// Takes over the commands of a page, for as long as the caller is shown.
    pub fn offer(self, of_page: OfPage) {
        self.pages.update_value(|count| *count += 1);
        let number = self.pages.get_value();
        self.of_page.set(Some((number, of_page)));
        on_cleanup(move || {
            // The next page may have offered its own by now.
            self.of_page.maybe_update(|held| match held {
                Some((holder, _)) if *holder == number => {
                    *held = None;
                    true
                }
                _ => false,
            });
        });
    }

    /// Which places the page that is shown is.
    pub fn places(self) -> &'static [Place] {
        self.of_page.get().map_or(&[], |(_, of_page)| of_page.places)
    }

    /// True when the command can be had now.
    pub fn is_offered(self, command: &Command) -> bool {
        match (command.place, self.of_page.get()) {
            (Place::Anywhere, _) => true,
            (_, None) => false,
            (place, Some((_, of_page))) if !of_page.places.contains(&place) => false,
            (Place::Room | Place::Box | Place::Postmortem | Place::Change, Some(_)) => true,
            (Place::Entry | Place::Link, Some((_, of_page))) => of_page.has_entry.get(),
        }
    }

    /// A field is on its way that is to have the focus: letters wait for it, and act on nothing meanwhile.
    pub fn hold(self) {
        self.is_for_page.set_value(false);
        self.wait();
    }

    /// A page is on its way whose commands are letters: they wait for it, unless a field is waited for already.
    pub fn hold_for_page(self) {
        if self.held.with_value(Option::is_none) {
            self.is_for_page.set_value(true);
            self.wait();
        }
    }

    fn wait(self) {
        self.is_over.set_value(false);
        // What was held before was typed for the same field: a part was on its way, now what it reads is.
        self.held.update_value(|held| _ = held.get_or_insert_default());
        self.holds.update_value(|count| *count += 1);
        let number = self.holds.get_value();
        spawn_local(async move {
            dom::sleep(LONGEST_HOLD_MILLIS).await;
            if self.holds.get_value() == number {
                self.let_go();
            }
        });
    }

    /// The field does not come.
    pub fn let_go(self) {
        self.held.set_value(None);
    }

    /// The field is here: it takes the focus and what was typed for it.
    pub fn release_into(self, id: &str) {
        let text = self.held.try_update_value(Option::take).flatten();
        dom::focus(id);
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            dom::type_into(id, &text);
        }
    }

    /// The page is here: it does what was struck for it, once it is drawn. What follows a key that asks for a field is for that.
    pub fn release_to_page(self) {
        request_animation_frame(move || {
            if !self.is_for_page.get_value() {
                return;
            }
            let struck = self.held.try_update_value(Option::take).flatten().unwrap_or_default();
            let mut is_text = self.is_over.get_value();
            for letter in struck.chars() {
                let is_kept = self.held.try_update_value(|held| held.as_mut().map(|held| held.push(letter)));
                if is_kept.flatten().is_some() {
                    continue;
                }
                let command =
                    command::by_key(letter.encode_utf8(&mut [0; 4]), false, |it| untrack(|| self.is_offered(it)));
                match command {
                    Some(command) if leads_on(command.act) => self.run(command.act),
                    // Letters of a text, it seems, for which the field did not come.
                    _ => {
                        is_text = true;
                        break;
                    }
                }
            }
            if is_text && self.held.with_value(Option::is_none) {
                self.keep_until_rest();
            }
        });
    }

    /// Keeps every key until none was struck for a while: somebody types who has not seen yet that nothing takes it.
    fn keep_until_rest(self) {
        self.held.set_value(Some(String::new()));
        self.is_for_page.set_value(true);
        self.is_over.set_value(true);
        spawn_local(async move {
            loop {
                let before = self.kept.get_value();
                dom::sleep(REST_MILLIS).await;
                // Something else is waited for by now, or nothing any more.
                if !self.is_over.get_value() || self.held.with_value(Option::is_none) {
                    return;
                }
                if self.kept.get_value() == before {
                    return self.let_go();
                }
            }
        });
    }

    /// True when a command that waits asks for a field: what follows it is text.
    fn asks_for_field(self) -> bool {
        let asks = |letter: char| {
            let command = command::by_key(letter.encode_utf8(&mut [0; 4]), false, |it| it.place == Place::Postmortem);
            command.is_some_and(|command| matches!(command.act, Act::NewFinding | Act::NewChange | Act::Quote))
        };
        self.held.with_value(|held| held.as_ref().is_some_and(|held| held.chars().any(asks)))
    }

    /// Keeps a key for what is on its way.
    fn keep(self, event: &KeyboardEvent) {
        let is_mod = event.ctrl_key() || event.meta_key();
        let is_held = self.held.with_value(Option::is_some);
        if !is_held || is_mod || dom::is_composing(event) {
            return;
        }
        let key = event.key();
        // Nobody has to wait for a page to leave it.
        let is_first = self.held.with_value(|held| held.as_deref() == Some(""));
        let waits_for_nothing = is_first && self.is_for_page.get_value() && !self.is_over.get_value();
        self.kept.update_value(|count| *count = count.wrapping_add(1));
        if waits_for_nothing && command::by_key(&key, false, |command| command.place == Place::Anywhere).is_some() {
            return self.let_go();
        }
        match key.as_str() {
            "Escape" => {
                self.let_go();
                self.overlay.set(None);
            }
            // What is struck behind it would come without it.
            _ if self.is_over.get_value() => {}
            // One that is held down says nothing again.
            "Enter" if event.repeat() => {}
            "Enter" if !self.is_for_page.get_value() || self.asks_for_field() => {
                self.held.update_value(|held| _ = held.as_mut().map(|held| held.push('\n')));
            }
            "Backspace" => self.held.update_value(|held| _ = held.as_mut().and_then(String::pop)),
            // Whoever changes the place does not wait, and a modifier alone is no key yet.
            "Tab" | "Shift" | "Alt" | "AltGraph" => return,
            key if is_letter(key) || key == " " => self.held.update_value(|held| {
                if let Some(held) = held {
                    held.push_str(key);
                }
            }),
            // Arrows, and what else there is nothing for yet.
            _ => self.is_over.set_value(self.is_for_page.get_value()),
        }
        event.prevent_default();
        event.stop_immediate_propagation();
    }

    /// Does it.
    pub fn run(self, act: Act) {
        self.overlay.set(None);
        let is_done = self.of_page.get_untracked().is_some_and(|(_, of_page)| of_page.act.run(act));
        if is_done {
            return;
        }
        match act {
            Act::Declare => self.go_to_field("declare", false),
            Act::Search => self.go_to_field("filter", true),
            Act::Incidents => self.workbench.go(Page::Incidents),
            Act::FollowUps => self.workbench.go(Page::FollowUps),
            Act::Changes => self.workbench.go(Page::Changes),
            Act::ReviewChange => self.go_to(Page::Changes, "review-change"),
            Act::Data => self.workbench.go(Page::Data),
            Act::Load => self.go_to(Page::Data, "load-file"),
            Act::Backup => self.go_to(Page::Data, "backup"),
            Act::Settings => self.workbench.go(Page::Settings),
            Act::Me => self.go_to(Page::Settings, "who-name"),
            Act::Gallery => self.workbench.go(Page::Gallery),
            Act::Palette => self.lay(Overlay::Palette),
            Act::Help => self.lay(Overlay::Help),
            Act::Theme => self.workbench.set_theme(self.workbench.theme().get_untracked().next()),
            _ => {}
        }
    }

    fn lay(self, overlay: Overlay) {
        self.hold();
        self.overlay.set(Some(overlay));
    }

    /// Goes to the list and there into a field; what is typed next takes the place of what stands in it, if it `begins_anew`.
    fn go_to_field(self, id: &'static str, begins_anew: bool) {
        self.workbench.go(Page::Incidents);
        // At once where the list is shown already: the next letter is on its way.
        let choose = move || {
            if begins_anew {
                dom::select_all(id);
            }
        };
        if dom::focus(id) {
            choose();
        } else {
            self.hold();
            request_animation_frame(move || {
                choose();
                self.release_into(id);
            });
        }
    }

    /// Goes to something on a page that may still have to be loaded.
    fn go_to(self, page: Page, id: &'static str) {
        self.workbench.go(page);
        self.hold();
        spawn_local(async move {
            for _ in 0..LONGEST_HOLD_MILLIS / STEP_MILLIS {
                if dom::is_there(id) {
                    return self.release_into(id);
                }
                dom::sleep(STEP_MILLIS).await;
            }
        });
    }

    fn hear(self, event: &KeyboardEvent) {
        if event.default_prevented() || dom::is_composing(event) {
            return;
        }
        // With Alt, letters are typed on some keyboards; commands have none.
        let is_mod = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        let key = event.key();
        let command = command::by_key(&key, is_mod, |command| !event.alt_key() && untrack(|| self.is_offered(command)));
        if let Some(overlay) = self.overlay.get_untracked() {
            // The palette's key closes it, and takes the place of what else lies there; other keys are the overlay's.
            if is_mod && command.is_some_and(|command| command.act == Act::Palette) {
                event.prevent_default();
                match overlay {
                    Overlay::Palette => {
                        self.let_go();
                        self.overlay.set(None);
                    }
                    Overlay::Help => self.lay(Overlay::Palette),
                }
            } else if key == "Escape" {
                // At once, and not when the browser tells that it has closed the dialog: the next key may be here before.
                event.prevent_default();
                self.overlay.set(None);
            }
            return;
        }
        // So are those of what a page lays over itself.
        if is_within(event, "dialog") {
            return;
        }
        let is_field = is_within(event, FIELDS);
        match command {
            Some(command) if is_mod || !is_field => {
                event.prevent_default();
                self.run(command.act);
            }
            // An accent that waits for its letter is typed as well.
            None if !is_mod && !is_field && (is_letter(&key) || key == "Dead") => {
                if let Some((_, of_page)) = self.of_page.get_untracked() {
                    of_page.take_letter.run(());
                }
            }
            _ => {}
        }
    }
}

/// True for commands that only lead somewhere: no other is done for somebody who does not see yet what is there.
const fn leads_on(act: Act) -> bool {
    matches!(
        act,
        Act::Pane(_)
            | Act::Room
            | Act::NewFinding
            | Act::NewChange
            | Act::Missing
            | Act::Quote
            | Act::Template
            | Act::HandOut
            | Act::Incidents
            | Act::FollowUps
    )
}

/// Where letters are text, or choose.
const FIELDS: &str = "textarea, select, input:not([type=radio], [type=checkbox], [type=file])";

/// Whether the key was pressed inside of such an element.
fn is_within(event: &KeyboardEvent, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
}

/// True for keys that put something into a text.
fn is_letter(key: &str) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|c| c != ' ') && chars.next().is_none()
}
