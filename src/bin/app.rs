//! The page: a panic hook and the mount, nothing else.

use stillpoint::pages::App;

fn main() {
    stillpoint::platform::failure::report_panics();
    leptos::mount::mount_to_body(App);
}
