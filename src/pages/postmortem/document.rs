//! The document: its sections, and the timeline beside them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde_json::Value;

use super::desk::Desk;
use super::margin::Margin;
use super::printing::Printing;
use super::section::{SectionOf, add, record_of};
use super::templates;
use crate::command::Act;
use crate::domain::id::RecordId;
use crate::domain::postmortem::{Outline, OutlinePart, Postmortem, TEMPLATES, template_named};
use crate::log::canonical::object_of;
use crate::pages::on_demand::Part;
use crate::platform::dom;
use crate::state::{Commands, OpenPostmortem, Team};
use crate::store::Unsent;
use crate::ui::{drawn, keyed, live, memo, on, typed, while_wanted};

/// The field for the name of a section that is added.
const ADDED: &str = "section-added";

/// The template that a postmortem follows; Stillpoint's own where the one it names is gone.
fn outline(postmortem: OpenPostmortem, team: Team) -> Memo<Outline> {
    memo(move || {
        let name = postmortem.with(|says| says.about.template.clone());
        // A team's templates are read for those who use one: another name needs none of them.
        let found = template_named(name.as_deref(), &[]).or_else(|| {
            let own = team.with(|reading| Postmortem::of(reading.bodies.iter()).templates)?;
            template_named(name.as_deref(), &own)
        });
        found.unwrap_or_else(|| Outline::of(&TEMPLATES[0]))
    })
}

/// The sections, and the timeline to quote from.
#[component]
pub(super) fn Document() -> impl IntoView {
    let (postmortem, desk) = (OpenPostmortem::expect(), Desk::expect());
    Printing::provide();
    let open = postmortem.incident();
    let team = Team::new(open.workbench());
    let outline = outline(postmortem, team);
    // A section that is deleted elsewhere while it is written stays where it was, with what is typed in it.
    let parts = Memo::new(move |before: Option<&Vec<OutlinePart>>| {
        let mut now = outline.with(|outline| postmortem.with(|says| outline.arranged(says)));
        for (place, part) in before.into_iter().flatten().enumerate() {
            if desk.is_written(record_of(postmortem, &part.slot)) && now.iter().all(|other| other.slot != part.slot) {
                now.insert(place.min(now.len()), part.clone());
            }
        }
        now
    });
    let is_mitigated = memo(move || open.with(|reading| reading.incident.is_mitigated()));
    let shows_empty = RwSignal::new(false);
    // During the fire only what somebody wrote is shown, what somebody is about to write, and what was not saved.
    let has_text = move |part: &OutlinePart| {
        let record = record_of(postmortem, &part.slot);
        let is_unsent = |orphans: &Vec<Unsent>| orphans.iter().any(|orphan| orphan.record == record);
        desk.here().get() == Some(record)
            || desk.is_written(record)
            || postmortem.with(|says| says.section(&part.slot).is_some())
            || open.workbench().orphans().with(is_unsent)
    };
    let slots = memo(move || {
        let shows_all = is_mitigated.get() || shows_empty.get();
        let parts = parts.get();
        parts.iter().filter(|part| shows_all || has_text(part)).map(|part| part.slot.clone()).collect::<Vec<_>>()
    });
    let hidden = memo(move || parts.with(Vec::len) - slots.with(Vec::len));
    let commands = Commands::expect();
    let is_choosing = RwSignal::new(false);
    let deleted = RwSignal::new(None::<(RecordId, String)>);
    postmortem.offer(Callback::new(move |act| {
        match act {
            Act::Template => is_choosing.set(true),
            Act::Quote => {
                commands.hold();
                desk.is_quoting.set(true);
                desk.finds_entry.set(true);
            }
            _ => return false,
        }
        true
    }));
    let first = move || {
        let slot = slots.with_untracked(|slots| slots.first().cloned()).unwrap_or_else(|| "summary".to_owned());
        record_of(postmortem, &slot)
    };
    let choose = Callback::new(move |name: Option<String>| {
        is_choosing.set(false);
        let name = name.map_or(Value::Null, Value::from);
        postmortem.set(&object_of([("template", name)]));
    });
    let template = move || outline.with(|outline| outline.title.clone());
    // From section to section, as from card to card.
    let step = move |event: KeyboardEvent| {
        if let Some(forward) = dom::step_of(&event) {
            event.prevent_default();
            dom::focus_neighbour(".section .passage", forward);
        }
    };
    view! {
        <div class="document" data-quoting=live(move || desk.is_quoting.get().to_string())>
            <div class="document__text" on:keydown=on(step)>
                <p class="document__tools">
                    <span class="quiet">"Template "</span>
                    <button class="button" title="Another template (t)" on:click=on(move |_| is_choosing.set(true))>
                        {live(template)}" "<kbd>"t"</kbd>
                    </button>
                    <small class="quiet wide"><kbd>"↓"</kbd>" "<kbd>"↑"</kbd>" sections "<kbd>"Enter"</kbd>" writes"</small>
                    <button class="button document__quote" title="Quote an entry of the timeline (q)" on:click=on(move |_| {
                        postmortem.act(Act::Quote);
                    })>"Timeline "<kbd>"q"</kbd></button>
                </p>
                {keyed(move || slots.get(), move |slot| view! {
                    <SectionOf of=slot parts on_delete=move |gone| deleted.set(Some(gone)) />
                }.into_any())}
                {while_wanted(move || hidden.get() > 0, move || view! {
                    <p class="document__empty quiet">
                        "The incident is not mitigated yet, so empty sections stay out of the way. "
                        <button class="button" on:click=on(move |_| shows_empty.set(true))>
                            {live(move || match hidden.get() {
                                1 => "1 empty section".to_owned(),
                                count => format!("{count} empty sections"),
                            })}
                        </button>
                    </p>
                }.into_any())}
                <div role="status">
                    {drawn(move || deleted.get().map(|(record, heading)| view! {
                        <p class="undo">
                            <span class="undo__text">{format!("In the trash: {heading}")}</span>
                            <button class="button" on:click=on(move |_| {
                                open.restore(record);
                                deleted.set(None);
                            })>"Undo"</button>
                        </p>
                    }).into_any())}
                </div>
                <Added />
            </div>
            {Margin::expect().quote(Callback::new(move |()| first()))}
            {while_wanted(move || is_choosing.get(), move || {
                let asked = templates::Asked { team, now: outline, choose, is_choosing };
                Part::new(templates::load).view(move |draw| draw(asked))
            })}
        </div>
    }
    .into_any()
}

/// A field for the name of a section beside those of the template.
#[component]
fn Added() -> impl IntoView {
    let (postmortem, desk) = (OpenPostmortem::expect(), Desk::expect());
    let name = RwSignal::new(String::new());
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let named = name.with_untracked(|name| name.trim().to_owned());
        if !named.is_empty() {
            name.set(String::new());
            add(postmortem, desk, &named);
        }
    };
    view! {
        <form class="document__add" on:submit=on(on_submit)>
            <label for=ADDED>"A section of your own"</label>
            <input
                id=ADDED
                placeholder="Its name"
                autocomplete="off"
                prop:value=live(move || name.get())
                on:input=typed(move |text| name.set(text))
            />
            <button class="button" type="submit">"Add"</button>
        </form>
    }
    .into_any()
}
