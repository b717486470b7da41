//! The stored format, version 1, as a fixture that was written once by another program than this one and is never
//! written again: what it says stays readable.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stillpoint::domain::change::rollout::{Call, ReadingRecord, RolloutRecord, Standing, TurnRecord};
use stillpoint::domain::change::{
    Change, ChangeRecord, DOWN, DamageRecord, Outcome, Picked, Script, Settled, Signed, StepDone, UP,
};
use stillpoint::domain::entry::{Mark, Statement};
use stillpoint::domain::id::{RecordId, ScopeId};
use stillpoint::domain::json::Json;
use stillpoint::domain::postmortem::{
    Answer, Dismissal, Finding, FollowUp, Freeze, Postmortem, PostmortemRecord, Section, SignOff, TemplateRecord,
    TermRecord,
};
use stillpoint::domain::record::{TEAM, kind};
use stillpoint::domain::{Entry, Instant, Says};
use stillpoint::log::canonical::digest;
use stillpoint::log::frozen::Frozen;
use stillpoint::log::{Log, Reading, read};
use stillpoint::text::revisions;

const FIXTURE: &[u8] = include_bytes!("fixtures/format-1.jsonl");

const SCOPE: &str = "6t99vhypkh4xq01bgaqzv32tfm";
const INCLUDED: &str = "5w1ep625weebt9q59tpyv5bsnq";
const DEVICE: &str = "1vzjf7dkg89xgdqpkrdfch83hw";
const WRITER: &str = "5kaf1m219j95wrr45vr274pgtv";
const WRONG_CLOCK: &str = "7dqq8z64y44sc9nqrt66epakha";

const EDITED: &str = "0z9ckdpgqc68r9zhe6r2f8n7tz";
const NOTE: &str = "6dpd90rb2xvbacma2pkqdr89bm";
const ROW: &str = "3ek06sx21s0n0xwveqv10sbqeb";
const FORECAST: &str = "14s8b7yttb89wy9rje03hc941b";
const DELETED: &str = "1akvx0q3fafrmzr3q70yh7ddfq";

fn log() -> Log {
    revisions::parse(FIXTURE).log
}

fn scope() -> ScopeId {
    SCOPE.parse().expect("it is an id")
}

fn reading() -> Reading {
    read(&log(), scope())
}

fn entry(reading: &Reading, id: &str) -> Entry {
    let id: RecordId = id.parse().expect("it is an id");
    Entry::clone(&reading.entries[&id])
}

fn first_line() -> &'static str {
    std::str::from_utf8(FIXTURE).expect("files are UTF-8").lines().next().expect("it has a manifest")
}

#[test]
fn nobody_changed_the_fixture() {
    assert_eq!(digest(FIXTURE).to_string(), "548f57bf38f61be13ff3549e8a78980df67d7fd26ca49e97b65569221e07ca59");
}

#[test]
fn the_manifest_speaks_for_what_follows() {
    let manifest: Value = serde_json::from_str(first_line()).expect("it is JSON");
    let log = log();
    let expected = json!({"stillpoint": "revisions", "v": 1, "revisions": 26, "purged": 1,
        "set_hash": "98b39aa5ae6ee23898fbefe5375bdd7b99b2f4aa25da3f48ba8d93802181e3fd"});
    assert_eq!(manifest, expected);
    assert_eq!(
        (log.len(), log.purged_count(), log.set_hash().to_string().as_str()),
        (26, 1, "98b39aa5ae6ee23898fbefe5375bdd7b99b2f4aa25da3f48ba8d93802181e3fd")
    );
}

#[test]
fn it_is_read_without_a_complaint_and_written_back_to_the_byte() {
    let file = revisions::parse(FIXTURE);
    assert_eq!((file.problems.as_slice(), file.repeated, file.damaged.len()), (&[][..], 0, 0));
    assert!(revisions::print(&file.log, &file.damaged) == FIXTURE);
}

