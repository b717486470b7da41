//! The review: how far a document is, what it takes to go on, until when, and what reviewers look for.
//!
//! Everybody may move a document, in either direction. Two moves wait for something: *reviewed* for those who were asked to
//! review, and *closed* for that review, and for a change of the system or a reason why there is none. What was changed since
//! they signed off waits for another look, or for a reason why it needs none. Nobody has to freeze it; that it follows the
//! entries still is told.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

use super::record::{FollowUp, Held, Postmortem, PostmortemRecord, SignOff, TermRecord};
use super::taxonomy::{STATUSES, Word, title_of};
use crate::domain::fold::Incident;
use crate::domain::id::Hash;
use crate::domain::milestone::{Milestone, Reached};
use crate::domain::time::{Instant, Precise, Precision};
use crate::domain::zone::{Local, Zone};

/// How far a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// Being written.
    #[default]
    Draft,
    /// Being read by those who are asked to.
    InReview,
    /// Those who were asked have signed off.
    Reviewed,
    /// Something has changed, or it is said why nothing has.
    Closed,
}

impl Status {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Draft, Self::InReview, Self::Reviewed, Self::Closed];

    /// Its name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Reviewed => "reviewed",
            Self::Closed => "closed",
        }
    }

    /// What the page calls it.
    pub fn title(self) -> &'static str {
        title_of(STATUSES, self.as_str())
    }

    /// That of a document; a draft where nobody said, or in the words of a newer version.
    pub fn of(about: &PostmortemRecord) -> Self {
        let said = about.status.as_deref().unwrap_or_default();
        Self::ALL.into_iter().find(|status| status.as_str() == said).unwrap_or_default()
    }
}

/// Why a document cannot go on yet. Finishes "Could not …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotYet {
    /// Nobody was asked to review it, and nobody did.
    #[error("call it reviewed: nobody has signed off what is there now")]
    NobodySigned,
    /// Somebody who was asked has not answered, or not about what is there now.
    #[error("call it reviewed: what is there now waits for the sign-off of {}", .0.join(", "))]
    Waits(Vec<String>),
    /// It is to be closed and was not reviewed.
    #[error("close it: it is not reviewed yet")]
    NotReviewed,
    /// Nothing is changed because of it.
    #[error("close it: no change is promised or done, and no reason is written why not")]
    NothingChanged,
    /// These agreed with what was there before, and not with what is there now.
    #[error("close it: it was changed since {} signed off, and no reason is written why they need not look again", .0.join(", "))]
    ChangedSince(Vec<String>),
}

/// Whether a document may move there. `present` names what it says now: the hash that sign-offs carry.
pub fn may_move(says: &Postmortem, to: Status, present: Hash) -> Result<(), NotYet> {
    match to {
        Status::Draft | Status::InReview => Ok(()),
        Status::Reviewed => may_be_reviewed(says, present),
        Status::Closed => may_close(says, present),
    }
}

fn may_be_reviewed(says: &Postmortem, present: Hash) -> Result<(), NotYet> {
    let reviews = reviews(says, present);
    if says.about.reviewers.is_empty() {
        let is_signed = reviews.iter().any(Review::counts);
        return if is_signed { Ok(()) } else { Err(NotYet::NobodySigned) };
    }
    let waits: Vec<String> =
        reviews.into_iter().filter(|review| review.is_asked && !review.counts()).map(|review| review.by).collect();
    if waits.is_empty() { Ok(()) } else { Err(NotYet::Waits(waits)) }
}

/// Whether a document may be closed: it is reviewed as it is now, and it changed something.
fn may_close(says: &Postmortem, present: Hash) -> Result<(), NotYet> {
    if Status::of(&says.about) < Status::Reviewed {
        return Err(NotYet::NotReviewed);
    }
    has_changed(says)?;
    let behind = behind(says, present);
    if behind.is_empty() || is_said(&says.about.closed_despite) { Ok(()) } else { Err(NotYet::ChangedSince(behind)) }
}

/// Whose sign-offs it was reviewed by and which are about what was there before. Where nobody was asked, one that counts is
/// enough.
fn behind(says: &Postmortem, present: Hash) -> Vec<String> {
    let reviews = reviews(says, present);
    let is_asked = !says.about.reviewers.is_empty();
    if !is_asked && reviews.iter().any(Review::counts) {
        return Vec::new();
    }
    let is_behind = |review: &Review| review.worth() == Some(Worth::Changed) && review.is_asked == is_asked;
    reviews.into_iter().filter(is_behind).map(|review| review.by).collect()
}

fn is_said(reason: &Option<String>) -> bool {
    reason.as_deref().is_some_and(|why| !why.trim().is_empty())
}

/// Whether a change is promised or done, or it is written why there is none.
fn has_changed(says: &Postmortem) -> Result<(), NotYet> {
    let is_promised = |held: &Held<FollowUp>| matches!(held.says.state.as_deref(), Some("committed" | "done"));
    let may = is_said(&says.about.closed_without) || says.follow_ups.iter().any(is_promised);
    if may { Ok(()) } else { Err(NotYet::NothingChanged) }
}

