//! What is written into a scope that is not the one that is shown, such as a change into the incident it belongs to.
//!
//! To be named by a part only, so that the first view does not carry it.

use leptos::prelude::GetUntracked as _;

use super::workbench::Workbench;
use crate::domain::gate::Refusal;
use crate::domain::id::ScopeId;
use crate::domain::time::Instant;
use crate::platform::clock;
use crate::store::{Me, Medium, Room};

/// Opens that scope, lets `write` say something in it, and saves that. Finishes "Could not …" where it may not or cannot.
pub(super) async fn write_into<T>(
    workbench: Workbench,
    scope: ScopeId,
    write: impl FnOnce(&Room<Medium>, &Me, Instant) -> Result<T, Refusal>,
) -> Result<T, String> {
    let (Some(keeper), Some(me)) = (workbench.keeper(), workbench.me().get_untracked()) else {
        return Err("write into it: nobody has said who is speaking".to_owned());
    };
    let room = Room::open(keeper, scope, clock::now()).await.map_err(|error| error.to_string())?;
    if room.live().log().is_empty() {
        return Err("write into it: it is not in this browser".to_owned());
    }
    let written = write(&room, &me, clock::now()).map_err(|refusal| refusal.to_string())?;
    workbench.drain();
    Ok(written)
}
