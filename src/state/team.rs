//! What the team has agreed on: its severities and roles, kept like everything else that was said.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notice::Notice;
use super::workbench::Workbench;
use crate::domain::record::{Lists, TEAM};
use crate::log::canonical::Object;
use crate::platform::clock;
use crate::store::{Medium, Room};

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

    /// Agrees on something else; `null` returns to what comes with Stillpoint.
    pub fn agree(self, changes: &Object) {
        let (Some(room), Some(me)) = (self.room.get_value(), self.workbench.me().get_untracked()) else { return };
        room.agree(changes, &me, clock::now());
        self.show();
        self.workbench.drain();
    }
}
