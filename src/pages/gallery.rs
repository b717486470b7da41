//! Every primitive in each of its states, to look at and to measure: what a page is built from. Loaded on demand.

use leptos::prelude::*;

use super::on_demand::part;
use crate::platform::dom;
use crate::state::{Page, Tone, Workbench};
use crate::ui::PlainLink;

part!(gallery, || view! { <Gallery /> }.into_any());

/// All of them, one section a kind.
#[component]
fn Gallery() -> impl IntoView {
    dom::set_title("Gallery · Stillpoint");
    view! {
        <div class="gallery">
            <h1>"Gallery"</h1>
            <Buttons />
            <Links />
            <Inputs />
            <Notices />
            <Marks />
            <Cards />
        </div>
    }
    .into_any()
}

/// One kind of primitive, under its name.
#[component]
fn Shelf(
    /// What they are.
    name: &'static str,
    /// The primitives.
    children: Children,
) -> impl IntoView {
    view! {
        <section aria-label=name>
            <h2>{name}</h2>
            {children()}
        </section>
    }
    .into_any()
}

#[component]
fn Buttons() -> impl IntoView {
    let pressed = RwSignal::new(0);
    let press = move |_| pressed.update(|count| *count += 1);
    view! {
        <Shelf name="Buttons">
            <p>
                <button class="button button--primary" on:click=press>"Primary"</button>
                <button class="button" on:click=press>"Ordinary"</button>
                <button class="button" disabled>"Disabled"</button>
                <button class="link" on:click=press>"In a row"</button>
            </p>
            <p class="quiet" role="status">{move || format!("Pressed {} times", pressed.get())}</p>
        </Shelf>
    }
}

#[component]
fn Links() -> impl IntoView {
    let workbench = Workbench::expect();
    view! {
        <Shelf name="Links">
            <p>
                <PlainLink href=Page::Incidents.path() follow=move |()| workbench.go(Page::Incidents)>
                    "Within the page"
                </PlainLink>
                " · "
                <a href="/">"Loads the page again"</a>
            </p>
        </Shelf>
    }
}

#[component]
fn Inputs() -> impl IntoView {
    view! {
        <Shelf name="Inputs">
            <div class="edit">
            <label>"One line" <input value="p99 latency above 2 s" /></label>
            <label>"With a hint" <input placeholder="What is happening, in one line" /></label>
            <label>"Several lines" <textarea rows="3">"First line\nSecond line"</textarea></label>
            <label>"Disabled" <input disabled value="Cannot be changed" /></label>
            </div>
            <p class="refusal">"Could not read the time `25:00`."</p>
            <p>"Press " <kbd>"Enter"</kbd> " to say it."</p>
        </Shelf>
    }
}

#[component]
fn Notices() -> impl IntoView {
    let tones = [
        (Tone::Quiet, "Good to know."),
        (Tone::Waiting, "Something waits for somebody."),
        (Tone::Alarm, "Something may be lost if nobody acts."),
    ];
    view! {
        <Shelf name="Notices">
            {tones.map(|(tone, text)| view! {
                <div class="notice" data-tone=tone.as_str()>
                    <p>{text}</p>
                    <button class="button">"Act"</button>
                </div>
            }).collect_view()}
        </Shelf>
    }
}

#[component]
fn Marks() -> impl IntoView {
    let marks =
        [("saving", "saving"), ("saved", "✓ saved"), ("not-saved", "NOT SAVED: could not save: the disk is full")];
    view! {
        <Shelf name="Marks">
            <ul>
                {marks.map(|(mark, text)| view! {
                    <li><span class="mark" data-mark=mark>{text}</span></li>
                }).collect_view()}
                <li><span class="flag">"detected"</span><span class="phase">"investigating"</span></li>
            </ul>
        </Shelf>
    }
}

#[component]
fn Cards() -> impl IntoView {
    view! {
        <Shelf name="Cards">
            <section class="card">
                <p>"A card holds what belongs together."</p>
                <p class="quiet">"Quiet text explains."</p>
            </section>
            <p class="empty">"What an empty list says instead of nothing."</p>
        </Shelf>
    }
}
