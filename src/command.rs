//! Everything a person can do, in one table: keys, `/words`, the palette, the list of keys and the README's are made of it.

/// Where a command is to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On every page.
    Anywhere,
    /// In the room of an incident.
    Room,
    /// On the chosen entry of a timeline.
    Entry,
    /// While something is typed into the box of a room.
    Box,
    /// In a postmortem.
    Postmortem,
    /// On the chosen finding or change, in a postmortem and among the follow-ups.
    Link,
    /// On the page of a change to a schema.
    Change,
}

impl Place {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 7] =
        [Self::Anywhere, Self::Room, Self::Entry, Self::Box, Self::Postmortem, Self::Link, Self::Change];

    /// Those that can be had in the room of an incident.
    pub const OF_ROOM: &[Self] = &[Self::Room, Self::Entry, Self::Box];

    /// Those that can be had in a postmortem.
    pub const OF_POSTMORTEM: &[Self] = &[Self::Postmortem, Self::Link];

    /// Those that can be had among the follow-ups of all incidents.
    pub const OF_FOLLOW_UPS: &[Self] = &[Self::Link];

    /// Those that can be had on the page of a change to a schema.
    pub const OF_CHANGE: &[Self] = &[Self::Change];

    /// The heading it stands under.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Anywhere => "Everywhere",
            Self::Room => "In an incident",
            Self::Entry => "On the chosen entry",
            Self::Box => "What the box logs",
            Self::Postmortem => "In a postmortem",
            Self::Link => "On the chosen finding or change",
            Self::Change => "On a change to a schema",
        }
    }
}

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Goes to where an incident is declared.
    Declare,
    /// Shows the list of incidents.
    Incidents,
    /// Searches everything.
    Search,
    /// Shows what is kept and what is promised about it.
    Data,
    /// Goes to where a file is chosen.
    Load,
    /// Goes to where everything is handed out as one file.
    Backup,
    /// Shows the settings.
    Settings,
    /// Goes to where one says who is speaking.
    Me,
    /// Shows every key.
    Help,
    /// Chooses among everything that can be done.
    Palette,
    /// Goes from light to dark to what the device says.
    Theme,
    /// Shows every primitive of the page.
    Gallery,
    /// Goes from the box to the timeline.
    Timeline,
    /// Chooses how severe the incident is now.
    Severity,
    /// Chooses the phase the incident is in now.
    Phase,
    /// Takes the lead.
    Lead,
    /// Shows who holds which role, and moves them.
    Roles,
    /// Says that harm began or ended, for whom and how sure that is.
    Impact,
    /// Searches the timeline.
    Find,
    /// Chooses which entries are shown.
    Filter,
    /// Goes to a time.
    GoTo,
    /// Goes to the next milestone.
    NextMilestone,
    /// Goes to the milestone before.
    MilestoneBefore,
    /// Changes what the incident is called and its zone.
    About,
    /// Shows times in the next of the zones at hand.
    Zone,
    /// Hands the incident out as a file.
    Download,
    /// Shows the forms in which the timeline goes to others.
    Export,
    /// Shows the trash.
    Trash,
    /// Goes to the first entry.
    First,
    /// Goes to the last entry.
    Last,
    /// Takes the last deletion back.
    Undo,
    /// Corrects the chosen entry.
    Edit,
    /// Shows what the chosen entry said before.
    History,
    /// Says which milestones the chosen entry marks.
    Milestones,
    /// Stars the chosen entry for the report, or takes the star away.
    Star,
    /// Puts the chosen entry into the trash.
    Delete,
    /// Shows the postmortem of the incident.
    Postmortem,
    /// Shows which findings name the chosen entry, and what followed from them.
    CitedBy,
    /// Shows the changes that were promised, over all incidents.
    FollowUps,
    /// Shows the changes to schemas.
    Changes,
    /// Goes to where the review of a change to a schema begins.
    ReviewChange,
    /// Goes from the postmortem to the timeline.
    Room,
    /// Shows this part of the postmortem.
    Pane(Pane),
    /// Quotes an entry of the timeline.
    Quote,
    /// Writes a finding down.
    NewFinding,
    /// Writes a follow-up change down.
    NewChange,
    /// Shows what is missing.
    Missing,
    /// Chooses another template.
    Template,
    /// Shows the forms in which the postmortem, or the review of a change, goes to others.
    HandOut,
    /// Answers for the postmortem from now on.
    Own,
    /// Says that the postmortem was reviewed.
    SignOff,
    /// Freezes the postmortem as it is.
    Freeze,
    /// Shows the evidence of the chosen finding or change.
    Evidence,
    /// Promises the chosen change.
    Commit,
    /// Says how it is known that the chosen change is made and works.
    Prove,
    /// Decides against the chosen change.
    Decline,
    /// Lets the box log this kind of entry.
    Kind(&'static str),
}

