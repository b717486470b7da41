//! Light or dark.

use serde::{Deserialize, Serialize};

/// What the page looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the device says.
    #[default]
    Device,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Device, Self::Light, Self::Dark];

    /// Its value of the document's `data-theme`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// In words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Device => "As the device says",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The one after it, in turn.
    pub const fn next(self) -> Self {
        match self {
            Self::Device => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Device,
        }
    }
}
