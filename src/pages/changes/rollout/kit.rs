//! What this part gives to the rest of the page.

use leptos::prelude::*;

use super::course::bears;
use super::sheet::Sheet;
use super::{Kit, on_paper};
use crate::text::rollback::rollout;

/// All of it.
pub(super) const KIT: Kit =
    Kit { page: || view! { <Sheet /> }.into_any(), paper: on_paper::on_paper, bears, print: rollout::print_in_utc };
