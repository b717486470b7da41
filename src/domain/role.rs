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
                // Whom it is offered to instead.
                self.settle(entry);
                self.offers.push(Offered { role: role.to_owned(), to: holder.to_owned(), entry: entry.id });
            }
            RoleMove::Take | RoleMove::Accept => {
                let is_shared = SHARED.contains(&role);
                self.end(at, |held| held.role == role && (!is_shared || held.holder == holder));
                // The one who now holds it needs no further offer.
                self.offers.retain(|offer| offer.role != role || offer.to != holder);
                self.settle(entry);
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
                self.settle(entry);
            }
            RoleMove::Decline => self.settle(entry),
        }
    }

    /// An answered offer is settled, whoever answered.
    fn settle(&mut self, entry: &Entry) {
        self.offers.retain(|offer| !entry.said.answers.contains(&offer.entry));
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

    /// Everybody who holds the role now, in the order they took it.
    pub fn holders(&self, role: &str) -> impl DoubleEndedIterator<Item = &Held> {
        self.held.iter().filter(move |held| held.role == role && !held.is_over)
    }

    /// Who holds the role now; the last to take it when several hold it.
    pub fn holder(&self, role: &str) -> Option<&Held> {
        self.holders(role).next_back()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::Statement;
    use crate::domain::entry::testing;
    use crate::domain::fold::{Contest, Incident, Topic, fold};
    use crate::domain::id::WriterId;
    use crate::domain::time::Instant;

    /// `HOLDER MOVE ROLE`, at that minute.
    fn moved(id: u128, minute: i64, words: &str, answers: &[u128], replaces: &[u128]) -> Entry {
        let [holder, moved, role] = words.split(' ').collect::<Vec<_>>()[..] else { panic!("{words}") };
        let (writer, at) = (WriterId::from_bits(1), Instant::from_millis(minute * 60_000));
        let moved = RoleMove::named(moved).unwrap();
        let says = Says::Role { role: role.to_owned(), moved, holder: holder.to_owned() };
        let mut said = Statement::new(says, holder, "", at, writer);
        said.answers = answers.iter().map(|id| RecordId::from_bits(*id)).collect();
        said.replaces = replaces.iter().map(|id| RecordId::from_bits(*id)).collect();
        testing::entry(id, Some(at), said)
    }

    fn lead(incident: &Incident) -> Option<&str> {
        incident.roles.holder(LEAD).map(|held| held.holder.as_str())
    }

    fn offered(incident: &Incident) -> Vec<&str> {
        incident.roles.offers().iter().map(|offer| offer.to.as_str()).collect()
    }

    #[test]
    fn an_offer_changes_nothing_until_it_is_accepted() {
        let mut entries = vec![moved(1, 0, "dana take lead", &[], &[]), moved(2, 1, "sam offer lead", &[], &[])];
        let incident = fold(&entries);
        assert_eq!((lead(&incident), offered(&incident)), (Some("dana"), vec!["sam"]));
        entries.push(moved(3, 2, "sam accept lead", &[2], &[1]));
        let incident = fold(&entries);
        assert_eq!((lead(&incident), offered(&incident)), (Some("sam"), vec![]));
        assert_eq!(incident.contested, []);
    }

    #[test]
    fn an_acceptance_that_two_devices_wrote_is_no_contest() {
        let entries = [
            moved(1, 0, "dana take lead", &[], &[]),
            moved(2, 1, "sam offer lead", &[], &[]),
            moved(3, 2, "sam accept lead", &[2], &[1]),
            moved(4, 3, "sam accept lead", &[2], &[1]),
        ];
        let incident = fold(&entries);
        assert_eq!((lead(&incident), offered(&incident)), (Some("sam"), vec![]));
        assert_eq!(incident.contested, []);
        assert_eq!(incident.roles.holders(LEAD).count(), 1);
    }

    #[test]
    fn who_accepts_what_somebody_else_took_meanwhile_contests_it_until_a_person_says() {
        let mut entries = vec![
            moved(1, 0, "dana take lead", &[], &[]),
            moved(2, 1, "sam offer lead", &[], &[]),
            moved(3, 2, "ito take lead", &[], &[1]),
            moved(4, 3, "sam accept lead", &[2], &[1]),
        ];
        let topic = Topic::Role(LEAD.to_owned());
        let claims = [(3, "ito"), (4, "sam")].map(|(id, holder)| (RecordId::from_bits(id), holder.to_owned()));
        assert_eq!(fold(&entries).contested, [Contest { topic: topic.clone(), claims: claims.into() }]);
        assert_eq!(Incident::heads(&entries, &topic), [3, 4].map(RecordId::from_bits));
        entries.push(moved(5, 4, "ito take lead", &[], &[3, 4]));
        let incident = fold(&entries);
        assert_eq!((lead(&incident), &incident.contested[..]), (Some("ito"), &[][..]));
    }

    #[test]
    fn who_accepts_after_having_seen_that_somebody_else_took_it_takes_over() {
        let entries = [
            moved(1, 0, "dana take lead", &[], &[]),
            moved(2, 1, "sam offer lead", &[], &[]),
            moved(3, 2, "ito take lead", &[], &[1]),
            moved(4, 3, "sam accept lead", &[2], &[3]),
        ];
        let incident = fold(&entries);
        assert_eq!((lead(&incident), &incident.contested[..]), (Some("sam"), &[][..]));
    }

    #[test]
    fn who_declines_changes_nothing_but_the_offer() {
        let entries = [
            moved(1, 0, "dana take lead", &[], &[]),
            moved(2, 1, "sam offer lead", &[], &[]),
            moved(3, 2, "sam decline lead", &[2], &[]),
        ];
        let incident = fold(&entries);
        assert_eq!((lead(&incident), offered(&incident)), (Some("dana"), vec![]));
        assert_eq!(incident.contested, []);
        assert_eq!(Incident::heads(&entries, &Topic::Role(LEAD.to_owned())), [RecordId::from_bits(1)]);
    }

    #[test]
    fn an_offer_ends_when_the_role_is_offered_to_somebody_else_or_kept() {
        let mut entries = vec![
            moved(1, 0, "dana take lead", &[], &[]),
            moved(2, 1, "sam offer lead", &[], &[]),
            moved(3, 2, "ito offer lead", &[2], &[]),
        ];
        assert_eq!(offered(&fold(&entries)), ["ito"]);
        entries.push(moved(4, 3, "dana take lead", &[3], &[1]));
        assert_eq!(offered(&fold(&entries)), Vec::<&str>::new());
    }

    #[test]
    fn experts_are_several_and_each_gives_up_alone() {
        let entries = [
            moved(1, 0, "dana take expert", &[], &[]),
            moved(2, 1, "sam take expert", &[], &[]),
            moved(3, 2, "ito take expert", &[], &[]),
            moved(4, 3, "sam release expert", &[], &[]),
        ];
        let incident = fold(&entries);
        let holders: Vec<&str> = incident.roles.holders("expert").map(|held| held.holder.as_str()).collect();
        assert_eq!((holders, &incident.contested[..]), (vec!["dana", "ito"], &[][..]));
    }
}
