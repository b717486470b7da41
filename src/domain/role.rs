//! Who held which role from when to when.

use super::entry::{Entry, RoleMove, Says};
use super::id::RecordId;
use super::time::Precise;

/// The role that is never without a holder for long.
pub const LEAD: &str = "lead";

/// Roles that several people hold at once: taking one ends nobody's.
pub const SHARED: [&str; 1] = ["expert"];

/// One person's time in one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which role.
    pub role: String,
    /// Handle of the person.
    pub holder: String,
    /// Since when; none when the entry is untimed.
    pub from: Option<Precise>,
    /// Until when; none while it lasts.
    pub to: Option<Precise>,
    /// True once another took over or the role was released.
    pub is_over: bool,
    /// The entry that began it.
    pub entry: RecordId,
}

/// An offer nobody accepted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Which role.
    pub role: String,
    /// To whom, a handle.
    pub to: String,
    /// The entry that offers.
    pub entry: RecordId,
}

/// Every holding and every open offer, from live entries in timeline order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    held: Vec<Held>,
    offers: Vec<Offered>,
}

impl Roles {
    /// Reads role entries in timeline order; other entries are passed over.
    pub fn of<'a>(ordered: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut roles = Self::default();
        for entry in ordered {
            if let Says::Role { role, moved, holder } = &entry.said.says {
                roles.apply(entry, role, *moved, holder);
            }
        }
        roles
    }

    fn apply(&mut self, entry: &Entry, role: &str, moved: RoleMove, holder: &str) {
        let at = entry.precise();
        match moved {
            RoleMove::Offer => {
                self.offers.push(Offered { role: role.to_owned(), to: holder.to_owned(), entry: entry.id });
            }
            RoleMove::Take | RoleMove::Accept => {
                let is_shared = SHARED.contains(&role);
                self.end(at, |held| held.role == role && (!is_shared || held.holder == holder));
                // The one who now holds it needs no further offer, and an answered offer is settled whoever answered.
                self.offers.retain(|offer| {
                    !(offer.role == role && offer.to == holder || entry.said.answers.contains(&offer.entry))
                });
                self.held.push(Held {
                    role: role.to_owned(),
                    holder: holder.to_owned(),
                    from: at,
                    to: None,
                    is_over: false,
                    entry: entry.id,
                });
            }
            RoleMove::Release => {
                self.end(at, |held| held.role == role && held.holder == holder);
                self.offers.retain(|offer| !entry.said.answers.contains(&offer.entry));
            }
        }
    }

    fn end(&mut self, at: Option<Precise>, is_meant: impl Fn(&Held) -> bool) {
        for held in self.held.iter_mut().filter(|held| !held.is_over && is_meant(held)) {
            held.is_over = true;
            held.to = at;
        }
    }

    /// Every holding, in the order they began.
    pub fn history(&self) -> &[Held] {
        &self.held
    }

    /// Offers that wait for an answer.
    pub fn offers(&self) -> &[Offered] {
        &self.offers
    }

    /// Who holds the role now; the last to take it when several hold it.
    pub fn holder(&self, role: &str) -> Option<&Held> {
        self.held.iter().rev().find(|held| held.role == role && !held.is_over)
    }
}