/// What a document lacks for the status that it has: somebody took a change back, or two devices were united.
pub fn breach(says: &Postmortem) -> Option<NotYet> {
    // A sign-off is about what was there: a change after it is an amendment and no breach.
    if Status::of(&says.about) == Status::Closed { has_changed(says).err() } else { None }
}

/// A move that was refused, as an answer to whoever asked for it: gone once its reason is, and once something else was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    to: Status,
    was: Status,
    freezes: usize,
}

impl Refused {
    /// That a document may not move there; none where it may.
    pub fn of(says: &Postmortem, to: Status, present: Hash) -> Option<Self> {
        may_move(says, to, present).err()?;
        Some(Self { to, was: Status::of(&says.about), freezes: says.freezes.len() })
    }

    /// Why it still may not; none where that need not be told any more.
    pub fn still(&self, says: &Postmortem, present: Hash) -> Option<NotYet> {
        let is_as_asked = self.was == Status::of(&says.about) && self.freezes == says.freezes.len();
        if is_as_asked { may_move(says, self.to, present).err() } else { None }
    }
}

/// True for a step that was taken on the way to where the document is: who reviewed it has said so, whatever was changed since.
pub fn was_taken(says: &Postmortem, step: Status) -> bool {
    let has_agreed = |by: Option<&str>| {
        says.sign_offs.iter().any(|held| by.is_none_or(|by| held.says.by == by) && agrees(&held.says))
    };
    let is_done = match step {
        Status::Draft => true,
        Status::InReview => !says.sign_offs.is_empty(),
        Status::Reviewed if says.about.reviewers.is_empty() => has_agreed(None),
        Status::Reviewed => says.about.reviewers.iter().all(|by| has_agreed(Some(by))),
        Status::Closed => false,
    };
    step < Status::of(&says.about) && is_done
}

/// True for a document whose review is over and that was not frozen: what it says follows the entries still.
pub fn is_still_live(says: &Postmortem) -> bool {
    Status::of(&says.about) >= Status::Reviewed && says.frozen().is_none()
}

/// Where somebody's review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Handle of whoever was asked, or signed off unasked.
    pub by: String,
    /// True for those who were asked.
    pub is_asked: bool,
    /// Their last sign-off; none while they have not.
    pub signed: Option<SignOff>,
    /// True when what they signed off is what is there now.
    pub is_current: bool,
    /// True when they agree, rather than have only read it.
    pub agrees: bool,
}

impl Review {
    /// True when *reviewed* need not wait for them.
    pub fn counts(&self) -> bool {
        self.is_current && self.agrees
    }

    /// What their last sign-off is worth; none while they have not.
    pub fn worth(&self) -> Option<Worth> {
        self.signed.as_ref()?;
        Some(match (self.agrees, self.is_current) {
            (false, _) => Worth::Read,
            (true, false) => Worth::Changed,
            (true, true) => Worth::Agreed,
        })
    }
}

/// What a sign-off is worth now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Worth {
    /// They agree with what is there.
    Agreed,
    /// They have read it, and do not say that they agree.
    Read,
    /// They agreed, and something was changed since.
    Changed,
    /// They have signed off again, and that one counts.
    Replaced,
}

impl Worth {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Agreed, Self::Read, Self::Changed, Self::Replaced];

    /// It in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Read => "read, not agreed",
            Self::Changed => "changed since they signed off",
            Self::Replaced => "replaced by a later one",
        }
    }
}

/// What each sign-off is worth, in the order of the document.
pub fn worths(says: &Postmortem, present: Hash) -> Vec<Worth> {
    let reviews = reviews(says, present);
    let worth = |(place, held): (usize, &Held<SignOff>)| {
        let by = &held.says.by;
        let is_replaced = says.sign_offs[place + 1..].iter().any(|later| later.says.by == *by);
        let last = reviews.iter().find(|review| review.by == *by).and_then(Review::worth);
        if is_replaced { Worth::Replaced } else { last.unwrap_or(Worth::Read) }
    };
    says.sign_offs.iter().enumerate().map(worth).collect()
}

/// The checks without which a sign-off needs words of its own.
pub const NEEDED: [&str; 3] = ["blameless", "evidence", "changed"];

/// True for a sign-off that agrees: what matters most was looked for and found, or somebody says in their own words how it is.
/// Any other one tells that the document was read.
pub fn agrees(signed: &SignOff) -> bool {
    let is_found = |name: &str| signed.checks.iter().any(|found| found == name);
    NEEDED.into_iter().all(is_found) || !signed.text.trim().is_empty()
}

/// The reviews of a document: of those who were asked, in that order, then of others by when they signed first.
pub fn reviews(says: &Postmortem, present: Hash) -> Vec<Review> {
    let review = |by: &str, is_asked: bool| {
        let signed = says.sign_offs.iter().rev().map(|held| &held.says).find(|signed| signed.by == by).cloned();
        let is_current = signed.as_ref().is_some_and(|signed| signed.of == Some(present));
        let agrees = signed.as_ref().is_some_and(agrees);
        Review { by: by.to_owned(), is_asked, signed, is_current, agrees }
    };
    let mut reviews: Vec<Review> = Vec::new();
    let signed = says.sign_offs.iter().map(|held| (held.says.by.as_str(), false));
    for (by, is_asked) in says.about.reviewers.iter().map(|by| (by.as_str(), true)).chain(signed) {
        if !reviews.iter().any(|other| other.by == by) {
            reviews.push(review(by, is_asked));
        }
    }
    reviews
}

