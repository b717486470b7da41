//! What the engine answers is what the page reads: the review of a script as JSON, and what the page makes of it.
#![cfg(not(target_arch = "wasm32"))]

use stillpoint::domain::change::{Change, Reviewed, Tone, axes, checklist};
use stillpoint::domain::rollback::{About, Axis, Dialect};
use stillpoint::text::rollback::{Sheet, check, json};

const UP: &str = "ALTER TABLE orders ADD COLUMN state text;\nALTER TABLE orders ALTER COLUMN total SET NOT NULL;\nDO $$ BEGIN PERFORM 1; END $$;\nALTER TABLE orders DROP COLUMN region;\n";
const DOWN: &str = "ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;\n";

#[test]
fn every_member_that_the_page_shows_is_read() {
    let about = About::new(Dialect::Postgresql);
    let checked = check(UP, Some(DOWN), &about);
    let sheet = Sheet { file: "0187.sql", script: UP, about: &about, down_from: None, checked };
    let review = Reviewed::read_json(&json::print_one(&sheet)).expect("it is a review");
    assert_eq!((review.verdict.as_str(), review.reversal.as_str(), review.lock_hazard), ("unsafe", "impossible", true));
    assert_eq!(review.statements.len(), 4);
    assert!(review.statements.iter().any(|statement| statement.hazard.is_some() && statement.lock.is_some()));
    assert!(review.statements.iter().any(|statement| !statement.tools.is_empty()));
    let asked = review.questions.iter().find(|asked| asked.id == "writes_null").expect("it asks for NULL");
    assert_eq!((asked.subject(), asked.statement), (Some("orders.total"), 1));
    assert!(!asked.words.is_empty() && !asked.evidence_wanted.is_empty() && asked.query.is_some());
    assert!(review.unreviewed.iter().any(|one| one.line == 3 && !one.reason.is_empty()));
    let down = review.down_script.as_ref().expect("it has a down script");
    assert!(!down.inverts && !down.why.is_empty());
    let contract =
        review.plan.iter().find(|step| step.is_contract()).expect("a dropped column ends in a contract step");
    assert!(!contract.subject.is_empty() && contract.floor > 0 && contract.back.is_some());
    assert!(
        review.pieces(UP, 1..9).iter().flatten().filter(|(place, _)| place.is_some()).count() == 4,
        "its ranges fit the script"
    );
    let outcome = review.outcome(&Change::default());
    assert_eq!(outcome.open, outcome.questions);
    assert!(checklist(&outcome).any(|item| item.name == "destroyed_data"));
}

/// The page says that it does not know where the engine says so, and nowhere else.
#[test]
fn what_is_not_known_is_the_same_for_both() {
    for script in [
        "",
        "-- nothing",
        "ALTER TABLE orders ADD COLUMN state text;",
        "DO $$ BEGIN PERFORM 1; END $$;",
        "DROP TABLE orders; CALL tidy();",
        "ALTER TABLE orders ALTER COLUMN total SET NOT NULL; CALL tidy();",
        "ALTER TABLE orders ADD COLUMN;",
        "CREATE INDEX i ON t (c); SELECT 'unterminated",
        UP,
    ] {
        let about = About::new(Dialect::Postgresql);
        let checked = check(script, None, &about);
        let known = checked.review.unknown();
        let sheet = Sheet { file: "a.sql", script, about: &about, down_from: None, checked };
        let review = Reviewed::read_json(&json::print_one(&sheet)).expect("it is a review");
        let shown: Vec<bool> = axes(&review, 0).iter().map(|axis| axis.tone == Tone::Unknown).collect();
        let told = [Axis::Rollback, Axis::Lock, Axis::Reversal].map(|axis| known.contains(&axis));
        assert_eq!(shown, told, "{script}");
    }
}
