//! Choosing the template of a document, and making a team's own. Loaded on demand.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::domain::id::RecordId;
use crate::domain::postmortem::{Held, Outline, Postmortem, TEMPLATES, TemplateRecord};
use crate::domain::record::kind;
use crate::log::canonical::object_of;
use crate::pages::on_demand::part;
use crate::platform::dom;
use crate::state::{Commands, OpenPostmortem, Team};
use crate::store::Snapshot;
use crate::ui::{Modal, drawn, effect, live, on, typed, while_wanted};

part!(templates, Draw, draw);

/// Draws what is asked.
type Draw = fn(Asked) -> AnyView;

/// The field for the name of a team's template.
const NAME: &str = "template-name";

/// A template of the team's under way.
#[derive(Clone)]
struct Draft {
    record: RecordId,
    /// What it said when that was begun; none for one that is new.
    from: Option<Snapshot>,
    name: String,
    text: String,
}

/// What is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// The team, whose templates are among them.
    pub(super) team: Team,
    /// The template that is followed now.
    pub(super) now: Memo<Outline>,
    /// Called with the name of the one that was chosen; none for Stillpoint's own.
    pub(super) choose: Callback<Option<String>>,
    /// True until one was chosen, or none is to be.
    pub(super) is_choosing: RwSignal<bool>,
}

/// Draws every template there is, with its headings and what becomes of what is written.
fn draw(asked: Asked) -> AnyView {
    let Asked { team, now, choose, is_choosing } = asked;
    let on_close = move |()| is_choosing.set(false);
    Commands::expect().let_go();
    let postmortem = OpenPostmortem::expect();
    let draft = RwSignal::new(None::<Draft>);
    let own = move || team.with(|reading| Postmortem::of(reading.bodies.iter()).templates).unwrap_or_default();
    let all = move || TEMPLATES.iter().map(Outline::of).chain(own().iter().map(Outline::of_team)).collect::<Vec<_>>();
    let looked_at = RwSignal::new(now.with_untracked(|now| now.name.clone()));
    let preview = move || {
        let name = looked_at.get();
        all().into_iter().find(|outline| outline.name == name).unwrap_or_else(|| now.get())
    };
    let step = |event: KeyboardEvent| {
        let is_forward = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        dom::focus_neighbour(".template__choice", is_forward);
    };
    let take = move |name: String| choose.run((name != TEMPLATES[0].name).then_some(name));
    let gone = RwSignal::new(None::<RecordId>);
    view! {
        <Modal label="Template of the document" class="templates" on_close>
            {while_wanted(move || draft.with(Option::is_none), move || view! {
                <h1>"Which template?"</h1>
                <p class="quiet">"What is written stays, whichever you choose: sections that mean the same keep their text."</p>
                <div class="templates__body">
                    <div class="templates__list" on:keydown=on(step)>
                        {drawn(move || all().into_iter().map(|outline| {
                            let name = outline.name.clone();
                            let is_now = now.with(|now| now.name == name);
                            let (chosen, seen) = (name.clone(), name.clone());
                            view! {
                                <button
                                    class="template__choice"
                                    aria-pressed=is_now.to_string()
                                    autofocus=is_now
                                    on:focus=on(move |_: leptos::ev::FocusEvent| looked_at.set(seen.clone()))
                                    on:click=on(move |_| take(chosen.clone()))
                                >
                                    <b>{outline.title.clone()}</b>
                                    {is_now.then(|| view! { " "<span class="badge badge--quiet">"✓ now"</span> })}
                                    <span class="quiet">{match outline.about.as_str() {
                                        "" => "Your team's own.".to_owned(),
                                        about => about.to_owned(),
                                    }}</span>
                                </button>
                            }
                        }).collect_view().into_any())}
                    </div>
                    <div class="templates__preview" role="group" aria-label="Its sections">
                        {drawn(move || view! { <Preview outline=preview() /> }.into_any())}
                        <p>
                            <button class="button" on:click=on(move |_| {
                                draft.set(begun(postmortem, &untrack(preview)));
                            })>"Make your own from this one"</button>
                            {drawn(move || own_of(&own(), &preview().name).map(|held| {
                                let record = held.id;
                                view! {
                                    <button class="button" on:click=on(move |_| {
                                        let (name, text) = (held.says.name.clone(), held.says.text.clone());
                                        draft.set(Some(Draft { record, from: team.snapshot(record), name, text }));
                                    })>"Edit"</button>
                                    <button class="button" on:click=on(move |_| {
                                        team.delete(record);
                                        gone.set(Some(record));
                                    })>"Delete"</button>
                                }
                            }).into_any())}
                        </p>
                        <div role="status">{drawn(move || gone.get().map(|record| view! {
                            <p>
                                "In the trash. "
                                <button class="link" on:click=on(move |_| {
                                    team.restore(record);
                                    gone.set(None);
                                })>"Undo"</button>
                            </p>
                        }).into_any())}</div>
                    </div>
                </div>
                <p><button class="button" on:click=on(move |_| is_choosing.set(false))>"Close"</button></p>
            }.into_any())}
            {drawn(move || draft.get().map(|begun| view! {
                <Own team draft=begun on_close=move |()| draft.set(None) />
            }).into_any())}
        </Modal>
    }
    .into_any()
}

