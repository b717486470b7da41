//! The command-line tool as a pipeline sees it: exit status, standard output, and one clear line per complaint.
#![cfg(all(feature = "cli", not(target_arch = "wasm32")))]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use stillpoint::domain::id::{RecordId, ScopeId, WriterId};
use stillpoint::domain::time::Instant;
use stillpoint::log::{Draft, Log, Revision, Writer};
use stillpoint::text::revisions;
use tempfile::TempDir;

const FINE: i32 = 0;
const FINDINGS: i32 = 1;
const BAD_INPUT: i32 = 2;
const USAGE: i32 = 4;

// --- Help and usage --------------------------------------------------------------------------------------------------

#[test]
fn help_is_asked_for_and_so_no_complaint() {
    for arguments in [
        &["--help"][..],
        &["fold", "--help"],
        &["export", "--help"],
        &["chain", "--help"],
        &["lint", "--help"],
        &["merge", "--help"],
        &["verify", "--help"],
        &["--version"],
    ] {
        let said = stillpoint(arguments);
        assert_eq!((said.status, said.complaints.as_str()), (FINE, ""), "{arguments:?}");
        assert!(said.output.contains("stillpoint"), "{arguments:?}: {}", said.output);
    }
}

#[test]
fn arguments_that_are_not_understood_are_usage() {
    let golden = golden("incident.jsonl");
    for arguments in
        [&[][..], &["unfold"], &["fold"], &["verify"], &["merge", &golden], &["fold", "--number", "INC-42", &golden]]
    {
        let said = stillpoint(arguments);
        assert_eq!((said.status, said.output.as_str()), (USAGE, ""), "{arguments:?}");
        assert!(!said.complaints.is_empty(), "{arguments:?}");
    }
}

// --- Hints -----------------------------------------------------------------------------------------------------------

#[test]
fn lint_prints_hints_with_their_places_for_programs() {
    let folder = folder();
    let report = "---\ntitle: human error\n---\n# Überlast\n\nÜber: we should have noticed it.\n\nAgain, we should have noticed it.\n";
    let file = written(&folder, "report.md", report.as_bytes());
    let said = stillpoint(&["lint", &file, "--format", "json"]);
    assert_eq!((said.status, said.complaints.as_str()), (FINDINGS, ""));
    let hints: Value = serde_json::from_str(&said.output).expect("is JSON");
    assert_eq!(hints.as_array().map(Vec::len), Some(1));
    let hint = &hints[0];
    assert_eq!((&hint["line"], &hint["column"]), (&json!(6), &json!(10)));
    assert_eq!((&hint["class"], &hint["text"]), (&json!("counterfactual"), &json!("should have noticed")));
    assert_eq!(hint["also"], json!([{"line": 8, "column": 11}]));
    assert!(hint["why"].is_string() && hint["instead"].is_string());
}

#[test]
fn lint_prints_a_paragraph_for_each_hint_and_nothing_where_there_is_none() {
    let said = stillpoint_reading(&["lint", "-"], b"It was operator error.\n\nTom forgot it.\n");
    assert_eq!((said.status, said.complaints.as_str()), (FINDINGS, ""));
    let paragraphs: Vec<&str> = said.output.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 2, "{}", said.output);
    assert!(paragraphs[0].starts_with("-:1:8: human-error: operator error\n"), "{}", said.output);
    assert!(paragraphs[1].starts_with("-:3:5: blame-individual: forgot\n"), "{}", said.output);
    let clean = stillpoint_reading(&["lint", "-"], b"The on-call engineer restarted the pod.");
    assert_eq!((clean.status, clean.output.as_str(), clean.complaints.as_str()), (FINE, "", ""));
    let json = stillpoint_reading(&["lint", "-", "--format", "json"], b"");
    assert_eq!((json.status, json.output.as_str()), (FINE, "[]\n"));
}

#[test]
fn lint_takes_the_fields_beside_an_action_item() {
    let item = b"Pin the image to 1.12.";
    let lint =
        |more: &[&str]| stillpoint_reading(&[&["lint", "-", "--section", "action_items"], more].concat(), item).status;
    assert_eq!(lint(&[]), FINDINGS);
    assert_eq!(lint(&["--owner", "TBD", "--due", "2026-12-01"]), FINDINGS);
    assert_eq!(lint(&["--owner", "ana", "--due", "2026-12-01"]), FINE);
    assert_eq!(lint(&["--owner", "ana", "--due", ""]), FINE);
}

#[test]
fn lint_refuses_what_it_cannot_read_and_what_does_not_fit() {
    for (arguments, input, status) in [
        (&["lint", "/nowhere/at/all.md"][..], &b""[..], BAD_INPUT),
        (&["lint", "-"], b"fine\n\xff\xfe", BAD_INPUT),
        (&["lint", "-", "--owner", "ana"], b"", USAGE),
        (&["lint", "-", "--section", "summary", "--due", "2026-12-01"], b"", USAGE),
        (&["lint", "-", "--section", "appendix"], b"", USAGE),
        (&["lint", "-", "--section", "action_items", "--due", "soon"], b"", USAGE),
        (&["lint", "-", "--section", "action_items", "--due", "2026-02-30"], b"", USAGE),
        (&["lint"], b"", USAGE),
    ] {
        let said = stillpoint_reading(arguments, input);
        assert_eq!((said.status, said.output.as_str()), (status, ""), "{arguments:?}");
        assert_eq!(said.complaints.lines().count(), 1, "{}", said.complaints);
        assert!(!said.complaints.contains("--help'"), "{}", said.complaints);
    }
}

