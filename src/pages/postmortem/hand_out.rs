//! The postmortem as files for other people and other programs. Loaded on demand.
//!
//! A long one is written in slices: between two of them the page answers.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::postmortem::{Held, Outline, Postmortem, TEMPLATES, TemplateRecord, template_named};
use crate::log::Reading;
use crate::pages::on_demand::{self, Loading, part, styled};
use crate::pages::postmortem::hints::LeavingHints;
use crate::platform::zone::AnyZone;
use crate::platform::{clipboard, clock, dom, file};
use crate::state::{Commands, OpenIncident, OpenPostmortem, Team};
use crate::text::export::Sheet;
use crate::text::export::markdown::Flavour;
use crate::text::postmortem::external::{external, typed};
use crate::text::postmortem::{Document, Extent, Outgoing, Wanted, html, jira, markdown, mermaid};
use crate::text::{ics, revisions};
use crate::ui::{Modal, drawn, live, memo, on, while_wanted};

part!(hand_out, draw);

/// Loads it with its style.
pub(super) fn load_styled() -> Loading {
    styled(load, &[on_demand::Sheet::Panes])
}

fn draw() -> AnyView {
    view! { <HandOut /> }.into_any()
}

/// Whether the ways out lie over the postmortem.
#[derive(Clone, Copy)]
pub(super) struct HandingOut(pub(super) RwSignal<bool>);

/// How long it is written without a pause: a frame's time, so that nobody notices.
const SLICE_MILLIS: i64 = 16;

/// One form in which a postmortem goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    GitHub,
    GitLab,
    Html,
    Mermaid,
    Jira,
    Calendar,
    Revisions,
}

/// Its title, what it is for, the end of the file's name, its media type.
const FORMS: [(Form, &str, &str, &str, &str); 7] = [
    (Form::GitHub, "Markdown for GitHub", "an issue, a repository, Confluence", "github.md", "text/markdown"),
    (Form::GitLab, "Markdown for GitLab", "an issue or a repository", "gitlab.md", "text/markdown"),
    (
        Form::Html,
        "HTML",
        "a browser, a printer or a PDF: open the file and print it; it needs no other",
        "html",
        "text/html",
    ),
    (
        Form::Mermaid,
        "Mermaid",
        "two diagrams: the timeline, and harm and phases to scale",
        "mermaid.md",
        "text/markdown",
    ),
    (
        Form::Jira,
        "CSV for Jira",
        "the importer: each change as an issue; its dates are yyyy-MM-dd",
        "jira.csv",
        "text/csv",
    ),
    (Form::Calendar, "Calendar", "when people meet, and when changes are due", "ics", ics::MEDIA_TYPE),
    (
        Form::Revisions,
        "Revisions",
        "another Stillpoint: everything that was ever said, to be united",
        "jsonl",
        revisions::MEDIA_TYPE,
    ),
];

/// What is to go out, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Choice {
    template: Option<String>,
    is_external: bool,
    is_whole: bool,
}

