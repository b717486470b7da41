//! Whom harm meets, in words: beside a clock, in a list, on a row.

use super::entry::{Entry, Says};

/// `30 % of checkouts (estimated)`: what share of whom, and how sure that is. Empty where the entry says none of it, or
/// speaks of no harm.
pub fn in_words(entry: &Entry) -> String {
    let Says::Impact { who, share, certainty, .. } = &entry.said.says else { return String::new() };
    let [who, share, certainty] = [who, share, certainty].map(|part| part.as_deref().unwrap_or_default().trim());
    let mut words = match (share, who) {
        ("", one) | (one, "") => one.to_owned(),
        // A share that says of what it is one stands by itself.
        (share, who) if share.contains(" of ") => format!("{share}, {who}"),
        (share, who) => format!("{share} of {who}"),
    };
    if !certainty.is_empty() {
        words = format!("{words} ({certainty})").trim_start().to_owned();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{ImpactMove, Statement};
    use crate::domain::id::{RecordId, WriterId};
    use crate::domain::time::{Hlc, Instant};

    fn words(who: &str, share: &str, certainty: &str) -> String {
        let [who, share, certainty] =
            [who, share, certainty].map(|part| Some(part.to_owned()).filter(|part| !part.is_empty()));
        let says = Says::Impact { impact: ImpactMove::Began, who, share, certainty };
        let writer = WriterId::from_bits(1);
        in_words(&Entry {
            id: RecordId::from_bits(1),
            created: Hlc::default(),
            writer,
            at: None,
            corrected_by_millis: 0,
            logged_at: Instant::EPOCH,
            is_deleted: false,
            said: Statement::new(says, "dana", "", Instant::EPOCH, writer),
        })
    }

    #[test]
    fn what_is_known_is_one_phrase() {
        for (who, share, certainty, expected) in [
            ("checkouts", "30 %", "estimated", "30 % of checkouts (estimated)"),
            ("customers in eu-west", "about 30 % of orders", "", "about 30 % of orders, customers in eu-west"),
            ("checkouts", "", "", "checkouts"),
            ("", "nearly all", "guess", "nearly all (guess)"),
            ("", "", "guess", "(guess)"),
            ("", "", "", ""),
        ] {
            assert_eq!(words(who, share, certainty), expected);
        }
    }
}