/// What reviewers look for, in groups: what was found in order goes into the sign-off by name.
pub const CHECKS: [(&str, &[Word]); 4] = [
    (
        "What happened",
        &[
            check("detail", "Enough detail", "Somebody who was not there can follow what happened."),
            check("impact", "Impact complete", "It says who was harmed, how much, and for how long."),
            check("data", "Data kept", "What will be asked for later is kept: times, graphs, logs, messages."),
        ],
    ),
    (
        "Why it could happen",
        &[
            check("conditions", "Conditions", "It goes on from what went wrong to what made that possible."),
            check("depth", "Deep enough", "The search did not end at the trigger, or at a person."),
            check("evidence", "Shown by entries", "Each finding rests on entries that show it."),
            check("blameless", "Blameless", "People acted sensibly with what they knew, and the text lets them."),
        ],
    ),
    (
        "What is changed",
        &[
            check("apart", "Apart from each other", "What happened and what is to be changed stand apart."),
            check("sense", "They make sense", "Each change answers a finding."),
            check("scope", "Well scoped", "Each is small enough to be finished, and it can be seen when it is."),
            check("priority", "Weight", "Owners and dates fit what is at stake."),
            check("reach", "Reach", "It is said which limit the damage and which prevent the cause."),
            check("changed", "The system changes", "At least one change is promised, or it is said why none is."),
        ],
    ),
    (
        "How it is told",
        &[
            check("clear", "Clear", "It is plainly written, and its words are explained."),
            check("outside", "For customers", "What they are told would satisfy us in their place."),
            check("shared", "Shared", "Those whom it concerns have it, or it is said when they will."),
        ],
    ),
];

const fn check(name: &'static str, title: &'static str, means: &'static str) -> Word {
    Word { name, title, means }
}

/// Every check, in order.
pub fn checks() -> impl Iterator<Item = &'static Word> {
    CHECKS.iter().flat_map(|(_, checks)| checks.iter())
}

/// How much a sign-off found in order: `14 of 16`. What a newer version looks for is not counted.
pub fn found_in_words(found: &[String]) -> String {
    let is_found = |check: &&Word| found.iter().any(|found| found == check.name);
    format!("{} of {}", checks().filter(is_found).count(), checks().count())
}

/// How long a team gives itself for one severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Days from the end of the incident until the review.
    pub review_days: u32,
    /// True where only Monday to Friday count for the review.
    pub is_business_days: bool,
    /// Days from the end of the incident until the changes are made.
    pub change_days: u32,
}

impl Terms {
    /// Those that come with Stillpoint, after PagerDuty's: for the worst severity sooner.
    pub const fn own(is_worst: bool) -> Self {
        if is_worst {
            Self { review_days: 3, is_business_days: false, change_days: 15 }
        } else {
            Self { review_days: 5, is_business_days: true, change_days: 30 }
        }
    }

    /// Those for a severity: what the team has agreed on, and for the rest what comes with Stillpoint. `worst_first` are the
    /// team's severities.
    pub fn of(severity: Option<&str>, terms: &[Held<TermRecord>], worst_first: &[String]) -> Self {
        let own = Self::own(severity.is_some() && severity == worst_first.first().map(String::as_str));
        let agreed = terms.iter().map(|held| &held.says).find(|term| Some(term.severity.as_str()) == severity);
        let Some(agreed) = agreed else { return own };
        Self {
            review_days: agreed.review_days.unwrap_or(own.review_days),
            is_business_days: agreed.review_days.map_or(own.is_business_days, |_| agreed.is_business_days),
            change_days: agreed.change_days.unwrap_or(own.change_days),
        }
    }

    /// The review's term in words.
    pub fn review_in_words(&self) -> String {
        let what = match (self.is_business_days, self.review_days) {
            (true, 1) => "working day",
            (true, _) => "working days",
            (false, 1) => "day",
            (false, _) => "days",
        };
        format!("{} {what}", self.review_days)
    }
}

/// The worst severity that an incident had; of those that `worst_first` does not name the first.
pub fn worst_severity<'a>(incident: &'a Incident, worst_first: &[String]) -> Option<&'a str> {
    let rank = |name: &str| worst_first.iter().position(|other| other == name).unwrap_or(worst_first.len());
    incident.severities.iter().map(|since| since.value.as_str()).min_by_key(|name| rank(name))
}

/// The end of an incident, from which terms are counted: resolved, or closed without; and the entry that says so.
pub fn end(incident: &Incident) -> Option<Reached> {
    let get = |milestone| incident.milestones.get(milestone);
    get(Milestone::Resolved).or_else(|| get(Milestone::Closed))
}

