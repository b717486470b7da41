//! What the room shows beside its timeline and its box, most of it only when it is asked for.
//! Loaded on demand, all together.

use leptos::prelude::*;

use super::about::About;
use super::announce::Announcer;
use super::belonging::{Changes, ReviewChange};
use super::cited_by::CitedBy;
use super::clocks::{ClockList, Clocks};
use super::edit::EditEntry;
use super::export::ExportOf;
use super::filter::FilterBar;
use super::find::{Find, GoTo};
use super::findings::{Conflicts, Findings};
use super::history::History;
use super::impact::Impact;
use super::marks::Marks;
use super::on_demand::{Part, part};
use super::picker::{PhasePicker, SeverityPicker};
use super::role_dialog::RolesDialog;
use super::roles::RoleStrip;
use super::timeline::Bar;
use super::trash::Trash;
use crate::domain::id::RecordId;
use crate::state::Commands;
use crate::ui::{drawn, memo};

part!(panels, Draw, draw);

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Title and zone of the incident.
    About,
    /// What is read out to those who listen.
    Announcer,
    /// A bar above the timeline.
    Bar(Bar),
    /// Which changes to schemas belong to the incident.
    Changes,
    /// Which findings name this entry.
    CitedBy(RecordId),
    /// How long it has taken so far, always in sight.
    Clocks,
    /// Every clock, and where it comes from.
    ClockList,
    /// What was changed in two places at once in an entry.
    Conflicts(RecordId),
    /// What an entry says, to be corrected.
    Edit(RecordId),
    /// The forms in which the timeline goes to others.
    Export,
    /// What was found while reading the incident.
    Findings,
    /// What this entry said before.
    History(RecordId),
    /// Which milestones this entry marks.
    Marks(RecordId),
    /// Who is harmed, since when, until when.
    Impact,
    /// Which phase it is in now.
    Phase,
    /// The beginning of a change to a schema, from this entry where it tells of one.
    ReviewChange(Option<RecordId>),
    /// Who leads and who holds which role, on one line.
    RoleStrip,
    /// Every role with its duties, and the ways in which it moves.
    Roles {
        /// Asked for by somebody who wants the lead.
        takes_lead: bool,
    },
    /// How severe it is now.
    Severity,
    /// The trash.
    Trash,
}

/// Which of them lies over the room now.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    which: RwSignal<Option<Which>>,
    commands: Commands,
    /// The line of the box whose command asks for it; empty where a key does.
    line: StoredValue<String>,
}

impl Asked {
    /// Provides it.
    pub(super) fn provide() -> Self {
        let (which, line) = (RwSignal::new(None), StoredValue::default());
        let this = Self { which, commands: Commands::expect(), line };
        provide_context(this);
        this
    }

    /// From any component of the room.
    pub(super) fn expect() -> Self {
        expect_context()
    }

    /// Lays one over the room. What is typed until it is there is for its field, if it has one.
    pub(super) fn ask(self, which: Which) {
        self.commands.hold();
        self.which.set(Some(which));
    }

    /// Keeps the line whose command is about to ask: a time may stand before it, a value behind it.
    pub(super) fn keep_line(self, line: String) {
        self.line.set_value(line);
    }

    /// What stands before the command in that line, and behind it.
    pub(super) fn noted(self) -> (String, String) {
        self.line.with_value(|line| {
            // The name of a zone may hold a slash as well, but does not begin with one.
            let (before, command) = match line.strip_prefix('/') {
                Some(command) => ("", command),
                None => line.split_once(" /").unwrap_or_default(),
            };
            let value = command.split_once(' ').map(|(_, value)| value.trim()).unwrap_or_default();
            (before.trim().to_owned(), value.to_owned())
        })
    }

    /// True when nobody has said of which time it is.
    pub(super) fn is_of_now(self) -> bool {
        self.line.with_value(|line| line.is_empty() || line.starts_with('/'))
    }

    /// Takes it away.
    pub(super) fn close(self) {
        self.line.set_value(String::new());
        self.which.set(None);
    }

    /// Draws it.
    pub(super) fn view(self) -> AnyView {
        let asked = memo(move || self.which.get());
        drawn(move || asked.get().map(|which| view! { <PanelOf which /> }).into_any())
    }
}

/// Draws one.
type Draw = fn(Which) -> AnyView;

fn draw(which: Which) -> AnyView {
    match which {
        Which::About => view! { <About /> }.into_any(),
        Which::Changes => view! { <Changes /> }.into_any(),
        Which::CitedBy(id) => view! { <CitedBy id /> }.into_any(),
        Which::Clocks => view! { <Clocks /> }.into_any(),
        Which::ClockList => view! { <ClockList /> }.into_any(),
        Which::Conflicts(id) => view! { <Conflicts id /> }.into_any(),
        Which::Edit(id) => view! { <EditEntry id /> }.into_any(),
        Which::Export => view! { <ExportOf /> }.into_any(),
        Which::Announcer => view! { <Announcer /> }.into_any(),
        Which::Bar(Bar::Filter) => view! { <FilterBar /> }.into_any(),
        Which::Bar(Bar::Find) => view! { <Find /> }.into_any(),
        Which::Bar(Bar::GoTo) => view! { <GoTo /> }.into_any(),
        Which::Findings => view! { <Findings /> }.into_any(),
        Which::History(id) => view! { <History id /> }.into_any(),
        Which::Marks(id) => view! { <Marks id /> }.into_any(),
        Which::Impact => view! { <Impact /> }.into_any(),
        Which::Phase => view! { <PhasePicker /> }.into_any(),
        Which::ReviewChange(entry) => view! { <ReviewChange entry /> }.into_any(),
        Which::RoleStrip => view! { <RoleStrip /> }.into_any(),
        Which::Roles { takes_lead } => view! { <RolesDialog takes_lead /> }.into_any(),
        Which::Severity => view! { <SeverityPicker /> }.into_any(),
        Which::Trash => view! { <Trash /> }.into_any(),
    }
}

/// One of these panels, loaded if it was not before.
#[component]
pub(super) fn PanelOf(
    /// Which.
    which: Which,
) -> impl IntoView {
    Part::new(load).view(move |draw| draw(which))
}
