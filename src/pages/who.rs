//! Who am I: asked once for each browser, changeable at any time.

use leptos::prelude::*;

use crate::platform::dom;
use crate::state::Workbench;
use crate::store::Me;
use crate::ui::{live, memo, on, typed};

/// The longest handle.
const HANDLE_LENGTH: usize = 24;

/// A handle from a name: "Dana Meier" is `dana`, and so is "🦊 Dana". Empty where no word of it makes one.
pub(super) fn handle_from(name: &str) -> String {
    name.split_whitespace().map(clean_handle).find(|handle| !handle.is_empty()).unwrap_or_default()
}

/// What of the typed text can be a handle: lower case, without blanks and without what other text gives a meaning to.
fn clean_handle(text: &str) -> String {
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    dom::lower_case(text).chars().filter(is_kept).take(HANDLE_LENGTH).collect()
}

/// Asks for a name and a short handle.
#[component]
pub(super) fn WhoAmI(
    /// Called once it is said, or given up; none where it is one of several settings.
    #[prop(optional, into)]
    done: Option<Callback<()>>,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let known = workbench.me().get_untracked();
    let is_first = known.is_none();
    let known = known.unwrap_or(Me { handle: String::new(), name: String::new() });
    let name = RwSignal::new(known.name);
    let handle = RwSignal::new(known.handle);
    // A handle follows the name until somebody types one.
    let is_own = RwSignal::new(!is_first);
    let shown_handle = move || if is_own.get() { handle.get() } else { name.with(|name| handle_from(name)) };
    let is_named = move || !name.with(|name| name.trim().is_empty());
    // Where the name makes no handle, somebody has to type one.
    let is_asked = memo(move || is_named() && shown_handle().is_empty());
    let said = RwSignal::new("");
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        said.set("");
        if !is_named() {
            dom::focus("who-name");
        } else if is_asked.get_untracked() {
            dom::focus("who-handle");
        } else {
            workbench.introduce(Me { name: name.get_untracked().trim().to_owned(), handle: shown_handle() });
            match done {
                Some(done) => done.run(()),
                None => said.set("Kept."),
            }
        }
    };
    view! {
        <form class="card who" on:submit=submit>
            {match done {
                Some(_) => view! { <h1>"Who is speaking?"</h1> }.into_any(),
                None => view! { <h2>"Who is speaking"</h2> }.into_any(),
            }}
            <p class="quiet">
                "Entries carry your handle. There is no account: the name stays in this browser and in the files you hand out."
            </p>
            <label>
                "Name"
                <input
                    id="who-name"
                    autocomplete="name"
                    autofocus=done.is_some()
                    prop:value=live(move || name.get())
                    on:input=typed(move |text| name.set(text))
                />
            </label>
            <label>
                "Short handle"
                <input
                    id="who-handle"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby="who-asked"
                    aria-invalid=live(move || is_asked.get().then_some("true"))
                    prop:value=shown_handle
                    on:input:target=move |event| {
                        is_own.set(true);
                        handle.set(clean_handle(&event.target().value()));
                        event.target().set_value(&handle.get_untracked());
                    }
                />
            </label>
            <p class="refusal" id="who-asked" role="status">
                {live(move || if is_asked.get() { "The handle cannot be made from this name. Type a short one, of letters or digits." } else { "" })}
            </p>
            <p>
                <button class="button button--primary" type="submit" disabled=live(move || !is_named())>
                    "This is me"
                </button>
                {done.filter(|_| !is_first).map(|done| view! {
                    <button class="button" type="button" on:click=on(move |_| done.run(()))>"Cancel"</button>
                })}
                " "<span class="quiet" role="status">{said}</span>
            </p>
        </form>
    }
    .into_any()
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_handle_is_short_lower_case_and_without_blanks() {
        assert_eq!(handle_from("  Dana Meier"), "dana");
        assert_eq!(handle_from("Łukasz"), "łukasz");
        assert_eq!(handle_from("🦊 Dana Meier"), "dana");
        assert_eq!(handle_from("🦊 !"), "");
        assert_eq!(clean_handle("D M @x"), "dmx");
    }
}
