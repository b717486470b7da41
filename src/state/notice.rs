//! The one place that turns errors into words for people.

use crate::store::StoreError;
use crate::text::rollback::turns::Failure;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Quiet,
    /// Something waits for somebody.
    Waiting,
    /// Something may be lost if nobody acts.
    Alarm,
}

impl Tone {
    /// The suffix of its class.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Waiting => "waiting",
            Self::Alarm => "alarm",
        }
    }
}

/// Something the person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub tone: Tone,
    /// What happened, what is safe, what to do.
    pub text: String,
}

impl Notice {
    /// A notice.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }

    /// That something is not saved, and why, where there is room for one line.
    pub fn not_saved(error: &StoreError) -> String {
        let error = error.to_string();
        match error.strip_prefix("save: ") {
            Some(why) => format!("Not saved: {why}"),
            None => format!("Not saved: could not {error}"),
        }
    }

    /// Why a script has no review.
    pub fn not_reviewed(failure: Failure) -> Self {
        Self::new(Tone::Waiting, format!("Could not {failure}. The script is as you wrote it."))
    }

    /// What could not be done, and what that means.
    pub fn of(error: &StoreError) -> Self {
        let advice = match error {
            StoreError::Full => {
                "What you wrote stays on this page and is tried again. Free space on this device, or download the incident."
            }
            StoreError::Blocked { .. } => {
                "What you write stays on this page only and is gone when it closes. Allow this site to store data and reload, or download the incident before you leave."
            }
            StoreError::Newer => "What was saved is safe. Reload this page to go on with the newer version.",
            StoreError::Closed | StoreError::Aborted { .. } => {
                "What you wrote stays on this page and is tried again. If this persists, download the incident."
            }
            StoreError::Vanished => {
                "What was saved before is gone from this browser; what this page shows is all there is. Download the incident now, then reload."
            }
            StoreError::Exists => "Nothing was overwritten.",
            StoreError::Unreadable { .. } => "Nothing was changed; everything else loads.",
        };
        Self::new(Tone::Alarm, format!("Could not {error}. {advice}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_it_is_not_saved_is_said_once() {
        assert_eq!(Notice::not_saved(&StoreError::Full), "Not saved: this browser's storage is full");
        let closed = Notice::not_saved(&StoreError::Closed);
        assert_eq!(closed, "Not saved: could not reach the database: its connection was closed");
    }
}