/// Until when what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// The review: a day.
    pub review: Precise,
    /// True where a person has named that day, rather than the team's terms.
    pub is_named: bool,
    /// The changes: a day; none while the incident has no end.
    pub changes: Option<Precise>,
}

impl Deadlines {
    /// True for a moment on a day after the one until which the review is due.
    pub fn is_too_late(&self, at: Instant, zone: &impl Zone) -> bool {
        today(at, zone) > date_of(self.review, zone)
    }
}

/// The deadlines of a document; none while the incident has no end and nobody has named a day. Days are those of `zone`.
///
/// `entered` is when its first entry was written: one of years ago that somebody writes down today is due from today.
pub fn deadlines(
    says: &Postmortem,
    incident: &Incident,
    entered: Option<Instant>,
    terms: Terms,
    zone: &impl Zone,
) -> Option<Deadlines> {
    let entered = entered.map(|entered| today(entered, zone)).unwrap_or_default();
    let ended = end(incident).map(|end| date_of(end.at, zone).max(entered));
    let changes = ended.map(|date| day(later(date, terms.change_days, false)));
    let by_terms = ended.map(|date| day(later(date, terms.review_days, terms.is_business_days)));
    let named = says.about.review_by;
    Some(Deadlines { review: named.or(by_terms)?, is_named: named.is_some(), changes })
}

/// The day of a time. A day that was named as such is no moment and stays what it is in every zone.
fn date_of(at: Precise, zone: &impl Zone) -> NaiveDate {
    match at.precision {
        Precision::Day => at.at.split().0,
        _ => today(at.at, zone),
    }
}

fn today(now: Instant, zone: &impl Zone) -> NaiveDate {
    let local = Local::at(now, zone);
    NaiveDate::from_ymd_opt(local.year, local.month, local.day).unwrap_or_default()
}

fn day(date: NaiveDate) -> Precise {
    Precise { at: Instant::joined(date, 0), precision: Precision::Day }
}

/// So many days after that one; business days end on none of the weekend.
fn later(from: NaiveDate, days: u32, is_business_days: bool) -> NaiveDate {
    // More than ten years is a slip of the hand.
    const MOST: u32 = 3_660;
    let days = days.min(MOST);
    if !is_business_days {
        return from.checked_add_days(Days::new(days.into())).unwrap_or(from);
    }
    let mut date = from;
    for _ in 0..days {
        loop {
            let Some(next) = date.succ_opt() else { return date };
            date = next;
            if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
                break;
            }
        }
    }
    date
}

/// The days from today until that day; negative once it is over.
pub fn days_until(due: Precise, now: Instant, zone: &impl Zone) -> i64 {
    date_of(due, zone).signed_duration_since(today(now, zone)).num_days()
}

/// How far away a day is: `in 3 days`, `today`, `overdue by 2 days`.
pub fn days_in_words(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2.. => format!("in {days} days"),
        -1 => "overdue by 1 day".to_owned(),
        _ => format!("overdue by {} days", days.unsigned_abs()),
    }
}

/// Why what stands in a field for a day is none. Finishes "Could not …: ".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoDay {
    /// Nothing stands there.
    #[error("say until when")]
    Unsaid,
    /// A browser's field gives years that no record can hold.
    #[error("this day cannot be read, choose one before the year 10000")]
    Unreadable,
}

/// The day that stands in a field.
pub fn day_typed(text: &str) -> Result<Precise, NoDay> {
    match text.trim() {
        "" => Err(NoDay::Unsaid),
        text => text.parse().map_err(|_| NoDay::Unreadable),
    }
}

/// Years ahead beyond which a promise is more likely a slip of the hand.
const FAR_YEARS: u32 = 5;

