//! What the team has agreed on: its severities and roles, kept like everything else that was said.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notice::Notice;
use super::workbench::Workbench;
use crate::domain::id::RecordId;
use crate::domain::record::{Lists, TEAM};
use crate::log::Reading;
use crate::log::canonical::Object;
use crate::platform::clock;
use crate::store::{Me, Medium, Room, Snapshot};

/// The team's lists.
#[derive(Clone, Copy)]
pub struct Team {
    workbench: Workbench,
    room: StoredValue<Option<Rc<Room<Medium>>>, LocalStorage>,
    lists: RwSignal<Option<Lists>>,
}

impl Team {
    /// Reads them, and follows what other tabs say.
    pub fn new(workbench: Workbench) -> Self {
        let this = Self { workbench, room: StoredValue::new_local(None), lists: RwSignal::new(None) };
        spawn_local(async move {
            let Some(keeper) = workbench.keeper() else { return };
            match Room::open(keeper, TEAM, clock::now()).await {
                Ok(room) => {
                    let _ = this.room.try_update_value(|held| *held = Some(Rc::new(room)));
                    this.show();
                }
                Err(error) => workbench.notice().set(Some(Notice::of(&error))),
            }
        });
        Effect::new(move |_| {
            let heard = workbench.heard().get().unwrap_or_default();
            if heard.iter().any(|(scope, _)| *scope == TEAM) {
                this.refresh();
            }
        });
        this
    }

    fn show(self) {
        let lists = self.room.try_with_value(|room| room.as_ref().and_then(|room| room.reading().lists.clone()));
        let _ = self.lists.try_set(Some(lists.flatten().unwrap_or_default()));
    }

    fn refresh(self) {
        let Some(room) = self.room.get_value() else { return };
        spawn_local(async move {
            match room.refresh(None, clock::now()).await {
                Ok(()) => self.show(),
                Err(error) => self.workbench.notice().set(Some(Notice::of(&error))),
            }
        });
    }

    /// What was agreed on; none while it is being read.
    pub fn lists(self) -> Signal<Option<Lists>> {
        self.lists.into()
    }

    /// Reads from everything that was agreed on, now and whenever it changes; none while it is being read.
    pub fn with<T>(self, read: impl FnOnce(&Reading) -> T) -> Option<T> {
        self.lists.track();
        self.room.with_value(|room| room.as_ref().map(|room| read(&room.reading())))
    }

    /// A record of the team's as it is now, for an edit that takes a while; none for one that is not there.
    pub fn snapshot(self, record: RecordId) -> Option<Snapshot> {
        self.room.with_value(|room| room.as_ref()?.snapshot(record))
    }

    /// Agrees on something that is a record of its own, such as a template: changes it, or makes it. `null` removes a field.
    /// False where it could not be said.
    pub fn put(self, kind: &str, record: RecordId, changes: &Object) -> bool {
        self.act(|room, me| room.put(kind, record, changes, me, clock::now()).is_ok())
    }

    /// The same for a record as it was when its edit began.
    pub fn put_from(self, from: &Snapshot, changes: &Object) -> bool {
        self.act(|room, me| room.revise_from(from, changes, me, clock::now()).is_ok())
    }

    /// Puts a record into the trash.
    pub fn delete(self, record: RecordId) {
        self.act(|room, me| {
            room.delete(record, me, clock::now());
            true
        });
    }

    /// Takes it out of the trash.
    pub fn restore(self, record: RecordId) {
        self.act(|room, me| room.restore(record, me, clock::now()).is_ok());
    }

    fn act(self, act: impl FnOnce(&Room<Medium>, &Me) -> bool) -> bool {
        let (Some(room), Some(me)) = (self.room.get_value(), self.workbench.me().get_untracked()) else { return false };
        let is_done = act(&room, &me);
        self.show();
        self.workbench.drain();
        is_done
    }

    /// Agrees on something else; `null` returns to what comes with Stillpoint.
    pub fn agree(self, changes: &Object) {
        self.act(|room, me| {
            room.agree(changes, me, clock::now());
            true
        });
    }
}
