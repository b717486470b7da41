//! Findings of other incidents that resemble one that is being written: somebody may have been here before.
//!
//! Words in common count by how rare they are, class and pattern and services as much as a rare word. No index: a few hundred
//! findings are compared in the time of a key.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::record::Finding;
use crate::domain::ordered::sort_few;

/// A finding of another incident, and the services that incident was about.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The services.
    pub services: &'a [String],
}

/// A past finding that resembles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// Its place among those that were handed in.
    pub position: usize,
    /// How much it resembles; only good for comparing.
    pub weight: u32,
    /// The words that both have, the rarest first, as the past finding has them.
    pub words: Vec<String>,
}

/// How much the same class, pattern or service adds.
const SAME_CLASS: u32 = 1;
const SAME_PATTERN: u32 = 4;
const SAME_SERVICE: u32 = 2;

/// Words that tell nothing about a condition, in order.
const SILENT: &[&str] = &[
    "about", "after", "again", "also", "and", "any", "are", "because", "been", "before", "but", "can", "could", "did",
    "does", "each", "every", "for", "from", "had", "has", "have", "how", "into", "its", "more", "most", "nobody",
    "not", "nothing", "one", "only", "other", "our", "out", "over", "some", "than", "that", "the", "their", "them",
    "then", "there", "they", "this", "time", "too", "two", "under", "until", "use", "used", "was", "were", "what",
    "when", "where", "which", "while", "who", "why", "will", "with", "without", "would", "you",
];

/// The past findings that resemble `draft` most, at most `limit`, the most alike first; of equals the one handed in first.
pub fn similar(draft: &Finding, services: &[String], past: &[Past<'_>], limit: usize) -> Vec<Similar> {
    let of_draft = stems(&draft.text);
    let of_past: Vec<BTreeMap<String, String>> = past.iter().map(|one| stems(&one.finding.text)).collect();
    let mut found: Vec<Similar> = Vec::new();
    for (position, (one, words)) in past.iter().zip(&of_past).enumerate() {
        let mut common: Vec<(u32, String)> = Vec::new();
        for (stem, word) in words.iter().filter(|(stem, _)| of_draft.contains_key(*stem)) {
            let holders = of_past.iter().filter(|words| words.contains_key(stem)).count();
            common.push((rarity(past.len(), holders), word.clone()));
        }
        let by_words: u32 = common.iter().map(|(weight, _)| weight).sum();
        let by_kind = by_kind(draft, services, one);
        let weight = by_words + by_kind;
        // Two words, or one and something else: a single word is in common with everything.
        if common.len() + usize::from(by_kind > 0) >= 2 && !common.is_empty() && limit > 0 {
            sort_few(&mut common, |(weight, word)| (Reverse(*weight), word.clone()));
            let words = common.into_iter().map(|(_, word)| word).collect();
            let place = found.partition_point(|other| other.weight >= weight);
            found.insert(place, Similar { position, weight, words });
            found.truncate(limit);
        }
    }
    found
}

fn by_kind(draft: &Finding, services: &[String], past: &Past<'_>) -> u32 {
    let is_same_class = draft.class.is_some() && draft.class == past.finding.class;
    let patterns = draft.patterns.iter().filter(|pattern| past.finding.patterns.contains(pattern)).count();
    let services = services.iter().filter(|service| past.services.contains(service)).count();
    u32::from(is_same_class) * SAME_CLASS
        + u32::from(patterns > 0) * SAME_PATTERN
        + u32::from(services > 0) * SAME_SERVICE
}

/// From two for a word that most have to more for each halving; in a handful of findings every word is rather rare.
fn rarity(all: usize, holders: usize) -> u32 {
    2 + (all.max(4) / holders.max(1)).max(1).ilog2()
}

/// The words of a text that may tell something, by their stems.
fn stems(text: &str) -> BTreeMap<String, String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 3);
    let lower = words.map(|word| word.chars().map(|c| c.to_ascii_lowercase()).collect::<String>());
    lower.filter(|word| SILENT.binary_search(&word.as_str()).is_err()).map(|word| (stem(&word), word)).collect()
}