#[test]
fn it_holds_every_kind_of_record_and_of_entry() {
    let log = log();
    let kinds: BTreeSet<&str> = log.iter().map(|revision| revision.header().kind.as_str()).collect();
    let known = ["clock_correction", "entry", "incident", "inclusion", "person", "postmortem_draft", "purge", "writer"];
    assert_eq!(kinds, BTreeSet::from(known));
    let reading = reading();
    let kinds: BTreeSet<&str> = reading.entries.values().map(|entry| entry.said.says.kind()).collect();
    let known = ["action", "alert", "change", "decision", "impact", "note", "observation", "phase", "role", "severity"];
    assert_eq!(kinds, known.into_iter().chain(["forecast"]).collect());
}

#[test]
fn the_incident_has_its_name_its_people_and_its_pages() {
    let reading = reading();
    let record = reading.record.as_ref().expect("it is named");
    assert_eq!((record.number, record.title.as_str()), (42, "Checkout – “slow” writes\tin eu-west"));
    assert_eq!(record.device.map(|device| device.to_string()).as_deref(), Some(DEVICE));
    assert_eq!(reading.people["dana"].name, "Dana Okafor");
    let page = &reading.writers[&WRITER.parse().expect("it is an id")];
    assert_eq!(page.label.as_deref(), Some("on-call laptop"));
    assert_eq!((page.device.to_string().as_str(), page.version.as_str()), (DEVICE, "0.1.0"));
}

#[test]
fn the_included_incident_is_read_with_it_and_does_not_name_it() {
    let scopes: Vec<String> = reading().scopes.iter().map(ToString::to_string).collect();
    assert_eq!(scopes, [SCOPE, INCLUDED]);
    let included = read(&log(), INCLUDED.parse().expect("it is an id"));
    assert_eq!(included.record.map(|record| record.number), Some(41));
}

#[test]
fn every_member_of_every_known_entry_is_understood() {
    let (log, mut understood) = (log(), 0);
    for revision in log.iter().filter(|revision| revision.header().kind == "entry") {
        let Some(text) = revision.body().text() else { continue };
        let body: Value = serde_json::from_str(text).expect("bodies are JSON");
        let said = Statement::read(text).expect("entries are statements");
        let is_of_this_version = ["deleted", "odds", "later"].iter().all(|member| body.get(member).is_none());
        if is_of_this_version {
            assert_eq!(said.write(), body);
            understood += 1;
        }
    }
    assert_eq!(understood, 14);
}

#[test]
fn text_and_marks_are_what_was_written() {
    let said = entry(&reading(), NOTE).said;
    assert_eq!(said.text, "First line\nsecond \u{1f525} line \\ \"quoted\" \u{7}");
    assert_eq!(said.marks, [Mark::Declared, Mark::Other("guessed_by_a_later_version".into())]);
    assert!(said.is_starred);
    assert_eq!(said.evidence.len(), 3);
}

