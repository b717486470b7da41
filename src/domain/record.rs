//! The records of a scope beside its entries.

use serde::{Deserialize, Serialize};

use super::id::{DeviceId, ScopeId, WriterId};

/// The kinds of record this version knows, by their name in the log. Records of other kinds are kept as they are.
pub mod kind {
    /// One entry of the timeline: [`crate::domain::Entry`].
    pub const ENTRY: &str = "entry";
    /// What an incident is called: [`super::IncidentRecord`].
    pub const INCIDENT: &str = "incident";
    /// A person who speaks: [`super::PersonRecord`].
    pub const PERSON: &str = "person";
    /// A load of the page: [`super::WriterRecord`].
    pub const WRITER: &str = "writer";
    /// A device's clock was wrong: [`super::ClockCorrection`].
    pub const CLOCK: &str = "clock_correction";
    /// Another incident turned out to be this one: [`super::Inclusion`].
    pub const INCLUSION: &str = "inclusion";
    /// Bodies were taken out for good. The header names the revisions, the body says why: [`super::Purge`].
    pub const PURGE: &str = "purge";
}

/// What an incident is called. Everything else about it is said by its entries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IncidentRecord {
    /// Given once, never reassigned: 42 of `INC-42`.
    pub number: u64,
    /// The device that gave the number; its short form tells two incidents of one number apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// One line.
    #[serde(default)]
    pub title: String,
}

/// A person who speaks in the log. Its record id is made from the handle, so that two devices that write the same person
/// write one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// Short, unique within a team, without blanks: what entries name.
    pub handle: String,
    /// What people call them.
    pub name: String,
}

/// A load of the page, written with its first revision in a scope. Its record id is the writer id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriterRecord {
    /// The browser profile it ran in.
    pub device: DeviceId,
    /// What the device is called, where somebody named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The version that wrote.
    pub version: String,
}

/// A device's clock was found wrong. What its writers read off that clock is moved; what people named is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockCorrection {
    /// Whose readings are moved.
    pub writers: Vec<WriterId>,
    /// Milliseconds to add to them.
    pub add_millis: i64,
    /// How that was found out.
    #[serde(default)]
    pub why: String,
}

/// Another incident turned out to be this one: its scope is read with this one's, and both numbers keep resolving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// The other incident's scope.
    pub scope: ScopeId,
    /// How that was found out.
    #[serde(default)]
    pub why: String,
}

/// Why bodies were taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    /// In words, without repeating what was taken out.
    #[serde(default)]
    pub why: String,
}
