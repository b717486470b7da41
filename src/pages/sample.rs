//! The sample incident. Loaded on demand.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::on_demand::part;
use crate::state::Workbench;
use crate::ui::drawn;

part!(sample, || view! { <OpenSample /> }.into_any());

/// Opens the sample, for those who want to look before there is anything to log.
#[component]
fn OpenSample() -> impl IntoView {
    let workbench = Workbench::expect();
    let refused = RwSignal::new(None::<String>);
    let open = move |_| {
        spawn_local(async move {
            if let Err(why) = workbench.open_sample().await {
                let _ = refused.try_set(Some(why));
            }
        });
    };
    view! {
        <p>
            <button class="button" on:click=open>"Open the sample incident"</button>
            <span class="quiet">"It can be thrown away as a whole."</span>
        </p>
        {drawn(move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
    }
}