// --- The golden incident ---------------------------------------------------------------------------------------------

#[test]
fn fold_prints_the_golden_incident() {
    let expected = fs::read_to_string(golden("fold.json")).expect("the golden files are there");
    for files in [&["incident.jsonl"][..], &["device-b.jsonl", "device-a.jsonl"], &["device-a.jsonl", "incident.jsonl"]]
    {
        let files: Vec<String> = files.iter().map(|file| golden(file)).collect();
        let said = stillpoint(&[&["fold".to_owned()], files.as_slice()].concat());
        assert_eq!((said.status, said.complaints.as_str()), (FINE, ""), "{files:?}");
        assert!(said.output == expected, "{files:?}");
    }
}

#[test]
fn fold_prints_the_timeline_for_people() {
    let file = golden("incident.jsonl");
    let expected = fs::read_to_string(golden("incident.txt")).expect("the golden files are there");
    for arguments in [&["--format", "text"][..], &["--format", "text", "--zone", "utc"]] {
        let said = stillpoint(&[&["fold", &file][..], arguments].concat());
        assert_eq!((said.status, said.complaints.as_str()), (FINE, ""), "{arguments:?}");
        assert!(said.output == expected, "{arguments:?}");
    }
    let json = stillpoint(&["fold", &file, "--format", "json"]);
    assert!(json.output == fs::read_to_string(golden("fold.json")).expect("the golden files are there"));
}

#[test]
fn a_timeline_is_printed_in_the_zone_that_was_named() {
    let file = golden("incident.jsonl");
    let said = stillpoint(&["fold", &file, "--format", "text", "--zone", "America/New_York"]);
    if said.complaints.contains("no database") {
        eprintln!("skipped: {}", said.complaints);
        return;
    }
    assert_eq!((said.status, said.complaints.as_str()), (FINE, ""));
    assert!(said.output.contains("\n2026-11-18, UTC\u{2212}5\n"), "{}", said.output);
    assert!(said.output.contains("\n09:07:05  note         dana          Declaring an incident"), "{}", said.output);
}

