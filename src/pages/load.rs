//! Loading a revision file: first what it would bring, then the union.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::on_demand::{OnDemand, part};

use crate::domain::record::TEAM;
use crate::platform::file;
use crate::state::{Page, Workbench};
use crate::store::{Coming, Preview};
use crate::ui::{drawn, live, on, while_wanted};

/// The largest file that is read, in bytes.
const LARGEST: f64 = 256.0 * 1024.0 * 1024.0;

part!(load_panel, || view! { <LoadPanel /> }.into_any());

/// Called once a file is loaded.
#[derive(Clone, Copy)]
struct Done(Callback<()>);

/// Chooses a file, shows what it would bring, and brings it. Loaded on demand.
#[component]
pub(super) fn LoadFile(
    /// Called once it is loaded.
    #[prop(into)]
    done: Callback<()>,
) -> impl IntoView {
    provide_context(Done(done));
    view! { <OnDemand load=load /> }
}

#[component]
fn LoadPanel() -> impl IntoView {
    let workbench = Workbench::expect();
    let Done(done) = expect_context();
    let preview = RwSignal::new(None::<Result<Preview, String>>);
    let is_busy = RwSignal::new(false);
    let input = NodeRef::<leptos::html::Input>::new();
    let choose = move |_| {
        let Some(element) = input.get_untracked() else { return };
        let Some(chosen) = element.files().and_then(|files| files.get(0)) else { return };
        element.set_value("");
        if chosen.size() > LARGEST {
            preview.set(Some(Err(format!("{} is larger than 256 MB and was not read.", chosen.name()))));
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let result = match file::read(&chosen).await {
                Ok(bytes) => workbench.preview(bytes).await,
                Err(why) => Err(format!("Could not read {}: {why}.", chosen.name())),
            };
            // The panel may be gone by now.
            let _ = preview.try_set(Some(result));
            let _ = is_busy.try_set(false);
        });
    };
    // What was pressed goes with the preview.
    let close = move |left: Option<Result<Preview, String>>| {
        let _ = preview.try_set(left);
        if let Some(input) = input.try_get_untracked().flatten() {
            let _ = input.focus();
        }
    };
    let bring = move |_| {
        let Some(Ok(shown)) = preview.get_untracked() else { return };
        // Not disabled meanwhile: a button that is loses the focus.
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let result = workbench.import(&shown).await;
            // What was brought may have taken the place of this panel: the first incident that of an empty list.
            let _ = is_busy.try_set(false);
            match result {
                Ok(()) => {
                    close(None);
                    done.try_run(());
                    if let [only] = shown.scopes.as_slice()
                        && !only.is_taken_out
                    {
                        workbench.go(if only.is_change { Page::Change(only.scope) } else { Page::Room(only.scope) });
                    }
                }
                Err(why) => close(Some(Err(why))),
            }
        });
    };
    view! {
        <div class="load">
            <label class="button">
                "Load a file …"
                <input node_ref=input id="load-file" class="load__input" type="file" accept=".jsonl,application/jsonl" on:change=choose />
            </label>
            {while_wanted(
                move || is_busy.get() && preview.with(Option::is_none),
                || view! { <span class="quiet" role="status">"Reading …"</span> }.into_any(),
            )}
            {drawn(move || preview.get().map(|result| match result {
                Err(why) => view! { <p class="load__refused" role="alert">{why}</p> }.into_any(),
                Ok(shown) => view! {
                    <section class="card load__preview" aria-label="What this file would bring">
                        <ul>{shown.scopes.iter().take(LISTED).map(|coming| view! { <li>{describe(coming)}</li> }).collect_view()}</ul>
                        {(shown.scopes.len() > LISTED).then(|| view! { <p>{summed_up(&shown.scopes[LISTED..])}</p> })}
                        {(!shown.problems.is_empty()).then(|| view! {
                            <p>{"Something is wrong with this file; what can be read is brought:"}</p>
                            <ul class="load__problems">
                                {shown.problems.iter().take(20).map(|problem| view! {
                                    <li>{format!("Line {}: {}.", problem.line, problem.why)}</li>
                                }).collect_view()}
                            </ul>
                        })}
                        <p>
                            {while_wanted(move || is_busy.get(), move || view! {<span class="quiet" role="status">"Working … "</span>}.into_any())}
                            {brings_something(&shown).then(|| view! {
                                <button class="button button--primary" aria-disabled=live(move || is_busy.get().to_string()) on:click=bring>
                                    "Unite with what is here"
                                </button>
                            })}
                            <button class="button" on:click=on(move |_| close(None))>"Leave it"</button>
                        </p>
                    </section>
                }
                .into_any(),
            }).into_any())}
        </div>
    }
    .into_any()
}

/// False for the file of a drill that was taken out here: there is nothing to unite.
fn brings_something(shown: &Preview) -> bool {
    shown.scopes.is_empty() || !shown.scopes.iter().all(|coming| coming.was_taken_out)
}

/// How many of a file's incidents are listed one by one.
const LISTED: usize = 20;

/// What the others bring, together.
fn summed_up(others: &[Coming]) -> String {
    let sum = |count: fn(&Coming) -> usize| others.iter().map(count).sum::<usize>();
    format!(
        "And {} more, with {} new revisions, {} known, {} whose text is taken out for good.",
        others.len(),
        sum(|coming| coming.new),
        sum(|coming| coming.known),
        sum(|coming| coming.purged),
    )
}

fn describe(coming: &Coming) -> String {
    if coming.is_taken_out {
        let name = if coming.name.is_empty() { "A drill" } else { &coming.name };
        return match (coming.was_taken_out, coming.is_new) {
            (true, _) => format!("{name} was taken out for good here: nothing of it comes back."),
            (false, true) => format!("{name} was taken out for good: nothing of it is left to read."),
            (false, false) => format!("{name} is taken out for good by this file: nothing of it stays here."),
        };
    }
    let what = match (coming.name.is_empty(), coming.is_new) {
        (true, _) if coming.scope == TEAM => "The team's severities and roles".to_owned(),
        (true, true) if coming.is_change => "A change to a schema is new here".to_owned(),
        (true, false) if coming.is_change => "A change to a schema is here already".to_owned(),
        (true, _) => "Records that are no incident".to_owned(),
        (false, true) => format!("{} “{}” is new here, with {} entries", coming.name, coming.title, coming.entries),
        (false, false) => format!("{} “{}” is here already", coming.name, coming.title),
    };
    let mut parts = vec![format!("{} new revisions", coming.new), format!("{} known", coming.known)];
    if coming.purged > 0 {
        parts.push(format!("{} whose text is taken out for good", coming.purged));
    }
    format!("{what}: {}.", parts.join(", "))
}
