//! Signing off: what was looked for, what of it is in order, and words beside it.

use leptos::prelude::*;

use super::kept;
use crate::domain::postmortem;
use crate::domain::postmortem::review::{CHECKS, checks};
use crate::domain::record::kind;
use crate::log::canonical::object;
use crate::platform::clock;
use crate::state::{Commands, OpenIncident, OpenPostmortem};
use crate::ui::{Modal, live, on, typed};

#[component]
pub(super) fn SignOff(
    /// True while it is shown.
    is_signing: RwSignal<bool>,
) -> impl IntoView {
    Commands::expect().let_go();
    let (postmortem, open) = (OpenPostmortem::expect(), OpenIncident::expect());
    let me = open.workbench().me().get_untracked();
    let name = me.as_ref().map(|me| me.name.clone()).unwrap_or_default();
    // What was there when the dialog came is what is signed off, whatever arrives while it is read.
    let of = postmortem.incident().with_untracked(crate::log::frozen::present);
    let found = RwSignal::new(Vec::<&'static str>::new());
    let text = kept(open, "sign off");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(me), Some(record)) = (me.clone(), open.new_record()) else { return };
        let names = found.get_untracked();
        let signed = postmortem::SignOff {
            by: me.handle,
            at: clock::now(),
            checks: checks().map(|check| check.name).filter(|name| names.contains(name)).map(str::to_owned).collect(),
            text: text.text().with_untracked(|text| text.trim().to_owned()),
            of: Some(of),
        };
        if postmortem.put(kind::SIGN_OFF, record, &object(&signed)) {
            text.discard();
            is_signing.set(false);
        }
    };
    let all = move |_| found.set(checks().map(|check| check.name).collect());
    let check = move |check: &'static postmortem::Word, is_first: bool| {
        view! {
            <label class="checks__check">
                <input
                    type="checkbox"
                    autofocus=is_first
                    prop:checked=live(move || found.with(|found| found.contains(&check.name)))
                    on:change=on(move |_| found.update(|found| match found.iter().position(|name| *name == check.name) {
                        Some(position) => _ = found.remove(position),
                        None => found.push(check.name),
                    }))
                />
                <span><b>{check.title}</b>" "<span class="quiet">{check.means}</span></span>
            </label>
        }
        .into_any()
    };
    view! {
        <Modal label="Sign off" class="sign-off" on_close=move |()| is_signing.set(false)>
            <form on:submit=on(submit)>
                <h1>"Sign off"</h1>
                <p class="quiet">{format!("As {name}. Tick what you found in order; what you leave open is told with your sign-off.")}</p>
                {CHECKS.iter().enumerate().map(|(group, (title, of_group))| view! {
                    <fieldset class="checks">
                        <legend>{*title}</legend>
                        {of_group.iter().enumerate().map(|(position, one)| check(one, group + position == 0)).collect_view()}
                    </fieldset>
                }.into_any()).collect_view()}
                <p><button class="button" type="button" on:click=on(all)>"All of it"</button></p>
                <label class="sign-off__text">
                    "In your own words"
                    <textarea
                        rows="3"
                        prop:value=live(move || text.text().get())
                        on:input=typed(move |words| text.input(words))
                    ></textarea>
                </label>
                <p class="sign-off__acts">
                    <button class="button button--primary" type="submit">"Sign off"</button>
                    <button class="button" type="button" on:click=on(move |_| is_signing.set(false))>"Cancel"</button>
                </p>
            </form>
        </Modal>
    }
    .into_any()
}