#[test]
fn a_zone_that_is_none_is_refused_in_one_line() {
    let file = golden("incident.jsonl");
    let json = stillpoint(&["fold", &file, "--zone", "UTC"]);
    json.complains(USAGE, "stillpoint: --zone goes with --format text; JSON has its times in UTC (see --help)\n");
    let nowhere = folder();
    let in_zone = |zone: &str| {
        let tool = Path::new(env!("CARGO_BIN_EXE_stillpoint"));
        let arguments = ["fold", file.as_str(), "--format", "text", "--zone", zone];
        let output = Command::new(tool).args(arguments).env("TZDIR", nowhere.path()).output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    let without = "stillpoint: could not find `Europe/Berlin`: this machine has no database of time zones (install tzdata, or say where it is with TZDIR)\n";
    assert_eq!(in_zone("Europe/Berlin"), (Some(BAD_INPUT), without.to_owned()));
    assert_eq!(in_zone("UTC"), (Some(FINE), String::new()));
    let said = stillpoint(&["fold", &file, "--format", "text", "--zone", "Mars/Olympus"]);
    if !said.complaints.contains("no database") {
        said.complains(
            USAGE,
            "stillpoint: could not find a time zone called `Mars/Olympus`: they have names such as Europe/Berlin or UTC\n",
        );
    }
}

#[test]
fn export_writes_the_golden_incident_in_every_format() {
    let folder = folder();
    let file = golden("incident.jsonl");
    let scope = read(&file).log.scopes().first().expect("it has one").to_string();
    for (format, flavour, name) in [
        ("md", &[][..], "export.github.md"),
        ("md", &["--flavour", "github"], "export.github.md"),
        ("md", &["--flavour", "gitlab", "--zone", "utc"], "export.gitlab.md"),
        ("md", &["--flavour", "slack", "--view", "timeline"], "export.slack.txt"),
        ("csv", &["--incident", "INC-42"], "export.csv"),
        ("json", &["--incident", &scope], "export.json"),
        ("html", &[], "export.html"),
    ] {
        let expected = fs::read_to_string(golden(name)).expect("the golden files are there");
        let said = stillpoint(&[&["export", &file, "--format", format], flavour].concat());
        assert_eq!((said.status, said.complaints.as_str()), (FINE, ""), "{name}");
        assert!(said.output == expected, "{name}");
        let output = path(&folder, name);
        let said = stillpoint(&[&["export", &file, "--format", format, "-o", &output], flavour].concat());
        assert_eq!((said.status, said.output.as_str(), said.complaints.as_str()), (FINE, "", ""), "{name}");
        assert!(fs::read_to_string(&output).expect("it was written") == expected, "{name}");
    }
    let parts = ["device-b.jsonl", "device-a.jsonl"].map(golden);
    let said = stillpoint(&["export", &parts[0], &parts[1], "--format", "csv"]);
    assert!(said.output == fs::read_to_string(golden("export.csv")).expect("the golden files are there"));
}

#[test]
fn a_postmortem_is_written_in_every_format() {
    let file = golden("postmortem.jsonl");
    for (arguments, name) in [
        (&["--format", "md"][..], "postmortem.github.md"),
        (&["--format", "md", "--flavour", "gitlab", "--template", "stillpoint"], "postmortem.gitlab.md"),
        (&["--format", "md", "--template", "sre"], "postmortem.sre.md"),
        (&["--format", "md", "--external"], "postmortem.external.md"),
        (&["--format", "html"], "postmortem.html"),
        (&["--format", "mermaid"], "postmortem.mermaid.md"),
        (&["--format", "jira-csv"], "postmortem.jira.csv"),
        (&["--format", "ics"], "postmortem.ics"),
    ] {
        let expected = fs::read_to_string(golden(name)).expect("the golden files are there");
        let asked = ["export", &file, "--incident", "INC-42", "--view", "postmortem"];
        let said = stillpoint(&[&asked[..], arguments].concat());
        assert_eq!((said.status, said.complaints.as_str()), (FINE, ""), "{name}");
        assert!(said.output == expected, "{name}");
    }
    let one = |diagram: &str| {
        let asked = ["export", &file, "--view", "postmortem", "--format", "mermaid", "--diagram", diagram];
        stillpoint(&asked).output
    };
    assert!(one("timeline").starts_with("timeline\n") && one("gantt").starts_with("gantt\n"));
    // What nobody has written yet is drafted from the timeline.
    let draft = stillpoint(&["export", &golden("incident.jsonl"), "--view", "postmortem", "--format", "md"]);
    assert_eq!((draft.status, draft.complaints.as_str()), (FINE, ""));
    assert!(draft.output.contains("\n+ Status: Draft\n") && draft.output.contains("\n+ time to mitigate: 46 min\n"));
}

#[test]
fn a_calendar_without_any_event_is_not_written() {
    let said = stillpoint(&["export", &golden("incident.jsonl"), "--view", "postmortem", "--format", "ics"]);
    let why = "no meeting is set, and no promised change has a date";
    said.complains(BAD_INPUT, &format!("stillpoint: could not write a calendar: {why}\n"));
}

#[test]
fn an_export_of_a_postmortem_says_what_does_not_go_together() {
    let file = golden("postmortem.jsonl");
    for (arguments, why) in [
        (&["--format", "csv"][..], "a postmortem has no format csv; it has md, html, mermaid, jira-csv or ics"),
        (&["--format", "md", "--flavour", "slack"], "a postmortem has no flavour slack; it has github or gitlab"),
        (&["--format", "ics", "--external"], "--external goes with --view postmortem and --format md or html"),
        (
            &["--format", "jira-csv", "--template", "sre"],
            "--template goes with --view postmortem and --format md or html",
        ),
        (&["--format", "md", "--diagram", "gantt"], "--diagram goes with --format mermaid"),
        (
            &["--format", "md", "--external", "--template", "sre"],
            "--template does not go with --external, which has an order of its own",
        ),
    ] {
        let said = stillpoint(&[&["export", &file, "--view", "postmortem"][..], arguments].concat());
        said.complains(USAGE, &format!("stillpoint: {why} (see --help)\n"));
    }
    let timeline = stillpoint(&["export", &file, "--format", "mermaid"]);
    timeline
        .complains(USAGE, "stillpoint: a timeline has no format mermaid; it has md, csv, json or html (see --help)\n");
    let asked = ["export", &file, "--view", "postmortem", "--format", "md", "--template", "haiku"];
    let said = stillpoint(&asked);
    assert_eq!((said.status, said.output.as_str()), (USAGE, ""));
    assert!(said.complaints.starts_with("stillpoint: could not find a template called `haiku`; there are stillpoint,"));
}

#[test]
fn an_export_is_in_the_zone_of_its_incident_unless_another_is_asked_for() {
    let folder = folder();
    let mut writer = Writer::new(WriterId::from_bits(1));
    let mut in_zone = |zone: &str| {
        let name = json!({"number": 42, "title": "checkout", "zone": zone});
        let said = json!({"kind": "note", "by": "dana", "text": "a", "logged_at": "2026-11-18T14:07:00Z",
            "occurred": {"at": "2026-11-18T14:07Z"}});
        let revisions = [write(&mut writer, 1, 0, "incident", name), write(&mut writer, 1, 1, "entry", said)];
        file_of(&folder, "zone.jsonl", &revisions)
    };
    let file = in_zone("Mars/Olympus");
    let said = stillpoint(&["export", &file, "--format", "md"]);
    let complaint = "stillpoint: could not find a time zone called `Mars/Olympus`: they have names such as Europe/Berlin or UTC; \
                     the incident is in that zone, --zone UTC does without it\n";
    if !said.complaints.contains("no database") {
        said.complains(BAD_INPUT, complaint);
    }
    assert!(stillpoint(&["export", &file, "--format", "md", "--zone", "UTC"]).output.contains("\n- times: in UTC\n"));
    let file = in_zone("America/New_York");
    let said = stillpoint(&["export", &file, "--format", "md"]);
    if said.complaints.contains("no database") {
        eprintln!("skipped: {}", said.complaints);
        return;
    }
    assert_eq!((said.status, said.complaints.as_str()), (FINE, ""));
    assert!(said.output.contains("\n- times: in America/New_York\n"));
    assert!(
        said.output.contains("\n### 2026-11-18, UTC\u{2212}5\n\n- **09:07** · note · dana — a\n"),
        "{}",
        said.output
    );
    let said = stillpoint(&["export", &file, "--format", "md", "--zone", "Mars/Olympus"]);
    assert_eq!((said.status, said.output.as_str()), (USAGE, ""), "who calls names it");
}

#[test]
fn an_export_says_what_is_wrong_with_what_was_asked() {
    let folder = folder();
    let file = golden("incident.jsonl");
    for arguments in [
        &["export", &file][..],
        &["export", "--format", "md"],
        &["export", &file, "--format", "pdf"],
        &["export", &file, "--format", "md", "--view", "report"],
        &["export", &file, "--format", "md", "--flavour", "jira"],
        &["export", &file, "--format", "csv", "--flavour", "slack"],
    ] {
        let said = stillpoint(arguments);
        assert_eq!(
            (said.status, said.output.as_str(), said.complaints.lines().count()),
            (USAGE, "", 1),
            "{arguments:?}"
        );
    }
    let other = stillpoint(&["export", &file, "--format", "md", "--incident", "INC-43"]);
    other.complains(BAD_INPUT, "stillpoint: could not find INC-43 among INC-42\n");
    let nowhere = path(&folder, "no/such/folder.md");
    let said = stillpoint(&["export", &file, "--format", "md", "-o", &nowhere]);
    assert_eq!((said.status, said.output.as_str()), (BAD_INPUT, ""));
    let mut lines = lines_of("incident.jsonl");
    lines.push("half a line".to_owned());
    let damaged = written(&folder, "damaged.jsonl", lines.join("\n").as_bytes());
    let said = stillpoint(&["export", &damaged, "--format", "html"]);
    assert_eq!((said.status, said.complaints.lines().count()), (FINDINGS, 1), "{}", said.complaints);
    assert!(said.output == fs::read_to_string(golden("export.html")).expect("the golden files are there"));
}

#[test]
fn an_incident_is_found_by_number_and_by_scope_id() {
    let file = golden("incident.jsonl");
    let number = stillpoint(&["fold", &file, "--incident", "inc-42"]);
    assert_eq!(number.status, FINE, "{}", number.complaints);
    let scope = read(&file).log.scopes().first().expect("it has one").to_string();
    assert_eq!(stillpoint(&["fold", &file, "--incident", &scope]).output, number.output);
    let other = stillpoint(&["fold", &file, "--incident", "INC-43"]);
    other.complains(BAD_INPUT, "stillpoint: could not find INC-43 among INC-42\n");
}

#[test]
fn merge_makes_the_whole_of_the_parts_whatever_their_order() {
    let folder = folder();
    let whole = fs::read(golden("incident.jsonl")).expect("the golden files are there");
    let [a, b] = ["device-a.jsonl", "device-b.jsonl"].map(golden);
    for (first, second) in [(&a, &b), (&b, &a)] {
        let output = path(&folder, "merged.jsonl");
        let said = stillpoint(&["merge", first, second, "-o", &output]);
        assert_eq!((said.status, said.output.as_str(), said.complaints.as_str()), (FINE, "", ""));
        assert!(fs::read(&output).expect("it was written") == whole);
        assert!(stillpoint(&["merge", first, second, "-o", "-"]).output.into_bytes() == whole);
    }
}

#[test]
fn merge_may_write_over_one_of_its_inputs_and_leaves_nothing_beside_it() {
    let folder = folder();
    let ours = path(&folder, "ours.jsonl");
    fs::copy(golden("device-a.jsonl"), &ours).expect("the golden files are there");
    let said = stillpoint(&["merge", &ours, &golden("device-b.jsonl"), "--output", &ours]);
    assert_eq!((said.status, said.complaints.as_str()), (FINE, ""));
    assert!(fs::read(&ours).ok() == fs::read(golden("incident.jsonl")).ok());
    assert_eq!(fs::read_dir(folder.path()).expect("it can be listed").count(), 1);
}

#[test]
fn verify_counts_what_is_there() {
    let said = stillpoint(&["verify", &golden("incident.jsonl")]);
    assert_eq!((said.status, said.complaints.as_str()), (FINE, ""));
    let log = read(&golden("incident.jsonl")).log;
    let expected = json!([{
        "file": golden("incident.jsonl"), "revisions": 120, "repeated": 0, "purged": 2,
        "set_hash": log.set_hash().to_string(), "forks": [], "problems": [], "missing": [],
    }]);
    assert_eq!(said.json(), expected);
}

#[test]
fn standard_input_is_read_where_the_file_is_a_dash() {
    let bytes = fs::read(golden("incident.jsonl")).expect("the golden files are there");
    let said = stillpoint_reading(&["fold", "-"], &bytes);
    assert_eq!((said.status, said.complaints.as_str()), (FINE, ""));
    assert_eq!(said.output, stillpoint(&["fold", &golden("incident.jsonl")]).output);
    let said = stillpoint_reading(&["merge", &golden("device-a.jsonl"), "-", "-o", "-"], &bytes);
    assert!(said.status == FINE && said.output.into_bytes() == bytes);
}

// --- Bad input -------------------------------------------------------------------------------------------------------

#[test]
fn what_is_no_revision_file_is_bad_input_in_one_line() {
    let folder = folder();
    let mut files = vec![folder.path().display().to_string(), path(&folder, "missing.jsonl")];
    for (name, bytes) in [
        ("empty.jsonl", &b""[..]),
        ("blank.jsonl", b"\n \r\n"),
        ("mark.jsonl", b"\xef\xbb\xbf"),
        ("text.jsonl", b"Dear all,\nplease find attached"),
        ("binary.jsonl", b"\x89PNG\r\n\x1a\n\x00\xff\xfe"),
        ("json.jsonl", b"[{\"hash\": 1}]\n"),
    ] {
        files.push(written(&folder, name, bytes));
    }
    for file in &files {
        let output = path(&folder, "out.jsonl");
        for arguments in [
            &["fold", file][..],
            &["export", file, "--format", "csv"],
            &["verify", file],
            &["merge", file, "-o", &output],
        ] {
            let said = stillpoint(arguments);
            assert_eq!((said.status, said.output.as_str()), (BAD_INPUT, ""), "{arguments:?}");
            assert!(said.complaints.starts_with("stillpoint: could not "), "{}", said.complaints);
            assert!(said.complaints.contains(file) && said.complaints.lines().count() == 1, "{}", said.complaints);
            assert!(!Path::new(&output).exists(), "nothing is written from {file}");
        }
    }
}

#[test]
fn bad_input_beside_good_input_is_not_passed_over() {
    let folder = folder();
    let missing = path(&folder, "missing.jsonl");
    let said = stillpoint(&["fold", &golden("incident.jsonl"), &missing]);
    assert_eq!((said.status, said.output.as_str()), (BAD_INPUT, ""));
}

#[test]
fn a_file_without_an_incident_is_bad_input_for_fold_alone() {
    let folder = folder();
    let file = written(&folder, "none.jsonl", &revisions::print(&Log::default(), []));
    stillpoint(&["fold", &file]).complains(BAD_INPUT, "stillpoint: could not find an incident in these files\n");
    assert_eq!(stillpoint(&["verify", &file]).status, FINE);
}

#[test]
fn a_damaged_line_is_named_and_the_rest_is_told() {
    let folder = folder();
    let mut lines = lines_of("incident.jsonl");
    lines[4] = lines[4].replacen("\"hlc\":[1", "\"hlc\":[2", 1);
    lines.push("\u{fffd} half a line".to_owned());
    let file = written(&folder, "damaged.jsonl", lines.join("\n").as_bytes());
    let named = |line: usize| format!("stillpoint: {file}, line {line}: ");
    for command in ["fold", "verify"] {
        let said = stillpoint(&[command, &file]);
        assert_eq!(said.status, FINDINGS);
        let complaints: Vec<&str> = said.complaints.lines().collect();
        let expected = [named(1), named(5), named(122)];
        assert!(complaints.len() == 3 && complaints.iter().zip(&expected).all(|(said, named)| said.starts_with(named)));
    }
    let folded = stillpoint(&["fold", &file]).json();
    assert_eq!(folded["title"], "Checkout writes time out in eu-west");
    let unread: Vec<&Value> =
        folded["unread"].as_array().expect("a list").iter().map(|unread| &unread["line"]).collect();
    assert_eq!(unread, [&json!(1), &json!(5), &json!(122), &Value::Null, &Value::Null]);
}

#[test]
fn damaged_lines_are_carried_along_and_merging_again_changes_nothing() {
    let folder = folder();
    let damaged = b"{\"hash\":\"12\"}\r\n\xff\xfe\r\n";
    let file = written(
        &folder,
        "damaged.jsonl",
        &[&fs::read(golden("device-a.jsonl")).expect("golden")[..], damaged].concat(),
    );
    let [once, twice] = ["once.jsonl", "twice.jsonl"].map(|name| path(&folder, name));
    assert_eq!(stillpoint(&["merge", &golden("device-b.jsonl"), &file, "-o", &once]).status, FINDINGS);
    let bytes = fs::read(&once).expect("it was written");
    assert!(bytes.ends_with(b"\n{\"hash\":\"12\"}\n\xff\xfe\n"), "as they were, at the end");
    assert_eq!(stillpoint(&["merge", &once, &file, "-o", &twice]).status, FINDINGS);
    assert!(fs::read(&twice).expect("it was written") == bytes);
}

#[test]
fn a_file_cut_short_is_noticed_by_its_manifest() {
    let folder = folder();
    let lines = lines_of("incident.jsonl");
    let file = written(&folder, "cut.jsonl", lines[..100].join("\n").as_bytes());
    let why = "it announces 120 revisions, 99 follow";
    let said = stillpoint(&["verify", &file]);
    assert_eq!(said.status, FINDINGS);
    assert!(said.complaints.starts_with(&format!("stillpoint: {file}, line 1: {why}\n")), "{}", said.complaints);
    assert_eq!(said.json()[0]["problems"], json!([{"line": 1, "why": why}]));
}

#[test]
fn a_copied_profile_is_a_finding_of_verify() {
    let folder = folder();
    let mut original = Writer::new(WriterId::from_bits(1));
    let mut copy = original.clone();
    let revisions = [incident(&mut original, 1, 42, 1), incident(&mut copy, 1, 42, 2)];
    let file = file_of(&folder, "forked.jsonl", &revisions);
    let said = stillpoint(&["verify", &file]);
    assert_eq!((said.status, said.complaints.lines().count()), (FINDINGS, 1));
    assert!(said.complaints.contains("has 2 revisions under counter 1"), "{}", said.complaints);
    assert_eq!(said.json()[0]["forks"][0]["counter"], 1);
}

#[test]
fn an_output_that_cannot_be_written_is_bad_input_and_leaves_no_trace() {
    let folder = folder();
    let output = path(&folder, "no/such/folder.jsonl");
    for output in [output, folder.path().display().to_string()] {
        let said = stillpoint(&["merge", &golden("incident.jsonl"), "-o", &output]);
        assert_eq!((said.status, said.complaints.lines().count()), (BAD_INPUT, 1), "{}", said.complaints);
        assert!(said.complaints.starts_with(&format!("stillpoint: could not write {output}: ")), "{}", said.complaints);
    }
    assert_eq!(fs::read_dir(folder.path()).expect("it can be listed").count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_no_success() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let mut command = Command::new(env!("CARGO_BIN_EXE_stillpoint"));
    let output = command.args(["merge", &golden("incident.jsonl"), "-o", "-"]).stdout(full).output();
    let output = output.expect("the tool can be started");
    assert_eq!(output.status.code(), Some(BAD_INPUT));
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaints.starts_with("stillpoint: could not write to standard output: "), "{complaints}");
}

// --- Several incidents -----------------------------------------------------------------------------------------------

#[test]
fn of_several_incidents_one_is_asked_for() {
    let folder = folder();
    let mut writer = Writer::new(WriterId::from_bits(1));
    let file = file_of(&folder, "two.jsonl", &[incident(&mut writer, 1, 41, 1), incident(&mut writer, 2, 42, 2)]);
    let said = stillpoint(&["fold", &file]);
    said.complains(USAGE, "stillpoint: the files hold several incidents; say --incident with one of INC-41, INC-42\n");
    let said = stillpoint(&["fold", &file, "--incident", "INC-41"]);
    assert_eq!((said.status, &said.json()["number"]), (FINE, &json!("INC-41")));
}

#[test]
fn the_same_number_from_two_devices_is_told_apart_by_its_suffix() {
    let folder = folder();
    let mut writer = Writer::new(WriterId::from_bits(1));
    let file = file_of(&folder, "two.jsonl", &[incident(&mut writer, 1, 42, 1), incident(&mut writer, 2, 42, 2)]);
    let said = stillpoint(&["fold", &file, "--incident", "INC-42"]);
    let names = "INC-42·000001, INC-42·000002";
    said.complains(USAGE, &format!("stillpoint: INC-42 is the number of several incidents; say one of {names}\n"));
    let said = stillpoint(&["fold", &file, "--incident", "INC-42·000002"]);
    assert_eq!((said.status, &said.json()["number"]), (FINE, &json!("INC-42·000002")));
}

#[test]
fn the_number_of_an_included_incident_leads_to_the_one_that_includes_it() {
    let folder = folder();
    let mut writer = Writer::new(WriterId::from_bits(1));
    // 43 includes 42, which includes 41; the scopes' order is not that of inclusion.
    let revisions = [
        incident(&mut writer, 2, 43, 1),
        incident(&mut writer, 1, 42, 1),
        incident(&mut writer, 3, 41, 1),
        inclusion(&mut writer, 2, 1),
        inclusion(&mut writer, 1, 3),
    ];
    let file = file_of(&folder, "three.jsonl", &revisions);
    for wanted in [&[][..], &["--incident", "INC-43"], &["--incident", "INC-42"], &["--incident", "INC-41"]] {
        let said = stillpoint(&[&["fold", &file], wanted].concat());
        assert_eq!((said.status, &said.json()["number"]), (FINE, &json!("INC-43")), "{wanted:?}");
        assert_eq!(said.json()["includes"], json!([ScopeId::from_bits(1), ScopeId::from_bits(3)]));
    }
}

#[test]
fn two_incidents_of_one_number_are_one_once_one_includes_the_other() {
    let folder = folder();
    let mut writer = Writer::new(WriterId::from_bits(1));
    let revisions = [incident(&mut writer, 1, 42, 1), incident(&mut writer, 2, 42, 2), inclusion(&mut writer, 2, 1)];
    let file = file_of(&folder, "two.jsonl", &revisions);
    let said = stillpoint(&["fold", &file, "--incident", "INC-42"]);
    assert_eq!((said.status, &said.json()["number"]), (FINE, &json!("INC-42·000002")), "{}", said.complaints);
}

#[test]
fn incidents_that_include_each_other_are_told_as_one() {
    let folder = folder();
    let mut writer = Writer::new(WriterId::from_bits(1));
    let revisions = [
        incident(&mut writer, 1, 43, 1),
        incident(&mut writer, 2, 42, 1),
        inclusion(&mut writer, 1, 2),
        inclusion(&mut writer, 2, 1),
    ];
    let file = file_of(&folder, "both.jsonl", &revisions);
    for wanted in [&[][..], &["--incident", "INC-42"], &["--incident", "INC-43"]] {
        let said = stillpoint(&[&["fold", &file], wanted].concat());
        assert_eq!((said.status, &said.json()["number"]), (FINE, &json!("INC-42")), "the lower one: {wanted:?}");
    }
}

// --- The tool, run ---------------------------------------------------------------------------------------------------

/// What a run said.
struct Said {
    status: i32,
    output: String,
    complaints: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.output).expect("what is asked for is JSON")
    }

    fn complains(&self, status: i32, complaint: &str) {
        assert_eq!((self.status, self.output.as_str(), self.complaints.as_str()), (status, "", complaint));
    }
}