#[test]
fn another_programs_edit_is_read_and_keeps_its_bytes() {
    let reading = reading();
    let edited = entry(&reading, EDITED);
    assert_eq!(edited.said.text, "edited by another program");
    let head = reading.records[&edited.id].heads[0];
    let line = log().get(head).expect("it is there").to_line();
    assert!(line.contains(r#","mood":[1.50, "hopeful"]},"body":{ "kind" : "note", "by":"dana","#), "{line}");
    assert!(line.ends_with(r#" "later": 1.0e3 }}"#), "{line}");
}

#[test]
fn a_time_off_a_wrong_clock_is_moved_and_one_that_was_named_is_not() {
    let reading = reading();
    let at = |text: &str| -> Option<Instant> { text.parse().ok() };
    assert_eq!(reading.clock_shifts[&WRONG_CLOCK.parse().expect("it is an id")], -37 * 60_000);
    assert_eq!(entry(&reading, EDITED).at, at("2026-11-18T14:03:00Z"));
    assert_eq!(entry(&reading, NOTE).at, at("2026-11-18T14:00:00.250Z"));
    assert_eq!(entry(&reading, ROW).at, None);
}

#[test]
fn what_was_purged_deleted_or_is_not_known_is_kept_as_such() {
    let (reading, log) = (reading(), log());
    let stub = log.iter().find(|revision| revision.body().text().is_none()).expect("one is a stub");
    assert!(reading.records[&stub.header().record].is_purged);
    assert!(entry(&reading, DELETED).is_deleted);
    assert_eq!(entry(&reading, FORECAST).said.says, Says::Unknown { kind: "forecast".into() });
    let unread: Vec<&str> = reading.unread.iter().map(|unread| unread.kind.as_str()).collect();
    assert_eq!(unread, ["postmortem_draft"]);
}

#[test]
fn the_fold_is_what_its_entries_say() {
    let reading = reading();
    let incident = &reading.incident;
    assert_eq!(incident.severity(), Some("sev1"));
    assert_eq!(incident.phase().map(|phase| phase.as_str()), Some("investigating"));
    assert_eq!(incident.roles.holder("lead").map(|held| held.holder.as_str()), Some("dana"));
    let milestones: Vec<&str> = incident.milestones.iter().map(|reached| reached.milestone.as_str()).collect();
    assert_eq!(milestones, ["drift_began", "impact_began", "declared", "detected", "investigating"]);
    assert_eq!((incident.contested.len(), reading.conflicts().count(), reading.forks.len()), (0, 0, 0));
}

// --- An addition to version 1: purges that reach what is said later ---------------------------------------------------

/// Of two incidents: in the first one entry was taken out, the second, a drill, as a whole. Written by a program that does
/// not know what reaches further than the revisions it names, and so still has what arrived later.
const PURGES: &[u8] = include_bytes!("fixtures/format-1-purges.jsonl");

const KEPT_SCOPE: &str = "6m34c38wa58bef7sermtnkgv4v";
const DRILL_SCOPE: &str = "5qcgcxkb85kzfxr1k3fjtdq2p9";
const TAKEN_OUT: &str = "7vv07v91yewk9v8kky130j3vfn";

#[test]
fn nobody_changed_the_fixture_of_purges() {
    assert_eq!(digest(PURGES).to_string(), "2bf11c92f6bb96c65ec71bb46a3cf734d0b8677a9c1b4216e806a11003d80b10");
}

#[test]
fn a_purge_of_a_record_takes_out_what_was_said_of_it_later_and_nothing_else() {
    let file = revisions::parse(PURGES);
    assert_eq!((file.problems.as_slice(), file.repeated, file.damaged.len()), (&[][..], 0, 0));
    let reading = read(&file.log, KEPT_SCOPE.parse().expect("it is an id"));
    let taken_out: RecordId = TAKEN_OUT.parse().expect("it is an id");
    assert!(reading.records[&taken_out].is_purged && !reading.is_taken_out);
    let texts: Vec<&str> = reading.timeline().map(|entry| entry.said.text.as_str()).collect();
    assert_eq!(texts, ["p99 rising", "said by somebody who had not heard"]);
}

#[test]
fn a_purge_of_a_scope_leaves_who_wrote_and_why_it_went() {
    let log = revisions::parse(PURGES).log;
    let scope = DRILL_SCOPE.parse().expect("it is an id");
    let reading = read(&log, scope);
    assert!(reading.is_taken_out && reading.record.is_none() && reading.entries.is_empty());
    let kinds: BTreeSet<&str> = log
        .scope(scope)
        .filter(|revision| revision.body().text().is_some())
        .map(|revision| revision.header().kind.as_str())
        .collect();
    assert_eq!(kinds, BTreeSet::from(["person", "purge", "writer"]));
    let written = String::from_utf8(revisions::print(&log, [])).expect("files are UTF-8");
    assert!(written.contains(r#""purges_all":true"#) && written.contains(r#""purges_record":"#));
    assert!(!written.contains("edited by somebody"));
}

// --- The records of a postmortem, and of what a team has agreed on for all of them ------------------------------------

/// The golden incident with its postmortem as it was told first.
const POSTMORTEM: &[u8] = include_bytes!("fixtures/format-1-postmortem.jsonl");

const POSTMORTEM_SCOPE: &str = "6x6avgzep4ayp0g8s7gg0c1pfy";

/// What is said of the incident and its team together, and every body of those kinds.
fn postmortem() -> (Postmortem, Vec<(String, Value)>) {
    let log = revisions::parse(POSTMORTEM).log;
    let scopes = [POSTMORTEM_SCOPE.parse().expect("it is an id"), TEAM];
    let readings = scopes.map(|scope| read(&log, scope));
    let bodies = log.iter().filter(|revision| kind::OF_POSTMORTEM.contains(&revision.header().kind.as_str()));
    let bodies = bodies.map(|revision| {
        let text = revision.body().text().expect("none of them was taken out");
        (revision.header().kind.clone(), serde_json::from_str(text).expect("bodies are JSON"))
    });
    (Postmortem::of(readings.iter().flat_map(|reading| reading.bodies.iter())), bodies.collect())
}

#[test]
fn nobody_changed_the_fixture_of_a_postmortem() {
    assert_eq!(digest(POSTMORTEM).to_string(), "773f7731ce2ca947aae6bb3b58f5c5d678b4274a9f9b6343983ec36dbcb4ceeb");
}

#[test]
fn the_fixture_of_a_postmortem_is_read_without_a_complaint_and_written_back_to_the_byte() {
    let file = revisions::parse(POSTMORTEM);
    assert_eq!((file.problems.as_slice(), file.repeated, file.damaged.len()), (&[][..], 0, 0));
    assert!(revisions::print(&file.log, &file.damaged) == POSTMORTEM);
}

#[test]
fn every_kind_of_record_of_a_postmortem_is_read() {
    let (says, bodies) = postmortem();
    let kinds: BTreeSet<&str> = bodies.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(kind::OF_POSTMORTEM));
    assert_eq!(says.unread, []);
    assert!(says.about_id.is_some());
    let counts = [
        says.sections.len(),
        says.answers.len(),
        says.findings.len(),
        says.follow_ups.len(),
        says.dismissals.len(),
        says.sign_offs.len(),
        says.freezes.len(),
        says.templates.len(),
        says.terms.len(),
    ];
    assert_eq!(counts, [7, 2, 4, 5, 1, 2, 1, 1, 1]);
}

#[test]
fn every_member_of_every_record_of_a_postmortem_is_understood() {
    fn again<T: Json>(body: &Value) -> Value {
        T::read(&body.to_string()).expect("it is read").write()
    }
    let (_, mut bodies) = postmortem();
    for (kind, body) in &mut bodies {
        // An empty text is none.
        body.as_object_mut().expect("bodies are objects").retain(|_, value| value != "");
        let written = match kind.as_str() {
            kind::POSTMORTEM => again::<PostmortemRecord>(body),
            kind::SECTION => again::<Section>(body),
            kind::ANSWER => again::<Answer>(body),
            kind::FINDING => again::<Finding>(body),
            kind::FOLLOW_UP => again::<FollowUp>(body),
            kind::DISMISSAL => again::<Dismissal>(body),
            kind::SIGN_OFF => again::<SignOff>(body),
            kind::FREEZE => again::<Freeze>(body),
            kind::TEMPLATE => again::<TemplateRecord>(body),
            kind::TERM => again::<TermRecord>(body),
            other => panic!("{other} is no record of a postmortem"),
        };
        assert_eq!(&written, body, "{kind}");
    }
}

#[test]
fn a_postmortem_says_what_was_written() {
    let (says, _) = postmortem();
    let about = &says.about;
    assert_eq!((about.owner.as_deref(), about.status.as_deref()), (Some("priya"), Some("closed")));
    assert_eq!(about.reviewers, ["dana", "ito"]);
    assert_eq!(about.meeting.as_ref().map(|meeting| meeting.minutes), Some(45));
    let lucky = says.section("lucky").map(|held| held.says.text.as_str());
    assert_eq!(lucky, Some("It was not Friday, when traffic doubles. And Priya was awake."));
    let finding = &says.findings.iter().find(|held| held.says.class.as_deref() == Some("operational")).expect("one is");
    assert_eq!((finding.says.evidence.len(), finding.says.tests.len(), finding.says.assumptions.len()), (2, 2, 1));
    let states: BTreeSet<&str> = says.follow_ups_of(finding.id).map(|held| held.says.state()).collect();
    assert_eq!(states, BTreeSet::from(["declined", "done"]));
    let proven = says.follow_ups.iter().find_map(|held| held.says.proof.as_ref()).expect("one is proven");
    assert_eq!((proven.by.as_str(), proven.shown_by.as_deref()), ("dana", Some("DRILL-3")));
    assert!(says.has_dismissed("minimising:only"));
    assert_eq!(says.sign_offs[0].says.checks, ["detail", "conditions", "blameless", "changed"]);
    assert_eq!(says.templates[0].says.name, "On one page");
    assert_eq!((says.terms[0].says.review_days, says.terms[0].says.is_business_days), (Some(2), true));
    let log = revisions::parse(POSTMORTEM).log;
    let freeze = says.frozen().expect("it is frozen");
    let frozen = Frozen::of(&log, POSTMORTEM_SCOPE.parse().expect("it is an id"), freeze);
    assert!(frozen.is_exact, "what was frozen is all here, unchanged");
}

// --- The records of a change to a schema ------------------------------------------------------------------------------

/// A change that two people worked on, as it was told first.
const CHANGE: &[u8] = include_bytes!("fixtures/format-1-changes.jsonl");

const CHANGE_SCOPE: &str = "1qkbppnxmh6w7ajmdtpzpf4yx0";

fn change() -> Change {
    let log = revisions::parse(CHANGE).log;
    let reading = read(&log, CHANGE_SCOPE.parse().expect("it is an id"));
    assert_eq!(reading.unread, []);
    Change::of(reading.bodies.iter())
}

#[test]
fn nobody_changed_the_fixture_of_a_change() {
    assert_eq!(digest(CHANGE).to_string(), "834901b5f8bc79e1b8fd8bbb12b68c358b7e3971945cb7ddf764eb40c0b39c34");
}

#[test]
fn the_fixture_of_a_change_is_read_without_a_complaint_and_written_back_to_the_byte() {
    let file = revisions::parse(CHANGE);
    assert_eq!((file.problems.as_slice(), file.repeated, file.damaged.len()), (&[][..], 0, 0));
    assert!(revisions::print(&file.log, &file.damaged) == CHANGE);
}

#[test]
fn every_member_of_every_record_of_a_change_is_understood() {
    fn again<T: Json>(body: &Value) -> Value {
        T::read(&body.to_string()).expect("it is read").write()
    }
    let logs = [CHANGE, ROLLOUT].map(|file| revisions::parse(file).log);
    let mut kinds = BTreeSet::new();
    for revision in
        logs.iter().flat_map(Log::iter).filter(|revision| kind::OF_CHANGE.contains(&revision.header().kind.as_str()))
    {
        let mut body: Value = serde_json::from_str(revision.body().text().expect("it is here")).expect("it is JSON");
        body.as_object_mut().expect("bodies are objects").remove("later");
        let kind = revision.header().kind.as_str();
        let written = match kind {
            kind::CHANGE => again::<ChangeRecord>(&body),
            kind::SCRIPT => again::<Script>(&body),
            kind::SETTLED => again::<Settled>(&body),
            kind::SIGNED => again::<Signed>(&body),
            kind::STEP => again::<StepDone>(&body),
            kind::OUTCOME => again::<Outcome>(&body),
            kind::ROLLOUT => again::<RolloutRecord>(&body),
            kind::READING => again::<ReadingRecord>(&body),
            kind::TURN => again::<TurnRecord>(&body),
            other => panic!("{other} is no record of a change"),
        };
        assert_eq!(written, body, "{kind}");
        kinds.insert(kind.to_owned());
    }
    let later = [kind::PICKED, kind::DAMAGE];
    let first = kind::OF_CHANGE.into_iter().filter(|kind| !later.contains(kind));
    assert_eq!(kinds, first.map(str::to_owned).collect());
}

/// What was added later: what changes beside the scripts, the damage window, a link that tells, a step that is kept.
const CHANGE_BESIDE: &[u8] = include_bytes!("fixtures/format-1-changes-beside.jsonl");

#[test]
fn the_fixture_of_what_changes_beside_the_scripts_is_read_and_written_back_to_the_byte() {
    let file = revisions::parse(CHANGE_BESIDE);
    assert_eq!((file.problems.as_slice(), file.repeated, file.damaged.len()), (&[][..], 0, 0));
    assert!(revisions::print(&file.log, &file.damaged) == CHANGE_BESIDE);
    let reading = read(&file.log, CHANGE_SCOPE.parse().expect("it is an id"));
    assert_eq!(reading.unread, []);
    let change = Change::of(reading.bodies.iter());
    assert_eq!(change.unread, []);
    let picked = &change.picked[0].says;
    assert_eq!(
        (picked.what.as_str(), picked.carrier.as_deref(), picked.name.as_str()),
        ("field_remove", Some("event"), "total")
    );
    let damage = change.damage.as_ref().expect("it is told");
    assert_eq!((damage.stages.len(), damage.at_least, damage.made_whole.as_str()), (2, Some(10), "Refunds by Friday."));
    assert!(change.about.links[0].tells);
    let kept = Postmortem::of(reading.bodies.iter()).follow_ups;
    assert_eq!(kept[0].says.link.as_deref(), Some("/changes/1qkbppnxmh6w7ajmdtpzpf4yx0"));
    for revision in file.log.iter() {
        let body: Value = serde_json::from_str(revision.body().text().expect("it is here")).expect("it is JSON");
        let written = match revision.header().kind.as_str() {
            kind::PICKED => Picked::read(&body.to_string()).expect("it is read").write(),
            kind::DAMAGE => DamageRecord::read(&body.to_string()).expect("it is read").write(),
            kind::CHANGE => ChangeRecord::read(&body.to_string()).expect("it is read").write(),
            _ => continue,
        };
        assert_eq!(written, body, "{}", revision.header().kind);
    }
}

#[test]
fn nobody_changed_the_fixture_of_what_changes_beside_the_scripts() {
    assert_eq!(digest(CHANGE_BESIDE).to_string(), "0c58e24ec39f269bfe657e446afff394155e5117562ac3c28c4f91159dffc858");
}

/// What was added later: what was signed and done names the scripts it saw, and so does what a review said.
const CHANGE_NAMED: &[u8] = include_bytes!("fixtures/format-1-changes-named.jsonl");

#[test]
fn nobody_changed_the_fixture_of_what_names_its_scripts() {
    assert_eq!(digest(CHANGE_NAMED).to_string(), "8cc2544792855c4cfd0432d630cab2b77620fc5cb3e5f50064670057d517c8e5");
}

#[test]
fn the_fixture_of_what_names_its_scripts_is_read_and_written_back_to_the_byte() {
    let file = revisions::parse(CHANGE_NAMED);
    assert_eq!((file.problems.as_slice(), file.repeated, file.damaged.len()), (&[][..], 0, 0));
    assert!(revisions::print(&file.log, &file.damaged) == CHANGE_NAMED);
    let reading = read(&file.log, CHANGE_SCOPE.parse().expect("it is an id"));
    assert_eq!(reading.unread, []);
    let change = Change::of(reading.bodies.iter());
    assert_eq!(change.unread, []);
    assert!(change.is_signed("no_old_instance"), "it names what stands there");
    assert!(!change.is_signed("load"), "it was signed before scripts were named");
    assert!(change.step_done("set_not_null orders.total: x").is_some() && change.step_done("S-NN:1").is_none());
    assert_eq!(change.outcome().and_then(|outcome| outcome.has_contract), Some(true));
    assert!(change.about.is_in_trash);
}

#[test]
fn a_change_says_what_was_written() {
    let change = change();
    assert_eq!(change.unread, []);
    assert_eq!((change.title(), change.about.window_hours), ("Order state", Some(48)));
    assert!(change.script(UP).ends_with("SET NOT NULL;\n"), "the last revision of a script counts");
    assert!(change.script(DOWN).starts_with("ALTER TABLE orders DROP COLUMN"));
    assert_eq!(change.about.links.iter().map(|link| link.part.as_str()).collect::<Vec<_>>(), ["culprit", "finding"]);
    let answer = change.answer("writes_null", Some("orders.total")).expect("it was answered");
    assert!(!answer.says.is_yes && answer.says.evidence.contains("IS NULL: 0"));
    let signed: Vec<&str> = change.signed.iter().map(|held| held.says.by.as_str()).collect();
    assert_eq!(signed, ["dana", "ito"], "both devices have signed");
    assert!(change.step_said("S-NN:1").is_some());
    assert!(!change.is_signed("load"), "what was signed before scripts were named is kept, and opens nothing");
    assert_eq!(change.outcome.map(|outcome| (outcome.questions, outcome.open)), Some((2, 1)));
}

// --- The records of its rollout ---------------------------------------------------------------------------------------

/// A rollout that one person began and another took back.
const ROLLOUT: &[u8] = include_bytes!("fixtures/format-1-rollout.jsonl");

const ROLLOUT_SCOPE: &str = "3w4aehyf79hk6afbc6g58gbnh9";

#[test]
fn nobody_changed_the_fixture_of_a_rollout() {
    assert_eq!(digest(ROLLOUT).to_string(), "561911185b5813ffb9f1ca1582982d8fc31af2df2092df27e3f35ebd50120b95");
}

#[test]
fn the_fixture_of_a_rollout_is_read_without_a_complaint_and_written_back_to_the_byte() {
    let file = revisions::parse(ROLLOUT);
    assert_eq!((file.problems.as_slice(), file.repeated, file.damaged.len()), (&[][..], 0, 0));
    assert!(revisions::print(&file.log, &file.damaged) == ROLLOUT);
}

#[test]
fn a_rollout_says_what_was_written_and_its_gates_say_the_same_as_ever() {
    let log = revisions::parse(ROLLOUT).log;
    let reading = read(&log, ROLLOUT_SCOPE.parse().expect("it is an id"));
    assert_eq!(reading.unread, []);
    let change = Change::of(reading.bodies.iter());
    assert_eq!(change.unread, []);
    let rollout = change.rollout.as_ref().expect("somebody has said how it goes");
    assert_eq!((rollout.is_configuration, rollout.writes_new_form), (Some(false), Some(true)));
    let shares: Vec<u32> = rollout.stages().iter().map(|stage| stage.percent).collect();
    assert_eq!(shares, [5, 50, 100], "stages are put in order");
    assert_eq!(rollout.plan.as_ref().map(|plan| plan.by.as_str()), Some("dana"));
    assert_eq!(rollout.options.iter().filter(|option| option.is_available).count(), 2);
    let first: Vec<Option<Call>> =
        change.gate(5).lines.iter().map(|line| line.judged.as_ref().ok().map(|judged| judged.call)).collect();
    assert_eq!(first, [Some(Call::Promote), Some(Call::Promote), Some(Call::Wait)]);
    assert_eq!((change.gate(5).call, change.gate(50).call), (Call::Wait, Call::RollBack));
    let against: Vec<&str> = change
        .turns
        .iter()
        .filter(|held| held.says.is_against_the_gate())
        .map(|held| held.says.turn.as_str())
        .collect();
    assert_eq!(against, ["promote"]);
    assert!(matches!(change.standing(), Standing::RolledBack { stage: 50, .. }));
}
