//! Settings: who is speaking, how the page looks, in which zone times are shown. Loaded on demand.

use leptos::prelude::*;

use super::on_demand::part;
use super::who::WhoAmI;
use crate::platform::dom;
use crate::state::{Theme, Workbench};

part!(settings, || view! { <Settings /> }.into_any());

#[component]
fn Settings() -> impl IntoView {
    dom::set_title("Settings · Stillpoint");
    view! {
        <div class="page">
            <h1>"Settings"</h1>
            <p class="quiet">"Kept in this browser. Nothing of it is sent anywhere."</p>
            <WhoAmI done=|()| {} />
            <Look />
        </div>
    }
    .into_any()
}

#[component]
fn Look() -> impl IntoView {
    let workbench = Workbench::expect();
    view! {
        <fieldset class="card choice">
            <legend>"Look"</legend>
            {Theme::ALL.map(|theme| view! {
                <label>
                    <input
                        type="radio"
                        name="theme"
                        prop:checked=move || workbench.theme().get() == theme
                        on:change=move |_| workbench.set_theme(theme)
                    />
                    {theme.title()}
                </label>
            }).collect_view()}
        </fieldset>
    }
}
