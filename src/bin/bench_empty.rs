//! The least that a page of this kind is: one field with its name. What the real page's start is compared with (`scripts/bench start`).

use leptos::mount::mount_to_body;
use leptos::prelude::*;

fn main() {
    mount_to_body(|| view! { <label>"Nothing " <input /></label> });
}