/// A word without the endings that English gives it: `retries` and `retry`, `limited` and `limit` are one.
fn stem(word: &str) -> String {
    let cut = |ending: &str| word.strip_suffix(ending).filter(|rest| rest.chars().count() >= 4);
    if let Some(rest) = word.strip_suffix("ies").filter(|rest| rest.chars().count() >= 3) {
        return format!("{rest}y");
    }
    let stem = ["ings", "ing", "edly", "ed", "es", "s", "e"].iter().find_map(|ending| cut(ending)).unwrap_or(word);
    // `dropped` and `drop`.
    let mut chars = stem.chars().rev();
    match (chars.next(), chars.next()) {
        (Some(last), Some(before)) if last == before && stem.len() < word.len() && !"sl".contains(last) => {
            stem.chars().take(stem.chars().count() - 1).collect()
        }
        _ => stem.to_owned(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finding(text: &str) -> Finding {
        Finding { text: text.to_owned(), ..Finding::default() }
    }

    const PAST: [&str; 6] = [
        "Retries from the checkout client had no limit",
        "The failover of the orders database had never been rehearsed",
        "Nobody owned the certificate of the mail gateway",
        "The queue had no limit and filled the disk",
        "Alerts of the search cluster were too noisy to be read",
        "The client trusted a default of the library",
    ];

    fn found(draft: &str) -> Vec<usize> {
        let findings = PAST.map(finding);
        let past: Vec<Past<'_>> = findings.iter().map(|finding| Past { finding, services: &[] }).collect();
        similar(&finding(draft), &[], &past, 3).into_iter().map(|similar| similar.position).collect()
    }

    #[test]
    fn rare_words_in_common_bring_a_finding_back() {
        assert_eq!(found("A client retried without limits"), [0]);
        assert_eq!(found("The database failover was not rehearsed"), [1]);
        assert_eq!(found("certificates of a gateway without an owner"), [2]);
        assert_eq!(found("the, and, nobody"), Vec::<usize>::new());
        assert_eq!(found(""), Vec::<usize>::new());
    }

    #[test]
    fn the_words_that_both_have_are_told() {
        let findings = PAST.map(finding);
        let past: Vec<Past<'_>> = findings.iter().map(|finding| Past { finding, services: &[] }).collect();
        let best = similar(&finding("Retry without a limit in a client"), &[], &past, 1);
        assert_eq!(best[0].words, ["retries", "client", "limit"]);
    }

    #[test]
    fn pattern_class_and_service_count_beside_words() {
        let pattern = |finding: Finding| Finding { patterns: vec!["weak-defaults".into()], ..finding };
        let past = [pattern(finding("A library chose a pool of ten")), finding("A pool of ten")];
        let services = ["checkout".to_owned()];
        let past: Vec<Past<'_>> = past.iter().map(|finding| Past { finding, services: &services }).collect();
        let of = |draft: &Finding, services: &[String]| {
            similar(draft, services, &past, 5).into_iter().map(|similar| similar.position).collect::<Vec<_>>()
        };
        assert_eq!(of(&pattern(finding("The pool was small")), &[]), [0]);
        assert_eq!(of(&pattern(finding("Something else")), &[]), Vec::<usize>::new(), "no word in common");
        assert_eq!(of(&finding("The pool was ten wide"), &services), [0, 1]);
        assert_eq!(similar(&finding("pool ten"), &services, &past, 1).len(), 1);
    }

    #[test]
    fn silent_words_are_in_order() {
        assert!(SILENT.is_sorted());
    }

    #[test]
    fn endings_do_not_hide_a_word() {
        for (a, b) in [("retries", "retry"), ("limited", "limits"), ("dropped", "dropping"), ("caches", "cache")] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_ne!(stem("queue"), stem("query"));
    }

    proptest! {
        #[test]
        fn the_same_finding_resembles_itself_most(texts in prop::collection::vec("[a-f]{4,6}( [a-f]{4,6}){1,5}", 1..12)) {
            let findings: Vec<Finding> = texts.iter().map(|text| finding(text)).collect();
            let past: Vec<Past<'_>> = findings.iter().map(|finding| Past { finding, services: &[] }).collect();
            for (position, draft) in findings.iter().enumerate() {
                let found = similar(draft, &[], &past, findings.len());
                let own = found.iter().find(|similar| similar.position == position).map_or(0, |similar| similar.weight);
                let others = found.iter().filter(|similar| similar.weight > own);
                // Another may hold all of its words, and none may hold more of them.
                prop_assert_eq!(others.count(), 0);
                prop_assert!(found.windows(2).all(|pair| pair[0].weight >= pair[1].weight));
            }
        }
    }
}
