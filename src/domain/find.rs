//! Looking for words in a timeline: in all that its rows show. A brief repeats what others say, and so is found last.

use super::entry::Entry;
use super::harm;
use super::id::RecordId;
use super::milestone::Milestone;
use super::turning;

/// The entries that show all of these words, in timeline order; behind them those that have one in a brief only.
///
/// `words` are in lower case as `lower` makes it; `entry` looks one up.
pub fn found<'a>(
    ordered: impl IntoIterator<Item = &'a Entry>,
    words: &[String],
    entry: impl Fn(RecordId) -> Option<&'a Entry>,
    lower: impl Fn(&str) -> String,
) -> Vec<RecordId> {
    let has_all = |text: &str| {
        let text = lower(text);
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let (mut found, mut in_briefs) = (Vec::new(), Vec::new());
    for one in ordered {
        let beside = beside(one, one.said.replaces.first().and_then(|before| entry(*before)));
        let whole = format!("{} {beside}", one.said.text);
        match turning::is_brief(one) {
            true if has_all(&beside) => found.push(one.id),
            true if has_all(&whole) => in_briefs.push(one.id),
            false if has_all(&whole) => found.push(one.id),
            _ => {}
        }
    }
    found.append(&mut in_briefs);
    found
}

/// What a row shows beside the text: who said it, its kind, its milestones, what moved, whom harm meets.
fn beside(entry: &Entry, replaced: Option<&Entry>) -> String {
    let milestones: Vec<String> = Milestone::said_by(entry).into_iter().map(Milestone::in_words).collect();
    let moved = turning::in_words(entry, replaced).unwrap_or_default();
    let said = &entry.said;
    format!("{} {} {} {moved} {}", said.by, said.says.kind(), milestones.join(" "), harm::in_words(entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::testing;
    use crate::domain::entry::{ImpactMove, Mark, Phase, RoleMove, Says, Statement};
    use crate::domain::id::WriterId;
    use crate::domain::time::Instant;

    fn entry(minute: i64, says: Says, text: &str) -> Entry {
        let at = Instant::from_millis(minute * 60_000);
        testing::entry(minute as u128, Some(at), Statement::new(says, "dana", text, at, WriterId::from_bits(1)))
    }

    fn severity(minute: i64, name: &str) -> Entry {
        entry(minute, Says::Severity { severity: name.to_owned() }, "")
    }

    fn role(minute: i64, moved: RoleMove, text: &str) -> Entry {
        entry(minute, Says::Role { role: "lead".to_owned(), moved, holder: "ito".to_owned() }, text)
    }

    fn timeline() -> Vec<Entry> {
        let harm =
            Says::Impact { impact: ImpactMove::Began, who: Some("checkouts".to_owned()), share: None, certainty: None };
        let mut worse = severity(3, "sev1");
        worse.said.replaces = vec![RecordId::from_bits(2)];
        let mut seen = entry(6, Says::Observation, "The pool is full");
        seen.said.marks.push(Mark::Detected);
        let brief = "**INC-1** as of 14:05\n\n- Last entries: the pool is full, a known bug";
        vec![
            role(1, RoleMove::Offer, brief),
            severity(2, "sev3"),
            worse,
            role(4, RoleMove::Accept, ""),
            entry(5, harm, ""),
            seen,
            entry(7, Says::Phase { phase: Phase::Resolved }, ""),
        ]
    }

    fn ids(query: &str) -> Vec<u128> {
        let all = timeline();
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let look_up = |id: RecordId| all.iter().find(|entry| entry.id == id);
        found(&all, &words, look_up, str::to_lowercase).into_iter().map(RecordId::bits).collect()
    }

    #[test]
    fn what_a_row_shows_is_found() {
        assert_eq!(ids("resolved"), [7]);
        assert_eq!(ids("sev1"), [3]);
        assert_eq!(ids("sev3"), [2, 3], "a row says what it was before");
        assert_eq!(ids("severity sev3 →"), [3]);
        assert_eq!(ids("accepts the lead"), [4]);
        assert_eq!(ids("Lead"), [1, 4]);
        assert_eq!(ids("impact began"), [5]);
        assert_eq!(ids("checkouts"), [5]);
        assert_eq!(ids("observation dana pool"), [6]);
        assert_eq!(ids("detected"), [6]);
        assert_eq!(ids("mitigated"), Vec::<u128>::new());
    }

    #[test]
    fn what_a_brief_repeats_is_found_last() {
        assert_eq!(ids("pool full"), [6, 1]);
        assert_eq!(ids("known bug"), [1], "nobody else says it");
        assert_eq!(ids("offered to ito"), [1], "that is its row");
    }
}