impl Act {
    /// True for what may be said of another time than now, as in `16:05 /severity`.
    pub const fn is_of_a_time(self) -> bool {
        matches!(self, Self::Severity | Self::Phase | Self::Lead | Self::Roles | Self::Impact)
    }

    /// True for what chooses one value, which may stand behind it, as in `/severity sev1`.
    const fn takes_value(self) -> bool {
        matches!(self, Self::Severity | Self::Phase)
    }
}

/// A part of a postmortem that is shown by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pane {
    /// The sections, beside the timeline.
    #[default]
    Document,
    /// Findings, and the changes that follow from them.
    Chain,
    /// Questions that a team asks itself.
    Questions,
    /// How long what took.
    Numbers,
    /// Who reviews it, until when, and how it is closed.
    Review,
}

impl Pane {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Document, Self::Chain, Self::Questions, Self::Numbers, Self::Review];

    /// What the page calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Chain => "Findings and changes",
            Self::Questions => "Questions",
            Self::Numbers => "Numbers",
            Self::Review => "Review",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// What it does.
    pub act: Act,
    /// What the palette and the list of keys call it.
    pub title: &'static str,
    /// What is typed into the box after a slash.
    pub word: &'static str,
    /// Its key, as `KeyboardEvent.key` says it; with `Mod+` the Control or Command key is held. Empty for none. Plain keys act
    /// outside of text fields only.
    pub key: &'static str,
    /// Where it is to be had.
    pub place: Place,
}

const fn command(act: Act, title: &'static str, word: &'static str, key: &'static str, place: Place) -> Command {
    Command { act, title, word, key, place }
}