fn stillpoint(arguments: &[impl AsRef<std::ffi::OsStr>]) -> Said {
    stillpoint_reading(arguments, b"")
}

fn stillpoint_reading(arguments: &[impl AsRef<std::ffi::OsStr>], input: &[u8]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stillpoint"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().expect("the tool can be started");
    // A command that reads no input may have ended already.
    let _ = running.stdin.take().expect("it is piped").write_all(input);
    said(running.wait_with_output().expect("it ends"))
}

fn said(output: Output) -> Said {
    let text = |bytes| String::from_utf8(bytes).expect("the tool speaks UTF-8");
    let status = output.status.code().expect("it was not killed");
    Said { status, output: text(output.stdout), complaints: text(output.stderr) }
}

// --- Files -----------------------------------------------------------------------------------------------------------

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is room for a folder")
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

fn written(folder: &TempDir, name: &str, bytes: &[u8]) -> String {
    let path = path(folder, name);
    fs::write(&path, bytes).expect("there is room for a file");
    path
}

fn file_of(folder: &TempDir, name: &str, revisions: &[Revision]) -> String {
    written(folder, name, &revisions::print(&Log::of(revisions.iter().cloned()), []))
}

fn golden(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name].iter().collect();
    path.display().to_string()
}

fn lines_of(name: &str) -> Vec<String> {
    let text = fs::read_to_string(golden(name)).expect("the golden files are there");
    text.lines().map(str::to_owned).collect()
}

