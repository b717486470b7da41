//! Who does what. Roles are taken, offered, accepted, declined and given up, each time by an entry that names what it
//! answers and what it replaces.

use leptos::prelude::GetUntracked as _;

use super::open_incident::{OpenIncident, SaidAt, Saying};
use crate::domain::entry::{RoleMove, Says};
use crate::domain::id::RecordId;
use crate::domain::role::{LEAD, Offered, SHARED};

impl OpenIncident {
    /// Takes the lead at once where nobody has it or where it is offered to the person at the keyboard; none where
    /// somebody would lose it, or two have it.
    pub fn claim_lead(self) -> Option<RecordId> {
        let me = self.me()?;
        let is_mine = |offer: &&Offered| offer.role == LEAD && offer.to == me;
        let offer = self.with_untracked(|reading| reading.incident.roles.offers().iter().find(is_mine).cloned());
        if let Some(offer) = offer {
            return self.accept_role(&offer, SaidAt::Now);
        }
        let is_free = self.with_untracked(|reading| {
            reading.incident.roles.holder(LEAD).is_none() && reading.incident.contest_of(LEAD).is_none()
        });
        if is_free { self.take_role(LEAD, SaidAt::Now) } else { None }
    }

    /// Takes a role for the person at the keyboard; none when they hold it already. What was offered of it to others is
    /// settled by that.
    pub fn take_role(self, role: &str, at: SaidAt) -> Option<RecordId> {
        let me = self.me()?;
        let is_held = self.with_untracked(|reading| {
            let incident = &reading.incident;
            incident.contest_of(role).is_none() && incident.roles.holders(role).any(|held| held.holder == me)
        });
        if is_held {
            return None;
        }
        let answers = self.open_offers(role, &me);
        self.move_role(role, RoleMove::Take, &me, None, answers, at)
    }

    /// Says that somebody took a role, with what there is to be told of it, as it is written down by another; `record` is the
    /// one under which that was typed, if it was.
    pub fn tell_role(
        self,
        role: &str,
        holder: &str,
        text: String,
        record: Option<RecordId>,
        at: SaidAt,
    ) -> Option<RecordId> {
        let says = Says::Role { role: role.to_owned(), moved: RoleMove::Take, holder: holder.to_owned() };
        self.say_typed(record, Saying { text, at, answers: self.open_offers(role, holder), ..Saying::now(says) })
    }

    /// Says which of those who contest a role holds it; an empty handle for nobody.
    pub fn settle_role(self, role: &str, holder: &str, at: SaidAt) -> Option<RecordId> {
        if !holder.is_empty() {
            return self.move_role(role, RoleMove::Take, holder, None, Vec::new(), at);
        }
        // Whoever holds it as far as the timeline goes gives it up; where nobody does, that is said all the same.
        let held = self.with_untracked(|reading| reading.incident.roles.holder(role).map(|held| held.holder.clone()));
        let holder = held.or_else(|| self.me())?;
        self.move_role(role, RoleMove::Release, &holder, None, Vec::new(), at)
    }

    /// Offers a role to somebody, with what they are told about the incident; `record` is the one under which that was typed,
    /// if it was. An earlier offer of the role ends with this one.
    pub fn offer_role(
        self,
        role: &str,
        to: &str,
        brief: String,
        record: Option<RecordId>,
        at: SaidAt,
    ) -> Option<RecordId> {
        let says = Says::Role { role: role.to_owned(), moved: RoleMove::Offer, holder: to.to_owned() };
        self.say_typed(record, Saying { text: brief, at, answers: self.open_offers(role, to), ..Saying::now(says) })
    }

    /// Says yes to an offer, as the one to whom it was made, whoever sits at the keyboard; none when it was settled meanwhile.
    pub fn accept_role(self, offer: &Offered, at: SaidAt) -> Option<RecordId> {
        self.answer(offer, RoleMove::Accept, at)
    }

    /// Says no to an offer.
    pub fn decline_role(self, offer: &Offered) -> Option<RecordId> {
        self.answer(offer, RoleMove::Decline, SaidAt::Now)
    }

    /// Gives a role up.
    pub fn release_role(self, role: &str, holder: &str, at: SaidAt) -> Option<RecordId> {
        self.move_role(role, RoleMove::Release, holder, None, Vec::new(), at)
    }

    fn answer(self, offer: &Offered, moved: RoleMove, at: SaidAt) -> Option<RecordId> {
        let is_open =
            self.with_untracked(|reading| reading.incident.roles.offers().iter().any(|open| open.entry == offer.entry));
        let by = Some(offer.to.clone());
        is_open.then(|| self.move_role(&offer.role, moved, &offer.to, by, vec![offer.entry], at)).flatten()
    }

    /// The offers that end when a role goes to somebody: all of it, of one that several hold only theirs.
    fn open_offers(self, role: &str, to: &str) -> Vec<RecordId> {
        let is_shared = SHARED.contains(&role);
        self.with_untracked(|reading| {
            let offers = reading.incident.roles.offers().iter();
            let ended = offers.filter(|offer| offer.role == role && (!is_shared || offer.to == to));
            ended.map(|offer| offer.entry).collect()
        })
    }

    fn move_role(
        self,
        role: &str,
        moved: RoleMove,
        holder: &str,
        by: Option<String>,
        answers: Vec<RecordId>,
        at: SaidAt,
    ) -> Option<RecordId> {
        let says = Says::Role { role: role.to_owned(), moved, holder: holder.to_owned() };
        self.say_new(Saying { by, answers, at, ..Saying::now(says) })
    }

    /// Says it under the record under which it was typed, or under a new one.
    fn say_typed(self, record: Option<RecordId>, saying: Saying) -> Option<RecordId> {
        match record {
            Some(record) => self.say(record, saying).then_some(record),
            None => self.say_new(saying),
        }
    }

    fn me(self) -> Option<String> {
        self.workbench().me().get_untracked().map(|me| me.handle)
    }
}