/// Every command.
pub const COMMANDS: &[Command] = &[
    command(Act::Declare, "Declare an incident", "declare", "n", Place::Anywhere),
    command(Act::Incidents, "All incidents", "incidents", "i", Place::Anywhere),
    command(Act::Search, "Search everything", "search", "/", Place::Anywhere),
    command(Act::Palette, "Choose what to do", "do", "Mod+k", Place::Anywhere),
    command(Act::Help, "Every key", "help", "?", Place::Anywhere),
    command(Act::Data, "Data: what is kept, backup, load a file", "data", "d", Place::Anywhere),
    command(Act::Load, "Load a file", "load", "", Place::Anywhere),
    command(Act::Backup, "Everything as one file", "backup", "", Place::Anywhere),
    command(Act::Settings, "Settings: who I am, theme, zone, lists", "settings", ",", Place::Anywhere),
    command(Act::FollowUps, "Follow-up changes over all incidents", "follow-ups", "F", Place::Anywhere),
    command(Act::Changes, "Changes to schemas: can they be rolled back", "changes", "C", Place::Anywhere),
    command(Act::ReviewChange, "Review a schema change", "review-schema", "", Place::Anywhere),
    command(Act::Me, "Who is speaking", "me", "", Place::Anywhere),
    command(Act::Theme, "Light, dark, or as the device says", "theme", "", Place::Anywhere),
    command(Act::Gallery, "Gallery of the page's parts", "gallery", "", Place::Anywhere),
    command(Act::Timeline, "From the box to the timeline", "timeline", "Escape", Place::Room),
    command(Act::Severity, "How severe it is now", "severity", "s", Place::Room),
    command(Act::Phase, "Which phase it is in now", "phase", "p", Place::Room),
    command(Act::Lead, "Take the lead", "lead", "l", Place::Room),
    command(Act::Roles, "Roles: who holds which, hand one over", "roles", "r", Place::Room),
    command(Act::Impact, "Impact: who is harmed, since when, until when", "impact", "c", Place::Room),
    command(Act::Find, "Find in the timeline", "find", "f", Place::Room),
    command(Act::Filter, "Show only some entries", "filter", "v", Place::Room),
    command(Act::GoTo, "Go to a time", "goto", "g", Place::Room),
    command(Act::NextMilestone, "Next milestone", "next", "j", Place::Room),
    command(Act::MilestoneBefore, "Milestone before", "previous", "k", Place::Room),
    command(Act::First, "First entry", "first", "Home", Place::Room),
    command(Act::Last, "Last entry", "last", "End", Place::Room),
    command(Act::Undo, "Take the last deletion back", "undo", "u", Place::Room),
    command(Act::Trash, "Trash", "trash", "t", Place::Room),
    command(Act::About, "About: title, zone, type, services, tags", "about", "a", Place::Room),
    command(Act::Zone, "Show times in another zone", "zone", "z", Place::Room),
    command(Act::Postmortem, "The postmortem: what it taught and what is changed", "postmortem", "y", Place::Room),
    command(Act::Export, "The timeline for others: markdown, CSV, JSON, HTML", "export", "o", Place::Room),
    command(Act::Download, "Download the incident as a file", "download", "w", Place::Room),
    command(Act::Edit, "Correct text, time, kind, author, evidence", "edit", "e", Place::Entry),
    command(Act::History, "What it said before", "history", "h", Place::Entry),
    command(
        Act::Milestones,
        "Mark a milestone: drift began, detected, declared, acknowledged",
        "mark",
        "m",
        Place::Entry,
    ),
    command(Act::Star, "Star it for the report", "star", "b", Place::Entry),
    command(Act::CitedBy, "Findings that name it, and what followed", "cited", "q", Place::Entry),
    command(Act::Delete, "Put it into the trash", "delete", "x", Place::Entry),
    command(Act::Kind("note"), "a note", "note", "", Place::Box),
    command(Act::Kind("observation"), "an observation", "observation", "", Place::Box),
    command(Act::Kind("alert"), "an alert", "alert", "", Place::Box),
    command(Act::Kind("decision"), "a decision", "decision", "", Place::Box),
    command(Act::Kind("action"), "an action", "action", "", Place::Box),
    command(Act::Kind("change"), "a change", "change", "", Place::Box),
    command(Act::Pane(Pane::Document), "The document", "document", "1", Place::Postmortem),
    command(Act::Pane(Pane::Chain), "Findings and changes", "findings", "2", Place::Postmortem),
    command(Act::Pane(Pane::Questions), "Questions to ask ourselves", "questions", "3", Place::Postmortem),
    command(Act::Pane(Pane::Numbers), "How long what took", "numbers", "4", Place::Postmortem),
    command(Act::Pane(Pane::Review), "Review: owner, deadline, sign-offs, closing", "review", "5", Place::Postmortem),
    command(Act::Room, "Back to the timeline", "room", "r", Place::Postmortem),
    command(Act::Quote, "Quote an entry of the timeline", "quote", "q", Place::Postmortem),
    command(Act::NewFinding, "Write a finding down", "finding", "f", Place::Postmortem),
    command(Act::NewChange, "Write a follow-up change down", "follow-up", "c", Place::Postmortem),
    command(Act::Missing, "What is missing", "missing", "m", Place::Postmortem),
    command(Act::Template, "Another template", "template", "t", Place::Postmortem),
    command(Act::HandOut, "The postmortem for others", "hand-out", "o", Place::Postmortem),
    command(Act::Own, "I answer for this document", "own", "l", Place::Postmortem),
    command(Act::SignOff, "Sign off what is there now", "sign-off", "s", Place::Postmortem),
    command(Act::Freeze, "Freeze it: later edits are amendments", "freeze", "z", Place::Postmortem),
    command(Act::Evidence, "Its evidence in the timeline", "evidence", "e", Place::Link),
    command(Act::Commit, "Promise it: owner and date", "commit", "b", Place::Link),
    command(Act::Prove, "Done: say how that is known", "prove", "p", Place::Link),
    command(Act::Decline, "Not doing it: who says so, and why", "decline", "x", Place::Link),
    command(Act::HandOut, "The review for others", "review-out", "o", Place::Change),
];

/// The command of a pressed key among those that `is_offered`. `is_mod` says whether Control or Command is held.
pub fn by_key(key: &str, is_mod: bool, is_offered: impl Fn(&Command) -> bool) -> Option<&'static Command> {
    COMMANDS.iter().filter(|command| is_offered(command)).find(|command| match command.key.strip_prefix("Mod+") {
        Some(letter) => is_mod && letter.eq_ignore_ascii_case(key),
        None => !is_mod && !command.key.is_empty() && command.key == key,
    })
}

/// The command of a `/word`.
pub fn by_word(word: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.word == word)
}

/// A key as the page shows it.
pub fn key_text(key: &str) -> String {
    match key {
        "Escape" => "Esc".to_owned(),
        key => match key.strip_prefix("Mod+") {
            Some(letter) => format!("Ctrl+{}", letter.to_ascii_uppercase()),
            None => key.to_owned(),
        },
    }
}

/// The commands that every word of `query` fits, best first: those whose title or word begins with it, then the others.
pub fn matching(query: &str) -> Vec<&'static Command> {
    let query = query.trim().to_ascii_lowercase();
    let fits = |command: &&Command| {
        let text = format!("{} {}", command.title.to_ascii_lowercase(), command.word);
        query.split_whitespace().all(|word| text.contains(word))
    };
    let begins = |command: &&Command| {
        !query.is_empty()
            && (command.title.to_ascii_lowercase().starts_with(&query) || command.word.starts_with(&query))
    };
    let (mut first, rest): (Vec<_>, Vec<_>) = COMMANDS.iter().filter(fits).partition(begins);
    first.extend(rest);
    first
}

