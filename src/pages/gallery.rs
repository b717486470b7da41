//! Every primitive in each of its states, to look at and to measure: what a page is built from. Loaded on demand.

use std::sync::Arc;

use leptos::prelude::*;

use super::markup::markup;
use super::on_demand::{Loading, Sheet, part, styled};
use crate::command::key_text;
use crate::domain::entry::Phase;
use crate::domain::json::Json as _;
use crate::domain::rollback::{About, Dialect};
use crate::platform::dom;
use crate::state::{Notice, Page, ReviewProgress, Reviewing, Tone, Workbench};
use crate::ui::window::{Cursor, Window};
use crate::ui::{Icon, Modal, PlainLink, drawn, live, on, typed};

part!(gallery, || view! { <Gallery /> }.into_any());

/// Loads it with its style.
pub(super) fn load_styled() -> Loading {
    styled(load, &[Sheet::Room])
}

/// All of them, one section a kind.
#[component]
fn Gallery() -> impl IntoView {
    dom::set_title("Gallery · Stillpoint");
    view! {
        <div class="page gallery">
            <h1>"Gallery"</h1>
            <p class="quiet">"What pages are built from, each in every state. Change the theme, the width and the contrast, and print it."</p>
            <Buttons />
            <Links />
            <Inputs />
            <Choices />
            <Icons />
            <Badges />
            <Notices />
            <Marks />
            <Rows />
            <LongList />
            <Markdown />
            <Cards />
            <Dialogs />
            <Review />
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
                <button class="button" on:click=press><Icon name="download" />"With an icon"</button>
                <button class="button" on:click=press>"With a key "<kbd>{key_text("Mod+k")}</kbd></button>
                <button class="button" disabled>"Disabled"</button>
                <button class="button button--primary" disabled>"Disabled"</button>
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
    let marks = [("saving", "saving"), ("saved", "✓ saved"), ("not-saved", "NOT SAVED: the disk is full")];
    view! {
        <Shelf name="Marks">
            <ul>
                {marks.map(|(mark, text)| view! {
                    <li><span class="mark" data-mark=mark>{text}</span></li>
                }).collect_view()}
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

#[component]
fn Choices() -> impl IntoView {
    view! {
        <Shelf name="Choices">
            <fieldset class="card choice">
                <legend>"One of several"</legend>
                <label><input type="radio" name="gallery" checked />"This one"</label>
                <label><input type="radio" name="gallery" />"That one"</label>
                <label><input type="radio" name="gallery" disabled />"Not now"</label>
            </fieldset>
            <p>
                <select aria-label="One of a list"><option>"Open first"</option><option>"Worst first"</option></select>
            </p>
        </Shelf>
    }
}

#[component]
fn Icons() -> impl IntoView {
    const NAMES: [&str; 20] = [
        "incidents",
        "data",
        "settings",
        "search",
        "keys",
        "download",
        "load",
        "edit",
        "history",
        "trash",
        "star",
        "flag",
        "help",
        "undo",
        "close",
        "done",
        "open",
        "plus",
        "gallery",
        "sun",
    ];
    view! {
        <Shelf name="Icons">
            <p class="gallery__icons">
                {NAMES.map(|name| view! { <span><Icon name />{name}</span> }).collect_view()}
            </p>
        </Shelf>
    }
}

#[component]
fn Badges() -> impl IntoView {
    view! {
        <Shelf name="Badges">
            <p>
                {["sev1", "sev2", "sev3"].map(|severity| view! { <span class="severity">{severity}</span>" " }).collect_view()}
                <span class="badge">"no lead"</span>" "
                <span class="badge badge--quiet">"sample"</span>
            </p>
            <p>{Phase::ALL.map(|phase| view! { <span class="phase" data-phase=phase.as_str()>{phase.as_str()}</span>" " }).collect_view()}</p>
            <p><span class="flag">"detected"</span><span class="flag">"impact began"</span><mark>"found"</mark></p>
        </Shelf>
    }
}

/// Every shape on the rail.
#[component]
fn Rows() -> impl IntoView {
    const KINDS: [&str; 9] =
        ["note", "observation", "alert", "decision", "action", "change", "impact", "severity", "phase"];
    view! {
        <Shelf name="Rows of a timeline">
            <p class="day">"Friday 20 November 2026"<span class="quiet">" · times in Europe/Berlin"</span></p>
            {KINDS.map(|kind| view! {
                <div class="row" data-kind=kind>
                    <div class="row__when"><time>"14:07"</time><small>"logged 14:12"</small></div>
                    <span class="row__rail" aria-hidden="true"></span>
                    <div class="row__body">
                        <span class="row__kind">{kind}</span>
                        <div class="row__text md">"What was said, as long as it takes."</div>
                    </div>
                    <div class="row__side"><span class="row__who">"dana"</span><span class="mark" data-mark="saved">"✓ saved"</span></div>
                </div>
            }).collect_view()}
        </Shelf>
    }
}

/// A list of which only what is in view is in the document.
#[component]
fn LongList() -> impl IntoView {
    const COUNT: u32 = 100_000;
    let order = Signal::stored(Arc::new((1..=COUNT).collect::<Vec<u32>>()));
    let cursor = Cursor::<u32>::default();
    let chosen =
        move || cursor.selected().get().map_or("No row is chosen".to_owned(), |row| format!("Row {row} is chosen"));
    view! {
        <Shelf name="A long list">
            <p class="quiet" role="status">{live(chosen)}</p>
            <div class="gallery__list">
                <Window
                    order=order
                    row=|row| view! { <p class="gallery__row">{"A row of its own height. ".repeat(1 + row as usize % 7 * (row as usize % 3))}{format!("{row}")}</p> }
                    estimate=32.0
                    cursor=cursor
                    label="A hundred thousand rows"
                    id="gallery-list"
                />
            </div>
        </Shelf>
    }
    .into_any()
}

#[component]
fn Markdown() -> impl IntoView {
    const TEXT: &str = "Deploy **2026.46.3** of `checkout`, see https://example.org/r/1841.\n\n- one\n- two with *stress* and ~~a mistake~~\n\n> as the alert said\n\n```sql\nALTER TABLE orders ADD COLUMN region_id int;\n```\n\n| pool | before | after |\n| --- | --- | --- |\n| b | 50 | 200 |\n\n<b onclick=\"alert(1)\">HTML is text</b>, [a script](javascript:alert) is no link.";
    view! {
        <Shelf name="Markdown">
            <div class="card md">{drawn(|| markup(TEXT.to_owned()))}</div>
        </Shelf>
    }
}

#[component]
fn Dialogs() -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <Shelf name="Dialogs">
            <p><button class="button" on:click=on(move |_| is_open.set(true))>"Open one"</button></p>
            {drawn(move || is_open.get().then(|| view! {
                <Modal label="A dialog" on_close=move |()| is_open.set(false)>
                    <h2>"A dialog"</h2>
                    <p>"The focus stays inside until it is closed, and then goes back to where it was."</p>
                    <p><button class="button button--primary" autofocus on:click=on(move |_| is_open.set(false))>"Close"</button></p>
                </Modal>
            }).into_any())}
        </Shelf>
    }
}

/// A script that is reviewed while it is typed, as the worker answers it.
#[component]
fn Review() -> impl IntoView {
    let is_wanted = RwSignal::new(false);
    let field = || {
        let reviewing = Reviewing::new();
        let ask = typed(move |script| reviewing.ask(script, None, About::new(Dialect::Postgresql)));
        let said = live(move || match reviewing.progress().get() {
            ReviewProgress::Resting => "Nothing was asked",
            ReviewProgress::Loading => "Loading …",
            ReviewProgress::Busy => "Under review …",
            ReviewProgress::Done => "Reviewed",
            ReviewProgress::Failed(_) => "Not reviewed",
        });
        let answer = live(move || {
            reviewing.shown().with(|shown| shown.as_ref().map(|shown| shown.reviewed.write().to_string()))
        });
        view! {
            <div class="edit"><label>"Migration" <textarea rows="3" on:input=ask></textarea></label></div>
            <p class="quiet" role="status">{said}</p>
            {drawn(move || failure(reviewing))}
            <p class="gallery__review quiet">{answer}</p>
        }
        .into_any()
    };
    view! {
        <Shelf name="A review while typing">
            {drawn(move || if is_wanted.get() {
                field()
            } else {
                view! { <p><button class="button" on:click=on(move |_| is_wanted.set(true))>"Load it"</button></p> }.into_any()
            })}
            <p><button class="button" on:click=on(move |_| is_wanted.set(false))>"End it"</button></p>
        </Shelf>
    }
    .into_any()
}

/// Why there is no review, and what can be done about it.
fn failure(reviewing: Reviewing) -> AnyView {
    let ReviewProgress::Failed(failure) = reviewing.progress().get() else { return ().into_any() };
    let notice = Notice::not_reviewed(failure);
    let retry = on(move |_| reviewing.retry());
    view! {
        <div class="notice" data-tone=notice.tone.as_str() role="alert">
            <p>{notice.text}</p>
            {failure.may_be_retried().then(|| view! { <button class="button" on:click=retry>"Try the review again"</button> })}
        </div>
    }
    .into_any()
}