fn read(path: &str) -> revisions::File {
    revisions::parse(&fs::read(path).expect("it is there"))
}

// --- The chain -------------------------------------------------------------------------------------------------------

/// Two incidents: one whose chain is whole but for the five questions, one with findings that rest on nothing.
fn chains(folder: &TempDir) -> String {
    let mut writer = Writer::new(WriterId::from_bits(1));
    let id = |scope: u128, record: u128| RecordId::from_bits(scope * 16 + record).to_string();
    let entry = json!({"kind": "note", "by": "dana", "logged_at": "2026-11-18T14:05:00Z", "text": "Retries without end",
        "occurred": {"at": "2026-11-18T14:05Z"}, "marks": ["detected"]});
    let shown = write(&mut writer, 7, 2, "entry", entry);
    let finding = json!({"text": "Retries had no limit", "class": "operational", "detail": "configuration",
        "patterns": ["weak-defaults"], "tests": [{"layer": "load", "answer": "yes"}],
        "evidence": [{"entry": id(7, 2), "saw": shown.hash().to_string()}]});
    let change = json!({"text": "Limit retries to three", "findings": [id(7, 3)], "change": "boundary", "state": "done",
        "owner": "sam", "due": "2026-12-01",
        "proof": {"looked_at": "Retries ended at three", "shown_by": "The drill of 3 December", "at": "2026-12-03T10:00:00Z", "by": "sam"}});
    let mut revisions = vec![incident(&mut writer, 7, 42, 5), shown];
    revisions.push(write(&mut writer, 7, 3, "finding", finding));
    revisions.push(write(&mut writer, 7, 4, "follow_up", change));
    for (record, name) in
        (5..).zip(["missing-information", "ignored-alerts", "one-person-steps", "fine-metrics", "slow-recovery"])
    {
        revisions.push(write(&mut writer, 7, record, "answer", json!({"asked": name, "text": "This."})));
    }
    let summary = json!({"slot": "summary", "text": "Checkout was down."});
    revisions.push(write(&mut writer, 7, 10, "section", summary));
    revisions.push(incident(&mut writer, 8, 43, 5));
    let bare = json!({"text": "Nobody owned the queue", "class": "operational", "patterns": ["unclear-ownership"]});
    revisions.push(write(&mut writer, 8, 3, "finding", bare));
    let promise = json!({"text": "Remind people of the queue", "findings": [id(8, 3)], "state": "committed", "due": "2026-11-19"});
    revisions.push(write(&mut writer, 8, 4, "follow_up", promise));
    file_of(folder, "chains.jsonl", &revisions)
}