#[component]
fn HandOut() -> impl IntoView {
    let HandingOut(shown) = expect_context();
    Commands::expect().let_go();
    let postmortem = OpenPostmortem::expect();
    let open = postmortem.incident();
    let team = Team::new(open.workbench());
    let own = memo(move || team.with(|reading| Postmortem::of(reading.bodies.iter()).templates).unwrap_or_default());
    let template = RwSignal::new(untrack(|| postmortem.with(|says| says.about.template.clone())));
    let (is_external, is_whole) = (RwSignal::new(false), RwSignal::new(false));
    let said = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let name = open.workbench().name_of(open.scope());
    let name = StoredValue::new(if name.is_empty() { "incident".to_owned() } else { name });
    // How many entries there are, where none of them has a star.
    let unstarred = memo(move || {
        open.with(|reading| {
            let has_stars = reading.timeline().any(|entry| entry.said.is_starred);
            if has_stars { 0 } else { reading.timeline().count() }
        })
    });
    let leaving = memo(move || if is_external.get() { leaving(open, postmortem) } else { String::new() });
    let no_calendar = memo(move || postmortem.with(ics::is_nothing));
    let hand_out = move |form: Form, is_copied: bool| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let (_, title, _, end, media_type) = FORMS[FORMS.iter().position(|(of, ..)| *of == form).unwrap_or_default()];
        let choice = Choice {
            template: template.get_untracked(),
            is_external: is_external.get_untracked(),
            is_whole: is_whole.get_untracked(),
        };
        let outline = own.with_untracked(|own| template_named(choice.template.as_deref(), own));
        let outline = outline.unwrap_or_else(|| Outline::of(&TEMPLATES[0]));
        let zone = open.zone().get_untracked();
        let name = name.get_value();
        spawn_local(async move {
            let Some(bytes) = written(open, postmortem, form, choice.clone(), outline, zone, &name).await else {
                return;
            };
            let outside = if choice.is_external { "-external" } else { "" };
            let file_name = format!("{name}-postmortem{outside}.{end}");
            let words = if is_copied {
                match clipboard::write(&String::from_utf8_lossy(&bytes)).await {
                    Ok(()) => format!("{title} is in the clipboard."),
                    Err(why) => format!("Could not {why}. Download it instead."),
                }
            } else {
                match file::download(&file_name, media_type, &bytes) {
                    Ok(()) => format!("{file_name} is handed out."),
                    Err(why) => format!("Could not hand out a file: {why}."),
                }
            };
            let _ = said.try_set(words);
            let _ = is_busy.try_set(false);
        });
    };
    let hand_out = Callback::new(move |(form, is_copied)| hand_out(form, is_copied));
    view! {
        <Modal label="The postmortem for others" class="export hand-out" on_close=move |()| shown.set(false)>
            <h1>"The postmortem for others"</h1>
            <div class="hand-out__choices">
                <label>
                    "Template "
                    <select
                        disabled=live(move || is_external.get())
                        on:change=on(move |event| template.set(Some(event_target_value(&event))))
                    >
                        {live_templates(template, own)}
                    </select>
                </label>
                <Choose of=is_external>"For people outside: no names, no links of the inside, no entries"</Choose>
                {while_wanted(move || is_external.get(), move || view! {
                    <p class="quiet">"Names and @handles are replaced. A handle without its @ stays, so read it before it goes."</p>
                    <LeavingHints text=leaving />
                }.into_any())}
                <Choose of=is_whole>"The whole timeline, not only entries with a star and those that are named"</Choose>
                {drawn(move || match unstarred.get() {
                    0 => ().into_any(),
                    _ if is_whole.get() || is_external.get() => ().into_any(),
                    1 => view! { <p class="quiet">"Nothing is starred, so the one entry goes out."</p> }.into_any(),
                    count => view! { <p class="quiet">{format!("Nothing is starred, so all {count} entries go out.")}</p> }.into_any(),
                })}
            </div>
            <p class="quiet">{format!("Times in {}. {}", open.zone().get_untracked().name(), frozen_words(postmortem))}</p>
            <ul class="export__forms">
                {FORMS.map(|(form, title, what_for, ..)| view! { <FormRow form title what_for is_external is_busy no_calendar hand_out /> }.into_any()).collect_view()}
            </ul>
            <p class="quiet" role="status">{live(move || if is_busy.get() { "Writing …".to_owned() } else { said.get() })}</p>
            <p><button class="button" on:click=on(move |_| shown.set(false))>"Close"</button></p>
        </Modal>
    }
    .into_any()
}

/// What people typed of what would go outside now.
fn leaving(open: OpenIncident, postmortem: OpenPostmortem) -> String {
    let (zone, says) = (open.zone().get(), postmortem.says().get());
    let outgoing = open.with_log(|log, reading| Outgoing::of(log, reading, &says, &zone));
    let outline = Outline::of(&TEMPLATES[0]);
    let sheet = Titled { name: "", zone: &zone, zone_name: "" };
    open.with(|reading| {
        let wanted = outgoing.wanted(sheet.of(outgoing.reading(reading)), &outline, Extent::Starred);
        typed(&external(&wanted))
    })
}

/// That it is frozen, where it is.
fn frozen_words(postmortem: OpenPostmortem) -> String {
    let freeze = untrack(|| postmortem.with(|says| says.frozen().map(|freeze| freeze.set_hash.to_string())));
    match freeze {
        Some(hash) => {
            format!("It goes out as it was frozen ({}…), with what was said since as amendments.", &hash[..12])
        }
        None => "It is not frozen: numbers and times go out as they are now.".to_owned(),
    }
}

/// Every template to choose from.
fn live_templates(chosen: RwSignal<Option<String>>, own: Memo<Vec<Held<TemplateRecord>>>) -> AnyView {
    drawn(move || {
        let now = chosen.get().unwrap_or_else(|| TEMPLATES[0].name.to_owned());
        let all = TEMPLATES.iter().map(|template| (template.name.to_owned(), template.title.to_owned()));
        let own = own.get();
        let own = own.iter().map(|held| (held.id.to_string(), held.says.name.clone()));
        let option = |(name, title): (String, String)| {
            let is_chosen = name == now;
            view! { <option value=name selected=is_chosen>{title}</option> }.into_any()
        };
        all.chain(own).map(option).collect_view().into_any()
    })
}

#[component]
fn Choose(
    /// Whether it is chosen.
    of: RwSignal<bool>,
    /// What.
    children: Children,
) -> impl IntoView {
    view! {
        <label class="hand-out__choice">
            <input type="checkbox" prop:checked=of on:change=on(move |event| of.set(event_target_checked(&event))) />
            {children()}
        </label>
    }
    .into_any()
}

