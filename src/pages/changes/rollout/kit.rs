//! What this part gives to the rest of the page.

use leptos::prelude::*;

use super::course::bears;
use super::sheet::Sheet;
use super::{Kit, on_paper, out};

/// All of it.
pub(super) const KIT: Kit =
    Kit { page: || view! { <Sheet /> }.into_any(), paper: on_paper::on_paper, bears, print: out::print };
