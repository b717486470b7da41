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
}

impl Place {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Anywhere, Self::Room, Self::Entry, Self::Box];

    /// The heading it stands under.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Anywhere => "Everywhere",
            Self::Room => "In an incident",
            Self::Entry => "On the chosen entry",
            Self::Box => "What the box logs",
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
    /// Lets the box log this kind of entry.
    Kind(&'static str),
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
    command(Act::Delete, "Put it into the trash", "delete", "x", Place::Entry),
    command(Act::Kind("note"), "a note", "note", "", Place::Box),
    command(Act::Kind("observation"), "an observation", "observation", "", Place::Box),
    command(Act::Kind("alert"), "an alert", "alert", "", Place::Box),
    command(Act::Kind("decision"), "a decision", "decision", "", Place::Box),
    command(Act::Kind("action"), "an action", "action", "", Place::Box),
    command(Act::Kind("change"), "a change", "change", "", Place::Box),
];

/// The command of a pressed key. `is_mod` says whether Control or Command is held.
pub fn by_key(key: &str, is_mod: bool) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| match command.key.strip_prefix("Mod+") {
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
        Place::Entry => 1,
        Place::Room => 2,
        Place::Anywhere => 3,
    };
    found.sort_by_key(distance);
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
        let keys: Vec<&str> = COMMANDS.iter().map(|command| command.key).filter(|key| !key.is_empty()).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    }

    #[test]
    fn every_command_is_found_by_its_key_and_its_word() {
        for command in COMMANDS {
            assert_eq!(by_word(command.word), Some(command));
            if let Some(letter) = command.key.strip_prefix("Mod+") {
                assert_eq!(by_key(letter, true), Some(command));
            } else if !command.key.is_empty() {
                assert_eq!(by_key(command.key, false), Some(command));
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
    fn the_readme_lists_exactly_these() {
        let readme = include_str!("../README.md");
        let (_, rest) = readme.split_once("<!-- keys -->\n").expect("the README says where the keys stand");
        let (listed, _) = rest.split_once("<!-- /keys -->").expect("the README says where the keys end");
        assert_eq!(listed.trim(), as_markdown().trim(), "paste this into the README:\n{}", as_markdown());
    }
}
