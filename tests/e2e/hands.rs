//! Hands on the keyboard of a room: what a person who logs an incident does key by key.

use std::cell::RefCell;

use crate::Fallible;
use crate::page::{Focus, Page, until};

/// How often Tab may be struck on the way to something.
const MOST_TABS: usize = 90;

/// Hands on the keyboard.
pub struct Hands {
    /// What they type into.
    pub page: Page,
}

impl Hands {
    /// Declares an incident from the list, and comes to its room.
    pub async fn declare(&self, title: &str) -> Fallible {
        let page = &self.page;
        page.strike("n").await?;
        page.is_on("field Declare an incident").await?;
        page.type_keys(title).await?;
        page.enter().await?;
        page.is_in_room(title).await
    }

    /// Leaves the box for the timeline and strikes a key there.
    pub async fn key(&self, key: &str) -> Fallible {
        let page = &self.page;
        page.strike("Escape").await?;
        page.is_on("list Timeline").await?;
        page.strike(key).await
    }

    /// Types a line into the box and logs it.
    pub async fn log(&self, line: &str) -> Fallible {
        self.page.is_on("box").await?;
        self.page.type_keys(line).await?;
        self.page
            .box_holds(line.split_once(' ').filter(|_| line.starts_with('/')).map_or(line, |(_, rest)| rest))
            .await?;
        self.page.enter().await?;
        self.page.box_holds("").await
    }

    /// Goes on with Tab, or back, until the focus is there; it is to be seen all the way.
    pub async fn tab_to(&self, on: &str, key: &str) -> Fallible {
        let mut passed = Vec::new();
        for _ in 0..MOST_TABS {
            let focus = self.in_sight().await?;
            if focus.on.starts_with(on) {
                return Ok(());
            }
            passed.push(focus.on);
            self.page.strike(key).await?;
        }
        Err(format!("{key} never came to {on}, but to {passed:?}").into())
    }

    /// Where the focus is, once it is to be seen there: what fades in takes a moment.
    pub async fn in_sight(&self) -> Fallible<Focus> {
        let last = RefCell::new(None);
        let found = until("the focus to be seen", async || {
            let focus = self.page.focus().await?;
            last.replace(Some(focus.clone()));
            Ok(Some(focus).filter(|focus| focus.trouble.is_none()))
        });
        found.await.map_err(|error| format!("{error}: {:?}", last.borrow()).into())
    }

    /// Chooses from a picker by its first letters.
    pub async fn pick(&self, key: &str, heading: &str, choice: &str) -> Fallible {
        self.key(key).await?;
        self.page.shows(heading).await?;
        self.page.is_on("button").await?;
        for _ in 0..10 {
            if self.page.focus().await?.on.starts_with(&format!("button {choice}")) {
                self.page.enter().await?;
                return self.page.is_on("box").await;
            }
            self.page.strike("ArrowDown").await?;
        }
        Err(format!("{choice} is not to be chosen").into())
    }

    /// Marks the chosen entry with the milestone of that digit.
    pub async fn mark(&self, digit: &str) -> Fallible {
        self.page.strike("m").await?;
        self.page.shows("Which milestones does it mark?").await?;
        self.page.is_on("button drift began").await?;
        self.page.strike(digit).await?;
        self.page.strike("Escape").await?;
        self.page.is_on("list Timeline").await
    }

    /// Says that harm began, by the impact dialog's fields in their order.
    pub async fn harm(&self, who: &str, share: &str, certainty: &str, when: &str) -> Fallible {
        self.key("c").await?;
        self.page.shows("Who is harmed, since when").await?;
        self.tab_to("field Who is harmed", "Tab").await?;
        for typed in [who, share, certainty] {
            self.page.type_keys(typed).await?;
            self.page.strike("Tab").await?;
        }
        self.page.type_keys(when).await?;
        self.page.enter().await?;
        self.page.is_on("box").await
    }

    /// Says that the harm that lasts has ended.
    pub async fn relief(&self, when: &str) -> Fallible {
        self.key("c").await?;
        self.page.shows("goes on").await?;
        self.tab_to("field When it ended", "Tab").await?;
        self.page.type_keys(when).await?;
        self.page.enter().await?;
        self.page.is_on("box").await
    }

    /// Corrects the time of the chosen entry.
    pub async fn correct_time(&self, time: &str) -> Fallible {
        self.page.strike("e").await?;
        self.tab_to("field When", "Shift+Tab").await?;
        self.page.strike("Ctrl+a").await?;
        self.page.type_keys(time).await?;
        self.page.enter().await?;
        self.page.is_on("list Timeline").await
    }
}