/// A new template of the team's that begins as another one.
fn begun(postmortem: OpenPostmortem, outline: &Outline) -> Option<Draft> {
    let record = postmortem.incident().new_record()?;
    Some(Draft { record, from: None, name: format!("Our {}", outline.title), text: outline.as_markdown() })
}

fn own_of(own: &[Held<TemplateRecord>], name: &str) -> Option<Held<TemplateRecord>> {
    own.iter().find(|held| held.id.to_string() == name).cloned()
}

/// The headings of a template, and where what is written comes to stand.
#[component]
fn Preview(
    /// The template.
    outline: Outline,
) -> impl IntoView {
    let postmortem = OpenPostmortem::expect();
    let parts = postmortem.with(|says| outline.arranged(says));
    let rows = parts.into_iter().map(|part| {
        let is_written =
            postmortem.with(|says| says.section(&part.slot).is_some_and(|held| !held.says.text.trim().is_empty()));
        let is_of_template = outline.parts.iter().any(|other| other.slot == part.slot);
        let note = match (is_written, is_of_template) {
            (true, true) => " ✓ keeps what is written",
            (_, false) => " + stays, under its own name",
            (false, true) => "",
        };
        view! { <li>{part.heading}<span class="quiet">{note}</span></li> }
    });
    view! {
        <h2>{outline.title.clone()}</h2>
        <ol class="templates__headings">{rows.collect_view()}</ol>
    }
    .into_any()
}

/// A team's own template as it is written: markdown, each heading a section.
#[component]
fn Own(
    /// The team.
    team: Team,
    /// What it begins with.
    draft: Draft,
    /// Called when it is done or given up.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (name, text) = (RwSignal::new(draft.name.clone()), RwSignal::new(draft.text.clone()));
    let refused = RwSignal::new(None::<&'static str>);
    effect(|| {
        request_animation_frame(|| {
            dom::focus(NAME);
        });
    });
    let headings = move || {
        let says = TemplateRecord { name: name.get(), text: text.get() };
        let held = Held { id: draft.record, created: crate::domain::time::Hlc::default(), says };
        Outline::of_team(&held).parts.len()
    };
    let from = StoredValue::new(draft.from);
    let record = draft.record;
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let (name, text) = (name.get_untracked().trim().to_owned(), text.get_untracked());
        if name.is_empty() {
            return refused.set(Some("Could not save a template without a name."));
        }
        if untrack(headings) == 0 {
            return refused
                .set(Some("Could not save a template without sections: a line such as `## Summary` is one."));
        }
        let says = [("name", name), ("text", text)];
        let says = object_of(says.map(|(field, value)| (field, value.into())));
        let is_said = match from.get_value() {
            Some(from) => team.put_from(&from, &says),
            None => team.put(kind::TEMPLATE, record, &says),
        };
        if is_said {
            on_close.run(());
        } else {
            refused.set(Some("Could not save the template: the team's lists are still being read."));
        }
    };
    view! {
        <form class="edit" on:submit=on(save)>
            <h1>"Your team's template"</h1>
            <label>"Name"<input id=NAME prop:value=live(move || name.get()) on:input=typed(move |typed| name.set(typed)) /></label>
            <label>
                "Each heading is a section; what stands below it says what belongs there"
                <textarea class="templates__text" rows="16" prop:value=live(move || text.get()) on:input=typed(move |typed| text.set(typed))></textarea>
            </label>
            <p class="quiet" role="status">{live(move || match headings() {
                1 => "1 section".to_owned(),
                count => format!("{count} sections"),
            })}</p>
            {drawn(move || refused.get().map(|why| view! { <p class="refusal" role="alert">{why}</p> }).into_any())}
            <p>
                <button class="button button--primary" type="submit">"Save"</button>
                <button class="button" type="button" on:click=on(move |_| on_close.run(()))>"Cancel"</button>
            </p>
        </form>
    }
    .into_any()
}
