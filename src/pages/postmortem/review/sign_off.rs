//! Signing off: what was looked for, what of it is in order, and words beside it.

use leptos::prelude::*;

use super::super::super::when;
use super::kept;
use super::piece::{Button, bold, form, line, said, span, text_area};
use crate::domain::postmortem;
use crate::domain::postmortem::review::{CHECKS, Review, Worth, checks, found_in_words, reviews};
use crate::domain::record::kind;
use crate::log::canonical::object;
use crate::platform::clock;
use crate::state::{Commands, OpenIncident, OpenPostmortem};
use crate::ui::{Modal, live, on};

/// When a sign-off counts.
const COUNTS: &str = "It counts with “Shown by entries”, “Blameless” and “The system changes” ticked, or with words of your own. \
    Otherwise it is told as read, not agreed.";

/// What another sign-off by the same person takes the place of.
fn replaces(open: OpenIncident, before: &Review) -> Option<String> {
    let signed = before.signed.as_ref()?;
    let worth = match before.worth()? {
        Worth::Changed => "agreed, and something was changed since",
        worth => worth.as_str(),
    };
    let at = open.zone().with_untracked(|zone| when::minute(signed.at, zone));
    let found = found_in_words(&signed.checks);
    Some(format!(
        "You signed off at {at}: {worth}; {found} found in order. It stands here as you left it, and this replaces it."
    ))
}

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
    let before = me.as_ref().and_then(|me| {
        let reviews = postmortem.says().with_untracked(|says| reviews(says, of));
        reviews.into_iter().find(|review| review.by == me.handle && review.signed.is_some())
    });
    // What was found before stands ticked: whoever signs off again begins where they were.
    let last = before.as_ref().and_then(|review| review.signed.as_ref());
    let was_found = |name: &str| last.is_some_and(|last| last.checks.iter().any(|found| found == name));
    let was_found: Vec<&'static str> = checks().map(|check| check.name).filter(|name| was_found(name)).collect();
    let found = RwSignal::new(was_found);
    let text = kept(open, "sign off");
    // What was typed and not sent goes before what was said then.
    let has_unsent = open.workbench().orphans().with_untracked(|all| all.iter().any(|one| text.is_for(one)));
    if let Some(last) = last.filter(|_| !has_unsent) {
        text.show(&last.text);
    }
    let submit = move || {
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
    let check = move |check: &'static postmortem::Word, is_first: bool| {
        let is_found = live(move || found.with(|found| found.contains(&check.name)));
        let toggle = move |_| {
            found.update(|found| match found.iter().position(|name| *name == check.name) {
                Some(position) => _ = found.remove(position),
                None => found.push(check.name),
            });
        };
        let words = vec![bold(check.title), span("quiet", check.means)];
        view! {
            <label class="checks__check">
                <input type="checkbox" autofocus=is_first prop:checked=is_found on:change=on(toggle) />
                <span>{words}</span>
            </label>
        }
        .into_any()
    };
    let mut parts = vec![
        view! { <h1>"Sign off"</h1> }.into_any(),
        said(
            "quiet",
            format!("As {name}. Tick what you found in order; what you leave open is told with your sign-off."),
        ),
        said("quiet", COUNTS),
    ];
    parts.extend(before.and_then(|before| replaces(open, &before)).map(|replaces| said("", replaces)));
    for (title, group) in CHECKS {
        let checks: Vec<AnyView> = group.iter().map(|one| check(one, one.name == CHECKS[0].1[0].name)).collect();
        parts.push(view! { <fieldset class="checks"><legend>{title}</legend>{checks}</fieldset> }.into_any());
    }
    parts.push(text_area("sign-off-text", "In your own words", text));
    let sign = Button { class: "button button--primary", sort: "submit", ..Button::default() };
    parts.push(line(
        "sign-off__acts",
        vec![sign.view("Sign off", |_| {}), Button::plain("Cancel", move |_| is_signing.set(false))],
    ));
    view! {
        <Modal label="Sign off" class="sign-off" on_close=move |()| is_signing.set(false)>
            {form("", submit, parts)}
        </Modal>
    }
    .into_any()
}