/// The commands whose words begin so: what a `/` and these letters in the box may become. What is near comes first, and
/// what leaves the page last, since Enter takes the first.
pub fn beginning(word: &str) -> Vec<&'static Command> {
    let mut found: Vec<&Command> = COMMANDS.iter().filter(|command| command.word.starts_with(word)).collect();
    let distance = |command: &&Command| match command.place {
        Place::Box => 0,
        Place::Entry | Place::Link => 1,
        Place::Room | Place::Postmortem | Place::Change => 2,
        Place::Anywhere => 3,
    };
    found.sort_by_key(distance);
    found
}

/// The commands that these words of a line may become. Behind a time only those that may be of one; with a value behind it
/// only the one that takes it.
pub fn of_line(words: &str, is_timed: bool) -> Vec<&'static Command> {
    let Some(words) = words.strip_prefix('/') else { return Vec::new() };
    let (word, value) =
        words.split_once(char::is_whitespace).map_or((words, None), |(word, value)| (word, Some(value)));
    let mut found = beginning(word);
    found.retain(|command| {
        let is_whole = value.is_none_or(|value| {
            let is_one_word = !value.is_empty() && !value.contains(char::is_whitespace);
            is_one_word && command.word == word && command.act.takes_value()
        });
        is_whole && (!is_timed || command.act.is_of_a_time())
    });
    found
}

/// The table as the README shows it.
pub fn as_markdown() -> String {
    let mut text = String::new();
    for place in Place::ALL {
        text.push_str(&format!("| {} | key | word |\n| --- | --- | --- |\n", place.title()));
        for command in COMMANDS.iter().filter(|command| command.place == place) {
            let key = if command.key.is_empty() { String::new() } else { format!("`{}`", key_text(command.key)) };
            text.push_str(&format!("| {} | {key} | `/{}` |\n", command.title, command.word));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_key_and_no_word_stands_for_two_things() {
        let words: BTreeSet<&str> = COMMANDS.iter().map(|command| command.word).collect();
        assert_eq!(words.len(), COMMANDS.len());
        for places in [Place::OF_ROOM, Place::OF_POSTMORTEM, Place::OF_FOLLOW_UPS, Place::OF_CHANGE] {
            let keys: Vec<&str> = COMMANDS
                .iter()
                .filter(|command| is_at(places, command))
                .map(|command| command.key)
                .filter(|key| !key.is_empty())
                .collect();
            assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{keys:?}");
        }
    }

    fn is_at(places: &[Place], command: &Command) -> bool {
        command.place == Place::Anywhere || places.contains(&command.place)
    }

    #[test]
    fn every_command_is_found_by_its_key_and_its_word() {
        for command in COMMANDS {
            assert_eq!(by_word(command.word), Some(command));
            let here = |other: &Command| other.place == Place::Anywhere || other.place == command.place;
            if let Some(letter) = command.key.strip_prefix("Mod+") {
                assert_eq!(by_key(letter, true, here), Some(command));
            } else if !command.key.is_empty() {
                assert_eq!(by_key(command.key, false, here), Some(command));
            }
        }
    }

    #[test]
    fn the_palette_finds_by_any_word_and_prefers_beginnings() {
        assert_eq!(matching("load").first().map(|command| command.act), Some(Act::Load));
        assert_eq!(matching("kept").first().map(|command| command.act), Some(Act::Data));
        assert_eq!(matching("down").first().map(|command| command.act), Some(Act::Download));
        assert_eq!(matching("").len(), COMMANDS.len());
    }

    #[test]
    fn behind_a_time_stands_only_what_may_be_of_one() {
        let words = |line: &str, is_timed| of_line(line, is_timed).iter().map(|it| it.word).collect::<Vec<_>>();
        assert_eq!(words("/sev", true), ["severity"]);
        assert_eq!(words("/severity", true), ["severity"]);
        assert_eq!(words("/severity sev1", true), ["severity"]);
        assert_eq!(words("/severity sev1", false), ["severity"]);
        assert_eq!(words("/phase mitigated", true), ["phase"]);
        assert_eq!(words("/lead", true), ["lead"]);
        assert_eq!(words("/d", true), [""; 0], "no other time than now is meant by them");
        assert!(words("/d", false).contains(&"download"));
        for text in ["/severity ", "/severity very high", "/sev sev1", "/lead minrk", "/download it", "severity", ""] {
            assert_eq!(words(text, false), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_readme_lists_exactly_these() {
        let readme = include_str!("../README.md");
        let (_, rest) = readme.split_once("<!-- keys -->\n").expect("the README says where the keys stand");
        let (listed, _) = rest.split_once("<!-- /keys -->").expect("the README says where the keys end");
        assert_eq!(listed.trim(), as_markdown().trim(), "paste this into the README:\n{}", as_markdown());
    }
}