#[component]
fn FormRow(
    /// Which form.
    form: Form,
    /// What it is called.
    title: &'static str,
    /// What it is for.
    what_for: &'static str,
    /// Only what people outside may read.
    is_external: RwSignal<bool>,
    /// One is being written.
    is_busy: RwSignal<bool>,
    /// Why there is no calendar now.
    no_calendar: Memo<Option<&'static str>>,
    /// Hands it out: as a file, or to the clipboard.
    hand_out: Callback<(Form, bool)>,
) -> impl IntoView {
    let is_for_all = matches!(form, Form::GitHub | Form::GitLab | Form::Html);
    drawn(move || {
        if is_external.get() && !is_for_all {
            return ().into_any();
        }
        let why = no_calendar.get().filter(|_| form == Form::Calendar);
        let what_for = why.map_or_else(|| what_for.to_owned(), |why| format!("not now: {why}"));
        let said_by = format!("hand-out-{title}").to_ascii_lowercase().replace(' ', "-");
        let is_off = move || (is_busy.get() || why.is_some()).to_string();
        let run = move |is_copied| {
            if why.is_none() {
                hand_out.run((form, is_copied));
            }
        };
        view! {
            <li>
                <span><b>{title}</b>" "<span class="quiet" id=said_by.clone()>{what_for}</span></span>
                <button
                    class="button"
                    aria-label=format!("Copy {title}")
                    aria-describedby=said_by.clone()
                    aria-disabled=live(is_off)
                    on:click=on(move |_| run(true))
                >
                    "Copy"
                </button>
                <button
                    class="button"
                    aria-label=format!("Download {title}")
                    aria-describedby=said_by
                    aria-disabled=live(is_off)
                    on:click=on(move |_| run(false))
                >
                    "Download"
                </button>
            </li>
        }
        .into_any()
    })
}

/// What a sheet is beside the incident itself, which may change between two slices.
struct Titled<'a> {
    name: &'a str,
    zone: &'a AnyZone,
    zone_name: &'a str,
}

impl Titled<'_> {
    fn of<'b>(&'b self, reading: &'b Reading) -> Sheet<'b> {
        Sheet { reading, name: Some(self.name), zone: self.zone, zone_name: self.zone_name }
    }
}

/// The bytes of a form; none where the page was left meanwhile.
async fn written(
    open: OpenIncident,
    postmortem: OpenPostmortem,
    form: Form,
    choice: Choice,
    outline: Outline,
    zone: AnyZone,
    name: &str,
) -> Option<Vec<u8>> {
    // So that the page can say that it writes.
    dom::sleep(0).await;
    let shown = open.zone();
    let is_here = move || shown.try_get_untracked().is_some();
    if !is_here() {
        return None;
    }
    if form == Form::Revisions {
        return Some(open.file());
    }
    let zone_name = zone.name();
    let says = postmortem.says().get_untracked();
    let outgoing = untrack(|| open.with_log(|log, reading| Outgoing::of(log, reading, &says, &zone)));
    let extent = if choice.is_whole { Extent::Whole } else { Extent::Starred };
    let sheet = Titled { name, zone: &zone, zone_name: &zone_name };
    dom::sleep(0).await;
    if !is_here() {
        return None;
    }
    let document = match form {
        Form::Mermaid => {
            return Some(open.with_untracked(|live| mermaid::print(&sheet.of(outgoing.reading(live))).into_bytes()));
        }
        Form::Calendar => {
            return Some(open.with_untracked(|live| ics::print(live, &says, name, clock::now()).into_bytes()));
        }
        _ => open.with_untracked(|live| {
            let wanted = outgoing.wanted(sheet.of(outgoing.reading(live)), &outline, extent);
            let wanted = Wanted { now: clock::now(), ..wanted };
            match form {
                // How far the changes are now, and not how far they were when it was frozen.
                Form::Jira => Document::of(&Wanted { says: &says, ..wanted }),
                _ if choice.is_external => external(&wanted),
                _ => Document::of(&wanted),
            }
        }),
    };
    if form == Form::Jira {
        return Some(jira::print(&document).into_bytes());
    }
    let steps = document.steps();
    let mut out = String::new();
    let mut done = 0;
    while done < steps.len() {
        if done > 0 || choice.is_whole {
            dom::sleep(0).await;
        }
        if !is_here() {
            return None;
        }
        let began = clock::now();
        open.with_untracked(|live| {
            let sheet = sheet.of(outgoing.reading(live));
            while done < steps.len() && clock::now().since(began) < SLICE_MILLIS {
                // The clock is asked once for a handful: asking costs as much as an entry.
                for step in steps[done..].iter().take(8) {
                    out.push_str(&match form {
                        Form::Html => html::piece(&document, &sheet, *step),
                        Form::GitLab => markdown::piece(&document, &sheet, Flavour::GitLab, *step),
                        _ => markdown::piece(&document, &sheet, Flavour::GitHub, *step),
                    });
                    done += 1;
                }
            }
        });
    }
    Some(out.into_bytes())
}
