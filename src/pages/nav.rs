//! The way between the rooms of the page.

use leptos::prelude::*;

use crate::command::Act;
use crate::state::{Commands, Page, Workbench};
use crate::ui::{Icon, PlainLink, live, on, while_wanted};

/// The rooms, and what is to be had everywhere.
#[component]
pub(super) fn Nav(
    /// True while the person changes who they are.
    is_introducing: RwSignal<bool>,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let commands = Commands::expect();
    let me = workbench.me();
    let initials = move || {
        me.with(|me| {
            let words = me.as_ref().map(|me| me.name.as_str()).unwrap_or_default().split_whitespace();
            words.filter_map(|word| word.chars().next()).take(2).collect::<String>()
        })
    };
    view! {
        <nav class="nav" aria-label="Rooms">
            <PlainLink href="/" follow=move |()| workbench.go(Page::Incidents) class="nav__home">
                <span class="hidden">"Stillpoint"</span>
            </PlainLink>
            <NavLink page=Page::Incidents icon="incidents" name="Incidents" />
            <NavLink page=Page::FollowUps icon="flag" name="Follow-ups" />
            <NavLink page=Page::Changes icon="changes" name="Changes" />
            <NavLink page=Page::Data icon="data" name="Data" />
            <NavLink page=Page::Settings icon="settings" name="Settings" />
            <span class="nav__space"></span>
            <button class="nav__act" title="Choose what to do (Ctrl+K)" on:click=on(move |_| commands.run(Act::Palette))>
                <Icon name="keys" />"Do"
            </button>
            <button class="nav__act" title="Every key (?)" on:click=on(move |_| commands.run(Act::Help))>
                <Icon name="help" />"Keys"
            </button>
            {while_wanted(move || me.with(Option::is_some), move || view! {
                <button
                    class="nav__me"
                    data-initials=initials
                    title=live(move || me.with(|me| me.as_ref().map(|me| format!("{} (@{})", me.name, me.handle))))
                    on:click=on(move |_| is_introducing.update(|open| *open = !*open))
                >
                    <span class="hidden">
                        {live(move || me.with(|me| me.as_ref().map(|me| format!("You are {} (@{})", me.name, me.handle))))}
                    </span>
                </button>
            }.into_any())}
        </nav>
    }
    .into_any()
}

#[component]
fn NavLink(
    /// Where it leads.
    page: Page,
    /// Its icon.
    icon: &'static str,
    /// What it is called.
    name: &'static str,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let is_here = move || {
        let here = workbench.page().get();
        match here {
            Page::Room(_) | Page::Postmortem(_) => page == Page::Incidents,
            Page::Change(_) => page == Page::Changes,
            here => here == page,
        }
    };
    view! {
        <span class="nav__item" data-here=live(move || is_here().to_string())>
            <PlainLink
                href=page.path()
                follow=move |()| workbench.go(page)
                class="nav__link"
                is_here=Signal::derive(move || workbench.page().get() == page)
            >
                <Icon name=icon />
                {name}
            </PlainLink>
        </span>
    }
}