#[test]
fn chain_prints_findings_changes_and_what_is_missing_over_all_incidents() {
    let folder = folder();
    let file = chains(&folder);
    let said = stillpoint(&["chain", &file, "--format", "json", "--today", "2026-11-20"]);
    assert_eq!((said.status, said.complaints.as_str()), (FINDINGS, ""));
    let json = said.json();
    let [whole, other] = [&json["incidents"][0], &json["incidents"][1]];
    assert_eq!((&whole["number"], &whole["missing"]), (&json!("INC-42"), &json!([])));
    let finding = &whole["findings"][0];
    assert_eq!(finding["evidence"][0]["standing"], "live");
    assert_eq!(finding["evidence"][0]["at"], "2026-11-18T14:05Z");
    assert_eq!(finding["follow_ups"][0], whole["follow_ups"][0]["id"]);
    assert_eq!(whole["follow_ups"][0]["evidence"][0], finding["evidence"][0]["entry"], "there and back");
    assert_eq!(whole["follow_ups"][0]["proof"]["shown_by"], "The drill of 3 December");
    let kinds: Vec<&str> =
        other["missing"].as_array().into_iter().flatten().filter_map(|gap| gap["kind"].as_str()).collect();
    assert_eq!(
        kinds,
        ["no-summary", "no-evidence", "only-weak", "no-owner", "overdue", "not-detected", "unanswered", "no-test"]
    );
    assert_eq!(json["recurring"]["of"], 2);
    assert_eq!(
        (&json["recurring"]["rows"][0]["name"], &json["recurring"]["rows"][0]["incidents"]),
        (&json!("operational"), &json!(2))
    );

    // Members stand in one order, whatever the order of the lines.
    let text = fs::read_to_string(&file).expect("it was written");
    let (manifest, lines) = text.split_once('\n').expect("it has lines");
    let turned: Vec<&str> = std::iter::once(manifest).chain(lines.lines().rev()).collect();
    let turned = written(&folder, "turned.jsonl", turned.join("\n").as_bytes());
    assert!(stillpoint(&["chain", &turned, "--format", "json", "--today", "2026-11-20"]).output == said.output);
    let members: Vec<usize> = ["\"findings\"", "\"follow_ups\"", "\"missing\"", "\"unread\""]
        .map(|member| said.output.find(&format!("\n      {member}")).expect("it is there"))
        .into();
    assert!(members.is_sorted(), "{members:?}");
}