/// What is odd about a day until which something is promised: it is over, or very far away. A hint, as a sentence.
pub fn odd_day_in_words(due: Precise, now: Instant, zone: &impl Zone) -> Option<String> {
    let (day, today) = (date_of(due, zone), today(now, zone));
    let whole_years = |from: NaiveDate, to: NaiveDate| {
        to.year() - from.year() - i32::from((to.month(), to.day()) < (from.month(), from.day()))
    };
    match days_until(due, now, zone) {
        -1 => Some("That was yesterday.".to_owned()),
        days @ ..0 => Some(match whole_years(day, today) {
            0 => format!("That was {} days ago.", days.unsigned_abs()),
            1 => "That was a year ago.".to_owned(),
            years => format!("That was {years} years ago."),
        }),
        _ if today.checked_add_months(Months::new(FAR_YEARS * 12)).is_some_and(|far| far < day) => {
            Some(format!("That is in {} years.", whole_years(today, day)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Freeze;
    use super::*;
    use crate::domain::entry::testing::entry;
    use crate::domain::entry::{Phase, Says, Statement};
    use crate::domain::fold;
    use crate::domain::id::{RecordId, WriterId};
    use crate::domain::time::{Hlc, Occurred};
    use crate::domain::zone::Utc;

    const NOW: Hash = Hash::from_bytes([1; 32]);
    const BEFORE: Hash = Hash::from_bytes([2; 32]);

    fn held<T>(id: u128, says: T) -> Held<T> {
        Held { id: RecordId::from_bits(id), created: Hlc(id as i64, 0), says }
    }

    fn signed(id: u128, by: &str, of: Hash) -> Held<SignOff> {
        let checks = NEEDED.map(str::to_owned).into();
        held(id, SignOff { by: by.into(), at: Instant::EPOCH, checks, text: String::new(), of: Some(of) })
    }

    fn asked(reviewers: &[&str], sign_offs: Vec<Held<SignOff>>) -> Postmortem {
        let reviewers = reviewers.iter().map(|by| (*by).to_owned()).collect();
        Postmortem { about: PostmortemRecord { reviewers, ..Default::default() }, sign_offs, ..Default::default() }
    }

    fn refusal(says: &Postmortem, to: Status) -> String {
        may_move(says, to, NOW).map_or_else(|why| why.to_string(), |()| "may".to_owned())
    }

    #[test]
    fn reviewed_waits_for_everybody_who_was_asked_and_for_what_is_there_now() {
        let waits = |by: &str| format!("call it reviewed: what is there now waits for the sign-off of {by}");
        let to = Status::Reviewed;
        let nobody = "call it reviewed: nobody has signed off what is there now";
        assert_eq!(refusal(&asked(&[], vec![]), to), nobody);
        assert_eq!(refusal(&asked(&[], vec![signed(1, "sam", BEFORE)]), to), nobody);
        assert_eq!(refusal(&asked(&[], vec![signed(1, "sam", NOW)]), to), "may");
        let (both, one) = (["sam", "kim"], signed(1, "sam", NOW));
        assert_eq!(refusal(&asked(&both, vec![]), to), waits("sam, kim"));
        assert_eq!(refusal(&asked(&both, vec![one.clone(), signed(2, "lee", NOW)]), to), waits("kim"));
        assert_eq!(refusal(&asked(&both, vec![one.clone(), signed(2, "kim", BEFORE)]), to), waits("kim"));
        assert_eq!(refusal(&asked(&both, vec![one.clone(), signed(2, "kim", NOW)]), to), "may");
        // The last one counts.
        assert_eq!(refusal(&asked(&["sam"], vec![one, signed(2, "sam", BEFORE)]), to), waits("sam"));
    }

    #[test]
    fn what_was_only_read_is_not_agreed() {
        let with = |checks: &[&str], text: &str| {
            let mut signed = signed(1, "sam", NOW);
            signed.says.checks = checks.iter().map(|name| (*name).to_owned()).collect();
            signed.says.text = text.to_owned();
            signed
        };
        let nobody = "call it reviewed: nobody has signed off what is there now";
        for (signed, expected) in [
            (with(&[], ""), nobody),
            (with(&["detail", "blameless", "changed"], " "), nobody),
            (with(&NEEDED, ""), "may"),
            (with(&[], "I was there; it was so."), "may"),
        ] {
            let agrees = expected == "may";
            assert_eq!(refusal(&asked(&[], vec![signed.clone()]), Status::Reviewed), expected, "{signed:?}");
            let says = asked(&["sam"], vec![signed]);
            assert_eq!(may_move(&says, Status::Reviewed, NOW).is_ok(), agrees);
            let review = &reviews(&says, NOW)[0];
            assert_eq!((review.is_current, review.agrees, review.counts()), (true, agrees, agrees));
        }
        assert!(NEEDED.iter().all(|name| checks().any(|check| check.name == *name)));
    }

    #[test]
    fn a_sign_off_is_worth_what_was_agreed_until_something_changes_or_a_later_one_comes() {
        let only_read = |id, by: &str| {
            let mut signed = signed(id, by, NOW);
            signed.says.checks.clear();
            signed
        };
        let says = asked(
            &["kim"],
            vec![signed(1, "dana", NOW), only_read(2, "dana"), signed(3, "sam", BEFORE), signed(4, "lee", NOW)],
        );
        assert_eq!(worths(&says, NOW), [Worth::Replaced, Worth::Read, Worth::Changed, Worth::Agreed]);
        let told: Vec<String> = says.sign_offs.iter().map(|held| found_in_words(&held.says.checks)).collect();
        assert_eq!(told, ["3 of 16", "0 of 16", "3 of 16", "3 of 16"]);
        let [kim, dana, ..] = &reviews(&says, NOW)[..] else { panic!("two at least") };
        assert_eq!((kim.worth(), dana.worth()), (None, Some(Worth::Read)));
    }

    #[test]
    fn a_refusal_goes_with_its_reason_and_with_whatever_is_done_instead() {
        let mut says = asked(&[], vec![]);
        says.about.status = Some("in_review".to_owned());
        let refused = Refused::of(&says, Status::Reviewed, NOW).expect("nobody has signed off");
        assert_eq!(refused.still(&says, NOW), Some(NotYet::NobodySigned));
        says.about.reviewers = vec!["sam".to_owned()];
        let waits = Some(NotYet::Waits(vec!["sam".to_owned()]));
        assert_eq!(refused.still(&says, NOW), waits, "the reason is the one that there is now");
        says.sign_offs = vec![signed(1, "sam", NOW)];
        assert_eq!(refused.still(&says, NOW), None);
        assert_eq!(Refused::of(&says, Status::Reviewed, NOW), None);

        let refused = Refused::of(&says, Status::Closed, NOW).expect("it is not reviewed");
        let freeze = Freeze { by: "sam".into(), at: Instant::EPOCH, scopes: Vec::new(), set_hash: NOW };
        let frozen = Postmortem { freezes: vec![held(2, freeze)], ..says.clone() };
        assert_eq!(refused.still(&frozen, NOW), None);
        says.about.status = Some("draft".to_owned());
        assert_eq!(refused.still(&says, NOW), None);
    }

    #[test]
    fn only_steps_that_were_taken_are_told_so() {
        let taken = |says: &Postmortem| Status::ALL.map(|step| was_taken(says, step));
        let mut says = asked(&["sam", "kim"], vec![]);
        says.about.status = Some("closed".to_owned());
        assert_eq!(taken(&says), [true, false, false, false], "closed without a review, by an older version");
        says.sign_offs = vec![signed(1, "sam", BEFORE)];
        assert_eq!(taken(&says), [true, true, false, false]);
        says.sign_offs.push(signed(2, "kim", BEFORE));
        assert_eq!(taken(&says), [true, true, true, false]);
        says.about.status = Some("in_review".to_owned());
        assert_eq!(taken(&says), [true, false, false, false], "and it went back");
        says.about.status = Some("closed".to_owned());
        says.about.reviewers.clear();
        assert!(was_taken(&says, Status::Reviewed), "anybody’s counts where nobody was asked");
    }

    #[test]
    fn a_way_back_is_always_open() {
        for to in [Status::Draft, Status::InReview] {
            assert_eq!(refusal(&asked(&["sam"], vec![]), to), "may");
        }
    }

    fn reviewed() -> Postmortem {
        let about = PostmortemRecord { status: Some("reviewed".to_owned()), ..Default::default() };
        Postmortem { about, ..Default::default() }
    }

    #[test]
    fn closed_takes_a_promised_change_or_a_reason() {
        let with = |state: &str| {
            let change = FollowUp { state: Some(state.to_owned()), ..Default::default() };
            Postmortem { follow_ups: vec![held(1, change)], ..reviewed() }
        };
        let refused = "close it: no change is promised or done, and no reason is written why not";
        assert_eq!(refusal(&reviewed(), Status::Closed), refused);
        for (state, expected) in [("proposed", refused), ("declined", refused), ("committed", "may"), ("done", "may")] {
            assert_eq!(refusal(&with(state), Status::Closed), expected, "{state}");
        }
        let mut says = reviewed();
        says.about.closed_without = Some(" ".to_owned());
        assert_eq!(refusal(&says, Status::Closed), refused);
        says.about.closed_without = Some("A drill: nothing is to be changed.".to_owned());
        assert_eq!(refusal(&says, Status::Closed), "may");
    }

    #[test]
    fn closed_takes_a_review_first() {
        let mut says = reviewed();
        says.about.closed_without = Some("A drill: nothing is to be changed.".to_owned());
        for status in [None, Some("draft"), Some("in_review"), Some("archived")] {
            says.about.status = status.map(str::to_owned);
            assert_eq!(refusal(&says, Status::Closed), "close it: it is not reviewed yet", "{status:?}");
        }
        for status in ["reviewed", "closed"] {
            says.about.status = Some(status.to_owned());
            assert_eq!(refusal(&says, Status::Closed), "may", "{status}");
        }
    }

    #[test]
    fn closed_takes_another_look_at_what_was_changed_since_or_a_reason() {
        let change = FollowUp { state: Some("committed".to_owned()), ..Default::default() };
        let with = |reviewers: &[&str], sign_offs| {
            let mut says = asked(reviewers, sign_offs);
            says.about.status = Some("reviewed".to_owned());
            says.follow_ups = vec![held(9, change.clone())];
            says
        };
        let since = |by: &str| {
            format!(
                "close it: it was changed since {by} signed off, and no reason is written why they need not look again"
            )
        };
        let both = [signed(1, "sam", BEFORE), signed(2, "kim", BEFORE)];
        let mut says = with(&["sam", "kim"], both.to_vec());
        assert_eq!(refusal(&says, Status::Closed), since("sam, kim"));
        says.sign_offs.push(signed(3, "kim", NOW));
        assert_eq!(refusal(&says, Status::Closed), since("sam"));
        says.about.closed_despite = Some(" ".to_owned());
        assert_eq!(refusal(&says, Status::Closed), since("sam"));
        says.about.closed_despite = Some("A word was corrected.".to_owned());
        assert_eq!(refusal(&says, Status::Closed), "may");
        says.about.closed_despite = None;
        says.sign_offs.push(signed(4, "sam", NOW));
        assert_eq!(refusal(&says, Status::Closed), "may");
        assert_eq!(refusal(&with(&[], both.to_vec()), Status::Closed), since("sam, kim"));
        let one_looked = vec![both[0].clone(), signed(3, "kim", NOW)];
        assert_eq!(refusal(&with(&[], one_looked), Status::Closed), "may", "one is enough where nobody was asked");
        let lee = vec![signed(1, "sam", NOW), signed(2, "lee", BEFORE)];
        assert_eq!(refusal(&with(&["sam"], lee), Status::Closed), "may", "lee was not asked");
    }

    #[test]
    fn what_was_not_frozen_is_told_once_the_review_is_over() {
        let mut says = reviewed();
        for (status, is_told) in [("draft", false), ("in_review", false), ("reviewed", true), ("closed", true)] {
            says.about.status = Some(status.to_owned());
            assert_eq!(is_still_live(&says), is_told, "{status}");
        }
        let freeze = Freeze { by: "sam".into(), at: Instant::EPOCH, scopes: Vec::new(), set_hash: NOW };
        says.freezes = vec![held(1, freeze)];
        assert!(!is_still_live(&says));
    }

    #[test]
    fn a_document_that_was_closed_and_lost_its_change_says_so() {
        let mut says = Postmortem::default();
        assert_eq!(breach(&says), None, "a draft lacks nothing");
        says.about.status = Some("closed".to_owned());
        assert_eq!(breach(&says), Some(NotYet::NothingChanged));
        says.about.closed_without = Some("Nothing is to be changed.".to_owned());
        assert_eq!(breach(&says), None);
    }

    #[test]
    fn the_reviews_of_those_who_were_asked_come_first_and_say_whether_they_are_about_what_is_there() {
        let says = asked(&["kim"], vec![signed(1, "sam", BEFORE), signed(2, "kim", NOW), signed(3, "sam", NOW)]);
        let told: Vec<(String, bool, bool)> =
            reviews(&says, NOW).into_iter().map(|review| (review.by, review.is_asked, review.is_current)).collect();
        assert_eq!(told, [("kim".to_owned(), true, true), ("sam".to_owned(), false, true)]);
        assert!(reviews(&says, BEFORE).iter().all(|review| !review.is_current && review.signed.is_some()));
    }

    #[test]
    fn every_status_is_known_by_its_name_and_one_from_the_future_is_a_draft() {
        for status in Status::ALL {
            let about = PostmortemRecord { status: Some(status.as_str().to_owned()), ..Default::default() };
            assert_eq!(Status::of(&about), status);
            assert!(STATUSES.iter().any(|word| word.name == status.as_str()));
        }
        let about = PostmortemRecord { status: Some("archived".to_owned()), ..Default::default() };
        assert_eq!(Status::of(&about), Status::Draft);
    }

    #[test]
    fn no_check_stands_twice() {
        let mut names: Vec<&str> = checks().map(|check| check.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), checks().count());
        let mut titles: Vec<String> = checks().map(|check| check.title.to_ascii_lowercase()).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), checks().count(), "a check is read back by its title");
    }

    #[test]
    fn a_day_that_is_over_or_very_far_away_is_told_so() {
        let now = "2026-11-20T14:00:00Z".parse().unwrap();
        let told = |day: &str| odd_day_in_words(day_typed(day).unwrap(), now, &Utc);
        for (day, expected) in [
            ("2026-11-20", None),
            ("2026-12-05", None),
            ("2031-11-20", None),
            ("2031-11-21", Some("That is in 5 years.")),
            ("9999-12-31", Some("That is in 7973 years.")),
            ("2026-11-19", Some("That was yesterday.")),
            ("2026-01-01", Some("That was 323 days ago.")),
            ("2025-11-20", Some("That was a year ago.")),
            ("2020-03-01", Some("That was 6 years ago.")),
        ] {
            assert_eq!(told(day).as_deref(), expected, "{day}");
        }
    }

    #[test]
    fn a_day_that_no_record_can_hold_is_refused_with_its_own_sentence() {
        assert_eq!(day_typed(" "), Err(NoDay::Unsaid));
        for day in ["275760-09-13", "soon"] {
            assert_eq!(day_typed(day), Err(NoDay::Unreadable), "{day}");
        }
    }

    fn ended(at: &str) -> Incident {
        let at: Precise = at.parse().unwrap();
        let says = Says::Phase { phase: Phase::Resolved };
        let mut said = Statement::new(says, "dana", "", at.at, WriterId::from_bits(1));
        said.occurred = Some(Occurred::said(at));
        fold(&[entry(1, Some(at.at), said)])
    }

    fn due(at: &str, terms: Terms, zone: &impl Zone) -> (String, String) {
        let deadlines = deadlines(&Postmortem::default(), &ended(at), None, terms, zone).unwrap();
        (deadlines.review.to_string(), deadlines.changes.unwrap().to_string())
    }

    #[test]
    fn terms_are_counted_from_the_end_of_the_incident_and_pass_over_the_weekend_where_they_say_so() {
        // A Friday.
        let at = "2026-11-20T14:07Z";
        assert_eq!(due(at, Terms::own(true), &Utc), ("2026-11-23".to_owned(), "2026-12-05".to_owned()));
        assert_eq!(due(at, Terms::own(false), &Utc), ("2026-11-27".to_owned(), "2026-12-20".to_owned()));
        // A Saturday: the first business day is Monday.
        let one = Terms { review_days: 1, is_business_days: true, change_days: 0 };
        assert_eq!(due("2026-11-21T14:07Z", one, &Utc).0, "2026-11-23");
        assert_eq!(due(at, Terms { review_days: 0, ..one }, &Utc), ("2026-11-20".to_owned(), "2026-11-20".to_owned()));
    }

    /// Three hours east of Greenwich.
    struct East;

    impl Zone for East {
        fn offset_seconds(&self, _: Instant) -> i32 {
            3 * 3600
        }
    }

    #[test]
    fn days_are_those_of_the_zone_and_a_day_that_was_named_is_the_same_everywhere() {
        assert_eq!(due("2026-11-20T22:30Z", Terms::own(true), &East).0, "2026-11-24");
        assert_eq!(due("2026-11-20", Terms::own(true), &East).0, "2026-11-23");
        let by: Precise = "2026-11-23".parse().unwrap();
        let at = |text: &str| text.parse::<Instant>().unwrap();
        assert_eq!(days_until(by, at("2026-11-22T20:00:00Z"), &Utc), 1);
        assert_eq!(days_until(by, at("2026-11-22T22:00:00Z"), &East), 0);
        assert_eq!(days_until(by, at("2026-11-23T22:00:00Z"), &East), -1);
    }

    #[test]
    fn a_meeting_is_too_late_from_the_day_after_the_review_is_due() {
        let due = Deadlines { review: "2026-11-23".parse().unwrap(), is_named: false, changes: None };
        let at = |text: &str| text.parse::<Instant>().unwrap();
        assert!(!due.is_too_late(at("2026-11-23T23:59:00Z"), &Utc));
        assert!(due.is_too_late(at("2026-11-24T00:00:00Z"), &Utc));
        assert!(due.is_too_late(at("2026-11-23T22:00:00Z"), &East), "there it is the next day");
    }

    #[test]
    fn an_incident_of_years_ago_is_due_from_when_it_was_entered() {
        let due_if_entered = |entered: &str| {
            let (says, incident) = (Postmortem::default(), ended("2018-02-20T19:00Z"));
            deadlines(&says, &incident, entered.parse().ok(), Terms::own(true), &Utc).unwrap().review.to_string()
        };
        assert_eq!(due_if_entered("2026-11-20T14:30:00Z"), "2026-11-23");
        // While it went on, the end counts.
        assert_eq!(due_if_entered("2018-02-20T14:30:00Z"), "2018-02-23");
    }

    #[test]
    fn without_an_end_only_a_day_that_somebody_named_is_a_deadline() {
        let mut says = Postmortem::default();
        let incident = Incident::default();
        assert_eq!(deadlines(&says, &incident, None, Terms::own(true), &Utc), None);
        let by = "2026-11-23".parse().unwrap();
        says.about.review_by = Some(by);
        let named = Deadlines { review: by, is_named: true, changes: None };
        assert_eq!(deadlines(&says, &incident, None, Terms::own(true), &Utc), Some(named));
    }

    #[test]
    fn a_team_says_its_own_terms_for_each_severity() {
        let term = |severity: &str, review_days, change_days| {
            held(1, TermRecord { severity: severity.into(), review_days, is_business_days: false, change_days })
        };
        let worst_first = ["sev1".to_owned(), "sev2".to_owned()];
        let of = |severity, terms: &[Held<TermRecord>]| Terms::of(severity, terms, &worst_first);
        assert_eq!(of(Some("sev1"), &[]), Terms::own(true));
        assert_eq!(of(Some("sev2"), &[]), Terms::own(false));
        assert_eq!(of(None, &[]), Terms::own(false));
        let agreed = [term("sev2", Some(7), None)];
        assert_eq!(of(Some("sev2"), &agreed), Terms { review_days: 7, is_business_days: false, change_days: 30 });
        assert_eq!(of(Some("sev1"), &agreed), Terms::own(true));
        let changes_only = [term("sev2", None, Some(10))];
        assert_eq!(of(Some("sev2"), &changes_only), Terms { change_days: 10, ..Terms::own(false) });
        assert_eq!(Terms::own(false).review_in_words(), "5 working days");
    }

    #[test]
    fn the_worst_severity_it_had_counts() {
        let said = |name: &str| fold::Since { value: name.to_owned(), from: None, entry: RecordId::from_bits(1) };
        let incident = Incident { severities: ["sev3", "sev1", "sev2"].map(said).into(), ..Incident::default() };
        assert_eq!(worst_severity(&incident, &["sev1".to_owned(), "sev2".to_owned()]), Some("sev1"));
        assert_eq!(worst_severity(&incident, &[]), Some("sev3"), "the first, where nobody ranks them");
        assert_eq!(worst_severity(&Incident::default(), &[]), None);
    }

    #[test]
    fn how_far_away_a_day_is_is_said_in_words() {
        let told = [3, 1, 0, -1, -9].map(days_in_words);
        assert_eq!(told, ["in 3 days", "tomorrow", "today", "overdue by 1 day", "overdue by 9 days"]);
    }
}
