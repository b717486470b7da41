//! The addresses of the page. A handful of forms, so an enum that reads and writes them rather than a router: that would
//! cost a tenth of the first view's bytes.

use crate::domain::id::ScopeId;

/// What the address bar says is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The list of incidents.
    Incidents,
    /// One incident's room.
    Room(ScopeId),
    /// What one incident taught.
    Postmortem(ScopeId),
    /// What was promised, over all incidents.
    FollowUps,
    /// The changes to schemas.
    Changes,
    /// One of them.
    Change(ScopeId),
    /// What is kept here, and files in and out.
    Data,
    /// Who is speaking, how the page looks, the team's lists.
    Settings,
    /// Every primitive, for those who build the page.
    Gallery,
    /// An address that is none of ours.
    Missing,
}

impl Page {
    /// The page at that path.
    pub fn at(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] | ["incidents"] => Self::Incidents,
            ["incidents", scope] => scope.parse().map_or(Self::Missing, Self::Room),
            ["incidents", scope, "postmortem"] => scope.parse().map_or(Self::Missing, Self::Postmortem),
            ["follow-ups"] => Self::FollowUps,
            ["changes"] => Self::Changes,
            ["changes", scope] => scope.parse().map_or(Self::Missing, Self::Change),
            ["data"] => Self::Data,
            ["settings"] => Self::Settings,
            ["gallery"] => Self::Gallery,
            _ => Self::Missing,
        }
    }

    /// Its path.
    pub fn path(self) -> String {
        match self {
            Self::Incidents | Self::Missing => "/".to_owned(),
            Self::Room(scope) => format!("/incidents/{scope}"),
            Self::Postmortem(scope) => format!("/incidents/{scope}/postmortem"),
            Self::FollowUps => "/follow-ups".to_owned(),
            Self::Changes => "/changes".to_owned(),
            Self::Change(scope) => format!("/changes/{scope}"),
            Self::Data => "/data".to_owned(),
            Self::Settings => "/settings".to_owned(),
            Self::Gallery => "/gallery".to_owned(),
        }
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn every_page_is_at_its_own_path() {
        let scope = ScopeId::from_bits(42);
        for page in [
            Page::Incidents,
            Page::Room(scope),
            Page::Postmortem(scope),
            Page::FollowUps,
            Page::Changes,
            Page::Change(scope),
            Page::Data,
            Page::Settings,
            Page::Gallery,
        ] {
            assert_eq!(Page::at(&page.path()), page);
        }
        assert_eq!(Page::at("/incidents/not-an-id"), Page::Missing);
        assert_eq!(Page::at("/changes/not-an-id"), Page::Missing);
    }
}