#[test]
fn chain_tells_people_the_same() {
    let folder = folder();
    let said = stillpoint(&["chain", &chains(&folder), "--today", "2026-11-20"]);
    let expected = "\
INC-42 checkout
  Finding: Retries had no limit (Operational, Weak defaults)
    evidence: 2026-11-18T14:05Z Retries without end
    change: Limit retries to three (done, sam, until 2026-12-01, strong)
      proof: Retries ended at three

INC-43 checkout
  Finding: Nobody owned the queue (Operational, Unclear ownership)
    change: Remind people of the queue (committed, until 2026-11-19, overdue, weak)
  Missing:
    - Write the summary: what happened, for somebody who was not there.
    - Name an entry that shows “Nobody owned the queue”.
    - Make one change stronger: what is promised asks people to remember, or says no change.
    - Say who answers for “Remind people of the queue”.
    - Finish “Remind people of the queue”, or give it another date: its day is over.
    - Mark the entry by which it was detected: no time to detect is known without it.
    - Answer the five questions.
    - Ask whether a test could have caught it, and what that would have taken.
";
    assert_eq!((said.status, said.output.as_str()), (FINDINGS, expected));
}

#[test]
fn chain_is_fine_where_nothing_is_missing_and_names_what_is_no_input() {
    let folder = folder();
    let file = chains(&folder);
    let whole: Vec<Revision> = read(&file).log.scope(ScopeId::from_bits(7)).cloned().collect();
    let whole = file_of(&folder, "whole.jsonl", &whole);
    assert_eq!(stillpoint(&["chain", &whole]).status, FINE);
    let nothing = path(&folder, "nothing.jsonl");
    assert_eq!(stillpoint(&["chain", &nothing]).status, BAD_INPUT);
    assert_eq!(stillpoint(&["chain", &whole, "--today", "tomorrow"]).status, USAGE);
}

// --- Small incidents -------------------------------------------------------------------------------------------------

fn incident(writer: &mut Writer, scope: u128, number: u64, device: u128) -> Revision {
    let device = RecordId::from_bits(device);
    write(writer, scope, 0, "incident", json!({"number": number, "device": device, "title": "checkout"}))
}

fn inclusion(writer: &mut Writer, scope: u128, included: u128) -> Revision {
    write(writer, scope, 1, "inclusion", json!({"scope": ScopeId::from_bits(included), "why": "the same outage"}))
}

fn write(writer: &mut Writer, scope: u128, record: u128, kind: &str, body: Value) -> Revision {
    let draft = Draft {
        scope: ScopeId::from_bits(scope),
        record: RecordId::from_bits(scope * 16 + record),
        kind: kind.to_owned(),
        parents: vec![],
        author: "dana".to_owned(),
        purges: vec![],
        body: body.as_object().cloned().unwrap_or_default(),
    };
    writer.write(draft, Instant::from_millis(1_795_010_400_000))
}

#[test]
fn verify_names_what_a_file_speaks_of_and_does_not_hold() {
    let folder = folder();
    let lines = lines_of("incident.jsonl");
    let unannounced = written(&folder, "unannounced.jsonl", lines[1..].join("\n").as_bytes());
    let said = stillpoint(&["verify", &unannounced]);
    assert_eq!(said.status, FINDINGS);
    assert!(said.complaints.contains("without a manifest"), "{}", said.complaints);
    let purges: Vec<&str> =
        lines[1..].iter().map(AsRef::as_ref).filter(|line: &&str| !line.contains("\"purges\"")).collect();
    let orphaned = written(&folder, "orphaned.jsonl", purges.join("\n").as_bytes());
    assert!(stillpoint(&["verify", &orphaned]).complaints.contains("no purge in it names them: "));
}

#[test]
fn a_refused_command_line_is_one_line() {
    for words in [&["fold"][..], &["bogus"], &["merge", "x"], &["fold", "x", "--incident"], &[]] {
        let said = stillpoint(words);
        assert_eq!((said.status, said.complaints.lines().count()), (USAGE, 1), "{words:?}: {}", said.complaints);
        assert!(said.complaints.starts_with("stillpoint: "), "{}", said.complaints);
    }
}
